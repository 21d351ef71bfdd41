//! What the conditions of a script look at, each as one bit, and conditions as tests of bits.

use std::collections::BTreeMap;

use super::space::{Allocator, Bit, Field, Words};
use crate::scenario::{Condition, Scenario};

/// Something that is true or not, and that some condition looks at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Atom {
    Flag(String),
    Visited(usize),
    Told(String),
    Saved(String),
    SavedWith(String, String, String),
    Opened(String),
    /// A fact of the seed has this value.
    Fact(String, String),
    /// A cut that comes once has come.
    CutUsed(usize),
}

impl Atom {
    /// The atom behind a condition, if it is one bit.
    pub fn of(condition: &Condition, scenario: &Scenario) -> Option<Self> {
        Some(match condition {
            Condition::Flag(flag) | Condition::NotFlag(flag) => Self::Flag(flag.clone()),
            Condition::Visited(beat) | Condition::NotVisited(beat) => Self::Visited(scenario.beat_index(beat)?),
            Condition::Told(fact) | Condition::NotTold(fact) => Self::Told(fact.clone()),
            Condition::Saved(table) | Condition::NotSaved(table) => Self::Saved(table.clone()),
            Condition::SavedWith(table, field, value) | Condition::NotSavedWith(table, field, value) => {
                Self::SavedWith(table.clone(), field.clone(), value.clone())
            }
            Condition::Opened(fact) | Condition::NotOpened(fact) => Self::Opened(fact.clone()),
            Condition::Fact(fact, value) | Condition::NotFact(fact, value) => Self::Fact(fact.clone(), value.clone()),
            _ => return None,
        })
    }

    /// The condition that asks whether it is so.
    pub fn condition(&self, scenario: &Scenario) -> Option<Condition> {
        Some(match self {
            Self::Flag(flag) => Condition::Flag(flag.clone()),
            Self::Visited(beat) => Condition::Visited(scenario.beats.get(*beat)?.name.clone()),
            Self::Told(fact) => Condition::Told(fact.clone()),
            Self::Saved(table) => Condition::Saved(table.clone()),
            Self::SavedWith(table, field, value) => Condition::SavedWith(table.clone(), field.clone(), value.clone()),
            Self::Opened(fact) => Condition::Opened(fact.clone()),
            Self::Fact(fact, value) => Condition::Fact(fact.clone(), value.clone()),
            Self::CutUsed(_) => return None,
        })
    }

    /// Whether it is brought about on the desk.
    pub const fn is_desk_work(&self) -> bool {
        matches!(self, Self::Saved(_) | Self::SavedWith(..) | Self::Opened(_))
    }
}

/// All conditions that decide how a call goes on. What only scoring asks is left out.
pub(super) fn conditions(scenario: &Scenario) -> impl Iterator<Item = &Condition> {
    let beats = scenario.beats.iter().flat_map(|beat| {
        let replies = beat.replies.iter().flat_map(|reply| {
            reply.source.needs.iter().chain(reply.branches.iter().flat_map(|branch| &branch.conditions))
        });
        replies.chain(beat.says_if.iter().flat_map(|(conditions, _)| conditions))
    });
    beats.chain(everywhere(scenario))
}

/// Conditions that are looked at wherever the call is.
pub(super) fn everywhere(scenario: &Scenario) -> impl Iterator<Item = &Condition> {
    let cuts = scenario.cuts.iter().flat_map(|cut| &cut.conditions);
    let routes = scenario.routes.values().flat_map(|route| &route.needs);
    cuts.chain(routes).chain(scenario.hang_up.iter().flat_map(|branch| &branch.conditions))
}

/// Every atom with its bit.
#[derive(Debug, Default)]
pub(super) struct Atoms {
    pub bits: BTreeMap<Atom, Bit>,
    /// Proofs lie in one word, so that they can be counted.
    pub proofs: Option<Bit>,
    /// No condition asks for more warnings.
    pub most_warned: u32,
}

impl Atoms {
    pub fn new(scenario: &Scenario, allocator: &mut Allocator) -> Self {
        let mut atoms = Self::default();
        let proofs = &scenario.source.proofs;
        let counts = conditions(scenario).any(|c| matches!(c, Condition::Verified(_) | Condition::NotVerified(_)));
        if counts && !proofs.is_empty() && proofs.len() <= 32 {
            let field = allocator.field((1 << proofs.len()) - 1);
            let whole = field.bits();
            let low = whole.mask & whole.mask.wrapping_neg();
            for (number, proof) in proofs.iter().enumerate() {
                atoms.bits.insert(Atom::Told(proof.clone()), Bit { word: whole.word, mask: low << number });
            }
            atoms.proofs = Some(whole);
        }
        for condition in conditions(scenario) {
            if let Condition::Warned(count) = condition {
                atoms.most_warned = atoms.most_warned.max(*count);
            }
            let Some(atom) = Atom::of(condition, scenario) else { continue };
            if let Atom::SavedWith(table, ..) = &atom {
                atoms.add(Atom::Saved(table.clone()), allocator);
            }
            atoms.add(atom, allocator);
        }
        for (number, _) in scenario.cuts.iter().enumerate().filter(|(_, cut)| cut.once) {
            atoms.add(Atom::CutUsed(number), allocator);
        }
        atoms
    }

    fn add(&mut self, atom: Atom, allocator: &mut Allocator) {
        self.bits.entry(atom).or_insert_with(|| allocator.bit());
    }

    pub fn bit(&self, atom: &Atom) -> Option<Bit> {
        self.bits.get(atom).copied()
    }

    /// The bits that these conditions look at.
    pub fn looked_at<'a>(&'a self, conditions: &'a [Condition], scenario: &'a Scenario) -> impl Iterator<Item = Bit> {
        conditions.iter().filter_map(move |condition| match condition {
            Condition::Verified(_) | Condition::NotVerified(_) => self.proofs,
            other => Atom::of(other, scenario).and_then(|atom| self.bit(&atom)),
        })
    }
}

/// One condition, ready to be looked at.
#[derive(Debug, Clone, Copy)]
pub(super) enum Test {
    Bit(Bit, bool),
    /// So many bits of a word, at least or not.
    Count(Bit, u32, bool),
    Below(i32),
    AtLeast(i32),
    Warned(u64),
    TransferTold,
    Never,
}

/// Fields that tests look at beside bits.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Looks {
    pub patience: Field,
    pub warnings: Field,
    pub transfer_told: Field,
}

/// All of these have to hold.
pub(super) type Tests = Vec<Test>;

/// Conditions as tests; what always holds in calls of this temper is left out.
pub(super) fn tests(conditions: &[Condition], atoms: &Atoms, scenario: &Scenario, temper: &str) -> Tests {
    let test = |condition: &Condition| {
        let bit = |on: bool| {
            let bit = Atom::of(condition, scenario).and_then(|atom| atoms.bit(&atom));
            Some(bit.map_or(Test::Never, |bit| Test::Bit(bit, on)))
        };
        let count = |least: u32, on: bool| match atoms.proofs {
            Some(bits) => Some(Test::Count(bits, least, on)),
            None if (least == 0) == on => None,
            None => Some(Test::Never),
        };
        match condition {
            Condition::PatienceBelow(points) => Some(Test::Below(points.saturating_mul(1000))),
            Condition::PatienceAtLeast(points) => Some(Test::AtLeast(points.saturating_mul(1000))),
            Condition::Flag(_)
            | Condition::Visited(_)
            | Condition::Told(_)
            | Condition::Saved(_)
            | Condition::SavedWith(..)
            | Condition::Opened(_)
            | Condition::Fact(..) => bit(true),
            Condition::NotFlag(_)
            | Condition::NotVisited(_)
            | Condition::NotTold(_)
            | Condition::NotSaved(_)
            | Condition::NotSavedWith(..)
            | Condition::NotOpened(_)
            | Condition::NotFact(..) => bit(false),
            Condition::Verified(least) => count(*least, true),
            Condition::NotVerified(least) => count(*least, false),
            Condition::Temperament(name) => (name != temper).then_some(Test::Never),
            Condition::NotTemperament(name) => (name == temper).then_some(Test::Never),
            Condition::TransferTold => Some(Test::TransferTold),
            Condition::Warned(0) => None,
            Condition::Warned(count) => Some(Test::Warned(u64::from(*count))),
        }
    };
    conditions.iter().filter_map(test).collect()
}

impl Test {
    pub fn holds<const W: usize>(self, state: &Words<W>, looks: &Looks) -> bool {
        match self {
            Self::Bit(bit, on) => bit.is_set(state) == on,
            Self::Count(bits, least, on) => ((state[bits.word] & bits.mask).count_ones() >= least) == on,
            Self::Below(patience) => i64::from(patience) > patience_of(state, looks),
            Self::AtLeast(patience) => i64::from(patience) <= patience_of(state, looks),
            Self::Warned(count) => looks.warnings.get(state) >= count,
            Self::TransferTold => looks.transfer_told.get(state) != 0,
            Self::Never => false,
        }
    }
}

fn patience_of<const W: usize>(state: &Words<W>, looks: &Looks) -> i64 {
    i64::try_from(looks.patience.get(state)).unwrap_or(0)
}

/// Whether all of them hold.
pub(super) fn all_hold<const W: usize>(tests: &[Test], state: &Words<W>, looks: &Looks) -> bool {
    tests.iter().all(|test| test.holds(state, looks))
}
