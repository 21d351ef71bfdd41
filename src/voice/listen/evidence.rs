//! What a voice says about a call: talking over the caller, silence, pace and loudness after hostile lines against the same
//! person's own after calm ones.

use serde::{Deserialize, Serialize};

use super::ear::{Spell, Trouble};
use crate::call::{Event, EventKind, Millis, Mood, Phase, Speaker};
use crate::scenario::MoveKind;

/// Beginning this close to the end of a line is no talk-over.
const TALK_OVER_MS: u64 = 700;
/// Nobody is heard for so long: dead air.
const DEAD_AIR_MS: u64 = 6_000;
/// A look-up that was announced makes silence free for so long.
const LOOK_UP_MS: u64 = 20_000;
/// An answer may be begun so long before it is chosen.
const BEFORE_MS: u64 = 2_000;
/// So much of an answer has to be heard that its pace can be told.
const LEAST_SAID_MS: u64 = 700;
const LEAST_WORDS: usize = 4;
/// Words a minute that an answer can be read at; anything else was not that answer.
const PACES: (u64, u64) = (60, 330);
/// So many answers after calm lines, and after hostile ones, are compared at least.
pub const NEEDED: usize = 3;

/// What was heard of the trainee in a call, in milliseconds of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spoken {
    pub spells: Vec<Spell>,
    /// What was wrong with the microphone, each once.
    #[serde(default)]
    pub troubles: Vec<Trouble>,
    /// The microphone vanished, and when.
    #[serde(default)]
    pub gone_at_ms: Option<u64>,
}

/// A measure after calm lines beside the same after hostile ones: the medians.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Compared {
    pub calm: Option<i64>,
    pub hostile: Option<i64>,
    /// How many there are of either.
    pub calm_count: usize,
    pub hostile_count: usize,
}

impl Compared {
    fn of(calm: Vec<i64>, hostile: Vec<i64>) -> Self {
        let (calm_count, hostile_count) = (calm.len(), hostile.len());
        Self { calm: median(calm), hostile: median(hostile), calm_count, hostile_count }
    }

    /// Hostile less calm; none while there are too few of either.
    #[must_use]
    pub fn change(&self) -> Option<i64> {
        let enough = self.calm_count >= NEEDED && self.hostile_count >= NEEDED;
        enough.then(|| Some(self.hostile? - self.calm?))?
    }
}

fn median(mut all: Vec<i64>) -> Option<i64> {
    all.sort_unstable();
    all.get(all.len() / 2).copied()
}

/// What a voice says about a call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VoiceEvidence {
    /// How many answers there were, and how many of them were heard.
    pub answers: usize,
    pub heard: usize,
    /// When the trainee began while others had more than 0.7 s to say.
    pub talk_overs: Vec<Millis>,
    /// When nobody was heard for 6 s and more, and for how long.
    pub silences: Vec<(Millis, u64)>,
    /// Words a minute.
    pub pace: Compared,
    /// Tenths of a decibel.
    pub loudness: Compared,
    /// The microphone hears the caller too, so that nobody can tell who talked over whom.
    pub echo: bool,
}

/// A line of the call.
struct Line<'e> {
    by: &'e Speaker,
    text: &'e str,
    mood: Mood,
    from: u64,
    /// When it ended, or was to.
    to: u64,
    was_to: u64,
}

/// Looks at what was heard beside what happened.
#[must_use]
pub fn voice_evidence(events: &[Event], spoken: &Spoken) -> VoiceEvidence {
    let lines = lines(events);
    let closed = closed(events);
    let open = |at: u64| !closed.iter().any(|(from, to)| (*from..*to).contains(&at));
    let spells: Vec<Spell> = spoken.spells.iter().copied().filter(|spell| open(spell.from_ms)).collect();
    let echo = is_echo(&lines, &spells);
    let others = || lines.iter().filter(|line| *line.by != Speaker::Operator);
    let over = |spell: &Spell| {
        others().any(|line| {
            line.from < spell.from_ms && spell.from_ms < line.to && line.was_to > spell.from_ms + TALK_OVER_MS
        })
    };
    let talk_overs = if echo { Vec::new() } else { spells.iter().filter(|spell| over(spell)).collect() };
    let answers = answers(&lines, &spells);
    let heard: Vec<&Answer> = answers.iter().filter(|answer| answer.said_ms >= LEAST_SAID_MS).collect();
    let compared = |measure: &dyn Fn(&Answer) -> Option<i64>| {
        let of =
            |hostile: bool| heard.iter().filter(|one| one.hostile == hostile).filter_map(|one| measure(one)).collect();
        Compared::of(of(false), of(true))
    };
    VoiceEvidence {
        answers: answers.len(),
        heard: heard.len(),
        talk_overs: talk_overs.into_iter().map(|spell| Millis(spell.from_ms)).collect(),
        silences: silences(events, &lines, &spells, &closed),
        pace: compared(&|answer| answer.pace()),
        loudness: compared(&|answer| Some(answer.level)),
        echo,
    }
}

fn lines(events: &[Event]) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    for event in events {
        match &event.kind {
            EventKind::LineStarted { by, text, mood, ends, .. } => {
                lines.push(Line { by, text, mood: *mood, from: event.at.0, to: ends.0, was_to: ends.0 });
            }
            EventKind::LineEnded { .. } | EventKind::LineCut { .. } | EventKind::CallEnded { .. } => {
                if let Some(last) = lines.last_mut() {
                    last.to = last.to.min(event.at.0);
                }
            }
            _ => {}
        }
    }
    lines
}

/// When nobody at the other end could hear the trainee: before the call, on hold, on mute, after it.
fn closed(events: &[Event]) -> Vec<(u64, u64)> {
    let mut out = Vec::new();
    let (mut line, mut mute) = (Some(0), None);
    for event in events {
        let at = event.at.0;
        match &event.kind {
            EventKind::PhaseChanged { phase: Phase::Talking | Phase::Consulting } => {
                out.extend(line.take().map(|from| (from, at)));
            }
            EventKind::PhaseChanged { .. } => line = line.or(Some(at)),
            EventKind::MuteStarted => mute = Some(at),
            EventKind::MuteEnded { .. } => out.extend(mute.take().map(|from| (from, at))),
            _ => {}
        }
    }
    out.extend(line.into_iter().chain(mute).map(|from| (from, u64::MAX)));
    out
}

/// More than half of what others say is heard from the trainee's side too: the loudspeaker.
fn is_echo(lines: &[Line<'_>], spells: &[Spell]) -> bool {
    let others = lines.iter().filter(|line| *line.by != Speaker::Operator);
    let (mut all, mut both) = (0, 0);
    for line in others {
        all += line.to.saturating_sub(line.from);
        both += spells.iter().map(|spell| overlap(spell, line.from, line.to)).sum::<u64>();
    }
    all > 5_000 && both * 2 > all
}

fn overlap(spell: &Spell, from: u64, to: u64) -> u64 {
    spell.to_ms.min(to).saturating_sub(spell.from_ms.max(from))
}

/// One answer, with what was heard of it.
struct Answer {
    words: usize,
    said_ms: u64,
    level: i64,
    hostile: bool,
}

impl Answer {
    fn pace(&self) -> Option<i64> {
        let pace = self.words as u64 * 60_000 / self.said_ms.max(1);
        let is_it = self.words >= LEAST_WORDS && (PACES.0..=PACES.1).contains(&pace);
        is_it.then(|| pace.cast_signed())
    }
}

fn answers(lines: &[Line<'_>], spells: &[Spell]) -> Vec<Answer> {
    let mut out = Vec::new();
    let mut hostile = false;
    for (number, line) in lines.iter().enumerate() {
        if *line.by != Speaker::Operator {
            hostile = matches!(line.mood, Mood::Angry | Mood::AtTheEnd);
            continue;
        }
        let before = number.checked_sub(1).map_or(0, |before| lines[before].to);
        let from = line.from.saturating_sub(BEFORE_MS).max(before);
        let to = lines.get(number + 1).map_or(u64::MAX, |next| next.from);
        let of_it: Vec<&Spell> =
            spells.iter().filter(|spell| overlap(spell, from, to) * 2 > spell.to_ms - spell.from_ms).collect();
        let said_ms: u64 = of_it.iter().map(|spell| spell.to_ms - spell.from_ms).sum();
        let level = of_it.iter().map(|spell| i64::from(spell.level) * (spell.to_ms - spell.from_ms).cast_signed());
        let level = level.sum::<i64>() / said_ms.max(1).cast_signed();
        let words = line.text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
        out.push(Answer { words, said_ms, level, hostile });
    }
    out
}

/// Stretches of the call in which nobody was heard. An answer that was chosen and not said is taken as said.
fn silences(events: &[Event], lines: &[Line<'_>], spells: &[Spell], closed: &[(u64, u64)]) -> Vec<(Millis, u64)> {
    // Who says an answer is heard for as long as they say it, not for as long as it would have taken.
    let said = |line: &Line<'_>| spells.iter().any(|spell| overlap(spell, line.from, line.to) > 0);
    let unsaid = lines.iter().filter(|line| *line.by != Speaker::Operator || !said(line));
    let mut sounds: Vec<(u64, u64)> = unsaid.map(|line| (line.from, line.to)).collect();
    sounds.extend(spells.iter().map(|spell| (spell.from_ms, spell.to_ms)));
    sounds.extend(closed.iter().copied());
    sounds.sort_unstable();
    let free: Vec<u64> = events
        .iter()
        .filter(|event| matches!(event.kind, EventKind::MoveMade { kind: MoveKind::AnnounceLookup, .. }))
        .map(|event| event.at.0)
        .collect();
    let mut out = Vec::new();
    let mut until = 0;
    for (from, to) in sounds {
        let is_free = free.iter().any(|at| (*at..at + LOOK_UP_MS).contains(&until));
        if from >= until + DEAD_AIR_MS && !is_free {
            out.push((Millis(until), from - until));
        }
        until = until.max(to);
    }
    out
}
