//! Lines that were spoken before, by what makes them sound as they do. A file holds the BLAKE3 of the rest, when each word
//! begins, and the sound; so one which was damaged is known and made anew. A full disk only means that nothing is kept.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::sound::Sound;
use super::timing::Timing;

/// What all files together may take, in bytes: some 1,500 lines of 5 s.
pub const CACHE_LIMIT: u64 = 300 * 1024 * 1024;

const ENDING: &str = "voice";
const HASH: usize = blake3::OUT_LEN;

/// A folder of spoken lines.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
    limit: u64,
}

/// What is kept of a line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Kept {
    pub sound: Sound,
    /// When each word begins, in milliseconds; empty where nobody can tell.
    pub begins: Vec<u64>,
    pub timing: Timing,
}

impl Kept {
    /// How the times were found, how many there are, the times in four bytes each, and a WAV file.
    fn bytes(&self) -> Vec<u8> {
        let four = |value: u64| u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes();
        let timing = match self.timing {
            Timing::None => 0,
            Timing::Pauses => 1,
            Timing::Words => 2,
        };
        let times = self.begins.iter().flat_map(|ms| four(*ms));
        let head = [timing].into_iter().chain(four(self.begins.len() as u64)).chain(times);
        head.chain(self.sound.to_wav()).collect()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (timing, rest) = bytes.split_first()?;
        let (count, rest) = rest.split_first_chunk()?;
        let count = usize::try_from(u32::from_le_bytes(*count)).ok()?;
        let (times, sound) = rest.split_at_checked(count.checked_mul(4)?)?;
        let begins = times.as_chunks().0.iter().map(|four| u64::from(u32::from_le_bytes(*four))).collect();
        let timing = match timing {
            1 => Timing::Pauses,
            2 => Timing::Words,
            _ => Timing::None,
        };
        Some(Self { sound: Sound::read(sound).ok()?, begins, timing })
    }
}

impl Cache {
    /// A cache in a folder, which is made when the first line is kept.
    #[must_use]
    pub const fn new(folder: PathBuf, limit: u64) -> Self {
        Self { folder, limit }
    }

    /// The cache of this user.
    #[must_use]
    pub fn of_user() -> Self {
        let folder = directories::ProjectDirs::from("", "", "Steadyline")
            .map_or_else(|| std::env::temp_dir().join("steadyline"), |dirs| dirs.cache_dir().to_path_buf());
        Self::new(folder.join("voice"), CACHE_LIMIT)
    }

    fn file(&self, key: &blake3::Hash) -> PathBuf {
        self.folder.join(format!("{}.{ENDING}", key.to_hex()))
    }

    /// A line that was spoken before; one that is damaged is taken away.
    pub(super) fn get(&self, key: &blake3::Hash) -> Option<Kept> {
        let path = self.file(key);
        let bytes = fs::read(&path).ok()?;
        let sound = bytes.split_at_checked(HASH).filter(|(hash, body)| blake3::hash(body).as_bytes() == *hash);
        let kept = sound.and_then(|(_, body)| Kept::read(body));
        if kept.is_none() {
            tracing::warn!(file = %path.display(), "a spoken line was damaged and is made anew");
            // The new one takes its place.
            let _ = fs::remove_file(&path);
            return None;
        }
        // Used last: where that cannot be noted, it is the first to go, and no more.
        if let Ok(file) = File::options().append(true).open(&path) {
            let _ = file.set_modified(SystemTime::now());
        }
        kept
    }

    /// Keeps a line, and takes away those that were not used for the longest time while there are too many.
    pub(super) fn put(&self, key: &blake3::Hash, kept: &Kept) {
        if let Err(error) = self.write(key, kept) {
            tracing::warn!(folder = %self.folder.display(), %error, "a spoken line is not kept");
        }
        self.tidy();
    }

    fn write(&self, key: &blake3::Hash, kept: &Kept) -> std::io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let body = kept.bytes();
        let bytes = [blake3::hash(&body).as_bytes(), body.as_slice()].concat();
        // Never half a file under its name, however many programs write it at once.
        let part = self.folder.join(format!("{}.part", uuid::Uuid::now_v7()));
        let written = fs::write(&part, bytes).and_then(|()| fs::rename(&part, self.file(key)));
        if written.is_err() {
            let _ = fs::remove_file(&part);
        }
        written
    }

    fn tidy(&self) {
        let mut files = files(&self.folder);
        let mut size: u64 = files.iter().map(|(_, size, _)| size).sum();
        files.sort();
        for (_, bytes, path) in files {
            if size <= self.limit {
                return;
            }
            if fs::remove_file(&path).is_ok() {
                size -= bytes;
            }
        }
    }
}

/// When each was used, how large it is, and where it lies.
fn files(folder: &Path) -> Vec<(SystemTime, u64, PathBuf)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let ours = entries.filter(|entry| entry.path().extension().is_some_and(|ending| ending == ENDING));
    ours.filter_map(|entry| {
        let about = entry.metadata().ok()?;
        Some((about.modified().ok()?, about.len(), entry.path()))
    })
    .collect()
}
