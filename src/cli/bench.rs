//! `steadyline bench`: the figures that the README quotes, measured on this machine.

use std::sync::Arc;
use std::time::Instant;

use super::{Common, Exit, bench_audio, bench_figures, complain, packs, say};
use crate::bots::{Bot, Cast, parse_walk, run_walk, search_effort};
use crate::call::{Base, Call, LogLine, Setup};

/// Measure how fast calls are played on this machine
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Seconds to measure for
    #[arg(long, default_value_t = 3)]
    seconds: u64,
    /// Measure sound in place of calls: speaking, mixing, and scripted calls on the sound device for so many minutes
    #[arg(long, value_name = "MINUTES")]
    audio: Option<f64>,
    /// Measure a centre in place of calls: 50 desks bring finished calls to this database at once. Use one that is thrown away:
    /// attempts and logins stay there
    #[cfg(feature = "centre")]
    #[arg(long, value_name = "URL")]
    centre: Option<String>,
    /// Measure lists and figures in place of calls, over so many attempts of 2,000 people, in a folder that is thrown away, or with
    /// --centre in a database. With --data, and in a database, they stay, and are measured without being made the next time
    #[arg(long, value_name = "ATTEMPTS")]
    figures: Option<usize>,
    /// One JSON object for programs
    #[arg(long)]
    json: bool,
}

/// The call that is measured: a scripted call of the bundled pack, as its walkthrough takes it.
const WALK: &str = include_str!("../../scenarios/tamblewick/calls/third_call_blender.perfect.walk");
const SCENARIO: &str = "third_call_blender";

pub(super) fn run(args: &Args, common: &Common) -> Exit {
    if let Some(attempts) = args.figures {
        return bench_figures::run(attempts, args.centre(), args.json, common);
    }
    let prepared = packs::load(common).and_then(|loaded| packs::find(&loaded, SCENARIO));
    let (pack, scenario) = match prepared {
        Ok(found) => found,
        Err((message, exit)) => {
            complain(&message);
            return exit;
        }
    };
    let Ok(walk) = parse_walk(WALK) else {
        complain("the bundled walkthrough does not parse");
        return Exit::Bug;
    };
    let laid = Instant::now();
    let base = Arc::new(Base::lay_out(&pack));
    let lay_out_ms = laid.elapsed().as_secs_f64() * 1000.0;
    let report = run_walk(&pack, &base, &scenario, &walk);
    #[cfg(feature = "centre")]
    if let Some(url) = &args.centre {
        return super::bench_centre::run(url, &report, args.json);
    }
    if let Some(minutes) = args.audio {
        return bench_audio::run(&report.setup, &report.log, minutes, args.json);
    }
    let measured = measure(&report.setup, &report.log, args.seconds);
    let (learnt_ms, bots_ms) = bot_calls(|| Cast::train(&pack, &base, &scenario));
    let explored = explore(&Cast::untrained(&pack, &base, &scenario));
    let again = play(&report.setup, &report.log) == play(&report.setup, &report.log);
    let told = Told { measured, lines: report.log.len(), again, lay_out_ms, learnt_ms, bots_ms, explored };
    told.tell(args.json);
    if again { Exit::Fine } else { Exit::Bug }
}

impl Args {
    #[cfg(feature = "centre")]
    fn centre(&self) -> Option<&str> {
        self.centre.as_deref()
    }

    #[cfg(not(feature = "centre"))]
    fn centre(&self) -> Option<&str> {
        None
    }
}

/// What came out.
struct Told {
    measured: Measured,
    lines: usize,
    /// A log played twice gave equal events.
    again: bool,
    lay_out_ms: f64,
    learnt_ms: f64,
    bots_ms: f64,
    explored: Explored,
}

impl Told {
    fn tell(&self, json: bool) {
        if json {
            let figures = serde_json::json!({
                "actions_per_second": self.measured.actions_per_second(),
                "calls": self.measured.calls,
                "actions": self.measured.actions,
                "replay_equal": self.again,
                "lay_out_ms": self.lay_out_ms,
                "bot_learns_ms": self.learnt_ms,
                "bot_calls": BOT_CALLS,
                "bot_calls_ms": self.bots_ms,
                "explore_states_per_second": self.explored.seen,
                "explore_steps_per_second": self.explored.visited,
                "explore_followed_per_second": self.explored.followed,
            });
            say(&figures.to_string());
        } else {
            say(&format!(
                "call engine: {:.0} actions a second on one core ({} calls of {} actions)",
                self.measured.actions_per_second(),
                self.measured.calls,
                self.lines
            ));
            say(&format!("a log played twice gives equal events: {}", if self.again { "yes" } else { "no" }));
            say(&format!("laying out the practice database: {:.1} ms", self.lay_out_ms));
            say(&format!(
                "{BOT_CALLS} bot calls, set up, played and scored: {:.0} ms (learnt in {:.0} ms)",
                self.bots_ms, self.learnt_ms
            ));
            say(&format!(
                "exploring: {:.0} different states a second on one core, {:.0} followed in every option, {:.0} steps",
                self.explored.seen, self.explored.followed, self.explored.visited
            ));
        }
    }
}

/// A search of states, by the second.
struct Explored {
    seen: f64,
    followed: f64,
    visited: f64,
}

#[expect(clippy::cast_precision_loss, reason = "a rate needs no more than 53 bits")]
fn explore(cast: &Cast) -> Explored {
    let searching = Instant::now();
    let effort = search_effort(cast, STATES).unwrap_or_default();
    let seconds = searching.elapsed().as_secs_f64();
    let rate = |count: usize| count as f64 / seconds;
    Explored { seen: rate(effort.seen), followed: rate(effort.followed), visited: rate(effort.visited) }
}

/// The search of states stops here.
const STATES: usize = 400_000;

/// Calls that the bots take, all eight in turn.
const BOT_CALLS: u64 = 1_000;

/// How long the bots take to learn the scenario, and for their calls, in milliseconds.
fn bot_calls(train: impl Fn() -> Cast) -> (f64, f64) {
    let learning = Instant::now();
    let cast = train();
    let learnt_ms = learning.elapsed().as_secs_f64() * 1000.0;
    let playing = Instant::now();
    let crew = u64::try_from(Bot::ALL.len()).unwrap_or(1);
    for seed in 1..=BOT_CALLS / crew {
        std::hint::black_box(cast.crew(seed));
    }
    (learnt_ms, playing.elapsed().as_secs_f64() * 1000.0)
}

struct Measured {
    calls: u64,
    actions: u64,
    seconds: f64,
}

impl Measured {
    #[expect(clippy::cast_precision_loss, reason = "a rate needs no more than 53 bits")]
    fn actions_per_second(&self) -> f64 {
        self.actions as f64 / self.seconds
    }
}

/// Plays the same log over and over. Setting up a call (facts, database) is part of the next call, not of its actions.
fn measure(setup: &Arc<Setup>, log: &[LogLine], seconds: u64) -> Measured {
    let mut measured = Measured { calls: 0, actions: 0, seconds: 0.0 };
    #[expect(clippy::cast_precision_loss, reason = "a few seconds")]
    let limit = seconds.max(1) as f64;
    while measured.seconds < limit {
        let (mut call, _) = Call::new(Arc::clone(setup));
        let began = Instant::now();
        for line in log {
            std::hint::black_box(call.step(line.at, &line.action));
        }
        measured.seconds += began.elapsed().as_secs_f64();
        measured.calls += 1;
        measured.actions += u64::try_from(log.len()).unwrap_or(0);
    }
    measured
}

/// The events of a log, as text.
fn play(setup: &Arc<Setup>, log: &[LogLine]) -> String {
    let (mut call, mut events) = Call::new(Arc::clone(setup));
    for line in log {
        events.extend(call.apply(line.at, &line.action));
    }
    serde_json::to_string(&events).unwrap_or_default()
}
