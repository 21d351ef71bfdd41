//! Attempts: begun, written action by action, finished, listed, and read again as logs.

use serde::Serialize;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row as _, Sqlite, SqliteConnection};

use super::drill::kind_of;
use super::frozen::freeze;
use super::{AttemptKind, ERASED, NameFault, PeopleError, Store, StoreError, figures, judgement, measure, seal};
use crate::call::{Log, LogHeader, LogLine, Millis, Mode, SavedRow};
use crate::scenario::PackFiles;
use crate::scoring::{Measures, Scorecard};

/// The key of an attempt within its site.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct AttemptId(pub String);

/// What is known when a call is offered.
#[derive(Debug, Clone)]
pub struct NewAttempt<'a> {
    pub header: &'a LogHeader,
    /// The scenario's title, for lists.
    pub title: &'a str,
    /// What the pack was read from: kept with the attempt.
    pub files: &'a PackFiles,
    /// What a rewound run takes over from the attempt that it plays on from; else nothing.
    pub lines: &'a [LogLine],
}

/// A line of the attempts list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AttemptSummary {
    pub id: AttemptId,
    pub kind: AttemptKind,
    pub person: String,
    pub pack: String,
    /// The scenario's id, or the drill's.
    pub scenario: String,
    pub title: String,
    pub mode: String,
    /// RFC 3339.
    pub started_at: String,
    /// None while the call is interrupted.
    pub finished_at: Option<String>,
    pub ending: Option<String>,
    pub length_ms: Option<i64>,
    /// How far an interrupted call got: the time of its last action.
    pub reached_ms: Option<i64>,
    pub records: Option<i64>,
    pub routing: Option<i64>,
    pub composure: Option<i64>,
    pub procedure: Option<i64>,
    pub critical_customer: i64,
    pub critical_business: i64,
    pub critical_compliance: i64,
    pub passed: bool,
    /// The calm twin rang.
    pub twin: bool,
    /// The content hash of the scenario as it was taken.
    pub scenario_hash: String,
    /// The finished call in counts.
    pub measures: Option<Measures>,
    /// The attempt that this run plays on from: a rewound run is none of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rewound_of: Option<String>,
}

impl AttemptSummary {
    #[must_use]
    pub const fn interrupted(&self) -> bool {
        self.finished_at.is_none()
    }

    #[must_use]
    pub const fn critical(&self) -> i64 {
        self.critical_customer + self.critical_business + self.critical_compliance
    }
}

/// Which attempts a list shows. Empty texts do not filter.
#[derive(Debug, Clone, Default)]
pub struct AttemptFilter {
    /// Found in the person's name or the scenario's title.
    pub text: String,
    pub person: String,
    pub scenario: String,
    /// Only interrupted ones.
    pub interrupted: bool,
    /// Only those with critical errors.
    pub critical: bool,
    /// Rewound runs too, which are no attempts.
    pub rewound: bool,
    pub sort: SortBy,
    pub ascending: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SortBy {
    #[default]
    Started,
    Person,
    Title,
    Length,
    Records,
    Routing,
    Composure,
    Procedure,
    Critical,
    Passed,
}

impl SortBy {
    const fn column(self) -> &'static str {
        match self {
            Self::Started => "a.started_at",
            Self::Person => "p.name",
            Self::Title => "a.title",
            Self::Length => "a.length_ms",
            Self::Records => "a.records",
            Self::Routing => "a.routing",
            Self::Composure => "a.composure",
            Self::Procedure => "a.procedure",
            // Interrupted calls, which have neither passed nor not, stand together.
            Self::Passed => "a.passed",
            Self::Critical => {
                "COALESCE(a.critical_customer, 0) + COALESCE(a.critical_business, 0) + COALESCE(a.critical_compliance, 0)"
            }
        }
    }
}

/// The row of a new attempt, at a call or a drill.
pub(super) struct Beginning<'a> {
    pub kind: AttemptKind,
    pub pack: &'a str,
    pub scenario: &'a str,
    pub title: &'a str,
    pub mode: String,
    pub seed: u64,
    pub person: &'a str,
    pub started_at: &'a str,
    pub twin: bool,
    pub rewound_of: Option<&'a str>,
    /// The log's header, as JSON.
    pub body: String,
    pub files: &'a PackFiles,
}

/// Attempts as lists show them, of whatever site; what they are narrowed down by comes behind it.
pub(super) const LISTED: &str = "SELECT a.*, p.name AS person_name, \
    COALESCE(json_extract(a.header, '$.scenario_hash'), json_extract(a.header, '$.drill_hash')) AS scenario_hash, \
    CASE WHEN a.finished_at IS NULL THEN \
    (SELECT MAX(x.at_ms) FROM action x WHERE x.site = a.site AND x.attempt = a.id) END AS reached_ms \
    FROM attempt a JOIN person p ON p.site = a.site AND p.id = a.person WHERE TRUE";

/// A mode as logs write it.
pub(super) fn mode_name(mode: Mode) -> String {
    let name = serde_json::to_value(mode).ok().and_then(|mode| mode.as_str().map(str::to_owned));
    name.unwrap_or_default()
}

impl Store {
    /// Begins an attempt: its header and the files that it is made with are on the disk when this returns.
    ///
    /// # Errors
    /// When the database does not take it, it is an author's run from the middle of the call, or an assignment allows no more
    /// attempts at it.
    pub fn begin(&self, attempt: &NewAttempt<'_>) -> Result<AttemptId, StoreError> {
        if attempt.header.start_at.is_some() {
            return Err(StoreError::AuthorRun);
        }
        let header = attempt.header;
        let beginning = Beginning {
            kind: AttemptKind::Call,
            pack: &header.pack,
            scenario: &header.scenario,
            title: attempt.title,
            mode: mode_name(header.mode),
            seed: header.seed,
            person: &header.person,
            started_at: &header.started_at,
            twin: header.twin,
            rewound_of: header.rewound.as_ref().map(|rewound| rewound.of.as_str()),
            body: serde_json::to_string(header).map_err(|error| StoreError::Damaged(error.to_string()))?,
            files: attempt.files,
        };
        self.runtime.block_on(async {
            let mut change = self.pool.begin().await?;
            let id = self.insert(&mut change, beginning).await?;
            for (seq, line) in attempt.lines.iter().enumerate() {
                self.write_line(&mut change, &id, seq, line).await?;
            }
            change.commit().await?;
            Ok(id)
        })
    }

    /// Writes the row of a new attempt.
    pub(super) async fn insert(
        &self,
        change: &mut SqliteConnection,
        new: Beginning<'_>,
    ) -> Result<AttemptId, StoreError> {
        // A rewound run and a twin are no attempts at it.
        if new.rewound_of.is_none() && !new.twin {
            self.keep_to_limits(change, new.person, (new.pack, new.scenario, &new.mode)).await?;
        }
        let id = AttemptId(uuid::Uuid::now_v7().to_string());
        let person = self.person_id(change, new.person, new.started_at).await?;
        let version = freeze(change, new.files).await?;
        sqlx::query(
            "INSERT INTO attempt (site, id, kind, person, pack, scenario, title, mode, seed, started_at, header, twin, \
             pack_version, rewound_of) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&self.site)
        .bind(&id.0)
        .bind(new.kind.name())
        .bind(person)
        .bind(new.pack)
        .bind(new.scenario)
        .bind(new.title)
        .bind(new.mode)
        .bind(new.seed.cast_signed())
        .bind(new.started_at)
        .bind(new.body)
        .bind(i64::from(new.twin))
        .bind(version)
        .bind(new.rewound_of)
        .execute(&mut *change)
        .await?;
        figures::relist(change, &self.site, &id).await?;
        Ok(id)
    }

    pub(super) async fn person_id(
        &self,
        change: &mut SqliteConnection,
        name: &str,
        now: &str,
    ) -> Result<String, StoreError> {
        if name == ERASED {
            return Err(PeopleError::Name { name: name.to_owned(), why: NameFault::Reserved }.into());
        }
        let found = sqlx::query("SELECT id FROM person WHERE site = ? AND name = ?")
            .bind(&self.site)
            .bind(name)
            .fetch_optional(&mut *change)
            .await?;
        if let Some(row) = found {
            return Ok(row.try_get(0)?);
        }
        let id = uuid::Uuid::now_v7().to_string();
        sqlx::query("INSERT INTO person (site, id, name, created_at) VALUES (?, ?, ?, ?)")
            .bind(&self.site)
            .bind(&id)
            .bind(name)
            .bind(now)
            .execute(&mut *change)
            .await?;
        Ok(id)
    }

    /// Writes one action. It survives a power cut once this returns. `seq` counts from 0 in each attempt.
    ///
    /// # Errors
    /// When the database does not take it; a full disk is told as such.
    pub fn append(&self, id: &AttemptId, seq: usize, line: &LogLine) -> Result<(), StoreError> {
        self.runtime.block_on(async {
            let mut connection = self.pool.acquire().await?;
            self.write_line(&mut connection, id, seq, line).await
        })
    }

    async fn write_line(
        &self,
        connection: &mut SqliteConnection,
        id: &AttemptId,
        seq: usize,
        line: &LogLine,
    ) -> Result<(), StoreError> {
        let body = serde_json::to_string(&line.action).map_err(|error| StoreError::Damaged(error.to_string()))?;
        self.write_action(connection, id, (seq, line.at), body).await
    }

    /// Writes an action as JSON, with its place in the log and its time.
    pub(super) async fn write_action(
        &self,
        connection: &mut SqliteConnection,
        id: &AttemptId,
        (seq, at): (usize, Millis),
        body: String,
    ) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO action (site, attempt, seq, at_ms, body) VALUES (?, ?, ?, ?, ?)")
            .bind(&self.site)
            .bind(&id.0)
            .bind(i64::try_from(seq).unwrap_or(i64::MAX))
            .bind(at.0.cast_signed())
            .bind(body)
            .execute(connection)
            .await?;
        Ok(())
    }

    /// Finishes an attempt: its numbers for lists, and what the call left in the practice database. A rewound run leaves
    /// nothing there.
    ///
    /// # Errors
    /// When the database does not take it.
    pub fn finish(
        &self,
        id: &AttemptId,
        card: &Scorecard,
        finished_at: &str,
        practice: &[SavedRow],
    ) -> Result<(), StoreError> {
        let outcome = seal::Outcome::of(card);
        self.runtime.block_on(async {
            let mut change = self.pool.begin().await?;
            measure::write_outcome(&mut change, (&self.site, id), &outcome, finished_at).await?;
            let of = sqlx::query("SELECT pack, rewound_of, kind FROM attempt WHERE site = ? AND id = ?")
                .bind(&self.site)
                .bind(&id.0)
                .fetch_optional(&mut *change)
                .await?
                .ok_or_else(|| StoreError::NoAttempt(id.0.clone()))?;
            let (pack, rewound): (String, Option<String>) = (of.try_get(0)?, of.try_get(1)?);
            // What is counted for comparisons is counted in calls.
            if kind_of(&of)?.is_call() {
                measure::keep(&mut change, &self.site, id, &card.measures).await?;
            }
            judgement::keep_card(&mut change, &self.site, id, card).await?;
            let practice = if rewound.is_some() { &[] } else { practice };
            for row in practice {
                let body = serde_json::to_string(row).map_err(|error| StoreError::Damaged(error.to_string()))?;
                sqlx::query(
                    "INSERT INTO practice_row (site, pack, tbl, id, body) VALUES (?, ?, ?, ?, ?) \
                     ON CONFLICT (site, pack, tbl, id) DO UPDATE SET body = excluded.body",
                )
                .bind(&self.site)
                .bind(&pack)
                .bind(&row.table)
                .bind(&row.id)
                .bind(body)
                .execute(&mut *change)
                .await?;
            }
            if rewound.is_none() {
                seal::keep(&mut change, &self.site, id, &self.folder).await?;
                figures::relist(&mut change, &self.site, id).await?;
            }
            change.commit().await?;
            Ok(())
        })
    }

    /// The log of an attempt at a call.
    ///
    /// # Errors
    /// When there is none, it is a drill's, or it cannot be read.
    pub fn log(&self, id: &AttemptId) -> Result<Log, StoreError> {
        if !self.kind(id)?.is_call() {
            return Err(StoreError::NotACall(id.0.clone()));
        }
        let (header, lines) = self.written(id)?;
        let header = from_json(&header)?;
        let line = |(at, body): (Millis, String)| Ok(LogLine { at, action: from_json(&body)? });
        let lines = lines.into_iter().map(line).collect::<Result<_, StoreError>>()?;
        Ok(Log { header, lines, cut_off: false })
    }

    /// The header of an attempt and its actions with their times, as JSON.
    pub(super) fn written(&self, id: &AttemptId) -> Result<(String, Vec<(Millis, String)>), StoreError> {
        self.runtime.block_on(async {
            let head = "SELECT a.header, CASE WHEN p.name = ? THEN a.id END, a.site FROM attempt a \
                        JOIN person p ON p.site = a.site AND p.id = a.person WHERE a.id = ?";
            let head = sqlx::query(head)
                .bind(ERASED)
                .bind(&id.0)
                .fetch_optional(&self.pool)
                .await?
                .ok_or_else(|| StoreError::NoAttempt(id.0.clone()))?;
            let rows = sqlx::query("SELECT at_ms, body FROM action WHERE site = ? AND attempt = ? ORDER BY seq")
                .bind(head.try_get::<String, _>(2)?)
                .bind(&id.0)
                .fetch_all(&self.pool)
                .await?;
            if let (true, Some(gone)) = (rows.is_empty(), head.try_get::<Option<String>, _>(1)?) {
                return Err(StoreError::Erased(gone));
            }
            let line = |row: &SqliteRow| {
                let at: i64 = row.try_get(0)?;
                Ok((Millis(at.cast_unsigned()), row.try_get(1)?))
            };
            let lines = rows.iter().map(line).collect::<Result<_, StoreError>>()?;
            Ok((head.try_get(0)?, lines))
        })
    }

    /// Attempts as a list shows them, of all sites that are here.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn attempts(&self, filter: &AttemptFilter) -> Result<Vec<AttemptSummary>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(LISTED);
        if !filter.text.is_empty() {
            // LIKE knows two signs of its own; people who type them mean them.
            let escaped = filter.text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            let pattern = format!("%{escaped}%");
            query.push(" AND (p.name LIKE ").push_bind(pattern.clone()).push(" ESCAPE '\\' OR a.title LIKE ");
            query.push_bind(pattern).push(" ESCAPE '\\')");
        }
        if !filter.person.is_empty() {
            query.push(" AND p.name = ").push_bind(&filter.person);
        }
        if !filter.scenario.is_empty() {
            query.push(" AND a.scenario = ").push_bind(&filter.scenario);
        }
        if !filter.rewound {
            query.push(" AND a.rewound_of IS NULL");
        }
        if filter.interrupted {
            query.push(" AND a.finished_at IS NULL");
        }
        if filter.critical {
            query.push(" AND ").push(SortBy::Critical.column()).push(" > 0");
        }
        let direction = if filter.ascending { " ASC" } else { " DESC" };
        query.push(" ORDER BY ").push(filter.sort.column()).push(direction).push(", a.id").push(direction);
        self.runtime.block_on(async {
            let rows = query.build().fetch_all(&self.pool).await?;
            rows.iter().map(summary).collect()
        })
    }
}

pub(super) fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Damaged(error.to_string()))
}

pub(super) fn summary(row: &SqliteRow) -> Result<AttemptSummary, StoreError> {
    Ok(AttemptSummary {
        id: AttemptId(row.try_get("id")?),
        kind: kind_of(row)?,
        person: row.try_get("person_name")?,
        pack: row.try_get("pack")?,
        scenario: row.try_get("scenario")?,
        title: row.try_get("title")?,
        mode: row.try_get("mode")?,
        started_at: row.try_get("started_at")?,
        finished_at: row.try_get("finished_at")?,
        ending: row.try_get("ending")?,
        length_ms: row.try_get("length_ms")?,
        reached_ms: row.try_get("reached_ms")?,
        records: row.try_get("records")?,
        routing: row.try_get("routing")?,
        composure: row.try_get("composure")?,
        procedure: row.try_get("procedure")?,
        critical_customer: row.try_get::<Option<i64>, _>("critical_customer")?.unwrap_or(0),
        critical_business: row.try_get::<Option<i64>, _>("critical_business")?.unwrap_or(0),
        critical_compliance: row.try_get::<Option<i64>, _>("critical_compliance")?.unwrap_or(0),
        passed: row.try_get::<Option<i64>, _>("passed")?.unwrap_or(0) != 0,
        twin: measure::late(row, "twin")?.unwrap_or(0) != 0,
        scenario_hash: row.try_get::<Option<String>, _>("scenario_hash")?.unwrap_or_default(),
        measures: measure::of_row(row)?,
        rewound_of: row.try_get("rewound_of")?,
    })
}
