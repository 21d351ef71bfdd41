//! Dialogs: what lies on top, keeps the focus, and goes at Escape.

use accesskit::Role;
use bevy::a11y::AccessibilityNode;
use bevy::input::ButtonState;
use bevy::input::keyboard::{KeyCode, KeyboardInput};
use bevy::input_focus::tab_navigation::{NavAction, TabGroup, TabIndex, TabNavigation};
use bevy::input_focus::{FocusCause, FocusedInput, InputFocus};
use bevy::prelude::*;

use super::frame::card;
use super::scroll::Scrolls;
use super::speech::spoken;
use super::text::{Type, text};
use super::theme::Fill;
use super::tokens::{S3, S4, S5, Shade, Token};
use crate::app::Dialog;

/// Dialogs lie above screens.
const Z_DIALOG: i32 = 50;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<FocusBefore>()
        .add_observer(on_open)
        .add_observer(on_close)
        .add_observer(on_escape)
        .add_systems(Update, take_focus);
}

/// A dialog on top of the screen. Spawn it on entering a [`Dialog`] state, with `DespawnOnExit`.
#[derive(SceneComponent, Debug, Clone, Copy, Default)]
#[scene(ModalProps)]
pub struct Modal;

/// How a [`Modal`] is made.
pub struct ModalProps {
    /// Its heading, and its name for a screen reader.
    pub title: String,
    /// Its width in logical pixels.
    pub width: f32,
    /// What is in it, stacked.
    pub content: Box<dyn SceneList>,
}

impl Default for ModalProps {
    fn default() -> Self {
        Self { title: String::new(), width: 480.0, content: Box::new(bsn_list![]) }
    }
}

/// A dialog that has not taken the focus yet.
#[derive(Component, Debug, Clone, Copy, Default)]
struct WantsFocus;

/// What had the focus before a dialog came, to have it again.
#[derive(Resource, Debug, Default)]
struct FocusBefore(Option<Entity>);

impl Modal {
    fn scene(props: ModalProps) -> impl Scene {
        bsn! {
            WantsFocus
            template(|_| Ok(TabGroup::modal()))
            GlobalZIndex({Z_DIALOG})
            Node {
                position_type: PositionType::Absolute,
                left: px(0),
                top: px(0),
                width: percent(100),
                height: percent(100),
            }
            Children [(
                // A click beside the panel keeps the focus in the dialog.
                TabIndex(-1)
                Fill(Token::Scrim, Shade::Rest)
                Node {
                    width: percent(100),
                    height: percent(100),
                    padding: UiRect::all(px(S4)),
                    justify_content: JustifyContent::Center,
                    align_items: AlignItems::Center,
                }
                Children [ panel(props) ]
            )]
        }
    }
}

fn panel(props: ModalProps) -> impl Scene {
    bsn! {
        card()
        Scrolls
        dialog_node(props.title.clone())
        BoxShadow::new(Color::BLACK.with_alpha(0.25), px(0), px(8), px(0), px(32))
        Node {
            width: px(props.width),
            max_width: percent(100),
            max_height: percent(100),
            overflow: Overflow::scroll_y(),
            padding: UiRect::all(px(S5)),
            row_gap: px(S3),
        }
        Children [
            text(props.title, Type::Large, Token::Ink),
            {props.content}
        ]
    }
}

fn dialog_node(title: String) -> impl Scene {
    spoken(Role::Dialog, title)
}

fn on_open(
    added: On<Add, Modal>,
    mut before: ResMut<FocusBefore>,
    focus: Res<InputFocus>,
    mut spoken: Query<&mut AccessibilityNode>,
) {
    before.0 = focus.get();
    if let Ok(mut node) = spoken.get_mut(added.entity) {
        node.set_modal();
    }
}

/// The focus goes to the first control of the dialog, once its children are there.
fn take_focus(
    waiting: Query<Entity, With<WantsFocus>>,
    stops: TabNavigation,
    mut focus: ResMut<InputFocus>,
    mut commands: Commands,
) {
    for modal in &waiting {
        commands.entity(modal).remove::<WantsFocus>();
        if let Ok(first) = stops.initialize(modal, NavAction::First) {
            focus.set(first, FocusCause::Navigated);
        }
    }
}

fn on_close(
    _removed: On<Remove, Modal>,
    mut before: ResMut<FocusBefore>,
    mut focus: ResMut<InputFocus>,
    entities: Query<Entity>,
) {
    match before.0.take().filter(|entity| entities.contains(*entity)) {
        Some(entity) => focus.set(entity, FocusCause::Navigated),
        None => focus.clear(),
    }
}

/// Escape closes from anywhere in the dialog: a text field keeps the key to itself, so it is read where it lands.
fn on_escape(
    key: On<FocusedInput<KeyboardInput>>,
    modals: Query<(), With<Modal>>,
    choices: Query<(), With<super::choice::OpenList>>,
    mut dialog: ResMut<NextState<Dialog>>,
) {
    let lands_here = key.focused_entity == key.original_event_target();
    let escape = key.input.key_code == KeyCode::Escape && key.input.state == ButtonState::Pressed;
    if lands_here && escape && !modals.is_empty() && choices.is_empty() {
        // `ResMut` has a method of the same name that compares whole values.
        NextState::set_if_neq(&mut dialog, Dialog::None);
    }
}
