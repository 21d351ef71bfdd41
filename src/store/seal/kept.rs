//! Seals read again, and what the store says otherwise than they do.

use std::path::Path;
use std::sync::Arc;

use sqlx::Row as _;

use super::keep::{log, read};
use super::{DeskKey, Fault, KeyError, SealedLog};
use crate::scenario::Pack;
use crate::store::{AttemptId, ERASED, Store, StoreError};

impl Store {
    /// The log of an attempt with its seal; none where it has none.
    ///
    /// # Errors
    /// When there is no such attempt, its seal cannot be read, or the database does not answer.
    pub fn sealed(&self, id: &AttemptId) -> Result<Option<SealedLog>, StoreError> {
        self.runtime.block_on(async {
            let mut connection = self.pool.acquire().await?;
            let site = self.site_of(&mut connection, id).await?;
            let (lines, _) = log(&mut connection, &site, &id.0).await?;
            let row = sqlx::query("SELECT body FROM seal WHERE site = ? AND attempt = ?")
                .bind(&site)
                .bind(&id.0)
                .fetch_optional(&mut *connection)
                .await?;
            row.map(|row| Ok(SealedLog { lines, seal: read(row.try_get(0)?)? })).transpose()
        })
    }

    /// The sealed attempts after a number, in order, at most `limit`.
    ///
    /// # Errors
    /// When one cannot be read, or the database does not answer.
    pub fn sealed_after(&self, number: i64, limit: u32) -> Result<Vec<SealedLog>, StoreError> {
        let query = "SELECT attempt FROM seal WHERE site = ? AND number > ? ORDER BY number LIMIT ?";
        let ids: Vec<AttemptId> = self.runtime.block_on(async {
            let rows = sqlx::query(query).bind(&self.site).bind(number).bind(limit).fetch_all(&self.pool).await?;
            rows.iter().map(|row| Ok(AttemptId(row.try_get(0)?))).collect::<Result<_, StoreError>>()
        })?;
        let lost = |id: &AttemptId| StoreError::Damaged(format!("the seal of {} is gone", id.0));
        ids.iter().map(|id| self.sealed(id)?.ok_or_else(|| lost(id))).collect()
    }

    /// The text of the seal with a number; none where there is none.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn seal_text(&self, number: i64) -> Result<Option<String>, StoreError> {
        self.runtime.block_on(async {
            let query = sqlx::query("SELECT body FROM seal WHERE site = ? AND number = ?").bind(&self.site);
            let row = query.bind(number).fetch_optional(&self.pool).await?;
            Ok(row.map(|row| row.try_get(0)).transpose()?)
        })
    }

    /// The number of the latest seal, also of one whose attempt was erased; 0 where there is none.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn last_sealed(&self) -> Result<i64, StoreError> {
        self.runtime.block_on(async {
            let query = "SELECT COALESCE(MAX(number), 0) FROM (SELECT number FROM seal WHERE site = ?1 \
                         UNION ALL SELECT number FROM seal_erased WHERE site = ?1)";
            Ok(sqlx::query(query).bind(&self.site).fetch_one(&self.pool).await?.try_get(0)?)
        })
    }

    /// Finished attempts without a seal, the earliest begun first. Rewound runs, which count nowhere, have none.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn unsealed(&self) -> Result<Vec<AttemptId>, StoreError> {
        self.runtime.block_on(async {
            let rows = sqlx::query(
                "SELECT a.id FROM attempt a LEFT JOIN seal s ON s.site = a.site AND s.attempt = a.id \
                 WHERE a.site = ? AND a.finished_at IS NOT NULL AND a.rewound_of IS NULL AND s.attempt IS NULL \
                 AND NOT EXISTS (SELECT 1 FROM person p WHERE p.site = a.site AND p.id = a.person AND p.name = ?) \
                 ORDER BY a.started_at, a.id",
            )
            .bind(&self.site)
            // What was erased has no log to seal.
            .bind(ERASED)
            .fetch_all(&self.pool)
            .await?;
            rows.iter().map(|row| Ok(AttemptId(row.try_get(0)?))).collect()
        })
    }

    /// Everything in a sealed attempt that is not as it was finished: log, seal, list and score. `key` is the desk's.
    ///
    /// # Errors
    /// When there is no such attempt, or the database does not answer.
    pub fn faults(&self, sealed: &SealedLog, key: Option<&str>, packs: &[Arc<Pack>]) -> Result<Vec<Fault>, StoreError> {
        let mut found = self.changes(sealed, key)?;
        // What is not whole is not played: its score would say nothing.
        if found.is_empty() {
            let files = self.frozen(&AttemptId(sealed.seal.attempt.clone()))?;
            found.extend(sealed.score_faults(packs, files.as_ref()));
        }
        Ok(found)
    }

    /// The same without the score, which takes far longer: nothing is played again.
    ///
    /// # Errors
    /// When there is no such attempt, or the database does not answer.
    pub fn changes(&self, sealed: &SealedLog, key: Option<&str>) -> Result<Vec<Fault>, StoreError> {
        let mut found = sealed.faults(key);
        let seal = &sealed.seal;
        let before = match seal.number {
            ..=1 => String::new(),
            number => match self.seal_text(number - 1)? {
                Some(text) => read(&text)?.hash(),
                None => self.erased_seal(number - 1)?.unwrap_or_else(|| "missing".to_owned()),
            },
        };
        if before != seal.before {
            found.push(Fault::Before);
        }
        let id = AttemptId(seal.attempt.clone());
        let listed = self.runtime.block_on(async {
            let mut connection = self.pool.acquire().await?;
            log(&mut connection, &self.site, &id.0).await
        })?;
        found.extend(sealed.listed_faults(&listed.1.outcome));
        let texts = [
            ("the title", &seal.title, &listed.1.title),
            ("the time of its end", &seal.finished_at, &listed.1.finished_at),
        ];
        for (what, then, now) in texts.into_iter().filter(|(_, then, now)| then != now) {
            found.push(Fault::Listed { what, then: then.clone(), now: now.clone() });
        }
        Ok(found)
    }

    /// The hash of the seal with a number, if its attempt was erased.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn erased_seal(&self, number: i64) -> Result<Option<String>, StoreError> {
        self.runtime.block_on(async {
            let query = sqlx::query("SELECT hash FROM seal_erased WHERE site = ? AND number = ?").bind(&self.site);
            let row = query.bind(number).fetch_optional(&self.pool).await?;
            Ok(row.map(|row| row.try_get(0)).transpose()?)
        })
    }

    /// The public half of the desk's key.
    ///
    /// # Errors
    /// When it cannot be read, or made.
    pub fn public_key(&self) -> Result<String, KeyError> {
        let folder: &Path = &self.folder;
        Ok(DeskKey::of(folder)?.public())
    }

    /// The name of this desk's site in every key.
    #[must_use]
    pub fn site(&self) -> &str {
        &self.site
    }
}
