//! The bridge between screens and a call: who sits at the desk, what was chosen, the call being taken, and the scorecard.
//!
//! Screens read [`Session`] and act through [`Operator`]; nothing else touches a call. Each action goes to the store the
//! moment it is done.

mod debriefing;
mod drilling;
mod judged;
mod language;
mod library;
mod rewound;
mod show;
mod stamp;
mod still;
mod trial;

pub use debriefing::Debriefing;
pub use drilling::{ChosenDrill, DrillDebrief, Driller, Drilling, LiveDrill};
pub use judged::{Judged, Sheet};
pub use language::CallLanguage;
pub use library::Library;
pub use show::{Remark, Show};

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bevy::ecs::system::SystemParam;
use bevy::prelude::*;
use bevy::time::Real;

use stamp::desk_name;
pub(super) use stamp::now_text;

use super::audio::{AudioStatus, OtherDesks};
use super::profile::Profile;
use super::tempo::Tempo;
use super::worker::{Answer, Answered, Request, Worker};
use super::{AppSystems, Screen};
use crate::call::{
    Action, Call, CallOptions, Event, Lengths, Log, LogHeader, LogLine, Millis, Mode, Murmur, Phase, SavedRow, Setup,
    replay, resume_frozen,
};
use crate::review::figures::outcome;
use crate::scenario::{Pack, PackFiles, Scenario};
use crate::store::{AttemptId, AttemptSummary};
use crate::text::Texts;

/// A running call is looked at this often, for its clock and captions.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Session>()
        .init_resource::<CallLanguage>()
        .add_message::<Happened>()
        .add_plugins(drilling::plugin)
        .add_systems(Update, (take_answers, advance).chain().in_set(AppSystems::Advance))
        .add_systems(OnExit(Screen::Debrief), leave_debrief)
        .add_systems(OnExit(Screen::Score), leave_debrief);
}

fn leave_debrief(mut session: ResMut<Session>) {
    session.debrief = session.debrief_next.take();
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

impl Session {
    /// Shows all of an attempt that has been scored blind. Says where.
    pub fn reveal(&mut self) -> Screen {
        // Leaving the screen takes the debrief that it showed with it.
        self.debrief_next = self.debrief.take().map(|debrief| Debriefing { blind: false, ..debrief });
        Screen::Debrief
    }
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
    /// What the debrief's screen is entered with anew.
    debrief_next: Option<Debriefing>,
    /// The number of the request that keeps the call which has just ended.
    finishing: u64,
    /// The attempt whose log was asked for, and what it is wanted for.
    wanted: Option<(u64, Wanted)>,
    /// Waiting for the practice database before the phone rings.
    ringing: Option<u64>,
    /// The person of the practice database whom the next call is to reach.
    reaches: Option<String>,
    tokens: u64,
    /// What the store last complained of.
    told_trouble: Option<String>,
}

#[derive(Debug, Clone)]
enum Wanted {
    /// Its debrief, and the screen to go back to.
    Debrief(Screen),
    Resume,
}

/// The call being taken.
#[derive(Debug)]
pub struct LiveCall {
    pub call: Call,
    pub events: Vec<Event>,
    /// What was done, under its header.
    log: Log,
    token: u64,
    /// The run that this one plays on from.
    first: Option<Box<Debriefing>>,
    /// An author tries it out: nothing of it is kept.
    of_author: bool,
    /// The call is watched: nothing of it is kept.
    show: Option<Show>,
    /// The call's time when the app took it up, and the app's time then.
    taken_up: (Millis, Duration),
    /// The call stands still since this time of the app.
    paused: Option<Duration>,
    /// Time stands still in the call: since when, and until when at most, by the app's time.
    still: Option<(Duration, Duration)>,
}

impl LiveCall {
    /// Whether it plays on from a decision of another run, and so counts nowhere.
    #[must_use]
    pub const fn is_rewound(&self) -> bool {
        self.log.header.rewound.is_some()
    }

    /// Whether its clock stands still.
    #[must_use]
    pub const fn is_paused(&self) -> bool {
        self.paused.is_some()
    }

    fn now(&self, time: &Time<Real>) -> Millis {
        if self.is_still() {
            return self.call.now();
        }
        let (from, began) = self.taken_up;
        let passed = self.paused.unwrap_or_else(|| time.elapsed()).saturating_sub(began);
        let passed = passed * self.show.as_ref().map_or(1, Show::speed);
        from.plus(u64::try_from(passed.as_millis()).unwrap_or(u64::MAX)).max(self.call.now())
    }
}

/// A kept run as the store gives it: its log, and the files of its day.
struct Kept<'a> {
    id: &'a AttemptId,
    log: &'a Log,
    frozen: Option<&'a PackFiles>,
}

/// What screens do with the call and the store.
#[derive(SystemParam)]
pub struct Operator<'w> {
    pub session: ResMut<'w, Session>,
    pub library: Res<'w, Library>,
    pub worker: ResMut<'w, Worker>,
    time: Res<'w, Time<Real>>,
    sound: Res<'w, AudioStatus>,
    room: Res<'w, OtherDesks>,
    profile: Res<'w, Profile>,
    language: Res<'w, CallLanguage>,
    happened: MessageWriter<'w, Happened>,
}

impl Operator<'_> {
    /// Does something in the call that is being taken, now.
    pub fn act(&mut self, action: Action) {
        let free = |live: &&mut LiveCall| !live.is_paused() && live.show.is_none();
        let Some(live) = self.session.live.as_mut().filter(free) else { return };
        // Who reads and types while time stands still is not hurried; who speaks is heard now.
        if action.is_on_line() {
            live.go_on(self.time.elapsed());
        }
        let at = live.now(&self.time);
        let events = live.call.apply(at, &action);
        let line = LogLine { at, action };
        if !live.of_author {
            let (token, seq, line) = (live.token, live.log.lines.len(), line.clone());
            self.worker.ask(Request::Append { token, seq, line });
        }
        live.log.lines.push(line);
        live.events.extend(events.iter().cloned());
        self.happened.write_batch(events.into_iter().map(Happened));
    }

    /// Stops the call's clock: neither side can do anything until it goes on.
    pub fn pause(&mut self) {
        if let Some(live) = &mut self.session.live {
            live.paused.get_or_insert(self.time.elapsed());
        }
    }

    /// Goes on with a call that stood still, and notes for how long it did.
    pub fn go_on_after_pause(&mut self) {
        let Some(live) = &mut self.session.live else { return };
        let at = live.now(&self.time);
        let Some(since) = live.paused.take() else { return };
        live.taken_up = (at, self.time.elapsed());
        let stood = self.time.elapsed().saturating_sub(since);
        self.act(Action::Paused { ms: u64::try_from(stood.as_millis()).unwrap_or(u64::MAX) });
    }

    /// Lets the chosen scenario ring, as soon as the practice database is there.
    pub fn start_call(&mut self) {
        let Some(chosen) = &self.session.chosen else { return };
        let (pack, scenario) = (Arc::clone(&chosen.pack), Arc::clone(&chosen.scenario));
        let attempt = (!chosen.twin).then(|| (self.session.who.clone(), self.session.mode));
        self.session.ringing = Some(self.worker.ask(Request::Practice { pack, scenario, attempt }));
    }

    /// Opens the debrief of a kept attempt.
    pub fn open_debrief(&mut self, id: &AttemptId, from: Screen) {
        let number = self.worker.ask(Request::Log(id.clone()));
        self.session.wanted = Some((number, Wanted::Debrief(from)));
    }

    /// Goes on with an interrupted attempt.
    pub fn resume(&mut self, attempt: &AttemptSummary) {
        let number = self.worker.ask(Request::Log(attempt.id.clone()));
        self.session.wanted = Some((number, Wanted::Resume));
    }

    /// Leaves the call as it stands: an attempt is kept as interrupted. Says where to go.
    pub fn leave_call(&mut self) -> Screen {
        self.session.live.take().map_or(Screen::Home, |live| live.way_out())
    }

    fn ring(&mut self, practice: Vec<SavedRow>, lengths: Lengths) {
        let Some(chosen) = self.session.chosen.clone() else { return };
        let (mode, operator) = (self.session.mode, self.session.who.clone());
        let scenario = chosen.spoken(&self.language);
        let audible = *self.sound == AudioStatus::Ready;
        let heard = mode == Mode::Guided && audible;
        let speed = self.profile.speed_in(mode);
        // In the other modes the trainee may switch in the middle of the call, so that nothing is said about it.
        let captions_off = mode == Mode::Assessment && self.profile.captions_off(&self.sound);
        let seed = self.seed_for(&chosen, &practice);
        let options =
            CallOptions { seed, mode, operator, practice, twin: chosen.twin, lengths, heard, speed, captions_off };
        let setup = Arc::new(Setup::new(&chosen.pack, &self.library.base(&chosen.pack), scenario, options));
        let mut header = LogHeader::new(&setup, &desk_name(), now_text());
        header.murmur = if audible { self.room.0 } else { Murmur::Off };
        let (call, events) = Call::new(setup);
        self.happened.write_batch(events.iter().cloned().map(Happened));
        self.begin(call, events, Log { header, lines: Vec::new(), cut_off: false }, None);
    }

    /// Takes up a new run, and keeps what it begins with.
    fn begin(&mut self, call: Call, events: Vec<Event>, log: Log, first: Option<Box<Debriefing>>) {
        self.session.tokens += 1;
        let token = self.session.tokens;
        let setup = call.setup();
        self.worker.ask(Request::Begin {
            token,
            log: Box::new(log.clone()),
            title: setup.scenario.source.title.clone(),
            files: Arc::clone(&setup.pack.files),
        });
        let taken_up = (call.now(), self.time.elapsed());
        self.session.live = Some(LiveCall {
            call,
            events,
            log,
            token,
            first,
            of_author: false,
            show: None,
            taken_up,
            paused: None,
            still: None,
        });
    }

    fn go_on(&mut self, kept: &Kept<'_>, first: Option<Box<Debriefing>>) -> Result<(), String> {
        let Kept { id, log, frozen } = *kept;
        let setup = resume_frozen(&self.library.packs, &log.header, frozen).map_err(|error| error.to_string())?;
        let (call, events) = replay(&setup, log);
        self.session.tokens += 1;
        let token = self.session.tokens;
        self.worker.ask(Request::GoOn { token, id: id.clone() });
        let taken_up = (call.now(), self.time.elapsed());
        self.session.who.clone_from(&log.header.person);
        self.session.mode = log.header.mode;
        let (pack, scenario) = (Arc::clone(&setup.pack), Arc::clone(&setup.scenario));
        self.session.chosen = Some(Chosen { pack, scenario, twin: setup.twin });
        self.session.live = Some(LiveCall {
            call,
            events,
            log: log.clone(),
            token,
            first,
            of_author: false,
            show: None,
            taken_up,
            paused: None,
            still: None,
        });
        Ok(())
    }

    /// Scores the finished call, keeps it, and makes its debrief.
    fn finish(&mut self) {
        let Some(live) = self.session.live.take() else { return };
        let practice = live.call.database().kept(&live.call.setup().pack);
        let from = live.first.as_ref().map_or(live.way_out(), |first| first.from);
        let of_author = live.of_author;
        let debrief =
            Debriefing { first: live.first, of_author, ..Debriefing::new(live.call, live.events, live.log, from) };
        if of_author {
            self.session.debrief = Some(debrief);
            return;
        }
        let card = Box::new(debrief.card.clone());
        self.session.finishing =
            self.worker.ask(Request::Finish { token: live.token, card, finished_at: now_text(), practice });
        let body = outcome(&debrief.call, &debrief.events, &debrief.card);
        self.worker.ask(Request::KeepOutcome { token: live.token, body });
        self.session.debrief = Some(debrief);
    }

    /// The debrief of a kept run.
    fn debriefing(&self, kept: &Kept<'_>) -> Result<Debriefing, String> {
        let log = kept.log;
        let setup = resume_frozen(&self.library.packs, &log.header, kept.frozen).map_err(|error| error.to_string())?;
        let (call, events) = replay(&setup, log);
        let id = Some(kept.id.clone());
        Ok(Debriefing { id, ..Debriefing::new(call, events, log.clone(), Screen::Attempts) })
    }

    /// Does what a log was asked for. A rewound run comes with the first one, where that can still be read.
    fn take_log(
        &mut self,
        wanted: &Wanted,
        (kept, blind): (&Kept<'_>, bool),
        first: Option<&Kept<'_>>,
    ) -> Result<Option<Screen>, String> {
        let first = first.and_then(|first| self.debriefing(first).ok()).map(Box::new);
        match wanted {
            Wanted::Debrief(from) => {
                let debrief = Debriefing { first, blind, from: *from, ..self.debriefing(kept)? };
                let screen = debrief.screen();
                self.session.debrief = Some(debrief);
                Ok(Some(screen))
            }
            Wanted::Resume => self.go_on(kept, first).map(|()| None),
        }
    }

    /// The call that has just ended is kept, and has a key.
    fn kept(&mut self, number: u64, id: &AttemptId) {
        if self.session.finishing != number {
            return;
        }
        let session = &mut *self.session;
        let playing_on = session.live.as_mut().and_then(|live| live.first.as_deref_mut());
        if let Some(debrief) = session.debrief.as_mut().or(playing_on) {
            debrief.id = Some(id.clone());
        }
    }
}

/// Time passes in the call; its end leads to the next screen.
fn advance(
    mut operator: Operator,
    (screen, drilling): (Res<State<Screen>>, Res<Drilling>),
    mut next: ResMut<NextState<Screen>>,
    mut tempo: ResMut<Tempo>,
) {
    let Some(live) = operator.session.live.as_mut() else {
        tempo.set_if_neq(drilling.tempo());
        return;
    };
    tempo.set_if_neq(if live.is_shown_whole() { Tempo::Calm } else { Tempo::Every(LOOK_AGAIN) });
    if live.show.is_some() {
        operator.play_along();
        if *screen.get() != Screen::Desk {
            NextState::set_if_neq(&mut next, Screen::Desk);
        }
        return;
    }
    if live.still.is_some_and(|(_, until)| until <= operator.time.elapsed()) {
        live.go_on(operator.time.elapsed());
    }
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
            Answer::Practice { rows, lengths, .. } if operator.session.ringing == Some(*number) => {
                operator.session.ringing = None;
                operator.ring(rows.clone(), lengths.clone());
            }
            Answer::Log { id, log, frozen, first, blind } => {
                let Some((_, wanted)) = operator.session.wanted.take_if(|(asked, _)| asked == number) else { continue };
                let frozen = frozen.as_deref();
                let first = first.as_deref().map(|(id, log)| Kept { id, log, frozen });
                match operator.take_log(&wanted, (&Kept { id, log, frozen }, *blind), first.as_ref()) {
                    Ok(Some(screen)) => next.set(screen),
                    Ok(None) => {}
                    Err(message) => {
                        notices.write(Notice::new(Tone::Bad, message));
                    }
                }
            }
            // The same trouble at every key is told once, until something works again.
            Answer::Failed(message) if operator.session.told_trouble.as_ref() != Some(message) => {
                operator.session.told_trouble = Some(message.clone());
                notices.write(Notice::new(Tone::Bad, message.clone()));
            }
            Answer::Finished { id } => {
                operator.kept(*number, id);
                operator.session.told_trouble = None;
            }
            Answer::Done => operator.session.told_trouble = None,
            Answer::CaughtUp => {
                operator.session.told_trouble = None;
                notices.write(Notice::new(Tone::Good, words.get("store-caught-up")));
            }
            _ => {}
        }
    }
}
