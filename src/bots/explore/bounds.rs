//! What no call can reach: a look at the script that allows too much rather than too little.
//!
//! Every thing that can be true somewhere counts as true wherever it helps, and patience has any value between its limits.
//! What even so is not reached is dead, however large the space of states is.

use std::collections::BTreeSet;

use super::atoms::Atom;
use super::element::Element;
use super::machine::Machine;
use crate::scenario::facts::told_by;
use crate::scenario::{Act, Condition, FactSource, LineEffect, MoveKind, Scenario, Target};

/// Parts of the script that are not out of the question, by their numbers. `can` says which desk work counts as possible, and
/// which facts of the seed.
pub(super) fn possible(machine: &Machine, can: &dyn Fn(&Atom) -> bool) -> Vec<bool> {
    let mut bounds = Bounds {
        machine,
        scenario: &machine.scenario,
        can,
        reached: vec![false; machine.elements.list.len()],
        flags: BTreeSet::new(),
        told: BTreeSet::new(),
        warns: machine.setup.pack.moves.contains_key(&MoveKind::WarnAbuse),
        offers: machine.setup.pack.moves.contains_key(&MoveKind::OfferTransfer),
    };
    if machine.setup.pack.moves.contains_key(&MoveKind::Verify) {
        bounds.told.extend(machine.scenario.source.proofs.iter().cloned());
    }
    // Each round reaches something new, or is the last.
    while bounds.round() {}
    bounds.reached
}

struct Bounds<'m> {
    machine: &'m Machine,
    scenario: &'m Scenario,
    can: &'m dyn Fn(&Atom) -> bool,
    reached: Vec<bool>,
    flags: BTreeSet<String>,
    told: BTreeSet<String>,
    warns: bool,
    offers: bool,
}

impl Bounds<'_> {
    fn reach(&mut self, element: Element) {
        let number = self.machine.elements.number(element);
        self.reached[number] = true;
    }

    fn is_reached(&self, element: Element) -> bool {
        self.reached[self.machine.elements.number(element)]
    }

    fn round(&mut self) -> bool {
        let before = (self.reached.iter().filter(|reached| **reached).count(), self.flags.len(), self.told.len());
        let before = (before, self.warns, self.offers);
        self.reach_from_anywhere();
        for beat in 0..self.scenario.beats.len() {
            if self.is_reached(Element::Beat(beat)) {
                self.beat(beat);
            }
        }
        let after = (self.reached.iter().filter(|reached| **reached).count(), self.flags.len(), self.told.len());
        before != (after, self.warns, self.offers)
    }

    fn target(&mut self, target: Target) {
        match target {
            Target::Beat(beat) => self.reach(Element::Beat(beat)),
            Target::Ending(ending) => self.reach(Element::Ending(ending)),
            // The beat itself, or one that was about to begin: reached by other ways.
            Target::Stay | Target::Back => {}
        }
    }

    fn reach_from_anywhere(&mut self) {
        let scenario = self.scenario;
        self.reach(Element::Beat(scenario.start));
        for (number, branch) in scenario.hang_up.iter().enumerate() {
            if self.all_may_hold(&branch.conditions) {
                self.reach(Element::HangUp(number));
                self.target(branch.then);
            }
            if branch.conditions.is_empty() {
                break;
            }
        }
        let zeros = if self.falls() { scenario.at_zero.as_slice() } else { &[] };
        for (number, (target, _)) in zeros.iter().enumerate() {
            self.reach(Element::Zero(number));
            self.target(*target);
        }
        for (number, cut) in scenario.cuts.iter().enumerate() {
            if self.all_may_hold(&cut.conditions) {
                self.reach(Element::Cut(number));
                self.target(cut.then);
            }
        }
        for department in self.machine.departments.iter().filter(|department| department.open) {
            self.reach(Element::Ending(department.blind));
            self.consult(&department.id);
        }
    }

    fn consult(&mut self, department: &str) {
        let scenario = self.scenario;
        if let Some(route) = scenario.routes.get(department)
            && let Some(beat) = route.consult
            && self.all_may_hold(&route.needs)
        {
            self.reach(Element::Beat(beat));
        }
    }

    fn beat(&mut self, number: usize) {
        let scenario = self.scenario;
        let beat = &scenario.beats[number];
        for (entry, (conditions, says)) in beat.says_if.iter().enumerate() {
            if self.all_may_hold(conditions) {
                self.reach(Element::Wording(number, entry));
                self.told.extend(says.iter().flat_map(|says| says.slots()).map(|slot| told_by(slot).to_owned()));
            }
        }
        self.told.extend(beat.says.iter().flat_map(|says| says.slots()).map(|slot| told_by(slot).to_owned()));
        self.told.extend(beat.source.tells.iter().cloned());
        for (at, reply) in beat.replies.iter().enumerate() {
            if !self.all_may_hold(&reply.source.needs) {
                continue;
            }
            self.reach(Element::Reply(number, at));
            self.flags.extend(reply.source.sets.iter().cloned());
            self.warns |= reply.source.acts.contains(&Act::Warn);
            if let Some(LineEffect::Consult(to)) = &reply.source.line {
                self.offers = true;
                self.consult(to);
            }
            self.target(reply.then);
            for (entry, branch) in reply.branches.iter().enumerate() {
                if self.all_may_hold(&branch.conditions) {
                    self.reach(Element::Branch(number, at, entry));
                    self.target(branch.then);
                }
            }
        }
        let habits = [&beat.on_silence, &beat.interrupted, &beat.after_hold];
        let habits = habits.into_iter().flatten().filter_map(|habit| habit.then);
        for target in habits.chain(beat.then).collect::<Vec<_>>() {
            self.offers |= matches!(target, Target::Beat(to) if scenario.beats[to].source.department.is_some());
            self.target(target);
        }
    }

    /// Patience can be lowered by something that is always there.
    fn falls(&self) -> bool {
        self.machine.prices.iter().flatten().any(|price| *price < 0)
    }

    fn all_may_hold(&self, conditions: &[Condition]) -> bool {
        let below = conditions.iter().filter_map(|c| if let Condition::PatienceBelow(p) = c { Some(*p) } else { None });
        let least =
            conditions.iter().filter_map(|c| if let Condition::PatienceAtLeast(p) = c { Some(*p) } else { None });
        let gap = below.min().unwrap_or(i32::MAX) > least.max().unwrap_or(0);
        gap && conditions.iter().all(|condition| self.may_hold(condition))
    }

    fn may_hold(&self, condition: &Condition) -> bool {
        let setup = &self.machine.setup;
        match condition {
            Condition::PatienceBelow(points) => *points > setup.start || (*points > 0 && self.falls()),
            Condition::PatienceAtLeast(points) => {
                let restarts = self.scenario.at_zero.iter().map(|(_, restart)| *restart).max().unwrap_or(0);
                let rises = self.machine.prices.iter().flatten().any(|price| *price > 0);
                let most = setup.start.max(restarts).min(setup.ceiling);
                *points <= if rises { setup.ceiling } else { most }
            }
            Condition::Flag(flag) => self.flags.contains(flag),
            Condition::Visited(beat) => {
                self.scenario.beat_index(beat).is_some_and(|beat| self.is_reached(Element::Beat(beat)))
            }
            Condition::Told(fact) => self.told.contains(fact),
            Condition::Verified(count) => {
                let proofs = self.scenario.source.proofs.iter().filter(|proof| self.told.contains(*proof)).count();
                usize::try_from(*count).is_ok_and(|count| count <= proofs)
            }
            Condition::NotVerified(count) => *count > 0,
            Condition::Saved(_) | Condition::SavedWith(..) | Condition::Opened(_) | Condition::Fact(..) => {
                Atom::of(condition, self.scenario).is_some_and(|atom| (self.can)(&atom))
            }
            Condition::Warned(count) => *count == 0 || self.warns,
            Condition::TransferTold => self.offers,
            Condition::Temperament(name) => self.machine.temper == *name,
            Condition::NotTemperament(name) => self.machine.temper != *name,
            Condition::NotFlag(_)
            | Condition::NotVisited(_)
            | Condition::NotTold(_)
            | Condition::NotSaved(_)
            | Condition::NotSavedWith(..)
            | Condition::NotOpened(_)
            | Condition::NotFact(..) => true,
        }
    }
}

/// Whether a fact can have this value in some call, as far as its maker tells.
fn may_be(scenario: &Scenario, fact: &str, value: &str) -> bool {
    match scenario.source.facts.get(fact) {
        Some(FactSource::Number(list)) => list.iter().any(|number| number.to_string() == value),
        Some(FactSource::Text(text)) => text.contains('{') || text == value,
        Some(FactSource::OneOf(list)) => list.iter().any(|text| text.contains('{') || text == value),
        Some(_) => true,
        None => match fact.split_once('.').map(|(name, key)| (scenario.source.facts.get(name), key)) {
            Some((Some(FactSource::Choose(sets)), key)) => {
                sets.iter().any(|set| set.get(key).is_some_and(|own| own == value))
            }
            _ => true,
        },
    }
}

/// Whether it is possible at all: a table lets rows be made or changed, a fact can have the value.
pub(super) fn is_allowed(machine: &Machine, atom: &Atom) -> bool {
    match atom {
        Atom::Fact(fact, value) => may_be(&machine.scenario, fact, value),
        Atom::Saved(table) | Atom::SavedWith(table, ..) => {
            machine.setup.pack.table(table).is_some_and(|table| table.source.create || table.source.edit)
        }
        _ => true,
    }
}

/// Whether the search does this desk work itself; facts are as they may be.
pub(super) fn is_done(machine: &Machine, atom: &Atom) -> bool {
    if !atom.is_desk_work() {
        return is_allowed(machine, atom);
    }
    let bit = machine.atoms.bit(atom);
    machine.desk.iter().any(|work| bit.is_some_and(|bit| work.holds.contains(&bit)))
}
