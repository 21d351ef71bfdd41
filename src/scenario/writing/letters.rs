//! Letters: one form for every way in which a text can be encoded or cased, and what may stand for a letter.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

use super::Writing;

/// A mark over, under or beside a letter.
pub(super) fn is_mark(c: char) -> bool {
    is_combining_mark(c)
}

/// So many words with a capital I are read in both ways.
const AMBIGUOUS_WORDS: u32 = 5;

impl Writing {
    /// A text in small letters, composed, with one kind of space, hyphen and apostrophe.
    #[must_use]
    pub fn fold(&self, text: &str) -> String {
        self.fold_with(text, self.dotless_i)
    }

    fn composed(&self, text: &str) -> String {
        text.nfc().filter(|c| !is_invisible(*c)).map(plain_sign).collect()
    }

    fn fold_with(&self, text: &str, dotless_i: bool) -> String {
        if text.is_ascii() && !(dotless_i && text.contains('I')) {
            let plain: String = text.chars().map(plain_sign).collect();
            return plain.trim().to_ascii_lowercase();
        }
        let composed = self.composed(text);
        let cased: String = if dotless_i {
            composed
                .chars()
                .map(|c| match c {
                    'I' => 'ı',
                    'İ' => 'i',
                    other => other,
                })
                .collect()
        } else {
            composed
        };
        // The small form of a dotted capital I is an i with a dot of its own above it.
        cased.trim().to_lowercase().replace("i\u{307}", "i").nfc().collect()
    }

    /// A text folded in every way that its capitals may be meant: the I of WILLIAM and that of IŞIK, word by word.
    pub(super) fn foldings(&self, text: &str) -> Vec<String> {
        let meant_twice = |word: &str| self.dotless_i && word.contains('I');
        // Past some words it is shouting, and every further word doubles the work.
        let mut left = AMBIGUOUS_WORDS;
        let mut out = vec![String::new()];
        for word in self.composed(text).split(' ') {
            let mut ways = vec![self.fold_with(word, self.dotless_i)];
            if meant_twice(word) && left > 0 {
                left -= 1;
                ways.push(self.fold_with(word, false));
            }
            out = out.iter().flat_map(|start| ways.iter().map(move |way| format!("{start} {way}"))).collect();
        }
        out.iter().map(|text| text.trim().to_owned()).collect()
    }

    /// Whether a folded word is a way of writing a folded true word. A mark that the language does not know as part of a
    /// letter may be left out, because the person at the desk may have no key for it; another mark may not be put there.
    pub(super) fn is_way_of(&self, written: &str, truth: &str) -> bool {
        let mut rest = truth.chars();
        let Some(letter) = rest.next() else { return written.is_empty() };
        let rest = rest.as_str();
        let goes_on = |way: &str| written.strip_prefix(way).is_some_and(|more| self.is_way_of(more, rest));
        let mut own = [0; 4];
        if goes_on(letter.encode_utf8(&mut own)) {
            return true;
        }
        if let Some(base) = self.without_mark(letter)
            && goes_on(base.encode_utf8(&mut own))
        {
            return true;
        }
        match letter {
            // Neither is heard, and many forms refuse them.
            '\'' => goes_on("") || goes_on(" "),
            '-' => goes_on(" "),
            _ => self.letters.get(&letter).is_some_and(|ways| ways.iter().any(|way| goes_on(way))),
        }
    }

    /// A Latin or Greek letter without its marks, if the marks do not make it a letter of its own.
    fn without_mark(&self, letter: char) -> Option<char> {
        if letter.is_ascii() || self.alphabet.contains(&letter) {
            return None;
        }
        let mut parts = Vec::new();
        decompose_canonical(letter, |part| parts.push(part));
        match parts.as_slice() {
            [base, marks @ ..] if !marks.is_empty() && matches!(*base, 'a'..='z' | '\u{370}'..='\u{3ff}') => {
                Some(*base)
            }
            _ => None,
        }
    }

    /// A word in the 26 letters, as far as its own stand for such; none for another script.
    #[must_use]
    pub fn in_basic_latin(&self, word: &str) -> Option<String> {
        let mut out = String::new();
        for letter in self.fold(word).chars().filter(|c| c.is_alphabetic()) {
            let mut base = None;
            decompose_canonical(letter, |part| base = base.or(Some(part)));
            match base.filter(char::is_ascii_alphabetic) {
                Some(base) => out.push(base),
                None => out.push_str(self.letters.get(&letter)?.iter().find(|way| way.is_ascii())?),
            }
        }
        Some(out)
    }

    /// Whether one word is written as another, in any case.
    pub(super) fn same_word(&self, written: &str, truth: &str) -> bool {
        let truth = self.fold(truth);
        self.foldings(written).iter().any(|written| self.is_way_of(written, &truth))
    }
}

/// Joiners, soft hyphens and marks of direction, which only change how a text is drawn.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{202a}'..='\u{202e}')
}

/// Typographic signs as a keyboard writes them.
const fn plain_sign(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2bc}' | '\u{2b9}' | '\u{60}' | '\u{b4}' | '\u{2032}'
        | '\u{ff07}' => '\'',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}' => '-',
        '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' | '\u{3000}' | '\t' | '\n' | '\r' => ' ',
        other => other,
    }
}
