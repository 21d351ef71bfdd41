//! What of a call list never comes: hours that never suit, answers after the only attempt, calls that nobody is connected to.

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
    // What looks through the whole list is asked last: a list may be long, and is read at each start.
    let open = row.zone.is_none() || row.right.is_some() || campaign.next_hour(row, now).is_some();
    (!open && campaign.by_rules(number, row, now) == Verdict::Ask).then(|| {
        let zone = &row.zone_name;
        format!("row {}: no hour of {DAYS_AHEAD} days suits the rules by the clock of {zone}", row.number)
    })
}

/// Scripts to which no row of their purpose leads.
fn calls(campaign: &Campaign, file: &Arc<SourceFile>, now: DateTime) -> Vec<Diagnostic> {
    let mut check = Checker::new(file);
    for (code, purpose) in &campaign.source.purposes {
        let Some(script) = &purpose.script else { continue };
        let mut rows = campaign.rows.iter().enumerate().filter(|(_, row)| row.purpose == *code);
        if !rows.any(|(number, row)| connects(campaign, number, row, now)) {
            let message =
                format!("nobody takes the call \"{script}\": no row of {code} is dialled and answered by the person");
            let hint = "let a row that may be dialled be answered by the person, or take the script out".to_owned();
            check.warning("SL154", &["purposes", code, "script"], message, Some(hint));
        }
    }
    check.found
}

/// Whether the person of a row takes a call of the sitting.
fn connects(campaign: &Campaign, number: usize, row: &ListRow, now: DateTime) -> bool {
    let talks = |second| campaign.first_answer(row, second) == Answered::Person;
    if !talks(false) && !talks(true) {
        return false;
    }
    // Where the operator dials, what is put off is not dialled on that day.
    let by_itself = campaign.source.dialler == Dialler::Progressive;
    match campaign.verdict(number, now) {
        Some(Verdict::Dial { second }) => talks(second),
        Some(Verdict::Later((from, _))) => by_itself && from.date() == now.date() && talks(false),
        _ => false,
    }
}
