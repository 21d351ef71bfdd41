//! `steadyline demo`: fills a data folder with the calls of a synthetic centre.

use std::path::Path;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::packs::Failure;
use super::teams::TEAMS_FILE;
use super::{Common, Exit, complain, packs, say};
use crate::bots::{Cast, CentrePlan, CentreSize, PlannedCall, Played, centre};
use crate::call::{Base, CallOptions, LogHeader, Setup};
use crate::review::figures::outcome;
use crate::scenario::{Pack, Scenario};
use crate::store::{AttemptFilter, NewAttempt, Store, StoreError};
use crate::text::Texts;

/// Fill a data folder with the calls of a synthetic centre, to look at reports and to try things out
///
/// Bots of differing skill take real calls over some weeks and get better. Names, skills, calls and their times come from the
/// seed: the same seed gives the same centre again. The folder must hold no attempts yet.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Another number gives another centre
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How many teams
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=100))]
    teams: u16,
    /// People in each team
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=30))]
    people: u16,
    /// Over so many weeks
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u16).range(1..=52))]
    weeks: u16,
    /// So many scenarios of the pack, each taken once to three times
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u16).range(1..=50))]
    calls: u16,
    /// The pack whose calls are taken
    #[arg(long, value_name = "PACK", default_value = "tamblewick")]
    pack: String,
}

pub(super) fn run(args: &Args, common: &Common) -> Exit {
    match fill(args, common) {
        Ok(()) => Exit::Fine,
        Err((message, exit)) => {
            complain(&message);
            exit
        }
    }
}

fn fill(args: &Args, common: &Common) -> Result<(), Failure> {
    let texts = Texts::english();
    let folder = common.data.as_ref().ok_or_else(|| (texts.get("demo-needs-folder"), Exit::Usage))?;
    let loaded = packs::load(common)?;
    let pack = loaded.packs.iter().find(|pack| pack.id == args.pack).ok_or_else(|| {
        let known: Vec<&str> = loaded.packs.iter().map(|pack| pack.id.as_str()).collect();
        (texts.with("demo-no-pack", &[("pack", &args.pack), ("known", &known.join(", "))]), Exit::Usage)
    })?;
    let told = |error: StoreError| (error.told(folder), Exit::Unavailable);
    let store = Store::open(folder).map_err(told)?;
    if !store.attempts(&AttemptFilter::default()).map_err(told)?.is_empty() {
        return Err((texts.with("demo-not-empty", &[("folder", &folder.display().to_string())]), Exit::Usage));
    }
    let scenarios = spread(&pack.scenarios, usize::from(args.calls));
    let size = CentreSize {
        seed: args.seed,
        teams: usize::from(args.teams),
        people: usize::from(args.people),
        weeks: usize::from(args.weeks),
        scenarios: scenarios.len(),
    };
    let plan = centre(pack, size);
    write_teams(folder, &plan, &texts)?;
    let base = Arc::new(Base::lay_out(pack));
    let casts: Vec<Cast> = scenarios.iter().map(|scenario| Cast::train(pack, &base, scenario)).collect();
    for call in &plan.calls {
        let name = &plan.people[call.person].name;
        let setup = set_up(pack, &base, scenarios[call.scenario], call, name);
        let played = casts[call.scenario].take(call.bot, &setup, call.dose);
        keep(&store, &setup, call.at, &played).map_err(told)?;
    }
    let (calls, people) = (plan.calls.len().to_string(), plan.people.len().to_string());
    say(&texts.with("demo-done", &[("calls", &calls), ("people", &people), ("folder", &folder.display().to_string())]));
    Ok(())
}

/// So many of all, from the first to the last: complaints, orders and questions stand apart in the alphabet.
fn spread(all: &[Arc<Scenario>], wanted: usize) -> Vec<&Arc<Scenario>> {
    let wanted = wanted.min(all.len());
    (0..wanted).map(|number| &all[number * all.len() / wanted]).collect()
}

fn set_up(pack: &Arc<Pack>, base: &Arc<Base>, scenario: &Arc<Scenario>, call: &PlannedCall, name: &str) -> Arc<Setup> {
    let options = CallOptions { seed: call.seed, mode: call.mode, operator: name.to_owned(), ..CallOptions::default() };
    Arc::new(Setup::new(pack, base, scenario, options))
}

/// Keeps a call as if it had been taken at that time. The practice database stays as it ships: nobody's calls lie in the way
/// of another's.
fn keep(store: &Store, setup: &Setup, at: Timestamp, played: &Played) -> Result<(), StoreError> {
    let header = LogHeader::new(setup, "demo", at.to_string());
    let title = &setup.scenario.source.title;
    let id = store.begin(&NewAttempt { header: &header, title, files: &setup.pack.files, lines: &played.log })?;
    let length = i64::try_from(played.call.now().0).unwrap_or(0);
    let finished = at.checked_add(SignedDuration::from_millis(length)).unwrap_or(at);
    store.finish(&id, &played.card, &finished.to_string(), &[])?;
    store.keep_outcome(&id, &outcome(&played.call, &played.events, &played.card))
}

/// Who is in which team, as people write it by hand.
fn write_teams(folder: &Path, plan: &CentrePlan, texts: &Texts) -> Result<(), Failure> {
    let path = folder.join(TEAMS_FILE);
    let cannot = |cause: &dyn std::fmt::Display| (format!("{}: {cause}", path.display()), Exit::Unavailable);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["team", "person"]).map_err(|error| cannot(&error))?;
    for recruit in &plan.people {
        let team = texts.with("demo-team", &[("number", &(recruit.team + 1).to_string())]);
        writer.write_record([team.as_str(), &recruit.name]).map_err(|error| cannot(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| cannot(&error))?;
    std::fs::write(&path, bytes).map_err(|error| cannot(&error))
}
