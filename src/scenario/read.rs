//! RON text into source types, with the place of an error and a hint that an author can act on.

use std::ops::Range;
use std::sync::Arc;

use ron::error::{Error as RonError, SpannedError};
use ron::extensions::Extensions;
use serde::de::DeserializeOwned;

use super::diagnostic::{Diagnostic, SourceFile, did_you_mean};

/// The largest file that is read, in bytes.
pub const MAX_FILE: usize = 5 * 1024 * 1024;
/// The deepest nesting of brackets that is read.
pub const MAX_DEPTH: usize = 64;

/// Reads a value out of an authored file.
///
/// # Errors
/// One diagnostic with the place and, where there is one, a hint.
pub fn read<T: DeserializeOwned>(file: &Arc<SourceFile>) -> Result<T, Box<Diagnostic>> {
    guard(file)?;
    let options = ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME | Extensions::UNWRAP_NEWTYPES);
    options.from_str(&file.text).map_err(|error| Box::new(explain(file, &error)))
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
                        Diagnostic::error("SL003", file, Some(at..at + 1), format!("brackets are nested deeper than {MAX_DEPTH}"))
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

fn explain(file: &Arc<SourceFile>, error: &SpannedError) -> Diagnostic {
    let span = byte_span(&file.text, error);
    if let Some(found) = curly_quote(file, &span) {
        return found;
    }
    match &error.code {
        RonError::NoSuchStructField { expected, found, outer } => {
            let owner = outer.as_deref().map(|name| format!(" of {}", plain_type(name))).unwrap_or_default();
            Diagnostic::error("SL010", file, Some(span), format!("there is no field \"{found}\"{owner}"))
                .hint(nearest_or_list(found, expected))
        }
        RonError::NoSuchEnumVariant { expected, found, outer } => {
            let owner = outer.as_deref().map(|name| format!(" for {}", plain_type(name))).unwrap_or_default();
            Diagnostic::error("SL011", file, Some(span), format!("\"{found}\" is not a choice{owner}"))
                .hint(nearest_or_list(found, expected))
        }
        RonError::MissingStructField { field, outer } => {
            let owner = outer.as_deref().map(|name| format!(" in {}", plain_type(name))).unwrap_or_default();
            Diagnostic::error("SL012", file, Some(span), format!("the field \"{field}\" is missing{owner}"))
                .hint("scenarios/README.md lists the fields and what they mean")
        }
        RonError::Message(text) if text.contains("is written twice in one map") => {
            Diagnostic::error("SL013", file, Some(span), text.clone()).hint("rename one of the two, or join them")
        }
        other => syntax(file, span, other),
    }
}

/// A syntax error: the recovering parser often knows an earlier and truer place.
fn syntax(file: &Arc<SourceFile>, span: Range<usize>, error: &RonError) -> Diagnostic {
    let text = error.to_string();
    let hint = match error {
        RonError::ExpectedComma | RonError::ExpectedMapEnd | RonError::ExpectedStructLikeEnd | RonError::ExpectedArrayEnd => {
            unclosed_string(&file.text, span.start)
                .or_else(|| Some("a comma, a quotation mark or a closing bracket is missing just before this place".to_owned()))
        }
        RonError::ExpectedString => Some("texts stand in straight quotation marks: \"like this\"".to_owned()),
        RonError::Eof | RonError::ExpectedStringEnd => Some("the file ends too early; something opened is not closed".to_owned()),
        _ => None,
    };
    let first = text.chars().next().map(char::to_lowercase).into_iter().flatten().collect::<String>();
    let message = format!("{first}{}", text.chars().skip(1).collect::<String>());
    Diagnostic::error("SL001", file, Some(span), message).hint_maybe(hint)
}

/// A string that swallowed the end of its line is most likely the culprit.
fn unclosed_string(text: &str, before: usize) -> Option<String> {
    let mut line_number = 0;
    for line in text.get(..before)?.lines() {
        line_number += 1;
        let quotes = line.replace("\\\"", "").matches('"').count();
        if quotes % 2 == 1 && !line.trim_start().starts_with("//") {
            return Some(format!("line {line_number} has an odd number of quotation marks: is a text not closed there?"));
        }
    }
    None
}

fn curly_quote(file: &Arc<SourceFile>, span: &Range<usize>) -> Option<Diagnostic> {
    let here = file.text.get(span.start..)?.chars().next()?;
    if !matches!(here, '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{00ab}' | '\u{00bb}' | '\u{2018}' | '\u{2019}') {
        return None;
    }
    let end = span.start + here.len_utf8();
    Some(
        Diagnostic::error("SL004", file, Some(span.start..end), format!("{here} is a curly quotation mark"))
            .hint("word processors make these; use straight ones: \"text\""),
    )
}

fn nearest_or_list(found: &str, expected: &[&'static str]) -> String {
    did_you_mean(found, expected.iter().copied()).unwrap_or_else(|| format!("it can be: {}", expected.join(", ")))
}

/// `BeatSource` is `a beat` to an author.
fn plain_type(name: &str) -> String {
    let name = name.strip_suffix("Source").unwrap_or(name);
    let mut out = String::new();
    for character in name.chars() {
        if character.is_uppercase() && !out.is_empty() {
            out.push(' ');
        }
        out.extend(character.to_lowercase());
    }
    out
}

/// RON counts lines and characters; everything else here counts bytes.
fn byte_span(text: &str, error: &SpannedError) -> Range<usize> {
    let start = byte_at(text, error.span.start.line, error.span.start.col);
    let end = byte_at(text, error.span.end.line, error.span.end.col);
    start..end.max(start)
}

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
