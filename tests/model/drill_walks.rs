//! Walkthroughs of drills without a call: each that ships plays as it is written, and a mistake in one is told with its line.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use assert_cmd::Command;
use steadyline::bots::{DrillWalkReport, parse_drill_walk, run_drill_walk};
use steadyline::call::DrillEvent;
use steadyline::scenario::{Drill, DrillKind, Pack};

use crate::walks::card_text;
use crate::world::{packs, root};

fn folder_of(drill: &Drill) -> &'static str {
    match drill.kind() {
        DrillKind::CallList => "campaigns",
        DrillKind::Tidy => "tidy",
    }
}

/// Every drill that ships, with its pack and its walkthroughs.
fn all() -> Vec<(&'static Arc<Pack>, Drill, Vec<PathBuf>)> {
    let drills = packs().into_iter().flat_map(|(pack, _)| pack.all_drills().map(move |drill| (pack, drill)));
    let walks = |pack: &Pack, drill: &Drill| {
        let folder = root().join("scenarios").join(&pack.id).join(folder_of(drill));
        let files =
            std::fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("an entry").path());
        let own = |path: &PathBuf| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            name.ends_with(".walk") && name.starts_with(&format!("{}.", drill.id()))
        };
        let mut own: Vec<PathBuf> = files.filter(own).collect();
        own.sort();
        own
    };
    drills.map(|(pack, drill)| (pack, drill.clone(), walks(pack, &drill))).collect()
}

fn play(pack: &Pack, drill: &Drill, text: &str) -> DrillWalkReport {
    let walk = parse_drill_walk(text, drill.kind()).unwrap_or_else(|wrong| panic!("{}: {wrong:?}", drill.id()));
    run_drill_walk(pack, drill, &walk)
}

/// What is said of a walkthrough of a drill, as `walk` prints it.
fn told(id: &str, text: &str) -> Vec<String> {
    let (pack, drill) =
        packs().into_iter().find_map(|(pack, _)| Some((pack, pack.drill(id)?))).expect("there is such a drill");
    match parse_drill_walk(text, drill.kind()) {
        Ok(walk) => run_drill_walk(pack, &drill, &walk).failed.iter().map(ToString::to_string).collect(),
        Err(wrong) => wrong.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn every_drill_has_a_perfect_walkthrough_and_two_failures_which_play_as_written() {
    let mut failed = String::new();
    for (pack, drill, walks) in all() {
        let names: Vec<String> =
            walks.iter().map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned()).collect();
        assert!(names.contains(&format!("{}.perfect", drill.id())), "{}: {names:?}", drill.id());
        assert!(names.len() >= 3, "{} has fewer than three walkthroughs: {names:?}", drill.id());
        for (path, name) in walks.iter().zip(names) {
            let report = play(pack, &drill, &std::fs::read_to_string(path).expect("it can be read"));
            assert!(report.run.is_over(), "{name} is done to its end");
            for failure in report.failed {
                let _ = writeln!(failed, "{name}: {failure}");
            }
            insta::assert_snapshot!(name, card_text(&report.card));
        }
    }
    assert!(failed.is_empty(), "{failed}");
}

#[test]
fn a_perfect_walkthrough_passes_and_no_other_does_as_well() {
    for (pack, drill, walks) in all() {
        for path in walks {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            let card = play(pack, &drill, &std::fs::read_to_string(&path).expect("it can be read")).card;
            let lost: Vec<&str> =
                card.criteria.iter().filter(|one| one.counted() && !one.full()).map(|one| one.id.as_str()).collect();
            assert_eq!(lost.is_empty() && card.passed(), name.contains(".perfect."), "{name} lost {lost:?}");
        }
    }
}

#[test]
fn a_line_that_means_nothing_is_told_with_its_place_and_a_hint() {
    let told = |text| told("before_you_dial", text);
    assert_eq!(
        told("seed x\n\n# first\ndail 1\n+soon dial 1\nexpect answered nobody\nrow 5 lost\nclose 8\nmode hard\n"),
        [
            "line 1: \"x\" is no seed: write a whole number",
            "line 4: \"dail\" is no command: did you mean \"dial\"?",
            "line 5: \"+soon\" is no time: write seconds, 12.5, or +2 after the action before, or ~ for your turn",
            "line 6: nobody answers as \"nobody\": person, adult, child, machine, no answer, busy, wrong number, not in use",
            "line 7: write row NUMBER right, or row NUMBER lost CRITERION",
            "line 8: \"close\" needs more: why: do not call, number barred, no consent, finished, attempts used, duplicate, \
             no number or note",
            "line 9: \"hard\" is no mode: guided, practice or assessment",
        ]
    );
}

#[test]
fn what_cannot_be_done_or_is_not_so_is_told_with_its_line() {
    assert_eq!(
        told(
            "before_you_dial",
            "dial 21\ndial 18\nhangup\nexpect answered person\ndial 1\nexpect answered machine\nhangup\ndial 7\noutcome 1 99\n\
             outcome 1 11\noutcome 5 11\nlater 5 2026-10-14 9-11\nfinish\nask 17\nrow 5 right\nrow 1 lost outcomes\n\
             row 1 lost outcome\nrow 1 lost decisions\nrow 40 right\ncritical compliance 1\nscore records 100\n"
        ),
        [
            "line 1: there is no row \"21\": they go from 1 to 20",
            "line 2: row 18 has no whole phone number there: mend it first, or dial the second",
            "line 3: nothing is on the line: dial first",
            "line 4: nothing is on the line",
            "line 6: row 1 was answered by: person",
            "line 8: row 1 waits for its outcome: write outcome 1 CODE",
            "line 9: the rules have no such outcome: 11, 12, 21, 22, 23, 24, 25, 26, 31, 32, 33, 41, 42",
            "line 11: row 5 was not dialled, so it has no outcome",
            "line 12: the rules have no such window: 09-11, 11-13, 13-15, 15-17, 17-19, 19-20",
            "line 14: the list was left: finish comes last",
            "line 15: row 5 lost decisions",
            "line 16: row 1 is right",
            "line 17: the rubric has no criterion \"outcome\": did you mean \"outcomes\"?",
            "line 18: row 1 is right",
            "line 19: there is no row \"40\": they go from 1 to 20",
            "line 20: 0 critical errors of kind Compliance",
            "line 21: Records is 57",
        ]
    );
    assert_eq!(
        told(
            "dialled_for_you",
            "dial 3\nexpect rings 2\nhangup\noutcome 1 31\nexpect rings 2\nhangup\noutcome 2 31\nexpect rings 3\n\
             expect answered person\ncall put write\n"
        ),
        [
            "line 1: the desk dials by itself: write expect rings ROW",
            "line 2: row 1 was dialled",
            "line 10: the call of row 3 has no ending \"put write\": did you mean \"put right\"?",
        ]
    );
    assert_eq!(
        told(
            "forty_rows",
            "merge 1 1\nmerge 1 2\nsettle 2\nsplit 3\ntype 1 markting = no\nmerge 1 44\nexpect answered person\nfinish\nask 1\n"
        ),
        [
            "line 1: a row goes into another, and at least one: merge KEEP ROW",
            "line 3: row 2, or one that goes into it, has gone into another: split that first",
            "line 4: nothing was merged into row 3",
            "line 5: there is no column \"markting\": did you mean \"marketing\"?",
            "line 6: there is no row \"44\": they go from 1 to 40",
            "line 7: nobody is rung in this drill",
            "line 9: the drill was left: finish comes last",
        ]
    );
}

#[test]
fn the_terminal_plays_them_and_types_the_same_words() {
    let steadyline = || Command::cargo_bin("steadyline").expect("the program is built");
    let file = root().join("scenarios/tamblewick/campaigns/before_you_dial.our_clock.walk");
    let played = steadyline().args(["walk", "-v"]).arg(&file).assert().success();
    let said = String::from_utf8_lossy(&played.get_output().stdout).into_owned();
    assert!(said.contains("5 Tariq Zaman: … 07700 900344") && said.contains("list-wrong-hour"), "{said}");
    assert!(said.contains("our_clock.walk: as written, finished ["), "{said}");

    let folder = tempfile::tempdir().expect("a folder");
    let campaigns = folder.path().join("campaigns");
    std::fs::create_dir(&campaigns).expect("is made");
    let own = campaigns.join("before_you_dial.own.walk");
    let walk = |text: &str, code: i32| {
        std::fs::write(&own, text).expect("is written");
        let done = steadyline().arg("walk").arg(&own).assert().code(code);
        let out = done.get_output();
        format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr))
    };
    let said = walk("dial 5\nhangup\noutcome 5 11\nfinish\nrow 5 right\n", 3);
    assert!(said.contains("own.walk: otherwise, finished [") && said.contains("line 5: row 5 lost "), "{said}");
    let said = walk("dail 5\n", 3);
    assert!(said.contains("before_you_dial.own.walk: line 1: \"dail\" is no command: did you mean"), "{said}");
    std::fs::write(campaigns.join("nowhere.walk"), "finish\n").expect("is written");
    let lost = steadyline().arg("walk").arg(campaigns.join("nowhere.walk")).assert().code(3);
    assert!(String::from_utf8_lossy(&lost.get_output().stderr).contains("there is no sound drill \"nowhere\" for it"));

    let typed = steadyline().args(["drill", "before_you_dial"]).write_stdin("dail 5\nfinish\n").assert().code(2);
    let said = String::from_utf8_lossy(&typed.get_output().stderr).into_owned();
    assert!(said.contains("\"dail\" is no command: did you mean \"dial\"? (type help"), "{said}");
}

#[test]
fn the_same_walkthrough_gives_the_same_events() {
    let (pack, drill, walks) = all().remove(0);
    let text = std::fs::read_to_string(&walks[0]).expect("it can be read");
    let events = || -> Vec<DrillEvent> { play(pack, &drill, &text).events };
    assert_eq!(events(), events());
    assert!(!events().is_empty());
}
