//! The other duties in the real window: a survey to its end, a call list, a table to put in order, and a lesson with its
//! demonstration.

use std::path::Path;

use steadyline::app::Screen;
use steadyline::app::session::{Drilling, Session};
use steadyline::call::Millis;
use steadyline::scenario::ScoreNumber;
use steadyline::store::{AttemptFilter, AttemptKind, Store};

use crate::driver::Driver;
use crate::survey;

/// The row of the list at home that begins with a title has the keyboard, and is opened.
fn open(driver: &Driver, title: &str, screen: Screen) {
    driver.walk_until("Down", title, |_, name| name.starts_with(title));
    driver.press(&["Return"]);
    driver.wait_for(screen);
}

pub fn drive(driver: &Driver) {
    survey(driver);
    call_list(driver);
    tidy(driver);
    lesson(driver);
}

fn survey(driver: &Driver) {
    open(driver, "Ten questions", Screen::Briefing);
    driver.picture("20_survey_briefing");
    driver.hold_clock(true);
    driver.press(&["Return"]);
    driver.wait_for(Screen::Desk);
    driver.picture("21_survey_to_dial");
    survey::take(driver, "22_survey");
    driver.wait_for(Screen::Debrief);
    driver.picture("23_survey_debrief");
    // Watched once more, from the middle.
    driver.press(&["n", "n", "n", "v"]);
    driver.wait_for(Screen::Desk);
    driver.spend(9_000);
    driver.picture("23_survey_replay");
    assert!(driver.look(|world| world.resource::<Session>().is_watching()), "the call is replayed");
    driver.press(&["Escape"]);
    driver.wait_for(Screen::Debrief);
    driver.hold_clock(false);
    driver.press(&["Escape"]);
    driver.wait_for(Screen::Home);
}

fn number(driver: &Driver, number: ScoreNumber) -> Option<u32> {
    driver.look(move |world| world.resource::<Drilling>().debrief.as_ref().and_then(|done| done.card.number(number)))
}

/// The safe answer has the keyboard; the other ends the drill with rows undone.
fn finish(driver: &Driver, picture: &str) {
    driver.press(&["f"]);
    driver.settle();
    driver.picture(picture);
    driver.press(&["Tab", "Return"]);
    driver.wait_for(Screen::DrillDebrief);
}

fn call_list(driver: &Driver) {
    open(driver, "Twenty rows before you dial", Screen::DrillBriefing);
    driver.picture("24_list_briefing");
    driver.hold_clock(true);
    driver.press(&["s"]);
    driver.wait_for(Screen::CallList);
    driver.press(&["d"]);
    driver.spend(20_000);
    driver.picture("25_list_on_the_line");
    // Hangs up, takes the outcome that has the keyboard, and notes it; the second row is on the list of those not to dial.
    driver.press(&[
        "h", "Return", "o", "n", "c", "Return", "Home", "Down", "Down", "Down", "Down", "Down", "Return", "c",
    ]);
    driver.picture("26_list");
    finish(driver, "27_list_question");
    driver.hold_clock(false);
    driver.picture("28_list_debrief");
    assert_eq!(number(driver, ScoreNumber::Routing), Some(10), "two of twenty rows");
    assert_eq!(number(driver, ScoreNumber::Procedure), Some(100), "nobody dialled who may not be");
    driver.press(&["Escape"]);
    driver.wait_for(Screen::Home);
}

fn tidy(driver: &Driver) {
    open(driver, "Tidy the base", Screen::DrillBriefing);
    driver.press(&["s"]);
    driver.wait_for(Screen::Tidy);
    driver.picture("29_merge");
    driver.press(&["m", "s"]);
    driver.settle();
    driver.picture("30_merged");
    finish(driver, "31_merge_question");
    driver.picture("32_merge_debrief");
    assert!(number(driver, ScoreNumber::Records).is_some_and(|records| records < 20), "one row of forty");
    driver.press(&["Escape"]);
    driver.wait_for(Screen::Home);
}

fn lesson(driver: &Driver) {
    open(driver, "Taking a complaint", Screen::Lesson);
    driver.picture("33_lesson");
    driver.hold_clock(true);
    driver.press(&["w"]);
    driver.wait_for(Screen::Desk);
    driver.spend(30_000);
    driver.picture("34_demonstration");
    let watched = driver.look(|world| {
        let session = world.resource::<Session>();
        session.is_watching() && session.live.as_ref().is_some_and(|live| live.call.now() > Millis(20_000))
    });
    assert!(watched, "the expert takes the call");
    driver.press(&["Escape"]);
    driver.wait_for(Screen::Lesson);
    driver.hold_clock(false);
    driver.press(&["Escape"]);
    driver.wait_for(Screen::Home);
}

/// The survey is kept with full numbers, both drills as what they are, and the demonstration not at all.
pub fn check_scores(data: &Path) {
    let attempts = Store::open_to_read(data).and_then(|store| store.attempts(&AttemptFilter::default()));
    let attempts = attempts.expect("the attempts are read");
    let of = |kind: AttemptKind| attempts.iter().filter(move |attempt| attempt.kind == kind);
    let survey = of(AttemptKind::Call).find(|attempt| attempt.scenario == "ten_questions").expect("the survey is kept");
    let numbers = [survey.records, survey.routing, survey.composure, survey.procedure];
    assert_eq!(numbers, [Some(100); 4], "{survey:#?}");
    assert_eq!((survey.critical(), survey.passed), (0, true), "{survey:#?}");
    let kept = [AttemptKind::Call, AttemptKind::CallList, AttemptKind::Tidy].map(|kind| of(kind).count());
    assert_eq!(kept, [2, 1, 1], "{attempts:#?}");
}
