//! All attempts of this data folder: who, what, when, and with what result. A row leads to its debrief.

use bevy::prelude::*;

use super::attempts_table::{HEADERS, RowOf, SortSign, header, row};
use super::page::{ESCAPE, FirstFocus, Page, Painter, does, page, store_opened, way_back};
use crate::app::actions::{ActionApp, ActionSpec, Chord};
use crate::app::entry::Entry;
use crate::app::session::{Driller, Session, Words};
use crate::app::ui::prelude::*;
use crate::app::worker::{Answer, Answered, Request, Worker};
use crate::app::{AppSystems, Screen};
use crate::store::{AttemptFilter, AttemptSummary, SortBy};

/// More rows than these come on request: every cell is a text to lay out.
const ROWS: usize = 40;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Table>()
        .add_action(ActionSpec::new("attempts.back", Screen::Attempts).key(ESCAPE), back)
        .add_action(
            ActionSpec::new("attempts.resume", Screen::Attempts).key(Chord::Plain('r')).when(may_resume),
            resume,
        )
        .add_action(ActionSpec::new("attempts.clear", Screen::Attempts).key(Chord::Plain('c')).when(is_filtered), clear)
        .add_action(ActionSpec::new("attempts.more", Screen::Attempts).key(Chord::Plain('m')).when(has_more), more);
    for (id, sort) in HEADERS {
        app.add_action(
            ActionSpec::new(id, Screen::Attempts),
            move |mut table: ResMut<Table>, worker: ResMut<Worker>| {
                table.sort(sort);
                table.ask(worker);
            },
        );
    }
    app.add_systems(OnEnter(Screen::Attempts), (open, ask).chain()).add_systems(
        Update,
        (ask.run_if(store_opened), take_attempts, show_rows, show_sort)
            .chain()
            .in_set(AppSystems::Show)
            .run_if(in_state(Screen::Attempts)),
    );
}

/// What the table shows. It stays while a debrief is looked at.
#[derive(Resource, Debug, Default)]
pub(super) struct Table {
    filter: AttemptFilter,
    asked: u64,
    asked_all: u64,
    rows: Vec<AttemptSummary>,
    shown: usize,
    /// The interrupted attempt that was chosen.
    chosen: Option<AttemptSummary>,
    people: Vec<String>,
    /// Ids with titles.
    scenarios: Vec<(String, String)>,
}

impl Table {
    fn ask(&mut self, mut worker: ResMut<Worker>) {
        self.shown = ROWS;
        self.chosen = None;
        self.asked = worker.ask(Request::Attempts(self.filter.clone()));
    }

    /// The same column again turns the order round. Names begin with the first, numbers and times with the highest.
    fn sort(&mut self, by: SortBy) {
        let again = self.filter.sort == by;
        self.filter.ascending =
            if again { !self.filter.ascending } else { matches!(by, SortBy::Person | SortBy::Title) };
        self.filter.sort = by;
    }

    fn is_filtered(&self) -> bool {
        let filter = &self.filter;
        filter.critical
            || filter.rewound
            || !filter.text.is_empty()
            || !filter.person.is_empty()
            || !filter.scenario.is_empty()
    }

    /// Whom and what the filters offer.
    fn learn(&mut self, all: &[AttemptSummary]) {
        self.people = all.iter().map(|attempt| attempt.person.clone()).collect();
        self.people.sort();
        self.people.dedup();
        self.scenarios = all.iter().map(|attempt| (attempt.scenario.clone(), attempt.title.clone())).collect();
        self.scenarios.sort_by(|one, other| one.1.cmp(&other.1).then_with(|| one.0.cmp(&other.0)));
        self.scenarios.dedup_by(|one, other| one.0 == other.0);
    }
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct TextFilter;

#[derive(Component, Debug, Clone, Copy, Default)]
struct PersonFilter;

#[derive(Component, Debug, Clone, Copy, Default)]
struct ScenarioFilter;

#[derive(Component, Debug, Clone, Copy, Default)]
struct CriticalFilter;

#[derive(Component, Debug, Clone, Copy, Default)]
struct RewoundFilter;

type TickFilter = Or<(With<CriticalFilter>, With<RewoundFilter>)>;

type ChoiceFilter = Or<(With<PersonFilter>, With<ScenarioFilter>)>;

/// The list of rows.
#[derive(Component, Debug, Clone, Copy, Default)]
struct Rows;

/// Says how many attempts there are.
#[derive(Component, Debug, Clone, Copy, Default)]
struct CountLine;

/// Nobody goes on with a call of somebody else where it is kept who may do what.
fn may_resume(world: &World) -> bool {
    let own = |attempt: &AttemptSummary| {
        !world.resource::<Entry>().roles_kept || attempt.person == world.resource::<Session>().who
    };
    world.resource::<Table>().chosen.as_ref().is_some_and(own)
}

fn is_filtered(world: &World) -> bool {
    world.resource::<Table>().is_filtered()
}

fn has_more(world: &World) -> bool {
    let table = world.resource::<Table>();
    table.rows.len() > table.shown
}

fn open(words: Res<Words>, mut table: ResMut<Table>, mut commands: Commands) {
    table.rows.clear();
    let bar: Box<dyn SceneList> = Box::new(bsn_list![spacer(), does("attempts.back", Skin::Normal)]);
    let title = words.get("attempts-title");
    let headers: Vec<_> = HEADERS.iter().map(|(id, sort)| header(id, *sort)).collect();
    let content: Box<dyn SceneList> = Box::new(bsn_list![
        filters(&words, &table),
        (
            card()
            Node { padding: UiRect::all(px(S2)), row_gap: px(S1) }
            Children [
                (Node { column_gap: px(S2), flex_wrap: FlexWrap::Wrap, padding: UiRect::axes(px(S3), px(0)) } Children [ {headers} ]),
                divider(),
                (@PickList { @label: {title.clone()} } Rows FirstFocus on(choose)),
            ]
        ),
    ]);
    let foot: Box<dyn SceneList> = Box::new(bsn_list![
        (CountLine text("", Type::Small, Token::Ink2)),
        text(words.get("attempts-hint"), Type::Small, Token::Ink3),
        spacer(),
        does("attempts.more", Skin::Normal),
        does("attempts.resume", Skin::Normal),
    ]);
    commands.spawn_scene(page(Screen::Attempts, Page { title, width: 1320.0, bar, content, foot: Some(foot) }));
}

fn filters(words: &Words, table: &Table) -> impl Scene + use<> {
    let (find, person, scenario) =
        (words.get("attempts-find"), words.get("attempts-person"), words.get("attempts-scenario"));
    let placeholder = words.get("attempts-find-hint");
    let typed = table.filter.text.clone();
    let ticked =
        |ticked: bool| -> Box<dyn Scene> { if ticked { Box::new(bsn! { bevy::ui::Checked }) } else { Box::new(()) } };
    let (critical, rewound) = (ticked(table.filter.critical), ticked(table.filter.rewound));
    bsn! {
        Node { align_items: AlignItems::FlexEnd, column_gap: px(S4), row_gap: px(S2), flex_wrap: FlexWrap::Wrap }
        Children [
            (@Field { @label: {find}, @placeholder: {placeholder}, @value: {typed} } TextFilter Node { width: px(260) } on(by_text)),
            (@Choice { @label: {person} } PersonFilter Node { width: px(220) } on(by_person)),
            (@Choice { @label: {scenario} } ScenarioFilter Node { width: px(280) } on(by_scenario)),
            (
                @TickBox { @label: {words.get("attempts-critical")} }
                {critical}
                CriticalFilter
                Node { min_height: px(36) }
                on(by_critical)
            ),
            (
                @TickBox { @label: {words.get("attempts-rewound")} }
                {rewound}
                RewoundFilter
                Node { min_height: px(36) }
                on(by_rewound)
            ),
            does("attempts.clear", Skin::Quiet),
        ]
    }
}

fn by_text(edited: On<FieldEdited>, mut table: ResMut<Table>, worker: ResMut<Worker>) {
    edited.text.trim().clone_into(&mut table.filter.text);
    table.ask(worker);
}

/// The first option of a choice is everybody.
fn by_person(changed: On<ChoiceChanged>, mut table: ResMut<Table>, worker: ResMut<Worker>) {
    let person = changed.index.checked_sub(1).and_then(|at| table.people.get(at)).cloned();
    table.filter.person = person.unwrap_or_default();
    table.ask(worker);
}

fn by_scenario(changed: On<ChoiceChanged>, mut table: ResMut<Table>, worker: ResMut<Worker>) {
    let scenario = changed.index.checked_sub(1).and_then(|at| table.scenarios.get(at)).map(|(id, _)| id.clone());
    table.filter.scenario = scenario.unwrap_or_default();
    table.ask(worker);
}

fn by_critical(changed: On<ValueChange<bool>>, mut table: ResMut<Table>, worker: ResMut<Worker>) {
    table.filter.critical = changed.value;
    table.ask(worker);
}

fn by_rewound(changed: On<ValueChange<bool>>, mut table: ResMut<Table>, worker: ResMut<Worker>) {
    table.filter.rewound = changed.value;
    table.ask(worker);
}

fn clear(
    mut table: ResMut<Table>,
    worker: ResMut<Worker>,
    field: Query<Entity, With<TextFilter>>,
    boxes: Query<Entity, TickFilter>,
    choices: Query<Entity, ChoiceFilter>,
    mut commands: Commands,
) -> Result {
    table.filter = AttemptFilter { sort: table.filter.sort, ascending: table.filter.ascending, ..Default::default() };
    commands.trigger(SetField { field: field.single()?, text: String::new() });
    for ticked in &boxes {
        commands.entity(ticked).remove::<bevy::ui::Checked>();
    }
    for choice in &choices {
        commands.entity(choice).insert(ChoiceValue(Some(0)));
    }
    table.ask(worker);
    Ok(())
}

fn more(mut table: ResMut<Table>) {
    table.shown += ROWS;
}

fn back(session: Res<Session>, mut next: ResMut<NextState<Screen>>) {
    next.set(way_back(&session));
}

fn resume(table: Res<Table>, mut driller: Driller) {
    if let Some(attempt) = &table.chosen {
        driller.resume(attempt);
    }
}

/// A finished attempt opens its debrief; an interrupted one has none, and waits for the button that resumes it.
fn choose(chosen: On<RowChosen>, rows: Query<&RowOf>, mut table: ResMut<Table>, mut driller: Driller) -> Result {
    let Some(attempt) = table.rows.get(rows.get(chosen.row)?.0).cloned() else { return Ok(()) };
    if attempt.interrupted() {
        table.bypass_change_detection().chosen = Some(attempt);
    } else {
        driller.open_debrief(&attempt);
    }
    Ok(())
}

fn ask(worker: Option<ResMut<Worker>>, mut table: ResMut<Table>) {
    if let Some(mut worker) = worker {
        table.asked_all = worker.ask(Request::Attempts(AttemptFilter::default()));
        table.ask(worker);
    }
}

fn take_attempts(
    mut answered: MessageReader<Answered>,
    words: Res<Words>,
    mut table: ResMut<Table>,
    people: Query<Entity, With<PersonFilter>>,
    scenarios: Query<Entity, With<ScenarioFilter>>,
    mut commands: Commands,
) {
    for Answered { number, answer } in answered.read() {
        let Answer::Attempts(attempts) = answer else { continue };
        if *number == table.asked {
            table.rows.clone_from(attempts);
        } else if *number == table.asked_all {
            table.learn(attempts);
            let all_people = std::iter::once(words.get("attempts-everybody")).chain(table.people.iter().cloned());
            let person = table.people.iter().position(|person| *person == table.filter.person);
            offer(&mut commands, people.single().ok(), all_people.collect(), person);
            let all_calls = std::iter::once(words.get("attempts-every-call"));
            let all_calls = all_calls.chain(table.scenarios.iter().map(|(_, title)| title.clone()));
            let call = table.scenarios.iter().position(|(id, _)| *id == table.filter.scenario);
            offer(&mut commands, scenarios.single().ok(), all_calls.collect(), call);
        }
    }
}

/// Sets what a choice offers, and which is chosen after the first, which stands for all.
fn offer(commands: &mut Commands, choice: Option<Entity>, options: Vec<String>, chosen: Option<usize>) {
    if let Some(choice) = choice {
        commands.entity(choice).insert((ChoiceOptions(options), ChoiceValue(Some(chosen.map_or(0, |at| at + 1)))));
    }
}

fn show_rows(
    table: Res<Table>,
    list: Query<Entity, With<Rows>>,
    mut count: Query<&mut Text, With<CountLine>>,
    mut painter: Painter,
) -> Result {
    if !table.is_changed() {
        return Ok(());
    }
    let list = list.single()?;
    let rows = table.rows.iter().take(table.shown).enumerate();
    let rows = rows.map(|(at, attempt)| Box::new(row(&painter.words, at, attempt)) as Box<dyn Scene>).collect();
    painter.fill(list, rows);
    if let Ok(mut text) = count.single_mut() {
        let key = if table.is_filtered() { "attempts-count-filtered" } else { "attempts-count" };
        text.0 = painter.words.with(key, &[("count", &table.rows.len().to_string())]);
    }
    Ok(())
}

fn show_sort(table: Res<Table>, mut signs: Query<(Ref<SortSign>, &mut Visibility, &mut UiTransform)>) {
    for (sign, mut visibility, mut transform) in &mut signs {
        if !table.is_changed() && !sign.is_added() {
            continue;
        }
        let sorted = sign.0 == table.filter.sort;
        visibility.set_if_neq(if sorted { Visibility::Inherited } else { Visibility::Hidden });
        transform.rotation = Rot2::degrees(if table.filter.ascending { 225.0 } else { 45.0 });
    }
}
