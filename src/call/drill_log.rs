//! The log of a drill without a call: JSON Lines as a call's, a header and then one action a line with its time.

use serde::{Deserialize, Serialize};

use super::list_run::ListAction;
use super::log::{Log, LogError, json_line, read_header, read_lines, read_log};
use super::setup::Mode;
use super::speech::Millis;
use super::tidy_run::TidyAction;
use crate::scenario::{Drill, DrillKind, Pack};

/// The version of the log's format.
const DRILL_LOG_VERSION: u32 = 1;

/// The first line: everything that the actions alone do not say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrillHeader {
    pub steadyline_drill: u32,
    pub pack: String,
    pub pack_hash: String,
    pub kind: DrillKind,
    pub drill: String,
    pub drill_hash: String,
    pub rubric: String,
    pub rubric_hash: String,
    pub seed: u64,
    pub mode: Mode,
    pub desk: String,
    pub person: String,
    /// When it was begun, RFC 3339.
    pub started_at: String,
}

/// Who takes a drill, where, when, with how much help and by which chance.
#[derive(Debug, Clone, Default)]
pub struct DrillTaken {
    pub seed: u64,
    pub mode: Mode,
    pub desk: String,
    pub person: String,
    /// RFC 3339.
    pub started_at: String,
}

impl DrillHeader {
    /// The header of a drill that is about to be begun.
    #[must_use]
    pub fn new(pack: &Pack, drill: &Drill, taken: DrillTaken) -> Self {
        let rubric_hash = pack.rubrics.get(drill.rubric()).map(|rubric| rubric.hash.clone()).unwrap_or_default();
        let DrillTaken { seed, mode, desk, person, started_at } = taken;
        Self {
            steadyline_drill: DRILL_LOG_VERSION,
            pack: pack.id.clone(),
            pack_hash: pack.hash.clone(),
            kind: drill.kind(),
            drill: drill.id().to_owned(),
            drill_hash: drill.hash().to_owned(),
            rubric: drill.rubric().to_owned(),
            rubric_hash,
            seed,
            mode,
            desk,
            person,
            started_at,
        }
    }
}

/// What is done in a drill of either kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DrillAction {
    List(ListAction),
    Tidy(TidyAction),
}

/// One action with its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrillLine {
    pub at: Millis,
    #[serde(rename = "do")]
    pub action: DrillAction,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrillLog {
    pub header: DrillHeader,
    pub lines: Vec<DrillLine>,
    /// The last line was cut off in the middle and left out.
    pub cut_off: bool,
}

impl DrillLog {
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

/// The log of a call or of a drill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnyLog {
    Call(Box<Log>),
    Drill(Box<DrillLog>),
}

impl AnyLog {
    /// The last line was cut off in the middle and left out.
    #[must_use]
    pub const fn cut_off(&self) -> bool {
        match self {
            Self::Call(log) => log.cut_off,
            Self::Drill(log) => log.cut_off,
        }
    }
}

/// Whether a text begins as the log of a drill does.
pub(super) fn is_drill_log(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty());
    let header = first.and_then(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    header.is_some_and(|header| header.get("steadyline_drill").is_some())
}

/// Reads the log of a drill. A last line that breaks off is left out and told.
///
/// # Errors
/// When anything else is wrong with it.
pub fn read_drill_log(text: &str) -> Result<DrillLog, LogError> {
    let (header, body) = read_header::<DrillHeader>(text)?;
    if header.steadyline_drill != DRILL_LOG_VERSION {
        return Err(LogError::Version(header.steadyline_drill));
    }
    let (lines, cut_off) = read_lines(text, body, |line: &DrillLine| line.at)?;
    Ok(DrillLog { header, lines, cut_off })
}

/// Reads the log of a call or of a drill, whichever it is.
///
/// # Errors
/// When something is wrong with it.
pub fn read_any_log(text: &str) -> Result<AnyLog, LogError> {
    if is_drill_log(text) {
        return read_drill_log(text).map(Box::new).map(AnyLog::Drill);
    }
    read_log(text).map(Box::new).map(AnyLog::Call)
}
