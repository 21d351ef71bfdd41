//! A script as a graph: beats, endings and what leads from anywhere, with replies gathered by where they lead.
//!
//! Only the structure: what it looks like is the business of whoever draws it.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::told_by;
use super::model::{Beat, Branch, Pack, Reply, Scenario, Target};
use super::source::{Condition, LineEffect, Mark, Route};
use super::template::{Piece, Template};

/// A script as nodes and edges. Nodes: the beats, the endings, then what may happen anywhere.
#[derive(Debug, Clone, Default)]
pub struct ScriptGraph {
    pub nodes: Vec<ScriptNode>,
    /// At most one edge from one node to another.
    pub edges: Vec<ScriptEdge>,
}

#[derive(Debug, Clone)]
pub struct ScriptNode {
    pub kind: NodeKind,
    /// The name of a beat or ending; empty for what may happen anywhere.
    pub name: String,
}

#[derive(Debug, Clone)]
pub enum NodeKind {
    Beat(BeatNode),
    Ending(EndingNode),
    /// Leads on from wherever the call is.
    Trigger(Trigger),
}

#[derive(Debug, Clone, Default)]
pub struct BeatNode {
    pub start: bool,
    /// Who speaks, if it is not the caller: the name of a department.
    pub department: Option<String>,
    /// The first wording, with the names of facts in braces.
    pub line: String,
    /// Facts that the line tells and that records, proofs or a read-back ask for.
    pub tells: Vec<String>,
    pub replies: Vec<ReplyRow>,
}

/// A reply inside its beat.
#[derive(Debug, Clone)]
pub struct ReplyRow {
    pub name: String,
    pub mark: Mark,
    /// What its acts do to patience the first time, in points.
    pub mood: i32,
    /// Open only under conditions.
    pub locked: bool,
    /// A condition of it looks at records.
    pub looks_at_records: bool,
    /// Facts of records that it reads back.
    pub reads_back: bool,
    /// It leads to the same beat, or back to the one that was cut into.
    pub stays: bool,
    pub returns: bool,
}

#[derive(Debug, Clone)]
pub struct EndingNode {
    pub title: String,
    pub worth: Worth,
    pub route: Route,
}

/// What an ending is worth to the scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worth {
    Right,
    SecondBest,
    Wrong,
}

/// What leads on from anywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trigger {
    /// Patience has run out.
    Zero,
    /// An entry of `cuts`, from 1.
    Cut(usize),
    /// A transfer to the department of this name.
    Transfer(String),
    /// A transfer to any other department.
    WrongTransfer,
    HangUp,
}

#[derive(Debug, Clone)]
pub struct ScriptEdge {
    pub from: usize,
    pub to: usize,
    pub why: Vec<Why>,
}

/// One reason for an edge.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The reply of this number, from 0.
    Reply(usize),
    /// The line leads on by itself.
    LeadsOn,
    Silence,
    Interrupted,
    AfterHold,
    /// The how-manieth time patience runs out, from 1.
    Time(usize),
    Warm,
    Blind,
    /// Under a condition, or always.
    Anyhow,
}

impl ScriptGraph {
    #[must_use]
    pub fn new(pack: &Pack, scenario: &Scenario) -> Self {
        let wanted = wanted(scenario);
        let mut builder = Builder { pack, scenario, graph: Self::default(), edges: BTreeMap::new() };
        for (number, beat) in scenario.beats.iter().enumerate() {
            builder.beat(number, beat, &wanted);
        }
        for ending in &scenario.endings {
            let routing = &scenario.source.expect.routing;
            let worth = match (routing.right.contains(&ending.name), routing.second_best.contains(&ending.name)) {
                (true, _) => Worth::Right,
                (_, true) => Worth::SecondBest,
                _ => Worth::Wrong,
            };
            let route = ending.source.route.clone();
            let node = EndingNode { title: ending.source.title.clone(), worth, route };
            builder.graph.nodes.push(ScriptNode { kind: NodeKind::Ending(node), name: ending.name.clone() });
        }
        builder.triggers();
        builder.finish()
    }

    /// The number of a beat or ending.
    #[must_use]
    pub fn node(&self, name: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.name == name)
    }
}

/// Facts that records, proofs and read-backs ask for.
fn wanted(scenario: &Scenario) -> BTreeSet<String> {
    let expect = &scenario.source.expect;
    let mut wanted: BTreeSet<String> = expect.read_back.iter().chain(&scenario.source.proofs).cloned().collect();
    for row in &expect.records {
        let texts = row.fields.values().chain(row.mentions.values().flatten());
        let templates: Vec<Template> = texts.filter_map(|text| Template::parse(text).ok()).collect();
        wanted.extend(templates.iter().flat_map(Template::slots).map(|slot| told_by(slot).to_owned()));
        wanted.extend(row.rests_on.values().cloned());
    }
    wanted
}

struct Builder<'a> {
    pack: &'a Pack,
    scenario: &'a Scenario,
    graph: ScriptGraph,
    edges: BTreeMap<(usize, usize), BTreeSet<Why>>,
}

impl Builder<'_> {
    fn beat(&mut self, number: usize, beat: &Beat, wanted: &BTreeSet<String>) {
        let lines = beat.says.iter().chain(beat.says_if.iter().flat_map(|(_, says)| says));
        let told: BTreeSet<&str> = lines.flat_map(Template::slots).map(told_by).collect();
        let told = told.into_iter().chain(beat.source.tells.iter().map(String::as_str));
        let department = beat.source.department.as_ref();
        let node = BeatNode {
            start: number == self.scenario.start,
            department: department.map(|id| self.pack.department_name(id).to_owned()),
            line: beat.says.first().map(plain).unwrap_or_default(),
            tells: told.filter(|fact| wanted.contains(*fact)).map(str::to_owned).collect(),
            replies: beat.replies.iter().map(|reply| self.row(reply, wanted)).collect(),
        };
        self.graph.nodes.push(ScriptNode { kind: NodeKind::Beat(node), name: beat.name.clone() });
        for (at, reply) in beat.replies.iter().enumerate() {
            for target in reply.branches.iter().map(|branch| branch.then).chain([reply.then]) {
                self.lead(number, target, Why::Reply(at));
            }
            if let Some(LineEffect::Consult(to)) = &reply.source.line
                && let Some(beat) = self.scenario.routes.get(to).and_then(|route| route.consult)
            {
                self.lead(number, Target::Beat(beat), Why::Reply(at));
            }
        }
        let habits = [
            (&beat.on_silence, Why::Silence),
            (&beat.interrupted, Why::Interrupted),
            (&beat.after_hold, Why::AfterHold),
        ];
        for (habit, why) in habits {
            if let Some(then) = habit.as_ref().and_then(|habit| habit.then) {
                self.lead(number, then, why);
            }
        }
        if let Some(then) = beat.then.filter(|_| beat.replies.is_empty()) {
            self.lead(number, then, Why::LeadsOn);
        }
    }

    fn row(&self, reply: &Reply, wanted: &BTreeSet<String>) -> ReplyRow {
        let source = &reply.source;
        let temperament = self.pack.temperaments.get(&self.scenario.source.caller.temperament);
        let price = |cause| temperament.map_or(0, |temperament| temperament.delta(cause, 0));
        let conditions = source.needs.iter().chain(reply.branches.iter().flat_map(|branch| &branch.conditions));
        let targets = || reply.branches.iter().map(|branch| branch.then).chain([reply.then]);
        ReplyRow {
            name: reply.name.clone(),
            mark: source.mark,
            mood: source.acts.iter().filter_map(|act| act.cause()).map(price).sum::<i32>() / 1000,
            locked: !source.needs.is_empty(),
            looks_at_records: conditions.into_iter().any(looks_at_records),
            reads_back: source.reads_back.iter().any(|fact| wanted.contains(fact)),
            stays: targets().any(|target| target == Target::Stay),
            returns: targets().any(|target| target == Target::Back),
        }
    }

    fn lead(&mut self, from: usize, target: Target, why: Why) {
        let to = match target {
            Target::Beat(beat) => beat,
            Target::Ending(ending) => self.scenario.beats.len() + ending,
            Target::Stay | Target::Back => return,
        };
        self.edges.entry((from, to)).or_default().insert(why);
    }

    fn trigger(&mut self, trigger: Trigger) -> usize {
        self.graph.nodes.push(ScriptNode { kind: NodeKind::Trigger(trigger), name: String::new() });
        self.graph.nodes.len() - 1
    }

    fn triggers(&mut self) {
        let scenario = self.scenario;
        let zero = self.trigger(Trigger::Zero);
        for (number, (target, _)) in scenario.at_zero.iter().enumerate() {
            // The only time needs no number.
            let why = if scenario.at_zero.len() > 1 { Why::Time(number + 1) } else { Why::Anyhow };
            self.lead(zero, *target, why);
        }
        for (number, cut) in scenario.cuts.iter().enumerate() {
            let node = self.trigger(Trigger::Cut(number + 1));
            self.lead(node, cut.then, Why::Anyhow);
        }
        for (id, route) in &scenario.routes {
            let node = self.trigger(Trigger::Transfer(self.pack.department_name(id).to_owned()));
            if let Some(beat) = route.consult {
                self.lead(node, Target::Beat(beat), Why::Warm);
            }
            self.lead(node, Target::Ending(route.blind), Why::Blind);
        }
        let wrong = self.trigger(Trigger::WrongTransfer);
        self.lead(wrong, Target::Ending(scenario.wrong_route), Why::Blind);
        let hang_up = self.trigger(Trigger::HangUp);
        let targets: Vec<Target> = scenario.hang_up.iter().map(|branch: &Branch| branch.then).collect();
        targets.into_iter().for_each(|target| self.lead(hang_up, target, Why::Anyhow));
    }

    fn finish(self) -> ScriptGraph {
        let edges = self.edges.into_iter();
        let edges = edges.map(|((from, to), why)| ScriptEdge { from, to, why: why.into_iter().collect() });
        ScriptGraph { nodes: self.graph.nodes, edges: edges.collect() }
    }
}

const fn looks_at_records(condition: &Condition) -> bool {
    matches!(
        condition,
        Condition::Saved(_)
            | Condition::NotSaved(_)
            | Condition::SavedWith(..)
            | Condition::NotSavedWith(..)
            | Condition::Opened(_)
            | Condition::NotOpened(_)
    )
}

/// A line with the names of its facts in braces.
fn plain(says: &Template) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) => text.to_string(),
        Piece::Slot(path) => format!("{{{path}}}"),
    };
    says.pieces().iter().map(piece).collect()
}
