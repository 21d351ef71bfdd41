//! Judgement on record: comments, overrides, appeals and their rulings. All of it stands in the audit trail and is read out of it.
//!
//! A score is never changed. An override stands beside what the machine found, with who, when and why; lists and reports use
//! it and say so.

mod blind;
mod decide;
mod keep;
mod list;
mod state;

pub use blind::{Blind, BlindScore, Calibrated, Level, PutUp, Rated};
pub use decide::{Decision, NewComment};
pub use list::{Period, ReviewFilter, ReviewLine, Ruled};
pub use state::{Appeal, Comment, Judgement, Override, Ruling, SignOff};

pub(super) use keep::{keep_card, number_name, number_of};

use crate::scoring::OverruleError;

/// Why something cannot be judged. Each says what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum JudgementError {
    #[error(transparent)]
    Overrule(#[from] OverruleError),
    #[error("{0} is not finished, so there is nothing to judge yet")]
    Interrupted(String),
    #[error("{0} plays on from another attempt and counts nowhere, so there is nothing to judge")]
    Rewound(String),
    #[error("{0} was erased; only its numbers are kept")]
    Erased(String),
    #[error("say why: what is decided without a reason cannot be explained to anybody")]
    NoReason,
    #[error("that is longer than 5,000 characters")]
    TooLong,
    #[error("the moment lies after the end of the attempt")]
    NoMoment,
    #[error("\"{0}\" has the points that you give it already")]
    NothingChanged(String),
    #[error("nothing was decided about \"{0}\" that could be withdrawn")]
    NoOverride(String),
    #[error("\"{0}\" has all its points, so there is nothing to appeal against")]
    NothingLost(String),
    #[error("an appeal about \"{0}\" waits for its ruling already")]
    AppealOpen(String),
    #[error("an appeal about \"{0}\" was ruled on; a ruling is final")]
    AppealRuled(String),
    #[error("no appeal about \"{0}\" waits for a ruling")]
    NoAppeal(String),
    #[error("an appeal that is upheld gives points: \"{criterion}\" has {now} already")]
    UpheldForNothing { criterion: String, now: u64 },
    #[error(
        "raters are told apart by their names: make those who calibrate supervisors first, with `steadyline people`"
    )]
    NobodyNamed,
    #[error("{0} is put up to be scored blind already")]
    PutUpAlready(String),
    #[error("{0} is not put up to be scored blind")]
    NotPutUp(String),
    #[error("you have scored {0} already; what was given blind stays")]
    RatedAlready(String),
    #[error("you know of {0} already, since you chose it or said something about it, so you cannot score it blind")]
    NotBlind(String),
    #[error("score at least one criterion")]
    NothingScored,
    #[error("{0} waits for your own scores: score it blind first, in the window under Team, Calibration")]
    ScoreFirst(String),
}
