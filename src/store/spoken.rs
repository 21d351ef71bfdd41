//! What was heard of the trainee in a call, beside the attempt.

use sqlx::Row as _;

use super::{AttemptId, Store, StoreError};

impl Store {
    /// Keeps what was heard, in place of what was kept before.
    ///
    /// # Errors
    /// When there is no such attempt, or the database does not answer.
    pub fn keep_spoken(&self, id: &AttemptId, body: &str) -> Result<(), StoreError> {
        self.runtime.block_on(async {
            sqlx::query(
                "INSERT INTO spoken (site, attempt, body) VALUES (?, ?, ?) \
                 ON CONFLICT (site, attempt) DO UPDATE SET body = excluded.body",
            )
            .bind(&self.site)
            .bind(&id.0)
            .bind(body)
            .execute(&self.pool)
            .await?;
            Ok(())
        })
    }

    /// What was heard in an attempt; none where nobody listened.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn spoken(&self, id: &AttemptId) -> Result<Option<String>, StoreError> {
        self.runtime.block_on(async {
            let query = sqlx::query("SELECT body FROM spoken WHERE site = ? AND attempt = ?").bind(&self.site);
            let row = query.bind(&id.0).fetch_optional(&self.pool).await?;
            Ok(row.map(|row| row.try_get(0)).transpose()?)
        })
    }
}
