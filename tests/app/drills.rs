//! Drills without a call in the window: a list and a table are done by keyboard to their scorecards, left and gone on with,
//! and nobody is assessed by rules that are past their date.

use std::time::Duration;

use bevy::input::keyboard::{Key, NativeKeyCode};
use bevy::input_focus::InputFocus;
use bevy::prelude::*;
use bevy::time::TimeUpdateStrategy;
use steadyline::app::session::{Drilling, Library, Session};
use steadyline::app::ui::list::ActiveRow;
use steadyline::app::ui::prelude::*;
use steadyline::app::{Dialog, House, Screen, open_house};
use steadyline::call::{Action, DrillRun, ListRun, Mode, Phase, TidyRun};
use steadyline::scenario::{Answered, ScoreNumber, folder};
use steadyline::store::{AttemptFilter, AttemptKind, Store};

use crate::harness::{app_on, edited_pack, focus, frames, press, type_text};
use crate::screens_round::{act, app, can, choose_row, do_it, named, screen, shows, sign_in, texts, until};

const ALT: (KeyCode, Key) = (KeyCode::AltLeft, Key::Alt);

fn key(app: &mut App, letter: char) {
    let code = KeyCode::Unidentified(NativeKeyCode::Unidentified);
    press(app, &[], code, Key::Character(letter.to_string().into()));
    frames(app, 3);
}

fn tap(app: &mut App, code: KeyCode, logical: Key) {
    press(app, &[], code, logical);
    frames(app, 3);
}

fn enter(app: &mut App) {
    tap(app, KeyCode::Enter, Key::Enter);
}

/// Lets time pass, a quarter of a second a frame.
fn pass(app: &mut App, seconds: u32) {
    app.insert_resource(TimeUpdateStrategy::ManualDuration(Duration::from_millis(250)));
    frames(app, (seconds * 4) as usize);
    app.insert_resource(TimeUpdateStrategy::ManualDuration(Duration::from_millis(16)));
}

fn list(app: &App) -> &ListRun {
    match &app.world().resource::<Drilling>().live.as_ref().expect("a drill is being done").run {
        DrillRun::List(run) => run,
        DrillRun::Tidy(_) => panic!("it is a table"),
    }
}

fn tidy(app: &App) -> &TidyRun {
    match &app.world().resource::<Drilling>().live.as_ref().expect("a drill is being done").run {
        DrillRun::Tidy(run) => run,
        DrillRun::List(_) => panic!("it is a list"),
    }
}

/// Signs in and begins a drill from the home screen.
fn begun(title: &str) -> (App, tempfile::TempDir) {
    let (mut app, data) = app(Screen::SignIn);
    sign_in(&mut app, "Amina Otieno");
    choose_row(&mut app, title);
    assert_eq!(screen(&app), Screen::DrillBriefing, "{:?}", texts(&mut app));
    key(&mut app, 's');
    (app, data)
}

fn attempts(data: &tempfile::TempDir) -> Vec<steadyline::store::AttemptSummary> {
    let store = Store::open_to_read(data.path()).expect("the store can be read");
    store.attempts(&AttemptFilter::default()).expect("a list")
}

/// Picks an option of the choice that has the focus, by its first letters.
fn pick(app: &mut App, down: usize) {
    tap(app, KeyCode::Enter, Key::Enter);
    tap(app, KeyCode::Home, Key::Home);
    for _ in 0..down {
        tap(app, KeyCode::ArrowDown, Key::ArrowDown);
    }
    enter(app);
}

fn finish(app: &mut App) {
    key(app, 'f');
    assert_eq!(app.world().resource::<State<Dialog>>().get(), &Dialog::Confirm, "rows are left");
    tap(app, KeyCode::Tab, Key::Tab);
    enter(app);
    until(app, "the debrief opens", |app| screen(app) == Screen::DrillDebrief);
}

#[test]
fn the_briefing_says_what_it_trains_and_by_which_rules_of_which_day() {
    let (mut app, _data) = app(Screen::SignIn);
    sign_in(&mut app, "Amina Otieno");
    choose_row(&mut app, "Twenty rows before you dial");
    for part in [
        "call list",
        "12–20 min",
        "Tamblewick, an invented company",
        "Policy P23",
        "1 Sep 2026",
        "31 Aug 2027",
        "09:00",
    ] {
        assert!(shows(&mut app, part), "it says {part}: {:?}", texts(&mut app));
    }
    assert!(shows(&mut app, "Nobody dialled whom the rules forbid to dial"), "and what is scored");
    assert!(!shows(&mut app, "past their date"));
}

/// Dials the first row, hears the person, and notes the first of the outcomes.
fn dial_the_first(app: &mut App) {
    assert_eq!(list(app).front(), Some(0), "the first row is in front");
    key(app, 'd');
    assert!(shows(app, "It rings at the other end."));
    assert!(!can(app, "call_list.finish"), "nobody leaves a line that rings");
    pass(app, 20);
    assert!(matches!(list(app).on_line(), Some((0, Some(Answered::Person)))));
    assert!(shows(app, "The person answers."));
    key(app, 'h');
    assert!(shows(app, "What came of row 1, Farrah Iqbal"), "{:?}", texts(app));
    // The outcomes have the focus: the first is chosen, and noted.
    enter(app);
    key(app, 'o');
    let noted = list(app).rows()[0].attempts[0].outcome.as_ref().map(|noted| noted.code.clone());
    assert_eq!(noted.as_deref(), Some("11"));
    assert!(shows(app, "Right, as the rules have it."), "in practice it is said at once: {:?}", texts(app));
}

/// Lets the second number of the third row ring out, and notes when it is due again.
fn ring_out_the_third(app: &mut App) {
    key(app, 's');
    pass(app, 32);
    key(app, 'h');
    for _ in 0..8 {
        tap(app, KeyCode::ArrowDown, Key::ArrowDown);
    }
    enter(app);
    // Tomorrow, thirteen to fifteen.
    tap(app, KeyCode::Tab, Key::Tab);
    pick(app, 1);
    tap(app, KeyCode::Tab, Key::Tab);
    pick(app, 2);
    key(app, 'o');
    let attempt = list(app).rows()[2].attempts[0].clone();
    let noted = attempt.outcome.expect("it was noted");
    assert_eq!((noted.code.as_str(), attempt.second), ("31", true));
    assert_eq!(noted.due.map(|(day, window)| (day.to_string(), window)), Some(("2026-10-14".into(), "13-15".into())));
}

#[test]
fn a_list_is_worked_through_by_keyboard_to_its_scorecard() {
    let (mut app, data) = begun("Twenty rows before you dial");
    assert_eq!(screen(&app), Screen::CallList);
    assert!(shows(&mut app, "1 · Farrah Iqbal") && shows(&mut app, "10:20"), "{:?}", texts(&mut app));
    assert!(shows(&mut app, "P23 · Outgoing calls"), "the policy stands beside it");
    dial_the_first(&mut app);
    key(&mut app, 'n');
    assert_eq!(list(&app).front(), Some(1));
    let second = named(&mut app, "Row 2,");
    let stands = app.world_mut().query::<&ActiveRow>().iter(app.world()).any(|active| active.0 == Some(second));
    assert!(stands, "the keyboard stands on it too");
    // What the key lacks is where it leads: the reason.
    key(&mut app, 'c');
    pick(&mut app, 5);
    key(&mut app, 'c');
    assert!(shows(&mut app, "closed: Stands on the list already"), "{:?}", texts(&mut app));
    key(&mut app, 'n');
    ring_out_the_third(&mut app);
    finish(&mut app);
    let card = &app.world().resource::<Drilling>().debrief.as_ref().expect("a debrief").card;
    let (routing, procedure) = (card.number(ScoreNumber::Routing), card.number(ScoreNumber::Procedure));
    assert_eq!((routing, procedure), (Some(15), Some(100)), "3 of 20 rows, and nobody dialled who may not be");
    assert!(shows(&mut app, "Row by row") && shows(&mut app, "Row 4, Olwen Bellis: could have been dialled"));
    assert!(!shows(&mut app, "Composure"), "a list has no such number");
    assert!(shows(&mut app, "Farrah Iqbal · DT-10"));
    key(&mut app, 'w');
    assert!(!shows(&mut app, "Farrah Iqbal · DT-10"), "rows that are right are left out");
    assert!(shows(&mut app, "Row 4, Olwen Bellis: could have been dialled"));
    until(&mut app, "the attempt is kept", |_| attempts(&data).iter().any(|one| !one.interrupted()));
    let kept = attempts(&data).remove(0);
    assert_eq!((kept.kind, kept.routing, kept.composure), (AttemptKind::CallList, Some(15), None));
}

#[test]
fn a_kept_drill_is_opened_again_from_the_table_of_attempts() {
    let (mut app, _data) = begun("Twenty rows before you dial");
    dial_the_first(&mut app);
    finish(&mut app);
    tap(&mut app, KeyCode::Escape, Key::Escape);
    until(&mut app, "home", |app| screen(app) == Screen::Home);
    until(&mut app, "its numbers stand beside it", |app| shows(app, "the only attempt"));
    key(&mut app, 'a');
    until(&mut app, "the table fills", |app| shows(app, "Call list · Practice"));
    choose_row(&mut app, "Amina Otieno");
    until(&mut app, "the debrief opens", |app| screen(app) == Screen::DrillDebrief);
    let again = &app.world().resource::<Drilling>().debrief.as_ref().expect("a debrief").card;
    assert_eq!(again.number(ScoreNumber::Routing), Some(5));
    tap(&mut app, KeyCode::Escape, Key::Escape);
    until(&mut app, "back to the table", |app| screen(app) == Screen::Attempts);
}

#[test]
fn rows_are_put_in_order_by_keyboard_to_their_scorecard() {
    let (mut app, data) = begun("Tidy the base");
    assert_eq!(screen(&app), Screen::Tidy);
    assert!(shows(&mut app, "Row 2 · CU104902") && shows(&mut app, "Row 1 · CU100238"), "{:?}", texts(&mut app));
    key(&mut app, 'm');
    assert_eq!(tidy(&app).rows()[1].into, Some(0));
    key(&mut app, 's');
    assert!(shows(&mut app, "Marketing: “yes” was left; “no” belongs there."), "{:?}", texts(&mut app));
    assert_eq!(tidy(&app).front(), Some(0), "what is wrong is read before the next row comes");
    let marketing = named(&mut app, "Marketing of row 1");
    focus(&mut app, marketing);
    pick(&mut app, 2);
    assert_eq!(tidy(&app).rows()[0].cells[5], "no");
    key(&mut app, 's');
    assert_eq!(tidy(&app).front(), Some(2), "row 2 has gone, row 3 is next");

    // Row 25: letters for noughts, mended by typing.
    choose_row(&mut app, "Row 25");
    let phone = named(&mut app, "Phone of row 25");
    focus(&mut app, phone);
    for _ in 0..6 {
        tap(&mut app, KeyCode::Backspace, Key::Backspace);
    }
    type_text(&mut app, "900266");
    assert_eq!(tidy(&app).rows()[24].cells[1], "07700 900266");
    press(&mut app, &[ALT], KeyCode::KeyS, Key::Character("s".into()));
    assert!(tidy(&app).rows()[24].settled, "with Alt a key holds while one types");

    // Namesakes look alike, and are left apart; row 40 is misfiled.
    choose_row(&mut app, "Row 12");
    assert!(shows(&mut app, "Row 13 · Catherine Wray"), "{:?}", texts(&mut app));
    key(&mut app, 's');
    choose_row(&mut app, "Row 40");
    key(&mut app, 'i');
    key(&mut app, 's');
    assert!(tidy(&app).rows()[39].misfiled);

    finish(&mut app);
    let card = &app.world().resource::<Drilling>().debrief.as_ref().expect("a debrief").card;
    assert!(card.number(ScoreNumber::Records).is_some_and(|records| records < 30), "six rows of forty");
    assert!(card.critical.is_empty(), "{:?}", card.critical);
    assert!(shows(&mut app, "merged with 2 · Marketing: no"), "{:?}", texts(&mut app));
    until(&mut app, "the attempt is kept", |_| attempts(&data).iter().any(|one| !one.interrupted()));
    assert_eq!(attempts(&data)[0].kind, AttemptKind::Tidy);
}

#[test]
fn a_value_is_taken_over_from_the_row_beside() {
    let (mut app, _data) = begun("Tidy the base");
    choose_row(&mut app, "Row 3,");
    assert!(shows(&mut app, "Row 4 · CU103650"), "{:?}", texts(&mut app));
    let take = named(&mut app, "Take Phone over");
    focus(&mut app, take);
    enter(&mut app);
    assert_eq!(tidy(&app).rows()[2].cells[1], "07700 900652");
    let phone = named(&mut app, "Phone of row 3");
    let field = app.world().get::<steadyline::app::ui::field::InputOf>(phone).expect("a field").0;
    assert_eq!(app.world().get::<FieldText>(field).expect("a text").0, "07700 900652", "and the field shows it");
    key(&mut app, 'o');
    assert_eq!(tidy(&app).rows()[2].into, Some(3), "the other stays");
    assert_eq!(tidy(&app).front(), Some(3));
    key(&mut app, 'u');
    assert_eq!(tidy(&app).rows()[2].into, None, "a merge can be taken back");
}

#[test]
fn a_drill_that_was_left_is_gone_on_with_where_it_stood() {
    let (mut app, data) = begun("Twenty rows before you dial");
    key(&mut app, 'n');
    key(&mut app, 'c');
    pick(&mut app, 5);
    key(&mut app, 'c');
    pass(&mut app, 5);
    app.world_mut().resource_mut::<InputFocus>().clear();
    tap(&mut app, KeyCode::Escape, Key::Escape);
    until(&mut app, "home", |app| screen(app) == Screen::Home);
    until(&mut app, "it is offered", |app| shows(app, "Interrupted"));
    assert!(attempts(&data).iter().all(|one| one.interrupted() && one.routing.is_none()), "and has no numbers");
    key(&mut app, 'r');
    until(&mut app, "the list opens", |app| screen(app) == Screen::CallList);
    assert!(list(&app).rows()[1].settled && list(&app).front() == Some(1));
    key(&mut app, 'a');
    frames(&mut app, 2);
    assert_eq!(attempts(&data).len(), 1, "it is the same attempt");
}

#[test]
fn the_desk_dials_and_who_picks_up_is_taken_on_the_desk_and_comes_back_as_an_outcome() {
    let (mut app, data) = begun("Ten that the desk dials");
    assert!(shows(&mut app, "The desk dials in 5 seconds."), "{:?}", texts(&mut app));
    assert!(!can(&app, "call_list.dial"));
    // Two rows that nobody answers.
    for (down, code) in [(10, "33"), (9, "32")] {
        pass(&mut app, 24);
        key(&mut app, 'h');
        for _ in 0..down {
            tap(&mut app, KeyCode::ArrowDown, Key::ArrowDown);
        }
        enter(&mut app);
        key(&mut app, 'o');
        let row = if code == "33" { 0 } else { 1 };
        assert_eq!(list(&app).rows()[row].attempts[0].outcome.as_ref().expect("noted").code, code);
    }
    pass(&mut app, 22);
    assert!(matches!(list(&app).on_line(), Some((2, Some(Answered::Person)))), "{:?}", list(&app).on_line());
    key(&mut app, 't');
    until(&mut app, "the desk opens", |app| screen(app) == Screen::Desk);
    let call = |app: &App| app.world().resource::<Session>().live.as_ref().map(|live| live.call.phase());
    frames(&mut app, 4);
    assert_eq!(call(&app), Some(Phase::Dialling), "the number is being dialled");
    let setup = app.world().resource::<Session>().live.as_ref().expect("a call").call.setup().clone();
    assert_eq!(setup.facts["caller.name"], "Jarek Haque", "it reaches whom the list names");
    pass(&mut app, 8);
    app.world_mut().run_system_cached_with(do_it, Action::End).expect("it runs");
    until(&mut app, "the wrap-up opens", |app| screen(app) == Screen::WrapUp);
    let done = Action::WrapUp { code: "ONA".to_owned(), ticks: Vec::new(), note: String::new() };
    app.world_mut().run_system_cached_with(do_it, done).expect("it runs");
    until(&mut app, "the list comes back", |app| screen(app) == Screen::CallList);
    let attempt = &list(&app).rows()[2].attempts[0];
    assert_eq!(attempt.ending.as_deref(), Some("cut off"));
    assert_eq!(list(&app).waits_for_outcome(), Some(2));
    assert!(shows(&mut app, "What came of row 3, Jarek Haque"), "{:?}", texts(&mut app));
    let calls = attempts(&data).into_iter().filter(|one| one.kind.is_call()).count();
    assert_eq!(calls, 1, "the call is an attempt of its own");
}

#[test]
fn a_call_of_a_list_that_is_left_leads_back_to_the_list() {
    let (mut app, _data) = begun("Ten that the desk dials");
    for _ in 0..2 {
        pass(&mut app, 24);
        key(&mut app, 'h');
        enter(&mut app);
        key(&mut app, 'o');
    }
    pass(&mut app, 22);
    key(&mut app, 't');
    until(&mut app, "the desk opens", |app| screen(app) == Screen::Desk);
    frames(&mut app, 4);
    act(&mut app, "desk.leave");
    act(&mut app, "desk.leave_now");
    until(&mut app, "the list comes back", |app| screen(app) == Screen::CallList);
    assert_eq!(list(&app).waits_for_outcome(), Some(2), "somebody was on the line");
}

#[test]
fn nobody_is_assessed_by_rules_that_are_past_their_date() {
    let folder_of = edited_pack("tamblewick", "Tamblewick", "Tamblewick");
    let file = folder_of.path().join("tamblewick/dialling/counter.ron");
    let text = std::fs::read_to_string(&file).expect("the rules");
    let old = text.replacen("2026-09-01", "2025-09-01", 1).replacen("2027-08-31", "2026-08-31", 1);
    assert_ne!(old, text);
    std::fs::write(&file, old).expect("is written");
    let packs = folder(folder_of.path()).expect("the pack can be read").packs;
    let data = tempfile::tempdir().expect("a folder");
    let house = House { library: Library::new(packs, vec![]), data: data.path().to_path_buf() };
    let mut app = app_on(Screen::SignIn, |app| open_house(app, house));
    sign_in(&mut app, "Amina Otieno");
    choose_row(&mut app, "Assessment.");
    choose_row(&mut app, "Twenty rows before you dial");
    assert!(shows(&mut app, "nobody can be assessed by them"), "{:?}", texts(&mut app));
    assert!(!can(&app, "drill_briefing.start"));
    key(&mut app, 's');
    assert_eq!(screen(&app), Screen::DrillBriefing, "the key does nothing either");
    tap(&mut app, KeyCode::Escape, Key::Escape);
    app.world_mut().resource_mut::<Session>().mode = Mode::Practice;
    choose_row(&mut app, "Twenty rows before you dial");
    assert!(shows(&mut app, "These rules are past their date"));
    key(&mut app, 's');
    until(&mut app, "in practice it is only said", |app| screen(app) == Screen::CallList);
}

#[test]
fn in_assessment_nothing_is_said_before_the_scorecard() {
    let (mut app, _data) = app(Screen::SignIn);
    sign_in(&mut app, "Amina Otieno");
    choose_row(&mut app, "Assessment.");
    choose_row(&mut app, "Tidy the base");
    key(&mut app, 's');
    until(&mut app, "the rows open", |app| screen(app) == Screen::Tidy);
    key(&mut app, 'm');
    key(&mut app, 's');
    assert_eq!(tidy(&app).front(), Some(2), "the next row comes at once");
    choose_row(&mut app, "Row 1,");
    assert!(!shows(&mut app, "belongs there"), "{:?}", texts(&mut app));
}
