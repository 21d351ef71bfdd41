//! Rewind: the caller stands as it stood, another way of playing on has another end, and none of it counts.

use std::sync::Arc;

use assert_cmd::Command;
use steadyline::call::{
    Action, Log, LogHeader, Phase, Rewind, Rewound, decision_by, decisions, json_line, read_log, replay, rewind,
};
use steadyline::scoring::{difference, score};
use steadyline::store::{AttemptFilter, NewAttempt, Store};

use crate::world::{TAMBLEWICK, walk, walks_of};

fn log_of(report: &steadyline::bots::WalkReport) -> Log {
    let header = LogHeader::new(&report.setup, "desk", "2026-01-01T00:00:00Z".to_owned());
    Log { header, lines: report.log.clone(), cut_off: false }
}

#[test]
fn every_decision_of_every_call_is_stood_at_again_to_the_byte() {
    for path in walks_of(&TAMBLEWICK.0) {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let report = walk(&name);
        let log = log_of(&report);
        let (whole, happened) = replay(&report.setup, &log);
        let card = score(&whole, &happened);
        let found = decisions(&report.setup, &log);
        assert!(found.len() > 5, "{name} has decisions");
        for decision in &found {
            let Rewind { mut call, mut events, log: before } =
                rewind(&report.setup, &log, decision.line, "the first").expect("it is a decision");
            assert_eq!(call.now(), decision.at);
            assert_eq!(before.header.rewound, Some(Rewound { of: "the first".to_owned(), line: decision.line as u32 }));
            // Played on in the same way, everything is as it was: the state was the same.
            for line in &log.lines[decision.line..] {
                events.extend(call.apply(line.at, &line.action));
            }
            let again: String = events.iter().map(json_line).collect();
            let first: String = happened.iter().map(json_line).collect();
            assert_eq!(again, first, "{name} at {}", decision.line);
            assert_eq!(score(&call, &events), card);
        }
    }
}

#[test]
fn a_decision_played_otherwise_comes_out_otherwise() {
    let report = walk("third_call_blender.cold");
    let log = log_of(&report);
    let found = decisions(&report.setup, &log);
    let promised = found.iter().find(|decision| decision.action == Action::Reply("refund now".to_owned()));
    let promised = promised
        .or_else(|| found.iter().find(|decision| decision.said.as_ref().is_some_and(|said| said.contains("refund"))));
    let promised = promised.expect("a refund was promised");
    let Rewind { mut call, mut events, log: mut second } =
        rewind(&report.setup, &log, promised.line, "the first").expect("it is a decision");
    let Action::Reply(given) = &promised.action else { panic!("it was a reply") };
    let other =
        call.replies().iter().map(|reply| reply.name.clone()).find(|name| name != given).expect("another reply");
    let at = call.now();
    for (after, action) in [(0, Action::Reply(other)), (20_000, Action::End)] {
        let line = steadyline::call::LogLine { at: at.plus(after), action };
        events.extend(call.apply(line.at, &line.action));
        second.lines.push(line);
    }
    assert_eq!(call.phase(), Phase::WrapUp);
    let found = difference(&report.card, &score(&call, &events));
    assert!(!found.criteria.is_empty());
    // The rewound run is a log of its own, which plays again like any other.
    let read = read_log(&second.text()).expect("it reads");
    assert_eq!(read, second);
    assert_eq!(replay(&report.setup, &read).1, events);
}

#[test]
fn what_was_refused_or_only_looked_at_is_no_decision() {
    let report = walk("third_call_blender.cold");
    let mut log = log_of(&report);
    let count = decisions(&report.setup, &log).len();
    let search = log.lines.iter().position(|line| matches!(line.action, Action::Search(_))).expect("a search");
    assert!(rewind(&report.setup, &log, search, "").is_err());
    assert!(rewind(&report.setup, &log, log.lines.len(), "").is_err());
    let mut nonsense = log.lines[search].clone();
    nonsense.action = Action::Reply("no such reply".to_owned());
    log.lines.insert(search, nonsense);
    let found = decisions(&report.setup, &log);
    assert_eq!(found.len(), count);
    let by = decision_by(&found, log.lines[search].at).expect("something came before");
    assert!(by.at <= log.lines[search].at && by.said.is_some());
}

#[test]
fn a_rewound_run_is_kept_and_counts_nowhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("the store opens");
    let report = walk("third_call_blender.perfect");
    let log = log_of(&report);
    let (title, files) = (&report.setup.scenario.source.title, &report.setup.pack.files);
    let keep = |log: &Log, lines: &[steadyline::call::LogLine]| {
        let id = store.begin(&NewAttempt { header: &log.header, title, files, lines }).expect("begins");
        for (seq, line) in report.log.iter().enumerate().skip(lines.len()) {
            store.append(&id, seq, line).expect("is written");
        }
        let rows = report.call.database().kept(&report.setup.pack);
        store.finish(&id, &report.card, "2026-01-01T08:10:00Z", &rows).expect("is finished");
        id
    };
    let first = keep(&log, &[]);
    store.reset_practice("tamblewick").expect("is reset");
    let decision = decisions(&report.setup, &log).remove(3);
    let second = rewind(&report.setup, &log, decision.line, &first.0).expect("it is a decision").log;
    let rewound = keep(&second, &second.lines);
    assert!(store.practice("tamblewick").expect("rows").is_empty(), "it leaves nothing in the practice database");
    let listed = store.attempts(&AttemptFilter::default()).expect("a list");
    assert_eq!(listed.iter().map(|attempt| &attempt.id).collect::<Vec<_>>(), [&first]);
    let all = store.attempts(&AttemptFilter { rewound: true, ..AttemptFilter::default() }).expect("a list");
    let marked = all.iter().find(|attempt| attempt.id == rewound).expect("it is kept");
    assert_eq!(marked.rewound_of.as_deref(), Some(first.0.as_str()));
    let kept = store.log(&rewound).expect("a log");
    assert_eq!(kept.lines, report.log, "what was taken over stands before its own");
    assert_eq!(kept.header.rewound.map(|rewound| rewound.of), Some(first.0.clone()));
    drop(store);
    let mut command = Command::cargo_bin("steadyline").expect("the program is built");
    let done = command.args(["export", "--data"]).arg(folder.path()).assert().success();
    let csv = String::from_utf8_lossy(&done.get_output().stdout).into_owned();
    assert!(csv.contains(&first.0) && !csv.contains(&rewound.0), "{csv}");
}

#[test]
fn the_terminal_lists_decisions_and_plays_on_from_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = walk("third_call_blender.cold");
    let (first, second) = (folder.path().join("first.log"), folder.path().join("second.log"));
    std::fs::write(&first, log_of(&report).text()).expect("is written");
    let run = |args: &[&str], typed: &str| {
        let mut command = Command::cargo_bin("steadyline").expect("the program is built");
        command.args(args).write_stdin(typed.to_owned()).assert()
    };
    let (from, to) = (first.to_string_lossy().into_owned(), second.to_string_lossy().into_owned());
    let out = |done: &assert_cmd::assert::Assert| String::from_utf8_lossy(&done.get_output().stdout).into_owned();
    let listed = out(&run(&["replay", &from, "--decisions"], "").success());
    assert!(listed.lines().next().is_some_and(|line| line.contains("1  00:06  The call was answered")), "{listed}");
    let transfer = listed.lines().position(|line| line.contains("Transfer to Claims")).expect("a transfer") + 1;
    let number = transfer.to_string();
    let played = run(&["play", "--rewind", &from, "--at", &number, "--log", &to], "save\n+1 end\n+5 wrap XFR\n");
    let said = out(&played.success());
    assert!(said.contains("You play on from") && said.contains("does not count as an attempt"), "{said}");
    assert!(said.contains("→"), "{said}");
    let log = read_log(&std::fs::read_to_string(&second).expect("a log")).expect("it reads");
    assert_eq!(log.header.rewound.as_ref().map(|rewound| rewound.of.as_str()), Some("first.log"));
    let setup = Arc::clone(&report.setup);
    assert_eq!(replay(&setup, &log).0.phase(), Phase::Done);
    run(&["play", "--rewind", &from, "--at", "999"], "").code(2);
    run(&["play", "--rewind", &from], "").code(2);
}
