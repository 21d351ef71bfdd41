//! The built program as a child: what a trainee starts. It is driven by keys, heard through a screen reader, and seen on the
//! screen; what it kept is read from its data folder.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use steadyline::call::{Call, Event, EventKind, Log, replay, resume};
use steadyline::store::{AttemptFilter, AttemptSummary, Store};

use crate::keys::{focus_window, press, type_text, wait_for_no_window, wait_until};
use crate::reader::Reader;
use crate::screen;

pub struct Program {
    child: Child,
    said: PathBuf,
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Program {
    /// Starts the program on a data folder and gives its window the keyboard.
    pub fn start(reader: &Reader, data: &Path, environment: &[(&str, OsString)]) -> Self {
        Self::start_with(reader, data, &[], environment)
    }

    /// As [`Self::start`], with a command.
    pub fn start_with(reader: &Reader, data: &Path, command: &[&OsStr], environment: &[(&str, OsString)]) -> Self {
        let said = reader.folder().join("program.log");
        let log = File::create(&said).expect("a file for what the program says");
        let child = Command::new(env!("CARGO_BIN_EXE_steadyline"))
            .arg("--data")
            .arg(data)
            .args(command)
            .envs(reader.environment())
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("the program starts");
        let program = Self { child, said };
        focus_window();
        reader.wait_for("the window", |tree| tree.iter().any(|node| node.starts_with("frame | Steadyline")));
        program
    }

    pub fn sign_in(reader: &Reader, name: &str) {
        reader.wait_for("sign-in", |tree| tree.iter().any(|node| node == "entry | Your name"));
        type_text(name);
        press(&["Return"]);
        reader.wait_for("home", |tree| tree.iter().any(|node| node.starts_with("list box | Calls")));
    }

    /// Opens the briefing of a call of the list at home.
    pub fn choose(reader: &Reader, title: &str) {
        let wanted = format!("list item | {title}");
        for _ in 0..80 {
            if reader.focus().starts_with(&wanted) {
                press(&["Return"]);
                reader.wait_for("the briefing", |tree| tree.iter().any(|node| node == "push button | Start the call"));
                return;
            }
            press(&["Down"]);
        }
        panic!("Down does not lead to \"{title}\", but to {}", reader.focus());
    }

    /// Lets a call of the list ring.
    pub fn ring(reader: &Reader, title: &str) {
        Self::choose(reader, title);
        press(&["Return"]);
        reader.wait_for("the desk", |tree| tree.iter().any(|node| node == "push button | Greet"));
    }

    pub fn picture(name: &str) {
        screen::picture(name);
    }

    /// Ends the program as a power cut would.
    pub fn kill(self) {
        drop(self);
        wait_for_no_window();
    }

    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// What it wrote for whoever started it, which must not be a panic.
    pub fn said(&self) -> String {
        let said = std::fs::read_to_string(&self.said).unwrap_or_default();
        assert!(!said.contains("panicked"), "the program panicked:\n{said}");
        said
    }
}

/// The attempts that a data folder holds, the newest first.
pub fn attempts(data: &Path) -> Vec<AttemptSummary> {
    let read = Store::open_to_read(data).and_then(|store| store.attempts(&AttemptFilter::default()));
    read.unwrap_or_default()
}

/// The newest attempt's log.
pub fn log(data: &Path) -> Log {
    let store = Store::open_to_read(data).expect("the store is read");
    let attempts = store.attempts(&AttemptFilter::default()).expect("the attempts are read");
    store.log(&attempts.first().expect("there is an attempt").id).expect("the log is read")
}

/// Waits until the newest attempt holds an action, as it is written in a log, and tells when it was done.
pub fn wait_for_action(data: &Path, what: &str) -> u64 {
    let mut found = None;
    wait_until(&format!("the action {what}"), || {
        let lines = if attempts(data).is_empty() { Vec::new() } else { log(data).lines };
        let last = lines.iter().rev().find(|line| serde_json::to_string(&line.action).is_ok_and(|a| a.contains(what)));
        found = last.map(|line| line.at.0);
        found.is_some()
    });
    found.unwrap_or_default()
}

/// A log played again.
pub fn played(log: &Log) -> (Call, Vec<Event>) {
    let packs = steadyline::scenario::bundled().packs;
    let setup = resume(&packs, &log.header, false).expect("the log fits its scenario");
    replay(&setup, log)
}

/// What was said whole in a call, line by line.
pub fn said_whole(events: &[Event]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut saying = None;
    for event in events {
        match &event.kind {
            EventKind::LineStarted { text, .. } => saying = Some(text.clone()),
            EventKind::LineEnded { .. } => lines.extend(saying.take().map(String::from)),
            _ => {}
        }
    }
    lines
}

/// How long something takes.
pub fn timed<T>(what: impl FnOnce() -> T) -> (T, Duration) {
    let began = Instant::now();
    let done = what();
    (done, began.elapsed())
}
