//! Author mode: the scenario that is being written, its problems, and the call that is read through while it changes.
//!
//! Screens read [`Author`] and act through [`Writer`]. Nothing of it reaches the store: an author's run is no attempt.

mod draft;
mod outlook;

use std::time::Instant;

use bevy::ecs::system::SystemParam;
use bevy::prelude::*;

pub use draft::{Draft, Goal, Script, ScriptId, Trouble, Version, Written};
pub use outlook::{CALLS, Calls, Outlooks, Search, Traffic};

use super::AppSystems;
use super::session::{Debriefing, Library, Session, Words, now_text};
use super::tempo::Settling;
use super::ui::prelude::{Notice, Tone};
use super::watch::Watch;
use super::{Screen, house};
use crate::call::{ReadThrough, Refusal, StartAt, Step};

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Author>()
        .add_systems(Update, take_readings.in_set(AppSystems::Advance))
        .add_plugins(outlook::plugin);
}

/// What is written, if anything is.
#[derive(Resource, Debug, Default)]
pub struct Author {
    pub draft: Option<Draft>,
    /// How often a scenario was opened.
    pub opened: u32,
    /// How long it took from a change of the files to the frame that shows it.
    pub shown_after: Option<std::time::Duration>,
}

/// What screens do with the scenario that is written.
#[derive(SystemParam)]
pub struct Writer<'w, 's> {
    pub author: ResMut<'w, Author>,
    pub outlooks: ResMut<'w, Outlooks>,
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
        if let Some(script) = script {
            draft.play(script);
        }
        if let Some(folder) = draft.written.folder.clone() {
            let scenario = draft.written.scenario.clone();
            self.commands.queue(move |world: &mut World| {
                let wake = house::waker(world);
                world.insert_resource(Watch::start(folder, scenario, wake));
            });
        }
        self.author.draft = Some(draft);
        self.author.opened += 1;
        self.outlooks.wanted = None;
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

    /// Plays from the ring.
    pub fn begin(&mut self) {
        if let Some(draft) = self.author.draft.as_mut() {
            draft.begin();
        }
    }

    /// Takes the shortest call that comes to a place, with all that it saves and says on the way. While the script is being
    /// searched this waits; a beat to which no way is known begins in the present state.
    pub fn go(&mut self, goal: Goal) {
        self.outlooks.wanted = None;
        let Some(draft) = self.author.draft.as_mut() else { return };
        let found = match &self.outlooks.search {
            Search::Searching => {
                self.outlooks.wanted = Some(goal);
                return self.tell("author-way-searched");
            }
            Search::TooLarge => None,
            Search::Found(outlook) => outlook.ways.get(&goal.place()),
        };
        if found.is_some_and(|way| draft.follow(way, &goal)) {
            return;
        }
        match goal {
            Goal::Beat(beat) => {
                self.change(|start| start.beat = beat);
                self.tell("author-no-way");
            }
            Goal::Ending(_) => self.tell("author-no-way-to-ending"),
        }
    }

    /// Plays the present beat anew with something about the state changed.
    pub fn change(&mut self, change: impl FnOnce(&mut StartAt)) {
        let Some(draft) = self.author.draft.as_mut() else { return };
        let Some(mut start) = draft.here() else { return };
        change(&mut start);
        if let Err(refusal) = draft.stage(start) {
            let told = self.words.refusal(refusal);
            self.notices.write(Notice::new(Tone::Warn, told));
        }
    }

    /// Another caller with other facts and wordings, at the same place: the steps are done again.
    pub fn another_caller(&mut self) {
        if let Some(draft) = self.author.draft.as_mut() {
            draft.another_caller();
        }
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
