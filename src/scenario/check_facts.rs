//! The facts of a scenario and the rows that it plants: each can be made, whatever the seed.

use std::collections::BTreeSet;

use super::check::ScriptCheck;
use super::check_names::field_value;
use super::expression;
use super::facts::ALWAYS;
use super::named::Named;
use super::source::{FactSource, FieldKind, GenerateSource, MakerSource, PlantSource, ScenarioSource};
use super::template::Template;

/// Looks up what facts and planted rows are made of.
pub(super) fn facts(check: &mut ScriptCheck<'_>, source: &ScenarioSource) {
    for (name, fact) in &source.facts {
        if ALWAYS.contains(&name.as_str()) || name == "new" {
            let hint = Some("give the fact another name".to_owned());
            check.checker.error("SL030", &["facts", name], format!("{{{name}}} has a meaning of its own"), hint);
        }
        too_early(check, &["facts", name], &builds_on(fact));
        fact_source(check, name, fact, source);
    }
    for (number, plant) in source.plant.iter().enumerate() {
        planted(check, &number.to_string(), plant);
        for (field, text) in &plant.set {
            too_early(check, &["plant", &number.to_string(), "set", field], &slots(text));
        }
        if let Some(name) = plant.name.as_ref().filter(|name| source.facts.contains_key(*name)) {
            let hint = Some("give the planted row another name".to_owned());
            check.checker.error(
                "SL030",
                &["plant", &number.to_string(), "as"],
                format!("\"{name}\" is a fact already"),
                hint,
            );
        }
    }
    circles(check, source);
}

/// Facts are made before the phone rings: nobody has answered and nothing was saved.
fn too_early(check: &mut ScriptCheck<'_>, path: &[&str], on: &BTreeSet<String>) {
    if let Some(name) = on.iter().find(|name| matches!(name.as_str(), "operator" | "daytime" | "new")) {
        let hint = Some("use it in lines and expected values only".to_owned());
        check.checker.error("SL021", path, format!("{{{name}}} means nothing before the call begins"), hint);
    }
}

/// Facts and planted rows may build on each other, but not in a circle.
fn circles(check: &mut ScriptCheck<'_>, source: &ScenarioSource) {
    let mut waiting: Vec<(Vec<String>, &str, BTreeSet<String>)> = Vec::new();
    for (name, fact) in &source.facts {
        waiting.push((vec!["facts".to_owned(), name.clone()], name, builds_on(fact)));
    }
    for (number, plant) in source.plant.iter().enumerate() {
        let mut on: BTreeSet<String> = plant.set.values().flat_map(|text| slots(text)).collect();
        on.extend(plant.row.clone());
        waiting.push((vec!["plant".to_owned(), number.to_string()], plant.name.as_deref().unwrap_or(""), on));
    }
    loop {
        let names: BTreeSet<String> =
            waiting.iter().map(|(_, name, _)| (*name).to_owned()).filter(|name| !name.is_empty()).collect();
        let before = waiting.len();
        waiting.retain(|(_, _, on)| on.iter().any(|name| names.contains(name)));
        if waiting.len() == before {
            break;
        }
    }
    // What only waits for a circle is not part of it.
    loop {
        let wanted: BTreeSet<String> = waiting.iter().flat_map(|(_, _, on)| on.clone()).collect();
        let before = waiting.len();
        waiting.retain(|(_, name, _)| wanted.contains(*name));
        if waiting.len() == before {
            break;
        }
    }
    let names: Vec<&str> = waiting.iter().map(|(_, name, _)| *name).filter(|name| !name.is_empty()).collect();
    let names = names.join(", ");
    if let Some((path, ..)) = waiting.first() {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let hint = Some("let one of them be made without the others".to_owned());
        check.checker.error("SL054", &path, format!("these facts rest on each other in a circle: {names}"), hint);
    }
}

fn builds_on(fact: &FactSource) -> BTreeSet<String> {
    match fact {
        FactSource::Text(text) | FactSource::Date(text) | FactSource::Money(text) => slots(text),
        FactSource::OneOf(texts) => texts.iter().flat_map(|text| slots(text)).collect(),
        FactSource::NamesakeOf(other) => BTreeSet::from([other.clone()]),
        _ => BTreeSet::new(),
    }
}

/// The names of the facts that a text needs, without their parts.
fn slots(text: &str) -> BTreeSet<String> {
    let template = Template::parse(text).ok();
    let slots = template.iter().flat_map(Template::slots);
    slots.map(|slot| slot.split('.').next().unwrap_or(slot).to_owned()).collect()
}

fn fact_source(check: &mut ScriptCheck<'_>, name: &str, fact: &FactSource, source: &ScenarioSource) {
    let path = ["facts", name];
    match fact {
        FactSource::Row { table, namesake } => {
            if check.table(&["facts", name, "table"], table) {
                row_exists(check, &path, table, namesake);
            }
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
        FactSource::Choose(sets) => even_sets(check, &path, sets),
        FactSource::Number(_) => {}
        FactSource::Text(text) => {
            check.text(&path, text);
        }
        FactSource::OneOf(texts) => {
            for text in texts {
                check.text(&path, text);
            }
        }
        FactSource::Date(_) | FactSource::Money(_) => sum(check, &path, fact),
        FactSource::NewPhone | FactSource::NewName | FactSource::NewAddress | FactSource::FromList(_) => {}
    }
}

/// A date or a sum of money, tried out with a sample of each fact that it counts from.
fn sum(check: &mut ScriptCheck<'_>, path: &[&str], fact: &FactSource) {
    let (text, is_date) = match fact {
        FactSource::Date(text) => (text, true),
        FactSource::Money(text) => (text, false),
        _ => return,
    };
    let template = check.text(path, text);
    for slot in template.slots() {
        let fits = slot == "today" && is_date
            || match check.kinds.kind(slot) {
                Some(FieldKind::Date) => is_date,
                Some(FieldKind::Money) => !is_date,
                Some(FieldKind::Number | FieldKind::Code) => true,
                // What is not known has been told of already.
                None => !check.kinds.knows(slot),
                Some(_) => false,
            };
        if !fits {
            let what = if is_date { "a date" } else { "a sum of money" };
            let message = format!("{what} cannot be counted from \"{slot}\"");
            check.checker.error("SL040", path, message, Some(expression::HELP.to_owned()));
            return;
        }
    }
    // A code may be a date in disguise (Choose), so only placeholders of known kinds are tried out.
    if template.slots().any(|slot| matches!(check.kinds.kind(slot), Some(FieldKind::Code) | None) && slot != "today") {
        return;
    }
    let filled = template.fill(|slot| match check.kinds.kind(slot) {
        Some(FieldKind::Number | FieldKind::Money) => "1".to_owned(),
        _ => "2026-01-01".to_owned(),
    });
    let problem = if is_date {
        expression::date(&filled, jiff::civil::date(2026, 1, 1), &[]).err()
    } else {
        expression::money(&filled).err()
    };
    if problem.is_some() {
        let what = if is_date { "no date sum" } else { "no sum of money" };
        check.checker.error("SL040", path, format!("\"{text}\" is {what}"), Some(expression::HELP.to_owned()));
    }
}

/// A row can be picked: the table has rows, and namesakes are people.
fn row_exists(check: &mut ScriptCheck<'_>, path: &[&str], table: &str, namesake: &[u32]) {
    let pack = check.pack;
    let made: Vec<&GenerateSource> =
        pack.source.generate.iter().filter(|generate| generate.table == table && generate.count > 0).collect();
    let fixed = pack.rows.rows.get(table).is_some_and(|rows| !rows.is_empty());
    if made.is_empty() && !fixed {
        let hint = Some("plant a row of your own, with `as`".to_owned());
        check.checker.error("SL052", path, format!("the practice database has no row of {table}"), hint);
        return;
    }
    let people =
        made.iter().any(|generate| generate.set.values().any(|maker| matches!(maker, MakerSource::PersonName)));
    let largest = pack.people.namesakes.iter().map(Vec::len).max().unwrap_or(0);
    let place = namesake
        .iter()
        .find(|place| !people || !usize::try_from(**place).is_ok_and(|place| (1..=largest).contains(&place)));
    if let Some(place) = place {
        let message = format!("no row of {table} has the place {place} in a group of namesakes");
        let hint = format!("only people have namesakes, in the places 1 to {largest}");
        check.checker.error("SL052", path, message, Some(hint));
    }
}

/// Every set of a choice has the same entries.
fn even_sets(check: &mut ScriptCheck<'_>, path: &[&str], sets: &[Named<String>]) {
    let all: BTreeSet<&String> = sets.iter().flat_map(|set| set.keys()).collect();
    for (number, set) in sets.iter().enumerate() {
        let missing: Vec<String> =
            all.iter().filter(|key| !set.contains_key(**key)).map(|key| format!("\"{key}\"")).collect();
        if !missing.is_empty() {
            let message = format!("set {} of the choice has no {}", number + 1, missing.join(", "));
            check.checker.error("SL053", path, message, Some("give every set the same names".to_owned()));
        }
    }
}

fn nothing_to_choose(check: &mut ScriptCheck<'_>, path: &[&str]) {
    check.checker.error(
        "SL044",
        path,
        "there is nothing to choose from".to_owned(),
        Some("write at least one entry".to_owned()),
    );
}

fn planted(check: &mut ScriptCheck<'_>, number: &str, plant: &PlantSource) {
    let path = ["plant", number];
    if let Some(row) = &plant.row {
        check.row_fact(&["plant", number, "row"], row);
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
