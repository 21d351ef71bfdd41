//! Quotation marks and brackets that do not pair. A parser notices them far from where they went wrong; this finds the place.

use std::ops::Range;
use std::sync::Arc;

use super::diagnostic::{Diagnostic, SourceFile};

/// Every text that is not closed on its line, every curly quotation mark outside a text, and the first bracket that does
/// not pair, in the order of the file. Only to be asked about a text that a parser has refused: a sound text may go over
/// several lines.
pub(super) fn unpaired(file: &Arc<SourceFile>) -> Vec<Diagnostic> {
    let mut scan = Scan { file, at: 0, open: Vec::new(), found: Vec::new(), bracket: None, suspect: None };
    scan.run();
    let Scan { mut found, mut bracket, open, .. } = scan;
    if found.is_empty() && bracket.is_none() {
        bracket = open.last().map(|(opened, at)| unclosed(file, *opened, *at, "the end of the file"));
    }
    found.extend(bracket);
    found.sort_by_key(|problem| problem.span.as_ref().map(|span| span.start));
    found
}

/// Quotation marks that RON does not know.
const fn is_curly(character: char) -> bool {
    matches!(
        character,
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{00ab}' | '\u{00bb}' | '\u{2018}' | '\u{2019}' | '\u{201a}'
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
        let line = if self.suspect_in_line(start) { self.suspect.unwrap_or(start)..self.at } else { start..self.at };
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
        self.at = start + end.map_or(mark.len_utf8(), |(offset, character)| offset + character.len_utf8());
    }

    fn close(&mut self) {
        let (at, closer) = (self.at, self.file.text.as_bytes()[self.at]);
        self.at += 1;
        let wanted = match closer {
            b')' => b'(',
            b']' => b'[',
            _ => b'{',
        };
        if self.open.last().is_some_and(|(opened, _)| *opened == wanted) {
            self.open.pop();
            return;
        }
        // A text that is not closed swallows brackets, so nothing is said about brackets after one.
        if self.bracket.is_some() || !self.found.is_empty() {
            return;
        }
        self.bracket = Some(match self.open.last() {
            Some((opened, start)) => {
                let place = Diagnostic::error("", self.file, Some(at..at + 1), "").place().unwrap_or_default();
                let before = format!("the {} in line {}, column {}", char::from(closer), place.0, place.1);
                unclosed(self.file, *opened, *start, &before)
            }
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
