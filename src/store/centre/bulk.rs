//! Many attempts at once, for benchmarks: as at a desk, without logs and seals.

use super::{Centre, CentreError};
use crate::store::figures::base::{Base, Value};
use crate::store::figures::bulk::{self, Column};
use crate::store::{Indexes, MadeCall, Template};

/// So many sites share made calls, as desks do.
const SITES: usize = 50;

const YES: &str = "CAST({} AS BIGINT) <> 0";
const TIME: &str = "to_timestamp(CAST({} AS BIGINT) / 1000000.0)";

const ATTEMPT: [Column; 25] = [
    ("site", "{}"),
    ("id", "{}"),
    ("number", "{}"),
    ("kind", "{}"),
    ("person", "{}"),
    ("pack", "{}"),
    ("scenario", "{}"),
    ("title", "{}"),
    ("mode", "{}"),
    ("twin", YES),
    ("started_at", "{}"),
    ("finished_at", "{}"),
    ("received_at", TIME),
    ("placed_at", TIME),
    ("verdict", "{}"),
    ("ending", "{}"),
    ("length_ms", "{}"),
    ("records", "{}"),
    ("routing", "{}"),
    ("composure", "{}"),
    ("procedure", "{}"),
    ("critical_customer", "{}"),
    ("critical_business", "{}"),
    ("critical_compliance", "{}"),
    ("passed", YES),
];

impl Centre {
    /// Writes made calls, whose templates are `of`, as if they had been checked. Their people are summed up by `make_figures`
    /// afterwards.
    ///
    /// # Errors
    /// When the login may not, or the database does not take them.
    pub fn fill_in(&mut self, of: &[Template], calls: &[MadeCall]) -> Result<(), CentreError> {
        self.change_figures(async |base| fill_in(base, of, calls).await)
    }

    /// Takes the indexes of the list away before very many attempts are made; `end_filling` makes them again.
    ///
    /// # Errors
    /// When the login may not, or the database does not take it.
    pub fn begin_filling(&mut self) -> Result<Indexes, CentreError> {
        self.change_figures(async |base| bulk::drop_indexes(base).await)
    }

    /// Makes indexes again.
    ///
    /// # Errors
    /// When the login may not, or the database does not take it.
    pub fn end_filling(&mut self, all: &Indexes) -> Result<(), CentreError> {
        self.change_figures(async |base| bulk::make_indexes(base, all).await)
    }

    /// Has everybody summed up again by `make_figures`, whatever the summaries say now.
    ///
    /// # Errors
    /// When the login may not, or the database does not take it.
    pub fn make_all_figures_anew(&mut self) -> Result<(), CentreError> {
        self.change_figures(async |base| bulk::all_stale(base).await)
    }

    /// Tells the database to look at what there is, as it does by itself after a while.
    ///
    /// # Errors
    /// When the login may not, or the database does not answer.
    pub fn settle(&mut self) -> Result<(), CentreError> {
        self.ask(async |connection| {
            for table in ["call", "standing", "person", "first"] {
                let sql = sqlx::AssertSqlSafe(format!("VACUUM ANALYZE steadyline.figure_{table}"));
                sqlx::query(sql).execute(&mut *connection).await?;
            }
            Ok(())
        })
    }
}

async fn fill_in(base: &mut Base<'_>, of: &[Template], calls: &[MadeCall]) -> Result<(), sqlx::Error> {
    let bodies = bulk::packed(base, of).await?;
    let number = base.row("SELECT COALESCE(MAX(number), 0) FROM attempt", Vec::new()).await?;
    let number = number.map_or(Ok(0), |row| row.int(0))?;
    let (mut attempts, mut outcomes, mut lines) = (Vec::new(), Vec::new(), Vec::new());
    for (nth, call) in calls.iter().enumerate() {
        let template = &of[call.template];
        let site = format!("made-{:02}", nth % SITES);
        let number = number + i64::try_from(nth).unwrap_or(0) + 1;
        let placed = call.started_at.as_microsecond();
        let mut row: Vec<Value> = vec![(&site).into(), (&call.id).into(), number.into(), "call".into()];
        row.extend([&call.person, &template.pack, &template.scenario, &template.title].map(Value::from));
        row.extend([call.mode.into(), Value::Int(0)]);
        let started = call.started_at.to_string();
        row.extend([(&started).into(), (&started).into(), placed.into(), placed.into(), "sound".into()]);
        row.extend(bulk::result(template));
        attempts.push(row);
        outcomes.push(vec![(&site).into(), (&call.id).into(), (&bodies[call.template]).into()]);
        lines.push(bulk::line(&site, template, call, placed).values());
    }
    bulk::insert(base, "attempt", &ATTEMPT, attempts).await?;
    bulk::insert(base, "outcome", &bulk::OUTCOME, outcomes).await?;
    bulk::insert(base, "figure_call", &bulk::LINE, lines).await
}
