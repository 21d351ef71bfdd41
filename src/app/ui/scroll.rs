//! Scroll areas: wheel, keys, a bar, and bringing what has the focus into view.

use accesskit::Role;
use bevy::ecs::template::EntityTemplate;
use bevy::input::ButtonState;
use bevy::input::keyboard::{KeyCode, KeyboardInput};
use bevy::input::mouse::MouseScrollUnit;
use bevy::input_focus::FocusedInput;
use bevy::input_focus::tab_navigation::TabIndex;
use bevy::picking::events::Scroll;
use bevy::picking::hover::Hovered;
use bevy::prelude::*;
use bevy::ui::{UiGlobalTransform, UiSystems};
use bevy::ui_widgets::{ControlOrientation, Scrollbar, ScrollbarThumb};

use super::focus::FocusRing;
use super::speech::spoken;
use super::theme::Fill;
use super::tokens::{Shade, Token};
use crate::app::tempo::Settling;

/// How far one notch of the wheel, or one arrow key, moves, in logical pixels.
const NOTCH: f32 = 60.0;

/// Room round what is brought into view: for its ring, and for a hint of what comes next.
const MARGIN: f32 = 12.0;

/// Width of a scroll bar.
const BAR: f32 = 8.0;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Wanted>()
        .add_observer(on_wheel)
        .add_observer(on_key)
        .add_systems(PostUpdate, (follow_reach, reveal).chain().in_set(UiSystems::PostLayout));
}

/// A box whose content scrolls up and down when it is taller than its room.
#[derive(SceneComponent, Debug, Clone, Copy, Default)]
#[scene(ScrollBoxProps)]
pub struct ScrollBox;

/// How a [`ScrollBox`] is made.
pub struct ScrollBoxProps {
    /// What it is called by a screen reader.
    pub label: String,
    /// Space round the content.
    pub pad: f32,
    /// Space between the things in it.
    pub gap: f32,
    /// Whether Tab stops here: wanted where nothing inside takes the focus.
    pub tab_stop: bool,
    /// Whether it stays at its end while content is added, unless the user scrolled up.
    pub sticks_to_end: bool,
    /// What is in it, stacked.
    pub content: Box<dyn SceneList>,
}

impl Default for ScrollBoxProps {
    fn default() -> Self {
        Self {
            label: String::new(),
            pad: 0.0,
            gap: 0.0,
            tab_stop: false,
            sticks_to_end: false,
            content: Box::new(bsn_list![]),
        }
    }
}

/// The node that moves its content; its children are the content.
#[derive(Component, Debug, Clone, Copy, Default)]
#[require(ScrollPosition)]
pub struct Scrolls;

/// Keeps a [`Scrolls`] at its end while content is added, unless the user scrolled up.
#[derive(Component, Debug, Clone, Copy, Default)]
pub struct SticksToEnd;

/// The bar of an area, and how far that area could scroll when last seen.
#[derive(Component, Debug, Clone, FromTemplate)]
struct BarOf {
    area: Entity,
    reach: f32,
}

impl ScrollBox {
    fn scene(props: ScrollBoxProps) -> impl Scene {
        let sticks: Box<dyn Scene> = if props.sticks_to_end { Box::new(bsn! { SticksToEnd }) } else { Box::new(()) };
        bsn! {
            Node {
                min_height: px(0),
                min_width: px(0),
                flex_direction: FlexDirection::Column,
            }
            Children [
                (
                    #Content
                    scrolling(props.label, props.tab_stop)
                    {sticks}
                    Node {
                        flex_grow: 1.0,
                        min_height: px(0),
                        flex_direction: FlexDirection::Column,
                        row_gap: px(props.gap),
                        padding: UiRect::all(px(props.pad)),
                        overflow: Overflow::scroll_y(),
                    }
                    Children [ {props.content} ]
                ),
                scroll_bar(#Content),
            ]
        }
    }
}

fn scrolling(label: String, tab_stop: bool) -> impl Scene {
    let stop = if tab_stop { 0 } else { -1 };
    bsn! {
        Scrolls
        TabIndex({stop})
        FocusRing
        spoken(Role::ScrollView, label)
    }
}

fn scroll_bar(content: EntityTemplate) -> impl Scene {
    bsn! {
        Scrollbar { target: {content}, orientation: ControlOrientation::Vertical, min_thumb_length: 24.0 }
        BarOf { area: {content} }
        Node {
            position_type: PositionType::Absolute,
            right: px(2),
            top: px(2),
            bottom: px(2),
            width: px(BAR),
        }
        Children [(
            Hovered
            Fill(Token::LineStrong, Shade::Rest)
            ScrollbarThumb { border_radius: BorderRadius::all(px(BAR / 2.0)) }
        )]
    }
}

/// How far a node can scroll, in logical pixels.
fn reach(node: &ComputedNode) -> f32 {
    ((node.content_size().y - node.size().y) * node.inverse_scale_factor()).max(0.0)
}

fn on_wheel(mut wheel: On<Pointer<Scroll>>, mut areas: Query<(&ComputedNode, &mut ScrollPosition), With<Scrolls>>) {
    let Ok((node, mut position)) = areas.get_mut(wheel.entity) else { return };
    let delta = match wheel.unit {
        MouseScrollUnit::Line => wheel.y * NOTCH,
        MouseScrollUnit::Pixel => wheel.y,
    };
    let target = (position.y - delta).clamp(0.0, reach(node));
    // At its end an area lets the one round it move.
    if target != position.y {
        position.y = target;
        wheel.propagate(false);
    }
}

fn on_key(
    mut key: On<FocusedInput<KeyboardInput>>,
    mut areas: Query<(&ComputedNode, &mut ScrollPosition), With<Scrolls>>,
) {
    let Ok((node, mut position)) = areas.get_mut(key.focused_entity) else { return };
    if key.input.state != ButtonState::Pressed {
        return;
    }
    let page = node.size().y * node.inverse_scale_factor() * 0.9;
    let delta = match key.input.key_code {
        KeyCode::PageDown => page,
        KeyCode::PageUp => -page,
        KeyCode::ArrowDown => NOTCH,
        KeyCode::ArrowUp => -NOTCH,
        KeyCode::Home => f32::MIN,
        KeyCode::End => f32::MAX,
        _ => return,
    };
    let target = (position.y + delta).clamp(0.0, reach(node));
    if target != position.y {
        position.y = target;
        key.propagate(false);
    }
}

/// What is to be brought into view. One a frame: a second one would be measured against a layout that is gone.
#[derive(Resource, Debug, Default)]
pub struct Wanted(pub Option<Entity>);

/// Scrolls every area round what is wanted by the least that shows it whole.
fn reveal(
    mut wanted: ResMut<Wanted>,
    mut settling: ResMut<Settling>,
    nodes: Query<(&ComputedNode, &UiGlobalTransform)>,
    parents: Query<&ChildOf>,
    mut positions: Query<&mut ScrollPosition, With<Scrolls>>,
) {
    let Some(entity) = wanted.0 else { return };
    let Ok((node, transform)) = nodes.get(entity) else {
        wanted.0 = None;
        return;
    };
    // It came this frame and has no place yet.
    if node.size() == Vec2::ZERO {
        return;
    }
    wanted.0 = None;
    settling.request();
    let scale = node.inverse_scale_factor();
    let height = node.size().y * scale + 2.0 * MARGIN;
    let mut top = transform.translation.y * scale - height / 2.0;
    for area in parents.iter_ancestors(entity) {
        let (Ok(mut position), Ok((view, view_transform))) = (positions.get_mut(area), nodes.get(area)) else {
            continue;
        };
        let view_height = view.size().y * scale;
        let view_top = view_transform.translation.y * scale - view_height / 2.0;
        let above = top - view_top;
        let below = (top + height) - (view_top + view_height);
        let delta = match (above < 0.0, height > view_height) {
            // What is too long to be shown whole and begins well in view stays where it is: what stands above it is read first.
            (false, true) if above < view_height / 2.0 => 0.0,
            (true, _) | (false, true) => above,
            (false, false) => below.max(0.0),
        };
        let target = (position.y + delta).clamp(0.0, reach(view));
        if target != position.y {
            top -= target - position.y;
            position.y = target;
        }
    }
}

/// A bar with nothing to scroll is noise. An area that [`SticksToEnd`] follows what is added to it.
fn follow_reach(
    mut bars: Query<(&mut BarOf, &mut Visibility)>,
    mut areas: Query<(&ComputedNode, &mut ScrollPosition, Has<SticksToEnd>)>,
) {
    for (mut bar, mut visibility) in &mut bars {
        let Ok((node, mut position, sticks)) = areas.get_mut(bar.area) else { continue };
        let now = reach(node);
        visibility.set_if_neq(if now > 0.5 { Visibility::Inherited } else { Visibility::Hidden });
        if now == bar.reach {
            continue;
        }
        let was_at_end = position.y >= bar.reach - 1.0;
        bar.reach = now;
        if position.y > now || (sticks && was_at_end) {
            position.y = now;
        }
    }
}
