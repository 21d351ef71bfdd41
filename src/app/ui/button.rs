//! Buttons: a label, and the key that does the same.

use accesskit::Role;
use bevy::a11y::AccessibilityNode;
use bevy::feathers::cursor::EntityCursor;
use bevy::input_focus::tab_navigation::TabIndex;
use bevy::picking::hover::Hovered;
use bevy::prelude::*;
use bevy::ui_widgets::Button as Pressable;
use bevy::window::SystemCursorIcon;

use super::focus::FocusRing;
use super::skin::{FollowsSkin, Skin};
use super::speech::spoken;
use super::text::{Type, line, text, typeface};
use super::theme::{Edge, Fill};
use super::tokens::{R_S, S1, S2, S3, S4, Token};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(PostUpdate, show_captions.before(bevy::ui::UiSystems::Content));
}

/// A button. It answers with [`bevy::ui_widgets::Activate`]; put `InteractionDisabled` beside it to disable it.
#[derive(SceneComponent, Debug, Clone, Copy, Default)]
#[scene(PushButtonProps)]
pub struct PushButton;

/// How a [`PushButton`] is made.
#[derive(Debug, Clone, Default)]
pub struct PushButtonProps {
    /// The words on it, and its name for a screen reader.
    pub label: String,
    /// The key that does the same, as it is written on the button; empty for none.
    pub key: String,
    /// Its look.
    pub skin: Skin,
    /// Where the key stands.
    pub key_place: KeyPlace,
    /// The style of the words.
    pub style: ButtonType,
}

/// The style of a button's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonType {
    /// As on a button.
    #[default]
    Small,
    /// As running text: for what one reads before one presses it.
    Body,
}

/// Where a button shows its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeyPlace {
    /// After the words.
    #[default]
    After,
    /// Before the words, which start at the left.
    Before,
    /// Under the words: for narrow buttons in a row.
    Below,
}

/// The words on a button (or tab). Change it and the label and the screen reader's name follow.
#[derive(Component, Debug, Clone, PartialEq, Eq, Default)]
pub struct Caption(pub String);

/// The key that a button shows. Change it and the chip follows; empty hides it.
#[derive(Component, Debug, Clone, PartialEq, Eq, Default)]
pub struct KeyShown(pub String);

/// What a screen reader says in place of the [`Caption`], where the words on the button are clear only by where they stand.
#[derive(Component, Debug, Clone, PartialEq, Eq, Default)]
pub struct SpokenName(pub String);

/// Marks the text that shows a [`Caption`].
#[derive(Component, Debug, Clone, Copy, Default)]
pub struct CaptionText;

/// Marks the chip whose text shows a [`KeyShown`].
#[derive(Component, Debug, Clone, Copy, Default)]
struct KeyChip;

impl PushButton {
    fn scene(props: PushButtonProps) -> impl Scene {
        let (direction, justify, pad) = match props.key_place {
            KeyPlace::After => (FlexDirection::Row, JustifyContent::Center, S4),
            KeyPlace::Before => (FlexDirection::RowReverse, JustifyContent::FlexEnd, S3),
            KeyPlace::Below => (FlexDirection::Column, JustifyContent::Center, S1),
        };
        let chip_edge = match props.skin {
            Skin::Primary => Token::AccentInk,
            Skin::Danger => Token::BadInk,
            _ => Token::Line,
        };
        let (label, key) = (props.label.clone(), props.key);
        let style = match props.style {
            ButtonType::Small => Type::Small,
            ButtonType::Body => Type::Body,
        };
        bsn! {
            pressable(props.label, Role::Button)
            template_value(props.skin)
            KeyShown({key.clone()})
            Node {
                flex_direction: {direction},
                justify_content: {justify},
                align_items: AlignItems::Center,
                column_gap: px(S2),
                row_gap: px(2),
                padding: UiRect::axes(px(pad), px(S2)),
                min_height: px(36),
            }
            Children [
                (caption(label) typeface(style)),
                key_chip(key, chip_edge),
            ]
        }
    }
}

/// What every control that can be pressed has: behaviour, tab stop, ring, pointer, role and name.
pub fn pressable(label: impl Into<String>, role: Role) -> impl Scene {
    let label = label.into();
    bsn! {
        Pressable
        Hovered
        TabIndex(0)
        FocusRing
        EntityCursor::System(SystemCursorIcon::Pointer)
        spoken(role, label.clone())
        Caption({label.clone()})
        Node {
            border: UiRect::all(px(1)),
            border_radius: BorderRadius::all(px(R_S)),
        }
    }
}

/// The words of a control, in the control's colour.
pub fn caption(words: impl Into<String>) -> impl Scene {
    bsn! {
        text(words, Type::Small, Token::Ink)
        FollowsSkin
        CaptionText
    }
}

/// A key as it is drawn beside words: `Ctrl F`.
pub fn key_hint(key: impl Into<String>) -> impl Scene {
    key_chip(key.into(), Token::Line)
}

fn key_chip(key: String, edge: Token) -> impl Scene {
    let display = if key.is_empty() { Display::None } else { Display::Flex };
    let on_colour = edge != Token::Line;
    let fill = if on_colour { Token::Clear } else { Token::Panel2 };
    let words: Box<dyn Scene> = if on_colour {
        Box::new(bsn! { line(key, Type::TinyBold, Token::Ink) FollowsSkin })
    } else {
        Box::new(line(key, Type::TinyBold, Token::Ink3))
    };
    bsn! {
        KeyChip
        Node {
            display: {display},
            flex_shrink: 0.0,
            border: UiRect::all(px(1)),
            border_radius: BorderRadius::all(px(S1)),
            padding: UiRect::horizontal(px(S1)),
        }
        Fill({fill})
        Edge({edge})
        Pickable { should_block_lower: false, is_hoverable: false }
        Children [ ({words} typeface(Type::TinyBold)) ]
    }
}

type CaptionChanged = Or<(Changed<Caption>, Changed<KeyShown>)>;
type Captioned = (Entity, &'static Caption, Option<&'static KeyShown>, Option<&'static SpokenName>);

fn show_captions(
    changed: Query<Captioned, CaptionChanged>,
    children: Query<&Children>,
    mut spoken: Query<&mut AccessibilityNode>,
    mut captions: Query<&mut Text, With<CaptionText>>,
    mut chips: Query<&mut Node, With<KeyChip>>,
    mut texts: Query<&mut Text, Without<CaptionText>>,
) {
    for (button, caption, key, name) in &changed {
        if let Ok(mut node) = spoken.get_mut(button) {
            node.set_label(name.map_or_else(|| caption.0.clone(), |name| name.0.clone()));
            if let Some(key) = key.as_ref().filter(|key| !key.0.is_empty()) {
                node.set_keyboard_shortcut(key.0.clone());
            }
        }
        for below in children.iter_descendants(button) {
            if let Ok(mut text) = captions.get_mut(below) {
                text.set_if_neq(Text(caption.0.clone()));
            } else if let (Ok(mut chip), Some(key)) = (chips.get_mut(below), key.as_ref()) {
                chip.display = if key.0.is_empty() { Display::None } else { Display::Flex };
                for words in children.iter_descendants(below) {
                    if let Ok(mut text) = texts.get_mut(words) {
                        text.set_if_neq(Text(key.0.clone()));
                    }
                }
            }
        }
    }
}
