//! Watches the folder of one pack, and reads the pack anew when something in it was saved. All of it happens on a thread of
//! its own; what was read waits here for the next frame.
//!
//! Editors save in their own ways: some write into the file, some write another and rename it. So the whole folder is
//! watched, and read once nothing has happened in it for a moment.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use bevy::prelude::*;
use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{Config, PollWatcher, RecursiveMode, Watcher};

use super::worker::Wake;
use crate::call::Base;
use crate::scenario::{LoadError, Loaded, folder_of_one};

/// A save is over when nothing more has happened for so long…
const QUIET: Duration = Duration::from_millis(20);
/// …and it is read after so long however busy the folder is.
const PATIENCE: Duration = Duration::from_millis(200);
/// Where the system tells of no changes, as on some network drives, the files are looked at this often.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// A pack as it was read.
#[derive(Debug)]
pub struct Reading {
    pub loaded: Result<Loaded, LoadError>,
    /// The practice database of the pack, if the pack is sound.
    pub base: Option<Arc<Base>>,
    /// When the folder was first seen to change; none for the first reading.
    pub changed: Option<Instant>,
}

/// A folder that is being watched, until this is dropped.
#[derive(Resource, Debug)]
pub struct Watch {
    stop: Sender<Nudge>,
    readings: Mutex<Receiver<Reading>>,
}

#[derive(Debug)]
enum Nudge {
    Changed,
    Stop,
}

impl Watch {
    /// Reads a pack with one of its scenarios, and again after each change. `wake` is called when there is something to take.
    #[must_use]
    pub fn start(folder: PathBuf, scenario: String, wake: Wake) -> Self {
        let (stop, nudges) = channel();
        let (outbox, readings) = channel();
        let told = stop.clone();
        let spawned = thread::Builder::new().name("steadyline-watch".to_owned()).spawn(move || {
            // Held as long as the folder is watched.
            let _watcher = watcher(&folder, told);
            watch(Reader { folder, scenario, base: None }, &nudges, &outbox, &wake);
        });
        if let Err(error) = spawned {
            tracing::error!(%error, "the thread that watches files did not start");
        }
        Self { stop, readings: Mutex::new(readings) }
    }

    /// The latest reading since this was last asked.
    pub fn latest(&self) -> Option<Reading> {
        self.readings.lock().ok()?.try_iter().last()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // A thread that has ended needs no stopping.
        self.stop.send(Nudge::Stop).unwrap_or(());
    }
}

fn watch(mut reader: Reader, nudges: &Receiver<Nudge>, outbox: &Sender<Reading>, wake: &Wake) {
    let mut changed = None;
    loop {
        if outbox.send(reader.read(changed)).is_err() {
            return;
        }
        wake();
        let Ok(Nudge::Changed) = nudges.recv() else { return };
        let first = Instant::now();
        while first.elapsed() < PATIENCE {
            match nudges.recv_timeout(QUIET) {
                Ok(Nudge::Changed) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Ok(Nudge::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        changed = Some(first);
    }
}

/// The system's own watcher, or one that looks at the files now and then.
fn watcher(path: &Path, told: Sender<Nudge>) -> Option<Box<dyn Watcher>> {
    let other = told.clone();
    let by_system = notify::recommended_watcher(move |event| nudge(&told, event))
        .and_then(|mut watcher| watcher.watch(path, RecursiveMode::Recursive).map(|()| watcher));
    let error = match by_system {
        Ok(watcher) => return Some(Box::new(watcher)),
        Err(error) => error,
    };
    tracing::warn!(%error, "changes are not told by the system: the files are looked at every half second");
    let config = Config::default().with_poll_interval(LOOK_AGAIN).with_compare_contents(true);
    let by_looking = PollWatcher::new(move |event| nudge(&other, event), config)
        .and_then(|mut watcher| watcher.watch(path, RecursiveMode::Recursive).map(|()| watcher));
    match by_looking {
        Ok(watcher) => Some(Box::new(watcher)),
        Err(error) => {
            tracing::error!(%error, "the folder cannot be watched");
            None
        }
    }
}

/// Reading a file is told as well, and we read.
fn nudge(told: &Sender<Nudge>, event: notify::Result<notify::Event>) {
    let changes = event.map_or(true, |event| match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => false,
        EventKind::Any | EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) | EventKind::Other => true,
    });
    if changes {
        told.send(Nudge::Changed).unwrap_or(());
    }
}

struct Reader {
    folder: PathBuf,
    scenario: String,
    /// The practice database that was laid out last, with the hash of its pack.
    base: Option<(String, Arc<Base>)>,
}

impl Reader {
    fn read(&mut self, changed: Option<Instant>) -> Reading {
        let loaded = folder_of_one(&self.folder, &self.scenario);
        let pack = loaded.as_ref().ok().and_then(|loaded| loaded.packs.first());
        let base = pack.map(|pack| match &self.base {
            Some((hash, base)) if *hash == pack.hash => Arc::clone(base),
            _ => Arc::new(Base::lay_out(pack)),
        });
        self.base = pack.map(|pack| pack.hash.clone()).zip(base.clone());
        Reading { loaded, base, changed }
    }
}
