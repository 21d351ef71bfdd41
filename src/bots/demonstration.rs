//! A lesson's demonstration: the expert's call, and when each comment on it is due.

use std::sync::Arc;

use super::cast::Cast;
use super::play::Played;
use crate::call::{Base, Event, EventKind, Millis};
use crate::scenario::{CommentSource, DemonstrationSource, Moment, Pack, Scenario};

/// A call that the expert has taken, with the moments of its comments.
#[derive(Debug)]
pub struct Demonstration {
    pub played: Played,
    /// In the order of the lesson: when the comment is due, if ever.
    pub due: Vec<Option<Millis>>,
}

impl Demonstration {
    /// Takes the call of a demonstration. It takes as long as a few hundred calls: seconds, without optimisation.
    #[must_use]
    pub fn take(pack: &Arc<Pack>, base: &Arc<Base>, scenario: &Arc<Scenario>, source: &DemonstrationSource) -> Self {
        let played = Cast::for_one(pack, base, scenario).show(source.seed);
        let due = due(&source.comments, &played.events);
        Self { played, due }
    }

    /// The numbers of the comments in the order of the call, those of one moment in the order of the lesson.
    #[must_use]
    pub fn in_order(&self) -> Vec<(Millis, usize)> {
        let mut order: Vec<(Millis, usize)> =
            self.due.iter().enumerate().filter_map(|(number, at)| at.map(|at| (at, number))).collect();
        order.sort_unstable();
        order
    }

    /// Comments whose moment never comes in this call.
    pub fn unheard(&self) -> impl Iterator<Item = usize> {
        self.due.iter().enumerate().filter(|(_, at)| at.is_none()).map(|(number, _)| number)
    }
}

/// When each comment is due: at the first event that is its moment.
#[must_use]
pub fn due(comments: &[CommentSource], events: &[Event]) -> Vec<Option<Millis>> {
    let of = |comment: &CommentSource| events.iter().find(|event| is(&comment.at, &event.kind)).map(|event| event.at);
    comments.iter().map(of).collect()
}

fn is(moment: &Moment, happened: &EventKind) -> bool {
    match (moment, happened) {
        (Moment::Answered, EventKind::CallAnswered { .. })
        | (Moment::Hold, EventKind::HoldStarted { .. })
        | (Moment::Ended, EventKind::CallEnded { .. })
        | (Moment::WrapUp, EventKind::WrapUpDone { .. }) => true,
        (Moment::Beat(wanted), EventKind::BeatEntered { beat }) => wanted == beat.as_str(),
        (Moment::Reply(of, wanted), EventKind::ReplyGiven { beat, reply, .. }) => {
            of == beat.as_str() && wanted == reply.as_str()
        }
        (Moment::Move(wanted), EventKind::MoveMade { kind, .. }) => wanted == kind,
        (Moment::Opened(wanted), EventKind::FormOpened { table, .. })
        | (Moment::Saved(wanted), EventKind::RowSaved { table, .. }) => wanted == table.as_str(),
        (Moment::Transfer(wanted), EventKind::TransferStarted { to, .. }) => wanted == to.as_str(),
        _ => false,
    }
}
