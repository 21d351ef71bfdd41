//! Names and kinds of the facts of a call: which placeholders mean something, and how each is said aloud.

use std::collections::BTreeMap;

use super::model::{Pack, Table};
use super::source::{FactSource, FieldKind, ScenarioSource};

/// Placeholders that every text may use.
pub const ALWAYS: [&str; 4] = ["operator", "company", "today", "daytime"];

/// The kind of every fact of a scenario, by path.
#[derive(Debug, Clone, Default)]
pub struct FactKinds(BTreeMap<String, FieldKind>);

impl FactKinds {
    /// Collects the facts that a scenario makes and plants.
    #[must_use]
    pub fn collect(scenario: &ScenarioSource, tables: &[Table]) -> Self {
        let mut kinds = Self::default();
        for (name, fact) in &scenario.facts {
            kinds.add_fact(name, fact, scenario, tables);
        }
        for plant in &scenario.plant {
            if let Some(name) = &plant.name {
                kinds.add_row(name, &plant.table, tables);
            }
        }
        for table in tables {
            kinds.0.insert(format!("new.{}", table.name), FieldKind::Code);
        }
        kinds
    }

    fn add_fact(&mut self, name: &str, fact: &FactSource, scenario: &ScenarioSource, tables: &[Table]) {
        let kind = match fact {
            FactSource::Row { table, .. } => return self.add_row(name, table, tables),
            FactSource::NamesakeOf(other) => {
                if let Some(FactSource::Row { table, .. }) = scenario.facts.get(other) {
                    self.add_row(name, table, tables);
                }
                return;
            }
            FactSource::Choose(sets) => {
                for key in sets.iter().flat_map(|set| set.keys()) {
                    self.0.insert(format!("{name}.{key}"), FieldKind::Code);
                }
                return;
            }
            FactSource::Number(_) => FieldKind::Number,
            FactSource::Text(_) | FactSource::OneOf(_) | FactSource::FromList(_) => FieldKind::Note,
            FactSource::Date(_) => FieldKind::Date,
            FactSource::Money(_) => FieldKind::Money,
            FactSource::NewPhone => FieldKind::Phone,
            FactSource::NewName => FieldKind::Name,
            FactSource::NewAddress => FieldKind::Address,
        };
        self.0.insert(name.to_owned(), kind);
    }

    fn add_row(&mut self, name: &str, table: &str, tables: &[Table]) {
        self.0.insert(format!("{name}.id"), FieldKind::Code);
        let Some(table) = tables.iter().find(|candidate| candidate.name == table) else { return };
        for (field, source) in &table.source.fields {
            self.0.insert(format!("{name}.{field}"), source.kind.clone());
        }
    }

    /// The kind of the fact at `path`, with parts such as `.first` taken off.
    #[must_use]
    pub fn kind(&self, path: &str) -> Option<&FieldKind> {
        self.0.get(base(path)).or_else(|| self.0.get(path))
    }

    /// Whether a placeholder means something in this scenario.
    #[must_use]
    pub fn knows(&self, path: &str) -> bool {
        if ALWAYS.contains(&path) || self.0.contains_key(path) {
            return true;
        }
        let Some((head, part)) = path.rsplit_once('.') else { return false };
        let Some(kind) = self.0.get(head) else { return false };
        parts_of(kind).contains(&part)
    }

    /// All paths, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// The parts that a kind of fact can be asked for.
#[must_use]
pub fn parts_of(kind: &FieldKind) -> &'static [&'static str] {
    match kind {
        FieldKind::Name => &["first", "surname", "spelled"],
        FieldKind::Phone => &["last4", "spelled"],
        FieldKind::Address => &["postcode", "town", "street", "spelled"],
        _ => &["spelled"],
    }
}

/// The fact that a placeholder gives away when it is heard: spelling tells the whole, other parts tell themselves.
#[must_use]
pub fn told_by(path: &str) -> &str {
    path.strip_suffix(".spelled").unwrap_or(path)
}

/// The path without a part at its end.
#[must_use]
pub fn base(path: &str) -> &str {
    match path.rsplit_once('.') {
        Some((head, "first" | "surname" | "spelled" | "last4" | "postcode" | "town" | "street")) => head,
        _ => path,
    }
}

/// A part of a value: the first name, the last four digits, the postcode.
#[must_use]
pub fn part(value: &str, part: &str) -> String {
    match part {
        "first" => value.split_whitespace().next().unwrap_or("").to_owned(),
        "surname" => value.split_once(' ').map_or("", |(_, rest)| rest).to_owned(),
        "last4" => {
            let digits: Vec<char> = value.chars().filter(char::is_ascii_digit).collect();
            digits[digits.len().saturating_sub(4)..].iter().collect()
        }
        "postcode" => value.rsplit(", ").next().unwrap_or("").to_owned(),
        "town" => value.rsplit(", ").nth(1).unwrap_or("").to_owned(),
        "street" => value.split(", ").next().unwrap_or("").to_owned(),
        _ => value.to_owned(),
    }
}

/// A value letter by letter, as it is spelled over a telephone.
#[must_use]
pub fn spelled(value: &str) -> String {
    let mut out = String::new();
    for character in value.chars() {
        if character.is_whitespace() {
            out.push_str(", ");
            continue;
        }
        if !out.is_empty() && !out.ends_with(' ') {
            out.push('-');
        }
        out.extend(character.to_uppercase());
    }
    out
}

/// What a fact is called when it is asked for: "order number", "postcode".
#[must_use]
pub fn label(path: &str, pack: &Pack, scenario: &ScenarioSource) -> String {
    let (head, last) = path.rsplit_once('.').unwrap_or(("", path));
    let of_part = pack.writing.part_name(last);
    match last {
        "spelled" => return label(head, pack, scenario),
        "postcode" | "last4" | "town" | "street" | "first" | "surname" => {
            return of_part.unwrap_or_else(|| last.to_owned());
        }
        _ => {}
    }
    let table_name = match scenario.facts.get(head) {
        Some(FactSource::Row { table, .. }) => Some(table.as_str()),
        _ => scenario.plant.iter().find(|plant| plant.name.as_deref() == Some(head)).map(|plant| plant.table.as_str()),
    };
    match table_name.and_then(|name| pack.table(name)) {
        Some(table) if last == "id" => {
            let form = of_part.unwrap_or_else(|| "{table}".to_owned());
            form.replace("{table}", &pack.writing.in_a_line(&table.source.name))
        }
        Some(table) => {
            let field = table.source.fields.get(last);
            field.map_or_else(|| last.replace('_', " "), |field| pack.writing.in_a_line(&field.label))
        }
        None => path.replace(['_', '.'], " "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_parts_of_names_phones_and_addresses() {
        assert_eq!(part("Katherine Wray", "surname"), "Wray");
        assert_eq!(part("07700 900312", "last4"), "0312");
        assert_eq!(part("4 Needle Street, Alderwick, QA4 7TB", "postcode"), "QA4 7TB");
        assert_eq!(part("4 Needle Street, Alderwick, QA4 7TB", "town"), "Alderwick");
    }

    #[test]
    fn spells_letter_by_letter() {
        assert_eq!(spelled("Wray"), "W-R-A-Y");
        assert_eq!(spelled("Jo Fenn"), "J-O, F-E-N-N");
    }
}
