//! People out of a table: read whole, every problem told with its row and column, and taken in whole or not at all.

use std::collections::{BTreeMap, BTreeSet};

use csv::StringRecord;
use jiff::Timestamp;
use serde::Serialize;

use super::right::{Actor, Right, Role, may};
use super::{NameFault, PeopleError, name_of};
use crate::store::{Store, StoreError};

/// Somebody who is to be added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewPerson {
    pub name: String,
    pub roles: BTreeSet<Role>,
    /// The names of their teams.
    pub teams: BTreeSet<String>,
}

/// What an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Imported {
    pub added: usize,
    /// They were there, and have roles or teams that they did not have.
    pub changed: usize,
    pub same: usize,
}

/// What is wrong in a table of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportProblem {
    /// The line of the file, from 1.
    pub row: u64,
    /// The column by its heading; by its number where it has none.
    pub column: String,
    pub fault: ImportFault,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportFault {
    NotUtf8,
    /// A quotation mark is not closed, or the like.
    Broken(String),
    Empty,
    NoSuchColumn,
    MissingColumn,
    TwiceColumn,
    /// The row has more cells or fewer than the headings.
    Cells {
        found: usize,
        wanted: usize,
    },
    Name(NameFault),
    NoSuchRole(String),
    /// The name stands in an earlier row.
    Twice(u64),
    TooManyRows,
}

/// More rows than this are another kind of file.
const MOST_ROWS: usize = 20_000;
/// The same, in bytes.
pub(super) const MOST_BYTES: usize = 5_000_000;

/// What columns may be called; the first is what problems call them.
const NAME: [&str; 2] = ["name", "person"];
const TEAMS: [&str; 2] = ["teams", "team"];
const ROLES: [&str; 2] = ["roles", "role"];

/// Reads a table of people: the columns `name`, and `roles` and `teams` where they are there, parted by commas or semicolons. In
/// a cell several roles or teams are parted by `|`, or by `;` where that does not part the columns.
///
/// # Errors
/// With every problem of the table, in the order of its rows.
pub fn read_people(bytes: &[u8]) -> Result<Vec<NewPerson>, Vec<ImportProblem>> {
    let whole = |row: u64, fault| vec![problem(row, NAME[0], fault)];
    if bytes.len() > MOST_BYTES {
        return Err(whole(1, ImportFault::TooManyRows));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let lines = before.iter().filter(|byte| **byte == b'\n').count();
        whole(u64::try_from(lines).unwrap_or(u64::MAX) + 1, ImportFault::NotUtf8)
    })?;
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let parted = if first.contains(';') && !first.contains(',') { b';' } else { b',' };
    let table = Table { parted, columns: columns(first, parted)? };
    let mut reader = csv::ReaderBuilder::new();
    reader.flexible(true).trim(csv::Trim::All).delimiter(parted);
    let mut found = Vec::new();
    let (mut people, mut rows_of) = (Vec::new(), BTreeMap::new());
    for row in reader.from_reader(text.as_bytes()).into_records() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                let at = error.position().map_or(1, csv::Position::line);
                found.extend(whole(at, ImportFault::Broken(error.to_string())));
                break;
            }
        };
        let line = line_of(text, &row);
        if people.len() >= MOST_ROWS {
            found.extend(whole(line, ImportFault::TooManyRows));
            break;
        }
        let person = table.person((line, &row), &mut found);
        if let Some(earlier) = rows_of.get(&person.name) {
            found.push(problem(line, NAME[0], ImportFault::Twice(*earlier)));
        } else if !person.name.is_empty() {
            rows_of.insert(person.name.clone(), line);
        }
        people.push(person);
    }
    if let Some(open) = left_open(text) {
        // From there on it is all one cell.
        found.retain(|known| known.row < open);
        found.extend(whole(open, ImportFault::Broken("a quotation mark is not closed".to_owned())));
    }
    if people.is_empty() && found.is_empty() {
        return Err(whole(1, ImportFault::Empty));
    }
    if found.is_empty() { Ok(people) } else { Err(found) }
}

/// The line of the quotation mark that nothing closes: a reader of CSV would take the rest of the file for one cell.
fn left_open(text: &str) -> Option<u64> {
    let mut open = None;
    let mut line = 1;
    for sign in text.chars() {
        match sign {
            '"' => open = if open.is_none() { Some(line) } else { None },
            '\n' => line += 1,
            _ => {}
        }
    }
    open
}

/// The line on which a row begins. The reader of CSV counts empty lines before it as its own.
fn line_of(text: &str, row: &StringRecord) -> u64 {
    let at = row.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(0);
    let (before, rest) = text.split_at_checked(at).unwrap_or((text, ""));
    let empty = rest.len() - rest.trim_start_matches(['\n', '\r']).len();
    let ends = |text: &str| text.bytes().filter(|byte| *byte == b'\n').count();
    u64::try_from(ends(before) + ends(&rest[..empty])).unwrap_or(u64::MAX) + 1
}

fn problem(row: u64, column: &str, fault: ImportFault) -> ImportProblem {
    ImportProblem { row, column: column.to_owned(), fault }
}

/// How the table is laid out: for each column, which of the three it is.
struct Table {
    parted: u8,
    columns: Vec<&'static str>,
}

/// What each heading means.
fn columns(first: &str, parted: u8) -> Result<Vec<&'static str>, Vec<ImportProblem>> {
    let mut reader = csv::ReaderBuilder::new();
    reader.has_headers(false).trim(csv::Trim::All).delimiter(parted);
    let head = reader.from_reader(first.as_bytes()).into_records().next().and_then(Result::ok).unwrap_or_default();
    let (mut columns, mut found) = (Vec::new(), Vec::new());
    for heading in &head {
        let known =
            [NAME, TEAMS, ROLES].into_iter().find(|names| names.iter().any(|name| name.eq_ignore_ascii_case(heading)));
        match known {
            Some([name, _]) if columns.contains(&name) => found.push(problem(1, heading, ImportFault::TwiceColumn)),
            Some([name, _]) => columns.push(name),
            None => found.push(problem(1, heading, ImportFault::NoSuchColumn)),
        }
    }
    if !columns.contains(&NAME[0]) {
        found.push(problem(1, NAME[0], ImportFault::MissingColumn));
    }
    if found.is_empty() { Ok(columns) } else { Err(found) }
}

impl Table {
    /// The person of a row, as far as it can be read.
    fn person(&self, (line, row): (u64, &StringRecord), found: &mut Vec<ImportProblem>) -> NewPerson {
        let (cells, wanted) = (row.len(), self.columns.len());
        if cells != wanted {
            let column = self.columns.get(cells).map_or_else(|| (wanted + 1).to_string(), |name| (*name).to_owned());
            found.push(problem(line, &column, ImportFault::Cells { found: cells, wanted }));
            return NewPerson::default();
        }
        let mut person = NewPerson::default();
        for (column, cell) in self.columns.iter().zip(row) {
            let mut wrong = |fault| found.push(problem(line, column, fault));
            match *column {
                "name" => match name_of(cell) {
                    Ok(name) => person.name = name,
                    Err(fault) => wrong(ImportFault::Name(fault)),
                },
                "teams" => {
                    for team in self.several(cell) {
                        match name_of(team) {
                            Ok(team) => drop(person.teams.insert(team)),
                            Err(fault) => wrong(ImportFault::Name(fault)),
                        }
                    }
                }
                _ => {
                    for role in self.several(cell) {
                        match Role::of_name(role) {
                            Some(role) => drop(person.roles.insert(role)),
                            None => wrong(ImportFault::NoSuchRole(role.to_owned())),
                        }
                    }
                }
            }
        }
        person
    }

    fn several<'c>(&self, cell: &'c str) -> impl Iterator<Item = &'c str> + use<'c> {
        let parted = self.parted;
        let parts = cell.split(move |sign| sign == '|' || (sign == ';' && parted != b';'));
        parts.map(str::trim).filter(|part| !part.is_empty())
    }
}

impl Store {
    /// Takes in people out of a table. Who is there already gets the roles and teams that they do not have. Either all of it is
    /// done, or nothing.
    ///
    /// # Errors
    /// When the actor may not, or the database does not take it.
    pub fn import_people(&self, actor: &Actor, people: &[NewPerson], now: Timestamp) -> Result<Imported, StoreError> {
        may(actor, Right::People)?;
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            let mut done = Imported::default();
            for new in people {
                match self.someone_in(&mut change, &new.name).await {
                    Ok(known) => {
                        let changed = self.bring_up(&mut change, actor, &known.id, new, now).await?;
                        if changed { done.changed += 1 } else { done.same += 1 }
                    }
                    Err(StoreError::People(PeopleError::NoPerson(_))) => {
                        self.enter(&mut change, actor, new, now).await?;
                        done.added += 1;
                    }
                    Err(other) => return Err(other),
                }
            }
            change.commit().await?;
            Ok(done)
        })
    }
}
