//! Who drives the window of this program: real keys in, and looks at its state to know when it is time for the next.

use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use accesskit::Role;
use bevy::a11y::AccessibilityNode;
use bevy::input_focus::InputFocus;
use bevy::prelude::*;
use bevy::render::view::screenshot::{Screenshot, save_to_disk};
use steadyline::app::Screen;
use steadyline::app::session::Session;
use steadyline::app::ui::list::ActiveRow;
use steadyline::call::Call;

use crate::keys::{PATIENCE, focus_window, pause, picture_path, send_key, type_text, wait_until};
use crate::window::{Ask, Clock};

pub struct Driver {
    asks: Sender<Ask>,
}

impl Drop for Driver {
    fn drop(&mut self) {
        // A window that is gone needs no closing.
        drop(self.asks.send(Box::new(|world| {
            world.write_message(AppExit::Success);
        })));
    }
}

impl Driver {
    pub const fn new(asks: Sender<Ask>) -> Self {
        Self { asks }
    }

    /// Looks at the window's world, between two frames.
    pub fn look<T: Send + 'static>(&self, at: impl FnOnce(&mut World) -> T + Send + 'static) -> T {
        let (to, from) = channel();
        // A driver that has given up does not wait for its answer.
        let ask: Ask = Box::new(move |world| drop(to.send(at(world))));
        self.asks.send(ask).expect("the window is open");
        from.recv_timeout(PATIENCE).expect("the window answers")
    }

    /// Looks at the call that is being taken.
    pub fn call<T: Send + 'static>(&self, at: impl FnOnce(&Call) -> T + Send + 'static) -> T {
        let seen = self.look(|world| world.resource::<Session>().live.as_ref().map(|live| at(&live.call)));
        seen.expect("a call is being taken")
    }

    /// Waits until a screen is shown, and for the frames that it needs to settle.
    pub fn wait_for(&self, screen: Screen) {
        wait_until(&format!("the screen {screen:?}"), || {
            self.look(|world| *world.resource::<State<Screen>>().get()) == screen
        });
        pause(700);
    }

    /// Holds the window's clock, or lets it run again.
    pub fn hold_clock(&self, held: bool) {
        self.look(move |world| world.resource_mut::<Clock>().held = held);
    }

    /// Lets time pass on a clock that is held.
    pub fn spend(&self, ms: u64) {
        self.look(move |world| world.resource_mut::<Clock>().owed += Duration::from_millis(ms));
        wait_until("the end of the time", || self.look(|world| world.resource::<Clock>().owed.is_zero()));
        self.settle();
    }

    /// Waits for the frames in which what was done is seen.
    pub fn settle(&self) {
        for _ in 0..3 {
            self.look(|_| ());
        }
    }

    /// Role and name of what has the keyboard; of a list, its row.
    pub fn focus(&self) -> Option<(Role, String)> {
        self.look(|world| {
            let focus = world.resource::<InputFocus>().get()?;
            let row = world.get::<ActiveRow>(focus).and_then(|active| active.0);
            let node = world.get::<AccessibilityNode>(row.unwrap_or(focus))?;
            Some((node.role(), node.label().unwrap_or_default().to_owned()))
        })
    }

    /// Walks with a key that moves the focus to a field by its label.
    pub fn walk_to_field(&self, key: &str, label: &str) {
        const FIELDS: [Role; 3] = [Role::TextInput, Role::MultilineTextInput, Role::ComboBox];
        self.walk_until(key, label, |role, name| FIELDS.contains(&role) && name.starts_with(label));
    }

    /// Walks until what has the focus is the right thing.
    pub fn walk_until(&self, key: &str, what: &str, holds: impl Fn(Role, &str) -> bool) {
        for _ in 0..80 {
            if self.focus().is_some_and(|(role, name)| holds(role, &name)) {
                return;
            }
            send_key(key);
            self.settle();
        }
        panic!("{key} does not lead to {what}, but to {:?}", self.focus());
    }

    pub fn press(&self, keys: &[&str]) {
        for key in keys {
            send_key(key);
            self.settle();
        }
    }

    pub fn type_text(&self, text: &str) {
        type_text(text);
        self.settle();
    }

    pub fn focus_window(&self) {
        focus_window();
    }

    /// Takes a picture of the window.
    pub fn picture(&self, name: &str) {
        let path = picture_path(name);
        drop(std::fs::remove_file(&path));
        let to = path.clone();
        self.look(move |world| {
            world.spawn(Screenshot::primary_window()).observe(save_to_disk(to));
        });
        wait_until("the picture on disk", || path.metadata().is_ok_and(|data| data.len() > 5_000));
    }
}
