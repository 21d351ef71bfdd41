//! What happened in a call, with its time. Past tense; nothing here is stored, it is played again from the log.

use serde::Serialize;

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
    Department(String),
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum EventKind {
    CallOffered {
        from: String,
    },
    CallAnswered {
        rang_ms: u64,
    },
    BeatEntered {
        beat: String,
    },
    /// A line began; it will be over at `ends` unless it is cut.
    LineStarted {
        by: Speaker,
        text: String,
        line: String,
        mood: Mood,
        ends: Millis,
    },
    LineEnded {
        by: Speaker,
    },
    /// The operator began while more than 0.7 s were left; `heard` is what was said by then.
    LineCut {
        heard: String,
        lost_ms: u64,
        costs: bool,
    },
    /// The caller gave a fact.
    FactTold {
        fact: String,
        value: String,
        again: bool,
    },
    PatienceChanged {
        cause: Cause,
        by: i32,
        patience: i32,
        mood: Mood,
    },
    ReplyGiven {
        beat: String,
        reply: String,
        text: String,
        tone: Tone,
        counted: bool,
    },
    MoveMade {
        kind: MoveKind,
        about: Vec<String>,
        text: String,
        tone: Tone,
    },
    /// Values that were read back, and which of them the caller put right.
    ReadBack {
        fields: Vec<(String, String)>,
        wrong: Vec<String>,
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
    TransferAnnounced {
        to: String,
    },
    TransferStarted {
        to: String,
        how: How,
        told: bool,
    },
    DepartmentAnswered {
        to: String,
    },
    TransferRefused {
        to: String,
        unmet: bool,
    },
    HandedOver {
        to: String,
        items: Vec<String>,
    },
    CallersJoined {
        to: String,
        handed_over: bool,
    },
    WarningGiven {
        count: u32,
    },
    FlagSet {
        flag: String,
    },
    Searched {
        text: String,
    },
    FormOpened {
        form: u32,
        table: String,
        id: Option<String>,
    },
    FieldTyped {
        form: u32,
        table: String,
        field: String,
        value: String,
    },
    RowSaved {
        form: u32,
        table: String,
        id: String,
        new: bool,
        changed: Vec<(String, String, String)>,
    },
    SaveRefused {
        form: u32,
        problems: Vec<(String, Problem)>,
    },
    FormClosed {
        form: u32,
    },
    /// Typed and not saved when the call left the operator's hands.
    UnsavedLost {
        form: u32,
        table: String,
        id: Option<String>,
        fields: Vec<(String, String)>,
    },
    RowChangedBySystem {
        table: String,
        id: String,
        changed: Vec<(String, String)>,
    },
    ArticleOpened {
        id: String,
    },
    NoteTaken {
        text: String,
    },
    /// The call is over and after-call work begins.
    CallEnded {
        ending: String,
        by_operator: bool,
    },
    WrapUpDone {
        code: String,
        ticks: Vec<String>,
        note: String,
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
    NotThisWay,
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
