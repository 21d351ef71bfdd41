//! A scenario as an abstract machine: dense numbers, bits and prices in place of names, templates and maps.

use std::sync::Arc;

use super::atoms::{Atom, Atoms, Looks, Tests, tests};
use super::desk::{DeskWork, desk_work};
use super::element::Elements;
use super::live::live_masks;
use super::patience::{MOST_PATIENCE, intervals, prices};
use super::space::{Allocator, Bit, Field};
use crate::call::Setup;
use crate::scenario::facts::told_by;
use crate::scenario::{Act, Beat, Cause, Condition, LineEffect, MoveKind, Reply, Scenario, Target, Template};

/// Everything that the search needs to know of a scenario and its caller's temper.
#[derive(Debug)]
pub(super) struct Machine {
    pub scenario: Arc<Scenario>,
    pub setup: Arc<Setup>,
    /// The caller's temperament, by id.
    pub temper: String,
    pub fields: Fields,
    pub looks: Looks,
    pub atoms: Atoms,
    /// Machine words that a state takes.
    pub words: usize,
    /// Change of patience by cause and by how often it came before, in thousandths; the last holds on.
    pub prices: Vec<Vec<i32>>,
    pub counters: Vec<Option<Field>>,
    pub beats: Vec<BeatPlan>,
    pub cuts: Vec<CutPlan>,
    pub departments: Vec<DepartmentPlan>,
    /// Of departments to which a blind transfer ends alike, and of those that refuse alike, one stands for all; with the
    /// former, whether the ending is right or second best.
    pub blinds: Vec<(usize, bool)>,
    pub warms: Vec<usize>,
    /// The last entry always fits.
    pub hang_up: Vec<(Tests, usize)>,
    pub moves: Vec<MovePlan>,
    pub desk: Vec<DeskWork>,
    pub elements: Elements,
    /// By beat, the bits that can still matter there.
    pub live: Vec<Vec<u64>>,
    /// By beat, whether some line to come goes back to what was cut into.
    pub goes_back: Vec<bool>,
    /// Where patience is told apart, as far as conditions do: the least of each interval, in thousandths, in order. None
    /// where it is told apart to the thousandth.
    pub intervals: Vec<i32>,
}

/// How finely states are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grain {
    /// As a call does.
    Exact,
    /// As far as conditions look: patience lies somewhere in an interval, and what has been paid for and how often is
    /// forgotten. Whatever then may come is possible.
    Coarse,
}

/// Where in a state each number stands.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Fields {
    /// Thousandths of a point.
    pub patience: Field,
    /// The beat; at the end, the ending.
    pub beat: Field,
    pub stage: Field,
    /// The beat that a consultation left, and that was cut into; one more than the last beat is none.
    pub left: Field,
    pub back: Field,
    /// The department that is spoken to; one more than the last is none.
    pub department: Field,
    pub zeros: Field,
    pub warnings: Field,
    pub greeted: Field,
    /// The last words announced a hold or transfer.
    pub asked: Field,
    pub transfer_told: Field,
}

/// Where a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub(super) enum Stage {
    Ringing = 0,
    /// The line of the beat begins.
    Line = 1,
    /// It is the operator's turn.
    Turn = 2,
    Ended = 3,
}

#[derive(Debug)]
pub(super) struct BeatPlan {
    pub replies: Vec<ReplyPlan>,
    /// Universal moves that count as a reply here.
    pub counts_as: Vec<(MoveKind, usize)>,
    /// Wordings by condition, the plain ones last; each entry with the facts that it may tell.
    pub says: Vec<(Tests, Vec<Told>)>,
    pub then: Option<Target>,
    pub on_silence: Option<Target>,
    pub interrupted: Option<Target>,
    pub after_hold: Option<Target>,
    pub department: bool,
    pub may_interrupt: bool,
    /// Talked over, the line comes again.
    pub repeats: bool,
    /// Silence becomes dead air so late that a short mute fits before.
    pub bears_mute: bool,
    pub visited: Option<Bit>,
    /// What systems write: the bit that says that there is such a row, bits that it sets, bits that it clears.
    pub system: Vec<(Bit, Vec<Bit>, Vec<Bit>)>,
    /// By move option, what it pays here.
    pub paid: Vec<Vec<Paid>>,
    /// What asking to hold pays.
    pub paid_hold: Vec<Paid>,
    pub paid_greeting: Vec<Paid>,
}

impl BeatPlan {
    /// Nobody can answer the line: it leads on by itself.
    pub const fn leads_on(&self) -> bool {
        self.replies.is_empty() && self.then.is_some()
    }
}

/// An act that is paid once a beat: its cause, and the bit that says that it was.
pub(super) type Paid = (usize, Bit);

/// Facts that a wording tells, of those that matter: in its text, and all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Told {
    pub inside: Vec<Bit>,
    pub all: Vec<Bit>,
}

#[derive(Debug)]
pub(super) struct ReplyPlan {
    pub needs: Tests,
    pub acts: Vec<Paid>,
    pub announces: bool,
    pub warns: bool,
    pub sets: Vec<Bit>,
    pub clears: Vec<Bit>,
    pub then: Target,
    pub branches: Vec<(Tests, Target)>,
    pub effect: Option<Effect>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Effect {
    /// Rings the department of this number.
    Consult(usize),
    Hold,
}

#[derive(Debug)]
pub(super) struct CutPlan {
    pub tests: Tests,
    pub then: Target,
    pub used: Option<Bit>,
}

#[derive(Debug)]
pub(super) struct DepartmentPlan {
    pub id: String,
    pub open: bool,
    /// The beat that answers, what it needs, the ending of a blind transfer.
    pub route: Option<(Option<usize>, Tests)>,
    pub blind: usize,
}

/// A universal move that may change something.
#[derive(Debug)]
pub(super) struct MovePlan {
    pub kind: MoveKind,
    pub about: Vec<String>,
    pub does: Does,
}

#[derive(Debug)]
pub(super) enum Does {
    /// Nothing but what its acts pay.
    Pays,
    Greets,
    Repeats,
    /// Tells these proofs.
    Proves(Vec<Bit>),
    Warns,
    Offers,
}

impl Machine {
    /// # Errors
    /// The number of things to remember, where it is too large.
    pub fn new(setup: &Arc<Setup>, grain: Grain) -> Result<Self, usize> {
        let scenario = Arc::clone(&setup.scenario);
        let mut allocator = Allocator::default();
        let fields = Fields::new(&scenario, setup, &mut allocator);
        let (prices, counters) = prices(setup, grain, &mut allocator);
        let atoms = Atoms::new(&scenario, &mut allocator);
        let most_warned = usize::try_from(atoms.most_warned).unwrap_or(0);
        let fields = Fields { warnings: allocator.field(most_warned), ..fields };
        let looks = Looks { patience: fields.patience, warnings: fields.warnings, transfer_told: fields.transfer_told };
        let mut compiler = Compiler { setup, scenario: &scenario, atoms: &atoms, prices: &prices, grain, allocator };
        let temper = compiler.temper().to_owned();
        let moves = compiler.moves();
        let beats: Vec<BeatPlan> = scenario.beats.iter().map(|beat| compiler.beat(beat, &moves)).collect();
        let cuts = compiler.cuts();
        let departments = compiler.departments();
        let (blinds, warms) = transfers(&departments, &scenario);
        let hang_up = compiler.hang_up();
        let words = compiler.allocator.words();
        let desk = desk_work(setup, &atoms);
        let elements = Elements::new(&scenario);
        let mut machine = Self {
            setup: Arc::clone(setup),
            temper,
            fields,
            looks,
            atoms,
            words,
            prices,
            counters,
            beats,
            cuts,
            departments,
            blinds,
            warms,
            hang_up,
            moves,
            desk,
            elements,
            live: Vec::new(),
            goes_back: Vec::new(),
            intervals: if grain == Grain::Coarse { intervals(&scenario) } else { Vec::new() },
            scenario,
        };
        (machine.live, machine.goes_back) = live_masks(&machine);
        if words > super::space::MOST_WORDS { Err(words * 64) } else { Ok(machine) }
    }

    pub fn is_coarse(&self) -> bool {
        !self.intervals.is_empty()
    }

    pub fn nothing(&self) -> usize {
        self.beats.len()
    }

    pub fn no_department(&self) -> usize {
        self.departments.len()
    }
}

impl Fields {
    fn new(scenario: &Scenario, setup: &Setup, allocator: &mut Allocator) -> Self {
        let places = scenario.beats.len().max(scenario.endings.len());
        Self {
            patience: allocator.field(usize::try_from(MOST_PATIENCE).unwrap_or(0)),
            beat: allocator.field(places),
            stage: allocator.field(3),
            left: allocator.field(places),
            back: allocator.field(places),
            department: allocator.field(setup.pack.source.departments.len()),
            zeros: allocator.field(scenario.at_zero.len().saturating_sub(1)),
            warnings: Field::default(),
            greeted: allocator.field(1),
            asked: allocator.field(1),
            transfer_told: allocator.field(1),
        }
    }
}

/// Departments that a blind transfer and a warm one are tried with.
fn transfers(departments: &[DepartmentPlan], scenario: &Scenario) -> (Vec<(usize, bool)>, Vec<usize>) {
    let routing = &scenario.source.expect.routing;
    let mut blinds: Vec<(usize, bool)> = Vec::new();
    let mut warms: Vec<usize> = Vec::new();
    for (number, department) in departments.iter().enumerate().filter(|(_, department)| department.open) {
        if blinds.iter().all(|(other, _)| departments[*other].blind != department.blind) {
            let ending = &scenario.endings[department.blind].name;
            blinds.push((number, routing.right.contains(ending) || routing.second_best.contains(ending)));
        }
        if department.route.is_some() || warms.iter().all(|other| departments[*other].route.is_some()) {
            warms.push(number);
        }
    }
    (blinds, warms)
}

struct Compiler<'a> {
    setup: &'a Arc<Setup>,
    scenario: &'a Scenario,
    atoms: &'a Atoms,
    prices: &'a [Vec<i32>],
    grain: Grain,
    allocator: Allocator,
}

impl Compiler<'_> {
    fn temper(&self) -> &str {
        let twin = self.scenario.twin.as_ref().filter(|_| self.setup.twin);
        twin.map_or(self.scenario.source.caller.temperament.as_str(), |twin| twin.temperament.as_str())
    }

    fn tests(&self, conditions: &[Condition]) -> Tests {
        tests(conditions, self.atoms, self.scenario, self.temper())
    }

    fn costs(&self, cause: Cause) -> bool {
        self.prices[cause as usize].iter().any(|price| *price != 0)
    }

    /// The moves that may change something in this scenario.
    fn moves(&self) -> Vec<MovePlan> {
        let proofs = &self.scenario.source.proofs;
        let is_known = |proof: &&String| self.atoms.bit(&Atom::Told((*proof).clone())).is_some();
        let mut plans = Vec::new();
        for (kind, universal) in &self.setup.pack.moves {
            let pays = universal.acts.iter().any(|act| act.cause().is_some_and(|cause| self.costs(cause)));
            let mut add = |about: Vec<String>, does: Does| plans.push(MovePlan { kind: *kind, about, does });
            match kind {
                MoveKind::Greet if pays || self.costs(Cause::TooEarly) => add(Vec::new(), Does::Greets),
                MoveKind::AskRepeat => add(Vec::new(), Does::Repeats),
                MoveKind::WarnAbuse => add(Vec::new(), Does::Warns),
                MoveKind::OfferTransfer => {
                    let routed = self.scenario.routes.keys().next();
                    let to = routed.or_else(|| self.setup.pack.source.departments.keys().next());
                    to.into_iter().for_each(|to| add(vec![to.clone()], Does::Offers));
                }
                MoveKind::Verify if proofs.iter().any(|proof| is_known(&proof)) => {
                    let bits = |about: &[&String]| {
                        let asked = about.iter().filter_map(|proof| self.atoms.bit(&Atom::Told((*proof).clone())));
                        Does::Proves(asked.collect())
                    };
                    let first: Vec<&String> = proofs.iter().take(2).collect();
                    add(Vec::new(), bits(&first));
                    for proof in proofs.iter().filter(is_known) {
                        add(vec![proof.clone()], bits(&[proof]));
                    }
                }
                // What is read back or spelled has been typed or said: neither leads anywhere new.
                MoveKind::ReadBack | MoveKind::AskSpell | MoveKind::AskHold => {}
                _ if pays => add(Vec::new(), Does::Pays),
                _ => {}
            }
        }
        plans
    }

    fn paid(&mut self, acts: &[Act], known: &mut Vec<Paid>) -> Vec<Paid> {
        let mut out = Vec::new();
        let costly: Vec<Cause> = acts.iter().filter_map(|act| act.cause()).filter(|cause| self.costs(*cause)).collect();
        for cause in costly {
            let number = cause as usize;
            let bit = known.iter().find(|(other, _)| *other == number).map(|(_, bit)| *bit);
            let bit = bit.unwrap_or_else(|| match self.grain {
                Grain::Exact => self.allocator.bit(),
                Grain::Coarse => Bit::NONE,
            });
            if !known.contains(&(number, bit)) {
                known.push((number, bit));
            }
            if !out.contains(&(number, bit)) {
                out.push((number, bit));
            }
        }
        out
    }

    fn beat(&mut self, beat: &Beat, moves: &[MovePlan]) -> BeatPlan {
        let setup = Arc::clone(self.setup);
        let mut known = Vec::new();
        let replies = beat.replies.iter().map(|reply| self.reply(reply, &mut known)).collect();
        let acts = |kind: MoveKind| setup.pack.moves.get(&kind).map_or(&[][..], |universal| &universal.acts);
        let paid = moves.iter().map(|plan| self.paid(acts(plan.kind), &mut known)).collect();
        let paid_hold = self.paid(acts(MoveKind::AskHold), &mut known);
        let paid_greeting = self.paid(acts(MoveKind::Greet), &mut known);
        let mut says: Vec<(Tests, Vec<Told>)> = Vec::new();
        for (conditions, wordings) in &beat.says_if {
            says.push((self.tests(conditions), self.told(beat, wordings)));
        }
        says.push((Vec::new(), self.told(beat, &beat.says)));
        let silence_ms = beat.on_silence.as_ref().and_then(|habit| habit.after_ms);
        let silence_ms = silence_ms.or(self.scenario.habits.silence_after_ms).unwrap_or(6_000);
        let own = self.scenario.beat_index(&beat.name);
        BeatPlan {
            replies,
            counts_as: beat.moves.iter().map(|(kind, reply)| (*kind, *reply)).collect(),
            says,
            then: beat.then,
            on_silence: beat.on_silence.as_ref().and_then(|habit| habit.then),
            interrupted: beat.interrupted.as_ref().and_then(|habit| habit.then),
            after_hold: beat.after_hold.as_ref().and_then(|habit| habit.then),
            department: beat.source.department.is_some(),
            may_interrupt: beat.source.may_interrupt || beat.source.department.is_some(),
            repeats: self.setup.temperament.source.repeats_when_cut
                || beat.interrupted.as_ref().is_some_and(|habit| habit.then.is_some()),
            bears_mute: silence_ms >= 5_500,
            visited: own.and_then(|own| self.atoms.bit(&Atom::Visited(own))),
            system: self.system(beat),
            paid,
            paid_hold,
            paid_greeting,
        }
    }

    fn reply(&mut self, reply: &Reply, known: &mut Vec<Paid>) -> ReplyPlan {
        let source = &reply.source;
        let flag = |flag: &String| self.atoms.bit(&Atom::Flag(flag.clone()));
        ReplyPlan {
            needs: self.tests(&source.needs),
            sets: source.sets.iter().filter_map(flag).collect(),
            clears: source.clears.iter().filter_map(flag).collect(),
            acts: self.paid(&source.acts, known),
            announces: source.acts.contains(&Act::Announce),
            warns: source.acts.contains(&Act::Warn),
            then: reply.then,
            branches: reply.branches.iter().map(|branch| (self.tests(&branch.conditions), branch.then)).collect(),
            effect: match &source.line {
                Some(LineEffect::Consult(to)) => {
                    self.setup.pack.source.departments.get_index_of(to).map(Effect::Consult)
                }
                Some(LineEffect::Hold) => Some(Effect::Hold),
                Some(LineEffect::Join) | None => None,
            },
        }
    }

    /// What each of these wordings tells; wordings that tell the same are one.
    fn told(&self, beat: &Beat, wordings: &[Template]) -> Vec<Told> {
        let bit = |fact: &str| self.atoms.bit(&Atom::Told(fact.to_owned()));
        let mut out: Vec<Told> = Vec::new();
        for wording in wordings {
            let slots = wording.slots().filter(|slot| self.setup.value(slot).is_some());
            let mut inside: Vec<Bit> = slots.filter_map(|slot| bit(told_by(slot))).collect();
            inside.sort_unstable();
            inside.dedup();
            let mut all = inside.clone();
            all.extend(beat.source.tells.iter().filter_map(|fact| bit(fact)));
            let told = Told { inside, all };
            if !out.contains(&told) {
                out.push(told);
            }
        }
        out
    }

    /// What the company's systems write when the beat begins, as far as a condition looks at it.
    fn system(&self, beat: &Beat) -> Vec<(Bit, Vec<Bit>, Vec<Bit>)> {
        let mut out = Vec::new();
        for edit in &beat.source.system {
            let Some(saved) = self.atoms.bit(&Atom::Saved(edit.table.clone())) else { continue };
            let (mut sets, mut clears) = (Vec::new(), Vec::new());
            for (atom, bit) in &self.atoms.bits {
                let Atom::SavedWith(table, field, value) = atom else { continue };
                let Some(written) = edit.set.get(field).filter(|_| *table == edit.table) else { continue };
                let filled =
                    |text: &str| Template::parse(text).map(|text| text.fill(|slot| self.setup.canonical(slot)));
                if filled(written).ok() == filled(value).ok() { sets.push(*bit) } else { clears.push(*bit) }
            }
            out.push((saved, sets, clears));
        }
        out
    }

    fn cuts(&self) -> Vec<CutPlan> {
        let cuts = self.scenario.cuts.iter().enumerate().map(|(number, cut)| CutPlan {
            tests: self.tests(&cut.conditions),
            then: cut.then,
            used: self.atoms.bit(&Atom::CutUsed(number)),
        });
        cuts.collect()
    }

    fn departments(&self) -> Vec<DepartmentPlan> {
        let departments = self.setup.pack.source.departments.iter().map(|(id, department)| {
            let route = self.scenario.routes.get(id);
            DepartmentPlan {
                id: id.clone(),
                open: self.setup.pack.is_open(department),
                route: route.map(|route| (route.consult, self.tests(&route.needs))),
                blind: route.map_or(self.scenario.wrong_route, |route| route.blind),
            }
        });
        departments.collect()
    }

    fn hang_up(&self) -> Vec<(Tests, usize)> {
        let mut out: Vec<(Tests, usize)> = Vec::new();
        for branch in &self.scenario.hang_up {
            if let Target::Ending(ending) = branch.then {
                out.push((self.tests(&branch.conditions), ending));
            }
        }
        out
    }
}
