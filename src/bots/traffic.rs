//! Where bots go: how often calls lead from one beat to the next.

use std::collections::BTreeMap;

use super::cast::Cast;
use crate::call::EventKind;

/// How often the bots' calls over the first `seeds` seeds went from one beat to another or to an ending, by name.
/// `go_on` is asked after each seed whether there is to be another.
#[must_use]
pub fn traffic(cast: &Cast, seeds: u64, mut go_on: impl FnMut() -> bool) -> BTreeMap<(String, String), usize> {
    let mut traffic = BTreeMap::new();
    for seed in 1..=seeds {
        for played in cast.crew(seed) {
            let mut last: Option<String> = None;
            for event in &played.events {
                let place = match &event.kind {
                    EventKind::BeatEntered { beat } => beat.to_string(),
                    EventKind::CallEnded { ending, .. } => ending.to_string(),
                    _ => continue,
                };
                if let Some(from) = last.replace(place.clone()).filter(|from| *from != place) {
                    *traffic.entry((from, place)).or_insert(0) += 1;
                }
            }
        }
        if !go_on() {
            break;
        }
    }
    traffic
}
