//! Walkthroughs of drills without a call: what to do with the rows, what must be seen on the way, and what becomes of each.

use super::drill_command::{drill_wait, parse_drill};
use super::expect::{Scored, WalkHead};
use super::walk::WalkError;
use crate::call::{
    DrillAction, DrillEvent, DrillRun, ListAction, ListEventKind, ListRefusal, ListRun, TidyAction, TidyEventKind,
    TidyRefusal, TidyRun,
};
use crate::scenario::{Answered, Drill, DrillKind, Pack, did_you_mean};
use crate::scoring::{Scorecard, score_drill};

/// So many moments at which something may happen by itself are waited for.
const PATIENCE: usize = 200;

/// A parsed walkthrough of a drill. Lines count from 1.
#[derive(Debug, Clone, Default)]
pub struct DrillWalk {
    pub head: WalkHead,
    steps: Vec<(usize, Item)>,
}

#[derive(Debug, Clone)]
enum Item {
    Do(u64, DrillAction),
    See(See),
    AtEnd(AtEnd),
}

#[derive(Debug, Clone)]
enum See {
    /// Who or what takes the call, waited for as long as it rings.
    Answered(Answered),
    /// The row that the desk dials, waited for until it does.
    Rings(String),
}

#[derive(Debug, Clone)]
enum AtEnd {
    Scored(Scored),
    /// Nothing is said against the row.
    Right(String),
    /// What a criterion says is against the row.
    Lost(String, String),
}

/// How a walkthrough of a drill went.
#[derive(Debug)]
pub struct DrillWalkReport {
    pub run: DrillRun,
    pub events: Vec<DrillEvent>,
    pub card: Scorecard,
    /// What was not as the walkthrough says.
    pub failed: Vec<WalkError>,
}

/// Reads a walkthrough of a drill.
///
/// # Errors
/// Every line that means nothing.
pub fn parse_drill_walk(text: &str, kind: DrillKind) -> Result<DrillWalk, Vec<WalkError>> {
    let mut walk = DrillWalk::default();
    let mut wrong = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match parse_line(line, kind, &mut walk.head) {
            Ok(item) => walk.steps.extend(item.map(|item| (number, item))),
            Err(what) => wrong.push(WalkError { line: number, what }),
        }
    }
    if wrong.is_empty() { Ok(walk) } else { Err(wrong) }
}

fn parse_line(line: &str, kind: DrillKind, head: &mut WalkHead) -> Result<Option<Item>, String> {
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    if let Some(taken) = head.take(word, rest) {
        return taken.map(|()| None);
    }
    if let Some(scored) = Scored::parse(word, rest) {
        return Ok(Some(Item::AtEnd(AtEnd::Scored(scored?))));
    }
    Ok(Some(match word {
        "expect" => Item::See(parse_see(rest)?),
        "row" => Item::AtEnd(parse_row(rest)?),
        _ => {
            let (wait, line) = drill_wait(line).map_err(|error| error.to_string())?;
            Item::Do(wait, parse_drill(line, kind).map_err(|error| error.to_string())?)
        }
    }))
}

fn parse_see(text: &str) -> Result<See, String> {
    let (what, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    match what {
        "answered" => {
            let words = || Answered::ALL.into_iter().map(|answered| (answered, answered.name().replace('-', " ")));
            let known = words().find(|(_, word)| word == rest.trim());
            known.map(|(answered, _)| See::Answered(answered)).ok_or_else(|| {
                let words: Vec<String> = words().map(|(_, word)| word).collect();
                format!("nobody answers as \"{}\": {}", rest.trim(), words.join(", "))
            })
        }
        "rings" => Ok(See::Rings(rest.trim().to_owned())),
        other => Err(format!("\"{other}\" cannot be expected: answered or rings")),
    }
}

/// `5 right`, `5 lost next due`.
fn parse_row(text: &str) -> Result<AtEnd, String> {
    let usage = "write row NUMBER right, or row NUMBER lost CRITERION";
    let (row, rest) = text.split_once(char::is_whitespace).ok_or(usage)?;
    match rest.trim().split_once(char::is_whitespace) {
        None if rest.trim() == "right" => Ok(AtEnd::Right(row.to_owned())),
        Some(("lost", criterion)) => Ok(AtEnd::Lost(row.to_owned(), criterion.trim().to_owned())),
        _ => Err(usage.to_owned()),
    }
}

/// Plays a walkthrough of a drill.
#[must_use]
pub fn run_drill_walk(pack: &Pack, drill: &Drill, walk: &DrillWalk) -> DrillWalkReport {
    let run = DrillRun::new(pack, drill, walk.head.seed, walk.head.mode);
    let mut player = Player { run, events: Vec::new(), failed: Vec::new(), line: 0 };
    for (number, item) in &walk.steps {
        player.line = *number;
        match item {
            Item::Do(wait, action) => player.act(*wait, action),
            Item::See(see) => player.see(see),
            Item::AtEnd(_) => {}
        }
    }
    let card = score_drill(&player.run, &pack.rubrics[drill.rubric()]);
    for (number, item) in &walk.steps {
        player.line = *number;
        if let Item::AtEnd(end) = item {
            player.at_end(end, &card);
        }
    }
    let Player { run, events, failed, .. } = player;
    DrillWalkReport { run, events, card, failed }
}

/// Somebody who does what the lines say.
struct Player {
    run: DrillRun,
    events: Vec<DrillEvent>,
    failed: Vec<WalkError>,
    line: usize,
}

impl Player {
    fn fail(&mut self, what: String) {
        self.failed.push(WalkError { line: self.line, what });
    }

    fn act(&mut self, wait: u64, action: &DrillAction) {
        if let (DrillRun::List(run), DrillAction::List(ListAction::CallOver(ending))) = (&self.run, action)
            && let Some(wrong) = no_ending(run, ending)
        {
            return self.fail(wrong);
        }
        let happened = self.run.act(self.run.now().plus(wait), action);
        if happened.iter().any(DrillEvent::is_refusal) {
            let refused = happened.iter().find_map(|event| refused(&self.run, action, event));
            self.fail(refused.unwrap_or_else(|| "it was refused".to_owned()));
        }
        self.events.extend(happened);
    }

    fn see(&mut self, see: &See) {
        let DrillRun::List(_) = &self.run else {
            return self.fail("nobody is rung in this drill".to_owned());
        };
        let waits = |run: &ListRun| match see {
            See::Answered(_) => matches!(run.on_line(), Some((_, None))),
            See::Rings(_) => run.on_line().is_none(),
        };
        for _ in 0..PATIENCE {
            let DrillRun::List(run) = &self.run else { return };
            let Some(next) = run.next_due().filter(|_| waits(run)) else { break };
            let happened = self.run.advance(next);
            self.events.extend(happened);
        }
        let DrillRun::List(run) = &self.run else { return };
        let row = |row: usize| run.campaign().rows[row].number.clone();
        let wrong = match (see, run.on_line()) {
            (_, None) => Some("nothing is on the line".to_owned()),
            (See::Answered(wanted), Some((_, Some(is)))) if *wanted == is => None,
            (See::Answered(_), Some((on, is))) => {
                let is = is.map_or_else(|| "nothing yet".to_owned(), |is| is.name().replace('-', " "));
                Some(format!("row {} was answered by: {is}", row(on)))
            }
            (See::Rings(wanted), Some((on, _))) => (row(on) != *wanted).then(|| format!("row {} was dialled", row(on))),
        };
        if let Some(wrong) = wrong {
            self.fail(wrong);
        }
    }

    fn at_end(&mut self, end: &AtEnd, card: &Scorecard) {
        let against = |row: &str| -> Vec<&str> {
            let about = |moment: &crate::scoring::Moment| {
                moment.finding.args.iter().any(|(name, value)| *name == "row" && value == row)
            };
            let criteria = card.criteria.iter().filter(|criterion| criterion.evidence.iter().any(about));
            criteria.map(|criterion| criterion.id.as_str()).collect()
        };
        let wrong = match end {
            AtEnd::Scored(scored) => scored.otherwise(card),
            AtEnd::Right(row) | AtEnd::Lost(row, _) if !self.has_row(row) => Some(no_row(&self.run, row)),
            AtEnd::Right(row) => {
                let lost = against(row);
                (!lost.is_empty()).then(|| format!("row {row} lost {}", lost.join(", ")))
            }
            AtEnd::Lost(_, criterion) if !card.criteria.iter().any(|one| one.id == *criterion) => {
                let known = || card.criteria.iter().map(|one| one.id.as_str());
                let hint = did_you_mean(criterion, known())
                    .unwrap_or_else(|| format!("there are: {}", known().collect::<Vec<_>>().join(", ")));
                Some(format!("the rubric has no criterion \"{criterion}\": {hint}"))
            }
            AtEnd::Lost(row, criterion) => {
                let lost = against(row);
                (!lost.contains(&criterion.as_str())).then(|| match lost.as_slice() {
                    [] => format!("row {row} is right"),
                    lost => format!("row {row} lost {}", lost.join(", ")),
                })
            }
        };
        if let Some(wrong) = wrong {
            self.fail(wrong);
        }
    }

    fn has_row(&self, row: &str) -> bool {
        rows(&self.run).any(|number| number == row)
    }
}

fn rows(run: &DrillRun) -> Box<dyn Iterator<Item = &str> + '_> {
    match run {
        DrillRun::List(run) => Box::new(run.campaign().rows.iter().map(|row| row.number.as_str())),
        DrillRun::Tidy(run) => Box::new(run.tidy().rows.iter().map(|row| row.number.as_str())),
    }
}

fn no_row(run: &DrillRun, row: &str) -> String {
    let (first, last) = (rows(run).next().unwrap_or_default(), rows(run).last().unwrap_or_default());
    format!("there is no row \"{row}\": they go from {first} to {last}")
}

/// An ending that the script of the row on the line does not have.
fn no_ending(run: &ListRun, ending: &str) -> Option<String> {
    let (row, _) = run.on_line()?;
    let campaign = run.campaign();
    let endings = &campaign.source.purposes.get(&campaign.rows[row].purpose)?.endings;
    if endings.contains_key(ending) {
        return None;
    }
    let hint = did_you_mean(ending, endings.keys().map(String::as_str));
    let hint = hint.unwrap_or_else(|| "its purpose names no endings, or others".to_owned());
    Some(format!("the call of row {} has no ending \"{ending}\": {hint}", campaign.rows[row].number))
}

/// Why something could not be done, with what could be.
fn refused(run: &DrillRun, action: &DrillAction, event: &DrillEvent) -> Option<String> {
    match (run, action, event) {
        (DrillRun::List(list), DrillAction::List(action), DrillEvent::List(event)) => {
            let ListEventKind::Refused { refusal } = event.kind else { return None };
            Some(list_refused(run, list, action, refusal))
        }
        (DrillRun::Tidy(tidy), DrillAction::Tidy(action), DrillEvent::Tidy(event)) => {
            let TidyEventKind::Refused { refusal } = event.kind else { return None };
            Some(tidy_refused(run, tidy, action, refusal))
        }
        _ => None,
    }
}

fn list_refused(run: &DrillRun, list: &ListRun, action: &ListAction, refusal: ListRefusal) -> String {
    let row = match action {
        ListAction::Look(row)
        | ListAction::Ask(row)
        | ListAction::Mend { row, .. }
        | ListAction::Dial { row, .. }
        | ListAction::Close { row, .. }
        | ListAction::PutOff { row, .. }
        | ListAction::Outcome { row, .. } => row.as_str(),
        ListAction::HangUp | ListAction::CallOver(_) | ListAction::Finish => "",
    };
    let rules = &list.campaign().rules;
    let waits = || list.waits_for_outcome().map_or("", |row| list.campaign().rows[row].number.as_str());
    match refusal {
        ListRefusal::NoRow => no_row(run, row),
        ListRefusal::Settled => format!("row {row} is settled already"),
        ListRefusal::NoNumber => {
            format!("row {row} has no whole phone number there: mend it first, or dial the second")
        }
        ListRefusal::LineBusy => "the line is in use: hang up first".to_owned(),
        ListRefusal::LineFree => "nothing is on the line: dial first".to_owned(),
        ListRefusal::OutcomeFirst => format!("row {0} waits for its outcome: write outcome {0} CODE", waits()),
        ListRefusal::NoAttempt => format!("row {row} was not dialled, so it has no outcome"),
        ListRefusal::NoOutcome => {
            let known: Vec<&str> = rules.source.outcomes.keys().map(String::as_str).collect();
            format!("the rules have no such outcome: {}", known.join(", "))
        }
        ListRefusal::NoWindow => {
            format!("the rules have no such window: {}", rules.window_names().collect::<Vec<_>>().join(", "))
        }
        ListRefusal::DeskDials => "the desk dials by itself: write expect rings ROW".to_owned(),
        ListRefusal::Over => "the list was left: finish comes last".to_owned(),
    }
}

fn tidy_refused(run: &DrillRun, tidy: &TidyRun, action: &TidyAction, refusal: TidyRefusal) -> String {
    let (row, others): (&str, &[String]) = match action {
        TidyAction::Merge { keep, rows } => (keep, rows),
        TidyAction::Look(row)
        | TidyAction::Split(row)
        | TidyAction::Settle(row)
        | TidyAction::Type { row, .. }
        | TidyAction::Ask { row, .. }
        | TidyAction::Misfiled { row, .. } => (row, &[]),
        TidyAction::Finish => ("", &[]),
    };
    let is = |row: &&str| tidy.tidy().row(row).is_some();
    match refusal {
        TidyRefusal::NoRow => {
            let mut named = std::iter::once(row).chain(others.iter().map(String::as_str));
            no_row(run, named.find(|row| !is(row)).unwrap_or(row))
        }
        TidyRefusal::NoColumn => {
            let wanted = if let TidyAction::Type { column, .. } = action { column.as_str() } else { "" };
            let known: Vec<&str> = tidy.tidy().source.columns.keys().map(String::as_str).collect();
            let hint = did_you_mean(wanted, known.iter().copied()).unwrap_or_else(|| known.join(", "));
            format!("there is no column \"{wanted}\": {hint}")
        }
        TidyRefusal::Gone => format!("row {row}, or one that goes into it, has gone into another: split that first"),
        TidyRefusal::NothingToMerge => "a row goes into another, and at least one: merge KEEP ROW".to_owned(),
        TidyRefusal::NotMerged => format!("nothing was merged into row {row}"),
        TidyRefusal::Over => "the drill was left: finish comes last".to_owned(),
    }
}
