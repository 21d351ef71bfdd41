//! Rows made for somebody who has one already.

use serde::{Deserialize, Serialize};

use crate::call::{Call, EventKind, Millis, Row};
use crate::scenario::{FieldKind, Table, Writing};
use crate::scoring::Story;

/// A second row of one person or company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duplicate {
    pub table: String,
    /// The row that was made.
    pub id: String,
    /// The row that was there.
    pub of: String,
    pub at: Millis,
}

/// The new rows whose name and one more fact, phone, address or email, are those of an older row.
pub(in crate::scoring) fn duplicates(call: &Call, story: &Story<'_>) -> Vec<Duplicate> {
    let pack = &call.setup().pack;
    let mut out = Vec::new();
    for event in story.events {
        let EventKind::RowSaved { table, id, new: true, .. } = &event.kind else { continue };
        let Some(number) = pack.table_index(table).filter(|number| keeps_people(&pack.tables[*number])) else {
            continue;
        };
        let Some(made) = call.database().row(number, id) else { continue };
        let earlier = |row: &&Row| row.id != *id && !made_later(call, story, number, row, event.at);
        let same = |row: &&Row| is_same(&pack.writing, &pack.tables[number], made, row);
        if let Some(of) = call.database().rows(number).filter(earlier).find(same) {
            out.push(Duplicate { table: table.to_string(), id: id.to_string(), of: of.id.clone(), at: event.at });
        }
    }
    out
}

/// A table of people: it has a name and hangs on no other table.
fn keeps_people(table: &Table) -> bool {
    let any = |is: fn(&FieldKind) -> bool| table.source.fields.values().any(|field| is(&field.kind));
    any(|kind| *kind == FieldKind::Name) && !any(|kind| matches!(kind, FieldKind::Reference(_)))
}

fn made_later(call: &Call, story: &Story<'_>, table: usize, row: &Row, at: Millis) -> bool {
    if call.setup().database.row(table, &row.id).is_some() {
        return false;
    }
    let name = &call.setup().pack.tables[table].name;
    story.events.iter().any(|event| {
        event.at >= at
            && matches!(&event.kind, EventKind::RowSaved { table, id, new: true, .. } if table == name && *id == row.id)
    })
}

fn is_same(writing: &Writing, table: &Table, made: &Row, other: &Row) -> bool {
    let same = |wanted: fn(&FieldKind) -> bool| {
        table.source.fields.values().enumerate().filter(|(_, field)| wanted(&field.kind)).any(|(slot, field)| {
            let (mine, theirs) = (&made.values[slot], &other.values[slot]);
            !mine.is_empty() && !theirs.is_empty() && writing.equal(&field.kind, mine, theirs)
        })
    };
    // A phone is compared faster than a name.
    same(|kind| matches!(kind, FieldKind::Phone | FieldKind::Code | FieldKind::Address))
        && same(|kind| *kind == FieldKind::Name)
}
