//! Focus: the ring that shows it, and scrolling that keeps what has it in view.

use bevy::input_focus::{FocusGained, InputFocus, InputFocusVisible};
use bevy::prelude::*;
use bevy::ui::UiSystems;

use super::list::ActiveRow;
use super::scroll::Wanted;
use super::tokens::{Theme, Token};

pub(super) fn plugin(app: &mut App) {
    app.add_observer(on_focus_gained).add_systems(PostUpdate, draw_rings.in_set(UiSystems::Content));
}

/// Draws a ring round this node while it has the focus and the keyboard is in use.
#[derive(Component, Debug, Clone, Copy, Default)]
#[require(Outline = no_ring())]
pub struct FocusRing;

/// Draws a ring round this node while something inside it has the focus, however it came by it.
/// Text fields use it: who clicks into a field is about to type.
#[derive(Component, Debug, Clone, Copy, Default)]
#[require(Outline = no_ring())]
pub struct FocusRingWithin;

fn no_ring() -> Outline {
    Outline { width: px(2), offset: px(1), color: Color::NONE }
}

type AnyRing = Or<(With<FocusRing>, With<FocusRingWithin>)>;

fn draw_rings(
    focus: Res<InputFocus>,
    visible: Res<InputFocusVisible>,
    theme: Res<Theme>,
    parents: Query<&ChildOf>,
    lists: Query<Ref<ActiveRow>>,
    mut rings: Query<(Entity, &mut Outline, Has<FocusRingWithin>), AnyRing>,
) {
    let focused = focus.get();
    let list = focused.and_then(|entity| lists.get(entity).ok());
    let moved = list.as_ref().is_some_and(DetectChanges::is_changed);
    if !moved && !focus.is_changed() && !visible.is_changed() && !theme.is_changed() {
        return;
    }
    // In a list the row that the keyboard stands on wears the ring.
    let stands_on = list.map_or(focused, |list| list.0);
    let around: Vec<Entity> = focused.map(|entity| parents.iter_ancestors(entity).collect()).unwrap_or_default();
    for (entity, mut outline, within) in &mut rings {
        let lit = if within { around.contains(&entity) } else { visible.0 && stands_on == Some(entity) };
        let color = if lit { theme.color(Token::Focus) } else { Color::NONE };
        if outline.color != color {
            outline.color = color;
        }
    }
}

fn on_focus_gained(gained: On<FocusGained>, lists: Query<&ActiveRow>, mut wanted: ResMut<Wanted>) {
    // The event rises through everything round what gained the focus. Of a list it is the row that has to be seen.
    let target = gained.original_event_target();
    wanted.0 = lists.get(target).ok().and_then(|list| list.0).or(Some(target));
}
