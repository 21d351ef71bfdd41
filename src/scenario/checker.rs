//! What every check of a file shares: complaints with their places, and the look-up of names.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

use super::bank::{Borrowed, Origin};
use super::diagnostic::{Diagnostic, MAX_FOUND, Severity, SourceFile, and_more, did_you_mean};
use super::locate::Locator;
use super::source::{Duty, FORMAT};
use super::template::Template;

/// Looks up names and parses texts of one file, and collects what it finds wrong.
pub(super) struct Checker<'a> {
    pub file: Arc<SourceFile>,
    text: &'a str,
    /// Sound files need no places, and most files are sound.
    locator: OnceCell<Locator<'a>>,
    pub found: Vec<Diagnostic>,
    /// What was put into the file's contents out of other files.
    origins: Vec<Origin>,
}

impl<'a> Checker<'a> {
    pub fn new(file: &'a Arc<SourceFile>) -> Self {
        Self::of(file, &file.text)
    }

    /// A checker of a file whose values were read from another text of the same length.
    pub fn of(file: &Arc<SourceFile>, text: &'a str) -> Self {
        Self { file: Arc::clone(file), text, locator: OnceCell::new(), found: Vec::new(), origins: Vec::new() }
    }

    /// Knows what came out of banks, and what was wrong with that.
    pub fn borrowing(file: &Arc<SourceFile>, text: &'a str, borrowed: Borrowed) -> Self {
        Self { found: borrowed.found, origins: borrowed.origins, ..Self::of(file, text) }
    }

    pub fn error(&mut self, code: &'static str, path: &[&str], message: String, hint: Option<String>) {
        self.tell(Severity::Error, code, path, message, hint);
    }

    pub fn warning(&mut self, code: &'static str, path: &[&str], message: String, hint: Option<String>) {
        self.tell(Severity::Warning, code, path, message, hint);
    }

    /// The file and the place in it where a thing was written.
    fn place(&self, path: &[&str]) -> (Arc<SourceFile>, Option<Range<usize>>) {
        let put = |origin: &&Origin| path.len() >= origin.at.len() && origin.at.iter().zip(path).all(|(a, b)| a == b);
        match self.origins.iter().filter(put).max_by_key(|origin| origin.at.len()) {
            Some(Origin { at, file, from }) => {
                let path: Vec<&str> = from.iter().map(String::as_str).chain(path[at.len()..].iter().copied()).collect();
                (Arc::clone(file), Locator::new(&file.text).span(&path))
            }
            None => (Arc::clone(&self.file), self.locator.get_or_init(|| Locator::new(self.text)).span(path)),
        }
    }

    fn tell(&mut self, severity: Severity, code: &'static str, path: &[&str], message: String, hint: Option<String>) {
        if self.found.len() < MAX_FOUND {
            let (file, span) = self.place(path);
            let problem = Diagnostic::error(code, &file, span, message).hint_maybe(hint);
            self.found.push(Diagnostic { severity, ..problem });
        } else if self.found.len() == MAX_FOUND {
            self.found.push(and_more(&self.file));
        }
    }

    /// Complains unless `name` is among `known`.
    pub fn known<'k, I>(&mut self, code: &'static str, path: &[&str], what: &str, name: &str, known: I) -> bool
    where
        I: IntoIterator<Item = &'k str>,
        I::IntoIter: Clone,
    {
        let known = known.into_iter();
        if known.clone().any(|known| known == name) {
            return true;
        }
        self.unknown(code, path, what, name, known);
        false
    }

    /// Says that nothing goes by this name, and what does.
    pub fn unknown<'k>(
        &mut self,
        code: &'static str,
        path: &[&str],
        what: &str,
        name: &str,
        known: impl Iterator<Item = &'k str>,
    ) {
        if self.found.len() > MAX_FOUND {
            return;
        }
        let known: Vec<&str> = known.collect();
        let hint = did_you_mean(name, known.iter().copied()).or_else(|| there_are(&known));
        self.error(code, path, format!("there is no {what} \"{name}\""), hint);
    }

    pub fn format(&mut self, format: u32) {
        if format != FORMAT {
            let message = format!("this program reads format {FORMAT}, and the file says {format}");
            let hint = if format > FORMAT { "a newer Steadyline reads it" } else { "formats begin at 1" };
            self.error("SL005", &["format"], message, Some(hint.to_owned()));
        }
    }

    /// A drill says which duty it trains.
    pub fn duties(&mut self, duties: &[Duty]) {
        if duties.is_empty() {
            let all = Duty::ALL.map(Duty::id).join(", ");
            let hint = format!("write duties: [Complaint] or another, the main one first; there are: {all}");
            self.error("SL160", &[], "no duty is named".to_owned(), Some(hint));
        }
    }

    pub fn template(&mut self, path: &[&str], text: &str, knows: impl Fn(&str) -> bool, all: &[&str]) -> Template {
        match Template::parse(text) {
            Ok(template) => {
                for slot in template.slots() {
                    if !knows(slot) {
                        let hint = did_you_mean(slot, all.iter().copied());
                        self.error("SL021", path, format!("there is no fact \"{slot}\""), hint);
                    }
                }
                template
            }
            Err(error) => {
                let hint = "a placeholder is the name of a fact in braces, {caller.name}".to_owned();
                self.error("SL029", path, error.to_string(), Some(hint));
                Template::parse("").unwrap_or_else(|_| unreachable!("an empty text is a template"))
            }
        }
    }
}

/// Numbers of list entries as they stand in paths; more are made when they are needed.
const NUMBERS: [&str; 16] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15"];
/// The longest path of the format is shorter.
const LONGEST_PATH: usize = 12;

/// Does something at an entry of the list at `path`.
pub(super) fn below<R>(path: &[&str], number: usize, at: impl FnOnce(&[&str]) -> R) -> R {
    let made;
    let number = match NUMBERS.get(number) {
        Some(number) => number,
        None => {
            made = number.to_string();
            made.as_str()
        }
    };
    let mut full = [""; LONGEST_PATH];
    let length = path.len().min(LONGEST_PATH - 1);
    full[..length].copy_from_slice(&path[..length]);
    full[length] = number;
    at(&full[..=length])
}

/// A hint that names what there is, cut where it gets long.
pub(super) fn there_are(known: &[&str]) -> Option<String> {
    let mut list = known.join(", ");
    if list.len() > 120 {
        let cut = list.char_indices().map(|(at, _)| at).take_while(|at| *at <= 120).last().unwrap_or(0);
        list.truncate(list[..cut].rfind(',').unwrap_or(cut));
        list.push_str(", …");
    }
    (!list.is_empty()).then(|| format!("there are: {list}"))
}
