//! Home: what is suggested, filters by keyboard, lessons and their read state, and what is said of each drill.

use std::sync::Arc;

use bevy::a11y::AccessibilityNode;
use bevy::input::keyboard::Key;
use bevy::input_focus::InputFocus;
use bevy::prelude::*;
use steadyline::app::Screen;
use steadyline::app::lesson::Reading;
use steadyline::app::session::Session;
use steadyline::app::ui::list::ActiveRow;
use steadyline::call::{Base, CallOptions, LogHeader, Setup};
use steadyline::scenario::bundled;
use steadyline::store::{NewAttempt, Store};
use tempfile::TempDir;

use crate::harness::{app_on, frames, press, type_text};
use crate::screens_round::{act, app, house, named, screen, shows, sign_in, texts, until};

const CTRL: (KeyCode, Key) = (KeyCode::ControlLeft, Key::Control);

fn at_home() -> (App, TempDir) {
    let (mut app, data) = app(Screen::SignIn);
    sign_in(&mut app, "Amina");
    until(&mut app, "the suggestion is there", |app| shows(app, "Next for you"));
    (app, data)
}

fn letter(app: &mut App, code: KeyCode, letter: &str) {
    press(app, &[], code, Key::Character(letter.into()));
}

/// What a screen reader is told of the row that the keyboard stands on.
fn standing_on(app: &mut App) -> String {
    let list = app.world().resource::<InputFocus>().get().expect("something has the focus");
    let row = app.world().get::<ActiveRow>(list).and_then(|active| active.0).expect("it is a list with a row");
    app.world().get::<AccessibilityNode>(row).and_then(|node| node.label().map(str::to_owned)).unwrap_or_default()
}

/// The rows of the list by going down, as a screen reader tells them.
fn walk(app: &mut App) -> Vec<String> {
    let mut rows = vec![standing_on(app)];
    loop {
        press(app, &[], KeyCode::ArrowDown, Key::ArrowDown);
        let now = standing_on(app);
        if rows.last() == Some(&now) {
            return rows;
        }
        rows.push(now);
    }
}

#[test]
fn a_new_hire_is_led_to_a_lesson_and_every_drill_is_reached_by_going_down() {
    let (mut app, _data) = at_home();
    assert!(shows(&mut app, "Begin here"), "{:?}", texts(&mut app));
    let rows = walk(&mut app);
    let calls = bundled().packs.iter().map(|pack| pack.scenarios.len()).sum::<usize>();
    assert!(rows.len() > calls, "{} rows, {calls} calls", rows.len());
    let place = |start: &str| {
        rows.iter().position(|row| row.starts_with(start)).unwrap_or_else(|| panic!("{start}: {rows:#?}"))
    };
    assert!(place("Taking a complaint. Lesson") < place("Waited in all day."), "the lesson of a duty comes first");
    assert!(place("Waited in all day.") < place("Third call about a blender."), "the easier one comes first");
    letter(&mut app, KeyCode::KeyN, "n");
    until(&mut app, "the lesson opens", |app| screen(app) == Screen::Lesson);
}

#[test]
fn filters_are_set_by_keyboard_and_stay() {
    let (mut app, _data) = at_home();
    letter(&mut app, KeyCode::KeyC, "c");
    // The second company of the list, then the first list entry again.
    press(&mut app, &[], KeyCode::ArrowDown, Key::ArrowDown);
    press(&mut app, &[], KeyCode::ArrowDown, Key::ArrowDown);
    press(&mut app, &[], KeyCode::Enter, Key::Enter);
    frames(&mut app, 3);
    let company =
        |app: &mut App, name: &str| texts(app).iter().filter(|text| text.ends_with(&format!(" · {name}"))).count();
    let (ours, theirs) = (company(&mut app, "Tamblewick"), company(&mut app, "Ottermoor"));
    assert!((ours == 0) != (theirs == 0), "one company is left: {ours} and {theirs}");
    press(&mut app, &[CTRL], KeyCode::KeyF, Key::Character("f".into()));
    type_text(&mut app, "nothing of that name");
    frames(&mut app, 3);
    assert!(shows(&mut app, "Nothing fits"), "{:?}", texts(&mut app));
    act(&mut app, "home.clear");
    assert!(company(&mut app, "Tamblewick") > 5 && company(&mut app, "Ottermoor") > 2);
    press(&mut app, &[CTRL], KeyCode::KeyF, Key::Character("f".into()));
    type_text(&mut app, "blender");
    frames(&mut app, 3);
    assert!(shows(&mut app, "1 drill, 0 lessons"), "{:?}", texts(&mut app));
    act(&mut app, "home.attempts");
    until(&mut app, "all attempts", |app| screen(app) == Screen::Attempts);
    act(&mut app, "attempts.back");
    until(&mut app, "home again", |app| screen(app) == Screen::Home && shows(app, "1 drill, 0 lessons"));
}

#[test]
fn duty_and_level_leave_what_fits() {
    let (mut app, _data) = at_home();
    letter(&mut app, KeyCode::KeyD, "d");
    for _ in 0..5 {
        press(&mut app, &[], KeyCode::ArrowDown, Key::ArrowDown);
    }
    press(&mut app, &[], KeyCode::Enter, Key::Enter);
    frames(&mut app, 3);
    let headings = |app: &mut App| {
        texts(app)
            .iter()
            .filter(|text| text.starts_with("Incoming: ") || text.starts_with("Outgoing: "))
            .cloned()
            .collect::<Vec<_>>()
    };
    // One stands in the filter, one above the rows.
    let left = headings(&mut app);
    assert!(left.len() == 2 && left[0] == left[1], "{left:?}");
    let levels = |app: &mut App| {
        let levels: Vec<String> = texts(app)
            .iter()
            .filter_map(|text| Some(text.split_once(" min · level ")?.1.split(',').next()?.to_owned()))
            .collect();
        levels
    };
    let before = levels(&mut app);
    letter(&mut app, KeyCode::KeyL, "l");
    press(&mut app, &[], KeyCode::ArrowDown, Key::ArrowDown);
    press(&mut app, &[], KeyCode::ArrowDown, Key::ArrowDown);
    press(&mut app, &[], KeyCode::Enter, Key::Enter);
    frames(&mut app, 3);
    let after = levels(&mut app);
    assert!(!after.is_empty() && after.len() < before.len(), "{before:?}, {after:?}");
    assert!(after.iter().all(|level| *level == after[0]), "{after:?}");
}

#[test]
fn a_call_that_was_only_begun_is_not_called_untried() {
    let data = tempfile::tempdir().expect("a folder");
    let pack = bundled().packs.into_iter().find(|pack| pack.id == "tamblewick").expect("it is bundled");
    let scenario = Arc::clone(pack.scenario("waited_in_all_day").expect("it is bundled"));
    let setup = Setup::new(&pack, &Arc::new(Base::lay_out(&pack)), &scenario, CallOptions::default());
    {
        let store = Store::open(data.path()).expect("the store opens");
        let mut header = LogHeader::new(&setup, "desk", "2026-11-20T08:00:00Z".to_owned());
        header.person = "Amina".to_owned();
        let title = setup.scenario.source.title.clone();
        let new = NewAttempt { header: &header, title: &title, files: &setup.pack.files, lines: &[] };
        store.begin(&new).expect("is begun");
    }
    let mut app = app_on(Screen::SignIn, house(data.path().to_path_buf()));
    sign_in(&mut app, "Amina");
    until(&mut app, "the attempts are there", |app| shows(app, "Begun once, not finished"));
}

#[test]
fn a_lesson_that_was_read_says_so_and_stays_read() {
    let (mut app, data) = at_home();
    let told = |app: &App, row: Entity| {
        app.world().get::<AccessibilityNode>(row).and_then(|node| node.label().map(str::to_owned))
    };
    act(&mut app, "home.next");
    until(&mut app, "the lesson opens", |app| screen(app) == Screen::Lesson);
    let title = app.world().resource::<Reading>().lesson.as_ref().expect("a lesson").1.source.title.clone();
    act(&mut app, "lesson.back");
    until(&mut app, "home again", |app| screen(app) == Screen::Home && shows(app, &title));
    let row = named(&mut app, &title);
    assert!(told(&app, row).expect("a label").ends_with("Not read yet"), "its end was not seen");
    act(&mut app, "home.next");
    until(&mut app, "the lesson opens again", |app| screen(app) == Screen::Lesson);
    for _ in 0..20 {
        press(&mut app, &[], KeyCode::PageDown, Key::PageDown);
    }
    act(&mut app, "lesson.back");
    until(&mut app, "home again", |app| screen(app) == Screen::Home && shows(app, "You have read about it"));
    let row = named(&mut app, &title);
    assert!(told(&app, row).expect("a label").ends_with("Read"));
    drop(app);
    let mut app = app_on(Screen::SignIn, house(data.path().to_path_buf()));
    sign_in(&mut app, "Amina");
    until(&mut app, "it is still read", |app| shows(app, "You have read about it"));
    assert_eq!(app.world().resource::<Session>().who, "Amina");
}
