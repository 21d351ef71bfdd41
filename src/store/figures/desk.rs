//! A desk's own summaries: kept up to date by what the store writes, and read.

use jiff::Timestamp;
use sqlx::SqliteConnection;

use super::base::{Base, Line};
use super::keep::{self, CallLine, Memory};
use super::kept::{Kept, NUMBERS};
use super::read::{self, Choice, PersonSum, ScenarioSums, TeamSums};
use super::words;
use crate::store::judgement::number_name;
use crate::store::{AttemptId, Override, Store, StoreError};

/// So many people at a scenario are summed up in one change of the database.
const BATCH: i64 = 200;

/// What the list needs of an attempt. Rewound runs and what was erased stand in no list.
const ATTEMPT: &str = "SELECT a.started_at, p.name, a.kind, a.pack, a.scenario, a.title, a.mode, \
    COALESCE(json_extract(a.header, '$.locale'), ''), \
    COALESCE(json_extract(a.header, '$.scenario_hash'), json_extract(a.header, '$.drill_hash'), ''), \
    a.finished_at IS NOT NULL, COALESCE(a.length_ms, -1), COALESCE(a.records, -1), COALESCE(a.routing, -1), \
    COALESCE(a.composure, -1), COALESCE(a.procedure, -1), \
    COALESCE(a.critical_customer, 0) + COALESCE(a.critical_business, 0) + COALESCE(a.critical_compliance, 0), \
    COALESCE(a.passed, -1), COALESCE(r.critical, -1), COALESCE(r.passed, -1), COALESCE(o.body, ''), \
    EXISTS (SELECT 1 FROM audit x WHERE x.attempt = a.id AND x.kind NOT IN ('retained', 'put-up', 'taken-off', 'rated') AND \
    COALESCE((SELECT k.person FROM known_as k WHERE k.site = x.site AND k.id = x.actor), x.actor) <> \
    COALESCE((SELECT k.person FROM known_as k WHERE k.site = a.site AND k.id = a.person), a.person)), \
    (SELECT COUNT(*) FROM audit x WHERE x.attempt = a.id AND x.kind = 'appealed' AND NOT EXISTS (\
    SELECT 1 FROM audit y WHERE y.attempt = a.id AND y.kind = 'ruled' AND \
    json_extract(y.facts, '$.appeal') = x.id)) \
    FROM attempt a JOIN person p ON p.site = a.site AND p.id = a.person \
    LEFT JOIN ruled_attempt r ON r.site = a.site AND r.attempt = a.id \
    LEFT JOIN outcome o ON o.site = a.site AND o.attempt = a.id \
    WHERE a.site = $1 AND a.id = $2 AND a.rewound_of IS NULL AND p.name <> '–'";

/// A time as the tables have it; before all others where it is none.
fn placed(rfc3339: &str) -> i64 {
    rfc3339.parse().map_or(-1, |at: Timestamp| at.as_microsecond())
}

fn line_of(site: &str, id: &str, row: &Line) -> Result<CallLine, sqlx::Error> {
    Ok(CallLine {
        site: site.to_owned(),
        attempt: id.to_owned(),
        placed: placed(&row.text(0)?),
        person: row.text(1)?,
        kind: row.text(2)?,
        pack: row.text(3)?,
        scenario: row.text(4)?,
        title: row.text(5)?,
        mode: row.text(6)?,
        language: row.text(7)?,
        version: keep::version(&row.text(8)?).to_owned(),
        finished: row.yes(9)?,
        counts: false,
        length_ms: row.some(10)?,
        numbers: [row.some(11)?, row.some(12)?, row.some(13)?, row.some(14)?],
        below: [false; 4],
        critical: row.int(15)?,
        passed: row.some(16)?.map(|passed| passed != 0),
        overridden: false,
        reviewed: row.yes(20)?,
        appealed: row.int(21)?,
    })
}

/// The scores of a call of which no more is known than its points.
async fn score(base: &mut Base<'_>, line: &mut CallLine, row: &Line) -> Result<(), sqlx::Error> {
    let ruled = row.some(18)?.map(|passed| (row.int(17), passed != 0));
    let sql = "SELECT number, COALESCE(score, -1), pass, COALESCE(ruled, -1) FROM number_score WHERE site = $1 AND attempt = $2";
    for number in base.rows(sql, vec![(&line.site).into(), (&line.attempt).into()]).await? {
        let name = number.text(0)?;
        let Some(place) = NUMBERS.iter().position(|known| number_name(*known) == name) else { continue };
        let holds = if ruled.is_some() { number.some(3)? } else { number.some(1)? };
        let pass = number.int(2)?;
        line.numbers[place] = holds;
        line.below[place] = holds.is_some_and(|score| score < pass);
    }
    if let Some((critical, passed)) = ruled {
        line.critical = critical?;
        line.passed = Some(passed);
    }
    Ok(())
}

/// Brings the list to what holds of an attempt now, and sums its person up again where it is a call.
pub(in crate::store) async fn relist(
    change: &mut SqliteConnection,
    site: &str,
    id: &AttemptId,
) -> Result<(), StoreError> {
    let mut base = Base::Desk(change);
    let mut memory = Memory::default();
    let Some(row) = base.row(ATTEMPT, vec![site.into(), (&id.0).into()]).await? else { return Ok(()) };
    let mut line = line_of(site, &id.0, &row)?;
    let ruled = keep::ruled(&mut base, site, &id.0).await?;
    line.overridden = !ruled.is_empty();
    match words::unpacked(&mut base, &row.text(19)?, &mut memory.words).await? {
        Some(kept) if line.finished => {
            line.scored(&keep::overruled(kept, &ruled).card);
            line.counts = true;
        }
        _ => score(&mut base, &mut line, &row).await?,
    }
    keep::write_call(&mut base, &line).await?;
    if line.kind == "call" {
        keep::refresh_call(&mut base, &line, &mut memory).await?;
    }
    Ok(())
}

/// Writes which overrides of an attempt hold.
pub(in crate::store) async fn rule(
    change: &mut SqliteConnection,
    site: &str,
    id: &AttemptId,
    held: &[Override],
) -> Result<(), StoreError> {
    let mut base = Base::Desk(change);
    base.run("DELETE FROM figure_ruled WHERE site = $1 AND attempt = $2", vec![site.into(), (&id.0).into()]).await?;
    for one in held {
        let sql = "INSERT INTO figure_ruled (site, attempt, criterion, earned) VALUES ($1, $2, $3, $4)";
        let earned = i64::try_from(one.earned).unwrap_or(i64::MAX);
        base.run(sql, vec![site.into(), (&id.0).into(), (&one.criterion).into(), earned.into()]).await?;
    }
    Ok(())
}

/// Takes an attempt out of the list.
pub(in crate::store) async fn unlist(
    change: &mut SqliteConnection,
    site: &str,
    id: &AttemptId,
) -> Result<(), StoreError> {
    Ok(keep::drop_call(&mut Base::Desk(change), site, &id.0).await?)
}

/// Sums up again what erasing has made old of a person.
pub(in crate::store) async fn resum(change: &mut SqliteConnection, person: &str) -> Result<(), StoreError> {
    keep::refresh_person(&mut Base::Desk(change), person, &mut Memory::default()).await?;
    Ok(())
}

impl Store {
    /// Asks the database, without changing anything.
    pub(super) fn read<T>(
        &self,
        ask: impl AsyncFnOnce(&mut Base<'_>) -> Result<T, sqlx::Error>,
    ) -> Result<T, StoreError> {
        self.runtime.block_on(async {
            let mut connection = self.pool.acquire().await?;
            Ok(ask(&mut Base::Desk(&mut connection)).await?)
        })
    }

    /// Keeps what a call came to, in place of what was kept before, and brings all figures up to date with it.
    ///
    /// # Errors
    /// When there is no such attempt, or the database does not answer.
    pub fn keep_outcome(&self, id: &AttemptId, body: &str) -> Result<(), StoreError> {
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            let site = self.site_of(&mut change, id).await?;
            let packed = match Kept::read(body) {
                Some(kept) => {
                    words::packed(&mut Base::Desk(&mut change), &kept, &mut words::Numbers::default()).await?
                }
                // A later program knows what it is.
                None => body.to_owned(),
            };
            sqlx::query(
                "INSERT INTO outcome (site, attempt, body) VALUES (?, ?, ?) \
                 ON CONFLICT (site, attempt) DO UPDATE SET body = excluded.body",
            )
            .bind(&site)
            .bind(&id.0)
            .bind(packed)
            .execute(&mut *change)
            .await?;
            relist(&mut change, &site, id).await?;
            change.commit().await?;
            Ok(())
        })
    }

    /// What a call came to, as one text that holds everything; none for attempts of before it was kept.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn outcome(&self, id: &AttemptId) -> Result<Option<String>, StoreError> {
        self.read(async |base| {
            let sql = "SELECT body FROM outcome WHERE attempt = $1";
            let Some(row) = base.row(sql, vec![(&id.0).into()]).await? else { return Ok(None) };
            let text = row.text(0)?;
            let kept = words::unpacked(base, &text, &mut words::Words::new()).await?;
            Ok(Some(kept.map_or(text, |kept| kept.text())))
        })
    }

    /// How many people at scenarios are to be summed up: after an update many, else none.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn figures_to_make(&self) -> Result<usize, StoreError> {
        self.read(async |base| Ok(usize::try_from(read::stale(base).await?).unwrap_or(usize::MAX)))
    }

    /// Sums up some of those that are to be. Says how many there were; at the end none.
    ///
    /// # Errors
    /// When the database does not take it.
    pub fn make_figures(&self) -> Result<usize, StoreError> {
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            let done = keep::refresh(&mut Base::Desk(&mut change), BATCH, &mut Memory::default()).await?;
            change.commit().await?;
            Ok(done)
        })
    }

    /// Finished calls of which nothing was kept, so that no figure counts them yet.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn unread_calls(&self) -> Result<Vec<AttemptId>, StoreError> {
        self.read(async |base| Ok(read::unread(base).await?.into_iter().map(|line| AttemptId(line.attempt)).collect()))
    }

    /// Everybody who has a call, finished or not, in the order of their names.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn callers(&self) -> Result<Vec<String>, StoreError> {
        self.read(async |base| read::people(base).await)
    }

    /// Every language in which something was practised, as tags.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn called_languages(&self) -> Result<Vec<String>, StoreError> {
        self.read(async |base| super::list::distinct(base, "language").await)
    }

    /// Every scenario that was called, with its title.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn called_scenarios(&self) -> Result<Vec<(String, String)>, StoreError> {
        self.read(async |base| read::scenarios(base).await)
    }

    /// What a heat map is drawn from, and its words.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn heat_sums(&self, choice: &Choice) -> Result<(Vec<PersonSum>, words::Words), StoreError> {
        self.read(async |base| read::heat(base, choice).await)
    }

    /// What team figures are drawn from.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn team_sums(&self, choice: &Choice) -> Result<TeamSums, StoreError> {
        self.read(async |base| read::team(base, choice).await)
    }

    /// What the health of a scenario is drawn from.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn scenario_sums(&self, scenario: &str, choice: &Choice) -> Result<ScenarioSums, StoreError> {
        self.read(async |base| read::scenario(base, scenario, choice).await)
    }

    /// The calls of these people in which something was overridden, in order of time.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn overridden_calls(&self, choice: &Choice) -> Result<Vec<AttemptId>, StoreError> {
        self.read(async |base| {
            Ok(read::overridden(base, choice).await?.into_iter().map(|line| AttemptId(line.attempt)).collect())
        })
    }

    /// The overrides of an attempt that hold, with who, when and why.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn overrides_of(&self, id: &AttemptId) -> Result<Vec<Override>, StoreError> {
        self.runtime.block_on(async {
            let mut connection = self.pool.acquire().await?;
            Ok(crate::store::Judgement::of(&self.entries(&mut connection, Some(id)).await?).overrides)
        })
    }
}
