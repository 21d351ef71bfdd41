//! `steadyline report`: one HTML file about a person, a team, a scenario, or the agreement of raters.

mod calibration;
mod load;
mod page;
mod part;
mod person;
mod scenario;
mod team;

use std::path::{Path, PathBuf};

use serde::Serialize;

use load::failure;
pub(super) use load::{archive, cases, only_visible, team};

use super::packs::Failure;
use super::period::Days;
#[cfg(feature = "centre")]
use super::sync::At;
use super::who::{Who, folder, told};
use super::{Common, Exit, complain, say};
use crate::review::figures::calibration::calibration;
use crate::review::figures::person_figures;
use crate::review::source::{health, team_figures};
use crate::review::{Calibrating, Source};
use crate::scenario::did_you_mean;
use crate::store::{Choice, Right, may};
use crate::text::Texts;

/// Write a report on a person, a team, a scenario or on calibration as one HTML file
///
/// Every attempt counts as it was scored by the rules of its day. The file needs nothing else: it opens without a network, in
/// light and dark, prints, and can be read by a screen reader. It holds no time of its making: the same attempts give the same
/// file. With --centre a team and a scenario are reported over all desks, with a supervisor's login.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    about: About,
    #[command(flatten)]
    who: Who,
}

#[derive(Debug, clap::Subcommand)]
enum About {
    /// One person: scores over the calls, what to work on, first, best and latest call of each scenario
    Person {
        /// The person's name, or a part of it that nobody else has
        name: String,
        #[command(flatten)]
        out: Out,
    },
    /// A team: who is ready, what to coach first, people × criteria, who gets on
    Team {
        /// The team, as `steadyline people` or `teams.csv` in the data folder names it; without one, everybody
        name: Option<String>,
        #[command(flatten)]
        days: Days,
        #[cfg(feature = "centre")]
        #[command(flatten)]
        at: At,
        #[command(flatten)]
        out: Out,
    },
    /// A scenario: per decision and per field, how many are right and what it tells apart; first attempts only
    Scenario {
        /// The scenario's id, or a part of its id or title that no other has
        name: String,
        #[command(flatten)]
        days: Days,
        #[cfg(feature = "centre")]
        #[command(flatten)]
        at: At,
        #[command(flatten)]
        out: Out,
    },
    /// Supervisors who scored the same attempts: how far they agree, with each other and with the program, and who drifts
    Calibration {
        /// Scores from a CSV file with the columns attempt, criterion, rater, month (2026-01) and score (0 to 100, yes or no); without
        /// one, what was scored blind in the data folder
        file: Option<PathBuf>,
        #[command(flatten)]
        out: Out,
    },
}

#[derive(Debug, clap::Args)]
struct Out {
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The figures as one JSON object instead of HTML
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, common: &Common) -> Exit {
    match report(args, common) {
        Ok(()) => Exit::Fine,
        Err((message, exit)) => {
            complain(&message);
            exit
        }
    }
}

fn report(args: &Args, common: &Common) -> Result<(), Failure> {
    let texts = Texts::english();
    match &args.about {
        About::Calibration { file: None, out } => {
            let folder = folder(common);
            let (store, actor) = args.who.open_to_read(&folder)?;
            let found = Calibrating::of(&store, &actor).map_err(|error| told(&folder, &error))?;
            out.write(&found.figures, || calibration::page_of_store(&texts, &found))
        }
        About::Calibration { file: Some(file), out } => {
            let figures = calibration(&calibration::ratings(file, &texts)?);
            let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            out.write(&figures, || calibration::page(&texts, &name, &figures))
        }
        About::Person { name, out } => {
            let mut source = load::desk(&texts, common, &args.who)?;
            let people = source.people().map_err(|error| failure(&error))?;
            let all: Vec<(&str, &str)> = people.iter().map(|name| (name.as_str(), name.as_str())).collect();
            let person = one(&texts, "report-no-person", name, &all)?;
            let figures = person_figures(&person, &load::of_person(source, &person)?);
            out.write(&figures, || person::page(&texts, &figures))
        }
        About::Team { name, days, out, .. } => {
            let mut source = args.source(&texts, common)?;
            let (team, people) = members(&texts, (&source, common), name.as_deref())?;
            let (from, until) = days.micros()?;
            let choice = Choice { people, from, until };
            let figures = team_figures(&mut source, &choice).map_err(|error| failure(&error))?;
            out.write(&figures, || team::page(&texts, &team, &figures))
        }
        About::Scenario { name, days, out, .. } => {
            let mut source = args.source(&texts, common)?;
            if let Some((folder, actor)) = load::asks(&source) {
                may(actor, Right::ScenarioFigures).map_err(|refused| told(folder, &refused.into()))?;
            }
            let known = source.scenarios().map_err(|error| failure(&error))?;
            let all: Vec<(&str, &str)> = known.iter().map(|(id, title)| (id.as_str(), title.as_str())).collect();
            let scenario = one(&texts, "report-no-scenario", name, &all)?;
            let (from, until) = days.micros()?;
            let choice = Choice { people: None, from, until };
            let figures = health(&mut source, &scenario, &choice).map_err(|error| failure(&error))?;
            out.write(&figures, || scenario::page(&texts, &figures))
        }
    }
}

impl Args {
    /// The data folder, or the centre where one is named.
    fn source(&self, texts: &Texts, common: &Common) -> Result<Source, Failure> {
        #[cfg(feature = "centre")]
        if let About::Team { at, .. } | About::Scenario { at, .. } = &self.about
            && at.is_named()
        {
            return Ok(Source::Centre(Box::new(at.connect(texts)?)));
        }
        load::desk(texts, common, &self.who)
    }
}

/// The people of a team; everybody where none is named.
fn members(
    texts: &Texts,
    (source, common): (&Source, &Common),
    name: Option<&str>,
) -> Result<(String, Option<Vec<String>>), Failure> {
    let Some(name) = name else { return Ok((texts.get("report-everybody"), None)) };
    let (team, people) = team(texts, (source, common), name)?;
    Ok((team, Some(people)))
}

/// The key of the one thing that is meant: by its key, or by a part of its key or title that no other has.
pub(super) fn one(texts: &Texts, missing: &str, wanted: &str, all: &[(&str, &str)]) -> Result<String, Failure> {
    if let Some((key, _)) = all.iter().find(|(key, _)| *key == wanted) {
        return Ok((*key).to_owned());
    }
    let like = |text: &str| text.to_lowercase().contains(&wanted.to_lowercase());
    let near: Vec<&str> = all.iter().filter(|(key, title)| like(key) || like(title)).map(|(key, _)| *key).collect();
    if let [only] = near.as_slice() {
        return Ok((*only).to_owned());
    }
    let names: Vec<&str> = if near.is_empty() { all.iter().map(|(key, _)| *key).collect() } else { near };
    let hint = did_you_mean(wanted, names.iter().copied()).unwrap_or_default();
    let known = if names.is_empty() { "–".to_owned() } else { names.join(", ") };
    Err((texts.with(missing, &[("name", wanted), ("hint", &hint), ("known", &known)]), Exit::Usage))
}

impl Out {
    fn write<T: Serialize>(&self, figures: &T, page: impl FnOnce() -> String) -> Result<(), Failure> {
        let text = if self.json { serde_json::to_string_pretty(figures).unwrap_or_default() } else { page() };
        save(self.out.as_deref(), &text)
    }
}

/// Writes to a file, or to standard output.
pub(super) fn save(path: Option<&Path>, text: &str) -> Result<(), Failure> {
    let Some(path) = path else {
        say(text.trim_end());
        return Ok(());
    };
    super::save::whole(path, text).map_err(|error| (format!("{}: {error}", path.display()), Exit::Unavailable))
}
