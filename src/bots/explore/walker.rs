//! A found way in a real call: its steps as lines of a walkthrough, played, and compared with what the search thinks of it.

use std::sync::Arc;

use super::atoms::Atom;
use super::machine::{Machine, Stage};
use super::search::Way;
use super::space::{Bit, Words};
use super::step::{Next, Step, StepKind};
use crate::bots::command::parse_step;
use crate::bots::walk::Player;
use crate::call::{Call, EventKind, Millis, Phase, Setup};
use crate::scenario::{LineEffect, MoveKind};

/// Beginning this close to the end of a line is no talk-over.
const TALK_OVER_MS: u64 = 710;

/// A way as it went in a real call.
#[derive(Debug)]
pub(super) struct Walked {
    pub seed: u64,
    /// Lines of a walkthrough, with their times.
    pub lines: Vec<String>,
    pub player: Player,
    /// Where the call went otherwise than the search thinks; none where it did not.
    pub otherwise: Option<String>,
}

/// A moment that is shorter cannot be aimed at.
const LEAST_ROOM_MS: u64 = 20;

/// Plays a way in the call of this setup.
pub(super) fn walk(machine: &Machine, way: &Way, facts: &[Bit], setup: &Arc<Setup>) -> Walked {
    match machine.words {
        0..=4 => Walker::<4>::walk(machine, way, facts, setup),
        5..=8 => Walker::<8>::walk(machine, way, facts, setup),
        9..=16 => Walker::<16>::walk(machine, way, facts, setup),
        _ => Walker::<{ super::space::MOST_WORDS }>::walk(machine, way, facts, setup),
    }
}

struct Walker<'m, const W: usize> {
    machine: &'m Machine,
    /// What the call may be, as the search sees it: wordings leave several possible.
    states: Vec<Words<W>>,
    player: Player,
    lines: Vec<String>,
    /// Lines of beats that were heard since the last line of the walkthrough.
    heard: usize,
}

impl<'m, const W: usize> Walker<'m, W> {
    fn walk(machine: &'m Machine, way: &Way, facts: &[Bit], setup: &Arc<Setup>) -> Walked {
        let (call, events) = Call::new(Arc::clone(setup));
        let mut state = machine.ringing::<W>(facts);
        machine.canonical(&mut state);
        let player = Player::new(call, events);
        let mut walker = Self { machine, states: vec![state], player, lines: Vec::new(), heard: 0 };
        let mut otherwise = None;
        for step in &way.steps {
            let done = walker.take(*step);
            otherwise = otherwise.or(done.err());
        }
        walker.put("~ wait");
        Walked { seed: setup.seed, lines: walker.lines, player: walker.player, otherwise }
    }

    fn put(&mut self, line: &str) {
        if let Ok(step) = parse_step(line) {
            self.player.act(step.pace, &step.command);
            self.lines.push(line.to_owned());
        }
        self.heard = 0;
    }

    fn phase(&self) -> Phase {
        self.player.call.phase()
    }

    /// Takes a step, and says where the call is not what the search thinks.
    fn take(&mut self, step: Step) -> Result<(), String> {
        self.act(step)?;
        let mut buffer: Vec<Next<W>> = Vec::new();
        let mut next = Vec::new();
        for state in &self.states {
            self.machine.options(state, &mut buffer);
            next.extend(buffer.iter().filter(|option| option.step == step).map(|option| option.state));
        }
        next.sort_unstable();
        next.dedup();
        self.states = next;
        if self.states.is_empty() {
            return Err("the search has no such step here".to_owned());
        }
        if self.states.iter().any(|state| self.machine.stage(state) == Stage::Line) {
            return Ok(());
        }
        self.player.wait_for_turn();
        let found: Vec<Option<String>> = self.states.iter().map(|state| self.difference(state)).collect();
        let first = found.iter().flatten().next().cloned();
        let mut fits = found.iter().map(Option::is_none);
        self.states.retain(|_| fits.next().unwrap_or(false));
        match (first, self.player.failed.first()) {
            (Some(first), _) if self.states.is_empty() => Err(first),
            (_, Some(failed)) => Err(failed.what.clone()),
            _ => Ok(()),
        }
    }

    fn act(&mut self, step: Step) -> Result<(), String> {
        let number = usize::from(step.number);
        match step.kind {
            StepKind::Answer => ["2 answer", "+1 greet"].iter().for_each(|line| self.put(line)),
            StepKind::AnswerLate => ["10 answer", "+1 greet"].iter().for_each(|line| self.put(line)),
            StepKind::AnswerSilent | StepKind::AnswerLateSilent => {
                self.put(if step.kind == StepKind::AnswerSilent { "2 answer" } else { "10 answer" });
                if self.phase() == Phase::Talking {
                    self.put("+5.01 wait");
                }
            }
            StepKind::AnswerEnd => ["2 answer", "+1 end"].iter().for_each(|line| self.put(line)),
            StepKind::Listen => self.heard += 1,
            StepKind::Reply => self.say(number),
            StepKind::Cut | StepKind::CutLate => return self.cut(step),
            StepKind::Offer => {
                let to = self.machine.departments.iter().find(|department| department.open);
                self.put(&format!("~ offer {}", to.map_or("", |to| to.id.as_str())));
            }
            StepKind::Warn => self.put("~ warn"),
            StepKind::Move => {
                let plan = &self.machine.moves[number];
                self.put(format!("~ {} {}", word(plan.kind), plan.about.join(" ")).trim_end());
            }
            StepKind::Silence => self.be_silent(),
            StepKind::HoldAsked => self.hold(&["~ askhold", "~ hold"], "+5 resume"),
            StepKind::HoldLong => self.hold(&["~ askhold", "~ hold"], "+46 resume"),
            StepKind::HoldUnasked => self.hold(&["~ hold"], "+3 resume"),
            StepKind::Mute => ["~ mute", "+3.1 unmute"].iter().for_each(|line| self.put(line)),
            StepKind::Warm => self.put(&format!("~ transfer warm {}", self.machine.departments[number].id)),
            StepKind::Blind => self.put(&format!("~ transfer blind {}", self.machine.departments[number].id)),
            StepKind::Join => self.put("~ join"),
            StepKind::Back => self.put("~ back"),
            StepKind::End => self.put("~ end"),
            StepKind::Desk => {
                self.put("~ wait");
                let lines = self.machine.desk[number].lines.clone();
                lines.iter().for_each(|line| self.put(&format!("+0 {line}")));
            }
        }
        Ok(())
    }

    fn beat(&self) -> usize {
        self.states.first().map_or(0, |state| self.machine.fields.beat.index(state))
    }

    fn reply(&self, number: usize) -> String {
        let replies = &self.machine.scenario.beats[self.beat()].replies;
        replies.get(number).map_or_else(String::new, |reply| reply.name.clone())
    }

    /// Says a reply. From one that puts the caller on hold the operator comes back.
    fn say(&mut self, number: usize) {
        let reply = self.machine.scenario.beats[self.beat()].replies.get(number);
        let holds = reply.is_some_and(|reply| reply.source.line == Some(LineEffect::Hold));
        self.put(&format!("~ say {}", self.reply(number)));
        let ends = self.player.call.speaking().map(|(.., ends)| ends);
        if let Some(ends) = ends.filter(|_| holds && self.phase() == Phase::Talking) {
            self.put(&format!("+{} wait", seconds(ends.since(self.player.call.now()) + 10)));
            if self.phase() == Phase::OnHold {
                self.put("+2 resume");
            }
        }
    }

    fn hold(&mut self, lines: &[&str], resume: &str) {
        lines.iter().for_each(|line| self.put(line));
        if self.phase() == Phase::OnHold {
            self.put(resume);
        }
    }

    /// Waits for the caller to wonder whether anybody is there.
    fn be_silent(&mut self) {
        self.put("~ wait");
        let now = self.player.call.now();
        if let Some(at) = self.player.call.wakes_at() {
            self.put(&format!("+{} wait", seconds(at.since(now) + 10)));
        }
    }

    /// Begins to speak when the line has just begun, or when it has told what its text tells.
    fn cut(&mut self, step: Step) -> Result<(), String> {
        let begun = self.player.call.now();
        let name = self.reply(usize::from(step.number));
        let mut ahead = self.player.call.clone();
        let mut wanted = self.heard + 1;
        while wanted > 0 {
            let Some(at) = ahead.wakes_at() else { return Err("the line does not begin".to_owned()) };
            let happened = ahead.advance_to(at);
            wanted -=
                happened.iter().filter(|event| matches!(event.kind, EventKind::BeatEntered { .. })).count().min(wanted);
            if happened
                .iter()
                .any(|event| matches!(event.kind, EventKind::CallEnded { .. } | EventKind::DeadAir { .. }))
            {
                return Err("the line does not begin".to_owned());
            }
        }
        let Some(ends) = ahead.speaking().map(|(.., ends)| ends) else { return Err("nothing is said".to_owned()) };
        // What is told in the line's last moments cannot be heard by somebody who talks over its end.
        let in_time = |tells: &Millis| ends.since(*tells) >= TALK_OVER_MS + 2 * LEAST_ROOM_MS;
        while step.kind == StepKind::CutLate
            && let Some(tells) = ahead.wakes_at().filter(in_time)
        {
            ahead.advance_to(tells);
        }
        // In the middle of what is left, so that a name that takes longer to say changes nothing.
        let first = ahead.wakes_at().map_or(ends, |at| at.min(ends));
        let room = first.since(ahead.now()).min(ends.since(ahead.now()).saturating_sub(TALK_OVER_MS));
        if room < LEAST_ROOM_MS {
            return Err("the line is too short to be talked over".to_owned());
        }
        let at = ahead.now().plus((room / 2).min(800));
        ahead.advance_to(at);
        if !ahead.replies().iter().any(|reply| reply.name == name) {
            return Err("nobody has told by then what the reply needs".to_owned());
        }
        self.put(&format!("+{} say {name}", seconds(at.since(begun))));
        Ok(())
    }

    /// Where the call is not what the search thinks.
    fn difference(&self, state: &Words<W>) -> Option<String> {
        let machine = self.machine;
        let call = &self.player.call;
        let place = machine.fields.beat.index(state);
        let name = |name: Option<&str>| name.unwrap_or("none").to_owned();
        if machine.stage(state) == Stage::Ended {
            let ending = &machine.scenario.endings[place].name;
            let own = name(call.ending().map(|ending| ending.name.as_str()));
            return (own != *ending).then(|| format!("the ending is \"{own}\", not \"{ending}\""));
        }
        let beat = &machine.scenario.beats[place].name;
        let own = name(call.beat().map(|beat| beat.name.as_str()));
        if own != *beat || call.ending().is_some() {
            return Some(format!("the beat is \"{own}\", not \"{beat}\""));
        }
        let consulting = call.consulting().is_some();
        if consulting != machine.is_consulting(state) {
            return Some(format!("a department is spoken to: {consulting}"));
        }
        if call.patience() != machine.patience(state) {
            return Some(format!("patience at \"{beat}\" is {}, not {}", call.patience(), machine.patience(state)));
        }
        let mut atoms = machine.atoms.bits.iter().filter(|(_, bit)| machine.live[place][bit.word] & bit.mask != 0);
        atoms.find_map(|(atom, bit)| {
            let holds = call.holds(&atom.condition(&machine.scenario)?);
            (holds != bit.is_set(state)).then(|| format!("{atom:?} at \"{beat}\" is {holds}"))
        })
    }
}

/// Milliseconds as seconds.
fn seconds(ms: u64) -> String {
    format!("{}.{:03}", ms / 1000, ms % 1000)
}

/// The word of a walkthrough for a move.
fn word(kind: MoveKind) -> &'static str {
    match kind {
        MoveKind::Greet => "greet",
        MoveKind::AskRepeat => "repeat",
        MoveKind::AskSpell => "spell",
        MoveKind::ReadBack => "readback",
        MoveKind::AnnounceLookup => "lookup",
        MoveKind::AskHold => "askhold",
        MoveKind::ReturnThanks => "thanks",
        MoveKind::Acknowledge => "acknowledge",
        MoveKind::Apologise => "apologise",
        MoveKind::Verify => "verify",
        MoveKind::WarnAbuse => "warn",
        MoveKind::OfferTransfer => "offer",
        MoveKind::FurtherHelp => "further",
        MoveKind::Close => "close",
    }
}

/// What conditions look at in a real call, for a start state: the facts of its seed.
pub(super) fn facts_of(machine: &Machine, setup: &Setup) -> Vec<Bit> {
    let facts = machine.atoms.bits.iter().filter(|(atom, _)| match atom {
        Atom::Fact(fact, value) => setup.value(fact).as_ref() == Some(value),
        _ => false,
    });
    facts.map(|(_, bit)| *bit).collect()
}
