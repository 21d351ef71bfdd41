//! Whether a note mentions a value, in whatever way people write it.

use super::Writing;
use super::phone::{digits, with_plain_digits};
use crate::scenario::source::FieldKind;

/// The longest date has so many words: "Tuesday the 13th of October 2026".
const WORDS_OF_A_DATE: usize = 6;

/// What stands around a word without belonging to it.
const MARKS: &[char] = &[',', '.', ';', ':', '(', ')', '!', '?', '"', '“', '”'];

impl Writing {
    /// Whether a note holds a value of a kind: a date or a sum however it is written, other texts word for word.
    #[must_use]
    pub fn mentions(&self, kind: Option<&FieldKind>, note: &str, value: &str) -> bool {
        if value.trim().is_empty() {
            return false;
        }
        self.holds_words(note, value)
            || match kind {
                Some(FieldKind::Date) => self.date(value).is_some_and(|wanted| self.mentions_date(note, wanted)),
                Some(FieldKind::Money) => {
                    let wanted = self.money(value);
                    wanted.is_some() && self.runs(note, 2).any(|run| self.money(&run) == wanted)
                }
                Some(FieldKind::Phone) => {
                    let wanted = digits(value);
                    let holds = |run: String| self.is_phone(&run) && self.equal(&FieldKind::Phone, &run, value);
                    digits(note).contains(&wanted) || self.runs(note, 5).any(holds)
                }
                Some(FieldKind::Code | FieldKind::Reference(_)) => {
                    self.runs(note, 3).any(|run| self.same_code(&run, value))
                }
                Some(kind @ (FieldKind::Name | FieldKind::Address)) => {
                    let words = self.words(value).len();
                    self.runs(note, words + 1).any(|run| self.equal(kind, &run, value))
                }
                Some(FieldKind::Number | FieldKind::Note | FieldKind::Choice(_)) | None => false,
            }
    }

    fn mentions_date(&self, note: &str, wanted: jiff::civil::Date) -> bool {
        let folded = self.fold(&with_plain_digits(note));
        let words: Vec<&str> = folded.split_whitespace().map(|word| word.trim_matches(MARKS)).collect();
        let has_digit = |run: &[&str]| run.iter().any(|word| word.contains(|c: char| c.is_ascii_digit()));
        (1..=WORDS_OF_A_DATE.min(words.len())).any(|length| {
            words.windows(length).filter(|run| has_digit(run)).any(|run| self.date_of(run) == Some(wanted))
        })
    }

    /// Whether the words of a text stand in a note one after another. The last may be the beginning of a longer one, as in
    /// "signature" and "signatures"; a number has to be whole.
    fn holds_words(&self, note: &str, wanted: &str) -> bool {
        let (note, wanted) = (self.words(note), self.words(wanted));
        let Some((last, first)) = wanted.split_last() else { return false };
        let is_last = |word: &String| {
            word == last || (word.starts_with(last.as_str()) && !last.ends_with(|c: char| c.is_ascii_digit()))
        };
        note.windows(wanted.len())
            .any(|run| run.split_last().is_some_and(|(end, start)| start == first && is_last(end)))
    }

    /// Every run of up to so many words of a note, without the marks around it.
    fn runs<'a>(&self, note: &'a str, most: usize) -> impl Iterator<Item = String> + use<'a> {
        let words: Vec<&'a str> = note.split_whitespace().map(|word| word.trim_matches(MARKS)).collect();
        let runs: Vec<String> = (0..words.len())
            .flat_map(|from| (1..=most.min(words.len() - from)).map(move |length| (from, length)))
            .map(|(from, length)| words[from..from + length].join(" "))
            .collect();
        runs.into_iter()
    }
}
