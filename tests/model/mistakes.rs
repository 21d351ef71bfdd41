//! Wrong values with the name of what went wrong, made from a seed. Nothing here asks the comparer.

use steadyline::scenario::FieldKind;
use steadyline::scoring::{Around, FieldClass};

use crate::ways::{Dice, truth, way};

/// A wrong value, what the call knows around it, and its class.
pub struct Mistake {
    pub locale: &'static str,
    pub kind: FieldKind,
    pub saved: String,
    pub truth: String,
    others: Vec<(FieldKind, String)>,
    namesake: Option<String>,
    old: Vec<String>,
    lost: Option<String>,
    in_namesake: bool,
    in_duplicate: bool,
    untouched: bool,
}

impl Mistake {
    pub fn around(&self) -> Around<'_> {
        Around {
            others: self.others.iter().map(|(kind, value)| (kind, value.as_str())).collect(),
            namesake: self.namesake.as_deref(),
            old: self.old.iter().map(String::as_str).collect(),
            lost: self.lost.as_deref(),
            in_namesake: self.in_namesake,
            in_duplicate: self.in_duplicate,
            untouched: self.untouched,
        }
    }
}

/// A mistake of a class; none where a kind cannot be wrong in this way, or the value came out as the true one.
pub fn mistake(dice: &mut Dice, locale: &'static str, kind: &FieldKind, class: FieldClass) -> Option<Mistake> {
    let right = truth(dice, locale, kind);
    let mut made = Mistake {
        locale,
        kind: kind.clone(),
        saved: String::new(),
        truth: right.clone(),
        others: vec![(FieldKind::Money, "7.77".to_owned()), (FieldKind::Code, "ZZ-99999".to_owned())],
        namesake: None,
        old: Vec::new(),
        lost: None,
        in_namesake: false,
        in_duplicate: false,
        untouched: false,
    };
    let another = |dice: &mut Dice| far(dice, locale, kind, &right);
    match class {
        FieldClass::Right => return None,
        FieldClass::Stale => {
            let old = another(dice)?;
            made.saved = way(dice, locale, kind, &old);
            made.old.push(old);
        }
        FieldClass::WrongField => {
            // Of lists and short numbers, another field may take the same word.
            if matches!(kind, FieldKind::Choice(_) | FieldKind::Note) {
                return None;
            }
            let other = another(dice)?;
            made.saved = way(dice, locale, kind, &other);
            made.others.push((kind.clone(), other));
        }
        FieldClass::WrongRecord | FieldClass::Duplicate => elsewhere(dice, &mut made, class)?,
        FieldClass::Transposed => made.saved = transposed(dice, locale, kind, &right)?,
        FieldClass::Misheard => {
            let heard = misheard(dice, locale, kind, &right)?;
            made.saved = if dice.once_in(2) { styled(dice, locale, kind, &heard) } else { heard };
        }
        FieldClass::Omitted => omitted(dice, &mut made)?,
        FieldClass::Unsaved => unsaved(dice, &mut made)?,
        FieldClass::Invented => {
            let other = another(dice)?;
            made.saved = way(dice, locale, kind, &other);
        }
    }
    surround(dice, &mut made);
    (made.saved != right).then_some(made)
}

/// A real call knows more than what the mistake is about: a namesake, older values, other fields of the same kind.
fn surround(dice: &mut Dice, made: &mut Mistake) {
    if matches!(made.kind, FieldKind::Choice(_) | FieldKind::Note) || dice.once_in(4) {
        return;
    }
    let mut more = || far(dice, made.locale, &made.kind, &made.truth).filter(|other| *other != made.saved);
    let (theirs, old, other) = (more(), more(), more());
    made.namesake = made.namesake.take().or(theirs);
    made.old.extend(old);
    made.others.extend(other.map(|other| (made.kind.clone(), other)));
}

/// The truth or the mistake has to do with another row.
fn elsewhere(dice: &mut Dice, made: &mut Mistake, class: FieldClass) -> Option<()> {
    let (locale, kind) = (made.locale, made.kind.clone());
    let other = far(dice, locale, &kind, &made.truth)?;
    match class {
        FieldClass::Duplicate => made.in_duplicate = true,
        _ if dice.once_in(3) => made.in_namesake = true,
        _ => {
            let theirs = if kind == FieldKind::Name { misheard(dice, locale, &kind, &made.truth)? } else { other };
            made.saved = way(dice, locale, &kind, &theirs);
            made.namesake = Some(theirs);
            return Some(());
        }
    }
    // The own row holds what it held, or nothing.
    if dice.once_in(2) {
        made.saved.clone_from(&other);
        made.old.push(other);
    }
    Some(())
}

fn unsaved(dice: &mut Dice, made: &mut Mistake) -> Option<()> {
    let other = far(dice, made.locale, &made.kind, &made.truth)?;
    if dice.once_in(3) {
        made.lost = Some(way(dice, made.locale, &made.kind, &made.truth));
        made.saved.clone_from(&other);
        made.old.push(other);
    } else {
        made.lost = Some(if dice.once_in(2) { made.truth.clone() } else { other });
    }
    Some(())
}

/// A wrong value is written in as many ways as a right one, where that does not undo it.
fn styled(dice: &mut Dice, locale: &str, kind: &FieldKind, value: &str) -> String {
    let national = matches!(kind, FieldKind::Phone) && value.chars().filter(char::is_ascii_digit).count() < 10;
    if national || matches!(kind, FieldKind::Date | FieldKind::Name) {
        value.to_owned()
    } else {
        way(dice, locale, kind, value)
    }
}

/// A value of the same kind that has nothing to do with the true one.
fn far(dice: &mut Dice, locale: &str, kind: &FieldKind, right: &str) -> Option<String> {
    (0..40).map(|_| strange(dice, locale, kind)).find(|other| match kind {
        FieldKind::Name => !right.split(' ').any(|part| other.contains(part)),
        FieldKind::Choice(_) => other != right,
        _ => distance(other, right) >= if matches!(kind, FieldKind::Number | FieldKind::Date) { 3 } else { 4 },
    })
}

fn strange(dice: &mut Dice, locale: &str, kind: &FieldKind) -> String {
    match kind {
        FieldKind::Note => dice.one(&["Get well soon, dear friend", "No message wanted"]).to_owned(),
        FieldKind::Phone if locale == "en-GB" => format!("01632 960{}", dice.digits(3)),
        _ => truth(dice, locale, kind),
    }
}

/// In how many places two texts of one length differ; many for texts of different lengths.
fn distance(one: &str, other: &str) -> usize {
    if one.chars().count() != other.chars().count() {
        return 4;
    }
    one.chars().zip(other.chars()).filter(|(a, b)| a != b).count()
}

/// Two neighbouring characters that differ, swapped; in a date the day and the month, where both are days.
fn transposed(dice: &mut Dice, locale: &str, kind: &FieldKind, right: &str) -> Option<String> {
    match kind {
        FieldKind::Choice(_) | FieldKind::Note => None,
        FieldKind::Date => {
            let (month, day) = (&right[5..7], &right[8..]);
            (month != day && day <= "12").then(|| format!("2026-{day}-{month}"))
        }
        FieldKind::Name => swap(dice, right, |a, b| a.is_lowercase() && b.is_lowercase() && plain(a) && plain(b)),
        FieldKind::Phone => {
            let wrong = swap_last(dice, right)?;
            Some(way(dice, locale, kind, &wrong))
        }
        _ => swap(dice, right, |a, b| a.is_ascii_digit() && b.is_ascii_digit() && a != '0'),
    }
}

/// Letters that no way of writing leaves out, adds to or puts another for.
fn plain(letter: char) -> bool {
    !"'-ıiеёьъß\u{93c}ँंािीुूेैोौ्".contains(letter) && (letter.is_ascii() || ('а'..='я').contains(&letter))
}

fn swap(dice: &mut Dice, text: &str, may: impl Fn(char, char) -> bool) -> Option<String> {
    let mut letters: Vec<char> = text.chars().collect();
    let places: Vec<usize> = (0..letters.len().saturating_sub(1))
        .filter(|at| letters[*at] != letters[at + 1] && may(letters[*at], letters[at + 1]))
        .collect();
    let at = *places.get(dice.below(places.len().max(1)))?;
    letters.swap(at, at + 1);
    Some(letters.into_iter().collect())
}

/// Two of the last three digits of a phone.
fn swap_last(dice: &mut Dice, phone: &str) -> Option<String> {
    let mut letters: Vec<char> = phone.chars().collect();
    let digits: Vec<usize> = (0..letters.len()).filter(|at| letters[*at].is_ascii_digit()).rev().take(3).collect();
    let pair = if dice.once_in(2) { (digits[0], digits[1]) } else { (digits[1], digits[2]) };
    letters.swap(pair.0, pair.1);
    let swapped: String = letters.into_iter().collect();
    (swapped != phone).then_some(swapped)
}

/// Beginnings, middles and ends of names that sound like others.
const SOUNDS: [(&str, &str); 14] = [
    ("Katherine", "Catherine"),
    ("McAllister", "MacAllister"),
    ("Shackleton", "Schackleton"),
    ("Pryce", "Price"),
    ("Reilly", "Riley"),
    ("Hofmann", "Hoffman"),
    ("Schröder", "Schroeter"),
    ("Анна", "Ана"),
    ("Осипова", "Асипова"),
    ("Королёва", "Каролёва"),
    ("Чайковский", "Чайкофский"),
    ("Aydın", "Aytın"),
    ("Kılıç", "Kılıc"),
    ("शर्मा", "षर्मा"),
];

fn misheard(dice: &mut Dice, locale: &str, kind: &FieldKind, right: &str) -> Option<String> {
    match kind {
        FieldKind::Choice(_) | FieldKind::Note => None,
        FieldKind::Name => {
            let sounds: Vec<&(&str, &str)> = SOUNDS.iter().filter(|(from, _)| right.contains(from)).collect();
            if !sounds.is_empty() && dice.once_in(2) {
                let (from, to) = sounds[dice.below(sounds.len())];
                return Some(right.replace(from, to));
            }
            letter_replaced(dice, locale, right)
        }
        FieldKind::Phone => {
            let count = right.chars().filter(char::is_ascii_digit).count();
            digit_edited(dice, right, count - 5)
        }
        FieldKind::Money => {
            const HEARD: [(&str, &str); 4] =
                [("13.00", "30.00"), ("15.50", "50.50"), ("16.00", "60.00"), ("18.00", "80.00")];
            match HEARD.iter().find(|(from, _)| *from == right) {
                Some((_, to)) => Some((*to).to_owned()),
                None => digit_edited(dice, right, 1),
            }
        }
        FieldKind::Number | FieldKind::Reference(_) => digit_edited(dice, right, 1),
        FieldKind::Code if right.contains('@') => letter_replaced(dice, locale, right),
        FieldKind::Code if right.contains('0') && dice.once_in(2) => Some(right.replace('0', "O")),
        FieldKind::Code if right.contains('1') && dice.once_in(2) => Some(right.replace('1', "I")),
        FieldKind::Code => digit_edited(dice, right, 1),
        FieldKind::Date => {
            let day: u8 = right[8..].parse().ok()?;
            let other = if day == 13 { 30 } else { day / 10 * 10 + (day % 10 + 1) % 10 };
            (1..=28).contains(&other).then(|| format!("{}{other:02}", &right[..8]))
        }
        FieldKind::Address => {
            let word = ["Needle", "Furlong", "Садовая", "Çiçek", "Lange", "Alderwick", "Dunfield", "जयपुर"];
            let found = word.iter().find(|word| right.contains(**word))?;
            let heard = match *found {
                "Needle" => "Neadle",
                "Furlong" => "Firlong",
                "Садовая" => "Содовая",
                "Çiçek" => "Çicek",
                "Lange" => "Lanke",
                "Alderwick" => "Alderwig",
                "Dunfield" => "Dumfield",
                _ => "जैपुर",
            };
            Some(right.replace(found, heard))
        }
    }
}

/// One letter replaced by another that stands for nothing else.
fn letter_replaced(dice: &mut Dice, locale: &str, text: &str) -> Option<String> {
    let mut letters: Vec<char> = text.chars().collect();
    let places: Vec<usize> =
        (1..letters.len()).filter(|at| letters[*at].is_lowercase() && plain(letters[*at])).collect();
    let at = *places.get(dice.below(places.len().max(1)))?;
    let others = if locale.starts_with("ru") { "бвкмнпст" } else { "bkmnprt" };
    let new = others.chars().nth(dice.below(others.chars().count() - 1))?;
    // A patronymic may be left out, so a letter of it is no letter of the name; its neighbour may make an equal pair.
    let in_middle = text.split(' ').count() == 3 && {
        let start = text.chars().position(|c| c == ' ')?;
        let end = text.chars().count() - text.chars().rev().position(|c| c == ' ')? - 1;
        (start..=end).contains(&at)
    };
    if letters[at] == new || in_middle {
        return None;
    }
    letters[at] = new;
    Some(letters.into_iter().collect())
}

/// One digit replaced, left out or written twice, none before the `from`th.
fn digit_edited(dice: &mut Dice, text: &str, from: usize) -> Option<String> {
    let mut letters: Vec<char> = text.chars().collect();
    let digits: Vec<usize> = (0..letters.len()).filter(|at| letters[*at].is_ascii_digit()).skip(from).collect();
    // Pence have two digits, whatever is typed.
    let whole = text.contains('.') && !text.contains('@');
    let at = *digits.get(dice.below(digits.len().max(1)))?;
    match dice.below(if whole { 1 } else { 3 }) {
        0 => {
            let digit = letters[at].to_digit(10)?;
            letters[at] = char::from_digit((digit + 1 + u32::try_from(dice.below(8)).ok()?) % 10, 10)?;
        }
        1 => drop(letters.remove(at)),
        _ => letters.insert(at, letters[at]),
    }
    Some(letters.into_iter().collect())
}

fn omitted(dice: &mut Dice, made: &mut Mistake) -> Option<()> {
    made.saved = match (&made.kind, dice.below(3)) {
        (_, 0) => String::new(),
        (FieldKind::Name, 1) => made.truth.split(' ').next_back()?.to_owned(),
        (FieldKind::Address, 1) => made.truth.rsplit_once(", ")?.0.to_owned(),
        (FieldKind::Note, 1) => made.truth.split_once(',')?.0.to_owned(),
        (FieldKind::Phone, 1) => made.truth.chars().take(6).collect(),
        (FieldKind::Money | FieldKind::Number | FieldKind::Choice(_), _) => {
            made.untouched = true;
            far(dice, made.locale, &made.kind, &made.truth)?
        }
        _ => "  ".to_owned(),
    };
    Some(())
}
