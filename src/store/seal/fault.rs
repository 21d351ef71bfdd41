//! What is found wrong with a sealed log.

use serde::Serialize;

/// Why there is no seal to look at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsealed {
    #[error("there is no seal under this log: `steadyline export --attempt ID` writes one with its seal")]
    NoSeal,
    #[error("this is no text")]
    NoText,
    #[error("the seal cannot be read: {0}")]
    Seal(String),
    #[error("the seal is of version {0}, and this program reads version 1: a newer Steadyline reads it")]
    Version(u32),
}

/// One thing that is not as it was when the attempt was finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    #[error("the log has {now} lines, and was sealed with {then}")]
    Lines { now: usize, then: usize },
    #[error("line {0} is not as it was written")]
    Line(usize),
    #[error("the seal is not as it was signed")]
    Signature,
    #[error("the seal is signed with another key than this desk's")]
    OtherKey,
    #[error("the seal before it is missing, or another: attempts were taken out or put in")]
    Before,
    #[error("{what} was sealed as {then}, and stands as {now} in the list")]
    Listed { what: &'static str, then: String, now: String },
    #[error("{what} was sealed as {then}, and comes to {now} when the log is played again")]
    Score { what: &'static str, then: String, now: String },
    #[error("the log cannot be played again: {0}")]
    Unplayable(String),
}

/// The names of an outcome's parts with their values, for messages.
pub(super) fn parts(outcome: &super::Outcome) -> [(&'static str, String); 10] {
    let number = |value: Option<i64>| value.map_or_else(|| "none".to_owned(), |value| value.to_string());
    [
        ("the ending", outcome.ending.clone().unwrap_or_else(|| "none".to_owned())),
        ("the length in milliseconds", outcome.length_ms.to_string()),
        ("Records", number(outcome.records)),
        ("Routing", number(outcome.routing)),
        ("Composure", number(outcome.composure)),
        ("Procedure", number(outcome.procedure)),
        ("the count of customer-critical errors", outcome.critical_customer.to_string()),
        ("the count of business-critical errors", outcome.critical_business.to_string()),
        ("the count of compliance-critical errors", outcome.critical_compliance.to_string()),
        ("passed", outcome.passed.to_string()),
    ]
}
