//! How people sound: what a temperament does to a voice, what a person's voice is like, how fast a language is spoken.

use serde::Deserialize;

/// What a temperament does to a voice. `pace` decides how long the caller's lines take, so it moves a call's clock; the
/// rest is heard only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VoiceSource {
    /// Speed, in per cent of the usual.
    pub pace: i32,
    /// Steps above or below the person's own pitch, on a scale of 100.
    pub pitch: i32,
    /// How much the voice rises and falls, in per cent of the usual.
    pub range: i32,
    /// Decibels above or below the usual level.
    pub volume: i32,
    /// Hesitates within a line.
    pub pauses: bool,
    /// What is added when patience is below 70.
    pub tense: VoiceShift,
    /// Below 40.
    pub angry: VoiceShift,
    /// Below 15.
    pub at_the_end: VoiceShift,
}

impl Default for VoiceSource {
    fn default() -> Self {
        Self {
            pace: 100,
            pitch: 0,
            range: 100,
            volume: 0,
            pauses: false,
            tense: VoiceShift { pace: 0, pitch: 3, range: 20, volume: 2 },
            angry: VoiceShift { pace: 0, pitch: 8, range: 50, volume: 6 },
            at_the_end: VoiceShift { pace: 0, pitch: 10, range: 60, volume: 7 },
        }
    }
}

/// What a mood adds to a voice, in the units of [`VoiceSource`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VoiceShift {
    /// Per cent.
    pub pace: i32,
    /// Steps of 100.
    pub pitch: i32,
    /// Per cent.
    pub range: i32,
    /// Decibels.
    pub volume: i32,
}

impl VoiceSource {
    /// The voice with what a mood adds.
    #[must_use]
    pub const fn shifted(self, by: VoiceShift) -> Self {
        Self {
            pace: self.pace + by.pace,
            pitch: self.pitch + by.pitch,
            range: self.range + by.range,
            volume: self.volume + by.volume,
            ..self
        }
    }

    /// The field that lies outside of its bounds in some mood, with the bounds.
    pub(in crate::scenario) fn problem(&self) -> Option<(&'static str, i32, i32)> {
        let moods = [VoiceShift::default(), self.tense, self.angry, self.at_the_end].map(|by| self.shifted(by));
        let outside = |name, values: [i32; 4], least, most| {
            values.iter().any(|value| !(least..=most).contains(value)).then_some((name, least, most))
        };
        outside("pace", moods.map(|voice| voice.pace), 50, 200)
            .or_else(|| outside("pitch", moods.map(|voice| voice.pitch), -50, 50))
            .or_else(|| outside("range", moods.map(|voice| voice.range), 0, 300))
            .or_else(|| outside("volume", moods.map(|voice| voice.volume), -12, 12))
    }
}

/// Whether a voice is high or low.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
pub enum VoiceKind {
    High,
    Low,
}

/// How old a voice sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum VoiceAge {
    Young,
    Middle,
    Old,
}

/// The voice of the person who rings, where the first name and the seed are not to choose it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CallerVoiceSource {
    /// High or low.
    pub kind: Option<VoiceKind>,
    /// How old it sounds.
    pub age: Option<VoiceAge>,
    /// Speed, in per cent of the usual; it moves the call's clock.
    pub pace: i32,
    /// What this person telephones over.
    pub line: LineQuality,
}

impl CallerVoiceSource {
    /// The voice with what another has where this one says nothing, and which fields those are.
    pub(in crate::scenario) fn over(self, other: Self) -> (Self, Vec<&'static str>) {
        let plain = Self::default();
        let mut taken = Vec::new();
        let mut out = self;
        if self.kind.is_none() && other.kind.is_some() {
            out.kind = other.kind;
            taken.push("kind");
        }
        if self.age.is_none() && other.age.is_some() {
            out.age = other.age;
            taken.push("age");
        }
        if self.pace == plain.pace && other.pace != plain.pace {
            out.pace = other.pace;
            taken.push("pace");
        }
        if self.line == plain.line && other.line != plain.line {
            out.line = other.line;
            taken.push("line");
        }
        (out, taken)
    }
}

/// How well a telephone line carries a voice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum LineQuality {
    /// Nothing is lost.
    #[default]
    Good,
    /// Some noise, and now and then a piece is missing.
    Mobile,
    /// Noise, and pieces are missing.
    Bad,
}

impl Default for CallerVoiceSource {
    fn default() -> Self {
        Self { kind: None, age: None, pace: 100, line: LineQuality::Good }
    }
}

/// How long it takes to say a text without a sound to measure it by, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpeakingSource {
    /// For each character.
    pub character_ms: u64,
    /// Besides, for a comma.
    pub comma_ms: u64,
    /// Besides, for a full stop.
    pub stop_ms: u64,
}

/// About 150 words a minute in English (the usual figure for conversational speech): 5.7 characters a word with its space
/// make 62 ms a character, with pauses at punctuation on top.
impl Default for SpeakingSource {
    fn default() -> Self {
        Self { character_ms: 62, comma_ms: 180, stop_ms: 320 }
    }
}
