//! The parts of a script that a call reaches or not, numbered.

use serde::Serialize;

use crate::scenario::Scenario;

/// A part of a script. Beats, replies, endings and the entries of lists by their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Element {
    Beat(usize),
    /// An entry of `says_if`.
    Wording(usize, usize),
    Reply(usize, usize),
    /// An entry of a reply's `branches`.
    Branch(usize, usize, usize),
    Cut(usize),
    /// An entry of `at_zero`.
    Zero(usize),
    /// An entry of `hang_up`.
    HangUp(usize),
    Ending(usize),
}

/// All parts of a script, in the order of its file.
#[derive(Debug, Clone)]
pub(super) struct Elements {
    pub list: Vec<Element>,
    /// By beat, the number of the beat itself; what belongs to it follows.
    beats: Vec<Places>,
    cuts: usize,
    zeros: usize,
    hang_up: usize,
    endings: usize,
}

#[derive(Debug, Clone)]
struct Places {
    own: usize,
    wordings: usize,
    /// By reply, the reply itself; its branches follow.
    replies: Vec<usize>,
}

impl Elements {
    pub fn new(scenario: &Scenario) -> Self {
        let mut list = Vec::new();
        let mut beats = Vec::new();
        for (number, beat) in scenario.beats.iter().enumerate() {
            let own = list.len();
            list.push(Element::Beat(number));
            let wordings = list.len();
            list.extend((0..beat.says_if.len()).map(|entry| Element::Wording(number, entry)));
            let mut replies = Vec::new();
            for (at, reply) in beat.replies.iter().enumerate() {
                replies.push(list.len());
                list.push(Element::Reply(number, at));
                list.extend((0..reply.branches.len()).map(|entry| Element::Branch(number, at, entry)));
            }
            beats.push(Places { own, wordings, replies });
        }
        let mut add = |count: usize, element: fn(usize) -> Element| {
            let first = list.len();
            list.extend((0..count).map(element));
            first
        };
        let cuts = add(scenario.cuts.len(), Element::Cut);
        let zeros = add(scenario.at_zero.len(), Element::Zero);
        let hang_up = add(scenario.hang_up.len(), Element::HangUp);
        let endings = add(scenario.endings.len(), Element::Ending);
        Self { list, beats, cuts, zeros, hang_up, endings }
    }

    /// The number of a part.
    pub fn number(&self, element: Element) -> usize {
        match element {
            Element::Beat(beat) => self.beats[beat].own,
            Element::Wording(beat, entry) => self.beats[beat].wordings + entry,
            Element::Reply(beat, reply) => self.beats[beat].replies[reply],
            Element::Branch(beat, reply, entry) => self.beats[beat].replies[reply] + 1 + entry,
            Element::Cut(number) => self.cuts + number,
            Element::Zero(number) => self.zeros + number,
            Element::HangUp(number) => self.hang_up + number,
            Element::Ending(number) => self.endings + number,
        }
    }
}
