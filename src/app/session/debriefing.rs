//! A finished call as its debrief shows it.

use crate::app::Screen;
use crate::app::worker::Held;
use crate::call::{Call, Event, Log};
use crate::scoring::{Scorecard, score};
use crate::store::{AttemptId, AttemptSummary};

/// A finished call with its scorecard.
#[derive(Debug)]
pub struct Debriefing {
    pub call: Call,
    pub events: Vec<Event>,
    pub card: Scorecard,
    pub log: Log,
    /// Its key in the store, once it is kept.
    pub id: Option<AttemptId>,
    pub person: String,
    /// RFC 3339.
    pub started_at: String,
    /// The screen to go back to.
    pub from: Screen,
    /// An earlier attempt of the same person at the same scenario.
    pub before: Option<AttemptSummary>,
    /// The run that this one plays on from.
    pub first: Option<Box<Self>>,
    /// What was said and decided about it, once it was asked for.
    pub held: Option<Box<Held>>,
    /// The card with what was decided otherwise; none where the machine's holds.
    pub judged: Option<Box<Scorecard>>,
    /// An author read it through: it is no attempt, and kept nowhere.
    pub of_author: bool,
}

impl Debriefing {
    /// Scores a call that was taken.
    #[must_use]
    pub fn new(call: Call, events: Vec<Event>, log: Log, from: Screen) -> Self {
        let card = score(&call, &events);
        let (person, started_at) = (log.header.person.clone(), log.header.started_at.clone());
        Self {
            call,
            events,
            card,
            log,
            id: None,
            person,
            started_at,
            from,
            before: None,
            first: None,
            held: None,
            judged: None,
            of_author: false,
        }
    }

    /// The card that holds: the machine's, with what was decided otherwise.
    #[must_use]
    pub fn holds(&self) -> &Scorecard {
        self.judged.as_deref().unwrap_or(&self.card)
    }

    /// Whether something was decided otherwise than the machine did.
    #[must_use]
    pub const fn is_judged(&self) -> bool {
        self.judged.is_some()
    }

    /// Takes what was said and decided.
    pub fn take_held(&mut self, held: Box<Held>) {
        let (card, overruled) = self.card.overruled(&held.judgement.decisions());
        self.judged = (!overruled.is_empty()).then(|| Box::new(card));
        self.held = Some(held);
    }
}
