//! A call that was taken is watched once more from its debrief: the desk as it was, moment by moment, forth and back, at up
//! to eight times its pace; it stays what it was, and nothing new is kept.

use std::time::Duration;

use bevy::input::keyboard::Key;
use bevy::prelude::*;
use bevy::time::TimeUpdateStrategy;
use steadyline::app::Screen;
use steadyline::app::session::Session;
use steadyline::call::{Call, Phase};

use crate::debrief::{Shown, key, screen, shown, shows, texts, until};
use crate::harness::{frames, press};
use crate::screens_round::can;

fn replaying(name: &str) -> Shown {
    let mut shown = shown(name, &[]);
    key(&mut shown.app, KeyCode::KeyV, "v");
    until(&mut shown.app, |app| screen(app) == Screen::Desk);
    frames(&mut shown.app, 4);
    shown
}

fn call<T>(app: &App, look: impl FnOnce(&Call) -> T) -> T {
    look(&app.world().resource::<Session>().live.as_ref().expect("a call is watched").call)
}

/// A quarter of a second passes in each frame.
fn pass(app: &mut App, seconds: usize) {
    app.insert_resource(TimeUpdateStrategy::ManualDuration(Duration::from_millis(250)));
    frames(app, seconds * 4);
    app.insert_resource(TimeUpdateStrategy::ManualDuration(Duration::from_millis(16)));
}

#[test]
fn a_call_is_watched_to_its_end_with_the_moments_of_its_debrief() {
    let Shown { mut app, data: _data } = replaying("third_call_blender.namesake");
    assert!(shows(&mut app, "Replay, to be watched") && shows(&mut app, "Moments"), "{:?}", texts(&mut app));
    for action in ["desk.answer", "desk.reply_1", "desk.end", "desk.leave", "desk.new_1", "desk.save", "watch.practise"]
    {
        assert!(!can(&app, action), "{action} was done already");
    }
    let begun = call(&app, Call::now);
    pass(&mut app, 4);
    assert!(call(&app, Call::now) > begun, "it plays by itself");
    for speed in ["Speed 2×", "Speed 4×", "Speed 8×"] {
        key(&mut app, KeyCode::KeyS, "s");
        assert!(shows(&mut app, speed), "{speed}: {:?}", texts(&mut app));
    }
    app.insert_resource(TimeUpdateStrategy::ManualDuration(Duration::from_millis(250)));
    until(&mut app, |app| call(app, Call::phase) == Phase::Done);
    until(&mut app, |app| shows(app, "The numbers of this call: Records"));
    assert!(shows(&mut app, "– ") && shows(&mut app, "Aisha Malik"), "what was lost is said: {:?}", texts(&mut app));
    let same = call(&app, |call| call.ending().map(|ending| ending.name.clone()));
    press(&mut app, &[], KeyCode::Escape, Key::Escape);
    until(&mut app, |app| screen(app) == Screen::Debrief);
    let debrief = app.world().resource::<Session>().debrief.as_ref().expect("its debrief");
    assert_eq!(debrief.call.ending().map(|ending| ending.name.clone()), same, "the same call to the same end");
    assert!(app.world().resource::<Session>().live.is_none());
    assert!(shows(&mut app, "below pass 80"), "{:?}", texts(&mut app));
}

#[test]
fn one_goes_from_moment_to_moment_and_back() {
    let Shown { mut app, data: _data } = replaying("third_call_blender.cold");
    key(&mut app, KeyCode::KeyP, "p");
    key(&mut app, KeyCode::KeyN, "n");
    let first = call(&app, Call::now);
    key(&mut app, KeyCode::KeyN, "n");
    let second = call(&app, Call::now);
    assert!(second > first, "{second:?} after {first:?}");
    let (forms, said) = call(&app, |call| (call.forms().len(), call.replies().len()));
    key(&mut app, KeyCode::KeyN, "n");
    let third = call(&app, Call::now);
    key(&mut app, KeyCode::KeyB, "b");
    frames(&mut app, 4);
    let back = call(&app, Call::now);
    assert!(back < third && back.since(second) < 100, "from {third:?} back to {second:?}, not {back:?}");
    assert_eq!(call(&app, |call| (call.forms().len(), call.replies().len())), (forms, said), "and all is as it was");
    assert!(shows(&mut app, "Go on"), "it still stands still");
    for _ in 0..5 {
        key(&mut app, KeyCode::KeyB, "b");
        frames(&mut app, 4);
    }
    assert!(call(&app, Call::now).0 < 1_000, "and to the beginning");
    key(&mut app, KeyCode::KeyP, "p");
    pass(&mut app, 2);
    assert!(call(&app, Call::now).0 > 1_000, "it goes on from there");
}

#[test]
fn it_begins_shortly_before_the_moment_that_was_chosen() {
    let Shown { mut app, data: _data } = shown("third_call_blender.cold", &[]);
    for _ in 0..4 {
        key(&mut app, KeyCode::KeyN, "n");
    }
    key(&mut app, KeyCode::KeyV, "v");
    until(&mut app, |app| screen(app) == Screen::Desk);
    frames(&mut app, 4);
    assert!(call(&app, Call::now).0 > 10_000, "{:?}", call(&app, Call::now));
    assert_ne!(call(&app, Call::phase), Phase::Ringing);
}
