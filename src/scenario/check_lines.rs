//! Whether what is said fits on the screen while it is said.

use super::check::{Script, ScriptCheck};
use super::checker::below;
use super::facts::told_by;
use super::source::{FactSource, FieldKind};
use super::template::{Piece, Template};

/// Characters of the longest line that a caption shows whole: six rows at the desk's usual width, some twenty seconds of
/// speech. A longer one scrolls away while it is still being said, and nobody remembers it.
pub const LINE_FITS: usize = 360;

/// Facts are shorter than this, nearly all of them.
const LONG_FACT: usize = 80;

/// Complains of lines that are too long for a caption, with the facts in them as long as they get.
pub(super) fn lines(check: &mut ScriptCheck<'_>, script: &Script<'_>) {
    for beat in script.beats {
        let path = ["beats", beat.name.as_str()];
        each(check, &[path[0], path[1], "says"], &beat.says);
        for (number, (_, says)) in beat.says_if.iter().enumerate() {
            each(check, &[path[0], path[1], "says_if", &number.to_string(), "says"], says);
        }
        for reply in &beat.replies {
            one(check, &[path[0], path[1], "replies", &reply.name, "say"], &reply.say);
        }
        let habits =
            [("on_silence", &beat.on_silence), ("interrupted", &beat.interrupted), ("after_hold", &beat.after_hold)];
        for (field, habit) in habits {
            if let Some(habit) = habit {
                each(check, &[path[0], path[1], field, "says"], &habit.says);
            }
        }
    }
    let source = check.source;
    for (name, ending) in &source.endings {
        for (number, text) in ending.says.iter().enumerate().filter(|(_, text)| text.len() > LINE_FITS / 2) {
            if let Ok(template) = Template::parse(text) {
                below(&["endings", name, "says"], number, |path| one(check, path, &template));
            }
        }
    }
}

fn each(check: &mut ScriptCheck<'_>, path: &[&str], says: &[Template]) {
    for (number, template) in says.iter().enumerate() {
        below(path, number, |path| one(check, path, template));
    }
}

fn one(check: &mut ScriptCheck<'_>, path: &[&str], line: &Template) {
    let at_most = |piece: &Piece| match piece {
        Piece::Text(text) => text.len(),
        Piece::Slot(_) => LONG_FACT,
    };
    // Most lines are far from the limit, and need no counting.
    if line.pieces().iter().map(at_most).sum::<usize>() <= LINE_FITS {
        return;
    }
    let length: usize = line
        .pieces()
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.chars().count(),
            Piece::Slot(slot) => length_of(check, slot),
        })
        .sum();
    if length > LINE_FITS {
        let message = format!("the line is too long for a caption: some {length} characters, and {LINE_FITS} fit");
        let hint = "split it over two beats, or say it in fewer words".to_owned();
        check.checker.warning("SL083", path, message, Some(hint));
    }
}

/// How long a fact is when it is said.
fn length_of(check: &ScriptCheck<'_>, slot: &str) -> usize {
    let whole = match check.source.facts.get(slot) {
        Some(FactSource::OneOf(texts)) => texts.iter().map(|text| text.chars().count()).max(),
        Some(FactSource::Text(text)) => Some(text.chars().count()),
        _ => super::check_mood::values(check, slot).and_then(|v| v.iter().map(|value| value.chars().count()).max()),
    };
    let plain = whole.unwrap_or_else(|| match check.kinds.kind(told_by(slot)) {
        Some(FieldKind::Address) => 36,
        Some(FieldKind::Date) => 22,
        Some(FieldKind::Name) => 16,
        Some(FieldKind::Phone) => 12,
        _ => 9,
    });
    // Letter by letter, with a stroke after each.
    if slot.ends_with(".spelled") { plain * 2 } else { plain }
}
