//! The records: search, the buttons for new ones, who is open, the tabs, the form in front with what belongs to it.

use bevy::input_focus::{FocusCause, InputFocus};
use bevy::prelude::*;
use bevy::ui::Selected;

use super::form::forms_are_shown;
use super::{form, form_status, related, search, show_if};
use crate::app::actions::{ActionApp, ActionSpec, Chord, Does, Group};
use crate::app::session::{Happened, Operator, Session, Words};
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::call::{Action, Call, EventKind, Form};
use crate::scenario::{FieldKind, Table};
use crate::text::Texts;

/// The tables that the operator may add to, in the pack's order.
const NEW: [&str; 8] =
    ["desk.new_1", "desk.new_2", "desk.new_3", "desk.new_4", "desk.new_5", "desk.new_6", "desk.new_7", "desk.new_8"];
const NEW_KEYS: [char; 8] = ['1', '2', '3', '4', '5', '6', '7', '8'];

pub(super) fn plugin(app: &mut App) {
    for (at, id) in NEW.into_iter().enumerate() {
        let spec = ActionSpec::new(id, Screen::Desk).group(Group::Records);
        app.add_action(spec.key(Chord::Ctrl(NEW_KEYS[at])), create(at));
    }
    app.init_resource::<Stamp>()
        .add_systems(OnEnter(Screen::Desk), |mut stamp: ResMut<Stamp>| stamp.0 += 1)
        .add_systems(Update, (count_changes, show_pop).chain().in_set(AppSystems::Show).run_if(in_state(Screen::Desk)))
        .add_systems(Update, show_tabs.in_set(AppSystems::Show).run_if(forms_are_shown))
        .add_systems(Update, caption_new.after(AppSystems::Show).run_if(in_state(Screen::Desk)));
}

/// Counts what changes the rows of the database, so that what is worked out from them is worked out once.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Stamp(pub u32);

fn count_changes(mut happened: MessageReader<Happened>, mut stamp: ResMut<Stamp>) {
    let changes = |kind: &EventKind| matches!(kind, EventKind::RowSaved { .. } | EventKind::RowChangedBySystem { .. });
    if happened.read().filter(|happened| changes(&happened.0.kind)).count() > 0 {
        stamp.0 += 1;
    }
}

/// Whether a form is open.
pub(super) fn has_form(world: &World) -> bool {
    super::call(world).and_then(Call::front).is_some()
}

pub(super) fn panel_of(call: &Call, words: &Words) -> impl Scene + use<> {
    let (find, new) = (search::field(words), new_buttons(call, words));
    let (tabs, form_label) = (form_tabs(words), words.get("desk-form"));
    let status = form_status::status_bar();
    bsn! {
        panel()
        Node { row_gap: px(S2), min_height: px(420) }
        Children [
            find,
            new,
            pop(),
            tabs,
            (
                @ScrollBox {
                    @label: {form_label},
                    @content: {bsn_list![(
                        Node { flex_direction: FlexDirection::Column, row_gap: px(S3), flex_shrink: 0.0, padding: UiRect { left: px(2), right: px(S3), top: px(2), bottom: px(S2) } }
                        Children [ related::list(), form::body() ]
                    )]}
                }
                Node { flex_grow: 1.0, flex_basis: px(0), min_height: px(120) }
            ),
            status,
        ]
    }
}

/// The number of a table in the pack, on the button that makes a row of it.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
struct NewButton {
    at: usize,
    table: usize,
}

/// The tables that rows can be added to.
fn creatable(call: &Call) -> impl Iterator<Item = (usize, &Table)> {
    call.setup().pack.tables.iter().enumerate().filter(|(_, table)| table.source.create).take(NEW.len())
}

fn new_buttons(call: &Call, words: &Words) -> impl Scene + use<> {
    let title = words.get("desk-new");
    let all: Vec<_> = creatable(call).enumerate().map(|(at, (table, _))| new_button(at, table)).collect();
    bsn! {
        Node { align_items: AlignItems::Center, column_gap: px(S1), row_gap: px(S1), flex_wrap: FlexWrap::Wrap, flex_shrink: 0.0 }
        Children [
            (text(title, Type::Small, Token::Ink2) Node { margin: UiRect::right(px(S1)) }),
            {all}
        ]
    }
}

fn new_button(at: usize, table: usize) -> impl Scene {
    let id = NEW[at];
    bsn! {
        @PushButton { @key_place: {KeyPlace::Before} }
        Does({id})
        template_value(NewButton { at, table })
        Node { min_height: px(26), column_gap: px(6), padding: UiRect::axes(px(6), px(1)) }
    }
}

/// A button is called by its table; the Ctrl that all of them share stands before the row.
fn caption_new(session: Res<Session>, mut buttons: Query<(&NewButton, &mut Caption, &mut KeyShown)>) {
    let Some(live) = &session.live else { return };
    for (button, mut caption, mut key) in &mut buttons {
        if let Some(table) = live.call.setup().pack.tables.get(button.table) {
            caption.set_if_neq(Caption(table.source.name.clone()));
            key.set_if_neq(KeyShown(NEW_KEYS[button.at].to_string()));
        }
    }
}

fn create(at: usize) -> impl Fn(Operator, ResMut<form::WantsFocus>) + Send + Sync + 'static {
    move |mut operator: Operator, mut wants: ResMut<form::WantsFocus>| {
        let Some(live) = &operator.session.live else { return };
        let table = creatable(&live.call).nth(at).map(|(_, table)| table.name.clone());
        if let Some(table) = table {
            operator.act(Action::Create { table });
            *wants = form::WantsFocus::FirstEmpty;
        }
    }
}

/// Opens a row and puts the keyboard on its tab, where plain keys still hold.
pub(super) fn open_row(
    operator: &mut Operator,
    table: &str,
    id: &str,
    tabs: &Query<Entity, With<FormTabs>>,
    focus: &mut InputFocus,
) {
    operator.act(Action::Open { table: table.to_owned(), id: id.to_owned() });
    if let Ok(tabs) = tabs.single() {
        focus.set(tabs, FocusCause::Navigated);
    }
}

// The open customer.

#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Pop;

#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
enum PopText {
    #[default]
    Heading,
    Detail,
    Near,
}

fn pop() -> impl Scene {
    bsn! {
        Pop
        Fill(Token::AccentSoft, Shade::Rest)
        Node {
            display: Display::None,
            flex_shrink: 0.0,
            flex_wrap: FlexWrap::Wrap,
            align_items: AlignItems::Center,
            column_gap: px(S3),
            border_radius: BorderRadius::all(px(R_M)),
            padding: UiRect::axes(px(S3), px(S2)),
        }
        Children [
            (template_value(PopText::Heading) line("", Type::BodyBold, Token::Ink)),
            (template_value(PopText::Detail) text("", Type::Small, Token::Ink2)),
            (template_value(PopText::Near) text("", Type::Hint, Token::Ink2)),
        ]
    }
}

/// The row that the form in front belongs to in the end: an order line's order's customer.
fn owner(call: &Call) -> Option<(usize, String)> {
    let pack = &call.setup().pack;
    let front = call.front()?;
    let mut here = front.id.clone().map(|id| (front.table, id));
    let mut next = first_reference(call, front.table, &front.values);
    // As many steps as there are tables: rows that refer to each other could go round for ever.
    for _ in &pack.tables {
        let Some((table, id)) = next else { break };
        let Some(row) = call.database().row(table, &id) else { break };
        next = first_reference(call, table, &row.values);
        here = Some((table, id));
    }
    here
}

fn first_reference(call: &Call, table: usize, values: &[String]) -> Option<(usize, String)> {
    let pack = &call.setup().pack;
    pack.tables[table].source.fields.values().zip(values).find_map(|(field, value)| {
        let FieldKind::Reference(to) = &field.kind else { return None };
        let value = value.trim().to_uppercase();
        (!value.is_empty()).then_some((pack.table_index(to)?, value))
    })
}

/// What the pop shows, and what it was worked out from.
#[derive(Debug, Default, PartialEq)]
struct PopShown {
    of: Option<(usize, String)>,
    stamp: u32,
}

fn show_pop(
    session: Res<Session>,
    words: Res<Words>,
    stamp: Res<Stamp>,
    mut last: Local<PopShown>,
    mut pops: Query<&mut Node, With<Pop>>,
    mut texts: Query<(&PopText, &mut Text)>,
) {
    let Some(live) = &session.live else { return };
    let now = PopShown { of: owner(&live.call), stamp: stamp.0 };
    if *last == now {
        return;
    }
    *last = now;
    for mut node in &mut pops {
        node.display = if last.of.is_some() { Display::Flex } else { Display::None };
    }
    let Some((table, id)) = &last.of else { return };
    let pack = &live.call.setup().pack;
    let (heading, detail) = live.call.database().heading(pack, *table, id);
    for (part, mut text) in &mut texts {
        text.0 = match part {
            PopText::Heading => heading.clone(),
            PopText::Detail => super::excerpt(&words.dated(&detail), 60),
            PopText::Near => near(&live.call, *table, id, &heading, &words),
        };
    }
}

/// Rows that are easily confused with this one.
fn near(call: &Call, table: usize, id: &str, heading: &str, words: &Texts) -> String {
    const MOST: usize = 3;
    let pack = &call.setup().pack;
    // Only people have namesakes.
    if !pack.tables[table].source.fields.values().any(|field| field.kind == FieldKind::Name) {
        return String::new();
    }
    let found = call.database().search(pack, heading, 24);
    let others = found.into_iter().filter(|found| found.table == table && found.id != id).map(|found| found.heading);
    let names: Vec<String> = others.take(MOST).collect();
    if names.is_empty() { String::new() } else { words.with("desk-near", &[("names", &names.join(", "))]) }
}

// The tabs.

#[derive(Component, Debug, Clone, Copy, Default)]
pub(super) struct FormTabs;

/// The form that a tab stands for.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
struct TabOf(u32);

/// A tab for every open form.
pub(in crate::app::screens) fn form_tabs(words: &Words) -> impl Scene + use<> {
    let label = words.get("desk-forms");
    bsn! {
        @Tabs { @label: {label} }
        FormTabs
        Node { display: Display::None, flex_shrink: 0.0 }
        on(bring_to_front)
    }
}

fn bring_to_front(chosen: On<RowChosen>, tabs: Query<&TabOf>, mut operator: Operator) {
    if let Ok(tab) = tabs.get(chosen.row) {
        operator.act(Action::Focus(tab.0));
    }
}

/// What a form is called: a person by name, any other row by its number.
fn form_name(call: &Call, form: &Form, words: &Texts) -> String {
    let pack = &call.setup().pack;
    let table = &pack.tables[form.table];
    let Some(id) = &form.id else { return words.with("desk-new-form", &[("what", &table.source.name.to_lowercase())]) };
    let refers = table.source.fields.values().any(|field| matches!(field.kind, FieldKind::Reference(_)));
    if refers { format!("{} {id}", table.source.name) } else { call.database().heading(pack, form.table, id).0 }
}

fn show_tabs(
    session: Res<Session>,
    words: Res<Words>,
    mut lists: Query<(Entity, &mut Node, Option<&Children>), With<FormTabs>>,
    mut tabs: Query<(&TabOf, &mut Caption, Has<Selected>)>,
    mut commands: Commands,
) {
    let Some(live) = &session.live else { return };
    let (call, front) = (&live.call, live.call.front().map(|form| form.number));
    let label = |form: &Form| {
        let name = form_name(call, form, &words);
        if form.is_unsaved() { words.with("desk-tab-unsaved", &[("name", &name)]) } else { name }
    };
    for (list, mut node, children) in &mut lists {
        show_if(&mut node, !call.forms().is_empty());
        let children: Vec<Entity> = children.into_iter().flatten().copied().collect();
        let shown: Vec<u32> = children.iter().filter_map(|tab| tabs.get(*tab).ok().map(|(of, ..)| of.0)).collect();
        if !shown.iter().copied().eq(call.forms().iter().map(|form| form.number)) {
            commands.entity(list).despawn_children();
            for form in call.forms() {
                let made = commands.spawn_scene(form_tab(form.number, label(form), front == Some(form.number))).id();
                commands.entity(list).add_child(made);
            }
            continue;
        }
        for child in children {
            let Ok((of, mut caption, selected)) = tabs.get_mut(child) else { continue };
            let Some(form) = call.form(of.0) else { continue };
            caption.set_if_neq(Caption(label(form)));
            if front == Some(of.0) && !selected {
                commands.trigger(SelectRow { list, row: child });
            }
        }
    }
}

fn form_tab(number: u32, label: String, front: bool) -> impl Scene {
    let mark: Box<dyn Scene> = if front { Box::new(bsn! { Selected }) } else { Box::new(()) };
    bsn! { tab(label) TabOf({number}) {mark} }
}
