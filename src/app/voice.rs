//! The voice's own thread: orders go in with a number, sounds come back with it; nothing here blocks a frame. What is
//! wanted now goes before what may be wanted soon.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::sync::{Arc, Mutex};
use std::thread;

use bevy::prelude::*;
use bevy::winit::{EventLoopProxyWrapper, WinitUserEvent};

use super::AppSystems;
use super::worker::{Answer, Answered, Wake};
use crate::call::Call;
use crate::store::VOICE_ENGINE;
use crate::voice::{Cache, Order, Sound, Studio, VoiceError, next_lines};

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<VoiceSettings>()
        .init_resource::<Voices>()
        .add_message::<Spoken>()
        .add_systems(PreStartup, find_window)
        .add_systems(Update, (hear_settings, collect).chain().in_set(AppSystems::Advance));
}

/// How lines are spoken.
#[derive(Resource, Debug, Clone)]
pub struct VoiceSettings {
    /// The command line of a speech engine; empty for eSpeak NG.
    pub engine: String,
    pub cache: Cache,
}

impl Default for VoiceSettings {
    fn default() -> Self {
        Self { engine: String::new(), cache: Cache::of_user() }
    }
}

/// A line that was asked for.
#[derive(Message, Debug, Clone)]
pub struct Spoken {
    pub number: u64,
    pub sound: Result<Arc<Sound>, VoiceError>,
    /// From which millisecond of the sound how much of the caption is shown, in bytes; empty where nobody can tell.
    pub shown: Vec<(u64, usize)>,
}

enum Ask {
    Settings(VoiceSettings),
    Say(u64, Box<Order>),
    /// Speaks what may come next, in place of what might have come before.
    Ahead(Box<Call>),
}

/// The way to the voice's thread, which starts with the first line.
#[derive(Resource, Default)]
pub struct Voices {
    thread: Option<(Sender<Ask>, Mutex<Receiver<Spoken>>)>,
    wake: Mutex<Option<Wake>>,
    asked: u64,
}

impl Voices {
    /// Asks for a line; the number comes back with its sound.
    pub fn say(&mut self, settings: &VoiceSettings, order: Order) -> u64 {
        self.asked += 1;
        self.ask(settings, Ask::Say(self.asked, Box::new(order)));
        self.asked
    }

    /// Has the lines ready that may come next in a call.
    pub fn ahead(&mut self, settings: &VoiceSettings, call: &Call) {
        self.ask(settings, Ask::Ahead(Box::new(call.clone())));
    }

    fn ask(&mut self, settings: &VoiceSettings, ask: Ask) {
        let (asks, _) = self.thread.get_or_insert_with(|| {
            let wake = self.wake.get_mut().ok().and_then(Option::take);
            start(settings.clone(), wake.unwrap_or_else(|| Box::new(|| ())))
        });
        if asks.send(ask).is_err() {
            tracing::error!("the voice's thread is gone");
        }
    }
}

fn find_window(window: Option<Res<EventLoopProxyWrapper>>, mut voices: ResMut<Voices>) {
    let Some(window) = window else { return };
    let window = (**window).clone();
    // A window that is closing needs no waking.
    voices.wake = Mutex::new(Some(Box::new(move || window.send_event(WinitUserEvent::WakeUp).unwrap_or(()))));
}

fn start(settings: VoiceSettings, wake: Wake) -> (Sender<Ask>, Mutex<Receiver<Spoken>>) {
    let (asks, inbox) = channel();
    let (outbox, answers) = channel();
    let tell = move |spoken| {
        let sent = outbox.send(spoken).is_ok();
        wake();
        sent
    };
    let spawned = thread::Builder::new().name("voice".to_owned()).spawn(move || work(settings, &inbox, tell));
    if let Err(error) = spawned {
        tracing::error!(%error, "the voice's thread did not start");
    }
    (asks, Mutex::new(answers))
}

/// The thread: it ends when the app drops its end of the channel.
fn work(settings: VoiceSettings, inbox: &Receiver<Ask>, tell: impl Fn(Spoken) -> bool) {
    let mut studio = studio_of(settings);
    let mut ahead: VecDeque<Order> = VecDeque::new();
    // What may come next, as it will be heard.
    let mut ready: Vec<(Order, Heard)> = Vec::new();
    loop {
        let next =
            if ahead.is_empty() { inbox.recv().map_err(|_| TryRecvError::Disconnected) } else { inbox.try_recv() };
        match next {
            Ok(Ask::Settings(settings)) => {
                studio = studio_of(settings);
                ready.clear();
            }
            Ok(Ask::Say(number, order)) => {
                let there = ready.iter().find(|(other, _)| *other == *order).map(|(_, heard)| heard.clone());
                let (sound, shown) = match there.map_or_else(|| heard(&studio, &order), Ok) {
                    Ok((sound, shown)) => (Ok(sound), shown),
                    Err(error) => (Err(error), Vec::new()),
                };
                if !tell(Spoken { number, sound, shown }) {
                    return;
                }
            }
            // Without an engine there is nothing to have ready.
            Ok(Ask::Ahead(call)) if studio.trouble().is_none() => {
                ahead = next_lines(&call).into();
                ready.retain(|(order, _)| ahead.contains(order));
                ahead.retain(|order| !ready.iter().any(|(other, _)| other == order));
            }
            Ok(Ask::Ahead(_)) => {}
            Err(TryRecvError::Empty) => {
                // What goes wrong is told when the line is wanted.
                let order = ahead.pop_front();
                ready.extend(order.and_then(|order| heard(&studio, &order).ok().map(|heard| (order, heard))));
            }
            Err(TryRecvError::Disconnected) => return,
        }
    }
}

/// A line as it comes out of the telephone, and how its caption goes with it.
type Heard = (Arc<Sound>, Vec<(u64, usize)>);

fn heard(studio: &Studio, order: &Order) -> Result<Heard, VoiceError> {
    let clip = studio.say(order)?;
    if let Some(error) = &clip.instead_of {
        tracing::warn!(%error, "a line is spoken by the engine");
    }
    let shown = clip.shown(order);
    Ok((Arc::new(clip.heard(order)), shown))
}

fn studio_of(settings: VoiceSettings) -> Studio {
    Studio::new(&settings.engine, settings.cache)
}

fn hear_settings(
    mut answered: MessageReader<Answered>,
    mut settings: ResMut<VoiceSettings>,
    mut voices: ResMut<Voices>,
) {
    for Answered { answer, .. } in answered.read() {
        let Answer::Settings(found) = answer else { continue };
        let value = found.iter().find(|(name, _)| *name == VOICE_ENGINE).and_then(|(_, value)| value.clone());
        if let Some(value) = value.filter(|value| *value != settings.engine) {
            settings.engine = value;
        }
    }
    if settings.is_changed() && voices.thread.is_some() {
        let ask = Ask::Settings(settings.clone());
        voices.ask(&settings, ask);
    }
}

fn collect(voices: Res<Voices>, mut spoken: MessageWriter<Spoken>) {
    let Some((_, answers)) = &voices.thread else { return };
    let Ok(answers) = answers.lock() else { return };
    spoken.write_batch(answers.try_iter());
}
