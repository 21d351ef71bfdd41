//! The two small sums that facts are made with: dates counted from a day, and money.

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};

/// How to write them, for hints.
pub const HELP: &str =
    "a date is \"today - 5 days\" or \"{promised} + 3 working days\", a sum \"123.35 + 14.50 * {gifts}\"";

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExpressionError {
    #[error("\"{0}\" is no date sum")]
    Date(String),
    #[error("\"{0}\" is no sum of money")]
    Money(String),
}

/// A date: a day, or `today`, and any number of `+ N days` and `- N working days`. Placeholders are filled before.
///
/// # Errors
/// When the text is anything else.
pub fn date(text: &str, today: Date, holidays: &[Date]) -> Result<Date, ExpressionError> {
    let wrong = || ExpressionError::Date(text.to_owned());
    let mut words = text.split_whitespace().peekable();
    let first = words.next().ok_or_else(wrong)?;
    let mut day = if first == "today" { today } else { first.parse::<Date>().map_err(|_| wrong())? };
    while let Some(sign) = words.next() {
        let forward = match sign {
            "+" => true,
            "-" => false,
            _ => return Err(wrong()),
        };
        let count: i64 =
            words.next().and_then(|word| word.parse().ok()).filter(|n| (0..=3660).contains(n)).ok_or_else(wrong)?;
        let working = words.next_if(|word| *word == "working").is_some();
        if !matches!(words.next(), Some("day" | "days")) {
            return Err(wrong());
        }
        day = if working { step_working(day, count, forward, holidays) } else { step(day, count, forward) };
    }
    Ok(day)
}

fn step(day: Date, count: i64, forward: bool) -> Date {
    let span: Span = if forward { count.days() } else { (-count).days() };
    day.saturating_add(span)
}

fn step_working(mut day: Date, count: i64, forward: bool, holidays: &[Date]) -> Date {
    let mut left = count;
    while left > 0 {
        day = step(day, 1, forward);
        if is_working(day, holidays) {
            left -= 1;
        }
    }
    day
}

/// Monday to Friday, holidays excepted.
#[must_use]
pub fn is_working(day: Date, holidays: &[Date]) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !holidays.contains(&day)
}

/// A sum of money in pence: numbers with `+`, `-` and `*`, products first. Placeholders are filled before.
///
/// # Errors
/// When the text is anything else.
pub fn money(text: &str) -> Result<i64, ExpressionError> {
    let wrong = || ExpressionError::Money(text.to_owned());
    let mut total: i64 = 0;
    let mut sign = 1;
    let mut words = text.split_whitespace().peekable();
    loop {
        let mut product = pence(words.next().ok_or_else(wrong)?).ok_or_else(wrong)?;
        while words.next_if(|word| *word == "*").is_some() {
            let factor = pence(words.next().ok_or_else(wrong)?).ok_or_else(wrong)?;
            product = product.checked_mul(factor).ok_or_else(wrong)? / 100;
        }
        total = total.checked_add(sign * product).ok_or_else(wrong)?;
        sign = match words.next() {
            None => return Ok(total),
            Some("+") => 1,
            Some("-") => -1,
            Some(_) => return Err(wrong()),
        };
    }
}

/// `64`, `64.5` and `64.00` in pence.
#[must_use]
pub fn pence(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() || part.len() > 2 || !whole.chars().chain(part.chars()).all(|c| c.is_ascii_digit()) {
        return None;
    }
    let cents: i64 = if part.is_empty() { 0 } else { format!("{part:0<2}").parse().ok()? };
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents)
}

/// Pence as the database keeps them, `64.00`.
#[must_use]
pub fn money_text(pence: i64) -> String {
    let sign = if pence < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", pence.abs() / 100, pence.abs() % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_days_and_working_days() {
        let today = jiff::civil::date(2026, 10, 13);
        let check =
            |text, expected: &str| assert_eq!(date(text, today, &[]).map(|d| d.to_string()), Ok(expected.to_owned()));
        check("today - 18 days", "2026-09-25");
        check("today + 5 working days", "2026-10-20");
        check("2026-10-07 + 5 working days + 3 working days", "2026-10-19");
        check("2026-10-12 - 1 working day", "2026-10-09");
        assert!(date("soon", today, &[]).is_err());
        assert!(date("today + x days", today, &[]).is_err());
    }

    #[test]
    fn adds_and_multiplies_money() {
        assert_eq!(money("123.35 + 14.50 * 3"), Ok(16_685));
        assert_eq!(money("98.00 - 2.95"), Ok(9_505));
        assert_eq!(money_text(9_505), "95.05");
        assert!(money("1 +").is_err());
        assert!(money("a").is_err());
    }
}
