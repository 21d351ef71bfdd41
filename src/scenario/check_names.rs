//! The parts of a scenario that are not its script: caller, facts, planted rows, what is expected of the operator.

use super::check::{ScriptCheck, flags_set};
use super::expression;
use super::source::{Condition, ExpectedRowSource, FactSource, FieldKind, PlantSource, ScenarioSource};

/// Looks up every name outside the beats.
pub(super) fn names(check: &mut ScriptCheck<'_>, source: &ScenarioSource) {
    let pack = check.pack;
    check.checker.known("SL025", &["rubric"], "rubric", &source.rubric, pack.rubrics.keys().map(String::as_str));
    check.checker.known("SL027", &["line"], "line", &source.line, pack.source.lines.keys().map(String::as_str));
    let temperaments = pack.temperaments.keys().map(String::as_str);
    check.checker.known("SL026", &["caller", "temperament"], "temperament", &source.caller.temperament, temperaments);
    check.fact(&["caller", "who"], &format!("{}.id", source.caller.who));
    check.text(&["caller", "shows"], &source.caller.shows);
    for proof in &source.proofs {
        check.fact(&["proofs"], proof);
    }
    for (name, fact) in &source.facts {
        fact_source(check, name, fact, source);
    }
    for (number, plant) in source.plant.iter().enumerate() {
        planted(check, &number.to_string(), plant);
    }
    expected(check, source);
    flags(check, source);
}

fn fact_source(check: &mut ScriptCheck<'_>, name: &str, fact: &FactSource, source: &ScenarioSource) {
    let path = ["facts", name];
    match fact {
        FactSource::Row { table, .. } => {
            check.table(&path, table);
        }
        FactSource::NamesakeOf(other) => {
            if !matches!(source.facts.get(other), Some(FactSource::Row { .. })) {
                let hint = "name a fact that is a Row(…)".to_owned();
                check.checker.error("SL021", &path, format!("\"{other}\" is no row fact"), Some(hint));
            }
        }
        FactSource::Choose(sets) if sets.is_empty() => nothing_to_choose(check, &path),
        FactSource::Number(list) if list.is_empty() => nothing_to_choose(check, &path),
        FactSource::OneOf(list) if list.is_empty() => nothing_to_choose(check, &path),
        FactSource::Choose(_) | FactSource::Number(_) => {}
        FactSource::Text(text) => {
            check.text(&path, text);
        }
        FactSource::OneOf(texts) => {
            for text in texts {
                check.text(&path, text);
            }
        }
        FactSource::Date(text) | FactSource::Money(text) => {
            let template = check.text(&path, text);
            let sample = |slot: &str| match check.kinds.kind(slot) {
                Some(FieldKind::Date) => "2026-01-01".to_owned(),
                Some(FieldKind::Number | FieldKind::Money | FieldKind::Code) => "1".to_owned(),
                _ if slot == "today" => "2026-01-01".to_owned(),
                _ => "?".to_owned(),
            };
            let filled = template.fill(sample);
            let problem = if matches!(fact, FactSource::Date(_)) {
                expression::date(&filled, jiff::civil::date(2026, 1, 1), &[]).err()
            } else {
                expression::money(&filled).err()
            };
            // A code may be a date in disguise (Choose), so only placeholders of known kinds are tried out.
            if let Some(problem) = problem.filter(|_| !filled.contains('?') && !uses_code(check, text)) {
                check.checker.error("SL040", &path, problem.to_string(), Some(expression::HELP.to_owned()));
            }
        }
        FactSource::NewPhone | FactSource::NewName | FactSource::NewAddress => {}
    }
}

fn uses_code(check: &ScriptCheck<'_>, text: &str) -> bool {
    super::template::Template::parse(text)
        .is_ok_and(|template| template.slots().any(|slot| matches!(check.kinds.kind(slot), Some(FieldKind::Code))))
}

fn nothing_to_choose(check: &mut ScriptCheck<'_>, path: &[&str]) {
    check.checker.error("SL044", path, "there is nothing to choose from".to_owned(), Some("write at least one entry".to_owned()));
}

fn planted(check: &mut ScriptCheck<'_>, number: &str, plant: &PlantSource) {
    let path = ["plant", number];
    if let Some(row) = &plant.row {
        check.fact(&["plant", number, "row"], &format!("{row}.id"));
    }
    if check.table(&["plant", number, "table"], &plant.table) {
        for (field, value) in &plant.set {
            field_value(check, &["plant", number, "set", field], &plant.table, field, value);
        }
    }
    if plant.row.is_some() == plant.name.is_some() {
        let hint = "`as` names a new row, `row` a fact whose row is changed".to_owned();
        check.checker.error("SL045", &path, "a planted row has either `as` or `row`".to_owned(), Some(hint));
    }
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
    let fixed = template.slots().next().is_none();
    if let Some(FieldKind::Choice(choices)) = table.source.fields.get(field).map(|source| &source.kind)
        && fixed
        && !value.is_empty()
    {
        let what = format!("choice of {field}");
        check.checker.known("SL028", path, &what, value, choices.iter().map(String::as_str));
    }
}

fn expected(check: &mut ScriptCheck<'_>, source: &ScenarioSource) {
    for (number, row) in source.expect.records.iter().enumerate() {
        expected_row(check, &number.to_string(), row);
    }
    let endings = check.endings.clone();
    let routing = &source.expect.routing;
    for name in routing.right.iter().chain(&routing.second_best) {
        check.checker.known("SL020", &["expect", "routing"], "ending", name, endings.iter().map(String::as_str));
    }
    check.conditions(&["expect", "routing", "after"], &routing.after);
    for fact in &source.expect.read_back {
        check.fact(&["expect", "read_back"], fact);
    }
    let pack = check.pack;
    for (number, entry) in source.expect.codes.iter().enumerate() {
        let number = number.to_string();
        check.conditions(&["expect", "codes", &number], &entry.conditions);
        for code in &entry.codes {
            let known = pack.source.dispositions.keys().map(String::as_str);
            check.checker.known("SL031", &["expect", "codes", &number], "disposition code", code, known);
        }
    }
    for entry in &source.expect.ticks {
        check.conditions(&["expect", "ticks"], &entry.conditions);
        let known = pack.source.ticks.keys().map(String::as_str);
        check.checker.known("SL032", &["expect", "ticks"], "tick", &entry.tick, known);
    }
}

fn expected_row(check: &mut ScriptCheck<'_>, number: &str, row: &ExpectedRowSource) {
    let path = ["expect", "records", number];
    check.conditions(&path, &row.conditions);
    if let Some(fact) = &row.row {
        check.fact(&["expect", "records", number, "row"], &format!("{fact}.id"));
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
        for mention in mentions {
            field_value(check, &["expect", "records", number, "mentions", field], &row.table, field, mention);
        }
    }
    for fact in row.rests_on.values() {
        check.fact(&["expect", "records", number, "rests_on"], fact);
    }
}

/// A flag that is asked for and never set is most likely misspelt.
fn flags(check: &mut ScriptCheck<'_>, source: &ScenarioSource) {
    let set = flags_set(&source.beats);
    for (name, beat) in &source.beats {
        let replies = beat.replies.values().flat_map(|reply| {
            reply.needs.iter().chain(reply.branches.iter().flat_map(|branch| &branch.conditions))
        });
        let lines = beat.says_if.iter().flat_map(|entry| &entry.conditions);
        for condition in replies.chain(lines) {
            if let Condition::Flag(flag) | Condition::NotFlag(flag) = condition
                && !set.contains(flag.as_str())
            {
                let hint = super::diagnostic::did_you_mean(flag, set.iter().copied());
                check.checker.error("SL033", &["beats", name], format!("no reply sets the flag \"{flag}\""), hint);
            }
        }
    }
}
