//! How near a wrong value is to the right one: the same letters in another order, one edit, an equal sound.

use rphonetic::{DoubleMetaphone, Encoder as _};

use crate::scenario::{FieldKind, Writing};

/// So many words may each be misheard before it is another value.
const MISHEARD_WORDS: usize = 2;

/// The same letters or digits in another order.
pub(super) fn is_transposed(writing: &Writing, kind: &FieldKind, saved: &str, truth: &str) -> bool {
    let sorted = |text: &str| {
        let mut letters: Vec<char> = writing.bare(kind, text).chars().filter(|c| !c.is_whitespace()).collect();
        letters.sort_unstable();
        letters
    };
    writing.bare(kind, saved) != writing.bare(kind, truth) && sorted(saved) == sorted(truth)
}

/// Near in sound, or one edit away.
pub(super) fn is_misheard(writing: &Writing, kind: &FieldKind, saved: &str, truth: &str) -> bool {
    let (mine, right) = (writing.bare(kind, saved), writing.bare(kind, truth));
    match kind {
        FieldKind::Number => numbers(writing, &mine, &right),
        FieldKind::Money => one_edit(&mine, &right) || pounds(writing, &mine, &right),
        FieldKind::Date => one_edit(&mine, &right) || days(writing, &mine, &right),
        FieldKind::Phone => one_edit(&mine, &right),
        FieldKind::Code | FieldKind::Reference(_) => {
            one_edit(&mine, &right) || writing.unconfused(saved) == writing.unconfused(truth)
        }
        FieldKind::Name | FieldKind::Address | FieldKind::Note => {
            // A postcode may have its space or not.
            let joined = |text: &str| text.replace(' ', "");
            one_edit(&mine, &right) || one_edit(&joined(&mine), &joined(&right)) || words(writing, &mine, &right)
        }
        FieldKind::Choice(_) => false,
    }
}

fn one_edit(one: &str, other: &str) -> bool {
    one.chars().count().abs_diff(other.chars().count()) <= 1 && strsim::osa_distance(one, other) <= 1
}

/// Of numbers with one digit each is one edit from the other, so that says nothing.
fn numbers(writing: &Writing, one: &str, other: &str) -> bool {
    let long = one.len() > 1 && other.len() > 1;
    (long && one_edit(one, other)) || alike(writing, one, other)
}

fn alike(writing: &Writing, one: &str, other: &str) -> bool {
    one.parse().ok().zip(other.parse().ok()).is_some_and(|(one, other)| writing.heard_alike(one, other))
}

/// Fifteen pounds and fifty.
fn pounds(writing: &Writing, one: &str, other: &str) -> bool {
    let split = |pence: &str| pence.len().checked_sub(2).map(|at| (pence[..at].to_owned(), pence[at..].to_owned()));
    let pair = one.is_ascii().then(|| split(one)).flatten().zip(split(other).filter(|_| other.is_ascii()));
    pair.is_some_and(|((pounds, pence), (others, rest))| pence == rest && alike(writing, &pounds, &others))
}

/// The thirteenth and the thirtieth of one month.
fn days(writing: &Writing, one: &str, other: &str) -> bool {
    let split = |day: &str| {
        day.is_ascii().then(|| day.split_at_checked(6)).flatten().map(|(m, d)| (m.to_owned(), d.to_owned()))
    };
    split(one)
        .zip(split(other))
        .is_some_and(|((month, day), (same, heard))| month == same && alike(writing, &day, &heard))
}

/// Word by word, in the order that fits best: each is the same, one edit away or the same by its sound.
fn words(writing: &Writing, mine: &str, right: &str) -> bool {
    let (mine, right): (Vec<&str>, Vec<&str>) = (mine.split(' ').collect(), right.split(' ').collect());
    if mine.len() != right.len() {
        return false;
    }
    (0..right.len()).any(|turn| {
        let pairs = mine.iter().zip(right.iter().cycle().skip(turn));
        let differing: Vec<(&&str, &&str)> = pairs.filter(|(one, other)| one != other).collect();
        differing.len() <= MISHEARD_WORDS && differing.iter().all(|(one, other)| word(writing, one, other))
    })
}

fn word(writing: &Writing, one: &str, other: &str) -> bool {
    // Of short words every second one is an edit away: a house number is another house.
    let long = one.chars().count().min(other.chars().count()) >= 3;
    (long && one_edit(one, other)) || sounds_alike(writing, one, other)
}

fn sounds_alike(writing: &Writing, one: &str, other: &str) -> bool {
    if one.chars().chain(other.chars()).any(|c| c.is_ascii_digit()) {
        return false;
    }
    let own = writing.sound(one).zip(writing.sound(other));
    own.is_some_and(|(one, other)| !one.is_empty() && one == other) || same_metaphone(writing, one, other)
}

/// By the rules of Latin letters.
fn same_metaphone(writing: &Writing, one: &str, other: &str) -> bool {
    let codes = |word: &str| {
        // The rules count bytes, so they get nothing but the 26 letters.
        let latin = writing.in_basic_latin(word)?;
        let metaphone = DoubleMetaphone::default();
        Some([metaphone.encode(&latin), metaphone.encode_alternate(&latin)])
    };
    let both = codes(one).zip(codes(other));
    both.is_some_and(|(one, other)| one.iter().any(|code| !code.is_empty() && other.contains(code)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_word_has_a_sound() {
        let writing = Writing::new("en-GB", "£", jiff::civil::date(2026, 10, 13), None);
        // Words of every two letters with every sort of neighbour, and of letters beyond the 26.
        let beyond = ["ø", "ß", "Ł", "ё", "शर्मा", "ı", "ñ", "'", "é"];
        let letters: Vec<String> = ('a'..='z').map(String::from).chain(beyond.map(str::to_owned)).collect();
        for one in &letters {
            for other in &letters {
                for word in [format!("{one}{other}"), format!("s{one}{other}n"), format!("{one}{other}igh{one}ia")] {
                    same_metaphone(&writing, &word, &word);
                }
            }
        }
        assert!(sounds_alike(&writing, "søren", "soren") && !sounds_alike(&writing, "søren", "wray"));
    }
}
