//! The columns of the table of all attempts.

use bevy::prelude::*;

use super::moment::{day_and_time, length};
use super::page::does;
use super::standing::{NUMBERS, number_name, number_of, verdict, written};
use super::twin::titled;
use crate::app::session::Words;
use crate::app::ui::prelude::*;
use crate::store::{AttemptKind, ReviewLine, SortBy};

/// The columns by the action that sorts by them.
pub(super) const HEADERS: [(&str, SortBy); 10] = [
    ("attempts.sort_person", SortBy::Person),
    ("attempts.sort_title", SortBy::Title),
    ("attempts.sort_started", SortBy::Started),
    ("attempts.sort_length", SortBy::Length),
    ("attempts.sort_records", SortBy::Records),
    ("attempts.sort_routing", SortBy::Routing),
    ("attempts.sort_composure", SortBy::Composure),
    ("attempts.sort_procedure", SortBy::Procedure),
    ("attempts.sort_critical", SortBy::Critical),
    ("attempts.sort_passed", SortBy::Passed),
];

/// The sign beside a header by which the table is sorted.
#[derive(Component, Debug, Clone, Copy, Default)]
pub(super) struct SortSign(pub(super) SortBy);

/// A row by its place in what was found.
#[derive(Component, Debug, Clone, Copy, Default)]
pub(super) struct RowOf(pub(super) usize);

/// The width of a column in logical pixels; that of the title is the least it takes.
const fn width(sort: SortBy) -> f32 {
    match sort {
        SortBy::Started => 148.0,
        SortBy::Person => 140.0,
        SortBy::Title => 176.0,
        SortBy::Passed => 112.0,
        SortBy::Composure | SortBy::Procedure => 94.0,
        SortBy::Length | SortBy::Records | SortBy::Routing | SortBy::Critical => 80.0,
    }
}

fn column(sort: SortBy) -> impl Scene {
    let grow = if sort == SortBy::Title { 1.0 } else { 0.0 };
    bsn! {
        Node {
            flex_basis: px(width(sort)),
            flex_grow: {grow},
            flex_shrink: 0.0,
            min_width: px(0),
            align_items: AlignItems::Center,
        }
    }
}

/// A header: choosing it sorts by its column.
pub(super) fn header(action: &'static str, sort: SortBy) -> impl Scene {
    bsn! {
        column(sort)
        Children [
            (
                does(action, Skin::Quiet)
                Node { padding: UiRect::axes(px(S1), px(S1)), min_height: px(30), margin: UiRect::left(px(-S1)) }
            ),
            (chevron(Token::Accent) template_value(SortSign(sort)) template_value(Visibility::Hidden)),
        ]
    }
}

/// One attempt.
pub(super) fn row(words: &Words, at: usize, line: &ReviewLine) -> impl Scene + use<> {
    let attempt = &line.held();
    let Pill { label: verdict, tone } = if line.blind {
        Pill { label: words.get("attempts-blind"), tone: Tone::Accent }
    } else {
        verdict(words, attempt)
    };
    let when = day_and_time(words, &attempt.started_at);
    let lasted =
        attempt.length_ms.or(attempt.reached_ms).map_or_else(|| "–".to_owned(), |ms| length(words, ms.unsigned_abs()));
    let spoken = spoken(words, line, &when, &verdict);
    let mode = words.get(&format!("mode-{}", attempt.mode));
    let mode = match attempt.kind {
        AttemptKind::Call => mode,
        AttemptKind::CallList => words.with("attempts-call-list", &[("mode", &mode)]),
        AttemptKind::Tidy => words.with("attempts-tidy", &[("mode", &mode)]),
    };
    let mode = match attempt.rewound_of {
        Some(_) => words.with("attempts-rewound-run", &[("mode", &mode)]),
        None => mode,
    };
    let mode = if attempt.twin { words.with("twin-title", &[("title", &mode)]) } else { mode };
    let marks = marks(words, line);
    let spoken = std::iter::once(spoken).chain(marks.clone()).collect::<Vec<_>>().join(", ");
    let mode = std::iter::once(mode).chain(marks).collect::<Vec<_>>().join(" · ");
    let title = attempt.title.clone();
    let mut cells: Vec<Box<dyn SceneList>> = vec![
        cell(SortBy::Person, body(attempt.person.clone())),
        cell(
            SortBy::Title,
            bsn! {
                Node { flex_direction: FlexDirection::Column, min_width: px(0) }
                Children [ body(title), text(mode, Type::Hint, Token::Ink3) ]
            },
        ),
        cell(SortBy::Started, text(when, Type::Small, Token::Ink2)),
        cell(SortBy::Length, text(lasted, Type::Small, Token::Ink2)),
    ];
    for (number, sort) in
        NUMBERS.into_iter().zip([SortBy::Records, SortBy::Routing, SortBy::Composure, SortBy::Procedure])
    {
        cells.push(cell(sort, text(written(number_of(attempt, number)), Type::Body, Token::Ink)));
    }
    cells.push(critical(words, line));
    cells.push(cell(SortBy::Passed, bsn! { @Pill { label: {verdict.clone()}, tone: {tone} } }));
    bsn! {
        @PickRow { @label: {spoken}, @content: {Box::new(cells) as Box<dyn SceneList>} }
        template_value(RowOf(at))
        Node { column_gap: px(S2), row_gap: px(2), flex_wrap: FlexWrap::Wrap, padding: UiRect::axes(px(S3), px(S1)), min_height: px(40) }
    }
}

/// What was said and decided about it, in short.
fn marks(words: &Words, line: &ReviewLine) -> Vec<String> {
    let counted = |key: &str, count: usize| (count > 0).then(|| words.with(key, &[("count", &count.to_string())]));
    let marks = [
        counted("review-appeals-open", line.open_appeals),
        counted("review-overrides", line.overrides),
        counted("review-comments", line.comments),
    ];
    marks.into_iter().flatten().collect()
}

fn cell(sort: SortBy, content: impl Scene) -> Box<dyn SceneList> {
    Box::new(bsn_list![(column(sort) Children [ {bsn_list![content]} ])])
}

fn critical(words: &Words, line: &ReviewLine) -> Box<dyn SceneList> {
    let count = line.held().critical();
    match (line.attempt.interrupted() || line.blind, count) {
        (true, _) => cell(SortBy::Critical, text("–", Type::Body, Token::Ink)),
        (false, 0) => cell(SortBy::Critical, text(words.get("attempts-no-critical"), Type::Small, Token::Ink3)),
        (false, _) => {
            let label = words.with("attempts-critical-count", &[("count", &count.to_string())]);
            cell(SortBy::Critical, text(label, Type::SmallBold, Token::Bad))
        }
    }
}

/// The whole row in a sentence for a screen reader.
fn spoken(words: &Words, line: &ReviewLine, when: &str, verdict: &str) -> String {
    let attempt = &line.held();
    let mut parts = vec![attempt.person.clone(), titled(words, attempt), when.to_owned(), verdict.to_owned()];
    if attempt.rewound_of.is_some() {
        parts.push(words.get("desk-rewound"));
    }
    for number in NUMBERS {
        if let Some(points) = number_of(attempt, number) {
            parts.push(format!("{} {points}", number_name(words, number)));
        }
    }
    if !attempt.interrupted() && !line.blind {
        parts.push(words.with("critical-count", &[("count", &attempt.critical().to_string())]));
    }
    parts.join(", ")
}
