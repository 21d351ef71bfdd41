//! `steadyline replay`: prints the events of a log, of a call or of a drill.

use std::path::PathBuf;
use std::sync::Arc;

use super::log_file::{self, Opened};
use super::{Common, Exit, complain, say, show, show_drill};
use crate::call::{DrillLog, DrillSetup, Log, Setup, decisions, replay, replay_drill};
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
    let texts = Texts::english();
    match log_file::open_any(&args.log, common, args.anyway) {
        Ok(Opened::Call(setup, log)) if args.decisions => list_decisions(&setup, &log, args.json, &texts),
        Ok(Opened::Call(setup, log)) => print_call(&setup, &log, args.json, &texts),
        Ok(Opened::Drill(..)) if args.decisions => {
            complain(&format!("{}: {}", args.log.display(), texts.get("cli-drill-no-decisions")));
            return Exit::Usage;
        }
        Ok(Opened::Drill(setup, log)) => print_drill(&setup, &log, args.json, &texts),
        Err((message, exit)) => {
            complain(&message);
            return exit;
        }
    }
    Exit::Fine
}

fn print_call(setup: &Arc<Setup>, log: &Log, json: bool, texts: &Texts) {
    for event in &replay(setup, log).1 {
        if json {
            say(&serde_json::to_string(event).unwrap_or_default());
        } else if let Some(line) = show::event(event, setup, texts) {
            say(&line);
        }
    }
}

fn print_drill(setup: &DrillSetup, log: &DrillLog, json: bool, texts: &Texts) {
    let (run, events) = replay_drill(setup, log);
    for event in &events {
        if json {
            say(&serde_json::to_string(event).unwrap_or_default());
        } else if let Some(line) = show_drill::event(event, &run, texts) {
            say(&line);
        }
    }
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
