//! RON text into source types, with the place of each error and a hint that an author can act on.
//!
//! The reader stops at its first error, so what it stumbled over is taken out and the rest is read again.

use std::ops::Range;
use std::sync::Arc;

use ron::error::{Error as RonError, SpannedError};
use ron::extensions::Extensions;
use serde::de::DeserializeOwned;

use super::diagnostic::{Diagnostic, SourceFile, nearest};
use super::explain::explain;
use super::locate::Locator;
use super::syntax::unpaired;

/// The largest file that is read, in bytes.
pub const MAX_FILE: usize = 5 * 1024 * 1024;
/// The deepest nesting of brackets that is read.
pub const MAX_DEPTH: usize = 64;
/// After so many errors in one file the rest can wait.
const MAX_ERRORS: usize = 20;

/// Reads a value out of an authored file.
///
/// # Errors
/// Everything that can be told apart, with its place and, where there is one, a hint.
pub fn read<T: DeserializeOwned>(file: &Arc<SourceFile>) -> Result<T, Vec<Diagnostic>> {
    guard(file).map_err(|problem| vec![*problem])?;
    let error = match parse::<T>(&file.text) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    let unpaired = unpaired(file);
    let first = unpaired.first().and_then(|problem| problem.span.as_ref()).map_or(usize::MAX, |span| span.start);
    let mut found = recover::<T>(file, error, first);
    found.extend(unpaired);
    Err(found)
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, SpannedError> {
    ron::Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME | Extensions::UNWRAP_NEWTYPES)
        .from_str(text)
}

/// Explains an error, takes out what it is about, and reads on; up to the byte where quotation marks and brackets stop
/// making sense.
fn recover<T: DeserializeOwned>(file: &Arc<SourceFile>, first: SpannedError, end: usize) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut text = file.text.clone();
    let mut error = first;
    let mut taken: Vec<(usize, String)> = Vec::new();
    for _ in 0..MAX_ERRORS * 4 {
        let at = byte_at(&text, error.span.start.line, error.span.start.col);
        let gap = text[at..].len() - text[at..].trim_start().len();
        if at + gap >= end || found.len() == MAX_ERRORS {
            break;
        }
        let locator = Locator::new(&text);
        let ours = matches!(&error.code, RonError::MissingStructField { field, .. }
            if locator.struct_at(at).is_some_and(|from| taken.iter().any(|(of, name)| *of == from && name == field)));
        if !ours {
            found.push(explain(file, &locator, at, &error.code));
        }
        let Some(mended) = mend(&text, &locator, at, &error.code, &mut taken) else { break };
        text = mended;
        match parse::<T>(&text) {
            Ok(_) => break,
            Err(next) => error = next,
        }
    }
    found
}

/// The text without what the error is about, every other byte in its place.
fn mend(
    text: &str,
    locator: &Locator<'_>,
    at: usize,
    error: &RonError,
    taken: &mut Vec<(usize, String)>,
) -> Option<String> {
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
            let mut out = blank(text, element.whole);
            if let Some(comma) = element.comma {
                out = blank(&out, comma);
            }
            return Some(out);
        }
    };
    // A sign that is missing goes where white space or a wrong sign stands.
    let free = |at: &usize| text.as_bytes().get(*at).is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'=');
    let equals = text[at..].trim_start().starts_with('=').then(|| text[at..].find('=').map(|gap| at + gap)).flatten();
    let place = equals.or_else(|| [at, at.saturating_sub(1)].into_iter().find(free))?;
    let mut out = text.to_owned();
    out.replace_range(place..=place, sign);
    Some(out)
}

/// Spaces in place of everything but ends of lines.
fn blank(text: &str, span: Range<usize>) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for byte in bytes.iter_mut().take(span.end).skip(span.start).filter(|byte| **byte != b'\n') {
        *byte = b' ';
    }
    String::from_utf8(bytes).unwrap_or_default()
}

/// Refuses what would take too long or too deep, before a parser sees it.
fn guard(file: &Arc<SourceFile>) -> Result<(), Box<Diagnostic>> {
    if file.text.len() > MAX_FILE {
        let message = format!("the file is {} MB; the limit is 5 MB", file.text.len() / (1024 * 1024));
        return Err(Box::new(
            Diagnostic::error("SL002", file, None, message).hint("split it: one scenario a file, tables in rows.ron"),
        ));
    }
    let mut depth = 0_usize;
    let mut bytes = file.text.bytes().enumerate();
    let mut in_string = false;
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' if in_string => {
                bytes.next();
            }
            b'"' => in_string = !in_string,
            b'/' if !in_string && file.text.as_bytes().get(at + 1) == Some(&b'/') => {
                for (_, skipped) in bytes.by_ref() {
                    if skipped == b'\n' {
                        break;
                    }
                }
            }
            b'(' | b'[' | b'{' if !in_string => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(Box::new(
                        Diagnostic::error(
                            "SL003",
                            file,
                            Some(at..at + 1),
                            format!("brackets are nested deeper than {MAX_DEPTH}"),
                        )
                        .hint("no field of the format nests so deep; look for a bracket that is not closed"),
                    ));
                }
            }
            b')' | b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
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
