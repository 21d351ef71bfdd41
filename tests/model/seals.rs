//! Finished attempts are sealed: whatever is changed in a log, its seal or the list afterwards is found.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use sqlx::Connection as _;
use steadyline::call::{LogHeader, read_any_log};
use steadyline::store::seal::{DeskKey, Fault, SealedLog, Unsealed, without_seal};
use steadyline::store::{AttemptId, NewAttempt, Store};

use crate::world::{TAMBLEWICK, walk};

/// A finished attempt at a walkthrough, of so many of its actions.
pub fn attempt(store: &Store, name: &str, actions: usize, day: u32) -> AttemptId {
    let report = walk(name);
    let header = LogHeader::new(&report.setup, "desk", format!("2026-01-{day:02}T08:00:00Z"));
    let title = &report.setup.scenario.source.title;
    let lines = &report.log[..actions.min(report.log.len())];
    let files = &report.setup.pack.files;
    let id = store.begin(&NewAttempt { header: &header, title, files, lines }).expect("begins");
    let log = store.log(&id).expect("a log");
    let (call, events) = steadyline::call::replay(&report.setup, &log);
    let card = steadyline::scoring::score(&call, &events);
    store.finish(&id, &card, &format!("2026-01-{day:02}T08:10:00Z"), &[]).expect("is finished");
    id
}

fn packs() -> [std::sync::Arc<steadyline::scenario::Pack>; 1] {
    [std::sync::Arc::clone(&TAMBLEWICK.0)]
}

pub fn change(folder: &Path, statement: &'static str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let url = format!("sqlite://{}", folder.join("steadyline.db").display());
        let mut base = sqlx::SqliteConnection::connect(&url).await.expect("opens");
        let changed = sqlx::query(statement).execute(&mut base).await.expect("is changed").rows_affected();
        assert_ne!(changed, 0, "{statement}");
        base.close().await.expect("closes");
    });
}

#[test]
fn one_flipped_bit_anywhere_is_found() {
    let data = tempfile::tempdir().expect("a folder");
    let store = Store::open(data.path()).expect("opens");
    let id = attempt(&store, "third_call_blender.cold", 4, 1);
    let sealed = store.sealed(&id).expect("an answer").expect("it is sealed");
    let text = sealed.text();
    assert_eq!(SealedLog::read(text.as_bytes()).expect("can be read"), sealed);
    assert_eq!(sealed.faults(Some(&store.public_key().expect("a key"))), []);
    let mut file = text.into_bytes();
    for at in 0..file.len() {
        for bit in 0..8 {
            file[at] ^= 1 << bit;
            let found = SealedLog::read(&file).map_or(true, |read| !read.faults(None).is_empty());
            assert!(found, "bit {bit} of byte {at} was flipped, and nobody noticed");
            file[at] ^= 1 << bit;
        }
    }
}

#[test]
fn what_was_done_to_a_log_is_said() {
    let data = tempfile::tempdir().expect("a folder");
    let store = Store::open(data.path()).expect("opens");
    let id = attempt(&store, "third_call_blender.cold", 6, 1);
    let sealed = store.sealed(&id).expect("an answer").expect("it is sealed");
    let edited = |edit: fn(&mut SealedLog)| {
        let mut edited = sealed.clone();
        edit(&mut edited);
        edited.faults(None)
    };
    assert_eq!(edited(|log| log.lines[3] = log.lines[3].replace("\"at\":", "\"at\": ")), [Fault::Line(4)]);
    assert_eq!(edited(|log| drop(log.lines.pop())), [Fault::Lines { now: 6, then: 7 }]);
    assert_eq!(edited(|log| log.lines.swap(2, 3)), [Fault::Line(3)]);
    assert_eq!(edited(|log| log.seal.outcome.passed = !log.seal.outcome.passed), [Fault::Signature]);
    assert_eq!(edited(|log| log.seal.number = 2), [Fault::Signature]);
    let other = tempfile::tempdir().expect("a folder");
    let other = DeskKey::of(other.path()).expect("a key").public();
    assert_eq!(sealed.faults(Some(&other)), [Fault::OtherKey]);
    let log = sealed.log();
    assert_eq!(SealedLog::read(log.as_bytes()), Err(Unsealed::NoSeal));
    assert_eq!(without_seal(&sealed.text()), log, "other commands read it as any log");
    assert_eq!(without_seal(&log), log);
    assert!(read_any_log(without_seal(&sealed.text())).is_ok());
}

#[test]
fn a_change_of_the_database_is_found_and_named() {
    let found = |statement: &'static str| {
        let data = tempfile::tempdir().expect("a folder");
        let store = Store::open(data.path()).expect("opens");
        let ids = [1, 2].map(|day| attempt(&store, "third_call_blender.cold", 12, day));
        let key = store.public_key().expect("a key");
        let faults = |store: &Store| {
            let of =
                |id| store.sealed(id).expect("can be read").map(|sealed| store.faults(&sealed, Some(&key), &packs()));
            let all = ids.iter().filter_map(of).flat_map(|faults| faults.expect("an answer"));
            all.map(|fault| fault.to_string()).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(faults(&store), "");
        drop(store);
        change(data.path(), statement);
        faults(&Store::open(data.path()).expect("opens"))
    };
    // The trigger keeps off slips; whoever means it takes it away first.
    let said = found(
        "DROP TRIGGER action_is_not_changed; \
         UPDATE action SET at_ms = at_ms + 1 WHERE seq = 3 AND attempt = (SELECT MIN(attempt) FROM action)",
    );
    assert_eq!(said, "line 5 is not as it was written");
    let said = found("UPDATE attempt SET records = 99 WHERE started_at < '2026-01-02'");
    assert!(said.starts_with("Records was sealed as ") && said.ends_with("stands as 99 in the list"), "{said}");
    let said = found("DELETE FROM seal WHERE number = 1");
    assert_eq!(said, "the seal before it is missing, or another: attempts were taken out or put in");
    let said = found(
        "UPDATE attempt SET header = replace(header, 'Sam Hollis', 'Jan Hollis') WHERE started_at < '2026-01-02'",
    );
    assert_eq!(said, "line 1 is not as it was written");
}

#[test]
fn a_seal_with_a_score_that_the_log_does_not_come_to_is_found() {
    let data = tempfile::tempdir().expect("a folder");
    let store = Store::open(data.path()).expect("opens");
    let report = walk("third_call_blender.cold");
    let header = LogHeader::new(&report.setup, "desk", "2026-01-01T08:00:00Z".to_owned());
    let new = NewAttempt { header: &header, title: "x", files: &report.setup.pack.files, lines: &report.log };
    let id = store.begin(&new).expect("begins");
    let flattering = walk("third_call_blender.perfect").card;
    store.finish(&id, &flattering, "2026-01-01T08:10:00Z", &[]).expect("is finished");
    let sealed = store.sealed(&id).expect("an answer").expect("it is sealed");
    let faults = store.faults(&sealed, None, &packs()).expect("an answer");
    let said = faults.iter().map(Fault::to_string).collect::<Vec<_>>().join("\n");
    assert!(said.contains("Composure was sealed as 100, and comes to "), "{said}");
}

#[test]
fn what_was_finished_without_a_key_is_sealed_later() {
    let data = tempfile::tempdir().expect("a folder");
    fs::write(data.path().join("desk.key"), "no key").expect("is written");
    let store = Store::open(data.path()).expect("opens");
    let ids = [1, 2].map(|day| attempt(&store, "third_call_blender.cold", 3, day));
    assert_eq!(store.unsealed().expect("an answer"), ids, "they are kept");
    let said = store.seal_rest().expect_err("there is no key").to_string();
    assert!(said.contains("holds no key of a desk"), "{said}");
    fs::remove_file(data.path().join("desk.key")).expect("is moved away");
    assert_eq!(store.seal_rest().expect("there is a key now"), 2);
    assert_eq!(store.seal_rest().expect("nothing is left"), 0);
    let numbers: Vec<i64> = store.sealed_after(0, 9).expect("two").iter().map(|sealed| sealed.seal.number).collect();
    assert_eq!(numbers, [1, 2]);
    assert_eq!(store.last_sealed().expect("an answer"), 2);
}

#[cfg(unix)]
#[test]
fn the_key_is_for_this_account_alone_and_stays_the_same() {
    use std::os::unix::fs::PermissionsExt as _;
    let data = tempfile::tempdir().expect("a folder");
    let key = DeskKey::of(data.path()).expect("a key");
    let mode = fs::metadata(data.path().join("desk.key")).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(DeskKey::of(data.path()).expect("the same").public(), key.public());
    assert_eq!(fs::read_dir(data.path()).expect("a folder").count(), 1, "no draft is left");
    assert!(!format!("{key:?}").contains(fs::read_to_string(data.path().join("desk.key")).expect("a text").trim()));
}

#[test]
fn the_command_says_what_differs_and_ends_accordingly() {
    let data = tempfile::tempdir().expect("a folder");
    let store = Store::open(data.path()).expect("opens");
    let id = attempt(&store, "third_call_blender.perfect", usize::MAX, 1);
    drop(store);
    let run = |args: &[&str]| {
        let mut command = Command::cargo_bin("steadyline").expect("it is built");
        let out = command.args(["--data", &data.path().display().to_string()]).args(args).output().expect("it runs");
        let text = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
        (out.status.code(), text)
    };
    let (code, said) = run(&["verify"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("1 of 1 attempts are as they were finished"), "{said}");
    let file = data.path().join("one.log").display().to_string();
    assert_eq!(run(&["export", "--attempt", &id.0, "--out", &file]).0, Some(0));
    let (code, said) = run(&["verify", &file]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(run(&["score", &file, "--json"]).0, Some(0), "it is a log like any other");
    let text = fs::read_to_string(&file).expect("a text");
    fs::write(&file, text.replacen("\"at\":", "\"at\":1", 1)).expect("is written");
    let (code, said) = run(&["verify", &file]);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("line 2 is not as it was written"), "{said}");
    change(data.path(), "UPDATE attempt SET composure = 1");
    let (code, said) = run(&["verify", "--attempt", &id.0, "--json"]);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("\"sound\":false") && said.contains("Composure"), "{said}");
    let (code, said) = run(&["verify", "--attempt", "nothing"]);
    assert_eq!(code, Some(2), "{said}");
}

#[test]
fn a_table_whose_number_lies_between_others_is_made_for_readers_too() {
    let data = tempfile::tempdir().expect("a folder");
    drop(Store::open(data.path()).expect("opens"));
    change(data.path(), "DROP TABLE seal; DROP TABLE seal_erased; DELETE FROM _sqlx_migrations WHERE version = 30");
    let store = Store::open_to_read(data.path()).expect("is brought up to date");
    assert_eq!(store.last_sealed().expect("the table is there"), 0);
}
