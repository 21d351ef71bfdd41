//! Time, and how long a line takes to say.
//!
//! The clock of a call is this model of speaking and nothing else: characters and pauses at the language's rate, quickened
//! or slowed by what the temperament, the mood and the person do to a voice. A voice is fitted to the clock, never the clock
//! to a voice. So the log plays the same on a machine that cannot speak, a deaf trainee has the time that a hearing one
//! has, and two sites with different speech engines measure the same. Only a line that somebody recorded takes the time of
//! its recording, and that time is data of the log ([`super::LogHeader::lengths`]).

use serde::{Deserialize, Serialize};

use crate::scenario::SpeakingSource;

/// Milliseconds since the call was offered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(pub u64);

impl Millis {
    #[must_use]
    pub const fn plus(self, ms: u64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Time from `earlier` to this moment; zero when it lies later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// `02:47`.
    #[must_use]
    pub fn clock(self) -> String {
        format!("{:02}:{:02}", self.0 / 60_000, self.0 / 1000 % 60)
    }
}

/// How fast others speak in guided mode, in per cent of their usual pace: 80 to 125.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "u16", into = "u16")]
pub struct Speed(u16);

impl Speed {
    /// The speed nearest to one that is wished for.
    #[must_use]
    pub fn new(percent: u16) -> Self {
        Self(percent.clamp(80, 125))
    }

    #[must_use]
    pub const fn percent(self) -> u16 {
        self.0
    }

    #[must_use]
    pub const fn is_usual(&self) -> bool {
        self.0 == 100
    }
}

impl Default for Speed {
    fn default() -> Self {
        Self(100)
    }
}

impl From<u16> for Speed {
    fn from(percent: u16) -> Self {
        Self::new(percent)
    }
}

impl From<Speed> for u16 {
    fn from(speed: Speed) -> Self {
        speed.0
    }
}

/// No line is shorter.
pub(super) const LEAST_MS: u64 = 500;

/// How fast a language is spoken at the usual pace.
#[derive(Debug, Clone)]
pub struct SpeakingRate {
    source: SpeakingSource,
    /// Milliseconds by byte, as most lines are looked up so.
    ascii: [u64; 128],
}

impl SpeakingRate {
    #[must_use]
    pub fn new(source: SpeakingSource) -> Self {
        let mut ascii = [0; 128];
        for (byte, ms) in (0_u8..).zip(ascii.iter_mut()) {
            *ms = character_ms(source, char::from(byte));
        }
        Self { source, ascii }
    }

    /// How long a text takes to say.
    #[must_use]
    pub fn line_ms(&self, text: &str) -> u64 {
        self.text_ms(text).max(LEAST_MS)
    }

    /// How long a piece of a line takes.
    pub(super) fn text_ms(&self, text: &str) -> u64 {
        if text.is_ascii() {
            text.bytes().map(|byte| self.ascii[usize::from(byte)]).sum()
        } else {
            text.chars().map(|character| self.character_ms(character)).sum()
        }
    }

    /// How long one character of a line takes.
    #[must_use]
    pub const fn character_ms(&self, character: char) -> u64 {
        character_ms(self.source, character)
    }
}

const fn character_ms(source: SpeakingSource, character: char) -> u64 {
    let SpeakingSource { character_ms, comma_ms, stop_ms } = source;
    match character {
        ',' | ';' | ':' => character_ms + comma_ms,
        '.' | '!' | '?' | '…' | '।' => character_ms + stop_ms,
        // A spelled letter is said by its name.
        '-' => character_ms + comma_ms / 2,
        '0'..='9' => character_ms * 4,
        _ => character_ms,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_twenty_five_words_takes_about_ten_seconds() {
        let line = "You have waited sixteen days for this, and I am sorry. I will trace it now and stay on the line with you until then, yes.";
        let ms = SpeakingRate::new(SpeakingSource::default()).line_ms(line);
        assert!((8_000..=11_000).contains(&ms), "{ms}");
    }
}
