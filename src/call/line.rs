//! Hold, mute, hanging up, and the work after the call.

use smol_str::SmolStr;

use super::event::{EventKind, Refusal};
use super::machine::Call;
use super::speech::Millis;
use super::state::{Hold, Next, Phase, Speech};
use super::wording::pick_bank;
use crate::scenario::{Cause, Target};

/// A caller who is back on the line draws breath.
const AFTER_HOLD_MS: u64 = 300;
/// A hold that was asked for costs nothing more for this long.
const HOLD_FREE_MS: u64 = 45_000;
/// After that, and at once for a hold that was not announced, it costs again each time this long.
const HOLD_STEP_MS: u64 = 15_000;
/// Asking to hold counts as announced for this long.
const ASKED_MS: u64 = 20_000;
/// A mute as short as this is a cough.
pub(super) const MUTE_FREE_MS: u64 = 3_000;

impl Call {
    pub(super) fn hold(&mut self) {
        if self.state.phase != Phase::Talking || !self.state.begun || self.state.ending.is_some() {
            return self.refuse(Refusal::NotNow);
        }
        let lost = self.cut_caller();
        let announced = self.hold_was_announced();
        self.emit(EventKind::HoldStarted { announced });
        self.charge(if announced { Cause::HoldAnnounced } else { Cause::HoldUnannounced });
        self.put_on_hold(announced);
        if let Some(hold) = self.state.hold.as_mut() {
            hold.lost = lost;
        }
        self.set_phase(Phase::OnHold);
        self.settle_zero();
    }

    pub(super) fn hold_was_announced(&self) -> bool {
        self.state.hold_asked.is_some_and(|asked| self.state.now.since(asked) <= ASKED_MS)
    }

    pub(super) fn put_on_hold(&mut self, announced: bool) {
        let first = if announced { HOLD_FREE_MS } else { HOLD_STEP_MS };
        let next_charge = self.state.now.plus(first);
        self.state.hold = Some(Hold { since: self.state.now, announced, next_charge, lost: false });
    }

    pub(super) fn hold_charge(&mut self) {
        let now = self.state.now;
        if let Some(hold) = self.state.hold.as_mut() {
            hold.next_charge = now.plus(HOLD_STEP_MS);
        }
        // A caller who waits for a department that was announced with its wait is on hold by consent.
        if self.state.consult.is_none() {
            self.charge(Cause::HoldLong);
        }
        self.settle_zero();
    }

    pub(super) fn resume(&mut self) {
        if self.state.phase != Phase::OnHold {
            return self.refuse(Refusal::NotNow);
        }
        self.end_hold(true);
        self.set_phase(Phase::Talking);
    }

    /// The caller is back on the line; a hold that was long or came unasked is remarked on.
    pub(super) fn end_hold(&mut self, remark: bool) {
        let Some(hold) = self.state.hold.take() else { return };
        let held_ms = self.state.now.since(hold.since);
        self.emit(EventKind::HoldEnded { held_ms });
        self.state.last_sound = self.state.now;
        self.state.hold_asked = None;
        if !remark {
            return;
        }
        let remarked = !hold.announced || held_ms > HOLD_FREE_MS;
        let led_away = remarked && self.remark_on_hold();
        // A line that the hold broke into comes again, or leads on as the script has it after a talk-over.
        if hold.lost && !led_away && !self.state.queue.iter().any(|next| matches!(next, Next::Beat(_))) {
            let habit = self.setup.scenario.beats[self.state.beat].interrupted.as_ref();
            self.go(habit.and_then(|habit| habit.then).unwrap_or(Target::Stay), 0);
        }
    }

    /// What the caller says first when the line is back. True when the script goes elsewhere.
    fn remark_on_hold(&mut self) -> bool {
        if let Some(then) = self.setup.scenario.beats[self.state.beat].after_hold.as_ref().and_then(|habit| habit.then)
        {
            self.go(then, 0);
            return true;
        }
        let text = self.habit_text("after hold", |call| {
            let setup = &call.setup;
            let own = setup.scenario.beats[call.state.beat].after_hold.as_ref().map_or(&[][..], |habit| &habit.says);
            pick_bank([own, &setup.scenario.habits.after_hold, &setup.temperament.after_hold])
        });
        // The remark comes before what was going to be said.
        self.state.queue_at = self.state.now.plus(AFTER_HOLD_MS);
        self.state.queue.push_front(Next::aside(text, SmolStr::new_static("after hold"), Vec::new()));
        false
    }

    pub(super) fn mute(&mut self) {
        if self.state.phase != Phase::Talking || self.state.muted.is_some() {
            return self.refuse(Refusal::NotNow);
        }
        if self.state.speech.as_ref().is_some_and(Speech::is_operators) {
            return self.refuse(Refusal::StillSpeaking);
        }
        self.state.muted = Some(self.state.now);
        self.state.mute_charged = self.hold_was_announced();
        self.emit(EventKind::MuteStarted);
    }

    pub(super) fn unmute(&mut self) {
        let Some(since) = self.state.muted.take() else { return self.refuse(Refusal::NotNow) };
        let muted_ms = self.state.now.since(since);
        self.emit(EventKind::MuteEnded { muted_ms });
    }

    pub(super) fn warn(&mut self) {
        self.state.warnings += 1;
        let count = self.state.warnings;
        self.emit(EventKind::WarningGiven { count });
    }

    /// The operator ends the call.
    pub(super) fn hang_up(&mut self) {
        if matches!(self.state.phase, Phase::Ringing | Phase::WrapUp | Phase::Done) {
            return self.refuse(Refusal::NotNow);
        }
        // Ending a call whose last words are being said is no cutting off.
        if let Some(ending) = self.state.ending {
            return self.finish(ending, false);
        }
        if let Some(Next::Ending(ending)) = self.state.queue.front() {
            let ending = *ending;
            return self.finish(ending, false);
        }
        let setup = std::sync::Arc::clone(&self.setup);
        let branch = setup.scenario.hang_up.iter().find(|branch| self.all_hold(&branch.conditions));
        match branch.map(|branch| branch.then) {
            Some(Target::Ending(ending)) => self.finish(ending, true),
            _ => self.finish(setup.scenario.wrong_route, true),
        }
    }

    pub(super) fn wrap_up(&mut self, code: &str, ticks: &[String], note: &str) {
        if self.state.phase != Phase::WrapUp {
            return self.refuse(Refusal::NotNow);
        }
        let source = &self.setup.pack.source;
        if !source.dispositions.contains_key(code) {
            return self.refuse(Refusal::NoSuchCode);
        }
        if !ticks.iter().all(|tick| source.ticks.contains_key(tick)) {
            return self.refuse(Refusal::NoSuchTick);
        }
        let took_ms = self.state.now.since(self.state.ended_at.unwrap_or(Millis(0)));
        self.lose_unsaved();
        self.emit(EventKind::WrapUpDone {
            code: code.into(),
            ticks: ticks.iter().map(SmolStr::from).collect(),
            note: note.into(),
            took_ms,
        });
        self.set_phase(Phase::Done);
    }
}
