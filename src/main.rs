//! Arguments to a command or to the app, errors to exit codes.

use std::process::ExitCode;

use clap::Parser as _;
use steadyline::cli::{self, Cli};

fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.command {
        Some(command) => cli::run(command, &cli.common).into(),
        None => cli::open_app(&cli.common).into(),
    }
}
