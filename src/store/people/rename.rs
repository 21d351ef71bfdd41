//! Somebody gets another name. Their key stays, and with it whatever was judged, assigned and sealed.
//!
//! What is signed keeps the name of its day: no log, seal or entry of the trail is touched. The old name is remembered, so that
//! attempts which come under it from elsewhere find whose they are.

#[cfg(feature = "centre")]
use std::collections::BTreeMap;

use jiff::Timestamp;
use sqlx::{Row as _, SqliteConnection};

use super::right::{Actor, Right, may};
use super::{ERASED, PeopleError, PersonId, name_of};
use crate::store::audit::{AuditKind, NewEntry};
use crate::store::{Store, StoreError};

impl Store {
    /// Gives somebody another name, everywhere or nowhere.
    ///
    /// # Errors
    /// When the actor may not, there is nobody of the old name, or the new one cannot be a name or is another's, now or before.
    pub fn rename_person(&self, actor: &Actor, old: &str, new: &str, now: Timestamp) -> Result<(), StoreError> {
        may(actor, Right::People)?;
        let name = name_of(new).map_err(|why| PeopleError::Name { name: new.to_owned(), why })?;
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            let someone = self.someone_in(&mut change, old).await?;
            match self.someone_in(&mut change, &name).await {
                Ok(known) if known.id == someone.id => return Ok(()),
                Ok(_) => return Err(PeopleError::Known(name).into()),
                Err(StoreError::People(PeopleError::NoPerson(_))) => {}
                Err(other) => return Err(other),
            }
            self.not_before(&mut change, &name, Some(&someone.id)).await?;
            self.give_name(&mut change, &someone.id, &name).await?;
            // Names are words: they go when the person is erased.
            let words = format!("{} → {name}", someone.name);
            let entry = NewEntry::new(AuditKind::Renamed, actor, now).about(&someone.id);
            self.write(&mut change, entry.words(&words)).await?;
            change.commit().await?;
            Ok(())
        })
    }

    /// Nobody else was called that before: what comes under that name would be theirs.
    pub(super) async fn not_before(
        &self,
        connection: &mut SqliteConnection,
        name: &str,
        id: Option<&PersonId>,
    ) -> Result<(), StoreError> {
        let query =
            "SELECT p.id, p.name FROM former_name f JOIN person p ON p.site = ? AND p.id = f.person WHERE f.name = ?";
        let row = sqlx::query(query).bind(&self.site).bind(name).fetch_optional(connection).await?;
        let Some(row) = row else { return Ok(()) };
        if id.is_some_and(|id| row.try_get::<String, _>(0).is_ok_and(|known| known == id.0)) {
            return Ok(());
        }
        Err(PeopleError::Former { name: name.to_owned(), now: row.try_get(1)? }.into())
    }

    /// Writes somebody's name, here and on attempts of other sites. Says whether it is another than before.
    pub(in crate::store) async fn give_name(
        &self,
        change: &mut SqliteConnection,
        id: &PersonId,
        name: &str,
    ) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT name FROM person WHERE site = ? AND id = ?").bind(&self.site).bind(&id.0);
        let old: String = row.fetch_one(&mut *change).await?.try_get(0)?;
        if old == name || old == ERASED {
            return Ok(false);
        }
        let own = sqlx::query("UPDATE OR IGNORE person SET name = ? WHERE site = ? AND id = ?").bind(name);
        if own.bind(&self.site).bind(&id.0).execute(&mut *change).await?.rows_affected() == 0 {
            return Err(PeopleError::Known(name.to_owned()).into());
        }
        let others = "UPDATE OR IGNORE person SET name = ?1 WHERE name = ?2 AND EXISTS \
                      (SELECT 1 FROM known_as k WHERE k.site = person.site AND k.id = person.id AND k.person = ?3)";
        sqlx::query(others).bind(name).bind(&old).bind(&id.0).execute(&mut *change).await?;
        let settings = "UPDATE OR IGNORE person_setting SET person = ? WHERE site = ? AND person = ?";
        sqlx::query(settings).bind(name).bind(&self.site).bind(&old).execute(&mut *change).await?;
        // Sums are kept by name.
        for table in ["figure_call", "figure_standing", "figure_person", "figure_first", "figure_stale"] {
            let query = format!("UPDATE OR REPLACE {table} SET person = ? WHERE person = ?");
            sqlx::query(sqlx::AssertSqlSafe(query)).bind(name).bind(&old).execute(&mut *change).await?;
        }
        let current = sqlx::query("DELETE FROM former_name WHERE name = ?").bind(name);
        current.execute(&mut *change).await?;
        self.remember_names(change, id, &[old]).await?;
        Ok(true)
    }

    /// Notes what somebody was called before.
    pub(in crate::store) async fn remember_names(
        &self,
        change: &mut SqliteConnection,
        id: &PersonId,
        names: &[String],
    ) -> Result<(), StoreError> {
        for name in names {
            let former = sqlx::query("INSERT OR REPLACE INTO former_name (name, person) VALUES (?, ?)");
            former.bind(name).bind(&id.0).execute(&mut *change).await?;
        }
        Ok(())
    }

    /// What people were called before.
    #[cfg(feature = "centre")]
    pub(in crate::store) fn former_names(&self) -> Result<BTreeMap<PersonId, Vec<String>>, StoreError> {
        self.runtime.block_on(async {
            let mut all: BTreeMap<PersonId, Vec<String>> = BTreeMap::new();
            let query = sqlx::query("SELECT person, name FROM former_name ORDER BY name");
            for row in query.fetch_all(&self.pool).await? {
                all.entry(PersonId(row.try_get(0)?)).or_default().push(row.try_get(1)?);
            }
            Ok(all)
        })
    }
}
