//! Which attempts a supervisor fetches, and that every one comes once, however the connection breaks.

use std::path::Path;
use std::sync::atomic::Ordering;

use jiff::Timestamp;
use steadyline::store::centre::{Centre, CentreError, Chosen, Exchanged, LoginKind, exchange};
use steadyline::store::{Actor, AttemptFilter, Decision, ListFilter, Store};

use crate::centre::PATIENCE;
use crate::down::{both_ways, desk};
use crate::judging_apart::{Apart, holds, take, who};
use crate::people::at;
use crate::postgres::{SERVER, Way};
use crate::seals::change;

#[test]
fn teams_and_days_choose_and_whoever_joins_a_team_brings_what_they_did() {
    let apart = Apart::new();
    let own = desk();
    let url = apart.house.login(LoginKind::Supervisor, "sue");
    let with = |teams: &[&str], since: Option<Timestamp>| -> Result<Exchanged, CentreError> {
        let mut centre = Centre::connect(&url, PATIENCE)?;
        let mut done = Exchanged::default();
        let chosen = Chosen { teams: teams.iter().map(|team| (*team).to_owned()).collect(), since };
        exchange(&own.1, &mut centre, (&chosen, &mut done), |_| {}).map(|()| done)
    };
    let people = || -> Vec<String> {
        let filter = AttemptFilter { ascending: true, ..AttemptFilter::default() };
        own.1.attempts(&filter).expect("a list").into_iter().map(|one| one.person).collect()
    };
    let tomorrow = Timestamp::now().checked_add(jiff::SignedDuration::from_hours(24)).expect("a time");
    assert_eq!(with(&[], Some(tomorrow)).expect("is exchanged").fetched.attempts, 0);
    assert_eq!(with(&["South"], None).expect("is exchanged").fetched.attempts, 1);
    assert_eq!(people(), ["Tess"]);
    assert!(with(&["West"], None).expect_err("there is none").to_string().contains("no team West"));
    apart.house.store.join_team(&Actor::Owner, "Sam Hollis", "South", at(9)).expect("joins");
    apart.house.publish();
    assert_eq!(with(&["South"], None).expect("is exchanged").fetched.attempts, 1);
    assert_eq!(people(), ["Sam Hollis", "Tess"]);
    // Under a new name the old attempts are still theirs, and what was taken under the old one comes to them.
    change(apart.house.folder.path(), "UPDATE person SET name = 'Sam Marsh' WHERE name = 'Sam Hollis'");
    apart.house.publish();
    take(&apart.desk.1, "Sam Hollis");
    with(&["South"], None).expect("is exchanged");
    both_ways(&apart.desk.1, &apart.house.place.url()).expect("is exchanged");
    with(&["South"], None).expect("is exchanged");
    assert_eq!(people().iter().filter(|name| *name == "Sam Marsh").count(), 2, "{:?}", people());
    assert_eq!(own.1.callers().expect("names"), ["Sam Marsh", "Tess"]);
    let filter = ListFilter { people: Some(vec!["Sam Marsh".to_owned()]), limit: 50, ..ListFilter::default() };
    assert_eq!(own.1.page(&Actor::Owner, &filter).expect("a page").all, 2);
}

#[test]
fn a_connection_that_ends_at_any_byte_carries_everything_once() {
    let apart = Apart::new();
    let desk = &apart.desk.1;
    let nora = &apart.nora.1;
    let (_, possible) = apart.lost();
    nora.override_criterion(&who(nora, "Nora"), &apart.about("the caller said so"), possible, at(1)).expect("holds");
    apart.sync_nora();
    desk.appeal(&who(desk, "Tess"), &Decision { attempt: &apart.tess, ..apart.about("it was read back") }, at(2))
        .expect("is appealed");
    apart.sync_desk();
    let login = apart.house.place.login(LoginKind::Supervisor, "cut");
    let way = |way| {
        let (port, passed) = crate::postgres::proxy(SERVER.port, way);
        (format!("postgres://{login}@127.0.0.1:{port}/{}?sslmode=disable", apart.house.place.database), passed)
    };
    let fresh = || {
        apart.house.place.change("DELETE FROM steadyline.seat WHERE role LIKE '%cut'");
        crate::down::desk()
    };
    let (_whole, whole) = fresh();
    let (url, passed) = way(Way::Cut(usize::MAX));
    both_ways(&whole, &url).expect("is exchanged");
    let all = passed.load(Ordering::SeqCst);
    let straight = format!("{}?sslmode=disable", SERVER.url(&login, &apart.house.place.database));
    let state = |store: &Store| {
        let filter = AttemptFilter { ascending: true, ..AttemptFilter::default() };
        let of = |id| (store.judgement(&Actor::Owner, id).expect("is read"), store.log(id).expect("a log"));
        let appeals = of(&apart.tess).0.appeals.len();
        (store.attempts(&filter).expect("a list"), holds(store, &apart.sam), appeals, of(&apart.sam).1)
    };
    let mut broken = 0;
    for limit in (4000..all).step_by(all / 14).chain((all - 200..all).step_by(100)) {
        let (_folder, store) = fresh();
        broken += i32::from(both_ways(&store, &way(Way::Cut(limit)).0).is_err());
        both_ways(&store, &straight).expect("the rest comes");
        assert!(state(&store) == state(&whole), "cut after {limit} of {all} bytes");
        store.verify_audit(None).expect("is whole");
    }
    assert!(broken > 10, "{broken} of the connections broke");
    // Two at once write everything once.
    let (folder, store) = fresh();
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let beside = Store::open_beside(folder.path()).expect("opens beside the app");
                both_ways(&beside, &straight).expect("is exchanged");
            });
        }
    });
    assert!(state(&store) == state(&whole));
}

#[test]
fn the_commands_review_what_was_fetched() {
    let apart = Apart::new();
    let run = |folder: &Path, url: &str, args: &[&str]| {
        let mut command = crate::people::steadyline(folder);
        let out = command.args(args).env("STEADYLINE_CENTRE", url).output().expect("it runs");
        let text = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
        assert!(out.status.success(), "{args:?}: {text}");
        text
    };
    let own = tempfile::tempdir().expect("a folder");
    let url = apart.house.login(LoginKind::Supervisor, "sue");
    let (folder, id) = (own.path(), apart.tess.0.as_str());
    let said = run(folder, &url, &["sync", "--team", "South"]);
    assert!(said.contains("1 attempt fetched."), "{said}");
    assert!(run(folder, &url, &["review", "list", "--as", "Sue"]).contains("Tess"));
    let criterion = apart.lost().0;
    run(folder, &url, &["review", "override", id, criterion, "1", "--reason", "heard it", "--as", "Sue"]);
    run(folder, &url, &["review", "comment", id, "slower", "--at", "0:01", "--as", "Sue"]);
    for args in
        [&["review", "show", id][..], &["replay", id], &["score", id], &["report", "person", "Tess", "--out", "-"]]
    {
        let _ = args;
    }
    assert!(run(folder, &url, &["review", "show", id, "--as", "Sue"]).contains("heard it"));
    run(folder, &url, &["sync", "--team", "South"]);
    drop(apart.desk.1);
    let (desk, desk_url) = (apart.desk.0.path(), apart.house.place.url());
    let said = run(desk, &desk_url, &["sync"]);
    assert!(said.contains("2 comments and decisions of others fetched."), "{said}");
    let shown = run(desk, &desk_url, &["review", "show", id, "--as", "Tess"]);
    assert!(shown.contains("heard it") && shown.contains("slower") && shown.contains("Sue"), "{shown}");
    assert!(run(desk, &desk_url, &["review", "audit", "--verify"]).contains("whole"));
}
