//! A log for a command, from a file or out of the store: read, and matched with what it was made with.

use std::path::Path;
use std::sync::Arc;

use super::packs::{self, Failure};
use super::{Common, Exit, complain};
use crate::call::{
    AnyLog, DrillLog, DrillSetup, Log, LogError, ReplayError, Setup, read_any_log, resume, resume_drill,
    resume_drill_frozen, resume_frozen,
};
use crate::store::seal::without_seal;
use crate::store::{AttemptId, Store, StoreError, default_folder};

/// A log with what it was made with.
pub(super) enum Opened {
    Call(Arc<Setup>, Box<Log>),
    Drill(Box<DrillSetup>, Box<DrillLog>),
}

/// Reads the log of a call and finds what it was made with. A log that was cut off is told on standard error and used as
/// far as it goes.
pub(super) fn open(path: &Path, common: &Common, anyway: bool) -> Result<(Arc<Setup>, Log), Failure> {
    match open_any(path, common, anyway)? {
        Opened::Call(setup, log) => Ok((setup, *log)),
        Opened::Drill(..) => Err((format!("{}: {}", path.display(), LogError::Drill), Exit::Content)),
    }
}

/// The same, for a call or a drill.
pub(super) fn open_any(path: &Path, common: &Common, anyway: bool) -> Result<Opened, Failure> {
    let text =
        std::fs::read_to_string(path).map_err(|error| (format!("{}: {error}", path.display()), Exit::Unavailable))?;
    let log =
        read_any_log(without_seal(&text)).map_err(|error| (format!("{}: {error}", path.display()), Exit::Content))?;
    if log.cut_off() {
        complain(&format!("{}: the last line breaks off and is left out", path.display()));
    }
    let packs = packs::load(common)?.packs;
    let told = |error: ReplayError| (format!("{}: {error}", path.display()), Exit::Content);
    Ok(match log {
        AnyLog::Call(log) => Opened::Call(resume(&packs, &log.header, anyway).map_err(told)?, log),
        AnyLog::Drill(log) => Opened::Drill(Box::new(resume_drill(&packs, &log.header, anyway).map_err(told)?), log),
    })
}

/// The log of a kept attempt, with what it was made with: today's files where they are the same, else those of its day.
pub(super) fn kept(id: &str, common: &Common, anyway: bool) -> Result<Opened, Failure> {
    let folder = common.data.clone().unwrap_or_else(default_folder);
    let told = |error: StoreError| {
        let exit = match error {
            StoreError::Damaged(_) => Exit::Content,
            StoreError::NoAttempt(_) | StoreError::Erased(_) => Exit::Usage,
            _ => Exit::Unavailable,
        };
        (error.to_string(), exit)
    };
    let store = Store::open_to_read(&folder).map_err(told)?;
    let id = AttemptId(id.to_owned());
    let frozen = store.frozen(&id).map_err(told)?;
    let packs = packs::load(common)?.packs;
    let changed = |error: ReplayError| (format!("{}: {error}", id.0), Exit::Content);
    if !store.kind(&id).map_err(told)?.is_call() {
        let log = store.drill_log(&id).map_err(told)?;
        let setup = match resume_drill_frozen(&packs, &log.header, frozen.as_ref()) {
            Err(_) if anyway => resume_drill(&packs, &log.header, true),
            found => found,
        };
        return Ok(Opened::Drill(Box::new(setup.map_err(changed)?), Box::new(log)));
    }
    let log = store.log(&id).map_err(told)?;
    let setup = match resume_frozen(&packs, &log.header, frozen.as_ref()) {
        Err(_) if anyway => resume(&packs, &log.header, true),
        found => found,
    };
    Ok(Opened::Call(setup.map_err(changed)?, Box::new(log)))
}
