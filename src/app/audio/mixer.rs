//! The mixing desk: the caller's line, the room, the effects and one's own voice, each with its volume, onto one master.
//!
//! It knows no device. What plays it, a device or a test, is a [`Backend`]; the graph is the same for both. Nothing in it
//! turns anything down for anything else: a caller is as loud while somebody types as before.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bevy::prelude::warn;
use kira::backend::Backend;
use kira::effect::compressor::CompressorBuilder;
use kira::effect::filter::{FilterBuilder, FilterMode};
use kira::sound::static_sound::{StaticSoundData, StaticSoundHandle, StaticSoundSettings};
use kira::track::{MainTrackBuilder, TrackBuilder, TrackHandle};
use kira::{AudioManager, AudioManagerSettings, Capacities, Decibels, Frame, Tween};

use super::limiter::Limiter;
use super::own::OwnVoice;
use super::{Levels, PlayVoice, SoundId, synth};

/// What is louder than this on the caller's line is turned down, in decibels below full scale: an even voice is not.
const KNEE_DB: f64 = -18.0;
/// Of what lies above the knee, one decibel is left of so many.
const RATIO: f64 = 1.6;
const ATTACK: Duration = Duration::from_millis(5);
const RELEASE: Duration = Duration::from_millis(120);
/// The band of one's own line, in hertz.
const BAND: (f64, f64) = (300.0, 3_400.0);
/// Frames that are mixed at once.
const CHUNK: usize = 128;
/// How long murmur takes to come and go.
const FADE: Duration = Duration::from_millis(800);
/// A voice that is taken up in the middle of a word begins without a click.
const EDGE: Duration = Duration::from_millis(5);

/// Where a sound comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Track {
    Caller,
    Room,
    Effects,
}

const fn track_of(id: SoundId) -> Track {
    match id {
        SoundId::RingBack | SoundId::Hold => Track::Caller,
        SoundId::MurmurLight | SoundId::MurmurBusy => Track::Room,
        SoundId::Ring | SoundId::PickUp | SoundId::Transfer | SoundId::HangUp => Track::Effects,
    }
}

/// The tracks and what is heard on them.
pub(super) struct Mixer<B: Backend> {
    manager: AudioManager<B>,
    caller: TrackHandle,
    room: TrackHandle,
    effects: TrackHandle,
    own: TrackHandle,
    playing: HashMap<SoundId, StaticSoundHandle>,
    voice: Option<StaticSoundHandle>,
}

impl<B: Backend<Error = String>> Mixer<B> {
    /// Sets the tracks up and starts the backend.
    ///
    /// # Errors
    /// Why nothing can be heard.
    pub fn open(settings: B::Settings, levels: Levels) -> Result<Self, String> {
        let at = |percent| TrackBuilder::new().volume(loudness(percent));
        let mut manager = AudioManager::<B>::new(AudioManagerSettings {
            capacities: Capacities::default(),
            main_track_builder: MainTrackBuilder::new().volume(loudness(levels.master)).with_effect(Limiter),
            internal_buffer_size: CHUNK,
            backend_settings: settings,
        })?;
        let compressor =
            CompressorBuilder::new().threshold(KNEE_DB).ratio(RATIO).attack_duration(ATTACK).release_duration(RELEASE);
        let filter = |mode, cutoff: f64| FilterBuilder::new().mode(mode).cutoff(cutoff);
        let own = at(levels.own)
            .with_effect(filter(FilterMode::HighPass, BAND.0))
            .with_effect(filter(FilterMode::LowPass, BAND.1));
        let mut add = |track| manager.add_sub_track(track).map_err(|error| error.to_string());
        let caller = add(at(levels.caller).with_effect(compressor))?;
        let (room, effects, own) = (add(at(levels.room))?, add(at(levels.effects))?, add(own)?);
        Ok(Self { manager, caller, room, effects, own, playing: HashMap::new(), voice: None })
    }

    /// Sets how loud the tracks are.
    pub fn set_levels(&mut self, levels: Levels) {
        let tween = Tween::default();
        self.manager.main_track().set_volume(loudness(levels.master), tween);
        self.caller.set_volume(loudness(levels.caller), tween);
        self.room.set_volume(loudness(levels.room), tween);
        self.effects.set_volume(loudness(levels.effects), tween);
        self.own.set_volume(loudness(levels.own), tween);
    }

    fn track(&mut self, track: Track) -> &mut TrackHandle {
        match track {
            Track::Caller => &mut self.caller,
            Track::Room => &mut self.room,
            Track::Effects => &mut self.effects,
        }
    }

    /// Starts a sound; one that is heard already starts anew.
    pub fn play(&mut self, id: SoundId) {
        self.stop(id);
        let (track, data) = (track_of(id), synth::sound(id));
        let data = if track == Track::Room { data.fade_in_tween(Some(over(FADE))) } else { data };
        match self.track(track).play(data) {
            Ok(handle) => drop(self.playing.insert(id, handle)),
            Err(error) => warn!("a sound could not be played: {error}"),
        }
    }

    /// Ends a sound.
    pub fn stop(&mut self, id: SoundId) {
        let tween = if track_of(id) == Track::Room { over(FADE) } else { Tween::default() };
        if let Some(mut handle) = self.playing.remove(&id) {
            handle.stop(tween);
        }
    }

    /// Says something on the caller's line, in place of what is being said.
    pub fn say(&mut self, say: &PlayVoice) {
        self.stop_voice();
        match self.caller.play(frames(say)) {
            Ok(handle) => self.voice = Some(handle),
            Err(error) => warn!("a line could not be played: {error}"),
        }
    }

    /// Breaks off what is being said.
    pub fn stop_voice(&mut self) {
        if let Some(mut handle) = self.voice.take() {
            handle.stop(Tween::default());
        }
    }

    /// Lets people hear themselves, as their line sounds.
    pub fn hear_own(&mut self, own: OwnVoice) {
        if let Err(error) = self.own.play(own) {
            warn!("one's own voice could not be played: {error}");
        }
    }

    /// What plays it.
    pub fn backend(&mut self) -> &mut B {
        self.manager.backend_mut()
    }
}

const fn over(duration: Duration) -> Tween {
    Tween { start_time: kira::StartTime::Immediate, duration, easing: kira::Easing::Linear }
}

/// The frames of what is said.
fn frames(say: &PlayVoice) -> StaticSoundData {
    let sound = &say.sound;
    let at = |ms: u64| usize::try_from(ms.saturating_mul(u64::from(sound.rate)) / 1000).unwrap_or(usize::MAX);
    let until = at(say.until_ms).min(sound.samples.len());
    let said = &sound.samples[at(say.from_ms).min(until)..until];
    StaticSoundData {
        sample_rate: sound.rate,
        frames: said.iter().map(|sample| Frame::from_mono(*sample)).collect::<Arc<[Frame]>>(),
        settings: StaticSoundSettings::new().fade_in_tween(Some(over(EDGE))),
        slice: None,
    }
}

/// Per cent as the ear takes them: half is about ten decibels less.
fn loudness(percent: u8) -> Decibels {
    if percent == 0 {
        return Decibels::SILENCE;
    }
    Decibels(33.2 * (f32::from(percent.min(100)) / 100.0).log10())
}
