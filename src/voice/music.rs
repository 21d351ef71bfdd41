//! Hold music, made of sines in code: there is no recording to lose and nobody's licence to keep but the project's own.
//!
//! Eight slow bars of broken chords. What rings on at the end rings on in the beginning, so that it repeats without a seam.

use std::f32::consts::TAU;

use super::sound::Sound;
use crate::scenario::LineQuality;

/// Nothing of it lies above what a telephone carries.
const RATE: u32 = 16_000;
/// Seconds for a quaver, of which a bar has eight.
const STEP: f32 = 0.375;
const BAR: usize = 8;
/// How long a note can be heard, in seconds.
const RINGS: f32 = 2.6;
/// Level of the whole, in decibels below full scale: softer than any voice.
const LEVEL_DB: f32 = -31.0;

/// Notes by their number on a keyboard (69 is 440 Hz): four of a chord, from the lowest.
const CHORDS: [[i32; 4]; 8] = [
    [60, 64, 67, 71],
    [57, 64, 67, 72],
    [65, 69, 72, 76],
    [55, 62, 67, 71],
    [64, 67, 71, 74],
    [57, 60, 64, 67],
    [62, 65, 69, 72],
    [55, 65, 67, 71],
];
/// Which note of the chord each quaver plays, an octave higher or not; none is a rest.
const FIGURE: [Option<(usize, i32)>; BAR] =
    [Some((0, 0)), Some((2, 0)), Some((1, 12)), None, Some((3, 0)), Some((2, 0)), Some((0, 12)), None];

/// One round of the music, as it comes out of a telephone; it may be repeated for ever.
#[must_use]
pub fn hold_music() -> Sound {
    let step = (STEP * RATE as f32) as usize;
    let whole = step * BAR * CHORDS.len();
    let mut samples = vec![0.0; whole];
    for (bar, chord) in CHORDS.iter().enumerate() {
        for (place, played) in FIGURE.iter().enumerate() {
            let Some((of, octave)) = played else { continue };
            let loud = if place == 0 { 1.0 } else { 0.7 };
            strike(&mut samples, (bar * BAR + place) * step, chord[*of] + octave, loud);
        }
    }
    let round = Sound { rate: RATE, samples }.levelled(LEVEL_DB);
    over_and_over(round)
}

/// A soft note; what rings on over the end is heard at the beginning.
fn strike(samples: &mut [f32], at: usize, note: i32, loud: f32) {
    let frequency = 440.0 * 2_f32.powf((note - 69) as f32 / 12.0);
    let whole = samples.len();
    for place in 0..(RINGS * RATE as f32) as usize {
        let time = place as f32 / RATE as f32;
        let rises = (time / 0.012).min(1.0);
        let fades = ((RINGS - time) / 0.2).clamp(0.0, 1.0);
        let turn = TAU * frequency * time;
        let tone = turn.sin() * (-time * 1.8).exp() + 0.3 * (2.0 * turn).sin() * (-time * 4.0).exp();
        samples[(at + place) % whole] += tone * rises * fades * loud;
    }
}

/// A round as it is heard after an earlier one, so that the line's filters know no beginning either.
pub(super) fn over_and_over(round: Sound) -> Sound {
    let whole = round.samples.len();
    let twice = Sound { rate: round.rate, samples: round.samples.repeat(2) };
    let mut heard = twice.over_telephone(LineQuality::Good, 0);
    heard.samples.drain(..whole);
    heard
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_music_is_soft_and_repeats_without_a_click() {
        let music = hold_music();
        assert_eq!(music.ms(), 24_000);
        assert!((music.level_db() - LEVEL_DB).abs() < 2.0, "{}", music.level_db());
        assert!(music.peak() < 0.2, "{}", music.peak());
        let step = |one: f32, other: f32| (one - other).abs();
        let inside = music.samples.windows(2).map(|pair| step(pair[0], pair[1])).fold(0.0, f32::max);
        let seam = step(music.samples[music.samples.len() - 1], music.samples[0]);
        assert!(seam <= inside, "{seam} at the seam, {inside} elsewhere");
        // No bar is silent, and the last is as loud as the first.
        let bars: Vec<f32> = music
            .samples
            .chunks(music.samples.len() / CHORDS.len())
            .map(|part| Sound { rate: RATE, samples: part.to_vec() }.level_db())
            .collect();
        assert!(bars.iter().all(|level| (level - LEVEL_DB).abs() < 4.0), "{bars:?}");
    }
}
