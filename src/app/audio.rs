//! Sound. kira is touched here only, on a thread of its own: opening a sound device may hang or fail, and neither
//! may stop a call. Without a device the app runs on silently and [`AudioStatus`] says so.

mod synth;

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::sync::{Arc, Mutex, PoisonError};

use bevy::prelude::*;
use kira::sound::static_sound::{StaticSoundData, StaticSoundHandle, StaticSoundSettings};
use kira::{AudioManager, AudioManagerSettings, Decibels, DefaultBackend, Frame, Tween};

use crate::voice::Sound;

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
}

/// A sound of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SoundId {
    /// The telephone rings, until it is stopped.
    Ring,
    /// The call is taken.
    PickUp,
    /// What the caller hears on hold, until it is stopped.
    Hold,
    /// The call is ended.
    HangUp,
}

impl SoundId {
    /// All sounds.
    pub const ALL: [Self; 4] = [Self::Ring, Self::PickUp, Self::Hold, Self::HangUp];
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

/// How loud sounds are, in per cent. 0 is silent.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq)]
pub struct SoundVolume(pub u8);

impl Default for SoundVolume {
    fn default() -> Self {
        Self(70)
    }
}

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
}

/// The sounds that were asked for and not stopped, whether or not they can be heard.
#[derive(Resource, Debug, Clone, Default, PartialEq, Eq)]
pub struct Sounding(pub Vec<SoundId>);

enum Order {
    Play(SoundId, SoundVolume),
    Stop(SoundId),
    Say(PlayVoice, SoundVolume),
    StopVoice,
    Volume(SoundVolume),
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
            .init_resource::<SoundVolume>()
            .init_resource::<Sounding>()
            .init_resource::<Saying>()
            .init_resource::<AudioStatus>()
            .add_systems(PostUpdate, (pass_on_voice, pass_on).chain());
        if self.0 == AudioMode::Off {
            app.insert_resource(AudioStatus::Silent("sound is off".to_owned()));
        } else if self.0 == AudioMode::Pretended {
            app.insert_resource(AudioStatus::Ready);
        } else if let Some(player) = start_player() {
            app.insert_resource(player).add_systems(PreUpdate, hear_status);
        } else {
            app.insert_resource(AudioStatus::Silent("no thread for sound".to_owned()));
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
    let mut manager = match AudioManager::<DefaultBackend>::new(AudioManagerSettings::default()) {
        Ok(manager) => manager,
        Err(error) => {
            // Nobody listens any more when the app has ended meanwhile.
            let _ = outbox.send(AudioStatus::Silent(error.to_string()));
            return;
        }
    };
    let _ = outbox.send(AudioStatus::Ready);
    let sounds: HashMap<SoundId, StaticSoundData> = SoundId::ALL.map(|id| (id, synth::sound(id))).into();
    let mut playing: HashMap<SoundId, StaticSoundHandle> = HashMap::new();
    let mut voice: Option<StaticSoundHandle> = None;
    while let Ok(order) = inbox.recv() {
        match order {
            Order::Play(id, volume) => {
                stop(playing.remove(&id));
                let Some(data) = sounds.get(&id) else { continue };
                match manager.play(data.volume(loudness(volume))) {
                    Ok(handle) => drop(playing.insert(id, handle)),
                    Err(error) => warn!("a sound could not be played: {error}"),
                }
            }
            Order::Stop(id) => stop(playing.remove(&id)),
            Order::Say(say, volume) => {
                stop(voice.take());
                match manager.play(frames(&say).volume(loudness(volume))) {
                    Ok(handle) => voice = Some(handle),
                    Err(error) => warn!("a line could not be played: {error}"),
                }
            }
            Order::StopVoice => stop(voice.take()),
            Order::Volume(volume) => {
                for handle in playing.values_mut().chain(&mut voice) {
                    handle.set_volume(loudness(volume), Tween::default());
                }
            }
        }
    }
}

/// The frames of what is said.
fn frames(say: &PlayVoice) -> StaticSoundData {
    let sound = &say.sound;
    let at = |ms: u64| usize::try_from(ms.saturating_mul(u64::from(sound.rate)) / 1000).unwrap_or(usize::MAX);
    let until = at(say.until_ms).min(sound.samples.len());
    let said = &sound.samples[at(say.from_ms).min(until)..until];
    StaticSoundData {
        sample_rate: sound.rate,
        frames: said.iter().map(|sample| Frame::from_mono(*sample)).collect(),
        settings: StaticSoundSettings::new(),
        slice: None,
    }
}

fn stop(handle: Option<StaticSoundHandle>) {
    if let Some(mut handle) = handle {
        handle.stop(Tween::default());
    }
}

/// Per cent as the ear takes them: half is about ten decibels less.
fn loudness(volume: SoundVolume) -> Decibels {
    if volume.0 == 0 {
        return Decibels::SILENCE;
    }
    Decibels(33.2 * (f32::from(volume.0.min(100)) / 100.0).log10())
}

fn hear_status(player: Res<Player>, mut status: ResMut<AudioStatus>) {
    if *status != AudioStatus::Opening {
        return;
    }
    let inbox = player.status.lock().unwrap_or_else(PoisonError::into_inner);
    match inbox.try_recv() {
        Ok(news) => *status = news,
        Err(TryRecvError::Disconnected) => *status = AudioStatus::Silent("the sound thread ended".to_owned()),
        Err(TryRecvError::Empty) => {}
    }
}

fn pass_on(
    mut plays: MessageReader<PlaySound>,
    mut stops: MessageReader<StopSound>,
    volume: Res<SoundVolume>,
    player: Option<Res<Player>>,
    mut sounding: ResMut<Sounding>,
) {
    // A device that is missing takes no orders, which is no fault.
    let order = |order| player.as_ref().is_some_and(|player| player.orders.send(order).is_ok());
    for StopSound(id) in stops.read() {
        sounding.0.retain(|other| other != id);
        order(Order::Stop(*id));
    }
    for PlaySound(id) in plays.read() {
        sounding.0.retain(|other| other != id);
        sounding.0.push(*id);
        order(Order::Play(*id, *volume));
    }
    if volume.is_changed() {
        order(Order::Volume(*volume));
    }
}

fn pass_on_voice(
    mut says: MessageReader<PlayVoice>,
    mut stops: MessageReader<StopVoice>,
    volume: Res<SoundVolume>,
    player: Option<Res<Player>>,
    mut saying: ResMut<Saying>,
) {
    let order = |order| player.as_ref().is_some_and(|player| player.orders.send(order).is_ok());
    // Whoever begins in a frame in which another is broken off is heard.
    if stops.read().count() > 0 {
        saying.0 = None;
        order(Order::StopVoice);
    }
    if let Some(say) = says.read().last() {
        saying.0 = Some(say.clone());
        order(Order::Say(say.clone(), *volume));
    }
}
