//! The real window on a real (virtual) display, driven by real keys: a call from sign-in to debrief, with a picture of
//! every screen in `screens/` of the build folder.
//!
//! A window lives on the main thread, so this is a program of its own: the driver runs beside it and asks it for pictures
//! and states. Without a display it says so and fails; `script/test` starts one.

mod driver;
mod tour;

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};

use bevy::prelude::*;
use bevy::render::view::screenshot::{Screenshot, ScreenshotCaptured, save_to_disk};
use bevy::winit::WinitSettings;
use steadyline::app::audio::AudioMode;
use steadyline::app::session::{Library, Session};
use steadyline::app::{House, Options, Screen, has_display, open_house, run_with};

/// What the driver asks of the window.
enum Ask {
    Screen(Sender<Screen>),
    /// Name of the beat, or the phase where there is none.
    Beat(Sender<String>),
    /// The value of a fact of the call.
    Fact(String, Sender<String>),
    Picture(std::path::PathBuf, Sender<()>),
    Quit,
}

#[derive(Resource)]
struct Asked(Mutex<Receiver<Ask>>);

/// Pictures that are being taken, and who waits for them.
#[derive(Component)]
struct Waiting(Sender<()>);

fn main() -> ExitCode {
    // `cargo test` asks every test program for its list.
    if std::env::args().any(|arg| arg == "--list") {
        return ExitCode::SUCCESS;
    }
    if !has_display() {
        eprintln!("there is no display to test a window on; script/test starts one");
        return ExitCode::FAILURE;
    }
    let (asks, inbox) = channel();
    let data = tempfile::tempdir().expect("a folder for the attempts");
    let house = House {
        library: Library::new(steadyline::scenario::bundled().packs, Vec::new()),
        data: data.path().to_path_buf(),
    };
    let driver = std::thread::spawn(move || tour::run(&driver::Driver::new(asks)));
    let options = Options { audio: AudioMode::Off, ..default() };
    run_with(options, |app| {
        open_house(app, house);
        app.insert_resource(Asked(Mutex::new(inbox)))
            .add_systems(Update, answer)
            .add_systems(Last, |mut winit: ResMut<WinitSettings>| *winit = WinitSettings::game());
    });
    match driver.join() {
        Ok(()) => {
            println!("test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out");
            ExitCode::SUCCESS
        }
        Err(_) => {
            println!("test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out");
            ExitCode::FAILURE
        }
    }
}

fn answer(
    asked: Res<Asked>,
    screen: Res<State<Screen>>,
    session: Res<Session>,
    mut commands: Commands,
    mut exit: MessageWriter<AppExit>,
) {
    let Ok(inbox) = asked.0.lock() else { return };
    for ask in inbox.try_iter() {
        // A driver that has given up does not wait for its answer.
        match ask {
            Ask::Screen(to) => drop(to.send(*screen.get())),
            Ask::Beat(to) => {
                let live = session.live.as_ref();
                let beat = live.map(|live| {
                    live.call.beat().map_or_else(|| format!("{:?}", live.call.phase()), |beat| beat.name.clone())
                });
                drop(to.send(beat.unwrap_or_default()));
            }
            Ask::Fact(path, to) => {
                let live = session.live.as_ref();
                drop(to.send(live.map(|live| live.call.setup().canonical(&path)).unwrap_or_default()));
            }
            Ask::Picture(path, to) => {
                commands.spawn((Screenshot::primary_window(), Waiting(to))).observe(save_to_disk(path)).observe(taken);
            }
            Ask::Quit => {
                exit.write(AppExit::Success);
            }
        }
    }
}

fn taken(shot: On<ScreenshotCaptured>, waiting: Query<&Waiting>) {
    if let Ok(waiting) = waiting.get(shot.entity) {
        // Nobody waits for it any more if the driver has given up.
        waiting.0.send(()).unwrap_or(());
    }
}
