//! Everything else that can be done in a call: saying nothing, talking over, the universal moves, the line, the records.

use bevy::input_focus::{FocusCause, InputFocus};
use bevy::prelude::*;

use super::{Open, run_of};
use crate::app::actions::{ActionApp, ActionSpec, Chord, Group};
use crate::app::author::{Author, Writer};
use crate::app::screens::page::does;
use crate::app::session::{Operator, Words};
use crate::app::tempo::Settling;
use crate::app::ui::list::ActiveRow;
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::bots::paperwork;
use crate::call::{Action, Call, Phase, ReadThrough, Step};
use crate::scenario::{How, MoveKind};

pub(super) fn plugin(app: &mut App) {
    let spec = |id, key| ActionSpec::new(id, Screen::Author).group(Group::Say).key(Chord::Plain(key));
    let talking = |world: &World| run_of(world).is_some_and(|run| run.call().wakes_at().is_some());
    let has_run = |world: &World| run_of(world).is_some();
    app.add_action(spec("author.silence", 's').when(talking), |mut writer: Writer| writer.take(Step::Silence))
        .add_action(spec("author.cut_in", 'o').when(talking), |mut writer: Writer| writer.take(Step::CutIn))
        .add_action(spec("author.back", 'b').when(has_run), |mut writer: Writer| writer.take_back())
        .add_action(spec("author.paperwork", 'd').group(Group::Records).when(has_run), save_what_is_right)
        .add_action(spec("author.take_here", 'h').group(Group::Screen).when(at_beat), take_from_here)
        .add_action(
            spec("author.more", 'm').when(has_run),
            |lists: Query<Entity, With<StepList>>, mut focus: ResMut<InputFocus>| {
                if let Ok(list) = lists.single() {
                    focus.set(list, FocusCause::Navigated);
                }
            },
        )
        .add_systems(Update, list.in_set(AppSystems::Show).run_if(in_state(Screen::Author)));
}

/// The list, and what stands in it.
#[derive(Component, Debug, Clone, PartialEq, Default)]
struct StepList(Option<Vec<(Action, String)>>);

#[derive(Component, Debug, Clone, PartialEq)]
struct StepRow(Action);

impl Default for StepRow {
    fn default() -> Self {
        Self(Action::End)
    }
}

fn at_beat(world: &World) -> bool {
    run_of(world).is_some_and(|run| run.call().beat().is_some() && run.call().ended_at().is_none())
}

/// The present beat begins on the desk, with everything that came before it.
fn take_from_here(author: Res<Author>, mut operator: Operator) {
    let run = author.draft.as_ref().and_then(|draft| draft.run.as_ref());
    if let Some((call, events)) = run.and_then(ReadThrough::at_beat) {
        operator.try_out(call, events);
    }
}

/// Types and saves what a careful operator would by now.
fn save_what_is_right(mut writer: Writer) {
    let run = writer.author.draft.as_ref().and_then(|draft| draft.run.as_ref());
    let actions = run.map(|run| paperwork(run.call())).unwrap_or_default();
    if !actions.iter().any(|action| matches!(action, Action::Save(_))) {
        writer.tell("author-nothing-to-save");
        return;
    }
    for action in actions {
        writer.take(Step::Do(action));
    }
}

pub(super) fn panel_of(words: &Words) -> impl Scene + use<> {
    let label = words.get("author-steps");
    let list = label.clone();
    let buttons: Vec<_> =
        ["author.silence", "author.cut_in", "author.back", "author.paperwork", "author.take_here", "author.more"]
            .map(small)
            .into();
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S1), height: px(194), min_height: px(194) }
        Children [
            (
                Node {
                    display: Display::Grid,
                    grid_template_columns: {super::super::desk::two_columns()},
                    column_gap: px(S1),
                    row_gap: px(2),
                    flex_shrink: 0.0,
                }
                Children [ {buttons} ]
            ),
            (
                @ScrollBox {
                    @label: {label.clone()},
                    @content: {bsn_list![(@PickList { @label: {list}, @gap: 0.0 } StepList on(take) Node { padding: UiRect::right(px(S3)) })]}
                }
                Node { flex_grow: 1.0, flex_basis: px(0), min_height: px(72) }
            ),
        ]
    }
}

fn small(action: &'static str) -> impl Scene {
    bsn! {
        does(action, if action == "author.more" { Skin::Quiet } else { Skin::Normal })
        Node { min_height: px(26), min_width: px(0), column_gap: px(6), padding: UiRect::axes(px(6), px(1)) }
    }
}

/// What the call would not refuse outright, with what it is called.
fn steps(call: &Call, words: &Words) -> Vec<(Action, String)> {
    let pack = &call.setup().pack;
    let mut out = Vec::new();
    match call.phase() {
        Phase::OnHold => out.push((Action::Resume, words.get("action-desk-resume"))),
        Phase::Consulting => {
            out.push((Action::Join, words.get("action-desk-join")));
            out.push((Action::Back, words.get("action-desk-back")));
        }
        _ => {}
    }
    if matches!(call.phase(), Phase::Talking | Phase::Consulting) {
        for (kind, of_pack) in pack.moves.iter().filter(|(kind, _)| **kind != MoveKind::OfferTransfer) {
            out.push((Action::Move { kind: *kind, about: Vec::new() }, of_pack.label.clone()));
        }
    }
    if call.phase() == Phase::Talking {
        out.push((Action::Hold, words.get("action-desk-hold")));
        for (id, department) in pack.source.departments.iter().filter(|(_, department)| call.is_open(department)) {
            let named = |key: &str| words.with(key, &[("department", &department.name)]);
            let offer = Action::Move { kind: MoveKind::OfferTransfer, about: vec![id.to_owned()] };
            if pack.moves.contains_key(&MoveKind::OfferTransfer) {
                out.push((offer, named("author-offer")));
            }
            out.push((Action::Transfer { to: id.to_owned(), how: How::Warm }, named("author-transfer-warm")));
            out.push((Action::Transfer { to: id.to_owned(), how: How::Blind }, named("author-transfer-blind")));
        }
    }
    if !matches!(call.phase(), Phase::Ringing | Phase::WrapUp | Phase::Done) {
        out.push((Action::End, words.get("action-desk-end")));
    }
    out
}

fn list(
    open: Open,
    author: Res<Author>,
    mut lists: Query<(Entity, &mut StepList, &mut ActiveRow)>,
    mut settling: ResMut<Settling>,
    mut commands: Commands,
) {
    for (list, mut made, mut active) in &mut lists {
        if !author.is_changed() && made.0.is_some() {
            continue;
        }
        let wanted = open.run().map(|run| steps(run.call(), &open.words)).unwrap_or_default();
        if made.0.as_ref() == Some(&wanted) {
            continue;
        }
        made.0 = Some(wanted.clone());
        active.0 = None;
        commands.entity(list).despawn_children();
        for (action, label) in wanted {
            let row = commands.spawn_scene(step_row(action, label)).id();
            commands.entity(list).add_child(row);
        }
        settling.request();
    }
}

fn step_row(action: Action, label: String) -> impl Scene {
    let content = bsn_list![text(label.clone(), Type::Small, Token::Ink)];
    bsn! {
        @PickRow { @label: {label}, @content: {content} }
        template_value(StepRow(action))
        Node { padding: UiRect::axes(px(S2), px(2)), flex_shrink: 0.0 }
    }
}

fn take(chosen: On<RowChosen>, rows: Query<&StepRow>, mut writer: Writer) -> Result {
    let action = rows.get(chosen.row)?.0.clone();
    writer.take(Step::Do(action));
    Ok(())
}
