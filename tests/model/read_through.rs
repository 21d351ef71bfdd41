//! Read-throughs: calls taken line by line, carried over to an edited script by the names of replies, and begun anywhere.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use steadyline::bots::{paperwork, right_wrap_up};
use steadyline::call::{
    Action, Base, CallOptions, EventKind, Log, Phase, ReadThrough, ReplayError, Setup, StartAt, Step, StopCause,
    json_line, read_log, replay, resume,
};
use steadyline::scenario::{Loaded, MoveKind, folder};
use steadyline::scoring::{FieldClass, score};
use steadyline::store::{NewAttempt, Store, StoreError};

use crate::world::{TAMBLEWICK, copy, root, setup};

const BLENDER: &str = "third_call_blender";

fn reply(name: &str) -> Step {
    Step::Do(Action::Reply(name.to_owned()))
}

fn beat(run: &ReadThrough) -> &str {
    run.call().beat().map_or("", |beat| beat.name.as_str())
}

/// Gives the first open reply that is marked good, until the call is over or nothing is open.
fn read_on(run: &mut ReadThrough, most: usize) -> Vec<(String, String)> {
    let mut given = Vec::new();
    for _ in 0..most {
        let at = beat(run).to_owned();
        let good = |name: &&steadyline::scenario::Reply| name.source.mark == steadyline::scenario::Mark::Good;
        let replies = run.call().replies();
        let Some(name) = replies.iter().find(|reply| good(reply)).or(replies.first()).map(|reply| reply.name.clone())
        else {
            break;
        };
        run.take(reply(&name)).expect("an open reply is taken");
        given.push((at, name));
    }
    given
}

/// The blender script with some texts replaced, in a copy of its pack.
fn edited(into: &Path, changes: &[(&str, &str)]) -> Arc<Setup> {
    copy(&root().join("scenarios/tamblewick"), &into.join("tamblewick"));
    let file = into.join("tamblewick/calls").join(format!("{BLENDER}.ron"));
    let mut text = std::fs::read_to_string(&file).expect("the script is there");
    for (from, to) in changes {
        assert!(text.contains(from), "{from} stands in the script");
        text = text.replace(from, to);
    }
    std::fs::write(&file, text).expect("it is written");
    let Loaded { packs, found, .. } = folder(into).expect("the pack is there");
    let scenario = packs.first().and_then(|pack| pack.scenario(BLENDER));
    let scenario = scenario.unwrap_or_else(|| panic!("{:?}", found.iter().map(|f| f.short()).collect::<Vec<_>>()));
    let options = CallOptions { seed: 7, operator: "Sam Hollis".to_owned(), ..CallOptions::default() };
    Arc::new(Setup::new(&packs[0], &Arc::new(Base::lay_out(&packs[0])), scenario, options))
}

#[test]
fn a_read_through_waits_for_its_author_and_plays_again_to_the_byte() {
    let setup = setup(BLENDER, 7);
    let mut run = ReadThrough::begin(Arc::clone(&setup));
    assert_eq!(beat(&run), setup.scenario.beats[setup.scenario.start].name, "the caller was greeted and has spoken");
    assert!(run.call().speaking().is_none() && !run.call().others_are_next());
    let given = read_on(&mut run, 4);
    assert_eq!(given.len(), 4);
    assert!(run.call().speaking().is_none());
    let log = run.log("desk", "2026-01-01T00:00:00Z".to_owned());
    let read = read_log(&log.text()).expect("it reads");
    let (call, mut events) = replay(&setup, &read);
    // The log ends with the last action; what the others said after it is theirs.
    let mut call = call;
    events.extend(call.advance_to(run.call().now()));
    let text = |events: &[steadyline::call::Event]| events.iter().map(json_line).collect::<String>();
    assert_eq!(text(&events), text(run.events()));
}

#[test]
fn silence_and_talking_over_can_be_tried() {
    let mut run = ReadThrough::begin(setup(BLENDER, 7));
    let before = run.call().patience();
    run.take(Step::Silence).expect("nobody says anything");
    let silent = |run: &ReadThrough| run.events().iter().any(|event| matches!(event.kind, EventKind::DeadAir { .. }));
    assert!(silent(&run));
    assert!(run.call().speaking().is_none(), "the caller has asked whether anybody is there");
    assert!(run.take_back() && !silent(&run) && run.call().patience() == before);
    run.take(Step::CutIn).expect("the caller has just spoken");
    assert!(run.call().speaking().is_some(), "the line is being said");
    let name = run.call().replies()[0].name.clone();
    run.take(reply(&name)).expect("it is said over the caller");
    let cut = run.events().iter().filter(|event| matches!(event.kind, EventKind::LineCut { costs: true, .. })).count();
    assert_eq!(cut, 1);
    assert!(run.take_back());
    assert!(!run.steps().contains(&Step::CutIn), "what was cut is whole again");
    assert!(run.call().speaking().is_none());
    // Nothing is said after a wrap-up.
    run.take(Step::Do(Action::End)).expect("the call is ended");
    assert_eq!(run.call().phase(), Phase::WrapUp);
    assert!(run.take(Step::Silence).is_err() && run.take(Step::CutIn).is_err());
    while run.take_back() {}
    assert_eq!(run.steps(), [Step::Do(Action::Answer)]);
}

#[test]
fn an_edited_script_is_read_on_at_the_same_beat_by_names() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut run = ReadThrough::begin(edited(folder.path(), &[]));
    let given = read_on(&mut run, 5);
    let (at, steps) = (beat(&run).to_owned(), run.steps().to_vec());
    // Every line is another, so all times are others; and a reply comes in front of those that were given.
    let first = given[0].1.clone();
    let mark = format!("\"{first}\": (");
    let other = format!(
        "\"brand new\": (say: \"A reply that was not there before.\", mark: Bad, tone: Neutral, then: \"stay\"), {mark}"
    );
    let longer =
        ("says: [\n", "says: [\"This is a line that stands in front of all others, and is longer than most.\",\n");
    let again = edited(folder.path(), &[(&mark, &other), longer]);
    assert_ne!(again.scenario.hash, run.call().setup().scenario.hash);
    let (carried, stop) = run.carried(again);
    assert_eq!(stop, None);
    assert_eq!(beat(&carried), at);
    assert_eq!(carried.steps(), steps);
    assert!(carried.call().now() != run.call().now(), "the times are those of the new lines");
}

#[test]
fn where_a_choice_has_vanished_it_stops_and_says_which() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut run = ReadThrough::begin(edited(folder.path(), &[]));
    let given = read_on(&mut run, 4);
    let (at, name) = given[2].clone();
    let again = edited(folder.path(), &[(&format!("\"{name}\": ("), "\"called otherwise\": (")]);
    let (carried, stop) = run.carried(again);
    let stop = stop.expect("it stops");
    assert_eq!((stop.cause, stop.step.clone()), (StopCause::Vanished, reply(&name)));
    assert_eq!(stop.beat.as_deref(), Some(at.as_str()));
    assert_eq!((beat(&carried), carried.steps().len()), (at.as_str(), stop.done));
    assert_eq!(stop.of, run.steps().len());
    assert!(
        carried.call().replies().iter().any(|reply| reply.name == "called otherwise"),
        "it is played on from there"
    );
    // A reply that is there and locked is told apart, and so is a call that has come elsewhere.
    let first = given[0].1.clone();
    let mark = format!("\"{first}\": (");
    let locked = edited(folder.path(), &[(&mark, &format!("{mark}needs: [Visited(\"contact\")], "))]);
    assert_eq!(run.carried(locked).1.map(|stop| stop.cause), Some(StopCause::Closed));
    let (then, elsewhere) = (format!("then: \"{at}\""), "then: \"contact\"");
    let led_away = edited(folder.path(), &[(&then, elsewhere)]);
    assert_eq!(run.carried(led_away).1.map(|stop| stop.cause), Some(StopCause::Elsewhere));
}

#[test]
fn a_call_begins_at_any_beat_with_the_state_that_was_asked_for() {
    let (pack, base) = &*TAMBLEWICK;
    for scenario in &pack.scenarios {
        for wanted in &scenario.beats {
            let plain = Setup::new(pack, base, scenario, CallOptions { seed: 3, ..CallOptions::default() });
            let ceiling = plain.ceiling;
            let told: BTreeSet<String> = scenario.source.proofs.iter().cloned().collect();
            let flags = BTreeSet::from(["a flag".to_owned()]);
            let start = StartAt { beat: wanted.name.clone(), patience: 33, flags, told: told.clone() };
            let setup = Arc::new(plain.starting_at(start.clone()).expect("there is such a beat"));
            let run = ReadThrough::begin(Arc::clone(&setup));
            let entered = run.events().iter().find_map(|event| match &event.kind {
                EventKind::BeatEntered { beat } => Some(beat.as_str()),
                _ => None,
            });
            assert_eq!(entered, Some(wanted.name.as_str()), "{}", scenario.id);
            let first = replay(&setup, &run.log("desk", String::new())).0;
            assert_eq!(first.patience(), 33_000.min(ceiling * 1000));
            assert!(first.flags().contains("a flag"));
            assert!(told.iter().all(|fact| first.told().contains_key(fact.as_str())));
            let expected = if wanted.source.department.is_some() { Phase::Consulting } else { Phase::Talking };
            assert_eq!(first.phase(), expected, "{} {}", scenario.id, wanted.name);
            // The header says all of it, so that the log plays again.
            let log = read_log(&run.log("desk", String::new()).text()).expect("it reads");
            assert_eq!(log.header.start_at.as_ref(), Some(&start));
            let again = resume(&[Arc::clone(pack)], &log.header, false).expect("the files are the same");
            let (mut call, mut events) = replay(&again, &log);
            events.extend(call.advance_to(run.call().now()));
            assert_eq!(events, run.events());
        }
    }
}

#[test]
fn a_beat_that_is_not_there_is_told_with_the_nearest_name() {
    let start = StartAt { beat: "openin".to_owned(), patience: 50, ..StartAt::default() };
    let plain = Setup::clone(&setup(BLENDER, 7));
    let error = plain.clone().starting_at(start.clone()).expect_err("there is no such beat");
    assert_eq!(error.to_string(), "the scenario has no beat \"openin\": did you mean \"opening\"?");
    let good = Arc::new(plain.starting_at(StartAt { beat: "opening".to_owned(), ..start.clone() }).expect("a beat"));
    let mut log = ReadThrough::begin(good).log("desk", String::new());
    log.header.start_at = Some(start);
    let (pack, _) = &*TAMBLEWICK;
    let error = resume(&[Arc::clone(pack)], &log.header, false).expect_err("it cannot be played");
    assert!(matches!(error, ReplayError::NoBeat(_)), "{error}");
}

#[test]
fn an_authors_run_is_never_kept_as_an_attempt() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("the store opens");
    let plain = Setup::clone(&setup(BLENDER, 7));
    let start = StartAt { beat: "opening".to_owned(), patience: 50, ..StartAt::default() };
    let setup = Arc::new(plain.starting_at(start).expect("a beat"));
    let Log { header, lines, .. } = ReadThrough::begin(Arc::clone(&setup)).log("desk", String::new());
    let new = NewAttempt { header: &header, title: "A title", files: &setup.pack.files, lines: &lines };
    assert!(matches!(store.begin(&new), Err(StoreError::AuthorRun)));
    let none = store.attempts(&steadyline::store::AttemptFilter { rewound: true, ..Default::default() });
    assert!(none.expect("a list").is_empty());
}

#[test]
fn the_paperwork_of_a_call_saves_what_is_right_and_only_once() {
    let mut run = ReadThrough::begin(setup(BLENDER, 7));
    run.take(Step::Do(Action::Move { kind: MoveKind::Verify, about: Vec::new() })).expect("proofs are asked for");
    read_on(&mut run, 6);
    for round in 0..2 {
        for action in paperwork(run.call()) {
            run.take(Step::Do(action)).expect("the desk does it");
        }
        let card = score(run.call(), run.events());
        let fields: Vec<_> = card.rows.iter().flat_map(|row| &row.fields).collect();
        assert!(!fields.is_empty());
        let wrong: Vec<_> = fields.iter().filter(|field| field.class != FieldClass::Right).collect();
        assert!(wrong.is_empty(), "round {round}: {wrong:?}");
        assert!(card.duplicates.is_empty());
        let new = run.call().saved_rows().iter().filter(|(_, _, new)| *new).count();
        assert_eq!(new, card.rows.iter().filter(|row| row.id.is_some()).count(), "round {round}");
        read_on(&mut run, 1);
    }
    run.take(Step::Do(Action::End)).expect("the call is ended");
    run.take(Step::Do(right_wrap_up(run.call()))).expect("it is wrapped up");
    assert_eq!(run.call().phase(), Phase::Done);
}
