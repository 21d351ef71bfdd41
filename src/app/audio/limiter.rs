//! The last thing before the ears: however much is heard at once, nothing is louder than the ceiling.

use kira::Frame;
use kira::effect::{Effect, EffectBuilder};
use kira::info::Info;

/// One decibel below full scale.
const CEILING: f32 = 0.891;
/// How long it takes to let go again, in seconds.
const RELEASE: f32 = 0.080;

/// Turns both ears down at once when one is too loud.
pub(super) struct Limiter;

struct Limiting {
    /// The loudest of the last moments.
    peak: f32,
}

impl EffectBuilder for Limiter {
    type Handle = ();

    fn build(self) -> (Box<dyn Effect>, Self::Handle) {
        (Box::new(Limiting { peak: 0.0 }), ())
    }
}

impl Effect for Limiting {
    fn process(&mut self, input: &mut [Frame], dt: f64, _info: &Info) {
        #[expect(clippy::cast_possible_truncation, reason = "a time between two samples")]
        let keeps = (-(dt as f32) / RELEASE).exp();
        for frame in input {
            self.peak = (self.peak * keeps).max(frame.left.abs()).max(frame.right.abs());
            if self.peak > CEILING {
                *frame *= CEILING / self.peak;
            }
        }
    }
}
