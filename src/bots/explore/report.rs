//! What an exploration says: parts of the script with their verdicts, ways to every ending, snags, and scores.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use super::atoms::Atom;
use super::bounds::{is_allowed, is_done, possible};
use super::element::Element;
use super::machine::{Grain, Machine};
use super::path::{Path, policy_of};
use super::proof::{Proof, prove};
use super::search::{Depth, Effort, Found, Start, Way, effort, search};
use super::walker::{Walked, facts_of, walk};
use crate::bots::cast::Cast;
use crate::bots::survey::{NUMBERS, Spread, spread};
use crate::call::{EventKind, Setup};
use crate::scenario::Scenario;
use crate::scoring::Scorecard;

/// Seeds that are looked at for facts that conditions ask for.
const SEEDS: u64 = 96;
/// A script with more coarse states than this is not proved: nobody should have to wait for it.
const MOST_COARSE: usize = 300_000;
/// Calls that are tried for one way, each with facts that serve.
const TRIES: usize = 6;

/// How far an exploration goes.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// States of the search.
    pub states: usize,
    /// Seeds that every bot plays.
    pub seeds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { states: 1_000_000, seeds: 3 }
    }
}

/// Whether a part of the script is ever reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Reached,
    /// No call can reach it.
    Dead,
    /// Only with database entries that the search does not make.
    NeedsInput,
    /// The search came to its bound first.
    RanDry,
}

/// A part of the script, and whether it is reached.
#[derive(Debug, Clone, Serialize)]
pub struct Part {
    pub element: Element,
    /// Where it stands in the file: `beats/opening/replies/own it`.
    pub place: String,
    pub verdict: Verdict,
    /// A shortest way, in a real call if one could be made to go it.
    pub path: Option<Path>,
}

/// A moment at which somebody does not get on, and a shortest way to it.
#[derive(Debug, Clone, Serialize)]
pub struct Snag {
    pub beat: String,
    pub path: Path,
}

/// What was found out about a scenario.
#[derive(Debug, Serialize)]
pub struct Exploration {
    /// States that were seen, and those in which every option was followed.
    pub states: usize,
    pub followed: usize,
    /// The search came to its bound: only calls with fewer asides than this were all followed.
    pub bound: Option<u32>,
    /// States that a narrow search followed after that.
    pub narrow: usize,
    /// What was proved of all calls; none where the script has too many states for that too.
    pub proof: Option<Proved>,
    pub parts: Vec<Part>,
    /// Turns after which only hanging up, waiting, wearing the caller out or a wrong transfer ends the call.
    pub stuck: Vec<Snag>,
    /// Turns at which no reply is open.
    pub speechless: Vec<Snag>,
    /// The fewest decisions to an ending that is right.
    pub shortest: Option<Path>,
    /// The most replies, nothing coming twice.
    pub longest: Option<Path>,
    /// A beat at which the script can go round without end.
    pub round: Option<String>,
    /// Calls that were played to the end and scored, and how their numbers came out, in the order of the scorecard.
    pub calls: usize,
    pub numbers: Vec<Option<Spread>>,
    /// Beats and replies that the bots came to, of all.
    pub bots: Coverage,
}

/// What holds of every call: the script was searched to its last state, patience told apart only as far as conditions do.
#[derive(Debug, Clone, Serialize)]
pub struct Proved {
    pub states: usize,
    /// Beats in which somebody could get stuck, for all that could be proved.
    pub stuck: Vec<String>,
    /// Beats in which no reply could be open, for all that could be proved.
    pub speechless: Vec<String>,
}

/// How much of a script was come to.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Coverage {
    pub calls: usize,
    pub beats: usize,
    pub replies: usize,
    /// How often each beat began, by name.
    pub entered: BTreeMap<String, usize>,
    /// How often a reply was given, by `beat/reply`.
    pub given: BTreeMap<String, usize>,
}

/// How far an exploration has come.
#[derive(Debug, Clone, Copy)]
pub enum Progress {
    /// So many states were followed.
    Searched(usize),
    /// So many parts of all were played.
    Played(usize, usize),
}

impl Exploration {
    /// Explores the scenario that these bots know. `progress` is told now and then how far it has come.
    ///
    /// # Errors
    /// The number of things to tell states apart by, where it is too large to be explored.
    pub fn take(cast: &Cast, limits: Limits, progress: &mut dyn FnMut(Progress)) -> Result<Self, usize> {
        let caller = Side::new(cast, false, (limits.states, Depth::Whole), progress)?;
        let twin = cast.scenario().twin.is_some() && caller.found.ways.iter().any(Option::is_none);
        let twin = if twin { Some(Side::new(cast, true, (limits.states, Depth::Whole), progress)?) } else { None };
        Ok(caller.report(twin.as_ref(), limits, progress))
    }

    /// Whether something is wrong: a part that nothing reaches, or a moment from which nobody gets on.
    #[must_use]
    pub fn has_faults(&self) -> bool {
        !self.stuck.is_empty() || self.parts.iter().any(|part| part.verdict == Verdict::Dead)
    }

    /// The part at a place, or of a name that only one beat or ending has.
    #[must_use]
    pub fn part(&self, place: &str) -> Option<&Part> {
        let ends = [place.to_owned(), format!("beats/{place}"), format!("endings/{place}")];
        let reply = place.split_once('/').map(|(beat, reply)| format!("beats/{beat}/replies/{reply}"));
        self.parts.iter().find(|part| ends.contains(&part.place) || Some(&part.place) == reply.as_ref())
    }
}

/// Places of the parts that no call can reach, without playing any.
///
/// # Errors
/// As [`Exploration::take`].
pub fn dead_parts(cast: &Cast, states: usize) -> Result<BTreeSet<String>, usize> {
    let limit = (states, Depth::Wide);
    let caller = Side::new(cast, false, limit, &mut |_| ())?;
    let mut verdicts = caller.verdicts();
    if cast.scenario().twin.is_some() && verdicts.contains(&Verdict::Dead) {
        let twin = Side::new(cast, true, limit, &mut |_| ())?.verdicts();
        verdicts = verdicts.into_iter().zip(twin).map(|(own, twin)| together(own, twin)).collect();
    }
    let elements = caller.machine.elements.list.iter().zip(verdicts);
    let dead = elements.filter(|(_, verdict)| *verdict == Verdict::Dead);
    Ok(dead.map(|(element, _)| place(&caller.machine.scenario, *element)).collect())
}

/// What the twin reaches is reached; what it may reach is not dead.
pub(super) fn together(own: Verdict, twin: Verdict) -> Verdict {
    match (own, twin) {
        (Verdict::Reached, _) | (_, Verdict::Reached) => Verdict::Reached,
        (own, twin) => own.max(twin),
    }
}

/// Searches a scenario up to so many states without making anything of it: for measuring.
///
/// # Errors
/// As [`Exploration::take`].
pub fn search_effort(cast: &Cast, states: usize) -> Result<Effort, usize> {
    let machine = Machine::new(&cast.setup(1), Grain::Exact)?;
    let (starts, _) = starts(&machine, |seed| cast.setup(seed));
    Ok(effort(&machine, &starts, states))
}

/// Every combination of facts that conditions look at, with the seeds that have it.
fn starts(machine: &Machine, setup: impl Fn(u64) -> Arc<Setup>) -> (Vec<Start>, Vec<Vec<u64>>) {
    let mut by_facts: BTreeMap<Vec<super::space::Bit>, Vec<u64>> = BTreeMap::new();
    for seed in 1..=SEEDS {
        by_facts.entry(facts_of(machine, &setup(seed))).or_default().push(seed);
    }
    let mut all: Vec<_> = by_facts.into_iter().collect();
    all.sort_by_key(|(_, seeds)| seeds.first().copied());
    let start = |(facts, seeds): (Vec<super::space::Bit>, Vec<u64>)| {
        (Start { seed: seeds.first().copied().unwrap_or(1), facts }, seeds)
    };
    all.into_iter().map(start).unzip()
}

/// A search with the caller as written, or with the calm twin.
pub(super) struct Side<'a> {
    cast: &'a Cast,
    pub twin: bool,
    pub machine: Machine,
    starts: Vec<Start>,
    /// By start, the seeds that have its facts.
    seeds: Vec<Vec<u64>>,
    pub found: Found,
    proof: Option<Proof>,
}

impl<'a> Side<'a> {
    pub fn new(
        cast: &'a Cast,
        twin: bool,
        limit: (usize, Depth),
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Self, usize> {
        let machine = Machine::new(&cast.setup_of(1, twin), Grain::Exact)?;
        let (starts, seeds) = starts(&machine, |seed| cast.setup_of(seed, twin));
        let found = search(&machine, &starts, limit, &mut |states| progress(Progress::Searched(states)));
        // What was searched whole needs no other proof.
        let proof = found.bound.and_then(|_| {
            let coarse = Machine::new(&cast.setup_of(1, twin), Grain::Coarse).ok()?;
            let facts = |start: &Start| facts_of(&coarse, &cast.setup_of(start.seed, twin));
            let starts: Vec<Start> =
                starts.iter().map(|start| Start { seed: start.seed, facts: facts(start) }).collect();
            prove(&coarse, &starts, limit.0.min(MOST_COARSE))
        });
        Ok(Self { cast, twin, machine, starts, seeds, found, proof })
    }

    fn report(&self, twin: Option<&Self>, limits: Limits, progress: &mut dyn FnMut(Progress)) -> Exploration {
        let mut scores = Scores::default();
        let parts = self.parts(twin, &mut scores, progress);
        let bots = self.bots(limits.seeds, &mut scores);
        let name = |beat: usize| self.machine.scenario.beats[beat].name.clone();
        let path = |way: &Way| Path::new(&self.walk(way), way.asides);
        let snags = |ways: &BTreeMap<usize, Way>| {
            ways.iter().map(|(beat, way)| Snag { beat: name(*beat), path: path(way) }).collect::<Vec<_>>()
        };
        let found = &self.found;
        Exploration {
            states: found.states,
            followed: found.followed,
            bound: found.bound,
            narrow: found.narrow,
            proof: self.proof.as_ref().map(|proof| {
                let names = |beats: &BTreeSet<usize>| beats.iter().map(|beat| name(*beat)).collect();
                Proved { states: proof.states, stuck: names(&proof.stuck), speechless: names(&proof.speechless) }
            }),
            shortest: shortest(&self.machine.scenario, &parts),
            parts,
            stuck: snags(&found.stuck),
            speechless: snags(&found.speechless),
            longest: found.longest.as_ref().map(path),
            round: found.round.map(name),
            calls: scores.calls,
            numbers: scores.numbers.iter_mut().map(|scores| spread(scores)).collect(),
            bots,
        }
    }

    /// Every part, with a way that the caller or else the twin goes.
    fn parts(&self, twin: Option<&Self>, scores: &mut Scores, progress: &mut dyn FnMut(Progress)) -> Vec<Part> {
        let elements = &self.machine.elements.list;
        let verdicts = self.verdicts();
        let others = twin.map(Self::verdicts);
        let mut parts = Vec::with_capacity(elements.len());
        for (number, element) in elements.iter().enumerate() {
            progress(Progress::Played(number, elements.len()));
            let own = self.found.ways[number].as_ref().map(|way| (self, way));
            let other = || twin.and_then(|twin| Some((twin, twin.found.ways[number].as_ref()?)));
            let walked = own.or_else(other).map(|(side, way)| (side, side.walk(way), way.asides));
            if let (Some((side, walked, _)), Element::Reply(..) | Element::Ending(_)) = (&walked, element) {
                side.score_along(walked, scores);
            }
            let path = walked.map(|(_, walked, asides)| Path::new(&walked, asides));
            let place = place(&self.machine.scenario, *element);
            let own = verdicts[number];
            let verdict = others.as_ref().map_or(own, |others| together(own, others[number]));
            parts.push(Part { element: *element, place, verdict, path });
        }
        parts
    }

    /// Plays a way in a real call, in one whose facts and wordings let it go as the search thinks if there is one.
    pub fn walk(&self, way: &Way) -> Walked {
        let start = self.starts.iter().position(|start| start.seed == way.seed).unwrap_or(0);
        let facts = &self.starts[start].facts;
        let mut first = None;
        for seed in self.seeds[start].iter().take(TRIES) {
            let walked = walk(&self.machine, way, facts, &self.cast.setup_of(*seed, self.twin));
            if walked.otherwise.is_none() {
                return walked;
            }
            first.get_or_insert(walked);
        }
        first.unwrap_or_else(|| walk(&self.machine, way, facts, &self.cast.setup_of(way.seed, self.twin)))
    }

    pub fn verdicts(&self) -> Vec<Verdict> {
        let (machine, found) = (&self.machine, &self.found);
        let allowed = possible(machine, &|atom| is_allowed(machine, atom));
        let done = possible(machine, &|atom| is_done(machine, atom));
        // Facts that no call of the seeds tried has: the search has not been where they lead.
        let has = |start: &Start, atom: &Atom| machine.atoms.bit(atom).is_some_and(|bit| start.facts.contains(&bit));
        let tried = possible(machine, &|atom| match atom {
            Atom::Fact(..) => self.starts.iter().any(|start| has(start, atom)),
            _ => is_allowed(machine, atom),
        });
        let is_proved = |number: usize| self.proof.as_ref().is_some_and(|proof| !proof.reached[number]);
        let verdict = |number: usize| match (&found.ways[number], found.bound) {
            (Some(_), _) => Verdict::Reached,
            (None, _) if !allowed[number] => Verdict::Dead,
            (None, _) if !done[number] => Verdict::NeedsInput,
            (None, None) if tried[number] => Verdict::Dead,
            (None, Some(_)) if tried[number] && is_proved(number) => Verdict::Dead,
            (None, _) => Verdict::RanDry,
        };
        (0..found.ways.len()).map(verdict).collect()
    }

    /// The call that goes this way, with the desk done as the expert does it and gone on with to the end.
    fn score_along(&self, walked: &Walked, scores: &mut Scores) {
        let policy = policy_of(&self.machine.scenario, &walked.player.events);
        let played = self.cast.follow(&self.cast.setup_of(walked.seed, self.twin), &policy);
        scores.add(&played.card);
    }

    fn bots(&self, seeds: u64, scores: &mut Scores) -> Coverage {
        let mut coverage = Coverage::default();
        for seed in 1..=seeds {
            for played in self.cast.crew(seed) {
                coverage.calls += 1;
                scores.add(&played.card);
                for event in &played.events {
                    match &event.kind {
                        EventKind::BeatEntered { beat } => {
                            *coverage.entered.entry(beat.to_string()).or_insert(0) += 1;
                        }
                        EventKind::ReplyGiven { beat, reply, .. } => {
                            *coverage.given.entry(format!("{beat}/{reply}")).or_insert(0) += 1;
                        }
                        _ => {}
                    }
                }
            }
        }
        coverage.beats = coverage.entered.len();
        coverage.replies = coverage.given.len();
        coverage
    }
}

#[derive(Default)]
struct Scores {
    calls: usize,
    numbers: [Vec<u32>; 4],
}

impl Scores {
    fn add(&mut self, card: &Scorecard) {
        self.calls += 1;
        for (scores, number) in self.numbers.iter_mut().zip(NUMBERS) {
            scores.extend(card.number(number));
        }
    }
}

/// The way with the fewest decisions to a right ending.
fn shortest(scenario: &Scenario, parts: &[Part]) -> Option<Path> {
    let right: BTreeSet<&str> = scenario.source.expect.routing.right.iter().map(String::as_str).collect();
    let paths =
        parts.iter().filter(|part| matches!(part.element, Element::Ending(_))).filter_map(|part| part.path.as_ref());
    let right = paths.filter(|path| path.ending.as_deref().is_some_and(|ending| right.contains(ending)));
    right.min_by_key(|path| (path.decisions, path.ms)).cloned()
}

/// Where a part stands in the file.
pub(super) fn place(scenario: &Scenario, element: Element) -> String {
    let beat = |beat: usize| format!("beats/{}", scenario.beats[beat].name);
    let reply = |at: usize, reply: usize| format!("{}/replies/{}", beat(at), scenario.beats[at].replies[reply].name);
    match element {
        Element::Beat(at) => beat(at),
        Element::Wording(at, entry) => format!("{}/says_if/{}", beat(at), entry + 1),
        Element::Reply(at, number) => reply(at, number),
        Element::Branch(at, number, entry) => format!("{}/branches/{}", reply(at, number), entry + 1),
        Element::Cut(number) => format!("cuts/{}", number + 1),
        Element::Zero(number) => format!("at_zero/{}", number + 1),
        Element::HangUp(number) => format!("hang_up/{}", number + 1),
        Element::Ending(ending) => format!("endings/{}", scenario.endings[ending].name),
    }
}
