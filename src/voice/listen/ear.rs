//! Hearing whether somebody speaks, sample by sample, and what is wrong with the microphone.

use std::collections::VecDeque;

use earshot::Detector;
use serde::{Deserialize, Serialize};

use crate::voice::sound::decibels;

/// The detector of speech hears this many samples a second, this many at once: 16 ms.
const RATE: u32 = 16_000;
const FRAME: usize = 256;
const FRAME_MS: u64 = 16;
/// Above this it is speech, and below the other it is none any more; between them it stays what it was.
const SPEECH: f32 = 0.5;
const NO_SPEECH: f32 = 0.35;
/// Frames in a row that begin a spell, and that end one: a shorter pause is a breath.
const BEGINS: u64 = 3;
const ENDS: u64 = 25;
/// A shorter spell is a cough or a click, in milliseconds.
const LEAST_MS: u64 = 150;
/// A frame that is softer is silence, whatever the detector makes of it; in decibels below full scale.
const SILENT_DB: f32 = -62.0;
/// Speech rises so far above the quietest tenth of what is heard; a steady noise does not. In decibels.
const RISES_DB: f32 = 6.0;
/// So many of the last frames tell what is wrong: 4 s.
const LOOK_BACK: usize = 250;
/// A microphone that gives no more than this is switched off.
const DEAD: f32 = 0.0004;
/// Where even the quietest tenth is louder than this, there is a steady noise; in decibels below full scale.
const NOISE_DB: f32 = -42.0;
/// So many frames of [`LOOK_BACK`] that reach full scale are too many.
const CLIPPED: usize = 4;

/// A stretch in which somebody spoke, in milliseconds since listening began, or of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spell {
    pub from_ms: u64,
    pub to_ms: u64,
    /// Level in tenths of a decibel; full scale is 0.
    pub level: i32,
}

/// What is wrong with what a microphone gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// Nothing at all comes from it.
    Silent,
    /// It is louder than can be written down.
    Clipped,
    /// A steady noise.
    Noisy,
}

/// What a frame was like.
#[derive(Debug, Clone, Copy)]
struct Frame {
    db: f32,
    peak: f32,
    clipped: bool,
}

/// Hears one microphone, from its first sample on.
pub struct Ear {
    rate: u32,
    detector: Box<Detector>,
    /// What is left over for the next sample at [`RATE`]: sum, how many, and how far it has come.
    sum: f32,
    count: u32,
    turn: u32,
    frame: Vec<f32>,
    full: u32,
    frames: u64,
    /// Frames in a row that are speech, or none while a spell runs.
    run: u64,
    since: Option<u64>,
    power: f64,
    spoken: u64,
    spells: Vec<Spell>,
    last: VecDeque<Frame>,
}

impl std::fmt::Debug for Ear {
    fn fmt(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
        out.debug_struct("Ear").field("rate", &self.rate).field("frames", &self.frames).finish_non_exhaustive()
    }
}

impl Ear {
    /// An ear for samples of one channel, so many a second.
    #[must_use]
    pub fn new(rate: u32) -> Self {
        Self {
            rate: rate.max(1),
            detector: Detector::default_boxed(),
            sum: 0.0,
            count: 0,
            turn: 0,
            frame: Vec::with_capacity(FRAME),
            full: 0,
            frames: 0,
            run: 0,
            since: None,
            power: 0.0,
            spoken: 0,
            spells: Vec::new(),
            last: VecDeque::with_capacity(LOOK_BACK),
        }
    }

    /// Hears on. Samples that are no numbers are silence.
    pub fn hear(&mut self, samples: &[f32]) {
        for sample in samples {
            let sample = if sample.is_finite() { sample.clamp(-1.0, 1.0) } else { 0.0 };
            self.full += u32::from(sample.abs() > 0.999);
            self.sum += sample;
            self.count += 1;
            self.turn += RATE;
            // The mean of what falls on one sample; a slower rate gives some of them twice.
            while self.turn >= self.rate {
                self.turn -= self.rate;
                let mean = if self.count == 0 { sample } else { self.sum / self.count as f32 };
                (self.sum, self.count) = (0.0, 0);
                self.frame.push(mean);
                if self.frame.len() == FRAME {
                    self.take_frame();
                }
            }
        }
    }

    fn take_frame(&mut self) {
        let score = self.detector.predict_f32(&self.frame);
        let power = self.frame.iter().map(|sample| sample * sample).sum::<f32>() / FRAME as f32;
        let peak = self.frame.iter().fold(0.0_f32, |most, sample| sample.abs().max(most));
        let frame = Frame { db: decibels(power.sqrt()), peak, clipped: self.full >= 3 };
        let score = if frame.db < SILENT_DB { 0.0 } else { score };
        self.frame.clear();
        self.full = 0;
        if self.last.len() == LOOK_BACK {
            self.last.pop_front();
        }
        self.last.push_back(frame);
        self.frames += 1;
        match self.since {
            None => {
                self.run = if score >= SPEECH { self.run + 1 } else { 0 };
                if self.run > 0 {
                    self.add(power);
                } else {
                    (self.power, self.spoken) = (0.0, 0);
                }
                if self.run == BEGINS {
                    (self.since, self.run) = (Some(self.frames - BEGINS), 0);
                }
            }
            Some(since) => {
                self.run = if score < NO_SPEECH { self.run + 1 } else { 0 };
                if self.run == 0 {
                    self.add(power);
                } else if self.run == ENDS {
                    self.end(since, self.frames - ENDS);
                }
            }
        }
    }

    fn add(&mut self, power: f32) {
        self.power += f64::from(power);
        self.spoken += 1;
    }

    fn end(&mut self, since: u64, until: u64) {
        self.spells.extend(self.spell(since, until));
        (self.since, self.run, self.power, self.spoken) = (None, 0, 0.0, 0);
    }

    /// What was said between two frames, if it was long and loud enough.
    fn spell(&self, since: u64, until: u64) -> Option<Spell> {
        let (from_ms, to_ms) = (since * FRAME_MS, until * FRAME_MS);
        let mean = (self.power / self.spoken.max(1) as f64).sqrt();
        let db = decibels(mean as f32);
        let counts = to_ms.saturating_sub(from_ms) >= LEAST_MS && db > self.quietest() + RISES_DB;
        counts.then(|| Spell { from_ms, to_ms, level: (db * 10.0).round() as i32 })
    }

    /// The spells that are over, each of them once.
    pub fn spells(&mut self) -> Vec<Spell> {
        std::mem::take(&mut self.spells)
    }

    /// What is being said now, as far as it was heard.
    #[must_use]
    pub fn unfinished(&self) -> Option<Spell> {
        self.spell(self.since?, self.frames - self.run)
    }

    /// Ends what is being said now.
    pub fn finish(&mut self) {
        if let Some(since) = self.since {
            self.end(since, self.frames);
        }
    }

    /// Whether somebody speaks now.
    #[must_use]
    pub const fn is_spoken_to(&self) -> bool {
        self.since.is_some()
    }

    /// How long it has listened, in milliseconds.
    #[must_use]
    pub const fn ms(&self) -> u64 {
        self.frames * FRAME_MS
    }

    /// What is wrong with the last seconds; none before there are as many.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        if self.last.iter().filter(|frame| frame.clipped).count() >= CLIPPED {
            return Some(Trouble::Clipped);
        }
        if self.last.len() < LOOK_BACK {
            return None;
        }
        if self.last.iter().all(|frame| frame.peak < DEAD) {
            return Some(Trouble::Silent);
        }
        (self.quietest() > NOISE_DB).then_some(Trouble::Noisy)
    }

    /// The level that a tenth of the last seconds stays below, in decibels.
    fn quietest(&self) -> f32 {
        let mut levels: Vec<f32> = self.last.iter().map(|frame| frame.db).collect();
        levels.sort_by(f32::total_cmp);
        levels.get(levels.len() / 10).copied().unwrap_or(f32::MIN)
    }
}
