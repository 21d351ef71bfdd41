//! Assignments: whom they are for, what counts for them, and who is late.

use steadyline::call::{LogHeader, Mode};
use steadyline::store::{
    Actor, Assigned, AssignedFilter, AttemptId, Decision, NewAssignment, NewAttempt, PeopleError, Step, StepState,
    Store, StoreError,
};

use crate::people::{at, house, new, steadyline};
use crate::world::walk;

/// Ninety days after the moment of the tests.
const QUARTER: i64 = 90 * 86_400;

fn step(scenario: &str) -> Step {
    Step { pack: "tamblewick".to_owned(), scenario: scenario.to_owned(), title: scenario.to_owned() }
}

fn assignment(steps: &[&str], people: &[&str], teams: &[&str]) -> NewAssignment {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    NewAssignment {
        title: "Week 1".to_owned(),
        steps: steps.iter().map(|scenario| step(scenario)).collect(),
        people: names(people),
        teams: names(teams),
        due: Some(at(QUARTER)),
        attempts: Some(2),
        mode: Mode::Practice,
    }
}

/// Sam takes a call of a walkthrough so many seconds on.
fn take(store: &Store, name: &str, second: i64, finished: bool) -> AttemptId {
    let report = walk(name);
    let mut header = LogHeader::new(&report.setup, "desk", at(second).to_string());
    header.mode = Mode::Practice;
    let files = &report.setup.pack.files;
    let id = store.begin(&NewAttempt { header: &header, title: "A call", files, lines: &report.log }).expect("begins");
    if finished {
        store.finish(&id, &report.card, &at(second + 600).to_string(), &[]).expect("is finished");
    }
    id
}

fn of(store: &Store, person: &str, second: i64) -> Vec<Assigned> {
    let filter = AssignedFilter { person: person.to_owned(), ..AssignedFilter::default() };
    store.assigned(&Actor::Owner, &filter, at(second)).expect("a list")
}

fn states(one: &Assigned) -> Vec<(StepState, u32)> {
    one.steps.iter().map(|step| (step.state, step.taken)).collect()
}

#[test]
fn a_path_is_taken_step_by_step_and_what_was_passed_is_done() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("opens");
    house(&store);
    take(&store, "third_call_blender.perfect", 10, true);
    let nora = store.actor("Nora").expect("is there");
    let path = assignment(&["third_call_blender", "when_is_my_money"], &["Sam Hollis"], &[]);
    store.assign(&nora, &path, at(100)).expect("is assigned");
    let one = &of(&store, "Sam Hollis", 101)[0];
    assert_eq!(states(one), [(StepState::Open, 0), (StepState::Waits, 0)], "what was before does not count");
    assert_eq!(one.next().map(|step| step.step.scenario.as_str()), Some("third_call_blender"));
    take(&store, "third_call_blender.namesake", 200, true);
    assert_eq!(states(&of(&store, "Sam Hollis", 900)[0]), [(StepState::Open, 1), (StepState::Waits, 0)]);
    take(&store, "third_call_blender.perfect", 1000, true);
    let one = &of(&store, "Sam Hollis", 2000)[0];
    assert_eq!(states(one), [(StepState::Done, 2), (StepState::Open, 0)]);
    assert!(!one.done && !one.overdue && of(&store, "Sam Hollis", QUARTER + 1)[0].overdue);
    // An interrupted attempt is one as well.
    take(&store, "when_is_my_money.losing_it", 3000, false);
    let may = |mode| store.may_begin("Sam Hollis", ("tamblewick", "when_is_my_money", mode));
    may(Mode::Practice).expect("one is left");
    let lost = take(&store, "when_is_my_money.losing_it", 4000, true);
    assert_eq!(states(&of(&store, "Sam Hollis", 5000)[0])[1], (StepState::UsedUp, 2));
    let said = may(Mode::Practice).expect_err("no attempt is left").to_string();
    assert!(said.contains("no attempt at when_is_my_money is left: 2 in this mode"), "{said}");
    may(Mode::Guided).expect("is another mode");
    may(Mode::Assessment).expect("is another mode");
    // What supervisors decide counts.
    let card = walk("when_is_my_money.losing_it").card;
    assert!(!card.passed());
    for criterion in card.criteria.iter().filter(|one| one.counted() && !one.full()) {
        let decision = Decision { attempt: &lost, card: &card, criterion: &criterion.id, reason: "let us say so" };
        store.override_criterion(&nora, &decision, criterion.possible, at(6000)).expect("holds");
    }
    let one = &of(&store, "Sam Hollis", 7000)[0];
    let failed = card.critical.iter().any(|error| error.criterion.is_none());
    assert_eq!(one.done, !failed, "{:?}", states(one));
}

#[test]
fn a_team_stands_for_whoever_is_in_it_and_is_listed_for_who_may_see_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("opens");
    house(&store);
    let (nora, sam) = (store.actor("Nora").expect("is there"), store.actor("Sam Hollis").expect("is there"));
    let id = store.assign(&nora, &assignment(&["when_is_my_money"], &[], &["North"]), at(1)).expect("is assigned");
    let late = new("Lee", &[], &["North"]);
    store.add_person(&Actor::Owner, &late, at(2)).expect("is added");
    let people = |actor: &Actor, filter: &AssignedFilter, second| -> Vec<String> {
        store.assigned(actor, filter, at(second)).expect("a list").into_iter().map(|one| one.person).collect()
    };
    let all = AssignedFilter::default();
    assert_eq!(people(&nora, &all, 3), ["Lee", "Nora", "Sam Hollis", "Will"]);
    assert_eq!(people(&sam, &all, 3), ["Sam Hollis"]);
    assert!(people(&store.actor("Sue").expect("is there"), &all, 3).is_empty());
    let overdue = AssignedFilter { overdue: true, ..AssignedFilter::default() };
    assert!(people(&nora, &overdue, QUARTER).is_empty());
    assert_eq!(people(&nora, &overdue, QUARTER + 1).len(), 4);
    let refused = |done: Result<(), StoreError>| matches!(done, Err(StoreError::People(PeopleError::Refused(_))));
    assert!(refused(store.withdraw_assignment(&sam, &id, at(4))));
    store.withdraw_assignment(&nora, &id, at(4)).expect("is withdrawn");
    assert!(people(&nora, &all, 5).is_empty());
    assert!(
        store.withdraw_assignment(&nora, &id, at(6)).is_err_and(|error| error.to_string().contains("no assignment"))
    );
}

#[test]
fn what_cannot_be_assigned_is_refused_with_the_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("opens");
    house(&store);
    let told = |who: &str, new: &NewAssignment| {
        let actor = store.actor(who).expect("is there");
        store.assign(&actor, new, at(QUARTER / 2)).expect_err("is refused").to_string()
    };
    let sound = assignment(&["when_is_my_money"], &["Sam Hollis"], &[]);
    assert!(told("Sam Hollis", &sound).contains("may not assign anything"));
    assert!(told("Sue", &sound).contains("may not assign anything"));
    assert!(told("Tess", &assignment(&["when_is_my_money"], &["Tess"], &[])).contains("may not assign anything"));
    assert!(told("Sue", &assignment(&["when_is_my_money"], &[], &["North"])).contains("may not assign anything"));
    let alone = new("Ann", &[], &["Alone"]);
    store.add_person(&Actor::Owner, &alone, at(1)).expect("is added");
    assert!(told("Ann", &assignment(&["when_is_my_money"], &[], &["Alone"])).contains("may not assign anything"));
    assert!(told("Nora", &assignment(&[], &["Sam Hollis"], &[])).contains("what is to be practised"));
    assert!(told("Nora", &assignment(&["when_is_my_money"], &[], &[])).contains("who it is for"));
    assert!(told("Nora", &assignment(&["when_is_my_money"], &["Samuel"], &[])).contains("nobody called Samuel"));
    assert!(told("Nora", &assignment(&["when_is_my_money"], &[], &["West"])).contains("no team West"));
    let gone = NewAssignment { due: Some(at(5)), ..sound.clone() };
    assert!(told("Nora", &gone).contains("is over"));
    assert!(told("Nora", &NewAssignment { attempts: Some(0), ..sound }).contains("no attempt at all"));
    assert!(of(&store, "Sam Hollis", 0).is_empty(), "nothing was kept");
}

#[test]
fn the_terminal_assigns_lists_and_takes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    house(&Store::open(folder.path()).expect("opens"));
    let run = |args: &[&str]| {
        let mut command = steadyline(folder.path());
        command.arg("assign").args(args);
        command.assert()
    };
    let out = |args: &[&str]| String::from_utf8_lossy(&run(args).success().get_output().stdout).into_owned();
    let path = ["new", "third_call_blender", "When is my money", "forty_rows", "--to", "Tess", "--due", "2999-01-31"];
    let done = out(&[&path as &[&str], &["--attempts", "3", "--title", "First week", "--as", "Sue"]].concat());
    assert!(done.contains("First week is assigned"), "{done}");
    let id = done.trim().rsplit(' ').next().expect("a key").to_owned();
    let listed = out(&["list", "--as", "Tess"]);
    assert!(listed.contains("Tess  First week  by 2999-01-31  open  Practice"), "{listed}");
    assert_eq!(listed.matches("3 attempts left").count(), 3, "{listed}");
    assert_eq!(listed.matches("opens after the one before").count(), 2, "{listed}");
    assert!(out(&["list", "--overdue"]).contains("nothing of that kind"));
    let json: serde_json::Value = serde_json::from_str(&out(&["list", "--json"])).expect("JSON");
    assert_eq!(json[0]["steps"][2]["scenario"].as_str(), Some("forty_rows"));
    run(&["new", "no_such_call", "--to", "Tess"]).code(2);
    run(&["withdraw", &id, "--as", "Tess"]).code(2);
    out(&["withdraw", &id, "--as", "Sue"]);
    assert!(out(&["list"]).contains("nothing of that kind"));
}
