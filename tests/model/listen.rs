//! Listening to who practises: a microphone is a file here, heard as a device is. The voices are eSpeak NG's.

use std::time::Instant;

use steadyline::call::{Event, EventKind, Millis, Mood, Speaker};
use steadyline::voice::listen::{
    Ear, Microphone as _, NEEDED, NoMicrophone, Spell, Spoken, Trouble, VoiceEvidence, WavFile, voice_evidence,
};
use steadyline::voice::{Order, Sound, keep};

use crate::voice::studio;
use crate::world::{setup, walk};

/// Somebody says two sentences: after 1 s, and 1.5 s after that.
fn two_sentences() -> (Sound, [(u64, u64); 2]) {
    let folder = tempfile::tempdir().expect("a folder");
    let studio = studio(folder.path());
    let say = |text: &str, ms: u64| {
        let order = Order::new(&setup("third_call_blender", 1), &Speaker::Operator, Mood::Calm, text, ms);
        studio.say(&order).expect("it is said").sound
    };
    let first = say("You have waited sixteen days for this and I am sorry", 3_000);
    let second = say("Let me look at your order now", 2_000);
    let silence = |ms: u64| vec![0.0; usize::try_from(u64::from(first.rate) * ms / 1000).expect("few")];
    let samples = [silence(1_000), first.samples.clone(), silence(1_500), second.samples.clone(), silence(1_000)];
    let from = 2_500 + first.ms();
    let times = [(1_000, 1_000 + first.ms()), (from, from + second.ms())];
    (Sound { rate: first.rate, samples: samples.concat() }, times)
}

fn heard(sound: &Sound) -> (Vec<Spell>, Option<Trouble>) {
    let mut ear = Ear::new(sound.rate);
    ear.hear(&sound.samples);
    let trouble = ear.trouble();
    ear.finish();
    (ear.spells(), trouble)
}

#[test]
fn what_is_being_said_is_known_before_it_is_over() {
    let (sound, [_, (from, to)]) = two_sentences();
    let until = usize::try_from((from + to) / 2 * u64::from(sound.rate) / 1000).expect("few");
    let mut ear = Ear::new(sound.rate);
    ear.hear(&sound.samples[..sound.samples.len().min(until)]);
    let spell = ear.unfinished().expect("somebody speaks");
    assert!(spell.from_ms.abs_diff(from) < 250 && spell.to_ms.abs_diff((from + to) / 2) < 250, "{spell:?} {from} {to}");
    ear.hear(&sound.samples[until..]);
    assert_eq!(ear.unfinished(), None, "it is over");
}

/// The same at another rate, each sample the nearest.
fn at_rate(sound: &Sound, rate: u32) -> Sound {
    let count = sound.samples.len() as u64 * u64::from(rate) / u64::from(sound.rate);
    let near = |at: u64| sound.samples[usize::try_from(at * u64::from(sound.rate) / u64::from(rate)).expect("few")];
    Sound { rate, samples: (0..count).map(near).collect() }
}

#[test]
fn speech_is_told_from_silence_at_every_rate() {
    let (sound, times) = two_sentences();
    for rate in [8_000, 16_000, 22_050, 44_100, 48_000] {
        let (spells, trouble) = heard(&at_rate(&sound, rate));
        println!("{rate}: {spells:?}");
        assert_eq!((spells.len(), trouble), (2, None), "{rate}: {spells:?}");
        for (spell, (from, to)) in spells.iter().zip(times) {
            assert!(
                spell.from_ms.abs_diff(from) < 250 && spell.to_ms.abs_diff(to) < 350,
                "{rate}: {spell:?} {from} {to}"
            );
            assert!((-320..-180).contains(&spell.level), "{rate}: {spell:?}");
        }
    }
    let softer = Sound { samples: sound.samples.iter().map(|sample| sample / 4.0).collect(), ..sound.clone() };
    let fall = heard(&sound).0[0].level - heard(&softer).0[0].level;
    assert!((100..140).contains(&fall), "a quarter is 12 dB less: {fall}");
}

#[test]
fn what_is_wrong_with_a_microphone_is_known() {
    let (sound, _) = two_sentences();
    let with = |samples: Vec<f32>| heard(&Sound { rate: sound.rate, samples });
    let dead = with(vec![0.0; sound.samples.len()]);
    assert_eq!(dead, (Vec::new(), Some(Trouble::Silent)));
    let clipped = with(sound.samples.iter().map(|sample| (sample * 40.0).clamp(-1.0, 1.0)).collect());
    assert_eq!(clipped.1, Some(Trouble::Clipped));
    let mut chance = 7_u32;
    let mut noise = |loud: f32| {
        chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        ((chance >> 8) as f32 / 8_388_608.0 - 1.0) * loud
    };
    let steady = with(sound.samples.iter().map(|_| noise(0.05)).collect());
    assert_eq!(steady.1, Some(Trouble::Noisy));
    assert!(steady.0.is_empty(), "a fan is nobody who speaks: {:?}", steady.0);
    let hiss = with(sound.samples.iter().map(|sample| sample + noise(0.002)).collect());
    assert_eq!((hiss.0.len(), hiss.1), (2, None), "a little hiss is in every room");
    let nonsense = with(vec![f32::NAN, f32::INFINITY, -9e9]);
    assert_eq!(nonsense, (Vec::new(), None));
}

#[test]
fn a_file_is_heard_at_its_own_pace_as_a_device_is() {
    let (sound, _) = two_sentences();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("spoken.wav");
    keep(&sound, &file).expect("it is written");
    let mut ear = Ear::new(sound.rate);
    let began = Instant::now();
    let mut microphone = WavFile::open(&file).expect("it is a sound");
    let over = microphone.listen(&mut |rate, samples| {
        assert_eq!(rate, sound.rate);
        ear.hear(samples);
        true
    });
    assert!(matches!(over, Err(NoMicrophone::Gone(_))), "it vanishes in the end");
    let took = u64::try_from(began.elapsed().as_millis()).expect("few");
    assert!(took + 100 >= sound.ms(), "{took} ms for {} ms", sound.ms());
    ear.finish();
    let (spells, file_spells) = (heard(&sound).0, ear.spells());
    assert_eq!(spells.len(), file_spells.len());
    assert!(spells.iter().zip(&file_spells).all(|(one, other)| one.from_ms == other.from_ms), "{file_spells:?}");
    assert!(matches!(WavFile::open(&folder.path().join("none.wav")), Err(NoMicrophone::Closed(_))));
}

/// The events of a call, and the lines in it: who, from, to, how many words, whether after a hostile line.
struct Taken {
    events: Vec<Event>,
    lines: Vec<(bool, u64, u64, usize, bool)>,
}

fn taken(name: &str) -> Taken {
    let events = walk(name).events;
    let mut lines: Vec<(bool, u64, u64, usize, bool)> = Vec::new();
    let mut hostile = false;
    for event in &events {
        match &event.kind {
            EventKind::LineStarted { by, text, mood, ends, .. } => {
                let mine = *by == Speaker::Operator;
                hostile = if mine { hostile } else { *mood >= Mood::Angry };
                let words = text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
                lines.push((mine, event.at.0, ends.0, words, hostile));
            }
            EventKind::LineCut { .. } => lines.last_mut().expect("a line").2 = event.at.0,
            _ => {}
        }
    }
    Taken { events, lines }
}

impl Taken {
    /// Every answer is read at so many words a minute, louder by so much after hostile lines.
    fn read(&self, calm: u64, hostile: u64, louder: i32) -> Vec<Spell> {
        let mine = self.lines.iter().filter(|(mine, ..)| *mine);
        let read = |(_, from, _, words, after): &(bool, u64, u64, usize, bool)| {
            let pace = if *after { hostile } else { calm };
            let ms = *words as u64 * 60_000 / pace;
            Spell { from_ms: from + 100, to_ms: from + 100 + ms, level: if *after { -250 + louder } else { -250 } }
        };
        mine.map(read).collect()
    }

    fn evidence(&self, spells: Vec<Spell>) -> VoiceEvidence {
        voice_evidence(&self.events, &Spoken { spells, ..Spoken::default() })
    }
}

#[test]
fn pace_and_loudness_after_hostile_lines_stand_beside_those_after_calm_ones() {
    let taken = taken("third_call_blender.perfect");
    let found = taken.evidence(taken.read(150, 180, 42));
    println!("{found:?}");
    assert_eq!(found.answers, found.heard);
    assert!(found.talk_overs.is_empty() && !found.echo, "{found:?}");
    assert!(found.pace.calm_count >= NEEDED && found.pace.hostile_count >= 1, "{:?}", found.pace);
    assert!(found.pace.calm.is_some_and(|pace| pace.abs_diff(150) <= 2), "{:?}", found.pace);
    assert!(found.pace.hostile.is_some_and(|pace| pace.abs_diff(180) <= 2), "{:?}", found.pace);
    assert_eq!((found.loudness.calm, found.loudness.hostile), (Some(-250), Some(-208)));
    let enough = found.loudness.hostile_count >= NEEDED;
    assert_eq!(found.loudness.change(), enough.then_some(42), "one or two answers are no habit");
    let nothing = taken.evidence(Vec::new());
    assert_eq!((nothing.heard, nothing.pace.calm, nothing.loudness.change()), (0, None, None));
}

#[test]
fn a_voice_talks_over_the_caller_and_not_when_nobody_can_hear_it() {
    let taken = taken("third_call_blender.perfect");
    let long = taken.lines.iter().find(|(mine, from, to, ..)| !mine && to - from > 4_000).expect("a long line");
    let spell = |from: u64, ms: u64| Spell { from_ms: from, to_ms: from + ms, level: -250 };
    let over = |from: u64| taken.evidence(vec![spell(from, 900)]).talk_overs;
    assert_eq!(over(long.1 + 1_000), [Millis(long.1 + 1_000)]);
    assert_eq!(over(long.2 - 500), [], "close to its end");
    assert_eq!(over(long.1 - 300), [], "who was speaking already is not the one who cuts in");

    let all = taken.lines.iter().filter(|(mine, ..)| !mine);
    let echo = taken.evidence(all.map(|(_, from, to, ..)| spell(from + 50, to - from - 50)).collect());
    assert!(echo.echo && echo.talk_overs.is_empty(), "the loudspeaker is heard: {echo:?}");

    let mut events = taken.events.clone();
    let muted = |at: u64, kind: EventKind| Event { at: Millis(at), kind };
    events.push(muted(long.1, EventKind::MuteStarted));
    events.push(muted(long.2, EventKind::MuteEnded { muted_ms: long.2 - long.1 }));
    events.sort_by_key(|event| event.at);
    let spoken = Spoken { spells: vec![spell(long.1 + 1_000, 900)], ..Spoken::default() };
    assert!(voice_evidence(&events, &spoken).talk_overs.is_empty(), "nobody hears who is muted");
}

#[test]
fn silence_is_what_nobody_fills_however_an_answer_was_chosen() {
    let taken = taken("third_call_blender.perfect");
    let read = taken.read(150, 150, 0);
    let before = taken.evidence(read.clone()).silences.len();
    // Somebody chooses a long answer and says one word of it.
    let (at, long) = read.iter().enumerate().max_by_key(|(_, spell)| spell.to_ms - spell.from_ms).expect("an answer");
    assert!(long.to_ms - long.from_ms > 7_500, "{long:?}");
    let mut short = read.clone();
    short[at].to_ms = long.from_ms + 400;
    let found = taken.evidence(short);
    assert_eq!(found.silences.len(), before + 1, "{:?}", found.silences);
    assert!(
        found.silences.iter().any(|(from, ms)| from.0 == long.from_ms + 400 && *ms >= 6_000),
        "{:?}",
        found.silences
    );
}

#[test]
fn what_was_heard_comes_back_from_its_text_and_so_does_that_of_a_version_before() {
    let spoken = Spoken {
        spells: vec![Spell { from_ms: 1, to_ms: 2, level: -250 }],
        troubles: vec![Trouble::Clipped],
        gone_at_ms: Some(7),
    };
    let text = serde_json::to_string(&spoken).expect("JSON");
    assert_eq!(serde_json::from_str::<Spoken>(&text).expect("it is read"), spoken);
    assert_eq!(serde_json::from_str::<Spoken>("{\"spells\":[]}").expect("it is read"), Spoken::default());
}
