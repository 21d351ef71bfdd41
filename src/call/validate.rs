//! What a form says about a value as it is typed, and the form in which the database keeps it.

use jiff::civil::Date;
use serde::Serialize;

use super::database::Database;
use crate::scenario::{FieldKind, FieldSource, Pack, expression};

/// Why a value cannot be saved. The wording is the screen's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    Required,
    NotAPhone,
    NotADate,
    NotMoney,
    NotANumber,
    NotAChoice,
    /// There is no such row in the table of this name.
    NoSuchRow(String),
    /// The row exists, and belongs to another row than the form does: another customer's order.
    BelongsElsewhere(String),
}

impl Problem {
    /// Whether it keeps a form from being saved. A reference that leads nowhere is warned of and let in, as real systems do.
    #[must_use]
    pub const fn blocks(&self) -> bool {
        !matches!(self, Self::NoSuchRow(_) | Self::BelongsElsewhere(_))
    }
}

/// A value in the form that the database keeps, right or wrong.
#[must_use]
pub(super) fn kept_value(pack: &Pack, database: &Database, field: &FieldSource, text: &str) -> String {
    match (check_value(pack, database, field, text), &field.kind) {
        (Ok(value), _) => value,
        (Err(_), FieldKind::Reference(_)) => row_number(text),
        (Err(_), _) => text.trim().to_owned(),
    }
}

fn row_number(text: &str) -> String {
    text.split_whitespace().collect::<String>().to_uppercase()
}

/// A value in the form that the database keeps, or what is wrong with it.
///
/// # Errors
/// The [`Problem`] a form shows under the field.
pub fn check_value(pack: &Pack, database: &Database, field: &FieldSource, text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return if field.required { Err(Problem::Required) } else { Ok(String::new()) };
    }
    match &field.kind {
        FieldKind::Name | FieldKind::Address | FieldKind::Code | FieldKind::Note => Ok(text.to_owned()),
        FieldKind::Phone => phone(text).ok_or(Problem::NotAPhone),
        FieldKind::Date => parse_date(text, pack.today.date()).map(|day| day.to_string()).ok_or(Problem::NotADate),
        FieldKind::Money => money(text, &pack.source.currency).ok_or(Problem::NotMoney),
        FieldKind::Number => text.parse::<i64>().map(|number| number.to_string()).map_err(|_| Problem::NotANumber),
        FieldKind::Choice(choices) => choice(choices, text).ok_or(Problem::NotAChoice),
        FieldKind::Reference(to) => {
            let id = row_number(text);
            let known = pack.table_index(to).is_some_and(|table| database.row(table, &id).is_some());
            if known { Ok(id) } else { Err(Problem::NoSuchRow(to.clone())) }
        }
    }
}

/// Digits, spaces and `+ ( ) -`, with 5 to 15 digits.
fn phone(text: &str) -> Option<String> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let clean = text.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '+' | '(' | ')' | '-'));
    ((5..=15).contains(&digits) && clean).then(|| text.to_owned())
}

fn money(text: &str, currency: &str) -> Option<String> {
    let plain = text.trim_start_matches(currency).replace([',', ' '], "");
    let (sign, plain) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
    expression::pence(plain).map(|pence| format!("{sign}{}", expression::money_text(pence)))
}

fn choice(choices: &[String], text: &str) -> Option<String> {
    choices.iter().find(|choice| choice.eq_ignore_ascii_case(text)).cloned()
}

/// A date as people type it: `2026-10-13`, `13/10/2026`, `13.10.26`, `13 Oct 2026`, `13 October`; day before month. A date
/// without a year is in the year of `today`.
#[must_use]
pub fn parse_date(text: &str, today: Date) -> Option<Date> {
    if let Ok(day) = text.parse::<Date>() {
        return Some(day);
    }
    let parts: Vec<&str> = text.split(['/', '.', ' ', '-', ',']).filter(|part| !part.is_empty()).collect();
    let parts = match parts.as_slice() {
        [weekday, rest @ ..]
            if rest.len() >= 2 && weekday.chars().all(char::is_alphabetic) && month(weekday).is_none() =>
        {
            rest
        }
        all => all,
    };
    let (day, month_text, year) = match parts {
        [day, month] => (day, month, None),
        [day, month, year] => (day, month, Some(year)),
        _ => return None,
    };
    let day = day.trim_end_matches(['s', 't', 'n', 'd', 'r', 'h']).parse::<i8>().ok()?;
    let month = month_text.parse::<i8>().ok().or_else(|| month(month_text))?;
    let year = match year {
        None => today.year(),
        Some(year) if year.len() == 2 => 2000 + year.parse::<i16>().ok()?,
        Some(year) => year.parse::<i16>().ok()?,
    };
    Date::new(year, month, day).ok()
}

fn month(text: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let text = text.to_lowercase();
    let short = text.get(..3)?;
    MONTHS.iter().position(|month| *month == short).and_then(|at| i8::try_from(at + 1).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_dates_as_people_type_them() {
        let today = jiff::civil::date(2026, 10, 13);
        for text in
            ["2026-11-27", "27/11/2026", "27.11.26", "27 Nov 2026", "27 november", "Friday 27 November", "27th Nov"]
        {
            assert_eq!(parse_date(text, today), Some(jiff::civil::date(2026, 11, 27)), "{text}");
        }
        for text in ["", "tomorrow", "32/1/2026", "1/13/2026", "27"] {
            assert_eq!(parse_date(text, today), None, "{text}");
        }
    }

    #[test]
    fn keeps_money_with_two_decimals() {
        assert_eq!(money("£64", "£").as_deref(), Some("64.00"));
        assert_eq!(money("1,064.5", "£").as_deref(), Some("1064.50"));
        assert_eq!(money("a lot", "£"), None);
    }
}
