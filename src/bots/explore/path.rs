//! A way through a scenario as it went in a real call: what can be printed, written as a walkthrough, and played on.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::walker::Walked;
use crate::bots::talk::{Choice, Policy, Spot};
use crate::bots::walk::BETWEEN;
use crate::call::{Event, EventKind};
use crate::scenario::{MoveKind, Scenario};

/// A way that was played.
#[derive(Debug, Clone, Serialize)]
pub struct Path {
    pub seed: u64,
    /// Only the calm twin comes here.
    pub twin: bool,
    /// Lines of a walkthrough, with their times.
    pub lines: Vec<String>,
    /// Where it ends; none where it only leads to a part of the script.
    pub ending: Option<String>,
    /// Beats in the order in which they began.
    pub beats: Vec<String>,
    /// Replies and moves of the operator, and what was done with the line.
    pub decisions: usize,
    /// Silences, holds, talk-overs and the like among the steps.
    pub asides: u32,
    /// Length from the answer to the end, in milliseconds.
    pub ms: u64,
    /// Where the real call went otherwise than the search thinks; none where it did not.
    pub otherwise: Option<String>,
}

impl Path {
    pub(super) fn new(walked: &Walked, asides: u32) -> Self {
        let call = &walked.player.call;
        let beats = walked.player.events.iter().filter_map(|event| match &event.kind {
            EventKind::BeatEntered { beat } => Some(beat.to_string()),
            _ => None,
        });
        let until = call.ended_at().unwrap_or(call.now());
        let voice = |line: &&String| {
            let word = line.split_whitespace().nth(1).unwrap_or_default();
            !matches!(word, "wait" | "new" | "open" | "type" | "save" | "answer" | "unmute" | "resume")
        };
        Self {
            seed: walked.seed,
            twin: call.setup().twin,
            lines: walked.lines.clone(),
            ending: call.ending().map(|ending| ending.name.clone()),
            beats: beats.collect(),
            decisions: walked.lines.iter().filter(voice).count(),
            asides,
            ms: call.answered_at().map_or(0, |answered| until.since(answered)),
            otherwise: walked.otherwise.clone(),
        }
    }

    /// The way as a walkthrough, which `walk` plays and `play --from-path` goes on from.
    #[must_use]
    pub fn walkthrough(&self, name: &str) -> String {
        let mut out = String::new();
        let name = name.replace(['\n', '\r', '#'], " ");
        let twin = if self.twin { "twin\n" } else { "" };
        let _ = write!(out, "name {name}\nseed {}\n{twin}", self.seed);
        for line in &self.lines {
            out.push_str(line);
            out.push('\n');
        }
        if let Some(ending) = &self.ending {
            let _ = writeln!(out, "ending {ending}");
        }
        out
    }
}

impl Path {
    /// The way on one line, which `play --from-path` takes as it stands.
    #[must_use]
    pub fn list(&self) -> String {
        let seed = format!("seed {}", self.seed);
        let twin = self.twin.then_some("twin");
        // Whoever says nothing of the time means the operator's turn.
        let lines = self.lines.iter().map(|line| line.strip_prefix("~ ").unwrap_or(line));
        let all: Vec<&str> = std::iter::once(seed.as_str()).chain(twin).chain(lines).collect();
        all.join(BETWEEN)
    }
}

/// The choices of a played way, for a bot that makes them too.
pub(super) fn policy_of(scenario: &Scenario, events: &[Event]) -> Policy {
    let mut policy = Policy::default();
    let mut visits: BTreeMap<usize, u32> = BTreeMap::new();
    let mut spot: Option<Spot> = None;
    for event in events {
        let choice = match &event.kind {
            EventKind::BeatEntered { beat } => {
                spot = scenario.beat_index(beat).map(|beat| {
                    let visit = visits.entry(beat).or_insert(0);
                    *visit += 1;
                    Spot { beat, visit: *visit, nth: 0 }
                });
                continue;
            }
            EventKind::ReplyGiven { beat, reply, .. } => {
                let replies = scenario.beat_index(beat).map(|beat| &scenario.beats[beat].replies);
                replies.and_then(|replies| replies.iter().position(|own| own.name == *reply)).map(Choice::Reply)
            }
            EventKind::MoveMade { kind, .. } if !matches!(kind, MoveKind::Greet | MoveKind::AskHold) => {
                Some(Choice::Move(*kind))
            }
            _ => continue,
        };
        if let (Some(spot), Some(choice)) = (spot.as_mut(), choice) {
            policy.0.insert(*spot, choice);
            spot.nth += 1;
        }
    }
    policy
}
