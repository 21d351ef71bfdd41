//! The real window on a real (virtual) display, driven by real keys, scene by scene, with pictures in `screens/` of the
//! build folder.
//!
//! A window lives on the main thread, so this is a program of its own. The tour looks into the window from inside; the
//! other scenes start the built program beside them and know only what it shows, says, plays and writes. Without a display
//! it says so and fails; `script/test` starts one. `cargo test --test window -- sound` plays one scene.

mod author;
mod disk;
mod driver;
mod duties;
mod interrupted;
mod keys;
mod perfect;
mod program;
mod reader;
mod screen;
mod sound;
mod speaker;
mod spoken;
mod supervisor;
mod survey;
mod tour;
mod unplugged;
mod window;

use std::panic::catch_unwind;
use std::process::ExitCode;
use std::time::Instant;

use steadyline::app::has_display;

/// What becomes of a scene: nothing to say, or why this machine cannot play it.
type Played = Result<(), String>;

type Scene = (&'static str, fn() -> Played);

const SCENES: [Scene; 9] = [
    ("tour", tour::scene),
    ("sound", sound::scene),
    ("unplugged", unplugged::scene),
    ("spoken", spoken::scene),
    ("interrupted", interrupted::scene),
    ("author", author::scene),
    ("supervisor", supervisor::scene),
    ("full_disk", disk::full),
    ("read_only", disk::read_only),
];

fn main() -> ExitCode {
    // `cargo test` asks every test program for its list.
    if std::env::args().any(|arg| arg == "--list") {
        return ExitCode::SUCCESS;
    }
    if !has_display() {
        eprintln!("there is no display to test a window on; script/test starts one");
        return ExitCode::FAILURE;
    }
    let wanted: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    for (name, play) in SCENES {
        if !wanted.is_empty() && !wanted.iter().any(|wanted| name.contains(wanted.as_str())) {
            continue;
        }
        let began = Instant::now();
        let outcome = catch_unwind(play);
        let seconds = began.elapsed().as_secs_f32();
        match outcome {
            Ok(Ok(())) => {
                println!("scene {name} ... ok ({seconds:.0} s)");
                passed += 1;
            }
            Ok(Err(why)) => {
                println!("scene {name} ... skipped: {why}");
                skipped += 1;
            }
            Err(_) => {
                println!("scene {name} ... FAILED ({seconds:.0} s)");
                failed += 1;
            }
        }
    }
    let word = if failed == 0 { "ok" } else { "FAILED" };
    println!("test result: {word}. {passed} passed; {failed} failed; {skipped} ignored; 0 measured; 0 filtered out");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
