//! The text files that a pack is made of, as they were read: what an attempt keeps so that it can be read again later.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::diagnostic::SourceFile;

/// The text files of one pack, by path inside it, with `/` between folders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackFiles {
    /// Name of the pack's folder.
    pub id: String,
    pub files: BTreeMap<String, Arc<SourceFile>>,
    /// The folder on the disk that they were read from; none for what the program carries or the store keeps.
    pub folder: Option<PathBuf>,
}

impl PackFiles {
    /// Files that do not lie in a folder: paths inside the pack with their texts.
    #[must_use]
    pub fn of_texts(id: &str, texts: impl IntoIterator<Item = (String, String)>) -> Self {
        let named = |(path, text): (String, String)| {
            let name = format!("{id}/{path}");
            (path, Arc::new(SourceFile { name, text }))
        };
        Self { id: id.to_owned(), files: texts.into_iter().map(named).collect(), folder: None }
    }

    /// What a pack lends to any call: its files without the calls themselves, and without the lessons and the lists that
    /// lead to them with their laws.
    pub fn without_calls(&self) -> impl Iterator<Item = (&String, &Arc<SourceFile>)> {
        const OF_CALLS: [&str; 4] = ["calls/", "lessons/", "campaigns/", "laws/"];
        self.files.iter().filter(|(path, _)| !OF_CALLS.iter().any(|folder| path.starts_with(folder)))
    }

    /// BLAKE3 of all the files together, paths included.
    #[must_use]
    pub fn hash(&self) -> String {
        hash_of(self.files.iter())
    }

    /// BLAKE3 of the pack's own files, scenarios and rubrics left out.
    pub(super) fn own_hash(&self) -> String {
        hash_of(self.files.iter().filter(|(path, _)| !path.contains('/')))
    }
}

fn hash_of<'a>(files: impl Iterator<Item = (&'a String, &'a Arc<SourceFile>)>) -> String {
    let mut hasher = blake3::Hasher::new();
    for (path, file) in files {
        hasher.update(path.as_bytes());
        hasher.update(&[0]);
        hasher.update(file.text.as_bytes());
        hasher.update(&[0]);
    }
    hasher.finalize().to_hex().to_string()
}

impl SourceFile {
    /// BLAKE3 of the text.
    #[must_use]
    pub fn hash(&self) -> String {
        blake3::hash(self.text.as_bytes()).to_hex().to_string()
    }
}
