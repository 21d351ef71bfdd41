//! Rubrics: every number can be earned, every measure has two limits, every name means something.

use super::checker::Checker;
use super::diagnostic::Diagnostic;
use super::model::{Move, Rubric};
use super::source::{CriticalEffect, MoveKind, Rule, ScoreNumber, StepBy};

/// What is wrong with a rubric of a pack with these moves.
pub(super) fn rubric(
    rubric: &Rubric,
    moves: &std::collections::BTreeMap<MoveKind, Move>,
    mut check: Checker<'_>,
) -> Vec<Diagnostic> {
    check.format(rubric.source.format);
    // Criteria of a bank that is not there cannot be missed here as well.
    if check.found.is_empty() {
        passes(&mut check, rubric);
    }
    caps(&mut check, rubric);
    models(&mut check, rubric, moves);
    for (id, criterion) in &rubric.source.criteria {
        if criterion.points == 0 {
            let hint = "give it points, or leave it out".to_owned();
            check.error(
                "SL060",
                &["criteria", id, "points"],
                "a criterion without points counts nothing".to_owned(),
                Some(hint),
            );
        }
        rule(&mut check, id, &criterion.rule, rubric, moves);
    }
    check.found
}

/// Pass marks that can be reached.
fn passes(check: &mut Checker<'_>, rubric: &Rubric) {
    let pass = rubric.source.pass;
    let marks = [
        ("records", pass.records, ScoreNumber::Records),
        ("routing", pass.routing, ScoreNumber::Routing),
        ("composure", pass.composure, ScoreNumber::Composure),
        ("procedure", pass.procedure, ScoreNumber::Procedure),
    ];
    for (name, mark, number) in marks {
        if mark > 100 {
            let hint = Some("write a whole number from 0 to 100".to_owned());
            check.error("SL061", &["pass", name], format!("nobody can reach {mark} of 100"), hint);
        }
        if mark > 0 && !rubric.source.criteria.values().any(|criterion| criterion.number == number) {
            let message = format!("no criterion earns anything in {number:?}, so its pass mark means nothing");
            let hint = format!("add a criterion with number: {number:?}, or set the mark to 0");
            check.error("SL061", &["pass", name], message, Some(hint));
        }
    }
}

fn caps(check: &mut Checker<'_>, rubric: &Rubric) {
    for (kind, effect) in &rubric.source.critical {
        if let CriticalEffect::Cap { at, .. } = effect
            && *at >= 100
        {
            let hint = Some("write a whole number from 0 to 99, or Flag".to_owned());
            check.error(
                "SL061",
                &["critical", &format!("{kind:?}")],
                format!("a cap at {at} holds nothing down"),
                hint,
            );
        }
    }
}

fn models(check: &mut Checker<'_>, rubric: &Rubric, moves: &std::collections::BTreeMap<MoveKind, Move>) {
    for (name, model) in &rubric.source.models {
        if model.steps.is_empty() {
            let hint = Some("name its steps, each with what counts as taking it".to_owned());
            check.error("SL062", &["models", name], format!("the model \"{name}\" has no steps"), hint);
        }
        for (step, ways) in &model.steps {
            if ways.is_empty() {
                let hint = Some("write an Act, a Move, a Flag or HeardOut".to_owned());
                check.error("SL062", &["models", name, "steps", step], format!("nothing counts as \"{step}\""), hint);
            }
            for way in ways {
                if let StepBy::Move(kind) = way {
                    has_move(check, &["models", name, "steps", step], *kind, moves);
                }
            }
        }
    }
}

fn has_move(
    check: &mut Checker<'_>,
    path: &[&str],
    kind: MoveKind,
    moves: &std::collections::BTreeMap<MoveKind, Move>,
) {
    if !moves.contains_key(&kind) {
        let hint = Some("add it to moves.ron, or ask for another".to_owned());
        check.error("SL062", path, format!("the pack has no move {kind:?}"), hint);
    }
}

fn rule(
    check: &mut Checker<'_>,
    id: &str,
    rule: &Rule,
    rubric: &Rubric,
    moves: &std::collections::BTreeMap<MoveKind, Move>,
) {
    let path = ["criteria", id, "rule"];
    match rule {
        Rule::DeadAir { full_at, zero_at }
        | Rule::TalkOver { full_at, zero_at }
        | Rule::UnannouncedHolds { full_at, zero_at }
        | Rule::NeedlessTransfers { full_at, zero_at }
        | Rule::SteadyPace { full_at, zero_at }
        | Rule::SameWords { full_at, zero_at }
        | Rule::AnsweredWithin { full_at, zero_at } => limits(check, &path, *full_at, *zero_at, full_at < zero_at),
        Rule::PatienceLeft { full_at, zero_at } => limits(check, &path, *full_at, *zero_at, full_at > zero_at),
        Rule::AcknowledgedWithin(0)
        | Rule::Said { within: Some(0), .. }
        | Rule::Greeting { within_s: 0 }
        | Rule::NoEscape { within_s: 0 } => {
            let hint = Some("write 1 or more".to_owned());
            check.error("SL063", &path, "nobody can be that quick".to_owned(), hint);
        }
        Rule::Made(kind) => has_move(check, &path, *kind, moves),
        Rule::Model(name) => {
            let known = rubric.source.models.keys().map(String::as_str);
            check.known("SL062", &path, "model", name, known);
        }
        _ => {}
    }
}

/// A measure whose limits leave nothing between, or stand the wrong way round.
fn limits(check: &mut Checker<'_>, path: &[&str], full_at: u32, zero_at: u32, in_order: bool) {
    if !in_order {
        let message = format!("full points at {full_at} and none at {zero_at} is the wrong way round");
        let hint = if full_at == zero_at { "the two limits have to differ" } else { "exchange the two limits" };
        check.error("SL063", path, message, Some(hint.to_owned()));
    }
}
