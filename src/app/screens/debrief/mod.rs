//! The debrief: four numbers, the call as a curve with its moments, what was saved against what was said, what to work
//! on next, and the evidence for every point.
//!
//! All of it is read from the session's [`Debriefing`]; nothing is judged here.

mod blind;
mod criteria;
mod earlier;
mod fields;
mod head;
mod hear;
mod judge;
pub(super) mod judgement;
pub(super) mod numbers;
mod replay;
mod rewound;
mod timeline;
mod transcript;
mod twin;
mod voice;
mod words;

use bevy::ecs::system::SystemParam;
use bevy::input_focus::tab_navigation::TabGroup;
use bevy::input_focus::{FocusCause, InputFocus};
use bevy::prelude::*;
use bevy::ui::Selected;

use super::page::ESCAPE;
use crate::app::actions::{ActionApp, ActionSpec, Chord, run};
use crate::app::session::{Debriefing, Library, Session, Words};
use crate::app::tempo::Settling;
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::call::{Decision, Millis, decisions};
use crate::review::{KeyMoment, key_moments};

pub(super) fn plugin(app: &mut App) {
    for (part, id, key) in Part::ALL {
        app.add_action(ActionSpec::new(id, Screen::Debrief).key(Chord::Plain(key)), turn_to(part));
    }
    app.add_plugins((
        earlier::plugin,
        timeline::plugin,
        transcript::plugin,
        replay::plugin,
        rewound::plugin,
        hear::plugin,
        twin::plugin,
        voice::plugin,
        judge::plugin,
        judgement::plugin,
        blind::plugin,
    ))
    .add_action(ActionSpec::new("debrief.again", Screen::Debrief).key(Chord::Plain('t')).when(of_operator), try_again)
    .add_action(ActionSpec::new("debrief.back", Screen::Debrief).key(ESCAPE), go_back)
    .add_observer(go_from_row)
    .add_observer(go_from_button)
    .add_systems(OnEnter(Screen::Debrief), open)
    .add_systems(OnExit(Screen::Debrief), |mut commands: Commands| commands.remove_resource::<Reading>())
    .add_systems(
        Update,
        (show_tab, keep_focus, show_part, show_judged)
            .chain()
            .in_set(AppSystems::Show)
            .run_if(resource_exists_and_changed::<Reading>),
    );
}

/// A part of the scorecard below the curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Part {
    #[default]
    Overview,
    Criteria,
    Transcript,
    Judgement,
}

impl Part {
    /// Every part with the action that turns to it, and its key.
    const ALL: [(Self, &'static str, char); 4] = [
        (Self::Overview, "debrief.overview", '1'),
        (Self::Criteria, "debrief.criteria", '2'),
        (Self::Transcript, "debrief.transcript", '3'),
        (Self::Judgement, "debrief.judgement", '4'),
    ];
}

/// What the user is reading. It lives as long as the screen.
#[derive(Resource, Debug)]
struct Reading {
    part: Part,
    moments: Vec<KeyMoment>,
    /// From where the call can be played on.
    decisions: Vec<Decision>,
    /// The number of the chosen moment.
    chosen: Option<usize>,
    /// Where the transcript is to stand.
    at: Option<Millis>,
    /// How often something was said or decided meanwhile.
    judged: u32,
}

impl Reading {
    /// Turns to the transcript at a moment of the call.
    fn go(&mut self, goes: Goes) {
        self.part = Part::Transcript;
        self.at = Some(goes.at);
        self.chosen = goes.moment.or_else(|| self.moments.iter().position(|moment| moment.at == goes.at));
    }
}

/// What is read, of which debrief, in which words.
#[derive(SystemParam)]
struct Open<'w> {
    session: Res<'w, Session>,
    words: Res<'w, Words>,
    reading: Res<'w, Reading>,
}

/// Choosing this leads to a moment of the call.
#[derive(Component, Debug, Clone, Copy, Default)]
struct Goes {
    at: Millis,
    moment: Option<usize>,
}

/// Shows one [`Part`] with what was said and decided by then; none before the first.
#[derive(Component, Debug, Clone, Copy, Default)]
struct PartPlace(Option<(Part, u32)>);

/// Shows the four numbers, as they hold.
#[derive(Component, Debug, Clone, Copy, Default)]
struct NumbersPlace;

#[derive(Component, Debug, Clone, Copy, Default)]
struct PartTabs;

#[derive(Component, Debug, Clone, Copy, Default)]
struct PartTab(Part);

fn open(session: Res<Session>, words: Res<Words>, mut next: ResMut<NextState<Screen>>, mut commands: Commands) {
    let Some(debrief) = &session.debrief else {
        next.set(super::page::way_back(&session));
        return;
    };
    let moments = key_moments(&debrief.call, &debrief.events, &debrief.card);
    commands.spawn_scene(debrief_scene(debrief, &moments, &words));
    // An author takes steps back on the screen that it came from.
    let decisions = if debrief.of_author { Vec::new() } else { decisions(debrief.call.setup(), &debrief.log) };
    commands.insert_resource(Reading { part: Part::default(), moments, decisions, chosen: None, at: None, judged: 0 });
}

fn debrief_scene(debrief: &Debriefing, moments: &[KeyMoment], words: &Words) -> impl Scene + use<> {
    let name = words.with("debrief-name", &[("title", &debrief.call.setup().scenario.source.title)]);
    let outcomes: Vec<_> = rewound::outcomes(debrief, words).into_iter().collect();
    let content = bsn_list![
        {outcomes},
        (NumbersPlace Node { flex_direction: FlexDirection::Column, flex_shrink: 0.0 } Children [ numbers::numbers(debrief, words) ]),
        (voice::VoicePlace Node { flex_direction: FlexDirection::Column, flex_shrink: 0.0 }),
        timeline::timeline(debrief, moments, words),
        part_tabs(words),
        (PartPlace Node { flex_direction: FlexDirection::Column, flex_shrink: 0.0, min_height: px(260) }),
    ];
    bsn! {
        template(|_| Ok(DespawnOnExit(Screen::Debrief)))
        TabGroup
        Fill(Token::Bg, Shade::Rest)
        Node { width: percent(100), height: percent(100), flex_direction: FlexDirection::Column }
        Children [
            head::head(debrief, words),
            (
                @ScrollBox { @label: {name}, @pad: S5, @gap: S4, @content: {content} }
                Node { flex_grow: 1.0, flex_basis: px(0), min_height: px(0) }
            ),
        ]
    }
}

fn part_tabs(words: &Words) -> impl Scene + use<> {
    let label = words.get("debrief-parts");
    let tabs: Vec<_> = Part::ALL
        .into_iter()
        .map(|(part, id, key)| part_tab(part, words.get(&format!("action-{}", id.replace('.', "-"))), key))
        .collect();
    bsn! {
        @Tabs { @label: {label}, @tabs: {Box::new(tabs) as Box<dyn SceneList>} }
        PartTabs
        Node { flex_shrink: 0.0 }
        on(|chosen: On<RowChosen>, tabs: Query<&PartTab>, mut commands: Commands| -> Result {
            let part = tabs.get(chosen.row)?.0;
            if let Some((_, action, _)) = Part::ALL.into_iter().find(|(other, ..)| *other == part) {
                commands.queue(run(action));
            }
            Ok(())
        })
    }
}

fn part_tab(part: Part, label: String, key: char) -> impl Scene {
    let chosen = (part == Part::default()).then(|| bsn! { Selected });
    bsn! {
        tab_with_key(label, key)
        template_value(PartTab(part))
        {chosen}
    }
}

fn turn_to(part: Part) -> impl Fn(Option<ResMut<Reading>>) + Send + Sync + 'static {
    move |reading: Option<ResMut<Reading>>| {
        if let Some(mut reading) = reading {
            reading.part = part;
        }
    }
}

/// The tab of what is read is the chosen one.
fn show_tab(
    reading: Res<Reading>,
    tabs: Query<Entity, With<PartTabs>>,
    rows: Query<(Entity, &PartTab)>,
    mut commands: Commands,
) {
    let row = rows.iter().find(|(_, tab)| tab.0 == reading.part);
    if let (Ok(list), Some((row, _))) = (tabs.single(), row) {
        commands.trigger(SelectRow { list, row });
    }
}

/// What has the focus goes with the part it stands in; the focus goes to the tabs.
fn keep_focus(
    reading: Res<Reading>,
    place: Query<(Entity, &PartPlace)>,
    tabs: Query<Entity, With<PartTabs>>,
    parents: Query<&ChildOf>,
    mut focus: ResMut<InputFocus>,
) {
    let (Ok((place, shown)), Ok(tabs), Some(focused)) = (place.single(), tabs.single(), focus.get()) else { return };
    let leaves = shown.0 != Some((reading.part, reading.judged));
    if leaves && parents.iter_ancestors(focused).any(|above| above == place) {
        focus.set(tabs, FocusCause::Navigated);
    }
}

/// Fills the place below the tabs when another part is turned to.
fn show_part(
    open: Open,
    mut place: Query<(Entity, &mut PartPlace)>,
    mut settling: ResMut<Settling>,
    mut commands: Commands,
) {
    let (Some(debrief), Ok((place, mut shown))) = (&open.session.debrief, place.single_mut()) else { return };
    settling.request();
    let now = (open.reading.part, open.reading.judged);
    if shown.0 == Some(now) {
        return;
    }
    shown.0 = Some(now);
    let part = match open.reading.part {
        Part::Overview => commands.spawn_scene(overview(debrief, &open.reading, &open.words)).id(),
        Part::Criteria => commands.spawn_scene(criteria::all_criteria(debrief, &open.words)).id(),
        Part::Transcript => commands.spawn_scene(transcript::transcript(debrief, &open.reading, &open.words)).id(),
        Part::Judgement => commands
            .spawn_scene(judgement::said_and_decided(
                debrief.sheet(),
                ("debrief.comment", "debrief.sign_off"),
                &open.words,
            ))
            .id(),
    };
    commands.entity(place).despawn_children().add_child(part);
}

/// The numbers and the verdict change with what is decided.
fn show_judged(
    open: Open,
    numbers: Query<Entity, With<NumbersPlace>>,
    verdicts: Query<Entity, With<head::Verdict>>,
    mut shown: Local<u32>,
    mut commands: Commands,
) {
    let Some(debrief) = &open.session.debrief else { return };
    if *shown == open.reading.judged {
        return;
    }
    *shown = open.reading.judged;
    if let Ok(place) = numbers.single() {
        let numbers = commands.spawn_scene(numbers::numbers(debrief, &open.words)).id();
        commands.entity(place).despawn_children().add_child(numbers);
    }
    if let Ok(place) = verdicts.single() {
        let verdict = commands.spawn_scene(head::verdict(debrief, &open.words)).id();
        commands.entity(place).despawn_children().add_child(verdict);
    }
}

fn overview(debrief: &Debriefing, reading: &Reading, words: &Words) -> impl Scene + use<> {
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S4), flex_shrink: 0.0 }
        Children [
            (
                StackBelow(900.0)
                Node { column_gap: px(S4), row_gap: px(S4), flex_shrink: 0.0 }
                Children [
                    (fields::saved_against_said(debrief, words) Span),
                    (criteria::work_on_next(debrief, &reading.decisions, words) Span(470.0)),
                ]
            ),
            (twin::TwinPlace Node { flex_direction: FlexDirection::Column, row_gap: px(S4), flex_shrink: 0.0 }),
        ]
    }
}

fn go_from_row(chosen: On<RowChosen>, goes: Query<&Goes>, reading: Option<ResMut<Reading>>) {
    if let (Ok(goes), Some(mut reading)) = (goes.get(chosen.row), reading) {
        reading.go(*goes);
    }
}

fn go_from_button(activate: On<Activate>, goes: Query<&Goes>, reading: Option<ResMut<Reading>>) {
    if let (Ok(goes), Some(mut reading)) = (goes.get(activate.entity), reading) {
        reading.go(*goes);
    }
}

/// Whether an operator took the call: an author's run leads back to the author.
fn of_operator(world: &World) -> bool {
    world.resource::<Session>().debrief.as_ref().is_some_and(|debrief| !debrief.of_author)
}

/// The same scenario with a new seed.
fn try_again(mut session: ResMut<Session>, library: Res<Library>, mut next: ResMut<NextState<Screen>>) {
    let Some(debrief) = &session.debrief else { return };
    let setup = debrief.call.setup();
    let mode = setup.mode;
    session.chosen = Some(library.again(setup, setup.twin));
    session.mode = mode;
    next.set(Screen::Briefing);
}

/// A rewound run's debrief leads back to that of the first run.
fn go_back(mut session: ResMut<Session>, mut next: ResMut<NextState<Screen>>) {
    if let Some(first) = session.back_to_first() {
        return next.set(first);
    }
    next.set(session.debrief.as_ref().map_or(Screen::Home, |debrief| debrief.from));
}
