//! Everything that is fixed before the phone rings.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::base::Base;
use super::chance::Chance;
use super::database::{Database, SavedRow};
use super::event::Speaker;
use super::facts;
use super::lines::{BeatLines, MoveLines};
use super::speech::{SpeakingRate, Speed};
use super::start::StartAt;
use super::state::Mood;
use crate::scenario::facts::{base as base_path, part, spelled};
use crate::scenario::{
    FieldKind, MoveKind, Pack, Rubric, Scenario, Temperament, Template, Twin, VoiceShift, VoiceSource,
};

/// The share of a line that takes its usual time, see [`Setup::share`].
pub(super) const WHOLE: u64 = 10_000;

/// How long recorded lines take, in milliseconds, by their words.
pub type Lengths = BTreeMap<String, u64>;

/// How much help the trainee gets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Hints beside each step; lines take less time.
    Guided,
    /// No hints; patience is shown.
    #[default]
    Practice,
    /// Nothing is shown that a real desk would not show.
    Assessment,
}

impl Mode {
    /// From the most help to none.
    pub const ALL: [Self; 3] = [Self::Guided, Self::Practice, Self::Assessment];

    /// As logs and messages write it.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Guided => "guided",
            Self::Practice => "practice",
            Self::Assessment => "assessment",
        }
    }

    /// Share of its usual time that a line takes, in per cent.
    pub(super) const fn pace(self) -> u64 {
        match self {
            Self::Guided => 60,
            Self::Practice | Self::Assessment => 100,
        }
    }
}

/// What distinguishes one attempt from another.
#[derive(Debug, Clone, Default)]
pub struct CallOptions {
    pub seed: u64,
    pub mode: Mode,
    /// The operator's name; the first word of it is said in greetings.
    pub operator: String,
    /// What earlier calls left in the practice database.
    pub practice: Vec<SavedRow>,
    /// Take the calm twin; a scenario without one is played as written.
    pub twin: bool,
    /// Lines that are heard as recorded.
    pub lengths: Lengths,
    /// Lines are heard, so that they take their whole time in guided mode too: nobody can speak as fast as people read.
    pub heard: bool,
    /// How fast others speak in guided mode.
    pub speed: Speed,
    /// Lines of others are not written while they are said: who takes the call has to listen.
    pub captions_off: bool,
}

/// A call that is about to be offered: pack, scenario, facts and database are settled.
#[derive(Debug, Clone)]
pub struct Setup {
    pub pack: Arc<Pack>,
    pub scenario: Arc<Scenario>,
    pub temperament: Arc<Temperament>,
    /// The calm twin rings.
    pub twin: bool,
    /// Patience when the phone rings and the most that it can be, in points.
    pub start: i32,
    pub ceiling: i32,
    /// The temperament's id.
    pub(super) temper: String,
    pub rubric: Arc<Rubric>,
    pub seed: u64,
    pub mode: Mode,
    pub operator: String,
    pub practice: Vec<SavedRow>,
    /// Where an author lets the call begin; none where the phone rings.
    pub start_at: Option<StartAt>,
    pub lengths: Lengths,
    pub heard: bool,
    pub speed: Speed,
    pub captions_off: bool,
    pub(super) rate: SpeakingRate,
    /// Facts by path, in the form that the database keeps.
    pub facts: BTreeMap<String, String>,
    /// The database as it is when the phone rings.
    pub database: Database,
    /// Facts as people say them.
    said: BTreeMap<String, String>,
    /// What is worked out of each beat when it is first played.
    pub(super) lines: Vec<OnceLock<BeatLines>>,
    /// What is worked out of each universal move when it is first made.
    pub(super) moves: [OnceLock<MoveLines>; MoveKind::Close as usize + 1],
    /// The number that the phone shows when it rings.
    pub(super) shows: SmolStr,
    shares: Shares,
}

/// The share of its usual time that a line takes which nobody recorded, see [`Setup::share`].
#[derive(Debug, Clone, Copy)]
struct Shares {
    /// By mood.
    caller: [u64; 4],
    department: u64,
    operator: u64,
}

/// The caller's temper in this attempt.
struct Temper<'a> {
    id: &'a str,
    patience: Option<i32>,
    ceiling: Option<i32>,
    twin: bool,
}

impl<'a> Temper<'a> {
    fn of(scenario: &'a Scenario, twin: bool) -> Self {
        match scenario.twin.as_ref().filter(|_| twin) {
            Some(Twin { temperament, patience, ceiling }) => {
                Self { id: temperament, patience: *patience, ceiling: *ceiling, twin: true }
            }
            None => {
                let caller = &scenario.source.caller;
                Self { id: &caller.temperament, patience: caller.patience, ceiling: caller.ceiling, twin: false }
            }
        }
    }
}

impl Setup {
    /// Makes the facts of the call and plants its rows.
    ///
    /// # Panics
    /// Never for a checked pack: its temperaments and rubrics exist.
    #[must_use]
    pub fn new(pack: &Arc<Pack>, base: &Arc<Base>, scenario: &Arc<Scenario>, options: CallOptions) -> Self {
        let pack = pack.in_language_of(scenario);
        let temper = Temper::of(scenario, options.twin);
        let temperament = pack.temperaments.get(temper.id).map(Arc::clone);
        let temperament = temperament.expect("the check looked the temperament up");
        let rubric = pack.rubrics.get(&scenario.source.rubric).map(Arc::clone);
        let mut database = Database::new(pack, Arc::clone(base), &options.practice);
        let facts = facts::make(pack, scenario, options.seed, &mut database);
        let say = |(path, value): (&String, &String)| {
            let kind = scenario.kinds.kind(path);
            (path.clone(), kind.map_or_else(|| value.clone(), |kind| pack.writing.spoken(kind, value)))
        };
        let said = facts.iter().map(say).collect();
        let mut setup = Self {
            pack: Arc::clone(pack),
            scenario: Arc::clone(scenario),
            twin: temper.twin,
            start: temper.patience.unwrap_or(temperament.source.start),
            ceiling: temper.ceiling.unwrap_or(temperament.source.ceiling),
            temper: temper.id.to_owned(),
            temperament,
            rubric: rubric.expect("the check looked the rubric up"),
            seed: options.seed,
            mode: options.mode,
            operator: options.operator,
            practice: options.practice,
            start_at: None,
            lengths: options.lengths,
            heard: options.heard,
            // A real caller does not slow down.
            speed: if options.mode == Mode::Guided { options.speed } else { Speed::default() },
            captions_off: options.captions_off,
            rate: SpeakingRate::new(pack.writing.speaking()),
            facts,
            database,
            said,
            lines: vec![OnceLock::new(); scenario.beats.len()],
            moves: std::array::from_fn(|_| OnceLock::new()),
            shows: SmolStr::default(),
            shares: Shares { caller: [WHOLE; 4], department: WHOLE, operator: WHOLE },
        };
        let own = setup.scenario.source.caller.voice.pace;
        let moods = [Mood::Calm, Mood::Tense, Mood::Angry, Mood::AtTheEnd];
        let caller = moods.map(|mood| setup.at_speed(setup.share_of(setup.voice(mood).pace * own / 100)));
        let operator = setup.share_of(100);
        setup.shares = Shares { caller, department: setup.at_speed(operator), operator };
        setup.shows = setup.number_shown();
        setup
    }

    fn number_shown(&self) -> SmolStr {
        let shows = Template::parse(&self.scenario.source.caller.shows)
            .unwrap_or_else(|_| unreachable!("the check parsed the caller's number"));
        // Before the phone rings nobody has saved a row.
        shows.fill(|slot| if slot.starts_with("new.") { String::new() } else { self.spoken(slot) }).into()
    }

    /// The share of its usual time that a line takes at a pace in per cent.
    fn share_of(&self, pace: i32) -> u64 {
        // Whatever is multiplied: nobody speaks at less than a quarter or more than four times the usual pace.
        let pace = u64::try_from(pace).unwrap_or(0).clamp(25, 400);
        let of_mode = if self.heard { 100 } else { self.mode.pace() };
        of_mode * WHOLE / pace
    }

    /// The same call, to be judged by another rubric.
    #[must_use]
    pub fn judged_by(&self, rubric: Rubric) -> Self {
        Self { rubric: Arc::new(rubric), ..self.clone() }
    }

    /// What the caller's temperament and a mood do to the voice.
    #[must_use]
    pub fn voice(&self, mood: Mood) -> VoiceSource {
        let voice = self.temperament.source.voice;
        voice.shifted(match mood {
            Mood::Calm => VoiceShift::default(),
            Mood::Tense => voice.tense,
            Mood::Angry => voice.angry,
            Mood::AtTheEnd => voice.at_the_end,
        })
    }

    /// The share of the time `whole` that a line takes, in hundredths of a per cent: as long as its recording, or as the
    /// pace of who says it has it; others speak at the speed of this attempt.
    #[inline]
    pub(super) fn share(&self, by: &Speaker, mood: Mood, text: &impl AsRef<str>, whole: u64) -> u64 {
        if !self.lengths.is_empty()
            && let Some(ms) = self.lengths.get(text.as_ref())
        {
            let share = ms.saturating_mul(WHOLE) / whole.max(1);
            return if *by == Speaker::Operator { share } else { self.at_speed(share) };
        }
        match by {
            Speaker::Caller => self.shares.caller[mood as usize],
            Speaker::Operator => self.shares.operator,
            Speaker::Department(_) => self.shares.department,
        }
    }

    /// What a share becomes at the speed of this attempt.
    fn at_speed(&self, share: u64) -> u64 {
        share.saturating_mul(100) / u64::from(self.speed.percent())
    }

    /// How long a line takes that somebody says in a mood, in milliseconds.
    #[must_use]
    pub fn line_ms(&self, by: &Speaker, mood: Mood, text: &str) -> u64 {
        let whole = self.rate.line_ms(text);
        whole.saturating_mul(self.share(by, mood, &text, whole)) / WHOLE
    }

    /// A stream of chance of this call.
    pub(super) fn chance(&self, stream: &str) -> Chance {
        Chance::new(self.seed, stream)
    }

    /// The value of a fact or of a part of it, as the database keeps it.
    #[must_use]
    pub fn value(&self, path: &str) -> Option<String> {
        if let Some(value) = self.facts.get(path) {
            return Some(value.clone());
        }
        let base = base_path(path);
        let value = self.facts.get(base)?;
        Some(match path.get(base.len() + 1..)? {
            "spelled" => value.clone(),
            name => part(value, name),
        })
    }

    /// Whether the path names a fact or a part of one.
    pub(super) fn has_value(&self, path: &str) -> bool {
        self.facts.contains_key(path) || self.facts.contains_key(base_path(path))
    }

    /// The fact as the caller says it.
    #[must_use]
    pub fn spoken(&self, path: &str) -> String {
        match path {
            "operator" => return self.operator.split_whitespace().next().unwrap_or(&self.operator).to_owned(),
            "company" => return self.pack.source.name.clone(),
            "today" => {
                return self.pack.writing.spoken(&FieldKind::Date, &self.pack.today.date().to_string());
            }
            "daytime" => return self.pack.writing.daytime(self.pack.today.hour()),
            _ => {}
        }
        if let Some(said) = self.said.get(path) {
            return said.clone();
        }
        if let Some(whole) = path.strip_suffix(".spelled") {
            return self.value(whole).map_or_else(String::new, |value| spelled(&value));
        }
        self.value(path).unwrap_or_default()
    }

    /// The fact as the database keeps it; today's date for `today`.
    #[must_use]
    pub fn canonical(&self, path: &str) -> String {
        match path {
            "today" => self.pack.today.date().to_string(),
            "operator" | "company" | "daytime" => self.spoken(path),
            _ => self.value(path).unwrap_or_default(),
        }
    }
}
