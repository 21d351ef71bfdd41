//! Drills without a call: the briefing, a call list with its dialler, rows of the base side by side, and the debrief.
//!
//! All of it is read from [`Drilling`](crate::app::session::Drilling) and done through its `Driller`; nothing is judged here.

use bevy::prelude::*;

mod briefing;
mod confirm;
mod debrief;
mod feedback;
mod list;
mod said;
mod sounds;
mod tidy;
mod top;

pub(super) use briefing::effort;

pub(super) fn plugin(app: &mut App) {
    app.add_plugins((briefing::plugin, confirm::plugin, list::plugin, tidy::plugin, debrief::plugin, sounds::plugin));
}
