//! The screens, one file each: entered by `OnEnter`, left by `DespawnOnExit`. They read the session, send it actions, and
//! decide nothing about a call.

use bevy::prelude::*;

mod attempts;
mod attempts_filter;
mod attempts_table;
mod author;
mod briefing;
mod cards;
mod debrief;
mod desk;
mod drill;
mod home;
mod keys;
mod lesson;
mod locked;
mod moment;
mod page;
mod settings;
mod settings_centre;
mod settings_language;
mod settings_secret;
mod settings_sound;
mod settings_voice;
mod settings_you;
mod sign_in;
mod standing;
mod team;
mod twin;
mod wrap_up;
mod wrap_up_codes;
mod wrap_up_forms;

pub(super) fn plugin(app: &mut App) {
    app.add_plugins((page::plugin, sign_in::plugin, home::plugin, briefing::plugin, desk::plugin)).add_plugins((
        wrap_up::plugin,
        debrief::plugin,
        attempts::plugin,
        settings::plugin,
        settings_sound::plugin,
        settings_you::plugin,
        settings_centre::plugin,
        settings_secret::plugin,
        keys::plugin,
        lesson::plugin,
        author::plugin,
        drill::plugin,
        team::plugin,
        locked::plugin,
    ));
}
