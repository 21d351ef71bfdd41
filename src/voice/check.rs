//! What is wrong with the recordings of a pack: files that nobody can hear, files of no line, lines without a file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::engine::VoiceError;
use super::recorded::{ENDINGS, read};
use super::script;
use crate::scenario::{Diagnostic, Pack, SourceFile, did_you_mean};

/// Rates at which speech is recorded.
const RATES: [u32; 8] = [8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000];
/// So many missing lines are named.
const NAMED: usize = 5;

/// Everything that is wrong with the recordings of a pack, language by language. A pack without recordings misses none.
#[must_use]
pub fn check_recordings(pack: &Pack) -> Vec<Diagnostic> {
    let Some(all) = pack.files.folder.as_ref().map(|folder| folder.join("voice")) else { return Vec::new() };
    let mut found = Vec::new();
    for folder in entries(&all).into_iter().filter(|path| path.is_dir()) {
        let files: Vec<PathBuf> = entries(&folder).into_iter().filter(|path| path.is_file()).collect();
        if !files.is_empty() {
            check_language(pack, &folder, &files, &mut found);
        }
    }
    found
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

fn check_language(pack: &Pack, folder: &Path, files: &[PathBuf], found: &mut Vec<Diagnostic>) {
    let scripts: Vec<_> =
        pack.scenarios.iter().map(|scenario| (scenario, script::lines(pack, scenario, None))).collect();
    let ids: BTreeSet<&str> = scripts.iter().flat_map(|(_, lines)| lines).map(|line| line.id.as_str()).collect();
    let mixed: BTreeSet<&str> = scripts
        .iter()
        .flat_map(|(_, lines)| lines)
        .filter(|line| line.plain.is_none())
        .map(|line| line.id.as_str())
        .collect();
    let mut recorded = BTreeSet::new();
    for path in files {
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        if !ENDINGS.contains(&ending.as_str()) {
            let message = "a recording is a file .wav, .flac or .ogg, and this is none".to_owned();
            found.push(Diagnostic::warning("SL101", &file(path), None, message));
        } else if mixed.contains(name.as_str()) {
            let message = format!("the line {name} has a fact in it, so that no recording of it is heard");
            let hint = "record a wording without placeholders";
            found.push(Diagnostic::warning("SL101", &file(path), None, message).hint(hint));
        } else if !ids.contains(name.as_str()) {
            let message = format!("no line is called {name}, so that this recording is never heard");
            let hint = did_you_mean(&name, ids.iter().copied());
            found.push(Diagnostic::warning("SL101", &file(path), None, message).hint_maybe(hint));
        } else {
            check_sound(path, found);
            recorded.insert(name);
        }
    }
    for (scenario, lines) in &scripts {
        let plain: Vec<&str> = lines.iter().filter(|line| line.plain.is_some()).map(|line| line.id.as_str()).collect();
        let missing: Vec<&str> = plain.iter().copied().filter(|id| !recorded.contains(*id)).collect();
        if missing.is_empty() {
            continue;
        }
        let named = missing.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
        let more = if missing.len() > NAMED { ", …" } else { "" };
        let (count, whole) = (missing.len(), plain.len());
        let message = format!(
            "{count} of {whole} lines that can be recorded have no recording in {}: {named}{more}",
            shown(folder)
        );
        let hint = format!("steadyline voice {} speaks them into files", scenario.id);
        found.push(Diagnostic::warning("SL100", &scenario.file, None, message).hint(hint));
    }
}

fn check_sound(path: &Path, found: &mut Vec<Diagnostic>) {
    match read(path) {
        Err(VoiceError::Recording { cause, .. }) => {
            found.push(Diagnostic::error(
                "SL102",
                &file(path),
                None,
                format!("the recording cannot be heard: {cause}"),
            ));
        }
        Err(error) => found.push(Diagnostic::error("SL102", &file(path), None, error.to_string())),
        Ok(sound) => {
            if sound.is_clipped() {
                let message = "the recording is louder than its file can hold".to_owned();
                found.push(Diagnostic::warning("SL103", &file(path), None, message).hint("record it again, softer"));
            }
            if !RATES.contains(&sound.rate) {
                let message = format!("{} samples a second is no usual rate", sound.rate);
                found.push(Diagnostic::warning("SL104", &file(path), None, message).hint("use 16000, 44100 or 48000"));
            }
        }
    }
}

fn file(path: &Path) -> Arc<SourceFile> {
    Arc::new(SourceFile { name: path.display().to_string(), text: String::new() })
}

/// `voice/en`.
fn shown(folder: &Path) -> String {
    format!("voice/{}", folder.file_name().map(|name| name.to_string_lossy()).unwrap_or_default())
}
