//! `steadyline export`: all attempts of a data folder as CSV or JSON.

use std::path::PathBuf;

use super::{Common, Exit, complain, say};
use crate::store::{AttemptFilter, AttemptSummary, Store, StoreError, default_folder};

/// Write all attempts of the data folder as CSV
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// One JSON array instead of CSV
    #[arg(long)]
    json: bool,
    /// Only attempts of this person
    #[arg(long, value_name = "NAME")]
    person: Option<String>,
    /// Only attempts at this scenario
    #[arg(long, value_name = "ID")]
    scenario: Option<String>,
}

pub(super) fn run(args: &Args, common: &Common) -> Exit {
    let folder = common.data.clone().unwrap_or_else(default_folder);
    let filter = AttemptFilter {
        person: args.person.clone().unwrap_or_default(),
        scenario: args.scenario.clone().unwrap_or_default(),
        ascending: true,
        ..AttemptFilter::default()
    };
    let attempts = match Store::open_to_read(&folder).and_then(|store| store.attempts(&filter)) {
        Ok(attempts) => attempts,
        Err(error) => {
            complain(&error.told(&folder));
            return if matches!(error, StoreError::Damaged(_)) { Exit::Content } else { Exit::Unavailable };
        }
    };
    let text =
        if args.json { serde_json::to_string_pretty(&attempts).unwrap_or_default() } else { csv_text(&attempts) };
    match &args.out {
        None => say(text.trim_end()),
        Some(path) => {
            if let Err(error) = std::fs::write(path, text) {
                complain(&format!("{}: {error}", path.display()));
                return Exit::Unavailable;
            }
        }
    }
    Exit::Fine
}

/// The attempts as CSV. A text that a spreadsheet would take for a formula is quoted with an apostrophe.
fn csv_text(attempts: &[AttemptSummary]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = [
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
    let number = |value: Option<i64>| value.map_or_else(String::new, |value| value.to_string());
    let mut ok = writer.write_record(head).is_ok();
    for attempt in attempts {
        let passed = if attempt.interrupted() {
            ""
        } else if attempt.passed {
            "yes"
        } else {
            "no"
        };
        let row = [
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
        ];
        ok &= writer.write_record(row).is_ok();
    }
    if !ok {
        tracing::error!("a row of the export could not be written");
    }
    writer.into_inner().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

fn safe(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}
