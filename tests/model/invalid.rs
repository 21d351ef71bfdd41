//! What an author is told about a broken file: each scenario in `tests/fixtures/invalid` has its diagnostics beside it, and
//! a new case is a new pair of files.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use steadyline::scenario::{Loaded, folder};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files of a folder with this ending, in order.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("it can be read").path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|own| own == ending)).collect();
    files.sort();
    files
}

/// A copy of the bundled pack with the files of `calls` as its scenarios.
pub fn pack_with(calls: &[PathBuf]) -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder can be made");
    let bundled = root().join("scenarios/tamblewick");
    for part in ["", "rubrics", "banks", "calls"] {
        fs::create_dir_all(home.path().join("tamblewick").join(part)).expect("a folder can be made");
    }
    for part in ["", "rubrics", "banks"] {
        for file in files(&bundled.join(part), "ron") {
            copy(&file, &home.path().join("tamblewick").join(part));
        }
    }
    for file in calls {
        copy(file, &home.path().join("tamblewick/calls"));
    }
    home
}

fn copy(file: &Path, folder: &Path) {
    fs::copy(file, folder.join(file.file_name().expect("it has a name"))).expect("a file can be copied");
}

/// What was found, one a line, with file names cut down to their last part.
fn short(loaded: &Loaded, file: &str) -> String {
    let mut out = String::new();
    for problem in &loaded.found {
        let (folder, name) = problem.file.name.rsplit_once(['/', '\\']).unwrap_or(("", &problem.file.name));
        if name == file {
            let line = problem.short();
            let _ = writeln!(out, "{}", line.get(folder.len()..).unwrap_or(&line).trim_start_matches(['/', '\\']));
        }
    }
    out
}

#[test]
fn broken_scenarios_are_told_with_place_and_hint() {
    let invalid = root().join("tests/fixtures/invalid");
    let mut fixtures = files(&invalid, "ron");
    assert!(fixtures.len() >= 30, "only {} fixtures", fixtures.len());
    let home = pack_with(&fixtures);
    let banks = files(&invalid.join("banks"), "ron");
    for bank in &banks {
        copy(bank, &home.path().join("tamblewick/banks"));
    }
    fixtures.extend(banks);
    let loaded = folder(home.path()).expect("the folder can be read");
    let mut differences = String::new();
    for fixture in &fixtures {
        let name = fixture.file_name().expect("it has a name").to_string_lossy();
        let expected = fs::read_to_string(fixture.with_extension("expected")).unwrap_or_default();
        let found = short(&loaded, &name);
        if found != expected || found.is_empty() {
            let _ = write!(differences, "{name}\n  expected\n{expected}  found\n{found}\n");
        }
    }
    assert!(differences.is_empty(), "\n{differences}");
}

#[test]
fn the_minimal_scenario_checks_clean() {
    let home = pack_with(&files(&root().join("tests/fixtures/valid"), "ron"));
    let loaded = folder(home.path()).expect("the folder can be read");
    let found: Vec<String> = loaded.found.iter().map(|problem| problem.short()).collect();
    assert!(found.is_empty(), "{found:#?}");
}

/// One change to a file of the bundled pack, and what is said about it.
fn check_pack(file: &str, from: &str, to: &str, expected: &str) {
    let home = pack_with(&[]);
    let path = home.path().join("tamblewick").join(file);
    let text = fs::read_to_string(&path).expect("the file is there");
    assert!(text.contains(from), "{file} holds no {from}");
    fs::write(&path, text.replacen(from, to, 1)).expect("the file can be written");
    let loaded = folder(home.path()).expect("the folder can be read");
    let name = file.rsplit('/').next().unwrap_or(file);
    let found = short(&loaded, name);
    // Lines of the pack move; its words do not.
    let found: Vec<&str> = found.lines().filter_map(|line| line.split_once(": ").map(|(_, rest)| rest)).collect();
    assert_eq!(found, [expected], "{file}: {from} -> {to}");
}

#[test]
fn values_that_a_form_does_not_hold_are_told_with_a_hint() {
    let check = check_pack;
    check(
        "pack.ron",
        "\"status\": Text(\"returned\")",
        "\"status\": Text(\"sent back\")",
        "error[SL028]: there is no choice of status \"sent back\" (there are: draft, awaiting payment, paid, packed, in transit, at depot, delivered, returned, cancelled)",
    );
    check(
        "pack.ron",
        "Weighted({ \"phone\": 150",
        "Weighted({ \"fone\": 150",
        "error[SL028]: there is no choice of contact_by \"fone\" (there are: phone, text, post, large-print post)",
    );
    check(
        "pack.ron",
        "Of(\"customer\", \"billing_address\")",
        "Of(\"customer\", \"address\")",
        "error[SL023]: there is no field of customers \"address\" (there are: name, phone, second_phone, email, billing_address, contact_by, support_need, support_consent, marketing, do_not_call, …)",
    );
}

#[test]
fn broken_times_ranges_and_numbers_are_told_with_a_hint() {
    let check = check_pack;
    check(
        "pack.ron",
        "from: \"09:00\", to: \"17:30\"",
        "from: \"9am\", to: \"17:30\"",
        "error[SL050]: \"9am\" is no time of day (write it as 09:00, to 23:59)",
    );
    check(
        "pack.ron",
        "\"07700 900000-900999\"",
        "\"07700 900000\"",
        "error[SL055]: \"07700 900000\" is no range of numbers (write the area, a space, and the first and last number: 07700 900000-900999)",
    );
    check(
        "pack.ron",
        "id: (\"CU\", 6)",
        "id: (\"CU\", 2)",
        "error[SL056]: 2 digits are too few for the rows of customers (give its numbers more digits)",
    );
    check(
        "pack.ron",
        "DaysAgo(32, 35)",
        "DaysAgo(35, 32)",
        "error[SL057]: 35 is more than 32 (the smaller number comes first)",
    );
    check(
        "rows.ron",
        "\"price\": \"64.00\"",
        "\"price\": \"£64\"",
        "error[SL028]: \"£64\" is no value of price (the database keeps a sum as 64.00)",
    );
    check(
        "temperaments.ron",
        "start: 70,",
        "start: 170,",
        "error[SL051]: patience is 0 to 100 points, not 170 (write a whole number from 0 to 100)",
    );
    check(
        "moves.ron",
        "Good {daytime}, {company}",
        "Good {day}, {company}",
        "error[SL021]: there is no fact \"day\" (did you mean \"daytime\"?)",
    );
    check(
        "people.ron",
        "format: 1",
        "format: 2",
        "error[SL005]: this program reads format 1, and the file says 2 (a newer Steadyline reads it)",
    );
}

#[test]
fn the_manual_shows_the_minimal_scenario() {
    let read = |path: &str| fs::read_to_string(root().join(path)).expect("the file is there");
    let minimal = read("tests/fixtures/valid/minimal.ron");
    let scenario = &minimal[minimal.find("(\n").expect("it has a body")..];
    assert!(read("scenarios/README.md").contains(scenario), "scenarios/README.md shows another scenario");
}

#[test]
fn a_reply_that_rings_a_closed_department_is_refused() {
    let home = pack_with(&files(&root().join("scenarios/tamblewick/calls"), "ron"));
    let file = home.path().join("tamblewick/pack.ron");
    let text = fs::read_to_string(&file).expect("the pack can be read");
    // The practice day is a Tuesday.
    let closed = text.replacen("days: [Mon, Tue, Wed, Thu, Fri], from: \"09:00\"", "days: [Mon], from: \"09:00\"", 1);
    assert_ne!(text, closed);
    fs::write(&file, closed).expect("the pack can be written");
    let loaded = folder(home.path()).expect("the folder can be read");
    let found = short(&loaded, "third_call_blender.ron");
    assert!(found.contains("error[SL064]: the department \"claims\" is closed"), "{found}");
}

#[test]
fn a_rubric_that_cannot_be_met_is_refused_with_its_place() {
    let home = pack_with(&[]);
    let file = home.path().join("tamblewick/rubrics/complaint.ron");
    let text = fs::read_to_string(&file).expect("the rubric can be read");
    let broken = text
        .replacen("pass: (records: 80,", "pass: (records: 180,", 1)
        .replacen("number: Procedure", "number: Routing", 99)
        .replacen("TalkOver(full_at: 0, zero_at: 4)", "TalkOver(full_at: 4, zero_at: 0)", 1)
        .replacen("rule: CallerTold", "rule: Model(\"LOST\")", 1)
        .replacen("rule: DoneBefore", "rule: Made(Sing)", 1);
    fs::write(&file, &broken).expect("the rubric can be written");
    let found = short(&folder(home.path()).expect("the folder can be read"), "complaint.ron");
    assert!(found.contains("no move \"Sing\"") || found.contains("Sing"), "{found}");
    fs::write(&file, broken.replace("rule: Made(Sing)", "rule: DoneBefore")).expect("the rubric can be written");
    let found = short(&folder(home.path()).expect("the folder can be read"), "complaint.ron");
    for wanted in [
        "error[SL061]: nobody can reach 180 of 100",
        "error[SL061]: no criterion earns anything in Procedure",
        "error[SL063]: full points at 4 and none at 0 is the wrong way round",
        "error[SL062]: there is no model \"LOST\"",
    ] {
        assert!(found.contains(wanted), "{wanted} is not in\n{found}");
    }
    assert!(
        found.lines().all(|line| line.split(':').nth(1).is_some_and(|line| line.parse::<u32>().is_ok())),
        "{found}"
    );
}
