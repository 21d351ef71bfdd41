//! The one loader: pack folders, from disk or out of the program itself, into checked packs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use super::bank::{Banks, Borrowed};
use super::check::{self, Judged};
use super::check_pack;
use super::check_rubric;
use super::check_text;
use super::checker::Checker;
use super::diagnostic::{Diagnostic, Severity, SourceFile};
use super::disk::{Calls, OnDisk, is_ours, is_pack, pack_folders, read_file, read_pack, scenario_id};
use super::lesson;
use super::model::{Pack, Rubric, Scenario};
use super::outgoing;
use super::pack_files::PackFiles;
use super::read::{read, read_on};
use super::source::{
    KnowledgeSource, MovesSource, PackSource, PeopleSource, RowsSource, RubricSource, ScenarioSource,
    TemperamentsSource,
};
use super::tidy;
use super::translation;
use super::writing::WritingSource;

/// The folder of laws, in a pack and beside the packs that the program carries.
const LAWS: &str = "laws";

static BUNDLED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/scenarios");

/// Why a folder of packs could not even be looked at.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error("{path} cannot be read: {cause}")]
    Unreadable { path: PathBuf, cause: std::io::Error },
    #[error("{path} holds no pack: there is no pack.ron in it or in a folder below it")]
    NoPack { path: PathBuf },
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
            lend_laws(&mut pack);
            packs.push(pack);
        }
    }
    let mut loaded = build_all(packs, Judged::Today);
    // Whoever has chosen no company yet begins where there is most to practise.
    loaded.packs.sort_by_key(|pack| std::cmp::Reverse(pack.exercises().count()));
    loaded
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

/// The laws that the program carries, by name.
pub(super) fn carried_laws() -> impl Iterator<Item = (String, Arc<SourceFile>)> {
    let files = BUNDLED.get_dir(LAWS).into_iter().flat_map(Dir::files);
    files.filter_map(|file| {
        let (name, text) = (file.path().file_stem()?.to_str()?.to_owned(), file.contents_utf8()?.to_owned());
        let path = file.path().to_string_lossy().replace('\\', "/");
        Some((name, Arc::new(SourceFile { name: path, text })))
    })
}

/// Puts the laws that a pack's campaigns name beside them, where the pack has none of its own of that name: what is kept of
/// an attempt is whole, whatever the program carries later.
fn lend_laws(pack: &mut PackFiles) {
    let named = outgoing::laws_named(pack.files.iter());
    for (name, file) in carried_laws().filter(|(name, _)| named.contains(name)) {
        pack.files.entry(format!("{LAWS}/{name}.ron")).or_insert(file);
    }
}

/// The packs in a folder: the folder itself, or the folders in it.
///
/// # Errors
/// When the folder cannot be read or holds no pack.
pub fn folder(path: &Path) -> Result<Loaded, LoadError> {
    let mut loaded = Loaded::default();
    for folder in pack_folders(path)? {
        let mut pack = read_pack(&folder, Calls::Now)?;
        lend_laws(&mut pack.files);
        loaded.scenarios += pack.refused.iter().filter(|path| scenario_id(path).is_some()).count();
        loaded.found.extend(pack.found);
        build(Arc::new(pack.files), &pack.refused, &pack.calls, Judged::Today, &mut loaded);
    }
    in_order(&mut loaded);
    Ok(loaded)
}

/// What is wrong with the packs in a folder, their scenarios let go of as soon as they are checked: for a folder with
/// thousands of them. The packs come without scenarios.
///
/// # Errors
/// When the folder cannot be read or holds no pack.
pub fn checked(path: &Path) -> Result<Loaded, LoadError> {
    let mut loaded = Loaded::default();
    for folder in pack_folders(path)? {
        let OnDisk { mut files, refused, found, calls } = read_pack(&folder, Calls::Later)?;
        lend_laws(&mut files);
        loaded.found.extend(found);
        loaded.scenarios += refused.iter().filter(|path| scenario_id(path).is_some()).count() + calls.len();
        let pack = own(&Arc::new(files), &refused, &calls, &mut loaded);
        let mut left = Vec::new();
        for (inside, path) in &calls {
            let file = match read_file(path, inside, std::mem::take(&mut left)) {
                Ok(file) => Arc::new(file),
                Err(problem) => {
                    loaded.found.push(*problem);
                    continue;
                }
            };
            match &pack {
                Some(pack) => {
                    let (sound, found) = scenario(scenario_id(inside).unwrap_or(inside), &file, pack);
                    loaded.found.extend(found);
                    loaded.found.extend(sound.iter().flat_map(|sound| lesson::against(pack, sound)));
                }
                None => misread(&file, &mut loaded),
            }
            left = Arc::into_inner(file).map(|file| file.text.into_bytes()).unwrap_or_default();
        }
        loaded.packs.extend(pack.map(Arc::new));
    }
    in_order(&mut loaded);
    Ok(loaded)
}

/// The pack in a folder with one of its scenarios: the others are not read, however many there are.
///
/// # Errors
/// As [`folder`].
pub fn folder_of_one(path: &Path, scenario: &str) -> Result<Loaded, LoadError> {
    let mut pack = read_pack(path, Calls::Later)?;
    lend_laws(&mut pack.files);
    let own = format!("calls/{scenario}.ron");
    for (inside, file) in pack.calls.iter().filter(|(inside, _)| *inside == own) {
        match read_file(file, inside, Vec::new()) {
            Ok(file) => drop(pack.files.files.insert(inside.clone(), Arc::new(file))),
            Err(problem) => pack.found.push(*problem),
        }
    }
    if !pack.files.files.contains_key("pack.ron") {
        return Err(LoadError::NoPack { path: path.to_path_buf() });
    }
    let mut loaded = Loaded { found: pack.found, ..Loaded::default() };
    build(Arc::new(pack.files), &pack.refused, &pack.calls, Judged::Today, &mut loaded);
    in_order(&mut loaded);
    Ok(loaded)
}

/// The pack that files in memory make, as the store keeps them beside an attempt.
#[must_use]
pub fn kept(files: PackFiles) -> Loaded {
    build_all(vec![files], Judged::AsKept)
}

/// A rubric that is no part of a pack, for calls of that pack.
///
/// # Errors
/// Everything that is wrong with it.
pub fn rubric(id: &str, file: &Arc<SourceFile>, pack: &Pack) -> Result<Rubric, Vec<Diagnostic>> {
    let mut source = read(file)?;
    let borrowed = pack.banks.lend_criteria(&mut source, file);
    let rubric = Rubric { id: id.to_owned(), hash: borrowed.hash.clone(), source };
    let found = check_rubric::rubric(&rubric, &pack.moves, Checker::borrowing(file, &file.text, borrowed));
    if found.iter().any(|problem| problem.severity == Severity::Error) { Err(found) } else { Ok(rubric) }
}

/// One scenario of a pack that is there, with everything that was found: what an editor asks at each save.
#[must_use]
pub fn scenario(id: &str, file: &Arc<SourceFile>, pack: &Pack) -> (Option<Scenario>, Vec<Diagnostic>) {
    let (sound, mut found) = check::scenario((id, file), read_on(file), pack, Judged::Today);
    (sound.map(|sound| translated(sound, pack, &mut found)), found)
}

/// The folder of the pack that a file belongs to. A link belongs where it stands, not where it leads.
#[must_use]
pub fn pack_of(file: &Path) -> Option<PathBuf> {
    let around = |file: PathBuf| file.ancestors().skip(1).find(|folder| is_pack(folder)).map(Path::to_path_buf);
    let standing = std::path::absolute(file).ok().and_then(around);
    standing.or_else(|| file.canonicalize().ok().and_then(around))
}

fn build_all(packs: Vec<PackFiles>, judged: Judged) -> Loaded {
    let mut loaded = Loaded::default();
    for pack in packs {
        build(Arc::new(pack), &BTreeSet::new(), &[], judged, &mut loaded);
    }
    in_order(&mut loaded);
    loaded
}

fn in_order(loaded: &mut Loaded) {
    let place = |problem: &Diagnostic| problem.span.as_ref().map(|span| span.start);
    loaded.found.sort_by(|a, b| (&a.file.name, place(a)).cmp(&(&b.file.name, place(b))));
    // What stands in a bank is told once, however many scenarios take it.
    let mut told = BTreeSet::new();
    loaded.found.retain(|problem| {
        told.insert((problem.file.name.clone(), place(problem), problem.code, problem.message.clone()))
    });
}

/// Builds a pack and its scenarios.
fn build(
    files: Arc<PackFiles>,
    refused: &BTreeSet<String>,
    calls: &[(String, PathBuf)],
    judged: Judged,
    loaded: &mut Loaded,
) {
    let mut pack = own(&files, refused, calls, loaded);
    for (path, file) in &files.files {
        let Some(id) = scenario_id(path) else { continue };
        loaded.scenarios += 1;
        match &mut pack {
            Some(pack) => {
                let (sound, found) = check::scenario((id, file), read_on(file), pack, judged);
                loaded.found.extend(found);
                let sound = sound.map(|sound| translated(sound, pack, &mut loaded.found));
                loaded.found.extend(sound.iter().flat_map(|sound| lesson::against(pack, sound)));
                pack.scenarios.extend(sound.map(Arc::new));
            }
            None => misread(file, loaded),
        }
    }
    let Some(mut pack) = pack else { return };
    pack.scenarios.sort_by(|a, b| (a.source.difficulty, &a.id).cmp(&(b.source.difficulty, &b.id)));
    let wrong = outgoing::endings(&pack);
    pack.drills.campaigns.retain(|campaign| {
        let own = format!("/campaigns/{}.ron", campaign.id);
        !wrong.iter().any(|problem| problem.file.name.ends_with(&own))
    });
    loaded.found.extend(wrong);
    // A language that the pack has no lines in still has its own dates, sums and voices.
    let spoken: BTreeSet<String> =
        pack.scenarios.iter().flat_map(|scenario| scenario.languages.keys().cloned()).collect();
    for lang in spoken.into_iter().filter(|lang| !pack.languages.contains_key(lang)).collect::<Vec<_>>() {
        let own = translation::in_language(&pack, &lang, &translation::Sheet::default());
        pack.languages.insert(lang, Arc::new(own));
    }
    loaded.packs.push(Arc::new(pack));
}

/// The scenario with what it is in the languages that it names.
fn translated(mut scenario: Scenario, pack: &Pack, all: &mut Vec<Diagnostic>) -> Scenario {
    for lang in scenario.source.languages.clone() {
        let table = pack.files.files.get(&format!("calls/{}.{lang}.csv", scenario.id));
        let (source, found) = translation::spoken(&scenario.source, &scenario.file, (&lang, table));
        all.extend(found);
        let (Some(source), Some(table)) = (source, table) else { continue };
        let hash = blake3::hash(format!("{}\n{}", scenario.hash, table.text).as_bytes()).to_hex().to_string();
        let borrowed = Borrowed { origins: Vec::new(), found: Vec::new(), hash };
        // Only words have changed, and those were checked above.
        let (own, _) = check::lent((&scenario.id, &scenario.file), source, borrowed, pack);
        if let Some(own) = own {
            scenario.languages.insert(lang.clone(), Arc::new(Scenario { lang: Some(lang), ..own }));
        }
    }
    scenario
}

/// The pack with what it lends to its calls in the languages that it names.
fn pack_translated(mut pack: Pack, loaded: &mut Loaded) -> Pack {
    let Some(file) = pack.files.files.get("pack.ron").cloned() else { return pack };
    let lines = if pack.source.languages.is_empty() { Vec::new() } else { translation::pack_lines(&pack) };
    for lang in pack.source.languages.clone() {
        let table = pack.files.files.get(&format!("pack.{lang}.csv"));
        let (merged, found) = translation::merged(&lines, &file, (&lang, table));
        loaded.found.extend(found);
        if let Some(merged) = merged {
            let own = translation::in_language(&pack, &lang, &merged);
            pack.languages.insert(lang, Arc::new(own));
        }
    }
    pack
}

/// Builds a pack without its scenarios. Nothing more is said of files that were refused.
/// `calls` are scenarios that are not among the files.
fn own(
    files: &Arc<PackFiles>,
    refused: &BTreeSet<String>,
    calls: &[(String, PathBuf)],
    loaded: &mut Loaded,
) -> Option<Pack> {
    let main: Option<PackSource> = part(files, refused, "pack.ron", loaded);
    let people: Option<PeopleSource> = part(files, refused, "people.ron", loaded);
    let rows: Option<RowsSource> = part(files, refused, "rows.ron", loaded);
    let knowledge: Option<KnowledgeSource> = part(files, refused, "knowledge.ron", loaded);
    let moves: Option<MovesSource> = part(files, refused, "moves.ron", loaded);
    let temperaments: Option<TemperamentsSource> = part(files, refused, "temperaments.ron", loaded);
    let writing = writing(files, loaded);
    let (banks, found) = Banks::read(files);
    loaded.found.extend(found);
    let rubrics = rubrics(files, &banks, loaded);
    let (Some(main), Some(people), Some(rows), Some(knowledge), Some(moves), Some(temperaments)) =
        (main, people, rows, knowledge, moves, temperaments)
    else {
        return None;
    };
    let parts = check_pack::Parts { main, people, rows, knowledge, moves, temperaments, banks, rubrics, writing };
    let locale = parts.main.locale.clone();
    let (mut pack, found) = check_pack::pack(files, parts);
    loaded.found.extend(found);
    if let Some(pack) = &mut pack {
        let (lessons, found) = lesson::read_all(files);
        loaded.found.extend(found);
        pack.drills.lessons = lessons;
        loaded.found.extend(lesson::check_all(pack, calls));
    }
    let mut pack = pack.map(|pack| pack_translated(pack, loaded));
    if let Some(pack) = &mut pack {
        loaded.found.extend(pack.banks.personas_of(pack.temperaments.keys().map(String::as_str)));
        let (laws, found) = outgoing::laws(pack);
        loaded.found.extend(found);
        pack.drills.laws = laws;
        let (dialling, found) = outgoing::rules(pack);
        loaded.found.extend(found);
        pack.drills.dialling = dialling;
        let (campaigns, found) = outgoing::campaigns(pack, calls);
        loaded.found.extend(found);
        pack.drills.campaigns = campaigns;
        let (tidies, found) = tidy::drills(pack);
        loaded.found.extend(found);
        pack.drills.tidies = tidies;
    }
    // A table of translations has marks of its own around and inside its texts.
    let is_text = |path: &str| path.ends_with(".ron") && scenario_id(path).is_none();
    for (_, file) in files.files.iter().filter(|(path, _)| is_text(path)) {
        loaded.found.extend(check_text::noise_in(file, &file.text, &locale));
    }
    pack
}

fn part<T: serde::de::DeserializeOwned>(
    files: &PackFiles,
    refused: &BTreeSet<String>,
    name: &str,
    loaded: &mut Loaded,
) -> Option<T> {
    let Some(file) = files.files.get(name) else {
        if refused.contains(name) {
            return None;
        }
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
    files.files.contains_key("writing.ron").then(|| part(files, &BTreeSet::new(), "writing.ron", loaded)).flatten()
}

fn rubrics(files: &PackFiles, banks: &Banks, loaded: &mut Loaded) -> BTreeMap<String, (Rubric, Borrowed)> {
    let mut out = BTreeMap::new();
    for (path, file) in &files.files {
        let Some(id) = path.strip_prefix("rubrics/").and_then(|name| name.strip_suffix(".ron")) else { continue };
        match read::<RubricSource>(file) {
            Ok(mut source) => {
                let borrowed = banks.lend_criteria(&mut source, file);
                let rubric = Rubric { id: id.to_owned(), hash: borrowed.hash.clone(), source };
                out.insert(id.to_owned(), (rubric, borrowed));
            }
            Err(problems) => loaded.found.extend(problems),
        }
    }
    out
}

/// What can be said of a scenario whose pack cannot be built.
fn misread(file: &Arc<SourceFile>, loaded: &mut Loaded) {
    if let Err(problems) = read::<ScenarioSource>(file) {
        loaded.found.extend(problems);
    }
}
