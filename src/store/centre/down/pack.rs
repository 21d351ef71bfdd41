//! Versions of packs that the administrator has published: fetched, looked at, and put into the folder of packs.
//!
//! Attempts carry the files that they were begun with, so nothing that is under way changes. A version that is not whole, not
//! signed as the ones before, or in which the checker finds errors is refused, and what lies in the folder stays.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::{Row as _, SqliteConnection};

use super::{Centre, CentreError, Item, News, body, place, set_place};
use crate::scenario::{self, Diagnostic, PackFiles, Severity};
use crate::store::frozen::freeze;
use crate::store::seal::is_signed_by;
use crate::store::{PACKS_FOLDER, Store, StoreError};

/// The key that the centre's packs are signed with, as it was first seen.
const KEY: &str = "pack_key";
/// So many texts are asked for at a time.
const TEXTS: usize = 24;
/// No file of a pack is longer, in bytes.
const LONGEST: u64 = 16_000_000;
/// What was in the folder of packs under a name, and was replaced, lies here.
const REPLACED: &str = "replaced";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store::centre) struct PackBody {
    pub version: String,
    pub key: String,
    pub signature: String,
}

/// What became of a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PackNews {
    pub pack: String,
    pub version: String,
    /// Where it lies now; none where it was refused.
    pub folder: Option<PathBuf>,
    /// Where that lies which was there before and had been changed by hand.
    pub replaced: Option<PathBuf>,
    /// Why it was refused, in words.
    pub refused: Option<String>,
}

/// What a publisher signs.
pub(in crate::store::centre) fn signed(pack: &str, version: &str) -> String {
    format!("steadyline pack 1\n{pack}\n{version}")
}

/// Forgets the key that packs were signed with: the next one that the centre shows is taken.
///
/// # Errors
/// When the database does not answer.
pub fn accept_key(store: &Store) -> Result<(), StoreError> {
    store.runtime.block_on(async {
        sqlx::query("DELETE FROM centre_place WHERE name = ?").bind(KEY).execute(&store.pool).await?;
        Ok(())
    })
}

/// Fetches what is wanted, and tells of each version what became of it. One that is refused is wanted on.
///
/// # Errors
/// When the centre or the store does not answer, or the folder of packs cannot be written.
pub(in crate::store::centre) fn fetch_packs(
    store: &Store,
    centre: &mut Centre,
    news: &mut News,
) -> Result<(), CentreError> {
    for (pack, wanted) in store.wanted_packs()? {
        let version = wanted.version.clone();
        let mut told = PackNews { pack, version, folder: None, replaced: None, refused: None };
        match fetch(store, centre, &told.pack, &wanted)? {
            Ok(files) => {
                let (folder, replaced) = store.put_pack(&files, &wanted)?;
                (told.folder, told.replaced) = (Some(folder), replaced);
            }
            Err(why) => told.refused = Some(why),
        }
        news.packs.push(told);
    }
    Ok(())
}

/// The files of a version; else why they are refused.
fn fetch(
    store: &Store,
    centre: &mut Centre,
    pack: &str,
    wanted: &PackBody,
) -> Result<Result<PackFiles, String>, CentreError> {
    if !is_signed_by(&wanted.key, &signed(pack, &wanted.version), &wanted.signature) {
        return Ok(Err("it is not signed".to_owned()));
    }
    if store.centre_place(KEY)?.is_some_and(|key| key != wanted.key) {
        return Ok(Err("it is signed with another key than this centre's packs before; if the administrator says that this is right, \
                       run `steadyline sync --accept-key`"
            .to_owned()));
    }
    if !is_plain(pack) {
        return Ok(Err("its name is no name of a folder".to_owned()));
    }
    let paths = centre.published_files(store.site(), &wanted.version)?;
    if let Some(path) = paths.keys().find(|path| !is_inside(path)) {
        return Ok(Err(format!("{path} would lie outside the pack")));
    }
    let hashes: Vec<String> = paths.values().cloned().collect();
    let mut texts = store.texts(&hashes)?;
    let missing: Vec<&String> = hashes.iter().filter(|hash| !texts.contains_key(*hash)).collect();
    for some in missing.chunks(TEXTS) {
        texts.extend(centre.published_texts(store.site(), &wanted.version, some)?);
    }
    let text = |(path, hash): (&String, &String)| Some((path.clone(), texts.get(hash)?.clone()));
    let files = PackFiles::of_texts(pack, paths.iter().filter_map(text));
    if files.hash() != wanted.version {
        return Ok(Err("its files are not whole".to_owned()));
    }
    let loaded = scenario::kept(files.clone());
    let error = loaded.found.iter().find(|problem| problem.severity == Severity::Error).map(Diagnostic::short);
    Ok(match error {
        Some(error) => Err(error),
        None if loaded.packs.is_empty() => Err("there is no pack in it".to_owned()),
        None => Ok(files),
    })
}

/// A name that is the same folder on every machine.
fn is_plain(name: &str) -> bool {
    let fits = |sign: char| sign.is_ascii_alphanumeric() || sign == '_' || sign == '-';
    !name.is_empty() && name.len() <= 64 && name != REPLACED && name.chars().all(fits)
}

/// A path that stays in its folder, however a system reads it.
fn is_inside(path: &str) -> bool {
    let plain = !path.contains(['\\', ':', '\0']);
    plain && !path.is_empty() && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}

impl Centre {
    /// Paths with the hashes of their texts.
    fn published_files(&mut self, site: &str, version: &str) -> Result<BTreeMap<String, String>, CentreError> {
        self.ask(async |connection| {
            let query =
                sqlx::query("SELECT path, hash FROM steadyline.published_files($1, $2)").bind(site).bind(version);
            query.fetch_all(connection).await?.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
        })
    }

    fn published_texts(
        &mut self,
        site: &str,
        version: &str,
        hashes: &[&String],
    ) -> Result<Vec<(String, String)>, CentreError> {
        self.ask(async |connection| {
            let query = sqlx::query("SELECT hash, body FROM steadyline.published_texts($1, $2, $3)").bind(site);
            let rows = query.bind(version).bind(hashes).fetch_all(connection).await?;
            rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
        })
    }
}

impl Store {
    /// Notes that a version is to be fetched.
    pub(super) async fn want_pack(&self, change: &mut SqliteConnection, item: &Item) -> Result<(), StoreError> {
        // A pack that is published no more stays where it is.
        let Some(wanted) = body::<PackBody>(item)? else { return Ok(()) };
        let taken = sqlx::query("SELECT 1 FROM pack_taken WHERE pack = ? AND version = ?").bind(&item.key);
        let gone = sqlx::query("DELETE FROM pack_wanted WHERE pack = ?").bind(&item.key);
        if taken.bind(&wanted.version).fetch_optional(&mut *change).await?.is_some() {
            gone.execute(change).await?;
            return Ok(());
        }
        let query =
            "INSERT INTO pack_wanted (pack, body) VALUES (?, ?) ON CONFLICT (pack) DO UPDATE SET body = excluded.body";
        sqlx::query(query).bind(&item.key).bind(item.body.as_deref()).execute(change).await?;
        Ok(())
    }

    fn wanted_packs(&self) -> Result<Vec<(String, PackBody)>, StoreError> {
        self.runtime.block_on(async {
            let rows = sqlx::query("SELECT pack, body FROM pack_wanted ORDER BY pack").fetch_all(&self.pool).await?;
            rows.iter()
                .map(|row| {
                    let body: String = row.try_get(1)?;
                    let read = serde_json::from_str(&body).map_err(|error| StoreError::Damaged(error.to_string()))?;
                    Ok((row.try_get(0)?, read))
                })
                .collect()
        })
    }

    /// Those texts that are kept here already, by their hashes: attempts and earlier versions brought most of them.
    fn texts(&self, hashes: &[String]) -> Result<BTreeMap<String, String>, StoreError> {
        self.runtime.block_on(async {
            let mut found = BTreeMap::new();
            for hash in hashes {
                let query = sqlx::query("SELECT body FROM pack_text WHERE hash = ?").bind(hash);
                if let Some(row) = query.fetch_optional(&self.pool).await? {
                    found.insert(hash.clone(), row.try_get(0)?);
                }
            }
            Ok(found)
        })
    }

    /// Puts a version into the folder of packs, and says where, and where that is now which had been changed by hand there.
    fn put_pack(&self, files: &PackFiles, wanted: &PackBody) -> Result<(PathBuf, Option<PathBuf>), StoreError> {
        let named = self.setting(PACKS_FOLDER)?.filter(|folder| !folder.is_empty());
        let packs = named.as_ref().map_or_else(|| self.folder.join("packs"), PathBuf::from);
        let target = packs.join(&files.id);
        let cannot = |cause| StoreError::Folder { path: packs.clone(), cause };
        let mut replaced = None;
        let lies = lying(&target).map_err(cannot)?;
        if !lies.as_ref().is_some_and(|lies| same(lies, files)) {
            let known = self.taken_files(&files.id)?;
            let by_hand = lies.is_some_and(|lies| !known.is_some_and(|known| same(&lies, &known)));
            replaced = lay(&packs, files, by_hand).map_err(cannot)?;
        }
        self.runtime.block_on(async {
            let mut change = self.change().await?;
            freeze(&mut change, files).await?;
            let taken = "INSERT INTO pack_taken (pack, version) VALUES (?, ?) \
                         ON CONFLICT (pack) DO UPDATE SET version = excluded.version";
            sqlx::query(taken).bind(&files.id).bind(&wanted.version).execute(&mut *change).await?;
            let done = sqlx::query("DELETE FROM pack_wanted WHERE pack = ? AND json_extract(body, '$.version') = ?");
            done.bind(&files.id).bind(&wanted.version).execute(&mut *change).await?;
            if place(&mut change, KEY).await?.is_none() {
                set_place(&mut change, KEY, &wanted.key).await?;
            }
            if named.is_none() {
                let setting = "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
                sqlx::query(setting).bind(PACKS_FOLDER).bind(packs.display().to_string()).execute(&mut *change).await?;
            }
            change.commit().await?;
            Ok::<_, StoreError>(())
        })?;
        Ok((target, replaced))
    }

    /// The files of the version that was taken in last.
    fn taken_files(&self, pack: &str) -> Result<Option<PackFiles>, StoreError> {
        self.runtime.block_on(async {
            let query = "SELECT f.path, t.body FROM pack_taken p JOIN pack_file f ON f.version = p.version \
                         JOIN pack_text t ON t.hash = f.text WHERE p.pack = ?";
            let rows = sqlx::query(query).bind(pack).fetch_all(&self.pool).await?;
            let texts: Result<Vec<(String, String)>, sqlx::Error> =
                rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect();
            Ok(Some(PackFiles::of_texts(pack, texts?)).filter(|files| !files.files.is_empty()))
        })
    }
}

/// Every file of a folder, whatever it is, by its path inside; none where there is no folder.
fn lying(folder: &Path) -> std::io::Result<Option<BTreeMap<String, Vec<u8>>>> {
    if folder.symlink_metadata().is_err() {
        return Ok(None);
    }
    let mut found = BTreeMap::new();
    let mut folders = vec![(folder.to_path_buf(), String::new())];
    while let Some((folder, inside)) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let inside = if inside.is_empty() { name } else { format!("{inside}/{name}") };
            if entry.file_type()?.is_dir() {
                folders.push((entry.path(), inside));
            } else {
                // What is longer than any file of a pack is none, and need not be read to know that.
                let long = entry.metadata()?.len() > LONGEST;
                found.insert(inside, if long { Vec::new() } else { fs::read(entry.path())? });
            }
        }
    }
    Ok(Some(found))
}

fn same(lies: &BTreeMap<String, Vec<u8>>, files: &PackFiles) -> bool {
    let texts = files.files.iter().map(|(path, file)| (path.as_str(), file.text.as_bytes()));
    lies.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).eq(texts)
}

/// Writes the files beside the folder of the pack and puts them in its place, so that nobody meets half a pack. What lay there and
/// was changed by hand is moved aside; says where.
fn lay(packs: &Path, files: &PackFiles, by_hand: bool) -> std::io::Result<Option<PathBuf>> {
    let target = packs.join(&files.id);
    fs::create_dir_all(packs)?;
    // One level down: a folder in which packs lie is no pack.
    let draft = packs.join(format!(".steadyline-{}", uuid::Uuid::now_v7()));
    let laid = replace(&draft, &target, files, by_hand);
    // Whatever came of it: what is left there is of no use to anybody.
    drop(fs::remove_dir_all(&draft));
    laid
}

fn replace(draft: &Path, target: &Path, files: &PackFiles, by_hand: bool) -> std::io::Result<Option<PathBuf>> {
    let new = draft.join("new");
    for (path, file) in &files.files {
        let path = new.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&new))?;
        let mut out = fs::File::create(path)?;
        out.write_all(file.text.as_bytes())?;
        out.sync_all()?;
    }
    let mut kept = None;
    if by_hand {
        let stamp = Timestamp::now().strftime("%Y%m%d-%H%M%S").to_string();
        let aside = target.with_file_name(REPLACED);
        fs::create_dir_all(&aside)?;
        let mut place = aside.join(format!("{}-{stamp}", files.id));
        let mut number = 2;
        while place.exists() {
            place = aside.join(format!("{}-{stamp}-{number}", files.id));
            number += 1;
        }
        fs::rename(target, &place)?;
        kept = Some(place);
    } else if target.exists() {
        fs::rename(target, draft.join("old"))?;
    }
    fs::rename(&new, target)?;
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_of_a_pack_leaves_its_folder() {
        for good in ["pack.ron", "calls/a.ron", "knowledge/a b.md"] {
            assert!(is_inside(good), "{good}");
        }
        for bad in ["", "/etc/x", "../x", "a/../../x", "a\\..\\x", "C:x", "c:/x", "./x", "a/\0"] {
            assert!(!is_inside(bad), "{bad}");
        }
        for bad in ["", "..", "a/b", "replaced", "a b", ".x"] {
            assert!(!is_plain(bad), "{bad}");
        }
        assert!(is_plain("our_pack-2"));
    }
}
