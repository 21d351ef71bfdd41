//! The telephone line: what is left of a voice at the other end of it. All of it is done to the samples, so that every machine
//! hears the same and a test can measure it.

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::sound::Sound;
use crate::scenario::LineQuality;

/// What a telephone lets through, in hertz: the band of ITU-T G.712.
const BAND: (f32, f32) = (300.0, 3_400.0);
/// The length of a drop-out in seconds, at least and at most.
const DROP_OUT: (f32, f32) = (0.12, 0.35);

impl Sound {
    /// The sound as it comes out of a telephone. The seed decides where a bad line breaks.
    #[must_use]
    pub fn over_telephone(mut self, quality: LineQuality, seed: u64) -> Self {
        self.band();
        let mut chance = ChaCha8Rng::seed_from_u64(seed);
        let (noise_db, drop_outs_a_second) = match quality {
            LineQuality::Good => (-62.0, 0.0),
            LineQuality::Mobile => (-50.0, 0.08),
            LineQuality::Bad => (-42.0, 0.45),
        };
        self.drop_out(drop_outs_a_second, &mut chance);
        self.hiss(noise_db, &mut chance);
        self.limit();
        self
    }

    /// Fourth order on either side: 24 dB less an octave further out.
    fn band(&mut self) {
        let rate = self.rate as f32;
        // The two sections of a Butterworth filter.
        for q in [0.541_196_1, 1.306_563] {
            Biquad::high_pass(BAND.0, q, rate).run(&mut self.samples);
            if BAND.1 < rate * 0.45 {
                Biquad::low_pass(BAND.1, q, rate).run(&mut self.samples);
            }
        }
    }

    fn drop_out(&mut self, a_second: f32, chance: &mut ChaCha8Rng) {
        let rate = self.rate as f32;
        let edge = (0.004 * rate) as usize;
        let seconds = self.samples.len() as f32 / rate;
        // Of every second of the line, some break.
        for second in 0..seconds.ceil() as usize {
            let (happens, at, length) = (unit(chance), unit(chance), unit(chance));
            if happens >= a_second {
                continue;
            }
            let from = ((second as f32 + at) * rate) as usize;
            let to = from + ((DROP_OUT.0 + length * (DROP_OUT.1 - DROP_OUT.0)) * rate) as usize;
            let last = to.min(self.samples.len());
            for (place, sample) in self.samples.iter_mut().enumerate().take(last).skip(from) {
                let inside = (place - from).min(to - place);
                *sample *= 1.0 - (inside as f32 / edge.max(1) as f32).min(1.0);
            }
        }
    }

    fn hiss(&mut self, noise_db: f32, chance: &mut ChaCha8Rng) {
        let level = 10_f32.powf(noise_db / 20.0) * 3.0_f32.sqrt();
        for sample in &mut self.samples {
            *sample += (unit(chance) * 2.0 - 1.0) * level;
        }
    }
}

/// From 0 to 1.
pub(super) fn unit(chance: &mut ChaCha8Rng) -> f32 {
    (chance.next_u32() >> 8) as f32 / 16_777_216.0
}

/// A filter of second order (Robert Bristow-Johnson's cookbook).
struct Biquad {
    b: [f32; 3],
    a: [f32; 2],
}

impl Biquad {
    fn low_pass(frequency: f32, q: f32, rate: f32) -> Self {
        let (cos, alpha) = Self::angle(frequency, q, rate);
        Self::normal([(1.0 - cos) / 2.0, 1.0 - cos, (1.0 - cos) / 2.0], cos, alpha)
    }

    fn high_pass(frequency: f32, q: f32, rate: f32) -> Self {
        let (cos, alpha) = Self::angle(frequency, q, rate);
        Self::normal([(1.0 + cos) / 2.0, -1.0 - cos, (1.0 + cos) / 2.0], cos, alpha)
    }

    fn angle(frequency: f32, q: f32, rate: f32) -> (f32, f32) {
        let turn = std::f32::consts::TAU * frequency / rate;
        (turn.cos(), turn.sin() / (2.0 * q))
    }

    fn normal(b: [f32; 3], cos: f32, alpha: f32) -> Self {
        let whole = 1.0 + alpha;
        Self { b: b.map(|b| b / whole), a: [-2.0 * cos / whole, (1.0 - alpha) / whole] }
    }

    fn run(&self, samples: &mut [f32]) {
        let (mut one, mut two) = (0.0, 0.0);
        for sample in samples {
            let out = self.b[0] * *sample + one;
            one = self.b[1] * *sample - self.a[0] * out + two;
            two = self.b[2] * *sample - self.a[1] * out;
            *sample = out;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: u32 = 22_050;

    fn tone(frequency: f32, amplitude: f32, seconds: f32) -> Sound {
        let turn = std::f32::consts::TAU * frequency / RATE as f32;
        let count = (seconds * RATE as f32) as u32;
        Sound { rate: RATE, samples: (0..count).map(|at| amplitude * (at as f32 * turn).sin()).collect() }
    }

    fn passed(frequency: f32) -> f32 {
        let before = tone(frequency, 0.02, 1.0);
        let level = before.level_db();
        before.over_telephone(LineQuality::Good, 1).level_db() - level
    }

    #[test]
    fn a_telephone_lets_through_its_band_and_little_else() {
        for frequency in [350.0, 500.0, 1_000.0, 2_000.0, 3_200.0] {
            assert!(passed(frequency).abs() < 3.0, "{frequency} Hz: {:.1} dB", passed(frequency));
        }
        for frequency in [100.0, 6_000.0] {
            assert!(passed(frequency) < -20.0, "{frequency} Hz: {:.1} dB", passed(frequency));
        }
    }

    #[test]
    fn a_bad_line_hisses_and_breaks_in_the_same_places_each_time() {
        let line = |quality, seed| tone(1_000.0, 0.2, 20.0).over_telephone(quality, seed);
        let gaps = |sound: &Sound| {
            let loud = sound
                .samples
                .chunks(RATE as usize / 100)
                .map(|part| part.iter().fold(0.0_f32, |most, sample| sample.abs().max(most)) > 0.04);
            let loud: Vec<bool> = loud.collect();
            loud.windows(2).filter(|pair| pair[0] && !pair[1]).count()
        };
        let counts = [LineQuality::Good, LineQuality::Mobile, LineQuality::Bad].map(|quality| gaps(&line(quality, 3)));
        assert!(counts[0] == 0 && counts[1] <= 4 && counts[2] >= 5, "{counts:?}");
        assert_eq!(line(LineQuality::Bad, 3), line(LineQuality::Bad, 3));
        assert_ne!(line(LineQuality::Bad, 3), line(LineQuality::Bad, 4));
        let quiet = |quality| {
            let mut sound = tone(1_000.0, 0.0, 1.0);
            sound.samples[0] = 0.001;
            sound.over_telephone(quality, 1).level_db()
        };
        assert!(quiet(LineQuality::Bad) > quiet(LineQuality::Mobile) + 5.0);
        assert!(quiet(LineQuality::Mobile) > quiet(LineQuality::Good) + 5.0);
    }
}
