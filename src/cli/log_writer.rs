//! The log that a command writes while a call is played or a drill is done.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::packs::Failure;
use super::{Exit, complain};
use crate::call::json_line;
use crate::text::Texts;

/// Writes each action as it happens. What a full disk refuses waits for the next one: the call goes on.
#[derive(Debug)]
pub(super) struct LogWriter {
    file: File,
    path: PathBuf,
    unwritten: Vec<u8>,
    /// The trouble was told, and has not ended.
    told: bool,
}

impl LogWriter {
    pub fn create(path: &Path, begins: &str, texts: &Texts) -> Result<Self, Failure> {
        let cannot = |error: std::io::Error| (told("cli-log-cannot", path, &error, texts), Exit::Unavailable);
        let mut file = File::create(path).map_err(cannot)?;
        file.write_all(begins.as_bytes()).map_err(cannot)?;
        Ok(Self { file, path: path.to_path_buf(), unwritten: Vec::new(), told: false })
    }

    pub fn write(&mut self, line: &impl Serialize, texts: &Texts) {
        self.unwritten.extend_from_slice(json_line(line).as_bytes());
        match self.drain() {
            Err(error) if !self.told => {
                complain(&told("cli-log-waits", &self.path, &error, texts));
                self.told = true;
            }
            Err(_) => {}
            Ok(()) if self.told => {
                complain(&texts.with("cli-log-caught-up", &[("file", &self.path.display().to_string())]));
                self.told = false;
            }
            Ok(()) => {}
        }
    }

    /// Writes what waits, and forgets each part once it is in the file: a line is never there twice.
    fn drain(&mut self) -> std::io::Result<()> {
        while !self.unwritten.is_empty() {
            match self.file.write(&self.unwritten) {
                Ok(0) => return Err(std::io::ErrorKind::WriteZero.into()),
                Ok(count) => drop(self.unwritten.drain(..count)),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.file.sync_data()
    }

    /// The last chance for what waits.
    pub fn close(mut self, texts: &Texts) -> Result<(), Failure> {
        self.drain().map_err(|error| (told("cli-log-cut", &self.path, &error, texts), Exit::Unavailable))
    }
}

fn told(key: &str, path: &Path, cause: &std::io::Error, texts: &Texts) -> String {
    texts.with(key, &[("file", &path.display().to_string()), ("cause", &cause.to_string())])
}
