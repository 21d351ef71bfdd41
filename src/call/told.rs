//! What happened in a step, until somebody looks at it. What is said word for word as the script has it is noted by its
//! place there: most of what happens takes a few bytes and no text is handed about; it becomes an [`Event`] for whoever
//! keeps it.

use smol_str::SmolStr;

use super::event::{Event, EventKind, Speaker};
use super::lines::{BeatLines, ReplyLine};
use super::setup::Setup;
use super::speech::Millis;
use super::state::Mood;
use crate::scenario::Tone;

/// Something that happened. Words stand where the script or the call keeps them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Glimpse<'c> {
    BeatEntered { beat: &'c SmolStr },
    LineStarted { by: &'c Speaker, text: &'c SmolStr, line: &'c SmolStr, mood: Mood, ends: Millis },
    LineEnded { by: &'c Speaker },
    ReplyGiven { beat: &'c SmolStr, reply: &'c SmolStr, text: &'c SmolStr, tone: Tone, counted: bool },
    Other(&'c EventKind),
}

/// What happened in a step, in order.
#[derive(Debug, Clone, Copy)]
pub struct Happened<'c> {
    setup: &'c Setup,
    notes: &'c [(Millis, Option<Note>)],
    whole: &'c [EventKind],
}

impl<'c> Happened<'c> {
    /// The same as events, to be kept.
    #[must_use]
    pub fn events(self) -> Vec<Event> {
        let times = self.notes.iter().map(|(at, _)| *at);
        times.zip(self).map(|(at, glimpse)| Event { at, kind: glimpse.into() }).collect()
    }
}

impl<'c> IntoIterator for Happened<'c> {
    type Item = Glimpse<'c>;
    type IntoIter = Glimpses<'c>;

    #[inline]
    fn into_iter(self) -> Glimpses<'c> {
        Glimpses { setup: self.setup, notes: self.notes.iter(), whole: self.whole.iter() }
    }
}

/// Goes through what happened.
#[derive(Debug, Clone)]
pub struct Glimpses<'c> {
    setup: &'c Setup,
    notes: std::slice::Iter<'c, (Millis, Option<Note>)>,
    whole: std::slice::Iter<'c, EventKind>,
}

impl<'c> Iterator for Glimpses<'c> {
    type Item = Glimpse<'c>;

    #[inline]
    fn next(&mut self) -> Option<Glimpse<'c>> {
        let (_, note) = self.notes.next()?;
        match note {
            Some(note) => Some(note.glimpse(self.setup)),
            None => self.whole.next().map(Glimpse::from),
        }
    }
}

/// What happened since the last look.
#[derive(Debug, Clone)]
pub(super) struct Told {
    /// With their times; none stands for the next of what is kept whole.
    notes: Vec<(Millis, Option<Note>)>,
    /// What cannot be noted in short, in order.
    whole: Vec<EventKind>,
}

/// Something that happened, by its place in the script.
#[derive(Debug, Clone, Copy)]
pub(super) enum Note {
    BeatEntered {
        beat: usize,
    },
    /// A wording of a beat begins.
    BeatLine {
        beat: usize,
        wording: usize,
        mood: Mood,
        ends: Millis,
    },
    /// The line of a reply begins.
    ReplyLine {
        beat: usize,
        reply: usize,
        mood: Mood,
        ends: Millis,
    },
    CallerDone,
    OperatorDone,
    ReplyGiven {
        beat: usize,
        reply: usize,
        counted: bool,
    },
}

impl Told {
    /// Nothing, with room for a step in which no more happens than in most.
    pub fn new() -> Self {
        Self { notes: Vec::with_capacity(8), whole: Vec::with_capacity(4) }
    }

    #[inline]
    pub fn note(&mut self, at: Millis, note: Note) {
        self.notes.push((at, Some(note)));
    }

    pub fn whole(&mut self, at: Millis, kind: EventKind) {
        self.notes.push((at, None));
        self.whole.push(kind);
    }

    #[inline]
    pub fn clear(&mut self) {
        self.notes.clear();
        self.whole.clear();
    }

    pub fn look<'c>(&'c self, setup: &'c Setup) -> Happened<'c> {
        Happened { setup, notes: &self.notes, whole: &self.whole }
    }

    /// All of it as events, which leaves nothing here.
    pub fn take(&mut self, setup: &Setup) -> Vec<Event> {
        let mut whole = self.whole.drain(..);
        let mut events = Vec::with_capacity(self.notes.len());
        for (at, note) in self.notes.drain(..) {
            let kind = note.map_or_else(|| whole.next(), |note| Some(note.glimpse(setup).into()));
            events.extend(kind.map(|kind| Event { at, kind }));
        }
        events
    }
}

impl Note {
    #[inline]
    fn glimpse(self, setup: &Setup) -> Glimpse<'_> {
        match self {
            Self::BeatEntered { beat } => Glimpse::BeatEntered { beat: &setup.scenario.beats[beat].id },
            Self::BeatLine { beat, wording, mood, ends } => {
                let BeatLines { id, says, .. } = setup.played(beat);
                Glimpse::LineStarted { by: &Speaker::Caller, text: &says[wording].text, line: id, mood, ends }
            }
            Self::ReplyLine { beat, reply, mood, ends } => {
                let ReplyLine { say, line, .. } = &setup.played(beat).replies[reply];
                Glimpse::LineStarted { by: &Speaker::Operator, text: &say.text, line, mood, ends }
            }
            Self::CallerDone => Glimpse::LineEnded { by: &Speaker::Caller },
            Self::OperatorDone => Glimpse::LineEnded { by: &Speaker::Operator },
            Self::ReplyGiven { beat, reply, counted } => {
                let lines = setup.played(beat);
                let ReplyLine { name, tone, say, .. } = &lines.replies[reply];
                Glimpse::ReplyGiven { beat: &lines.id, reply: name, text: &say.text, tone: *tone, counted }
            }
        }
    }
}

impl<'c> From<&'c EventKind> for Glimpse<'c> {
    fn from(kind: &'c EventKind) -> Self {
        match kind {
            EventKind::BeatEntered { beat } => Self::BeatEntered { beat },
            EventKind::LineStarted { by, text, line, mood, ends } => {
                Self::LineStarted { by, text, line, mood: *mood, ends: *ends }
            }
            EventKind::LineEnded { by } => Self::LineEnded { by },
            EventKind::ReplyGiven { beat, reply, text, tone, counted } => {
                Self::ReplyGiven { beat, reply, text, tone: *tone, counted: *counted }
            }
            other => Self::Other(other),
        }
    }
}

impl From<Glimpse<'_>> for EventKind {
    fn from(glimpse: Glimpse<'_>) -> Self {
        match glimpse {
            Glimpse::BeatEntered { beat } => Self::BeatEntered { beat: beat.clone() },
            Glimpse::LineStarted { by, text, line, mood, ends } => {
                Self::LineStarted { by: by.clone(), text: text.clone(), line: line.clone(), mood, ends }
            }
            Glimpse::LineEnded { by } => Self::LineEnded { by: by.clone() },
            Glimpse::ReplyGiven { beat, reply, text, tone, counted } => {
                Self::ReplyGiven { beat: beat.clone(), reply: reply.clone(), text: text.clone(), tone, counted }
            }
            Glimpse::Other(kind) => kind.clone(),
        }
    }
}
