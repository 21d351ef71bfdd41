//! The file that is written: what was read of it last, and the call that goes on in it.

use std::path::PathBuf;
use std::sync::Arc;

use crate::app::watch::Reading;
use crate::bots::WayThere;
use crate::call::{Base, Call, CallOptions, Event, EventKind, Mode, ReadThrough, Refusal, Setup, StartAt, Stop};
use crate::scenario::{Diagnostic, LoadError, Pack, Scenario, Severity};
use crate::voice::recorded;

/// The seed of the first caller: an author who comes back finds the same one.
const FIRST_SEED: u64 = 1;

/// Which file is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The pack's folder; none for a pack that the program carries, which cannot be edited.
    pub folder: Option<PathBuf>,
    /// Name of the scenario: its file without the ending.
    pub scenario: String,
}

impl Written {
    /// The path inside the pack.
    #[must_use]
    pub fn inside(&self) -> String {
        format!("calls/{}.ron", self.scenario)
    }
}

/// Whether what is played is what was saved last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Version {
    /// Nothing was read yet.
    #[default]
    Reading,
    /// It is.
    Latest,
    /// What was saved last cannot be played: the last good one goes on.
    LastGood,
}

/// Why there is nothing to read.
#[derive(Debug)]
pub enum Trouble {
    /// The folder cannot be read.
    Folder(LoadError),
    /// The file is not there any more.
    Gone,
}

/// A version of the script that can be played.
#[derive(Debug, Clone)]
pub struct Script {
    pub pack: Arc<Pack>,
    pub base: Arc<Base>,
    pub scenario: Arc<Scenario>,
}

/// What tells one version of a script from another: two that have the same play the same.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScriptId {
    pack: String,
    scenario: String,
    rubric: Option<String>,
}

impl Script {
    #[must_use]
    pub fn id(&self) -> ScriptId {
        let rubric = self.pack.rubrics.get(&self.scenario.source.rubric).map(|rubric| rubric.hash.clone());
        ScriptId { pack: self.pack.hash.clone(), scenario: self.scenario.hash.clone(), rubric }
    }
}

/// A place in the script where an author wants to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goal {
    Beat(String),
    Ending(String),
}

impl Goal {
    /// Where it stands in the file.
    #[must_use]
    pub fn place(&self) -> String {
        match self {
            Self::Beat(name) => format!("beats/{name}"),
            Self::Ending(name) => format!("endings/{name}"),
        }
    }

    /// Whether a call has come there.
    fn is_reached(&self, run: &ReadThrough) -> bool {
        match self {
            Self::Beat(name) => run.events().iter().any(|event| match &event.kind {
                EventKind::BeatEntered { beat } => *beat == *name,
                _ => false,
            }),
            Self::Ending(name) => run.call().ending().is_some_and(|ending| ending.name == *name),
        }
    }
}

/// A scenario being written.
#[derive(Debug)]
pub struct Draft {
    pub written: Written,
    /// The call in the last version that could be played; none before there was one.
    pub run: Option<ReadThrough>,
    /// That version.
    script: Option<Script>,
    /// What is wrong with what was saved last.
    pub problems: Vec<Diagnostic>,
    /// The folder cannot be read at all, or the file is gone.
    pub trouble: Option<Trouble>,
    pub version: Version,
    /// Where the call was stopped by the last edit.
    pub halt: Option<Stop>,
    /// How often it was read.
    pub readings: u32,
    /// Which caller rings, and whether it is the calm twin.
    seed: u64,
    twin: bool,
    operator: String,
}

impl Draft {
    pub(super) fn new(written: Written, operator: String) -> Self {
        Self {
            written,
            run: None,
            script: None,
            problems: Vec::new(),
            trouble: None,
            version: Version::Reading,
            halt: None,
            readings: 0,
            seed: FIRST_SEED,
            twin: false,
            operator,
        }
    }

    /// Plays a script that is loaded already.
    pub(super) fn play(&mut self, script: Script) {
        self.script = Some(script);
        self.version = Version::Latest;
        self.begin();
    }

    /// The version that is played.
    #[must_use]
    pub const fn script(&self) -> Option<&Script> {
        self.script.as_ref()
    }

    /// The script that is played.
    #[must_use]
    pub fn scenario(&self) -> Option<&Arc<Scenario>> {
        self.run.as_ref().map(|run| &run.call().setup().scenario)
    }

    /// How many of the problems are errors.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.problems.iter().filter(|problem| problem.severity == Severity::Error).count()
    }

    fn options(&self) -> CallOptions {
        let (seed, twin, operator) = (self.seed, self.twin, self.operator.clone());
        CallOptions { seed, twin, operator, mode: Mode::Practice, ..CallOptions::default() }
    }

    fn setup(&self, script: &Script) -> Arc<Setup> {
        Arc::new(Setup::new(&script.pack, &script.base, &script.scenario, self.options()))
    }

    /// The call begins anew, with the caller as written.
    pub(super) fn begin(&mut self) {
        self.twin = false;
        let Some(script) = &self.script else { return };
        self.run = Some(ReadThrough::begin(self.setup(script)));
        self.halt = None;
    }

    /// The steps of the call are done again, in this script and with this caller.
    fn carry_on(&mut self) {
        let (Some(script), Some(run)) = (&self.script, &self.run) else { return self.begin() };
        let (run, stop) = run.carried(self.setup(script));
        self.run = Some(run);
        self.halt = stop;
    }

    /// Another caller with other facts and wordings, at the same place: the steps are done again.
    pub(super) fn another_caller(&mut self) {
        self.seed += 1;
        self.carry_on();
    }

    /// Takes the call along a way that leads to a place. False where it does not lead there in this version.
    pub(super) fn follow(&mut self, way: &WayThere, goal: &Goal) -> bool {
        let Some(script) = self.script.clone() else { return false };
        let before = (self.seed, self.twin);
        (self.seed, self.twin) = (way.seed, way.twin);
        let run = ReadThrough::along(self.setup(&script), &way.lines);
        if !goal.is_reached(&run) {
            (self.seed, self.twin) = before;
            return false;
        }
        self.run = Some(run);
        self.halt = None;
        true
    }

    /// Takes what was read: the same call goes on in it, or the last good version does.
    pub(super) fn take(&mut self, reading: Reading) {
        self.readings += 1;
        self.version = Version::LastGood;
        self.trouble = None;
        self.problems.clear();
        let mut loaded = match reading.loaded {
            Ok(loaded) => loaded,
            Err(error) => {
                self.trouble = Some(Trouble::Folder(error));
                return;
            }
        };
        // Errors first; each kind stays in the order of the files.
        loaded.found.sort_by_key(|problem| problem.severity);
        self.problems = loaded.found;
        let pack = loaded.packs.first();
        let scenario = pack.and_then(|pack| pack.scenario(&self.written.scenario));
        match (pack, scenario, reading.base) {
            (Some(pack), Some(scenario), Some(base)) => {
                self.version = Version::Latest;
                let script = Script { pack: Arc::clone(pack), base, scenario: Arc::clone(scenario) };
                let same = self.script.as_ref().is_some_and(|old| old.id() == script.id());
                self.script = Some(script);
                if !same {
                    self.carry_on();
                }
            }
            _ if self.errors() == 0 => self.trouble = Some(Trouble::Gone),
            _ => {}
        }
    }

    /// The state of the call as a start: the present beat, patience, flags and facts.
    #[must_use]
    pub fn here(&self) -> Option<StartAt> {
        let call = self.run.as_ref()?.call();
        let beat = call.beat().unwrap_or(&call.setup().scenario.beats[call.setup().scenario.start]);
        Some(StartAt {
            beat: beat.name.clone(),
            patience: call.patience() / 1000,
            flags: call.flags().iter().map(ToString::to_string).collect(),
            told: call.told().keys().map(ToString::to_string).collect(),
        })
    }

    /// Puts the call into another state, and plays the beat of it.
    ///
    /// # Errors
    /// When the script has no such beat.
    pub(super) fn stage(&mut self, start: StartAt) -> Result<(), Refusal> {
        let Some(run) = self.run.as_mut() else { return Ok(()) };
        run.stage(start)?;
        self.halt = None;
        Ok(())
    }

    /// The same call as an operator gets it: it rings.
    #[must_use]
    pub fn offered(&self) -> Option<(Call, Vec<Event>)> {
        let script = self.script.as_ref()?;
        let lengths = recorded::lengths(&script.pack, &script.scenario);
        let options = CallOptions { lengths, ..self.options() };
        let setup = Setup::new(&script.pack, &script.base, &script.scenario, options);
        Some(Call::new(Arc::new(setup)))
    }
}
