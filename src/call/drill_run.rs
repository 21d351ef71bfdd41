//! A drill without a call while it is done, of whichever kind; and done again from its log.

use std::sync::Arc;

use serde::Serialize;

use super::drill_log::{DrillAction, DrillHeader, DrillLog};
use super::list_run::{ListEvent, ListEventKind, ListRun};
use super::replay::ReplayError;
use super::setup::Mode;
use super::speech::Millis;
use super::tidy_run::{TidyEvent, TidyEventKind, TidyRun};
use crate::scenario::{self, Drill, Pack, PackFiles, did_you_mean};

/// A drill being done.
#[derive(Debug, Clone)]
pub enum DrillRun {
    List(Box<ListRun>),
    Tidy(Box<TidyRun>),
}

/// Something that happened in a drill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DrillEvent {
    List(ListEvent),
    Tidy(TidyEvent),
}

impl DrillEvent {
    #[must_use]
    pub const fn at(&self) -> Millis {
        match self {
            Self::List(event) => event.at,
            Self::Tidy(event) => event.at,
        }
    }

    /// Whether it says that something could not be done.
    #[must_use]
    pub const fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::List(ListEvent { kind: ListEventKind::Refused { .. }, .. })
                | Self::Tidy(TidyEvent { kind: TidyEventKind::Refused { .. }, .. })
        )
    }
}

impl DrillRun {
    /// Begins a drill.
    #[must_use]
    pub fn new(pack: &Pack, drill: &Drill, seed: u64, mode: Mode) -> Self {
        match drill {
            Drill::List(list) => Self::List(Box::new(ListRun::new(Arc::clone(list), pack.today, seed, mode))),
            Drill::Tidy(tidy) => Self::Tidy(Box::new(TidyRun::new(Arc::clone(tidy), mode))),
        }
    }

    #[must_use]
    pub const fn now(&self) -> Millis {
        match self {
            Self::List(run) => run.now(),
            Self::Tidy(run) => run.now(),
        }
    }

    #[must_use]
    pub const fn mode(&self) -> Mode {
        match self {
            Self::List(run) => run.mode,
            Self::Tidy(run) => run.mode,
        }
    }

    /// Whether it was finished.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        match self {
            Self::List(run) => run.is_over(),
            Self::Tidy(run) => run.is_over(),
        }
    }

    /// Lets time pass, and gives what happened in it.
    pub fn advance(&mut self, to: Millis) -> Vec<DrillEvent> {
        match self {
            Self::List(run) => run.advance(to).into_iter().map(DrillEvent::List).collect(),
            Self::Tidy(run) => {
                run.advance(to);
                Vec::new()
            }
        }
    }

    /// Does something at a moment. What belongs to a drill of the other kind does nothing.
    pub fn act(&mut self, at: Millis, action: &DrillAction) -> Vec<DrillEvent> {
        match (self, action) {
            (Self::List(run), DrillAction::List(action)) => {
                run.act(at, action).into_iter().map(DrillEvent::List).collect()
            }
            (Self::Tidy(run), DrillAction::Tidy(action)) => vec![DrillEvent::Tidy(run.act(at, action))],
            (run, _) => run.advance(at),
        }
    }
}

/// What a drill is done with.
#[derive(Debug, Clone)]
pub struct DrillSetup {
    pub pack: Arc<Pack>,
    pub drill: Drill,
}

/// Finds what the log of a drill was made with.
///
/// # Errors
/// When the pack or drill is missing, or it or the rubric has changed and `anyway` is false.
pub fn resume_drill(packs: &[Arc<Pack>], header: &DrillHeader, anyway: bool) -> Result<DrillSetup, ReplayError> {
    let pack =
        packs.iter().find(|pack| pack.id == header.pack).ok_or_else(|| ReplayError::NoPack(header.pack.clone()))?;
    let found = pack.all_drills().find(|drill| drill.id() == header.drill && drill.kind() == header.kind);
    let drill = found.ok_or_else(|| {
        let names: Vec<String> = pack.all_drills().map(|drill| drill.id().to_owned()).collect();
        let hint = did_you_mean(&header.drill, names.iter().map(String::as_str));
        ReplayError::NoDrill { name: header.drill.clone(), hint }
    })?;
    if !anyway {
        let rubric = pack.rubrics.get(drill.rubric()).map_or("", |rubric| rubric.hash.as_str());
        let parts = [
            ("pack", pack.hash.as_str(), &header.pack_hash),
            ("drill", drill.hash(), &header.drill_hash),
            ("rubric", rubric, &header.rubric_hash),
        ];
        if let Some((what, ..)) = parts.into_iter().find(|(_, now, then)| now != then) {
            return Err(ReplayError::Changed { what });
        }
    }
    Ok(DrillSetup { pack: Arc::clone(pack), drill })
}

/// Finds what the log of a drill was made with: today's files where they are the same, else the `frozen` ones of that day.
///
/// # Errors
/// When neither are what the log was made with.
pub fn resume_drill_frozen(
    packs: &[Arc<Pack>],
    header: &DrillHeader,
    frozen: Option<&PackFiles>,
) -> Result<DrillSetup, ReplayError> {
    let today = match resume_drill(packs, header, false) {
        Ok(setup) => return Ok(setup),
        Err(error) => error,
    };
    let Some(frozen) = frozen else { return Err(today) };
    let what = match today {
        ReplayError::Changed { what } => what,
        ReplayError::NoPack(_) => "pack",
        _ => "drill",
    };
    let then = scenario::kept(frozen.clone());
    resume_drill(&then.packs, header, false)
        .map_err(|_| ReplayError::Lost { what, cause: then.found.iter().map(scenario::Diagnostic::short).next() })
}

/// Does the actions of a log again: the drill as it then stands, and everything that happened.
#[must_use]
pub fn replay_drill(setup: &DrillSetup, log: &DrillLog) -> (DrillRun, Vec<DrillEvent>) {
    let mut run = DrillRun::new(&setup.pack, &setup.drill, log.header.seed, log.header.mode);
    let mut events = Vec::new();
    for line in &log.lines {
        events.extend(run.act(line.at, &line.action));
    }
    (run, events)
}
