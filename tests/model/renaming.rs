//! Somebody gets another name: everywhere it is a key or shown, in one change, and nowhere that it is signed.

use std::path::Path;

use jiff::Timestamp;
use steadyline::call::LogHeader;
use steadyline::review::{Source, source as figures};
use steadyline::store::centre::{Centre, Erasure, LoginKind, Verdict, compare};
use steadyline::store::{
    Actor, AssignedFilter, AttemptFilter, AttemptId, AuditKind, Choice, Decision, ListFilter, NewAttempt, Role,
    SignInRule, Store, StoreError,
};

use crate::centre::PATIENCE;
use crate::down::{House, both_ways};
use crate::people::{at, house, new, steadyline};
use crate::summaries::{PACKS, source};
use crate::world::walk;

const OLD: &str = "Sam Hollis";
const NEW: &str = "Sam Marsh";

/// A call of somebody, finished and kept, or only begun.
pub fn take(store: &Store, person: &str, day: u32, finishes: bool) -> AttemptId {
    let report = walk("third_call_blender.namesake");
    let mut header = LogHeader::new(&report.setup, "desk", format!("2026-01-{day:02}T08:00:00Z"));
    header.person = person.to_owned();
    header.mode = steadyline::call::Mode::Practice;
    let (title, files) = (&report.setup.scenario.source.title, &report.setup.pack.files);
    let id = store.begin(&NewAttempt { header: &header, title, files, lines: &report.log }).expect("begins");
    if finishes {
        store.finish(&id, &report.card, &format!("2026-01-{day:02}T08:10:00Z"), &[]).expect("is finished");
        let kept = steadyline::store::outcome(&report.call, &report.events, &report.card);
        store.keep_outcome(&id, &kept).expect("is kept");
    }
    id
}

fn names(store: &Store) -> Vec<String> {
    let all = store.attempts(&AttemptFilter { ascending: true, ..AttemptFilter::default() }).expect("a list");
    all.into_iter().map(|one| one.person).collect()
}

fn said(done: Result<(), StoreError>) -> String {
    done.expect_err("is refused").to_string()
}

#[test]
fn everything_goes_along_and_what_is_signed_stays_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("opens");
    house(&store);
    let (done, open) = (take(&store, OLD, 1, true), take(&store, OLD, 2, false));
    let nora = store.actor("Nora").expect("is there");
    let card = walk("third_call_blender.namesake").card;
    let lost = card.criteria.iter().max_by_key(|one| one.possible - one.earned).expect("there are criteria");
    let decision = Decision { attempt: &done, card: &card, criterion: &lost.id, reason: "heard it otherwise" };
    store.override_criterion(&nora, &decision, lost.possible, at(1)).expect("holds");
    store.assign(&nora, &crate::down::assignment(&[OLD], &[]), at(2)).expect("is assigned");
    store.set_person_setting(OLD, "speed", "120").expect("is set");
    for name in [OLD, "Ada"] {
        store.set_passphrase(&Actor::Owner, name, "correct horse battery", at(3)).expect("is set");
    }
    let rule = SignInRule { passphrase: true, lock_after_min: 10 };
    store.set_sign_in_rule(&Actor::Owner, rule, at(3)).expect("is set");
    let (sealed, log, before) = (
        store.sealed(&done).expect("an answer"),
        store.log(&done).expect("a log"),
        store.someone(OLD).expect("is there"),
    );
    store.rename_person(&Actor::Owner, OLD, &format!(" {NEW} "), at(4)).expect("is renamed");
    let after = store.someone(NEW).expect("is there");
    assert_eq!((after.id.clone(), after.teams.clone(), after.roles.clone()), (before.id, before.teams, before.roles));
    assert!(store.someone(OLD).is_err());
    assert_eq!(names(&store), [NEW, NEW]);
    assert_eq!(store.person_settings(NEW).expect("settings"), [("speed".to_owned(), "120".to_owned())]);
    assert!(store.person_settings(OLD).expect("settings").is_empty());
    assert!(store.sign_in(NEW, "wrong horse battery", at(5)).is_err());
    store.sign_in(NEW, "correct horse battery", at(50)).expect("signs in");
    let assigned = crate::down::assigned(&store);
    assert_eq!(assigned, [format!("{NEW}: Week 1")]);
    // Figures have one person, with both calls and the override.
    let mut read = source(folder.path());
    let found = figures::team_figures(&mut read, &Choice::default()).expect("figures");
    assert_eq!((found.people.as_slice(), found.overridden.len()), ([NEW.to_owned()].as_slice(), 1));
    assert_eq!(found.overridden[0].person, NEW);
    drop(read);
    let page = store.page(&Actor::Owner, &Default::default()).expect("a page");
    assert!(page.lines.iter().all(|line| line.attempt.person == NEW) && page.all == 2);
    // What is signed is as it was, to the byte, and whole.
    assert_eq!((store.sealed(&done).expect("an answer"), store.log(&done).expect("a log")), (sealed.clone(), log));
    assert_eq!(store.log(&open).expect("a log").header.person, OLD, "a log keeps the name of its day");
    let key = store.public_key().expect("a key");
    assert_eq!(store.changes(&sealed.expect("is sealed"), Some(&key)).expect("an answer"), []);
    store.verify_audit(None).expect("is whole");
    let trail = store.audit(&Actor::Owner).expect("a trail");
    let entry = trail.iter().find(|entry| entry.kind == AuditKind::Renamed).expect("an entry");
    assert_eq!((entry.subject.as_ref(), entry.words.as_deref()), (Some(&after.id), Some("Sam Hollis → Sam Marsh")));
    assert!(!entry.facts.to_string().contains("Sam"), "names are words, which can be erased");
    // What was interrupted goes on, and what is judged now is judged of the same person.
    let report = walk("third_call_blender.namesake");
    store.finish(&open, &report.card, "2026-01-02T08:10:00Z", &[]).expect("is finished");
    assert_eq!(names(&store), [NEW, NEW]);
    // Neither name stays of whoever is erased.
    store.erase_person(&Actor::Owner, NEW, at(9)).expect("is erased");
    store.verify_audit(None).expect("is whole");
    drop(store);
    let bytes = std::fs::read(folder.path().join("steadyline.db")).expect("the file");
    for name in [OLD, NEW] {
        assert!(!bytes.windows(name.len()).any(|part| part == name.as_bytes()), "{name} stands in the file");
    }
}

#[test]
fn a_name_that_is_or_was_anothers_is_refused_and_nothing_is_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("opens");
    house(&store);
    take(&store, OLD, 1, true);
    let rename = |actor: &Actor, old: &str, new: &str| store.rename_person(actor, old, new, at(1));
    let owner = Actor::Owner;
    let entries = || store.verify_audit(None).expect("is whole").entries;
    let before = entries();
    assert!(said(rename(&owner, OLD, "Tess")).contains("a person called Tess already"));
    assert!(said(rename(&owner, OLD, "")).contains("it is empty"));
    assert!(said(rename(&owner, OLD, "–")).contains("who were erased"));
    assert!(said(rename(&owner, "Nobody", NEW)).contains("nobody called Nobody"));
    for name in ["Nora", "Will", OLD] {
        assert!(said(rename(&store.actor(name).expect("is there"), OLD, NEW)).contains("for an administrator"));
    }
    rename(&owner, OLD, OLD).expect("is called so");
    assert_eq!((entries(), names(&store)), (before, vec![OLD.to_owned()]), "nothing is changed");
    rename(&store.actor("Ada").expect("is there"), OLD, NEW).expect("is renamed");
    assert!(said(rename(&owner, "Tess", OLD)).contains("Sam Marsh was called Sam Hollis before"));
    let added = store.add_person(&owner, &new(OLD, &[Role::Author], &[]), at(2)).map(drop);
    assert!(said(added).contains("Sam Marsh was called Sam Hollis before"));
    rename(&owner, NEW, OLD).expect("may be called so again");
    assert_eq!(names(&store), [OLD]);
    rename(&owner, OLD, "Sam").expect("is renamed");
    rename(&owner, "Sam", NEW).expect("may be called so again");
    assert_eq!(names(&store), [NEW]);
}

fn run(folder: &Path, args: &[&str]) -> (Option<i32>, String) {
    let out = steadyline(folder).arg("people").args(args).output().expect("it runs");
    let text = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    (out.status.code(), text)
}

#[test]
fn the_terminal_renames_and_says_what_is_left() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path();
    let store = Store::open(data).expect("opens");
    house(&store);
    drop(store);
    std::fs::write(data.join("teams.csv"), "person,team\nSam Hollis,North\n").expect("is written");
    let heard = |name: &str| data.join("microphone").join(name);
    std::fs::create_dir_all(heard("sam_hollis")).expect("a folder");
    let (code, text) = run(data, &["rename", OLD, NEW]);
    assert!(code == Some(0) && text.contains("Sam Hollis is now called Sam Marsh."), "{text}");
    assert!(text.contains("teams.csv is not changed"), "{text}");
    let kept = std::fs::read_dir(data.join("microphone")).expect("a folder").count();
    assert!(kept == 1 && !heard("sam_hollis").exists(), "what was heard goes along");
    assert!(run(data, &["list"]).1.contains(NEW));
    assert_eq!(run(data, &["rename", OLD, "Tess"]).0, Some(2));
    assert_eq!(run(data, &["rename", NEW, "Tess"]).0, Some(2));
    let out = steadyline(data).args(["review", "audit"]).output().expect("it runs");
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(text.contains("renamed · Sam Marsh") && text.contains("“Sam Hollis → Sam Marsh”"), "{text}");
}

/// Who the attempts at the centre are of, by its list; and who figures are about.
fn at_the_centre(there: &House) -> (Vec<String>, Vec<String>) {
    let url = there.login(LoginKind::Supervisor, "sue");
    let mut centre = Centre::connect(&url, PATIENCE).expect("connects");
    let page = centre.page(&ListFilter { ascending: true, ..ListFilter::default() }).expect("a page");
    let listed = page.lines.into_iter().map(|line| line.attempt.person).collect();
    let found = figures::team_figures(&mut Source::Centre(Box::new(centre)), &Choice::default()).expect("figures");
    let of = |one: &steadyline::review::figures::Progress| format!("{} {}", one.person, one.attempts);
    (listed, found.progress.iter().map(of).collect())
}

fn checked(there: &House) {
    let mut centre = Centre::connect(&there.url, PATIENCE).expect("connects");
    let mut verdicts = Vec::new();
    centre.check(&PACKS, true, |one| verdicts.push(one.verdict)).expect("is checked");
    assert!(verdicts.iter().all(|verdict| *verdict == Verdict::Sound), "{verdicts:?}");
}

#[test]
fn over_all_desks_a_person_stays_one_under_the_new_name() {
    let there = House::new();
    there.publish();
    let (_folder, desk) = crate::down::desk();
    let sync = || both_ways(&desk, &there.place.url()).expect("is exchanged");
    sync();
    take(&desk, OLD, 1, true);
    sync();
    checked(&there);
    assert_eq!(at_the_centre(&there), (vec![OLD.to_owned()], vec![format!("{OLD} 1")]));
    there.store.rename_person(&Actor::Owner, OLD, NEW, at(1)).expect("is renamed");
    assert_eq!(there.publish(), (1, 0, 0));
    assert_eq!(at_the_centre(&there), (vec![NEW.to_owned()], vec![format!("{NEW} 1")]), "at once");
    // A desk that has not heard of it goes on under the old name.
    take(&desk, OLD, 2, true);
    let brought = sync();
    assert_eq!((brought.synced.map(|synced| synced.brought), brought.news.people), (Some(1), 1));
    assert_eq!(names(&desk), [NEW, NEW]);
    let renamed = desk.audit(&Actor::Owner).expect("a trail").into_iter().filter(|one| one.kind == AuditKind::Renamed);
    assert_eq!(renamed.count(), 1);
    take(&desk, NEW, 3, true);
    sync();
    checked(&there);
    assert_eq!(at_the_centre(&there), (vec![NEW.to_owned(); 3], vec![format!("{NEW} 3")]));
    let sealed = "SELECT string_agg(person, ' ' ORDER BY number) FROM steadyline.attempt";
    assert_eq!(there.place.ask(sealed), ["Sam Hollis Sam Hollis Sam Marsh"], "what is sealed is not touched");
    // The desk's own hashes still say so, and a supervisor who fetches them knows whose they are.
    let mut centre = Centre::connect(&there.place.url(), PATIENCE).expect("connects");
    assert!(compare(&desk, &mut centre, 3).expect("an answer").is_empty());
    let (_own, nora) = crate::down::desk();
    both_ways(&nora, &there.login(LoginKind::Supervisor, "nora")).expect("is exchanged");
    assert_eq!(names(&nora), [NEW, NEW, NEW]);
    // Back and forth, and two who change their names one after the other.
    there.store.rename_person(&Actor::Owner, NEW, OLD, at(2)).expect("is renamed");
    there.publish();
    assert_eq!(at_the_centre(&there), (vec![OLD.to_owned(); 3], vec![format!("{OLD} 3")]));
    there.store.rename_person(&Actor::Owner, OLD, "Sam", at(3)).expect("is renamed");
    there.publish();
    assert_eq!(at_the_centre(&there), (vec!["Sam".to_owned(); 3], vec!["Sam 3".to_owned()]));
    // Under today's name all of it is erased, and no name is left.
    let mut centre = Centre::connect(&there.url, PATIENCE).expect("connects");
    let person = Erasure::Person("Sam".to_owned());
    assert_eq!((centre.erasable(&person).expect("a number"), centre.erase(&person).expect("is erased")), (3, 3));
    for table in [
        "attempt",
        "figure_call",
        "figure_standing",
        "figure_person",
        "figure_first",
        "figure_stale",
        "former_name",
        "news",
    ] {
        let left = format!("SELECT count(*) FROM steadyline.{table} t WHERE t::text LIKE '%Sam%'");
        assert_eq!(there.place.ask(&left), ["0"], "{table}");
    }
}

#[test]
fn a_limit_counts_what_was_taken_under_the_old_name_elsewhere() {
    let there = House::new();
    let hours_ago = |hours| Timestamp::now().checked_sub(jiff::SignedDuration::from_hours(hours)).expect("a time");
    let limit = steadyline::store::NewAssignment { attempts: Some(3), ..crate::down::assignment(&[OLD], &[]) };
    there.store.assign(&Actor::Owner, &limit, hours_ago(3)).expect("is assigned");
    there.publish();
    let (first, second) = (crate::down::desk(), crate::down::desk());
    let urls = ["one", "two"].map(|name| there.login(LoginKind::Desk, name));
    both_ways(&first.1, &urls[0]).expect("is exchanged");
    let report = walk("third_call_blender.namesake");
    let mut header = LogHeader::new(&report.setup, "desk", hours_ago(2).to_string());
    (header.person, header.mode) = (OLD.to_owned(), steadyline::call::Mode::Practice);
    let files = &report.setup.pack.files;
    let new = NewAttempt { header: &header, title: "A call", files, lines: &report.log };
    let id = first.1.begin(&new).expect("begins");
    first.1.finish(&id, &report.card, &hours_ago(1).to_string(), &[]).expect("is finished");
    both_ways(&first.1, &urls[0]).expect("is exchanged");
    there.store.rename_person(&Actor::Owner, OLD, NEW, at(1)).expect("is renamed");
    there.publish();
    both_ways(&second.1, &urls[1]).expect("is exchanged");
    let all = second.1.assigned(&Actor::Owner, &AssignedFilter::default(), Timestamp::now()).expect("a list");
    assert_eq!((all[0].person.as_str(), all[0].steps[0].elsewhere), (NEW, 1));
}
