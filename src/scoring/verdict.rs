//! How one criterion came out, and the small measures that rules share.

use super::card::{Finding, Moment};
use super::story::Line;
use crate::call::{Millis, Mood, Speaker};
use crate::scenario::Tone;

/// How a criterion came out: the share earned in thousandths, none if it could not occur; and why.
pub(super) struct Verdict {
    pub share: Option<u32>,
    pub evidence: Vec<Moment>,
}

impl Verdict {
    pub const fn not_counted() -> Self {
        Self { share: None, evidence: Vec::new() }
    }

    pub fn check(met: bool, at: Millis, missed: Finding) -> Self {
        let evidence = if met { Vec::new() } else { vec![moment(at, missed)] };
        Self { share: Some(if met { 1000 } else { 0 }), evidence }
    }

    pub fn share(right: usize, all: usize, evidence: Vec<Moment>) -> Self {
        if all == 0 {
            return Self::not_counted();
        }
        Self { share: u32::try_from(right * 1000 / all).ok(), evidence }
    }
}

pub(super) fn moment(at: Millis, finding: Finding) -> Moment {
    Moment { at, finding, better: None }
}

/// Full points at `full`, none at `zero`, linear between, whichever is larger. In thousandths.
pub(super) fn between(value: u64, full: u32, zero: u32) -> u32 {
    let (value, full, zero) = (i64::try_from(value).unwrap_or(i64::MAX), i64::from(full), i64::from(zero));
    if full == zero {
        return if value == full { 1000 } else { 0 };
    }
    let share = (zero.saturating_sub(value)).saturating_mul(1000) / (zero - full);
    u32::try_from(share.clamp(0, 1000)).unwrap_or(0)
}

pub(super) const fn is_harsh(tone: Tone) -> bool {
    matches!(tone, Tone::Defensive | Tone::Blaming | Tone::Dismissive | Tone::Patronising)
}

pub(super) fn is_hostile(line: &Line) -> bool {
    line.by == Speaker::Caller && matches!(line.mood, Mood::Angry | Mood::AtTheEnd)
}

/// A whole word or phrase, so that "pat" is not found in "patient".
pub(super) fn holds_word(text: &str, word: &str) -> bool {
    let text = text.to_lowercase();
    let word = word.to_lowercase();
    text.match_indices(&word).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    }) && holds(&text, &word)
}

/// Whether a note holds a text, whatever its case.
pub(super) fn holds(note: &str, word: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    !word.is_empty() && plain(note).contains(&plain(word))
}

pub(super) fn median(mut values: Vec<u64>) -> u64 {
    values.sort_unstable();
    values[values.len() / 2]
}
