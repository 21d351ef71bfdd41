//! What goes out from a supervisor's or administrator's data folder to all desks: people with roles and teams, assignments, and
//! versions of packs. What stands at the centre already is passed over, so this may be done again at any time.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use sqlx::Row as _;

use super::down::{AssignmentBody, Named, PEOPLE, PackBody, PersonBody, TeamBody, signed};
use super::{Centre, CentreError, LoginKind};
use crate::scenario::PackFiles;
use crate::store::people::PersonId;
use crate::store::seal::DeskKey;
use crate::store::{Assignment, Role, Store, StoreError};

/// About so many bytes of texts are sent at a time.
const BYTES: usize = 512 * 1024;

/// The centre's keys by the keys here.
type Keys = BTreeMap<String, String>;

/// How many things are other at the centre than they were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Published {
    pub people: i64,
    pub assignments: i64,
    pub packs: i64,
}

/// Publishes the people, roles and teams of a data folder, its assignments, and these packs. People are kept in one data folder
/// of a centre: another one takes over where `instead` says so.
///
/// # Errors
/// When the login is no administrator's, people are kept elsewhere, or the centre or the store does not answer.
pub fn publish(
    store: &Store,
    centre: &mut Centre,
    packs: &[PackFiles],
    instead: bool,
) -> Result<Published, CentreError> {
    if centre.open_seat(store)? != LoginKind::Administrator {
        return Err(CentreError::Rights("people and packs are published with an administrator's login".to_owned()));
    }
    let site = store.site();
    centre.keep_people(site, instead)?;
    store.set_centre_place(PEOPLE, site)?;
    let teams = store.teams()?;
    let team = |team: &crate::store::Team| (team.id.0.clone(), text(&TeamBody { name: team.name.clone() }));
    let mut done = Published::default();
    centre.publish(site, "team", teams.iter().map(team).collect(), true)?;
    let keys: BTreeMap<&str, &str> = teams.iter().map(|team| (team.name.as_str(), team.id.0.as_str())).collect();
    let mut former = store.former_names()?;
    let people = store.roll()?.into_iter().map(|person| {
        let roles = person.roles.iter().filter(|role| **role != Role::Trainee).map(|role| role.name().to_owned());
        let teams = person.teams.iter().filter_map(|team| keys.get(team.as_str())).map(|key| (*key).to_owned());
        let former = former.remove(&person.id).unwrap_or_default();
        let body = PersonBody { name: person.name, roles: roles.collect(), teams: teams.collect(), former };
        (person.id.0, text(&body))
    });
    done.people = centre.publish(site, "person", people.collect(), true)?;
    // Who has another name is summed up under it.
    centre.make_figures()?;
    done.assignments = assignments(store, centre)?;
    for files in packs {
        done.packs += pack(store, centre, files)?;
    }
    Ok(done)
}

/// Publishes what was assigned in a supervisor's data folder, and what was taken back there. Says how many are other now.
///
/// # Errors
/// When the login may not, or the centre or the store does not answer.
pub(super) fn assignments(store: &Store, centre: &mut Centre) -> Result<i64, CentreError> {
    let (from, names) = (store.assigned_elsewhere()?, store.names()?);
    let (people, teams) = store.keys_at_the_centre()?;
    let team_names: BTreeMap<String, String> = store.teams()?.into_iter().map(|team| (team.id.0, team.name)).collect();
    let person = |id: &PersonId| Named {
        id: people.get(&id.0).unwrap_or(&id.0).clone(),
        name: names.get(id).cloned().unwrap_or_default(),
    };
    let team = |id: &String| Named {
        id: teams.get(id).unwrap_or(id).clone(),
        name: team_names.get(id).cloned().unwrap_or_default(),
    };
    let (elsewhere, own): (Vec<Assignment>, Vec<Assignment>) =
        store.all_assignments()?.into_iter().partition(|one| from.contains(&one.id.0));
    let bodies = own.into_iter().map(|one| {
        let body = AssignmentBody {
            title: one.title,
            mode: one.mode,
            attempts: one.attempts,
            due: one.due,
            made_at: one.made_at,
            made_by: one.made_by.as_ref().map(person),
            withdrawn: one.withdrawn,
            steps: one.steps,
            people: one.people.iter().map(person).collect(),
            teams: one.teams.iter().map(|id| team(&id.0)).collect(),
        };
        (one.id.0, text(&body))
    });
    let changed = centre.publish(store.site(), "assignment", bodies.collect(), false)?;
    let gone: Vec<String> = elsewhere.into_iter().filter(|one| one.withdrawn).map(|one| one.id.0).collect();
    if !gone.is_empty() {
        let site = store.site();
        centre.ask(async |connection| {
            let query = sqlx::query("SELECT steadyline.take_back($1, $2)").bind(site).bind(gone);
            query.execute(connection).await.map(drop)
        })?;
    }
    Ok(changed)
}

/// Brings the files of a pack and publishes their version, signed.
fn pack(store: &Store, centre: &mut Centre, files: &PackFiles) -> Result<i64, CentreError> {
    let (site, version) = (store.site(), files.hash());
    let hashes: Vec<String> = files.files.values().map(|file| file.hash()).collect();
    let missing: BTreeSet<String> = centre.ask(async |connection| {
        let query = sqlx::query("SELECT * FROM steadyline.missing_gifts($1, $2)").bind(site).bind(&hashes);
        query.fetch_all(connection).await?.iter().map(|row| row.try_get(0)).collect()
    })?;
    let mut texts: Vec<(&String, &str)> = Vec::new();
    let mut bytes = 0;
    for (hash, file) in hashes.iter().zip(files.files.values()).filter(|(hash, _)| missing.contains(*hash)) {
        bytes += file.text.len();
        texts.push((hash, &file.text));
        if bytes > BYTES {
            centre.give_texts(site, &texts)?;
            texts.clear();
            bytes = 0;
        }
    }
    centre.give_texts(site, &texts)?;
    let paths: Vec<&String> = files.files.keys().collect();
    centre.ask(async |connection| {
        let query = sqlx::query("SELECT steadyline.give_files($1, $2, $3, $4)").bind(site).bind(&version);
        query.bind(paths).bind(&hashes).execute(connection).await.map(drop)
    })?;
    let key = DeskKey::of(&store.folder).map_err(StoreError::from)?;
    let signature = key.sign(&signed(&files.id, &version));
    let body = PackBody { version, key: key.public(), signature };
    centre.publish(site, "pack", vec![(files.id.clone(), text(&body))], false)
}

fn text<T: Serialize>(body: &T) -> String {
    serde_json::to_string(body).unwrap_or_default()
}

impl Centre {
    fn keep_people(&mut self, site: &str, instead: bool) -> Result<(), CentreError> {
        self.ask(async |connection| {
            let query = sqlx::query("SELECT steadyline.keep_people($1, $2)").bind(site).bind(instead);
            query.execute(connection).await.map(drop)
        })
    }

    /// Publishes keys with what they hold. Of what is given `whole`, everything else of its kind is gone.
    fn publish(
        &mut self,
        site: &str,
        kind: &str,
        things: Vec<(String, String)>,
        whole: bool,
    ) -> Result<i64, CentreError> {
        let (keys, bodies): (Vec<String>, Vec<String>) = things.into_iter().unzip();
        self.ask(async |connection| {
            let query = sqlx::query("SELECT steadyline.publish($1, $2, $3, $4, $5)").bind(site).bind(kind);
            query.bind(keys).bind(bodies).bind(whole).fetch_one(connection).await?.try_get(0)
        })
    }

    fn give_texts(&mut self, site: &str, texts: &[(&String, &str)]) -> Result<(), CentreError> {
        if texts.is_empty() {
            return Ok(());
        }
        let (hashes, bodies): (Vec<&String>, Vec<&str>) = texts.iter().copied().unzip();
        self.ask(async |connection| {
            let query = sqlx::query("SELECT steadyline.give_texts($1, $2, $3)").bind(site).bind(hashes).bind(bodies);
            query.execute(connection).await.map(drop)
        })
    }
}

impl Store {
    /// The assignments that were made at other sites.
    fn assigned_elsewhere(&self) -> Result<BTreeSet<String>, StoreError> {
        self.runtime.block_on(async {
            let rows = sqlx::query("SELECT assignment FROM assignment_from").fetch_all(&self.pool).await?;
            rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
        })
    }

    /// The centre's keys of the people and the teams here; who has none there is known by the key here.
    fn keys_at_the_centre(&self) -> Result<(Keys, Keys), StoreError> {
        self.runtime.block_on(async {
            let mut found = [BTreeMap::new(), BTreeMap::new()];
            let people = "SELECT person, id FROM known_as k JOIN centre_place p ON p.name = ? AND p.value = k.site";
            let teams = "SELECT team, id FROM team_known_as k JOIN centre_place p ON p.name = ? AND p.value = k.site";
            for (place, query) in [people, teams].into_iter().enumerate() {
                for row in sqlx::query(query).bind(PEOPLE).fetch_all(&self.pool).await? {
                    found[place].insert(row.try_get(0)?, row.try_get(1)?);
                }
            }
            let [people, teams] = found;
            Ok((people, teams))
        })
    }
}
