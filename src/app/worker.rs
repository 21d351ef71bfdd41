//! The store's own thread. Requests go in with a number, answers come back with it; nothing here blocks a frame.
//!
//! Who may see and do what is asked here, of the store, for whoever has signed in: no screen has to think of it.

mod access;
mod assigning;
mod calibrating;
mod judging;
mod writing;

use std::collections::{BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use bevy::prelude::*;

use super::AppSystems;
use crate::call::{DrillHeader, DrillLine, DrillLog, Lengths, Log, LogLine, Mode, SavedRow};
use crate::review::Calibrating;
use crate::scenario::{Pack, PackFiles, Scenario};
use crate::scoring::Scorecard;
use crate::store::{
    Assigned, AssignedFilter, AssignmentId, AttemptFilter, AttemptId, AttemptSummary, ListFilter, NewAssignment, Page,
    SignInRule, Store, StoreError,
};
use crate::voice::recorded;
pub use access::{Narrowing, Passphrase, Rights, Signing};
pub use assigning::Offered;
pub use calibrating::Rating;
pub use judging::{Held, Judging, Said};
use writing::Unwritten;

pub(super) fn plugin(app: &mut App) {
    app.add_message::<Answered>().add_systems(Update, collect.in_set(AppSystems::Advance));
}

/// What the store is asked to do. Attempts that are being taken go by a token of the app, so that nothing waits for keys.
#[derive(Debug)]
pub enum Request {
    People,
    /// Somebody sits down, gets up, locks the desk, or comes back.
    Sign(Signing),
    /// Gives whoever has signed in another passphrase.
    RenewPassphrase {
        old: Passphrase,
        new: Passphrase,
    },
    Settings(Vec<&'static str>),
    SetSetting(&'static str, String),
    /// What a call needs before it rings: the practice database of its pack, and how long its recorded lines take.
    Practice {
        pack: Arc<Pack>,
        scenario: Arc<Scenario>,
        /// Whose attempt it would be, in which mode; none where it is none, as with a twin.
        attempt: Option<(String, Mode)>,
    },
    /// What a person has chosen for themselves.
    Profile(String),
    SetProfile {
        person: String,
        name: &'static str,
        value: String,
    },
    ResetPractice(String),
    Begin {
        token: u64,
        /// Its header, and what a rewound run takes over.
        log: Box<Log>,
        title: String,
        files: Arc<PackFiles>,
    },
    /// Begins an attempt at a drill without a call.
    BeginDrill {
        token: u64,
        header: Box<DrillHeader>,
        title: String,
        files: Arc<PackFiles>,
    },
    AppendDrill {
        token: u64,
        seq: usize,
        line: DrillLine,
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
    /// A page of the attempts that somebody looks for.
    Page(Box<ListFilter>),
    /// What such a list can be narrowed down by.
    Narrowing,
    Log(AttemptId),
    /// What was said and decided about an attempt.
    Judgement(AttemptId),
    /// Says or decides something about an attempt.
    Judge(Box<Judging>),
    /// What is to be practised.
    Assigned(AssignedFilter),
    Assign(Box<NewAssignment>),
    WithdrawAssignment(AssignmentId),
    /// To whom something can be assigned.
    Offered,
    /// What is known of calibration.
    Calibration,
    /// Draws so many calls of a team, or of everybody, to be scored blind.
    Draw(Option<String>, usize),
    /// Takes a call off that was to be scored blind.
    TakeOff(AttemptId),
    /// Keeps somebody's own scores.
    Rate(Box<Rating>),
    /// Keeps what a finished call came to, for figures.
    KeepOutcome {
        token: u64,
        body: String,
    },
    /// Keeps what was heard of the trainee in an attempt.
    KeepSpoken {
        token: u64,
        body: String,
    },
    Spoken(AttemptId),
}

/// What the store answers.
#[derive(Debug, Clone)]
pub enum Answer {
    /// The store is open.
    Opened {
        folder: PathBuf,
        /// What this installation asks of those who sign in.
        rule: SignInRule,
        /// People have roles here, so that not everybody may see and do everything.
        roles_kept: bool,
    },
    /// Somebody has sat down.
    Signed {
        name: String,
        rights: Rights,
    },
    /// Not done, and why, for the form that asked.
    Refused(String),
    People(Vec<String>),
    Settings(Vec<(&'static str, Option<String>)>),
    Profile {
        person: String,
        settings: Vec<(String, String)>,
    },
    Practice {
        pack: String,
        rows: Vec<SavedRow>,
        lengths: Lengths,
    },
    Attempts(Vec<AttemptSummary>),
    Page(Box<Page>),
    Narrowing(Box<Narrowing>),
    Judgement {
        id: AttemptId,
        held: Box<Held>,
    },
    Assigned(Vec<Assigned>),
    Offered(Box<Offered>),
    Calibration(Box<Calibrating>),
    /// So many calls were drawn.
    Drawn(usize),
    Log {
        id: AttemptId,
        log: Box<Log>,
        /// The pack as it was when the attempt began.
        frozen: Option<Box<PackFiles>>,
        /// The run that a rewound one plays on from. It was made with the same files.
        first: Option<Box<(AttemptId, Log)>>,
        /// It waits for the own scores of whoever asks, who is to be shown nothing that was scored until then.
        blind: bool,
    },
    /// The log of a drill without a call.
    DrillLog {
        id: AttemptId,
        log: Box<DrillLog>,
        /// The pack as it was when the attempt began.
        frozen: Option<Box<PackFiles>>,
    },
    /// What was heard of the trainee in an attempt; none where nobody listened.
    Spoken {
        id: AttemptId,
        body: Option<String>,
    },
    /// The attempt is kept with its numbers.
    Finished {
        id: AttemptId,
    },
    /// Done, nothing to tell.
    Done,
    /// What had been refused is written now; nothing is missing.
    CaughtUp,
    /// Not done, and why, for people.
    Failed(String),
}

/// An answer with the number of its request; 0 is what nobody asked for: that the store is open, that it has caught up.
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
    let mut keeper = Keeper::new(folder);
    let failed = keeper.open().err().map(|error| keeper.failed(&error));
    let mut listening = failed.is_none_or(|answer| tell(0, answer));
    while listening {
        if let Some(news) = keeper.news.take() {
            listening = tell(0, news);
            continue;
        }
        match keeper.next(inbox) {
            Ok((number, request)) => {
                let answer = keeper.serve(request).unwrap_or_else(|error| keeper.failed(&error));
                listening = tell(number, answer);
            }
            // Nobody hears how it goes: what fails was told before.
            Err(RecvTimeoutError::Timeout) => drop(keeper.write()),
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    if let Err(error) = keeper.write() {
        tracing::error!("the last of what was done could not be written: {}", error.told(&keeper.folder));
    }
}

/// How often what waits is tried again while nothing else is asked for.
const AGAIN: Duration = Duration::from_secs(2);

/// The store, the attempts being taken, and what could not be written of them yet: on a full disk a log must not get a
/// hole. A store that could not be opened is tried again with every request.
struct Keeper {
    folder: PathBuf,
    store: Option<Store>,
    ids: Vec<(u64, AttemptId)>,
    unwritten: VecDeque<Unwritten>,
    /// Attempts that the store did not let begin: nothing of them is kept.
    refused: BTreeSet<u64>,
    /// Something waits that was refused.
    behind: bool,
    /// What nobody asked for and everybody should know.
    news: Option<Answer>,
    /// Who has sat down.
    who: access::Who,
}

impl Keeper {
    fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            store: None,
            ids: Vec::new(),
            unwritten: VecDeque::new(),
            refused: BTreeSet::new(),
            behind: false,
            news: None,
            who: access::Who::default(),
        }
    }

    fn failed(&self, error: &StoreError) -> Answer {
        Answer::Failed(self.told(error))
    }

    /// An error as a sentence.
    fn told(&self, error: &StoreError) -> String {
        let told = error.told(&self.folder);
        let mut letters = told.chars();
        let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
        first + letters.as_str()
    }

    /// For a form, which shows what is wrong with what was typed in it; what the store lacks is told as always.
    fn or_refused(&self, done: Result<Answer, StoreError>) -> Result<Answer, StoreError> {
        match done {
            Err(error @ (StoreError::People(_) | StoreError::Judgement(_) | StoreError::Assignment(_))) => {
                Ok(Answer::Refused(self.told(&error)))
            }
            done => done,
        }
    }

    fn open(&mut self) -> Result<&Store, StoreError> {
        let store = match self.store.take() {
            Some(store) => store,
            None => {
                let store = Store::open(&self.folder)?;
                let rule = store.sign_in_rule()?;
                self.who.begin(rule, &store)?;
                let roles_kept = self.keeps_rights();
                self.news = Some(Answer::Opened { folder: self.folder.clone(), rule, roles_kept });
                store
            }
        };
        Ok(self.store.insert(store))
    }

    fn next(&self, inbox: &Receiver<(u64, Request)>) -> Result<(u64, Request), RecvTimeoutError> {
        if self.unwritten.is_empty() {
            return inbox.recv().map_err(|_| RecvTimeoutError::Disconnected);
        }
        inbox.recv_timeout(AGAIN)
    }

    /// What a call needs before it rings, if it may.
    fn practice(
        &mut self,
        pack: &Pack,
        scenario: &Scenario,
        attempt: Option<(String, Mode)>,
    ) -> Result<Answer, StoreError> {
        let store = self.open()?;
        if let Some((person, mode)) = attempt {
            store.may_begin(&person, (&pack.id, &scenario.id, mode))?;
        }
        let (rows, lengths) = (store.practice(&pack.id)?, recorded::lengths(pack, scenario));
        Ok(Answer::Practice { rows, lengths, pack: pack.id.clone() })
    }

    fn serve(&mut self, request: Request) -> Result<Answer, StoreError> {
        self.open_for(&request)?;
        Ok(match request {
            Request::People => Answer::People(self.known_people()?),
            Request::Sign(signing) => self.sign(signing)?,
            Request::RenewPassphrase { old, new } => self.renew(&old, &new)?,
            Request::Settings(names) => {
                let store = self.open()?;
                let kept = |name| Ok((name, store.setting(name)?));
                Answer::Settings(names.into_iter().map(kept).collect::<Result<_, StoreError>>()?)
            }
            Request::SetSetting(name, value) => {
                self.open()?.set_setting(name, &value)?;
                Answer::Done
            }
            Request::Practice { pack, scenario, attempt } => self.practice(&pack, &scenario, attempt)?,
            Request::Profile(person) => Answer::Profile { settings: self.open()?.person_settings(&person)?, person },
            Request::SetProfile { person, name, value } => {
                self.open()?.set_person_setting(&person, name, &value)?;
                Answer::Done
            }
            Request::ResetPractice(pack) => {
                self.open()?.reset_practice(&pack)?;
                Answer::Done
            }
            Request::Begin { token, log, title, files } => self.keep(Unwritten::Begin { token, log, title, files })?,
            Request::BeginDrill { token, header, title, files } => {
                self.keep(Unwritten::BeginDrill { token, header, title, files })?
            }
            Request::AppendDrill { token, seq, line } => self.keep(Unwritten::DrillLine { token, seq, line })?,
            Request::GoOn { token, id } => {
                self.ids.push((token, id));
                Answer::Done
            }
            Request::Append { token, seq, line } => self.keep(Unwritten::Line { token, seq, line })?,
            Request::Finish { token, card, finished_at, practice } => {
                self.keep(Unwritten::Finish { token, card, finished_at, practice })?;
                Answer::Finished { id: self.id(token)? }
            }
            Request::KeepOutcome { token, body } => self.keep(Unwritten::Outcome { token, body })?,
            Request::KeepSpoken { token, body } => self.keep(Unwritten::Spoken { token, body })?,
            Request::Spoken(id) => Answer::Spoken { body: self.seen(&id)?.spoken(&id)?, id },
            Request::Attempts(filter) => Answer::Attempts(self.attempts(&filter)?),
            Request::Page(filter) => self.page(&filter)?,
            Request::Narrowing => self.narrowing()?,
            Request::Log(id) => self.log(id)?,
            Request::Judgement(id) => self.judgement(id)?,
            Request::Judge(judging) => self.judge(*judging)?,
            Request::Assigned(filter) => self.assigned(&filter)?,
            Request::Assign(new) => self.assign(&new)?,
            Request::WithdrawAssignment(id) => self.withdraw_assignment(&id)?,
            Request::Offered => self.offered()?,
            Request::Calibration => self.calibration()?,
            Request::Draw(team, count) => self.draw(team.as_deref().unwrap_or_default(), count)?,
            Request::TakeOff(id) => self.take_off(&id)?,
            Request::Rate(rating) => self.rate(&rating)?,
        })
    }
}
