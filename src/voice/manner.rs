//! Who sounds how: the voice of each speaker of a call, and what temper and mood do to it.

use super::language::{EngineVoice, Language};
use crate::call::{Mood, Setup, Speaker};
use crate::scenario::{VoiceAge, VoiceKind};

/// Level of what is said in an even voice, in decibels below full scale.
const EVEN_DB: i32 = -24;

/// How something is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manner {
    pub(super) variant: String,
    pub kind: VoiceKind,
    pub age: VoiceAge,
    /// 0 to 99.
    pub pitch: i32,
    /// Per cent of the usual rise and fall.
    pub range: i32,
    /// Level of what is said, in decibels below full scale.
    pub level_db: i32,
    pub pauses: bool,
}

impl Manner {
    /// How a speaker of a call sounds in a mood. Only the caller has moods that are heard.
    #[must_use]
    pub fn of(setup: &Setup, by: &Speaker, mood: Mood) -> Self {
        Self::in_language(&Language::of(&setup.pack.source.locale), setup, by, mood)
    }

    pub(super) fn in_language(language: &Language, setup: &Setup, by: &Speaker, mood: Mood) -> Self {
        match by {
            Speaker::Operator => Self::even(&language.operator),
            Speaker::Department(name) => {
                let caller = caller_voice(language, setup);
                let others: Vec<&EngineVoice> = language.voices.iter().filter(|voice| *voice != caller).collect();
                Self::even(one(&others, &format!("department {name}")).copied().unwrap_or(caller))
            }
            Speaker::Caller => {
                let own = caller_voice(language, setup);
                let temper = setup.voice(mood);
                Self {
                    pitch: (own.pitch + temper.pitch).clamp(0, 99),
                    range: temper.range,
                    level_db: EVEN_DB + temper.volume,
                    pauses: temper.pauses,
                    ..Self::even(own)
                }
            }
        }
    }

    fn even(voice: &EngineVoice) -> Self {
        Self {
            variant: voice.variant.clone(),
            kind: voice.kind,
            age: voice.age,
            pitch: voice.pitch,
            range: 100,
            level_db: EVEN_DB,
            pauses: false,
        }
    }

    /// Decibels above or below an even voice.
    #[must_use]
    pub const fn volume(&self) -> i32 {
        self.level_db - EVEN_DB
    }

    /// `high_middle`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{:?}_{:?}", self.kind, self.age).to_lowercase()
    }
}

/// The voice of the person who rings: as the scenario says, else as the first name goes, else by chance of the name, so
/// that the same person always sounds the same.
fn caller_voice<'l>(language: &'l Language, setup: &Setup) -> &'l EngineVoice {
    let source = &setup.scenario.source.caller;
    let name = setup.facts.get(&format!("{}.name", source.who)).map_or(source.who.as_str(), String::as_str);
    let first = name.split_whitespace().next().unwrap_or_default();
    let mut by_name = setup.pack.people.voices.iter().filter(|(_, names)| names.iter().any(|other| other == first));
    let kind = source.voice.kind.or_else(|| by_name.next().map(|(kind, _)| *kind));
    let fits = |voice: &&EngineVoice| {
        kind.is_none_or(|kind| voice.kind == kind) && source.voice.age.is_none_or(|age| voice.age == age)
    };
    let fitting: Vec<&EngineVoice> = language.voices.iter().filter(fits).collect();
    one(&fitting, name).copied().unwrap_or(&language.operator)
}

/// One of a list, always the same for the same name.
fn one<'a, T>(list: &'a [T], name: &str) -> Option<&'a T> {
    let number = usize::from(blake3::hash(name.as_bytes()).as_bytes()[0]);
    list.get(number % list.len().max(1))
}
