//! Desk work that conditions look at, as the shortest lines of a walkthrough that do it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::atoms::{Atom, Atoms};
use super::space::Bit;
use crate::bots::command::{parse_step, perform};
use crate::call::{Action, Call, Millis, Setup};
use crate::scenario::{FactSource, FieldKind, FieldSource};

/// Something that the search does on the desk at one go.
#[derive(Debug, Clone)]
pub(super) struct DeskWork {
    /// Everything that holds afterwards.
    pub holds: Vec<Bit>,
    /// Lines of a walkthrough, without their times.
    pub lines: Vec<String>,
}

/// One piece of work for each thing that conditions look at and that a call lets the search do.
pub(super) fn desk_work(setup: &Arc<Setup>, atoms: &Atoms) -> Vec<DeskWork> {
    let wanted: BTreeMap<&Atom, Bit> =
        atoms.bits.iter().filter(|(atom, _)| atom.is_desk_work()).map(|(atom, bit)| (atom, *bit)).collect();
    let mut out: Vec<DeskWork> = Vec::new();
    for atom in wanted.keys() {
        let Some(lines) = lines(setup, atom) else { continue };
        let Some(call) = try_out(setup, &lines) else { continue };
        let is_so = |atom: &Atom| atom.condition(&setup.scenario).is_some_and(|condition| call.holds(&condition));
        if is_so(atom) {
            let holds = wanted.iter().filter(|(atom, _)| is_so(atom)).map(|(_, bit)| *bit).collect();
            out.push(DeskWork { holds, lines });
        }
    }
    out
}

/// The call in which these lines were done; none where one of them means nothing.
fn try_out(setup: &Arc<Setup>, lines: &[String]) -> Option<Call> {
    let (mut call, _) = Call::new(Arc::clone(setup));
    call.apply(Millis(1_000), &Action::Answer);
    for line in lines {
        let step = parse_step(line).ok()?;
        let action = perform(&step.command, &call).ok()??;
        call.apply(Millis(1_000), &action);
    }
    Some(call)
}

fn lines(setup: &Setup, atom: &Atom) -> Option<Vec<String>> {
    match atom {
        Atom::Opened(fact) => Some(vec![format!("open {} {{{fact}.id}}", table_of(setup, fact)?)]),
        Atom::Saved(table) => save(setup, table, None),
        Atom::SavedWith(table, field, value) => save(setup, table, Some((field, value))),
        _ => None,
    }
}

/// The table of a fact that holds a row.
fn table_of<'a>(setup: &'a Setup, fact: &str) -> Option<&'a str> {
    let source = &setup.scenario.source;
    match source.facts.get(fact) {
        Some(FactSource::Row { table, .. }) => return Some(table),
        Some(FactSource::NamesakeOf(other)) => return table_of(setup, other),
        _ => {}
    }
    source.plant.iter().find(|plant| plant.name.as_deref() == Some(fact)).map(|plant| plant.table.as_str())
}

/// A row fact of a table.
fn row_of<'a>(setup: &'a Setup, table: &str) -> Option<&'a str> {
    let source = &setup.scenario.source;
    let made = source.facts.keys().map(String::as_str);
    let planted = source.plant.iter().filter_map(|plant| plant.name.as_deref());
    made.chain(planted).find(|fact| table_of(setup, fact) == Some(table))
}

/// Makes a row, or opens one where none may be made, fills in what has to be there, and saves it.
fn save(setup: &Setup, table: &str, with: Option<(&String, &String)>) -> Option<Vec<String>> {
    let plan = setup.pack.table(table)?;
    let mut lines = Vec::new();
    if plan.source.create {
        lines.push(format!("new {table}"));
        for (name, field) in &plan.source.fields {
            let own = with.filter(|(wanted, _)| *wanted == name).map(|(_, value)| value.clone());
            let missing = field.required && field.default.is_empty();
            let made = || expected(setup, table, name).or_else(|| any(setup, field));
            let value = if own.is_none() && missing { made() } else { own };
            lines.extend(value.map(|value| format!("type {name} = {value}")));
        }
    } else if plan.source.edit {
        lines.push(format!("open {table} {{{}.id}}", row_of(setup, table)?));
        lines.extend(with.map(|(field, value)| format!("type {field} = {value}")));
    } else {
        return None;
    }
    lines.push("save".to_owned());
    Some(lines)
}

/// What the scenario wants to stand there.
fn expected(setup: &Setup, table: &str, field: &str) -> Option<String> {
    let rows = setup.scenario.source.expect.records.iter().filter(|row| row.table == table);
    let mut values = rows.filter_map(|row| row.fields.get(field)).filter(|value| !value.contains("{new."));
    values.next().cloned()
}

/// A value that the form takes.
fn any(setup: &Setup, field: &FieldSource) -> Option<String> {
    Some(match &field.kind {
        FieldKind::Choice(choices) => choices.first()?.clone(),
        FieldKind::Reference(to) => match row_of(setup, to) {
            Some(fact) => format!("{{{fact}.id}}"),
            None => setup.database.rows(setup.pack.table_index(to)?).next()?.id.clone(),
        },
        FieldKind::Date => setup.pack.today.date().to_string(),
        FieldKind::Money => "1.00".to_owned(),
        FieldKind::Number => "1".to_owned(),
        FieldKind::Phone => setup.pack.source.phones.first()?.split('-').next()?.to_owned(),
        FieldKind::Name | FieldKind::Address | FieldKind::Code | FieldKind::Note => "x".to_owned(),
    })
}
