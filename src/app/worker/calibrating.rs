//! What supervisors score blind, as screens ask for it.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Answer, Keeper};
use crate::review::Calibrating;
use crate::scoring::Scorecard;
use crate::store::{AttemptId, Level, StoreError};

/// Somebody's own scores of an attempt.
#[derive(Debug)]
pub struct Rating {
    pub id: AttemptId,
    /// The program's card.
    pub card: Scorecard,
    /// By criterion; what cannot be said is left out.
    pub given: BTreeMap<String, Level>,
}

impl Keeper {
    pub(super) fn calibration(&mut self) -> Result<Answer, StoreError> {
        let actor = self.actor()?;
        Ok(Answer::Calibration(Box::new(Calibrating::of(self.open()?, &actor)?)))
    }

    pub(super) fn draw(&mut self, team: &str, count: usize) -> Result<Answer, StoreError> {
        let actor = self.actor()?;
        let drawn = self.open()?.draw(&actor, (team, count), Timestamp::now());
        self.or_refused(drawn.map(|drawn| Answer::Drawn(drawn.len())))
    }

    pub(super) fn take_off(&mut self, id: &AttemptId) -> Result<Answer, StoreError> {
        let actor = self.actor()?;
        let done = self.open()?.take_off(&actor, id, Timestamp::now()).map(|()| Answer::Done);
        self.or_refused(done)
    }

    pub(super) fn rate(&mut self, rating: &Rating) -> Result<Answer, StoreError> {
        let actor = self.actor()?;
        let Rating { id, card, given } = rating;
        let done = self.open()?.rate(&actor, (id, card), given, Timestamp::now()).map(|()| Answer::Done);
        self.or_refused(done)
    }
}
