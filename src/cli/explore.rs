//! `steadyline explore`: what calls of a scenario reach, or what bots score in it over many seeds.

use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::packs::{self, Failure};
use super::reach::{self, Wish};
use super::{Common, Exit, complain, say};
use crate::bots::{Bot, Cast, Fault, Limits, Seen, Spread, Survey, Tally};
use crate::call::Base;
use crate::scenario::{Loaded, Pack, Scenario, ScoreNumber, Severity, bundled, folder};
use crate::text::Texts;

/// Search scenarios for what no call reaches, for where nobody gets on, and for the way to every ending
///
/// A SCENARIO is the name of one, a scenario file, a pack's folder or a folder with packs; without any, the bundled packs
/// are explored. Every state that a call can be in is searched, up to a bound, and what is found is played in real calls.
/// It ends with 1 when a part of a script is dead or somebody can get stuck, and with 3 when a script is too large for it.
/// With --bots eight bots play instead, and it ends with 1 when the expert loses a point, when a flawed bot does not lose
/// most in the number that its flaw is about, or when something is lost that the flaw does not explain.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Scenarios by name, scenario files, packs, or folders with packs
    #[arg(value_name = "SCENARIO")]
    names: Vec<String>,
    /// Let the eight bots play, and say where the scores do not mean what they say
    #[arg(long)]
    bots: bool,
    /// How many seeds each bot plays, from 1 on: 40 with --bots, else 3
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    seeds: Option<u64>,
    /// The search stops after so many states
    #[arg(long, value_name = "N", default_value_t = 1_000_000, conflicts_with = "bots", value_parser = clap::value_parser!(u64).range(1..=50_000_000))]
    states: u64,
    /// Print the shortest way to this part as a walkthrough: a beat, an ending, BEAT/REPLY
    #[arg(long, value_name = "PART", conflicts_with_all = ["bots", "json"])]
    to: Option<String>,
    /// Write that walkthrough into this file
    #[arg(long, short, value_name = "FILE", requires = "to")]
    output: Option<PathBuf>,
    /// Write a walkthrough to every part, every snag and along the longest way into this folder
    #[arg(long, value_name = "DIR", conflicts_with = "bots")]
    paths: Option<PathBuf>,
    /// The language of the lines, one into which the scenario is translated
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// One JSON object for programs
    #[arg(long)]
    json: bool,
}

/// Scenarios to be played, with their pack.
pub(super) type Chosen = Vec<(Arc<Pack>, Vec<Arc<Scenario>>)>;

pub(super) fn run(args: &Args, common: &Common) -> Exit {
    let chosen = match choose(&args.names, common) {
        Ok(chosen) => chosen,
        Err((message, exit)) => {
            complain(&message);
            return exit;
        }
    };
    let texts = Texts::english();
    if !args.bots {
        let states = usize::try_from(args.states).unwrap_or(usize::MAX);
        let limits = Limits { states, seeds: args.seeds.unwrap_or(3) };
        let wish = Wish {
            limits,
            lang: args.lang.as_deref(),
            to: args.to.as_deref(),
            output: args.output.as_deref(),
            paths: args.paths.as_deref(),
            json: args.json,
        };
        return reach::run(&wish, &texts, &chosen);
    }
    bots(args, &texts, &chosen)
}

fn bots(args: &Args, texts: &Texts, chosen: &Chosen) -> Exit {
    let mut found = Vec::new();
    let mut faults = 0;
    for (pack, scenarios) in chosen {
        let base = Arc::new(Base::lay_out(pack));
        for scenario in scenarios {
            let scenario = match packs::in_language(Arc::clone(scenario), args.lang.as_deref()) {
                Ok(scenario) => scenario,
                Err((message, code)) => {
                    complain(&message);
                    return code;
                }
            };
            let survey = survey(args, texts, (pack, &base), &scenario);
            faults += survey.faults.len();
            if args.json {
                found.push(json(&scenario, &survey));
            } else {
                table(texts, &scenario, &survey);
            }
        }
    }
    if args.json {
        say(&serde_json::json!({ "scenarios": found, "faults": faults }).to_string());
    } else if faults == 0 {
        say(&texts.get("cli-explore-holds"));
    }
    if faults == 0 { Exit::Fine } else { Exit::Bug }
}

fn choose(names: &[String], common: &Common) -> Result<Chosen, Failure> {
    if names.is_empty() {
        return whole(bundled());
    }
    let mut chosen = Vec::new();
    for name in names {
        let path = Path::new(name);
        if path.is_dir() {
            chosen.extend(whole(folder(path).map_err(|error| (error.to_string(), Exit::Unavailable))?)?);
            continue;
        }
        let (pack, scenario) = packs::open(common, name)?;
        chosen.push((pack, vec![scenario]));
    }
    Ok(chosen)
}

/// Every scenario of what was loaded; what has errors cannot be played.
fn whole(loaded: Loaded) -> Result<Chosen, Failure> {
    let errors: Vec<String> =
        loaded.found.iter().filter(|found| found.severity == Severity::Error).map(|found| found.short()).collect();
    if !errors.is_empty() {
        return Err((errors.join("\n"), Exit::Content));
    }
    let all = loaded.packs.into_iter().map(|pack| {
        let scenarios = pack.scenarios.clone();
        (pack, scenarios)
    });
    Ok(all.collect())
}

fn survey(args: &Args, texts: &Texts, (pack, base): (&Arc<Pack>, &Arc<Base>), scenario: &Arc<Scenario>) -> Survey {
    let seeds = args.seeds.unwrap_or(40);
    let calls = seeds.saturating_mul(u64::try_from(Bot::ALL.len()).unwrap_or(1));
    let title = texts.with("cli-explore-plays", &[("title", &scenario.source.title), ("calls", &calls.to_string())]);
    let bar = progress(&title, calls);
    let cast = Cast::train(pack, base, scenario);
    let survey = Survey::take(&cast, seeds, || bar.inc(1));
    bar.finish_and_clear();
    survey
}

/// A bar on a terminal; elsewhere a plain line on standard error, so that a long run is not silent.
pub(super) fn progress(title: &str, length: u64) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        complain(title);
        return ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::hidden());
    }
    let bar = ProgressBar::new(length);
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar.set_message(title.to_owned());
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn table(texts: &Texts, scenario: &Scenario, survey: &Survey) {
    say(&texts.with("cli-explore-title", &[("title", &scenario.source.title), ("id", &scenario.id)]));
    let head = ["cli-explore-bot", "cli-explore-calls"].map(|key| texts.get(key));
    let numbers = crate::bots::NUMBERS.map(|number| name(texts, number));
    let tail = ["cli-explore-critical", "cli-explore-endings"].map(|key| texts.get(key));
    let mut rows = vec![head.into_iter().chain(numbers).chain(tail).collect::<Vec<String>>()];
    rows.extend(survey.tallies.iter().map(row));
    let columns = rows[0].len();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in &rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        say(format!("  {}", cells.collect::<Vec<_>>().join("  ")).trim_end());
    }
    for (fault, seen) in &survey.faults {
        say(&format!("  {}", line(texts, fault, *seen)));
    }
    say("");
}

fn row(tally: &Tally) -> Vec<String> {
    let spread = |spread: &Option<Spread>| match spread {
        Some(Spread { median, least, most }) => format!("{median} ({least}–{most})"),
        None => "–".to_owned(),
    };
    let mut endings: Vec<(&String, &usize)> = tally.endings.iter().collect();
    endings.sort_by_key(|(name, calls)| (std::cmp::Reverse(**calls), (*name).clone()));
    let endings: Vec<String> = endings.into_iter().map(|(name, calls)| format!("{name} {calls}")).collect();
    let mut row = vec![tally.bot.to_owned(), tally.calls.to_string()];
    row.extend(tally.numbers.iter().map(spread));
    row.push(tally.critical.to_string());
    row.push(endings.join(", "));
    row
}

pub(super) fn name(texts: &Texts, number: ScoreNumber) -> String {
    texts.get(match number {
        ScoreNumber::Records => "number-records",
        ScoreNumber::Routing => "number-routing",
        ScoreNumber::Composure => "number-composure",
        ScoreNumber::Procedure => "number-procedure",
    })
}

fn line(texts: &Texts, fault: &Fault, seen: Seen) -> String {
    let (calls, seed) = (seen.calls.to_string(), seen.seed.to_string());
    let mut args: BTreeMap<&str, String> = BTreeMap::from([("calls", calls), ("seed", seed)]);
    let key = match fault {
        Fault::ExpertLost { criterion } => {
            args.insert("criterion", criterion.clone());
            "cli-explore-expert-lost"
        }
        Fault::ExpertCritical { what } => {
            args.insert("what", what.clone());
            "cli-explore-expert-critical"
        }
        Fault::NotMost { bot, about, fell } => {
            args.insert("bot", (*bot).to_owned());
            args.insert("about", name(texts, *about));
            args.insert("fell", name(texts, *fell));
            if about == fell { "cli-explore-not-shown" } else { "cli-explore-not-most" }
        }
        Fault::Unexplained { bot, criterion } => {
            args.insert("bot", (*bot).to_owned());
            args.insert("criterion", criterion.clone());
            "cli-explore-unexplained"
        }
        Fault::Differs { bot } => {
            args.insert("bot", (*bot).to_owned());
            "cli-explore-differs"
        }
        Fault::OutOfBounds { bot } => {
            args.insert("bot", (*bot).to_owned());
            "cli-explore-out-of-bounds"
        }
        Fault::Unfinished { bot } => {
            args.insert("bot", (*bot).to_owned());
            "cli-explore-unfinished"
        }
    };
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    texts.with(key, &args)
}

fn json(scenario: &Scenario, survey: &Survey) -> serde_json::Value {
    let faults: Vec<_> =
        survey.faults.iter().map(|(fault, seen)| serde_json::json!({ "fault": fault, "seen": seen })).collect();
    serde_json::json!({ "scenario": scenario.id, "bots": survey.tallies, "faults": faults })
}
