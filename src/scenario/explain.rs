//! What a reader's error means to an author: a plain message, the true place, and a hint.

use std::ops::Range;
use std::sync::Arc;

use ron::error::Error as RonError;

use super::diagnostic::{Diagnostic, SourceFile, did_you_mean};
use super::locate::Locator;

/// The error at a byte of the file, in words. The locator may be one of a text in which earlier errors were blanked.
pub(super) fn explain(file: &Arc<SourceFile>, locator: &Locator<'_>, at: usize, error: &RonError) -> Diagnostic {
    let place = place(file, locator, at);
    match error {
        RonError::NoSuchStructField { expected, found, outer } => {
            let message = format!("there is no field \"{found}\"{}", owner(" of", outer.as_deref()));
            Diagnostic::error("SL010", file, Some(place), message).hint(nearest_or_list(found, expected))
        }
        RonError::NoSuchEnumVariant { expected, found, outer } => {
            let message =
                format!("\"{found}\" is no {}", outer.as_deref().map_or_else(|| "choice".to_owned(), plain_type));
            Diagnostic::error("SL011", file, Some(word_at(file, at)), message).hint(nearest_or_list(found, expected))
        }
        RonError::MissingStructField { field, outer } => {
            let message = format!("the field \"{field}\" is missing{}", owner(" in", outer.as_deref()));
            let (place, hint) = if locator.is_sound() {
                (
                    struct_place(file, locator, at),
                    "scenarios/README.md says what it means; a minimal scenario stands there too",
                )
            } else {
                (word_at(file, at), "or the bracket that closes here is one too many")
            };
            Diagnostic::error("SL012", file, Some(place), message).hint(hint)
        }
        RonError::DuplicateStructField { field, outer } => {
            let message = format!("the field \"{field}\" is written twice{}", owner(" in", outer.as_deref()));
            Diagnostic::error("SL013", file, Some(place), message).hint("keep one of the two")
        }
        RonError::Message(text) if text.contains("is written twice in one map") => {
            Diagnostic::error("SL013", file, Some(place), text.clone()).hint("rename one of the two, or join them")
        }
        other => match wrong_kind(file, at, other) {
            Some((message, hint)) => Diagnostic::error("SL014", file, Some(place), message).hint(hint),
            None => syntax(file, at, other),
        },
    }
}

/// The value is of another kind than the field.
fn wrong_kind(file: &Arc<SourceFile>, at: usize, error: &RonError) -> Option<(String, String)> {
    let (message, hint) = match error {
        RonError::ExpectedInteger => ("a whole number belongs here", "write it without quotation marks: 3"),
        RonError::IntegerOutOfBounds => ("the number is too large, or below zero", "write a whole number from 0"),
        RonError::ExpectedBoolean => {
            ("true or false belongs here", "write it in small letters, without quotation marks")
        }
        RonError::ExpectedString => {
            ("a text belongs here", "a text stands between straight quotation marks: \"like this\"")
        }
        RonError::ExpectedArray => {
            ("a list belongs here", "a list stands in square brackets, even with one entry: [\"like this\"]")
        }
        RonError::ExpectedMap => ("names with their values belong here", "they stand in braces: { \"name\": value }"),
        RonError::ExpectedStructLike | RonError::ExpectedNamedStructLike(_) if next(file, at).is_none() => {
            ("the file holds nothing", "start from a copy of another file of the same folder")
        }
        RonError::ExpectedStructLike | RonError::ExpectedNamedStructLike(_) => {
            ("fields in round brackets belong here", "write (field: value, field: value)")
        }
        RonError::ExpectedIdentifier if next(file, at) == Some('"') && before(file, at) == Some(':') => {
            ("a word of the format belongs here", "it stands without quotation marks: tone: Warm")
        }
        RonError::ExpectedStructLikeEnd if before(file, at) != Some(':') => (
            "there is a value too many here, or a comma is missing",
            "scenarios/README.md says how many values belong here",
        ),
        RonError::ExpectedDifferentLength { .. } => {
            ("there are too few or too many values here", "scenarios/README.md says how many belong here")
        }
        _ => return None,
    };
    Some((message.to_owned(), hint.to_owned()))
}

/// The text is not well formed.
fn syntax(file: &Arc<SourceFile>, at: usize, error: &RonError) -> Diagnostic {
    let behind = end_before(file, at);
    let (place, message, hint) = match error {
        RonError::ExpectedComma if quoted_inside(file, at) => {
            let hint = "a quotation mark inside a text needs a backslash before it: \"He said \\\"wait\\\".\"";
            (behind..behind + 1, "the text ends at this quotation mark".to_owned(), hint)
        }
        RonError::ExpectedComma => (
            behind..behind,
            "a comma is missing here".to_owned(),
            "fields, entries of a list and replies have a comma between them",
        ),
        RonError::ExpectedMapColon => {
            (word_before(file, at), "a colon is missing after this".to_owned(), "write name: value")
        }
        RonError::ExpectedIdentifier => {
            let hint = "names of fields stand without quotation marks; or a bracket further up is closed too late";
            (word_at(file, at), "the name of a field belongs here".to_owned(), hint)
        }
        RonError::TrailingCharacters => {
            let hint = "a bracket further up is closed too early, or two files were pasted into one";
            (word_at(file, at), "the file goes on after its end".to_owned(), hint)
        }
        RonError::Eof | RonError::ExpectedStringEnd => {
            (at..at, "the file ends too early".to_owned(), "something that was opened is not closed")
        }
        RonError::InvalidEscape(_) => {
            let hint = "write \\\" for a quotation mark and \\\\ for a backslash";
            (at..at, "a backslash means nothing before this sign".to_owned(), hint)
        }
        other => {
            let text = other.to_string();
            let first = text.chars().next().map(char::to_lowercase).into_iter().flatten().collect::<String>();
            let message = format!("{first}{}", text.chars().skip(1).collect::<String>());
            (word_at(file, at), message, "look for a sign that is missing or too many just before this place")
        }
    };
    Diagnostic::error("SL001", file, Some(place), message).hint(hint)
}

/// The name of the field or entry around a byte, if it stands in the same line; else the word at the byte.
fn place(file: &Arc<SourceFile>, locator: &Locator<'_>, at: usize) -> Range<usize> {
    match locator.element_at(at) {
        Some(element) if element.name.as_ref().is_some_and(|name| name.contains(&at) || name.end == at) => {
            element.name.unwrap_or(at..at)
        }
        _ => word_at(file, at),
    }
}

/// The name under which the struct around a byte stands, or the bracket that opens it.
fn struct_place(file: &Arc<SourceFile>, locator: &Locator<'_>, at: usize) -> Range<usize> {
    let start = locator.struct_at(at).unwrap_or(0);
    match locator.element_at(start) {
        Some(element) if element.whole.contains(&start) => element.name.unwrap_or(start..start + 1),
        _ => start..(start + 1).min(file.text.len()),
    }
}

fn next(file: &Arc<SourceFile>, at: usize) -> Option<char> {
    file.text.get(at..)?.chars().find(|character| !character.is_whitespace())
}

fn before(file: &Arc<SourceFile>, at: usize) -> Option<char> {
    file.text.get(..at)?.chars().rev().find(|character| !character.is_whitespace())
}

/// The byte behind the last thing before a place.
fn end_before(file: &Arc<SourceFile>, at: usize) -> usize {
    file.text.get(..at).map_or(at, |text| text.trim_end().len())
}

/// A text ended and goes on without a comma: `"He said "wait"."`.
fn quoted_inside(file: &Arc<SourceFile>, at: usize) -> bool {
    let behind = end_before(file, at);
    let closes = file.text.get(..behind).is_some_and(|text| text.ends_with('"'));
    closes
        && behind == at
        && file.text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphanumeric)
}

fn word_at(file: &Arc<SourceFile>, at: usize) -> Range<usize> {
    let rest = file.text.get(at..).unwrap_or("");
    let blank = rest.len() - rest.trim_start().len();
    let start = at + blank;
    let word = rest
        .trim_start()
        .char_indices()
        .find(|(_, c)| !c.is_alphanumeric() && *c != '_')
        .map_or(rest.trim_start().len(), |(end, _)| end);
    let end = start + word.max(rest.trim_start().chars().next().map_or(0, char::len_utf8));
    start..end
}

fn word_before(file: &Arc<SourceFile>, at: usize) -> Range<usize> {
    let end = end_before(file, at);
    let start = file
        .text
        .get(..end)
        .and_then(|text| text.rfind(|c: char| !c.is_alphanumeric() && c != '_'))
        .map_or(0, |at| at + 1);
    start.min(end)..end
}

fn owner(link: &str, name: Option<&str>) -> String {
    name.map(|name| format!("{link} {}", with_article(&plain_type(name)))).unwrap_or_default()
}

fn with_article(name: &str) -> String {
    match name {
        "scenario" | "caller" => format!("the {name}"),
        _ if name.starts_with('`') => name.to_owned(),
        _ if name.starts_with(['a', 'e', 'i', 'o', 'u']) => format!("an {name}"),
        _ => format!("a {name}"),
    }
}

fn nearest_or_list(found: &str, expected: &[&'static str]) -> String {
    did_you_mean(found, expected.iter().copied()).unwrap_or_else(|| format!("it can be: {}", expected.join(", ")))
}

/// What an author calls a type: `BeatSource` is `beat`.
fn plain_type(name: &str) -> String {
    match name {
        "FactSource" => return "maker of facts".to_owned(),
        "MakerSource" => return "maker of values".to_owned(),
        "ExpectSource" => return "`expect`".to_owned(),
        "RoutingSource" => return "`routing`".to_owned(),
        "HabitsSource" => return "`habits`".to_owned(),
        "ZeroSource" => return "entry of `at_zero`".to_owned(),
        "ExpectedRowSource" => return "expected row".to_owned(),
        "SystemEditSource" => return "system entry".to_owned(),
        "LineEffect" => return "effect on the line".to_owned(),
        "MoveKind" => return "universal move".to_owned(),
        "CriticalKind" => return "kind of critical error".to_owned(),
        "ScoreNumber" => return "number of the scorecard".to_owned(),
        "FieldKind" => return "kind of field".to_owned(),
        "How" => return "way of transfer".to_owned(),
        _ => {}
    }
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
