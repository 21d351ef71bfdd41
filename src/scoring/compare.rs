//! One saved value against the truth, as the field's kind demands, and the name of what went wrong.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use crate::scenario::FieldKind;

/// What became of an expected field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldClass {
    Right,
    /// The fact was corrected, and the old value stands.
    Stale,
    /// The value belongs into another field.
    WrongField,
    /// The value belongs to the near-namesake.
    WrongRecord,
    /// The same letters or digits in another order.
    Transposed,
    /// One edit away.
    Misheard,
    Omitted,
    /// Typed, and lost before it was saved.
    Unsaved,
    /// Nobody said it.
    Invented,
}

impl FieldClass {
    /// The name in walkthroughs, logs and message keys.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Stale => "stale",
            Self::WrongField => "wrong-field",
            Self::WrongRecord => "wrong-record",
            Self::Transposed => "transposed",
            Self::Misheard => "misheard",
            Self::Omitted => "omitted",
            Self::Unsaved => "unsaved",
            Self::Invented => "invented",
        }
    }
}

/// What is known around a field when its value is wrong.
#[derive(Debug, Default)]
pub(super) struct Around<'a> {
    /// Truths of the other expected fields.
    pub others: Vec<&'a str>,
    /// The near-namesake's value in this field.
    pub namesake: Option<&'a str>,
    /// Values that were true once: what stood in the row before the call, what the caller said first and corrected.
    pub old: Vec<&'a str>,
    pub typed_and_lost: bool,
}

/// Whether two values of a kind mean the same.
#[must_use]
pub fn equal(kind: &FieldKind, one: &str, other: &str) -> bool {
    plain(kind, one) == plain(kind, other)
}

/// Classes a value in the order of the rules: the first that fits.
#[must_use]
pub(super) fn class(kind: &FieldKind, saved: &str, truth: &str, around: &Around<'_>) -> FieldClass {
    let (mine, right) = (plain(kind, saved), plain(kind, truth));
    if mine == right {
        return FieldClass::Right;
    }
    if mine.is_empty() {
        return if around.typed_and_lost { FieldClass::Unsaved } else { FieldClass::Omitted };
    }
    if around.old.iter().any(|old| plain(kind, old) == mine) {
        return FieldClass::Stale;
    }
    let fixed = matches!(kind, FieldKind::Choice(_) | FieldKind::Number);
    if !fixed && around.others.iter().any(|other| plain(kind, other) == mine) {
        return FieldClass::WrongField;
    }
    if around.namesake.is_some_and(|theirs| plain(kind, theirs) == mine) {
        return FieldClass::WrongRecord;
    }
    if !fixed && sorted(&mine) == sorted(&right) {
        return FieldClass::Transposed;
    }
    if !fixed && strsim::damerau_levenshtein(&mine, &right) == 1 {
        return FieldClass::Misheard;
    }
    FieldClass::Invented
}

fn sorted(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = text.chars().collect();
    letters.sort_unstable();
    letters
}

/// A value without what does not matter in its kind.
fn plain(kind: &FieldKind, text: &str) -> String {
    let text: String = text.trim().nfc().collect();
    match kind {
        FieldKind::Phone => text.chars().filter(char::is_ascii_digit).collect(),
        FieldKind::Code | FieldKind::Reference(_) => text.to_uppercase().split_whitespace().collect(),
        FieldKind::Address | FieldKind::Name => {
            let words = text.to_lowercase();
            let words = words.split(|c: char| c.is_whitespace() || matches!(c, ',' | '.'));
            words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
        }
        FieldKind::Note => text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" "),
        FieldKind::Date | FieldKind::Money | FieldKind::Number | FieldKind::Choice(_) => text.to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: FieldKind, saved: &str, truth: &str, expected: FieldClass) {
        assert_eq!(class(&kind, saved, truth, &Around::default()), expected, "{saved} against {truth}");
    }

    #[test]
    fn names_the_way_in_which_a_value_is_wrong() {
        check(FieldKind::Phone, "07700900312", "07700 900312", FieldClass::Right);
        check(FieldKind::Phone, "07700 900321", "07700 900312", FieldClass::Transposed);
        check(FieldKind::Code, "tw 1080447", "TW1080447", FieldClass::Right);
        check(FieldKind::Code, "TW1080474", "TW1080447", FieldClass::Transposed);
        check(FieldKind::Code, "TW1080448", "TW1080447", FieldClass::Misheard);
        check(FieldKind::Name, "catherine wray", "Katherine Wray", FieldClass::Misheard);
        check(FieldKind::Money, "", "64.00", FieldClass::Omitted);
        check(FieldKind::Money, "10.00", "64.00", FieldClass::Invented);
        check(FieldKind::Choice(vec![]), "refund", "delivery", FieldClass::Invented);
        check(
            FieldKind::Address,
            "4 Needle Street Alderwick QA4 7TB",
            "4 Needle Street, Alderwick, QA4 7TB",
            FieldClass::Right,
        );
    }

    #[test]
    fn asks_the_surroundings_before_the_letters() {
        let around = Around { namesake: Some("Catherine Wray"), ..Around::default() };
        assert_eq!(class(&FieldKind::Name, "Catherine Wray", "Katherine Wray", &around), FieldClass::WrongRecord);
        let around = Around { others: vec!["64.00"], ..Around::default() };
        assert_eq!(class(&FieldKind::Money, "64.00", "50.00", &around), FieldClass::WrongField);
        let around = Around { old: vec!["01632 960111"], ..Around::default() };
        assert_eq!(class(&FieldKind::Phone, "01632 960111", "07700 900312", &around), FieldClass::Stale);
        let around = Around { typed_and_lost: true, ..Around::default() };
        assert_eq!(class(&FieldKind::Phone, "", "07700 900312", &around), FieldClass::Unsaved);
    }
}
