//! The points of a finished attempt as tables, and what overrides make of them: for lists, derived and never typed in.

use sqlx::SqliteConnection;

use crate::scenario::ScoreNumber;
use crate::scoring::{Overrule, Scorecard};
use crate::store::{AttemptId, StoreError};

/// As the store writes a number.
pub(in crate::store) const fn number_name(number: ScoreNumber) -> &'static str {
    match number {
        ScoreNumber::Records => "records",
        ScoreNumber::Routing => "routing",
        ScoreNumber::Composure => "composure",
        ScoreNumber::Procedure => "procedure",
    }
}

/// The number at a place of the scorecard.
pub(in crate::store) fn number_of(place: usize) -> Option<ScoreNumber> {
    [ScoreNumber::Records, ScoreNumber::Routing, ScoreNumber::Composure, ScoreNumber::Procedure].get(place).copied()
}

/// Writes what the machine found, if it is not there yet.
pub(in crate::store) async fn keep_card(
    change: &mut SqliteConnection,
    site: &str,
    id: &AttemptId,
    card: &Scorecard,
) -> Result<(), StoreError> {
    let points = |thousandths: u64| i64::try_from(thousandths).unwrap_or(i64::MAX);
    for criterion in &card.criteria {
        sqlx::query(
            "INSERT INTO criterion_score (site, attempt, criterion, number, label, earned, possible) \
             VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        )
        .bind(site)
        .bind(&id.0)
        .bind(&criterion.id)
        .bind(number_name(criterion.number))
        .bind(&criterion.label)
        .bind(points(criterion.earned))
        .bind(points(criterion.possible))
        .execute(&mut *change)
        .await?;
    }
    for number in &card.numbers {
        sqlx::query(
            "INSERT INTO number_score (site, attempt, number, score, pass) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        )
        .bind(site)
        .bind(&id.0)
        .bind(number_name(number.number))
        .bind(number.score.map(i64::from))
        .bind(i64::from(number.pass))
        .execute(&mut *change)
        .await?;
    }
    Ok(())
}

/// Writes what the overrides that hold make of an attempt; without any, what the machine found holds again.
pub(super) async fn keep_ruled(
    change: &mut SqliteConnection,
    site: &str,
    id: &AttemptId,
    card: &Scorecard,
    decisions: &[Overrule<'_>],
) -> Result<(), StoreError> {
    keep_card(change, site, id, card).await?;
    let ruled = (!decisions.is_empty()).then(|| card.overruled(decisions).0);
    for number in &card.numbers {
        let score = ruled.as_ref().and_then(|card| card.number(number.number));
        sqlx::query("UPDATE number_score SET ruled = ? WHERE site = ? AND attempt = ? AND number = ?")
            .bind(score.map(i64::from))
            .bind(site)
            .bind(&id.0)
            .bind(number_name(number.number))
            .execute(&mut *change)
            .await?;
    }
    let gone = sqlx::query("DELETE FROM ruled_attempt WHERE site = ? AND attempt = ?").bind(site).bind(&id.0);
    gone.execute(&mut *change).await?;
    if let Some(card) = ruled {
        sqlx::query("INSERT INTO ruled_attempt (site, attempt, critical, passed) VALUES (?, ?, ?, ?)")
            .bind(site)
            .bind(&id.0)
            .bind(i64::try_from(card.critical.len()).unwrap_or(i64::MAX))
            .bind(i64::from(card.passed()))
            .execute(change)
            .await?;
    }
    Ok(())
}
