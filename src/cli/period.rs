//! From which day to which: options of commands that look at a part of the time.

use jiff::civil;
use jiff::tz::TimeZone;

use super::Exit;
use super::packs::Failure;
use crate::store::Period;

/// Days, in universal time.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub(super) struct Days {
    /// Begun on this day or later, in universal time
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    from: Option<civil::Date>,
    /// Begun on this day or before, in universal time
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    until: Option<civil::Date>,
}

/// A day as `2026-05-31`.
pub(super) fn day(text: &str) -> Result<civil::Date, String> {
    text.parse().map_err(|_| "a day is written as 2026-05-31".to_owned())
}

impl Days {
    pub fn period(self) -> Result<Period, Failure> {
        let edge = |day: civil::DateTime| {
            let moment = day.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp());
            moment.map_err(|error| (error.to_string(), Exit::Usage))
        };
        let from = self.from.map(|day| edge(day.at(0, 0, 0, 0))).transpose()?;
        let until = self.until.map(|day| edge(day.at(23, 59, 59, 999_999_999))).transpose()?;
        Ok(Period { from, until })
    }

    /// The same in microseconds since 1970.
    pub fn micros(self) -> Result<(Option<i64>, Option<i64>), Failure> {
        let Period { from, until } = self.period()?;
        Ok((from.map(|at| at.as_microsecond()), until.map(|at| at.as_microsecond())))
    }
}
