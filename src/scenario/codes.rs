//! Every code that a check can give, with what it means: the headings and sections of one file of text.

use super::diagnostic::Severity;

/// A heading is `## SL036 error: a beat in which nothing can be said`; what stands under it explains the code.
const ENGLISH: &str = include_str!("../../assets/text/en/codes.md");

/// A code of the checker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// `SL036`. A code keeps its meaning for ever; one that is no longer given is not given again.
    pub id: &'static str,
    pub severity: Severity,
    /// In a few words, in small letters.
    pub title: &'static str,
    /// What it is about, what comes of it and what to do, in paragraphs and examples.
    pub text: &'static str,
}

/// All codes, in order.
pub fn codes() -> impl Iterator<Item = Code> {
    ENGLISH.split("\n## ").skip(1).filter_map(|section| {
        let (heading, text) = section.split_once('\n')?;
        let (id, rest) = heading.split_once(' ')?;
        let (severity, title) = rest.split_once(": ")?;
        let severity = if severity == "warning" { Severity::Warning } else { Severity::Error };
        Some(Code { id, severity, title: title.trim(), text: text.trim() })
    })
}

/// A code by its name, in whatever letters: `sl036` and `36` are `SL036`.
#[must_use]
pub fn code(name: &str) -> Option<Code> {
    let name = name.trim().to_uppercase();
    let digits = name.strip_prefix("SL").unwrap_or(&name);
    codes().find(|code| code.id[2..].trim_start_matches('0') == digits.trim_start_matches('0'))
}
