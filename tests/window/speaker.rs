//! A sound device that plays into a pipe. The pipe is read at the pace of a real device, so that the program is held back
//! by it as by a real one, and what was played can be measured.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

pub const RATE: usize = 48_000;
const CHANNELS: usize = 2;

/// Frames that are read at once: 10 ms.
const CHUNK: usize = RATE / 100;

/// Quieter than this is silence: 60 dB below full scale.
const SILENCE: f64 = 0.001;

pub struct Speaker {
    config: PathBuf,
    heard: Arc<Mutex<Vec<f64>>>,
    pulled_out: Arc<AtomicBool>,
}

/// A stretch of sound, in seconds since the device was opened.
#[derive(Debug, Clone, Copy)]
pub struct Sound {
    pub from: f64,
    pub to: f64,
    /// Root mean square and peak, of 1 for full scale.
    pub rms: f64,
    pub peak: f64,
}

impl Sound {
    pub fn length(&self) -> f64 {
        self.to - self.from
    }
}

impl Speaker {
    /// Sets the device up in a folder.
    pub fn new(folder: &Path) -> Self {
        let pipe = folder.join("speaker");
        assert!(Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success()), "a pipe is made");
        let config = folder.join("asound.conf");
        let text = format!(
            "pcm.sink {{ type file slave.pcm {{ type null }} file \"{}\" format raw }}\n\
             pcm.!default {{ type plug slave {{ pcm sink format S16_LE rate {RATE} channels {CHANNELS} }} }}\n",
            pipe.display()
        );
        std::fs::write(&config, text).expect("the device is described");
        let heard = Arc::new(Mutex::new(Vec::new()));
        let pulled_out = Arc::new(AtomicBool::new(false));
        let (to, stopped) = (Arc::clone(&heard), Arc::clone(&pulled_out));
        std::thread::spawn(move || listen(&pipe, &to, &stopped));
        Self { config, heard, pulled_out }
    }

    /// Takes no sound any more, or again.
    pub fn pull_out(&self, out: bool) {
        self.pulled_out.store(out, Ordering::Relaxed);
    }

    /// Where the sound library finds the device.
    pub fn config(&self) -> &Path {
        &self.config
    }

    /// Seconds of sound so far.
    pub fn now(&self) -> f64 {
        seconds(self.heard.lock().unwrap_or_else(PoisonError::into_inner).len())
    }

    /// All that was heard, as one channel of samples between -1 and 1.
    pub fn samples(&self) -> Vec<f64> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn listen(pipe: &Path, heard: &Mutex<Vec<f64>>, pulled_out: &AtomicBool) {
    // Each time it blocks until the program opens the device.
    while let Ok(pipe) = File::open(pipe) {
        play(pipe, heard, pulled_out);
    }
}

fn play(mut pipe: File, heard: &Mutex<Vec<f64>>, pulled_out: &AtomicBool) {
    let mut bytes = vec![0_u8; CHUNK * CHANNELS * 2];
    let mut began: Option<Instant> = None;
    let mut chunks = 0;
    while pipe.read_exact(&mut bytes).is_ok() {
        let since = *began.get_or_insert_with(Instant::now);
        let frames = bytes.chunks_exact(CHANNELS * 2);
        let left = frames.map(|frame| f64::from(i16::from_le_bytes([frame[0], frame[1]])) / 32_768.0);
        heard.lock().unwrap_or_else(PoisonError::into_inner).extend(left);
        chunks += 1;
        let due = Duration::from_millis(10) * chunks;
        std::thread::sleep(due.saturating_sub(since.elapsed()));
        let stopped = Instant::now();
        while pulled_out.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(20));
        }
        // What was not taken is not taken later, all at once.
        began = began.map(|began| began + stopped.elapsed());
    }
}

#[expect(clippy::cast_precision_loss, reason = "minutes of sound")]
pub fn seconds(samples: usize) -> f64 {
    samples as f64 / RATE as f64
}

/// The samples between two moments.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "minutes of sound")]
pub fn between(samples: &[f64], from: f64, to: f64) -> &[f64] {
    let at = |seconds: f64| ((seconds.max(0.0) * RATE as f64) as usize).min(samples.len());
    &samples[at(from)..at(to)]
}

pub fn peak(samples: &[f64]) -> f64 {
    samples.iter().fold(0.0, |most, sample| sample.abs().max(most))
}

#[expect(clippy::cast_precision_loss, reason = "minutes of sound")]
pub fn rms(samples: &[f64]) -> f64 {
    (samples.iter().map(|sample| sample * sample).sum::<f64>() / samples.len().max(1) as f64).sqrt()
}

/// The stretches in which something is heard. A gap of less than 30 ms does not end one.
pub fn sounds(samples: &[f64]) -> Vec<Sound> {
    const WINDOW: usize = RATE / 200;
    const GAP: usize = 6;
    let loud: Vec<bool> = samples.chunks(WINDOW).map(|window| peak(window) > SILENCE).collect();
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (at, _) in loud.iter().enumerate().filter(|(_, loud)| **loud) {
        match found.last_mut() {
            Some((_, to)) if at < *to + GAP => *to = at + 1,
            _ => found.push((at, at + 1)),
        }
    }
    let stretch = |(from, to): (usize, usize)| {
        let (from, to) = (from * WINDOW, (to * WINDOW).min(samples.len()));
        let inside = &samples[from..to];
        Sound { from: seconds(from), to: seconds(to), rms: rms(inside), peak: peak(inside) }
    };
    found.into_iter().map(stretch).collect()
}

/// How much of the power of some samples lies at a frequency, between 0 and 1 (Goertzel's algorithm).
#[expect(clippy::cast_precision_loss, reason = "minutes of sound")]
pub fn share(samples: &[f64], frequency: f64) -> f64 {
    let turn = std::f64::consts::TAU * frequency / RATE as f64;
    let coefficient = 2.0 * turn.cos();
    let (mut before, mut last) = (0.0, 0.0);
    for sample in samples {
        (before, last) = (last, sample + coefficient * last - before);
    }
    let power = last * last + before * before - coefficient * last * before;
    let count = samples.len().max(1) as f64;
    let whole: f64 = samples.iter().map(|sample| sample * sample).sum();
    if whole == 0.0 { 0.0 } else { power * 2.0 / (count * whole) }
}

/// How much of the power of some samples lies between two frequencies: the mean of windows of 20 ms, by their bins of 50 Hz.
#[expect(clippy::cast_precision_loss, reason = "minutes of sound")]
pub fn band(samples: &[f64], from: f64, to: f64) -> f64 {
    const WINDOW: usize = RATE / 50;
    const BIN: f64 = 50.0;
    let windows: Vec<&[f64]> = samples.chunks_exact(WINDOW).collect();
    let power = |window: &[f64]| window.iter().map(|sample| sample * sample).sum::<f64>();
    let within = |window: &[f64]| {
        let bins = (1..WINDOW / 2).map(|bin| bin as f64 * BIN).filter(|at| (from..=to).contains(at));
        power(window) * bins.map(|at| share(window, at)).sum::<f64>()
    };
    let whole: f64 = windows.iter().map(|window| power(window)).sum();
    if whole == 0.0 { 0.0 } else { windows.iter().map(|window| within(window)).sum::<f64>() / whole }
}
