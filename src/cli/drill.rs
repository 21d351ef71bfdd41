//! `steadyline drill`: a call list, or rows of the base to be put in order, by typing or from a script.

use std::io::{BufRead as _, IsTerminal as _};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use jiff::civil::Date;

use super::packs::{self, Failure};
use super::score::print_card;
use super::{Common, Exit, complain, say};
use crate::call::{
    Column, ListAction, ListEvent, ListEventKind, ListRun, Millis, Mode, TidyAction, TidyEventKind, TidyRun,
};
use crate::scenario::outgoing::Reason;
use crate::scenario::{Pack, did_you_mean};
use crate::scoring::{Scorecard, score_list, score_tidy};
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
    /// Print the scorecard as JSON
    #[arg(long)]
    json: bool,
}

/// A drill of either kind.
enum Run {
    List(Box<ListRun>),
    Tidy(Box<TidyRun>),
}

/// A drill being taken.
struct Drill {
    pack: Arc<Pack>,
    run: Run,
    texts: Texts,
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
        for (pack, id, title) in all(&loaded.packs) {
            say(&format!("{id:<24} {title} ({})", pack.source.name));
        }
        return Ok(Exit::Fine);
    };
    let found = loaded.packs.iter().find_map(|pack| {
        let list = pack.drills.campaigns.iter().find(|campaign| campaign.id == *name).map(|campaign| {
            Run::List(Box::new(ListRun::new(Arc::clone(campaign), pack.today, args.seed, Mode::Practice)))
        });
        let rows = || pack.drills.tidies.iter().find(|tidy| tidy.id == *name);
        let run = list.or_else(|| Some(Run::Tidy(Box::new(TidyRun::new(Arc::clone(rows()?), Mode::Practice)))))?;
        Some((Arc::clone(pack), run))
    });
    let Some((pack, run)) = found else {
        let names: Vec<&str> = all(&loaded.packs).map(|(_, id, _)| id).collect();
        let mut message = format!("there is no drill \"{name}\"");
        if let Some(hint) = did_you_mean(name, names.iter().copied()) {
            message.push_str(&format!(": {hint}"));
        }
        message.push_str(&format!("\nThere are: {}", names.join(", ")));
        return Err((message, Exit::Usage));
    };
    let mut drill = Drill { pack, run, texts: Texts::english(), json: args.json, refused: false };
    drill.introduce();
    if std::io::stdin().is_terminal() {
        drill.live();
    } else {
        drill.script()?;
    }
    let card = drill.card();
    if args.json {
        say(&serde_json::json!({ "scorecard": card }).to_string());
    } else {
        print_card(&card, &drill.texts);
    }
    Ok(if drill.refused { Exit::Usage } else { Exit::Fine })
}

fn all(packs: &[Arc<Pack>]) -> impl Iterator<Item = (&Arc<Pack>, &str, &str)> {
    packs.iter().flat_map(|pack| {
        let lists = pack.drills.campaigns.iter().map(|one| (one.id.as_str(), one.source.title.as_str()));
        let rows = pack.drills.tidies.iter().map(|one| (one.id.as_str(), one.source.title.as_str()));
        lists.chain(rows).map(move |(id, title)| (pack, id, title))
    })
}

impl Drill {
    fn introduce(&self) {
        if self.json {
            return;
        }
        let (title, briefing) = match &self.run {
            Run::List(run) => (&run.campaign().source.title, &run.campaign().source.briefing),
            Run::Tidy(run) => (&run.tidy().source.title, &run.tidy().source.briefing),
        };
        say(&format!("{title}\n\n{briefing}\n"));
        self.rows();
        say(&self.texts.get("drill-help-hint"));
    }

    fn now(&self) -> Millis {
        match &self.run {
            Run::List(run) => run.now(),
            Run::Tidy(run) => run.now(),
        }
    }

    fn is_over(&self) -> bool {
        match &self.run {
            Run::List(run) => run.is_over(),
            Run::Tidy(run) => run.is_over(),
        }
    }

    fn card(&self) -> Scorecard {
        match &self.run {
            Run::List(run) => score_list(run, &self.pack.rubrics[&run.campaign().source.rubric]),
            Run::Tidy(run) => score_tidy(run, &self.pack.rubrics[&run.tidy().source.rubric]),
        }
    }

    /// What is typed, as it is typed.
    fn live(&mut self) {
        let began = Instant::now();
        let lines = typed();
        while !self.is_over() {
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
            let timed = line.strip_prefix('+').and_then(|rest| rest.split_once(' '));
            let (wait, line) = timed.map_or((Some(5), line), |(wait, rest)| (wait.parse().ok(), rest));
            let wait: u64 = wait.ok_or_else(|| (format!("\"{line}\" has no seconds after +"), Exit::Usage))?;
            let at = self.now().plus(wait.saturating_mul(1000));
            self.line(line.trim(), at);
        }
        Ok(())
    }

    fn advance(&mut self, at: Millis) {
        match &mut self.run {
            Run::List(run) => {
                let events = run.advance(at);
                self.show(&events);
            }
            Run::Tidy(run) => run.advance(at),
        }
    }

    fn line(&mut self, line: &str, at: Millis) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match (word, &mut self.run) {
            ("help", Run::List(_)) => say(&self.texts.get("drill-help-list")),
            ("help", Run::Tidy(_)) => say(&self.texts.get("drill-help-tidy")),
            ("rows", _) => self.rows(),
            ("rules", _) => self.rules(),
            (_, Run::List(run)) => match list_action(word, rest.trim()) {
                Some(action) => {
                    let events = run.act(at, &action);
                    self.show(&events);
                }
                None => self.unknown(line),
            },
            (_, Run::Tidy(run)) => match tidy_action(word, rest.trim()) {
                Some(action) => {
                    let event = run.act(at, &action);
                    let row = |row: usize| run.tidy().rows[row].number.clone();
                    let told = match &event.kind {
                        TidyEventKind::Refused { refusal } => {
                            self.refused = true;
                            self.texts.get(&format!("drill-tidy-no-{}", name_of(refusal)))
                        }
                        TidyEventKind::Looked { row: number } => {
                            let own = &run.tidy().rows[*number];
                            format!(
                                "{}  {}  {}  {}",
                                own.number,
                                own.code,
                                run.rows()[*number].cells.join(" | "),
                                own.rest
                            )
                        }
                        TidyEventKind::Typed { row: number, value, .. } => format!("{}: {value}", row(*number)),
                        TidyEventKind::Merged { keep, rows } | TidyEventKind::Split { keep, rows } => {
                            let rows: Vec<String> = rows.iter().map(|number| row(*number)).collect();
                            format!("{} ← {}", row(*keep), rows.join(", "))
                        }
                        TidyEventKind::Asked { row: number, .. }
                        | TidyEventKind::Misfiled { row: number, .. }
                        | TidyEventKind::Settled { row: number } => row(*number),
                        TidyEventKind::Finished => String::new(),
                    };
                    if !self.json && !told.is_empty() {
                        say(&format!("{} · {told}", event.at.clock()));
                    }
                }
                None => self.unknown(line),
            },
        }
    }

    fn unknown(&mut self, line: &str) {
        self.refused = true;
        complain(&self.texts.with("drill-unknown", &[("line", line)]));
    }

    fn show(&mut self, events: &[ListEvent]) {
        let Run::List(run) = &self.run else { return };
        let row = |row: usize| {
            let row = &run.campaign().rows[row];
            format!("{} {}", row.number, row.name)
        };
        for event in events {
            let told = match &event.kind {
                ListEventKind::Refused { refusal } => {
                    self.refused = true;
                    self.texts.get(&format!("drill-list-no-{}", name_of(refusal)))
                }
                ListEventKind::Looked { row: number } => {
                    let (own, worked) = (&run.campaign().rows[*number], &run.rows()[*number]);
                    let cells =
                        [&own.purpose, &worked.phone, &worked.second_phone, &worked.email, &own.zone_name, &own.note];
                    format!("{}: {}", row(*number), cells.map(String::as_str).join(" | "))
                }
                ListEventKind::Mended { row: number, value, .. } => format!("{}: {value}", row(*number)),
                ListEventKind::Dialled { row: number, number: phone, .. } => format!("{}: … {phone}", row(*number)),
                ListEventKind::Answered { answered, .. } => self.texts.get(&format!("answered-{}", answered.name())),
                ListEventKind::HungUp { row: number, rang_ms, .. } => {
                    let seconds = (rang_ms / 1000).to_string();
                    format!("{}: {}", row(*number), self.texts.with("drill-hung-up", &[("seconds", &seconds)]))
                }
                ListEventKind::OutcomeNoted { row: number, code, .. } => {
                    let name =
                        run.campaign().rules.source.outcomes.get(code).map_or("", |outcome| outcome.name.as_str());
                    format!("{}: {code} {name}", row(*number))
                }
                ListEventKind::Decided { row: number, .. } | ListEventKind::CallEnded { row: number, .. } => {
                    row(*number)
                }
                ListEventKind::Finished => continue,
            };
            if !self.json {
                say(&format!("{} · {told}", event.at.clock()));
            }
        }
    }

    fn rows(&self) {
        if self.json {
            return;
        }
        match &self.run {
            Run::List(run) => {
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
            Run::Tidy(run) => {
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
            Run::List(run) => {
                let rules = &run.campaign().rules.source;
                say(&format!("{}\n{}. {}, {}", rules.title, rules.jurisdiction, rules.source, rules.as_of));
                for hours in &rules.hours {
                    say(&format!("  {:?} {}-{}", hours.days, hours.from, hours.to));
                }
                for (code, outcome) in &rules.outcomes {
                    say(&format!("  {code}  {}", outcome.name));
                }
            }
            Run::Tidy(run) => {
                for rule in &run.tidy().source.rules {
                    say(&format!("- {rule}"));
                }
            }
        }
    }
}

/// The name of a refusal as the language files have it.
fn name_of(refusal: &impl serde::Serialize) -> String {
    let name = serde_json::to_value(refusal).ok().and_then(|name| name.as_str().map(str::to_owned));
    name.unwrap_or_default().replace('_', "-")
}

fn list_action(word: &str, rest: &str) -> Option<ListAction> {
    let (row, more) = rest.split_once(' ').map_or((rest, ""), |(row, more)| (row, more.trim()));
    let row = || row.to_owned();
    Some(match word {
        "look" => ListAction::Look(row()),
        "dial" => ListAction::Dial { row: row(), second: more == "second" },
        "hangup" => ListAction::HangUp,
        "close" => {
            let name = more.replace([' ', '-'], "_");
            ListAction::Close { row: row(), reason: serde_json::from_value::<Reason>(name.into()).ok()? }
        }
        "later" => {
            let (date, window) = due(more)?;
            ListAction::PutOff { row: row(), date, window }
        }
        "ask" => ListAction::Ask(row()),
        "mend" => {
            let (column, value) = more.split_once(' ').unwrap_or((more, ""));
            let column = match column {
                "phone" => Column::Phone,
                "second" => Column::SecondPhone,
                "email" => Column::Email,
                _ => return None,
            };
            ListAction::Mend { row: row(), column, value: value.trim().to_owned() }
        }
        "outcome" => {
            let (code, when) = more.split_once(' ').unwrap_or((more, ""));
            let due = if when.is_empty() { None } else { Some(due(when.trim())?) };
            ListAction::Outcome { row: row(), code: code.to_owned(), due }
        }
        "finish" => ListAction::Finish,
        _ => return None,
    })
}

fn due(text: &str) -> Option<(Date, String)> {
    let (date, window) = text.split_once(' ')?;
    Some((date.parse().ok()?, window.trim().to_owned()))
}

fn tidy_action(word: &str, rest: &str) -> Option<TidyAction> {
    let (row, more) = rest.split_once(' ').map_or((rest, ""), |(row, more)| (row, more.trim()));
    let row = || row.to_owned();
    let on = more != "no";
    Some(match word {
        "look" => TidyAction::Look(row()),
        "type" => {
            let (column, value) = more.split_once('=')?;
            TidyAction::Type { row: row(), column: column.trim().to_owned(), value: value.trim().to_owned() }
        }
        "merge" => TidyAction::Merge { keep: row(), rows: more.split_whitespace().map(str::to_owned).collect() },
        "split" => TidyAction::Split(row()),
        "ask" => TidyAction::Ask { row: row(), on },
        "misfiled" => TidyAction::Misfiled { row: row(), on },
        "settle" => TidyAction::Settle(row()),
        "finish" => TidyAction::Finish,
        _ => return None,
    })
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
