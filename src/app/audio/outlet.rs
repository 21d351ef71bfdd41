//! Sound devices of this machine. A stream that fails says so to its [`Pulse`], and the console decides what becomes of it.

use std::sync::Arc;

use kira::backend::cpal::cpal::traits::{DeviceTrait as _, HostTrait as _, StreamTrait as _};
use kira::backend::cpal::cpal::{
    self, BufferSize, Device, DeviceId, Error, ErrorKind, Stream, StreamConfig, SupportedBufferSize, default_host,
};
use kira::backend::{Backend, Renderer};

use super::console::{Found, Outlets, Pulse};

/// Frames that a device is asked to take at once. Of these there are two, some 85 ms at 48 kHz: a desk that is busy with
/// other programs, and gives nobody's sound the right of way, goes without at half of that.
const PERIOD: u32 = 2_048;

/// A device that plays.
pub(super) struct Outlet {
    opened: Opened,
    stream: Option<Stream>,
}

/// A device that was found and does not play yet.
#[derive(Clone)]
pub(super) struct Opened {
    device: Device,
    config: StreamConfig,
    pulse: Arc<Pulse>,
}

impl Backend for Outlet {
    type Settings = Opened;
    type Error = String;

    fn setup(opened: Opened, _internal_buffer_size: usize) -> Result<(Self, u32), String> {
        let rate = opened.config.sample_rate;
        Ok((Self { opened, stream: None }, rate))
    }

    fn start(&mut self, renderer: Renderer) -> Result<(), String> {
        let Opened { device, config, pulse } = self.opened.clone();
        let (channels, told) = (config.channels, Arc::clone(&pulse));
        let mut renderer = renderer;
        let mix = move |out: &mut [f32]| {
            pulse.measured(out.len() / usize::from(channels.max(1)), || {
                renderer.on_start_processing();
                renderer.process(out, channels);
            });
            pulse.listen(out);
        };
        let stream = device.build_output_stream(config, with_info(mix), move |error| hear(&told, &error), None);
        let stream = stream.map_err(|error| error.to_string())?;
        stream.play().map_err(|error| error.to_string())?;
        self.stream = Some(stream);
        Ok(())
    }
}

fn with_info(mut mix: impl FnMut(&mut [f32]) + Send) -> impl FnMut(&mut [f32], &cpal::OutputCallbackInfo) + Send {
    move |out, _| mix(out)
}

fn hear(pulse: &Pulse, error: &Error) {
    match error.kind() {
        ErrorKind::Xrun => pulse.underrun(),
        ErrorKind::DeviceNotAvailable
        | ErrorKind::StreamInvalidated
        | ErrorKind::HostUnavailable
        | ErrorKind::PermissionDenied
        // The system plays on elsewhere: what was heard in a headset may be heard by the whole room.
        | ErrorKind::DeviceChanged => pulse.lose(&error.to_string()),
        _ => tracing::warn!(%error, "the sound device"),
    }
}

/// The devices of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Devices;

impl Outlets for Devices {
    type Backend = Outlet;

    fn open(&mut self, device: Option<&str>, pulse: &Arc<Pulse>) -> Result<Opened, String> {
        let host = default_host();
        let device = match device.map(str::parse::<DeviceId>) {
            None => host.default_output_device(),
            Some(Ok(id)) => host.device_by_id(&id),
            Some(Err(_)) => None,
        };
        let device = device.ok_or("there is no such sound device")?;
        let usual = device.default_output_config().map_err(|error| error.to_string())?;
        let buffer_size = match usual.buffer_size() {
            SupportedBufferSize::Range { min, max } => BufferSize::Fixed(PERIOD.clamp(*min, (*max).max(*min))),
            SupportedBufferSize::Unknown => BufferSize::Default,
        };
        let config = StreamConfig { buffer_size, ..usual.config() };
        Ok(Opened { device, config, pulse: Arc::clone(pulse) })
    }

    fn devices(&self) -> Vec<Found> {
        let Ok(devices) = default_host().output_devices() else { return Vec::new() };
        let found = devices.filter_map(|device| {
            let name = device.description().ok()?.name().to_owned();
            Some(Found { id: device.id().ok()?.to_string(), name })
        });
        found.collect()
    }
}
