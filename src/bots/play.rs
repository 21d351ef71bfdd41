//! A bot at the desk: a voice that waits for its turn and hands that work meanwhile, on one clock.

use std::sync::Arc;

use super::clerk::{Clerk, Due, Task};
use super::manner::Manner;
use super::plan::{Plan, is_desk_work};
use super::talk::{Choice, Decision, Policy, Spot};
use crate::call::{Action, Call, Event, EventKind, LogLine, Millis, Phase, Speaker};
use crate::scenario::{Condition, MoveKind};
use crate::scoring::{Scorecard, score};

/// No call has more actions or lasts longer: then the bot hangs up.
const MOST_ACTIONS: usize = 2_000;
const MOST_MS: u64 = 3_600_000;
/// From the end of what was said to the answer: 0.9 s and a little.
const THINK_MS: u64 = 900;
/// This much of the bearable silence is left unused.
const MARGIN_MS: u64 = 700;
/// Wrap-up takes at least this long, and is done this much before its time is over.
const WRAP_UP_MS: u64 = 9_000;
const WRAP_UP_SPARE_MS: u64 = 8_000;

/// A call as a bot took it.
#[derive(Debug)]
pub struct Played {
    pub call: Call,
    pub events: Vec<Event>,
    pub log: Vec<LogLine>,
    pub card: Scorecard,
    pub(super) decisions: Vec<Decision>,
}

impl Played {
    /// The way that the call took: beats in their order, and the ending.
    #[must_use]
    pub fn way(&self) -> Vec<&str> {
        let beats = self.events.iter().filter_map(|event| match &event.kind {
            EventKind::BeatEntered { beat } => Some(beat.as_str()),
            EventKind::CallEnded { ending, .. } => Some(ending.as_str()),
            _ => None,
        });
        beats.collect()
    }

    /// Whether the log, played again, gives the same events and the same scorecard to the byte.
    #[must_use]
    pub fn replays(&self) -> bool {
        let (mut call, mut events) = Call::new(Arc::clone(self.call.setup()));
        for line in &self.log {
            events.extend(call.apply(line.at, &line.action));
        }
        let text = |card: &Scorecard| serde_json::to_string(card).unwrap_or_default();
        events == self.events && text(&score(&call, &events)) == text(&self.card)
    }
}

pub(super) struct Player<'p> {
    pub plan: &'p Plan,
    policy: &'p Policy,
    pub manner: Manner,
    pub call: Call,
    pub events: Vec<Event>,
    log: Vec<LogLine>,
    decisions: Vec<Decision>,
    clerk: Clerk<'p>,
    hands: Option<(Millis, Task)>,
    visits: Vec<u32>,
    nth: u32,
    /// Since when it is the operator's turn.
    turn: Option<Millis>,
    /// What will be said, and when.
    intent: Option<(Millis, Intent)>,
    /// When the hold that is going on is to end.
    hold_until: Option<Millis>,
}

/// What the voice is about to do.
#[derive(Debug, Clone)]
pub(super) enum Intent {
    Choose(Decision),
    Do(Action),
    /// Waits for the hands.
    Wait,
}

impl<'p> Player<'p> {
    pub fn new(plan: &'p Plan, policy: &'p Policy, manner: Manner, offered: (Call, Vec<Event>)) -> Self {
        let (call, events) = offered;
        let clerk = Clerk::new(plan, &call, manner.typist());
        Self {
            plan,
            policy,
            manner,
            clerk,
            call,
            events,
            log: Vec::new(),
            decisions: Vec::new(),
            hands: None,
            visits: vec![0; plan.scenario.beats.len()],
            nth: 0,
            turn: None,
            intent: None,
            hold_until: None,
        }
    }

    /// Takes the call from the first ring to the end of wrap-up.
    pub fn play(mut self) -> Played {
        let answer = self.manner.answers_after();
        self.act(Millis(answer), Action::Answer);
        while !matches!(self.call.phase(), Phase::WrapUp | Phase::Done) {
            if self.log.len() >= MOST_ACTIONS || self.call.now().0 >= MOST_MS {
                self.act(self.call.now(), Action::End);
                break;
            }
            self.step();
        }
        self.wrap_up();
        let card = score(&self.call, &self.events);
        Played { call: self.call, events: self.events, log: self.log, card, decisions: self.decisions }
    }

    /// Goes on to whatever comes next: the hands, the voice, or the others.
    fn step(&mut self) {
        self.see_turn();
        let voice = self.voice();
        self.take_up(if self.is_urgent() { Due::Now } else { Due::WhenFull });
        let hands = self.hands.as_ref().map(|(at, _)| *at);
        let world = self.call.wakes_at();
        let first = [hands, voice, world].into_iter().flatten().min();
        match first {
            Some(at) if hands == Some(at) => self.use_hands(),
            Some(at) if voice == Some(at) => self.use_voice(at),
            Some(at) => self.pass(at),
            None => self.act(self.call.now().plus(THINK_MS), Action::End),
        }
    }

    /// Whether it has become the operator's turn, or is so no more.
    fn see_turn(&mut self) {
        let quiet = self.call.speaking().is_none() && !self.call.others_are_next();
        let on_line = match self.call.phase() {
            Phase::Talking => true,
            Phase::Consulting => self.call.consulting().is_some_and(|(_, answered)| answered),
            _ => false,
        };
        if !(quiet && on_line) {
            self.turn = None;
            if !self.manner.is_cutting_in() {
                self.intent = None;
            }
        } else if self.turn.is_none() {
            self.turn = Some(self.call.now());
            self.intent = None;
        }
    }

    /// When the voice is used next.
    fn voice(&mut self) -> Option<Millis> {
        if self.call.phase() == Phase::OnHold {
            let until = *self.hold_until.get_or_insert_with(|| self.call.now().plus(5_000));
            self.intent = Some((until, Intent::Do(Action::Resume)));
            return Some(until);
        }
        self.hold_until = None;
        if self.turn.is_none() {
            return self.cut_in();
        }
        if self.intent.is_none() {
            self.intent = Some(self.make_up_mind());
        }
        match &self.intent {
            Some((_, Intent::Wait)) | None => None,
            Some((at, _)) => Some((*at).max(self.call.now())),
        }
    }

    fn make_up_mind(&mut self) -> (Millis, Intent) {
        let since = self.turn.unwrap_or(self.call.now());
        let Some(decision) = self.decide() else {
            return self.manner.opens(since.plus(THINK_MS));
        };
        let at = since.plus(THINK_MS + self.manner.hesitates(self.plan, &self.call));
        if let Some(action) = self.manner.instead(self.plan, &self.call, &decision) {
            if let Action::Hold = action {
                self.hold_until = None;
            }
            return (at, Intent::Do(action));
        }
        if !self.has_to_wait(&decision) {
            return (at, Intent::Choose(decision));
        }
        // The silence that the caller bears is enough, or a look-up is announced.
        self.take_up(Due::Now);
        let Some((ready, _)) = &self.hands else { return (at, Intent::Choose(decision)) };
        let quiet = self.call.wakes_at().is_none_or(|deadline| ready.plus(MARGIN_MS) < deadline);
        let beat = &self.plan.scenario.beats[decision.spot.beat];
        let may_announce = self.call.phase() == Phase::Talking && !beat.moves.contains_key(&MoveKind::AnnounceLookup);
        if quiet || !may_announce {
            return (at, Intent::Wait);
        }
        (at, Intent::Do(Action::Move { kind: MoveKind::AnnounceLookup, about: Vec::new() }))
    }

    /// What is to be said at this turn; none while nobody has begun.
    fn decide(&mut self) -> Option<Decision> {
        let spot = self.spot()?;
        let options = self.plan.options(&self.call, spot);
        let planned = self.policy.choose(spot, &options);
        let chosen = self.manner.chooses(self.plan, &self.call, (spot, &options), planned);
        Some(Decision { spot, options, chosen })
    }

    fn spot(&self) -> Option<Spot> {
        let beat = self.plan.scenario.beat_index(&self.call.beat()?.name)?;
        Some(Spot { beat, visit: self.visits[beat], nth: self.nth })
    }

    /// Whether the desk has to be done first: the call may leave, or a better line waits for a record.
    fn has_to_wait(&mut self, decision: &Decision) -> bool {
        let Spot { beat, .. } = decision.spot;
        let parts = self.plan.parts(beat, decision.chosen);
        let worth = |choice: Choice| self.plan.reply(beat, choice).map_or(i32::MIN, |reply| reply.worth);
        let replies = &self.plan.scenario.beats[beat].replies;
        let better = self.plan.replies[beat].iter().enumerate().any(|(number, reply)| {
            let planned = self.policy.0.get(&decision.spot) == Some(&Choice::Reply(number));
            !reply.locks.is_empty()
                && (planned || reply.worth > worth(decision.chosen))
                && self.is_locked_by_desk_alone(&replies[number].source.needs)
        });
        if !parts && !better {
            return false;
        }
        if !self.is_more_to_do() && better {
            self.clerk.remember_to_save();
        }
        self.is_more_to_do()
    }

    fn is_locked_by_desk_alone(&self, needs: &[Condition]) -> bool {
        let mut failing = needs.iter().filter(|condition| !self.call.holds(condition)).peekable();
        failing.peek().is_some() && failing.all(is_desk_work)
    }

    fn is_more_to_do(&mut self) -> bool {
        self.take_up(Due::Now);
        self.hands.is_some()
    }

    fn is_urgent(&self) -> bool {
        matches!(self.intent, Some((_, Intent::Wait)))
    }

    /// The hands begin the next thing, if there is one.
    fn take_up(&mut self, due: Due) {
        while self.hands.is_none() {
            let Some(task) = self.clerk.next(&self.call, due) else { return };
            if self.clerk.skips(&task) {
                continue;
            }
            self.hands = Some((self.call.now().plus(task.ms), task));
        }
    }

    fn use_hands(&mut self) {
        let Some((at, task)) = self.hands.take() else { return };
        let from = self.events.len();
        self.act(at, task.action.clone());
        let happened = &self.events[from..];
        self.clerk.done(&task, happened);
        self.clerk.adopt(&task, &self.call);
        // What was waited for may be there now.
        if matches!(self.intent, Some((_, Intent::Wait | Intent::Choose(_)))) && self.turn.is_some() {
            let opened = happened.iter().any(|event| super::talk::changes_turn(&event.kind));
            if opened || self.is_urgent() {
                self.intent = None;
            }
        }
    }

    fn use_voice(&mut self, at: Millis) {
        let Some((_, intent)) = self.intent.take() else { return };
        self.turn = None;
        match intent {
            Intent::Wait => {}
            Intent::Do(action) => {
                if action == Action::Hold {
                    self.hold_until = Some(at.plus(self.manner.holds_for()));
                }
                self.act(at, action);
            }
            Intent::Choose(decision) => {
                if decision.chosen == Choice::Move(MoveKind::ReadBack)
                    && let Some(form) = self.plan.to_read_back(&self.call)
                {
                    self.act(at, Action::Focus(form));
                }
                let action = self.plan.action(&self.call, decision.spot.beat, decision.chosen);
                self.nth += 1;
                self.manner.spoke(self.plan, &decision);
                self.decisions.push(decision);
                self.act(at, action);
            }
        }
    }

    /// Some do not let the caller finish.
    fn cut_in(&mut self) -> Option<Millis> {
        if let Some((at, Intent::Choose(_))) = &self.intent
            && self.manner.is_cutting_in()
        {
            return Some((*at).max(self.call.now()));
        }
        let (by, _, started, ends) = self.call.speaking()?;
        if *by != Speaker::Caller || self.call.phase() != Phase::Talking {
            return None;
        }
        let at = started.plus(ends.since(started) * 6 / 10);
        let spot = self.spot()?;
        // A line that only leads on has no answer.
        if self.plan.scenario.beats[spot.beat].replies.is_empty() {
            return None;
        }
        if at < self.call.now()
            || ends.since(at) < 1_500
            || !self.manner.cuts_in(self.plan, &self.call, (spot, started))
        {
            return None;
        }
        let decision = self.decide()?;
        self.intent = Some((at, Intent::Choose(decision)));
        Some(at)
    }

    fn pass(&mut self, at: Millis) {
        let happened = self.call.advance_to(at);
        self.note(happened);
    }

    fn act(&mut self, at: Millis, action: Action) {
        let at = at.max(self.call.now());
        let happened = self.call.apply(at, &action);
        self.log.push(LogLine { at, action });
        self.note(happened);
    }

    fn note(&mut self, happened: Vec<Event>) {
        self.clerk.wake(&happened);
        for event in &happened {
            if let EventKind::BeatEntered { beat } = &event.kind
                && let Some(beat) = self.plan.scenario.beat_index(beat)
            {
                self.visits[beat] += 1;
                self.nth = 0;
            }
        }
        self.events.extend(happened);
    }

    /// What the call left undone is finished, then the code.
    fn wrap_up(&mut self) {
        if self.call.phase() != Phase::WrapUp {
            return;
        }
        // A form that went with the call takes what was being typed into it along.
        self.hands.take_if(|(_, task)| task.form().is_some_and(|form| self.call.form(form).is_none()));
        let ended = self.call.ended_at().unwrap_or(self.call.now());
        let limit = u64::from(self.plan.pack.source.wrap_up.seconds) * 1000;
        let last = ended.plus(limit.saturating_sub(WRAP_UP_SPARE_MS).max(1_000));
        while self.log.len() < MOST_ACTIONS {
            self.take_up(Due::Now);
            let Some((at, _)) = &self.hands else { break };
            if *at > last {
                break;
            }
            self.use_hands();
        }
        let at = self.call.now().max(ended.plus(WRAP_UP_MS)).min(last.max(self.call.now()));
        let (at, action) = self.manner.wraps_up(self.plan, &self.call, at);
        self.act(at, action);
    }
}
