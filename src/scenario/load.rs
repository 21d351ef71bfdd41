//! The one loader: pack folders, from disk or out of the program itself, into checked packs.
//!
//! This is the only file of the pure rooms that reads files.
#![expect(clippy::disallowed_methods, reason = "the scenario loader is where files are read")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use super::check;
use super::check_pack;
use super::check_rubric;
use super::diagnostic::{Diagnostic, Severity, SourceFile};
use super::model::{Pack, Rubric};
use super::pack_files::PackFiles;
use super::read::{MAX_FILE, read};
use super::source::{
    KnowledgeSource, MovesSource, PackSource, PeopleSource, RowsSource, RubricSource, ScenarioSource,
    TemperamentsSource,
};
use super::writing::WritingSource;

static BUNDLED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/scenarios");

/// Why a folder of packs could not even be looked at.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error("{path} cannot be read: {cause}")]
    Unreadable { path: PathBuf, cause: std::io::Error },
    #[error("{path} holds no pack: there is no pack.ron in it or in a folder below it")]
    NoPack { path: PathBuf },
    #[error("{path} leads out of the pack's folder {pack}")]
    Outside { path: PathBuf, pack: PathBuf },
}

/// Packs that could be built, and every problem found on the way.
#[derive(Debug, Default)]
pub struct Loaded {
    pub packs: Vec<Arc<Pack>>,
    pub found: Vec<Diagnostic>,
    /// How many scenario files were read, sound or not.
    pub scenarios: usize,
}

impl Loaded {
    #[must_use]
    pub fn errors(&self) -> usize {
        self.found.iter().filter(|problem| problem.severity == Severity::Error).count()
    }
}

/// The packs that the program carries.
#[must_use]
pub fn bundled() -> Loaded {
    let mut packs = Vec::new();
    for folder in BUNDLED.dirs() {
        let id = folder.path().to_string_lossy().into_owned();
        let mut pack = PackFiles { id: id.clone(), ..PackFiles::default() };
        collect_bundled(folder, &id, &mut pack);
        if pack.files.contains_key("pack.ron") {
            packs.push(pack);
        }
    }
    build_all(packs)
}

fn collect_bundled(folder: &Dir<'static>, id: &str, pack: &mut PackFiles) {
    for file in folder.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        let inside = path.strip_prefix(id).unwrap_or(&path).trim_start_matches('/').to_owned();
        if let Some(text) = file.contents_utf8().filter(|_| is_ours(&inside)) {
            pack.files.insert(inside, Arc::new(SourceFile { name: path, text: text.to_owned() }));
        }
    }
    for inner in folder.dirs() {
        collect_bundled(inner, id, pack);
    }
}

/// The packs in a folder: the folder itself, or the folders in it.
///
/// # Errors
/// When the folder cannot be read, holds no pack, or a link in it leads elsewhere.
pub fn folder(path: &Path) -> Result<Loaded, LoadError> {
    let mut packs = Vec::new();
    for folder in pack_folders(path)? {
        packs.push(read_folder(&folder)?);
    }
    Ok(build_all(packs))
}

/// The pack that files in memory make, as the store keeps them beside an attempt.
#[must_use]
pub fn kept(files: PackFiles) -> Loaded {
    build_all(vec![files])
}

/// A rubric that is no part of a pack, for calls of that pack.
///
/// # Errors
/// Everything that is wrong with it.
pub fn rubric(id: &str, file: &Arc<SourceFile>, pack: &Pack) -> Result<Rubric, Vec<Diagnostic>> {
    let rubric = Rubric { id: id.to_owned(), hash: file.hash(), source: read(file)? };
    let found = check_rubric::rubric(&rubric, &pack.moves, file);
    if found.iter().any(|problem| problem.severity == Severity::Error) { Err(found) } else { Ok(rubric) }
}

/// The folder of the pack that a file belongs to.
#[must_use]
pub fn pack_of(file: &Path) -> Option<PathBuf> {
    let full = file.canonicalize().ok()?;
    full.ancestors().find(|folder| folder.join("pack.ron").is_file()).map(Path::to_path_buf)
}

fn pack_folders(path: &Path) -> Result<Vec<PathBuf>, LoadError> {
    if path.join("pack.ron").is_file() {
        return Ok(vec![path.to_path_buf()]);
    }
    let unreadable = |cause| LoadError::Unreadable { path: path.to_path_buf(), cause };
    let mut found = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        let folder = entry.map_err(unreadable)?.path();
        if folder.join("pack.ron").is_file() {
            found.push(folder);
        }
    }
    found.sort();
    if found.is_empty() {
        return Err(LoadError::NoPack { path: path.to_path_buf() });
    }
    Ok(found)
}

fn read_folder(folder: &Path) -> Result<PackFiles, LoadError> {
    let unreadable = |cause| LoadError::Unreadable { path: folder.to_path_buf(), cause };
    let root = folder.canonicalize().map_err(unreadable)?;
    let id = root.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut pack = PackFiles { id, folder: Some(root.clone()), ..PackFiles::default() };
    collect_folder(folder, &root, &root, &mut pack)?;
    Ok(pack)
}

fn collect_folder(shown: &Path, root: &Path, at: &Path, pack: &mut PackFiles) -> Result<(), LoadError> {
    let unreadable = |path: &Path, cause| LoadError::Unreadable { path: path.to_path_buf(), cause };
    let mut entries: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(at).map_err(|cause| unreadable(at, cause))? {
        entries.push(entry.map_err(|cause| unreadable(at, cause))?.path());
    }
    entries.sort();
    for entry in entries {
        let real = entry.canonicalize().map_err(|cause| unreadable(&entry, cause))?;
        let Ok(inside) = real.strip_prefix(root) else {
            return Err(LoadError::Outside { path: entry, pack: shown.to_path_buf() });
        };
        let inside = inside.to_string_lossy().replace('\\', "/");
        if real.is_dir() {
            collect_folder(shown, root, &real, pack)?;
        } else if is_ours(&inside) {
            let name = shown.join(&inside).to_string_lossy().into_owned();
            let text = read_text(&real).map_err(|cause| unreadable(&entry, cause))?;
            pack.files.insert(inside, Arc::new(SourceFile { name, text }));
        }
    }
    Ok(())
}

/// Reads a text, but no more of it than shows that it is too long.
fn read_text(path: &Path) -> std::io::Result<String> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(MAX_FILE as u64 + 1).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn is_ours(path: &str) -> bool {
    path.ends_with(".ron")
}

fn build_all(packs: Vec<PackFiles>) -> Loaded {
    let mut loaded = Loaded::default();
    for pack in packs {
        build(Arc::new(pack), &mut loaded);
    }
    loaded.found.sort_by(|a, b| {
        (&a.file.name, a.span.as_ref().map(|s| s.start)).cmp(&(&b.file.name, b.span.as_ref().map(|s| s.start)))
    });
    loaded
}

fn build(all: Arc<PackFiles>, loaded: &mut Loaded) {
    let files = &*all;
    let main: Option<PackSource> = part(files, "pack.ron", loaded);
    let people: Option<PeopleSource> = part(files, "people.ron", loaded);
    let rows: Option<RowsSource> = part(files, "rows.ron", loaded);
    let knowledge: Option<KnowledgeSource> = part(files, "knowledge.ron", loaded);
    let moves: Option<MovesSource> = part(files, "moves.ron", loaded);
    let temperaments: Option<TemperamentsSource> = part(files, "temperaments.ron", loaded);
    let writing = writing(files, loaded);
    let rubrics = rubrics(files, loaded);
    let scripts = scripts(files, loaded);
    let (Some(main), Some(people), Some(rows), Some(knowledge), Some(moves), Some(temperaments)) =
        (main, people, rows, knowledge, moves, temperaments)
    else {
        return;
    };
    let parts = check_pack::Parts { main, people, rows, knowledge, moves, temperaments, rubrics, writing };
    let (pack, found) = check_pack::pack(&all, parts);
    loaded.found.extend(found);
    let Some(mut pack) = pack else { return };
    for (id, file, source) in scripts {
        let (scenario, found) = check::scenario(&id, file.hash(), &file, source, &pack);
        loaded.found.extend(found);
        pack.scenarios.extend(scenario.map(Arc::new));
    }
    pack.scenarios.sort_by(|a, b| (a.source.difficulty, &a.id).cmp(&(b.source.difficulty, &b.id)));
    loaded.packs.push(Arc::new(pack));
}

fn part<T: serde::de::DeserializeOwned>(files: &PackFiles, name: &str, loaded: &mut Loaded) -> Option<T> {
    let Some(file) = files.files.get(name) else {
        let pack =
            files.files.get("pack.ron").cloned().unwrap_or_else(|| {
                Arc::new(SourceFile { name: format!("{}/pack.ron", files.id), text: String::new() })
            });
        let message = format!("the pack has no {name}");
        loaded.found.push(
            Diagnostic::error("SL006", &pack, None, message).hint("scenarios/README.md lists the files of a pack"),
        );
        return None;
    };
    match read(file) {
        Ok(value) => Some(value),
        Err(problems) => {
            loaded.found.extend(problems);
            None
        }
    }
}

/// The one file that a pack may do without.
fn writing(files: &PackFiles, loaded: &mut Loaded) -> Option<WritingSource> {
    files.files.contains_key("writing.ron").then(|| part(files, "writing.ron", loaded)).flatten()
}

fn rubrics(files: &PackFiles, loaded: &mut Loaded) -> BTreeMap<String, Arc<Rubric>> {
    let mut out = BTreeMap::new();
    for (path, file) in &files.files {
        let Some(id) = path.strip_prefix("rubrics/").and_then(|name| name.strip_suffix(".ron")) else { continue };
        match read::<RubricSource>(file) {
            Ok(source) => {
                out.insert(id.to_owned(), Arc::new(Rubric { id: id.to_owned(), hash: file.hash(), source }));
            }
            Err(problems) => loaded.found.extend(problems),
        }
    }
    out
}

type Script = (String, Arc<SourceFile>, ScenarioSource);

fn scripts(files: &PackFiles, loaded: &mut Loaded) -> Vec<Script> {
    let mut out = Vec::new();
    for (path, file) in &files.files {
        let Some(id) = path.strip_prefix("calls/").and_then(|name| name.strip_suffix(".ron")) else { continue };
        loaded.scenarios += 1;
        match read::<ScenarioSource>(file) {
            Ok(source) => out.push((id.to_owned(), Arc::clone(file), source)),
            Err(problems) => loaded.found.extend(problems),
        }
    }
    out
}
