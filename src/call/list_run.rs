//! A call list being worked through, as a pure state machine: timed actions in, events out, as for a call.
//!
//! Whoever is called and talks is a [`Call`](super::Call) of its own; the list only knows that it went on and how it ended.

mod words;

use std::sync::Arc;

use jiff::civil::{Date, DateTime};

pub use words::{Attempt, Column, ListAction, ListDecision, ListEvent, ListEventKind, ListRefusal, Noted, Worked};

use super::chance::Chance;
use super::setup::Mode;
use super::speech::Millis;
use crate::scenario::outgoing::{Campaign, ListRow, Verdict};
use crate::scenario::{Answered, Dialler, Then};

/// A number rings out after this long; nobody hangs up sooner who wants to know that nobody is there.
pub const RING_OUT_MS: u64 = 30_000;
/// An engaged or dead line is heard at once.
const TONE_MS: u64 = 1_500;
/// A machine lets it ring this long.
const MACHINE_MS: u64 = 16_000;
/// Soonest and latest at which somebody picks up.
const PICK_UP_MS: (i64, i64) = (4_000, 14_000);
/// A progressive dialler leaves this much between two calls.
const PAUSE_MS: u64 = 5_000;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Line {
    Free,
    Ringing { row: usize, since: Millis, until: Millis, answered: Answered },
    Open { row: usize, answered: Answered, since: Millis },
}

/// A list being worked through.
#[derive(Debug, Clone)]
pub struct ListRun {
    campaign: Arc<Campaign>,
    today: DateTime,
    seed: u64,
    pub mode: Mode,
    now: Millis,
    rows: Vec<Worked>,
    line: Line,
    front: Option<usize>,
    last_freed: Millis,
    over: bool,
    out: Vec<ListEvent>,
}

impl ListRun {
    /// Opens a list; `today` is what the desk's clock shows then.
    #[must_use]
    pub fn new(campaign: Arc<Campaign>, today: DateTime, seed: u64, mode: Mode) -> Self {
        let worked = |row: &ListRow| Worked {
            phone: row.phone.clone(),
            second_phone: row.second_phone.clone(),
            email: row.email.clone(),
            decision: None,
            attempts: Vec::new(),
            settled: false,
        };
        let rows = campaign.rows.iter().map(worked).collect();
        Self {
            campaign,
            today,
            seed,
            mode,
            now: Millis(0),
            rows,
            line: Line::Free,
            front: None,
            last_freed: Millis(0),
            over: false,
            out: Vec::new(),
        }
    }

    #[must_use]
    pub const fn campaign(&self) -> &Arc<Campaign> {
        &self.campaign
    }

    #[must_use]
    pub const fn now(&self) -> Millis {
        self.now
    }

    /// What the desk's clock showed at a moment of the run.
    #[must_use]
    pub fn clock(&self, at: Millis) -> DateTime {
        let ms = i64::try_from(at.0).unwrap_or(i64::MAX);
        self.today.checked_add(jiff::SignedDuration::from_millis(ms)).unwrap_or(self.today)
    }

    #[must_use]
    pub fn rows(&self) -> &[Worked] {
        &self.rows
    }

    /// The row in front.
    #[must_use]
    pub const fn front(&self) -> Option<usize> {
        self.front
    }

    /// The row that is on the line, and what is; nothing yet while it rings.
    #[must_use]
    pub const fn on_line(&self) -> Option<(usize, Option<Answered>)> {
        match self.line {
            Line::Free => None,
            Line::Ringing { row, .. } => Some((row, None)),
            Line::Open { row, answered, .. } => Some((row, Some(answered))),
        }
    }

    /// The row whose last attempt waits for its outcome.
    #[must_use]
    pub fn waits_for_outcome(&self) -> Option<usize> {
        let waits = |row: &Worked| row.attempts.last().is_some_and(|attempt| attempt.outcome.is_none());
        if self.line == Line::Free { self.rows.iter().position(waits) } else { None }
    }

    /// Whether the list was left.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.over
    }

    /// Lets time pass, and gives what happened in it.
    pub fn advance(&mut self, to: Millis) -> Vec<ListEvent> {
        while let Some(due) = self.next_due().filter(|due| *due <= to && !self.over) {
            self.now = self.now.max(due);
            match self.line {
                Line::Ringing { row, since, answered, .. } => self.picked_up(row, since, answered),
                _ => self.dial_next(),
            }
        }
        self.now = self.now.max(to);
        std::mem::take(&mut self.out)
    }

    /// When something happens by itself.
    #[must_use]
    pub fn next_due(&self) -> Option<Millis> {
        match self.line {
            Line::Ringing { until, .. } => Some(until),
            Line::Open { .. } => None,
            Line::Free if self.campaign.source.dialler == Dialler::Preview || self.waits_for_outcome().is_some() => {
                None
            }
            Line::Free if self.next_row().is_some() => Some(self.last_freed.plus(PAUSE_MS).max(self.now)),
            // Hours begin on a quarter. However time passes, in frames or at once, the dialler looks at the same moments.
            Line::Free => self.rows.iter().any(|row| !row.settled).then(|| self.next_quarter()),
        }
    }

    /// When a progressive dialler rings the next row, while it pauses before that.
    #[must_use]
    pub fn dials_at(&self) -> Option<Millis> {
        let pauses = self.line == Line::Free && self.campaign.source.dialler == Dialler::Progressive;
        (pauses && self.waits_for_outcome().is_none() && self.next_row().is_some())
            .then(|| self.last_freed.plus(PAUSE_MS))
    }

    /// The next moment after now at which our clock shows a quarter of an hour.
    fn next_quarter(&self) -> Millis {
        const QUARTER_MS: u64 = 15 * 60_000;
        let clock = self.today.time();
        let seconds = u64::from(clock.minute().unsigned_abs()) * 60 + u64::from(clock.second().unsigned_abs());
        let since = (seconds * 1000 + self.now.0) % QUARTER_MS;
        self.now.plus(QUARTER_MS - since)
    }

    /// Does something at a moment.
    pub fn act(&mut self, at: Millis, action: &ListAction) -> Vec<ListEvent> {
        let mut out = self.advance(at);
        if let Err(refusal) = self.apply(action) {
            self.tell(ListEventKind::Refused { refusal });
        }
        out.append(&mut self.out);
        out
    }

    fn tell(&mut self, kind: ListEventKind) {
        self.out.push(ListEvent { at: self.now, kind });
    }

    fn apply(&mut self, action: &ListAction) -> Result<(), ListRefusal> {
        if self.over {
            return Err(ListRefusal::Over);
        }
        match action {
            ListAction::Look(row) => {
                let row = self.row(row)?;
                self.front = Some(row);
                self.tell(ListEventKind::Looked { row });
            }
            ListAction::Mend { row, column, value } => self.mend(row, *column, value)?,
            ListAction::Dial { row, second } => {
                if self.campaign.source.dialler == Dialler::Progressive {
                    return Err(ListRefusal::DeskDials);
                }
                let row = self.open_row(row)?;
                self.dial(row, *second)?;
            }
            ListAction::HangUp => self.hang_up()?,
            ListAction::CallOver(ending) => self.call_over(ending)?,
            ListAction::Close { row, reason } => self.decide(row, ListDecision::Close(*reason))?,
            ListAction::PutOff { row, date, window } => {
                self.campaign.rules.window(window).ok_or(ListRefusal::NoWindow)?;
                self.decide(row, ListDecision::PutOff(*date, window.clone()))?;
            }
            ListAction::Ask(row) => self.decide(row, ListDecision::Ask)?,
            ListAction::Outcome { row, code, due } => self.outcome(row, code, due.as_ref())?,
            ListAction::Finish => {
                if self.line != Line::Free {
                    return Err(ListRefusal::LineBusy);
                }
                if self.waits_for_outcome().is_some() {
                    return Err(ListRefusal::OutcomeFirst);
                }
                self.over = true;
                self.tell(ListEventKind::Finished);
            }
        }
        Ok(())
    }

    fn row(&self, number: &str) -> Result<usize, ListRefusal> {
        self.campaign.rows.iter().position(|row| row.number == number).ok_or(ListRefusal::NoRow)
    }

    fn open_row(&self, number: &str) -> Result<usize, ListRefusal> {
        let row = self.row(number)?;
        if self.rows[row].settled { Err(ListRefusal::Settled) } else { Ok(row) }
    }

    fn mend(&mut self, row: &str, column: Column, value: &str) -> Result<(), ListRefusal> {
        let row = self.open_row(row)?;
        let worked = &mut self.rows[row];
        let cell = match column {
            Column::Phone => &mut worked.phone,
            Column::SecondPhone => &mut worked.second_phone,
            Column::Email => &mut worked.email,
        };
        value.trim().clone_into(cell);
        self.tell(ListEventKind::Mended { row, column, value: value.trim().to_owned() });
        Ok(())
    }

    fn dial(&mut self, row: usize, second: bool) -> Result<(), ListRefusal> {
        if self.line != Line::Free {
            return Err(ListRefusal::LineBusy);
        }
        if self.waits_for_outcome().is_some() {
            return Err(ListRefusal::OutcomeFirst);
        }
        let worked = &self.rows[row];
        let number = if second { &worked.second_phone } else { &worked.phone }.clone();
        if !self.campaign.is_whole(&number) {
            return Err(ListRefusal::NoNumber);
        }
        let answered = self.answer(row, second);
        let ring = match answered {
            Answered::Busy | Answered::NotInUse => TONE_MS,
            Answered::NoAnswer => RING_OUT_MS,
            Answered::Machine => MACHINE_MS,
            Answered::Person | Answered::Adult | Answered::Child | Answered::WrongNumber => {
                let stream = format!("row {} attempt {}", self.campaign.rows[row].number, worked.attempts.len());
                let ms = Chance::new(self.seed, &stream).between(PICK_UP_MS.0, PICK_UP_MS.1);
                u64::try_from(ms).unwrap_or(0)
            }
        };
        self.front = Some(row);
        let attempt = Attempt {
            at: self.now,
            second,
            number: number.clone(),
            answered: None,
            rang_ms: 0,
            ending: None,
            outcome: None,
        };
        self.rows[row].attempts.push(attempt);
        self.line = Line::Ringing { row, since: self.now, until: self.now.plus(ring), answered };
        self.tell(ListEventKind::Dialled { row, second, number });
        Ok(())
    }

    /// What is there when a number of a row is dialled once more: the last of the list's answers goes on.
    fn answer(&self, row: usize, second: bool) -> Answered {
        let of = &self.campaign.rows[row];
        let answers = if second && !of.second_answers.is_empty() { &of.second_answers } else { &of.answers };
        let before = self.rows[row].attempts.iter().filter(|attempt| attempt.second == second).count();
        answers.get(before).or(answers.last()).copied().unwrap_or(Answered::NoAnswer)
    }

    fn picked_up(&mut self, row: usize, since: Millis, answered: Answered) {
        if let Some(attempt) = self.rows[row].attempts.last_mut() {
            attempt.answered = Some(answered);
            attempt.rang_ms = self.now.since(since);
        }
        self.line = Line::Open { row, answered, since: self.now };
        self.tell(ListEventKind::Answered { row, answered });
    }

    fn hang_up(&mut self) -> Result<(), ListRefusal> {
        let (row, answered) = match self.line {
            Line::Free => return Err(ListRefusal::LineFree),
            Line::Ringing { row, since, .. } => {
                if let Some(attempt) = self.rows[row].attempts.last_mut() {
                    attempt.rang_ms = self.now.since(since);
                }
                (row, None)
            }
            Line::Open { row, answered, .. } => (row, Some(answered)),
        };
        let rang_ms = self.rows[row].attempts.last().map_or(0, |attempt| attempt.rang_ms);
        self.free();
        self.tell(ListEventKind::HungUp { row, answered, rang_ms });
        Ok(())
    }

    fn call_over(&mut self, ending: &str) -> Result<(), ListRefusal> {
        let Line::Open { row, .. } = self.line else { return Err(ListRefusal::LineFree) };
        if let Some(attempt) = self.rows[row].attempts.last_mut() {
            attempt.ending = Some(ending.to_owned());
        }
        self.free();
        self.tell(ListEventKind::CallEnded { row, ending: ending.to_owned() });
        Ok(())
    }

    fn free(&mut self) {
        self.line = Line::Free;
        self.last_freed = self.now;
    }

    fn decide(&mut self, row: &str, decision: ListDecision) -> Result<(), ListRefusal> {
        let row = self.open_row(row)?;
        if self.on_line().is_some_and(|(on, _)| on == row) {
            return Err(ListRefusal::LineBusy);
        }
        if self.waits_for_outcome() == Some(row) {
            return Err(ListRefusal::OutcomeFirst);
        }
        self.rows[row].decision = Some((self.now, decision.clone()));
        self.rows[row].settled = true;
        self.front = Some(row);
        self.tell(ListEventKind::Decided { row, decision });
        Ok(())
    }

    fn outcome(&mut self, row: &str, code: &str, due: Option<&(Date, String)>) -> Result<(), ListRefusal> {
        let row = self.row(row)?;
        if self.on_line().is_some_and(|(on, _)| on == row) {
            return Err(ListRefusal::LineBusy);
        }
        if !self.campaign.rules.source.outcomes.contains_key(code) {
            return Err(ListRefusal::NoOutcome);
        }
        if due.is_some_and(|(_, window)| self.campaign.rules.window(window).is_none()) {
            return Err(ListRefusal::NoWindow);
        }
        let now = self.now;
        let worked = &mut self.rows[row];
        // An outcome may be corrected until the row is tried again.
        let attempt = worked.attempts.last_mut().ok_or(ListRefusal::NoAttempt)?;
        attempt.outcome = Some(Noted { at: now, code: code.to_owned(), due: due.cloned() });
        // A number that is struck off leaves the other one.
        let then = self.campaign.rules.source.outcomes.get(code).map(|outcome| &outcome.then);
        worked.settled = attempt.second || then != Some(&Then::OtherNumber) || worked.second_phone.is_empty();
        self.last_freed = self.last_freed.max(now);
        self.tell(ListEventKind::OutcomeNoted { row, code: code.to_owned(), due: due.cloned() });
        Ok(())
    }

    /// The next row that a progressive dialler takes.
    fn next_row(&self) -> Option<(usize, bool)> {
        (0..self.rows.len()).filter(|row| !self.rows[*row].settled).find_map(|row| {
            let Verdict::Dial { second } = self.campaign.verdict(row, self.clock(self.now))? else { return None };
            let worked = &self.rows[row];
            // A number that was struck off today leaves the other one.
            let second = second || !worked.attempts.is_empty();
            let number = if second { &worked.second_phone } else { &worked.phone };
            self.campaign.is_whole(number).then_some((row, second))
        })
    }

    fn dial_next(&mut self) {
        if let Some((row, second)) = self.next_row()
            && self.dial(row, second).is_err()
        {
            // It said that it could be dialled; better a row left out than a dialler that stands still.
            self.rows[row].settled = true;
        }
    }
}
