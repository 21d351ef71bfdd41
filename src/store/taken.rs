//! How often something was taken, here and at other desks, and whether it may be begun once more.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sqlx::{QueryBuilder, Row as _, Sqlite, SqliteConnection};

use super::assignment::{Assignment, AssignmentError, AssignmentId, Step};
use super::attempt::mode_name;
use super::people::{PeopleError, PersonId};
use super::{Store, StoreError};
use crate::call::Mode;

/// An attempt as far as assignments ask.
pub(super) struct Taken {
    person: String,
    pack: String,
    scenario: String,
    mode: String,
    /// When it began, in microseconds since 1970.
    placed: i64,
    /// As it holds with overrides.
    pub passed: bool,
    /// It was taken at this desk, and not fetched from a centre.
    pub here: bool,
}

impl Taken {
    /// Whether it is an attempt of somebody at a step of an assignment.
    pub fn counts_for(&self, assignment: &Assignment, person: &str, step: &Step) -> bool {
        self.person == person
            && self.mode == assignment.mode
            && self.placed >= assignment.made_at.as_microsecond()
            && (&self.pack, &self.scenario) == (&step.pack, &step.scenario)
    }
}

/// Assignment, person, pack and scenario.
type Key = (String, String, String, String);

/// How many attempts of people here the centre has from other sites.
pub(super) struct Elsewhere(BTreeMap<Key, u32>);

impl Elsewhere {
    pub fn of(&self, assignment: &AssignmentId, person: &PersonId, step: &Step) -> u32 {
        let key = (assignment.0.clone(), person.0.clone(), step.pack.clone(), step.scenario.clone());
        self.0.get(&key).copied().unwrap_or(0)
    }
}

impl Store {
    /// Whether somebody may begin an attempt: nothing that asks for this in this mode has used up its attempts without one that was
    /// passed. A twin and a rewound run are no attempts and need not ask.
    ///
    /// # Errors
    /// When they may not, with what was assigned; or the database does not answer.
    pub fn may_begin(&self, name: &str, (pack, scenario, mode): (&str, &str, Mode)) -> Result<(), StoreError> {
        self.runtime.block_on(async {
            let mut connection = self.pool.acquire().await?;
            self.keep_to_limits(&mut connection, name, (pack, scenario, &mode_name(mode))).await
        })
    }

    /// The same, in a change that begins the attempt.
    pub(super) async fn keep_to_limits(
        &self,
        connection: &mut SqliteConnection,
        name: &str,
        (pack, scenario, mode): (&str, &str, &str),
    ) -> Result<(), StoreError> {
        let someone = match self.someone_in(connection, name).await {
            Ok(someone) => someone,
            // Nothing is assigned to whoever is nobody yet.
            Err(StoreError::People(PeopleError::NoPerson(_))) => return Ok(()),
            Err(other) => return Err(other),
        };
        let asks = |one: &Assignment| {
            let step = |step: &Step| step.pack == pack && step.scenario == scenario;
            !one.withdrawn
                && one.attempts.is_some()
                && one.mode == mode
                && one.is_for(&someone)
                && one.steps.iter().any(step)
        };
        let mut asking = self.assignments_in(connection).await?;
        asking.retain(asks);
        if asking.is_empty() {
            return Ok(());
        }
        let taken = self.taken(connection, name, scenario).await?;
        let elsewhere = self.elsewhere(connection).await?;
        for one in asking {
            let Some(allowed) = one.attempts else { continue };
            let known = one.of(&someone, (&taken, &elsewhere), Timestamp::UNIX_EPOCH);
            if let Some(step) = known.barred(pack, scenario) {
                return Err(AssignmentError::UsedUp { title: step.step.title.clone(), allowed }.into());
            }
        }
        Ok(())
    }

    /// The attempts of somebody at something; empty texts do not filter. Twins and rewound runs count nowhere.
    pub(super) async fn taken(
        &self,
        connection: &mut SqliteConnection,
        person: &str,
        scenario: &str,
    ) -> Result<Vec<Taken>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT c.person, c.pack, c.scenario, c.mode, c.placed, c.passed, c.site FROM figure_call c \
             JOIN attempt a ON a.site = c.site AND a.id = c.attempt WHERE a.twin = 0",
        );
        for (column, wanted) in [(" AND c.person = ", person), (" AND c.scenario = ", scenario)] {
            if !wanted.is_empty() {
                query.push(column).push_bind(wanted);
            }
        }
        let rows = query.build().fetch_all(connection).await?;
        let of = |row: &sqlx::sqlite::SqliteRow| {
            Ok(Taken {
                person: row.try_get(0)?,
                pack: row.try_get(1)?,
                scenario: row.try_get(2)?,
                mode: row.try_get(3)?,
                placed: row.try_get(4)?,
                passed: row.try_get::<i64, _>(5)? > 0,
                here: row.try_get::<String, _>(6)? == self.site,
            })
        };
        rows.iter().map(of).collect()
    }

    /// What the centre has told of other desks.
    pub(super) async fn elsewhere(&self, connection: &mut SqliteConnection) -> Result<Elsewhere, StoreError> {
        let query = "SELECT assignment, person, pack, scenario, attempts FROM assignment_elsewhere";
        let mut all = BTreeMap::new();
        for row in sqlx::query(query).fetch_all(connection).await? {
            let key = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
            all.insert(key, u32::try_from(row.try_get::<i64, _>(4)?).unwrap_or(u32::MAX));
        }
        Ok(Elsewhere(all))
    }
}
