//! Two scorecards side by side: one call by two rubrics, or two runs by one.

use serde::Serialize;

use super::card::{CriterionResult, Scorecard};
use crate::scenario::ScoreNumber;

/// What two scorecards say of the same things, before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// Every number, in the order of the card.
    pub numbers: Vec<NumberDifference>,
    /// The criteria that came out otherwise, or that only one of the two has.
    pub criteria: Vec<CriterionDifference>,
    /// How many critical errors there were.
    pub critical: (usize, usize),
    pub passed: (bool, bool),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct NumberDifference {
    pub number: ScoreNumber,
    pub before: Option<u32>,
    pub after: Option<u32>,
}

impl NumberDifference {
    /// What was gained, or lost; none where one side has no number.
    #[must_use]
    pub fn change(&self) -> Option<i64> {
        Some(i64::from(self.after?) - i64::from(self.before?))
    }
}

/// Points of a criterion, in thousandths; none possible when it could not occur.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Points {
    pub earned: u64,
    pub possible: u64,
}

impl Points {
    /// `12/17`, or a dash where nothing could be earned.
    #[must_use]
    pub fn written(of: Option<Self>) -> String {
        let whole = |thousandths: u64| (thousandths + 500) / 1000;
        match of {
            Some(points) if points.possible > 0 => format!("{}/{}", whole(points.earned), whole(points.possible)),
            _ => "–".to_owned(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CriterionDifference {
    pub id: String,
    pub number: ScoreNumber,
    /// In the words of the later card, or of the only one that has it.
    pub label: String,
    /// None where the rubric has no such criterion.
    pub before: Option<Points>,
    pub after: Option<Points>,
}

impl CriterionDifference {
    /// The share of the criterion gained or lost, in thousandths; none where one side does not count it.
    #[must_use]
    pub fn change(&self) -> Option<i64> {
        let share = |points: Option<Points>| {
            let points = points.filter(|points| points.possible > 0)?;
            i64::try_from(points.earned * 1000 / points.possible).ok()
        };
        Some(share(self.after)? - share(self.before)?)
    }
}

/// Compares two scorecards.
#[must_use]
pub fn difference(before: &Scorecard, after: &Scorecard) -> Difference {
    let numbers = after.numbers.iter().map(|result| NumberDifference {
        number: result.number,
        before: before.number(result.number),
        after: result.score,
    });
    Difference {
        numbers: numbers.collect(),
        criteria: criteria(before, after),
        critical: (before.critical.len(), after.critical.len()),
        passed: (before.passed(), after.passed()),
    }
}

fn criteria(before: &Scorecard, after: &Scorecard) -> Vec<CriterionDifference> {
    let points = |of: &CriterionResult| Points { earned: of.earned, possible: of.possible };
    let in_card = |card: &Scorecard, id: &str| card.criteria.iter().find(|criterion| criterion.id == id).map(points);
    let gone = before.criteria.iter().filter(|old| in_card(after, &old.id).is_none());
    let mut all: Vec<CriterionDifference> = after
        .criteria
        .iter()
        .chain(gone)
        .map(|criterion| CriterionDifference {
            id: criterion.id.clone(),
            number: criterion.number,
            label: criterion.label.clone(),
            before: in_card(before, &criterion.id),
            after: in_card(after, &criterion.id),
        })
        .filter(|found| found.before != found.after)
        .collect();
    all.sort_by_key(|found| found.number);
    all
}
