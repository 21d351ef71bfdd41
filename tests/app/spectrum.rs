//! What was heard, measured.

use steadyline::app::audio::OFFLINE_RATE;

const RATE: usize = OFFLINE_RATE as usize;

/// The samples of both ears as one.
pub fn mono(heard: &[f32]) -> Vec<f32> {
    heard.chunks_exact(2).map(|frame| f32::midpoint(frame[0], frame[1])).collect()
}

/// The samples between two moments, in milliseconds.
pub fn between(samples: &[f32], from: u64, to: u64) -> &[f32] {
    let at = |ms: u64| usize::try_from(ms).expect("minutes").saturating_mul(RATE / 1000).min(samples.len());
    &samples[at(from).min(at(to))..at(to)]
}

pub fn peak(samples: &[f32]) -> f32 {
    samples.iter().fold(0.0, |most, sample| sample.abs().max(most))
}

/// Decibels below full scale of windows of 20 ms that are not 30 dB softer than the loudest.
pub fn level(samples: &[f32]) -> f32 {
    let powers: Vec<f32> = samples.chunks(RATE / 50).map(power).collect();
    let most = powers.iter().copied().fold(0.0, f32::max);
    let said: Vec<f32> = powers.into_iter().filter(|power| *power > most / 1000.0).collect();
    10.0 * (said.iter().sum::<f32>() / said.len().max(1) as f32).max(1e-12).log10()
}

fn power(samples: &[f32]) -> f32 {
    samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len().max(1) as f32
}

/// How much of the power lies at a frequency (Goertzel's algorithm).
pub fn share(samples: &[f32], frequency: f32) -> f32 {
    let turn = std::f32::consts::TAU * frequency / RATE as f32;
    let coefficient = 2.0 * turn.cos();
    let (mut before, mut last) = (0.0_f32, 0.0_f32);
    for sample in samples {
        (before, last) = (last, sample + coefficient * last - before);
    }
    let found = last * last + before * before - coefficient * last * before;
    let whole = power(samples) * samples.len() as f32;
    if whole == 0.0 { 0.0 } else { found * 2.0 / (samples.len() as f32 * whole) }
}

/// How much of the power lies between two frequencies, by bins of 50 Hz.
pub fn band(samples: &[f32], from: f32, to: f32) -> f32 {
    const BIN: f32 = 50.0;
    let window = RATE / 50;
    let (mut inside, mut whole) = (0.0, 0.0);
    for part in samples.chunks_exact(window) {
        let all = power(part);
        let bins = (1..window / 2).map(|bin| bin as f32 * BIN).filter(|at| (from..=to).contains(at));
        inside += all * bins.map(|at| share(part, at)).sum::<f32>();
        whole += all;
    }
    if whole == 0.0 { 0.0 } else { inside / whole }
}

/// When something is heard, in milliseconds; a gap of less than `gap` does not end it.
pub fn stretches(samples: &[f32], louder_than: f32, gap: u64) -> Vec<(u64, u64)> {
    let mut found: Vec<(u64, u64)> = Vec::new();
    for (number, part) in (0_u64..).zip(samples.chunks(RATE / 200)) {
        if peak(part) <= louder_than {
            continue;
        }
        let (from, to) = (number * 5, number * 5 + 5);
        match found.last_mut() {
            Some((_, end)) if from < *end + gap => *end = to,
            _ => found.push((from, to)),
        }
    }
    found
}
