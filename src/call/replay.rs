//! Plays a log again, against the pack, scenario and rubric that it names.

use std::sync::Arc;

use super::base::Base;
use super::event::Event;
use super::log::{Log, LogHeader};
use super::machine::Call;
use super::setup::{CallOptions, Setup};
use super::start::NoBeat;
use crate::scenario::{self, Pack, PackFiles, did_you_mean};

/// Why a log cannot be played again as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    #[error("the log was made with the pack \"{0}\", which is not here: give its folder with --scenarios")]
    NoPack(String),
    #[error("the pack has no scenario \"{name}\"{}", hint.as_ref().map(|hint| format!(": {hint}")).unwrap_or_default())]
    NoScenario { name: String, hint: Option<String> },
    #[error("the pack has no drill \"{name}\"{}", hint.as_ref().map(|hint| format!(": {hint}")).unwrap_or_default())]
    NoDrill { name: String, hint: Option<String> },
    #[error("the log is of the calm twin of \"{name}\", and that scenario has no twin any more")]
    NoTwin { name: String },
    #[error("the log is of \"{name}\" in the language \"{lang}\", into which that scenario is not translated any more")]
    NoLanguage { name: String, lang: String },
    #[error("the log begins in the middle of the call: {0}")]
    NoBeat(NoBeat),
    #[error(
        "the {what} has changed since the log was made, so it would not play the same: use the files of that day, or --anyway"
    )]
    Changed { what: &'static str },
    #[error(
        "the {what} has changed since this attempt, and the files of that day do not make it again{}",
        cause.as_ref().map(|cause| format!(": {cause}")).unwrap_or_default()
    )]
    Lost { what: &'static str, cause: Option<String> },
}

/// Finds what a log was made with.
///
/// # Errors
/// When the pack or scenario is missing, or it or the rubric has changed and `anyway` is false.
pub fn resume(packs: &[Arc<Pack>], header: &LogHeader, anyway: bool) -> Result<Arc<Setup>, ReplayError> {
    let pack =
        packs.iter().find(|pack| pack.id == header.pack).ok_or_else(|| ReplayError::NoPack(header.pack.clone()))?;
    let scenario = pack.scenario(&header.scenario).ok_or_else(|| ReplayError::NoScenario {
        name: header.scenario.clone(),
        hint: did_you_mean(&header.scenario, pack.scenarios.iter().map(|scenario| scenario.id.as_str())),
    })?;
    let scenario = match scenario.in_language(&header.locale) {
        Some(translated) => translated,
        None if anyway || header.locale == pack.source.locale => scenario,
        None => {
            return Err(ReplayError::NoLanguage { name: header.scenario.clone(), lang: header.locale.clone() });
        }
    };
    let base = Arc::new(Base::lay_out(pack));
    let options = CallOptions {
        seed: header.seed,
        mode: header.mode,
        operator: header.person.clone(),
        practice: header.practice.clone(),
        twin: header.twin,
        lengths: header.lengths.clone(),
        heard: header.heard,
        speed: header.speed,
        captions_off: header.captions_off,
    };
    if header.twin && scenario.twin.is_none() {
        return Err(ReplayError::NoTwin { name: header.scenario.clone() });
    }
    let setup = Setup::new(pack, &base, scenario, options);
    let setup = match header.start_at.clone() {
        Some(start) => setup.starting_at(start).map_err(ReplayError::NoBeat)?,
        None => setup,
    };
    if !anyway {
        let parts = [
            ("pack", &pack.hash, &header.pack_hash),
            ("scenario", &scenario.hash, &header.scenario_hash),
            ("rubric", &setup.rubric.hash, &header.rubric_hash),
        ];
        if let Some((what, ..)) = parts.into_iter().find(|(_, now, then)| now != then) {
            return Err(ReplayError::Changed { what });
        }
    }
    Ok(Arc::new(setup))
}

/// Finds what a log was made with: today's files where they are the same, else the `frozen` ones of that day.
///
/// # Errors
/// When neither are what the log was made with.
pub fn resume_frozen(
    packs: &[Arc<Pack>],
    header: &LogHeader,
    frozen: Option<&PackFiles>,
) -> Result<Arc<Setup>, ReplayError> {
    let today = match resume(packs, header, false) {
        Ok(setup) => return Ok(setup),
        Err(error) => error,
    };
    let Some(frozen) = frozen else { return Err(today) };
    let what = match today {
        ReplayError::Changed { what } => what,
        ReplayError::NoPack(_) | ReplayError::Lost { .. } => "pack",
        ReplayError::NoScenario { .. }
        | ReplayError::NoDrill { .. }
        | ReplayError::NoTwin { .. }
        | ReplayError::NoLanguage { .. }
        | ReplayError::NoBeat(_) => "scenario",
    };
    let then = scenario::kept(frozen.clone());
    resume(&then.packs, header, false)
        .map_err(|_| ReplayError::Lost { what, cause: then.found.iter().map(scenario::Diagnostic::short).next() })
}

/// Plays the actions of a log: the call as it then stands, and everything that happened.
#[must_use]
pub fn replay(setup: &Arc<Setup>, log: &Log) -> (Call, Vec<Event>) {
    let (mut call, mut events) = Call::new(Arc::clone(setup));
    for line in &log.lines {
        events.extend(call.apply(line.at, &line.action));
    }
    (call, events)
}
