//! The lines of a file that a problem is about, cut up so that the place can be marked without a typewriter's font.

use crate::scenario::Diagnostic;

/// More marked lines than this say nothing new.
const MOST: usize = 3;
/// A longer line is cut round its mark.
const WIDE: usize = 160;

/// A line of a file, in three pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExcerptLine {
    /// From 1.
    pub number: usize,
    pub before: String,
    /// What the problem is about; empty on lines round it.
    pub marked: String,
    pub after: String,
    /// The problem is on this line, even where there is nothing to mark, as at the end of a file.
    pub meant: bool,
}

/// The marked lines with one before and one after; nothing for a problem without a place.
#[must_use]
pub fn excerpt(problem: &Diagnostic) -> Vec<ExcerptLine> {
    let (Some(span), Some((first, _))) = (&problem.span, problem.place()) else { return Vec::new() };
    let source = problem.file.text.as_str();
    let (start, end) = (span.start.min(source.len()), span.end.min(source.len()));
    let mut out: Vec<ExcerptLine> = Vec::new();
    let mut at = 0;
    let mut meant_lines = 0;
    for (number, line) in (1..).zip(source.split_inclusive('\n')) {
        let (from, to) = (at, at + line.len());
        at = to;
        let touches = (start < to && end > from)
            || (start == end && (from..to).contains(&start))
            || (start == end && start == source.len() && to == start);
        let near = number + 1 == first || (meant_lines > 0 && !touches);
        if touches && meant_lines < MOST {
            meant_lines += 1;
            out.push(cut(number, line, start.max(from) - from, end.min(to) - from));
        } else if near && !touches {
            let before = shortened(line.trim_end_matches(['\n', '\r']), 0);
            out.push(ExcerptLine { number, before, marked: String::new(), after: String::new(), meant: false });
            if meant_lines > 0 {
                break;
            }
        } else if touches {
            break;
        }
    }
    dedent(&mut out);
    out
}

/// What all lines are indented by says nothing.
fn dedent(lines: &mut [ExcerptLine]) {
    let indent = |line: &ExcerptLine| line.before.len() - line.before.trim_start_matches(' ').len();
    let blank = |line: &&ExcerptLine| line.before.trim().is_empty() && line.marked.is_empty() && line.after.is_empty();
    let least = lines.iter().filter(|line| !blank(line)).map(indent).min().unwrap_or(0);
    for line in lines {
        line.before.drain(..least.min(indent(line)));
    }
}

fn cut(number: usize, line: &str, start: usize, end: usize) -> ExcerptLine {
    let text = line.trim_end_matches(['\n', '\r']);
    let (start, end) = (floor(text, start), floor(text, end.max(start)));
    let (before, marked, after) = (&text[..start], &text[start..end], &text[end..]);
    let room = WIDE.saturating_sub(marked.chars().count());
    let before_count = before.chars().count();
    let before = match before_count.checked_sub(room / 2).filter(|skip| *skip > 0) {
        Some(skip) => format!("…{}", before.chars().skip(skip).collect::<String>()),
        None => before.to_owned(),
    };
    let after = shortened(after, WIDE - room.min(WIDE / 2));
    ExcerptLine { number, before, marked: shortened(marked, 0), after, meant: true }
}

/// As much of a text as a line has room for.
fn shortened(text: &str, used: usize) -> String {
    let room = WIDE.saturating_sub(used).max(20);
    match text.char_indices().nth(room) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The nearest place before a byte at which a text can be cut.
fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}
