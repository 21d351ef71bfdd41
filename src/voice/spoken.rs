//! Spoken writing: a line as it is read aloud. Phone numbers go in groups of digits, codes and spellings letter by letter,
//! dates, times and sums as people say them. Whole numbers are left to the speech engine, which knows them in every language.

use std::ops::Range;

use super::language::Language;
use super::timing::words;
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

/// A text as it is read aloud, and how much of the text, in bytes, has been said with each word of that.
pub(super) fn spoken(text: &str, language: &Language, known: &[(String, Reading)]) -> (String, Vec<usize>) {
    let mut out = String::with_capacity(text.len());
    let mut pieces: Vec<Piece> = Vec::new();
    let mut rest = text;
    let mut inside_word = false;
    while let Some(first) = rest.chars().next() {
        let read = if inside_word { None } else { read_one(rest, &out, language, known) };
        let used = match &read {
            Some((used, said)) => {
                let (from, at) = (text.len() - rest.len(), out.len());
                pieces.push(Piece { text: from..from + used, said: at..at + said.len() });
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
    let shown = shown(text, &out, &pieces);
    (out, shown)
}

/// A part of a text that is said otherwise than it is written.
struct Piece {
    text: Range<usize>,
    said: Range<usize>,
}

/// How much of a text is said with each word of what is read aloud: what is spelled grows letter by letter, what is said in
/// other words grows with them as far as it can.
fn shown(text: &str, out: &str, pieces: &[Piece]) -> Vec<usize> {
    let word_end = |at: usize| text[at..].find(char::is_whitespace).map_or(text.len(), |length| at + length);
    let mut shown: Vec<usize> = Vec::new();
    for word in words(out) {
        let at = word.as_ptr() as usize - out.as_ptr() as usize;
        let end = at + word.len();
        let next = match pieces.iter().find(|piece| piece.said.start < end && at < piece.said.end) {
            Some(piece) => {
                let (said, whole) = (&out[piece.said.clone()], &text[piece.text.clone()]);
                let all = words(said).len();
                let nth = words(&out[piece.said.start.min(at)..at.max(piece.said.start)]).len() + 1;
                let letters = whole.char_indices().filter(|(_, one)| one.is_alphanumeric());
                let letters: Vec<usize> = letters.map(|(at, one)| at + one.len_utf8()).collect();
                if nth >= all {
                    word_end(piece.text.end)
                } else if letters.len() == all {
                    piece.text.start + letters[nth - 1]
                } else {
                    let parts = words(whole);
                    let part = parts[((nth - 1) * parts.len() / all).min(parts.len().saturating_sub(1))];
                    part.as_ptr() as usize - text.as_ptr() as usize + part.len()
                }
            }
            None => {
                // Outside of the pieces both texts are alike, one only later than the other.
                let (text_end, said_end) = pieces
                    .iter()
                    .rfind(|piece| piece.said.end <= at)
                    .map_or((0, 0), |piece| (piece.text.end, piece.said.end));
                text_end + (end - said_end)
            }
        };
        shown.push(next.max(shown.last().copied().unwrap_or(0)));
    }
    shown
}

type Read = Option<(usize, String)>;

fn read_one(rest: &str, before: &str, language: &Language, known: &[(String, Reading)]) -> Read {
    known_value(rest, language, known)
        .or_else(|| spelling(rest, language))
        .or_else(|| sum(rest, language))
        .or_else(|| mail(rest, language))
        .or_else(|| code(rest, language))
        .or_else(|| date(rest, before, language))
        .or_else(|| day_in_numbers(rest, before, language))
        .or_else(|| time(rest, before, language))
        .or_else(|| number(rest, language))
}

fn ends_here(rest: &str) -> bool {
    !rest.chars().next().is_some_and(char::is_alphanumeric)
}

fn known_value(rest: &str, language: &Language, known: &[(String, Reading)]) -> Read {
    let (value, reading) = known.iter().find(|(value, _)| rest.strip_prefix(value.as_str()).is_some_and(ends_here))?;
    let said = match reading {
        Reading::Digits => groups(value.split_whitespace(), language),
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

/// `£64.50`, `64,50 €`, `1 500 ₽`.
fn sum(rest: &str, language: &Language) -> Read {
    if let Some(sign) = language.money_sign(rest) {
        let blank = usize::from(rest[sign.len()..].starts_with(' '));
        let number = sum_number(&rest[sign.len() + blank..]);
        return Some((sign.len() + blank + number.len(), said_sum(sign, number, language)?));
    }
    let number = sum_number(rest);
    let after = &rest[number.len()..];
    let blank = after.chars().next().filter(|one| [' ', '\u{a0}'].contains(one)).map_or(0, char::len_utf8);
    let sign = language.money_sign(&after[blank..]).filter(|sign| ends_here(&after[blank + sign.len()..]))?;
    Some((number.len() + blank + sign.len(), said_sum(sign, number, language)?))
}

/// The digits of a sum, in groups of three by a mark or a blank, perhaps with cents.
fn sum_number(text: &str) -> &str {
    let mut end = 0;
    while let Some(one) = text[end..].chars().next() {
        let after = &text[end + one.len_utf8()..];
        let goes_on = match one {
            '0'..='9' => true,
            '.' | ',' => after.starts_with(|next: char| next.is_ascii_digit()),
            ' ' | '\u{a0}' => end > 0 && run_of(after, |next| next.is_ascii_digit()).len() == 3,
            _ => false,
        };
        if !goes_on {
            break;
        }
        end += one.len_utf8();
    }
    &text[..end]
}

fn said_sum(sign: &str, number: &str, language: &Language) -> Option<String> {
    let parts = number.rsplit_once(['.', ',']).filter(|(_, cents)| cents.len() == 2);
    let (units, cents) = parts.unwrap_or((number, "0"));
    let units: String = units.chars().filter(char::is_ascii_digit).collect();
    language.money(sign, units.parse().ok()?, cents.parse().ok()?)
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

/// `25 September`, `25. September 2026`.
fn date(rest: &str, before: &str, language: &Language) -> Read {
    let day = run_of(rest, |one| one.is_ascii_digit());
    let after = &rest[day.len()..];
    let after = after.strip_prefix('.').unwrap_or(after).strip_prefix(' ')?;
    let month = language.month(after).filter(|month| ends_here(&after[month.len()..]))?;
    let after = &after[month.len()..];
    let year = after.strip_prefix(' ').map(|after| run_of(after, |one| one.is_ascii_digit()));
    let year = year.filter(|year| year.len() == 4 && ends_here(&after[1 + year.len()..]));
    let after = year.map_or(after, |year| language.without_year_word(&after[1 + year.len()..]));
    Some((rest.len() - after.len(), language.date(number_of(day, 31)?, month, year, before)?))
}

/// `25.9.` and `25.9.2026`, as days are written in languages whose packs are written in another.
fn day_in_numbers(rest: &str, before: &str, language: &Language) -> Read {
    let day = run_of(rest, |one| one.is_ascii_digit());
    let after = rest[day.len()..].strip_prefix('.')?;
    let month = run_of(after, |one| one.is_ascii_digit());
    let after = after[month.len()..].strip_prefix('.')?;
    let year = run_of(after, |one| one.is_ascii_digit());
    let year = (year.len() == 4).then_some(year);
    if year.is_none() && language.has_decimal_point() {
        return None;
    }
    let after = &after[year.map_or(0, str::len)..];
    let ends = ends_here(after) && day.len() <= 2 && month.len() <= 2;
    let (day, month) = (number_of(day, 31).filter(|_| ends)?, number_of(month, 12)?);
    let after = year.map_or(after, |_| language.without_year_word(after));
    let said = language.date(day, language.month_name(month)?, year, before)?;
    // The last full stop may end a sentence too.
    let stop = if year.is_none() && after.trim_start().is_empty() { "." } else { "" };
    Some((rest.len() - after.len(), said + stop))
}

/// `14:30`.
fn time(rest: &str, before: &str, language: &Language) -> Read {
    let hours = run_of(rest, |one| one.is_ascii_digit());
    let after = rest[hours.len()..].strip_prefix(':')?;
    let minutes = run_of(after, |one| one.is_ascii_digit());
    let after = &after[minutes.len()..];
    let alone = !before.ends_with(':') && !after.starts_with(':');
    let ends = alone && minutes.len() == 2 && hours.len() <= 2 && ends_here(after);
    let hours: u32 = hours.parse().ok().filter(|hours| ends && *hours < 24)?;
    let said = language.time(hours, minutes.parse().ok().filter(|minutes| *minutes < 60)?, before)?;
    let after = language.without_hour_word(after);
    Some((rest.len() - after.len(), said))
}

fn number_of(digits: &str, most: u32) -> Option<u32> {
    digits.parse().ok().filter(|number| (1..=most).contains(number))
}

/// Digits that are no number: a phone, a long code, what begins with a nought.
fn number(rest: &str, language: &Language) -> Read {
    let plus = usize::from(rest.starts_with('+'));
    let run = run_of(&rest[plus..], |one| one.is_ascii_digit() || one == ' ').trim_end();
    let mut parts: Vec<&str> = run.split(' ').collect();
    // In "2 of 30 07700 900312" the phone begins at its own group; one blank stands between groups.
    if parts.iter().any(|group| group.is_empty()) {
        parts.truncate(1);
    }
    let all: usize = parts.iter().map(|group| group.len()).sum();
    let first = parts.first().copied().unwrap_or_default();
    let is_phone = parts.len() > 1 && all >= 7 && (plus == 1 || first.starts_with('0'));
    if !is_phone {
        parts.truncate(1);
    }
    let alone = first.len() >= 5 || (first.len() >= 3 && first.starts_with('0'));
    if !is_phone && !alone {
        return None;
    }
    let used = plus + parts.iter().map(|group| group.len()).sum::<usize>() + parts.len() - 1;
    // A decimal part belongs to the number.
    let after = &rest[used..];
    if !ends_here(after)
        || after.strip_prefix(['.', ',']).is_some_and(|after| after.starts_with(|c: char| c.is_ascii_digit()))
    {
        return None;
    }
    let said = groups(parts.into_iter(), language);
    let word = language.plus();
    Some((used, if plus == 1 && !word.is_empty() { format!("{word} {said}") } else { said }))
}

/// The groups of a phone: each as a number where people say it so, digit by digit otherwise.
fn groups<'g>(groups: impl Iterator<Item = &'g str>, language: &Language) -> String {
    let said = |group: &str| {
        let zeros = group.len() - group.trim_start_matches('0').len();
        let (zeros, rest) = group.split_at(zeros);
        if !language.numbers_in_phones() || rest.len() > 3 {
            return digits(group, language);
        }
        let zeros = zeros.chars().map(|zero| language.digit(zero));
        zeros.chain(Some(rest.to_owned()).filter(|rest| !rest.is_empty())).collect::<Vec<_>>().join(" ")
    };
    groups.map(said).collect::<Vec<_>>().join(", ")
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
        assert_eq!(spoken(text, &Language::of(locale), &[]).0, expected);
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
            "Es kostet 64 Euro 50 und 1250 Euro, am Freitag, fünfundzwanzigster September.",
        );
        check("ru-RU", "Это 64,50 ₽.", "Это 64 рубля 50.");
        check("ru-RU", "₽1, ₽2 и ₽5", "1 рубль, 2 рубля и 5 рублей");
        check("tr-TR", "₺64.50", "64 lira 50 kuruş");
        check("hi-IN", "₹64", "64 रुपये");
        check("ru-RU", "Это 07700 900312.", "Это 0 7 7 0 0, 9 0 0, 3 1 2.");
        check("sw", "Ni TW48, KSh 1,500.", "Ni T W, 4 8, shilingi 1500.");
        check("de-DE", "64,50 € oder 1.250 €", "64 Euro 50 oder 1250 Euro");
        check("ru-RU", "Это 1 500 ₽, не 2 ₽.", "Это 1500 рублей, не 2 рубля.");
    }

    #[test]
    fn days_are_said_as_people_say_them() {
        check("de-DE", "Am 25. September, bis 1.10.", "Am fünfundzwanzigsten September, bis ersten Oktober.");
        check("de-DE", "Der 3. Mai 2026 ist es.", "Der dritte Mai 2026 ist es.");
        check("de-DE", "Nein: 3. Mai.", "Nein: dritter Mai.");
        check("ru-RU", "Заказ от 25 сентября.", "Заказ от двадцать пятого сентября.");
        check("ru-RU", "Это было 3.10.2026, да.", "Это было третьего октября две тысячи двадцать шестого года, да.");
        check("ru-RU", "1 мая 2025 года", "первого мая две тысячи двадцать пятого года");
        check("tr-TR", "25 Eylül'de ve 3.10. günü", "25 Eylül'de ve 3 Ekim günü");
        check("hi-IN", "मैंने 25 सितंबर को, 3.10. नहीं।", "मैंने 25 सितंबर को, 3 अक्टूबर नहीं।");
        check("sw-KE", "Tarehe 1.9.2026 na 25 Septemba.", "Tarehe mosi Septemba 2026 na 25 Septemba.");
        check("en-GB", "On 25.9.2026 it was 3.5. No.", "On the 25th of September 2026 it was 3.5. No.");
        check("de-DE", "3,5 und 40.13. und 1.2.3", "3,5 und 40.13. und 1.2.3");
    }

    #[test]
    fn times_of_day_are_said_as_people_say_them() {
        check("en-GB", "At 9:05, 14:30 or 11:00.", "At 9 oh 5, 14 30 or 11 o'clock.");
        check("de-DE", "Um 14:30 Uhr, nein, 1:00.", "Um 14 Uhr 30, nein, ein Uhr.");
        check("ru-RU", "В 14:30, 9:05 или 21:00.", "В 14 30, 9 ноль 5 или 21 час.");
        check("tr-TR", "Saat 14:30 ya da 9:05.", "Saat 14 30 ya da 9 sıfır 5.");
        check("hi-IN", "14:30 या 9:00 बजे", "14 बजकर 30 मिनट या 9 बजे");
        check("sw-KE", "Saa 14:30, au 7:00, au 20:15.", "Saa 8 na nusu, au saa 1 kamili, au saa 2 na robo.");
        check("en-GB", "The ratio 3:2, 25:10 and 1:02:03.", "The ratio 3:2, 25:10 and 1:02:03.");
    }

    #[test]
    fn phones_are_said_in_the_numbers_that_people_make_of_them() {
        check("ru-RU", "Это +7 912 345 67 89.", "Это плюс 7, 912, 345, 67, 89.");
        check("tr-TR", "0532 123 45 06", "0 532, 123, 45, 0 6");
        check("de-DE", "0170 222 333", "0 1 7 0, zwo zwo zwo, 3 3 3");
        check("hi-IN", "+91 98765 43210", "प्लस 9 1, 9 8 7 6 5, 4 3 2 1 0");
        check("sw-KE", "0712 345678", "0 7 1 2, 3 4 5, 6 7 8");
    }

    #[test]
    fn known_values_are_read_by_their_kind_and_not_inside_of_others() {
        let known = [("4821".to_owned(), Reading::Digits), ("120455".to_owned(), Reading::Letters)];
        let language = Language::of("en");
        assert_eq!(spoken("It ends in 4821, not 48210.", &language, &known).0, "It ends in 4 8 2 1, not 4 8 2 1 oh.");
        assert_eq!(spoken("order 120455", &language, &known).0, "order 1 2 oh, 4 5 5");
    }

    #[test]
    fn a_caption_grows_with_what_is_said() {
        let grows = |text: &str| {
            let (_, shown) = spoken(text, &Language::of("en-GB"), &[]);
            shown.into_iter().map(|end| text[..end].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(grows("Well, yes."), ["Well,", "Well, yes."]);
        assert_eq!(
            grows("“TW48”, no."),
            ["“T", "“TW", "“TW4", "“TW48”,", "“TW48”, no."],
            "what is spelled grows letter by letter"
        );
        assert_eq!(
            grows("On 25 September."),
            ["On", "On 25", "On 25", "On 25 September", "On 25 September."],
            "the, 25th, of, September"
        );
        assert_eq!(
            grows("It is £64.50 – fine"),
            ["It", "It is", "It is £64.50", "It is £64.50", "It is £64.50", "It is £64.50 – fine"]
        );
        assert_eq!(grows("…"), Vec::<String>::new());
    }

    #[test]
    fn a_hesitant_person_stops() {
        assert_eq!(hesitant("I ordered it, on Friday."), "I … ordered it, … on Friday.");
        assert_eq!(hesitant("Yes, fine."), "Yes, … fine.");
        assert_eq!(hesitant("Yes."), "Yes.");
    }
}
