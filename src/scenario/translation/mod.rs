//! A scenario in another language: its lines in a table beside it, one row a line, `calls/NAME.de.csv`. What a pack lends to
//! all of its calls stands in a table of its own, `pack.de.csv`.
//!
//! A row is known by an id that neither the order of the lines nor a change to another line touches. The table is merged
//! with the scenario's lines by [`Sheet::merged`], and `spoken` is the scenario with the translated lines in place.

mod cell;
mod lesson;
mod line;
mod pack;
mod sheet;

use std::sync::Arc;

pub use line::{Line, Who, lines};
pub(super) use pack::in_language;
pub use pack::pack_lines;
pub use sheet::{Row, Sheet, SheetError, State};

use super::diagnostic::{Diagnostic, SourceFile};
use super::source::ScenarioSource;

/// Lines of a call that are longer than this do not fit the captions; replies have to be read while the caller waits.
pub const LONGEST_CAPTION: usize = 360;
pub const LONGEST_REPLY: usize = 240;

/// The scenario in a language, and what is wrong with its table.
pub(super) fn spoken(
    source: &ScenarioSource,
    file: &Arc<SourceFile>,
    table: (&str, Option<&Arc<SourceFile>>),
) -> (Option<ScenarioSource>, Vec<Diagnostic>) {
    let (merged, found) = merged(&lines(source), file, table);
    (merged.map(|merged| line::with(source, &merged)), found)
}

/// The table of a language for the lines of today, and what is wrong with it. `file` names the languages.
pub(super) fn merged(
    lines: &[Line],
    file: &Arc<SourceFile>,
    (lang, table): (&str, Option<&Arc<SourceFile>>),
) -> (Option<Sheet>, Vec<Diagnostic>) {
    let hint = || format!("run: steadyline translate {} --lang {lang}", file.name);
    let place = super::locate::Locator::new(&file.text).span(&["languages"]);
    let Some(table) = table else {
        let message = format!("there is no table of the language \"{lang}\"");
        return (None, vec![Diagnostic::warning("SL095", file, place, message).hint(hint())]);
    };
    let sheet = match Sheet::read(&table.text) {
        Ok(sheet) => sheet,
        Err(error) => {
            let hint = "save it as CSV with its first line, the names of the columns";
            return (None, vec![Diagnostic::error("SL097", table, None, error.to_string()).hint(hint)]);
        }
    };
    let merged = sheet.merged(lines);
    let mut found = Vec::new();
    let missing = merged.rows.iter().filter(|row| row.state == State::Missing).count();
    if missing > 0 {
        let message = format!("{missing} of {} lines have no translation in \"{lang}\"", merged.lines());
        found.push(Diagnostic::warning("SL095", file, place, message).hint(hint()));
    }
    for row in &merged.rows {
        found.extend(about(row, table));
    }
    (Some(merged), found)
}

/// What is wrong with one row.
fn about(row: &Row, table: &Arc<SourceFile>) -> Option<Diagnostic> {
    let span = row.span.clone();
    if let Some(slots) = row.wrong_slots() {
        let message = format!("the translation of \"{}\" has other placeholders: {slots}", row.id);
        let hint = "each placeholder of the line stands in its translation, and no other; until then the line is not translated";
        return Some(Diagnostic::error("SL096", table, span, message).hint(hint));
    }
    if let Some(why) = row.spoiled() {
        let message = format!("the translation of \"{}\" was changed by a spreadsheet: {why}", row.id);
        return Some(Diagnostic::warning("SL098", table, span, message).hint("write it again, as text"));
    }
    if row.state == State::Stale {
        let message = format!("the line \"{}\" was changed after it was translated", row.id);
        let hint = "translate it anew, or write ok into the column state if it still holds";
        return Some(Diagnostic::warning("SL095", table, span, message).hint(hint));
    }
    let (longest, length) = (row.longest(), row.translation.chars().count());
    (length > longest && length > row.source.chars().count()).then(|| {
        let message = format!("the translation of \"{}\" has {length} characters, and {longest} fit", row.id);
        Diagnostic::warning("SL098", table, span, message).hint("say it in fewer words, or in two beats")
    })
}
