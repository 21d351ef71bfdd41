//! The window and a centre: what is finished is brought to a real server by itself, and what is wrong on the way is told.

use bevy::input::keyboard::Key;
use bevy::prelude::*;
use steadyline::app::Screen;
use steadyline::app::centre::{CentreLink, LinkState};
use steadyline::store::centre::{Centre, LoginKind};

use crate::harness::{frames, press};
use crate::postgres::SERVER;
use crate::screens_round::{act, app, choose_row, go, screen, shows, texts, to_wrap_up, type_into, until};

const FIELD: &str = "Address of the centre";

fn state(app: &App) -> LinkState {
    app.world().resource::<CentreLink>().state.clone()
}

fn address(app: &mut App, address: &str) {
    go(app, Screen::Settings);
    frames(app, 4);
    type_into(app, FIELD, address);
    press(app, &[], KeyCode::Enter, Key::Enter);
    frames(app, 3);
}

#[test]
fn what_is_finished_is_brought_to_the_centre_by_itself() {
    let database = SERVER.database();
    let admin = SERVER.url("admin:secret", &database);
    let patience = std::time::Duration::from_secs(120);
    let mut centre = Centre::connect(&admin, patience).expect("connects");
    centre.init().expect("is made");
    let login = centre.add(LoginKind::Desk, &format!("{database}_window")).expect("a login");
    let (mut app, _data) = app(Screen::SignIn);
    to_wrap_up(&mut app, "Amina Otieno");
    choose_row(&mut app, "CMP, ");
    act(&mut app, "wrap_up.finish");
    until(&mut app, "the debrief opens", |app| screen(app) == Screen::Debrief);
    address(&mut app, "not an address");
    assert!(shows(&mut app, "An address begins with postgres://"), "{:?}", texts(&mut app));
    for _ in 0..20 {
        press(&mut app, &[], KeyCode::Backspace, Key::Backspace);
    }
    address(&mut app, &SERVER.url(&format!("{}:{}", login.role, login.password), &database));
    until(&mut app, "all was brought", |app| matches!(state(app), LinkState::Done(_)));
    assert_eq!(centre.attempts().expect("an answer"), 1, "the call that was finished before is there");
    until(&mut app, "it is told", |app| shows(app, "Everything was brought to"));
    assert!(!texts(&mut app).iter().any(|text| text.contains(&login.password)), "the password is shown nowhere");

    go(&mut app, Screen::SignIn);
    to_wrap_up(&mut app, "Ben Carrow");
    choose_row(&mut app, "CMP, ");
    act(&mut app, "wrap_up.finish");
    let mut there = || centre.attempts().expect("an answer");
    let begun = std::time::Instant::now();
    while there() < 2 {
        assert!(begun.elapsed() < patience, "the second call is brought without being asked for");
        std::thread::sleep(std::time::Duration::from_millis(20));
        frames(&mut app, 1);
    }
}

#[test]
fn a_centre_that_is_down_is_told_and_can_be_forgotten() {
    let (mut app, data) = app(Screen::SignIn);
    crate::screens_round::sign_in(&mut app, "Cleo");
    address(&mut app, "postgres://desk:hidden-word@127.0.0.1:1/none");
    until(&mut app, "it is told", |app| shows(app, "Not all was brought to postgres://desk@127.0.0.1:1/none"));
    assert!(!texts(&mut app).iter().any(|text| text.contains("hidden-word")), "{:?}", texts(&mut app));
    assert!(data.path().join("centre.address").is_file());
    address(&mut app, "none");
    until(&mut app, "it is forgotten", |app| shows(app, "Attempts stay on this machine"));
    assert!(!data.path().join("centre.address").exists());
}
