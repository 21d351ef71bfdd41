//! `steadyline walk`: plays walkthrough files and says where a call went otherwise.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Common, Exit, complain, packs, say};
use crate::bots::{WalkReport, parse_walk, run_walk};
use crate::call::{Base, Event, EventKind, Millis, Speaker};
use crate::scenario::{Loaded, bundled, folder, pack_of};
use crate::scoring::Scorecard;

/// Play walkthrough files and say where a call went otherwise
///
/// A walkthrough NAME.anything.walk belongs to the scenario NAME.ron in the same folder.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Walkthrough files
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// The language of the lines, one into which the scenario is translated
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// Print what was said and done
    #[arg(long, short)]
    verbose: bool,
}

pub(super) fn run(args: &Args, common: &Common) -> Exit {
    let mut exit = Exit::Fine;
    for path in &args.paths {
        match walk(path, args.lang.as_deref(), common) {
            Ok(report) => {
                if args.verbose {
                    tell(&report.events, &report.card);
                }
                let numbers: Vec<String> =
                    report.card.numbers.iter().map(|n| n.score.map_or("–".to_owned(), |s| s.to_string())).collect();
                let verdict = if report.failed.is_empty() { "as written" } else { "otherwise" };
                say(&format!(
                    "{}: {verdict}, {} [{}]",
                    path.display(),
                    report.card.ending.as_deref().unwrap_or("unfinished"),
                    numbers.join(" ")
                ));
                for failure in &report.failed {
                    say(&format!("  {failure}"));
                    exit = Exit::Content;
                }
            }
            Err((message, code)) => {
                complain(&message);
                exit = code;
            }
        }
    }
    exit
}

fn walk(path: &Path, lang: Option<&str>, common: &Common) -> Result<WalkReport, (String, Exit)> {
    let text =
        std::fs::read_to_string(path).map_err(|error| (format!("{}: {error}", path.display()), Exit::Unavailable))?;
    let walk = parse_walk(&text).map_err(|wrong| {
        let lines: Vec<String> = wrong.iter().map(|error| format!("{}: {error}", path.display())).collect();
        (lines.join("\n"), Exit::Content)
    })?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let id = name.split('.').next().unwrap_or_default().to_owned();
    let loaded = packs_of(path, common)?;
    let found = loaded.packs.iter().find_map(|pack| Some((pack, pack.scenario(&id)?)));
    let Some((pack, scenario)) = found else {
        return Err((format!("{}: there is no sound scenario \"{id}\" for it", path.display()), Exit::Content));
    };
    let scenario = packs::in_language(Arc::clone(scenario), lang)?;
    let base = Arc::new(Base::lay_out(pack));
    Ok(run_walk(pack, &base, &scenario, &walk))
}

fn packs_of(path: &Path, common: &Common) -> Result<Loaded, (String, Exit)> {
    let folder_of = common.scenarios.clone().or_else(|| pack_of(path));
    match folder_of {
        Some(dir) => folder(&dir).map_err(|error| (error.to_string(), Exit::Unavailable)),
        None => Ok(bundled()),
    }
}

/// What was said and done, and what it cost.
pub(super) fn tell(events: &[Event], card: &Scorecard) {
    for event in events {
        let at = event.at.clock();
        match &event.kind {
            EventKind::LineStarted { by, text, ends, .. } => {
                let who = match by {
                    Speaker::Caller => "Caller",
                    Speaker::Operator => "You",
                    Speaker::Department(name) => name,
                };
                say(&format!("{at}-{} {who}: {text}", Millis(ends.0).clock()));
            }
            EventKind::LineEnded { .. } | EventKind::FieldTyped { .. } | EventKind::ReplyGiven { .. } => {}
            other => say(&format!("{at}   {}", serde_json::to_string(other).unwrap_or_default())),
        }
    }
    for criterion in card.criteria.iter().filter(|criterion| !criterion.full()) {
        say(&format!("  lost: {} ({}/{})", criterion.label, criterion.earned / 1000, criterion.possible / 1000));
        for moment in &criterion.evidence {
            say(&format!("      {} {} {:?}", moment.at.clock(), moment.finding.key, moment.finding.args));
        }
    }
    for error in &card.critical {
        say(&format!("  critical {:?}: {} at {}", error.kind, error.what, error.at.clock()));
    }
}
