//! Typographic noise: what pasting and quick typing leave in texts, and what nobody sees until it is shown or spoken.

use std::ops::Range;
use std::sync::Arc;

use super::diagnostic::{Diagnostic, SourceFile};
use super::lexical::{Lexeme, lexemes};

/// After so many of them in one file the author knows.
const MAX_NOISE: usize = 40;

/// Complains of noise in every text of a file, names included.
pub(super) fn noise_in(file: &Arc<SourceFile>, text: &str, locale: &str) -> Vec<Diagnostic> {
    let inside = |lexeme| match lexeme {
        Lexeme::Text(inside) => Some(inside),
        _ => None,
    };
    noise(file, text, lexemes(text).filter_map(inside), locale)
}

/// Complains of noise in these texts of a file. French sets a space before some signs.
pub(super) fn noise(
    file: &Arc<SourceFile>,
    text: &str,
    texts: impl IntoIterator<Item = Range<usize>>,
    locale: &str,
) -> Vec<Diagnostic> {
    let french = locale.starts_with("fr");
    let mut noise = Noise { file, french, found: Vec::new(), quotes: Pair::default(), dots: Pair::default() };
    for place in texts {
        if let Some(inside) = text.get(place.clone()) {
            noise.text(inside, place);
        }
    }
    noise.mixed();
    noise.found.sort_by_key(|problem| problem.span.as_ref().map(|span| span.start));
    noise.found.truncate(MAX_NOISE);
    noise.found
}

/// Two ways of writing one sign: how often, and where first.
#[derive(Debug, Default)]
struct Pair {
    plain: (usize, Option<Range<usize>>),
    fine: (usize, Option<Range<usize>>),
}

fn count(way: &mut (usize, Option<Range<usize>>), at: Range<usize>) {
    way.0 += 1;
    way.1.get_or_insert(at);
}

struct Noise<'a> {
    file: &'a Arc<SourceFile>,
    french: bool,
    found: Vec<Diagnostic>,
    /// Straight and curly marks.
    quotes: Pair,
    /// Three dots and one ellipsis.
    dots: Pair,
}

/// Bytes that are worth a second look wherever they stand, and those that are so behind a space.
const ODD: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        if byte < 0x20 || byte >= 0x7f || byte == b'.' as usize || byte == b'\'' as usize || byte == b'\\' as usize {
            table[byte] = ALWAYS;
        }
        byte += 1;
    }
    let signs = b" ,;:?!.";
    let mut at = 0;
    while at < signs.len() {
        table[signs[at] as usize] |= BEHIND_SPACE;
        at += 1;
    }
    table
};
const ALWAYS: u8 = 1;
const BEHIND_SPACE: u8 = 2;

/// Whether nothing in a text can be odd. Most texts are so, and this passes over them many bytes at a time: no branch in it.
fn is_quiet(bytes: &[u8]) -> bool {
    let odd = |byte: u8| !(0x20..0x7f).contains(&byte) | (byte == b'\'') | (byte == b'\\');
    let is_sign = |next: u8| {
        (next == b' ')
            | (next == b',')
            | (next == b';')
            | (next == b':')
            | (next == b'?')
            | (next == b'!')
            | (next == b'.')
    };
    let behind = bytes.get(1..).unwrap_or_default();
    let pairs = bytes.iter().zip(behind).fold(false, |found, (byte, next)| {
        found | odd(*byte) | ((*byte == b' ') & is_sign(*next)) | ((*byte == b'.') & (*next == b'.'))
    });
    !pairs && !bytes.last().is_some_and(|last| odd(*last))
}

impl Noise<'_> {
    fn text(&mut self, text: &str, place: Range<usize>) {
        let bytes = text.as_bytes();
        if let (Some(first), Some(last)) = (bytes.first(), bytes.last())
            && (*first == b' ' || *last == b' ')
        {
            let at = if *first == b' ' { place.start..place.start + 1 } else { place.end - 1..place.end };
            let message = "the text begins or ends with a space";
            self.tell("SL080", at, message, "take it out: in a name it makes another name");
        }
        if !is_quiet(bytes) {
            self.look_through(text, place.start);
        }
    }

    fn look_through(&mut self, text: &str, start: usize) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            let is_behind = |next: &u8| ODD[usize::from(*next)] & BEHIND_SPACE != 0;
            let is_odd =
                ODD[usize::from(*byte)] & ALWAYS != 0 || *byte == b' ' && bytes.get(at + 1).is_some_and(is_behind);
            at += if is_odd { self.odd(text, at, start) } else { 1 };
        }
    }

    /// Looks at an odd byte, and says how many are done with.
    fn odd(&mut self, text: &str, at: usize, start: usize) -> usize {
        let rest = &text.as_bytes()[at..];
        let here = start + at;
        match rest {
            // A text that goes over several lines is indented as its author likes.
            [b'\n' | b'\r', ..] => rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count(),
            [b' ', b' ', ..] => {
                let spaces = rest.iter().take_while(|byte| **byte == b' ').count();
                self.tell("SL080", here..here + spaces, "there is more than one space here", "keep one");
                spaces
            }
            [b' ', sign @ (b',' | b'.' | b';' | b':' | b'?' | b'!'), after @ ..] => {
                // " .5" is a number, " ..." a pause, and " :)" nothing of ours.
                let is_sign = !matches!((sign, after.first()), (b'.', Some(b'.' | b'0'..=b'9')))
                    && after.first().is_none_or(|next| matches!(next, b' ' | b'"' | b'\'' | b'?' | b'!' | b'\\'));
                if is_sign && !(self.french && matches!(sign, b';' | b':' | b'?' | b'!')) {
                    let message = format!("a space stands before the {}", char::from(*sign));
                    self.tell("SL080", here..here + 2, &message, "take it out");
                }
                1
            }
            [b'.', b'.', b'.', ..] => {
                let dots = rest.iter().take_while(|byte| **byte == b'.').count();
                count(&mut self.dots.plain, here..here + dots);
                dots
            }
            [b'\'', ..] => {
                count(&mut self.quotes.plain, here..here + 1);
                1
            }
            [b'\\', escaped, ..] => {
                if *escaped == b'"' {
                    count(&mut self.quotes.plain, here..here + 2);
                }
                // What is escaped may be the first byte of a longer character.
                1 + text[at + 1..].chars().next().map_or(0, char::len_utf8)
            }
            [byte, ..] if byte.is_ascii_control() => {
                let hint = "write a space, or \\n for the end of a line";
                self.tell("SL081", here..here + 1, "an invisible control character stands in the text", hint);
                1
            }
            _ => self.character(text, at, start),
        }
    }

    fn character(&mut self, text: &str, at: usize, start: usize) -> usize {
        let Some(character) = text[at..].chars().next() else { return 1 };
        let end = at + character.len_utf8();
        let here = start + at..start + end;
        match character {
            '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}' => count(&mut self.quotes.fine, here),
            '…' => count(&mut self.dots.fine, here),
            '\u{a0}' | '\u{202f}' if self.french => {}
            '\u{a0}' | '\u{2007}' | '\u{202f}' => {
                let hint = "type an ordinary space over it; it comes with text that is pasted";
                self.tell("SL081", here, "a space that does not break stands here, and looks like any other", hint);
            }
            // These two join and part letters in the scripts of India, Persia and others.
            '\u{200c}' | '\u{200d}' if between_letters(text, at, end) => {}
            '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
            | '\u{80}'..='\u{9f}'
            | '\u{7f}' => {
                let message = format!("an invisible character stands in the text (U+{:04X})", u32::from(character));
                self.tell("SL081", here, &message, "delete it: it comes with text that is pasted, and breaks searches");
            }
            _ => {}
        }
        end - at
    }

    /// A script that writes one sign in two ways was put together from two sources.
    fn mixed(&mut self) {
        let (quotes, dots) = (std::mem::take(&mut self.quotes), std::mem::take(&mut self.dots));
        if let (Some(plain), Some(fine)) = (quotes.plain.1, quotes.fine.1) {
            let (straight, curly) = (quotes.plain.0, quotes.fine.0);
            let few = if straight < curly { plain } else { fine };
            let message =
                format!("straight and curly marks are mixed in this file: {straight} straight, {curly} curly");
            self.tell("SL082", few, &message, "write one kind throughout; an editor replaces all at once");
        }
        if let (Some(plain), Some(fine)) = (dots.plain.1, dots.fine.1) {
            let (three, one) = (dots.plain.0, dots.fine.0);
            let few = if three < one { plain } else { fine };
            let message = format!("pauses are written in two ways in this file: {three} as ..., {one} as …");
            let hint = "write … throughout: three dots are spoken as three stops, a second in all";
            self.tell("SL082", few, &message, hint);
        }
    }

    fn tell(&mut self, code: &'static str, at: Range<usize>, message: &str, hint: &str) {
        if self.found.len() <= MAX_NOISE {
            self.found.push(Diagnostic::warning(code, self.file, Some(at), message).hint(hint));
        }
    }
}

/// Whether letters beyond Latin, Greek and Cyrillic stand on both sides.
fn between_letters(text: &str, at: usize, end: usize) -> bool {
    let joins = |character: char| character >= '\u{600}' && character.is_alphanumeric() || character >= '\u{900}';
    text[..at].chars().next_back().is_some_and(joins) && text[end..].chars().next().is_some_and(joins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_found_in_a_text_that_is_passed_over() {
        let file = Arc::new(SourceFile { name: "a.ron".to_owned(), text: String::new() });
        let signs = (0..0x80).map(char::from).chain(['\u{7f}', '…', '’', '\u{a0}', '\u{200b}', 'é']);
        let signs: Vec<char> = signs.collect();
        let mut passed_over = 0;
        for (first, second) in signs.iter().flat_map(|first| signs.iter().map(move |second| (first, second))) {
            for text in [
                format!("a{first}{second}b"),
                format!("{first}{second}"),
                format!("Long enough{first}{second} to take"),
            ] {
                let mut noise = Noise {
                    file: &file,
                    french: false,
                    found: Vec::new(),
                    quotes: Pair::default(),
                    dots: Pair::default(),
                };
                noise.look_through(&text, 0);
                let counted = [&noise.quotes.plain, &noise.quotes.fine, &noise.dots.plain, &noise.dots.fine];
                let is_clean = noise.found.is_empty() && counted.iter().all(|(count, _)| *count == 0);
                let is_quiet = is_quiet(text.as_bytes());
                assert!(is_clean || !is_quiet, "{text:?} is passed over");
                passed_over += usize::from(is_quiet);
            }
        }
        assert!(passed_over > 10_000, "only {passed_over} were passed over");
    }
}
