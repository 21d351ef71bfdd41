//! The figures of one person: calls in order of time, and the fields that go wrong.

use std::collections::BTreeMap;

use serde::Serialize;

use super::case::{Case, Overridden};
use super::team::{Coaching, HeatRow, NUMBERS, Numbers, Progress, Trend, coaching, heat_map, latest, progress, trends};
use crate::scoring::{FieldClass, NumberResult};

/// One finished call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    pub attempt: String,
    pub started_at: String,
    pub title: String,
    pub mode: String,
    pub numbers: Numbers,
    /// Whether each number reached its pass mark.
    pub reached: [bool; 4],
    pub passed: bool,
    pub critical: Vec<String>,
    pub length_ms: u64,
}

/// How many fields went wrong in one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldTally {
    /// The name of the class.
    pub class: &'static str,
    pub fields: usize,
    pub calls: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonFigures {
    pub person: String,
    /// In order of time, guided calls too.
    pub steps: Vec<Step>,
    pub progress: Vec<Progress>,
    pub trend: Trend,
    pub coaching: Vec<Coaching>,
    /// Criteria, with this person's cell alone.
    pub criteria: Vec<HeatRow>,
    /// Wrong fields over the calls without hints, the most frequent way first.
    pub fields: Vec<FieldTally>,
    /// Fields that were compared in those calls.
    pub compared: usize,
    /// What was overridden, in order of time. All figures use it.
    pub overridden: Vec<Overridden>,
}

/// The figures of one person.
#[must_use]
pub fn person_figures(person: &str, cases: &[Case]) -> PersonFigures {
    let mut own: Vec<&Case> = cases.iter().filter(|case| case.attempt.person == person).collect();
    own.sort_by_key(|case| (case.attempt.began(), &case.attempt.id));
    let people = [person.to_owned()];
    let (latest, progress) = (latest(&own), progress(&own));
    let mut trend = trends(&people, &progress);
    let (fields, compared) = field_tallies(&own);
    PersonFigures {
        person: person.to_owned(),
        steps: own.iter().map(|case| step(case)).collect(),
        trend: trend.remove(0),
        progress,
        coaching: coaching(&latest),
        criteria: heat_map(&people, &latest).rows,
        fields,
        compared,
        overridden: own.iter().flat_map(|case| case.overridden.clone()).collect(),
    }
}

fn step(case: &Case) -> Step {
    Step {
        attempt: case.attempt.id.0.clone(),
        started_at: case.attempt.started_at.clone(),
        title: case.attempt.title.clone(),
        mode: case.attempt.mode.clone(),
        numbers: NUMBERS.map(|number| case.card.number(number)),
        reached: NUMBERS.map(|number| {
            case.card.numbers.iter().find(|result| result.number == number).is_none_or(NumberResult::passed)
        }),
        passed: case.card.passed(),
        critical: case.card.critical.iter().map(|error| error.what.clone()).collect(),
        length_ms: case.card.length.0,
    }
}

fn field_tallies(own: &[&Case]) -> (Vec<FieldTally>, usize) {
    let mut found: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    let mut compared = 0;
    for case in own.iter().filter(|case| case.unaided()) {
        let fields = || case.card.rows.iter().flat_map(|row| &row.fields);
        compared += fields().count();
        for (place, class) in FieldClass::ALL.into_iter().enumerate().filter(|(_, class)| *class != FieldClass::Right) {
            let wrong = fields().filter(|field| field.class == class).count();
            if wrong > 0 {
                let (all, calls) = found.entry(place).or_default();
                *all += wrong;
                *calls += 1;
            }
        }
    }
    let tallies = found.into_iter().map(|(place, (fields, calls))| FieldTally {
        class: FieldClass::ALL[place].name(),
        fields,
        calls,
    });
    let mut tallies: Vec<FieldTally> = tallies.collect();
    tallies.sort_by_key(|tally| std::cmp::Reverse(tally.fields));
    (tallies, compared)
}
