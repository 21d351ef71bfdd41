//! The words in which a script says how good a reply is, how it sounds, what it does, and when something holds.

use serde::{Deserialize, Serialize};

use super::pack::Cause;

/// How good a reply is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
pub enum Mark {
    Good,
    Adequate,
    /// Wrong in a way that a real novice falls for.
    Tempting,
    Bad,
}

/// How a reply sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub enum Tone {
    Empathetic,
    Warm,
    Neutral,
    Brisk,
    Defensive,
    Blaming,
    Dismissive,
    Patronising,
}

/// What a reply does to the person who hears it. The temperament prices it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub enum Act {
    Acknowledge,
    Own,
    NextStep,
    ReadBack,
    NewForm,
    CheckUnderstanding,
    SoftPromise,
    KeptPromise,
    BrokenPromise,
    Blame,
    BrushOff,
    TalkDown,
    SameWords,
    Contradict,
    AskTwice,
    Apologise,
    /// Says that a hold, a look-up or a transfer is coming.
    Announce,
    Warn,
    /// Asks whether a transfer suits the caller. Waiting for the answer is what counts.
    AskTransfer,
    /// Says that the call is recorded.
    RecordingNotice,
    /// Asks the caller to agree to what is to be noted, sent or done.
    AskConsent,
    /// Asks whether there is anything else.
    FurtherHelp,
    /// Asks on without a hint of an answer: the question again, "can you tell me more".
    NeutralProbe,
    /// Puts an answer into somebody's mouth.
    LeadingProbe,
}

impl Act {
    /// The cause that a temperament prices the act by; none for what is owed to every caller and moves no mood.
    #[must_use]
    pub const fn cause(self) -> Option<Cause> {
        let cause = match self {
            Self::Acknowledge => Cause::Acknowledge,
            Self::Own => Cause::Own,
            Self::NextStep => Cause::NextStep,
            Self::ReadBack => Cause::ReadBack,
            Self::NewForm => Cause::NewForm,
            Self::CheckUnderstanding => Cause::CheckUnderstanding,
            Self::SoftPromise => Cause::SoftPromise,
            Self::KeptPromise => Cause::KeptPromise,
            Self::BrokenPromise => Cause::BrokenPromise,
            Self::Blame => Cause::Blame,
            Self::BrushOff => Cause::BrushOff,
            Self::TalkDown => Cause::TalkDown,
            Self::SameWords => Cause::SameWords,
            Self::Contradict => Cause::Contradict,
            Self::AskTwice => Cause::AskTwice,
            Self::Apologise => Cause::Apologise,
            Self::Announce => Cause::Announce,
            Self::Warn => Cause::Warn,
            Self::AskTransfer
            | Self::RecordingNotice
            | Self::AskConsent
            | Self::FurtherHelp
            | Self::NeutralProbe
            | Self::LeadingProbe => return None,
        };
        Some(cause)
    }
}

/// What a reply does on the line besides being said.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub enum LineEffect {
    /// Puts the caller on announced hold and rings a department.
    Consult(String),
    /// Joins caller and department after a consultation.
    Join,
    /// Announced hold.
    Hold,
}

/// Something that is true or not at a moment of the call.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub enum Condition {
    /// Patience is below this many points.
    PatienceBelow(i32),
    /// Patience is this or more.
    PatienceAtLeast(i32),
    /// The flag is up.
    Flag(String),
    /// The flag is down.
    NotFlag(String),
    /// A fact has this value.
    Fact(String, String),
    /// The fact has another value.
    NotFact(String, String),
    /// The caller has said the fact.
    Told(String),
    /// The fact was not told yet.
    NotTold(String),
    /// A row of the table was saved in this call.
    Saved(String),
    /// No row of the table was saved yet.
    NotSaved(String),
    /// A row of the table was saved in this call, and holds this value in this field; a template.
    SavedWith(String, String, String),
    /// No row of the table was saved with this value in this field.
    NotSavedWith(String, String, String),
    /// The beat was played.
    Visited(String),
    /// The call was never at this beat.
    NotVisited(String),
    /// At least so many proofs were given.
    Verified(u32),
    /// Fewer proofs than this were given.
    NotVerified(u32),
    /// The row of this fact was opened on the desk.
    Opened(String),
    /// The row of this fact was not opened yet.
    NotOpened(String),
    /// The caller of this attempt has this temperament: the written one, or the twin's.
    Temperament(String),
    /// The caller has another temperament.
    NotTemperament(String),
    /// A transfer was announced to the caller.
    TransferTold,
    /// The caller was warned about abuse at least so many times.
    Warned(u32),
}
