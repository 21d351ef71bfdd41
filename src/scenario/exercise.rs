//! What a pack offers to practise, whatever it is: calls, call lists, rows of the base to be put in order.

use super::drill::About;
use super::model::Pack;
use super::source::Duty;

/// What kind of thing is practised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExerciseKind {
    Call,
    /// A call list that is worked through.
    List,
    /// Rows of the base that are put in order.
    Tidy,
}

/// Something to practise, as lists show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exercise<'p> {
    pub kind: ExerciseKind,
    /// The name of its file.
    pub id: &'p str,
    pub title: &'p str,
    /// The main one first.
    pub duties: &'p [Duty],
    /// In a few words each.
    pub trains: &'p [String],
    /// Usual length in minutes, from and to.
    pub minutes: (u32, u32),
    /// 1 (easy) to 5; 0 where nobody has said.
    pub difficulty: u32,
}

impl<'p> Exercise<'p> {
    fn of_drill(kind: ExerciseKind, id: &'p str, about: About<'p>) -> Self {
        let About { title, duties, trains, minutes, difficulty, .. } = about;
        Self { kind, id, title, duties, trains, minutes, difficulty: u32::from(difficulty) }
    }

    /// The duty that it is about. Files that are kept from before duties have none.
    #[must_use]
    pub fn main(&self) -> Option<Duty> {
        self.duties.first().copied()
    }
}

impl Pack {
    /// Everything that can be practised at this company: calls from easy to hard, then the drills without a call.
    pub fn exercises(&self) -> impl Iterator<Item = Exercise<'_>> {
        let calls = self.scenarios.iter().map(|call| Exercise {
            kind: ExerciseKind::Call,
            id: &call.id,
            title: &call.source.title,
            duties: &call.source.duties,
            trains: &call.source.trains,
            minutes: call.source.minutes,
            difficulty: call.source.difficulty,
        });
        let lists = self.drills.campaigns.iter();
        let lists = lists.map(|list| Exercise::of_drill(ExerciseKind::List, &list.id, list.source.about()));
        let tidies = self.drills.tidies.iter();
        let tidies = tidies.map(|tidy| Exercise::of_drill(ExerciseKind::Tidy, &tidy.id, tidy.source.about()));
        calls.chain(lists).chain(tidies)
    }
}
