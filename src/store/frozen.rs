//! The files of packs as they were when attempts began, so that an attempt is always read and scored by its own rules.
//!
//! Each text is kept once, however many attempts and versions hold it.

use sqlx::{Row as _, SqliteConnection};

use super::{AttemptId, Store, StoreError};
use crate::scenario::PackFiles;

impl Store {
    /// The files of the pack as they were when an attempt began; none for attempts of before they were kept.
    ///
    /// # Errors
    /// When there is no such attempt, or the database does not answer.
    pub fn frozen(&self, id: &AttemptId) -> Result<Option<PackFiles>, StoreError> {
        self.runtime.block_on(async {
            let row = sqlx::query("SELECT pack, pack_version FROM attempt WHERE id = ?")
                .bind(&id.0)
                .fetch_optional(&self.pool)
                .await?
                .ok_or_else(|| StoreError::NoAttempt(id.0.clone()))?;
            let (pack, version): (String, Option<String>) = (row.try_get(0)?, row.try_get(1)?);
            let Some(version) = version else { return Ok(None) };
            let rows = sqlx::query(
                "SELECT f.path, t.body FROM pack_file f JOIN pack_text t ON t.hash = f.text \
                 WHERE f.version = ? ORDER BY f.path",
            )
            .bind(&version)
            .fetch_all(&self.pool)
            .await?;
            let texts: Result<Vec<(String, String)>, sqlx::Error> =
                rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect();
            let files = PackFiles::of_texts(&pack, texts?);
            if files.hash() != version {
                return Err(StoreError::Damaged("the files that it was made with are not whole".to_owned()));
            }
            Ok(Some(files))
        })
    }
}

/// Keeps the files of a pack, if that version is not kept yet, and names it.
pub(super) async fn freeze(change: &mut SqliteConnection, files: &PackFiles) -> Result<String, StoreError> {
    let version = files.hash();
    let kept = sqlx::query("SELECT 1 FROM pack_file WHERE version = ? LIMIT 1").bind(&version);
    if kept.fetch_optional(&mut *change).await?.is_some() {
        return Ok(version);
    }
    for (path, file) in &files.files {
        let hash = file.hash();
        sqlx::query("INSERT INTO pack_text (hash, body) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING")
            .bind(&hash)
            .bind(&file.text)
            .execute(&mut *change)
            .await?;
        sqlx::query("INSERT INTO pack_file (version, path, text) VALUES (?, ?, ?)")
            .bind(&version)
            .bind(path)
            .bind(&hash)
            .execute(&mut *change)
            .await?;
    }
    Ok(version)
}
