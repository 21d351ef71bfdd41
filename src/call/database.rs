//! The practice database during a call: the laid-out rows, and what was planted or saved over them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::base::Base;
use crate::scenario::{FieldKind, Pack};

/// A row; values stand in the order of the table's fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub id: String,
    pub values: Vec<String>,
}

/// A row as it is kept between calls: by field name, so that a pack may gain fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedRow {
    pub table: String,
    pub id: String,
    pub values: BTreeMap<String, String>,
}

/// A search result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub table: usize,
    pub id: String,
    pub heading: String,
    pub detail: String,
    /// Not what was typed, but easily confused with it.
    pub near: bool,
}

/// Cheap to clone: all rows are shared until one is changed.
#[derive(Debug, Clone)]
pub struct Database {
    base: Arc<Base>,
    changed: Arc<Vec<BTreeMap<String, Row>>>,
}

impl Database {
    /// A practice database with what earlier calls left in it.
    #[must_use]
    pub fn new(pack: &Pack, base: Arc<Base>, kept: &[SavedRow]) -> Self {
        let mut database = Self { changed: Arc::new(vec![BTreeMap::new(); base.tables.len()]), base };
        for saved in kept {
            let Some(number) = pack.table_index(&saved.table) else { continue };
            let fields = pack.tables[number].source.fields.keys();
            let values = fields.map(|field| saved.values.get(field).cloned().unwrap_or_default()).collect();
            database.put(number, Row { id: saved.id.clone(), values });
        }
        database
    }

    pub(super) fn base(&self) -> &Base {
        &self.base
    }

    #[must_use]
    pub fn row(&self, table: usize, id: &str) -> Option<&Row> {
        self.changed.get(table)?.get(id).or_else(|| {
            let base = self.base.tables.get(table)?;
            base.rows.get(*base.index.get(id)?)
        })
    }

    pub(super) fn put(&mut self, table: usize, row: Row) {
        if let Some(rows) = Arc::make_mut(&mut self.changed).get_mut(table) {
            rows.insert(row.id.clone(), row);
        }
    }

    /// All rows of a table, laid-out ones first, changed ones in their place.
    pub fn rows(&self, table: usize) -> impl Iterator<Item = &Row> {
        let changed = &self.changed[table];
        let base = &self.base.tables[table];
        let old = base.rows.iter().map(|row| changed.get(&row.id).unwrap_or(row));
        old.chain(changed.values().filter(|row| !base.index.contains_key(&row.id)))
    }

    /// Rows of `table` that refer to the row `id` of table `to`.
    #[must_use]
    pub fn referring(&self, pack: &Pack, table: usize, to: usize, id: &str) -> Vec<&Row> {
        let Some(slot) = pack.tables[table].reference_to(&pack.tables[to].name) else { return Vec::new() };
        self.rows(table).filter(|row| row.values[slot] == id).collect()
    }

    /// Everything that differs from the laid-out rows, for the next call.
    #[must_use]
    pub fn kept(&self, pack: &Pack) -> Vec<SavedRow> {
        let mut out = Vec::new();
        for (table, rows) in pack.tables.iter().zip(self.changed.iter()) {
            for row in rows.values() {
                let values = table.source.fields.keys().cloned().zip(row.values.iter().cloned()).collect();
                out.push(SavedRow { table: table.name.clone(), id: row.id.clone(), values });
            }
        }
        out
    }

    /// A heading or a detail line of a row.
    #[must_use]
    pub fn heading(&self, pack: &Pack, table: usize, id: &str) -> (String, String) {
        let Some(row) = self.row(table, id) else { return (id.to_owned(), String::new()) };
        let table = &pack.tables[table];
        let value = |slot: &str| match slot {
            "id" => row.id.clone(),
            field => table.field_index(field).map_or_else(String::new, |index| row.values[index].clone()),
        };
        (table.heading.fill(value), table.detail.fill(value))
    }

    /// What the desk's search shows for a text, best first: rows that hold every word, then names close to it.
    #[must_use]
    pub fn search(&self, pack: &Pack, text: &str, limit: usize) -> Vec<Found> {
        let query = Query::new(text);
        if query.words.is_empty() {
            return Vec::new();
        }
        let mut exact = Vec::new();
        let mut near = Vec::new();
        for (number, table) in pack.tables.iter().enumerate() {
            let slots: BTreeSet<usize> =
                table.source.search.iter().filter_map(|field| table.field_index(field)).collect();
            let names: Vec<usize> = slots.iter().copied().filter(|slot| is_name(table, *slot)).collect();
            for row in self.rows(number) {
                if query.matches(row, &slots) {
                    exact.push((number, row.id.clone()));
                } else if names.iter().any(|slot| query.is_near(&row.values[*slot])) {
                    near.push((number, row.id.clone()));
                }
                if exact.len() > limit * 4 {
                    break;
                }
            }
        }
        let marked = exact.into_iter().map(|found| (found, false)).chain(near.into_iter().map(|found| (found, true)));
        marked
            .take(limit)
            .map(|((table, id), near)| {
                let (heading, detail) = self.heading(pack, table, &id);
                Found { table, id, heading, detail, near }
            })
            .collect()
    }
}

fn is_name(table: &crate::scenario::Table, slot: usize) -> bool {
    table.field(slot).is_some_and(|(_, spec)| spec.kind == FieldKind::Name)
}

/// A typed search, taken apart.
struct Query {
    words: Vec<String>,
    digits: String,
}

impl Query {
    fn new(text: &str) -> Self {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let only_digits = text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || c == '+');
        Self {
            words: text.to_lowercase().split_whitespace().map(str::to_owned).collect(),
            digits: if only_digits { digits } else { String::new() },
        }
    }

    fn matches(&self, row: &Row, slots: &BTreeSet<usize>) -> bool {
        if self.digits.len() >= 3 {
            let holds =
                |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>().contains(&self.digits);
            return holds(&row.id) || slots.iter().any(|slot| holds(&row.values[*slot]));
        }
        let id = row.id.to_lowercase();
        let values: Vec<String> = slots.iter().map(|slot| row.values[*slot].to_lowercase()).collect();
        self.words
            .iter()
            .all(|word| id.contains(word.as_str()) || values.iter().any(|value| value.contains(word.as_str())))
    }

    /// Whether each word is close to some word of a name, at least one of four letters.
    fn is_near(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        let parts: Vec<&str> = name.split([' ', '-']).collect();
        self.words.iter().any(|word| word.len() >= 4)
            && self.words.iter().all(|word| parts.iter().any(|part| strsim::jaro_winkler(word, part) >= 0.88))
    }
}
