//! The calm twin of a scenario, and that every wording of a beat tells the same facts: a twin that tells less is another
//! call.

use std::collections::BTreeSet;

use super::check::ScriptCheck;
use super::diagnostic::Severity;
use super::facts::told_by;
use super::model::{Beat, Twin};
use super::source::{Condition, ScenarioSource};
use super::template::Template;

/// Looks up the twin, or derives it: the pack's calmest temperament, unless the caller is as calm.
pub(super) fn twin(check: &mut ScriptCheck<'_>, source: &ScenarioSource, beats: &[Beat]) -> Option<Twin> {
    // A placeholder that means nothing would be told twice.
    if check.checker.found.iter().all(|problem| problem.severity != Severity::Error) {
        let asked = asked_for(source);
        for beat in beats {
            same_facts(check, beat, &asked);
        }
    }
    let pack = check.pack;
    let own = source.caller.patience.or_else(|| start_of(check, &source.caller.temperament))?;
    let found = match &source.twin {
        Some(written) => {
            let known = check.temperament(&["twin", "temperament"], &written.temperament);
            for (field, points) in [("patience", written.patience), ("ceiling", written.ceiling)] {
                if let Some(points) = points {
                    check.points(&["twin", field], points);
                }
            }
            let start = written.patience.or_else(|| start_of(check, &written.temperament));
            if known && start.is_some_and(|start| start <= own) {
                let message = format!("the twin begins no calmer than the caller, who begins at {own} points");
                let hint = "name a calmer temperament, or leave `twin` out: the pack's calmest is taken".to_owned();
                check.checker.error("SL070", &["twin"], message, Some(hint));
            }
            let (temperament, patience, ceiling) = (written.temperament.clone(), written.patience, written.ceiling);
            Some(Twin { temperament, patience, ceiling })
        }
        None => {
            // The first of equals by name, so that it is the same one on every machine.
            let most = pack.temperaments.values().map(|temperament| temperament.source.start).max()?;
            let calmest = pack.temperaments.iter().find(|(_, temperament)| temperament.source.start == most);
            let calmest = calmest.filter(|_| most > own);
            calmest.map(|(id, _)| Twin { temperament: id.clone(), patience: None, ceiling: None })
        }
    };
    never_the_case(check, source, found.as_ref());
    found
}

fn start_of(check: &ScriptCheck<'_>, temperament: &str) -> Option<i32> {
    check.pack.temperaments.get(temperament).map(|temperament| temperament.source.start)
}

/// Other wordings for a temperament that neither the caller nor the twin has are never said.
fn never_the_case(check: &mut ScriptCheck<'_>, source: &ScenarioSource, twin: Option<&Twin>) {
    let pack = check.pack;
    let own = source.caller.temperament.as_str();
    let twin = twin.map(|twin| twin.temperament.as_str());
    for (beat, source) in &source.beats {
        for (number, entry) in source.says_if.iter().enumerate() {
            let foreign = entry.conditions.iter().enumerate().find_map(|(at, condition)| match condition {
                Condition::Temperament(name) if name != own && Some(name.as_str()) != twin => Some((at, name)),
                _ => None,
            });
            let Some((at, name)) = foreign.filter(|(_, name)| pack.temperaments.contains_key(*name)) else { continue };
            let message = format!("no caller of this scenario is \"{name}\", so this is never said");
            let hint = twin.map_or_else(
                || format!("the caller is \"{own}\""),
                |twin| format!("the caller is \"{own}\", the twin \"{twin}\""),
            );
            let path = ["beats", beat, "says_if", &number.to_string(), "if", &at.to_string()];
            check.checker.warning("SL048", &path, message, Some(hint));
        }
    }
}

/// Which wording comes is chance or mood: what the caller tells by it must be neither.
fn same_facts(check: &mut ScriptCheck<'_>, beat: &Beat, asked: &BTreeSet<String>) {
    let told_in = |wording| told_in(beat, wording, asked);
    let Some(first) = beat.says.first() else { return };
    let wanted = told_in(first);
    let mut wordings = Vec::new();
    for (number, wording) in beat.says.iter().enumerate().skip(1) {
        wordings.push((vec!["says".to_owned(), number.to_string()], wording, &wanted));
    }
    let own: Vec<BTreeSet<&str>> = beat.says_if.iter().filter_map(|(_, says)| says.first()).map(told_in).collect();
    for (entry, ((conditions, says), own)) in beat.says_if.iter().zip(&own).enumerate() {
        // A temper colours a line. What another condition says may well be something else.
        let by_temper = conditions.iter().all(|condition| {
            matches!(
                condition,
                Condition::Temperament(_)
                    | Condition::NotTemperament(_)
                    | Condition::PatienceBelow(_)
                    | Condition::PatienceAtLeast(_)
            )
        });
        let wanted = if by_temper { &wanted } else { own };
        for (number, wording) in says.iter().enumerate() {
            let path = ["says_if", &entry.to_string(), "says", &number.to_string()].map(str::to_owned);
            wordings.push((path.to_vec(), wording, wanted));
        }
    }
    for (path, wording, wanted) in wordings {
        let told = told_in(wording);
        let Some(fact) = wanted.symmetric_difference(&told).next() else { continue };
        let (message, hint) = if told.contains(fact) {
            (format!("this wording tells \"{fact}\", and the first does not"), "put it into each wording, or into none")
        } else {
            (format!("this wording leaves out \"{fact}\", which the first tells"), "put it in, or name it in `tells`")
        };
        let full: Vec<&str> = ["beats", &beat.name].into_iter().chain(path.iter().map(String::as_str)).collect();
        check.checker.warning("SL071", &full, message, Some(hint.to_owned()));
    }
}

/// Facts that a wording tells by its placeholders, of those asked for; what the beat's `tells` names is told by each.
fn told_in<'t>(beat: &Beat, wording: &'t Template, asked: &BTreeSet<String>) -> BTreeSet<&'t str> {
    let told = wording.slots().map(told_by).filter(|fact| asked.contains(*fact));
    told.filter(|fact| !beat.source.tells.iter().any(|told| told == fact)).collect()
}

/// Facts that proofs or records rest on.
fn asked_for(source: &ScenarioSource) -> BTreeSet<String> {
    let rows = &source.expect.records;
    let values = rows.iter().flat_map(|row| row.fields.values().chain(row.mentions.values().flatten()));
    let written = values.filter_map(|text| Template::parse(text).ok());
    let mut asked: BTreeSet<String> = source.proofs.iter().chain(&source.expect.read_back).cloned().collect();
    for template in written {
        asked.extend(template.slots().map(|slot| told_by(slot).to_owned()));
    }
    asked
}

impl ScriptCheck<'_> {
    pub fn temperament(&mut self, path: &[&str], name: &str) -> bool {
        let pack = self.pack;
        self.checker.known("SL026", path, "temperament", name, pack.temperaments.keys().map(String::as_str))
    }
}
