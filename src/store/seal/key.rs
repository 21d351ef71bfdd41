//! The desk's key: made on first use, kept in the data folder, readable for this account alone.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use ed25519_dalek::SigningKey;
#[cfg(feature = "centre")]
use ed25519_dalek::{Signature, Signer as _, VerifyingKey};

use super::{bytes, hex};

/// The file of the key.
const FILE: &str = "desk.key";

/// What the desk signs with.
pub struct DeskKey(pub(super) SigningKey);

/// Nobody prints a secret by accident.
impl std::fmt::Debug for DeskKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "DeskKey({})", self.public())
    }
}

/// Why the desk cannot sign.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("the desk's key {path} cannot be used: {cause}")]
    File { path: PathBuf, cause: std::io::Error },
    #[error(
        "{path} holds no key of a desk: bring back the file as it was, or move it away, and a new key is made that the administrator of the centre has to accept"
    )]
    Broken { path: PathBuf },
    #[error("this machine gives no random numbers for the desk's key: {0}")]
    Random(String),
}

impl DeskKey {
    /// The key of a data folder; a new one where there is none.
    ///
    /// # Errors
    /// When the file cannot be read or written, or holds something else.
    pub fn of(folder: &Path) -> Result<Self, KeyError> {
        let path = folder.join(FILE);
        match File::open(&path) {
            Ok(file) => Self::read(file, path),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::make(&path),
            Err(cause) => Err(KeyError::File { path, cause }),
        }
    }

    /// The public half, for whoever checks a seal.
    #[must_use]
    pub fn public(&self) -> String {
        hex(self.0.verifying_key().as_bytes())
    }

    /// What shows that this desk stands behind a text.
    #[cfg(feature = "centre")]
    pub(in crate::store) fn sign(&self, text: &str) -> String {
        hex(&self.0.sign(text.as_bytes()).to_bytes())
    }

    fn read(mut file: File, path: PathBuf) -> Result<Self, KeyError> {
        let mut text = String::new();
        if let Err(cause) = file.read_to_string(&mut text) {
            return Err(KeyError::File { path, cause });
        }
        let secret = bytes::<32>(text.trim_end()).ok_or(KeyError::Broken { path })?;
        Ok(Self(SigningKey::from_bytes(&secret)))
    }

    /// Written under another name first, so that a power cut leaves a whole key or none. Another program that makes one at
    /// the same moment is heeded: what stands there first is the key.
    fn make(path: &Path) -> Result<Self, KeyError> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|error| KeyError::Random(error.to_string()))?;
        let cannot = |cause| KeyError::File { path: path.to_path_buf(), cause };
        let draft = path.with_extension(format!("key.{}", uuid::Uuid::now_v7()));
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        narrow(&mut options);
        let mut file = options.open(&draft).map_err(cannot)?;
        file.write_all(format!("{}\n", hex(&secret)).as_bytes()).map_err(cannot)?;
        file.sync_all().map_err(cannot)?;
        drop(file);
        // A link is made where nothing stands, and nowhere else. Where there are no links the last one stands in the end.
        match std::fs::hard_link(&draft, path) {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
                std::fs::rename(&draft, path).map_err(cannot)?;
            }
            _ => std::fs::remove_file(&draft).map_err(cannot)?,
        }
        Self::read(File::open(path).map_err(cannot)?, path.to_path_buf())
    }
}

/// Whether a text was signed with a key.
#[cfg(feature = "centre")]
pub(in crate::store) fn is_signed_by(key: &str, text: &str, signature: &str) -> bool {
    let key = bytes::<32>(key).and_then(|key| VerifyingKey::from_bytes(&key).ok());
    let (Some(key), Some(signature)) = (key, bytes::<64>(signature)) else { return false };
    key.verify_strict(text.as_bytes(), &Signature::from_bytes(&signature)).is_ok()
}

/// A file that is made so is for this account alone.
#[cfg(unix)]
pub(in crate::store) fn narrow(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600);
}

/// Elsewhere the folder's own rights hold: a person's data folder is theirs alone.
#[cfg(not(unix))]
pub(in crate::store) fn narrow(_options: &mut OpenOptions) {}
