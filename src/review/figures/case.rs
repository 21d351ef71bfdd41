//! A finished attempt as figures need it: its line in the list, its scorecard, and what was answered at each beat.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::call::{Call, Event, EventKind, Millis, Speaker};
use crate::scenario::Mark;
use crate::scoring::{Overruled, Scorecard};
use crate::store::{AttemptSummary, Override, PersonId};

/// An attempt, played again and scored.
#[derive(Debug, Clone)]
pub struct Case {
    pub attempt: AttemptSummary,
    /// With the overrides that hold.
    pub card: Scorecard,
    /// What was overridden in it, beside what the machine found.
    pub overridden: Vec<Overridden>,
    /// The language in which the call was played, as a tag.
    pub locale: String,
    /// The first answer at each beat that has a good one, in order of time.
    pub choices: Vec<ReplyChoice>,
}

/// What is kept of a case beside its attempt: figures are drawn from it without playing the call again.
#[derive(Debug, Serialize, Deserialize)]
struct Outcome {
    version: u32,
    card: Scorecard,
    locale: String,
    choices: Vec<ReplyChoice>,
}

/// The outcomes that this program writes and reads.
const OUTCOME: u32 = 1;

/// A criterion that a supervisor decided otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Overridden {
    pub attempt: String,
    pub person: String,
    pub title: String,
    pub started_at: String,
    #[serde(flatten)]
    pub points: Overruled,
    /// None for whoever has the data folder, and for who was erased.
    pub by: Option<String>,
    pub reason: Option<String>,
    pub on_appeal: bool,
}

/// What was said at a beat when it was come to first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyChoice {
    pub beat: String,
    pub reply: String,
    pub said: String,
    /// Whether the script marks the reply as good.
    pub right: bool,
    pub at: Millis,
    /// From the end of what was said to the answer; nothing where the other was talked over.
    pub took: Millis,
    /// Every reply of the beat and whether it is good, in the script's order.
    pub offered: Vec<(String, bool)>,
}

impl Case {
    #[must_use]
    pub fn of(attempt: AttemptSummary, call: &Call, events: &[Event], card: Scorecard) -> Self {
        Self { attempt, card, overridden: Vec::new(), locale: locale(call), choices: choices(call, events) }
    }

    /// Reads what was kept; nothing where another version wrote it.
    #[must_use]
    pub fn kept(attempt: AttemptSummary, outcome: &str) -> Option<Self> {
        let Outcome { version, card, locale, choices } = serde_json::from_str(outcome).ok()?;
        (version == OUTCOME).then_some(Self { attempt, card, overridden: Vec::new(), locale, choices })
    }

    /// The case with the overrides that hold; `name` knows people by their keys.
    #[must_use]
    pub fn judged(mut self, held: &[Override], name: impl Fn(&PersonId) -> Option<String>) -> Self {
        let decisions: Vec<_> = held.iter().map(Override::decision).collect();
        let (card, done) = self.card.overruled(&decisions);
        self.card = card;
        for points in done {
            let Some(held) = held.iter().find(|held| held.criterion == points.criterion) else { continue };
            self.overridden.push(Overridden {
                attempt: self.attempt.id.0.clone(),
                person: self.attempt.person.clone(),
                title: self.attempt.title.clone(),
                started_at: self.attempt.started_at.clone(),
                points,
                by: held.by.as_ref().and_then(&name),
                reason: held.reason.clone(),
                on_appeal: held.on_appeal,
            });
        }
        self
    }

    /// Whether the call was taken without hints: guided calls show what to do, and say nothing of what somebody can do alone.
    #[must_use]
    pub fn unaided(&self) -> bool {
        self.attempt.mode != "guided"
    }
}

/// What is kept beside an attempt of how its call came out: without evidence, which only the call itself shows.
#[must_use]
pub fn outcome(call: &Call, events: &[Event], card: &Scorecard) -> String {
    let mut card = card.clone();
    card.patience.clear();
    for criterion in &mut card.criteria {
        criterion.evidence.clear();
    }
    for field in card.rows.iter_mut().flat_map(|row| &mut row.fields) {
        field.told_text = None;
    }
    let outcome = Outcome { version: OUTCOME, card, locale: locale(call), choices: choices(call, events) };
    // Numbers, texts and lists: there is nothing in it that JSON cannot hold.
    serde_json::to_string(&outcome).unwrap_or_default()
}

fn locale(call: &Call) -> String {
    let setup = call.setup();
    setup.scenario.lang.as_ref().unwrap_or(&setup.pack.source.locale).clone()
}

fn choices(call: &Call, events: &[Event]) -> Vec<ReplyChoice> {
    let beats = &call.setup().scenario.beats;
    let mut seen = BTreeSet::new();
    let mut quiet_since = Millis(0);
    let mut found = Vec::new();
    for event in events {
        match &event.kind {
            EventKind::LineEnded { by } if *by != Speaker::Operator => quiet_since = event.at,
            EventKind::LineCut { .. } => quiet_since = event.at,
            EventKind::ReplyGiven { beat, reply, text, .. } => {
                let Some(known) = beats.iter().find(|known| known.id == *beat) else { continue };
                let good = |mark: Mark| mark == Mark::Good;
                let offered: Vec<(String, bool)> =
                    known.replies.iter().map(|reply| (reply.name.clone(), good(reply.source.mark))).collect();
                let right = offered.iter().any(|(name, good)| name == reply.as_str() && *good);
                if offered.iter().any(|(_, good)| *good) && seen.insert(beat.clone()) {
                    found.push(ReplyChoice {
                        beat: beat.to_string(),
                        reply: reply.to_string(),
                        said: text.to_string(),
                        right,
                        at: event.at,
                        took: Millis(event.at.since(quiet_since)),
                        offered,
                    });
                }
            }
            _ => {}
        }
    }
    found
}
