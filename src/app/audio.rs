//! Sound. kira is touched here only, on a thread of its own: opening a sound device may hang or fail, and neither
//! may stop a call. Without a device the app runs on silently and [`AudioStatus`] says so.
//!
//! `mixer` is the graph, `console` works it and looks after the devices of `outlet`; a test works the same console with
//! the devices of `offline`.

pub mod bench;
mod console;
mod limiter;
mod mixer;
mod offline;
mod outlet;
mod own;
mod synth;

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use bevy::prelude::*;
use bevy::time::Real;

use crate::call::Murmur;
use crate::voice::Sound;
pub use console::Found;
use console::{Console, LOOK, Order, Outlets};
pub use offline::{OFFLINE_RATE, PretendedDevices};
use own::OwnVoice;
pub use rtrb::Producer;

/// Whether the app opens a sound device. Tests do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AudioMode {
    /// Sounds are heard where there is a device.
    #[default]
    Device,
    /// No device is opened.
    Off,
    /// No device is opened, and all goes on as if there were one: a test sees what would be heard.
    Pretended,
    /// No device is opened, and what would be heard is mixed into [`Rendered`], at the pace of the app's clock.
    Rendered,
}

/// A sound of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SoundId {
    /// The telephone rings, until it is stopped.
    Ring,
    /// The call is taken.
    PickUp,
    /// The call is sent on.
    Transfer,
    /// The call is ended.
    HangUp,
    /// It rings at the other end, until it is stopped.
    RingBack,
    /// What is heard on hold, until it is stopped.
    Hold,
    /// A few people at other desks, until it is stopped.
    MurmurLight,
    /// A full room, until it is stopped.
    MurmurBusy,
}

impl SoundId {
    /// All sounds, those first that are wanted first.
    pub const ALL: [Self; 8] = [
        Self::Ring,
        Self::PickUp,
        Self::Transfer,
        Self::HangUp,
        Self::RingBack,
        Self::Hold,
        Self::MurmurLight,
        Self::MurmurBusy,
    ];

    /// What is heard of other desks.
    #[must_use]
    pub const fn of(murmur: Murmur) -> Option<Self> {
        match murmur {
            Murmur::Off => None,
            Murmur::Light => Some(Self::MurmurLight),
            Murmur::Busy => Some(Self::MurmurBusy),
        }
    }

    /// Whether it is heard until it is stopped.
    #[must_use]
    pub const fn lasts(self) -> bool {
        matches!(self, Self::Ring | Self::RingBack | Self::Hold | Self::MurmurLight | Self::MurmurBusy)
    }
}

/// Starts a sound. A sound that is heard already starts anew.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaySound(pub SoundId);

/// Stops a sound.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq)]
pub struct StopSound(pub SoundId);

/// Says something in place of what is being said, from some moment of it to another, in milliseconds.
#[derive(Message, Debug, Clone)]
pub struct PlayVoice {
    pub sound: Arc<Sound>,
    pub from_ms: u64,
    pub until_ms: u64,
}

/// Breaks off what is being said.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq)]
pub struct StopVoice;

/// What was said last and not broken off, whether or not it can be heard.
#[derive(Resource, Debug, Clone, Default)]
pub struct Saying(pub Option<PlayVoice>);

/// How loud all is, and each part of it, in per cent. 0 is silent.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq)]
pub struct Levels {
    pub master: u8,
    /// What comes by telephone: callers, departments, the music on hold.
    pub caller: u8,
    /// Other desks.
    pub room: u8,
    /// The ring and the clicks of the phone.
    pub effects: u8,
    /// One's own voice, where a microphone runs.
    pub own: u8,
}

impl Default for Levels {
    fn default() -> Self {
        Self { master: 70, caller: 100, room: 100, effects: 100, own: 25 }
    }
}

/// The devices that were chosen, by their ids; none for the system's choice, or for no second device.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub struct Outputs {
    pub main: Option<String>,
    /// Where the phone rings as well.
    pub ring: Option<String>,
}

/// Asks which devices there are; the answer comes in [`SoundDevices`].
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq)]
pub struct FindDevices;

/// The devices that were found.
#[derive(Resource, Debug, Default)]
pub struct SoundDevices {
    pub found: Vec<Found>,
    inbox: Option<Mutex<Receiver<Vec<Found>>>>,
}

/// How much of other desks is heard behind a call.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OtherDesks(pub Murmur);

/// Whether sounds can be heard.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub enum AudioStatus {
    /// The device is being opened.
    #[default]
    Opening,
    /// Sounds are heard.
    Ready,
    /// Nothing is heard, and why.
    Silent(String),
    /// The device was there and is gone, and why. It is looked for.
    Lost(String),
}

/// The sounds that were asked for and not stopped, whether or not they can be heard.
#[derive(Resource, Debug, Clone, Default, PartialEq, Eq)]
pub struct Sounding(pub Vec<SoundId>);

/// One's own voice on its way to the ears.
#[derive(Resource, Default)]
pub struct SideTone(Mutex<Vec<OwnVoice>>);

impl SideTone {
    /// Lets a trainee hear a microphone of so many samples a second, until its end is dropped.
    pub fn begin(&mut self, rate: u32) -> Producer<f32> {
        let (microphone, own) = OwnVoice::new(rate);
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner).push(own);
        microphone
    }
}

/// What would have been heard, left and right in turn, and the devices that it would have been heard on.
#[derive(Resource)]
pub struct Rendered {
    pub heard: Vec<f32>,
    /// The same of the second device.
    pub ringing: Vec<f32>,
    pub devices: PretendedDevices,
    console: Mutex<Console<PretendedDevices>>,
}

#[derive(Resource)]
struct Player {
    orders: Sender<Order>,
    status: Mutex<Receiver<AudioStatus>>,
}

/// The plugin of this file.
pub(super) struct AudioPlugin(pub(super) AudioMode);

impl Plugin for AudioPlugin {
    fn build(&self, app: &mut App) {
        app.add_message::<PlaySound>()
            .add_message::<StopSound>()
            .add_message::<PlayVoice>()
            .add_message::<StopVoice>()
            .add_message::<FindDevices>()
            .init_resource::<Levels>()
            .init_resource::<Outputs>()
            .init_resource::<OtherDesks>()
            .init_resource::<SoundDevices>()
            .init_resource::<Sounding>()
            .init_resource::<Saying>()
            .init_resource::<SideTone>()
            .init_resource::<AudioStatus>()
            .add_systems(PreUpdate, find_devices)
            .add_systems(PostUpdate, (pass_on_voice, pass_on, pass_on_settings).chain());
        match self.0 {
            AudioMode::Off => drop(app.insert_resource(AudioStatus::Silent("sound is off".to_owned()))),
            AudioMode::Pretended => drop(app.insert_resource(AudioStatus::Ready)),
            AudioMode::Rendered => {
                let devices = PretendedDevices::default();
                let console = Console::new(devices.clone(), Outputs::default(), Levels::default());
                let (heard, ringing, console) = (Vec::new(), Vec::new(), Mutex::new(console));
                app.insert_resource(Rendered { heard, ringing, devices, console })
                    .add_systems(PostUpdate, render.after(pass_on_settings));
            }
            AudioMode::Device => match start_player() {
                Some(player) => drop(app.insert_resource(player).add_systems(PreUpdate, hear_status)),
                None => drop(app.insert_resource(AudioStatus::Silent("no thread for sound".to_owned()))),
            },
        }
    }
}

fn start_player() -> Option<Player> {
    let (orders, inbox) = channel();
    let (outbox, status) = channel();
    std::thread::Builder::new().name("sound".to_owned()).spawn(move || play(&inbox, &outbox)).ok()?;
    Some(Player { orders, status: Mutex::new(status) })
}

/// The player's thread: it ends when the app drops its end of the channel.
fn play(inbox: &Receiver<Order>, outbox: &Sender<AudioStatus>) {
    if let Err(error) = std::thread::Builder::new().name("sounds".to_owned()).spawn(synth::prepare) {
        warn!("sounds are made when they are wanted: {error}");
    }
    let began = Instant::now();
    let mut console = Console::new(outlet::Devices, Outputs::default(), Levels::default());
    loop {
        let news = console.look(began.elapsed());
        if news.is_some_and(|status| outbox.send(status).is_err()) {
            return;
        }
        match inbox.recv_timeout(LOOK) {
            Ok(order) => console.obey(order, began.elapsed()),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// Mixes as much as time has passed.
fn render(time: Res<Time<Real>>, mut rendered: ResMut<Rendered>, mut status: ResMut<AudioStatus>) {
    let Rendered { heard, ringing, console, .. } = &mut *rendered;
    let console = console.get_mut().unwrap_or_else(PoisonError::into_inner);
    let now = time.elapsed();
    if let Some(news) = console.look(now) {
        *status = news;
    }
    // From the whole time, so that nothing is lost to rounding.
    let due = usize::try_from(now.as_micros() * u128::from(OFFLINE_RATE) / 1_000_000).unwrap_or(0);
    let mixed = console.heard().map(|(mixer, _)| mixer.backend().render(due - (heard.len() / 2).min(due)));
    heard.extend(mixed.unwrap_or_default());
    heard.resize(due * 2, 0.0);
    let mixed = console.heard_ringing().map(|mixer| mixer.backend().render(due - (ringing.len() / 2).min(due)));
    ringing.extend(mixed.unwrap_or_default());
    ringing.resize(due * 2, 0.0);
}

fn hear_status(player: Res<Player>, mut status: ResMut<AudioStatus>) {
    let inbox = player.status.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        match inbox.try_recv() {
            Ok(news) => *status = news,
            Err(TryRecvError::Disconnected) => {
                status.set_if_neq(AudioStatus::Silent("the sound thread ended".to_owned()));
                return;
            }
            Err(TryRecvError::Empty) => return,
        }
    }
}

/// Where orders go: to the player's thread, or to the console that a test renders. Nobody takes them where nothing is heard,
/// which is no fault.
#[derive(bevy::ecs::system::SystemParam)]
struct Desk<'w> {
    player: Option<Res<'w, Player>>,
    rendered: Option<ResMut<'w, Rendered>>,
    time: Res<'w, Time<Real>>,
}

impl Desk<'_> {
    fn order(&mut self, order: Order) {
        if let Some(player) = &self.player {
            // A thread that has ended said so by its status.
            let _ = player.orders.send(order);
        } else if let Some(rendered) = &mut self.rendered {
            let console = rendered.console.get_mut().unwrap_or_else(PoisonError::into_inner);
            console.obey(order, self.time.elapsed());
        }
    }
}

fn pass_on(
    mut plays: MessageReader<PlaySound>,
    mut stops: MessageReader<StopSound>,
    mut sounding: ResMut<Sounding>,
    mut desk: Desk,
) {
    for StopSound(id) in stops.read() {
        sounding.0.retain(|other| other != id);
        desk.order(Order::Stop(*id));
    }
    for PlaySound(id) in plays.read() {
        sounding.0.retain(|other| other != id);
        sounding.0.push(*id);
        desk.order(Order::Play(*id));
    }
}

fn pass_on_voice(
    mut says: MessageReader<PlayVoice>,
    mut stops: MessageReader<StopVoice>,
    mut saying: ResMut<Saying>,
    mut desk: Desk,
) {
    // Whoever begins in a frame in which another is broken off is heard.
    if stops.read().count() > 0 {
        saying.0 = None;
        desk.order(Order::StopVoice);
    }
    if let Some(say) = says.read().last() {
        saying.0 = Some(say.clone());
        desk.order(Order::Say(say.clone()));
    }
}

fn pass_on_settings(levels: Res<Levels>, outputs: Res<Outputs>, mut own: ResMut<SideTone>, mut desk: Desk) {
    if levels.is_changed() {
        desk.order(Order::Levels(*levels));
    }
    if outputs.is_changed() {
        desk.order(Order::Outputs(outputs.clone()));
    }
    let waiting = own.bypass_change_detection().0.get_mut().unwrap_or_else(PoisonError::into_inner);
    for own in waiting.drain(..) {
        desk.order(Order::Own(own));
    }
}

/// Asking a system for its devices may take a second, so a thread does.
fn find_devices(
    mut asked: MessageReader<FindDevices>,
    rendered: Option<Res<Rendered>>,
    player: Option<Res<Player>>,
    mut devices: ResMut<SoundDevices>,
) {
    if asked.read().count() > 0 {
        let (outbox, inbox) = channel();
        let find = move |outlets: &dyn Fn() -> Vec<Found>| drop(outbox.send(outlets()));
        if let Some(rendered) = rendered {
            find(&|| rendered.devices.devices());
        } else if player.is_some() {
            let spawned = std::thread::Builder::new().name("devices".to_owned());
            if let Err(error) = spawned.spawn(move || find(&|| outlet::Devices.devices())) {
                warn!("nobody looks for sound devices: {error}");
            }
        }
        devices.inbox = Some(Mutex::new(inbox));
    }
    let found = devices.inbox.as_mut().and_then(|inbox| inbox.get_mut().ok()?.try_recv().ok());
    if let Some(found) = found {
        *devices = SoundDevices { found, inbox: None };
    }
}
