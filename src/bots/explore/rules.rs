//! What comes of something: the rules of `call` without its clock, words and rows.
//!
//! Functions have the names of their counterparts in `call`. A test plays found paths in real calls and compares them
//! moment by moment, so a rule that is changed there and not here is found out.

use super::atoms::{Test, all_hold};
use super::choices::Choices;
use super::element::Element;
use super::machine::{Effect, Machine, ReplyPlan, Stage};
use super::space::{Bit, Words};
use super::step::Marks;
use crate::scenario::{Cause, MoveKind, Target};

/// A state while a step is worked out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment<const W: usize> {
    pub state: Words<W>,
    /// Patience has run out, and the script has not been asked yet.
    pub zero_due: bool,
    pub marks: Marks,
    /// How what a coarse state leaves open is decided this time.
    pub choices: Choices,
}

impl<const W: usize> Moment<W> {
    pub fn new(state: Words<W>, choices: Choices) -> Self {
        Self { state, zero_due: false, marks: Marks::default(), choices }
    }
}

impl Machine {
    /// The state before the phone is answered, with these facts of the seed.
    pub fn ringing<const W: usize>(&self, facts: &[Bit]) -> Words<W> {
        let mut state = [0; W];
        let ceiling = self.setup.ceiling.saturating_mul(1000);
        let patience = self.setup.start.saturating_mul(1000).clamp(0, ceiling.max(0));
        self.set_patience(&mut state, patience);
        self.fields.beat.set_index(&mut state, self.scenario.start);
        self.fields.left.set_index(&mut state, self.nothing());
        self.fields.back.set_index(&mut state, self.nothing());
        self.fields.department.set_index(&mut state, self.no_department());
        facts.iter().for_each(|bit| bit.set(&mut state));
        state
    }

    pub fn stage<const W: usize>(&self, state: &Words<W>) -> Stage {
        match self.fields.stage.get(state) {
            0 => Stage::Ringing,
            1 => Stage::Line,
            2 => Stage::Turn,
            _ => Stage::Ended,
        }
    }

    pub fn set_stage<const W: usize>(&self, state: &mut Words<W>, stage: Stage) {
        self.fields.stage.set(state, stage as u64);
    }

    pub fn is_consulting<const W: usize>(&self, state: &Words<W>) -> bool {
        self.fields.department.index(state) != self.no_department()
    }

    pub fn holds<const W: usize>(&self, tests: &[Test], state: &Words<W>) -> bool {
        all_hold(tests, state, &self.looks)
    }

    /// Forgets what cannot matter any more, so that states that differ in nothing else are one.
    pub fn canonical<const W: usize>(&self, state: &mut Words<W>) {
        let fields = &self.fields;
        let beat = fields.beat.index(state);
        if self.stage(state) == Stage::Ended {
            *state = [0; W];
            fields.beat.set_index(state, beat);
            return self.set_stage(state, Stage::Ended);
        }
        if !self.goes_back[beat] && !self.is_consulting(state) {
            fields.back.set_index(state, self.nothing());
        }
        let (back, left) = (fields.back.index(state), fields.left.index(state));
        let also = |other: usize, word: usize| self.live.get(other).map_or(0, |live| live[word]);
        for (at, (word, own)) in state.iter_mut().zip(&self.live[beat]).enumerate() {
            *word &= own | also(back, at) | also(left, at);
        }
    }

    pub fn mark<const W: usize>(&self, moment: &mut Moment<W>, element: Element) {
        moment.marks.add(self.elements.number(element));
    }

    /// The operator's turn, unless patience has run out.
    pub fn settle<const W: usize>(&self, moment: &mut Moment<W>) {
        if !(moment.zero_due && self.take_zero(moment)) {
            self.set_stage(&mut moment.state, Stage::Turn);
        }
    }

    pub fn take_zero<const W: usize>(&self, moment: &mut Moment<W>) -> bool {
        moment.zero_due = false;
        let plan = &self.scenario.at_zero;
        let zeros = self.fields.zeros.index(&moment.state);
        let Some((target, restart)) = plan.get(zeros).or(plan.last()).copied() else { return false };
        let next = (zeros + 1).min(plan.len() - 1);
        self.fields.zeros.set_index(&mut moment.state, next);
        self.mark(moment, Element::Zero(zeros.min(plan.len() - 1)));
        match target {
            Target::Ending(ending) => self.part(moment, ending),
            Target::Beat(beat) => {
                let ceiling = self.setup.ceiling.saturating_mul(1000);
                self.set_patience(&mut moment.state, restart.saturating_mul(1000).clamp(0, ceiling.max(0)));
                self.enter(moment, beat);
            }
            Target::Stay | Target::Back => return false,
        }
        true
    }

    pub fn part<const W: usize>(&self, moment: &mut Moment<W>, ending: usize) {
        self.fields.beat.set_index(&mut moment.state, ending);
        self.set_stage(&mut moment.state, Stage::Ended);
        self.mark(moment, Element::Ending(ending));
    }

    pub fn go<const W: usize>(&self, moment: &mut Moment<W>, target: Target) {
        let beat = self.fields.beat.index(&moment.state);
        match target {
            Target::Beat(beat) => self.enter(moment, beat),
            Target::Ending(ending) => self.part(moment, ending),
            Target::Stay => self.enter(moment, beat),
            Target::Back => {
                let back = self.fields.back.index(&moment.state);
                self.fields.back.set_index(&mut moment.state, self.nothing());
                self.enter(moment, if back == self.nothing() { beat } else { back });
            }
        }
    }

    pub fn enter<const W: usize>(&self, moment: &mut Moment<W>, beat: usize) {
        if moment.zero_due && self.take_zero(moment) {
            return;
        }
        let Some(beat) = self.cut_in(moment, beat) else { return };
        let fields = &self.fields;
        let plan = &self.beats[beat];
        if self.is_consulting(&moment.state) && !plan.department {
            fields.department.set_index(&mut moment.state, self.no_department());
            fields.left.set_index(&mut moment.state, self.nothing());
            fields.asked.set(&mut moment.state, 0);
        }
        fields.beat.set_index(&mut moment.state, beat);
        if let Some(bit) = plan.visited {
            bit.set(&mut moment.state);
        }
        for (saved, sets, clears) in &plan.system {
            if saved.is_set(&moment.state) {
                sets.iter().for_each(|bit| bit.set(&mut moment.state));
                clears.iter().for_each(|bit| bit.clear(&mut moment.state));
            }
        }
        self.set_stage(&mut moment.state, Stage::Line);
        self.mark(moment, Element::Beat(beat));
    }

    fn cut_in<const W: usize>(&self, moment: &mut Moment<W>, beat: usize) -> Option<usize> {
        if self.beats[beat].department || self.is_consulting(&moment.state) {
            return Some(beat);
        }
        for (number, cut) in self.cuts.iter().enumerate() {
            let used = cut.used.is_some_and(|bit| bit.is_set(&moment.state));
            if used || cut.then == Target::Beat(beat) || !self.holds(&cut.tests, &moment.state) {
                continue;
            }
            if let Some(bit) = cut.used {
                bit.set(&mut moment.state);
            }
            match cut.then {
                Target::Beat(other) => {
                    self.mark(moment, Element::Cut(number));
                    self.fields.back.set_index(&mut moment.state, beat);
                    return Some(other);
                }
                Target::Ending(ending) => {
                    self.mark(moment, Element::Cut(number));
                    self.part(moment, ending);
                    return None;
                }
                Target::Stay | Target::Back => {}
            }
        }
        Some(beat)
    }

    /// `reply_over`, for a line that was cut or not, in its own words or those of a move.
    pub fn reply_over<const W: usize>(
        &self,
        moment: &mut Moment<W>,
        (beat, number): (usize, usize),
        cut: bool,
        made: Option<MoveKind>,
    ) {
        let plan = &self.beats[beat].replies[number];
        self.pay(moment, &plan.acts);
        self.fields.asked.set(&mut moment.state, u64::from(plan.announces));
        if cut {
            return match self.beats[beat].interrupted {
                Some(then) => self.go(moment, then),
                None => self.enter(moment, beat),
            };
        }
        if made == Some(MoveKind::OfferTransfer) {
            self.fields.transfer_told.set(&mut moment.state, 1);
        }
        plan.sets.iter().for_each(|bit| bit.set(&mut moment.state));
        plan.clears.iter().for_each(|bit| bit.clear(&mut moment.state));
        if plan.warns || made == Some(MoveKind::WarnAbuse) {
            self.warn(moment);
        }
        let (target, branch) = self.target_of(plan, &moment.state);
        if let Some(entry) = branch {
            self.mark(moment, Element::Branch(beat, number, entry));
        }
        self.leave(moment, target, plan.effect);
    }

    pub fn warn<const W: usize>(&self, moment: &mut Moment<W>) {
        let most = u64::from(self.atoms.most_warned);
        let count = self.fields.warnings.get(&moment.state);
        self.fields.warnings.set(&mut moment.state, (count + 1).min(most));
    }

    /// Where a reply leads now, and by which of its branches.
    pub fn target_of<const W: usize>(&self, plan: &ReplyPlan, state: &Words<W>) -> (Target, Option<usize>) {
        let branch = plan.branches.iter().position(|(tests, _)| self.holds(tests, state));
        (branch.map_or(plan.then, |entry| plan.branches[entry].1), branch)
    }

    pub fn leave<const W: usize>(&self, moment: &mut Moment<W>, target: Target, effect: Option<Effect>) {
        let department = match target {
            Target::Beat(beat) if self.beats[beat].department => {
                let id = self.scenario.beats[beat].source.department.as_deref();
                self.departments.iter().position(|department| Some(department.id.as_str()) == id).map(|to| (to, beat))
            }
            _ => None,
        };
        match (effect, department) {
            (Some(Effect::Consult(to)), own) => {
                self.fields.transfer_told.set(&mut moment.state, 1);
                self.start_consult(moment, to, own.map(|(_, beat)| beat));
            }
            (_, Some((to, beat))) if !self.is_consulting(&moment.state) => {
                self.fields.transfer_told.set(&mut moment.state, 1);
                self.start_consult(moment, to, Some(beat));
            }
            (Some(Effect::Hold), _) if !self.is_consulting(&moment.state) => {
                self.charge(moment, Cause::HoldAnnounced);
                self.fields.asked.set(&mut moment.state, 0);
                if !(moment.zero_due && self.take_zero(moment)) {
                    self.go(moment, target);
                }
            }
            _ => self.go(moment, target),
        }
    }

    /// Rings a department, waits for it, and hears whether it takes the call.
    pub fn start_consult<const W: usize>(&self, moment: &mut Moment<W>, to: usize, beat: Option<usize>) {
        let fields = &self.fields;
        let told = fields.transfer_told.get(&moment.state) != 0 || fields.asked.get(&moment.state) != 0;
        let told = self.may_be(moment, told);
        self.charge(moment, if told { Cause::HoldAnnounced } else { Cause::TransferUnannounced });
        let left = fields.beat.index(&moment.state);
        fields.department.set_index(&mut moment.state, to);
        fields.left.set_index(&mut moment.state, left);
        if moment.zero_due && self.take_zero(moment) {
            return;
        }
        let Some((consult, needs)) = &self.departments[to].route else { return self.return_to_caller(moment) };
        match beat.or(*consult).filter(|_| self.holds(needs, &moment.state)) {
            Some(beat) => self.enter(moment, beat),
            None => self.return_to_caller(moment),
        }
    }

    pub fn return_to_caller<const W: usize>(&self, moment: &mut Moment<W>) {
        let fields = &self.fields;
        let left = fields.left.index(&moment.state);
        fields.beat.set_index(&mut moment.state, left);
        fields.left.set_index(&mut moment.state, self.nothing());
        fields.department.set_index(&mut moment.state, self.no_department());
        fields.asked.set(&mut moment.state, 0);
        self.settle(moment);
    }

    pub fn hang_up<const W: usize>(&self, moment: &mut Moment<W>) {
        let branch = self.hang_up.iter().position(|(tests, _)| self.holds(tests, &moment.state));
        if let Some(entry) = branch {
            self.mark(moment, Element::HangUp(entry));
        }
        let ending = branch.map_or(self.scenario.wrong_route, |entry| self.hang_up[entry].1);
        self.part(moment, ending);
    }
}
