//! The parts of a scenario that are not its script: caller, rubric, what is expected of the operator.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::check::ScriptCheck;
use super::checker::Checker;
use super::diagnostic::did_you_mean;
use super::expression;
use super::model::Rubric;
use super::source::{ExpectedRowSource, FieldKind, Rule, ScenarioSource, StepBy};

/// How fast people speak, in per cent of the usual.
const PACES: RangeInclusive<i32> = 50..=200;

/// Looks up every name outside the beats.
pub(super) fn names(check: &mut ScriptCheck<'_>, source: &ScenarioSource) {
    let pack = check.pack;
    check.checker.duties(&source.duties);
    check.checker.known("SL025", &["rubric"], "rubric", &source.rubric, pack.rubrics.keys().map(String::as_str));
    check.checker.known("SL027", &["line"], "line", &source.line, pack.source.lines.keys().map(String::as_str));
    // None at all has been told of already.
    if !source.caller.temperament.is_empty() {
        check.temperament(&["caller", "temperament"], &source.caller.temperament);
    }
    check.row_fact(&["caller", "who"], &source.caller.who);
    check.text(&["caller", "shows"], &source.caller.shows);
    for (field, points) in [("patience", source.caller.patience), ("ceiling", source.caller.ceiling)] {
        if let Some(points) = points {
            check.points(&["caller", field], points);
        }
    }
    let pace = source.caller.voice.pace;
    if !PACES.contains(&pace) {
        let hint = Some(format!("pace is from {} to {}", PACES.start(), PACES.end()));
        let message = "the voice has a pace that nobody has".to_owned();
        check.checker.error("SL086", &["caller", "voice", "pace"], message, hint);
    }
    for (number, proof) in source.proofs.iter().enumerate() {
        check.fact(&["proofs", &number.to_string()], proof);
    }
    rubric_flags(check, source);
    steps(check, source);
}

/// Names for flags that nothing sets.
fn steps(check: &mut ScriptCheck<'_>, source: &ScenarioSource) {
    for flag in source.steps.keys().filter(|flag| !check.flags.contains(flag.as_str())) {
        let hint = did_you_mean(flag, check.flags.iter().copied());
        check.checker.error("SL033", &["steps", flag], format!("no reply sets the flag \"{flag}\""), hint);
    }
}

/// Steps that the rubric wants and that no reply of this script can take.
fn rubric_flags(check: &mut ScriptCheck<'_>, source: &ScenarioSource) {
    let pack = check.pack;
    let Some(rubric) = pack.rubrics.get(&source.rubric) else { return };
    for (id, criterion) in &rubric.source.criteria {
        let wanted: Vec<&String> = match &criterion.rule {
            Rule::Flag(flag) => vec![flag],
            Rule::Flags(flags) => flags.iter().collect(),
            Rule::Model(name) => flags_of_model(rubric, name),
            _ => continue,
        };
        for flag in
            wanted.iter().filter(|flag| check.flags.contains(flag.as_str()) && !source.steps.contains_key(**flag))
        {
            let message = format!("the scorecard would call the flag \"{flag}\" by its bare name");
            let hint = format!("say it in words with steps: {{ \"{flag}\": \"...\" }}");
            check.checker.warning("SL059", &["rubric"], message, Some(hint));
        }
        for flag in wanted.iter().filter(|flag| !check.flags.contains(flag.as_str())) {
            let message = format!("no reply sets the flag \"{flag}\", which the rubric's criterion \"{id}\" asks for");
            let hint = format!("a reply sets it with sets: [\"{flag}\"]; or choose another rubric");
            check.checker.error("SL033", &["rubric"], message, Some(hint));
        }
    }
}

/// Flags that steps of a model ask for.
fn flags_of_model<'r>(rubric: &'r Rubric, name: &str) -> Vec<&'r String> {
    let steps = rubric.source.models.get(name).map(|model| model.steps.values()).into_iter().flatten();
    let flag = |way: &'r StepBy| match way {
        StepBy::Flag(flag) => Some(flag),
        _ => None,
    };
    steps.flatten().filter_map(flag).collect()
}

/// A field that is set by the author: it exists, and a fixed value is one that the form offers.
pub(super) fn field_value(check: &mut ScriptCheck<'_>, path: &[&str], table: &str, field: &str, value: &str) {
    let pack = check.pack;
    let Some(table) = pack.table(table) else { return };
    let fields = table.source.fields.keys().map(String::as_str);
    if !check.checker.known("SL023", path, &format!("field of {}", table.name), field, fields) {
        return;
    }
    let template = check.text(path, value);
    if template.slots().next().is_none()
        && let Some(spec) = table.source.fields.get(field)
    {
        kept_value(&mut check.checker, path, field, &spec.kind, value);
    }
}

/// A fixed value stands as the database keeps it: a choice of the list, a date, a sum, a whole number.
pub(super) fn kept_value(checker: &mut Checker<'_>, path: &[&str], field: &str, kind: &FieldKind, value: &str) {
    if value.is_empty() {
        return;
    }
    let (is_kept, form) = match kind {
        FieldKind::Choice(choices) => {
            checker.known("SL028", path, &format!("choice of {field}"), value, choices.iter().map(String::as_str));
            return;
        }
        FieldKind::Date => {
            (value.parse::<jiff::civil::Date>().is_ok_and(|day| day.to_string() == value), "a date as 2026-10-13")
        }
        FieldKind::Money => {
            (expression::pence(value).is_some_and(|pence| expression::money_text(pence) == value), "a sum as 64.00")
        }
        FieldKind::Number => (value.parse::<i64>().is_ok(), "a whole number"),
        _ => return,
    };
    if !is_kept {
        let hint = Some(format!("the database keeps {form}"));
        checker.error("SL028", path, format!("\"{value}\" is no value of {field}"), hint);
    }
}

/// Looks up what is expected of the operator.
pub(super) fn expected(check: &mut ScriptCheck<'_>, source: &ScenarioSource) {
    let expect = &source.expect;
    for (number, row) in expect.records.iter().enumerate() {
        expected_row(check, &number.to_string(), row);
    }
    for (number, word) in expect.never.iter().enumerate() {
        check.text(&["expect", "never", &number.to_string()], word);
    }
    routing(check, source);
    check.proofs_enough(&["expect", "verify"], expect.verify);
    for (number, fact) in expect.read_back.iter().enumerate() {
        check.fact(&["expect", "read_back", &number.to_string()], fact);
    }
    let pack = check.pack;
    not_empty(check, &["expect", "codes"], "disposition code", expect.codes.is_empty());
    for (number, entry) in expect.codes.iter().enumerate() {
        let number = number.to_string();
        check.conditions(&["expect", "codes", &number, "if"], &entry.conditions);
        not_empty(check, &["expect", "codes", &number, "codes"], "disposition code", entry.codes.is_empty());
        for (place, code) in entry.codes.iter().enumerate() {
            let known = pack.source.dispositions.keys().map(String::as_str);
            let path = ["expect", "codes", &number, "codes", &place.to_string()];
            check.checker.known("SL031", &path, "disposition code", code, known);
        }
    }
    for (number, entry) in expect.ticks.iter().enumerate() {
        let number = number.to_string();
        check.conditions(&["expect", "ticks", &number, "if"], &entry.conditions);
        let known = pack.source.ticks.keys().map(String::as_str);
        check.checker.known("SL032", &["expect", "ticks", &number, "tick"], "tick", &entry.tick, known);
    }
}

fn routing(check: &mut ScriptCheck<'_>, source: &ScenarioSource) {
    let routing = &source.expect.routing;
    not_empty(check, &["expect", "routing", "right"], "ending", routing.right.is_empty());
    for (field, names) in [("right", &routing.right), ("second_best", &routing.second_best)] {
        for (number, name) in names.iter().enumerate() {
            let path = ["expect", "routing", field, &number.to_string()];
            check.checker.known("SL020", &path, "ending", name, source.endings.keys().map(String::as_str));
        }
    }
    check.conditions(&["expect", "routing", "after"], &routing.after);
    let replies = source.beats.values().flat_map(|beat| beat.replies.values());
    let given: BTreeSet<&str> = replies.flat_map(|reply| &reply.hands_over).map(String::as_str).collect();
    for (number, item) in routing.handover.iter().enumerate().filter(|(_, item)| !given.contains(item.as_str())) {
        let hint = did_you_mean(item, given.iter().copied());
        let hint = hint.or_else(|| Some(format!("a reply does it with hands_over: [\"{item}\"]")));
        let path = ["expect", "routing", "handover", &number.to_string()];
        check.checker.error("SL049", &path, format!("no reply hands over \"{item}\""), hint);
    }
}

fn not_empty(check: &mut ScriptCheck<'_>, path: &[&str], what: &str, empty: bool) {
    if empty {
        check.checker.error("SL044", path, format!("no {what} is right"), Some("write at least one entry".to_owned()));
    }
}

fn expected_row(check: &mut ScriptCheck<'_>, number: &str, row: &ExpectedRowSource) {
    check.conditions(&["expect", "records", number, "if"], &row.conditions);
    if let Some(fact) = &row.row {
        check.row_fact(&["expect", "records", number, "row"], fact);
    }
    if !check.table(&["expect", "records", number, "table"], &row.table) {
        return;
    }
    if let Some((field, value)) = &row.known_by {
        field_value(check, &["expect", "records", number, "known_by"], &row.table, field, value);
    }
    for (field, value) in &row.fields {
        field_value(check, &["expect", "records", number, "fields", field], &row.table, field, value);
    }
    for (field, mentions) in &row.mentions {
        for (place, mention) in mentions.iter().enumerate() {
            let path = ["expect", "records", number, "mentions", field, &place.to_string()];
            field_value(check, &path, &row.table, field, mention);
        }
    }
    for (field, fact) in &row.rests_on {
        let expected = row.fields.keys().chain(row.mentions.keys()).map(String::as_str);
        let path = ["expect", "records", number, "rests_on", field];
        check.checker.known("SL023", &path, "expected field", field, expected);
        check.fact(&["expect", "records", number, "rests_on", field], fact);
    }
}
