//! What hostility cost and how the next call went, in counts; and that the store keeps them.

use steadyline::call::{EventKind, LogHeader, Millis};
use steadyline::review::{Marks, counterpart, pair_of, recovery, twin_pairs};
use steadyline::scoring::{Measures, PAIRS_NEEDED, Side, TwinPair, over_pairs};
use steadyline::store::{AttemptFilter, AttemptId, AttemptSummary, NewAttempt, Store};

use crate::world::walk;

fn measures(wrong: u32, fields: u32, entered: u32, seconds: u64, missed: u32) -> Measures {
    Measures { fields, wrong, entered, handling: Millis(seconds * 1000), steps: 6, missed, hostile: false }
}

fn side(measures: Measures, composure: Option<u32>) -> Side {
    Side { measures, numbers: [Some(90), Some(100), composure, Some(80)] }
}

/// An attempt of Sam's, taken this many minutes into a day; it took ten.
fn attempt(minute: u32, twin: bool, measures: Measures) -> AttemptSummary {
    let time = |minute: u32| format!("2026-11-20T{:02}:{:02}:00Z", minute / 60, minute % 60);
    AttemptSummary {
        kind: steadyline::store::AttemptKind::Call,
        id: AttemptId(minute.to_string()),
        person: "Sam Hollis".to_owned(),
        pack: "tamblewick".to_owned(),
        scenario: "third_call_blender".to_owned(),
        title: "Third call".to_owned(),
        mode: "practice".to_owned(),
        started_at: time(minute),
        finished_at: Some(time(minute + 10)),
        ending: None,
        length_ms: Some(1),
        reached_ms: None,
        records: Some(90),
        routing: Some(100),
        composure: Some(i64::from(100 - measures.wrong)),
        procedure: None,
        critical_customer: 0,
        critical_business: 0,
        critical_compliance: 0,
        passed: true,
        twin,
        scenario_hash: "a".to_owned(),
        measures: Some(measures),
        rewound_of: None,
    }
}

#[test]
fn a_loss_is_calm_against_hostile_in_counts() {
    let pair = TwinPair {
        hostile: side(measures(4, 16, 10, 300, 3), Some(60)),
        calm: side(measures(1, 20, 20, 400, 1), Some(95)),
    };
    let loss = pair.loss();
    assert_eq!(loss.wrong, 3);
    // 4 of 16 is 250 in a thousand, 1 of 20 is 50.
    assert_eq!(loss.wrong_per_thousand, Some(200));
    // 300 s for 10 fields is 30 s each, 400 s for 20 is 20 s.
    assert_eq!(loss.pace_ms, Some(10_000));
    assert_eq!(loss.missed, 2);
    assert_eq!(loss.numbers, [Some(0), Some(0), Some(35), Some(0)]);
    // Who did better with the hostile caller has lost nothing: the sign says so.
    let turned = TwinPair { hostile: pair.calm, calm: pair.hostile }.loss();
    assert_eq!((turned.wrong, turned.pace_ms, turned.numbers[2]), (-3, Some(-10_000), Some(-35)));
    let nothing = TwinPair { hostile: side(measures(0, 0, 0, 300, 0), None), calm: pair.calm }.loss();
    assert_eq!((nothing.wrong_per_thousand, nothing.pace_ms, nothing.numbers[2]), (None, None, None));
}

#[test]
fn one_call_is_one_call_until_there_are_five_pairs() {
    let pair = |wrong| TwinPair {
        hostile: side(measures(wrong, 10, 10, 100, 1), Some(60 + wrong)),
        calm: side(measures(1, 10, 10, 50, 0), None),
    };
    let four: Vec<TwinPair> = (0..4).map(pair).collect();
    assert_eq!(over_pairs(&four), None);
    let five: Vec<TwinPair> = (0..5).map(pair).collect();
    assert_eq!(five.len(), PAIRS_NEEDED);
    let all = over_pairs(&five).expect("five are enough");
    assert_eq!((all.hostile.measures.wrong, all.hostile.measures.fields), (10, 50));
    assert_eq!(all.calm.measures.handling, Millis(250_000));
    assert_eq!(all.loss().pace_ms, Some(5_000));
    // A number that one of the two calls does not have is in no mean.
    assert_eq!((all.hostile.numbers[2], all.hostile.numbers[0]), (None, Some(90)));
}

#[test]
fn twins_are_paired_by_person_scenario_text_and_mode_and_nothing_twice() {
    let plain = measures(0, 10, 10, 100, 0);
    let of = |minute, twin| attempt(minute, twin, plain);
    let all = [of(0, false), of(20, true), of(40, false), of(60, false), of(80, true)];
    assert_eq!(twin_pairs(&all, "Sam Hollis").len(), 2, "the third hostile call has no twin yet");
    assert_eq!(twin_pairs(&all, "Ada").len(), 0);
    let found =
        |attempts: &[AttemptSummary], of: &AttemptSummary| counterpart(attempts, of).map(|one| one.id.0.clone());
    assert_eq!(found(&all, &all[4]).as_deref(), Some("60"), "the latest before it");
    assert_eq!(found(&all, &all[0]).as_deref(), Some("20"), "else the first after it");
    let pair = pair_of(&all[4], &all[3]).expect("a pair");
    assert_eq!(Some(pair.hostile), all[3].side());
    let changes: [fn(&mut AttemptSummary); 5] = [
        |one| one.person = "Ada".to_owned(),
        |one| one.scenario_hash = "b".to_owned(),
        |one| one.mode = "guided".to_owned(),
        |one| one.finished_at = None,
        |one| one.measures = None,
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let mut other = of(20, true);
        change(&mut other);
        let two = [of(0, false), other];
        assert_eq!(found(&two, &two[0]), None, "{number}");
        assert!(twin_pairs(&two, "Sam Hollis").is_empty(), "{number}");
    }
}

/// Three hostile calls, each with a call soon after, and three calls on their own, with hours between.
fn day() -> Vec<AttemptSummary> {
    let hostile = Measures { hostile: true, ..measures(1, 10, 10, 100, 0) };
    let mut all = Vec::new();
    for (nth, start) in [0, 240, 480].into_iter().enumerate() {
        all.push(attempt(start, false, hostile));
        // Ended at 10, the next begins within the hour.
        all.push(attempt(start + 20, false, measures(4 + u32::try_from(nth).expect("small"), 10, 5, 200, 0)));
        all.push(attempt(start + 140, false, measures(2, 10, 10, 150, 0)));
    }
    all
}

#[test]
fn the_call_after_a_hostile_one_is_set_against_the_usual() {
    let all = day();
    let found = recovery(&all, &all[4]).expect("three of each");
    assert_eq!((found.cases, found.others), (3, 6));
    let marks = |wrong, composure, pace| Marks {
        wrong_per_thousand: Some(wrong),
        composure: Some(composure),
        pace: Some(Millis(pace)),
    };
    assert_eq!(found.this, marks(500, 95, 40_000));
    assert_eq!(found.after, marks(500, 95, 40_000));
    // Half of the six others are the hostile calls themselves: the lower of the two in the middle is shown.
    assert_eq!(found.usual, marks(100, 98, 10_000));
    for other in [0, 2, 3] {
        assert_eq!(recovery(&all, &all[other]), None, "{other} did not follow a hostile call");
    }
    // Two of a sort are too few.
    assert_eq!(recovery(&all[..6], &all[4]), None);
}

#[test]
fn the_next_call_is_next_within_the_hour_and_of_the_same_person() {
    let mut all = day();
    all[4].started_at = "2026-11-20T05:10:01Z".to_owned();
    assert_eq!(recovery(&all, &all[4]), None, "an hour and a second later");
    all[4].started_at = "2026-11-20T05:10:00Z".to_owned();
    assert!(recovery(&all, &all[4]).is_some(), "an hour later");
    all[3].person = "Ada".to_owned();
    assert_eq!(recovery(&all, &all[4]), None, "somebody else took the hostile call");
}

#[test]
fn counts_of_a_card_are_those_of_its_rows_and_steps() {
    let report = walk("third_call_blender.perfect");
    let card = report.card;
    let measures = card.measures;
    let fields = card.rows.iter().flat_map(|row| &row.fields);
    let notes = fields.clone().filter(|field| field.mention).count();
    assert_eq!((measures.fields as usize, measures.wrong, measures.missed), (fields.count() - notes, 0, 0));
    assert!(notes > 1);
    assert_eq!(measures.entered, measures.fields + 1, "a note that mentions several things is one field more");
    // The walkthrough answers at 4 s, and wraps up.
    let wrapped = report.events.iter().find(|event| matches!(event.kind, EventKind::WrapUpDone { .. }));
    assert_eq!(measures.handling, Millis(wrapped.expect("it was wrapped up").at.since(Millis(4_000))));
    assert!(measures.hostile);
    assert!(!walk("third_call_blender.twin").card.measures.hostile);
    let cold = walk("third_call_blender.cold").card;
    assert!(cold.measures.wrong > 0 && cold.measures.missed > 0, "{:?}", cold.measures);
    assert_eq!(Side::of(&card).numbers, [Some(100); 4]);
}

#[test]
fn the_store_keeps_the_twin_and_its_counts() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("opens");
    for (number, name) in ["third_call_blender.cold", "third_call_blender.twin"].into_iter().enumerate() {
        let report = walk(name);
        let header = LogHeader::new(&report.setup, "desk", format!("2026-11-0{}T08:00:00Z", number + 1));
        let files = &report.setup.pack.files;
        let id = store.begin(&NewAttempt { header: &header, title: "Third call", files, lines: &[] }).expect("begins");
        store.finish(&id, &report.card, "2026-11-02T08:10:00Z", &[]).expect("is finished");
        let kept = store.attempts(&AttemptFilter::default()).expect("a list");
        let own = kept.iter().find(|one| one.id == id).expect("it is listed");
        assert_eq!(own.twin, name.ends_with("twin"));
        assert_eq!(own.measures, Some(report.card.measures));
        assert_eq!(own.side(), Some(Side::of(&report.card)));
        assert_eq!(own.scenario_hash, report.setup.scenario.hash);
    }
    let kept = store.attempts(&AttemptFilter::default()).expect("a list");
    let pairs = twin_pairs(&kept, "Sam Hollis");
    assert_eq!(pairs.len(), 1);
    assert!(pairs[0].loss().wrong > 0 && pairs[0].loss().missed > 0, "{:?}", pairs[0].loss());
}
