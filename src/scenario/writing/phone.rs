//! Phone numbers: national and international writing are the same number. Reserved numbers, which nobody has, are
//! numbers like any other: what is valid is not asked.

use unicode_normalization::UnicodeNormalization as _;

use super::Writing;

/// The digits of a text, those of other scripts as well.
#[must_use]
pub fn digits(text: &str) -> String {
    text.chars().filter_map(digit).collect()
}

/// A digit as 0 to 9.
fn digit(c: char) -> Option<char> {
    const ZEROS: [u32; 5] = ['0' as u32, 0x660, 0x6f0, 0x966, 0xff10];
    let code = u32::from(c);
    let zero = ZEROS.into_iter().find(|zero| (*zero..*zero + 10).contains(&code))?;
    char::from_digit(code - zero, 10)
}

/// A text with the digits of other scripts as 0 to 9 and wide signs as usual ones.
pub(super) fn with_plain_digits(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    text.nfkc().map(|c| digit(c).unwrap_or(c)).collect()
}

impl Writing {
    /// Digits with spaces and `+ ( ) - . /`, 5 to 15 of them.
    #[must_use]
    pub fn is_phone(&self, text: &str) -> bool {
        let folded = self.fold(&with_plain_digits(text));
        let clean = folded.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '+' | '(' | ')' | '-' | '.' | '/'));
        clean && (5..=15).contains(&digits(&folded).len())
    }

    pub(super) fn same_phone(&self, written: &str, truth: &str) -> bool {
        let (mine, right) = (digits(written), digits(truth));
        if mine == right {
            return true;
        }
        // Two ways of writing one number end alike. This also keeps the tables of all countries closed for most mistakes.
        let end = |digits: &str| digits.chars().rev().take(4).collect::<String>();
        if end(&mine) != end(&right) {
            return false;
        }
        let (Some(my), Some(their)) = (self.parse(written), self.parse(truth)) else { return false };
        let number = their.national().to_string();
        if my.code().value() != their.code().value() || my.national().to_string() != number {
            return false;
        }
        // The number without the digit that is dialled before it, where the true one has it: something was left out.
        self.trunk_optional || mine != number || right == number
    }

    fn parse(&self, text: &str) -> Option<phonenumber::PhoneNumber> {
        phonenumber::parse(self.region, with_plain_digits(text)).ok()
    }

    /// The digits without those of the country and those dialled before a national number; all of them where no country
    /// is known.
    pub(in crate::scenario) fn significant_digits(&self, text: &str) -> String {
        self.parse(text).map_or_else(|| digits(text), |number| number.national().to_string())
    }
}
