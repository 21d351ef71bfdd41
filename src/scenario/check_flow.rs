//! Whether a call can get stuck, and whether the replies of a beat give anything to decide.

use super::check::{Script, ScriptCheck};
use super::check_told::Told;
use super::check_ways::{Reached, ways};
use super::checker::{Checker, below};
use super::condition::{Literal, can_all_fail};
use super::model::Beat;
use super::source::{Condition, Mark};

/// Finds dead ends, beats that nothing leads to, conditions that never hold, and reply sets that teach the wrong thing.
pub(super) fn flow<'a>(check: &mut ScriptCheck<'a>, script: &Script<'a>) {
    let reached = Reached::new(script, check.source.endings.len());
    for beat in script.beats {
        dead_end(check, beat, script.twin.map(|twin| twin.temperament.as_str()));
        reply_set(&mut check.checker, beat);
        never_comes(&mut check.checker, beat);
    }
    ways(check, script, &reached);
    super::check_refused::refusals(check, script);
    habits_of_marking(&mut check.checker, script.beats);
    let told = Told::new(check, script, &reached);
    super::check_told::told(check, &told);
    super::check_mood::moods(check, script, &reached, &told);
    super::check_lines::lines(check, script);
}

fn dead_end(check: &mut ScriptCheck<'_>, beat: &Beat, twin: Option<&str>) {
    let path = ["beats", beat.name.as_str()];
    if beat.replies.is_empty() && beat.then.is_none() {
        let hint = "give it replies, or a `then`".to_owned();
        check.checker.error("SL035", &path, format!("the beat \"{}\" leads nowhere", beat.name), Some(hint));
    } else if !beat.replies.is_empty()
        // By what is written: a wrong name, which has been told of, is no "stay".
        && beat.replies.iter().all(|reply| reply.source.then == "stay" && reply.branches.is_empty())
    {
        let hint = "let at least one reply lead on".to_owned();
        check.checker.error("SL035", &path, format!("every reply of \"{}\" stays there", beat.name), Some(hint));
    } else if !beat.replies.is_empty() && can_all_be_closed(check, beat, twin) {
        let hint =
            "leave one reply without `needs`, or give two of them opposite ones, such as Flag and NotFlag".to_owned();
        check.checker.error(
            "SL036",
            &path,
            format!("every reply of \"{}\" can be closed at once", beat.name),
            Some(hint),
        );
    }
}

/// Whether there is a moment at which no reply of the beat is open.
fn can_all_be_closed(check: &ScriptCheck<'_>, beat: &Beat, twin: Option<&str>) -> bool {
    let mut needs: Vec<&[Condition]> = beat.replies.iter().map(|reply| reply.source.needs.as_slice()).collect();
    if needs.iter().any(|needs| needs.is_empty()) {
        return false;
    }
    // The shortest lists have the fewest ways to fail.
    needs.sort_by_key(|needs| needs.len());
    let own = check.source.caller.temperament.as_str();
    let cannot_be = |so: &[Literal<'_>]| {
        let denied = |fact: &str, value: &str| so.iter().any(|one| one.denied_value() == Some((fact, value)));
        let is_of_us = |name: &str| so.iter().any(|one| one.denies_temperament(name));
        let nobody_rings = is_of_us(own) && twin.is_none_or(is_of_us);
        nobody_rings
            || so.iter().filter_map(|one| one.denied_value()).any(|(fact, _)| {
                let values = super::check_mood::values(check, fact);
                values.is_some_and(|values| values.iter().all(|value| denied(fact, value)))
            })
    };
    can_all_fail(&needs, &cannot_be)
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

/// Entries behind one that always fits, and a `then` beside replies.
fn never_comes(checker: &mut Checker<'_>, beat: &Beat) {
    if let (Some(_), false) = (&beat.then, beat.replies.is_empty()) {
        let hint = "take out `then`, or the replies: a beat leads on by itself only if it has none".to_owned();
        let message = format!("this never comes: the beat \"{}\" has replies", beat.name);
        checker.warning("SL048", &["beats", &beat.name, "then"], message, Some(hint));
    }
    for reply in &beat.replies {
        let conditions = reply.branches.iter().map(|branch| branch.conditions.as_slice());
        behind_always(checker, &["beats", &beat.name, "replies", &reply.name, "branches"], conditions);
    }
    let conditions = beat.says_if.iter().map(|(conditions, _)| conditions.as_slice());
    behind_always(checker, &["beats", &beat.name, "says_if"], conditions);
}

/// Lists of which the first entry that fits is taken.
pub(super) fn behind_always<'c>(
    checker: &mut Checker<'_>,
    path: &[&str],
    entries: impl Iterator<Item = &'c [Condition]>,
) {
    let mut always = false;
    for (number, conditions) in entries.enumerate() {
        if always {
            let hint = "put the entry without `if` last, or give it one".to_owned();
            let message = "this never comes: an entry before it has no `if`, and always fits".to_owned();
            below(path, number, |path| checker.warning("SL085", path, message, Some(hint)));
            return;
        }
        always = conditions.is_empty();
    }
}

/// With fewer beats to choose in, a habit is chance.
const ENOUGH_BEATS: usize = 5;

/// A trainee soon finds out where the good reply always stands, or what it always looks like, and then reads no more.
fn habits_of_marking(checker: &mut Checker<'_>, beats: &[Beat]) {
    let is_good = |beat: &Beat, number: usize| beat.replies[number].source.mark == Mark::Good;
    let choices: Vec<&Beat> = beats
        .iter()
        .filter(|beat| beat.replies.len() > 1 && (0..beat.replies.len()).any(|number| is_good(beat, number)))
        .filter(|beat| (0..beat.replies.len()).any(|number| !is_good(beat, number)))
        .collect();
    if choices.len() < ENOUGH_BEATS {
        return;
    }
    let count = choices.len();
    if choices.iter().all(|beat| is_good(beat, 0)) {
        let message = format!("the good reply stands first in each of the {count} beats with a choice");
        let hint = "change the order in some: who reads the script along learns the place and not the reply".to_owned();
        checker.warning("SL078", &["beats", &choices[0].name, "replies"], message, Some(hint));
    }
    let length = |beat: &Beat, number: usize| beat.replies[number].source.say.chars().count();
    let longest = |beat: &&&Beat| {
        let most = (0..beat.replies.len()).map(|number| length(beat, number)).max().unwrap_or(0);
        (0..beat.replies.len()).filter(|number| length(beat, *number) == most).all(|number| is_good(beat, number))
    };
    let long: Vec<&&Beat> = choices.iter().filter(longest).collect();
    // Four in five: a trainee who always takes the longest would pass.
    if long.len() * 5 > count * 4 {
        let message = format!("the good reply is the longest in {} of the {count} beats with a choice", long.len());
        let hint = "let wrong replies be long too, and good ones short: else length gives the answer away".to_owned();
        checker.warning("SL079", &["beats", &long[0].name, "replies"], message, Some(hint));
    }
}
