//! Where the centre is, kept in the data folder: in a file of its own that this account alone can read, beside the desk's key. The
//! address may hold a password, so it stands neither in the database, which is copied and exported, nor in any list.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::Chosen;
use crate::store::seal::narrow;
use crate::store::{Store, StoreError};

const FILE: &str = "centre.address";
/// The setting that says which teams a supervisor fetches, and since when.
const CHOSEN: &str = "centre_chosen";

fn path(folder: &Path) -> PathBuf {
    folder.join(FILE)
}

/// The address that was kept in a data folder; none where there is none.
///
/// # Errors
/// When the file is there and cannot be read.
pub fn remembered(folder: &Path) -> Result<Option<String>, StoreError> {
    match fs::read_to_string(path(folder)) {
        Ok(text) => Ok(Some(text.trim().to_owned()).filter(|url| !url.is_empty())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(StoreError::Folder { path: path(folder), cause }),
    }
}

/// Keeps an address in a data folder, in place of the one before; none forgets it.
///
/// # Errors
/// When the folder cannot be written.
pub fn remember(folder: &Path, url: Option<&str>) -> Result<(), StoreError> {
    let cannot = |cause| StoreError::Folder { path: path(folder), cause };
    let Some(url) = url else {
        return match fs::remove_file(path(folder)) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => Err(cannot(cause)),
            _ => Ok(()),
        };
    };
    // Under another name first: whoever reads meanwhile reads the old one whole, or the new.
    let draft = path(folder).with_extension(format!("address.{}", uuid::Uuid::now_v7()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    narrow(&mut options);
    let mut file = options.open(&draft).map_err(cannot)?;
    file.write_all(format!("{url}\n").as_bytes()).and_then(|()| file.sync_all()).map_err(cannot)?;
    drop(file);
    fs::rename(&draft, path(folder)).map_err(cannot)
}

/// An address as it may be shown: without its password.
#[must_use]
pub fn shown(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return String::new() };
    let (login, place) = rest.rsplit_once('@').unwrap_or(("", rest));
    let login = login.split(':').next().unwrap_or_default();
    // Options may hold a password too.
    let place = place.split('?').next().unwrap_or_default();
    if login.is_empty() { format!("{scheme}://{place}") } else { format!("{scheme}://{login}@{place}") }
}

/// What a supervisor fetches, as it was kept; everything where nothing was.
///
/// # Errors
/// When the database does not answer.
pub fn remembered_choice(store: &Store) -> Result<Chosen, StoreError> {
    let text = store.setting(CHOSEN)?.unwrap_or_default();
    Ok(serde_json::from_str(&text).unwrap_or_default())
}

/// Keeps what a supervisor fetches.
///
/// # Errors
/// When the database does not take it.
pub fn remember_choice(store: &Store, chosen: &Chosen) -> Result<(), StoreError> {
    store.set_setting(CHOSEN, &serde_json::to_string(chosen).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_password() {
        for (url, expected) in [
            ("postgres://desk:p@ss:w@host:5432/centre?password=x", "postgres://desk@host:5432/centre"),
            ("postgres://desk@host/centre", "postgres://desk@host/centre"),
            ("postgres://host/centre", "postgres://host/centre"),
            ("secret", ""),
        ] {
            assert_eq!(shown(url), expected);
        }
    }

    #[test]
    fn an_address_is_kept_for_this_account_and_forgotten() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(remembered(folder.path()).expect("an answer"), None);
        for url in ["postgres://a:b@c/d", "postgres://e@f/g"] {
            remember(folder.path(), Some(url)).expect("is kept");
            assert_eq!(remembered(folder.path()).expect("an answer").as_deref(), Some(url));
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(path(folder.path())).expect("is there").permissions().mode();
            assert_eq!(mode & 0o077, 0, "others read nothing");
        }
        remember(folder.path(), None).expect("is forgotten");
        remember(folder.path(), None).expect("twice is as good as once");
        assert_eq!(remembered(folder.path()).expect("an answer"), None);
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0, "nothing is left");
    }
}
