//! The bar above a drill: what is done, with how much help, by whom, and the way out.

use bevy::prelude::*;

use crate::app::TITLE;
use crate::app::screens::keys;
use crate::app::screens::page::does;
use crate::app::session::{LiveDrill, Words};
use crate::app::ui::prelude::*;

/// The bar, with what leaves the drill and what finishes it.
pub(super) fn bar(
    live: &LiveDrill,
    who: &str,
    (leave, finish): (&'static str, &'static str),
    words: &Words,
) -> impl Scene + use<> {
    let title = live.drill.title().to_owned();
    let mode = words.get(&format!("mode-{}", live.run.mode().key()));
    let who = who.to_owned();
    bsn! {
        panel()
        Node {
            flex_direction: FlexDirection::Row,
            align_items: AlignItems::Center,
            column_gap: px(S4),
            row_gap: px(S2),
            flex_wrap: FlexWrap::Wrap,
            padding: UiRect::axes(px(S4), px(S1)),
            flex_shrink: 0.0,
        }
        Children [
            line(TITLE, Type::BodyBold, Token::Ink),
            line(title, Type::Body, Token::Ink3),
            @Pill { label: {mode} },
            (
                Node { align_items: AlignItems::Center, column_gap: px(S3), margin: UiRect::left(auto()) }
                Children [
                    keys::button(),
                    does(leave, Skin::Quiet),
                    does(finish, Skin::Primary),
                    line(who, Type::Body, Token::Ink),
                ]
            ),
        ]
    }
}
