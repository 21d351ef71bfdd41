//! Rows of the base being put in order, as a pure state machine: timed actions in, events out, as for a call.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::setup::Mode;
use super::speech::Millis;
use crate::scenario::{FieldKind, Tidy, TidyColumnSource, TidyRow};

/// Everything that an operator can do with the rows. They go by their numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TidyAction {
    /// Takes a row in front.
    Look(String),
    /// The whole text of a cell after a change.
    Type { row: String, column: String, value: String },
    /// Makes one row of several: the rows go into the one that is kept.
    Merge { keep: String, rows: Vec<String> },
    /// Takes a merge back; what was typed into the kept row stays.
    Split(String),
    /// Marks or unmarks a row "ask at next contact".
    Ask { row: String, on: bool },
    /// Marks or unmarks a row as two persons' matters in one record.
    Misfiled { row: String, on: bool },
    /// The row is as it should be.
    Settle(String),
    /// Leaves the drill.
    Finish,
}

/// Why an action was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TidyRefusal {
    NoRow,
    NoColumn,
    /// The row has gone into another.
    Gone,
    /// A row cannot go into itself, and nothing has to be merged with nothing.
    NothingToMerge,
    /// The row was not made of several.
    NotMerged,
    Over,
}

impl TidyRefusal {
    /// Its name in the interface's language files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoRow => "no-row",
            Self::NoColumn => "no-column",
            Self::Gone => "gone",
            Self::NothingToMerge => "nothing-to-merge",
            Self::NotMerged => "not-merged",
            Self::Over => "over",
        }
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TidyEvent {
    pub at: Millis,
    #[serde(flatten)]
    pub kind: TidyEventKind,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TidyEventKind {
    Looked { row: usize },
    Typed { row: usize, column: usize, value: String },
    Merged { keep: usize, rows: Vec<usize> },
    Split { keep: usize, rows: Vec<usize> },
    Asked { row: usize, on: bool },
    Misfiled { row: usize, on: bool },
    Settled { row: usize },
    Finished,
    Refused { refusal: TidyRefusal },
}

/// How far a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tidied {
    /// In the order of the columns.
    pub cells: Vec<String>,
    /// The row that it has gone into.
    pub into: Option<usize>,
    pub ask: bool,
    pub misfiled: bool,
    pub settled: bool,
    /// When something was last done to it.
    pub touched: Option<Millis>,
}

/// Rows being put in order.
#[derive(Debug, Clone)]
pub struct TidyRun {
    tidy: Arc<Tidy>,
    pub mode: Mode,
    now: Millis,
    rows: Vec<Tidied>,
    front: Option<usize>,
    over: bool,
}

impl TidyRun {
    #[must_use]
    pub fn new(tidy: Arc<Tidy>, mode: Mode) -> Self {
        let fresh = |row: &TidyRow| Tidied {
            cells: row.cells.clone(),
            into: None,
            ask: false,
            misfiled: false,
            settled: false,
            touched: None,
        };
        let rows = tidy.rows.iter().map(fresh).collect();
        Self { tidy, mode, now: Millis(0), rows, front: None, over: false }
    }

    #[must_use]
    pub const fn tidy(&self) -> &Arc<Tidy> {
        &self.tidy
    }

    #[must_use]
    pub const fn now(&self) -> Millis {
        self.now
    }

    #[must_use]
    pub fn rows(&self) -> &[Tidied] {
        &self.rows
    }

    /// The row in front.
    #[must_use]
    pub const fn front(&self) -> Option<usize> {
        self.front
    }

    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.over
    }

    /// The rows that have gone into a row.
    pub fn gone_into(&self, keep: usize) -> impl Iterator<Item = usize> {
        self.rows.iter().enumerate().filter(move |(_, row)| row.into == Some(keep)).map(|(number, _)| number)
    }

    /// How many rows are left of those that there were.
    #[must_use]
    pub fn left(&self) -> usize {
        self.rows.iter().filter(|row| row.into.is_none()).count()
    }

    /// Rows that look like a row, the most alike first: they share a number, an address or an email with it, or their names
    /// look alike. Which of them are the same person is not said by that.
    #[must_use]
    pub fn alike(&self, row: usize) -> Vec<usize> {
        let Some(of) = self.rows.get(row).filter(|of| of.into.is_none()) else { return Vec::new() };
        let others = self.rows.iter().enumerate().filter(|(other, is)| *other != row && is.into.is_none());
        let mut found: Vec<(usize, usize)> =
            others.map(|(other, is)| (self.likeness(of, is), other)).filter(|(likeness, _)| *likeness > 0).collect();
        found.sort_by_key(|(likeness, other)| (std::cmp::Reverse(*likeness), *other));
        found.into_iter().map(|(_, other)| other).collect()
    }

    /// How many columns of two rows agree; names that look alike count as one.
    fn likeness(&self, one: &Tidied, other: &Tidied) -> usize {
        let columns = self.tidy.source.columns.values().enumerate();
        let agree = |(column, head): &(usize, &TidyColumnSource)| {
            let (one, other) = (&one.cells[*column], &other.cells[*column]);
            match head.kind {
                // Half of all rows have the same answer.
                FieldKind::Choice(_) => false,
                FieldKind::Name => names_alike(one, other),
                _ => !one.is_empty() && self.tidy.same(*column, one, other),
            }
        };
        columns.filter(agree).count()
    }

    /// Lets time pass.
    pub fn advance(&mut self, to: Millis) {
        self.now = self.now.max(to);
    }

    /// Does something at a moment.
    pub fn act(&mut self, at: Millis, action: &TidyAction) -> TidyEvent {
        self.advance(at);
        let kind = self.apply(action).unwrap_or_else(|refusal| TidyEventKind::Refused { refusal });
        TidyEvent { at: self.now, kind }
    }

    fn apply(&mut self, action: &TidyAction) -> Result<TidyEventKind, TidyRefusal> {
        if self.over {
            return Err(TidyRefusal::Over);
        }
        Ok(match action {
            TidyAction::Look(row) => {
                let row = self.tidy.row(row).ok_or(TidyRefusal::NoRow)?;
                self.front = Some(row);
                TidyEventKind::Looked { row }
            }
            TidyAction::Type { row, column, value } => {
                let row = self.touch(row)?;
                let column = self.tidy.column(column).ok_or(TidyRefusal::NoColumn)?;
                value.trim().clone_into(&mut self.rows[row].cells[column]);
                TidyEventKind::Typed { row, column, value: value.trim().to_owned() }
            }
            TidyAction::Merge { keep, rows } => self.merge(keep, rows)?,
            TidyAction::Split(keep) => {
                let keep = self.touch(keep)?;
                let rows: Vec<usize> = self.gone_into(keep).collect();
                if rows.is_empty() {
                    return Err(TidyRefusal::NotMerged);
                }
                for row in &rows {
                    self.rows[*row].into = None;
                }
                TidyEventKind::Split { keep, rows }
            }
            TidyAction::Ask { row, on } => {
                let row = self.touch(row)?;
                self.rows[row].ask = *on;
                TidyEventKind::Asked { row, on: *on }
            }
            TidyAction::Misfiled { row, on } => {
                let row = self.touch(row)?;
                self.rows[row].misfiled = *on;
                TidyEventKind::Misfiled { row, on: *on }
            }
            TidyAction::Settle(row) => {
                let row = self.touch(row)?;
                self.rows[row].settled = true;
                TidyEventKind::Settled { row }
            }
            TidyAction::Finish => {
                self.over = true;
                TidyEventKind::Finished
            }
        })
    }

    /// A row that is still there, as one that something is done to.
    fn touch(&mut self, number: &str) -> Result<usize, TidyRefusal> {
        let row = self.tidy.row(number).ok_or(TidyRefusal::NoRow)?;
        if self.rows[row].into.is_some() {
            return Err(TidyRefusal::Gone);
        }
        self.front = Some(row);
        self.rows[row].touched = Some(self.now);
        Ok(row)
    }

    fn merge(&mut self, keep: &str, rows: &[String]) -> Result<TidyEventKind, TidyRefusal> {
        let numbers = rows.iter().map(|row| self.tidy.row(row).ok_or(TidyRefusal::NoRow));
        let numbers = numbers.collect::<Result<Vec<_>, _>>()?;
        let keeper = self.tidy.row(keep).ok_or(TidyRefusal::NoRow)?;
        if numbers.is_empty() || numbers.contains(&keeper) {
            return Err(TidyRefusal::NothingToMerge);
        }
        if numbers.iter().any(|row| self.rows[*row].into.is_some()) {
            return Err(TidyRefusal::Gone);
        }
        self.touch(keep)?;
        for row in &numbers {
            // What had gone into a row goes on with it.
            for inner in &mut self.rows {
                if inner.into == Some(*row) {
                    inner.into = Some(keeper);
                }
            }
            self.rows[*row].into = Some(keeper);
            self.rows[*row].touched = Some(self.now);
        }
        Ok(TidyEventKind::Merged { keep: keeper, rows: numbers })
    }
}

/// Whether two names look alike, in whichever order their parts stand.
fn names_alike(one: &str, other: &str) -> bool {
    const ALIKE: f64 = 0.75;
    let sorted = |name: &str| {
        let mut words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
        words.sort_unstable();
        words.join(" ")
    };
    !one.is_empty() && strsim::normalized_levenshtein(&sorted(one), &sorted(other)) >= ALIKE
}
