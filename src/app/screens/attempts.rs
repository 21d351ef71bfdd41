//! All attempts that whoever sits there may see: who, what, when, and with what result. A row leads to its debrief.

use bevy::prelude::*;

use super::attempts_filter::{self, Narrow, Ticks, filters};
use super::attempts_table::{HEADERS, RowOf, SortSign, header, row};
use super::page::{ESCAPE, FirstFocus, Page, Painter, does, page, store_opened, way_back};
use crate::app::actions::{ActionApp, ActionSpec, Chord};
use crate::app::entry::Entry;
use crate::app::session::{Driller, Session, Words};
use crate::app::ui::prelude::*;
use crate::app::worker::{Answer, Answered, Narrowing, Request, Worker};
use crate::app::{AppSystems, Screen};
use crate::store::{AttemptFilter, AttemptId, AttemptSummary, ListFilter, ReviewLine, SortBy};

/// More rows than these come on request: every cell is a text to lay out.
const ROWS: u32 = 40;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Table>()
        .add_plugins(attempts_filter::plugin)
        .add_action(ActionSpec::new("attempts.back", Screen::Attempts).key(ESCAPE), back)
        .add_action(
            ActionSpec::new("attempts.resume", Screen::Attempts).key(Chord::Plain('r')).when(may_resume),
            resume,
        )
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
    pub narrow: Narrow,
    /// What can be chosen.
    pub known: Narrowing,
    sort: SortBy,
    ascending: bool,
    asked: u64,
    asked_known: u64,
    /// The number of the request for the page after those that are shown.
    asked_more: u64,
    rows: Vec<ReviewLine>,
    /// How many there are on all pages.
    all: i64,
    next: Option<AttemptId>,
    /// The interrupted attempt that was chosen.
    chosen: Option<AttemptSummary>,
}

impl Table {
    /// Asks for the first page anew.
    pub(super) fn ask(&mut self, mut worker: ResMut<Worker>) {
        self.chosen = None;
        self.next = None;
        self.asked_more = 0;
        // Runs from the middle of a call are no attempts: they stand in a list of their own, which is short.
        let request = if self.narrow.ticks.contains(Ticks::REWOUND) {
            let text = self.narrow.text.clone();
            let (sort, ascending) = (self.sort, self.ascending);
            Request::Attempts(AttemptFilter { rewound: true, text, sort, ascending, ..AttemptFilter::default() })
        } else {
            Request::Page(Box::new(self.filter()))
        };
        self.asked = worker.ask(request);
    }

    fn filter(&self) -> ListFilter {
        let (sort, ascending) = (self.sort, self.ascending);
        ListFilter { sort, ascending, limit: ROWS, ..self.narrow.filter(&self.known) }
    }

    /// The same column again turns the order round. Names begin with the first, numbers and times with the highest.
    fn sort(&mut self, by: SortBy) {
        let again = self.sort == by;
        self.ascending = if again { !self.ascending } else { matches!(by, SortBy::Person | SortBy::Title) };
        self.sort = by;
    }
}

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

fn has_more(world: &World) -> bool {
    let table = world.resource::<Table>();
    table.next.is_some() && table.asked_more == 0
}

fn open(words: Res<Words>, mut table: ResMut<Table>, mut commands: Commands) {
    table.rows.clear();
    let bar: Box<dyn SceneList> = Box::new(bsn_list![spacer(), does("attempts.back", Skin::Normal)]);
    let title = words.get("attempts-title");
    let headers: Vec<_> = HEADERS.iter().map(|(id, sort)| header(id, *sort)).collect();
    let content: Box<dyn SceneList> = Box::new(bsn_list![
        filters(&words, &table.narrow),
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

fn more(mut table: ResMut<Table>, mut worker: ResMut<Worker>) {
    let filter = ListFilter { after: table.next.clone(), ..table.filter() };
    table.asked_more = worker.ask(Request::Page(Box::new(filter)));
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
    let Some(line) = table.rows.get(rows.get(chosen.row)?.0) else { return Ok(()) };
    let attempt = line.attempt.clone();
    if attempt.interrupted() {
        table.bypass_change_detection().chosen = Some(attempt);
    } else {
        driller.open_debrief(&attempt);
    }
    Ok(())
}

fn ask(worker: Option<ResMut<Worker>>, mut table: ResMut<Table>) {
    if let Some(mut worker) = worker {
        table.asked_known = worker.ask(Request::Narrowing);
        table.ask(worker);
    }
}

fn take_attempts(mut answered: MessageReader<Answered>, mut table: ResMut<Table>) {
    for Answered { number, answer } in answered.read() {
        match answer {
            Answer::Page(page) if *number == table.asked => {
                table.rows.clone_from(&page.lines);
                (table.all, table.next) = (page.all, page.next.clone());
            }
            Answer::Page(page) if *number == table.asked_more => {
                table.rows.extend(page.lines.iter().cloned());
                (table.all, table.next) = (page.all, page.next.clone());
                table.asked_more = 0;
            }
            Answer::Attempts(attempts) if *number == table.asked => {
                let runs = attempts.iter().filter(|attempt| attempt.rewound_of.is_some()).cloned();
                table.rows = runs.map(ReviewLine::of_machine).collect();
                (table.all, table.next) = (i64::try_from(table.rows.len()).unwrap_or(i64::MAX), None);
            }
            Answer::Narrowing(known) if *number == table.asked_known => table.known.clone_from(known),
            _ => {}
        }
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
    let rows = table.rows.iter().enumerate();
    let rows = rows.map(|(at, line)| Box::new(row(&painter.words, at, line)) as Box<dyn Scene>).collect();
    painter.fill(list, rows);
    if let Ok(mut text) = count.single_mut() {
        let key = if table.narrow.is_any() { "attempts-count-filtered" } else { "attempts-count" };
        text.0 = painter.words.with(key, &[("count", &table.all.to_string())]);
    }
    Ok(())
}

fn show_sort(table: Res<Table>, mut signs: Query<(Ref<SortSign>, &mut Visibility, &mut UiTransform)>) {
    for (sign, mut visibility, mut transform) in &mut signs {
        if !table.is_changed() && !sign.is_added() {
            continue;
        }
        let sorted = sign.0 == table.sort;
        visibility.set_if_neq(if sorted { Visibility::Inherited } else { Visibility::Hidden });
        transform.rotation = Rot2::degrees(if table.ascending { 225.0 } else { 45.0 });
    }
}
