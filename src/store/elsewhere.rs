//! Attempts that were made at other sites and fetched from a centre: where they belong, and how they go again.

use sqlx::{Row as _, SqliteConnection};

use super::people::PersonId;
use super::{AttemptId, Store, StoreError};

impl Store {
    /// The site that an attempt was made at: another than this one where a supervisor has fetched it from a centre.
    pub(super) async fn site_of(
        &self,
        connection: &mut SqliteConnection,
        id: &AttemptId,
    ) -> Result<String, StoreError> {
        let row = sqlx::query("SELECT site FROM attempt WHERE id = ?").bind(&id.0).fetch_optional(connection).await?;
        Ok(row.ok_or_else(|| StoreError::NoAttempt(id.0.clone()))?.try_get(0)?)
    }

    /// What other sites have said about somebody, and their attempts there, which were fetched from a centre.
    pub(super) async fn forget_elsewhere(
        &self,
        change: &mut SqliteConnection,
        person: &PersonId,
    ) -> Result<(), StoreError> {
        let words = "DELETE FROM audit_words WHERE EXISTS (SELECT 1 FROM audit a \
                     JOIN known_as k ON k.site = a.site AND k.id = a.subject \
                     WHERE k.person = ? AND a.site = audit_words.site AND a.id = audit_words.entry)";
        sqlx::query(words).bind(&person.0).execute(&mut *change).await?;
        let attempts = "SELECT a.id FROM attempt a JOIN known_as k ON k.site = a.site AND k.id = a.person \
                        WHERE k.person = ? AND a.site <> ?";
        for row in sqlx::query(attempts).bind(&person.0).bind(&self.site).fetch_all(&mut *change).await? {
            self.forget(change, &AttemptId(row.try_get(0)?)).await?;
        }
        let names = "DELETE FROM person WHERE site <> ?2 AND EXISTS \
                     (SELECT 1 FROM known_as k WHERE k.site = person.site AND k.id = person.id AND k.person = ?1)";
        sqlx::query(names).bind(&person.0).bind(&self.site).execute(change).await?;
        Ok(())
    }

    /// Deletes an attempt that was fetched from a centre, with what was said about it: its numbers count where it was made.
    pub(super) async fn forget(&self, change: &mut SqliteConnection, id: &AttemptId) -> Result<(), StoreError> {
        let words = "DELETE FROM audit_words WHERE EXISTS (SELECT 1 FROM audit a \
                     WHERE a.attempt = ? AND a.site = audit_words.site AND a.id = audit_words.entry)";
        sqlx::query(words).bind(&id.0).execute(&mut *change).await?;
        let site = self.site_of(change, id).await?;
        let whose = "SELECT p.name FROM attempt a JOIN person p ON p.site = a.site AND p.id = a.person WHERE a.id = ?";
        let whose: String = sqlx::query(whose).bind(&id.0).fetch_one(&mut *change).await?.try_get(0)?;
        super::figures::unlist(change, &site, id).await?;
        self.delete_log(change, &site, id).await?;
        let gone = sqlx::query("DELETE FROM attempt WHERE site = ? AND id = ?").bind(site).bind(&id.0);
        gone.execute(&mut *change).await?;
        super::figures::resum(change, &whose).await
    }
}
