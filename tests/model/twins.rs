//! The calm twin: the same matter by another temper, in every bundled scenario, in logs, walkthroughs and the terminal.

use std::collections::BTreeSet;
use std::sync::Arc;

use steadyline::bots::{parse_walk, run_walk};
use steadyline::call::{
    Action, Call, CallOptions, EventKind, Log, LogHeader, Millis, Mood, ReplayError, Setup, Speaker, read_log, replay,
    resume,
};
use steadyline::scenario::{Condition, Scenario, Twin};
use steadyline::scoring::score;

use crate::world::{TAMBLEWICK, walk};

fn call_of(scenario: &Arc<Scenario>, seed: u64, twin: bool) -> Arc<Setup> {
    let (pack, base) = &*TAMBLEWICK;
    let options = CallOptions { seed, twin, operator: "Sam Hollis".to_owned(), ..CallOptions::default() };
    Arc::new(Setup::new(pack, base, scenario, options))
}

fn blender() -> Arc<Scenario> {
    Arc::clone(TAMBLEWICK.0.scenario("third_call_blender").expect("it is there"))
}

#[test]
fn the_same_seed_gives_both_the_same_payload() {
    let (pack, _) = &*TAMBLEWICK;
    for scenario in &pack.scenarios {
        for seed in 0..50 {
            let (written, twin) = (call_of(scenario, seed, false), call_of(scenario, seed, true));
            assert_eq!(twin.twin, scenario.twin.is_some(), "{}", scenario.id);
            assert!(!written.twin && (twin.start > written.start) == twin.twin, "{}", scenario.id);
            assert_eq!(twin.facts, written.facts, "{} {seed}", scenario.id);
            for number in 0..pack.tables.len() {
                let rows = |setup: &Setup| {
                    let found = setup.database.search(pack, &setup.canonical("caller.name"), 40);
                    let rows = found.into_iter().filter(|found| found.table == number);
                    rows.map(|found| setup.database.row(number, &found.id).map(|row| row.values.clone()))
                        .collect::<Vec<_>>()
                };
                assert_eq!(rows(&twin), rows(&written), "{} {seed}", scenario.id);
            }
        }
    }
}

#[test]
fn a_twin_is_derived_from_the_calmest_temperament_and_a_calm_caller_has_none() {
    let (pack, _) = &*TAMBLEWICK;
    let calm = Twin { temperament: "calm".to_owned(), patience: None, ceiling: None };
    // The talkative caller of the order begins as calm as callers get.
    for (scenario, twin) in
        [("third_call_blender", Some(&calm)), ("when_is_my_money", Some(&calm)), ("bits_for_my_sister", None)]
    {
        assert_eq!(pack.scenario(scenario).expect("it is there").twin.as_ref(), twin, "{scenario}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let edited = crate::world::edited(folder.path(), "temperament: \"hostile\"", "temperament: \"calm\"");
    assert_eq!(edited.twin, None);
    let written = "temperament: \"hostile\",\n        ceiling: 80,\n        shows: \"\",\n    ),\n    twin: (temperament: \"talkative\", patience: 66, ceiling: 77),";
    let folder = tempfile::tempdir().expect("a folder");
    let before = "temperament: \"hostile\",\n        ceiling: 80,\n        shows: \"\",\n    ),";
    let edited = Arc::new(crate::world::edited(folder.path(), before, written));
    let twin = call_of(&edited, 1, true);
    assert_eq!((twin.start, twin.ceiling, twin.temperament.source.name.as_str()), (66, 77, "Talkative"));
    // The caller's own ceiling is no part of the twin's temper.
    assert_eq!(call_of(&blender(), 1, true).ceiling, 100);
    assert_eq!(call_of(&blender(), 1, false).ceiling, 80);
}

#[test]
fn the_calm_twin_of_the_blender_opens_in_its_own_words_and_tells_the_same() {
    let scenario = blender();
    let opening = scenario.beats.iter().find(|beat| beat.name == "opening").expect("an opening");
    let calm =
        &opening.says_if.iter().find(|(conditions, _)| conditions == &[Condition::Temperament("calm".to_owned())]);
    assert_eq!(calm.as_ref().expect("calm openings").1.len(), 3);
    let mut said = BTreeSet::new();
    for seed in 0..40 {
        let open = |twin| {
            let setup = call_of(&scenario, seed, twin);
            let (mut call, _) = Call::new(setup);
            // Nobody greets, which costs patience: a calm caller is still calm.
            let mut events = call.apply(Millis(2_000), &Action::Answer);
            events.extend(call.advance_to(Millis(40_000)));
            let line = events.iter().find_map(|event| match &event.kind {
                EventKind::LineStarted { by: Speaker::Caller, text, mood, .. } => Some((text.to_string(), *mood)),
                _ => None,
            });
            let told: BTreeSet<String> = events
                .iter()
                .filter_map(|event| match &event.kind {
                    EventKind::FactTold { fact, .. } => Some(fact.to_string()),
                    _ => None,
                })
                .collect();
            (line.expect("the caller speaks"), told)
        };
        let ((calm, mood), told) = open(true);
        let ((hostile, angry), told_angrily) = open(false);
        assert_eq!(told, told_angrily);
        assert!(told.contains("earlier_contacts"), "{told:?}");
        assert_eq!((mood, angry), (Mood::Tense, Mood::Angry));
        assert_ne!(calm, hostile);
        said.insert(calm);
    }
    assert_eq!(said.len(), 3, "{said:#?}");
}

#[test]
fn a_log_of_a_twin_plays_as_the_twin_and_a_plain_log_says_nothing_of_one() {
    let report = walk("third_call_blender.twin");
    assert!(report.setup.twin);
    let header = LogHeader::new(&report.setup, "desk", "2026-01-01T00:00:00Z".to_owned());
    let log = read_log(&Log { header, lines: report.log, cut_off: false }.text()).expect("it reads");
    let packs = std::slice::from_ref(&TAMBLEWICK.0);
    let setup = resume(packs, &log.header, false).expect("it plays");
    let (call, events) = replay(&setup, &log);
    assert_eq!(score(&call, &events), report.card);
    // Played as the hostile call, the same actions are another call.
    let mut hostile = log.clone();
    hostile.header.twin = false;
    let setup = resume(packs, &hostile.header, false).expect("it plays");
    let (call, events) = replay(&setup, &hostile);
    assert_ne!(score(&call, &events).patience, report.card.patience);
    assert!(!hostile.text().contains("twin"), "older logs keep their bytes");

    let folder = tempfile::tempdir().expect("a folder");
    crate::world::edited(folder.path(), "temperament: \"hostile\"", "temperament: \"calm\"");
    let packs = steadyline::scenario::folder(folder.path()).expect("the pack reads").packs;
    assert!(matches!(resume(&packs, &log.header, true), Err(ReplayError::NoTwin { .. })));
}

#[test]
fn a_walkthrough_that_asks_for_a_twin_there_is_not_fails() {
    let (pack, base) = &*TAMBLEWICK;
    let folder = tempfile::tempdir().expect("a folder");
    let edited = Arc::new(crate::world::edited(folder.path(), "temperament: \"hostile\"", "temperament: \"calm\""));
    let parsed = parse_walk("twin\n2 answer\n").expect("it reads");
    let report = run_walk(pack, base, &edited, &parsed);
    assert!(report.failed.iter().any(|failure| failure.what.contains("has no twin")), "{:?}", report.failed);
    assert!(parse_walk("twin calm\n").is_err());
}
