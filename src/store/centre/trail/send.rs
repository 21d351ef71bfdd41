//! The entries of this data folder's own trail go up.

use std::collections::BTreeMap;

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::{BATCH, Entry};
use crate::store::centre::{Centre, CentreError};
use crate::store::{Store, StoreError};

/// What was brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::store::centre) struct Sent {
    pub entries: i64,
    /// Those of them that decide something about an attempt.
    pub decisions: i64,
}

/// Brings the entries that the centre does not have.
///
/// # Errors
/// When the centre or the store does not answer, or the centre has another trail under this site.
pub(in crate::store::centre) fn send(store: &Store, centre: &mut Centre) -> Result<Sent, CentreError> {
    let site = store.site().to_owned();
    let (mut there, hash): (i64, String) = centre.ask(async |connection| {
        let row = sqlx::query("SELECT last, hash FROM steadyline.trail_of($1)").bind(&site);
        let row = row.fetch_one(connection).await?;
        Ok((row.try_get(0)?, row.try_get(1)?))
    })?;
    if store.entry_hash(there)? != hash {
        return Err(CentreError::OtherTrail);
    }
    let mut sent = Sent::default();
    loop {
        let batch = store.own_entries(there)?;
        if batch.is_empty() {
            return Ok(sent);
        }
        let people: BTreeMap<&String, &String> =
            batch.iter().filter_map(|(entry, name)| Some((&entry.actor, name.as_ref()?))).collect();
        let (ids, names): (Vec<&String>, Vec<&String>) = people.into_iter().unzip();
        let texts: Result<Vec<String>, _> = batch.iter().map(|(entry, _)| serde_json::to_string(entry)).collect();
        let texts = texts.map_err(|error| StoreError::Damaged(error.to_string()))?;
        there = centre.ask(async |connection| {
            // Names first: an entry is told with the name of whoever wrote it.
            let told = sqlx::query("SELECT steadyline.tell_people($1, $2, $3)").bind(&site).bind(ids).bind(names);
            told.execute(&mut *connection).await?;
            let taken = sqlx::query("SELECT steadyline.take_entries($1, $2)").bind(&site).bind(texts);
            taken.fetch_one(connection).await?.try_get(0)
        })?;
        let count = |entries: usize| i64::try_from(entries).unwrap_or(i64::MAX);
        sent.entries += count(batch.len());
        sent.decisions += count(batch.iter().filter(|(entry, _)| entry.decides()).count());
    }
}

impl Store {
    /// The hash of an entry of the own trail; nothing before the first.
    fn entry_hash(&self, seq: i64) -> Result<String, StoreError> {
        self.runtime.block_on(async {
            let query = sqlx::query("SELECT hash FROM audit WHERE site = ? AND seq = ?").bind(&self.site).bind(seq);
            Ok(query.fetch_optional(&self.pool).await?.map(|row| row.try_get(0)).transpose()?.unwrap_or_default())
        })
    }

    /// The next entries of the own trail, with the names of who wrote them.
    fn own_entries(&self, after: i64) -> Result<Vec<(Entry, Option<String>)>, StoreError> {
        self.runtime.block_on(async {
            let query = "SELECT a.*, w.salt, w.body, p.name FROM audit a \
                         LEFT JOIN audit_words w ON w.site = a.site AND w.entry = a.id \
                         LEFT JOIN person p ON p.site = a.site AND p.id = a.actor \
                         WHERE a.site = ? AND a.seq > ? ORDER BY a.seq LIMIT ?";
            let rows = sqlx::query(query).bind(&self.site).bind(after).bind(BATCH).fetch_all(&self.pool).await?;
            rows.iter().map(|row| Ok((entry(row)?, row.try_get("name")?))).collect()
        })
    }
}

fn entry(row: &SqliteRow) -> Result<Entry, StoreError> {
    let facts: String = row.try_get("facts")?;
    let private = serde_json::from_str::<serde_json::Value>(&facts).is_ok_and(|facts| facts["private"] == true);
    // What somebody wrote for themselves does not leave the house. A text with a zero in it no database there takes.
    let told = !private && !row.try_get::<Option<String>, _>("body")?.is_some_and(|text| text.contains('\0'));
    let open = |column: &str| if told { row.try_get(column) } else { Ok(None) };
    Ok(Entry {
        site: row.try_get("site")?,
        id: row.try_get("id")?,
        seq: row.try_get("seq")?,
        at: row.try_get("at")?,
        actor: row.try_get("actor")?,
        kind: row.try_get("kind")?,
        subject: row.try_get("subject")?,
        attempt: row.try_get("attempt")?,
        criterion: row.try_get("criterion")?,
        words: row.try_get("words")?,
        before: row.try_get("before")?,
        hash: row.try_get("hash")?,
        salt: open("salt")?,
        text: open("body")?,
        facts,
        private,
    })
}
