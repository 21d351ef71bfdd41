//! `steadyline replay`: prints the events of a log.

use std::path::PathBuf;

use super::{Common, Exit, complain, log_file, say, show};
use crate::call::replay;
use crate::text::Texts;

/// Play a log again and print what happened
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The log
    log: PathBuf,
    /// One JSON object a line for programs
    #[arg(long)]
    json: bool,
    /// Play it even if the pack or scenario has changed since
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
    let (_, events) = replay(&setup, &log);
    let texts = Texts::english();
    for event in &events {
        if args.json {
            say(&serde_json::to_string(event).unwrap_or_default());
        } else if let Some(line) = show::event(event, &setup, &texts) {
            say(&line);
        }
    }
    Exit::Fine
}
