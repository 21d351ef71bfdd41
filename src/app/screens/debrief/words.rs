//! Findings, values and names of a debrief in words.

use crate::app::session::{Debriefing, Words};
use crate::call::{Mode, Speaker};
use crate::review::{KeyMoment, MomentKind};
use crate::scenario::{CriticalKind, FieldKind, ScoreNumber, Tone};
use crate::scoring::{FieldClass, FieldResult, Finding, WorkCause, WorkItem};

pub(super) fn number(words: &Words, number: ScoreNumber) -> String {
    words.get(match number {
        ScoreNumber::Records => "number-records",
        ScoreNumber::Routing => "number-routing",
        ScoreNumber::Composure => "number-composure",
        ScoreNumber::Procedure => "number-procedure",
    })
}

pub(super) fn mode(words: &Words, mode: Mode) -> String {
    words.get(match mode {
        Mode::Guided => "mode-guided",
        Mode::Practice => "mode-practice",
        Mode::Assessment => "mode-assessment",
    })
}

pub(super) fn critical_kind(words: &Words, kind: CriticalKind) -> String {
    words.get(match kind {
        CriticalKind::Customer => "critical-customer",
        CriticalKind::Business => "critical-business",
        CriticalKind::Compliance => "critical-compliance",
    })
}

pub(super) fn class(words: &Words, class: FieldClass) -> String {
    words.get(&format!("class-{}", class.name()))
}

pub(super) fn tone(words: &Words, tone: Tone) -> String {
    words.get(match tone {
        Tone::Empathetic => "debrief-tone-empathetic",
        Tone::Warm => "debrief-tone-warm",
        Tone::Neutral => "debrief-tone-neutral",
        Tone::Brisk => "debrief-tone-brisk",
        Tone::Defensive => "debrief-tone-defensive",
        Tone::Blaming => "debrief-tone-blaming",
        Tone::Dismissive => "debrief-tone-dismissive",
        Tone::Patronising => "debrief-tone-patronising",
    })
}

/// Who speaks.
pub(super) fn speaker(words: &Words, debrief: &Debriefing, by: &Speaker) -> String {
    match by {
        Speaker::Caller => words.get("who-caller"),
        Speaker::Operator => words.get(if debrief.blind { "who-operator" } else { "who-you" }),
        Speaker::Department(id) => debrief.call.setup().pack.department_name(id).to_owned(),
    }
}

/// How the call ended, in the scenario's words.
pub(super) fn ending(words: &Words, debrief: &Debriefing) -> String {
    debrief.call.ending().map_or_else(|| words.get("debrief-unfinished"), |ending| ending.source.title.clone())
}

/// Evidence in words. What scoring keeps as the database does is written as people do: names, days, sums.
pub(super) fn finding(words: &Words, debrief: &Debriefing, of: &Finding) -> String {
    let arg = |wanted: &str| of.args.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.as_str());
    let (Some(label), Some(saved), Some(truth)) = (arg("field"), arg("saved"), arg("truth")) else {
        return words.finding(of);
    };
    let fields = debrief.card.rows.iter().flat_map(|row| row.fields.iter().map(move |field| (row, field)));
    let mut fields = fields.filter(|(_, field)| field.label == label && field.saved == saved && field.truth == truth);
    let Some((row, field)) = fields.next().filter(|(_, field)| !field.mention) else { return words.finding(of) };
    let written = |text: &str| value(words, debrief, &row.table, field, text);
    let said = Finding::new(of.key).with("field", label).with("saved", written(saved)).with("truth", written(truth));
    words.finding(&said)
}

/// The points that something cost, and of which number; or that the call is not passed with it.
pub(super) fn lost(words: &Words, item: &WorkItem<'_>) -> String {
    let Some(of) = item.number else { return words.get("debrief-not-passed") };
    let name = number(words, of);
    words.with("debrief-lost", &[("points", &item.points().to_string()), ("number", &name)])
}

/// The rule that a criterion stands for, in words, with what missing it cost in the whole call.
pub(super) fn rule(words: &Words, debrief: &Debriefing, criterion: usize) -> Option<String> {
    let of = debrief.card.criteria.get(criterion)?;
    let items = debrief.card.work_on(usize::MAX);
    let item = items.iter().find(|item| matches!(item.cause, WorkCause::Criterion(other) if other.id == of.id))?;
    Some(words.with("debrief-rule", &[("rule", &of.label), ("lost", &lost(words, item))]))
}

/// A finding in two or three words.
pub(super) fn mark(words: &Words, finding: &Finding) -> String {
    let args: Vec<(&str, &str)> = finding.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    words.with(&format!("mark-{}", finding.key), &args)
}

/// A moment in a few words.
pub(super) fn moment(words: &Words, moment: &KeyMoment) -> String {
    let first = moment.evidence.first().map(|evidence| mark(words, &evidence.finding)).unwrap_or_default();
    match moment.evidence.len() {
        0 | 1 => first,
        count => words.with("debrief-moment-more", &[("first", &first), ("more", &(count - 1).to_string())]),
    }
}

/// A moment as its list has room for: a critical error says what it was.
pub(super) fn moment_line(words: &Words, of: &KeyMoment) -> String {
    let critical = of.evidence.iter().find(|evidence| evidence.finding.key == "critical");
    critical.map_or_else(|| moment(words, of), |evidence| words.finding(&evidence.finding))
}

/// A moment for who cannot see its sign.
pub(super) fn moment_name(words: &Words, of: &KeyMoment) -> String {
    let key = match of.kind {
        MomentKind::Lost => "debrief-moment-lost",
        MomentKind::Earned => "debrief-moment-earned",
    };
    words.with(key, &[("at", &of.at.clock()), ("what", &moment_line(words, of))])
}

/// A value as people write it: a date with its weekday, a row with its heading; "empty" for nothing.
pub(super) fn value(words: &Words, debrief: &Debriefing, table: &str, field: &FieldResult, value: &str) -> String {
    if value.is_empty() {
        return words.get("debrief-empty");
    }
    let setup = debrief.call.setup();
    let spec = setup.pack.table(table).and_then(|table| table.source.fields.get(&field.field));
    match spec.map(|spec| &spec.kind) {
        Some(FieldKind::Reference(to)) => {
            let number = setup.pack.table_index(to);
            let heading = number.map(|number| debrief.call.database().heading(&setup.pack, number, value).0);
            let heading = heading.map(|heading| words.dated(&heading));
            match heading.filter(|heading| heading != value && !heading.contains(value)) {
                Some(heading) => words.with("debrief-reference", &[("heading", &heading), ("id", value)]),
                None => value.to_owned(),
            }
        }
        Some(kind) => setup.pack.writing.spoken(kind, value),
        None => value.to_owned(),
    }
}
