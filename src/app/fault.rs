//! What happens when a system fails: it is logged, the user is told, and the app goes on.

use std::sync::{Mutex, PoisonError};

use bevy::ecs::error::{BevyError, ErrorContext};
use bevy::prelude::*;

use super::ui::frame::Tone;
use super::ui::notice::Notice;

/// Faults that the user was not told of yet. The engine's handler is a plain function, so they wait outside the world.
static FAULTS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// More than this many different faults at once say nothing new.
const MOST: usize = 3;

pub(super) fn plugin(app: &mut App) {
    app.set_error_handler(on_error).add_systems(Last, tell);
}

fn on_error(error: BevyError, context: ErrorContext) {
    error!("{} failed: {error}", context.name());
    let text = error.to_string().lines().next().unwrap_or_default().to_owned();
    let mut faults = FAULTS.lock().unwrap_or_else(PoisonError::into_inner);
    if faults.len() < MOST && !faults.contains(&text) {
        faults.push(text);
    }
}

fn tell(mut notices: MessageWriter<Notice>) {
    let mut faults = FAULTS.lock().unwrap_or_else(PoisonError::into_inner);
    notices.write_batch(faults.drain(..).map(|text| Notice::new(Tone::Bad, text)));
}
