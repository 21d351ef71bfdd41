//! What is done in attempts goes to the disk in order; what is refused there waits, so that a log gets no hole.

use std::sync::Arc;

use super::{Answer, Keeper};
use crate::call::{DrillHeader, DrillLine, Log, LogLine, SavedRow};
use crate::scenario::PackFiles;
use crate::scoring::Scorecard;
use crate::store::{AttemptId, NewAttempt, NewDrill, StoreError};

/// What is written as soon as the disk takes it.
pub(super) enum Unwritten {
    Begin { token: u64, log: Box<Log>, title: String, files: Arc<PackFiles> },
    Line { token: u64, seq: usize, line: LogLine },
    BeginDrill { token: u64, header: Box<DrillHeader>, title: String, files: Arc<PackFiles> },
    DrillLine { token: u64, seq: usize, line: DrillLine },
    Finish { token: u64, card: Box<Scorecard>, finished_at: String, practice: Vec<SavedRow> },
    Spoken { token: u64, body: String },
    Outcome { token: u64, body: String },
}

impl Unwritten {
    /// The attempt that it belongs to.
    const fn token(&self) -> u64 {
        match self {
            Self::Begin { token, .. }
            | Self::Line { token, .. }
            | Self::BeginDrill { token, .. }
            | Self::DrillLine { token, .. }
            | Self::Finish { token, .. }
            | Self::Spoken { token, .. }
            | Self::Outcome { token, .. } => *token,
        }
    }
}

impl Keeper {
    pub(super) fn keep(&mut self, line: Unwritten) -> Result<Answer, StoreError> {
        if self.refused.contains(&line.token()) {
            return Ok(Answer::Done);
        }
        self.unwritten.push_back(line);
        self.write().map(|()| Answer::Done)
    }

    /// Writes what waits, in order, up to the first that is not taken. What may not begin is let go of whole.
    pub(super) fn write(&mut self) -> Result<(), StoreError> {
        while let Some(next) = self.unwritten.pop_front() {
            if let Err(error) = self.write_one(&next) {
                if matches!(error, StoreError::Assignment(_)) {
                    self.refused.insert(next.token());
                    self.unwritten.retain(|waiting| waiting.token() != next.token());
                    return Err(error);
                }
                self.unwritten.push_front(next);
                self.behind = true;
                return Err(error);
            }
        }
        if std::mem::take(&mut self.behind) {
            self.news = Some(Answer::CaughtUp);
        }
        Ok(())
    }

    fn write_one(&mut self, next: &Unwritten) -> Result<(), StoreError> {
        match next {
            Unwritten::Begin { token, log, title, files } => {
                let new = NewAttempt { header: &log.header, title, files, lines: &log.lines };
                let id = self.open()?.begin(&new)?;
                self.ids.push((*token, id));
                Ok(())
            }
            Unwritten::Line { token, seq, line } => {
                let id = self.id(*token)?;
                self.open()?.append(&id, *seq, line)
            }
            Unwritten::BeginDrill { token, header, title, files } => {
                let id = self.open()?.begin_drill(&NewDrill { header, title, files })?;
                self.ids.push((*token, id));
                Ok(())
            }
            Unwritten::DrillLine { token, seq, line } => {
                let id = self.id(*token)?;
                self.open()?.append_drill(&id, *seq, line)
            }
            Unwritten::Finish { token, card, finished_at, practice } => {
                let id = self.id(*token)?;
                self.open()?.finish(&id, card, finished_at, practice)
            }
            Unwritten::Outcome { token, body } => {
                let id = self.id(*token)?;
                self.open()?.keep_outcome(&id, body)
            }
            Unwritten::Spoken { token, body } => {
                let id = self.id(*token)?;
                self.open()?.keep_spoken(&id, body)
            }
        }
    }

    pub(super) fn id(&self, token: u64) -> Result<AttemptId, StoreError> {
        let found = self.ids.iter().find(|(known, _)| *known == token).map(|(_, id)| id.clone());
        found.ok_or_else(|| StoreError::NoAttempt(token.to_string()))
    }
}
