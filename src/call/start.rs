//! Where an author lets a call begin: at a beat, with the caller in a state of the author's choice, in place of the ringing
//! phone. Such a run is no attempt.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::event::{Event, EventKind, Refusal};
use super::machine::Call;
use super::setup::Setup;
use super::state::{Consult, Phase};
use crate::scenario::{How, did_you_mean};

/// The state in which an author takes up a call. What was saved is not part of it: the practice database is as it is when
/// the phone rings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartAt {
    /// Name of the beat.
    pub beat: String,
    /// Points, 0 to 100; never more than the caller's ceiling.
    pub patience: i32,
    /// Flags that are set.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub flags: BTreeSet<String>,
    /// Facts that the caller has given, by path.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub told: BTreeSet<String>,
}

/// A start at a beat that the script does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the scenario has no beat \"{beat}\"{}", hint.as_ref().map(|hint| format!(": {hint}")).unwrap_or_default())]
pub struct NoBeat {
    pub beat: String,
    pub hint: Option<String>,
}

impl Setup {
    /// The same call, begun at a beat.
    ///
    /// # Errors
    /// When the script has no such beat.
    pub fn starting_at(mut self, start: StartAt) -> Result<Self, NoBeat> {
        if self.scenario.beat_index(&start.beat).is_none() {
            let names = self.scenario.beats.iter().map(|beat| beat.name.as_str());
            let hint = did_you_mean(&start.beat, names);
            return Err(NoBeat { beat: start.beat, hint });
        }
        self.start = start.patience.clamp(0, 100);
        self.start_at = Some(start);
        Ok(self)
    }
}

impl Call {
    /// Takes the call up where the author wants it: answered, and in the middle of it.
    pub(super) fn begin_at(&mut self, start: &StartAt) {
        let Some(beat) = self.setup.scenario.beat_index(&start.beat) else { return };
        if self.state.answered_at.is_none() {
            self.state.answered_at = Some(self.state.now);
            self.emit(EventKind::CallAnswered { rang_ms: 0 });
        }
        self.hush();
        self.set_phase(Phase::Talking);
        self.state.begun = true;
        self.state.patience = (start.patience * 1000).clamp(0, self.state.ceiling);
        self.state.flags.retain(|flag| start.flags.contains(flag.as_str()));
        for flag in &start.flags {
            if self.state.flags.insert(flag.into()) {
                self.emit(EventKind::FlagSet { flag: flag.into() });
            }
        }
        self.state.told.retain(|fact, _| start.told.contains(fact.as_str()));
        // A script that was edited may have lost a fact.
        let told = start.told.iter().filter(|fact| self.setup.has_value(fact)).map(SmolStr::from);
        for fact in told.collect::<Vec<_>>() {
            if !self.state.told.contains_key(&fact) {
                self.tell(fact);
            }
        }
        if let Some(to) = self.setup.scenario.beats[beat].source.department.clone() {
            self.begin_consulted(&to, beat);
        }
        // Nothing cuts in: the author asked for this beat.
        self.play(beat);
    }

    /// Puts a call that goes on into another state: patience, flags and facts as given, and the beat begun. What was saved,
    /// opened and visited stays.
    ///
    /// # Errors
    /// When the script has no such beat, or the call has ended.
    pub(super) fn stage(&mut self, start: &StartAt) -> Result<Vec<Event>, Refusal> {
        let known = self.setup.scenario.beat_index(&start.beat).is_some();
        if !known || self.state.ended_at.is_some() {
            return Err(Refusal::NotNow);
        }
        self.begin_at(start);
        Ok(self.take_told())
    }

    /// Nobody speaks, waits or is about to.
    fn hush(&mut self) {
        self.state.speech = None;
        self.state.queue.clear();
        self.state.hold = None;
        self.state.hold_asked = None;
        self.state.muted = None;
        self.state.consult = None;
        self.state.transfer_told = None;
        self.state.back = None;
        self.state.zero_due = false;
        self.state.silences = 0;
        self.state.last_sound = self.state.now;
    }

    /// A department's beat is heard while the caller waits.
    fn begin_consulted(&mut self, to: &str, beat: usize) {
        self.announce_transfer(to);
        self.emit(EventKind::TransferStarted { to: to.into(), how: How::Warm, told: true });
        self.put_on_hold(true);
        let (answers_at, left) = (self.state.now, self.setup.scenario.start);
        self.state.consult =
            Some(Consult { to: to.into(), answers_at, answered: true, beat: Some(beat), left, handed_over: false });
        self.set_phase(Phase::Consulting);
        self.emit(EventKind::DepartmentAnswered { to: to.into() });
    }

    /// The flags that are set, in order.
    #[must_use]
    pub const fn flags(&self) -> &BTreeSet<SmolStr> {
        &self.state.flags
    }

    /// How often a beat was entered.
    #[must_use]
    pub fn visits(&self, beat: usize) -> u32 {
        self.state.visits.get(beat).copied().unwrap_or(0)
    }
}
