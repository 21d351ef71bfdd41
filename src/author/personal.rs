//! Names, phones, addresses, dates, sums and numbers in a transcript: facts in a drill, since people's data must not stay.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::transcript::{By, Turn};

/// A fact that takes the place of something that was said.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(super) struct Found {
    /// Name of the fact.
    pub name: String,
    /// How it is made.
    pub maker: String,
    /// What stood there: a phone number, a date.
    pub what: &'static str,
}

/// What is looked for, the surest first; each with its kind.
static PATTERNS: LazyLock<Vec<(What, Regex)>> = LazyLock::new(|| {
    let months = "(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)";
    let patterns = [
        (What::Email, r"(?i)[\w.+-]+@[\w-]+(?:\.[\w-]+)+".to_owned()),
        (
            What::Date,
            format!(
                r"(?i)(?:\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?\b(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{months}\b(?:,?\s+\d{{4}})?|\b{months}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?|\b\d{{4}}-\d{{2}}-\d{{2}}\b|\b\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}\b"
            ),
        ),
        (What::Money, r"(?i)[£$€]\s?\d[\d,]*(?:\.\d{2})?|\b\d[\d,]*(?:\.\d{2})?\s?(?:pounds|dollars|euros)\b".to_owned()),
        (What::Address, r"\b\d{1,4}[a-z]?\s+(?:[A-Z][\w'’]+\s+){1,3}(?:Street|St|Road|Rd|Lane|Avenue|Ave|Close|Drive|Way|Yard|Court|Place|Terrace|Gardens|Crescent|Square)\b(?:,\s*[A-Z][\w'’ ]+)?(?:,?\s*[A-Z]{1,2}\d[\dA-Z]?\s?\d[A-Z]{2})?".to_owned()),
        (What::Postcode, r"\b[A-Z]{1,2}\d[\dA-Z]?\s\d[A-Z]{2}\b".to_owned()),
        (What::Code, r"\b(?:[A-Z]{1,4}[- ]?\d{4,}|\d+[A-Z]+\d+|[A-Z]+\d+[A-Z]+\d*)\b".to_owned()),
        (What::Phone, r"\+?\(?\d[\d()\-. ]{7,}\d".to_owned()),
        (What::Number, r"\b\d{5,}\b".to_owned()),
    ];
    patterns.into_iter().filter_map(|(what, pattern)| Some((what, Regex::new(&pattern).ok()?))).collect()
});
static SELF_NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:[Mm]y name is|[Mm]y name's|[Tt]he name is|[Tt]he name's|[Tt]his is|[Ii]t is|[Ii]t's|I am|I'm)\s+((?:(?:Mrs|Mr|Ms|Miss|Dr)\.?\s+)?[A-Z][\p{L}'’-]+\s+[A-Z][\p{L}'’-]+)").ok()
});
static TITLED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b(?:Mrs|Mr|Ms|Miss|Dr)\.?\s+([A-Z][\p{L}'’-]+(?:\s+[A-Z][\p{L}'’-]+)?)").ok());

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Email,
    Date,
    Money,
    Address,
    Postcode,
    Code,
    Phone,
    Number,
}

impl What {
    const fn fact(self) -> (&'static str, &'static str) {
        match self {
            Self::Email => ("email", "an email address"),
            Self::Date => ("day", "a date"),
            Self::Money => ("sum", "a sum"),
            Self::Address => ("address", "an address"),
            Self::Postcode => ("postcode", "a postcode"),
            Self::Code => ("number", "a number of an order or the like"),
            Self::Phone => ("phone", "a phone number"),
            Self::Number => ("digits", "a long number"),
        }
    }

    fn maker(self) -> String {
        match self {
            Self::Email => "OneOf([\"name@post.example\", \"mail@home.example\"])",
            Self::Date => "Date(\"today - 7 days\")",
            Self::Money => "Money(\"24.50\")",
            Self::Address => "NewAddress",
            Self::Postcode => "OneOf([\"QA4 7TB\", \"QF2 1XN\"])",
            Self::Code => "OneOf([\"KX40719\", \"KX52086\"])",
            Self::Phone => "NewPhone",
            Self::Number => "OneOf([\"40719\", \"52086\"])",
        }
        .to_owned()
    }
}

/// Takes people's data out of the turns: each thing becomes a placeholder, the same thing the same one.
pub(super) fn take_out(turns: &mut [Turn], name_field: &str) -> Vec<Found> {
    let mut facts = Facts { found: Vec::new(), known: Vec::new() };
    facts.names(turns, name_field);
    for turn in &mut *turns {
        // Braces mean something in a scenario, and quotation marks would end the line.
        turn.text = turn.text.replace(['{', '}'], "").replace('"', "'").replace('\\', "/");
    }
    for turn in &mut *turns {
        turn.text = facts.put_names(&turn.text);
        for (what, pattern) in PATTERNS.iter() {
            turn.text = outside_braces(&turn.text, |text| {
                pattern.replace_all(text, |hit: &Captures<'_>| facts.placeholder(*what, &hit[0])).into_owned()
            });
        }
    }
    facts.found
}

struct Facts {
    found: Vec<Found>,
    /// What was said, in small letters and signs alone, with the placeholder that stands for it.
    known: Vec<(String, String)>,
}

impl Facts {
    fn placeholder(&mut self, what: What, said: &str) -> String {
        let (name, words) = what.fact();
        let same: String = said.to_lowercase().chars().filter(|sign| sign.is_alphanumeric()).collect();
        let key = format!("{name} {same}");
        if let Some((_, slot)) = self.known.iter().find(|(known, _)| *known == key) {
            return slot.clone();
        }
        let fact = self.add(name, what.maker(), words);
        let slot = format!("{{{fact}}}");
        self.known.push((key, slot.clone()));
        slot
    }

    fn add(&mut self, name: &str, maker: String, what: &'static str) -> String {
        let mut fact = name.to_owned();
        let mut number = 2;
        while self.found.iter().any(|found| found.name == fact) {
            fact = format!("{name}_{number}");
            number += 1;
        }
        self.found.push(Found { name: fact.clone(), maker, what });
        fact
    }

    /// Whoever gives a name, and the names of the labels.
    fn names(&mut self, turns: &[Turn], name_field: &str) {
        let mut whole: Vec<(String, String)> = Vec::new();
        for turn in turns {
            let own = |slot: &str| {
                (turn.by == By::Caller && slot == "caller") || (turn.by == By::Operator && slot == "operator")
            };
            let hits = SELF_NAMED.iter().flat_map(|pattern| pattern.captures_iter(&turn.text));
            for hit in hits {
                let name = untitled(&hit[1]);
                if whole.iter().any(|(known, _)| *known == name) {
                    continue;
                }
                let slot = if own("operator") { "{operator}".to_owned() } else { format!("{{caller.{name_field}}}") };
                let taken = whole.iter().any(|(_, known)| *known == slot);
                let slot = if taken && turn.by != By::Operator {
                    format!("{{{}}}", self.add("person", "NewName".to_owned(), "a name"))
                } else {
                    slot
                };
                whole.push((name, slot));
            }
            if crate::author::transcript::is_name(&turn.label) {
                let name = untitled(&turn.label);
                let slot =
                    if turn.by == By::Operator { "{operator}".to_owned() } else { format!("{{caller.{name_field}}}") };
                if turn.by != By::Other && !whole.iter().any(|(known, _)| *known == name) {
                    whole.push((name, slot));
                }
            }
        }
        for turn in turns {
            for hit in TITLED.iter().flat_map(|pattern| pattern.captures_iter(&turn.text)) {
                let name = hit[1].to_owned();
                let surname = name.split_whitespace().last().unwrap_or_default().to_owned();
                if whole.iter().any(|(known, _)| known.split_whitespace().any(|word| word == surname)) {
                    continue;
                }
                // A single word after a title is a surname.
                let part = if name == surname { ".surname" } else { "" };
                let slot = format!("{{{}{part}}}", self.add("person", "NewName".to_owned(), "a name"));
                whole.push((name, slot));
            }
        }
        self.known = whole.into_iter().map(|(name, slot)| (format!("name {name}"), slot)).collect();
    }

    /// Names in full, then by their parts.
    fn put_names(&self, text: &str) -> String {
        let mut text = text.to_owned();
        let names = self.known.iter().filter_map(|(key, slot)| Some((key.strip_prefix("name ")?, slot.as_str())));
        for (name, slot) in names {
            text = outside_braces(&text, |part| replace_word(part, name, slot));
            let path = slot.trim_matches(['{', '}']);
            let words: Vec<&str> = name.split_whitespace().collect();
            if let ([first, .., last], true) = (words.as_slice(), path != "operator") {
                text = outside_braces(&text, |part| replace_word(part, first, &format!("{{{path}.first}}")));
                text = outside_braces(&text, |part| replace_word(part, last, &format!("{{{path}.surname}}")));
            } else if let [first, .., _] = words.as_slice() {
                text = outside_braces(&text, |part| replace_word(part, first, "{operator}"));
            }
        }
        text
    }
}

fn untitled(name: &str) -> String {
    let titles = ["Mrs", "Mr", "Ms", "Miss", "Dr"];
    let words = name.split_whitespace().filter(|word| !titles.contains(&word.trim_end_matches('.')));
    words.collect::<Vec<_>>().join(" ")
}

fn replace_word(text: &str, word: &str, by: &str) -> String {
    let Ok(pattern) = Regex::new(&format!(r"\b{}\b", regex::escape(word))) else { return text.to_owned() };
    pattern.replace_all(text, regex::NoExpand(by)).into_owned()
}

/// Changes a text but for its placeholders.
fn outside_braces(text: &str, mut change: impl FnMut(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        out.push_str(&change(&rest[..open]));
        let close = rest[open..].find('}').map_or(rest.len(), |close| open + close + 1);
        out.push_str(&rest[open..close]);
        rest = &rest[close..];
    }
    out.push_str(&change(rest));
    out
}
