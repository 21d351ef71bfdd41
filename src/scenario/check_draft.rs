//! What a draft still lacks: comments that begin with FILL IN.

use std::sync::Arc;

use super::diagnostic::{Diagnostic, SourceFile};

/// The mark of a place that its author has still to fill in.
pub const FILL_IN: &str = "FILL IN";

/// Every marked comment, with what it asks for.
pub(super) fn still_to_fill_in(file: &Arc<SourceFile>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if !file.text.contains(FILL_IN) {
        return found;
    }
    let mut at = 0;
    for line in file.text.split_inclusive('\n') {
        if let Some(comment) = line.trim().strip_prefix("//")
            && let Some(wanted) = comment.trim_start().strip_prefix(FILL_IN)
        {
            let message = format!("still to fill in: {}", wanted.trim_start_matches(':').trim());
            let hint = "remove the comment when it is done";
            // The excerpt shows the whole line: underlining all of it would only say it again.
            let mark = line.find(FILL_IN).map_or(at, |mark| at + mark);
            let place = mark..mark + FILL_IN.len();
            found.push(Diagnostic::warning("SL094", file, Some(place), message).hint(hint));
        }
        at += line.len();
    }
    found
}
