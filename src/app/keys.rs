//! Keys in the order in which they were pressed, however slow the frames are.
//!
//! The engine looks at what is held down once a frame. Where a frame takes 75 ms (a software renderer) a quick Ctrl+F is
//! pressed and let go within one, and would be taken for a plain F. So the keys of a frame end before the first change
//! of Ctrl, Alt or Shift that follows another key; the rest waits for the next frame.
//!
//! It also sends all keys of a frame to what had the focus at its beginning, and puts typed letters into their field at its
//! end: Enter pressed right after a number would search for half of it, and letters after Tab would land in the field
//! before. So a key that is no letter has a frame of its own.

use std::collections::VecDeque;

use bevy::ecs::message::{MessageCursor, Messages, message_update_system};
use bevy::input::ButtonState;
use bevy::input::keyboard::{Key, KeyboardInput};
use bevy::prelude::*;

use super::tempo::Settling;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(First, pace.after(message_update_system));
}

fn pace(
    mut messages: ResMut<Messages<KeyboardInput>>,
    mut cursor: Local<MessageCursor<KeyboardInput>>,
    mut waiting: Local<VecDeque<KeyboardInput>>,
    mut settling: ResMut<Settling>,
) {
    waiting.extend(cursor.read(&messages).cloned());
    if waiting.is_empty() {
        return;
    }
    messages.clear();
    let mut plain_seen = false;
    let mut pressed: Option<Key> = None;
    while let Some(input) = waiting.front() {
        let modifier = is_modifier(&input.logical_key);
        let press = !modifier && input.state == ButtonState::Pressed;
        if (modifier && plain_seen) || (press && pressed.as_ref().is_some_and(|last| !go_together(last, input))) {
            settling.request();
            break;
        }
        plain_seen |= !modifier;
        if press {
            pressed = Some(input.logical_key.clone());
        }
        messages.extend(waiting.pop_front());
    }
    *cursor = messages.get_cursor_current();
}

const fn is_modifier(key: &Key) -> bool {
    matches!(key, Key::Control | Key::Alt | Key::AltGraph | Key::Shift | Key::Super)
}

/// Letters go with letters, and a key that is held down with itself.
fn go_together(last: &Key, next: &KeyboardInput) -> bool {
    let writes = |key: &Key| matches!(key, Key::Character(_) | Key::Space | Key::Backspace | Key::Delete);
    (writes(last) && writes(&next.logical_key)) || (next.repeat && *last == next.logical_key)
}
