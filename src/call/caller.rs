//! The caller's patience: what moves it, and what happens when it is gone.

use smol_str::SmolStr;

use super::event::EventKind;
use super::machine::Call;
use super::state::{Mood, Next};
use super::wording::pick_bank;
use crate::scenario::{Act, Cause, Target};

impl Call {
    /// Something happened that the temperament has a price for.
    pub(super) fn charge(&mut self, cause: Cause) {
        let nth = self.state.causes.entry(cause).or_insert(0);
        let delta = self.setup.temperament.delta(cause, *nth);
        *nth += 1;
        if delta == 0 {
            return;
        }
        let before = self.state.patience;
        let patience = (before + delta).clamp(0, self.state.ceiling.max(before));
        self.state.patience = patience;
        if patience == 0 && before > 0 {
            self.state.zero_due = true;
        } else if patience > 0 {
            self.state.zero_due = false;
        }
        if patience != before {
            self.emit(EventKind::PatienceChanged { cause, by: patience - before, patience, mood: Mood::at(patience) });
        }
    }

    /// An act of the operator's line; it counts once a beat.
    pub(super) fn pay_act(&mut self, act: Act) {
        let Some(cause) = act.cause() else { return };
        if self.state.acts_paid.insert((self.state.beat, cause)) {
            self.charge(cause);
        }
    }

    /// Patience has run out and nobody is speaking.
    pub(super) fn settle_zero(&mut self) {
        if self.state.zero_due && self.state.speech.is_none() && self.state.ending.is_none() {
            self.take_zero();
        }
    }

    /// What the scenario wants at zero patience. False while there is nothing to do.
    pub(super) fn take_zero(&mut self) -> bool {
        self.state.zero_due = false;
        let plan = &self.setup.scenario.at_zero;
        let Some((target, restart)) = plan.get(self.state.zeros).or(plan.last()).copied() else { return false };
        self.state.zeros += 1;
        self.state.queue.clear();
        match target {
            Target::Ending(ending) => {
                self.state.consult = None;
                self.part(ending);
            }
            Target::Beat(beat) => {
                self.state.patience = (restart * 1000).clamp(0, self.state.ceiling);
                self.queue_next(Next::Beat(beat), 0);
            }
            Target::Stay | Target::Back => return false,
        }
        true
    }

    /// Nobody has spoken for too long.
    pub(super) fn silence(&mut self) {
        let silent_ms = self.state.now.since(self.state.last_sound);
        self.emit(EventKind::DeadAir { silent_ms });
        self.state.silences += 1;
        self.state.last_sound = self.state.now;
        self.charge(Cause::Silence);
        if self.state.zero_due {
            return self.settle_zero();
        }
        let habit = self.setup.scenario.beats[self.state.beat].on_silence.as_ref();
        if let Some(then) = habit.and_then(|habit| habit.then) {
            return self.go(then, 0);
        }
        // After two prompts the caller waits in silence, and pays for it in patience.
        if self.state.silences > 2 {
            return;
        }
        let text = self.habit_text("silence", |call| {
            let setup = &call.setup;
            let own = setup.scenario.beats[call.state.beat].on_silence.as_ref().map_or(&[][..], |habit| &habit.says);
            pick_bank([own, &setup.scenario.habits.silence, &setup.temperament.silence])
        });
        self.queue_next(Next::aside(text, SmolStr::new_static("silence"), Vec::new()), 0);
    }
}
