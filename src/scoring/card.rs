//! The scorecard: what it holds and how the numbers are added up.

use serde::{Deserialize, Serialize};

use super::criteria::Judge;
use super::records::{Duplicate, FieldErrors, RowResult, compare_rows, duplicates};
use super::story::Story;
use super::twin::Measures;
use super::verdict::Verdict;
use crate::call::{Call, Event, Millis};
use crate::scenario::{CriticalEffect, CriticalKind, CriticalSource, ListRule, Rubric, Rule, ScoreNumber, TidyRule};

/// Something found, as a message of the interface's language file with what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub key: &'static str,
    pub args: Vec<(&'static str, String)>,
}

impl Finding {
    #[must_use]
    pub const fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new() }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

/// Evidence: when, and what was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moment {
    pub at: Millis,
    pub finding: Finding,
    /// The line that would have been better, where the script has one.
    pub better: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CriterionResult {
    pub id: String,
    pub number: ScoreNumber,
    pub label: String,
    /// Points that this call could earn, in thousandths; zero when the criterion could not occur.
    pub possible: u64,
    pub earned: u64,
    /// Written for whoever reads a card, and never read again: it is found anew in the call.
    #[serde(skip_deserializing)]
    pub evidence: Vec<Moment>,
    pub better: String,
}

impl CriterionResult {
    #[must_use]
    pub const fn counted(&self) -> bool {
        self.possible > 0
    }

    #[must_use]
    pub const fn full(&self) -> bool {
        self.earned >= self.possible
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberResult {
    pub number: ScoreNumber,
    /// 0 to 100; none when nothing of it could occur.
    pub score: Option<u32>,
    /// What it would be without the cap that a critical error put on it.
    pub uncapped: Option<u32>,
    pub pass: u32,
}

impl NumberResult {
    #[must_use]
    pub fn passed(&self) -> bool {
        self.score.is_none_or(|score| score >= self.pass)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriticalError {
    pub kind: CriticalKind,
    pub at: Millis,
    pub what: String,
    /// What the rubric does about it.
    pub effect: CriticalEffect,
    /// The criterion that was missed by it; none where the script marks a reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub criterion: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scorecard {
    pub scenario: String,
    pub rubric: String,
    pub rubric_hash: String,
    pub ending: Option<String>,
    /// From the ring to the end of the call.
    pub length: Millis,
    pub numbers: Vec<NumberResult>,
    pub criteria: Vec<CriterionResult>,
    pub critical: Vec<CriticalError>,
    pub rows: Vec<RowResult>,
    /// Wrong fields of those that were compared.
    pub field_errors: FieldErrors,
    /// Rows made for somebody who has one.
    pub duplicates: Vec<Duplicate>,
    /// Patience in thousandths at each moment that it changed.
    pub patience: Vec<(Millis, i32)>,
    /// The call in counts, for comparisons.
    pub measures: Measures,
}

impl Scorecard {
    #[must_use]
    pub fn number(&self, number: ScoreNumber) -> Option<u32> {
        self.numbers.iter().find(|result| result.number == number).and_then(|result| result.score)
    }

    /// Whether every number reached its mark without a critical error that fails the call.
    #[must_use]
    pub fn passed(&self) -> bool {
        let failed = self.critical.iter().any(|error| error.effect == CriticalEffect::Fail);
        !failed && self.numbers.iter().all(NumberResult::passed)
    }
}

/// Scores a call by the rubric that was in force when it was set up.
#[must_use]
pub fn score(call: &Call, events: &[Event]) -> Scorecard {
    let setup = call.setup();
    let story = Story::new(setup, events);
    let duplicates = duplicates(call, &story);
    let rows = compare_rows(call, &story, &duplicates);
    let judge = Judge { call, story: &story, rows: &rows, duplicates: &duplicates };
    let rubric = &setup.rubric;
    let Assessed { numbers, criteria, critical } =
        assess(rubric, judge.critical_replies(), story.ended, |rule| judge.judge(rule));
    Scorecard {
        scenario: setup.scenario.id.clone(),
        rubric: rubric.id.clone(),
        rubric_hash: rubric.hash.clone(),
        ending: call.ending().map(|ending| ending.name.clone()),
        length: story.ended,
        numbers,
        measures: Measures::of(&story, &rows, &criteria),
        criteria,
        critical,
        field_errors: FieldErrors::of(&rows),
        rows,
        duplicates,
        patience: story.patience,
    }
}

/// The scorecard of something without a caller: nobody has patience, and no record is compared with what was said.
pub(super) fn without_caller(id: &str, rubric: &Rubric, ended: Millis, judge: impl Fn(&Rule) -> Verdict) -> Scorecard {
    let Assessed { numbers, criteria, critical } = assess(rubric, Vec::new(), ended, judge);
    Scorecard {
        scenario: id.to_owned(),
        rubric: rubric.id.clone(),
        rubric_hash: rubric.hash.clone(),
        ending: None,
        length: ended,
        numbers,
        criteria,
        critical,
        rows: Vec::new(),
        field_errors: FieldErrors::of(&[]),
        duplicates: Vec::new(),
        patience: Vec::new(),
        measures: Measures::default(),
    }
}

/// What the criteria of a rubric come to.
struct Assessed {
    numbers: Vec<NumberResult>,
    criteria: Vec<CriterionResult>,
    critical: Vec<CriticalError>,
}

/// Judges by every criterion of a rubric; `critical` are the errors that are known already.
fn assess(
    rubric: &Rubric,
    mut critical: Vec<CriticalError>,
    ended: Millis,
    judge: impl Fn(&Rule) -> Verdict,
) -> Assessed {
    let mut criteria = Vec::new();
    for (id, source) in &rubric.source.criteria {
        let Verdict { share, evidence } = judge(&source.rule);
        let possible = share.map_or(0, |_| u64::from(source.points) * 1000);
        let earned = share.map_or(0, |share| possible * u64::from(share) / 1000);
        if let Some(CriticalSource { kind, what }) = &source.critical
            && share.is_some_and(|share| is_missed(&source.rule, share, &evidence))
        {
            let at = evidence.first().map_or(ended, |moment| moment.at);
            let effect = rubric.source.critical.get(kind).copied().unwrap_or(CriticalEffect::Fail);
            critical.push(CriticalError { kind: *kind, at, what: what.clone(), effect, criterion: Some(id.clone()) });
        }
        criteria.push(CriterionResult {
            id: id.clone(),
            number: source.number,
            label: source.label.clone(),
            possible,
            earned,
            evidence,
            better: source.better.clone(),
        });
    }
    critical.sort_by_key(|error| error.at);
    let pass = rubric.source.pass;
    let numbers = numbers_of(&criteria, &critical, |number| match number {
        ScoreNumber::Records => pass.records,
        ScoreNumber::Routing => pass.routing,
        ScoreNumber::Composure => pass.composure,
        ScoreNumber::Procedure => pass.procedure,
    });
    Assessed { numbers, criteria, critical }
}

/// The four numbers out of their criteria, under the caps of critical errors; `pass` knows the marks.
pub(super) fn numbers_of(
    criteria: &[CriterionResult],
    critical: &[CriticalError],
    pass: impl Fn(ScoreNumber) -> u32,
) -> Vec<NumberResult> {
    let all = [ScoreNumber::Records, ScoreNumber::Routing, ScoreNumber::Composure, ScoreNumber::Procedure];
    all.map(|number| capped(number, add_up(criteria, number), pass(number), critical)).to_vec()
}

/// A check is missed when it is not met; a share or a measure when it earned nothing.
fn is_missed(rule: &Rule, share: u32, evidence: &[Moment]) -> bool {
    match rule {
        // A caller who was never verified and never told anything has come to no harm.
        Rule::Verified => evidence.iter().any(|moment| moment.finding.key == "told-before-proof"),
        Rule::NoStrayRows
        | Rule::NothingForbidden
        | Rule::CallerTold
        | Rule::NotCutOff
        | Rule::List(ListRule::Permitted)
        | Rule::Tidy(
            TidyRule::NamesakesApart | TidyRule::NothingLost | TidyRule::MisfiledUntouched | TidyRule::NothingCarried,
        ) => share < 1000,
        _ => share == 0,
    }
}

/// A number under the caps that critical errors put on it.
fn capped(number: ScoreNumber, score: Option<u32>, pass: u32, critical: &[CriticalError]) -> NumberResult {
    let caps = critical.iter().filter_map(|error| match error.effect {
        CriticalEffect::Cap { number: capped, at } if capped == number => Some(at),
        _ => None,
    });
    let cap = caps.min().unwrap_or(100);
    let held = score.map(|score| score.min(cap));
    NumberResult { number, score: held, uncapped: score.filter(|_| held != score), pass }
}

fn add_up(criteria: &[CriterionResult], number: ScoreNumber) -> Option<u32> {
    let own = || criteria.iter().filter(|criterion| criterion.number == number);
    let possible: u64 = own().map(|criterion| criterion.possible).sum();
    let earned: u64 = own().map(|criterion| criterion.earned).sum();
    (possible > 0).then(|| u32::try_from((earned * 200 + possible) / (possible * 2)).unwrap_or(100).min(100))
}
