//! A log for a command, from a file or out of the store: read, and matched with what it was made with.

use std::path::Path;
use std::sync::Arc;

use super::packs::{self, Failure};
use super::{Common, Exit, complain};
use crate::call::{Log, Setup, read_log, resume, resume_frozen};
use crate::store::{AttemptId, Store, StoreError, default_folder};

/// Reads a log and finds what it was made with. A log that was cut off is told on standard error and used as far as it goes.
pub(super) fn open(path: &Path, common: &Common, anyway: bool) -> Result<(Arc<Setup>, Log), Failure> {
    let text =
        std::fs::read_to_string(path).map_err(|error| (format!("{}: {error}", path.display()), Exit::Unavailable))?;
    let log = read_log(&text).map_err(|error| (format!("{}: {error}", path.display()), Exit::Content))?;
    if log.cut_off {
        complain(&format!("{}: the last line breaks off and is left out", path.display()));
    }
    let loaded = packs::load(common)?;
    let setup = resume(&loaded.packs, &log.header, anyway)
        .map_err(|error| (format!("{}: {error}", path.display()), Exit::Content))?;
    Ok((setup, log))
}

/// The log of a kept attempt, with what it was made with: today's files where they are the same, else those of its day.
pub(super) fn kept(id: &str, common: &Common, anyway: bool) -> Result<(Arc<Setup>, Log), Failure> {
    let folder = common.data.clone().unwrap_or_else(default_folder);
    let told = |error: StoreError| {
        let exit = match error {
            StoreError::Damaged(_) => Exit::Content,
            StoreError::NoAttempt(_) => Exit::Usage,
            _ => Exit::Unavailable,
        };
        (error.to_string(), exit)
    };
    let store = Store::open_to_read(&folder).map_err(told)?;
    let id = AttemptId(id.to_owned());
    let log = store.log(&id).map_err(told)?;
    let frozen = store.frozen(&id).map_err(told)?;
    let packs = packs::load(common)?.packs;
    let setup = match resume_frozen(&packs, &log.header, frozen.as_ref()) {
        Err(_) if anyway => resume(&packs, &log.header, true),
        found => found,
    };
    Ok((setup.map_err(|error| (format!("{}: {error}", id.0), Exit::Content))?, log))
}
