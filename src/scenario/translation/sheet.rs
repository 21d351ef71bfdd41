//! The table of a language: read as a spreadsheet saved it, merged with the lines of today, written again.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::cell::{escaped, plain, spoiled};
use super::line::Line;
use super::{LONGEST_CAPTION, LONGEST_REPLY};
use crate::scenario::template::Template;

const COLUMNS: [&str; 8] = ["id", "who", "place", "tone", "source", "translation", "state", "hash"];

/// Why a table cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    #[error("the table has no column \"{0}\"")]
    NoColumn(&'static str),
    #[error("the table cannot be read: {0}")]
    Broken(String),
}

/// How a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    Ok,
    Missing,
    /// The source was changed after it was translated.
    Stale,
    /// No line of the scenario any more; kept, so that no work is lost.
    Unused,
}

impl State {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Missing => "missing",
            Self::Stale => "stale",
            Self::Unused => "unused",
        }
    }
}

/// A row: a line and its translation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub id: String,
    pub slot: String,
    pub who: String,
    pub place: String,
    pub tone: String,
    pub source: String,
    pub translation: String,
    pub state: State,
    /// The translator has said that the translation holds.
    vouched: bool,
    /// Of the source that was translated, and of the translation.
    hash: String,
    /// Bytes of the row in its file.
    pub span: Option<Range<usize>>,
}

/// A whole table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    pub rows: Vec<Row>,
    separator: Option<u8>,
}

/// Short, and never taken for a number or a date by a spreadsheet.
fn hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().chars().take(8).collect()
}

fn hashes(source: &str, translation: &str) -> String {
    format!("s{}-t{}", hash(source), hash(translation))
}

impl Row {
    /// Placeholders that the translation lacks or has too many.
    #[must_use]
    pub fn wrong_slots(&self) -> Option<String> {
        if self.translation.is_empty() || self.state == State::Unused {
            return None;
        }
        let slots = |text: &str| -> Option<BTreeSet<String>> {
            Some(Template::parse(text).ok()?.slots().map(str::to_owned).collect())
        };
        match (slots(&self.source), slots(&self.translation)) {
            (Some(own), Some(theirs)) => {
                let lacks = own.difference(&theirs).map(|slot| format!("{{{slot}}} is missing"));
                let more = theirs.difference(&own).map(|slot| format!("{{{slot}}} is not in the line"));
                let wrong: Vec<String> = lacks.chain(more).collect();
                (!wrong.is_empty()).then(|| wrong.join(", "))
            }
            (_, None) => Some("its braces do not pair".to_owned()),
            (None, _) => None,
        }
    }

    /// What a spreadsheet has made of it, if it has.
    #[must_use]
    pub fn spoiled(&self) -> Option<&'static str> {
        spoiled(&self.source, &self.translation)
    }

    /// How many characters fit where the line is shown.
    #[must_use]
    pub fn longest(&self) -> usize {
        match self.who.as_str() {
            "operator" => LONGEST_REPLY,
            "caller" | "department" => LONGEST_CAPTION,
            _ => usize::MAX,
        }
    }

    /// Whether the translation is of the source as it is now.
    fn is_fresh(&self, source: &str) -> bool {
        let (of_source, of_translation) = self.hash.split_once("-t").unwrap_or_default();
        let edited = of_translation != hash(&self.translation);
        of_source == format!("s{}", hash(source)) || (self.source == source && (edited || self.vouched))
    }
}

impl Sheet {
    /// Reads a table with any of the usual separators, its columns in any order.
    ///
    /// # Errors
    /// When it is no such table.
    pub fn read(text: &str) -> Result<Self, SheetError> {
        let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let text = &text[mark..];
        let head = text.lines().next().unwrap_or_default();
        let count = |sign: u8| head.bytes().filter(|byte| *byte == sign).count();
        let separator = [b',', b';', b'\t'].into_iter().max_by_key(|sign| count(*sign)).unwrap_or(b',');
        let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.as_bytes());
        let broken = |error: csv::Error| SheetError::Broken(error.to_string());
        let names: Vec<String> =
            reader.headers().map_err(broken)?.iter().map(|name| name.trim().to_lowercase()).collect();
        let column = |name: &'static str| names.iter().position(|own| own == name);
        for name in ["id", "source", "translation"] {
            column(name).ok_or(SheetError::NoColumn(name))?;
        }
        let mut rows: Vec<Row> = Vec::new();
        let mut known = BTreeSet::new();
        for record in reader.records() {
            let record = record.map_err(broken)?;
            let cell = |name: &'static str| plain(column(name).and_then(|at| record.get(at)).unwrap_or_default());
            let id = cell("id");
            if id.is_empty() || !known.insert(id.clone()) {
                continue;
            }
            let from = record.position().map_or(0, |at| usize::try_from(at.byte()).unwrap_or(0)) + mark;
            let line = text.get(from - mark..).and_then(|rest| rest.lines().next()).map_or(0, str::len);
            let state = cell("state");
            rows.push(Row {
                slot: String::new(),
                who: cell("who"),
                place: cell("place"),
                tone: cell("tone"),
                source: cell("source"),
                translation: cell("translation").trim().to_owned(),
                state: if state == "unused" { State::Unused } else { State::Missing },
                vouched: state.trim().eq_ignore_ascii_case("ok"),
                hash: cell("hash"),
                span: Some(from..from + line),
                id,
            });
        }
        Ok(Self { rows, separator: Some(separator) })
    }

    /// The table for the lines of today: each with the translation that it had. Rows of lines that are gone stand last.
    #[must_use]
    pub fn merged(&self, lines: &[Line]) -> Self {
        let mut found: Vec<Option<&Row>> = vec![None; lines.len()];
        let mut seen = BTreeSet::new();
        // One row serves wordings that are the same to the letter.
        let wanted: Vec<usize> =
            (0..lines.len()).filter(|at| seen.insert((&lines[*at].slot, &lines[*at].text))).collect();
        let mut shelf = Shelf::of(&self.rows);
        type Fits = fn(&Row, &Line) -> bool;
        // The same words in the same place, then the same place, then the same words elsewhere.
        let ways: [(bool, Fits); 3] = [
            (true, |row, line| in_slot(row, line) && row.source == line.text),
            (true, in_slot),
            (false, |row, line| row.who == line.who.name() && !row.translation.is_empty()),
        ];
        for (by_place, fits) in ways {
            for at in &wanted {
                if found[*at].is_none() {
                    found[*at] = shelf.take(&lines[*at], by_place, fits);
                }
            }
        }
        let mut ids: BTreeMap<String, u32> = BTreeMap::new();
        for row in found.iter().flatten() {
            ids.insert(row.id.clone(), 1);
        }
        let mut rows: Vec<Row> = wanted.iter().map(|at| joined(&lines[*at], found[*at], &mut ids)).collect();
        rows.extend(shelf.left().map(|row| Row { state: State::Unused, ..row.clone() }));
        Self { rows, separator: self.separator }
    }

    /// How many lines there are to translate.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.rows.iter().filter(|row| row.state != State::Unused).count()
    }

    /// The table as a file, with the separator that it was read with.
    #[must_use]
    pub fn text(&self) -> String {
        let mut writer = csv::WriterBuilder::new().delimiter(self.separator.unwrap_or(b',')).from_writer(Vec::new());
        // Writing into memory does not fail.
        let _ = writer.write_record(COLUMNS);
        for row in &self.rows {
            let state = row.state.name();
            let cells = [&row.id, &row.who, &row.place, &row.tone, &row.source, &row.translation, state, &row.hash];
            let _ = writer.write_record(cells.map(escaped));
        }
        let bytes = writer.into_inner().unwrap_or_default();
        // Spreadsheets take a file for UTF-8 by its byte order mark.
        format!("\u{feff}{}", String::from_utf8_lossy(&bytes))
    }
}

/// Rows that no line has taken yet, by their place and by their words.
struct Shelf<'s> {
    rows: Vec<Option<&'s Row>>,
    by_place: BTreeMap<&'s str, Vec<usize>>,
    by_words: BTreeMap<&'s str, Vec<usize>>,
}

impl<'s> Shelf<'s> {
    fn of(rows: &'s [Row]) -> Self {
        let mut shelf =
            Self { rows: rows.iter().map(Some).collect(), by_place: BTreeMap::new(), by_words: BTreeMap::new() };
        for (number, row) in rows.iter().enumerate() {
            shelf.by_place.entry(&row.id).or_default().push(number);
            if let Some((slot, _)) = row.id.rsplit_once('#') {
                shelf.by_place.entry(slot).or_default().push(number);
            }
            shelf.by_words.entry(&row.source).or_default().push(number);
        }
        shelf
    }

    /// The first row that fits.
    fn take(&mut self, line: &Line, by_place: bool, fits: fn(&Row, &Line) -> bool) -> Option<&'s Row> {
        let near = if by_place { self.by_place.get(line.slot.as_str()) } else { self.by_words.get(line.text.as_str()) };
        let number = *near?.iter().find(|number| self.rows[**number].is_some_and(|row| fits(row, line)))?;
        self.rows[number].take()
    }

    /// What is left and holds somebody's work.
    fn left(self) -> impl Iterator<Item = &'s Row> {
        self.rows.into_iter().flatten().filter(|row| !row.translation.is_empty())
    }
}

/// A row belongs to a place by its id: that of a wording has a part more.
fn in_slot(row: &Row, line: &Line) -> bool {
    if line.is_wording {
        row.id.rsplit_once('#').is_some_and(|(slot, _)| slot == line.slot)
    } else {
        row.id == line.slot
    }
}

fn joined(line: &Line, row: Option<&Row>, ids: &mut BTreeMap<String, u32>) -> Row {
    let id = match row {
        Some(row) if in_slot(row, line) => row.id.clone(),
        _ => fresh_id(line, ids),
    };
    let translation = row.map(|row| row.translation.clone()).unwrap_or_default();
    let fresh = row.is_some_and(|row| row.is_fresh(&line.text));
    let state = match (translation.is_empty(), fresh) {
        (true, _) => State::Missing,
        (false, true) => State::Ok,
        (false, false) => State::Stale,
    };
    let hash = match (state, row) {
        (State::Stale, Some(row)) => {
            // The hash of what was translated stays; a row without one was never in step.
            let of_source = row.hash.split_once("-t").map_or("s", |(of_source, _)| of_source);
            format!("{of_source}-t{}", hash(&translation))
        }
        (State::Missing, _) => String::new(),
        _ => hashes(&line.text, &translation),
    };
    Row {
        id,
        slot: line.slot.clone(),
        who: line.who.name().to_owned(),
        place: line.place.clone(),
        tone: line.tone.clone(),
        source: line.text.clone(),
        translation,
        state,
        vouched: false,
        hash,
        span: row.and_then(|row| row.span.clone()),
    }
}

/// A new id: the place, and for a wording the hash of its first words in the table, which it keeps when they change.
fn fresh_id(line: &Line, ids: &mut BTreeMap<String, u32>) -> String {
    let plain = if line.is_wording { format!("{}#{}", line.slot, &hash(&line.text)[..6]) } else { line.slot.clone() };
    let count = ids.entry(plain.clone()).or_insert(0);
    *count += 1;
    if *count == 1 { plain } else { format!("{plain}-{count}") }
}
