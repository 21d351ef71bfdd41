//! The centre that this desk brings its attempts to: a thread syncs while the window goes on, and tells what came.

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use bevy::prelude::*;
use jiff::Timestamp;

use super::assigned::ToDo;
use super::house::waker;
use super::session::{DataFolder, Session, Words};
use super::tempo::Settling;
use super::ui::prelude::{Notice, Tone};
use super::worker::{Answer, Answered, Worker};
use super::{AppSystems, Screen};
use crate::store::Store;
use crate::store::centre::{
    Background, Exchanged, Regular, SyncNews, background, remember, remembered, remembered_choice,
};

/// From the end of one sync to the next.
const EVERY: Duration = Duration::from_secs(300);
/// An answer of the centre that takes longer is given up.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) fn plugin(app: &mut App) {
    let (told, news) = channel();
    let link = CentreLink {
        state: LinkState::None,
        address: None,
        thread: Mutex::new(None),
        told,
        news: Mutex::new(news),
        number: 0,
    };
    app.insert_resource(link).add_systems(Update, (begin, bring_finished, take).chain().in_set(AppSystems::Advance));
}

/// How it stands with the centre.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum LinkState {
    /// There is none.
    #[default]
    None,
    /// It is being asked.
    Running,
    /// All was brought and fetched by then.
    Done(Timestamp),
    /// Why not, and in how many seconds it is tried again.
    Failed { why: String, again_s: u64 },
}

/// The thread's number and what it told.
type Told = (u64, SyncNews);

/// The way to the centre.
#[derive(Resource, Debug)]
pub struct CentreLink {
    pub state: LinkState,
    /// With login and password, as it was typed.
    pub address: Option<String>,
    /// Behind a lock only because threads of the engine look at resources too.
    thread: Mutex<Option<Background>>,
    told: Sender<Told>,
    news: Mutex<Receiver<Told>>,
    /// Of the thread that is listened to.
    number: u64,
}

/// Keeps another address, or none, and goes on with that.
///
/// # Errors
/// When the data folder cannot be written: with the reason, for people.
pub fn connect(world: &mut World, address: Option<String>) -> Result<(), String> {
    let folder = world.resource::<DataFolder>().0.clone();
    remember(&folder, address.as_deref()).map_err(|error| error.told(&folder))?;
    start(world, address);
    Ok(())
}

fn start(world: &mut World, address: Option<String>) {
    let (folder, wake) = (world.resource::<DataFolder>().0.clone(), Mutex::new(waker(world)));
    let mut link = world.resource_mut::<CentreLink>();
    // The thread before ends here.
    link.thread = Mutex::new(None);
    link.number += 1;
    link.state = LinkState::None;
    if let Some(url) = &address {
        let chosen = Store::open_to_read(&folder).and_then(|store| remembered_choice(&store)).unwrap_or_default();
        let how = Regular { url: url.clone(), every: EVERY, patience: PATIENCE, chosen };
        let (told, number) = (link.told.clone(), link.number);
        link.thread = Mutex::new(Some(background(&folder, how, move |news| {
            // A window that is closing wants no news.
            told.send((number, news)).unwrap_or(());
            if let Ok(wake) = wake.lock() {
                wake();
            }
        })));
    }
    link.address = address;
}

/// As soon as the store is open, which the thread opens a second time.
fn begin(mut answered: MessageReader<Answered>, mut commands: Commands) {
    for Answered { answer, .. } in answered.read() {
        let Answer::Opened { folder, .. } = answer else { continue };
        match remembered(folder) {
            Ok(Some(address)) => commands.queue(move |world: &mut World| start(world, Some(address))),
            Ok(None) => {}
            Err(error) => tracing::error!("{}", error.told(folder)),
        }
    }
}

/// What was finished is brought at once.
fn bring_finished(mut answered: MessageReader<Answered>, link: Res<CentreLink>) {
    let finished = answered.read().any(|answered| matches!(answered.answer, Answer::Finished { .. }));
    if let (true, Ok(thread)) = (finished, link.thread.lock())
        && let Some(thread) = thread.as_ref()
    {
        thread.now();
    }
}

fn take(
    mut link: ResMut<CentreLink>,
    (words, session, screen): (Res<Words>, Res<Session>, Res<State<Screen>>),
    (mut todo, worker): (ResMut<ToDo>, Option<ResMut<Worker>>),
    mut notices: MessageWriter<Notice>,
    mut settling: ResMut<Settling>,
) {
    let news: Vec<Told> = link.news.lock().map(|news| news.try_iter().collect()).unwrap_or_default();
    let mut came = false;
    let listened_to = link.number;
    for (_, news) in news.into_iter().filter(|(number, _)| *number == listened_to) {
        settling.request();
        match news {
            SyncNews::Began => link.state = LinkState::Running,
            SyncNews::Done(done) => {
                link.state = LinkState::Done(Timestamp::now());
                came |= done.news.assignments > 0 || done.news.people > 0;
                for told in tell(&done, &words) {
                    notices.write(told);
                }
            }
            SyncNews::Failed { done, why, again } => {
                link.state = LinkState::Failed { why: why.to_string(), again_s: again.as_secs() };
                came |= done.news.assignments > 0;
            }
        }
    }
    if let (true, Some(mut worker), Screen::Home | Screen::Team) = (came, worker, screen.get()) {
        todo.ask_mine(&mut worker, &session.who);
        todo.ask_all(&mut worker);
    }
}

/// What somebody at the desk should know of a sync.
fn tell(done: &Exchanged, words: &Words) -> Vec<Notice> {
    let mut told = Vec::new();
    let taken = done.news.packs.iter().filter(|pack| pack.refused.is_none());
    for pack in taken {
        told.push(Notice::new(Tone::Good, words.with("centre-pack-came", &[("pack", &pack.pack)])));
    }
    for problem in &done.news.problems {
        told.push(Notice::new(Tone::Warn, words.with("centre-problem", &[("problem", problem)])));
    }
    told
}
