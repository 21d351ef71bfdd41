//! How a bot behaves: the expert, or the expert with one flaw. Whatever a flaw does not touch is the expert's.

use std::collections::BTreeSet;

use super::dice::Dice;
use super::paperwork::code_and_ticks;
use super::plan::{Plan, ReplyPlan};
use super::play::Intent;
use super::talk::{Choice, Decision, Spot, best};
use super::typist::Typist;
use crate::call::{Action, Call, Millis, Phase};
use crate::scenario::{Cause, How, MoveKind, ScoreNumber};

/// The players.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bot {
    /// Follows the truth.
    Expert,
    /// Types carelessly, and forgets to save now and then.
    Careless,
    /// Takes the harsh line wherever there is one, and does not let the caller finish.
    Rude,
    /// Leaves long silences.
    Silent,
    /// Sends the call away early, blind, to the wrong department, without a word.
    Panicky,
    /// Puts the caller on hold without asking.
    OverHolder,
    /// Does not greet, verify or read back, and wraps up wrongly and late.
    ScriptBreaker,
    /// Does anything that can be done.
    Random,
}

impl Bot {
    pub const ALL: [Self; 8] = [
        Self::Expert,
        Self::Careless,
        Self::Rude,
        Self::Silent,
        Self::Panicky,
        Self::OverHolder,
        Self::ScriptBreaker,
        Self::Random,
    ];

    /// The name in tables, messages and snapshots.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Expert => "expert",
            Self::Careless => "careless",
            Self::Rude => "rude",
            Self::Silent => "silent",
            Self::Panicky => "panicky",
            Self::OverHolder => "over-holder",
            Self::ScriptBreaker => "script-breaker",
            Self::Random => "random",
        }
    }

    /// The number that the bot's flaw is about.
    #[must_use]
    pub const fn about(self) -> Option<ScoreNumber> {
        match self {
            Self::Expert | Self::Random => None,
            Self::Careless => Some(ScoreNumber::Records),
            Self::Rude | Self::Silent | Self::OverHolder => Some(ScoreNumber::Composure),
            Self::Panicky => Some(ScoreNumber::Routing),
            Self::ScriptBreaker => Some(ScoreNumber::Procedure),
        }
    }
}

/// A bot's behaviour in one call.
#[derive(Debug)]
pub(super) struct Manner {
    bot: Bot,
    seed: u64,
    /// Flawed acts left to do.
    dose: u32,
    whole: u32,
    dice: Dice,
    cutting: bool,
    /// Lines that were already talked over, or left to be finished.
    heard: BTreeSet<(Spot, Millis)>,
    cut_beats: BTreeSet<usize>,
    harsh_said: BTreeSet<(usize, usize)>,
    turns: usize,
    /// How many turns the expert takes.
    expected: usize,
    panics_at: usize,
    /// Whether this turn follows a hold.
    held: bool,
    holds: u32,
    /// Answers in time since the last silence.
    prompt: u32,
}

/// Out of a thousand turns: a long silence.
const SILENCES: u64 = 500;
/// Answers in time, at most, between two silences.
const PROMPT: u32 = 3;
/// Out of a thousand turns: an unannounced hold.
const HOLDS: u64 = 350;
/// Out of a thousand lines of the caller: talked over.
const TALK_OVERS: u64 = 250;

impl Manner {
    /// `turns` is how many turns the expert takes in this call.
    pub fn new(bot: Bot, seed: u64, dose: u32, turns: usize) -> Self {
        let mut dice = Dice::new(seed, bot.name());
        let panics_at = turns * 45 / 100 + dice.below((turns * 35 / 100).max(1));
        Self {
            bot,
            seed,
            dose,
            whole: dose,
            dice,
            cutting: false,
            heard: BTreeSet::new(),
            cut_beats: BTreeSet::new(),
            harsh_said: BTreeSet::new(),
            turns: 0,
            expected: turns,
            panics_at,
            held: false,
            holds: 0,
            prompt: 0,
        }
    }

    const fn is(&self, bot: Bot) -> bool {
        self.bot as u8 == bot as u8 && self.dose > 0
    }

    const fn spend(&mut self) {
        self.dose = self.dose.saturating_sub(1);
    }

    pub fn typist(&self) -> Option<Typist> {
        (self.bot == Bot::Careless).then(|| Typist::new(self.seed, self.whole))
    }

    /// One ring, or two.
    pub fn answers_after(&self) -> u64 {
        2_000 + Dice::new(self.seed, "ring").below(2_000) as u64
    }

    /// The first words: the greeting.
    pub fn opens(&self, at: Millis) -> (Millis, Intent) {
        if self.is(Bot::ScriptBreaker) {
            return (at, Intent::Wait);
        }
        (at, Intent::Do(Action::Move { kind: MoveKind::Greet, about: Vec::new() }))
    }

    /// How much longer than usual it takes to answer.
    pub fn hesitates(&mut self, plan: &Plan, call: &Call) -> u64 {
        if !self.is(Bot::Silent) || !bears(plan, call, Cause::Silence) {
            return 0;
        }
        self.prompt += 1;
        if self.prompt < PROMPT && !self.dice.happens(SILENCES) {
            return 0;
        }
        self.prompt = 0;
        self.spend();
        self.dice.between(8_000, 11_000)
    }

    /// What is done in place of speaking.
    pub fn instead(&mut self, plan: &Plan, call: &Call, decision: &Decision) -> Option<Action> {
        if self.is(Bot::Panicky) && self.turns >= self.panics_at && call.phase() == Phase::Talking {
            self.spend();
            return wrong_department(plan, call, &mut self.dice)
                .map(|to| Action::Transfer { to, how: How::Blind })
                .or(Some(Action::End));
        }
        let may_hold =
            call.phase() == Phase::Talking && !self.held && bears(plan, call, Cause::HoldUnannounced) && self.turns > 1;
        let overdue = self.holds == 0 && self.turns * 2 > self.expected;
        if self.is(Bot::OverHolder) && may_hold && decision.spot.nth == 0 && (self.dice.happens(HOLDS) || overdue) {
            self.spend();
            self.held = true;
            self.holds += 1;
            return Some(Action::Hold);
        }
        self.held = false;
        None
    }

    pub fn holds_for(&mut self) -> u64 {
        self.dice.between(12_000, 25_000)
    }

    /// What is said, given what the expert would say.
    pub fn chooses(&self, plan: &Plan, call: &Call, turn: (Spot, &[(Choice, i32)]), planned: Choice) -> Choice {
        let (spot, options) = turn;
        let other = if self.is(Bot::Rude) {
            self.harshest(plan, call, spot, options)
        } else if self.is(Bot::ScriptBreaker) {
            skips_a_step(plan, spot, options, planned)
        } else {
            None
        };
        other.unwrap_or(planned)
    }

    /// The harsh line that does least beside being harsh.
    fn harshest(&self, plan: &Plan, call: &Call, spot: Spot, options: &[(Choice, i32)]) -> Option<Choice> {
        let cut = if self.cutting { call.setup().temperament.delta(Cause::Interrupted, 0) } else { 0 };
        let harsh = options.iter().filter(|(choice, worth)| {
            let Some(reply) = plan.reply(spot.beat, *choice) else { return false };
            let Choice::Reply(number) = choice else { return false };
            reply.harsh
                && *worth > -600
                && !self.harsh_said.contains(&(spot.beat, *number))
                && call.patience() + cut + reply.moves_patience >= plan.brink
        });
        let harsh: Vec<_> = harsh.collect();
        (!harsh.is_empty()).then(|| best(harsh.into_iter()))
    }

    pub fn spoke(&mut self, plan: &Plan, decision: &Decision) {
        self.turns += 1;
        self.cutting = false;
        let harsh = plan.reply(decision.spot.beat, decision.chosen).is_some_and(|reply| reply.harsh);
        if let (true, Choice::Reply(number)) = (harsh && self.bot == Bot::Rude, decision.chosen) {
            self.harsh_said.insert((decision.spot.beat, number));
            self.spend();
        }
    }

    pub const fn is_cutting_in(&self) -> bool {
        self.cutting
    }

    /// Whether this line of the caller is talked over.
    pub fn cuts_in(&mut self, plan: &Plan, call: &Call, (spot, line): (Spot, Millis)) -> bool {
        if !self.is(Bot::Rude) || !bears(plan, call, Cause::Interrupted) || !self.heard.insert((spot, line)) {
            return false;
        }
        self.cutting = self.dice.happens(TALK_OVERS) && self.cut_beats.insert(spot.beat);
        if self.cutting {
            self.spend();
        }
        self.cutting
    }

    /// Code, boxes and note.
    pub fn wraps_up(&self, plan: &Plan, call: &Call, at: Millis) -> (Millis, Action) {
        let expect = &plan.scenario.source.expect;
        let codes = &plan.pack.source.dispositions;
        let (mut code, mut ticks) = code_and_ticks(call);
        let mut at = at;
        if self.is(Bot::ScriptBreaker) {
            let right = expect.codes.iter().find(|entry| call.all_hold(&entry.conditions));
            let wrong = codes.keys().find(|code| right.is_none_or(|entry| !entry.codes.contains(code)));
            code = wrong.cloned().or(code);
            let all = plan.pack.source.ticks.keys();
            ticks = all.filter(|tick| !ticks.contains(tick)).take(1).cloned().collect();
            let ended = call.ended_at().unwrap_or(at);
            at = at.max(ended.plus(u64::from(plan.pack.source.wrap_up.seconds) * 1000 + 20_000));
        }
        (at, Action::WrapUp { code: code.unwrap_or_default(), ticks, note: String::new() })
    }
}

/// Another line than the one that verifies or reads back, if there is a decent one.
fn skips_a_step(plan: &Plan, spot: Spot, options: &[(Choice, i32)], planned: Choice) -> Option<Choice> {
    let breaks = |reply: &ReplyPlan| reply.asks_proof || reply.reads_back;
    let is_step = match planned {
        Choice::Reply(number) => breaks(&plan.replies[spot.beat][number]),
        Choice::Move(kind) => matches!(kind, MoveKind::Verify | MoveKind::ReadBack),
        _ => false,
    };
    // What tells too much before anything was proved is no obstacle to somebody who does not ask for proofs.
    let others = options.iter().filter_map(|(choice, _)| {
        let reply = plan.reply(spot.beat, *choice)?;
        (reply.worth > -300 && !breaks(reply) && !reply.harsh).then_some((*choice, reply.worth))
    });
    let others: Vec<_> = others.collect();
    (is_step && !others.is_empty()).then(|| best(others.iter()))
}

/// Whether the caller bears this. A flawed bot wants to get through the call as well: it stops short of what would make
/// the caller leave, so that its flaw shows in the number that the flaw is about.
fn bears(plan: &Plan, call: &Call, cause: Cause) -> bool {
    call.patience() + call.setup().temperament.delta(cause, 0) >= plan.brink
}

/// A department that is open and to which no right ending sends the call.
fn wrong_department(plan: &Plan, call: &Call, dice: &mut Dice) -> Option<String> {
    let departments = plan.pack.source.departments.iter();
    let wrong = departments.filter(|(id, source)| !plan.departments.contains(id) && call.is_open(source));
    let wrong: Vec<&String> = wrong.map(|(id, _)| id).collect();
    dice.one(&wrong).map(|id| (*id).clone())
}
