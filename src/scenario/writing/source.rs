//! The words of a language as `assets/writing/*.ron` and a pack's `writing.ron` hold them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::said::SaidSource;
use crate::scenario::source::SpeakingSource;

const BUNDLED: [(&str, &str); 6] = [
    ("any", include_str!("../../../assets/writing/any.ron")),
    ("de", include_str!("../../../assets/writing/de.ron")),
    ("en", include_str!("../../../assets/writing/en.ron")),
    ("hi", include_str!("../../../assets/writing/hi.ron")),
    ("ru", include_str!("../../../assets/writing/ru.ron")),
    ("tr", include_str!("../../../assets/writing/tr.ron")),
];

/// `writing.ron`: how values are written in a language.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WritingSource {
    pub format: u32,
    /// Country of the phone numbers where the pack's locale names none.
    pub region: String,
    /// Countries that write the month before the day.
    pub month_first: Vec<String>,
    /// January to December, each with its spellings.
    pub months: Vec<Vec<String>>,
    /// Monday to Sunday, each with its spellings.
    pub weekdays: Vec<Vec<String>>,
    /// What may follow the number of a day: 13th.
    pub day_endings: Vec<String>,
    /// Words of a date that say nothing.
    pub date_words: Vec<String>,
    /// 64,00 rather than 64.00.
    pub decimal_comma: bool,
    /// Names of the currency that may stand beside a sum.
    pub money_words: Vec<String>,
    /// Titles that may stand beside a name.
    pub titles: Vec<String>,
    /// Endings of a patronymic, which may be left out or given by its first letter.
    pub patronymics: Vec<String>,
    /// I is the capital of ı.
    pub dotless_i: bool,
    /// Letters with marks that are letters of their own.
    pub alphabet: String,
    /// A letter and what may stand for it.
    pub letters: Letters,
    /// Groups of letters that sound alike.
    pub sounds: Vec<String>,
    /// Letters without a sound of their own.
    pub unheard: String,
    /// Groups of characters that are taken for one another in codes.
    pub confused: Vec<String>,
    /// Numbers that are heard for one another.
    pub alike: Vec<(i64, i64)>,
    /// Words of an address with their abbreviations.
    pub address: Vec<Vec<String>>,
    /// Words of an address that may be left out.
    pub address_silent: Vec<String>,
    /// A national number may be written without the digit that is dialled before it.
    pub trunk_optional: bool,
    /// How fast the language is spoken.
    pub speaking: Option<SpeakingSource>,
    /// How dates, sums and times of day are said.
    pub said: Option<SaidSource>,
}

/// Letters in the order of the file; a letter may come again in a later file.
#[derive(Debug, Clone, Default)]
pub struct Letters(Vec<(String, Vec<String>)>);

impl Letters {
    pub(super) fn retain(&mut self, keep: impl Fn(&(String, Vec<String>)) -> bool) {
        self.0.retain(|entry| keep(entry));
    }
}

impl<'a> IntoIterator for &'a Letters {
    type Item = (&'a String, &'a Vec<String>);
    type IntoIter = std::iter::Map<
        std::slice::Iter<'a, (String, Vec<String>)>,
        fn(&'a (String, Vec<String>)) -> (&'a String, &'a Vec<String>),
    >;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(|(letter, ways)| (letter, ways))
    }
}

impl<'de> Deserialize<'de> for Letters {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let named = crate::scenario::Named::<Vec<String>>::deserialize(deserializer)?;
        Ok(Self(named.iter().map(|(letter, ways)| (letter.clone(), ways.clone())).collect()))
    }
}

impl WritingSource {
    /// What another file adds. Lists grow; months and weekdays, a country and a switch are taken over where they are given.
    pub(super) fn add(&mut self, other: &Self) {
        if !other.region.is_empty() {
            self.region.clone_from(&other.region);
        }
        for (mine, theirs) in [(&mut self.months, &other.months), (&mut self.weekdays, &other.weekdays)] {
            if !theirs.is_empty() {
                mine.clone_from(theirs);
            }
        }
        self.speaking = other.speaking.or(self.speaking);
        self.said = other.said.clone().or(self.said.take());
        self.decimal_comma |= other.decimal_comma;
        self.dotless_i |= other.dotless_i;
        self.trunk_optional |= other.trunk_optional;
        self.alphabet.push_str(&other.alphabet);
        self.unheard.push_str(&other.unheard);
        self.letters.0.extend(other.letters.0.iter().cloned());
        self.alike.extend(&other.alike);
        self.address.extend(other.address.iter().cloned());
        for (mine, theirs) in [
            (&mut self.month_first, &other.month_first),
            (&mut self.day_endings, &other.day_endings),
            (&mut self.date_words, &other.date_words),
            (&mut self.money_words, &other.money_words),
            (&mut self.titles, &other.titles),
            (&mut self.patronymics, &other.patronymics),
            (&mut self.sounds, &other.sounds),
            (&mut self.confused, &other.confused),
            (&mut self.address_silent, &other.address_silent),
        ] {
            mine.extend(theirs.iter().cloned());
        }
    }

    /// What is wrong with it, as the field and what it ought to hold.
    pub(in crate::scenario) fn problems(&self) -> Vec<(&'static str, &'static str)> {
        let mut out = Vec::new();
        if !self.months.is_empty() && self.months.len() != 12 {
            out.push(("months", "12 lists, January first"));
        }
        if !self.weekdays.is_empty() && self.weekdays.len() != 7 {
            out.push(("weekdays", "7 lists, Monday first"));
        }
        if (&self.letters).into_iter().any(|(letter, _)| letter.chars().count() != 1) {
            out.push(("letters", "one letter before each list"));
        }
        if self.speaking.is_some_and(|speaking| speaking.character_ms == 0 || speaking.character_ms > 1_000) {
            out.push(("speaking", "1 to 1000 ms a character"));
        }
        if let Some(wanted) = self.said.as_ref().and_then(SaidSource::problem) {
            out.push(("said", wanted));
        }
        out
    }
}

/// The file of a language; an empty one where there is none.
pub(super) fn bundled(language: &str) -> WritingSource {
    let text = BUNDLED.iter().find(|(name, _)| *name == language).map(|(_, text)| *text);
    text.map(|text| parse(text).unwrap_or_default()).unwrap_or_default()
}

/// As authored files are read: what may be left out needs no `Some` where it is given.
fn parse(text: &str) -> ron::error::SpannedResult<WritingSource> {
    ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME).from_str(text)
}

/// `en-GB` as `en` and `GB`.
pub(super) fn language_and_region(locale: &str) -> (String, Option<String>) {
    let id = locale.parse::<unic_langid::LanguageIdentifier>().unwrap_or_default();
    (id.language.as_str().to_owned(), id.region.map(|region| region.as_str().to_owned()))
}

/// Each character of a group with the first of it. A character of two groups belongs to the earlier one.
pub(super) fn firsts(groups: &[String]) -> BTreeMap<char, char> {
    let mut out = BTreeMap::new();
    for group in groups {
        let Some(first) = group.chars().next() else { continue };
        let first = out.get(&first).copied().unwrap_or(first);
        for letter in group.chars() {
            out.entry(letter).or_insert(first);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bundled_language_can_be_read() {
        for (name, text) in BUNDLED {
            let read = parse(text);
            assert!(read.as_ref().is_ok_and(|source| source.problems().is_empty()), "{name}: {read:?}");
            let source = read.expect("it was read");
            assert!(name == "any" || (source.months.len() == 12 && source.weekdays.len() == 7), "{name}");
        }
    }
}
