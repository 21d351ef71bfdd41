//! A cell of a table as spreadsheets leave it.

/// A spreadsheet would calculate what begins so.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A text as a cell that no spreadsheet calculates: an apostrophe before what looks like a formula.
pub(super) fn escaped(text: &str) -> String {
    if text.starts_with(FORMULA) || text.starts_with('\'') { format!("'{text}") } else { text.to_owned() }
}

/// The text of a cell.
pub(super) fn plain(cell: &str) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(FORMULA) || rest.starts_with('\'') => rest.to_owned(),
        _ => cell.to_owned(),
    }
}

/// What a spreadsheet has made of a text, if it has.
pub(super) fn spoiled(source: &str, translation: &str) -> Option<&'static str> {
    const ERRORS: [&str; 7] = ["#NAME?", "#VALUE!", "#REF!", "#DIV/0!", "#N/A", "#NUM!", "#ERROR!"];
    let trimmed = translation.trim();
    if ERRORS.contains(&trimmed) || trimmed.starts_with("Err:") {
        return Some("it was taken for a formula");
    }
    let zeros =
        source.split(|sign: char| !sign.is_ascii_digit()).filter(|digits| digits.len() > 1 && digits.starts_with('0'));
    for digits in zeros {
        let short = digits.trim_start_matches('0');
        let mut theirs = translation.split(|sign: char| !sign.is_ascii_digit());
        if !short.is_empty() && !translation.contains(digits) && theirs.any(|own| own == short) {
            return Some("zeros at the beginning of a number are gone");
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_formula_comes_back_as_it_was() {
        for text in ["=1+1", "+44 is Britain", "- so what", "@home", "'Tis late", "''", "Hello", "", "a=b"] {
            assert_eq!(plain(&escaped(text)), text);
            assert!(!escaped(text).starts_with(FORMULA), "{text}");
        }
        // Typed by a translator, never escaped.
        assert_eq!(plain("'Tis late"), "'Tis late");
        assert_eq!(plain("-- Ja?"), "-- Ja?");
    }

    #[test]
    fn errors_and_lost_zeros_are_noticed() {
        assert!(spoiled("Hello", "#NAME?").is_some());
        assert!(spoiled("0800 12", "800 12").is_some());
        assert!(spoiled("0800 12", "0800 12").is_none());
        assert!(spoiled("Room 10", "Zimmer 10").is_none());
    }
}
