//! What happened in a call, with its time. Past tense; nothing here is stored, it is played again from the log.

use serde::Serialize;
use smol_str::SmolStr;

use super::speech::Millis;
use super::state::{Mood, Phase};
use super::validate::Problem;
use crate::scenario::{Cause, How, MoveKind, Tone};

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    pub at: Millis,
    #[serde(flatten)]
    pub kind: EventKind,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    Caller,
    Operator,
    Department(SmolStr),
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum EventKind {
    CallOffered {
        from: SmolStr,
    },
    /// The operator dialled.
    NumberDialled,
    CallAnswered {
        rang_ms: u64,
    },
    BeatEntered {
        beat: SmolStr,
    },
    /// A line began; it will be over at `ends` unless it is cut.
    LineStarted {
        by: Speaker,
        text: SmolStr,
        line: SmolStr,
        mood: Mood,
        ends: Millis,
    },
    LineEnded {
        by: Speaker,
    },
    /// The operator began while more than 0.7 s were left; `heard` is what was said by then.
    LineCut {
        heard: SmolStr,
        lost_ms: u64,
        costs: bool,
    },
    /// The caller gave a fact.
    FactTold {
        fact: SmolStr,
        value: SmolStr,
        again: bool,
    },
    PatienceChanged {
        cause: Cause,
        by: i32,
        patience: i32,
        mood: Mood,
    },
    ReplyGiven {
        beat: SmolStr,
        reply: SmolStr,
        text: SmolStr,
        tone: Tone,
        counted: bool,
    },
    MoveMade {
        kind: MoveKind,
        about: Vec<SmolStr>,
        text: SmolStr,
        tone: Tone,
    },
    /// Values that were read back, and which of them the caller put right.
    ReadBack {
        fields: Vec<(SmolStr, SmolStr)>,
        wrong: Vec<SmolStr>,
    },
    DeadAir {
        silent_ms: u64,
    },
    HoldStarted {
        announced: bool,
    },
    HoldEnded {
        held_ms: u64,
    },
    MuteStarted,
    MuteEnded {
        muted_ms: u64,
    },
    /// The call stood still for so long by the clock on the wall; no time of its own passed.
    CallPaused {
        ms: u64,
    },
    TransferAnnounced {
        to: SmolStr,
    },
    TransferStarted {
        to: SmolStr,
        how: How,
        told: bool,
    },
    DepartmentAnswered {
        to: SmolStr,
    },
    TransferRefused {
        to: SmolStr,
        unmet: bool,
    },
    HandedOver {
        to: SmolStr,
        items: Vec<SmolStr>,
    },
    CallersJoined {
        to: SmolStr,
        handed_over: bool,
    },
    WarningGiven {
        count: u32,
    },
    FlagSet {
        flag: SmolStr,
    },
    Searched {
        text: SmolStr,
    },
    FormOpened {
        form: u32,
        table: SmolStr,
        id: Option<SmolStr>,
    },
    FieldTyped {
        form: u32,
        table: SmolStr,
        field: SmolStr,
        value: SmolStr,
    },
    RowSaved {
        form: u32,
        table: SmolStr,
        id: SmolStr,
        new: bool,
        changed: Vec<(SmolStr, SmolStr, SmolStr)>,
    },
    SaveRefused {
        form: u32,
        problems: Vec<(SmolStr, Problem)>,
    },
    FormClosed {
        form: u32,
    },
    /// Typed and not saved when the call left the operator's hands.
    UnsavedLost {
        form: u32,
        table: SmolStr,
        id: Option<SmolStr>,
        fields: Vec<(SmolStr, SmolStr)>,
    },
    RowChangedBySystem {
        table: SmolStr,
        id: SmolStr,
        changed: Vec<(SmolStr, SmolStr)>,
    },
    ArticleOpened {
        id: SmolStr,
    },
    NoteTaken {
        text: SmolStr,
    },
    /// The call is over and after-call work begins.
    CallEnded {
        ending: SmolStr,
        by_operator: bool,
    },
    WrapUpDone {
        code: SmolStr,
        ticks: Vec<SmolStr>,
        note: SmolStr,
        took_ms: u64,
    },
    PhaseChanged {
        phase: Phase,
    },
    /// The action made no sense here; nothing changed.
    ActionRefused {
        refusal: Refusal,
    },
}

/// Why an action was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    NotNow,
    StillSpeaking,
    Muted,
    NoSuchReply,
    NoSuchDepartment,
    DepartmentClosed,
    NoSuchRow,
    NoSuchForm,
    NoSuchField,
    MayNotCreate,
    MayNotEdit,
    NothingToSpell,
    NothingToReadBack,
    NoSuchCode,
    NoSuchTick,
    NoSuchArticle,
    TimeRunsBackwards,
}
