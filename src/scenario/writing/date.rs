//! Days as people write them.

use jiff::civil::Date;

use super::Writing;
use super::phone::with_plain_digits;

impl Writing {
    /// A day: `2026-10-13`, `13/10/2026`, `13.10.26`, `13 Oct 2026`, `October 13th`, `Tue 13 October`. Which number is the
    /// month goes by the language and country. A day without a year is in the year of the practice day; a weekday that is
    /// not the day's makes it no day.
    #[must_use]
    pub fn date(&self, text: &str) -> Option<Date> {
        let folded = self.fold(&with_plain_digits(text));
        if let Ok(day) = folded.parse::<Date>() {
            return Some(day);
        }
        self.date_of(&[&folded])
    }

    /// A day out of folded words.
    pub(super) fn date_of(&self, words: &[&str]) -> Option<Date> {
        let mut weekday = None;
        let mut month = None;
        let mut numbers: Vec<(usize, i16)> = Vec::new();
        let parts = words.iter().flat_map(|word| word.split(['/', '.', ' ', '-', ',']));
        for part in parts.filter(|part| !part.is_empty()) {
            if let Some(number) = self.day_number(part) {
                numbers.push(number);
            } else if let Some(found) = place(&self.months, part) {
                month = take_once(month, found)?;
            } else if let Some(found) = place(&self.weekdays, part) {
                weekday = take_once(weekday, found)?;
            } else if !self.date_words.contains(part) {
                return None;
            }
        }
        let day = self.day(&numbers, month)?;
        let given = usize::try_from(day.weekday().to_monday_zero_offset()).ok();
        (weekday.is_none() || weekday == given).then_some(day)
    }

    /// 13, 13th; with how many digits it is written.
    fn day_number(&self, part: &str) -> Option<(usize, i16)> {
        let digits = part.trim_end_matches(char::is_alphabetic);
        let ending = &part[digits.len()..];
        let known = ending.is_empty() || self.day_endings.iter().any(|own| own == ending);
        digits.parse().ok().filter(|_| known).map(|number| (digits.len(), number))
    }

    fn day(&self, numbers: &[(usize, i16)], month: Option<usize>) -> Option<Date> {
        let named = month.and_then(|month| i8::try_from(month + 1).ok());
        let (year, month, day) = match (numbers, named) {
            ([(4, year), (_, day)] | [(_, day), (4, year)], Some(month)) => (*year, month, *day),
            ([(_, day), (2, year)], Some(month)) => (2000 + year, month, *day),
            ([(_, day)], Some(month)) => (self.today.year(), month, *day),
            ([(4, year), (_, month), (_, day)], None) => (*year, i8::try_from(*month).ok()?, *day),
            ([(_, first), (_, second), rest @ ..], None) => {
                let year = match rest {
                    [] => self.today.year(),
                    [(2, year)] => 2000 + year,
                    [(4, year)] => *year,
                    _ => return None,
                };
                let (day, month) = if self.month_first && *first <= 12 { (second, first) } else { (first, second) };
                (year, i8::try_from(*month).ok()?, *day)
            }
            _ => return None,
        };
        Date::new(year, month, i8::try_from(day).ok()?).ok()
    }
}

/// The list that a word is of: spelled out, or cut off after its third letter or later.
fn place(lists: &[Vec<String>], word: &str) -> Option<usize> {
    let exact = lists.iter().position(|list| list.iter().any(|name| name == word));
    let cut = || {
        let long = word.chars().count() >= 3;
        lists.iter().position(|list| long && list.iter().any(|name| name.starts_with(word)))
    };
    exact.or_else(cut)
}

/// None when something is said twice.
fn take_once(known: Option<usize>, found: usize) -> Option<Option<usize>> {
    known.is_none().then_some(Some(found))
}
