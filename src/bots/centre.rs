//! A synthetic centre: who works there, and which call each of them takes when, and how well. For demonstrations and tests.
//!
//! Everything comes from the seed, the times of the calls too; nothing here looks at a clock.

use std::collections::BTreeSet;

use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::dice::Dice;
use super::manner::Bot;
use crate::call::Mode;
use crate::scenario::Pack;

/// How large a synthetic centre is.
#[derive(Debug, Clone, Copy)]
pub struct CentreSize {
    pub seed: u64,
    pub teams: usize,
    /// People in each team.
    pub people: usize,
    /// Over so many weeks, from a Monday on.
    pub weeks: usize,
    /// Each person takes so many of the scenarios, each once to three times.
    pub scenarios: usize,
}

/// Somebody who works in the synthetic centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recruit {
    pub name: String,
    /// The number of the team, from 0.
    pub team: usize,
    /// Calls without a flaw, of a thousand, at the beginning.
    skill: u64,
    /// What is gained with each call.
    gain: u64,
    /// What this person does wrong most of the time.
    flaw: Bot,
}

/// A call that will be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedCall {
    /// The number of the person.
    pub person: usize,
    /// The number of the scenario.
    pub scenario: usize,
    pub bot: Bot,
    /// At most so many flawed acts.
    pub dose: u32,
    pub seed: u64,
    pub mode: Mode,
    pub at: Timestamp,
}

/// People and calls, the calls in order of their times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CentrePlan {
    pub people: Vec<Recruit>,
    pub calls: Vec<PlannedCall>,
}

/// Nobody is better than this.
const MOST_SKILL: u64 = 930;
/// A scenario taken once more goes better by so much.
const REPEATED: u64 = 120;
const FLAWS: [Bot; 6] = [Bot::Careless, Bot::Rude, Bot::Silent, Bot::Panicky, Bot::OverHolder, Bot::ScriptBreaker];

/// Plans a centre whose people have names out of the pack's lists.
#[must_use]
pub fn centre(pack: &Pack, size: CentreSize) -> CentrePlan {
    let people = recruits(pack, size);
    let mut calls: Vec<PlannedCall> = Vec::new();
    for (number, recruit) in people.iter().enumerate() {
        calls.extend(calls_of(number, recruit, size));
    }
    calls.sort_by_key(|call| (call.at, call.person));
    CentrePlan { people, calls }
}

fn recruits(pack: &Pack, size: CentreSize) -> Vec<Recruit> {
    let mut dice = Dice::new(size.seed, "people");
    let mut taken = BTreeSet::new();
    let mut people = Vec::new();
    for number in 0..size.teams * size.people {
        let mut name = || -> Option<String> {
            let first = dice.one(&pack.people.first_names)?.clone();
            Some(format!("{first} {}", dice.one(&pack.people.surnames)?))
        };
        // A pack with few names has people with a number behind theirs.
        let free = (0..50).filter_map(|_| name()).find(|name| !taken.contains(name));
        let name = free.unwrap_or_else(|| format!("{} {}", pack.id, number + 1));
        taken.insert(name.clone());
        let skill = dice.between(0, 700);
        let gain = dice.between(0, 25);
        let flaw = FLAWS[dice.below(FLAWS.len())];
        people.push(Recruit { name, team: number / size.people.max(1), skill, gain, flaw });
    }
    people
}

fn calls_of(number: usize, recruit: &Recruit, size: CentreSize) -> Vec<PlannedCall> {
    let mut dice = Dice::new(size.seed, &format!("calls of {}", recruit.name));
    let mut plan: Vec<(usize, u64)> = Vec::new();
    for scenario in 0..size.scenarios {
        // Who does worse practises more.
        let more = u64::from(dice.happens(1000 - recruit.skill)) + u64::from(dice.happens(1000 - recruit.skill));
        plan.extend((0..=more).map(|nth| (scenario, nth)));
    }
    let days = (size.weeks * 5).max(1);
    let all = plan.len();
    let mut calls = Vec::new();
    let mut minute = 0;
    let mut last_day = None;
    for (at, (scenario, nth)) in plan.into_iter().enumerate() {
        let day = at * days / all.max(1);
        if last_day.replace(day) != Some(day) {
            minute = dice.below(120);
        }
        let taken = u64::try_from(at).unwrap_or(0);
        let skill = (recruit.skill + recruit.gain * taken + REPEATED * nth).min(MOST_SKILL);
        let (bot, dose) = manner(&mut dice, recruit, skill);
        let helped = at == 0 && dice.happens(300);
        let tested = day + 5 >= days && nth > 0;
        calls.push(PlannedCall {
            person: number,
            scenario,
            bot,
            dose,
            seed: dice.between(1, 1_000_000),
            mode: if helped {
                Mode::Guided
            } else if tested {
                Mode::Assessment
            } else {
                Mode::Practice
            },
            at: on(size.seed, day, minute),
        });
        minute += 20 + dice.below(40);
    }
    calls
}

/// How a call is taken by somebody of this skill.
fn manner(dice: &mut Dice, recruit: &Recruit, skill: u64) -> (Bot, u32) {
    if dice.happens(skill) {
        return (Bot::Expert, 0);
    }
    let bot = if dice.happens(600) { recruit.flaw } else { FLAWS[dice.below(FLAWS.len())] };
    let most = 1 + (1000 - skill) / 60;
    (bot, u32::try_from(dice.between(1, most)).unwrap_or(1))
}

/// A moment of a working day, counted from the Monday that the seed names.
fn on(seed: u64, day: usize, minute: usize) -> Timestamp {
    let weeks = i64::try_from(seed % 40).unwrap_or(0) + i64::try_from(day / 5).unwrap_or(0);
    let days = weeks * 7 + i64::try_from(day % 5).unwrap_or(0);
    let minutes = i64::try_from(minute).unwrap_or(0);
    let first = date(2026, 1, 5).at(9, 0, 0, 0).to_zoned(TimeZone::UTC);
    let at = first.and_then(|first| first.checked_add(days.days()).and_then(|at| at.checked_add(minutes.minutes())));
    at.map_or(Timestamp::UNIX_EPOCH, |at| at.timestamp())
}
