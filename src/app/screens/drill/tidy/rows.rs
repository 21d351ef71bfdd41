//! The clock, and all rows with how far each is.

use bevy::prelude::*;
use bevy::ui::Selected;

use super::{Beside, look_at};
use crate::app::screens::page::FirstFocus;
use crate::app::session::{Driller, Drilling, Words};
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::call::TidyRun;

/// Width of a row's number in logical pixels.
const NUMBER: f32 = 24.0;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        Update,
        (show_clock, show_states, show_front).chain().in_set(AppSystems::Show).run_if(in_state(Screen::Tidy)),
    );
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct RowOf(usize);

#[derive(Component, Debug, Clone, Copy, Default)]
struct StateOf(usize);

#[derive(Component, Debug, Clone, Copy, Default)]
struct NameOf(usize);

#[derive(Component, Debug, Clone, Copy, Default)]
struct RowsList;

#[derive(Component, Debug, Clone, Copy, Default)]
struct ClockLine;

#[derive(Component, Debug, Clone, Copy, Default)]
struct ClockNote;

#[derive(Component, Debug, Clone, Copy, Default)]
struct ClockBar;

#[derive(Component, Debug, Clone, Copy, Default)]
struct DoneLine;

pub(super) fn panel_of(tidy: &TidyRun, words: &Words) -> impl Scene + use<> {
    let label = words.get("tidy-rows");
    let rows: Vec<_> = (0..tidy.rows().len()).map(|at| row(tidy, at, words)).collect();
    let time = words.get("tidy-time");
    let content = bsn_list![(
        @PickList { @label: {label.clone()}, @gap: 0.0, @rows: {Box::new(rows) as Box<dyn SceneList>} }
        RowsList
        FirstFocus
        on(|chosen: On<RowChosen>, rows: Query<&RowOf>, mut driller: Driller, mut beside: ResMut<Beside>| -> Result {
            let at = rows.get(chosen.row)?.0;
            look_at(&mut driller, &mut beside, at);
            Ok(())
        })
    )];
    bsn! {
        panel()
        Children [
            (
                Node { justify_content: JustifyContent::SpaceBetween, align_items: AlignItems::Baseline, flex_shrink: 0.0 }
                Children [
                    (ClockLine line("", Type::Number, Token::Ink)),
                    (ClockNote text("", Type::Small, Token::Ink3)),
                ]
            ),
            (@Meter { label: {time} } ClockBar),
            (DoneLine text("", Type::Small, Token::Ink2)),
            (@ScrollBox { @label: {label}, @content: {content} } Node { flex_grow: 1.0, flex_basis: px(0), min_height: px(160) }),
        ]
    }
}

fn row(tidy: &TidyRun, at: usize, words: &Words) -> impl Scene + use<> {
    let of = &tidy.tidy().rows[at];
    let name = name(tidy, at);
    let label = words.with("tidy-row-name", &[("row", &of.number), ("name", &name), ("code", &of.code)]);
    let chosen: Box<dyn Scene> = if tidy.front() == Some(at) { Box::new(bsn! { Selected }) } else { Box::new(()) };
    let content = bsn_list![
        (line(of.number.clone(), Type::Small, Token::Ink3) Node { width: px(NUMBER) }),
        (
            Node { flex_grow: 1.0, flex_basis: px(0), min_width: px(0), overflow: Overflow::clip_x() }
            Children [ (line(name, Type::Body, Token::Ink) NameOf(at)) ]
        ),
        (@Pill StateOf(at) Node { align_self: AlignSelf::Center }),
    ];
    bsn! {
        @PickRow { @label: {label}, @content: {content} }
        RowOf(at)
        {chosen}
        Node { column_gap: px(S2), min_height: px(32), padding: UiRect { left: px(S2), right: px(S4), top: px(2), bottom: px(2) } }
    }
}

/// The name of a row: what stands in its first column.
pub(super) fn name(tidy: &TidyRun, at: usize) -> String {
    tidy.rows()[at].cells.first().cloned().unwrap_or_default()
}

fn state(tidy: &TidyRun, at: usize, words: &Words) -> (String, Tone) {
    let row = &tidy.rows()[at];
    if let Some(into) = row.into {
        return (words.with("tidy-state-gone", &[("row", &tidy.tidy().rows[into].number)]), Tone::Accent);
    }
    let (key, tone) = match row {
        row if row.settled => ("tidy-state-done", Tone::Good),
        row if row.misfiled => ("tidy-state-misfiled", Tone::Warn),
        row if row.ask => ("tidy-state-ask", Tone::Warn),
        row if row.touched.is_some() => ("tidy-state-changed", Tone::Plain),
        _ => ("tidy-state-open", Tone::Plain),
    };
    (words.get(key), tone)
}

fn show_states(
    drilling: Res<Drilling>,
    words: Res<Words>,
    mut pills: Query<(Ref<StateOf>, &mut Pill)>,
    mut names: Query<(&NameOf, &mut Text)>,
) {
    let Some(tidy) = drilling.tidy() else { return };
    for (of, mut pill) in &mut pills {
        if drilling.is_changed() || of.is_added() {
            let (label, tone) = state(tidy, of.0, &words);
            pill.set_if_neq(Pill { label, tone });
        }
    }
    for (of, mut text) in &mut names {
        text.set_if_neq(Text(name(tidy, of.0)));
    }
}

type ClockTexts<'w, 's> = (
    Query<'w, 's, &'static mut Text, With<ClockLine>>,
    Query<'w, 's, &'static mut Text, (With<ClockNote>, Without<ClockLine>)>,
    Query<'w, 's, &'static mut Text, (With<DoneLine>, Without<ClockLine>, Without<ClockNote>)>,
);

/// How long it has taken, and how long it should.
fn show_clock(
    drilling: Res<Drilling>,
    words: Res<Words>,
    (mut clocks, mut notes, mut lines): ClockTexts,
    mut bars: Query<&mut Meter, With<ClockBar>>,
) {
    let (Some(live), Some(tidy)) = (&drilling.live, drilling.tidy()) else { return };
    let (_, most) = live.drill.minutes();
    let whole = u64::from(most) * 60_000;
    let over = tidy.now().0 > whole;
    for mut text in &mut clocks {
        text.set_if_neq(Text(tidy.now().clock()));
    }
    let note = words.with(if over { "tidy-time-over" } else { "tidy-time-of" }, &[("minutes", &most.to_string())]);
    for mut text in &mut notes {
        text.set_if_neq(Text(note.clone()));
    }
    let done = tidy.rows().iter().filter(|row| row.into.is_some() || row.settled).count();
    let done = words.with("tidy-done", &[("done", &done.to_string()), ("all", &tidy.rows().len().to_string())]);
    for mut text in &mut lines {
        text.set_if_neq(Text(done.clone()));
    }
    // A bar that moves by less than a hair would be painted ten times a second for nothing.
    let percent = (tidy.now().0 * 100 / whole.max(1)).min(100);
    #[expect(clippy::cast_precision_loss, reason = "0 to 100")]
    let value = percent as f32;
    let tone = if over { Tone::Warn } else { Tone::Accent };
    for mut bar in &mut bars {
        bar.set_if_neq(Meter { label: words.get("tidy-time"), value, tone, mark: None });
    }
}

fn show_front(
    drilling: Res<Drilling>,
    lists: Query<Entity, With<RowsList>>,
    rows: Query<(Entity, &RowOf, Has<Selected>)>,
    mut commands: Commands,
) {
    let (Some(front), Ok(list)) = (drilling.tidy().and_then(TidyRun::front), lists.single()) else { return };
    if let Some((row, _, false)) = rows.iter().find(|(_, of, _)| of.0 == front) {
        commands.trigger(StandOn { list, row });
    }
}
