//! Whether a state brings anything new: two things that were not yet true or false together at its beat and mood.
//!
//! Where there are too many states, only those that bring something new are followed. So a search stays small, comes
//! deep, and still finds most of what takes a few things together: this is width-based search (Lipovetzky and Geffner
//! 2012, doi 10.3233/978-1-61499-098-7-540) with width two.

use super::atoms::Test;
use super::machine::{Machine, Stage};
use super::space::{Bit, Words};

/// More things than this are looked at one by one: pairs would take too much room.
const MOST_IN_PAIRS: usize = 160;

#[derive(Debug)]
pub(super) struct Novelty {
    bits: Vec<Bit>,
    /// Patience in thousandths at which some condition changes, in order.
    limits: Vec<i32>,
    pairs: bool,
    seen: Vec<u64>,
}

impl Novelty {
    pub fn new(machine: &Machine) -> Self {
        let mut bits: Vec<Bit> = machine.atoms.bits.values().copied().collect();
        let fields = &machine.fields;
        for field in [fields.transfer_told, fields.warnings, fields.zeros] {
            let whole = field.bits();
            bits.extend(
                (0..u64::BITS)
                    .map(|at| 1 << at)
                    .filter(|mask| whole.mask & mask != 0)
                    .map(|mask| Bit { word: whole.word, mask }),
            );
        }
        let replies = machine.beats.iter().flat_map(|beat| &beat.replies);
        let tests =
            replies.flat_map(|reply| reply.needs.iter().chain(reply.branches.iter().flat_map(|(tests, _)| tests)));
        let says = machine.beats.iter().flat_map(|beat| beat.says.iter().flat_map(|(tests, _)| tests));
        let anywhere =
            machine.cuts.iter().flat_map(|cut| &cut.tests).chain(machine.hang_up.iter().flat_map(|(tests, _)| tests));
        let mut limits: Vec<i32> = tests
            .chain(says)
            .chain(anywhere)
            .filter_map(|test| match test {
                Test::Below(limit) | Test::AtLeast(limit) => Some(*limit),
                _ => None,
            })
            .collect();
        // A long call needs patience to get to its end, whatever the conditions ask.
        limits.extend([10, 20, 30, 40, 55, 70].map(|points| points * 1000));
        limits.sort_unstable();
        limits.dedup();
        let pairs = bits.len() <= MOST_IN_PAIRS;
        let mut novelty = Self { bits, limits, pairs, seen: Vec::new() };
        let places = machine.beats.len() * 4 * (novelty.limits.len() + 1) * novelty.width();
        novelty.seen = vec![0; places / 64 + 1];
        novelty
    }

    /// Places for one beat, stage and mood.
    fn width(&self) -> usize {
        let count = self.bits.len();
        1 + if self.pairs { count * count * 4 } else { count * 2 }
    }

    /// Whether the state brings something new; what it brings is old from then on.
    pub fn is_new<const W: usize>(&mut self, machine: &Machine, state: &Words<W>) -> bool {
        let stage = machine.stage(state);
        if stage == Stage::Ended {
            return true;
        }
        let patience = machine.patience(state);
        let mood = self.limits.iter().filter(|limit| patience >= **limit).count();
        let talks = usize::from(stage == Stage::Turn) * 2 + usize::from(machine.is_consulting(state));
        let beat = machine.fields.beat.index(state);
        let first = ((beat * 4 + talks) * (self.limits.len() + 1) + mood) * self.width();
        let set: Vec<usize> = self.bits.iter().map(|bit| usize::from(bit.is_set(state))).collect();
        let count = set.len();
        let mut new = self.note(first);
        for (one, own) in set.iter().enumerate() {
            if !self.pairs {
                new |= self.note(first + 1 + one * 2 + own);
                continue;
            }
            for (two, other) in set.iter().enumerate().skip(one) {
                new |= self.note(first + 1 + (one * count + two) * 4 + own * 2 + other);
            }
        }
        new
    }

    fn note(&mut self, place: usize) -> bool {
        let mask = 1 << (place % 64);
        let word = &mut self.seen[place / 64];
        let new = *word & mask == 0;
        *word |= mask;
        new
    }
}
