//! A copy of the database beside it before a newer program changes its tables: whoever goes back finds what was.

use std::path::{Path, PathBuf};

use sqlx::{Row as _, SqlitePool};

use super::{MIGRATIONS, StoreError};

/// The copies that lie in a folder, with all that stood in the database then.
#[must_use]
pub fn copies(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let name = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        name.starts_with("steadyline-before-") && name.ends_with(".db")
    };
    let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(name).collect();
    found.sort();
    found
}

/// Copies the database, if it is of an earlier version, to `steadyline-before-N.db`, where N is the version that it gets.
pub(super) async fn keep_old(pool: &SqlitePool, folder: &Path) -> Result<(), StoreError> {
    let table = sqlx::query("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_sqlx_migrations'");
    if table.fetch_optional(pool).await?.is_none() {
        return Ok(());
    }
    let made: Option<i64> =
        sqlx::query("SELECT MAX(version) FROM _sqlx_migrations").fetch_one(pool).await?.try_get(0)?;
    let Some(newest) = MIGRATIONS.iter().map(|migration| migration.version).max() else { return Ok(()) };
    let copy = folder.join(format!("steadyline-before-{newest}.db"));
    if made.is_none_or(|made| made >= newest) || copy.exists() {
        return Ok(());
    }
    sqlx::query("VACUUM INTO ?").bind(copy.display().to_string()).execute(pool).await?;
    Ok(())
}
