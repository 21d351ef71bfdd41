//! The desk's side: what was finished here and is not there yet is brought, in order.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::postgres::PgConnection;

use super::{Centre, CentreError};
use crate::scenario::PackFiles;
use crate::store::seal::{Fault, SealedLog};
use crate::store::{AttemptId, Store, StoreError};

/// One change at the centre takes so many attempts at the most, and about so many bytes.
const BATCH: u32 = 64;
const BATCH_BYTES: usize = 512 * 1024;

/// What a sync came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Synced {
    /// Brought this time.
    pub brought: i64,
    /// At the centre now, of this desk.
    pub there: i64,
}

/// What is heard of a sync while it runs.
#[derive(Debug, Clone, Copy)]
pub enum Told<'a> {
    /// An attempt that is not as it was finished here. It is brought all the same: the centre sees it too.
    Changed(&'a SealedLog, &'a [Fault]),
    /// A batch is safe at the centre.
    Safe(Synced),
}

/// Brings the finished attempts of a store to the centre, and says which of them were changed here. Nothing is written at the
/// desk, and nothing there waits for it.
///
/// # Errors
/// When the centre or the store does not answer, or refuses. What was told stays there; the next sync goes on behind it.
pub fn sync(store: &Store, centre: &mut Centre, mut told: impl FnMut(Told<'_>)) -> Result<Synced, CentreError> {
    centre.same_version()?;
    let (site, key) = (store.site().to_owned(), store.public_key().map_err(StoreError::from)?);
    let (taken, mark) = centre.ask(async |connection| hello(connection, &site, &key).await)?;
    if taken > store.last_sealed()? {
        return Err(CentreError::Forked);
    }
    if let Some(mark) = mark {
        let same = store.seal_text(taken)?.is_some_and(|own| centre.is_mark(&own, &mark).unwrap_or(false));
        // Of what was let go here nothing is left that could be compared.
        if !same && store.erased_seal(taken)?.is_none() {
            return Err(CentreError::Forked);
        }
    }
    let mut done = Synced { brought: 0, there: taken };
    let mut versions = BTreeSet::new();
    loop {
        while store.erased_seal(done.there + 1)?.is_some() {
            let next = done.there + 1;
            done.there = centre.ask(async |connection| pass_over(connection, &site, next).await)?;
        }
        let batch = batch(store, done.there)?;
        if batch.is_empty() {
            return Ok(done);
        }
        for sealed in &batch {
            let faults = store.changes(sealed, Some(&key))?;
            if !faults.is_empty() {
                told(Told::Changed(sealed, &faults));
            }
            if let Some(version) = &sealed.seal.files
                && !versions.contains(version)
            {
                if let Some(files) = store.frozen(&AttemptId(sealed.seal.attempt.clone()))? {
                    centre.bring_files(&site, version, &files)?;
                }
                versions.insert(version.clone());
            }
        }
        let there = centre.ask(async |connection| take(connection, &site, &batch).await)?;
        done = Synced { brought: done.brought + there - done.there, there };
        told(Told::Safe(done));
    }
}

/// The next attempts up to one that was let go, not too many at a time.
fn batch(store: &Store, after: i64) -> Result<Vec<SealedLog>, StoreError> {
    let mut batch = store.sealed_after(after, BATCH)?;
    let next = batch.iter().zip(after + 1..).take_while(|(sealed, number)| sealed.seal.number == *number).count();
    batch.truncate(next);
    let mut bytes = 0;
    let small = batch.iter().take_while(|sealed| {
        let fits = bytes < BATCH_BYTES;
        bytes += sealed.lines.iter().map(String::len).sum::<usize>();
        fits
    });
    let small = small.count();
    batch.truncate(small);
    Ok(batch)
}

async fn hello(connection: &mut PgConnection, site: &str, key: &str) -> Result<(i64, Option<String>), sqlx::Error> {
    let row = sqlx::query("SELECT taken, mark FROM steadyline.hello($1, $2, $3::timestamptz)")
        .bind(site)
        .bind(key)
        .bind(Timestamp::now().to_string())
        .fetch_one(connection)
        .await?;
    Ok((row.try_get(0)?, row.try_get(1)?))
}

/// Says that the attempt with the next number was let go before it was brought.
async fn pass_over(connection: &mut PgConnection, site: &str, number: i64) -> Result<i64, sqlx::Error> {
    let query = sqlx::query("SELECT steadyline.pass_over($1, $2)").bind(site).bind(number);
    query.fetch_one(connection).await?.try_get(0)
}

async fn take(connection: &mut PgConnection, site: &str, batch: &[SealedLog]) -> Result<i64, sqlx::Error> {
    let headers: Vec<&str> = batch.iter().map(|sealed| sealed.lines.first().map_or("", String::as_str)).collect();
    let logs: Vec<String> = batch.iter().map(|sealed| sealed.lines.get(1..).unwrap_or_default().join("\n")).collect();
    let seals: Vec<String> = batch.iter().map(|sealed| sealed.seal.text()).collect();
    sqlx::query("SELECT steadyline.take($1, $2, $3, $4)")
        .bind(site)
        .bind(headers)
        .bind(logs)
        .bind(seals)
        .fetch_one(connection)
        .await?
        .try_get(0)
}

impl Centre {
    /// Whether a seal has the mark by which the centre knows its latest.
    fn is_mark(&mut self, seal: &str, mark: &str) -> Result<bool, CentreError> {
        self.ask(async |connection| {
            sqlx::query("SELECT md5($1) = $2").bind(seal).bind(mark).fetch_one(connection).await?.try_get(0)
        })
    }

    /// Brings those files of a pack that the centre does not have from this desk.
    fn bring_files(&mut self, site: &str, version: &str, files: &PackFiles) -> Result<(), CentreError> {
        let hashes: Vec<String> = files.files.values().map(|file| file.hash()).collect();
        let missing: BTreeSet<String> = self.ask(async |connection| {
            let query = sqlx::query("SELECT * FROM steadyline.missing_texts($1, $2)").bind(site).bind(&hashes);
            query.fetch_all(connection).await?.iter().map(|row| row.try_get(0)).collect()
        })?;
        let mut texts: Vec<(&String, &str)> = Vec::new();
        let mut bytes = 0;
        for (hash, file) in hashes.iter().zip(files.files.values()).filter(|(hash, _)| missing.contains(*hash)) {
            if bytes > BATCH_BYTES {
                self.bring_texts(site, &texts)?;
                texts.clear();
                bytes = 0;
            }
            bytes += file.text.len();
            texts.push((hash, &file.text));
        }
        self.bring_texts(site, &texts)?;
        let paths: Vec<&String> = files.files.keys().collect();
        self.ask(async |connection| {
            let query = sqlx::query("SELECT steadyline.take_files($1, $2, $3, $4)").bind(site).bind(version);
            query.bind(paths).bind(&hashes).execute(connection).await.map(drop)
        })
    }

    fn bring_texts(&mut self, site: &str, texts: &[(&String, &str)]) -> Result<(), CentreError> {
        if texts.is_empty() {
            return Ok(());
        }
        let (hashes, bodies): (Vec<&String>, Vec<&str>) = texts.iter().copied().unzip();
        self.ask(async |connection| {
            let query = sqlx::query("SELECT steadyline.take_texts($1, $2, $3)").bind(site).bind(hashes).bind(bodies);
            query.execute(connection).await.map(drop)
        })
    }
}
