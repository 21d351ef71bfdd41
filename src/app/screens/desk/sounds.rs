//! What the desk sounds like: the phone rings, is picked up, plays to who waits, and is put down.

use bevy::prelude::*;

use crate::app::AppSystems;
use crate::app::audio::{PlaySound, SoundId, StopSound};
use crate::app::session::{Happened, Session};
use crate::call::{Call, EventKind, Phase};
use crate::scenario::Direction;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, (follow_phase, follow_events).chain().in_set(AppSystems::Show));
}

/// The sound that lasts as long as the call stays as it is. Nobody plays music over a department that has answered.
fn lasting(call: &Call) -> Option<SoundId> {
    match call.phase() {
        // Before we have dialled nothing rings.
        Phase::Ringing if call.setup().scenario.source.direction == Direction::Outbound => None,
        Phase::Ringing | Phase::Dialling => Some(SoundId::Ring),
        Phase::OnHold => Some(SoundId::Hold),
        Phase::Consulting if call.consulting().is_some_and(|(_, answered)| !answered) => Some(SoundId::Hold),
        Phase::Talking | Phase::Consulting | Phase::WrapUp | Phase::Done => None,
    }
}

/// On whichever screen: a call that was left must not ring on.
fn follow_phase(
    session: Res<Session>,
    mut heard: Local<Option<SoundId>>,
    mut plays: MessageWriter<PlaySound>,
    mut stops: MessageWriter<StopSound>,
) {
    let wanted = session.live.as_ref().and_then(|live| lasting(&live.call));
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
            EventKind::CallEnded { .. } => drop(plays.write(PlaySound(SoundId::HangUp))),
            _ => {}
        }
    }
}
