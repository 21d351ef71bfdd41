//! Patience: what moves it, to the thousandth or, in a coarse machine, from interval to interval.

use super::atoms::conditions;
use super::machine::{Grain, Machine, Paid};
use super::rules::Moment;
use super::space::{Allocator, Field, Words};
use crate::call::Setup;
use crate::scenario::{Cause, Condition, Scenario};

/// In thousandths of a point.
pub(super) const MOST_PATIENCE: i32 = 100_000;

/// How many causes there are.
const CAUSES: usize = Cause::TooEarly as usize + 1;

/// Intervals of patience between which some condition tells, zero alone the first of them.
pub(super) fn intervals(scenario: &Scenario) -> Vec<i32> {
    let limits = conditions(scenario).filter_map(|condition| match condition {
        Condition::PatienceBelow(points) | Condition::PatienceAtLeast(points) => Some(points.saturating_mul(1000)),
        _ => None,
    });
    let mut all: Vec<i32> = limits.filter(|limit| (2..=MOST_PATIENCE).contains(limit)).chain([0, 1]).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Prices by cause, and a counter for each whose price depends on how often it came.
pub(super) fn prices(setup: &Setup, grain: Grain, allocator: &mut Allocator) -> (Vec<Vec<i32>>, Vec<Option<Field>>) {
    let mut prices = vec![vec![0]; CAUSES];
    let mut counters = vec![None; CAUSES];
    for cause in setup.temperament.source.deltas.keys() {
        let steps = setup.temperament.source.falling.get(cause).map_or(1, |steps| steps.len().max(1));
        let mut own: Vec<i32> = (0..steps).map(|nth| setup.temperament.delta(*cause, nth)).collect();
        while own.len() > 1 && own[own.len() - 1] == own[own.len() - 2] {
            own.pop();
        }
        if own.len() > 1 && grain == Grain::Exact {
            counters[*cause as usize] = Some(allocator.field(own.len() - 1));
        }
        prices[*cause as usize] = own;
    }
    (prices, counters)
}

impl Machine {
    pub fn patience<const W: usize>(&self, state: &Words<W>) -> i32 {
        i32::try_from(self.fields.patience.get(state)).unwrap_or(0)
    }

    /// In a coarse state patience stands for all of its interval, and is kept as the least of it.
    pub fn set_patience<const W: usize>(&self, state: &mut Words<W>, patience: i32) {
        let patience = if self.is_coarse() { self.intervals[self.interval(patience)] } else { patience };
        self.fields.patience.set(state, u64::try_from(patience).unwrap_or(0));
    }

    /// The number of the interval in which a patience lies.
    fn interval(&self, patience: i32) -> usize {
        self.intervals.partition_point(|least| *least <= patience).saturating_sub(1)
    }

    /// What a cause may do to patience that lies somewhere in an interval, and may have come before.
    fn drift<const W: usize>(&self, moment: &mut Moment<W>, cause: usize, once: bool) {
        let before = self.patience(&moment.state);
        let own = self.interval(before);
        let most = self.intervals.get(own + 1).map_or(MOST_PATIENCE, |next| next - 1);
        let ceiling = self.setup.ceiling.saturating_mul(1000);
        let moved = |patience: i32, price: i32| self.interval((patience + price).clamp(0, ceiling.max(patience)));
        // What is paid once a beat may have been paid before.
        let mut reached: u64 = if once { 1 << own } else { 0 };
        for price in &self.prices[cause] {
            (moved(before, *price)..=moved(most, *price)).for_each(|number| reached |= 1 << number);
        }
        let ways = usize::try_from(reached.count_ones()).unwrap_or(0);
        let way = moment.choices.choose(ways);
        let number = (0..self.intervals.len()).filter(|number| reached & 1 << number != 0).nth(way).unwrap_or(own);
        let patience = self.intervals[number];
        self.set_patience(&mut moment.state, patience);
        if patience == 0 && before > 0 {
            moment.zero_due = true;
        } else if patience > 0 {
            moment.zero_due = false;
        }
    }

    /// Whether something is so that a coarse state does not keep: then it may be so or not.
    pub fn may_be<const W: usize>(&self, moment: &mut Moment<W>, known: bool) -> bool {
        known || (self.is_coarse() && moment.choices.choose(2) == 1)
    }

    pub fn charge<const W: usize>(&self, moment: &mut Moment<W>, cause: Cause) {
        self.charge_number(moment, cause as usize, false);
    }

    fn charge_number<const W: usize>(&self, moment: &mut Moment<W>, cause: usize, once: bool) {
        if self.is_coarse() {
            return self.drift(moment, cause, once);
        }
        let prices = &self.prices[cause];
        let nth = self.counters[cause].map_or(0, |counter| counter.index(&moment.state));
        let delta = prices[nth.min(prices.len() - 1)];
        if let Some(counter) = self.counters[cause] {
            counter.set_index(&mut moment.state, (nth + 1).min(prices.len() - 1));
        }
        if delta == 0 {
            return;
        }
        let before = self.patience(&moment.state);
        let ceiling = self.setup.ceiling.saturating_mul(1000);
        let patience = (before + delta).clamp(0, ceiling.max(before));
        self.set_patience(&mut moment.state, patience);
        if patience == 0 && before > 0 {
            moment.zero_due = true;
        } else if patience > 0 {
            moment.zero_due = false;
        }
    }

    /// `pay_act`.
    pub fn pay<const W: usize>(&self, moment: &mut Moment<W>, acts: &[Paid]) {
        for (cause, bit) in acts {
            if !bit.is_set(&moment.state) {
                bit.set(&mut moment.state);
                self.charge_number(moment, *cause, true);
            }
        }
    }
}
