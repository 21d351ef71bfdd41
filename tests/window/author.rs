//! A scenario is written beside the window: a save is seen and heard, the call goes on, and nothing is kept.

use std::ffi::OsStr;
use std::path::Path;
use std::time::Duration;

use crate::Played;
use crate::keys::press;
use crate::program::{Program, attempts, timed};
use crate::reader::Reader;

/// A save is told within a second; the rest is for a machine that has other work.
const SOON: Duration = Duration::from_secs(40);

pub fn scene() -> Played {
    let reader = Reader::start();
    let folder = tempfile::tempdir().expect("a folder for the pack");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/tamblewick"), &folder.path().join("tamblewick"));
    let file = folder.path().join("tamblewick/calls/third_call_blender.ron");
    let good = std::fs::read_to_string(&file).expect("the script is there");
    let data = folder.path().join("data");
    let program = Program::start_with(&reader, &data, &[OsStr::new("author"), file.as_os_str()], &[]);
    reader.wait_for("the beats", |tree| tree.iter().any(|line| line.starts_with("list item | opening, now")));
    let own_it = |tree: &[String]| tree.iter().any(|line| line.contains("own it · Good · then proofs"));
    let tree = reader.wait_for("the replies", own_it);
    let place = tree.iter().filter(|line| line.contains(" · then ")).position(|line| line.contains("own it"));
    press(&[&format!("alt+{}", place.expect("it is offered") + 1)]);
    reader.wait_for("the next beat", |tree| tree.iter().any(|line| line.starts_with("list item | proofs, now")));
    Program::picture("26_author");

    let save = |text: &str| std::fs::write(&file, text).expect("it is saved");
    let hear = |words: &str| timed(|| reader.wait_to_hear(words, SOON)).1.as_millis();
    save(&good.replacen("tone: Empathetic", "tone: Empatetic", 1));
    println!("an error was heard {} ms after the save", hear("1 error: the last good version plays"));
    reader
        .wait_for("the problem", |tree| tree.iter().any(|line| line.contains("Error SL011. \"Empatetic\" is no tone")));
    Program::picture("27_author_problem");
    save(&good);
    reader
        .wait_for("no problems", |tree| tree.iter().any(|line| line.contains("No problems, the saved version plays")));
    reader.wait_for("the same beat", |tree| tree.iter().any(|line| line.starts_with("list item | proofs, now")));
    save(&good.replacen("\"own it\": (", "\"take over\": (", 1));
    println!("a vanished choice was heard {} ms after the save", hear("The choice “own it” has vanished"));
    reader.wait_for("the beat before", |tree| tree.iter().any(|line| line.starts_with("list item | opening, now")));
    Program::picture("28_author_vanished");

    save(&good);
    reader
        .wait_for("no problems", |tree| tree.iter().any(|line| line.contains("No problems, the saved version plays")));
    press(&["alt+g"]);
    let known = "Nothing is dead. Lines are as wide as calls of the bots are many";
    reader.wait_for("what is known of the script", |tree| tree.iter().any(|line| line.contains(known)));
    Program::picture("29_author_graph");
    press(&["alt+h"]);
    let on_desk = |tree: &[String]| tree.iter().any(|line| line.contains("Author's run, not kept"));
    reader.wait_for("the desk", on_desk);
    Program::picture("30_author_desk");
    press(&["Escape"]);
    reader.wait_for("the question", |tree| tree.iter().any(|line| line.contains("nothing of it is kept")));
    press(&["alt+l"]);
    reader.wait_for("the same beat", |tree| tree.iter().any(|line| line.starts_with("list item | opening, now")));

    assert!(attempts(&data).is_empty(), "an author's run is no attempt");
    program.said();
    program.kill();
    Ok(())
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("it is copied");
        }
    }
}
