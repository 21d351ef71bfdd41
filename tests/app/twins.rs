//! Twins and recovery on the debrief and the briefing, from calls that the store keeps.

use std::path::Path;
use std::sync::Arc;

use bevy::input::keyboard::Key;
use bevy::prelude::*;
use steadyline::app::session::{Debriefing, Library, Session};
use steadyline::app::{House, Screen, open_house};
use steadyline::bots::{WalkReport, parse_walk, run_walk};
use steadyline::call::{Base, Log, LogHeader, Mode};
use steadyline::scenario::{Pack, bundled};
use steadyline::store::{NewAttempt, Store};

use crate::harness::{app_on, frames, press};

const WHO: &str = "Sam Hollis";
const HARD: &str = "third_call_blender.cold";
const CALM: &str = "third_call_blender.twin";

fn play(packs: &[Arc<Pack>], name: &str) -> WalkReport {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/tamblewick/calls");
    let text = std::fs::read_to_string(folder.join(format!("{name}.walk"))).expect("the walkthrough is there");
    let scenario = name.split('.').next().expect("a name");
    let (pack, scenario) =
        packs.iter().find_map(|pack| Some((pack, pack.scenario(scenario)?))).expect("the scenario is there");
    run_walk(pack, &Arc::new(Base::lay_out(pack)), scenario, &parse_walk(&text).expect("it reads"))
}

/// The time at which the call of this number began: half an hour after the one before, and it takes twenty minutes.
fn time(number: usize, plus: usize) -> String {
    let minutes = number * 30 + plus;
    format!("2026-11-20T{:02}:{:02}:00Z", 8 + minutes / 60, minutes % 60)
}

fn keep(packs: &[Arc<Pack>], folder: &Path, names: &[&str]) {
    let store = Store::open(folder).expect("the store opens");
    for (number, name) in names.iter().enumerate() {
        let report = play(packs, name);
        let header = LogHeader::new(&report.setup, "desk", time(number, 0));
        let title = &report.setup.scenario.source.title;
        let files = &report.setup.pack.files;
        let id = store.begin(&NewAttempt { header: &header, title, files, lines: &[] }).expect("begun");
        store.finish(&id, &report.card, &time(number, 20), &[]).expect("finished");
    }
}

/// The debrief of one of the calls that a person has taken, once the store has answered.
fn shown(names: &[&str], of: usize) -> (App, tempfile::TempDir) {
    let packs = bundled().packs;
    let data = tempfile::tempdir().expect("a folder");
    keep(&packs, data.path(), names);
    let WalkReport { setup, call, events, log, .. } = play(&packs, names[of]);
    let log = Log { header: LogHeader::new(&setup, "desk", time(of, 0)), lines: log, cut_off: false };
    let debrief = Debriefing { person: WHO.to_owned(), ..Debriefing::new(call, events, log, Screen::Home) };
    let folder = data.path().to_path_buf();
    let mut app = app_on(Screen::Home, |app| {
        open_house(app, House { library: Library::new(packs, Vec::new()), data: folder });
        let mut session = app.world_mut().resource_mut::<Session>();
        session.who = WHO.to_owned();
        session.debrief = Some(debrief);
    });
    app.world_mut().resource_mut::<NextState<Screen>>().set(Screen::Debrief);
    // The line about the number of the attempt comes with the store's answer, and the comparison in the next frames.
    for _ in 0..8_000 {
        if texts(&mut app).iter().any(|text| text.starts_with("attempt ")) {
            break;
        }
        frames(&mut app, 1);
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    frames(&mut app, 6);
    (app, data)
}

fn texts(app: &mut App) -> Vec<String> {
    app.world_mut().query::<&Text>().iter(app.world()).map(|text| text.0.clone()).collect()
}

fn shows(app: &mut App, words: &str) -> bool {
    texts(app).iter().any(|text| text.contains(words))
}

fn screen(app: &App) -> Screen {
    *app.world().resource::<State<Screen>>().get()
}

fn take_other(app: &mut App) {
    press(app, &[], KeyCode::KeyW, Key::Character("w".into()));
    frames(app, 6);
}

fn chosen_twin(app: &App) -> bool {
    app.world().resource::<Session>().chosen.as_ref().expect("a call is chosen").twin
}

#[test]
fn where_both_were_taken_the_debrief_says_in_counts_what_hostility_cost() {
    // From either side the comparison is the same.
    for of in [0, 1] {
        let (mut app, _data) = shown(&[HARD, CALM], of);
        let all = texts(&mut app);
        let has = |wanted: &str| all.iter().any(|text| text == wanted);
        for wanted in ["What the hostile caller cost", "With the hostile caller", "With the calm twin", "Cost"] {
            assert!(has(wanted), "{wanted}: {all:?}");
        }
        let packs = bundled().packs;
        let (hard, calm) = (play(&packs, HARD).card.measures, play(&packs, CALM).card.measures);
        assert!(hard.wrong > calm.wrong && hard.missed > calm.missed);
        for wanted in [
            format!("{} of {}", hard.wrong, hard.fields),
            format!("{} of {}", calm.wrong, calm.fields),
            format!("{} of {}", hard.missed, hard.steps),
            format!("{} more", hard.wrong - calm.wrong),
            format!("{} more", hard.missed - calm.missed),
        ] {
            assert!(has(&wanted), "{wanted}: {all:?}");
        }
        assert!(all.iter().any(|text| text.starts_with("One call is one call") && text.contains("You have 1 pair")));
        assert!(!all.iter().any(|text| text.contains("pairs together")), "one pair is no sum: {all:?}");
        let missing = |text: &String| text.contains("⟨debrief") || text.contains("⟨twin");
        assert!(!all.iter().any(missing), "a message is missing: {all:?}");
        assert!(shows(&mut app, "attempt 1"), "the twin is no second attempt at the same call");
    }
}

#[test]
fn five_pairs_are_shown_together() {
    let names: Vec<&str> = (0..5).flat_map(|_| [HARD, CALM]).collect();
    let (mut app, _data) = shown(&names, 9);
    assert!(shows(&mut app, "All your 5 pairs together"), "{:?}", texts(&mut app));
    let (hard, packs) = (HARD, bundled().packs);
    let measures = play(&packs, hard).card.measures;
    assert!(shows(&mut app, &format!("{} of {}", measures.wrong * 5, measures.fields * 5)));
}

#[test]
fn where_only_one_was_taken_the_other_is_offered_with_its_key() {
    let (mut app, _data) = shown(&[HARD], 0);
    assert!(shows(&mut app, "Take the same matter with a calm caller"), "{:?}", texts(&mut app));
    assert!(shows(&mut app, "Take the calm twin") && !shows(&mut app, "With the calm twin"));
    take_other(&mut app);
    assert_eq!(screen(&app), Screen::Briefing);
    assert!(chosen_twin(&app));
    assert!(texts(&mut app).iter().any(|text| text == "calm twin"), "the briefing says which: {:?}", texts(&mut app));
    assert!(shows(&mut app, "Take the hostile call"));
    // The key turns to the other caller and back.
    take_other(&mut app);
    assert!(!chosen_twin(&app) && screen(&app) == Screen::Briefing);
    assert!(!texts(&mut app).iter().any(|text| text == "calm twin"));
    assert!(shows(&mut app, "Take the calm twin"));
    // An assessment is not chosen at the last moment.
    app.world_mut().resource_mut::<Session>().mode = Mode::Assessment;
    take_other(&mut app);
    assert!(!chosen_twin(&app));
}

#[test]
fn the_calm_twin_offers_the_hostile_call() {
    let (mut app, _data) = shown(&[CALM], 0);
    assert!(shows(&mut app, "You have taken the calm twin."), "{:?}", texts(&mut app));
    take_other(&mut app);
    assert!(!chosen_twin(&app) && screen(&app) == Screen::Briefing);
}

#[test]
fn a_caller_who_is_calm_already_has_no_twin_to_offer() {
    let (mut app, _data) = shown(&["bits_for_my_sister.perfect"], 0);
    assert!(!shows(&mut app, "twin") && !shows(&mut app, " cost"), "{:?}", texts(&mut app));
    take_other(&mut app);
    assert_eq!(screen(&app), Screen::Debrief);
}

#[test]
fn the_call_after_a_hostile_one_is_set_beside_the_usual() {
    let order = "bits_for_my_sister.size_left";
    let after = [HARD, order, HARD, order, HARD, order];
    let (mut app, _data) = shown(&after, 5);
    // Hostile calls are begun after orders, which are not hostile, so they are the usual ones.
    for wanted in ["After a hostile call", "This call", "Your 3 calls after a hostile one", "Your 3 other calls"] {
        assert!(shows(&mut app, wanted), "{wanted}: {:?}", texts(&mut app));
    }
    let (mut app, _data) = shown(&after, 4);
    assert!(!shows(&mut app, "After a hostile call"), "this one did not follow one");
    let (mut app, _data) = shown(&after[..5], 3);
    assert!(!shows(&mut app, "After a hostile call"), "two cases are too few");
}
