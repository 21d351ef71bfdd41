//! `steadyline replay`: prints the events of a log.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Common, Exit, complain, log_file, say, show};
use crate::call::{Log, Setup, decisions, replay};
use crate::text::Texts;

/// Play a log again and print what happened
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The log
    log: PathBuf,
    /// One JSON object a line for programs
    #[arg(long)]
    json: bool,
    /// List what was decided instead: the numbers that `play --rewind LOG --at N` takes
    #[arg(long)]
    decisions: bool,
    /// Play it even if the pack, scenario or rubric has changed since
    #[arg(long)]
    anyway: bool,
}

pub(super) fn run(args: &Args, common: &Common) -> Exit {
    let (setup, log) = match log_file::open(&args.log, common, args.anyway) {
        Ok(opened) => opened,
        Err((message, exit)) => {
            complain(&message);
            return exit;
        }
    };
    let texts = Texts::english();
    if args.decisions {
        list_decisions(&setup, &log, args.json, &texts);
        return Exit::Fine;
    }
    let (_, events) = replay(&setup, &log);
    for event in &events {
        if args.json {
            say(&serde_json::to_string(event).unwrap_or_default());
        } else if let Some(line) = show::event(event, &setup, &texts) {
            say(&line);
        }
    }
    Exit::Fine
}

fn list_decisions(setup: &Arc<Setup>, log: &Log, json: bool, texts: &Texts) {
    for (number, decision) in decisions(setup, log).iter().enumerate() {
        let number = number + 1;
        if json {
            let line = serde_json::json!({
                "number": number, "line": decision.line, "at": decision.at, "do": decision.action, "said": decision.said,
            });
            say(&line.to_string());
        } else {
            say(&format!("{number:>4}  {}  {}", decision.at.clock(), texts.decision(decision, setup)));
        }
    }
}
