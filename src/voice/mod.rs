//! A caller's line as a sound: recorded, or spoken by an engine, in the voice of who says it and in the mood of the moment.
//!
//! The front door is [`Order`], which says what is to be heard and how, and [`Studio`], which makes a [`Clip`] of it: from a
//! recording of the pack, else from the [`Cache`], else by a speech engine. A studio blocks while an engine speaks, so it
//! belongs on a thread of its own. Whoever gets no clip has the captions.
//!
//! A clip is fitted to the time that the line takes in its call, never the call to the clip; see `call::speech` for why. The
//! one exception is data of the call before it begins: the [`recorded::lengths`] of lines that somebody recorded.
//!
//! What is no line and heard all the same is made here too: [`hold_music`] and the [`murmur`] of other desks.
//!
//! The room knows packs and calls. It plays nothing: samples are all it gives.

mod ahead;
mod cache;
mod check;
mod engine;
mod language;
mod line;
pub mod listen;
mod manner;
mod murmur;
mod music;
pub mod recorded;
pub mod script;
mod sound;
mod spoken;
mod stretch;
mod studio;
mod timing;

pub use ahead::{next_lines, order_of};
pub use cache::{CACHE_LIMIT, Cache};
pub use check::check_recordings;
pub use engine::{CommandLine, Engine, TIME_LIMIT, VoiceError};
pub use manner::Manner;
pub use murmur::murmur;
pub use music::hold_music;
pub use sound::{NoSound, Sound};
pub use studio::{Clip, Order, Origin, Studio, keep};
pub use timing::Timing;
