//! Calls that were interrupted, to be gone on with.

use bevy::prelude::*;

use super::Mine;
use crate::app::screens::moment::{day_and_time, length};
use crate::app::screens::page::{does, wrapping};
use crate::app::screens::twin::titled;
use crate::app::session::{Driller, Words};
use crate::app::ui::prelude::*;
use crate::store::AttemptSummary;

/// More interrupted calls than this are found in the table of all attempts.
const INTERRUPTED_SHOWN: usize = 3;

#[derive(Component, Debug, Clone, Copy, Default)]
struct InterruptedRow(usize);

pub(super) fn interrupted_card(words: &Words, mine: &Mine) -> impl Scene + use<> {
    let title = words.get("home-interrupted");
    let rows: Vec<_> = mine
        .interrupted()
        .take(INTERRUPTED_SHOWN)
        .enumerate()
        .map(|(at, attempt)| interrupted_row(words, at, attempt))
        .collect();
    let more = mine.interrupted().count().saturating_sub(INTERRUPTED_SHOWN);
    let more = (more > 0).then(|| words.with("home-interrupted-more", &[("count", &more.to_string())]));
    let more: Vec<_> = more.into_iter().map(|more| text(more, Type::Small, Token::Ink3)).collect();
    bsn! {
        card()
        Edge(Token::Warn)
        Node { row_gap: px(S2) }
        Children [
            wrapping(Box::new(bsn_list![
                text(title.clone(), Type::SmallBold, Token::Warn),
                spacer(),
                does("home.resume", Skin::Primary),
            ])),
            (
                @PickList { @label: {title.clone()}, @rows: {Box::new(rows) as Box<dyn SceneList>} }
                on(|chosen: On<RowChosen>, rows: Query<&InterruptedRow>, mine: Res<Mine>, mut driller: Driller| -> Result {
                    let at = rows.get(chosen.row)?.0;
                    if let Some(attempt) = mine.interrupted().nth(at) {
                        driller.resume(attempt);
                    }
                    Ok(())
                })
            ),
            {more}
        ]
    }
}

fn interrupted_row(words: &Words, at: usize, attempt: &AttemptSummary) -> impl Scene + use<> {
    let title = titled(words, attempt);
    let mode = words.get(&format!("mode-{}", attempt.mode));
    let reached = length(words, attempt.reached_ms.unwrap_or(0).unsigned_abs());
    let args = [("when", day_and_time(words, &attempt.started_at)), ("reached", reached), ("mode", mode)];
    let when = words.with("home-interrupted-when", &args.each_ref().map(|(name, value)| (*name, value.as_str())));
    let content = bsn_list![text(title.clone(), Type::Body, Token::Ink), text(when.clone(), Type::Small, Token::Ink3)];
    bsn! {
        @PickRow { @label: {format!("{title}. {when}")}, @content: {content} }
        template_value(InterruptedRow(at))
        Node { column_gap: px(S3), flex_wrap: FlexWrap::Wrap }
    }
}

pub(super) fn resume_newest(mine: Res<Mine>, mut driller: Driller) {
    if let Some(attempt) = mine.interrupted().next() {
        driller.resume(attempt);
    }
}
