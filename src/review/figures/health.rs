//! The health of a scenario: per decision and per field, how many are right and whether it tells strong people from weak ones.
//!
//! Item statistics as examiners use them. Only first attempts count, finished and without hints, at the scenario as it is now:
//! who has seen the answers says nothing of the question.

use std::collections::BTreeMap;

use serde::Serialize;

use super::case::Case;
use super::statistic::{Correlation, Share, Z_95, Z_99, median, point_biserial};
use crate::call::Millis;
use crate::scoring::FieldClass;
use crate::store::AttemptSummary;

/// Below this share of right answers, people might as well have guessed among three or four replies.
const HARD: f64 = 0.30;
/// Above this share it tells nobody apart.
const EASY: f64 = 0.95;
/// Fewer cases say nothing of a correlation.
pub const CASES_FOR_R: usize = 10;

/// What a figure is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// The first answer at a beat.
    Decision { beat: String },
    /// A field of the expected row of this number.
    Field { row: usize, table: String, field: String },
}

/// What is wrong with an item, as far as the sample carries it: the 99 % interval lies wholly on the wrong side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// Stronger people get it wrong more often than weaker ones: the mark may stand at the wrong reply.
    Reversed,
    /// One wrong reply is chosen more often than all right ones together.
    Misleads,
    /// Fewer than 30 % get it right.
    Hard,
    /// More than 95 % get it right.
    Easy,
}

/// The figures of one item.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemHealth {
    pub item: Item,
    /// A field's label; the beat's name.
    pub label: String,
    /// Facility: right of all who came to it.
    pub right: Share,
    /// Its 95 % interval by Wilson.
    pub interval: (f64, f64),
    /// Point-biserial correlation with the share of the call's other items that were right; none for fewer than ten cases,
    /// or while all are right or all wrong.
    pub discrimination: Option<Correlation>,
    /// The wrong reply chosen most, or the class of error made most, and how often.
    pub most_wrong: Option<(String, usize)>,
    /// Median from the question to the answer; for a field, from what was said to the save.
    pub took: Option<Millis>,
    pub flags: Vec<Flag>,
}

/// The figures of one scenario.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Health {
    pub scenario: String,
    pub title: String,
    /// First attempts that count.
    pub cases: usize,
    /// Attempts at this scenario that do not: later ones, guided ones, interrupted ones, and those at other versions of it.
    pub left_out: usize,
    pub passed: Share,
    /// First attempts in which a supervisor overrode something. What was passed is what holds with it.
    pub overridden: usize,
    pub length: Option<Millis>,
    pub endings: Vec<(String, usize)>,
    /// What the critical errors were, the most frequent first.
    pub critical: Vec<(String, usize)>,
    pub decisions: Vec<ItemHealth>,
    pub fields: Vec<ItemHealth>,
}

/// One person's result at one item.
struct Answer {
    item: Item,
    label: String,
    right: bool,
    /// The reply, or the class of error.
    what: String,
    took: Option<Millis>,
}

/// Figures of the scenario whose attempts these are: `all` of everybody, and the cases that could be played again.
#[must_use]
pub fn health(scenario: &str, all: &[AttemptSummary], cases: &[Case]) -> Health {
    let own: Vec<&AttemptSummary> = all.iter().filter(|attempt| attempt.scenario == scenario).collect();
    let newest = own.iter().max_by(|one, other| one.started_at.cmp(&other.started_at));
    let version = newest.map_or("", |attempt| attempt.scenario_hash.as_str());
    let first = firsts(&own);
    let counted: Vec<&Case> = cases
        .iter()
        .filter(|case| case.attempt.scenario_hash == version && case.unaided())
        .filter(|case| first.get(case.attempt.person.as_str()) == Some(&case.attempt.id.0.as_str()))
        .collect();
    let answers: Vec<Vec<Answer>> = counted.iter().map(|case| answers(case)).collect();
    let (decisions, fields) = items(&answers).into_iter().partition(|item| matches!(item.item, Item::Decision { .. }));
    Health {
        scenario: scenario.to_owned(),
        title: newest.map_or_else(|| scenario.to_owned(), |attempt| attempt.title.clone()),
        cases: counted.len(),
        left_out: own.len() - counted.len(),
        passed: Share { part: counted.iter().filter(|case| case.card.passed()).count(), of: counted.len() },
        overridden: counted.iter().filter(|case| !case.overridden.is_empty()).count(),
        length: median(counted.iter().map(|case| case.card.length).collect()),
        endings: tally(counted.iter().filter_map(|case| case.card.ending.clone())),
        critical: tally(counted.iter().flat_map(|case| case.card.critical.iter().map(|error| error.what.clone()))),
        decisions,
        fields,
    }
}

/// The key of each person's first attempt, whatever became of it.
fn firsts<'a>(own: &[&'a AttemptSummary]) -> BTreeMap<&'a str, &'a str> {
    let mut sorted = own.to_vec();
    sorted.sort_by_key(|attempt| (attempt.began(), &attempt.id));
    let mut first = BTreeMap::new();
    for attempt in sorted {
        first.entry(attempt.person.as_str()).or_insert(attempt.id.0.as_str());
    }
    first
}

/// The most frequent first, and of equals in order of their names.
pub(super) fn tally(of: impl Iterator<Item = String>) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for one in of {
        *counts.entry(one).or_insert(0) += 1;
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    counts
}

fn answers(case: &Case) -> Vec<Answer> {
    let decisions = case.choices.iter().map(|choice| Answer {
        item: Item::Decision { beat: choice.beat.clone() },
        label: choice.beat.clone(),
        right: choice.right,
        what: choice.reply.clone(),
        took: Some(choice.took),
    });
    let rows = case.card.rows.iter().enumerate();
    let fields = rows.flat_map(|(row, result)| {
        result.fields.iter().map(move |field| Answer {
            item: Item::Field { row, table: result.table.clone(), field: field.field.clone() },
            label: field.label.clone(),
            right: field.class == FieldClass::Right,
            what: field.class.name().to_owned(),
            took: field.told_at.zip(field.saved_at).map(|(told, saved)| Millis(saved.since(told))),
        })
    });
    let mut out: Vec<Answer> = decisions.collect();
    for answer in fields {
        // Several mentions in one note are one field: it is right if all of them are.
        match out.iter_mut().find(|known| known.item == answer.item) {
            Some(known) if known.right => *known = answer,
            Some(_) => {}
            None => out.push(answer),
        }
    }
    out
}

/// The items in the order in which most people came to them.
fn items(calls: &[Vec<Answer>]) -> Vec<ItemHealth> {
    let mut order: Vec<(&Item, usize, usize)> = Vec::new();
    for call in calls {
        for (at, answer) in call.iter().enumerate() {
            match order.iter_mut().find(|(item, ..)| **item == answer.item) {
                Some((_, places, met)) => {
                    *places += at;
                    *met += 1;
                }
                None => order.push((&answer.item, at, 1)),
            }
        }
    }
    order.sort_by(|one, other| (one.1 * other.2).cmp(&(other.1 * one.2)).then_with(|| one.0.cmp(other.0)));
    order.into_iter().map(|(item, ..)| item_health(item, calls)).collect()
}

fn item_health(item: &Item, calls: &[Vec<Answer>]) -> ItemHealth {
    let met: Vec<(&Answer, &Vec<Answer>)> = calls
        .iter()
        .filter_map(|call| call.iter().find(|answer| answer.item == *item).map(|answer| (answer, call)))
        .collect();
    let right = Share { part: met.iter().filter(|(answer, _)| answer.right).count(), of: met.len() };
    let rest: Vec<(bool, f64)> = met
        .iter()
        .filter_map(|(answer, call)| {
            let others = Share {
                part: call.iter().filter(|other| other.right && other.item != *item).count(),
                of: call.len() - 1,
            };
            others.value().map(|share| (answer.right, share))
        })
        .collect();
    let discrimination = point_biserial(&rest).filter(|found| found.cases >= CASES_FOR_R);
    let wrong = tally(met.iter().filter(|(answer, _)| !answer.right).map(|(answer, _)| answer.what.clone()));
    let most_wrong = wrong.into_iter().next();
    ItemHealth {
        item: item.clone(),
        label: met.first().map(|(answer, _)| answer.label.clone()).unwrap_or_default(),
        right,
        interval: right.wilson(Z_95),
        flags: flags(item, right, discrimination, most_wrong.as_ref().map_or(0, |(_, count)| *count)),
        discrimination,
        most_wrong,
        took: median(met.iter().filter_map(|(answer, _)| answer.took).collect()),
    }
}

/// Only what the sample carries: the whole interval of 99 % must lie on the wrong side, since many items are looked at at once.
pub(super) fn flags(item: &Item, right: Share, discrimination: Option<Correlation>, most_wrong: usize) -> Vec<Flag> {
    let mut flags = Vec::new();
    if discrimination.and_then(|found| found.interval(Z_99)).is_some_and(|(_, high)| high < 0.0) {
        flags.push(Flag::Reversed);
    }
    let against = Share { part: most_wrong, of: most_wrong + right.part };
    if matches!(item, Item::Decision { .. }) && against.wilson(Z_99).0 > 0.5 {
        flags.push(Flag::Misleads);
    }
    let (low, high) = right.wilson(Z_99);
    if high < HARD {
        flags.push(Flag::Hard);
    }
    if low > EASY {
        flags.push(Flag::Easy);
    }
    flags
}
