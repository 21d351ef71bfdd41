//! Numbered cards for what can be said, each with its digit: on the desk, and where a scenario is written.

use bevy::prelude::*;

use super::desk::{show_if, two_columns};
use crate::app::actions::Does;
use crate::app::ui::prelude::*;

/// Scripts have three or four replies a beat.
pub(super) const CARDS: usize = 6;
/// The key of each card.
pub(super) const KEYS: [char; CARDS] = ['1', '2', '3', '4', '5', '6'];

/// The place of a card.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Card(usize);

/// Cards that do these actions, in two columns.
pub(super) fn cards(actions: [&'static str; CARDS], style: ButtonType, pad: f32) -> impl Scene {
    let cards: Vec<_> =
        actions.into_iter().enumerate().map(|(place, action)| card(place, action, style, pad)).collect();
    bsn! {
        Node {
            display: Display::Grid,
            grid_template_columns: {two_columns()},
            column_gap: px(S2),
            row_gap: px(S2),
            flex_grow: 1.0,
            grid_auto_rows: {vec![GridTrack::auto()]},
        }
        Children [ {cards} ]
    }
}

fn card(place: usize, action: &'static str, style: ButtonType, pad: f32) -> impl Scene {
    bsn! {
        @PushButton { @skin: {Skin::Card}, @key_place: {KeyPlace::Before}, @style: {style} }
        Does({action})
        template_value(Card(place))
        Node {
            display: Display::None,
            align_items: AlignItems::FlexStart,
            column_gap: px(S2),
            min_height: px(56),
            min_width: px(0),
            border_radius: BorderRadius::all(px(R_M)),
            padding: UiRect::axes(px(S3), px(pad)),
        }
    }
}

/// Shows the cards that have something on them. To be done after buttons have taken the labels of their actions, which are
/// only names here.
pub(super) fn show_cards(cards: &mut Query<(&Card, &mut Caption, &mut Node)>, texts: &[String]) {
    for (card, mut caption, mut node) in cards {
        let text = texts.get(card.0);
        if let Some(text) = text {
            caption.set_if_neq(Caption(text.clone()));
        }
        show_if(&mut node, text.is_some());
    }
}
