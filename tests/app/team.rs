//! The team screen: readiness, the heat map, what to coach and the health of drills, drawn from kept attempts by a thread.

use bevy::input::keyboard::Key;
use bevy::prelude::*;
use steadyline::app::Screen;
use steadyline::app::team::Team;
use steadyline::app::ui::list::ActiveRow;
use steadyline::call::LogHeader;
use steadyline::review::figures::outcome;
use steadyline::store::{NewAttempt, Store};

use crate::debrief::{packs, play};
use crate::harness::{frames, press};
use crate::screens_round::{app, can, choose_row, go, named, screen, shows, sign_in, texts, until};

/// Keeps walkthroughs as calls of these people, in this order; every second one without its outcome, as before it was kept.
pub fn keep(folder: &std::path::Path, calls: &[(&str, &str)]) {
    let packs = packs();
    let store = Store::open(folder).expect("the store opens");
    for (number, (person, walk)) in calls.iter().enumerate() {
        let report = play(&packs, walk);
        let header = LogHeader {
            person: (*person).to_owned(),
            ..LogHeader::new(&report.setup, "desk", format!("2026-11-{:02}T09:00:00Z", number + 1))
        };
        let title = &report.setup.scenario.source.title;
        let new = NewAttempt { header: &header, title, files: &report.setup.pack.files, lines: &report.log };
        let id = store.begin(&new).expect("begun");
        store.finish(&id, &report.card, &header.started_at, &[]).expect("finished");
        if number % 2 == 0 {
            let body = outcome(&report.call, &report.events, &report.card);
            store.keep_outcome(&id, &body).expect("kept");
        }
    }
}

fn opened(calls: &[(&str, &str)]) -> (App, tempfile::TempDir) {
    let (mut app, data) = app(Screen::SignIn);
    sign_in(&mut app, "Rhona Tull");
    // The app has the folder; another folder of attempts takes its place.
    let other = tempfile::tempdir().expect("a folder");
    keep(other.path(), calls);
    app.world_mut().resource_mut::<steadyline::app::session::DataFolder>().0 = other.path().to_path_buf();
    press(&mut app, &[], KeyCode::KeyT, Key::Character("t".into()));
    until(&mut app, "the screen", |app| screen(app) == Screen::Team);
    until(&mut app, "the figures", |app| {
        app.world().resource::<Team>().figures().is_some() || shows(app, "Nobody has finished")
    });
    frames(&mut app, 3);
    drop(data);
    (app, other)
}

fn key(app: &mut App, code: KeyCode, letter: &str) {
    press(app, &[], code, Key::Character(letter.into()));
    frames(app, 4);
}

const CALLS: [(&str, &str); 6] = [
    ("Amina Otieno", "third_call_blender.namesake"),
    ("Ben Carrow", "third_call_blender.cold"),
    ("Amina Otieno", "third_call_blender.perfect"),
    ("Ben Carrow", "when_is_my_money.stale_article"),
    ("Cora Ness", "third_call_blender.perfect"),
    ("Amina Otieno", "when_is_my_money.perfect"),
];

#[test]
fn who_is_ready_and_who_gets_on_is_read_from_the_latest_calls() {
    let (mut app, _data) = opened(&CALLS);
    let row = named(&mut app, "Amina Otieno. Ready for 2, not yet for 0, not taken 0. Gained +");
    let said =
        app.world().get::<bevy::a11y::AccessibilityNode>(row).expect("a row").label().unwrap_or_default().to_owned();
    assert!(said.ends_with("To pass: –"), "{said}");
    let row = named(&mut app, "Ben Carrow. Ready for 0, not yet for 2, not taken 0. Gained –, –, –, –.");
    let said =
        app.world().get::<bevy::a11y::AccessibilityNode>(row).expect("a row").label().unwrap_or_default().to_owned();
    assert!(said.contains("Third call about a blender") && said.contains("When is my money coming"), "{said}");
    named(&mut app, "Cora Ness. Ready for 1, not yet for 0, not taken 1.");
}

#[test]
fn the_heat_map_says_each_share_in_words_too() {
    let (mut app, _data) = opened(&CALLS);
    key(&mut app, KeyCode::Digit2, "2");
    let tab = named(&mut app, "Heat map");
    let tabs = app.world().get::<ChildOf>(tab).expect("in the tabs").parent();
    let stands = app.world().get::<ActiveRow>(tabs).expect("tabs").0;
    assert_eq!(stands, Some(tab), "the keyboard stands on what its key turned to");
    for person in ["Amina Otieno", "Ben Carrow", "Cora Ness", "Team"] {
        assert!(shows(&mut app, person), "{person}: {:?}", texts(&mut app));
    }
    let row = named(&mut app, "No line was defensive, blaming, dismissive or patronising. All: ");
    let said =
        app.world().get::<bevy::a11y::AccessibilityNode>(row).expect("a row").label().unwrap_or_default().to_owned();
    assert!(said.contains("Amina Otieno 100") && said.contains("Cora Ness 100"), "{said}");
    assert!(!said.contains("Ben Carrow 100"), "he was cold: {said}");
}

#[test]
fn what_costs_most_is_coached_first_and_a_drill_shows_its_items() {
    let (mut app, _data) = opened(&CALLS);
    key(&mut app, KeyCode::Digit3, "3");
    assert!(shows(&mut app, "points lost, in") && shows(&mut app, "Ben Carrow"), "{:?}", texts(&mut app));
    assert!(!shows(&mut app, "Cora Ness"), "she lost nothing");
    key(&mut app, KeyCode::Digit4, "4");
    assert!(shows(&mut app, "3 first calls, 1 passed; 1 do not count"), "{:?}", texts(&mut app));
    assert!(shows(&mut app, "Decisions: Third call about a blender"), "{:?}", texts(&mut app));
    choose_row(&mut app, "When is my money coming");
    frames(&mut app, 3);
    assert!(shows(&mut app, "Decisions: When is my money coming"), "{:?}", texts(&mut app));
    assert!(shows(&mut app, "2 first calls, 1 passed"), "{:?}", texts(&mut app));
    press(&mut app, &[], KeyCode::Escape, Key::Escape);
    until(&mut app, "home", |app| screen(app) == Screen::Home);
}

#[test]
fn without_a_finished_call_it_says_so() {
    let (mut app, _data) = opened(&[]);
    assert!(shows(&mut app, "Nobody has finished a call yet."), "{:?}", texts(&mut app));
    assert!(can(&app, "team.back"));
    go(&mut app, Screen::Home);
}
