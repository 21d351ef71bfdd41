//! The debrief: numbers, the curve with its moments, the record diff, criteria and transcript; by keyboard and by click.

use std::sync::Arc;

use bevy::a11y::AccessibilityNode;
use bevy::input::keyboard::Key;
use bevy::input_focus::InputFocus;
use bevy::prelude::*;
use bevy::ui::Selected;
use steadyline::app::audio::AudioMode;
use steadyline::app::session::{Debriefing, Library, Session, Words};
use steadyline::app::ui::prelude::*;
use steadyline::app::{House, Options, Screen, open_house};
use steadyline::bots::{WalkReport, parse_walk, run_walk};
use steadyline::call::{Base, Call, Event, Log, LogHeader, Phase};
use steadyline::review::{MomentKind, key_moments};
use steadyline::scenario::{Pack, bundled};
use steadyline::scoring::FieldClass;
use steadyline::store::{NewAttempt, Store};

use crate::harness::{app_on, app_with, click, focus, frames, press};

const WHO: &str = "Sam Hollis";

pub fn packs() -> Vec<Arc<Pack>> {
    bundled().packs
}

/// Plays a bundled walkthrough.
pub fn play(packs: &[Arc<Pack>], name: &str) -> WalkReport {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/tamblewick/calls");
    let text = std::fs::read_to_string(folder.join(format!("{name}.walk"))).expect("the walkthrough is there");
    let walk = parse_walk(&text).expect("the walkthrough reads");
    let scenario = name.split('.').next().expect("a name");
    let (pack, scenario) =
        packs.iter().find_map(|pack| Some((pack, pack.scenario(scenario)?))).expect("the scenario is there");
    let report = run_walk(pack, &Arc::new(Base::lay_out(pack)), scenario, &walk);
    assert!(report.failed.is_empty(), "{:?}", report.failed);
    report
}

fn debriefing(report: WalkReport, from: Screen) -> Debriefing {
    let header = LogHeader::new(&report.setup, "desk", "2026-11-20T10:00:00Z".to_owned());
    let log = Log { header, lines: report.log, cut_off: false };
    Debriefing { person: WHO.to_owned(), ..Debriefing::new(report.call, report.events, log, from) }
}

pub struct Shown {
    pub app: App,
    pub data: tempfile::TempDir,
}

/// Opens the debrief of a walkthrough; other walkthroughs were played by the same person before.
pub fn shown(name: &str, before: &[&str]) -> Shown {
    shown_with(AudioMode::Off, name, before, |_| ())
}

/// The same with some sound, and something added before the app starts.
pub fn shown_with(audio: AudioMode, name: &str, before: &[&str], extra: impl FnOnce(&mut App)) -> Shown {
    let packs = packs();
    let data = tempfile::tempdir().expect("a folder");
    keep(&packs, data.path(), before);
    let debrief = debriefing(play(&packs, name), Screen::Attempts);
    let folder = data.path().to_path_buf();
    let mut app = app_with(Options { audio, screen: Screen::Home }, |app| {
        open_house(app, House { library: Library::new(packs, Vec::new()), data: folder });
        let mut session = app.world_mut().resource_mut::<Session>();
        session.who = WHO.to_owned();
        session.debrief = Some(debrief);
        extra(app);
    });
    app.world_mut().resource_mut::<NextState<Screen>>().set(Screen::Debrief);
    frames(&mut app, 6);
    Shown { app, data }
}

pub fn keep(packs: &[Arc<Pack>], folder: &std::path::Path, names: &[&str]) {
    let store = Store::open(folder).expect("the store opens");
    for (number, name) in names.iter().enumerate() {
        let report = play(packs, name);
        let header = LogHeader::new(&report.setup, "desk", format!("2026-11-{:02}T09:00:00Z", number + 1));
        let title = &report.setup.scenario.source.title;
        let id = store
            .begin(&NewAttempt { header: &header, title, files: &report.setup.pack.files, lines: &[] })
            .expect("begun");
        for (seq, line) in report.log.iter().enumerate() {
            store.append(&id, seq, line).expect("appended");
        }
        store.finish(&id, &report.card, &header.started_at, &[]).expect("finished");
    }
}

pub fn texts(app: &mut App) -> Vec<String> {
    app.world_mut().query::<&Text>().iter(app.world()).map(|text| text.0.clone()).collect()
}

pub fn shows(app: &mut App, words: &str) -> bool {
    texts(app).iter().any(|text| text.contains(words))
}

pub fn key(app: &mut App, code: KeyCode, letter: &str) {
    press(app, &[], code, Key::Character(letter.into()));
    frames(app, 4);
}

pub fn screen(app: &App) -> Screen {
    *app.world().resource::<State<Screen>>().get()
}

/// Waits for the store's thread: its answer comes in some frame.
pub fn until(app: &mut App, what: impl Fn(&mut App) -> bool) {
    for _ in 0..8_000 {
        if what(app) {
            return;
        }
        frames(app, 1);
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    panic!("it did not come: {:?}", texts(app));
}

#[test]
fn the_debrief_shows_numbers_fields_and_what_to_work_on() {
    let Shown { mut app, data: _data } = shown("third_call_blender.namesake", &[]);
    for words in [
        "Third call about a blender",
        "Handed over",
        "1 compliance-critical",
        "below pass 80",
        "Complaint CP",
        "Aisha Malik",
        "wrong customer",
        "swapped",
        "07700 900371",
        // The line that gave the number, and the share of wrong fields.
        "07700 900317.",
        "A practised typist gets 0.37 per 1,000 wrong.",
        "Work on next",
        "The complaint holds what the caller said",
        "See 02:38",
    ] {
        assert!(shows(&mut app, words), "{words} is not shown: {:?}", texts(&mut app));
    }
    assert!(!texts(&mut app).iter().any(|text| text.contains('⟨')), "a message is missing");
}

#[test]
fn every_key_of_the_debrief_stands_on_its_control() {
    let Shown { mut app, .. } = shown("third_call_blender.cold", &[]);
    let captions: Vec<(Entity, String)> = app
        .world_mut()
        .query::<(Entity, &Caption)>()
        .iter(app.world())
        .map(|(control, caption)| (control, caption.0.clone()))
        .collect();
    let keys_of = |app: &mut App, label: &str| -> Vec<String> {
        let mut children = app.world_mut().query::<&Children>();
        let children = children.query(app.world());
        let controls = captions.iter().filter(|(_, caption)| caption == label);
        let below = controls.flat_map(|(control, _)| children.iter_descendants(*control));
        below.filter_map(|part| app.world().get::<Text>(part)).map(|text| text.0.clone()).collect()
    };
    for (label, key) in [
        ("Overview", "1"),
        ("All criteria", "2"),
        ("Transcript", "3"),
        ("Next moment", "N"),
        ("Moment before", "P"),
        ("Play on from here", "R"),
        ("Try again", "T"),
        ("Back", "Esc"),
        ("Keys", "F1"),
    ] {
        assert_eq!(keys_of(&mut app, label), [label, key]);
    }
}

#[test]
fn every_expected_field_has_a_row() {
    for name in ["third_call_blender.namesake", "bits_for_my_sister.size_left", "when_is_my_money.losing_it"] {
        let Shown { mut app, data: _data } = shown(name, &[]);
        let debrief = app.world().resource::<Session>().debrief.as_ref().expect("the debrief");
        let fields: Vec<_> = debrief.card.rows.iter().flat_map(|row| &row.fields).cloned().collect();
        let words = app.world().resource::<Words>();
        let classes: Vec<String> =
            fields.iter().map(|field| words.get(&format!("class-{}", field.class.name()))).collect();
        let empty =
            fields.iter().any(|field| field.saved.is_empty() && !field.mention && field.class != FieldClass::Right);
        let shown = texts(&mut app);
        for class in &classes {
            let wanted = classes.iter().filter(|other| *other == class).count();
            assert!(shown.iter().filter(|text| *text == class).count() >= wanted, "{name}: {class}");
        }
        assert_eq!(shown.iter().any(|text| text == "empty"), empty, "{name}");
    }
}

#[test]
fn a_moment_leads_to_its_evidence_in_the_transcript() {
    let Shown { mut app, data: _data } = shown("third_call_blender.namesake", &[]);
    assert!(!shows(&mut app, "Nobody. What you were told"), "the transcript is not open yet");
    for _ in 0..5 {
        key(&mut app, KeyCode::KeyN, "n");
    }
    assert!(shows(&mut app, "Better: “Nobody. What you were told"), "the evidence with the better line");
    assert!(shows(&mut app, "Patience went from 54 to 39."));
    assert!(shows(&mut app, "I can't discuss that with you."));
    let chosen: Vec<String> = spoken_of::<With<Selected>>(&mut app);
    assert!(chosen.iter().any(|label| label.contains("01:14, lost: dismissive")), "{chosen:?}");
    key(&mut app, KeyCode::KeyP, "p");
    let chosen: Vec<String> = spoken_of::<With<Selected>>(&mut app);
    assert!(chosen.iter().any(|label| label.contains("01:08, earned")), "{chosen:?}");
}

fn spoken_of<F: bevy::ecs::query::QueryFilter>(app: &mut App) -> Vec<String> {
    let mut query = app.world_mut().query_filtered::<&AccessibilityNode, F>();
    query.iter(app.world()).filter_map(|node| node.label().map(str::to_owned)).collect()
}

pub fn named(app: &mut App, label: &str) -> Vec<Entity> {
    let mut query = app.world_mut().query::<(Entity, &AccessibilityNode)>();
    query
        .iter(app.world())
        .filter(|(_, node)| node.label().is_some_and(|name| name.contains(label)))
        .map(|(entity, _)| entity)
        .collect()
}

#[test]
fn the_list_of_moments_works_by_keyboard_and_by_click() {
    let Shown { mut app, data: _data } = shown("third_call_blender.namesake", &[]);
    let list = named(&mut app, "Moments")
        .into_iter()
        .find(|entity| app.world().get::<TabIndexOf>(*entity).is_some_and(|index| index.0 == 0));
    focus(&mut app, list.expect("the list"));
    press(&mut app, &[], KeyCode::ArrowDown, Key::ArrowDown);
    press(&mut app, &[], KeyCode::Enter, Key::Enter);
    frames(&mut app, 4);
    assert!(shows(&mut app, "You said what comes next."), "the second moment");
    let row = named(&mut app, "00:48, lost").into_iter().find(|entity| app.world().get::<Skin>(*entity).is_some());
    click(&mut app, row.expect("the row"));
    frames(&mut app, 4);
    assert!(shows(&mut app, "The order number was not read back."));
}

type TabIndexOf = bevy::input_focus::tab_navigation::TabIndex;

#[test]
fn all_criteria_stand_with_points_and_evidence() {
    let Shown { mut app, data: _data } = shown("when_is_my_money.losing_it", &[]);
    key(&mut app, KeyCode::Digit2, "2");
    let labels: Vec<String> = app
        .world()
        .resource::<Session>()
        .debrief
        .as_ref()
        .expect("the debrief")
        .card
        .criteria
        .iter()
        .map(|c| c.label.clone())
        .collect();
    for label in labels {
        assert!(shows(&mut app, &label), "{label}");
    }
    assert!(shows(&mut app, "10 of 40 points"));
    assert!(shows(&mut app, "A step was left out: the date said back by the caller."));
}

#[test]
fn a_cut_line_is_marked_and_own_lines_say_their_tone() {
    let Shown { mut app, data: _data } = shown("when_is_my_money.losing_it", &[]);
    key(&mut app, KeyCode::Digit3, "3");
    assert!(shows(&mut app, "· blaming"));
    let cut = app.world().resource::<Session>().debrief.as_ref().is_some_and(|debrief| {
        debrief.events.iter().any(|event| matches!(event.kind, steadyline::call::EventKind::LineCut { .. }))
    });
    assert_eq!(shows(&mut app, "cut off by you"), cut);
}

#[test]
fn last_time_is_told_where_there_was_one() {
    let Shown { mut app, data: _data } = shown(
        "third_call_blender.perfect",
        &["third_call_blender.cold", "third_call_blender.namesake", "when_is_my_money.losing_it"],
    );
    until(&mut app, |app| shows(app, "attempt 3"));
    assert!(shows(&mut app, "pass 80 · last time 69"), "{:?}", texts(&mut app));
    assert!(app.world().resource::<Session>().debrief.as_ref().is_some_and(|debrief| debrief.before.is_some()));
}

#[test]
fn a_perfect_call_has_nothing_lost() {
    let packs = packs();
    let WalkReport { call, events, card, .. } = play(&packs, "third_call_blender.perfect");
    let moments = key_moments(&call, &events, &card);
    assert!(moments.iter().all(|moment| moment.kind == MomentKind::Earned));
    assert!(moments.windows(2).all(|pair| pair[0].at <= pair[1].at));
    let keys: Vec<&str> =
        moments.iter().flat_map(|moment| &moment.evidence).map(|evidence| evidence.finding.key).collect();
    for key in ["earned-saved", "earned-read-back", "earned-handed-over", "earned-route", "patience-own"] {
        assert!(keys.contains(&key), "{key} in {keys:?}");
    }
    let Shown { mut app, data: _data } = shown("third_call_blender.perfect", &[]);
    assert!(shows(&mut app, "Nothing was lost."));
    assert!(shows(&mut app, "Passed"));
}

#[test]
fn back_leads_to_where_one_came_from_and_leaves_nothing_behind() {
    let Shown { mut app, data: _data } = shown("bits_for_my_sister.size_left", &[]);
    let before = app.world_mut().query::<&Meter>().iter(app.world()).count();
    assert_eq!(before, 4);
    press(&mut app, &[], KeyCode::Escape, Key::Escape);
    frames(&mut app, 3);
    assert_eq!(screen(&app), Screen::Attempts);
    assert_eq!(app.world_mut().query::<&Meter>().iter(app.world()).count(), 0);
    assert_eq!(app.world_mut().query::<&Chart>().iter(app.world()).count(), 0);
    assert!(app.world().resource::<Session>().debrief.is_none());
}

#[test]
fn try_again_leads_to_the_briefing_of_the_same_scenario() {
    let Shown { mut app, data: _data } = shown("bits_for_my_sister.size_left", &[]);
    key(&mut app, KeyCode::KeyT, "t");
    assert_eq!(screen(&app), Screen::Briefing);
    let chosen = app.world().resource::<Session>().chosen.clone().expect("a scenario is chosen");
    assert_eq!(chosen.scenario.id, "bits_for_my_sister");
}

#[test]
fn a_call_that_was_never_finished_has_a_debrief_too() {
    let packs = packs();
    let report = play(&packs, "third_call_blender.namesake");
    let log = Log {
        header: LogHeader::new(&report.setup, "desk", String::new()),
        lines: report.log[..6].to_vec(),
        cut_off: false,
    };
    let (call, events): (Call, Vec<Event>) = steadyline::call::replay(&report.setup, &log);
    assert_ne!(call.phase(), Phase::Done);
    let data = tempfile::tempdir().expect("a folder");
    let folder = data.path().to_path_buf();
    let mut app = app_on(Screen::Home, |app| {
        open_house(app, House { library: Library::new(packs, Vec::new()), data: folder });
        let debrief = Debriefing::new(call, events, log, Screen::Home);
        app.world_mut().resource_mut::<Session>().debrief = Some(debrief);
    });
    app.world_mut().resource_mut::<NextState<Screen>>().set(Screen::Debrief);
    frames(&mut app, 6);
    assert!(shows(&mut app, "not finished"));
    key(&mut app, KeyCode::KeyN, "n");
    key(&mut app, KeyCode::Digit2, "2");
    assert_eq!(screen(&app), Screen::Debrief);
}

#[test]
fn every_stop_of_the_debrief_has_a_name() {
    let Shown { mut app, data: _data } = shown("third_call_blender.namesake", &[]);
    let mut seen = Vec::new();
    loop {
        press(&mut app, &[], KeyCode::Tab, Key::Tab);
        let here = app.world().resource::<InputFocus>().get().expect("something has the focus");
        if seen.contains(&here) {
            break;
        }
        let label = app.world().get::<AccessibilityNode>(here).and_then(|node| node.label().map(str::to_owned));
        assert!(label.is_some_and(|label| !label.is_empty()), "stop {} has no name", seen.len() + 1);
        seen.push(here);
        assert!(seen.len() < 40, "the stops have no end");
    }
    // Back, try again, critical errors, moments, tabs, a list a record, and what there is to see, to hear, to replay and to play
    // on from.
    assert!((7..20).contains(&seen.len()), "{} stops", seen.len());
}
