//! The four numbers with their pass marks, and the critical errors.

use bevy::prelude::*;

use super::{Goes, words};
use crate::app::session::{Debriefing, Words};
use crate::app::ui::prelude::*;
use crate::scenario::{CriticalKind, ScoreNumber};
use crate::scoring::{CriticalError, NumberResult, Scorecard};
use crate::store::AttemptSummary;

/// The line under the bar of a number of the card; the last time's number comes to it later.
#[derive(Component, Debug, Clone, Copy, Default)]
pub(super) struct PassLine(pub usize);

/// What is said where there is nothing: of a number that could not occur, and of critical errors.
#[derive(Debug, Clone, Copy)]
struct Nothing {
    number: &'static str,
    critical: &'static str,
}

const OF_CALL: Nothing = Nothing { number: "debrief-none", critical: "debrief-critical-none-note" };
const OF_DRILL: Nothing = Nothing { number: "drill-criterion-none", critical: "drill-critical-none-note" };

/// The numbers of a call's scorecard, as they hold, with the machine's beside them.
pub(super) fn numbers(debrief: &Debriefing, words: &Words) -> impl Scene + use<> {
    let card = debrief.holds();
    let all: Vec<ScoreNumber> = card.numbers.iter().map(|result| result.number).collect();
    let lines = card.numbers.iter().enumerate().map(|(at, result)| {
        let line = pass_line(result, words, debrief.before.as_ref());
        by_machine(line, debrief.card.numbers.get(at), result, words)
    });
    these_numbers(card, &all, (OF_CALL, lines.collect()), words)
}

/// The line under a number, with what the machine found where something else holds.
pub(super) fn by_machine(line: String, machine: Option<&NumberResult>, holds: &NumberResult, words: &Words) -> String {
    let found = machine.filter(|machine| machine.score != holds.score);
    let Some(score) = found.and_then(|machine| machine.score) else { return line };
    words.with("judge-number-machine", &[("pass", &line), ("score", &score.to_string())])
}

/// The numbers of a drill's scorecard: those that its rubric asks for, as they hold, with the machine's beside them.
pub(in crate::app::screens) fn numbers_asked_for(
    machine: &Scorecard,
    card: &Scorecard,
    words: &Words,
) -> impl Scene + use<> {
    let asked: Vec<ScoreNumber> = card.criteria.iter().map(|criterion| criterion.number).collect();
    let lines = card
        .numbers
        .iter()
        .enumerate()
        .map(|(at, result)| by_machine(pass_line(result, words, None), machine.numbers.get(at), result, words));
    let lines = lines.collect();
    these_numbers(card, &asked, (OF_DRILL, lines), words)
}

fn these_numbers(
    card: &Scorecard,
    shown: &[ScoreNumber],
    (none, lines): (Nothing, Vec<String>),
    words: &Words,
) -> impl Scene + use<> {
    let numbers = card.numbers.iter().zip(lines).enumerate().filter(|(_, (result, _))| shown.contains(&result.number));
    let cards: Vec<_> = numbers.map(|(at, (result, line))| number_card((at, line), result, none, words)).collect();
    bsn! {
        Node { flex_wrap: FlexWrap::Wrap, column_gap: px(S4), row_gap: px(S4), flex_shrink: 0.0 }
        Children [
            {cards},
            critical_card(&card.critical, none.critical, words),
        ]
    }
}

fn number_card((at, line): (usize, String), result: &NumberResult, none: Nothing, words: &Words) -> impl Scene + use<> {
    let name = words::number(words, result.number);
    let shown = result.score.map_or_else(|| words.get("debrief-not-counted"), |score| score.to_string());
    let line = if result.score.is_some() { line } else { words.get(none.number) };
    let tone = if result.passed() { Tone::Accent } else { Tone::Warn };
    let label = match result.score {
        Some(score) => words.with(
            "debrief-number-name",
            &[("number", &name), ("score", &score.to_string()), ("pass", &result.pass.to_string())],
        ),
        None => words.with("debrief-number-name-none", &[("number", &name)]),
    };
    let value = result.score.map_or(0.0, |score| score as f32);
    let mark = result.score.map(|_| result.pass as f32);
    bsn! {
        card()
        Node { flex_grow: 1.0, flex_basis: px(150), row_gap: px(0) }
        Children [
            text(name, Type::Body, Token::Ink3),
            text(shown, Type::Number, Token::Ink),
            (@Meter { label: {label}, value: {value}, tone: {tone}, mark: {mark} } Node { margin: UiRect::top(px(6)) }),
            (
                text(line, Type::Hint, Token::Ink3)
                template_value(PassLine(at))
                Node { margin: UiRect::top(px(6)) }
            ),
        ]
    }
}

pub(super) fn pass_line(result: &NumberResult, words: &Words, before: Option<&AttemptSummary>) -> String {
    let pass = match result.score {
        None => words.get("debrief-none"),
        Some(_) => {
            let key = if result.passed() { "debrief-pass" } else { "debrief-below" };
            words.with(key, &[("pass", &result.pass.to_string())])
        }
    };
    let last = before.and_then(|before| match result.number {
        ScoreNumber::Records => before.records,
        ScoreNumber::Routing => before.routing,
        ScoreNumber::Composure => before.composure,
        ScoreNumber::Procedure => before.procedure,
    });
    match last {
        Some(last) => words.with("debrief-last-time", &[("pass", &pass), ("before", &last.to_string())]),
        None => pass,
    }
}

fn critical_card(errors: &[CriticalError], none_note: &str, words: &Words) -> impl Scene + use<> {
    let edge = if errors.is_empty() { Token::Line } else { Token::Bad };
    let content: Box<dyn SceneList> = if errors.is_empty() {
        let (none, note) = (words.get("debrief-critical-none"), words.get(none_note));
        Box::new(bsn_list![text(none, Type::BodyBold, Token::Good), text(note, Type::Small, Token::Ink3)])
    } else {
        Box::new(bsn_list![text(counts(errors, words), Type::BodyBold, Token::Bad), error_list(errors, words)])
    };
    let title = words.get("debrief-critical");
    bsn! {
        card()
        Edge({edge})
        Node { flex_grow: 1.3, flex_basis: px(220), row_gap: px(2) }
        Children [ text(title, Type::Body, Token::Ink3), {content} ]
    }
}

/// `1 customer-critical, 2 compliance-critical`.
fn counts(errors: &[CriticalError], words: &Words) -> String {
    let kinds = [CriticalKind::Customer, CriticalKind::Business, CriticalKind::Compliance];
    let counted = kinds.into_iter().map(|kind| (kind, errors.iter().filter(|error| error.kind == kind).count()));
    let said = counted.filter(|(_, count)| *count > 0).map(|(kind, count)| {
        let kind = words::critical_kind(words, kind);
        words.with("debrief-critical-kind", &[("count", &count.to_string()), ("kind", &kind)])
    });
    said.collect::<Vec<_>>().join(", ")
}

fn error_list(errors: &[CriticalError], words: &Words) -> impl Scene + use<> {
    let rows: Vec<_> = errors.iter().map(|error| error_row(error, words)).collect();
    let label = words.get("debrief-critical");
    let list = bsn_list![
        @PickList { @label: {label.clone()}, @rows: {Box::new(rows) as Box<dyn SceneList>} }
    ];
    bsn! {
        @ScrollBox { @label: {label}, @content: {list} }
        Node { max_height: px(76) }
    }
}

fn error_row(error: &CriticalError, words: &Words) -> impl Scene + use<> {
    let label = words.with("debrief-critical-see", &[("at", &error.at.clock()), ("what", &error.what)]);
    let content = bsn_list![text(label.clone(), Type::Small, Token::Ink)];
    let at = error.at;
    bsn! {
        @PickRow { @label: {label}, @content: {content} }
        template_value(Goes { at, moment: None })
        Node { padding: UiRect::axes(px(S1), px(1)), margin: UiRect { left: px(-S1), right: px(S3), top: px(0), bottom: px(0) } }
    }
}
