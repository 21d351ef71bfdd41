//! What holds of an attempt, read out of the entries about it. Pure.

use std::collections::BTreeMap;

use serde::Serialize;

use super::blind::Blind;
use crate::call::Millis;
use crate::scoring::{Overrule, Points};
use crate::store::audit::{AuditEntry, AuditKind};
use crate::store::people::PersonId;

/// All that was said and decided about an attempt, in order of time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Judgement {
    pub comments: Vec<Comment>,
    /// Those that hold: one a criterion.
    pub overrides: Vec<Override>,
    pub appeals: Vec<Appeal>,
    pub signed_off: Vec<SignOff>,
    pub blind: Blind,
}

/// Who, and when. None is whoever has the data folder where nobody signs in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignOff {
    pub by: Option<PersonId>,
    /// RFC 3339.
    pub at: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comment {
    pub id: String,
    pub by: Option<PersonId>,
    /// RFC 3339.
    pub at: String,
    /// The moment that it is pinned to; none for the attempt as a whole.
    pub moment: Option<Millis>,
    /// Only who wrote it sees it.
    pub private: bool,
    /// None where it was erased.
    pub text: Option<String>,
}

/// A criterion that was decided otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Override {
    pub id: String,
    pub criterion: String,
    pub by: Option<PersonId>,
    /// RFC 3339.
    pub at: String,
    /// What the machine found.
    pub machine: Points,
    /// Points in thousandths.
    pub earned: u64,
    /// None where it was erased.
    pub reason: Option<String>,
    /// It was the ruling on an appeal.
    pub on_appeal: bool,
}

impl Override {
    #[must_use]
    pub fn decision(&self) -> Overrule<'_> {
        Overrule { criterion: &self.criterion, earned: self.earned }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Appeal {
    pub id: String,
    pub criterion: String,
    pub by: Option<PersonId>,
    /// RFC 3339.
    pub at: String,
    /// None where it was erased.
    pub text: Option<String>,
    /// None while it waits.
    pub ruling: Option<Ruling>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ruling {
    pub by: Option<PersonId>,
    /// RFC 3339.
    pub at: String,
    pub upheld: bool,
    /// None where it was erased.
    pub reason: Option<String>,
}

impl Judgement {
    /// Out of the entries about one attempt, in their order.
    #[must_use]
    pub fn of(entries: &[AuditEntry]) -> Self {
        let mut found = Self::default();
        let mut overrides: BTreeMap<String, Override> = BTreeMap::new();
        for entry in entries {
            let criterion = entry.criterion.clone().unwrap_or_default();
            found.blind.take(entry);
            match entry.kind {
                AuditKind::Commented => found.comments.push(comment(entry)),
                AuditKind::Overridden => drop(overrides.insert(criterion, overridden(entry, false))),
                AuditKind::OverrideWithdrawn => drop(overrides.remove(&criterion)),
                AuditKind::Appealed => found.appeals.push(Appeal {
                    id: entry.id.clone(),
                    criterion,
                    by: entry.actor.clone(),
                    at: entry.at.clone(),
                    text: entry.words.clone(),
                    ruling: None,
                }),
                AuditKind::Ruled => {
                    let upheld = entry.facts["upheld"].as_bool().unwrap_or(false);
                    let appeal = found.appeals.iter_mut().find(|appeal| entry.facts["appeal"] == *appeal.id);
                    // A ruling is final: where two supervisors have ruled in two places, the first at the centre holds.
                    let first = appeal.as_ref().is_none_or(|appeal| appeal.ruling.is_none());
                    if let Some(appeal) = appeal.filter(|_| first) {
                        let (by, at) = (entry.actor.clone(), entry.at.clone());
                        appeal.ruling = Some(Ruling { by, at, upheld, reason: entry.words.clone() });
                    }
                    if upheld && first {
                        overrides.insert(criterion, overridden(entry, true));
                    }
                }
                AuditKind::SignedOff => {
                    found.signed_off.push(SignOff { by: entry.actor.clone(), at: entry.at.clone() });
                }
                _ => {}
            }
        }
        found.overrides = overrides.into_values().collect();
        found
    }

    /// What holds, as a scorecard takes it.
    #[must_use]
    pub fn decisions(&self) -> Vec<Overrule<'_>> {
        self.overrides.iter().map(Override::decision).collect()
    }

    /// The appeal about a criterion that waits for its ruling.
    #[must_use]
    pub fn open_appeal(&self, criterion: &str) -> Option<&Appeal> {
        self.appeals.iter().find(|appeal| appeal.criterion == criterion && appeal.ruling.is_none())
    }

    /// The points of a criterion as they hold: decided, or the machine's.
    #[must_use]
    pub fn earned(&self, criterion: &str, machine: Points) -> u64 {
        let decided = self.overrides.iter().find(|known| known.criterion == criterion);
        decided.map_or(machine.earned, |decided| decided.earned)
    }
}

fn comment(entry: &AuditEntry) -> Comment {
    Comment {
        id: entry.id.clone(),
        by: entry.actor.clone(),
        at: entry.at.clone(),
        moment: entry.facts["moment_ms"].as_u64().map(Millis),
        private: entry.facts["private"].as_bool().unwrap_or(true),
        text: entry.words.clone(),
    }
}

fn overridden(entry: &AuditEntry, on_appeal: bool) -> Override {
    let number = |key: &str| entry.facts[key].as_u64().unwrap_or(0);
    Override {
        id: entry.id.clone(),
        criterion: entry.criterion.clone().unwrap_or_default(),
        by: entry.actor.clone(),
        at: entry.at.clone(),
        machine: Points { earned: number("machine"), possible: number("possible") },
        earned: number("earned"),
        reason: entry.words.clone(),
        on_appeal,
    }
}
