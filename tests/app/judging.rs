//! Saying and deciding something about an attempt: comments at a moment, an override beside the machine's points, an appeal and its ruling.

use bevy::input::keyboard::Key;
use bevy::prelude::*;
use bevy::ui_widgets::Activate;
use steadyline::app::session::Session;
use steadyline::app::{Dialog, Screen};
use steadyline::call::{Action, EventKind, Speaker};
use steadyline::store::Role;

use crate::entry::people;
use crate::harness::{app_on, focus, frames, press, type_text};
use crate::screens_round::{
    act, can, choose_row, do_it, go, house, named, ring, screen, shows, sign_in, texts, to_wrap_up, type_into, until,
};

const PEOPLE: [(&str, Role, &str); 2] =
    [("Sol Berg", Role::Supervisor, "Harbour"), ("Amina Otieno", Role::Trainee, "Harbour")];

fn dialog(app: &App) -> Dialog {
    *app.world().resource::<State<Dialog>>().get()
}

fn key(app: &mut App, code: KeyCode, letter: &str) {
    press(app, &[], code, Key::Character(letter.into()));
    frames(app, 4);
}

fn keep(app: &mut App) {
    press(app, &[(KeyCode::ControlLeft, Key::Control)], KeyCode::KeyS, Key::Character("s".into()));
}

/// A poor call of Amina Otieno's, whose debrief is open.
fn debriefed() -> (App, tempfile::TempDir) {
    let data = tempfile::tempdir().expect("a folder");
    people(data.path(), &PEOPLE, false);
    let mut app = app_on(Screen::SignIn, house(data.path().to_path_buf()));
    taken(&mut app);
    until(&mut app, "what was said is known", |app| held(app).is_some());
    (app, data)
}

/// Amina Otieno answers a call, hangs up on the caller, and looks at the debrief.
pub fn taken(app: &mut App) {
    sign_in(app, "Amina Otieno");
    ring(app);
    app.world_mut().run_system_cached_with(do_it, Action::Answer).expect("it runs");
    let said = |app: &mut App| {
        let session = app.world().resource::<Session>();
        let live = session.live.as_ref().expect("a call");
        live.events.iter().any(|event| matches!(event.kind, EventKind::LineStarted { by: Speaker::Caller, .. }))
    };
    until(app, "the caller speaks", said);
    app.world_mut().run_system_cached_with(do_it, Action::End).expect("it runs");
    until(app, "the wrap-up opens", |app| screen(app) == Screen::WrapUp);
    choose_row(app, "CMP, ");
    act(app, "wrap_up.finish");
    until(app, "the debrief opens", |app| screen(app) == Screen::Debrief);
    until(app, "it is kept", |app| {
        app.world().resource::<Session>().debrief.as_ref().is_some_and(|debrief| debrief.id.is_some())
    });
}

fn held(app: &App) -> Option<(usize, usize, usize)> {
    let held = app.world().resource::<Session>().debrief.as_ref()?.judged.held.as_ref()?;
    let judgement = &held.judgement;
    Some((judgement.comments.len(), judgement.overrides.len(), judgement.appeals.len()))
}

/// The supervisor opens the trainee's attempt.
fn as_supervisor(app: &mut App) {
    go(app, Screen::SignIn);
    sign_in(app, "Sol Berg");
    act(app, "home.attempts");
    until(app, "the attempt", |app| shows(app, "1 attempt."));
    choose_row(app, "Amina Otieno, ");
    until(app, "its debrief", |app| screen(app) == Screen::Debrief && held(app).is_some());
}

fn press_button(app: &mut App, start: &str) {
    let entity = named(app, start);
    app.world_mut().trigger(Activate { entity });
    frames(app, 4);
}

fn type_points(app: &mut App, points: &str) {
    let input = named(app, "Points, at most");
    focus(app, input);
    type_text(app, points);
}

/// The label of the first criterion of which a button is there, from what the button is called.
fn first_of(app: &mut App, start: &str) -> String {
    let entity = named(app, start);
    let node = app.world().get::<bevy::a11y::AccessibilityNode>(entity).expect("a button");
    node.label().expect("a name").trim_start_matches(start).to_owned()
}

fn records(app: &App) -> (Option<u32>, Option<u32>) {
    let session = app.world().resource::<Session>();
    let debrief = session.debrief.as_ref().expect("a debrief");
    let of = |card: &steadyline::scoring::Scorecard| card.numbers.iter().find_map(|of| of.score);
    (of(&debrief.card), of(debrief.holds()))
}

#[test]
fn a_comment_is_pinned_to_a_line_and_stands_in_the_transcript() {
    let (mut app, _data) = debriefed();
    key(&mut app, KeyCode::Digit3, "3");
    press_button(&mut app, "Comment on 0");
    assert_eq!(dialog(&app), Dialog::Judge);
    keep(&mut app);
    until(&mut app, "an empty one is refused", |app| shows(app, "Say why"));
    type_into(&mut app, "What you want to say", "I should have asked her name here.");
    keep(&mut app);
    until(&mut app, "it is kept", |app| dialog(app) == Dialog::None && held(app) == Some((1, 0, 0)));
    assert!(shows(&mut app, "Amina Otieno: I should have asked her name here."), "{:?}", texts(&mut app));
    key(&mut app, KeyCode::Digit4, "4");
    assert!(shows(&mut app, "about 0"), "{:?}", texts(&mut app));
    assert!(!can(&app, "debrief.sign_off"), "nobody reviews their own attempts");
    as_supervisor(&mut app);
    key(&mut app, KeyCode::KeyC, "c");
    let tick = named(&mut app, "For yourself alone");
    focus(&mut app, tick);
    press(&mut app, &[], KeyCode::Space, Key::Space);
    type_into(&mut app, "What you want to say", "Coach the greeting.");
    keep(&mut app);
    until(&mut app, "both are there", |app| held(app) == Some((2, 0, 0)));
    act(&mut app, "debrief.sign_off");
    key(&mut app, KeyCode::Digit4, "4");
    until(&mut app, "it is reviewed", |app| shows(app, "Reviewed by Sol Berg"));
    go(&mut app, Screen::SignIn);
    sign_in(&mut app, "Amina Otieno");
    act(&mut app, "home.attempts");
    until(&mut app, "the attempt", |app| shows(app, "1 attempt."));
    choose_row(&mut app, "Amina Otieno, ");
    until(&mut app, "its debrief", |app| screen(app) == Screen::Debrief && held(app) == Some((1, 0, 0)));
    assert!(!shows(&mut app, "Coach the greeting"), "what others wrote for themselves stays with them");
}

#[test]
fn an_appeal_is_ruled_on_and_the_machines_points_stay_beside_what_holds() {
    let (mut app, _data) = debriefed();
    key(&mut app, KeyCode::Digit2, "2");
    let criterion = first_of(&mut app, "Appeal: ");
    press_button(&mut app, "Appeal: ");
    type_into(&mut app, "Why", "The field was not on my screen.");
    keep(&mut app);
    until(&mut app, "it waits", |app| held(app) == Some((0, 0, 1)) && shows(app, "Appeal waits"));
    as_supervisor(&mut app);
    key(&mut app, KeyCode::Digit2, "2");
    assert_eq!(first_of(&mut app, "Rule on the appeal: "), criterion);
    press_button(&mut app, "Rule on the appeal: ");
    assert!(shows(&mut app, "Amina Otieno says: The field was not on my screen."));
    let tick = named(&mut app, "Uphold it");
    focus(&mut app, tick);
    press(&mut app, &[], KeyCode::Space, Key::Space);
    type_into(&mut app, "Why", "So it was.");
    keep(&mut app);
    frames(&mut app, 3);
    assert!(shows(&mut app, "Write how many points it gets."), "{:?}", texts(&mut app));
    type_points(&mut app, "9999");
    keep(&mut app);
    until(&mut app, "too many", |app| shows(app, "points at most"));
    press(&mut app, &[], KeyCode::Escape, Key::Escape);
    until(&mut app, "it closes", |app| dialog(app) == Dialog::None);
    press_button(&mut app, "Rule on the appeal: ");
    let tick = named(&mut app, "Uphold it");
    focus(&mut app, tick);
    press(&mut app, &[], KeyCode::Space, Key::Space);
    type_points(&mut app, "1");
    type_into(&mut app, "Why", "So it was.");
    keep(&mut app);
    until(&mut app, "it is upheld", |app| held(app) == Some((0, 1, 1)));
    assert!(shows(&mut app, "Decided: 1 of") && shows(&mut app, "Machine: 0 of"), "{:?}", texts(&mut app));
    assert!(shows(&mut app, "by the machine"), "the number's card has both: {:?}", texts(&mut app));
    let (machine, holds) = records(&app);
    assert!(holds > machine, "{machine:?} {holds:?}");
    press_button(&mut app, "Take the decision back: ");
    type_into(&mut app, "Why", "The screen did have it.");
    keep(&mut app);
    until(&mut app, "the machine's holds again", |app| held(app) == Some((0, 0, 1)));
    assert!(!shows(&mut app, "by the machine"));
    let (machine, holds) = records(&app);
    assert_eq!(machine, holds);
}

#[test]
fn nobody_decides_about_their_own_attempts() {
    let (mut app, _data) = crate::screens_round::app(Screen::SignIn);
    to_wrap_up(&mut app, "Fay");
    choose_row(&mut app, "CMP, ");
    act(&mut app, "wrap_up.finish");
    until(&mut app, "the debrief opens", |app| screen(app) == Screen::Debrief && held(app).is_some());
    key(&mut app, KeyCode::Digit2, "2");
    for offered in ["Decide otherwise", "Appeal", "Mark as reviewed"] {
        assert!(!shows(&mut app, offered), "{offered} on a machine of one's own");
    }
    assert!(can(&app, "debrief.comment"), "notes to oneself are welcome");
    key(&mut app, KeyCode::KeyC, "c");
    type_text(&mut app, "x");
    assert_eq!(dialog(&app), Dialog::Judge);
}
