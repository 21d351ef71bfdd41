//! Text fields: a label, a frame to type in, a hint below. One line or several.
//!
//! A field is its root entity. [`FieldText`] on the root mirrors what is in it, so that reading is a query;
//! [`SetField`] writes. The user's own changes come as [`FieldEdited`]; a program's writes are silent.

use std::time::Duration;

use accesskit::{Invalid, Node as Spoken, Role};
use bevy::a11y::AccessibilityNode;
use bevy::feathers::cursor::EntityCursor;
use bevy::input::ButtonState;
use bevy::input::keyboard::{Key, KeyboardInput};
use bevy::input_focus::tab_navigation::TabIndex;
use bevy::input_focus::{FocusCause, FocusGained, FocusLost, FocusedInput, InputFocus};
use bevy::prelude::*;
use bevy::text::{EditableText, LineBreak, TextCursorStyle, TextEdit, TextEditChange};
use bevy::ui::InteractionDisabled;
use bevy::window::SystemCursorIcon;

use super::button::key_hint;
use super::focus::FocusRingWithin;
use super::skin::{FollowsSkin, Skin};
use super::speech::{Unspoken, spoken};
use super::text::{Type, line, text, typeface};
use super::theme::{Caret, Ink};
use super::tokens::{LINE, R_S, S1, S2, T_M, Token};

pub(super) fn plugin(app: &mut App) {
    app.add_observer(on_edit)
        .add_observer(on_set)
        .add_observer(on_enter)
        .add_observer(on_arrive)
        .add_observer(on_leave)
        .add_observer(on_frame_press)
        .add_systems(
            PostUpdate,
            (show_hints, show_placeholders, show_written, bar_disabled).before(bevy::ui::UiSystems::Content),
        );
}

/// A labelled text field.
#[derive(SceneComponent, Debug, Clone, Copy, Default)]
#[scene(FieldProps)]
pub struct Field;

/// How a [`Field`] is made.
#[derive(Debug, Clone)]
pub struct FieldProps {
    /// The words above the frame, and its name for a screen reader.
    pub label: String,
    /// Whether the label is only spoken: a search field shows its placeholder instead.
    pub label_hidden: bool,
    /// What it holds at first.
    pub value: String,
    /// What an empty field says.
    pub placeholder: String,
    /// The key that leads here, as written at the right; empty for none.
    pub key: String,
    /// Height in lines; more than one makes Enter start a new line.
    pub lines: f32,
    /// The most characters it takes.
    pub max_characters: Option<usize>,
    /// A dot stands for each letter: a passphrase. Only for one line.
    pub secret: bool,
}

impl Default for FieldProps {
    fn default() -> Self {
        Self {
            label: String::new(),
            label_hidden: false,
            value: String::new(),
            placeholder: String::new(),
            key: String::new(),
            lines: 1.0,
            max_characters: None,
            secret: false,
        }
    }
}

/// What is in a field.
#[derive(Component, Debug, Clone, PartialEq, Eq, Default)]
pub struct FieldText(pub String);

/// What stands under a field. Insert it on the root to change it.
#[derive(Component, Debug, Clone, PartialEq, Eq, Default)]
pub enum FieldHint {
    /// Nothing.
    #[default]
    None,
    /// Help.
    Note(String),
    /// What is wrong with the content.
    Bad(String),
}

/// Where the parts of a field are.
#[derive(Component, Debug, Clone, Copy, FromTemplate)]
pub struct FieldParts {
    /// The entity that takes the typing, and so the focus.
    pub input: Entity,
    frame: Entity,
    hint: Entity,
    placeholder: Entity,
}

/// Leads from the part that takes the typing to its field.
#[derive(Component, Debug, Clone, Copy, FromTemplate)]
pub struct InputOf(pub Entity);

/// A dot stands for each letter of a field; what it says while it is empty.
#[derive(Component, Debug, Clone, Default)]
struct Secret(String);

/// The user changed what is in a field.
#[derive(EntityEvent, Debug, Clone)]
pub struct FieldEdited {
    /// The field.
    #[event_target]
    pub field: Entity,
    /// What is in it now.
    pub text: String,
}

/// The user pressed Enter in a field of one line.
#[derive(EntityEvent, Debug, Clone)]
pub struct FieldSubmitted {
    /// The field.
    #[event_target]
    pub field: Entity,
    /// What is in it.
    pub text: String,
}

/// The user went elsewhere: the time to check what was typed.
#[derive(EntityEvent, Debug, Clone)]
pub struct FieldLeft {
    /// The field.
    #[event_target]
    pub field: Entity,
    /// What is in it.
    pub text: String,
}

/// Puts a text into a field.
#[derive(EntityEvent, Debug, Clone)]
pub struct SetField {
    /// The field.
    #[event_target]
    pub field: Entity,
    /// What to put there.
    pub text: String,
}

impl Field {
    fn scene(props: FieldProps) -> impl Scene {
        let label_display = if props.label_hidden || props.label.is_empty() { Display::None } else { Display::Flex };
        let align = if props.lines > 1.0 { AlignItems::FlexStart } else { AlignItems::Center };
        let key = props.key.clone();
        let empty = props.placeholder.clone();
        let secret = props.secret.then(|| bsn! { template_value(Secret(empty)) });
        bsn! {
            #Root
            {secret}
            FieldText({props.value.clone()})
            FieldHint
            FieldParts { input: #Input, frame: #Frame, hint: #Hint, placeholder: #Placeholder }
            Node { flex_direction: FlexDirection::Column, row_gap: px(S1), min_width: px(0) }
            Children [
                (Unspoken text(props.label.clone(), Type::Small, Token::Ink2) Node { display: {label_display} }),
                (
                    #Frame
                    template_value(Skin::Frame)
                    FocusRingWithin
                    Node {
                        align_items: {align},
                        column_gap: px(S2),
                        min_height: px(36),
                        border: UiRect::all(px(1)),
                        border_radius: BorderRadius::all(px(R_S)),
                        padding: UiRect::axes(px(10), px(6)),
                    }
                    Children [
                        (
                            Node { flex_grow: 1.0, flex_basis: px(0), min_width: px(0), overflow: Overflow::clip_x() }
                            Children [
                                (
                                    #Input
                                    InputOf(#Root)
                                    input(&props)
                                ),
                                (
                                    #Placeholder
                                    line(props.placeholder.clone(), Type::Body, Token::Ink3)
                                    Node { position_type: PositionType::Absolute, left: px(0), top: px(0) }
                                ),
                            ]
                        ),
                        key_hint(key),
                    ]
                ),
                (
                    #Hint
                    text("", Type::Hint, Token::Ink3)
                    Node { display: Display::None }
                ),
            ]
        }
    }
}

fn input(props: &FieldProps) -> impl Scene + use<> {
    let lines = props.lines;
    let several = lines > 1.0;
    let mut editable = EditableText::new(&props.value);
    editable.allow_newlines = several;
    editable.visible_lines = Some(props.lines);
    editable.max_characters = props.max_characters;
    editable.cursor_width = 0.1;
    // A field shows the part of a long text where its caret is, and one reads from the start.
    editable.queue_edit(TextEdit::TextStart(false));
    // A caret that blinks would wake the program twice a second for nothing.
    editable.cursor_blink_period = Duration::from_secs(1_000_000);
    let role = if props.secret {
        Role::PasswordInput
    } else if several {
        Role::MultilineTextInput
    } else {
        Role::TextInput
    };
    // The letters of a secret are there, and unseen. Dots are narrower than they: a caret would stand beside the point.
    let ink = if props.secret { Token::Clear } else { Token::Ink };
    let seen = (!props.secret).then(|| bsn! { FollowsSkin Caret });
    let unseen = TextCursorStyle { color: Color::NONE, selection_color: Color::NONE, ..default() };
    let unseen = props.secret.then(|| bsn! { template_value(unseen) });
    let wrap = if several { LineBreak::WordOrCharacter } else { LineBreak::NoWrap };
    bsn! {
        template_value(editable)
        typeface(Type::Body)
        TextLayout { linebreak: {wrap} }
        Ink({ink})
        {seen}
        {unseen}
        TabIndex(0)
        EntityCursor::System(SystemCursorIcon::Text)
        spoken(role, props.label.clone())
        Node { flex_grow: 1.0, width: percent(100), min_height: px(T_M * LINE * lines), overflow: Overflow::clip() }
    }
}

fn on_edit(
    edit: On<TextEditChange>,
    inputs: Query<(&EditableText, &InputOf)>,
    mut texts: Query<&mut FieldText>,
    mut commands: Commands,
) {
    let Ok((editable, of)) = inputs.get(edit.event_target()) else { return };
    let Ok(mut text) = texts.get_mut(of.0) else { return };
    // The event also tells of a moved caret.
    let now = editable.value().to_string();
    if text.0 != now {
        text.0.clone_from(&now);
        commands.trigger(FieldEdited { field: of.0, text: now });
    }
}

fn on_set(
    set: On<SetField>,
    focus: Res<InputFocus>,
    mut fields: Query<(&FieldParts, &mut FieldText)>,
    mut inputs: Query<&mut EditableText>,
) {
    let Ok((parts, mut text)) = fields.get_mut(set.field) else { return };
    let Ok(mut editable) = inputs.get_mut(parts.input) else { return };
    if text.0 == set.text && editable.value() == set.text.as_str() {
        return;
    }
    text.0.clone_from(&set.text);
    editable.clear();
    editable.editor.set_text(&set.text);
    let typing = focus.get() == Some(parts.input);
    editable.queue_edit(if typing { TextEdit::TextEnd(false) } else { TextEdit::TextStart(false) });
}

fn on_enter(
    key: On<FocusedInput<KeyboardInput>>,
    inputs: Query<(&EditableText, &InputOf)>,
    texts: Query<&FieldText>,
    mut commands: Commands,
) {
    let Ok((editable, of)) = inputs.get(key.focused_entity) else { return };
    let enter = key.input.state == ButtonState::Pressed && !key.input.repeat && key.input.logical_key == Key::Enter;
    if !enter || editable.allow_newlines || editable.is_composing() {
        return;
    }
    if let Ok(text) = texts.get(of.0) {
        commands.trigger(FieldSubmitted { field: of.0, text: text.0.clone() });
    }
}

/// Who comes by keyboard goes on typing at the end, unless what is there was marked to be replaced.
fn on_arrive(gained: On<FocusGained>, mut inputs: Query<&mut EditableText, With<InputOf>>) {
    let Ok(mut editable) = inputs.get_mut(gained.entity) else { return };
    let marked = editable.pending_edits.iter().any(|edit| matches!(edit, TextEdit::SelectAll))
        || editable.editor().selected_text().is_some();
    if gained.cause == FocusCause::Navigated && !marked {
        editable.queue_edit(TextEdit::TextEnd(false));
    }
}

fn on_leave(
    lost: On<FocusLost>,
    mut inputs: Query<(&InputOf, &mut EditableText)>,
    texts: Query<&FieldText>,
    mut commands: Commands,
) {
    let Ok((of, mut editable)) = inputs.get_mut(lost.entity) else { return };
    editable.queue_edit(TextEdit::TextStart(false));
    if let Ok(text) = texts.get(of.0) {
        commands.trigger(FieldLeft { field: of.0, text: text.0.clone() });
    }
}

/// A click beside the letters, on the frame, means the field too.
fn on_frame_press(
    mut press: On<Pointer<Press>>,
    frames: Query<&ChildOf, With<FocusRingWithin>>,
    fields: Query<&FieldParts, Without<InteractionDisabled>>,
    mut focus: ResMut<InputFocus>,
) {
    let Ok(parent) = frames.get(press.entity) else { return };
    if let Ok(parts) = fields.get(parent.parent()) {
        press.propagate(false);
        focus.set(parts.input, FocusCause::Pressed);
    }
}

fn show_hints(
    changed: Query<(&FieldHint, &FieldParts), Changed<FieldHint>>,
    mut hints: Query<(&mut Text, &mut Node, &mut Ink)>,
    mut skins: Query<&mut Skin>,
    mut spoken: Query<&mut AccessibilityNode>,
) {
    for (hint, parts) in &changed {
        let (words, ink, skin) = match hint {
            FieldHint::None => ("", Token::Ink3, Skin::Frame),
            FieldHint::Note(words) => (words.as_str(), Token::Ink3, Skin::Frame),
            FieldHint::Bad(words) => (words.as_str(), Token::Bad, Skin::FrameBad),
        };
        if let Ok((mut text, mut node, mut ink_now)) = hints.get_mut(parts.hint) {
            text.0 = words.to_owned();
            node.display = if words.is_empty() { Display::None } else { Display::Flex };
            *ink_now = Ink(ink);
        }
        if let Ok(mut frame) = skins.get_mut(parts.frame) {
            *frame = skin;
        }
        if let Ok(mut node) = spoken.get_mut(parts.input) {
            node.set_description(words);
            match skin {
                Skin::FrameBad => node.set_invalid(Invalid::True),
                _ => node.clear_invalid(),
            }
        }
    }
}

fn show_placeholders(
    changed: Query<(&FieldText, &FieldParts, Option<&Secret>), Changed<FieldText>>,
    mut lines: Query<(&mut Node, &mut Text, &mut Ink)>,
    mut spoken: Query<&mut AccessibilityNode>,
) {
    for (text, parts, secret) in &changed {
        if let Ok((mut node, mut line, mut ink)) = lines.get_mut(parts.placeholder) {
            let shown = text.0.is_empty() || secret.is_some();
            node.display = if shown { Display::Flex } else { Display::None };
            if let Some(Secret(empty)) = secret {
                line.0 = if text.0.is_empty() { empty.clone() } else { dots(&text.0) };
                ink.0 = if text.0.is_empty() { Token::Ink3 } else { Token::Ink };
            }
        }
        if let Ok(mut node) = spoken.get_mut(parts.input) {
            node.set_value(if secret.is_some() { dots(&text.0) } else { text.0.clone() });
        }
    }
}

fn dots(text: &str) -> String {
    "•".repeat(text.chars().count())
}

/// What stands in a field, as screen readers on Linux want it: a run of text below the field.
#[derive(Component, Debug, Clone, Copy, Default)]
struct Written;

fn show_written(
    changed: Query<(&FieldText, &FieldParts, Has<Secret>), Changed<FieldText>>,
    children: Query<&Children>,
    mut runs: Query<&mut AccessibilityNode, With<Written>>,
    mut commands: Commands,
) {
    for (text, parts, secret) in &changed {
        let mut run = Spoken::new(Role::TextRun);
        let text = if secret { dots(&text.0) } else { text.0.clone() };
        run.set_value(text.clone());
        let lengths: Vec<u8> = text.chars().map(|letter| u8::try_from(letter.len_utf8()).unwrap_or(1)).collect();
        run.set_character_lengths(lengths);
        let below = children.get(parts.input).into_iter().flatten().copied().find(|child| runs.contains(*child));
        match below.and_then(|below| runs.get_mut(below).ok()) {
            Some(mut node) => node.0 = run,
            // Not a part of the layout: it would take the place of the text that is drawn.
            None => drop(commands.spawn((Written, AccessibilityNode(run), ChildOf(parts.input)))),
        }
    }
}

/// Bevy's text input knows no disabled state: a field that is off takes neither focus nor pointer.
fn bar_disabled(
    fields: Query<(&FieldParts, Has<InteractionDisabled>)>,
    mut inputs: Query<(&mut TabIndex, Has<Pickable>), With<InputOf>>,
    mut commands: Commands,
) {
    for (parts, disabled) in &fields {
        let Ok((mut stop, barred)) = inputs.get_mut(parts.input) else { continue };
        if disabled == barred {
            continue;
        }
        stop.0 = if disabled { -1 } else { 0 };
        if disabled {
            commands.entity(parts.input).insert(Pickable::IGNORE);
        } else {
            commands.entity(parts.input).remove::<Pickable>();
        }
    }
}
