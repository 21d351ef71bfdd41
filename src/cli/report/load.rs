//! Attempts for a report. One that cannot be played again is told on standard error and left out.

use super::super::packs::{self, Failure};
use super::super::who::{Who, folder, told};
use super::super::{Common, Exit, complain};
use crate::review::figures::Case;
use crate::review::{Archive, ArchiveError};
use crate::store::{AttemptSummary, Right, may};

/// Opens the data folder for reading, for whoever asks.
pub(crate) fn archive(common: &Common, who: &Who) -> Result<Archive, Failure> {
    let folder = folder(common);
    let (store, actor) = who.open_to_read(&folder)?;
    Archive::new(&folder, store, actor, packs::load(common)?.packs).map_err(|error| failure(&error))
}

/// Leaves what whoever asks may see: for reports that name people.
pub(crate) fn only_visible(archive: &mut Archive) -> Result<(), Failure> {
    let everyone = archive.store.everyone().map_err(|error| told(&archive.folder, &error))?;
    let Archive { actor, all, .. } = archive;
    all.retain(|attempt| {
        let known = everyone.iter().find(|other| other.name == attempt.person);
        known.is_some_and(|other| may(actor, Right::See(other)).is_ok())
    });
    Ok(())
}

/// The finished ones of these attempts.
pub(crate) fn cases(archive: &mut Archive, wanted: impl Fn(&AttemptSummary) -> bool) -> Result<Vec<Case>, Failure> {
    archive.cases(wanted, |lost| complain(&lost.to_string())).map_err(|error| failure(&error))
}

fn failure(error: &ArchiveError) -> Failure {
    (error.to_string(), if error.damaged { Exit::Content } else { Exit::Unavailable })
}
