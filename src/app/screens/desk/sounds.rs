//! What the desk sounds like: the phone rings, is picked up, plays to who waits, and is put down; and other desks behind it.

use bevy::prelude::*;

use super::queue::Queue;
use crate::app::AppSystems;
use crate::app::audio::{OtherDesks, PlaySound, SoundId, StopSound};
use crate::app::session::{Happened, Session};
use crate::call::{Call, EventKind, Phase};
use crate::scenario::Direction;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, (follow_phase, follow_room, follow_events).chain().in_set(AppSystems::Show));
}

/// The sound that lasts as long as the call stays as it is. Nobody plays music over a department that has answered.
fn lasting(call: &Call, queue: &Queue) -> Option<SoundId> {
    match call.phase() {
        // Before we have dialled nothing rings.
        Phase::Ringing if call.setup().scenario.source.direction == Direction::Outbound => None,
        Phase::Ringing => Some(SoundId::Ring),
        Phase::Dialling => Some(SoundId::RingBack),
        Phase::OnHold => Some(SoundId::Hold),
        Phase::Consulting if call.consulting().is_some_and(|(_, answered)| !answered) => queue.sound(call.now()),
        Phase::Talking | Phase::Consulting | Phase::WrapUp | Phase::Done => None,
    }
}

/// On whichever screen: a call that was left must not ring on, and one that stands still is silent.
pub(super) fn follow_phase(
    session: Res<Session>,
    queue: Res<Queue>,
    mut heard: Local<Option<SoundId>>,
    mut plays: MessageWriter<PlaySound>,
    mut stops: MessageWriter<StopSound>,
) {
    let live = session.live.as_ref().filter(|live| !live.is_paused());
    let wanted = live.and_then(|live| lasting(&live.call, &queue));
    if wanted == *heard {
        return;
    }
    stops.write_batch(heard.map(StopSound));
    plays.write_batch(wanted.map(PlaySound));
    *heard = wanted;
}

/// Other desks are heard from the first ring until the work after the call is done.
fn follow_room(
    session: Res<Session>,
    room: Res<OtherDesks>,
    mut heard: Local<Option<SoundId>>,
    mut plays: MessageWriter<PlaySound>,
    mut stops: MessageWriter<StopSound>,
) {
    let wanted = SoundId::of(room.0).filter(|_| session.live.is_some());
    if wanted == *heard {
        return;
    }
    stops.write_batch(heard.map(StopSound));
    plays.write_batch(wanted.map(PlaySound));
    *heard = wanted;
}

fn follow_events(mut happened: MessageReader<Happened>, mut plays: MessageWriter<PlaySound>) {
    for Happened(event) in happened.read() {
        match event.kind {
            EventKind::CallAnswered { .. } => drop(plays.write(PlaySound(SoundId::PickUp))),
            EventKind::TransferStarted { .. } => drop(plays.write(PlaySound(SoundId::Transfer))),
            EventKind::CallEnded { .. } => drop(plays.write(PlaySound(SoundId::HangUp))),
            _ => {}
        }
    }
}
