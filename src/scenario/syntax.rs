//! Quotation marks and brackets that do not pair. A parser notices them far from where they went wrong; this finds the place.

use std::ops::Range;
use std::sync::Arc;

use super::diagnostic::{Diagnostic, SourceFile};
use super::lexical::{Lexeme, lexemes_from};

/// What does not pair in a text, and the text with what can be put right without a doubt.
pub(super) struct Unpaired {
    /// In the order of the file.
    pub found: Vec<Diagnostic>,
    /// The text without those of `found` that are certain: straight quotation marks for curly ones, spaces for what
    /// nobody sees. Every other byte stands in its place.
    pub mended: Option<String>,
    /// Up to this byte quotation marks and brackets make sense in the mended text.
    pub sound_to: usize,
}

/// Every text that is not closed on its line, every curly quotation mark and invisible character outside a text, and the
/// first bracket that does not pair. Only to be asked about a text that a parser has refused: a sound text may go over
/// several lines.
pub(super) fn unpaired(file: &Arc<SourceFile>) -> Unpaired {
    let mut scan = Scan {
        file,
        at: 0,
        open: Vec::new(),
        found: Vec::new(),
        bracket: None,
        suspect: None,
        fixes: Vec::new(),
        sound_to: usize::MAX,
        misfit: None,
    };
    scan.run();
    let Scan { mut found, mut bracket, open, fixes, mut sound_to, misfit, .. } = scan;
    if sound_to == usize::MAX && bracket.is_none() {
        bracket = open.last().map(|(opened, at)| match misfit {
            Some((opened, at, closer)) => unclosed(file, opened, at, &named(file, closer)),
            None => unclosed(file, *opened, *at, "the end of the file"),
        });
    }
    let at = |problem: &Diagnostic| problem.span.as_ref().map(|span| span.start);
    sound_to = sound_to.min(bracket.as_ref().and_then(at).unwrap_or(usize::MAX));
    found.extend(bracket);
    found.sort_by_key(at);
    let mended = (!fixes.is_empty()).then(|| {
        let mut text = file.text.clone();
        for (place, sign, sign_last) in fixes {
            let gap = " ".repeat(place.len() - sign.len());
            let sign = if sign_last { gap + sign } else { sign.to_owned() + &gap };
            text.replace_range(place, &sign);
        }
        text
    });
    Unpaired { found, mended, sound_to }
}

/// Quotation marks that RON does not know.
const fn is_curly(character: char) -> bool {
    matches!(
        character,
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{00ab}' | '\u{00bb}' | '\u{2018}' | '\u{2019}' | '\u{201a}'
    )
}

/// Characters that nobody sees and that mean nothing between values. Word processors and web pages bring them along.
const fn is_unseen(character: char) -> bool {
    matches!(
        character,
        '\u{a0}' | '\u{ad}' | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

struct Scan<'a> {
    file: &'a Arc<SourceFile>,
    at: usize,
    open: Vec<(u8, usize)>,
    found: Vec<Diagnostic>,
    /// The first bracket that does not pair.
    bracket: Option<Diagnostic>,
    /// The last text after which no comma, colon, bracket or end of line comes: it may have swallowed the start of the next.
    suspect: Option<usize>,
    /// What can be put right: a place, the sign that belongs there, and whether it stands at the end of the place.
    fixes: Vec<(Range<usize>, &'static str, bool)>,
    /// The first byte from which a text may have swallowed what follows.
    sound_to: usize,
    /// The first bracket that is closed by one of its kind on a line that is indented otherwise: its sign, its place and
    /// that of the other. If a bracket is missing in the end, it is most likely missing between these two.
    misfit: Option<(u8, usize, usize)>,
}

impl Scan<'_> {
    fn run(&mut self) {
        let text = &self.file.text;
        while let Some(character) = text.get(self.at..).and_then(|rest| rest.chars().next()) {
            let rest = &text[self.at..];
            match character {
                '"' => self.string(),
                '/' if rest.starts_with("//") => self.at += rest.find('\n').unwrap_or(rest.len()),
                '/' if rest.starts_with("/*") => self.at += rest.find("*/").map_or(rest.len(), |end| end + 2),
                '(' | '[' | '{' => {
                    self.open.push((text.as_bytes()[self.at], self.at));
                    self.at += 1;
                }
                ')' | ']' | '}' => self.close(),
                curly if is_curly(curly) => self.curly(curly),
                unseen if is_unseen(unseen) => self.unseen(unseen),
                other => self.at += other.len_utf8(),
            }
        }
    }

    /// Steps over a text. One that goes on past its line is most likely not closed there.
    fn string(&mut self) {
        let start = self.at;
        let rest = &self.file.text[start + 1..];
        let line_end = rest.find('\n').unwrap_or(rest.len());
        let mut escaped = false;
        for (offset, character) in rest[..line_end].char_indices() {
            match character {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => {
                    self.at = start + 1 + offset + 1;
                    let after = rest[offset + 1..line_end].trim_start();
                    if !after.is_empty()
                        && !after.starts_with([',', ':', ')', ']', '}', '/'])
                        && !self.suspect_in_line(start)
                    {
                        self.suspect = Some(start);
                    }
                    return;
                }
                _ => {}
            }
        }
        self.at = start + 1 + line_end;
        let line_end = rest[..line_end].trim_end_matches('\r').len();
        let line = if self.suspect_in_line(start) {
            self.suspect.unwrap_or(start)..start + 1 + line_end
        } else {
            start..start + 1 + line_end
        };
        self.sound_to = self.sound_to.min(line.start);
        let curly =
            rest[..line_end].char_indices().find(|(_, character)| is_curly(*character) && *character != '\u{2019}');
        self.found.push(match curly {
            Some((offset, character)) => {
                let at = start + 1 + offset;
                curly_mark(self.file, at..at + character.len_utf8(), character)
            }
            None => {
                Diagnostic::error("SL007", self.file, Some(line), "the text that begins here is not closed on its line")
                    .hint("put a straight quotation mark \" where the text ends")
            }
        });
    }

    /// Whether a text earlier in the line of this byte is suspect.
    fn suspect_in_line(&self, at: usize) -> bool {
        self.suspect.is_some_and(|suspect| suspect < at && !self.file.text[suspect..at].contains('\n'))
    }

    fn curly(&mut self, mark: char) {
        let start = self.at;
        let rest = &self.file.text[start..];
        self.found.push(curly_mark(self.file, start..start + mark.len_utf8(), mark));
        // The text goes to the next mark of any kind, which is not worth a second word.
        let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
        let end = line.char_indices().skip(1).find(|(_, character)| *character == '"' || is_curly(*character));
        let Some((offset, closing)) = end else {
            self.sound_to = self.sound_to.min(start);
            self.at = start + mark.len_utf8();
            return;
        };
        self.at = start + offset + closing.len_utf8();
        self.fixes.push((start..start + mark.len_utf8(), "\"", true));
        if closing != '"' {
            self.fixes.push((start + offset..self.at, "\"", false));
        }
    }

    /// Whether a closing bracket stands first in its line, and that line is indented less than the one of the bracket that
    /// it closes.
    fn is_misfit(&self, opened: usize, closer: usize) -> bool {
        let line = |at: usize| {
            let start = self.file.text[..at].rfind('\n').map_or(0, |end| end + 1);
            let rest = &self.file.text[start..];
            (start, rest.len() - rest.trim_start_matches([' ', '\t']).len())
        };
        let (start, indent) = line(closer);
        start + indent == closer && line(opened).1 > indent
    }

    fn unseen(&mut self, character: char) {
        let start = self.at;
        self.at += character.len_utf8();
        let message = format!("an invisible character stands here (U+{:04X})", u32::from(character));
        let hint = "delete it and type an ordinary space; it often comes with text that is pasted";
        self.fixes.push((start..self.at, "", false));
        self.found.push(Diagnostic::error("SL017", self.file, Some(start..self.at), message).hint(hint));
    }

    fn close(&mut self) {
        let (at, closer) = (self.at, self.file.text.as_bytes()[self.at]);
        self.at += 1;
        let wanted = opening(closer);
        if let Some((opened, start)) = self.open.last().copied().filter(|(opened, _)| *opened == wanted) {
            self.open.pop();
            if self.misfit.is_none() && self.is_misfit(start, at) {
                self.misfit = Some((opened, start, at));
            }
            return;
        }
        // A text that is not closed swallows brackets, so nothing is said about brackets after one.
        if self.bracket.is_some() || self.sound_to != usize::MAX {
            return;
        }
        // Either the bracket that is open was not closed, or this one is too many: whichever makes the rest come right.
        let rest_is_right = |open: &[(u8, usize)]| pairs_up(&self.file.text, at + 1, open);
        let inner = self.open.len().saturating_sub(1);
        let closed = self.open[..inner].iter().rposition(|(opened, _)| *opened == wanted);
        let is_surplus = self.open.is_empty()
            || !closed.is_some_and(|at| rest_is_right(&self.open[..at])) && rest_is_right(&self.open);
        self.bracket = Some(match self.open.last().filter(|_| !is_surplus) {
            Some((opened, start)) => unclosed(self.file, *opened, *start, &named(self.file, at)),
            None => Diagnostic::error(
                "SL008",
                self.file,
                Some(at..at + 1),
                format!("this {} closes nothing", char::from(closer)),
            )
            .hint("there is one closing bracket too many, here or further up"),
        });
    }
}

/// A bracket by its place.
fn named(file: &Arc<SourceFile>, at: usize) -> String {
    let (line, column) = Diagnostic::error("", file, Some(at..at + 1), "").place().unwrap_or_default();
    format!("the {} in line {line}, column {column}", char::from(file.text.as_bytes()[at]))
}

/// Whether the brackets from a byte on close those that are open there, and pair among themselves.
fn pairs_up(text: &str, at: usize, open: &[(u8, usize)]) -> bool {
    let mut open: Vec<u8> = open.iter().map(|(opened, _)| *opened).collect();
    let bytes = text.as_bytes();
    for lexeme in lexemes_from(text, at) {
        match lexeme {
            Lexeme::Open(at) => open.push(bytes[at]),
            Lexeme::Close(at) => {
                if open.pop() != Some(opening(bytes[at])) {
                    return false;
                }
            }
            Lexeme::Text(_) => {}
        }
    }
    open.is_empty()
}

/// The bracket that a closing one belongs to.
const fn opening(closer: u8) -> u8 {
    match closer {
        b')' => b'(',
        b']' => b'[',
        _ => b'{',
    }
}

fn unclosed(file: &Arc<SourceFile>, opened: u8, at: usize, before: &str) -> Diagnostic {
    let closer = match opened {
        b'(' => ')',
        b'[' => ']',
        _ => '}',
    };
    let message = format!("the {} that is opened here is not closed", char::from(opened));
    Diagnostic::error("SL008", file, Some(at..at + 1), message).hint(format!("a {closer} is missing before {before}"))
}

fn curly_mark(file: &Arc<SourceFile>, span: Range<usize>, mark: char) -> Diagnostic {
    Diagnostic::error("SL004", file, Some(span), format!("{mark} is a curly quotation mark"))
        .hint("word processors make these; a text stands between straight ones: \"text\"")
}
