//! What a finished attempt came to, for lists, and its counts, for comparisons: twins, recovery.

use jiff::Timestamp;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{ColumnIndex, Row as _};

use super::seal::Outcome;
use super::{AttemptId, AttemptSummary, ERASED, StoreError};
use crate::call::Millis;
use crate::scoring::{Measures, Side};

impl AttemptSummary {
    /// The call as it goes into comparisons; none while it is not finished, or if it was finished before counts were kept.
    #[must_use]
    pub fn side(&self) -> Option<Side> {
        let number = |score: Option<i64>| score.and_then(|score| u32::try_from(score).ok());
        let numbers = [self.records, self.routing, self.composure, self.procedure].map(number);
        self.measures.filter(|_| !self.interrupted()).map(|measures| Side { measures, numbers })
    }

    /// Whether it is of somebody who was erased, or was too old to be kept: only its numbers are.
    #[must_use]
    pub fn erased(&self) -> bool {
        self.person == ERASED
    }

    /// When the call was offered.
    #[must_use]
    pub fn began(&self) -> Option<Timestamp> {
        self.started_at.parse().ok()
    }
}

/// Writes what lists show of a finished attempt.
pub(super) async fn write_outcome(
    change: &mut SqliteConnection,
    (site, id): (&str, &AttemptId),
    outcome: &Outcome,
    finished_at: &str,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE attempt SET finished_at = ?, ending = ?, length_ms = ?, records = ?, routing = ?, composure = ?, \
         procedure = ?, critical_customer = ?, critical_business = ?, critical_compliance = ?, passed = ? \
         WHERE site = ? AND id = ?",
    )
    .bind(finished_at)
    .bind(&outcome.ending)
    .bind(outcome.length_ms)
    .bind(outcome.records)
    .bind(outcome.routing)
    .bind(outcome.composure)
    .bind(outcome.procedure)
    .bind(outcome.critical_customer)
    .bind(outcome.critical_business)
    .bind(outcome.critical_compliance)
    .bind(i64::from(outcome.passed))
    .bind(site)
    .bind(&id.0)
    .execute(change)
    .await?;
    Ok(())
}

/// Writes the counts of an attempt.
pub(super) async fn keep(
    change: &mut SqliteConnection,
    site: &str,
    id: &AttemptId,
    measures: &Measures,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE attempt SET hostile = ?, fields = ?, fields_wrong = ?, fields_entered = ?, handling_ms = ?, steps = ?, \
         steps_missed = ? WHERE site = ? AND id = ?",
    )
    .bind(i64::from(measures.hostile))
    .bind(i64::from(measures.fields))
    .bind(i64::from(measures.wrong))
    .bind(i64::from(measures.entered))
    .bind(measures.handling.0.cast_signed())
    .bind(i64::from(measures.steps))
    .bind(i64::from(measures.missed))
    .bind(site)
    .bind(&id.0)
    .execute(change)
    .await?;
    Ok(())
}

/// The counts of a row; none where they were not kept.
pub(super) fn of_row(row: &SqliteRow) -> Result<Option<Measures>, StoreError> {
    let count = |column| Ok::<_, StoreError>(late(row, column)?.map(|count| u32::try_from(count).unwrap_or(u32::MAX)));
    let (Some(fields), Some(handling)) = (count("fields")?, late(row, "handling_ms")?) else { return Ok(None) };
    Ok(Some(Measures {
        fields,
        wrong: count("fields_wrong")?.unwrap_or(0),
        entered: count("fields_entered")?.unwrap_or(0),
        handling: Millis(handling.cast_unsigned()),
        steps: count("steps")?.unwrap_or(0),
        missed: count("steps_missed")?.unwrap_or(0),
        hostile: late(row, "hostile")?.unwrap_or(0) != 0,
    }))
}

/// A column that a store of an earlier version, opened for reading only, does not have.
pub(super) fn late(row: &SqliteRow, column: &str) -> Result<Option<i64>, StoreError> {
    if column.index(row).is_err() {
        return Ok(None);
    }
    Ok(row.try_get(column)?)
}
