//! Personal data: everything about a person taken out, a person erased, attempts let go when they are too old.
//!
//! What was let go keeps its numbers for statistics: scores, points by criterion, counts and lengths, under another key and
//! on the day alone, with nobody's name. Logs, what was typed and said, and comments are gone, also from the file.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sqlx::{Row as _, SqliteConnection};

use super::audit::{AuditEntry, AuditKind, NewEntry};
use super::people::{Actor, ERASED, PersonId, Right, Someone, may, random_key};
use super::{AttemptFilter, AttemptId, AttemptSummary, Store, StoreError};

/// The version of what `export_person` writes.
const EXPORT_VERSION: u32 = 1;

const KEEP_DAYS: &str = "keep_days";

impl Store {
    /// Everything that is kept about a person, as one JSON object. What supervisors wrote for themselves is in it for administrators
    /// alone.
    ///
    /// # Errors
    /// When the actor may not, or there is nobody of that name.
    pub fn export_person(&self, actor: &Actor, name: &str, now: Timestamp) -> Result<Value, StoreError> {
        let someone = self.someone(name)?;
        may(actor, Right::Export(&someone))?;
        let person = self.roll()?.into_iter().find(|person| person.id == someone.id);
        let filter =
            AttemptFilter { person: name.to_owned(), rewound: true, ascending: true, ..AttemptFilter::default() };
        let own = actor.id() == Some(&someone.id);
        let entries: Vec<AuditEntry> = self
            .everything_said()?
            .into_iter()
            .filter(|entry| entry.subject.as_ref() == Some(&someone.id) || entry.actor.as_ref() == Some(&someone.id))
            .map(|entry| shown(entry, own.then_some(&someone.id)))
            .collect();
        let attempts = self.attempts(&filter)?;
        let attempts = attempts.iter().map(|attempt| self.exported(attempt)).collect::<Result<Vec<_>, _>>()?;
        let mine = |known: &&super::Assignment| known.people.contains(&someone.id);
        let all = self.all_assignments()?;
        let (created, trials) = self.kept_of(&someone.id)?;
        let export = json!({
            "version": EXPORT_VERSION,
            "exported_at": now,
            "person": person,
            "created_at": created,
            "settings": self.person_settings(name)?.into_iter().collect::<std::collections::BTreeMap<_, _>>(),
            "wrong_passphrases": trials,
            "assignments": all.iter().filter(mine).collect::<Vec<_>>(),
            "attempts": attempts,
            "audit": entries,
        });
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            self.write(&mut change, NewEntry::new(AuditKind::Exported, actor, now).about(&someone.id)).await?;
            change.commit().await?;
            Ok(export)
        })
    }

    fn everything_said(&self) -> Result<Vec<AuditEntry>, StoreError> {
        self.runtime.block_on(async {
            let mut connection = self.pool.acquire().await?;
            self.entries(&mut connection, None).await
        })
    }

    /// When somebody was added, and how many wrong passphrases stand against them.
    fn kept_of(&self, id: &PersonId) -> Result<(String, i64), StoreError> {
        self.runtime.block_on(async {
            let query = "SELECT p.created_at, COALESCE(t.failures, 0) FROM person p LEFT JOIN sign_in_trial t \
                         ON t.site = p.site AND t.person = p.id WHERE p.site = ? AND p.id = ?";
            let row = sqlx::query(query).bind(&self.site).bind(&id.0).fetch_one(&self.pool).await?;
            Ok((row.try_get(0)?, row.try_get(1)?))
        })
    }

    /// An attempt with its log, what was heard in it, and its points.
    fn exported(&self, attempt: &AttemptSummary) -> Result<Value, StoreError> {
        let (header, lines) = self.written(&attempt.id)?;
        let parsed = |text: &str| serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()));
        let actions: Vec<Value> = lines.iter().map(|(at, body)| json!({ "at_ms": at, "do": parsed(body) })).collect();
        let spoken = self.spoken(&attempt.id)?.map(|body| parsed(&body));
        let outcome = self.outcome(&attempt.id)?.map(|body| parsed(&body));
        let points = self.points(&attempt.id)?;
        Ok(json!({
            "attempt": attempt, "header": parsed(&header), "actions": actions, "heard": spoken, "outcome": outcome,
            "points": points,
        }))
    }

    /// The points of an attempt as the machine gave them, criterion by criterion, in the order of the rubric.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn points(&self, id: &AttemptId) -> Result<Vec<CriterionPoints>, StoreError> {
        self.runtime.block_on(async {
            let query = "SELECT criterion, number, label, earned, possible FROM criterion_score \
                         WHERE site = (SELECT site FROM attempt WHERE id = ?1) AND attempt = ?1 ORDER BY rowid";
            let rows = sqlx::query(query).bind(&id.0).fetch_all(&self.pool).await?;
            rows.iter()
                .map(|row| {
                    Ok(CriterionPoints {
                        criterion: row.try_get(0)?,
                        number: row.try_get(1)?,
                        label: row.try_get(2)?,
                        earned: row.try_get(3)?,
                        possible: row.try_get(4)?,
                    })
                })
                .collect()
        })
    }

    /// Erases a person: their name, logs and words are gone, and the numbers of their attempts belong to nobody. What they wrote
    /// about others stays, without a name. Says how many attempts were let go.
    ///
    /// # Errors
    /// When the actor may not, there is nobody of that name, or nobody would be left who can change anything.
    pub fn erase_person(&self, actor: &Actor, name: &str, now: Timestamp) -> Result<usize, StoreError> {
        let someone = self.someone(name)?;
        may(actor, Right::Erase(&someone))?;
        let gone = self.runtime.block_on(async {
            let mut change = self.change().await?;
            self.write(&mut change, NewEntry::new(AuditKind::Erased, actor, now).about(&someone.id)).await?;
            let ids = self.ids_of(&mut change, &someone.id).await?;
            for id in &ids {
                self.let_go(&mut change, id, now).await?;
            }
            let words = "DELETE FROM audit_words WHERE site = ?1 AND entry IN \
                         (SELECT id FROM audit WHERE site = ?1 AND subject = ?2)";
            sqlx::query(words).bind(&self.site).bind(&someone.id.0).execute(&mut *change).await?;
            self.forget_elsewhere(&mut change, &someone.id).await?;
            super::figures::resum(&mut change, &someone.name).await?;
            self.strike(&mut change, &someone).await?;
            self.drop_empty_teams(&mut change).await?;
            self.keep_an_administrator(&mut change).await?;
            change.commit().await?;
            Ok::<_, StoreError>(ids.len())
        })?;
        self.clean()?;
        Ok(gone)
    }

    /// Takes somebody off every list.
    async fn strike(&self, change: &mut SqliteConnection, someone: &Someone) -> Result<(), StoreError> {
        for table in ["person_role", "team_member", "person_secret", "sign_in_trial"] {
            let query = format!("DELETE FROM {table} WHERE site = ? AND person = ?");
            let query = sqlx::query(sqlx::AssertSqlSafe(query)).bind(&self.site).bind(&someone.id.0);
            query.execute(&mut *change).await?;
        }
        let settings = sqlx::query("DELETE FROM person_setting WHERE site = ? AND person = ?").bind(&self.site);
        settings.bind(&someone.name).execute(&mut *change).await?;
        for query in [
            "DELETE FROM known_as WHERE person = ?",
            "DELETE FROM former_name WHERE person = ?",
            "DELETE FROM assignment_elsewhere WHERE person = ?",
        ] {
            sqlx::query(query).bind(&someone.id.0).execute(&mut *change).await?;
        }
        let assigned = sqlx::query("DELETE FROM assignment_for WHERE site = ? AND kind = 'person' AND id = ?");
        assigned.bind(&self.site).bind(&someone.id.0).execute(&mut *change).await?;
        let person = sqlx::query("DELETE FROM person WHERE site = ? AND id = ?").bind(&self.site);
        person.bind(&someone.id.0).execute(change).await?;
        Ok(())
    }

    /// The attempts of a person that count. Their rewound runs, which count nowhere, are deleted.
    async fn ids_of(&self, change: &mut SqliteConnection, person: &PersonId) -> Result<Vec<AttemptId>, StoreError> {
        let query = sqlx::query("SELECT id, rewound_of FROM attempt WHERE site = ? AND person = ?").bind(&self.site);
        let rows = query.bind(&person.0).fetch_all(&mut *change).await?;
        let mut ids = Vec::new();
        for row in rows {
            let id = AttemptId(row.try_get(0)?);
            if row.try_get::<Option<String>, _>(1)?.is_some() {
                self.delete_run(change, &id).await?;
            } else {
                ids.push(id);
            }
        }
        Ok(ids)
    }

    pub(super) async fn delete_log(
        &self,
        change: &mut SqliteConnection,
        site: &str,
        id: &AttemptId,
    ) -> Result<(), StoreError> {
        super::seal::erase(change, site, id).await?;
        // Outcomes hold what was said.
        for query in [
            "DELETE FROM action WHERE site = ? AND attempt = ?",
            "DELETE FROM spoken WHERE site = ? AND attempt = ?",
            "DELETE FROM outcome WHERE site = ? AND attempt = ?",
        ] {
            sqlx::query(query).bind(site).bind(&id.0).execute(&mut *change).await?;
        }
        Ok(())
    }

    async fn delete_run(&self, change: &mut SqliteConnection, id: &AttemptId) -> Result<(), StoreError> {
        self.delete_log(change, &self.site, id).await?;
        let gone = sqlx::query("DELETE FROM attempt WHERE site = ? AND id = ?").bind(&self.site).bind(&id.0);
        gone.execute(change).await?;
        Ok(())
    }

    /// Leaves nothing of an attempt but its numbers, under a key that nothing else knows. One that was never finished has none.
    async fn let_go(&self, change: &mut SqliteConnection, id: &AttemptId, now: Timestamp) -> Result<(), StoreError> {
        let runs = sqlx::query("SELECT id FROM attempt WHERE site = ? AND rewound_of = ?").bind(&self.site);
        for row in runs.bind(&id.0).fetch_all(&mut *change).await? {
            self.delete_run(change, &AttemptId(row.try_get(0)?)).await?;
        }
        super::figures::unlist(change, &self.site, id).await?;
        self.delete_log(change, &self.site, id).await?;
        let open =
            sqlx::query("DELETE FROM attempt WHERE site = ? AND id = ? AND finished_at IS NULL").bind(&self.site);
        if open.bind(&id.0).execute(&mut *change).await?.rows_affected() > 0 {
            return Ok(());
        }
        let nobody = self.nobody(change, now).await?;
        let key = random_key()?.to_string();
        // The key that the store gives holds the time, and the trail knows it; this one says nothing.
        sqlx::query(
            "UPDATE attempt SET id = ?, person = ?, seed = 0, \
             started_at = substr(started_at, 1, 10) || 'T00:00:00Z', finished_at = substr(finished_at, 1, 10) || 'T00:00:00Z', \
             header = json_object('scenario_hash', json_extract(header, '$.scenario_hash'), \
             'drill_hash', json_extract(header, '$.drill_hash'), 'locale', json_extract(header, '$.locale')) \
             WHERE site = ? AND id = ?",
        )
        .bind(key)
        .bind(nobody)
        .bind(&self.site)
        .bind(&id.0)
        .execute(change)
        .await?;
        Ok(())
    }

    /// The key of whoever stands for all who were erased.
    async fn nobody(&self, change: &mut SqliteConnection, now: Timestamp) -> Result<String, StoreError> {
        let known = sqlx::query("SELECT id FROM person WHERE site = ? AND name = ?").bind(&self.site).bind(ERASED);
        if let Some(row) = known.fetch_optional(&mut *change).await? {
            return Ok(row.try_get(0)?);
        }
        let id = random_key()?.to_string();
        sqlx::query("INSERT INTO person (site, id, name, created_at) VALUES (?, ?, ?, ?)")
            .bind(&self.site)
            .bind(&id)
            .bind(ERASED)
            .bind(now.to_string())
            .execute(change)
            .await?;
        Ok(id)
    }

    /// Writes the file anew, so that what was deleted stands nowhere in it.
    fn clean(&self) -> Result<(), StoreError> {
        self.runtime.block_on(async {
            sqlx::query("VACUUM").execute(&self.pool).await?;
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&self.pool).await?;
            Ok(())
        })
    }

    /// How many days attempts are kept; none is for ever.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn keep_days(&self) -> Result<Option<u32>, StoreError> {
        Ok(self.house_rule(KEEP_DAYS)?.and_then(|days| days.parse().ok()).filter(|days| *days > 0))
    }

    /// Sets how many days attempts are kept; none is for ever. Nothing is let go yet.
    ///
    /// # Errors
    /// When the actor may not.
    pub fn set_keep_days(&self, actor: &Actor, days: Option<u32>, now: Timestamp) -> Result<(), StoreError> {
        may(actor, Right::Rules)?;
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            self.write_rule(&mut change, KEEP_DAYS, &days.unwrap_or(0).to_string()).await?;
            let entry = NewEntry::new(AuditKind::RuleSet, actor, now);
            self.write(&mut change, entry.facts(&json!({ "keep_days": days }))).await?;
            change.commit().await?;
            Ok(())
        })
    }

    /// The attempts that are older than the rule keeps them, by when they began.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn too_old(&self, now: Timestamp) -> Result<Vec<AttemptSummary>, StoreError> {
        let Some(days) = self.keep_days()? else { return Ok(Vec::new()) };
        let edge = now.checked_sub(SignedDuration::from_hours(i64::from(days) * 24)).unwrap_or(Timestamp::MIN);
        let mut old = self.attempts(&AttemptFilter { ascending: true, rewound: true, ..AttemptFilter::default() })?;
        old.retain(|attempt| !attempt.erased() && attempt.began().is_some_and(|began| began < edge));
        Ok(old)
    }

    /// Lets go of the attempts that are too old, as when a person is erased; the people stay. Says how many there were.
    ///
    /// # Errors
    /// When the actor may not, or the database does not answer.
    pub fn let_old_go(&self, actor: &Actor, now: Timestamp) -> Result<usize, StoreError> {
        may(actor, Right::Rules)?;
        let old = self.too_old(now)?;
        if old.is_empty() {
            return Ok(0);
        }
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            let people: std::collections::BTreeSet<&str> = old.iter().map(|attempt| &*attempt.person).collect();
            for attempt in &old {
                self.write(&mut change, NewEntry::new(AuditKind::Retained, actor, now).at(&attempt.id, "")).await?;
                let words = "DELETE FROM audit_words WHERE EXISTS (SELECT 1 FROM audit a \
                             WHERE a.attempt = ? AND a.site = audit_words.site AND a.id = audit_words.entry)";
                sqlx::query(words).bind(&attempt.id.0).execute(&mut *change).await?;
                if self.site_of(&mut change, &attempt.id).await? != self.site {
                    self.forget(&mut change, &attempt.id).await?;
                } else if attempt.rewound_of.is_some() {
                    self.delete_run(&mut change, &attempt.id).await?;
                } else {
                    self.let_go(&mut change, &attempt.id, now).await?;
                }
            }
            for person in people {
                super::figures::resum(&mut change, person).await?;
            }
            change.commit().await?;
            Ok::<_, StoreError>(())
        })?;
        self.clean()?;
        Ok(old.len())
    }
}

/// The points of one criterion as the machine gave them, in thousandths.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct CriterionPoints {
    pub criterion: String,
    pub number: String,
    pub label: String,
    pub earned: i64,
    /// Nothing where it could not occur.
    pub possible: i64,
}

/// An entry as its subject may have it: what others wrote for themselves is left out.
fn shown(mut entry: AuditEntry, reader: Option<&PersonId>) -> AuditEntry {
    let private = entry.facts["private"].as_bool().unwrap_or(false);
    if private && reader.is_some() && entry.actor.as_ref() != reader {
        entry.words = None;
    }
    entry
}
