//! `banks/*.ron`: what several scenarios and rubrics of a pack have in common.

use serde::Deserialize;

use super::rubric::CriterionSource;
use super::script::{FactSource, HabitsSource, ReplySource};
use super::voice::CallerVoiceSource;
use crate::scenario::named::Named;

/// What scenarios and rubrics take from: `banks/NAME.ron`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankSource {
    /// Version of the format: 1.
    pub format: u32,
    /// Other banks whose contents this one has too.
    #[serde(default)]
    pub uses: Vec<String>,
    /// Callers, by name: a scenario takes one with `caller: (persona: …)`.
    #[serde(default)]
    pub personas: Named<PersonaSource>,
    /// Replies, by name: a beat takes some with `takes`.
    #[serde(default)]
    pub replies: Named<ReplySource>,
    /// Texts, by the name of the list: a fact takes one with `FromList(…)`.
    #[serde(default)]
    pub lists: Named<Vec<String>>,
    /// Criteria for rubrics.
    #[serde(default)]
    pub criteria: Named<CriterionSource>,
}

/// A caller who rings in several scenarios.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonaSource {
    /// One of the pack's temperaments.
    pub temperament: String,
    /// Patience at the start, where the temperament's own does not fit.
    #[serde(default)]
    pub patience: Option<i32>,
    /// Patience never rises above this.
    #[serde(default)]
    pub ceiling: Option<i32>,
    /// Number shown on the phone, a template.
    #[serde(default)]
    pub shows: String,
    /// What this person brings along: the customer's row, a street, a habit of life.
    #[serde(default)]
    pub facts: Named<FactSource>,
    /// How this person talks.
    #[serde(default)]
    pub habits: HabitsSource,
    /// How this person sounds.
    #[serde(default)]
    pub voice: CallerVoiceSource,
}
