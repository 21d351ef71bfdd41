//! What is heard and where: the sound devices, how loud each part of the mix is, and how much of other desks.

use bevy::prelude::*;

use super::page::store_opened;
use super::settings::{labelled, option, options};
use crate::app::audio::{
    AudioStatus, FindDevices, Levels, OtherDesks, Outputs, PlaySound, SoundDevices, SoundId, StopSound,
};
use crate::app::session::{Session, Words};
use crate::app::ui::prelude::*;
use crate::app::worker::{Answer, Answered, Request, Worker};
use crate::app::{AppSystems, Screen};
use crate::call::Murmur;

const CALLER: &str = "sound_volume_caller";
const ROOM: &str = "sound_volume_room";
const EFFECTS: &str = "sound_volume_effects";
const DESKS: &str = "sound_other_desks";
const OUTPUT: &str = "sound_output";
const RING: &str = "sound_ring_output";

/// Volumes that are offered, in per cent.
const VOLUMES: [u8; 5] = [0, 25, 50, 75, 100];

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Asked>()
        .add_systems(Update, (ask.run_if(store_opened), apply).chain().in_set(AppSystems::Advance))
        .add_systems(OnEnter(Screen::Settings), |mut finds: MessageWriter<FindDevices>| {
            finds.write(FindDevices);
        })
        .add_systems(OnExit(Screen::Settings), |mut stops: MessageWriter<StopSound>| {
            stops.write_batch([SoundId::MurmurLight, SoundId::MurmurBusy].map(StopSound));
        })
        .add_systems(Update, show_devices.in_set(AppSystems::Show).run_if(in_state(Screen::Settings)));
}

/// The request for what is kept.
#[derive(Resource, Debug, Default)]
struct Asked(u64);

/// A part of the mix.
#[derive(Component, Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Part {
    #[default]
    Caller,
    Room,
    Effects,
}

impl Part {
    const ALL: [Self; 3] = [Self::Caller, Self::Room, Self::Effects];

    const fn name(self) -> &'static str {
        match self {
            Self::Caller => CALLER,
            Self::Room => ROOM,
            Self::Effects => EFFECTS,
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Caller => "settings-volume-caller",
            Self::Room => "settings-volume-room",
            Self::Effects => "settings-volume-effects",
        }
    }

    const fn of(self, levels: &mut Levels) -> &mut u8 {
        match self {
            Self::Caller => &mut levels.caller,
            Self::Room => &mut levels.room,
            Self::Effects => &mut levels.effects,
        }
    }
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct VolumeRow(Part, u8);

#[derive(Component, Debug, Clone, Copy, Default)]
struct DesksRow(Murmur);

/// Which device a choice is about: the first, or that for the ring.
#[derive(Component, Debug, Clone, Copy, Default, PartialEq, Eq)]
struct DeviceChoice {
    ring: bool,
}

const fn desks_key(murmur: Murmur) -> &'static str {
    match murmur {
        Murmur::Off => "off",
        Murmur::Light => "light",
        Murmur::Busy => "busy",
    }
}

fn ask(mut worker: ResMut<Worker>, mut asked: ResMut<Asked>) {
    asked.0 = worker.ask(Request::Settings(vec![CALLER, ROOM, EFFECTS, DESKS, OUTPUT, RING]));
}

fn apply(
    mut answered: MessageReader<Answered>,
    asked: Res<Asked>,
    mut levels: ResMut<Levels>,
    mut desks: ResMut<OtherDesks>,
    mut outputs: ResMut<Outputs>,
) {
    for Answered { number, answer } in answered.read() {
        let Answer::Settings(settings) = answer else { continue };
        if *number != asked.0 {
            continue;
        }
        let (mut heard, mut chosen) = (*levels, outputs.clone());
        for (name, value) in settings.iter().filter_map(|(name, value)| Some((*name, value.as_ref()?))) {
            let device = Some(value.clone()).filter(|device| !device.is_empty());
            match name {
                OUTPUT => chosen.main = device,
                RING => chosen.ring = device,
                DESKS => {
                    let found = Murmur::ALL.into_iter().find(|murmur| desks_key(*murmur) == value);
                    desks.set_if_neq(OtherDesks(found.unwrap_or_default()));
                }
                _ => {
                    let part = Part::ALL.into_iter().find(|part| part.name() == name);
                    if let (Some(part), Ok(percent)) = (part, value.parse::<u8>()) {
                        *part.of(&mut heard) = percent.min(100);
                    }
                }
            }
        }
        levels.set_if_neq(heard);
        outputs.set_if_neq(chosen);
    }
}

/// The settings of this file.
pub(super) fn sound(words: &Words, levels: Levels, desks: OtherDesks) -> Box<dyn SceneList> {
    let main = device(words.get("settings-output"), DeviceChoice { ring: false });
    let ring = device(words.get("settings-ring-output"), DeviceChoice { ring: true });
    let [caller, room, effects] = Part::ALL.map(|part| volume(words, part, levels));
    Box::new(bsn_list![
        caller,
        effects,
        room,
        other_desks(words, desks),
        text(words.get("settings-other-desks-note"), Type::Small, Token::Ink3),
        main,
        ring
    ])
}

fn device(label: String, which: DeviceChoice) -> impl Scene {
    bsn! { @Choice { @label: {label} } template_value(which) on(choose_device) }
}

fn volume(words: &Words, part: Part, mut levels: Levels) -> impl Scene + use<> {
    let label = words.get(part.words());
    let current = *part.of(&mut levels);
    let rows = VOLUMES.map(|percent| {
        let name = words.with("settings-percent", &[("percent", &percent.to_string())]);
        let row = option(name, percent == current);
        bsn! { {row} template_value(VolumeRow(part, percent)) }
    });
    let rows: Vec<_> = rows.into();
    labelled(label.clone(), bsn! { options(label, Box::new(rows)) on(choose_volume) })
}

fn other_desks(words: &Words, current: OtherDesks) -> impl Scene + use<> {
    let label = words.get("settings-other-desks");
    let rows = Murmur::ALL.map(|murmur| {
        let row = option(words.get(&format!("settings-other-desks-{}", desks_key(murmur))), murmur == current.0);
        bsn! { {row} template_value(DesksRow(murmur)) }
    });
    let rows: Vec<_> = rows.into();
    labelled(label.clone(), bsn! { options(label, Box::new(rows)) on(choose_desks) })
}

fn choose_volume(
    chosen: On<RowChosen>,
    rows: Query<&VolumeRow>,
    mut levels: ResMut<Levels>,
    mut worker: ResMut<Worker>,
) -> Result {
    let VolumeRow(part, percent) = *rows.get(chosen.row)?;
    let mut heard = *levels;
    *part.of(&mut heard) = percent;
    levels.set_if_neq(heard);
    worker.ask(Request::SetSetting(part.name(), percent.to_string()));
    Ok(())
}

/// The room is heard while it is chosen.
fn choose_desks(
    chosen: On<RowChosen>,
    rows: Query<&DesksRow>,
    session: Res<Session>,
    mut desks: ResMut<OtherDesks>,
    mut worker: ResMut<Worker>,
    (mut plays, mut stops): (MessageWriter<PlaySound>, MessageWriter<StopSound>),
) -> Result {
    let murmur = rows.get(chosen.row)?.0;
    desks.set_if_neq(OtherDesks(murmur));
    worker.ask(Request::SetSetting(DESKS, desks_key(murmur).to_owned()));
    // In a call it is heard already.
    if session.live.is_none() {
        stops.write_batch([SoundId::MurmurLight, SoundId::MurmurBusy].map(StopSound));
        plays.write_batch(SoundId::of(murmur).map(PlaySound));
    }
    Ok(())
}

fn choose_device(
    changed: On<ChoiceChanged>,
    choices: Query<&DeviceChoice>,
    devices: Res<SoundDevices>,
    mut outputs: ResMut<Outputs>,
    mut worker: ResMut<Worker>,
    mut sounds: MessageWriter<PlaySound>,
) -> Result {
    let which = choices.get(changed.choice)?;
    let ids = ids(&devices, &outputs, *which);
    let id = ids.get(changed.index).cloned().flatten();
    let (name, kept) = if which.ring { (RING, &mut outputs.ring) } else { (OUTPUT, &mut outputs.main) };
    kept.clone_from(&id);
    worker.ask(Request::SetSetting(name, id.unwrap_or_default()));
    sounds.write(PlaySound(SoundId::PickUp));
    Ok(())
}

/// What can be chosen, in order: nothing in particular, what was found, and what was chosen earlier and is not there.
fn ids(devices: &SoundDevices, outputs: &Outputs, which: DeviceChoice) -> Vec<Option<String>> {
    let chosen = if which.ring { &outputs.ring } else { &outputs.main };
    let found = devices.found.iter().map(|device| Some(device.id.clone()));
    let missing = chosen.clone().filter(|id| devices.found.iter().all(|device| device.id != *id));
    [None].into_iter().chain(found).chain(missing.map(Some)).collect()
}

fn show_devices(
    words: Res<Words>,
    devices: Res<SoundDevices>,
    outputs: Res<Outputs>,
    status: Res<AudioStatus>,
    mut choices: Query<(Ref<DeviceChoice>, &mut ChoiceOptions, &mut ChoiceValue)>,
) {
    for (which, mut shown, mut value) in &mut choices {
        if !which.is_added() && !devices.is_changed() && !outputs.is_changed() && !status.is_changed() {
            continue;
        }
        let ids = ids(&devices, &outputs, *which);
        let name = |id: &Option<String>| match id {
            None => words.get(if which.ring { "settings-no-second" } else { "settings-system-choice" }),
            Some(id) => devices
                .found
                .iter()
                .find(|device| device.id == *id)
                .map_or_else(|| words.with("settings-device-missing", &[("device", id)]), |device| device.name.clone()),
        };
        let chosen = if which.ring { &outputs.ring } else { &outputs.main };
        shown.set_if_neq(ChoiceOptions(ids.iter().map(name).collect()));
        value.set_if_neq(ChoiceValue(ids.iter().position(|id| id == chosen)));
    }
}
