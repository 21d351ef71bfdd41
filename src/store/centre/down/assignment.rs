//! Assignments of the centre, written among those of this desk.

use jiff::Timestamp;
use serde_json::json;
use sqlx::{Row as _, SqliteConnection};

use super::{AssignmentBody, Item, Named, body};
use crate::store::assignment::{PERSON, TEAM};
use crate::store::audit::{AuditKind, NewEntry};
use crate::store::people::{Actor, PeopleError};
use crate::store::{Store, StoreError};

impl Store {
    /// Says whether anything changed here.
    pub(super) async fn apply_assignment(
        &self,
        change: &mut SqliteConnection,
        item: &Item,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let known = sqlx::query("SELECT withdrawn_at FROM assignment WHERE site = ? AND id = ?").bind(&self.site);
        let known = known.bind(&item.key).fetch_optional(&mut *change).await?;
        let open =
            known.as_ref().map(|row| row.try_get::<Option<String>, _>(0)).transpose()?.is_some_and(|at| at.is_none());
        let wanted = body::<AssignmentBody>(item)?.filter(|wanted| !wanted.withdrawn);
        let mut changed = false;
        match wanted {
            None if open => {
                let gone = sqlx::query("UPDATE assignment SET withdrawn_at = ? WHERE site = ? AND id = ?");
                gone.bind(now.to_string()).bind(&self.site).bind(&item.key).execute(&mut *change).await?;
                self.tell_of(change, (AuditKind::AssignmentWithdrawn, &item.key), now).await?;
                changed = true;
            }
            // Taken back before it was ever seen here.
            None => {}
            Some(_) if item.site == self.site => {}
            Some(wanted) => {
                if known.is_none() {
                    self.insert_assignment(change, item, &wanted, now).await?;
                    self.tell_of(change, (AuditKind::Assigned, &item.key), now).await?;
                    changed = true;
                } else if !open {
                    // It comes back to a desk that was for other teams meanwhile.
                    let again = sqlx::query("UPDATE assignment SET withdrawn_at = NULL WHERE site = ? AND id = ?");
                    again.bind(&self.site).bind(&item.key).execute(&mut *change).await?;
                    changed = true;
                }
                changed |= self.set_whom(change, item, &wanted).await?;
            }
        }
        Ok(changed)
    }

    async fn tell_of(
        &self,
        change: &mut SqliteConnection,
        (kind, key): (AuditKind, &str),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let entry = NewEntry::new(kind, &Actor::Owner, now).facts(&json!({ "assignment": key, "centre": true }));
        self.write(change, entry).await.map(drop)
    }

    async fn insert_assignment(
        &self,
        change: &mut SqliteConnection,
        item: &Item,
        wanted: &AssignmentBody,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let by = match &wanted.made_by {
            Some(named) => self.own_key(change, PERSON, (&item.site, named)).await?,
            None => String::new(),
        };
        sqlx::query(
            "INSERT INTO assignment (site, id, title, mode, attempts, due, made_at, made_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&self.site)
        .bind(&item.key)
        .bind(&wanted.title)
        .bind(&wanted.mode)
        .bind(wanted.attempts.map(i64::from))
        .bind(wanted.due.map(|due| due.to_string()))
        // By a clock that goes ahead of this one it was made in time to come, and nothing taken now would count.
        .bind(wanted.made_at.min(now).to_string())
        .bind(by)
        .execute(&mut *change)
        .await?;
        for (seq, step) in wanted.steps.iter().enumerate() {
            sqlx::query(
                "INSERT INTO assignment_step (site, assignment, seq, pack, scenario, title) VALUES (?, ?, ?, ?, ?, ?)",
            )
            .bind(&self.site)
            .bind(&item.key)
            .bind(i64::try_from(seq).unwrap_or(i64::MAX))
            .bind(&step.pack)
            .bind(&step.scenario)
            .bind(&step.title)
            .execute(&mut *change)
            .await?;
        }
        sqlx::query("INSERT INTO assignment_from (assignment, site) VALUES (?, ?) ON CONFLICT DO NOTHING")
            .bind(&item.key)
            .bind(&item.site)
            .execute(change)
            .await?;
        Ok(())
    }

    /// Whom it is for, by this desk's keys.
    async fn set_whom(
        &self,
        change: &mut SqliteConnection,
        item: &Item,
        wanted: &AssignmentBody,
    ) -> Result<bool, StoreError> {
        let people = wanted.people.iter().map(|named| (PERSON, named));
        let mut changed = false;
        for (kind, named) in people.chain(wanted.teams.iter().map(|named| (TEAM, named))) {
            let id = self.own_key(change, kind, (&item.site, named)).await?;
            let query =
                "INSERT INTO assignment_for (site, assignment, kind, id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";
            let query = sqlx::query(query).bind(&self.site).bind(&item.key).bind(kind).bind(id);
            changed |= query.execute(&mut *change).await?.rows_affected() > 0;
        }
        Ok(changed)
    }

    /// The key here of somebody or of a team: as the centre knows them, else by name, else the centre's own key, which finds them
    /// when they come to be known.
    pub(super) async fn own_key(
        &self,
        change: &mut SqliteConnection,
        kind: &str,
        (site, named): (&str, &Named),
    ) -> Result<String, StoreError> {
        let of_team = kind == TEAM;
        let query = if of_team {
            "SELECT team FROM team_known_as WHERE id = ?1 ORDER BY site = ?2 DESC LIMIT 1"
        } else {
            "SELECT k.person FROM known_as k WHERE k.id = ?1 ORDER BY k.site = ?2 DESC LIMIT 1"
        };
        let known = sqlx::query(query).bind(&named.id).bind(site).fetch_optional(&mut *change).await?;
        if let Some(row) = known {
            return Ok(row.try_get(0)?);
        }
        if of_team {
            let found = self.known_team(change, &named.name).await?;
            return Ok(found.map_or_else(|| named.id.clone(), |team| team.0));
        }
        match self.someone_in(change, &named.name).await {
            Ok(someone) => Ok(someone.id.0),
            Err(StoreError::People(PeopleError::NoPerson(_))) => Ok(named.id.clone()),
            Err(other) => Err(other),
        }
    }
}
