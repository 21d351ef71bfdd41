//! Tables beside authored files, as a spreadsheet saves them: rows with their places, or what is wrong with them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::diagnostic::{Diagnostic, SourceFile};

/// How a table has to be saved.
pub(super) const SAVE: &str = "save it as CSV with commas, its first line the names of the columns";

/// The names of the columns, and the rows.
pub(super) type Sheet = (Vec<String>, Vec<Row>);

/// The cells of a row by column, and where it stands.
pub(super) struct Row {
    pub cells: BTreeMap<String, String>,
    pub span: Range<usize>,
}

impl Row {
    /// The text in a column, without blanks around it.
    pub fn cell(&self, column: &str) -> String {
        self.cells.get(column).cloned().unwrap_or_default()
    }
}

/// Reads a table. Every row has a cell for each column.
///
/// # Errors
/// Each row that has not, or why it cannot be read at all.
pub(super) fn read(file: &Arc<SourceFile>) -> Result<Sheet, Vec<Diagnostic>> {
    let wrong = |span: Range<usize>, message: String, hint: &str| {
        Diagnostic::error("SL140", file, Some(span), message).hint(hint)
    };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file.text.as_bytes());
    let line_at =
        |from: usize| from..from + file.text.get(from..).and_then(|rest| rest.lines().next()).map_or(0, str::len);
    let whole = |error: csv::Error| {
        let from = error.position().map_or(0, |at| usize::try_from(at.byte()).unwrap_or(0));
        vec![wrong(line_at(from.min(file.text.len())), format!("the table cannot be read: {error}"), SAVE)]
    };
    let heads: Vec<String> = reader.headers().map_err(whole)?.iter().map(|head| head.trim().to_lowercase()).collect();
    let (mut rows, mut found) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = record.map_err(whole)?;
        let span = line_at(record.position().map_or(0, |at| usize::try_from(at.byte()).unwrap_or(0)));
        if record.len() != heads.len() {
            let message = format!("the row has {} cells for {} columns", record.len(), heads.len());
            let hint = "a comma inside a cell needs quotation marks around the cell; an empty cell needs its comma";
            found.push(wrong(span.clone(), message, hint));
        }
        let cells = heads.iter().cloned().zip(record.iter().map(|cell| cell.trim().to_owned())).collect();
        rows.push(Row { cells, span });
    }
    if rows.is_empty() && found.is_empty() {
        found.push(wrong(line_at(0), "the table has no rows".to_owned(), "write one row for each person"));
    }
    if found.is_empty() { Ok((heads, rows)) } else { Err(found) }
}
