//! The look's tokens: every colour, space, radius and type size, for the three themes.
//! This is the only file that names a colour; `look/tokens.css` is where the light values come from.

use bevy::prelude::*;

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
    /// Every token with its name in `tokens.css` (the last four are ours).
    pub const NAMES: [(Self, &'static str); 20] = [
        (Self::Bg, "bg"),
        (Self::Panel, "panel"),
        (Self::Panel2, "panel-2"),
        (Self::Line, "line"),
        (Self::LineStrong, "line-strong"),
        (Self::Ink, "ink"),
        (Self::Ink2, "ink-2"),
        (Self::Ink3, "ink-3"),
        (Self::Accent, "accent"),
        (Self::AccentInk, "accent-ink"),
        (Self::AccentSoft, "accent-soft"),
        (Self::Good, "good"),
        (Self::GoodSoft, "good-soft"),
        (Self::Warn, "warn"),
        (Self::WarnSoft, "warn-soft"),
        (Self::Bad, "bad"),
        (Self::BadSoft, "bad-soft"),
        (Self::Focus, "focus"),
        (Self::BadInk, "bad-ink"),
        (Self::Scrim, "scrim"),
    ];

    /// The colour as `0xRRGGBB` in the light, dark and high-contrast themes.
    const fn values(self) -> [u32; 3] {
        match self {
            Self::Clear | Self::Scrim => [0x0A_1420, 0x00_0000, 0x00_0000],
            Self::Bg => [0xF4_F6F8, 0x0F_161E, 0xFF_FFFF],
            Self::Panel => [0xFF_FFFF, 0x17_212B, 0xFF_FFFF],
            Self::Panel2 => [0xF9_FAFB, 0x1D_2833, 0xFF_FFFF],
            Self::Line => [0xDD_E3E9, 0x2C_3946, 0x8C_8C8C],
            Self::LineStrong => [0xB9_C4CF, 0x52_6475, 0x00_0000],
            Self::Ink => [0x14_212E, 0xE9_EFF5, 0x00_0000],
            Self::Ink2 => [0x4A_5B6C, 0xB7_C5D2, 0x00_0000],
            Self::Ink3 => [0x66_788A, 0x93_A4B4, 0x26_2626],
            Self::Accent => [0x0B_6E6E, 0x4C_C2BB, 0x00_4A4A],
            Self::AccentInk => [0xFF_FFFF, 0x06_2220, 0xFF_FFFF],
            Self::AccentSoft => [0xDC_EFEE, 0x12_3C3C, 0xD6_F2F0],
            Self::Good => [0x1B_7F4B, 0x62_CB92, 0x00_5224],
            Self::GoodSoft => [0xDD_F2E6, 0x14_3726, 0xDD_F7E6],
            Self::Warn => [0x9A_5B00, 0xE5_AC55, 0x6B_3A00],
            Self::WarnSoft => [0xFC_EFD6, 0x3B_2D12, 0xFF_F0D0],
            Self::Bad => [0xB3_261E, 0xF5_8A80, 0x99_0000],
            Self::BadInk => [0xFF_FFFF, 0x36_0B07, 0xFF_FFFF],
            Self::BadSoft => [0xFB_E3E1, 0x45_211E, 0xFF_E0DE],
            Self::Focus => [0x1F_5FD0, 0x7F_AEFF, 0x00_2FC8],
        }
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
        let [light, dark, contrast] = token.values();
        match self.0 {
            ThemeKind::Light => light,
            ThemeKind::Dark => dark,
            ThemeKind::HighContrast => contrast,
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
