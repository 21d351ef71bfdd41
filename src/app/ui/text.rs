//! Texts: the few styles there are, and the scene functions that put words on a screen.

use bevy::prelude::*;
use bevy::text::{FontSize, FontSourceTemplate, FontWeight, LineBreak, LineHeight};

use super::font::FAMILY;
use super::theme::Ink;
use super::tokens::{LINE, T_HINT, T_L, T_M, T_NUM, T_S, T_TINY, T_XL, Token};

/// A style of text: a size and a weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Type {
    /// Key hints and time stamps.
    Tiny,
    /// Bold at the same size: what stands on a key.
    TinyBold,
    /// Hints under a field.
    Hint,
    /// Labels.
    Small,
    /// Headings of a group.
    SmallBold,
    /// Running text.
    #[default]
    Body,
    /// The first words of a card.
    BodyBold,
    /// Headings of a panel.
    Large,
    /// Headings of a screen.
    Title,
    /// The one number that counts.
    Number,
}

impl Type {
    /// Size in logical pixels, before the text-size setting.
    #[must_use]
    pub const fn size(self) -> f32 {
        match self {
            Self::Tiny | Self::TinyBold => T_TINY,
            Self::Hint => T_HINT,
            Self::Small | Self::SmallBold => T_S,
            Self::Body | Self::BodyBold => T_M,
            Self::Large => T_L,
            Self::Title => T_XL,
            Self::Number => T_NUM,
        }
    }

    const fn weight(self) -> FontWeight {
        match self {
            Self::Tiny | Self::Hint | Self::Small | Self::Body => FontWeight::NORMAL,
            Self::TinyBold | Self::SmallBold | Self::BodyBold | Self::Large | Self::Title | Self::Number => {
                FontWeight::BOLD
            }
        }
    }

    const fn line(self) -> f32 {
        match self {
            Self::Number | Self::Title => 1.15,
            _ => LINE,
        }
    }
}

/// The font and line height of a style, for anything that shows text.
pub fn typeface(style: Type) -> impl Scene {
    bsn! {
        TextFont {
            font: {FontSourceTemplate::Family(FAMILY.into())},
            font_size: {FontSize::Px(style.size())},
            weight: {style.weight()},
        }
        template_value(LineHeight::RelativeToFont(style.line()))
    }
}

/// A text in a style and a colour. It wraps, and breaks a word that is wider than its room.
pub fn text(words: impl Into<String>, style: Type, ink: Token) -> impl Scene {
    let words = words.into();
    bsn! {
        Text({words})
        typeface(style)
        TextLayout { linebreak: LineBreak::WordOrCharacter }
        Ink({ink})
        Pickable { should_block_lower: false, is_hoverable: false }
    }
}

/// A text that stays on one line.
pub fn line(words: impl Into<String>, style: Type, ink: Token) -> impl Scene {
    bsn! {
        text(words, style, ink)
        TextLayout { linebreak: LineBreak::NoWrap }
        Node { flex_shrink: 0.0 }
    }
}

/// Running text.
pub fn body(words: impl Into<String>) -> impl Scene {
    text(words, Type::Body, Token::Ink)
}

/// Secondary text.
pub fn dim(words: impl Into<String>) -> impl Scene {
    text(words, Type::Body, Token::Ink3)
}

/// The heading of a group of controls.
pub fn heading(words: impl Into<String>) -> impl Scene {
    text(words, Type::SmallBold, Token::Ink2)
}
