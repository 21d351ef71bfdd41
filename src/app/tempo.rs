//! When a frame is drawn. The app sleeps while nothing happens; what happens in one frame may need another to be
//! seen whole, and a running call needs its clock.

use std::time::Duration;

use bevy::input::keyboard::KeyboardInput;
use bevy::input::mouse::{MouseButtonInput, MouseWheel};
use bevy::input_focus::InputFocus;
use bevy::prelude::*;
use bevy::time::TimeReceiver;
use bevy::window::RequestRedraw;
use bevy::winit::{UpdateMode, WinitSettings};

use super::{Dialog, Screen};

/// Frames that follow what the user did: one for a change of state, one for the layout of what that brought.
const SETTLING: u8 = 2;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Tempo>().init_resource::<Settling>().add_systems(Last, settle);
}

pub(super) fn window_plugin(app: &mut App) {
    app.add_systems(PostUpdate, keep_tempo.run_if(resource_changed::<Tempo>));
    // The renderer hands on the time of the last frame that it drew. After a sleep that is seconds ago, and the phone
    // would have rung for as long: without it the engine reads the clock at the start of each frame.
    app.world_mut().remove_resource::<TimeReceiver>();
}

/// How long the app may sleep when nothing happens.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tempo {
    /// It wakes for the user, and now and then.
    #[default]
    Calm,
    /// It wakes at least every so often, whether or not the window has the focus: while a call runs.
    Every(Duration),
}

/// How many more frames to draw.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Settling(u8);

impl Settling {
    /// Asks for the frames that a change needs to be seen whole: for answers of workers, timers and the like.
    pub fn request(&mut self) {
        self.0 = SETTLING;
    }
}

fn keep_tempo(tempo: Res<Tempo>, mut winit: ResMut<WinitSettings>) {
    *winit = match *tempo {
        Tempo::Calm => WinitSettings::desktop_app(),
        Tempo::Every(pause) => {
            WinitSettings { focused_mode: UpdateMode::reactive(pause), unfocused_mode: UpdateMode::reactive(pause) }
        }
    };
}

fn settle(
    inputs: (MessageReader<KeyboardInput>, MessageReader<MouseButtonInput>, MessageReader<MouseWheel>),
    states: (Res<NextState<Screen>>, Res<NextState<Dialog>>),
    focus: Res<InputFocus>,
    mut settling: ResMut<Settling>,
    mut redraws: MessageWriter<RequestRedraw>,
) {
    let (mut keys, mut buttons, mut wheel) = inputs;
    let touched = keys.read().count() + buttons.read().count() + wheel.read().count() > 0;
    let turning = !matches!(*states.0, NextState::Unchanged) || !matches!(*states.1, NextState::Unchanged);
    if touched || turning || focus.is_changed() {
        settling.request();
    }
    if settling.0 > 0 {
        settling.0 -= 1;
        redraws.write(RequestRedraw);
    }
}
