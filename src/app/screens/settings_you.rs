//! What the person at the desk chooses for themselves: captions, how fast callers speak in guided calls, the microphone.

use bevy::prelude::*;
use bevy::ui::{Checked, Selected};
use bevy::ui_widgets::ValueChange;

use super::page::{does, wrapping};
use super::settings::{group, labelled, options};
use crate::app::Screen;
use crate::app::actions::{ActionApp, ActionSpec};
use crate::app::microphone::{delete_all, folder};
use crate::app::profile::Profile;
use crate::app::session::{DataFolder, Words};
use crate::app::ui::prelude::*;
use crate::app::worker::Worker;
use crate::call::Speed;

/// Speeds that are offered, in per cent.
const SPEEDS: [u16; 5] = [80, 90, 100, 110, 125];

pub(super) fn plugin(app: &mut App) {
    let spec = ActionSpec::new("settings.delete_sound", Screen::Settings);
    app.add_action(spec.when(|world| !world.resource::<Profile>().person.is_empty()), delete_sound);
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct SpeedRow(u16);

/// The group of settings; none before somebody has signed in.
pub(super) fn you(words: &Words, profile: &Profile, data: &DataFolder) -> Option<impl Scene + use<>> {
    if profile.person.is_empty() {
        return None;
    }
    let title = words.with("settings-you", &[("person", &profile.person)]);
    let needs = ticked(words.get("settings-needs-captions"), profile.needs_captions);
    let wants = ticked(words.get("settings-captions"), profile.captions);
    let listens = ticked(words.get("settings-microphone"), profile.microphone);
    let keeps = ticked(words.get("settings-keep-sound"), profile.keep_sound);
    let place = folder(&data.0, &profile.person).display().to_string();
    let content: Box<dyn SceneList> = Box::new(bsn_list![
        ({needs} on(set_needs)),
        ({wants} on(set_wants)),
        text(words.get("settings-captions-hint"), Type::Small, Token::Ink3),
        speeds(words, profile.speed),
        ({listens} on(set_microphone)),
        text(words.get("settings-microphone-hint"), Type::Small, Token::Ink3),
        ({keeps} on(set_keep)),
        text(words.with("settings-keep-sound-hint", &[("folder", &place)]), Type::Small, Token::Ink3),
        wrapping(Box::new(bsn_list![does("settings.delete_sound", Skin::Normal)])),
    ]);
    Some(group(title, content))
}

fn ticked(label: String, is: bool) -> Box<dyn Scene> {
    let mark: Box<dyn Scene> = if is { Box::new(bsn! { Checked }) } else { Box::new(()) };
    Box::new(bsn! { @TickBox { @label: {label} } {mark} })
}

fn set_needs(changed: On<ValueChange<bool>>, mut profile: ResMut<Profile>, mut worker: ResMut<Worker>) {
    profile.change(&mut worker, |profile| profile.needs_captions = changed.value);
}

fn set_wants(changed: On<ValueChange<bool>>, mut profile: ResMut<Profile>, mut worker: ResMut<Worker>) {
    profile.change(&mut worker, |profile| profile.captions = changed.value);
}

fn set_microphone(changed: On<ValueChange<bool>>, mut profile: ResMut<Profile>, mut worker: ResMut<Worker>) {
    profile.change(&mut worker, |profile| profile.microphone = changed.value);
}

fn set_keep(changed: On<ValueChange<bool>>, mut profile: ResMut<Profile>, mut worker: ResMut<Worker>) {
    profile.change(&mut worker, |profile| profile.keep_sound = changed.value);
}

fn delete_sound(profile: Res<Profile>, data: Res<DataFolder>, words: Res<Words>, mut notices: MessageWriter<Notice>) {
    notices.write(match delete_all(&data.0, &profile.person) {
        Ok(count) => Notice::new(Tone::Good, words.with("settings-sound-deleted", &[("count", &count.to_string())])),
        Err(error) => {
            Notice::new(Tone::Bad, words.with("settings-sound-not-deleted", &[("cause", &error.to_string())]))
        }
    });
}

fn speeds(words: &Words, current: Speed) -> impl Scene + use<> {
    let label = words.get("settings-speed");
    let rows = SPEEDS.map(|percent| {
        let name = words.with("settings-percent", &[("percent", &percent.to_string())]);
        let mark: Box<dyn Scene> =
            if percent == current.percent() { Box::new(bsn! { Selected }) } else { Box::new(()) };
        let content = bsn_list![(line(name.clone(), Type::Body, Token::Ink) FollowsSkin)];
        bsn! {
            @PickRow { @label: {name}, @skin: {Skin::Normal}, @content: {content} }
            {mark}
            template_value(SpeedRow(percent))
        }
    });
    let rows: Vec<_> = rows.into();
    labelled(label.clone(), bsn! { options(label, Box::new(rows)) on(choose_speed) })
}

fn choose_speed(
    chosen: On<RowChosen>,
    rows: Query<&SpeedRow>,
    mut profile: ResMut<Profile>,
    mut worker: ResMut<Worker>,
) -> Result {
    let percent = rows.get(chosen.row)?.0;
    profile.change(&mut worker, |profile| profile.speed = Speed::new(percent));
    Ok(())
}
