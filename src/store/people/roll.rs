//! The roll: people with their roles and teams, kept and read.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Serialize;
use sqlx::{QueryBuilder, Row as _, Sqlite, SqliteConnection};

use super::right::{Actor, Right, Role, Someone, may};
use super::{ERASED, NewPerson, PeopleError, PersonId, TeamId, name_of};
use crate::store::audit::{AuditKind, NewEntry};
use crate::store::{Store, StoreError};

/// Somebody as a list of people shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    pub id: PersonId,
    pub name: String,
    /// Always with trainee: everybody practises.
    pub roles: BTreeSet<Role>,
    /// The names of their teams.
    pub teams: BTreeSet<String>,
    pub has_passphrase: bool,
    /// Attempts that were begun; rewound runs are none.
    pub attempts: i64,
    /// When the latest began, RFC 3339.
    pub latest: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Team {
    pub id: TeamId,
    pub name: String,
    /// Names, in their order.
    pub people: Vec<String>,
}

impl Store {
    /// Everybody, in the order of their names. Who was erased is nobody.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn roll(&self) -> Result<Vec<Person>, StoreError> {
        self.runtime.block_on(async {
            let mut connection = self.pool.acquire().await?;
            let roles = self.roles(&mut connection, None).await?;
            let teams = self.memberships(&mut connection, None).await?;
            let query = "SELECT p.id, p.name, EXISTS (SELECT 1 FROM person_secret s WHERE s.site = p.site AND s.person = p.id), \
                         (SELECT COUNT(*) FROM figure_call c WHERE c.person = p.name), \
                         (SELECT a.started_at FROM figure_call c JOIN attempt a ON a.site = c.site AND a.id = c.attempt \
                         WHERE c.person = p.name ORDER BY c.placed DESC LIMIT 1) \
                         FROM person p WHERE p.site = ? AND p.name <> ? ORDER BY p.name";
            let rows = sqlx::query(query).bind(&self.site).bind(ERASED).fetch_all(&mut *connection).await?;
            rows.iter()
                .map(|row| {
                    let id = PersonId(row.try_get(0)?);
                    let own = teams.iter().filter(|(_, _, person)| *person == id);
                    Ok(Person {
                        name: row.try_get(1)?,
                        roles: roles_of(&roles, &id),
                        teams: own.map(|(_, name, _)| name.clone()).collect(),
                        has_passphrase: row.try_get::<i64, _>(2)? != 0,
                        attempts: row.try_get(3)?,
                        latest: row.try_get(4)?,
                        id,
                    })
                })
                .collect()
        })
    }

    /// Somebody by name, with what decides about their rights.
    ///
    /// # Errors
    /// When there is nobody of that name.
    pub fn someone(&self, name: &str) -> Result<Someone, StoreError> {
        self.runtime.block_on(async {
            let mut connection = self.pool.acquire().await?;
            self.someone_in(&mut connection, name).await
        })
    }

    pub(in crate::store) async fn someone_in(
        &self,
        connection: &mut SqliteConnection,
        name: &str,
    ) -> Result<Someone, StoreError> {
        let row = sqlx::query("SELECT id, name FROM person WHERE site = ? AND name = ? AND name <> ?")
            .bind(&self.site)
            .bind(name)
            .bind(ERASED)
            .fetch_optional(&mut *connection)
            .await?
            .ok_or_else(|| PeopleError::NoPerson(name.to_owned()))?;
        self.with_rights(connection, PersonId(row.try_get(0)?), row.try_get(1)?).await
    }

    pub(in crate::store) async fn with_rights(
        &self,
        connection: &mut SqliteConnection,
        id: PersonId,
        name: String,
    ) -> Result<Someone, StoreError> {
        let roles = roles_of(&self.roles(connection, Some(&id)).await?, &id);
        let own = self.memberships(connection, Some(&id)).await?;
        let teams = own.into_iter().map(|(team, ..)| team).collect();
        let kept = sqlx::query("SELECT 1 FROM team WHERE site = ? LIMIT 1").bind(&self.site);
        let teams_kept = kept.fetch_optional(&mut *connection).await?.is_some();
        Ok(Someone { id, name, roles, teams, teams_kept })
    }

    /// Whoever acts under a name. Nobody is asked for a passphrase here: `sign_in` does that.
    ///
    /// # Errors
    /// When there is nobody of that name.
    pub fn actor(&self, name: &str) -> Result<Actor, StoreError> {
        self.someone(name).map(Actor::Person)
    }

    /// The roles of one person, or of all who have any.
    async fn roles(
        &self,
        connection: &mut SqliteConnection,
        of: Option<&PersonId>,
    ) -> Result<BTreeMap<PersonId, BTreeSet<Role>>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new("SELECT person, role FROM person_role WHERE site = ");
        query.push_bind(&self.site);
        if let Some(of) = of {
            query.push(" AND person = ").push_bind(&of.0);
        }
        let query = query.build();
        let mut found: BTreeMap<PersonId, BTreeSet<Role>> = BTreeMap::new();
        for row in query.fetch_all(&mut *connection).await? {
            // A role that a newer program knows gives nothing here.
            if let Some(role) = Role::of_name(row.try_get(1)?) {
                found.entry(PersonId(row.try_get(0)?)).or_default().insert(role);
            }
        }
        Ok(found)
    }

    /// Team, its name and a person of it, in order of the names: of one person, or of all.
    async fn memberships(
        &self,
        connection: &mut SqliteConnection,
        of: Option<&PersonId>,
    ) -> Result<Vec<(TeamId, String, PersonId)>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT t.id, t.name, m.person FROM team_member m JOIN team t ON t.site = m.site AND t.id = m.team WHERE m.site = ",
        );
        query.push_bind(&self.site);
        if let Some(of) = of {
            query.push(" AND m.person = ").push_bind(&of.0);
        }
        query.push(" ORDER BY t.name, m.person");
        let rows = query.build().fetch_all(&mut *connection).await?;
        rows.iter().map(|row| Ok((TeamId(row.try_get(0)?), row.try_get(1)?, PersonId(row.try_get(2)?)))).collect()
    }

    /// All teams with their people, in the order of their names.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn teams(&self) -> Result<Vec<Team>, StoreError> {
        self.runtime.block_on(async {
            let query = "SELECT t.id, t.name, p.name FROM team t \
                         LEFT JOIN team_member m ON m.site = t.site AND m.team = t.id \
                         LEFT JOIN person p ON p.site = m.site AND p.id = m.person \
                         WHERE t.site = ? ORDER BY t.name, p.name";
            let mut teams: Vec<Team> = Vec::new();
            for row in sqlx::query(query).bind(&self.site).fetch_all(&self.pool).await? {
                let id = TeamId(row.try_get(0)?);
                if teams.last().is_none_or(|team| team.id != id) {
                    teams.push(Team { id, name: row.try_get(1)?, people: Vec::new() });
                }
                if let (Some(team), Some(person)) = (teams.last_mut(), row.try_get::<Option<String>, _>(2)?) {
                    team.people.push(person);
                }
            }
            Ok(teams)
        })
    }

    /// Adds somebody with roles and teams. Teams that are not there yet are made.
    ///
    /// # Errors
    /// When the actor may not, the name cannot be one, or there is somebody of that name.
    pub fn add_person(&self, actor: &Actor, new: &NewPerson, now: Timestamp) -> Result<PersonId, StoreError> {
        may(actor, Right::People)?;
        let name = name_of(&new.name).map_err(|why| PeopleError::Name { name: new.name.clone(), why })?;
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            match self.someone_in(&mut change, &name).await {
                Ok(_) => return Err(PeopleError::Known(name).into()),
                Err(StoreError::People(PeopleError::NoPerson(_))) => {}
                Err(other) => return Err(other),
            }
            let id = self.enter(&mut change, actor, &NewPerson { name, ..new.clone() }, now).await?;
            change.commit().await?;
            Ok(id)
        })
    }

    /// Writes somebody new, with roles and teams.
    pub(super) async fn enter(
        &self,
        change: &mut SqliteConnection,
        actor: &Actor,
        new: &NewPerson,
        now: Timestamp,
    ) -> Result<PersonId, StoreError> {
        self.not_before(change, &new.name, None).await?;
        let id = PersonId(self.person_id(change, &new.name, &now.to_string()).await?);
        self.write(change, NewEntry::new(AuditKind::PersonAdded, actor, now).about(&id)).await?;
        self.bring_up(change, actor, &id, new, now).await?;
        Ok(id)
    }

    /// Gives somebody roles and teams that they do not have. Says whether anything changed.
    pub(super) async fn bring_up(
        &self,
        change: &mut SqliteConnection,
        actor: &Actor,
        id: &PersonId,
        new: &NewPerson,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let has = roles_of(&self.roles(change, Some(id)).await?, id);
        let wanted: BTreeSet<Role> = has.union(&new.roles).copied().collect();
        let mut changed = wanted != has;
        if changed {
            self.write_roles(change, actor, (id, &wanted), now).await?;
        }
        for team in &new.teams {
            let team = self.team_id(change, team, now).await?;
            changed |= self.join(change, actor, (id, &team), now).await?;
        }
        Ok(changed)
    }

    /// Sets what somebody is there for.
    ///
    /// # Errors
    /// When the actor may not, or nobody would be left who can change anything.
    pub fn set_roles(
        &self,
        actor: &Actor,
        name: &str,
        roles: &BTreeSet<Role>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        may(actor, Right::People)?;
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            let someone = self.someone_in(&mut change, name).await?;
            self.write_roles(&mut change, actor, (&someone.id, roles), now).await?;
            self.keep_an_administrator(&mut change).await?;
            change.commit().await?;
            Ok(())
        })
    }

    async fn write_roles(
        &self,
        change: &mut SqliteConnection,
        actor: &Actor,
        (id, roles): (&PersonId, &BTreeSet<Role>),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let gone = sqlx::query("DELETE FROM person_role WHERE site = ? AND person = ?").bind(&self.site);
        gone.bind(&id.0).execute(&mut *change).await?;
        for role in roles.iter().filter(|role| **role != Role::Trainee) {
            sqlx::query("INSERT INTO person_role (site, person, role) VALUES (?, ?, ?)")
                .bind(&self.site)
                .bind(&id.0)
                .bind(role.name())
                .execute(&mut *change)
                .await?;
        }
        let entry = NewEntry::new(AuditKind::RolesSet, actor, now).about(id);
        self.write(change, entry.facts(&serde_json::json!({ "roles": roles }))).await?;
        Ok(())
    }

    /// Puts somebody into a team, which is made if it is not there.
    ///
    /// # Errors
    /// When the actor may not, or there is nobody of that name.
    pub fn join_team(&self, actor: &Actor, name: &str, team: &str, now: Timestamp) -> Result<(), StoreError> {
        may(actor, Right::People)?;
        let team = name_of(team).map_err(|why| PeopleError::Name { name: team.to_owned(), why })?;
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            let someone = self.someone_in(&mut change, name).await?;
            let team = self.team_id(&mut change, &team, now).await?;
            self.join(&mut change, actor, (&someone.id, &team), now).await?;
            change.commit().await?;
            Ok(())
        })
    }

    async fn join(
        &self,
        change: &mut SqliteConnection,
        actor: &Actor,
        (person, team): (&PersonId, &TeamId),
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query("INSERT INTO team_member (site, team, person) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
            .bind(&self.site)
            .bind(&team.0)
            .bind(&person.0)
            .execute(&mut *change)
            .await?;
        let joined = done.rows_affected() > 0;
        if joined {
            let entry = NewEntry::new(AuditKind::TeamJoined, actor, now).about(person);
            self.write(change, entry.facts(&serde_json::json!({ "team": team }))).await?;
        }
        Ok(joined)
    }

    /// Takes somebody out of a team. A team without people is gone.
    ///
    /// # Errors
    /// When the actor may not, or there is no such person or team.
    pub fn leave_team(&self, actor: &Actor, name: &str, team: &str, now: Timestamp) -> Result<(), StoreError> {
        may(actor, Right::People)?;
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            let someone = self.someone_in(&mut change, name).await?;
            let known = self.known_team(&mut change, team).await?;
            let id = known.ok_or_else(|| PeopleError::NoTeam(team.to_owned()))?;
            let gone =
                sqlx::query("DELETE FROM team_member WHERE site = ? AND team = ? AND person = ?").bind(&self.site);
            if gone.bind(&id.0).bind(&someone.id.0).execute(&mut *change).await?.rows_affected() > 0 {
                let entry = NewEntry::new(AuditKind::TeamLeft, actor, now).about(&someone.id);
                self.write(&mut change, entry.facts(&serde_json::json!({ "team": id }))).await?;
            }
            self.drop_empty_teams(&mut change).await?;
            change.commit().await?;
            Ok(())
        })
    }

    pub(in crate::store) async fn drop_empty_teams(&self, change: &mut SqliteConnection) -> Result<(), StoreError> {
        let query = "DELETE FROM team WHERE site = ? AND NOT EXISTS \
                     (SELECT 1 FROM team_member m WHERE m.site = team.site AND m.team = team.id)";
        sqlx::query(query).bind(&self.site).execute(change).await?;
        Ok(())
    }

    pub(in crate::store) async fn known_team(
        &self,
        connection: &mut SqliteConnection,
        name: &str,
    ) -> Result<Option<TeamId>, StoreError> {
        let query = sqlx::query("SELECT id FROM team WHERE site = ? AND name = ?").bind(&self.site).bind(name);
        Ok(query.fetch_optional(connection).await?.map(|row| row.try_get(0)).transpose()?.map(TeamId))
    }

    async fn team_id(&self, change: &mut SqliteConnection, name: &str, now: Timestamp) -> Result<TeamId, StoreError> {
        if let Some(id) = self.known_team(change, name).await? {
            return Ok(id);
        }
        let id = TeamId(uuid::Uuid::now_v7().to_string());
        sqlx::query("INSERT INTO team (site, id, name, created_at) VALUES (?, ?, ?, ?)")
            .bind(&self.site)
            .bind(&id.0)
            .bind(name)
            .bind(now.to_string())
            .execute(change)
            .await?;
        Ok(id)
    }
}

fn roles_of(all: &BTreeMap<PersonId, BTreeSet<Role>>, id: &PersonId) -> BTreeSet<Role> {
    all.get(id).into_iter().flatten().copied().chain([Role::Trainee]).collect()
}
