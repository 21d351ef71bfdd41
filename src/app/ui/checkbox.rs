//! A check box with words beside it.

use accesskit::Role;
use bevy::feathers::cursor::EntityCursor;
use bevy::input_focus::tab_navigation::TabIndex;
use bevy::picking::hover::Hovered;
use bevy::prelude::*;
use bevy::ui::{Checked, UiSystems};
use bevy::ui_widgets::{Checkbox, checkbox_self_update};
use bevy::window::SystemCursorIcon;

use super::focus::FocusRing;
use super::skin::Skin;
use super::speech::spoken;
use super::text::{Type, text};
use super::theme::Edge;
use super::tokens::{S1, S2, Token};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(PostUpdate, show_ticks.before(UiSystems::Content));
}

/// A check box. It holds `bevy::ui::Checked` while it is ticked and answers with `ValueChange<bool>`.
#[derive(SceneComponent, Debug, Clone, Copy, Default)]
#[scene(TickBoxProps)]
pub struct TickBox;

/// How a [`TickBox`] is made.
#[derive(Debug, Clone, Default)]
pub struct TickBoxProps {
    /// The words beside it, and its name for a screen reader.
    pub label: String,
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct Tick;

impl TickBox {
    fn scene(props: TickBoxProps) -> impl Scene {
        bsn! {
            Checkbox
            on(checkbox_self_update)
            Hovered
            TabIndex(0)
            FocusRing
            EntityCursor::System(SystemCursorIcon::Pointer)
            spoken(Role::CheckBox, props.label.clone())
            Node {
                column_gap: px(S2),
                align_items: AlignItems::Center,
                min_height: px(28),
                border_radius: BorderRadius::all(px(S1)),
            }
            Children [
                tick_frame(),
                text(props.label, Type::Body, Token::Ink),
            ]
        }
    }
}

fn tick_frame() -> impl Scene {
    bsn! {
        template_value(Skin::Check)
        Node {
            width: px(20),
            height: px(20),
            flex_shrink: 0.0,
            border: UiRect::all(px(1)),
            border_radius: BorderRadius::all(px(S1)),
            justify_content: JustifyContent::Center,
            align_items: AlignItems::Center,
        }
        Pickable { should_block_lower: false, is_hoverable: false }
        Children [(
            Tick
            Edge(Token::AccentInk)
            Node {
                width: px(7),
                height: px(12),
                margin: UiRect::bottom(px(3)),
                border: UiRect { left: px(0), top: px(0), right: px(2), bottom: px(2) },
            }
            UiTransform { rotation: {Rot2::degrees(45.0)} }
            Pickable { should_block_lower: false, is_hoverable: false }
        )]
    }
}

fn show_ticks(
    mut ticks: Query<(Entity, &mut Visibility), With<Tick>>,
    boxes: Query<Has<Checked>, With<Checkbox>>,
    parents: Query<&ChildOf>,
) {
    for (tick, mut visibility) in &mut ticks {
        let checked = parents.iter_ancestors(tick).find_map(|above| boxes.get(above).ok()).unwrap_or(false);
        visibility.set_if_neq(if checked { Visibility::Inherited } else { Visibility::Hidden });
    }
}
