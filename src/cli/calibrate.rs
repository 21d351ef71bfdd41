//! `steadyline calibrate`: attempts that supervisors score blind, each by themselves.

use jiff::Timestamp;

use super::packs::Failure;
use super::review::find;
use super::who::{self, Who, told};
use super::{Common, Exit, complain, say};
use crate::store::{Calibrated, StoreError};
use crate::text::Texts;

/// Let supervisors score the same calls blind, to see how far they agree
///
/// Calls that are drawn or put up wait in the window, under Team, Calibration, for the own scores of every supervisor who may judge
/// them. Until somebody has given theirs, they are told nothing of what the program and others gave. `report calibration` tells how
/// far raters agree, with each other and with the program.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    who: Who,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Draw calls by chance among the latest 500 that nobody has reviewed; whoever draws scores them too
    Draw {
        /// Only calls of this team's people
        #[arg(long, value_name = "TEAM")]
        team: Option<String>,
        /// So many calls, 1 to 50
        #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=50))]
        count: u8,
    },
    /// Put one call up; whoever chooses it has seen its numbers, and does not score it
    PutUp { attempt: String },
    /// Take a call off: it waits for nobody any more, and scores that were given count on
    TakeOff { attempt: String },
    /// List what was put up, the latest first, and whether it waits for your scores
    List {
        /// One JSON array for programs
        #[arg(long)]
        json: bool,
    },
}

pub(super) fn run(args: &Args, common: &Common) -> Exit {
    match calibrate(args, common) {
        Ok(()) => Exit::Fine,
        Err((message, exit)) => {
            complain(&message);
            exit
        }
    }
}

fn calibrate(args: &Args, common: &Common) -> Result<(), Failure> {
    let (texts, folder) = (Texts::english(), who::folder(common));
    let tell = |error: StoreError| told(&folder, &error);
    let now = Timestamp::now();
    if let What::List { json } = &args.what {
        let (store, actor) = args.who.open_to_read(&folder)?;
        let all = store.calibration(&actor).map_err(tell)?;
        print_all(&texts, &all, *json);
        return Ok(());
    }
    let (store, actor) = args.who.open(&folder)?;
    let id = |part: &str| find(&texts, &store, &actor, part).map_err(|failure| failure.told(&folder));
    match &args.what {
        What::Draw { team, count } => {
            let team = team.as_deref().unwrap_or_default();
            let drawn = store.draw(&actor, (team, usize::from(*count)), now).map_err(tell)?;
            say(&texts.with("calibrate-drawn", &[("count", &drawn.len().to_string())]));
        }
        What::PutUp { attempt } => {
            store.put_up(&actor, &id(attempt)?, now).map_err(tell)?;
            say(&texts.get("calibrate-put-up"));
        }
        What::TakeOff { attempt } => {
            store.take_off(&actor, &id(attempt)?, now).map_err(tell)?;
            say(&texts.get("calibrate-taken-off"));
        }
        What::List { .. } => {}
    }
    Ok(())
}

fn print_all(texts: &Texts, all: &[Calibrated], json: bool) {
    if json {
        say(&serde_json::to_string_pretty(all).unwrap_or_default());
        return;
    }
    for one in all {
        let state = match (one.waits, &one.put_up) {
            (true, _) => texts.get("calibrate-waits"),
            (false, Some(_)) => texts.with("calibrate-scored", &[("count", &one.ratings.len().to_string())]),
            (false, None) => texts.with("calibrate-off", &[("count", &one.ratings.len().to_string())]),
        };
        let day = one.started_at.get(..10).unwrap_or_default();
        let args = [("attempt", one.attempt.0.as_str()), ("title", &one.title), ("day", day), ("state", &state)];
        say(&texts.with("calibrate-line", &args));
    }
    if all.is_empty() {
        say(&texts.get("calibrate-none"));
    }
}
