//! What people are to practise: scenarios or paths of them, by a day, so many times, in a mode.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::{Row as _, SqliteConnection};

use super::attempt::mode_name;
use super::audit::{AuditKind, NewEntry};
use super::people::{Actor, PeopleError, PersonId, Right, Someone, TeamId, may};
use super::taken::{Elsewhere, Taken};
use super::{Store, StoreError};
use crate::call::Mode;

/// The key of an assignment within its site.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct AssignmentId(pub String);

/// One scenario or drill of an assignment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub pack: String,
    pub scenario: String,
    pub title: String,
}

/// What is to be assigned. Several steps are a path, taken in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAssignment {
    pub title: String,
    pub steps: Vec<Step>,
    /// Names.
    pub people: Vec<String>,
    /// Names; a team stands for whoever is in it when somebody looks.
    pub teams: Vec<String>,
    pub due: Option<Timestamp>,
    /// How often each step may be taken; none for as often as one likes.
    pub attempts: Option<u32>,
    pub mode: Mode,
}

/// An assignment as it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Assignment {
    pub id: AssignmentId,
    pub title: String,
    pub mode: String,
    pub attempts: Option<u32>,
    pub due: Option<Timestamp>,
    pub made_at: Timestamp,
    pub made_by: Option<PersonId>,
    pub withdrawn: bool,
    pub steps: Vec<Step>,
    /// Who it is for: people by their keys, teams by theirs.
    pub people: BTreeSet<PersonId>,
    pub teams: BTreeSet<TeamId>,
}

/// How far somebody is with a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// It was passed, with the overrides that hold.
    Done,
    /// It can be taken.
    Open,
    /// Steps before it are to be done first.
    Waits,
    /// All attempts were taken, and none was passed.
    UsedUp,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepStatus {
    #[serde(flatten)]
    pub step: Step,
    pub state: StepState,
    /// Attempts in the mode that is asked for, since it was assigned, wherever they were taken. A twin is none.
    pub taken: u32,
    /// Those of them that were taken at other desks, as the centre told last.
    pub elsewhere: u32,
    /// How often it may still be taken; none for as often as one likes.
    pub left: Option<u32>,
}

/// An assignment of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Assigned {
    pub id: AssignmentId,
    pub title: String,
    pub person: String,
    pub mode: String,
    pub due: Option<Timestamp>,
    pub steps: Vec<StepStatus>,
    pub done: bool,
    /// It is past its day and not done.
    pub overdue: bool,
}

/// Which assignments a list shows. Empty texts do not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AssignedFilter {
    pub person: String,
    pub team: String,
    /// Only what is past its day and not done.
    pub overdue: bool,
    /// Only what is not done.
    pub open: bool,
}

/// Why something cannot be assigned.
#[derive(Debug, thiserror::Error)]
pub enum AssignmentError {
    #[error("say what is to be practised")]
    NoSteps,
    #[error("say who it is for: people, or teams")]
    Nobody,
    #[error("the day by which it is to be done is over")]
    DueGone,
    #[error("no attempt at all cannot be asked for")]
    NoAttempts,
    #[error("there is no assignment {0}")]
    None(String),
    #[error(
        "no attempt at {title} is left: {allowed} in this mode were assigned, and taken; go on in another mode, or ask \
         whoever assigned it for more"
    )]
    UsedUp { title: String, allowed: u32 },
}

impl Store {
    /// Assigns something.
    ///
    /// # Errors
    /// When the actor may not for somebody of them, there is no such person or team, or nothing is asked for.
    pub fn assign(&self, actor: &Actor, new: &NewAssignment, now: Timestamp) -> Result<AssignmentId, StoreError> {
        if new.steps.is_empty() {
            return Err(AssignmentError::NoSteps.into());
        }
        if new.people.is_empty() && new.teams.is_empty() {
            return Err(AssignmentError::Nobody.into());
        }
        if new.due.is_some_and(|due| due <= now) {
            return Err(AssignmentError::DueGone.into());
        }
        if new.attempts == Some(0) {
            return Err(AssignmentError::NoAttempts.into());
        }
        let whom = self.whom(actor, new)?;
        let id = AssignmentId(uuid::Uuid::now_v7().to_string());
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            self.write_assignment(&mut change, actor, (&id, new), now).await?;
            for (kind, key) in &whom {
                sqlx::query("INSERT INTO assignment_for (site, assignment, kind, id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
                    .bind(&self.site)
                    .bind(&id.0)
                    .bind(kind)
                    .bind(key)
                    .execute(&mut *change)
                    .await?;
                let entry = NewEntry::new(AuditKind::Assigned, actor, now);
                let entry = if *kind == PERSON { entry.about(&PersonId(key.clone())) } else { entry };
                let facts = serde_json::json!({ "assignment": id, *kind: key });
                self.write(&mut change, entry.facts(&facts)).await?;
            }
            change.commit().await?;
            Ok(id)
        })
    }

    /// The keys of whom it is for, if the actor may assign to all of them.
    fn whom(&self, actor: &Actor, new: &NewAssignment) -> Result<Vec<(&'static str, String)>, StoreError> {
        let everyone = self.everyone()?;
        let mut whom = Vec::new();
        for name in &new.people {
            let other = everyone.iter().find(|other| other.name == *name);
            let other = other.ok_or_else(|| PeopleError::NoPerson(name.clone()))?;
            may(actor, Right::Assign(other))?;
            whom.push((PERSON, other.id.0.clone()));
        }
        let teams = self.teams()?;
        for name in &new.teams {
            let team = teams.iter().find(|team| team.name == *name);
            let team = team.ok_or_else(|| PeopleError::NoTeam(name.clone()))?;
            for other in everyone.iter().filter(|other| other.teams.contains(&team.id)) {
                may(actor, Right::Assign(other))?;
            }
            whom.push((TEAM, team.id.0.clone()));
        }
        Ok(whom)
    }

    async fn write_assignment(
        &self,
        change: &mut SqliteConnection,
        actor: &Actor,
        (id, new): (&AssignmentId, &NewAssignment),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO assignment (site, id, title, mode, attempts, due, made_at, made_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&self.site)
        .bind(&id.0)
        .bind(&new.title)
        .bind(mode_name(new.mode))
        .bind(new.attempts.map(i64::from))
        .bind(new.due.map(|due| due.to_string()))
        .bind(now.to_string())
        .bind(actor.id().map(|id| id.0.clone()).unwrap_or_default())
        .execute(&mut *change)
        .await?;
        for (seq, step) in new.steps.iter().enumerate() {
            sqlx::query(
                "INSERT INTO assignment_step (site, assignment, seq, pack, scenario, title) VALUES (?, ?, ?, ?, ?, ?)",
            )
            .bind(&self.site)
            .bind(&id.0)
            .bind(i64::try_from(seq).unwrap_or(i64::MAX))
            .bind(&step.pack)
            .bind(&step.scenario)
            .bind(&step.title)
            .execute(&mut *change)
            .await?;
        }
        Ok(())
    }

    /// Takes an assignment back. What was practised for it stays.
    ///
    /// # Errors
    /// When the actor may not for somebody of those it is for, or there is none.
    pub fn withdraw_assignment(&self, actor: &Actor, id: &AssignmentId, now: Timestamp) -> Result<(), StoreError> {
        let all = self.all_assignments()?;
        let known = all.into_iter().find(|known| known.id == *id && !known.withdrawn);
        let known = known.ok_or_else(|| AssignmentError::None(id.0.clone()))?;
        let everyone = self.everyone()?;
        for other in everyone.iter().filter(|other| known.is_for(other)) {
            may(actor, Right::Assign(other))?;
        }
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            sqlx::query("UPDATE assignment SET withdrawn_at = ? WHERE site = ? AND id = ?")
                .bind(now.to_string())
                .bind(&self.site)
                .bind(&id.0)
                .execute(&mut *change)
                .await?;
            let entry = NewEntry::new(AuditKind::AssignmentWithdrawn, actor, now);
            self.write(&mut change, entry.facts(&serde_json::json!({ "assignment": id }))).await?;
            change.commit().await?;
            Ok(())
        })
    }

    /// Everything that was ever assigned, in order of time.
    pub(super) fn all_assignments(&self) -> Result<Vec<Assignment>, StoreError> {
        self.runtime.block_on(async {
            let mut connection = self.pool.acquire().await?;
            self.assignments_in(&mut connection).await
        })
    }

    pub(super) async fn assignments_in(
        &self,
        connection: &mut SqliteConnection,
    ) -> Result<Vec<Assignment>, StoreError> {
        let query = "SELECT id, title, mode, attempts, due, made_at, made_by, withdrawn_at FROM assignment \
                     WHERE site = ? ORDER BY made_at, id";
        let rows = sqlx::query(query).bind(&self.site).fetch_all(&mut *connection).await?;
        let mut all: BTreeMap<AssignmentId, Assignment> = BTreeMap::new();
        let mut order = Vec::new();
        for row in &rows {
            let id = AssignmentId(row.try_get(0)?);
            let by: String = row.try_get(6)?;
            let assignment = Assignment {
                title: row.try_get(1)?,
                mode: row.try_get(2)?,
                attempts: row.try_get::<Option<i64>, _>(3)?.and_then(|many| u32::try_from(many).ok()),
                due: row.try_get::<Option<String>, _>(4)?.map(|due| time(&due)).transpose()?,
                made_at: time(row.try_get(5)?)?,
                made_by: (!by.is_empty()).then_some(PersonId(by)),
                withdrawn: row.try_get::<Option<String>, _>(7)?.is_some(),
                steps: Vec::new(),
                people: BTreeSet::new(),
                teams: BTreeSet::new(),
                id: id.clone(),
            };
            order.push(id.clone());
            all.insert(id, assignment);
        }
        self.fill(connection, &mut all).await?;
        Ok(order.into_iter().filter_map(|id| all.remove(&id)).collect())
    }

    /// Brings steps and people to assignments.
    async fn fill(
        &self,
        connection: &mut SqliteConnection,
        all: &mut BTreeMap<AssignmentId, Assignment>,
    ) -> Result<(), StoreError> {
        let steps =
            "SELECT assignment, pack, scenario, title FROM assignment_step WHERE site = ? ORDER BY assignment, seq";
        for row in sqlx::query(steps).bind(&self.site).fetch_all(&mut *connection).await? {
            if let Some(known) = all.get_mut(&AssignmentId(row.try_get(0)?)) {
                known.steps.push(Step { pack: row.try_get(1)?, scenario: row.try_get(2)?, title: row.try_get(3)? });
            }
        }
        let whom = sqlx::query("SELECT assignment, kind, id FROM assignment_for WHERE site = ?").bind(&self.site);
        for row in whom.fetch_all(connection).await? {
            let Some(known) = all.get_mut(&AssignmentId(row.try_get(0)?)) else { continue };
            let (kind, id): (String, String) = (row.try_get(1)?, row.try_get(2)?);
            if kind == TEAM {
                known.teams.insert(TeamId(id));
            } else {
                known.people.insert(PersonId(id));
            }
        }
        Ok(())
    }

    /// What is assigned to whom, as far as the actor may see them, and how far they are: what is due first stands first.
    ///
    /// # Errors
    /// When there is no such team, or the database does not answer.
    pub fn assigned(
        &self,
        actor: &Actor,
        filter: &AssignedFilter,
        now: Timestamp,
    ) -> Result<Vec<Assigned>, StoreError> {
        let seen = self.visible(actor, &filter.team)?;
        let mut people = self.everyone()?;
        people.retain(|other| {
            seen.contains_key(&other.name) && (filter.person.is_empty() || filter.person == other.name)
        });
        let (taken, elsewhere) = self.runtime.block_on(async {
            let mut connection = self.pool.acquire().await?;
            let taken = self.taken(&mut connection, &filter.person, "").await?;
            Ok::<_, StoreError>((taken, self.elsewhere(&mut connection).await?))
        })?;
        let mut found = Vec::new();
        for assignment in self.all_assignments()?.iter().filter(|known| !known.withdrawn) {
            for person in people.iter().filter(|person| assignment.is_for(person)) {
                found.push(assignment.of(person, (&taken, &elsewhere), now));
            }
        }
        found.retain(|one| (!filter.overdue || one.overdue) && (!filter.open || !one.done));
        found.sort_by(|one, other| {
            let key = |of: &Assigned| (of.due.is_none(), of.due, of.title.clone(), of.person.clone());
            key(one).cmp(&key(other))
        });
        Ok(found)
    }
}

pub(super) const PERSON: &str = "person";
pub(super) const TEAM: &str = "team";

fn time(text: &str) -> Result<Timestamp, StoreError> {
    text.parse().map_err(|_| StoreError::Damaged(format!("{text} is no time")))
}

impl Assignment {
    pub(super) fn is_for(&self, other: &Someone) -> bool {
        self.people.contains(&other.id) || !self.teams.is_disjoint(&other.teams)
    }

    /// How far somebody is, by what was taken and what the centre has told of other desks.
    pub(super) fn of(&self, person: &Someone, (taken, elsewhere): (&[Taken], &Elsewhere), now: Timestamp) -> Assigned {
        let mut steps: Vec<StepStatus> = Vec::new();
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        for step in &self.steps {
            let own = || taken.iter().filter(|one| one.counts_for(self, &person.name, step));
            let told = elsewhere.of(&self.id, &person.id, step);
            // Of a supervisor, some of those are here.
            let elsewhere = told.max(count(own().filter(|one| !one.here).count()));
            let many = count(own().filter(|one| one.here).count()).saturating_add(elsewhere);
            let left = self.attempts.map(|allowed| allowed.saturating_sub(many));
            let state = if own().any(|one| one.passed) {
                StepState::Done
            } else if left == Some(0) {
                StepState::UsedUp
            } else if steps.iter().any(|before| before.state != StepState::Done) {
                StepState::Waits
            } else {
                StepState::Open
            };
            steps.push(StepStatus { step: step.clone(), state, taken: many, elsewhere, left });
        }
        let done = steps.iter().all(|step| step.state == StepState::Done);
        Assigned {
            id: self.id.clone(),
            title: self.title.clone(),
            person: person.name.clone(),
            mode: self.mode.clone(),
            due: self.due,
            steps,
            done,
            overdue: !done && self.due.is_some_and(|due| due < now),
        }
    }
}

impl Assigned {
    /// The step that is to be taken next; none when all is done or used up.
    #[must_use]
    pub fn next(&self) -> Option<&StepStatus> {
        self.steps.iter().find(|step| step.state == StepState::Open)
    }

    /// The step for something of which all attempts were taken, and none was passed: what was passed may be practised on.
    #[must_use]
    pub fn barred(&self, pack: &str, scenario: &str) -> Option<&StepStatus> {
        let is = |one: &&StepStatus| one.step.pack == pack && one.step.scenario == scenario;
        self.steps.iter().filter(is).find(|one| one.state == StepState::UsedUp)
    }
}
