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

/// Whether a migration of this program has not been made yet. Their numbers are taken beforehand and filled in any order, so the
/// latest of those that were made says nothing of the others.
pub(super) async fn is_older(pool: &SqlitePool) -> Result<bool, StoreError> {
    let rows = sqlx::query("SELECT version FROM _sqlx_migrations").fetch_all(pool).await?;
    let made = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<i64>, _>>()?;
    Ok(MIGRATIONS.iter().any(|migration| !made.contains(&migration.version)))
}

/// Copies the database, if it is of an earlier version, to `steadyline-before-N.db`, where N is the version that it gets.
pub(super) async fn keep_old(pool: &SqlitePool, folder: &Path) -> Result<(), StoreError> {
    let table = sqlx::query("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_sqlx_migrations'");
    if table.fetch_optional(pool).await?.is_none() {
        return Ok(());
    }
    let Some(newest) = MIGRATIONS.iter().map(|migration| migration.version).max() else { return Ok(()) };
    let copy = folder.join(format!("steadyline-before-{newest}.db"));
    if !is_older(pool).await? || copy.exists() {
        return Ok(());
    }
    sqlx::query("VACUUM INTO ?").bind(copy.display().to_string()).execute(pool).await?;
    Ok(())
}
