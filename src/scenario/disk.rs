//! The files of a pack on a disk: which of them are read, and what is said of those that cannot be.
//!
//! This is the only file of the pure rooms that reads files. What is refused here is left out, and the
//! rest of the pack is read.
#![expect(clippy::disallowed_methods, reason = "the scenario loader is where files are read")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::diagnostic::{Diagnostic, SourceFile};
use super::load::LoadError;
use super::pack_files::PackFiles;
use super::read::{MAX_FILE, too_large};

/// A pack as it lies on a disk.
#[derive(Debug)]
pub(super) struct OnDisk {
    pub files: PackFiles,
    /// Paths inside the pack of files that are there and were refused.
    pub refused: BTreeSet<String>,
    pub found: Vec<Diagnostic>,
    /// Scenarios that are still to be read: paths inside the pack with where they lie.
    pub calls: Vec<(String, PathBuf)>,
}

/// When scenarios are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Calls {
    /// With the rest of the pack, to be kept.
    Now,
    /// One by one, to be let go of.
    Later,
}

/// The name of the scenario that a file of a pack holds.
pub(super) fn scenario_id(path: &str) -> Option<&str> {
    path.strip_prefix("calls/").and_then(|name| name.strip_suffix(".ron"))
}

/// The folders of the packs in a folder: itself, or the folders in it.
pub(super) fn pack_folders(path: &Path) -> Result<Vec<PathBuf>, LoadError> {
    if is_pack(path) {
        return Ok(vec![path.to_path_buf()]);
    }
    let unreadable = |cause| LoadError::Unreadable { path: path.to_path_buf(), cause };
    let mut found = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        let folder = entry.map_err(unreadable)?.path();
        if is_pack(&folder) {
            found.push(folder);
        }
    }
    found.sort();
    if found.is_empty() {
        return Err(LoadError::NoPack { path: path.to_path_buf() });
    }
    Ok(found)
}

/// Whatever stands there under that name, it is meant to be a pack.
pub(super) fn is_pack(folder: &Path) -> bool {
    folder.join("pack.ron").symlink_metadata().is_ok()
}

/// Reads the texts of a pack.
///
/// # Errors
/// When the folder itself cannot be read.
pub(super) fn read_pack(folder: &Path, calls: Calls) -> Result<OnDisk, LoadError> {
    let unreadable = |cause| LoadError::Unreadable { path: folder.to_path_buf(), cause };
    let root = folder.canonicalize().map_err(unreadable)?;
    let id = root.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let files = PackFiles { id, files: BTreeMap::new(), folder: Some(folder.to_path_buf()) };
    let out = OnDisk { files, refused: BTreeSet::new(), found: Vec::new(), calls: Vec::new() };
    let mut reader = Reader { root: &root, calls, out };
    let entries = entries(folder).map_err(unreadable)?;
    reader.folder(entries, "");
    Ok(reader.out)
}

struct Reader<'a> {
    /// The pack's folder with every link in its path followed.
    root: &'a Path,
    calls: Calls,
    out: OnDisk,
}

impl Reader<'_> {
    /// Reads what lies in a folder. Folders behind links are not entered: those inside the pack are met where they lie.
    fn folder(&mut self, entries: Vec<PathBuf>, inside: &str) {
        for path in entries {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let inside = if inside.is_empty() { name.clone() } else { format!("{inside}/{name}") };
            // Hidden files are an editor's or a system's own, such as locks and shadows.
            let Ok(kind) = path.symlink_metadata().map(|data| data.file_type()) else { continue };
            if name.starts_with('.') {
                continue;
            }
            if kind.is_symlink() && !self.may_follow(&path, &inside) {
                continue;
            }
            if kind.is_dir() && !is_ours(&inside) {
                match self::entries(&path) {
                    Ok(entries) => self.folder(entries, &inside),
                    Err(cause) => self.unreadable(&path, &inside, &cause),
                }
            } else if is_ours(&inside) {
                self.file(&path, &inside);
            }
        }
    }

    /// Whether a link leads to a file of the pack. Complains of one that does not, if it stands where a file is looked for.
    fn may_follow(&mut self, path: &Path, inside: &str) -> bool {
        let (message, hint) = match path.canonicalize() {
            Ok(real) if real.starts_with(self.root) => return is_ours(inside),
            Ok(real) => (
                format!("the link leads out of the pack, to {}", real.display()),
                "put the file itself here: a pack has to be whole wherever it is copied",
            ),
            Err(_) => {
                ("the link leads nowhere, or in a circle".to_owned(), "put the file itself here, or remove the link")
            }
        };
        if is_ours(inside) || path.is_dir() {
            self.refuse(path, inside, "SL015", message, hint);
        }
        false
    }

    fn file(&mut self, path: &Path, inside: &str) {
        if self.calls == Calls::Later && scenario_id(inside).is_some() {
            self.out.calls.push((inside.to_owned(), path.to_path_buf()));
            return;
        }
        match read_file(path, inside, Vec::new()) {
            Ok(file) => {
                self.out.files.files.insert(inside.to_owned(), Arc::new(file));
            }
            Err(problem) => {
                self.out.found.push(*problem);
                self.out.refused.insert(inside.to_owned());
            }
        }
    }

    fn unreadable(&mut self, path: &Path, inside: &str, cause: &std::io::Error) {
        self.out.found.push(unreadable(path, cause));
        self.out.refused.insert(inside.to_owned());
    }

    fn refuse(&mut self, path: &Path, inside: &str, code: &'static str, message: String, hint: &str) {
        self.out.found.push(about(path, code, message, hint));
        self.out.refused.insert(inside.to_owned());
    }
}

/// Reads a file of a pack, into memory that may be left from another.
///
/// # Errors
/// Why it is refused.
pub(super) fn read_file(path: &Path, inside: &str, left: Vec<u8>) -> Result<SourceFile, Box<Diagnostic>> {
    let data = path.metadata().map_err(|cause| Box::new(unreadable(path, &cause)))?;
    // Opening a pipe or a device could wait for ever.
    if !data.is_file() {
        let what = if data.is_dir() { "a folder" } else { "no file with a text in it" };
        let hint = "names that end in .ron belong to files: rename it, or take it out of the pack";
        return Err(Box::new(about(path, "SL016", format!("{inside} is {what}"), hint)));
    }
    if data.len() > MAX_FILE as u64 {
        let file = Arc::new(SourceFile { name: shown(path), text: String::new() });
        return Err(Box::new(too_large(&file, data.len())));
    }
    let mut bytes = left;
    bytes.clear();
    bytes.reserve(usize::try_from(data.len()).unwrap_or(0) + 1);
    // A file may grow while it is read.
    let read = fs::File::open(path).and_then(|file| file.take(MAX_FILE as u64).read_to_end(&mut bytes));
    read.map_err(|cause| Box::new(unreadable(path, &cause)))?;
    text_of(&shown(path), bytes)
}

fn unreadable(path: &Path, cause: &std::io::Error) -> Diagnostic {
    about(
        path,
        "SL018",
        format!("it cannot be read: {cause}"),
        "look at who may read it, and whether the disk is there",
    )
}

/// A word about a file as a whole.
fn about(path: &Path, code: &'static str, message: String, hint: &str) -> Diagnostic {
    let file = Arc::new(SourceFile { name: shown(path), text: String::new() });
    Diagnostic::error(code, &file, None, message).hint(hint)
}

fn entries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    entries.sort();
    Ok(entries)
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

pub(super) fn is_ours(path: &str) -> bool {
    let in_folder = || ["calls/", "campaigns/", "tidy/"].iter().any(|folder| path.starts_with(folder));
    let table = || in_folder() || (path.starts_with("pack.") && !path.contains('/'));
    path.ends_with(".ron") || (path.ends_with(".csv") && table())
}

/// The text in a file's bytes, without the mark that some editors put in front.
///
/// # Errors
/// When it is no UTF-8, with the place.
fn text_of(name: &str, bytes: Vec<u8>) -> Result<SourceFile, Box<Diagnostic>> {
    let mut bytes = bytes;
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Ok(SourceFile { name: name.to_owned(), text }),
        Err(error) => error,
    };
    let (at, bytes) = (error.utf8_error().valid_up_to(), error.as_bytes());
    let (span, message) = if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        (None, "the file is saved as UTF-16".to_owned())
    } else {
        (Some(at..at + '\u{fffd}'.len_utf8()), "the file is not saved as UTF-8 from here on".to_owned())
    };
    let text = if span.is_some() { String::from_utf8_lossy(bytes).into_owned() } else { String::new() };
    let file = Arc::new(SourceFile { name: name.to_owned(), text });
    let hint = "save it again with the encoding UTF-8: editors offer it in \"Save as\"";
    Err(Box::new(Diagnostic::error("SL009", &file, span, message).hint(hint)))
}
