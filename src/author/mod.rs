//! What helps a senior to write: a scenario out of a template or a transcript, and the table of its translations.
//!
//! The room gives texts and takes texts; it reads no files and asks nobody. Everything that it writes is checked like any
//! other scenario.

mod field;
mod kind;
mod offer;
mod write;

pub use kind::{KindSource, kinds};
pub use offer::Offer;
pub use write::{Wishes, write};
