//! The search over all records, as one types. A search is told to the call when the user pauses or opens a result.

use std::time::Duration;

use bevy::input::ButtonState;
use bevy::input::keyboard::KeyboardInput;
use bevy::input_focus::{FocusCause, FocusedInput, InputFocus};
use bevy::prelude::*;
use bevy::text::EditableText;
use bevy::time::Real;
use bevy::ui_widgets::popover::{Popover, PopoverAlign, PopoverPlacement, PopoverSide};

use super::records::{FormTabs, Stamp, open_row};
use super::{clipped, enter_field, show_if};
use crate::app::actions::{ActionApp, ActionSpec, Chord, Group};
use crate::app::session::{Operator, Session, Words};
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::call::{Action, Found};

/// So long without a key is a pause.
pub(super) const PAUSE: Duration = Duration::from_millis(900);

/// Results of one table beyond these are not read.
const MOST: usize = 4;

/// As many are looked at, to find those that are only similar too.
const LOOKED_AT: usize = 60;

pub(super) fn plugin(app: &mut App) {
    app.add_action(
        ActionSpec::new("desk.search", Screen::Desk).group(Group::Records).key(Chord::Ctrl('f')),
        go_to_search,
    )
    .add_observer(on_arrow)
    .add_systems(Update, (tell_pause, find, unfold).chain().in_set(AppSystems::Show).run_if(in_state(Screen::Desk)));
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct SearchBox;

#[derive(Component, Debug, Clone, Copy, Default)]
pub(super) struct SearchField;

/// What was typed and not told yet, and since when.
#[derive(Component, Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Pending(pub Option<Duration>);

/// The list under the field, hidden once a result was opened.
#[derive(Component, Debug, Clone, Copy, Default)]
struct Results;

/// What unfolds below the field.
#[derive(Component, Debug, Clone, PartialEq, Eq, Default)]
struct Sheet {
    /// What the results answer.
    shown: Option<(String, u32)>,
    /// A result was opened: enough seen.
    done: bool,
}

#[derive(Component, Debug, Clone, PartialEq, Eq, Default)]
struct ResultRow {
    table: String,
    id: String,
}

pub(super) fn field(words: &Words) -> impl Scene + use<> {
    let (label, placeholder, results) =
        (words.get("desk-search"), words.get("desk-search-empty"), words.get("desk-results"));
    bsn! {
        SearchBox
        Node { flex_direction: FlexDirection::Column, flex_shrink: 0.0 }
        Children [
            (
                @Field {
                    @label: {label},
                    @label_hidden: true,
                    @placeholder: {placeholder},
                    @key: "Ctrl F"
                }
                SearchField
                Pending
                on(search_typed)
                on(open_first)
            ),
            (
                Sheet
                Fill(Token::Panel, Shade::Rest)
                Edge(Token::LineStrong)
                GlobalZIndex(20)
                OverrideClip
                Scrolls
                Node {
                    display: Display::None,
                    position_type: PositionType::Absolute,
                    flex_direction: FlexDirection::Column,
                    width: percent(100),
                    max_height: px(420),
                    overflow: Overflow::scroll_y(),
                    border: UiRect::all(px(1)),
                    border_radius: BorderRadius::all(px(R_S)),
                    padding: UiRect::all(px(S1)),
                }
                BoxShadow::new(Color::BLACK.with_alpha(0.18), px(0), px(4), px(0), px(12))
                template_value(below())
                Children [ (@PickList { @label: {results} } Results on(open_result)) ]
            ),
        ]
    }
}

fn below() -> Popover {
    let place = PopoverPlacement { side: PopoverSide::Bottom, align: PopoverAlign::Start, gap: 3.0 };
    Popover { positions: vec![place], window_margin: S2 }
}

fn result(found: &Found, table: &str, plain: &str, similar: &str) -> impl Scene + use<> {
    let (heading, detail) = (found.heading.clone(), found.detail.clone());
    let what = format!("{plain} {}", found.id);
    let row = ResultRow { table: table.to_owned(), id: found.id.clone() };
    let similar = similar.to_owned();
    let mark: Box<dyn Scene> = if found.near {
        Box::new(bsn! { @Pill { label: {similar.clone()}, tone: {Tone::Warn} } })
    } else {
        Box::new(bsn! { Node { display: Display::None } })
    };
    let label = if found.near { format!("{heading}, {what}, {similar}") } else { format!("{heading}, {what}") };
    bsn! {
        @PickRow {
            @label: {label},
            @content: {bsn_list![
                (
                    Node { flex_direction: FlexDirection::Column, flex_grow: 1.0, flex_basis: px(0), min_width: px(0) }
                    Pickable { should_block_lower: false, is_hoverable: false }
                    Children [
                        text(heading, Type::BodyBold, Token::Ink),
                        (clipped(detail) Node { flex_grow: 0.0, flex_basis: auto() }),
                    ]
                ),
                ({mark}),
                line(what, Type::Small, Token::Ink2),
            ]}
        }
        template_value(row)
    }
}

fn search_typed(
    edited: On<FieldEdited>,
    time: Res<Time<Real>>,
    mut pending: Query<&mut Pending>,
    mut sheets: Query<&mut Sheet>,
) {
    if let Ok(mut pending) = pending.get_mut(edited.field) {
        pending.0 = Some(time.elapsed());
    }
    for mut sheet in &mut sheets {
        sheet.done = false;
    }
}

/// After a pause the call hears of the search.
fn tell_pause(
    time: Res<Time<Real>>,
    mut fields: Query<(&FieldText, &mut Pending), With<SearchField>>,
    mut operator: Operator,
) {
    for (text, mut pending) in &mut fields {
        if pending.0.is_some_and(|since| time.elapsed().saturating_sub(since) >= PAUSE) {
            tell(text, &mut pending, &mut operator);
        }
    }
}

fn tell(text: &FieldText, pending: &mut Pending, operator: &mut Operator) {
    if pending.0.take().is_some() && !text.0.trim().is_empty() {
        operator.act(Action::Search(text.0.trim().to_owned()));
    }
}

/// Finds again when what was typed, or the database, has changed.
fn find(
    session: Res<Session>,
    words: Res<Words>,
    stamp: Res<Stamp>,
    fields: Query<&FieldText, With<SearchField>>,
    (mut sheets, lists): (Query<&mut Sheet>, Query<Entity, With<Results>>),
    mut commands: Commands,
) {
    let (Some(live), Ok(text), Ok(mut sheet), Ok(list)) =
        (&session.live, fields.single(), sheets.single_mut(), lists.single())
    else {
        return;
    };
    let wanted = Some((text.0.trim().to_owned(), stamp.0));
    if sheet.shown == wanted {
        return;
    }
    sheet.shown = wanted;
    let pack = &live.call.setup().pack;
    let found = results(live.call.database().search(pack, text.0.trim(), LOOKED_AT));
    commands.entity(list).despawn_children();
    if found.is_empty() {
        let none = commands.spawn_scene(nothing(words.get("desk-nothing-found"))).id();
        commands.entity(list).add_child(none);
    }
    let similar = words.get("desk-similar");
    for mut found in found {
        let table = &pack.tables[found.table];
        (found.heading, found.detail) = (words.dated(&found.heading), words.dated(&found.detail));
        let row = commands.spawn_scene(result(&found, &table.name, &table.source.name, &similar)).id();
        commands.entity(list).add_child(row);
    }
}

/// Table by table, what was typed before what is only similar to it; each table has room for some of both.
fn results(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|found| (found.table, found.near));
    let mut out: Vec<Found> = Vec::new();
    for found in found {
        let same = out.iter().filter(|other| other.table == found.table && other.near == found.near).count();
        if same < if found.near { MOST / 2 } else { MOST } {
            out.push(found);
        }
    }
    out
}

fn nothing(words: String) -> impl Scene {
    bsn! { Node { padding: UiRect::axes(px(S3), px(S2)) } Children [ dim(words) ] }
}

/// The results are there while the keyboard is in the field or in them.
fn unfold(
    focus: Res<InputFocus>,
    boxes: Query<Entity, With<SearchBox>>,
    parents: Query<&ChildOf>,
    mut sheets: Query<(&Sheet, &mut Node)>,
) {
    let Ok(area) = boxes.single() else { return };
    let inside = focus.get().is_some_and(|at| parents.iter_ancestors(at).any(|above| above == area));
    for (sheet, mut node) in &mut sheets {
        let asked = sheet.shown.as_ref().is_some_and(|(text, _)| !text.is_empty());
        show_if(&mut node, inside && asked && !sheet.done);
    }
}

fn open_result(chosen: On<RowChosen>, rows: Query<&ResultRow>, mut opening: Opening) {
    if let Ok(row) = rows.get(chosen.row) {
        opening.open(row);
    }
}

/// Enter opens the best result of what was typed, which a slow frame may not show yet.
fn open_first(submitted: On<FieldSubmitted>, mut opening: Opening) {
    let typed = submitted.text.trim();
    let Some(live) = opening.operator.session.live.as_ref().filter(|_| !typed.is_empty()) else { return };
    let pack = &live.call.setup().pack;
    let first = results(live.call.database().search(pack, typed, LOOKED_AT)).into_iter().next();
    let row = first.map(|found| ResultRow { table: pack.tables[found.table].name.clone(), id: found.id });
    if let Some(row) = row {
        opening.open(&row);
    }
}

/// What opening a result takes.
#[derive(bevy::ecs::system::SystemParam)]
struct Opening<'w, 's> {
    operator: Operator<'w>,
    fields: Query<'w, 's, (&'static FieldText, &'static mut Pending), With<SearchField>>,
    sheets: Query<'w, 's, &'static mut Sheet>,
    tabs: Query<'w, 's, Entity, With<FormTabs>>,
    focus: ResMut<'w, InputFocus>,
}

impl Opening<'_, '_> {
    fn open(&mut self, row: &ResultRow) {
        for (text, mut pending) in &mut self.fields {
            tell(text, &mut pending, &mut self.operator);
        }
        for mut sheet in &mut self.sheets {
            sheet.done = true;
        }
        open_row(&mut self.operator, &row.table, &row.id, &self.tabs, &mut self.focus);
    }
}

/// The arrow leads from the field into the results.
fn on_arrow(
    key: On<FocusedInput<KeyboardInput>>,
    fields: Query<&FieldParts, With<SearchField>>,
    lists: Query<Entity, With<Results>>,
    mut focus: ResMut<InputFocus>,
) {
    let down = key.input.key_code == KeyCode::ArrowDown && key.input.state == ButtonState::Pressed;
    let (Ok(parts), Ok(list)) = (fields.single(), lists.single()) else { return };
    if down && key.focused_entity == parts.input {
        focus.set(list, FocusCause::Navigated);
    }
}

fn go_to_search(
    fields: Query<&FieldParts, With<SearchField>>,
    mut sheets: Query<&mut Sheet>,
    mut editables: Query<&mut EditableText>,
    mut focus: ResMut<InputFocus>,
) {
    for parts in &fields {
        enter_field(parts.input, &mut focus, &mut editables);
    }
    for mut sheet in &mut sheets {
        sheet.done = false;
    }
}
