//! What is read out of attempts: the moments that count, figures of people, teams and scenarios, charts, xAPI statements; and
//! scripts drawn as graphs. Pure: no engine, no clock, no files, no words of a language; the archive alone reads, through the store.

mod archive;
mod calibrated;
pub mod chart;
pub mod figures;
pub mod graph;
mod lettering;
mod mermaid;
mod moment;
pub mod next;
pub mod palette;
pub mod plot;
mod recovery;
mod script_graph;
mod script_layout;
mod script_route;
pub mod source;
mod twin;
pub mod xapi;

pub use archive::{Archive, ArchiveError};
pub use calibrated::Calibrating;
pub use moment::{Evidence, KeyMoment, MomentKind, Stretch, StretchKind, key_moments, patience_over, stretches};
pub use recovery::{Marks, Recovery, recovery};
pub use source::{Made, Source};
pub use twin::{counterpart, pair_of, twin_pairs};
