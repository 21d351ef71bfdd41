//! Everything that the search can do at a moment of a call, as a number.

use super::space::Words;

/// Something that the operator does, or lets happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Step {
    pub kind: StepKind,
    /// The number of a reply, move, department or piece of desk work.
    pub number: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum StepKind {
    /// Answers and greets.
    Answer,
    /// Answers and says nothing until the caller begins.
    AnswerSilent,
    /// Answers after too many rings, and greets.
    AnswerLate,
    AnswerLateSilent,
    /// Answers and ends the call at once.
    AnswerEnd,
    /// Hears the line out.
    Listen,
    Reply,
    /// Says a reply over the beginning of the line, or after what the line tells in its text.
    Cut,
    CutLate,
    /// Makes the move that counts as a reply.
    Offer,
    Warn,
    Move,
    /// Says nothing until the caller asks.
    Silence,
    HoldAsked,
    HoldUnasked,
    HoldLong,
    Mute,
    Warm,
    Blind,
    Join,
    Back,
    End,
    Desk,
}

impl StepKind {
    /// Whether a call as its script wants it can do without: silence, holds, talk-over, moves that lead nowhere.
    pub const fn is_aside(self) -> bool {
        matches!(
            self,
            Self::AnswerSilent
                | Self::AnswerLate
                | Self::AnswerLateSilent
                | Self::Cut
                | Self::CutLate
                | Self::Move
                | Self::Silence
                | Self::HoldAsked
                | Self::HoldUnasked
                | Self::HoldLong
                | Self::Mute
        )
    }
}

/// Parts of the script that a step touches.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Marks {
    list: [u32; 8],
    count: u8,
}

impl Marks {
    pub fn add(&mut self, element: usize) {
        if let Some(place) = self.list.get_mut(usize::from(self.count)) {
            *place = u32::try_from(element).unwrap_or(u32::MAX);
            self.count += 1;
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = usize> {
        let list = self.list;
        (0..usize::from(self.count)).filter_map(move |number| usize::try_from(list[number]).ok())
    }
}

/// A state that a step leads to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Next<const W: usize> {
    pub state: Words<W>,
    pub step: Step,
    /// States with the same number come of one and the same doing: which of them is not for the operator to choose.
    pub option: u16,
    pub marks: Marks,
    /// The script leads on here: what is no hang-up, no blind transfer, no waiting for nothing.
    pub script: bool,
}
