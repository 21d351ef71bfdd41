//! What of a call list never comes: hours that never suit, answers after the only attempt, calls that nobody is connected to.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::DateTime;

use super::rules::DAYS_AHEAD;
use super::{Campaign, ListRow, Verdict};
use crate::scenario::checker::Checker;
use crate::scenario::diagnostic::{Diagnostic, SourceFile};
use crate::scenario::source::{Answered, Dialler};

/// What never comes in a sitting that begins at `now`.
pub(super) fn never(
    campaign: &Campaign,
    file: &Arc<SourceFile>,
    table: &Arc<SourceFile>,
    now: DateTime,
) -> Vec<Diagnostic> {
    let of_row = |(number, row): (usize, &ListRow)| {
        let no_hour = no_hour(campaign, number, row, now).map(|message| {
            let hint = "widen the hours, mend the zone, or say in the column right what a trainee should do with it";
            Diagnostic::error("SL153", table, Some(row.span.clone()), message).hint(hint)
        });
        let too_many = [("answers", &row.answers), ("second_answers", &row.second_answers)].map(|(column, answers)| {
            let message = format!("row {}: {column}: only the first of them can come", row.number);
            let hint = "a number is dialled once in a sitting: keep the one that is to come";
            let warning = || Diagnostic::warning("SL154", table, Some(row.span.clone()), message).hint(hint);
            (answers.len() > 1).then(warning)
        });
        no_hour.into_iter().chain(too_many.into_iter().flatten()).collect::<Vec<_>>()
    };
    let mut found: Vec<Diagnostic> = campaign.rows.iter().enumerate().flat_map(of_row).collect();
    found.extend(calls(campaign, file, now));
    found
}

/// Why there is no hour at which a row could be dialled, where nothing else closes it and somebody knows where the person is.
fn no_hour(campaign: &Campaign, number: usize, row: &ListRow, now: DateTime) -> Option<String> {
    let asked = campaign.by_rules(number, row, now) == Verdict::Ask && row.zone.is_some() && row.right.is_none();
    asked.then(|| {
        let zone = &row.zone_name;
        format!("row {}: no hour of {DAYS_AHEAD} days suits the rules by the clock of {zone}", row.number)
    })
}

/// Scripts to which no row of their purpose leads.
fn calls(campaign: &Campaign, file: &Arc<SourceFile>, now: DateTime) -> Vec<Diagnostic> {
    let mut check = Checker::new(file);
    let connected = |(number, row): (usize, &ListRow)| {
        let (first, later) = match campaign.verdict(number, now) {
            Some(Verdict::Dial { second }) => (campaign.first_answer(row, second), false),
            Some(Verdict::Later((from, _))) if from.date() == now.date() => (campaign.first_answer(row, false), true),
            _ => return None,
        };
        // Where the operator dials, what is put off is not dialled on that day.
        let dialled = !later || campaign.source.dialler == Dialler::Progressive;
        (dialled && first == Answered::Person).then(|| row.purpose.clone())
    };
    let connected: BTreeSet<String> = campaign.rows.iter().enumerate().filter_map(connected).collect();
    for (code, purpose) in &campaign.source.purposes {
        if let Some(script) = purpose.script.as_ref().filter(|_| !connected.contains(code)) {
            let message =
                format!("nobody takes the call \"{script}\": no row of {code} is dialled and answered by the person");
            let hint = "let a row that may be dialled be answered by the person, or take the script out".to_owned();
            check.warning("SL154", &["purposes", code, "script"], message, Some(hint));
        }
    }
    check.found
}
