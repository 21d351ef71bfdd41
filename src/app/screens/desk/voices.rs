//! What others say in the call is heard: spoken ahead of time, begun with its line, and broken off with it.

use bevy::prelude::*;

use crate::app::AppSystems;
use crate::app::audio::{AudioStatus, PlayVoice, Saying, StopVoice};
use crate::app::session::{Happened, Session, Words};
use crate::app::ui::prelude::{Notice, Tone};
use crate::app::voice::{Spoken, VoiceSettings, Voices};
use crate::call::{Event, EventKind, Millis, Speaker};
use crate::voice::order_of;

/// A sound that comes this late is heard from its beginning; one that comes later, from where the line is.
const LATE_MS: u64 = 500;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Waiting>().add_systems(Update, (follow_events, play, leave).chain().in_set(AppSystems::Show));
}

/// The line that is being said and not heard yet.
#[derive(Resource, Debug, Default)]
struct Waiting {
    line: Option<(u64, Millis)>,
    /// The trouble was told.
    told: bool,
}

fn follow_events(
    mut happened: MessageReader<Happened>,
    session: Res<Session>,
    (status, settings): (Res<AudioStatus>, Res<VoiceSettings>),
    mut voices: ResMut<Voices>,
    mut waiting: ResMut<Waiting>,
    mut stops: MessageWriter<StopVoice>,
) {
    for Happened(event) in happened.read() {
        let Some(live) = session.live.as_ref().filter(|_| *status == AudioStatus::Ready) else { continue };
        match &event.kind {
            EventKind::CallOffered { .. } => voices.ahead(&settings, &live.call),
            EventKind::LineStarted { by: Speaker::Operator, .. }
            | EventKind::LineCut { .. }
            | EventKind::HoldStarted { .. }
            | EventKind::TransferStarted { .. }
            | EventKind::CallEnded { .. } => {
                waiting.line = None;
                stops.write(StopVoice);
            }
            // Who was speaking goes on where the call stood still.
            EventKind::CallPaused { .. } => {
                let began =
                    live.call.speaking().filter(|(by, ..)| **by != Speaker::Operator).map(|(_, _, began, _)| began);
                let line =
                    began.and_then(|began| live.events.iter().rfind(|event| event.at == began && is_line(event)));
                let order = line.and_then(|event| order_of(&live.call, event));
                waiting.line = began.zip(order).map(|(began, order)| (voices.say(&settings, order), began));
            }
            EventKind::LineStarted { .. } => {
                let order = order_of(&live.call, event);
                waiting.line = order.map(|order| (voices.say(&settings, order), event.at));
                voices.ahead(&settings, &live.call);
            }
            _ => {}
        }
    }
}

const fn is_line(event: &Event) -> bool {
    matches!(event.kind, EventKind::LineStarted { .. })
}

fn play(
    mut spoken: MessageReader<Spoken>,
    session: Res<Session>,
    words: Option<Res<Words>>,
    mut waiting: ResMut<Waiting>,
    mut plays: MessageWriter<PlayVoice>,
    mut notices: MessageWriter<Notice>,
) {
    for Spoken { number, sound } in spoken.read() {
        let Some((_, began)) = waiting.line.take_if(|(wanted, _)| wanted == number) else { continue };
        let Some(live) = &session.live else { continue };
        match sound {
            Ok(sound) => {
                let late = live.call.now().since(began);
                let from_ms = if late <= LATE_MS { 0 } else { late };
                plays.write(PlayVoice { sound: sound.clone(), from_ms, until_ms: u64::MAX });
            }
            Err(error) => {
                tracing::warn!(%error, "a line is not spoken");
                if let Some(words) = words.as_ref().filter(|_| !std::mem::replace(&mut waiting.told, true)) {
                    let text = words.with("desk-no-voice", &[("cause", &error.to_string())]);
                    notices.write(Notice::new(Tone::Warn, text));
                }
            }
        }
    }
}

/// A call that was left is heard no more.
fn leave(
    session: Res<Session>,
    saying: Res<Saying>,
    mut waiting: ResMut<Waiting>,
    mut was_live: Local<bool>,
    mut stops: MessageWriter<StopVoice>,
) {
    let live = session.live.is_some();
    if *was_live && !live {
        waiting.line = None;
        if saying.0.is_some() {
            stops.write(StopVoice);
        }
    }
    *was_live = live;
}
