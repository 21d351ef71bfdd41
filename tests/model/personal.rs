//! Personal data: all of it is taken out, all of it is gone when somebody is erased, and what is left are numbers.

use std::path::Path;

use steadyline::call::LogHeader;
use steadyline::store::{
    Actor, AttemptFilter, AttemptId, Decision, ERASED, NewAttempt, NewComment, PeopleError, Right, Role, Store,
    StoreError, may,
};

use crate::people::{at, house, new, steadyline};
use crate::world::walk;

/// A name that stands nowhere else.
const WHO: &str = "Quirina Vexley";
const CALL: &str = "third_call_blender.namesake";

fn take(store: &Store, person: &str, second: i64) -> AttemptId {
    let report = walk(CALL);
    let mut header = LogHeader::new(&report.setup, "desk", at(second).to_string());
    header.person = person.to_owned();
    let files = &report.setup.pack.files;
    let id = store.begin(&NewAttempt { header: &header, title: "A call", files, lines: &report.log }).expect("begins");
    store.finish(&id, &report.card, &at(second + 600).to_string(), &[]).expect("is finished");
    id
}

/// Somebody with an attempt, a setting, a passphrase, a team, and words of and about them.
fn somebody(store: &Store) -> AttemptId {
    house(store);
    store.add_person(&Actor::Owner, &new(WHO, &[Role::Author], &["North"]), at(0)).expect("is added");
    store.set_passphrase(&Actor::Owner, WHO, "correct horse battery", at(0)).expect("is set");
    store.set_person_setting(WHO, "captions", "no").expect("is set");
    let id = take(store, WHO, 10);
    store.keep_spoken(&id, r#"{"heard":"zebrawood"}"#).expect("is kept");
    store.keep_outcome(&id, r#"{"typed":"persimmon"}"#).expect("is kept");
    let nora = store.actor("Nora").expect("is there");
    let shared = NewComment { moment: None, private: false, text: "a plumcake of a call" };
    store.comment(&nora, &id, &shared, at(700)).expect("is kept");
    store.comment(&nora, &id, &NewComment { private: true, text: "gooseberry", ..shared }, at(701)).expect("is kept");
    let card = walk(CALL).card;
    let lost = card.criteria.iter().max_by_key(|one| one.possible - one.earned).expect("one").id.clone();
    let decision = Decision { attempt: &id, card: &card, criterion: &lost, reason: "quincewise" };
    store.appeal(&store.actor(WHO).expect("is there"), &decision, at(702)).expect("waits");
    id
}

/// Whether a text stands in any file of the folder, in whatever state the database is.
fn stands(folder: &Path, text: &str) -> bool {
    let files = std::fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path());
    files.filter(|path| path.is_file()).any(|path| {
        let bytes = std::fs::read(&path).expect("a file");
        bytes.windows(text.len()).any(|part| part == text.as_bytes())
    })
}

/// What stands in the file of a person, and in the database while they are there.
const TRACES: [&str; 7] = [WHO, "zebrawood", "persimmon", "plumcake", "gooseberry", "quincewise", "captions"];

#[test]
fn everything_about_a_person_is_in_one_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("opens");
    let id = somebody(&store);
    let ada = store.actor("Ada").expect("is there");
    let all = store.export_person(&ada, WHO, at(800)).expect("is taken out");
    let text = all.to_string();
    for trace in TRACES {
        assert!(text.contains(trace), "{trace}");
    }
    assert_eq!(all["attempts"][0]["attempt"]["id"].as_str(), Some(id.0.as_str()));
    assert_eq!(all["attempts"][0]["actions"].as_array().expect("actions").len(), walk(CALL).log.len());
    assert_eq!(all["attempts"][0]["points"].as_array().expect("points").len(), walk(CALL).card.criteria.len());
    assert!(!text.contains("argon2id"), "what a passphrase comes to is nobody's to read");
    let own =
        store.export_person(&store.actor(WHO).expect("is there"), WHO, at(801)).expect("is taken out").to_string();
    assert!(own.contains("plumcake") && !own.contains("gooseberry"), "what others noted for themselves is theirs");
    for who in ["Nora", "Sam Hollis"] {
        let refused = store.export_person(&store.actor(who).expect("is there"), WHO, at(802));
        assert!(matches!(refused, Err(StoreError::People(PeopleError::Refused(_)))), "{who}");
    }
    assert!(store.audit(&ada).expect("a trail").iter().filter(|entry| entry.kind.name() == "exported").count() == 2);
}

#[test]
fn who_is_erased_stands_in_no_file_any_more_and_the_numbers_stay() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("opens");
    let id = somebody(&store);
    let other = take(&store, "Sam Hollis", 20);
    for trace in TRACES {
        assert!(stands(folder.path(), trace), "{trace} is there before");
    }
    let before = store.attempts(&AttemptFilter::default()).expect("a list");
    let (ada, nora) = (store.actor("Ada").expect("is there"), store.actor("Nora").expect("is there"));
    assert!(store.erase_person(&nora, WHO, at(900)).is_err(), "a supervisor may not");
    assert_eq!(store.erase_person(&ada, WHO, at(900)).expect("is erased"), 1);
    for trace in TRACES {
        assert!(!stands(folder.path(), trace), "{trace} is gone");
    }
    store.verify_audit(None).expect("the trail is whole");
    let after = store.attempts(&AttemptFilter::default()).expect("a list");
    assert_eq!(after.len(), before.len());
    let gone = after.iter().find(|attempt| attempt.erased()).expect("its numbers are kept");
    let was = before.iter().find(|attempt| attempt.id == id).expect("it was there");
    assert_eq!(
        (gone.records, gone.routing, gone.composure, gone.length_ms),
        (was.records, was.routing, was.composure, was.length_ms)
    );
    assert_eq!((gone.measures, &gone.scenario_hash), (was.measures, &was.scenario_hash));
    assert!(gone.id != id && gone.person == ERASED && gone.started_at.ends_with("T00:00:00Z"), "{gone:?}");
    assert_eq!(store.points(&gone.id).expect("points").len(), walk(CALL).card.criteria.len());
    assert!(store.log(&gone.id).is_err_and(|error| error.to_string().contains("erased")));
    assert!(store.log(&other).is_ok(), "nobody else lost anything");
    // The hash of the erased seal stays, so that those after it are as sound as before.
    let verified = steadyline(folder.path()).arg("verify").assert().success();
    let told = String::from_utf8_lossy(&verified.get_output().stdout).into_owned();
    assert!(told.contains(&other.0) && !told.contains(&id.0), "{told}");
    assert!(store.roll().expect("people").iter().all(|person| person.name != WHO && person.name != ERASED));
    assert!(store.people().expect("people").iter().all(|name| name != WHO && name != ERASED));
    assert!(store.actor(WHO).is_err());
}

#[test]
fn the_last_administrator_is_not_erased_and_nobody_signs_in_as_the_erased() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("opens");
    somebody(&store);
    store.set_passphrase(&Actor::Owner, "Ada", "correct horse battery", at(0)).expect("is set");
    let rule = steadyline::store::SignInRule { passphrase: true, lock_after_min: 10 };
    store.set_sign_in_rule(&Actor::Owner, rule, at(0)).expect("is set");
    let ada = store.sign_in("Ada", "correct horse battery", at(1)).expect("signs in");
    let last = store.erase_person(&ada, "Ada", at(2));
    assert!(matches!(last, Err(StoreError::People(PeopleError::LastAdministrator))), "{last:?}");
    store.erase_person(&ada, WHO, at(3)).expect("is erased");
    assert!(store.someone(ERASED).is_err() && store.sign_in(ERASED, "", at(4)).is_err());
    let report = walk(CALL);
    let mut header = LogHeader::new(&report.setup, "desk", at(5).to_string());
    header.person = ERASED.to_owned();
    let files = &report.setup.pack.files;
    let begun = store.begin(&NewAttempt { header: &header, title: "A call", files, lines: &[] });
    assert!(begun.is_err_and(|error| error.to_string().contains("were erased")));
}

#[test]
fn attempts_are_let_go_when_they_are_too_old() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("opens");
    let old = somebody(&store);
    let new = take(&store, WHO, 40 * 86_400);
    let now = at(50 * 86_400);
    let ada = store.actor("Ada").expect("is there");
    assert!(store.too_old(now).expect("a list").is_empty(), "without a rule all are kept");
    let nora = store.actor("Nora").expect("is there");
    assert!(store.set_keep_days(&nora, Some(30), now).is_err() && may(&nora, Right::Rules).is_err());
    store.set_keep_days(&ada, Some(30), now).expect("is set");
    let ids: Vec<AttemptId> = store.too_old(now).expect("a list").into_iter().map(|attempt| attempt.id).collect();
    assert_eq!(ids, std::slice::from_ref(&old));
    assert_eq!(store.let_old_go(&ada, now).expect("are let go"), 1);
    assert_eq!(store.let_old_go(&ada, now).expect("are let go"), 0, "once");
    assert!(!stands(folder.path(), "plumcake") && !stands(folder.path(), "zebrawood") && stands(folder.path(), WHO));
    assert!(store.log(&new).is_ok() && store.log(&old).is_err());
    store.verify_audit(None).expect("the trail is whole");
    let all = store.attempts(&AttemptFilter::default()).expect("a list");
    assert_eq!(all.iter().filter(|attempt| attempt.erased()).count(), 1);
}

#[test]
fn the_terminal_takes_out_erases_and_lets_go() {
    let folder = tempfile::tempdir().expect("a folder");
    somebody(&Store::open(folder.path()).expect("opens"));
    let run = |args: &[&str]| {
        let mut command = steadyline(folder.path());
        command.args(args);
        command.assert()
    };
    let out = |args: &[&str]| String::from_utf8_lossy(&run(args).success().get_output().stdout).into_owned();
    let file = folder.path().join("out.json");
    out(&["people", "export", WHO, "--out", &file.display().to_string()]);
    let text = std::fs::read_to_string(&file).expect("the file");
    assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok() && text.contains("zebrawood"));
    std::fs::remove_file(&file).expect("is removed");
    assert!(out(&["people", "retention"]).contains("kept for ever"));
    assert!(out(&["people", "retention", "3650"]).contains("3650 days"));
    run(&["people", "retention", "soon"]).code(2);
    let heard = folder.path().join("microphone/quirina_vexley");
    std::fs::create_dir_all(&heard).expect("a folder");
    std::fs::write(folder.path().join("teams.csv"), format!("team,person\nNorth,{WHO}\n")).expect("is written");
    let sure = run(&["people", "erase", WHO]).code(2);
    assert!(String::from_utf8_lossy(&sure.get_output().stderr).contains("--yes"));
    let done = run(&["people", "erase", WHO, "--yes"]).success();
    let told = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
    assert!(told.contains("teams.csv") && !heard.exists(), "{told}");
    // What is left counts in the export, and nowhere else.
    assert!(out(&["export"]).contains(ERASED));
    assert!(out(&["review", "list"]).contains("no such attempts"));
    assert!(out(&["review", "audit"]).contains("somebody who was erased"));
    out(&["report", "team", "--json"]);
}

#[test]
fn seals_hang_together_after_an_erasure_and_no_number_is_given_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("opens");
    somebody(&store);
    let other = take(&store, "Sam Hollis", 20);
    take(&store, WHO, 2_000);
    let number = |store: &Store, id: &AttemptId| store.sealed(id).expect("an answer").expect("is sealed").seal.number;
    assert_eq!(number(&store, &other), 2);
    assert_eq!(store.erase_person(&store.actor("Ada").expect("is there"), WHO, at(3_000)).expect("is erased"), 2);
    let key = store.public_key().expect("a key");
    let sealed = store.sealed(&other).expect("an answer").expect("is sealed");
    assert_eq!(store.changes(&sealed, Some(&key)).expect("an answer"), [], "the seal before it was erased by right");
    assert_eq!(store.unsealed().expect("a list"), [], "what was erased has no log to seal");
    let next = take(&store, "Sam Hollis", 4_000);
    assert_eq!(number(&store, &next), 4, "3 was given, and is gone");
    let sealed = store.sealed(&next).expect("an answer").expect("is sealed");
    assert_eq!(store.changes(&sealed, Some(&key)).expect("an answer"), []);
}
