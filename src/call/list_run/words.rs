//! What is done with a list, what happens, and how far each row is.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::call::speech::Millis;
use crate::scenario::Answered;
use crate::scenario::outgoing::Reason;

/// A cell of a row that can be mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    Phone,
    SecondPhone,
    Email,
}

impl Column {
    pub const ALL: [Self; 3] = [Self::Phone, Self::SecondPhone, Self::Email];
}

/// Everything that an operator can do with a list. Rows go by the number that the list gives them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListAction {
    /// Takes a row in front.
    Look(String),
    /// The whole text of a cell after a change.
    Mend { row: String, column: Column, value: String },
    /// Dials a row's number.
    Dial {
        row: String,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        second: bool,
    },
    /// Gives up, or ends what is on the line.
    HangUp,
    /// The call that somebody took is over; with the ending of its script.
    CallOver(String),
    /// Will not be rung in this campaign.
    Close { row: String, reason: Reason },
    /// Not now.
    PutOff { row: String, date: Date, window: String },
    /// Somebody has to be asked first.
    Ask(String),
    /// What came of the last attempt, and when the next is due if there is one.
    Outcome {
        row: String,
        code: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<(Date, String)>,
    },
    /// Leaves the list.
    Finish,
}

/// Why an action was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ListRefusal {
    /// The list has no such row.
    NoRow,
    /// The row is settled.
    Settled,
    /// What stands there is no number that can be dialled.
    NoNumber,
    /// Somebody is on the line, or it rings.
    LineBusy,
    /// Nothing is on the line.
    LineFree,
    /// An attempt waits for its outcome.
    OutcomeFirst,
    /// There was no attempt whose outcome could be noted.
    NoAttempt,
    /// The rules name no such outcome.
    NoOutcome,
    /// The rules name no such window.
    NoWindow,
    /// The desk dials by itself.
    DeskDials,
    /// The list was left.
    Over,
}

impl ListRefusal {
    /// Its name in the interface's language files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoRow => "no-row",
            Self::Settled => "settled",
            Self::NoNumber => "no-number",
            Self::LineBusy => "line-busy",
            Self::LineFree => "line-free",
            Self::OutcomeFirst => "outcome-first",
            Self::NoAttempt => "no-attempt",
            Self::NoOutcome => "no-outcome",
            Self::NoWindow => "no-window",
            Self::DeskDials => "desk-dials",
            Self::Over => "over",
        }
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListEvent {
    pub at: Millis,
    #[serde(flatten)]
    pub kind: ListEventKind,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ListEventKind {
    Looked {
        row: usize,
    },
    Mended {
        row: usize,
        column: Column,
        value: String,
    },
    Dialled {
        row: usize,
        second: bool,
        number: String,
    },
    /// What is on the line. A person who has something to say is a call of its own.
    Answered {
        row: usize,
        answered: Answered,
    },
    HungUp {
        row: usize,
        answered: Option<Answered>,
        rang_ms: u64,
    },
    /// The call that somebody took has ended so.
    CallEnded {
        row: usize,
        ending: String,
    },
    Decided {
        row: usize,
        decision: ListDecision,
    },
    OutcomeNoted {
        row: usize,
        code: String,
        due: Option<(Date, String)>,
    },
    Finished,
    Refused {
        refusal: ListRefusal,
    },
}

/// What was decided about a row without dialling it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ListDecision {
    Close(Reason),
    PutOff(Date, String),
    Ask,
}

/// An outcome as it was noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    pub at: Millis,
    pub code: String,
    /// When the next attempt is due.
    pub due: Option<(Date, String)>,
}

/// How far a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worked {
    pub phone: String,
    pub second_phone: String,
    pub email: String,
    pub decision: Option<(Millis, ListDecision)>,
    pub attempts: Vec<Attempt>,
    /// Nothing more is to be done with it today.
    pub settled: bool,
}

/// An attempt of today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub at: Millis,
    pub second: bool,
    pub number: String,
    /// None where it was hung up while it rang.
    pub answered: Option<Answered>,
    pub rang_ms: u64,
    /// How the call ended that somebody took.
    pub ending: Option<String>,
    pub outcome: Option<Noted>,
}
