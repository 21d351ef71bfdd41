//! The rows of the list, one below the other: who, what for, the number, the hour there, and how far each is.

use bevy::prelude::*;
use bevy::ui::Selected;

use super::act;
use crate::app::screens::drill::said;
use crate::app::screens::page::FirstFocus;
use crate::app::session::{Driller, Drilling, Words};
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::call::{ListAction, ListDecision, ListRun};

/// The widths of the columns in logical pixels; the name takes what is left.
const NUMBER: f32 = 32.0;
const PURPOSE: f32 = 58.0;
const PHONE: f32 = 128.0;
const THERE: f32 = 44.0;
const STATE: f32 = 132.0;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        Update,
        (show_states, show_times, show_front).chain().in_set(AppSystems::Show).run_if(in_state(Screen::CallList)),
    );
}

/// A row by its place in the list.
#[derive(Component, Debug, Clone, Copy, Default)]
struct RowOf(usize);

#[derive(Component, Debug, Clone, Copy, Default)]
struct StateOf(usize);

#[derive(Component, Debug, Clone, Copy, Default)]
struct PhoneOf(usize);

#[derive(Component, Debug, Clone, Copy, Default)]
struct TimeOf(usize);

#[derive(Component, Debug, Clone, Copy, Default)]
struct RowsList;

pub(super) fn table(list: &ListRun, words: &Words) -> impl Scene + use<> {
    let label = words.get("list-rows");
    let rows: Vec<_> = (0..list.rows().len()).map(|at| row(list, at, words)).collect();
    let content = bsn_list![(
        @PickList { @label: {label.clone()}, @gap: 0.0, @rows: {Box::new(rows) as Box<dyn SceneList>} }
        RowsList
        FirstFocus
        on(|chosen: On<RowChosen>, rows: Query<&RowOf>, mut driller: Driller, words: Res<Words>, mut notices: MessageWriter<Notice>| -> Result {
            let at = rows.get(chosen.row)?.0;
            let number = driller.drilling.list().map(|list| list.campaign().rows[at].number.clone());
            if let Some(number) = number {
                act(&mut driller, ListAction::Look(number), &words, &mut notices);
            }
            Ok(())
        })
    )];
    bsn! {
        Node { flex_direction: FlexDirection::Column, flex_grow: 1.0, flex_basis: px(0), min_height: px(168) }
        Children [
            heads(words),
            divider(),
            (@ScrollBox { @label: {label}, @content: {content} } Node { flex_grow: 1.0, flex_basis: px(0), min_height: px(0) }),
        ]
    }
}

fn heads(words: &Words) -> impl Scene + use<> {
    let head = |key: &str| line(words.get(key), Type::SmallBold, Token::Ink2);
    let (number, name, purpose) = (head("list-head-number"), head("list-head-name"), head("list-head-purpose"));
    let (phone, there, state) = (head("list-head-phone"), head("list-head-there"), head("list-head-state"));
    bsn! {
        Node { column_gap: px(S2), padding: UiRect { left: px(S3 + 1.0), right: px(S4 + 1.0), top: px(0), bottom: px(S1) }, flex_shrink: 0.0 }
        Children [
            (fixed(NUMBER) Children [ number ]),
            (Node { flex_grow: 1.0, flex_basis: px(0), min_width: px(0) } Children [ name ]),
            (fixed(PURPOSE) Children [ purpose ]),
            (fixed(PHONE) Children [ phone ]),
            (fixed(THERE) Children [ there ]),
            (fixed(STATE) Children [ state ]),
        ]
    }
}

fn fixed(width: f32) -> impl Scene {
    bsn! { Node { width: px(width), flex_shrink: 0.0, overflow: Overflow::clip_x() } }
}

fn row(list: &ListRun, at: usize, words: &Words) -> impl Scene + use<> {
    let of = &list.campaign().rows[at];
    let label = words.with("list-row-name", &[("row", &of.number), ("name", &of.name), ("purpose", &of.purpose)]);
    let content = bsn_list![
        (fixed(NUMBER) Children [ line(of.number.clone(), Type::Small, Token::Ink3) ]),
        (
            Node { flex_grow: 1.0, flex_basis: px(0), min_width: px(0), overflow: Overflow::clip_x() }
            Children [ line(of.name.clone(), Type::Body, Token::Ink) ]
        ),
        (fixed(PURPOSE) Children [ line(of.purpose.clone(), Type::Small, Token::Ink2) ]),
        (fixed(PHONE) Children [ (line("", Type::Small, Token::Ink2) PhoneOf(at)) ]),
        (fixed(THERE) Children [ (line("", Type::Small, Token::Ink2) TimeOf(at)) ]),
        (fixed(STATE) Children [ (@Pill StateOf(at)) ]),
    ];
    let chosen: Box<dyn Scene> = if list.front() == Some(at) { Box::new(bsn! { Selected }) } else { Box::new(()) };
    bsn! {
        @PickRow { @label: {label}, @content: {content} }
        RowOf(at)
        {chosen}
        Node { column_gap: px(S2), min_height: px(32), padding: UiRect { left: px(S3), right: px(S4), top: px(2), bottom: px(2) } }
    }
}

/// How far a row is.
fn state(list: &ListRun, at: usize) -> (&'static str, Tone) {
    let (of, worked) = (&list.campaign().rows[at], &list.rows()[at]);
    match list.on_line() {
        Some((row, None)) if row == at => return ("list-state-rings", Tone::Accent),
        Some((row, Some(_))) if row == at => return ("list-state-open", Tone::Good),
        _ => {}
    }
    if list.waits_for_outcome() == Some(at) {
        return ("list-state-outcome", Tone::Warn);
    }
    match &worked.decision {
        Some((_, ListDecision::Close(_))) => return ("list-state-closed", Tone::Plain),
        Some((_, ListDecision::PutOff(..))) => return ("list-state-put-off", Tone::Plain),
        Some((_, ListDecision::Ask)) => return ("list-state-asked", Tone::Plain),
        None => {}
    }
    match (worked.attempts.is_empty(), of.do_not_call) {
        (false, _) if worked.settled => ("list-state-dialled", Tone::Plain),
        (false, _) => ("list-state-other-number", Tone::Warn),
        (true, true) => ("list-state-do-not-call", Tone::Bad),
        (true, false) => ("list-state-waits", Tone::Plain),
    }
}

fn show_states(
    drilling: Res<Drilling>,
    words: Res<Words>,
    mut pills: Query<(&StateOf, &mut Pill, &mut Node)>,
    mut phones: Query<(&PhoneOf, &mut Text)>,
) {
    let Some(list) = drilling.list() else { return };
    for (of, mut pill, mut node) in &mut pills {
        let (key, tone) = state(list, of.0);
        pill.set_if_neq(Pill { label: words.get(key), tone });
        if node.align_self != AlignSelf::FlexStart {
            node.align_self = AlignSelf::FlexStart;
        }
    }
    for (of, mut text) in &mut phones {
        text.set_if_neq(Text(list.rows()[of.0].phone.clone()));
    }
}

/// The hour where each person is.
fn show_times(drilling: Res<Drilling>, mut times: Query<(&TimeOf, &mut Text)>, words: Res<Words>) {
    let Some(list) = drilling.list() else { return };
    let now = list.clock(list.now());
    for (of, mut text) in &mut times {
        let zone = list.campaign().rows[of.0].zone.as_ref();
        let there = zone.map(|zone| said::time(list.campaign().rules.theirs(now, zone)));
        text.set_if_neq(Text(there.unwrap_or_else(|| words.get("list-unknown"))));
    }
}

/// The row in front is the chosen one, whoever put it there.
fn show_front(
    drilling: Res<Drilling>,
    lists: Query<Entity, With<RowsList>>,
    rows: Query<(Entity, &RowOf, Has<Selected>)>,
    mut commands: Commands,
) {
    let (Some(front), Ok(list)) = (drilling.list().and_then(ListRun::front), lists.single()) else { return };
    if let Some((row, _, false)) = rows.iter().find(|(_, of, _)| of.0 == front) {
        commands.trigger(StandOn { list, row });
    }
}
