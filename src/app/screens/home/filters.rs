//! Which drills are shown: of one company, for one duty, of one level, with words that were typed.

use bevy::input_focus::{FocusCause, InputFocus, InputFocusVisible};
use bevy::prelude::*;

use crate::app::Screen;
use crate::app::actions::{ActionApp, ActionSpec, Chord};
use crate::app::screens::page::{does, wrapping};
use crate::app::session::{Library, Words};
use crate::app::ui::choice::ChoiceParts;
use crate::app::ui::prelude::*;
use crate::scenario::Duty;

/// The hardest level that a drill can have.
const LEVELS: u32 = 5;

pub(super) fn plugin(app: &mut App) {
    let here = |id| ActionSpec::new(id, Screen::Home);
    app.init_resource::<Filters>()
        .add_action(here("home.company").key(Chord::Plain('c')), go_to_choice::<CompanyFilter>)
        .add_action(here("home.duty").key(Chord::Plain('d')), go_to_choice::<DutyFilter>)
        .add_action(here("home.level").key(Chord::Plain('l')), go_to_choice::<LevelFilter>)
        .add_action(here("home.find").key(Chord::Ctrl('f')), go_to_field)
        .add_action(here(CLEAR).key(Chord::Plain('x')).when(|world| world.resource::<Filters>().any()), clear);
}

const CLEAR: &str = "home.clear";

/// What is chosen; it stays while a call is taken.
#[derive(Resource, Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Filters {
    /// A pack's id.
    pub company: Option<String>,
    pub duty: Option<Duty>,
    pub level: Option<u32>,
    pub text: String,
}

impl Filters {
    pub fn any(&self) -> bool {
        *self != Self::default()
    }

    /// Whether every typed word stands in a text.
    pub fn finds(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.text.to_lowercase().split_whitespace().all(|word| text.contains(word))
    }
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct CompanyFilter;

#[derive(Component, Debug, Clone, Copy, Default)]
struct DutyFilter;

#[derive(Component, Debug, Clone, Copy, Default)]
struct LevelFilter;

#[derive(Component, Debug, Clone, Copy, Default)]
struct TextFilter;

type AnyChoice = Or<(With<CompanyFilter>, With<DutyFilter>, With<LevelFilter>)>;

/// The duty in words, with the way that the call goes.
pub(in crate::app::screens) fn duty_name(words: &Words, duty: Duty) -> String {
    let side = words.get(if duty.is_outgoing() { "duties-outgoing" } else { "duties-incoming" });
    format!("{side}: {}", words.get(&format!("duty-{}", duty.name())))
}

pub(super) fn row(words: &Words, library: &Library, filters: &Filters) -> impl Scene + use<> {
    let all = |key: &str| vec![words.get(key)];
    let companies: Vec<String> = all("home-every-company")
        .into_iter()
        .chain(library.packs.iter().map(|pack| pack.source.name.clone()))
        .collect();
    let duties: Vec<String> =
        all("home-every-duty").into_iter().chain(Duty::ALL.iter().map(|duty| duty_name(words, *duty))).collect();
    let levels: Vec<String> = all("home-every-level")
        .into_iter()
        .chain((1..=LEVELS).map(|level| words.get(&format!("level-{level}"))))
        .collect();
    let after_all = |found: Option<usize>| Some(found.map_or(0, |at| at + 1));
    let company = filters.company.as_ref().and_then(|id| library.packs.iter().position(|pack| pack.id == *id));
    let duty = filters.duty.and_then(|duty| Duty::ALL.iter().position(|other| *other == duty));
    let level = filters.level.and_then(|level| usize::try_from(level).ok()?.checked_sub(1));
    let (company, duty, level) = (after_all(company), after_all(duty), after_all(level));
    let labels = ["home-find", "home-find-hint", "home-company", "home-duty", "home-level"].map(|key| words.get(key));
    let [find, hint, by_company, by_duty, by_level] = labels;
    let typed = filters.text.clone();
    wrapping(Box::new(bsn_list![
        (
            @Field { @label: {find}, @placeholder: {hint}, @value: {typed}, @key: "Ctrl F" }
            TextFilter
            Node { width: px(240) }
            on(type_text)
        ),
        (@Choice { @label: {by_company}, @options: {companies}, @chosen: {company} } CompanyFilter Node { width: px(190) } on(choose_company)),
        (@Choice { @label: {by_duty}, @options: {duties}, @chosen: {duty} } DutyFilter Node { width: px(290) } on(choose_duty)),
        (@Choice { @label: {by_level}, @options: {levels}, @chosen: {level} } LevelFilter Node { width: px(170) } on(choose_level)),
        (does(CLEAR, Skin::Quiet) Node { align_self: AlignSelf::FlexEnd }),
    ]))
}

fn type_text(edited: On<FieldEdited>, mut filters: ResMut<Filters>) {
    edited.text.trim().clone_into(&mut filters.text);
}

/// The first option of a choice is all of them.
fn choose_company(changed: On<ChoiceChanged>, library: Res<Library>, mut filters: ResMut<Filters>) {
    filters.company = changed.index.checked_sub(1).and_then(|at| library.packs.get(at)).map(|pack| pack.id.clone());
}

fn choose_duty(changed: On<ChoiceChanged>, mut filters: ResMut<Filters>) {
    filters.duty = changed.index.checked_sub(1).and_then(|at| Duty::ALL.get(at)).copied();
}

fn choose_level(changed: On<ChoiceChanged>, mut filters: ResMut<Filters>) {
    filters.level = u32::try_from(changed.index).ok().filter(|level| *level > 0);
}

fn clear(
    mut filters: ResMut<Filters>,
    field: Query<Entity, With<TextFilter>>,
    choices: Query<Entity, AnyChoice>,
    mut commands: Commands,
) {
    *filters = Filters::default();
    for field in &field {
        commands.trigger(SetField { field, text: String::new() });
    }
    for choice in &choices {
        commands.entity(choice).insert(ChoiceValue(Some(0)));
    }
}

fn go_to_choice<F: Component>(
    choices: Query<&ChoiceParts, With<F>>,
    mut focus: ResMut<InputFocus>,
    mut visible: ResMut<InputFocusVisible>,
) {
    if let Ok(parts) = choices.single() {
        focus.set(parts.face, FocusCause::Navigated);
        visible.0 = true;
    }
}

fn go_to_field(
    fields: Query<&FieldParts, With<TextFilter>>,
    mut focus: ResMut<InputFocus>,
    mut visible: ResMut<InputFocusVisible>,
) {
    if let Ok(parts) = fields.single() {
        focus.set(parts.input, FocusCause::Navigated);
        visible.0 = true;
    }
}
