//! Codes and row numbers.

use unicode_normalization::UnicodeNormalization as _;

/// A code without case, spaces and hyphens. In an email address hyphens count, since they tell two addresses apart.
pub(super) fn plain(text: &str) -> String {
    let email = text.contains('@');
    if text.is_ascii() {
        let kept = text.chars().filter(|c| !c.is_ascii_whitespace() && (email || *c != '-'));
        return kept.map(|c| c.to_ascii_uppercase()).collect();
    }
    let kept = text.nfkc().filter(|c| !c.is_whitespace() && !matches!(c, '\u{200b}'..='\u{200f}'));
    kept.filter(|c| email || !is_hyphen(*c)).flat_map(char::to_uppercase).collect()
}

const fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}
