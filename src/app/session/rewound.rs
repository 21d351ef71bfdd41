//! Rewind: a finished call is played on from one of its decisions, and its first run waits beside the new one.

use super::{Debriefing, Operator, Session, now_text};
use crate::app::Screen;
use crate::call::{Rewind, rewind};

impl Debriefing {
    /// Whether this run plays on from a decision of another: it counts nowhere.
    #[must_use]
    pub const fn is_rewound(&self) -> bool {
        self.log.header.rewound.is_some()
    }

    /// The name of this run in the log of one that plays on from it.
    fn name(&self) -> &str {
        // The store may still be writing, or may not have taken it: then the time tells which it was.
        self.id.as_ref().map_or(self.started_at.as_str(), |id| id.0.as_str())
    }
}

impl Operator<'_> {
    /// Plays on from the decision at an action of the call that is debriefed, with the caller as it was then. The debrief
    /// waits for the new run's end.
    ///
    /// # Errors
    /// When there is no such decision; the debrief stays.
    pub fn play_on(&mut self, line: usize) -> Result<(), String> {
        let Some(first) = self.session.debrief.take() else { return Ok(()) };
        match rewind(first.call.setup(), &first.log, line, first.name()) {
            Ok(Rewind { call, events, mut log }) => {
                log.header.started_at = now_text();
                self.session.mode = log.header.mode;
                self.begin(call, events, log, Some(Box::new(first)));
                Ok(())
            }
            Err(error) => {
                self.session.debrief = Some(first);
                Err(error.to_string())
            }
        }
    }
}

impl Session {
    /// Puts the first run's debrief in place of the rewound one's. Says where to go to see it.
    pub fn back_to_first(&mut self) -> Option<Screen> {
        let first = self.debrief.as_mut()?.first.take()?;
        // Leaving the screen takes the debrief that it showed with it.
        self.debrief_next = Some(*first);
        Some(Screen::Debrief)
    }
}
