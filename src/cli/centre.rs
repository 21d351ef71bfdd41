//! `steadyline centre`: what the administrator of the centre's database does.

use clap::Subcommand;

use super::packs::{self, Failure};
use super::sync::{At, failure};
use super::{Common, Exit, complain, say};
use crate::store::centre::{Checked, LoginKind, Verdict};
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
    /// A desk brings its own attempts and reads nothing. A supervisor reads all attempts. An administrator also writes what
    /// `check` finds.
    Add {
        #[arg(value_enum)]
        kind: Kind,
        /// Letters a to z, digits and _
        name: String,
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
        What::Add { kind, name } => add(&args.at, *kind, name, &texts),
        What::Check { again, json } => check(&args.at, (*again, *json), common, &texts),
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

fn add(at: &At, kind: Kind, name: &str, texts: &Texts) -> Result<Exit, Failure> {
    let kind = match kind {
        Kind::Desk => LoginKind::Desk,
        Kind::Supervisor => LoginKind::Supervisor,
        Kind::Administrator => LoginKind::Administrator,
    };
    let login = at.connect(texts)?.add(kind, name).map_err(|error| failure(&error))?;
    say(&texts.with("centre-login", &[("login", &login.role), ("password", &login.password)]));
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
    done.map_err(|error| failure(&error))?;
    Ok(if verdicts.iter().all(|verdict| *verdict == Verdict::Sound) { Exit::Fine } else { Exit::Content })
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
