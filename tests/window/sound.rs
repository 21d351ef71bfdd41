//! What the desk sounds like, measured: silence, the ring and its rhythm, the pick-up, the caller's voice as a telephone
//! carries it, the tone for who is on hold, the hang-up; and what is said when nothing can be heard.

use std::time::Duration;

use steadyline::text::Texts;

use crate::Played;
use crate::keys::{pause, press, send_key};
use crate::program::{Program, log, wait_for_action};
use crate::reader::Reader;
use crate::speaker::{Sound, Speaker, band, between, peak, rms, share, sounds};

/// A sound is heard this much later than its key, at most: a frame, the player's buffer, the pipe.
const LATE: f64 = 1.5;

/// Its caller speaks at once and says little about being put on hold.
const CALL: &str = "A few bits for my sister";

pub fn scene() -> Played {
    silent_without_a_device();
    let reader = Reader::start();
    let speaker = Speaker::new(reader.folder());
    let data = tempfile::tempdir().expect("a folder for the attempts");
    let environment =
        [("ALSA_CONFIG_PATH", speaker.config().into()), ("XDG_CACHE_HOME", data.path().join("cache").into())];
    let program = Program::start(&reader, data.path(), &environment);
    Program::sign_in(&reader, "Amina Otieno");
    let tree = reader.tree();
    assert!(!tree.iter().any(|node| node.contains("No sound can be heard")), "{}", tree.join("\n"));
    Program::choose(&reader, CALL);
    let moment = |key: &str, ms: u64| {
        let at = speaker.now();
        send_key(key);
        pause(ms);
        at
    };
    // In the pause between two double rings.
    let ring = moment("Return", 8_200);
    let answer = moment("alt+a", 2_500);
    // Nobody is put on hold before the greeting.
    let greet = moment("alt+g", 0);
    caller_finishes(&reader, 1);
    let hold = moment("alt+h", 4_500);
    // The caller says a word about it, and nothing more for a while.
    let back = moment("alt+h", 0);
    caller_finishes(&reader, 2);
    press(&["alt+e"]);
    let end = moment("e", 2_000);
    wait_for_action(data.path(), "end");
    let done: Vec<String> = log(data.path()).lines.iter().filter_map(|line| serde_json::to_string(line).ok()).collect();
    println!("done: {}", done.join(" "));
    let samples = speaker.samples();
    program.said();
    program.kill();

    let all = sounds(&samples);
    for sound in &all {
        println!(
            "heard {:.2}–{:.2} s, RMS {:.1} dBFS, peak {:.3}",
            sound.from,
            sound.to,
            decibels(sound.rms),
            sound.peak
        );
    }
    let quiet = |from: f64, to: f64| peak(between(&samples, from, to));
    assert!(quiet(0.0, ring) < 1e-4, "it is silent before the ring");
    check_ring(&all, &samples, ring, answer);
    check_knock(&all, &samples, answer, 1_100.0, "pick-up");
    assert!(quiet(answer + LATE, greet) < 1e-4, "it is silent before anybody speaks");
    check_voice("the caller's first line", between(&samples, greet, hold));
    check_hold(&samples, hold, back);
    check_voice("the word about the hold", between(&samples, back + 0.5, end));
    assert!(quiet(end - 0.5, end) < 1e-4, "the caller has finished");
    check_knock(&all, &samples, end, 520.0, "hang-up");
    assert!(quiet(end + LATE, f64::MAX) < 1e-4, "it is silent after the call");
    let signals = [between(&samples, 0.0, greet), between(&samples, hold + LATE, back)].concat();
    let jump = signals.windows(2).fold(0.0, |most: f64, pair| (pair[1] - pair[0]).abs().max(most));
    println!("peak {:.3} of full scale, largest step between samples {jump:.4}", peak(&samples));
    assert!(peak(&samples) < 0.8, "nothing is near full scale");
    assert!(jump < 0.08, "nothing crackles");
    Ok(())
}

/// Waits for the end of the caller's so many lines, and for the pipe to bring it.
fn caller_finishes(reader: &Reader, lines: usize) {
    let caller = format!("{}: ", Texts::english().get("who-caller"));
    println!("announced: {}", reader.wait_to_hear_more(&caller, lines - 1, Duration::from_secs(60)));
    pause(1_500);
}

fn decibels(value: f64) -> f64 {
    20.0 * value.log10()
}

fn near(value: f64, wanted: f64, within: f64, what: &str) {
    assert!((value - wanted).abs() <= within, "{what}: {value:.3}, not {wanted:.3}");
}

/// Twice 0.4 s with 0.2 s between them, then 2 s of nothing, in 400 and 450 Hz.
fn check_ring(all: &[Sound], samples: &[f64], ring: f64, answer: f64) {
    let bursts: Vec<&Sound> = all.iter().filter(|sound| sound.from > ring && sound.to < answer).collect();
    assert!(bursts.len() >= 4, "at least two double rings: {bursts:?}");
    assert!(bursts[0].from - ring < LATE, "it rings at once, not after {:.2} s", bursts[0].from - ring);
    for burst in &bursts {
        near(burst.length(), 0.4, 0.03, "a ring's length in s");
        near(decibels(burst.rms), -20.0, 3.0, "a ring's level in dBFS");
        let inside = between(samples, burst.from, burst.to);
        let tones = share(inside, 400.0) + share(inside, 450.0);
        assert!(tones > 0.9, "a ring is made of 400 and 450 Hz, by {tones:.2}");
    }
    let pairs = bursts.windows(2).enumerate();
    for (at, pair) in pairs {
        let wanted = if at % 2 == 0 { 0.2 } else { 2.0 };
        near(pair[1].from - pair[0].to, wanted, 0.04, "the silence between rings in s");
    }
    let whole = &bursts[0];
    println!(
        "ring: {} bursts of {:.3} s, RMS {:.1} dBFS, peak {:.3}, {:.2} s after the key",
        bursts.len(),
        whole.length(),
        decibels(whole.rms),
        whole.peak,
        bursts[0].from - ring
    );
}

/// A short dull knock soon after its key, and nothing of a ring after it.
fn check_knock(all: &[Sound], samples: &[f64], key: f64, frequency: f64, what: &str) {
    let knocks = all.iter().filter(|sound| sound.from >= key && sound.from < key + LATE && sound.length() < 0.15);
    let found = knocks.max_by(|one, other| {
        let of = |sound: &Sound| share(between(samples, sound.from, sound.to), frequency);
        of(one).total_cmp(&of(other))
    });
    let knock = found.unwrap_or_else(|| panic!("the {what} is heard: {all:?}"));
    let tone = share(between(samples, knock.from, knock.to), frequency);
    println!(
        "{what}: {:.2} s after the key, {:.0} ms, {tone:.2} of it at {frequency} Hz",
        knock.from - key,
        knock.length() * 1000.0
    );
    assert!(tone > 0.2, "the {what} sounds at {frequency} Hz, by {tone:.2}");
}

/// Somebody speaks: loud enough and not too loud, in the band of a telephone, and now louder, now softer.
fn check_voice(what: &str, samples: &[f64]) {
    let said: Vec<Sound> = sounds(samples).into_iter().filter(|sound| sound.length() > 0.05).collect();
    let length: f64 = said.iter().map(Sound::length).sum();
    let words: Vec<f64> = said.iter().flat_map(|sound| between(samples, sound.from, sound.to).to_vec()).collect();
    let level = decibels(rms(&words));
    let [below, inside, above] =
        [(0.0, 250.0), (300.0, 3_400.0), (4_000.0, 12_000.0)].map(|(from, to)| band(&words, from, to));
    let levels: Vec<f64> = words.chunks(4_800).map(|part| decibels(rms(part).max(1e-6))).collect();
    let swing = levels.iter().copied().fold(f64::MIN, f64::max) - levels.iter().copied().fold(f64::MAX, f64::min);
    println!(
        "{what}: {length:.1} s in {} stretches, {level:.1} dBFS, {inside:.2} of it from 300 to 3400 Hz, {below:.3} below, \
         {above:.3} above, {swing:.0} dB between loud and soft",
        said.len()
    );
    assert!(length > 1.0, "{what} is heard for {length:.1} s");
    assert!((-40.0..-15.0).contains(&level), "{what} is heard at {level:.1} dBFS");
    assert!(inside > 0.85 && below < 0.08 && above < 0.02, "{what} comes out of a telephone");
    assert!(swing > 6.0, "{what} is speech: {swing:.0} dB");
}

/// Soft music as long as the caller waits, as a telephone carries it.
fn check_hold(samples: &[f64], hold: f64, back: f64) {
    let inside = between(samples, hold + LATE, back);
    let level = decibels(rms(inside));
    let carried = band(inside, 300.0, 3_400.0);
    println!("hold: {level:.1} dBFS, {carried:.2} of it from 300 to 3400 Hz");
    assert!((-45.0..-20.0).contains(&level), "the music is soft, and is heard: {level:.1} dBFS");
    assert!(carried > 0.75, "the music comes out of a telephone, by {carried:.2}");
}

/// No device: the app runs, says so where it is read, and takes calls.
fn silent_without_a_device() {
    let reader = Reader::start();
    let data = tempfile::tempdir().expect("a folder for the attempts");
    let none = reader.folder().join("no_device.conf");
    std::fs::write(&none, "").expect("a file is written");
    let mut program = Program::start(&reader, data.path(), &[("ALSA_CONFIG_PATH", none.into())]);
    Program::sign_in(&reader, "Amina Otieno");
    let tree = reader.wait_for("the line about the sound", |tree| {
        tree.iter().any(|node| node.contains("No sound can be heard") && node.contains("Every line is written"))
    });
    let line = tree.iter().find(|node| node.contains("No sound")).map_or("", String::as_str);
    println!("without a device: {line}");
    Program::picture("20_no_sound");
    Program::ring(&reader, CALL);
    press(&["alt+a"]);
    wait_for_action(data.path(), "answer");
    assert!(program.is_running());
    program.said();
    program.kill();
}
