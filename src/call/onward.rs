//! Where a call goes when a line is over: to the next beat or one that cuts in before it, to a department, to an ending.

use super::event::{EventKind, Speaker};
use super::machine::Call;
use super::speech::Millis;
use super::state::{Aside, Next, Phase, Spoken};
use crate::scenario::{Cut, LineEffect, Route, Target};

/// A breath between the operator's line and the caller's.
pub(super) const BREATH_MS: u64 = 400;

impl Call {
    /// Goes where a reply leads, with what it does on the line.
    pub(super) fn leave(&mut self, target: Target, effect: Option<&LineEffect>, pause_ms: u64) {
        let department = match target {
            Target::Beat(beat) => self.setup.scenario.beats[beat].source.department.clone(),
            _ => None,
        };
        match (effect, department) {
            (Some(LineEffect::Consult(to)), department) => {
                self.announce_transfer(to);
                let beat = match target {
                    Target::Beat(beat) if department.is_some() => Some(beat),
                    _ => None,
                };
                self.start_consult(to, beat);
            }
            (_, Some(to)) if self.state.phase == Phase::Talking => {
                let Target::Beat(beat) = target else { return };
                self.announce_transfer(&to);
                self.start_consult(&to, Some(beat));
            }
            (Some(LineEffect::Hold), _) => {
                self.go(target, pause_ms);
                self.state.hold_asked = Some(self.state.now);
                self.hold();
            }
            _ => self.go(target, pause_ms),
        }
    }

    /// Goes to a beat or an ending after a pause.
    #[inline]
    pub(super) fn go(&mut self, target: Target, pause_ms: u64) {
        match target {
            Target::Beat(beat) => self.queue_beat(beat, BREATH_MS + pause_ms),
            Target::Ending(ending) => self.queue_next(Next::Ending(ending), BREATH_MS + pause_ms),
            Target::Stay => self.queue_beat(self.state.beat, BREATH_MS + pause_ms),
            Target::Back => {
                let back = self.state.back.take().unwrap_or(self.state.beat);
                self.queue_beat(back, BREATH_MS + pause_ms);
            }
        }
    }

    pub(super) fn queue_beat(&mut self, beat: usize, after_ms: u64) {
        self.queue_next(Next::Beat(beat), after_ms);
    }

    pub(super) fn queue_next(&mut self, next: Next, after_ms: u64) {
        if self.state.queue.is_empty() {
            self.state.queue_at = self.state.now.plus(after_ms);
        }
        self.state.queue.push_back(next);
    }

    /// What was queued is said.
    pub(super) fn say_next(&mut self) {
        let Some(next) = self.state.queue.pop_front() else { return };
        self.state.queue_at = self.state.now;
        match next {
            Next::Beat(beat) => self.enter(beat),
            Next::Aside(aside) => {
                let Aside { text, line, tells } = *aside;
                let tells = tells.into_iter().map(|fact| (fact, self.setup.rate.line_ms(&text))).collect();
                self.speak(Speaker::Caller, text, line, tells, Spoken::Aside);
            }
            Next::Ending(ending) => self.part(ending),
        }
    }

    /// Enters a beat, unless patience or another beat cuts in, and says its line.
    fn enter(&mut self, beat: usize) {
        if self.state.zero_due && self.take_zero() {
            return;
        }
        let beat = self.cut_in(beat);
        let Some(beat) = beat else { return };
        self.join_if_needed(beat);
        self.play(beat);
    }

    /// The beat that is really entered: another may cut in before it.
    fn cut_in(&mut self, beat: usize) -> Option<usize> {
        let scenario = &self.setup.scenario;
        if scenario.cuts.is_empty() || self.state.phase == Phase::Consulting {
            return Some(beat);
        }
        if scenario.beats[beat].source.department.is_some() {
            return Some(beat);
        }
        // A cut leads to a beat or an ending: the check saw to it.
        let cuts_in = |(number, cut): &(usize, &Cut)| {
            !(cut.once && self.state.cuts_used.contains(number))
                && cut.then != Target::Beat(beat)
                && self.all_hold(&cut.conditions)
        };
        let Some((number, cut)) = scenario.cuts.iter().enumerate().find(cuts_in) else { return Some(beat) };
        let then = cut.then;
        self.state.cuts_used.insert(number);
        match then {
            Target::Beat(other) => {
                self.state.back = Some(beat);
                Some(other)
            }
            Target::Ending(ending) => {
                self.part(ending);
                None
            }
            Target::Stay | Target::Back => Some(beat),
        }
    }

    /// The caller's last words, if this ending has any.
    pub(super) fn part(&mut self, ending: usize) {
        self.state.ending = Some(ending);
        self.state.queue.clear();
        let setup = std::sync::Arc::clone(&self.setup);
        let says = &setup.scenario.endings[ending].says;
        if says.is_empty() || self.state.hold.is_some() {
            return self.finish(ending, false);
        }
        let template = self.wording(&format!("ending {ending}"), says);
        let text = self.fill(template);
        let line = setup.scenario.endings[ending].name.as_str().into();
        self.speak(Speaker::Caller, text, line, Vec::new(), Spoken::Parting(ending));
    }

    /// The call is over.
    pub(super) fn finish(&mut self, ending: usize, by_operator: bool) {
        self.state.ending = Some(ending);
        self.state.ended_at = Some(self.state.now);
        self.state.speech = None;
        self.state.queue.clear();
        self.state.hold = None;
        self.state.consult = None;
        let checked = &self.setup.scenario.endings[ending];
        let name = checked.name.as_str().into();
        if !matches!(checked.source.route, Route::Solved | Route::Callback { .. }) {
            self.lose_unsaved();
        }
        self.emit(EventKind::CallEnded { ending: name, by_operator });
        self.set_phase(Phase::WrapUp);
    }

    /// When silence becomes dead air.
    pub(super) fn silence_ends(&self) -> Millis {
        let after = self.setup.lines(self.state.beat).silence_ms;
        self.state.last_sound.plus(after).max(self.state.quiet_until)
    }
}
