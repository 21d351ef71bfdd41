//! Sending the call on: blind into a queue, or warm, with the department consulted first.

use smol_str::SmolStr;

use super::event::{EventKind, Refusal, Speaker};
use super::lines::pause_ms;
use super::machine::Call;
use super::state::{Consult, Next, Phase, Spoken};
use crate::scenario::{Cause, DepartmentSource, How, Target};

impl Call {
    /// Whether a department takes calls at the time of the practice day.
    #[must_use]
    pub fn is_open(&self, department: &DepartmentSource) -> bool {
        self.setup.pack.is_open(department)
    }

    pub(super) fn announce_transfer(&mut self, to: &str) {
        if self.state.transfer_told.as_deref() != Some(to) {
            self.state.transfer_told = Some(to.into());
            self.emit(EventKind::TransferAnnounced { to: to.into() });
        }
    }

    pub(super) fn transfer(&mut self, to: &str, how: How) {
        if self.state.phase != Phase::Talking || !self.state.begun || self.state.ending.is_some() {
            return self.refuse(Refusal::NotNow);
        }
        let setup = std::sync::Arc::clone(&self.setup);
        let Some(department) = setup.pack.source.departments.get(to) else {
            return self.refuse(Refusal::NoSuchDepartment);
        };
        if !self.is_open(department) {
            return self.refuse(Refusal::DepartmentClosed);
        }
        match how {
            How::Warm => self.start_consult(to, None),
            How::Blind => self.blind(to),
        }
    }

    fn blind(&mut self, to: &str) {
        self.cut_caller();
        let told = self.was_told();
        if !told {
            self.charge(Cause::TransferUnannounced);
        }
        self.emit(EventKind::TransferStarted { to: to.into(), how: How::Blind, told });
        let scenario = &self.setup.scenario;
        let ending = scenario.routes.get(to).map_or(scenario.wrong_route, |route| route.blind);
        self.finish(ending, false);
    }

    /// The caller knows of a transfer, to whichever department.
    fn was_told(&self) -> bool {
        self.state.transfer_told.is_some()
    }

    pub(super) fn start_consult(&mut self, to: &str, beat: Option<usize>) {
        let Some(department) = self.setup.pack.source.departments.get(to) else { return };
        let wait = u64::from(department.wait_play_s) * 1000;
        self.cut_caller();
        let told = self.was_told() || self.hold_was_announced();
        self.emit(EventKind::TransferStarted { to: to.into(), how: How::Warm, told });
        self.charge(if told { Cause::HoldAnnounced } else { Cause::TransferUnannounced });
        self.put_on_hold(told);
        self.state.queue.clear();
        self.state.consult = Some(Consult {
            to: to.into(),
            answers_at: self.state.now.plus(wait),
            answered: false,
            beat,
            left: self.state.beat,
            handed_over: false,
        });
        self.set_phase(Phase::Consulting);
        self.settle_zero();
    }

    pub(super) fn department_answers(&mut self) {
        let Some(consult) = self.state.consult.as_mut() else { return };
        consult.answered = true;
        let (to, beat) = (consult.to.clone(), consult.beat);
        self.emit(EventKind::DepartmentAnswered { to: to.clone() });
        let setup = std::sync::Arc::clone(&self.setup);
        let Some(route) = setup.scenario.routes.get(to.as_str()) else {
            return self.refused_by(&to, false, None);
        };
        if !self.all_hold(&route.needs) {
            let text = self.habit_text("refusal", |call| {
                call.setup.scenario.routes.get(to.as_str()).map_or(&[][..], |route| &route.refusal)
            });
            return self.refused_by(&to, true, (!text.is_empty()).then_some(text));
        }
        match beat.or(route.consult) {
            Some(beat) => self.queue_beat(beat, 0),
            None => self.refused_by(&to, false, None),
        }
    }

    /// The department will not take the call.
    fn refused_by(&mut self, to: &str, unmet: bool, text: Option<SmolStr>) {
        self.emit(EventKind::TransferRefused { to: to.into(), unmet });
        let setup = std::sync::Arc::clone(&self.setup);
        let text = text.unwrap_or_else(|| {
            let answers = setup.pack.source.departments.get(to).map_or(&[][..], |department| &department.answers);
            self.setup.chance(&format!("refusal {to}")).one(answers).map(SmolStr::from).unwrap_or_default()
        });
        self.speak(Speaker::Department(to.into()), text, SmolStr::new_static("refusal"), Vec::new(), Spoken::Refusal);
    }

    /// The operator is back with the caller, who waited for nothing.
    pub(super) fn return_to_caller(&mut self) {
        let Some(consult) = self.state.consult.take() else { return };
        self.state.beat = consult.left;
        self.set_phase(Phase::Talking);
        self.end_hold(false);
        let text = self.habit_text("after hold", |call| {
            super::wording::pick_bank([&call.setup.scenario.habits.after_hold, &call.setup.temperament.after_hold])
        });
        self.queue_next(Next::aside(text, SmolStr::new_static("after hold"), Vec::new()), 300);
    }

    pub(super) fn back_to_caller(&mut self) {
        if self.state.phase != Phase::Consulting {
            return self.refuse(Refusal::NotNow);
        }
        self.state.speech = None;
        self.state.queue.clear();
        self.return_to_caller();
    }

    pub(super) fn hand_over(&mut self, items: &[String]) {
        let Some(consult) = self.state.consult.as_mut() else { return };
        consult.handed_over = true;
        let to = consult.to.clone();
        self.emit(EventKind::HandedOver { to, items: items.iter().map(SmolStr::from).collect() });
    }

    /// Joins caller and department. Without a hand-over the beat goes where its first reply would lead.
    pub(super) fn join(&mut self) {
        let answered = self.state.consult.as_ref().is_some_and(|consult| consult.answered);
        if self.state.phase != Phase::Consulting || !answered || self.state.ending.is_some() {
            return self.refuse(Refusal::NotNow);
        }
        if self.state.speech.take().is_some() {
            self.state.last_sound = self.state.now;
        }
        let setup = std::sync::Arc::clone(&self.setup);
        let open =
            setup.scenario.beats[self.state.beat].replies.iter().filter(|reply| self.all_hold(&reply.source.needs));
        let onward = open
            .map(|reply| (self.target_of(reply), pause_ms(&reply.source)))
            .find(|(then, _)| self.is_with_caller(*then));
        match onward {
            Some((then, pause_ms)) => self.go(then, pause_ms),
            None => self.refuse(Refusal::NotNow),
        }
    }

    fn is_with_caller(&self, target: Target) -> bool {
        match target {
            Target::Beat(beat) => self.setup.scenario.beats[beat].source.department.is_none(),
            Target::Ending(_) => true,
            Target::Stay | Target::Back => false,
        }
    }

    /// Entering a beat of the caller ends a consultation by joining the two.
    pub(super) fn join_if_needed(&mut self, beat: usize) {
        if self.state.phase != Phase::Consulting || self.setup.scenario.beats[beat].source.department.is_some() {
            return;
        }
        let Some(consult) = self.state.consult.take() else { return };
        if !consult.answered {
            // The caller has had enough of waiting: there is nobody yet to be joined to.
            self.set_phase(Phase::Talking);
            return self.end_hold(false);
        }
        self.emit(EventKind::CallersJoined { to: consult.to, handed_over: consult.handed_over });
        self.end_hold(false);
        self.set_phase(Phase::Talking);
    }
}
