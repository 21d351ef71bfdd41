//! What is right with a row of a call list: the rules decide, and the author where only a note says it.

use std::sync::Arc;

use jiff::ToSpan as _;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::law::{Law, Refused};
use super::list::{ListRow, Try};
use super::rules::Between;
use super::{Campaign, is_whole_number, mended};
use crate::scenario::source::{ConsentNeeded, Family, Then};

/// Why a row is closed without a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The person has said that nobody is to ring.
    DoNotCall,
    /// Somebody else at the same number has said so.
    NumberBarred,
    /// The purpose needs a yes, and the row has none, or none with where it is from.
    NoConsent,
    /// An earlier attempt has ended the matter.
    Finished,
    /// As often as the rules allow.
    AttemptsUsed,
    /// The person stands on the list already.
    Duplicate,
    /// No number is left that could be dialled.
    NoNumber,
    /// The note says that nobody may be rung.
    Note,
}

/// What an author says is right with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    Dial,
    DialSecond,
    Later,
    Ask,
    Close(Reason),
}

/// What is right with a row at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It may be dialled now: the second number where that is the one to take.
    Dial { second: bool },
    /// Not now: at the earliest in this stretch of time, by our clock.
    Later(Between),
    /// Not in this campaign.
    Close(Reason),
    /// Somebody has to be asked first.
    Ask,
}

impl Verdict {
    /// Whether the author means the same.
    #[must_use]
    pub fn is(&self, right: Right) -> bool {
        match (self, right) {
            (Self::Dial { second: false }, Right::Dial)
            | (Self::Dial { second: true }, Right::DialSecond)
            | (Self::Later(_), Right::Later)
            | (Self::Ask, Right::Ask) => true,
            (Self::Close(reason), Right::Close(right)) => *reason == right,
            _ => false,
        }
    }
}

impl Campaign {
    /// What is right with a row when our clock shows `now`. What is final comes first: nobody waits for an hour at which
    /// a person who is never to be rung could be rung.
    #[must_use]
    pub fn verdict(&self, number: usize, now: DateTime) -> Option<Verdict> {
        let row = self.rows.get(number)?;
        let by_rules = self.by_rules(number, row, now);
        let Some(right) = row.right else { return Some(by_rules) };
        if by_rules.is(right) {
            return Some(by_rules);
        }
        Some(match right {
            Right::Dial => Verdict::Dial { second: false },
            Right::DialSecond => Verdict::Dial { second: true },
            Right::Ask => Verdict::Ask,
            Right::Close(reason) => Verdict::Close(reason),
            // Only the rules know when.
            Right::Later => by_rules,
        })
    }

    /// What the rules say, whatever the author does.
    pub(super) fn by_rules(&self, number: usize, row: &ListRow, now: DateTime) -> Verdict {
        if let Some(reason) = self.never(number, row) {
            return Verdict::Close(reason);
        }
        let Some(when) = self.next_hour(row, now) else { return Verdict::Ask };
        if when.0 > now {
            return Verdict::Later(when);
        }
        Verdict::Dial { second: !self.can_dial(&row.phone) && self.can_dial(&row.second_phone) }
    }

    /// The first stretch of time from `now` on in which a row may be dialled; none where there is none, or nobody knows
    /// where the person is.
    pub(super) fn next_hour(&self, row: &ListRow, now: DateTime) -> Option<Between> {
        let zone = row.zone.as_ref()?;
        let fits = |at| self.fits(row, now, at) && self.lawful(row, zone, at);
        self.rules.next(self.not_before(row, now), zone, fits)
    }

    fn can_dial(&self, number: &str) -> bool {
        is_whole_number(number, &self.rules, &self.writing) || mended(number, &self.rules, &self.writing).is_some()
    }

    /// Why nobody may ever be rung for this row.
    fn never(&self, number: usize, row: &ListRow) -> Option<Reason> {
        if row.do_not_call {
            return Some(Reason::DoNotCall);
        }
        let shares = |other: &ListRow| self.same_number(&row.phone, &other.phone);
        if self.rows.iter().any(|other| other.do_not_call && shares(other)) {
            return Some(Reason::NumberBarred);
        }
        let asked = self.source.purposes.get(&row.purpose).map_or(ConsentNeeded::NotNeeded, |purpose| purpose.consent);
        let consent = self.laws_for(row).map(|law| law.source.consent).fold(asked, ConsentNeeded::max);
        let given = row.consent == Some(true);
        if (consent != ConsentNeeded::NotNeeded && !given)
            || (consent == ConsentNeeded::YesWithSource && row.source.is_empty())
        {
            return Some(Reason::NoConsent);
        }
        let then = |code: &str| self.rules.source.outcomes.get(code).map(|outcome| &outcome.then);
        let struck = |outcome: &Then| *outcome == Then::OtherNumber && row.second_phone.is_empty();
        let ended = |outcome: &Then| matches!(outcome, Then::Close | Then::Bar) || struck(outcome);
        if row.tries.iter().filter_map(|attempt| then(&attempt.outcome)).any(ended) || self.refused_twice(row) {
            return Some(Reason::Finished);
        }
        if row.tries.len() >= usize::try_from(self.rules.source.attempts).unwrap_or(usize::MAX) {
            return Some(Reason::AttemptsUsed);
        }
        let same = |other: &ListRow| {
            other.purpose == row.purpose
                && shares(other)
                && (!row.person.is_empty() && other.person == row.person || self.same_name(&other.name, &row.name))
        };
        if self.rows[..number].iter().any(same) {
            return Some(Reason::Duplicate);
        }
        let dead = !self.can_dial(&row.phone)
            && !self.can_dial(&row.second_phone)
            && mended(&row.email, &self.rules, &self.writing).is_none()
            && !is_whole_number(&row.email, &self.rules, &self.writing);
        dead.then_some(Reason::NoNumber)
    }

    /// An outcome that allows so many more attempts has been had oftener than that.
    fn refused_twice(&self, row: &ListRow) -> bool {
        self.rules.source.outcomes.iter().any(|(code, outcome)| {
            let had = row.tries.iter().filter(|attempt| attempt.outcome == *code).count();
            matches!(outcome.then, Then::AgainAfter(_, times) if had > usize::try_from(times).unwrap_or(usize::MAX))
        })
    }

    /// The laws that hold for a row.
    fn laws_for(&self, row: &ListRow) -> impl Iterator<Item = &Law> {
        self.laws.get(&row.purpose).into_iter().flatten().map(Arc::as_ref)
    }

    fn lawful(&self, row: &ListRow, zone: &TimeZone, at: DateTime) -> bool {
        let theirs = self.rules.theirs(at, zone);
        self.laws_for(row).all(|law| law.permits(theirs))
    }

    /// Whether somebody may be rung when our clock shows `at`, by the hours of the rules and of the laws.
    #[must_use]
    pub fn permits(&self, row: &ListRow, at: DateTime) -> bool {
        row.zone.as_ref().is_some_and(|zone| self.rules.permits(at, zone) && self.lawful(row, zone, at))
    }

    /// The first moment of our clock at which laws let somebody be tried again after so many attempts; none where they do
    /// not ask for any rest.
    #[must_use]
    pub fn rested(&self, row: &ListRow, tries: &[Try]) -> Option<DateTime> {
        let zone = row.zone.as_ref()?;
        let tries: Vec<(DateTime, Refused)> = tries
            .iter()
            .map(|attempt| {
                let outcome = self.rules.source.outcomes.get(&attempt.outcome);
                let refused = outcome.is_some_and(|outcome| outcome.family == Family::Refusal);
                (self.rules.theirs(attempt.at, zone), if refused { Refused::Yes } else { Refused::No })
            })
            .collect();
        let rested = self.laws_for(row).filter_map(|law| law.rested(&tries)).max();
        rested.map(|theirs| self.rules.ours(theirs, zone))
    }

    /// The earliest moment that the last outcome, what was agreed and the laws leave.
    fn not_before(&self, row: &ListRow, now: DateTime) -> DateTime {
        let agreed = row.due.map(|due| due.to_datetime(jiff::civil::Time::midnight()));
        let rested = row.tries.last().and_then(|last| {
            let outcome = self.rules.source.outcomes.get(&last.outcome)?;
            match outcome.then {
                Then::AgainAfter(days, _) => {
                    let date = last.at.date().checked_add(i64::from(days).days()).ok()?;
                    Some(date.to_datetime(jiff::civil::Time::midnight()))
                }
                Then::AgainIn(minutes, _) => last.at.checked_add(i64::from(minutes).minutes()).ok(),
                _ => None,
            }
        });
        let by_law = self.rested(row, &row.tries);
        [Some(now), agreed, rested, by_law].into_iter().flatten().max().unwrap_or(now)
    }

    /// Whether an attempt at a moment keeps to the counts by part of the day and to the window that was agreed.
    fn fits(&self, row: &ListRow, now: DateTime, at: DateTime) -> bool {
        // A promise of a window that has passed is kept as soon as that window comes round again.
        let agreed = row.due.and_then(|_| self.rules.window(&row.window));
        if let Some((from, to)) = agreed {
            return (from..to).contains(&at.time()) && at >= now;
        }
        let of_part = |part: &str| row.tries.iter().filter(|attempt| self.rules.part(attempt.at) == Some(part)).count();
        let a_part = usize::try_from(self.rules.source.attempts_a_part).unwrap_or(usize::MAX);
        self.rules.part(at).is_none_or(|part| of_part(part) < a_part)
    }

    /// Whether an outcome fits what happened on the line.
    #[must_use]
    pub fn outcome_fits(&self, code: &str, answered: crate::scenario::Answered) -> bool {
        self.rules.source.outcomes.get(code).is_some_and(|outcome| outcome.after.contains(&answered))
    }

    /// How many outcomes of each family the earlier attempts had.
    #[must_use]
    pub fn families(&self) -> std::collections::BTreeMap<Family, usize> {
        let mut counts = std::collections::BTreeMap::new();
        for attempt in self.rows.iter().flat_map(|row| &row.tries) {
            if let Some(outcome) = self.rules.source.outcomes.get(&attempt.outcome) {
                *counts.entry(outcome.family).or_insert(0) += 1;
            }
        }
        counts
    }
}
