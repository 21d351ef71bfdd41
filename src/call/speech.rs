//! Time, and how long a line takes to say.

use serde::{Deserialize, Serialize};

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

/// About 150 words a minute in English (the usual figure for conversational speech): 5.7 characters a word with its space
/// make 62 ms a character, with pauses at punctuation on top.
const CHARACTER_MS: u64 = 62;
const COMMA_MS: u64 = 180;
const STOP_MS: u64 = 320;
/// No line is shorter.
pub(super) const LEAST_MS: u64 = 500;

/// How long a text takes to say at the usual pace.
#[must_use]
pub fn line_ms(text: &str) -> u64 {
    text_ms(text).max(LEAST_MS)
}

/// How long a piece of a line takes.
pub(super) fn text_ms(text: &str) -> u64 {
    if text.is_ascii() {
        text.bytes().map(|byte| ASCII_MS[usize::from(byte)]).sum()
    } else {
        text.chars().map(character_ms).sum()
    }
}

/// The same by byte, as most lines are looked up so.
const ASCII_MS: [u64; 128] = {
    let mut table = [0; 128];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] = character_ms(byte as char);
        byte += 1;
    }
    table
};

/// How long one character of a line takes.
#[must_use]
pub const fn character_ms(character: char) -> u64 {
    match character {
        ',' | ';' | ':' => CHARACTER_MS + COMMA_MS,
        '.' | '!' | '?' | '…' => CHARACTER_MS + STOP_MS,
        // A spelled letter is said by its name.
        '-' => CHARACTER_MS + COMMA_MS / 2,
        '0'..='9' => CHARACTER_MS * 4,
        _ => CHARACTER_MS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_twenty_five_words_takes_about_ten_seconds() {
        let line = "You have waited sixteen days for this, and I am sorry. I will trace it now and stay on the line with you until then, yes.";
        let ms = line_ms(line);
        assert!((8_000..=11_000).contains(&ms), "{ms}");
    }
}
