//! `steadyline centre`: what the administrator of the centre's database does.

use std::path::PathBuf;

use clap::Subcommand;

use super::packs::{self, Failure};
use super::sync::{At, failure};
use super::{Common, Exit, complain, say, who};
use crate::scenario::{self, Diagnostic, Severity};
use crate::store::Store;
use crate::store::centre::{self as store, Checked, Erasure, LoginKind, Verdict};
use crate::text::Texts;

/// Look after the database that the attempts of many desks are brought to
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    at: At,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make the tables and roles in an empty database, or bring them up to date
    Init,
    /// Make a login and show its password once; for one that exists, a new password
    ///
    /// A desk brings its own attempts and reads nothing of others. A supervisor reads all attempts and assigns. An administrator
    /// also writes what `check` finds, and publishes people and packs.
    Add {
        #[arg(value_enum)]
        kind: Kind,
        /// Letters a to z, digits and _
        name: String,
        /// A desk for this team alone: of other teams it hears nothing; may be given several times
        #[arg(long = "team", value_name = "TEAM")]
        teams: Vec<String>,
        /// A desk that was for some teams is for all again
        #[arg(long, conflicts_with = "teams")]
        all_teams: bool,
    },
    /// Publish the people, teams and assignments of this data folder to all desks, and new versions of packs
    ///
    /// With an administrator's login, from the data folder in which people are kept. Desks take it over with their next `sync`.
    /// Names, roles and teams go out; passphrases, scores and attempts do not. What stands at the centre already is passed over.
    Publish {
        /// The folder of a pack, or a folder with packs in it; may be given several times
        #[arg(long = "pack", value_name = "DIR")]
        packs: Vec<PathBuf>,
        /// From now on people are kept in this data folder, and no longer where they were
        #[arg(long)]
        instead: bool,
        /// One JSON object for programs
        #[arg(long)]
        json: bool,
    },
    /// Play and score again what desks have brought, and mark what differs or was tampered with
    ///
    /// Packs that are not bundled are named with --scenarios. Exit code 3 when something is not sound.
    Check {
        /// What was looked at before, too
        #[arg(long)]
        again: bool,
        /// One JSON object an attempt for programs
        #[arg(long)]
        json: bool,
    },
    /// Take out the attempts of somebody who is to be forgotten, or all that are too old
    ///
    /// Counts by month and scenario stay, without names and desks. Copies of the database, and the desks themselves, are not
    /// reached from here.
    Erase {
        #[command(flatten)]
        what: Which,
        /// Do it; without this it is only counted
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Which {
    /// All attempts under exactly this name, at every desk
    #[arg(long, value_name = "NAME")]
    person: Option<String>,
    /// All attempts that were finished so many days ago or earlier
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(i32).range(1..=36_500))]
    older_than: Option<i32>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Kind {
    Desk,
    Supervisor,
    Administrator,
}

pub(super) fn run(args: &Args, common: &Common) -> Exit {
    let texts = Texts::english();
    let done = match &args.what {
        What::Init => init(&args.at, &texts),
        What::Add { kind, name, teams, all_teams } => {
            let teams = (*all_teams || !teams.is_empty()).then_some(teams.as_slice());
            add(&args.at, (*kind, teams), name, &texts)
        }
        What::Publish { packs, instead, json } => publish(&args.at, (packs, *instead, *json), common, &texts),
        What::Check { again, json } => check(&args.at, (*again, *json), common, &texts),
        What::Erase { what, yes } => erase(&args.at, what, *yes, &texts),
    };
    match done {
        Ok(exit) => exit,
        Err((message, exit)) => {
            complain(&message);
            exit
        }
    }
}

fn init(at: &At, texts: &Texts) -> Result<Exit, Failure> {
    let mut centre = at.connect(texts)?;
    centre.init().map_err(|error| failure(&error))?;
    say(&texts.get("centre-ready"));
    Ok(Exit::Fine)
}

fn add(at: &At, (kind, teams): (Kind, Option<&[String]>), name: &str, texts: &Texts) -> Result<Exit, Failure> {
    let kind = match kind {
        Kind::Desk => LoginKind::Desk,
        Kind::Supervisor => LoginKind::Supervisor,
        Kind::Administrator => LoginKind::Administrator,
    };
    if kind != LoginKind::Desk && teams.is_some() {
        return Err((texts.get("centre-teams-of-desks"), Exit::Usage));
    }
    let mut centre = at.connect(texts)?;
    let login = centre.add(kind, name).map_err(|error| failure(&error))?;
    if let Some(teams) = teams {
        centre.limit(&login, teams).map_err(|error| failure(&error))?;
    }
    say(&texts.with("centre-login", &[("login", &login.role), ("password", &login.password)]));
    Ok(Exit::Fine)
}

fn publish(
    at: &At,
    (folders, instead, json): (&[PathBuf], bool, bool),
    common: &Common,
    texts: &Texts,
) -> Result<Exit, Failure> {
    let data = who::folder(common);
    let url = at.url_of(&data, texts)?;
    let mut packs = Vec::new();
    for folder in folders {
        let loaded = scenario::folder(folder).map_err(|error| (error.to_string(), Exit::Unavailable))?;
        let errors = loaded.found.iter().filter(|problem| problem.severity == Severity::Error).map(Diagnostic::short);
        let errors: Vec<String> = errors.collect();
        if !errors.is_empty() {
            return Err((format!("{}\n{}", errors.join("\n"), texts.get("centre-pack-errors")), Exit::Content));
        }
        packs.extend(loaded.packs.iter().map(|pack| (*pack.files).clone()));
    }
    let store = Store::open_beside(&data).map_err(|error| who::told(&data, &error))?;
    let mut centre = at.connect_to(&url, texts)?;
    let done = store::publish(&store, &mut centre, &packs, instead).map_err(|error| failure(&error))?;
    centre.close();
    if json {
        say(&serde_json::to_string(&done).unwrap_or_default());
        return Ok(Exit::Fine);
    }
    let counts = [done.people, done.assignments, done.packs].map(|count| count.to_string());
    let args = [("people", counts[0].as_str()), ("assignments", &counts[1]), ("packs", &counts[2])];
    say(&texts.with("centre-published", &args));
    Ok(Exit::Fine)
}

fn check(at: &At, (again, json): (bool, bool), common: &Common, texts: &Texts) -> Result<Exit, Failure> {
    let packs = packs::load(common)?.packs;
    let mut centre = at.connect(texts)?;
    let mut verdicts = Vec::new();
    let done = centre.check(&packs, again, |checked| {
        verdicts.push(checked.verdict);
        tell(checked, json, texts);
    });
    if !json {
        let sound = verdicts.iter().filter(|verdict| **verdict == Verdict::Sound).count().to_string();
        say(&texts.with("centre-checked", &[("sound", &sound), ("all", &verdicts.len().to_string())]));
    }
    let trails = done.map_err(|error| failure(&error))?;
    for problem in &trails {
        say(&if json { serde_json::json!({ "trail": problem }).to_string() } else { problem.clone() });
    }
    let sound = trails.is_empty() && verdicts.iter().all(|verdict| *verdict == Verdict::Sound);
    Ok(if sound { Exit::Fine } else { Exit::Content })
}

fn erase(at: &At, which: &Which, yes: bool, texts: &Texts) -> Result<Exit, Failure> {
    let what = match (&which.person, which.older_than) {
        (Some(name), _) => Erasure::Person(name.clone()),
        (None, days) => Erasure::OlderThan(days.unwrap_or(i32::MAX)),
    };
    let mut centre = at.connect(texts)?;
    let (key, count) =
        if yes { ("centre-erased", centre.erase(&what)) } else { ("centre-erasable", centre.erasable(&what)) };
    let count = count.map_err(|error| failure(&error))?.to_string();
    say(&texts.with(key, &[("attempts", &count)]));
    Ok(Exit::Fine)
}

/// Programs hear of every attempt, people of those that are not sound.
fn tell(checked: &Checked, json: bool, texts: &Texts) {
    let said: Vec<String> = checked.faults.iter().map(ToString::to_string).collect();
    let Checked { desk, attempt, number, person, verdict, .. } = checked;
    if json {
        let line = serde_json::json!({
            "desk": desk, "attempt": attempt, "number": number, "person": person, "verdict": verdict.name(), "said": said,
        });
        return say(&line.to_string());
    }
    if *verdict == Verdict::Sound {
        return;
    }
    let what = texts.get(&format!("verdict-{}", verdict.name()));
    let number = number.to_string();
    let args = [("desk", desk.as_str()), ("number", &number), ("person", person), ("what", &what)];
    say(&texts.with("centre-unsound", &args));
    for line in said {
        say(&format!("  {line}"));
    }
}
