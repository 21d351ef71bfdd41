//! The name of what went wrong with a value.

use serde::{Deserialize, Serialize};

use super::near::{is_misheard, is_transposed};
use crate::scenario::{FieldKind, Writing};

/// What became of an expected field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldClass {
    Right,
    /// The fact was corrected, and the old value stands.
    Stale,
    /// The value belongs into another field, or is something else that was said.
    WrongField,
    /// The value belongs to the near-namesake, or stands in the namesake's row.
    WrongRecord,
    /// The value stands in a second row made for somebody who has one.
    Duplicate,
    /// The same letters or digits in another order.
    Transposed,
    /// Near in sound, or one edit away.
    Misheard,
    /// Left empty, left as it was, or only a part of it.
    Omitted,
    /// Typed, and lost before it was saved.
    Unsaved,
    /// Nobody said it.
    Invented,
}

impl FieldClass {
    /// Every class, in the order of a table.
    pub const ALL: [Self; 10] = [
        Self::Right,
        Self::Stale,
        Self::WrongField,
        Self::WrongRecord,
        Self::Duplicate,
        Self::Transposed,
        Self::Misheard,
        Self::Omitted,
        Self::Unsaved,
        Self::Invented,
    ];

    /// The name in walkthroughs, logs and message keys.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Stale => "stale",
            Self::WrongField => "wrong-field",
            Self::WrongRecord => "wrong-record",
            Self::Duplicate => "duplicate",
            Self::Transposed => "transposed",
            Self::Misheard => "misheard",
            Self::Omitted => "omitted",
            Self::Unsaved => "unsaved",
            Self::Invented => "invented",
        }
    }
}

/// What is known around a field when its value is wrong.
#[derive(Debug, Clone, Default)]
pub struct Around<'a> {
    /// Truths of the other expected fields and whatever else was said, each with its kind.
    pub others: Vec<(&'a FieldKind, &'a str)>,
    /// The near-namesake's value in this field.
    pub namesake: Option<&'a str>,
    /// Values that were true once: what stood in the row before the call, what the caller said first and corrected.
    pub old: Vec<&'a str>,
    /// What was typed last and lost.
    pub lost: Option<&'a str>,
    /// The truth stands in the namesake's row instead.
    pub in_namesake: bool,
    /// The truth stands in a second row made for the same person instead.
    pub in_duplicate: bool,
    /// Nobody touched the field of this new row.
    pub untouched: bool,
}

/// Classes a value: the first that fits, in the order of the rules. Where the truth went is asked before what stands there.
#[must_use]
pub fn classify(writing: &Writing, kind: &FieldKind, saved: &str, truth: &str, around: &Around<'_>) -> FieldClass {
    if writing.equal(kind, saved, truth) {
        return FieldClass::Right;
    }
    if around.lost.is_some_and(|lost| writing.equal(kind, lost, truth)) {
        return FieldClass::Unsaved;
    }
    if around.in_duplicate {
        return FieldClass::Duplicate;
    }
    if around.in_namesake {
        return FieldClass::WrongRecord;
    }
    if saved.trim().is_empty() {
        return if around.lost.is_some() { FieldClass::Unsaved } else { FieldClass::Omitted };
    }
    if around.untouched {
        return FieldClass::Omitted;
    }
    if around.old.iter().any(|old| writing.equal(kind, saved, old)) {
        return FieldClass::Stale;
    }
    if belongs_elsewhere(writing, kind, saved, around) {
        return FieldClass::WrongField;
    }
    if around.namesake.is_some_and(|theirs| writing.equal(kind, saved, theirs)) {
        return FieldClass::WrongRecord;
    }
    by_letters(writing, kind, saved, truth)
}

/// One of a list is chosen, not typed: that another field takes the same word says nothing.
fn belongs_elsewhere(writing: &Writing, kind: &FieldKind, saved: &str, around: &Around<'_>) -> bool {
    let listed = |kind: &FieldKind| matches!(kind, FieldKind::Choice(_));
    !listed(kind) && around.others.iter().any(|(other, value)| !listed(other) && writing.equal(other, saved, value))
}

fn by_letters(writing: &Writing, kind: &FieldKind, saved: &str, truth: &str) -> FieldClass {
    if matches!(kind, FieldKind::Choice(_)) {
        return FieldClass::Invented;
    }
    if is_transposed(writing, kind, saved, truth) {
        return FieldClass::Transposed;
    }
    if is_misheard(writing, kind, saved, truth) {
        return FieldClass::Misheard;
    }
    if writing.is_part(kind, saved, truth) { FieldClass::Omitted } else { FieldClass::Invented }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn writing() -> Writing {
        Writing::new("en-GB", "£", jiff::civil::date(2026, 10, 13), None)
    }

    #[track_caller]
    fn check(kind: FieldKind, saved: &str, truth: &str, expected: FieldClass) {
        assert_eq!(classify(&writing(), &kind, saved, truth, &Around::default()), expected, "{saved} against {truth}");
    }

    #[test]
    fn names_the_way_in_which_a_value_is_wrong() {
        check(FieldKind::Phone, "+44 7700 900312", "07700 900312", FieldClass::Right);
        check(FieldKind::Phone, "07700 900321", "07700 900312", FieldClass::Transposed);
        check(FieldKind::Phone, "+44 7700 900321", "07700 900312", FieldClass::Transposed);
        check(FieldKind::Phone, "07700 90031", "07700 900312", FieldClass::Misheard);
        check(FieldKind::Phone, "07700", "07700 900312", FieldClass::Omitted);
        check(FieldKind::Code, "tw 1080447", "TW1080447", FieldClass::Right);
        check(FieldKind::Code, "TW1080474", "TW1080447", FieldClass::Transposed);
        check(FieldKind::Code, "TW1080448", "TW1080447", FieldClass::Misheard);
        check(FieldKind::Code, "TWIO80447", "TW1080447", FieldClass::Misheard);
        check(FieldKind::Name, "catherine ray", "Katherine Wray", FieldClass::Misheard);
        check(FieldKind::Name, "Wray", "Katherine Wray", FieldClass::Omitted);
        check(FieldKind::Name, "Imogen Hebden", "Katherine Wray", FieldClass::Invented);
        check(FieldKind::Money, "", "64.00", FieldClass::Omitted);
        check(FieldKind::Money, "46.00", "64.00", FieldClass::Transposed);
        check(FieldKind::Money, "50.00", "15.00", FieldClass::Misheard);
        check(FieldKind::Money, "10.00", "64.00", FieldClass::Invented);
        check(FieldKind::Number, "81", "18", FieldClass::Transposed);
        check(FieldKind::Number, "3", "2", FieldClass::Invented);
        check(FieldKind::Date, "2026-10-30", "2026-10-13", FieldClass::Misheard);
        check(FieldKind::Choice(vec![]), "refund", "delivery", FieldClass::Invented);
    }

    #[test]
    fn asks_the_surroundings_before_the_letters() {
        let writing = writing();
        let around = Around { namesake: Some("Catherine Wray"), ..Around::default() };
        let class = |kind, saved, truth, around| classify(&writing, &kind, saved, truth, around);
        assert_eq!(class(FieldKind::Name, "Wray, Catherine", "Katherine Wray", &around), FieldClass::WrongRecord);
        let around = Around { others: vec![(&FieldKind::Money, "64.00")], ..Around::default() };
        assert_eq!(class(FieldKind::Money, "£64", "50.00", &around), FieldClass::WrongField);
        let around = Around { old: vec!["01632 960111"], ..Around::default() };
        assert_eq!(class(FieldKind::Phone, "+44 1632 960111", "07700 900312", &around), FieldClass::Stale);
        let around = Around { lost: Some("07700900312"), old: vec!["01632 960111"], ..Around::default() };
        assert_eq!(class(FieldKind::Phone, "01632 960111", "07700 900312", &around), FieldClass::Unsaved);
        let around = Around { untouched: true, ..Around::default() };
        assert_eq!(class(FieldKind::Money, "0.00", "9.60", &around), FieldClass::Omitted);
    }
}
