//! What a flaw may cost in numbers that it is not about, and what not.
//!
//! A criterion is *coupled* to a flaw when its rule reads something that the flaw's acts write: an early transfer leaves
//! rows unsaved, a harsh line is said in place of the one that sets a flag. Where the script then takes another way than
//! the expert's (it alone decides so, by patience, silence or what is saved), everything judged by the way is coupled as
//! well. A point lost in any other criterion has no explanation, and is a fault of rubric, script or bot.

use super::manner::Bot;
use crate::scenario::{Condition, MoveKind, Rule, Scenario};

/// Parts of a call that acts write and rules read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// What stands in rows, and when it was saved.
    Desk,
    /// Which replies were said, with what they set, read back, hand over and ask.
    Words,
    /// Beats and ending.
    Way,
    /// Hold, mute, transfer.
    Line,
    /// When something was said.
    Time,
    Patience,
    /// The first words.
    Opening,
    WrapUp,
}

/// Whether a point lost in a criterion may come from the bot's flaw; `same_way` when the call took the expert's way.
pub(super) fn is_coupled(bot: Bot, rule: &Rule, scenario: &Scenario, same_way: bool) -> bool {
    let read = reads(rule, scenario);
    let changed = [Part::Way, Part::Words, Part::Desk];
    read.iter().any(|part| writes(bot).contains(part) || (!same_way && changed.contains(part)))
}

const fn writes(bot: Bot) -> &'static [Part] {
    match bot {
        Bot::Expert => &[],
        Bot::Careless => &[Part::Desk],
        Bot::Rude => &[Part::Words, Part::Time, Part::Patience],
        Bot::Silent => &[Part::Time, Part::Patience],
        Bot::OverHolder => &[Part::Line, Part::Patience],
        Bot::Panicky => &[Part::Way, Part::Line, Part::Desk, Part::Patience],
        Bot::ScriptBreaker => &[Part::Opening, Part::Words, Part::WrapUp, Part::Patience],
        Bot::Random => {
            &[Part::Desk, Part::Words, Part::Way, Part::Line, Part::Time, Part::Patience, Part::Opening, Part::WrapUp]
        }
    }
}

fn reads(rule: &Rule, scenario: &Scenario) -> Vec<Part> {
    match rule {
        Rule::FieldsRight | Rule::NoStrayRows | Rule::NothingForbidden | Rule::TypedTone => vec![Part::Desk],
        Rule::RightRoute | Rule::NotCutOff => vec![Part::Way],
        Rule::DoneBefore => scenario.source.expect.routing.after.iter().map(needs).collect(),
        Rule::CallerTold | Rule::CallerAsked => vec![Part::Words, Part::Line],
        Rule::ReadBackFirst => vec![Part::Words, Part::Desk],
        Rule::Handover
        | Rule::Tone
        | Rule::AcknowledgedWithin(_)
        | Rule::SameWords { .. }
        | Rule::AbusePath
        | Rule::Model(_)
        | Rule::Verified
        | Rule::ReadBack
        | Rule::Said { .. }
        | Rule::Verbatim
        | Rule::NeutralProbes
        | Rule::Flag(_)
        | Rule::Flags(_) => vec![Part::Words],
        Rule::DeadAir { .. } | Rule::TalkOver { .. } | Rule::SteadyPace { .. } => vec![Part::Time],
        Rule::UnannouncedHolds { .. }
        | Rule::NoEscape { .. }
        | Rule::TransferWay
        | Rule::OpenQueues
        | Rule::NeedlessTransfers { .. } => vec![Part::Line],
        Rule::PromisesKept => vec![Part::Words, Part::Desk],
        Rule::Made(MoveKind::Greet) => vec![Part::Opening],
        Rule::Made(_) => vec![Part::Words],
        Rule::PatienceLeft { .. } => vec![Part::Patience],
        Rule::Greeting { .. } | Rule::AnsweredWithin { .. } => vec![Part::Opening],
        Rule::Disposition | Rule::Ticks => vec![Part::WrapUp, Part::Way],
        Rule::WrapUpInTime => vec![Part::WrapUp],
        // No bot works through lists.
        Rule::List(_) | Rule::Tidy(_) => Vec::new(),
    }
}

const fn needs(condition: &Condition) -> Part {
    match condition {
        Condition::Saved(_)
        | Condition::NotSaved(_)
        | Condition::SavedWith(..)
        | Condition::NotSavedWith(..)
        | Condition::Opened(_)
        | Condition::NotOpened(_) => Part::Desk,
        Condition::Visited(_) | Condition::NotVisited(_) => Part::Way,
        Condition::PatienceBelow(_) | Condition::PatienceAtLeast(_) => Part::Patience,
        Condition::TransferTold => Part::Line,
        Condition::Flag(_)
        | Condition::NotFlag(_)
        | Condition::Fact(..)
        | Condition::NotFact(..)
        | Condition::Temperament(_)
        | Condition::NotTemperament(_)
        | Condition::Told(_)
        | Condition::NotTold(_)
        | Condition::Verified(_)
        | Condition::NotVerified(_)
        | Condition::Warned(_) => Part::Words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::bundled;

    #[test]
    fn a_flaw_explains_what_it_writes_and_no_more() {
        let loaded = bundled();
        let pack = loaded.packs.iter().find(|pack| pack.id == "tamblewick").expect("it ships");
        let scenario = pack.scenario("third_call_blender").expect("it ships");
        let check = |bot, rule: Rule, same_way, expected: bool| {
            assert_eq!(is_coupled(bot, &rule, scenario, same_way), expected, "{} and {rule:?}", bot.name());
        };
        check(Bot::Silent, Rule::FieldsRight, true, false);
        check(Bot::Silent, Rule::RightRoute, true, false);
        check(Bot::Silent, Rule::RightRoute, false, true);
        check(Bot::Silent, Rule::Disposition, true, false);
        check(Bot::Careless, Rule::ReadBack, true, false);
        // The complaint has to be saved before the call leaves the operator's hands.
        check(Bot::Careless, Rule::DoneBefore, true, true);
        check(Bot::Rude, Rule::WrapUpInTime, false, false);
        check(Bot::Panicky, Rule::FieldsRight, false, true);
        check(Bot::Expert, Rule::Tone, true, false);
    }
}
