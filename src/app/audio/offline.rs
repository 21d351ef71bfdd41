//! A backend without a device: the same mixing graph, asked for its samples by whoever measures them; and devices that a
//! test can take away.

use std::sync::{Arc, Mutex, PoisonError};

use kira::backend::{Backend, Renderer};

use super::console::{Found, Outlets, Pulse};

/// Samples a second of what is rendered.
pub const OFFLINE_RATE: u32 = 48_000;

/// Mixes when it is asked to.
pub(super) struct Offline {
    renderer: Option<Renderer>,
    pulse: Arc<Pulse>,
}

impl Backend for Offline {
    type Settings = Arc<Pulse>;
    type Error = String;

    fn setup(pulse: Arc<Pulse>, _internal_buffer_size: usize) -> Result<(Self, u32), String> {
        Ok((Self { renderer: None, pulse }, OFFLINE_RATE))
    }

    fn start(&mut self, renderer: Renderer) -> Result<(), String> {
        self.renderer = Some(renderer);
        Ok(())
    }
}

impl Offline {
    /// The next frames, left and right in turn.
    pub fn render(&mut self, frames: usize) -> Vec<f32> {
        let mut out = vec![0.0; frames * 2];
        if let Some(renderer) = &mut self.renderer {
            self.pulse.measured(frames, || {
                renderer.on_start_processing();
                renderer.process(&mut out, 2);
            });
        }
        out
    }
}

/// The devices of a machine that is not there. Clones are the same machine.
#[derive(Debug, Clone, Default)]
pub struct PretendedDevices(Arc<Mutex<Pretended>>);

#[derive(Debug)]
struct Pretended {
    /// Names; the first is the system's choice.
    there: Vec<String>,
    open: Vec<(String, Arc<Pulse>)>,
}

impl Default for Pretended {
    fn default() -> Self {
        Self { there: vec!["Headset".to_owned()], open: Vec::new() }
    }
}

impl PretendedDevices {
    fn with<T>(&self, act: impl FnOnce(&mut Pretended) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A device is plugged in.
    pub fn plug(&self, name: &str) {
        self.with(|devices| devices.there.push(name.to_owned()));
    }

    /// A device is pulled out: what plays on it is told as the system tells it.
    pub fn unplug(&self, name: &str) {
        self.with(|devices| {
            devices.there.retain(|other| other != name);
            for (_, pulse) in devices.open.extract_if(.., |(on, _)| on == name) {
                pulse.lose(&format!("{name} was unplugged"));
            }
        });
    }
}

impl Outlets for PretendedDevices {
    type Backend = Offline;

    fn open(&mut self, device: Option<&str>, pulse: &Arc<Pulse>) -> Result<Arc<Pulse>, String> {
        self.with(|devices| {
            let found = devices.there.iter().find(|name| device.is_none_or(|device| device == *name)).cloned();
            let name = found.ok_or("there is no sound device")?;
            devices.open.push((name, Arc::clone(pulse)));
            Ok(Arc::clone(pulse))
        })
    }

    fn devices(&self) -> Vec<Found> {
        self.with(|devices| devices.there.iter().map(|name| Found { id: name.clone(), name: name.clone() }).collect())
    }
}
