//! Every bot over many seeds of a scenario: what it scored, and whether the scores mean what they say.

use std::collections::BTreeMap;

use serde::Serialize;

use super::cast::Cast;
use super::coupling::is_coupled;
use super::manner::Bot;
use super::play::Played;
use crate::call::Phase;
use crate::scenario::ScoreNumber;

/// The four numbers, in the order of the scorecard.
pub const NUMBERS: [ScoreNumber; 4] =
    [ScoreNumber::Records, ScoreNumber::Routing, ScoreNumber::Composure, ScoreNumber::Procedure];

/// How a number came out over many calls; none where it never counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Spread {
    pub median: u32,
    pub least: u32,
    pub most: u32,
}

/// What a bot did over many calls.
#[derive(Debug, Clone, Serialize)]
pub struct Tally {
    pub bot: &'static str,
    pub calls: usize,
    /// In the order of [`NUMBERS`].
    pub numbers: Vec<Option<Spread>>,
    pub critical: usize,
    pub endings: BTreeMap<String, usize>,
    #[serde(skip)]
    scores: [Vec<u32>; 4],
}

/// What must not be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "fault", rename_all = "kebab-case")]
pub enum Fault {
    /// The expert lost a point here.
    ExpertLost { criterion: String },
    /// The expert made a critical error.
    ExpertCritical { what: String },
    /// The flaw did not cost most in its own number.
    NotMost { bot: &'static str, about: ScoreNumber, fell: ScoreNumber },
    /// A point was lost that the flaw does not explain.
    Unexplained { bot: &'static str, criterion: String },
    /// The log, played again, gives something else.
    Differs { bot: &'static str },
    /// A number above 100.
    OutOfBounds { bot: &'static str },
    /// The call was not taken to the end of its wrap-up.
    Unfinished { bot: &'static str },
}

/// In how many calls a fault was, and the first of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Seen {
    pub calls: usize,
    pub seed: u64,
}

/// All bots over many seeds of one scenario.
#[derive(Debug)]
pub struct Survey {
    pub tallies: Vec<Tally>,
    pub faults: BTreeMap<Fault, Seen>,
}

impl Survey {
    /// Plays every bot over the first `seeds` seeds. `progress` is told of each call, in order.
    #[must_use]
    pub fn take(cast: &Cast, seeds: u64, mut progress: impl FnMut()) -> Self {
        let tallies = Bot::ALL.into_iter().map(Tally::new).collect();
        let mut survey = Self { tallies, faults: BTreeMap::new() };
        for seed in 1..=seeds {
            let crew = cast.crew(seed);
            for (bot, played) in Bot::ALL.into_iter().zip(&crew) {
                survey.tallies[bot as usize].add(played);
                for fault in faults(cast, bot, played, &crew[0]) {
                    survey.faults.entry(fault).or_insert(Seen { calls: 0, seed }).calls += 1;
                }
                progress();
            }
        }
        for tally in &mut survey.tallies {
            tally.sum_up();
        }
        survey
    }
}

impl Tally {
    fn new(bot: Bot) -> Self {
        let name = bot.name();
        Self {
            bot: name,
            calls: 0,
            numbers: Vec::new(),
            critical: 0,
            endings: BTreeMap::new(),
            scores: Default::default(),
        }
    }

    fn add(&mut self, played: &Played) {
        self.calls += 1;
        self.critical += played.card.critical.len();
        *self.endings.entry(played.card.ending.clone().unwrap_or_default()).or_insert(0) += 1;
        for (scores, number) in self.scores.iter_mut().zip(NUMBERS) {
            scores.extend(played.card.number(number));
        }
    }

    fn sum_up(&mut self) {
        self.numbers = self.scores.iter_mut().map(|scores| spread(scores)).collect();
    }
}

pub(super) fn spread(scores: &mut [u32]) -> Option<Spread> {
    scores.sort_unstable();
    Some(Spread { median: *scores.get(scores.len() / 2)?, least: *scores.first()?, most: *scores.last()? })
}

fn faults(cast: &Cast, bot: Bot, played: &Played, expert: &Played) -> Vec<Fault> {
    let name = bot.name();
    let mut out = Vec::new();
    if played.call.phase() != Phase::Done {
        out.push(Fault::Unfinished { bot: name });
    }
    if NUMBERS.into_iter().filter_map(|number| played.card.number(number)).any(|score| score > 100) {
        out.push(Fault::OutOfBounds { bot: name });
    }
    if !played.replays() {
        out.push(Fault::Differs { bot: name });
    }
    match bot.about() {
        Some(about) => flawed(cast, (bot, about), played, expert, &mut out),
        None if bot == Bot::Expert => {
            let lost = played.card.criteria.iter().filter(|criterion| !criterion.full());
            out.extend(lost.map(|criterion| Fault::ExpertLost { criterion: criterion.label.clone() }));
            let critical = played.card.critical.iter();
            out.extend(critical.map(|error| Fault::ExpertCritical { what: error.what.clone() }));
        }
        None => {}
    }
    out
}

/// A flaw costs most in its own number, and elsewhere only what it explains.
fn flawed(cast: &Cast, (bot, about): (Bot, ScoreNumber), played: &Played, expert: &Played, out: &mut Vec<Fault>) {
    let lost = |number| {
        let score = |played: &Played| played.card.number(number).unwrap_or(100);
        score(expert).saturating_sub(score(played))
    };
    for fell in NUMBERS.into_iter().filter(|number| *number != about) {
        if lost(fell) > 0 && lost(fell) >= lost(about) {
            out.push(Fault::NotMost { bot: bot.name(), about, fell });
        }
    }
    if lost(about) == 0 {
        out.push(Fault::NotMost { bot: bot.name(), about, fell: about });
    }
    let same_way = played.way() == expert.way();
    let rubric = &played.call.setup().rubric.source.criteria;
    for criterion in played.card.criteria.iter().filter(|criterion| criterion.number != about && !criterion.full()) {
        let held = expert.card.criteria.iter().any(|other| other.id == criterion.id && other.full());
        let rule = rubric.get(&criterion.id).map(|source| &source.rule);
        if held && !rule.is_some_and(|rule| is_coupled(bot, rule, cast.scenario(), same_way)) {
            out.push(Fault::Unexplained { bot: bot.name(), criterion: criterion.label.clone() });
        }
    }
}
