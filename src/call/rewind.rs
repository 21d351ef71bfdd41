//! Rewind: the decisions of a log, and the call as it stood at one of them, so that it can be played on from there.

use std::sync::Arc;

use smol_str::SmolStr;

use super::action::Action;
use super::event::{Event, EventKind, Speaker};
use super::log::{Log, Rewound};
use super::machine::Call;
use super::setup::Setup;
use super::speech::Millis;

/// Something that the operator decided: what was said, done with the line, saved, or how the call was wrapped up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The number of its action in the log, from 0: so many actions came before it.
    pub line: usize,
    pub at: Millis,
    pub action: Action,
    /// The words, where something was said.
    pub said: Option<SmolStr>,
}

/// A call that stands at a decision of an earlier run.
#[derive(Debug)]
pub struct Rewind {
    pub call: Call,
    /// What happened up to the decision.
    pub events: Vec<Event>,
    /// What the earlier run did before it, under a header that says so.
    pub log: Log,
}

/// A log that has no such decision.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the log has no decision at its action {0}")]
pub struct NoDecision(pub usize);

/// The decisions of a log in order of time; what was refused was none.
#[must_use]
pub fn decisions(setup: &Arc<Setup>, log: &Log) -> Vec<Decision> {
    let (mut call, _) = Call::new(Arc::clone(setup));
    let mut found = Vec::new();
    for (number, line) in log.lines.iter().enumerate() {
        // What happens by itself up to then is no answer to the action.
        call.advance_to(line.at);
        let events = call.apply(line.at, &line.action);
        let refused = events.iter().any(|event| matches!(event.kind, EventKind::ActionRefused { .. }));
        if is_decision(&line.action) && !refused {
            let said = events.iter().find_map(|event| match &event.kind {
                EventKind::LineStarted { by: Speaker::Operator, text, .. } => Some(text.clone()),
                _ => None,
            });
            found.push(Decision { line: number, at: line.at, action: line.action.clone(), said });
        }
    }
    found
}

/// The last decision at a time or before it: where that time could have come out otherwise.
#[must_use]
pub fn decision_by(decisions: &[Decision], at: Millis) -> Option<&Decision> {
    decisions.iter().rev().find(|decision| decision.at <= at)
}

/// The call as it stood when a decision was made, and just before it: the same caller in the same state, at the same time.
/// `of` names the run for the new one's log.
///
/// # Errors
/// When the log has no decision there.
pub fn rewind(setup: &Arc<Setup>, log: &Log, line: usize, of: &str) -> Result<Rewind, NoDecision> {
    let decision = log.lines.get(line).filter(|line| is_decision(&line.action)).ok_or(NoDecision(line))?;
    let mut header = log.header.clone();
    header.rewound = Some(Rewound { of: of.to_owned(), line: u32::try_from(line).map_err(|_| NoDecision(line))? });
    let (mut call, mut events) = Call::new(Arc::clone(setup));
    for before in &log.lines[..line] {
        events.extend(call.apply(before.at, &before.action));
    }
    events.extend(call.advance_to(decision.at));
    Ok(Rewind { call, events, log: Log { header, lines: log.lines[..line].to_vec(), cut_off: false } })
}

const fn is_decision(action: &Action) -> bool {
    match action {
        Action::Answer
        | Action::Reply(_)
        | Action::Move { .. }
        | Action::Hold
        | Action::Resume
        | Action::Mute
        | Action::Unmute
        | Action::Transfer { .. }
        | Action::Join
        | Action::Back
        | Action::End
        | Action::Save(_)
        | Action::WrapUp { .. } => true,
        Action::Search(_)
        | Action::Open { .. }
        | Action::Create { .. }
        | Action::Focus(_)
        | Action::Type { .. }
        | Action::Discard(_)
        | Action::Find(_)
        | Action::Article(_)
        | Action::Paused { .. }
        | Action::Note(_) => false,
    }
}
