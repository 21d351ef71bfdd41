//! What stands in the RON files, type for type, before anything is checked: packs, scenarios, rubrics.
//!
//! `scenarios/README.md` documents every field for authors; a change here changes it in the same commit.
//! Nothing here looks anything up or decides anything.

mod bank;
mod caller;
mod duty;
mod expect;
mod lesson;
mod outgoing;
mod pack;
mod question;
mod rubric;
mod script;
mod tidy;
mod voice;
mod words;

pub use bank::*;
pub use caller::*;
pub use duty::*;
pub use expect::*;
pub use lesson::*;
pub use outgoing::*;
pub use pack::*;
pub use question::*;
pub use rubric::*;
pub use script::*;
pub use tidy::*;
pub use voice::*;
pub use words::*;

/// The version of the format that this program reads and that every authored file names in `format`.
pub const FORMAT: u32 = 1;
