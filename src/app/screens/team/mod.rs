//! The team: who is ready, who stands where in each criterion, what to coach first, and which drill is broken.

mod assign;
mod assigned;
mod calibration;
mod drills;
mod heat;
mod people;

use bevy::prelude::*;
use bevy::ui::Selected;

use super::page::{ESCAPE, FirstFocus, Page, Painter, does, page, way_back};
use crate::app::actions::{ActionApp, ActionSpec, Chord, run};
use crate::app::assigned::ToDo;
use crate::app::entry::Entry;
use crate::app::session::{Session, Words};
use crate::app::team::{Figures, Team, TeamState};
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};

pub(super) fn plugin(app: &mut App) {
    app.add_plugins((assign::plugin, assigned::plugin, calibration::plugin))
        .init_resource::<View>()
        .add_action(ActionSpec::new("team.back", Screen::Team).key(ESCAPE), back);
    for (part, id, key) in Part::ALL {
        app.add_action(ActionSpec::new(id, Screen::Team).key(Chord::Plain(key)), move |mut view: ResMut<View>| {
            view.part = part;
        });
    }
    app.add_systems(OnEnter(Screen::Team), open).add_systems(
        Update,
        (show_tab, offer_teams, show_part).chain().in_set(AppSystems::Show).run_if(in_state(Screen::Team)),
    );
}

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Part {
    #[default]
    Ready,
    Heat,
    Coach,
    Drills,
    Assigned,
    Calibration,
}

impl Part {
    const ALL: [(Self, &'static str, char); 6] = [
        (Self::Ready, "team.ready", '1'),
        (Self::Heat, "team.heat", '2'),
        (Self::Coach, "team.coach", '3'),
        (Self::Drills, "team.drills", '4'),
        (Self::Assigned, "team.assignments", '5'),
        (Self::Calibration, "team.calibration", '6'),
    ];
}

/// What is looked at; it stays while the screen is away.
#[derive(Resource, Debug, Default)]
struct View {
    part: Part,
    /// The number of the scenario that is looked into.
    scenario: usize,
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct Place;

#[derive(Component, Debug, Clone, Copy, Default)]
struct PartTabs;

#[derive(Component, Debug, Clone, Copy, Default)]
struct PartTab(Part);

fn back(session: Res<Session>, mut next: ResMut<NextState<Screen>>) {
    next.set(way_back(&session));
}

fn open(words: Res<Words>, mut view: ResMut<View>, mut commands: Commands) {
    // A change is what fills the place.
    view.set_changed();
    let title = words.get("team-title");
    let tabs: Vec<_> = Part::ALL
        .into_iter()
        .map(|(part, id, key)| {
            let label = words.get(&format!("action-{}", id.replace('.', "-")));
            bsn! { tab_with_key(label, key) template_value(PartTab(part)) }
        })
        .collect();
    let label = words.get("team-parts");
    let content: Box<dyn SceneList> = Box::new(bsn_list![
        (
            @Tabs { @label: {label}, @tabs: {Box::new(tabs) as Box<dyn SceneList>} }
            PartTabs
            FirstFocus
            Node { flex_shrink: 0.0 }
            on(turn)
        ),
        (TeamPlace::default() Node { flex_direction: FlexDirection::Column, flex_shrink: 0.0 }),
        (Place Node { flex_direction: FlexDirection::Column, row_gap: px(S4), flex_shrink: 0.0 }),
    ]);
    let bar: Box<dyn SceneList> = Box::new(bsn_list![spacer(), does("team.back", Skin::Normal)]);
    commands.spawn_scene(page(Screen::Team, Page { title, width: 1320.0, bar, content, foot: None }));
}

/// Holds the choice of the team that is looked at, and what it offers; nothing where there is one team alone.
#[derive(Component, Debug, Clone, Default)]
struct TeamPlace(Vec<String>);

/// The first option is everybody.
fn look_at(changed: On<ChoiceChanged>, mut team: ResMut<Team>, mut commands: Commands) {
    team.team = changed.index.checked_sub(1).and_then(|at| team.teams.get(at)).cloned();
    commands.queue(crate::app::team::read);
}

fn offer_teams(team: Res<Team>, mut places: Query<(Entity, &mut TeamPlace)>, mut painter: Painter) {
    let Ok((entity, mut place)) = places.single_mut() else { return };
    if team.teams.len() < 2 || place.0 == team.teams {
        return;
    }
    place.0.clone_from(&team.teams);
    let all = painter.words.get("attempts-every-team");
    let options: Vec<String> = std::iter::once(all).chain(team.teams.iter().cloned()).collect();
    let chosen = team.team.as_ref().and_then(|name| team.teams.iter().position(|known| known == name));
    let (label, chosen) = (painter.words.get("attempts-team"), chosen.map_or(0, |at| at + 1));
    let choice = bsn! {
        @Choice { @label: {label}, @options: {options}, @chosen: {Some(chosen)} }
        Node { width: px(220) }
        on(look_at)
    };
    painter.fill(entity, vec![Box::new(choice)]);
}

fn turn(chosen: On<RowChosen>, tabs: Query<&PartTab>, mut commands: Commands) -> Result {
    let part = tabs.get(chosen.row)?.0;
    if let Some((_, action, _)) = Part::ALL.into_iter().find(|(other, ..)| *other == part) {
        commands.queue(run(action));
    }
    Ok(())
}

/// The tab of what is looked at is the chosen one.
fn show_tab(
    view: Res<View>,
    tabs: Query<Entity, With<PartTabs>>,
    rows: Query<(Entity, &PartTab, Has<Selected>)>,
    mut commands: Commands,
) {
    let Ok(list) = tabs.single() else { return };
    if let Some((row, ..)) = rows.iter().find(|(_, tab, selected)| tab.0 == view.part && !selected) {
        commands.trigger(SelectRow { list, row });
    }
}

fn show_part(
    (view, team, todo): (Res<View>, Res<Team>, Res<ToDo>),
    (known, entry): (Res<calibration::Known>, Res<Entry>),
    places: Query<(Entity, Ref<Place>)>,
    mut painter: Painter,
) {
    let Ok((place, made)) = places.single() else { return };
    let news = match view.part {
        Part::Assigned => todo.is_changed(),
        Part::Calibration => known.is_changed(),
        _ => team.is_changed(),
    };
    if !(view.is_changed() || news || made.is_added()) {
        return;
    }
    let content = match (&team.state, team.figures()) {
        _ if view.part == Part::Assigned => assigned::all(&todo, &painter.words),
        _ if view.part == Part::Calibration => calibration::all(&known, &entry, &painter.words),
        (TeamState::Failed(message), _) => vec![said(message.clone())],
        (_, None) => vec![said(match team.made {
            Some(made) => {
                let args = [("done", made.done.to_string()), ("of", made.of.to_string())];
                painter.words.with("team-making", &args.each_ref().map(|(name, value)| (*name, value.as_str())))
            }
            None => painter.words.get("team-reading"),
        })],
        (_, Some(figures)) if figures.team.calls.of == 0 => vec![said(painter.words.get("team-nothing"))],
        (_, Some(figures)) => part(&view, figures, &painter.words),
    };
    painter.fill(place, content);
}

fn said(message: String) -> Box<dyn Scene> {
    Box::new(bsn! { card() Children [ text(message, Type::Body, Token::Ink2) ] })
}

fn part(view: &View, figures: &Figures, words: &Words) -> Vec<Box<dyn Scene>> {
    let mut shown: Vec<Box<dyn Scene>> = match view.part {
        Part::Ready => people::ready(&figures.team, words),
        Part::Heat => heat::map(&figures.team.heat, words),
        Part::Coach => people::coach(&figures.team, words),
        Part::Drills => drills::health(figures, view.scenario, words),
        Part::Assigned | Part::Calibration => Vec::new(),
    };
    if !figures.lost.is_empty() {
        let lost = words.with("team-lost", &[("count", &figures.lost.len().to_string())]);
        shown.push(Box::new(bsn! { card() Children [ text(lost, Type::Small, Token::Warn) ] }));
    }
    shown
}

/// A heading with what it means under it.
fn headed(title: String, rule: String, content: Box<dyn SceneList>) -> Box<dyn Scene> {
    Box::new(bsn! {
        card()
        Node { row_gap: px(S2), flex_shrink: 0.0 }
        Children [
            text(title, Type::BodyBold, Token::Ink),
            text(rule, Type::Small, Token::Ink3),
            {content}
        ]
    })
}

/// A cell of so many logical pixels.
fn cell(width: f32, content: impl Scene) -> impl Scene {
    bsn! {
        Node { width: px(width), flex_shrink: 0.0, min_width: px(0) }
        Children [ content ]
    }
}

/// A cell that takes what room is left.
fn wide(content: impl Scene) -> impl Scene {
    bsn! {
        Node { flex_grow: 1.0, flex_basis: px(160), min_width: px(0) }
        Children [ content ]
    }
}
