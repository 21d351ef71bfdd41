//! Captions keep step with the voice: when each word of a line is heard. The tests that speak run eSpeak NG.

use std::path::Path;

use steadyline::call::{Mood, Speaker};
use steadyline::voice::{Cache, Clip, Order, Origin, Sound, Studio, Timing, keep};

use crate::voice::{script, studio, with_recording};
use crate::world::setup;

fn order(text: &str, locale: &str, ms: u64) -> Order {
    Order::in_language(&setup("third_call_blender", 1), locale, (&Speaker::Caller, Mood::Calm), text, ms)
}

/// From where something sounds after each silence of at least 120 ms, in milliseconds.
fn onsets(sound: &Sound) -> Vec<u64> {
    let window = sound.rate as usize / 100;
    let loudest = sound.peak();
    let loud: Vec<bool> =
        sound.samples.chunks(window).map(|part| part.iter().any(|sample| sample.abs() > loudest / 30.0)).collect();
    let mut found = Vec::new();
    let mut quiet = 100;
    for (at, loud) in loud.iter().enumerate() {
        if *loud && quiet >= 12 {
            found.push(at as u64 * 10);
        }
        quiet = if *loud { 0 } else { quiet + 1 };
    }
    found
}

/// When the words with these numbers begin, beside where the sound begins anew.
fn check_onsets(clip: &Clip, words: &[usize], within_ms: u64) {
    let found = onsets(&clip.sound);
    for number in words {
        let begins = clip.begins[*number];
        let near = found.iter().map(|found| found.abs_diff(begins)).min();
        assert!(near.is_some_and(|off| off <= within_ms), "word {number} at {begins} ms, sounds at {found:?}");
    }
}

#[test]
fn espeak_is_measured_word_by_word_in_every_language() {
    let folder = tempfile::tempdir().expect("a folder");
    let studio = studio(folder.path());
    // The numbers of the words that begin after a pause.
    for (locale, text, after_pauses) in [
        ("en-GB", "Finally! This is the third time I ordered it. Nobody tells me where it is.", &[0, 1, 9][..]),
        ("ru-RU", "Наконец! Вы ждали этого шестнадцать дней. Мне очень жаль.", &[0, 1, 6]),
        ("tr-TR", "Sonunda! Bunun için on altı gün beklediniz. Çok üzgünüm.", &[0, 1, 7]),
        ("hi-IN", "आख़िरकार! आपने इसके लिए सोलह दिन इंतज़ार किया। मुझे खेद है।", &[0, 1, 8]),
        ("sw-KE", "Hatimaye! Umesubiri siku kumi na sita. Ninasikitika sana.", &[0, 1, 6]),
        ("de-DE", "Endlich! Sie haben sechzehn Tage darauf gewartet. Das tut mir leid.", &[0, 1, 7]),
    ] {
        let order = order(text, locale, 5_000);
        let clip = studio.say(&order).unwrap_or_else(|error| panic!("{locale}: {error}"));
        println!("{locale}: {:?} {:?} of {} ms", clip.timing, clip.begins, clip.sound.ms());
        assert_eq!((clip.timing, clip.begins.len()), (Timing::Words, text.split(' ').count()), "{locale}");
        assert!(clip.begins.is_sorted() && clip.begins.last().is_some_and(|last| *last < clip.sound.ms()), "{locale}");
        check_onsets(&clip, after_pauses, 130);
        // What is kept knows as much.
        let again = studio.say(&order).expect("it is said");
        assert_eq!((again.origin, &again.begins, again.timing), (Origin::Cached, &clip.begins, clip.timing));
    }
}

#[test]
fn a_number_grows_digit_by_digit_as_it_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "It is TW482916.";
    let order = order(text, "en-GB", 5_000);
    let clip = studio(folder.path()).say(&order).expect("it is said");
    let shown: Vec<&str> = clip.shown(&order).into_iter().map(|(_, end)| &text[..end]).collect();
    assert_eq!(shown.len(), 10, "{shown:?}");
    assert_eq!(shown[2..5], ["It is T", "It is TW", "It is TW4"]);
    assert_eq!(shown[9], text);
    let begins: Vec<u64> = clip.shown(&order).into_iter().map(|(at, _)| at).collect();
    assert!(begins.windows(2).skip(2).all(|pair| pair[1] > pair[0]), "{begins:?}");
}

/// Three tones with pauses between them, in place of three parts of a line.
fn tones(file: &Path, parts: &[(u64, u64)]) {
    let rate: u32 = 16_000;
    let mut samples = Vec::new();
    for (sounds_ms, silent_ms) in parts {
        samples.extend((0..sounds_ms * 16).map(|at| 0.3 * (at as f32 * 0.1).sin()));
        samples.extend((0..silent_ms * 16).map(|_| 0.0));
    }
    keep(&Sound { rate, samples }, file).expect("it is written");
}

#[test]
fn a_recording_is_followed_by_its_pauses_and_keeps_its_pitch_at_another_speed() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("line.wav");
    tones(&file, &[(600, 400), (1_200, 300), (900, 0)]);
    let text = "Finally! This is the third time, and nobody knows.";
    let studio = Studio::new("no engine {", Cache::new(folder.path().join("cache"), 1));
    let say = |ms: u64| {
        let order = Order { recording: Some(file.clone()), ..order(text, "en-GB", ms) };
        studio.say(&order).expect("it is heard")
    };
    let clip = say(3_400);
    assert_eq!((clip.origin, clip.timing, clip.sound.ms()), (Origin::Recorded, Timing::Pauses, 3_400));
    check_onsets(&clip, &[0, 1, 6], 20);
    let crossings =
        |sound: &Sound| sound.samples.windows(2).filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0).count() as u64;
    for ms in [3_400 * 100 / 80, 3_400 * 100 / 125] {
        let other = say(ms);
        assert!(other.sound.ms().abs_diff(ms) <= 1, "{} of {ms} ms", other.sound.ms());
        check_onsets(&other, &[0, 1, 6], 40);
        let (own, now) = (crossings(&clip.sound) * 1000 / 3_400, crossings(&other.sound) * 1000 / ms);
        assert!(own.abs_diff(now) * 20 <= own, "{own} and {now} crossings a second: the pitch is the same");
    }
    let (setup, text) = with_recording(folder.path(), None);
    let spoken = Order::new(&setup, &Speaker::Caller, Mood::Calm, &text, 3_210);
    let clip = studio.say(&spoken).expect("it is heard");
    assert!(clip.shown(&spoken).len() > 3, "one tone without a pause is shared out by the words");
}

#[cfg(unix)]
#[test]
fn an_engine_of_the_site_writes_its_times_beside_its_sound() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "One two three.";
    let said = |labels: &str| {
        let lines = format!("espeak-ng -v en -s 120 -w \"$1\" -f \"$2\" || exit 1\nprintf '{labels}' >\"$3\"");
        let command = format!("\"{}\" {{out}} {{text_file}} {{timings}}", script(folder.path(), &lines));
        let name = blake3_name(labels);
        let studio = Studio::new(&command, Cache::new(folder.path().join(name), 1_000_000));
        studio.say(&order(text, "en-GB", 1_500)).expect("it is said")
    };
    let clip = said("0.00\\t0.30\\tOne\\n0.40\\t0.70\\ttwo\\n0.90\\t1.20\\tthree.\\n");
    assert_eq!((clip.timing, clip.begins.len()), (Timing::Words, 3));
    let between: Vec<u64> = clip.begins.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(
        between[1].abs_diff(500) <= 1 && between[0] <= 400,
        "as it wrote them, less the silence before: {:?}",
        clip.begins
    );
    for nonsense in ["", "nothing of use", "1 2 three\\n0 1 one\\n", "NaN inf x\\n"] {
        let clip = said(nonsense);
        assert_eq!(clip.timing, Timing::Pauses, "{nonsense}: its pauses have to do");
    }
}

/// A folder for each, as the engine's command is the same.
fn blake3_name(text: &str) -> String {
    format!("cache{}", text.len())
}
