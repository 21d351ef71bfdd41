//! What is known of the script beside itself: parts that no call reaches, a way to each beat and ending, and where bots go.
//!
//! Searching takes longer than a frame, so a thread does it for the version that was saved last; what it finds waits here
//! for the next frame. A version that comes meanwhile is searched in place of the one before.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::sync::{Arc, Mutex};
use std::thread;

use bevy::prelude::*;

use super::draft::{Goal, Script, ScriptId};
use super::{Author, Writer};
use crate::app::AppSystems;
use crate::app::house::waker;
use crate::app::tempo::Settling;
use crate::app::worker::Wake;
use crate::bots::{self, Cast, Outlook, traffic};

/// The search stops after so many states, as that of `steadyline graph` does; a build without optimising takes many times
/// as long for each.
const STATES: usize = if cfg!(debug_assertions) { 20_000 } else { 200_000 };
/// The bots play so many calls each.
pub const CALLS: u64 = 5;

pub(super) fn plugin(app: &mut App) {
    let (told, news) = channel();
    app.insert_resource(Outlooks {
        jobs: None,
        told,
        news: Mutex::new(news),
        of: None,
        search: Search::Searching,
        traffic: Traffic::NotAsked,
        revision: 0,
        wanted: None,
    })
    .add_systems(Update, (look, take).chain().in_set(AppSystems::Advance));
}

/// What a search has come to.
#[derive(Debug, Clone)]
pub enum Search {
    Searching,
    /// There is too much to tell states apart by.
    TooLarge,
    Found(Arc<Outlook>),
}

/// How often calls of bots went from one beat to another or to an ending, by name.
pub type Calls = Arc<BTreeMap<(String, String), usize>>;

/// What the bots have come to.
#[derive(Debug, Clone)]
pub enum Traffic {
    NotAsked,
    Playing,
    Played(Calls),
}

/// What is known of the version that is played.
#[derive(Resource, Debug)]
pub struct Outlooks {
    jobs: Option<Sender<Job>>,
    told: Sender<News>,
    news: Mutex<Receiver<News>>,
    of: Option<ScriptId>,
    pub search: Search,
    pub traffic: Traffic,
    /// Counts what became known.
    pub revision: u32,
    /// Where the author wants to be as soon as a way is known.
    pub(super) wanted: Option<Goal>,
}

#[derive(Debug)]
struct Job {
    script: Script,
    /// Bots are to play; else parts are looked for.
    play: bool,
}

#[derive(Debug)]
struct News {
    of: ScriptId,
    what: What,
}

#[derive(Debug)]
enum What {
    Searched(Option<Arc<Outlook>>),
    Played(Calls),
}

impl Outlooks {
    /// Lets the bots play, if they have not yet.
    pub fn ask_bots(&mut self, script: &Script, wake: impl FnOnce() -> Wake) {
        let known = self.of.as_ref() == Some(&script.id()) && matches!(self.search, Search::Found(_));
        if known && matches!(self.traffic, Traffic::NotAsked) {
            self.traffic = Traffic::Playing;
            self.ask(Job { script: script.clone(), play: true }, wake);
        }
    }

    fn ask(&mut self, job: Job, wake: impl FnOnce() -> Wake) {
        let told = &self.told;
        let jobs = self.jobs.get_or_insert_with(|| start(told.clone(), wake()));
        if jobs.send(job).is_err() {
            tracing::error!("the thread that searches scripts is gone");
        }
    }
}

fn start(told: Sender<News>, wake: Wake) -> Sender<Job> {
    let (jobs, inbox) = channel();
    let spawned = thread::Builder::new().name("steadyline-search".to_owned()).spawn(move || {
        let tell = |of, what| {
            // A window that is closing wants no news.
            told.send(News { of, what }).unwrap_or(());
            wake();
        };
        work(&inbox, tell);
    });
    if let Err(error) = spawned {
        tracing::error!(%error, "the thread that searches scripts did not start");
    }
    jobs
}

/// The thread: it ends when the app drops its end of the channel.
fn work(inbox: &Receiver<Job>, tell: impl Fn(ScriptId, What)) {
    let mut next = None;
    while let Some(mut job) = next.take().or_else(|| inbox.recv().ok()) {
        while let Ok(newer) = inbox.try_recv() {
            job = newer;
        }
        let Job { script, play } = job;
        let Script { pack, base, scenario } = &script;
        if !play {
            let found = bots::outlook(&Cast::untrained(pack, base, scenario), STATES);
            tell(script.id(), What::Searched(found.ok().map(Arc::new)));
            continue;
        }
        let calls = traffic(&Cast::train(pack, base, scenario), CALLS, || match inbox.try_recv() {
            Ok(newer) => {
                next = Some(newer);
                false
            }
            Err(TryRecvError::Empty) => true,
            Err(TryRecvError::Disconnected) => false,
        });
        if next.is_none() {
            tell(script.id(), What::Played(Arc::new(calls)));
        }
    }
}

/// Has the version searched that is played, once.
fn look(author: Res<Author>, outlooks: Res<Outlooks>, mut commands: Commands) {
    let Some(script) = author.draft.as_ref().and_then(|draft| draft.script()) else { return };
    if !author.is_changed() || outlooks.of.as_ref() == Some(&script.id()) {
        return;
    }
    let script = script.clone();
    commands.queue(move |world: &mut World| {
        let wake = waker(world);
        let mut outlooks = world.resource_mut::<Outlooks>();
        outlooks.of = Some(script.id());
        outlooks.search = Search::Searching;
        outlooks.traffic = Traffic::NotAsked;
        outlooks.revision += 1;
        outlooks.ask(Job { script, play: false }, || wake);
    });
}

/// Takes what was found, and goes where the author wanted to be.
fn take(mut writer: Writer, mut settling: ResMut<Settling>) {
    let news: Vec<News> = writer.outlooks.news.lock().map(|news| news.try_iter().collect()).unwrap_or_default();
    for News { of, what } in news {
        if writer.outlooks.of.as_ref() != Some(&of) {
            continue;
        }
        let outlooks = &mut *writer.outlooks;
        outlooks.revision += 1;
        match what {
            What::Searched(None) => outlooks.search = Search::TooLarge,
            What::Searched(Some(found)) => outlooks.search = Search::Found(found),
            What::Played(calls) => outlooks.traffic = Traffic::Played(calls),
        }
        settling.request();
        if let Some(goal) = writer.outlooks.wanted.take() {
            writer.go(goal);
        }
    }
}
