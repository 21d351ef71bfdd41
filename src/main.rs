//! Arguments to a command or to the app, errors to exit codes.

use std::process::ExitCode;

use clap::Parser as _;
use steadyline::cli::{self, Cli, Exit};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let exit = match cli.command {
        Some(command) => cli::run(command, &cli.common),
        None => Exit::Usage,
    };
    exit.into()
}
