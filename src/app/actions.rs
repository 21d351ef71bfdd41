//! What a user can do, in one list: an id, a label, a key, when it is available, and the one function that does it.
//! A button carries [`Does`] and a key is looked up here, so a click and its key run the same function.
//!
//! A plain key holds only while no text is being typed; with Alt it holds always. Keys with Ctrl hold always.

use bevy::ecs::system::SystemId;
use bevy::input::ButtonState;
use bevy::input::keyboard::{Key, KeyCode, KeyboardInput};
use bevy::input_focus::FocusedInput;
use bevy::prelude::*;
use bevy::text::EditableText;
use bevy::ui::InteractionDisabled;
use bevy::ui_widgets::Activate;

use super::session::Session;
use super::ui::button::{Caption, KeyShown};
use super::{AppSystems, Dialog, Screen};

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Actions>()
        .add_observer(on_key)
        .add_observer(on_activate)
        .add_systems(Update, (show_availability, label_buttons).chain().in_set(AppSystems::Show));
}

/// The key of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chord {
    /// A letter or digit, alone or with Alt.
    Plain(char),
    /// A letter or digit with Ctrl.
    Ctrl(char),
    /// A key without a character, such as F1, alone or with Alt.
    Named(KeyCode, &'static str),
}

impl Chord {
    /// As it is written on a button.
    #[must_use]
    pub fn shown(self) -> String {
        match self {
            Self::Plain(letter) => letter.to_uppercase().to_string(),
            Self::Ctrl(letter) => format!("Ctrl {}", letter.to_uppercase()),
            Self::Named(_, name) => name.to_owned(),
        }
    }
}

/// What an action has to do with, for the list of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Group {
    /// The screen as a whole.
    #[default]
    Screen,
    /// The telephone line.
    Line,
    /// What is said.
    Say,
    /// The records.
    Records,
    /// The knowledge base and the notes.
    Knowledge,
}

impl Group {
    /// Every group, in the order of the list.
    pub const ALL: [Self; 5] = [Self::Line, Self::Say, Self::Records, Self::Knowledge, Self::Screen];
}

/// How an action is described when it is registered.
#[derive(Debug, Clone, Copy)]
pub struct ActionSpec {
    /// Its stable id: `desk.hold`.
    pub id: &'static str,
    /// Its key, if it has one.
    pub key: Option<Chord>,
    /// The screen that it belongs to; none for all of them.
    pub screen: Option<Screen>,
    /// The dialog that it belongs to; [`Dialog::None`] for the screen itself.
    pub dialog: Dialog,
    /// What it has to do with.
    pub group: Group,
    /// It is there while a demonstration is watched, and nothing else of the desk is.
    pub watching: bool,
    /// Whether it can be done now. Asked only while its screen is shown.
    pub available: fn(&World) -> bool,
}

impl ActionSpec {
    /// An action of a screen that can always be done there.
    #[must_use]
    pub const fn new(id: &'static str, screen: Screen) -> Self {
        Self {
            id,
            key: None,
            screen: Some(screen),
            dialog: Dialog::None,
            group: Group::Screen,
            watching: false,
            available: |_| true,
        }
    }

    /// An action of every screen.
    #[must_use]
    pub const fn everywhere(id: &'static str) -> Self {
        Self { screen: None, ..Self::new(id, Screen::SignIn) }
    }

    /// With what it has to do.
    #[must_use]
    pub const fn group(mut self, group: Group) -> Self {
        self.group = group;
        self
    }

    /// With a key.
    #[must_use]
    pub const fn key(mut self, key: Chord) -> Self {
        self.key = Some(key);
        self
    }

    /// In a dialog.
    #[must_use]
    pub const fn in_dialog(mut self, dialog: Dialog) -> Self {
        self.dialog = dialog;
        self
    }

    /// At the desk, while a demonstration is watched.
    #[must_use]
    pub const fn while_watching(mut self) -> Self {
        self.watching = true;
        self
    }

    /// Only while something holds.
    #[must_use]
    pub const fn when(mut self, available: fn(&World) -> bool) -> Self {
        self.available = available;
        self
    }
}

/// One action, as registered.
#[derive(Debug, Clone)]
pub struct Action {
    /// What was registered.
    pub spec: ActionSpec,
    /// Its label in the user's language; the id until one is set.
    pub label: String,
    run: SystemId,
}

/// Every action there is, in the order in which they were registered.
#[derive(Resource, Debug, Default)]
pub struct Actions(Vec<Action>);

impl Actions {
    /// All actions.
    pub fn iter(&self) -> impl Iterator<Item = &Action> {
        self.0.iter()
    }

    /// The action with an id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Action> {
        self.0.iter().find(|action| action.spec.id == id)
    }

    /// Sets the labels anew, in the user's language.
    pub fn label_all(&mut self, label: impl Fn(&str) -> String) {
        for action in &mut self.0 {
            action.label = label(action.spec.id);
        }
    }

    /// Names one action after what it leads to now.
    pub fn relabel(&mut self, id: &str, label: String) {
        for action in self.0.iter_mut().filter(|action| action.spec.id == id) {
            action.label.clone_from(&label);
        }
    }
}

/// The action that a button does. Its label, key and availability come from [`Actions`].
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Does(pub &'static str);

/// Registering actions on an app.
pub trait ActionApp {
    /// Adds an action and the system that does it.
    fn add_action<M>(&mut self, spec: ActionSpec, system: impl IntoSystem<(), (), M> + 'static) -> &mut Self;
}

impl ActionApp for App {
    fn add_action<M>(&mut self, spec: ActionSpec, system: impl IntoSystem<(), (), M> + 'static) -> &mut Self {
        let run = self.register_system(system);
        let label = spec.id.to_owned();
        self.world_mut().get_resource_or_init::<Actions>().0.push(Action { spec, label, run });
        self
    }
}

/// Whether an action can be done now.
#[must_use]
pub fn is_available(world: &World, spec: &ActionSpec) -> bool {
    let dialog = *world.resource::<State<Dialog>>().get();
    spec.dialog == dialog && (dialog != Dialog::None || is_mine(world, spec)) && looks_available(world, spec)
}

/// Whether the desk is the trainee's for this: while a demonstration is watched it is the expert's. Its buttons keep their
/// look, so that one sees the desk as it is.
fn is_mine(world: &World, spec: &ActionSpec) -> bool {
    let watching = world.get_resource::<Session>().is_some_and(Session::is_watching);
    spec.screen != Some(Screen::Desk) || spec.watching == watching
}

/// Whether an action's button looks as if it could be done. What lies below a dialog keeps its look: the dialog holds
/// the focus and the pointer, and a screen that greys at every question would read as broken.
fn looks_available(world: &World, spec: &ActionSpec) -> bool {
    let screen = world.resource::<State<Screen>>().get();
    spec.screen.is_none_or(|wanted| wanted == *screen) && (spec.available)(world)
}

/// Does an action, if it is available. Queue it with `commands.queue(run("desk.hold"))`.
pub fn run(id: &'static str) -> impl Command<Out = Result> {
    move |world: &mut World| -> Result {
        let Some(Action { spec, run, .. }) = world.resource::<Actions>().get(id).cloned() else {
            return Err(format!("there is no action {id}").into());
        };
        if is_available(world, &spec) {
            world.run_system(run)?;
        }
        Ok(())
    }
}

fn on_activate(activate: On<Activate>, buttons: Query<&Does>, mut commands: Commands) {
    if let Ok(does) = buttons.get(activate.entity) {
        commands.queue(run(does.0));
    }
}

/// Keys arrive here after everything that has the focus let them pass.
fn on_key(
    key: On<FocusedInput<KeyboardInput>>,
    windows: Query<(), With<Window>>,
    typing: Query<(), With<EditableText>>,
    pressed: Res<ButtonInput<Key>>,
    mut commands: Commands,
) {
    if !windows.contains(key.focused_entity) || key.input.state != ButtonState::Pressed || key.input.repeat {
        return;
    }
    let held = Held {
        ctrl: pressed.pressed(Key::Control),
        alt: pressed.pressed(Key::Alt),
        typing: typing.contains(key.original_event_target()),
    };
    let input = key.input.clone();
    commands.queue(move |world: &mut World| -> Result {
        let found = world.resource::<Actions>().iter().find(|action| {
            action.spec.key.is_some_and(|chord| held.allows(chord) && is_key(chord, &input))
                && is_available(world, &action.spec)
        });
        match found.map(|action| action.spec.id) {
            Some(id) => run(id).apply(world),
            None => Ok(()),
        }
    });
}

/// What else was held down when a key was pressed.
#[derive(Debug, Clone, Copy)]
struct Held {
    ctrl: bool,
    alt: bool,
    typing: bool,
}

impl Held {
    fn allows(self, chord: Chord) -> bool {
        match chord {
            Chord::Ctrl(_) => self.ctrl && !self.alt,
            Chord::Plain(_) => !self.ctrl && (self.alt || !self.typing),
            Chord::Named(..) => !self.ctrl,
        }
    }
}

/// Letters go by what is written on the key; on a keyboard of another script, by where the key lies.
fn is_key(chord: Chord, input: &KeyboardInput) -> bool {
    match chord {
        Chord::Named(code, _) => input.key_code == code,
        Chord::Plain(wanted) | Chord::Ctrl(wanted) => {
            let written = match &input.logical_key {
                Key::Character(text) => text.chars().next().filter(char::is_ascii_alphanumeric),
                _ => None,
            };
            written.or_else(|| place(input.key_code)).is_some_and(|is| is.eq_ignore_ascii_case(&wanted))
        }
    }
}

/// The character that lies at a place of the keyboard in the layout that the codes are named after.
fn place(code: KeyCode) -> Option<char> {
    const DIGITS: [KeyCode; 10] = [
        KeyCode::Digit0,
        KeyCode::Digit1,
        KeyCode::Digit2,
        KeyCode::Digit3,
        KeyCode::Digit4,
        KeyCode::Digit5,
        KeyCode::Digit6,
        KeyCode::Digit7,
        KeyCode::Digit8,
        KeyCode::Digit9,
    ];
    const LETTERS: [KeyCode; 26] = [
        KeyCode::KeyA,
        KeyCode::KeyB,
        KeyCode::KeyC,
        KeyCode::KeyD,
        KeyCode::KeyE,
        KeyCode::KeyF,
        KeyCode::KeyG,
        KeyCode::KeyH,
        KeyCode::KeyI,
        KeyCode::KeyJ,
        KeyCode::KeyK,
        KeyCode::KeyL,
        KeyCode::KeyM,
        KeyCode::KeyN,
        KeyCode::KeyO,
        KeyCode::KeyP,
        KeyCode::KeyQ,
        KeyCode::KeyR,
        KeyCode::KeyS,
        KeyCode::KeyT,
        KeyCode::KeyU,
        KeyCode::KeyV,
        KeyCode::KeyW,
        KeyCode::KeyX,
        KeyCode::KeyY,
        KeyCode::KeyZ,
    ];
    let digit = DIGITS.iter().position(|other| *other == code).map(|at| ('0'..='9').nth(at));
    let letter = LETTERS.iter().position(|other| *other == code).map(|at| ('a'..='z').nth(at));
    digit.or(letter).flatten()
}

fn show_availability(world: &mut World, buttons: &mut QueryState<(Entity, &Does, Has<InteractionDisabled>)>) {
    let stale: Vec<_> = buttons
        .iter(world)
        .filter_map(|(button, does, disabled)| {
            let action = world.resource::<Actions>().get(does.0)?;
            let available = looks_available(world, &action.spec);
            (available == disabled).then_some((button, available))
        })
        .collect();
    for (button, available) in stale {
        if available {
            world.entity_mut(button).remove::<InteractionDisabled>();
        } else {
            world.entity_mut(button).insert(InteractionDisabled);
        }
    }
}

fn label_buttons(actions: Res<Actions>, mut buttons: Query<(Ref<Does>, &mut Caption, Option<&mut KeyShown>)>) {
    for (does, mut caption, key) in &mut buttons {
        if !does.is_changed() && !actions.is_changed() {
            continue;
        }
        let Some(action) = actions.get(does.0) else { continue };
        caption.set_if_neq(Caption(action.label.clone()));
        if let Some(mut key) = key {
            key.set_if_neq(KeyShown(action.spec.key.map(Chord::shown).unwrap_or_default()));
        }
    }
}
