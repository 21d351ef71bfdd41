//! Rows of the base to be put in order: all of them on the left, the one in front beside one that looks like it in the
//! middle, and on the right what becomes of it, with the rules.

mod beside;
mod decide;
mod rows;

use bevy::input_focus::tab_navigation::TabGroup;
use bevy::prelude::*;

use super::{confirm, feedback, top};
use crate::app::Screen;
use crate::app::actions::{ActionApp, ActionSpec, Chord, Group};
use crate::app::screens::desk::Columns;
use crate::app::screens::page::ESCAPE;
use crate::app::session::{Driller, Drilling, Session, Words};
use crate::app::ui::prelude::*;
use crate::call::{DrillAction, DrillEvent, TidyAction, TidyEventKind, TidyRun};

const LEAVE: &str = "tidy.leave";
const FINISH: &str = "tidy.finish";

pub(super) fn plugin(app: &mut App) {
    let here = |id| ActionSpec::new(id, Screen::Tidy);
    app.init_resource::<Beside>()
        .add_action(here(LEAVE).key(ESCAPE), |mut driller: Driller| driller.leave())
        .add_action(here(FINISH).key(Chord::Plain('f')), confirm::finish)
        .add_action(
            here("tidy.next").key(Chord::Plain('n')).group(Group::Records),
            |mut driller: Driller, mut beside: ResMut<Beside>| step(&mut driller, &mut beside, true),
        )
        .add_action(
            here("tidy.before").key(Chord::Plain('b')).group(Group::Records),
            |mut driller: Driller, mut beside: ResMut<Beside>| step(&mut driller, &mut beside, false),
        )
        .add_plugins((rows::plugin, beside::plugin, decide::plugin))
        .add_systems(OnEnter(Screen::Tidy), (look_at_first, open).chain());
}

/// The row that stands beside the one in front.
#[derive(Resource, Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Beside(Option<usize>);

/// The rows being put in order.
fn tidy(world: &World) -> Option<&TidyRun> {
    world.resource::<Drilling>().tidy()
}

/// The number of the row in front.
fn front(tidy: &TidyRun) -> Option<String> {
    tidy.front().map(|row| tidy.tidy().rows[row].number.clone())
}

/// Does something with the rows; what could not be done is said.
fn act(driller: &mut Driller, action: TidyAction, words: &Words, notices: &mut MessageWriter<Notice>) -> bool {
    let mut done = true;
    for event in &driller.act(DrillAction::Tidy(action)) {
        let DrillEvent::Tidy(event) = event else { continue };
        if let TidyEventKind::Refused { refusal } = &event.kind {
            notices.write(Notice::new(Tone::Warn, words.get(&format!("drill-tidy-no-{}", refusal.name()))));
            done = false;
        }
    }
    done
}

/// Takes a row in front, with what looks most like it beside it.
fn look_at(driller: &mut Driller, beside: &mut Beside, row: usize) {
    let Some(tidy) = driller.drilling.tidy() else { return };
    let (number, alike) = (tidy.tidy().rows[row].number.clone(), tidy.alike(row).first().copied());
    beside.0 = alike;
    driller.act(DrillAction::Tidy(TidyAction::Look(number)));
}

/// Somebody who sits down to the rows has one before them.
fn look_at_first(mut driller: Driller, mut beside: ResMut<Beside>) {
    let Some(tidy) = driller.drilling.tidy() else { return };
    let first = tidy.rows().iter().position(|row| row.into.is_none() && !row.settled).unwrap_or(0);
    match tidy.front() {
        Some(row) => beside.0 = tidy.alike(row).first().copied(),
        None => look_at(&mut driller, &mut beside, first),
    }
}

/// Turns to the next row that is not done, or to the one before.
fn step(driller: &mut Driller, beside: &mut Beside, forth: bool) {
    let Some(tidy) = driller.drilling.tidy() else { return };
    let count = tidy.rows().len();
    let from = tidy.front().unwrap_or(0);
    let mut places = (1..=count).map(|by| if forth { (from + by) % count } else { (from + count - by) % count });
    let found = places.find(|row| tidy.rows()[*row].into.is_none() && !tidy.rows()[*row].settled);
    if let Some(row) = found {
        look_at(driller, beside, row);
    }
}

fn open(drilling: Res<Drilling>, session: Res<Session>, words: Res<Words>, mut commands: Commands) {
    let (Some(live), Some(tidy)) = (&drilling.live, drilling.tidy()) else { return };
    let bar = top::bar(live, &session.who, (LEAVE, FINISH), &words);
    let (left, right) = (rows::panel_of(tidy, &words), decide::panel_of(tidy, &words));
    let middle = beside::panel_of(&words);
    commands.spawn_scene(bsn! {
        template(|_| Ok(DespawnOnExit(Screen::Tidy)))
        TabGroup
        Fill(Token::Line, Shade::Rest)
        Scrolls
        Node { width: percent(100), height: percent(100), flex_direction: FlexDirection::Column, row_gap: px(1), overflow: Overflow::scroll_y() }
        Children [
            bar,
            (
                Columns
                StackBelow(900.0)
                Node { flex_grow: 1.0, flex_basis: px(0), min_height: px(280), column_gap: px(1), row_gap: px(1), overflow: Overflow::clip() }
                Children [
                    ({left} Span(300.0)),
                    ({middle} Span),
                    ({right} Span(300.0)),
                ]
            ),
        ]
    });
}
