//! The events of a call, gathered into what criteria ask about: who said what, when facts were told, what was saved.

use std::collections::BTreeMap;

use serde::Serialize;
use smol_str::SmolStr;

use crate::call::{Event, EventKind, Millis, Mood, Setup, Speaker};
use crate::scenario::{Act, MoveKind, ReplySource, Tone};

/// A line as it was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    pub by: Speaker,
    /// What was heard of it.
    pub text: SmolStr,
    pub at: Millis,
    pub ended: Millis,
    pub mood: Mood,
    pub cut: bool,
    pub tone: Option<Tone>,
    /// Beat and reply, for a reply.
    pub reply: Option<(SmolStr, SmolStr)>,
    pub made: Option<MoveKind>,
}

/// A call as a story.
#[derive(Debug, Clone)]
pub struct Story<'a> {
    pub setup: &'a Setup,
    pub events: &'a [Event],
    pub lines: Vec<Line>,
    pub told: BTreeMap<SmolStr, Millis>,
    pub patience: Vec<(Millis, i32)>,
    pub answered: Option<Millis>,
    /// When the call was over; the last event's time if it never was.
    pub ended: Millis,
    /// When the call left the operator's hands.
    pub routed: Millis,
}

impl<'a> Story<'a> {
    /// Gathers the events of a call.
    #[must_use]
    pub fn new(setup: &'a Setup, events: &'a [Event]) -> Self {
        let last = events.last().map_or(Millis(0), |event| event.at);
        let mut story = Self {
            setup,
            events,
            lines: Vec::new(),
            told: BTreeMap::new(),
            patience: vec![(Millis(0), setup.start.min(setup.ceiling) * 1000)],
            answered: None,
            ended: last,
            routed: last,
        };
        let mut tone = None;
        let mut reply = None;
        let mut made = None;
        let mut joined = None;
        for event in events {
            match &event.kind {
                EventKind::CallAnswered { .. } => story.answered = Some(event.at),
                EventKind::MoveMade { kind, tone: of, .. } => (made, tone) = (Some(*kind), Some(*of)),
                EventKind::ReplyGiven { beat, reply: name, tone: of, .. } => {
                    (reply, tone) = (Some((beat.clone(), name.clone())), Some(*of));
                }
                EventKind::LineStarted { by, text, mood, ends, .. } => story.lines.push(Line {
                    by: by.clone(),
                    text: text.clone(),
                    at: event.at,
                    ended: *ends,
                    mood: *mood,
                    cut: false,
                    tone: tone.take(),
                    reply: reply.take(),
                    made: made.take(),
                }),
                EventKind::LineCut { heard, .. } => {
                    if let Some(line) = story.lines.last_mut() {
                        line.text = smol_str::format_smolstr!("{heard}…");
                        line.ended = event.at;
                        line.cut = true;
                    }
                }
                EventKind::FactTold { fact, .. } => {
                    story.told.entry(fact.clone()).or_insert(event.at);
                }
                EventKind::PatienceChanged { patience, .. } => story.patience.push((event.at, *patience)),
                EventKind::CallersJoined { .. } => joined = Some(event.at),
                EventKind::CallEnded { .. } => (story.ended, story.routed) = (event.at, joined.unwrap_or(event.at)),
                _ => {}
            }
        }
        story
    }

    /// The operator's lines.
    pub fn own_lines(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| line.by == Speaker::Operator)
    }

    /// The script of a reply that was given.
    #[must_use]
    pub fn reply_source(&self, line: &Line) -> Option<&'a ReplySource> {
        let (beat, reply) = line.reply.as_ref()?;
        self.setup.scenario.source.beats.get(beat.as_str())?.replies.get(reply.as_str()).map(|reply| &**reply)
    }

    /// The acts of an operator's line.
    #[must_use]
    pub fn acts(&self, line: &Line) -> &'a [Act] {
        if let Some(source) = self.reply_source(line) {
            return &source.acts;
        }
        line.made.and_then(|kind| self.setup.pack.moves.get(&kind)).map_or(&[], |made| &made.acts)
    }

    /// Proofs that the caller had given by a moment.
    #[must_use]
    pub fn proofs_by(&self, at: Millis) -> u32 {
        let proofs = self.setup.scenario.source.proofs.iter();
        u32::try_from(proofs.filter(|proof| self.told.get(proof.as_str()).is_some_and(|told| *told <= at)).count())
            .unwrap_or(u32::MAX)
    }
}
