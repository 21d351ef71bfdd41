//! The event log: JSON Lines, a header and then one action a line with its time. Append-only, written as it happens.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::action::Action;
use super::database::SavedRow;
use super::drill_log::is_drill_log;
use super::setup::{Lengths, Mode, Setup};
use super::speech::{Millis, Speed};
use super::start::StartAt;

/// The version of the log's format.
pub const LOG_VERSION: u32 = 1;

/// The first line of a log: everything that the actions alone do not say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogHeader {
    pub steadyline_log: u32,
    pub pack: String,
    pub pack_hash: String,
    pub scenario: String,
    pub scenario_hash: String,
    pub rubric: String,
    pub rubric_hash: String,
    pub seed: u64,
    pub locale: String,
    pub mode: Mode,
    pub desk: String,
    pub person: String,
    /// When the call was offered, RFC 3339.
    pub started_at: String,
    /// What earlier calls had left in the practice database.
    #[serde(default)]
    pub practice: Vec<SavedRow>,
    /// The calm twin rang.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub twin: bool,
    /// How long lines took that were heard as recorded. The recordings are not needed to play the log again.
    #[serde(default, skip_serializing_if = "Lengths::is_empty")]
    pub lengths: Lengths,
    /// Lines were heard and took their whole time in guided mode.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub heard: bool,
    /// What was heard of other desks while the call was taken. It makes a call harder, and decides nothing in it.
    #[serde(default, skip_serializing_if = "Murmur::is_off")]
    pub murmur: Murmur,
    /// How fast others spoke.
    #[serde(default, skip_serializing_if = "Speed::is_usual")]
    pub speed: Speed,
    /// Lines of others were not written.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub captions_off: bool,
    /// Another run of which this one plays on from a decision. Such a run never counts as an attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rewound: Option<Rewound>,
    /// Where an author let the call begin. Such a run is no attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_at: Option<StartAt>,
}

/// How much of other desks is heard behind a call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Murmur {
    /// Nothing.
    #[default]
    Off,
    /// A few people, far off.
    Light,
    /// A full room.
    Busy,
}

impl Murmur {
    /// From the quietest.
    pub const ALL: [Self; 3] = [Self::Off, Self::Light, Self::Busy];

    /// Whether nothing is heard.
    #[must_use]
    pub const fn is_off(&self) -> bool {
        matches!(self, Self::Off)
    }
}

/// Where a rewound run was taken up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rewound {
    /// The run that it plays on from: the key of an attempt, or the name of a log.
    pub of: String,
    /// How many actions of that run stand before this run's own.
    pub line: u32,
}

impl LogHeader {
    /// The header of a call that is about to be offered.
    #[must_use]
    pub fn new(setup: &Setup, desk: &str, started_at: String) -> Self {
        Self {
            steadyline_log: LOG_VERSION,
            pack: setup.pack.id.clone(),
            pack_hash: setup.pack.hash.clone(),
            scenario: setup.scenario.id.clone(),
            scenario_hash: setup.scenario.hash.clone(),
            rubric: setup.rubric.id.clone(),
            rubric_hash: setup.rubric.hash.clone(),
            seed: setup.seed,
            locale: setup.scenario.lang.as_ref().unwrap_or(&setup.pack.source.locale).clone(),
            mode: setup.mode,
            desk: desk.to_owned(),
            person: setup.operator.clone(),
            started_at,
            practice: setup.practice.clone(),
            twin: setup.twin,
            lengths: setup.lengths.clone(),
            heard: setup.heard,
            murmur: Murmur::Off,
            speed: setup.speed,
            captions_off: setup.captions_off,
            rewound: None,
            start_at: setup.start_at.clone(),
        }
    }
}

/// One action with its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    pub at: Millis,
    #[serde(rename = "do")]
    pub action: Action,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    pub header: LogHeader,
    pub lines: Vec<LogLine>,
    /// The last line was cut off in the middle and left out, as after a power cut.
    pub cut_off: bool,
}

/// What is wrong with a log. Lines count from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    #[error("the log is empty")]
    Empty,
    #[error("line 1 is no header of a Steadyline log: {0}")]
    Header(String),
    #[error(
        "this is the log of a drill without a call: `replay` and `score` read it, and there is no call in it to play on"
    )]
    Drill,
    #[error("the log is of version {0}, and this program reads version 1: a newer Steadyline reads it")]
    Version(u32),
    #[error("line {line} is no action: {cause}")]
    Line { line: usize, cause: String },
    #[error("line {line} is earlier than the line before it: the log was edited")]
    Order { line: usize },
}

/// Reads a log. A last line that breaks off is left out and told.
///
/// # Errors
/// When anything else is wrong with it.
pub fn read_log(text: &str) -> Result<Log, LogError> {
    if is_drill_log(text) {
        return Err(LogError::Drill);
    }
    let (header, body) = read_header::<LogHeader>(text)?;
    if header.steadyline_log != LOG_VERSION {
        return Err(LogError::Version(header.steadyline_log));
    }
    let (lines, cut_off) = read_lines(text, body, |line: &LogLine| line.at)?;
    Ok(Log { header, lines, cut_off })
}

/// The first line, and how many lines of the text it ends with.
pub(super) fn read_header<H: DeserializeOwned>(text: &str) -> Result<(H, usize), LogError> {
    let (number, first) = text.lines().enumerate().find(|(_, line)| !line.trim().is_empty()).ok_or(LogError::Empty)?;
    let header = serde_json::from_str(first).map_err(|error| LogError::Header(error.to_string()))?;
    Ok((header, number + 1))
}

/// The lines after the header, and whether the last was left out because it breaks off.
pub(super) fn read_lines<L: DeserializeOwned>(
    text: &str,
    body: usize,
    at: fn(&L) -> Millis,
) -> Result<(Vec<L>, bool), LogError> {
    let mut out: Vec<L> = Vec::new();
    let mut lines = text.lines().enumerate().skip(body).filter(|(_, line)| !line.trim().is_empty()).peekable();
    while let Some((number, line)) = lines.next() {
        match serde_json::from_str::<L>(line) {
            Ok(parsed) => {
                if out.last().is_some_and(|last| at(&parsed) < at(last)) {
                    return Err(LogError::Order { line: number + 1 });
                }
                out.push(parsed);
            }
            Err(error) if error.is_eof() && lines.peek().is_none() && !text.ends_with('\n') => return Ok((out, true)),
            Err(error) => return Err(LogError::Line { line: number + 1, cause: error.to_string() }),
        }
    }
    Ok((out, false))
}

impl Log {
    /// The whole log as text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = json_line(&self.header);
        for line in &self.lines {
            out.push_str(&json_line(line));
        }
        out
    }
}

/// One line of a log, with its end.
#[must_use]
pub fn json_line<T: Serialize>(value: &T) -> String {
    let mut line = serde_json::to_string(value).unwrap_or_default();
    line.push('\n');
    line
}
