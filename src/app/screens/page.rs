//! The frame of the screens round a call: a bar on top, a middle that scrolls, and a foot with what leads on.

use bevy::ecs::system::SystemParam;
use bevy::input::ButtonState;
use bevy::input::keyboard::{KeyCode, KeyboardInput};
use bevy::input_focus::tab_navigation::TabGroup;
use bevy::input_focus::{FocusCause, FocusedInput, InputFocus, InputFocusVisible};
use bevy::prelude::*;
use bevy::text::EditableText;

use super::keys;
use crate::app::actions::{Chord, Does};
use crate::app::session::{Session, Words};
use crate::app::tempo::Settling;
use crate::app::ui::prelude::*;
use crate::app::ui::scroll::Scrolls;
use crate::app::worker::{Answer, Answered};
use crate::app::{AppSystems, Dialog, Screen, TITLE};

/// What Escape does is written once.
pub(super) const ESCAPE: Chord = Chord::Named(KeyCode::Escape, "Esc");

pub(super) fn plugin(app: &mut App) {
    app.add_observer(let_go).add_systems(Update, take_focus.in_set(AppSystems::Show));
}

/// What a page is made of.
pub(super) struct Page {
    /// Its heading, and its name for a screen reader.
    pub title: String,
    /// The widest that the middle gets, in logical pixels.
    pub width: f32,
    /// What stands in the bar after the heading.
    pub bar: Box<dyn SceneList>,
    /// The middle, stacked.
    pub content: Box<dyn SceneList>,
    /// What leads on, always in view; none without.
    pub foot: Option<Box<dyn SceneList>>,
}

/// What a system needs to show something anew.
#[derive(SystemParam)]
pub(super) struct Painter<'w, 's> {
    pub words: Res<'w, Words>,
    pub commands: Commands<'w, 's>,
    settling: ResMut<'w, Settling>,
}

impl Painter<'_, '_> {
    /// Puts these in the place of what stands in a node.
    pub fn fill(&mut self, place: Entity, content: Vec<Box<dyn Scene>>) {
        self.commands.entity(place).despawn_children();
        for scene in content {
            let shown = self.commands.spawn_scene(scene).id();
            self.commands.entity(place).add_child(shown);
        }
        self.settling.request();
    }

    /// Asks for the frames in which a change is seen.
    pub fn refresh(&mut self) {
        self.settling.request();
    }
}

/// Marks the root of a page.
#[derive(Component, Debug, Clone, Copy, Default)]
struct PageRoot;

/// The control that has the focus when a page opens.
#[derive(Component, Debug, Clone, Copy, Default)]
pub(super) struct FirstFocus;

/// A page that goes with its screen.
pub(super) fn page(screen: Screen, page: Page) -> impl Scene {
    let foot: Vec<_> = page.foot.into_iter().map(foot).collect();
    bsn! {
        template(move |_| Ok(DespawnOnExit(screen)))
        PageRoot
        TabGroup
        Fill(Token::Bg, Shade::Rest)
        Node { width: percent(100), height: percent(100), flex_direction: FlexDirection::Column }
        Children [
            bar(page.title.clone(), page.bar),
            (
                @ScrollBox {
                    @label: {page.title.clone()},
                    @content: {bsn_list![middle(page.width, page.content)]}
                }
                Node { flex_grow: 1.0, flex_basis: px(0), min_height: px(0) }
            ),
            {foot}
        ]
    }
}

fn bar(title: String, content: Box<dyn SceneList>) -> impl Scene {
    bsn! {
        panel()
        Edge(Token::Line)
        Node {
            flex_direction: FlexDirection::Row,
            flex_wrap: FlexWrap::Wrap,
            flex_shrink: 0.0,
            align_items: AlignItems::Center,
            column_gap: px(S4),
            row_gap: px(S1),
            min_height: px(48),
            border: UiRect::bottom(px(1)),
            padding: UiRect::axes(px(S4), px(S1)),
        }
        Children [
            line(TITLE, Type::BodyBold, Token::Ink),
            line(title, Type::Body, Token::Ink3),
            {content},
            keys::button(),
        ]
    }
}

fn middle(width: f32, content: Box<dyn SceneList>) -> impl Scene {
    bsn! {
        Node {
            width: percent(100),
            max_width: px(width),
            align_self: AlignSelf::Center,
            flex_direction: FlexDirection::Column,
            flex_shrink: 0.0,
            row_gap: px(S4),
            padding: UiRect::all(px(S5)),
        }
        Children [ {content} ]
    }
}

fn foot(content: Box<dyn SceneList>) -> impl Scene {
    bsn! {
        panel()
        Edge(Token::Line)
        Node {
            flex_direction: FlexDirection::Row,
            flex_wrap: FlexWrap::Wrap,
            flex_shrink: 0.0,
            align_items: AlignItems::Center,
            column_gap: px(S3),
            row_gap: px(S2),
            border: UiRect::top(px(1)),
            padding: UiRect::axes(px(S4), px(S2)),
        }
        Children [ {content} ]
    }
}

/// An action's button.
pub(super) fn does(action: &'static str, skin: Skin) -> impl Scene {
    bsn! { @PushButton { @skin: {skin} } Does({action}) }
}

/// Things side by side that go to the next line where the room ends.
pub(super) fn wrapping(content: Box<dyn SceneList>) -> impl Scene {
    bsn! {
        Node {
            flex_wrap: FlexWrap::Wrap,
            align_items: AlignItems::Center,
            column_gap: px(S3),
            row_gap: px(S2),
        }
        Children [ {content} ]
    }
}

/// The screen that a side screen goes back to.
pub(super) fn way_back(session: &Session) -> Screen {
    if session.who.is_empty() { Screen::SignIn } else { Screen::Home }
}

/// Whether the store has just been opened: what was asked before that had nobody to ask.
pub(super) fn store_opened(mut answered: MessageReader<Answered>) -> bool {
    answered.read().any(|answered| matches!(answered.answer, Answer::Opened { .. }))
}

/// What has the focus first, and where in it the focus goes.
type FirstFocused = (Entity, Ref<'static, FirstFocus>, Option<&'static FieldParts>, Option<&'static Children>);

fn take_focus(
    first: Query<FirstFocused>,
    scrolls: Query<(), With<Scrolls>>,
    dialog: Res<State<Dialog>>,
    mut focus: ResMut<InputFocus>,
    mut visible: ResMut<InputFocusVisible>,
    mut settling: ResMut<Settling>,
) {
    for (entity, fresh, parts, children) in &first {
        // A dialog that goes with the screen before takes the focus with it.
        let lost = dialog.is_changed() && *dialog.get() == Dialog::None && focus.get().is_none();
        if !fresh.is_added() && !lost {
            continue;
        }
        // Where the keyboard stands on a new page is shown, whichever way one came.
        visible.0 = true;
        let scrolling = children.and_then(|all| all.iter().find(|child| scrolls.contains(*child)));
        let takes = parts.map(|parts| parts.input).or(scrolling).unwrap_or(entity);
        focus.set(takes, FocusCause::Navigated);
        settling.request();
    }
}

/// Escape first leaves a text field, which keeps the key to itself, so it is read where it lands.
fn let_go(
    key: On<FocusedInput<KeyboardInput>>,
    typing: Query<(), With<EditableText>>,
    parents: Query<&ChildOf>,
    pages: Query<(), With<PageRoot>>,
    mut focus: ResMut<InputFocus>,
) {
    let entity = key.focused_entity;
    let escape = key.input.key_code == KeyCode::Escape && key.input.state == ButtonState::Pressed;
    if escape && typing.contains(entity) && parents.iter_ancestors(entity).any(|above| pages.contains(above)) {
        focus.clear();
    }
}
