//! Lines that were spoken before, by what makes them sound as they do. A file holds the BLAKE3 of its sound before the sound,
//! so that one which was damaged is known and made anew. A full disk only means that nothing is kept.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::sound::Sound;

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
    pub(super) fn get(&self, key: &blake3::Hash) -> Option<Sound> {
        let path = self.file(key);
        let bytes = fs::read(&path).ok()?;
        let sound = bytes.split_at_checked(HASH).filter(|(hash, body)| blake3::hash(body).as_bytes() == *hash);
        let sound = sound.and_then(|(_, body)| Sound::read(body).ok());
        if sound.is_none() {
            tracing::warn!(file = %path.display(), "a spoken line was damaged and is made anew");
            // The new one takes its place.
            let _ = fs::remove_file(&path);
            return None;
        }
        // Used last: where that cannot be noted, it is the first to go, and no more.
        if let Ok(file) = File::options().append(true).open(&path) {
            let _ = file.set_modified(SystemTime::now());
        }
        sound
    }

    /// Keeps a line, and takes away those that were not used for the longest time while there are too many.
    pub(super) fn put(&self, key: &blake3::Hash, sound: &Sound) {
        if let Err(error) = self.write(key, sound) {
            tracing::warn!(folder = %self.folder.display(), %error, "a spoken line is not kept");
        }
        self.tidy();
    }

    fn write(&self, key: &blake3::Hash, sound: &Sound) -> std::io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let body = sound.to_wav();
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
