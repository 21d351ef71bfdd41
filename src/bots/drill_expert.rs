//! Somebody who knows what is right with each row of a drill, and does it. What this player cannot earn nobody can: `check`
//! tells it, row by row.

use std::sync::Arc;

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::call::{
    Base, Column, DrillAction, DrillEvent, DrillRun, ListAction, ListRun, Millis, Mode, TidyAction, seed_reaching,
};
use crate::scenario::outgoing::{Campaign, ListRow, Verdict};
use crate::scenario::{Answered, Diagnostic, Dialler, Drill, FactSource, Pack, SourceFile, Then, Tidy};
use crate::scoring::{Moment, may_be_due_again, score_drill};

/// Between two actions, so that a long list does not come into other hours.
const PACE_MS: u64 = 1_000;
/// How far ahead a day for the next attempt is looked for. Laws ask for no longer rest than that.
const DAYS_AHEAD: i32 = 120;
/// So many moments at which the desk may dial are waited for, for each row.
const WAITS: usize = 8;

/// Rows of the drills of a pack with which nobody can do what is right. The scenarios that lists lead to have to be there
/// for what is said of their calls.
#[must_use]
pub fn undoable(pack: &Arc<Pack>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = pack.all_drills().flat_map(|drill| of_drill(pack, &drill)).collect();
    if pack.drills.campaigns.iter().any(|list| list.source.purposes.values().any(|one| one.script.is_some())) {
        let base = Arc::new(Base::lay_out(pack));
        found.extend(pack.drills.campaigns.iter().flat_map(|list| unreached(pack, &base, list)));
    }
    found
}

fn of_drill(pack: &Pack, drill: &Drill) -> Vec<Diagnostic> {
    let (folder, rows): (&str, Vec<_>) = match drill {
        Drill::List(list) => ("campaigns", list.rows.iter().map(|row| (&row.number, &row.span)).collect()),
        Drill::Tidy(tidy) => ("tidy", tidy.rows.iter().map(|row| (&row.number, &row.span)).collect()),
    };
    let Some(file) = pack.files.files.get(&format!("{folder}/{}.csv", drill.id())) else { return Vec::new() };
    let rubric = &pack.rubrics[drill.rubric()];
    let mut expert = Expert { run: DrillRun::new(pack, drill, 1, Mode::Practice), at: Millis(0), stuck: Vec::new() };
    match drill {
        Drill::List(list) => expert.list(list),
        Drill::Tidy(tidy) => expert.tidy(tidy),
    }
    let card = score_drill(&expert.run, rubric);
    if !card.criteria.iter().any(|criterion| criterion.counted()) {
        return vec![no_criterion(pack, folder, drill)].into_iter().flatten().collect();
    }
    let mut found = Vec::new();
    for (number, (name, span)) in rows.into_iter().enumerate() {
        let stuck = expert.stuck.iter().find(|(row, _)| *row == number).map(|(_, why)| why.clone());
        let lost = || {
            let about = |moment: &Moment| moment.finding.args.iter().any(|(key, value)| *key == "row" && value == name);
            let criterion = card.criteria.iter().find(|criterion| criterion.evidence.iter().any(about))?;
            Some(format!("whoever does what is right with it loses points by \"{}\"", criterion.label))
        };
        if let Some(why) = stuck.or_else(lost) {
            let hint = "mend the row, what is said to be right with it, or the rules: nobody can do it as it stands";
            let message = format!("row {name}: {why}");
            found.push(Diagnostic::error("SL155", file, Some(span.clone()), message).hint(hint));
        }
    }
    found
}

/// A rubric that has nothing to say of such a drill.
fn no_criterion(pack: &Pack, folder: &str, drill: &Drill) -> Option<Diagnostic> {
    let file: &Arc<SourceFile> = pack.files.files.get(&format!("{folder}/{}.ron", drill.id()))?;
    let message = format!("the rubric \"{}\" judges nothing of this drill, whatever is done", drill.rubric());
    let hint = "take a rubric with criteria of the rule List or Tidy";
    Some(Diagnostic::error("SL155", file, None, message).hint(hint))
}

/// Rows that a call should connect to somebody whom its script never rings.
fn unreached(pack: &Arc<Pack>, base: &Arc<Base>, list: &Campaign) -> Vec<Diagnostic> {
    let Some(file) = pack.files.files.get(&format!("campaigns/{}.csv", list.id)) else { return Vec::new() };
    let one = |(number, row): (usize, &ListRow)| {
        let second = match list.verdict(number, pack.today)? {
            Verdict::Dial { second } => second,
            Verdict::Later(_) => false,
            Verdict::Close(_) | Verdict::Ask => return None,
        };
        let script = list.source.purposes.get(&row.purpose)?.script.as_ref()?;
        let scenario = pack.scenario(script)?;
        let FactSource::Row { table, .. } = scenario.source.facts.get(&scenario.source.caller.who)? else {
            return None;
        };
        let talks = list.first_answer(row, second) == Answered::Person && !row.person.is_empty();
        if !talks || seed_reaching(pack, base, scenario, &[], (&row.person, 0)).is_some() {
            return None;
        }
        let person = &row.person;
        let message = format!("row {}: no call of \"{script}\" reaches {person} of the table {table}", row.number);
        let hint = "write a row of that table whom the script may pick: it passes over people with namesakes, or takes no others";
        Some(Diagnostic::error("SL156", file, Some(row.span.clone()), message).hint(hint))
    };
    list.rows.iter().enumerate().filter_map(one).collect()
}

struct Expert {
    run: DrillRun,
    at: Millis,
    /// Rows with which something could not be done, and why.
    stuck: Vec<(usize, String)>,
}

impl Expert {
    /// Does something; whether it was done.
    fn act(&mut self, action: DrillAction) -> bool {
        self.at = self.at.max(self.run.now()).plus(PACE_MS);
        !self.run.act(self.at, &action).iter().any(DrillEvent::is_refusal)
    }

    fn on_list(&mut self, action: ListAction) -> bool {
        self.act(DrillAction::List(action))
    }

    fn listed(&self) -> Option<&ListRun> {
        match &self.run {
            DrillRun::List(run) => Some(run),
            DrillRun::Tidy(_) => None,
        }
    }

    fn list(&mut self, list: &Campaign) {
        for (number, row) in list.rows.iter().enumerate() {
            self.mend(list, row, number);
            self.decide(list, row, number);
        }
        if list.source.dialler == Dialler::Progressive {
            for _ in 0..list.rows.len() * WAITS {
                self.answer(list);
                let Some(next) = self.listed().and_then(ListRun::next_due) else { break };
                self.run.advance(next);
            }
        }
        self.on_list(ListAction::Finish);
    }

    fn verdict(&self, list: &Campaign, number: usize) -> Option<Verdict> {
        list.verdict(number, self.listed()?.clock(self.run.now()))
    }

    fn mend(&mut self, list: &Campaign, row: &ListRow, number: usize) {
        if !matches!(self.verdict(list, number), Some(Verdict::Dial { .. } | Verdict::Later(_))) {
            return;
        }
        let cells = list.mended_cells(row);
        for (column, was, should) in [
            (Column::Phone, &row.phone, cells.phone),
            (Column::SecondPhone, &row.second_phone, cells.second_phone),
            (Column::Email, &row.email, cells.email),
        ] {
            if *was != should {
                self.on_list(ListAction::Mend { row: row.number.clone(), column, value: should });
            }
        }
    }

    /// What is decided without a call; where the operator dials, the call too.
    fn decide(&mut self, list: &Campaign, row: &ListRow, number: usize) {
        let name = row.number.clone();
        match self.verdict(list, number) {
            None => {}
            Some(Verdict::Ask) => {
                self.on_list(ListAction::Ask(name));
            }
            Some(Verdict::Close(reason)) => {
                self.on_list(ListAction::Close { row: name, reason });
            }
            Some(Verdict::Later((from, until))) => {
                let day = from.date();
                let touches = |window: &&str| {
                    let times = list.rules.window(window);
                    times.is_some_and(|(opens, ends)| day.to_datetime(opens) < until && day.to_datetime(ends) > from)
                };
                match list.rules.window_names().find(touches).map(str::to_owned) {
                    Some(window) => {
                        self.on_list(ListAction::PutOff { row: name, date: day, window });
                    }
                    None => {
                        let (day, from, until) = (day, from.time(), until.time());
                        self.stuck.push((
                            number,
                            format!("it is put off to {day}, {from} to {until}, and no window lies there"),
                        ));
                    }
                }
            }
            Some(Verdict::Dial { second }) if list.source.dialler == Dialler::Preview => {
                if self.on_list(ListAction::Dial { row: name, second }) {
                    while let Some(next) = self.listed().and_then(ListRun::next_due) {
                        self.run.advance(next);
                    }
                    self.answer(list);
                } else {
                    let which = if second { "second number" } else { "number" };
                    self.stuck.push((number, format!("it is to be dialled, and its {which} is none that could be")));
                }
            }
            Some(Verdict::Dial { .. }) => {}
        }
    }

    /// Ends what is on the line, and says what came of it.
    fn answer(&mut self, list: &Campaign) {
        let Some((number, Some(answered))) = self.listed().and_then(ListRun::on_line) else { return };
        self.on_list(ListAction::HangUp);
        let outcomes = || list.rules.source.outcomes.iter().filter(|(_, outcome)| outcome.after.contains(&answered));
        let name = list.rows[number].number.clone();
        if outcomes().next().is_none() {
            let what = answered.name().replace('-', " ");
            self.stuck.push((number, format!("no outcome of the rules fits what is on the line: {what}")));
        }
        for (code, outcome) in outcomes() {
            let note = |due| ListAction::Outcome { row: name.clone(), code: code.clone(), due };
            self.on_list(note(None));
            let again = matches!(outcome.then, Then::Again | Then::AgainIn(..) | Then::AgainAfter(..) | Then::Agreed);
            if !again {
                return;
            }
            if let Some(due) = self.due(list, number) {
                self.on_list(note(Some(due)));
                return;
            }
        }
        self.stuck
            .push((number, format!("it is to be tried again, and no window of {DAYS_AHEAD} days is right for it")));
    }

    /// A day and a window in which the next attempt is right.
    fn due(&self, list: &Campaign, number: usize) -> Option<(Date, String)> {
        let run = self.listed()?;
        let today = run.clock(run.now()).date();
        (0..=DAYS_AHEAD).filter_map(|days| today.checked_add(days.days()).ok()).find_map(|day| {
            let right = list.rules.window_names().find(|window| may_be_due_again(run, number, day, window));
            right.map(|window| (day, window.to_owned()))
        })
    }

    fn tidy(&mut self, tidy: &Tidy) {
        for (row, right) in &tidy.source.right {
            let row = || row.clone();
            if !right.merge.is_empty() {
                self.act(DrillAction::Tidy(TidyAction::Merge { keep: row(), rows: right.merge.clone() }));
            }
            for (column, value) in &right.set {
                let (column, value) = (column.clone(), value.clone());
                self.act(DrillAction::Tidy(TidyAction::Type { row: row(), column, value }));
            }
            if right.ask {
                self.act(DrillAction::Tidy(TidyAction::Ask { row: row(), on: true }));
            }
            if right.misfiled {
                self.act(DrillAction::Tidy(TidyAction::Misfiled { row: row(), on: true }));
            }
        }
        for row in &tidy.rows {
            self.act(DrillAction::Tidy(TidyAction::Settle(row.number.clone())));
        }
        self.act(DrillAction::Tidy(TidyAction::Finish));
    }
}
