//! What a list sounds like: it rings at the other end, somebody picks up, and the line is put down.

use bevy::prelude::*;

use crate::app::audio::{PlaySound, SoundId, StopSound};
use crate::app::session::Drilling;
use crate::app::{AppSystems, Screen};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, follow_line.in_set(AppSystems::Show));
}

/// What the line does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Line {
    #[default]
    Free,
    Rings,
    Open,
}

fn follow_line(
    drilling: Res<Drilling>,
    screen: Res<State<Screen>>,
    mut heard: Local<Line>,
    mut plays: MessageWriter<PlaySound>,
    mut stops: MessageWriter<StopSound>,
) {
    // A call that somebody takes has sounds of its own.
    let list = drilling.list().filter(|_| *screen.get() == Screen::CallList);
    let line = match list.and_then(|list| list.on_line()) {
        None => Line::Free,
        Some((_, None)) => Line::Rings,
        Some((_, Some(_))) => Line::Open,
    };
    let before = std::mem::replace(&mut *heard, line);
    if before == line {
        return;
    }
    if before == Line::Rings {
        stops.write(StopSound(SoundId::RingBack));
    }
    match (line, list.is_some()) {
        (Line::Rings, _) => drop(plays.write(PlaySound(SoundId::RingBack))),
        (Line::Open, _) => drop(plays.write(PlaySound(SoundId::PickUp))),
        (Line::Free, true) => drop(plays.write(PlaySound(SoundId::HangUp))),
        (Line::Free, false) => {}
    }
}
