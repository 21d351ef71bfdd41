//! Synced in the background: beside the open app, again after trouble, and ended at once.

use std::fs;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use steadyline::call::LogHeader;
use steadyline::store::centre::{
    Background, CentreError, Chosen, LoginKind, Regular, SyncNews, background, remember, remembered, remembered_choice,
};
use steadyline::store::{Actor, NewAttempt, Store};

use crate::centre::PATIENCE;
use crate::down::{House, assigned, desk, roll};
use crate::people::{at, new};
use crate::postgres::{Way, proxy};
use crate::seals::attempt;
use crate::world::walk;

/// Longer than any test waits: only what is called for comes.
const NEVER: Duration = Duration::from_secs(100_000);

fn start(folder: &std::path::Path, url: &str, patience: Duration) -> (Background, Receiver<SyncNews>) {
    let (send, heard) = channel();
    let how = Regular { url: url.to_owned(), every: NEVER, patience, chosen: Chosen::default() };
    (background(folder, how, move |news| drop(send.send(news))), heard)
}

/// The next end of a sync.
fn next(heard: &Receiver<SyncNews>) -> SyncNews {
    loop {
        match heard.recv_timeout(PATIENCE).expect("something is heard") {
            SyncNews::Began => {}
            other => return other,
        }
    }
}

fn done(heard: &Receiver<SyncNews>) -> steadyline::store::centre::Exchanged {
    match next(heard) {
        SyncNews::Done(done) => *done,
        other => panic!("all is well: {other:?}"),
    }
}

#[test]
fn it_syncs_at_once_and_when_it_is_called_beside_the_open_app() {
    let house = House::new();
    house.publish();
    let (folder, store) = desk();
    attempt(&store, "third_call_blender.cold", 3, 1);
    let (thread, heard) = start(folder.path(), &house.place.url(), PATIENCE);
    let first = done(&heard);
    assert_eq!((first.synced.map(|synced| synced.brought), first.news.people), (Some(1), 6));
    assert_eq!(roll(&store), roll(&house.store));
    attempt(&store, "third_call_blender.cold", 3, 2);
    house.assign(&["Tess"], &[]);
    house.publish();
    thread.now();
    let second = done(&heard);
    assert_eq!((second.synced.map(|synced| synced.there), second.news.assignments), (Some(2), 1));
    assert_eq!(assigned(&store), ["Tess: Week 1"]);
    assert!(heard.recv_timeout(Duration::from_millis(200)).is_err(), "nothing comes until it is time");
}

#[test]
fn a_call_is_written_while_hundreds_of_people_come() {
    let house = House::new();
    for number in 0..300 {
        house.store.add_person(&Actor::Owner, &new(&format!("P{number}"), &[], &["North"]), at(0)).expect("is added");
    }
    house.publish();
    let (folder, store) = desk();
    let report = walk("third_call_blender.perfect");
    let header = LogHeader::new(&report.setup, "desk", "2026-01-01T08:00:00Z".to_owned());
    let files = &report.setup.pack.files;
    let id = store.begin(&NewAttempt { header: &header, title: "A call", files, lines: &[] }).expect("begins");
    let (_thread, heard) = start(folder.path(), &house.place.url(), PATIENCE);
    let (mut written, mut longest) = (0, Duration::ZERO);
    let mut lines = report.log.iter().cycle();
    let people = loop {
        match heard.try_recv() {
            Ok(SyncNews::Done(done)) => break done.news.people,
            Ok(SyncNews::Failed { why, .. }) => panic!("{why}"),
            _ => {}
        }
        let began = Instant::now();
        store.append(&id, written, lines.next().expect("a line")).expect("is written");
        longest = longest.max(began.elapsed());
        written += 1;
        std::thread::sleep(Duration::from_millis(5));
    };
    assert_eq!(people, 306);
    assert!(written > 20, "the call went on meanwhile: {written}");
    // Far less on a machine with nothing else to do; what is meant is that nobody waits for the whole sync.
    assert!(longest < Duration::from_secs(3), "an action waited for {longest:?}");
    assert_eq!(store.log(&id).expect("a log").lines.len(), written);
}

#[test]
fn a_centre_that_is_down_is_told_and_tried_again() {
    let house = House::new();
    house.publish();
    let (folder, store) = desk();
    attempt(&store, "third_call_blender.cold", 3, 1);
    let login = house.place.login(LoginKind::Desk, "late");
    // The port is nobody's until somebody opens it.
    let (port, _) = proxy(1, Way::Cut(usize::MAX));
    let url = |port| format!("postgres://{login}@127.0.0.1:{port}/{}?sslmode=disable", house.place.database);
    let (thread, heard) = start(folder.path(), &url(port), PATIENCE);
    for _ in 0..2 {
        match next(&heard) {
            SyncNews::Failed { why, again, done } => {
                assert!(why.to_string().contains("cannot be reached"), "{why}");
                assert!(again >= Duration::from_secs(10) && again <= Duration::from_secs(60), "{again:?}");
                assert_eq!(done.synced, None);
            }
            other => panic!("nobody is there: {other:?}"),
        }
        thread.now();
    }
    drop(thread);
    // Refused is refused, and not tried for ever without a word.
    let wrong = url(crate::postgres::SERVER.port).replace(&login, "nobody:x");
    let (_thread, heard) = start(folder.path(), &wrong, PATIENCE);
    assert!(matches!(next(&heard), SyncNews::Failed { why: CentreError::Login { .. }, .. }));
    let (_thread, heard) = start(folder.path(), &url(crate::postgres::SERVER.port), PATIENCE);
    assert_eq!(done(&heard).synced.map(|synced| synced.there), Some(1));
}

#[test]
fn it_ends_at_once_also_while_it_waits_for_an_answer() {
    let house = House::new();
    house.publish();
    let login = house.place.login(LoginKind::Desk, "stalled");
    for limit in [0, 400, 3000, 6000] {
        let (folder, _store) = desk();
        house.place.change("UPDATE steadyline.enrolment SET site = NULL, takes_key = true WHERE name LIKE '%stalled'");
        let (port, passed) = proxy(crate::postgres::SERVER.port, Way::Stall(limit));
        let url = format!("postgres://{login}@127.0.0.1:{port}/{}?sslmode=disable", house.place.database);
        let (thread, heard) = start(folder.path(), &url, PATIENCE);
        let began = Instant::now();
        while passed.load(std::sync::atomic::Ordering::SeqCst) <= limit && began.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(5));
        }
        let began = Instant::now();
        drop(thread);
        assert!(began.elapsed() < Duration::from_secs(1), "stalled after {limit}: {:?}", began.elapsed());
        assert!(heard.try_iter().all(|news| matches!(news, SyncNews::Began)), "and nothing is told any more");
        // Nobody is left who holds the folder.
        drop(_store);
        Store::open(folder.path()).expect("opens again");
    }
    let nowhere = tempfile::tempdir().expect("a folder");
    let (_thread, heard) = start(nowhere.path(), &house.place.url(), PATIENCE);
    assert!(matches!(next(&heard), SyncNews::Failed { why: CentreError::Store(_), .. }), "there is no store");
}

#[test]
fn the_address_is_remembered_and_its_password_stands_in_no_database() {
    let house = House::new();
    house.publish();
    let folder = tempfile::tempdir().expect("a folder");
    let run = |args: &[&str]| {
        let mut command = crate::people::steadyline(folder.path());
        let out = command.arg("sync").args(args).env_remove("STEADYLINE_CENTRE").output().expect("it runs");
        let text = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
        (out.status.code(), text)
    };
    let (code, said) = run(&[]);
    assert!(code == Some(2) && said.contains("Say where the centre is"), "{said}");
    let url = house.login(LoginKind::Supervisor, "nora");
    let (code, said) = run(&["--centre", &url, "--remember", "--team", "North"]);
    assert_eq!(code, Some(0), "people and teams come before anybody is looked for: {said}");
    assert_eq!(run(&[]), (Some(0), "Nothing is new.\n".to_owned()));
    let store = Store::open_to_read(folder.path()).expect("opens");
    assert_eq!(remembered_choice(&store).expect("an answer").teams, ["North"]);
    assert_eq!(remembered(folder.path()).expect("an answer").as_deref(), Some(url.as_str()));
    let password = url.split(['@', ':']).nth(2).expect("a password");
    for entry in fs::read_dir(folder.path()).expect("a folder") {
        let path = entry.expect("an entry").path();
        let holds = fs::read(&path).expect("is read").windows(password.len()).any(|bytes| bytes == password.as_bytes());
        assert_eq!(holds, path.ends_with("centre.address"), "{}", path.display());
    }
    assert_eq!(run(&["--forget"]).0, Some(0));
    assert_eq!(run(&[]).0, Some(2));
    remember(folder.path(), Some("nonsense")).expect("is kept");
    assert_eq!(run(&[]).0, Some(2), "an address that makes no sense is told as one that was given");
}
