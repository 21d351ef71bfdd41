//! A log file for a command: read, and matched with the pack and scenario that it names.

use std::path::Path;
use std::sync::Arc;

use super::packs::{self, Failure};
use super::{Common, Exit, complain};
use crate::call::{Log, Setup, read_log, resume};

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
