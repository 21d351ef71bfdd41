//! The same things from a terminal: one file a command, an `Args` struct whose comments are its help, and a function.
//!
//! The room may know every room but `app`. Errors become messages and exit codes here and nowhere else.

mod app;
mod assign;
mod bench;
mod bench_audio;
#[cfg(feature = "centre")]
mod bench_centre;
mod bench_figures;
mod calibrate;
#[cfg(feature = "centre")]
mod centre;
mod check;
mod demo;
mod difference;
mod drill;
mod duties;
mod explore;
mod export;
mod graph;
mod lesson;
mod log_file;
mod log_writer;
mod mode;
mod new;
mod packs;
mod people;
mod period;
mod personal;
mod play;
mod reach;
mod replay;
mod report;
mod review;
mod review_show;
mod sarif;
mod save;
mod score;
mod show;
mod show_drill;
mod statements;
#[cfg(feature = "centre")]
mod sync;
mod teams;
mod translate;
mod verify;
mod voice;
mod walk;
mod who;

#[cfg(feature = "app")]
pub use app::house;
pub use app::{AuthorArgs, open_app};
#[cfg(feature = "app")]
pub(crate) use graph::words as graph_words;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Fine = 0,
    /// A fault of this program; for `explore`, dead parts, dead ends and scores that do not mean what they say.
    Bug = 1,
    /// The command line, or what was typed, makes no sense.
    Usage = 2,
    /// The scenario, log or walkthrough has errors.
    Content = 3,
    /// A file, folder or database is not available.
    Unavailable = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Practise calls before the first real one.
#[derive(Debug, Parser)]
#[command(name = "steadyline", version, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 fine, 1 a fault of this program or what `explore` looks for, 2 usage, 3 errors in a scenario or log, 4 a file or \
database is not available.\n\nWithout a command the app opens."
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub common: Common,
}

/// Options of every command.
#[derive(Debug, Clone, clap::Args)]
pub struct Common {
    /// A folder with further packs, or with one pack
    #[arg(long, value_name = "DIR", global = true)]
    pub scenarios: Option<PathBuf>,
    /// Where attempts and the practice database are kept
    #[arg(long, value_name = "DIR", global = true)]
    pub data: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Play(play::Args),
    Drill(drill::Args),
    Duties(duties::Args),
    Lesson(lesson::Args),
    New(new::Args),
    Translate(translate::Args),
    Check(check::Args),
    Author(AuthorArgs),
    Explore(explore::Args),
    Graph(graph::Args),
    Walk(walk::Args),
    Replay(replay::Args),
    Score(score::Args),
    Verify(verify::Args),
    Report(report::Args),
    Export(export::Args),
    #[cfg(feature = "centre")]
    Sync(sync::Args),
    #[cfg(feature = "centre")]
    Centre(centre::Args),
    Review(review::Args),
    Calibrate(calibrate::Args),
    Assign(assign::Args),
    People(people::Args),
    Demo(demo::Args),
    Voice(voice::Args),
    Bench(bench::Args),
}

/// Runs a command.
#[must_use]
pub fn run(command: Command, common: &Common) -> Exit {
    match command {
        Command::Play(args) => play::run(&args, common),
        Command::Drill(args) => drill::run(&args, common),
        Command::Duties(args) => duties::run(&args, common),
        Command::Lesson(args) => lesson::run(&args, common),
        Command::New(args) => new::run(&args, common),
        Command::Translate(args) => translate::run(&args, common),
        Command::Check(args) => check::run(&args),
        Command::Author(args) => app::open_author(&args, common),
        Command::Explore(args) => explore::run(&args, common),
        Command::Graph(args) => graph::run(&args, common),
        Command::Walk(args) => walk::run(&args, common),
        Command::Replay(args) => replay::run(&args, common),
        Command::Score(args) => score::run(&args, common),
        Command::Verify(args) => verify::run(&args, common),
        Command::Report(args) => report::run(&args, common),
        Command::Export(args) => export::run(&args, common),
        #[cfg(feature = "centre")]
        Command::Sync(args) => sync::run(&args, common),
        #[cfg(feature = "centre")]
        Command::Centre(args) => centre::run(&args, common),
        Command::Review(args) => review::run(&args, common),
        Command::Calibrate(args) => calibrate::run(&args, common),
        Command::Assign(args) => assign::run(&args, common),
        Command::People(args) => people::run(&args, common),
        Command::Demo(args) => demo::run(&args, common),
        Command::Voice(args) => voice::run(&args, common),
        Command::Bench(args) => bench::run(&args, common),
    }
}

/// A line for people, on standard output.
pub(crate) fn say(line: &str) {
    use std::io::Write as _;
    // Whoever reads has gone, as `head` does when it has seen enough: there is nobody left to talk to.
    if writeln!(std::io::stdout(), "{line}").is_err() {
        std::process::exit(0);
    }
}

/// A line for people, on standard error.
#[expect(clippy::print_stderr, reason = "this is where the terminal is written to")]
pub(crate) fn complain(line: &str) {
    eprintln!("{line}");
}
