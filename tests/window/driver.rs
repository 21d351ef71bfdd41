//! Hands on the keyboard: real keys through `xdotool`, pictures, and waiting for what must come.

use std::path::PathBuf;
use std::process::Command;
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use steadyline::app::Screen;

use crate::Ask;

/// The longest that anything may take on a slow machine with a software renderer.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Driver {
    asks: Sender<Ask>,
    pictures: PathBuf,
}

impl Drop for Driver {
    fn drop(&mut self) {
        drop(self.asks.send(Ask::Quit));
    }
}

impl Driver {
    pub fn new(asks: Sender<Ask>) -> Self {
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
        let pictures = target.join("screens");
        std::fs::create_dir_all(&pictures).expect("a folder for the pictures");
        Self { asks, pictures }
    }

    fn ask<T>(&self, make: impl FnOnce(Sender<T>) -> Ask) -> T {
        let (to, from) = channel();
        self.asks.send(make(to)).expect("the window is open");
        from.recv_timeout(PATIENCE).expect("the window answers")
    }

    /// Waits until a screen is shown, and for the frames that it needs to settle.
    pub fn wait_for(&self, screen: Screen) {
        self.wait_until(&format!("the screen {screen:?}"), || self.ask(Ask::Screen) == screen);
        std::thread::sleep(Duration::from_millis(700));
    }

    /// Waits until the call is at a beat.
    pub fn wait_for_beat(&self, beat: &str) {
        self.wait_until(&format!("the beat {beat}"), || self.ask(Ask::Beat) == beat);
    }

    pub fn wait_until(&self, what: &str, holds: impl Fn() -> bool) {
        let began = Instant::now();
        while !holds() {
            assert!(began.elapsed() < PATIENCE, "{what} did not come");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// The value of a fact of the call.
    pub fn fact(&self, path: &str) -> String {
        self.ask(|to| Ask::Fact(path.to_owned(), to))
    }

    /// Gives the keyboard to the window: there is no window manager to do it.
    pub fn focus_window(&self) {
        self.wait_until("the window", || xdotool(&["search", "--name", "Steadyline", "windowfocus"]));
        std::thread::sleep(Duration::from_millis(300));
    }

    /// Presses keys, one after the other: `Return`, `alt+1`, `ctrl+s`.
    pub fn press(&self, keys: &[&str]) {
        for key in keys {
            assert!(xdotool(&["key", "--clearmodifiers", key]), "the key {key} was not sent");
            std::thread::sleep(Duration::from_millis(250));
        }
    }

    /// Types a text as a person would.
    pub fn type_text(&self, text: &str) {
        assert!(xdotool(&["type", "--delay", "30", text]), "the text was not sent");
        std::thread::sleep(Duration::from_millis(300));
    }

    /// Takes a picture of the window.
    pub fn picture(&self, name: &str) {
        let path = self.pictures.join(format!("{name}.png"));
        drop(std::fs::remove_file(&path));
        self.ask(|to| Ask::Picture(path.clone(), to));
        self.wait_until("the picture on disk", || path.metadata().is_ok_and(|data| data.len() > 5_000));
    }

    pub fn pause(&self, ms: u64) {
        std::thread::sleep(Duration::from_millis(ms));
    }
}

fn xdotool(args: &[&str]) -> bool {
    Command::new("xdotool").args(args).output().is_ok_and(|done| done.status.success())
}
