//! Listening to who practises: when they speak, how loud, and what that says about a call. A microphone is anything that
//! gives samples as time passes: a device, which the app opens, or a file, played at its own pace.
//!
//! What is learnt here stands beside the score and is never part of it: whoever has no microphone loses nothing.

mod ear;
mod evidence;
mod file;

pub use ear::{Ear, Spell, Trouble};
pub use evidence::{Compared, NEEDED, Spoken, VoiceEvidence, voice_evidence};
pub use file::WavFile;

/// Something that hears.
pub trait Microphone: Send {
    /// Gives samples of one channel with their number a second, until they are not taken any more.
    ///
    /// # Errors
    /// When nothing can be heard, or nothing any more.
    fn listen(&mut self, take: &mut dyn FnMut(u32, &[f32]) -> bool) -> Result<(), NoMicrophone>;
}

/// Why nothing is heard.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoMicrophone {
    #[error("there is no microphone")]
    None,
    #[error("the microphone cannot be opened: {0}")]
    Closed(String),
    #[error("the microphone is gone: {0}")]
    Gone(String),
}
