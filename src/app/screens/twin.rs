//! What the twins of a scenario are called on screens.

use crate::app::session::Words;
use crate::scenario::{Pack, Scenario};
use crate::store::AttemptSummary;

/// The written caller's temper in small letters: `hostile`.
pub(super) fn temper(pack: &Pack, scenario: &Scenario) -> String {
    let id = &scenario.source.caller.temperament;
    pack.temperaments.get(id).map_or_else(|| id.clone(), |temperament| temperament.source.name.to_lowercase())
}

/// What the button says that leads to the other of the two.
pub(super) fn label_of_other(words: &Words, pack: &Pack, scenario: &Scenario, twin: bool) -> String {
    if !twin {
        return words.get("twin-take-calm");
    }
    let hostile = pack.temperaments.get(&scenario.source.caller.temperament).is_some_and(|own| own.source.hostile);
    let key = if hostile { "twin-take-hostile" } else { "twin-take-written" };
    words.with(key, &[("temper", &temper(pack, scenario))])
}

/// An attempt's title, with the word that the calm twin rang.
pub(super) fn titled(words: &Words, attempt: &AttemptSummary) -> String {
    if attempt.twin { words.with("twin-title", &[("title", &attempt.title)]) } else { attempt.title.clone() }
}
