//! The Bevy program: screens, widgets, sound. It shows a call and sends it actions; it decides nothing about it.
//!
//! This file owns the order of the plugins and of the systems, the states, and the start of the window.

use bevy::feathers::cursor::CursorIconPlugin;
use bevy::input_focus::tab_navigation::TabNavigationPlugin;
use bevy::input_focus::{InputFocus, set_initial_focus};
use bevy::log::LogPlugin;
use bevy::prelude::*;
use bevy::render::view::Msaa;
use bevy::window::{PresentMode, WindowResizeConstraints, WindowResolution};
use bevy::winit::WinitSettings;

pub mod actions;
pub mod assigned;
pub mod audio;
pub mod author;
pub mod centre;
pub mod entry;
mod fault;
mod house;
mod keys;
pub mod lesson;
pub mod microphone;
pub mod profile;
mod screens;
pub mod session;
pub mod team;
pub mod tempo;
pub mod ui;
pub mod voice;
mod watch;
pub mod worker;

use audio::{AudioMode, AudioPlugin};
pub use bevy::app::AppExit;
pub use house::{House, open_house};

/// The name of the program, as it is written on the window.
pub const TITLE: &str = "Steadyline";

/// Where the user is.
#[derive(States, Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Screen {
    /// Who practises.
    #[default]
    SignIn,
    /// What to practise next.
    Home,
    /// What is to be known before a drill.
    Lesson,
    /// What the call is about, before it rings.
    Briefing,
    /// The call.
    Desk,
    /// After-call work.
    WrapUp,
    /// The scorecard with its evidence.
    Debrief,
    /// A call that is scored blind.
    Score,
    /// What a drill without a call is about, before it is begun.
    DrillBriefing,
    /// A call list being worked through.
    CallList,
    /// Rows of the base being put in order.
    Tidy,
    /// The scorecard of a drill, row by row.
    DrillDebrief,
    /// Earlier attempts.
    Attempts,
    /// Figures of everybody, for supervisors.
    Team,
    /// A scenario being written.
    Author,
    /// Language, theme, text size, sound.
    Settings,
}

/// What lies on top of the screen.
#[derive(States, Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Dialog {
    /// Nothing.
    #[default]
    None,
    /// The keys that hold here.
    Keys,
    /// Where to transfer the call, and how.
    Transfer,
    /// What something that is about to be said is about.
    About,
    /// A question before something is lost.
    Confirm,
    /// The call stands still: its sound is gone.
    Paused,
    /// Something to say or decide about an attempt.
    Judge,
    /// Something to give people to practise.
    Assign,
    /// Nobody has used the desk for a while.
    Locked,
}

/// The order of what happens in a frame.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AppSystems {
    /// Time passes: calls advance, answers of workers arrive.
    Advance,
    /// What the user wishes is done.
    Act,
    /// What changed is shown.
    Show,
}

/// How the app is started.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Whether sounds are heard.
    pub audio: AudioMode,
    /// The screen to start on.
    pub screen: Screen,
}

/// Opens the window and runs until it is closed.
pub fn run(options: Options, house: House) -> AppExit {
    run_with(options, |app| open_house(app, house))
}

/// Opens the window on a scenario that is being written.
pub fn run_author(options: Options, house: House, written: author::Written) -> AppExit {
    run_with(options, |app| {
        open_house(app, house);
        app.add_systems(PostStartup, author::open_at_start(written));
    })
}

/// As [`run`], with something added: what a test of the look shows.
pub fn run_with(options: Options, extra: impl FnOnce(&mut App)) -> AppExit {
    let mut app = App::new();
    app.add_plugins(engine()).insert_resource(WinitSettings::desktop_app());
    plugin(&mut app, options);
    app.add_plugins(tempo::window_plugin);
    extra(&mut app);
    app.run()
}

/// Whether there is a display to open a window on. Asking first gives a better message than the window system's.
#[must_use]
pub fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

fn engine() -> bevy::app::PluginGroupBuilder {
    let window = Window {
        title: TITLE.to_owned(),
        name: Some(TITLE.to_lowercase()),
        resolution: WindowResolution::new(1280, 800),
        resize_constraints: WindowResizeConstraints { min_width: 1024.0, min_height: 700.0, ..default() },
        present_mode: PresentMode::AutoVsync,
        ..default()
    };
    let plugins = DefaultPlugins.set(WindowPlugin { primary_window: Some(window), ..default() });
    // The command line may have set up its own log.
    if tracing::dispatcher::has_been_set() {
        return plugins.disable::<LogPlugin>();
    }
    plugins.set(LogPlugin { filter: "warn,steadyline=info,usvg=error".to_owned(), ..default() })
}

/// Everything of ours, on top of an engine with or without a window.
pub fn plugin(app: &mut App, options: Options) {
    app.configure_sets(Update, (AppSystems::Advance, AppSystems::Act, AppSystems::Show).chain())
        .insert_state(options.screen)
        .init_state::<Dialog>()
        .add_plugins((TabNavigationPlugin, CursorIconPlugin))
        .add_plugins((
            fault::plugin,
            tempo::plugin,
            keys::plugin,
            AudioPlugin(options.audio),
            actions::plugin,
            ui::plugin,
        ))
        .add_systems(Startup, spawn_camera)
        .add_systems(PostStartup, clear_first_focus.after(set_initial_focus));
}

/// The engine first gives the focus to the window, from where Tab finds no way.
fn clear_first_focus(mut focus: ResMut<InputFocus>) {
    focus.clear();
}

/// Multisampling would be the dearest part of a frame on a machine without a graphics card, and forms gain nothing.
fn spawn_camera(mut commands: Commands) {
    commands.spawn((Camera2d, Msaa::Off, IsDefaultUiCamera));
}
