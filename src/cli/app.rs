//! `steadyline` without a command: opens the app, or says why it cannot.

use super::{Common, Exit, complain};

/// Opens the window.
#[cfg(feature = "app")]
#[must_use]
pub fn open_app(common: &Common) -> Exit {
    use crate::app::{House, Options, has_display, run, session::Library};
    use crate::scenario::Diagnostic;
    if !has_display() {
        complain("There is no display to open a window on. `steadyline play complaint` takes a call in the terminal.");
        return Exit::Unavailable;
    }
    let data = common.data.clone().unwrap_or_else(crate::store::default_folder);
    let mut faults = Vec::new();
    let kept = packs_folder(&data).filter(|_| common.scenarios.is_none());
    let with_kept = Common { scenarios: kept, ..common.clone() };
    let loaded = match super::packs::load(&with_kept) {
        // A folder that was kept and is gone must not keep the app from opening.
        Err((message, _)) if with_kept.scenarios.is_some() => {
            faults.push(message);
            super::packs::load(common)
        }
        _ if with_kept.scenarios.is_none() => super::packs::load(common),
        loaded => loaded,
    };
    let loaded = match loaded {
        Ok(loaded) => loaded,
        Err((message, exit)) => {
            complain(&message);
            return exit;
        }
    };
    let errors = loaded.found.iter().filter(|problem| problem.severity == crate::scenario::Severity::Error);
    faults.extend(errors.map(Diagnostic::short));
    let house = House { library: Library::new(loaded.packs, faults), data };
    if run(Options::default(), house).is_error() { Exit::Bug } else { Exit::Fine }
}

/// Says that this build has no window.
#[cfg(not(feature = "app"))]
#[must_use]
pub fn open_app(_common: &Common) -> Exit {
    complain("This build has no window. `steadyline play complaint` takes a call in the terminal; `steadyline --help` lists the rest.");
    Exit::Usage
}
