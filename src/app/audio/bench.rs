//! The figures of sound: what mixing costs, how soon a line is heard, and whether a device ever goes without. The console,
//! the mixer and the device are those of the app.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::console::{Console, LOOK, Order};
use super::offline::{OFFLINE_RATE, PretendedDevices};
use super::outlet::Devices;
use super::{AudioStatus, Levels, Outputs, PlayVoice, SoundId, synth};
use crate::voice::Sound;

/// Nobody waits longer for a line to be heard.
const GIVE_UP: Duration = Duration::from_secs(5);
/// Frames that are mixed at once where there is no device to ask for them.
const CHUNK: usize = 1_024;

/// How a device did.
#[derive(Debug, Clone, Copy, Default)]
pub struct Soak {
    pub seconds: f64,
    pub calls: u64,
    /// Lines that were played.
    pub lines: u64,
    /// How often the device went without, as it says.
    pub underruns: u64,
    /// Of one core, in per cent, for as long as it took.
    pub busy_percent: f64,
}

/// What happens in a scripted call, with its times in milliseconds, and how long the call is. All is heard that a call can
/// bring: the ring, every line, hold, a transfer, and a full room behind it.
fn script(lines: &[Arc<Sound>]) -> (Vec<(u64, Order)>, u64) {
    let mut orders = vec![
        (0, Order::Play(SoundId::MurmurBusy)),
        (0, Order::Play(SoundId::Ring)),
        (4_200, Order::Stop(SoundId::Ring)),
        (4_200, Order::Play(SoundId::PickUp)),
    ];
    let mut at = 5_000;
    for (number, sound) in lines.iter().enumerate() {
        orders.push((at, Order::Say(whole(sound))));
        at += sound.ms() + 1_200;
        if number == lines.len() / 2 {
            orders.push((at, Order::Play(SoundId::Hold)));
            orders.push((at + 9_000, Order::Stop(SoundId::Hold)));
            at += 9_500;
        }
    }
    orders.push((at, Order::Play(SoundId::Transfer)));
    orders.push((at, Order::Play(SoundId::RingBack)));
    orders.push((at + 6_000, Order::Stop(SoundId::RingBack)));
    orders.push((at + 6_500, Order::Play(SoundId::HangUp)));
    orders.push((at + 7_500, Order::Stop(SoundId::MurmurBusy)));
    (orders, at + 9_000)
}

fn whole(sound: &Arc<Sound>) -> PlayVoice {
    PlayVoice { sound: Arc::clone(sound), from_ms: 0, until_ms: u64::MAX }
}

/// What mixing a scripted call takes, in per cent of a core at the pace of a call. No device is needed.
#[must_use]
pub fn mixing_percent(lines: &[Arc<Sound>]) -> f64 {
    synth::prepare();
    let mut console = Console::new(PretendedDevices::default(), Outputs::default(), Levels::default());
    let (orders, length) = script(lines);
    let mut orders = orders.into_iter().peekable();
    let mut frames = 0;
    let mut now = Duration::ZERO;
    while now < Duration::from_millis(length) {
        while let Some((_, order)) = orders.next_if(|(at, _)| Duration::from_millis(*at) <= now) {
            console.obey(order, now);
        }
        if let Some((mixer, _)) = console.heard() {
            std::hint::black_box(mixer.backend().render(CHUNK));
        }
        frames += CHUNK as u64;
        now = Duration::from_micros(frames * 1_000_000 / u64::from(OFFLINE_RATE));
    }
    let busy = console.heard().map_or(Duration::ZERO, |(_, pulse)| pulse.busy());
    busy.as_secs_f64() / now.as_secs_f64() * 100.0
}

/// This machine's sound device, opened once.
pub struct OnDevice {
    console: Console<Devices>,
    began: Instant,
}

impl OnDevice {
    /// Opens it.
    ///
    /// # Errors
    /// When nothing can be heard.
    pub fn open() -> Result<Self, String> {
        synth::prepare();
        let console = Console::new(Devices, Outputs::default(), Levels::default());
        let mut device = Self { console, began: Instant::now() };
        device.look()?;
        // It takes a moment to begin.
        std::thread::sleep(LOOK * 3);
        Ok(device)
    }

    fn look(&mut self) -> Result<(), String> {
        match self.console.look(self.began.elapsed()) {
            Some(AudioStatus::Silent(why) | AudioStatus::Lost(why)) => Err(why),
            _ => Ok(()),
        }
    }

    /// Plays scripted calls for some time, and tells how it goes each minute.
    ///
    /// # Errors
    /// When the device is gone before the time is over.
    pub fn soak(&mut self, lines: &[Arc<Sound>], time: Duration, mut tell: impl FnMut(&Soak)) -> Result<Soak, String> {
        let began = Instant::now();
        let (mut soak, mut told) = (Soak::default(), 0);
        let (_, before) = self.console.heard().ok_or("the sound device is gone")?;
        let (underruns, busy) = (before.underruns(), before.busy());
        while began.elapsed() < time {
            let (orders, length) = script(lines);
            let call = Instant::now();
            let mut orders = orders.into_iter().peekable();
            while call.elapsed() < Duration::from_millis(length) && began.elapsed() < time {
                while let Some((_, order)) = orders.next_if(|(at, _)| Duration::from_millis(*at) <= call.elapsed()) {
                    soak.lines += u64::from(matches!(order, Order::Say(_)));
                    self.console.obey(order, self.began.elapsed());
                }
                self.look()?;
                std::thread::sleep(Duration::from_millis(20));
                if let Some((_, pulse)) = self.console.heard() {
                    soak.seconds = began.elapsed().as_secs_f64();
                    soak.underruns = pulse.underruns() - underruns;
                    soak.busy_percent = pulse.busy().saturating_sub(busy).as_secs_f64() / soak.seconds * 100.0;
                }
                if began.elapsed().as_secs() / 60 > told {
                    told = began.elapsed().as_secs() / 60;
                    tell(&soak);
                }
            }
            soak.calls += 1;
        }
        Ok(soak)
    }

    /// How long it takes from wanting each line to handing its first sound to the device, in milliseconds. `speak` makes
    /// the line's sound, or none where it cannot be spoken.
    ///
    /// # Errors
    /// When the device is gone.
    pub fn until_heard<L>(
        &mut self,
        lines: &[L],
        mut speak: impl FnMut(&L) -> Option<Sound>,
    ) -> Result<Vec<f64>, String> {
        let mut took = Vec::new();
        for line in lines {
            let wanted = Instant::now();
            let Some(sound) = speak(line) else { continue };
            let (_, pulse) = self.console.heard().ok_or("the sound device is gone")?;
            let pulse = Arc::clone(pulse);
            pulse.wait_for_sound();
            self.console.obey(Order::Say(whole(&Arc::new(sound))), self.began.elapsed());
            let heard = loop {
                match pulse.sound_at() {
                    Some(at) => break Some(at),
                    None if wanted.elapsed() > GIVE_UP => break None,
                    None => std::thread::sleep(Duration::from_millis(1)),
                }
            };
            took.extend(heard.map(|at| (at - wanted).as_secs_f64() * 1_000.0));
            self.console.obey(Order::StopVoice, self.began.elapsed());
            std::thread::sleep(LOOK);
        }
        Ok(took)
    }
}
