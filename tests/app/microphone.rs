//! Microphone practice: a file stands in for the device, and goes the same way.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bevy::ecs::system::RunSystemOnce;
use bevy::prelude::*;
use steadyline::app::Screen;
use steadyline::app::audio::AudioMode;
use steadyline::app::microphone::{Light, Listening, MicrophoneSource, delete_all, folder};
use steadyline::app::profile::Profile;
use steadyline::app::session::{Operator, Session};
use steadyline::call::{Action, Mood, Speaker};
use steadyline::scoring::Scorecard;
use steadyline::store::Store;
use steadyline::voice::listen::{Microphone, NoMicrophone, WavFile};
use steadyline::voice::{Cache, Order, Sound, Studio, keep};

use crate::captions::{Offered, WHO, act, live};
use crate::debrief::{packs, play, screen, shows, texts, until};
use crate::harness::frames;

/// Somebody speaks for 4 s again and again, with a second between, for a minute.
fn spoken(folder: &Path) -> PathBuf {
    says(folder, "You have waited sixteen days for this and I am sorry, let me look at it now.", 1)
}

/// Somebody speaks for a minute without a pause, after a second of silence.
fn spoken_on(folder: &Path) -> PathBuf {
    says(folder, "I look at all your sixteen orders now and then I ring you", 0)
}

fn says(folder: &Path, text: &str, pause_s: usize) -> PathBuf {
    let setup = play(&packs(), "third_call_blender.perfect").setup;
    let order = Order::new(&setup, &Speaker::Operator, Mood::Calm, text, 4_000);
    let studio = Studio::new("", Cache::new(folder.join("cache"), 1_000_000));
    let said = studio.say(&order).expect("eSpeak NG is installed").sound;
    let rate = said.rate as usize;
    let again = [vec![0.001; rate * pause_s], said.samples].concat().repeat(12);
    let samples = [vec![0.001; rate], again].concat();
    let file = folder.join("spoken.wav");
    keep(&Sound { rate: said.rate, samples }, &file).expect("it is written");
    file
}

fn listens(file: PathBuf) -> MicrophoneSource {
    MicrophoneSource(Arc::new(move || Box::new(WavFile::open(&file).expect("it is a sound"))))
}

fn profile(keep_sound: bool) -> Profile {
    Profile { person: WHO.to_owned(), microphone: true, keep_sound, ..Profile::default() }
}

fn light(app: &App) -> Light {
    app.world().resource::<Listening>().light.clone()
}

/// Ends the call and its work, to the debrief.
fn to_debrief(app: &mut App) -> Scorecard {
    act(app, Action::End);
    frames(app, 4);
    assert_eq!((screen(app), light(app)), (Screen::WrapUp, Light::Off), "nobody is listened to after the call");
    act(app, Action::WrapUp { code: "ENQ".to_owned(), ticks: Vec::new(), note: String::new() });
    until(app, |app| screen(app) == Screen::Debrief);
    frames(app, 4);
    app.world().resource::<Session>().debrief.as_ref().expect("a debrief").card.clone()
}

#[test]
fn a_voice_is_seen_by_its_light_and_stands_beside_the_score_then_and_later() {
    let files = tempfile::tempdir().expect("a folder");
    let microphone = listens(spoken(files.path()));
    let (mut app, data) =
        Offered { audio: AudioMode::Off, microphone, profile: profile(false), ..Offered::default() }.begun();
    until(&mut app, |app| light(app) == Light::Speaking);
    assert!(shows(&mut app, "Microphone: you are heard"));
    until(&mut app, |app| light(app) == Light::On && !app.world().resource::<Listening>().spoken.spells.is_empty());
    assert!(shows(&mut app, "Microphone on"));
    let card = to_debrief(&mut app);
    assert!(!shows(&mut app, "Microphone on"));
    until(&mut app, |app| shows(app, "Your voice"));
    assert!(shows(&mut app, "no part of the score"), "{:?}", texts(&mut app));
    assert!(!folder(&data.path().join("data"), WHO).exists(), "no sound is kept");

    // As if it were opened another day.
    app.world_mut().resource_mut::<Listening>().last = None;
    let debrief = app.world_mut().resource_mut::<Session>().debrief.take().expect("a debrief");
    let before = steadyline::scoring::score(&debrief.call, &debrief.events);
    assert_eq!(card.numbers, before.numbers, "the score knows of no microphone");
    app.world_mut().resource_mut::<NextState<Screen>>().set(Screen::Home);
    frames(&mut app, 4);
    let store = Store::open_to_read(&data.path().join("data")).expect("the store");
    let attempt = store.attempts(&Default::default()).expect("a list").remove(0);
    assert!(store.spoken(&attempt.id).expect("an answer").is_some_and(|body| body.contains("spells")));
    let open = move |mut operator: Operator| operator.open_debrief(&attempt.id, Screen::Attempts);
    app.world_mut().run_system_once(open).expect("it is opened");
    until(&mut app, |app| shows(app, "Your voice"));
}

#[test]
fn the_sound_is_kept_for_who_says_so_and_can_be_deleted() {
    let files = tempfile::tempdir().expect("a folder");
    let microphone = listens(spoken_on(files.path()));
    let (mut app, data) =
        Offered { audio: AudioMode::Off, microphone, profile: profile(true), ..Offered::default() }.begun();
    until(&mut app, |app| light(app) == Light::Speaking);
    std::thread::sleep(std::time::Duration::from_millis(400));
    frames(&mut app, 2);
    to_debrief(&mut app);
    let spells = app.world().resource::<Listening>().last.clone().expect("a voice").1.spells;
    assert!(spells.len() == 1 && spells[0].to_ms > spells[0].from_ms + 150, "what was being said counts: {spells:?}");
    let data = data.path().join("data");
    std::thread::sleep(std::time::Duration::from_millis(200));
    let kept: Vec<PathBuf> =
        std::fs::read_dir(folder(&data, WHO)).expect("a folder").flatten().map(|file| file.path()).collect();
    assert_eq!(kept.len(), 1);
    let sound = Sound::read(&std::fs::read(&kept[0]).expect("a file")).expect("it is a sound");
    assert!(sound.ms() > 500, "{} ms", sound.ms());
    assert_eq!(delete_all(&data, WHO).expect("they go"), 1);
    assert_eq!(delete_all(&data, WHO).expect("nothing is there"), 0);
    assert!(!kept[0].exists());
}

/// A machine without a microphone.
struct Missing;

impl Microphone for Missing {
    fn listen(&mut self, _: &mut dyn FnMut(u32, &[f32]) -> bool) -> Result<(), NoMicrophone> {
        Err(NoMicrophone::None)
    }
}

#[test]
fn a_microphone_that_is_not_there_or_vanishes_is_told_and_the_call_goes_on() {
    let microphone = MicrophoneSource(Arc::new(|| Box::new(Missing)));
    let (mut app, _data) =
        Offered { audio: AudioMode::Off, microphone, profile: profile(false), ..Offered::default() }.begun();
    until(&mut app, |app| shows(app, "Your voice is not heard in this call: there is no microphone."));
    assert_eq!(light(&app), Light::Gone(NoMicrophone::None));
    assert!(shows(&mut app, "Microphone off") && live(&app).call.speaking().is_some(), "the call goes on");
    to_debrief(&mut app);
    until(&mut app, |app| shows(app, "Nothing was heard of you in this call."));

    let files = tempfile::tempdir().expect("a folder");
    let file = files.path().join("short.wav");
    keep(&Sound { rate: 16_000, samples: vec![0.01; 8_000] }, &file).expect("it is written");
    let (mut app, _data) =
        Offered { audio: AudioMode::Off, microphone: listens(file), profile: profile(false), ..Offered::default() }
            .begun();
    until(&mut app, |app| matches!(light(app), Light::Gone(NoMicrophone::Gone(_))));
}

#[test]
fn nobody_is_listened_to_who_has_not_switched_it_on() {
    // The microphone of such a call is one that must not be opened.
    let (mut app, _data) = Offered { audio: AudioMode::Off, ..Offered::default() }.begun();
    assert_eq!(light(&app), Light::Off);
    to_debrief(&mut app);
    frames(&mut app, 20);
    assert!(!shows(&mut app, "Your voice"));
}
