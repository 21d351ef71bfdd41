//! Which room may name which: the house stands as `src/lib.rs` draws it.

use std::path::{Path, PathBuf};

use crate::world::root;

/// Each room with the rooms that it may name.
const MAY_NAME: [(&str, &[&str]); 10] = [
    ("scenario", &[]),
    ("call", &["scenario"]),
    ("scoring", &["scenario", "call"]),
    ("author", &["scenario"]),
    ("bots", &["scenario", "call", "scoring"]),
    ("voice", &["scenario", "call"]),
    ("text", &["scenario", "call", "scoring"]),
    ("store", &["scenario", "call", "scoring"]),
    ("review", &["scenario", "call", "scoring", "store"]),
    ("cli", &["scenario", "call", "scoring", "author", "bots", "voice", "text", "store", "review", "app"]),
];

const ROOMS: [&str; 11] =
    ["scenario", "call", "scoring", "author", "bots", "voice", "text", "store", "review", "cli", "app"];

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            out.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            out.push(path);
        }
    }
    out.sort();
    out
}

#[test]
fn rooms_name_only_the_rooms_below_them() {
    let mut wrong = Vec::new();
    for (room, allowed) in MAY_NAME {
        for file in rust_files(&root().join("src").join(room)) {
            let text = std::fs::read_to_string(&file).expect("a source file");
            for other in ROOMS.iter().filter(|other| **other != room && !allowed.contains(other)) {
                if text.contains(&format!("crate::{other}")) {
                    wrong.push(format!("{} names {other}", file.display()));
                }
            }
            if room != "cli" && (text.contains("bevy") || text.contains("kira")) {
                wrong.push(format!("{} names the engine", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_app_is_named_by_the_command_line_in_one_file_only() {
    let files = rust_files(&root().join("src/cli"));
    let names =
        files.iter().filter(|file| std::fs::read_to_string(file).expect("a source file").contains("crate::app"));
    let names: Vec<String> =
        names.map(|file| file.file_name().expect("a name").to_string_lossy().into_owned()).collect();
    assert_eq!(names, ["app.rs"]);
}

#[test]
fn every_test_file_is_declared() {
    for folder in ["model", "app", "window"] {
        let folder = root().join("tests").join(folder);
        if !folder.is_dir() {
            continue;
        }
        let main = std::fs::read_to_string(folder.join("main.rs")).expect("main.rs");
        for file in rust_files(&folder) {
            let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
            let declared =
                name == "main" || file.parent() != Some(folder.as_path()) || main.contains(&format!("mod {name};"));
            assert!(declared, "{} is forgotten in main.rs", file.display());
        }
    }
}

#[test]
fn files_stay_readable() {
    let long: Vec<String> = ["src", "tests", "benches"]
        .into_iter()
        .flat_map(|folder| rust_files(&root().join(folder)))
        .map(|file| (std::fs::read_to_string(&file).expect("a source file").lines().count(), file))
        .filter(|(lines, _)| *lines > 500)
        .map(|(lines, file)| format!("{} has {lines} lines", file.display()))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}
