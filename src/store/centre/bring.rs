//! A supervisor's side: the attempts of the people that they look after, fetched from the centre into their own data folder, with
//! the site where they were made in every key. Seals are looked at when they come; what is not as it was sealed is left out.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgRow;
use sqlx::{Row as _, SqliteConnection};

use super::{Centre, CentreError, trail};
use crate::call::{AnyLog, read_any_log};
use crate::scenario::{self, Pack, PackFiles};
use crate::scoring::Scorecard;
use crate::store::frozen::freeze;
use crate::store::seal::{Fault, Seal, SealedLog, rescore};
use crate::store::{
    AttemptId, AttemptKind, ERASED, Kept, PersonId, Store, StoreError, figures, judgement, measure, seal,
};

/// Which attempts a supervisor fetches. Without anything it is all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Chosen {
    /// Names of teams; none is everybody.
    pub teams: Vec<String>,
    /// Only what was finished then or later, by the centre's clock.
    pub since: Option<Timestamp>,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Fetched {
    /// Attempts that are new here.
    pub attempts: i64,
    /// Attempts that were erased at the centre, and therefore here.
    pub erased: i64,
}

/// So many are looked for, and so many logs fetched, at a time.
const LOOK: i32 = 512;
const BATCH: usize = 16;

/// How far each site was read, by site.
type Places = BTreeMap<String, i64>;

/// An attempt as the centre has it.
struct Brought {
    site: String,
    number: i64,
    desk: String,
    keys: Vec<String>,
    header: String,
    lines: String,
    seal: String,
}

/// Packs of versions that were read already: most attempts of a batch are of the same.
type Versions = BTreeMap<(String, String), Vec<Arc<Pack>>>;

/// Fetches what is new of what was chosen, and forgets what was erased there.
///
/// # Errors
/// When there is no such team, or the centre or the store does not answer. What came stays.
pub(super) fn bring(
    store: &Store,
    centre: &mut Centre,
    chosen: &Chosen,
    done: &mut Fetched,
    problems: &mut Vec<String>,
) -> Result<(), CentreError> {
    done.erased += forget_erased(store, centre)?;
    let people = store.chosen_people(&chosen.teams)?;
    let key = format!("attempts {}", blake3::hash(format!("{people:?} {:?}", chosen.since).as_bytes()).to_hex());
    // What is too old to be kept here is not fetched to be let go again.
    let kept_from = store
        .keep_days()?
        .and_then(|days| Timestamp::now().checked_sub(jiff::SignedDuration::from_hours(i64::from(days) * 24)).ok());
    let since = chosen.since.max(kept_from);
    let mut versions = Versions::new();
    loop {
        let stood = store.centre_place(&key)?;
        let mut places: Places = stood.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        let found = centre.look(people.as_deref(), since, &places)?;
        if found.is_empty() {
            return Ok(());
        }
        let wanted = store.not_here(&found)?;
        for some in wanted.chunks(BATCH) {
            for one in centre.logs(some)? {
                match store.take_in(centre, &one, &mut versions)? {
                    Ok(new) => done.attempts += i64::from(new),
                    Err(why) => problems.push(format!("number {} of {}: {why}", one.number, one.desk)),
                }
            }
        }
        for (site, number, _) in found {
            places.insert(site, number);
        }
        store.set_centre_place(&key, &serde_json::to_string(&places).unwrap_or_default())?;
    }
}

/// What was erased at the centre is forgotten here.
fn forget_erased(store: &Store, centre: &mut Centre) -> Result<i64, CentreError> {
    let here = store.numbers_elsewhere()?;
    if here.is_empty() {
        return Ok(0);
    }
    let sites: Vec<&String> = here.keys().map(|(site, _)| site).collect();
    let erased: Vec<(String, i64)> = centre.ask(async |connection| {
        let query = sqlx::query("SELECT site, number FROM steadyline.erased WHERE site = ANY($1)").bind(sites);
        query.fetch_all(connection).await?.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
    })?;
    let gone: Vec<&AttemptId> = erased.iter().filter_map(|key| here.get(key)).collect();
    store.runtime.block_on(async {
        let mut change = store.change().await?;
        for id in &gone {
            store.forget(&mut change, id).await?;
        }
        change.commit().await?;
        Ok::<_, StoreError>(())
    })?;
    Ok(i64::try_from(gone.len()).unwrap_or(i64::MAX))
}

impl Centre {
    /// Site, number and key of attempts that were chosen, behind the places.
    fn look(
        &mut self,
        people: Option<&[String]>,
        since: Option<Timestamp>,
        places: &Places,
    ) -> Result<Vec<(String, i64, String)>, CentreError> {
        let places = serde_json::to_string(places).unwrap_or_default();
        self.ask(async |connection| {
            let query = sqlx::query(
                "SELECT site, number, id FROM steadyline.attempt WHERE ($1::text[] IS NULL OR person = ANY ($1)) \
                 AND ($2::text IS NULL OR placed_at >= $2::timestamptz) \
                 AND number > COALESCE(($3::jsonb ->> site)::bigint, 0) ORDER BY site, number LIMIT $4",
            );
            let query = query.bind(people).bind(since.map(|since| since.to_string())).bind(places).bind(LOOK);
            let rows = query.fetch_all(connection).await?;
            rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))).collect()
        })
    }

    fn logs(&mut self, wanted: &[(String, String)]) -> Result<Vec<Brought>, CentreError> {
        let (sites, ids): (Vec<&String>, Vec<&String>) = wanted.iter().map(|(site, id)| (site, id)).unzip();
        self.ask(async |connection| {
            let rows = sqlx::query(
                "SELECT a.site, a.number, s.header, s.lines, s.seal, d.keys, COALESCE(e.name, a.site) AS desk \
                 FROM unnest($1::text[], $2::text[]) AS t (site, id) JOIN steadyline.attempt a ON a.site = t.site AND a.id = t.id \
                 JOIN steadyline.sealed s ON s.site = a.site AND s.id = a.id JOIN steadyline.desk d ON d.site = a.site \
                 LEFT JOIN steadyline.enrolment e ON e.site = a.site ORDER BY a.site, a.number",
            );
            let brought = |row: &PgRow| {
                Ok(Brought {
                    site: row.try_get("site")?,
                    number: row.try_get("number")?,
                    desk: row.try_get("desk")?,
                    keys: row.try_get("keys")?,
                    header: row.try_get("header")?,
                    lines: row.try_get("lines")?,
                    seal: row.try_get("seal")?,
                })
            };
            rows.bind(sites).bind(ids).fetch_all(connection).await?.iter().map(brought).collect()
        })
    }

    /// The files of a version as a desk brought them.
    fn files_of(&mut self, site: &str, pack: &str, version: &str) -> Result<PackFiles, CentreError> {
        let texts: Vec<(String, String)> = self.ask(async |connection| {
            let rows = sqlx::query(
                "SELECT f.path, t.body FROM steadyline.pack_file f JOIN steadyline.pack_text t \
                 ON t.site = f.site AND t.hash = f.text WHERE f.site = $1 AND f.version = $2",
            );
            let rows = rows.bind(site).bind(version).fetch_all(connection).await?;
            rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
        })?;
        Ok(PackFiles::of_texts(pack, texts))
    }
}

/// A log that was looked at, with what lists show of it.
struct Sound {
    sealed: SealedLog,
    head: Head,
    /// Actions with their times, as they were written.
    actions: Vec<(i64, String)>,
    files: Option<PackFiles>,
    card: Option<Scorecard>,
    /// Of a call: what figures are drawn from.
    kept: Option<Kept>,
}

/// What a header tells.
struct Head {
    person: String,
    pack: String,
    scenario: String,
    mode: String,
    seed: u64,
    started_at: String,
    twin: bool,
    kind: AttemptKind,
}

impl Head {
    fn of(log: &str) -> Result<Self, String> {
        let mode = crate::store::attempt::mode_name;
        Ok(match read_any_log(log).map_err(|error| error.to_string())? {
            AnyLog::Call(log) => Self {
                mode: mode(log.header.mode),
                person: log.header.person,
                pack: log.header.pack,
                scenario: log.header.scenario,
                seed: log.header.seed,
                started_at: log.header.started_at,
                twin: log.header.twin,
                kind: AttemptKind::Call,
            },
            AnyLog::Drill(log) => Self {
                mode: mode(log.header.mode),
                person: log.header.person,
                pack: log.header.pack,
                scenario: log.header.drill,
                seed: log.header.seed,
                started_at: log.header.started_at,
                twin: false,
                kind: log.header.kind.into(),
            },
        })
    }
}

impl Brought {
    /// The log, if it is as it was sealed.
    fn sealed(&self) -> Result<SealedLog, String> {
        let seal = Seal::read(&self.seal).map_err(|error| error.to_string())?;
        let actions = self.lines.split('\n').filter(|line| !line.is_empty()).map(str::to_owned);
        let lines = std::iter::once(self.header.clone()).chain(actions).collect();
        let sealed = SealedLog { lines, seal };
        let key = self.keys.iter().find(|key| **key == sealed.seal.key).or(self.keys.last());
        let mut faults = sealed.faults(Some(key.map_or("", String::as_str)));
        if sealed.seal.site != self.site || sealed.seal.number != self.number {
            faults.push(Fault::Before);
        }
        match faults.first() {
            Some(fault) => Err(fault.to_string()),
            None => Ok(sealed),
        }
    }
}

/// An action's line taken apart: what is put together again has to be the same.
fn action(text: &str) -> Option<(i64, String)> {
    let (at, body) = text.strip_prefix("{\"at\":")?.split_once(",\"do\":")?;
    let (at, body) = (at.parse::<i64>().ok()?, body.strip_suffix('}')?);
    (format!("{{\"at\":{at},\"do\":{body}}}") == text).then(|| (at, body.to_owned()))
}

impl Store {
    /// The names of everybody in these teams, also those that they had before; none is everybody.
    fn chosen_people(&self, teams: &[String]) -> Result<Option<Vec<String>>, StoreError> {
        if teams.is_empty() {
            return Ok(None);
        }
        let known = self.teams()?;
        let mut names = Vec::new();
        for name in teams {
            let team = known.iter().find(|team| team.name == *name);
            let team = team.ok_or_else(|| crate::store::PeopleError::NoTeam(name.clone()))?;
            names.extend(team.people.iter().cloned());
        }
        self.runtime.block_on(async {
            let query = "SELECT f.name, p.name FROM former_name f JOIN person p ON p.site = ? AND p.id = f.person";
            for row in sqlx::query(query).bind(&self.site).fetch_all(&self.pool).await? {
                if names.contains(&row.try_get::<String, _>(1)?) {
                    names.push(row.try_get(0)?);
                }
            }
            names.sort();
            names.dedup();
            Ok(Some(names))
        })
    }

    /// Site and key of those that are not here.
    fn not_here(&self, found: &[(String, i64, String)]) -> Result<Vec<(String, String)>, StoreError> {
        self.runtime.block_on(async {
            let mut missing = Vec::new();
            for (site, _, id) in found.iter().filter(|(site, ..)| *site != self.site) {
                let known = sqlx::query("SELECT 1 FROM attempt WHERE id = ?").bind(id);
                if known.fetch_optional(&self.pool).await?.is_none() {
                    missing.push((site.clone(), id.clone()));
                }
            }
            Ok(missing)
        })
    }

    /// The attempts of other sites that are here, by site and number.
    fn numbers_elsewhere(&self) -> Result<BTreeMap<(String, i64), AttemptId>, StoreError> {
        self.runtime.block_on(async {
            let query = sqlx::query("SELECT site, number, attempt FROM seal WHERE site <> ?").bind(&self.site);
            let rows = query.fetch_all(&self.pool).await?;
            rows.iter().map(|row| Ok(((row.try_get(0)?, row.try_get(1)?), AttemptId(row.try_get(2)?)))).collect()
        })
    }

    /// Takes an attempt in, unless it is here. Says whether it is new; else why it is left out.
    fn take_in(
        &self,
        centre: &mut Centre,
        one: &Brought,
        versions: &mut Versions,
    ) -> Result<Result<bool, String>, CentreError> {
        let sound = match one.sealed() {
            Ok(sealed) => self.look_at(centre, sealed, versions)?,
            Err(why) => Err(why),
        };
        let sound = match sound {
            Ok(sound) => sound,
            Err(why) => return Ok(Err(why)),
        };
        let id = AttemptId(sound.sealed.seal.attempt.clone());
        let new = self.runtime.block_on(async {
            let mut change = self.change().await?;
            let known = sqlx::query("SELECT 1 FROM attempt WHERE id = ?").bind(&id.0);
            if known.fetch_optional(&mut *change).await?.is_some() {
                return Ok(false);
            }
            self.insert_brought(&mut change, &sound).await?;
            change.commit().await?;
            Ok::<_, StoreError>(true)
        })?;
        if let Some(kept) = sound.kept.filter(|_| new) {
            self.keep_outcome(&id, &kept.text())?;
        }
        Ok(Ok(new))
    }

    /// Takes a sealed log apart, and scores it by the files of its day.
    fn look_at(
        &self,
        centre: &mut Centre,
        sealed: SealedLog,
        versions: &mut Versions,
    ) -> Result<Result<Sound, String>, CentreError> {
        let log = sealed.log();
        let head = match Head::of(&log) {
            Ok(head) => head,
            Err(why) => return Ok(Err(why)),
        };
        let actions: Option<Vec<_>> = sealed.lines.iter().skip(1).map(|line| action(line)).collect();
        let Some(actions) = actions else { return Ok(Err("its actions cannot be read".to_owned())) };
        let version = sealed.seal.files.clone().unwrap_or_default();
        let key = (head.pack.clone(), version.clone());
        let mut files = None;
        if !version.is_empty() && !versions.contains_key(&key) {
            let fetched = centre.files_of(&sealed.seal.site, &head.pack, &version)?;
            // What is not whole is not kept: then the attempt is read by today's files, or not at all.
            let whole = fetched.hash() == version;
            versions.insert(key.clone(), if whole { scenario::kept(fetched.clone()).packs } else { Vec::new() });
            files = whole.then_some(fetched);
        }
        let packs = versions.get(&key).map_or(&[][..], Vec::as_slice);
        let (_, kept) = sealed.played(packs, None);
        let card = kept.as_ref().map(|kept| kept.card.clone()).or_else(|| rescore(&log, packs, None).ok());
        Ok(Ok(Sound { sealed, head, actions, files, card, kept }))
    }

    async fn insert_brought(&self, change: &mut SqliteConnection, sound: &Sound) -> Result<(), StoreError> {
        let (seal, head) = (&sound.sealed.seal, &sound.head);
        let id = AttemptId(seal.attempt.clone());
        let person = self.person_elsewhere(change, &seal.site, head).await?;
        if let Some(files) = &sound.files {
            freeze(change, files).await?;
        }
        sqlx::query(
            "INSERT INTO attempt (site, id, kind, person, pack, scenario, title, mode, seed, started_at, header, twin, \
             pack_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&seal.site)
        .bind(&id.0)
        .bind(head.kind.name())
        .bind(person)
        .bind(&head.pack)
        .bind(&head.scenario)
        .bind(&seal.title)
        .bind(&head.mode)
        .bind(head.seed.cast_signed())
        .bind(&head.started_at)
        .bind(sound.sealed.lines.first())
        .bind(i64::from(head.twin))
        .bind(&seal.files)
        .execute(&mut *change)
        .await?;
        for (seq, (at, body)) in sound.actions.iter().enumerate() {
            sqlx::query("INSERT INTO action (site, attempt, seq, at_ms, body) VALUES (?, ?, ?, ?, ?)")
                .bind(&seal.site)
                .bind(&id.0)
                .bind(i64::try_from(seq).unwrap_or(i64::MAX))
                .bind(at)
                .bind(body)
                .execute(&mut *change)
                .await?;
        }
        measure::write_outcome(change, (&seal.site, &id), &seal.outcome, &seal.finished_at).await?;
        seal::keep_as_is(change, seal).await?;
        if let Some(card) = &sound.card {
            if head.kind.is_call() {
                measure::keep(change, &seal.site, &id, &card.measures).await?;
            }
            judgement::keep_card(change, &seal.site, &id, card).await?;
        }
        trail::link(self, change, &id).await?;
        figures::relist(change, &seal.site, &id).await
    }

    /// Whoever took an attempt at another site, known by name, with the name that they have now.
    async fn person_elsewhere(
        &self,
        change: &mut SqliteConnection,
        site: &str,
        head: &Head,
    ) -> Result<String, StoreError> {
        let former = "SELECT p.name FROM former_name f JOIN person p ON p.site = ? AND p.id = f.person WHERE f.name = ? \
                      AND NOT EXISTS (SELECT 1 FROM person q WHERE q.site = p.site AND q.name = f.name)";
        let former = sqlx::query(former).bind(&self.site).bind(&head.person).fetch_optional(&mut *change).await?;
        let name = former.map(|row| row.try_get(0)).transpose()?.unwrap_or_else(|| head.person.clone());
        let own = PersonId(self.person_id(change, &name, &head.started_at).await?);
        let there = sqlx::query("SELECT id FROM person WHERE site = ? AND name = ? AND name <> ?").bind(site);
        let there = there.bind(&name).bind(ERASED).fetch_optional(&mut *change).await?;
        let id = match there {
            Some(row) => row.try_get(0)?,
            None => {
                let id = uuid::Uuid::now_v7().to_string();
                let made = "INSERT INTO person (site, id, name, created_at) VALUES (?, ?, ?, ?)";
                let made = sqlx::query(made).bind(site).bind(&id).bind(&name).bind(&head.started_at);
                made.execute(&mut *change).await?;
                id
            }
        };
        self.remember(change, (site, &id), &own).await?;
        Ok(id)
    }
}
