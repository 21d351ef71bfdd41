//! What comes down from the centre and is written into the desk's own tables, so that lists and rights work as if it had been made
//! here: people with roles and teams, assignments, and which versions of packs are wanted.
//!
//! Things come in the order in which they were changed at the centre. A batch and the place behind it are written in one change,
//! so that a sync may be cut off anywhere, and two may run at once.

mod assignment;
mod pack;
mod person;
mod taken;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::{Row as _, SqliteConnection};

use super::{Centre, CentreError};
use crate::store::{Step, Store, StoreError};

pub(super) use pack::{PackBody, fetch_packs, signed};
pub use pack::{PackNews, accept_key};
pub(super) use taken::fetch_taken;

/// So many things are written in one change: a call that is taken meanwhile waits for less than a blink.
const BATCH: i32 = 32;

/// What has come down.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct News {
    /// People who are new here, or have other roles or teams.
    pub people: usize,
    pub assignments: usize,
    pub packs: Vec<PackNews>,
    /// What others have said and decided about attempts here: comments, overrides, appeals, rulings.
    pub judged: usize,
    /// What could not be taken in, in words.
    pub problems: Vec<String>,
}

/// A thing as the centre tells of it.
#[derive(Debug)]
struct Item {
    place: i64,
    kind: String,
    key: String,
    /// Where it was made.
    site: String,
    /// None when it is gone.
    body: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct TeamBody {
    pub name: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct PersonBody {
    pub name: String,
    pub roles: Vec<String>,
    /// Keys of teams at the site where people are kept.
    pub teams: Vec<String>,
    /// What they were called before: attempts under those names are theirs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<String>,
}

/// Somebody, or a team: by the key where people are kept, or by name where that says nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Named {
    pub id: String,
    pub name: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct AssignmentBody {
    pub title: String,
    pub mode: String,
    pub attempts: Option<u32>,
    pub due: Option<Timestamp>,
    pub made_at: Timestamp,
    pub made_by: Option<Named>,
    pub withdrawn: bool,
    pub steps: Vec<Step>,
    pub people: Vec<Named>,
    pub teams: Vec<Named>,
}

/// The site where people are kept, as this one knows it.
pub(super) const PEOPLE: &str = "people";
/// Where this site stands in the news.
const PLACE: &str = "news";

/// Fetches what is new and writes it here, without the files of packs.
///
/// # Errors
/// When the centre or the store does not answer, or refuses. What was written stays.
pub(super) fn fetch(store: &Store, centre: &mut Centre, news: &mut News) -> Result<(), CentreError> {
    let site = store.site().to_owned();
    let source = centre.ask(async |connection| {
        sqlx::query("SELECT steadyline.news_of($1)").bind(&site).fetch_one(connection).await?.try_get::<String, _>(0)
    })?;
    loop {
        let stood = store.centre_place(PLACE)?;
        let after = stood.as_deref().and_then(|text| text.strip_prefix(&*source)?.trim_start().parse::<i64>().ok());
        let batch = centre.news_after(&site, after.unwrap_or(0))?;
        let Some(last) = batch.last() else { return Ok(()) };
        let place = format!("{source} {}", last.place);
        store.apply(&batch, (stood.as_deref(), &place), news)?;
    }
}

impl Centre {
    fn news_after(&mut self, site: &str, after: i64) -> Result<Vec<Item>, CentreError> {
        self.ask(async |connection| {
            let query = sqlx::query("SELECT place, kind, key, site, body FROM steadyline.news_after($1, $2, $3)");
            let rows = query.bind(site).bind(after).bind(BATCH).fetch_all(connection).await?;
            let item = |row: &sqlx::postgres::PgRow| {
                Ok(Item {
                    place: row.try_get(0)?,
                    kind: row.try_get(1)?,
                    key: row.try_get(2)?,
                    site: row.try_get(3)?,
                    body: row.try_get(4)?,
                })
            };
            rows.iter().map(item).collect()
        })
    }
}

impl Store {
    /// How far this site has read something at the centre.
    pub(super) fn centre_place(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.runtime.block_on(async {
            let mut connection = self.pool.acquire().await?;
            place(&mut connection, name).await
        })
    }

    pub(super) fn set_centre_place(&self, name: &str, value: &str) -> Result<(), StoreError> {
        self.runtime.block_on(async {
            let mut connection = self.pool.acquire().await?;
            set_place(&mut connection, name, value).await
        })
    }

    /// Writes a batch, unless another sync has written meanwhile: then the next question goes on behind that.
    fn apply(&self, batch: &[Item], (stood, stands): (Option<&str>, &str), news: &mut News) -> Result<(), StoreError> {
        let now = Timestamp::now();
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            if place(&mut change, PLACE).await?.as_deref() != stood {
                return Ok(());
            }
            let mut found = news.clone();
            // What was made here stands here. An assignment may have been taken back elsewhere.
            for item in batch.iter().filter(|item| item.site != self.site || item.kind == "assignment") {
                let done = match item.kind.as_str() {
                    "team" => self.apply_team(&mut change, item).await,
                    "person" => {
                        set_place(&mut change, PEOPLE, &item.site).await?;
                        self.apply_person(&mut change, item, now).await.map(|changed| {
                            found.people += usize::from(changed);
                        })
                    }
                    "assignment" => self.apply_assignment(&mut change, item, now).await.map(|changed| {
                        found.assignments += usize::from(changed);
                    }),
                    "pack" => self.want_pack(&mut change, item).await,
                    // A newer program knows what it is.
                    _ => Ok(()),
                };
                match done {
                    // One thing that makes no sense holds the others up no longer than it is told.
                    Err(StoreError::Damaged(cause)) => found.problems.push(cause),
                    other => other?,
                }
            }
            set_place(&mut change, PLACE, stands).await?;
            change.commit().await?;
            *news = found;
            Ok(())
        })
    }
}

pub(super) async fn place(connection: &mut SqliteConnection, name: &str) -> Result<Option<String>, StoreError> {
    let query = sqlx::query("SELECT value FROM centre_place WHERE name = ?").bind(name);
    Ok(query.fetch_optional(connection).await?.map(|row| row.try_get(0)).transpose()?)
}

pub(super) async fn set_place(change: &mut SqliteConnection, name: &str, value: &str) -> Result<(), StoreError> {
    let query = "INSERT INTO centre_place (name, value) VALUES (?, ?) \
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    sqlx::query(query).bind(name).bind(value).execute(change).await?;
    Ok(())
}

/// What an item holds; none when it is gone.
fn body<T: serde::de::DeserializeOwned>(item: &Item) -> Result<Option<T>, StoreError> {
    let damaged =
        |error| StoreError::Damaged(format!("the centre tells of a {} that cannot be read: {error}", item.kind));
    item.body.as_deref().map(|text| serde_json::from_str(text).map_err(damaged)).transpose()
}
