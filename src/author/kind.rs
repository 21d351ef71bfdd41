//! The kinds of call that there are templates for: `assets/templates/kinds.ron`.

use serde::Deserialize;

use crate::scenario::{Duty, Named};

const KINDS: &str = include_str!("../../assets/templates/kinds.ron");

/// What a kind of call wants, and what of a pack fits it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindSource {
    /// Title of a scenario that was given none.
    pub title: String,
    /// The duty that it trains.
    pub duty: Duty,
    pub minutes: (u32, u32),
    pub difficulty: u32,
    /// Words in names of forms, the first that fits.
    pub forms: Vec<String>,
    /// Kinds of field that the record wants beside the needed ones: `phone`, `address`.
    pub takes: Vec<String>,
    /// What the note has to mention; templates with the facts of the script.
    pub mentions: Vec<String>,
    /// Words in entries of choices.
    pub choices: Vec<String>,
    /// Words in names of lines.
    pub lines: Vec<String>,
    /// Words in the meaning of the disposition code, where the call is solved and where it is sent.
    pub solved: Vec<String>,
    pub sent: Vec<String>,
    pub calls_for_proofs: bool,
    pub outbound: bool,
    /// What the operator tells: `date` (`{by}`), `money` (`{sum}`) or `none`.
    pub answer: String,
    /// Flags that the template sets, with what a scorecard calls them.
    pub steps: Named<String>,
}

/// All kinds, in the order in which they are offered.
///
/// # Panics
/// Never: the file is part of the program, and a test reads it.
#[must_use]
pub fn kinds() -> Named<KindSource> {
    ron::from_str(KINDS).expect("the kinds are well formed")
}
