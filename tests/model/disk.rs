//! A disk that is full: one clear message that says where and what to do, and nothing that was written is lost.

use std::path::Path;
use std::process::Command as Process;

use assert_cmd::Command;
use steadyline::call::LogHeader;
use steadyline::scenario::PackFiles;
use steadyline::store::{AttemptFilter, NewAttempt, Store, StoreError};

use crate::world::walk;

/// A small file system of its own; none where mounting is not permitted.
struct Disk(tempfile::TempDir);

impl Disk {
    fn new(size: &str) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let options = format!("size={size}");
        let mounted = Process::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(folder.path()).output();
        if mounted.is_ok_and(|done| done.status.success()) {
            return Some(Self(folder));
        }
        eprintln!("skipped: a small disk cannot be mounted here without being the administrator");
        None
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // What is left of it goes with the machine.
        drop(Process::new("umount").arg("-l").arg(self.path()).status());
    }
}

fn play(log: &Path, script: &str) -> assert_cmd::assert::Assert {
    let mut steadyline = Command::cargo_bin("steadyline").expect("the program is built");
    steadyline.args(["play", "when_is_my_money", "--log"]).arg(log).write_stdin(script.to_owned()).assert()
}

#[test]
fn a_log_that_cannot_begin_is_told_with_its_place_and_what_to_do() {
    let full = Path::new("/dev/full");
    if !full.exists() {
        return eprintln!("skipped: there is no /dev/full here");
    }
    let out = play(full, "2.0 answer\n").code(4);
    let told = String::from_utf8_lossy(&out.get_output().stderr).into_owned();
    assert!(told.starts_with("The log /dev/full cannot be written: ") && told.contains("--log FILE"), "{told}");
}

#[test]
fn a_disk_that_fills_up_does_not_end_the_call() {
    let Some(disk) = Disk::new("8k") else { return };
    let log = disk.path().join("call.log");
    let notes: String = (0..200).map(|number| format!("+1 note line {number} of what was said\n")).collect();
    let out = play(&log, &format!("2.0 answer\n+1 greet\n{notes}+1 end\n+5 wrap REP\n")).code(4);
    let told = String::from_utf8_lossy(&out.get_output().stderr).into_owned();
    let place = log.display().to_string();
    assert_eq!(told.matches("The call goes on").count(), 1, "it is told once: {told}");
    assert!(told.contains(&place) && told.contains("make room") && told.contains("--log FILE"), "{told}");
    let shown = String::from_utf8_lossy(&out.get_output().stdout).into_owned();
    assert!(shown.contains("Ended as"), "the call is scored all the same: {shown}");
    let kept =
        steadyline::call::read_log(&std::fs::read_to_string(&log).expect("the log")).expect("what is there is sound");
    assert!(kept.lines.len() > 50, "{} lines are kept", kept.lines.len());
}

#[test]
fn the_store_tells_a_full_disk_and_goes_on_when_there_is_room() {
    let Some(disk) = Disk::new("2m") else { return };
    let data = disk.path().join("data");
    let report = walk("when_is_my_money.perfect");
    let header = LogHeader::new(&report.setup, "desk", "2026-01-01T08:00:00Z".to_owned());
    let store = Store::open(&data).expect("the store opens");
    let id = store
        .begin(&NewAttempt { header: &header, title: "A call", files: &PackFiles::default(), lines: &[] })
        .expect("begins");
    store.append(&id, 0, &report.log[0]).expect("is written");
    let filler = disk.path().join("filler");
    // It is meant to stop where the disk ends.
    drop(std::fs::write(&filler, vec![0_u8; 4 << 20]));
    let refused = store.append(&id, 1, &report.log[1]).expect_err("there is no room");
    assert!(matches!(refused, StoreError::Full), "{refused:?}");
    let told = refused.told(&data);
    assert!(told.contains(&data.display().to_string()) && told.contains("make room"), "{told}");
    assert_eq!(store.log(&id).expect("is read").lines.len(), 1, "what was written is there");
    std::fs::remove_file(&filler).expect("room is made");
    for (seq, line) in report.log.iter().enumerate().skip(1) {
        store.append(&id, seq, line).expect("is written");
    }
    assert_eq!(store.log(&id).expect("is read").lines, report.log);
    drop(store);
    let again = Store::open(&data).expect("opens again");
    assert_eq!(again.attempts(&AttemptFilter::default()).expect("a list").len(), 1);
}

#[test]
fn a_disk_that_is_full_from_the_start_is_told_as_such() {
    let Some(disk) = Disk::new("16k") else { return };
    drop(std::fs::write(disk.path().join("filler"), vec![0_u8; 12 << 10]));
    let refused = Store::open(disk.path()).expect_err("there is no room");
    assert!(matches!(refused, StoreError::Full | StoreError::Folder { .. }), "{refused:?}");
}
