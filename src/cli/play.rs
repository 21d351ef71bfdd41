//! `steadyline play`: takes a call by typing, or from a script on standard input.

use std::io::{BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use super::difference::print as print_difference;
use super::log_writer::LogWriter;
use super::mode::ModeArg;
use super::packs::{self, Failure};
use super::score::print_card;
use super::{Common, Exit, complain, log_file, say, show};
use crate::bots::{BETWEEN, Command, Pace, Step, Walk, WalkError, parse_list, parse_step, parse_walk, perform};
use crate::call::{
    Action, Base, Call, CallOptions, Event, EventKind, Log, LogHeader, LogLine, Millis, Phase, Rewind, Setup,
    decisions, replay, rewind,
};
use crate::scoring::{Scorecard, difference, score};
use crate::text::Texts;

/// Take a call in the terminal
///
/// At a terminal the call runs in real time; type `help` for what you can do. When standard input is no terminal it is a
/// script: one action a line, with its time before it (12.5 is seconds since the first ring, +2 is after the action
/// before, ~ or nothing is your turn).
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A scenario's file, its name, or a part of its name: complaint, question, order
    #[arg(required_unless_present = "rewind")]
    scenario: Option<String>,
    /// First play this way, then go on from there: a list of steps as `explore` prints it, in quotation marks, or a
    /// walkthrough file such as `explore --to` or `--paths` writes
    #[arg(long, value_name = "PATH", conflicts_with_all = ["seed", "mode", "twin"])]
    from_path: Option<String>,
    /// Makes the facts and wordings of the call; the same seed gives the same call
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Who takes the call
    #[arg(long, default_value = "Operator")]
    name: String,
    /// How much help there is
    #[arg(long, value_enum, default_value_t = ModeArg::Practice)]
    mode: ModeArg,
    /// The language of the lines, one into which the scenario is translated
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// Take the calm twin: the same caller with the same matter, calm
    #[arg(long)]
    twin: bool,
    /// Play on from a decision of this log, with the caller as it was; such a run never counts as an attempt
    #[arg(long, value_name = "LOG", requires = "at", conflicts_with_all = ["scenario", "seed", "name", "mode", "twin", "lang", "from_path"])]
    rewind: Option<PathBuf>,
    /// The number of the decision, as `replay LOG --decisions` lists them
    #[arg(long, value_name = "N", requires = "rewind")]
    at: Option<usize>,
    /// Write the log of the call to this file, as it happens
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Print events and the scorecard as JSON, one object a line
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, common: &Common) -> Exit {
    match play(args, common) {
        Ok(exit) => exit,
        Err((message, exit)) => {
            complain(&message);
            exit
        }
    }
}

fn play(args: &Args, common: &Common) -> Result<Exit, Failure> {
    let path = args.from_path.as_deref().map(read_path).transpose()?;
    let Taken { setup, call, events, begins, told, first } = match &args.rewind {
        Some(path) => rewound(path, args.at.unwrap_or(0), common)?,
        None => offered(args, path.as_ref(), common)?,
    };
    let texts = Texts::english();
    let log = args.log.as_deref().map(|path| LogWriter::create(path, &begins.text(), &texts)).transpose()?;
    let mut desk = Desk { setup, call, events: Vec::new(), texts, log, json: args.json, refused: false };
    desk.show(events);
    desk.refused = false;
    if let Some(told) = told.filter(|_| !args.json) {
        say(&told);
    }
    if let Some(path) = &path {
        desk.follow(path)?;
    }
    if std::io::stdin().is_terminal() {
        desk.live();
    } else {
        desk.script()?
    }
    let card = score(&desk.call, &desk.events);
    match (&first, args.json) {
        (None, true) => say(&serde_json::json!({ "scorecard": card }).to_string()),
        (None, false) => print_card(&card, &desk.texts),
        (Some(first), true) => {
            let found = difference(first, &card);
            say(&serde_json::json!({ "rewound": true, "scorecard": card, "first": first, "difference": found })
                .to_string());
        }
        (Some(first), false) => {
            print_card(&card, &desk.texts);
            print_difference(&difference(first, &card), &desk.texts.get("cli-rewound-head"), &desk.texts);
        }
    }
    if let Some(log) = desk.log.take() {
        log.close(&desk.texts)?;
    }
    Ok(if desk.refused { Exit::Usage } else { Exit::Fine })
}

/// A call that is about to be played, or played on.
struct Taken {
    setup: Arc<Setup>,
    call: Call,
    events: Vec<Event>,
    /// What its log begins with.
    begins: Log,
    /// What to say of it first.
    told: Option<String>,
    /// The scorecard of the run that is played on.
    first: Option<Box<Scorecard>>,
}

/// Reads a walkthrough that is to be gone on from: a file, or the steps themselves.
fn read_path(given: &str) -> Result<Walk, Failure> {
    let path = Path::new(given);
    let steps = parse_list(given);
    if !path.exists() && (given.contains(BETWEEN) || steps.is_ok()) {
        return steps.map_err(|wrong| {
            let texts = Texts::english();
            let said = |error: &WalkError| {
                texts.with("cli-path-step", &[("number", &error.line.to_string()), ("what", &error.what)])
            };
            (wrong.iter().map(said).collect::<Vec<_>>().join("\n"), Exit::Usage)
        });
    }
    let place = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = std::fs::read_to_string(path).map_err(|error| (place(&error), Exit::Unavailable))?;
    parse_walk(&text).map_err(|wrong| {
        let lines: Vec<String> = wrong.iter().map(|error| place(error)).collect();
        (lines.join("\n"), Exit::Content)
    })
}

fn offered(args: &Args, path: Option<&Walk>, common: &Common) -> Result<Taken, Failure> {
    let (pack, scenario) = packs::open(common, args.scenario.as_deref().unwrap_or_default())?;
    let scenario = packs::in_language(scenario, args.lang.as_deref())?;
    let base = Arc::new(Base::lay_out(&pack));
    let twin = path.map_or(args.twin, |path| path.twin);
    if twin && scenario.twin.is_none() {
        let message = format!("\"{}\" has no twin: its caller is as calm as callers of this pack get", scenario.id);
        return Err((message, Exit::Usage));
    }
    let options = CallOptions {
        seed: path.map_or(args.seed, |path| path.head.seed),
        mode: path.map_or(args.mode.into(), |path| path.head.mode),
        operator: args.name.clone(),
        practice: Vec::new(),
        twin,
        ..CallOptions::default()
    };
    let setup = Arc::new(Setup::new(&pack, &base, &scenario, options));
    let header = LogHeader::new(&setup, "terminal", jiff::Timestamp::now().to_string());
    let (call, events) = Call::new(Arc::clone(&setup));
    let begins = Log { header, lines: Vec::new(), cut_off: false };
    Ok(Taken { setup, call, events, begins, told: None, first: None })
}

/// The call of a log as it stood at a decision, by its number from 1.
fn rewound(path: &Path, number: usize, common: &Common) -> Result<Taken, Failure> {
    let (setup, log) = log_file::open(path, common, false)?;
    let found = decisions(&setup, &log);
    let Some(decision) = number.checked_sub(1).and_then(|at| found.get(at)) else {
        let message = format!(
            "{} has the decisions 1 to {}, not {number}: `replay {} --decisions` lists them",
            path.display(),
            found.len(),
            path.display()
        );
        return Err((message, Exit::Usage));
    };
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let Rewind { call, events, log: mut begins } = rewind(&setup, &log, decision.line, &name)
        .map_err(|error| (format!("{}: {error}", path.display()), Exit::Content))?;
    begins.header.started_at = jiff::Timestamp::now().to_string();
    let what = Texts::english().decision(decision, &setup);
    let told = Texts::english().with("cli-rewound", &[("at", &decision.at.clock()), ("what", &what)]);
    let (whole, happened) = replay(&setup, &log);
    let first = Some(Box::new(score(&whole, &happened)));
    Ok(Taken { setup, call, events, begins, told: Some(told), first })
}

struct Desk {
    setup: Arc<Setup>,
    call: Call,
    events: Vec<Event>,
    texts: Texts,
    log: Option<LogWriter>,
    json: bool,
    /// A script asked for something that was not possible.
    refused: bool,
}

impl Desk {
    fn show(&mut self, events: Vec<Event>) {
        for event in &events {
            if self.json {
                say(&serde_json::to_string(event).unwrap_or_default());
            } else if let Some(line) = show::event(event, &self.setup, &self.texts) {
                say(&line);
            }
            self.refused |= matches!(event.kind, EventKind::ActionRefused { .. });
        }
        self.events.extend(events);
    }

    fn advance(&mut self, to: Millis) {
        let events = self.call.advance_to(to.max(self.call.now()));
        self.show(events);
    }

    fn act(&mut self, at: Millis, action: Action) {
        let at = at.max(self.call.now());
        let events = self.call.apply(at, &action);
        if let Some(log) = self.log.as_mut() {
            log.write(&LogLine { at, action }, &self.texts);
        }
        self.show(events);
    }

    /// Lines of a script, each at its own time; nothing waits.
    fn script(&mut self) -> Result<(), Failure> {
        for (number, line) in std::io::stdin().lock().lines().enumerate() {
            let line = line.map_err(|error| (error.to_string(), Exit::Unavailable))?;
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if line == "quit" {
                break;
            }
            let wrong = |what: String| (format!("line {}: {what}", number + 1), Exit::Usage);
            let Step { pace, command } = parse_step(line).map_err(|error| wrong(error.to_string()))?;
            self.step(pace, &command).map_err(wrong)?;
        }
        Ok(())
    }

    /// What a walkthrough does; what it only looks at is left out.
    fn follow(&mut self, path: &Walk) -> Result<(), Failure> {
        for (number, pace, command) in path.commands() {
            let wrong = |what: String| (format!("line {number}: {what}"), Exit::Content);
            self.step(pace, command).map_err(wrong)?;
            if self.refused {
                let at = self.call.now().clock();
                return Err(wrong(self.texts.with("cli-path-refused", &[("at", &at)])));
            }
        }
        Ok(())
    }

    fn step(&mut self, pace: Pace, command: &Command) -> Result<(), String> {
        let at = match pace {
            Pace::At(at) => at,
            Pace::After(ms) => self.call.now().plus(ms),
            Pace::OnTurn if *command == Command::Wait => {
                self.wait_for_turn();
                return Ok(());
            }
            Pace::OnTurn => self.wait_for_turn(),
        };
        self.advance(at);
        if let Some(action) = perform(command, &self.call).map_err(|error| error.to_string())? {
            self.act(at, action);
        }
        Ok(())
    }

    fn wait_for_turn(&mut self) -> Millis {
        for _ in 0..50 {
            let speaking = self.call.speaking().map(|(.., ends)| ends);
            let waits = matches!(self.call.phase(), Phase::Ringing | Phase::WrapUp | Phase::Done);
            if waits || (speaking.is_none() && !self.call.others_are_next()) {
                break;
            }
            let Some(next) = speaking.or_else(|| self.call.wakes_at()) else { break };
            self.advance(next);
        }
        self.call.now().plus(1000)
    }

    /// A person at the keyboard, in real time.
    fn live(&mut self) {
        say(&self.texts.get("cli-welcome"));
        say(&self.setup.scenario.source.briefing);
        let began = Began { clock: Instant::now(), from: self.call.now() };
        let typed = typed_lines();
        let mut offered = String::new();
        while self.call.phase() != Phase::Done {
            let now = began.now();
            self.advance(now);
            let open = self.open_replies();
            if open != offered {
                if !open.is_empty() {
                    say(&open);
                }
                offered = open;
            }
            match typed.recv_timeout(self.until_next(now)) {
                Ok(line) if line.trim() == "quit" => break,
                Ok(line) => self.typed(&line, began),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
    }

    fn until_next(&self, now: Millis) -> Duration {
        let wait = self.call.wakes_at().map_or(1000, |at| at.since(now));
        Duration::from_millis(wait.clamp(20, 1000))
    }

    fn typed(&mut self, line: &str, began: Began) {
        let line = line.trim();
        if line.is_empty() {
            return;
        }
        if line == "help" {
            say(&self.texts.get("cli-help"));
            return;
        }
        let at = began.now();
        self.advance(at);
        let line = if line.chars().all(|c| c.is_ascii_digit()) { line.to_owned() } else { format!("~ {line}") };
        let action = parse_step(&line).and_then(|step| perform(&step.command, &self.call));
        match action {
            Ok(Some(action)) => {
                let searched = match &action {
                    Action::Search(text) => Some(text.clone()),
                    _ => None,
                };
                let opens = matches!(action, Action::Open { .. } | Action::Create { .. } | Action::Focus(_));
                self.act(at, action);
                if let Some(text) = searched {
                    self.results(&text);
                }
                if opens {
                    self.form();
                }
            }
            Ok(None) => {}
            Err(error) => say(&error.to_string()),
        }
    }

    fn open_replies(&self) -> String {
        if self.call.speaking().is_some() || self.call.others_are_next() {
            return String::new();
        }
        let replies = self.call.replies();
        let lines =
            replies.iter().enumerate().map(|(at, reply)| format!("   {}  {}", at + 1, self.call.reply_text(reply)));
        lines.collect::<Vec<_>>().join("\n")
    }

    fn results(&self, text: &str) {
        let pack = &self.setup.pack;
        for found in self.call.database().search(pack, text, 12) {
            let near = if found.near { self.texts.get("cli-near") } else { String::new() };
            let (heading, detail) = (self.texts.dated(&found.heading), self.texts.dated(&found.detail));
            say(&format!("   {} {}   {heading}   {detail} {near}", pack.tables[found.table].name, found.id));
        }
    }

    /// The form in front, as the desk shows it.
    fn form(&self) {
        let Some(form) = self.call.front() else { return };
        let table = &self.setup.pack.tables[form.table];
        for ((name, field), value) in table.source.fields.iter().zip(&form.values) {
            say(&format!("   {name:<18} {:<22} {}", field.label, show::value(&field.kind, value, &self.setup)));
        }
    }
}

/// When the call was taken up: by the clock, and in the call's own time.
#[derive(Clone, Copy)]
struct Began {
    clock: Instant,
    from: Millis,
}

impl Began {
    fn now(self) -> Millis {
        self.from.plus(u64::try_from(self.clock.elapsed().as_millis()).unwrap_or(u64::MAX))
    }
}

/// Lines from the keyboard, read on a thread of their own so that the caller does not wait for them.
fn typed_lines() -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}
