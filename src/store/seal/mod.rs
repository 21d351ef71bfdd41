//! Logs that show it when anything in them was changed.
//!
//! Each line of a finished attempt's log is hashed together with the hash of the line before it. The last hash stands in a
//! seal, with the attempt's outcome and the hash of the desk's seal before it, and the desk signs the seal with its key.

mod fault;
mod keep;
mod kept;
mod key;
mod rescore;

use ed25519_dalek::{Signature, Signer as _, VerifyingKey};
use serde::{Deserialize, Serialize};

pub use fault::{Fault, Unsealed};
#[cfg(feature = "centre")]
pub(super) use keep::keep_as_is;
pub(super) use keep::{erase, keep};
pub use key::{DeskKey, KeyError};
#[cfg(feature = "centre")]
pub(super) use key::{is_signed_by, narrow};
pub use rescore::rescore;

use crate::call::Millis;
use crate::scenario::{CriticalKind, ScoreNumber};
use crate::scoring::Scorecard;

const SEAL_VERSION: u32 = 1;

/// Hashes of links are no hashes of anything else.
const LINK_CONTEXT: &str = "steadyline attempt log link 1";

/// So many hexadecimal digits of each link stand in a seal, to say which line differs; the last link stands there whole.
const MARK: usize = 8;

/// What a finished attempt came to, as lists show it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    pub ending: Option<String>,
    pub length_ms: i64,
    pub records: Option<i64>,
    pub routing: Option<i64>,
    pub composure: Option<i64>,
    pub procedure: Option<i64>,
    pub critical_customer: i64,
    pub critical_business: i64,
    pub critical_compliance: i64,
    pub passed: bool,
}

impl Outcome {
    #[must_use]
    pub fn of(card: &Scorecard) -> Self {
        let number = |number| card.number(number).map(i64::from);
        let critical = |kind: CriticalKind| {
            i64::try_from(card.critical.iter().filter(|error| error.kind == kind).count()).unwrap_or(i64::MAX)
        };
        Self {
            ending: card.ending.clone(),
            length_ms: card.length.0.cast_signed(),
            records: number(ScoreNumber::Records),
            routing: number(ScoreNumber::Routing),
            composure: number(ScoreNumber::Composure),
            procedure: number(ScoreNumber::Procedure),
            critical_customer: critical(CriticalKind::Customer),
            critical_business: critical(CriticalKind::Business),
            critical_compliance: critical(CriticalKind::Compliance),
            passed: card.passed(),
        }
    }
}

/// What stands under a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    steadyline_seal: u32,
    pub site: String,
    pub attempt: String,
    /// Counts the finished attempts of a desk from 1, without a gap.
    pub number: i64,
    /// The hash of the desk's seal before this one; empty under the first.
    pub before: String,
    /// The title of the scenario or drill.
    pub title: String,
    /// The version of the pack's files that it was made with.
    pub files: Option<String>,
    /// RFC 3339, by the desk's clock.
    pub finished_at: String,
    pub outcome: Outcome,
    /// The first digits of each link: of the header, then of each action.
    links: String,
    /// The last link, whole.
    end: String,
    /// The desk's public key.
    pub key: String,
    signature: String,
}

impl Seal {
    /// As it stands in a file or a database.
    #[must_use]
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What the next seal of the desk holds.
    #[must_use]
    pub fn hash(&self) -> String {
        blake3::hash(self.text().as_bytes()).to_hex().to_string()
    }

    /// Everything in it but the signature.
    fn signed(&self) -> String {
        Self { signature: String::new(), ..self.clone() }.text()
    }

    /// Whether the key that it names has signed it.
    fn is_signed(&self) -> bool {
        let key = bytes::<32>(&self.key).and_then(|key| VerifyingKey::from_bytes(&key).ok());
        let (Some(key), Some(signature)) = (key, bytes::<64>(&self.signature)) else { return false };
        key.verify_strict(self.signed().as_bytes(), &Signature::from_bytes(&signature)).is_ok()
    }

    /// Reads one exactly as it was written: nothing may stand there that could be written otherwise.
    ///
    /// # Errors
    /// When it was written otherwise, or is of another version.
    pub fn read(text: &str) -> Result<Self, Unsealed> {
        let seal: Self = serde_json::from_str(text).map_err(|error| Unsealed::Seal(error.to_string()))?;
        if seal.steadyline_seal != SEAL_VERSION {
            return Err(Unsealed::Version(seal.steadyline_seal));
        }
        if seal.text() != text {
            return Err(Unsealed::Seal("it is written otherwise than Steadyline writes it".to_owned()));
        }
        Ok(seal)
    }
}

/// What a seal is made of beside the lines.
#[derive(Debug, Clone)]
pub struct Sealing {
    pub site: String,
    pub attempt: String,
    pub number: i64,
    pub before: String,
    pub title: String,
    pub files: Option<String>,
    pub finished_at: String,
    pub outcome: Outcome,
}

/// The log of a finished attempt with its seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedLog {
    /// The header and then one action each, without line ends.
    pub lines: Vec<String>,
    pub seal: Seal,
}

impl SealedLog {
    /// Seals a log.
    #[must_use]
    pub fn seal(lines: Vec<String>, of: Sealing, key: &DeskKey) -> Self {
        let (links, end) = chain(&lines);
        let Sealing { site, attempt, number, before, title, files, finished_at, outcome } = of;
        let (steadyline_seal, signature) = (SEAL_VERSION, String::new());
        let key_text = key.public();
        let mut seal = Seal {
            steadyline_seal,
            site,
            attempt,
            number,
            before,
            title,
            files,
            finished_at,
            outcome,
            links,
            end,
            key: key_text,
            signature,
        };
        seal.signature = hex(&key.0.sign(seal.signed().as_bytes()).to_bytes());
        Self { lines, seal }
    }

    /// As a file: the log, then the seal as its last line.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = self.log();
        out.push_str(&self.seal.text());
        out.push('\n');
        out
    }

    /// The log alone, as other commands read it.
    #[must_use]
    pub fn log(&self) -> String {
        let mut out = String::new();
        for line in &self.lines {
            out.push_str(line);
            out.push('\n');
        }
        out
    }

    /// Reads a file.
    ///
    /// # Errors
    /// When it has no seal, or the seal cannot be read.
    pub fn read(file: &[u8]) -> Result<Self, Unsealed> {
        let text = str::from_utf8(file).map_err(|_| Unsealed::NoText)?;
        let text = text.strip_suffix('\n').ok_or(Unsealed::NoSeal)?;
        let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        let last = lines.pop().filter(|last| last.starts_with(SEAL_START)).ok_or(Unsealed::NoSeal)?;
        Ok(Self { lines, seal: Seal::read(&last)? })
    }

    /// What is wrong with it, as far as it can be told without playing it again. `key` is the desk's key, where it is known.
    #[must_use]
    pub fn faults(&self, key: Option<&str>) -> Vec<Fault> {
        let mut found = Vec::new();
        let (links, end) = chain(&self.lines);
        if links.len() != self.seal.links.len() {
            found.push(Fault::Lines { now: self.lines.len(), then: self.seal.links.len() / MARK });
        }
        let marks = links.as_bytes().chunks(MARK).zip(self.seal.links.as_bytes().chunks(MARK));
        match marks.enumerate().find(|(_, (now, then))| now != then) {
            Some((line, _)) => found.push(Fault::Line(line + 1)),
            None if found.is_empty() && end != self.seal.end => found.push(Fault::Line(self.lines.len())),
            None => {}
        }
        if !self.seal.is_signed() {
            found.push(Fault::Signature);
        } else if key.is_some_and(|key| key != self.seal.key) {
            found.push(Fault::OtherKey);
        }
        found
    }
}

const SEAL_START: &str = "{\"steadyline_seal\":";

/// A log without the seal that may stand under it.
#[must_use]
pub fn without_seal(text: &str) -> &str {
    let body = text.strip_suffix('\n').unwrap_or(text);
    match body.rfind('\n') {
        Some(end) if body[end + 1..].starts_with(SEAL_START) => &text[..=end],
        _ => text,
    }
}

/// An action's line, as logs write it.
pub(super) fn line(at: Millis, body: &str) -> String {
    format!("{{\"at\":{},\"do\":{body}}}", at.0)
}

/// The first digits of every link, and the last link whole.
fn chain(lines: &[String]) -> (String, String) {
    let mut link = [0; 32];
    let mut links = String::with_capacity(lines.len() * MARK);
    for line in lines {
        let mut hasher = blake3::Hasher::new_derive_key(LINK_CONTEXT);
        hasher.update(&link);
        hasher.update(line.as_bytes());
        let next = hasher.finalize();
        links.push_str(&next.to_hex()[..MARK]);
        link = *next.as_bytes();
    }
    (links, hex(&link))
}

pub(in crate::store) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

/// Bytes of lower-case hexadecimal digits, as `hex` writes them.
fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let mut out = [0; N];
    if text.len() != N * 2 {
        return None;
    }
    for (byte, pair) in out.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(out)
}
