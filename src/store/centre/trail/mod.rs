//! What people said and decided, carried between data folders: each brings the entries of its own audit trail, in order, and
//! fetches what the others have brought about its attempts.
//!
//! The order in which entries came to the centre is the one that holds: of two overrides of a criterion the later, of two rulings on
//! an appeal the earlier. Words that somebody wrote for themselves stay where they were written.

mod fetch;
mod hold;
mod send;

pub(super) use fetch::{fetch, link};
pub(super) use hold::{Held, held};
pub(super) use send::send;

use serde::{Deserialize, Serialize};

use crate::store::audit::{AuditKind, hash_of};

/// So many entries are brought or fetched at a time.
const BATCH: i32 = 32;

/// An entry as it goes over: everything that its hash is made of.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Entry {
    site: String,
    id: String,
    seq: i64,
    at: String,
    actor: String,
    kind: String,
    subject: String,
    attempt: String,
    criterion: String,
    facts: String,
    /// The hash of its words.
    words: String,
    before: String,
    hash: String,
    private: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    salt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

impl Entry {
    /// Whether it decides something about an attempt.
    fn decides(&self) -> bool {
        let kinds = [AuditKind::Overridden, AuditKind::OverrideWithdrawn, AuditKind::Ruled, AuditKind::SignedOff];
        kinds.iter().any(|kind| kind.name() == self.kind)
    }

    /// Whether it says something about an attempt, as a trainee may.
    fn says(&self) -> bool {
        [AuditKind::Commented, AuditKind::Appealed].iter().any(|kind| kind.name() == self.kind)
    }

    /// Whether it is about calibration, which is between supervisors and no desk's business.
    fn calibrates(&self) -> bool {
        [AuditKind::PutUp, AuditKind::TakenOff, AuditKind::Rated].iter().any(|kind| kind.name() == self.kind)
    }

    /// Whether it says something about an attempt that holds elsewhere. From desks that is what trainees may about their own:
    /// comment and appeal. Whoever owns a desk could write there that somebody else has decided.
    fn holds(&self, by_desk: bool, own: bool) -> bool {
        if self.calibrates() {
            return !by_desk;
        }
        !self.private && if by_desk { self.says() && own } else { self.says() || self.decides() }
    }

    fn is_whole(&self) -> bool {
        let seq = self.seq.to_string();
        let parts = [
            &*self.site,
            &*self.id,
            &*seq,
            &*self.at,
            &*self.actor,
            &*self.kind,
            &*self.subject,
            &*self.attempt,
            &*self.criterion,
            &*self.facts,
            &*self.words,
            &*self.before,
        ];
        hash_of(parts) == self.hash
    }
}
