//! An attempt is read and scored by the files of its own day, and each version of them is kept once.

use std::path::Path;
use std::sync::Arc;

use assert_cmd::Command;
use sqlx::{Connection as _, Row as _};
use steadyline::call::{Log, LogHeader, ReplayError, replay, resume_frozen};
use steadyline::scenario::{Pack, PackFiles, SourceFile, kept, rubric};
use steadyline::scoring::{difference, score};
use steadyline::store::{AttemptId, NewAttempt, Store, StoreError};

use crate::world::{TAMBLEWICK, walk};

/// The bundled pack with something else in one of its files.
fn edited(path: &str, from: &str, to: &str) -> PackFiles {
    let mut files = (*TAMBLEWICK.0.files).clone();
    let old = &files.files[path];
    assert!(old.text.contains(from), "{from} stands in {path}");
    let new = SourceFile { name: old.name.clone(), text: old.text.replacen(from, to, 1) };
    files.files.insert(path.to_owned(), Arc::new(new));
    files
}

/// The pack of another day: fields earn half of what they did.
fn dearer() -> PackFiles {
    edited("rubrics/complaint.ron", "points: 70,", "points: 35,")
}

fn packs(files: &PackFiles) -> Vec<Arc<Pack>> {
    let loaded = kept(files.clone());
    assert_eq!(loaded.errors(), 0, "{:?}", loaded.found);
    loaded.packs
}

fn keep(store: &Store, name: &str, files: &PackFiles) -> AttemptId {
    let report = walk(name);
    let header = LogHeader::new(&report.setup, "desk", "2026-01-01T08:00:00Z".to_owned());
    let title = &report.setup.scenario.source.title;
    let id = store.begin(&NewAttempt { header: &header, title, files, lines: &report.log }).expect("begins");
    store.finish(&id, &report.card, "2026-01-01T08:10:00Z", &[]).expect("is finished");
    id
}

#[test]
fn an_old_attempt_is_scored_by_the_rules_of_its_day() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("the store opens");
    let id = keep(&store, "third_call_blender.namesake", &TAMBLEWICK.0.files);
    let log = store.log(&id).expect("a log");
    let frozen = store.frozen(&id).expect("an answer").expect("the files were kept");
    assert_eq!(frozen, PackFiles::of_texts("tamblewick", texts(&TAMBLEWICK.0.files)));
    let today = packs(&dearer());
    let alone = resume_frozen(&today, &log.header, None).err();
    assert_eq!(alone, Some(ReplayError::Changed { what: "rubric" }), "never silently with today's");
    let setup = resume_frozen(&today, &log.header, Some(&frozen)).expect("the files of that day make it");
    let (call, events) = replay(&setup, &log);
    assert_eq!(score(&call, &events), walk("third_call_blender.namesake").card);
    assert!(resume_frozen(&[], &log.header, Some(&frozen)).is_ok(), "the pack may be gone altogether");
}

fn texts(files: &PackFiles) -> Vec<(String, String)> {
    files.files.iter().map(|(path, file)| (path.clone(), file.text.clone())).collect()
}

#[test]
fn an_attempt_that_neither_today_nor_its_own_files_make_is_refused_with_the_reason() {
    let report = walk("third_call_blender.cold");
    let mut header = LogHeader::new(&report.setup, "desk", String::new());
    header.scenario_hash = "another".to_owned();
    let today = packs(&dearer());
    let broken = edited("calls/third_call_blender.ron", "start:", "begin:");
    let error = resume_frozen(&today, &header, Some(&broken)).expect_err("it cannot be made");
    let said = error.to_string();
    assert!(said.contains("calls/third_call_blender.ron"), "{said}");
}

#[test]
fn each_version_of_a_file_is_kept_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("the store opens");
    let files = &TAMBLEWICK.0.files;
    let first = keep(&store, "third_call_blender.cold", files);
    for _ in 0..2 {
        keep(&store, "third_call_blender.cold", files);
    }
    assert_eq!(count(folder.path(), "pack_text"), files.files.len() as i64);
    keep(&store, "third_call_blender.cold", &dearer());
    assert_eq!(count(folder.path(), "pack_text"), files.files.len() as i64 + 1, "one file differs");
    assert_eq!(count(folder.path(), "pack_file"), files.files.len() as i64 * 2);
    assert!(store.frozen(&first).is_ok_and(|kept| kept.is_some()), "the first version is whole");
    change(folder.path(), "UPDATE pack_text SET body = body || ' '");
    let found = store.frozen(&keep(&store, "third_call_blender.cold", files));
    assert!(matches!(found, Err(StoreError::Damaged(_))), "files that were tampered with are told");
}

fn count(folder: &Path, table: &str) -> i64 {
    in_database(folder, async |database| {
        let query = format!("SELECT COUNT(*) FROM {table}");
        sqlx::query(sqlx::AssertSqlSafe(query)).fetch_one(database).await.expect("a count").get(0)
    })
}

fn change(folder: &Path, query: &str) {
    let query = sqlx::AssertSqlSafe(query.to_owned());
    in_database(folder, async |database| {
        sqlx::query(query).execute(database).await.expect("it is changed");
    });
}

fn in_database<T>(folder: &Path, ask: impl AsyncFnOnce(&mut sqlx::SqliteConnection) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let url = format!("sqlite://{}", folder.join("steadyline.db").display());
    runtime.block_on(async {
        let mut database = sqlx::SqliteConnection::connect(&url).await.expect("the database opens");
        ask(&mut database).await
    })
}

/// Takes away what came after the first version.
const LATER: &[&str] = &[
    "ALTER TABLE attempt DROP COLUMN pack_version",
    "ALTER TABLE attempt DROP COLUMN rewound_of",
    "DROP TRIGGER action_is_not_changed",
    "DROP TABLE known_as",
    "DROP TABLE team_known_as",
    "DROP TABLE former_name",
    "DROP TABLE assignment_from",
    "DROP TABLE assignment_elsewhere",
    "DROP TABLE centre_place",
    "DROP TABLE pack_wanted",
    "DROP TABLE pack_taken",
    "DROP TABLE trail_seen",
    "DROP TABLE audit_place",
    "DROP TABLE unsettled",
    "DROP INDEX attempt_by_id",
    "DROP TABLE assignment_for",
    "DROP TABLE assignment_step",
    "DROP TABLE assignment",
    "DROP TABLE criterion_score",
    "DROP TABLE number_score",
    "DROP TABLE ruled_attempt",
    "DROP TABLE audit_words",
    "DROP TABLE audit_head",
    "DROP TABLE audit",
    "DROP TABLE house_rule",
    "DROP TABLE sign_in_trial",
    "DROP TABLE person_secret",
    "DROP TABLE team_member",
    "DROP TABLE team",
    "DROP TABLE person_role",
    "DROP TABLE person_setting",
    "DROP TABLE seal",
    "DROP TABLE seal_erased",
    "DROP TABLE outcome",
    "DROP TABLE figure_word",
    "DROP TABLE figure_call",
    "DROP TABLE figure_ruled",
    "DROP TABLE figure_standing",
    "DROP TABLE figure_person",
    "DROP TABLE figure_first",
    "DROP TABLE figure_stale",
    "DROP TABLE spoken",
    "DROP TABLE pack_file",
    "DROP TABLE pack_text",
    "DELETE FROM _sqlx_migrations WHERE version > 1",
];

#[test]
fn a_store_of_before_is_brought_up_to_date_by_whoever_opens_it_first() {
    let folder = tempfile::tempdir().expect("a folder");
    {
        let store = Store::open(folder.path()).expect("the store opens");
        keep(&store, "third_call_blender.cold", &TAMBLEWICK.0.files);
    }
    for column in
        ["kind", "twin", "hostile", "fields", "fields_wrong", "fields_entered", "handling_ms", "steps", "steps_missed"]
    {
        change(folder.path(), &format!("ALTER TABLE attempt DROP COLUMN {column}"));
    }
    for query in LATER {
        change(folder.path(), query);
    }
    let store = Store::open_to_read(folder.path()).expect("reading is possible");
    let all = store.attempts(&Default::default()).expect("a list");
    assert_eq!(all.len(), 1);
    assert_eq!(store.frozen(&all[0].id).expect("an answer"), None, "nothing was kept then");
}

#[test]
fn another_rubric_shows_what_comes_out_otherwise() {
    let report = walk("third_call_blender.namesake");
    let pack = &report.setup.pack;
    let log =
        Log { header: LogHeader::new(&report.setup, "desk", String::new()), lines: report.log.clone(), cut_off: false };
    let file = dearer().files["rubrics/complaint.ron"].clone();
    let other = rubric("complaint", &file, pack).expect("it is sound");
    let (call, events) = replay(&Arc::new(report.setup.judged_by(other)), &log);
    let found = difference(&report.card, &score(&call, &events));
    let changed: Vec<&str> = found.criteria.iter().map(|criterion| criterion.id.as_str()).collect();
    assert_eq!(changed, ["fields"]);
    assert!(found.numbers[0].change().is_some_and(|change| change != 0), "fields weigh otherwise");
    assert!(found.numbers[1..].iter().all(|number| number.change() == Some(0)));
    assert!(difference(&report.card, &report.card).criteria.is_empty());
    let unreachable =
        SourceFile { name: "new.ron".to_owned(), text: file.text.replacen("records: 80", "records: 101", 1) };
    assert!(rubric("new", &Arc::new(unreachable), pack).is_err_and(|found| found[0].code == "SL061"));
}

#[test]
fn the_terminal_scores_a_kept_attempt_by_its_own_rubric_and_by_another() {
    let folder = tempfile::tempdir().expect("a folder");
    let id = {
        let store = Store::open(folder.path()).expect("the store opens");
        keep(&store, "third_call_blender.namesake", &dearer()).0
    };
    // The attempt says that it was made with today's rubric; its own is another.
    let report = walk("third_call_blender.namesake");
    let new = folder.path().join("new.ron");
    std::fs::write(&new, &dearer().files["rubrics/complaint.ron"].text).expect("is written");
    let score = |args: &[&str]| {
        let mut command = Command::cargo_bin("steadyline").expect("the program is built");
        command.args(["score", "--attempt", &id, "--data"]).arg(folder.path()).args(args);
        command.assert()
    };
    let out = |done: &assert_cmd::assert::Assert| String::from_utf8_lossy(&done.get_output().stdout).into_owned();
    let plain = score(&["--json"]).success();
    let card: serde_json::Value = serde_json::from_str(&out(&plain)).expect("JSON");
    assert_eq!(card, serde_json::to_value(&report.card).expect("JSON"));
    let with = new.to_string_lossy().into_owned();
    let both = score(&["--with", &with]).success();
    let said = out(&both);
    assert!(said.contains("By the rubric complaint, as it was → by"), "{said}");
    assert!(said.contains("- The complaint holds what the caller said: "), "{said}");
    let json: serde_json::Value =
        serde_json::from_str(&out(&score(&["--with", &with, "--json"]).success())).expect("JSON");
    assert_eq!(json["difference"]["criteria"].as_array().map(Vec::len), Some(1));
    std::fs::write(&new, "(format: 1, title: \"No\")").expect("is written");
    score(&["--with", &with]).code(3);
    score(&["--with", "/nowhere/new.ron"]).code(4);
    let mut command = Command::cargo_bin("steadyline").expect("the program is built");
    command.args(["score", "--attempt", "none", "--data"]).arg(folder.path()).assert().code(2);
}
