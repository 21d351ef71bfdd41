//! Keys in the order in which they were pressed, however slow the frames are.
//!
//! The engine looks at what is held down once a frame. Where a frame takes 75 ms (a software renderer) a quick Ctrl+F is
//! pressed and let go within one, and would be taken for a plain F. So the keys of a frame end before the first change
//! of Ctrl, Alt or Shift that follows another key; the rest waits for the next frame.

use std::collections::VecDeque;

use bevy::ecs::message::{MessageCursor, Messages, message_update_system};
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
    while let Some(input) = waiting.front() {
        let modifier = matches!(input.logical_key, Key::Control | Key::Alt | Key::AltGraph | Key::Shift | Key::Super);
        if modifier && plain_seen {
            settling.request();
            break;
        }
        plain_seen |= !modifier;
        messages.extend(waiting.pop_front());
    }
    *cursor = messages.get_cursor_current();
}
