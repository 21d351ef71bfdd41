//! By what the table of all attempts is narrowed down.

use bevy::prelude::*;
use bevy::ui::Checked;
use jiff::tz::TimeZone;
use jiff::{ToSpan as _, Zoned};

use super::attempts::Table;
use super::page::does;
use super::standing::{NUMBERS, number_name};
use crate::app::actions::{ActionApp, ActionSpec, Chord};
use crate::app::entry::Entry;
use crate::app::session::Words;
use crate::app::ui::prelude::*;
use crate::app::worker::{Narrowing, Worker};
use crate::app::{AppSystems, Screen};
use crate::store::ListFilter;

/// Longer lists of people are searched by typing.
const CHOSEN_FROM: usize = 80;

/// Days of the times that are offered.
const DAYS: [i64; 4] = [1, 7, 30, 90];

pub(super) fn plugin(app: &mut App) {
    app.add_action(ActionSpec::new("attempts.clear", Screen::Attempts).key(Chord::Plain('c')).when(is_narrowed), clear)
        .add_systems(Update, offer.in_set(AppSystems::Show).run_if(in_state(Screen::Attempts)));
}

/// Ticks of the filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Ticks(u8);

impl Ticks {
    pub(super) const CRITICAL: Self = Self(1);
    pub(super) const UNREVIEWED: Self = Self(2);
    pub(super) const APPEALED: Self = Self(4);
    pub(super) const REWOUND: Self = Self(8);

    /// Each with its words, and whether it is there for those alone who review.
    const ALL: [(Self, &'static str, bool); 4] = [
        (Self::CRITICAL, "attempts-critical", false),
        (Self::UNREVIEWED, "attempts-unreviewed", true),
        (Self::APPEALED, "attempts-appealed", true),
        (Self::REWOUND, "attempts-rewound", false),
    ];

    pub(super) const fn contains(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    const fn set(&mut self, other: Self, ticked: bool) {
        if ticked {
            self.0 |= other.0;
        } else {
            self.0 &= !other.0;
        }
    }
}

/// The choices of the filters.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum By {
    #[default]
    Team,
    Person,
    Scenario,
    Language,
    Time,
    Below,
}

impl By {
    const ALL: [Self; 6] = [Self::Team, Self::Person, Self::Scenario, Self::Language, Self::Time, Self::Below];

    /// The words above it, those of its first option, which stands for all, and its width in logical pixels.
    const fn look(self) -> (&'static str, &'static str, f32) {
        match self {
            Self::Team => ("attempts-team", "attempts-every-team", 150.0),
            Self::Person => ("attempts-person", "attempts-everybody", 190.0),
            Self::Scenario => ("attempts-scenario", "attempts-every-call", 230.0),
            Self::Language => ("attempts-language", "attempts-every-language", 130.0),
            Self::Time => ("attempts-time", "attempts-every-time", 150.0),
            Self::Below => ("attempts-below", "attempts-any-number", 170.0),
        }
    }

    /// What is chosen from, after all.
    fn options(self, known: &Narrowing, words: &Words) -> Vec<String> {
        match self {
            Self::Team => known.teams.iter().map(|(team, _)| team.clone()).collect(),
            Self::Person if known.people.len() > CHOSEN_FROM => Vec::new(),
            Self::Person => known.people.clone(),
            Self::Scenario => known.scenarios.iter().map(|(_, title)| title.clone()).collect(),
            Self::Language => known.languages.clone(),
            Self::Time => DAYS.iter().map(|days| words.with("attempts-days", &[("days", &days.to_string())])).collect(),
            Self::Below => NUMBERS.iter().map(|number| number_name(words, *number)).collect(),
        }
    }
}

/// What is chosen. Places are those after the first option of each choice.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Narrow {
    pub text: String,
    pub ticks: Ticks,
    chosen: [Option<usize>; By::ALL.len()],
}

impl Narrow {
    pub(super) fn is_any(&self) -> bool {
        *self != Self::default()
    }

    fn at(&self, by: By) -> Option<usize> {
        By::ALL.iter().position(|known| *known == by).and_then(|at| self.chosen[at])
    }

    pub(super) fn filter(&self, known: &Narrowing) -> ListFilter {
        let team = self.at(By::Team).and_then(|at| known.teams.get(at)).map(|(_, people)| people.clone());
        let person = self.at(By::Person).and_then(|at| known.people.get(at));
        let people = match (team, person) {
            (Some(team), Some(person)) => Some(team.into_iter().filter(|one| one == person).collect()),
            (None, Some(person)) => Some(vec![person.clone()]),
            (team, None) => team,
        };
        let of = |by: By, from: &[String]| self.at(by).and_then(|at| from.get(at)).cloned().unwrap_or_default();
        let scenario = self.at(By::Scenario).and_then(|at| known.scenarios.get(at));
        ListFilter {
            text: self.text.clone(),
            people,
            scenario: scenario.map(|(id, _)| id.clone()).unwrap_or_default(),
            language: of(By::Language, &known.languages),
            from: self.at(By::Time).and_then(|at| DAYS.get(at)).and_then(|days| since(*days)),
            below: self.at(By::Below).and_then(|at| NUMBERS.get(at)).copied(),
            critical: self.ticks.contains(Ticks::CRITICAL),
            unreviewed: self.ticks.contains(Ticks::UNREVIEWED),
            appealed: self.ticks.contains(Ticks::APPEALED),
            ..ListFilter::default()
        }
    }
}

/// The beginning of the day so many days ago, today among them, in microseconds since 1970.
fn since(days: i64) -> Option<i64> {
    let day = Zoned::now().date().checked_sub((days - 1).days()).ok()?;
    day.at(0, 0, 0, 0).to_zoned(TimeZone::system()).ok().map(|begin| begin.timestamp().as_microsecond())
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct TextFilter;

#[derive(Component, Debug, Clone, Copy, Default)]
struct TickFilter(Ticks);

fn is_narrowed(world: &World) -> bool {
    world.resource::<Table>().narrow.is_any()
}

pub(super) fn filters(words: &Words, narrow: &Narrow) -> impl Scene + use<> {
    let (find, placeholder) = (words.get("attempts-find"), words.get("attempts-find-hint"));
    let typed = narrow.text.clone();
    let choices: Vec<_> = By::ALL.into_iter().map(|by| choice(by, words)).collect();
    let ticks: Vec<_> = Ticks::ALL.into_iter().map(|(tick, key, _)| tick_box(tick, key, narrow, words)).collect();
    bsn! {
        Node { align_items: AlignItems::FlexEnd, column_gap: px(S3), row_gap: px(S2), flex_wrap: FlexWrap::Wrap }
        Children [
            (@Field { @label: {find}, @placeholder: {placeholder}, @value: {typed} } TextFilter Node { width: px(210) } on(by_text)),
            {choices},
            {ticks},
            does("attempts.clear", Skin::Quiet),
        ]
    }
}

fn choice(by: By, words: &Words) -> impl Scene + use<> {
    let (label, _, width) = by.look();
    let label = words.get(label);
    bsn! {
        @Choice { @label: {label} }
        template_value(by)
        Node { width: px(width), display: Display::None }
        on(choose)
    }
}

fn tick_box(tick: Ticks, key: &str, narrow: &Narrow, words: &Words) -> impl Scene + use<> {
    let label = words.get(key);
    let ticked: Box<dyn Scene> = if narrow.ticks.contains(tick) { Box::new(bsn! { Checked }) } else { Box::new(()) };
    bsn! {
        @TickBox { @label: {label} }
        {ticked}
        template_value(TickFilter(tick))
        Node { min_height: px(36) }
        on(by_tick)
    }
}

fn by_text(edited: On<FieldEdited>, mut table: ResMut<Table>, worker: ResMut<Worker>) {
    edited.text.trim().clone_into(&mut table.narrow.text);
    table.ask(worker);
}

/// The first option of a choice is all.
fn choose(changed: On<ChoiceChanged>, choices: Query<&By>, mut table: ResMut<Table>, worker: ResMut<Worker>) -> Result {
    let by = *choices.get(changed.choice)?;
    if let Some(at) = By::ALL.iter().position(|known| *known == by) {
        table.narrow.chosen[at] = changed.index.checked_sub(1);
    }
    table.ask(worker);
    Ok(())
}

fn by_tick(
    changed: On<ValueChange<bool>>,
    boxes: Query<&TickFilter>,
    mut table: ResMut<Table>,
    worker: ResMut<Worker>,
) -> Result {
    table.narrow.ticks.set(boxes.get(changed.source)?.0, changed.value);
    table.ask(worker);
    Ok(())
}

fn clear(
    mut table: ResMut<Table>,
    worker: ResMut<Worker>,
    field: Query<Entity, With<TextFilter>>,
    boxes: Query<Entity, With<TickFilter>>,
    choices: Query<Entity, With<By>>,
    mut commands: Commands,
) -> Result {
    table.narrow = Narrow::default();
    commands.trigger(SetField { field: field.single()?, text: String::new() });
    for ticked in &boxes {
        commands.entity(ticked).remove::<Checked>();
    }
    for choice in &choices {
        commands.entity(choice).insert(ChoiceValue(Some(0)));
    }
    table.ask(worker);
    Ok(())
}

type Choices<'w, 's> =
    Query<'w, 's, (Entity, Ref<'static, By>, &'static mut Node, Option<&'static ChoiceOptions>), Without<TickFilter>>;

/// Fills the choices with what there is to choose from. A choice with nothing to choose is not there, nor is what only those who
/// review can make use of.
fn offer(
    (table, entry, words): (Res<Table>, Res<Entry>, Res<Words>),
    mut shown: Local<Narrowing>,
    mut choices: Choices,
    mut boxes: Query<(&TickFilter, &mut Node), Without<By>>,
    mut commands: Commands,
) {
    let fresh = choices.iter().any(|(_, by, ..)| by.is_added());
    if !fresh && !entry.is_changed() && *shown == table.known {
        return;
    }
    shown.clone_from(&table.known);
    for (choice, by, mut node, before) in &mut choices {
        let first = words.get(by.look().1);
        let options: Vec<String> = std::iter::once(first).chain(by.options(&table.known, &words)).collect();
        let some = options.len() > if matches!(*by, By::Language | By::Person | By::Team) { 2 } else { 1 };
        node.display = if some { Display::Flex } else { Display::None };
        if before.is_none_or(|before| before.0 != options) {
            let chosen = table.narrow.at(*by).map_or(0, |at| at + 1);
            commands.entity(choice).insert((ChoiceOptions(options), ChoiceValue(Some(chosen))));
        }
    }
    for (tick, mut node) in &mut boxes {
        let of_review = Ticks::ALL.iter().any(|(known, _, reviews)| *known == tick.0 && *reviews);
        let there = !of_review || !entry.roles_kept || entry.rights.supervises;
        node.display = if there { Display::Flex } else { Display::None };
    }
}
