//! The look's tokens: every space, radius and type size, and what each colour of the palette is for.

use bevy::prelude::*;

use crate::review::palette::{COLOURS, Colour};

/// Spaces between things, in logical pixels, from the tightest to the widest.
pub const S1: f32 = 4.0;
/// See [`S1`].
pub const S2: f32 = 8.0;
/// See [`S1`].
pub const S3: f32 = 12.0;
/// See [`S1`].
pub const S4: f32 = 16.0;
/// See [`S1`].
pub const S5: f32 = 24.0;

/// Corner radius of controls.
pub const R_S: f32 = 6.0;
/// Corner radius of cards and speech.
pub const R_M: f32 = 10.0;
/// Corner radius that makes a pill of anything we draw.
pub const R_PILL: f32 = 99.0;

/// Type sizes in logical pixels.
pub const T_TINY: f32 = 11.0;
/// See [`T_TINY`].
pub const T_HINT: f32 = 12.0;
/// See [`T_TINY`].
pub const T_S: f32 = 13.0;
/// See [`T_TINY`].
pub const T_M: f32 = 15.0;
/// See [`T_TINY`].
pub const T_L: f32 = 18.0;
/// See [`T_TINY`].
pub const T_XL: f32 = 28.0;
/// See [`T_TINY`].
pub const T_NUM: f32 = 34.0;
/// Height of a line, as a multiple of the type size.
pub const LINE: f32 = 1.45;

/// Which set of colours is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ThemeKind {
    /// Dark text on light surfaces: offices are bright.
    #[default]
    Light,
    /// Light text on dark surfaces.
    Dark,
    /// Black on white with strong edges.
    HighContrast,
}

impl ThemeKind {
    /// All themes, in the order in which settings list them.
    pub const ALL: [Self; 3] = [Self::Light, Self::Dark, Self::HighContrast];
}

/// The name of a colour by its job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Token {
    /// Nothing is painted.
    #[default]
    Clear,
    /// Behind everything.
    Bg,
    /// A surface that holds content.
    Panel,
    /// A quieter surface on a panel.
    Panel2,
    /// Hairlines between things.
    Line,
    /// Edges of controls.
    LineStrong,
    /// Main text.
    Ink,
    /// Labels.
    Ink2,
    /// Secondary text.
    Ink3,
    /// The one accent.
    Accent,
    /// Text on the accent.
    AccentInk,
    /// A soft surface in the accent's hue.
    AccentSoft,
    /// Right, done, live.
    Good,
    /// Surface for [`Token::Good`].
    GoodSoft,
    /// Take care.
    Warn,
    /// Surface for [`Token::Warn`].
    WarnSoft,
    /// Wrong, danger.
    Bad,
    /// Text on [`Token::Bad`].
    BadInk,
    /// Surface for [`Token::Bad`].
    BadSoft,
    /// The ring round what has the focus.
    Focus,
    /// Laid over the screen below a dialog.
    Scrim,
}

impl Token {
    /// Every token that has a colour of its own, in the order of the palette.
    const PAINTED: [Self; COLOURS.len()] = [
        Self::Bg,
        Self::Panel,
        Self::Panel2,
        Self::Line,
        Self::LineStrong,
        Self::Ink,
        Self::Ink2,
        Self::Ink3,
        Self::Accent,
        Self::AccentInk,
        Self::AccentSoft,
        Self::Good,
        Self::GoodSoft,
        Self::Warn,
        Self::WarnSoft,
        Self::Bad,
        Self::BadSoft,
        Self::Focus,
        Self::BadInk,
        Self::Scrim,
    ];

    /// Its colour in the three themes; what is clear is painted as the scrim, and let through.
    fn colour(self) -> &'static Colour {
        let of = if self == Self::Clear { Self::Scrim } else { self };
        let at = Self::PAINTED.iter().position(|token| *token == of);
        &COLOURS[at.unwrap_or(COLOURS.len() - 1)]
    }

    const fn alpha(self) -> f32 {
        match self {
            Self::Clear => 0.0,
            Self::Scrim => 0.45,
            _ => 1.0,
        }
    }
}

/// How far a surface leans towards the ink, to answer the pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shade {
    /// As the token says.
    #[default]
    Rest,
    /// The pointer is over it.
    Hover,
    /// It is held down.
    Press,
}

impl Shade {
    const fn weight(self) -> f32 {
        match self {
            Self::Rest => 0.0,
            Self::Hover => 0.06,
            Self::Press => 0.14,
        }
    }
}

/// The theme that is shown. Change it and everything is painted anew.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Theme(pub ThemeKind);

impl Theme {
    /// The colour of a token as `0xRRGGBB`.
    #[must_use]
    pub fn hex(self, token: Token) -> u32 {
        self.of(token.colour())
    }

    /// What this theme has for a colour of the palette, as `0xRRGGBB`.
    #[must_use]
    pub const fn of(self, colour: &Colour) -> u32 {
        match self.0 {
            ThemeKind::Light => colour.light,
            ThemeKind::Dark => colour.dark,
            ThemeKind::HighContrast => colour.contrast,
        }
    }

    /// The colour of a token.
    #[must_use]
    pub fn color(self, token: Token) -> Color {
        let [_, red, green, blue] = self.hex(token).to_be_bytes();
        Color::srgb_u8(red, green, blue).with_alpha(token.alpha())
    }

    /// The colour of a token for text.
    ///
    /// The engine blends the edges of letters in linear light, which thins dark letters on a light surface: small
    /// text would look a shade paler than its token. A step towards black makes up for it. Light letters on a dark
    /// surface gain instead, and stay as they are; in the dark theme only what stands on a colour is dark.
    #[must_use]
    pub fn ink(self, token: Token) -> Color {
        const STEP: f32 = 0.22;
        let color = self.color(token);
        // What is not to be seen has no letters to make stronger.
        if token == Token::Clear {
            return color;
        }
        let on_color = matches!(token, Token::AccentInk | Token::BadInk);
        match (self.0, on_color) {
            (ThemeKind::Light, false) | (ThemeKind::Dark, true) => color.mix(&Color::BLACK, STEP),
            (ThemeKind::Light, true) | (ThemeKind::Dark, false) | (ThemeKind::HighContrast, _) => color,
        }
    }

    /// The colour of a surface that answers the pointer.
    #[must_use]
    pub fn shaded(self, token: Token, shade: Shade) -> Color {
        let base = self.color(token);
        if shade == Shade::Rest {
            return base;
        }
        // Nothing painted still has to answer: it takes on a little ink.
        if token == Token::Clear {
            return self.color(Token::Ink).with_alpha(shade.weight());
        }
        base.mix(&self.color(Token::Ink), shade.weight())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_token_has_the_colour_of_its_name() {
        for token in Token::PAINTED {
            let mut name = String::new();
            for letter in format!("{token:?}").chars() {
                if !name.is_empty() && (letter.is_uppercase() || letter.is_ascii_digit()) {
                    name.push('-');
                }
                name.extend(letter.to_lowercase());
            }
            assert_eq!(token.colour().name, name);
        }
    }
}
