//! Drills without a call as attempts: their logs, what is kept of them, what is done again from it, and rules past their
//! date.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use assert_cmd::Command;
use jiff::civil::date;
use sqlx::Connection as _;
use steadyline::call::{
    AnyLog, CallOptions, DrillAction, DrillHeader, DrillLine, DrillLog, DrillRun, DrillTaken, ListAction,
    ListEventKind, ListRun, LogError, Millis, Mode, ReplayError, Setup, TidyAction, read_any_log, read_log,
    replay_drill, resume_drill, resume_drill_frozen, seed_reaching,
};
use steadyline::scenario::outgoing::Reason;
use steadyline::scenario::{Dialler, Drill, Pack, PackFiles, folder};
use steadyline::scoring::score_drill;
use steadyline::store::{AttemptFilter, AttemptId, AttemptKind, NewDrill, Store, StoreError};

use crate::world::{TAMBLEWICK, copy, root};

fn drill(id: &str) -> Drill {
    TAMBLEWICK.0.drill(id).expect("it ships")
}

fn header(id: &str) -> DrillHeader {
    let taken = DrillTaken {
        seed: 7,
        mode: Mode::Practice,
        desk: "desk".to_owned(),
        person: "Sam Hollis".to_owned(),
        started_at: "2026-01-01T08:00:00Z".to_owned(),
    };
    DrillHeader::new(&TAMBLEWICK.0, &drill(id), taken)
}

/// Some of the list, ten seconds between actions.
pub fn list_log() -> DrillLog {
    let row = |row: &str| row.to_owned();
    let actions = [
        ListAction::Look(row("1")),
        ListAction::Dial { row: row("1"), second: false },
        ListAction::HangUp,
        ListAction::Outcome { row: row("1"), code: "11".to_owned(), due: None },
        ListAction::Close { row: row("2"), reason: Reason::Duplicate },
        ListAction::PutOff { row: row("5"), date: date(2026, 10, 14), window: "09-11".to_owned() },
        ListAction::Finish,
    ];
    log("before_you_dial", actions.into_iter().map(DrillAction::List))
}

fn tidy_log() -> DrillLog {
    let row = |row: &str| row.to_owned();
    let actions = [
        TidyAction::Look(row("1")),
        TidyAction::Merge { keep: row("1"), rows: vec![row("2")] },
        TidyAction::Type { row: row("1"), column: "marketing".to_owned(), value: "no".to_owned() },
        TidyAction::Settle(row("12")),
        TidyAction::Finish,
    ];
    log("forty_rows", actions.into_iter().map(DrillAction::Tidy))
}

fn log(id: &str, actions: impl Iterator<Item = DrillAction>) -> DrillLog {
    let lines = actions.zip(1..).map(|(action, number)| DrillLine { at: Millis(number * 20_000), action });
    DrillLog { header: header(id), lines: lines.collect(), cut_off: false }
}

fn packs() -> [Arc<Pack>; 1] {
    [Arc::clone(&TAMBLEWICK.0)]
}

fn done_again(log: &DrillLog) -> DrillRun {
    let setup = resume_drill(&packs(), &log.header, false).expect("nothing has changed");
    replay_drill(&setup, log).0
}

#[test]
fn a_log_is_read_again_as_it_was_written_and_comes_to_the_same_score() {
    for log in [list_log(), tidy_log()] {
        let text = log.text();
        let Ok(AnyLog::Drill(again)) = read_any_log(&text) else { panic!("it is a drill's: {text}") };
        assert_eq!(*again, log);
        let setup = resume_drill(&packs(), &log.header, false).expect("nothing has changed");
        let (run, events) = replay_drill(&setup, &again);
        assert!(run.is_over() && !events.iter().any(|event| event.is_refusal()), "{events:?}");
        let rubric = &setup.pack.rubrics[setup.drill.rubric()];
        assert_eq!(score_drill(&run, rubric), score_drill(&done_again(&log), rubric));
        assert_eq!(read_log(&text).err(), Some(LogError::Drill), "no call is played from it");
        let mut cut = text.clone();
        cut.truncate(text.len() - 3);
        let Ok(AnyLog::Drill(cut)) = read_any_log(&cut) else { panic!("the rest can be read") };
        assert!(cut.cut_off && cut.lines.len() + 1 == log.lines.len());
    }
}

#[test]
fn a_log_of_another_day_is_not_done_again_as_if_nothing_had_changed() {
    let log = list_log();
    let mut changed = log.header.clone();
    changed.drill_hash = "another".to_owned();
    assert_eq!(resume_drill(&packs(), &changed, false).err(), Some(ReplayError::Changed { what: "drill" }));
    assert!(resume_drill(&packs(), &changed, true).is_ok());
    changed.drill = "before_you_dail".to_owned();
    let said = resume_drill(&packs(), &changed, true).expect_err("there is no such drill").to_string();
    assert!(said.contains("did you mean \"before_you_dial\"?"), "{said}");
    let frozen = &TAMBLEWICK.0.files;
    let setup = resume_drill_frozen(&[], &log.header, Some(frozen)).expect("the files of its day make it");
    assert!(replay_drill(&setup, &log).0.is_over());
}

fn keep(store: &Store, log: &DrillLog, finish: bool) -> AttemptId {
    let of = drill(&log.header.drill);
    let new = NewDrill { header: &log.header, title: of.title(), files: &TAMBLEWICK.0.files };
    let id = store.begin_drill(&new).expect("begins");
    for (seq, line) in log.lines.iter().enumerate().take(if finish { usize::MAX } else { 3 }) {
        store.append_drill(&id, seq, line).expect("is written");
    }
    if finish {
        let card = score_drill(&done_again(log), &TAMBLEWICK.0.rubrics[of.rubric()]);
        store.finish(&id, &card, "2026-01-01T08:10:00Z", &[]).expect("is finished");
    }
    id
}

#[test]
fn drills_are_kept_among_the_attempts_with_their_logs_and_numbers() {
    let data = tempfile::tempdir().expect("a folder");
    let store = Store::open(data.path()).expect("the store opens");
    let (list, tidy) = (keep(&store, &list_log(), false), keep(&store, &tidy_log(), true));
    let all = store.attempts(&AttemptFilter::default()).expect("a list");
    let of = |id: &AttemptId| all.iter().find(|attempt| attempt.id == *id).expect("it is listed").clone();
    let (list, tidy) = (of(&list), of(&tidy));
    assert_eq!((list.kind, tidy.kind), (AttemptKind::CallList, AttemptKind::Tidy));
    assert!(list.interrupted() && list.records.is_none(), "what was interrupted has no numbers");
    assert_eq!(list.reached_ms, Some(60_000));
    let card = score_drill(&done_again(&tidy_log()), &TAMBLEWICK.0.rubrics["tidy"]);
    let number = |number| card.number(number).map(i64::from);
    assert_eq!(tidy.records, number(steadyline::scenario::ScoreNumber::Records));
    assert!(tidy.records.is_some() && tidy.composure.is_none() && tidy.side().is_none(), "it is compared with no call");
    assert_eq!(tidy.scenario_hash, drill("forty_rows").hash());
    assert_eq!(store.drill_log(&tidy.id).expect("a log"), tidy_log());
    assert_eq!(store.drill_log(&list.id).expect("a log").lines, list_log().lines[..3]);
    assert!(matches!(store.log(&tidy.id), Err(StoreError::NotACall(_))), "no call is in it");
}

#[test]
fn a_kept_drill_is_scored_and_exported_from_the_terminal() {
    let data = tempfile::tempdir().expect("a folder");
    let id = keep(&Store::open(data.path()).expect("the store opens"), &list_log(), true);
    let steadyline = || {
        let mut command = Command::cargo_bin("steadyline").expect("the program is built");
        command.arg("--data").arg(data.path());
        command
    };
    let scored = steadyline().args(["score", "--json", "--attempt", &id.0]).assert().success();
    let card: serde_json::Value = serde_json::from_slice(&scored.get_output().stdout).expect("JSON");
    let own = score_drill(&done_again(&list_log()), &TAMBLEWICK.0.rubrics["call_list"]);
    assert_eq!(card, serde_json::to_value(&own).expect("JSON"));
    let out = steadyline().arg("export").assert().success();
    let text = String::from_utf8_lossy(&out.get_output().stdout).into_owned();
    assert!(text.lines().next().is_some_and(|head| head.contains(",kind,ruled_records,")), "{text}");
    assert!(text.lines().nth(1).is_some_and(|row| row.contains("before_you_dial") && row.contains(",call_list,")));
    let file = data.path().join("drill.log");
    fs::write(&file, list_log().text()).expect("is written");
    let replayed = steadyline().arg("replay").arg(&file).assert().success();
    assert!(String::from_utf8_lossy(&replayed.get_output().stdout).contains("The person answers."));
    let refused = steadyline().args(["replay", "--decisions"]).arg(&file).assert().code(2);
    assert!(String::from_utf8_lossy(&refused.get_output().stderr).contains("a drill without a call"));
    let rewound = steadyline().args(["play", "--at", "1", "--rewind"]).arg(&file).assert().code(3);
    assert!(String::from_utf8_lossy(&rewound.get_output().stderr).contains("a drill without a call"));
}

#[test]
fn a_drill_in_the_terminal_writes_a_log_that_scores_as_it_did() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("drill.log");
    let steadyline = || Command::cargo_bin("steadyline").expect("the program is built");
    let done = steadyline()
        .args(["drill", "forty_rows", "--json", "--log"])
        .arg(&file)
        .write_stdin("merge 1 2\n+12 settle 12\nfinish\n")
        .assert()
        .success();
    let done: serde_json::Value = serde_json::from_slice(&done.get_output().stdout).expect("JSON");
    let again = steadyline().args(["score", "--json"]).arg(&file).assert().success();
    let again: serde_json::Value = serde_json::from_slice(&again.get_output().stdout).expect("JSON");
    assert_eq!(again, done["scorecard"]);
}

/// A store as the version before drills made it.
fn old_store(data: &Path) {
    let scripts = tempfile::tempdir().expect("a folder");
    for entry in fs::read_dir(root().join("src/store/migrations/sqlite")).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if name.as_str() < "0020" {
            fs::copy(&path, scripts.path().join(name)).expect("is copied");
        }
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let url = format!("sqlite://{}?mode=rwc", data.join("steadyline.db").display());
        let mut connection = sqlx::SqliteConnection::connect(&url).await.expect("connects");
        let migrator = sqlx::migrate::Migrator::new(scripts.path()).await.expect("the scripts are read");
        migrator.run(&mut connection).await.expect("the tables are made");
        let rows = "INSERT INTO person VALUES ('s', 'p', 'Sam Hollis', '2025-12-01T08:00:00Z'); \
                    INSERT INTO setting VALUES ('site', 's'); \
                    INSERT INTO attempt (site, id, person, pack, scenario, title, mode, seed, started_at, header) \
                    VALUES ('s', 'a', 'p', 'tamblewick', 'third_call_blender', 'Old', 'practice', 1, \
                    '2025-12-01T08:00:00Z', '{}')";
        sqlx::raw_sql(rows).execute(&mut connection).await.expect("rows are written");
    });
}

#[test]
fn an_older_store_is_copied_before_it_is_brought_up_to_date() {
    let data = tempfile::tempdir().expect("a folder");
    old_store(data.path());
    let store = Store::open(data.path()).expect("the store opens");
    let all = store.attempts(&AttemptFilter::default()).expect("a list");
    assert_eq!(all.iter().map(|attempt| attempt.kind).collect::<Vec<_>>(), [AttemptKind::Call]);
    let copies = || -> Vec<String> {
        let names = fs::read_dir(data.path()).expect("the folder").map(|entry| entry.expect("an entry").file_name());
        names.map(|name| name.to_string_lossy().into_owned()).filter(|name| name.contains("before")).collect()
    };
    assert_eq!(copies().len(), 1, "{:?}", copies());
    let before = tempfile::tempdir().expect("a folder");
    fs::copy(data.path().join(&copies()[0]), before.path().join("steadyline.db")).expect("is copied");
    drop(store);
    Store::open(data.path()).expect("it opens once more");
    assert_eq!(copies().len(), 1, "a store of today is not copied again");
    assert_eq!(
        Store::open(before.path())
            .expect("the copy is whole")
            .attempts(&AttemptFilter::default())
            .expect("a list")
            .len(),
        1
    );
}

/// The bundled pack with rules that were to be relied on until before the practice day.
fn with_old_rules(into: &Path) {
    let pack = into.join("tamblewick");
    copy(&root().join("scenarios/tamblewick"), &pack);
    let file = pack.join("dialling/counter.ron");
    let text = fs::read_to_string(&file).expect("the rules");
    let old = text.replacen("as_of: \"2026-09-01\"", "as_of: \"2025-09-01\"", 1).replacen(
        "review_by: \"2027-08-31\"",
        "review_by: \"2026-08-31\"",
        1,
    );
    assert_ne!(old, text);
    fs::write(&file, old).expect("is written");
}

#[test]
fn rules_past_their_date_are_told_in_practice_and_refused_in_assessment() {
    let home = tempfile::tempdir().expect("a folder");
    with_old_rules(home.path());
    let pack = folder(home.path()).expect("the pack can be read").packs.remove(0);
    let list = pack.drill("before_you_dial").expect("it is sound");
    let day = |year| pack.day_of_rules(date(year, 6, 1));
    assert!(list.past_rules(day(2025)).is_some(), "the practice day lies after their date, whatever the calendar says");
    let sound = drill("before_you_dial");
    assert!(sound.past_rules(day(2025)).is_none());
    assert!(sound.past_rules(day(2028)).is_some(), "a practice day does not grow old, and rules do");
    assert!(drill("forty_rows").past_rules(day(2099)).is_none(), "it rests on no dated rules");

    let steadyline = |mode: &str| {
        let mut command = Command::cargo_bin("steadyline").expect("the program is built");
        command.arg("--scenarios").arg(home.path()).args(["drill", "before_you_dial", "--json", "--mode", mode]);
        command.write_stdin("finish\n").assert()
    };
    let refused = steadyline("assessment").code(3);
    let said = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    assert!(said.contains("31 Aug 2026") && said.contains("nobody can be assessed by them"), "{said}");
    assert!(refused.get_output().stdout.is_empty(), "nothing was begun");
    let warned = steadyline("practice").success();
    let said = String::from_utf8_lossy(&warned.get_output().stderr).into_owned();
    assert!(said.contains("31 Aug 2026") && !said.contains("assessed"), "{said}");
}

#[test]
fn a_desk_that_dials_looks_at_the_same_moments_however_time_passes() {
    let Drill::List(campaign) = drill("dialled_for_you") else { panic!("it is a list") };
    assert_eq!(campaign.source.dialler, Dialler::Progressive);
    let hours = 4 * 3_600_000;
    let dialled = |step: u64| {
        let mut run = ListRun::new(Arc::clone(&campaign), TAMBLEWICK.0.today, 3, Mode::Practice);
        let (mut out, mut at) = (Vec::new(), 0);
        while at < hours {
            at += step;
            let mut events = run.advance(Millis(at));
            while let Some((row, Some(_))) = run.on_line() {
                let now = run.now();
                events.extend(run.act(now, &ListAction::HangUp));
                let row = campaign.rows[row].number.clone();
                events.extend(run.act(now, &ListAction::Outcome { row, code: "42".to_owned(), due: None }));
                events.extend(run.advance(Millis(at)));
            }
            out.extend(events.into_iter().filter_map(|event| match event.kind {
                ListEventKind::Dialled { row, second, .. } => {
                    Some((event.at, campaign.rows[row].number.clone(), second))
                }
                _ => None,
            }));
        }
        out
    };
    let rows: Vec<(String, bool)> = dialled(250).into_iter().map(|(_, row, second)| (row, second)).collect();
    let rows: Vec<(&str, bool)> = rows.iter().map(|(row, second)| (row.as_str(), *second)).collect();
    assert_eq!(
        rows,
        [
            ("1", false),
            ("2", false),
            ("3", false),
            ("5", false),
            ("6", false),
            ("8", false),
            ("8", true),
            ("9", false),
            ("10", false),
            ("7", false),
        ],
        "nobody who is barred, the other number after the first was struck off, and New York when it is nine there"
    );
    let late = |step: u64| dialled(step).into_iter().find(|(_, row, _)| row == "7").expect("it is dialled").0;
    assert_eq!(late(250), Millis((3 * 60 + 40) * 60_000), "at two in the afternoon by our clock");
    assert_eq!(late(250), late(7_300), "and not when the next frame happens to come");
}

#[test]
fn the_call_reaches_whom_the_list_names() {
    let (pack, base) = &*TAMBLEWICK;
    for campaign in &pack.drills.campaigns {
        for row in &campaign.rows {
            let Some(script) = campaign.source.purposes[&row.purpose].script.as_ref() else { continue };
            let scenario = pack.scenario(script).expect("the check looked it up");
            let seed = seed_reaching(pack, base, scenario, &[], (&row.person, 99));
            let seed = seed.unwrap_or_else(|| panic!("{}: {script} cannot ring row {}", campaign.id, row.number));
            let setup = Setup::new(pack, base, scenario, CallOptions { seed, ..CallOptions::default() });
            assert_eq!((&setup.facts["caller.name"], &setup.facts["caller.phone"]), (&row.name, &row.phone));
        }
    }
    let own = pack.scenario("card_from_hexford").expect("it ships");
    assert_eq!(seed_reaching(pack, base, own, &[], ("CU299692", 1)), None, "it rings somebody of its own");
}

#[test]
fn files_kept_with_a_drill_make_it_again() {
    let texts = TAMBLEWICK.0.files.files.iter().map(|(path, file)| (path.clone(), file.text.clone()));
    let frozen = PackFiles::of_texts("tamblewick", texts);
    for log in [list_log(), tidy_log()] {
        let setup = resume_drill_frozen(&[], &log.header, Some(&frozen)).expect("its own files make it");
        assert_eq!(setup.drill.hash(), log.header.drill_hash);
    }
}
