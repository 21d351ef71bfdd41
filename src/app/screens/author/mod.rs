//! Author mode: the beats with a search, the call line by line, the problems of what was saved, and the state of the call.
//!
//! One file a panel. This file assembles them and holds what several of them ask.

mod beats;
mod excerpt;
mod facts;
mod graph;
mod head;
mod inspector;
mod problems;
mod records;
mod replies;
mod script;
mod steps;

use bevy::ecs::system::SystemParam;
use bevy::input_focus::tab_navigation::TabGroup;
use bevy::prelude::*;
use bevy::ui::Selected;

use super::desk::{Columns, show_if};
use super::page::{ESCAPE, Painter, way_back};
use crate::app::actions::{ActionApp, ActionSpec, Chord, run};
use crate::app::author::{Author, Draft, Version, Writer};
use crate::app::session::{Session, Words};
use crate::app::ui::prelude::*;
use crate::app::ui::scroll::Wanted;
use crate::app::{AppSystems, Screen};
use crate::call::ReadThrough;

pub(super) fn plugin(app: &mut App) {
    for (view, id, key) in View::ALL {
        app.add_action(ActionSpec::new(id, Screen::Author).key(Chord::Plain(key)), turn_to(view));
    }
    app.init_resource::<Looking>()
        .add_plugins((beats::plugin, head::plugin, script::plugin, problems::plugin, replies::plugin, steps::plugin))
        .add_plugins((inspector::plugin, facts::plugin, records::plugin, graph::plugin))
        .add_action(ActionSpec::new("author.leave", Screen::Author).key(ESCAPE), |mut writer: Writer| writer.close())
        .add_systems(OnEnter(Screen::Author), open)
        .add_systems(
            Update,
            (turn_to_problems, show_view, cap).chain().in_set(AppSystems::Show).run_if(in_state(Screen::Author)),
        );
}

/// What stands in the middle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum View {
    #[default]
    Call,
    Graph,
    Problems,
}

impl View {
    /// Every view with the action that turns to it, and its key.
    const ALL: [(Self, &'static str, char); 3] = [
        (Self::Call, "author.call", 'c'),
        (Self::Graph, "author.graph", 'g'),
        (Self::Problems, "author.problems", 'p'),
    ];
}

/// What the author looks at.
#[derive(Resource, Debug, Default)]
struct Looking {
    view: View,
    /// What was looked at before a save brought errors.
    before: Option<View>,
    /// The reading whose outcome was seen.
    seen: u32,
    /// Which opening of author mode it was chosen in: another scenario begins anew.
    opened: u32,
}

/// Shows one [`View`].
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
struct ViewPlace(View);

#[derive(Component, Debug, Clone, Copy, Default)]
struct ViewTabs;

#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
struct ViewTab(View);

/// How high a panel's list gets, in logical pixels, where the panels stand below each other.
#[derive(Component, Debug, Clone, Copy, PartialEq, Default)]
struct CapStacked(f32);

/// The draft, in which words.
#[derive(SystemParam)]
struct Open<'w> {
    author: Res<'w, Author>,
    words: Res<'w, Words>,
}

impl Open<'_> {
    fn draft(&self) -> Option<&Draft> {
        self.author.draft.as_ref()
    }

    fn run(&self) -> Option<&ReadThrough> {
        self.draft()?.run.as_ref()
    }
}

/// The call that is read through, where there is one.
fn run_of(world: &World) -> Option<&ReadThrough> {
    world.resource::<Author>().draft.as_ref()?.run.as_ref()
}

fn open(
    open: Open,
    session: Res<Session>,
    (mut looking, mut inspecting): (ResMut<Looking>, ResMut<inspector::Inspecting>),
    mut next: ResMut<NextState<Screen>>,
    mut commands: Commands,
) {
    let opened = open.author.opened;
    if looking.opened != opened {
        *looking = Looking { opened, ..default() };
        *inspecting = default();
    }
    match open.draft() {
        Some(draft) => drop(commands.spawn_scene(author(draft, &open.words))),
        None => next.set(way_back(&session)),
    }
}

fn author(draft: &Draft, words: &Words) -> impl Scene + use<> {
    let (head, left, middle) = (head::head(draft, words), beats::panel_of(words), middle(words));
    let (right, said, steps) = (inspector::panel_of(words), replies::panel_of(words), steps::panel_of(words));
    bsn! {
        template(|_| Ok(DespawnOnExit(Screen::Author)))
        TabGroup
        Fill(Token::Line, Shade::Rest)
        Scrolls
        Node { width: percent(100), height: percent(100), flex_direction: FlexDirection::Column, row_gap: px(1), overflow: Overflow::scroll_y() }
        Children [
            head,
            head::halt_strip(),
            (
                Columns
                StackBelow(900.0)
                Node { flex_grow: 1.0, flex_basis: px(0), min_height: px(280), column_gap: px(1), row_gap: px(1), overflow: Overflow::clip() }
                Children [
                    ({left} Span(272.0)),
                    ({middle} Span),
                    ({right} Span(320.0)),
                ]
            ),
            (
                panel()
                StackBelow(900.0)
                Node { flex_direction: FlexDirection::Row, flex_shrink: 0.0, column_gap: px(S4), row_gap: px(S3), padding: UiRect::axes(px(S4), px(S3)) }
                Children [ ({said} Span), ({steps} Span(320.0)) ]
            ),
        ]
    }
}

fn middle(words: &Words) -> impl Scene + use<> {
    let label = words.get("author-views");
    let tabs: Vec<_> = View::ALL
        .into_iter()
        .map(|(view, id, key)| view_tab(view, words.get(&format!("action-{}", id.replace('.', "-"))), key))
        .collect();
    let places: Vec<Box<dyn Scene>> = View::ALL
        .into_iter()
        .map(|(view, ..)| match view {
            View::Call => place(view, Box::new(script::panel_of(words))),
            View::Graph => place(view, Box::new(graph::panel_of(words))),
            View::Problems => place(view, Box::new(problems::panel_of(words))),
        })
        .collect();
    bsn! {
        panel()
        Node { row_gap: px(S2), min_height: px(320) }
        Children [
            (
                Node { flex_shrink: 0.0, column_gap: px(S3), row_gap: px(S1), flex_wrap: FlexWrap::Wrap, align_items: AlignItems::Center }
                Children [
                    (
                        @Tabs { @label: {label}, @tabs: {Box::new(tabs) as Box<dyn SceneList>} }
                        ViewTabs
                        Node { flex_shrink: 0.0, flex_grow: 1.0 }
                        on(turn_by_tab)
                    ),
                    head::status_pill(),
                ]
            ),
            {places},
        ]
    }
}

fn turn_by_tab(chosen: On<RowChosen>, tabs: Query<&ViewTab>, mut commands: Commands) -> Result {
    let view = tabs.get(chosen.row)?.0;
    if let Some((_, action, _)) = View::ALL.into_iter().find(|(other, ..)| *other == view) {
        commands.queue(run(action));
    }
    Ok(())
}

fn place(view: View, content: Box<dyn Scene>) -> Box<dyn Scene> {
    let content = vec![content];
    Box::new(bsn! {
        template_value(ViewPlace(view))
        Node { flex_direction: FlexDirection::Column, flex_grow: 1.0, flex_basis: px(0), min_height: px(0) }
        Children [ {content} ]
    })
}

fn view_tab(view: View, label: String, key: char) -> impl Scene {
    let chosen = (view == View::default()).then(|| bsn! { Selected });
    bsn! {
        tab_with_key(label, key.to_ascii_uppercase())
        template_value(ViewTab(view))
        {chosen}
    }
}

fn turn_to(view: View) -> impl Fn(ResMut<Looking>) + Send + Sync + 'static {
    move |mut looking: ResMut<Looking>| {
        looking.view = view;
        looking.before = None;
    }
}

/// A save that cannot be played brings its problems to the front, and one that can takes them away again.
fn turn_to_problems(open: Open, mut looking: ResMut<Looking>) {
    let Some(draft) = open.draft().filter(|draft| draft.readings != looking.seen) else { return };
    looking.seen = draft.readings;
    match (draft.version, looking.before) {
        (Version::LastGood, None) if looking.view != View::Problems => {
            looking.before = Some(looking.view);
            looking.view = View::Problems;
        }
        (Version::Latest, Some(before)) => {
            looking.view = before;
            looking.before = None;
        }
        _ => {}
    }
}

type TabsOfViews<'w, 's> =
    (Query<'w, 's, Entity, With<ViewTabs>>, Query<'w, 's, (Entity, &'static ViewTab, &'static mut Caption)>);

fn show_view(
    looking: Res<Looking>,
    open: Open,
    mut places: Query<(Entity, Ref<ViewPlace>, &mut Node)>,
    (tabs, mut rows): TabsOfViews,
    (columns, mut wanted): (Query<Has<Stacked>, With<Columns>>, ResMut<Wanted>),
    mut painter: Painter,
) {
    let fresh = places.iter().any(|(_, place, _)| place.is_added());
    if !looking.is_changed() && !open.author.is_changed() && !fresh {
        return;
    }
    let turned = looking.is_changed() && !fresh && columns.iter().any(|stacked| stacked);
    for (entity, place, mut node) in &mut places {
        show_if(&mut node, place.0 == looking.view);
        // Below each other, what was turned to may be out of view.
        if turned && place.0 == looking.view {
            wanted.0 = Some(entity);
        }
    }
    for (row, tab, mut caption) in &mut rows {
        if tab.0 == View::Problems
            && let Some(draft) = open.draft()
        {
            let count = draft.problems.len() + usize::from(draft.trouble.is_some());
            caption.set_if_neq(Caption(open.words.with("author-problems-count", &[("count", &count.to_string())])));
        }
        if tab.0 == looking.view
            && let Ok(list) = tabs.single()
        {
            painter.commands.trigger(SelectRow { list, row });
        }
    }
    painter.refresh();
}

/// Below each other, a panel that shows all it has would push the others out of reach.
fn cap(columns: Query<Has<Stacked>, With<Columns>>, mut capped: Query<(&CapStacked, &mut Node)>) {
    let stacked = columns.iter().any(|stacked| stacked);
    for (cap, mut node) in &mut capped {
        let most = if stacked { px(cap.0) } else { Val::Auto };
        if node.max_height != most {
            node.max_height = most;
        }
    }
}
