//! `steadyline` without a command opens the app, and `steadyline author` opens it on a scenario that is being written; or
//! they say why they cannot.

use super::{Common, Exit, complain};

/// Open a scenario in author mode: play it while you write it
///
/// The window shows the beats, the call line by line, and the state of the call. The file and its pack are watched: a save
/// shows its problems at once, or the same call carried on in the new version.
#[derive(Debug, clap::Args)]
pub struct AuthorArgs {
    /// The scenario's file, or its name in a pack of --scenarios
    scenario: String,
}

/// Opens the window.
#[cfg(feature = "app")]
#[must_use]
pub fn open_app(common: &Common) -> Exit {
    use crate::app::{Options, run};
    in_window("`steadyline play complaint` takes a call in the terminal.", || {
        Ok(run(Options::default(), house(common)?))
    })
}

/// Opens the window in author mode.
#[cfg(feature = "app")]
#[must_use]
pub fn open_author(args: &AuthorArgs, common: &Common) -> Exit {
    use crate::app::{Options, run_author};
    in_window("`steadyline check FILE` says what is wrong with a scenario.", || {
        let written = written(&args.scenario, common)?;
        Ok(run_author(Options::default(), house(common)?, written))
    })
}

/// Runs a window, where there is a display for it; else says what can be done without.
#[cfg(feature = "app")]
fn in_window(instead: &str, run: impl FnOnce() -> Result<crate::app::AppExit, (String, Exit)>) -> Exit {
    if !crate::app::has_display() {
        complain(&format!("There is no display to open a window on. {instead}"));
        return Exit::Unavailable;
    }
    match run() {
        Ok(exit) if exit.is_error() => Exit::Bug,
        Ok(_) => Exit::Fine,
        Err((message, exit)) => {
            complain(&message);
            exit
        }
    }
}

/// The file that is to be written: a path, or the name of a scenario. A file need not be sound to be opened.
#[cfg(feature = "app")]
fn written(scenario: &str, common: &Common) -> Result<crate::app::author::Written, (String, Exit)> {
    use crate::app::author::Written;
    use crate::scenario::pack_of;
    let path = std::path::Path::new(scenario);
    if path.is_file() {
        let named = path.canonicalize().ok().and_then(|path| {
            let in_calls = path.parent()?.file_name()? == "calls" && path.extension()? == "ron";
            Some((pack_of(&path)?, path.file_stem().filter(|_| in_calls)?.to_string_lossy().into_owned()))
        });
        return named.map(|(folder, scenario)| Written { folder: Some(folder), scenario }).ok_or_else(|| {
            let message =
                format!("{scenario} is no scenario of a pack: it lies in the folder calls/ beside a pack.ron");
            (message, Exit::Usage)
        });
    }
    let (pack, scenario) = super::packs::find(&super::packs::load(common)?, scenario)?;
    Ok(Written { folder: pack.files.folder.clone(), scenario: scenario.id.clone() })
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

/// Says that this build has no window.
#[cfg(not(feature = "app"))]
#[must_use]
pub fn open_author(_args: &AuthorArgs, _common: &Common) -> Exit {
    complain("This build has no window. `steadyline check FILE` says what is wrong with a scenario.");
    Exit::Usage
}

/// What a bench of sound plays.
#[derive(Debug, Clone, Copy)]
pub(super) struct SoundBench<'a> {
    pub orders: &'a [crate::voice::Order],
    /// The same, spoken.
    pub sounds: &'a [std::sync::Arc<crate::voice::Sound>],
    /// Where lines are kept that are spoken meanwhile.
    pub folder: &'a std::path::Path,
    pub minutes: f64,
    pub json: bool,
}

/// Measures mixing, and what is heard on the sound device, where there is one.
#[cfg(feature = "app")]
pub(super) fn bench_sound(bench: &SoundBench<'_>, figures: &mut serde_json::Value) -> Exit {
    let tell = |line: String| {
        if !bench.json {
            super::say(&line);
        }
    };
    let mixing = crate::app::audio::bench::mixing_percent(bench.sounds);
    figures["mixing_percent"] = mixing.into();
    tell(format!("mixing a call: {mixing:.2} % of a core"));
    if bench.minutes <= 0.0 {
        return Exit::Fine;
    }
    match on_device(bench, figures, &tell) {
        Ok(soak) => {
            tell(told(&soak));
            figures["soak_seconds"] = soak.seconds.into();
            figures["soak_lines"] = soak.lines.into();
            figures["soak_underruns"] = soak.underruns.into();
            figures["soak_busy_percent"] = soak.busy_percent.into();
            Exit::Fine
        }
        Err(why) => {
            complain(&format!("Nothing can be heard: {}.", why.trim_end_matches('.')));
            Exit::Unavailable
        }
    }
}

/// How soon lines are heard, and how a device does meanwhile.
#[cfg(feature = "app")]
fn on_device(
    bench: &SoundBench<'_>,
    figures: &mut serde_json::Value,
    tell: &impl Fn(String),
) -> Result<crate::app::audio::bench::Soak, String> {
    use super::bench_audio::{middle, most, speak};
    let mut device = crate::app::audio::bench::OnDevice::open()?;
    let folder = bench.folder.join("heard");
    for name in ["unspoken", "spoken"] {
        let took = device.until_heard(bench.orders, |order| speak(order, &folder))?;
        figures[format!("{name}_heard_ms")] = middle(&took).into();
        figures[format!("{name}_heard_most_ms")] = most(&took).into();
        tell(format!(
            "from wanting a line to its first sound at the device, {name}: {:.0} ms in the middle, {:.0} ms at most",
            middle(&took),
            most(&took)
        ));
    }
    let time = std::time::Duration::from_secs_f64((bench.minutes * 60.0).clamp(1.0, 86_400.0));
    device.soak(bench.sounds, time, |so_far| tell(told(so_far)))
}

#[cfg(feature = "app")]
fn told(soak: &crate::app::audio::bench::Soak) -> String {
    format!(
        "{:.0} s on the device: {} lines, {} underruns, {:.2} % of a core",
        soak.seconds, soak.lines, soak.underruns, soak.busy_percent
    )
}

/// This build plays nothing.
#[cfg(not(feature = "app"))]
pub(super) fn bench_sound(bench: &SoundBench<'_>, figures: &mut serde_json::Value) -> Exit {
    let SoundBench { orders, sounds, folder, minutes, json } = bench;
    tracing::debug!(lines = orders.len(), spoken = sounds.len(), folder = %folder.display(), minutes, json);
    figures["mixing_percent"] = serde_json::Value::Null;
    complain("This build has no sound device: only speaking was measured.");
    Exit::Fine
}
