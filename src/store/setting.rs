//! Settings of this desk and of the people at it, by name.

use sqlx::Row as _;

use super::{ERASED, Store, StoreError};

/// The setting that names the folder of further packs.
pub const PACKS_FOLDER: &str = "packs_folder";

/// The setting that names the command line of a speech engine; eSpeak NG where it is empty.
pub const VOICE_ENGINE: &str = "voice_engine";

/// The setting that names the language in which calls are played; the packs' own where it is empty.
pub const CALL_LANGUAGE: &str = "call_language";

impl Store {
    /// # Errors
    /// When the database does not answer.
    pub fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.runtime.block_on(async {
            let row =
                sqlx::query("SELECT value FROM setting WHERE name = ?").bind(name).fetch_optional(&self.pool).await?;
            Ok(row.map(|row| row.try_get(0)).transpose()?)
        })
    }

    /// # Errors
    /// When the database does not answer.
    pub fn set_setting(&self, name: &str, value: &str) -> Result<(), StoreError> {
        self.runtime.block_on(async {
            sqlx::query("INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
                .bind(name)
                .bind(value)
                .execute(&self.pool)
                .await?;
            Ok(())
        })
    }

    /// What a person has chosen for themselves, in the order of its names.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn person_settings(&self, person: &str) -> Result<Vec<(String, String)>, StoreError> {
        self.runtime.block_on(async {
            let query = "SELECT name, value FROM person_setting WHERE site = ? AND person = ? ORDER BY name";
            let rows = sqlx::query(query).bind(&self.site).bind(person).fetch_all(&self.pool).await?;
            rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
        })
    }

    /// # Errors
    /// When the database does not answer.
    pub fn set_person_setting(&self, person: &str, name: &str, value: &str) -> Result<(), StoreError> {
        self.runtime.block_on(async {
            sqlx::query("INSERT INTO person_setting (site, person, name, value) VALUES (?, ?, ?, ?) ON CONFLICT (site, person, name) DO UPDATE SET value = excluded.value")
                .bind(&self.site)
                .bind(person)
                .bind(name)
                .bind(value)
                .execute(&self.pool)
                .await?;
            Ok(())
        })
    }

    /// People who have taken calls here, the latest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn people(&self) -> Result<Vec<String>, StoreError> {
        self.runtime.block_on(async {
            let query = "SELECT p.name FROM person p LEFT JOIN attempt a ON a.site = p.site AND a.person = p.id \
                         WHERE p.site = ? AND p.name <> ? GROUP BY p.id ORDER BY MAX(a.started_at) DESC, p.name";
            let rows = sqlx::query(query).bind(&self.site).bind(ERASED).fetch_all(&self.pool).await?;
            rows.iter().map(|row| row.try_get(0).map_err(StoreError::from)).collect()
        })
    }
}
