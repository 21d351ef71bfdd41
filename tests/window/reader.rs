//! A screen reader on a session bus of its own: what a blind trainee would hear of the program.

use std::cell::RefCell;
use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::keys::{PATIENCE, pause};

pub struct Reader {
    bus: Child,
    python: Child,
    commands: ChildStdin,
    lines: Receiver<String>,
    heard: RefCell<Vec<String>>,
    address: String,
    folder: TempDir,
}

impl Drop for Reader {
    fn drop(&mut self) {
        for process in [&mut self.python, &mut self.bus] {
            drop(process.kill());
            drop(process.wait());
        }
    }
}

impl Reader {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the session");
        let mut bus = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", "--print-address=1"])
            .env("XDG_RUNTIME_DIR", folder.path())
            // Without it the bus of one scene is not written on the screen, where the next would find it.
            .env_remove("DISPLAY")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon starts");
        let mut address = String::new();
        BufReader::new(bus.stdout.take().expect("its output")).read_line(&mut address).expect("the bus has an address");
        let address = address.trim().to_owned();
        // The system's own Python has the bindings; one that a developer put in front of it does not.
        let mut python = Command::new("/usr/bin/python3")
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/window/reader.py"))
            .env("DBUS_SESSION_BUS_ADDRESS", &address)
            .env_remove("DISPLAY")
            .env("XDG_RUNTIME_DIR", folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the screen reader starts");
        let (to, lines) = channel();
        let output = BufReader::new(python.stdout.take().expect("its output"));
        std::thread::spawn(move || output.lines().map_while(Result::ok).all(|line| to.send(line).is_ok()));
        let commands = python.stdin.take().expect("its input");
        let reader = Self { bus, python, commands, lines, heard: RefCell::default(), address, folder };
        reader.next("ready");
        reader
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What a program needs to be heard.
    pub fn environment(&self) -> [(&'static str, OsString); 2] {
        [("DBUS_SESSION_BUS_ADDRESS", self.address.clone().into()), ("XDG_RUNTIME_DIR", self.folder().into())]
    }

    /// The next line of a kind; what is announced meanwhile is kept.
    fn next(&self, kind: &str) -> String {
        let began = Instant::now();
        loop {
            let line = match self.lines.recv_timeout(PATIENCE.saturating_sub(began.elapsed())) {
                Ok(line) => line,
                Err(RecvTimeoutError::Timeout) => panic!("the screen reader does not answer with {kind}"),
                Err(RecvTimeoutError::Disconnected) => panic!("the screen reader has ended"),
            };
            match line.split_once('\t') {
                Some(("says", words)) => self.heard.borrow_mut().push(words.to_owned()),
                Some((found, words)) if found == kind => return words.to_owned(),
                Some(("node", node)) => return format!("node {node}"),
                _ => return String::new(),
            }
        }
    }

    fn ask(&self, command: &str) {
        let mut commands = &self.commands;
        writeln!(commands, "{command}").and_then(|()| commands.flush()).expect("the screen reader listens");
    }

    /// Everything on the screen in reading order: `role | name`, with its value and state.
    pub fn tree(&self) -> Vec<String> {
        self.ask("tree");
        let mut nodes = Vec::new();
        loop {
            let line = self.next("end");
            match line.strip_prefix("node ") {
                Some(node) => nodes.push(node.trim().to_owned()),
                None => return nodes,
            }
        }
    }

    /// What has the keyboard.
    pub fn focus(&self) -> String {
        self.ask("focus");
        self.next("focus")
    }

    /// What was announced by itself so far.
    pub fn heard(&self) -> Vec<String> {
        while let Ok(line) = self.lines.try_recv() {
            if let Some(("says", words)) = line.split_once('\t') {
                self.heard.borrow_mut().push(words.to_owned());
            }
        }
        self.heard.borrow().clone()
    }

    /// Waits until the screen reads as wanted.
    pub fn wait_for(&self, what: &str, holds: impl Fn(&[String]) -> bool) -> Vec<String> {
        let began = Instant::now();
        loop {
            let tree = self.tree();
            if holds(&tree) {
                return tree;
            }
            assert!(began.elapsed() < PATIENCE, "{what} did not come:\n{}", tree.join("\n"));
            pause(100);
        }
    }

    /// Waits until something was announced.
    pub fn wait_to_hear(&self, what: &str, within: Duration) -> String {
        self.wait_to_hear_more(what, 0, within)
    }

    /// Waits until something was announced more often than so many times.
    pub fn wait_to_hear_more(&self, what: &str, than: usize, within: Duration) -> String {
        let began = Instant::now();
        loop {
            let heard = self.heard();
            if let Some(found) = heard.iter().filter(|said| said.contains(what)).nth(than) {
                return found.clone();
            }
            assert!(began.elapsed() < within, "\"{what}\" was not announced, but:\n{}", heard.join("\n"));
            pause(100);
        }
    }
}
