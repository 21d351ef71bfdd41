//! A lesson: its text and pictures, the call that can be watched, and the drill that comes after it.

use std::sync::Arc;

use accesskit::Role;
use bevy::input_focus::tab_navigation::TabIndex;
use bevy::prelude::*;
use bevy::ui::UiGlobalTransform;
use bevy::window::PrimaryWindow;

use super::home::duty_name;
use super::page::{ESCAPE, FirstFocus, Page, does, page};
use crate::app::actions::{ActionApp, ActionSpec, Chord, Does};
use crate::app::lesson::Reading;
use crate::app::profile::Profile;
use crate::app::session::{CallLanguage, Chosen, Drilling, Session, Words};
use crate::app::ui::prelude::*;
use crate::app::worker::Worker;
use crate::app::{AppSystems, Screen};
use crate::scenario::{Drill, Duty, Lesson, Pack, Scenario};

mod parts;
mod pictures;

const WATCH: &str = "lesson.watch";
const PRACTISE: &str = "lesson.practise";

pub(super) fn plugin(app: &mut App) {
    let here = |id| ActionSpec::new(id, Screen::Lesson);
    app.add_action(here("lesson.back").key(ESCAPE), |mut next: ResMut<NextState<Screen>>| next.set(Screen::Home))
        .add_action(here(WATCH).key(Chord::Plain('w')).when(has_call), watch)
        .add_action(here(PRACTISE).key(Chord::Plain('p')).when(has_drill), practise)
        .add_systems(OnEnter(Screen::Lesson), open)
        .add_systems(Update, (note_end, show_waiting).in_set(AppSystems::Show).run_if(in_state(Screen::Lesson)));
}

/// Stands behind the last part: who sees it has read the lesson.
#[derive(Component, Debug, Clone, Copy, Default)]
struct End;

/// Says that the call is not there yet.
#[derive(Component, Debug, Clone, Copy, Default)]
struct Waiting;

fn has_call(world: &World) -> bool {
    world.resource::<Reading>().call().is_some()
}

fn has_drill(world: &World) -> bool {
    drill(world.resource::<Reading>()).is_some()
}

/// What is practised after a lesson.
enum Practice {
    Call(Arc<Scenario>),
    Drill(Drill),
}

/// The call that the lesson shows if that is about its duty, else the easiest drill that is.
fn drill(reading: &Reading) -> Option<Practice> {
    let (pack, lesson) = reading.lesson.as_ref()?;
    let shown = reading.call().map(|(scenario, _)| Arc::clone(scenario));
    let is_main = |duties: &[Duty]| duties.first() == Some(&lesson.source.duty);
    if let Some(shown) = shown.as_ref().filter(|shown| is_main(&shown.source.duties)) {
        return Some(Practice::Call(Arc::clone(shown)));
    }
    let calls = pack.scenarios.iter().filter(|call| is_main(&call.source.duties));
    let calls = calls.map(|call| (call.source.difficulty, Practice::Call(Arc::clone(call))));
    let drills = pack.all_drills().filter(|drill| is_main(drill.duties()));
    let drills = drills.map(|drill| (u32::from(drill.difficulty()), Practice::Drill(drill)));
    let easiest = calls.chain(drills).min_by_key(|(difficulty, _)| *difficulty).map(|(_, practice)| practice);
    easiest.or_else(|| shown.map(Practice::Call))
}

fn open(
    words: Res<Words>,
    (reading, language, session): (Res<Reading>, Res<CallLanguage>, Res<Session>),
    mut next: ResMut<NextState<Screen>>,
    mut commands: Commands,
) {
    let Some((pack, lesson)) = reading.in_language(&language.0) else {
        next.set(Screen::Home);
        return;
    };
    let bar: Box<dyn SceneList> = Box::new(bsn_list![
        spacer(),
        line(session.who.clone(), Type::Body, Token::Ink),
        does("lesson.back", Skin::Normal)
    ]);
    let content: Box<dyn SceneList> = Box::new(bsn_list![article(&words, pack, lesson)]);
    let has_call = reading.call().is_some();
    let watch: Vec<_> =
        has_call.then(|| bsn! { (@PushButton { @skin: {Skin::Primary} } Does(WATCH)) }).into_iter().collect();
    let foot: Box<dyn SceneList> = Box::new(bsn_list![
        {watch},
        does(PRACTISE, if has_call { Skin::Normal } else { Skin::Primary }),
        (Waiting text("", Type::Small, Token::Ink3)),
    ]);
    let title = words.get("home-lesson");
    commands.spawn_scene(page(Screen::Lesson, Page { title, width: 860.0, bar, content, foot: Some(foot) }));
}

/// The lesson itself. It takes the focus, so that keys move it.
fn article(words: &Words, pack: &Pack, lesson: &Lesson) -> impl Scene + use<> {
    let source = &lesson.source;
    let minutes = words.with("lesson-minutes", &[("minutes", &source.minutes.to_string())]);
    let about = format!("{} · {} · {minutes}", duty_name(words, source.duty), pack.source.name);
    let parts: Vec<Box<dyn Scene>> = source.parts.iter().map(|part| parts::part(words, pack, part)).collect();
    let title = source.title.clone();
    let demonstration = source.demonstration.as_ref().map(|shown| parts::invitation(words, pack, shown));
    let demonstration: Vec<_> = demonstration.into_iter().collect();
    bsn! {
        spoken(Role::Group, title.clone())
        TabIndex(0)
        FirstFocus
        // What texts would need in a narrower room must not lengthen the page.
        Node { flex_direction: FlexDirection::Column, row_gap: px(S4), overflow: Overflow::clip() }
        Children [
            (
                Node { flex_direction: FlexDirection::Column, row_gap: px(S1) }
                Children [ text(title, Type::Title, Token::Ink), text(about, Type::Small, Token::Ink3) ]
            ),
            {parts},
            {demonstration},
            (End Node { height: px(1), flex_shrink: 0.0 }),
        ]
    }
}

/// Whoever has come to the end has read it.
fn note_end(
    ends: Query<(&UiGlobalTransform, &ComputedNode), With<End>>,
    windows: Query<&Window, With<PrimaryWindow>>,
    reading: Res<Reading>,
    mut profile: ResMut<Profile>,
    worker: Option<ResMut<Worker>>,
) {
    let (Ok((end, node)), Ok(window)) = (ends.single(), windows.single()) else { return };
    let laid_out = node.size().x > 0.0;
    if laid_out && end.translation.y <= window.resolution.physical_height() as f32 {
        note_read(&reading, &mut profile, worker);
    }
}

/// Keeps that the lesson was read.
pub(super) fn note_read(reading: &Reading, profile: &mut ResMut<Profile>, worker: Option<ResMut<Worker>>) {
    let (Some((pack, lesson)), Some(mut worker)) = (&reading.lesson, worker) else { return };
    if profile.person.is_empty() || profile.has_read(&pack.id, &lesson.id) {
        return;
    }
    let name = format!("{}/{}", pack.id, lesson.id);
    profile.change(&mut worker, |profile| {
        profile.lessons_read.insert(name);
    });
}

fn watch(mut reading: ResMut<Reading>) {
    reading.watch();
}

fn practise(
    reading: Res<Reading>,
    (mut session, mut drilling): (ResMut<Session>, ResMut<Drilling>),
    mut profile: ResMut<Profile>,
    worker: Option<ResMut<Worker>>,
    mut next: ResMut<NextState<Screen>>,
) {
    note_read(&reading, &mut profile, worker);
    lead_to_drill(&reading, (&mut session, &mut drilling), &mut next);
}

/// From the lesson to the briefing of its drill.
pub(super) fn lead_to_drill(
    reading: &Reading,
    (session, drilling): (&mut Session, &mut Drilling),
    next: &mut NextState<Screen>,
) {
    let (Some((pack, _)), Some(practice)) = (&reading.lesson, drill(reading)) else { return };
    match practice {
        Practice::Call(scenario) => {
            session.chosen = Some(Chosen { pack: pack.clone(), scenario, twin: false });
            next.set(Screen::Briefing);
        }
        Practice::Drill(drill) => drilling.open(pack, drill, next),
    }
}

fn show_waiting(reading: Res<Reading>, words: Res<Words>, mut lines: Query<&mut Text, With<Waiting>>) {
    let said = if reading.is_waited_for() { words.get("lesson-waiting") } else { String::new() };
    for mut text in &mut lines {
        text.set_if_neq(Text(said.clone()));
    }
}
