//! What a scenario expects of the operator: records, routing, procedure, wrap-up.

use serde::Deserialize;

use super::words::Condition;
use crate::scenario::named::Named;

/// What is right in this call.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectSource {
    /// Rows that have to stand in the practice database at the end.
    #[serde(default)]
    pub records: Vec<ExpectedRowSource>,
    /// Words that must not stand in any record, note or wrap-up.
    #[serde(default)]
    pub never: Vec<String>,
    /// Where the call has to go.
    pub routing: RoutingSource,
    /// Proofs wanted before anything is told.
    #[serde(default)]
    pub verify: u32,
    /// Facts to be read back.
    #[serde(default)]
    pub read_back: Vec<String>,
    /// Disposition: the first entry whose conditions hold at the end.
    pub codes: Vec<CodeSource>,
    /// Boxes that have to be ticked at wrap-up.
    #[serde(default)]
    pub ticks: Vec<TickSource>,
}

/// A row that has to stand in the practice database.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedRowSource {
    /// One of the pack's tables.
    pub table: String,
    /// The fact that holds an existing row; without it, a row made in this call.
    #[serde(default)]
    pub row: Option<String>,
    /// For a new row among several of one table: the field that tells which, and its value.
    #[serde(default)]
    pub known_by: Option<(String, String)>,
    /// The row is expected when all of them hold.
    #[serde(default, rename = "if")]
    pub conditions: Vec<Condition>,
    /// Expected values, templates. A field counts once every fact in it has been said.
    #[serde(default)]
    pub fields: Named<String>,
    /// Notes: each entry must be mentioned; `a|b` takes either.
    #[serde(default)]
    pub mentions: Named<Vec<String>>,
    /// Facts, told by the caller without a placeholder, on which a fixed value rests: `{ "wish": "wish" }`.
    #[serde(default)]
    pub rests_on: Named<String>,
}

/// Where the call has to go.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoutingSource {
    /// Endings that are right.
    pub right: Vec<String>,
    /// Endings that earn half.
    #[serde(default)]
    pub second_best: Vec<String>,
    /// What has to be true before the call leaves the operator's hands.
    #[serde(default)]
    pub after: Vec<Condition>,
    /// Items that the hand-over must hold; none where the call is solved.
    #[serde(default)]
    pub handover: Vec<String>,
}

/// The right wrap-up codes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeSource {
    /// They are right when all of them hold; the first entry that fits counts.
    #[serde(default, rename = "if")]
    pub conditions: Vec<Condition>,
    /// Any one of these is right.
    pub codes: Vec<String>,
}

/// A box of the wrap-up.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TickSource {
    /// One of the pack's ticks.
    pub tick: String,
    /// It has to be ticked when all of them hold.
    #[serde(default, rename = "if")]
    pub conditions: Vec<Condition>,
}
