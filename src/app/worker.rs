//! The store's own thread. Requests go in with a number, answers come back with it; nothing here blocks a frame.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use bevy::prelude::*;

use super::AppSystems;
use crate::call::{Log, LogHeader, LogLine, SavedRow};
use crate::scoring::Scorecard;
use crate::store::{AttemptFilter, AttemptId, AttemptSummary, NewAttempt, Store, StoreError};

pub(super) fn plugin(app: &mut App) {
    app.add_message::<Answered>().add_systems(Update, collect.in_set(AppSystems::Advance));
}

/// What the store is asked to do. Attempts that are being taken go by a token of the app, so that nothing waits for keys.
#[derive(Debug)]
pub enum Request {
    People,
    Settings(Vec<&'static str>),
    SetSetting(&'static str, String),
    Practice(String),
    ResetPractice(String),
    Begin {
        token: u64,
        header: Box<LogHeader>,
        title: String,
    },
    /// Goes on with an attempt that was interrupted.
    GoOn {
        token: u64,
        id: AttemptId,
    },
    Append {
        token: u64,
        seq: usize,
        line: LogLine,
    },
    Finish {
        token: u64,
        card: Box<Scorecard>,
        finished_at: String,
        practice: Vec<SavedRow>,
    },
    Attempts(AttemptFilter),
    Log(AttemptId),
}

/// What the store answers.
#[derive(Debug, Clone)]
pub enum Answer {
    /// The store is open.
    Opened {
        folder: PathBuf,
    },
    People(Vec<String>),
    Settings(Vec<(&'static str, Option<String>)>),
    Practice {
        pack: String,
        rows: Vec<SavedRow>,
    },
    Attempts(Vec<AttemptSummary>),
    Log {
        id: AttemptId,
        log: Box<Log>,
    },
    /// The attempt is kept with its numbers.
    Finished,
    /// Done, nothing to tell.
    Done,
    /// Not done, and why, for people.
    Failed(String),
}

/// An answer with the number of its request; 0 is the opening of the store.
#[derive(Message, Debug, Clone)]
pub struct Answered {
    pub number: u64,
    pub answer: Answer,
}

/// Wakes the window when an answer is there.
pub type Wake = Box<dyn Fn() + Send>;

/// The way to the store's thread.
#[derive(Resource, Debug)]
pub struct Worker {
    requests: Sender<(u64, Request)>,
    answers: Mutex<Receiver<Answered>>,
    asked: u64,
}

impl Worker {
    /// Starts the thread, which opens the store of a folder.
    #[must_use]
    pub fn start(folder: PathBuf, wake: Wake) -> Self {
        let (requests, inbox) = channel();
        let (outbox, answers) = channel();
        let spawned = thread::Builder::new()
            .name("steadyline-store".to_owned())
            .spawn(move || work(folder, &inbox, &outbox, wake));
        if let Err(error) = spawned {
            tracing::error!(%error, "the store's thread did not start");
        }
        Self { requests, answers: Mutex::new(answers), asked: 0 }
    }

    /// Asks for something; the number comes back with the answer.
    pub fn ask(&mut self, request: Request) -> u64 {
        self.asked += 1;
        if self.requests.send((self.asked, request)).is_err() {
            tracing::error!("the store's thread is gone");
        }
        self.asked
    }
}

fn collect(worker: Option<Res<Worker>>, mut answered: MessageWriter<Answered>) {
    let Some(worker) = worker else { return };
    let Ok(answers) = worker.answers.lock() else { return };
    answered.write_batch(answers.try_iter());
}

fn work(folder: PathBuf, inbox: &Receiver<(u64, Request)>, outbox: &Sender<Answered>, wake: Wake) {
    let tell = |number, answer| {
        let sent = outbox.send(Answered { number, answer });
        wake();
        sent.is_ok()
    };
    let store = match Store::open(&folder) {
        Ok(store) => store,
        Err(error) => {
            tell(0, Answer::Failed(error.to_string()));
            let message = error.to_string();
            while let Ok((number, _)) = inbox.recv() {
                if !tell(number, Answer::Failed(message.clone())) {
                    return;
                }
            }
            return;
        }
    };
    tell(0, Answer::Opened { folder });
    let mut taken = Taken::default();
    while let Ok((number, request)) = inbox.recv() {
        let answer = serve(&store, request, &mut taken).unwrap_or_else(|error| Answer::Failed(error.to_string()));
        if !tell(number, answer) {
            return;
        }
    }
}

/// The attempts being taken, and what could not be written of them yet: on a full disk a log must not get a hole.
#[derive(Default)]
struct Taken {
    ids: Vec<(u64, AttemptId)>,
    unwritten: VecDeque<Unwritten>,
}

enum Unwritten {
    Begin { token: u64, header: Box<LogHeader>, title: String },
    Line { token: u64, seq: usize, line: LogLine },
}

impl Taken {
    fn id(&self, token: u64) -> Result<AttemptId, StoreError> {
        let found = self.ids.iter().find(|(known, _)| *known == token).map(|(_, id)| id.clone());
        found.ok_or_else(|| StoreError::NoAttempt(token.to_string()))
    }

    /// Writes what waits, in order, up to the first that is not taken.
    fn write(&mut self, store: &Store) -> Result<(), StoreError> {
        while let Some(next) = self.unwritten.front() {
            match next {
                Unwritten::Begin { token, header, title } => {
                    let id = store.begin(&NewAttempt { header, title })?;
                    self.ids.push((*token, id));
                }
                Unwritten::Line { token, seq, line } => store.append(&self.id(*token)?, *seq, line)?,
            }
            self.unwritten.pop_front();
        }
        Ok(())
    }
}

fn serve(store: &Store, request: Request, taken: &mut Taken) -> Result<Answer, StoreError> {
    Ok(match request {
        Request::People => Answer::People(store.people()?),
        Request::Settings(names) => {
            let mut settings = Vec::new();
            for name in names {
                settings.push((name, store.setting(name)?));
            }
            Answer::Settings(settings)
        }
        Request::SetSetting(name, value) => {
            store.set_setting(name, &value)?;
            Answer::Done
        }
        Request::Practice(pack) => Answer::Practice { rows: store.practice(&pack)?, pack },
        Request::ResetPractice(pack) => {
            store.reset_practice(&pack)?;
            Answer::Done
        }
        Request::Begin { token, header, title } => {
            taken.unwritten.push_back(Unwritten::Begin { token, header, title });
            taken.write(store)?;
            Answer::Done
        }
        Request::GoOn { token, id } => {
            taken.ids.push((token, id));
            Answer::Done
        }
        Request::Append { token, seq, line } => {
            taken.unwritten.push_back(Unwritten::Line { token, seq, line });
            taken.write(store)?;
            Answer::Done
        }
        Request::Finish { token, card, finished_at, practice } => {
            taken.write(store)?;
            store.finish(&taken.id(token)?, &card, &finished_at, &practice)?;
            Answer::Finished
        }
        Request::Attempts(filter) => Answer::Attempts(store.attempts(&filter)?),
        Request::Log(id) => {
            let log = Box::new(store.log(&id)?);
            Answer::Log { id, log }
        }
    })
}
