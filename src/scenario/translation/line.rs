//! Every text of a scenario that is translated, in the order of the call: one walk for taking them out and putting them in.

use std::collections::{BTreeMap, BTreeSet};

use super::sheet::{Sheet, State};
use crate::scenario::source::{BeatSource, Condition, FactSource, HabitSource, MoveKind, ScenarioSource};
use crate::scenario::template::Template;

/// Who says a text, or reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    Caller,
    Operator,
    Department,
    /// What the trainee reads: briefing, hints, the debrief.
    Trainee,
    /// What a note has to mention, or must not hold.
    Record,
}

impl Who {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Caller => "caller",
            Self::Operator => "operator",
            Self::Department => "department",
            Self::Trainee => "trainee",
            Self::Record => "record",
        }
    }
}

/// A text with what a translator has to know about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Where it stands: `beats/opening/says`. Wordings of one place share it.
    pub slot: String,
    /// One of several wordings of the place.
    pub is_wording: bool,
    pub who: Who,
    /// The beat or ending, or what part of the file it is.
    pub place: String,
    /// The tone of a reply; empty elsewhere.
    pub tone: String,
    pub text: String,
}

/// Every line, in the order of the file.
#[must_use]
pub fn lines(source: &ScenarioSource) -> Vec<Line> {
    let mut out = Vec::new();
    let mut copy = source.clone();
    walk(&mut copy, &mut |line: &Line, _| {
        if has_words(&line.text) {
            out.push(line.clone());
        }
    });
    out
}

/// The scenario with the translated lines of a merged sheet in place.
pub(super) fn with(source: &ScenarioSource, merged: &Sheet) -> ScenarioSource {
    let mut copy = source.clone();
    with_translations(merged, |visit| walk(&mut copy, visit));
    copy
}

/// Puts the translated lines of a merged sheet where a walk comes by; a line without a sound translation stays.
pub(super) fn with_translations(merged: &Sheet, walk: impl FnOnce(&mut Visit<'_>)) {
    let mut by_line: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for row in merged.rows.iter().filter(|row| matches!(row.state, State::Ok | State::Stale)) {
        if row.wrong_slots().is_none() && row.spoiled().is_none() {
            by_line.insert((row.slot.as_str(), row.source.as_str()), row.translation.as_str());
        }
    }
    walk(&mut |line: &Line, text| {
        if let Some(translation) = by_line.get(&(line.slot.as_str(), line.text.as_str())) {
            (*translation).clone_into(text);
        }
    });
}

pub(super) type Visit<'v> = dyn FnMut(&Line, &mut String) + 'v;

fn walk(source: &mut ScenarioSource, visit: &mut Visit<'_>) {
    let trainee = Place { who: Who::Trainee, place: "scenario".to_owned(), tone: String::new() };
    trainee.one(visit, "title", &mut source.title);
    trainee.one(visit, "briefing", &mut source.briefing);
    trainee.all(visit, "trains", &mut source.trains);
    for (name, question) in source.questions.iter_mut() {
        let read_out = Place { who: Who::Operator, place: "questions".to_owned(), tone: String::new() };
        read_out.one(visit, &format!("questions/{name}/text"), &mut question.text);
    }
    let written = written(source);
    let beats: Vec<String> = source.beats.keys().cloned().collect();
    for name in &beats {
        if let Some(beat) = source.beats.get_mut(name) {
            walk_beat(name, beat, visit);
        }
    }
    for (name, ending) in source.endings.iter_mut() {
        let caller = Place { who: Who::Caller, place: name.clone(), tone: String::new() };
        let read = Place { who: Who::Trainee, ..caller.clone() };
        read.one(visit, &format!("endings/{name}/title"), &mut ending.title);
        caller.all(visit, &format!("endings/{name}/says"), &mut ending.says);
        read.one(visit, &format!("endings/{name}/after"), &mut ending.after);
    }
    let habits = &mut source.habits;
    let caller = Place { who: Who::Caller, place: "habits".to_owned(), tone: String::new() };
    caller.all(visit, "habits/silence", &mut habits.silence);
    caller.all(visit, "habits/interrupted", &mut habits.interrupted);
    caller.all(visit, "habits/after_hold", &mut habits.after_hold);
    for (kind, says) in habits.answers.iter_mut() {
        caller.all(visit, &answers_slot(*kind), says);
    }
    for (to, route) in source.routes.iter_mut() {
        let department = Place { who: Who::Department, place: to.clone(), tone: String::new() };
        department.all(visit, &format!("routes/{to}/refusal"), &mut route.refusal);
    }
    for (name, fact) in source.facts.iter_mut() {
        walk_fact(name, fact, &written, visit);
    }
    for (flag, says) in source.steps.iter_mut() {
        trainee.one(visit, &format!("steps/{flag}"), says);
    }
    let record = Place { who: Who::Record, place: "expect".to_owned(), tone: String::new() };
    for row in &mut source.expect.records {
        let table = row.table.clone();
        for (field, mentions) in row.mentions.iter_mut() {
            record.all(visit, &format!("expect/{table}/{field}"), mentions);
        }
    }
    record.all(visit, "expect/never", &mut source.expect.never);
}

fn answers_slot(kind: MoveKind) -> String {
    format!("habits/answers/{kind:?}")
}

fn walk_beat(name: &str, beat: &mut BeatSource, visit: &mut Visit<'_>) {
    let who = if beat.department.is_some() { Who::Department } else { Who::Caller };
    let speaks = Place { who, place: name.to_owned(), tone: String::new() };
    let read = Place { who: Who::Trainee, ..speaks.clone() };
    let slot = |part: &str| format!("beats/{name}/{part}");
    speaks.all(visit, &slot("says"), &mut beat.says);
    for entry in &mut beat.says_if {
        speaks.all(visit, &slot("says_if"), &mut entry.says);
    }
    for (reply, own) in beat.replies.iter_mut() {
        let said = Place { who: Who::Operator, place: name.to_owned(), tone: format!("{:?}", own.tone) };
        let slot = |part: &str| format!("beats/{name}/{reply}/{part}");
        said.one(visit, &slot("say"), &mut own.say);
        if let Some(critical) = &mut own.critical {
            read.one(visit, &slot("critical"), &mut critical.what);
        }
        for promise in &mut own.promises {
            read.one(visit, &slot("promise"), &mut promise.what);
        }
        read.one(visit, &slot("why"), &mut own.why);
    }
    let caller = Place { who: Who::Caller, ..speaks };
    let habits = [
        ("on_silence", &mut beat.on_silence),
        ("interrupted", &mut beat.interrupted),
        ("after_hold", &mut beat.after_hold),
    ];
    for (part, habit) in habits {
        if let Some(HabitSource { says, .. }) = habit {
            caller.all(visit, &slot(part), says);
        }
    }
    read.one(visit, &slot("hint"), &mut beat.hint);
}

/// Words that a fact is one of, unless they have to stand in the database as they are.
fn walk_fact(name: &str, fact: &mut FactSource, written: &BTreeSet<String>, visit: &mut Visit<'_>) {
    let caller = Place { who: Who::Caller, place: "facts".to_owned(), tone: String::new() };
    match fact {
        FactSource::OneOf(texts) if !written.contains(name) && texts.iter().any(|text| is_words(text)) => {
            caller.all(visit, &format!("facts/{name}"), texts);
        }
        FactSource::Choose(sets) => {
            for set in sets {
                for (key, text) in set.iter_mut() {
                    if !written.contains(&format!("{name}.{key}")) && is_words(text) {
                        caller.wording(visit, &format!("facts/{name}/{key}"), text);
                    }
                }
            }
        }
        _ => {}
    }
}

/// More than a number, a date or a code.
fn is_words(text: &str) -> bool {
    let letters = text.chars().filter(|sign| sign.is_lowercase()).count();
    letters > 1 && !text.chars().any(|sign| sign.is_ascii_digit())
}

/// Facts that stand in records, planted rows or conditions: there they are compared to the letter.
fn written(source: &ScenarioSource) -> BTreeSet<String> {
    let values = source.expect.records.iter().flat_map(|row| row.fields.values());
    let planted = source.plant.iter().flat_map(|plant| plant.set.values());
    let parsed = values.chain(planted).filter_map(|text| Template::parse(text).ok());
    let mut out: BTreeSet<String> =
        parsed.flat_map(|template| template.slots().map(str::to_owned).collect::<Vec<_>>()).collect();
    out.extend(conditions(source).filter_map(|condition| match condition {
        Condition::Fact(fact, _) | Condition::NotFact(fact, _) => Some(fact.clone()),
        _ => None,
    }));
    out
}

/// Every condition of a scenario.
fn conditions(source: &ScenarioSource) -> impl Iterator<Item = &Condition> {
    let replies = || source.beats.values().flat_map(|beat| beat.replies.values());
    let expect = &source.expect;
    let of_script = source.cuts.iter().map(|cut| &cut.conditions);
    let of_script = of_script.chain(source.hang_up.iter().map(|branch| &branch.conditions));
    let of_script = of_script.chain(source.routes.values().map(|route| &route.needs));
    let of_beats = source.beats.values().flat_map(|beat| &beat.says_if).map(|entry| &entry.conditions);
    let of_replies = replies().flat_map(|reply| reply.branches.iter().map(|branch| &branch.conditions));
    let of_replies = of_replies.chain(replies().map(|reply| &reply.needs));
    let of_expect = expect.records.iter().map(|row| &row.conditions).chain([&expect.routing.after]);
    let of_expect = of_expect.chain(expect.codes.iter().map(|entry| &entry.conditions));
    let of_expect = of_expect.chain(expect.ticks.iter().map(|entry| &entry.conditions));
    of_script.chain(of_beats).chain(of_replies).chain(of_expect).flatten()
}

/// Whether anything but placeholders stands in a text.
pub(super) fn has_words(text: &str) -> bool {
    let letters = |template: Template| template.fill(|_| String::new()).chars().any(char::is_alphabetic);
    Template::parse(text).map_or(true, letters)
}

#[derive(Debug, Clone)]
pub(super) struct Place {
    pub who: Who,
    pub place: String,
    pub tone: String,
}

impl Place {
    pub fn one(&self, visit: &mut Visit<'_>, slot: &str, text: &mut String) {
        self.visit(visit, slot, false, text);
    }

    fn wording(&self, visit: &mut Visit<'_>, slot: &str, text: &mut String) {
        self.visit(visit, slot, true, text);
    }

    /// Texts of a list, each in a place of its own.
    pub fn each(&self, visit: &mut Visit<'_>, slot: &str, texts: &mut [String]) {
        for (number, text) in texts.iter_mut().enumerate() {
            self.one(visit, &format!("{slot}/{number}"), text);
        }
    }

    pub fn all(&self, visit: &mut Visit<'_>, slot: &str, texts: &mut [String]) {
        for text in texts {
            self.wording(visit, slot, text);
        }
    }

    fn visit(&self, visit: &mut Visit<'_>, slot: &str, is_wording: bool, text: &mut String) {
        let (place, tone) = (self.place.clone(), self.tone.clone());
        let line = Line { slot: slot.to_owned(), is_wording, who: self.who, place, tone, text: text.clone() };
        visit(&line, text);
    }
}
