//! The program from a terminal: what it prints, and how it ends.

use assert_cmd::Command;

use crate::world::{root, walk, walks};

fn steadyline() -> Command {
    Command::cargo_bin("steadyline").expect("the program is built")
}

/// The commands of a walkthrough: a script for `play`. A check waits for the others to finish, so it becomes a wait.
fn script(name: &str) -> String {
    let text =
        std::fs::read_to_string(root().join(format!("scenarios/tamblewick/calls/{name}.walk"))).expect("a walkthrough");
    let told = ["seed", "name", "mode", "ending", "score", "critical", "field"];
    let first = |line: &str| line.split_whitespace().next().unwrap_or_default().to_owned();
    let lines = text.lines().filter(|line| !told.contains(&first(line).as_str()));
    lines.map(|line| if first(line) == "expect" { "wait" } else { line }).collect::<Vec<_>>().join("\n")
}

fn seed(name: &str) -> String {
    let text =
        std::fs::read_to_string(root().join(format!("scenarios/tamblewick/calls/{name}.walk"))).expect("a walkthrough");
    let line = text.lines().find_map(|line| line.strip_prefix("seed ")).unwrap_or("1");
    line.split('#').next().unwrap_or(line).trim().to_owned()
}

#[test]
fn a_call_of_each_scenario_is_played_from_a_script_logged_and_scored_again() {
    let folder = tempfile::tempdir().expect("a folder");
    for scenario in ["third_call_blender", "when_is_my_money", "bits_for_my_sister"] {
        let name = format!("{scenario}.perfect");
        let log = folder.path().join(format!("{scenario}.log"));
        let played = steadyline()
            .args(["play", scenario, "--name", "Sam Hollis", "--json", "--seed", &seed(&name), "--log"])
            .arg(&log)
            .write_stdin(script(&name))
            .assert()
            .success();
        let out = String::from_utf8_lossy(&played.get_output().stdout).into_owned();
        let card: serde_json::Value = serde_json::from_str(out.lines().last().expect("a line")).expect("JSON");
        assert_eq!(card["scorecard"]["numbers"], serde_json::to_value(&walk(&name).card.numbers).expect("JSON"));
        let scored = steadyline().args(["score", "--json"]).arg(&log).assert().success();
        let again: serde_json::Value = serde_json::from_slice(&scored.get_output().stdout).expect("JSON");
        assert_eq!(again, card["scorecard"]);
        steadyline().args(["replay", "--json"]).arg(&log).assert().success();
    }
}

#[test]
fn the_bundled_packs_check_clean() {
    steadyline().arg("check").arg(root().join("scenarios")).args(["--deny", "warnings"]).assert().code(0);
    steadyline().arg("check").assert().code(0);
}

#[test]
fn exit_codes_mean_what_the_help_says() {
    steadyline().args(["check", "/nowhere/at/all"]).assert().code(4);
    steadyline().args(["score", "/nowhere/at/all.log"]).assert().code(4);
    steadyline().args(["play", "no such scenario"]).write_stdin("").assert().code(2);
    steadyline().args(["play", "blender"]).write_stdin("1 dance\n").assert().code(2);
    steadyline().arg("--no-such-flag").assert().code(2);
    let folder = tempfile::tempdir().expect("a folder");
    let edited = folder.path().join("edited.log");
    std::fs::write(&edited, "{}\n").expect("is written");
    steadyline().arg("replay").arg(&edited).assert().code(3);
    steadyline().arg("walk").args(walks()).assert().code(0);
}

#[test]
fn a_misspelt_scenario_is_answered_with_the_nearest() {
    let said = steadyline().args(["play", "third_call_blendre"]).write_stdin("").assert().code(2);
    let err = String::from_utf8_lossy(&said.get_output().stderr).into_owned();
    assert!(err.contains("did you mean \"third_call_blender\"?"), "{err}");
}

#[test]
fn the_export_is_csv_and_says_when_there_is_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    steadyline().arg("export").arg("--data").arg(folder.path()).assert().code(4);
    drop(steadyline::store::Store::open(folder.path()).expect("a store"));
    let said = steadyline().arg("export").arg("--data").arg(folder.path()).assert().code(0);
    let out = String::from_utf8_lossy(&said.get_output().stdout).into_owned();
    assert!(out.starts_with("attempt,person,pack,scenario,title,mode,started_at"), "{out}");
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_steadyline"))
        .args(["bench", "--seconds", "1"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let done = child.wait_with_output().expect("the program ends");
    let complaints = String::from_utf8_lossy(&done.stderr);
    assert!(!complaints.contains("panicked"), "{complaints}");
}

#[test]
fn the_lines_of_a_scenario_are_spoken_into_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let voice = |args: &[&str]| {
        let mut command = steadyline();
        command.env("XDG_CACHE_HOME", folder.path().join("cache")).args([
            "voice",
            "when_is_my_money",
            "--only",
            "when_is_my_money.o",
            "--json",
        ]);
        command.arg("--data").arg(folder.path()).args(args);
        if !args.contains(&"--out") {
            command.arg("--out").arg(folder.path().join("voice"));
        }
        command
    };
    let told = |args: &[&str], code: i32| -> serde_json::Value {
        let done = voice(args).assert().code(code);
        serde_json::from_slice(&done.get_output().stdout).expect("JSON")
    };
    let first = told(&[], 0);
    let lines = first["lines"].as_array().expect("lines");
    assert!((2..20).contains(&lines.len()), "{}", lines.len());
    assert_eq!((first["written"].as_u64(), first["failed"].as_u64()), (Some(lines.len() as u64), Some(0)));
    for line in lines {
        let file = folder.path().join("voice/en").join(format!("{}.wav", line["id"].as_str().expect("an id")));
        let sound = steadyline::voice::Sound::read(&std::fs::read(&file).expect("a file")).expect("a sound");
        assert_eq!(Some(sound.ms()), line["ms"].as_u64(), "{line}");
    }
    let again = told(&[], 0);
    assert_eq!((again["written"].as_u64(), again["kept"].as_u64()), (Some(0), Some(lines.len() as u64)));
    assert_eq!(told(&["--lang", "xx"], 3)["failed"].as_u64(), Some(lines.len() as u64), "nobody speaks that");
    voice(&[]).env("PATH", folder.path()).assert().code(4);
    voice(&["--out", "/dev/null/nowhere"]).assert().code(4);
}
