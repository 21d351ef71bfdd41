//! A finished call as its debrief shows it.

use super::judged::{Judged, Sheet};
use crate::app::Screen;
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
    pub judged: Judged,
    /// It waits for the own scores of whoever reads it, who is shown nothing that was scored until then.
    pub blind: bool,
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
            judged: Judged::default(),
            blind: false,
            of_author: false,
        }
    }

    /// The screen that shows it.
    #[must_use]
    pub const fn screen(&self) -> Screen {
        if self.blind { Screen::Score } else { Screen::Debrief }
    }

    /// The card that holds.
    #[must_use]
    pub fn holds(&self) -> &Scorecard {
        self.judged.holds(&self.card)
    }

    #[must_use]
    pub fn sheet(&self) -> Sheet<'_> {
        self.judged.sheet(self.id.as_ref(), &self.card)
    }
}
