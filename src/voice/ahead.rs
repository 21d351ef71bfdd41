//! The lines that may come next in a call, so that they can be spoken before they are due: the call is played on for a
//! moment with each thing that the operator could say.

use super::studio::Order;
use crate::call::{Action, Call, Event, EventKind, Phase, Speaker};

/// A call that says nothing after so many deadlines has nothing to say.
const STEPS: usize = 40;

/// What the caller or a department says next, by what the operator does: replies of the beat first, then nothing, then
/// the universal moves. Each line stands once.
#[must_use]
pub fn next_lines(call: &Call) -> Vec<Order> {
    let mut first = call.clone();
    if first.phase() == Phase::Ringing {
        let now = first.now();
        first.apply(now, &Action::Answer);
    }
    let mut out = Vec::new();
    while let Some((_, _, _, ends)) = first.speaking()
        && out.is_empty()
    {
        // What follows without the operator, such as a line after an aside.
        let events = first.advance_to(ends.plus(1));
        out.extend(line(&first, &events));
    }
    let replies = first.replies().into_iter().map(|reply| Some(Action::Reply(reply.name.clone())));
    let moves = first.setup().pack.moves.keys();
    let moves = moves.map(|kind| Some(Action::Move { kind: *kind, about: Vec::new() }));
    let ways: Vec<Option<Action>> = replies.chain([None]).chain(moves).collect();
    for way in ways {
        let order = after(&first, way.as_ref());
        out.extend(order.filter(|order| !out.contains(order)).into_iter().collect::<Vec<_>>());
    }
    out
}

fn after(call: &Call, action: Option<&Action>) -> Option<Order> {
    let mut call = call.clone();
    let now = call.now();
    let mut events = action.map(|action| call.apply(now, action)).unwrap_or_default();
    for _ in 0..STEPS {
        if let Some(order) = line(&call, &events) {
            return Some(order);
        }
        events = call.advance_to(call.wakes_at()?);
    }
    None
}

/// What was said by somebody else than the operator.
fn line(call: &Call, events: &[Event]) -> Option<Order> {
    events.iter().find_map(|event| order_of(call, event))
}

/// The order for the line that begins with an event; none for the operator's own.
#[must_use]
pub fn order_of(call: &Call, event: &Event) -> Option<Order> {
    let EventKind::LineStarted { by, text, mood, ends, .. } = &event.kind else { return None };
    (*by != Speaker::Operator).then(|| Order::new(call.setup(), by, *mood, text, ends.since(event.at)))
}
