//! Attempts for figures: what was kept of each, and where nothing was, the call played again by the rules of its day.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::figures::Case;
use crate::call::{Call, Event, Setup, replay, resume};
use crate::scenario::{self, Pack};
use crate::scoring::{Scorecard, score};
use crate::store::{Actor, AttemptFilter, AttemptId, AttemptSummary, Choice, Override, PersonId, Store, StoreError};

/// Why attempts cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{told}")]
pub struct ArchiveError {
    told: String,
    /// What is there is damaged; otherwise nothing can be had from the store.
    pub damaged: bool,
}

impl ArchiveError {
    /// As the store tells it.
    #[must_use]
    pub fn new(folder: &Path, error: &StoreError) -> Self {
        Self::told(error.told(folder), matches!(error, StoreError::Damaged(_)))
    }

    /// In these words.
    pub(super) const fn told(told: String, damaged: bool) -> Self {
        Self { told, damaged }
    }
}

/// The attempts of a data folder, and the means to play them again.
#[derive(Debug)]
pub struct Archive {
    pub folder: PathBuf,
    pub store: Store,
    /// Who asks.
    pub actor: Actor,
    packs: Vec<Arc<Pack>>,
    /// Packs as they were on earlier days, by the hash of their files.
    earlier: BTreeMap<String, Vec<Arc<Pack>>>,
    /// All attempts at calls in order of time; rewound runs are none. What was erased can be played no more.
    pub all: Vec<AttemptSummary>,
    overrides: BTreeMap<AttemptId, Vec<Override>>,
    names: BTreeMap<PersonId, String>,
}

impl Archive {
    /// The attempts of a data folder that is open for reading, with the packs of today, for whoever asks.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn new(folder: &Path, store: Store, actor: Actor, packs: Vec<Arc<Pack>>) -> Result<Self, ArchiveError> {
        let mut archive = Self::unread(folder, store, actor, packs);
        let tell = |error: StoreError| told(folder, &error);
        archive.read(&AttemptFilter::default())?;
        (archive.overrides, archive.names) =
            (archive.store.overrides().map_err(tell)?, archive.store.names().map_err(tell)?);
        Ok(archive)
    }

    /// The same without its attempts, for what is read out of summaries.
    #[must_use]
    pub fn unread(folder: &Path, store: Store, actor: Actor, packs: Vec<Arc<Pack>>) -> Self {
        let (earlier, overrides, names) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let folder = folder.to_path_buf();
        Self { folder, store, actor, packs, earlier, all: Vec::new(), overrides, names }
    }

    /// The attempts of one person, in order of time.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn read_person(&mut self, person: &str) -> Result<(), ArchiveError> {
        self.read(&AttemptFilter { person: person.to_owned(), ..AttemptFilter::default() })?;
        let choice = Choice { people: Some(vec![person.to_owned()]), ..Choice::default() };
        let tell = |error: StoreError| told(&self.folder, &error);
        self.names = self.store.names().map_err(tell)?;
        for id in self.store.overridden_calls(&choice).map_err(tell)? {
            let held = self.store.overrides_of(&id).map_err(tell)?;
            self.overrides.insert(id, held);
        }
        Ok(())
    }

    fn read(&mut self, filter: &AttemptFilter) -> Result<(), ArchiveError> {
        let filter = AttemptFilter { ascending: true, ..filter.clone() };
        self.all = self.store.attempts(&filter).map_err(|error| told(&self.folder, &error))?;
        // Drills without a call have logs of their own, and no decisions of a script.
        self.all.retain(|attempt| attempt.kind.is_call() && !attempt.erased());
        Ok(())
    }

    /// Calls with what was kept of them and their overrides; those of which nothing was kept are left out.
    ///
    /// # Errors
    /// When the store does not answer.
    pub(super) fn kept(&self, ids: &[AttemptId]) -> Result<Vec<Case>, ArchiveError> {
        let tell = |error: StoreError| told(&self.folder, &error);
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let names = self.store.names().map_err(tell)?;
        let mut cases = Vec::with_capacity(ids.len());
        for attempt in self.store.attempts_of(ids).map_err(tell)? {
            let kept = self.store.outcome(&attempt.id).map_err(tell)?;
            let held = self.store.overrides_of(&attempt.id).map_err(tell)?;
            if let Some(case) = kept.and_then(|kept| Case::kept(attempt, &kept)) {
                cases.push(case.judged(&held, |id| names.get(id).cloned()));
            }
        }
        Ok(cases)
    }

    /// The finished ones of these attempts as cases. One that cannot be played again is handed to `lost` and left out.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn cases(
        &mut self,
        wanted: impl Fn(&AttemptSummary) -> bool,
        mut lost: impl FnMut(&ArchiveError),
    ) -> Result<Vec<Case>, ArchiveError> {
        let finished: Vec<AttemptSummary> =
            self.all.iter().filter(|attempt| !attempt.interrupted() && wanted(attempt)).cloned().collect();
        let mut cases = Vec::with_capacity(finished.len());
        for attempt in finished {
            match self.case(&attempt) {
                Ok(case) => cases.push(case),
                Err(error) if error.damaged => lost(&error),
                Err(error) => return Err(error),
            }
        }
        Ok(cases)
    }

    fn case(&mut self, attempt: &AttemptSummary) -> Result<Case, ArchiveError> {
        let kept = self.store.outcome(&attempt.id).map_err(|error| told(&self.folder, &error))?;
        let case = match kept.and_then(|kept| Case::kept(attempt.clone(), &kept)) {
            Some(case) => case,
            None => self.played(attempt)?,
        };
        Ok(match self.overrides.get(&attempt.id) {
            Some(held) => case.judged(held, |id| self.names.get(id).cloned()),
            None => case,
        })
    }

    fn played(&mut self, attempt: &AttemptSummary) -> Result<Case, ArchiveError> {
        let (call, events, card) = self.play(&attempt.id)?;
        Ok(Case::of(attempt.clone(), &call, &events, card))
    }

    /// Plays a call again by the rules of its day, and scores it.
    pub(super) fn play(&mut self, id: &AttemptId) -> Result<(Call, Vec<Event>, Scorecard), ArchiveError> {
        let log = self.store.log(id).map_err(|error| told(&self.folder, &error))?;
        let setup = match resume(&self.packs, &log.header, false) {
            Ok(setup) => setup,
            Err(today) => {
                let cannot = ArchiveError { told: format!("{}: {today}", id.0), damaged: true };
                self.of_its_day(id, |packs| resume(packs, &log.header, false).ok())?.ok_or(cannot)?
            }
        };
        let (call, events) = replay(&setup, &log);
        let card = score(&call, &events);
        Ok((call, events, card))
    }

    /// Tries the files that were kept with the attempt. A version is read once, however many attempts were made with it.
    fn of_its_day(
        &mut self,
        id: &AttemptId,
        find: impl Fn(&[Arc<Pack>]) -> Option<Arc<Setup>>,
    ) -> Result<Option<Arc<Setup>>, ArchiveError> {
        if let Some(found) = self.earlier.values().find_map(|packs| find(packs)) {
            return Ok(Some(found));
        }
        let Some(files) = self.store.frozen(id).map_err(|error| told(&self.folder, &error))? else {
            return Ok(None);
        };
        let version = files.hash();
        let packs = self.earlier.entry(version).or_insert_with(|| scenario::kept(files).packs);
        Ok(find(packs))
    }

    /// Everybody who has an attempt, in the order of their names.
    #[must_use]
    pub fn people(&self) -> Vec<String> {
        let mut people: Vec<String> = self.all.iter().map(|attempt| attempt.person.clone()).collect();
        people.sort();
        people.dedup();
        people
    }
}

fn told(folder: &Path, error: &StoreError) -> ArchiveError {
    ArchiveError::new(folder, error)
}
