//! The headset is pulled out in the middle of a call: its clock stops, the desk says so, and it goes on when the sound is
//! back and the trainee says so. Captions are switched off and on again on the way.

use std::time::Duration;

use steadyline::text::Texts;

use crate::Played;
use crate::keys::{pause, press};
use crate::program::{Program, log, wait_for_action};
use crate::reader::Reader;
use crate::speaker::Speaker;

const SOON: Duration = Duration::from_secs(40);

pub fn scene() -> Played {
    let words = Texts::english();
    let reader = Reader::start();
    let speaker = Speaker::new(reader.folder());
    let data = tempfile::tempdir().expect("a folder for the attempts");
    let environment =
        [("ALSA_CONFIG_PATH", speaker.config().into()), ("XDG_CACHE_HOME", data.path().join("cache").into())];
    let program = Program::start(&reader, data.path(), &environment);
    Program::sign_in(&reader, "Amina Otieno");
    press(&["alt+s"]);
    let other_desks = format!("list box | {}", words.get("settings-other-desks"));
    reader.wait_for("the settings of the sound", |tree| tree.contains(&other_desks));
    Program::picture("31_settings_sound");
    press(&["Escape"]);
    reader.wait_for("home", |tree| tree.iter().any(|node| node.starts_with("list box | Calls")));
    Program::ring(&reader, "When is my money coming");
    press(&["alt+a", "alt+g"]);
    reader.wait_to_hear(&format!("{}: ", words.get("who-caller")), SOON);
    press(&["alt+1"]);
    wait_for_action(data.path(), "reply");
    press(&["alt+i"]);
    pause(1_500);
    Program::picture("32_no_captions");
    press(&["alt+i"]);

    speaker.pull_out(true);
    let stands = words.get("desk-paused");
    reader.wait_for("the call stands still", |tree| tree.iter().any(|node| node.contains(&stands)));
    let clock = |tree: &[String]| tree.iter().find(|node| node.starts_with("label | 00:")).cloned();
    let stopped = clock(&reader.tree());
    Program::picture("33_sound_lost");
    assert_eq!(clock(&reader.tree()), stopped, "the call's clock has stopped");
    speaker.pull_out(false);
    let back = words.get("desk-paused-back");
    reader.wait_for("the sound", |tree| tree.iter().any(|node| node.contains(&back)));
    Program::picture("34_sound_back");
    press(&["Return"]);
    reader.wait_for("the desk", |tree| !tree.iter().any(|node| node.contains(&stands)));
    wait_for_action(data.path(), "paused");
    let before = speaker.now();
    pause(3_000);
    let heard = speaker.samples();
    let loudest = crate::speaker::peak(crate::speaker::between(&heard, before, speaker.now()));
    assert!(loudest > 0.01, "the caller is heard again: {loudest}");
    let done: Vec<String> = log(data.path()).lines.iter().filter_map(|line| serde_json::to_string(line).ok()).collect();
    println!("done: {}", done.join(" "));
    program.said();
    program.kill();
    Ok(())
}
