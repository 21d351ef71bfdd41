//! The bridge between screens and a call: who sits at the desk, what was chosen, the call being taken, and the scorecard.
//!
//! Screens read [`Session`] and act through [`Operator`]; nothing else touches a call. Each action goes to the store the
//! moment it is done.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bevy::ecs::system::SystemParam;
use bevy::prelude::*;
use bevy::time::Real;

use super::tempo::Tempo;
use super::worker::{Answer, Answered, Request, Worker};
use super::{AppSystems, Screen};
use crate::call::{
    Action, Base, Call, CallOptions, Event, Log, LogHeader, LogLine, Millis, Mode, Phase, SavedRow, Setup, replay,
    resume,
};
use crate::scenario::{Pack, Scenario};
use crate::scoring::{Scorecard, score};
use crate::store::{AttemptId, AttemptSummary};
use crate::text::Texts;

/// A running call is looked at this often, for its clock and captions.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Session>()
        .add_message::<Happened>()
        .add_systems(Update, (take_answers, advance).chain().in_set(AppSystems::Advance))
        .add_systems(OnExit(Screen::Debrief), |mut session: ResMut<Session>| session.debrief = None);
}

/// The packs that can be played, and the words of the interface.
#[derive(Resource, Debug, Clone)]
pub struct Library {
    pub packs: Vec<Arc<Pack>>,
    bases: Vec<Arc<Base>>,
    /// What was wrong with packs that could not be used, for a notice.
    pub faults: Vec<String>,
}

impl Library {
    /// Lays out the practice database of each pack.
    #[must_use]
    pub fn new(packs: Vec<Arc<Pack>>, faults: Vec<String>) -> Self {
        let bases = packs.iter().map(|pack| Arc::new(Base::lay_out(pack))).collect();
        Self { packs, bases, faults }
    }

    fn base(&self, pack: &Arc<Pack>) -> Arc<Base> {
        let found = self.packs.iter().position(|other| other.id == pack.id);
        found.map_or_else(|| Arc::new(Base::lay_out(pack)), |at| Arc::clone(&self.bases[at]))
    }
}

/// The words of the interface.
#[derive(Resource, Debug, Deref)]
pub struct Words(pub Texts);

/// Where the store lies.
#[derive(Resource, Debug, Clone)]
pub struct DataFolder(pub PathBuf);

/// Something happened in the call that is being taken.
#[derive(Message, Debug, Clone)]
pub struct Happened(pub Event);

/// A scenario of a pack.
#[derive(Debug, Clone)]
pub struct Chosen {
    pub pack: Arc<Pack>,
    pub scenario: Arc<Scenario>,
    /// The calm twin is to ring.
    pub twin: bool,
}

/// What the app knows about the person at the desk and what they are doing.
#[derive(Resource, Debug, Default)]
pub struct Session {
    /// Who practises; empty before sign-in.
    pub who: String,
    pub chosen: Option<Chosen>,
    pub mode: Mode,
    pub live: Option<LiveCall>,
    pub debrief: Option<Debriefing>,
    /// The attempt whose log was asked for, and what it is wanted for.
    wanted: Option<(u64, Wanted)>,
    /// Waiting for the practice database before the phone rings.
    ringing: Option<u64>,
    tokens: u64,
    /// What the store last complained of.
    told_trouble: Option<String>,
}

#[derive(Debug, Clone)]
enum Wanted {
    Debrief(Box<AttemptSummary>),
    Resume(AttemptId),
}

/// The call being taken.
#[derive(Debug)]
pub struct LiveCall {
    pub call: Call,
    pub events: Vec<Event>,
    /// When the phone rang, RFC 3339.
    started_at: String,
    token: u64,
    lines: usize,
    /// The call's time when the app took it up, and the app's time then.
    taken_up: (Millis, Duration),
}

impl LiveCall {
    fn now(&self, time: &Time<Real>) -> Millis {
        let (from, began) = self.taken_up;
        let passed = time.elapsed().saturating_sub(began);
        from.plus(u64::try_from(passed.as_millis()).unwrap_or(u64::MAX)).max(self.call.now())
    }
}

/// A finished call with its scorecard.
#[derive(Debug)]
pub struct Debriefing {
    pub call: Call,
    pub events: Vec<Event>,
    pub card: Scorecard,
    pub person: String,
    /// RFC 3339.
    pub started_at: String,
    /// The screen to go back to.
    pub from: Screen,
    /// An earlier attempt of the same person at the same scenario.
    pub before: Option<AttemptSummary>,
}

/// What screens do with the call and the store.
#[derive(SystemParam)]
pub struct Operator<'w> {
    pub session: ResMut<'w, Session>,
    pub library: Res<'w, Library>,
    pub worker: ResMut<'w, Worker>,
    time: Res<'w, Time<Real>>,
    happened: MessageWriter<'w, Happened>,
}

impl Operator<'_> {
    /// Does something in the call that is being taken, now.
    pub fn act(&mut self, action: Action) {
        let Some(live) = self.session.live.as_mut() else { return };
        let at = live.now(&self.time);
        let events = live.call.apply(at, &action);
        let line = LogLine { at, action };
        self.worker.ask(Request::Append { token: live.token, seq: live.lines, line });
        live.lines += 1;
        live.events.extend(events.iter().cloned());
        self.happened.write_batch(events.into_iter().map(Happened));
    }

    /// Lets the chosen scenario ring, as soon as the practice database is there.
    pub fn start_call(&mut self) {
        let Some(chosen) = &self.session.chosen else { return };
        let pack = chosen.pack.id.clone();
        self.session.ringing = Some(self.worker.ask(Request::Practice(pack)));
    }

    /// Opens the debrief of a kept attempt.
    pub fn open_debrief(&mut self, attempt: &AttemptSummary) {
        let number = self.worker.ask(Request::Log(attempt.id.clone()));
        self.session.wanted = Some((number, Wanted::Debrief(Box::new(attempt.clone()))));
    }

    /// Goes on with an interrupted attempt.
    pub fn resume(&mut self, attempt: &AttemptSummary) {
        let number = self.worker.ask(Request::Log(attempt.id.clone()));
        self.session.wanted = Some((number, Wanted::Resume(attempt.id.clone())));
    }

    /// Leaves the call as it stands: it is kept as interrupted.
    pub fn leave_call(&mut self) {
        self.session.live = None;
    }

    fn ring(&mut self, practice: Vec<SavedRow>) {
        let Some(chosen) = self.session.chosen.clone() else { return };
        let (mode, operator) = (self.session.mode, self.session.who.clone());
        let options = CallOptions { seed: fresh_seed(), mode, operator, practice, twin: chosen.twin };
        let setup = Arc::new(Setup::new(&chosen.pack, &self.library.base(&chosen.pack), &chosen.scenario, options));
        let header = LogHeader::new(&setup, &desk_name(), now_text());
        self.session.tokens += 1;
        let token = self.session.tokens;
        let title = chosen.scenario.source.title.clone();
        let started_at = header.started_at.clone();
        self.worker.ask(Request::Begin { token, header: Box::new(header), title });
        let (call, events) = Call::new(setup);
        self.happened.write_batch(events.iter().cloned().map(Happened));
        let taken_up = (Millis(0), self.time.elapsed());
        self.session.live = Some(LiveCall { call, events, started_at, token, lines: 0, taken_up });
    }

    fn go_on(&mut self, id: &AttemptId, log: &Log) -> Result<(), String> {
        let setup = resume(&self.library.packs, &log.header, false).map_err(|error| error.to_string())?;
        let (call, events) = replay(&setup, log);
        self.session.tokens += 1;
        let token = self.session.tokens;
        self.worker.ask(Request::GoOn { token, id: id.clone() });
        let taken_up = (call.now(), self.time.elapsed());
        self.session.who.clone_from(&log.header.person);
        self.session.mode = log.header.mode;
        let (pack, scenario) = (Arc::clone(&setup.pack), Arc::clone(&setup.scenario));
        self.session.chosen = Some(Chosen { pack, scenario, twin: setup.twin });
        let started_at = log.header.started_at.clone();
        self.session.live = Some(LiveCall { call, events, started_at, token, lines: log.lines.len(), taken_up });
        Ok(())
    }

    /// Scores the finished call, keeps it, and makes its debrief.
    fn finish(&mut self) {
        let Some(live) = self.session.live.take() else { return };
        let card = score(&live.call, &live.events);
        let practice = live.call.database().kept(&live.call.setup().pack);
        let finish =
            Request::Finish { token: live.token, card: Box::new(card.clone()), finished_at: now_text(), practice };
        self.worker.ask(finish);
        self.session.debrief = Some(Debriefing {
            person: self.session.who.clone(),
            call: live.call,
            events: live.events,
            card,
            started_at: live.started_at,
            from: Screen::Home,
            before: None,
        });
    }

    fn show(&mut self, attempt: &AttemptSummary, log: &Log) -> Result<(), String> {
        let setup = resume(&self.library.packs, &log.header, false).map_err(|error| error.to_string())?;
        let (call, events) = replay(&setup, log);
        let card = score(&call, &events);
        self.session.debrief = Some(Debriefing {
            person: attempt.person.clone(),
            call,
            events,
            card,
            started_at: attempt.started_at.clone(),
            from: Screen::Attempts,
            before: None,
        });
        Ok(())
    }
}

/// Time passes in the call; its end leads to the next screen.
fn advance(
    mut operator: Operator,
    screen: Res<State<Screen>>,
    mut next: ResMut<NextState<Screen>>,
    mut tempo: ResMut<Tempo>,
) {
    let Some(live) = operator.session.live.as_mut() else {
        tempo.set_if_neq(Tempo::Calm);
        return;
    };
    tempo.set_if_neq(Tempo::Every(LOOK_AGAIN));
    let now = live.now(&operator.time);
    let events = live.call.advance_to(now);
    live.events.extend(events.iter().cloned());
    let phase = live.call.phase();
    operator.happened.write_batch(events.into_iter().map(Happened));
    let wanted = match phase {
        Phase::WrapUp => Screen::WrapUp,
        Phase::Done => {
            operator.finish();
            Screen::Debrief
        }
        _ => Screen::Desk,
    };
    if *screen.get() != wanted {
        NextState::set_if_neq(&mut next, wanted);
    }
}

fn take_answers(
    mut operator: Operator,
    mut answered: MessageReader<Answered>,
    words: Res<Words>,
    mut next: ResMut<NextState<Screen>>,
    mut notices: MessageWriter<super::ui::prelude::Notice>,
) {
    use super::ui::prelude::{Notice, Tone};
    for Answered { number, answer } in answered.read() {
        match answer {
            Answer::Practice { rows, .. } if operator.session.ringing == Some(*number) => {
                operator.session.ringing = None;
                operator.ring(rows.clone());
            }
            Answer::Log { log, .. } => {
                let Some((_, wanted)) = operator.session.wanted.take_if(|(asked, _)| asked == number) else { continue };
                let done = match &wanted {
                    Wanted::Debrief(attempt) => operator.show(attempt, log).map(|()| next.set(Screen::Debrief)),
                    Wanted::Resume(id) => operator.go_on(id, log),
                };
                if let Err(message) = done {
                    notices.write(Notice::new(Tone::Bad, message));
                }
            }
            // The same trouble at every key is told once, until something works again.
            Answer::Failed(message) if operator.session.told_trouble.as_ref() != Some(message) => {
                operator.session.told_trouble = Some(message.clone());
                notices.write(Notice::new(Tone::Bad, message.clone()));
            }
            Answer::Done | Answer::Finished => operator.session.told_trouble = None,
            Answer::CaughtUp => {
                operator.session.told_trouble = None;
                notices.write(Notice::new(Tone::Good, words.get("store-caught-up")));
            }
            _ => {}
        }
    }
}

/// A seed that no two attempts share.
fn fresh_seed() -> u64 {
    let bytes = uuid::Uuid::now_v7().into_bytes();
    let hash = blake3::hash(&bytes);
    let mut seed = [0; 8];
    seed.copy_from_slice(&hash.as_bytes()[..8]);
    // JSON readers elsewhere keep whole numbers exact up to 53 bits.
    u64::from_le_bytes(seed) >> 11
}

fn now_text() -> String {
    jiff::Timestamp::now().to_string()
}

/// The name of this machine in logs.
fn desk_name() -> String {
    std::env::var("COMPUTERNAME").or_else(|_| std::env::var("HOSTNAME")).unwrap_or_else(|_| "desk".to_owned())
}
