//! `rubrics/*.ron`: what a kind of call is scored on.

use serde::{Deserialize, Serialize};

use super::script::CriticalKind;
use crate::scenario::named::Named;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RubricSource {
    pub format: u32,
    pub title: String,
    pub pass: PassMarks,
    pub criteria: Named<CriterionSource>,
}

/// Pass marks, 0 to 100, for each number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PassMarks {
    pub records: u32,
    pub routing: u32,
    pub composure: u32,
    pub procedure: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CriterionSource {
    pub number: ScoreNumber,
    /// The criterion in words a trainee accepts.
    pub label: String,
    pub points: u32,
    pub rule: Rule,
    /// A missed criterion is a critical error of this kind.
    #[serde(default)]
    pub critical: Option<CriticalKind>,
    /// What would have been better.
    pub better: String,
}

/// The four numbers of a scorecard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub enum ScoreNumber {
    Records,
    Routing,
    Composure,
    Procedure,
}

/// How a criterion is judged. Measures earn full points at `full_at`, none at `zero_at`, and a share between.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub enum Rule {
    /// Share of the expected fields that hold what was said.
    FieldsRight,
    /// No rows made or changed beside the expected ones.
    NoStrayRows,
    /// Nothing of the scenario's `never` list stands in a record, a note or the wrap-up.
    NothingForbidden,
    /// The call ended by the right route; the second best earns half.
    RightRoute,
    /// What the scenario wants done before the routing was done.
    DoneBefore,
    /// The caller was told of a transfer before it was made.
    CallerTold,
    /// Share of the wanted items that the hand-over held.
    Handover,
    /// Share of the operator's lines without a harsh tone (defensive, blaming, dismissive, patronising).
    Tone,
    /// The caller's trouble was acknowledged within this many of the operator's lines.
    AcknowledgedWithin(u32),
    /// Seconds of unexplained dead air.
    DeadAir { full_at: u32, zero_at: u32 },
    /// How often the operator began before the caller had finished.
    TalkOver { full_at: u32, zero_at: u32 },
    /// Holds and mutes that were not announced.
    UnannouncedHolds { full_at: u32, zero_at: u32 },
    /// Hold or mute within this many seconds of a hostile line.
    NoEscape { within_s: u32 },
    /// The reply after a hostile line takes no longer than this much of the median after calm ones, in per cent.
    /// Not counted with fewer than three of each.
    SteadyPace { full_at: u32, zero_at: u32 },
    /// Replies that said the same again in the same words.
    SameWords { full_at: u32, zero_at: u32 },
    /// The call was not ended by the operator before its time.
    NotCutOff,
    /// Patience at the end of the call.
    PatienceLeft { full_at: u32, zero_at: u32 },
    /// A greeting within this many seconds of answering.
    Greeting { within_s: u32 },
    /// Answered within this many seconds of the first ring.
    AnsweredWithin { full_at: u32, zero_at: u32 },
    /// The number of proofs that the scenario wants were given before anything was told.
    Verified,
    /// Share of the scenario's `read_back` facts that were read back before they were saved.
    ReadBack,
    /// The flag was set: a step that only the script knows.
    Flag(String),
    /// Share of these flags that were set.
    Flags(Vec<String>),
    /// The right disposition code.
    Disposition,
    /// The boxes ticked at wrap-up are the right ones.
    Ticks,
    /// Wrap-up done within the pack's time.
    WrapUpInTime,
}
