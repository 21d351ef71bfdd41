//! Who rings, and the calm twin of that person.

use serde::Deserialize;

use super::voice::CallerVoiceSource;

/// Who calls.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallerSource {
    /// The fact that holds the caller's customer row.
    pub who: String,
    /// A persona of the banks, which brings temperament, facts and habits.
    #[serde(default)]
    pub persona: String,
    /// One of the pack's temperaments; needed where there is no persona.
    #[serde(default)]
    pub temperament: String,
    /// Patience at the start, where the temperament's own does not fit.
    #[serde(default)]
    pub patience: Option<i32>,
    /// Patience never rises above this.
    #[serde(default)]
    pub ceiling: Option<i32>,
    /// Number shown on the phone, a template; empty is a withheld number.
    #[serde(default)]
    pub shows: String,
    /// The caller's voice, where chance and the first name are not to choose it.
    #[serde(default)]
    pub voice: CallerVoiceSource,
}

/// The caller of the twin: the same person with the same matter, of another temper. The caller's own `patience` and
/// `ceiling` are not taken over, since they belong to the temper.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TwinSource {
    /// One of the pack's temperaments.
    pub temperament: String,
    /// Patience at the start, where the temperament's own does not fit.
    #[serde(default)]
    pub patience: Option<i32>,
    /// Patience never rises above this.
    #[serde(default)]
    pub ceiling: Option<i32>,
}
