//! Rewind in the app: from a moment or a line back to the desk, both outcomes side by side, and back to the first run.

use bevy::a11y::AccessibilityNode;
use bevy::ecs::system::RunSystemOnce as _;
use bevy::input::keyboard::Key;
use bevy::prelude::*;
use steadyline::app::session::{Debriefing, Library, Operator, Session};
use steadyline::app::ui::button::{Caption, KeyShown};
use steadyline::app::{House, Screen, open_house};
use steadyline::call::{Action, Log, LogHeader, Millis, Phase, Rewind, Speaker, decisions, rewind};
use steadyline::scenario::{PackFiles, SourceFile, kept};
use steadyline::scoring::Story;
use steadyline::store::{AttemptFilter, AttemptSummary, NewAttempt, Store};

use crate::debrief::{Shown, key, named, packs, play, screen, shown, shows, texts, until};
use crate::harness::{app_on, click, focus, frames, press};

const NAMESAKE: &str = "third_call_blender.namesake";

fn debrief(app: &App) -> &Debriefing {
    app.world().resource::<Session>().debrief.as_ref().expect("a debrief")
}

/// Ends the call that is being taken, and wraps it up.
fn end_the_call(app: &mut App) {
    let act = |app: &mut App, action: Action| {
        let done = app.world_mut().run_system_once(move |mut operator: Operator| operator.act(action.clone()));
        done.expect("it is done");
        frames(app, 4);
    };
    act(app, Action::End);
    assert_eq!(screen(app), Screen::WrapUp);
    assert!(shows(app, "Rewound run"));
    act(app, Action::WrapUp { code: "XFR".to_owned(), ticks: Vec::new(), note: String::new() });
    frames(app, 4);
    assert_eq!(screen(app), Screen::Debrief);
}

/// Chooses the moment at 01:14, in which the caller was brushed off, and plays on from it by key.
fn play_on_from_the_brush_off() -> Shown {
    let mut shown = shown(NAMESAKE, &[]);
    for _ in 0..5 {
        key(&mut shown.app, KeyCode::KeyN, "n");
    }
    assert!(shows(&mut shown.app, "I can't discuss that with you."));
    key(&mut shown.app, KeyCode::KeyR, "r");
    assert_eq!(screen(&shown.app), Screen::Desk);
    shown
}

#[test]
fn a_moment_is_played_on_from_with_the_caller_as_it_was() {
    let Shown { mut app, data: _data } = play_on_from_the_brush_off();
    assert!(shows(&mut app, "Rewound run"));
    let live = app.world().resource::<Session>().live.as_ref().expect("a call");
    assert!(live.is_rewound());
    let first = play(&packs(), NAMESAKE);
    let log = Log { header: LogHeader::new(&first.setup, "desk", String::new()), lines: first.log, cut_off: false };
    let decision = decisions(&first.setup, &log)
        .into_iter()
        .find(|decision| decision.said.as_ref().is_some_and(|said| said == "I can't discuss that with you."))
        .expect("it was said");
    let Rewind { call, events, .. } = rewind(&first.setup, &log, decision.line, "").expect("a decision");
    assert_eq!(live.events[..events.len()], events, "the same things have happened");
    assert_eq!((live.call.patience(), live.call.phase()), (call.patience(), Phase::Talking));
    assert_eq!(live.call.beat().map(|beat| &beat.name), call.beat().map(|beat| &beat.name));
    let passed = live.call.now().since(decision.at);
    assert!((1..2_000).contains(&passed), "time runs on from there: {passed} ms");
    let offered: Vec<String> = call.replies().iter().map(|reply| call.reply_text(reply)).collect();
    assert!(offered.iter().any(|reply| shows(&mut app, reply)), "its replies are open");
}

#[test]
fn both_outcomes_stand_side_by_side_and_lead_back_to_the_first() {
    let Shown { mut app, data } = play_on_from_the_brush_off();
    end_the_call(&mut app);
    for words in [
        "Both outcomes",
        "You played on from 01:14; this run",
        "The first time: “I can't discuss that with you.”",
        "does not count as an attempt",
        "The first run",
        "This run",
        "Criteria that came out otherwise, in points",
        "Rewound run",
    ] {
        assert!(shows(&mut app, words), "{words} is not shown: {:?}", texts(&mut app));
    }
    let (first, second) = (debrief(&app).first.as_ref().expect("the first run"), debrief(&app));
    let routing = |of: &Debriefing| of.card.numbers[1].score.expect("a number");
    let said = format!("Routing: {} in the first run, {} in this run", routing(first), routing(second));
    assert_eq!(named(&mut app, &said).len(), 1, "a screen reader hears the two sides: {said}");
    until(&mut app, |app| debrief(app).id.is_some());
    assert!(!shows(&mut app, "attempt 1"), "it has no number among the attempts");
    let store = Store::open_to_read(data.path()).expect("the store");
    assert!(store.attempts(&AttemptFilter::default()).expect("a list").is_empty());
    let all = store.attempts(&AttemptFilter { rewound: true, ..default() }).expect("a list");
    assert_eq!(all.iter().filter(|run| run.rewound_of.is_some() && !run.interrupted()).count(), 1);
    assert!(store.practice("tamblewick").expect("rows").is_empty());
    key(&mut app, KeyCode::KeyO, "o");
    assert_eq!(screen(&app), Screen::Debrief);
    assert!(!shows(&mut app, "Both outcomes") && shows(&mut app, "1 compliance-critical"), "the first run again");
    assert!(!debrief(&app).is_rewound());
}

#[test]
fn escape_leads_from_a_rewound_run_to_the_first_and_only_then_away() {
    let Shown { mut app, data: _data } = play_on_from_the_brush_off();
    end_the_call(&mut app);
    press(&mut app, &[], KeyCode::Escape, Key::Escape);
    frames(&mut app, 4);
    assert_eq!(screen(&app), Screen::Debrief);
    assert!(!debrief(&app).is_rewound());
    press(&mut app, &[], KeyCode::Escape, Key::Escape);
    frames(&mut app, 4);
    assert_eq!(screen(&app), Screen::Attempts);
    assert!(app.world().resource::<Session>().debrief.is_none());
}

/// The buttons that play on, with the words on each.
fn play_on_buttons(app: &mut App) -> Vec<(Entity, String)> {
    let mut buttons = app.world_mut().query::<(Entity, &Caption)>();
    let named = buttons.iter(app.world()).filter(|(_, caption)| caption.0.starts_with("Play on from 0"));
    named.map(|(button, caption)| (button, caption.0.clone())).collect()
}

#[test]
fn each_line_of_the_operator_and_each_lost_point_offers_to_play_on() {
    for name in [NAMESAKE, "when_is_my_money.losing_it", "bits_for_my_sister.size_left"] {
        let Shown { mut app, data: _data } = shown(name, &[]);
        key(&mut app, KeyCode::Digit3, "3");
        let shown = debrief(&app);
        let story = Story::new(shown.call.setup(), &shown.events);
        let own: Vec<String> = story
            .lines
            .iter()
            .filter(|line| line.by == Speaker::Operator)
            .map(|line| format!("Play on from {}", line.at.clock()))
            .collect();
        let lost = steadyline::review::key_moments(&shown.call, &shown.events, &shown.card);
        let lost = lost.iter().filter(|moment| moment.kind == steadyline::review::MomentKind::Lost).count();
        let offered: Vec<String> = play_on_buttons(&mut app).into_iter().map(|(_, label)| label).collect();
        for label in &own {
            assert!(offered.contains(label), "{name}: {label} is not offered: {offered:?}");
        }
        assert_eq!(offered.len(), own.len() + lost, "{name}");
    }
}

#[test]
fn a_line_is_played_on_from_by_enter_by_its_key_and_by_click() {
    for way in ["enter", "key", "click"] {
        let Shown { mut app, data: _data } = shown(NAMESAKE, &[]);
        key(&mut app, KeyCode::Digit3, "3");
        let (button, label) = play_on_buttons(&mut app).into_iter().nth(1).expect("a line");
        let name = app.world().get::<AccessibilityNode>(button).and_then(|node| node.label().map(str::to_owned));
        assert_eq!(name.as_deref(), Some(label.as_str()));
        focus(&mut app, button);
        frames(&mut app, 2);
        assert_eq!(app.world().get::<KeyShown>(button).map(|key| key.0.as_str()), Some("R"), "its key stands on it");
        match way {
            "enter" => press(&mut app, &[], KeyCode::Enter, Key::Enter),
            "key" => key(&mut app, KeyCode::KeyR, "r"),
            _ => click(&mut app, button),
        }
        frames(&mut app, 4);
        assert_eq!(screen(&app), Screen::Desk, "{way}");
        let now = app.world().resource::<Session>().live.as_ref().expect("a call").call.now();
        // A few frames have passed since.
        let from = [now, Millis(now.0.saturating_sub(200))].map(|at| format!("Play on from {}", at.clock()));
        assert!(from.contains(&label), "{label}, not {from:?}");
    }
}

#[test]
fn without_a_chosen_place_there_is_nothing_to_play_on_from() {
    let Shown { mut app, data: _data } = shown(NAMESAKE, &[]);
    key(&mut app, KeyCode::KeyR, "r");
    assert_eq!(screen(&app), Screen::Debrief);
    key(&mut app, KeyCode::KeyO, "o");
    assert_eq!(screen(&app), Screen::Debrief);
}

/// The bundled pack with fields at half their points.
fn of_another_day() -> PackFiles {
    let mut files = (*packs()[0].files).clone();
    let old = files.files["rubrics/complaint.ron"].clone();
    let text = old.text.replacen("points: 70,", "points: 35,", 1);
    assert!(text != old.text, "fields have 70 points");
    files.files.insert("rubrics/complaint.ron".to_owned(), SourceFile { name: old.name.clone(), text }.into());
    files
}

/// An app of today's changed pack, whose store holds an attempt of before and a rewound run of it.
fn app_of_another_day() -> (App, tempfile::TempDir, Vec<AttemptSummary>) {
    let data = tempfile::tempdir().expect("a folder");
    let report = play(&packs(), NAMESAKE);
    let log = Log {
        header: LogHeader::new(&report.setup, "desk", "2026-11-01T09:00:00Z".to_owned()),
        lines: report.log.clone(),
        cut_off: false,
    };
    let all = {
        let store = Store::open(data.path()).expect("the store opens");
        let (title, files) = (&report.setup.scenario.source.title, &report.setup.pack.files);
        let keep = |header: &LogHeader| {
            let id = store.begin(&NewAttempt { header, title, files, lines: &log.lines }).expect("begun");
            store.finish(&id, &report.card, "2026-11-01T09:10:00Z", &[]).expect("finished");
            id
        };
        let first = keep(&log.header);
        let line = decisions(&report.setup, &log)[2].line;
        keep(&rewind(&report.setup, &log, line, &first.0).expect("a decision").log.header);
        store.attempts(&AttemptFilter { rewound: true, ..default() }).expect("a list")
    };
    let library = Library::new(kept(of_another_day()).packs, Vec::new());
    let folder = data.path().to_path_buf();
    let app = app_on(Screen::Home, |app| {
        open_house(app, House { library, data: folder });
        app.world_mut().resource_mut::<Session>().who = "Sam Hollis".to_owned();
    });
    (app, data, all)
}

#[test]
fn an_old_attempt_is_debriefed_by_the_rules_of_its_day() {
    let (mut app, _data, all) = app_of_another_day();
    let first = all.iter().find(|attempt| attempt.rewound_of.is_none()).cloned().expect("the first run");
    let open = first.clone();
    app.world_mut()
        .run_system_once(move |mut operator: Operator| operator.open_debrief(&open.id, Screen::Attempts))
        .expect("asked for");
    until(&mut app, |app| screen(app) == Screen::Debrief);
    assert_eq!(debrief(&app).card, play(&packs(), NAMESAKE).card);
    assert_eq!(debrief(&app).card.numbers[0].score.map(i64::from), first.records);
}

#[test]
fn a_kept_rewound_run_is_shown_beside_its_first_one() {
    let (mut app, _data, all) = app_of_another_day();
    let rewound = all.iter().find(|attempt| attempt.rewound_of.is_some()).cloned().expect("the rewound run");
    app.world_mut()
        .run_system_once(move |mut operator: Operator| operator.open_debrief(&rewound.id, Screen::Attempts))
        .expect("asked for");
    until(&mut app, |app| screen(app) == Screen::Debrief);
    frames(&mut app, 4);
    assert!(shows(&mut app, "Both outcomes") && shows(&mut app, "Every criterion came out as it did before."));
}

#[test]
fn all_attempts_shows_rewound_runs_only_when_asked() {
    let (mut app, _data, _) = app_of_another_day();
    app.world_mut().resource_mut::<NextState<Screen>>().set(Screen::Attempts);
    until(&mut app, |app| shows(app, "1 attempt"));
    assert!(!shows(&mut app, "· rewound run"));
    let tick = named(&mut app, "With rewound runs").into_iter().next().expect("the box");
    focus(&mut app, tick);
    press(&mut app, &[], KeyCode::Space, Key::Space);
    until(&mut app, |app| shows(app, "· rewound run"));
}
