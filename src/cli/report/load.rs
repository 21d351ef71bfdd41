//! Attempts for a report: read out of the store, played again by the rules of their day, and scored.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::super::packs::{self, Failure};
use super::super::who::{Who, folder, told};
use super::super::{Common, Exit, complain};
use crate::call::{Setup, replay, resume};
use crate::review::figures::Case;
use crate::scenario::{self, Pack};
use crate::scoring::score;
use crate::store::{
    Actor, AttemptFilter, AttemptId, AttemptSummary, Override, PersonId, Right, Store, StoreError, may,
};

/// The attempts of a data folder, and the means to play them again.
pub(crate) struct Archive {
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
    /// Opens the data folder for reading.
    pub fn open(common: &Common, who: &Who) -> Result<Self, Failure> {
        let folder = folder(common);
        let (store, actor) = who.open_to_read(&folder)?;
        let tell = |error: StoreError| told(&folder, &error);
        let filter = AttemptFilter { ascending: true, ..AttemptFilter::default() };
        let mut all = store.attempts(&filter).map_err(tell)?;
        // Drills without a call have logs of their own, and no decisions of a script.
        all.retain(|attempt| attempt.kind.is_call() && !attempt.erased());
        let (overrides, names) = (store.overrides().map_err(tell)?, store.names().map_err(tell)?);
        let packs = packs::load(common)?.packs;
        Ok(Self { folder, store, actor, packs, earlier: BTreeMap::new(), all, overrides, names })
    }

    /// Leaves what the actor may see: for reports that name people.
    pub fn only_visible(&mut self) -> Result<(), Failure> {
        let everyone = self.store.everyone().map_err(|error| told(&self.folder, &error))?;
        let seen = |name: &str| {
            let known = everyone.iter().find(|other| other.name == name);
            known.is_some_and(|other| may(&self.actor, Right::See(other)).is_ok())
        };
        self.all.retain(|attempt| seen(&attempt.person));
        Ok(())
    }

    /// The finished ones of these attempts as cases. One that cannot be played again is told on standard error and left out.
    pub fn cases(&mut self, wanted: impl Fn(&AttemptSummary) -> bool) -> Result<Vec<Case>, Failure> {
        let finished: Vec<AttemptSummary> =
            self.all.iter().filter(|attempt| !attempt.interrupted() && wanted(attempt)).cloned().collect();
        let mut cases = Vec::with_capacity(finished.len());
        for attempt in finished {
            match self.case(&attempt) {
                Ok(case) => cases.push(case),
                Err((message, Exit::Unavailable)) => return Err((message, Exit::Unavailable)),
                Err((message, _)) => complain(&message),
            }
        }
        Ok(cases)
    }

    fn case(&mut self, attempt: &AttemptSummary) -> Result<Case, Failure> {
        let log = self.store.log(&attempt.id).map_err(|error| told(&self.folder, &error))?;
        let setup = match resume(&self.packs, &log.header, false) {
            Ok(setup) => setup,
            Err(today) => {
                let cannot = (format!("{}: {today}", attempt.id.0), Exit::Content);
                self.of_its_day(attempt, |packs| resume(packs, &log.header, false).ok())?.ok_or(cannot)?
            }
        };
        let (call, events) = replay(&setup, &log);
        let card = score(&call, &events);
        let case = Case::of(attempt.clone(), &call, &events, card);
        Ok(match self.overrides.get(&attempt.id) {
            Some(held) => case.judged(held, |id| self.names.get(id).cloned()),
            None => case,
        })
    }

    /// Tries the files that were kept with the attempt. A version is read once, however many attempts were made with it.
    fn of_its_day(
        &mut self,
        attempt: &AttemptSummary,
        find: impl Fn(&[Arc<Pack>]) -> Option<Arc<Setup>>,
    ) -> Result<Option<Arc<Setup>>, Failure> {
        if let Some(found) = self.earlier.values().find_map(|packs| find(packs)) {
            return Ok(Some(found));
        }
        let Some(files) = self.store.frozen(&attempt.id).map_err(|error| told(&self.folder, &error))? else {
            return Ok(None);
        };
        let version = files.hash();
        let packs = self.earlier.entry(version).or_insert_with(|| scenario::kept(files).packs);
        Ok(find(packs))
    }

    /// Everybody who has an attempt, in the order of their names.
    pub fn people(&self) -> Vec<String> {
        let mut people: Vec<String> = self.all.iter().map(|attempt| attempt.person.clone()).collect();
        people.sort();
        people.dedup();
        people
    }
}
