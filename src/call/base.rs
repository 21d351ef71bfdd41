//! The practice database as it is laid out: fixed rows and rows made out of the pack's name lists.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;

use super::chance::Chance;
use super::database::Row;
use crate::scenario::{GenerateSource, MakerSource, Pack, Table};

/// Layout is the same in every practice database of a pack.
const LAYOUT_SEED: u64 = 1;

/// The rows of a fresh practice database.
#[derive(Debug)]
pub struct Base {
    pub(super) tables: Vec<BaseTable>,
    /// Group and place (from 1) of every namesake, by row number in its table.
    pub(super) namesakes: BTreeMap<String, (usize, usize)>,
}

#[derive(Debug, Default)]
pub(super) struct BaseTable {
    pub rows: Vec<Row>,
    pub index: BTreeMap<String, usize>,
}

impl BaseTable {
    fn push(&mut self, row: Row) {
        self.index.insert(row.id.clone(), self.rows.len());
        self.rows.push(row);
    }
}

impl Base {
    /// Lays out the tables of a pack.
    #[must_use]
    pub fn lay_out(pack: &Pack) -> Self {
        let mut base = Self { tables: Vec::new(), namesakes: BTreeMap::new() };
        for table in &pack.tables {
            let mut rows = BaseTable::default();
            for row in pack.rows.rows.get(&table.name).into_iter().flatten() {
                let values =
                    table.source.fields.keys().map(|field| row.set.get(field).cloned().unwrap_or_default()).collect();
                rows.push(Row { id: row.id.clone(), values });
            }
            base.tables.push(rows);
        }
        let mut maker =
            Maker { pack, chance: Chance::new(LAYOUT_SEED, "layout"), phones: BTreeSet::new(), ids: BTreeSet::new() };
        for generate in &pack.source.generate {
            maker.generate(generate, &mut base);
        }
        base
    }
}

/// Makes values; remembers what must not come twice.
struct Maker<'a> {
    pack: &'a Pack,
    chance: Chance,
    phones: BTreeSet<String>,
    ids: BTreeSet<String>,
}

impl Maker<'_> {
    fn generate(&mut self, generate: &GenerateSource, base: &mut Base) {
        let Some(number) = self.pack.table_index(&generate.table) else { return };
        let pack = self.pack;
        let table = &pack.tables[number];
        let named: Vec<(usize, usize, &String)> =
            if generate.set.values().any(|maker| matches!(maker, MakerSource::PersonName)) {
                let groups = pack.people.namesakes.iter().enumerate();
                groups
                    .flat_map(|(group, names)| {
                        names.iter().enumerate().map(move |(place, name)| (group, place + 1, name))
                    })
                    .collect()
            } else {
                Vec::new()
            };
        let mut towns: BTreeMap<usize, usize> = BTreeMap::new();
        for count in 0..usize::try_from(generate.count).unwrap_or(0) {
            let namesake = named.get(count).copied();
            let town = namesake
                .filter(|(_, place, _)| *place <= 2)
                .map(|(group, ..)| *towns.entry(group).or_insert_with(|| self.chance.below(pack.people.towns.len())));
            let id = self.row_id(table);
            let values = self.values(table, generate, base, namesake.map(|(.., name)| name.as_str()), town);
            if let Some((group, place, _)) = namesake {
                base.namesakes.insert(id.clone(), (group, place));
            }
            base.tables[number].push(Row { id, values });
        }
    }

    fn values(
        &mut self,
        table: &Table,
        generate: &GenerateSource,
        base: &Base,
        name: Option<&str>,
        town: Option<usize>,
    ) -> Vec<String> {
        let mut values = vec![String::new(); table.source.fields.len()];
        // References first: other makers may look at the row that a reference names.
        let (references, others): (Vec<_>, Vec<_>) =
            generate.set.iter().partition(|(_, maker)| matches!(maker, MakerSource::Any(_)));
        for (field, maker) in references.into_iter().chain(others) {
            let Some(slot) = table.field_index(field) else { continue };
            values[slot] = match maker {
                MakerSource::PersonName => name.map_or_else(|| person_name(self.pack, &mut self.chance), str::to_owned),
                MakerSource::Phone => self.phone(),
                MakerSource::Address => address(self.pack, &mut self.chance, town),
                MakerSource::Email => email(table, &values, self.pack, &mut self.chance),
                MakerSource::Text(text) => text.clone(),
                MakerSource::Weighted(weights) => {
                    let list: Vec<(&str, u32)> =
                        weights.iter().map(|(text, weight)| (text.as_str(), *weight)).collect();
                    weighted(&list, &mut self.chance)
                }
                MakerSource::Between(first, last) => self.chance.between(*first, *last).to_string(),
                MakerSource::DaysAgo(least, most) => {
                    let days = self.chance.between(*least, *most);
                    self.pack.today.date().saturating_sub(days.days()).to_string()
                }
                MakerSource::Any(to) => any_row(self.pack, base, to, &mut self.chance),
                MakerSource::Of(reference, field) => of_row(self.pack, base, table, &values, reference, field),
            };
        }
        values
    }

    fn row_id(&mut self, table: &Table) -> String {
        loop {
            let id = random_id(&table.source.id, &mut self.chance);
            if self.ids.insert(id.clone()) {
                return id;
            }
        }
    }

    fn phone(&mut self) -> String {
        for _ in 0..10_000 {
            let phone = random_phone(self.pack, &mut self.chance);
            if self.phones.insert(phone.clone()) {
                return phone;
            }
        }
        random_phone(self.pack, &mut self.chance)
    }
}

/// A row number of a table's own form, `TW1234567`.
pub(super) fn random_id((prefix, digits): &(String, u32), chance: &mut Chance) -> String {
    let least = 10_i64.pow(digits.saturating_sub(1).min(17));
    format!("{prefix}{}", chance.between(least, least * 10 - 1))
}

/// A number out of the pack's ranges, `07700 900000-900999`.
pub(super) fn random_phone(pack: &Pack, chance: &mut Chance) -> String {
    let Some(range) = chance.one(&pack.source.phones) else { return String::new() };
    let (area, numbers) = range.rsplit_once(' ').unwrap_or(("", range));
    let (first, last) = numbers.split_once('-').unwrap_or((numbers, numbers));
    let width = first.len();
    let number = chance.between(first.parse().unwrap_or(0), last.parse().unwrap_or(0));
    format!("{area} {number:0width$}").trim_start().to_owned()
}

pub(super) fn person_name(pack: &Pack, chance: &mut Chance) -> String {
    let first = chance.one(&pack.people.first_names).map_or("", String::as_str).to_owned();
    let last = chance.one(&pack.people.surnames).map_or("", String::as_str);
    format!("{first} {last}")
}

/// `14 Needle Street, Alderwick, QA4 7TB`.
pub(super) fn address(pack: &Pack, chance: &mut Chance, town: Option<usize>) -> String {
    const LETTERS: [char; 20] =
        ['A', 'B', 'D', 'E', 'F', 'G', 'H', 'J', 'L', 'N', 'P', 'Q', 'R', 'S', 'T', 'U', 'W', 'X', 'Y', 'Z'];
    let street = chance.one(&pack.people.streets).map_or("", String::as_str).to_owned();
    let town = town.unwrap_or_else(|| chance.below(pack.people.towns.len()));
    let (town, area) = pack.people.towns.get(town).map_or(("", ""), |(town, area)| (town.as_str(), area.as_str()));
    let house = chance.between(1, 98);
    let sector = chance.between(1, 9);
    let unit = chance.between(1, 9);
    let letter = |chance: &mut Chance| LETTERS[chance.below(LETTERS.len())];
    let (one, two) = (letter(chance), letter(chance));
    format!("{house} {street}, {town}, {area}{sector} {unit}{one}{two}")
}

fn email(table: &Table, values: &[String], pack: &Pack, chance: &mut Chance) -> String {
    let name = table.field_index("name").and_then(|slot| values.get(slot)).cloned().unwrap_or_default();
    let plain: String = name.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '.' }).collect();
    format!("{plain}{}@{}", chance.between(2, 99), pack.people.email_domain)
}

fn weighted(list: &[(&str, u32)], chance: &mut Chance) -> String {
    let total: u32 = list.iter().map(|(_, weight)| weight).sum();
    let mut left = chance.below(usize::try_from(total).unwrap_or(1).max(1));
    for (text, weight) in list {
        let weight = usize::try_from(*weight).unwrap_or(0);
        if left < weight {
            return (*text).to_owned();
        }
        left -= weight;
    }
    String::new()
}

fn any_row(pack: &Pack, base: &Base, table: &str, chance: &mut Chance) -> String {
    let Some(rows) = pack.table_index(table).map(|number| &base.tables[number].rows) else { return String::new() };
    chance.one(rows).map(|row| row.id.clone()).unwrap_or_default()
}

fn of_row(pack: &Pack, base: &Base, table: &Table, values: &[String], reference: &str, field: &str) -> String {
    let found = || {
        let slot = table.field_index(reference)?;
        let (_, spec) = table.field(slot)?;
        let crate::scenario::FieldKind::Reference(to) = &spec.kind else { return None };
        let number = pack.table_index(to)?;
        let row = base.tables[number].index.get(values.get(slot)?)?;
        let slot = pack.tables[number].field_index(field)?;
        base.tables[number].rows.get(*row)?.values.get(slot).cloned()
    };
    found().unwrap_or_default()
}
