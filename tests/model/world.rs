//! What the model tests share: the bundled pack and its walkthroughs.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use steadyline::bots::{WalkReport, parse_walk, run_walk};
use steadyline::call::{Base, CallOptions, Setup};
use steadyline::scenario::{Pack, folder};

/// The repository's folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The retailer, with its practice database laid out.
pub static TAMBLEWICK: LazyLock<(Arc<Pack>, Arc<Base>)> = LazyLock::new(|| {
    let loaded = folder(&root().join("scenarios")).expect("the bundled packs can be read");
    let pack = loaded.packs.into_iter().find(|pack| pack.id == "tamblewick").expect("the retailer is sound");
    let base = Arc::new(Base::lay_out(&pack));
    (pack, base)
});

/// A call of a scenario that is about to be offered.
pub fn setup(scenario: &str, seed: u64) -> Arc<Setup> {
    let (pack, base) = &*TAMBLEWICK;
    let scenario = pack.scenario(scenario).expect("there is such a scenario");
    let options = CallOptions { seed, operator: "Sam Hollis".to_owned(), ..CallOptions::default() };
    Arc::new(Setup::new(pack, base, scenario, options))
}

/// All walkthroughs, in order of their names.
pub fn walks() -> Vec<PathBuf> {
    let folder = root().join("scenarios/tamblewick/calls");
    let files = std::fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("an entry").path());
    let mut walks: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|ending| ending == "walk")).collect();
    walks.sort();
    walks
}

/// Plays a walkthrough by name, `third_call_blender.perfect`.
pub fn walk(name: &str) -> WalkReport {
    let path = root().join(format!("scenarios/tamblewick/calls/{name}.walk"));
    let text = std::fs::read_to_string(&path).expect("the walkthrough can be read");
    let walk = parse_walk(&text).unwrap_or_else(|wrong| panic!("{name}: {wrong:?}"));
    let (pack, base) = &*TAMBLEWICK;
    let id = name.split('.').next().expect("a name");
    run_walk(pack, base, pack.scenario(id).expect("there is such a scenario"), &walk)
}
