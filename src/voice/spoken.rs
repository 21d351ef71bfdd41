//! Spoken writing: a line as it is read aloud. Phone numbers go in groups of digits, codes and spellings letter by letter,
//! dates and sums as people say them. Whole numbers are left to the speech engine, which knows them in every language.

use super::language::Language;
use crate::call::Setup;
use crate::scenario::FieldKind;
use crate::scenario::facts::part;

/// How a value is read that its writing alone does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    Digits,
    Letters,
}

/// The facts of a call that are read in a way of their own, the longest first.
pub(super) fn known(setup: &Setup) -> Vec<(String, Reading)> {
    let mut out = Vec::new();
    for (path, value) in setup.facts.iter().filter(|(_, value)| !value.is_empty()) {
        match setup.scenario.kinds.kind(path) {
            Some(FieldKind::Phone) => {
                out.push((value.clone(), Reading::Digits));
                out.push((part(value, "last4"), Reading::Digits));
            }
            Some(FieldKind::Code) if path.ends_with(".id") => out.push((value.clone(), Reading::Letters)),
            _ => {}
        }
    }
    out.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
    out.dedup();
    out
}

/// A text as it is read aloud.
pub(super) fn spoken(text: &str, language: &Language, known: &[(String, Reading)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut inside_word = false;
    while let Some(first) = rest.chars().next() {
        let read = if inside_word { None } else { read_one(rest, language, known) };
        let used = match &read {
            Some((used, said)) => {
                out.push_str(said);
                *used
            }
            None => {
                out.push(first);
                first.len_utf8()
            }
        };
        inside_word = rest[..used].chars().next_back().is_some_and(char::is_alphanumeric);
        rest = &rest[used..];
    }
    out
}

type Read = Option<(usize, String)>;

fn read_one(rest: &str, language: &Language, known: &[(String, Reading)]) -> Read {
    known_value(rest, language, known)
        .or_else(|| spelling(rest, language))
        .or_else(|| sum(rest, language))
        .or_else(|| sum_before_sign(rest, language))
        .or_else(|| mail(rest, language))
        .or_else(|| code(rest, language))
        .or_else(|| date(rest, language))
        .or_else(|| number(rest, language))
}

fn ends_here(rest: &str) -> bool {
    !rest.chars().next().is_some_and(char::is_alphanumeric)
}

fn known_value(rest: &str, language: &Language, known: &[(String, Reading)]) -> Read {
    let (value, reading) = known.iter().find(|(value, _)| rest.strip_prefix(value.as_str()).is_some_and(ends_here))?;
    let said = match reading {
        Reading::Digits => value.split_whitespace().map(|group| digits(group, language)).collect::<Vec<_>>().join(", "),
        Reading::Letters => letters(value, language),
    };
    Some((value.len(), said))
}

/// `W-R-A-Y`; three hyphens are one that is spelled.
fn spelling(rest: &str, language: &Language) -> Read {
    let run = run_of(rest, |character| character.is_alphanumeric() || character == '-').trim_end_matches('-');
    let characters: Vec<&str> = run.split('-').collect();
    let spelled = characters.len() > 1 && characters.iter().all(|one| one.chars().nth(1).is_none());
    if !spelled {
        return None;
    }
    let names = characters.iter().enumerate().filter_map(|(at, one)| match one.chars().next() {
        Some(one) => Some(named(one, language)),
        // Two gaps in a row stand round the spelled hyphen.
        None => {
            (characters.get(at + 1) == Some(&"")).then(|| language.hyphen().to_owned()).filter(|word| !word.is_empty())
        }
    });
    Some((run.len(), names.collect::<Vec<_>>().join(", ")))
}

fn named(one: char, language: &Language) -> String {
    if one.is_ascii_digit() { language.digit(one) } else { language.letter(one) }
}

/// `£64.50`.
fn sum(rest: &str, language: &Language) -> Read {
    let sign = language.money_sign(rest)?;
    let number = run_of(&rest[sign.len()..], |one| one.is_ascii_digit() || one == '.' || one == ',');
    let number = number.trim_end_matches(['.', ',']);
    let (units, cents) = units_and_cents(number, '.')?;
    Some((sign.len() + number.len(), language.money(sign, units, cents)?))
}

/// `64,50 €`.
fn sum_before_sign(rest: &str, language: &Language) -> Read {
    let number = run_of(rest, |one| one.is_ascii_digit() || one == '.' || one == ',');
    let after = rest[number.len()..].strip_prefix([' ', '\u{a0}'])?;
    let sign = language.money_sign(after)?;
    let (units, cents) = units_and_cents(number, ',')?;
    let used = rest.len() - after.len() + sign.len();
    ends_here(&rest[used..]).then_some((used, language.money(sign, units, cents)?))
}

/// A sum in two, by the sign that stands before its cents.
fn units_and_cents(number: &str, point: char) -> Option<(u32, u32)> {
    let (units, cents) = number.rsplit_once(point).filter(|(_, cents)| cents.len() == 2).unwrap_or((number, "0"));
    Some((units.replace([',', '.'], "").parse().ok()?, cents.parse().ok()?))
}

/// `k.wray42@example.com`.
fn mail(rest: &str, language: &Language) -> Read {
    let run = run_of(rest, |one| !one.is_whitespace()).trim_end_matches(['.', ',', '?', '!', ';', ':']);
    if !run.contains('@') {
        return None;
    }
    let mut said = String::new();
    for one in run.chars() {
        match language.mail_sign(one) {
            Some(word) => said.extend([" ", word, " "]),
            None if one == '_' || one == '-' => said.push(' '),
            None => said.push(one),
        }
    }
    Some((run.len(), said))
}

/// Capitals with digits: `TW482916`, `E-204`, a postcode.
fn code(rest: &str, language: &Language) -> Read {
    let run = run_of(rest, |one| one.is_alphanumeric() || one == '-').trim_end_matches('-');
    let has = |kind: fn(char) -> bool| run.chars().any(kind);
    let is_code = has(char::is_uppercase) && has(|one| one.is_ascii_digit()) && !has(char::is_lowercase);
    is_code.then(|| (run.len(), letters(run, language)))
}

/// `25 September`.
fn date(rest: &str, language: &Language) -> Read {
    let day = run_of(rest, |one| one.is_ascii_digit());
    let after = rest[day.len()..].strip_prefix(' ')?;
    let month = language.month(after).filter(|month| ends_here(&after[month.len()..]))?;
    let number: u32 = day.parse().ok().filter(|day| (1..=31).contains(day))?;
    Some((day.len() + 1 + month.len(), language.date(number, month)?))
}

/// Digits that are no number: a phone, a long code, what begins with a nought.
fn number(rest: &str, language: &Language) -> Read {
    let plus = usize::from(rest.starts_with('+'));
    let run = run_of(&rest[plus..], |one| one.is_ascii_digit() || one == ' ').trim_end();
    let mut groups: Vec<&str> = run.split(' ').collect();
    // In "2 of 30 07700 900312" the phone begins at its own group; one blank stands between groups.
    if groups.iter().any(|group| group.is_empty()) {
        groups.truncate(1);
    }
    let all: usize = groups.iter().map(|group| group.len()).sum();
    let first = groups.first().copied().unwrap_or_default();
    let is_phone = groups.len() > 1 && all >= 7 && (plus == 1 || first.starts_with('0'));
    if !is_phone {
        groups.truncate(1);
    }
    let alone = first.len() >= 5 || (first.len() >= 3 && first.starts_with('0'));
    if !is_phone && !alone {
        return None;
    }
    let used = plus + groups.iter().map(|group| group.len()).sum::<usize>() + groups.len() - 1;
    // A decimal part belongs to the number.
    let after = &rest[used..];
    if !ends_here(after)
        || after.strip_prefix(['.', ',']).is_some_and(|after| after.starts_with(|c: char| c.is_ascii_digit()))
    {
        return None;
    }
    Some((used, groups.iter().map(|group| digits(group, language)).collect::<Vec<_>>().join(", ")))
}

fn run_of(text: &str, belongs: impl Fn(char) -> bool) -> &str {
    &text[..text.find(|one| !belongs(one)).unwrap_or(text.len())]
}

/// Digits one by one, in groups that are short enough to write down.
fn digits(run: &str, language: &Language) -> String {
    let all: Vec<String> = run.chars().filter(char::is_ascii_digit).map(|one| language.digit(one)).collect();
    grouped(&all, 5)
}

/// Letters and digits one by one, each kind in groups of its own.
fn letters(run: &str, language: &Language) -> String {
    let all: Vec<char> = run.chars().filter(|one| one.is_alphanumeric()).collect();
    let kinds = all.chunk_by(|one, next| one.is_ascii_digit() == next.is_ascii_digit());
    let named = |kind: &[char]| kind.iter().map(|one| named(*one, language)).collect::<Vec<_>>();
    kinds.map(|kind| grouped(&named(kind), 4)).collect::<Vec<_>>().join(", ")
}

/// One group of at most so many, else groups of three; a last one is never left alone.
fn grouped(all: &[String], most: usize) -> String {
    let mut out = Vec::new();
    let mut rest = all;
    while !rest.is_empty() {
        let size = if rest.len() <= most.min(4) || (out.is_empty() && rest.len() <= most) { rest.len() } else { 3 };
        let (group, after) = rest.split_at(size);
        out.push(group.join(" "));
        rest = after;
    }
    out.join(", ")
}

/// What a hesitant person makes of a line: a stop before it really begins, and after each part of it.
pub(super) fn hesitant(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (number, word) in text.split(' ').enumerate() {
        if number > 0 {
            out.push(' ');
        }
        out.push_str(word);
        if word.ends_with(',') || (number == 0 && ends_plainly(word) && text.split(' ').count() > 3) {
            out.push_str(" …");
        }
    }
    out
}

fn ends_plainly(word: &str) -> bool {
    word.chars().next_back().is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(locale: &str, text: &str, expected: &str) {
        assert_eq!(spoken(text, &Language::of(locale), &[]), expected);
    }

    #[test]
    fn english_is_read_as_people_say_it() {
        check("en-GB", "It is TW482916.", "It is T W, 4 8 2, 9 1 6.");
        check("en-GB", "On 07700 900312, please.", "On oh 7 7 oh oh, 9 oh oh, 3 1 2, please.");
        check("en-GB", "W-R-A-Y, J-O", "W, R, ay, Y, J, O");
        check("en-GB", "J-O---A-N.", "J, O, hyphen, ay, N.");
        check("en-GB", "TW3391296", "T W, 3 3 9, 1 2 9 6");
        check("en-GB", "It cost £64.", "It cost 64 pounds.");
        check("en-GB", "It cost £64.50, no, £1.", "It cost 64 pounds 50, no, 1 pound.");
        check("en-GB", "£0.75 and £1,250", "75 pence and 1250 pounds");
        check("en-GB", "On Friday 25 September.", "On Friday the 25th of September.");
        check("en-GB", "1 May 2024, 22 June and 3 July", "the 1st of May 2024, the 22nd of June and the 3rd of July");
        check("en-GB", "12 Mayfair Road", "12 Mayfair Road");
        check("en-GB", "Postcode QA4 7TB.", "Postcode Q ay, 4 7, T B.");
        check("en-GB", "The E-204, 16 days, 2024, 3 of 30.", "The E, 2 oh 4, 16 days, 2024, 3 of 30.");
        check("en-GB", "k.wray42@example.com?", "k dot wray42 at example dot com?");
        check("en-GB", "Nothing to read, OK?", "Nothing to read, OK?");
        check("en-GB", "12345.60 or 0.5", "12345.60 or 0.5");
    }

    #[test]
    fn other_languages_group_digits_and_decline_their_money() {
        check("de-DE", "Es kostet €64.50.", "Es kostet 64 Euro 50.");
        check(
            "de-DE",
            "Es kostet 64,50 € und 1.250 €, am Freitag, 25. September.",
            "Es kostet 64 Euro 50 und 1250 Euro, am Freitag, 25. September.",
        );
        check("ru-RU", "Это 64,50 ₽.", "Это 64 рубля 50.");
        check("ru-RU", "₽1, ₽2 и ₽5", "1 рубль, 2 рубля и 5 рублей");
        check("tr-TR", "₺64.50", "64 lira 50 kuruş");
        check("hi-IN", "₹64", "64 रुपये");
        check("ru-RU", "Это 07700 900312.", "Это 0 7 7 0 0, 9 0 0, 3 1 2.");
        check("sw", "Ni TW48, €5.", "Ni T W, 4 8, €5.");
    }

    #[test]
    fn known_values_are_read_by_their_kind_and_not_inside_of_others() {
        let known = [("4821".to_owned(), Reading::Digits), ("120455".to_owned(), Reading::Letters)];
        let language = Language::of("en");
        assert_eq!(spoken("It ends in 4821, not 48210.", &language, &known), "It ends in 4 8 2 1, not 4 8 2 1 oh.");
        assert_eq!(spoken("order 120455", &language, &known), "order 1 2 oh, 4 5 5");
    }

    #[test]
    fn a_hesitant_person_stops() {
        assert_eq!(hesitant("I ordered it, on Friday."), "I … ordered it, … on Friday.");
        assert_eq!(hesitant("Yes, fine."), "Yes, … fine.");
        assert_eq!(hesitant("Yes."), "Yes.");
    }
}
