//! A finished attempt as figures need it: its line in the list, its scorecard, and what was answered at each beat.

use serde::Serialize;

use crate::call::{Call, Event};
use crate::scoring::{Overruled, Scorecard};
use crate::store::{AttemptSummary, Kept, Override, PersonId, ReplyChoice};

/// An attempt, played again and scored.
#[derive(Debug, Clone)]
pub struct Case {
    pub attempt: AttemptSummary,
    /// With the overrides that hold.
    pub card: Scorecard,
    /// What was overridden in it, beside what the machine found.
    pub overridden: Vec<Overridden>,
    /// The language in which the call was played, as a tag.
    pub locale: String,
    /// The first answer at each beat that has a good one, in order of time.
    pub choices: Vec<ReplyChoice>,
}

/// A criterion that a supervisor decided otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Overridden {
    pub attempt: String,
    pub person: String,
    pub title: String,
    pub started_at: String,
    #[serde(flatten)]
    pub points: Overruled,
    /// None for whoever has the data folder, and for who was erased.
    pub by: Option<String>,
    pub reason: Option<String>,
    pub on_appeal: bool,
}

impl Case {
    #[must_use]
    pub fn of(attempt: AttemptSummary, call: &Call, events: &[Event], card: Scorecard) -> Self {
        let Kept { card, locale, choices } = Kept::of(call, events, &card);
        Self { attempt, card, overridden: Vec::new(), locale, choices }
    }

    /// Reads what was kept; nothing where a later program wrote it.
    #[must_use]
    pub fn kept(attempt: AttemptSummary, outcome: &str) -> Option<Self> {
        let Kept { card, locale, choices } = Kept::read(outcome)?;
        Some(Self { attempt, card, overridden: Vec::new(), locale, choices })
    }

    /// The case with the overrides that hold; `name` knows people by their keys.
    #[must_use]
    pub fn judged(mut self, held: &[Override], name: impl Fn(&PersonId) -> Option<String>) -> Self {
        let decisions: Vec<_> = held.iter().map(Override::decision).collect();
        let (card, done) = self.card.overruled(&decisions);
        self.card = card;
        for points in done {
            let Some(held) = held.iter().find(|held| held.criterion == points.criterion) else { continue };
            self.overridden.push(Overridden {
                attempt: self.attempt.id.0.clone(),
                person: self.attempt.person.clone(),
                title: self.attempt.title.clone(),
                started_at: self.attempt.started_at.clone(),
                points,
                by: held.by.as_ref().and_then(&name),
                reason: held.reason.clone(),
                on_appeal: held.on_appeal,
            });
        }
        self
    }

    /// Whether the call was taken without hints: guided calls show what to do, and say nothing of what somebody can do alone.
    #[must_use]
    pub fn unaided(&self) -> bool {
        self.attempt.mode != "guided"
    }
}
