//! What can still matter at each beat: a bit that no condition to come looks at need not tell two states apart.

use super::atoms::{conditions, everywhere};
use super::machine::{Effect, Machine};
use super::space::Bit;
use crate::scenario::{Condition, Target};

/// By beat: the mask of what can still matter, and whether a line to come goes back to what was cut into.
pub(super) fn live_masks(machine: &Machine) -> (Vec<Vec<u64>>, Vec<bool>) {
    let count = machine.beats.len();
    let global = anywhere(machine);
    let always = always(machine);
    let own: Vec<Vec<u64>> = (0..count).map(|beat| looked_at(machine, beat)).collect();
    let mut live = Vec::with_capacity(count);
    let mut goes_back = Vec::with_capacity(count);
    for beat in 0..count {
        let reached = reach(machine, global.iter().copied().chain([beat]));
        let mut mask = always.clone();
        for (_, words) in own.iter().enumerate().filter(|(number, _)| reached[*number]) {
            mask.iter_mut().zip(words).for_each(|(mask, word)| *mask |= word);
        }
        live.push(mask);
        goes_back.push((0..count).filter(|number| reached[*number]).any(|number| has_back(machine, number)));
    }
    (live, goes_back)
}

/// Beats that a call may come to from anywhere.
fn anywhere(machine: &Machine) -> Vec<usize> {
    let scenario = &machine.scenario;
    let zeros = scenario.at_zero.iter().map(|(target, _)| *target);
    let cuts = scenario.cuts.iter().map(|cut| cut.then);
    let consults = machine.departments.iter().filter_map(|department| department.route.as_ref()?.0);
    zeros.chain(cuts).filter_map(beat_of).chain(consults).collect()
}

fn beat_of(target: Target) -> Option<usize> {
    match target {
        Target::Beat(beat) => Some(beat),
        Target::Ending(_) | Target::Stay | Target::Back => None,
    }
}

fn targets(machine: &Machine, beat: usize) -> impl Iterator<Item = Target> {
    let plan = &machine.beats[beat];
    let replies =
        plan.replies.iter().flat_map(|reply| reply.branches.iter().map(|(_, then)| *then).chain([reply.then]));
    replies.chain(plan.then).chain(plan.on_silence).chain(plan.interrupted).chain(plan.after_hold)
}

fn has_back(machine: &Machine, beat: usize) -> bool {
    targets(machine, beat).any(|target| target == Target::Back)
}

fn reach(machine: &Machine, from: impl Iterator<Item = usize>) -> Vec<bool> {
    let mut reached = vec![false; machine.beats.len()];
    let mut open: Vec<usize> = from.collect();
    while let Some(beat) = open.pop() {
        if std::mem::replace(&mut reached[beat], true) {
            continue;
        }
        open.extend(targets(machine, beat).filter_map(beat_of));
        let rung = machine.beats[beat].replies.iter().filter_map(|reply| match reply.effect {
            Some(Effect::Consult(department)) => machine.departments[department].route.as_ref()?.0,
            _ => None,
        });
        open.extend(rung);
    }
    reached
}

fn add(mask: &mut [u64], bit: Bit) {
    mask[bit.word] |= bit.mask;
}

/// The numbers of a state, and what is looked at wherever the call is.
fn always(machine: &Machine) -> Vec<u64> {
    let mut mask = vec![0; machine.words];
    let fields = &machine.fields;
    let scenario = &machine.scenario;
    let numbers = [
        fields.patience,
        fields.beat,
        fields.stage,
        fields.left,
        fields.back,
        fields.department,
        fields.zeros,
        fields.warnings,
    ];
    numbers.iter().for_each(|field| add(&mut mask, field.bits()));
    // What only prices look at is not kept where prices are not.
    let is_looked_at = conditions(scenario).any(|condition| *condition == Condition::TransferTold);
    if !machine.is_coarse() || is_looked_at {
        add(&mut mask, fields.transfer_told.bits());
    }
    if !machine.is_coarse() {
        [fields.greeted, fields.asked].iter().for_each(|field| add(&mut mask, field.bits()));
    }
    machine.counters.iter().flatten().for_each(|field| add(&mut mask, field.bits()));
    let conditions: Vec<Condition> = everywhere(scenario).cloned().collect();
    machine.atoms.looked_at(&conditions, scenario).for_each(|bit| add(&mut mask, bit));
    machine.cuts.iter().filter_map(|cut| cut.used).for_each(|bit| add(&mut mask, bit));
    mask
}

/// What a beat's own conditions look at, and the acts that can be paid in it.
fn looked_at(machine: &Machine, beat: usize) -> Vec<u64> {
    let mut mask = vec![0; machine.words];
    let scenario = &machine.scenario;
    let checked = &scenario.beats[beat];
    let lists = checked.replies.iter().flat_map(|reply| {
        let branches = reply.branches.iter().map(|branch| branch.conditions.as_slice());
        branches.chain([reply.source.needs.as_slice()])
    });
    for conditions in lists.chain(checked.says_if.iter().map(|(conditions, _)| conditions.as_slice())) {
        machine.atoms.looked_at(conditions, scenario).for_each(|bit| add(&mut mask, bit));
    }
    let plan = &machine.beats[beat];
    let acts = plan.replies.iter().flat_map(|reply| &reply.acts).chain(plan.paid.iter().flatten());
    acts.chain(&plan.paid_hold).chain(&plan.paid_greeting).for_each(|(_, bit)| add(&mut mask, *bit));
    plan.system.iter().for_each(|(saved, ..)| add(&mut mask, *saved));
    mask
}
