//! Drills with which nobody could do what is right: rows that cannot be dialled, answers and calls that never come.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use steadyline::bots::undoable;
use steadyline::scenario::folder;

use crate::call_lists::whole_pack;
use crate::world::{packs, root};

/// What is said of the bundled retailer after changes to files of it: the loader's word and the player's.
fn told(changes: &[(&str, &str, &str)]) -> Vec<String> {
    let home = whole_pack();
    change(home.path(), changes);
    let loaded = folder(home.path()).expect("it can be read");
    let played = loaded.packs.iter().flat_map(undoable).collect::<Vec<_>>();
    let short = |text: String| text.split_once("/tamblewick/").map_or(text.clone(), |(_, rest)| rest.to_owned());
    loaded.found.iter().chain(&played).map(|problem| short(problem.short())).collect()
}

fn change(home: &Path, changes: &[(&str, &str, &str)]) {
    for (file, from, to) in changes {
        let path = home.join("tamblewick").join(file);
        let text = fs::read_to_string(&path).expect("it can be read");
        assert!(text.contains(from), "{from} does not stand in {file}");
        fs::write(&path, text.replacen(from, to, 1)).expect("it can be written");
    }
}

const LIST: &str = "campaigns/before_you_dial.csv";
const DIALLED: &str = "campaigns/dialled_for_you.csv";
const RULES: &str = "dialling/counter.ron";
const TIDY: &str = "tidy/forty_rows.ron";

#[test]
fn every_bundled_drill_can_be_done() {
    for (pack, _) in packs() {
        let found: Vec<String> = undoable(pack).iter().map(|problem| problem.short()).collect();
        assert_eq!(found, [""; 0], "{}", pack.id);
    }
}

#[test]
fn a_row_that_no_hour_suits_is_refused() {
    let row = "Australia/Sydney,yes,,no,,,,,person,later";
    assert_eq!(
        told(&[(LIST, row, "Pacific/Auckland,yes,,no,,,,,person,")]),
        ["campaigns/before_you_dial.csv:6:1: error[SL153]: row 5: no hour of 21 days suits the rules by the clock of \
             Pacific/Auckland (widen the hours, mend the zone, or say in the column right what a trainee should do with it)"]
    );
    assert_eq!(told(&[(LIST, row, "Pacific/Auckland,yes,,no,,,,,person,ask")]), [""; 0], "the author knows");
}

#[test]
fn answers_and_calls_that_never_come_are_told() {
    assert_eq!(
        told(&[(LIST, "no,,,,,busy,dial", "no,,,,,busy; person,dial")]),
        [
            "campaigns/before_you_dial.csv:8:1: warning[SL154]: row 7: answers: only the first of them can come (a number is \
             dialled once in a sitting: keep the one that is to come)"
        ]
    );
    let found = told(&[(DIALLED, "yes,,no,,,,,person,", "yes,,no,,,,,machine,")]);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0].starts_with("campaigns/dialled_for_you.ron:")
            && found[0].contains(
                "warning[SL154]: nobody takes the call \"fifty_not_forty\": no row of DT-10 is dialled and answered by the person"
            ),
        "{found:#?}"
    );
}

#[test]
fn rows_with_which_nobody_can_do_what_is_right_are_told_by_number_and_reason() {
    let hint = "(mend the row, what is said to be right with it, or the rules: nobody can do it as it stands)";
    let row = |file: &str, line: usize, said: &str| format!("{file}:{line}:1: error[SL155]: {said} {hint}");
    let machine = told(&[(RULES, "after: [Machine]", "after: [NoAnswer]")]);
    assert!(
        machine.contains(&row(LIST, 5, "row 4: no outcome of the rules fits what is on the line: machine")),
        "{machine:#?}"
    );
    let window = told(&[(RULES, "\"09-11\": (\"09:00\", \"11:00\"), ", "")]);
    assert!(
        window.contains(&row(
            LIST,
            6,
            "row 5: it is put off to 2026-10-14, 09:00:00 to 10:00:00, and no window lies there"
        )),
        "{window:#?}"
    );
    // A note may say what the rules cannot know, and still nobody can dial what is not there.
    let number = told(&[(
        LIST,
        "01632 960318,,Europe/London,,,no,,,,,no answer,dial second",
        ",,Europe/London,,,no,,,,Ring the second,no answer,dial second",
    )]);
    assert_eq!(number, [row(LIST, 4, "row 3: it is to be dialled, and its second number is none that could be")]);
    let lost = told(&[(TIDY, "\"5\": (merge: [\"6\"],", "\"5\": (merge: [\"6\"], set: { \"do_not_call\": \"no\" },")]);
    let said = "row 5: whoever does what is right with it loses points by \"Do not call kept in every merge\"";
    assert_eq!(lost, [row("tidy/forty_rows.csv", 6, said)]);
    let guess = told(&[(TIDY, "\"39\": (never:", "\"39\": (set: { \"email\": \"f.penhale@post.example\" }, never:")]);
    assert!(guess.iter().any(|line| line.contains("row 39: whoever does what is right with it")), "{guess:#?}");
    let choice = told(&[(TIDY, "set: { \"marketing\": \"no\" }", "set: { \"marketing\": \"nope\" }")]);
    assert!(choice[0].contains("error[SL148]: there is no choice \"nope\" (did you mean \"no\"?)"), "{choice:#?}");
    let rubric = told(&[("campaigns/before_you_dial.ron", "rubric: \"call_list\"", "rubric: \"tidy\"")]);
    assert_eq!(
        rubric,
        [
            "campaigns/before_you_dial.ron: error[SL155]: the rubric \"tidy\" judges nothing of this drill, whatever is done \
             (take a rubric with criteria of the rule List or Tidy)"
        ]
    );
}

#[test]
fn a_call_that_reaches_nobody_on_the_list_is_told() {
    let found = told(&[(DIALLED, "CU103948", "CU999999")]);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0].starts_with(
            "campaigns/dialled_for_you.csv:4:1: error[SL156]: row 3: no call of \"fifty_not_forty\" reaches CU999999 of the \
             table customers"
        ),
        "{found:#?}"
    );
}

#[test]
fn check_plays_the_drills_of_a_folder_and_of_a_file() {
    let steadyline = || Command::cargo_bin("steadyline").expect("the program is built");
    let home = whole_pack();
    change(home.path(), &[(RULES, "after: [Machine]", "after: [NoAnswer]"), (DIALLED, "CU103948", "CU999999")]);
    let check = |path: &Path, code: i32| {
        let done = steadyline().arg("check").arg(path).assert().code(code);
        String::from_utf8_lossy(&done.get_output().stdout).into_owned()
    };
    let pack = home.path().join("tamblewick");
    let all = check(&pack, 3);
    assert!(all.contains("SL155") && all.contains("SL156") && all.contains("row 3: no call of"), "{all}");
    let one = check(&pack.join("campaigns/before_you_dial.ron"), 3);
    assert!(one.contains("row 4: no outcome of the rules fits") && !one.contains("SL156"), "{one}");
    let other = check(&pack.join("tidy/forty_rows.ron"), 0);
    assert!(!other.contains("SL15"), "{other}");
    check(&root().join("scenarios"), 0);
}
