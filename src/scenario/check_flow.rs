//! Whether a call can get stuck, and whether the replies of a beat give anything to decide.

use std::collections::{BTreeMap, BTreeSet};

use super::check::Checker;
use super::model::{Beat, Cut, RoutePlan, Target};
use super::source::Mark;

/// Finds dead ends, beats that nothing leads to, and reply sets that teach the wrong thing.
pub(super) fn flow(
    checker: &mut Checker<'_>,
    beats: &[Beat],
    start: usize,
    at_zero: &[(Target, i32)],
    cuts: &[Cut],
    routes: &BTreeMap<String, RoutePlan>,
) {
    let mut seeds = vec![start];
    let targets = at_zero.iter().map(|(target, _)| *target).chain(cuts.iter().map(|cut| cut.then));
    seeds.extend(targets.filter_map(beat_of));
    seeds.extend(routes.values().filter_map(|route| route.consult));
    let reached = reach(beats, seeds);
    for (number, beat) in beats.iter().enumerate() {
        if !reached.contains(&number) {
            let message = format!("nothing leads to the beat \"{}\"", beat.name);
            checker.warning(
                "SL034",
                &["beats", &beat.name],
                message,
                Some("let a reply's `then` name it, or remove it".to_owned()),
            );
        }
        dead_end(checker, beat);
        reply_set(checker, beat);
    }
}

fn reach(beats: &[Beat], seeds: Vec<usize>) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    let mut open = seeds;
    while let Some(number) = open.pop() {
        if !reached.insert(number) {
            continue;
        }
        let Some(beat) = beats.get(number) else { continue };
        open.extend(targets(beat).filter_map(beat_of));
    }
    reached
}

fn targets(beat: &Beat) -> impl Iterator<Item = Target> {
    let replies = beat
        .replies
        .iter()
        .flat_map(|reply| std::iter::once(reply.then).chain(reply.branches.iter().map(|branch| branch.then)));
    let habits = [&beat.on_silence, &beat.interrupted, &beat.after_hold];
    let habits = habits.into_iter().flatten().filter_map(|habit| habit.then);
    replies.chain(habits).chain(beat.then)
}

fn beat_of(target: Target) -> Option<usize> {
    match target {
        Target::Beat(number) => Some(number),
        Target::Ending(_) | Target::Stay | Target::Back => None,
    }
}

fn dead_end(checker: &mut Checker<'_>, beat: &Beat) {
    let path = ["beats", beat.name.as_str()];
    if beat.replies.is_empty() && beat.then.is_none() {
        let hint = "give it replies, or a `then`".to_owned();
        checker.error("SL035", &path, format!("the beat \"{}\" leads nowhere", beat.name), Some(hint));
    } else if !beat.replies.is_empty()
        && beat.replies.iter().all(|reply| reply.then == Target::Stay && reply.branches.is_empty())
    {
        let hint = "let at least one reply lead on".to_owned();
        checker.error("SL035", &path, format!("every reply of \"{}\" stays there", beat.name), Some(hint));
    } else if !beat.replies.is_empty()
        && beat.replies.iter().all(|reply| !reply.source.needs.is_empty())
        && beat.then.is_none()
    {
        let hint = "leave one reply without `needs`".to_owned();
        checker.error("SL036", &path, format!("every reply of \"{}\" can be closed at once", beat.name), Some(hint));
    }
}

fn reply_set(checker: &mut Checker<'_>, beat: &Beat) {
    if beat.replies.len() < 2 {
        return;
    }
    let path = ["beats", beat.name.as_str(), "replies"];
    if !beat.replies.iter().any(|reply| reply.source.mark == Mark::Good) {
        let message = format!("the beat \"{}\" has no good reply", beat.name);
        checker.warning(
            "SL037",
            &path,
            message,
            Some("a trainee who does everything right has nothing to say here".to_owned()),
        );
    }
    if beat.replies.len() > 4 && beat.replies.iter().filter(|reply| reply.source.needs.is_empty()).count() > 4 {
        let message = format!("the beat \"{}\" offers more than four replies", beat.name);
        checker.warning("SL038", &path, message, Some("only four have a key; let some need a condition".to_owned()));
    }
}
