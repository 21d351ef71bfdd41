//! Times and lengths as the screens round a call write them.

use crate::app::session::Words;

/// `12 Nov 2026, 10:44` on this machine's clock. What is no time is shown as it is.
pub(super) fn day_and_time(words: &Words, rfc: &str) -> String {
    match rfc.parse::<jiff::Timestamp>() {
        Ok(at) => words.day_and_time(at.to_zoned(jiff::tz::TimeZone::system()).datetime()),
        Err(_) => rfc.to_owned(),
    }
}

/// `5 min 12 s`.
pub(super) fn length(words: &Words, ms: u64) -> String {
    let seconds = ms / 1000;
    words.with("length", &[("minutes", &(seconds / 60).to_string()), ("seconds", &(seconds % 60).to_string())])
}
