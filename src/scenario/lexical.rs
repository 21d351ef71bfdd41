//! A text cut into what stands in quotation marks and the brackets around it, without a parser's help: quick, and unmoved by
//! whatever else is wrong.

use std::ops::Range;

/// What a text is cut into; anything else is passed over.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Lexeme {
    /// The inside of a text in quotation marks, escapes as they are written.
    Text(Range<usize>),
    /// An opening bracket.
    Open(usize),
    /// A closing bracket.
    Close(usize),
}

/// The lexemes of a text, in order.
pub(super) fn lexemes(text: &str) -> Lexemes<'_> {
    lexemes_from(text, 0)
}

/// The lexemes of a text from a byte on that stands in no text and no comment.
pub(super) fn lexemes_from(text: &str, at: usize) -> Lexemes<'_> {
    Lexemes { text, bytes: text.as_bytes(), at }
}

pub(super) struct Lexemes<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

/// Bytes that begin something.
const MATTERS: [bool; 256] = {
    let mut table = [false; 256];
    let signs = b"\"/([{)]}'#";
    let mut at = 0;
    while at < signs.len() {
        table[signs[at] as usize] = true;
        at += 1;
    }
    table
};

impl Iterator for Lexemes<'_> {
    type Item = Lexeme;

    fn next(&mut self) -> Option<Lexeme> {
        loop {
            let rest = &self.bytes[self.at..];
            let skip = rest.iter().position(|byte| MATTERS[usize::from(*byte)])?;
            self.at += skip;
            let here = self.at;
            self.at += 1;
            match self.bytes[here] {
                b'"' if self.is_raw(here) => {
                    let end = self.bytes[self.at..].iter().position(|byte| *byte == b'"');
                    let end = end.map_or(self.bytes.len(), |end| self.at + end);
                    self.at = (end + 1).min(self.bytes.len());
                    return Some(Lexeme::Text(here + 1..end));
                }
                b'"' => return Some(Lexeme::Text(here + 1..self.text_end())),
                b'#' => {
                    if let Some(text) = self.raw(here) {
                        return Some(text);
                    }
                }
                b'/' => self.comment(),
                b'\'' => self.character(),
                b'(' | b'[' | b'{' => return Some(Lexeme::Open(here)),
                _ => return Some(Lexeme::Close(here)),
            }
        }
    }
}

impl Lexemes<'_> {
    /// Whether the mark begins a raw text, `r"…"`, in which a stroke is a stroke.
    fn is_raw(&self, here: usize) -> bool {
        here > 0
            && self.bytes[here - 1] == b'r'
            && !(here > 1 && (self.bytes[here - 2].is_ascii_alphanumeric() || self.bytes[here - 2] == b'_'))
    }

    /// Steps over a text that has begun, and gives the place of its closing mark.
    fn text_end(&mut self) -> usize {
        while let Some(found) = self.text.get(self.at..).and_then(|rest| rest.find('"')) {
            let mark = self.at + found;
            let strokes = self.bytes[self.at..mark].iter().rev().take_while(|byte| **byte == b'\\').count();
            self.at = mark + 1;
            // Each stroke takes the next one with it, so an odd one takes the mark.
            if strokes % 2 == 0 {
                return mark;
            }
        }
        self.at = self.bytes.len();
        self.at
    }

    /// A raw text, `r#"…"#`, whose first `#` stands here.
    fn raw(&mut self, here: usize) -> Option<Lexeme> {
        let marks = self.bytes[here..].iter().take_while(|byte| **byte == b'#').count();
        let begins = here > 0 && self.bytes[here - 1] == b'r' && self.bytes.get(here + marks) == Some(&b'"');
        if !begins {
            return None;
        }
        let start = here + marks + 1;
        let mut at = start;
        while let Some(found) = self.bytes[at..].iter().position(|byte| *byte == b'"') {
            at += found + 1;
            if self.bytes[at..].len() >= marks && self.bytes[at..at + marks].iter().all(|byte| *byte == b'#') {
                self.at = at + marks;
                return Some(Lexeme::Text(start..at - 1));
            }
        }
        self.at = self.bytes.len();
        Some(Lexeme::Text(start..self.at))
    }

    /// Steps over a comment, if the stroke begins one. Comments between `/*` and `*/` nest.
    fn comment(&mut self) {
        match self.bytes.get(self.at) {
            Some(b'/') => {
                let end = self.bytes[self.at..].iter().position(|byte| *byte == b'\n');
                self.at = end.map_or(self.bytes.len(), |end| self.at + end);
            }
            Some(b'*') => {
                let mut depth = 1_usize;
                self.at += 1;
                while depth > 0 && self.at < self.bytes.len() {
                    match &self.bytes[self.at..(self.at + 2).min(self.bytes.len())] {
                        b"/*" => (depth, self.at) = (depth + 1, self.at + 2),
                        b"*/" => (depth, self.at) = (depth - 1, self.at + 2),
                        _ => self.at += 1,
                    }
                }
            }
            _ => {}
        }
    }

    /// Steps over a single character in its marks, `'"'`.
    fn character(&mut self) {
        match self.bytes[self.at..] {
            [b'\\', _, b'\'', ..] => self.at += 3,
            [_, b'\'', ..] => self.at += 2,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_texts_and_comments_do_not_count() {
        let text = "( \"a \\\" (\" /* \" /* ( */ */ // \" (\n '\"' r#\"[\"\"# ]";
        let cut: Vec<Lexeme> = lexemes(text).collect();
        let texts: Vec<&str> = cut
            .iter()
            .filter_map(|lexeme| match lexeme {
                Lexeme::Text(range) => text.get(range.clone()),
                _ => None,
            })
            .collect();
        assert_eq!(texts, ["a \\\" (", "[\""]);
        assert_eq!(cut.len(), 4);
        assert_eq!((cut.first(), cut.last()), (Some(&Lexeme::Open(0)), Some(&Lexeme::Close(text.len() - 1))));
    }

    #[test]
    fn a_text_that_never_ends_ends_with_the_file() {
        for text in ["\"", "r\"\\", "\"\\", "r#\"", "r#\"\"", "/*", "/", "'", "'\\"] {
            assert!(lexemes(text).count() <= 1, "{text}");
        }
    }
}
