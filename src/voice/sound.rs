//! Sound as samples: read from WAV, FLAC and Ogg Vorbis, measured, levelled, limited, and written as WAV.

use std::io::Cursor;

/// One channel of samples between -1 and 1.
#[derive(Clone, PartialEq)]
pub struct Sound {
    pub rate: u32,
    pub samples: Vec<f32>,
}

impl std::fmt::Debug for Sound {
    fn fmt(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
        out.debug_struct("Sound").field("rate", &self.rate).field("ms", &self.ms()).finish_non_exhaustive()
    }
}

/// Why bytes are no sound.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoSound {
    #[error("the file is empty")]
    Empty,
    #[error("it is no WAV, FLAC or Ogg Vorbis file")]
    Unknown,
    #[error("the sound cannot be read: {0}")]
    Broken(String),
    #[error("there is nothing but silence in it")]
    Silent,
    #[error("it is longer than {0} minutes")]
    TooLong(usize),
    #[error("{0} samples a second is no rate of speech")]
    Rate(u32),
}

/// No line is longer.
const MOST_MINUTES: usize = 5;
/// Levels are measured in windows of 20 ms.
const WINDOWS_A_SECOND: usize = 50;
/// Quieter than this is silence, in decibels below full scale.
const SILENCE_DB: f32 = -55.0;
/// Nothing is louder than this, in decibels below full scale.
pub(super) const CEILING_DB: f32 = -1.0;

impl Sound {
    /// Reads a file.
    ///
    /// # Errors
    /// When the bytes are no sound that a person could have said.
    pub fn read(bytes: &[u8]) -> Result<Self, NoSound> {
        let sound = match bytes.get(..4) {
            None if bytes.is_empty() => return Err(NoSound::Empty),
            Some(b"RIFF") => wav(bytes)?,
            Some(b"fLaC") => flac(bytes)?,
            Some(b"OggS") => vorbis(bytes)?,
            _ => return Err(NoSound::Unknown),
        };
        if !(4_000..=192_000).contains(&sound.rate) {
            return Err(NoSound::Rate(sound.rate));
        }
        if sound.samples.is_empty() {
            return Err(NoSound::Empty);
        }
        if sound.samples.len() > MOST_MINUTES * 60 * sound.rate as usize {
            return Err(NoSound::TooLong(MOST_MINUTES));
        }
        if !sound.samples.iter().all(|sample| sample.is_finite()) {
            return Err(NoSound::Broken("it holds values that are no numbers".to_owned()));
        }
        if decibels(sound.peak()) < SILENCE_DB {
            return Err(NoSound::Silent);
        }
        Ok(sound)
    }

    /// The sound as a WAV file of 16 bits.
    #[must_use]
    pub fn to_wav(&self) -> Vec<u8> {
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: self.rate,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut out = Cursor::new(Vec::new());
        // Writing to memory does not fail.
        let written = hound::WavWriter::new(&mut out, spec).and_then(|mut writer| {
            for sample in &self.samples {
                #[expect(clippy::cast_possible_truncation, reason = "within 16 bits after the clamp")]
                writer.write_sample((sample.clamp(-1.0, 1.0) * f32::from(i16::MAX)).round() as i16)?;
            }
            writer.finalize()
        });
        if let Err(error) = written {
            tracing::error!(%error, "a sound could not be put into a file");
        }
        out.into_inner()
    }

    /// Length in milliseconds.
    #[must_use]
    pub fn ms(&self) -> u64 {
        self.samples.len() as u64 * 1000 / u64::from(self.rate.max(1))
    }

    /// The largest sample.
    #[must_use]
    pub fn peak(&self) -> f32 {
        self.samples.iter().fold(0.0, |most, sample| sample.abs().max(most))
    }

    /// Level of what is said, in decibels below full scale: pauses do not count.
    #[must_use]
    pub fn level_db(&self) -> f32 {
        let powers: Vec<f32> = self.samples.chunks(self.window()).map(mean_power).collect();
        let loudest = powers.iter().fold(0.0_f32, |most, power| power.max(most));
        let said: Vec<f32> = powers.into_iter().filter(|power| *power > loudest / 1000.0).collect();
        10.0 * (said.iter().sum::<f32>() / said.len().max(1) as f32).max(1e-12).log10()
    }

    /// Whether so many samples lie at full scale that it was recorded too loud.
    #[must_use]
    pub fn is_clipped(&self) -> bool {
        let mut run = 0;
        self.samples.iter().any(|sample| {
            run = if sample.abs() > 0.999 { run + 1 } else { 0 };
            run >= 3
        })
    }

    fn window(&self) -> usize {
        (self.rate as usize / WINDOWS_A_SECOND).max(1)
    }

    /// Without the silence before and after what is said, and how many milliseconds were before it.
    #[must_use]
    pub(super) fn trimmed(mut self) -> (Self, u64) {
        let window = self.window();
        let loud = |samples: &[f32]| 10.0 * mean_power(samples).max(1e-12).log10() > SILENCE_DB;
        let Some(first) = self.samples.chunks(window).position(loud) else { return (self, 0) };
        let last = self.samples.chunks(window).rposition(loud).unwrap_or(first);
        self.samples.truncate((last + 1) * window);
        self.samples.drain(..first * window);
        let cut_ms = (first * window) as u64 * 1000 / u64::from(self.rate.max(1));
        (self, cut_ms)
    }

    /// At a level of what is said, and nowhere above the ceiling: the limiter turns down what comes 5 ms before a peak
    /// and lets go over 80 ms after it.
    #[must_use]
    pub(super) fn levelled(mut self, to_db: f32) -> Self {
        let gain = 10_f32.powf((to_db - self.level_db()) / 20.0);
        for sample in &mut self.samples {
            *sample *= gain;
        }
        self.limit();
        self
    }

    pub(super) fn limit(&mut self) {
        let ceiling = 10_f32.powf(CEILING_DB / 20.0);
        let mut gains: Vec<f32> = self.samples.iter().map(|sample| (ceiling / sample.abs()).min(1.0)).collect();
        let (attack, release) = (1.0 / (0.005 * self.rate as f32), 1.0 / (0.080 * self.rate as f32));
        let mut before = 1.0_f32;
        for gain in gains.iter_mut().rev() {
            *gain = gain.min(before + attack);
            before = *gain;
        }
        let mut before = 1.0_f32;
        for (gain, sample) in gains.iter().zip(&mut self.samples) {
            before = gain.min(before + release);
            *sample *= before;
        }
    }
}

/// An amplitude of 1 for full scale in decibels.
#[must_use]
pub(super) fn decibels(amplitude: f32) -> f32 {
    20.0 * amplitude.max(1e-6).log10()
}

fn mean_power(samples: &[f32]) -> f32 {
    samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len().max(1) as f32
}

fn broken(error: impl std::fmt::Display) -> NoSound {
    NoSound::Broken(error.to_string())
}

/// The mean of the channels.
fn mixed(interleaved: &[f32], channels: usize) -> Vec<f32> {
    let channels = channels.max(1);
    interleaved.chunks(channels).map(|frame| frame.iter().sum::<f32>() / channels as f32).collect()
}

fn wav(bytes: &[u8]) -> Result<Sound, NoSound> {
    let mut reader = hound::WavReader::new(Cursor::new(bytes)).map_err(broken)?;
    let spec = reader.spec();
    let samples: Result<Vec<f32>, hound::Error> = match spec.sample_format {
        hound::SampleFormat::Float => reader.samples::<f32>().collect(),
        hound::SampleFormat::Int => {
            let full = 2_f32.powi(i32::from(spec.bits_per_sample.clamp(1, 32)) - 1);
            reader.samples::<i32>().map(|sample| sample.map(|sample| sample as f32 / full)).collect()
        }
    };
    Ok(Sound { rate: spec.sample_rate, samples: mixed(&samples.map_err(broken)?, spec.channels.into()) })
}

fn flac(bytes: &[u8]) -> Result<Sound, NoSound> {
    let mut reader = claxon::FlacReader::new(Cursor::new(bytes)).map_err(broken)?;
    let info = reader.streaminfo();
    let full = 2_f32.powi(i32::try_from(info.bits_per_sample.clamp(1, 32)).unwrap_or(16) - 1);
    let samples: Result<Vec<f32>, claxon::Error> =
        reader.samples().map(|sample| sample.map(|sample| sample as f32 / full)).collect();
    Ok(Sound { rate: info.sample_rate, samples: mixed(&samples.map_err(broken)?, info.channels as usize) })
}

fn vorbis(bytes: &[u8]) -> Result<Sound, NoSound> {
    let mut reader = lewton::inside_ogg::OggStreamReader::new(Cursor::new(bytes)).map_err(broken)?;
    let (rate, channels) = (reader.ident_hdr.audio_sample_rate, usize::from(reader.ident_hdr.audio_channels));
    let mut samples = Vec::new();
    let most = MOST_MINUTES * 60 * rate as usize * channels.max(1);
    while let Some(packet) = reader.read_dec_packet_itl().map_err(broken)? {
        samples.extend(packet.into_iter().map(|sample| f32::from(sample) / 32_768.0));
        // A small file may unpack to hours.
        if samples.len() > most {
            return Err(NoSound::TooLong(MOST_MINUTES));
        }
    }
    Ok(Sound { rate, samples: mixed(&samples, channels) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(seconds: f32, amplitude: f32) -> Sound {
        let rate = 22_050;
        let count = (seconds * 22_050.0) as u32;
        let samples = (0..count).map(|at| amplitude * (at as f32 * 0.05).sin()).collect();
        Sound { rate, samples }
    }

    #[test]
    fn a_sound_comes_back_from_its_file() {
        let sound = tone(0.5, 0.4);
        let again = Sound::read(&sound.to_wav()).expect("it is read");
        assert_eq!((again.rate, again.samples.len(), again.ms()), (22_050, sound.samples.len(), 500));
        assert!((again.level_db() - sound.level_db()).abs() < 0.01);
    }

    #[test]
    fn what_is_no_sound_is_refused_with_its_reason() {
        let wav = tone(0.5, 0.4).to_wav();
        let is = |bytes: &[u8]| Sound::read(bytes).expect_err("it is no sound");
        assert_eq!(is(b""), NoSound::Empty);
        assert_eq!(is(b"not a sound at all"), NoSound::Unknown);
        assert_eq!(is(&tone(0.5, 0.0001).to_wav()), NoSound::Silent);
        assert_eq!(is(&Sound { rate: 22_050, samples: Vec::new() }.to_wav()), NoSound::Empty);
        assert!(matches!(is(&wav[..200]), NoSound::Broken(_)), "cut off");
        assert!(matches!(is(&wav[..20]), NoSound::Broken(_)), "cut off in the head");
        assert!(matches!(is(b"fLaC and no more"), NoSound::Broken(_)));
        assert!(matches!(is(b"OggS and no more"), NoSound::Broken(_)));
    }

    #[test]
    fn silence_is_cut_off_and_the_level_is_that_of_what_is_said() {
        let mut sound = tone(0.5, 0.4);
        let level = sound.level_db();
        let quiet = vec![0.0; 22_050];
        sound.samples = [quiet.clone(), sound.samples, quiet].concat();
        assert!((sound.level_db() - level).abs() < 0.5, "{} {level}", sound.level_db());
        let (trimmed, cut_ms) = sound.trimmed();
        assert!((480..=560).contains(&trimmed.ms()), "{}", trimmed.ms());
        assert!((960..=1_000).contains(&cut_ms), "{cut_ms}");
    }

    #[test]
    fn nothing_comes_out_above_the_ceiling() {
        let mut sound = tone(1.0, 0.05);
        sound.samples[9_000] = 0.9;
        let loud = sound.levelled(-12.0);
        let ceiling = 10_f32.powf(CEILING_DB / 20.0);
        assert!(loud.peak() <= ceiling + 1e-4, "{}", loud.peak());
        assert!(loud.peak() > ceiling - 0.01, "it is turned down no more than needed");
    }
}
