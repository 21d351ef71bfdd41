//! A call list: the line on the left, the rows and the one in front in the middle, and on the right what becomes of it, with
//! the rules.

mod contact;
mod decide;
mod phone;
mod rows;

use bevy::input_focus::tab_navigation::TabGroup;
use bevy::prelude::*;

use super::{confirm, top};
use crate::app::Screen;
use crate::app::actions::{ActionApp, ActionSpec, Chord, Group};
use crate::app::screens::desk::Columns;
use crate::app::screens::page::ESCAPE;
use crate::app::session::{Driller, Drilling, Session, Words};
use crate::app::ui::prelude::*;
use crate::call::{DrillAction, DrillEvent, ListAction, ListEventKind, ListRun};

const LEAVE: &str = "call_list.leave";
const FINISH: &str = "call_list.finish";

pub(super) fn plugin(app: &mut App) {
    let here = |id| ActionSpec::new(id, Screen::CallList);
    app.add_action(here(LEAVE).key(ESCAPE), |mut driller: Driller| driller.leave())
        .add_action(here(FINISH).key(Chord::Plain('f')).when(may_finish), confirm::finish)
        .add_action(
            here("call_list.next").key(Chord::Plain('n')).group(Group::Records),
            |driller: Driller, notices: MessageWriter<Notice>, words: Res<Words>| step(driller, notices, words, true),
        )
        .add_action(
            here("call_list.before").key(Chord::Plain('b')).group(Group::Records),
            |driller: Driller, notices: MessageWriter<Notice>, words: Res<Words>| step(driller, notices, words, false),
        )
        .add_plugins((phone::plugin, rows::plugin, contact::plugin, decide::plugin))
        .add_systems(OnEnter(Screen::CallList), (look_at_first, open).chain());
}

/// The list being worked through.
fn list(world: &World) -> Option<&ListRun> {
    world.resource::<Drilling>().list()
}

fn may_finish(world: &World) -> bool {
    list(world).is_some_and(|list| list.on_line().is_none() && list.waits_for_outcome().is_none())
}

/// The number of the row in front, as the list has it.
fn front(list: &ListRun) -> Option<String> {
    list.front().map(|row| list.campaign().rows[row].number.clone())
}

/// Does something with the list; what could not be done is said.
fn act(driller: &mut Driller, action: ListAction, words: &Words, notices: &mut MessageWriter<Notice>) -> bool {
    let events = driller.act(DrillAction::List(action));
    let mut done = true;
    for event in &events {
        let DrillEvent::List(event) = event else { continue };
        if let ListEventKind::Refused { refusal } = &event.kind {
            notices.write(Notice::new(Tone::Warn, words.get(&format!("drill-list-no-{}", refusal.name()))));
            done = false;
        }
    }
    done
}

/// Somebody who sits down to a list has its first row before them.
fn look_at_first(mut driller: Driller) {
    let Some(list) = driller.drilling.list() else { return };
    if list.front().is_some() {
        return;
    }
    let first = list.rows().iter().position(|row| !row.settled).unwrap_or(0);
    if let Some(row) = list.campaign().rows.get(first).map(|row| row.number.clone()) {
        driller.act(DrillAction::List(ListAction::Look(row)));
    }
}

/// Turns to the next row that nothing was decided about, or to the one before.
fn step(mut driller: Driller, mut notices: MessageWriter<Notice>, words: Res<Words>, forth: bool) {
    let Some(list) = driller.drilling.list() else { return };
    let count = list.rows().len();
    let from = list.front().unwrap_or(0);
    let places = (1..=count).map(|by| if forth { (from + by) % count } else { (from + count - by) % count });
    let found = places.into_iter().find(|row| !list.rows()[*row].settled);
    let Some(row) = found.map(|row| list.campaign().rows[row].number.clone()) else { return };
    act(&mut driller, ListAction::Look(row), &words, &mut notices);
}

fn open(drilling: Res<Drilling>, session: Res<Session>, words: Res<Words>, mut commands: Commands) {
    let (Some(live), Some(list)) = (&drilling.live, drilling.list()) else { return };
    let bar = top::bar(live, &session.who, (LEAVE, FINISH), &words);
    let (left, right) = (phone::panel_of(list, &words), decide::panel_of(live, &words));
    let middle = middle(list, &words);
    commands.spawn_scene(bsn! {
        template(|_| Ok(DespawnOnExit(Screen::CallList)))
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
                    ({right} Span(320.0)),
                ]
            ),
        ]
    });
}

fn middle(list: &ListRun, words: &Words) -> impl Scene + use<> {
    let rows = rows::table(list, words);
    bsn! {
        panel()
        Node { row_gap: px(S3), padding: UiRect::all(px(S4)) }
        Children [
            rows,
            (contact::ContactPlace::default() Node { flex_direction: FlexDirection::Column, flex_shrink: 0.0 }),
        ]
    }
}
