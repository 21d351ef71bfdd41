//! What a call comes to in counts, and what hostility cost: one person's hostile call against its calm twin.
//!
//! Pure sums over scorecards. A loss is positive where the hostile call went worse: calm minus hostile for what is wanted,
//! hostile minus calm for what is not (errors, seconds, missed steps).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::card::{CriterionResult, NumberResult};
use super::records::{FieldErrors, RowResult};
use super::story::Story;
use crate::call::{EventKind, Millis, Mood};
use crate::scenario::ScoreNumber;

/// Pairs from which on a difference says something about a person: one call is one call.
pub const PAIRS_NEEDED: usize = 5;

/// A call in counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measures {
    /// Fields that this call expected, and how many of them are not right. Notes that must mention something are no fields.
    pub fields: u32,
    pub wrong: u32,
    /// Expected fields that the operator saved a value in, notes too; a note that has to mention three things is one field.
    pub entered: u32,
    /// From answering to the end of wrap-up, or to the end of the call where there was none.
    pub handling: Millis,
    /// Criteria of Procedure that counted in this call, and how many of them lost points.
    pub steps: u32,
    pub missed: u32,
    /// The caller was angry or at the end at some time, or is hostile by temperament.
    pub hostile: bool,
}

impl Measures {
    pub(super) fn of(story: &Story<'_>, rows: &[RowResult], criteria: &[CriterionResult]) -> Self {
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let fields = || rows.iter().flat_map(|row| row.fields.iter().map(move |field| (row, field)));
        let errors = FieldErrors::of(rows);
        let entered: BTreeSet<_> = fields()
            .filter(|(_, field)| field.saved_at.is_some() && !field.saved.is_empty())
            .map(|(row, field)| (&row.table, &row.id, &field.field))
            .collect();
        let wrapped = story.events.iter().find(|event| matches!(event.kind, EventKind::WrapUpDone { .. }));
        let done = wrapped.map_or(story.ended, |event| event.at);
        let steps = || criteria.iter().filter(|one| one.number == ScoreNumber::Procedure && one.counted());
        let angry = story.patience.iter().any(|(_, points)| is_hostile(Mood::at(*points)));
        Self {
            fields: errors.compared,
            wrong: errors.wrong,
            entered: count(entered.len()),
            handling: Millis(story.answered.map_or(0, |answered| done.since(answered))),
            steps: count(steps().count()),
            missed: count(steps().filter(|one| !one.full()).count()),
            hostile: angry || story.setup.temperament.source.hostile,
        }
    }

    /// Wrong fields in a thousand; none where no field was expected.
    #[must_use]
    pub fn wrong_per_thousand(&self) -> Option<u32> {
        (self.fields > 0).then(|| u32::try_from(u64::from(self.wrong) * 1000 / u64::from(self.fields)).unwrap_or(1000))
    }

    /// Handling time for each field entered; none where none was.
    #[must_use]
    pub fn pace(&self) -> Option<Millis> {
        (self.entered > 0).then(|| Millis(self.handling.0 / u64::from(self.entered)))
    }

    fn plus(self, other: Self) -> Self {
        Self {
            fields: self.fields + other.fields,
            wrong: self.wrong + other.wrong,
            entered: self.entered + other.entered,
            handling: self.handling.plus(other.handling.0),
            steps: self.steps + other.steps,
            missed: self.missed + other.missed,
            hostile: self.hostile || other.hostile,
        }
    }
}

const fn is_hostile(mood: Mood) -> bool {
    matches!(mood, Mood::Angry | Mood::AtTheEnd)
}

/// The four numbers in the order of the scorecard.
pub type Numbers = [Option<u32>; 4];

/// A call as it goes into a comparison.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Side {
    pub measures: Measures,
    pub numbers: Numbers,
}

impl Side {
    /// A call by its scorecard.
    #[must_use]
    pub fn of(card: &super::Scorecard) -> Self {
        let find = |number| {
            card.numbers.iter().find(|result| result.number == number).and_then(|found: &NumberResult| found.score)
        };
        let order = [ScoreNumber::Records, ScoreNumber::Routing, ScoreNumber::Composure, ScoreNumber::Procedure];
        Self { measures: card.measures, numbers: order.map(find) }
    }
}

/// A call of the same matter taken with a hostile and with a calm caller.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct TwinPair {
    pub hostile: Side,
    pub calm: Side,
}

/// What hostility cost in one pair. Positive is lost; a gain is negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct TwinLoss {
    /// More wrong fields.
    pub wrong: i64,
    /// More wrong fields in a thousand, since the two calls may have disclosed different numbers of them.
    pub wrong_per_thousand: Option<i64>,
    /// More milliseconds for each field entered.
    pub pace_ms: Option<i64>,
    /// More missed steps.
    pub missed: i64,
    /// Fewer points of each number.
    pub numbers: [Option<i64>; 4],
}

impl TwinPair {
    #[must_use]
    pub fn loss(&self) -> TwinLoss {
        let (hostile, calm) = (&self.hostile.measures, &self.calm.measures);
        let more = |hostile: Option<i64>, calm: Option<i64>| Some(hostile? - calm?);
        let pace = |side: &Measures| side.pace().map(|ms| i64::try_from(ms.0).unwrap_or(i64::MAX));
        let number = |at: usize| more(self.calm.numbers[at].map(i64::from), self.hostile.numbers[at].map(i64::from));
        TwinLoss {
            wrong: i64::from(hostile.wrong) - i64::from(calm.wrong),
            wrong_per_thousand: more(
                hostile.wrong_per_thousand().map(i64::from),
                calm.wrong_per_thousand().map(i64::from),
            ),
            pace_ms: more(pace(hostile), pace(calm)),
            missed: i64::from(hostile.missed) - i64::from(calm.missed),
            numbers: [number(0), number(1), number(2), number(3)],
        }
    }
}

/// All pairs taken together, as one pair of sums with the mean of each number; none before there are
/// [`PAIRS_NEEDED`] of them.
#[must_use]
pub fn over_pairs(pairs: &[TwinPair]) -> Option<TwinPair> {
    (pairs.len() >= PAIRS_NEEDED).then(|| {
        let sum = |side: fn(&TwinPair) -> &Side| Side {
            measures: pairs.iter().map(|pair| side(pair).measures).fold(Measures::default(), Measures::plus),
            numbers: [0, 1, 2, 3].map(|at| mean(pairs, at, side)),
        };
        TwinPair { hostile: sum(|pair| &pair.hostile), calm: sum(|pair| &pair.calm) }
    })
}

/// The mean of a number over the pairs in which both calls have it.
fn mean(pairs: &[TwinPair], at: usize, side: fn(&TwinPair) -> &Side) -> Option<u32> {
    let both = pairs.iter().filter(|pair| pair.hostile.numbers[at].is_some() && pair.calm.numbers[at].is_some());
    let values: Vec<u32> = both.filter_map(|pair| side(pair).numbers[at]).collect();
    let count = u32::try_from(values.len()).ok().filter(|count| *count > 0)?;
    Some((values.iter().sum::<u32>() + count / 2) / count)
}
