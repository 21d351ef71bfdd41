//! What walkthroughs have in common, whether they play a call or a drill without one: their heads, and what must have come
//! of them.

use crate::call::Mode;
use crate::scenario::{CriticalKind, ScoreNumber};
use crate::scoring::Scorecard;

/// What a walkthrough begins with.
#[derive(Debug, Clone)]
pub struct WalkHead {
    pub name: String,
    pub seed: u64,
    pub mode: Mode,
}

impl Default for WalkHead {
    fn default() -> Self {
        Self { name: String::new(), seed: 1, mode: Mode::default() }
    }
}

impl WalkHead {
    /// Takes a line of the head; none if it is something else.
    pub(super) fn take(&mut self, word: &str, rest: &str) -> Option<Result<(), String>> {
        match word {
            "seed" => match rest.parse() {
                Ok(seed) => self.seed = seed,
                Err(_) => return Some(Err(format!("\"{rest}\" is no seed: write a whole number"))),
            },
            "name" => rest.split('#').next().unwrap_or(rest).trim().clone_into(&mut self.name),
            "mode" => match rest {
                "guided" => self.mode = Mode::Guided,
                "practice" => self.mode = Mode::Practice,
                "assessment" => self.mode = Mode::Assessment,
                other => return Some(Err(format!("\"{other}\" is no mode: guided, practice or assessment"))),
            },
            _ => return None,
        }
        Some(Ok(()))
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Compare {
    Is,
    AtLeast,
    AtMost,
    Above,
    Below,
}

impl Compare {
    pub const fn holds(self, value: i64, wanted: i64) -> bool {
        match self {
            Self::Is => value == wanted,
            Self::AtLeast => value >= wanted,
            Self::AtMost => value <= wanted,
            Self::Above => value > wanted,
            Self::Below => value < wanted,
        }
    }
}

/// `>= 40`.
pub(super) fn parse_compare(text: &str) -> Result<(Compare, i64), String> {
    let (compare, value) = if let Some(value) = text.strip_prefix(">=") {
        (Compare::AtLeast, value)
    } else if let Some(value) = text.strip_prefix("<=") {
        (Compare::AtMost, value)
    } else if let Some(value) = text.strip_prefix('>') {
        (Compare::Above, value)
    } else if let Some(value) = text.strip_prefix('<') {
        (Compare::Below, value)
    } else {
        (Compare::Is, text)
    };
    value.trim().parse().map(|value| (compare, value)).map_err(|_| format!("\"{text}\" is no number"))
}

/// What a scorecard must say at the end.
#[derive(Debug, Clone)]
pub(super) enum Scored {
    Number(ScoreNumber, Compare, i64),
    Critical(CriticalKind, i64),
}

impl Scored {
    /// Reads `score records >= 80` and `critical customer 0`; none if the line is something else.
    pub fn parse(word: &str, rest: &str) -> Option<Result<Self, String>> {
        match word {
            "score" => Some(parse_score(rest)),
            "critical" => Some(parse_critical(rest)),
            _ => None,
        }
    }

    /// What a scorecard says otherwise.
    pub fn otherwise(&self, card: &Scorecard) -> Option<String> {
        match self {
            Self::Number(number, compare, wanted) => {
                let score = card.number(*number).map_or(-1, i64::from);
                (!compare.holds(score, *wanted)).then(|| format!("{number:?} is {score}"))
            }
            Self::Critical(kind, wanted) => {
                let count = card.critical.iter().filter(|error| error.kind == *kind).count();
                (i64::try_from(count).unwrap_or(0) != *wanted)
                    .then(|| format!("{count} critical errors of kind {kind:?}"))
            }
        }
    }
}

fn parse_score(text: &str) -> Result<Scored, String> {
    let (number, rest) = text.split_once(char::is_whitespace).ok_or("write score records >= 80")?;
    let number = match number {
        "records" => ScoreNumber::Records,
        "routing" => ScoreNumber::Routing,
        "composure" => ScoreNumber::Composure,
        "procedure" => ScoreNumber::Procedure,
        other => return Err(format!("\"{other}\" is no number: records, routing, composure or procedure")),
    };
    let (compare, value) = parse_compare(rest.trim())?;
    Ok(Scored::Number(number, compare, value))
}

fn parse_critical(text: &str) -> Result<Scored, String> {
    let (kind, count) = text.split_once(char::is_whitespace).ok_or("write critical customer 1")?;
    let kind = match kind {
        "customer" => CriticalKind::Customer,
        "business" => CriticalKind::Business,
        "compliance" => CriticalKind::Compliance,
        other => return Err(format!("\"{other}\" is no kind: customer, business or compliance")),
    };
    let count = count.trim().parse().map_err(|_| format!("\"{count}\" is no number"))?;
    Ok(Scored::Critical(kind, count))
}
