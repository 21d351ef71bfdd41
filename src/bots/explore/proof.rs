//! What holds of every call, however its patience goes: the whole of a coarse machine.
//!
//! A coarse state stands for all states of calls that differ only in how far patience lies within an interval, in what was
//! paid for and in how often. Whatever one of them may come to, the coarse state may come to, so what the coarse machine
//! never reaches no call reaches. And a way to an end counts only where each step of it leads to an end whichever of the
//! states it may come to is the one, so whoever has such a way is not stuck. The limits are those of the search.

use std::collections::BTreeSet;

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

use super::machine::{Machine, Stage};
use super::search::Start;
use super::space::Words;
use super::step::{Next, StepKind};

/// What was proved of a script, its coarse states being searched to the last.
#[derive(Debug)]
pub(super) struct Proof {
    pub states: usize,
    /// By part of the script, whether any coarse state comes to it.
    pub reached: Vec<bool>,
    /// Beats in which no way to an end could be proved.
    pub stuck: BTreeSet<usize>,
    /// Beats in which it could not be proved that some reply is open at each turn.
    pub speechless: BTreeSet<usize>,
}

/// Searches a coarse machine; none where it has more than `most` states, or more may happen at once than is told apart.
pub(super) fn prove(machine: &Machine, starts: &[Start], most: usize) -> Option<Proof> {
    // Intervals are told apart by the bits of one word.
    if machine.intervals.len() > 64 {
        return None;
    }
    match machine.words {
        0..=2 => Coarse::<2>::new(machine).prove(starts, most),
        3..=4 => Coarse::<4>::new(machine).prove(starts, most),
        5..=8 => Coarse::<8>::new(machine).prove(starts, most),
        9..=16 => Coarse::<16>::new(machine).prove(starts, most),
        _ => Coarse::<{ super::space::MOST_WORDS }>::new(machine).prove(starts, most),
    }
}

struct Coarse<'m, const W: usize> {
    machine: &'m Machine,
    states: IndexSet<Words<W>, FxBuildHasher>,
    reached: Vec<bool>,
    speechless: BTreeSet<usize>,
    /// Things that can be done: in which state.
    owners: Vec<u32>,
    /// Each of them with a state that it may lead to.
    leads: Vec<(u32, u32)>,
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

impl<'m, const W: usize> Coarse<'m, W> {
    fn new(machine: &'m Machine) -> Self {
        Self {
            machine,
            states: IndexSet::default(),
            reached: vec![false; machine.elements.list.len()],
            speechless: BTreeSet::new(),
            owners: Vec::new(),
            leads: Vec::new(),
        }
    }

    fn prove(mut self, starts: &[Start], most: usize) -> Option<Proof> {
        for start in starts {
            let mut state = self.machine.ringing::<W>(&start.facts);
            self.machine.canonical(&mut state);
            self.states.insert(state);
        }
        let mut buffer = Vec::new();
        let mut at = 0;
        while let Some(state) = self.states.get_index(at).copied() {
            if self.states.len() > most || !self.machine.options(&state, &mut buffer) {
                return None;
            }
            self.follow(at, &state, &buffer);
            at += 1;
        }
        let stuck = self.stuck();
        Some(Proof { states: self.states.len(), reached: self.reached, stuck, speechless: self.speechless })
    }

    fn follow(&mut self, at: usize, state: &Words<W>, options: &[Next<W>]) {
        let mut speaks = false;
        let mut last = None;
        for next in options {
            let (to, _) = self.states.insert_full(next.state);
            next.marks.iter().for_each(|mark| self.reached[mark] = true);
            speaks |= next.step.kind == StepKind::Reply;
            if !next.script {
                continue;
            }
            if last != Some(next.option) {
                last = Some(next.option);
                self.owners.push(number(at));
            }
            self.leads.push((number(self.owners.len() - 1), number(to)));
        }
        if self.machine.stage(state) == Stage::Turn && !speaks {
            self.speechless.insert(self.machine.fields.beat.index(state));
        }
    }

    /// Beats of states without something to do that is sure to lead to an end in the end.
    fn stuck(&self) -> BTreeSet<usize> {
        // For each thing to do, of how many states it may lead to no end is known yet.
        let mut open = vec![0_u32; self.owners.len()];
        let mut first = vec![0_u32; self.states.len() + 1];
        for (doing, to) in &self.leads {
            open[index(*doing)] += 1;
            first[index(*to) + 1] += 1;
        }
        for at in 1..first.len() {
            first[at] += first[at - 1];
        }
        let mut place = first.clone();
        let mut backward = vec![0_u32; self.leads.len()];
        for (doing, to) in &self.leads {
            let at = &mut place[index(*to)];
            backward[index(*at)] = *doing;
            *at += 1;
        }
        let mut ends: Vec<bool> = self.states.iter().map(|state| self.machine.stage(state) == Stage::Ended).collect();
        let mut known: Vec<usize> = (0..ends.len()).filter(|at| ends[*at]).collect();
        while let Some(at) = known.pop() {
            for doing in &backward[index(first[at])..index(first[at + 1])] {
                let left = &mut open[index(*doing)];
                *left -= 1;
                let owner = index(self.owners[index(*doing)]);
                if *left == 0 && !std::mem::replace(&mut ends[owner], true) {
                    known.push(owner);
                }
            }
        }
        let unproved = self.states.iter().zip(&ends).filter(|(_, ends)| !**ends);
        unproved.map(|(state, _)| self.machine.fields.beat.index(state)).collect()
    }
}
