//! `steadyline check`: every problem of packs and scenarios, with place and hint.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use super::{Exit, complain, say};
use crate::scenario::{Loaded, Severity, bundled, folder, pack_of};
use crate::voice::check_recordings;

/// Check packs and scenarios, and say what is wrong where
///
/// A PATH is a folder with packs, a pack's folder, or one scenario of a pack; without any, the bundled packs are checked.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folders with packs, packs, or scenario files
    paths: Vec<PathBuf>,
    /// One JSON object for programs
    #[arg(long)]
    json: bool,
    /// Treat warnings as errors
    #[arg(long)]
    deny_warnings: bool,
}

pub(super) fn run(args: &Args) -> Exit {
    let mut all = Loaded::default();
    if args.paths.is_empty() {
        all = bundled();
    }
    for path in &args.paths {
        match load(path) {
            Ok(loaded) => {
                all.packs.extend(loaded.packs);
                all.found.extend(loaded.found);
                all.scenarios += loaded.scenarios;
            }
            Err(message) => {
                complain(&message);
                return Exit::Unavailable;
            }
        }
    }
    let recordings: Vec<_> = all.packs.iter().flat_map(|pack| check_recordings(pack)).collect();
    all.found.extend(recordings);
    let errors = all.errors();
    let warnings = all.found.len() - errors;
    if args.json {
        let found: Vec<_> = all.found.iter().map(crate::scenario::Diagnostic::to_json).collect();
        say(&serde_json::json!({ "errors": errors, "warnings": warnings, "scenarios": all.scenarios, "found": found })
            .to_string());
    } else {
        let colour = std::io::stdout().is_terminal();
        for problem in &all.found {
            say(&problem.render(colour));
            say("");
        }
        say(&format!(
            "{} pack(s), {} scenario(s): {errors} error(s), {warnings} warning(s)",
            all.packs.len(),
            all.scenarios
        ));
    }
    let failed =
        errors > 0 || (args.deny_warnings && all.found.iter().any(|problem| problem.severity == Severity::Warning));
    if failed { Exit::Content } else { Exit::Fine }
}

/// A folder, or the pack around one file with what was found in that file alone.
fn load(path: &Path) -> Result<Loaded, String> {
    if path.is_dir() {
        return folder(path).map_err(|error| error.to_string());
    }
    if !path.exists() {
        return Err(format!("{} does not exist", path.display()));
    }
    let pack = pack_of(path).ok_or_else(|| {
        format!(
            "{} belongs to no pack: a scenario lies in the folder calls/ of a pack, beside its pack.ron",
            path.display()
        )
    })?;
    let mut loaded = folder(&pack).map_err(|error| error.to_string())?;
    // What is wrong with the pack itself keeps every scenario of it from being checked.
    let is_of_pack = |file: &Path| file.parent() == Some(pack.as_path());
    let asked = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    loaded.found.retain(|problem| {
        let file = Path::new(&problem.file.name);
        let file = file.canonicalize().unwrap_or_else(|_| file.to_path_buf());
        file == asked || is_of_pack(&file)
    });
    loaded.scenarios = 1;
    Ok(loaded)
}
