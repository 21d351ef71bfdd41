//! Lists and figures at the centre, for supervisors: the same questions as at a desk.

use std::collections::BTreeMap;

use sqlx::postgres::PgRow;
use sqlx::{Connection as _, Row as _};

use super::{Centre, CentreError, Checked, trail};
use crate::store::figures::base::{Base, Value};
use crate::store::figures::keep::{self, CallLine, Memory};
use crate::store::figures::{list, read, words};
use crate::store::{
    AttemptId, AttemptKind, AttemptSummary, Choice, Kept, ListFilter, Override, Page, PersonId, PersonSum, ReviewLine,
    Ruled, ScenarioSums, TeamSums, Words,
};

/// So many people at a scenario are summed up in one change of the database.
const BATCH: i64 = 200;

impl Centre {
    /// Asks the summaries.
    fn figures<T>(&mut self, ask: impl AsyncFnOnce(&mut Base<'_>) -> Result<T, sqlx::Error>) -> Result<T, CentreError> {
        if !self.found {
            self.same_version()?;
            self.ask(async |connection| {
                sqlx::query("SET search_path TO steadyline, pg_temp").execute(connection).await.map(drop)
            })?;
            self.found = true;
        }
        self.ask(async |connection| ask(&mut Base::Centre(connection)).await)
    }

    /// Changes the summaries, all at once or not at all. Others who do so wait.
    pub(super) fn change_figures<T>(
        &mut self,
        change: impl AsyncFnOnce(&mut Base<'_>) -> Result<T, sqlx::Error>,
    ) -> Result<T, CentreError> {
        self.figures(async |_| Ok(()))?;
        self.ask(async |connection| {
            let mut begun = connection.begin().await?;
            let mut base = Base::Centre(&mut begun);
            base.alone().await?;
            let done = change(&mut base).await?;
            begun.commit().await?;
            Ok(done)
        })
    }

    /// A page of the attempts list, with what playing them again has come to.
    ///
    /// # Errors
    /// When the login may not read, or the database does not answer.
    pub fn page(&mut self, filter: &ListFilter) -> Result<Page, CentreError> {
        let (lines, all) = self.figures(async |base| list::page(base, filter).await)?;
        let next = crate::store::figures::next(&lines, filter.limit);
        let brought = self.brought(&lines)?;
        let shown = lines.into_iter().zip(brought).map(|(line, brought)| review_line(line, brought));
        Ok(Page { lines: shown.collect(), all, next })
    }

    /// How the database finds a page and counts all, in its own words.
    ///
    /// # Errors
    /// When the login may not read, or the database does not answer.
    pub fn plans(&mut self, filter: &ListFilter) -> Result<Vec<String>, CentreError> {
        self.figures(async |base| list::plans(base, filter).await)
    }

    /// What the list does not have of these attempts, one for each.
    fn brought(&mut self, lines: &[CallLine]) -> Result<Vec<Brought>, CentreError> {
        let sites: Vec<&str> = lines.iter().map(|line| line.site.as_str()).collect();
        let ids: Vec<&str> = lines.iter().map(|line| line.attempt.as_str()).collect();
        self.ask(async |connection| {
            let rows = sqlx::query(
                "SELECT CASE WHEN a.checked_at IS NOT NULL THEN a.verdict END, a.ending, a.started_at, a.finished_at, \
                 COALESCE(a.twin, false), ARRAY[a.critical_customer, a.critical_business, a.critical_compliance], \
                 ARRAY[a.records, a.routing, a.composure, a.procedure], COALESCE(a.passed, false), \
                 (SELECT count(*) FROM steadyline.figure_ruled r WHERE r.site = t.site AND r.attempt = t.id) FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS t (site, id, at) \
                 LEFT JOIN steadyline.attempt a ON a.site = t.site AND a.id = t.id ORDER BY t.at",
            );
            let rows = rows.bind(sites).bind(ids).fetch_all(connection).await?;
            let of = |row: &PgRow| {
                Ok(Brought {
                    verdict: row.try_get(0)?,
                    ending: row.try_get(1)?,
                    started_at: row.try_get(2)?,
                    finished_at: row.try_get(3)?,
                    twin: row.try_get(4)?,
                    critical: row.try_get(5)?,
                    numbers: row.try_get(6)?,
                    passed: row.try_get(7)?,
                    overrides: row.try_get(8)?,
                })
            };
            rows.iter().map(of).collect()
        })
    }

    /// Everybody who has a call that was played again, in the order of their names.
    ///
    /// # Errors
    /// When the login may not read, or the database does not answer.
    pub fn callers(&mut self) -> Result<Vec<String>, CentreError> {
        self.figures(async |base| read::people(base).await)
    }

    /// Every scenario that was called, with its title.
    ///
    /// # Errors
    /// When the login may not read, or the database does not answer.
    pub fn called_scenarios(&mut self) -> Result<Vec<(String, String)>, CentreError> {
        self.figures(async |base| read::scenarios(base).await)
    }

    /// What a heat map is drawn from, and its words.
    ///
    /// # Errors
    /// When the login may not read, or the database does not answer.
    pub fn heat_sums(&mut self, choice: &Choice) -> Result<(Vec<PersonSum>, Words), CentreError> {
        self.figures(async |base| read::heat(base, choice).await)
    }

    /// What team figures are drawn from.
    ///
    /// # Errors
    /// When the login may not read, or the database does not answer.
    pub fn team_sums(&mut self, choice: &Choice) -> Result<TeamSums, CentreError> {
        self.figures(async |base| read::team(base, choice).await)
    }

    /// What the health of a scenario is drawn from.
    ///
    /// # Errors
    /// When the login may not read, or the database does not answer.
    pub fn scenario_sums(&mut self, scenario: &str, choice: &Choice) -> Result<ScenarioSums, CentreError> {
        self.figures(async |base| read::scenario(base, scenario, choice).await)
    }

    /// The calls of these people in which something was overridden, in order of time.
    ///
    /// # Errors
    /// When the login may not read, or the database does not answer.
    pub fn overridden_calls(&mut self, choice: &Choice) -> Result<Vec<Overruled>, CentreError> {
        let (lines, held) = self.figures(async |base| {
            let lines = read::overridden(base, choice).await?;
            let (mut found, mut memory) = (Vec::with_capacity(lines.len()), Memory::default());
            for line in &lines {
                found.push(held(base, line, &mut memory).await?);
            }
            Ok((lines, found))
        })?;
        let brought = self.brought(&lines)?;
        let all = lines.into_iter().zip(brought).zip(held).filter_map(|((line, brought), held)| {
            let (kept, trail::Held { overrides, names, .. }) = held?;
            Some(Overruled { attempt: review_line(line, brought).attempt, kept, overrides, names })
        });
        Ok(all.collect())
    }

    /// Writes what was found about an attempt, and with it what playing it again came to: a sound call counts from now on, any
    /// other counts nowhere.
    pub(super) fn keep_checked(
        &mut self,
        site: &str,
        checked: &Checked,
        kept: Option<&Kept>,
    ) -> Result<(), CentreError> {
        self.change_figures(async |base| {
            if let Base::Centre(connection) = base {
                super::check::write(connection, site, checked).await?;
            }
            keep_played(base, site, checked.number, kept).await
        })
    }

    /// Sums up again what erasing has made old.
    ///
    /// # Errors
    /// When the login may not, or the database does not answer.
    pub fn make_figures(&mut self) -> Result<usize, CentreError> {
        let mut all = 0;
        loop {
            let done = self.change_figures(async |base| keep::refresh(base, BATCH, &mut Memory::default()).await)?;
            all += done;
            if done == 0 {
                return Ok(all);
            }
        }
    }
}

async fn keep_played(base: &mut Base<'_>, site: &str, number: i64, kept: Option<&Kept>) -> Result<(), sqlx::Error> {
    let sql = "SELECT id FROM attempt WHERE site = $1 AND number = $2";
    let Some(row) = base.row(sql, vec![site.into(), number.into()]).await? else { return Ok(()) };
    let id = row.text(0)?;
    let own: Vec<Value> = vec![site.into(), (&id).into()];
    let sql = format!("SELECT {} FROM figure_call WHERE site = $1 AND attempt = $2", keep::CALL.join(", "));
    let Some(line) = base.row(&sql, own.clone()).await? else { return Ok(()) };
    let mut line = keep::call_line(&line)?;
    let counted = line.counts;
    let mut memory = Memory::default();
    base.run("DELETE FROM outcome WHERE site = $1 AND attempt = $2", own).await?;
    line.counts = kept.is_some();
    if let Some(kept) = kept {
        let body = words::packed(base, kept, &mut memory.numbers).await?;
        let sql = "INSERT INTO outcome (site, attempt, body) VALUES ($1, $2, $3)";
        base.run(sql, vec![site.into(), (&id).into(), body.into()]).await?;
    }
    write_held(base, line, (kept.cloned(), counted), &mut memory).await
}

/// Brings the figures to what was said and decided about an attempt; nothing where it is not here, or no more.
pub(super) async fn settle(base: &mut Base<'_>, id: &str) -> Result<(), sqlx::Error> {
    let sql = format!("SELECT {} FROM figure_call WHERE attempt = $1 ORDER BY site", keep::CALL.join(", "));
    for line in base.rows(&sql, vec![id.into()]).await? {
        let line = keep::call_line(&line)?;
        let mut memory = Memory::default();
        let sql = "SELECT body FROM outcome WHERE site = $1 AND attempt = $2";
        let kept = match base.row(sql, vec![(&line.site).into(), id.into()]).await? {
            Some(row) => words::unpacked(base, &row.text(0)?, &mut memory.words).await?,
            None => None,
        };
        let counted = line.counts;
        write_held(base, line, (kept, counted), &mut memory).await?;
    }
    Ok(())
}

/// Writes a line as it holds with overrides, and sums its person up where it counts, or has until now.
async fn write_held(
    base: &mut Base<'_>,
    mut line: CallLine,
    (kept, counted): (Option<Kept>, bool),
    memory: &mut Memory,
) -> Result<(), sqlx::Error> {
    let Base::Centre(connection) = base else { return Ok(()) };
    let held = trail::held(connection, (&line.site, &line.attempt), &line.person).await?;
    line.reviewed = held.reviewed;
    line.appealed = i64::try_from(held.appealed).unwrap_or(i64::MAX);
    let own: Vec<Value> = vec![(&line.site).into(), (&line.attempt).into()];
    base.run("DELETE FROM figure_ruled WHERE site = $1 AND attempt = $2", own).await?;
    line.overridden = kept.is_some() && !held.overrides.is_empty();
    if let Some(kept) = kept {
        for one in &held.overrides {
            let sql = "INSERT INTO figure_ruled (site, attempt, criterion, earned) VALUES ($1, $2, $3, $4)";
            let earned = i64::try_from(one.earned).unwrap_or(i64::MAX);
            let with = vec![(&line.site).into(), (&line.attempt).into(), (&one.criterion).into(), earned.into()];
            base.run(sql, with).await?;
        }
        let ruled: Vec<(String, u64)> = held.overrides.into_iter().map(|one| (one.criterion, one.earned)).collect();
        line.scored(&keep::overruled(kept, &ruled).card);
    }
    keep::write_call(base, &line).await?;
    if line.kind == "call" && (counted || line.counts) {
        keep::refresh_call(base, &line, memory).await?;
    }
    Ok(())
}

/// What playing a call again came to, and what holds of it.
async fn held(
    base: &mut Base<'_>,
    line: &CallLine,
    memory: &mut Memory,
) -> Result<Option<(Kept, trail::Held)>, sqlx::Error> {
    let sql = "SELECT body FROM outcome WHERE site = $1 AND attempt = $2";
    let Some(row) = base.row(sql, vec![(&line.site).into(), (&line.attempt).into()]).await? else { return Ok(None) };
    let Some(kept) = words::unpacked(base, &row.text(0)?, &mut memory.words).await? else { return Ok(None) };
    let Base::Centre(connection) = base else { return Ok(None) };
    let held = trail::held(connection, (&line.site, &line.attempt), &line.person).await?;
    Ok(Some((kept, held)))
}

/// A call in which something was overridden, with what holds of it.
#[derive(Debug)]
pub struct Overruled {
    /// With the machine's numbers.
    pub attempt: AttemptSummary,
    pub kept: Kept,
    pub overrides: Vec<Override>,
    /// What people are called who are named by their keys.
    pub names: BTreeMap<PersonId, String>,
}

/// What lists show beside the summaries.
struct Brought {
    verdict: Option<String>,
    ending: Option<String>,
    started_at: Option<String>,
    finished_at: Option<String>,
    twin: bool,
    /// For customers, the business, the law.
    critical: Vec<Option<i64>>,
    /// As the machine has them.
    numbers: Vec<Option<i64>>,
    passed: bool,
    overrides: i64,
}

/// A line as lists show it. What only a desk knows is empty.
fn review_line(line: CallLine, brought: Brought) -> ReviewLine {
    let kinds = [AttemptKind::Call, AttemptKind::CallList, AttemptKind::Tidy];
    let critical = |at: usize| brought.critical.get(at).copied().flatten().unwrap_or(0);
    let below = crate::store::figures::below(&line);
    let ruled = line.overridden.then_some(Ruled {
        numbers: line.numbers,
        critical: line.critical,
        passed: line.passed.unwrap_or(false),
    });
    let machine = |at: usize| brought.numbers.get(at).copied().flatten();
    let [records, routing, composure, procedure] =
        if ruled.is_some() { [0, 1, 2, 3].map(machine) } else { line.numbers };
    let attempt = AttemptSummary {
        id: AttemptId(line.attempt),
        kind: kinds.into_iter().find(|kind| kind.name() == line.kind).unwrap_or_default(),
        person: line.person,
        pack: line.pack,
        scenario: line.scenario,
        title: line.title,
        mode: line.mode,
        critical_customer: critical(0),
        critical_business: critical(1),
        critical_compliance: critical(2),
        started_at: brought.started_at.unwrap_or_default(),
        finished_at: brought.finished_at,
        ending: brought.ending,
        length_ms: line.length_ms,
        reached_ms: None,
        records,
        routing,
        composure,
        procedure,
        passed: if ruled.is_some() { brought.passed } else { line.passed.unwrap_or(false) },
        twin: brought.twin,
        scenario_hash: line.version,
        measures: None,
        rewound_of: None,
    };
    ReviewLine {
        attempt,
        language: line.language,
        below,
        ruled,
        comments: 0,
        overrides: usize::try_from(brought.overrides).unwrap_or(0),
        open_appeals: usize::try_from(line.appealed).unwrap_or(0),
        reviewed: line.reviewed,
        blind: false,
        verdict: brought.verdict,
    }
}
