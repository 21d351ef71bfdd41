//! How many attempts the centre has from other sites at what is assigned here, so that a limit holds over all desks.

use std::collections::BTreeMap;

use sqlx::{Row as _, SqliteConnection};

use super::Named;
use crate::store::assignment::PERSON;
use crate::store::centre::{Centre, CentreError};
use crate::store::{Store, StoreError};

/// Attempts of somebody at a step of an assignment.
struct Count {
    assignment: String,
    /// Where it was assigned.
    site: String,
    whose: Named,
    pack: String,
    scenario: String,
    attempts: i64,
}

/// Fetches the numbers and writes them here, in place of those of the last time.
///
/// # Errors
/// When the centre or the store does not answer, or refuses. Then those of the last time stand.
pub(in crate::store::centre) fn fetch_taken(store: &Store, centre: &mut Centre) -> Result<(), CentreError> {
    let site = store.site().to_owned();
    let counts = centre.taken_elsewhere(&site)?;
    store.keep_taken(&counts)?;
    Ok(())
}

impl Centre {
    fn taken_elsewhere(&mut self, site: &str) -> Result<Vec<Count>, CentreError> {
        self.ask(async |connection| {
            let query = sqlx::query(
                "SELECT assignment, site, person, name, pack, scenario, attempts FROM steadyline.taken_elsewhere($1)",
            );
            let rows = query.bind(site).fetch_all(connection).await?;
            let count = |row: &sqlx::postgres::PgRow| {
                Ok(Count {
                    assignment: row.try_get(0)?,
                    site: row.try_get(1)?,
                    whose: Named { id: row.try_get(2)?, name: row.try_get(3)? },
                    pack: row.try_get(4)?,
                    scenario: row.try_get(5)?,
                    attempts: row.try_get(6)?,
                })
            };
            rows.iter().map(count).collect()
        })
    }
}

/// Assignment, own person, pack and scenario.
type Key = (String, String, String, String);

impl Store {
    fn keep_taken(&self, counts: &[Count]) -> Result<(), StoreError> {
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            let mut wanted: BTreeMap<Key, i64> = BTreeMap::new();
            for one in counts {
                let person = self.own_key(&mut change, PERSON, (&one.site, &one.whose)).await?;
                let key = (one.assignment.clone(), person, one.pack.clone(), one.scenario.clone());
                *wanted.entry(key).or_default() += one.attempts;
            }
            if kept(&mut change).await? == wanted {
                return Ok(());
            }
            sqlx::query("DELETE FROM assignment_elsewhere").execute(&mut *change).await?;
            for ((assignment, person, pack, scenario), attempts) in wanted {
                let query = "INSERT INTO assignment_elsewhere (assignment, person, pack, scenario, attempts) \
                             VALUES (?, ?, ?, ?, ?)";
                let query = sqlx::query(query).bind(assignment).bind(person).bind(pack).bind(scenario).bind(attempts);
                query.execute(&mut *change).await?;
            }
            change.commit().await?;
            Ok(())
        })
    }
}

async fn kept(connection: &mut SqliteConnection) -> Result<BTreeMap<Key, i64>, StoreError> {
    let query = sqlx::query("SELECT assignment, person, pack, scenario, attempts FROM assignment_elsewhere");
    let rows = query.fetch_all(connection).await?;
    let of = |row: &sqlx::sqlite::SqliteRow| {
        Ok(((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?), row.try_get(4)?))
    };
    rows.iter().map(of).collect()
}
