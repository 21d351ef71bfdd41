//! What to work on next, and every criterion with its points, evidence and a better way.

use bevy::prelude::*;

use super::{Goes, judgement, rewound, words};
use crate::app::session::{Debriefing, Words};
use crate::app::ui::prelude::*;
use crate::call::{Decision, Millis};
use crate::scenario::ScoreNumber;
use crate::scoring::{CriterionResult, Moment, WorkCause, WorkItem};

/// What is listed under "Work on next", and how much evidence of each.
const MOST: usize = 3;
const EVIDENCE: usize = 2;

pub(super) fn work_on_next(debrief: &Debriefing, decisions: &[Decision], words: &Words) -> impl Scene + use<> {
    let title = words.get("debrief-work");
    let work: Vec<_> =
        debrief.holds().work_on(MOST).into_iter().map(|item| work_item(debrief, decisions, item, words)).collect();
    let none: Vec<_> =
        work.is_empty().then(|| text(words.get("debrief-work-none"), Type::Body, Token::Ink3)).into_iter().collect();
    bsn! {
        card()
        Children [ text(title, Type::BodyBold, Token::Ink), {none}, {work} ]
    }
}

fn work_item(debrief: &Debriefing, decisions: &[Decision], item: WorkItem<'_>, words: &Words) -> impl Scene + use<> {
    let lost = words::lost(words, &item);
    let (label, said, at) = match item.cause {
        WorkCause::Criterion(criterion) => {
            let at = criterion.evidence.first().map(|moment| moment.at);
            (criterion.label.clone(), vec![evidence_of(debrief, criterion, words), better(criterion, words)], at)
        }
        WorkCause::Critical(error) => {
            let kind = words::critical_kind(words, error.kind);
            let key = if item.fails { "debrief-fails-call" } else { "debrief-held-down" };
            (error.what.clone(), vec![words.with(key, &[("kind", &kind)])], Some(error.at))
        }
    };
    let said: Vec<_> = said.into_iter().map(|said| text(said, Type::Small, Token::Ink2)).collect();
    let see: Vec<_> = at.map(|at| see_button(at, words)).into_iter().collect();
    let play_on: Vec<_> = at.and_then(|at| rewound::button_by(decisions, at, words)).into_iter().collect();
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(2), flex_shrink: 0.0 }
        Children [
            (
                Node { column_gap: px(S2), align_items: AlignItems::FlexStart }
                Children [
                    (text(label, Type::BodyBold, Token::Ink) Node { flex_grow: 1.0, flex_basis: px(0) }),
                    @Pill { label: {lost}, tone: {Tone::Warn} },
                ]
            ),
            {said},
            (
                Node { margin: UiRect::top(px(S1)), column_gap: px(S2), align_items: AlignItems::Center }
                Children [ {see}, {play_on} ]
            ),
        ]
    }
}

/// What was done, as far as there is room for it.
fn evidence_of(debrief: &Debriefing, criterion: &CriterionResult, words: &Words) -> String {
    let shown = criterion.evidence.iter().take(EVIDENCE);
    let mut said: Vec<String> = shown.map(|moment| words::finding(words, debrief, &moment.finding)).collect();
    let more = criterion.evidence.len().saturating_sub(EVIDENCE);
    if more > 0 {
        said.push(words.with("debrief-more-evidence", &[("count", &more.to_string())]));
    }
    said.join(" ")
}

/// The line that would have been better where the script has one, else the criterion's advice.
fn better(criterion: &CriterionResult, words: &Words) -> String {
    match criterion.evidence.iter().find_map(|moment| moment.better.as_ref()) {
        Some(line) => words.with("debrief-better-line", &[("line", line)]),
        None => words.with("debrief-better", &[("better", &criterion.better)]),
    }
}

fn see_button(at: Millis, words: &Words) -> impl Scene + use<> {
    let label = words.with("debrief-see", &[("at", &at.clock())]);
    bsn! {
        @PushButton { @label: {label} }
        template_value(Goes { at, moment: None })
        Node { min_height: px(30), padding: UiRect::axes(px(S3), px(S1)) }
    }
}

pub(super) fn all_criteria(debrief: &Debriefing, words: &Words) -> impl Scene + use<> {
    let cards: Vec<_> =
        debrief.holds().numbers.iter().map(|result| number_part(debrief, result.number, result.score, words)).collect();
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S4), flex_shrink: 0.0 }
        Children [ {cards} ]
    }
}

fn number_part(debrief: &Debriefing, number: ScoreNumber, score: Option<u32>, words: &Words) -> impl Scene + use<> {
    let score = score.map_or_else(|| words.get("debrief-not-counted"), |score| score.to_string());
    let title = words.with("debrief-number-head", &[("number", &words::number(words, number)), ("score", &score)]);
    let criteria: Vec<Box<dyn SceneList>> = debrief
        .card
        .criteria
        .iter()
        .enumerate()
        .filter(|(_, criterion)| criterion.number == number)
        .map(|(at, criterion)| {
            Box::new(bsn_list![divider(), criterion_part(debrief, (at, criterion), words)]) as Box<dyn SceneList>
        })
        .collect();
    bsn! {
        card()
        Node { flex_shrink: 0.0, row_gap: px(S2) }
        Children [ text(title, Type::BodyBold, Token::Ink), {criteria} ]
    }
}

fn criterion_part(
    debrief: &Debriefing,
    (at, criterion): (usize, &CriterionResult),
    words: &Words,
) -> impl Scene + use<> {
    let points = |thousandths: u64| ((thousandths + 500) / 1000).to_string();
    let (said, tone) = if !criterion.counted() {
        (words.get("debrief-points-none"), Tone::Plain)
    } else {
        let args = [("earned", points(criterion.earned)), ("possible", points(criterion.possible))];
        let overruled = judgement::is_overruled(debrief.sheet(), criterion);
        let key = if overruled { "judge-pill-machine" } else { "debrief-points" };
        let names = if overruled { ["points", "possible"] } else { ["earned", "possible"] };
        let said = words.with(key, &[(names[0], &args[0].1), (names[1], &args[1].1)]);
        let tone = match criterion.earned {
            earned if earned >= criterion.possible => Tone::Good,
            0 => Tone::Bad,
            _ => Tone::Warn,
        };
        (said, tone)
    };
    let label = criterion.label.clone();
    let evidence: Vec<_> =
        (!criterion.evidence.is_empty()).then(|| evidence_list(debrief, criterion, words)).into_iter().collect();
    let advice = (criterion.counted() && !criterion.full()).then(|| better(criterion, words));
    let advice: Vec<_> = advice.into_iter().map(|advice| text(advice, Type::Small, Token::Ink2)).collect();
    let (held, offered) = judgement::of_criterion(debrief.sheet(), at, criterion, words);
    let held: Vec<_> = held.into_iter().map(|label| bsn! { @Pill { label: {label}, tone: {Tone::Accent} } }).collect();
    let offered: Vec<_> = (!offered.is_empty()).then(|| beside(offered)).into_iter().collect();
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(2), flex_shrink: 0.0 }
        Children [
            (
                Node { column_gap: px(S3), align_items: AlignItems::FlexStart }
                Children [
                    (text(label, Type::Body, Token::Ink) Node { flex_grow: 1.0, flex_basis: px(0) }),
                    {held},
                    @Pill { label: {said}, tone: {tone} },
                ]
            ),
            {evidence},
            {advice},
            {offered}
        ]
    }
}

fn beside(buttons: Vec<Box<dyn Scene>>) -> impl Scene {
    bsn! {
        Node { column_gap: px(S2), flex_wrap: FlexWrap::Wrap, margin: UiRect::top(px(2)) }
        Children [ {buttons} ]
    }
}

fn evidence_list(debrief: &Debriefing, criterion: &CriterionResult, words: &Words) -> impl Scene + use<> {
    let rows: Vec<_> = criterion.evidence.iter().map(|moment| evidence_row(debrief, moment, words)).collect();
    let label = criterion.label.clone();
    bsn! {
        @PickList { @label: {label}, @gap: 0.0, @rows: {Box::new(rows) as Box<dyn SceneList>} }
        Node { margin: UiRect::left(px(-S2)) }
    }
}

fn evidence_row(debrief: &Debriefing, moment: &Moment, words: &Words) -> impl Scene + use<> {
    let said = words::finding(words, debrief, &moment.finding);
    let label = words.with("debrief-evidence-name", &[("at", &moment.at.clock()), ("what", &said)]);
    let content = bsn_list![
        line(moment.at.clock(), Type::Small, Token::Accent),
        (text(said, Type::Small, Token::Ink) Node { flex_grow: 1.0, flex_basis: px(0) }),
    ];
    let at = moment.at;
    bsn! {
        @PickRow { @label: {label}, @content: {content} }
        template_value(Goes { at, moment: None })
        Node { padding: UiRect::axes(px(S2), px(2)), align_items: AlignItems::FlexStart }
    }
}
