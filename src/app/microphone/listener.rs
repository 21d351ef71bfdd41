//! A thread that listens to a microphone, for as long as it is wanted, and keeps the sound if it is told to.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::voice::listen::{Ear, Microphone, NoMicrophone, Spell, Trouble};

/// What was heard so far, in milliseconds since listening began.
#[derive(Debug, Clone, Default)]
pub(super) struct Heard {
    pub ms: u64,
    pub spells: Vec<Spell>,
    /// What is being said, as far as it was heard.
    pub unfinished: Option<Spell>,
    pub speaking: bool,
    pub trouble: Option<Trouble>,
    /// Nothing is heard any more, or ever was.
    pub over: Option<NoMicrophone>,
    /// The sound cannot be kept, and why.
    pub not_kept: Option<String>,
}

/// Listens until it is dropped.
pub(super) struct Listener {
    heard: Arc<Mutex<Heard>>,
    stop: Arc<AtomicBool>,
}

impl Listener {
    /// Starts to listen. The sound is kept in a file where one is named.
    pub fn start(mut microphone: Box<dyn Microphone>, keep: Option<PathBuf>) -> Self {
        let (heard, stop) = (Arc::new(Mutex::new(Heard::default())), Arc::new(AtomicBool::new(false)));
        let (told, stopped) = (Arc::clone(&heard), Arc::clone(&stop));
        let work = move || {
            let mut hearing = Hearing { heard: &told, ear: None, keep, file: None };
            let over = microphone.listen(&mut |rate, samples| {
                hearing.take(rate, samples);
                !stopped.load(Ordering::Relaxed)
            });
            hearing.finish(over.err());
        };
        if let Err(error) = thread::Builder::new().name("microphone".to_owned()).spawn(work) {
            lock(&heard).over = Some(NoMicrophone::Closed(error.to_string()));
        }
        Self { heard, stop }
    }

    /// What was heard so far. Spells are given once.
    pub fn heard(&self) -> Heard {
        let mut heard = lock(&self.heard);
        let spells = std::mem::take(&mut heard.spells);
        Heard { spells, ..heard.clone() }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

fn lock(heard: &Mutex<Heard>) -> std::sync::MutexGuard<'_, Heard> {
    heard.lock().unwrap_or_else(PoisonError::into_inner)
}

type File = hound::WavWriter<std::io::BufWriter<std::fs::File>>;

struct Hearing<'h> {
    heard: &'h Mutex<Heard>,
    ear: Option<Ear>,
    keep: Option<PathBuf>,
    file: Option<File>,
}

impl Hearing<'_> {
    fn take(&mut self, rate: u32, samples: &[f32]) {
        let ear = self.ear.get_or_insert_with(|| Ear::new(rate));
        ear.hear(samples);
        {
            let mut heard = lock(self.heard);
            heard.spells.extend(ear.spells());
            heard.unfinished = ear.unfinished();
            (heard.ms, heard.speaking, heard.trouble) = (ear.ms(), ear.is_spoken_to(), ear.trouble());
        }
        if let Err(error) = self.write(rate, samples) {
            (self.keep, self.file) = (None, None);
            lock(self.heard).not_kept = Some(error);
        }
    }

    fn write(&mut self, rate: u32, samples: &[f32]) -> Result<(), String> {
        let Some(path) = &self.keep else { return Ok(()) };
        if self.file.is_none() {
            self.file = Some(create(path, rate).map_err(|error| error.to_string())?);
        }
        let Some(file) = &mut self.file else { return Ok(()) };
        for sample in samples {
            let sample = (sample.clamp(-1.0, 1.0) * f32::from(i16::MAX)).round() as i16;
            file.write_sample(sample).map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    fn finish(mut self, over: Option<NoMicrophone>) {
        let mut heard = lock(self.heard);
        if let Some(ear) = &mut self.ear {
            ear.finish();
            heard.spells.extend(ear.spells());
        }
        heard.unfinished = None;
        heard.speaking = false;
        heard.over = over;
        if let Some(Err(error)) = self.file.map(File::finalize) {
            heard.not_kept = Some(error.to_string());
        }
    }
}

fn create(path: &Path, rate: u32) -> Result<File, hound::Error> {
    std::fs::create_dir_all(path.parent().unwrap_or(path))?;
    let spec =
        hound::WavSpec { channels: 1, sample_rate: rate, bits_per_sample: 16, sample_format: hound::SampleFormat::Int };
    hound::WavWriter::create(path, spec)
}
