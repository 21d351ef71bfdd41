//! The script as a whole: what is ever reached, and whether every place in it has a way out.

use std::collections::BTreeSet;

use super::check::{Script, ScriptCheck};
use super::model::{Beat, Target};
use super::source::{BranchSource, Condition, LineEffect};

/// What some way through the script comes to, whatever its conditions are, by number.
#[derive(Debug)]
pub(super) struct Reached {
    pub beats: Vec<bool>,
    pub endings: Vec<bool>,
}

impl Reached {
    pub fn new(script: &Script<'_>, endings: usize) -> Self {
        let Script { beats, start, at_zero, cuts, routes, .. } = *script;
        let jumps = || at_zero.iter().map(|(target, _)| *target).chain(cuts.iter().map(|cut| cut.then));
        let mut open: Vec<usize> = std::iter::once(start).chain(jumps().filter_map(beat_of)).collect();
        open.extend(routes.values().filter_map(|route| route.consult));
        let mut reached = Self { beats: vec![false; beats.len()], endings: vec![false; endings] };
        while let Some(number) = open.pop() {
            let Some(beat) = beats.get(number).filter(|_| !reached.beats[number]) else { continue };
            reached.beats[number] = true;
            open.extend(targets(beat).filter_map(beat_of));
        }
        let from_beats = beats.iter().enumerate().filter(|(number, _)| reached.beats[*number]);
        let mut ends: Vec<Target> = from_beats.flat_map(|(_, beat)| targets(beat)).chain(jumps()).collect();
        ends.extend(routes.values().map(|route| Target::Ending(route.blind)));
        ends.push(Target::Ending(script.wrong_route));
        let is_visited = |name: &str| beats.iter().position(|beat| beat.name == name).is_some_and(|n| reached.beats[n]);
        let open_ends = script.hang_up.iter().filter(|branch| visited(&branch.conditions).all(is_visited));
        ends.extend(open_ends.map(|branch| branch.then));
        for target in ends {
            if let Target::Ending(number) = target
                && let Some(ending) = reached.endings.get_mut(number)
            {
                *ending = true;
            }
        }
        reached
    }
}

/// Beats that a list of conditions wants to have been visited.
fn visited(conditions: &[Condition]) -> impl Iterator<Item = &str> {
    conditions.iter().filter_map(|condition| match condition {
        Condition::Visited(beat) => Some(beat.as_str()),
        _ => None,
    })
}

/// Where a beat leads, under whatever conditions.
pub(super) fn targets(beat: &Beat) -> impl Iterator<Item = Target> {
    let replies = beat
        .replies
        .iter()
        .flat_map(|reply| std::iter::once(reply.then).chain(reply.branches.iter().map(|branch| branch.then)));
    let habits = [&beat.on_silence, &beat.interrupted, &beat.after_hold];
    let habits = habits.into_iter().flatten().filter_map(|habit| habit.then);
    replies.chain(habits).chain(beat.then)
}

const fn beat_of(target: Target) -> Option<usize> {
    match target {
        Target::Beat(number) => Some(number),
        Target::Ending(_) | Target::Stay | Target::Back => None,
    }
}

/// Finds beats and endings that nothing leads to, right endings that cannot be had, and beats that lead only to each other.
pub(super) fn ways(check: &mut ScriptCheck<'_>, script: &Script<'_>, reached: &Reached) {
    for (beat, _) in script.beats.iter().zip(&reached.beats).filter(|(_, reached)| !**reached) {
        let message = format!("nothing leads to the beat \"{}\"", beat.name);
        let hint = "let a reply's `then` name it, or remove it".to_owned();
        check.checker.warning("SL034", &["beats", &beat.name], message, Some(hint));
    }
    // Where a name is wrong nobody knows what it was to lead to, and a dead end has been told of.
    let is_lost = |code: &str| matches!(code, "SL020" | "SL030" | "SL035");
    if check.checker.found.iter().any(|problem| is_lost(problem.code)) {
        return;
    }
    endings(check, reached);
    no_way_out(check, script, reached);
}

fn endings(check: &mut ScriptCheck<'_>, reached: &Reached) {
    let source = check.source;
    let right = &source.expect.routing.right;
    let is_reached = |name: &String| source.endings.get_index_of(name).is_some_and(|number| reached.endings[number]);
    let unwinnable = !right.is_empty() && !right.iter().any(is_reached);
    if unwinnable {
        let message = match right.as_slice() {
            [one] => format!("no way through the script comes to the right ending \"{one}\""),
            _ => "no way through the script comes to any of the right endings".to_owned(),
        };
        let hint = Some("let a reply's `then` or a branch lead there, or change what is right".to_owned());
        check.checker.error("SL074", &["expect", "routing", "right"], message, hint);
    }
    for (name, _) in source.endings.keys().zip(&reached.endings).filter(|(_, reached)| !**reached) {
        if unwinnable && right.contains(name) {
            continue;
        }
        let message = format!("nothing leads to the ending \"{name}\"");
        let hint = Some("let a reply's `then` name it, or remove it".to_owned());
        check.checker.warning("SL073", &["endings", name], message, hint);
    }
}

/// The beats that a beat can lead to, by whatever the operator may do there.
fn next_beats(script: &Script<'_>, beat: &Beat) -> BTreeSet<usize> {
    let mut next: BTreeSet<usize> = targets(beat).filter_map(beat_of).collect();
    let rings = beat.replies.iter().filter_map(|reply| match &reply.source.line {
        Some(LineEffect::Consult(to)) => script.routes.get(to)?.consult,
        _ => None,
    });
    next.extend(rings);
    // A warm transfer is open to the operator wherever the caller is on the line.
    if beat.source.department.is_none() {
        next.extend(script.routes.values().filter_map(|route| route.consult));
    }
    next
}

/// Beats that can be gone round in for ever: no ending lies behind them but that of a caller who has had enough or of an
/// operator who hangs up.
fn no_way_out(check: &mut ScriptCheck<'_>, script: &Script<'_>, reached: &Reached) {
    let beats = script.beats;
    let next: Vec<BTreeSet<usize>> = beats.iter().map(|beat| next_beats(script, beat)).collect();
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); beats.len()];
    for (number, next) in next.iter().enumerate() {
        for to in next {
            if let Some(before) = before.get_mut(*to) {
                before.push(number);
            }
        }
    }
    // Back to whatever was cut into: from the beat that cuts in, and from all that it leads to.
    let cut_into = behind(script.cuts.iter().filter_map(|cut| beat_of(cut.then)).collect(), &next);
    let ends = |(number, beat): (usize, &Beat)| {
        let leads_out = |target| match target {
            Target::Ending(_) => true,
            Target::Back => cut_into.contains(&number),
            Target::Beat(_) | Target::Stay => false,
        };
        targets(beat).any(leads_out)
    };
    let mut open: Vec<usize> = beats.iter().enumerate().filter(|pair| ends(*pair)).map(|(number, _)| number).collect();
    open.extend(ends_by_hanging_up(check, script, &next));
    let mut has_way = vec![false; beats.len()];
    while let Some(number) = open.pop() {
        if !std::mem::replace(&mut has_way[number], true) {
            open.extend(&before[number]);
        }
    }
    let is_stuck =
        |number: usize| !has_way[number] && reached.beats[number] && beats[number].source.department.is_none();
    let mut told = vec![false; beats.len()];
    for first in (0..beats.len()).filter(|number| is_stuck(*number)) {
        // One word about all that hang together.
        let mut round = BTreeSet::new();
        let mut open = vec![first];
        while let Some(number) = open.pop() {
            if is_stuck(number) && !std::mem::replace(&mut told[number], true) {
                round.insert(number);
                open.extend(next[number].iter().chain(&before[number]));
            }
        }
        if !round.is_empty() {
            complain(check, beats, &round);
        }
    }
}

fn complain(check: &mut ScriptCheck<'_>, beats: &[Beat], round: &BTreeSet<usize>) {
    let names: Vec<String> = round.iter().take(6).map(|number| format!("\"{}\"", beats[*number].name)).collect();
    let more = if round.len() > names.len() { ", …" } else { "" };
    let message = match names.as_slice() {
        [one] => format!("no way leads on from {one} to an ending"),
        _ => format!("these beats lead only to each other, and to no ending: {}{more}", names.join(", ")),
    };
    let hint = "let a reply of one of them lead to an ending, or to a beat from which one is reached".to_owned();
    let first = round.first().map_or("", |number| beats[*number].name.as_str());
    check.checker.error("SL072", &["beats", first], message, Some(hint));
}

/// Beats in which hanging up ends the call as it ought to end.
fn ends_by_hanging_up(check: &ScriptCheck<'_>, script: &Script<'_>, next: &[BTreeSet<usize>]) -> Vec<usize> {
    let source = check.source;
    let routing = &source.expect.routing;
    let is_wanted =
        |branch: &&BranchSource| routing.right.iter().chain(&routing.second_best).any(|r| *r == branch.then);
    let mut open = Vec::new();
    for branch in source.hang_up.iter().filter(is_wanted) {
        let wanted: Vec<usize> =
            visited(&branch.conditions).filter_map(|beat| source.beats.get_index_of(beat)).collect();
        if wanted.is_empty() {
            return (0..script.beats.len()).collect();
        }
        open.extend(wanted);
    }
    // What was visited stays so: all that comes behind it may be ended too.
    behind(open, next).into_iter().collect()
}

/// These beats and all that they lead to.
fn behind(mut open: Vec<usize>, next: &[BTreeSet<usize>]) -> BTreeSet<usize> {
    let mut seen = BTreeSet::new();
    while let Some(number) = open.pop() {
        if seen.insert(number) {
            open.extend(&next[number]);
        }
    }
    seen
}
