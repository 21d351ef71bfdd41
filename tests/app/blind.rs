//! Scoring blind in the window: calls are drawn, nothing that was scored is shown before one's own scores, and then all of it.

use bevy::input::keyboard::Key;
use bevy::prelude::*;
use bevy::ui_widgets::Activate;
use steadyline::app::Screen;
use steadyline::app::session::{Session, Words};
use steadyline::app::ui::choice::ChoiceFace;
use steadyline::store::{Role, Store};

use crate::debrief::{keep as keep_attempts, packs};
use crate::entry::people;
use crate::harness::{app_on, focus, frames, press};
use crate::screens_round::{act, can, choose_row, go, house, named, screen, shows, sign_in, texts, until};

const PEOPLE: [(&str, Role, &str); 3] = [
    ("Sol Berg", Role::Supervisor, "Harbour"),
    ("Olga Reyes", Role::Supervisor, "Harbour"),
    ("Sam Hollis", Role::Trainee, "Harbour"),
];

/// A call of Sam Hollis that lost points is kept.
fn taken_call() -> (App, tempfile::TempDir) {
    let data = tempfile::tempdir().expect("a folder");
    people(data.path(), &PEOPLE, false);
    keep_attempts(&packs(), data.path(), &["third_call_blender.namesake"]);
    (app_on(Screen::SignIn, house(data.path().to_path_buf())), data)
}

fn calibration(app: &mut App, who: &str) {
    go(app, Screen::SignIn);
    sign_in(app, who);
    until(app, "a supervisor", |app| can(app, "home.team"));
    act(app, "home.team");
    act(app, "team.calibration");
    until(app, "what is known", |app| shows(app, "Waiting for your own scores"));
}

/// Gives every criterion a step by the keyboard: so many times down from the first.
fn score_all(app: &mut App, down: usize) {
    let labels: Vec<String> = {
        let debrief = app.world().resource::<Session>().debrief.as_ref().expect("a debrief");
        debrief.card.criteria.iter().filter(|one| one.counted()).map(|one| one.label.clone()).collect()
    };
    for label in labels {
        let mut faces = app.world_mut().query_filtered::<(Entity, &bevy::a11y::AccessibilityNode), With<ChoiceFace>>();
        let found =
            faces.iter(app.world()).find(|(_, node)| node.label().is_some_and(|known| known.starts_with(&label)));
        let face = found.unwrap_or_else(|| panic!("{label} can be scored")).0;
        focus(app, face);
        press(app, &[], KeyCode::Enter, Key::Enter);
        frames(app, 1);
        for _ in 0..=down {
            press(app, &[], KeyCode::ArrowDown, Key::ArrowDown);
        }
        press(app, &[], KeyCode::Enter, Key::Enter);
        frames(app, 1);
    }
}

fn keep(app: &mut App) {
    press(app, &[(KeyCode::ControlLeft, Key::Control)], KeyCode::KeyS, Key::Character("s".into()));
    frames(app, 3);
}

/// Nothing on the screen, and nothing that a screen reader is told, says what the program found.
fn tells_nothing(app: &mut App) {
    let card = {
        let debrief = app.world().resource::<Session>().debrief.as_ref().expect("a debrief");
        debrief.card.clone()
    };
    let mut nodes = app.world_mut().query::<&bevy::a11y::AccessibilityNode>();
    let spoken = nodes.iter(app.world()).filter_map(|node| node.label().map(str::to_owned)).collect::<Vec<_>>();
    let all = [texts(app), spoken].concat();
    let points = |thousandths: u64| (thousandths + 500) / 1000;
    let mut told: Vec<String> =
        card.criteria.iter().map(|one| format!("{} of {}", points(one.earned), points(one.possible))).collect();
    told.extend(["Not passed", "Passed", "Omitted", "missing", "critical", "below pass"].map(str::to_owned));
    for words in told {
        assert!(!all.iter().any(|text| text.contains(&words)), "\"{words}\" in {all:?}");
    }
    let fields: Vec<&str> = card.rows.iter().flat_map(|row| &row.fields).map(|field| field.class.name()).collect();
    assert!(!fields.is_empty(), "the call expects something");
    for class in fields {
        let words = app.world().resource::<Words>().get(&format!("class-{class}"));
        assert!(!all.contains(&words), "\"{words}\" in {all:?}");
    }
}

#[test]
fn a_call_is_drawn_scored_blind_and_then_shown_with_what_others_gave() {
    let (mut app, data) = taken_call();
    calibration(&mut app, "Sol Berg");
    assert!(shows(&mut app, "Nothing waits for your scores"), "{:?}", texts(&mut app));
    act(&mut app, "team.draw");
    until(&mut app, "it waits", |app| shows(app, "Score it blind"));
    assert!(!shows(&mut app, "Sam Hollis"), "whose it is is no part of it");
    act(&mut app, "team.back");
    act(&mut app, "home.attempts");
    until(&mut app, "the attempt", |app| shows(app, "1 attempt."));
    assert!(shows(&mut app, "Score it blind") && !shows(&mut app, "Not passed"), "{:?}", texts(&mut app));
    // Whichever way it is opened, nothing is shown that was scored.
    choose_row(&mut app, "Sam Hollis, ");
    until(&mut app, "the form", |app| screen(app) == Screen::Score);
    tells_nothing(&mut app);
    keep(&mut app);
    assert!(shows(&mut app, "Still open: "), "{:?}", texts(&mut app));
    score_all(&mut app, 0);
    // What was given waits while the call is watched, where nothing is told either.
    act(&mut app, "score.replay");
    until(&mut app, "the desk", |app| screen(app) == Screen::Desk);
    act(&mut app, "watch.next");
    until(&mut app, "the end", |app| shows(app, "The call is over."));
    tells_nothing_of_the_end(&mut app);
    act(&mut app, "watch.leave");
    until(&mut app, "the form", |app| screen(app) == Screen::Score);
    let counted = |app: &App| {
        let debrief = app.world().resource::<Session>().debrief.as_ref().expect("a debrief");
        debrief.card.criteria.iter().filter(|one| one.counted()).count()
    };
    let all = counted(&app);
    assert!(shows(&mut app, &format!("{all} of {all} criteria scored")), "{:?}", texts(&mut app));
    keep(&mut app);
    until(&mut app, "all of it", |app| screen(app) == Screen::Debrief);
    act(&mut app, "debrief.judgement");
    until(&mut app, "what was given", |app| shows(app, "Scored blind by Sol Berg"));
    act(&mut app, "debrief.back");
    until(&mut app, "the list", |app| screen(app) == Screen::Attempts && shows(app, "Not passed"));

    calibration(&mut app, "Olga Reyes");
    until(&mut app, "it waits for her too", |app| shows(app, "Score it blind"));
    assert!(!shows(&mut app, "Sol Berg"), "{:?}", texts(&mut app));
    choose_row(&mut app, "Third call about a blender");
    until(&mut app, "the form", |app| screen(app) == Screen::Score);
    assert!(shows(&mut app, &format!("0 of {all} criteria scored")), "nothing is left of what another gave");
    score_all(&mut app, 2);
    keep(&mut app);
    until(&mut app, "all of it", |app| screen(app) == Screen::Debrief);
    act(&mut app, "debrief.judgement");
    until(&mut app, "what both gave", |app| shows(app, "by Sol Berg") && shows(app, "Scored blind by Olga Reyes"));
    act(&mut app, "debrief.back");
    until(&mut app, "the figures", |app| screen(app) == Screen::Team && shows(app, "Largest disagreements"));
    for words in ["Agreement by criterion", "Raters and the program", "Drift", "Sol Berg: met"] {
        assert!(shows(&mut app, words), "{words}: {:?}", texts(&mut app));
    }
    drop(app);
    let store = Store::open_to_read(data.path()).expect("the store is read");
    let known = store.calibration(&store.actor("Sol Berg").expect("is there")).expect("a list");
    assert_eq!((known.len(), known[0].ratings.len(), known[0].ratings[0].scores.len()), (1, 2, all));
    store.verify_audit(None).expect("the trail is whole");
}

fn tells_nothing_of_the_end(app: &mut App) {
    for words in ["The numbers of this call", "Records ", "Composure "] {
        assert!(!shows(app, words), "{words}: {:?}", texts(app));
    }
}

#[test]
fn who_puts_a_call_up_does_not_score_it_and_may_take_it_off() {
    let (mut app, _data) = taken_call();
    go(&mut app, Screen::SignIn);
    sign_in(&mut app, "Sol Berg");
    act(&mut app, "home.attempts");
    until(&mut app, "the attempt", |app| shows(app, "1 attempt."));
    choose_row(&mut app, "Sam Hollis, ");
    until(&mut app, "its debrief", |app| screen(app) == Screen::Debrief && can(app, "debrief.put_up"));
    act(&mut app, "debrief.put_up");
    act(&mut app, "debrief.judgement");
    until(&mut app, "it is put up", |app| shows(app, "Put up to be scored blind by Sol Berg"));
    assert!(!can(&app, "debrief.put_up"), "not twice");
    calibration(&mut app, "Sol Berg");
    assert!(shows(&mut app, "Nothing waits for your scores"), "{:?}", texts(&mut app));
    calibration(&mut app, "Olga Reyes");
    until(&mut app, "it waits for another", |app| shows(app, "Score it blind"));
    assert!(!shows(&mut app, "Take off"), "it is not hers to take off");
    calibration(&mut app, "Sol Berg");
    let entity = named(&mut app, "Take off");
    app.world_mut().trigger(Activate { entity });
    until(&mut app, "it is off", |app| shows(app, "taken off"));
    calibration(&mut app, "Olga Reyes");
    assert!(!shows(&mut app, "Score it blind"), "{:?}", texts(&mut app));

    go(&mut app, Screen::SignIn);
    sign_in(&mut app, "Sam Hollis");
    act(&mut app, "home.attempts");
    until(&mut app, "the attempt", |app| shows(app, "1 attempt."));
    choose_row(&mut app, "Sam Hollis, ");
    until(&mut app, "its debrief", |app| screen(app) == Screen::Debrief);
    act(&mut app, "debrief.judgement");
    frames(&mut app, 30);
    assert!(!can(&app, "debrief.put_up") && !shows(&mut app, "scored blind"), "{:?}", texts(&mut app));
}
