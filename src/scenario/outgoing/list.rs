//! The call list: a table as a spreadsheet saves it, read whole or not at all. Each complaint names row and reason.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::rules::{Dialling, zone, zone_names};
use super::verdict::{Reason, Right};
use crate::scenario::diagnostic::{Diagnostic, SourceFile, did_you_mean};
use crate::scenario::source::{Answered, CampaignSource};
use crate::scenario::table;
use crate::scenario::writing::Writing;

/// Every column that a list may have; those of the first group have to be there.
const NEEDED: [&str; 5] = ["row", "name", "phone", "zone", "answers"];
const ALLOWED: [&str; 13] = [
    "person",
    "purpose",
    "second_phone",
    "email",
    "consent",
    "source",
    "do_not_call",
    "tries",
    "due",
    "window",
    "note",
    "second_answers",
    "right",
];

/// One person on a list.
#[derive(Debug, Clone)]
pub struct ListRow {
    /// As the list numbers it.
    pub number: String,
    /// The purpose's code.
    pub purpose: String,
    /// The person's row in the practice database; empty for somebody who has none.
    pub person: String,
    pub name: String,
    pub phone: String,
    pub second_phone: String,
    pub email: String,
    /// Where the person is; none where nobody knows.
    pub zone: Option<TimeZone>,
    /// The zone as the list has it.
    pub zone_name: String,
    pub consent: Option<bool>,
    /// Where and when the consent was given.
    pub source: String,
    pub do_not_call: bool,
    pub tries: Vec<Try>,
    pub due: Option<Date>,
    pub window: String,
    pub note: String,
    /// What happens when the numbers are dialled, attempt by attempt; the last goes on.
    pub answers: Vec<Answered>,
    pub second_answers: Vec<Answered>,
    /// What is right with this row, where the author says it.
    pub right: Option<Right>,
    /// Bytes of the row in its file.
    pub span: Range<usize>,
}

/// An attempt of an earlier day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Try {
    /// By our clock.
    pub at: DateTime,
    /// Code of its outcome.
    pub outcome: String,
}

/// What a cell of a list is read with.
pub(super) struct Around<'a> {
    pub campaign: &'a CampaignSource,
    pub rules: &'a Dialling,
    pub writing: &'a Writing,
    pub today: Date,
}

/// Reads a list.
///
/// # Errors
/// Everything that is wrong with it: of a list with faults nothing is taken.
pub(super) fn read(file: &Arc<SourceFile>, around: &Around<'_>) -> Result<Vec<ListRow>, Vec<Diagnostic>> {
    let (heads, records) = table::read(file)?;
    let mut found = columns(file, &heads);
    if !found.is_empty() {
        return Err(found);
    }
    let mut rows: Vec<ListRow> = Vec::new();
    for record in &records {
        let mut cells = Cells { record, file, around, found: Vec::new() };
        let row = cells.row();
        if let Some(twin) = rows.iter().find(|other| other.number == row.number) {
            let place = file.text[..twin.span.start].matches('\n').count() + 1;
            cells.wrong("SL142", format!("has the number of the row on line {place}"), "number each row once");
        }
        found.append(&mut cells.found);
        rows.push(row);
    }
    if found.is_empty() { Ok(rows) } else { Err(found) }
}

fn columns(file: &Arc<SourceFile>, heads: &[String]) -> Vec<Diagnostic> {
    let first = 0..file.text.lines().next().map_or(0, str::len);
    let wrong = |message: String, hint: Option<String>| {
        Diagnostic::error("SL140", file, Some(first.clone()), message).hint_maybe(hint)
    };
    let all = || NEEDED.iter().chain(&ALLOWED).copied();
    let lacks = NEEDED.iter().filter(|name| !heads.iter().any(|head| head == *name));
    let mut found: Vec<Diagnostic> = lacks
        .map(|name| wrong(format!("the list has no column \"{name}\""), Some("its cells may be empty".to_owned())))
        .collect();
    for (number, head) in heads.iter().enumerate() {
        if !all().any(|name| name == head) {
            let hint = did_you_mean(head, all()).or_else(|| Some("take it out, or put it into the note".to_owned()));
            found.push(wrong(format!("there is no column \"{head}\""), hint));
        } else if heads[..number].contains(head) {
            found.push(wrong(format!("the column \"{head}\" stands there twice"), None));
        }
    }
    found
}

/// The cells of one row.
struct Cells<'a> {
    record: &'a table::Row,
    file: &'a Arc<SourceFile>,
    around: &'a Around<'a>,
    found: Vec<Diagnostic>,
}

impl Cells<'_> {
    fn cell(&self, column: &str) -> String {
        self.record.cell(column)
    }

    fn wrong(&mut self, code: &'static str, message: String, hint: impl Into<String>) {
        let message = format!("row {}: {message}", self.cell("row"));
        self.found.push(Diagnostic::error(code, self.file, Some(self.record.span.clone()), message).hint(hint));
    }

    fn row(&mut self) -> ListRow {
        let zone_name = self.cell("zone");
        let row = ListRow {
            number: self.cell("row"),
            purpose: self.purpose(),
            person: self.cell("person"),
            name: self.cell("name"),
            phone: self.cell("phone"),
            second_phone: self.cell("second_phone"),
            email: self.cell("email"),
            zone: self.zone(&zone_name),
            zone_name,
            consent: self.yes_or_no("consent"),
            source: self.cell("source"),
            do_not_call: self.yes_or_no("do_not_call").unwrap_or(false),
            tries: self.tries(),
            due: self.due(),
            window: self.window(),
            note: self.cell("note"),
            answers: self.answers("answers"),
            second_answers: self.answers("second_answers"),
            right: self.right(),
            span: self.record.span.clone(),
        };
        if row.number.is_empty() {
            self.wrong("SL141", "has no number".to_owned(), "number the rows from 1");
        }
        self.phones(&row);
        row
    }

    /// Numbers that are no numbers, unless the row is there for that.
    fn phones(&mut self, row: &ListRow) {
        if row.right.is_some() {
            return;
        }
        for (column, number) in [("phone", &row.phone), ("second_phone", &row.second_phone)] {
            if !number.is_empty() && !super::is_whole_number(number, self.around.rules, self.around.writing) {
                let hint = "mend it; or say in the column right what a trainee should do with it";
                self.wrong("SL141", format!("{column}: \"{number}\" is no whole phone number"), hint);
            }
        }
    }

    fn purpose(&mut self) -> String {
        let purposes = &self.around.campaign.purposes;
        let code = self.cell("purpose");
        if code.is_empty() && purposes.len() == 1 {
            return purposes.keys().next().cloned().unwrap_or_default();
        }
        if !purposes.contains_key(&code) {
            let names = purposes.keys().map(String::as_str);
            let hint = did_you_mean(&code, names.clone())
                .unwrap_or_else(|| format!("the campaign has: {}", names.collect::<Vec<_>>().join(", ")));
            self.wrong("SL141", format!("there is no purpose \"{code}\""), hint);
        }
        code
    }

    fn zone(&mut self, name: &str) -> Option<TimeZone> {
        let known = zone(name);
        if known.is_none() && !name.is_empty() {
            let names = zone_names();
            let hint = did_you_mean(name, names.iter().map(String::as_str)).unwrap_or_else(|| {
                "write a zone of the tz database, such as Europe/London; leave it empty where nobody knows".to_owned()
            });
            self.wrong("SL143", format!("there is no time zone \"{name}\""), hint);
        }
        known
    }

    fn yes_or_no(&mut self, column: &str) -> Option<bool> {
        match self.cell(column).to_lowercase().as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            "" | "not asked" => None,
            other => {
                let message = format!("{column}: \"{other}\" is neither yes nor no");
                self.wrong("SL141", message, "write yes, no or not asked");
                None
            }
        }
    }

    /// `2026-10-06 10:12 = 31; 2026-10-07 18:40 = 33`.
    fn tries(&mut self) -> Vec<Try> {
        let text = self.cell("tries");
        let mut tries: Vec<Try> = Vec::new();
        for entry in text.split(';').map(str::trim).filter(|entry| !entry.is_empty()) {
            let (at, outcome) = entry.split_once('=').map_or((entry, ""), |(at, outcome)| (at.trim(), outcome.trim()));
            let Ok(at) = at.replace(' ', "T").parse::<DateTime>() else {
                let hint = "write day, time and outcome, 2026-10-06 10:12 = 31, and a semicolon between two";
                self.wrong("SL141", format!("tries: \"{entry}\" is no attempt"), hint);
                continue;
            };
            if !self.around.rules.source.outcomes.contains_key(outcome) {
                let message = format!("tries: there is no outcome \"{outcome}\"");
                self.wrong("SL141", message, format!("the rules \"{}\" name them", self.around.rules.id));
            }
            if at.date() >= self.around.today || tries.last().is_some_and(|before| before.at >= at) {
                let hint = "attempts stand in order, and were made before the practice day";
                self.wrong("SL141", format!("tries: \"{entry}\" comes too late"), hint);
            }
            tries.push(Try { at, outcome: outcome.to_owned() });
        }
        tries
    }

    fn due(&mut self) -> Option<Date> {
        let text = self.cell("due");
        let date = text.parse().ok();
        if date.is_none() && !text.is_empty() {
            self.wrong("SL141", format!("due: \"{text}\" is no date"), "write it as 2026-10-14");
        }
        date
    }

    fn window(&mut self) -> String {
        let name = self.cell("window");
        if !name.is_empty() && self.around.rules.window(&name).is_none() {
            let names = self.around.rules.window_names().collect::<Vec<_>>().join(", ");
            self.wrong("SL141", format!("there is no window \"{name}\""), format!("the rules have: {names}"));
        }
        name
    }

    fn right(&mut self) -> Option<Right> {
        let text = self.cell("right");
        let known = RIGHT.iter().find(|(word, _)| word.eq_ignore_ascii_case(&text)).map(|(_, right)| *right);
        if known.is_none() && !text.is_empty() {
            let words: Vec<&str> = RIGHT.iter().map(|(word, _)| *word).collect();
            let hint = did_you_mean(&text, words.iter().copied())
                .unwrap_or_else(|| format!("write one of: {}", words.join(", ")));
            self.wrong("SL141", format!("right: nothing is called \"{text}\""), hint);
        }
        known
    }

    /// `busy; person`.
    fn answers(&mut self, column: &str) -> Vec<Answered> {
        let text = self.cell(column);
        let mut answers = Vec::new();
        for entry in text.split(';').map(str::trim).filter(|entry| !entry.is_empty()) {
            // A list writes spaces where the interface's texts have hyphens.
            let words = Answered::ALL.map(|answered| answered.name().replace('-', " "));
            match words.iter().position(|word| word.eq_ignore_ascii_case(entry)) {
                Some(place) => answers.push(Answered::ALL[place]),
                None => {
                    let hint = did_you_mean(entry, words.iter().map(String::as_str))
                        .unwrap_or_else(|| format!("write one of: {}", words.join(", ")));
                    self.wrong("SL141", format!("{column}: nobody answers as \"{entry}\""), hint);
                }
            }
        }
        answers
    }
}

/// How a list writes what is right with a row.
const RIGHT: [(&str, Right); 11] = [
    ("dial", Right::Dial),
    ("dial second", Right::DialSecond),
    ("later", Right::Later),
    ("ask", Right::Ask),
    ("close do not call", Right::Close(Reason::DoNotCall)),
    ("close number barred", Right::Close(Reason::NumberBarred)),
    ("close no consent", Right::Close(Reason::NoConsent)),
    ("close finished", Right::Close(Reason::Finished)),
    ("close attempts used", Right::Close(Reason::AttemptsUsed)),
    ("close duplicate", Right::Close(Reason::Duplicate)),
    ("close note", Right::Close(Reason::Note)),
];
