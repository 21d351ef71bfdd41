//! What happens in a drill without a call as a terminal shows it, a line each.

use crate::call::{DrillEvent, DrillRun, ListEventKind, ListRun, TidyEventKind, TidyRun};
use crate::scenario::outgoing::Campaign;
use crate::scenario::{ConsentNeeded, LawSource, WithinSpan};
use crate::text::Texts;

/// What the laws of each purpose say.
pub(super) fn laws(campaign: &Campaign, texts: &Texts) -> Vec<String> {
    let mut lines = Vec::new();
    for (purpose, laws) in &campaign.laws {
        for law in laws {
            let source = &law.source;
            let args = [("purpose", purpose.as_str()), ("title", &source.title), ("source", &source.source)];
            lines.push(texts.with("drill-law", &args));
            lines.extend(law_lines(source, texts).into_iter().map(|line| format!("  {line}")));
        }
    }
    lines
}

fn law_lines(law: &LawSource, texts: &Texts) -> Vec<String> {
    let mut lines: Vec<String> =
        law.hours.iter().map(|hours| format!("{:?} {}-{}", hours.days, hours.from, hours.to)).collect();
    lines.extend(law.within.iter().map(|within| {
        let (key, length) = match within.span {
            WithinSpan::Hours(hours) => ("drill-law-hours", hours),
            WithinSpan::Days(days) => ("drill-law-days", days),
        };
        texts.with(key, &[("attempts", &within.attempts.to_string()), ("length", &length.to_string())])
    }));
    let rest = law.after_refusal_days.map(|days| days.to_string());
    lines.extend(rest.map(|days| texts.with("drill-law-refusal", &[("days", &days)])));
    match law.consent {
        ConsentNeeded::NotNeeded => {}
        ConsentNeeded::Yes => lines.push(texts.get("drill-law-consent")),
        ConsentNeeded::YesWithSource => lines.push(texts.get("drill-law-consent-shown")),
    }
    if let (Some(first), Some(last)) = (law.holidays.first(), law.holidays.last()) {
        lines.push(texts.with("drill-law-holidays", &[("first", first), ("last", last)]));
    }
    lines
}

/// The line for an event; none for what is not worth one.
pub(super) fn event(event: &DrillEvent, run: &DrillRun, texts: &Texts) -> Option<String> {
    let told = match (event, run) {
        (DrillEvent::List(event), DrillRun::List(run)) => of_list(&event.kind, run, texts),
        (DrillEvent::Tidy(event), DrillRun::Tidy(run)) => of_tidy(&event.kind, run, texts),
        _ => None,
    };
    Some(format!("{} · {}", event.at().clock(), told?))
}

fn of_list(kind: &ListEventKind, run: &ListRun, texts: &Texts) -> Option<String> {
    let row = |row: usize| {
        let row = &run.campaign().rows[row];
        format!("{} {}", row.number, row.name)
    };
    Some(match kind {
        ListEventKind::Refused { refusal } => texts.get(&format!("drill-list-no-{}", refusal.name())),
        ListEventKind::Looked { row: number } => {
            let (own, worked) = (&run.campaign().rows[*number], &run.rows()[*number]);
            let cells = [&own.purpose, &worked.phone, &worked.second_phone, &worked.email, &own.zone_name, &own.note];
            format!("{}: {}", row(*number), cells.map(String::as_str).join(" | "))
        }
        ListEventKind::Mended { row: number, value, .. } => format!("{}: {value}", row(*number)),
        ListEventKind::Dialled { row: number, number: phone, .. } => format!("{}: … {phone}", row(*number)),
        ListEventKind::Answered { answered, .. } => texts.get(&format!("answered-{}", answered.name())),
        ListEventKind::HungUp { row: number, rang_ms, .. } => {
            let seconds = (rang_ms / 1000).to_string();
            format!("{}: {}", row(*number), texts.with("drill-hung-up", &[("seconds", &seconds)]))
        }
        ListEventKind::OutcomeNoted { row: number, code, .. } => {
            let outcome = run.campaign().rules.source.outcomes.get(code);
            format!("{}: {code} {}", row(*number), outcome.map_or("", |outcome| outcome.name.as_str()))
        }
        ListEventKind::Decided { row: number, .. } | ListEventKind::CallEnded { row: number, .. } => row(*number),
        ListEventKind::Finished => return None,
    })
}

fn of_tidy(kind: &TidyEventKind, run: &TidyRun, texts: &Texts) -> Option<String> {
    let row = |row: usize| run.tidy().rows[row].number.clone();
    Some(match kind {
        TidyEventKind::Refused { refusal } => texts.get(&format!("drill-tidy-no-{}", refusal.name())),
        TidyEventKind::Looked { row: number } => {
            let own = &run.tidy().rows[*number];
            format!("{}  {}  {}  {}", own.number, own.code, run.rows()[*number].cells.join(" | "), own.rest)
        }
        TidyEventKind::Typed { row: number, value, .. } => format!("{}: {value}", row(*number)),
        TidyEventKind::Merged { keep, rows } | TidyEventKind::Split { keep, rows } => {
            let rows: Vec<String> = rows.iter().map(|number| row(*number)).collect();
            format!("{} ← {}", row(*keep), rows.join(", "))
        }
        TidyEventKind::Asked { row: number, .. }
        | TidyEventKind::Misfiled { row: number, .. }
        | TidyEventKind::Settled { row: number } => row(*number),
        TidyEventKind::Finished => return None,
    })
}
