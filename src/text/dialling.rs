//! Hours and laws of dialling in words.

use super::Texts;
use crate::scenario::{ConsentNeeded, Day, HoursSource, LawSource, WithinSpan};

impl Texts {
    /// Each line of permitted hours: `Monday to Friday, 09:00–20:00`.
    #[must_use]
    pub fn hours(&self, hours: &[HoursSource]) -> Vec<String> {
        let line = |hours: &HoursSource| {
            let days = self.days(&hours.days);
            self.with("drill-hours", &[("days", &days), ("from", &hours.from), ("to", &hours.to)])
        };
        hours.iter().map(line).collect()
    }

    /// Days that follow each other, or one.
    fn days(&self, days: &[Day]) -> String {
        let first = days.first().map(|day| self.get(day_key(*day))).unwrap_or_default();
        let last = days.last().filter(|_| days.len() > 1).map(|day| self.get(day_key(*day)));
        last.map_or_else(|| first.clone(), |last| self.with("drill-days", &[("from", &first), ("to", &last)]))
    }

    /// What a law says, line by line.
    #[must_use]
    pub fn law(&self, law: &LawSource) -> Vec<String> {
        let mut lines = self.hours(&law.hours);
        lines.extend(law.within.iter().map(|within| {
            let (key, length) = match within.span {
                WithinSpan::Hours(hours) => ("drill-law-hours", hours),
                WithinSpan::Days(days) => ("drill-law-days", days),
            };
            self.with(key, &[("attempts", &within.attempts.to_string()), ("length", &length.to_string())])
        }));
        let rest = law.after_refusal_days.map(|days| days.to_string());
        lines.extend(rest.map(|days| self.with("drill-law-refusal", &[("days", &days)])));
        match law.consent {
            ConsentNeeded::NotNeeded => {}
            ConsentNeeded::Yes => lines.push(self.get("drill-law-consent")),
            ConsentNeeded::YesWithSource => lines.push(self.get("drill-law-consent-shown")),
        }
        if let (Some(first), Some(last)) = (law.holidays.first(), law.holidays.last()) {
            lines.push(self.with("drill-law-holidays", &[("first", first), ("last", last)]));
        }
        lines
    }
}

const fn day_key(day: Day) -> &'static str {
    match day {
        Day::Mon => "weekday-1",
        Day::Tue => "weekday-2",
        Day::Wed => "weekday-3",
        Day::Thu => "weekday-4",
        Day::Fri => "weekday-5",
        Day::Sat => "weekday-6",
        Day::Sun => "weekday-7",
    }
}
