//! The tone of what was typed into notes. The words are data of the language, in `assets/tone`.

use std::sync::OnceLock;

use serde::Deserialize;

use super::card::{Finding, Moment};
use super::criteria::Judge;
use super::verdict::{Verdict, holds_word, moment, plain};
use crate::call::EventKind;
use crate::scenario::FieldKind;

/// Words of one language that do not belong into a note.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ToneWords {
    insults: Vec<String>,
    blame: Vec<String>,
    judgements: Vec<String>,
}

/// Capitals that are shouted rather than abbreviated: so many words in a row of at least so many letters.
const SHOUTED_WORDS: usize = 2;
const SHOUTED_LETTERS: usize = 3;

/// The words of a language, none where there is no list.
fn lexicon(locale: &str) -> Option<&'static ToneWords> {
    static ENGLISH: OnceLock<ToneWords> = OnceLock::new();
    let language = locale.split(['-', '_']).next().unwrap_or(locale);
    (language == "en")
        .then(|| ENGLISH.get_or_init(|| ron::from_str(include_str!("../../assets/tone/en.ron")).unwrap_or_default()))
}

impl Judge<'_> {
    pub(super) fn typed_tone(&self) -> Verdict {
        let Some(words) = lexicon(&self.call.setup().pack.source.locale) else { return Verdict::not_counted() };
        let known = self.known();
        let mut evidence: Vec<Moment> = Vec::new();
        let mut written = false;
        for event in self.story.events {
            for text in self.free_text(&event.kind) {
                written |= !text.trim().is_empty();
                for (key, word) in words.found_in(text, &known) {
                    if !evidence.iter().any(|seen| seen.finding.args.contains(&("word", word.clone()))) {
                        evidence.push(moment(event.at, Finding::new(key).with("word", word)));
                    }
                }
            }
        }
        if !written {
            return Verdict::not_counted();
        }
        Verdict { share: Some(if evidence.is_empty() { 1000 } else { 0 }), evidence }
    }

    /// What the caller has told and what the company's codes are: written down, neither is the operator's own word.
    fn known(&self) -> Known {
        let setup = self.call.setup();
        let told = self.story.told.keys().flat_map(|fact| [setup.spoken(fact), setup.canonical(fact)]);
        let told: Vec<String> = told.map(|value| value.to_lowercase()).filter(|value| !value.is_empty()).collect();
        Known { told, codes: setup.pack.source.dispositions.keys().cloned().collect() }
    }

    /// What was written in the operator's own words and kept.
    fn free_text<'e>(&self, kind: &'e EventKind) -> Vec<&'e str> {
        match kind {
            EventKind::NoteTaken { text } => vec![text],
            EventKind::WrapUpDone { note, .. } => vec![note],
            EventKind::RowSaved { table, changed, .. } => {
                let table = self.call.setup().pack.table(table);
                let is_note = |field: &str| {
                    table
                        .and_then(|table| table.source.fields.get(field))
                        .is_some_and(|own| own.kind == FieldKind::Note)
                };
                changed.iter().filter(|(field, ..)| is_note(field)).map(|(.., new)| new.as_str()).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// Words that are not the operator's.
#[derive(Debug, Default)]
struct Known {
    /// Values that the caller has told, in small letters.
    told: Vec<String>,
    codes: Vec<String>,
}

impl Known {
    /// The text in small letters without what the caller has told.
    fn take_out(&self, text: &str) -> String {
        let text = text.to_lowercase();
        self.told.iter().fold(text, |text, value| text.replace(value.as_str(), " … "))
    }

    /// A code, or a word of what the caller has told.
    fn has_word(&self, word: &str) -> bool {
        let bare = word.trim_matches(|sign: char| !sign.is_alphanumeric());
        let small = bare.to_lowercase();
        self.codes.iter().any(|code| code == bare)
            || self.told.iter().any(|value| value.split_whitespace().any(|told| told == small))
    }
}

impl ToneWords {
    /// Each word that is found, with the finding that names it.
    fn found_in(&self, text: &str, known: &Known) -> Vec<(&'static str, String)> {
        // An apostrophe is typed in either way, and stands straight in the lists.
        let written = without_quotations(text).replace('’', "'");
        let own = known.take_out(&written);
        let searched = plain(&own);
        let lists =
            [("typed-insult", &self.insults), ("typed-blame", &self.blame), ("typed-judgement", &self.judgements)];
        let mut found: Vec<(&'static str, String)> = lists
            .into_iter()
            .flat_map(|(key, list)| list.iter().map(move |word| (key, word)))
            .filter(|(_, word)| holds_word(&searched, word))
            .map(|(key, word)| (key, word.clone()))
            .collect();
        // "her own fault" is not "own fault" once more.
        let all: Vec<String> = found.iter().map(|(_, word)| word.clone()).collect();
        found.retain(|(_, word)| !all.iter().any(|other| other != word && other.contains(word.as_str())));
        found.extend(shouted(&written, known).map(|words| ("typed-shouting", words)));
        found
    }
}

/// A text without what stands between quotation marks: those are the caller's words.
fn without_quotations(text: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for character in text.chars() {
        match character {
            '“' | '«' | '„' => inside = true,
            '”' | '»' => inside = false,
            '"' => inside = !inside,
            _ if !inside => out.push(character),
            _ => {}
        }
    }
    // A quotation that nobody closed hides nothing.
    if inside { text.to_owned() } else { out }
}

/// The first run of shouted words.
fn shouted(text: &str, known: &Known) -> Option<String> {
    let mut run: Vec<&str> = Vec::new();
    for word in text.split_whitespace() {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let shouts = letters >= SHOUTED_LETTERS
            && word.chars().all(|c| !c.is_lowercase() && !c.is_ascii_digit())
            && word.chars().any(char::is_uppercase)
            && !known.has_word(word);
        if shouts {
            run.push(word);
        } else if run.len() >= SHOUTED_WORDS {
            break;
        } else {
            run.clear();
        }
    }
    (run.len() >= SHOUTED_WORDS).then(|| run.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&'static str> {
        lexicon("en")
            .expect("there are English words")
            .found_in(text, &Known::default())
            .into_iter()
            .map(|(key, _)| key)
            .collect()
    }

    #[test]
    fn opinions_of_people_are_found_and_facts_are_not() {
        assert_eq!(found("Caller was RUDE and a complete idiot."), ["typed-insult", "typed-judgement"]);
        assert_eq!(found("Her own fault, should have read the terms."), ["typed-blame", "typed-blame"]);
        assert_eq!(found("WANTS REFUND NOW, order TW1080447"), ["typed-shouting"]);
        for plain in [
            "Blender E-204 late 18 days, LT3. Refund £64.00 asked. Claims took over.",
            "Says the driver told her \"you are an idiot\" on 9 October.",
            "Scowling lamp returned; cowl missing. Foolscap pad ordered.",
            "TW1080447 LT3 AB2 AK4 7TB",
        ] {
            assert_eq!(found(plain), Vec::<&str>::new(), "{plain}");
        }
    }
}
