//! How wrong passphrases slow a sign-in down, and when a session that stands idle locks. Pure: times come from outside.

use jiff::{SignedDuration, Timestamp};

/// Wrong passphrases that cost nothing: everybody mistypes.
const FREE: u32 = 3;
/// What the next one costs, in seconds; each further one costs twice as much.
const FIRST_S: i64 = 5;
/// The longest wait, in seconds. Nobody is shut out for good: that would let anybody shut out anybody.
const LONGEST_S: i64 = 900;

/// How long to wait after so many wrong passphrases one after the other.
#[must_use]
pub fn wait_after(failures: u32) -> SignedDuration {
    let Some(beyond) = failures.checked_sub(FREE) else { return SignedDuration::ZERO };
    let seconds = 1_i64.checked_shl(beyond).and_then(|times| times.checked_mul(FIRST_S)).filter(|many| *many > 0);
    SignedDuration::from_secs(seconds.map_or(LONGEST_S, |seconds| seconds.min(LONGEST_S)))
}

/// What is left of that wait; none when the next trial is open. A clock that was put back makes nobody wait longer.
#[must_use]
pub fn wait_left(failures: u32, last: Timestamp, now: Timestamp) -> Option<SignedDuration> {
    let wait = wait_after(failures);
    let left = wait - last.duration_until(now).max(SignedDuration::ZERO);
    (left > SignedDuration::ZERO).then_some(left)
}

/// A clock that is off by less than this was set right, and not put back.
const DRIFT: SignedDuration = SignedDuration::from_secs(60);

/// Locks a session that nobody uses. Once it is locked, only signing in again opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdleLock {
    limit: Option<SignedDuration>,
    last: Timestamp,
    locked: bool,
}

impl IdleLock {
    /// For a session that begins; without a limit it never locks.
    #[must_use]
    pub const fn new(limit: Option<SignedDuration>, now: Timestamp) -> Self {
        Self { limit, last: now, locked: false }
    }

    /// Somebody typed or pointed. Says whether the session is locked.
    pub fn touch(&mut self, now: Timestamp) -> bool {
        if !self.is_locked(now) {
            self.last = now;
        }
        self.locked
    }

    /// Whether the session is locked by now. A clock that was put back locks it: how long nobody was there is not known.
    pub fn is_locked(&mut self, now: Timestamp) -> bool {
        let idle = self.last.duration_until(now);
        self.locked |= self.limit.is_some_and(|limit| idle >= limit || idle < -DRIFT);
        self.locked
    }

    /// When it locks if nothing happens; none where it never does, or has.
    #[must_use]
    pub fn locks_at(&self) -> Option<Timestamp> {
        let limit = self.limit.filter(|_| !self.locked)?;
        self.last.checked_add(limit).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).expect("a time")
    }

    #[test]
    fn each_wrong_passphrase_costs_twice_the_last_up_to_a_quarter_of_an_hour() {
        let seconds: Vec<i64> = (0..14).map(|failures| wait_after(failures).as_secs()).collect();
        assert_eq!(seconds, [0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900]);
        assert_eq!(wait_after(u32::MAX).as_secs(), 900);
        assert_eq!(wait_left(4, at(0), at(4)).map(|left| left.as_secs()), Some(6));
        assert_eq!(wait_left(4, at(0), at(10)), None);
        assert_eq!(wait_left(4, at(0), at(-5000)).map(|left| left.as_secs()), Some(10));
    }

    #[test]
    fn a_session_locks_when_nobody_is_there_and_stays_locked() {
        let mut lock = IdleLock::new(Some(SignedDuration::from_secs(600)), at(0));
        assert!(!lock.touch(at(500)) && !lock.is_locked(at(1099)));
        assert_eq!(lock.locks_at(), Some(at(1100)));
        assert!(lock.is_locked(at(1100)));
        assert!(lock.touch(at(1101)), "typing does not open it again");
        assert_eq!(lock.locks_at(), None);
        let mut set_right = IdleLock::new(Some(SignedDuration::from_secs(600)), at(0));
        assert!(!set_right.is_locked(at(-30)) && set_right.is_locked(at(-3600)));
        assert!(!IdleLock::new(None, at(0)).is_locked(at(1_000_000)));
    }
}
