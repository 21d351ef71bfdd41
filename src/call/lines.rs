//! What a step asks of a beat, worked out once for an attempt when the beat is first played: its lines with their lengths,
//! and what of it is plain, so that a step looks only at what this beat really has.

use std::sync::OnceLock;

use smol_str::SmolStr;

use super::setup::Setup;
use crate::scenario::{Beat, MoveKind, Reply, ReplySource, Target, Template, Tone};

/// Silence that is borne where the script says nothing of it.
const SILENCE_MS: u64 = 6_000;

/// The words of a line, as far as they are known before it is said.
#[derive(Debug, Clone)]
pub(super) struct Wording {
    /// Empty where it is not known.
    pub text: SmolStr,
    /// How long it takes at the usual pace, in milliseconds; none where the text is not known.
    pub whole: Option<u64>,
}

/// The lines of a beat in this attempt.
#[derive(Debug, Clone)]
pub(super) struct BeatLines {
    /// The beat's name.
    pub id: SmolStr,
    /// In which order the wordings are used.
    pub order: Vec<usize>,
    /// The wordings: those without facts in them are known.
    pub says: Vec<Wording>,
    pub replies: Vec<ReplyLine>,
    /// Whether its line is the caller's and all that comes of it when it begins: no other wordings, no further facts, nothing
    /// written.
    pub plain: bool,
    /// How long nobody may speak before it is dead air.
    pub silence_ms: u64,
}

/// A reply of a beat.
#[derive(Debug, Clone)]
pub(super) struct ReplyLine {
    pub name: SmolStr,
    /// What its line is called.
    pub line: SmolStr,
    pub tone: Tone,
    pub say: Wording,
    /// Whether it needs nothing.
    pub is_free: bool,
    /// Where it always leads and after which pause, if it does nothing else.
    pub onward: Option<(Target, u64)>,
}

/// The wordings of a universal move.
#[derive(Debug, Clone)]
pub(super) struct MoveLines {
    /// What its line is called.
    pub line: SmolStr,
    /// In which order they are used.
    order: Vec<usize>,
    /// Known once they were used, unless they depend on what stands on the desk or what the move is about.
    says: Vec<OnceLock<Wording>>,
}

impl MoveLines {
    /// The number of the wording when the move is made once more after so many times.
    pub fn number(&self, made: u32) -> usize {
        self.order[usize::try_from(made).unwrap_or(0) % self.order.len().max(1)]
    }
}

impl Setup {
    /// The wordings of a universal move, of which there are so many.
    pub(super) fn move_lines(&self, kind: MoveKind, count: usize) -> &MoveLines {
        self.moves[kind as usize].get_or_init(|| MoveLines {
            line: smol_str::format_smolstr!("move/{kind:?}"),
            order: self.chance(&format!("move {kind:?}")).order(count),
            says: vec![OnceLock::new(); count],
        })
    }

    /// A wording of a universal move, by its number.
    pub(super) fn move_wording<'a>(&self, lines: &'a MoveLines, number: usize, says: &Template) -> &'a Wording {
        lines.says[number].get_or_init(|| {
            if says.slots().any(depends_on_call) {
                return Wording { text: SmolStr::default(), whole: None };
            }
            let text = SmolStr::from(says.fill(|slot| self.spoken(slot)));
            let whole = Some(self.rate.line_ms(&text));
            Wording { text, whole }
        })
    }

    /// The lines of a beat.
    #[inline]
    pub(super) fn lines(&self, beat: usize) -> &BeatLines {
        self.lines[beat].get_or_init(|| self.lay_out_lines(beat))
    }

    /// The lines of a beat that has been played.
    #[inline]
    pub(super) fn played(&self, beat: usize) -> &BeatLines {
        self.lines[beat].get().expect("what was said was laid out before")
    }

    #[cold]
    fn lay_out_lines(&self, beat: usize) -> BeatLines {
        let Beat { name, id, source, says, says_if, replies, on_silence, .. } = &self.scenario.beats[beat];
        let most = says_if.iter().map(|(_, says)| says.len()).max().unwrap_or(0).max(says.len());
        let own = on_silence.as_ref().and_then(|habit| habit.after_ms);
        BeatLines {
            id: id.clone(),
            order: self.chance(&format!("beat {name}")).order(most),
            says: says.iter().map(|line| self.wording_of(line)).collect(),
            replies: replies.iter().map(|reply| self.reply_line(reply)).collect(),
            plain: says_if.is_empty()
                && source.tells.is_empty()
                && source.system.is_empty()
                && source.department.is_none(),
            silence_ms: own.or(self.scenario.habits.silence_after_ms).unwrap_or(SILENCE_MS),
        }
    }

    fn wording_of(&self, line: &Template) -> Wording {
        let plain = line.plain();
        Wording { text: plain.cloned().unwrap_or_default(), whole: plain.map(|plain| self.rate.line_ms(plain)) }
    }

    fn reply_line(&self, reply: &Reply) -> ReplyLine {
        ReplyLine {
            name: reply.id.clone(),
            line: reply.line.clone(),
            tone: reply.source.tone,
            say: self.wording_of(&reply.say),
            is_free: reply.source.needs.is_empty(),
            onward: self.onward(reply),
        }
    }

    fn onward(&self, reply: &Reply) -> Option<(Target, u64)> {
        let leads_to_department = match reply.then {
            Target::Beat(beat) => self.scenario.beats[beat].source.department.is_some(),
            Target::Ending(_) | Target::Stay | Target::Back => false,
        };
        let is_plain = reply.branches.is_empty()
            && reply.source.line.is_none()
            && !has_effects(&reply.source)
            && !leads_to_department;
        is_plain.then(|| (reply.then, pause_ms(&reply.source)))
    }
}

impl BeatLines {
    /// The number of the wording, one of so many, at the nth visit, counted from 1: each is used once before any comes again.
    pub fn wording(&self, visit: u32, count: usize) -> usize {
        if count <= 1 {
            return 0;
        }
        let nth = usize::try_from(visit.saturating_sub(1)).unwrap_or(0) % count;
        self.order.iter().copied().filter(|number| *number < count).nth(nth).unwrap_or(0)
    }
}

/// Whether a placeholder of a move is filled in with what is done in the call or what the move is about.
fn depends_on_call(slot: &str) -> bool {
    slot.starts_with("new.") || matches!(slot, "form" | "proofs" | "department" | "wait")
}

/// How long after a reply the caller goes on, besides a breath.
pub(super) fn pause_ms(source: &ReplySource) -> u64 {
    u64::from(source.pause_s) * 1000
}

/// Whether a reply does anything besides leading on.
pub(super) fn has_effects(source: &ReplySource) -> bool {
    let ReplySource { acts, sets, clears, reads_back, hands_over, lookup_s, .. } = source;
    let are_none = acts.is_empty() && sets.is_empty() && clears.is_empty();
    !are_none || !reads_back.is_empty() || !hands_over.is_empty() || *lookup_s > 0
}
