//! Many attempts at once, for benchmarks: made out of a few calls that were taken, under other names and at other times.
//!
//! They have no logs and no seals: lists and figures read neither. All else is what finishing and keeping each call would have
//! written, and a test compares the two.

use jiff::Timestamp;

use super::base::{Base, Value};
use super::keep::{self, CALL, CallLine};
use super::kept::Kept;
use super::words::{self, Numbers};
use crate::store::seal::Outcome;
use crate::store::{Store, StoreError};

/// A call that was taken.
#[derive(Debug, Clone)]
pub struct Template {
    pub pack: String,
    pub scenario: String,
    pub title: String,
    /// The hash of the scenario.
    pub hash: String,
    pub kept: Kept,
}

/// A call that is made out of another.
#[derive(Debug, Clone)]
pub struct MadeCall {
    /// The place of its template.
    pub template: usize,
    pub id: String,
    pub person: String,
    pub mode: &'static str,
    pub started_at: Timestamp,
    pub reviewed: bool,
}

/// A column and how its value is asked for: `{}` is its place.
pub(in crate::store) type Column = (&'static str, &'static str);

/// So many values go into one statement at the most: `SQLite` looks each up in a list of all.
const VALUES: usize = 600;

/// Writes rows, many with one statement.
pub(in crate::store) async fn insert(
    base: &mut Base<'_>,
    table: &str,
    columns: &[Column],
    rows: Vec<Vec<Value>>,
) -> Result<(), sqlx::Error> {
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let chunk = (VALUES / columns.len().max(1)).max(1);
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let some: Vec<Vec<Value>> = rows.by_ref().take(chunk).collect();
        let mut place = 0;
        let mut values = Vec::with_capacity(some.len());
        for _ in &some {
            let row = columns.iter().map(|(_, form)| {
                place += 1;
                form.replace("{}", &format!("${place}"))
            });
            values.push(format!("({})", row.collect::<Vec<_>>().join(", ")));
        }
        let sql = format!("INSERT INTO {table} ({}) VALUES {}", names.join(", "), values.join(", "));
        base.run(&sql, some.into_iter().flatten().collect()).await?;
    }
    Ok(())
}

/// The outcomes of templates as the tables have them.
pub(in crate::store) async fn packed(base: &mut Base<'_>, of: &[Template]) -> Result<Vec<String>, sqlx::Error> {
    let mut numbers = Numbers::default();
    let mut all = Vec::with_capacity(of.len());
    for template in of {
        all.push(words::packed(base, &template.kept, &mut numbers).await?);
    }
    Ok(all)
}

/// The line of a made call. `placed` is where it stands in time.
pub(in crate::store) fn line(site: &str, of: &Template, call: &MadeCall, placed: i64) -> CallLine {
    let mut line = CallLine {
        site: site.to_owned(),
        attempt: call.id.clone(),
        placed,
        person: call.person.clone(),
        kind: "call".to_owned(),
        pack: of.pack.clone(),
        scenario: of.scenario.clone(),
        title: of.title.clone(),
        mode: call.mode.to_owned(),
        language: of.kept.locale.clone(),
        version: keep::version(&of.hash).to_owned(),
        finished: true,
        counts: true,
        reviewed: call.reviewed,
        ..CallLine::default()
    };
    line.scored(&of.kept.card);
    line
}

/// The columns of the list.
pub(in crate::store) const LINE: [Column; 27] = {
    let mut all = [("", "{}"); 27];
    let mut at = 0;
    while at < 27 {
        all[at].0 = CALL[at];
        at += 1;
    }
    all
};

pub(in crate::store) const OUTCOME: [Column; 3] = [("site", "{}"), ("attempt", "{}"), ("body", "{}")];

/// What both databases have of an attempt's result: `some` is how a number is written that may be none.
pub(in crate::store) fn result(of: &Template) -> Vec<Value> {
    let outcome = Outcome::of(&of.kept.card);
    let some = |number: Option<i64>| number.map_or(Value::None, Value::Int);
    let mut values: Vec<Value> = vec![outcome.ending.unwrap_or_default().into(), outcome.length_ms.into()];
    values.extend([outcome.records, outcome.routing, outcome.composure, outcome.procedure].map(some));
    values.extend([outcome.critical_customer, outcome.critical_business, outcome.critical_compliance].map(Value::Int));
    values.push(outcome.passed.into());
    values
}

const ATTEMPT: [Column; 23] = [
    ("site", "{}"),
    ("id", "{}"),
    ("person", "{}"),
    ("pack", "{}"),
    ("scenario", "{}"),
    ("title", "{}"),
    ("mode", "{}"),
    ("seed", "{}"),
    ("started_at", "{}"),
    ("finished_at", "{}"),
    ("header", "{}"),
    ("ending", "{}"),
    ("length_ms", "{}"),
    ("records", "{}"),
    ("routing", "{}"),
    ("composure", "{}"),
    ("procedure", "{}"),
    ("critical_customer", "{}"),
    ("critical_business", "{}"),
    ("critical_compliance", "{}"),
    ("passed", "{}"),
    ("kind", "{}"),
    ("twin", "{}"),
];

impl Store {
    /// Writes made calls, whose templates are `of`. Their people are summed up by `make_figures` afterwards.
    ///
    /// # Errors
    /// When the database does not take them.
    pub fn fill_in(&self, of: &[Template], calls: &[MadeCall]) -> Result<(), StoreError> {
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            let mut people = std::collections::BTreeMap::new();
            for call in calls {
                if !people.contains_key(&call.person) {
                    let began = call.started_at.to_string();
                    people.insert(call.person.clone(), self.person_id(&mut change, &call.person, &began).await?);
                }
            }
            let mut base = Base::Desk(&mut change);
            let bodies = packed(&mut base, of).await?;
            let (mut attempts, mut outcomes, mut lines) = (Vec::new(), Vec::new(), Vec::new());
            for call in calls {
                let template = &of[call.template];
                let (site, id) = (Value::from(&self.site), Value::from(&call.id));
                let length = i64::try_from(template.kept.card.length.0).unwrap_or(0);
                let finished = call.started_at.checked_add(jiff::SignedDuration::from_millis(length));
                let header = serde_json::json!({ "scenario_hash": template.hash, "locale": template.kept.locale });
                let mut row = vec![site.clone(), id.clone(), (&people[&call.person]).into(), (&template.pack).into()];
                row.extend([&template.scenario, &template.title].map(Value::from));
                row.extend([call.mode.into(), Value::Int(0), call.started_at.to_string().into()]);
                row.extend([finished.unwrap_or(call.started_at).to_string().into(), header.to_string().into()]);
                row.extend(result(template));
                row.extend(["call".into(), Value::Int(0)]);
                attempts.push(row);
                outcomes.push(vec![site, id, (&bodies[call.template]).into()]);
                lines.push(line(&self.site, template, call, call.started_at.as_microsecond()).values());
            }
            insert(&mut base, "attempt", &ATTEMPT, attempts).await?;
            insert(&mut base, "outcome", &OUTCOME, outcomes).await?;
            insert(&mut base, "figure_call", &LINE, lines).await?;
            change.commit().await?;
            Ok(())
        })
    }

    /// Takes the indexes of the list away before very many attempts are made; `end_filling` makes them again.
    ///
    /// # Errors
    /// When the database does not take it.
    pub fn begin_filling(&self) -> Result<Indexes, StoreError> {
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            let found = drop_indexes(&mut Base::Desk(&mut change)).await?;
            change.commit().await?;
            Ok(found)
        })
    }

    /// Makes indexes again.
    ///
    /// # Errors
    /// When the database does not take it.
    pub fn end_filling(&self, all: &Indexes) -> Result<(), StoreError> {
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            make_indexes(&mut Base::Desk(&mut change), all).await?;
            change.commit().await?;
            Ok(())
        })
    }

    /// Has everybody summed up again by `make_figures`, whatever the summaries say now.
    ///
    /// # Errors
    /// When the database does not take it.
    pub fn make_all_figures_anew(&self) -> Result<(), StoreError> {
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            all_stale(&mut Base::Desk(&mut change)).await?;
            change.commit().await?;
            Ok(())
        })
    }
}

/// The indexes of the list, each by its name and with the statement that makes it.
pub type Indexes = Vec<(String, String)>;

/// Takes the indexes of the list away: writing very many lines is much faster without.
pub(in crate::store) async fn drop_indexes(base: &mut Base<'_>) -> Result<Indexes, sqlx::Error> {
    let sql = match base {
        Base::Desk(_) => {
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'figure_call' AND sql IS NOT NULL"
        }
        #[cfg(feature = "centre")]
        Base::Centre(_) => {
            "SELECT indexname::TEXT, indexdef FROM pg_indexes WHERE schemaname = 'steadyline' AND tablename = 'figure_call' \
             AND indexname NOT LIKE '%pkey'"
        }
    };
    let mut found = Vec::new();
    for line in base.rows(sql, Vec::new()).await? {
        found.push((line.text(0)?, line.text(1)?));
    }
    for (name, _) in &found {
        base.run(&format!("DROP INDEX {name}"), Vec::new()).await?;
    }
    Ok(found)
}

/// Makes them again.
pub(in crate::store) async fn make_indexes(base: &mut Base<'_>, all: &Indexes) -> Result<(), sqlx::Error> {
    for (_, sql) in all {
        base.run(sql, Vec::new()).await?;
    }
    Ok(())
}

/// Notes everybody at every scenario as to be summed up.
pub(in crate::store) async fn all_stale(base: &mut Base<'_>) -> Result<(), sqlx::Error> {
    let sql = "INSERT INTO figure_stale SELECT DISTINCT person, scenario FROM figure_call WHERE kind = 'call' ON CONFLICT DO NOTHING";
    base.run(sql, Vec::new()).await.map(drop)
}
