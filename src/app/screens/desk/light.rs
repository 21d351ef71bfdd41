//! The light that says that the microphone listens, and whether it hears somebody.

use bevy::prelude::*;

use super::show_if;
use crate::app::microphone::{Light, Listening};
use crate::app::session::Words;
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, show.in_set(AppSystems::Show).run_if(in_state(Screen::Desk)));
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct MicrophoneLight;

pub(super) fn light() -> impl Scene {
    bsn! {
        @Pill
        MicrophoneLight
        Node { display: Display::None }
    }
}

fn show(listening: Res<Listening>, words: Res<Words>, mut pills: Query<(&mut Pill, &mut Node), With<MicrophoneLight>>) {
    let (key, tone) = match &listening.light {
        Light::Off | Light::On => ("microphone-on", Tone::Accent),
        Light::Speaking => ("microphone-hears", Tone::Good),
        Light::Wrong(_) => ("microphone-wrong", Tone::Warn),
        Light::Gone(_) => ("microphone-off", Tone::Bad),
    };
    for (mut pill, mut node) in &mut pills {
        show_if(&mut node, listening.light != Light::Off);
        pill.set_if_neq(Pill { label: words.get(key), tone });
    }
}
