//! What can be done in a state, and the states that it leads to.

use super::choices::Choices;
use super::element::Element;
use super::machine::{BeatPlan, Does, Machine, ReplyPlan, Stage};
use super::rules::Moment;
use super::space::{Bit, Words};
use super::step::{Next, Step, StepKind};
use crate::scenario::{Cause, Direction, MoveKind, Route, Target};

/// Collects what can be done in one state.
struct Options<'m, 'o, const W: usize> {
    machine: &'m Machine,
    from: &'m Words<W>,
    out: &'o mut Vec<Next<W>>,
    /// How what a coarse state leaves open is decided this time.
    choices: Choices,
    /// The number of what is being done.
    option: u16,
    /// Not every way could be gone.
    overflow: bool,
}

impl Machine {
    /// Everything that can be done in a state. `out` is emptied first. False if not every way could be gone.
    pub fn options<const W: usize>(&self, state: &Words<W>, out: &mut Vec<Next<W>>) -> bool {
        out.clear();
        let choices = Choices::default();
        let mut options = Options { machine: self, from: state, out, choices, option: 0, overflow: false };
        match self.stage(state) {
            Stage::Ringing => options.answer(),
            Stage::Line => options.line(),
            Stage::Turn if self.is_consulting(state) => options.with_department(),
            Stage::Turn => options.with_caller(),
            Stage::Ended => {}
        }
        !options.overflow
    }
}

impl<const W: usize> Options<'_, '_, W> {
    /// Does one thing in each way in which it may come out.
    fn all(&mut self, mut one: impl FnMut(&mut Self)) {
        self.option += 1;
        self.choices = Choices::default();
        loop {
            one(self);
            self.overflow |= self.choices.overflow;
            if !self.choices.next() {
                return;
            }
        }
    }

    fn moment(&self) -> Moment<W> {
        Moment::new(*self.from, self.choices)
    }

    fn push(&mut self, kind: StepKind, number: usize, mut moment: Moment<W>, script: bool) {
        self.machine.canonical(&mut moment.state);
        let step = Step { kind, number: u16::try_from(number).unwrap_or(u16::MAX) };
        self.choices = moment.choices;
        self.out.push(Next { state: moment.state, step, option: self.option, marks: moment.marks, script });
    }

    /// The same for what only moves patience: where it moves nothing it is no option.
    fn push_aside(&mut self, kind: StepKind, number: usize, mut moment: Moment<W>, script: bool) {
        self.machine.canonical(&mut moment.state);
        self.choices = moment.choices;
        // In a coarse machine it may come to nothing, and that must not be left out of what may come of it.
        if moment.state != *self.from || self.machine.is_coarse() {
            self.push(kind, number, moment, script);
        }
    }

    fn beat(&self) -> (usize, &'_ BeatPlan) {
        let beat = self.machine.fields.beat.index(self.from);
        (beat, &self.machine.beats[beat])
    }

    fn answer(&mut self) {
        let machine = self.machine;
        let start = machine.scenario.start;
        if machine.scenario.source.direction == Direction::Outbound {
            return self.all(|own| {
                let mut moment = own.moment();
                machine.enter(&mut moment, start);
                own.push(StepKind::AnswerSilent, 0, moment, true);
            });
        }
        let ways = [
            (StepKind::Answer, false, true),
            (StepKind::AnswerSilent, false, false),
            (StepKind::AnswerLate, true, true),
            (StepKind::AnswerLateSilent, true, false),
        ];
        for (kind, late, greets) in ways {
            self.all(|own| {
                let mut moment = own.moment();
                if late {
                    machine.charge(&mut moment, Cause::SlowAnswer);
                }
                if greets {
                    machine.fields.greeted.set(&mut moment.state, 1);
                    machine.pay(&mut moment, &machine.beats[start].paid_greeting);
                } else {
                    machine.charge(&mut moment, Cause::NoGreeting);
                }
                machine.enter(&mut moment, start);
                own.push(kind, 0, moment, true);
            });
        }
        self.all(|own| {
            let mut moment = own.moment();
            machine.hang_up(&mut moment);
            own.push(StepKind::AnswerEnd, 0, moment, false);
        });
    }

    /// The line is heard out, or talked over.
    fn line(&mut self) {
        let machine = self.machine;
        let (beat, plan) = (self.beat().0, &machine.beats[self.beat().0]);
        let entry = plan.says.iter().position(|(tests, _)| machine.holds(tests, self.from)).unwrap_or(0);
        let first = self.option;
        for told in &plan.says[entry].1 {
            // Which wording comes is nobody's choice.
            self.option = first;
            self.all(|own| {
                let mut moment = own.moment();
                if entry + 1 < plan.says.len() {
                    machine.mark(&mut moment, Element::Wording(beat, entry));
                }
                told.all.iter().for_each(|bit| bit.set(&mut moment.state));
                match plan.then.filter(|_| plan.replies.is_empty()) {
                    Some(then) => machine.leave(&mut moment, then, None),
                    None => machine.settle(&mut moment),
                }
                own.push(StepKind::Listen, 0, moment, true);
            });
        }
        if plan.department || plan.replies.is_empty() {
            return;
        }
        self.cut(beat, StepKind::Cut, &[]);
        if let Some(told) = plan.says[entry].1.iter().find(|told| !told.inside.is_empty()) {
            self.cut(beat, StepKind::CutLate, &told.inside);
        }
    }

    /// Says each open reply over the line, after it has told these facts.
    fn cut(&mut self, beat: usize, kind: StepKind, told: &[Bit]) {
        let machine = self.machine;
        let plan = &machine.beats[beat];
        let mut heard = self.moment();
        told.iter().for_each(|bit| bit.set(&mut heard.state));
        for number in 0..plan.replies.len() {
            if !machine.holds(&plan.replies[number].needs, &heard.state) {
                continue;
            }
            self.all(|own| {
                let mut moment = Moment { choices: own.choices, ..heard };
                if !plan.may_interrupt {
                    machine.charge(&mut moment, Cause::Interrupted);
                }
                machine.mark(&mut moment, Element::Reply(beat, number));
                machine.reply_over(&mut moment, (beat, number), plan.repeats && !plan.may_interrupt, None);
                own.push(kind, number, moment, plan.interrupted.is_some());
            });
        }
    }

    fn replies(&mut self) {
        let machine = self.machine;
        let beat = self.beat().0;
        let plan = &machine.beats[beat];
        for (number, reply) in plan.replies.iter().enumerate() {
            if machine.holds(&reply.needs, self.from) {
                self.all(|own| {
                    let mut moment = own.moment();
                    machine.mark(&mut moment, Element::Reply(beat, number));
                    machine.reply_over(&mut moment, (beat, number), false, None);
                    // Who is made to say the same until the caller has had enough has not got on.
                    let script = !(only_stays(reply) && machine.stage(&moment.state) == Stage::Ended);
                    own.push(StepKind::Reply, number, moment, script);
                });
            }
        }
        for (kind, number) in &plan.counts_as {
            let step = match kind {
                MoveKind::OfferTransfer => StepKind::Offer,
                MoveKind::WarnAbuse => StepKind::Warn,
                _ => continue,
            };
            if machine.holds(&plan.replies[*number].needs, self.from) {
                self.all(|own| {
                    let mut moment = own.moment();
                    machine.mark(&mut moment, Element::Reply(beat, *number));
                    machine.reply_over(&mut moment, (beat, *number), false, Some(*kind));
                    own.push(step, *number, moment, true);
                });
            }
        }
    }

    fn desk(&mut self) {
        for (number, work) in self.machine.desk.iter().enumerate() {
            self.all(|own| {
                let mut moment = own.moment();
                work.holds.iter().for_each(|bit| bit.set(&mut moment.state));
                own.push_aside(StepKind::Desk, number, moment, true);
            });
        }
    }

    fn end(&mut self) {
        let machine = self.machine;
        self.all(|own| {
            let mut moment = own.moment();
            machine.hang_up(&mut moment);
            let ending = &machine.scenario.endings[machine.fields.beat.index(&moment.state)];
            own.push(StepKind::End, 0, moment, ending.source.route != Route::CutOff);
        });
    }

    fn with_department(&mut self) {
        let machine = self.machine;
        self.replies();
        self.desk();
        let plan = &machine.beats[self.beat().0];
        let open = plan.replies.iter().filter(|reply| machine.holds(&reply.needs, self.from));
        let with_caller = |target: &Target| match target {
            Target::Beat(beat) => !machine.beats[*beat].department,
            Target::Ending(_) => true,
            Target::Stay | Target::Back => false,
        };
        let onward = open.map(|reply| machine.target_of(reply, self.from).0).find(with_caller);
        if let Some(then) = onward {
            self.all(|own| {
                let mut moment = own.moment();
                machine.go(&mut moment, then);
                own.push(StepKind::Join, 0, moment, true);
            });
        }
        self.all(|own| {
            let mut moment = own.moment();
            machine.return_to_caller(&mut moment);
            own.push(StepKind::Back, 0, moment, true);
        });
        self.end();
    }

    fn with_caller(&mut self) {
        self.replies();
        self.desk();
        self.moves();
        self.silence();
        self.holds();
        self.transfers();
        self.end();
    }

    fn moves(&mut self) {
        let machine = self.machine;
        let plan = self.machine.beats.get(self.beat().0);
        for (number, option) in machine.moves.iter().enumerate() {
            let reply = plan.and_then(|plan| plan.counts_as.iter().find(|(kind, _)| *kind == option.kind));
            let needs = reply.zip(plan).map(|((_, reply), plan)| &plan.replies[*reply].needs);
            if needs.is_none_or(|needs| !machine.holds(needs, self.from)) {
                self.all(|own| own.make_move(number));
            }
        }
    }

    fn make_move(&mut self, number: usize) {
        let machine = self.machine;
        let beat = self.beat().0;
        let plan = &machine.beats[beat];
        let mut moment = self.moment();
        machine.pay(&mut moment, &plan.paid[number]);
        machine.fields.asked.set(&mut moment.state, 0);
        let mut script = false;
        match &machine.moves[number].does {
            Does::Pays => {}
            Does::Greets => {
                let again = machine.fields.greeted.get(&moment.state) != 0;
                if machine.may_be(&mut moment, again) {
                    machine.charge(&mut moment, Cause::TooEarly);
                }
                machine.fields.greeted.set(&mut moment.state, 1);
            }
            Does::Repeats => {
                machine.charge(&mut moment, Cause::AskTwice);
                machine.enter(&mut moment, beat);
                return self.push_aside(StepKind::Move, number, moment, plan.leads_on());
            }
            Does::Proves(proofs) => {
                script = !proofs.iter().all(|bit| bit.is_set(&moment.state));
                if !script {
                    machine.charge(&mut moment, Cause::AskTwice);
                }
                proofs.iter().for_each(|bit| bit.set(&mut moment.state));
            }
            Does::Warns => {
                machine.warn(&mut moment);
                script = true;
            }
            Does::Offers => {
                machine.fields.transfer_told.set(&mut moment.state, 1);
                script = true;
            }
        }
        machine.settle(&mut moment);
        self.push_aside(StepKind::Move, number, moment, script);
    }

    fn silence(&mut self) {
        let machine = self.machine;
        let plan = &machine.beats[self.beat().0];
        self.all(|own| {
            let mut moment = own.moment();
            machine.charge(&mut moment, Cause::Silence);
            machine.fields.asked.set(&mut moment.state, 0);
            match plan.on_silence {
                Some(then) if !moment.zero_due => machine.go(&mut moment, then),
                _ => machine.settle(&mut moment),
            }
            own.push_aside(StepKind::Silence, 0, moment, plan.on_silence.is_some());
        });
    }

    fn holds(&mut self) {
        let machine = self.machine;
        let plan = &machine.beats[self.beat().0];
        let asks = plan.counts_as.iter().all(|(kind, _)| *kind != MoveKind::AskHold)
            && machine.setup.pack.moves.contains_key(&MoveKind::AskHold);
        // A coarse state does not keep whether the last words announced it: then all of these may come.
        let announced = machine.fields.asked.get(self.from) != 0;
        for kind in [StepKind::HoldAsked, StepKind::HoldLong, StepKind::HoldUnasked] {
            if if kind == StepKind::HoldUnasked { announced } else { !asks } {
                continue;
            }
            self.all(|own| own.hold(kind));
        }
        if plan.bears_mute && !announced {
            self.all(|own| {
                let mut moment = own.moment();
                machine.charge(&mut moment, Cause::MuteUnannounced);
                machine.settle(&mut moment);
                own.push_aside(StepKind::Mute, 0, moment, false);
            });
        }
    }

    fn hold(&mut self, kind: StepKind) {
        let machine = self.machine;
        let plan = &machine.beats[self.beat().0];
        let mut moment = self.moment();
        let asked = kind != StepKind::HoldUnasked;
        if asked {
            machine.pay(&mut moment, &plan.paid_hold);
            machine.settle(&mut moment);
            if machine.stage(&moment.state) != Stage::Turn {
                self.choices = moment.choices;
                return;
            }
        }
        machine.charge(&mut moment, if asked { Cause::HoldAnnounced } else { Cause::HoldUnannounced });
        machine.fields.asked.set(&mut moment.state, 0);
        if kind == StepKind::HoldLong && !moment.zero_due {
            machine.charge(&mut moment, Cause::HoldLong);
        }
        let remarks = kind != StepKind::HoldAsked;
        match plan.after_hold.filter(|_| remarks && !moment.zero_due) {
            Some(then) => machine.go(&mut moment, then),
            None => machine.settle(&mut moment),
        }
        self.push_aside(kind, 0, moment, plan.after_hold.is_some());
    }

    fn transfers(&mut self) {
        let machine = self.machine;
        for (number, script) in &machine.blinds {
            self.all(|own| {
                let mut moment = own.moment();
                machine.part(&mut moment, machine.departments[*number].blind);
                own.push(StepKind::Blind, *number, moment, *script);
            });
        }
        for number in &machine.warms {
            self.all(|own| {
                let mut moment = own.moment();
                machine.start_consult(&mut moment, *number, None);
                own.push_aside(StepKind::Warm, *number, moment, machine.departments[*number].route.is_some());
            });
        }
    }
}

/// Whether a reply leads nowhere: the line is said again.
fn only_stays(reply: &ReplyPlan) -> bool {
    reply.then == Target::Stay && reply.branches.iter().all(|(_, then)| *then == Target::Stay)
}
