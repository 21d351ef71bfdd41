//! The data folder: where it is by default, and that one program at a time writes in it.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use super::StoreError;

/// The platform's folder for this program's data; the working folder where the platform names none.
#[must_use]
pub fn default_folder() -> PathBuf {
    directories::ProjectDirs::from("", "", "Steadyline")
        .map_or_else(|| PathBuf::from("steadyline-data"), |dirs| dirs.data_dir().to_path_buf())
}

/// Takes the folder for this program, and makes it if it is not there.
pub(super) fn lock(folder: &Path) -> Result<File, StoreError> {
    let cannot = |cause| StoreError::Folder { path: folder.to_path_buf(), cause };
    std::fs::create_dir_all(folder).map_err(cannot)?;
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(folder.join("steadyline.lock"))
        .map_err(cannot)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse { path: folder.to_path_buf() }),
        Err(TryLockError::Error(cause)) => Err(cannot(cause)),
    }
}
