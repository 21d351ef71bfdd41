//! What is mixed, measured without a device: the graph and the console of the app, at the pace of the app's clock.

use std::sync::Arc;

use bevy::input::keyboard::Key;
use bevy::prelude::*;
use steadyline::app::audio::{
    AudioMode, AudioStatus, Levels, OFFLINE_RATE, Outputs, PlaySound, PlayVoice, Rendered, SideTone, SoundId,
    StopSound, StopVoice,
};
use steadyline::app::session::{Library, Session};
use steadyline::app::{House, Options, Screen, open_house};
use steadyline::call::{Base, CallOptions, Mood, Setup, Speaker};
use steadyline::scenario::{LineQuality, bundled};
use steadyline::voice::{Cache, Order, Sound, Studio};

use crate::harness::{app_with, frames, press, type_text};
use crate::spectrum::{band, between, level, mono, peak, share, stretches};

const LINE: &str = "Finally! This is the third time I'm calling about my blender, and nobody tells me where it is.";
/// All volumes up: what is measured is the mix, not a setting.
const LOUD: Levels = Levels { master: 100, caller: 100, room: 100, effects: 100, own: 100 };

fn desk() -> App {
    app_with(Options { audio: AudioMode::Rendered, ..default() }, |app| {
        app.insert_resource(LOUD);
    })
}

/// Lets so much time pass, in milliseconds.
fn pass(app: &mut App, ms: u64) {
    frames(app, usize::try_from(ms.div_ceil(16)).expect("seconds"));
}

/// What is heard in the next milliseconds.
fn hear(app: &mut App, ms: u64) -> Vec<f32> {
    let before = app.world().resource::<Rendered>().heard.len();
    pass(app, ms);
    mono(&app.world().resource::<Rendered>().heard[before..])
}

fn voice(sound: Sound) -> PlayVoice {
    PlayVoice { sound: Arc::new(sound), from_ms: 0, until_ms: u64::MAX }
}

fn tone(frequency: f32, amplitude: f32, seconds: f32) -> Sound {
    let rate = 22_050;
    let turn = std::f32::consts::TAU * frequency / 22_050.0;
    let count = (seconds * 22_050.0) as u32;
    Sound { rate, samples: (0..count).map(|at| amplitude * (at as f32 * turn).sin()).collect() }
}

fn setup(scenario: &str) -> Setup {
    let packs = bundled().packs;
    let pack = packs.iter().find(|pack| pack.id == "tamblewick").expect("the retailer ships");
    let scenario = pack.scenario(scenario).expect("it is bundled");
    let options = CallOptions { seed: 1, operator: "Sam Hollis".to_owned(), ..CallOptions::default() };
    Setup::new(pack, &Arc::new(Base::lay_out(pack)), scenario, options)
}

/// A line as it comes out of the telephone, and the mixer.
struct Booth {
    app: App,
    studio: Studio,
    _folder: tempfile::TempDir,
}

impl Booth {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let studio = Studio::new("", Cache::new(folder.path().to_path_buf(), 50_000_000));
        assert_eq!(studio.trouble(), None, "eSpeak NG is installed");
        Self { app: desk(), studio, _folder: folder }
    }

    fn says(&mut self, order: &Order) -> Vec<f32> {
        let sound = self.studio.say(order).expect("it is said").heard(order);
        let ms = sound.ms();
        self.app.world_mut().write_message(voice(sound));
        let heard = hear(&mut self.app, ms + 200);
        self.app.world_mut().write_message(StopVoice);
        pass(&mut self.app, 100);
        heard
    }
}

fn order(setup: &Setup, mood: Mood) -> Order {
    Order::new(setup, &Speaker::Caller, mood, LINE, 5_000)
}

fn check_telephone(what: &str, heard: &[f32]) {
    let [below, inside, above] =
        [(0.0, 250.0), (300.0, 3_400.0), (4_000.0, 12_000.0)].map(|(from, to)| band(heard, from, to));
    println!(
        "{what}: {:.1} dBFS, peak {:.2}, {inside:.3} of it from 300 to 3400 Hz, {below:.3} below, {above:.4} above",
        level(heard),
        peak(heard)
    );
    assert!(inside > 0.8 && below < 0.13 && above < 0.02, "{what} comes out of a telephone");
}

#[test]
fn five_moods_of_a_line_differ_as_they_should_and_hurt_nobody() {
    let mut booth = Booth::new();
    let (hostile, hesitant) = (setup("third_call_blender"), setup("when_is_my_money"));
    let moods = [Mood::Calm, Mood::Tense, Mood::Angry, Mood::AtTheEnd];
    let mut levels = Vec::new();
    for mood in moods {
        let heard = booth.says(&order(&hostile, mood));
        check_telephone(&format!("{mood:?}"), &heard);
        // The limiter has nothing to do, so this is the level before it.
        assert!(peak(&heard) < 0.85, "{mood:?}: {}", peak(&heard));
        let said = stretches(&heard, 0.01, 700);
        let length = said.last().expect("it is heard").1 - said[0].0;
        assert!(length.abs_diff(5_000) < 350, "{mood:?} takes {length} ms");
        levels.push(level(&heard));
    }
    assert!(levels[2] - levels[0] >= 4.0, "angry is {:.1} dB over calm", levels[2] - levels[0]);
    assert!(levels[0] < levels[1] && levels[1] < levels[2], "{levels:?}");
    // Who hesitates stops within the line, for as long as nobody else does.
    let pauses = |booth: &mut Booth, order: &Order| {
        let heard = booth.says(order);
        let said = stretches(&heard, 0.004, 10);
        said.windows(2).map(|pair| pair[1].0 - pair[0].1).filter(|gap| *gap >= 120).count()
    };
    let calm = Order { ms: 7_000, ..order(&hesitant, Mood::Calm) };
    let hesitates =
        Order { text: LINE.replace(" and", " … er, and").replace("calling", "… calling"), ..calm.clone() };
    let (without, with) = (pauses(&mut booth, &calm), pauses(&mut booth, &hesitates));
    assert!(with > without, "{with} pauses, {without} without hesitating");
}

#[test]
fn five_languages_come_out_of_the_telephone_in_their_time() {
    let mut booth = Booth::new();
    let setup = setup("third_call_blender");
    for (locale, text) in [
        ("en-GB", "You have waited sixteen days for this, and I am sorry."),
        ("ru-RU", "Вы ждали этого шестнадцать дней, и мне очень жаль."),
        ("tr-TR", "Bunun için on altı gün beklediniz ve üzgünüm."),
        ("hi-IN", "आपने इसके लिए सोलह दिन इंतज़ार किया है, और मुझे खेद है।"),
        ("sw-KE", "Umesubiri siku kumi na sita kwa hili, na ninasikitika."),
    ] {
        let order = Order::in_language(&setup, locale, (&Speaker::Caller, Mood::Calm), text, 4_000);
        let heard = booth.says(&order);
        check_telephone(locale, &heard);
        // The same voice without a telephone: what lies outside of the band is what is lost.
        let at_the_desk = booth.says(&Order { line: None, ..order.clone() });
        let lost = |from, to| {
            let power = |heard: &[f32]| band(heard, from, to) * power(heard);
            10.0 * (power(&at_the_desk) / power(&heard)).log10()
        };
        let [low, middle, high] = [lost(0.0, 150.0), lost(600.0, 2_800.0), lost(4_500.0, 9_000.0)];
        println!("{locale}: the line takes {low:.1} dB below, {middle:.1} dB inside and {high:.1} dB above its band");
        assert!(low > 3.0 && middle.abs() < 2.0 && high > 6.0, "{locale}: {low:.1} {middle:.1} {high:.1}");
        let said = stretches(&heard, 0.01, 700);
        let length = said.last().expect("it is heard").1 - said[0].0;
        assert!(length.abs_diff(4_000) < 300, "{locale} takes {length} ms");
        assert!((level(&heard) + 26.0).abs() < 5.0, "{locale}: {}", level(&heard));
    }
}

#[test]
fn a_bad_line_breaks_off_and_a_good_one_does_not() {
    let mut app = desk();
    let mut gaps = |quality| {
        app.world_mut().write_message(voice(tone(1_000.0, 0.2, 12.0).over_telephone(quality, 3)));
        let heard = hear(&mut app, 11_500);
        app.world_mut().write_message(StopVoice);
        pass(&mut app, 100);
        let heard = stretches(&heard, 0.05, 1);
        heard.windows(2).map(|pair| pair[1].0 - pair[0].1).collect::<Vec<_>>()
    };
    let (good, bad) = (gaps(LineQuality::Good), gaps(LineQuality::Bad));
    println!("drop-outs on a bad line, in ms: {bad:?}");
    assert!(good.is_empty(), "{good:?}");
    assert!(bad.len() >= 3 && bad.iter().all(|gap| (80..=400).contains(gap)), "{bad:?}");
}

#[test]
fn nothing_is_turned_down_while_somebody_types() {
    let data = tempfile::tempdir().expect("a folder");
    let run = |types: bool| {
        let data = data.path().join(types.to_string());
        let mut app = app_with(Options { audio: AudioMode::Rendered, screen: Screen::SignIn }, |app| {
            open_house(app, House { library: Library::new(bundled().packs, vec![]), data });
            app.insert_resource(LOUD);
        });
        app.world_mut().write_message(PlaySound(SoundId::MurmurBusy));
        app.world_mut().write_message(voice(tone(700.0, 0.1, 4.0)));
        let before = app.world().resource::<Rendered>().heard.len();
        // A key is pressed and released within three frames.
        if types {
            type_text(&mut app, "Amina Otieno, and much more than that")
        } else {
            frames(&mut app, 37 * 3)
        }
        let heard = app.world().resource::<Rendered>().heard[before..].to_vec();
        press(&mut app, &[], KeyCode::Enter, Key::Enter);
        frames(&mut app, 4);
        (heard, app.world().resource::<Session>().who.clone())
    };
    let ((quiet, typed), (typing, at_last)) = (run(false), run(true));
    assert_eq!((typed.as_str(), at_last.as_str()), ("", "Amina Otieno, and much more than that"), "it is in the field");
    assert!(level(&mono(&typing)) > -30.0, "something is heard");
    assert_eq!(quiet.len(), typing.len());
    assert!(quiet == typing, "it is the same to the sample");
}

#[test]
fn each_track_has_its_volume_and_turns_nothing_else_down() {
    let mut app = desk();
    app.world_mut().write_message(PlaySound(SoundId::MurmurBusy));
    pass(&mut app, 1_000);
    let mut heard = |levels: Levels, voice_too: bool| {
        app.insert_resource(levels);
        if voice_too {
            app.world_mut().write_message(voice(tone(900.0, 0.1, 2.0)));
        }
        pass(&mut app, 60);
        let heard = hear(&mut app, 900);
        app.world_mut().write_message(StopVoice);
        pass(&mut app, 100);
        heard
    };
    let room = level(&heard(LOUD, false));
    let both = heard(LOUD, true);
    let softer = heard(Levels { caller: 50, ..LOUD }, true);
    let louder_by = 10.0 * (share(&both, 900.0) * power(&both) / (share(&softer, 900.0) * power(&softer))).log10();
    assert!((louder_by - 10.0).abs() < 1.0, "half is {louder_by:.1} dB less");
    assert!((level(&heard(Levels { caller: 0, ..LOUD }, true)) - room).abs() < 3.0, "the room stays");
    let alone = heard(Levels { room: 0, ..LOUD }, true);
    assert!(share(&alone, 900.0) > 0.95, "the caller is alone");
    assert!(peak(&heard(Levels { master: 0, ..LOUD }, true)) < 1e-4);
}

fn power(samples: &[f32]) -> f32 {
    samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32
}

#[test]
fn nothing_is_louder_than_the_ceiling_however_much_is_heard_at_once() {
    let mut app = desk();
    for id in [SoundId::Ring, SoundId::MurmurBusy, SoundId::Hold, SoundId::RingBack] {
        app.world_mut().write_message(PlaySound(id));
    }
    app.world_mut().write_message(voice(Sound {
        rate: 22_050,
        samples: tone(425.0, 3.0, 2.0).samples.iter().map(|sample| sample.clamp(-0.99, 0.99)).collect(),
    }));
    let heard = hear(&mut app, 1_500);
    println!("all at once: peak {:.3}, {:.1} dBFS", peak(&heard), level(&heard));
    assert!(peak(&heard) <= 0.8915, "{}", peak(&heard));
    assert!(peak(&heard) > 0.7, "it is turned down no more than needed: {}", peak(&heard));
}

#[test]
fn it_rings_on_the_second_device_as_well_and_nothing_else_does() {
    let mut app = desk();
    app.world().resource::<Rendered>().devices.plug("Loudspeaker");
    app.insert_resource(Outputs { main: None, ring: Some("Loudspeaker".to_owned()) });
    pass(&mut app, 100);
    app.world_mut().write_message(PlaySound(SoundId::Ring));
    let before = app.world().resource::<Rendered>().ringing.len();
    let headset = hear(&mut app, 1_000);
    let loud = mono(&app.world().resource::<Rendered>().ringing[before..]);
    for (what, heard) in [("headset", &headset), ("loudspeaker", &loud)] {
        let burst = between(heard, 100, 350);
        assert!(share(burst, 400.0) + share(burst, 450.0) > 0.9, "{what}");
    }
    app.world_mut().write_message(StopSound(SoundId::Ring));
    app.world_mut().write_message(voice(tone(700.0, 0.2, 2.0)));
    pass(&mut app, 100);
    let before = app.world().resource::<Rendered>().ringing.len();
    assert!(share(&hear(&mut app, 500), 700.0) > 0.9);
    assert!(peak(&app.world().resource::<Rendered>().ringing[before..]) < 1e-4, "nobody overhears the caller");
    // Pulled out, it rings on in the headset.
    app.world().resource::<Rendered>().devices.unplug("Loudspeaker");
    app.world_mut().write_message(StopVoice);
    app.world_mut().write_message(PlaySound(SoundId::Ring));
    pass(&mut app, 100);
    assert_eq!(*app.world().resource::<AudioStatus>(), AudioStatus::Ready);
    assert!(level(&hear(&mut app, 250)) > -30.0);
}

#[test]
fn one_hears_oneself_as_the_line_sounds_and_only_while_a_microphone_runs() {
    let mut app = desk();
    assert!(peak(&hear(&mut app, 300)) < 1e-4, "no microphone, no side tone");
    let mut microphone = app.world_mut().resource_mut::<SideTone>().begin(16_000);
    let mut spoken = |app: &mut App, frequency: f32| {
        let mut heard = Vec::new();
        for frame in 0..40_u32 {
            for at in 0..256_u32 {
                let time = (frame * 256 + at) as f32 / 16_000.0;
                // A full line is no fault of the microphone.
                let _ = microphone.push(0.3 * (std::f32::consts::TAU * frequency * time).sin());
            }
            heard.extend(hear(app, 16));
        }
        heard.split_off(heard.len() / 4)
    };
    let (inside, below) = (spoken(&mut app, 1_000.0), spoken(&mut app, 80.0));
    println!("side tone: {:.1} dBFS at 1000 Hz, {:.1} at 80 Hz", level(&inside), level(&below));
    assert!(share(&inside, 1_000.0) > 0.9 && level(&inside) > -16.0);
    assert!(level(&below) < level(&inside) - 15.0, "as a telephone carries it");
    drop(microphone);
    pass(&mut app, 200);
    assert!(peak(&hear(&mut app, 300)) < 1e-4, "the microphone is off");
    assert_eq!(OFFLINE_RATE, 48_000);
}
