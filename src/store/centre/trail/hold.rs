//! What was decided about attempts, as it holds at the centre: `check` looks at every link of every trail, and brings the figures to
//! the overrides of those who may decide.
//!
//! Who may is told by the login that brought an entry: a supervisor's or an administrator's. What a desk's login brings is counted
//! where trainees may say it, as everywhere. An entry may come before its attempt or after it.

use std::collections::BTreeMap;

use sqlx::Row as _;
use sqlx::postgres::{PgConnection, PgRow};

use super::Entry;
use crate::store::audit::{AuditEntry, AuditKind, hash_of};
use crate::store::centre::figures::settle;
use crate::store::centre::{Centre, CentreError};
use crate::store::figures::base::Base;
use crate::store::people::PersonId;
use crate::store::{AttemptId, Judgement, Override};

/// So many links are looked at, and so many attempts settled, in one change.
const BATCH: i64 = 256;

/// What holds of an attempt.
#[derive(Debug, Default)]
pub(in crate::store::centre) struct Held {
    pub overrides: Vec<Override>,
    /// Appeals that wait.
    pub appealed: usize,
    /// Somebody other than the trainee has said or decided something about it.
    pub reviewed: bool,
    /// What people are called who are named by their keys.
    pub names: BTreeMap<PersonId, String>,
}

impl Centre {
    /// Looks at the links that have come since the last time. Says what is wrong with trails, in words.
    pub(in crate::store::centre) fn look_at_trails(&mut self) -> Result<Vec<String>, CentreError> {
        let sites: Vec<String> = self.ask(async |connection| {
            let query = "SELECT e.site FROM (SELECT site, max(seq) AS last FROM steadyline.entry GROUP BY site) e \
                         LEFT JOIN steadyline.trail_seen t USING (site) WHERE e.last > COALESCE(t.seq, 0) ORDER BY 1";
            sqlx::query(query).fetch_all(connection).await?.iter().map(|row| row.try_get(0)).collect()
        })?;
        let mut problems = Vec::new();
        for site in sites {
            loop {
                let looked = self.change_figures(async |base| match base {
                    Base::Centre(connection) => look(connection, &site).await,
                    Base::Desk(_) => Ok(Looked::default()),
                })?;
                if let Some(seq) = looked.broken {
                    problems.push(format!(
                        "the trail of {site} is not as it was written, from entry {seq} on: nothing of it counts"
                    ));
                }
                if !looked.more || looked.broken.is_some() {
                    break;
                }
            }
        }
        Ok(problems)
    }

    /// Brings figures to what was said and decided about attempts that were played again before.
    pub(in crate::store::centre) fn settle_judgements(&mut self) -> Result<(), CentreError> {
        loop {
            let done = self.change_figures(async |base| {
                let open = base.rows("SELECT attempt FROM unsettled ORDER BY 1 LIMIT $1", vec![BATCH.into()]).await?;
                for line in &open {
                    let id = line.text(0)?;
                    settle(base, &id).await?;
                    base.run("DELETE FROM unsettled WHERE attempt = $1", vec![id.into()]).await?;
                }
                Ok(open.len())
            })?;
            if done == 0 {
                return Ok(());
            }
        }
    }
}

/// What came of some links.
#[derive(Default)]
struct Looked {
    more: bool,
    /// The first link that is not as it was written.
    broken: Option<i64>,
}

async fn look(connection: &mut PgConnection, site: &str) -> Result<Looked, sqlx::Error> {
    let seen = sqlx::query("SELECT seq, hash FROM trail_seen WHERE site = $1").bind(site);
    let seen = seen.fetch_optional(&mut *connection).await?;
    let (mut last, mut hash): (i64, String) = match seen {
        Some(row) => (row.try_get(0)?, row.try_get(1)?),
        None => (0, String::new()),
    };
    let rows = sqlx::query(
        "SELECT seq, before, hash, body::text FROM entry WHERE site = $1 AND seq > $2 ORDER BY seq LIMIT $3",
    );
    let rows = rows.bind(site).bind(last).bind(BATCH).fetch_all(&mut *connection).await?;
    let mut looked = Looked { more: i64::try_from(rows.len()).is_ok_and(|count| count == BATCH), broken: None };
    let mut about = Vec::new();
    for row in &rows {
        let (seq, before): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
        let entry = whole((site, seq), (row.try_get(2)?, row.try_get(3)?));
        let Some(entry) = entry.filter(|entry| (seq, &before, &entry.before) == (last + 1, &hash, &hash)) else {
            looked.broken = Some(seq);
            break;
        };
        (last, hash) = (seq, entry.hash);
        if !entry.attempt.is_empty() {
            about.push(entry.attempt);
        }
    }
    let seen = "INSERT INTO trail_seen (site, seq, hash) VALUES ($1, $2, $3) \
                ON CONFLICT (site) DO UPDATE SET seq = excluded.seq, hash = excluded.hash";
    sqlx::query(seen).bind(site).bind(last).bind(&hash).execute(&mut *connection).await?;
    let open = sqlx::query("INSERT INTO unsettled SELECT DISTINCT unnest($1::text[]) ON CONFLICT DO NOTHING");
    open.bind(about).execute(connection).await?;
    Ok(looked)
}

/// The entry of a link, if it is what its hash says.
fn whole((site, seq): (&str, i64), (hash, body): (String, String)) -> Option<Entry> {
    let entry: Entry = serde_json::from_str(&body).ok()?;
    let same = (entry.site.as_str(), entry.seq, &entry.hash) == (site, seq, &hash);
    (same && entry.is_whole()).then_some(entry)
}

/// What holds of an attempt of somebody, by the entries that were looked at.
pub(in crate::store::centre) async fn held(
    connection: &mut PgConnection,
    (site, id): (&str, &str),
    person: &str,
) -> Result<Held, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT e.site, e.seq, e.hash, e.body::text, e.by_desk, w.salt, w.body, p.name FROM entry e \
         JOIN trail_seen t ON t.site = e.site AND e.seq <= t.seq \
         LEFT JOIN entry_words w ON w.site = e.site AND w.seq = e.seq \
         LEFT JOIN site_person p ON p.site = e.site AND p.id = e.body ->> 'actor' \
         WHERE e.attempt = $1 AND COALESCE(e.attempt_site, $2) = $2 ORDER BY e.place",
    );
    let rows = rows.bind(id).bind(site).fetch_all(connection).await?;
    let mut found = Held::default();
    let mut entries = Vec::new();
    for row in &rows {
        let (from, by_desk): (String, bool) = (row.try_get(0)?, row.try_get(4)?);
        let entry = whole((&from, row.try_get(1)?), (row.try_get(2)?, row.try_get(3)?));
        let Some(entry) = entry.filter(|entry| entry.holds(by_desk, from == site)) else { continue };
        let Some(entry) = read(entry, row)? else { continue };
        let name: Option<String> = row.try_get(7)?;
        found.reviewed |= entry.kind.reviews() && name.as_deref() != Some(person);
        if let Some((id, name)) = entry.actor.clone().zip(name) {
            found.names.insert(id, name);
        }
        entries.push(entry);
    }
    let judgement = Judgement::of(&entries);
    found.appealed = judgement.appeals.iter().filter(|appeal| appeal.ruling.is_none()).count();
    found.overrides = judgement.overrides;
    Ok(found)
}

/// An entry as judgements read it; none of a kind that a newer program knows.
fn read(entry: Entry, row: &PgRow) -> Result<Option<AuditEntry>, sqlx::Error> {
    let Some(kind) = AuditKind::ALL.into_iter().find(|kind| kind.name() == entry.kind) else { return Ok(None) };
    let (salt, words): (Option<String>, Option<String>) = (row.try_get(5)?, row.try_get(6)?);
    let said = salt.zip(words).filter(|(salt, words)| hash_of([salt.as_str(), words]) == entry.words);
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    Ok(Some(AuditEntry {
        kind,
        id: entry.id,
        seq: entry.seq,
        at: entry.at,
        actor: some(entry.actor).map(PersonId),
        subject: some(entry.subject).map(PersonId),
        attempt: some(entry.attempt).map(AttemptId),
        criterion: some(entry.criterion),
        facts: serde_json::from_str(&entry.facts).unwrap_or_default(),
        words: said.map(|(_, words)| words),
        hash: entry.hash,
    }))
}
