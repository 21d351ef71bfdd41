//! What the person at the desk has chosen for themselves. It is kept with their name and comes back with it.

use std::collections::BTreeSet;

use bevy::prelude::*;

use super::AppSystems;
use super::audio::AudioStatus;
use super::session::Session;
use super::worker::{Answer, Answered, Request, Worker};
use crate::call::{Mode, Speed};

const NEEDS_CAPTIONS: &str = "needs_captions";
const CAPTIONS: &str = "captions";
const SPEED: &str = "caller_speed";
const MICROPHONE: &str = "microphone";
const KEEP_SOUND: &str = "keep_sound";
const LESSONS_READ: &str = "lessons_read";

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Profile>()
        .add_systems(Update, (ask.run_if(resource_exists::<Worker>), take).chain().in_set(AppSystems::Advance));
}

/// The choices of the person who practises.
#[derive(Resource, Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Whose they are; empty before sign-in.
    pub person: String,
    /// Captions are always shown.
    pub needs_captions: bool,
    /// Captions are wished for.
    pub captions: bool,
    /// How fast callers speak in guided calls.
    pub speed: Speed,
    /// The microphone listens during calls.
    pub microphone: bool,
    /// What it hears is kept as a file.
    pub keep_sound: bool,
    /// The lessons that were read, each as `pack/name`.
    pub lessons_read: BTreeSet<String>,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            person: String::new(),
            needs_captions: false,
            captions: true,
            speed: Speed::default(),
            microphone: false,
            keep_sound: false,
            lessons_read: BTreeSet::new(),
        }
    }
}

impl Profile {
    /// Whether a call goes without captions. It never does for who needs them, nor where nothing can be heard.
    #[must_use]
    pub fn captions_off(&self, sound: &AudioStatus) -> bool {
        !self.captions && !self.needs_captions && *sound == AudioStatus::Ready
    }

    /// The speed of callers in a mode.
    #[must_use]
    pub fn speed_in(&self, mode: Mode) -> Speed {
        if mode == Mode::Guided { self.speed } else { Speed::default() }
    }

    /// Whether a lesson of a pack was read.
    #[must_use]
    pub fn has_read(&self, pack: &str, lesson: &str) -> bool {
        self.lessons_read.contains(&format!("{pack}/{lesson}"))
    }

    /// Changes something and keeps all of it.
    pub fn change(&mut self, worker: &mut Worker, change: impl FnOnce(&mut Self)) {
        change(self);
        if self.person.is_empty() {
            return;
        }
        let values = [
            (NEEDS_CAPTIONS, self.needs_captions.to_string()),
            (CAPTIONS, self.captions.to_string()),
            (SPEED, self.speed.percent().to_string()),
            (MICROPHONE, self.microphone.to_string()),
            (KEEP_SOUND, self.keep_sound.to_string()),
            (LESSONS_READ, self.lessons_read.iter().map(String::as_str).collect::<Vec<_>>().join(" ")),
        ];
        for (name, value) in values {
            worker.ask(Request::SetProfile { person: self.person.clone(), name, value });
        }
    }

    fn set(&mut self, name: &str, value: &str) {
        match name {
            NEEDS_CAPTIONS => self.needs_captions = value == "true",
            CAPTIONS => self.captions = value != "false",
            MICROPHONE => self.microphone = value == "true",
            KEEP_SOUND => self.keep_sound = value == "true",
            SPEED => self.speed = value.parse().map_or(self.speed, Speed::new),
            LESSONS_READ => self.lessons_read = value.split_whitespace().map(str::to_owned).collect(),
            // Of a newer version.
            _ => {}
        }
    }
}

/// Whoever sits down has their own.
fn ask(session: Res<Session>, mut profile: ResMut<Profile>, mut worker: ResMut<Worker>) {
    if session.who != profile.person {
        *profile = Profile { person: session.who.clone(), ..Profile::default() };
        if !session.who.is_empty() {
            worker.ask(Request::Profile(session.who.clone()));
        }
    }
}

fn take(mut answered: MessageReader<Answered>, mut profile: ResMut<Profile>) {
    for Answered { answer, .. } in answered.read() {
        let Answer::Profile { person, settings } = answer else { continue };
        if *person == profile.person {
            for (name, value) in settings {
                profile.set(name, value);
            }
        }
    }
}
