//! What a step asks of a beat, worked out once for an attempt when the beat is first played: its lines with their lengths,
//! and what of it is plain, so that a step looks only at what this beat really has.

use smol_str::SmolStr;

use super::event::Speaker;
use super::setup::Setup;
use crate::scenario::{Beat, MoveKind, Reply, ReplySource, Target, Template, Tone};

/// Silence that is borne where the script says nothing of it.
const SILENCE_MS: u64 = 6_000;

/// The words of a line as they stand in the script.
#[derive(Debug, Clone)]
pub(super) struct Wording {
    /// Empty where there are facts in it.
    pub text: SmolStr,
    /// How long it takes at the usual pace, in milliseconds; none where there are facts in it.
    pub whole: Option<u64>,
}

/// The lines of a beat in this attempt.
#[derive(Debug, Clone)]
pub(super) struct BeatLines {
    /// The beat's name.
    pub id: SmolStr,
    /// Who says its line.
    pub by: Speaker,
    /// In which order the wordings are used.
    pub order: Vec<usize>,
    pub says: Vec<Wording>,
    pub replies: Vec<ReplyLine>,
    /// Whether its line is all that comes of it when it begins: no other wordings, no further facts, nothing written.
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
    says: Vec<Wording>,
}

impl MoveLines {
    /// The number of the wording and the wording, when the move is made once more after so many times.
    pub fn wording(&self, made: u32) -> (usize, &Wording) {
        let number = self.order[usize::try_from(made).unwrap_or(0) % self.order.len().max(1)];
        (number, &self.says[number])
    }
}

impl Setup {
    /// The wordings of a universal move.
    pub(super) fn move_lines(&self, kind: MoveKind, says: &[Template]) -> &MoveLines {
        self.moves[kind as usize].get_or_init(|| MoveLines {
            line: smol_str::format_smolstr!("move/{kind:?}"),
            order: self.chance(&format!("move {kind:?}")).order(says.len()),
            says: says.iter().map(|line| self.wording_of(line)).collect(),
        })
    }

    /// The lines of a beat.
    #[inline]
    pub(super) fn lines(&self, beat: usize) -> &BeatLines {
        self.lines[beat].get_or_init(|| self.lay_out_lines(beat))
    }

    #[cold]
    fn lay_out_lines(&self, beat: usize) -> BeatLines {
        let Beat { name, id, source, says, says_if, replies, on_silence, .. } = &self.scenario.beats[beat];
        let most = says_if.iter().map(|(_, says)| says.len()).max().unwrap_or(0).max(says.len());
        let own = on_silence.as_ref().and_then(|habit| habit.after_ms);
        BeatLines {
            id: id.clone(),
            by: source.department.as_ref().map_or(Speaker::Caller, |to| Speaker::Department(to.into())),
            order: self.chance(&format!("beat {name}")).order(most),
            says: says.iter().map(|line| self.wording_of(line)).collect(),
            replies: replies.iter().map(|reply| self.reply_line(reply)).collect(),
            plain: says_if.is_empty() && source.tells.is_empty() && source.system.is_empty(),
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
        let nth = usize::try_from(visit.saturating_sub(1)).unwrap_or(0);
        let nth = if nth < count { nth } else { nth % count.max(1) };
        if count == self.order.len() {
            return self.order.get(nth).copied().unwrap_or(0);
        }
        self.order.iter().copied().filter(|number| *number < count).nth(nth).unwrap_or(0)
    }
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
