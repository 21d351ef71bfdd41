//! A bot that does anything that can be done, at any time: it finds out what no author thought of.

use std::sync::Arc;

use super::dice::Dice;
use super::plan::Plan;
use super::play::Played;
use crate::call::{Action, Call, Event, LogLine, Millis, Phase, Setup};
use crate::scenario::{FieldKind, How, MoveKind};
use crate::scoring::score;

/// Then it is enough, and the call is ended.
const MOST_ACTIONS: usize = 160;

const MOVES: [MoveKind; 14] = [
    MoveKind::Greet,
    MoveKind::AskRepeat,
    MoveKind::AskSpell,
    MoveKind::ReadBack,
    MoveKind::AnnounceLookup,
    MoveKind::AskHold,
    MoveKind::ReturnThanks,
    MoveKind::Acknowledge,
    MoveKind::Apologise,
    MoveKind::Verify,
    MoveKind::WarnAbuse,
    MoveKind::OfferTransfer,
    MoveKind::FurtherHelp,
    MoveKind::Close,
];

/// Takes a call at random.
pub(super) fn play(plan: &Plan, setup: &Arc<Setup>) -> Played {
    let (call, events) = Call::new(Arc::clone(setup));
    let mut monkey = Monkey { plan, call, events, log: Vec::new(), dice: Dice::new(setup.seed, "random") };
    monkey.act(1_000, Action::Answer);
    while monkey.log.len() < MOST_ACTIONS && !matches!(monkey.call.phase(), Phase::WrapUp | Phase::Done) {
        let wait = monkey.wait();
        let action = monkey.any();
        monkey.act(wait, action);
    }
    if !matches!(monkey.call.phase(), Phase::WrapUp | Phase::Done) {
        monkey.act(500, Action::End);
    }
    let action = monkey.wrap_up();
    monkey.act(2_000, action);
    let card = score(&monkey.call, &monkey.events);
    Played { call: monkey.call, events: monkey.events, log: monkey.log, card, decisions: Vec::new() }
}

struct Monkey<'p> {
    plan: &'p Plan,
    call: Call,
    events: Vec<Event>,
    log: Vec<LogLine>,
    dice: Dice,
}

impl Monkey<'_> {
    fn act(&mut self, after: u64, action: Action) {
        let at = Millis(self.call.now().0.saturating_add(after));
        self.events.extend(self.call.apply(at, &action));
        self.log.push(LogLine { at, action });
    }

    /// Mostly until the others have finished, sometimes into their words, sometimes for long.
    fn wait(&mut self) -> u64 {
        let now = self.call.now();
        let rest = self.call.speaking().map_or(0, |(.., ends)| ends.since(now));
        match self.dice.below(10) {
            0 => self.dice.between(0, 400),
            1 => rest + self.dice.between(5_000, 30_000),
            2..=4 => self.dice.between(100, 3_000),
            _ => rest + self.dice.between(500, 1_500),
        }
    }

    fn any(&mut self) -> Action {
        match self.dice.below(100) {
            0..=44 => {
                let names: Vec<String> = self.call.replies().iter().map(|reply| reply.name.clone()).collect();
                self.dice.one(&names).cloned().map_or(Action::Resume, Action::Reply)
            }
            45..=59 => self.say(),
            60..=68 => self.on_the_line(),
            _ => self.at_the_desk(),
        }
    }

    fn say(&mut self) -> Action {
        let kind = self.dice.one(&MOVES).copied().unwrap_or(MoveKind::Greet);
        let about = match kind {
            MoveKind::OfferTransfer => self.department().into_iter().collect(),
            MoveKind::Verify => self.dice.one(&self.plan.scenario.source.proofs).cloned().into_iter().collect(),
            _ => Vec::new(),
        };
        Action::Move { kind, about }
    }

    fn department(&mut self) -> Option<String> {
        let names: Vec<&String> = self.plan.pack.source.departments.keys().collect();
        self.dice.one(&names).map(|name| (*name).clone())
    }

    fn on_the_line(&mut self) -> Action {
        match self.dice.below(14) {
            0..=1 => Action::Hold,
            2..=4 => Action::Resume,
            5 => Action::Mute,
            6..=7 => Action::Unmute,
            8 => Action::Transfer { to: self.department().unwrap_or_default(), how: How::Blind },
            9..=10 => Action::Transfer { to: self.department().unwrap_or_default(), how: How::Warm },
            11 => Action::Join,
            12 => Action::Back,
            _ => Action::Focus(u32::try_from(self.dice.below(6)).unwrap_or(0)),
        }
    }

    fn at_the_desk(&mut self) -> Action {
        let forms: Vec<u32> = self.call.forms().iter().map(|form| form.number).collect();
        match (self.dice.below(10), self.dice.one(&forms).copied()) {
            (0..=4, Some(form)) => self.type_in(form),
            (5..=6, Some(form)) => Action::Save(form),
            (7, Some(form)) => Action::Discard(form),
            (8, _) => Action::Note(self.fact()),
            (9, _) => Action::Search(self.fact()),
            _ => {
                let tables: Vec<&String> = self.plan.pack.tables.iter().map(|table| &table.name).collect();
                Action::Create { table: self.dice.one(&tables).map_or_else(String::new, |name| (*name).clone()) }
            }
        }
    }

    fn type_in(&mut self, form: u32) -> Action {
        let fields = self.call.form(form).map(|form| &self.plan.pack.tables[form.table].source.fields);
        let fields: Vec<(String, FieldKind)> =
            fields.into_iter().flatten().map(|(name, field)| (name.clone(), field.kind.clone())).collect();
        let Some((field, kind)) = self.dice.one(&fields).cloned() else { return Action::Save(form) };
        let value = match &kind {
            FieldKind::Choice(list) => self.dice.one(list).cloned().unwrap_or_default(),
            _ => self.fact(),
        };
        Action::Type { form, field, value }
    }

    fn fact(&mut self) -> String {
        let facts: Vec<&String> = self.call.setup().facts.values().collect();
        self.dice.one(&facts).map(|fact| (*fact).clone()).unwrap_or_default()
    }

    fn wrap_up(&mut self) -> Action {
        let codes: Vec<&String> = self.plan.pack.source.dispositions.keys().collect();
        let code = self.dice.one(&codes).map_or_else(String::new, |code| (*code).clone());
        let ticks: Vec<&String> = self.plan.pack.source.ticks.keys().collect();
        let ticks = if self.dice.happens(500) { self.dice.one(&ticks).map(|tick| (*tick).clone()) } else { None };
        Action::WrapUp { code, ticks: ticks.into_iter().collect(), note: String::new() }
    }
}
