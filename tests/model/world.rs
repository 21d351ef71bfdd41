//! What the model tests share: the bundled pack and its walkthroughs.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use steadyline::bots::{WalkReport, parse_walk, run_walk};
use steadyline::call::{Base, CallOptions, Setup};
use steadyline::scenario::{Pack, Scenario, folder};

/// The repository's folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The retailer, with its practice database laid out.
pub static TAMBLEWICK: LazyLock<(Arc<Pack>, Arc<Base>)> = LazyLock::new(|| laid_out("tamblewick"));

/// The mobile operator.
pub static OTTERMOOR: LazyLock<(Arc<Pack>, Arc<Base>)> = LazyLock::new(|| laid_out("ottermoor"));

fn laid_out(id: &str) -> (Arc<Pack>, Arc<Base>) {
    let loaded = folder(&root().join("scenarios")).expect("the bundled packs can be read");
    let pack = loaded.packs.into_iter().find(|pack| pack.id == id).expect("the pack is sound");
    let base = Arc::new(Base::lay_out(&pack));
    (pack, base)
}

/// The packs that ship.
pub fn packs() -> [&'static (Arc<Pack>, Arc<Base>); 2] {
    [&TAMBLEWICK, &OTTERMOOR]
}

/// A call of a scenario that is about to be offered.
pub fn setup(scenario: &str, seed: u64) -> Arc<Setup> {
    let (pack, base) = &*TAMBLEWICK;
    let scenario = pack.scenario(scenario).expect("there is such a scenario");
    let options = CallOptions { seed, operator: "Sam Hollis".to_owned(), ..CallOptions::default() };
    Arc::new(Setup::new(pack, base, scenario, options))
}

/// All walkthroughs, in order of their names.
pub fn walks() -> Vec<PathBuf> {
    let mut walks: Vec<PathBuf> = packs().into_iter().flat_map(|(pack, _)| walks_of(pack)).collect();
    walks.sort_by(|one, other| one.file_name().cmp(&other.file_name()));
    walks
}

/// The walkthroughs of a pack.
pub fn walks_of(pack: &Pack) -> Vec<PathBuf> {
    let folder = root().join(format!("scenarios/{}/calls", pack.id));
    let files = std::fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("an entry").path());
    files.filter(|path| path.extension().is_some_and(|ending| ending == "walk")).collect()
}

/// Plays a walkthrough by name, `third_call_blender.perfect`.
pub fn walk(name: &str) -> WalkReport {
    let id = name.split('.').next().expect("a name");
    let (pack, base) = packs().into_iter().find(|(pack, _)| pack.scenario(id).is_some()).expect("a pack has it");
    let path = root().join(format!("scenarios/{}/calls/{name}.walk", pack.id));
    let text = std::fs::read_to_string(&path).expect("the walkthrough can be read");
    let walk = parse_walk(&text).unwrap_or_else(|wrong| panic!("{name}: {wrong:?}"));
    run_walk(pack, base, pack.scenario(id).expect("there is such a scenario"), &walk)
}

/// The blender scenario with one thing replaced, in a copy of the pack in a folder.
pub fn edited(into: &Path, from: &str, to: &str) -> Scenario {
    let pack = into.join("tamblewick");
    copy(&root().join("scenarios/tamblewick"), &pack);
    let file = pack.join("calls/third_call_blender.ron");
    let text = std::fs::read_to_string(&file).expect("the scenario can be read");
    assert!(text.contains(from), "{from} does not stand in the scenario");
    std::fs::write(&file, text.replacen(from, to, 1)).expect("the scenario can be written");
    let loaded = folder(into).expect("the pack can be read");
    assert_eq!(loaded.errors(), 0, "{:?}", loaded.found.iter().map(|problem| problem.short()).collect::<Vec<_>>());
    let mut packs = loaded.packs;
    let pack = Arc::into_inner(packs.remove(0)).expect("nobody else has it");
    let scenario = pack.scenarios.into_iter().find(|scenario| scenario.id == "third_call_blender");
    Arc::into_inner(scenario.expect("it is sound")).expect("nobody else has it")
}

/// Copies a folder.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder can be made");
    for entry in std::fs::read_dir(from).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("a file can be copied");
        }
    }
}
