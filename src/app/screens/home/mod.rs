//! What to practise next: what is suggested, interrupted calls, how much help, and everything by duty with the person's own
//! results.

use bevy::prelude::*;
use bevy::ui::Selected;

use super::page::{Page, Painter, does, page, store_opened};
use super::standing::stats;
use crate::app::actions::{ActionApp, ActionSpec, Chord};
use crate::app::audio::AudioStatus;
use crate::app::entry::Entry;
use crate::app::profile::Profile;
use crate::app::session::{DataFolder, Library, Session, Words};
use crate::app::ui::list::Run;
use crate::app::ui::prelude::*;
use crate::app::worker::{Answer, Answered, Request, Worker};
use crate::app::{AppSystems, Screen};
use crate::call::Mode;
use crate::store::{AttemptFilter, AttemptSummary};
use filters::Filters;
pub(super) use filters::duty_name;
use list::{AUTHOR, Shown, StandingOf, standing_of};

mod assigned;
mod filters;
mod interrupted;
mod list;
mod next;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Mine>()
        .add_plugins((assigned::plugin, filters::plugin, list::plugin, next::plugin))
        .add_action(
            ActionSpec::new("home.resume", Screen::Home).key(Chord::Plain('r')).when(some_interrupted),
            interrupted::resume_newest,
        )
        .add_action(ActionSpec::new("home.attempts", Screen::Home).key(Chord::Plain('a')), go_to(Screen::Attempts))
        .add_action(
            ActionSpec::new("home.team", Screen::Home).key(Chord::Plain('t')).when(|world| {
                let entry = world.resource::<Entry>();
                !entry.roles_kept || entry.rights.figures
            }),
            go_to(Screen::Team),
        )
        .add_action(ActionSpec::new("home.settings", Screen::Home).key(Chord::Plain('s')), go_to(Screen::Settings))
        .add_action(ActionSpec::new("home.person", Screen::Home).key(Chord::Plain('p')), go_to(Screen::SignIn))
        .add_action(
            ActionSpec::new(AUTHOR, Screen::Home).key(Chord::Plain('e')).when(list::some_scenario),
            list::open_author,
        )
        .add_systems(OnEnter(Screen::Home), (open, ask).chain())
        .add_systems(
            Update,
            (ask.run_if(store_opened), take_attempts, show_sound)
                .chain()
                .in_set(AppSystems::Show)
                .run_if(in_state(Screen::Home)),
        );
}

fn go_to(screen: Screen) -> impl Fn(ResMut<NextState<Screen>>) + Send + Sync + 'static {
    move |mut next| next.set(screen)
}

/// The attempts of the person at the desk, the newest first, and the number of the request for them.
#[derive(Resource, Debug, Default)]
struct Mine {
    asked: u64,
    /// They have been read.
    known: bool,
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

/// Where interrupted calls are offered.
#[derive(Component, Debug, Clone, Copy, Default)]
struct InterruptedPlace;

/// Where it stands that nothing can be heard.
#[derive(Component, Debug, Clone, Copy, Default)]
struct SoundLine;

fn open(
    (words, library, folder): (Res<Words>, Res<Library>, Res<DataFolder>),
    (session, filters, profile): (Res<Session>, Res<Filters>, Res<Profile>),
    mut mine: ResMut<Mine>,
    mut shown: ResMut<Shown>,
    mut commands: Commands,
) {
    mine.attempts.clear();
    mine.known = false;
    let bar: Box<dyn SceneList> = Box::new(bsn_list![
        spacer(),
        line(session.who.clone(), Type::Body, Token::Ink),
        does("home.person", Skin::Quiet),
        does("home.attempts", Skin::Normal),
        does("home.team", Skin::Normal),
        does("home.settings", Skin::Normal),
    ]);
    let kept = words.with("home-kept", &[("folder", &folder.0.display().to_string())]);
    let (now, rows) = list::rows(&words, &library, &filters, (&mine, &profile));
    *shown = now;
    let content: Box<dyn SceneList> = Box::new(bsn_list![
        (InterruptedPlace Node { flex_direction: FlexDirection::Column }),
        (assigned::Place Node { flex_direction: FlexDirection::Column }),
        next::place(),
        modes(&words, session.mode),
        filters::row(&words, &library, &filters),
        list::section(&words, rows),
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
    let rows: Vec<_> = Mode::ALL.map(|mode| mode_row(words, mode, mode == current)).into();
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

fn mode_row(words: &Words, mode: Mode, chosen: bool) -> impl Scene + use<> {
    let name = words.get(&format!("mode-{}", mode.key()));
    let meaning = words.get(&format!("home-mode-{}", mode.key()));
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

fn ask(worker: Option<ResMut<Worker>>, session: Res<Session>, mut mine: ResMut<Mine>) {
    if let Some(mut worker) = worker {
        let filter = AttemptFilter { person: session.who.clone(), ..Default::default() };
        mine.asked = worker.ask(Request::Attempts(filter));
    }
}

fn take_attempts(
    mut answered: MessageReader<Answered>,
    library: Res<Library>,
    places: Query<(Entity, &StandingOf)>,
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
        mine.known = true;
        for (place, of) in &places {
            let standing = standing_of(&library, of.0, attempts);
            let shown = stats(&painter.words, &standing);
            painter.fill(place, vec![shown]);
        }
        if let Ok(place) = interrupted.single() {
            let some = mine.interrupted().next().is_some();
            let shown = some.then(|| Box::new(interrupted::interrupted_card(&painter.words, &mine)) as Box<dyn Scene>);
            painter.fill(place, shown.into_iter().collect());
        }
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
