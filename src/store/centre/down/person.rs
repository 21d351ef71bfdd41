//! People and teams of the centre, written among those of this desk.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::json;
use sqlx::{Row as _, SqliteConnection};

use super::{Item, PersonBody, TeamBody, body};
use crate::store::assignment::{PERSON, TEAM};
use crate::store::audit::{AuditKind, NewEntry};
use crate::store::people::{Actor, PersonId, Role, name_of};
use crate::store::{PeopleError, Store, StoreError};

impl Store {
    /// A team is known from here on; it is there with its first member.
    pub(super) async fn apply_team(&self, change: &mut SqliteConnection, item: &Item) -> Result<(), StoreError> {
        let known = sqlx::query("SELECT team, name FROM team_known_as WHERE site = ? AND id = ?");
        let known = known.bind(&item.site).bind(&item.key).fetch_optional(&mut *change).await?;
        let known: Option<String> = known.map(|row| row.try_get(0)).transpose()?;
        let Some(TeamBody { name }) = body(item)? else {
            if let Some(team) = known {
                let gone = sqlx::query("DELETE FROM team_member WHERE site = ? AND team = ?").bind(&self.site);
                gone.bind(team).execute(&mut *change).await?;
                let gone = sqlx::query("DELETE FROM team_known_as WHERE site = ? AND id = ?").bind(&item.site);
                gone.bind(&item.key).execute(&mut *change).await?;
            }
            return self.drop_empty_teams(change).await;
        };
        let name = name_of(&name).map_err(|why| StoreError::Damaged(format!("the team \"{name}\": {why}")))?;
        let team = match known {
            Some(team) => {
                let renamed = sqlx::query("UPDATE OR IGNORE team SET name = ? WHERE site = ? AND id = ?").bind(&name);
                renamed.bind(&self.site).bind(&team).execute(&mut *change).await?;
                team
            }
            None => self.known_team(change, &name).await?.map_or_else(|| item.key.clone(), |team| team.0),
        };
        sqlx::query(
            "INSERT INTO team_known_as (site, id, team, name) VALUES (?, ?, ?, ?) \
             ON CONFLICT (site, id) DO UPDATE SET team = excluded.team, name = excluded.name",
        )
        .bind(&item.site)
        .bind(&item.key)
        .bind(&team)
        .bind(&name)
        .execute(&mut *change)
        .await?;
        relink(change, &self.site, (TEAM, &item.key), &team).await
    }

    /// Says whether anything changed here.
    pub(super) async fn apply_person(
        &self,
        change: &mut SqliteConnection,
        item: &Item,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let known = self.known_here(change, &item.site, &item.key).await?;
        let Some(wanted) = body::<PersonBody>(item)? else {
            // Attempts stay: whether they go is decided here, by erasing the person.
            let Some(id) = known else { return Ok(false) };
            let roles = self.set_roles_of(change, &id, &BTreeSet::new(), now).await?;
            return Ok(self.set_teams_of(change, (&id, &item.site), &[], now).await? | roles);
        };
        let name = name_of(&wanted.name);
        let name = name.map_err(|why| StoreError::Damaged(format!("the person \"{}\": {why}", wanted.name)))?;
        let (id, mut changed) = match known {
            Some(id) => {
                let renamed = self.rename(change, &id, &name, now).await?;
                (id, renamed)
            }
            None => self.find_or_add(change, item, &name, now).await?,
        };
        self.remember(change, (&item.site, &item.key), &id).await?;
        relink(change, &self.site, (PERSON, &item.key), &id.0).await?;
        self.remember_names(change, &id, &wanted.former).await?;
        let roles = wanted.roles.iter().filter_map(|role| Role::of_name(role)).collect();
        changed |= self.set_roles_of(change, &id, &roles, now).await?;
        changed |= self.set_teams_of(change, (&id, &item.site), &wanted.teams, now).await?;
        Ok(changed)
    }

    /// Who a person of another site is here, if they are still here.
    pub(in crate::store::centre) async fn known_here(
        &self,
        connection: &mut SqliteConnection,
        site: &str,
        id: &str,
    ) -> Result<Option<PersonId>, StoreError> {
        let query = "SELECT k.person FROM known_as k JOIN person p ON p.site = ? AND p.id = k.person \
                     WHERE k.site = ? AND k.id = ?";
        let row = sqlx::query(query).bind(&self.site).bind(site).bind(id).fetch_optional(connection).await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?.map(PersonId))
    }

    pub(in crate::store::centre) async fn remember(
        &self,
        change: &mut SqliteConnection,
        (site, id): (&str, &str),
        person: &PersonId,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO known_as (site, id, person) VALUES (?, ?, ?) \
             ON CONFLICT (site, id) DO UPDATE SET person = excluded.person",
        )
        .bind(site)
        .bind(id)
        .bind(&person.0)
        .execute(change)
        .await?;
        Ok(())
    }

    /// Somebody of that name, or somebody new under the centre's key.
    async fn find_or_add(
        &self,
        change: &mut SqliteConnection,
        item: &Item,
        name: &str,
        now: Timestamp,
    ) -> Result<(PersonId, bool), StoreError> {
        match self.someone_in(change, name).await {
            Ok(someone) => return Ok((someone.id, false)),
            Err(StoreError::People(PeopleError::NoPerson(_))) => {}
            Err(other) => return Err(other),
        }
        let id = PersonId(item.key.clone());
        sqlx::query("INSERT INTO person (site, id, name, created_at) VALUES (?, ?, ?, ?)")
            .bind(&self.site)
            .bind(&id.0)
            .bind(name)
            .bind(now.to_string())
            .execute(&mut *change)
            .await?;
        let entry = NewEntry::new(AuditKind::PersonAdded, &Actor::Owner, now).about(&id);
        self.write(change, entry.facts(&json!({ "centre": true }))).await?;
        Ok((id, true))
    }

    /// Gives somebody the name that the centre has for them.
    async fn rename(
        &self,
        change: &mut SqliteConnection,
        id: &PersonId,
        name: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT name FROM person WHERE site = ? AND id = ?").bind(&self.site).bind(&id.0);
        let old: String = row.fetch_one(&mut *change).await?.try_get(0)?;
        match self.give_name(change, id, name).await {
            Ok(true) => {
                let entry = NewEntry::new(AuditKind::Renamed, &Actor::Owner, now).about(id);
                let words = format!("{old} → {name}");
                self.write(change, entry.facts(&json!({ "centre": true })).words(&words)).await?;
                Ok(true)
            }
            Err(StoreError::People(PeopleError::Known(_))) => Err(StoreError::Damaged(format!(
                "{old} is called {name} at the centre, and here there is another {name}"
            ))),
            other => other,
        }
    }

    /// What somebody is there for is what the centre says. The last administrator who could sign in here stays one.
    async fn set_roles_of(
        &self,
        change: &mut SqliteConnection,
        id: &PersonId,
        wanted: &BTreeSet<Role>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let wanted: BTreeSet<&str> =
            wanted.iter().filter(|role| **role != Role::Trainee).map(|role| role.name()).collect();
        let rows = sqlx::query("SELECT role FROM person_role WHERE site = ? AND person = ?").bind(&self.site);
        let rows = rows.bind(&id.0).fetch_all(&mut *change).await?;
        let has = rows.iter().map(|row| row.try_get(0)).collect::<Result<BTreeSet<String>, _>>()?;
        if has.iter().map(String::as_str).eq(wanted.iter().copied()) {
            return Ok(false);
        }
        let gone = sqlx::query("DELETE FROM person_role WHERE site = ? AND person = ?").bind(&self.site);
        gone.bind(&id.0).execute(&mut *change).await?;
        for role in &wanted {
            self.give_role(change, id, role).await?;
        }
        let mut changed = true;
        if let Err(StoreError::People(PeopleError::LastAdministrator)) = self.keep_an_administrator(change).await {
            self.give_role(change, id, Role::Administrator.name()).await?;
            changed = has.len() != wanted.len() + 1;
        }
        if changed {
            let entry = NewEntry::new(AuditKind::RolesSet, &Actor::Owner, now).about(id);
            self.write(change, entry.facts(&json!({ "roles": wanted, "centre": true }))).await?;
        }
        Ok(changed)
    }

    async fn give_role(&self, change: &mut SqliteConnection, id: &PersonId, role: &str) -> Result<(), StoreError> {
        let query = sqlx::query("INSERT INTO person_role (site, person, role) VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
        query.bind(&self.site).bind(&id.0).bind(role).execute(change).await?;
        Ok(())
    }

    /// Puts somebody into these teams of the centre and out of its others. Teams that are this desk's own are left alone.
    async fn set_teams_of(
        &self,
        change: &mut SqliteConnection,
        (id, site): (&PersonId, &str),
        wanted: &[String],
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let query = "SELECT k.id, k.team, k.name, m.person IS NOT NULL FROM team_known_as k LEFT JOIN team_member m \
                     ON m.site = ? AND m.team = k.team AND m.person = ? WHERE k.site = ?";
        let rows = sqlx::query(query).bind(&self.site).bind(&id.0).bind(site).fetch_all(&mut *change).await?;
        let mut changed = false;
        for row in rows {
            let (key, team, name): (String, String, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            let (is_in, to_be) = (row.try_get::<i64, _>(3)? != 0, wanted.contains(&key));
            if is_in == to_be {
                continue;
            }
            let kind = if to_be {
                let made = "INSERT INTO team (site, id, name, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";
                let made = sqlx::query(made).bind(&self.site).bind(&team).bind(name).bind(now.to_string());
                made.execute(&mut *change).await?;
                let joined = sqlx::query("INSERT INTO team_member (site, team, person) VALUES (?, ?, ?)");
                joined.bind(&self.site).bind(&team).bind(&id.0).execute(&mut *change).await?;
                AuditKind::TeamJoined
            } else {
                let left = sqlx::query("DELETE FROM team_member WHERE site = ? AND team = ? AND person = ?");
                left.bind(&self.site).bind(&team).bind(&id.0).execute(&mut *change).await?;
                AuditKind::TeamLeft
            };
            let entry = NewEntry::new(kind, &Actor::Owner, now).about(id);
            self.write(change, entry.facts(&json!({ "team": team, "centre": true }))).await?;
            changed = true;
        }
        self.drop_empty_teams(change).await?;
        Ok(changed)
    }
}

/// What was assigned before somebody was known here finds them now.
async fn relink(
    change: &mut SqliteConnection,
    site: &str,
    (kind, key): (&str, &str),
    own: &str,
) -> Result<(), StoreError> {
    if key != own {
        let query = sqlx::query("UPDATE OR IGNORE assignment_for SET id = ? WHERE site = ? AND kind = ? AND id = ?");
        query.bind(own).bind(site).bind(kind).bind(key).execute(change).await?;
    }
    Ok(())
}
