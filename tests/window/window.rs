//! The window in this program, which answers what a driver beside it asks, and whose clock the driver may hold.

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use bevy::prelude::*;
use bevy::time::{TimeSystems, TimeUpdateStrategy};
use bevy::winit::WinitSettings;
use steadyline::app::audio::AudioMode;
use steadyline::app::session::Library;
use steadyline::app::{House, Options, open_house, run_with};

use crate::driver::Driver;

/// Something to do in the window's world.
pub type Ask = Box<dyn FnOnce(&mut World) + Send>;

#[derive(Resource)]
struct Asked(Mutex<Receiver<Ask>>);

/// The window's clock. Held, it passes only the time that the driver spends: typing then takes as long as the driver says
/// and not as long as this machine needs.
#[derive(Resource, Default)]
pub struct Clock {
    pub held: bool,
    pub owed: Duration,
}

/// The most time that passes in a frame while the clock is held.
const STEP: Duration = Duration::from_secs(1);

/// Opens the window, drives it, and closes it. There can be one in the life of a program.
pub fn driven(data: std::path::PathBuf, drive: impl FnOnce(&Driver) + Send + 'static) {
    let (asks, inbox) = channel();
    let house = House { library: Library::new(steadyline::scenario::bundled().packs, Vec::new()), data };
    let driving = spawn(asks, drive);
    let options = Options { audio: AudioMode::Off, ..default() };
    run_with(options, |app| {
        open_house(app, house);
        app.insert_resource(Asked(Mutex::new(inbox)))
            .init_resource::<Clock>()
            .add_systems(First, run_clock.before(TimeSystems))
            .add_systems(Update, answer)
            .add_systems(Last, |mut winit: ResMut<WinitSettings>| *winit = WinitSettings::game());
    });
    if let Err(panic) = driving.join() {
        std::panic::resume_unwind(panic);
    }
}

fn spawn(asks: Sender<Ask>, drive: impl FnOnce(&Driver) + Send + 'static) -> JoinHandle<()> {
    std::thread::spawn(move || drive(&Driver::new(asks)))
}

fn run_clock(mut clock: ResMut<Clock>, mut strategy: ResMut<TimeUpdateStrategy>) {
    *strategy = if clock.held {
        let step = clock.owed.min(STEP);
        clock.owed -= step;
        TimeUpdateStrategy::ManualDuration(step)
    } else {
        TimeUpdateStrategy::Automatic
    };
}

fn answer(world: &mut World) {
    let asks: Vec<Ask> = match world.resource::<Asked>().0.lock() {
        Ok(inbox) => inbox.try_iter().collect(),
        Err(_) => return,
    };
    for ask in asks {
        ask(world);
    }
}
