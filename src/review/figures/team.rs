//! Team figures: who stands where in each criterion, who gets on, who is ready, and what to coach first.
//!
//! All of it looks at calls without hints. Where somebody stands is what the latest such call at each scenario shows.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::case::{Case, Overridden};
use super::statistic::{Share, median};
use crate::scenario::ScoreNumber;

/// The four numbers, in the order of the scorecard.
pub const NUMBERS: [ScoreNumber; 4] =
    [ScoreNumber::Records, ScoreNumber::Routing, ScoreNumber::Composure, ScoreNumber::Procedure];

/// The four numbers of a call; none for what it had nothing of.
pub type Numbers = [Option<u32>; 4];

/// A criterion over all rubrics that have it: they share its name and number, not always its wording.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CriterionKey {
    pub number: ScoreNumber,
    pub id: String,
}

/// Points of one person in one criterion, in thousandths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct HeatCell {
    pub earned: u64,
    pub possible: u64,
    /// Calls in which it counted.
    pub cases: usize,
}

impl HeatCell {
    /// From 0 to 100; none where it never counted.
    #[must_use]
    pub fn per_cent(self) -> Option<u32> {
        let share = (self.earned * 200 + self.possible).checked_div(self.possible * 2)?;
        u32::try_from(share).ok()
    }

    fn add(&mut self, earned: u64, possible: u64) {
        self.earned += earned;
        self.possible += possible;
        self.cases += 1;
    }
}

/// A criterion with a cell for each person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeatRow {
    pub key: CriterionKey,
    /// The wording of most cards.
    pub label: String,
    /// How many further wordings rubrics have for it.
    pub others: usize,
    pub cells: Vec<HeatCell>,
    pub all: HeatCell,
}

/// People × criteria.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeatMap {
    pub people: Vec<String>,
    /// In the order of the four numbers, the weakest of each first.
    pub rows: Vec<HeatRow>,
}

/// One person at one scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Progress {
    pub person: String,
    pub scenario: String,
    pub title: String,
    /// Calls without hints.
    pub attempts: usize,
    pub first: Numbers,
    /// The best of each number, not of one call.
    pub best: Numbers,
    pub latest: Numbers,
    /// Whether the latest call passed: every number at its pass mark, and no critical error that fails the call.
    pub ready: bool,
}

/// How far a person is: ready for a scenario is whoever passed it in the latest call without hints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Readiness {
    pub person: String,
    pub ready: usize,
    /// Taken, and not passed in the latest call.
    pub not_yet: usize,
    /// Scenarios that others of the team have taken and this person has not.
    pub not_taken: usize,
}

/// What a person gained from the first to the latest call at the same scenarios; scenarios taken once say nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trend {
    pub person: String,
    /// Median over the scenarios, in points.
    pub gained: [Option<i64>; 4],
    pub scenarios: usize,
}

/// What a criterion costs the team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coaching {
    pub key: CriterionKey,
    pub label: String,
    /// How many further wordings rubrics have for it.
    pub others: usize,
    /// Points of the number's 100 that were lost, in thousandths, over all cases.
    pub lost: u64,
    /// Latest calls that lost points in it, of those in which it counted.
    pub missed: usize,
    pub cases: usize,
    /// Who lost points in it.
    pub people: Vec<String>,
}

/// All team figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TeamFigures {
    pub people: Vec<String>,
    /// Scenario and title, in the order of their titles.
    pub scenarios: Vec<(String, String)>,
    pub readiness: Vec<Readiness>,
    pub progress: Vec<Progress>,
    pub trends: Vec<Trend>,
    pub coaching: Vec<Coaching>,
    pub heat: HeatMap,
    /// Critical errors in the latest calls: what, how many calls, of whom.
    pub critical: Vec<(String, usize, Vec<String>)>,
    /// Calls without hints, and calls with hints, which count nowhere.
    pub calls: Share,
    /// What was overridden in calls of these people, in order of time. All figures use it.
    pub overridden: Vec<Overridden>,
}

/// The figures of these people.
#[must_use]
pub fn team_figures(people: &[String], cases: &[Case]) -> TeamFigures {
    let own: Vec<&Case> = cases.iter().filter(|case| people.contains(&case.attempt.person)).collect();
    let latest = latest(&own);
    let progress = progress(&own);
    let scenarios: BTreeSet<(String, String)> =
        progress.iter().map(|one| (one.title.clone(), one.scenario.clone())).collect();
    let unaided = own.iter().filter(|case| case.unaided()).count();
    TeamFigures {
        people: people.to_vec(),
        readiness: readiness(people, &progress),
        trends: trends(people, &progress),
        progress,
        scenarios: scenarios.into_iter().map(|(title, scenario)| (scenario, title)).collect(),
        coaching: coaching(&latest),
        heat: heat_map(people, &latest),
        critical: critical(&latest),
        calls: Share { part: unaided, of: own.len() },
        overridden: overridden(&own),
    }
}

fn overridden(own: &[&Case]) -> Vec<Overridden> {
    let mut found: Vec<Overridden> = own.iter().flat_map(|case| case.overridden.clone()).collect();
    found.sort_by(|one, other| (&one.started_at, &one.attempt).cmp(&(&other.started_at, &other.attempt)));
    found
}

/// Each person's latest call without hints at each scenario, in order of people and scenarios.
#[must_use]
pub fn latest<'a>(cases: &[&'a Case]) -> Vec<&'a Case> {
    let mut found: BTreeMap<(&str, &str), &Case> = BTreeMap::new();
    for case in in_order(cases) {
        found.insert((case.attempt.person.as_str(), case.attempt.scenario.as_str()), case);
    }
    found.into_values().collect()
}

/// Calls without hints in order of time.
fn in_order<'a>(cases: &[&'a Case]) -> Vec<&'a Case> {
    let mut sorted: Vec<&Case> = cases.iter().copied().filter(|case| case.unaided()).collect();
    sorted.sort_by_key(|case| (case.attempt.began(), &case.attempt.id));
    sorted
}

fn numbers(case: &Case) -> Numbers {
    NUMBERS.map(|number| case.card.number(number))
}

/// First, best and latest of each person at each scenario, in order of people and titles.
#[must_use]
pub fn progress(cases: &[&Case]) -> Vec<Progress> {
    let mut found: BTreeMap<(&str, &str), Progress> = BTreeMap::new();
    for case in in_order(cases) {
        let (attempt, now) = (&case.attempt, numbers(case));
        let key = (attempt.person.as_str(), attempt.scenario.as_str());
        let known = found.entry(key).or_insert_with(|| Progress {
            person: attempt.person.clone(),
            scenario: attempt.scenario.clone(),
            title: attempt.title.clone(),
            attempts: 0,
            first: now,
            best: now,
            latest: now,
            ready: false,
        });
        known.attempts += 1;
        known.title.clone_from(&attempt.title);
        for (best, now) in known.best.iter_mut().zip(now) {
            *best = (*best).max(now);
        }
        known.latest = now;
        known.ready = case.card.passed();
    }
    let mut found: Vec<Progress> = found.into_values().collect();
    found.sort_by(|one, other| {
        (&one.person, &one.title, &one.scenario).cmp(&(&other.person, &other.title, &other.scenario))
    });
    found
}

/// The most ready first.
#[must_use]
pub fn readiness(people: &[String], progress: &[Progress]) -> Vec<Readiness> {
    let scenarios: BTreeSet<&str> = progress.iter().map(|one| one.scenario.as_str()).collect();
    let by_person = by_person(progress);
    let mut found: Vec<Readiness> = people
        .iter()
        .map(|person| {
            let own = by_person.get(person.as_str()).map_or(&[][..], Vec::as_slice);
            let ready = own.iter().filter(|one| one.ready).count();
            Readiness {
                person: person.clone(),
                ready,
                not_yet: own.len() - ready,
                not_taken: scenarios.len() - own.len(),
            }
        })
        .collect();
    found.sort_by(|one, other| (other.ready, one.not_yet, &one.person).cmp(&(one.ready, other.not_yet, &other.person)));
    found
}

fn by_person(progress: &[Progress]) -> BTreeMap<&str, Vec<&Progress>> {
    let mut found: BTreeMap<&str, Vec<&Progress>> = BTreeMap::new();
    for one in progress {
        found.entry(&one.person).or_default().push(one);
    }
    found
}

/// In the order of the people.
#[must_use]
pub fn trends(people: &[String], progress: &[Progress]) -> Vec<Trend> {
    let by_person = by_person(progress);
    let of = |person: &String| {
        let own = by_person.get(person.as_str()).map_or(&[][..], Vec::as_slice);
        let again: Vec<&Progress> = own.iter().copied().filter(|one| one.attempts > 1).collect();
        let gained = |at: usize| {
            let differences =
                again.iter().filter_map(|one| Some(i64::from(one.latest[at]?) - i64::from(one.first[at]?)));
            median(differences.collect())
        };
        Trend { person: person.clone(), gained: [gained(0), gained(1), gained(2), gained(3)], scenarios: again.len() }
    };
    people.iter().map(of).collect()
}

/// What cost most points over these calls, the largest loss first.
#[must_use]
pub fn coaching(cases: &[&Case]) -> Vec<Coaching> {
    let labels = labels(cases);
    let mut found: BTreeMap<CriterionKey, (u64, usize, usize, BTreeSet<String>)> = BTreeMap::new();
    for case in cases {
        for criterion in case.card.criteria.iter().filter(|criterion| criterion.counted()) {
            let of_number = case.card.criteria.iter().filter(|other| other.number == criterion.number);
            let possible: u64 = of_number.map(|other| other.possible).sum();
            let key = CriterionKey { number: criterion.number, id: criterion.id.clone() };
            let (lost, missed, counted, people) = found.entry(key).or_default();
            *counted += 1;
            if !criterion.full() {
                *lost += (criterion.possible - criterion.earned) * 100_000 / possible.max(1);
                *missed += 1;
                people.insert(case.attempt.person.clone());
            }
        }
    }
    let found = found.into_iter().filter(|(_, (_, missed, ..))| *missed > 0);
    let mut found: Vec<Coaching> = found
        .map(|(key, (lost, missed, cases, people))| Coaching {
            label: labels.get(&key).map(|(label, _)| label.clone()).unwrap_or_default(),
            others: labels.get(&key).map_or(0, |(_, others)| *others),
            key,
            lost,
            missed,
            cases,
            people: people.into_iter().collect(),
        })
        .collect();
    found.sort_by(|one, other| other.lost.cmp(&one.lost).then_with(|| one.key.cmp(&other.key)));
    found
}

/// Each criterion in the words of most cards, of equals the first by the alphabet; and how many other wordings there are.
fn labels(cases: &[&Case]) -> BTreeMap<CriterionKey, (String, usize)> {
    let mut counts: BTreeMap<CriterionKey, BTreeMap<&str, usize>> = BTreeMap::new();
    for criterion in cases.iter().flat_map(|case| &case.card.criteria) {
        let key = CriterionKey { number: criterion.number, id: criterion.id.clone() };
        *counts.entry(key).or_default().entry(&criterion.label).or_insert(0) += 1;
    }
    let most = |of: BTreeMap<&str, usize>| {
        let others = of.len().saturating_sub(1);
        let best = of.into_iter().max_by(|one, other| one.1.cmp(&other.1).then_with(|| other.0.cmp(one.0)));
        (best.map_or_else(String::new, |(label, _)| label.to_owned()), others)
    };
    counts.into_iter().map(|(key, of)| (key, most(of))).collect()
}

/// Points of each person in each criterion over these calls.
#[must_use]
pub fn heat_map(people: &[String], cases: &[&Case]) -> HeatMap {
    let labels = labels(cases);
    let mut rows: BTreeMap<CriterionKey, HeatRow> = BTreeMap::new();
    for case in cases {
        let Some(person) = people.iter().position(|person| *person == case.attempt.person) else { continue };
        for criterion in case.card.criteria.iter().filter(|criterion| criterion.counted()) {
            let key = CriterionKey { number: criterion.number, id: criterion.id.clone() };
            let row = rows.entry(key.clone()).or_insert_with(|| HeatRow {
                label: labels.get(&key).map(|(label, _)| label.clone()).unwrap_or_default(),
                others: labels.get(&key).map_or(0, |(_, others)| *others),
                key,
                cells: vec![HeatCell::default(); people.len()],
                all: HeatCell::default(),
            });
            row.cells[person].add(criterion.earned, criterion.possible);
            row.all.add(criterion.earned, criterion.possible);
        }
    }
    let mut rows: Vec<HeatRow> = rows.into_values().collect();
    rows.sort_by(|one, other| {
        let weak = |row: &HeatRow| row.all.earned * 1_000_000 / row.all.possible.max(1);
        (one.key.number, weak(one), &one.key.id).cmp(&(other.key.number, weak(other), &other.key.id))
    });
    HeatMap { people: people.to_vec(), rows }
}

fn critical(cases: &[&Case]) -> Vec<(String, usize, Vec<String>)> {
    let mut found: BTreeMap<&str, (usize, BTreeSet<String>)> = BTreeMap::new();
    for case in cases {
        let errors: BTreeSet<&str> = case.card.critical.iter().map(|error| error.what.as_str()).collect();
        for what in errors {
            let (calls, people) = found.entry(what).or_default();
            *calls += 1;
            people.insert(case.attempt.person.clone());
        }
    }
    let mut found: Vec<_> = found
        .into_iter()
        .map(|(what, (calls, people))| (what.to_owned(), calls, people.into_iter().collect()))
        .collect();
    found.sort_by_key(|(_, calls, _)| std::cmp::Reverse(*calls));
    found
}
