//! `steadyline` without a command: opens the app, or says why it cannot.

use super::{Common, Exit, complain};

/// Opens the window.
#[cfg(feature = "app")]
#[must_use]
pub fn open_app(common: &Common) -> Exit {
    use crate::app::{Options, has_display, run};
    if !has_display() {
        complain("There is no display to open a window on. `steadyline play complaint` takes a call in the terminal.");
        return Exit::Unavailable;
    }
    match house(common) {
        Ok(house) => {
            if run(Options::default(), house).is_error() {
                Exit::Bug
            } else {
                Exit::Fine
            }
        }
        Err((message, exit)) => {
            complain(&message);
            exit
        }
    }
}

/// What the app opens with: the bundled packs, with those of `--scenarios` or of the folder that the settings name in
/// front of them.
///
/// # Errors
/// What to tell, and the exit code, where `--scenarios` cannot be read.
#[cfg(feature = "app")]
pub fn house(common: &Common) -> Result<crate::app::House, (String, Exit)> {
    use crate::app::{House, session::Library};
    use crate::scenario::Diagnostic;
    let data = common.data.clone().unwrap_or_else(crate::store::default_folder);
    let mut faults = Vec::new();
    let loaded = match common.scenarios.is_none().then(|| packs_folder(&data)).flatten() {
        // A folder that was kept in the settings and is gone must not keep the app from opening.
        Some(folder) => {
            super::packs::load(&Common { scenarios: Some(folder), ..common.clone() }).or_else(|(message, _)| {
                faults.push(message);
                super::packs::load(common)
            })
        }
        None => super::packs::load(common),
    };
    let loaded = loaded?;
    let errors = loaded.found.iter().filter(|problem| problem.severity == crate::scenario::Severity::Error);
    faults.extend(errors.map(Diagnostic::short));
    Ok(House { library: Library::new(loaded.packs, faults), data })
}

/// The folder of further packs that the settings name.
#[cfg(feature = "app")]
fn packs_folder(data: &std::path::Path) -> Option<std::path::PathBuf> {
    use crate::store::{PACKS_FOLDER, Store};
    // Before the first start there is no store to ask.
    let folder = Store::open_to_read(data).ok()?.setting(PACKS_FOLDER).ok()??;
    (!folder.is_empty()).then(|| folder.into())
}

/// Says that this build has no window.
#[cfg(not(feature = "app"))]
#[must_use]
pub fn open_app(_common: &Common) -> Exit {
    complain(
        "This build has no window. `steadyline play complaint` takes a call in the terminal; `steadyline --help` lists the rest.",
    );
    Exit::Usage
}
