//! What a finished call came to, item by item, beside the attempt: kept so that figures need not play every call again.

use sqlx::Row as _;

use super::{AttemptId, Store, StoreError};

impl Store {
    /// Keeps what a call came to, in place of what was kept before.
    ///
    /// # Errors
    /// When there is no such attempt, or the database does not answer.
    pub fn keep_outcome(&self, id: &AttemptId, body: &str) -> Result<(), StoreError> {
        self.runtime.block_on(async {
            sqlx::query(
                "INSERT INTO outcome (site, attempt, body) VALUES (?, ?, ?) \
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

    /// What a call came to; none for attempts of before it was kept.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn outcome(&self, id: &AttemptId) -> Result<Option<String>, StoreError> {
        self.runtime.block_on(async {
            let query = sqlx::query("SELECT body FROM outcome WHERE site = ? AND attempt = ?").bind(&self.site);
            let row = query.bind(&id.0).fetch_optional(&self.pool).await?;
            Ok(row.map(|row| row.try_get(0)).transpose()?)
        })
    }
}
