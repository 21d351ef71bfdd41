//! The fields of a record in a new scenario: what stands in each at the end, and how the caller tells it.

use serde::Serialize;

use super::kind::KindSource;
use super::offer::{Offer, named};
use crate::scenario::{FieldKind, FieldSource, Table};

/// A field as a template knows it. Where `fact` is empty nobody has to tell it.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Field {
    pub id: String,
    pub label: String,
    pub kind: &'static str,
    pub fact: String,
    /// How the fact is made, as it stands in the file.
    pub maker: String,
    /// Path of what is told, and the same as a placeholder.
    pub path: String,
    pub slot: String,
    /// What the field has to hold.
    pub value: String,
    /// Choices that the operator offers, the right one among them.
    pub offered: String,
    /// What the caller says before the number of a row.
    pub spoken: String,
    pub read_back: bool,
}

impl Field {
    pub const fn is_told(&self) -> bool {
        !self.fact.is_empty()
    }
}

/// Names that the templates use themselves.
const TAKEN: [&str; 18] = [
    "caller", "promised", "rang", "by", "sum", "need", "before", "since", "light", "score", "wish", "decider",
    "needed", "today", "operator", "company", "daytime", "new",
];

/// What is known of the call beside its record.
pub(super) struct Around<'a> {
    pub offer: &'a Offer<'a>,
    pub kind: &'a KindSource,
    /// The fact and the table of the thing that the caller rings about.
    pub thing: Option<(&'a str, &'a str)>,
    /// The record's own table, where this is a row that belongs to it.
    pub parent: Option<&'a str>,
}

impl Around<'_> {
    /// One field, with the value that was asked for, if any.
    pub fn field(&self, id: &str, source: &FieldSource, wanted: Option<&str>) -> Field {
        let fact = if TAKEN.contains(&id) || self.thing.is_some_and(|(fact, _)| fact == id) {
            format!("{id}_told")
        } else {
            id.to_owned()
        };
        let plain = Field { id: id.to_owned(), label: plain(&source.label), ..Field::default() };
        let answers = |with: &str| self.kind.answer == with && wanted.is_none() && self.parent.is_none();
        match &source.kind {
            FieldKind::Reference(table) => self.reference(plain, fact, table),
            FieldKind::Date if answers("date") => Field { value: "{by}".to_owned(), ..plain },
            FieldKind::Money if answers("money") => Field { value: "{sum}".to_owned(), ..plain },
            FieldKind::Choice(choices) => {
                let all: Vec<&String> = choices.iter().collect();
                let none = |choice: &&String| matches!(choice.as_str(), "none" | "no" | "not asked" | "not told");
                let likely: Vec<&String> = all.iter().copied().filter(|choice| !none(choice)).collect();
                let likely = if likely.is_empty() { all } else { likely };
                // What the matter itself says is the operator's to know; anything else has to be told.
                let known = named(&self.kind.choices, &likely, Clone::clone).filter(|text| !text.contains(['{', '}']));
                if let (Some(known), None) = (known, wanted) {
                    return Field { value: known.clone(), ..plain };
                }
                let value = wanted.or(likely.first().map(|text| text.as_str())).unwrap_or_default();
                Field { offered: offered(&likely, value), ..told(plain, fact, "choice", format!("Text({value:?})")) }
            }
            kind => {
                let (name, maker) = maker(kind, wanted);
                told(plain, fact, name, maker)
            }
        }
    }

    fn reference(&self, plain: Field, fact: String, table: &str) -> Field {
        if table == self.offer.people.name {
            return Field { value: "{caller.id}".to_owned(), ..plain };
        }
        if self.parent == Some(table) {
            return Field { value: format!("{{new.{table}}}"), ..plain };
        }
        if let Some((thing, _)) = self.thing.filter(|(_, own)| *own == table) {
            return Field { value: format!("{{{thing}.id}}"), ..plain };
        }
        let named = self.offer.pack.table(table).and_then(|table| table.field_index("name")).is_some();
        let spoken = if named { format!("The {{{fact}.name}}. ") } else { String::new() };
        let path = format!("{fact}.id");
        let slot = format!("{{{path}}}");
        let maker = format!("Row(table: \"{table}\")");
        Field { fact, kind: "row", maker, path, value: slot.clone(), slot, spoken, read_back: true, ..plain }
    }
}

/// A field that the caller tells.
fn told(plain: Field, fact: String, kind: &'static str, maker: String) -> Field {
    let slot = format!("{{{fact}}}");
    // What a slip makes worthless is read back; a choice was offered in the question.
    let read_back = matches!(kind, "phone" | "date" | "money" | "name" | "address");
    Field { path: fact.clone(), fact, kind, maker, value: slot.clone(), slot, read_back, ..plain }
}

/// How a fact of a kind is made: the wanted value, or another one each time.
fn maker(kind: &FieldKind, wanted: Option<&str>) -> (&'static str, String) {
    let text = |wanted: &str| format!("Text({wanted:?})");
    match kind {
        FieldKind::Phone => ("phone", wanted.map_or_else(|| "NewPhone".to_owned(), text)),
        FieldKind::Name => ("name", wanted.map_or_else(|| "NewName".to_owned(), text)),
        FieldKind::Address => ("address", wanted.map_or_else(|| "NewAddress".to_owned(), text)),
        FieldKind::Date => ("date", format!("Date({:?})", wanted.unwrap_or("today - 9 days"))),
        FieldKind::Money => ("money", format!("Money({:?})", wanted.unwrap_or("24.50"))),
        FieldKind::Number => ("number", format!("Number([{}])", wanted.unwrap_or("2, 3, 4"))),
        _ => ("code", wanted.map_or_else(|| "OneOf([\"K 4471\", \"M 7730\", \"P 2096\"])".to_owned(), text)),
    }
}

/// Up to three entries of a choice in words, the right one never the first.
fn offered(likely: &[&String], right: &str) -> String {
    let mut some: Vec<&str> = likely.iter().map(|text| text.as_str()).filter(|text| *text != right).take(2).collect();
    some.insert(some.len().min(1), right);
    match some.as_slice() {
        [before @ .., last] if !before.is_empty() => format!("{} or {last}", before.join(", ")),
        _ => right.to_owned(),
    }
}

/// A label that can stand in a line: quotation marks and braces mean something there.
pub(super) fn plain(label: &str) -> String {
    label.chars().filter(|sign| !matches!(sign, '"' | '{' | '}' | '\\' | '?' | ':')).collect()
}

/// The fields that a record of this kind is proposed to hold.
pub(super) fn proposed<'t>(around: &Around<'_>, table: &'t Table) -> Vec<&'t str> {
    let mut out = Vec::new();
    let mut counted = Vec::new();
    for (id, field) in &table.source.fields {
        let name = kind_name(&field.kind);
        let needed = field.required && field.default.is_empty();
        let takes = around.kind.takes.iter().any(|kind| kind == name) && !counted.contains(&name);
        let refers = match &field.kind {
            FieldKind::Reference(to) if *to == around.offer.people.name => {
                around.kind.calls_for_proofs || around.kind.outbound
            }
            FieldKind::Reference(to) => {
                around.thing.is_some_and(|(_, own)| own == to) || around.parent.is_some_and(|own| own == to)
            }
            _ => false,
        };
        // The sum that is told is a total, and not any price.
        let total = |id: &str| ["total", "amount", "sum"].iter().any(|word| id.contains(word));
        let answer = around.kind.answer == name
            && around.parent.is_none()
            && field.default.is_empty()
            && !counted.contains(&name)
            && (name != "money" || total(id));
        // Of a row that belongs to the record, how many is what the caller says first.
        let how_many = around.parent.is_some() && name == "number" && !counted.contains(&name);
        if (needed || takes || refers || answer || how_many) && name != "note" {
            counted.push(name);
            out.push(id.as_str());
        }
    }
    out
}

fn kind_name(kind: &FieldKind) -> &'static str {
    match kind {
        FieldKind::Name => "name",
        FieldKind::Phone => "phone",
        FieldKind::Address => "address",
        FieldKind::Date => "date",
        FieldKind::Money => "money",
        FieldKind::Number => "number",
        FieldKind::Code => "code",
        FieldKind::Choice(_) => "choice",
        FieldKind::Note => "note",
        FieldKind::Reference(_) => "row",
    }
}
