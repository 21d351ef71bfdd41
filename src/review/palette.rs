//! The colours of drawings that leave the program as files, where no theme and no style sheet fills them in.

/// Names and values as in `tokens.css`: light, then dark.
const COLOURS: [(&str, &str, &str); 14] = [
    ("bg", "#F4F6F8", "#0F161E"),
    ("panel", "#FFFFFF", "#17212B"),
    ("panel-2", "#F9FAFB", "#1D2833"),
    ("line", "#DDE3E9", "#2C3946"),
    ("line-strong", "#B9C4CF", "#526475"),
    ("ink", "#14212E", "#E9EFF5"),
    ("ink-2", "#4A5B6C", "#B7C5D2"),
    ("ink-3", "#66788A", "#93A4B4"),
    ("accent", "#0B6E6E", "#4CC2BB"),
    ("good", "#1B7F4B", "#62CB92"),
    ("good-soft", "#DDF2E6", "#143726"),
    ("warn", "#9A5B00", "#E5AC55"),
    ("warn-soft", "#FCEFD6", "#3B2D12"),
    ("bad", "#B3261E", "#F58A80"),
];

/// On which ground a drawing will stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    Light,
    Dark,
}

/// A drawing with its colours filled in for `var(--name)`.
#[must_use]
pub fn coloured(svg: &str, ground: Ground) -> String {
    COLOURS.iter().fold(svg.to_owned(), |svg, (name, light, dark)| {
        let value = if ground == Ground::Dark { dark } else { light };
        svg.replace(&format!("var(--{name})"), value)
    })
}
