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
    let loaded = match super::packs::load(common) {
        Ok(loaded) => loaded,
        Err((message, exit)) => {
            complain(&message);
            return exit;
        }
    };
    let errors = loaded.found.iter().filter(|problem| problem.severity == crate::scenario::Severity::Error);
    let faults = errors.map(Diagnostic::short).collect();
    let data = common.data.clone().unwrap_or_else(crate::store::default_folder);
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
