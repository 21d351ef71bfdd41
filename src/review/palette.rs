//! The palette: every colour by its name and job, in the three themes. The window and drawings that leave the program as
//! files take theirs from here; `look/tokens.css` is where the light values come from.

/// A colour by its name, as `0xRRGGBB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    /// As in a style sheet: `var(--ink-2)` is `ink-2`.
    pub name: &'static str,
    pub light: u32,
    pub dark: u32,
    pub contrast: u32,
}

const fn colour(name: &'static str, [light, dark, contrast]: [u32; 3]) -> Colour {
    Colour { name, light, dark, contrast }
}

/// Every colour that is painted.
pub const COLOURS: [Colour; 20] = [
    colour("bg", [0xF4_F6F8, 0x0F_161E, 0xFF_FFFF]),
    colour("panel", [0xFF_FFFF, 0x17_212B, 0xFF_FFFF]),
    colour("panel-2", [0xF9_FAFB, 0x1D_2833, 0xFF_FFFF]),
    colour("line", [0xDD_E3E9, 0x2C_3946, 0x8C_8C8C]),
    colour("line-strong", [0xB9_C4CF, 0x52_6475, 0x00_0000]),
    colour("ink", [0x14_212E, 0xE9_EFF5, 0x00_0000]),
    colour("ink-2", [0x4A_5B6C, 0xB7_C5D2, 0x00_0000]),
    colour("ink-3", [0x66_788A, 0x93_A4B4, 0x26_2626]),
    colour("accent", [0x0B_6E6E, 0x4C_C2BB, 0x00_4A4A]),
    colour("accent-ink", [0xFF_FFFF, 0x06_2220, 0xFF_FFFF]),
    colour("accent-soft", [0xDC_EFEE, 0x12_3C3C, 0xD6_F2F0]),
    colour("good", [0x1B_7F4B, 0x62_CB92, 0x00_5224]),
    colour("good-soft", [0xDD_F2E6, 0x14_3726, 0xDD_F7E6]),
    colour("warn", [0x9A_5B00, 0xE5_AC55, 0x6B_3A00]),
    colour("warn-soft", [0xFC_EFD6, 0x3B_2D12, 0xFF_F0D0]),
    colour("bad", [0xB3_261E, 0xF5_8A80, 0x99_0000]),
    colour("bad-soft", [0xFB_E3E1, 0x45_211E, 0xFF_E0DE]),
    colour("focus", [0x1F_5FD0, 0x7F_AEFF, 0x00_2FC8]),
    colour("bad-ink", [0xFF_FFFF, 0x36_0B07, 0xFF_FFFF]),
    colour("scrim", [0x0A_1420, 0x00_0000, 0x00_0000]),
];

/// On which ground a drawing will stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    Light,
    Dark,
}

/// A drawing with its colours filled in for `var(--name)`, as somebody chooses them.
#[must_use]
pub fn filled(svg: &str, choose: impl Fn(&Colour) -> u32) -> String {
    COLOURS.iter().fold(svg.to_owned(), |svg, colour| {
        svg.replace(&format!("var(--{})", colour.name), &format!("#{:06X}", choose(colour)))
    })
}

/// A drawing for a ground.
#[must_use]
pub fn coloured(svg: &str, ground: Ground) -> String {
    filled(svg, |colour| if ground == Ground::Dark { colour.dark } else { colour.light })
}
