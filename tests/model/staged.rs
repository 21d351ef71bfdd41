//! Calls that an author puts somewhere: along the shortest way that a search found, into a state of the author's choice,
//! and onto the clock from the present beat on.

use std::sync::{Arc, LazyLock};

use steadyline::bots::{Cast, Outlook, outlook, paperwork};
use steadyline::call::{Action, CallOptions, Event, EventKind, Phase, ReadThrough, Setup, StartAt, Step};
use steadyline::scenario::{Mark, MoveKind};

use crate::world::{TAMBLEWICK, setup};

const BLENDER: &str = "third_call_blender";

/// Small enough for a build without optimising.
const STATES: usize = 20_000;

static BLENDER_OUTLOOK: LazyLock<Outlook> = LazyLock::new(|| looked_through(BLENDER));

fn looked_through(name: &str) -> Outlook {
    let (pack, base) = &*TAMBLEWICK;
    let scenario = pack.scenario(name).expect("it ships");
    outlook(&Cast::untrained(pack, base, scenario), STATES).expect("it can be searched")
}

fn entered(events: &[Event]) -> Vec<&str> {
    let beats = events.iter().filter_map(|event| match &event.kind {
        EventKind::BeatEntered { beat } => Some(beat.as_str()),
        _ => None,
    });
    beats.collect()
}

#[test]
fn the_shortest_ways_are_taken_without_a_clock() {
    let (pack, base) = &*TAMBLEWICK;
    for scenario in &pack.scenarios {
        let found = if scenario.id == BLENDER { BLENDER_OUTLOOK.clone() } else { looked_through(&scenario.id) };
        assert!(found.dead.is_empty(), "{}: {:?}", scenario.id, found.dead);
        let mut missed = Vec::new();
        for (place, way) in &found.ways {
            let options = CallOptions {
                seed: way.seed,
                twin: way.twin,
                operator: "Sam Hollis".to_owned(),
                ..CallOptions::default()
            };
            let setup = Arc::new(Setup::new(pack, base, scenario, options));
            let run = ReadThrough::along(setup, &way.lines);
            let reached = match place.split_once('/') {
                Some(("beats", name)) => entered(run.events()).contains(&name),
                Some((_, name)) => run.call().ending().is_some_and(|ending| ending.name == name),
                None => false,
            };
            if !reached {
                missed.push(place);
            }
        }
        assert!(missed.is_empty(), "{}: {missed:?} of {}", scenario.id, found.ways.len());
        let parts = scenario.beats.len() + scenario.endings.len();
        // In a large call the search of a build like this one stops long before.
        let small = ["when_is_my_money", "bits_for_my_sister", "third_call_blender"].contains(&scenario.id.as_str());
        assert!(!small || found.ways.len() * 5 >= parts * 4, "{}: {} ways of {parts}", scenario.id, found.ways.len());
    }
}

#[test]
fn a_way_brings_along_what_its_beat_depends_on() {
    // The department takes the call only when the complaint is saved.
    let way = &BLENDER_OUTLOOK.ways["beats/claims_asks"];
    let (pack, base) = &*TAMBLEWICK;
    let scenario = pack.scenario(BLENDER).expect("it ships");
    let options = CallOptions { seed: way.seed, ..CallOptions::default() };
    let run = ReadThrough::along(Arc::new(Setup::new(pack, base, scenario, options)), &way.lines);
    assert_eq!(run.call().phase(), Phase::Consulting);
    assert!(!run.call().saved_rows().is_empty(), "the complaint is saved");
}

#[test]
fn a_state_is_set_in_the_midst_of_a_call_and_keeps_what_was_saved() {
    let mut run = ReadThrough::begin(setup(BLENDER, 7));
    run.take(Step::Do(Action::Move { kind: MoveKind::Verify, about: Vec::new() })).expect("proofs are asked for");
    for _ in 0..6 {
        let good = |reply: &&&steadyline::scenario::Reply| reply.source.mark == Mark::Good;
        let name = run.call().replies().iter().find(good).map(|reply| reply.name.clone()).expect("a good reply");
        run.take(Step::Do(Action::Reply(name))).expect("an open reply is taken");
        for action in paperwork(run.call()) {
            run.take(Step::Do(action)).expect("the desk does it");
        }
        if !run.call().saved_rows().is_empty() {
            break;
        }
    }
    let saved = run.call().saved_rows().to_vec();
    assert!(!saved.is_empty());
    let steps = run.steps().len();
    let told = ["order.id".to_owned()];
    let start =
        StartAt { beat: "money".to_owned(), patience: 12, flags: ["owned it".to_owned()].into(), told: told.into() };
    run.stage(start.clone()).expect("there is such a beat");
    assert_eq!(run.call().beat().map(|beat| beat.name.as_str()), Some("money"));
    assert_eq!(run.call().flags().iter().map(|flag| flag.as_str()).collect::<Vec<_>>(), ["owned it"]);
    assert!(run.call().told().contains_key("order.id") && !run.call().told().contains_key("caller.phone"));
    assert!(run.call().patience() <= 12_000);
    assert_eq!(run.call().saved_rows(), saved, "what was saved stays");
    // Another state takes its place, and one step back takes it away.
    run.stage(StartAt { patience: 90, ..start.clone() }).expect("there is such a beat");
    assert_eq!(run.steps().len(), steps + 1);
    assert_eq!(run.staged().map(|(_, start)| start.patience).collect::<Vec<_>>(), [90]);
    let before = run.clone();
    run.stage(StartAt { beat: "nowhere".to_owned(), ..start.clone() }).expect_err("there is no such beat");
    assert_eq!(run.events(), before.events(), "nothing has changed");
    assert!(run.take_back());
    assert_eq!(run.steps().len(), steps);
    // A call that is over is taken up anew.
    run.take(Step::Do(Action::End)).expect("the call is ended");
    run.stage(start).expect("there is such a beat");
    assert_eq!((run.steps().len(), run.call().phase()), (1, Phase::Talking));
}

#[test]
fn a_call_is_taken_up_where_its_beat_begins() {
    let way = &BLENDER_OUTLOOK.ways["beats/money"];
    let (pack, base) = &*TAMBLEWICK;
    let scenario = pack.scenario(BLENDER).expect("it ships");
    let options = CallOptions { seed: way.seed, ..CallOptions::default() };
    let mut run = ReadThrough::along(Arc::new(Setup::new(pack, base, scenario, options)), &way.lines);
    let check = |run: &ReadThrough| {
        let (mut call, mut events) = run.at_beat().expect("a beat is played");
        assert_eq!(call.beat().map(|beat| &beat.name), run.call().beat().map(|beat| &beat.name));
        assert!(call.now() < run.call().now(), "its line is still to be said");
        assert_eq!(entered(&events), entered(run.events()));
        assert_eq!(events[..], run.events()[..events.len()], "it is the same call");
        assert_eq!(call.saved_rows(), run.call().saved_rows());
        events.extend(call.advance_to(run.call().now()));
        assert_eq!(events, run.events(), "with the same line");
    };
    check(&run);
    run.take(Step::CutIn).expect("the line is talked over");
    let name = run.call().replies().first().map(|reply| reply.name.clone()).expect("a reply is open");
    run.take(Step::Do(Action::Reply(name))).expect("it is said");
    if run.call().ended_at().is_none() {
        check(&run);
    }
    let mut ringing = ReadThrough::begin(setup(BLENDER, 7));
    ringing.take(Step::Do(Action::End)).expect("it is ended");
    assert!(ringing.at_beat().is_none(), "a call that is over is not taken up");
}
