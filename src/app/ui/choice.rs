//! A drop-down choice among a few words. The focus stays on the closed box; its keys drive the open list.

use accesskit::Role;
use bevy::a11y::AccessibilityNode;
use bevy::feathers::cursor::EntityCursor;
use bevy::input::ButtonState;
use bevy::input::keyboard::{Key, KeyCode, KeyboardInput};
use bevy::input_focus::tab_navigation::TabIndex;
use bevy::input_focus::{FocusLost, FocusedInput};
use bevy::picking::hover::Hovered;
use bevy::prelude::*;
use bevy::ui::{InteractionDisabled, Selected};
use bevy::ui_widgets::Activate;
use bevy::ui_widgets::popover::{Popover, PopoverAlign, PopoverPlacement, PopoverSide};
use bevy::window::SystemCursorIcon;

use super::focus::FocusRing;
use super::frame::chevron;
use super::scroll::{Scrolls, Wanted};
use super::skin::{FollowsSkin, Skin};
use super::speech::{Unspoken, spoken};
use super::text::{Type, line, text};
use super::theme::{Edge, Fill, Ink};
use super::tokens::{R_S, S1, S2, Shade, Token};

/// Choices lie above dialogs, which lie above screens.
const Z_POPUP: i32 = 90;

pub(super) fn plugin(app: &mut App) {
    app.add_observer(on_press)
        .add_observer(on_activate)
        .add_observer(on_key)
        .add_observer(on_blur)
        .add_observer(on_option_press)
        .add_observer(on_option_click)
        .add_systems(PostUpdate, show_values.before(bevy::ui::UiSystems::Content));
}

/// A labelled choice.
#[derive(SceneComponent, Debug, Clone, Copy, Default)]
#[scene(ChoiceProps)]
pub struct Choice;

/// How a [`Choice`] is made.
#[derive(Debug, Clone, Default)]
pub struct ChoiceProps {
    /// The words above the box, and its name for a screen reader.
    pub label: String,
    /// Whether the label is only spoken: in a table the words stand elsewhere.
    pub label_hidden: bool,
    /// What can be chosen.
    pub options: Vec<String>,
    /// What is chosen at first.
    pub chosen: Option<usize>,
    /// What an empty choice says.
    pub placeholder: String,
}

/// What is chosen: an index into [`ChoiceOptions`]. Insert it to choose by program.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ChoiceValue(pub Option<usize>);

/// What can be chosen.
#[derive(Component, Debug, Clone, PartialEq, Eq, Default)]
pub struct ChoiceOptions(pub Vec<String>);

/// What an empty choice says.
#[derive(Component, Debug, Clone, PartialEq, Eq, Default)]
struct Placeholder(String);

/// Where the parts of a choice are.
#[derive(Component, Debug, Clone, Copy, FromTemplate)]
pub struct ChoiceParts {
    /// The box, which takes the focus.
    pub face: Entity,
    words: Entity,
}

/// The closed box of a choice, and the list below it while that is open.
#[derive(Component, Debug, Clone, Copy, FromTemplate)]
pub struct ChoiceFace {
    /// The choice it belongs to.
    pub of: Entity,
}

/// The open list of a choice, on its face.
#[derive(Component, Debug, Clone, Copy)]
pub(super) struct OpenList(Entity);

#[derive(Component, Debug, Clone, Copy, Default)]
struct OptionRow(usize);

/// The user chose something else.
#[derive(EntityEvent, Debug, Clone, Copy)]
pub struct ChoiceChanged {
    /// The choice.
    #[event_target]
    pub choice: Entity,
    /// The index of what was chosen.
    pub index: usize,
}

impl Choice {
    fn scene(props: ChoiceProps) -> impl Scene {
        let label_display = if props.label_hidden || props.label.is_empty() { Display::None } else { Display::Flex };
        bsn! {
            #Root
            ChoiceValue({props.chosen})
            ChoiceOptions({props.options})
            Placeholder({props.placeholder})
            ChoiceParts { face: #Face, words: #Words }
            Node { flex_direction: FlexDirection::Column, row_gap: px(S1), min_width: px(0) }
            Children [
                (Unspoken text(props.label.clone(), Type::Small, Token::Ink2) Node { display: {label_display} }),
                (
                    #Face
                    ChoiceFace { of: #Root }
                    face(props.label)
                    Children [
                        (
                            Node { flex_grow: 1.0, flex_basis: px(0), min_width: px(0), overflow: Overflow::clip() }
                            Pickable { should_block_lower: false, is_hoverable: false }
                            Children [ (#Words line("", Type::Body, Token::Ink) FollowsSkin) ]
                        ),
                        chevron(Token::Ink3),
                    ]
                ),
            ]
        }
    }
}

fn face(label: String) -> impl Scene {
    bsn! {
        template_value(Skin::Frame)
        Hovered
        TabIndex(0)
        FocusRing
        EntityCursor::System(SystemCursorIcon::Pointer)
        spoken(Role::ComboBox, label)
        Node {
            align_items: AlignItems::Center,
            column_gap: px(S2),
            min_height: px(36),
            border: UiRect::all(px(1)),
            border_radius: BorderRadius::all(px(R_S)),
            padding: UiRect::axes(px(10), px(6)),
        }
    }
}

fn popup(options: &[String], at: Option<usize>) -> impl Scene + use<> {
    let rows: Vec<_> = options.iter().enumerate().map(|(index, words)| option_row(index, words, at)).collect();
    bsn! {
        Scrolls
        spoken(Role::ListBox, "")
        Fill(Token::Panel, Shade::Rest)
        Edge(Token::LineStrong)
        GlobalZIndex({Z_POPUP})
        OverrideClip
        Node {
            position_type: PositionType::Absolute,
            flex_direction: FlexDirection::Column,
            min_width: percent(100),
            max_height: px(280),
            overflow: Overflow::scroll_y(),
            border: UiRect::all(px(1)),
            border_radius: BorderRadius::all(px(R_S)),
            padding: UiRect::all(px(S1)),
        }
        BoxShadow::new(Color::BLACK.with_alpha(0.18), px(0), px(4), px(0), px(12))
        template_value(placement())
        Children [ {rows} ]
    }
}

fn placement() -> Popover {
    let at = |side| PopoverPlacement { side, align: PopoverAlign::Start, gap: 3.0 };
    Popover { positions: vec![at(PopoverSide::Bottom), at(PopoverSide::Top)], window_margin: S2 }
}

fn option_row(index: usize, words: &str, at: Option<usize>) -> impl Scene + use<> {
    let words = words.to_owned();
    let mark: Box<dyn Scene> = if at == Some(index) { Box::new(bsn! { Selected }) } else { Box::new(bsn! { Hovered }) };
    bsn! {
        OptionRow({index})
        {mark}
        Hovered
        template_value(Skin::Row)
        spoken(Role::ListBoxOption, words.clone())
        Node {
            flex_shrink: 0.0,
            border_radius: BorderRadius::all(px(S1)),
            padding: UiRect::axes(px(S2), px(6)),
        }
        Children [ (line(words, Type::Body, Token::Ink) FollowsSkin) ]
    }
}

/// What the observers need to open, move and close a list.
#[derive(bevy::ecs::system::SystemParam)]
struct Lists<'w, 's> {
    faces: Query<'w, 's, (&'static ChoiceFace, Option<&'static OpenList>)>,
    choices: Query<'w, 's, (&'static ChoiceOptions, &'static mut ChoiceValue, Has<InteractionDisabled>)>,
    rows: Query<'w, 's, (Entity, &'static OptionRow, &'static ChildOf, Has<Selected>)>,
    wanted: ResMut<'w, Wanted>,
    commands: Commands<'w, 's>,
}

impl Lists<'_, '_> {
    fn is_open(&self, face: Entity) -> bool {
        self.faces.get(face).is_ok_and(|(_, open)| open.is_some())
    }

    fn open(&mut self, face: Entity) {
        let Ok((of, None)) = self.faces.get(face) else { return };
        let Ok((options, value, false)) = self.choices.get(of.of) else { return };
        let list = self.commands.spawn_scene(popup(&options.0, value.0)).id();
        self.commands.entity(face).add_child(list).insert(OpenList(list));
    }

    fn close(&mut self, face: Entity) {
        if let Ok((_, Some(open))) = self.faces.get(face) {
            self.commands.entity(open.0).try_despawn();
            self.commands.entity(face).remove::<OpenList>();
        }
    }

    fn choose(&mut self, face: Entity, index: usize) {
        self.close(face);
        let Ok((of, _)) = self.faces.get(face) else { return };
        let choice = of.of;
        let Ok((_, mut value, _)) = self.choices.get_mut(choice) else { return };
        if value.set_if_neq(ChoiceValue(Some(index))) {
            self.commands.trigger(ChoiceChanged { choice, index });
        }
    }

    /// The rows of the open list with the one that the keyboard stands on.
    fn rows(&self, face: Entity) -> (Vec<Entity>, Option<usize>) {
        let Ok((_, Some(open))) = self.faces.get(face) else { return (Vec::new(), None) };
        let mut rows: Vec<_> = self.rows.iter().filter(|(_, _, of, _)| of.parent() == open.0).collect();
        rows.sort_by_key(|(_, row, _, _)| row.0);
        let at = rows.iter().position(|(_, _, _, selected)| *selected);
        (rows.into_iter().map(|(entity, _, _, _)| entity).collect(), at)
    }

    fn stand_on(&mut self, rows: &[Entity], from: Option<usize>, to: usize) {
        if let Some(from) = from {
            self.commands.entity(rows[from]).remove::<Selected>();
        }
        self.commands.entity(rows[to]).insert(Selected);
        self.wanted.0 = Some(rows[to]);
    }

    /// The next option after the one stood on that starts with a letter.
    fn find(&self, face: Entity, letter: &str, after: Option<usize>) -> Option<usize> {
        let (of, _) = self.faces.get(face).ok()?;
        let (options, _, _) = self.choices.get(of.of).ok()?;
        let wanted = letter.to_lowercase();
        let count = options.0.len();
        let start = after.map_or(0, |at| at + 1);
        (start..start + count).map(|at| at % count).find(|at| options.0[*at].to_lowercase().starts_with(&wanted))
    }
}

fn on_press(mut press: On<Pointer<Press>>, mut lists: Lists) {
    let face = press.entity;
    if !lists.faces.contains(face) {
        return;
    }
    press.propagate(false);
    if lists.is_open(face) { lists.close(face) } else { lists.open(face) }
}

fn on_activate(activate: On<Activate>, mut lists: Lists) {
    lists.open(activate.entity);
}

fn on_blur(lost: On<FocusLost>, mut lists: Lists) {
    lists.close(lost.entity);
}

fn on_option_press(mut press: On<Pointer<Press>>, rows: Query<(), With<OptionRow>>) {
    if rows.contains(press.entity) {
        press.propagate(false);
    }
}

fn on_option_click(mut click: On<Pointer<Click>>, parents: Query<&ChildOf>, mut lists: Lists) {
    let Ok((_, row, _, _)) = lists.rows.get(click.entity) else { return };
    let index = row.0;
    click.propagate(false);
    if let Some(face) = parents.iter_ancestors(click.entity).find(|above| lists.faces.contains(*above)) {
        lists.choose(face, index);
    }
}

fn on_key(mut key: On<FocusedInput<KeyboardInput>>, mut lists: Lists) {
    let face = key.focused_entity;
    if !lists.faces.contains(face) || key.input.state != ButtonState::Pressed {
        return;
    }
    let code = key.input.key_code;
    if !lists.is_open(face) {
        if matches!(code, KeyCode::ArrowDown | KeyCode::ArrowUp | KeyCode::Enter | KeyCode::Space) {
            key.propagate(false);
            lists.open(face);
        }
        return;
    }
    let (rows, at) = lists.rows(face);
    let last = rows.len().saturating_sub(1);
    let to = match code {
        KeyCode::ArrowDown => at.map_or(0, |at| (at + 1).min(last)),
        KeyCode::ArrowUp => at.map_or(last, |at| at.saturating_sub(1)),
        KeyCode::Home => 0,
        KeyCode::End => last,
        KeyCode::Enter | KeyCode::NumpadEnter | KeyCode::Space => {
            key.propagate(false);
            match at {
                Some(at) => lists.choose(face, at),
                None => lists.close(face),
            }
            return;
        }
        KeyCode::Escape => {
            key.propagate(false);
            lists.close(face);
            return;
        }
        // Tab leaves, and leaving closes.
        KeyCode::Tab => return,
        _ => match &key.input.logical_key {
            Key::Character(letter) => lists.find(face, letter, at).unwrap_or(at.unwrap_or(0)),
            _ => return,
        },
    };
    key.propagate(false);
    if !rows.is_empty() {
        lists.stand_on(&rows, at, to);
    }
}

type ChoiceUpdated = Or<(Changed<ChoiceValue>, Changed<ChoiceOptions>)>;

fn show_values(
    changed: Query<(&ChoiceValue, &ChoiceOptions, &Placeholder, &ChoiceParts), ChoiceUpdated>,
    mut words: Query<(&mut Text, &mut Ink)>,
    mut spoken: Query<&mut AccessibilityNode>,
) {
    for (value, options, placeholder, parts) in &changed {
        let chosen = value.0.and_then(|index| options.0.get(index));
        let shown = chosen.unwrap_or(&placeholder.0);
        if let Ok((mut text, _)) = words.get_mut(parts.words) {
            text.set_if_neq(Text(shown.clone()));
        }
        if let Ok(mut node) = spoken.get_mut(parts.face) {
            node.set_value(shown.clone());
        }
    }
}
