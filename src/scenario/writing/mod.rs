//! How values are written: what counts as the same name, phone, address, day or sum in the language of a pack.
//!
//! The desk keeps what it can read here, and scoring compares by it, so that both agree. The words of a language
//! (months, titles, abbreviations, letters) are data: `assets/writing`, and a pack's own `writing.ron`.

mod address;
mod code;
mod date;
mod letters;
mod mention;
mod person;
mod phone;
mod said;
mod source;
mod sum;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

pub use phone::digits;
pub use said::SaidSource;
pub use source::WritingSource;

use super::source::{FieldKind, SpeakingSource};

/// The ways of writing of one pack.
#[derive(Debug, Clone)]
pub struct Writing {
    today: Date,
    currency: String,
    region: Option<phonenumber::country::Id>,
    trunk_optional: bool,
    month_first: bool,
    decimal_comma: bool,
    dotless_i: bool,
    alphabet: BTreeSet<char>,
    letters: BTreeMap<char, Vec<String>>,
    months: Vec<Vec<String>>,
    weekdays: Vec<Vec<String>>,
    day_endings: Vec<String>,
    date_words: BTreeSet<String>,
    money_words: Vec<String>,
    titles: BTreeSet<String>,
    patronymics: Vec<String>,
    sounds: BTreeMap<char, char>,
    unheard: BTreeSet<char>,
    confused: BTreeMap<char, char>,
    alike: Vec<(i64, i64)>,
    address: Vec<Vec<String>>,
    address_silent: BTreeSet<String>,
    speaking: SpeakingSource,
    said: Option<SaidSource>,
}

impl Writing {
    /// The ways of writing of a locale such as `en-GB`, with what a pack adds.
    #[must_use]
    pub fn new(locale: &str, currency: &str, today: Date, own: Option<&WritingSource>) -> Self {
        let (language, region) = source::language_and_region(locale);
        let mut all = source::bundled("any");
        let of_language = source::bundled(&language);
        // A letter of the language's own alphabet is spelled as that language says, and in no other way.
        all.letters.retain(|(letter, _)| !letter.chars().any(|letter| of_language.alphabet.contains(letter)));
        all.add(&of_language);
        if let Some(own) = own {
            all.add(own);
        }
        let region = region.unwrap_or_else(|| all.region.clone());
        let mut writing = Self {
            today,
            currency: currency.to_owned(),
            region: region.parse().ok(),
            trunk_optional: all.trunk_optional,
            month_first: all.month_first.contains(&region),
            decimal_comma: all.decimal_comma,
            dotless_i: all.dotless_i,
            alphabet: all.alphabet.chars().collect(),
            letters: BTreeMap::new(),
            months: Vec::new(),
            weekdays: Vec::new(),
            day_endings: all.day_endings.clone(),
            date_words: BTreeSet::new(),
            money_words: Vec::new(),
            titles: BTreeSet::new(),
            patronymics: all.patronymics.clone(),
            sounds: source::firsts(&all.sounds),
            unheard: all.unheard.chars().collect(),
            confused: source::firsts(&all.confused),
            alike: all.alike.clone(),
            address: Vec::new(),
            address_silent: BTreeSet::new(),
            speaking: all.speaking.unwrap_or_default(),
            said: all.said.clone(),
        };
        writing.fill(&all);
        writing
    }

    /// Words are kept as they are looked up.
    fn fill(&mut self, all: &WritingSource) {
        let folded = |lists: &[Vec<String>]| -> Vec<Vec<String>> {
            lists.iter().map(|list| list.iter().map(|word| self.fold(word)).collect()).collect()
        };
        let (months, weekdays, address) = (folded(&all.months), folded(&all.weekdays), folded(&all.address));
        let set = |words: &[String]| words.iter().map(|word| self.fold(word)).collect::<BTreeSet<_>>();
        let (date_words, titles, silent) = (set(&all.date_words), set(&all.titles), set(&all.address_silent));
        let mut money_words: Vec<String> = set(&all.money_words).into_iter().collect();
        // The longest first, so that "pounds" is not read as "pound" and an s.
        money_words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        for (letter, ways) in &all.letters {
            if let Some(letter) = letter.chars().next() {
                self.letters.entry(letter).or_default().extend(ways.iter().cloned());
            }
        }
        (self.months, self.weekdays, self.address) = (months, weekdays, address);
        (self.date_words, self.titles, self.address_silent) = (date_words, titles, silent);
        self.money_words = money_words;
    }

    /// How fast the language is spoken.
    #[must_use]
    pub const fn speaking(&self) -> SpeakingSource {
        self.speaking
    }

    /// Whether a written value means the same as the true one. A way of writing that the truth allows is right; so what is
    /// left out may be forgiven where what is added is not.
    #[must_use]
    pub fn equal(&self, kind: &FieldKind, written: &str, truth: &str) -> bool {
        if written == truth {
            return true;
        }
        if written.trim().is_empty() || truth.trim().is_empty() {
            return written.trim() == truth.trim();
        }
        match kind {
            FieldKind::Name => self.same_person(written, truth),
            FieldKind::Phone => self.same_phone(written, truth),
            FieldKind::Address => self.same_address(written, truth),
            FieldKind::Date => self.date(written).is_some_and(|day| Some(day) == self.date(truth)),
            FieldKind::Money => self.money(written).is_some_and(|sum| Some(sum) == self.money(truth)),
            FieldKind::Number => self.number(written).is_some_and(|number| Some(number) == self.number(truth)),
            FieldKind::Code | FieldKind::Reference(_) => code::plain(written) == code::plain(truth),
            FieldKind::Choice(_) => self.same_choice(written, truth),
            FieldKind::Note => self.words(written) == self.words(truth),
        }
    }

    /// Whether a written value is a part of the true one and nothing else: a surname alone, an address without its postcode.
    #[must_use]
    pub fn is_part(&self, kind: &FieldKind, written: &str, truth: &str) -> bool {
        let (mine, right) = (self.words(written), self.words(truth));
        let part = |same: &dyn Fn(&str, &str) -> bool| {
            let mut left: Vec<&String> = right.iter().collect();
            !mine.is_empty()
                && mine.len() < right.len()
                && mine
                    .iter()
                    .all(|word| left.iter().position(|other| same(word, other)).map(|at| left.remove(at)).is_some())
        };
        match kind {
            FieldKind::Name => part(&|word, other| self.same_word(word, other)),
            FieldKind::Address => part(&|word, other| self.same_address_word(word, other)),
            FieldKind::Note => part(&|word, other| word == other),
            FieldKind::Phone => {
                let (mine, right) = (digits(written), digits(truth));
                mine.len() >= 3 && mine.len() < right.len() && (right.starts_with(&mine) || right.ends_with(&mine))
            }
            _ => false,
        }
    }

    /// The letters or digits of a value, without what does not matter in its kind.
    #[must_use]
    pub fn bare(&self, kind: &FieldKind, text: &str) -> String {
        match kind {
            FieldKind::Phone => self.significant_digits(text),
            FieldKind::Code | FieldKind::Reference(_) => code::plain(text),
            FieldKind::Date => self.date(text).map_or_else(|| self.fold(text), |day| day.to_string().replace('-', "")),
            FieldKind::Money => self.money(text).map_or_else(|| self.fold(text), |pence| pence.to_string()),
            FieldKind::Number => self.number(text).map_or_else(|| self.fold(text), |number| number.to_string()),
            FieldKind::Address => self.plain_address(text),
            FieldKind::Name | FieldKind::Note | FieldKind::Choice(_) => self.words(text).join(" "),
        }
    }

    /// The words of a text, in small letters, without marks of punctuation.
    #[must_use]
    pub fn words(&self, text: &str) -> Vec<String> {
        let folded = self.fold(text);
        let words = folded.split(|c: char| !(c.is_alphanumeric() || letters::is_mark(c) || c == '\''));
        words.map(|word| word.trim_matches('\'')).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }

    fn same_choice(&self, written: &str, truth: &str) -> bool {
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let truth = plain(&self.fold(truth));
        self.foldings(written).iter().any(|written| plain(written) == truth)
    }

    /// The choice of a list that is written.
    #[must_use]
    pub fn choice<'a>(&self, choices: &'a [String], text: &str) -> Option<&'a String> {
        let exact = choices.iter().find(|choice| *choice == text);
        exact.or_else(|| choices.iter().find(|choice| self.same_choice(text, choice)))
    }

    /// Whether two codes or row numbers are the same but for case, spaces and hyphens.
    #[must_use]
    pub fn same_code(&self, one: &str, other: &str) -> bool {
        code::plain(one) == code::plain(other)
    }

    /// A code with characters that are taken for one another made one: `O0` and `00`.
    #[must_use]
    pub fn unconfused(&self, text: &str) -> String {
        code::plain(text).chars().map(|c| self.confused.get(&c).copied().unwrap_or(c)).collect()
    }

    /// Whether two numbers are heard for one another: fifteen and fifty.
    #[must_use]
    pub fn heard_alike(&self, one: i64, other: i64) -> bool {
        self.alike.iter().any(|(a, b)| (one, other) == (*a, *b) || (other, one) == (*a, *b))
    }

    /// A word by its sound, as far as the language's own letters tell; none where there are no rules for them.
    #[must_use]
    pub fn sound(&self, word: &str) -> Option<String> {
        if self.sounds.is_empty() {
            return None;
        }
        let heard = self.fold(word);
        let heard = heard.chars().filter(|c| c.is_alphanumeric() && !self.unheard.contains(c));
        let mut out: Vec<char> = heard.map(|c| self.sounds.get(&c).copied().unwrap_or(c)).collect();
        out.dedup();
        Some(out.into_iter().collect())
    }
}

#[cfg(test)]
mod tests;
