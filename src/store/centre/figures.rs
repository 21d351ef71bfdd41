//! Lists and figures at the centre, for supervisors: the same questions as at a desk.

use sqlx::postgres::PgRow;
use sqlx::{Connection as _, Row as _};

use super::{Centre, CentreError, Checked};
use crate::store::figures::base::{Base, Value};
use crate::store::figures::keep::{self, CallLine, Memory};
use crate::store::figures::{list, read, words};
use crate::store::{
    AttemptId, AttemptKind, AttemptSummary, Choice, Kept, ListFilter, Page, PersonSum, ReviewLine, ScenarioSums,
    TeamSums, Words,
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
        let (lines, all) =
            self.figures(async |base| Ok((list::page(base, filter).await?, list::count(base, filter).await?)))?;
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
                 COALESCE(a.twin, false), ARRAY[a.critical_customer, a.critical_business, a.critical_compliance] FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS t (site, id, at) \
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
        self.figures(async |base| Ok((read::person_sums(base, choice).await?, words::all(base).await?)))
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
        line.scored(&kept.card);
    }
    keep::write_call(base, &line).await?;
    if line.kind == "call" && (counted || line.counts) {
        keep::refresh_call(base, &line, &mut memory).await?;
    }
    Ok(())
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
}

/// A line as lists show it. What only a desk knows is empty.
fn review_line(line: CallLine, brought: Brought) -> ReviewLine {
    let kinds = [AttemptKind::Call, AttemptKind::CallList, AttemptKind::Tidy];
    let critical = |at: usize| brought.critical.get(at).copied().flatten().unwrap_or(0);
    let below = crate::store::figures::below(&line);
    let [records, routing, composure, procedure] = line.numbers;
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
        passed: line.passed.unwrap_or(false),
        twin: brought.twin,
        scenario_hash: line.version,
        measures: None,
        rewound_of: None,
    };
    ReviewLine {
        attempt,
        language: line.language,
        below,
        ruled: None,
        comments: 0,
        overrides: 0,
        open_appeals: usize::try_from(line.appealed).unwrap_or(0),
        reviewed: line.reviewed,
        blind: false,
        verdict: brought.verdict,
    }
}
