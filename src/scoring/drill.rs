//! A drill without a call, of whichever kind.

use super::card::Scorecard;
use super::list::score_list;
use super::tidy::score_tidy;
use crate::call::DrillRun;
use crate::scenario::Rubric;

/// Scores a drill that was done, or left.
#[must_use]
pub fn score_drill(run: &DrillRun, rubric: &Rubric) -> Scorecard {
    match run {
        DrillRun::List(run) => score_list(run, rubric),
        DrillRun::Tidy(run) => score_tidy(run, rubric),
    }
}
