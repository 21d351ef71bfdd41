//! A drill without a call, of whichever kind: what lists, briefings and logs ask of it.

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::model::Pack;
use super::outgoing::{Campaign, Dialling};
use super::source::{CampaignSource, Duty, TidySource};
use super::tidy::Tidy;

/// What is done in a drill without a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DrillKind {
    /// A call list is worked through.
    CallList,
    /// Rows of the base are put in order.
    Tidy,
}

impl DrillKind {
    /// As logs and the store write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CallList => "call_list",
            Self::Tidy => "tidy",
        }
    }
}

/// What the file of a drill says of it, whichever kind it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About<'d> {
    pub title: &'d str,
    pub briefing: &'d str,
    /// The main one first.
    pub duties: &'d [Duty],
    /// In a few words each.
    pub trains: &'d [String],
    /// From 1, easy, to 3.
    pub difficulty: u8,
    /// Shortest and longest time that it takes, in minutes.
    pub minutes: (u32, u32),
    /// The name of the rubric.
    pub rubric: &'d str,
}

/// The fields that every drill's file has. They stand in each of the two kinds, since a shared part would be read with
/// worse messages.
macro_rules! about {
    ($source:ty) => {
        impl $source {
            #[must_use]
            pub fn about(&self) -> About<'_> {
                About {
                    title: &self.title,
                    briefing: &self.briefing,
                    duties: &self.duties,
                    trains: &self.trains,
                    difficulty: self.difficulty,
                    minutes: self.minutes,
                    rubric: &self.rubric,
                }
            }
        }
    };
}

about!(CampaignSource);
about!(TidySource);

/// A drill of a pack.
#[derive(Debug, Clone)]
pub enum Drill {
    List(Arc<Campaign>),
    Tidy(Arc<Tidy>),
}

impl Drill {
    #[must_use]
    pub const fn kind(&self) -> DrillKind {
        match self {
            Self::List(_) => DrillKind::CallList,
            Self::Tidy(_) => DrillKind::Tidy,
        }
    }

    /// Name of its file.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::List(list) => &list.id,
            Self::Tidy(tidy) => &tidy.id,
        }
    }

    /// What its file says of it before anything is done.
    #[must_use]
    pub fn about(&self) -> About<'_> {
        match self {
            Self::List(list) => list.source.about(),
            Self::Tidy(tidy) => tidy.source.about(),
        }
    }

    #[must_use]
    pub fn title(&self) -> &str {
        self.about().title
    }

    #[must_use]
    pub fn briefing(&self) -> &str {
        self.about().briefing
    }

    /// The duties that it trains, the main one first.
    #[must_use]
    pub fn duties(&self) -> &[Duty] {
        self.about().duties
    }

    #[must_use]
    pub fn trains(&self) -> &[String] {
        self.about().trains
    }

    /// From 1, easy, to 3.
    #[must_use]
    pub fn difficulty(&self) -> u8 {
        self.about().difficulty
    }

    /// Shortest and longest time that it takes, in minutes.
    #[must_use]
    pub fn minutes(&self) -> (u32, u32) {
        self.about().minutes
    }

    /// The name of its rubric.
    #[must_use]
    pub fn rubric(&self) -> &str {
        self.about().rubric
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        match self {
            Self::List(list) => list.rows.len(),
            Self::Tidy(tidy) => tidy.rows.len(),
        }
    }

    /// BLAKE3 of what it is made of.
    #[must_use]
    pub fn hash(&self) -> &str {
        match self {
            Self::List(list) => &list.hash,
            Self::Tidy(tidy) => &tidy.hash,
        }
    }

    /// The dated rules that it rests on.
    #[must_use]
    pub fn dialling(&self) -> Option<&Arc<Dialling>> {
        match self {
            Self::List(list) => Some(&list.rules),
            Self::Tidy(_) => None,
        }
    }

    /// The rules of this drill, if they were to be relied on only until before `day`. Nobody is to be assessed by them then.
    #[must_use]
    pub fn past_rules(&self, day: Date) -> Option<&Arc<Dialling>> {
        self.dialling().filter(|rules| rules.review_by < day)
    }
}

impl Pack {
    /// Every drill: call lists, then tables to be put in order, the easiest first.
    pub fn all_drills(&self) -> impl Iterator<Item = Drill> + '_ {
        let mut lists: Vec<Drill> = self.drills.campaigns.iter().cloned().map(Drill::List).collect();
        let mut tidies: Vec<Drill> = self.drills.tidies.iter().cloned().map(Drill::Tidy).collect();
        lists.sort_by_key(Drill::difficulty);
        tidies.sort_by_key(Drill::difficulty);
        lists.into_iter().chain(tidies)
    }

    /// The drill of a name; a call list before a table of the same name.
    #[must_use]
    pub fn drill(&self, id: &str) -> Option<Drill> {
        self.all_drills().find(|drill| drill.id() == id)
    }

    /// The later of the practice day and a day of the calendar: by which the age of rules is judged. A practice day does
    /// not grow old, but what it teaches does.
    #[must_use]
    pub fn day_of_rules(&self, calendar: Date) -> Date {
        self.today.date().max(calendar)
    }
}
