//! Laws that narrow whom a company may ring and when: read, and held against hours, days and earlier attempts.
//!
//! A law is data of a day, with its source; what it allows is reckoned by the clock of the person who is called.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime, Time};

use super::rules::{Hours, day, review_by};
use crate::scenario::checker::Checker;
use crate::scenario::diagnostic::{Diagnostic, Severity};
use crate::scenario::model::Pack;
use crate::scenario::read::read;
use crate::scenario::source::{LawSource, WithinSpan};

/// A law in which every name and time means something.
#[derive(Debug)]
pub struct Law {
    /// Name of its file.
    pub id: String,
    pub source: LawSource,
    pub review_by: Date,
    /// Its file's text, for the hash of what rests on it.
    pub(super) text: String,
    hours: Hours,
    holidays: Vec<Date>,
}

impl Law {
    fn new(id: &str, source: LawSource, text: &str, check: &mut Checker<'_>) -> Option<Self> {
        let review_by = review_by(check, &source.as_of, &source.review_by);
        let hours = Hours::new(check, &source.hours);
        let mut holidays = Vec::new();
        for (number, text) in source.holidays.iter().enumerate() {
            holidays.extend(day(check, &["holidays", &number.to_string()], text));
        }
        for (number, within) in source.within.iter().enumerate() {
            let (WithinSpan::Hours(length) | WithinSpan::Days(length)) = within.span;
            if within.attempts == 0 || length == 0 {
                let message = "nobody could be rung at all, or as often as you like".to_owned();
                let hint = Some("write 1 or more, for the attempts and for the span".to_owned());
                check.error("SL145", &["within", &number.to_string()], message, hint);
            }
        }
        Some(Self { id: id.to_owned(), review_by: review_by?, text: text.to_owned(), hours, holidays, source })
    }

    /// Whether it lets somebody be rung whose clock shows `theirs`.
    #[must_use]
    pub fn permits(&self, theirs: DateTime) -> bool {
        !self.holidays.contains(&theirs.date()) && (self.source.hours.is_empty() || self.hours.open(theirs))
    }

    /// The first moment, by the person's clock, at which one more attempt keeps to the spans and to the rest after a
    /// refusal. `tries` stand in order, those that were refused are marked.
    ///
    /// Hours are those of the clock: in the night in which it is put forward or back, a span is an hour longer or shorter.
    #[must_use]
    pub fn rested(&self, tries: &[(DateTime, Refused)]) -> Option<DateTime> {
        let freed = self.source.within.iter().filter_map(|within| {
            let most = usize::try_from(within.attempts).ok()?;
            let (oldest, _) = tries.get(tries.len().checked_sub(most)?)?;
            match within.span {
                WithinSpan::Hours(hours) => oldest.checked_add(i64::from(hours).hours()).ok(),
                // A day counts whole, however late in it somebody was rung.
                WithinSpan::Days(days) => midnight_after(*oldest, i64::from(days)),
            }
        });
        let refused = tries.iter().rev().find(|(_, refused)| *refused == Refused::Yes);
        let days = self.source.after_refusal_days.map(i64::from);
        let rested = refused.zip(days).and_then(|((at, _), days)| midnight_after(*at, days + 1));
        freed.chain(rested).max()
    }
}

/// Whether an attempt ended in a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    Yes,
    No,
}

fn midnight_after(at: DateTime, days: i64) -> Option<DateTime> {
    Some(at.date().checked_add(days.days()).ok()?.to_datetime(Time::midnight()))
}

/// The laws of a pack, its own and those that were lent to it, and what is wrong with them.
pub(in crate::scenario) fn laws(pack: &Pack) -> (BTreeMap<String, Arc<Law>>, Vec<Diagnostic>) {
    let (mut out, mut found) = (BTreeMap::new(), Vec::new());
    for (id, file) in super::files(pack, "laws/") {
        let source: LawSource = match read(&file) {
            Ok(source) => source,
            Err(problems) => {
                found.extend(problems);
                continue;
            }
        };
        let mut check = Checker::new(&file);
        check.format(source.format);
        let law = Law::new(&id, source, &file.text, &mut check);
        super::past_review(&mut check, law.as_ref().map(|law| law.review_by), pack);
        let sound = !check.found.iter().any(|problem| problem.severity == Severity::Error);
        found.append(&mut check.found);
        out.extend(law.filter(|_| sound).map(|law| (id, Arc::new(law))));
    }
    (out, found)
}
