//! How dates, sums and times of day are said in the language of a call.

use jiff::civil::Date;
use serde::Deserialize;

use super::Writing;
use crate::scenario::named::Named;
use crate::scenario::source::FieldKind;

/// Words and forms of a language for values that callers and operators say.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SaidSource {
    /// Monday to Sunday.
    pub weekdays: Vec<String>,
    /// January to December, as they are said after a day.
    pub months: Vec<String>,
    /// A day of the practice year: `{weekday}`, `{day}`, `{month}`.
    pub date: String,
    /// A day of another year: besides, `{year}`.
    pub date_with_year: String,
    /// A sum: `{sum}` and `{sign}`.
    pub money: String,
    /// Morning, afternoon and evening.
    pub daytimes: Vec<String>,
    /// Names of things keep their capital letter in the midst of a line.
    pub keeps_capitals: bool,
    /// Parts of values, by their names: `postcode`, `last4`; `id` with `{table}` for a row's own number.
    pub parts: Named<String>,
}

impl SaidSource {
    /// What is wrong with it, as what it ought to hold.
    pub(in crate::scenario) fn problem(&self) -> Option<&'static str> {
        let holds = |form: &str, slots: &[&str]| slots.iter().all(|slot| form.contains(slot));
        let day = ["{day}", "{month}"];
        if self.weekdays.len() != 7 || self.months.len() != 12 || self.daytimes.len() != 3 {
            return Some("7 weekdays, 12 months and 3 daytimes");
        }
        if !holds(&self.date, &day) || !holds(&self.date_with_year, &day) || !self.date_with_year.contains("{year}") {
            return Some("{day} and {month} in date, and {year} too in date_with_year");
        }
        (!holds(&self.money, &["{sum}"])).then_some("{sum} in money")
    }
}

impl Writing {
    /// A value as a person says it: a date with its weekday, a sum with its sign. A language without words for days has
    /// numbers in their place.
    #[must_use]
    pub fn spoken(&self, kind: &FieldKind, value: &str) -> String {
        match kind {
            FieldKind::Date => value.parse::<Date>().map_or_else(|_| value.to_owned(), |date| self.spoken_date(date)),
            FieldKind::Money => self.spoken_sum(value.strip_suffix(".00").unwrap_or(value)),
            _ => value.to_owned(),
        }
    }

    fn spoken_date(&self, date: Date) -> String {
        let this_year = date.year() == self.today.year();
        let (day, year) = (date.day().to_string(), date.year().to_string());
        let Some(said) = &self.said else {
            let month = date.month();
            return if this_year { format!("{day}.{month}.") } else { format!("{day}.{month}.{year}") };
        };
        let at = |list: &[String], index: i8| usize::try_from(index).ok().and_then(|index| list.get(index).cloned());
        let weekday = at(&said.weekdays, date.weekday().to_monday_zero_offset()).unwrap_or_default();
        let month = at(&said.months, date.month() - 1).unwrap_or_default();
        let form = if this_year { &said.date } else { &said.date_with_year };
        let slots = [("{weekday}", weekday), ("{day}", day), ("{month}", month), ("{year}", year)];
        slots.iter().fold(form.clone(), |text, (slot, word)| text.replace(slot, word))
    }

    fn spoken_sum(&self, sum: &str) -> String {
        let sum = if self.decimal_comma { sum.replace('.', ",") } else { sum.to_owned() };
        match &self.said {
            Some(said) => said.money.replace("{sum}", &sum).replace("{sign}", &self.currency),
            None => format!("{}{sum}", self.currency),
        }
    }

    /// The name of a form or a field in the midst of a line: languages that write some words with a capital letter keep it.
    #[must_use]
    pub fn in_a_line(&self, name: &str) -> String {
        if self.said.as_ref().is_some_and(|said| said.keeps_capitals) { name.to_owned() } else { name.to_lowercase() }
    }

    /// The time of day at an hour.
    #[must_use]
    pub fn daytime(&self, hour: i8) -> String {
        let (at, plain) = match hour {
            ..12 => (0, "morning"),
            12..18 => (1, "afternoon"),
            18.. => (2, "evening"),
        };
        self.said.as_ref().and_then(|said| said.daytimes.get(at)).map_or(plain, String::as_str).to_owned()
    }

    /// What a part of a value is called when it is asked for; none where it is called as the value itself.
    #[must_use]
    pub fn part_name(&self, part: &str) -> Option<String> {
        self.said.as_ref().and_then(|said| said.parts.get(part)).cloned()
    }
}
