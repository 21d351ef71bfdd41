//! Attempts for a report. One that cannot be played again is told on standard error and left out.

use super::super::packs::{self, Failure};
use super::super::{Common, Exit, complain};
use crate::review::figures::Case;
use crate::review::{Archive, ArchiveError};
use crate::store::{AttemptSummary, default_folder};

/// Opens the data folder for reading.
pub(crate) fn archive(common: &Common) -> Result<Archive, Failure> {
    let folder = common.data.clone().unwrap_or_else(default_folder);
    Archive::open(&folder, packs::load(common)?.packs).map_err(|error| failure(&error))
}

/// The finished ones of these attempts.
pub(crate) fn cases(archive: &mut Archive, wanted: impl Fn(&AttemptSummary) -> bool) -> Result<Vec<Case>, Failure> {
    archive.cases(wanted, |lost| complain(&lost.to_string())).map_err(|error| failure(&error))
}

fn failure(error: &ArchiveError) -> Failure {
    (error.to_string(), if error.damaged { Exit::Content } else { Exit::Unavailable })
}
