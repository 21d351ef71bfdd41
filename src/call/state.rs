//! What a call is at one moment.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::Serialize;
use smol_str::SmolStr;

use super::database::Database;
use super::event::Speaker;
use super::speech::Millis;
use crate::scenario::{Cause, MoveKind};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    Ringing,
    /// We have dialled, and it rings at the other end.
    Dialling,
    Talking,
    OnHold,
    /// The caller waits while the operator rings or speaks to a department.
    Consulting,
    WrapUp,
    Done,
}

/// How the caller sounds: patience of 70 points and more, 40, 15, less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mood {
    Calm,
    Tense,
    Angry,
    AtTheEnd,
}

impl Mood {
    /// The mood at a patience in thousandths of a point.
    #[must_use]
    pub const fn at(patience: i32) -> Self {
        match patience {
            70_000.. => Self::Calm,
            40_000.. => Self::Tense,
            15_000.. => Self::Angry,
            _ => Self::AtTheEnd,
        }
    }
}

/// A form on the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    pub number: u32,
    pub table: usize,
    /// None while the row is new and not saved.
    pub id: Option<String>,
    /// In the order of the table's fields, as typed.
    pub values: Vec<String>,
    /// Fields typed since the last save.
    pub typed: BTreeSet<usize>,
}

impl Form {
    #[must_use]
    pub fn is_unsaved(&self) -> bool {
        !self.typed.is_empty()
    }
}

/// Something being said.
#[derive(Debug, Clone)]
pub(super) struct Speech {
    pub words: Words,
    pub started: Millis,
    pub ends: Millis,
    /// Share of its usual time that the line takes, in hundredths of a per cent.
    pub share: u64,
    pub what: Spoken,
}

impl Speech {
    pub fn is_operators(&self) -> bool {
        match &self.words {
            Words::At(Place::Reply(..)) => true,
            Words::At(Place::Beat(..)) => false,
            Words::Own(own) => own.by == Speaker::Operator,
        }
    }

    /// When the next fact of it has been heard.
    pub fn next_tell(&self) -> Option<Millis> {
        match &self.words {
            Words::At(_) => None,
            Words::Own(own) => own.tells.get(own.told).map(|(_, at)| *at),
        }
    }
}

/// The words of a line. Most stand in the script as they are said and give no fact, so that their place says it all.
#[derive(Debug, Clone)]
pub(super) enum Words {
    At(Place),
    Own(Box<Own>),
}

/// Where words stand in the script.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    /// A wording of a beat.
    Beat(usize, usize),
    /// A reply of a beat.
    Reply(usize, usize),
}

/// A line with what is its own this time.
#[derive(Debug, Clone)]
pub(super) struct Own {
    pub by: Speaker,
    pub text: SmolStr,
    /// Facts given, with the moment each has been heard.
    pub tells: Vec<(SmolStr, Millis)>,
    pub told: usize,
}

/// Why something is said, which decides what follows it.
#[derive(Debug, Clone)]
pub(super) enum Spoken {
    /// The caller's or department's line of a beat.
    Beat,
    /// An answer, a prompt: the beat goes on as before.
    Aside,
    /// The last words before this ending.
    Parting(usize),
    /// A department's refusal, after which the operator is back with the caller.
    Refusal,
    Reply {
        beat: usize,
        reply: usize,
        cut: bool,
        made: Option<Box<Made>>,
    },
    Move {
        made: Box<Made>,
        cut: bool,
    },
}

/// A universal move, and what it is about.
#[derive(Debug, Clone)]
pub(super) struct Made {
    pub kind: MoveKind,
    pub about: Vec<SmolStr>,
}

/// What the caller or a department will say next.
#[derive(Debug, Clone)]
pub(super) enum Next {
    Beat(usize),
    Aside(Box<Aside>),
    Ending(usize),
}

impl Next {
    pub fn aside(text: SmolStr, line: SmolStr, tells: Vec<SmolStr>) -> Self {
        Self::Aside(Box::new(Aside { text, line, tells }))
    }
}

/// Something said by the way.
#[derive(Debug, Clone)]
pub(super) struct Aside {
    pub text: SmolStr,
    /// What it is called in the log.
    pub line: SmolStr,
    pub tells: Vec<SmolStr>,
}

#[derive(Debug, Clone)]
pub(super) struct Hold {
    pub since: Millis,
    pub announced: bool,
    pub next_charge: Millis,
    /// The caller was in the middle of a line that is to come again.
    pub lost: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Consult {
    pub to: SmolStr,
    pub answers_at: Millis,
    pub answered: bool,
    /// The beat that the department's answer plays, where a reply named one.
    pub beat: Option<usize>,
    /// The beat with the caller that is left.
    pub left: usize,
    pub handed_over: bool,
}

#[derive(Debug, Clone)]
pub(super) struct State {
    pub now: Millis,
    pub phase: Phase,
    pub patience: i32,
    pub ceiling: i32,
    pub dialled_at: Option<Millis>,
    pub answered_at: Option<Millis>,
    pub begun: bool,
    pub beat: usize,
    pub back: Option<usize>,
    pub speech: Option<Speech>,
    pub queue: VecDeque<Next>,
    pub queue_at: Millis,
    pub last_sound: Millis,
    pub silences: u32,
    /// Silence up to here was announced.
    pub quiet_until: Millis,
    pub hold: Option<Hold>,
    pub hold_asked: Option<Millis>,
    pub muted: Option<Millis>,
    pub mute_charged: bool,
    pub consult: Option<Consult>,
    pub transfer_told: Option<SmolStr>,
    pub warnings: u32,
    pub flags: BTreeSet<SmolStr>,
    pub told: BTreeMap<SmolStr, Millis>,
    /// How often each beat was entered.
    pub visits: Vec<u32>,
    pub wordings: BTreeMap<String, usize>,
    pub causes: BTreeMap<Cause, usize>,
    pub acts_paid: BTreeSet<(usize, Cause)>,
    pub cuts_used: BTreeSet<usize>,
    pub zeros: usize,
    pub zero_due: bool,
    pub ending: Option<usize>,
    pub ended_at: Option<Millis>,
    pub database: Database,
    pub forms: Vec<Form>,
    pub front: Option<u32>,
    pub forms_made: u32,
    pub saved: Vec<(usize, String, bool)>,
    pub opened_rows: BTreeSet<(usize, SmolStr)>,
    pub note: String,
    pub moves_made: BTreeMap<MoveKind, u32>,
    pub last_told: Option<SmolStr>,
}
