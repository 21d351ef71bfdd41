//! Hands on the keyboard: real keys through `xdotool`, and waiting for what must come.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

/// The longest that anything may take on a slow machine with a software renderer.
pub const PATIENCE: Duration = Duration::from_secs(60);

pub fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < PATIENCE, "{what} did not come");
        pause(100);
    }
}

pub fn pause(ms: u64) {
    std::thread::sleep(Duration::from_millis(ms));
}

/// Gives the keyboard to the window: there is no window manager to do it.
pub fn focus_window() {
    wait_until("the window", || xdotool(&["search", "--name", "Steadyline", "windowfocus"]));
    pause(300);
}

/// Waits until no window is left of a program that has ended.
pub fn wait_for_no_window() {
    wait_until("the end of the window", || !xdotool(&["search", "--name", "Steadyline"]));
}

/// Presses keys, one after the other: `Return`, `alt+1`, `ctrl+s`.
pub fn press(keys: &[&str]) {
    for key in keys {
        send_key(key);
        pause(250);
    }
}

/// One key, without waiting for what it does.
pub fn send_key(key: &str) {
    assert!(xdotool(&["key", "--clearmodifiers", key]), "the key {key} was not sent");
}

/// Types a text as a person would.
pub fn type_text(text: &str) {
    assert!(xdotool(&["type", "--delay", "15", text]), "the text was not sent");
    pause(200);
}

/// Where a picture of this name belongs.
pub fn picture_path(name: &str) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    let folder = target.join("screens");
    std::fs::create_dir_all(&folder).expect("a folder for the pictures");
    folder.join(format!("{name}.png"))
}

fn xdotool(args: &[&str]) -> bool {
    Command::new("xdotool").args(args).output().is_ok_and(|done| done.status.success())
}
