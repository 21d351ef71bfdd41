//! Lines that somebody recorded: `voice/LANGUAGE/LINE.ogg`, `.flac` or `.wav` in the folder of a pack.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::engine::VoiceError;
use super::script::{self, ScriptLine};
use super::sound::Sound;
use crate::call::{Lengths, Setup};
use crate::scenario::Pack;

/// What a recording may be, the better first.
pub const ENDINGS: [&str; 3] = ["wav", "flac", "ogg"];
/// A larger file is no line.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// The folder of a pack's recordings in a language: that of its full tag where there is one, else of the language alone.
#[must_use]
pub fn folder(pack: &Pack, locale: &str) -> Option<PathBuf> {
    let all = pack.files.folder.as_ref()?.join("voice");
    let language = locale.split('-').next().unwrap_or(locale);
    [locale, language].into_iter().map(|name| all.join(name)).find(|folder| folder.is_dir())
}

/// The recording of a line, by its id.
#[must_use]
pub fn file(folder: &Path, id: &str) -> Option<PathBuf> {
    ENDINGS.iter().map(|ending| folder.join(format!("{id}.{ending}"))).find(|path| path.is_file())
}

/// The recording of what was said.
pub(super) fn file_of(setup: &Setup, text: &str) -> Option<PathBuf> {
    let folder = folder(&setup.pack, &setup.pack.source.locale)?;
    let lines = script::lines(&setup.pack, &setup.scenario, Some(&setup.temperament));
    lines.iter().filter(|line| line.said_as_written(text)).find_map(|line| file(&folder, &line.id))
}

/// Reads a recording.
///
/// # Errors
/// When it is no sound.
pub fn read(path: &Path) -> Result<Sound, VoiceError> {
    let wrong = |cause: String| VoiceError::Recording { file: path.display().to_string(), cause };
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(path).and_then(|file| file.take(MOST_BYTES).read_to_end(&mut bytes));
    opened.map_err(|error| wrong(error.to_string()))?;
    Sound::read(&bytes).map_err(|error| wrong(error.to_string()))
}

/// How long the recorded lines of a scenario take, for the call's options. A recording that cannot be read is left out:
/// the engine says that line, in its usual time.
#[must_use]
pub fn lengths(pack: &Pack, scenario: &crate::scenario::Scenario) -> Lengths {
    let Some(folder) = folder(pack, &pack.source.locale) else { return BTreeMap::new() };
    let lines = script::lines(pack, scenario, None);
    let length = |line: &ScriptLine| {
        let text = line.plain.clone()?;
        Some((text, read(&file(&folder, &line.id)?).ok()?.ms()))
    };
    lines.iter().filter_map(length).collect()
}
