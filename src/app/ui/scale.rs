//! The text-size setting, and rows that become columns where the room gets narrow.
//!
//! The setting scales texts and everything that holds them together, so nothing is cut off; a screen keeps
//! usable at 200 % because its columns stack and its areas scroll.

use bevy::prelude::*;
use bevy::window::PrimaryWindow;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<TextSize>()
        .add_systems(PostUpdate, (apply, stack).chain().before(bevy::ui::UiSystems::Prepare));
}

/// The size of texts in per cent, from 100 to 200.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextSize(u16);

impl Default for TextSize {
    fn default() -> Self {
        Self(100)
    }
}

impl TextSize {
    /// A size within the range that is supported.
    #[must_use]
    pub fn new(percent: u16) -> Self {
        Self(percent.clamp(100, 200))
    }

    /// The size in per cent.
    #[must_use]
    pub const fn percent(self) -> u16 {
        self.0
    }
}

/// A flex row that becomes a column while the window is narrower than this, in logical pixels at the current text size.
#[derive(Component, Debug, Clone, Copy, PartialEq, Default)]
pub struct StackBelow(pub f32);

/// How wide a child of a [`StackBelow`] is while it stands in the row, in logical pixels; 0 takes its part of what is
/// left. Stacked, every child is as wide as there is room and as high as its content.
#[derive(Component, Debug, Clone, Copy, PartialEq, Default)]
pub struct Span(pub f32);

/// Whether the columns of a [`StackBelow`] are stacked now.
#[derive(Component, Debug, Clone, Copy, Default)]
pub struct Stacked;

fn apply(size: Res<TextSize>, mut scale: ResMut<UiScale>) {
    let wanted = f32::from(size.0) / 100.0;
    if (scale.0 - wanted).abs() > f32::EPSILON {
        scale.0 = wanted;
    }
}

type RowItem = (Entity, &'static StackBelow, &'static mut Node, Option<&'static Children>, Has<Stacked>);

fn stack(
    windows: Query<&Window, With<PrimaryWindow>>,
    scale: Res<UiScale>,
    mut rows: Query<RowItem, Without<Span>>,
    mut spans: Query<(&Span, &mut Node)>,
    mut commands: Commands,
) {
    let Ok(window) = windows.single() else { return };
    let room = window.width() / scale.0;
    for (entity, below, mut node, children, was_stacked) in &mut rows {
        let stacked = room < below.0;
        let direction = if stacked { FlexDirection::Column } else { FlexDirection::Row };
        if node.flex_direction != direction {
            node.flex_direction = direction;
        }
        if stacked && !was_stacked {
            commands.entity(entity).insert(Stacked);
        } else if !stacked && was_stacked {
            commands.entity(entity).remove::<Stacked>();
        }
        for child in children.into_iter().flatten() {
            if let Ok((span, mut node)) = spans.get_mut(*child) {
                let laid = if stacked { stacked_node(&node) } else { row_node(&node, *span) };
                node.set_if_neq(laid);
            }
        }
    }
}

fn stacked_node(node: &Node) -> Node {
    let laid = Node { width: auto(), flex_grow: 0.0, flex_basis: auto(), flex_shrink: 0.0, ..node.clone() };
    // A row that lines its columns up at the top would otherwise make each as narrow as its content.
    Node { align_self: AlignSelf::Stretch, ..laid }
}

fn row_node(node: &Node, span: Span) -> Node {
    let node = Node { align_self: AlignSelf::Auto, ..node.clone() };
    if span.0 > 0.0 {
        return Node { width: px(span.0), flex_grow: 0.0, flex_basis: auto(), flex_shrink: 0.0, ..node };
    }
    Node { width: auto(), flex_grow: 1.0, flex_basis: px(0), flex_shrink: 1.0, ..node }
}
