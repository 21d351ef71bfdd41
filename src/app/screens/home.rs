//! What to practise next: interrupted calls, how much help, and the calls with the person's own numbers.

use std::sync::Arc;

use bevy::prelude::*;
use bevy::ui::Selected;

use super::drill::effort as effort_of_drill;
use super::moment::{day_and_time, length};
use super::page::{FirstFocus, Page, Painter, does, page, store_opened, wrapping};
use super::standing::{Standing, stats};
use super::twin::titled;
use crate::app::actions::{ActionApp, ActionSpec, Chord};
use crate::app::audio::AudioStatus;
use crate::app::author::{Script, Writer, Written};
use crate::app::session::{Chosen, DataFolder, Driller, Drilling, Library, Session, Words};
use crate::app::ui::list::{ActiveRow, Run};
use crate::app::ui::prelude::*;
use crate::app::worker::{Answer, Answered, Request, Worker};
use crate::app::{AppSystems, Screen};
use crate::call::Mode;
use crate::scenario::{Drill, Pack, Scenario};
use crate::store::{AttemptFilter, AttemptKind, AttemptSummary};

/// More interrupted calls than this are found in the table of all attempts.
const INTERRUPTED_SHOWN: usize = 3;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Mine>()
        .add_action(
            ActionSpec::new("home.resume", Screen::Home).key(Chord::Plain('r')).when(some_interrupted),
            resume_newest,
        )
        .add_action(ActionSpec::new("home.attempts", Screen::Home).key(Chord::Plain('a')), go_to(Screen::Attempts))
        .add_action(ActionSpec::new("home.settings", Screen::Home).key(Chord::Plain('s')), go_to(Screen::Settings))
        .add_action(ActionSpec::new("home.person", Screen::Home).key(Chord::Plain('p')), go_to(Screen::SignIn))
        .add_action(ActionSpec::new(AUTHOR, Screen::Home).key(Chord::Plain('e')).when(some_scenario), open_author)
        .add_systems(OnEnter(Screen::Home), (open, ask).chain())
        .add_systems(
            Update,
            (ask.run_if(store_opened), take_attempts, show_sound)
                .chain()
                .in_set(AppSystems::Show)
                .run_if(in_state(Screen::Home)),
        );
}

/// Opens the call that the keyboard stands on, to be written.
const AUTHOR: &str = "home.author";

fn go_to(screen: Screen) -> impl Fn(ResMut<NextState<Screen>>) + Send + Sync + 'static {
    move |mut next| next.set(screen)
}

/// The attempts of the person at the desk, the newest first, and the number of the request for them.
#[derive(Resource, Debug, Default)]
struct Mine {
    asked: u64,
    attempts: Vec<AttemptSummary>,
}

impl Mine {
    fn interrupted(&self) -> impl Iterator<Item = &AttemptSummary> {
        self.attempts.iter().filter(|attempt| attempt.interrupted())
    }
}

fn some_interrupted(world: &World) -> bool {
    world.resource::<Mine>().interrupted().next().is_some()
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct ModeRow(Mode);

/// A scenario by its place in the library.
#[derive(Component, Debug, Clone, Copy, Default)]
struct ScenarioRow {
    pack: usize,
    scenario: usize,
}

/// A drill without a call by its place in the library: the pack, and the number among its drills.
#[derive(Component, Debug, Clone, Copy, Default)]
struct DrillRow {
    pack: usize,
    drill: usize,
}

/// Where the person's numbers of a scenario are shown.
#[derive(Component, Debug, Clone, Copy, Default)]
struct StandingOf(ScenarioRow);

/// Where the person's numbers of a drill are shown.
#[derive(Component, Debug, Clone, Copy, Default)]
struct StandingOfDrill(DrillRow);

/// Where interrupted calls are offered.
#[derive(Component, Debug, Clone, Copy, Default)]
struct InterruptedPlace;

#[derive(Component, Debug, Clone, Copy, Default)]
struct InterruptedRow(usize);

/// Where it stands that nothing can be heard.
#[derive(Component, Debug, Clone, Copy, Default)]
struct SoundLine;

fn open(
    words: Res<Words>,
    library: Res<Library>,
    folder: Res<DataFolder>,
    session: Res<Session>,
    mut mine: ResMut<Mine>,
    mut commands: Commands,
) {
    mine.attempts.clear();
    let bar: Box<dyn SceneList> = Box::new(bsn_list![
        spacer(),
        line(session.who.clone(), Type::Body, Token::Ink),
        does("home.person", Skin::Quiet),
        does("home.attempts", Skin::Normal),
        does("home.settings", Skin::Normal),
    ]);
    let kept = words.with("home-kept", &[("folder", &folder.0.display().to_string())]);
    let content: Box<dyn SceneList> = Box::new(bsn_list![
        (InterruptedPlace Node { flex_direction: FlexDirection::Column }),
        modes(&words, session.mode),
        calls(&words, &library, session.chosen.as_ref()),
        (
            Node { flex_direction: FlexDirection::Column, row_gap: px(S1) }
            Children [
                (SoundLine text("", Type::Small, Token::Warn) Node { display: Display::None }),
                text(kept, Type::Small, Token::Ink3),
            ]
        ),
    ]);
    let title = words.get("home-title");
    commands.spawn_scene(page(Screen::Home, Page { title, width: 1120.0, bar, content, foot: None }));
}

fn modes(words: &Words, current: Mode) -> impl Scene + use<> {
    let title = words.get("home-modes");
    let rows: Vec<_> =
        [Mode::Guided, Mode::Practice, Mode::Assessment].map(|mode| mode_row(words, mode, mode == current)).into();
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S2) }
        Children [
            heading(title.clone()),
            (
                @PickList { @label: {title.clone()}, @rows: {Box::new(rows) as Box<dyn SceneList>} }
                template_value(Run::Across)
                Node { flex_direction: FlexDirection::Row, column_gap: px(S3), row_gap: px(S2) }
                StackBelow(760.0)
                on(|chosen: On<RowChosen>, rows: Query<&ModeRow>, mut session: ResMut<Session>| -> Result {
                    session.mode = rows.get(chosen.row)?.0;
                    Ok(())
                })
            ),
        ]
    }
}

/// The key of a mode in names of messages.
pub(super) const fn mode_key(mode: Mode) -> &'static str {
    match mode {
        Mode::Guided => "guided",
        Mode::Practice => "practice",
        Mode::Assessment => "assessment",
    }
}

fn mode_row(words: &Words, mode: Mode, chosen: bool) -> impl Scene + use<> {
    let name = words.get(&format!("mode-{}", mode_key(mode)));
    let meaning = words.get(&format!("home-mode-{}", mode_key(mode)));
    let mark: Box<dyn Scene> = if chosen { Box::new(bsn! { Selected }) } else { Box::new(()) };
    let content =
        bsn_list![text(name.clone(), Type::BodyBold, Token::Ink), text(meaning.clone(), Type::Small, Token::Ink3)];
    bsn! {
        @PickRow { @label: {format!("{name}. {meaning}")}, @skin: {Skin::Card}, @content: {content} }
        template_value(ModeRow(mode))
        {mark}
        Span
        Node { flex_direction: FlexDirection::Column, align_items: AlignItems::FlexStart, row_gap: px(2) }
    }
}

fn calls(words: &Words, library: &Library, last: Option<&Chosen>) -> impl Scene + use<> {
    let title = words.get("home-calls");
    let hint = words.get("home-calls-hint");
    let mut rows: Vec<Box<dyn SceneList>> = Vec::new();
    for (at, pack) in library.packs.iter().enumerate() {
        if library.packs.len() > 1 {
            rows.push(Box::new(bsn_list![heading(pack.source.name.clone())]));
        }
        for (number, scenario) in pack.scenarios.iter().enumerate() {
            let place = ScenarioRow { pack: at, scenario: number };
            let was_last = last.is_some_and(|last| last.pack.id == pack.id && last.scenario.id == scenario.id);
            let mark: Box<dyn Scene> = if was_last { Box::new(bsn! { Selected }) } else { Box::new(()) };
            let row = scenario_row(words, pack, scenario, place);
            rows.push(Box::new(bsn_list![({row} {mark})]));
        }
        for (number, drill) in pack.all_drills().enumerate() {
            rows.push(Box::new(bsn_list![drill_row(words, &drill, DrillRow { pack: at, drill: number })]));
        }
    }
    let empty = words.get("home-no-calls");
    let empty: Vec<_> = rows.is_empty().then(|| text(empty, Type::Body, Token::Warn)).into_iter().collect();
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S2) }
        Children [
            wrapping(Box::new(bsn_list![
                heading(title.clone()),
                text(hint, Type::Small, Token::Ink3),
                spacer(),
                does(AUTHOR, Skin::Quiet),
            ])),
            {empty},
            (
                @PickList { @label: {title.clone()}, @gap: S2, @rows: {Box::new(rows) as Box<dyn SceneList>} }
                FirstFocus
                on(choose)
            ),
        ]
    }
}

fn scenario_row(words: &Words, pack: &Pack, scenario: &Scenario, place: ScenarioRow) -> impl Scene + use<> {
    let source = &scenario.source;
    let title = source.title.clone();
    let trains = words.with("home-trains", &[("what", &source.trains.join(" · "))]);
    let (least, most) = source.minutes;
    let args =
        [("least", least.to_string()), ("most", most.to_string()), ("difficulty", source.difficulty.to_string())];
    let args = args.each_ref().map(|(name, value)| (*name, value.as_str()));
    let line_name = pack.source.lines.get(&source.line).map_or(source.line.as_str(), |line| line.name.as_str());
    let effort = format!("{} · {line_name}", words.with("home-effort", &args));
    let content = bsn_list![
        (
            Span
            Node { flex_direction: FlexDirection::Column, row_gap: px(2), min_width: px(0) }
            Children [
                text(title.clone(), Type::BodyBold, Token::Ink),
                text(trains, Type::Small, Token::Ink2),
                text(effort.clone(), Type::Small, Token::Ink3),
            ]
        ),
        (template_value(StandingOf(place)) Node { flex_shrink: 0.0, align_items: AlignItems::Center }),
    ];
    bsn! {
        @PickRow { @label: {format!("{title}. {effort}")}, @skin: {Skin::Card}, @content: {content} }
        template_value(place)
        StackBelow(820.0)
        Node { align_items: AlignItems::Stretch, column_gap: px(S5), row_gap: px(S2), padding: UiRect::axes(px(S4), px(S3)) }
    }
}

fn drill_row(words: &Words, drill: &Drill, place: DrillRow) -> impl Scene + use<> {
    let title = drill.title().to_owned();
    let trains = words.with("home-trains", &[("what", &drill.trains().join(" · "))]);
    let effort = effort_of_drill(words, drill);
    let content = bsn_list![
        (
            Span
            Node { flex_direction: FlexDirection::Column, row_gap: px(2), min_width: px(0) }
            Children [
                text(title.clone(), Type::BodyBold, Token::Ink),
                text(trains, Type::Small, Token::Ink2),
                text(effort.clone(), Type::Small, Token::Ink3),
            ]
        ),
        (template_value(StandingOfDrill(place)) Node { flex_shrink: 0.0, align_items: AlignItems::Center }),
    ];
    bsn! {
        @PickRow { @label: {format!("{title}. {effort}")}, @skin: {Skin::Card}, @content: {content} }
        template_value(place)
        StackBelow(820.0)
        Node { align_items: AlignItems::Stretch, column_gap: px(S5), row_gap: px(S2), padding: UiRect::axes(px(S4), px(S3)) }
    }
}

fn choose(
    chosen: On<RowChosen>,
    (rows, drills): (Query<&ScenarioRow>, Query<&DrillRow>),
    library: Res<Library>,
    (mut session, mut drilling): (ResMut<Session>, ResMut<Drilling>),
    mut next: ResMut<NextState<Screen>>,
) -> Result {
    if let Ok(row) = drills.get(chosen.row) {
        if let Some((pack, drill)) = drill_of(&library, *row) {
            drilling.open(pack, drill, &mut next);
        }
        return Ok(());
    }
    let row = rows.get(chosen.row)?;
    let Some(pack) = library.packs.get(row.pack) else { return Ok(()) };
    let Some(scenario) = pack.scenarios.get(row.scenario) else { return Ok(()) };
    session.chosen = Some(Chosen { pack: pack.clone(), scenario: scenario.clone(), twin: false });
    next.set(Screen::Briefing);
    Ok(())
}

fn drill_of(library: &Library, row: DrillRow) -> Option<(&Arc<Pack>, Drill)> {
    let pack = library.packs.get(row.pack)?;
    Some((pack, pack.all_drills().nth(row.drill)?))
}

fn some_scenario(world: &World) -> bool {
    world.resource::<Library>().packs.iter().any(|pack| !pack.scenarios.is_empty())
}

/// The row that the keyboard stands on, else the one that was chosen last, else the first.
fn open_author(
    lists: Query<&ActiveRow>,
    rows: Query<(&ScenarioRow, Has<Selected>)>,
    library: Res<Library>,
    mut writer: Writer,
) {
    let active = lists.iter().find_map(|active| rows.get(active.0?).ok());
    let chosen = active.or_else(|| rows.iter().find(|(_, selected)| *selected)).map(|(row, _)| *row);
    let row = chosen.unwrap_or_default();
    let Some(pack) = library.packs.get(row.pack) else { return };
    let Some(scenario) = pack.scenarios.get(row.scenario) else { return };
    let written = Written { folder: pack.files.folder.clone(), scenario: scenario.id.clone() };
    let script = Script { pack: pack.clone(), base: library.base(pack), scenario: scenario.clone() };
    writer.open(written, Some(script));
}

fn ask(worker: Option<ResMut<Worker>>, session: Res<Session>, mut mine: ResMut<Mine>) {
    if let Some(mut worker) = worker {
        let filter = AttemptFilter { person: session.who.clone(), ..Default::default() };
        mine.asked = worker.ask(Request::Attempts(filter));
    }
}

type StandingPlaces<'w, 's> =
    (Query<'w, 's, (Entity, &'static StandingOf)>, Query<'w, 's, (Entity, &'static StandingOfDrill)>);

fn take_attempts(
    mut answered: MessageReader<Answered>,
    library: Res<Library>,
    (places, drills): StandingPlaces,
    interrupted: Query<Entity, With<InterruptedPlace>>,
    mut mine: ResMut<Mine>,
    mut painter: Painter,
) {
    for Answered { number, answer } in answered.read() {
        let Answer::Attempts(attempts) = answer else { continue };
        if *number != mine.asked {
            continue;
        }
        mine.attempts.clone_from(attempts);
        for (place, of) in &places {
            let standing = standing_of(&library, of.0, attempts);
            let shown = stats(&painter.words, &standing);
            painter.fill(place, vec![shown]);
        }
        for (place, of) in &drills {
            let Some((pack, drill)) = drill_of(&library, of.0) else { continue };
            let kind = AttemptKind::from(drill.kind());
            let own = |one: &&AttemptSummary| one.kind == kind && one.pack == pack.id && one.scenario == drill.id();
            let shown = stats(&painter.words, &Standing::of(attempts.iter().filter(own)));
            painter.fill(place, vec![shown]);
        }
        if let Ok(place) = interrupted.single() {
            let some = mine.interrupted().next().is_some();
            let shown = some.then(|| Box::new(interrupted_card(&painter.words, &mine)) as Box<dyn Scene>);
            painter.fill(place, shown.into_iter().collect());
        }
    }
}

fn standing_of(library: &Library, row: ScenarioRow, attempts: &[AttemptSummary]) -> Standing {
    let Some(pack) = library.packs.get(row.pack) else { return Standing::default() };
    let Some(scenario) = pack.scenarios.get(row.scenario) else { return Standing::default() };
    let own = attempts.iter().filter(|one| one.kind.is_call() && one.pack == pack.id && one.scenario == scenario.id);
    Standing::of(own)
}

fn interrupted_card(words: &Words, mine: &Mine) -> impl Scene + use<> {
    let title = words.get("home-interrupted");
    let rows: Vec<_> = mine
        .interrupted()
        .take(INTERRUPTED_SHOWN)
        .enumerate()
        .map(|(at, attempt)| interrupted_row(words, at, attempt))
        .collect();
    let more = mine.interrupted().count().saturating_sub(INTERRUPTED_SHOWN);
    let more = (more > 0).then(|| words.with("home-interrupted-more", &[("count", &more.to_string())]));
    let more: Vec<_> = more.into_iter().map(|more| text(more, Type::Small, Token::Ink3)).collect();
    bsn! {
        card()
        Edge(Token::Warn)
        Node { row_gap: px(S2) }
        Children [
            wrapping(Box::new(bsn_list![
                text(title.clone(), Type::SmallBold, Token::Warn),
                spacer(),
                does("home.resume", Skin::Primary),
            ])),
            (
                @PickList { @label: {title.clone()}, @rows: {Box::new(rows) as Box<dyn SceneList>} }
                on(|chosen: On<RowChosen>, rows: Query<&InterruptedRow>, mine: Res<Mine>, mut driller: Driller| -> Result {
                    let at = rows.get(chosen.row)?.0;
                    if let Some(attempt) = mine.interrupted().nth(at) {
                        driller.resume(attempt);
                    }
                    Ok(())
                })
            ),
            {more}
        ]
    }
}

fn interrupted_row(words: &Words, at: usize, attempt: &AttemptSummary) -> impl Scene + use<> {
    let title = titled(words, attempt);
    let mode = words.get(&format!("mode-{}", attempt.mode));
    let reached = length(words, attempt.reached_ms.unwrap_or(0).unsigned_abs());
    let args = [("when", day_and_time(words, &attempt.started_at)), ("reached", reached), ("mode", mode)];
    let when = words.with("home-interrupted-when", &args.each_ref().map(|(name, value)| (*name, value.as_str())));
    let content = bsn_list![text(title.clone(), Type::Body, Token::Ink), text(when.clone(), Type::Small, Token::Ink3)];
    bsn! {
        @PickRow { @label: {format!("{title}. {when}")}, @content: {content} }
        template_value(InterruptedRow(at))
        Node { column_gap: px(S3), flex_wrap: FlexWrap::Wrap }
    }
}

fn resume_newest(mine: Res<Mine>, mut driller: Driller) {
    if let Some(attempt) = mine.interrupted().next() {
        driller.resume(attempt);
    }
}

fn show_sound(
    status: Res<AudioStatus>,
    mut lines: Query<(Ref<SoundLine>, &mut Text, &mut Node)>,
    mut painter: Painter,
) {
    for (fresh, mut text, mut node) in &mut lines {
        if !status.is_changed() && !fresh.is_added() {
            continue;
        }
        let AudioStatus::Silent(cause) = &*status else { continue };
        text.0 = painter.words.with("home-silent", &[("cause", cause.trim_end_matches('.'))]);
        node.display = Display::Flex;
        painter.refresh();
    }
}
