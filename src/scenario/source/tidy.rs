//! Keeping the base in order: rows to be merged, mended or left alone, without a call.

use serde::Deserialize;

use super::duty::Duty;
use super::pack::FieldKind;
use crate::scenario::named::Named;

/// `tidy/NAME.ron`: rows of the base to be put in order, which lie beside it as `tidy/NAME.csv`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TidySource {
    /// Version of the format: 1.
    pub format: u32,
    /// What it is called in lists.
    pub title: String,
    /// What the trainee is told before.
    pub briefing: String,
    /// The duties that it trains, the main one first: `[Order, Inform]`. At least one has to stand there.
    #[serde(default)]
    pub duties: Vec<Duty>,
    /// What it trains, for lists.
    pub trains: Vec<String>,
    /// From 1, easy, to 3.
    pub difficulty: u8,
    /// Shortest and longest time that it takes, in minutes.
    pub minutes: (u32, u32),
    /// What the work is scored on: the name of a file in `rubrics`.
    pub rubric: String,
    /// The rules of tidying, as the trainee can look them up.
    pub rules: Vec<String>,
    /// The columns that can be changed, in their order, with what stands in them.
    pub columns: Named<TidyColumnSource>,
    /// What is right, by the number of the row; of rows to be merged, by that of the row that is kept. A row that is not
    /// named is right as it stands.
    pub right: Named<TidyRightSource>,
}

/// A column of the rows.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TidyColumnSource {
    /// What the desk calls it.
    pub name: String,
    /// What stands in it.
    pub kind: FieldKind,
    /// A value that stays once any of the merged rows has it: "yes" for do not call.
    #[serde(default)]
    pub sticky: Option<String>,
}

/// What is right with a row.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TidyRightSource {
    /// Rows that are the same person, and go into this one.
    #[serde(default)]
    pub merge: Vec<String>,
    /// Cells that change, with what stands in them afterwards.
    #[serde(default)]
    pub set: Named<String>,
    /// Something is left that only the person knows: "ask at next contact".
    #[serde(default)]
    pub ask: bool,
    /// Two persons' matters are in one record: nothing is touched, and those who look after data are told.
    #[serde(default)]
    pub misfiled: bool,
    /// Rows that seem to be the same person and are not.
    #[serde(default)]
    pub not: Vec<String>,
    /// Texts that must stand nowhere in the row afterwards: a guess about somebody's health.
    #[serde(default)]
    pub never: Vec<String>,
    /// Why, in a sentence that a trainee accepts.
    pub why: String,
}
