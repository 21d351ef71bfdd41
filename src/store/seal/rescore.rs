//! A log played and scored again, whoever kept it.

use std::sync::Arc;

use super::fault::{Fault, parts};
use super::{Outcome, SealedLog};
use crate::call::{AnyLog, read_any_log, replay, replay_drill, resume_drill_frozen, resume_frozen};
use crate::scenario::{Pack, PackFiles};
use crate::scoring::{Scorecard, score, score_drill};
use crate::store::Kept;

/// Plays a log again by today's files where they are the same, else by the `frozen` ones of its day, and scores it by the
/// rubric of its day.
///
/// # Errors
/// When the log cannot be read, or neither files are what it was made with.
pub fn rescore(log: &str, packs: &[Arc<Pack>], frozen: Option<&PackFiles>) -> Result<Scorecard, String> {
    Ok(play(log, packs, frozen)?.0)
}

/// The card, and of a call what figures need.
fn play(log: &str, packs: &[Arc<Pack>], frozen: Option<&PackFiles>) -> Result<(Scorecard, Option<Kept>), String> {
    Ok(match read_any_log(log).map_err(|error| error.to_string())? {
        AnyLog::Call(log) => {
            let setup = resume_frozen(packs, &log.header, frozen).map_err(|error| error.to_string())?;
            let (call, events) = replay(&setup, &log);
            let card = score(&call, &events);
            let kept = Kept::of(&call, &events, &card);
            (card, Some(kept))
        }
        AnyLog::Drill(log) => {
            let setup = resume_drill_frozen(packs, &log.header, frozen).map_err(|error| error.to_string())?;
            let rubric = setup.pack.rubrics.get(setup.drill.rubric()).ok_or("the pack has lost its rubric")?;
            (score_drill(&replay_drill(&setup, &log).0, rubric), None)
        }
    })
}

impl SealedLog {
    /// Where the outcome that was sealed is not what the log comes to.
    #[must_use]
    pub fn score_faults(&self, packs: &[Arc<Pack>], frozen: Option<&PackFiles>) -> Vec<Fault> {
        self.played(packs, frozen).0
    }

    /// The same, with what figures need of a call.
    pub(in crate::store) fn played(
        &self,
        packs: &[Arc<Pack>],
        frozen: Option<&PackFiles>,
    ) -> (Vec<Fault>, Option<Kept>) {
        match play(&self.log(), packs, frozen) {
            Err(cause) => (vec![Fault::Unplayable(cause)], None),
            Ok((again, kept)) => {
                let now = Outcome::of(&again);
                let told = |what, then, now| Fault::Score { what, then, now };
                (differing(&self.seal.outcome, &now, told), kept)
            }
        }
    }

    /// Where a list shows another outcome than was sealed.
    #[must_use]
    pub fn listed_faults(&self, listed: &Outcome) -> Vec<Fault> {
        differing(&self.seal.outcome, listed, |what, then, now| Fault::Listed { what, then, now })
    }
}

fn differing(then: &Outcome, now: &Outcome, fault: impl Fn(&'static str, String, String) -> Fault) -> Vec<Fault> {
    let both = parts(then).into_iter().zip(parts(now));
    both.filter(|(then, now)| then.1 != now.1).map(|(then, now)| fault(then.0, then.1, now.1)).collect()
}
