//! The search: every state that a call can be in, those first that need the fewest asides and then the fewest steps.

use std::collections::BTreeMap;

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

use super::machine::{Machine, Stage};
use super::novelty::Novelty;
use super::space::{Bit, Words};
use super::step::{Next, Step, StepKind};

/// Asides weigh more than any number of steps.
const ASIDE: u32 = 1 << 16;
/// States between two reports of progress.
const REPORT: usize = 1 << 13;

/// Facts of the seed that conditions look at, and the first seed that has them.
#[derive(Debug, Clone)]
pub(super) struct Start {
    pub seed: u64,
    pub facts: Vec<Bit>,
}

/// What a search found.
#[derive(Debug)]
pub(super) struct Found {
    /// States that were seen, and those whose every option was followed.
    pub states: usize,
    pub followed: usize,
    /// Set where the bound came before the end: calls with fewer asides than this were all followed.
    pub bound: Option<u32>,
    /// By part of the script, the way that reaches it first.
    pub ways: Vec<Option<Way>>,
    /// By beat, a way after which no reply, department or record leads to an end.
    pub stuck: BTreeMap<usize, Way>,
    /// By beat, a way to a turn at which no reply is open.
    pub speechless: BTreeMap<usize, Way>,
    /// The way with the most replies.
    pub longest: Option<Way>,
    /// The script can go round without end: the beat at which it closes.
    pub round: Option<usize>,
    /// States of the narrow search that went on after the bound.
    pub narrow: usize,
}

/// What to do, from the first ring on, in a call of this seed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Way {
    pub seed: u64,
    pub steps: Vec<Step>,
    /// Asides among them.
    pub asides: u32,
}

/// Searches a machine. `most` bounds the states; `progress` is told how many were followed. Where the bound comes first, a
/// second, narrow search follows only what brings something new.
pub(super) fn search(
    machine: &Machine,
    starts: &[Start],
    limit: (usize, Depth),
    progress: &mut dyn FnMut(usize),
) -> Found {
    let what = (machine, starts);
    match machine.words {
        0..=4 => Search::<4>::run(what, limit, progress),
        5..=8 => Search::<8>::run(what, limit, progress),
        9..=16 => Search::<16>::run(what, limit, progress),
        _ => Search::<{ super::space::MOST_WORDS }>::run(what, limit, progress),
    }
}

/// Whether a search goes on after its bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// The narrow search comes after it.
    Whole,
    /// What lies beyond the bound is not asked for.
    Wide,
}

/// How much a search did.
#[derive(Debug, Clone, Copy, Default)]
pub struct Effort {
    /// States that were come to, each counted each time.
    pub visited: usize,
    /// States that differ.
    pub seen: usize,
    /// Those whose every option was followed.
    pub followed: usize,
}

/// The effort of the first, wide search of a machine, without what is made of it.
pub(super) fn effort(machine: &Machine, starts: &[Start], most: usize) -> Effort {
    match machine.words {
        0..=4 => Search::<4>::new(machine, starts, None).effort(most),
        5..=8 => Search::<8>::new(machine, starts, None).effort(most),
        9..=16 => Search::<16>::new(machine, starts, None).effort(most),
        _ => Search::<{ super::space::MOST_WORDS }>::new(machine, starts, None).effort(most),
    }
}

/// Where a state was first come to from.
#[derive(Debug, Clone, Copy)]
struct Origin {
    from: u32,
    step: Step,
    /// Asides and steps up to here.
    cost: u32,
}

struct Search<'m, const W: usize> {
    machine: &'m Machine,
    /// Only what is new is followed.
    novelty: Option<Novelty>,
    starts: &'m [Start],
    states: IndexSet<Words<W>, FxBuildHasher>,
    origins: Vec<Origin>,
    open: BTreeMap<u32, Vec<u32>>,
    followed: Vec<bool>,
    marked: Vec<Option<(u32, Step)>>,
    speechless: BTreeMap<usize, u32>,
    /// Where the script leads from each state.
    leads: Leads,
    /// Steps that were worked out.
    visited: usize,
}

/// Edges by the state that they leave.
#[derive(Default)]
struct Leads {
    from: Vec<(u32, u32)>,
    to: Vec<u32>,
    says: Vec<bool>,
}

impl Leads {
    fn of(&self, state: usize) -> impl Iterator<Item = (usize, bool)> {
        let (first, last) = self.from[state];
        let range = index(first)..index(last);
        self.to[range.clone()].iter().map(|to| index(*to)).zip(self.says[range].iter().copied())
    }
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

const NOWHERE: u32 = u32::MAX;

impl<'m, const W: usize> Search<'m, W> {
    fn run(
        (machine, starts): (&'m Machine, &'m [Start]),
        (most, depth): (usize, Depth),
        progress: &mut dyn FnMut(usize),
    ) -> Found {
        let most = most.min(index(NOWHERE) - 1);
        let mut wide = Self::new(machine, starts, None);
        let (followed, bound) = wide.follow_all(most, progress);
        let mut found = wide.sum_up(followed, bound);
        if found.bound.is_some() && depth == Depth::Whole {
            let mut narrow = Self::new(machine, starts, Some(Novelty::new(machine)));
            found.narrow = narrow.follow_all(most, progress).0;
            for (number, way) in found.ways.iter_mut().enumerate().filter(|(_, way)| way.is_none()) {
                *way = narrow.marked[number].map(|(from, step)| narrow.way(from, Some(step)));
            }
            for (beat, at) in &narrow.speechless {
                found.speechless.entry(*beat).or_insert_with(|| narrow.way(*at, None));
            }
        }
        found
    }

    fn new(machine: &'m Machine, starts: &'m [Start], novelty: Option<Novelty>) -> Self {
        let mut search = Self {
            machine,
            novelty,
            starts,
            states: IndexSet::default(),
            origins: Vec::new(),
            open: BTreeMap::new(),
            followed: Vec::new(),
            marked: vec![None; machine.elements.list.len()],
            speechless: BTreeMap::new(),
            leads: Leads::default(),
            visited: 0,
        };
        for start in starts {
            let mut state = machine.ringing::<W>(&start.facts);
            machine.canonical(&mut state);
            let step = Step { kind: StepKind::Answer, number: 0 };
            search.see(state, Origin { from: NOWHERE, step, cost: 0 });
        }
        search
    }

    fn effort(&mut self, most: usize) -> Effort {
        let (followed, _) = self.follow_all(most, &mut |_| ());
        Effort { visited: self.visited, seen: self.states.len(), followed }
    }

    fn follow_all(&mut self, most: usize, progress: &mut dyn FnMut(usize)) -> (usize, Option<u32>) {
        let mut buffer = Vec::new();
        let mut followed = 0;
        while let Some((cost, states)) = self.open.pop_first() {
            for state in states {
                let at = index(state);
                if self.followed[at] || self.origins[at].cost != cost {
                    continue;
                }
                if self.states.len() >= most {
                    return (followed, Some(cost / ASIDE));
                }
                self.follow(at, &mut buffer);
                followed += 1;
                if followed % REPORT == 0 {
                    progress(followed);
                }
            }
        }
        (followed, None)
    }

    /// Notes a state and the best way to it; its number, none where it is not worth following.
    fn see(&mut self, state: Words<W>, origin: Origin) -> Option<usize> {
        if let Some(novelty) = &mut self.novelty
            && !self.states.contains(&state)
            && !novelty.is_new(self.machine, &state)
        {
            return None;
        }
        let (at, new) = self.states.insert_full(state);
        if new {
            self.origins.push(origin);
            self.followed.push(false);
            self.leads.from.push((0, 0));
        } else if self.followed[at] || self.origins[at].cost <= origin.cost {
            return Some(at);
        } else {
            self.origins[at] = origin;
        }
        self.open.entry(origin.cost).or_default().push(number(at));
        Some(at)
    }

    fn follow(&mut self, at: usize, buffer: &mut Vec<Next<W>>) {
        self.followed[at] = true;
        let Some(state) = self.states.get_index(at).copied() else { return };
        self.machine.options(&state, buffer);
        self.visited += buffer.len();
        let cost = self.origins[at].cost;
        let first = number(self.leads.to.len());
        let mut speaks = false;
        for next in buffer.iter() {
            let aside = if next.step.kind.is_aside() { ASIDE } else { 0 };
            let heard = u32::from(next.step.kind != StepKind::Listen);
            let origin = Origin { from: number(at), step: next.step, cost: cost.saturating_add(aside + heard) };
            let to = self.see(next.state, origin);
            for mark in next.marks.iter() {
                self.marked[mark].get_or_insert((number(at), next.step));
            }
            let says = matches!(next.step.kind, StepKind::Reply | StepKind::Listen);
            speaks |= next.step.kind == StepKind::Reply;
            if let Some(to) = to.filter(|_| next.script) {
                self.leads.to.push(number(to));
                self.leads.says.push(says);
            }
        }
        self.leads.from[at] = (first, number(self.leads.to.len()));
        if self.machine.stage(&state) == Stage::Turn && !speaks {
            let beat = self.machine.fields.beat.index(&state);
            self.speechless.entry(beat).or_insert(number(at));
        }
    }

    fn sum_up(self, followed: usize, bound: Option<u32>) -> Found {
        let ways = self.marked.iter().map(|mark| mark.map(|(from, step)| self.way(from, Some(step)))).collect();
        let speechless = self.speechless.iter().map(|(beat, at)| (*beat, self.way(*at, None))).collect();
        let stuck = self.stuck();
        let (longest, round) = self.longest();
        Found { states: self.states.len(), followed, bound, ways, stuck, speechless, longest, round, narrow: 0 }
    }

    /// How a state is come to, and a step from there.
    fn way(&self, at: u32, then: Option<Step>) -> Way {
        let mut steps: Vec<Step> = then.into_iter().collect();
        let mut at = at;
        while let Some(origin) = self.origins.get(index(at)).filter(|origin| origin.from != NOWHERE) {
            steps.push(origin.step);
            at = origin.from;
        }
        steps.reverse();
        let asides = number(steps.iter().filter(|step| step.kind.is_aside()).count());
        let seed = self.starts.get(index(at)).map_or(1, |start| start.seed);
        Way { seed, steps, asides }
    }

    /// Turns from which the script leads to no end, by beat.
    fn stuck(&self) -> BTreeMap<usize, Way> {
        let mut backward: Vec<Vec<u32>> = Vec::new();
        backward.resize_with(self.states.len(), Vec::new);
        let mut good: Vec<bool> = Vec::with_capacity(self.states.len());
        let mut open: Vec<usize> = Vec::new();
        for (at, state) in self.states.iter().enumerate() {
            self.leads.of(at).for_each(|(to, _)| backward[to].push(number(at)));
            // What was not followed may lead anywhere.
            let ends = self.machine.stage(state) == Stage::Ended || !self.followed[at];
            good.push(ends);
            if ends {
                open.push(at);
            }
        }
        while let Some(at) = open.pop() {
            for from in &backward[at] {
                if !std::mem::replace(&mut good[index(*from)], true) {
                    open.push(index(*from));
                }
            }
        }
        let mut first: BTreeMap<usize, u32> = BTreeMap::new();
        for (at, state) in self.states.iter().enumerate().filter(|(at, _)| !good[*at]) {
            let beat = self.machine.fields.beat.index(state);
            let best = first.entry(beat).or_insert(number(at));
            if self.origins[at].cost < self.origins[index(*best)].cost {
                *best = number(at);
            }
        }
        first.into_iter().map(|(beat, at)| (beat, self.way(at, None))).collect()
    }

    /// The most replies that lead to an end, nothing coming twice; and a beat at which a round closes, if there is one.
    fn longest(&self) -> (Option<Way>, Option<usize>) {
        const NEW: u8 = 0;
        const OPEN: u8 = 1;
        const DONE: u8 = 2;
        let mut colour = vec![NEW; self.states.len()];
        // Replies from here to an end, and where the way goes on; none where no end was found.
        let mut best: Vec<Option<(u32, u32)>> = vec![None; self.states.len()];
        let mut round = None;
        for start in 0..self.starts.len().min(self.states.len()) {
            let mut stack: Vec<(usize, Vec<(usize, bool)>)> = vec![(start, self.leads.of(start).collect())];
            colour[start] = OPEN;
            while let Some((at, rest)) = stack.last_mut() {
                let at = *at;
                let Some((to, _)) = rest.pop() else {
                    colour[at] = DONE;
                    best[at] = self.best_from(at, &best, &colour);
                    stack.pop();
                    continue;
                };
                match colour[to] {
                    NEW => {
                        colour[to] = OPEN;
                        stack.push((to, self.leads.of(to).filter(|(_, says)| *says).collect()));
                    }
                    OPEN => {
                        round = round.or_else(|| self.states.get_index(to).map(|s| self.machine.fields.beat.index(s)))
                    }
                    _ => {}
                }
            }
        }
        let far = (0..self.starts.len()).filter_map(|at| Some((best.get(at).copied()??.0, at))).max();
        (far.map(|(_, at)| self.along(at, &best)), round)
    }

    fn best_from(&self, at: usize, best: &[Option<(u32, u32)>], colour: &[u8]) -> Option<(u32, u32)> {
        let state = self.states.get_index(at)?;
        if self.machine.stage(state) == Stage::Ended {
            return Some((0, NOWHERE));
        }
        let heard = u32::from(self.machine.stage(state) == Stage::Turn);
        let onward =
            self.leads.of(at).filter(|(to, says)| colour[*to] == 2 && (*says || self.origins[at].from == NOWHERE));
        onward.filter_map(|(to, _)| Some((best[to]?.0 + heard, number(to)))).max()
    }

    /// The steps along the best way from a start.
    fn along(&self, start: usize, best: &[Option<(u32, u32)>]) -> Way {
        let mut steps = Vec::new();
        let mut buffer = Vec::new();
        let mut at = start;
        while let Some((_, to)) = best[at].filter(|(_, to)| *to != NOWHERE) {
            let (Some(state), Some(next)) = (self.states.get_index(at), self.states.get_index(index(to))) else {
                break;
            };
            self.machine.options(state, &mut buffer);
            let Some(step) = buffer.iter().find(|option| option.state == *next && option.script) else { break };
            steps.push(step.step);
            at = index(to);
        }
        let asides = number(steps.iter().filter(|step| step.kind.is_aside()).count());
        Way { seed: self.starts.get(start).map_or(1, |start| start.seed), steps, asides }
    }
}
