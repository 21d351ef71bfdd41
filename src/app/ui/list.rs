//! Lists and tabs: one tab stop for all rows, arrows move, Enter or a click chooses.

use accesskit::{NodeId, Role};
use bevy::a11y::{AccessibilityNode, AccessibilitySystems};
use bevy::feathers::cursor::EntityCursor;
use bevy::input::ButtonState;
use bevy::input::keyboard::{KeyCode, KeyboardInput};
use bevy::input_focus::tab_navigation::TabIndex;
use bevy::input_focus::{FocusGained, FocusedInput, InputFocusVisible};
use bevy::picking::hover::Hovered;
use bevy::prelude::*;
use bevy::ui::{InteractionDisabled, Selectable, Selected};
use bevy::window::SystemCursorIcon;

use super::button::{Caption, caption, key_hint};
use super::focus::FocusRing;
use super::scroll::Wanted;
use super::skin::Skin;
use super::speech::spoken;
use super::text::{Type, typeface};
use super::theme::Edge;
use super::tokens::{R_S, S1, S2, S3, Token};

pub(super) fn plugin(app: &mut App) {
    app.add_observer(on_key)
        .add_observer(on_click)
        .add_observer(on_focus)
        .add_observer(on_select)
        .add_observer(on_stand)
        .add_observer(show_choice)
        .add_systems(PostUpdate, tell_active.before(AccessibilitySystems::Update));
}

/// A list of rows, one below the other.
#[derive(SceneComponent, Debug, Clone, Copy, Default)]
#[scene(PickListProps)]
pub struct PickList;

/// How a [`PickList`] is made.
pub struct PickListProps {
    /// What it is called by a screen reader.
    pub label: String,
    /// Space between rows.
    pub gap: f32,
    /// The rows: [`PickRow`]s.
    pub rows: Box<dyn SceneList>,
}

impl Default for PickListProps {
    fn default() -> Self {
        Self { label: String::new(), gap: 2.0, rows: Box::new(bsn_list![]) }
    }
}

/// A row of a [`PickList`]. Put `Selected` beside it to start chosen, and your own component to know it again.
#[derive(SceneComponent, Debug, Clone, Copy, Default)]
#[scene(PickRowProps)]
pub struct PickRow;

/// How a [`PickRow`] is made.
pub struct PickRowProps {
    /// What it is called by a screen reader.
    pub label: String,
    /// [`Skin::Row`] or [`Skin::Card`].
    pub skin: Skin,
    /// What is in it, from left to right.
    pub content: Box<dyn SceneList>,
}

impl Default for PickRowProps {
    fn default() -> Self {
        Self { label: String::new(), skin: Skin::Row, content: Box::new(bsn_list![]) }
    }
}

/// A row of tabs. The arrows choose at once.
#[derive(SceneComponent, Debug, Clone, Copy, Default)]
#[scene(TabsProps)]
pub struct Tabs;

/// How [`Tabs`] are made.
pub struct TabsProps {
    /// What they are called by a screen reader.
    pub label: String,
    /// The tabs: [`tab`]s.
    pub tabs: Box<dyn SceneList>,
}

impl Default for TabsProps {
    fn default() -> Self {
        Self { label: String::new(), tabs: Box::new(bsn_list![]) }
    }
}

/// Which way the rows of a list run, and whether moving already chooses.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Run {
    /// Downwards; moving looks, Enter chooses.
    #[default]
    Down,
    /// Sideways; moving chooses.
    Across,
}

/// The row that the keyboard stands on while its list has the focus.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
#[require(Run)]
pub struct ActiveRow(pub Option<Entity>);

/// Marks what can be chosen in a list.
#[derive(Component, Debug, Clone, Copy, Default)]
#[require(Selectable)]
pub struct Row;

/// The user chose a row, perhaps one that was chosen before.
#[derive(EntityEvent, Debug, Clone, Copy)]
pub struct RowChosen {
    /// The list.
    #[event_target]
    pub list: Entity,
    /// The row.
    pub row: Entity,
}

/// Shows a row as chosen, without [`RowChosen`].
#[derive(EntityEvent, Debug, Clone, Copy)]
pub struct SelectRow {
    /// The list.
    #[event_target]
    pub list: Entity,
    /// The row.
    pub row: Entity,
}

/// Shows a row as chosen, and lets the keyboard stand on it, in view: the program went on to it.
#[derive(EntityEvent, Debug, Clone, Copy)]
pub struct StandOn {
    /// The list.
    #[event_target]
    pub list: Entity,
    /// The row.
    pub row: Entity,
}

impl PickList {
    fn scene(props: PickListProps) -> impl Scene {
        bsn! {
            ActiveRow
            TabIndex(0)
            spoken(Role::ListBox, props.label)
            Node { flex_direction: FlexDirection::Column, row_gap: px(props.gap), flex_shrink: 0.0 }
            Children [ {props.rows} ]
        }
    }
}

impl PickRow {
    fn scene(props: PickRowProps) -> impl Scene {
        bsn! {
            row(props.skin, Role::ListBoxOption, props.label)
            Node {
                column_gap: px(S2),
                align_items: AlignItems::Center,
                border: UiRect::all(px(1)),
                border_radius: BorderRadius::all(px(R_S)),
                padding: UiRect::axes(px(S3), px(S2)),
            }
            Children [ {props.content} ]
        }
    }
}

impl Tabs {
    fn scene(props: TabsProps) -> impl Scene {
        bsn! {
            ActiveRow
            template_value(Run::Across)
            TabIndex(0)
            spoken(Role::TabList, props.label)
            Node { column_gap: px(S1), border: UiRect::bottom(px(1)), flex_wrap: FlexWrap::Wrap }
            Edge(Token::Line)
            Children [ {props.tabs} ]
        }
    }
}

/// One of [`Tabs`].
pub fn tab(label: impl Into<String>) -> impl Scene {
    tab_with_key(label, "")
}

/// One of [`Tabs`] that a key turns to as well.
pub fn tab_with_key(label: impl Into<String>, key: impl Into<String>) -> impl Scene {
    let label = label.into();
    bsn! {
        row(Skin::Tab, Role::Tab, label.clone())
        Caption({label.clone()})
        Node {
            border: UiRect::bottom(px(2)),
            padding: UiRect::axes(px(S3), px(S2)),
            margin: UiRect::bottom(px(-1)),
            column_gap: px(S2),
            align_items: AlignItems::Center,
        }
        Children [ (caption(label) typeface(Type::Body)), key_hint(key) ]
    }
}

fn row(skin: Skin, role: Role, label: String) -> impl Scene {
    bsn! {
        Row
        template_value(skin)
        Hovered
        FocusRing
        EntityCursor::System(SystemCursorIcon::Pointer)
        spoken(role, label)
    }
}

/// The rows of a list that can be chosen, in order.
fn rows_of(list: Entity, children: &Query<&Children>, rows: &RowQuery) -> Vec<Entity> {
    children.iter_descendants(list).filter(|entity| rows.get(*entity).is_ok_and(|(_, disabled)| !disabled)).collect()
}

type RowQuery<'w, 's> = Query<'w, 's, (Has<Selected>, Has<InteractionDisabled>), With<Row>>;

enum Step {
    To(usize),
    Choose,
}

fn step(key: KeyCode, run: Run, at: Option<usize>, count: usize) -> Option<Step> {
    let last = count.checked_sub(1)?;
    let forth = Step::To(at.map_or(0, |at| (at + 1).min(last)));
    let back = Step::To(at.map_or(last, |at| at.saturating_sub(1)));
    Some(match (key, run) {
        (KeyCode::ArrowDown, Run::Down) | (KeyCode::ArrowRight, Run::Across) => forth,
        (KeyCode::ArrowUp, Run::Down) | (KeyCode::ArrowLeft, Run::Across) => back,
        (KeyCode::Home, _) => Step::To(0),
        (KeyCode::End, _) => Step::To(last),
        (KeyCode::Enter | KeyCode::NumpadEnter | KeyCode::Space, _) => Step::Choose,
        _ => return None,
    })
}

fn on_key(
    mut key: On<FocusedInput<KeyboardInput>>,
    mut lists: Query<(&mut ActiveRow, &Run)>,
    (rows, children): (RowQuery, Query<&Children>),
    mut visible: ResMut<InputFocusVisible>,
    mut wanted: ResMut<Wanted>,
    mut commands: Commands,
) {
    let list = key.focused_entity;
    let Ok((mut active, run)) = lists.get_mut(list) else { return };
    if key.input.state != ButtonState::Pressed {
        return;
    }
    let all = rows_of(list, &children, &rows);
    let at = active.0.and_then(|row| all.iter().position(|other| *other == row));
    match step(key.input.key_code, *run, at, all.len()) {
        None => return,
        Some(Step::Choose) => {
            if let Some(row) = at.map(|at| all[at]) {
                commands.trigger(RowChosen { list, row });
            }
        }
        Some(Step::To(to)) => {
            let row = all[to];
            active.0 = Some(row);
            visible.0 = true;
            wanted.0 = Some(row);
            if *run == Run::Across && at != Some(to) {
                commands.trigger(RowChosen { list, row });
            }
        }
    }
    key.propagate(false);
}

fn on_click(
    mut click: On<Pointer<Click>>,
    rows: RowQuery,
    parents: Query<&ChildOf>,
    mut lists: Query<&mut ActiveRow>,
    mut commands: Commands,
) {
    let row = click.entity;
    if !rows.get(row).is_ok_and(|(_, disabled)| !disabled) {
        return;
    }
    let Some(list) = parents.iter_ancestors(row).find(|above| lists.contains(*above)) else { return };
    click.propagate(false);
    if let Ok(mut active) = lists.get_mut(list) {
        active.0 = Some(row);
    }
    commands.trigger(RowChosen { list, row });
}

fn on_focus(gained: On<FocusGained>, mut lists: Query<&mut ActiveRow>, rows: RowQuery, children: Query<&Children>) {
    let Ok(mut active) = lists.get_mut(gained.entity) else { return };
    let all = rows_of(gained.entity, &children, &rows);
    if active.0.is_none_or(|row| !all.contains(&row)) {
        let chosen = all.iter().find(|row| rows.get(**row).is_ok_and(|(selected, _)| selected));
        active.0 = chosen.or(all.first()).copied();
    }
}

/// A screen reader reads the row that the keyboard stands on, not the list.
fn tell_active(mut lists: Query<(&ActiveRow, &mut AccessibilityNode), Changed<ActiveRow>>) {
    for (active, mut node) in &mut lists {
        match active.0 {
            Some(row) => node.set_active_descendant(NodeId(row.to_bits())),
            None => node.clear_active_descendant(),
        }
    }
}

/// A choice by the user and one by the program are shown alike.
fn on_select(
    select: On<SelectRow>,
    (rows, children): (RowQuery, Query<&Children>),
    mut lists: Query<(&mut ActiveRow, &Run)>,
    mut commands: Commands,
) {
    // Where moving chooses, the keyboard stands on what is chosen, whichever way it was.
    if let Ok((mut active, Run::Across)) = lists.get_mut(select.list) {
        active.0 = Some(select.row);
    }
    for entity in children.iter_descendants(select.list) {
        match rows.get(entity) {
            Ok((true, _)) if entity != select.row => {
                commands.entity(entity).remove::<Selected>();
            }
            Ok((false, _)) if entity == select.row => {
                commands.entity(entity).insert(Selected);
            }
            _ => {}
        }
    }
}

fn on_stand(stand: On<StandOn>, mut lists: Query<&mut ActiveRow>, mut wanted: ResMut<Wanted>, mut commands: Commands) {
    if let Ok(mut active) = lists.get_mut(stand.list) {
        active.0 = Some(stand.row);
    }
    wanted.0 = Some(stand.row);
    commands.trigger(SelectRow { list: stand.list, row: stand.row });
}

/// What was chosen is shown as chosen.
fn show_choice(chosen: On<RowChosen>, mut commands: Commands) {
    commands.trigger(SelectRow { list: chosen.list, row: chosen.row });
}
