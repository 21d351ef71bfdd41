//! A file in place of a microphone.

use std::path::Path;
use std::time::{Duration, Instant};

use super::{Microphone, NoMicrophone};
use crate::voice::sound::Sound;

/// How much is given at once, in milliseconds.
const PART_MS: u32 = 20;

/// A WAV, FLAC or Ogg Vorbis file, played at its own pace. Where it ends, the microphone is gone.
#[derive(Debug)]
pub struct WavFile(Sound);

impl WavFile {
    /// # Errors
    /// When it holds no sound.
    pub fn open(path: &Path) -> Result<Self, NoMicrophone> {
        let sound = crate::voice::recorded::read(path).map_err(|error| NoMicrophone::Closed(error.to_string()))?;
        Ok(Self(sound))
    }
}

impl Microphone for WavFile {
    fn listen(&mut self, take: &mut dyn FnMut(u32, &[f32]) -> bool) -> Result<(), NoMicrophone> {
        let part = (self.0.rate * PART_MS / 1000).max(1) as usize;
        let began = Instant::now();
        for (number, samples) in (1_u32..).zip(self.0.samples.chunks(part)) {
            std::thread::sleep((Duration::from_millis(PART_MS.into()) * number).saturating_sub(began.elapsed()));
            if !take(self.0.rate, samples) {
                return Ok(());
            }
        }
        Err(NoMicrophone::Gone("the file is over".to_owned()))
    }
}
