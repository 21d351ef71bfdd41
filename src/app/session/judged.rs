//! What people said and decided about an attempt, beside the machine's card.

use crate::app::worker::Held;
use crate::scoring::Scorecard;
use crate::store::AttemptId;

/// What was said and decided, once it was asked for.
#[derive(Debug, Default)]
pub struct Judged {
    pub held: Option<Box<Held>>,
    /// The card with what was decided otherwise; none where the machine's holds.
    overruled: Option<Box<Scorecard>>,
}

/// A scorecard with what was said and decided about it.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    /// The attempt's key, once it is kept.
    pub id: Option<&'a AttemptId>,
    /// The machine's.
    pub card: &'a Scorecard,
    pub held: Option<&'a Held>,
}

impl Judged {
    /// The card that holds: the machine's, with what was decided otherwise.
    #[must_use]
    pub fn holds<'a>(&'a self, machine: &'a Scorecard) -> &'a Scorecard {
        self.overruled.as_deref().unwrap_or(machine)
    }

    /// Takes what was said and decided.
    pub fn take(&mut self, machine: &Scorecard, held: Box<Held>) {
        let (card, overruled) = machine.overruled(&held.judgement.decisions());
        self.overruled = (!overruled.is_empty()).then(|| Box::new(card));
        self.held = Some(held);
    }

    /// Both beside each other.
    #[must_use]
    pub fn sheet<'a>(&'a self, id: Option<&'a AttemptId>, card: &'a Scorecard) -> Sheet<'a> {
        Sheet { id, card, held: self.held.as_deref() }
    }
}
