//! Who may do what. Pure, and the one place where it is decided: the store asks here before it changes or tells anything.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{PersonId, TeamId};

/// What a person is there for. Everybody practises, so everybody is a trainee; the others come on top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Trainee,
    /// Writes scenarios, and sees how they work, without names.
    Author,
    /// Reviews, judges and assigns for the people of the teams that they are in.
    Supervisor,
    /// Keeps people, teams, rules and personal data. Judges nobody.
    Administrator,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Trainee, Self::Author, Self::Supervisor, Self::Administrator];

    /// As the store and lists of people write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Trainee => "trainee",
            Self::Author => "author",
            Self::Supervisor => "supervisor",
            Self::Administrator => "administrator",
        }
    }

    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name().eq_ignore_ascii_case(name))
    }
}

/// Somebody with the teams that they are in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Someone {
    pub id: PersonId,
    pub name: String,
    pub roles: BTreeSet<Role>,
    pub teams: BTreeSet<TeamId>,
    /// Whether teams are kept at all. Where none are, supervisors have everybody.
    pub teams_kept: bool,
}

impl Someone {
    fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether they supervise somebody. Nobody supervises themselves.
    fn leads(&self, other: &Self) -> bool {
        let shared = !self.teams_kept || !self.teams.is_disjoint(&other.teams);
        self.is(Role::Supervisor) && self.id != other.id && shared
    }
}

/// Who asks for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Whoever has the data folder, where nobody is asked to sign in.
    Owner,
    Person(Someone),
}

impl Actor {
    #[must_use]
    pub const fn id(&self) -> Option<&PersonId> {
        match self {
            Self::Owner => None,
            Self::Person(someone) => Some(&someone.id),
        }
    }
}

/// What may be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right<'a> {
    /// See somebody's attempts, and what was said about them.
    See(&'a Someone),
    /// Pin a comment to a moment of somebody's attempt.
    Comment(&'a Someone),
    /// Override a criterion of somebody's attempt, rule on an appeal, sign off.
    Judge(&'a Someone),
    /// Appeal against the score of one criterion.
    Appeal(&'a Someone),
    /// Give somebody something to practise.
    Assign(&'a Someone),
    /// See how scenarios work, over everybody and without names.
    ScenarioFigures,
    /// Add people, change their roles and teams.
    People,
    /// Change what an installation asks of those who sign in, and how long attempts are kept.
    Rules,
    /// Read the whole audit trail.
    Audit,
    /// Set somebody's passphrase without knowing the old one.
    Passphrase(&'a Someone),
    /// Take out everything about a person.
    Export(&'a Someone),
    /// Erase a person.
    Erase(&'a Someone),
}

/// Somebody may not do something.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{who} may not {what}: {needs}")]
pub struct Refused {
    pub who: String,
    pub what: String,
    pub needs: &'static str,
}

/// Whether somebody may do something.
///
/// # Errors
/// With who may not do what, and who might.
pub fn may(actor: &Actor, right: Right<'_>) -> Result<(), Refused> {
    let Actor::Person(me) = actor else { return Ok(()) };
    let administers = me.is(Role::Administrator);
    let (may, needs) = match right {
        Right::See(other) => {
            (me.id == other.id || me.leads(other) || administers, "their own attempts alone, and a supervisor's team")
        }
        Right::Comment(other) => (me.id == other.id || me.leads(other), "that is for a supervisor of their team"),
        Right::Judge(other) => {
            (me.leads(other), "that is for a supervisor of their team, and nobody judges their own attempts")
        }
        Right::Appeal(other) => (me.id == other.id, "only who took an attempt may appeal"),
        Right::Assign(other) => (me.leads(other) || administers, "that is for a supervisor of their team"),
        Right::ScenarioFigures => (
            administers || me.is(Role::Author) || me.is(Role::Supervisor),
            "that is for authors, supervisors and administrators",
        ),
        Right::People | Right::Rules | Right::Audit | Right::Passphrase(_) | Right::Erase(_) => {
            (administers, "that is for an administrator")
        }
        Right::Export(other) => (me.id == other.id || administers, "that is for themselves and an administrator"),
    };
    if may { Ok(()) } else { Err(Refused { who: me.name.clone(), what: right.told(), needs }) }
}

impl Right<'_> {
    /// To fit "Ann may not …".
    fn told(self) -> String {
        match self {
            Self::See(other) => format!("see the attempts of {}", other.name),
            Self::Comment(other) => format!("comment on the attempts of {}", other.name),
            Self::Judge(other) => format!("judge the attempts of {}", other.name),
            Self::Appeal(other) => format!("appeal for {}", other.name),
            Self::Assign(other) => format!("assign anything to {}", other.name),
            Self::ScenarioFigures => "see the figures of scenarios".to_owned(),
            Self::People => "change people, roles and teams".to_owned(),
            Self::Rules => "change the rules".to_owned(),
            Self::Audit => "read the whole audit trail".to_owned(),
            Self::Passphrase(other) => format!("set the passphrase of {}", other.name),
            Self::Export(other) => format!("take out the data of {}", other.name),
            Self::Erase(other) => format!("erase {}", other.name),
        }
    }
}
