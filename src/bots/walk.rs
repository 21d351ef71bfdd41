//! Walkthroughs: what to do in a call, what must be seen on the way, and the score at the end.

use std::fmt::Write as _;
use std::sync::Arc;

use super::command::{Command, CommandError, Pace, parse_step, perform};
use super::expect::{Compare, Scored, WalkHead, parse_compare};
use crate::call::{Action, Base, Call, CallOptions, Event, EventKind, LogLine, Millis, Phase, Setup, Speaker};
use crate::scenario::{Pack, Scenario};
use crate::scoring::{Scorecard, score};

/// A parsed walkthrough. Lines count from 1.
#[derive(Debug, Clone, Default)]
pub struct Walk {
    pub head: WalkHead,
    /// The calm twin is called.
    pub twin: bool,
    steps: Vec<(usize, Item)>,
}

#[derive(Debug, Clone)]
enum Item {
    Do(Pace, Command),
    See(See),
    AtEnd(AtEnd),
}

#[derive(Debug, Clone)]
enum See {
    Beat(String),
    Said(String),
    Phase(String),
    Patience(Compare, i64),
}

#[derive(Debug, Clone)]
enum AtEnd {
    Ending(String),
    Scored(Scored),
    Field(String, String),
}

impl Walk {
    /// What is done, line by line; what is only looked at is left out.
    pub fn commands(&self) -> impl Iterator<Item = (usize, Pace, &Command)> {
        self.steps.iter().filter_map(|(line, item)| match item {
            Item::Do(pace, command) => Some((*line, *pace, command)),
            Item::See(_) | Item::AtEnd(_) => None,
        })
    }
}

/// What is wrong with a walkthrough file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct WalkError {
    pub line: usize,
    pub what: String,
}

/// How a walkthrough went.
#[derive(Debug)]
pub struct WalkReport {
    pub setup: Arc<Setup>,
    pub call: Call,
    pub events: Vec<Event>,
    pub log: Vec<LogLine>,
    pub card: Scorecard,
    /// What was not as the walkthrough says.
    pub failed: Vec<WalkError>,
}

/// Reads a walkthrough.
///
/// # Errors
/// Every line that means nothing.
pub fn parse_walk(text: &str) -> Result<Walk, Vec<WalkError>> {
    let mut walk = Walk::default();
    let mut wrong = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Err(what) = parse_line(line, number + 1, &mut walk) {
            wrong.push(WalkError { line: number + 1, what });
        }
    }
    if wrong.is_empty() { Ok(walk) } else { Err(wrong) }
}

/// Stands between the lines of a walkthrough that is written on one line.
pub const BETWEEN: &str = " · ";

/// Reads a walkthrough on one line, as an exploration prints it: `seed 3 · 2 answer · +1 greet · say own it`. Errors count
/// its steps from 1.
///
/// # Errors
/// Every step that means nothing.
pub fn parse_list(text: &str) -> Result<Walk, Vec<WalkError>> {
    parse_walk(&text.replace(BETWEEN, "\n"))
}

fn parse_line(line: &str, number: usize, walk: &mut Walk) -> Result<(), String> {
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    if let Some(taken) = walk.head.take(word, rest) {
        return taken;
    }
    if let Some(scored) = Scored::parse(word, rest) {
        walk.steps.push((number, Item::AtEnd(AtEnd::Scored(scored?))));
        return Ok(());
    }
    let item = match word {
        "twin" => {
            if !rest.is_empty() {
                return Err("twin stands alone on its line".to_owned());
            }
            walk.twin = true;
            return Ok(());
        }
        "expect" => Item::See(parse_see(rest)?),
        "ending" => Item::AtEnd(AtEnd::Ending(rest.to_owned())),
        "field" => {
            let (field, class) = rest.split_once(char::is_whitespace).ok_or("write field TABLE.FIELD CLASS")?;
            Item::AtEnd(AtEnd::Field(field.to_owned(), class.trim().to_owned()))
        }
        _ => {
            let step = parse_step(line).map_err(|error| error.to_string())?;
            Item::Do(step.pace, step.command)
        }
    };
    walk.steps.push((number, item));
    Ok(())
}

fn parse_see(text: &str) -> Result<See, String> {
    let (what, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let rest = rest.trim();
    Ok(match what {
        "beat" => See::Beat(rest.to_owned()),
        "said" => See::Said(rest.to_owned()),
        "phase" => See::Phase(rest.to_owned()),
        "patience" => {
            let (compare, value) = parse_compare(rest)?;
            See::Patience(compare, value)
        }
        other => return Err(format!("\"{other}\" cannot be expected: beat, said, phase or patience")),
    })
}

/// Plays a walkthrough.
#[must_use]
pub fn run_walk(pack: &Arc<Pack>, base: &Arc<Base>, scenario: &Arc<Scenario>, walk: &Walk) -> WalkReport {
    let operator = "Sam Hollis".to_owned();
    let (seed, mode) = (walk.head.seed, walk.head.mode);
    let options = CallOptions { seed, mode, operator, twin: walk.twin, ..CallOptions::default() };
    let setup = Arc::new(Setup::new(pack, base, scenario, options));
    let (call, events) = Call::new(Arc::clone(&setup));
    let mut player = Player::new(call, events);
    if walk.twin && !setup.twin {
        player.fail(format!("\"{}\" has no twin: its caller is as calm as callers get", scenario.id));
    }
    for (number, item) in &walk.steps {
        player.line = *number;
        match item {
            Item::Do(pace, command) => player.act(*pace, command),
            Item::See(see) => player.see(see),
            Item::AtEnd(_) => {}
        }
    }
    let card = score(&player.call, &player.events);
    for (number, item) in &walk.steps {
        player.line = *number;
        if let Item::AtEnd(end) = item {
            player.at_end(end, &card);
        }
    }
    let Player { call, events, log, failed, .. } = player;
    WalkReport { setup, call, events, log, card, failed }
}

/// Somebody who does what the lines of a walkthrough say.
#[derive(Debug)]
pub(super) struct Player {
    pub call: Call,
    pub events: Vec<Event>,
    pub log: Vec<LogLine>,
    /// What could not be done, or was not so.
    pub failed: Vec<WalkError>,
    line: usize,
}

impl Player {
    pub fn new(call: Call, events: Vec<Event>) -> Self {
        Self { call, events, log: Vec::new(), failed: Vec::new(), line: 0 }
    }

    fn fail(&mut self, what: String) {
        self.failed.push(WalkError { line: self.line, what });
    }

    pub fn act(&mut self, pace: Pace, command: &Command) {
        let at = match pace {
            Pace::At(at) => at,
            Pace::After(ms) => self.call.now().plus(ms),
            Pace::OnTurn if *command == Command::Wait => {
                self.wait_for_turn();
                return;
            }
            Pace::OnTurn => self.wait_for_turn(),
        };
        let passed = self.call.advance_to(at.max(self.call.now()));
        self.events.extend(passed);
        let action = match perform(command, &self.call) {
            Ok(Some(action)) => action,
            Ok(None) => return,
            Err(CommandError::NoForm) => return self.fail(CommandError::NoForm.to_string()),
            Err(error) => return self.fail(error.to_string()),
        };
        self.do_now(at.max(self.call.now()), action, command);
    }

    fn do_now(&mut self, at: Millis, action: Action, command: &Command) {
        let happened = self.call.apply(at, &action);
        for event in &happened {
            match &event.kind {
                EventKind::ActionRefused { refusal } => {
                    let mut what = format!("refused: {refusal:?}");
                    if let Command::Say(name) = command {
                        let open: Vec<String> = self.call.replies().iter().map(|reply| reply.name.clone()).collect();
                        let beat = self.call.beat().map_or("", |beat| beat.name.as_str());
                        let _ = write!(what, " (wanted \"{name}\", the beat is \"{beat}\", open: {})", open.join(", "));
                    }
                    self.fail(what);
                }
                EventKind::SaveRefused { problems, .. } => self.fail(format!("not saved: {problems:?}")),
                _ => {}
            }
        }
        self.events.extend(happened);
        self.log.push(LogLine { at, action });
    }

    /// Lets everybody else finish, and thinks for a second.
    pub fn wait_for_turn(&mut self) -> Millis {
        for _ in 0..50 {
            let speaking = self.call.speaking().map(|(.., ends)| ends);
            let quiet = speaking.is_none() && !self.call.others_are_next();
            if quiet || matches!(self.call.phase(), Phase::Ringing | Phase::WrapUp | Phase::Done) {
                break;
            }
            let Some(next) = speaking.or_else(|| self.call.wakes_at()) else { break };
            let passed = self.call.advance_to(next);
            self.events.extend(passed);
        }
        self.call.now().plus(1000)
    }

    fn see(&mut self, see: &See) {
        self.wait_for_turn();
        match see {
            See::Beat(name) => {
                let beat = self.call.beat().map_or_else(String::new, |beat| beat.name.clone());
                if beat != *name {
                    self.fail(format!("the beat is \"{beat}\", not \"{name}\""));
                }
            }
            See::Said(text) => {
                let last = self.events.iter().rev().find_map(|event| match &event.kind {
                    EventKind::LineStarted { by, text, .. } if *by != Speaker::Operator => Some(text.clone()),
                    _ => None,
                });
                let last = last.unwrap_or_default();
                let text = &match crate::scenario::Template::parse(text) {
                    Ok(template) => template.fill(|slot| self.call.setup().spoken(slot)),
                    Err(_) => text.clone(),
                };
                if !last.to_lowercase().contains(&text.to_lowercase()) {
                    self.fail(format!("\"{text}\" was not said; the last line was \"{last}\""));
                }
            }
            See::Phase(name) => {
                let phase = match self.call.phase() {
                    Phase::Ringing => "ringing",
                    Phase::Dialling => "dialling",
                    Phase::Talking => "talking",
                    Phase::OnHold => "hold",
                    Phase::Consulting => "consulting",
                    Phase::WrapUp => "wrapup",
                    Phase::Done => "done",
                };
                if phase != name {
                    self.fail(format!("the phase is {phase}, not {name}"));
                }
            }
            See::Patience(compare, wanted) => {
                let points = i64::from(self.call.patience() / 1000);
                if !compare.holds(points, *wanted) {
                    self.fail(format!("patience is {points}"));
                }
            }
        }
    }

    fn at_end(&mut self, end: &AtEnd, card: &Scorecard) {
        match end {
            AtEnd::Ending(name) => {
                let ending = card.ending.clone().unwrap_or_else(|| "none".to_owned());
                if ending != *name {
                    self.fail(format!("the ending is \"{ending}\", not \"{name}\""));
                }
            }
            AtEnd::Scored(scored) => {
                if let Some(otherwise) = scored.otherwise(card) {
                    self.fail(otherwise);
                }
            }
            AtEnd::Field(path, class) => {
                let (table, field) = path.split_once('.').unwrap_or((path, ""));
                let rows = card.rows.iter().filter(|row| row.table == table);
                let classes: Vec<&str> = rows
                    .flat_map(|row| &row.fields)
                    .filter(|result| result.field == field)
                    .map(|result| result.class.name())
                    .collect();
                if !classes.contains(&class.as_str()) {
                    self.fail(format!(
                        "{path} is {}",
                        if classes.is_empty() { "not counted".to_owned() } else { classes.join(", ") }
                    ));
                }
            }
        }
    }
}
