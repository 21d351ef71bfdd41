//! The microphone of the machine.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

use cpal::traits::{DeviceTrait as _, HostTrait as _, StreamTrait as _};
use cpal::{Device, FromSample, SampleFormat, SizedSample, Stream, StreamConfig};

use crate::voice::listen::{Microphone, NoMicrophone};

/// A device that gives nothing for so long is gone.
const GONE: Duration = Duration::from_secs(3);

/// The input device that the system offers first.
#[derive(Debug, Clone, Copy, Default)]
pub struct DefaultDevice;

type Samples = Result<Vec<f32>, String>;

impl Microphone for DefaultDevice {
    fn listen(&mut self, take: &mut dyn FnMut(u32, &[f32]) -> bool) -> Result<(), NoMicrophone> {
        let closed = |error: cpal::Error| NoMicrophone::Closed(error.to_string());
        let device = cpal::default_host().default_input_device().ok_or(NoMicrophone::None)?;
        let config = device.default_input_config().map_err(closed)?;
        let (rate, format) = (config.sample_rate(), config.sample_format());
        let (to, samples) = channel();
        let config: StreamConfig = config.into();
        let stream = match format {
            SampleFormat::F32 => stream::<f32>(&device, config, to),
            SampleFormat::I16 => stream::<i16>(&device, config, to),
            SampleFormat::U16 => stream::<u16>(&device, config, to),
            SampleFormat::I32 => stream::<i32>(&device, config, to),
            other => return Err(NoMicrophone::Closed(format!("it gives samples as {other}"))),
        };
        let stream = stream.map_err(closed)?;
        stream.play().map_err(closed)?;
        loop {
            match samples.recv_timeout(GONE) {
                Ok(Ok(samples)) if take(rate, &samples) => {}
                Ok(Ok(_)) => return Ok(()),
                Ok(Err(cause)) => return Err(NoMicrophone::Gone(cause)),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    return Err(NoMicrophone::Gone("nothing comes from it any more".to_owned()));
                }
            }
        }
    }
}

/// A stream whose channels are mixed into one.
fn stream<T>(device: &Device, config: StreamConfig, to: Sender<Samples>) -> Result<Stream, cpal::Error>
where
    T: SizedSample,
    f32: FromSample<T>,
{
    let channels = usize::from(config.channels).max(1);
    let errors = to.clone();
    let mixed = move |samples: &[T], _: &cpal::InputCallbackInfo| {
        let frame = |frame: &[T]| frame.iter().map(|one| one.to_sample::<f32>()).sum::<f32>() / channels as f32;
        // Nobody listens any more when the call has ended meanwhile.
        let _ = to.send(Ok(samples.chunks(channels).map(frame).collect()));
    };
    let failed = move |error: cpal::Error| match error.kind() {
        // The stream goes on.
        cpal::ErrorKind::Xrun | cpal::ErrorKind::DeviceChanged | cpal::ErrorKind::RealtimeDenied => {}
        _ => drop(errors.send(Err(error.to_string()))),
    };
    device.build_input_stream(config, mixed, failed, None)
}
