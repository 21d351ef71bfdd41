//! Microphone practice: off until somebody switches it on for themselves. While a call runs the trainee's voice is listened
//! to on this machine; what it says about the call is kept beside the attempt, and the sound only if they say so.

mod device;
mod listener;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bevy::prelude::*;

use super::AppSystems;
use super::profile::Profile;
use super::session::{DataFolder, LiveCall, Session, Words};
use super::ui::prelude::{Notice, Tone};
use super::worker::{Request, Worker};
use crate::call::Phase;
use crate::voice::listen::{Microphone, NoMicrophone, Spell, Spoken, Trouble};
use device::DefaultDevice;
use listener::{Heard, Listener};

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<MicrophoneSource>()
        .init_resource::<Listening>()
        .add_systems(Update, (hear, follow).chain().after(AppSystems::Advance).before(AppSystems::Show));
}

/// Opens a microphone: the system's first input device, or a file in tests.
#[derive(Resource, Clone)]
pub struct MicrophoneSource(pub Arc<dyn Fn() -> Box<dyn Microphone> + Send + Sync>);

impl Default for MicrophoneSource {
    fn default() -> Self {
        Self(Arc::new(|| Box::new(DefaultDevice)))
    }
}

/// What the light shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Light {
    /// Nobody listens.
    #[default]
    Off,
    /// It listens.
    On,
    /// It hears the trainee speak.
    Speaking,
    Wrong(Trouble),
    Gone(NoMicrophone),
}

/// What is heard in the call that is being taken.
#[derive(Resource, Default)]
pub struct Listening {
    listener: Option<Listener>,
    /// The token of the call.
    token: u64,
    pub light: Light,
    pub spoken: Spoken,
    /// What is being said, as far as it was heard: the call may end meanwhile.
    unfinished: Option<Spell>,
    /// What was heard in the call before, by its beginning: the store may still be writing it.
    pub last: Option<(String, Spoken)>,
    told: Vec<String>,
}

/// The folder of a person's kept sounds.
#[must_use]
pub fn folder(data: &Path, person: &str) -> PathBuf {
    data.join("microphone").join(crate::voice::script::slug(person))
}

/// Takes away everything that was kept of a person; how many files there were.
///
/// # Errors
/// When one cannot be taken away.
pub fn delete_all(data: &Path, person: &str) -> std::io::Result<usize> {
    let folder = folder(data, person);
    if !folder.is_dir() {
        return Ok(0);
    }
    let count = std::fs::read_dir(&folder)?.count();
    std::fs::remove_dir_all(&folder).map(|()| count)
}

fn is_on_line(live: &LiveCall) -> bool {
    live.call.answered_at().is_some() && !matches!(live.call.phase(), Phase::WrapUp | Phase::Done)
}

/// Listens while there is somebody to speak to.
fn follow(
    session: Res<Session>,
    profile: Res<Profile>,
    (source, data): (Res<MicrophoneSource>, Option<Res<DataFolder>>),
    mut listening: ResMut<Listening>,
    worker: Option<ResMut<Worker>>,
) {
    let live = session.live.as_ref().filter(|live| is_on_line(live) && profile.microphone);
    match (live, listening.token) {
        (Some(live), token) if token == live.token() => {}
        (Some(live), _) => {
            let name = format!("{}.wav", crate::voice::script::slug(live.started_at()));
            let keep = data.filter(|_| profile.keep_sound).map(|data| folder(&data.0, &profile.person).join(name));
            *listening = Listening {
                listener: Some(Listener::start((source.0)(), keep)),
                token: live.token(),
                light: Light::On,
                last: Some((live.started_at().to_owned(), Spoken::default())),
                ..Listening::default()
            };
        }
        (None, 0) => {}
        (None, token) => {
            let mut spoken = std::mem::take(&mut listening.spoken);
            spoken.spells.extend(listening.unfinished.take());
            (listening.listener, listening.token, listening.light) = (None, 0, Light::Off);
            let body = serde_json::to_string(&spoken).unwrap_or_default();
            if let Some((_, last)) = &mut listening.last {
                *last = spoken;
            }
            if let Some(mut worker) = worker {
                worker.ask(Request::KeepSpoken { token, body });
            }
        }
    }
}

/// What was heard comes onto the call's clock.
fn hear(
    session: Res<Session>,
    words: Option<Res<Words>>,
    mut listening: ResMut<Listening>,
    mut notices: MessageWriter<Notice>,
) {
    let Some(heard) = listening.listener.as_ref().map(Listener::heard) else { return };
    let Some(live) = &session.live else { return };
    let now = live.call.now().0;
    let of_the_call = |spell: Spell| {
        let [from_ms, to_ms] = [spell.from_ms, spell.to_ms].map(|at| now.saturating_sub(heard.ms.saturating_sub(at)));
        Spell { from_ms, to_ms, ..spell }
    };
    listening.spoken.spells.extend(heard.spells.iter().copied().map(of_the_call));
    listening.unfinished = heard.unfinished.map(of_the_call);
    if let Some(trouble) = heard.trouble.filter(|trouble| !listening.spoken.troubles.contains(trouble)) {
        listening.spoken.troubles.push(trouble);
    }
    if heard.over.is_some() {
        listening.spoken.gone_at_ms.get_or_insert(now);
    }
    let light = light(&heard);
    let Some(words) = words else { return };
    let trouble = match &light {
        Light::Wrong(trouble) => Some(words.get(trouble_key(*trouble))),
        Light::Gone(cause) => Some(words.with("microphone-gone", &[("cause", &cause.to_string())])),
        Light::Off | Light::On | Light::Speaking => None,
    };
    let not_kept = heard.not_kept.map(|cause| words.with("microphone-not-kept", &[("cause", &cause)]));
    for text in trouble.into_iter().chain(not_kept) {
        if !listening.told.contains(&text) {
            listening.told.push(text.clone());
            notices.write(Notice::new(Tone::Warn, text));
        }
    }
    if listening.light != light {
        listening.light = light;
    }
}

fn light(heard: &Heard) -> Light {
    match (&heard.over, heard.trouble) {
        (Some(cause), _) => Light::Gone(cause.clone()),
        (None, Some(trouble)) => Light::Wrong(trouble),
        (None, None) if heard.speaking => Light::Speaking,
        (None, None) => Light::On,
    }
}

/// The message that says what is wrong.
#[must_use]
pub const fn trouble_key(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Silent => "microphone-silent",
        Trouble::Clipped => "microphone-clipped",
        Trouble::Noisy => "microphone-noisy",
    }
}
