//! Figures read out of the summaries, for whoever draws them.

use std::collections::BTreeMap;

use super::base::{Base, Line, Value, places};
use super::keep::{self, CALL, CallLine, Memory, call_line};
use super::list::distinct;
use super::sums::{self, Answer, Point, PointSum};
use super::words::{self, Wanted, Words};

/// Of whom figures are, and of which time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// These people alone, by their names: a team. None is everybody.
    pub people: Option<Vec<String>>,
    /// From and until, both included, in microseconds since 1970; none is open.
    pub from: Option<i64>,
    pub until: Option<i64>,
}

impl Choice {
    const fn of_all_time(&self) -> bool {
        self.from.is_none() && self.until.is_none()
    }

    /// What must hold beside `before`, with what it is asked.
    fn holds(&self, before: &str, mut with: Vec<Value>, column: Option<&str>) -> (String, Vec<Value>) {
        let mut holds: Vec<String> = if before.is_empty() { Vec::new() } else { vec![before.to_owned()] };
        if let Some(column) = column {
            for (edge, sign) in [(self.from, ">="), (self.until, "<=")] {
                if let Some(edge) = edge {
                    with.push(edge.into());
                    holds.push(format!("{column} {sign} ${}", with.len()));
                }
            }
        }
        match &self.people {
            Some(people) if people.is_empty() => holds.push("1 = 0".to_owned()),
            Some(people) => {
                holds.push(format!("person IN ({})", places(with.len() + 1, people.len())));
                with.extend(people.iter().map(Value::from));
            }
            None => {}
        }
        let sql = if holds.is_empty() { String::new() } else { format!(" WHERE {}", holds.join(" AND ")) };
        (sql, with)
    }
}

/// A person over all scenarios: the latest call without hints at each, summed up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonSum {
    pub person: String,
    /// Finished calls, and those of them without hints.
    pub calls: i64,
    pub unaided: i64,
    pub points: Vec<PointSum>,
    /// Words of critical errors, and in how many calls.
    pub critical: Vec<(i64, i64)>,
}

/// A person at a scenario, over calls without hints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub person: String,
    pub scenario: String,
    pub title: String,
    pub attempts: i64,
    /// Calls that were passed.
    pub passes: i64,
    pub first: [Option<i64>; 4],
    pub best: [Option<i64>; 4],
    pub latest: [Option<i64>; 4],
    /// Whether the latest call was passed.
    pub ready: bool,
}

/// What team figures are drawn from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TeamSums {
    pub words: Words,
    /// Sorted by name.
    pub people: Vec<PersonSum>,
    /// Sorted by person and scenario.
    pub standings: Vec<Standing>,
}

/// A first call at a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstCall {
    pub passed: bool,
    pub overridden: bool,
    pub length_ms: i64,
    pub ending: Option<i64>,
    /// Words of critical errors.
    pub critical: Vec<i64>,
    pub answers: Vec<Answer>,
}

/// What the health of a scenario is drawn from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScenarioSums {
    pub words: Words,
    /// Of the latest attempt; none where there is none.
    pub title: Option<String>,
    /// All attempts at it.
    pub attempts: i64,
    /// First calls at the scenario as it is now, in order of time.
    pub first: Vec<FirstCall>,
}

/// Everybody who has a call, finished or not, in the order of their names.
pub async fn people(base: &mut Base<'_>) -> Result<Vec<String>, sqlx::Error> {
    let lines = base.rows("SELECT person FROM figure_person ORDER BY person", Vec::new()).await?;
    lines.iter().map(|line| line.text(0)).collect()
}

/// Every scenario that was called, with the title of the latest attempt.
pub async fn scenarios(base: &mut Base<'_>) -> Result<Vec<(String, String)>, sqlx::Error> {
    let mut found = Vec::new();
    for scenario in distinct(base, "scenario").await? {
        if let Some((title, _)) = newest(base, &scenario).await? {
            found.push((scenario, title));
        }
    }
    Ok(found)
}

/// The title and the version of the latest attempt at a scenario.
async fn newest(base: &mut Base<'_>, scenario: &str) -> Result<Option<(String, String)>, sqlx::Error> {
    let sql = "SELECT title, version FROM figure_call WHERE scenario = $1 AND kind = 'call' \
               ORDER BY placed DESC, attempt DESC LIMIT 1";
    let line = base.row(sql, vec![scenario.into()]).await?;
    line.map(|line| Ok((line.text(0)?, line.text(1)?))).transpose()
}

/// What a heat map is drawn from: a row for each person without critical errors, which it does not show.
pub async fn heat(base: &mut Base<'_>, choice: &Choice) -> Result<(Vec<PersonSum>, Words), sqlx::Error> {
    let people = person_sums(base, choice, "''").await?;
    let words = words_of(&people).look_up(base).await?;
    Ok((people, words))
}

fn words_of(people: &[PersonSum]) -> Wanted {
    let mut wanted = Wanted::default();
    for person in people {
        for sum in &person.points {
            wanted.put(sum.id);
            wanted.put(sum.label);
        }
        for (what, _) in &person.critical {
            wanted.put(*what);
        }
    }
    wanted
}

/// A row for each person.
async fn person_sums(base: &mut Base<'_>, choice: &Choice, critical: &str) -> Result<Vec<PersonSum>, sqlx::Error> {
    let (holds, with) = choice.holds("", Vec::new(), None);
    let sql = format!("SELECT person, calls, unaided, points, {critical} FROM figure_person{holds} ORDER BY person");
    let of = |line: &Line| {
        Ok(PersonSum {
            person: line.text(0)?,
            calls: line.int(1)?,
            unaided: line.int(2)?,
            points: sums::unpack(&line.text(3)?)?,
            critical: sums::unpack(&line.text(4)?)?,
        })
    };
    base.rows(&sql, with).await?.iter().map(of).collect()
}

async fn standings(base: &mut Base<'_>, choice: &Choice) -> Result<Vec<Standing>, sqlx::Error> {
    let (holds, with) = choice.holds("", Vec::new(), None);
    let sql = format!(
        "SELECT person, scenario, title, attempts, passes, first_records, first_routing, first_composure, first_procedure, \
         best_records, best_routing, best_composure, best_procedure, latest_records, latest_routing, latest_composure, \
         latest_procedure, ready FROM figure_standing{holds} ORDER BY person, scenario"
    );
    let of = |line: &Line| {
        let four = |at: usize| {
            Ok::<_, sqlx::Error>([line.some(at)?, line.some(at + 1)?, line.some(at + 2)?, line.some(at + 3)?])
        };
        Ok(Standing {
            person: line.text(0)?,
            scenario: line.text(1)?,
            title: line.text(2)?,
            attempts: line.int(3)?,
            passes: line.int(4)?,
            first: four(5)?,
            best: four(9)?,
            latest: four(13)?,
            ready: line.yes(17)?,
        })
    };
    base.rows(&sql, with).await?.iter().map(of).collect()
}

/// What team figures are drawn from. Of a part of the time the calls in it are summed up here.
pub async fn team(base: &mut Base<'_>, choice: &Choice) -> Result<TeamSums, sqlx::Error> {
    if choice.of_all_time() {
        let people = person_sums(base, choice, "critical").await?;
        let words = words_of(&people).look_up(base).await?;
        return Ok(TeamSums { words, people, standings: standings(base, choice).await? });
    }
    let (holds, with) = choice.holds("kind = 'call' AND counts = 1", Vec::new(), Some("placed"));
    let sql = format!("SELECT {} FROM figure_call{holds} ORDER BY person, scenario, placed, attempt", CALL.join(", "));
    let calls: Vec<CallLine> = base.rows(&sql, with).await?.iter().map(call_line).collect::<Result<_, _>>()?;
    let mut memory = Memory { words: words::all(base).await?, ..Memory::default() };
    let bodies = latest_bodies(base, &calls).await?;
    let (mut people, mut standings) = (Vec::new(), Vec::new());
    for own in calls.chunk_by(|one, other| one.person == other.person) {
        people.push(of_part(base, own, &bodies, (&mut standings, &mut memory)).await?);
    }
    Ok(TeamSums { words: memory.words, people, standings })
}

/// What was kept of calls, by site and attempt.
type Bodies = BTreeMap<(String, String), String>;

/// So many are read at a time.
const BODIES: usize = 200;

/// What was kept of the latest call without hints of each person at each scenario.
async fn latest_bodies(base: &mut Base<'_>, calls: &[CallLine]) -> Result<Bodies, sqlx::Error> {
    let of_one = |one: &CallLine, other: &CallLine| one.person == other.person && one.scenario == other.scenario;
    let latest: Vec<&CallLine> =
        calls.chunk_by(of_one).filter_map(|own| own.iter().rev().find(|call| call.unaided())).collect();
    let mut found = Bodies::new();
    for some in latest.chunks(BODIES) {
        let keys: Vec<String> = (0..some.len()).map(|at| format!("({})", places(at * 2 + 1, 2))).collect();
        let sql =
            format!("SELECT site, attempt, body FROM outcome WHERE (site, attempt) IN (VALUES {})", keys.join(", "));
        let with = some.iter().flat_map(|call| [Value::from(&call.site), Value::from(&call.attempt)]);
        for line in base.rows(&sql, with.collect()).await? {
            found.insert((line.text(0)?, line.text(1)?), line.text(2)?);
        }
    }
    Ok(found)
}

/// A person over some of their calls.
async fn of_part(
    base: &mut Base<'_>,
    own: &[CallLine],
    bodies: &Bodies,
    (standings, memory): (&mut Vec<Standing>, &mut Memory),
) -> Result<PersonSum, sqlx::Error> {
    let mut latest: Vec<(Vec<Point>, Vec<i64>)> = Vec::new();
    for calls in own.chunk_by(|one, other| one.scenario == other.scenario) {
        let calls: Vec<&CallLine> = calls.iter().filter(|call| call.unaided()).collect();
        let Some(last) = calls.last() else { continue };
        let [first, best, now] = keep::spread(&calls);
        standings.push(Standing {
            person: last.person.clone(),
            scenario: last.scenario.clone(),
            title: last.title.clone(),
            attempts: count(calls.len()),
            passes: count(calls.iter().filter(|call| call.passed == Some(true)).count()),
            first,
            best,
            latest: now,
            ready: last.passed == Some(true),
        });
        let Some(body) = bodies.get(&(last.site.clone(), last.attempt.clone())) else { continue };
        if let Some(kept) = keep::as_held(base, last, body, memory).await? {
            memory.numbers.borrow(sums::words(&kept), &mut memory.words);
            latest.push((sums::points(&kept, &memory.numbers), sums::critical(&kept, &memory.numbers)));
        }
    }
    let (points, critical) = sums::person(latest.iter().map(|(points, critical)| (&points[..], &critical[..])));
    let unaided = count(own.iter().filter(|call| call.unaided()).count());
    let person = own.first().map(|call| call.person.clone()).unwrap_or_default();
    Ok(PersonSum { person, calls: count(own.len()), unaided, points, critical })
}

fn count(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// What the health of a scenario is drawn from.
pub async fn scenario(base: &mut Base<'_>, scenario: &str, choice: &Choice) -> Result<ScenarioSums, sqlx::Error> {
    let Some((title, version)) = newest(base, scenario).await? else { return Ok(ScenarioSums::default()) };
    let (holds, with) = choice.holds("scenario = $1 AND kind = 'call'", vec![scenario.into()], Some("placed"));
    let all = base.row(&format!("SELECT COUNT(*) FROM figure_call{holds}"), with).await?;
    let (holds, with) =
        choice.holds("scenario = $1 AND version = $2", vec![scenario.into(), version.into()], Some("placed"));
    let sql = format!(
        "SELECT passed, overridden, length_ms, ending, critical, answers FROM figure_first{holds} ORDER BY placed, attempt"
    );
    let of = |line: &Line| {
        Ok(FirstCall {
            passed: line.yes(0)?,
            overridden: line.yes(1)?,
            length_ms: line.int(2)?,
            ending: sums::unpack::<1, i64>(&line.text(3)?)?.first().copied(),
            critical: sums::unpack(&line.text(4)?)?,
            answers: sums::unpack(&line.text(5)?)?,
        })
    };
    let first = base.rows(&sql, with).await?.iter().map(of).collect::<Result<Vec<FirstCall>, sqlx::Error>>()?;
    let attempts = all.map_or(Ok(0), |line| line.int(0))?;
    let mut wanted = Wanted::default();
    for call in &first {
        for id in call.critical.iter().chain(&call.ending) {
            wanted.put(*id);
        }
        for id in call.answers.iter().flat_map(|one| [one.table, one.name, one.label, one.what]) {
            wanted.put(id);
        }
    }
    let words = wanted.look_up(base).await?;
    Ok(ScenarioSums { words, title: Some(title), attempts, first })
}

/// The finished calls of these people that were overridden, in order of time, with what holds of each.
pub async fn overridden(base: &mut Base<'_>, choice: &Choice) -> Result<Vec<CallLine>, sqlx::Error> {
    let before = "overridden = 1 AND counts = 1 AND kind = 'call'";
    let (holds, with) = choice.holds(before, Vec::new(), Some("placed"));
    let sql = format!("SELECT {} FROM figure_call{holds} ORDER BY placed, attempt", CALL.join(", "));
    base.rows(&sql, with).await?.iter().map(call_line).collect()
}

/// The calls that were finished and of which nothing is known that could be summed up.
pub async fn unread(base: &mut Base<'_>) -> Result<Vec<CallLine>, sqlx::Error> {
    let sql = format!(
        "SELECT {} FROM figure_call WHERE counts = 0 AND finished = 1 AND kind = 'call' ORDER BY placed, attempt",
        CALL.join(", ")
    );
    base.rows(&sql, Vec::new()).await?.iter().map(call_line).collect()
}

/// How many are to be summed up again.
pub async fn stale(base: &mut Base<'_>) -> Result<i64, sqlx::Error> {
    base.row("SELECT COUNT(*) FROM figure_stale", Vec::new()).await?.map_or(Ok(0), |line| line.int(0))
}
