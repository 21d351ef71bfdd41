//! How a person stands in one call: the latest numbers, and the best of each.

use bevy::prelude::*;

use super::moment::day_and_time;
use crate::app::session::Words;
use crate::app::ui::prelude::*;
use crate::scenario::ScoreNumber;
use crate::store::AttemptSummary;

/// The four numbers, in the order in which they are always shown.
pub(super) const NUMBERS: [ScoreNumber; 4] =
    [ScoreNumber::Records, ScoreNumber::Routing, ScoreNumber::Composure, ScoreNumber::Procedure];

/// A number's name.
pub(super) fn number_name(words: &Words, number: ScoreNumber) -> String {
    words.get(match number {
        ScoreNumber::Records => "number-records",
        ScoreNumber::Routing => "number-routing",
        ScoreNumber::Composure => "number-composure",
        ScoreNumber::Procedure => "number-procedure",
    })
}

/// An attempt's number; none where nothing of it could occur or the call is not finished.
pub(super) const fn number_of(attempt: &AttemptSummary, number: ScoreNumber) -> Option<i64> {
    match number {
        ScoreNumber::Records => attempt.records,
        ScoreNumber::Routing => attempt.routing,
        ScoreNumber::Composure => attempt.composure,
        ScoreNumber::Procedure => attempt.procedure,
    }
}

/// What a number is written as.
pub(super) fn written(number: Option<i64>) -> String {
    number.map_or_else(|| "–".to_owned(), |number| number.to_string())
}

/// Whether an attempt passed, in words and a tone.
pub(super) fn verdict(words: &Words, attempt: &AttemptSummary) -> Pill {
    let (key, tone) = match (attempt.interrupted(), attempt.passed) {
        (true, _) => ("verdict-interrupted", Tone::Warn),
        (false, true) => ("verdict-passed", Tone::Good),
        (false, false) => ("verdict-not-passed", Tone::Bad),
    };
    Pill { label: words.get(key), tone }
}

/// A person's finished attempts at one call, in short.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Standing {
    count: usize,
    /// Begun and not finished.
    interrupted: usize,
    latest: Option<AttemptSummary>,
    best: [Option<i64>; 4],
}

impl Standing {
    /// From attempts at one call, the newest first. The calm twin is another call.
    pub(super) fn of<'a>(attempts: impl Iterator<Item = &'a AttemptSummary>) -> Self {
        let mut standing = Self::default();
        for attempt in attempts.filter(|attempt| !attempt.twin) {
            if attempt.interrupted() {
                standing.interrupted += 1;
                continue;
            }
            standing.count += 1;
            for (best, number) in standing.best.iter_mut().zip(NUMBERS) {
                *best = (*best).max(number_of(attempt, number));
            }
            standing.latest.get_or_insert_with(|| attempt.clone());
        }
        standing
    }
}

/// The numbers side by side, or that there are none yet.
pub(super) fn stats(words: &Words, standing: &Standing) -> Box<dyn Scene> {
    let Some(latest) = &standing.latest else {
        let (label, tone) = match standing.interrupted {
            0 => (words.get("home-not-tried"), Tone::Plain),
            count => (words.with("home-begun", &[("count", &count.to_string())]), Tone::Warn),
        };
        return Box::new(bsn! { Node Children [ (@Pill { label: {label}, tone: {tone} }) ] });
    };
    let numbers: Vec<_> = NUMBERS
        .iter()
        .zip(standing.best)
        .map(|(number, best)| stat(words, number_name(words, *number), number_of(latest, *number), best))
        .collect();
    let when = words.with(
        "home-latest",
        &[("when", &day_and_time(words, &latest.started_at)), ("count", &standing.count.to_string())],
    );
    let Pill { label, tone } = verdict(words, latest);
    let critical: Vec<_> = (latest.critical() > 0)
        .then(|| words.with("critical-count", &[("count", &latest.critical().to_string())]))
        .map(|label| bsn! { @Pill { label: {label}, tone: {Tone::Bad} } })
        .into_iter()
        .collect();
    Box::new(bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S1) }
        Children [
            (
                Node { align_items: AlignItems::Center, column_gap: px(S2), row_gap: px(S1), flex_wrap: FlexWrap::Wrap }
                Children [
                    (@Pill { label: {label}, tone: {tone} }),
                    {critical},
                    text(when, Type::Small, Token::Ink3),
                ]
            ),
            (Node { column_gap: px(S4), row_gap: px(S1), flex_wrap: FlexWrap::Wrap } Children [ {numbers} ]),
        ]
    })
}

fn stat(words: &Words, name: String, latest: Option<i64>, best: Option<i64>) -> impl Scene + use<> {
    let best = words.with("home-best", &[("number", &written(best))]);
    let latest = written(latest);
    bsn! {
        Node { flex_direction: FlexDirection::Column, min_width: px(84) }
        Children [
            text(name, Type::Hint, Token::Ink3),
            (
                Node { align_items: AlignItems::Baseline, column_gap: px(S2) }
                Children [
                    line(latest, Type::Large, Token::Ink),
                    line(best, Type::Hint, Token::Ink3),
                ]
            ),
        ]
    }
}
