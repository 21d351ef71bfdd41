//! What to work on next: what cost most points, over all four numbers.

use super::card::{CriterionResult, CriticalError, Scorecard};
use crate::scenario::{CriticalEffect, ScoreNumber};

/// What cost points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum WorkCause<'a> {
    Criterion(&'a CriterionResult),
    /// A critical error that fails the call or holds a number down, and is no criterion of it.
    Critical(&'a CriticalError),
}

/// One thing to work on, with what it cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WorkItem<'a> {
    pub cause: WorkCause<'a>,
    /// The number that lost by it; none for an error that fails the call and takes no points.
    pub number: Option<ScoreNumber>,
    /// Points of the number's 100, in thousandths.
    pub lost: u64,
    /// The call is not passed because of it, whatever the numbers say.
    pub fails: bool,
}

impl WorkItem<'_> {
    /// Whole points; never none of a number that lost some.
    #[must_use]
    pub fn points(&self) -> u64 {
        if self.number.is_none() { 0 } else { ((self.lost + 500) / 1000).max(1) }
    }
}

impl Scorecard {
    /// What fails the call, then what cost most points, worst first. The points of the four numbers weigh the same.
    #[must_use]
    pub fn work_on(&self, most: usize) -> Vec<WorkItem<'_>> {
        let possible =
            |number| self.criteria.iter().filter(|c| c.number == number).map(|c| c.possible).sum::<u64>().max(1);
        let missed = self.criteria.iter().filter(|criterion| !criterion.full());
        let mut items: Vec<WorkItem<'_>> = missed
            .map(|criterion| WorkItem {
                cause: WorkCause::Criterion(criterion),
                number: Some(criterion.number),
                lost: (criterion.possible - criterion.earned) * 100_000 / possible(criterion.number),
                fails: self.failing().any(|error| error.criterion.as_ref() == Some(&criterion.id)),
            })
            .collect();
        for (error, number, lost) in self.held_down() {
            let own = items.iter_mut().find(|item| {
                item.number == Some(number)
                    && matches!(item.cause, WorkCause::Criterion(criterion) if error.criterion.as_ref() == Some(&criterion.id))
            });
            match own {
                Some(item) => item.lost += lost,
                None => {
                    items.push(WorkItem { cause: WorkCause::Critical(error), number: Some(number), lost, fails: false })
                }
            }
        }
        let no_criterion = self.failing().filter(|error| error.criterion.is_none());
        items.extend(no_criterion.map(|error| WorkItem {
            cause: WorkCause::Critical(error),
            number: None,
            lost: 0,
            fails: true,
        }));
        items.sort_by(|a, b| (b.fails, b.lost).cmp(&(a.fails, a.lost)).then_with(|| a.name().cmp(b.name())));
        items.truncate(most);
        items
    }

    fn failing(&self) -> impl Iterator<Item = &CriticalError> {
        self.critical.iter().filter(|error| error.effect == CriticalEffect::Fail)
    }

    /// The critical errors whose caps cost something, and what.
    fn held_down(&self) -> Vec<(&CriticalError, ScoreNumber, u64)> {
        let held = self.numbers.iter().filter_map(|result| Some((result.number, result.score?, result.uncapped?)));
        held.filter_map(|(number, score, uncapped)| {
            let error = self.critical.iter().find(
                |error| matches!(error.effect, CriticalEffect::Cap { number: capped, at } if capped == number && at == score),
            )?;
            Some((error, number, u64::from(uncapped.saturating_sub(score)) * 1000))
        })
        .collect()
    }
}

impl WorkItem<'_> {
    fn name(&self) -> &str {
        match self.cause {
            WorkCause::Criterion(criterion) => &criterion.id,
            WorkCause::Critical(error) => &error.what,
        }
    }
}
