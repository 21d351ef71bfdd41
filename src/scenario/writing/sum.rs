//! Sums of money and whole numbers.

use super::Writing;
use super::phone::with_plain_digits;

impl Writing {
    /// A sum in pence: `64`, `£64.00`, `64,00`, `1,064.00`, `1.064,00`, `64 pounds`. One or two digits after the last point
    /// or comma are pence, three are thousands.
    #[must_use]
    pub fn money(&self, text: &str) -> Option<i64> {
        let folded = self.fold(&with_plain_digits(text));
        let (negative, plain) = self.without_currency(&folded);
        let pence = self.pence(plain)?;
        Some(if negative { -pence } else { pence })
    }

    /// A whole number, with or without signs between thousands.
    #[must_use]
    pub fn number(&self, text: &str) -> Option<i64> {
        let folded = self.fold(&with_plain_digits(text));
        let (negative, plain) = match folded.strip_prefix(['-', '+']) {
            Some(rest) => (folded.starts_with('-'), rest),
            None => (false, folded.as_str()),
        };
        let whole = whole(plain.trim(), &[',', '.', ' ', '\''])?;
        Some(if negative { -whole } else { whole })
    }

    fn without_currency<'a>(&self, folded: &'a str) -> (bool, &'a str) {
        let sign = self.fold(&self.currency);
        let mut text = folded.trim();
        let mut negative = false;
        loop {
            let before = text;
            for word in self.money_words.iter().chain((!sign.is_empty()).then_some(&sign)) {
                text = text.strip_prefix(word.as_str()).unwrap_or(text).trim_start();
                text = text.strip_suffix(word.as_str()).unwrap_or(text).trim_end();
            }
            // "руб." has a full stop, "64.-" a dash for the pence.
            text = text.strip_suffix(".-").or_else(|| text.strip_suffix(",-")).unwrap_or(text);
            if text.ends_with('.') {
                text = &text[..text.len() - 1];
            }
            if let Some(rest) = text.strip_prefix('-') {
                (negative, text) = (!negative, rest.trim_start());
            }
            if text == before {
                return (negative, text);
            }
        }
    }

    fn pence(&self, plain: &str) -> Option<i64> {
        let last = plain.rfind(['.', ',']);
        let Some(at) = last else { return whole(plain, &[' ', '\''])?.checked_mul(100) };
        let (head, tail) = (&plain[..at], &plain[at + 1..]);
        let sign = plain[at..].chars().next()?;
        if !tail.chars().all(|c| c.is_ascii_digit()) {
            return None;
        }
        match tail.len() {
            1 | 2 => {
                let pence: i64 = format!("{tail:0<2}").parse().ok()?;
                let other = if sign == '.' { ',' } else { '.' };
                whole(head, &[other, ' ', '\''])?.checked_mul(100)?.checked_add(pence)
            }
            // Three digits after the language's own decimal sign are no sum: 1.064 in English.
            3 if (sign == ',') != self.decimal_comma || head.contains(sign) => {
                whole(plain, &[sign, ' ', '\''])?.checked_mul(100)
            }
            _ => None,
        }
    }
}

/// Digits in groups: the last group of three, those before it of two or three, as India writes them.
fn whole(text: &str, signs: &[char]) -> Option<i64> {
    let groups: Vec<&str> = text.split(signs).collect();
    let fits = |group: &str, at: usize| match (at, groups.len() - at) {
        (0, 1) => !group.is_empty(),
        (0, _) => (1..=3).contains(&group.len()),
        (_, 1) => group.len() == 3,
        _ => matches!(group.len(), 2 | 3),
    };
    let sound =
        groups.iter().enumerate().all(|(at, group)| group.chars().all(|c| c.is_ascii_digit()) && fits(group, at));
    sound.then(|| groups.concat().parse().ok()).flatten()
}
