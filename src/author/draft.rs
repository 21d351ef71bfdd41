//! From a transcript to the first draft of a scenario: it loads, and marks what is to be filled in.

use minijinja::Environment;
use serde::Serialize;

use super::field::plain;
use super::offer::{Offer, fitting};
use super::personal::{Found, take_out};
use super::transcript::{By, Turn};
use super::write::calmest;
use crate::scenario::{FieldKind, Rule};

const TEMPLATE: &str = include_str!("../../assets/templates/transcript.ron");

#[derive(Debug, Serialize)]
struct Page<'a> {
    title: String,
    pack: &'a str,
    rubric: &'a str,
    flags: Vec<String>,
    line: &'a str,
    temperament: &'a str,
    people: &'a str,
    form: &'a str,
    code: &'a str,
    elsewhere: &'a str,
    facts: Vec<Found>,
    greeting: Option<String>,
    beats: Vec<Beat>,
    last: String,
    minutes: (usize, usize),
}

#[derive(Debug, Default, Serialize)]
struct Beat {
    name: String,
    says: String,
    /// The operator's line; none where the caller went on by themselves.
    reply: Option<String>,
    then: String,
    /// What somebody else said meanwhile.
    aside: Vec<String>,
}

/// A draft with the beats in the order of the call.
///
/// # Errors
/// When the template cannot be filled: a fault of the template.
pub fn draft(offer: &Offer<'_>, mut turns: Vec<Turn>, title: &str) -> Result<String, minijinja::Error> {
    let pack = offer.pack;
    let name = Offer::field_of(offer.people, |kind| *kind == FieldKind::Name).map_or("name", |(id, _)| id);
    let facts = take_out(&mut turns, name);
    let words: usize = turns.iter().map(|turn| turn.text.split_whitespace().count()).sum();
    let (greeting, beats, last) = beats(turns);
    let (rubric, flags) = rubric(offer);
    let forms = offer.forms();
    let any_of = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let form = fitting(&any_of(&["complaint", "enquir"]), &forms, |table| table.name.clone());
    let lines: Vec<&str> = pack.source.lines.keys().map(String::as_str).collect();
    let codes: Vec<(&str, &str)> =
        pack.source.dispositions.iter().map(|(id, meaning)| (id.as_str(), meaning.as_str())).collect();
    let page = Page {
        title: title.replace('\\', "/").replace('"', "'"),
        pack: &pack.id,
        rubric,
        flags,
        line: fitting(&any_of(&["customer", "service", "help"]), &lines, str::to_owned).unwrap_or_default(),
        temperament: calmest(pack).unwrap_or_default(),
        people: &offer.people.name,
        form: form.map_or("", |form| form.name.as_str()),
        code: fitting(&any_of(&["complaint", "enquir"]), &codes, |(_, meaning)| meaning.to_owned())
            .map_or("", |(id, _)| id),
        elsewhere: pack.source.departments.keys().next().map_or("", String::as_str),
        facts,
        greeting,
        beats,
        last,
        // Some 150 words a minute.
        minutes: (words / 150 + 1, words / 150 + 3),
    };
    let text = Environment::new().render_str(TEMPLATE, minijinja::value::Serde(page))?;
    Ok(format!("{}\n", text.trim()))
}

/// The rubric that asks for the fewest flags of a script, with those.
fn rubric<'a>(offer: &Offer<'a>) -> (&'a str, Vec<String>) {
    let flags = offer.pack.rubrics.iter().map(|(id, rubric)| {
        let mut flags = Vec::new();
        for criterion in rubric.source.criteria.values() {
            match &criterion.rule {
                Rule::Flag(flag) => flags.push(flag.clone()),
                Rule::Flags(list) => flags.extend(list.iter().cloned()),
                _ => {}
            }
        }
        (id.as_str(), flags)
    });
    flags.min_by_key(|(_, flags)| flags.len()).unwrap_or_default()
}

/// What the operator says before the caller does is the greeting; the caller's last word is the ending's.
fn beats(turns: Vec<Turn>) -> (Option<String>, Vec<Beat>, String) {
    let mut greeting = None;
    let mut beats: Vec<Beat> = Vec::new();
    for turn in turns {
        match (turn.by, beats.last_mut()) {
            (By::Caller, Some(beat)) if beat.reply.is_none() => {
                beat.says.push(' ');
                beat.says.push_str(&turn.text);
            }
            (By::Caller, _) => beats.push(Beat { says: turn.text, ..Beat::default() }),
            (By::Operator, Some(beat)) => match &mut beat.reply {
                Some(reply) => {
                    reply.push(' ');
                    reply.push_str(&turn.text);
                }
                None => beat.reply = Some(turn.text),
            },
            (By::Operator, None) => greeting = Some(plain(&turn.text)),
            (By::Other, Some(beat)) => beat.aside.push(plain(&turn.label)),
            (By::Other, None) => {}
        }
    }
    let ends = beats.last().is_some_and(|beat| beat.reply.is_none()) && beats.len() > 1;
    let last = if ends { beats.pop().map(|beat| beat.says).unwrap_or_default() } else { String::new() };
    let count = beats.len();
    for (number, beat) in beats.iter_mut().enumerate() {
        beat.name = format!("{} {}", number + 1, opening_words(&beat.says));
    }
    let names: Vec<String> = beats.iter().map(|beat| beat.name.clone()).collect();
    for (number, beat) in beats.iter_mut().enumerate() {
        beat.then = if number + 1 == count { "as it ended".to_owned() } else { names[number + 1].clone() };
    }
    (greeting, beats, last)
}

/// The first words of a line, by which a beat can be told.
fn opening_words(line: &str) -> String {
    let plain = line.replace(['{', '}'], " ");
    let words = plain.split(|sign: char| !sign.is_alphanumeric() && sign != '\'').filter(|word| !word.is_empty());
    words.take(3).collect::<Vec<_>>().join(" ").to_lowercase()
}
