//! A scorecard with what a supervisor decided otherwise. The machine's card stays as it is; this makes another beside it.
//!
//! An override changes the points of one criterion and what follows from them. A critical error that the criterion raised goes
//! when the criterion is given in full, and none is ever added: what a rubric calls critical, only the rubric finds.

use serde::Serialize;

use super::card::{Scorecard, numbers_of};
use super::difference::Points;
use crate::scenario::ScoreNumber;

/// What was decided about one criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overrule<'a> {
    pub criterion: &'a str,
    /// Points in thousandths.
    pub earned: u64,
}

/// Why a criterion cannot be decided about.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OverruleError {
    #[error("the scorecard has no criterion \"{0}\"")]
    NoCriterion(String),
    #[error("\"{0}\" could not occur in this attempt, so there is nothing to decide")]
    NotCounted(String),
    #[error("\"{criterion}\" has {possible} points at most")]
    TooMany { criterion: String, possible: u64 },
}

/// An override that took effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Overruled {
    pub criterion: String,
    pub number: ScoreNumber,
    pub label: String,
    pub machine: Points,
    /// Points in thousandths.
    pub earned: u64,
    /// The number that it is part of, by the machine alone and with all overrides.
    pub before: Option<u32>,
    pub after: Option<u32>,
}

/// Points in thousandths, as people write them: with up to three decimals, after a point or a comma.
#[must_use]
pub fn points_of(text: &str) -> Option<u64> {
    let (whole, part) = text.trim().split_once(['.', ',']).unwrap_or((text.trim(), "0"));
    if part.is_empty() || part.len() > 3 || !part.bytes().all(|sign| sign.is_ascii_digit()) {
        return None;
    }
    let (whole, part): (u64, u64) = (whole.parse().ok()?, format!("{part:0<3}").parse().ok()?);
    whole.checked_mul(1000)?.checked_add(part)
}

/// Points in thousandths as people read them, without zeros at the end.
#[must_use]
pub fn points_written(thousandths: u64) -> String {
    let text = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

impl Scorecard {
    /// The points of a criterion as the machine gave them, if they can be decided about.
    ///
    /// # Errors
    /// When there is no such criterion, or it did not count.
    pub fn decidable(&self, criterion: &str) -> Result<(ScoreNumber, Points), OverruleError> {
        let found = self.criteria.iter().find(|known| known.id == criterion);
        let found = found.ok_or_else(|| OverruleError::NoCriterion(criterion.to_owned()))?;
        if !found.counted() {
            return Err(OverruleError::NotCounted(criterion.to_owned()));
        }
        Ok((found.number, Points { earned: found.earned, possible: found.possible }))
    }

    /// Checks a decision about a criterion, in thousandths of points.
    ///
    /// # Errors
    /// When there is no such criterion, it did not count, or it has not so many points.
    pub fn check_overrule(&self, criterion: &str, earned: u64) -> Result<(ScoreNumber, Points), OverruleError> {
        let (number, points) = self.decidable(criterion)?;
        if earned > points.possible {
            let (criterion, possible) = (criterion.to_owned(), points.possible / 1000);
            return Err(OverruleError::TooMany { criterion, possible });
        }
        Ok((number, points))
    }

    /// The card with these decisions, and what each changed. A decision about a criterion that the card does not count is left out.
    #[must_use]
    pub fn overruled(&self, decisions: &[Overrule<'_>]) -> (Self, Vec<Overruled>) {
        let mut card = self.clone();
        let mut done = Vec::new();
        for decision in decisions {
            let own = card.criteria.iter_mut().find(|own| own.id == decision.criterion);
            let Some(own) = own.filter(|own| own.counted()) else { continue };
            let machine = Points { earned: own.earned, possible: own.possible };
            own.earned = decision.earned.min(own.possible);
            if own.full() {
                card.critical.retain(|error| error.criterion.as_deref() != Some(decision.criterion));
            }
            done.push(Overruled {
                criterion: own.id.clone(),
                number: own.number,
                label: own.label.clone(),
                machine,
                earned: own.earned,
                before: self.number(own.number),
                after: None,
            });
        }
        card.numbers = numbers_of(&card.criteria, &card.critical, |number| {
            self.numbers.iter().find(|known| known.number == number).map_or(0, |known| known.pass)
        });
        for one in &mut done {
            one.after = card.number(one.number);
        }
        (card, done)
    }
}
