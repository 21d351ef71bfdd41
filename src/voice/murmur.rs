//! The murmur of a call centre: people at other desks, of whom nothing can be understood. It is made in code, of pulses
//! through the resonances of a throat, and repeats without a seam.

use std::f32::consts::TAU;

use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

use super::line::unit;
use super::sound::{Sound, decibels};
use crate::call::Murmur;

/// Speech across a room has nothing above half of this.
const RATE: u32 = 16_000;
/// Seconds until it repeats, and how long the end flows into the beginning.
const ROUND: f32 = 20.0;
const FLOW: f32 = 1.0;

/// How many people are heard, and how loud they are together, in decibels below full scale. A caller speaks at some -24.
const fn crowd(murmur: Murmur) -> (u64, f32) {
    match murmur {
        Murmur::Off => (0, -120.0),
        Murmur::Light => (5, -46.0),
        Murmur::Busy => (12, -37.0),
    }
}

/// One round of the murmur, for the left and the right ear. It may be repeated for ever. None where there is none.
#[must_use]
pub fn murmur(level: Murmur) -> Option<[Sound; 2]> {
    let (people, db) = crowd(level);
    let count = ((ROUND + FLOW) * RATE as f32) as usize;
    let mut ears = [vec![0.0_f32; count], vec![0.0_f32; count]];
    for person in 0..people {
        let mut chance = ChaCha8Rng::seed_from_u64(person);
        let (near, side) = (0.3 + 0.7 * unit(&mut chance), unit(&mut chance));
        let said = babble(&mut chance, count);
        // A voice from the side reaches the other ear as well.
        let gains = [1.0 - 0.6 * side, 0.4 + 0.6 * side];
        for (ear, gain) in ears.iter_mut().zip(gains) {
            ear.iter_mut().zip(&said).for_each(|(sum, sample)| *sum += sample * near * gain);
        }
    }
    (people > 0).then(|| ears.map(|samples| at_level(without_seam(samples), db)))
}

fn at_level(samples: Vec<f32>, db: f32) -> Sound {
    let power = samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len().max(1) as f32;
    let gain = 10_f32.powf((db - decibels(power.sqrt())) / 20.0);
    Sound { rate: RATE, samples: samples.into_iter().map(|sample| sample * gain).collect() }
}

/// The end flows into the beginning, at equal power.
fn without_seam(mut samples: Vec<f32>) -> Vec<f32> {
    let flow = (FLOW * RATE as f32) as usize;
    let tail = samples.split_off(samples.len() - flow);
    for (place, last) in tail.into_iter().enumerate() {
        let turn = place as f32 / flow as f32 * TAU / 4.0;
        samples[place] = samples[place] * turn.sin() + last * turn.cos();
    }
    samples
}

/// What one person says: syllables of some vowel each, in phrases with pauses between them.
fn babble(chance: &mut ChaCha8Rng, count: usize) -> Vec<f32> {
    let rate = RATE as f32;
    let pitch = 95.0 + 120.0 * unit(chance);
    let mut out = Vec::with_capacity(count + RATE as usize);
    let (mut throat, mut phase, mut far) = ([Resonance::default(); 2], 0.0_f32, 0.0_f32);
    while out.len() < count {
        let syllables = 5 + (unit(chance) * 14.0) as usize;
        for syllable in 0..syllables {
            let length = ((0.13 + 0.12 * unit(chance)) * rate) as usize;
            throat[0].tune(300.0 + 450.0 * unit(chance), 90.0);
            throat[1].tune(900.0 + 1_300.0 * unit(chance), 140.0);
            let stress = 0.4 + 0.6 * unit(chance);
            // A phrase sinks towards its end.
            let tone = pitch * (1.15 - 0.3 * syllable as f32 / syllables as f32) * (0.95 + 0.1 * unit(chance));
            for place in 0..length {
                let inside = place as f32 / length as f32;
                let swell = (inside * TAU / 2.0).sin().powf(0.7) * stress;
                phase = (phase + tone / rate).fract();
                let breath = if inside < 0.2 { unit(chance) - 0.5 } else { 0.0 };
                let source = (1.0 - 2.0 * phase) * 0.6 + breath * 0.5;
                let [low, high] = &mut throat;
                let said = (low.pass(source) + 0.5 * high.pass(source)) * swell;
                // Across a room the sharp edges are lost.
                far += (said - far) * 0.45;
                out.push(far);
            }
        }
        let pause = ((0.4 + 1.6 * unit(chance)) * rate) as usize;
        out.extend(std::iter::repeat_n(0.0, pause));
    }
    out.truncate(count);
    out
}

/// One resonance of a throat.
#[derive(Debug, Clone, Copy, Default)]
struct Resonance {
    around: f32,
    keeps: f32,
    before: [f32; 2],
}

impl Resonance {
    fn tune(&mut self, frequency: f32, width: f32) {
        self.keeps = (-TAU / 2.0 * width / RATE as f32).exp();
        self.around = 2.0 * self.keeps * (TAU * frequency / RATE as f32).cos();
    }

    fn pass(&mut self, sample: f32) -> f32 {
        let [last, one] = self.before;
        let out = (1.0 - self.keeps) * sample + self.around * last - self.keeps * self.keeps * one;
        self.before = [out, last];
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(sound: &Sound) -> f32 {
        let power = sound.samples.iter().map(|sample| sample * sample).sum::<f32>() / sound.samples.len() as f32;
        decibels(power.sqrt())
    }

    #[test]
    fn a_busy_room_is_louder_than_a_quiet_one_and_neither_has_a_seam() {
        assert!(murmur(Murmur::Off).is_none());
        let [light, busy] = [Murmur::Light, Murmur::Busy].map(|level| murmur(level).expect("people are heard"));
        for (room, db) in [(&light, -46.0), (&busy, -37.0)] {
            for ear in room {
                assert_eq!(ear.ms(), 20_000);
                assert!((level(ear) - db).abs() < 0.5, "{}", level(ear));
                let step = |one: f32, other: f32| (one - other).abs();
                let inside = ear.samples.windows(2).map(|pair| step(pair[0], pair[1])).fold(0.0, f32::max);
                assert!(step(ear.samples[ear.samples.len() - 1], ear.samples[0]) <= inside);
            }
        }
        assert_ne!(busy[0], busy[1], "it comes from all sides");
        // It goes up and down as speech does, and is never silent in a busy room.
        let seconds: Vec<f32> = busy[0]
            .samples
            .chunks(RATE as usize)
            .map(|part| level(&Sound { rate: RATE, samples: part.to_vec() }))
            .collect();
        assert!(seconds.iter().all(|level| (-46.0..-30.0).contains(level)), "{seconds:?}");
    }
}
