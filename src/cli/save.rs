//! A file written whole or not at all: whoever reads it meanwhile, as a web server does, reads the old one or the new.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

/// Writes a file beside the one that is there, and puts it in its place.
pub(super) fn whole(path: &Path, text: &str) -> io::Result<()> {
    let old = fs::metadata(path);
    // A terminal, a pipe or nothing at all is written to, and not replaced by a file.
    if old.as_ref().is_ok_and(|old| !old.is_file()) {
        return fs::write(path, text);
    }
    // Where a link leads to, there the file is.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let name = path.file_name().ok_or(io::ErrorKind::InvalidFilename)?.to_string_lossy();
    let draft = path.with_file_name(format!(".{name}.{}", uuid::Uuid::now_v7()));
    let written = write(&draft, text).and_then(|()| {
        if let Ok(old) = &old {
            fs::set_permissions(&draft, old.permissions())?;
        }
        fs::rename(&draft, path)
    });
    if written.is_err() {
        drop(fs::remove_file(&draft));
    }
    written
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_finds_one_version_or_the_other_and_nothing_is_left_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("page.html");
        let versions = ["a".repeat(300_000), "b".repeat(200_000)];
        whole(&path, &versions[0]).expect("is written");
        std::thread::scope(|scope| {
            let writer = scope.spawn(|| {
                for turn in 0..40 {
                    whole(&path, &versions[turn % 2]).expect("is written");
                }
            });
            while !writer.is_finished() {
                let read = fs::read_to_string(&path).expect("is always there");
                assert!(versions.contains(&read), "{} bytes of one or the other", read.len());
            }
        });
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
        whole(&folder.path().join("no/such/folder.html"), "x").expect_err("there is no folder");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_stays_what_it_is_and_a_link_leads_where_it_led() {
        whole(Path::new("/dev/null"), "x").expect("is thrown away");
        assert!(!fs::metadata("/dev/null").expect("is there").is_file());
        let folder = tempfile::tempdir().expect("a folder");
        let (file, link) = (folder.path().join("real.html"), folder.path().join("latest.html"));
        fs::write(&file, "old").expect("is written");
        std::os::unix::fs::symlink(&file, &link).expect("a link");
        whole(&link, "new").expect("is written");
        assert!(fs::symlink_metadata(&link).expect("is there").is_symlink());
        assert_eq!(fs::read_to_string(&file).expect("is read"), "new");
    }
}
