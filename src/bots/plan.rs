//! What a scenario wants, taken apart once so that a thousand calls of it need not read it again.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use crate::scenario::facts::{base as base_path, told_by};
use crate::scenario::{
    Beat, Condition, FactSource, FieldKind, LineEffect, MoveKind, Named, Pack, Reply, Rule, Scenario, Target,
    Temperament, Template, Tone,
};

/// A scenario as its bots read it.
#[derive(Debug)]
pub(super) struct Plan {
    pub pack: Arc<Pack>,
    pub scenario: Arc<Scenario>,
    pub rows: Vec<RowPlan>,
    /// Records that are looked up, the caller's own first.
    pub lookups: Vec<Lookup>,
    /// For each beat and reply, what is known of it beforehand.
    pub replies: Vec<Vec<ReplyPlan>>,
    /// Departments to which a right ending sends the call.
    pub departments: Vec<String>,
    /// The rubric wants callers asked whether there is anything else.
    pub further_help: bool,
    /// Below this patience, in thousandths of a point, the script turns against the operator.
    pub brink: i32,
}

/// An expected row.
#[derive(Debug)]
pub(super) struct RowPlan {
    pub table: usize,
    pub table_name: String,
    /// The fact that holds it, if it is there already.
    pub fact: Option<String>,
    pub conditions: Vec<Condition>,
    pub fields: Vec<FieldPlan>,
    /// Rows with one key are one row in different circumstances.
    pub key: usize,
}

#[derive(Debug)]
pub(super) struct FieldPlan {
    pub slot: usize,
    pub name: String,
    pub kind: FieldKind,
    pub content: Content,
}

/// What is typed into a field, and the facts that must have been said before.
#[derive(Debug)]
pub(super) enum Content {
    Value(Template, Vec<String>),
    /// For each thing to be mentioned, its wordings.
    Mentions(Vec<(Vec<Template>, Vec<String>)>),
}

/// A record that the operator finds and opens.
#[derive(Debug)]
pub(super) struct Lookup {
    pub fact: String,
    pub table: usize,
    /// One of these has to be said first; empty when the caller's own record leads there.
    pub after: Vec<String>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct ReplyPlan {
    /// What it is worth by its own words, before anything is tried.
    pub worth: i32,
    /// What its acts do to patience, in thousandths of a point.
    pub moves_patience: i32,
    /// It may end the call or hand it on, so the desk has to be done before.
    pub parts: bool,
    pub harsh: bool,
    /// Proofs are given in answer to it.
    pub asks_proof: bool,
    /// It reads back something that has to be.
    pub reads_back: bool,
    /// Desk work that it waits for.
    pub locks: Vec<Condition>,
}

impl Plan {
    pub fn new(pack: &Arc<Pack>, scenario: &Arc<Scenario>) -> Self {
        let tellable = tellable(scenario);
        let rows = rows(pack, scenario, &tellable);
        let lookups = lookups(pack, scenario, &tellable, &rows);
        let wishes = Wishes::new(pack, scenario);
        let replies = scenario.beats.iter().map(|beat| beat.replies.iter().map(|r| wishes.reply(beat, r)).collect());
        let replies = replies.collect();
        let departments = departments(scenario);
        let rubric = pack.rubrics.get(&scenario.source.rubric);
        let further_help = rubric.is_some_and(|rubric| {
            rubric.source.criteria.values().any(|criterion| criterion.rule == Rule::Made(MoveKind::FurtherHelp))
        });
        Self {
            pack: Arc::clone(pack),
            scenario: Arc::clone(scenario),
            rows,
            lookups,
            replies,
            departments,
            further_help,
            brink: brink(scenario),
        }
    }
}

/// The same facts as scoring counts: what a caller's line names or gives, and the proofs.
fn tellable(scenario: &Scenario) -> BTreeSet<String> {
    let mut out: BTreeSet<String> = scenario.source.proofs.iter().cloned().collect();
    for beat in scenario.beats.iter().filter(|beat| beat.source.department.is_none()) {
        let lines = beat.says.iter().chain(beat.says_if.iter().flat_map(|(_, says)| says));
        out.extend(lines.flat_map(Template::slots).map(|slot| told_by(slot).to_owned()));
        out.extend(beat.source.tells.iter().cloned());
    }
    out
}

fn rows(pack: &Pack, scenario: &Scenario, tellable: &BTreeSet<String>) -> Vec<RowPlan> {
    let mut keys = BTreeMap::new();
    let mut rows = Vec::new();
    for source in &scenario.source.expect.records {
        let Some(table) = pack.table_index(&source.table) else { continue };
        let next = keys.len();
        let key = *keys.entry((table, source.row.clone(), source.known_by.clone())).or_insert(next);
        let form = &pack.tables[table];
        let mut fields = Vec::new();
        let mut add = |name: &str, content: Content| {
            let Some(slot) = form.field_index(name) else { return };
            let Some((_, spec)) = form.field(slot) else { return };
            fields.push(FieldPlan { slot, name: name.to_owned(), kind: spec.kind.clone(), content });
        };
        let rests = |name: &str, template: &Template| rests(&source.rests_on, name, template, tellable);
        if let Some((name, value)) = &source.known_by
            && let Ok(template) = Template::parse(value)
        {
            let facts = rests(name, &template);
            add(name, Content::Value(template, facts));
        }
        for (name, value) in &source.fields {
            let Ok(template) = Template::parse(value) else { continue };
            let facts = rests(name, &template);
            add(name, Content::Value(template, facts));
        }
        for (name, mentions) in &source.mentions {
            let wordings = mentions.iter().filter_map(|mention| {
                let parts = mention.split('|').filter_map(|text| Template::parse(text.trim()).ok());
                Some((parts.collect(), rests(name, &Template::parse(mention).ok()?)))
            });
            add(name, Content::Mentions(wordings.collect()));
        }
        let (table_name, fact) = (source.table.clone(), source.row.clone());
        rows.push(RowPlan { table, table_name, fact, conditions: source.conditions.clone(), fields, key });
    }
    rows
}

/// The facts that have to be said before a value is known.
fn rests(on: &Named<String>, name: &str, template: &Template, tellable: &BTreeSet<String>) -> Vec<String> {
    let slots = template.slots().chain(on.get(name).map(String::as_str)).map(told_by);
    slots.filter(|fact| tellable.contains(*fact)).map(str::to_owned).collect()
}

fn lookups(pack: &Pack, scenario: &Scenario, tellable: &BTreeSet<String>, rows: &[RowPlan]) -> Vec<Lookup> {
    let source = &scenario.source;
    let row_table = |name: &str| {
        let planted = source.plant.iter().find(|plant| plant.name.as_deref() == Some(name)).map(|plant| &plant.table);
        let made = match source.facts.get(name) {
            Some(FactSource::Row { table, .. }) => Some(table),
            _ => None,
        };
        planted.or(made).and_then(|table| pack.table_index(table))
    };
    let said_of = |name: &str| -> Vec<String> {
        let head = format!("{name}.");
        tellable.iter().filter(|fact| fact.starts_with(&head)).cloned().collect()
    };
    let who = source.caller.who.as_str();
    let mut out = Vec::new();
    if let Some(table) = row_table(who) {
        // A postcode alone finds a street: the name, or what only one row has, is searched for.
        let (name, id) = (format!("{who}.name"), format!("{who}.id"));
        let mut after: Vec<String> = [name, id].into_iter().filter(|fact| tellable.contains(fact)).collect();
        if after.is_empty() {
            after = said_of(who);
        }
        out.push(Lookup { fact: who.to_owned(), table, after });
    }
    for name in wanted_rows(scenario, rows) {
        if let Some(table) = row_table(&name).filter(|_| name != who) {
            let id = format!("{name}.id");
            let after = if tellable.contains(&id) { vec![id] } else { said_of(&name) };
            out.push(Lookup { fact: name, table, after });
        }
    }
    out
}

/// Row facts that a reply waits for, that must be open before routing, or whose number goes into a record.
fn wanted_rows(scenario: &Scenario, rows: &[RowPlan]) -> BTreeSet<String> {
    let needs = scenario.beats.iter().flat_map(|beat| &beat.replies).flat_map(|reply| &reply.source.needs);
    let opened = needs.chain(&scenario.source.expect.routing.after).filter_map(|condition| match condition {
        Condition::Opened(fact) => Some(fact.clone()),
        _ => None,
    });
    let slots = rows.iter().flat_map(|row| &row.fields).flat_map(|field| match &field.content {
        Content::Value(template, _) => template.slots().map(str::to_owned).collect::<Vec<_>>(),
        Content::Mentions(_) => Vec::new(),
    });
    let named = slots.filter_map(|slot| Some(slot.strip_suffix(".id")?.to_owned()));
    let is_namesake = |name: &String| matches!(scenario.source.facts.get(name), Some(FactSource::NamesakeOf(_)));
    opened.chain(named).filter(|name| !is_namesake(name)).collect()
}

/// Departments that some right ending sends the call to and that answer a consultation.
fn departments(scenario: &Scenario) -> Vec<String> {
    let right = &scenario.source.expect.routing.right;
    let sent = scenario.endings.iter().filter(|ending| right.contains(&ending.name)).filter_map(|ending| match &ending
        .source
        .route
    {
        crate::scenario::Route::Sent { to, .. } => Some(to.clone()),
        _ => None,
    });
    let open = sent.filter(|to| scenario.routes.get(to).is_some_and(|route| route.consult.is_some()));
    open.collect::<BTreeSet<_>>().into_iter().collect()
}

/// The highest patience at which the script cuts in or sends the call to an ending that is not right, and a little more.
fn brink(scenario: &Scenario) -> i32 {
    let routing = &scenario.source.expect.routing;
    let replies = scenario.beats.iter().flat_map(|beat| &beat.replies).flat_map(|reply| &reply.branches);
    let wrong = replies.filter(|branch| match branch.then {
        Target::Ending(ending) => !routing.right.contains(&scenario.endings[ending].name),
        _ => false,
    });
    let cuts = scenario.cuts.iter().flat_map(|cut| &cut.conditions);
    let points = wrong.flat_map(|branch| &branch.conditions).chain(cuts).filter_map(|condition| match condition {
        Condition::PatienceBelow(points) => Some(*points),
        _ => None,
    });
    (points.max().unwrap_or(0).max(10) + 5) * 1000
}

/// What the rubric and the scenario ask for, against which replies are weighed.
struct Wishes<'a> {
    scenario: &'a Scenario,
    temperament: Option<&'a Arc<Temperament>>,
    flags: BTreeSet<&'a str>,
    unwanted: BTreeSet<&'a str>,
    /// Steps from each beat to a right ending; none where no way leads there.
    distance: Vec<Option<i32>>,
}

impl<'a> Wishes<'a> {
    fn new(pack: &'a Pack, scenario: &'a Scenario) -> Self {
        let mut flags = BTreeSet::new();
        let mut unwanted = BTreeSet::new();
        let rubric = pack.rubrics.get(&scenario.source.rubric);
        for criterion in rubric.iter().flat_map(|rubric| rubric.source.criteria.values()) {
            match &criterion.rule {
                Rule::Flag(flag) => flags.extend([flag.as_str()]),
                Rule::Flags(list) => flags.extend(list.iter().map(String::as_str)),
                _ => {}
            }
        }
        for condition in &scenario.source.expect.routing.after {
            match condition {
                Condition::Flag(flag) => flags.extend([flag.as_str()]),
                Condition::NotFlag(flag) => unwanted.extend([flag.as_str()]),
                _ => {}
            }
        }
        let temperament = pack.temperaments.get(&scenario.source.caller.temperament);
        Self { scenario, temperament, flags, unwanted, distance: distances(scenario) }
    }

    fn reply(&self, beat: &Beat, reply: &Reply) -> ReplyPlan {
        let source = &reply.source;
        let expect = &self.scenario.source.expect;
        let targets = || reply.branches.iter().map(|branch| branch.then).chain([reply.then]);
        let reads_back = source.reads_back.iter().filter(|fact| expect.read_back.contains(fact)).count();
        let proofs = &self.scenario.source.proofs;
        let asks_proof = targets().any(|target| match target {
            Target::Beat(to) => tells_any(&self.scenario.beats[to], proofs) && !tells_any(beat, proofs),
            _ => false,
        });
        ReplyPlan {
            worth: self.worth(reply, reads_back),
            moves_patience: self.moves_patience(reply),
            parts: source.line.is_some() && source.line != Some(LineEffect::Hold)
                || targets().any(|target| self.leaves(target))
                || reply.branches.iter().flat_map(|branch| &branch.conditions).any(is_desk_work),
            harsh: is_harsh(source.tone),
            asks_proof,
            reads_back: reads_back > 0,
            locks: source.needs.iter().filter(|condition| is_desk_work(condition)).cloned().collect(),
        }
    }

    fn moves_patience(&self, reply: &Reply) -> i32 {
        let acts = reply.source.acts.iter();
        acts.filter_map(|act| Some(self.temperament?.delta(act.cause()?, 0))).sum()
    }

    fn worth(&self, reply: &Reply, reads_back: usize) -> i32 {
        let source = &reply.source;
        let count = |flags: &[String], set: &BTreeSet<&str>| {
            i32::try_from(flags.iter().filter(|flag| set.contains(flag.as_str())).count()).unwrap_or(0)
        };
        let mut worth = self.moves_patience(reply) / 1000;
        worth += 30 * (count(&source.sets, &self.flags) - count(&source.clears, &self.flags));
        worth -= 30 * (count(&source.sets, &self.unwanted) - count(&source.clears, &self.unwanted));
        worth += 8 * i32::try_from(reads_back + source.hands_over.len()).unwrap_or(0);
        if is_harsh(source.tone) {
            worth -= 200;
        }
        if source.critical.is_some() {
            worth -= 1000;
        }
        // What pleases now and cannot be kept is priced as a gain by hostile callers: never trust it.
        if source.acts.contains(&crate::scenario::Act::SoftPromise) {
            worth -= 25;
        }
        if source.acts.contains(&crate::scenario::Act::SameWords) {
            worth -= 60;
        }
        worth + self.leads(reply.then)
    }

    fn leads(&self, target: Target) -> i32 {
        match target {
            Target::Beat(beat) => {
                if self.distance[beat].is_some() {
                    0
                } else {
                    -300
                }
            }
            Target::Ending(ending) => {
                let name = &self.scenario.endings[ending].name;
                let routing = &self.scenario.source.expect.routing;
                match (routing.right.contains(name), routing.second_best.contains(name)) {
                    (true, _) => 20,
                    (_, true) => -60,
                    _ => -500,
                }
            }
            Target::Stay => -10,
            Target::Back => 0,
        }
    }

    /// Whether the call may leave the operator's hands there.
    fn leaves(&self, target: Target) -> bool {
        match target {
            Target::Ending(_) => true,
            Target::Beat(beat) => self.scenario.beats[beat].source.department.is_some(),
            Target::Stay | Target::Back => false,
        }
    }
}

fn tells_any(beat: &Beat, facts: &[String]) -> bool {
    let lines = beat.says.iter().chain(beat.says_if.iter().flat_map(|(_, says)| says));
    lines.flat_map(Template::slots).any(|slot| facts.iter().any(|fact| fact == told_by(slot)))
        || beat.source.tells.iter().any(|told| facts.contains(told))
}

pub(super) const fn is_harsh(tone: Tone) -> bool {
    matches!(tone, Tone::Defensive | Tone::Blaming | Tone::Dismissive | Tone::Patronising)
}

/// Whether a condition is brought about on the desk.
pub(super) const fn is_desk_work(condition: &Condition) -> bool {
    matches!(
        condition,
        Condition::Opened(_)
            | Condition::Saved(_)
            | Condition::NotSaved(_)
            | Condition::SavedWith(..)
            | Condition::NotSavedWith(..)
    )
}

/// Steps from each beat to a right ending, whatever the conditions on the way.
fn distances(scenario: &Scenario) -> Vec<Option<i32>> {
    let right = &scenario.source.expect.routing.right;
    let is_right = |target: Target| match target {
        Target::Ending(ending) => right.contains(&scenario.endings[ending].name),
        _ => false,
    };
    let targets = |beat: &Beat| -> Vec<Target> {
        let replies = beat.replies.iter().flat_map(|r| r.branches.iter().map(|b| b.then).chain([r.then]));
        let habits = [&beat.on_silence, &beat.interrupted, &beat.after_hold];
        let habits = habits.into_iter().flatten().filter_map(|habit| habit.then);
        let by_moves = beat.replies.iter().filter_map(|reply| match &reply.source.line {
            Some(LineEffect::Consult(to)) => scenario.routes.get(to)?.consult.map(Target::Beat),
            _ => None,
        });
        replies.chain(habits).chain(by_moves).chain(beat.then).collect()
    };
    let all: Vec<Vec<Target>> = scenario.beats.iter().map(targets).collect();
    // Hanging up may be right anywhere; it is left to trial.
    let mut distance: Vec<Option<i32>> = vec![None; all.len()];
    let mut open: VecDeque<usize> = VecDeque::new();
    for (beat, targets) in all.iter().enumerate() {
        if targets.iter().any(|target| is_right(*target) || *target == Target::Back) {
            distance[beat] = Some(1);
            open.push_back(beat);
        }
    }
    while let Some(reached) = open.pop_front() {
        for (beat, targets) in all.iter().enumerate() {
            if distance[beat].is_none() && targets.contains(&Target::Beat(reached)) {
                distance[beat] = distance[reached].map(|steps| steps + 1);
                open.push_back(beat);
            }
        }
    }
    distance
}

/// Whether everything a value rests on has been said.
pub(super) fn is_said(told: &BTreeMap<smol_str::SmolStr, crate::call::Millis>, facts: &[String]) -> bool {
    facts.iter().all(|fact| told.contains_key(fact.as_str()) || told.contains_key(base_path(fact)))
}
