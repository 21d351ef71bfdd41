//! What helps a senior to write: a scenario out of a template or a transcript, and the table of its translations.
//!
//! The room gives texts and takes texts; it reads no files and asks nobody. Everything that it writes is checked like any
//! other scenario.

mod draft;
mod field;
mod kind;
mod offer;
mod personal;
mod transcript;
mod write;

pub use draft::draft;
pub use kind::{KindSource, kinds};
pub use offer::Offer;
pub use transcript::{By, MAX_TRANSCRIPT, TranscriptError, Turn, turns};
pub use write::{Wishes, write};
