//! How a careless typist errs. The kinds of slip are those that typing research tells apart; how often each happens is our
//! own figure, high enough that one call shows several: a careful person is at 0.37 wrong fields in a thousand.

use super::dice::Dice;
use super::plan::FieldPlan;
use crate::scenario::FieldKind;

/// Out of a thousand texts: two neighbouring characters change places.
const TRANSPOSED: usize = 80;
/// The key beside the right one is hit.
const NEIGHBOUR: usize = 80;
/// A letter or digit that sounds alike is written.
const MISHEARD: usize = 60;
/// The field is left empty.
const OMITTED: usize = 80;
/// Out of a thousand choices: another entry of the list.
const WRONG_CHOICE: usize = 150;
/// Out of a thousand saves: forgotten.
const FORGOTTEN: u64 = 150;

const ROWS: [&str; 4] = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
const SOUND_ALIKE: [(char, char); 10] = [
    ('b', 'p'),
    ('d', 't'),
    ('m', 'n'),
    ('f', 's'),
    ('g', 'j'),
    ('c', 'k'),
    ('v', 'b'),
    ('i', 'y'),
    ('5', '9'),
    ('2', '3'),
];

/// A careless pair of hands.
#[derive(Debug, Clone)]
pub(super) struct Typist {
    dice: Dice,
    /// Slips left to make.
    dose: u32,
    remembers: bool,
    /// Fields in a row without a slip that stays.
    right: usize,
}

/// Nobody careless gets more fields right in a row.
const LUCK: usize = 4;

impl Typist {
    pub fn new(seed: u64, dose: u32) -> Self {
        Self { dice: Dice::new(seed, "typist"), dose, remembers: false, right: 0 }
    }

    /// What is really typed; none when the field is left out.
    pub fn types(&mut self, field: &FieldPlan, text: String) -> Option<String> {
        let slip = self.slip(field, &text);
        // A slip in a note may spare what has to be in it, and the form itself refuses a phone that is none.
        let plain = matches!(field.kind, FieldKind::Choice(_) | FieldKind::Code | FieldKind::Date | FieldKind::Money);
        let slip = if self.right >= LUCK && plain { None } else { slip };
        let stays =
            plain && (slip.is_none() || (slip.as_ref() != Some(&text) && matches!(field.kind, FieldKind::Choice(_))));
        self.right = if stays { 0 } else { self.right + 1 };
        if self.dose == 0 || slip.as_ref() == Some(&text) {
            return Some(text);
        }
        self.dose -= 1;
        slip
    }

    fn slip(&mut self, field: &FieldPlan, text: &str) -> Option<String> {
        let draw = self.dice.below(1000);
        if draw < OMITTED {
            return None;
        }
        if let FieldKind::Choice(list) = &field.kind {
            let others: Vec<&String> = list.iter().filter(|other| *other != text).collect();
            let wrong = draw < OMITTED + WRONG_CHOICE;
            let other = if wrong { self.dice.one(&others).map(|other| (*other).clone()) } else { None };
            return Some(other.unwrap_or_else(|| text.to_owned()));
        }
        let mut letters: Vec<char> = text.chars().collect();
        let at = self.dice.below(letters.len());
        match draw - OMITTED {
            draw if draw < TRANSPOSED => transpose(&mut letters, at),
            draw if draw < TRANSPOSED + NEIGHBOUR => replace(&mut letters, at, neighbour),
            draw if draw < TRANSPOSED + NEIGHBOUR + MISHEARD => replace(&mut letters, at, sounds_like),
            _ => {}
        }
        Some(letters.into_iter().collect())
    }

    pub fn forgets_to_save(&mut self) -> bool {
        let forgets = self.dice.happens(FORGOTTEN) && !self.remembers && self.dose > 0;
        if forgets {
            self.dose -= 1;
        }
        forgets
    }

    /// Somebody has just said that nothing is saved.
    pub const fn remember_to_save(&mut self) {
        self.remembers = true;
    }
}

/// The first two neighbours from a place on that differ change places.
fn transpose(letters: &mut [char], from: usize) {
    let places = (from..letters.len()).chain(0..from);
    let differs = |at: &usize| {
        letters.get(at + 1).is_some_and(|next| *next != letters[*at] && next.is_alphanumeric())
            && letters[*at].is_alphanumeric()
    };
    let found = places.into_iter().find(differs);
    if let Some(at) = found {
        letters.swap(at, at + 1);
    }
}

/// The first character from a place on that has such a partner is replaced by it.
fn replace(letters: &mut [char], from: usize, partner: fn(char) -> Option<char>) {
    let places = (from..letters.len()).chain(0..from);
    for at in places {
        if let Some(other) = partner(letters[at]) {
            letters[at] = other;
            return;
        }
    }
}

fn neighbour(letter: char) -> Option<char> {
    let low = letter.to_ascii_lowercase();
    let row: Vec<char> = ROWS.iter().find(|row| row.contains(low))?.chars().collect();
    let at = row.iter().position(|key| *key == low)?;
    let other = row.get(at + 1).or_else(|| row.get(at.wrapping_sub(1))).copied()?;
    Some(if letter.is_ascii_uppercase() { other.to_ascii_uppercase() } else { other })
}

fn sounds_like(letter: char) -> Option<char> {
    let low = letter.to_ascii_lowercase();
    let other = SOUND_ALIKE.iter().find_map(|(one, two)| match low {
        low if low == *one => Some(*two),
        low if low == *two => Some(*one),
        _ => None,
    })?;
    Some(if letter.is_ascii_uppercase() { other.to_ascii_uppercase() } else { other })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_change_one_thing() {
        let mut letters: Vec<char> = "TW1080447".chars().collect();
        transpose(&mut letters, 5);
        assert_eq!(letters.iter().collect::<String>(), "TW1084047");
        assert_eq!(neighbour('q'), Some('w'));
        assert_eq!(neighbour('P'), Some('O'));
        assert_eq!(sounds_like('M'), Some('N'));
        assert_eq!(neighbour('£'), None);
    }
}
