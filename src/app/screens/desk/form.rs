//! The form in front: its fields in two columns, what is wrong with them as one types, and saving. The desk shows it, and
//! the wrap-up.

use std::collections::BTreeSet;

use bevy::ecs::system::SystemParam;
use bevy::input_focus::{FocusCause, InputFocus, InputFocusVisible};
use bevy::prelude::*;
use bevy::ui::InteractionDisabled;

use super::records::has_form;
use super::{show_if, two_columns};
use crate::app::actions::{ActionApp, ActionSpec, Chord, Group};
use crate::app::session::{Happened, Operator, Session, Words};
use crate::app::ui::choice::ChoiceParts;
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::call::{Action, Call, EventKind, Form, Problem};
use crate::scenario::{FieldKind, FieldSource};
use crate::text::Texts;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Tried>()
        .init_resource::<WantsFocus>()
        .add_action(
            ActionSpec::new("desk.save", Screen::Desk).group(Group::Records).key(Chord::Ctrl('s')).when(may_save),
            save,
        )
        .add_systems(OnEnter(Screen::Desk), forget_refusals)
        .add_systems(OnExit(Screen::WrapUp), forget_refusals)
        .add_systems(
            Update,
            (note_refusals, show_form, sync_fields, sync_choices, show_hints, show_choice_notes, take_focus)
                .chain()
                .in_set(AppSystems::Show)
                .run_if(forms_are_shown),
        );
}

/// Forms are numbered anew in every call.
fn forget_refusals(mut tried: ResMut<Tried>) {
    tried.0.clear();
}

/// Forms are filled in at the desk, and put right in the wrap-up.
pub(in crate::app::screens) fn forms_are_shown(screen: Res<State<Screen>>) -> bool {
    matches!(screen.get(), Screen::Desk | Screen::WrapUp)
}

/// Forms whose saving was refused: from then on they say what is missing too.
#[derive(Resource, Debug, Clone, Default)]
pub(super) struct Tried(BTreeSet<u32>);

impl Tried {
    pub(super) fn has(&self, form: &Form) -> bool {
        self.0.contains(&form.number)
    }
}

/// Where the keyboard should stand once the fields are there.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum WantsFocus {
    #[default]
    Nowhere,
    /// In the first field of the new form that holds nothing.
    FirstEmpty,
    /// In the field of this name.
    Field(String),
}

#[derive(Component, Debug, Clone, PartialEq, Eq, Default)]
struct FormBody {
    form: Option<u32>,
}

/// A control and the field of the form that it shows.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
struct FormField {
    form: u32,
    slot: usize,
}

/// What stands under a choice; a text field has a place of its own for it.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
struct ChoiceNote(FormField);

pub(in crate::app::screens) fn body() -> impl Scene {
    bsn! {
        FormBody
        Node { flex_direction: FlexDirection::Column, flex_shrink: 0.0 }
    }
}

/// Spawns the fields of the form in front when another one comes there.
fn show_form(
    session: Res<Session>,
    words: Res<Words>,
    mut bodies: Query<(Entity, &mut FormBody)>,
    mut commands: Commands,
) {
    let Some(live) = &session.live else { return };
    let front = live.call.front();
    for (body, mut shown) in &mut bodies {
        let now = front.map(|form| form.number);
        if shown.form == now {
            continue;
        }
        shown.form = now;
        commands.entity(body).despawn_children();
        if let Some(form) = front {
            let made = commands.spawn_scene(fields(&live.call, form, live.show().is_some(), &words)).id();
            commands.entity(body).add_child(made);
        }
    }
}

fn fields(call: &Call, form: &Form, watched: bool, words: &Texts) -> impl Scene + use<> {
    let pack = &call.setup().pack;
    let table = &pack.tables[form.table].source;
    let open = (form.id.is_none() || table.edit) && !watched;
    let all: Vec<Box<dyn Scene>> = table
        .fields
        .values()
        .enumerate()
        .map(|(slot, field)| {
            let place = FormField { form: form.number, slot };
            control(place, field, &shown(form, slot, field, words), open, &pack.source.currency, words)
        })
        .collect();
    bsn! {
        Node {
            display: Display::Grid,
            grid_template_columns: {two_columns()},
            column_gap: px(S4),
            row_gap: px(S2),
            align_items: AlignItems::Start,
        }
        Children [ {all} ]
    }
}

fn control(
    place: FormField,
    field: &FieldSource,
    value: &str,
    open: bool,
    currency: &str,
    words: &Texts,
) -> Box<dyn Scene> {
    let label = label(field, currency, words);
    let bar: Box<dyn Scene> = if open { Box::new(()) } else { Box::new(bsn! { InteractionDisabled }) };
    if let FieldKind::Choice(options) = &field.kind {
        return Box::new(choice(place, label, options, value, bar, words));
    }
    let long = field.kind == FieldKind::Note;
    let (lines, span) = if long { (2.0, 2) } else { (1.0, 1) };
    let value = value.to_owned();
    Box::new(bsn! {
        @Field { @label: {label}, @value: {value}, @lines: {lines} }
        template_value(place)
        {bar}
        Node { grid_column: {GridPlacement::span(span)}, min_width: px(0) }
        on(typed)
    })
}

fn choice(
    place: FormField,
    label: String,
    options: &[String],
    value: &str,
    bar: Box<dyn Scene>,
    words: &Texts,
) -> impl Scene + use<> {
    let mut all = vec![words.get("desk-choice-empty")];
    all.extend(options.iter().cloned());
    let chosen = chosen(options, value);
    let placeholder = words.get("desk-choice");
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S1), min_width: px(0) }
        Children [
            (
                @Choice { @label: {label}, @options: {all}, @chosen: {chosen}, @placeholder: {placeholder} }
                template_value(place)
                {bar}
                on(picked)
            ),
            (
                template_value(ChoiceNote(place))
                text("", Type::Hint, Token::Bad)
                Node { display: Display::None }
            ),
        ]
    }
}

/// A value as its field shows it: a day that was found or saved as people write it, what is being typed as it is typed.
fn shown(form: &Form, slot: usize, field: &FieldSource, words: &Texts) -> String {
    let value = &form.values[slot];
    if field.kind == FieldKind::Date && !form.typed.contains(&slot) { words.dated(value) } else { value.clone() }
}

/// The place of a value in a choice, behind the empty one.
fn chosen(options: &[String], value: &str) -> Option<usize> {
    options.iter().position(|option| option.eq_ignore_ascii_case(value.trim())).map(|at| at + 1)
}

fn label(field: &FieldSource, currency: &str, words: &Texts) -> String {
    let label = match field.kind {
        FieldKind::Money => format!("{} ({currency})", field.label),
        _ => field.label.clone(),
    };
    if field.required { words.with("desk-field-required", &[("label", &label)]) } else { label }
}

fn typed(edited: On<FieldEdited>, fields: Query<&FormField>, operator: Operator) {
    if let Ok(place) = fields.get(edited.field) {
        type_in(*place, edited.text.clone(), operator);
    }
}

fn picked(changed: On<ChoiceChanged>, fields: Query<(&FormField, &ChoiceOptions)>, operator: Operator) {
    if let Ok((place, options)) = fields.get(changed.choice) {
        let value = if changed.index == 0 { String::new() } else { options.0[changed.index].clone() };
        type_in(*place, value, operator);
    }
}

fn type_in(place: FormField, value: String, mut operator: Operator) {
    let Some(live) = &operator.session.live else { return };
    let Some(form) = live.call.form(place.form) else { return };
    let field = live.call.setup().pack.tables[form.table].field(place.slot).map(|(name, _)| name.to_owned());
    if let Some(field) = field {
        operator.act(Action::Type { form: place.form, field, value });
    }
}

/// Saving puts values into the form that the database keeps, and systems write by themselves: fields follow.
fn sync_fields(
    session: Res<Session>,
    words: Res<Words>,
    fields: Query<(Entity, &FormField, &FieldText)>,
    mut commands: Commands,
) {
    let Some(live) = &session.live else { return };
    for (entity, place, now) in &fields {
        let Some(form) = live.call.form(place.form) else { continue };
        let Some((_, field)) = live.call.setup().pack.tables[form.table].field(place.slot) else { continue };
        let text = shown(form, place.slot, field, &words);
        if text != now.0 {
            commands.trigger(SetField { field: entity, text });
        }
    }
}

fn sync_choices(session: Res<Session>, mut choices: Query<(&FormField, &ChoiceOptions, &mut ChoiceValue)>) {
    let Some(live) = &session.live else { return };
    for (place, options, mut shown) in &mut choices {
        let Some(value) = live.call.form(place.form).and_then(|form| form.values.get(place.slot)) else { continue };
        let now = chosen(&options.0[1..], value);
        let empty = now.is_none() && shown.0.is_none_or(|at| at == 0);
        if !empty {
            shown.set_if_neq(ChoiceValue(now));
        }
    }
}

/// What is said under a field.
enum Said {
    Nothing,
    Help(String),
    Wrong(String),
}

/// A problem is only help while one is still typing; what is missing is only said once it has been asked for.
fn said(call: &Call, place: FormField, focused: bool, tried: bool, words: &Texts) -> Said {
    let Some(form) = call.form(place.form) else { return Said::Nothing };
    let pack = &call.setup().pack;
    let Some((name, field)) = pack.tables[form.table].field(place.slot) else { return Said::Nothing };
    let problem = call.problems(form).into_iter().find(|(wrong, _)| wrong == name).map(|(_, problem)| problem);
    match problem {
        Some(Problem::Required) if !tried && !form.typed.contains(&place.slot) => {}
        Some(problem) if focused && !tried => return Said::Help(words.problem(&problem)),
        Some(problem) => return Said::Wrong(words.problem(&problem)),
        None => {}
    }
    if let FieldKind::Reference(to) = &field.kind
        && let Some(table) = pack.table_index(to)
        && let Some(row) = call.database().row(table, &form.values[place.slot].trim().to_uppercase())
    {
        return Said::Help(words.dated(&call.database().heading(pack, table, &row.id).0));
    }
    if focused && !field.help.is_empty() { Said::Help(field.help.clone()) } else { Said::Nothing }
}

/// What decides what is said under a field, beside the field itself.
#[derive(SystemParam)]
struct Saying<'w> {
    session: Res<'w, Session>,
    words: Res<'w, Words>,
    tried: Res<'w, Tried>,
    focus: Res<'w, InputFocus>,
}

impl Saying<'_> {
    fn under(&self, place: FormField, input: Entity) -> Said {
        let Some(live) = &self.session.live else { return Said::Nothing };
        said(&live.call, place, self.focus.get() == Some(input), self.tried.0.contains(&place.form), &self.words)
    }
}

fn show_hints(saying: Saying, mut fields: Query<(&FormField, &FieldParts, &mut FieldHint)>) {
    for (place, parts, mut hint) in &mut fields {
        hint.set_if_neq(match saying.under(*place, parts.input) {
            Said::Nothing => FieldHint::None,
            Said::Help(words) => FieldHint::Note(words),
            Said::Wrong(words) => FieldHint::Bad(words),
        });
    }
}

fn show_choice_notes(
    saying: Saying,
    choices: Query<(&FormField, &ChoiceParts)>,
    mut notes: Query<(&ChoiceNote, &mut Text, &mut Ink, &mut Node)>,
) {
    for (note, mut text, mut ink, mut node) in &mut notes {
        let Some((_, parts)) = choices.iter().find(|(place, _)| **place == note.0) else { continue };
        let (words, token) = match saying.under(note.0, parts.face) {
            Said::Nothing => (String::new(), Token::Ink3),
            Said::Help(words) => (words, Token::Ink3),
            Said::Wrong(words) => (words, Token::Bad),
        };
        show_if(&mut node, !words.is_empty());
        text.set_if_neq(Text(words));
        ink.set_if_neq(Ink(token));
    }
}

/// A refused save is told beside the button and at the fields, and leads to the first of them.
fn note_refusals(
    mut happened: MessageReader<Happened>,
    session: Res<Session>,
    mut tried: ResMut<Tried>,
    mut wants: ResMut<WantsFocus>,
) {
    let front = session.live.as_ref().and_then(|live| live.call.front()).map(|form| form.number);
    for Happened(event) in happened.read() {
        if let EventKind::SaveRefused { form, problems } = &event.kind {
            tried.0.insert(*form);
            if let Some((field, _)) = problems.first().filter(|_| front == Some(*form)) {
                *wants = WantsFocus::Field(field.to_string());
            }
        }
    }
}

fn take_focus(
    session: Res<Session>,
    mut wants: ResMut<WantsFocus>,
    fields: Query<(&FormField, &FieldParts)>,
    choices: Query<(&FormField, &ChoiceParts)>,
    mut focus: ResMut<InputFocus>,
    mut visible: ResMut<InputFocusVisible>,
) {
    if *wants == WantsFocus::Nowhere {
        return;
    }
    let Some(form) = session
        .live
        .as_ref()
        .and_then(|live| live.call.front().map(|form| (form, &live.call.setup().pack.tables[form.table])))
    else {
        return;
    };
    let (form, table) = form;
    let slot = match &*wants {
        WantsFocus::Field(name) => table.field_index(name),
        _ => form.values.iter().position(String::is_empty),
    };
    let Some(slot) = slot else {
        *wants = WantsFocus::Nowhere;
        return;
    };
    let place = FormField { form: form.number, slot };
    let field = fields.iter().find(|(at, _)| **at == place).map(|(_, parts)| parts.input);
    let face = choices.iter().find(|(at, _)| **at == place).map(|(_, parts)| parts.face);
    // A form that came this frame has its fields in the next.
    if let Some(entity) = field.or(face) {
        focus.set(entity, FocusCause::Navigated);
        visible.0 = true;
        *wants = WantsFocus::Nowhere;
    }
}

fn may_save(world: &World) -> bool {
    let call = super::call(world);
    has_form(world) && call.and_then(|call| call.front().map(|form| may_edit(call, form))).unwrap_or(false)
}

pub(super) fn may_edit(call: &Call, form: &Form) -> bool {
    form.id.is_none() || call.setup().pack.tables[form.table].source.edit
}

fn save(mut operator: Operator) {
    let front = operator.session.live.as_ref().and_then(|live| live.call.front().map(|form| form.number));
    if let Some(form) = front {
        operator.act(Action::Save(form));
    }
}
