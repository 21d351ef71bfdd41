//! People: who there is, what they may do, in which teams they are, and how they sign in.
//!
//! Everything here that changes something asks `right::may` first and leaves an entry in the audit trail.

mod import;
mod pace;
mod rename;
mod right;
mod roll;
mod secret;
mod sign_in;

use serde::Serialize;

pub use import::{ImportFault, ImportProblem, Imported, NewPerson, read_people};
pub use pace::{IdleLock, wait_after, wait_left};
pub use right::{Actor, Refused, Right, Role, Someone, may};
pub use roll::{Person, Team};
pub use secret::SHORTEST;
pub(in crate::store) use secret::random_key;
pub use sign_in::SignInRule;

/// The key of a person within its site.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct PersonId(pub String);

/// The key of a team within its site.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct TeamId(pub String);

/// The longest name, in characters: what the sign-in takes.
pub const LONGEST_NAME: usize = 60;

/// Stands for everybody who was erased, in lists of attempts. Nobody can be called that.
pub const ERASED: &str = "–";

/// Why something about people cannot be done. Each says what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error("there is nobody called {0}; `steadyline people list` lists who there is")]
    NoPerson(String),
    #[error("there is a person called {0} already; tell the two apart, for example by a middle name")]
    Known(String),
    #[error("{now} was called {name} before, and what comes under that name is theirs; tell the two apart")]
    Former { name: String, now: String },
    #[error("there is no team {0}")]
    NoTeam(String),
    #[error("\"{name}\" cannot be a name: {why}")]
    Name { name: String, why: NameFault },
    #[error("the passphrase is wrong")]
    Wrong,
    #[error("too many wrong passphrases: the next can be tried in {0} s")]
    Wait(i64),
    #[error("{0} has no passphrase yet; an administrator sets the first")]
    NoPassphrase(String),
    #[error("a passphrase has at least {SHORTEST} characters; several words that do not belong together are good")]
    Short,
    #[error("a passphrase has at most 1,000 characters")]
    Long,
    #[error("a passphrase that is your name is none")]
    OwnName,
    #[error("who you are must be said here: add --as NAME")]
    NobodySaid,
    #[error("sign in first")]
    SignInFirst,
    #[error("without an administrator who can sign in nobody could change anything any more; name another one first")]
    LastAdministrator,
    #[error("the passphrase cannot be worked on: {0}")]
    Hash(String),
}

/// What is wrong with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameFault {
    #[error("it is empty")]
    Empty,
    #[error("it is longer than {LONGEST_NAME} characters")]
    Long,
    #[error("it holds an invisible character")]
    Invisible,
    #[error("it stands for people who were erased")]
    Reserved,
}

/// A name as it is kept: without spaces around it, and written in one way where a sign can be written in two.
///
/// # Errors
/// With what is wrong with it.
pub fn name_of(text: &str) -> Result<String, NameFault> {
    use unicode_normalization::UnicodeNormalization as _;
    let name: String = text.trim().nfc().collect();
    if name.is_empty() {
        return Err(NameFault::Empty);
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(NameFault::Long);
    }
    if name.chars().any(|sign| sign.is_control() || matches!(sign, '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')) {
        return Err(NameFault::Invisible);
    }
    if name == ERASED {
        return Err(NameFault::Reserved);
    }
    Ok(name)
}
