//! What is heard while a department is waited for: it rings, a voice tells where one is in the queue, and music plays.

use std::sync::Arc;

use bevy::prelude::*;

use super::sounds::follow_phase;
use crate::app::AppSystems;
use crate::app::audio::{AudioStatus, PlayVoice, SoundId, StopVoice};
use crate::app::session::{Happened, Session};
use crate::app::voice::{Spoken, VoiceSettings, Voices};
use crate::call::{EventKind, Millis, Phase};
use crate::scenario::How;
use crate::voice::{Order, Sound};

/// It rings for so long before the queue answers: the double ring, and the silence after it.
const RINGS_MS: u64 = 3_000;
/// The music waits for a moment after the announcement.
const BREATH_MS: u64 = 300;

pub(super) fn plugin(app: &mut App) {
    let systems = (follow_events, collect, announce).chain().before(follow_phase);
    app.init_resource::<Queue>().add_systems(Update, systems.in_set(AppSystems::Show));
}

/// A department that is waited for.
#[derive(Resource, Debug, Default)]
pub(super) struct Queue {
    since: Millis,
    asked: Option<u64>,
    announcement: Option<Arc<Sound>>,
    /// When its announcement is over, once it has begun.
    until: Option<Millis>,
}

impl Queue {
    /// What lasts at a time of the call.
    pub(super) fn sound(&self, now: Millis) -> Option<SoundId> {
        match self.until {
            _ if now.since(self.since) < RINGS_MS => Some(SoundId::RingBack),
            Some(until) if now < until.plus(BREATH_MS) => None,
            _ => Some(SoundId::Hold),
        }
    }
}

fn follow_events(
    mut happened: MessageReader<Happened>,
    session: Res<Session>,
    (status, settings): (Res<AudioStatus>, Res<VoiceSettings>),
    mut voices: ResMut<Voices>,
    mut queue: ResMut<Queue>,
    mut stops: MessageWriter<StopVoice>,
) {
    for Happened(event) in happened.read() {
        match &event.kind {
            EventKind::TransferStarted { to, how: How::Warm, .. } => {
                *queue = Queue { since: event.at, ..Queue::default() };
                let live = session.live.as_ref().filter(|_| *status == AudioStatus::Ready);
                let order = live.and_then(|live| Order::announcement(live.call.setup(), to));
                queue.asked = order.map(|order| voices.say(&settings, order));
            }
            // Whoever answers, or goes back to the caller, hears no more of it.
            EventKind::DepartmentAnswered { .. }
            | EventKind::PhaseChanged { phase: Phase::Talking | Phase::WrapUp } => {
                let left = std::mem::take(&mut *queue).until.filter(|until| event.at < *until);
                stops.write_batch(left.map(|_| StopVoice));
            }
            _ => {}
        }
    }
}

fn collect(mut spoken: MessageReader<Spoken>, mut queue: ResMut<Queue>) {
    for Spoken { number, sound, .. } in spoken.read() {
        if queue.asked == Some(*number) {
            queue.asked = None;
            // Without it there is the music.
            queue.announcement = sound.clone().ok();
        }
    }
}

fn announce(session: Res<Session>, mut queue: ResMut<Queue>, mut plays: MessageWriter<PlayVoice>) {
    let live = session.live.as_ref().filter(|live| !live.is_paused() && live.call.phase() == Phase::Consulting);
    let Some(now) = live.map(|live| live.call.now()) else { return };
    if now.since(queue.since) < RINGS_MS || queue.announcement.is_none() {
        return;
    }
    if let Some(sound) = queue.announcement.take() {
        queue.until = Some(now.plus(sound.ms()));
        plays.write(PlayVoice { sound, from_ms: 0, until_ms: u64::MAX });
    }
}
