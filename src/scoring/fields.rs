//! The saved rows against what this call disclosed, field by field.

use std::collections::BTreeSet;

use serde::Serialize;

use super::compare::{Around, FieldClass, class};
use super::story::Story;
use crate::call::{Call, EventKind, Millis, Setup};
use crate::scenario::facts::{base as base_path, told_by};
use crate::scenario::{ExpectedRowSource, FieldKind, Template};

/// An expected row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowResult {
    pub table: String,
    /// The row that was compared; none if there was none.
    pub id: Option<String>,
    pub fields: Vec<FieldResult>,
}

/// An expected field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldResult {
    pub field: String,
    pub label: String,
    pub saved: String,
    pub truth: String,
    pub class: FieldClass,
    /// When the caller had said all of it; none for what nobody says, such as the customer's number.
    pub told_at: Option<Millis>,
    /// When the value that stands was saved.
    pub saved_at: Option<Millis>,
    /// A note that must mention something, rather than hold a value.
    pub mention: bool,
}

/// Compares every row that the scenario expects and whose conditions hold.
pub(super) fn compare_rows(call: &Call, story: &Story<'_>) -> Vec<RowResult> {
    let setup = call.setup();
    let tellable = tellable(setup);
    let mut used = BTreeSet::new();
    let rows = setup.scenario.source.expect.records.iter().filter(|row| call.all_hold(&row.conditions));
    let rows: Vec<&ExpectedRowSource> = rows.collect();
    let truths: Vec<String> = rows.iter().flat_map(|row| row.fields.values()).map(|text| fill(call, text)).collect();
    rows.iter()
        .map(|row| Comparison { call, story, row, tellable: &tellable, truths: &truths }.compare(&mut used))
        .collect()
}

/// Facts that some line of the caller can tell: only those have to be told before they count.
fn tellable(setup: &Setup) -> BTreeSet<String> {
    let mut out: BTreeSet<String> = setup.scenario.source.proofs.iter().cloned().collect();
    for beat in setup.scenario.beats.iter().filter(|beat| beat.source.department.is_none()) {
        let lines = beat.says.iter().chain(beat.says_if.iter().flat_map(|(_, says)| says));
        out.extend(lines.flat_map(Template::slots).map(|slot| told_by(slot).to_owned()));
        out.extend(beat.source.tells.iter().cloned());
    }
    out
}

pub(super) fn fill(call: &Call, text: &str) -> String {
    let Ok(template) = Template::parse(text) else { return text.to_owned() };
    template.fill(|slot| match slot.strip_prefix("new.") {
        Some(table) => {
            let number = call.setup().pack.table_index(table);
            number.and_then(|number| call.new_row(number)).unwrap_or_default().to_owned()
        }
        None => call.setup().canonical(slot),
    })
}

/// The row that was compared, as it stands at the end.
struct FoundRow<'a> {
    table: usize,
    id: Option<&'a str>,
    values: Option<&'a [String]>,
}

struct Comparison<'a> {
    call: &'a Call,
    story: &'a Story<'a>,
    row: &'a ExpectedRowSource,
    tellable: &'a BTreeSet<String>,
    truths: &'a [String],
}

impl Comparison<'_> {
    fn compare(&self, used: &mut BTreeSet<String>) -> RowResult {
        let pack = &self.call.setup().pack;
        let Some(number) = pack.table_index(&self.row.table) else {
            return RowResult { table: self.row.table.clone(), id: None, fields: Vec::new() };
        };
        let id = self.find(number, used);
        if let Some(id) = &id {
            used.insert(id.clone());
        }
        let values = id.as_ref().and_then(|id| self.call.database().row(number, id)).map(|row| row.values.clone());
        let found = FoundRow { table: number, id: id.as_deref(), values: values.as_deref() };
        let mut fields = Vec::new();
        for (field, text) in &self.row.fields {
            let Some(told_at) = self.told(field, text) else { continue };
            fields.extend(self.field(&found, field, text, told_at));
        }
        for (field, mentions) in &self.row.mentions {
            for mention in mentions {
                let Some(told_at) = self.told(field, mention) else { continue };
                fields.extend(self.mention(&found, field, mention, told_at));
            }
        }
        RowResult { table: self.row.table.clone(), id, fields }
    }

    /// The row that the operator meant.
    fn find(&self, table: usize, used: &BTreeSet<String>) -> Option<String> {
        if let Some(fact) = &self.row.row {
            return self.call.setup().value(&format!("{fact}.id"));
        }
        let new = || {
            let saved = self.call.saved_rows().iter().filter(move |(saved, _, new)| *saved == table && *new);
            saved.map(|(_, id, _)| id).filter(|id| !used.contains(*id))
        };
        match &self.row.known_by {
            None => new().next().cloned(),
            Some((field, value)) => {
                let slot = self.call.setup().pack.tables[table].field_index(field)?;
                let value = fill(self.call, value);
                let is_it =
                    |id: &&String| self.call.database().row(table, id).is_some_and(|row| row.values[slot] == value);
                new().find(is_it).cloned()
            }
        }
    }

    /// When everything that a value rests on had been said: none if something never was, and a moment of none for what
    /// nobody says.
    fn told(&self, field: &str, text: &str) -> Option<Option<Millis>> {
        let template = Template::parse(text).ok()?;
        let mut latest = None;
        let rests = self.row.rests_on.get(field).map(String::as_str);
        for slot in template.slots().chain(rests) {
            let fact = told_by(slot);
            let known = self.story.told.get(fact).or_else(|| self.story.told.get(base_path(fact)));
            match known {
                Some(at) => latest = latest.max(Some(*at)),
                None if self.tellable.contains(fact) => return None,
                None => {}
            }
        }
        Some(latest)
    }

    fn field(&self, found: &FoundRow<'_>, field: &str, text: &str, told_at: Option<Millis>) -> Option<FieldResult> {
        let FoundRow { table, id, values } = *found;
        let setup = self.call.setup();
        let truth = fill(self.call, text);
        let slot = setup.pack.tables[table].field_index(field)?;
        let (_, spec) = setup.pack.tables[table].field(slot)?;
        let saved = values.map(|values| values[slot].clone()).unwrap_or_default();
        let before = id.and_then(|id| setup.database.row(table, id)).map(|row| row.values[slot].as_str());
        let corrected: Vec<String> = self.corrected(text).into_iter().chain(self.on_record(&spec.kind)).collect();
        let namesake = self.namesake_value(&spec.kind, field, &saved);
        let around = Around {
            others: self.truths.iter().map(String::as_str).filter(|other| *other != truth).collect(),
            namesake: namesake.as_deref(),
            old: before.into_iter().chain(corrected.iter().map(String::as_str)).filter(|old| *old != truth).collect(),
            typed_and_lost: self.was_lost(field),
        };
        let class = class(&spec.kind, &saved, &truth, &around);
        let saved_at = self.saved_at(id, field);
        Some(FieldResult {
            field: field.to_owned(),
            label: spec.label.clone(),
            saved,
            truth,
            class,
            told_at,
            saved_at,
            mention: false,
        })
    }

    /// What the caller said before correcting it: other entries of the same choice, `size.first` beside `size.right`.
    fn corrected(&self, text: &str) -> Vec<String> {
        let setup = self.call.setup();
        let Ok(template) = Template::parse(text) else { return Vec::new() };
        let mut out = Vec::new();
        for slot in template.slots() {
            let Some((fact, _)) = slot.rsplit_once('.') else { continue };
            if !matches!(setup.scenario.source.facts.get(fact), Some(crate::scenario::FactSource::Choose(_))) {
                continue;
            }
            let siblings =
                self.story.told.keys().filter(|told| {
                    told.as_str() != slot && told.rsplit_once('.').is_some_and(|(head, _)| head == fact)
                });
            out.extend(siblings.filter_map(|sibling| setup.value(sibling)));
        }
        out
    }

    fn mention(
        &self,
        found: &FoundRow<'_>,
        field: &str,
        mention: &str,
        told_at: Option<Millis>,
    ) -> Option<FieldResult> {
        let FoundRow { table, id, values } = *found;
        let pack = &self.call.setup().pack;
        let slot = pack.tables[table].field_index(field)?;
        let (_, spec) = pack.tables[table].field(slot)?;
        let saved = values.map(|values| values[slot].clone()).unwrap_or_default();
        let wanted = self.wanted(mention);
        let mentioned = wanted.iter().any(|word| holds(&saved, word));
        let class = match (mentioned, self.was_lost(field)) {
            (true, _) => FieldClass::Right,
            (false, true) => FieldClass::Unsaved,
            (false, false) => FieldClass::Omitted,
        };
        let saved_at = self.saved_at(id, field);
        let truth = wanted.first().cloned().unwrap_or_default();
        Some(FieldResult {
            field: field.to_owned(),
            label: spec.label.clone(),
            saved,
            truth,
            class,
            told_at,
            saved_at,
            mention: true,
        })
    }

    /// The wordings that count as a mention: each alternative as the database keeps its facts and as people say them.
    fn wanted(&self, mention: &str) -> Vec<String> {
        let mut out = Vec::new();
        for alternative in mention.split('|').map(str::trim).filter(|text| !text.is_empty()) {
            let Ok(template) = Template::parse(alternative) else { continue };
            out.push(template.fill(|slot| self.call.setup().spoken(slot)));
            out.push(fill(self.call, alternative));
            // A date is also mentioned as "13 October" or "13 Oct".
            let short = template.fill(|slot| {
                let said = self.call.setup().spoken(slot);
                let mut words = said.split(' ').skip(1);
                match (words.next(), words.next()) {
                    (Some(day), Some(month)) if day.parse::<u8>().is_ok() => {
                        format!("{day} {}", month.chars().take(3).collect::<String>())
                    }
                    _ => said.clone(),
                }
            });
            out.push(short);
        }
        out.dedup();
        out
    }

    /// The near-namesake's value in this field; for a reference to their order, whichever of theirs was saved.
    fn namesake_value(&self, kind: &FieldKind, field: &str, saved: &str) -> Option<String> {
        let setup = self.call.setup();
        let facts = setup.scenario.source.facts.iter();
        let namesakes =
            facts.filter(|(_, fact)| matches!(fact, crate::scenario::FactSource::NamesakeOf(_))).map(|(name, _)| name);
        for name in namesakes {
            let theirs = setup.value(&format!("{name}.id"));
            if let FieldKind::Reference(to) = kind {
                let number = setup.pack.table_index(to)?;
                let row = self.call.database().row(number, saved);
                let is_theirs = row.is_some_and(|row| row.values.iter().any(|value| Some(value) == theirs.as_ref()));
                if is_theirs || theirs.as_deref() == Some(saved) {
                    return Some(saved.to_owned());
                }
            } else if let Some(same) = setup.value(&format!("{name}.{field}")) {
                return Some(same);
            }
        }
        None
    }

    /// What the caller's own row held before the call in fields of this kind: the dead phone, the old address.
    fn on_record(&self, kind: &FieldKind) -> Vec<String> {
        if !matches!(kind, FieldKind::Phone | FieldKind::Address) {
            return Vec::new();
        }
        let setup = self.call.setup();
        let caller = setup.value(&format!("{}.id", setup.scenario.source.caller.who));
        let find = |(number, table): (usize, &crate::scenario::Table)| {
            let row = setup.database.row(number, caller.as_deref()?)?;
            let same = table
                .source
                .fields
                .values()
                .zip(&row.values)
                .filter(|(spec, value)| spec.kind == *kind && !value.is_empty());
            Some(same.map(|(_, value)| value.clone()).collect::<Vec<_>>())
        };
        setup.pack.tables.iter().enumerate().find_map(find).unwrap_or_default()
    }

    fn was_lost(&self, field: &str) -> bool {
        self.story.events.iter().any(|event| match &event.kind {
            EventKind::UnsavedLost { table, fields, .. } => {
                *table == self.row.table && fields.iter().any(|(name, value)| name == field && !value.is_empty())
            }
            _ => false,
        })
    }

    fn saved_at(&self, id: Option<&str>, field: &str) -> Option<Millis> {
        let id = id?;
        let saves = self.story.events.iter().rev();
        let mut saves = saves.filter_map(|event| match &event.kind {
            EventKind::RowSaved { table, id: row, changed, .. } if *table == self.row.table && row == id => {
                Some((event.at, changed))
            }
            _ => None,
        });
        saves.find(|(_, changed)| changed.iter().any(|(name, ..)| name == field)).map(|(at, _)| at)
    }
}

/// Whether a note mentions something, whatever its case.
pub(super) fn holds(note: &str, word: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    !word.is_empty() && plain(note).contains(&plain(word))
}
