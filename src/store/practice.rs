//! What calls left in the practice database of a pack.

use sqlx::Row as _;

use super::attempt::from_json;
use super::{Store, StoreError};
use crate::call::SavedRow;

impl Store {
    /// What earlier calls left in the practice database of a pack, in a fixed order.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn practice(&self, pack: &str) -> Result<Vec<SavedRow>, StoreError> {
        self.runtime.block_on(async {
            let rows = sqlx::query("SELECT body FROM practice_row WHERE site = ? AND pack = ? ORDER BY tbl, id")
                .bind(&self.site)
                .bind(pack)
                .fetch_all(&self.pool)
                .await?;
            rows.iter().map(|row| from_json(row.try_get(0)?)).collect()
        })
    }

    /// Forgets what calls left in the practice database of a pack. Attempts and their scores stay.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn reset_practice(&self, pack: &str) -> Result<(), StoreError> {
        self.runtime.block_on(async {
            sqlx::query("DELETE FROM practice_row WHERE site = ? AND pack = ?")
                .bind(&self.site)
                .bind(pack)
                .execute(&self.pool)
                .await?;
            Ok(())
        })
    }
}
