//! The tour: a new hire signs in, looks at the settings, takes a whole call by keyboard alone and without a fault, wraps
//! up, reads the debrief, finds the attempt in the list, and plays on from a moment of it to see both outcomes. The store
//! must then hold the perfect score. The other duties follow.

use std::path::Path;

use steadyline::app::Screen;
use steadyline::store::{AttemptFilter, Store};

use crate::driver::Driver;
use crate::{Played, duties, perfect, window};

const CALL: &str = include_str!("../../scenarios/tamblewick/calls/when_is_my_money.perfect.walk");

pub fn scene() -> Played {
    let data = tempfile::tempdir().expect("a folder for the attempts");
    window::driven(data.path().to_path_buf(), drive);
    check_scores(data.path());
    duties::check_scores(data.path());
    Ok(())
}

fn drive(driver: &Driver) {
    driver.wait_for(Screen::SignIn);
    driver.focus_window();
    driver.picture("1_sign_in");
    driver.type_text("Amina Otieno");
    driver.press(&["Return"]);
    driver.wait_for(Screen::Home);
    driver.picture("2_home");
    driver.press(&["alt+s"]);
    driver.wait_for(Screen::Settings);
    driver.picture("3_settings");
    driver.press(&["Escape"]);
    driver.wait_for(Screen::Home);
    // The scenarios have the focus when the page opens; the arrows choose.
    driver.walk_until("Down", "the call", |_, name| name.starts_with("When is my money coming"));
    driver.press(&["Return"]);
    driver.wait_for(Screen::Briefing);
    driver.picture("4_briefing");
    driver.hold_clock(true);
    driver.press(&["Return"]);
    driver.wait_for(Screen::Desk);
    driver.picture("5_ringing");
    perfect::take(driver, CALL, "6_desk");
    driver.wait_for(Screen::Debrief);
    driver.hold_clock(false);
    driver.picture("12_debrief");
    driver.press(&["Escape"]);
    driver.wait_for(Screen::Home);
    driver.press(&["alt+a"]);
    driver.wait_for(Screen::Attempts);
    driver.picture("13_attempts");
    play_on(driver);
    driver.press(&["Escape"]);
    driver.wait_for(Screen::Home);
    duties::drive(driver);
}

/// From a moment of the kept call back to the desk, to another end, and to both outcomes side by side.
fn play_on(driver: &Driver) {
    driver.press(&["Down", "Return"]);
    driver.wait_for(Screen::Debrief);
    driver.press(&["n", "n", "n"]);
    driver.settle();
    driver.picture("14_debrief_moment");
    driver.press(&["r"]);
    driver.wait_for(Screen::Desk);
    driver.picture("15_rewound_desk");
    driver.press(&["alt+e"]);
    driver.settle();
    driver.press(&["e"]);
    driver.wait_for(Screen::WrapUp);
    driver.type_text("REP");
    driver.settle();
    driver.press(&["Down", "Return", "alt+f"]);
    driver.wait_for(Screen::Debrief);
    driver.settle();
    driver.picture("16_both_outcomes");
    driver.press(&["o"]);
    driver.wait_for(Screen::Debrief);
    driver.press(&["Escape"]);
    driver.wait_for(Screen::Attempts);
}

fn check_scores(data: &Path) {
    let attempts = Store::open_to_read(data).and_then(|store| store.attempts(&AttemptFilter::default()));
    let attempts = attempts.expect("the attempts are read");
    let taken: Vec<_> = attempts.iter().filter(|attempt| attempt.scenario == "when_is_my_money").collect();
    let [attempt] = taken.as_slice() else { panic!("it was taken once: {attempts:#?}") };
    let numbers = [attempt.records, attempt.routing, attempt.composure, attempt.procedure];
    assert_eq!(numbers, [Some(100); 4], "{attempt:#?}");
    assert_eq!((attempt.critical(), attempt.passed), (0, true), "{attempt:#?}");
}
