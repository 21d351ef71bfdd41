//! The state machine: time moves it from deadline to deadline, actions move it at once.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use smol_str::SmolStr;

use super::action::Action;
use super::event::{Event, EventKind, Refusal, Speaker};
use super::setup::Setup;
use super::speech::Millis;
use super::state::{Form, Mood, Phase, State};
use super::told::{Happened, Told};
use crate::scenario::{Beat, Cause, Direction, Reply};

/// Three rings of two tones every three seconds; later than this is slow.
const SLOW_ANSWER_MS: u64 = 9_000;
/// The caller starts by itself when no greeting comes.
const GREETING_MS: u64 = 5_000;
/// An outgoing call rings this long at the other end.
const DIAL_MS: u64 = 4_000;
/// Whoever answers says something after this long.
const PICK_UP_MS: u64 = 300;

/// A call being taken.
#[derive(Debug, Clone)]
pub struct Call {
    pub(super) setup: Arc<Setup>,
    pub(super) state: State,
    /// What happened since the last look.
    pub(super) out: Told,
}

impl Call {
    /// Offers a call. The second value is what happened at once: the phone rings.
    #[must_use]
    pub fn new(setup: Arc<Setup>) -> (Self, Vec<Event>) {
        let ceiling = setup.ceiling * 1000;
        let patience = setup.start * 1000;
        let state = State {
            now: Millis(0),
            phase: Phase::Ringing,
            patience: patience.clamp(0, ceiling),
            ceiling,
            dialled_at: None,
            answered_at: None,
            begun: false,
            beat: setup.scenario.start,
            back: None,
            speech: None,
            queue: VecDeque::new(),
            queue_at: Millis(0),
            last_sound: Millis(0),
            silences: 0,
            quiet_until: Millis(0),
            hold: None,
            hold_asked: None,
            muted: None,
            mute_charged: false,
            consult: None,
            transfer_told: None,
            warnings: 0,
            flags: BTreeSet::new(),
            told: BTreeMap::new(),
            visits: vec![0; setup.scenario.beats.len()],
            wordings: BTreeMap::new(),
            causes: BTreeMap::new(),
            acts_paid: BTreeSet::new(),
            cuts_used: BTreeSet::new(),
            zeros: 0,
            zero_due: false,
            ending: None,
            ended_at: None,
            database: setup.database.clone(),
            forms: Vec::new(),
            front: None,
            forms_made: 0,
            saved: Vec::new(),
            opened_rows: BTreeSet::new(),
            note: String::new(),
            moves_made: BTreeMap::new(),
            last_told: None,
        };
        let mut call = Self { setup, state, out: Told::new() };
        let from = call.setup.shows.clone();
        call.emit(EventKind::CallOffered { from });
        if let Some(start) = call.setup.start_at.clone() {
            call.begin_at(&start);
        }
        let events = call.take_told();
        (call, events)
    }

    /// Lets time pass up to `now`, and says what happened on the way.
    pub fn advance_to(&mut self, now: Millis) -> Vec<Event> {
        self.out.clear();
        self.run_to(now);
        self.take_told()
    }

    /// Does something at a time that must not lie before the last.
    pub fn apply(&mut self, now: Millis, action: &Action) -> Vec<Event> {
        self.step(now, action);
        self.take_told()
    }

    /// Does the same as [`Self::apply`], and keeps what happened until the next thing happens: for whoever looks at it and
    /// lets it go, and takes many steps.
    pub fn step(&mut self, now: Millis, action: &Action) -> Happened<'_> {
        self.out.clear();
        if now < self.state.now {
            self.refuse(Refusal::TimeRunsBackwards);
        } else {
            self.run_to(now);
            self.act(action);
        }
        self.out.look(&self.setup)
    }

    /// Lets time pass until nobody else speaks or is about to, so that it is the operator's turn, or nothing more happens
    /// by itself. A caller on hold is not waited for.
    pub fn listen(&mut self) -> Happened<'_> {
        self.out.clear();
        self.run(None);
        self.out.look(&self.setup)
    }

    pub(super) fn take_told(&mut self) -> Vec<Event> {
        self.out.take(&self.setup)
    }

    fn act(&mut self, action: &Action) {
        match action {
            Action::Answer => self.answer(),
            Action::Reply(name) => self.reply(name),
            Action::Move { kind, about } => self.make_move(*kind, about),
            Action::Hold => self.hold(),
            Action::Resume => self.resume(),
            Action::Mute => self.mute(),
            Action::Unmute => self.unmute(),
            Action::Transfer { to, how } => self.transfer(to, *how),
            Action::Join => self.join(),
            Action::Back => self.back_to_caller(),
            Action::End => self.hang_up(),
            Action::Paused { ms } => self.emit(EventKind::CallPaused { ms: *ms }),
            Action::WrapUp { code, ticks, note } => self.wrap_up(code, ticks, note),
            desk => self.at_the_desk(desk),
        }
    }

    fn answer(&mut self) {
        if self.state.phase != Phase::Ringing {
            return self.refuse(Refusal::NotNow);
        }
        if self.setup.scenario.source.direction == Direction::Outbound {
            self.state.dialled_at = Some(self.state.now);
            self.emit(EventKind::NumberDialled);
            return self.set_phase(Phase::Dialling);
        }
        let rang_ms = self.state.now.0;
        self.picked_up(rang_ms);
        if rang_ms > SLOW_ANSWER_MS {
            self.charge(Cause::SlowAnswer);
        }
    }

    /// The other end answers, and has the first word.
    fn dialled_is_answered(&mut self) {
        self.picked_up(DIAL_MS);
        self.state.begun = true;
        self.queue_beat(self.setup.scenario.start, PICK_UP_MS);
    }

    fn picked_up(&mut self, rang_ms: u64) {
        self.state.answered_at = Some(self.state.now);
        self.emit(EventKind::CallAnswered { rang_ms });
        self.set_phase(Phase::Talking);
        self.state.last_sound = self.state.now;
    }

    fn run_to(&mut self, to: Millis) {
        self.run(Some(to));
        self.state.now = to.max(self.state.now);
    }

    /// Handles every deadline up to a time, or until nobody else speaks or is about to, in order.
    fn run(&mut self, to: Option<Millis>) {
        while to.is_some() || self.is_others_turn() {
            let due = self.next_deadline().filter(|(at, _)| to.is_none_or(|to| *at <= to));
            let Some((at, deadline)) = due else { break };
            self.state.now = at.max(self.state.now);
            self.meet(deadline);
        }
    }

    /// Whether somebody else speaks or is about to. A caller on hold is not waited for.
    fn is_others_turn(&self) -> bool {
        self.state.phase != Phase::OnHold && (self.state.speech.is_some() || self.others_are_next())
    }

    /// The next thing that happens by itself, and when. Each step asks for it several times.
    #[inline(always)]
    fn next_deadline(&self) -> Option<(Millis, Deadline)> {
        let state = &self.state;
        match state.phase {
            Phase::Talking | Phase::OnHold | Phase::Consulting => {}
            Phase::Dialling => return state.dialled_at.map(|at| (at.plus(DIAL_MS), Deadline::OtherEndAnswers)),
            Phase::Ringing | Phase::WrapUp | Phase::Done => return None,
        }
        let next = self.next_on_line();
        if state.hold.is_none() && state.consult.is_none() && state.muted.is_none() {
            return next;
        }
        self.next_besides(next)
    }

    /// What comes next of what is said, or of nobody's saying anything.
    #[inline]
    fn next_on_line(&self) -> Option<(Millis, Deadline)> {
        let state = &self.state;
        if let Some(speech) = &state.speech {
            // No fact is heard after the end of its line.
            return Some(speech.next_tell().map_or((speech.ends, Deadline::SpeechEnds), |at| (at, Deadline::Tell)));
        }
        if !state.queue.is_empty() {
            // Nobody hears a caller who is on hold.
            return (state.phase != Phase::OnHold).then_some((state.queue_at, Deadline::SayNext));
        }
        if state.begun {
            return (state.phase == Phase::Talking).then(|| (self.silence_ends(), Deadline::Silence));
        }
        state.answered_at.map(|answered| (answered.plus(GREETING_MS), Deadline::NoGreeting))
    }

    /// The same, unless a hold, a consultation or a mute has something sooner.
    #[cold]
    fn next_besides(&self, mut next: Option<(Millis, Deadline)>) -> Option<(Millis, Deadline)> {
        let state = &self.state;
        let mut offer = |at: Millis, deadline: Deadline| {
            if next.is_none_or(|(earliest, _)| at < earliest) {
                next = Some((at, deadline));
            }
        };
        if let Some(hold) = &state.hold {
            offer(hold.next_charge, Deadline::HoldCharge);
        }
        if let Some(consult) = &state.consult
            && !consult.answered
        {
            offer(consult.answers_at, Deadline::DepartmentAnswers);
        }
        if let Some(since) = state.muted
            && !state.mute_charged
            && state.phase == Phase::Talking
        {
            offer(since.plus(super::line::MUTE_FREE_MS), Deadline::MuteCharge);
        }
        next
    }

    /// Inlined, as the one loop that asks for it goes round several times a step.
    #[inline(always)]
    fn meet(&mut self, deadline: Deadline) {
        match deadline {
            Deadline::OtherEndAnswers => self.dialled_is_answered(),
            Deadline::Tell => self.tell_next(),
            Deadline::SpeechEnds => self.speech_ends(),
            Deadline::SayNext => self.say_next(),
            Deadline::Silence => self.silence(),
            Deadline::NoGreeting => self.no_greeting(),
            Deadline::HoldCharge => self.hold_charge(),
            Deadline::DepartmentAnswers => self.department_answers(),
            Deadline::MuteCharge => self.mute_charge(),
        }
    }

    fn no_greeting(&mut self) {
        self.charge(Cause::NoGreeting);
        self.state.begun = true;
        self.queue_beat(self.setup.scenario.start, 0);
    }

    fn mute_charge(&mut self) {
        self.state.mute_charged = true;
        self.charge(Cause::MuteUnannounced);
        self.settle_zero();
    }

    pub(super) fn emit(&mut self, kind: EventKind) {
        self.out.whole(self.state.now, kind);
    }

    pub(super) fn refuse(&mut self, refusal: Refusal) {
        self.emit(EventKind::ActionRefused { refusal });
    }

    pub(super) fn set_phase(&mut self, phase: Phase) {
        if self.state.phase != phase {
            self.state.phase = phase;
            self.emit(EventKind::PhaseChanged { phase });
        }
    }
}

/// What happens by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deadline {
    OtherEndAnswers,
    Tell,
    SpeechEnds,
    SayNext,
    Silence,
    NoGreeting,
    HoldCharge,
    DepartmentAnswers,
    MuteCharge,
}

/// What a screen shows of a call.
impl Call {
    #[must_use]
    pub fn setup(&self) -> &Arc<Setup> {
        &self.setup
    }

    #[must_use]
    pub const fn now(&self) -> Millis {
        self.state.now
    }

    #[must_use]
    pub const fn phase(&self) -> Phase {
        self.state.phase
    }

    /// Patience in thousandths of a point, 0 to 100 000.
    #[must_use]
    pub const fn patience(&self) -> i32 {
        self.state.patience
    }

    #[must_use]
    pub const fn mood(&self) -> Mood {
        Mood::at(self.state.patience)
    }

    #[must_use]
    pub const fn is_muted(&self) -> bool {
        self.state.muted.is_some()
    }

    /// When the call was answered.
    #[must_use]
    pub const fn answered_at(&self) -> Option<Millis> {
        self.state.answered_at
    }

    /// Who speaks now, what, since when and until when.
    #[must_use]
    pub fn speaking(&self) -> Option<(&Speaker, &str, Millis, Millis)> {
        self.state
            .speech
            .as_ref()
            .map(|speech| (self.speaker_of(speech), self.words_of(speech), speech.started, speech.ends))
    }

    /// When something next happens by itself, so that a screen knows when to look again.
    #[must_use]
    pub fn wakes_at(&self) -> Option<Millis> {
        self.next_deadline().map(|(at, _)| at)
    }

    /// The beat that is being played; none before the caller has begun.
    #[must_use]
    pub fn beat(&self) -> Option<&Beat> {
        self.state.begun.then(|| &self.setup.scenario.beats[self.state.beat])
    }

    /// The replies that are open now, in the order of this attempt.
    #[must_use]
    pub fn replies(&self) -> Vec<&Reply> {
        if !self.may_reply() {
            return Vec::new();
        }
        let Some(beat) = self.beat() else { return Vec::new() };
        let visit = self.visits(self.state.beat);
        let mut chance = self.setup.chance(&format!("order {} {visit}", beat.name));
        let order = chance.order(beat.replies.len());
        order
            .into_iter()
            .map(|number| &beat.replies[number])
            .filter(|reply| self.all_hold(&reply.source.needs))
            .collect()
    }

    /// Whether the beat's line has begun, so that an answer to it makes sense.
    pub(super) fn may_reply(&self) -> bool {
        let talking = match self.state.phase {
            Phase::Talking => true,
            Phase::Consulting => self.state.consult.as_ref().is_some_and(|consult| consult.answered),
            _ => false,
        };
        talking && self.state.begun && self.visits(self.state.beat) > 0
    }

    /// A reply's text as it will be said.
    #[must_use]
    pub fn reply_text(&self, reply: &Reply) -> String {
        self.fill(&reply.say).into()
    }

    #[must_use]
    pub fn forms(&self) -> &[Form] {
        &self.state.forms
    }

    /// The form in front.
    #[must_use]
    pub fn front(&self) -> Option<&Form> {
        self.state.front.and_then(|number| self.form(number))
    }

    #[must_use]
    pub fn form(&self, number: u32) -> Option<&Form> {
        self.state.forms.iter().find(|form| form.number == number)
    }

    #[must_use]
    pub const fn database(&self) -> &super::database::Database {
        &self.state.database
    }

    #[must_use]
    pub fn note(&self) -> &str {
        &self.state.note
    }

    /// The ending's name, once the call is over.
    #[must_use]
    pub fn ending(&self) -> Option<&crate::scenario::Ending> {
        self.state.ending.filter(|_| self.state.ended_at.is_some()).map(|number| &self.setup.scenario.endings[number])
    }

    #[must_use]
    pub const fn ended_at(&self) -> Option<Millis> {
        self.state.ended_at
    }

    /// The department that is being rung or spoken to, and whether it has answered.
    #[must_use]
    pub fn consulting(&self) -> Option<(&str, bool)> {
        self.state.consult.as_ref().map(|consult| (consult.to.as_str(), consult.answered))
    }

    /// Since when each fact is known, by path.
    #[must_use]
    pub const fn told(&self) -> &BTreeMap<SmolStr, Millis> {
        &self.state.told
    }

    /// Number of the row of this table that the operator saved first as a new one.
    #[must_use]
    pub fn new_row(&self, table: usize) -> Option<&str> {
        self.state.saved.iter().find(|(saved, _, new)| *saved == table && *new).map(|(_, id, _)| id.as_str())
    }

    /// Rows saved in this call: table, number, whether they were new.
    #[must_use]
    pub fn saved_rows(&self) -> &[(usize, String, bool)] {
        &self.state.saved
    }
}

impl Call {
    /// Whether somebody else is about to say something, so that it is not the operator's turn.
    #[must_use]
    pub fn others_are_next(&self) -> bool {
        let ringing_on = self.state.consult.as_ref().is_some_and(|consult| !consult.answered);
        !self.state.queue.is_empty() || ringing_on || self.state.phase == Phase::Dialling
    }
}
