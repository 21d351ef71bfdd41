//! What is to be practised by whom, as screens ask for it.

use jiff::Timestamp;

use super::{Answer, Keeper};
use crate::store::{AssignedFilter, AssignmentId, NewAssignment, Right, StoreError, may};

/// To whom whoever sits there may assign something, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offered {
    pub people: Vec<String>,
    /// Teams in which there is nobody to whom nothing may be assigned.
    pub teams: Vec<String>,
}

impl Keeper {
    pub(super) fn assigned(&mut self, filter: &AssignedFilter) -> Result<Answer, StoreError> {
        let actor = self.actor()?;
        Ok(Answer::Assigned(self.open()?.assigned(&actor, filter, Timestamp::now())?))
    }

    pub(super) fn assign(&mut self, new: &NewAssignment) -> Result<Answer, StoreError> {
        let actor = self.actor()?;
        let done = self.open()?.assign(&actor, new, Timestamp::now()).map(|_| Answer::Done);
        self.or_refused(done)
    }

    pub(super) fn withdraw_assignment(&mut self, id: &AssignmentId) -> Result<Answer, StoreError> {
        let actor = self.actor()?;
        let done = self.open()?.withdraw_assignment(&actor, id, Timestamp::now()).map(|()| Answer::Done);
        self.or_refused(done)
    }

    pub(super) fn offered(&mut self) -> Result<Answer, StoreError> {
        let actor = self.actor()?;
        let store = self.open()?;
        let everyone = store.everyone()?;
        let found = everyone.iter().filter(|other| may(&actor, Right::Assign(other)).is_ok());
        let people: Vec<String> = found.map(|other| other.name.clone()).collect();
        let teams = store.teams()?;
        let mut offered = Offered { people, ..Offered::default() };
        for team in teams {
            if team.people.iter().all(|person| offered.people.contains(person)) {
                offered.teams.push(team.name);
            }
        }
        Ok(Answer::Offered(Box::new(offered)))
    }
}
