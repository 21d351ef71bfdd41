//! Recovery: the call after a hostile one against the calls that a person takes as usual.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::call::Millis;
use crate::store::AttemptSummary;

/// A call counts as the next when it begins within this time after the hostile one was finished.
const NEXT_WITHIN: SignedDuration = SignedDuration::from_mins(60);
/// Fewer calls of either sort say nothing.
const CASES_NEEDED: usize = 3;

/// What is compared. None is what a call had nothing of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Marks {
    pub wrong_per_thousand: Option<u32>,
    pub composure: Option<u32>,
    /// Handling time for each field entered.
    pub pace: Option<Millis>,
}

/// A call after a hostile one, with the medians of the person's calls of both sorts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Recovery {
    pub this: Marks,
    /// Median of the calls that followed a hostile one, this one included.
    pub after: Marks,
    /// Median of the calls that did not.
    pub usual: Marks,
    /// How many calls there are of each sort.
    pub cases: usize,
    pub others: usize,
}

/// How an attempt went if it followed a hostile call of the same person; none if it did not, or while there are fewer
/// than three calls of either sort.
#[must_use]
pub fn recovery(attempts: &[AttemptSummary], of: &AttemptSummary) -> Option<Recovery> {
    let mut own: Vec<_> = attempts.iter().filter(|one| one.person == of.person && one.side().is_some()).collect();
    own.sort_by_key(|one| one.began());
    let follows: Vec<bool> =
        (0..own.len()).map(|at| at.checked_sub(1).is_some_and(|before| followed(own[before], own[at]))).collect();
    let at = own.iter().position(|one| one.id == of.id).filter(|at| follows[*at])?;
    let of_sort = |sort: bool| -> Vec<Marks> {
        own.iter().zip(&follows).filter(|(_, follows)| **follows == sort).map(|(one, _)| marks(one)).collect()
    };
    let (after, usual) = (of_sort(true), of_sort(false));
    (after.len() >= CASES_NEEDED && usual.len() >= CASES_NEEDED).then(|| Recovery {
        this: marks(own[at]),
        after: medians(&after),
        usual: medians(&usual),
        cases: after.len(),
        others: usual.len(),
    })
}

/// Whether a call came soon after a hostile one.
fn followed(before: &AttemptSummary, next: &AttemptSummary) -> bool {
    let hostile = before.side().is_some_and(|side| side.measures.hostile);
    let ended = before.finished_at.as_ref().and_then(|text| text.parse::<Timestamp>().ok());
    let soon = ended.zip(next.began()).is_some_and(|(ended, began)| {
        let waited = began.duration_since(ended);
        !waited.is_negative() && waited <= NEXT_WITHIN
    });
    hostile && soon
}

fn marks(of: &AttemptSummary) -> Marks {
    let side = of.side().unwrap_or_default();
    Marks {
        wrong_per_thousand: side.measures.wrong_per_thousand(),
        composure: side.numbers[2],
        pace: side.measures.pace(),
    }
}

fn medians(of: &[Marks]) -> Marks {
    Marks {
        wrong_per_thousand: median(of.iter().filter_map(|marks| marks.wrong_per_thousand).collect()),
        composure: median(of.iter().filter_map(|marks| marks.composure).collect()),
        pace: median(of.iter().filter_map(|marks| marks.pace).collect()),
    }
}

/// The middle value; the lower of the two in the middle, so that it is always one that was measured.
fn median<T: Ord + Copy>(mut values: Vec<T>) -> Option<T> {
    values.sort_unstable();
    values.get(values.len().checked_sub(1)? / 2).copied()
}
