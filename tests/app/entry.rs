//! Signing in with a passphrase, what a trainee may not see, and the lock of a desk that nobody uses.

use std::path::Path;

use bevy::input::keyboard::Key;
use bevy::prelude::*;
use jiff::{SignedDuration, Timestamp};
use steadyline::app::entry::Entry;
use steadyline::app::session::Session;
use steadyline::app::{Dialog, Screen};
use steadyline::store::{Actor, IdleLock, NewPerson, Role, SignInRule, Store};

use crate::harness::{app_on, frames, press, type_text};
use crate::screens_round::{
    act, can, choose_row, go, house, named, ring, screen, shows, sign_in, texts, to_wrap_up, type_into, until,
};

const SECRET: &str = "seven quiet lamps";

/// Keeps these people, each with the passphrase of all.
pub fn people(folder: &Path, people: &[(&str, Role, &str)], passphrases: bool) {
    let store = Store::open(folder).expect("the store opens");
    let now = Timestamp::now();
    for (name, role, team) in people {
        let new = NewPerson {
            name: (*name).to_owned(),
            roles: [*role].into(),
            teams: [*team].into_iter().filter(|team| !team.is_empty()).map(str::to_owned).collect(),
        };
        store.add_person(&Actor::Owner, &new, now).expect("added");
        store.set_passphrase(&Actor::Owner, name, SECRET, now).expect("set");
    }
    let rule = SignInRule { passphrase: passphrases, lock_after_min: 10 };
    store.set_sign_in_rule(&Actor::Owner, rule, now).expect("the rule is set");
}

const PEOPLE: [(&str, Role, &str); 3] = [
    ("Ada Ruiz", Role::Administrator, ""),
    ("Sol Berg", Role::Supervisor, "Harbour"),
    ("Amina Otieno", Role::Trainee, "Harbour"),
];

fn guarded() -> (App, tempfile::TempDir) {
    let data = tempfile::tempdir().expect("a folder");
    people(data.path(), &PEOPLE, true);
    let mut app = app_on(Screen::SignIn, house(data.path().to_path_buf()));
    until(&mut app, "the passphrase is asked for", |app| shows(app, "Passphrase"));
    (app, data)
}

pub fn sign_in_with(app: &mut App, name: &str, passphrase: &str) {
    type_into(app, "Your name", name);
    press(app, &[], KeyCode::Enter, Key::Enter);
    type_text(app, passphrase);
    let dots = "•".repeat(passphrase.chars().count());
    assert!(texts(app).contains(&dots), "a dot stands for each letter: {:?}", texts(app));
    let input = named(app, "Passphrase");
    let ink = app.world().get::<TextColor>(input).expect("letters");
    assert!(ink.0.is_fully_transparent(), "what is typed is not seen: {ink:?}");
    press(app, &[], KeyCode::Enter, Key::Enter);
}

fn dialog(app: &App) -> Dialog {
    *app.world().resource::<State<Dialog>>().get()
}

#[test]
fn a_passphrase_opens_the_desk_and_a_wrong_one_says_so() {
    let (mut app, _data) = guarded();
    assert!(!can(&app, "sign_in.attempts"), "nobody sees anything before they have signed in");
    assert!(!shows(&mut app, "Amina Otieno"), "names are nobody's business");
    sign_in_with(&mut app, "Amina Otieno", "seven quiet lamp");
    until(&mut app, "it is refused", |app| shows(app, "The passphrase is wrong"));
    assert_eq!(screen(&app), Screen::SignIn);
    type_into(&mut app, "Passphrase", SECRET);
    press(&mut app, &[], KeyCode::Enter, Key::Enter);
    until(&mut app, "home opens", |app| screen(app) == Screen::Home);
    assert_eq!(app.world().resource::<Session>().who, "Amina Otieno");
    assert!(!can(&app, "home.team"), "the figures of others are not for trainees");
    act(&mut app, "home.person");
    until(&mut app, "somebody else", |app| screen(app) == Screen::SignIn && shows(app, "Passphrase"));
    sign_in_with(&mut app, "Nobody Here", SECRET);
    until(&mut app, "there is nobody of that name", |app| shows(app, "There is nobody called Nobody Here"));
    assert_eq!(screen(&app), Screen::SignIn);
}

#[test]
fn a_desk_that_nobody_uses_locks_and_the_call_stands_still() {
    let (mut app, _data) = guarded();
    sign_in_with(&mut app, "Amina Otieno", SECRET);
    until(&mut app, "home opens", |app| screen(app) == Screen::Home);
    ring(&mut app);
    let idle = SignedDuration::from_mins(11);
    let mut entry = app.world_mut().resource_mut::<Entry>();
    entry.lock = IdleLock::new(Some(SignedDuration::from_mins(10)), Timestamp::now() - idle);
    until(&mut app, "it locks", |app| dialog(app) == Dialog::Locked && shows(app, "Locked: Amina Otieno"));
    let stands =
        |app: &App| app.world().resource::<Session>().live.as_ref().map(|live| (live.is_paused(), live.call.now()));
    let at = stands(&app).expect("the call goes on");
    assert!(at.0);
    frames(&mut app, 30);
    assert_eq!(stands(&app), Some(at), "no time passes in it");
    press(&mut app, &[], KeyCode::Escape, Key::Escape);
    frames(&mut app, 4);
    assert_eq!(dialog(&app), Dialog::Locked, "Escape opens nothing");
    type_into(&mut app, "Passphrase", "is it this one");
    press(&mut app, &[], KeyCode::Enter, Key::Enter);
    until(&mut app, "it is refused", |app| shows(app, "The passphrase is wrong"));
    type_into(&mut app, "Passphrase", SECRET);
    press(&mut app, &[], KeyCode::Enter, Key::Enter);
    until(&mut app, "it opens", |app| dialog(app) == Dialog::None);
    assert_eq!(stands(&app).map(|now| now.0), Some(false), "the call goes on");
    let mut entry = app.world_mut().resource_mut::<Entry>();
    entry.lock = IdleLock::new(Some(SignedDuration::from_mins(10)), Timestamp::now() - idle);
    until(&mut app, "it locks again", |app| dialog(app) == Dialog::Locked);
    act(&mut app, "locked.leave");
    until(&mut app, "somebody else may sit down", |app| screen(app) == Screen::SignIn);
    assert!(app.world().resource::<Session>().live.is_none(), "the call is kept as interrupted");
}

#[test]
fn where_roles_are_kept_without_passphrases_a_trainee_still_sees_their_own_alone() {
    let data = tempfile::tempdir().expect("a folder");
    people(data.path(), &PEOPLE, false);
    let mut app = app_on(Screen::SignIn, house(data.path().to_path_buf()));
    until(&mut app, "who was here", |app| shows(app, "Amina Otieno"));
    to_wrap_up(&mut app, "Amina Otieno");
    choose_row(&mut app, "CMP, ");
    act(&mut app, "wrap_up.finish");
    until(&mut app, "the debrief opens", |app| screen(app) == Screen::Debrief);
    go(&mut app, Screen::SignIn);
    sign_in(&mut app, "Ben Carrow");
    assert!(!can(&app, "home.team"));
    act(&mut app, "home.attempts");
    until(&mut app, "nothing of others", |app| shows(app, "No attempts"));
    assert!(!shows(&mut app, "Amina Otieno"), "{:?}", texts(&mut app));
    go(&mut app, Screen::SignIn);
    sign_in(&mut app, "Sol Berg");
    until(&mut app, "a supervisor", |app| can(app, "home.team"));
    act(&mut app, "home.attempts");
    until(&mut app, "their team's", |app| shows(app, "1 attempt."));
    assert!(shows(&mut app, "Amina Otieno"));
}
