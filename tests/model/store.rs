//! Attempts on disk: nothing that was done is lost, and every trouble is told with what to do.

use steadyline::call::LogHeader;
use steadyline::store::{AttemptFilter, NewAttempt, SortBy, Store, StoreError};

use crate::world::walk;

/// A store in a folder of its own, with one finished and one interrupted attempt.
fn filled(folder: &std::path::Path) -> Store {
    let store = Store::open(folder).expect("the store opens");
    for (name, finished) in [("third_call_blender.perfect", true), ("when_is_my_money.losing_it", false)] {
        let report = walk(name);
        let header =
            LogHeader::new(&report.setup, "desk", format!("2026-01-0{}T08:00:00Z", if finished { 1 } else { 2 }));
        let title = &report.setup.scenario.source.title;
        let id = store
            .begin(&NewAttempt { header: &header, title, files: &report.setup.pack.files, lines: &[] })
            .expect("begins");
        let lines = if finished { report.log.len() } else { 5 };
        for (seq, line) in report.log.iter().take(lines).enumerate() {
            store.append(&id, seq, line).expect("is written");
        }
        if finished {
            let kept = report.call.database().kept(&report.setup.pack);
            store.finish(&id, &report.card, "2026-01-01T08:10:00Z", &kept).expect("is finished");
        }
    }
    store
}

#[test]
fn attempts_are_listed_and_read_back_as_logs() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = filled(folder.path());
    let all = store.attempts(&AttemptFilter::default()).expect("a list");
    assert_eq!(all.len(), 2);
    assert!(all[0].interrupted() && !all[1].interrupted(), "the latest comes first");
    assert_eq!(all[1].records, Some(100));
    let log = store.log(&all[0].id).expect("a log");
    assert_eq!(log.lines.len(), 5);
    assert_eq!(log.header.scenario, "when_is_my_money");
    let only = |filter: AttemptFilter| store.attempts(&filter).expect("a list").len();
    assert_eq!(only(AttemptFilter { interrupted: true, ..AttemptFilter::default() }), 1);
    assert_eq!(only(AttemptFilter { text: "blender".to_owned(), ..AttemptFilter::default() }), 1);
    assert_eq!(only(AttemptFilter { text: "100%".to_owned(), ..AttemptFilter::default() }), 0);
    assert_eq!(only(AttemptFilter { sort: SortBy::Critical, critical: true, ..AttemptFilter::default() }), 0);
    assert_eq!(store.people().expect("people"), ["Sam Hollis"]);
}

#[test]
fn what_a_call_saved_is_in_the_practice_database_until_it_is_reset() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = filled(folder.path());
    let kept = store.practice("tamblewick").expect("rows");
    assert!(kept.iter().any(|row| row.table == "complaints"));
    store.reset_practice("tamblewick").expect("is reset");
    assert!(store.practice("tamblewick").expect("rows").is_empty());
    assert_eq!(store.attempts(&AttemptFilter::default()).expect("a list").len(), 2);
}

#[test]
fn settings_are_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    {
        let store = Store::open(folder.path()).expect("opens");
        store.set_setting("theme", "dark").expect("is set");
        store.set_setting("theme", "light").expect("is set");
    }
    let store = Store::open(folder.path()).expect("opens again");
    assert_eq!(store.setting("theme").expect("answers").as_deref(), Some("light"));
    assert_eq!(store.setting("none").expect("answers"), None);
}

#[test]
fn a_second_program_on_the_folder_is_told_so_and_readers_may_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let _first = filled(folder.path());
    let second = Store::open(folder.path()).expect_err("the folder is taken");
    assert!(matches!(second, StoreError::InUse { .. }));
    assert!(second.to_string().contains("--data DIR"));
    let reader = Store::open_to_read(folder.path()).expect("reading is possible");
    assert_eq!(reader.attempts(&AttemptFilter::default()).expect("a list").len(), 2);
}

#[test]
fn a_folder_that_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a file");
    std::fs::write(&file, "not a folder").expect("is written");
    let error = Store::open(&file).expect_err("a file is no folder");
    assert!(error.to_string().contains("a file") && error.to_string().contains("--data"));
    let empty = Store::open_to_read(folder.path()).expect_err("there is nothing to read");
    assert!(empty.to_string().contains("no attempts"));
}
