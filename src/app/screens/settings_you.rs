//! What the person at the desk chooses for themselves: captions, and how fast callers speak in guided calls.

use bevy::prelude::*;
use bevy::ui::{Checked, Selected};
use bevy::ui_widgets::ValueChange;

use super::settings::{group, labelled, options};
use crate::app::profile::Profile;
use crate::app::session::Words;
use crate::app::ui::prelude::*;
use crate::app::worker::Worker;
use crate::call::Speed;

/// Speeds that are offered, in per cent.
const SPEEDS: [u16; 5] = [80, 90, 100, 110, 125];

#[derive(Component, Debug, Clone, Copy, Default)]
struct SpeedRow(u16);

/// The group of settings; none before somebody has signed in.
pub(super) fn you(words: &Words, profile: &Profile) -> Option<impl Scene + use<>> {
    if profile.person.is_empty() {
        return None;
    }
    let title = words.with("settings-you", &[("person", &profile.person)]);
    let needs = ticked(words.get("settings-needs-captions"), profile.needs_captions);
    let wants = ticked(words.get("settings-captions"), profile.captions);
    let content: Box<dyn SceneList> = Box::new(bsn_list![
        ({needs} on(set_needs)),
        ({wants} on(set_wants)),
        text(words.get("settings-captions-hint"), Type::Small, Token::Ink3),
        speeds(words, profile.speed),
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
