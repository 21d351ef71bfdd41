//! The sounds themselves, made in code: there is no sound file to lose or to license.

use std::f32::consts::TAU;
use std::sync::OnceLock;

use kira::Frame;
use kira::sound::static_sound::{StaticSoundData, StaticSoundSettings};

use super::SoundId;
use crate::call::Murmur;
use crate::scenario::LineQuality;
use crate::voice::{Sound, hold_music, murmur};

const RATE: u32 = 44_100;

/// Frames for a sound. Rings, music and murmur repeat until they are stopped. Each is made once.
pub(super) fn sound(id: SoundId) -> StaticSoundData {
    static MADE: [OnceLock<StaticSoundData>; SoundId::ALL.len()] = [const { OnceLock::new() }; SoundId::ALL.len()];
    let place = SoundId::ALL.iter().position(|other| *other == id).unwrap_or_default();
    MADE[place].get_or_init(|| make(id)).clone()
}

/// Makes what takes longest, so that it is there when it is wanted.
pub(super) fn prepare() {
    for id in SoundId::ALL {
        sound(id);
    }
}

fn make(id: SoundId) -> StaticSoundData {
    let mono =
        |sound: Sound, repeats| data(sound.rate, sound.samples.into_iter().map(Frame::from_mono).collect(), repeats);
    let own = |samples| Sound { rate: RATE, samples };
    match id {
        SoundId::Ring => mono(own(ring()), true),
        SoundId::PickUp => mono(own(click(1_100.0, 0.05)), false),
        SoundId::Transfer => mono(own([click(760.0, 0.06), vec![0.0; 2_600], click(760.0, 0.06)].concat()), false),
        SoundId::HangUp => mono(own(click(520.0, 0.09)), false),
        SoundId::RingBack => mono(over_the_line(own(ring())), true),
        SoundId::Hold => mono(hold_music(), true),
        SoundId::MurmurLight => room(Murmur::Light),
        SoundId::MurmurBusy => room(Murmur::Busy),
    }
}

fn room(level: Murmur) -> StaticSoundData {
    let [left, right] =
        murmur(level).unwrap_or([Sound { rate: RATE, samples: Vec::new() }, Sound { rate: RATE, samples: Vec::new() }]);
    let frames = left.samples.iter().zip(&right.samples).map(|(left, right)| Frame::new(*left, *right)).collect();
    data(left.rate, frames, true)
}

fn data(sample_rate: u32, frames: Vec<Frame>, repeats: bool) -> StaticSoundData {
    let settings = StaticSoundSettings::new();
    let settings = if repeats { settings.loop_region(0.0..) } else { settings };
    StaticSoundData { sample_rate, frames: frames.into(), settings, slice: None }
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

/// What rings at the other end, heard through the telephone: softer than the phone on the desk. It ends in silence, so
/// the filters know no seam.
fn over_the_line(ring: Sound) -> Sound {
    let softer = Sound { samples: ring.samples.into_iter().map(|sample| sample * 0.35).collect(), ..ring };
    softer.over_telephone(LineQuality::Good, 0)
}

/// A short dull knock.
fn click(frequency: f32, seconds: f32) -> Vec<f32> {
    samples(seconds, |time| sine(frequency, time) * (-time * 90.0).exp() * envelope(time, 0.0, seconds, 0.002) * 0.5)
}
