//! A caller's line as a sound. The tests that speak run eSpeak NG, which script/test installs.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use steadyline::call::{
    Base, Call, CallOptions, EventKind, Log, LogHeader, Mode, Mood, Setup, Speaker, read_log, replay, resume,
};
use steadyline::scenario::folder;
use steadyline::voice::{
    Cache, CommandLine, Manner, NoSound, Order, Origin, Sound, Studio, VoiceError, check_recordings, keep, next_lines,
    order_of, recorded,
};

use crate::world::{TAMBLEWICK, copy, root, setup, walk};

const LINE: &str = "Finally! This is the third time I'm calling about my blender, and nobody tells me where it is.";

pub fn studio(folder: &Path) -> Studio {
    let studio = Studio::new("", Cache::new(folder.to_path_buf(), 10_000_000));
    assert_eq!(studio.trouble(), None, "eSpeak NG is installed");
    studio
}

/// A program of a few lines in place of an engine.
#[cfg(unix)]
pub fn script(folder: &Path, lines: &str) -> String {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.join("engine");
    std::fs::write(&path, format!("#!/bin/sh\n{lines}\n")).expect("a script");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("it may run");
    path.display().to_string()
}

fn order(mood: Mood, ms: u64) -> Order {
    Order::new(&setup("third_call_blender", 1), &Speaker::Caller, mood, LINE, ms)
}

/// The middle of the pitches of what is voiced, by autocorrelation.
fn pitch(sound: &Sound) -> f32 {
    let rate = sound.rate as usize;
    let window = rate / 25;
    let mut found: Vec<f32> = Vec::new();
    for frame in sound.samples.chunks_exact(window * 2) {
        let power: f32 = frame.iter().map(|sample| sample * sample).sum();
        let at = |lag: usize| (0..window).map(|at| frame[at] * frame[at + lag]).sum::<f32>();
        let best = (rate / 400..rate / 60).map(|lag| (at(lag), lag)).max_by(|one, other| one.0.total_cmp(&other.0));
        if let Some((sum, lag)) = best.filter(|(sum, _)| *sum > power * 0.3) {
            assert!(sum.is_finite());
            found.push(rate as f32 / lag as f32);
        }
    }
    found.sort_by(f32::total_cmp);
    found[found.len() / 2]
}

#[test]
fn a_line_takes_its_time_in_every_mood_and_an_angry_one_is_louder() {
    let folder = tempfile::tempdir().expect("a folder");
    let studio = studio(folder.path());
    let said = |mood| studio.say(&order(mood, 5_000)).expect("it is said").sound;
    let moods = [Mood::Calm, Mood::Tense, Mood::Angry, Mood::AtTheEnd];
    let sounds = moods.map(said);
    for (mood, sound) in moods.iter().zip(&sounds) {
        println!(
            "{mood:?}: {} ms, {:.1} dBFS, peak {:.2}, {:.0} Hz",
            sound.ms(),
            sound.level_db(),
            sound.peak(),
            pitch(sound)
        );
        assert!(sound.ms().abs_diff(5_000) < 200, "{mood:?} takes {} ms", sound.ms());
        assert!(!sound.is_clipped() && sound.peak() < 0.9, "{mood:?} hurts nobody's ears");
    }
    let louder = sounds[2].level_db() - sounds[0].level_db();
    assert!(louder >= 4.0, "angry is {louder:.1} dB over calm");
    assert!(pitch(&sounds[2]) > pitch(&sounds[0]) * 1.02, "and higher");
}

#[test]
fn temperaments_and_people_sound_unlike() {
    let of = |scenario: &str, seed: u64| setup(scenario, seed);
    let caller = |setup: &Setup| Manner::of(setup, &Speaker::Caller, Mood::Calm);
    let voices: std::collections::BTreeSet<String> =
        (1..40).map(|seed| caller(&of("when_is_my_money", seed)).name()).collect();
    assert!(voices.len() >= 4, "people differ: {voices:?}");
    for seed in 1..20 {
        let setup = of("third_call_blender", seed);
        let again = of("third_call_blender", seed);
        assert_eq!(caller(&setup), caller(&again), "the same person sounds the same");
        let claims = Manner::of(&setup, &Speaker::Department("claims".into()), Mood::Calm);
        assert_ne!(claims.name(), caller(&setup).name(), "a department is somebody else");
        let first = setup.facts["caller.name"].split(' ').next().expect("a name").to_owned();
        let low = [
            "Stephen", "Steven", "Mohammed", "Muhammad", "Jon", "John", "Geoffrey", "Jeffrey", "Gwyn", "Shaun", "Sean",
        ];
        let high = ["Katherine", "Catherine", "Siobhan", "Shivaun", "Aisha", "Ayesha", "Gwen", "Priya", "Pria"];
        let name = caller(&setup).name();
        assert!(!low.contains(&first.as_str()) || name.starts_with("low"), "{first}: {name}");
        assert!(!high.contains(&first.as_str()) || name.starts_with("high"), "{first}: {name}");
    }
}

#[test]
fn five_languages_are_spoken() {
    let folder = tempfile::tempdir().expect("a folder");
    let studio = studio(folder.path());
    for (locale, text) in [
        ("en-GB", "You have waited sixteen days for this, and I am sorry."),
        ("ru-RU", "Вы ждали этого шестнадцать дней, и мне очень жаль."),
        ("tr-TR", "Bunun için on altı gün beklediniz ve üzgünüm."),
        ("hi-IN", "आपने इसके लिए सोलह दिन इंतज़ार किया है, और मुझे खेद है।"),
        ("sw-KE", "Umesubiri siku kumi na sita kwa hili, na ninasikitika."),
        ("de-DE", "Sie haben sechzehn Tage darauf gewartet, und das tut mir leid."),
    ] {
        let order = Order { text: text.to_owned(), locale: locale.to_owned(), ..order(Mood::Calm, 4_000) };
        let clip = studio.say(&order).unwrap_or_else(|error| panic!("{locale}: {error}"));
        println!("{locale}: {} ms, {:.1} dBFS", clip.sound.ms(), clip.sound.level_db());
        assert!(clip.sound.ms().abs_diff(4_000) < 200, "{locale}: {} ms", clip.sound.ms());
        assert!((clip.sound.level_db() + 26.0).abs() < 4.0, "{locale}: {}", clip.sound.level_db());
    }
    let nowhere = Order { locale: "xx".to_owned(), ..order(Mood::Calm, 4_000) };
    let error = studio.say(&nowhere).expect_err("nobody speaks it");
    assert!(error.to_string().contains("voice does not exist"), "{error}");
}

#[test]
fn what_was_spoken_is_kept_and_what_was_damaged_is_made_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let studio = studio(folder.path());
    let order = order(Mood::Calm, 5_000);
    let first = studio.say(&order).expect("it is said");
    let second = studio.say(&order).expect("it is said");
    assert_eq!((first.origin, second.origin), (Origin::Spoken, Origin::Cached));
    assert!(first.sound.ms().abs_diff(second.sound.ms()) <= 1);
    let other = Order { ms: 5_500, ..order.clone() };
    assert_eq!(studio.say(&other).expect("it is said").origin, Origin::Spoken, "another time is another sound");

    let kept: Vec<PathBuf> =
        std::fs::read_dir(folder.path()).expect("files").flatten().map(|file| file.path()).collect();
    assert_eq!(kept.len(), 2);
    for file in &kept {
        let mut bytes = std::fs::read(file).expect("a file");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(file, bytes).expect("it is damaged");
    }
    assert_eq!(studio.say(&order).expect("it is said").origin, Origin::Spoken);
    assert_eq!(studio.say(&order).expect("it is said").origin, Origin::Cached);
}

#[test]
fn the_cache_lets_go_of_what_was_not_used_for_longest() {
    let folder = tempfile::tempdir().expect("a folder");
    let each = {
        let alone = tempfile::tempdir().expect("a folder");
        studio(alone.path()).say(&order(Mood::Calm, 5_000)).expect("it is said");
        std::fs::read_dir(alone.path())
            .expect("a file")
            .flatten()
            .map(|file| file.metadata().expect("size").len())
            .sum::<u64>()
    };
    let studio = Studio::new("", Cache::new(folder.path().to_path_buf(), each * 5 / 2));
    let texts = ["first", "other", "third"];
    let order = |text: &str| Order { text: format!("{LINE} This is the {text} line."), ..order(Mood::Calm, 5_000) };
    let mut step = std::time::SystemTime::now() - Duration::from_secs(1_000);
    for text in &texts[..2] {
        studio.say(&order(text)).expect("it is said");
        for file in std::fs::read_dir(folder.path()).expect("files").flatten() {
            let fresh = file.metadata().expect("times").modified().expect("a time") > step + Duration::from_secs(60);
            if fresh {
                step += Duration::from_secs(10);
                let file = std::fs::File::options().append(true).open(file.path()).expect("it opens");
                file.set_modified(step).expect("it is older now");
            }
        }
    }
    assert_eq!(studio.say(&order(texts[0])).expect("it is said").origin, Origin::Cached, "used again");
    studio.say(&order(texts[2])).expect("it is said");
    assert_eq!(studio.say(&order(texts[0])).expect("it is said").origin, Origin::Cached);
    assert_eq!(studio.say(&order(texts[1])).expect("it is said").origin, Origin::Spoken, "the oldest is gone");
}

#[test]
fn a_cache_that_takes_nothing_keeps_nobody_from_speaking() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("no folder");
    std::fs::write(&file, "").expect("a file stands in the way");
    let clip = studio(&file).say(&order(Mood::Calm, 3_000)).expect("it is said");
    assert_eq!(clip.origin, Origin::Spoken);
}

#[cfg(unix)]
#[test]
fn an_engine_that_hangs_crashes_or_writes_no_sound_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let cache = || Cache::new(folder.path().join("cache"), 1_000_000);
    let said = |lines: &str| {
        let command = format!("\"{}\" {{text_file}} {{out}}", script(folder.path(), lines));
        let studio = Studio::new(&command, cache()).within(Duration::from_millis(400));
        studio.say(&order(Mood::Calm, 3_000)).expect_err("nothing is said")
    };
    let began = Instant::now();
    assert!(matches!(said("exec sleep 30"), VoiceError::TimeOut { .. }));
    assert!(began.elapsed() < Duration::from_secs(5), "nobody waits for it");
    let crashed = said("echo first >&2; echo 'out of memory' >&2; exit 3");
    assert!(crashed.to_string().contains("out of memory"), "{crashed}");
    assert!(matches!(said("kill -SEGV $$"), VoiceError::Failed { .. }));
    assert!(matches!(said("true"), VoiceError::NoSound { cause: NoSound::Empty, .. }));
    assert!(matches!(said(": >\"$2\""), VoiceError::NoSound { cause: NoSound::Empty, .. }));
    assert!(matches!(said("echo garbage >\"$2\""), VoiceError::NoSound { cause: NoSound::Unknown, .. }));
    assert!(matches!(said("printf 'RIFF....WAVEfmt ' >\"$2\""), VoiceError::NoSound { cause: NoSound::Broken(_), .. }));
    let nowhere = Studio::new("/nowhere/engine {text_file} {out}", cache()).say(&order(Mood::Calm, 3_000));
    assert!(matches!(nowhere, Err(VoiceError::Start { .. })));
    assert!(matches!(Studio::new("engine {text_file}", cache()).trouble(), Some(VoiceError::Command(_))));
}

#[cfg(unix)]
#[test]
fn an_engine_of_the_site_gets_the_text_as_one_argument_and_no_shell_reads_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = script(
        folder.path(),
        "printf '%s\\n' \"$@\" >\"${0}.arguments\"\ncat >\"${0}.stdin\"\nexec espeak-ng -v en -s \"$3\" -w \"$1\" -f \"$2\"",
    );
    let command =
        format!("\"{program}\" {{out}} {{text_file}} {{pace}} {{pitch}} {{volume}} {{language}} {{voice}} -- {{text}}");
    CommandLine::parse(&command).expect("it is right");
    let evil = format!("-w {}/gone \"$(touch {0}/touched)\" `id` ; & | > {{out}}", folder.path().display());
    let order = Order { text: evil.clone(), ..order(Mood::Calm, 9_000) };
    let clip =
        Studio::new(&command, Cache::new(folder.path().join("cache"), 1_000_000)).say(&order).expect("it is said");
    assert_eq!(clip.origin, Origin::Spoken);
    let arguments = std::fs::read_to_string(format!("{program}.arguments")).expect("what it was started with");
    let arguments: Vec<&str> = arguments.lines().collect();
    assert_eq!(arguments[5], "en-GB", "{arguments:?}");
    assert_eq!(arguments[7..], ["--", &evil]);
    assert_eq!(std::fs::read_to_string(format!("{program}.stdin")).expect("its input"), evil);
    assert!(!folder.path().join("touched").exists() && !folder.path().join("gone").exists());
    // The same through eSpeak itself.
    let own = studio(&folder.path().join("own")).say(&order).expect("it is said");
    assert_eq!(own.origin, Origin::Spoken);
    assert!(!folder.path().join("touched").exists() && !folder.path().join("gone").exists());
}

/// A pack of which one line is recorded, in 3,210 ms.
pub fn with_recording(folder_of: &Path, bytes: Option<&[u8]>) -> (Arc<Setup>, String) {
    let pack = folder_of.join("tamblewick");
    copy(&root().join("scenarios/tamblewick"), &pack);
    let lines = pack.join("voice/en");
    std::fs::create_dir_all(&lines).expect("a folder");
    let samples = (0..25_680_u32).map(|at| 0.3 * (at as f32 * 0.2).sin()).collect();
    let tone = Sound { rate: 8_000, samples };
    let (id, text) = {
        let (pack, _) = &*TAMBLEWICK;
        let scenario = pack.scenario("third_call_blender").expect("it is there");
        let lines = steadyline::voice::script::lines(pack, scenario, None);
        let line =
            lines.iter().find(|line| line.plain.is_some() && line.id.contains(".opening.")).expect("a plain opening");
        (line.id.clone(), line.plain.clone().expect("it is plain"))
    };
    let file = lines.join(format!("{id}.wav"));
    match bytes {
        Some(bytes) => std::fs::write(&file, bytes).expect("it is written"),
        None => keep(&tone, &file).expect("it is written"),
    }
    let loaded = folder(folder_of).expect("the pack can be read");
    let pack = &loaded.packs[0];
    let scenario = pack.scenario("third_call_blender").expect("it is there");
    let lengths = recorded::lengths(pack, scenario);
    let options = CallOptions { seed: 1, operator: "Sam Hollis".to_owned(), lengths, ..CallOptions::default() };
    (Arc::new(Setup::new(pack, &Arc::new(Base::lay_out(pack)), scenario, options)), text)
}

#[test]
fn a_recorded_line_is_heard_as_it_was_recorded_and_its_length_is_data_of_the_log() {
    let folder = tempfile::tempdir().expect("a folder");
    let (recorded, text) = with_recording(folder.path(), None);
    assert_eq!(recorded.lengths.get(&text), Some(&3_210));
    let order = Order::new(&recorded, &Speaker::Caller, Mood::Angry, &text, 3_210);
    let clip = Studio::new("no engine {", Cache::new(folder.path().join("cache"), 1)).say(&order).expect("it is heard");
    assert_eq!((clip.origin, clip.sound.ms()), (Origin::Recorded, 3_210));

    // The line is said in some call: it takes the time of its recording, and does so again where there is none.
    let play = |setup: &Arc<Setup>| {
        let header = LogHeader::new(setup, "desk", "2026-11-20T10:00:00Z".to_owned());
        let (mut call, mut events) = Call::new(Arc::clone(setup));
        let walked = walk("third_call_blender.perfect");
        for line in &walked.log {
            events.extend(call.apply(line.at, &line.action));
        }
        (Log { header, lines: walked.log, cut_off: false }, events)
    };
    let with_seed = |seed: u64| {
        let options = CallOptions {
            seed,
            operator: "Sam Hollis".to_owned(),
            lengths: recorded.lengths.clone(),
            ..CallOptions::default()
        };
        let base = Arc::new(Base::lay_out(&recorded.pack));
        Arc::new(Setup::new(&recorded.pack, &base, &recorded.scenario, options))
    };
    let said = |setup: &Arc<Setup>| {
        let (_, events) = play(setup);
        events.iter().find_map(|event| match &event.kind {
            EventKind::LineStarted { text: said, ends, .. } if *said == text => Some(ends.since(event.at)),
            _ => None,
        })
    };
    let (setup, took) = (1..40).find_map(|seed| Some((with_seed(seed), said(&with_seed(seed))?))).expect("it is said");
    assert!(took.abs_diff(3_210) <= 1, "it takes {took} ms");

    let (log, events) = play(&setup);
    let written = log.text();
    assert!(written.contains("\"lengths\""), "it stands in the log");
    std::fs::remove_dir_all(folder.path().join("tamblewick/voice")).expect("the recordings are gone");
    let bare = steadyline::scenario::folder(folder.path()).expect("the pack can be read");
    let read = read_log(&written).expect("the log is read");
    let (_, again) = replay(&resume(&bare.packs, &read.header, false).expect("all is as it was"), &read);
    assert_eq!(serde_json::to_string(&again).expect("JSON"), serde_json::to_string(&events).expect("JSON"));
}

#[test]
fn a_broken_recording_is_told_and_the_engine_says_its_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let (setup, text) = with_recording(folder.path(), Some(b"RIFF and then nothing"));
    assert!(setup.lengths.is_empty(), "it gives no length");
    let order = Order::new(&setup, &Speaker::Caller, Mood::Calm, &text, 4_000);
    let clip = studio(&folder.path().join("cache")).say(&order).expect("it is said");
    assert_eq!(clip.origin, Origin::Spoken);
    assert!(matches!(clip.instead_of, Some(VoiceError::Recording { .. })));
}

#[test]
fn the_pace_of_a_temperament_moves_the_clock_and_lines_of_others_keep_theirs() {
    let time = |by: Speaker, mood: Mood| setup("third_call_blender", 1).line_ms(&by, mood, LINE);
    let even = time(Speaker::Operator, Mood::Calm);
    assert_eq!(time(Speaker::Department("claims".into()), Mood::Angry), even);
    // The hostile temperament: 104 per cent of the usual pace, 110 when angry.
    for (mood, pace) in [(Mood::Calm, 104), (Mood::Angry, 110)] {
        let (took, expected) = (time(Speaker::Caller, mood), even * 100 / pace);
        assert!(took.abs_diff(expected) <= 2, "{mood:?}: {took}, not {expected}");
    }
}

#[test]
fn a_voice_that_nobody_has_is_found_by_the_check() {
    let into = tempfile::tempdir().expect("a folder");
    let pack = into.path().join("tamblewick");
    copy(&root().join("scenarios/tamblewick"), &pack);
    let file = pack.join("temperaments.ron");
    let text = std::fs::read_to_string(&file).expect("the temperaments are there");
    // Alone it is within its bounds; what an angry mood adds takes it out of them.
    std::fs::write(&file, text.replacen("volume: 1,", "volume: 7,", 1)).expect("it is written");
    let found = folder(into.path()).expect("the pack can be read").found;
    let short: Vec<String> = found.iter().map(steadyline::scenario::Diagnostic::short).collect();
    assert!(short.iter().any(|problem| problem.contains("[SL086") && problem.contains("volume")), "{short:?}");
}

#[test]
fn what_comes_next_is_known_before_it_is_said() {
    // In a call without surprises each line of the others was among those that were foreseen when the line before began.
    for name in ["third_call_blender.perfect", "when_is_my_money.perfect", "bits_for_my_sister.perfect"] {
        let walked = walk(name);
        let (mut call, offered) = Call::new(Arc::clone(&walked.setup));
        let (mut foreseen, mut hits, mut lines) = (next_lines(&call), 0, 0);
        drop(offered);
        for line in &walked.log {
            for event in call.apply(line.at, &line.action) {
                let Some(order) = order_of(&call, &event) else { continue };
                lines += 1;
                hits += usize::from(foreseen.contains(&order));
                foreseen.clear();
            }
            if foreseen.is_empty() {
                foreseen = next_lines(&call);
            }
        }
        println!("{name}: {hits} of {lines} lines were foreseen");
        assert!(lines > 10 && hits * 10 >= lines * 7, "{name}: {hits} of {lines}");
    }
}

#[test]
fn the_check_hears_every_recording_and_names_what_is_missing() {
    let into = tempfile::tempdir().expect("a folder");
    let check = || {
        let loaded = folder(into.path()).expect("the pack can be read");
        let found = check_recordings(&loaded.packs[0]);
        found.iter().map(steadyline::scenario::Diagnostic::short).collect::<Vec<_>>()
    };
    copy(&root().join("scenarios/tamblewick"), &into.path().join("tamblewick"));
    assert!(check().is_empty(), "a pack without recordings misses none");

    let (_, _) = with_recording(into.path(), None);
    let voice = into.path().join("tamblewick/voice/en");
    let loaded = folder(into.path()).expect("the pack can be read");
    let pack = &loaded.packs[0];
    let lines = steadyline::voice::script::lines(pack, pack.scenario("when_is_my_money").expect("it is there"), None);
    let mut plain = lines.iter().filter(|line| line.plain.is_some()).map(|line| line.id.clone());
    let mixed = lines.iter().find(|line| line.plain.is_none()).expect("a line with a fact").id.clone();
    let mut name = || voice.join(format!("{}.wav", plain.next().expect("a line")));
    let tone = |rate: u32, loud: f32| Sound {
        rate,
        samples: (0..rate).map(|at| (loud * (at as f32 * 0.1).sin()).clamp(-1.0, 1.0)).collect(),
    };
    keep(&tone(22_050, 0.3), &name()).expect("a good one");
    keep(&tone(22_050, 3.0), &name()).expect("too loud");
    keep(&tone(22_050, 0.0001), &name()).expect("silent");
    keep(&tone(12_345, 0.3), &name()).expect("an odd rate");
    std::fs::write(name(), "garbage").expect("no sound");
    keep(&tone(22_050, 0.3), &voice.join(format!("{mixed}.wav"))).expect("a fact in it");
    keep(&tone(22_050, 0.3), &voice.join("when_is_my_mony.opening.1.wav")).expect("of no line");
    std::fs::write(voice.join("notes.txt"), "").expect("no recording");
    let found = check();
    let count = |code: &str| found.iter().filter(|problem| problem.contains(code)).count();
    let counts = ["SL100", "SL101", "SL102", "SL103", "SL104"].map(count);
    // Calls without any recording lack all of theirs.
    assert_eq!(counts, [pack.scenarios.len(), 3, 2, 1, 1], "{}", found.join("\n"));
    assert!(found.iter().any(|problem| problem.contains("did you mean")), "{found:?}");
}

#[test]
fn guided_lines_take_their_whole_time_where_they_are_heard_and_the_log_says_so() {
    let (pack, base) = &*TAMBLEWICK;
    let scenario = pack.scenario("third_call_blender").expect("it is there");
    let guided = |heard| {
        let options = CallOptions { seed: 1, mode: Mode::Guided, heard, ..CallOptions::default() };
        Arc::new(Setup::new(pack, base, scenario, options))
    };
    let time = |setup: &Setup| setup.line_ms(&Speaker::Operator, Mood::Calm, LINE);
    let (read, heard) = (guided(false), guided(true));
    assert_eq!(time(&read), time(&heard) * 60 / 100);
    for setup in [&read, &heard] {
        let header = LogHeader::new(setup, "desk", "2026-11-20T10:00:00Z".to_owned());
        let text = Log { header, lines: Vec::new(), cut_off: false }.text();
        let again = resume(std::slice::from_ref(pack), &read_log(&text).expect("it is read").header, false);
        assert_eq!(time(&again.expect("all is as it was")), time(setup), "{text}");
        assert_eq!(text.contains("\"heard\""), setup.heard);
    }
}
