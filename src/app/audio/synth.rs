//! The sounds themselves, made of sines in code: there is no sound file to lose or to license.

use std::f32::consts::TAU;

use kira::Frame;
use kira::sound::static_sound::{StaticSoundData, StaticSoundSettings};

use super::SoundId;

const RATE: u32 = 44_100;

/// Frames for a sound. Rings and hold tones repeat until they are stopped.
pub(super) fn sound(id: SoundId) -> StaticSoundData {
    let (samples, repeats) = match id {
        SoundId::Ring => (ring(), true),
        SoundId::PickUp => (click(1_100.0, 0.05), false),
        SoundId::Hold => (hold(), true),
        SoundId::HangUp => (click(520.0, 0.09), false),
    };
    let settings = StaticSoundSettings::new();
    let settings = if repeats { settings.loop_region(0.0..) } else { settings };
    StaticSoundData {
        sample_rate: RATE,
        frames: samples.into_iter().map(Frame::from_mono).collect(),
        settings,
        slice: None,
    }
}

fn samples(seconds: f32, at: impl Fn(f32) -> f32) -> Vec<f32> {
    let count = (seconds * RATE as f32) as u32;
    (0..count).map(|index| at(index as f32 / RATE as f32)).collect()
}

fn sine(frequency: f32, time: f32) -> f32 {
    (TAU * frequency * time).sin()
}

/// Rises and falls within a few milliseconds: a tone that is cut off clicks.
fn envelope(time: f32, start: f32, length: f32, edge: f32) -> f32 {
    let from_start = (time - start) / edge;
    let to_end = (start + length - time) / edge;
    from_start.min(to_end).clamp(0.0, 1.0)
}

/// The British double ring: 400 and 450 Hz, on 0.4 s, off 0.2 s, on 0.4 s, off 2 s.
fn ring() -> Vec<f32> {
    samples(3.0, |time| {
        let tone = (sine(400.0, time) + sine(450.0, time)) * 0.5;
        let on = envelope(time, 0.0, 0.4, 0.015) + envelope(time, 0.6, 0.4, 0.015);
        tone * on * 0.35
    })
}

/// A soft broken chord, slow enough to be forgotten.
fn hold() -> Vec<f32> {
    const NOTES: [f32; 4] = [261.63, 329.63, 392.0, 329.63];
    const STEP: f32 = 0.9;
    samples(STEP * 4.0, |time| {
        let index = ((time / STEP) as usize).min(NOTES.len() - 1);
        let start = index as f32 * STEP;
        let decay = (-(time - start) * 3.0).exp();
        let note = sine(NOTES[index], time) + 0.3 * sine(NOTES[index] * 2.0, time);
        note * decay * envelope(time, start, STEP, 0.02) * 0.12
    })
}

/// A short dull knock.
fn click(frequency: f32, seconds: f32) -> Vec<f32> {
    samples(seconds, |time| sine(frequency, time) * (-time * 90.0).exp() * envelope(time, 0.0, seconds, 0.002) * 0.5)
}
