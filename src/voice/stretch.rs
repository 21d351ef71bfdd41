//! A recording at another pace and the same pitch: pieces of it are laid over each other where they fit best (WSOLA:
//! Verhelst and Roelands 1993, doi 10.1109/ICASSP.1993.319366). Good for speech between half and twice its pace.

use super::sound::Sound;

/// How long a piece is, and how far from its place it may be taken, in milliseconds.
const PIECE_MS: usize = 30;
const SEARCH_MS: usize = 8;

impl Sound {
    /// The sound in so many milliseconds.
    #[must_use]
    pub(super) fn stretched(self, ms: u64) -> Self {
        let samples_a_ms = (self.rate as usize / 1000).max(1);
        let (piece, search) = (PIECE_MS * samples_a_ms, SEARCH_MS * samples_a_ms);
        let step = piece / 2;
        let wanted = usize::try_from(ms * u64::from(self.rate) / 1000).unwrap_or(usize::MAX);
        let have = self.samples.len();
        if have < piece * 2 + search || wanted < piece * 2 || wanted / 4 > have {
            return self;
        }
        let mut out = vec![0.0_f32; wanted + piece];
        let mut last = 0;
        let mut at = 0;
        while at < wanted {
            // Where this piece stands in the recording, and what would have followed the last one there.
            let place = (at as u64 * have as u64 / wanted as u64) as usize;
            let from = if at == 0 { 0 } else { best_fit(&self.samples, last + step, place, search, step) };
            for (offset, sample) in self.samples.iter().skip(from).take(piece).enumerate() {
                // Hann windows at half their length add up to one; the first has nothing to come in from.
                let turn = std::f32::consts::TAU * offset as f32 / piece as f32;
                let gain = if at == 0 && offset < step { 1.0 } else { 0.5 - 0.5 * turn.cos() };
                out[at + offset] += sample * gain;
            }
            last = from;
            at += step;
        }
        out.truncate(wanted);
        Self { rate: self.rate, samples: out }
    }
}

/// The place near one wanted at which a recording goes on most like what would follow by itself.
fn best_fit(samples: &[f32], follows: usize, wanted: usize, search: usize, length: usize) -> usize {
    let last = samples.len().saturating_sub(length * 2);
    let (from, to) = (wanted.saturating_sub(search).min(last), (wanted + search).min(last));
    let Some(natural) = samples.get(follows..follows + length) else { return wanted.min(last) };
    let likeness = |at: usize| {
        let there = &samples[at..at + length];
        let (mut both, mut power) = (0.0, 1e-9_f32);
        for (one, other) in natural.iter().zip(there).step_by(4) {
            both += one * other;
            power += other * other;
        }
        both / power.sqrt()
    };
    let best = (from..=to).step_by(2).map(|at| (likeness(at), at)).max_by(|one, other| one.0.total_cmp(&other.0));
    best.map_or(from, |(_, at)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_takes_another_time_at_its_own_pitch_and_level() {
        let rate = 16_000;
        let turn = std::f32::consts::TAU * 200.0 / rate as f32;
        let samples = (0..rate).map(|at| 0.3 * (at as f32 * turn).sin()).collect();
        let sound = Sound { rate, samples };
        let crossings = |sound: &Sound| sound.samples.windows(2).filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0).count();
        for ms in [800, 1_000, 1_250] {
            let other = sound.clone().stretched(ms);
            assert_eq!(other.ms(), ms);
            let a_second = crossings(&other) as u64 * 1000 / ms;
            assert!(a_second.abs_diff(200) <= 4, "{a_second} Hz in {ms} ms");
            assert!((other.level_db() - sound.level_db()).abs() < 1.0, "{} dB", other.level_db());
        }
        let short = Sound { rate, samples: vec![0.1; 100] };
        assert_eq!(short.clone().stretched(500), short, "what is too short stays as it is");
    }
}
