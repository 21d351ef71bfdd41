//! What an author wants to know at every save: the parts that no call can reach, and a way to each beat and ending. Nothing
//! is scored and no bot plays, so it takes a fraction of a whole exploration.

use std::collections::{BTreeMap, BTreeSet};

use super::element::Element;
use super::report::{Side, Verdict, place, together};
use super::search::Depth;
use crate::bots::cast::Cast;
use crate::call::LogLine;

/// What a search says of a script.
#[derive(Debug, Clone, Default)]
pub struct Outlook {
    /// Places of dead parts: `beats/opening`, `beats/opening/replies/own it`, `endings/sent`.
    pub dead: BTreeSet<String>,
    /// By the place of a beat or an ending, a shortest way to it in a real call. One that the search came to its bound
    /// before is not there.
    pub ways: BTreeMap<String, WayThere>,
}

/// A call that goes to a part of the script.
#[derive(Debug, Clone)]
pub struct WayThere {
    pub seed: u64,
    /// Only the calm twin comes there.
    pub twin: bool,
    /// What was done, from the first ring on.
    pub lines: Vec<LogLine>,
}

/// Looks through a script, up to so many states.
///
/// # Errors
/// As [`Exploration::take`](super::Exploration::take).
pub fn outlook(cast: &Cast, states: usize) -> Result<Outlook, usize> {
    let limit = (states, Depth::Whole);
    let caller = Side::new(cast, false, limit, &mut |_| ())?;
    let own = caller.verdicts();
    // What this caller never comes to may be the twin's.
    let twin = cast.scenario().twin.is_some() && own.contains(&Verdict::Dead);
    let twin = if twin { Some(Side::new(cast, true, limit, &mut |_| ())?) } else { None };
    let others = twin.as_ref().map_or_else(|| own.clone(), Side::verdicts);
    let mut out = Outlook::default();
    for (number, element) in caller.machine.elements.list.iter().enumerate() {
        let place = place(&caller.machine.scenario, *element);
        if together(own[number], others[number]) == Verdict::Dead {
            out.dead.insert(place.clone());
        }
        if !matches!(element, Element::Beat(_) | Element::Ending(_)) {
            continue;
        }
        let sides = [Some(&caller), twin.as_ref()].into_iter().flatten();
        let found = sides.filter_map(|side| Some((side, side.found.ways[number].as_ref()?))).next();
        if let Some((side, way)) = found {
            let walked = side.walk(way);
            let way = WayThere { seed: walked.seed, twin: side.twin, lines: walked.player.log };
            out.ways.insert(place, way);
        }
    }
    Ok(out)
}
