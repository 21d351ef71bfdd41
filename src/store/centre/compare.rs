//! Whether the centre has a desk's attempts as the desk has them.

use sha2::{Digest as _, Sha256};
use sqlx::Row as _;

use super::{Centre, CentreError};
use crate::store::Store;
use crate::store::seal::{SealedLog, hex};

/// So many attempts are compared at a time.
const BATCH: u32 = 256;

/// The numbers of the store's attempts, of those up to `there`, that the centre has otherwise, in their logs or in its list. It
/// is told hashes and answers with numbers: a desk reads nothing there. What was erased at the centre does not differ.
///
/// # Errors
/// When the centre or the store does not answer, or refuses.
pub fn compare(store: &Store, centre: &mut Centre, there: i64) -> Result<Vec<i64>, CentreError> {
    let (mut after, mut differing) = (0, Vec::new());
    loop {
        let mut batch = store.sealed_after(after, BATCH)?;
        batch.retain(|sealed| sealed.seal.number <= there);
        let Some(last) = batch.last() else { return Ok(differing) };
        after = last.seal.number;
        let (numbers, hashes): (Vec<i64>, Vec<String>) =
            batch.iter().map(|sealed| (sealed.seal.number, hash(sealed))).unzip();
        let found: Vec<i64> = centre.ask(async |connection| {
            let query = sqlx::query("SELECT * FROM steadyline.differing($1, $2, $3)").bind(store.site());
            let rows = query.bind(numbers).bind(hashes).fetch_all(connection).await?;
            rows.iter().map(|row| row.try_get(0)).collect()
        })?;
        differing.extend(found);
    }
}

/// Of header, actions and seal as the centre keeps them.
fn hash(sealed: &SealedLog) -> String {
    let header = sealed.lines.first().map_or("", String::as_str);
    let actions = sealed.lines.get(1..).unwrap_or_default().join("\n");
    hex(&Sha256::digest(format!("{header}\n{actions}\n{}", sealed.seal.text())))
}
