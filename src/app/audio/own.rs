//! Side tone: what a trainee's own line sounds like, for as long as a microphone gives samples.

use std::convert::Infallible;

use kira::Frame;
use kira::info::Info;
use kira::sound::{Sound, SoundData};
use rtrb::{Consumer, Producer, RingBuffer};

/// Samples that wait at most, in seconds: one hears oneself at once or not at all.
const WAITS: f64 = 0.060;
/// What is kept of them when there are too many.
const KEEPS: f64 = 0.020;
/// Room for samples between the microphone and the mixer, in seconds.
const ROOM: u32 = 1;

/// Samples from a microphone on their way to the mixer.
pub(super) struct OwnVoice {
    rate: u32,
    samples: Consumer<f32>,
}

impl OwnVoice {
    /// The two ends: where the microphone puts samples of one channel, and what is heard of them. It ends when the
    /// microphone's end is dropped.
    pub fn new(rate: u32) -> (Producer<f32>, Self) {
        let (microphone, samples) = RingBuffer::new((rate * ROOM) as usize);
        (microphone, Self { rate, samples })
    }
}

impl SoundData for OwnVoice {
    type Error = Infallible;
    type Handle = ();

    fn into_sound(self) -> Result<(Box<dyn Sound>, Self::Handle), Self::Error> {
        Ok((Box::new(Heard { own: self, at: 1.0, last: 0.0, next: 0.0 }), ()))
    }
}

struct Heard {
    own: OwnVoice,
    /// Where between the last sample and the next.
    at: f64,
    last: f32,
    next: f32,
}

impl Sound for Heard {
    fn on_start_processing(&mut self) {
        let (waiting, rate) = (self.own.samples.slots(), f64::from(self.own.rate));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some hundreds")]
        let (most, kept) = ((rate * WAITS) as usize, (rate * KEEPS) as usize);
        if waiting > most
            && let Ok(chunk) = self.own.samples.read_chunk(waiting - kept)
        {
            chunk.commit_all();
        }
    }

    fn process(&mut self, out: &mut [Frame], dt: f64, _info: &Info) {
        for frame in out {
            self.at += f64::from(self.own.rate) * dt;
            while self.at >= 1.0 {
                self.at -= 1.0;
                self.last = self.next;
                self.next = self.own.samples.pop().unwrap_or(0.0);
            }
            #[expect(clippy::cast_possible_truncation, reason = "between 0 and 1")]
            let between = self.at as f32;
            *frame = Frame::from_mono(self.last + (self.next - self.last) * between);
        }
    }

    fn finished(&self) -> bool {
        self.own.samples.is_abandoned() && self.own.samples.is_empty()
    }
}
