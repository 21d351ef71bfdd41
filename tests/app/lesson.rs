//! A lesson in the app: its pictures in words, its demonstration to the end with every comment, and nothing kept of it.

use std::time::Duration;

use bevy::a11y::AccessibilityNode;
use bevy::input::keyboard::Key;
use bevy::prelude::*;
use bevy::time::TimeUpdateStrategy;
use steadyline::app::Screen;
use steadyline::app::lesson::Reading;
use steadyline::app::session::{Library, Session};
use steadyline::call::Phase;
use steadyline::store::{AttemptFilter, Store};
use tempfile::TempDir;

use crate::harness::{frames, press};
use crate::screens_round::{app, can, go, named, screen, shows, sign_in, texts, until};

fn open(lesson: &str) -> (App, TempDir) {
    let (mut app, data) = app(Screen::SignIn);
    sign_in(&mut app, "Amina");
    let library = app.world().resource::<Library>().clone();
    let all = library.packs.iter().flat_map(|pack| pack.drills.lessons.iter().map(move |lesson| (pack, lesson)));
    let (pack, lesson) = all.into_iter().find(|(_, own)| own.id == lesson).expect("there is such a lesson");
    app.world_mut().resource_mut::<Reading>().open(pack, lesson);
    go(&mut app, Screen::Lesson);
    (app, data)
}

fn letter(app: &mut App, code: KeyCode, letter: &str) {
    press(app, &[], code, Key::Character(letter.into()));
}

fn live_at(app: &App) -> Option<u64> {
    app.world().resource::<Session>().live.as_ref().map(|live| live.call.now().0)
}

fn watch(app: &mut App) {
    letter(app, KeyCode::KeyW, "w");
    until(app, "the demonstration begins", |app| screen(app) == Screen::Desk);
}

#[test]
fn a_lesson_shows_its_parts_and_tells_its_pictures_in_words() {
    let (mut app, _data) = open("complaints");
    for part in ["First the person, then the parcel", "Not like this", "Like this", "P6 · Late parcels", "Hear it"] {
        assert!(shows(&mut app, part), "{part}: {:?}", texts(&mut app));
    }
    for picture in
        ["Picture. A complaint, from the first word to the last: 1 Hear it. 2 Own it", "Picture. How many days late"]
    {
        let node = named(&mut app, picture);
        let role = app.world().get::<AccessibilityNode>(node).expect("it is told").role();
        assert_eq!(role, accesskit::Role::Figure);
    }
    letter(&mut app, KeyCode::KeyP, "p");
    until(&mut app, "the briefing opens", |app| screen(app) == Screen::Briefing && shows(app, "Waited in all day"));
}

#[test]
fn a_demonstration_plays_to_its_end_with_every_comment_and_keeps_nothing() {
    let (mut app, data) = open("complaints");
    watch(&mut app);
    assert!(shows(&mut app, "Demonstration, to be watched") && shows(&mut app, "Watch the order of things"));
    // Time runs a quarter of a second a frame from here on, and the call four times as fast.
    app.world_mut().insert_resource(TimeUpdateStrategy::ManualDuration(Duration::from_millis(250)));
    letter(&mut app, KeyCode::KeyS, "s");
    letter(&mut app, KeyCode::KeyS, "s");
    assert!(shows(&mut app, "Speed 4×"), "{:?}", texts(&mut app));
    let source = app.world().resource::<Reading>().call().expect("a call").1.clone();
    until(&mut app, "the call is over", |app| shows(app, "The expert’s numbers"));
    let told = texts(&mut app);
    for comment in &source.comments {
        assert!(told.contains(&comment.say), "{} is not shown", comment.say);
    }
    assert!(told.iter().any(|text| text.contains("Records 100")) && told.contains(&source.after), "{told:?}");
    assert_eq!(app.world().resource::<Session>().live.as_ref().expect("it stays").call.phase(), Phase::Done);
    assert_eq!(screen(&app), Screen::Desk);
    letter(&mut app, KeyCode::KeyT, "t");
    until(&mut app, "the briefing opens", |app| screen(app) == Screen::Briefing);
    drop(app);
    // The thread of the app may not have let go of it yet.
    let store = Store::open_to_read(data.path()).expect("the store opens");
    assert_eq!(store.attempts(&AttemptFilter { rewound: true, ..Default::default() }).expect("a list"), []);
    let practice = store.practice("tamblewick").expect("an answer");
    assert!(practice.is_empty(), "the practice database is as it was: {practice:?}");
}

#[test]
fn a_demonstration_is_paused_hastened_left_and_never_taken_over() {
    let (mut app, _data) = open("call_list");
    watch(&mut app);
    for action in ["desk.reply_1", "desk.end", "desk.leave", "desk.answer", "desk.new_1", "desk.save", "desk.hold"] {
        assert!(!can(&app, action), "{action} is the expert's");
    }
    letter(&mut app, KeyCode::KeyP, "p");
    let stopped = live_at(&app);
    frames(&mut app, 30);
    assert_eq!(live_at(&app), stopped);
    assert!(shows(&mut app, "Go on"));
    let said = |app: &mut App| texts(app).iter().any(|text| text.starts_with("Name, company, recording. Nothing else"));
    assert!(!said(&mut app));
    letter(&mut app, KeyCode::KeyN, "n");
    letter(&mut app, KeyCode::KeyN, "n");
    assert!(said(&mut app), "{:?}", texts(&mut app));
    letter(&mut app, KeyCode::KeyP, "p");
    let before = live_at(&app);
    frames(&mut app, 30);
    assert!(live_at(&app) > before);
    press(&mut app, &[], KeyCode::Escape, Key::Escape);
    until(&mut app, "back at the lesson", |app| screen(app) == Screen::Lesson);
    assert!(live_at(&app).is_none());
    // It can be watched again.
    watch(&mut app);
}

#[test]
fn a_lesson_about_a_drill_without_a_call_leads_to_that_drill() {
    let (mut app, _data) = open("call_list");
    letter(&mut app, KeyCode::KeyP, "p");
    until(&mut app, "its briefing opens", |app| screen(app) == Screen::DrillBriefing);
}

#[test]
fn a_lesson_ends_where_its_words_end() {
    let (mut app, _data) = open("complaints");
    frames(&mut app, 5);
    let article = named(&mut app, "Taking a complaint");
    let parent =
        |entity: Entity| app.world().get::<ChildOf>(entity).map(ChildOf::parent).expect("it stands in something");
    let size = |entity: Entity| *app.world().get::<ComputedNode>(entity).expect("a node");
    // The article stands in the middle, which scrolls.
    let content = size(parent(parent(article))).content_size().y;
    let own = size(article).size().y;
    assert!(content - own < 120.0, "{content} is to be scrolled through, and the lesson is {own} long");
}
