//! Rows, decisions, outcomes and rules in words.

use jiff::civil::{Date, DateTime};

use crate::app::session::Words;
use crate::call::{Attempt, ListDecision, ListRun, Noted, TidyRun};
use crate::scenario::outgoing::{Dialling, ListRow, Reason, Verdict};

/// The name of a reason in messages.
pub(super) const fn reason_key(reason: Reason) -> &'static str {
    match reason {
        Reason::DoNotCall => "do-not-call",
        Reason::NumberBarred => "number-barred",
        Reason::NoConsent => "no-consent",
        Reason::Finished => "finished",
        Reason::AttemptsUsed => "attempts-used",
        Reason::Duplicate => "duplicate",
        Reason::NoNumber => "no-number",
        Reason::Note => "note",
    }
}

/// Every reason, in the order in which one looks.
pub(super) const REASONS: [Reason; 8] = [
    Reason::DoNotCall,
    Reason::NumberBarred,
    Reason::NoConsent,
    Reason::Finished,
    Reason::AttemptsUsed,
    Reason::Duplicate,
    Reason::NoNumber,
    Reason::Note,
];

pub(super) fn reason(words: &Words, reason: Reason) -> String {
    words.get(&format!("list-closed-{}", reason_key(reason)))
}

/// `Tuesday`.
pub(super) fn weekday(words: &Words, date: Date) -> String {
    words.get(&format!("weekday-{}", date.weekday().to_monday_one_offset()))
}

/// `Tue 13 Oct 2026`.
pub(super) fn day(words: &Words, date: Date) -> String {
    let weekday: String = weekday(words, date).chars().take(3).collect();
    format!("{weekday} {}", words.day(date))
}

/// `10:05`.
pub(super) fn time(at: DateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// The permitted hours, a line for each, and by whose clock.
pub(super) fn hours_lines(words: &Words, rules: &Dialling) -> Vec<String> {
    let source = &rules.source;
    let mut lines = words.hours(&source.hours);
    lines.push(words.get(if source.by_our_clock_too { "drill-hours-both" } else { "drill-hours-theirs" }));
    if !source.on_holidays {
        lines.push(words.get("drill-hours-holidays"));
    }
    lines
}

/// `13 Oct 2026, 11-13`.
pub(super) fn due(words: &Words, date: Date, window: &str) -> String {
    words.with("list-due-at", &[("day", &day(words, date)), ("window", window)])
}

/// An outcome with its code.
pub(super) fn outcome(words: &Words, run: &ListRun, code: &str) -> String {
    let name = run.campaign().rules.source.outcomes.get(code).map_or("", |outcome| outcome.name.as_str());
    words.with("list-outcome-name", &[("code", code), ("name", name)])
}

/// What was noted of an attempt.
pub(super) fn noted(words: &Words, run: &ListRun, noted: &Noted) -> String {
    let name = outcome(words, run, &noted.code);
    match &noted.due {
        Some((date, window)) => {
            words.with("list-noted-due", &[("outcome", &name), ("due", &due(words, *date, window))])
        }
        None => name,
    }
}

/// An attempt of today in a line.
pub(super) fn attempt(words: &Words, run: &ListRun, of: &Attempt) -> String {
    let at = time(run.clock(of.at));
    let rings = run.on_line().is_some_and(|(row, answered)| {
        answered.is_none() && run.rows()[row].attempts.last().is_some_and(|last| last.at == of.at)
    });
    let heard = match of.answered {
        None if rings => return words.with("list-attempt-now", &[("at", &at), ("number", &of.number)]),
        Some(answered) => words.get(&format!("list-heard-{}", answered.name())),
        None => words.with("list-heard-nothing", &[("seconds", &(of.rang_ms / 1000).to_string())]),
    };
    let came = of.outcome.as_ref().map_or_else(|| words.get("list-no-outcome-yet"), |it| noted(words, run, it));
    words.with("list-attempt", &[("at", &at), ("number", &of.number), ("heard", &heard), ("outcome", &came)])
}

/// A decision without a call.
pub(super) fn decision(words: &Words, of: &ListDecision) -> String {
    match of {
        ListDecision::Close(why) => words.with("list-did-close", &[("reason", &reason(words, *why))]),
        ListDecision::PutOff(date, window) => words.with("list-did-put-off", &[("due", &due(words, *date, window))]),
        ListDecision::Ask => words.get("list-did-ask"),
    }
}

/// Everything that was done with a row of a list, a line each.
pub(super) fn done(words: &Words, run: &ListRun, row: usize) -> Vec<String> {
    let worked = &run.rows()[row];
    let attempts = worked.attempts.iter().map(|one| attempt(words, run, one));
    let decided = worked.decision.iter().map(|(_, decided)| decision(words, decided));
    attempts.chain(decided).collect()
}

/// What the rules say of a row.
pub(super) fn verdict(words: &Words, of: &Verdict) -> String {
    match of {
        Verdict::Dial { second: false } => words.get("list-right-dial"),
        Verdict::Dial { second: true } => words.get("list-right-second"),
        Verdict::Later((from, until)) => {
            let args = [("day", day(words, from.date())), ("from", time(*from)), ("until", time(*until))];
            words.with("list-right-later", &args.each_ref().map(|(name, value)| (*name, value.as_str())))
        }
        Verdict::Close(why) => words.with("list-right-close", &[("reason", &reason(words, *why))]),
        Verdict::Ask => words.get("list-right-ask"),
    }
}

/// An attempt of an earlier day.
pub(super) fn tries(words: &Words, run: &ListRun, row: &ListRow) -> Vec<String> {
    let one = |earlier: &crate::scenario::outgoing::Try| {
        let when = words.with("list-when", &[("day", &day(words, earlier.at.date())), ("time", &time(earlier.at))]);
        words.with("list-try", &[("when", &when), ("outcome", &outcome(words, run, &earlier.outcome))])
    };
    row.tries.iter().map(one).collect()
}

/// What was done with a row of the base, in a line.
pub(super) fn tidied(words: &Words, run: &TidyRun, row: usize) -> String {
    let (is, was) = (&run.rows()[row], &run.tidy().rows[row]);
    if let Some(into) = is.into {
        return words.with("tidy-did-go", &[("row", &run.tidy().rows[into].number)]);
    }
    let guests: Vec<&str> = run.gone_into(row).map(|guest| run.tidy().rows[guest].number.as_str()).collect();
    let merged = (!guests.is_empty()).then(|| words.with("tidy-did-merge", &[("rows", &guests.join(", "))]));
    let columns = run.tidy().source.columns.values();
    let changed = columns.zip(is.cells.iter().zip(&was.cells)).filter(|(_, (now, before))| now != before);
    let changed = changed.map(|(column, (now, _))| {
        let now = if now.is_empty() { words.get("debrief-empty") } else { now.clone() };
        words.with("tidy-did-type", &[("column", &column.name), ("value", &now)])
    });
    let asked = is.ask.then(|| words.get("tidy-did-ask"));
    let misfiled = is.misfiled.then(|| words.get("tidy-did-misfiled"));
    let all: Vec<String> = merged.into_iter().chain(changed).chain(asked).chain(misfiled).collect();
    match (all.is_empty(), is.settled || is.touched.is_some()) {
        (false, _) => all.join(" · "),
        (true, true) => words.get("tidy-did-leave"),
        (true, false) => words.get(if run.is_over() { "drill-did-nothing" } else { "tidy-did-nothing" }),
    }
}
