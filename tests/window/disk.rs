//! A disk that is full in the middle of a call, and a data folder that may not be written: one clear message, no panic, and
//! nothing lost.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use steadyline::text::Texts;

use crate::Played;
use crate::keys::{pause, press, type_text, wait_until};
use crate::program::{Program, attempts, log, played};
use crate::reader::Reader;

/// A file system of its own, gone with this value.
struct Mount<'a>(&'a Path);

impl<'a> Mount<'a> {
    fn new(folder: &'a Path, options: &str) -> Result<Self, String> {
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(folder).output();
        let done = mount.map_err(|error| format!("mount: {error}"))?;
        if done.status.success() {
            Ok(Self(folder))
        } else {
            Err(format!("a file system of its own is not permitted: {}", String::from_utf8_lossy(&done.stderr).trim()))
        }
    }
}

impl Drop for Mount<'_> {
    fn drop(&mut self) {
        // A program that was just killed may hold it for a moment.
        drop(Command::new("umount").arg("-l").arg(self.0).status());
    }
}

/// The disk fills up after the greeting; the call is taken to its end; then there is room.
pub fn full() -> Played {
    let words = Texts::english();
    let folder = tempfile::tempdir().expect("a folder for the disk");
    let _disk = Mount::new(folder.path(), "size=4m")?;
    let data = folder.path().join("data");
    let reader = Reader::start();
    let mut program = Program::start(&reader, &data, &[]);
    Program::sign_in(&reader, "Amina Otieno");
    Program::ring(&reader, "When is my money coming");
    press(&["alt+a"]);
    wait_until("the first action", || !attempts(&data).is_empty() && log(&data).lines.len() == 1);

    let filler = folder.path().join("filler");
    // It is meant to stop where the disk ends.
    drop(std::fs::write(&filler, vec![0_u8; 8 << 20]));
    press(&["alt+g"]);
    let told = reader.wait_to_hear("the disk is full", Duration::from_secs(60));
    println!("announced: {told}");
    assert!(told.contains(&data.display().to_string()), "the message says where: {told}");
    assert!(told.contains("make room"), "the message says what to do: {told}");
    Program::picture("25_full_disk");
    pause(500);
    press(&["alt+e", "e"]);
    reader.wait_for("wrap-up", |tree| tree.iter().any(|line| line.contains(&words.get("wrap-up-note"))));
    type_text("REP");
    press(&["Return", "alt+f"]);
    reader.wait_for("the debrief", |tree| tree.iter().any(|line| line.contains(&words.get("debrief-work"))));
    assert!(program.is_running());
    let told = reader.heard().iter().filter(|said| said.contains("the disk is full")).count();
    assert_eq!(told, 1, "the trouble is told once");

    std::fs::remove_file(&filler).expect("room is made");
    let told = reader.wait_to_hear(&words.get("store-caught-up"), Duration::from_secs(60));
    println!("announced: {told}");
    Program::picture("26_room_again");
    let [attempt] = &attempts(&data)[..] else { panic!("one attempt is kept") };
    assert!(!attempt.interrupted() && attempt.procedure.is_some(), "the scorecard is kept: {attempt:#?}");
    let log = log(&data);
    let actions: Vec<String> = log.lines.iter().filter_map(|line| serde_json::to_string(&line.action).ok()).collect();
    println!("kept: {}", actions.join(" "));
    for wanted in ["answer", "Greet", "end", "wrap_up"] {
        assert_eq!(actions.iter().filter(|action| action.contains(wanted)).count(), 1, "{wanted} is kept: {actions:?}");
    }
    let (call, _) = played(&log);
    assert_eq!(call.phase(), steadyline::call::Phase::Done, "the log plays to its end");
    program.said();
    program.kill();
    Ok(())
}

/// A folder in which nothing may be written.
pub fn read_only() -> Played {
    let folder = tempfile::tempdir().expect("a folder");
    // The administrator writes where others may not, but not where nobody may.
    let _disk = Mount::new(folder.path(), "ro")?;
    let data = folder.path().join("data");
    let reader = Reader::start();
    let mut program = Program::start(&reader, &data, &[]);
    let told = reader.wait_to_hear("cannot be used", Duration::from_secs(60));
    println!("announced: {told}");
    assert!(told.contains(&data.display().to_string()), "the message says where: {told}");
    assert!(told.contains("--data DIR"), "the message says what to do: {told}");
    Program::sign_in(&reader, "Amina Otieno");
    Program::choose(&reader, "When is my money coming");
    press(&["Return"]);
    pause(1_500);
    Program::picture("27_read_only");
    let tree = reader.tree();
    assert!(tree.iter().any(|node| node == "push button | Start the call"), "no call rings that could not be kept");
    assert!(program.is_running());
    program.said();
    program.kill();
    Ok(())
}
