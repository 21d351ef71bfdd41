//! `steadyline drill`: a call list, or rows of the base to be put in order, by typing or from a script.

use std::io::{BufRead as _, IsTerminal as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use super::log_writer::LogWriter;
use super::mode::ModeArg;
use super::packs::{self, Failure};
use super::score::print_card;
use super::{Common, Exit, complain, say, show_drill};
use crate::bots::{CommandError, drill_wait, parse_drill};
use crate::call::{DrillEvent, DrillHeader, DrillLine, DrillRun, DrillTaken, Millis, Mode, json_line};
use crate::scenario::{Drill, DrillKind, Pack, did_you_mean};
use crate::scoring::score_drill;
use crate::text::Texts;

/// Take a drill without a call in the terminal
///
/// A call list is worked through row by row: dial, put off, close or ask. Rows of the base are merged, mended or left alone.
/// Type `help` for what you can do. When standard input is no terminal it is a script: one action a line, with the seconds
/// since the action before in front of it (+12), or 5 where nothing stands there.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The name of a drill; without one, all of them are listed
    drill: Option<String>,
    /// Makes what chance decides, such as how long it rings
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How much help
    #[arg(long, value_enum, default_value_t = ModeArg::Practice)]
    mode: ModeArg,
    /// Write the log of the drill to this file, as it happens; `replay` and `score` read it
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Print the scorecard as JSON
    #[arg(long)]
    json: bool,
}

/// A drill being taken.
struct Taken {
    run: DrillRun,
    texts: Texts,
    log: Option<LogWriter>,
    json: bool,
    refused: bool,
}

pub(super) fn run(args: &Args, common: &Common) -> Exit {
    match take(args, common) {
        Ok(exit) => exit,
        Err((message, exit)) => {
            complain(&message);
            exit
        }
    }
}

fn take(args: &Args, common: &Common) -> Result<Exit, Failure> {
    let loaded = packs::load(common)?;
    let Some(name) = &args.drill else {
        for (pack, drill) in all(&loaded.packs) {
            say(&format!("{:<24} {} ({})", drill.id(), drill.title(), pack.source.name));
        }
        return Ok(Exit::Fine);
    };
    let found = loaded.packs.iter().find_map(|pack| Some((pack, pack.drill(name)?)));
    let Some((pack, drill)) = found else {
        let names: Vec<String> = all(&loaded.packs).map(|(_, drill)| drill.id().to_owned()).collect();
        let mut message = format!("there is no drill \"{name}\"");
        if let Some(hint) = did_you_mean(name, names.iter().map(String::as_str)) {
            message.push_str(&format!(": {hint}"));
        }
        message.push_str(&format!("\nThere are: {}", names.join(", ")));
        return Err((message, Exit::Usage));
    };
    let texts = Texts::english();
    let mode = Mode::from(args.mode);
    if let Some(told) = past(pack, &drill, mode, &texts) {
        if mode == Mode::Assessment {
            return Err((told, Exit::Content));
        }
        complain(&told);
    }
    let log = args.log.as_deref().map(|path| LogWriter::create(path, &header(args, pack, &drill), &texts));
    let run = DrillRun::new(pack, &drill, args.seed, mode);
    let mut taken = Taken { run, texts, log: log.transpose()?, json: args.json, refused: false };
    taken.introduce(&drill);
    if std::io::stdin().is_terminal() {
        taken.live();
    } else {
        taken.script()?;
    }
    let card = score_drill(&taken.run, &pack.rubrics[drill.rubric()]);
    if args.json {
        say(&serde_json::json!({ "scorecard": card }).to_string());
    } else {
        print_card(&card, &taken.texts);
    }
    if let Some(log) = taken.log.take() {
        log.close(&taken.texts)?;
    }
    Ok(if taken.refused { Exit::Usage } else { Exit::Fine })
}

/// What its log begins with.
fn header(args: &Args, pack: &Pack, drill: &Drill) -> String {
    let taken = DrillTaken {
        seed: args.seed,
        mode: args.mode.into(),
        desk: "terminal".to_owned(),
        person: String::new(),
        started_at: jiff::Timestamp::now().to_string(),
    };
    json_line(&DrillHeader::new(pack, drill, taken))
}

/// What is said of rules that are past their date.
fn past(pack: &Pack, drill: &Drill, mode: Mode, texts: &Texts) -> Option<String> {
    let rules = drill.past_rules(pack.day_of_rules(jiff::Zoned::now().date()))?;
    let until = texts.day(rules.review_by);
    let key = if mode == Mode::Assessment { "drill-rules-refused" } else { "drill-rules-past" };
    Some(texts.with(key, &[("rules", &rules.source.title), ("until", &until)]))
}

fn all(packs: &[Arc<Pack>]) -> impl Iterator<Item = (&Arc<Pack>, Drill)> {
    packs.iter().flat_map(|pack| pack.all_drills().map(move |drill| (pack, drill)))
}

impl Taken {
    fn introduce(&self, drill: &Drill) {
        if self.json {
            return;
        }
        say(&format!("{}\n\n{}\n", drill.title(), drill.briefing()));
        self.rows();
        say(&self.texts.get("drill-help-hint"));
    }

    /// What is typed, as it is typed.
    fn live(&mut self) {
        let began = Instant::now();
        let lines = typed();
        while !self.run.is_over() {
            let line = lines.recv_timeout(Duration::from_millis(250));
            let at = Millis(u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX));
            match line {
                Ok(line) => self.line(&line, at),
                Err(RecvTimeoutError::Timeout) => self.advance(at),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn script(&mut self) -> Result<(), Failure> {
        for line in std::io::stdin().lock().lines() {
            let line = line.map_err(|error| (error.to_string(), Exit::Unavailable))?;
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let (wait, line) = drill_wait(line).map_err(|error| (error.to_string(), Exit::Usage))?;
            let at = self.run.now().plus(wait);
            self.line(line, at);
        }
        Ok(())
    }

    fn advance(&mut self, at: Millis) {
        let events = self.run.advance(at);
        self.show(&events);
    }

    fn line(&mut self, line: &str, at: Millis) {
        let kind = match (line, &self.run) {
            ("help", DrillRun::List(_)) => return say(&self.texts.get("drill-help-list")),
            ("help", DrillRun::Tidy(_)) => return say(&self.texts.get("drill-help-tidy")),
            ("rows", _) => return self.rows(),
            ("rules", _) => return self.rules(),
            (_, DrillRun::List(_)) => DrillKind::CallList,
            (_, DrillRun::Tidy(_)) => DrillKind::Tidy,
        };
        let action = match parse_drill(line, kind) {
            Ok(action) => action,
            Err(error) => return self.unknown(&error),
        };
        let events = self.run.act(at, &action);
        if let Some(log) = &mut self.log {
            log.write(&DrillLine { at, action }, &self.texts);
        }
        self.show(&events);
    }

    fn unknown(&mut self, error: &CommandError) {
        self.refused = true;
        complain(&self.texts.with("drill-unknown", &[("error", &error.to_string())]));
    }

    fn show(&mut self, events: &[DrillEvent]) {
        for event in events {
            self.refused |= event.is_refusal();
            let line = show_drill::event(event, &self.run, &self.texts);
            if let Some(line) = line.filter(|_| !self.json) {
                say(&line);
            }
        }
    }

    fn rows(&self) {
        if self.json {
            return;
        }
        match &self.run {
            DrillRun::List(run) => {
                for (row, worked) in run.campaign().rows.iter().zip(run.rows()) {
                    let mark = if worked.settled { "✓" } else { " " };
                    let barred = if row.do_not_call { "do not call" } else { "" };
                    let tries =
                        row.tries.iter().map(|one| format!("{} {}", one.at.strftime("%-d %b %H:%M"), one.outcome));
                    say(&format!(
                        "{mark} {:>3}  {:<18} {:<6} {:<22} {:<14} {:<18} {:<10} {barred} {} {} {}",
                        row.number,
                        row.name,
                        row.purpose,
                        worked.phone,
                        worked.second_phone,
                        row.zone_name,
                        row.consent.map_or("not asked", |yes| if yes { "yes" } else { "no" }),
                        tries.collect::<Vec<_>>().join(", "),
                        row.due.map_or_else(String::new, |due| format!("due {due} {}", row.window)),
                        row.note,
                    ));
                }
            }
            DrillRun::Tidy(run) => {
                for (row, tidied) in run.tidy().rows.iter().zip(run.rows()).filter(|(_, tidied)| tidied.into.is_none())
                {
                    let mark = if tidied.touched.is_some() { "✓" } else { " " };
                    say(&format!("{mark} {:>3}  {}  {}  {}", row.number, row.code, tidied.cells.join(" | "), row.rest));
                }
            }
        }
    }

    fn rules(&self) {
        match &self.run {
            DrillRun::List(run) => {
                let rules = &run.campaign().rules.source;
                say(&format!("{}\n{}. {}, {}", rules.title, rules.jurisdiction, rules.source, rules.as_of));
                for hours in &rules.hours {
                    say(&format!("  {:?} {}-{}", hours.days, hours.from, hours.to));
                }
                for (code, outcome) in &rules.outcomes {
                    say(&format!("  {code}  {}", outcome.name));
                }
                for line in show_drill::laws(run.campaign(), &self.texts) {
                    say(&line);
                }
            }
            DrillRun::Tidy(run) => {
                for rule in &run.tidy().source.rules {
                    say(&format!("- {rule}"));
                }
            }
        }
    }
}

/// What is typed, line by line, without holding up the clock.
fn typed() -> Receiver<String> {
    let (sender, lines) = channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if sender.send(line.trim().to_owned()).is_err() {
                return;
            }
        }
    });
    lines
}
