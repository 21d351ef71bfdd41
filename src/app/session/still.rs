//! Time stands still in a call: while a learner hears a line again, nobody waits for them.

use std::time::Duration;

use super::{LiveCall, Operator};

impl LiveCall {
    /// What the store knows the attempt by while it is taken. Never 0.
    #[must_use]
    pub const fn token(&self) -> u64 {
        self.token
    }

    /// When the call was offered, RFC 3339.
    #[must_use]
    pub fn started_at(&self) -> &str {
        &self.log.header.started_at
    }

    /// Whether time stands still in the call.
    #[must_use]
    pub const fn is_still(&self) -> bool {
        self.still.is_some()
    }

    /// Time goes on from where it stood.
    pub(super) fn go_on(&mut self, now: Duration) {
        if let Some((since, _)) = self.still.take() {
            self.taken_up.1 += now.saturating_sub(since);
        }
    }
}

impl Operator<'_> {
    /// Lets time stand still in the call for so long, or until something is done on the line.
    pub fn stand_still(&mut self, length: Duration) {
        let now = self.time.elapsed();
        if let Some(live) = self.session.live.as_mut() {
            live.still.get_or_insert((now, now)).1 = now + length;
        }
    }
}
