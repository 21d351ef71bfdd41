//! The row in front, as one looks at it before one dials: the hour there, what was agreed and allowed, what came of earlier
//! attempts, and the numbers, which can be mended.

use bevy::prelude::*;
use bevy::ui::InteractionDisabled;

use super::act;
use crate::app::screens::drill::{feedback, said};
use crate::app::screens::page::Painter;
use crate::app::session::{Driller, Drilling, LiveDrill, Words};
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::call::{Column, ListAction, ListRun, Mode};
use crate::scenario::outgoing::ListRow;

/// Width of a label in logical pixels.
const LABEL: f32 = 104.0;

pub(super) fn plugin(app: &mut App) {
    app.add_observer(mend).add_systems(
        Update,
        (show_contact, show_there, show_done, bar_settled)
            .chain()
            .in_set(AppSystems::Show)
            .run_if(in_state(Screen::CallList)),
    );
}

/// Shows one row; none at first.
#[derive(Component, Debug, Clone, Copy, Default)]
pub(super) struct ContactPlace(Option<usize>);

#[derive(Component, Debug, Clone, Copy, Default)]
struct There(usize);

/// What was done with the row, as it was shown last.
#[derive(Component, Debug, Clone, Default)]
struct DonePlace {
    row: usize,
    lines: Option<Vec<(String, bool)>>,
}

/// A cell of a row that can be mended.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq)]
struct Cell {
    row: usize,
    column: Column,
}

impl Default for Cell {
    fn default() -> Self {
        Self { row: 0, column: Column::Phone }
    }
}

fn show_contact(drilling: Res<Drilling>, mut places: Query<(Entity, &mut ContactPlace)>, mut painter: Painter) {
    let Some(list) = drilling.list() else { return };
    for (place, mut shown) in &mut places {
        if list.front().is_none() || shown.0 == list.front() {
            continue;
        }
        shown.0 = list.front();
        let card = list.front().map(|row| Box::new(contact(list, row, &painter.words)) as Box<dyn Scene>);
        painter.fill(place, card.into_iter().collect());
    }
}

fn contact(list: &ListRun, at: usize, words: &Words) -> impl Scene + use<> {
    let row = &list.campaign().rows[at];
    let name = words.with("list-contact", &[("row", &row.number), ("name", &row.name)]);
    let purpose = list.campaign().source.purposes.get(&row.purpose).map_or("", |purpose| purpose.name.as_str());
    let purpose = words.with("list-purpose", &[("code", &row.purpose), ("name", purpose)]);
    let facts: Vec<Box<dyn Scene>> = facts(list, row, at, words);
    let fields: Vec<_> = Column::ALL.into_iter().map(|column| cell(list, at, column, words)).collect();
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S2), flex_shrink: 0.0 }
        Children [
            divider(),
            (
                Node { flex_wrap: FlexWrap::Wrap, column_gap: px(S3), align_items: AlignItems::Baseline }
                Children [ text(name, Type::Large, Token::Ink), text(purpose, Type::Small, Token::Ink3) ]
            ),
            (Node { flex_direction: FlexDirection::Column, row_gap: px(S1) } Children [ {facts} ]),
            (Node { flex_wrap: FlexWrap::Wrap, column_gap: px(S3), row_gap: px(S2) } Children [ {fields} ]),
            (
                template_value(DonePlace { row: at, lines: None })
                Node { flex_direction: FlexDirection::Column, row_gap: px(2), min_height: px(44) }
            ),
        ]
    }
}

fn facts(list: &ListRun, row: &ListRow, at: usize, words: &Words) -> Vec<Box<dyn Scene>> {
    let consent = match row.consent {
        Some(true) => "list-yes",
        Some(false) => "list-no",
        None => "list-not-asked",
    };
    let consent = match (words.get(consent), row.source.is_empty()) {
        (consent, true) => consent,
        (consent, false) => words.with("list-consent-from", &[("consent", &consent), ("source", &row.source)]),
    };
    let barred = words.get(if row.do_not_call { "list-do-not-call-yes" } else { "list-no" });
    let tries = said::tries(words, list, row);
    let tries = if tries.is_empty() { words.get("list-none") } else { tries.join("\n") };
    let due = row.due.map(|due| said::due(words, due, &row.window));
    let (style, ink) = if row.do_not_call { (Type::SmallBold, Token::Bad) } else { (Type::Small, Token::Ink) };
    let mut out: Vec<Box<dyn Scene>> = vec![
        Box::new(bsn! {
            Node { column_gap: px(S3) }
            Children [ label(words.get("list-there")), (value(String::new(), Type::SmallBold, Token::Ink) There(at)) ]
        }),
        fact(words.get("list-do-not-call"), barred, style, ink),
        fact(words.get("list-consent"), consent, Type::Small, Token::Ink),
        fact(words.get("list-tries"), tries, Type::Small, Token::Ink),
    ];
    let due = due.map(|due| fact(words.get("list-due"), due, Type::SmallBold, Token::Ink));
    let note = (!row.note.is_empty()).then(|| fact(words.get("list-note"), row.note.clone(), Type::Small, Token::Ink));
    out.extend(due);
    out.extend(note);
    out
}

fn label(words: String) -> impl Scene {
    bsn! { (line(words, Type::Small, Token::Ink2) Node { width: px(LABEL) }) }
}

fn value(words: String, style: Type, ink: Token) -> impl Scene {
    bsn! { (text(words, style, ink) Node { flex_grow: 1.0, flex_basis: px(0), min_width: px(0) }) }
}

fn fact(name: String, words: String, style: Type, ink: Token) -> Box<dyn Scene> {
    Box::new(bsn! { Node { column_gap: px(S3) } Children [ label(name), value(words, style, ink) ] })
}

fn cell(list: &ListRun, at: usize, column: Column, words: &Words) -> impl Scene + use<> {
    let worked = &list.rows()[at];
    let (key, value) = match column {
        Column::Phone => ("list-phone", &worked.phone),
        Column::SecondPhone => ("list-second-phone", &worked.second_phone),
        Column::Email => ("list-email", &worked.email),
    };
    let (label, value) = (words.get(key), value.clone());
    bsn! {
        @Field { @label: {label}, @value: {value} }
        template_value(Cell { row: at, column })
        Node { flex_grow: 1.0, flex_basis: px(160) }
    }
}

fn mend(
    edited: On<FieldEdited>,
    cells: Query<&Cell>,
    mut driller: Driller,
    words: Res<Words>,
    mut notices: MessageWriter<Notice>,
) {
    let Ok(cell) = cells.get(edited.field) else { return };
    let number = driller.drilling.list().map(|list| list.campaign().rows[cell.row].number.clone());
    if let Some(row) = number {
        let (column, value) = (cell.column, edited.text.clone());
        act(&mut driller, ListAction::Mend { row, column, value }, &words, &mut notices);
    }
}

/// Nothing of a row that is done is mended any more.
fn bar_settled(
    drilling: Res<Drilling>,
    cells: Query<(Entity, &Cell, Has<InteractionDisabled>)>,
    mut commands: Commands,
) {
    let Some(list) = drilling.list() else { return };
    for (entity, cell, barred) in &cells {
        match (list.rows()[cell.row].settled, barred) {
            (true, false) => drop(commands.entity(entity).insert(InteractionDisabled)),
            (false, true) => drop(commands.entity(entity).remove::<InteractionDisabled>()),
            _ => {}
        }
    }
}

/// What the clock shows where the person is, and whether that is an hour to ring at.
fn show_there(drilling: Res<Drilling>, words: Res<Words>, mut texts: Query<(&There, &mut Text)>) {
    let Some(list) = drilling.list() else { return };
    let now = list.clock(list.now());
    for (there, mut text) in &mut texts {
        let row = &list.campaign().rows[there.0];
        let shown = match &row.zone {
            Some(zone) => {
                let theirs = list.campaign().rules.theirs(now, zone);
                let (weekday, time) = (said::weekday(&words, theirs.date()), said::time(theirs));
                words.with("list-there-is", &[("weekday", &weekday), ("time", &time), ("zone", &row.zone_name)])
            }
            None => words.get("list-there-unknown"),
        };
        text.set_if_neq(Text(shown));
    }
}

/// What was done with the row today; in practice also what is wrong with it, and in guided mode what the rules say.
fn show_done(drilling: Res<Drilling>, mut places: Query<(Entity, &mut DonePlace)>, mut painter: Painter) {
    let (Some(live), Some(list)) = (&drilling.live, drilling.list()) else { return };
    for (place, mut shown) in &mut places {
        if shown.lines.is_some() && !drilling.is_changed() {
            continue;
        }
        let lines = lines(live, list, shown.row, &painter.words);
        if shown.lines.as_ref() == Some(&lines) {
            continue;
        }
        let scene = |(words, wrong): &(String, bool)| {
            Box::new(text(words.clone(), Type::Small, if *wrong { Token::Warn } else { Token::Ink2 })) as Box<dyn Scene>
        };
        painter.fill(place, lines.iter().map(scene).collect());
        shown.lines = Some(lines);
    }
}

fn lines(live: &LiveDrill, list: &ListRun, row: usize, words: &Words) -> Vec<(String, bool)> {
    let mut lines: Vec<(String, bool)> = said::done(words, list, row)
        .into_iter()
        .map(|line| (words.with("list-today", &[("what", &line)]), false))
        .collect();
    let wrong = feedback::at_once(live, row, words);
    if wrong.is_empty() && list.rows()[row].settled && list.mode != Mode::Assessment {
        lines.push((words.get("list-right"), false));
    }
    lines.extend(wrong.into_iter().map(|line| (line, true)));
    let waits = !list.rows()[row].settled && list.rows()[row].attempts.is_empty();
    if waits && list.mode == Mode::Guided {
        let verdict = list.campaign().verdict(row, list.clock(list.now()));
        let hint = verdict.map(|verdict| words.with("list-guided", &[("right", &said::verdict(words, &verdict))]));
        lines.extend(hint.map(|hint| (hint, false)));
    }
    lines
}
