//! `steadyline walk`: plays walkthrough files and says where a call, or a drill without one, went otherwise.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Common, Exit, complain, packs, say, show_drill};
use crate::bots::{DrillWalkReport, WalkError, WalkReport, parse_drill_walk, parse_walk, run_drill_walk, run_walk};
use crate::call::{Base, Event, EventKind, Millis, Speaker};
use crate::scenario::{DrillKind, Loaded, Pack, bundled, folder, pack_of};
use crate::scoring::Scorecard;
use crate::text::Texts;

/// Play walkthrough files and say where a call went otherwise
///
/// A walkthrough NAME.anything.walk belongs to the scenario, call list or drill in tidying NAME.ron in the same folder.
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

/// What was played.
enum Report {
    Call(Box<WalkReport>),
    Drill(Box<DrillWalkReport>),
}

impl Report {
    fn card(&self) -> &Scorecard {
        match self {
            Self::Call(report) => &report.card,
            Self::Drill(report) => &report.card,
        }
    }

    fn failed(&self) -> &[WalkError] {
        match self {
            Self::Call(report) => &report.failed,
            Self::Drill(report) => &report.failed,
        }
    }

    fn ending(&self) -> &str {
        match self {
            Self::Call(report) => report.card.ending.as_deref().unwrap_or("unfinished"),
            Self::Drill(report) if report.run.is_over() => "finished",
            Self::Drill(_) => "unfinished",
        }
    }

    fn tell(&self) {
        match self {
            Self::Call(report) => tell(&report.events, &report.card),
            Self::Drill(report) => {
                let texts = Texts::english();
                for line in report.events.iter().filter_map(|event| show_drill::event(event, &report.run, &texts)) {
                    say(&line);
                }
                lost(&report.card);
            }
        }
    }
}

pub(super) fn run(args: &Args, common: &Common) -> Exit {
    let mut exit = Exit::Fine;
    for path in &args.paths {
        match walk(path, args.lang.as_deref(), common) {
            Ok(report) => {
                if args.verbose {
                    report.tell();
                }
                let numbers: Vec<String> =
                    report.card().numbers.iter().map(|n| n.score.map_or("–".to_owned(), |s| s.to_string())).collect();
                let verdict = if report.failed().is_empty() { "as written" } else { "otherwise" };
                say(&format!("{}: {verdict}, {} [{}]", path.display(), report.ending(), numbers.join(" ")));
                for failure in report.failed() {
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

fn walk(path: &Path, lang: Option<&str>, common: &Common) -> Result<Report, (String, Exit)> {
    let text =
        std::fs::read_to_string(path).map_err(|error| (format!("{}: {error}", path.display()), Exit::Unavailable))?;
    let wrong = |wrong: Vec<WalkError>| {
        let lines: Vec<String> = wrong.iter().map(|error| format!("{}: {error}", path.display())).collect();
        (lines.join("\n"), Exit::Content)
    };
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let id = name.split('.').next().unwrap_or_default().to_owned();
    if let Some(kind) = drill_kind(path) {
        let walk = parse_drill_walk(&text, kind).map_err(wrong)?;
        let loaded = packs_of(path, common)?;
        let drill = |pack: &Pack| pack.all_drills().find(|drill| drill.id() == id && drill.kind() == kind);
        let found = loaded.packs.iter().find_map(|pack| Some((pack, drill(pack)?)));
        let Some((pack, drill)) = found else {
            return Err((format!("{}: there is no sound drill \"{id}\" for it", path.display()), Exit::Content));
        };
        return Ok(Report::Drill(Box::new(run_drill_walk(pack, &drill, &walk))));
    }
    let walk = parse_walk(&text).map_err(wrong)?;
    let loaded = packs_of(path, common)?;
    let found = loaded.packs.iter().find_map(|pack| Some((pack, pack.scenario(&id)?)));
    let Some((pack, scenario)) = found else {
        return Err((format!("{}: there is no sound scenario \"{id}\" for it", path.display()), Exit::Content));
    };
    let scenario = packs::in_language(Arc::clone(scenario), lang)?;
    let base = Arc::new(Base::lay_out(pack));
    Ok(Report::Call(Box::new(run_walk(pack, &base, &scenario, &walk))))
}

/// The kind of drill that a file belongs to, by the folder in which it lies; none for calls.
fn drill_kind(path: &Path) -> Option<DrillKind> {
    let path = std::path::absolute(path).ok()?;
    match path.parent()?.file_name()?.to_str()? {
        "campaigns" => Some(DrillKind::CallList),
        "tidy" => Some(DrillKind::Tidy),
        _ => None,
    }
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
    lost(card);
}

fn lost(card: &Scorecard) {
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
