//! What somebody has assigned to the trainee, and the way to its next step.

use bevy::prelude::*;

use super::list::{Entry, entry_called, lead_to};
use crate::app::actions::{ActionApp, ActionSpec, Chord};
use crate::app::assigned::{ToDo, due};
use crate::app::lesson::Reading;
use crate::app::screens::page::{Painter, does, wrapping};
use crate::app::session::{Drilling, Library, Session, Words};
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::call::Mode;
use crate::store::{Assigned, StepState, StepStatus};

const GO: &str = "home.assigned";

/// More than these are told by their number.
const SHOWN: usize = 4;

pub(super) fn plugin(app: &mut App) {
    let go = ActionSpec::new(GO, Screen::Home).key(Chord::Plain('g')).when(some_step);
    app.add_action(go, go_on).add_systems(Update, show.in_set(AppSystems::Show).run_if(in_state(Screen::Home)));
}

#[derive(Component, Debug, Clone, Copy, Default)]
pub(super) struct Place;

/// An assignment by its place among those that are open.
#[derive(Component, Debug, Clone, Copy, Default)]
struct Row(usize);

fn some_step(world: &World) -> bool {
    world.resource::<ToDo>().open().any(|one| one.next().is_some())
}

fn show(todo: Res<ToDo>, library: Res<Library>, places: Query<(Entity, Ref<Place>)>, mut painter: Painter) {
    let Ok((place, made)) = places.single() else { return };
    if !todo.is_changed() && !made.is_added() {
        return;
    }
    let open: Vec<&Assigned> = todo.open().collect();
    let card = (!open.is_empty()).then(|| Box::new(card_of(&open, &library, &painter.words)) as Box<dyn Scene>);
    painter.fill(place, card.into_iter().collect());
}

fn card_of(open: &[&Assigned], library: &Library, words: &Words) -> impl Scene + use<> {
    let title = words.get("home-assigned");
    let rows: Vec<_> = open.iter().take(SHOWN).enumerate().map(|(at, one)| row(at, one, library, words)).collect();
    let more = open.len().saturating_sub(SHOWN);
    let more = (more > 0).then(|| words.with("home-assigned-more", &[("count", &more.to_string())]));
    let more: Vec<_> = more.into_iter().map(|more| text(more, Type::Small, Token::Ink3)).collect();
    let overdue = open.iter().any(|one| one.overdue);
    let tone = if overdue { Token::Bad } else { Token::Accent };
    bsn! {
        card()
        Edge({tone})
        Node { row_gap: px(S2) }
        Children [
            wrapping(Box::new(bsn_list![
                text(title.clone(), Type::SmallBold, tone),
                spacer(),
                does(GO, Skin::Primary),
            ])),
            (
                @PickList { @label: {title.clone()}, @rows: {Box::new(rows) as Box<dyn SceneList>} }
                on(choose)
            ),
            {more}
        ]
    }
}

fn row(at: usize, one: &Assigned, library: &Library, words: &Words) -> impl Scene + use<> {
    let mode = words.get(&format!("mode-{}", one.mode));
    let (what, left) = match one.next() {
        Some(step) => (title_of(step, library), left(step, words)),
        None => (words.get("home-assigned-used-up"), None),
    };
    let done = one.steps.iter().filter(|step| step.state == StepState::Done).count();
    let path = (one.steps.len() > 1).then(|| {
        let (done, of) = (done.to_string(), one.steps.len().to_string());
        words.with("home-assigned-path", &[("done", &done), ("of", &of)])
    });
    let about = [Some(mode), path, left].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let title = if one.title == what { what } else { format!("{}: {what}", one.title) };
    let due = due(words, one);
    let (key, tone) = if one.overdue { ("assign-is-overdue", Tone::Bad) } else { ("assign-is-open", Tone::Plain) };
    let state = words.get(key);
    let pill = if one.overdue { format!("{due}, {state}") } else { due };
    let label = format!("{title}. {about}. {pill}");
    let content = bsn_list![
        (
            Node { flex_direction: FlexDirection::Column, flex_grow: 1.0, flex_basis: px(260), min_width: px(0), row_gap: px(2) }
            Children [ text(title, Type::Body, Token::Ink), text(about, Type::Small, Token::Ink3) ]
        ),
        @Pill { label: {pill}, tone: {tone} },
    ];
    bsn! {
        @PickRow { @label: {label}, @content: {content} }
        template_value(Row(at))
        Node { column_gap: px(S3), flex_wrap: FlexWrap::Wrap, align_items: AlignItems::Center }
    }
}

/// The title of today, or that of the day on which it was assigned.
fn title_of(step: &StepStatus, library: &Library) -> String {
    let pack = library.packs.iter().find(|pack| pack.id == step.step.pack);
    let found = pack.and_then(|pack| pack.exercises().find(|exercise| exercise.id == step.step.scenario));
    found.map_or_else(|| step.step.title.clone(), |exercise| exercise.title.to_owned())
}

fn left(step: &StepStatus, words: &Words) -> Option<String> {
    step.left.map(|left| words.with("assign-left", &[("left", &left.to_string())]))
}

fn lead(
    one: &Assigned,
    library: &Library,
    (session, reading, drilling): (&mut Session, &mut Reading, &mut Drilling),
    next: &mut NextState<Screen>,
) {
    let entry: Option<Entry> = one.next().and_then(|step| entry_called(library, &step.step.pack, &step.step.scenario));
    if let Some(entry) = entry {
        session.mode = Mode::ALL.into_iter().find(|mode| mode.key() == one.mode).unwrap_or_default();
        lead_to(entry, library, (session, reading, drilling), next);
    }
}

fn choose(
    chosen: On<RowChosen>,
    rows: Query<&Row>,
    (todo, library): (Res<ToDo>, Res<Library>),
    (mut session, mut reading, mut drilling): (ResMut<Session>, ResMut<Reading>, ResMut<Drilling>),
    mut next: ResMut<NextState<Screen>>,
) -> Result {
    let at = rows.get(chosen.row)?.0;
    if let Some(one) = todo.open().nth(at) {
        lead(one, &library, (&mut session, &mut reading, &mut drilling), &mut next);
    }
    Ok(())
}

/// To the first that has a step to take.
fn go_on(
    (todo, library): (Res<ToDo>, Res<Library>),
    (mut session, mut reading, mut drilling): (ResMut<Session>, ResMut<Reading>, ResMut<Drilling>),
    mut next: ResMut<NextState<Screen>>,
) {
    if let Some(one) = todo.open().find(|one| one.next().is_some()) {
        lead(one, &library, (&mut session, &mut reading, &mut drilling), &mut next);
    }
}
