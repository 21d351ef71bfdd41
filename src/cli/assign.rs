//! `steadyline assign`: what people are to practise, and how far they are.

use std::path::Path;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::mode::ModeArg;
use super::packs::{self, Failure};
use super::period::day;
use super::report::one;
use super::who::{self, Who, told};
use super::{Common, Exit, complain, say};
use crate::store::{Assigned, AssignedFilter, AssignmentId, NewAssignment, StepState, StoreError};
use crate::text::Texts;

/// Assign scenarios and paths to people and teams, and see who is late
///
/// Several scenarios are a path: each opens when the one before is passed. What was passed, with overrides, is done.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    who: Who,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Assign one scenario or drill, or several as a path in their order
    New {
        /// Scenarios or drills by their ids, or by parts of an id or title that no other has
        #[arg(required = true, value_name = "SCENARIO")]
        steps: Vec<String>,
        /// Somebody it is for; may be given several times
        #[arg(long = "to", value_name = "NAME")]
        people: Vec<String>,
        /// A team it is for: whoever is in it at any time; may be given several times
        #[arg(long = "team", value_name = "TEAM")]
        teams: Vec<String>,
        /// To be done by the end of this day
        #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
        due: Option<Date>,
        /// How often each scenario may be taken; without it as often as one likes
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
        attempts: Option<u32>,
        /// Only attempts in this mode count
        #[arg(long, value_enum, default_value_t = ModeArg::Practice)]
        mode: ModeArg,
        /// What it is called; without one as its first scenario
        #[arg(long, value_name = "TEXT")]
        title: Option<String>,
    },
    /// List who is to do what, and how far they are; what is due first stands first
    List {
        #[arg(long, value_name = "NAME")]
        person: Option<String>,
        #[arg(long, value_name = "TEAM")]
        team: Option<String>,
        /// Only what is past its day and not done
        #[arg(long)]
        overdue: bool,
        /// Only what is not done
        #[arg(long)]
        open: bool,
        /// One JSON array for programs
        #[arg(long)]
        json: bool,
    },
    /// Take an assignment back; what was practised for it stays
    Withdraw {
        /// Its key, as `list` shows it
        id: String,
    },
}

pub(super) fn run(args: &Args, common: &Common) -> Exit {
    match assign(args, common) {
        Ok(()) => Exit::Fine,
        Err((message, exit)) => {
            complain(&message);
            exit
        }
    }
}

fn assign(args: &Args, common: &Common) -> Result<(), Failure> {
    let (texts, folder) = (Texts::english(), who::folder(common));
    let tell = |error: StoreError| told(&folder, &error);
    let now = Timestamp::now();
    match &args.what {
        What::New { .. } => {
            let new = new(&args.what, common, &texts)?;
            let (store, actor) = args.who.open(&folder)?;
            let id = store.assign(&actor, &new, now).map_err(tell)?;
            say(&texts.with("assign-done", &[("title", &new.title), ("id", &id.0)]));
        }
        What::List { person, team, overdue, open, json } => {
            let filter = AssignedFilter {
                person: person.clone().unwrap_or_default(),
                team: team.clone().unwrap_or_default(),
                overdue: *overdue,
                open: *open,
            };
            list(&texts, &args.who, &folder, &filter, *json)?;
        }
        What::Withdraw { id } => {
            let (store, actor) = args.who.open(&folder)?;
            store.withdraw_assignment(&actor, &AssignmentId(id.clone()), now).map_err(tell)?;
            say(&texts.get("assign-withdrawn"));
        }
    }
    Ok(())
}

/// What the command line asks for, with its scenarios found.
fn new(what: &What, common: &Common, texts: &Texts) -> Result<NewAssignment, Failure> {
    let What::New { steps: wanted, people, teams, due, attempts, mode, title } = what else {
        return Err((texts.get("assign-none"), Exit::Usage));
    };
    let packs = packs::load(common)?.packs;
    let all: Vec<crate::store::Step> = packs
        .iter()
        .flat_map(|pack| pack.exercises().map(move |exercise| (pack, exercise)))
        .map(|(pack, exercise)| crate::store::Step {
            pack: pack.id.clone(),
            scenario: exercise.id.to_owned(),
            title: exercise.title.to_owned(),
        })
        .collect();
    let named: Vec<(&str, &str)> = all.iter().map(|step| (step.scenario.as_str(), step.title.as_str())).collect();
    let mut steps = Vec::new();
    for wanted in wanted {
        let id = one(texts, "assign-no-scenario", wanted, &named)?;
        steps.extend(all.iter().find(|step| step.scenario == id).cloned());
    }
    let title = title.clone().or_else(|| steps.first().map(|step| step.title.clone())).unwrap_or_default();
    Ok(NewAssignment {
        title,
        steps,
        people: people.clone(),
        teams: teams.clone(),
        due: due.map(end_of).transpose()?,
        attempts: *attempts,
        mode: (*mode).into(),
    })
}

/// The last moment of a day, where this machine stands.
fn end_of(day: Date) -> Result<Timestamp, Failure> {
    let end = day.at(23, 59, 59, 0).to_zoned(TimeZone::system());
    end.map(|end| end.timestamp()).map_err(|error| (error.to_string(), Exit::Usage))
}

fn list(texts: &Texts, who: &Who, folder: &Path, filter: &AssignedFilter, json: bool) -> Result<(), Failure> {
    let (store, actor) = who.open_to_read(folder)?;
    let all = store.assigned(&actor, filter, Timestamp::now()).map_err(|error| told(folder, &error))?;
    if json {
        say(&serde_json::to_string_pretty(&all).unwrap_or_default());
        return Ok(());
    }
    for one in &all {
        say(&line(texts, one));
        for step in &one.steps {
            let state = texts.get(match step.state {
                StepState::Done => "assign-step-done",
                StepState::Open => "assign-step-open",
                StepState::Waits => "assign-step-waits",
                StepState::UsedUp => "assign-step-used-up",
            });
            let taken = texts.with("people-attempts", &[("attempts", &step.taken.to_string())]);
            let left = step.left.map_or_else(String::new, |left| {
                format!(", {}", texts.with("assign-left", &[("left", &left.to_string())]))
            });
            let elsewhere = match step.elsewhere {
                0 => String::new(),
                many => format!(", {}", texts.with("assign-elsewhere", &[("elsewhere", &many.to_string())])),
            };
            say(&format!("    {}: {state}, {taken}{elsewhere}{left}", step.step.title));
        }
    }
    if all.is_empty() {
        say(&texts.get("assign-empty"));
    }
    Ok(())
}

fn line(texts: &Texts, one: &Assigned) -> String {
    let day = |due: Timestamp| Zoned::new(due, TimeZone::system()).date().to_string();
    let due = one.due.map_or_else(|| texts.get("assign-no-day"), |due| texts.with("assign-due", &[("day", &day(due))]));
    let key = match (one.done, one.overdue) {
        (true, _) => "assign-is-done",
        (false, true) => "assign-is-overdue",
        (false, false) => "assign-is-open",
    };
    let mode = texts.get(&format!("mode-{}", one.mode));
    format!("{}  {}  {due}  {}  {mode}  {}", one.person, one.title, texts.get(key), one.id.0)
}
