//! Everything an operator can do during a call. Nothing else changes a call.

use serde::{Deserialize, Serialize};

use crate::scenario::{How, MoveKind};

/// One thing done by the operator. Names, not numbers, so that a log stays readable and survives an edited script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Takes the call; for an outgoing call, dials.
    Answer,
    /// Says a reply of the beat.
    Reply(String),
    /// Makes a universal move.
    Move {
        kind: MoveKind,
        /// What it is about: the fact to spell, the two proofs, the department. May be empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        about: Vec<String>,
    },
    Hold,
    Resume,
    Mute,
    Unmute,
    Transfer {
        to: String,
        how: How,
    },
    /// Joins caller and department.
    Join,
    /// Leaves a consultation and goes back to the caller.
    Back,
    /// Ends the call.
    End,
    Search(String),
    Open {
        table: String,
        id: String,
    },
    /// A new row, with references filled in from the form that is in front.
    Create {
        table: String,
    },
    /// Brings an open form to the front.
    Focus(u32),
    /// The whole text of a field after a change.
    Type {
        form: u32,
        field: String,
        value: String,
    },
    Save(u32),
    /// Closes a form; what is not saved in it is gone.
    Discard(u32),
    Find(String),
    Article(String),
    /// The desk stood still outside of the call's own time, as when a headset was pulled out: for so long, in milliseconds.
    Paused {
        ms: u64,
    },
    /// The whole text of the operator's notes.
    Note(String),
    WrapUp {
        code: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        ticks: Vec<String>,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
}

impl Action {
    /// Whether something is done with the line, and not only at the desk.
    #[must_use]
    pub const fn is_on_line(&self) -> bool {
        match self {
            Self::Answer
            | Self::Reply(_)
            | Self::Move { .. }
            | Self::Hold
            | Self::Resume
            | Self::Mute
            | Self::Unmute
            | Self::Transfer { .. }
            | Self::Join
            | Self::Back
            | Self::End
            | Self::Paused { .. }
            | Self::WrapUp { .. } => true,
            Self::Search(_)
            | Self::Open { .. }
            | Self::Create { .. }
            | Self::Focus(_)
            | Self::Type { .. }
            | Self::Save(_)
            | Self::Discard(_)
            | Self::Find(_)
            | Self::Article(_)
            | Self::Note(_) => false,
        }
    }
}
