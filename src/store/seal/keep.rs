//! Seals written as attempts are finished, in the same change of the database.

use std::path::Path;

use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};

use super::{DeskKey, Outcome, Seal, SealedLog, Sealing, line};
use crate::call::Millis;
use crate::store::{AttemptId, Store, StoreError};

/// Seals an attempt that has just been finished. Without a key of the desk the attempt is kept all the same, and is
/// sealed when there is one.
pub(in crate::store) async fn keep(
    change: &mut SqliteConnection,
    site: &str,
    id: &AttemptId,
    folder: &Path,
) -> Result<(), StoreError> {
    match DeskKey::of(folder) {
        Ok(key) => seal(change, site, &id.0, &key).await,
        Err(error) => {
            tracing::error!("attempt {} is kept without a seal: {error}", id.0);
            Ok(())
        }
    }
}

async fn seal(change: &mut SqliteConnection, site: &str, id: &str, key: &DeskKey) -> Result<(), StoreError> {
    let sealed = sqlx::query("SELECT 1 FROM seal WHERE site = ? AND attempt = ?").bind(site).bind(id);
    if sealed.fetch_optional(&mut *change).await?.is_some() {
        return Ok(());
    }
    let (number, before) = last(change, site).await?;
    let (lines, listed) = log(change, site, id).await?;
    let of = Sealing {
        site: site.to_owned(),
        attempt: id.to_owned(),
        number: number + 1,
        before,
        title: listed.title,
        files: listed.files,
        finished_at: listed.finished_at,
        outcome: listed.outcome,
    };
    keep_as_is(change, &SealedLog::seal(lines, of, key).seal).await
}

/// Keeps a seal of whatever site.
pub(in crate::store) async fn keep_as_is(change: &mut SqliteConnection, seal: &Seal) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO seal (site, attempt, number, body) VALUES (?, ?, ?, ?)")
        .bind(&seal.site)
        .bind(&seal.attempt)
        .bind(seal.number)
        .bind(seal.text())
        .execute(change)
        .await?;
    Ok(())
}

/// The number and the hash of the desk's last seal, erased or not; zero and nothing before the first.
async fn last(change: &mut SqliteConnection, site: &str) -> Result<(i64, String), StoreError> {
    let kept = sqlx::query("SELECT body FROM seal WHERE site = ? ORDER BY number DESC LIMIT 1").bind(site);
    let kept = match kept.fetch_optional(&mut *change).await? {
        Some(row) => {
            let seal = read(row.try_get(0)?)?;
            (seal.number, seal.hash())
        }
        None => (0, String::new()),
    };
    let erased =
        sqlx::query("SELECT number, hash FROM seal_erased WHERE site = ? ORDER BY number DESC LIMIT 1").bind(site);
    Ok(match erased.fetch_optional(change).await? {
        Some(row) if row.try_get::<i64, _>(0)? > kept.0 => (row.try_get(0)?, row.try_get(1)?),
        _ => kept,
    })
}

/// Takes the seal of an attempt away that is erased, and leaves its hash, on which the next one hangs.
pub(in crate::store) async fn erase(
    change: &mut SqliteConnection,
    site: &str,
    id: &AttemptId,
) -> Result<(), StoreError> {
    let kept = sqlx::query("SELECT body FROM seal WHERE site = ? AND attempt = ?").bind(site).bind(&id.0);
    let Some(row) = kept.fetch_optional(&mut *change).await? else { return Ok(()) };
    let seal = read(row.try_get(0)?)?;
    let hash = sqlx::query("INSERT INTO seal_erased (site, number, hash) VALUES (?, ?, ?)").bind(site);
    hash.bind(seal.number).bind(seal.hash()).execute(&mut *change).await?;
    let gone = sqlx::query("DELETE FROM seal WHERE site = ? AND attempt = ?").bind(site).bind(&id.0);
    gone.execute(change).await?;
    Ok(())
}

/// What the list shows of a finished attempt.
#[derive(Debug)]
pub(super) struct Listed {
    pub title: String,
    pub files: Option<String>,
    pub finished_at: String,
    pub outcome: Outcome,
}

/// The lines of a log as its seal sees them, and what the list shows.
pub(super) async fn log(
    connection: &mut SqliteConnection,
    site: &str,
    id: &str,
) -> Result<(Vec<String>, Listed), StoreError> {
    let row = sqlx::query("SELECT * FROM attempt WHERE site = ? AND id = ?")
        .bind(site)
        .bind(id)
        .fetch_optional(&mut *connection)
        .await?
        .ok_or_else(|| StoreError::NoAttempt(id.to_owned()))?;
    let actions = sqlx::query("SELECT at_ms, body FROM action WHERE site = ? AND attempt = ? ORDER BY seq")
        .bind(site)
        .bind(id)
        .fetch_all(&mut *connection)
        .await?;
    let mut lines = vec![row.try_get("header")?];
    for action in &actions {
        let (at, body): (i64, &str) = (action.try_get(0)?, action.try_get(1)?);
        lines.push(line(Millis(at.cast_unsigned()), body));
    }
    Ok((lines, listed(&row)?))
}

fn listed(row: &SqliteRow) -> Result<Listed, StoreError> {
    let count = |column| Ok::<i64, sqlx::Error>(row.try_get::<Option<i64>, _>(column)?.unwrap_or(0));
    Ok(Listed {
        title: row.try_get("title")?,
        files: row.try_get("pack_version")?,
        finished_at: row.try_get::<Option<String>, _>("finished_at")?.unwrap_or_default(),
        outcome: Outcome {
            ending: row.try_get("ending")?,
            length_ms: count("length_ms")?,
            records: row.try_get("records")?,
            routing: row.try_get("routing")?,
            composure: row.try_get("composure")?,
            procedure: row.try_get("procedure")?,
            critical_customer: count("critical_customer")?,
            critical_business: count("critical_business")?,
            critical_compliance: count("critical_compliance")?,
            passed: count("passed")? != 0,
        },
    })
}

/// A seal as the database keeps it.
pub(super) fn read(body: &str) -> Result<Seal, StoreError> {
    Seal::read(body).map_err(|error| StoreError::Damaged(error.to_string()))
}

impl Store {
    /// Seals what was finished without one: before logs were sealed, or while the desk had no key. The earliest begun
    /// first. Says how many there were.
    ///
    /// # Errors
    /// When the desk has no key that can be used, or the database does not take it.
    pub fn seal_rest(&self) -> Result<usize, StoreError> {
        let unsealed = self.unsealed()?;
        if unsealed.is_empty() {
            return Ok(0);
        }
        let key = DeskKey::of(&self.folder)?;
        self.runtime.block_on(async {
            let mut change = self.pool.begin().await?;
            for id in &unsealed {
                seal(&mut change, &self.site, &id.0, &key).await?;
            }
            change.commit().await?;
            Ok(unsealed.len())
        })
    }
}
