//! Who gives a command: whoever has the data folder, or somebody who signs in. What they may do is decided by the store.

use std::io::{BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::packs::Failure;
use super::{Common, Exit};
use crate::store::{Actor, PeopleError, Store, StoreError, default_folder};
use crate::text::Texts;

/// Options of commands that not everybody may give.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Who {
    /// Who you are. Where the installation asks for a passphrase it is asked for, or read as a line from standard input
    #[arg(long = "as", value_name = "NAME", global = true)]
    pub acting: Option<String>,
}

/// The data folder of a command.
pub(super) fn folder(common: &Common) -> PathBuf {
    common.data.clone().unwrap_or_else(default_folder)
}

/// What a command tells of a store's error, with its exit code.
pub(super) fn told(folder: &Path, error: &StoreError) -> Failure {
    let exit = match error {
        StoreError::People(_) | StoreError::Judgement(_) | StoreError::NoAttempt(_) => Exit::Usage,
        StoreError::Damaged(_) | StoreError::Tampered(_) => Exit::Content,
        _ => Exit::Unavailable,
    };
    (error.told(folder), exit)
}

impl Who {
    /// Opens the data folder for writing, and says who acts.
    pub fn open(&self, folder: &Path) -> Result<(Store, Actor), Failure> {
        let store = Store::open(folder).map_err(|error| told(folder, &error))?;
        let actor = self.prove(folder, &store)?;
        Ok((store, actor))
    }

    /// Opens the data folder for reading, also beside a program that writes, and says who asks.
    pub fn open_to_read(&self, folder: &Path) -> Result<(Store, Actor), Failure> {
        let store = Store::open_to_read(folder).map_err(|error| told(folder, &error))?;
        let actor = self.read_as(folder, &store)?;
        Ok((store, actor))
    }

    /// Who asks, of a store that was opened for reading. A passphrase that is tried is counted, which is written.
    pub fn read_as(&self, folder: &Path, store: &Store) -> Result<Actor, Failure> {
        let rule = store.sign_in_rule().map_err(|error| told(folder, &error))?;
        if !rule.passphrase {
            return self.prove(folder, store);
        }
        let beside = Store::open_beside(folder).map_err(|error| told(folder, &error))?;
        self.prove(folder, &beside)
    }

    fn prove(&self, folder: &Path, store: &Store) -> Result<Actor, Failure> {
        let tell = |error: StoreError| told(folder, &error);
        let rule = store.sign_in_rule().map_err(tell)?;
        match &self.acting {
            None if rule.passphrase => Err(tell(PeopleError::NobodySaid.into())),
            None => Ok(Actor::Owner),
            Some(name) if !rule.passphrase => store.actor(name).map_err(tell),
            Some(name) => {
                // Whoever has to wait is told before they type.
                if let Some(left) = store.sign_in_wait(name, Timestamp::now()).map_err(tell)? {
                    return Err(tell(PeopleError::Wait(left.as_secs() + 1).into()));
                }
                let prompt = Texts::english().with("people-passphrase-of", &[("name", name)]);
                store.sign_in(name, &passphrase(&prompt)?, Timestamp::now()).map_err(tell)
            }
        }
    }
}

/// Asks for a passphrase without showing it; where nobody sits at a terminal it is the next line of standard input.
pub(super) fn passphrase(prompt: &str) -> Result<String, Failure> {
    let cannot = |error: std::io::Error| (error.to_string(), Exit::Unavailable);
    if std::io::stdin().is_terminal() {
        return rpassword::prompt_password(format!("{prompt} ")).map_err(cannot);
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(cannot)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// A new passphrase: typed twice at a terminal, since nobody sees what they type.
pub(super) fn new_passphrase(texts: &Texts, name: &str) -> Result<String, Failure> {
    let first = passphrase(&texts.with("people-passphrase-new", &[("name", name)]))?;
    if std::io::stdin().is_terminal() && passphrase(&texts.get("people-passphrase-again"))? != first {
        return Err((texts.get("people-passphrase-differs"), Exit::Usage));
    }
    Ok(first)
}
