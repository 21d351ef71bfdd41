//! Attempts for a report. One that cannot be played again is told on standard error and left out.

use std::path::Path;

use super::super::packs::{self, Failure};
use super::super::teams::teams;
use super::super::who::{Who, folder, told};
use super::super::{Common, Exit, complain};
use super::one;
use crate::review::figures::Case;
use crate::review::{Archive, ArchiveError, Made, Source};
#[cfg(feature = "centre")]
use crate::store::Store;
use crate::store::{Actor, AttemptSummary, Right, StoreError, may};
use crate::text::Texts;

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

/// A data folder that is open for reading, with its summaries up to date.
pub(crate) fn desk(texts: &Texts, common: &Common, who: &Who) -> Result<Source, Failure> {
    let folder = folder(common);
    let (store, actor) = who.open_to_read(&folder)?;
    let archive = Archive::unread(&folder, store, actor, packs::load(common)?.packs);
    let mut source = Source::Desk(Box::new(archive));
    let mut said = 0;
    let progress = |made: Made| {
        // What takes no time is not worth a word.
        let tenth = made.done * 10 / made.of.max(1);
        if made.of >= MANY && tenth > said {
            said = tenth;
            let (done, of) = (made.done.to_string(), made.of.to_string());
            complain(&texts.with("figures-made", &[("done", &done), ("all", &of)]));
        }
    };
    source.catch_up(progress, |lost| complain(&lost.to_string())).map_err(|error| failure(&error))?;
    Ok(source)
}

/// Of so many it is told how far summing up is.
const MANY: usize = 1000;

/// The calls of one person of a data folder.
pub(super) fn of_person(source: Source, person: &str) -> Result<Vec<Case>, Failure> {
    match source {
        Source::Desk(mut archive) => {
            archive.read_person(person).map_err(|error| failure(&error))?;
            // What is lost was told already.
            archive.cases(|_| true, |_| {}).map_err(|error| failure(&error))
        }
        #[cfg(feature = "centre")]
        Source::Centre(_) => Ok(Vec::new()),
    }
}

/// Whose folder it is and who asks; nobody is asked at the centre, whose logins have their own rights.
pub(super) fn asks(source: &Source) -> Option<(&Path, &Actor)> {
    match source {
        Source::Desk(archive) => Some((&archive.folder, &archive.actor)),
        #[cfg(feature = "centre")]
        Source::Centre(_) => None,
    }
}

/// A team with its people, as the data folder has them: the one that is asked, or beside the centre the one here.
pub(crate) fn team(
    texts: &Texts,
    (source, common): (&Source, &Common),
    name: &str,
) -> Result<(String, Vec<String>), Failure> {
    let folder = folder(common);
    let tell = |error: StoreError| told(&folder, &error);
    let known = match source {
        Source::Desk(archive) => archive.store.teams().map_err(tell)?,
        #[cfg(feature = "centre")]
        Source::Centre(_) => match Store::open_to_read(&folder) {
            Ok(store) => store.teams().map_err(tell)?,
            // Whoever supervises may have no attempts here, only `teams.csv`.
            Err(StoreError::Folder { .. }) => Vec::new(),
            Err(error) => return Err(tell(error)),
        },
    };
    let teams = teams(&folder, &known, texts)?;
    let all: Vec<(&str, &str)> = teams.keys().map(|name| (name.as_str(), name.as_str())).collect();
    let team = one(texts, "report-no-team", name, &all)?;
    let mut people = teams.get(&team).cloned().unwrap_or_default();
    people.sort();
    Ok((team, people))
}

pub(crate) fn failure(error: &ArchiveError) -> Failure {
    (error.to_string(), if error.damaged { Exit::Content } else { Exit::Unavailable })
}
