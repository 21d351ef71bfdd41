//! The entries of other trails come down: every link is looked at, and what is about attempts here is kept.

use std::collections::BTreeSet;

use sqlx::{Row as _, SqliteConnection};

use super::{BATCH, Entry};
use crate::scenario;
use crate::store::audit::hash_of;
use crate::store::centre::down::{place, set_place};
use crate::store::centre::{Centre, CentreError};
use crate::store::seal::rescore;
use crate::store::{AttemptId, PersonId, Store, StoreError, figures};

/// Where this site stands in the entries.
const PLACE: &str = "entries";

/// A link of some trail as the centre tells of it.
struct Link {
    place: i64,
    site: String,
    seq: i64,
    before: String,
    hash: String,
    /// None where it is not for this site to read.
    body: Option<String>,
    by_desk: bool,
    attempt_site: Option<String>,
    salt: Option<String>,
    words: Option<String>,
    /// The name of who wrote it.
    actor: Option<String>,
}

/// What came of a batch.
#[derive(Default)]
struct Taken {
    /// Entries that are new here.
    kept: usize,
    problems: Vec<String>,
}

/// Fetches what is new, and says how many entries are new here. `problems` hears of trails that were changed on the way.
///
/// # Errors
/// When the centre or the store does not answer.
pub(in crate::store::centre) fn fetch(
    store: &Store,
    centre: &mut Centre,
    problems: &mut Vec<String>,
) -> Result<usize, CentreError> {
    let site = store.site().to_owned();
    let source: String = centre.ask(async |connection| {
        sqlx::query("SELECT steadyline.news_of($1)").bind(&site).fetch_one(connection).await?.try_get(0)
    })?;
    let mut kept = 0;
    loop {
        let stood = store.centre_place(PLACE)?;
        let after = stood.as_deref().and_then(|text| text.strip_prefix(&*source)?.trim_start().parse::<i64>().ok());
        let batch = centre.entries_after(&site, after.unwrap_or(0))?;
        let Some(last) = batch.last() else { break };
        let stands = format!("{source} {}", last.place);
        let taken = store.take_links(&batch, (stood.as_deref(), &stands))?;
        kept += taken.kept;
        for problem in taken.problems {
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
    }
    settle(store)?;
    Ok(kept)
}

impl Centre {
    fn entries_after(&mut self, site: &str, after: i64) -> Result<Vec<Link>, CentreError> {
        self.ask(async |connection| {
            let query = sqlx::query("SELECT * FROM steadyline.entries_after($1, $2, $3)").bind(site).bind(after);
            let rows = query.bind(BATCH).fetch_all(connection).await?;
            let link = |row: &sqlx::postgres::PgRow| {
                Ok(Link {
                    place: row.try_get("place")?,
                    site: row.try_get("site")?,
                    seq: row.try_get("seq")?,
                    before: row.try_get("before")?,
                    hash: row.try_get("hash")?,
                    body: row.try_get("body")?,
                    by_desk: row.try_get("by_desk")?,
                    attempt_site: row.try_get("attempt_site")?,
                    salt: row.try_get("salt")?,
                    words: row.try_get("words")?,
                    actor: row.try_get("actor")?,
                })
            };
            rows.iter().map(link).collect()
        })
    }
}

impl Link {
    /// The entry, if it is here to be read; an error where it is not what its hash says.
    fn entry(&self) -> Result<Option<Entry>, ()> {
        let Some(body) = &self.body else { return Ok(None) };
        let entry: Entry = serde_json::from_str(body).map_err(|_| ())?;
        let same =
            (&entry.site, entry.seq, &entry.before, &entry.hash) == (&self.site, self.seq, &self.before, &self.hash);
        let said = self.salt.as_deref().zip(self.words.as_deref());
        let worded = said.is_none_or(|(salt, words)| hash_of([salt, words]) == entry.words);
        if same && worded && entry.is_whole() { Ok(Some(entry)) } else { Err(()) }
    }

    /// Whether an entry is about an attempt that is at the centre, and holds elsewhere.
    fn holds(&self, entry: &Entry) -> bool {
        let own = self.attempt_site.as_deref() == Some(&self.site);
        self.attempt_site.is_some() && entry.holds(self.by_desk, own)
    }
}

impl Store {
    /// Looks at a batch of links and keeps what is about attempts, unless another sync has done so meanwhile.
    fn take_links(&self, batch: &[Link], (stood, stands): (Option<&str>, &str)) -> Result<Taken, StoreError> {
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            let mut taken = Taken::default();
            if place(&mut change, PLACE).await?.as_deref() != stood {
                return Ok(taken);
            }
            for link in batch {
                if link.site == self.site {
                    self.note_place(&mut change, link).await?;
                    continue;
                }
                match self.take_link(&mut change, link).await? {
                    Some(kept) => taken.kept += usize::from(kept),
                    None => taken.problems.push(format!(
                        "the trail of {} is not as it was written, from entry {} on: nothing of it was taken over",
                        link.site, link.seq
                    )),
                }
            }
            set_place(&mut change, PLACE, stands).await?;
            change.commit().await?;
            Ok(taken)
        })
    }

    /// An entry of the own trail has a place now.
    async fn note_place(&self, change: &mut SqliteConnection, link: &Link) -> Result<(), StoreError> {
        let query = "INSERT INTO audit_place (site, entry, place) SELECT site, id, ? FROM audit WHERE site = ? AND seq = ? \
                     ON CONFLICT (site, entry) DO UPDATE SET place = excluded.place";
        sqlx::query(query).bind(link.place).bind(&link.site).bind(link.seq).execute(&mut *change).await?;
        let about =
            "INSERT OR IGNORE INTO unsettled SELECT attempt FROM audit WHERE site = ? AND seq = ? AND attempt <> ''";
        sqlx::query(about).bind(&link.site).bind(link.seq).execute(change).await?;
        Ok(())
    }

    /// Says whether an entry is new here; none where the chain is broken.
    async fn take_link(&self, change: &mut SqliteConnection, link: &Link) -> Result<Option<bool>, StoreError> {
        let seen = sqlx::query("SELECT seq, hash FROM trail_seen WHERE site = ?").bind(&link.site);
        let seen = seen.fetch_optional(&mut *change).await?;
        let (seq, hash): (i64, String) = match seen {
            Some(row) => (row.try_get(0)?, row.try_get(1)?),
            None => (0, String::new()),
        };
        // Told again by a centre that was put back from a backup, or by another one.
        if link.seq <= seq {
            return Ok(Some(false));
        }
        let Ok(entry) = link.entry() else { return Ok(None) };
        if (link.seq, &link.before) != (seq + 1, &hash) {
            return Ok(None);
        }
        let seen = "INSERT INTO trail_seen (site, seq, hash) VALUES (?, ?, ?) \
                    ON CONFLICT (site) DO UPDATE SET seq = excluded.seq, hash = excluded.hash";
        sqlx::query(seen).bind(&link.site).bind(link.seq).bind(&link.hash).execute(&mut *change).await?;
        match entry.filter(|entry| link.holds(entry)) {
            Some(entry) => self.keep_entry(change, link, &entry).await.map(Some),
            None => Ok(Some(false)),
        }
    }

    async fn keep_entry(&self, change: &mut SqliteConnection, link: &Link, entry: &Entry) -> Result<bool, StoreError> {
        let id = AttemptId(entry.attempt.clone());
        // Of an attempt of this site that is here no longer nothing is kept that anybody wrote.
        if link.attempt_site.as_deref() == Some(&*self.site) && self.site_of(change, &id).await.is_err() {
            return Ok(false);
        }
        let known = sqlx::query("SELECT 1 FROM audit WHERE site = ? AND (id = ? OR seq = ?)").bind(&entry.site);
        if known.bind(&entry.id).bind(entry.seq).fetch_optional(&mut *change).await?.is_some() {
            return Ok(false);
        }
        let texts = [
            &entry.site,
            &entry.id,
            &entry.at,
            &entry.actor,
            &entry.kind,
            &entry.subject,
            &entry.attempt,
            &entry.criterion,
            &entry.facts,
            &entry.words,
            &entry.before,
            &entry.hash,
        ];
        let mut query = sqlx::query(
            "INSERT INTO audit (seq, site, id, at, actor, kind, subject, attempt, criterion, facts, words, before, hash) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(entry.seq);
        for text in texts {
            query = query.bind(text);
        }
        query.execute(&mut *change).await?;
        if let Some((salt, words)) = link.salt.as_ref().zip(link.words.as_ref()) {
            let query = sqlx::query("INSERT INTO audit_words (site, entry, salt, body) VALUES (?, ?, ?, ?)");
            query.bind(&entry.site).bind(&entry.id).bind(salt).bind(words).execute(&mut *change).await?;
        }
        let query = sqlx::query("INSERT OR REPLACE INTO audit_place (site, entry, place) VALUES (?, ?, ?)");
        query.bind(&entry.site).bind(&entry.id).bind(link.place).execute(&mut *change).await?;
        self.know_actor(change, entry, link.actor.as_deref()).await?;
        self::link(self, change, &id).await?;
        Ok(true)
    }

    /// Who wrote an entry is somebody here, or at least has a name.
    async fn know_actor(
        &self,
        change: &mut SqliteConnection,
        entry: &Entry,
        name: Option<&str>,
    ) -> Result<(), StoreError> {
        let Some(name) = name.filter(|_| !entry.actor.is_empty()) else { return Ok(()) };
        if self.known_here(change, &entry.site, &entry.actor).await?.is_some() {
            return Ok(());
        }
        if let Ok(someone) = self.someone_in(change, name).await {
            return self.remember(change, (&entry.site, &entry.actor), &someone.id).await;
        }
        sqlx::query("INSERT OR IGNORE INTO person (site, id, name, created_at) VALUES (?, ?, ?, ?)")
            .bind(&entry.site)
            .bind(&entry.actor)
            .bind(name)
            .bind(&entry.at)
            .execute(change)
            .await?;
        Ok(())
    }
}

/// What others have said about an attempt is about whoever took it, by their key here; and its tables are to be brought to it.
pub(in crate::store::centre) async fn link(
    store: &Store,
    change: &mut SqliteConnection,
    id: &AttemptId,
) -> Result<(), StoreError> {
    let whose = "SELECT COALESCE(k.person, a.person) FROM attempt a \
                 LEFT JOIN known_as k ON k.site = a.site AND k.id = a.person WHERE a.id = ?";
    let Some(row) = sqlx::query(whose).bind(&id.0).fetch_optional(&mut *change).await? else { return Ok(()) };
    let own = PersonId(row.try_get(0)?);
    let said =
        sqlx::query("SELECT DISTINCT site, subject FROM audit WHERE attempt = ? AND site <> ? AND subject <> ''");
    for row in said.bind(&id.0).bind(&store.site).fetch_all(&mut *change).await? {
        let (site, subject): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        store.remember(change, (&site, &subject), &own).await?;
    }
    let query = "INSERT OR IGNORE INTO unsettled SELECT attempt FROM audit WHERE attempt = ? LIMIT 1";
    sqlx::query(query).bind(&id.0).execute(change).await?;
    Ok(())
}

/// Brings the tables for lists to what was said and decided. The machine's card comes from the log, by the files of its day.
///
/// # Errors
/// When the database does not answer.
fn settle(store: &Store) -> Result<(), StoreError> {
    let open: BTreeSet<String> = store.runtime.block_on(async {
        let rows = sqlx::query("SELECT attempt FROM unsettled").fetch_all(&store.pool).await?;
        rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>().map_err(StoreError::from)
    })?;
    for id in open.into_iter().map(AttemptId) {
        let card = store.sealed(&id).ok().flatten().and_then(|sealed| {
            let packs = store.frozen(&id).ok().flatten().map(|files| scenario::kept(files).packs).unwrap_or_default();
            rescore(&sealed.log(), &packs, None).ok()
        });
        store.runtime.block_on(async {
            let mut change = store.change().await?;
            // Without a log there is nothing that could be ruled on; what was said can be read all the same.
            match (card, store.site_of(&mut change, &id).await) {
                (Some(card), Ok(site)) => store.settle_as(&mut change, (&site, &id), &card).await?,
                (None, Ok(site)) => figures::relist(&mut change, &site, &id).await?,
                (_, Err(_)) => {}
            }
            sqlx::query("DELETE FROM unsettled WHERE attempt = ?").bind(&id.0).execute(&mut *change).await?;
            change.commit().await?;
            Ok::<_, StoreError>(())
        })?;
    }
    Ok(())
}
