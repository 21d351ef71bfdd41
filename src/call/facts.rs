//! The facts of one attempt, made from its seed, and the rows that the scenario plants.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::base::{Base, address, person_name, random_id, random_phone};
use super::chance::Chance;
use super::database::{Database, Row, SavedRow};
use crate::scenario::facts::{base as base_path, part};
use crate::scenario::{FactSource, Pack, PlantSource, Scenario, Template, expression};

/// Makes all facts and plants all rows. Names were checked, so what cannot be made is left empty.
pub(super) fn make(pack: &Pack, scenario: &Scenario, seed: u64, database: &mut Database) -> BTreeMap<String, String> {
    let mut maker = Maker { pack, scenario, seed, database, facts: BTreeMap::new() };
    // Facts may be built on planted rows and planted rows on facts, so what is not ready yet is tried again.
    let mut waiting: Vec<Waiting<'_>> =
        scenario.source.facts.iter().map(|(name, fact)| Waiting::Fact(name, fact)).collect();
    waiting.extend(scenario.source.plant.iter().enumerate().map(|(number, plant)| Waiting::Plant(number, plant)));
    while !waiting.is_empty() {
        let before = waiting.len();
        waiting.retain(|item| !maker.try_one(item));
        if waiting.len() == before {
            break;
        }
    }
    maker.facts
}

/// How many seeds are tried for a person.
const SEEDS: u64 = 20_000;

/// The first seed from `from` on with which a script rings a person of the practice database, so that whoever takes the
/// call is who stands on the list; none where the script rings somebody of its own.
#[must_use]
pub fn seed_reaching(
    pack: &Arc<Pack>,
    base: &Arc<Base>,
    scenario: &Scenario,
    practice: &[SavedRow],
    (person, from): (&str, u64),
) -> Option<u64> {
    let who = &scenario.source.caller.who;
    let Some(FactSource::Row { table, namesake }) = scenario.source.facts.get(who) else { return None };
    let mut database = Database::new(pack, Arc::clone(base), practice);
    let maker = Maker { pack, scenario, seed: from, database: &mut database, facts: BTreeMap::new() };
    let known = maker.database.rows(pack.table_index(table)?).any(|row| row.id == person);
    let picks = |seed: &u64| {
        let mut chance = Chance::new(*seed, &format!("fact {who}"));
        maker.pick_row(table, namesake, &mut chance).is_some_and(|id| id == person)
    };
    if known { (from..from.saturating_add(SEEDS)).find(picks) } else { None }
}

enum Waiting<'a> {
    Fact(&'a str, &'a FactSource),
    Plant(usize, &'a PlantSource),
}

struct Maker<'a> {
    pack: &'a Pack,
    scenario: &'a Scenario,
    seed: u64,
    database: &'a mut Database,
    facts: BTreeMap<String, String>,
}

impl Maker<'_> {
    fn chance(&self, name: &str) -> Chance {
        Chance::new(self.seed, &format!("fact {name}"))
    }

    fn try_one(&mut self, item: &Waiting<'_>) -> bool {
        match item {
            Waiting::Fact(name, fact) => self.fact(name, fact).is_some(),
            Waiting::Plant(number, plant) => self.plant(*number, plant).is_some(),
        }
    }

    fn fact(&mut self, name: &str, fact: &FactSource) -> Option<()> {
        let mut chance = self.chance(name);
        let value = match fact {
            FactSource::Row { table, namesake } => {
                let id = self.pick_row(table, namesake, &mut chance)?;
                return self.row_facts(name, table, &id);
            }
            FactSource::NamesakeOf(other) => return self.namesake(name, other, &mut chance),
            FactSource::Choose(sets) => {
                for (key, value) in chance.one(sets)? {
                    self.facts.insert(format!("{name}.{key}"), value.clone());
                }
                return Some(());
            }
            FactSource::Number(list) => chance.one(list)?.to_string(),
            FactSource::Text(text) => self.fill(text)?,
            FactSource::OneOf(texts) => self.fill(chance.one(texts)?)?,
            // The loader has put the texts in its place.
            FactSource::FromList(_) => return Some(()),
            FactSource::Date(text) => {
                let text = self.fill(text)?;
                expression::date(&text, self.pack.today.date(), &self.pack.holidays)
                    .map(|day| day.to_string())
                    .unwrap_or_default()
            }
            FactSource::Money(text) => {
                let text = self.fill(text)?;
                expression::money(&text).map(expression::money_text).unwrap_or_default()
            }
            FactSource::NewPhone => self.new_phone(&mut chance),
            FactSource::NewName => person_name(self.pack, &mut chance),
            FactSource::NewAddress => address(self.pack, &mut chance, None),
        };
        self.facts.insert(name.to_owned(), value);
        Some(())
    }

    fn pick_row(&self, table: &str, namesake: &[u32], chance: &mut Chance) -> Option<String> {
        let number = self.pack.table_index(table)?;
        let wanted = |place: usize| namesake.iter().any(|n| usize::try_from(*n).is_ok_and(|n| n == place));
        let ids: Vec<&String> = if namesake.is_empty() {
            let known = &self.database.base().namesakes;
            self.database.rows(number).map(|row| &row.id).filter(|id| !known.contains_key(*id)).collect()
        } else {
            let known = self.database.base().namesakes.iter();
            known.filter(|(_, (_, place))| wanted(*place)).map(|(id, _)| id).collect()
        };
        chance.one(&ids).map(|id| (*id).clone())
    }

    fn namesake(&mut self, name: &str, other: &str, chance: &mut Chance) -> Option<()> {
        let id = self.facts.get(&format!("{other}.id"))?.clone();
        let FactSource::Row { table, .. } = self.scenario.source.facts.get(other)? else { return Some(()) };
        let table = table.clone();
        let known = &self.database.base().namesakes;
        let found = match known.get(&id) {
            Some((group, place)) => {
                // The one in the same town, the first two places, is the one that is truly confused.
                let partner = if *place == 1 { 2 } else { 1 };
                known.iter().find(|(_, at)| **at == (*group, partner)).map(|(id, _)| id.clone())
            }
            None => self.pick_row(&table, &[], chance),
        };
        self.row_facts(name, &table, &found?)
    }

    /// Makes every field of a row a fact.
    fn row_facts(&mut self, name: &str, table: &str, id: &str) -> Option<()> {
        let number = self.pack.table_index(table)?;
        let row = self.database.row(number, id)?.clone();
        self.facts.insert(format!("{name}.id"), row.id);
        for (field, value) in self.pack.tables[number].source.fields.keys().zip(row.values) {
            self.facts.insert(format!("{name}.{field}"), value);
        }
        Some(())
    }

    fn plant(&mut self, count: usize, plant: &PlantSource) -> Option<()> {
        let number = self.pack.table_index(&plant.table)?;
        let table = &self.pack.tables[number];
        let filled: Option<Vec<(usize, String)>> =
            plant.set.iter().map(|(field, value)| Some((table.field_index(field)?, self.fill(value)?))).collect();
        let filled = filled?;
        let mut row = match &plant.row {
            Some(fact) => self.database.row(number, self.facts.get(&format!("{fact}.id"))?)?.clone(),
            None => {
                let mut chance = self.chance(&format!("row {count}"));
                let id = self.fresh_id(number, &mut chance);
                Row { id, values: vec![String::new(); table.source.fields.len()] }
            }
        };
        for (slot, value) in filled {
            row.values[slot] = value;
        }
        let id = row.id.clone();
        self.database.put(number, row);
        let name = plant.name.as_ref().or(plant.row.as_ref())?;
        self.row_facts(name, &plant.table, &id)
    }

    fn fresh_id(&self, table: usize, chance: &mut Chance) -> String {
        loop {
            let id = random_id(&self.pack.tables[table].source.id, chance);
            if self.database.row(table, &id).is_none() {
                return id;
            }
        }
    }

    fn new_phone(&self, chance: &mut Chance) -> String {
        let taken = |phone: &str| {
            let base = self.database.base();
            base.tables.iter().flat_map(|table| &table.rows).any(|row| row.values.iter().any(|value| value == phone))
        };
        for _ in 0..1_000 {
            let phone = random_phone(self.pack, chance);
            if !taken(&phone) {
                return phone;
            }
        }
        random_phone(self.pack, chance)
    }

    /// A template filled with facts; none while one of them is not made yet.
    fn fill(&self, text: &str) -> Option<String> {
        let template = Template::parse(text).ok()?;
        let mut missing = false;
        let out = template.fill(|slot| {
            let value = self.value(slot);
            missing |= value.is_none();
            value.unwrap_or_default()
        });
        (!missing).then_some(out)
    }

    fn value(&self, slot: &str) -> Option<String> {
        match slot {
            "today" => return Some(self.pack.today.date().to_string()),
            "company" => return Some(self.pack.source.name.clone()),
            "operator" | "daytime" => return Some(String::new()),
            _ => {}
        }
        if let Some(value) = self.facts.get(slot) {
            return Some(value.clone());
        }
        let base = base_path(slot);
        let name = slot.get(base.len() + 1..)?;
        self.facts.get(base).map(|value| if name == "spelled" { value.clone() } else { part(value, name) })
    }
}
