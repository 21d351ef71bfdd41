//! Turns a line into a sound: a recording where there is one, else what was spoken before, else the engine.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::cache::{Cache, Kept};
use super::engine::{Engine, Speech, TIME_LIMIT, Utterance, VoiceError};
use super::language::Language;
use super::manner::Manner;
use super::recorded;
use super::sound::Sound;
use super::spoken::{hesitant, known, spoken};
use super::timing::{self, Timing};
use crate::call::{Mood, Setup, Speaker};
use crate::scenario::LineQuality;

/// What engines are asked to speak at first, in words a minute, and what is still speech.
const USUAL_SPEED: i32 = 160;
const SPEEDS: (i32, i32) = (80, 320);
/// A line that is longer or shorter than its time by more than this is spoken again at another speed, in per cent.
const NEAR_ENOUGH: u64 = 2;
/// How often.
const TRIES: usize = 3;
/// A recording is brought to its time where it is further off than this, in milliseconds.
const OFF_MS: u64 = 20;

/// A line to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// As it is read aloud.
    pub text: String,
    /// How much of the caption is shown as each word of the text begins, in bytes.
    pub shown: Vec<usize>,
    /// `en-GB`.
    pub locale: String,
    pub manner: Manner,
    /// The time that it takes in the call, in milliseconds.
    pub ms: u64,
    /// Where it was recorded.
    pub recording: Option<PathBuf>,
    /// The telephone that it comes out of, and where that breaks; none for who sits at the desk.
    pub line: Option<(LineQuality, u64)>,
}

impl Order {
    /// A line of a call, as it is said by somebody in a mood within its time. `text` is what the captions show.
    #[must_use]
    pub fn new(setup: &Setup, by: &Speaker, mood: Mood, text: &str, ms: u64) -> Self {
        Self::in_language(setup, &setup.pack.source.locale, (by, mood), text, ms)
    }

    /// What is heard by who waits for a department: in its own words, else in those of the language; none where there are
    /// neither.
    #[must_use]
    pub fn announcement(setup: &Setup, to: &str) -> Option<Self> {
        let department = setup.pack.source.departments.get(to)?;
        let language = Language::of(&setup.pack.source.locale);
        let own = department.announcement.trim();
        let text = if own.is_empty() { language.queue(&department.name, department.wait_min)? } else { own.to_owned() };
        // Nobody's voice: the same one for all departments, and not the caller's.
        let by = Speaker::Department("queue".into());
        let ms = setup.line_ms(&by, Mood::Calm, &text);
        Some(Self::new(setup, &by, Mood::Calm, &text, ms))
    }

    /// The same in another language than the pack's.
    #[must_use]
    pub fn in_language(setup: &Setup, locale: &str, (by, mood): (&Speaker, Mood), text: &str, ms: u64) -> Self {
        let locale = locale.to_owned();
        let language = Language::of(&locale);
        let manner = Manner::in_language(&language, setup, by, mood);
        let (read, shown) = spoken(text, &language, &known(setup));
        let read = if manner.pauses { hesitant(&read) } else { read };
        let recording = if *by == Speaker::Operator { None } else { recorded::file_of(setup, text) };
        let line = match by {
            Speaker::Operator => None,
            Speaker::Department(_) => Some((LineQuality::Good, 0)),
            Speaker::Caller => Some((setup.scenario.source.caller.voice.line, seed(setup, text))),
        };
        Self { text: read, shown, locale, manner, ms, recording, line }
    }
}

/// Where a line breaks: elsewhere in each wording and each call.
fn seed(setup: &Setup, text: &str) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&setup.seed.to_le_bytes()).update(text.as_bytes());
    let mut seed = [0; 8];
    seed.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    u64::from_le_bytes(seed)
}

/// Where a sound came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Recorded,
    Cached,
    Spoken,
}

/// A line as it is heard.
#[derive(Debug, Clone, PartialEq)]
pub struct Clip {
    pub sound: Sound,
    /// When each word of the order's text begins, in milliseconds; empty where nobody can tell.
    pub begins: Vec<u64>,
    pub timing: Timing,
    pub origin: Origin,
    /// Why a better source was passed over.
    pub instead_of: Option<VoiceError>,
}

/// Says lines, one at a time.
#[derive(Debug, Clone)]
pub struct Studio {
    engine: Result<Engine, VoiceError>,
    cache: Cache,
    limit: Duration,
}

impl Studio {
    /// A studio with the engine of a command line, eSpeak NG where it is empty. A machine without any still plays
    /// recordings.
    #[must_use]
    pub fn new(command: &str, cache: Cache) -> Self {
        Self { engine: Engine::find(command), cache, limit: TIME_LIMIT }
    }

    /// The same with another time limit for the engine.
    #[must_use]
    pub fn within(self, limit: Duration) -> Self {
        Self { limit, ..self }
    }

    /// Why nothing can be spoken here.
    #[must_use]
    pub fn trouble(&self) -> Option<&VoiceError> {
        self.engine.as_ref().err()
    }

    /// Says a line.
    ///
    /// # Errors
    /// When nothing can say it: the captions have to do.
    pub fn say(&self, order: &Order) -> Result<Clip, VoiceError> {
        let mut instead_of = None;
        if let Some(file) = &order.recording {
            match recorded::read(file) {
                Ok(sound) => {
                    let far = sound.ms().abs_diff(order.ms) > OFF_MS;
                    let sound = if far { sound.stretched(order.ms) } else { sound };
                    let (begins, timing) = by_pauses(&sound, &order.text);
                    return Ok(Clip { sound, begins, timing, origin: Origin::Recorded, instead_of });
                }
                Err(error) => instead_of = Some(error),
            }
        }
        let engine = self.engine.as_ref().map_err(Clone::clone)?;
        let key = key(engine, order);
        if let Some(Kept { sound, begins, timing }) = self.cache.get(&key) {
            return Ok(Clip { sound, begins, timing, origin: Origin::Cached, instead_of });
        }
        let kept = self.fitted(engine, order)?;
        self.cache.put(&key, &kept);
        let Kept { sound, begins, timing } = kept;
        Ok(Clip { sound, begins, timing, origin: Origin::Spoken, instead_of })
    }

    /// Speaks a line again at another speed until it takes its time.
    fn fitted(&self, engine: &Engine, order: &Order) -> Result<Kept, VoiceError> {
        let language = Language::of(&order.locale);
        let espeak = format!("{}+{}", language.espeak, order.manner.variant);
        let voice = order.manner.name();
        let mut say = Utterance {
            text: &order.text,
            locale: &order.locale,
            espeak: espeak.trim_end_matches('+'),
            voice: &voice,
            speed: USUAL_SPEED,
            pitch: order.manner.pitch,
            range: order.manner.range,
            volume: order.manner.volume(),
        };
        let speak = |say: &Utterance<'_>| Ok::<Speech, VoiceError>(engine.speak(say, self.limit)?.trimmed());
        let mut best = (speak(&say)?, say.speed);
        for _ in 1..TRIES {
            let (took, wanted) = (best.0.sound.ms(), order.ms.max(1));
            if took.abs_diff(wanted) * 100 <= wanted * NEAR_ENOUGH {
                break;
            }
            let speed = i64::from(say.speed) * i64::try_from(took).unwrap_or(i64::MAX / 1000)
                / i64::try_from(wanted).unwrap_or(1);
            let speed = i32::try_from(speed).unwrap_or(SPEEDS.1).clamp(SPEEDS.0, SPEEDS.1);
            if speed == say.speed {
                break;
            }
            say.speed = speed;
            let again = speak(&say)?;
            if again.sound.ms().abs_diff(wanted) < took.abs_diff(wanted) {
                best = (again, say.speed);
            }
        }
        let (speech, speed) = best;
        say.speed = speed;
        let measured = engine.begins(&say, &speech, self.limit).map(|begins| (begins, Timing::Words));
        let (begins, timing) = measured.unwrap_or_else(|| by_pauses(&speech.sound, &order.text));
        Ok(Kept { sound: speech.sound.levelled(order.manner.level_db as f32), begins, timing })
    }
}

fn by_pauses(sound: &Sound, text: &str) -> (Vec<u64>, Timing) {
    let begins = timing::begins(&timing::between_pauses(sound), &timing::words(text));
    begins.map_or((Vec::new(), Timing::None), |begins| (begins, Timing::Pauses))
}

impl Clip {
    /// The line as it comes out of the telephone.
    #[must_use]
    pub fn heard(self, order: &Order) -> Sound {
        match order.line {
            Some((quality, seed)) => self.sound.over_telephone(quality, seed),
            None => self.sound,
        }
    }

    /// From which millisecond of the sound how much of the caption is shown, in bytes; empty where nobody can tell.
    #[must_use]
    pub fn shown(&self, order: &Order) -> Vec<(u64, usize)> {
        if self.begins.len() != order.shown.len() {
            return Vec::new();
        }
        self.begins.iter().copied().zip(order.shown.iter().copied()).collect()
    }
}

/// What makes a line sound as it does.
fn key(engine: &Engine, order: &Order) -> blake3::Hash {
    let Manner { variant, kind, age, pitch, range, level_db, pauses } = &order.manner;
    let parts = [
        // The version of what is done with the engine's sound.
        "2".to_owned(),
        engine.id(),
        order.text.clone(),
        order.locale.clone(),
        format!("{variant} {kind:?} {age:?} {pitch} {range} {level_db} {pauses}"),
        order.ms.to_string(),
    ];
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&part.len().to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize()
}

/// Keeps a sound as a WAV file.
///
/// # Errors
/// When it cannot be written.
pub fn keep(sound: &Sound, file: &Path) -> std::io::Result<()> {
    std::fs::write(file, sound.to_wav())
}
