//! The app without a window: the same plugins, no renderer, time fed by hand, real key and pointer messages.

use std::path::Path;
use std::time::Duration;

use bevy::input::ButtonState;
use bevy::input::keyboard::{Key, KeyboardInput};
use bevy::input::mouse::MouseButtonInput;
use bevy::input_focus::{FocusCause, InputFocus};
use bevy::log::LogPlugin;
use bevy::prelude::*;
use bevy::render::RenderPlugin;
use bevy::render::settings::{RenderCreation, WgpuSettings};
use bevy::time::TimeUpdateStrategy;
use bevy::ui::UiGlobalTransform;
use bevy::window::{CursorMoved, PrimaryWindow, WindowEvent, WindowResolution};
use bevy::winit::WinitPlugin;
use steadyline::app::audio::{AudioMode, AudioStatus, Saying};
use steadyline::app::session::Session;
use steadyline::app::ui::field::FieldParts;
use steadyline::app::{self, Options, Screen};
use steadyline::call::Speaker;

use crate::debrief::shows;

/// How much time passes in a frame.
pub const FRAME: Duration = Duration::from_millis(16);

/// The app on a screen, with something of the test's own added before it starts.
pub fn app_on(screen: Screen, extra: impl FnOnce(&mut App)) -> App {
    app_with(Options { audio: AudioMode::Off, screen }, extra)
}

/// The same, started in another way.
pub fn app_with(options: Options, extra: impl FnOnce(&mut App)) -> App {
    let mut app = App::new();
    let gpu = WgpuSettings { backends: None, ..default() };
    let window = Window { resolution: WindowResolution::new(1280, 800), ..default() };
    app.add_plugins(
        DefaultPlugins
            .set(RenderPlugin { render_creation: RenderCreation::Automatic(Box::new(gpu)), ..default() })
            .set(WindowPlugin { primary_window: Some(window), ..default() })
            .disable::<WinitPlugin>()
            .disable::<LogPlugin>(),
    );
    app.insert_resource(TimeUpdateStrategy::ManualDuration(FRAME));
    app::plugin(&mut app, options);
    extra(&mut app);
    app.finish();
    app.cleanup();
    frames(&mut app, 4);
    app
}

/// Lets some frames pass.
pub fn frames(app: &mut App, count: usize) {
    for _ in 0..count {
        app.update();
    }
}

/// Lets the time of the app stand still until the line that is being said is heard, or nothing can speak it: a speech
/// engine has a clock of its own.
pub fn wait_for_the_engine(app: &mut App) {
    app.insert_resource(TimeUpdateStrategy::ManualDuration(Duration::ZERO));
    for _ in 0..8_000 {
        let live = app.world().resource::<Session>().live.as_ref();
        let speaks = live.and_then(|live| live.call.speaking()).is_some_and(|(by, ..)| *by != Speaker::Operator);
        let silent = app.world().resource::<Saying>().0.is_none();
        let is_ready = *app.world().resource::<AudioStatus>() == AudioStatus::Ready;
        if !(speaks && silent && is_ready) || shows(app, "Callers are not heard") {
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
        frames(app, 1);
    }
    app.insert_resource(TimeUpdateStrategy::ManualDuration(FRAME));
}

/// The one entity with a component.
pub fn only<C: Component>(app: &mut App) -> Entity {
    app.world_mut().query_filtered::<Entity, With<C>>().single(app.world()).expect("there is one such entity")
}

/// The component of the one entity with a marker.
pub fn of<M: Component, C: Component + Clone>(app: &mut App) -> C {
    let entity = only::<M>(app);
    app.world().get::<C>(entity).expect("the entity has the component").clone()
}

fn window(app: &mut App) -> Entity {
    only::<PrimaryWindow>(app)
}

/// Presses and releases a key, holding others.
pub fn press(app: &mut App, holding: &[(KeyCode, Key)], key_code: KeyCode, logical_key: Key) {
    for (code, key) in holding {
        send_key(app, *code, key.clone(), ButtonState::Pressed);
    }
    send_key(app, key_code, logical_key.clone(), ButtonState::Pressed);
    frames(app, 1);
    send_key(app, key_code, logical_key, ButtonState::Released);
    for (code, key) in holding {
        send_key(app, *code, key.clone(), ButtonState::Released);
    }
    frames(app, 2);
}

fn send_key(app: &mut App, key_code: KeyCode, logical_key: Key, state: ButtonState) {
    let text = match &logical_key {
        Key::Character(text) if state == ButtonState::Pressed => Some(text.clone()),
        Key::Space if state == ButtonState::Pressed => Some(" ".into()),
        _ => None,
    };
    let window = window(app);
    app.world_mut().write_message(KeyboardInput { key_code, logical_key, state, text, repeat: false, window });
}

/// Types a text, a key a letter.
pub fn type_text(app: &mut App, text: &str) {
    for letter in text.chars() {
        press(
            app,
            &[],
            KeyCode::Unidentified(bevy::input::keyboard::NativeKeyCode::Unidentified),
            Key::Character(letter.to_string().into()),
        );
    }
}

/// Types letters and then a key, all of it within one frame, as a quick hand does on a slow machine.
pub fn type_at_once(app: &mut App, text: &str, then: (KeyCode, Key)) {
    use bevy::input::keyboard::NativeKeyCode::Unidentified;
    for letter in text.chars() {
        let key = Key::Character(letter.to_string().into());
        send_key(app, KeyCode::Unidentified(Unidentified), key.clone(), ButtonState::Pressed);
        send_key(app, KeyCode::Unidentified(Unidentified), key, ButtonState::Released);
    }
    send_key(app, then.0, then.1.clone(), ButtonState::Pressed);
    send_key(app, then.0, then.1, ButtonState::Released);
    frames(app, 4);
}

/// Gives the focus to an entity.
pub fn focus(app: &mut App, entity: Entity) {
    app.world_mut().resource_mut::<InputFocus>().set(entity, FocusCause::Navigated);
    frames(app, 1);
}

/// Gives the focus to the one field with a marker.
pub fn focus_field<M: Component>(app: &mut App) {
    let parts: FieldParts = of::<M, FieldParts>(app);
    focus(app, parts.input);
}

/// Moves the pointer to the middle of an entity and clicks.
pub fn click(app: &mut App, entity: Entity) {
    let node = app.world().get::<ComputedNode>(entity).expect("a node");
    let transform = app.world().get::<UiGlobalTransform>(entity).expect("a place");
    assert!(node.size().min_element() > 0.0, "{entity} has no size: is it laid out?");
    let position = transform.translation;
    let window = window(app);
    app.world_mut().write_message(WindowEvent::CursorMoved(CursorMoved { window, position, delta: None }));
    frames(app, 2);
    for state in [ButtonState::Pressed, ButtonState::Released] {
        let button = MouseButtonInput { button: MouseButton::Left, state, window };
        app.world_mut().write_message(WindowEvent::MouseButtonInput(button));
        frames(app, 2);
    }
}

/// A copy of the bundled pack in a folder of its own, with something replaced in its `pack.ron`.
pub fn edited_pack(id: &str, from: &str, to: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let bundled = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/tamblewick");
    copy_folder(&bundled, &folder.path().join(id));
    let file = folder.path().join(id).join("pack.ron");
    let text = std::fs::read_to_string(&file).expect("the pack is there");
    assert!(text.contains(from), "{from} stands in the pack");
    std::fs::write(&file, text.replacen(from, to, 1)).expect("it is written");
    folder
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("it is copied");
        }
    }
}
