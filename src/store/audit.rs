//! The audit trail: what was judged, decided and changed, by whom and when. Entries are added and never changed.
//!
//! The database refuses changes by triggers. Another program could take those away; so each entry carries the hash of the
//! one before, and the last one is kept beside: what was changed, left out, put in or cut off is found. Words of people stand
//! apart, so that they can be erased without breaking the chain; the entry keeps their salted hash.

use std::collections::BTreeSet;
use std::str::FromStr as _;

use jiff::Timestamp;
use serde::Serialize;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, Sqlite, SqliteConnection, Transaction};

use super::people::{Actor, PersonId, random_key};
use super::{AttemptId, Store, StoreError};

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditKind {
    PersonAdded,
    Renamed,
    RolesSet,
    TeamJoined,
    TeamLeft,
    PassphraseSet,
    RuleSet,
    Commented,
    Overridden,
    OverrideWithdrawn,
    Appealed,
    Ruled,
    SignedOff,
    PutUp,
    TakenOff,
    Rated,
    Assigned,
    AssignmentWithdrawn,
    Exported,
    Erased,
    Retained,
}

impl AuditKind {
    pub const ALL: [Self; 21] = [
        Self::PersonAdded,
        Self::Renamed,
        Self::RolesSet,
        Self::TeamJoined,
        Self::TeamLeft,
        Self::PassphraseSet,
        Self::RuleSet,
        Self::Commented,
        Self::Overridden,
        Self::OverrideWithdrawn,
        Self::Appealed,
        Self::Ruled,
        Self::SignedOff,
        Self::PutUp,
        Self::TakenOff,
        Self::Rated,
        Self::Assigned,
        Self::AssignmentWithdrawn,
        Self::Exported,
        Self::Erased,
        Self::Retained,
    ];

    /// Whether it counts as a review of an attempt: choosing it for calibration and scoring it there tells its trainee nothing.
    #[must_use]
    pub const fn reviews(self) -> bool {
        !matches!(self, Self::Retained | Self::PutUp | Self::TakenOff | Self::Rated)
    }

    /// As the store writes it; `audit-…` in the interface's language file says it to people.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PersonAdded => "person-added",
            Self::Renamed => "renamed",
            Self::RolesSet => "roles-set",
            Self::TeamJoined => "team-joined",
            Self::TeamLeft => "team-left",
            Self::PassphraseSet => "passphrase-set",
            Self::RuleSet => "rule-set",
            Self::Commented => "commented",
            Self::Overridden => "overridden",
            Self::OverrideWithdrawn => "override-withdrawn",
            Self::Appealed => "appealed",
            Self::Ruled => "ruled",
            Self::SignedOff => "signed-off",
            Self::PutUp => "put-up",
            Self::TakenOff => "taken-off",
            Self::Rated => "rated",
            Self::Assigned => "assigned",
            Self::AssignmentWithdrawn => "assignment-withdrawn",
            Self::Exported => "exported",
            Self::Erased => "erased",
            Self::Retained => "retained",
        }
    }
}

/// An entry as it is read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuditEntry {
    pub id: String,
    /// Its place in the trail, from 1.
    pub seq: i64,
    /// RFC 3339.
    pub at: String,
    /// Who did it; none for whoever has the data folder where nobody signs in.
    pub actor: Option<PersonId>,
    pub kind: AuditKind,
    /// Whom it is about; none for the house.
    pub subject: Option<PersonId>,
    pub attempt: Option<AttemptId>,
    pub criterion: Option<String>,
    /// Numbers and keys.
    pub facts: serde_json::Value,
    /// What was written; none where nothing was, or it was erased.
    pub words: Option<String>,
    pub hash: String,
}

/// An entry that is to be added.
#[derive(Debug, Clone)]
pub(super) struct NewEntry<'a> {
    kind: AuditKind,
    actor: String,
    at: String,
    subject: String,
    attempt: String,
    criterion: &'a str,
    facts: String,
    words: &'a str,
}

impl<'a> NewEntry<'a> {
    pub fn new(kind: AuditKind, actor: &Actor, now: Timestamp) -> Self {
        let key = |id: Option<&PersonId>| id.map(|id| id.0.clone()).unwrap_or_default();
        Self {
            kind,
            actor: key(actor.id()),
            at: now.to_string(),
            subject: String::new(),
            attempt: String::new(),
            criterion: "",
            facts: "{}".to_owned(),
            words: "",
        }
    }

    pub fn about(mut self, subject: &PersonId) -> Self {
        self.subject.clone_from(&subject.0);
        self
    }

    pub fn at(mut self, attempt: &AttemptId, criterion: &'a str) -> Self {
        self.attempt.clone_from(&attempt.0);
        self.criterion = criterion;
        self
    }

    pub fn facts(mut self, facts: &serde_json::Value) -> Self {
        self.facts = facts.to_string();
        self
    }

    pub fn words(mut self, words: &'a str) -> Self {
        self.words = words;
        self
    }
}

/// What is wrong with a trail.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Tampering {
    #[error("entry {0} is not as it was written")]
    Changed(i64),
    #[error("entries are missing, or were put in, before entry {0}")]
    Gap(i64),
    #[error("the words of entry {0} are not as they were written")]
    Words(i64),
    #[error("the words of entry {0} are gone, and nobody was erased")]
    WordsGone(i64),
    #[error("the trail ends at entry {found}, and {kept} were written")]
    CutOff { found: i64, kept: i64 },
    #[error("entry {0} of another data folder's trail is not as it was written")]
    Elsewhere(i64),
    #[error("the end that was noted is not in the trail")]
    NotedEnd,
}

/// A trail that was looked through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrailEnd {
    pub entries: i64,
    /// The hash of the last entry: noted elsewhere, it shows later that nothing before it was changed.
    pub hash: String,
}

/// The hash over what stands in an entry, each part with its length, so that nothing can move from one to the next.
pub(super) fn hash_of<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// The hash of an entry as it stands in the table.
fn hash_of_row(site: &str, row: &SqliteRow) -> Result<String, StoreError> {
    let columns = ["at", "actor", "kind", "subject", "attempt", "criterion", "facts", "words", "before"];
    let mut parts = vec![site.to_owned(), row.try_get("id")?, row.try_get::<i64, _>("seq")?.to_string()];
    for column in columns {
        parts.push(row.try_get(column)?);
    }
    Ok(hash_of(parts.iter().map(String::as_str)))
}

const COLUMNS: &str = "a.id, a.seq, a.at, a.actor, a.kind, a.subject, a.attempt, a.criterion, a.facts, a.words, a.before, \
                       a.hash, w.salt, w.body";

impl Store {
    /// A change that no other program can come in between.
    pub(super) async fn change(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.pool.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Adds an entry and names it.
    pub(super) async fn write(&self, change: &mut SqliteConnection, new: NewEntry<'_>) -> Result<String, StoreError> {
        let head = sqlx::query("SELECT seq, hash FROM audit_head WHERE site = ?").bind(&self.site);
        let head = head.fetch_optional(&mut *change).await?;
        let (seq, before): (i64, String) = match head {
            Some(row) => (row.try_get::<i64, _>(0)? + 1, row.try_get(1)?),
            None => (1, String::new()),
        };
        let id = uuid::Uuid::now_v7().to_string();
        let salt = if new.words.is_empty() { String::new() } else { random_key()?.simple().to_string() };
        let words = if new.words.is_empty() { String::new() } else { hash_of([salt.as_str(), new.words]) };
        let number = seq.to_string();
        let parts = [
            &*self.site,
            &*id,
            &*number,
            &*new.at,
            &*new.actor,
            new.kind.name(),
            &*new.subject,
            &*new.attempt,
            new.criterion,
            &*new.facts,
            &*words,
            &*before,
        ];
        let hash = hash_of(parts);
        let mut query = sqlx::query(
            "INSERT INTO audit (site, id, seq, at, actor, kind, subject, attempt, criterion, facts, words, before, hash) \
             VALUES (?, ?, CAST(? AS INTEGER), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        );
        for part in parts {
            query = query.bind(part.to_owned());
        }
        query.bind(&hash).execute(&mut *change).await?;
        if !new.words.is_empty() {
            sqlx::query("INSERT INTO audit_words (site, entry, salt, body) VALUES (?, ?, ?, ?)")
                .bind(&self.site)
                .bind(&id)
                .bind(salt)
                .bind(new.words)
                .execute(&mut *change)
                .await?;
        }
        sqlx::query(
            "INSERT INTO audit_head (site, seq, hash) VALUES (?, ?, ?) \
             ON CONFLICT (site) DO UPDATE SET seq = excluded.seq, hash = excluded.hash",
        )
        .bind(&self.site)
        .bind(seq)
        .bind(&hash)
        .execute(change)
        .await?;
        Ok(id)
    }

    /// Entries of one attempt, or all, in their order, with people by their keys here. Nobody is asked whether they may see them.
    pub(super) async fn entries(
        &self,
        connection: &mut SqliteConnection,
        attempt: Option<&AttemptId>,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        let mut query = sqlx::QueryBuilder::<Sqlite>::new(
            "SELECT a.id, a.seq, a.at, COALESCE(k.person, a.actor) AS actor, a.kind, COALESCE(s.person, a.subject) AS subject, \
             a.attempt, a.criterion, a.facts, a.hash, w.body FROM audit a \
             LEFT JOIN audit_words w ON w.site = a.site AND w.entry = a.id \
             LEFT JOIN known_as k ON k.site = a.site AND k.id = a.actor \
             LEFT JOIN known_as s ON s.site = a.site AND s.id = a.subject \
             LEFT JOIN audit_place p ON p.site = a.site AND p.entry = a.id",
        );
        if let Some(attempt) = attempt {
            query.push(" WHERE a.attempt = ").push_bind(&attempt.0);
        }
        // In the centre's order; what has not been there yet comes last.
        query.push(" ORDER BY p.place IS NULL, p.place, a.seq");
        let rows = query.build().fetch_all(connection).await?;
        rows.iter().map(entry).collect()
    }

    /// Looks the whole trail through. With the hash of an end that was noted earlier, it must still be in it.
    ///
    /// # Errors
    /// When the trail was tampered with, or the database does not answer.
    pub fn verify_audit(&self, noted: Option<&str>) -> Result<TrailEnd, StoreError> {
        self.runtime.block_on(async {
            let query = format!(
                "SELECT {COLUMNS} FROM audit a LEFT JOIN audit_words w ON w.site = a.site AND w.entry = a.id \
                 WHERE a.site = ? ORDER BY a.seq"
            );
            let query = sqlx::query(sqlx::AssertSqlSafe(query)).bind(&self.site);
            let rows = query.fetch_all(&self.pool).await?;
            let head = sqlx::query("SELECT seq, hash FROM audit_head WHERE site = ?").bind(&self.site);
            let head = head.fetch_optional(&self.pool).await?;
            let (kept, last): (i64, String) = head.map_or_else(
                || Ok((0, String::new())),
                |row| Ok::<_, sqlx::Error>((row.try_get(0)?, row.try_get(1)?)),
            )?;
            let gone = Gone::of(&rows)?;
            let mut before = String::new();
            let mut seen = noted.is_none_or(str::is_empty);
            for (place, row) in rows.iter().enumerate() {
                let seq = i64::try_from(place).unwrap_or(i64::MAX) + 1;
                before = self.link(row, &gone, (seq, &before))?;
                seen |= noted == Some(before.as_str());
            }
            self.verify_elsewhere().await?;
            let found = i64::try_from(rows.len()).unwrap_or(i64::MAX);
            if (found, &before) != (kept, &last) {
                return Err(Tampering::CutOff { found, kept }.into());
            }
            if !seen {
                return Err(Tampering::NotedEnd.into());
            }
            Ok(TrailEnd { entries: found, hash: before })
        })
    }

    /// Entries of other sites are here without the links in between, which were looked at when they came: each by itself still has
    /// to be as it was written.
    async fn verify_elsewhere(&self) -> Result<(), StoreError> {
        let query = format!(
            "SELECT {COLUMNS}, a.site FROM audit a LEFT JOIN audit_words w ON w.site = a.site AND w.entry = a.id \
             WHERE a.site <> ?"
        );
        let query = sqlx::query(sqlx::AssertSqlSafe(query)).bind(&self.site);
        for row in query.fetch_all(&self.pool).await? {
            let (salt, body): (Option<String>, Option<String>) = (row.try_get("salt")?, row.try_get("body")?);
            let words: String = row.try_get("words")?;
            let said = |(salt, body): (String, String)| hash_of([salt.as_str(), body.as_str()]);
            let same = hash_of_row(row.try_get("site")?, &row)? == row.try_get::<String, _>("hash")?;
            if !same || salt.zip(body).map(said).is_some_and(|said| said != words) {
                return Err(Tampering::Elsewhere(row.try_get("seq")?).into());
            }
        }
        Ok(())
    }

    /// Checks one link of the chain, and gives its hash.
    fn link(&self, row: &SqliteRow, gone: &Gone, (seq, before): (i64, &str)) -> Result<String, StoreError> {
        let text = |column: &str| row.try_get::<String, _>(column);
        let own: i64 = row.try_get("seq")?;
        if own != seq || text("before")? != before {
            return Err(Tampering::Gap(own).into());
        }
        let hash = hash_of_row(&self.site, row)?;
        if hash != text("hash")? {
            return Err(Tampering::Changed(own).into());
        }
        let (salt, body): (Option<String>, Option<String>) = (row.try_get("salt")?, row.try_get("body")?);
        let words = text("words")?;
        match (salt, body) {
            (Some(salt), Some(body)) if hash_of([salt.as_str(), body.as_str()]) != words => {
                Err(Tampering::Words(own).into())
            }
            (None, _) if !words.is_empty() && !gone.covers(row)? => Err(Tampering::WordsGone(own).into()),
            _ => Ok(hash),
        }
    }
}

/// Who was erased, and which attempts were too old to be kept: their words are gone with good reason.
#[derive(Default)]
struct Gone {
    people: BTreeSet<String>,
    attempts: BTreeSet<String>,
}

impl Gone {
    fn of(rows: &[SqliteRow]) -> Result<Self, StoreError> {
        let mut gone = Self::default();
        for row in rows {
            let kind: String = row.try_get("kind")?;
            if kind == AuditKind::Erased.name() {
                gone.people.insert(row.try_get("subject")?);
            } else if kind == AuditKind::Retained.name() {
                gone.attempts.insert(row.try_get("attempt")?);
            }
        }
        Ok(gone)
    }

    fn covers(&self, row: &SqliteRow) -> Result<bool, StoreError> {
        let subject: String = row.try_get("subject")?;
        let attempt: String = row.try_get("attempt")?;
        Ok(self.people.contains(&subject) || self.attempts.contains(&attempt))
    }
}

fn entry(row: &SqliteRow) -> Result<AuditEntry, StoreError> {
    let some = |text: String| (!text.is_empty()).then_some(text);
    let kind: String = row.try_get("kind")?;
    let known = AuditKind::ALL.into_iter().find(|known| known.name() == kind);
    let facts: String = row.try_get("facts")?;
    Ok(AuditEntry {
        id: row.try_get("id")?,
        seq: row.try_get("seq")?,
        at: row.try_get("at")?,
        actor: some(row.try_get("actor")?).map(PersonId),
        kind: known.ok_or_else(|| StoreError::Damaged(format!("nothing is known of an entry \"{kind}\"")))?,
        subject: some(row.try_get("subject")?).map(PersonId),
        attempt: some(row.try_get("attempt")?).map(AttemptId),
        criterion: some(row.try_get("criterion")?),
        facts: serde_json::Value::from_str(&facts).map_err(|error| StoreError::Damaged(error.to_string()))?,
        words: row.try_get("body")?,
        hash: row.try_get("hash")?,
    })
}
