//! `steadyline check` from outside: files that are no files, codes and their explanations, what programs read.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use steadyline::scenario::{Diagnostic, Severity, code, codes, folder};

use crate::invalid::pack_with;
use crate::world::root;

fn steadyline() -> Command {
    Command::cargo_bin("steadyline").expect("the program is built")
}

/// A copy of the bundled pack with the minimal scenario, and the folder of its calls.
fn minimal_pack() -> (tempfile::TempDir, PathBuf) {
    let home = pack_with(&[root().join("tests/fixtures/valid/minimal.ron")]);
    let calls = home.path().join("tamblewick/calls");
    (home, calls)
}

fn minimal() -> String {
    fs::read_to_string(root().join("tests/fixtures/valid/minimal.ron")).expect("the scenario can be read")
}

/// What is said, one problem a line, names of files cut down to their last part.
fn told(home: &Path) -> Vec<String> {
    let loaded = folder(home).expect("the folder can be read");
    let short = |problem: &Diagnostic| {
        let last = problem.file.name.rsplit(['/', '\\']).next().unwrap_or_default();
        problem.short().replacen(&problem.file.name, last, 1)
    };
    loaded.found.iter().map(short).collect()
}

#[test]
fn files_of_any_system_are_read() {
    let (home, calls) = minimal_pack();
    fs::write(calls.join("windows.ron"), format!("\u{feff}{}", minimal().replace('\n', "\r\n"))).expect("is written");
    fs::write(calls.join(".hidden.ron"), "(").expect("is written");
    assert_eq!(told(home.path()), Vec::<String>::new());
    let broken = minimal().replace("then: \"thanks\"", "then: \"thank\"").replace("\"Gave up\"", "\"Gave up");
    fs::write(calls.join("windows.ron"), format!("\u{feff}{}", broken.replace('\n', "\r\n"))).expect("is written");
    fs::write(calls.join("unix.ron"), &broken).expect("is written");
    let told = told(home.path());
    let of = |name: &str| -> Vec<String> {
        told.iter().filter(|line| line.starts_with(name)).map(|line| line.replacen(name, "", 1)).collect()
    };
    assert_eq!(
        of("unix.ron"),
        [
            ":34:29: error[SL007]: the text that begins here is not closed on its line (put a straight quotation mark \" where \
         the text ends)"
        ]
    );
    assert_eq!(of("windows.ron"), of("unix.ron"));
}

#[test]
fn files_of_another_encoding_are_refused_with_the_place() {
    let (home, calls) = minimal_pack();
    let latin: Vec<u8> =
        minimal().replace("Where is my parcel?", "Where is my caf\u{e9} parcel?").chars().map(|c| c as u8).collect();
    fs::write(calls.join("latin.ron"), latin).expect("is written");
    let wide: Vec<u8> = std::iter::once(0xfeff).chain(minimal().encode_utf16()).flat_map(u16::to_le_bytes).collect();
    fs::write(calls.join("wide.ron"), wide).expect("is written");
    let hint = "(save it again with the encoding UTF-8: editors offer it in \"Save as\")";
    assert_eq!(
        told(home.path()),
        [
            format!("latin.ron:25:36: error[SL009]: the file is not saved as UTF-8 from here on {hint}"),
            format!("wide.ron: error[SL009]: the file is saved as UTF-16 {hint}"),
        ]
    );
}

#[test]
fn a_file_of_more_than_5_mb_is_refused_at_once() {
    let (home, calls) = minimal_pack();
    fs::write(calls.join("huge.ron"), " ".repeat(5 * 1024 * 1024 + 1)).expect("is written");
    assert_eq!(
        told(home.path()),
        [
            "huge.ron: error[SL002]: the file has 5.1 MB, and a file may have 5 MB (split it: one scenario a file, tables in rows.ron)"
        ]
    );
}

#[test]
fn folders_where_files_belong_are_refused() {
    let (home, calls) = minimal_pack();
    fs::create_dir(calls.join("late.ron")).expect("is made");
    fs::remove_file(home.path().join("tamblewick/rows.ron")).expect("is removed");
    fs::create_dir(home.path().join("tamblewick/rows.ron")).expect("is made");
    let hint = "(names that end in .ron belong to files: rename it, or take it out of the pack)";
    assert_eq!(
        told(home.path()),
        [
            format!("late.ron: error[SL016]: calls/late.ron is a folder {hint}"),
            format!("rows.ron: error[SL016]: rows.ron is a folder {hint}"),
        ]
    );
}

#[cfg(unix)]
#[test]
fn links_are_followed_inside_the_pack_and_nowhere_else() {
    use std::os::unix::fs::symlink;
    let (home, calls) = minimal_pack();
    symlink("minimal.ron", calls.join("again.ron")).expect("is linked");
    symlink("/etc/hostname", calls.join("secret.ron")).expect("is linked");
    symlink("nothing.ron", calls.join("gone.ron")).expect("is linked");
    symlink("round.ron", calls.join("round.ron")).expect("is linked");
    symlink("..", calls.join("up")).expect("is linked");
    symlink("/etc", calls.join("etc")).expect("is linked");
    // An editor marks a file that is being changed with a link that leads nowhere.
    symlink("someone@desk.1", calls.join(".#minimal.ron")).expect("is linked");
    let nowhere = "error[SL015]: the link leads nowhere, or in a circle (put the file itself here, or remove the link)";
    let out = "put the file itself here: a pack has to be whole wherever it is copied";
    let told = told(home.path());
    assert_eq!(told.len(), 4, "{told:#?}");
    assert!(
        told[0].starts_with("etc: error[SL015]: the link leads out of the pack, to ") && told[0].contains(out),
        "{told:#?}"
    );
    assert_eq!(told[1], format!("gone.ron: {nowhere}"));
    assert_eq!(told[2], format!("round.ron: {nowhere}"));
    assert!(told[3].starts_with("secret.ron: error[SL015]: the link leads out of the pack, to "), "{told:#?}");
    let loaded = folder(home.path()).expect("the folder can be read");
    let names: Vec<&str> = loaded.packs[0].scenarios.iter().map(|scenario| scenario.id.as_str()).collect();
    assert_eq!(names, ["again", "minimal"]);
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    let (home, calls) = minimal_pack();
    let made = std::process::Command::new("mkfifo").arg(calls.join("pipe.ron")).status();
    if !made.is_ok_and(|made| made.success()) {
        return eprintln!("skipped: a pipe cannot be made here");
    }
    let hint = "(names that end in .ron belong to files: rename it, or take it out of the pack)";
    assert_eq!(
        told(home.path()),
        [format!("pipe.ron: error[SL016]: calls/pipe.ron is no file with a text in it {hint}")]
    );
}

#[test]
fn one_path_that_cannot_be_read_does_not_keep_the_others_from_being_checked() {
    let (_home, calls) = minimal_pack();
    fs::write(calls.join("wrong.ron"), minimal().replace("\"deliveries\"", "\"delivery\"")).expect("is written");
    let run = |paths: &[PathBuf]| {
        let done = steadyline().arg("check").args(paths).assert();
        let output = done.get_output();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let (code, out, err) = run(&[PathBuf::from("/nowhere"), calls.join("wrong.ron"), calls.join("minimal.ron")]);
    assert_eq!(code, Some(4));
    assert!(out.contains("SL024") && out.contains("1 pack, 2 scenarios: 1 error, 0 warnings"), "{out}");
    assert_eq!(err.trim(), "/nowhere does not exist.");
    assert_eq!(run(&[calls.join("minimal.ron")]).0, Some(0), "what is wrong elsewhere is not told of this file");
    let (code, _, err) = run(&[root().join("README.md")]);
    assert!(code == Some(4) && err.contains("is no file of a pack: their names end in .ron"), "{err}");
}

#[test]
fn warnings_are_denied_together_or_by_code() {
    let (home, calls) = minimal_pack();
    fs::write(calls.join("minimal.ron"), minimal().replace("You will have", "You will  have")).expect("is written");
    let run =
        |options: &[&str]| steadyline().arg("check").arg(home.path()).args(options).assert().get_output().status.code();
    assert_eq!(run(&[]), Some(0));
    assert_eq!(run(&["--deny", "warnings"]), Some(3));
    assert_eq!(run(&["--deny", "SL080"]), Some(3));
    assert_eq!(run(&["--deny", "SL081"]), Some(0));
    assert_eq!(run(&["--deny", "warning"]), Some(2));
}

#[test]
fn programs_read_json_and_sarif() {
    let (home, calls) = minimal_pack();
    fs::write(calls.join("minimal.ron"), minimal().replace("tone: Warm", "tone: Wram")).expect("is written");
    let read = |option: &str| -> serde_json::Value {
        let done = steadyline().arg("check").arg(home.path()).arg(option).assert().code(3);
        serde_json::from_slice(&done.get_output().stdout).expect("it is JSON")
    };
    let json = read("--json");
    let found = &json["found"][0];
    assert_eq!((&json["version"], &json["errors"], &json["warnings"]), (&1.into(), &1.into(), &0.into()));
    assert_eq!((&found["code"], &found["severity"]), (&"SL011".into(), &"error".into()));
    let at = ["line", "column", "end_line", "end_column"].map(|key| found[key].as_u64().unwrap_or_default());
    assert_eq!(at, [27, 87, 27, 91]);
    assert_eq!(found["hint"], "did you mean \"Warm\"?");
    let sarif = read("--sarif");
    let run = &sarif["runs"][0];
    let result = &run["results"][0];
    assert_eq!((&sarif["version"], &result["ruleId"]), (&"2.1.0".into(), &"SL011".into()));
    let rule = usize::try_from(result["ruleIndex"].as_u64().expect("a rule")).expect("a number");
    assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], "SL011");
    let region = &result["locations"][0]["physicalLocation"]["region"];
    assert_eq!((&region["startLine"], &region["endColumn"]), (&27.into(), &91.into()));
    assert_eq!(result["message"]["text"], "\"Wram\" is no tone. Did you mean \"Warm\"?");
}

/// One change to a file of the pack around the minimal scenario, and what is said of it.
fn changed(file: &str, from: &str, to: &str) -> Vec<String> {
    let (home, _) = minimal_pack();
    let path = home.path().join("tamblewick").join(file);
    let text = fs::read_to_string(&path).unwrap_or_default();
    assert!(text.contains(from), "{file} holds no {from}");
    fs::write(&path, text.replacen(from, to, 1)).expect("is written");
    told(home.path())
}

#[test]
fn silence_that_costs_nothing_is_told() {
    let told = changed("temperaments.ron", "Silence: -3,", "Silence: 0,");
    assert_eq!(
        told,
        [
            "minimal.ron:9:42: warning[SL076]: silence never ends a call with \"calm\": in the end it costs no patience, and \
         \"opening\" has no `on_silence` that leads on (price Silence below 0 in temperaments.ron, or give the beats an `on_silence` with a `then`)"
        ]
    );
    let told = changed("temperaments.ron", "Apologise: [100, 60, 0],", "Silence: [100, 0],");
    assert_eq!(told.len(), 1, "silence costs nothing from the second time on: {told:#?}");
}

#[test]
fn rubrics_and_lists_that_mean_nothing_are_told() {
    let told = changed("rubrics/complaint.ron", "points: 70,", "points: 0,");
    assert!(
        told.iter().any(|line| line.contains("error[SL060]: a criterion without points counts nothing")),
        "{told:#?}"
    );
    let told = changed("calls/minimal.ron", "rubric: \"complaint\"", "rubric: \"repeated_question\"");
    assert!(told.iter().any(|line| line.contains("error[SL033]")), "{told:#?}");
    let told = changed("writing.ron", "", "(format: 1, months: [[\"january\"]])");
    assert!(told.len() == 1 && told[0].contains("error[SL058]: months does not hold what it should"), "{told:#?}");
    let (home, calls) = minimal_pack();
    let rubric = home.path().join("tamblewick/rubrics/complaint.ron");
    let text = fs::read_to_string(&rubric).expect("the rubric can be read");
    fs::write(&rubric, text.replacen("rule: CallerTold", "rule: Flag(\"looked\")", 1)).expect("is written");
    let told = self::told(home.path());
    assert!(
        told.len() == 1 && told[0].contains("warning[SL059]: the scorecard would call the flag \"looked\""),
        "{told:#?}"
    );
    fs::remove_file(home.path().join("tamblewick/rows.ron")).expect("is removed");
    fs::remove_file(calls.join("minimal.ron")).expect("is removed");
    let told = self::told(home.path());
    assert_eq!(
        told,
        ["pack.ron: error[SL006]: the pack has no rows.ron (scenarios/README.md lists the files of a pack)"]
    );
}

#[test]
fn a_file_with_hundreds_of_problems_ends_its_list() {
    let wrong: String = (0..300).map(|number| format!("\"x {number}\", ")).collect();
    let told = changed("calls/minimal.ron", "proofs: [", &format!("proofs: [{wrong}"));
    assert_eq!(told.len(), 201);
    assert!(told[0].contains("error[SL019]: there is more to mend than these 200 problems"), "{}", told[0]);
}

/// Every code that stands in the sources of a room.
fn codes_in(folder: &Path, out: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            codes_in(&path, out);
        } else {
            let text = fs::read_to_string(&path).unwrap_or_default();
            let quoted = text.split("\"SL").skip(1).filter_map(|rest| rest.get(..3));
            out.extend(quoted.filter(|digits| digits.parse::<u32>().is_ok()).map(|digits| format!("SL{digits}")));
        }
    }
}

#[test]
fn every_code_is_explained_listed_and_shown_by_a_fixture() {
    let mut given = BTreeSet::new();
    codes_in(&root().join("src/scenario"), &mut given);
    codes_in(&root().join("src/voice"), &mut given);
    codes_in(&root().join("src/bots"), &mut given);
    let explained: BTreeSet<String> = codes().map(|code| code.id.to_owned()).collect();
    assert_eq!(given, explained, "the codes of the program, and those of assets/text/en/codes.md");
    let manual = fs::read_to_string(root().join("scenarios/README.md")).expect("the manual");
    for code in codes() {
        let warning = if code.severity == Severity::Warning { "warning: " } else { "" };
        let row = format!("| {} | {warning}{} |\n", code.id, code.title);
        assert!(manual.contains(&row), "the manual lacks {row}");
        assert!(code.text.len() > 40 && !code.text.contains("## "), "{} is hardly explained", code.id);
    }
    let mut shown = BTreeSet::new();
    for folder in ["tests/fixtures/invalid", "tests/fixtures/invalid/banks", "tests/model"] {
        for entry in fs::read_dir(root().join(folder)).expect("the folder is there") {
            let text = fs::read_to_string(entry.expect("an entry").path()).unwrap_or_default();
            for before in ["[SL", "[\"SL", "== \"SL", ", \"SL"] {
                let written = text.split(before).skip(1).filter_map(|rest| rest.get(..3));
                shown.extend(written.map(|digits| format!("SL{digits}")));
            }
        }
    }
    // Whoever runs the tests may be allowed to read everything.
    shown.insert("SL018".to_owned());
    let missing: Vec<&String> = explained.difference(&shown).collect();
    assert!(missing.is_empty(), "no test shows {missing:?}");
}

#[test]
fn codes_are_explained_by_name() {
    assert_eq!(code("sl36").map(|code| code.id), Some("SL036"));
    assert_eq!(code("SL036"), code("036"));
    assert_eq!(code("SL999"), None);
    let said = steadyline().args(["check", "--explain", "SL036"]).assert().code(0);
    let out = String::from_utf8_lossy(&said.get_output().stdout).into_owned();
    assert!(
        out.starts_with("error[SL036]: every reply can be closed at once\n\n") && out.contains("// right"),
        "{out}"
    );
    let said = steadyline().args(["check", "--explain"]).assert().code(0);
    assert_eq!(String::from_utf8_lossy(&said.get_output().stdout).lines().count(), codes().count());
    let said = steadyline().args(["check", "--explain", "SL99"]).assert().code(2);
    assert!(String::from_utf8_lossy(&said.get_output().stderr).starts_with("There is no code “SL99”."));
}
