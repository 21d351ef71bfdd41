//! Events as a terminal shows them, a line each.

use crate::call::{Event, EventKind, Setup, Speaker};
use crate::scenario::FieldKind;
use crate::text::Texts;

/// The line for an event; none for what is not worth one.
pub(super) fn event(event: &Event, setup: &Setup, texts: &Texts) -> Option<String> {
    let words = |key: &str, args: &[(&str, &str)]| Some(format!("{} · {}", event.at.clock(), texts.with(key, args)));
    match &event.kind {
        EventKind::CallOffered { from } => {
            let line = setup.pack.source.lines.get(&setup.scenario.source.line).map_or("", |line| line.name.as_str());
            let from = if from.is_empty() { "withheld" } else { from };
            words("cli-rings", &[("from", from), ("line", line)])
        }
        EventKind::LineStarted { by, text, .. } => {
            Some(format!("{}   {}: {text}", event.at.clock(), who(by, setup, texts)))
        }
        EventKind::LineCut { heard, .. } => words("cli-cut", &[("heard", heard)]),
        EventKind::PatienceChanged { by, patience, .. } => {
            let by = format!("{:+}", f64::from(*by) / 1000.0);
            words("cli-patience", &[("patience", &(patience / 1000).to_string()), ("by", &by)])
        }
        EventKind::DeadAir { silent_ms } => words("cli-dead-air", &[("seconds", &(silent_ms / 1000).to_string())]),
        EventKind::HoldStarted { announced } => {
            words(if *announced { "cli-hold" } else { "cli-hold-unannounced" }, &[])
        }
        EventKind::HoldEnded { held_ms } => words("cli-hold-ended", &[("seconds", &(held_ms / 1000).to_string())]),
        EventKind::CallPaused { ms } => words("cli-paused", &[("seconds", &(ms / 1000).to_string())]),
        EventKind::MuteStarted => words("cli-mute", &[]),
        EventKind::MuteEnded { .. } => words("cli-mute-ended", &[]),
        EventKind::TransferStarted { to, .. } => {
            words("cli-ringing", &[("department", setup.pack.department_name(to))])
        }
        EventKind::TransferRefused { to, .. } => {
            words("cli-refused", &[("department", setup.pack.department_name(to))])
        }
        EventKind::CallersJoined { to, .. } => words("cli-joined", &[("department", setup.pack.department_name(to))]),
        EventKind::FormOpened { form, table, id } => {
            let name = setup.pack.table(table).map_or(table.as_str(), |table| table.source.name.as_str());
            let id = id.as_ref().map_or_else(|| texts.get("cli-new"), ToString::to_string);
            words("cli-form", &[("number", &form.to_string()), ("name", name), ("id", &id)])
        }
        EventKind::RowSaved { id, .. } => words("cli-saved", &[("id", id)]),
        EventKind::SaveRefused { problems, .. } => {
            let said: Vec<String> =
                problems.iter().map(|(field, problem)| format!("{field}: {}", texts.problem(problem))).collect();
            words("cli-not-saved", &[("problems", &said.join(" "))])
        }
        EventKind::UnsavedLost { table, .. } => words("cli-lost", &[("name", table)]),
        EventKind::ArticleOpened { id } => {
            let knowledge = &setup.pack.knowledge;
            let article = knowledge.articles.get(id.as_str()).or_else(|| knowledge.policies.get(id.as_str()))?;
            Some(format!("{} · {id} {}\n        {}", event.at.clock(), article.title, article.text))
        }
        EventKind::CallEnded { ending, .. } => {
            let title = setup
                .scenario
                .endings
                .iter()
                .find(|known| known.name == *ending)
                .map_or("", |found| found.source.title.as_str());
            words("cli-ended", &[("title", title)])
        }
        EventKind::WrapUpDone { code, .. } => words("cli-wrapped", &[("code", code)]),
        EventKind::ActionRefused { refusal } => words("cli-no", &[("reason", &texts.refusal(*refusal))]),
        _ => None,
    }
}

/// Who speaks.
pub(super) fn who(by: &Speaker, setup: &Setup, texts: &Texts) -> String {
    match by {
        Speaker::Caller => texts.get("who-caller"),
        Speaker::Operator => texts.get("who-you"),
        Speaker::Department(id) => setup.pack.department_name(id).to_owned(),
    }
}

/// A value as the desk shows it.
pub(super) fn value(kind: &FieldKind, value: &str, setup: &Setup) -> String {
    setup.pack.writing.spoken(kind, value)
}
