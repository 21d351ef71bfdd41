//! Whether the operator can come to know what the record is to hold.

use std::collections::BTreeSet;

use super::check::{Script, ScriptCheck};
use super::check_ways::Reached;
use super::facts::{ALWAYS, base, told_by};
use super::model::Beat;
use super::source::FactSource;
use super::template::Template;

/// What the lines of a script give away.
pub(super) struct Told<'a> {
    /// Facts that the caller tells in some beat, whether or not that beat is ever reached.
    anywhere: BTreeSet<&'a str>,
    /// Facts that the caller tells in beats that are reached, and those that prove who is calling.
    pub reached: BTreeSet<&'a str>,
    /// Facts that stand somewhere before the operator: on the desk, in a reply, in a department's words.
    shown: BTreeSet<&'a str>,
}

impl<'a> Told<'a> {
    pub fn new(check: &ScriptCheck<'a>, script: &Script<'a>, reached: &Reached) -> Self {
        let source = check.source;
        let proofs = || source.proofs.iter().map(String::as_str);
        let mut told = Self { anywhere: proofs().collect(), reached: proofs().collect(), shown: BTreeSet::new() };
        for (beat, is_reached) in script.beats.iter().zip(&reached.beats) {
            let lines = beat.says.iter().chain(beat.says_if.iter().flat_map(|(_, says)| says));
            let given = lines.flat_map(Template::slots).map(told_by);
            if beat.source.department.is_some() {
                told.shown.extend(given);
            } else {
                told.give(check, beat, given, *is_reached);
            }
            let replies = beat.replies.iter().flat_map(|reply| reply.say.slots());
            told.shown.extend(replies.map(told_by));
        }
        let texts = source.plant.iter().flat_map(|plant| plant.set.values());
        let texts = texts
            .chain(source.habits.answers.values().flatten())
            .chain(source.endings.values().flat_map(|ending| &ending.says))
            .chain(source.routes.values().flat_map(|route| &route.refusal))
            .chain(std::iter::once(&source.caller.shows));
        told.shown.extend(texts.flat_map(|text| placeholders(text)).map(told_by));
        told
    }

    fn give(
        &mut self,
        check: &ScriptCheck<'a>,
        beat: &'a Beat,
        given: impl Iterator<Item = &'a str>,
        is_reached: bool,
    ) {
        // The source lives as long as the check does, the beat's own copy of it does not have to.
        let tells = check.source.beats.get(&beat.name).map_or(&[][..], |beat| &beat.tells);
        for fact in given.chain(tells.iter().map(String::as_str)) {
            self.anywhere.insert(fact);
            if is_reached {
                self.reached.insert(fact);
            }
        }
    }

    /// Why nobody can know a value that the record is to hold, and what to do.
    fn unknowable(&self, check: &ScriptCheck<'_>, text: &str) -> Option<(String, String)> {
        if let Some(problem) = slots_of(text).iter().find_map(|slot| self.unheard(told_by(slot))) {
            return Some(problem);
        }
        // Of several ways to mention something one is enough.
        let mut missing = None;
        for way in text.split('|') {
            let closed = |slot: &String| !self.is_said(told_by(slot)) && !self.is_open(check, told_by(slot), 0);
            missing = Some(slots_of(way).into_iter().find(closed)?);
        }
        let fact = missing?;
        let fact = told_by(&fact);
        Some((format!("the record expects \"{fact}\", which nobody says and nothing shows"), let_tell(fact)))
    }

    /// Why fields never count that are to count once a fact was told.
    fn never_rests(&self, fields: &[&String], fact: &str) -> Option<(String, String)> {
        let fact = told_by(fact);
        let nobody = || {
            let names: Vec<String> = fields.iter().map(|field| format!("\"{field}\"")).collect();
            let are = if names.len() == 1 { "is" } else { "are" };
            let message = format!("{} {are} to count once \"{fact}\" is told, and nobody tells it", names.join(", "));
            (!self.is_said(fact)).then(|| (message, let_tell(fact)))
        };
        self.unheard(fact).or_else(nobody)
    }

    /// Told, but only where nobody ever comes.
    fn unheard(&self, fact: &str) -> Option<(String, String)> {
        let is_heard = self.reached.contains(fact) || self.reached.contains(base(fact));
        (self.is_said(fact) && !is_heard).then(|| {
            let message = format!("the record waits for \"{fact}\", which is told only in beats that nothing leads to");
            (message, let_tell(fact))
        })
    }

    fn is_said(&self, fact: &str) -> bool {
        self.anywhere.contains(fact) || self.anywhere.contains(base(fact))
    }

    /// Whether the operator can find the fact out, if nobody says it: it stands on the desk, follows from others, or is
    /// always the same.
    fn is_open(&self, check: &ScriptCheck<'_>, path: &str, depth: usize) -> bool {
        let whole = base(path);
        let head = path.split('.').next().unwrap_or(path);
        if ALWAYS.contains(&path)
            || head == "new"
            || [path, whole].iter().any(|path| self.reached.contains(path) || self.shown.contains(path))
        {
            return true;
        }
        let Some(fact) = check.source.facts.get(head) else {
            // A planted row lies open on the desk.
            return true;
        };
        let follows = |text: &String| {
            let Ok(template) = Template::parse(text) else { return true };
            // Circles are told of elsewhere.
            depth < 16 && template.slots().all(|slot| self.is_open(check, slot, depth + 1))
        };
        match fact {
            FactSource::Row { .. } | FactSource::NamesakeOf(_) => true,
            FactSource::Text(text) | FactSource::Date(text) | FactSource::Money(text) => follows(text),
            FactSource::Number(list) => list.windows(2).all(|pair| pair[0] == pair[1]),
            FactSource::OneOf(texts) => texts.windows(2).all(|pair| pair[0] == pair[1]) && texts.iter().all(follows),
            // Who hears one entry of a set may know the set by it.
            FactSource::Choose(sets) => {
                sets.len() < 2
                    || sets.iter().flat_map(|set| set.keys()).any(|key| {
                        let path = format!("{head}.{key}");
                        self.reached.contains(path.as_str()) || self.shown.contains(path.as_str())
                    })
            }
            // A list that no bank has was told of.
            FactSource::FromList(_) => true,
            FactSource::NewPhone | FactSource::NewName | FactSource::NewAddress => false,
        }
    }
}

/// Finds expected values that nobody can know.
pub(super) fn told(check: &mut ScriptCheck<'_>, told: &Told<'_>) {
    // A fact that is not known, or a beat that a wrong name was to lead to, has been told of.
    let is_lost = |code: &str| matches!(code, "SL020" | "SL021" | "SL029" | "SL035" | "SL054");
    if check.checker.found.iter().any(|problem| is_lost(problem.code)) {
        return;
    }
    let source = check.source;
    let mut wrong: Vec<(Vec<String>, String, String)> = Vec::new();
    for (number, row) in source.expect.records.iter().enumerate() {
        let number = number.to_string();
        let mut look = |part: &[&str], problem: Option<(String, String)>| {
            let path = ["expect", "records", &number].iter().chain(part).map(|step| (*step).to_owned()).collect();
            wrong.extend(problem.map(|(message, hint)| (path, message, hint)));
        };
        for (field, value) in &row.fields {
            look(&["fields", field], told.unknowable(check, value));
        }
        for (field, mentions) in &row.mentions {
            for (place, mention) in mentions.iter().enumerate() {
                look(&["mentions", field, &place.to_string()], told.unknowable(check, mention));
            }
        }
        // One word about all fields that wait for the same fact.
        let mut waiting: Vec<(&String, Vec<&String>)> = Vec::new();
        for (field, fact) in &row.rests_on {
            match waiting.iter_mut().find(|(own, _)| *own == fact) {
                Some((_, fields)) => fields.push(field),
                None => waiting.push((fact, vec![field])),
            }
        }
        for (fact, fields) in waiting {
            look(&["rests_on", fields[0].as_str()], told.never_rests(&fields, fact));
        }
    }
    for (path, message, hint) in wrong {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        check.checker.error("SL077", &path, message, Some(hint));
    }
}

fn let_tell(fact: &str) -> String {
    format!("let the caller say {{{fact}}} in a beat that is reached, or name it in that beat's `tells`")
}

/// The placeholders of a text whose braces pair.
fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(slot, _)| slot.trim())
}

fn slots_of(text: &str) -> Vec<String> {
    if !text.contains('{') {
        return Vec::new();
    }
    Template::parse(text).map(|template| template.slots().map(str::to_owned).collect()).unwrap_or_default()
}
