//! Author mode: the scenario that is being written, its problems, and the call that is read through while it changes.
//!
//! Screens read [`Author`] and act through [`Writer`]. Nothing of it reaches the store: an author's run is no attempt.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use bevy::ecs::system::SystemParam;
use bevy::prelude::*;

use super::AppSystems;
use super::session::{Debriefing, Library, Session, Words, now_text};
use super::tempo::Settling;
use super::ui::prelude::{Notice, Tone};
use super::watch::{Reading, Watch};
use super::{Screen, house};
use crate::call::{Base, CallOptions, Mode, ReadThrough, Refusal, Setup, StartAt, Step, Stop};
use crate::scenario::{Diagnostic, LoadError, Pack, Scenario, Severity};

/// The seed of the first caller: an author who comes back finds the same one.
const FIRST_SEED: u64 = 1;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Author>().add_systems(Update, take_readings.in_set(AppSystems::Advance));
}

/// What is written, if anything is.
#[derive(Resource, Debug, Default)]
pub struct Author {
    pub draft: Option<Draft>,
    /// How long it took from a change of the files to the frame that shows it.
    pub shown_after: Option<std::time::Duration>,
}

/// The file that is written.
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

/// What an edited script did to the call that was being read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Halt {
    /// A step is not possible any more.
    Step(Stop),
    /// The beat from which the call was begun is gone.
    Begin(String),
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
    pub halt: Option<Halt>,
    /// How often it was read.
    pub readings: u32,
    seed: u64,
    operator: String,
}

/// A version of the script that can be played.
#[derive(Debug, Clone)]
pub struct Script {
    pub pack: Arc<Pack>,
    pub base: Arc<Base>,
    pub scenario: Arc<Scenario>,
}

impl Script {
    /// Whether it would play the same.
    fn is(&self, other: &Self) -> bool {
        let rubric =
            |script: &Self| script.pack.rubrics.get(&script.scenario.source.rubric).map(|rubric| rubric.hash.clone());
        self.pack.hash == other.pack.hash && self.scenario.hash == other.scenario.hash && rubric(self) == rubric(other)
    }
}

/// Why there is nothing to read.
#[derive(Debug)]
pub enum Trouble {
    /// The folder cannot be read.
    Folder(LoadError),
    /// The file is not there any more.
    Gone,
}

impl Draft {
    fn new(written: Written, operator: String) -> Self {
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
            operator,
        }
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

    /// The call as it begins in a script: at a beat, or at the ring where that beat is gone.
    fn setup(&self, script: &Script, start: Option<StartAt>) -> (Arc<Setup>, Option<Halt>) {
        let (seed, operator) = (self.seed, self.operator.clone());
        let options = CallOptions { seed, mode: Mode::Practice, operator, ..default() };
        let plain = Setup::new(&script.pack, &script.base, &script.scenario, options);
        let Some(start) = start else { return (Arc::new(plain), None) };
        match plain.clone().starting_at(start) {
            Ok(setup) => (Arc::new(setup), None),
            Err(gone) => (Arc::new(plain), Some(Halt::Begin(gone.beat))),
        }
    }

    /// The call begins anew.
    fn begin(&mut self, start: Option<StartAt>) {
        let Some(script) = &self.script else { return };
        let (setup, halt) = self.setup(script, start);
        self.run = Some(ReadThrough::begin(setup));
        self.halt = halt;
    }

    /// The steps of the call are done again, in this script and with this caller.
    fn carry_on(&mut self) {
        let (Some(script), Some(run)) = (&self.script, &self.run) else { return self.begin(None) };
        let (setup, halt) = self.setup(script, run.call().setup().start_at.clone());
        if halt.is_some() {
            // The steps led on from a beat that is gone.
            self.run = Some(ReadThrough::begin(setup));
            self.halt = halt;
            return;
        }
        let (run, stop) = run.carried(setup);
        self.run = Some(run);
        self.halt = stop.map(Halt::Step);
    }

    /// Takes what was read: the same call goes on in it, or the last good version does.
    fn take(&mut self, reading: Reading) {
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
                let same = self.script.as_ref().is_some_and(|old| old.is(&script));
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
}

/// What screens do with the scenario that is written.
#[derive(SystemParam)]
pub struct Writer<'w, 's> {
    pub author: ResMut<'w, Author>,
    session: ResMut<'w, Session>,
    words: Res<'w, Words>,
    next: ResMut<'w, NextState<Screen>>,
    notices: MessageWriter<'w, Notice>,
    commands: Commands<'w, 's>,
}

impl Writer<'_, '_> {
    /// Opens author mode. A `script` that is loaded already is played at once.
    pub fn open(&mut self, written: Written, script: Option<Script>) {
        let operator =
            if self.session.who.is_empty() { self.words.get("author-operator") } else { self.session.who.clone() };
        let mut draft = Draft::new(written, operator);
        if script.is_some() {
            draft.script = script;
            draft.version = Version::Latest;
            draft.begin(None);
        }
        if let Some(folder) = draft.written.folder.clone() {
            let scenario = draft.written.scenario.clone();
            self.commands.queue(move |world: &mut World| {
                let wake = house::waker(world);
                world.insert_resource(Watch::start(folder, scenario, wake));
            });
        }
        self.author.draft = Some(draft);
        self.author.shown_after = None;
        self.next.set(Screen::Author);
    }

    /// Leaves author mode: the folder is not watched any more.
    pub fn close(&mut self) {
        self.author.draft = None;
        self.commands.remove_resource::<Watch>();
        self.next.set(if self.session.who.is_empty() { Screen::SignIn } else { Screen::Home });
    }

    /// Tells the author something.
    pub fn tell(&mut self, key: &str) {
        let told = self.words.get(key);
        self.notices.write(Notice::new(Tone::Plain, told));
    }

    /// Does something in the call. What the call refuses is told.
    pub fn take(&mut self, step: Step) {
        if let Err(refusal) = self.try_take(step) {
            let told = self.words.refusal(refusal);
            self.notices.write(Notice::new(Tone::Warn, told));
        }
    }

    fn try_take(&mut self, step: Step) -> Result<(), Refusal> {
        let Some(draft) = self.author.draft.as_mut() else { return Ok(()) };
        let Some(run) = draft.run.as_mut() else { return Ok(()) };
        run.take(step)?;
        draft.halt = None;
        Ok(())
    }

    /// Takes the last step back.
    pub fn take_back(&mut self) {
        if let Some(draft) = self.author.draft.as_mut()
            && draft.run.as_mut().is_some_and(ReadThrough::take_back)
        {
            draft.halt = None;
        }
    }

    /// Plays from a beat, or from the ring.
    pub fn begin(&mut self, start: Option<StartAt>) {
        if let Some(draft) = self.author.draft.as_mut() {
            draft.begin(start);
        }
    }

    /// Plays from the present beat with something about the state changed.
    pub fn change(&mut self, change: impl FnOnce(&mut StartAt)) {
        let Some(draft) = self.author.draft.as_mut() else { return };
        let Some(mut start) = draft.here() else { return };
        change(&mut start);
        draft.begin(Some(start));
    }

    /// Another caller with other facts and wordings, at the same place: the steps are done again.
    pub fn another_caller(&mut self) {
        let Some(draft) = self.author.draft.as_mut() else { return };
        draft.seed += 1;
        draft.carry_on();
    }

    /// Shows what the call, as it stands, would have scored.
    pub fn show_scorecard(&mut self) {
        let Some(run) = self.author.draft.as_ref().and_then(|draft| draft.run.as_ref()) else { return };
        let log = run.log("author", now_text());
        let debrief = Debriefing::new(run.call().clone(), run.events().to_vec(), log, Screen::Author);
        self.session.debrief = Some(Debriefing { of_author: true, ..debrief });
        self.next.set(Screen::Debrief);
    }
}

/// Opens author mode when the app starts.
pub(super) fn open_at_start(written: Written) -> impl FnMut(Writer, Res<Library>) + Send + Sync + 'static {
    move |mut writer: Writer, library: Res<Library>| {
        let found = library.packs.iter().find(|pack| pack.files.folder == written.folder);
        let script = found.and_then(|pack| {
            let scenario = pack.scenario(&written.scenario).cloned()?;
            Some(Script { pack: pack.clone(), base: library.base(pack), scenario })
        });
        writer.open(written.clone(), script);
    }
}

fn take_readings(watch: Option<Res<Watch>>, mut author: ResMut<Author>, mut settling: ResMut<Settling>) {
    let Some(reading) = watch.and_then(|watch| watch.latest()) else { return };
    let changed = reading.changed;
    if let Some(draft) = author.draft.as_mut() {
        draft.take(reading);
    }
    author.shown_after = changed.map(|changed: Instant| changed.elapsed());
    settling.request();
}
