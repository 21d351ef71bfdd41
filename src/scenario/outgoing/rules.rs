//! Rules of dialling that hold together: when somebody may be rung, wherever they are.

use std::sync::LazyLock;

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{Span, ToSpan as _};

use super::law::Law;
use crate::scenario::checker::Checker;
use crate::scenario::source::{Day, DiallingSource, HoursSource, Then};

/// Zones come out of the program itself, so that a list is judged alike on every machine.
static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// Stands between the names of rules and laws that hold together.
const BESIDE: &str = " · ";
/// How far ahead a permitted hour is looked for.
pub(super) const DAYS_AHEAD: i64 = 21;
/// Hours begin and end on a quarter of an hour.
const QUARTER: i64 = 15;

/// A time zone of the tz database by its name, or an office's own writing such as `+10:00`: what lies so far from ours.
#[must_use]
pub fn zone(name: &str) -> Option<TimeZone> {
    ZONES.get(name.trim()).ok()
}

/// The names of all zones, for a hint.
pub(super) fn zone_names() -> Vec<String> {
    ZONES.available().map(|name| name.to_string()).collect()
}

/// A stretch of time, its end left out.
pub type Between = (DateTime, DateTime);

/// Rules in which every name and time means something.
#[derive(Debug, Clone)]
pub struct Dialling {
    /// Name of its file.
    pub id: String,
    pub source: DiallingSource,
    pub review_by: Date,
    our_zone: TimeZone,
    hours: Hours,
    parts: Vec<(String, Time, Time)>,
    windows: Vec<(String, Time, Time)>,
    holidays: Vec<Date>,
}

impl Dialling {
    /// The rules of a file; none if something in it means nothing, which has been said.
    pub(super) fn new(id: &str, source: DiallingSource, holidays: &[Date], check: &mut Checker<'_>) -> Option<Self> {
        let review_by = review_by(check, &source.as_of, &source.review_by);
        let our_zone = zone(&source.our_zone);
        if our_zone.is_none() {
            let names = zone_names();
            check.unknown("SL143", &["our_zone"], "time zone", &source.our_zone, names.iter().map(String::as_str));
        }
        let hours = Hours::new(check, &source.hours);
        let named = |check: &mut Checker<'_>, what: &'static str, of: &crate::scenario::Named<(String, String)>| {
            let one = |(name, (from, to)): (&String, &(String, String))| {
                between(check, &[what, name], from, to).map(|(from, to)| (name.clone(), from, to))
            };
            of.iter().filter_map(one).collect::<Vec<_>>()
        };
        let parts = named(check, "parts", &source.parts);
        let windows = named(check, "windows", &source.windows);
        counts(check, &source);
        let holidays = if source.on_holidays { Vec::new() } else { holidays.to_vec() };
        let review_by = review_by?;
        Some(Self { id: id.to_owned(), review_by, our_zone: our_zone?, hours, parts, windows, holidays, source })
    }

    /// What a clock shows in a zone when ours shows `ours`.
    #[must_use]
    pub fn theirs(&self, ours: DateTime, theirs: &TimeZone) -> DateTime {
        // Only the ends of time have no moment.
        ours.to_zoned(self.our_zone.clone()).map_or(ours, |moment| moment.with_time_zone(theirs.clone()).datetime())
    }

    /// What our clock shows when one in a zone shows `theirs`.
    #[must_use]
    pub fn ours(&self, theirs: DateTime, zone: &TimeZone) -> DateTime {
        theirs.to_zoned(zone.clone()).map_or(theirs, |moment| moment.with_time_zone(self.our_zone.clone()).datetime())
    }

    /// These rules with laws beside them, as they are told: where all of them hold and stand, and until when the first of
    /// them may be relied on. What the laws allow is asked of the campaign, since each purpose has its own.
    #[must_use]
    pub(super) fn beside<'l>(&self, laws: impl Iterator<Item = &'l Law>) -> Self {
        let mut all = self.clone();
        for law in laws {
            let (own, other) = (&mut all.source, &law.source);
            for (text, more) in [
                (&mut own.title, &other.title),
                (&mut own.jurisdiction, &other.jurisdiction),
                (&mut own.source, &other.source),
            ] {
                text.push_str(BESIDE);
                text.push_str(more);
            }
            // Days are written so that they stand in order.
            if other.as_of < own.as_of {
                own.as_of.clone_from(&other.as_of);
            }
            all.review_by = all.review_by.min(law.review_by);
        }
        all
    }

    /// Whether somebody in a zone may be rung when our clock shows `ours`.
    #[must_use]
    pub fn permits(&self, ours: DateTime, zone: &TimeZone) -> bool {
        self.is_hour(self.theirs(ours, zone)) && (!self.source.by_our_clock_too || self.is_hour(ours))
    }

    fn is_hour(&self, at: DateTime) -> bool {
        !self.holidays.contains(&at.date()) && self.hours.open(at)
    }

    /// The first permitted stretch of a day that begins at or after a moment of our clock and fits.
    #[must_use]
    pub fn next(&self, from: DateTime, zone: &TimeZone, fits: impl Fn(DateTime) -> bool) -> Option<Between> {
        let good = |at: DateTime| self.permits(at, zone) && fits(at);
        let last = from.checked_add(DAYS_AHEAD.days()).ok()?;
        let mut at = from;
        while !good(at) {
            at = quarter_after(at)?;
            if at > last {
                return None;
            }
        }
        let begun = at;
        while good(at) && at.date() == begun.date() {
            at = quarter_after(at)?;
        }
        Some((begun, at))
    }

    /// The part of the day at a moment, by its place in the list.
    #[must_use]
    pub fn part(&self, at: DateTime) -> Option<&str> {
        named_at(&self.parts, at.time())
    }

    /// The times of a window.
    #[must_use]
    pub fn window(&self, name: &str) -> Option<(Time, Time)> {
        self.windows.iter().find(|(own, ..)| own == name).map(|(_, from, to)| (*from, *to))
    }

    /// The window that a moment lies in.
    #[must_use]
    pub fn window_at(&self, at: DateTime) -> Option<&str> {
        named_at(&self.windows, at.time())
    }

    pub fn window_names(&self) -> impl Iterator<Item = &str> + Clone {
        self.windows.iter().map(|(name, ..)| name.as_str())
    }
}

fn named_at(named: &[(String, Time, Time)], at: Time) -> Option<&str> {
    named.iter().find(|(_, from, to)| (*from..*to).contains(&at)).map(|(name, ..)| name.as_str())
}

/// The next quarter of an hour after a moment.
fn quarter_after(at: DateTime) -> Option<DateTime> {
    let minute = i64::from(at.minute());
    let sharp = at.with().second(0).subsec_nanosecond(0).build().ok()?;
    sharp.checked_add(Span::new().minutes(QUARTER - minute % QUARTER)).ok()
}

fn weekday(day: Day) -> Weekday {
    match day {
        Day::Mon => Weekday::Monday,
        Day::Tue => Weekday::Tuesday,
        Day::Wed => Weekday::Wednesday,
        Day::Thu => Weekday::Thursday,
        Day::Fri => Weekday::Friday,
        Day::Sat => Weekday::Saturday,
        Day::Sun => Weekday::Sunday,
    }
}

/// The hours of a week at which people may be rung.
#[derive(Debug, Clone)]
pub(super) struct Hours(Vec<(Vec<Weekday>, Time, Time)>);

impl Hours {
    pub fn new(check: &mut Checker<'_>, source: &[HoursSource]) -> Self {
        let mut hours = Vec::new();
        for (number, entry) in source.iter().enumerate() {
            let between = between(check, &["hours", &number.to_string()], &entry.from, &entry.to);
            hours.extend(between.map(|(from, to)| (entry.days.iter().map(|day| weekday(*day)).collect(), from, to)));
        }
        Self(hours)
    }

    pub fn open(&self, at: DateTime) -> bool {
        self.0.iter().any(|(days, from, to)| days.contains(&at.weekday()) && (*from..*to).contains(&at.time()))
    }
}

/// The last day on which something may be relied on that was looked at on `as_of`.
pub(super) fn review_by(check: &mut Checker<'_>, as_of: &str, review_by: &str) -> Option<Date> {
    let (as_of, review_by) = (day(check, &["as_of"], as_of), day(check, &["review_by"], review_by));
    if as_of.zip(review_by).is_some_and(|(as_of, review_by)| review_by <= as_of) {
        let message = "the rules are past their date on the day on which they were looked at".to_owned();
        check.error("SL145", &["review_by"], message, Some("write a later day".to_owned()));
    }
    review_by
}

pub(super) fn day(check: &mut Checker<'_>, path: &[&str], text: &str) -> Option<Date> {
    let date = text.parse().ok();
    if date.is_none() {
        check.error("SL050", path, format!("\"{text}\" is no date"), Some("write it as 2026-12-25".to_owned()));
    }
    date
}

fn between(check: &mut Checker<'_>, path: &[&str], from: &str, to: &str) -> Option<(Time, Time)> {
    let time = |text: &str| {
        let minute = text.get(3..).and_then(|minute| minute.parse::<i64>().ok())?;
        (text.len() == 5 && minute % QUARTER == 0).then(|| format!("{text}:00").parse::<Time>().ok())?
    };
    let Some((from_time, to_time)) = time(from).zip(time(to)) else {
        let hint = "write both as 09:00, on a quarter of an hour; the last moment of a day is 23:45".to_owned();
        check.error("SL145", path, format!("\"{from}\" to \"{to}\" are no times of a day"), Some(hint));
        return None;
    };
    if from_time >= to_time {
        let hint = Some("exchange the two; nothing goes on past midnight".to_owned());
        check.error("SL145", path, format!("{from} to {to} ends before it begins"), hint);
        return None;
    }
    Some((from_time, to_time))
}

fn counts(check: &mut Checker<'_>, source: &DiallingSource) {
    for (name, number) in [
        ("attempts", source.attempts),
        ("attempts_a_day", source.attempts_a_day),
        ("attempts_a_part", source.attempts_a_part),
    ] {
        if number == 0 {
            let hint = Some("write 1 or more".to_owned());
            check.error("SL145", &[name], "nobody could be rung at all".to_owned(), hint);
        }
    }
    if source.hours.is_empty() {
        check.error("SL145", &["hours"], "nobody could be rung at all".to_owned(), Some("name the hours".to_owned()));
    }
    for (code, outcome) in &source.outcomes {
        let path = ["outcomes", code.as_str()];
        if outcome.after.is_empty() {
            let hint = Some("name what has to have happened on the line, such as NoAnswer".to_owned());
            check.error("SL145", &path, format!("the outcome {code} can never be right"), hint);
        }
        if matches!(outcome.then, Then::AgainIn(_, 0) | Then::AgainAfter(_, 0)) {
            let hint = Some("write how often, 1 or more; or write Close".to_owned());
            check.error("SL145", &path, format!("the outcome {code} says again, and then never"), hint);
        }
    }
}
