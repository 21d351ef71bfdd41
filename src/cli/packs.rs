//! The packs that a command works with: the bundled ones, and those of `--scenarios` in front of them.

use std::path::Path;
use std::sync::Arc;

use super::{Common, Exit};
use crate::scenario::{Diagnostic, Loaded, Pack, Scenario, Severity, bundled, did_you_mean, folder, pack_of};

/// Why no scenario can be played.
pub(super) type Failure = (String, Exit);

/// Loads the packs.
pub(super) fn load(common: &Common) -> Result<Loaded, Failure> {
    let mut all = Loaded::default();
    if let Some(dir) = &common.scenarios {
        all = folder(dir).map_err(|error| (error.to_string(), Exit::Unavailable))?;
    }
    let own = bundled();
    for pack in own.packs {
        if !all.packs.iter().any(|other| other.id == pack.id) {
            all.packs.push(pack);
        }
    }
    all.found.extend(own.found);
    all.scenarios += own.scenarios;
    Ok(all)
}

/// A scenario by its file, or by its name. A file brings the pack around it, unless other packs are named.
pub(super) fn open(common: &Common, name: &str) -> Result<(Arc<Pack>, Arc<Scenario>), Failure> {
    let scenarios = common.scenarios.clone().or_else(|| pack_of(Path::new(name)));
    find(&load(&Common { scenarios, ..common.clone() })?, name)
}

/// Finds a scenario by its id, or by a part of its id, title or rubric that no other has.
pub(super) fn find(loaded: &Loaded, name: &str) -> Result<(Arc<Pack>, Arc<Scenario>), Failure> {
    let all = || loaded.packs.iter().flat_map(|pack| pack.scenarios.iter().map(move |scenario| (pack, scenario)));
    let wanted = name.to_lowercase();
    let wanted = wanted.strip_suffix(".ron").unwrap_or(&wanted);
    let wanted = wanted.rsplit(['/', '\\']).next().unwrap_or(wanted);
    let exact: Vec<_> = all().filter(|(_, scenario)| scenario.id == wanted).collect();
    let like = |text: &str| text.to_lowercase().replace('_', " ").contains(&wanted.replace('_', " "));
    let near: Vec<_> = all()
        .filter(|(_, scenario)| like(&scenario.id) || like(&scenario.source.title) || like(&scenario.source.rubric))
        .collect();
    let found = if exact.is_empty() { near } else { exact };
    if let [(pack, scenario)] = found.as_slice() {
        return Ok((Arc::clone(pack), Arc::clone(scenario)));
    }
    let names: Vec<&str> = all().map(|(_, scenario)| scenario.id.as_str()).collect();
    let broken: Vec<String> =
        loaded.found.iter().filter(|problem| problem.severity == Severity::Error).map(Diagnostic::short).collect();
    let mut message = if found.is_empty() {
        format!("there is no scenario \"{name}\"")
    } else {
        format!("\"{name}\" fits more than one scenario")
    };
    if let Some(hint) = did_you_mean(wanted, names.iter().copied()) {
        message.push_str(&format!(": {hint}"));
    }
    message.push_str(&format!("\nThere are: {}", names.join(", ")));
    if !broken.is_empty() {
        message.push_str(&format!("\nNot playable because of errors:\n{}", broken.join("\n")));
    }
    Err((message, if broken.is_empty() { Exit::Usage } else { Exit::Content }))
}

/// The scenario in the language that was asked for.
pub(super) fn in_language(scenario: Arc<Scenario>, lang: Option<&str>) -> Result<Arc<Scenario>, Failure> {
    let Some(lang) = lang else { return Ok(scenario) };
    scenario.in_language(lang).cloned().ok_or_else(|| {
        let known: Vec<&str> = scenario.languages.keys().map(String::as_str).collect();
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        let message = format!("\"{}\" is not translated into \"{lang}\"; its languages: {known}", scenario.id);
        (message, Exit::Usage)
    })
}
