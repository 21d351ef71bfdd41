//! A limit on attempts holds where an attempt begins, and over all desks.

use jiff::{SignedDuration, Timestamp};
use steadyline::bots::WalkReport;
use steadyline::call::{LogHeader, Mode, decisions, rewind};
use steadyline::store::centre::LoginKind;
use steadyline::store::{
    Actor, AssignedFilter, AttemptId, NewAssignment, NewAttempt, NewDrill, Step, StepState, Store, StoreError,
};

use crate::down::{House, both_ways, desk};
use crate::drills::list_log;
use crate::postgres::{column, run_sql};
use crate::world::walk;

const CALL: &str = "third_call_blender";
const LOST: &str = "third_call_blender.namesake";

/// So many minutes before now, so that a call that takes some minutes lies behind what was assigned.
fn ago(minutes: i64) -> Timestamp {
    Timestamp::now().checked_sub(SignedDuration::from_mins(minutes)).expect("a time")
}

fn limited(scenario: &str, attempts: u32, people: &[&str], teams: &[&str]) -> NewAssignment {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    NewAssignment {
        title: "Week 1".to_owned(),
        steps: vec![Step { pack: "tamblewick".to_owned(), title: scenario.to_owned(), scenario: scenario.to_owned() }],
        people: names(people),
        teams: names(teams),
        due: None,
        attempts: Some(attempts),
        mode: Mode::Practice,
    }
}

/// Begins a call of somebody an hour ago; what it is made of is changed before.
fn begin(
    store: &Store,
    (person, name): (&str, &str),
    change: impl FnOnce(&mut LogHeader),
) -> Result<(AttemptId, WalkReport), StoreError> {
    let report = walk(name);
    let mut header = LogHeader::new(&report.setup, "desk", ago(60).to_string());
    (header.person, header.mode) = (person.to_owned(), Mode::Practice);
    change(&mut header);
    let (title, files) = (&report.setup.scenario.source.title, &report.setup.pack.files);
    let id = store.begin(&NewAttempt { header: &header, title, files, lines: &report.log })?;
    Ok((id, report))
}

fn take(store: &Store, person: &str, name: &str) -> Result<AttemptId, StoreError> {
    let (id, report) = begin(store, (person, name), |_| {})?;
    store.finish(&id, &report.card, &ago(50).to_string(), &[])?;
    Ok(id)
}

/// State, taken, of those elsewhere, left.
fn stands(store: &Store, person: &str) -> (StepState, u32, u32, Option<u32>) {
    let filter = AssignedFilter { person: person.to_owned(), ..AssignedFilter::default() };
    let all = store.assigned(&Actor::Owner, &filter, Timestamp::now()).expect("a list");
    let [one] = all.as_slice() else { panic!("one: {all:?}") };
    let step = &one.steps[0];
    (step.state, step.taken, step.elsewhere, step.left)
}

fn refused<T>(done: Result<T, StoreError>) -> String {
    match done {
        Err(error @ StoreError::Assignment(_)) => error.to_string(),
        Err(other) => panic!("another error: {other}"),
        Ok(_) => panic!("it is begun"),
    }
}

fn here() -> (tempfile::TempDir, Store) {
    let (folder, store) = desk();
    crate::people::house(&store);
    (folder, store)
}

#[test]
fn no_attempt_is_begun_beyond_the_limit_and_whatever_is_none_is() {
    let (_folder, store) = here();
    store.assign(&Actor::Owner, &limited(CALL, 1, &["Tess"], &[]), ago(90)).expect("is assigned");
    let (id, report) = begin(&store, ("Tess", LOST), |_| {}).expect("one is allowed");
    let said = refused(begin(&store, ("Tess", LOST), |_| {}));
    assert!(said.contains(&format!("no attempt at {CALL} is left: 1 in this mode")), "{said}");
    assert_eq!(store.attempts(&Default::default()).expect("a list").len(), 1, "and nothing is left of it");
    // What was interrupted goes on.
    let more = report.log.last().expect("an action");
    store.append(&id, report.log.len(), more).expect("is written");
    store.finish(&id, &report.card, &ago(50).to_string(), &[]).expect("is finished");
    // A rewound run and a twin are no attempts, and another mode, scenario or person is not asked for.
    let log = store.log(&id).expect("a log");
    let decision = decisions(&report.setup, &log).remove(1);
    let again = rewind(&report.setup, &log, decision.line, &id.0).expect("a decision").log;
    begin(&store, ("Tess", LOST), |header| header.rewound = again.header.rewound.clone()).expect("is rewound");
    begin(&store, ("Tess", "third_call_blender.twin"), |header| header.twin = true).expect("a twin");
    begin(&store, ("Tess", LOST), |header| header.mode = Mode::Guided).expect("another mode");
    begin(&store, ("Tess", "when_is_my_money.losing_it"), |_| {}).expect("another scenario");
    begin(&store, ("Sam Hollis", LOST), |_| {}).expect("somebody else");
    begin(&store, ("Nobody yet", LOST), |_| {}).expect("somebody new");
    assert_eq!(stands(&store, "Tess"), (StepState::UsedUp, 1, 0, Some(0)));
}

#[test]
fn what_was_passed_or_taken_back_is_barred_no_more() {
    let (_folder, store) = here();
    let id = store.assign(&Actor::Owner, &limited(CALL, 1, &[], &["South"]), ago(90)).expect("is assigned");
    take(&store, "Tess", LOST).expect("one is allowed");
    refused(take(&store, "Tess", LOST));
    store.withdraw_assignment(&Actor::Owner, &id, ago(40)).expect("is taken back");
    take(&store, "Tess", LOST).expect("nobody asks for it any more");
    take(&store, "Sue", "third_call_blender.perfect").expect("is passed");
    store.assign(&Actor::Owner, &limited(CALL, 1, &["Sue"], &[]), ago(90)).expect("is assigned");
    assert_eq!(stands(&store, "Sue"), (StepState::Done, 1, 0, Some(0)));
    take(&store, "Sue", LOST).expect("what was passed may be practised on");
}

#[test]
fn a_drill_has_its_limit_too() {
    let (_folder, store) = here();
    let mut header = list_log().header;
    (header.mode, header.started_at, header.person) = (Mode::Practice, ago(60).to_string(), "Tess".to_owned());
    store.assign(&Actor::Owner, &limited(&header.drill, 1, &["Tess"], &[]), ago(90)).expect("is assigned");
    let files = &crate::world::TAMBLEWICK.0.files;
    let begin = || store.begin_drill(&NewDrill { header: &header, title: "A list", files });
    begin().expect("one is allowed");
    assert!(refused(begin()).contains(&format!("no attempt at {}", header.drill)));
}

/// A centre and two desks at which nothing was taken yet.
struct Apart {
    house: House,
    desks: [(tempfile::TempDir, Store, String); 2],
}

impl Apart {
    fn new(attempts: u32, people: &[&str], teams: &[&str]) -> Self {
        let house = House::new();
        house.store.assign(&Actor::Owner, &limited(CALL, attempts, people, teams), ago(90)).expect("is assigned");
        house.publish();
        let desk = |name: &str| {
            let (folder, store) = desk();
            (folder, store, house.login(LoginKind::Desk, name))
        };
        let desks = [desk("first"), desk("second")];
        let new = Self { house, desks };
        new.sync();
        new
    }

    fn sync(&self) {
        for (_, store, url) in &self.desks {
            both_ways(store, url).expect("is exchanged");
        }
    }

    fn at(&self, desk: usize) -> &Store {
        &self.desks[desk].1
    }
}

#[test]
fn attempts_at_another_desk_count_here_after_the_next_sync() {
    let apart = Apart::new(2, &["Tess"], &["North"]);
    take(apart.at(0), "Tess", LOST).expect("is taken");
    take(apart.at(0), "Sam Hollis", LOST).expect("is taken");
    assert_eq!(stands(apart.at(1), "Tess"), (StepState::Open, 0, 0, Some(2)), "it is not told yet");
    apart.sync();
    assert_eq!(stands(apart.at(1), "Tess"), (StepState::Open, 1, 1, Some(1)));
    assert_eq!(stands(apart.at(0), "Tess"), (StepState::Open, 1, 0, Some(1)), "its own are not told back");
    assert_eq!(stands(apart.at(1), "Sam Hollis").1, 1, "by team");
    assert_eq!(stands(apart.at(1), "Will").1, 0);
    let listed = crate::people::steadyline(apart.desks[1].0.path()).args(["assign", "list"]).output().expect("it runs");
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    assert!(listed.contains("one attempt, of which 1 at other desks, one attempt left"), "{listed}");
    let told = |store: &Store| store.verify_audit(None).expect("is whole");
    let (before, stood) = (told(apart.at(1)), stands(apart.at(1), "Tess"));
    apart.sync();
    apart.sync();
    assert_eq!((told(apart.at(1)), stands(apart.at(1), "Tess")), (before, stood), "each once");
    take(apart.at(1), "Tess", LOST).expect("one is left");
    refused(take(apart.at(1), "Tess", LOST));
    apart.at(0).may_begin("Tess", ("tamblewick", CALL, Mode::Practice)).expect("it is not told yet");
    apart.sync();
    apart.sync();
    for desk in [0, 1] {
        assert_eq!(stands(apart.at(desk), "Tess"), (StepState::UsedUp, 2, 1, Some(0)));
        refused(apart.at(desk).may_begin("Tess", ("tamblewick", CALL, Mode::Practice)));
        refused(take(apart.at(desk), "Tess", LOST));
    }
    // A supervisor has those of both, each once.
    let (_folder, nora) = desk();
    let url = apart.house.login(LoginKind::Supervisor, "nora");
    both_ways(&nora, &url).expect("is exchanged");
    assert_eq!(stands(&nora, "Tess"), (StepState::UsedUp, 2, 2, Some(0)));
    // It stands only as long as it is asked for.
    let all = apart.house.store.assigned(&Actor::Owner, &AssignedFilter::default(), Timestamp::now());
    let id = all.expect("a list").remove(0).id;
    apart.house.store.withdraw_assignment(&Actor::Owner, &id, Timestamp::now()).expect("is taken back");
    apart.house.publish();
    apart.sync();
    apart.at(0).may_begin("Tess", ("tamblewick", CALL, Mode::Practice)).expect("nobody asks for it any more");
    let site = apart.at(0).site();
    let left = format!("SELECT count(*) FROM steadyline.taken_elsewhere('{site}')");
    assert_eq!(column(&apart.desks[0].2, &left), ["0"]);
}

#[test]
fn nothing_is_counted_that_is_no_attempt_at_what_was_assigned() {
    let apart = Apart::new(3, &["Tess"], &[]);
    let finish = |(id, report): (AttemptId, WalkReport), when: Timestamp| {
        apart.at(0).finish(&id, &report.card, &when.to_string(), &[]).expect("is finished");
    };
    let other = |name, change: fn(&mut LogHeader)| begin(apart.at(0), ("Tess", name), change).expect("begins");
    finish(other(LOST, |header| header.mode = Mode::Guided), ago(50));
    finish(other("third_call_blender.twin", |header| header.twin = true), ago(50));
    finish(other("when_is_my_money.losing_it", |_| {}), ago(50));
    finish(other(LOST, |header| header.person = "Sue".to_owned()), ago(50));
    apart.sync();
    assert_eq!(stands(apart.at(1), "Tess").2, 0);
    // Finished before it was assigned, and begun before and finished after.
    let second = Apart::new(3, &["Tess"], &[]);
    let early = |when: Timestamp| {
        let (id, report) =
            begin(second.at(0), ("Tess", LOST), |header| header.started_at = ago(200).to_string()).expect("begins");
        second.at(0).finish(&id, &report.card, &when.to_string(), &[]).expect("is finished");
        report.card.length
    };
    early(ago(120));
    let length = SignedDuration::from_millis(i64::try_from(early(ago(90)).0).expect("a time"));
    second.sync();
    assert!(length > SignedDuration::from_secs(30), "{length}");
    assert_eq!(stands(second.at(1), "Tess").2, 0);
}

#[test]
fn a_desk_hears_numbers_of_its_own_people_alone() {
    let apart = Apart::new(2, &["Tess", "Sam Hollis"], &[]);
    take(apart.at(0), "Tess", LOST).expect("is taken");
    take(apart.at(0), "Sam Hollis", LOST).expect("is taken");
    apart.sync();
    let url = &apart.desks[1].2;
    let site = apart.at(1).site();
    let asked = format!("SELECT name || ' ' || attempts FROM steadyline.taken_elsewhere('{site}') ORDER BY 1");
    assert_eq!(column(url, &asked), ["Sam Hollis 1", "Tess 1"]);
    apart.house.place.change(&format!("UPDATE steadyline.enrolment SET teams = '{{North}}' WHERE site = '{site}'"));
    assert_eq!(column(url, &asked), ["Sam Hollis 1"]);
    both_ways(apart.at(1), url).expect("is exchanged");
    assert_eq!(stands(apart.at(1), "Sam Hollis").2, 1);
    // Nor of another desk by its name.
    let other = format!("SELECT * FROM steadyline.taken_elsewhere('{}')", apart.at(0).site());
    assert!(run_sql(url, &[&other]).expect_err("is another's").contains("another desk"));
    // Whoever is erased here is erased here too.
    apart.at(1).erase_person(&Actor::Owner, "Sam Hollis", Timestamp::now()).expect("is erased");
    let (folder, ..) = &apart.desks[1];
    assert_eq!(crate::summaries::asked(folder.path(), "SELECT CAST(count(*) AS REAL) FROM assignment_elsewhere"), 0.0);
}
