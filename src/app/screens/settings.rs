//! How the app looks and sounds, where further packs lie, and the practice databases. Each change is kept at once.

use std::path::Path;

use bevy::prelude::*;
use bevy::ui::Selected;

use super::page::{ESCAPE, FirstFocus, Page, does, page, store_opened, way_back, wrapping};
use super::settings_centre::centre;
use super::settings_language::languages;
use super::settings_secret;
use super::settings_sound::sound;
use super::settings_voice::engine;
use super::settings_you::you;
use crate::app::actions::{ActionApp, ActionSpec, Chord};
use crate::app::audio::{AudioStatus, Levels, OtherDesks, PlaySound, SoundId};
use crate::app::entry::Entry;
use crate::app::profile::Profile;
use crate::app::session::{CallLanguage, DataFolder, Library, Session, Words};
use crate::app::ui::list::Run;
use crate::app::ui::prelude::*;
use crate::app::voice::VoiceSettings;
use crate::app::worker::{Answer, Answered, Request, Worker};
use crate::app::{AppSystems, Dialog, Screen};
use crate::store::{CALL_LANGUAGE, PACKS_FOLDER, VOICE_ENGINE};

const THEME: &str = "theme";
const TEXT_SIZE: &str = "text_size";
const VOLUME: &str = "sound_volume";

/// Text sizes that are offered, in per cent.
const SIZES: [u16; 5] = [100, 125, 150, 175, 200];
/// What one press changes, in per cent.
const VOLUME_STEP: u8 = 10;

pub(super) fn plugin(app: &mut App) {
    let here = |id| ActionSpec::new(id, Screen::Settings);
    app.init_resource::<Kept>()
        .add_action(here("settings.back").key(ESCAPE), |session: Res<Session>, mut next: ResMut<NextState<Screen>>| {
            next.set(way_back(&session));
        })
        .add_action(
            here("settings.quieter").key(Chord::Plain('q')).when(|world| world.resource::<Levels>().master > 0),
            quieter,
        )
        .add_action(
            here("settings.louder").key(Chord::Plain('l')).when(|world| world.resource::<Levels>().master < 100),
            louder,
        )
        .add_action(here("settings.keep").in_dialog(Dialog::Confirm), |mut dialog: ResMut<NextState<Dialog>>| {
            dialog.set(Dialog::None)
        })
        .add_action(here("settings.reset").in_dialog(Dialog::Confirm), reset)
        .add_systems(OnEnter(Screen::Settings), open)
        .add_systems(OnEnter(Dialog::Confirm), open_confirm.run_if(in_state(Screen::Settings)))
        .add_systems(Update, (ask.run_if(store_opened), apply_settings, tell_reset).chain().in_set(AppSystems::Advance))
        .add_systems(Update, show_volume.in_set(AppSystems::Show).run_if(in_state(Screen::Settings)));
}

/// What is kept beside the resources that the settings live in.
#[derive(Resource, Debug, Default)]
struct Kept {
    asked: u64,
    packs_folder: String,
    /// The pack whose practice database is to be reset, by place in the library, and the request that does it.
    resetting: Option<usize>,
    reset_asked: u64,
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct ThemeRow(ThemeKind);

#[derive(Component, Debug, Clone, Copy, Default)]
struct SizeRow(u16);

#[derive(Component, Debug, Clone, Copy, Default)]
struct VolumeLine;

#[derive(Component, Debug, Clone, Copy, Default)]
struct VolumeBar;

/// A button that resets the practice database of a pack, by place in the library.
#[derive(Component, Debug, Clone, Copy, Default)]
struct ResetOf(usize);

const fn theme_key(theme: ThemeKind) -> &'static str {
    match theme {
        ThemeKind::Light => "light",
        ThemeKind::Dark => "dark",
        ThemeKind::HighContrast => "high-contrast",
    }
}

/// The settings of the last time, as soon as the store is open.
fn ask(mut worker: ResMut<Worker>, mut kept: ResMut<Kept>) {
    kept.asked =
        worker.ask(Request::Settings(vec![THEME, TEXT_SIZE, VOLUME, PACKS_FOLDER, VOICE_ENGINE, CALL_LANGUAGE]));
}

fn apply_settings(
    mut answered: MessageReader<Answered>,
    mut kept: ResMut<Kept>,
    mut theme: ResMut<Theme>,
    mut size: ResMut<TextSize>,
    (mut levels, mut language): (ResMut<Levels>, ResMut<CallLanguage>),
) {
    for Answered { number, answer } in answered.read() {
        let Answer::Settings(settings) = answer else { continue };
        if *number != kept.asked {
            continue;
        }
        for (name, value) in settings.iter().filter_map(|(name, value)| Some((*name, value.as_ref()?))) {
            match name {
                THEME => {
                    let found = ThemeKind::ALL.into_iter().find(|theme| theme_key(*theme) == value);
                    theme.set_if_neq(Theme(found.unwrap_or_default()));
                }
                TEXT_SIZE => {
                    size.set_if_neq(value.parse().map_or(*size, TextSize::new));
                }
                VOLUME => {
                    let master = value.parse().map_or(levels.master, |percent: u8| percent.min(100));
                    levels.set_if_neq(Levels { master, ..*levels });
                }
                PACKS_FOLDER => kept.packs_folder.clone_from(value),
                CALL_LANGUAGE => {
                    language.set_if_neq(CallLanguage(value.clone()));
                }
                _ => {}
            }
        }
    }
}

fn tell_reset(
    mut answered: MessageReader<Answered>,
    words: Res<Words>,
    library: Res<Library>,
    mut kept: ResMut<Kept>,
    mut notices: MessageWriter<Notice>,
) {
    for Answered { number, answer } in answered.read() {
        if !matches!(answer, Answer::Done) || *number != kept.reset_asked {
            continue;
        }
        if let Some(pack) = kept.resetting.take().and_then(|at| library.packs.get(at)) {
            notices.write(Notice::new(Tone::Good, words.with("settings-reset-done", &[("pack", &pack.source.name)])));
        }
    }
}

fn open(
    (words, library): (Res<Words>, Res<Library>),
    (theme, size): (Res<Theme>, Res<TextSize>),
    (kept, profile, data, language): (Res<Kept>, Res<Profile>, Res<DataFolder>, Res<CallLanguage>),
    (status, voice, entry): (Res<AudioStatus>, Res<VoiceSettings>, Res<Entry>),
    (levels, desks): (Res<Levels>, Res<OtherDesks>),
    mut commands: Commands,
) {
    let bar: Box<dyn SceneList> = Box::new(bsn_list![spacer(), does("settings.back", Skin::Normal)]);
    let own: Vec<_> = you(&words, &profile, &data).into_iter().collect();
    let secret: Vec<_> = settings_secret::passphrase(&words, &entry, &profile).into_iter().collect();
    let centre: Vec<_> = centre(&words, &entry).into_iter().collect();
    let content: Box<dyn SceneList> = Box::new(bsn_list![
        { own },
        { secret },
        group(words.get("settings-look"), Box::new(bsn_list![themes(&words, theme.0), sizes(&words, *size)])),
        group(
            words.get("settings-sound"),
            Box::new(bsn_list![volume(&words, &status), { sound(&words, *levels, *desks) }, engine(&words, &voice)])
        ),
        group(words.get("settings-calls"), Box::new(bsn_list![languages(&words, &library, &language)])),
        { centre },
        group(words.get("settings-packs"), Box::new(bsn_list![packs_folder(&words, &kept)])),
        group(
            words.get("settings-practice"),
            Box::new(bsn_list![
                text(words.get("settings-practice-hint"), Type::Small, Token::Ink3),
                practice(&words, &library),
            ])
        ),
    ]);
    let title = words.get("settings-title");
    commands.spawn_scene(page(Screen::Settings, Page { title, width: 820.0, bar, content, foot: None }));
}

pub(super) fn group(title: String, content: Box<dyn SceneList>) -> impl Scene {
    bsn! { card() Node { flex_shrink: 0.0 } Children [ heading(title), {content} ] }
}

pub(super) fn labelled(label: String, control: impl Scene) -> impl Scene {
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S1) }
        Children [ text(label, Type::Small, Token::Ink2), {bsn_list![control]} ]
    }
}

fn themes(words: &Words, current: ThemeKind) -> impl Scene + use<> {
    let label = words.get("settings-theme");
    let rows = ThemeKind::ALL.map(|theme| {
        let name = words.get(&format!("settings-theme-{}", theme_key(theme)));
        let row = option(name, theme == current);
        bsn! { {row} template_value(ThemeRow(theme)) }
    });
    let rows: Vec<_> = rows.into();
    labelled(label.clone(), bsn! { options(label, Box::new(rows)) FirstFocus on(choose_theme) })
}

fn sizes(words: &Words, current: TextSize) -> impl Scene + use<> {
    let label = words.get("settings-size");
    let rows = SIZES.map(|percent| {
        let name = words.with("settings-percent", &[("percent", &percent.to_string())]);
        let row = option(name, percent == current.percent());
        bsn! { {row} template_value(SizeRow(percent)) }
    });
    let rows: Vec<_> = rows.into();
    labelled(label.clone(), bsn! { options(label, Box::new(rows)) on(choose_size) })
}

/// Options side by side: one tab stop, the arrows choose at once.
pub(super) fn options(label: String, rows: Box<dyn SceneList>) -> impl Scene {
    bsn! {
        @PickList { @label: {label}, @rows: {rows} }
        template_value(Run::Across)
        Node { flex_direction: FlexDirection::Row, flex_wrap: FlexWrap::Wrap, column_gap: px(S2), row_gap: px(S2) }
    }
}

pub(super) fn option(name: String, chosen: bool) -> Box<dyn Scene> {
    let mark: Box<dyn Scene> = if chosen { Box::new(bsn! { Selected }) } else { Box::new(()) };
    let content = bsn_list![(line(name.clone(), Type::Body, Token::Ink) FollowsSkin)];
    Box::new(bsn! { @PickRow { @label: {name}, @skin: {Skin::Normal}, @content: {content} } {mark} })
}

fn choose_theme(
    chosen: On<RowChosen>,
    rows: Query<&ThemeRow>,
    mut theme: ResMut<Theme>,
    mut worker: ResMut<Worker>,
) -> Result {
    let kind = rows.get(chosen.row)?.0;
    theme.set_if_neq(Theme(kind));
    worker.ask(Request::SetSetting(THEME, theme_key(kind).to_owned()));
    Ok(())
}

fn choose_size(
    chosen: On<RowChosen>,
    rows: Query<&SizeRow>,
    mut size: ResMut<TextSize>,
    mut worker: ResMut<Worker>,
) -> Result {
    let percent = rows.get(chosen.row)?.0;
    size.set_if_neq(TextSize::new(percent));
    worker.ask(Request::SetSetting(TEXT_SIZE, percent.to_string()));
    Ok(())
}

fn volume(words: &Words, status: &AudioStatus) -> impl Scene + use<> {
    let label = words.get("settings-volume");
    let silent: Vec<_> = match status {
        AudioStatus::Silent(cause) | AudioStatus::Lost(cause) => {
            vec![text(words.with("home-silent", &[("cause", cause.trim_end_matches('.'))]), Type::Small, Token::Warn)]
        }
        AudioStatus::Opening | AudioStatus::Ready => Vec::new(),
    };
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S2) }
        Children [
            wrapping(Box::new(bsn_list![
                does("settings.quieter", Skin::Normal),
                (@Meter { label: {label} } VolumeBar Node { width: px(180) }),
                (VolumeLine line("", Type::Body, Token::Ink) Node { min_width: px(52) }),
                does("settings.louder", Skin::Normal),
            ])),
            {silent}
        ]
    }
}

fn quieter(levels: ResMut<Levels>, worker: ResMut<Worker>, sounds: MessageWriter<PlaySound>) {
    let to = levels.master.saturating_sub(VOLUME_STEP);
    set_volume(to, levels, worker, sounds);
}

fn louder(levels: ResMut<Levels>, worker: ResMut<Worker>, sounds: MessageWriter<PlaySound>) {
    let to = levels.master.saturating_add(VOLUME_STEP).min(100);
    set_volume(to, levels, worker, sounds);
}

/// A sound tells how loud it is now.
fn set_volume(to: u8, mut levels: ResMut<Levels>, mut worker: ResMut<Worker>, mut sounds: MessageWriter<PlaySound>) {
    levels.set_if_neq(Levels { master: to, ..*levels });
    worker.ask(Request::SetSetting(VOLUME, to.to_string()));
    sounds.write(PlaySound(SoundId::PickUp));
}

fn show_volume(
    words: Res<Words>,
    levels: Res<Levels>,
    mut lines: Query<&mut Text, With<VolumeLine>>,
    mut bars: Query<&mut Meter, With<VolumeBar>>,
) {
    for mut text in &mut lines {
        text.set_if_neq(Text(words.with("settings-percent", &[("percent", &levels.master.to_string())])));
    }
    for mut bar in &mut bars {
        let value = f32::from(levels.master);
        if (bar.value - value).abs() > f32::EPSILON {
            bar.value = value;
        }
    }
}

fn packs_folder(words: &Words, kept: &Kept) -> impl Scene + use<> {
    let (label, hint) = (words.get("settings-folder"), words.get("settings-folder-hint"));
    let value = kept.packs_folder.clone();
    let note = FieldHint::Note(words.get("settings-folder-note"));
    bsn! {
        @Field { @label: {label}, @placeholder: {hint}, @value: {value} }
        template_value(note)
        on(|left: On<FieldLeft>, mut commands: Commands| keep_folder(&mut commands, left.field, &left.text))
        on(|entered: On<FieldSubmitted>, mut commands: Commands| keep_folder(&mut commands, entered.field, &entered.text))
    }
}

fn keep_folder(commands: &mut Commands, field: Entity, typed: &str) {
    let folder = typed.trim().to_owned();
    commands.queue(move |world: &mut World| -> Result {
        let words = world.resource::<Words>();
        let (there, changed) =
            (folder.is_empty() || Path::new(&folder).is_dir(), world.resource::<Kept>().packs_folder != folder);
        let hint = match (there, changed) {
            (false, _) => FieldHint::Bad(words.get("settings-folder-missing")),
            (true, true) => FieldHint::Note(words.get("settings-folder-kept")),
            (true, false) => return Ok(()),
        };
        if there {
            world.resource_mut::<Kept>().packs_folder.clone_from(&folder);
            world.resource_mut::<Worker>().ask(Request::SetSetting(PACKS_FOLDER, folder));
        }
        // The field is gone when leaving the screen was what took the focus away.
        if let Ok(mut field) = world.get_entity_mut(field) {
            field.insert(hint);
        }
        Ok(())
    });
}

fn practice(words: &Words, library: &Library) -> impl Scene + use<> {
    let buttons: Vec<_> = library
        .packs
        .iter()
        .enumerate()
        .map(|(at, pack)| {
            let label = words.with("settings-reset-of", &[("pack", &pack.source.name)]);
            bsn! { @PushButton { @label: {label} } template_value(ResetOf(at)) on(ask_first) }
        })
        .collect();
    wrapping(Box::new(buttons))
}

fn ask_first(
    pressed: On<Activate>,
    buttons: Query<&ResetOf>,
    mut kept: ResMut<Kept>,
    mut dialog: ResMut<NextState<Dialog>>,
) -> Result {
    kept.resetting = Some(buttons.get(pressed.entity)?.0);
    dialog.set(Dialog::Confirm);
    Ok(())
}

fn open_confirm(words: Res<Words>, library: Res<Library>, kept: Res<Kept>, mut commands: Commands) {
    let Some(pack) = kept.resetting.and_then(|at| library.packs.get(at)) else { return };
    let title = words.with("settings-reset-title", &[("pack", &pack.source.name)]);
    let content = bsn_list![
        body(words.get("settings-reset-means")),
        wrapping(Box::new(bsn_list![does("settings.keep", Skin::Normal), does("settings.reset", Skin::Danger)])),
    ];
    commands.spawn_scene(bsn! {
        @Modal { @title: {title}, @content: {content} }
        template(|_| Ok(DespawnOnExit(Dialog::Confirm)))
    });
}

fn reset(
    library: Res<Library>,
    mut kept: ResMut<Kept>,
    mut worker: ResMut<Worker>,
    mut dialog: ResMut<NextState<Dialog>>,
) {
    dialog.set(Dialog::None);
    if let Some(pack) = kept.resetting.and_then(|at| library.packs.get(at)) {
        kept.reset_asked = worker.ask(Request::ResetPractice(pack.id.clone()));
    }
}
