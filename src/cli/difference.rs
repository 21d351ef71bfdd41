//! Two scorecards beside each other, as a terminal shows them.

use super::say;
use crate::scoring::{Difference, Points};
use crate::text::Texts;

/// Prints what came out otherwise. The two sides are named by what the message says of them.
pub(super) fn print(difference: &Difference, head: &str, texts: &Texts) {
    say(head);
    for found in &difference.numbers {
        let name = texts.get(&format!("number-{}", format!("{:?}", found.number).to_lowercase()));
        let score = |score: Option<u32>| score.map_or_else(|| "–".to_owned(), |score| score.to_string());
        let change = found.change().filter(|change| *change != 0).map(|change| format!("  ({change:+})"));
        let change = change.unwrap_or_default();
        say(&format!("  {name:<12} {:>4} → {:>4}{change}", score(found.before), score(found.after)));
    }
    let critical = [difference.critical.0.to_string(), difference.critical.1.to_string()];
    if critical[0] != critical[1] {
        say(&texts.with("cli-difference-critical", &[("before", &critical[0]), ("after", &critical[1])]));
    }
    if difference.criteria.is_empty() {
        say(&texts.get("cli-difference-none"));
    }
    for found in &difference.criteria {
        say(&format!("- {}: {} → {}", found.label, Points::written(found.before), Points::written(found.after)));
    }
}
