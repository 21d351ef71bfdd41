//! What belongs to the open row: the orders of a customer, the lines of an order. One press opens it.

use bevy::input_focus::InputFocus;
use bevy::prelude::*;

use super::clipped;
use super::records::{FormTabs, Stamp, open_row};
use crate::app::session::{Operator, Session, Words};
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::call::{Call, Row};
use crate::scenario::{FieldKind, Table};
use crate::text::Texts;

/// Rows of one table beyond these are found by search.
const MOST: usize = 6;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, show.in_set(AppSystems::Show).run_if(in_state(Screen::Desk)));
}

#[derive(Component, Debug, Clone, PartialEq, Eq, Default)]
struct Related {
    /// Table, row and state of the database that the list was made for.
    of: Option<(usize, String, u32)>,
}

#[derive(Component, Debug, Clone, PartialEq, Eq, Default)]
struct RelatedRow {
    table: String,
    id: String,
}

pub(super) fn list() -> impl Scene {
    bsn! {
        Related
        Node { display: Display::None, flex_direction: FlexDirection::Column, row_gap: px(S1), flex_shrink: 0.0 }
    }
}

fn show(
    session: Res<Session>,
    words: Res<Words>,
    stamp: Res<Stamp>,
    mut lists: Query<(Entity, &mut Related, &mut Node)>,
    mut commands: Commands,
) {
    let Some(live) = &session.live else { return };
    let front = live.call.front().and_then(|form| Some((form.table, form.id.clone()?, stamp.0)));
    for (list, mut related, mut node) in &mut lists {
        if related.of == front {
            continue;
        }
        related.of.clone_from(&front);
        commands.entity(list).despawn_children();
        let rows = front.as_ref().map(|(table, id, _)| rows(&live.call, *table, id, &words)).unwrap_or_default();
        node.display = if rows.is_empty() { Display::None } else { Display::Flex };
        if rows.is_empty() {
            continue;
        }
        let counts = front.as_ref().map(|(table, id, _)| counts(&live.call, *table, id, &words)).unwrap_or_default();
        let scene = section(words.with("desk-related", &[("counts", &counts)]), rows);
        let made = commands.spawn_scene(scene).id();
        commands.entity(list).add_child(made);
    }
}

/// What is shown of a related row.
struct Shown {
    row: RelatedRow,
    what: String,
    words: String,
}

/// The rows that refer to a row, the latest of each table first.
fn rows(call: &Call, table: usize, id: &str, texts: &Texts) -> Vec<Shown> {
    let pack = &call.setup().pack;
    let mut out = Vec::new();
    for (number, other) in pack.tables.iter().enumerate().filter(|(number, _)| *number != table) {
        let mut found = call.database().referring(pack, number, table, id);
        found.sort_by_key(|row| std::cmp::Reverse(day(other, row)));
        for row in found.into_iter().take(MOST) {
            let (heading, detail) = call.database().heading(pack, number, &row.id);
            out.push(Shown {
                row: RelatedRow { table: other.name.clone(), id: row.id.clone() },
                what: format!("{} {}", other.source.name, row.id),
                words: texts.dated(&format!("{heading} · {detail}")),
            });
        }
    }
    out
}

/// The first date of a row, as it is kept: later ones sort higher.
fn day(table: &Table, row: &Row) -> String {
    let at = table.source.fields.values().position(|field| field.kind == FieldKind::Date);
    at.and_then(|at| row.values.get(at)).cloned().unwrap_or_default()
}

/// "3 orders · 1 complaint".
fn counts(call: &Call, table: usize, id: &str, words: &Texts) -> String {
    let pack = &call.setup().pack;
    let each = pack.tables.iter().enumerate().filter(|(number, _)| *number != table).filter_map(|(number, other)| {
        let count = call.database().referring(pack, number, table, id).len();
        let name = if count == 1 { &other.source.name } else { &other.source.plural };
        (count > 0).then(|| words.with("desk-count", &[("count", &count.to_string()), ("what", &name.to_lowercase())]))
    });
    each.collect::<Vec<_>>().join(" · ")
}

fn section(title: String, rows: Vec<Shown>) -> impl Scene {
    let label = title.clone();
    let rows: Vec<_> = rows.into_iter().map(related_row).collect();
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S1), flex_shrink: 0.0 }
        Children [
            heading(title),
            (
                @ScrollBox {
                    @content: {bsn_list![(@PickList { @label: {label}, @gap: 0.0, @rows: {bsn_list![{rows}]} } on(open))]}
                }
                Node { max_height: px(112) }
            ),
        ]
    }
}

fn related_row(shown: Shown) -> impl Scene {
    let Shown { row, what, words } = shown;
    let label = format!("{what}, {words}");
    bsn! {
        @PickRow {
            @label: {label},
            @content: {bsn_list![
                line(what, Type::SmallBold, Token::Ink),
                clipped(words),
            ]}
        }
        template_value(row)
        Node { padding: UiRect { left: px(S2), right: px(S3), top: px(2), bottom: px(2) } }
    }
}

fn open(
    chosen: On<RowChosen>,
    rows: Query<&RelatedRow>,
    tabs: Query<Entity, With<FormTabs>>,
    mut operator: Operator,
    mut focus: ResMut<InputFocus>,
) {
    if let Ok(row) = rows.get(chosen.row) {
        open_row(&mut operator, &row.table, &row.id, &tabs, &mut focus);
    }
}
