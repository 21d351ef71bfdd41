//! A read-through: a call taken line by line without a clock, for whoever writes it.
//!
//! Others say all that they have to say, and then time stands until the author does something. What was done is kept as
//! steps that name replies, so that an edited script can be read on from where the old one stood.

use std::sync::Arc;

use super::action::Action;
use super::event::{Event, EventKind, Refusal, Speaker};
use super::log::{Log, LogHeader, LogLine};
use super::machine::Call;
use super::setup::Setup;
use super::speech::Millis;
use super::start::StartAt;
use super::state::Phase;
use crate::scenario::{Direction, MoveKind};

/// A script whose beats lead on in a circle would never stop to be answered.
const MOST_DEADLINES: usize = 2_000;
/// So much of a line is heard before it is talked over, and so much is left of it at least.
const HEARD_SHARE: u64 = 3;
const LEFT_MS: u64 = 800;

/// Something that the author did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Do(Action),
    /// Lets time pass until something happens by itself.
    Silence,
    /// Lets so many milliseconds pass, as while the phone rings.
    Wait(u64),
    /// Goes back into the last line of the others, so that the next thing is done while it is being said.
    CutIn,
    /// Puts the call at the beginning of a beat, with the caller in a state of the author's choice.
    Set(StartAt),
}

/// Why, and at which step, a read-through could not be carried on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// How many steps were done again, of how many.
    pub done: usize,
    pub of: usize,
    /// The step that cannot be done any more.
    pub step: Step,
    /// The beat in which it was done before; none before the caller had begun.
    pub beat: Option<String>,
    pub cause: StopCause,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopCause {
    /// The beat has no reply of that name any more.
    Vanished,
    /// The reply is there, but its conditions do not hold.
    Closed,
    /// The call has come to another beat, which has no such reply.
    Elsewhere,
    /// The call does not allow it here.
    Refused(Refusal),
}

/// A call that waits for its author.
#[derive(Debug, Clone)]
pub struct ReadThrough {
    call: Call,
    events: Vec<Event>,
    lines: Vec<LogLine>,
    steps: Vec<Step>,
    /// The beat in which each step was done, the time, and how much had happened.
    beats: Vec<Option<String>>,
    times: Vec<Millis>,
    marks: Vec<usize>,
}

impl ReadThrough {
    /// Takes up the call. A phone that rings is answered, and a caller is greeted in the pack's words.
    #[must_use]
    pub fn begin(setup: Arc<Setup>) -> Self {
        let mut steps = Vec::new();
        if setup.start_at.is_none() {
            steps.push(Step::Do(Action::Answer));
            if setup.scenario.source.direction == Direction::Inbound && setup.pack.moves.contains_key(&MoveKind::Greet)
            {
                steps.push(Step::Do(Action::Move { kind: MoveKind::Greet, about: Vec::new() }));
            }
        }
        Self::played(setup, &steps).0
    }

    /// Takes the call along a way that went in a real one. What was done in the middle of a line is done so here, and where
    /// time was let pass it passes; the rest waits for nobody's clock.
    #[must_use]
    pub fn along(setup: Arc<Setup>, lines: &[LogLine]) -> Self {
        let steps = steps_of(&setup, lines);
        Self::played(setup, &steps).0
    }

    /// Puts the call into a state, with everything that came before. A state that was set just before is replaced, and a
    /// call that has ended is taken up anew.
    ///
    /// # Errors
    /// When the script has no such beat, and nothing has changed.
    pub fn stage(&mut self, start: StartAt) -> Result<(), Refusal> {
        let mut steps = if self.call.ended_at().is_some() { Vec::new() } else { self.steps.clone() };
        if matches!(steps.last(), Some(Step::Set(_))) {
            steps.pop();
        }
        steps.push(Step::Set(start));
        let (again, stop) = Self::played(Arc::clone(self.call.setup()), &steps);
        if stop.is_some() {
            return Err(Refusal::NotNow);
        }
        *self = again;
        Ok(())
    }

    /// The call at the moment at which its present beat began, with what had happened by then; before the first beat, and
    /// where the call has ended, none.
    #[must_use]
    pub fn at_beat(&self) -> Option<(Call, Vec<Event>)> {
        self.call.beat().filter(|_| self.call.ended_at().is_none())?;
        let entered = |event: &Event| matches!(event.kind, EventKind::BeatEntered { .. });
        let wanted = self.events.iter().rposition(entered)? + 1;
        let mut again = Self::offered(Arc::clone(self.call.setup()));
        for (step, at) in self.steps.iter().zip(&self.times) {
            while again.events.len() < wanted
                && let Some(wakes) = again.call.wakes_at().filter(|wakes| wakes <= at)
            {
                again.events.extend(again.call.advance_to(wakes));
            }
            if again.events.len() >= wanted {
                break;
            }
            again.events.extend(again.call.advance_to(*at));
            again.step(step).ok()?;
        }
        while again.events.len() < wanted {
            let wakes = again.call.wakes_at()?;
            again.events.extend(again.call.advance_to(wakes));
        }
        Some((again.call, again.events))
    }

    /// Does something.
    ///
    /// # Errors
    /// When the call refuses it, and nothing has changed.
    pub fn take(&mut self, step: Step) -> Result<(), Refusal> {
        let mut steps = self.steps.clone();
        steps.push(step);
        // The others' last line is over: what is done in the middle of it needs the time before.
        let (again, stop) = Self::played(Arc::clone(self.call.setup()), &steps);
        match stop.map(|stop| stop.cause) {
            Some(StopCause::Refused(refusal)) => Err(refusal),
            Some(_) => Err(Refusal::NoSuchReply),
            None => {
                *self = again;
                Ok(())
            }
        }
    }

    /// Takes the last step back. False at the beginning.
    pub fn take_back(&mut self) -> bool {
        let mut steps = self.steps.clone();
        if matches!(steps.last(), None | Some(Step::Do(Action::Answer))) {
            return false;
        }
        steps.pop();
        if steps.last() == Some(&Step::CutIn) {
            steps.pop();
        }
        *self = Self::played(Arc::clone(self.call.setup()), &steps).0;
        true
    }

    /// The same steps in an edited script, up to the first that is not possible any more. Replies go by their names.
    #[must_use]
    pub fn carried(&self, setup: Arc<Setup>) -> (Self, Option<Stop>) {
        let (again, stop) = Self::played(setup, &self.steps);
        let stop = stop.map(|stop| {
            let beat = self.beats.get(stop.done).cloned().flatten();
            let cause = again.cause(&stop.step, beat.as_deref(), stop.cause);
            Stop { beat, cause, ..stop }
        });
        (again, stop)
    }

    /// Why a reply that was there before cannot be given now.
    fn cause(&self, step: &Step, before: Option<&str>, told: StopCause) -> StopCause {
        if matches!(step, Step::Set(_)) {
            return StopCause::Vanished;
        }
        let (Step::Do(Action::Reply(name)), Some(beat)) = (step, self.call.beat()) else { return told };
        if beat.replies.iter().any(|reply| reply.name == *name) {
            StopCause::Closed
        } else if before == Some(beat.name.as_str()) {
            StopCause::Vanished
        } else {
            StopCause::Elsewhere
        }
    }

    fn offered(setup: Arc<Setup>) -> Self {
        let (call, events) = Call::new(setup);
        Self {
            call,
            events,
            lines: Vec::new(),
            steps: Vec::new(),
            beats: Vec::new(),
            times: Vec::new(),
            marks: Vec::new(),
        }
    }

    /// Plays steps, up to the first that is refused.
    fn played(setup: Arc<Setup>, steps: &[Step]) -> (Self, Option<Stop>) {
        let mut run = Self::offered(setup);
        run.listen(steps.first());
        for (done, step) in steps.iter().enumerate() {
            let (beat, at) = (run.call.beat().map(|beat| beat.name.clone()), run.call.now());
            let mark = run.events.len();
            if let Err(refusal) = run.step(step) {
                let (of, step) = (steps.len(), step.clone());
                let stop = Stop { done, of, step, beat: None, cause: StopCause::Refused(refusal) };
                run.settle();
                return (run, Some(stop));
            }
            run.steps.push(step.clone());
            run.beats.push(beat);
            run.times.push(at);
            run.marks.push(mark);
            // The time in which something is cut stands still.
            if *step != Step::CutIn {
                run.listen(steps.get(done + 1));
            }
        }
        (run, None)
    }

    fn step(&mut self, step: &Step) -> Result<(), Refusal> {
        match step {
            Step::Do(action) => {
                let mut call = self.call.clone();
                let at = call.now();
                let events = call.apply(at, action);
                for event in &events {
                    if let EventKind::ActionRefused { refusal } = event.kind {
                        return Err(refusal);
                    }
                }
                self.call = call;
                self.events.extend(events);
                self.lines.push(LogLine { at, action: action.clone() });
                Ok(())
            }
            Step::Silence => {
                let at = self.call.wakes_at().ok_or(Refusal::NotNow)?;
                self.events.extend(self.call.advance_to(at));
                Ok(())
            }
            Step::Wait(ms) => {
                let at = self.call.now().plus(*ms);
                self.events.extend(self.call.advance_to(at));
                Ok(())
            }
            // The time before it stopped in the middle of a line.
            Step::CutIn if self.call.speaking().is_some_and(|(by, ..)| *by != Speaker::Operator) => Ok(()),
            Step::CutIn => Err(Refusal::NotNow),
            Step::Set(start) => {
                self.events.extend(self.call.stage(start)?);
                Ok(())
            }
        }
    }

    /// Lets the others speak: to the end, or into their last line if that is to be cut.
    fn listen(&mut self, next: Option<&Step>) {
        let cut = (next == Some(&Step::CutIn)).then(|| self.middle_of_last_line()).flatten();
        match cut {
            Some(at) => self.events.extend(self.call.advance_to(at)),
            None => self.settle(),
        }
    }

    /// Advances until it is the operator's turn, or nobody's.
    fn settle(&mut self) {
        for _ in 0..MOST_DEADLINES {
            let Some(at) = self.call.wakes_at().filter(|_| waits(&self.call)) else { return };
            self.events.extend(self.call.advance_to(at));
        }
    }

    /// A moment in the last line that the others say now, with some of it heard and some left.
    fn middle_of_last_line(&self) -> Option<Millis> {
        let mut ahead = self.clone();
        ahead.settle();
        let new = &ahead.events[self.events.len()..];
        let running = self.call.speaking().map(|(by, _, at, ends)| (by.clone(), at, ends));
        let begun = new.iter().filter_map(|event| match &event.kind {
            EventKind::LineStarted { by, ends, .. } => Some((by.clone(), event.at, *ends)),
            _ => None,
        });
        let (_, at, ends) = running.into_iter().chain(begun).filter(|(by, ..)| *by != Speaker::Operator).last()?;
        let length = ends.since(at);
        let heard = (length / HEARD_SHARE).min(length.checked_sub(LEFT_MS)?);
        Some(at.plus(heard)).filter(|cut| *cut >= self.call.now())
    }
}

/// A way in real time as steps without a clock.
fn steps_of(setup: &Arc<Setup>, lines: &[LogLine]) -> Vec<Step> {
    let (mut call, _) = Call::new(Arc::clone(setup));
    let mut steps = Vec::new();
    for line in lines {
        let answered = call.answered_at().is_some();
        while let Some(at) = call.wakes_at().filter(|at| *at <= line.at) {
            if answered && !waits(&call) {
                steps.push(Step::Silence);
            }
            call.advance_to(at);
        }
        if !answered && line.at > call.now() {
            steps.push(Step::Wait(line.at.since(call.now())));
        }
        call.advance_to(line.at);
        let says = matches!(line.action, Action::Reply(_) | Action::Move { .. });
        if says && call.speaking().is_some_and(|(by, ..)| *by != Speaker::Operator) {
            steps.push(Step::CutIn);
        }
        call.apply(line.at, &line.action);
        steps.push(Step::Do(line.action.clone()));
    }
    steps
}

/// Whether others speak or are about to, so that the operator listens. Who is on hold is not heard.
fn waits(call: &Call) -> bool {
    call.speaking().is_some() || (call.others_are_next() && call.phase() != Phase::OnHold)
}

/// What a screen shows of a read-through.
impl ReadThrough {
    #[must_use]
    pub const fn call(&self) -> &Call {
        &self.call
    }

    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The states that were set, each with how many events came before it.
    pub fn staged(&self) -> impl Iterator<Item = (usize, &StartAt)> {
        self.steps.iter().zip(&self.marks).filter_map(|(step, mark)| match step {
            Step::Set(start) => Some((*mark, start)),
            Step::Do(_) | Step::Silence | Step::Wait(_) | Step::CutIn => None,
        })
    }

    /// Its actions with their times, under a header: played again they give the same events, unless the author set a state
    /// in the midst of it. No operator could have, and a log has no place for it.
    #[must_use]
    pub fn log(&self, desk: &str, started_at: String) -> Log {
        let header = LogHeader::new(self.call.setup(), desk, started_at);
        Log { header, lines: self.lines.clone(), cut_off: false }
    }
}
