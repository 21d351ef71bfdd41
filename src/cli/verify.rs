//! `steadyline verify`: whether logs are as they were when the attempts were finished, and come to the same score.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use super::packs::{self, Failure};
use super::{Common, Exit, complain, say};
use crate::scenario::Pack;
use crate::store::seal::{Fault, SealedLog};
use crate::store::{AttemptId, Store, StoreError, default_folder};
use crate::text::Texts;

/// Recompute the chain, the signature and the score of logs, and say what differs
///
/// Without a file or --attempt, every finished attempt of the data folder is looked at. A file is a log with its seal, as
/// `export --attempt ID` writes it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A sealed log
    log: Option<PathBuf>,
    /// One attempt of the data folder by its key, as `export` writes it
    #[arg(long, value_name = "ID", conflicts_with = "log")]
    attempt: Option<String>,
    /// The public key that a file must be signed with, as `verify` shows it at the desk
    #[arg(long, value_name = "KEY", requires = "log")]
    key: Option<String>,
    /// One JSON object a log for programs
    #[arg(long)]
    json: bool,
}

/// What came out for one log.
#[derive(Debug, Serialize)]
struct Verdict {
    log: String,
    /// 0 where there is no seal.
    number: i64,
    sound: bool,
    signed_with: String,
    faults: Vec<Fault>,
    said: Vec<String>,
}

pub(super) fn run(args: &Args, common: &Common) -> Exit {
    match verify(args, common) {
        Ok(exit) => exit,
        Err((message, exit)) => {
            complain(&message);
            exit
        }
    }
}

fn verify(args: &Args, common: &Common) -> Result<Exit, Failure> {
    let packs = packs::load(common)?.packs;
    let texts = Texts::english();
    if let Some(path) = &args.log {
        let verdict = of_file(path, args.key.as_deref(), &packs)?;
        return Ok(told(&[verdict], args.json, &texts));
    }
    let folder = common.data.clone().unwrap_or_else(default_folder);
    let failed = |error: StoreError| failure(&error, &folder);
    let store = Store::open_to_read(&folder).map_err(failed)?;
    let key = store.public_key().map_err(|error| (error.to_string(), Exit::Unavailable))?;
    if let Some(id) = &args.attempt {
        let Some(sealed) = store.sealed(&AttemptId(id.clone())).map_err(failed)? else {
            return Err((texts.with("verify-unsealed", &[("log", id)]), Exit::Content));
        };
        let faults = store.faults(&sealed, Some(&key), &packs).map_err(failed)?;
        return Ok(told(&[verdict(id.clone(), &sealed, faults)], args.json, &texts));
    }
    let mut verdicts = Vec::new();
    let mut number = 0;
    while let Some(sealed) = store.sealed_after(number, 1).map_err(failed)?.pop() {
        number = sealed.seal.number;
        let faults = store.faults(&sealed, Some(&key), &packs).map_err(failed)?;
        verdicts.push(verdict(sealed.seal.attempt.clone(), &sealed, faults));
    }
    let exit = told(&verdicts, args.json, &texts);
    let unsealed = store.unsealed().map_err(failed)?;
    for id in &unsealed {
        complain(&texts.with("verify-unsealed", &[("log", &id.0)]));
    }
    if !args.json {
        let sound = verdicts.iter().filter(|verdict| verdict.sound).count().to_string();
        let all = (verdicts.len() + unsealed.len()).to_string();
        say(&texts.with("verify-all", &[("sound", &sound), ("all", &all), ("key", &key)]));
    }
    Ok(if unsealed.is_empty() { exit } else { Exit::Content })
}

fn failure(error: &StoreError, folder: &Path) -> Failure {
    let exit = match error {
        StoreError::Damaged(_) => Exit::Content,
        StoreError::NoAttempt(_) => Exit::Usage,
        _ => Exit::Unavailable,
    };
    (error.told(folder), exit)
}

/// A file comes without the files of its pack, so it is played by those at hand.
fn of_file(path: &Path, key: Option<&str>, packs: &[Arc<Pack>]) -> Result<Verdict, Failure> {
    let name = path.display().to_string();
    let file = std::fs::read(path).map_err(|error| (format!("{name}: {error}"), Exit::Unavailable))?;
    let sealed = SealedLog::read(&file).map_err(|error| (format!("{name}: {error}"), Exit::Content))?;
    let mut faults = sealed.faults(key);
    if faults.is_empty() {
        faults.extend(sealed.score_faults(packs, None));
    }
    Ok(verdict(name, &sealed, faults))
}

fn verdict(log: String, sealed: &SealedLog, faults: Vec<Fault>) -> Verdict {
    let said = faults.iter().map(Fault::to_string).collect();
    let (number, signed_with) = (sealed.seal.number, sealed.seal.key.clone());
    Verdict { log, number, sound: faults.is_empty(), signed_with, faults, said }
}

fn told(verdicts: &[Verdict], json: bool, texts: &Texts) -> Exit {
    for verdict in verdicts {
        if json {
            say(&serde_json::to_string(verdict).unwrap_or_default());
            continue;
        }
        let number = verdict.number.to_string();
        let args = [("log", verdict.log.as_str()), ("number", &number), ("key", &verdict.signed_with)];
        say(&texts.with(if verdict.sound { "verify-sound" } else { "verify-faulty" }, &args));
        for said in &verdict.said {
            say(&format!("  {said}"));
        }
    }
    if verdicts.iter().all(|verdict| verdict.sound) { Exit::Fine } else { Exit::Content }
}
