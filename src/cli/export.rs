//! `steadyline export`: all attempts of a data folder as CSV, JSON or xAPI statements, or one as a sealed log.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::packs::Failure;
use super::report::save;
use super::statements::{self, XapiVersion};
use super::who::{Who, folder, told};
use super::{Common, Exit, complain};
use crate::review::{Marks, Recovery, recovery};
use crate::store::{Actor, AttemptFilter, AttemptId, AttemptSummary, ReviewFilter, Ruled, Store, StoreError};
use crate::text::Texts;

/// Write all attempts of the data folder as CSV, JSON or xAPI statements
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// One JSON array instead of CSV
    #[arg(long)]
    json: bool,
    /// The log of one attempt with its seal, for `verify`, in place of the list
    #[arg(long, value_name = "ID", conflicts_with_all = ["json", "criteria", "xapi", "person", "scenario"])]
    attempt: Option<String>,
    /// One row for each criterion of each finished attempt, with points earned and possible
    #[arg(long, conflicts_with = "json")]
    criteria: bool,
    /// xAPI statements of the finished attempts as one JSON array: completed, passed or failed, answered
    #[arg(long, value_name = "VERSION", num_args = 0..=1, default_missing_value = "1.0.3", conflicts_with_all = ["json", "criteria"])]
    xapi: Option<XapiVersion>,
    /// Your own address, which names people and calls in xAPI statements
    #[arg(long, value_name = "URL", default_value = "https://steadyline.invalid", requires = "xapi")]
    home: String,
    /// Only attempts of this person
    #[arg(long, value_name = "NAME")]
    person: Option<String>,
    /// Only attempts at this scenario
    #[arg(long, value_name = "ID")]
    scenario: Option<String>,
    #[command(flatten)]
    who: Who,
}

pub(super) fn run(args: &Args, common: &Common) -> Exit {
    match text(args, common).and_then(|text| save(args.out.as_deref(), &text)) {
        Ok(()) => Exit::Fine,
        Err((message, exit)) => {
            complain(&message);
            exit
        }
    }
}

fn text(args: &Args, common: &Common) -> Result<String, Failure> {
    let of_scenario = |attempt: &AttemptSummary| args.scenario.as_ref().is_none_or(|id| attempt.scenario == *id);
    let wanted = |attempt: &AttemptSummary| {
        of_scenario(attempt) && args.person.as_ref().is_none_or(|name| attempt.person == *name)
    };
    if let Some(version) = args.xapi {
        return statements::xapi((common, &args.who), version, &args.home, wanted);
    }
    if args.criteria {
        return statements::criteria(common, &args.who, wanted);
    }
    let folder = folder(common);
    let (store, actor) = args.who.open_to_read(&folder)?;
    let tell = |error: StoreError| told(&folder, &error);
    let lines = store.to_review(&actor, &ReviewFilter::default()).map_err(tell)?;
    let seen: BTreeMap<AttemptId, Option<Ruled>> =
        lines.into_iter().map(|line| (line.attempt.id, line.ruled)).collect();
    if let Some(id) = &args.attempt {
        let id = AttemptId(id.clone());
        // Whoever may not see an attempt is not told that there is one.
        if !seen.contains_key(&id) && actor != Actor::Owner {
            return Err(tell(StoreError::NoAttempt(id.0)));
        }
        return sealed(&store, &id, &folder);
    }
    // Recovery looks at all calls of a person, so a scenario is picked out afterwards.
    let filter =
        AttemptFilter { person: args.person.clone().unwrap_or_default(), ascending: true, ..AttemptFilter::default() };
    let mut all = store.attempts(&filter).map_err(tell)?;
    // What was erased belongs to nobody, and counts for whoever has everything.
    all.retain(|attempt| seen.contains_key(&attempt.id) || (actor == Actor::Owner && attempt.erased()));
    let attempts: Vec<Exported<'_>> = all
        .iter()
        .filter(|attempt| of_scenario(attempt))
        .map(|attempt| {
            let ruled = seen.get(&attempt.id).cloned().flatten();
            Exported { attempt, recovery: recovery(&all, attempt), ruled }
        })
        .collect();
    Ok(if args.json { serde_json::to_string_pretty(&attempts).unwrap_or_default() } else { csv_text(&attempts) })
}

/// The log of one attempt with its seal.
fn sealed(store: &Store, id: &AttemptId, folder: &Path) -> Result<String, Failure> {
    let sealed = store.sealed(id).map_err(|error| failure(&error, folder))?;
    sealed
        .map(|sealed| sealed.text())
        .ok_or_else(|| (Texts::english().with("verify-unsealed", &[("log", &id.0)]), Exit::Content))
}

fn failure(error: &StoreError, folder: &Path) -> Failure {
    let exit = match error {
        StoreError::Damaged(_) => Exit::Content,
        StoreError::NoAttempt(_) => Exit::Usage,
        _ => Exit::Unavailable,
    };
    (error.told(folder), exit)
}

/// An attempt as it is exported.
#[derive(Debug, Serialize)]
struct Exported<'a> {
    #[serde(flatten)]
    attempt: &'a AttemptSummary,
    /// How it went if it followed a hostile call.
    recovery: Option<Recovery>,
    /// What overrides make of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    ruled: Option<Ruled>,
}

const HEAD: [&str; 18] = [
    "attempt",
    "person",
    "pack",
    "scenario",
    "title",
    "mode",
    "started_at",
    "finished_at",
    "ending",
    "length_s",
    "records",
    "routing",
    "composure",
    "procedure",
    "critical_customer",
    "critical_business",
    "critical_compliance",
    "passed",
];

const HEAD_OF_COUNTS: [&str; 8] =
    ["twin", "hostile", "fields", "fields_wrong", "fields_entered", "handling_s", "steps", "steps_missed"];

/// What the attempt was at. New columns come last: whoever reads by number goes on reading.
const HEAD_OF_KIND: [&str; 1] = ["kind"];

/// What overrides make of it; empty where there are none.
const HEAD_OF_RULED: [&str; 6] =
    ["ruled_records", "ruled_routing", "ruled_composure", "ruled_procedure", "ruled_critical", "ruled_passed"];

/// For a call after a hostile one: medians of such calls and of the others, and how many there are of each.
const HEAD_OF_RECOVERY: [&str; 8] = [
    "after_hostile_wrong_per_1000",
    "usual_wrong_per_1000",
    "after_hostile_composure",
    "usual_composure",
    "after_hostile_s_per_field",
    "usual_s_per_field",
    "after_hostile_calls",
    "usual_calls",
];

/// The attempts as CSV.
fn csv_text(attempts: &[Exported<'_>]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = HEAD.into_iter().chain(HEAD_OF_COUNTS).chain(HEAD_OF_RECOVERY).chain(HEAD_OF_KIND).chain(HEAD_OF_RULED);
    let mut ok = writer.write_record(head).is_ok();
    for Exported { attempt, recovery, ruled } in attempts {
        let row = row(attempt).into_iter().chain(counts(attempt)).chain(recovered(recovery.as_ref()));
        let row = row.chain([attempt.kind.name().to_owned()]).chain(ruled_cells(ruled.as_ref()));
        ok &= writer.write_record(row).is_ok();
    }
    if !ok {
        tracing::error!("a row of the export could not be written");
    }
    writer.into_inner().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

fn number<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

const fn yes(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}

fn row(attempt: &AttemptSummary) -> [String; 18] {
    let passed = if attempt.interrupted() { "" } else { yes(attempt.passed) };
    [
        attempt.id.0.clone(),
        safe(&attempt.person),
        attempt.pack.clone(),
        attempt.scenario.clone(),
        safe(&attempt.title),
        attempt.mode.clone(),
        attempt.started_at.clone(),
        attempt.finished_at.clone().unwrap_or_default(),
        attempt.ending.clone().unwrap_or_default(),
        number(attempt.length_ms.map(|ms| ms / 1000)),
        number(attempt.records),
        number(attempt.routing),
        number(attempt.composure),
        number(attempt.procedure),
        attempt.critical_customer.to_string(),
        attempt.critical_business.to_string(),
        attempt.critical_compliance.to_string(),
        passed.to_owned(),
    ]
}

fn counts(attempt: &AttemptSummary) -> [String; 8] {
    let measures = attempt.measures;
    [
        yes(attempt.twin).to_owned(),
        measures.map_or("", |of| yes(of.hostile)).to_owned(),
        number(measures.map(|of| of.fields)),
        number(measures.map(|of| of.wrong)),
        number(measures.map(|of| of.entered)),
        number(measures.map(|of| of.handling.0 / 1000)),
        number(measures.map(|of| of.steps)),
        number(measures.map(|of| of.missed)),
    ]
}

fn ruled_cells(ruled: Option<&Ruled>) -> [String; 6] {
    let Some(ruled) = ruled else { return Default::default() };
    let [records, routing, composure, procedure] = ruled.numbers.map(number);
    [records, routing, composure, procedure, ruled.critical.to_string(), yes(ruled.passed).to_owned()]
}

fn recovered(recovery: Option<&Recovery>) -> [String; 8] {
    let of = |side: fn(&Recovery) -> Marks| recovery.map(side).unwrap_or_default();
    let (after, usual) = (of(|recovery| recovery.after), of(|recovery| recovery.usual));
    let seconds = |marks: &Marks| number(marks.pace.map(|pace| format!("{:.1}", pace.0 as f64 / 1000.0)));
    [
        number(after.wrong_per_thousand),
        number(usual.wrong_per_thousand),
        number(after.composure),
        number(usual.composure),
        seconds(&after),
        seconds(&usual),
        number(recovery.map(|recovery| recovery.cases)),
        number(recovery.map(|recovery| recovery.others)),
    ]
}

/// A text that a spreadsheet would take for a formula is quoted with an apostrophe.
pub(super) fn safe(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}
