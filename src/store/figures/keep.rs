//! Figures brought up to date, in the change that makes them old: a call's line in the list, where its person stands at its
//! scenario, what the person's latest calls sum up to, and the first call at the scenario.
//!
//! Nothing is added to a sum: a person's calls at one scenario are few, so they are summed up anew. A call that is kept once more,
//! an override and an erasure are then no cases of their own.

use std::collections::BTreeMap;

use super::base::{Base, Line, Value, places};
use super::kept::{Kept, NUMBERS};
use super::sums::{self, Point};
use super::words::{self, Numbers, Words};
use crate::scoring::{Overrule, Scorecard};

/// A line of the attempts list, as the table has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallLine {
    pub site: String,
    pub attempt: String,
    /// Microseconds since 1970.
    pub placed: i64,
    pub person: String,
    pub kind: String,
    pub pack: String,
    pub scenario: String,
    pub title: String,
    pub mode: String,
    pub language: String,
    pub version: String,
    pub finished: bool,
    /// What it came to is known and may be counted.
    pub counts: bool,
    pub length_ms: Option<i64>,
    pub numbers: [Option<i64>; 4],
    pub below: [bool; 4],
    pub critical: i64,
    pub passed: Option<bool>,
    pub overridden: bool,
    pub reviewed: bool,
    pub appealed: i64,
}

/// The beginning of a hash, by which versions are told apart.
#[must_use]
pub fn version(hash: &str) -> &str {
    hash.get(..16).unwrap_or(hash)
}

impl CallLine {
    /// Takes over what a card says.
    pub fn scored(&mut self, card: &Scorecard) {
        self.length_ms = Some(card.length.0.cast_signed());
        self.numbers = NUMBERS.map(|number| card.number(number).map(i64::from));
        let below = |number| card.numbers.iter().find(|one| one.number == number).is_some_and(|one| !one.passed());
        self.below = NUMBERS.map(below);
        self.critical = i64::try_from(card.critical.len()).unwrap_or(i64::MAX);
        self.passed = Some(card.passed());
    }

    #[must_use]
    pub fn unaided(&self) -> bool {
        self.mode != "guided"
    }

    pub fn values(&self) -> Vec<Value> {
        let some = |number: Option<i64>| Value::Int(number.unwrap_or(-1));
        let mut all: Vec<Value> = vec![(&self.site).into(), (&self.attempt).into(), self.placed.into()];
        let texts = [&self.person, &self.kind, &self.pack, &self.scenario, &self.title, &self.mode, &self.language];
        all.extend(texts.map(Value::from));
        all.extend([(&self.version).into(), self.finished.into(), self.counts.into(), some(self.length_ms)]);
        all.extend(self.numbers.map(some));
        all.extend(self.below.map(Value::from));
        all.extend([self.critical.into(), some(self.passed.map(i64::from)), self.overridden.into()]);
        all.extend([self.reviewed.into(), self.appealed.into()]);
        all
    }
}

/// The columns of `figure_call`, in the order of its values.
pub const CALL: [&str; 27] = [
    "site",
    "attempt",
    "placed",
    "person",
    "kind",
    "pack",
    "scenario",
    "title",
    "mode",
    "language",
    "version",
    "finished",
    "counts",
    "length_ms",
    "records",
    "routing",
    "composure",
    "procedure",
    "below_records",
    "below_routing",
    "below_composure",
    "below_procedure",
    "critical",
    "passed",
    "overridden",
    "reviewed",
    "appealed",
];

/// Reads a line out of an answer with these columns.
pub fn call_line(line: &Line) -> Result<CallLine, sqlx::Error> {
    Ok(CallLine {
        site: line.text(0)?,
        attempt: line.text(1)?,
        placed: line.int(2)?,
        person: line.text(3)?,
        kind: line.text(4)?,
        pack: line.text(5)?,
        scenario: line.text(6)?,
        title: line.text(7)?,
        mode: line.text(8)?,
        language: line.text(9)?,
        version: line.text(10)?,
        finished: line.yes(11)?,
        counts: line.yes(12)?,
        length_ms: line.some(13)?,
        numbers: [line.some(14)?, line.some(15)?, line.some(16)?, line.some(17)?],
        below: [line.yes(18)?, line.yes(19)?, line.yes(20)?, line.yes(21)?],
        critical: line.int(22)?,
        passed: line.some(23)?.map(|passed| passed != 0),
        overridden: line.yes(24)?,
        reviewed: line.yes(25)?,
        appealed: line.int(26)?,
    })
}

/// Writes a line of the list, in place of the one before.
pub async fn write_call(base: &mut Base<'_>, line: &CallLine) -> Result<(), sqlx::Error> {
    let changed: Vec<String> = CALL[2..].iter().map(|name| format!("{name} = excluded.{name}")).collect();
    let sql = format!(
        "INSERT INTO figure_call ({}) VALUES ({}) ON CONFLICT (site, attempt) DO UPDATE SET {}",
        CALL.join(", "),
        places(1, CALL.len()),
        changed.join(", ")
    );
    base.run(&sql, line.values()).await.map(drop)
}

/// Takes an attempt out of the list. Its person is to be summed up again.
pub async fn drop_call(base: &mut Base<'_>, site: &str, attempt: &str) -> Result<(), sqlx::Error> {
    let own = vec![site.into(), attempt.into()];
    let sql = "SELECT person, scenario FROM figure_call WHERE site = $1 AND attempt = $2";
    let Some(line) = base.row(sql, own.clone()).await? else { return Ok(()) };
    stale(base, &line.text(0)?, &line.text(1)?).await?;
    base.run("DELETE FROM figure_ruled WHERE site = $1 AND attempt = $2", own.clone()).await?;
    base.run("DELETE FROM figure_call WHERE site = $1 AND attempt = $2", own).await.map(drop)
}

/// Notes that a person's calls at a scenario are to be summed up again.
pub async fn stale(base: &mut Base<'_>, person: &str, scenario: &str) -> Result<(), sqlx::Error> {
    let sql = "INSERT INTO figure_stale (person, scenario) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    base.run(sql, vec![person.into(), scenario.into()]).await.map(drop)
}

/// What is used again from one to the next.
#[derive(Debug, Default)]
pub struct Memory {
    pub numbers: Numbers,
    pub words: Words,
}

/// Sums up again what is to be, so many at the most. Says how many there were.
pub async fn refresh(base: &mut Base<'_>, most: i64, memory: &mut Memory) -> Result<usize, sqlx::Error> {
    let sql = "SELECT person, scenario FROM figure_stale ORDER BY person, scenario LIMIT $1";
    let lines = base.rows(sql, vec![most.into()]).await?;
    again(base, &lines, memory).await
}

/// Sums a person up again where it is to be.
pub async fn refresh_person(base: &mut Base<'_>, person: &str, memory: &mut Memory) -> Result<usize, sqlx::Error> {
    let sql = "SELECT person, scenario FROM figure_stale WHERE person = $1 ORDER BY scenario";
    let lines = base.rows(sql, vec![person.into()]).await?;
    again(base, &lines, memory).await
}

/// Sums up a person at one scenario.
pub async fn refresh_call(base: &mut Base<'_>, call: &CallLine, memory: &mut Memory) -> Result<(), sqlx::Error> {
    sum_up(base, &call.person, &call.scenario, memory).await?;
    let sql = "DELETE FROM figure_stale WHERE person = $1 AND scenario = $2";
    base.run(sql, vec![(&call.person).into(), (&call.scenario).into()]).await?;
    sum_up_person(base, &call.person).await
}

async fn again(base: &mut Base<'_>, lines: &[Line], memory: &mut Memory) -> Result<usize, sqlx::Error> {
    let mut of: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in lines {
        of.entry(line.text(0)?).or_default().push(line.text(1)?);
    }
    let mut done = 0;
    for (person, scenarios) in of {
        for scenario in &scenarios {
            sum_up(base, &person, scenario, memory).await?;
            let sql = "DELETE FROM figure_stale WHERE person = $1 AND scenario = $2";
            base.run(sql, vec![(&person).into(), scenario.into()]).await?;
        }
        sum_up_person(base, &person).await?;
        done += scenarios.len();
    }
    Ok(done)
}

/// The call of a line as it holds: with its overrides.
pub async fn held(base: &mut Base<'_>, line: &CallLine, memory: &mut Memory) -> Result<Option<Kept>, sqlx::Error> {
    let own = vec![(&line.site).into(), (&line.attempt).into()];
    let sql = "SELECT body FROM outcome WHERE site = $1 AND attempt = $2";
    let Some(row) = base.row(sql, own).await? else { return Ok(None) };
    as_held(base, line, &row.text(0)?, memory).await
}

/// The same, of what was kept of it.
pub async fn as_held(
    base: &mut Base<'_>,
    line: &CallLine,
    body: &str,
    memory: &mut Memory,
) -> Result<Option<Kept>, sqlx::Error> {
    let kept = words::unpacked(base, body, &mut memory.words).await?;
    let ruled = if line.overridden { ruled(base, &line.site, &line.attempt).await? } else { Vec::new() };
    Ok(kept.map(|kept| overruled(kept, &ruled)))
}

/// The overrides of an attempt that hold.
pub async fn ruled(base: &mut Base<'_>, site: &str, attempt: &str) -> Result<Vec<(String, u64)>, sqlx::Error> {
    let sql = "SELECT criterion, earned FROM figure_ruled WHERE site = $1 AND attempt = $2 ORDER BY criterion";
    let lines = base.rows(sql, vec![site.into(), attempt.into()]).await?;
    lines.iter().map(|line| Ok((line.text(0)?, line.int(1)?.cast_unsigned()))).collect()
}

/// A call with these overrides.
#[must_use]
pub fn overruled(mut kept: Kept, ruled: &[(String, u64)]) -> Kept {
    if !ruled.is_empty() {
        let of = |(criterion, earned): &'_ (String, u64)| (criterion.clone(), *earned);
        let own: Vec<(String, u64)> = ruled.iter().map(of).collect();
        let decisions: Vec<Overrule<'_>> =
            own.iter().map(|(criterion, earned)| Overrule { criterion, earned: *earned }).collect();
        kept.card = kept.card.overruled(&decisions).0;
    }
    kept
}

async fn sum_up(base: &mut Base<'_>, person: &str, scenario: &str, memory: &mut Memory) -> Result<(), sqlx::Error> {
    let key = vec![person.into(), scenario.into()];
    for sql in [
        "DELETE FROM figure_standing WHERE person = $1 AND scenario = $2",
        "DELETE FROM figure_first WHERE person = $1 AND scenario = $2",
    ] {
        base.run(sql, key.clone()).await?;
    }
    let sql = format!(
        "SELECT {} FROM figure_call WHERE person = $1 AND scenario = $2 AND kind = 'call' ORDER BY placed, attempt",
        CALL.join(", ")
    );
    let lines = base.rows(&sql, key).await?;
    let calls: Vec<CallLine> = lines.iter().map(call_line).collect::<Result<_, _>>()?;
    if let Some(first) = calls.first().filter(|call| call.counts && call.unaided())
        && let Some(kept) = held(base, first, memory).await?
    {
        memory.numbers.put(base, sums::words(&kept)).await?;
        write_first(base, first, &kept, &memory.numbers).await?;
    }
    let own: Vec<&CallLine> = calls.iter().filter(|call| call.counts && call.unaided()).collect();
    let Some(latest) = own.last() else { return Ok(()) };
    if let Some(kept) = held(base, latest, memory).await? {
        memory.numbers.put(base, sums::words(&kept)).await?;
        let points = (sums::points(&kept, &memory.numbers), sums::critical(&kept, &memory.numbers));
        write_standing(base, &own, &points).await?;
    }
    Ok(())
}

/// First, best and latest of each number over calls in order of time.
#[must_use]
pub fn spread(own: &[&CallLine]) -> [[Option<i64>; 4]; 3] {
    let first = own.first().map_or([None; 4], |call| call.numbers);
    let latest = own.last().map_or([None; 4], |call| call.numbers);
    let mut best = first;
    for call in own {
        for (best, now) in best.iter_mut().zip(call.numbers) {
            *best = (*best).max(now);
        }
    }
    [first, best, latest]
}

async fn write_standing(
    base: &mut Base<'_>,
    own: &[&CallLine],
    (points, critical): &(Vec<Point>, Vec<i64>),
) -> Result<(), sqlx::Error> {
    let Some(latest) = own.last() else { return Ok(()) };
    let passes = own.iter().filter(|call| call.passed == Some(true)).count();
    let count = |count: usize| Value::Int(i64::try_from(count).unwrap_or(i64::MAX));
    let mut values: Vec<Value> = vec![(&latest.person).into(), (&latest.scenario).into(), (&latest.title).into()];
    values.extend([count(own.len()), count(passes)]);
    values.extend(spread(own).into_iter().flatten().map(|number| Value::Int(number.unwrap_or(-1))));
    values.extend([(latest.passed == Some(true)).into(), sums::pack(points).into(), sums::pack(critical).into()]);
    let sql = format!(
        "INSERT INTO figure_standing (person, scenario, title, attempts, passes, first_records, first_routing, \
         first_composure, first_procedure, best_records, best_routing, best_composure, best_procedure, latest_records, \
         latest_routing, latest_composure, latest_procedure, ready, points, critical) VALUES ({})",
        places(1, values.len())
    );
    base.run(&sql, values).await.map(drop)
}

async fn write_first(base: &mut Base<'_>, first: &CallLine, kept: &Kept, numbers: &Numbers) -> Result<(), sqlx::Error> {
    let ending: Vec<i64> = kept.card.ending.iter().map(|ending| numbers.of(ending)).collect();
    let mut values: Vec<Value> = vec![(&first.scenario).into(), (&first.person).into(), (&first.site).into()];
    values.extend([(&first.attempt).into(), first.placed.into(), (&first.version).into()]);
    values.extend([kept.card.passed().into(), first.overridden.into(), kept.card.length.0.cast_signed().into()]);
    values.extend([sums::pack(&ending).into(), sums::pack(&sums::errors(kept, numbers)).into()]);
    values.push(sums::pack(&sums::answers(kept, numbers)).into());
    let sql = format!(
        "INSERT INTO figure_first (scenario, person, site, attempt, placed, version, passed, overridden, length_ms, ending, \
         critical, answers) VALUES ({})",
        places(1, values.len())
    );
    base.run(&sql, values).await.map(drop)
}

/// What a person's calls sum up to; nothing stays of whoever has none.
async fn sum_up_person(base: &mut Base<'_>, person: &str) -> Result<(), sqlx::Error> {
    let sql = "SELECT COUNT(*), CAST(COALESCE(SUM(counts), 0) AS BIGINT), \
               CAST(COALESCE(SUM(CASE WHEN mode <> 'guided' THEN counts ELSE 0 END), 0) AS BIGINT) \
               FROM figure_call WHERE person = $1 AND kind = 'call'";
    let Some(line) = base.row(sql, vec![person.into()]).await? else { return Ok(()) };
    let (all, calls, unaided) = (line.int(0)?, line.int(1)?, line.int(2)?);
    if all == 0 {
        return base.run("DELETE FROM figure_person WHERE person = $1", vec![person.into()]).await.map(drop);
    }
    let sql = "SELECT points, critical FROM figure_standing WHERE person = $1";
    let mut latest: Vec<(Vec<Point>, Vec<i64>)> = Vec::new();
    for line in base.rows(sql, vec![person.into()]).await? {
        latest.push((sums::unpack(&line.text(0)?)?, sums::unpack(&line.text(1)?)?));
    }
    let (points, critical) = sums::person(latest.iter().map(|(points, critical)| (&points[..], &critical[..])));
    let sql = "INSERT INTO figure_person (person, calls, unaided, points, critical) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (person) DO UPDATE SET calls = excluded.calls, unaided = excluded.unaided, \
               points = excluded.points, critical = excluded.critical";
    let values =
        vec![person.into(), calls.into(), unaided.into(), sums::pack(&points).into(), sums::pack(&critical).into()];
    base.run(sql, values).await.map(drop)
}
