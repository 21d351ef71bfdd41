//! What is read out of attempts: the moments that count, and charts. Pure: no engine, no files, no words of a language.

pub mod chart;
mod moment;
mod recovery;
mod twin;

pub use moment::{Evidence, KeyMoment, MomentKind, Stretch, StretchKind, key_moments, patience_over, stretches};
pub use recovery::{Marks, Recovery, recovery};
pub use twin::{counterpart, pair_of, twin_pairs};
