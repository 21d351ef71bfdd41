//! What becomes of the row in front: merged, marked, or right as it stands. Below it the rules.

use bevy::prelude::*;
use bevy::ui::Selected;

use super::{Beside, act, feedback, front, look_at, step, tidy};
use crate::app::actions::{ActionApp, ActionSpec, Chord, Does, Group};
use crate::app::screens::page::does;
use crate::app::session::{Driller, Drilling, Words};
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::call::{Mode, TidyAction, TidyRun};

const MERGE: &str = "tidy.merge";
const MERGE_OTHER: &str = "tidy.merge_other";
const SPLIT: &str = "tidy.split";
const ASK: &str = "tidy.ask";
const MISFILED: &str = "tidy.misfiled";
const SETTLE: &str = "tidy.settle";

pub(super) fn plugin(app: &mut App) {
    let here = |id| ActionSpec::new(id, Screen::Tidy).group(Group::Records);
    app.add_action(here(MERGE).key(Chord::Plain('m')).when(may_merge), merge(false))
        .add_action(here(MERGE_OTHER).key(Chord::Plain('o')).when(may_merge), merge(true))
        .add_action(here(SPLIT).key(Chord::Plain('u')).when(has_guests), split)
        .add_action(here(ASK).key(Chord::Plain('a')).when(is_there), ask)
        .add_action(here(MISFILED).key(Chord::Plain('i')).when(is_there), misfiled)
        .add_action(here(SETTLE).key(Chord::Plain('s')).when(is_there), settle)
        .add_systems(Update, show_marks.in_set(AppSystems::Show).run_if(in_state(Screen::Tidy)));
}

fn is_there(world: &World) -> bool {
    tidy(world).is_some_and(|tidy| tidy.front().is_some_and(|row| tidy.rows()[row].into.is_none()))
}

fn may_merge(world: &World) -> bool {
    let beside = world.resource::<Beside>().0;
    is_there(world) && tidy(world).zip(beside).is_some_and(|(tidy, row)| tidy.rows()[row].into.is_none())
}

fn has_guests(world: &World) -> bool {
    tidy(world).is_some_and(|tidy| tidy.front().is_some_and(|row| tidy.gone_into(row).next().is_some()))
}

/// A button that stays pressed while its mark is on the row.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Mark {
    #[default]
    Ask,
    Misfiled,
    Settled,
}

pub(super) fn panel_of(tidy: &TidyRun, words: &Words) -> impl Scene + use<> {
    let rules: Vec<_> =
        tidy.tidy().source.rules.iter().map(|rule| text(rule.clone(), Type::Small, Token::Ink2)).collect();
    let (title, rules_title) = (words.get("tidy-decide"), words.get("drill-rules"));
    let label = title.clone();
    let content = bsn_list![
        heading(title),
        does(MERGE, Skin::Normal),
        does(MERGE_OTHER, Skin::Normal),
        does(SPLIT, Skin::Quiet),
        divider(),
        (does(ASK, Skin::Normal) template_value(Mark::Ask)),
        (does(MISFILED, Skin::Normal) template_value(Mark::Misfiled)),
        divider(),
        (@PushButton { @skin: {Skin::Primary} } Does(SETTLE) template_value(Mark::Settled)),
        divider(),
        heading(rules_title),
        {rules},
    ];
    bsn! {
        panel()
        Node { padding: UiRect::all(px(0)) }
        Children [
            (
                @ScrollBox { @label: {label}, @pad: S4, @gap: S2, @tab_stop: true, @content: {content} }
                Node { flex_grow: 1.0, flex_basis: px(0), min_height: px(0) }
            ),
        ]
    }
}

/// Merges the two rows that stand side by side: the one in front stays, or the other.
fn merge(
    other_stays: bool,
) -> impl Fn(Driller, ResMut<Beside>, Res<Words>, MessageWriter<Notice>) + Send + Sync + 'static {
    move |mut driller, mut beside, words, mut notices| {
        let Some(tidy) = driller.drilling.tidy() else { return };
        let (Some(own), Some(other)) = (tidy.front(), beside.0) else { return };
        let (keep, goes) = if other_stays { (other, own) } else { (own, other) };
        let number = |row: usize| tidy.tidy().rows[row].number.clone();
        let action = TidyAction::Merge { keep: number(keep), rows: vec![number(goes)] };
        if act(&mut driller, action, &words, &mut notices) && other_stays {
            // The row that stays is in front now, and what has gone into it can still be read beside it.
            look_at(&mut driller, &mut beside, keep);
            beside.0 = Some(goes);
        }
    }
}

fn split(mut driller: Driller, words: Res<Words>, mut notices: MessageWriter<Notice>) {
    if let Some(row) = driller.drilling.tidy().and_then(front) {
        act(&mut driller, TidyAction::Split(row), &words, &mut notices);
    }
}

fn ask(mut driller: Driller, words: Res<Words>, mut notices: MessageWriter<Notice>) {
    let Some(tidy) = driller.drilling.tidy() else { return };
    let (Some(row), Some(at)) = (front(tidy), tidy.front()) else { return };
    let on = !tidy.rows()[at].ask;
    act(&mut driller, TidyAction::Ask { row, on }, &words, &mut notices);
}

fn misfiled(mut driller: Driller, words: Res<Words>, mut notices: MessageWriter<Notice>) {
    let Some(tidy) = driller.drilling.tidy() else { return };
    let (Some(row), Some(at)) = (front(tidy), tidy.front()) else { return };
    let on = !tidy.rows()[at].misfiled;
    act(&mut driller, TidyAction::Misfiled { row, on }, &words, &mut notices);
}

/// The row is as it should be. Where nothing is wrong with it, or nobody may say so yet, the next one comes.
fn settle(mut driller: Driller, mut beside: ResMut<Beside>, words: Res<Words>, mut notices: MessageWriter<Notice>) {
    let Some(tidy) = driller.drilling.tidy() else { return };
    let (Some(row), Some(at)) = (front(tidy), tidy.front()) else { return };
    if !act(&mut driller, TidyAction::Settle(row), &words, &mut notices) {
        return;
    }
    let Some(live) = &driller.drilling.live else { return };
    if live.run.mode() == Mode::Assessment || feedback::at_once(live, at, &words).is_empty() {
        step(&mut driller, &mut beside, true);
    }
}

fn show_marks(drilling: Res<Drilling>, buttons: Query<(Entity, &Mark, Has<Selected>)>, mut commands: Commands) {
    let Some(tidy) = drilling.tidy() else { return };
    let Some(row) = tidy.front().map(|row| &tidy.rows()[row]) else { return };
    for (button, mark, marked) in &buttons {
        let on = match mark {
            Mark::Ask => row.ask,
            Mark::Misfiled => row.misfiled,
            Mark::Settled => row.settled,
        };
        if on && !marked {
            commands.entity(button).insert(Selected);
        } else if !on && marked {
            commands.entity(button).remove::<Selected>();
        }
    }
}
