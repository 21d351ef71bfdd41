//! Who works the mixing desk: takes orders, opens the devices that were chosen, notices when one is gone, and opens it again
//! when it is back. Which devices there are is a question to [`Outlets`]; a test has its own.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use kira::backend::Backend;

use super::mixer::Mixer;
use super::own::OwnVoice;
use super::{AudioStatus, Levels, Outputs, PlayVoice, SoundId};

/// How often the devices are looked after.
pub(super) const LOOK: Duration = Duration::from_millis(200);
/// A device that takes no sound for so long is gone.
const STALLED: Duration = Duration::from_secs(2);
/// How often one that is gone is looked for.
const AGAIN: Duration = Duration::from_secs(2);
/// More underruns than this between two looks are no sound.
const BROKEN: u64 = 50;
/// Louder than this is a sound, of 1 for full scale.
const HEARD: f32 = 0.002;

/// How a device is doing. The device's thread writes it; nothing in it waits.
#[derive(Debug)]
pub struct Pulse {
    began: Instant,
    frames: AtomicU64,
    underruns: AtomicU64,
    busy_ns: AtomicU64,
    listening: AtomicBool,
    heard_us: AtomicU64,
    lost: Mutex<Option<String>>,
}

impl Default for Pulse {
    fn default() -> Self {
        Self {
            began: Instant::now(),
            frames: AtomicU64::new(0),
            underruns: AtomicU64::new(0),
            busy_ns: AtomicU64::new(0),
            listening: AtomicBool::new(false),
            heard_us: AtomicU64::new(0),
            lost: Mutex::new(None),
        }
    }
}

impl Pulse {
    /// Mixes some frames, and counts them and the time that it took.
    pub(super) fn measured(&self, frames: usize, mix: impl FnOnce()) {
        let began = Instant::now();
        mix();
        let took = u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.busy_ns.fetch_add(took, Ordering::Relaxed);
        self.frames.fetch_add(frames as u64, Ordering::Relaxed);
    }

    /// Notes when the next sound is handed to the device.
    pub(super) fn listen(&self, out: &[f32]) {
        if self.listening.load(Ordering::Acquire) && out.iter().any(|sample| sample.abs() > HEARD) {
            let at = u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX);
            self.heard_us.store(at, Ordering::Release);
            self.listening.store(false, Ordering::Release);
        }
    }

    /// Asks for the time of the next sound.
    pub(super) fn wait_for_sound(&self) -> Instant {
        self.heard_us.store(0, Ordering::Release);
        self.listening.store(true, Ordering::Release);
        Instant::now()
    }

    /// When it came.
    pub(super) fn sound_at(&self) -> Option<Instant> {
        let at = self.heard_us.load(Ordering::Acquire);
        (at > 0).then(|| self.began + Duration::from_micros(at))
    }

    pub(super) fn underrun(&self) {
        self.underruns.fetch_add(1, Ordering::Relaxed);
    }

    /// How often the device went without.
    pub(super) fn underruns(&self) -> u64 {
        self.underruns.load(Ordering::Relaxed)
    }

    /// Frames that were mixed.
    pub(super) fn frames(&self) -> u64 {
        self.frames.load(Ordering::Relaxed)
    }

    /// How long mixing took, all in all.
    pub(super) fn busy(&self) -> Duration {
        Duration::from_nanos(self.busy_ns.load(Ordering::Relaxed))
    }

    /// The device is gone, and why.
    pub(super) fn lose(&self, why: &str) {
        *self.lost.lock().unwrap_or_else(PoisonError::into_inner) = Some(why.to_owned());
    }

    fn lost(&self) -> Option<String> {
        self.lost.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A device that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What the settings keep.
    pub id: String,
    /// What people call it.
    pub name: String,
}

/// The sound devices of a machine.
pub(super) trait Outlets {
    type Backend: Backend<Error = String>;

    /// Finds a device, or the system's choice.
    fn open(
        &mut self,
        device: Option<&str>,
        pulse: &Arc<Pulse>,
    ) -> Result<<Self::Backend as Backend>::Settings, String>;

    /// All that are there.
    fn devices(&self) -> Vec<Found>;
}

/// What the console is asked to do.
pub(super) enum Order {
    Play(SoundId),
    Stop(SoundId),
    Say(PlayVoice),
    StopVoice,
    Levels(Levels),
    Outputs(Outputs),
    Own(OwnVoice),
}

/// A mixer on a device that plays.
struct Line<B: Backend> {
    mixer: Mixer<B>,
    pulse: Arc<Pulse>,
    /// Frames and underruns at the last look at which there were more frames, and when that was.
    seen: (u64, u64, Duration),
}

/// The mixing desk with its devices.
pub(super) struct Console<O: Outlets> {
    outlets: O,
    outputs: Outputs,
    levels: Levels,
    main: Result<Line<O::Backend>, String>,
    /// The second device, for the ring alone.
    ring: Option<Line<O::Backend>>,
    /// Sounds that last, to be taken up again on another device.
    lasting: Vec<SoundId>,
    /// It was there and is not any more.
    lost: bool,
    tried: Duration,
    told: Option<AudioStatus>,
}

impl<O: Outlets> Console<O>
where
    Mixer<O::Backend>: Send + 'static,
{
    /// Opens the devices.
    pub fn new(outlets: O, outputs: Outputs, levels: Levels) -> Self {
        let mut console = Self {
            outlets,
            outputs,
            levels,
            main: Err(String::new()),
            ring: None,
            lasting: Vec::new(),
            lost: false,
            tried: Duration::ZERO,
            told: None,
        };
        console.open(Duration::ZERO);
        console
    }

    fn open(&mut self, now: Duration) {
        self.tried = now;
        let (outlets, levels) = (&mut self.outlets, self.levels);
        let mut line = |device: Option<&str>| {
            let pulse = Arc::new(Pulse::default());
            let settings = outlets.open(device, &pulse)?;
            let mixer = Mixer::<O::Backend>::open(settings, levels)?;
            Ok(Line { mixer, pulse, seen: (0, 0, now) })
        };
        let chosen = self.outputs.main.as_deref();
        // A headset that was left at home is no reason for silence; but what was heard in one is not let loose on the room.
        let elsewhere = chosen.is_some() && !self.lost;
        let found = line(chosen).or_else(|error| if elsewhere { line(None) } else { Err(error) });
        self.ring = self.outputs.ring.as_deref().and_then(|device| line(Some(device)).ok());
        let (old, lasting) = (std::mem::replace(&mut self.main, found), std::mem::take(&mut self.lasting));
        drop(old);
        lasting.into_iter().for_each(|id| self.play(id));
    }

    fn play(&mut self, id: SoundId) {
        self.lasting.retain(|other| *other != id);
        if id.lasts() {
            self.lasting.push(id);
        }
        match (&mut self.ring, &mut self.main) {
            (Some(ring), main) if id == SoundId::Ring => {
                ring.mixer.play(id);
                // Who has a headset on hears it there as well.
                if let Ok(main) = main {
                    main.mixer.play(id);
                }
            }
            (_, Ok(main)) => main.mixer.play(id),
            (_, Err(_)) => {}
        }
    }

    /// Does what is asked; without a device only notes it.
    pub fn obey(&mut self, order: Order, now: Duration) {
        match order {
            Order::Play(id) => self.play(id),
            Order::Stop(id) => {
                self.lasting.retain(|other| *other != id);
                self.lines().for_each(|line| line.mixer.stop(id));
            }
            Order::Outputs(outputs) => {
                if self.outputs != outputs {
                    self.outputs = outputs;
                    self.lost = false;
                    self.open(now);
                }
            }
            Order::Levels(levels) => {
                self.levels = levels;
                self.lines().for_each(|line| line.mixer.set_levels(levels));
            }
            Order::Say(say) => self.on_main(|mixer| mixer.say(&say)),
            Order::StopVoice => self.on_main(Mixer::stop_voice),
            Order::Own(own) => self.on_main(|mixer| mixer.hear_own(own)),
        }
    }

    fn on_main(&mut self, act: impl FnOnce(&mut Mixer<O::Backend>)) {
        if let Ok(line) = &mut self.main {
            act(&mut line.mixer);
        }
    }

    fn lines(&mut self) -> impl Iterator<Item = &mut Line<O::Backend>> {
        self.main.as_mut().ok().into_iter().chain(&mut self.ring)
    }

    /// Looks after the devices: what there is to say about them now, if it is something new.
    pub fn look(&mut self, now: Duration) -> Option<AudioStatus> {
        if self.ring.as_mut().and_then(|line| line.trouble(now)).is_some() {
            // Without the second device it rings on the first.
            self.ring.take().into_iter().for_each(Line::let_go);
        }
        if let Some(why) = self.main.as_mut().ok().and_then(|line| line.trouble(now)) {
            self.lost = true;
            self.tried = now;
            if let Ok(line) = std::mem::replace(&mut self.main, Err(why)) {
                line.let_go();
            }
        } else if self.main.is_err() && self.lost && now.saturating_sub(self.tried) >= AGAIN {
            let why = self.main.as_ref().err().cloned().unwrap_or_default();
            self.open(now);
            // What is still missing is missing for the first reason.
            if let Err(error) = &mut self.main {
                *error = why;
            }
        }
        let status = match &self.main {
            Ok(_) => AudioStatus::Ready,
            Err(why) if self.lost => AudioStatus::Lost(why.clone()),
            Err(why) => AudioStatus::Silent(why.clone()),
        };
        (self.told.as_ref() != Some(&status)).then(|| self.told.insert(status).clone())
    }

    /// The mixer that is heard, and how its device is doing.
    pub fn heard(&mut self) -> Option<(&mut Mixer<O::Backend>, &Arc<Pulse>)> {
        self.main.as_mut().ok().map(|line| (&mut line.mixer, &line.pulse))
    }

    /// The mixer of the second device.
    pub fn heard_ringing(&mut self) -> Option<&mut Mixer<O::Backend>> {
        self.ring.as_mut().map(|line| &mut line.mixer)
    }
}

impl<B: Backend> Line<B>
where
    Mixer<B>: Send + 'static,
{
    fn trouble(&mut self, now: Duration) -> Option<String> {
        if let Some(why) = self.pulse.lost() {
            return Some(why);
        }
        let (frames, underruns) = (self.pulse.frames(), self.pulse.underruns());
        let (seen, missed, at) = self.seen;
        if underruns.saturating_sub(missed) > BROKEN {
            return Some("the sound device takes no sound".to_owned());
        }
        if frames > seen {
            self.seen = (frames, underruns, now);
            return None;
        }
        (now.saturating_sub(at) > STALLED).then(|| "the sound device takes no sound".to_owned())
    }

    /// Closing a device that is gone may wait for it for ever, which is not for us to do.
    fn let_go(self) {
        if let Err(error) = std::thread::Builder::new().name("closing".to_owned()).spawn(move || drop(self)) {
            tracing::warn!(%error, "a sound device is not closed");
        }
    }
}
