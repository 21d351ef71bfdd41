//! The row in front, cell by cell, beside one that looks like it. A cell is mended by typing, or taken over from the other.

use bevy::prelude::*;
use bevy::ui::{InteractionDisabled, Selected};

use super::rows::name;
use super::{Beside, act, feedback, tidy};
use crate::app::actions::{ActionApp, ActionSpec, Chord, Does, Group};
use crate::app::screens::cards::{CARDS, KEYS};
use crate::app::screens::desk::show_if;
use crate::app::screens::drill::said;
use crate::app::screens::page::Painter;
use crate::app::session::{Driller, Drilling, LiveDrill, Words};
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::call::{Mode, TidyAction, TidyRun};
use crate::scenario::FieldKind;

/// What puts a row beside the one in front, by its place among those that look like it.
const ACTIONS: [&str; CARDS] =
    ["tidy.beside_1", "tidy.beside_2", "tidy.beside_3", "tidy.beside_4", "tidy.beside_5", "tidy.beside_6"];

/// Width of a column's name in logical pixels.
const LABEL: f32 = 100.0;
/// Width of what takes a cell over.
const TAKE: f32 = 92.0;

pub(super) fn plugin(app: &mut App) {
    for (place, (id, key)) in ACTIONS.into_iter().zip(KEYS).enumerate() {
        let spec = ActionSpec::new(id, Screen::Tidy).key(Chord::Plain(key)).group(Group::Say);
        app.add_action(spec.when(AVAILABLE[place]), move |drilling: Res<Drilling>, mut beside: ResMut<Beside>| {
            beside.0 = alike(&drilling).get(place).copied();
        });
    }
    app.add_observer(type_cell)
        .add_observer(choose_cell)
        .add_observer(take_cell)
        .add_systems(
            Update,
            (show_table, show_cells, show_done).chain().in_set(AppSystems::Show).run_if(in_state(Screen::Tidy)),
        )
        .add_systems(Update, show_alike.after(AppSystems::Show).run_if(in_state(Screen::Tidy)));
}

/// Whether there are so many rows that look like the one in front. An action asks by a plain function.
const AVAILABLE: [fn(&World) -> bool; CARDS] = [
    |world| has_alike(world, 0),
    |world| has_alike(world, 1),
    |world| has_alike(world, 2),
    |world| has_alike(world, 3),
    |world| has_alike(world, 4),
    |world| has_alike(world, 5),
];

fn has_alike(world: &World, place: usize) -> bool {
    tidy(world).is_some() && alike(world.resource::<Drilling>()).len() > place
}

/// The rows that look like the one in front, as many as have a card.
fn alike(drilling: &Drilling) -> Vec<usize> {
    let found = drilling.tidy().and_then(|tidy| Some(tidy.alike(tidy.front()?)));
    found.unwrap_or_default().into_iter().take(CARDS).collect()
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct AlikeLine;

/// The place of a button among those for rows that look like the one in front.
#[derive(Component, Debug, Clone, Copy, Default)]
struct Slot(usize);

/// Shows a pair of rows.
#[derive(Component, Debug, Clone, Copy, Default)]
struct TablePlace(Option<(usize, Option<usize>)>);

/// A cell of the row in front.
#[derive(Component, Debug, Clone, Copy, Default)]
struct Cell {
    row: usize,
    column: usize,
}

/// Takes a cell over from another row.
#[derive(Component, Debug, Clone, Copy, Default)]
struct Takes {
    from: usize,
    row: usize,
    column: usize,
}

#[derive(Component, Debug, Clone, Default)]
struct DonePlace(Option<Vec<(String, bool)>>);

pub(super) fn panel_of(words: &Words) -> impl Scene + use<> {
    let label = words.get("tidy-side-by-side");
    let slots: Vec<_> = ACTIONS.into_iter().enumerate().map(|(place, action)| slot(place, action)).collect();
    let content = bsn_list![
        (AlikeLine heading("")),
        (Node { flex_wrap: FlexWrap::Wrap, column_gap: px(S2), row_gap: px(S2), flex_shrink: 0.0 } Children [ {slots} ]),
        (TablePlace::default() Node { flex_direction: FlexDirection::Column, flex_shrink: 0.0 }),
        (DonePlace::default() Node { flex_direction: FlexDirection::Column, row_gap: px(2), flex_shrink: 0.0 }),
    ];
    bsn! {
        panel()
        Node { padding: UiRect::all(px(0)) }
        Children [
            (@ScrollBox { @label: {label}, @pad: S4, @gap: S3, @content: {content} } Node { flex_grow: 1.0, flex_basis: px(0), min_height: px(0) }),
        ]
    }
}

/// A button for a row that looks like the one in front.
fn slot(place: usize, action: &'static str) -> impl Scene {
    bsn! {
        @PushButton { @key_place: {KeyPlace::Before} }
        Does({action})
        Slot(place)
        Node { display: Display::None }
    }
}

type Slots<'w, 's> = Query<'w, 's, (Entity, &'static Slot, &'static mut Caption, &'static mut Node, Has<Selected>)>;

/// To be done after buttons have taken the labels of their actions, which are only names here.
fn show_alike(
    (drilling, beside): (Res<Drilling>, Res<Beside>),
    words: Res<Words>,
    mut slots: Slots,
    mut lines: Query<&mut Text, With<AlikeLine>>,
    mut commands: Commands,
) {
    let Some(tidy) = drilling.tidy() else { return };
    let found = alike(&drilling);
    for (entity, slot, mut caption, mut node, marked) in &mut slots {
        let row = found.get(slot.0).copied();
        show_if(&mut node, row.is_some());
        let Some(row) = row else { continue };
        let of = &tidy.tidy().rows[row];
        let label =
            words.with("tidy-alike-row", &[("row", &of.number), ("name", &name(tidy, row)), ("code", &of.code)]);
        caption.set_if_neq(Caption(label));
        match (beside.0 == Some(row), marked) {
            (true, false) => drop(commands.entity(entity).insert(Selected)),
            (false, true) => drop(commands.entity(entity).remove::<Selected>()),
            _ => {}
        }
    }
    let key = if found.is_empty() { "tidy-alike-none" } else { "tidy-alike" };
    for mut line in &mut lines {
        line.set_if_neq(Text(words.get(key)));
    }
}

fn show_table(
    drilling: Res<Drilling>,
    beside: Res<Beside>,
    mut places: Query<(Entity, &mut TablePlace)>,
    mut painter: Painter,
) {
    let Some(tidy) = drilling.tidy() else { return };
    let Some(front) = tidy.front() else { return };
    for (place, mut shown) in &mut places {
        let wanted = Some((front, beside.0));
        if shown.0 == wanted {
            continue;
        }
        shown.0 = wanted;
        let table = table(tidy, front, beside.0, &painter.words);
        painter.fill(place, vec![Box::new(table) as Box<dyn Scene>]);
    }
}

fn table(tidy: &TidyRun, front: usize, beside: Option<usize>, words: &Words) -> impl Scene + use<> {
    let columns = 0..tidy.tidy().source.columns.len();
    let lines: Vec<_> = columns.map(|column| cell_line(tidy, (front, beside), column, words)).collect();
    let head = |row: usize| {
        let of = &tidy.tidy().rows[row];
        words.with("tidy-head", &[("row", &of.number), ("code", &of.code)])
    };
    let other = beside.map_or_else(|| words.get("tidy-nothing-beside"), head);
    let rest = |row: usize| {
        let rest = &tidy.tidy().rows[row].rest;
        if rest.is_empty() { words.get("tidy-no-note") } else { rest.clone() }
    };
    let (note, own, others) = (words.get("list-note"), rest(front), beside.map(rest).unwrap_or_default());
    let own_head = head(front);
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S2) }
        Children [
            (
                Node { column_gap: px(S2), align_items: AlignItems::Baseline }
                Children [
                    (Node { width: px(LABEL), flex_shrink: 0.0 }),
                    (half() Children [ text(own_head, Type::Large, Token::Ink) ]),
                    (Node { width: px(TAKE), flex_shrink: 0.0 }),
                    (half() Children [ text(other, Type::Large, Token::Ink3) ]),
                ]
            ),
            {lines},
            divider(),
            (
                Node { column_gap: px(S2) }
                Children [
                    (Node { width: px(LABEL), flex_shrink: 0.0 } Children [ text(note, Type::Small, Token::Ink2) ]),
                    (half() Children [ text(own, Type::Small, Token::Ink) ]),
                    (Node { width: px(TAKE), flex_shrink: 0.0 }),
                    (half() Children [ text(others, Type::Small, Token::Ink) ]),
                ]
            ),
        ]
    }
}

/// One of two equal halves of what is left.
fn half() -> impl Scene {
    bsn! { Node { flex_grow: 1.0, flex_basis: px(0), min_width: px(0), flex_direction: FlexDirection::Column } }
}

fn cell_line(
    tidy: &TidyRun,
    (front, beside): (usize, Option<usize>),
    column: usize,
    words: &Words,
) -> impl Scene + use<> {
    let head = tidy.tidy().source.columns.get_index(column).map(|(_, head)| head);
    let own = &tidy.rows()[front].cells[column];
    let other = beside.map(|row| tidy.rows()[row].cells[column].clone());
    let differs = other.as_ref().is_some_and(|other| !tidy.tidy().same(column, own, other));
    let (style, ink) = if differs { (Type::BodyBold, Token::Ink) } else { (Type::Body, Token::Ink3) };
    let label = head.map(|head| head.name.clone()).unwrap_or_default();
    let spoken = words.with("tidy-cell", &[("column", &label), ("row", &tidy.tidy().rows[front].number)]);
    let cell = Cell { row: front, column };
    let field: Box<dyn SceneList> = match head.map(|head| &head.kind) {
        Some(FieldKind::Choice(options)) => {
            let options: Vec<String> =
                std::iter::once(words.get("tidy-empty")).chain(options.iter().cloned()).collect();
            let chosen = options.iter().position(|option| option == own).unwrap_or(0);
            Box::new(bsn_list![(
                @Choice { @label: {spoken}, @label_hidden: true, @options: {options}, @chosen: {Some(chosen)} }
                template_value(cell)
            )])
        }
        _ => {
            let value = own.clone();
            Box::new(
                bsn_list![(@Field { @label: {spoken}, @label_hidden: true, @value: {value} } template_value(cell))],
            )
        }
    };
    let take = beside.map(|from| take_button(Takes { from, row: front, column }, differs, &label, words));
    let take: Vec<_> = take.into_iter().collect();
    let shown = match &other {
        Some(value) if value.is_empty() => words.get("tidy-empty"),
        Some(value) => value.clone(),
        None => String::new(),
    };
    bsn! {
        Node { column_gap: px(S2), align_items: AlignItems::Center }
        Children [
            (Node { width: px(LABEL), flex_shrink: 0.0 } Children [ text(label, Type::Small, Token::Ink2) ]),
            (half() Children [ {field} ]),
            (Node { width: px(TAKE), flex_shrink: 0.0, justify_content: JustifyContent::Center } Children [ {take} ]),
            (half() Children [ text(shown, style, ink) ]),
        ]
    }
}

fn take_button(takes: Takes, differs: bool, column: &str, words: &Words) -> impl Scene + use<> {
    let label = words.get("tidy-take");
    let name = words.with("tidy-take-name", &[("column", column)]);
    let disabled: Box<dyn Scene> = if differs { Box::new(()) } else { Box::new(bsn! { InteractionDisabled }) };
    bsn! {
        @PushButton { @label: {label} }
        SpokenName(name)
        template_value(takes)
        {disabled}
        Node { min_height: px(30), padding: UiRect::axes(px(S2), px(2)) }
    }
}

fn number(tidy: &TidyRun, row: usize) -> String {
    tidy.tidy().rows[row].number.clone()
}

/// What a cell holds after a change.
fn write(driller: &mut Driller, cell: Cell, value: String, words: &Words, notices: &mut MessageWriter<Notice>) {
    let Some(tidy) = driller.drilling.tidy() else { return };
    let Some((column, _)) = tidy.tidy().source.columns.get_index(cell.column) else { return };
    let action = TidyAction::Type { row: number(tidy, cell.row), column: column.clone(), value };
    act(driller, action, words, notices);
}

fn type_cell(
    edited: On<FieldEdited>,
    cells: Query<&Cell>,
    mut driller: Driller,
    (words, mut notices): (Res<Words>, MessageWriter<Notice>),
) {
    if let Ok(cell) = cells.get(edited.field) {
        write(&mut driller, *cell, edited.text.clone(), &words, &mut notices);
    }
}

fn choose_cell(
    changed: On<ChoiceChanged>,
    cells: Query<(&Cell, &ChoiceOptions)>,
    mut driller: Driller,
    (words, mut notices): (Res<Words>, MessageWriter<Notice>),
) {
    let Ok((cell, options)) = cells.get(changed.choice) else { return };
    // The first option stands for an empty cell.
    let value =
        if changed.index == 0 { String::new() } else { options.0.get(changed.index).cloned().unwrap_or_default() };
    write(&mut driller, *cell, value, &words, &mut notices);
}

fn take_cell(
    activate: On<Activate>,
    takes: Query<&Takes>,
    mut driller: Driller,
    (words, mut notices): (Res<Words>, MessageWriter<Notice>),
) {
    let Ok(takes) = takes.get(activate.entity) else { return };
    let Some(value) = driller.drilling.tidy().map(|tidy| tidy.rows()[takes.from].cells[takes.column].clone()) else {
        return;
    };
    write(&mut driller, Cell { row: takes.row, column: takes.column }, value, &words, &mut notices);
}

/// Cells show what they hold, whoever put it there; nothing of a row that has gone is changed.
fn show_cells(
    drilling: Res<Drilling>,
    fields: Query<(Entity, &Cell, &FieldText, Has<InteractionDisabled>)>,
    choices: Query<(Entity, &Cell, &ChoiceOptions, &ChoiceValue)>,
    mut commands: Commands,
) {
    let Some(tidy) = drilling.tidy().filter(|_| drilling.is_changed()) else { return };
    for (field, cell, text, barred) in &fields {
        let value = &tidy.rows()[cell.row].cells[cell.column];
        // Somebody who types a blank is not done typing.
        if text.0.trim() != value {
            commands.trigger(SetField { field, text: value.clone() });
        }
        let gone = tidy.rows()[cell.row].into.is_some();
        if gone && !barred {
            commands.entity(field).insert(InteractionDisabled);
        } else if !gone && barred {
            commands.entity(field).remove::<InteractionDisabled>();
        }
    }
    for (choice, cell, options, value) in &choices {
        let own = &tidy.rows()[cell.row].cells[cell.column];
        let at = options.0.iter().position(|option| option == own).unwrap_or(0);
        if value.0 != Some(at) {
            commands.entity(choice).insert(ChoiceValue(Some(at)));
        }
    }
}

/// What was done with the row, and in practice what is wrong with it.
fn show_done(drilling: Res<Drilling>, mut places: Query<(Entity, &mut DonePlace)>, mut painter: Painter) {
    let Some((live, tidy)) = drilling.live.as_ref().zip(drilling.tidy()) else { return };
    let Some(front) = tidy.front() else { return };
    for (place, mut shown) in &mut places {
        if shown.0.is_some() && !drilling.is_changed() {
            continue;
        }
        let lines = lines(live, tidy, front, &painter.words);
        if shown.0.as_ref() == Some(&lines) {
            continue;
        }
        let scene = |(words, wrong): &(String, bool)| {
            Box::new(text(words.clone(), Type::Small, if *wrong { Token::Warn } else { Token::Ink2 })) as Box<dyn Scene>
        };
        painter.fill(place, lines.iter().map(scene).collect());
        shown.0 = Some(lines);
    }
}

fn lines(live: &LiveDrill, tidy: &TidyRun, row: usize, words: &Words) -> Vec<(String, bool)> {
    let mut lines = vec![(words.with("tidy-today", &[("what", &said::tidied(words, tidy, row))]), false)];
    let wrong = feedback::at_once(live, row, words);
    if wrong.is_empty() && tidy.rows()[row].settled && tidy.mode != Mode::Assessment {
        lines.push((words.get("list-right"), false));
    }
    lines.extend(wrong.into_iter().map(|line| (line, true)));
    if tidy.mode == Mode::Guided && !tidy.rows()[row].settled {
        let hint = tidy.tidy().right(row).0.map_or_else(|| words.get("tidy-guided-leave"), |right| right.why.clone());
        lines.push((words.with("tidy-guided", &[("hint", &hint)]), false));
    }
    lines
}
