//! Addresses: words with their abbreviations, house numbers and postcodes with or without spaces, parts in any order.

use super::Writing;
use super::phone::digits;

/// An address of more parts than this is compared in its own order alone.
const PARTS: usize = 4;

/// Digits of the shortest postcode that is a number with a space in it. No house number has as many.
const POSTCODE: usize = 5;

impl Writing {
    pub(super) fn same_address(&self, written: &str, truth: &str) -> bool {
        // House numbers and postcodes have no abbreviations. Most other values are told apart by them at once.
        if !same_digits(written, truth) {
            return false;
        }
        let parts: Vec<Vec<String>> =
            truth.split([',', '\n', ';']).map(|part| self.spoken_words(part)).filter(|part| !part.is_empty()).collect();
        self.readings(written).iter().any(|mine| {
            orders(parts.len()).iter().any(|order| {
                let right: Vec<&str> = order.iter().flat_map(|at| parts[*at].iter().map(String::as_str)).collect();
                let mine: Vec<&str> = mine.iter().map(String::as_str).collect();
                self.same_words(&mine, &right)
            })
        })
    }

    fn readings(&self, text: &str) -> Vec<Vec<String>> {
        self.foldings(text).iter().map(|folded| self.spoken_words(folded)).collect()
    }

    /// The words of an address that say something.
    fn spoken_words(&self, text: &str) -> Vec<String> {
        let folded = self.fold(text);
        let words = folded.split([' ', ',', '.', ';', '-', '(', ')']);
        // "#14" is a number with a sign before it.
        let words = words.map(|word| word.trim_start_matches(['#', '№']));
        words.filter(|word| !word.is_empty() && !self.address_silent.contains(*word)).map(str::to_owned).collect()
    }

    /// The words that say something, abbreviations written out.
    pub(super) fn plain_address(&self, text: &str) -> String {
        let whole = |word: String| {
            let group = self.address.iter().find(|group| group.contains(&word));
            group.and_then(|group| group.first().cloned()).unwrap_or(word)
        };
        self.spoken_words(text).into_iter().map(whole).collect::<Vec<_>>().join(" ")
    }

    /// Word by word; two words that hold a digit may be written as one, such as a postcode or 14 a.
    fn same_words(&self, mine: &[&str], right: &[&str]) -> bool {
        let (Some(my), Some(their)) = (mine.first(), right.first()) else {
            return mine.is_empty() && right.is_empty();
        };
        if self.same_address_word(my, their) && self.same_words(&mine[1..], &right[1..]) {
            return true;
        }
        let joined = |words: &[&str]| joined(words.first()?, words.get(1)?);
        joined(right).is_some_and(|both| both == *my && self.same_words(&mine[1..], &right[2..]))
            || joined(mine).is_some_and(|both| both == *their && self.same_words(&mine[2..], &right[1..]))
    }

    pub(super) fn same_address_word(&self, mine: &str, right: &str) -> bool {
        mine == right
            || self.is_way_of(mine, right)
            || self.address.iter().any(|group| {
                let holds = |word: &str| group.iter().any(|own| own == word);
                holds(right) && group.iter().any(|own| self.is_way_of(mine, own))
            })
    }
}

/// Two words as one, if one of them may be written so: `QA4 7TB`, `14 a`, `302 001`. Flat 1, 4 is not flat 14.
fn joined(one: &str, other: &str) -> Option<String> {
    let both = format!("{one}{other}");
    let number = |word: &str| word.chars().all(|c| c.is_ascii_digit());
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let numbers_meet = (number(one) || number(other)) && digit(one.chars().next_back()) && digit(other.chars().next());
    let postcode = number(&both) && both.len() >= POSTCODE;
    (both.contains(|c: char| c.is_ascii_digit()) && (!numbers_meet || postcode)).then_some(both)
}

/// Whether two texts hold the same digits, in any order.
fn same_digits(one: &str, other: &str) -> bool {
    let sorted = |text: &str| {
        let mut all = digits(text).into_bytes();
        all.sort_unstable();
        all
    };
    sorted(one) == sorted(other)
}

/// The orders in which so many parts can stand, the given one first.
fn orders(count: usize) -> Vec<Vec<usize>> {
    let given: Vec<usize> = (0..count).collect();
    if !(2..=PARTS).contains(&count) {
        return vec![given];
    }
    let mut out = vec![Vec::new()];
    for _ in 0..count {
        out = out
            .into_iter()
            .flat_map(|order: Vec<usize>| {
                let left: Vec<usize> = given.iter().copied().filter(|at| !order.contains(at)).collect();
                left.into_iter().map(move |at| order.iter().copied().chain([at]).collect())
            })
            .collect();
    }
    out
}
