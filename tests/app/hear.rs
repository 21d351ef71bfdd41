//! Lines are heard: in the debrief as they were said, in the call while they are said, and told where they cannot be.

use std::path::Path;
use std::sync::Arc;

use bevy::ecs::system::RunSystemOnce;
use bevy::input::keyboard::Key;
use bevy::input_focus::InputFocus;
use bevy::prelude::*;
use steadyline::app::audio::{AudioMode, PlayVoice, Saying};
use steadyline::app::session::{Chosen, Library, Operator, Session};
use steadyline::app::voice::VoiceSettings;
use steadyline::app::{House, Options, Screen, open_house};
use steadyline::call::{Action, EventKind, Millis, Mode, Speaker};
use steadyline::scenario::{MoveKind, bundled};
use steadyline::voice::{Cache, Manner, Sound};

use crate::debrief::{Shown, key, shown, shown_with, shows, texts, until};
use crate::harness::{app_with, frames, press, wait_for_the_engine};

const BLENDER: &str = "third_call_blender.namesake";

fn settings(engine: &str, folder: &Path) -> VoiceSettings {
    VoiceSettings { engine: engine.to_owned(), cache: Cache::new(folder.to_path_buf(), 50_000_000) }
}

fn saying(app: &App) -> Option<PlayVoice> {
    app.world().resource::<Saying>().0.clone()
}

fn is_said(app: &mut App) -> Arc<Sound> {
    until(app, |app| {
        wait_for_the_engine(app);
        saying(app).is_some()
    });
    saying(app).expect("something is said").sound
}

/// The lines of the call that is read, with who says each, how long it takes, and whether it was talked over.
fn lines(app: &App) -> Vec<(Millis, Speaker, String, u64, bool)> {
    let session = app.world().resource::<Session>();
    let mut out: Vec<(Millis, Speaker, String, u64, bool)> = Vec::new();
    for event in &session.debrief.as_ref().expect("a debrief").events {
        match &event.kind {
            EventKind::LineStarted { by, text, ends, .. } => {
                out.push((event.at, by.clone(), text.to_string(), ends.since(event.at), false));
            }
            EventKind::LineCut { .. } => out.last_mut().expect("a line").4 = true,
            _ => {}
        }
    }
    out
}

/// The button of that label.
fn button(app: &mut App, label: &str) -> Entity {
    let mut names = app.world_mut().query::<(Entity, &bevy::a11y::AccessibilityNode)>();
    let found =
        names.iter(app.world()).find(|(_, node)| node.role() == accesskit::Role::Button && node.label() == Some(label));
    found.unwrap_or_else(|| panic!("there is a button {label}")).0
}

#[test]
fn a_moment_is_heard_as_it_was_said() {
    let cache = tempfile::tempdir().expect("a folder");
    let settings = settings("", cache.path());
    let Shown { mut app, data: _data } = shown_with(AudioMode::Pretended, BLENDER, &[], |app| {
        app.insert_resource(settings);
    });
    key(&mut app, KeyCode::KeyH, "h");
    assert!(saying(&app).is_none(), "nothing is chosen yet");
    key(&mut app, KeyCode::KeyN, "n");
    key(&mut app, KeyCode::KeyH, "h");
    let sound = is_said(&mut app);
    let all = lines(&app);
    let (at, _, text, ms, _) = all
        .iter()
        .find(|(_, by, text, ..)| *by != Speaker::Operator && texts_hold(&mut app, text))
        .expect("the caption shows a line of the other side")
        .clone();
    assert!(
        sound.ms().abs_diff(ms) * 100 <= ms * 8,
        "{} ms of sound for {ms} ms of line at {at:?}: {text}",
        sound.ms()
    );
    assert!(sound.level_db() > -35.0);

    key(&mut app, KeyCode::KeyH, "h");
    assert!(saying(&app).is_none(), "the same key stops it");
    key(&mut app, KeyCode::KeyH, "h");
    is_said(&mut app);
    press(&mut app, &[], KeyCode::Escape, Key::Escape);
    frames(&mut app, 4);
    assert!(saying(&app).is_none(), "leaving the debrief stops it");
    // Buttons of other screens are pressed where there is nothing to hear.
    let mut names = app.world_mut().query::<(Entity, &bevy::a11y::AccessibilityNode)>();
    let found = names.iter(app.world()).find(|(_, node)| node.role() == accesskit::Role::Button);
    let entity = found.expect("some button").0;
    app.world_mut().trigger(bevy::ui_widgets::Activate { entity });
    frames(&mut app, 4);
    assert!(!shows(&mut app, "failed validation"), "{:?}", texts(&mut app));
}

fn texts_hold(app: &mut App, text: &str) -> bool {
    let quoted = format!("“{text}”");
    texts(app).iter().any(|shown| shown.ends_with(&quoted))
}

#[test]
fn every_line_of_the_transcript_has_its_button_and_the_operator_a_voice_of_their_own() {
    let cache = tempfile::tempdir().expect("a folder");
    let settings = settings("", cache.path());
    let Shown { mut app, data: _data } = shown_with(AudioMode::Pretended, BLENDER, &[], |app| {
        app.insert_resource(settings);
    });
    key(&mut app, KeyCode::Digit3, "3");
    let own = lines(&app).into_iter().find(|(_, by, ..)| *by == Speaker::Operator).expect("the operator speaks");
    let label = format!("Hear {}", own.0.clock());
    let pressed = button(&mut app, &label);
    app.world_mut().trigger(bevy::ui_widgets::Activate { entity: pressed });
    let sound = is_said(&mut app);
    assert!(sound.ms().abs_diff(own.3) * 100 <= own.3 * 8, "{} for {}", sound.ms(), own.3);
    let debrief = app.world().resource::<Session>().debrief.as_ref().expect("a debrief");
    let setup = debrief.call.setup();
    let manner = |by: &Speaker| Manner::of(setup, by, steadyline::call::Mood::Calm);
    assert_ne!(manner(&Speaker::Operator), manner(&Speaker::Caller));
    // The key goes with the button that has the focus.
    app.world_mut().resource_mut::<InputFocus>().set(pressed, bevy::input_focus::FocusCause::Navigated);
    frames(&mut app, 2);
    let shown: Vec<String> = app
        .world_mut()
        .query::<(Entity, &steadyline::app::ui::prelude::KeyShown)>()
        .iter(app.world())
        .filter(|(entity, _)| *entity == pressed)
        .map(|(_, key)| key.0.clone())
        .collect();
    assert_eq!(shown, ["H"]);
}

#[test]
fn a_line_that_was_talked_over_is_heard_as_far_as_it_was() {
    let cache = tempfile::tempdir().expect("a folder");
    let settings = settings("", cache.path());
    let Shown { mut app, data: _data } = shown_with(AudioMode::Pretended, "bits_for_my_sister.perfect", &[], |app| {
        app.insert_resource(settings);
    });
    let Some(cut) = lines(&app).into_iter().find(|line| line.4) else {
        panic!("somebody is talked over in this call");
    };
    key(&mut app, KeyCode::Digit3, "3");
    let pressed = button(&mut app, &format!("Hear {}", cut.0.clock()));
    app.world_mut().trigger(bevy::ui_widgets::Activate { entity: pressed });
    is_said(&mut app);
    let until = saying(&app).expect("it is said").until_ms;
    assert!(until < cut.3, "it is heard for {until} of {} ms", cut.3);
}

#[test]
fn without_a_device_or_an_engine_the_line_is_written_with_the_reason() {
    let Shown { mut app, data: _data } = shown(BLENDER, &[]);
    key(&mut app, KeyCode::KeyN, "n");
    key(&mut app, KeyCode::KeyH, "h");
    assert!(shows(&mut app, "This cannot be heard (sound is off). Caller, "), "{:?}", texts(&mut app));
    assert!(saying(&app).is_none());

    let cache = tempfile::tempdir().expect("a folder");
    let settings = settings("/nowhere/engine {text_file} {out}", cache.path());
    let Shown { mut app, data: _data } = shown_with(AudioMode::Pretended, BLENDER, &[], |app| {
        app.insert_resource(settings);
    });
    key(&mut app, KeyCode::KeyN, "n");
    key(&mut app, KeyCode::KeyH, "h");
    until(&mut app, |app| shows(app, "This cannot be heard (the speech engine /nowhere/engine could not be started"));
    assert!(shows(&mut app, "Caller, "), "the line is there");
    assert!(saying(&app).is_none());
}

/// A call that has just begun to ring, with callers who are heard.
fn ringing(engine: &str) -> (App, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let settings = settings(engine, &folder.path().join("voice"));
    let mut app = app_with(Options { audio: AudioMode::Pretended, screen: Screen::Home }, |app| {
        open_house(app, House { library: Library::new(bundled().packs, vec![]), data });
        app.insert_resource(settings);
    });
    app.world_mut()
        .run_system_once(move |mut operator: Operator| {
            let pack =
                operator.library.packs.iter().find(|pack| pack.id == "tamblewick").expect("the retailer ships").clone();
            let scenario = pack.scenario("third_call_blender").expect("the scenario is bundled").clone();
            operator.session.who = "Amina Otieno".to_owned();
            operator.session.mode = Mode::Practice;
            operator.session.chosen = Some(Chosen { pack, scenario, twin: false });
            operator.start_call();
        })
        .expect("the call can be started");
    until(&mut app, |app| *app.world().resource::<State<Screen>>().get() == Screen::Desk);
    (app, folder)
}

fn act(app: &mut App, action: Action) {
    app.world_mut().run_system_once(move |mut operator: Operator| operator.act(action.clone())).expect("it is done");
    frames(app, 2);
}

#[test]
fn the_caller_is_heard_in_the_call_until_talked_over_put_on_hold_or_hung_up_on() {
    let (mut app, _folder) = ringing("");
    act(&mut app, Action::Answer);
    act(&mut app, Action::Move { kind: MoveKind::Greet, about: Vec::new() });
    assert!(saying(&app).is_none(), "the operator is read, not heard");
    let sound = is_said(&mut app);
    let live = app.world().resource::<Session>().live.as_ref().expect("a call");
    let (by, _, began, ends) = live.call.speaking().expect("somebody speaks");
    assert_eq!(*by, Speaker::Caller);
    let ms = ends.since(began);
    assert!(sound.ms().abs_diff(ms) * 100 <= ms * 8, "{} ms of sound for {ms} ms", sound.ms());

    act(&mut app, Action::Move { kind: MoveKind::Apologise, about: Vec::new() });
    assert!(saying(&app).is_none(), "talked over");
    let again = is_said(&mut app);
    assert!(!Arc::ptr_eq(&sound, &again), "the caller comes back to it");
    act(&mut app, Action::Hold);
    assert!(saying(&app).is_none(), "on hold");
    act(&mut app, Action::Resume);
    is_said(&mut app);
    act(&mut app, Action::End);
    assert!(saying(&app).is_none(), "hung up");
}

#[test]
fn a_call_goes_on_in_captions_when_nothing_can_speak_and_says_so_once() {
    let (mut app, _folder) = ringing("/nowhere/engine {text_file} {out}");
    act(&mut app, Action::Answer);
    act(&mut app, Action::Move { kind: MoveKind::Greet, about: Vec::new() });
    until(&mut app, |app| shows(app, "Callers are not heard (the speech engine /nowhere/engine could not be started"));
    assert!(saying(&app).is_none());
    until(&mut app, |app| {
        let live = app.world().resource::<Session>().live.as_ref();
        live.is_some_and(|live| live.call.speaking().is_some_and(|(by, ..)| *by == Speaker::Caller))
    });
    let told = texts(&mut app).iter().filter(|text| text.contains("Callers are not heard")).count();
    assert_eq!(told, 1);
}
