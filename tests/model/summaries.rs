//! Figures out of summaries are those of the whole: after calls, overrides, calls kept anew, erasures, and an update.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use jiff::Timestamp;
use steadyline::call::LogHeader;
use steadyline::review::figures::{Case, HeatMap, health, heat_map, latest, outcome, team_figures};
use steadyline::review::{Archive, Made, Source, source};
use steadyline::scenario::{Pack, folder};
use steadyline::store::{Actor, AttemptFilter, AttemptId, AttemptSummary, Choice, Decision, Kept, NewAttempt, Store};

use crate::people::{at, steadyline};
use crate::seals::change;
use crate::world::{copy, root, walk};

pub static PACKS: LazyLock<Vec<Arc<Pack>>> = LazyLock::new(|| folder(&root().join("scenarios")).expect("packs").packs);

/// Eight people with calls at three scenarios, made by the program.
static CENTRE: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let data = tempfile::tempdir().expect("a folder");
    let size = ["demo", "--people", "8", "--calls", "3", "--weeks", "3", "--seed", "7"];
    steadyline(data.path()).args(size).assert().success();
    data
});

/// A centre of the test's own.
pub fn own() -> tempfile::TempDir {
    let data = tempfile::tempdir().expect("a folder");
    copy(CENTRE.path(), data.path());
    data
}

pub fn archive(data: &Path) -> Archive {
    let store = Store::open_to_read(data).expect("opens");
    Archive::new(data, store, Actor::Owner, PACKS.clone()).expect("is read")
}

pub fn source(data: &Path) -> Source {
    let store = Store::open_to_read(data).expect("opens");
    let archive = Archive::unread(data, store, Actor::Owner, PACKS.clone());
    let mut source = Source::Desk(Box::new(archive));
    source.catch_up(|_| {}, |lost| panic!("{lost}")).expect("is summed up");
    source
}

pub fn cases(archive: &mut Archive) -> Vec<Case> {
    archive.cases(|_| true, |lost| panic!("{lost}")).expect("are read")
}

/// Everything that is drawn from summaries is what is drawn from all calls.
fn is_the_whole(data: &Path, when: &str) {
    let mut archive = archive(data);
    let (cases, people) = (cases(&mut archive), archive.people());
    let mut source = source(data);
    assert_eq!(source.people().expect("people"), people, "{when}");
    let everybody = Choice::default();
    let found = source::team_figures(&mut source, &everybody).expect("figures");
    assert_eq!(found, team_figures(&people, &cases), "{when}");
    let some: Vec<String> = people.iter().skip(1).step_by(2).cloned().collect();
    let choice = Choice { people: Some(some.clone()), ..Choice::default() };
    assert_eq!(source::team_figures(&mut source, &choice).expect("figures"), team_figures(&some, &cases), "{when}");
    let own: Vec<&Case> = cases.iter().filter(|case| some.contains(&case.attempt.person)).collect();
    let heat: HeatMap = heat_map(&some, &latest(&own));
    assert_eq!(source::heat_map(&mut source, &choice).expect("figures"), heat, "{when}");
    let scenarios: BTreeSet<&str> = archive.all.iter().map(|attempt| attempt.scenario.as_str()).collect();
    let named: Vec<String> = source.scenarios().expect("scenarios").into_iter().map(|(id, _)| id).collect();
    assert_eq!(named, scenarios.iter().copied().collect::<Vec<_>>(), "{when}");
    for scenario in scenarios {
        let own: Vec<Case> = cases.iter().filter(|case| case.attempt.scenario == scenario).cloned().collect();
        let whole = health(scenario, &archive.all, &own);
        assert_eq!(source::health(&mut source, scenario, &everybody).expect("figures"), whole, "{when}");
    }
}

fn attempts(store: &Store) -> Vec<AttemptSummary> {
    store.attempts(&AttemptFilter { ascending: true, ..AttemptFilter::default() }).expect("a list")
}

fn kept(store: &Store, id: &AttemptId) -> Kept {
    Kept::read(&store.outcome(id).expect("an answer").expect("it is kept")).expect("is read")
}

/// The latest attempt of a person whose call lost points, and the criterion that lost most.
pub fn lost(store: &Store) -> (AttemptId, Kept, String) {
    let all = attempts(store);
    let found = all.iter().rev().find_map(|attempt| {
        let kept = kept(store, &attempt.id);
        let most = kept.card.criteria.iter().max_by_key(|one| one.possible - one.earned)?.clone();
        (most.earned < most.possible).then_some((attempt.id.clone(), kept, most.id))
    });
    found.expect("somebody lost points")
}

#[test]
fn after_calls_they_are_the_whole() {
    let data = own();
    is_the_whole(data.path(), "as made");
    let found = source::team_figures(&mut source(data.path()), &Choice::default()).expect("figures");
    assert!(found.heat.rows.len() > 10 && found.coaching.len() > 3 && found.progress.len() == 24, "{found:?}");
}

#[test]
fn after_overrides_they_are_the_whole() {
    let data = own();
    let store = Store::open(data.path()).expect("opens");
    let (id, kept, criterion) = lost(&store);
    let decision = Decision { attempt: &id, card: &kept.card, criterion: &criterion, reason: "heard it otherwise" };
    let full = kept.card.criteria.iter().find(|one| one.id == criterion).expect("it").possible;
    store.override_criterion(&Actor::Owner, &decision, full, at(0)).expect("is decided");
    is_the_whole(data.path(), "overridden");
    let found = source::team_figures(&mut source(data.path()), &Choice::default()).expect("figures");
    assert_eq!(found.overridden.len(), 1);
    store.withdraw_override(&Actor::Owner, &decision, at(1)).expect("is withdrawn");
    is_the_whole(data.path(), "withdrawn");
    let who = store.attempts_of(std::slice::from_ref(&id)).expect("it").remove(0).person;
    let trainee = store.actor(&who).expect("they are there");
    store.appeal(&trainee, &decision, at(2)).expect("waits");
    store.rule_on_appeal(&Actor::Owner, &decision, Some(full), at(3)).expect("is upheld");
    is_the_whole(data.path(), "appealed");
}

#[test]
fn after_a_call_was_kept_anew_they_are_the_whole() {
    let data = own();
    let store = Store::open(data.path()).expect("opens");
    let (id, mut kept, criterion) = lost(&store);
    for one in kept.card.criteria.iter_mut().filter(|one| one.id == criterion) {
        one.earned = one.possible;
        one.label = "In other words".to_owned();
    }
    kept.card.numbers[0].score = Some(7);
    kept.card.critical.clear();
    store.keep_outcome(&id, &kept.text()).expect("is kept");
    is_the_whole(data.path(), "kept anew");
    store.keep_outcome(&id, "{\"version\":99}").expect("is kept");
    assert_eq!(store.unread_calls().expect("an answer"), [id]);
    is_the_whole(data.path(), "played again, since nobody can read it");
}

/// Begins a call of somebody; finished and kept as far as is said.
fn call(store: &Store, person: &str, mode: &str, when: &str, (finishes, keeps): (bool, bool)) -> AttemptId {
    let report = walk("third_call_blender.namesake");
    let mut header = LogHeader::new(&report.setup, "desk", when.to_owned());
    header.person = person.to_owned();
    header.mode = serde_json::from_value(mode.into()).expect("a mode");
    let (title, files) = (&report.setup.scenario.source.title, &report.setup.pack.files);
    let id = store.begin(&NewAttempt { header: &header, title, files, lines: &report.log }).expect("begins");
    if finishes {
        store.finish(&id, &report.card, when, &[]).expect("is finished");
    }
    if keeps {
        store.keep_outcome(&id, &outcome(&report.call, &report.events, &report.card)).expect("is kept");
    }
    id
}

#[test]
fn first_calls_that_were_broken_off_or_helped_count_as_in_the_whole() {
    let data = own();
    let store = Store::open(data.path()).expect("opens");
    let done = (true, true);
    call(&store, "Broken Off", "practice", "2026-03-01T08:00:00Z", (false, false));
    is_the_whole(data.path(), "a first call that is not finished");
    call(&store, "Broken Off", "practice", "2026-03-02T08:00:00Z", done);
    call(&store, "Helped First", "guided", "2026-03-01T08:00:00Z", done);
    call(&store, "Helped First", "practice", "2026-03-02T08:00:00Z", done);
    call(&store, "Clock Back", "practice", "2026-03-02T08:00:00Z", done);
    is_the_whole(data.path(), "several");
    call(&store, "Clock Back", "practice", "2026-03-01T08:00:00Z", (false, false));
    is_the_whole(data.path(), "a call begun before the first");
    call(&store, "Not Kept", "practice", "2026-03-03T08:00:00Z", (true, false));
    assert_eq!(store.unread_calls().expect("an answer").len(), 1);
    is_the_whole(data.path(), "a call of which nothing was kept");
    assert_eq!(store.unread_calls().expect("an answer").len(), 0, "it was played again and kept");
}

#[test]
fn after_erasures_they_are_the_whole() {
    let data = own();
    let store = Store::open(data.path()).expect("opens");
    let (id, kept, criterion) = lost(&store);
    let decision = Decision { attempt: &id, card: &kept.card, criterion: &criterion, reason: "heard it otherwise" };
    let full = kept.card.criteria.iter().find(|one| one.id == criterion).expect("it").possible;
    store.override_criterion(&Actor::Owner, &decision, full, at(0)).expect("is decided");
    let all = attempts(&store);
    let who = store.attempts_of(&[id]).expect("it").remove(0).person;
    let gone = store.erase_person(&Actor::Owner, &who, at(1)).expect("is erased");
    assert!(gone > 1, "{gone}");
    is_the_whole(data.path(), "erased");
    assert!(!source(data.path()).people().expect("people").contains(&who));
    let middle: Timestamp = all[all.len() / 2].started_at.parse().expect("a time");
    store.set_keep_days(&Actor::Owner, Some(10), at(2)).expect("is set");
    let now = middle.checked_add(jiff::SignedDuration::from_hours(240)).expect("a time");
    let old = store.let_old_go(&Actor::Owner, now).expect("are let go");
    assert!(old > 5 && old < all.len() - gone, "{old} of {}", all.len());
    is_the_whole(data.path(), "let go");
    drop(store);
    let bytes = std::fs::read(data.path().join("steadyline.db")).expect("the file");
    assert!(!bytes.windows(who.len()).any(|part| part == who.as_bytes()), "a name stands in the file");
}

#[test]
fn a_part_of_the_time_is_what_the_whole_says_of_it() {
    let data = own();
    let mut archive = archive(data.path());
    let cases = cases(&mut archive);
    let (from, until) = (&cases[cases.len() / 4].attempt, &cases[cases.len() * 3 / 4].attempt);
    let micros = |attempt: &AttemptSummary| attempt.began().expect("a time").as_microsecond();
    let choice = Choice { people: None, from: Some(micros(from)), until: Some(micros(until)) };
    let own: Vec<Case> =
        cases.iter().filter(|case| (micros(from)..=micros(until)).contains(&micros(&case.attempt))).cloned().collect();
    assert!(own.len() > 10 && own.len() < cases.len());
    let people = archive.people();
    let found = source::team_figures(&mut source(data.path()), &choice).expect("figures");
    assert_eq!(found, team_figures(&people, &own));
    let nobody = Choice { people: Some(Vec::new()), ..choice };
    assert_eq!(source::team_figures(&mut source(data.path()), &nobody).expect("figures").progress, []);
}

pub fn asked(data: &Path, query: &'static str) -> f64 {
    use sqlx::{Connection as _, Row as _};
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let url = format!("sqlite://{}", data.join("steadyline.db").display());
        let mut base = sqlx::SqliteConnection::connect(&url).await.expect("opens");
        let found = sqlx::query(query).fetch_one(&mut base).await.expect("an answer").get(0);
        base.close().await.expect("closes");
        found
    })
}

/// What was kept of a call, as programs before this wrote it.
fn old_form(kept: &Kept) -> String {
    let mut card = serde_json::to_value(&kept.card).expect("JSON");
    for one in card["criteria"].as_array_mut().expect("a list") {
        one["evidence"] = serde_json::json!([]);
    }
    let choices = serde_json::to_value(&kept.choices).expect("JSON");
    format!(r#"{{"version":1,"card":{card},"locale":"{}","choices":{choices}}}"#, kept.locale)
}

#[test]
fn a_database_of_before_is_summed_up_once_and_nothing_is_lost() {
    let data = own();
    let before = source::team_figures(&mut source(data.path()), &Choice::default()).expect("figures");
    let store = Store::open(data.path()).expect("opens");
    let (id, kept_of, criterion) = lost(&store);
    let decision = Decision { attempt: &id, card: &kept_of.card, criterion: &criterion, reason: "heard it otherwise" };
    let full = kept_of.card.criteria.iter().find(|one| one.id == criterion).expect("it").possible;
    store.override_criterion(&Actor::Owner, &decision, full, at(0)).expect("is decided");
    let old: Vec<(String, String)> =
        attempts(&store).into_iter().map(|one| (old_form(&kept(&store, &one.id)), one.id.0)).collect();
    drop(store);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        use sqlx::Connection as _;
        let url = format!("sqlite://{}", data.path().join("steadyline.db").display());
        let mut base = sqlx::SqliteConnection::connect(&url).await.expect("opens");
        for (body, id) in &old {
            let query = sqlx::query("UPDATE outcome SET body = ? WHERE attempt = ?").bind(body).bind(id);
            query.execute(&mut base).await.expect("is changed");
        }
        for table in ["word", "call", "ruled", "standing", "person", "first", "stale"] {
            let sql = sqlx::AssertSqlSafe(format!("DROP TABLE figure_{table}"));
            sqlx::query(sql).execute(&mut base).await.expect("is dropped");
        }
        base.close().await.expect("closes");
    });
    change(data.path(), "DELETE FROM _sqlx_migrations WHERE version = 33");
    let store = Store::open_to_read(data.path()).expect("is brought up to date");
    assert_eq!(store.figures_to_make().expect("an answer"), before.progress.len());
    let archive = Archive::unread(data.path(), store, Actor::Owner, PACKS.clone());
    let mut made = Vec::new();
    let mut source = Source::Desk(Box::new(archive));
    source.catch_up(|now| made.push(now), |lost| panic!("{lost}")).expect("is summed up");
    let of = before.progress.len();
    assert_eq!(made.last(), Some(&Made { done: of, of }), "{made:?}");
    is_the_whole(data.path(), "updated");
    let now = source::team_figures(&mut source, &Choice::default()).expect("figures");
    assert_eq!((now.progress.len(), now.calls, now.overridden.len()), (of, before.calls, 1));
    let choice = Choice { from: Some(0), ..Choice::default() };
    assert_eq!(source::team_figures(&mut source, &choice).expect("figures"), now, "also call by call");
}

#[test]
fn what_is_kept_of_a_call_is_small_and_says_everything() {
    let data = own();
    let store = Store::open(data.path()).expect("opens");
    for attempt in attempts(&store) {
        let kept = kept(&store, &attempt.id);
        assert_eq!(Kept::read(&old_form(&kept)).as_ref(), Some(&kept), "the form of before is read");
        assert_eq!(Kept::read(&kept.text()).as_ref(), Some(&kept));
    }
    drop(store);
    let bytes = asked(data.path(), "SELECT AVG(LENGTH(body)) FROM outcome");
    assert!(bytes > 200.0 && bytes < 3000.0, "{bytes} bytes a call");
}
