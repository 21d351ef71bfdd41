//! RON text into source types, with the place of each error and a hint that an author can act on.
//!
//! The reader stops at its first error, so what it stumbled over is taken out and the rest is read again.

use std::ops::Range;
use std::sync::Arc;

use ron::error::{Error as RonError, SpannedError};
use ron::extensions::Extensions;
use serde::de::DeserializeOwned;

use super::diagnostic::{Diagnostic, MAX_FOUND, SourceFile, and_more, nearest};
use super::explain::explain;
use super::lexical::{Lexeme, lexemes};
use super::locate::Locator;
use super::quick::quick;
use super::syntax::{Unpaired, unpaired};

/// The largest file that is read, in bytes.
pub const MAX_FILE: usize = 5 * 1024 * 1024;
/// The deepest nesting of brackets that is read.
pub const MAX_DEPTH: usize = 64;
/// After so many errors in one file the rest can wait.
const MAX_ERRORS: usize = 20;
/// So many bytes are read again and again while errors are taken out: a large file must not keep its author waiting.
const MAX_WORK: usize = 8 * 1024 * 1024;

/// Reads a value out of an authored file.
///
/// # Errors
/// Everything that can be told apart, with its place and, where there is one, a hint.
pub fn read<T: DeserializeOwned>(file: &Arc<SourceFile>) -> Result<T, Vec<Diagnostic>> {
    let read = read_on(file);
    match read.value {
        Some(value) if read.found.is_empty() => Ok(value),
        _ => Err(read.found),
    }
}

/// What could be read of a file, whatever is wrong with it.
#[derive(Debug)]
pub(super) struct ReadOn<T> {
    /// The value; that of the mended text where there were errors.
    pub value: Option<T>,
    /// What the value was read from, if that is not the file as it stands.
    pub mended: Option<Mended>,
    /// Why it cannot be used as it stands; empty for a sound file.
    pub found: Vec<Diagnostic>,
    /// The insides of the texts of a sound file, in order.
    pub texts: Vec<Range<usize>>,
}

/// A file without its errors of form, every other byte in its place.
#[derive(Debug, Default)]
pub(super) struct Mended {
    pub text: String,
    /// What was taken out.
    pub removed: Vec<Range<usize>>,
}

impl Mended {
    /// Whether a problem of the mended text is one of the file too, and not a hole that mending made.
    pub fn allows(&self, problem: &Diagnostic) -> bool {
        if self.removed.is_empty() {
            return true;
        }
        match problem.code {
            // Names of the pack, and texts that are wrong in themselves.
            "SL005" | "SL022" | "SL023" | "SL024" | "SL025" | "SL026" | "SL027" | "SL028" | "SL029" | "SL031"
            | "SL032" | "SL040" | "SL050" | "SL051" | "SL064" | "SL080" | "SL081" | "SL082" | "SL083" | "SL086" => true,
            // Names of the file: what was taken out may have been what they mean.
            "SL020" | "SL021" | "SL033" => {
                let name = problem.message.split('"').nth(1).and_then(|name| name.split('.').next()).unwrap_or("");
                let original = |place: &Range<usize>| problem.file.text.get(place.clone()).unwrap_or("");
                !self.removed.iter().map(original).any(|text| text.contains(name))
            }
            _ => false,
        }
    }

    /// The problem as it is in the file: without a list of names of which some are missing.
    pub fn as_in_file(&self, mut problem: Diagnostic) -> Diagnostic {
        let is_list = problem.hint.as_ref().is_some_and(|hint| hint.starts_with("there are: "));
        if is_list && matches!(problem.code, "SL020" | "SL021" | "SL033") && !self.removed.is_empty() {
            problem.hint = Some("it may stand in what could not be read, further up or down".to_owned());
        }
        problem
    }
}

/// Reads a value out of an authored file, past its errors if need be.
pub(super) fn read_on<T: DeserializeOwned>(file: &Arc<SourceFile>) -> ReadOn<T> {
    let sound = |(value, texts)| ReadOn { value: Some(value), mended: None, found: Vec::new(), texts };
    if file.text.len() <= MAX_FILE
        && let Some(read) = quick(&file.text)
    {
        return sound(read);
    }
    let texts = match guard(file) {
        Ok(texts) => texts,
        Err(problem) => return ReadOn { value: None, mended: None, found: vec![*problem], texts: Vec::new() },
    };
    let error = match parse::<T>(&file.text) {
        Ok(value) => return sound((value, texts)),
        Err(error) => error,
    };
    let Unpaired { found, mended, sound_to } = unpaired(file);
    let mended = Mended { text: mended.unwrap_or_else(|| file.text.clone()), removed: Vec::new() };
    let error = if mended.text == file.text { Ok(error) } else { parse::<T>(&mended.text).map_or_else(Ok, Err) };
    let mut read = match error {
        Ok(error) => recover::<T>(file, mended, error, sound_to),
        Err(value) => ReadOn { value: Some(value), mended: Some(mended), found: Vec::new(), texts: Vec::new() },
    };
    read.found.extend(found);
    read.found.sort_by_key(|problem| problem.span.as_ref().map(|span| span.start));
    if read.found.len() > MAX_FOUND {
        read.found.truncate(MAX_FOUND);
        read.found.push(and_more(file));
    }
    read
}

pub(super) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, SpannedError> {
    ron::Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME | Extensions::UNWRAP_NEWTYPES)
        .from_str(text)
}

/// Explains an error, takes out what it is about, and reads on; up to the byte where quotation marks and brackets stop
/// making sense.
fn recover<T: DeserializeOwned>(
    file: &Arc<SourceFile>,
    mut mended: Mended,
    first: SpannedError,
    end: usize,
) -> ReadOn<T> {
    let mut found = Vec::new();
    let mut error = first;
    let mut taken: Vec<(usize, String)> = Vec::new();
    let rounds = (MAX_WORK / file.text.len().max(1)).clamp(2, MAX_ERRORS * 4);
    for _ in 0..rounds {
        let at = byte_at(&mended.text, error.span.start.line, error.span.start.col);
        let gap = mended.text[at..].len() - mended.text[at..].trim_start().len();
        if at + gap >= end || found.len() == MAX_ERRORS {
            break;
        }
        let locator = Locator::new(&mended.text);
        let ours = matches!(&error.code, RonError::MissingStructField { field, .. }
            if locator.struct_at(at).is_some_and(|from| taken.iter().any(|(of, name)| *of == from && name == field)));
        if !ours {
            found.push(explain(file, &locator, at, &error.code));
        }
        let Some((text, removed)) = mend(&mended.text, &locator, at, &error.code, &mut taken) else { break };
        mended.text = text;
        mended.removed.extend(removed);
        match parse::<T>(&mended.text) {
            Ok(value) => return ReadOn { value: Some(value), mended: Some(mended), found, texts: Vec::new() },
            Err(next) => error = next,
        }
    }
    ReadOn { value: None, mended: None, found, texts: Vec::new() }
}

/// The text without what the error is about, every other byte in its place, and what was taken out, if anything was.
fn mend(
    text: &str,
    locator: &Locator<'_>,
    at: usize,
    error: &RonError,
    taken: &mut Vec<(usize, String)>,
) -> Option<(String, Option<Range<usize>>)> {
    let sign = match error {
        RonError::ExpectedComma => ",",
        RonError::ExpectedMapColon => ":",
        _ => {
            let missing = matches!(error, RonError::MissingStructField { .. });
            let element = locator.element_at(if missing { locator.struct_at(at)? } else { at })?;
            if let RonError::NoSuchStructField { expected, found, .. } = error
                && let (Some(from), Some(meant)) = (element.field_of, nearest(found, expected.iter().copied()))
            {
                taken.push((from, meant.to_owned()));
            }
            if let (Some(from), Some(name)) = (element.field_of, &element.name) {
                taken.push((from, text[name.clone()].to_owned()));
            }
            let mut out = blank(text, element.whole.clone());
            if let Some(comma) = element.comma {
                out = blank(&out, comma);
            }
            return Some((out, Some(element.whole)));
        }
    };
    // A sign that is missing goes where white space or a wrong sign stands.
    let free = |at: &usize| text.as_bytes().get(*at).is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'=');
    let equals = text[at..].trim_start().starts_with('=').then(|| text[at..].find('=').map(|gap| at + gap)).flatten();
    let place = equals.or_else(|| [at, at.saturating_sub(1)].into_iter().find(free))?;
    let mut out = text.to_owned();
    out.replace_range(place..=place, sign);
    Some((out, None))
}

/// Spaces in place of everything but ends of lines.
fn blank(text: &str, span: Range<usize>) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for byte in bytes.iter_mut().take(span.end).skip(span.start).filter(|byte| **byte != b'\n') {
        *byte = b' ';
    }
    String::from_utf8(bytes).unwrap_or_default()
}

/// What is said of a file of so many bytes.
pub(super) fn too_large(file: &Arc<SourceFile>, bytes: u64) -> Diagnostic {
    // The last tenth is rounded up, or a file of a byte too many would be as large as allowed.
    let tenths = bytes.saturating_mul(10).div_ceil(1024 * 1024);
    let message = format!("the file has {}.{} MB, and a file may have 5 MB", tenths / 10, tenths % 10);
    Diagnostic::error("SL002", file, None, message).hint("split it: one scenario a file, tables in rows.ron")
}

/// Refuses what would take too long or too deep, before a parser sees it. Gives the insides of the texts.
fn guard(file: &Arc<SourceFile>) -> Result<Vec<Range<usize>>, Box<Diagnostic>> {
    if file.text.len() > MAX_FILE {
        return Err(Box::new(too_large(file, file.text.len() as u64)));
    }
    let mut texts = Vec::new();
    let mut depth = 0_usize;
    for lexeme in lexemes(&file.text) {
        match lexeme {
            Lexeme::Open(at) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    let message = format!("brackets are nested deeper than {MAX_DEPTH}");
                    let hint = "no field of the format nests so deep; look for a bracket that is not closed";
                    return Err(Box::new(Diagnostic::error("SL003", file, Some(at..at + 1), message).hint(hint)));
                }
            }
            Lexeme::Close(_) => depth = depth.saturating_sub(1),
            Lexeme::Text(inside) => texts.push(inside),
        }
    }
    Ok(texts)
}

/// RON counts lines and characters; everything else here counts bytes.
fn byte_at(text: &str, line: usize, column: usize) -> usize {
    let mut start = 0;
    for _ in 1..line.max(1) {
        match text[start..].find('\n') {
            Some(newline) => start += newline + 1,
            None => return text.len(),
        }
    }
    let rest = &text[start..];
    rest.char_indices().nth(column.saturating_sub(1)).map_or(text.len(), |(offset, _)| start + offset)
}
