//! The expected rows of a call: which saved row each one is, and what stands in it.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::around::Surroundings;
use super::class::{FieldClass, classify};
use super::duplicate::Duplicate;
use super::{FieldResult, RowResult};
use crate::call::{Call, EventKind, Millis, Setup, Speaker};
use crate::scenario::facts::{base as base_path, told_by};
use crate::scenario::{ExpectedRowSource, FieldKind, FieldSource, Template};
use crate::scoring::Story;

/// Compares every row that the scenario expects and whose conditions hold.
pub(in crate::scoring) fn compare_rows(call: &Call, story: &Story<'_>, duplicates: &[Duplicate]) -> Vec<RowResult> {
    let setup = call.setup();
    let tellable = tellable(setup);
    let mut used = BTreeSet::new();
    let rows = setup.scenario.source.expect.records.iter().filter(|row| call.all_hold(&row.conditions));
    let rows: Vec<&ExpectedRowSource> = rows.collect();
    let known = Known { duplicates, rows: &rows, truths: OnceCell::new(), said: OnceCell::new() };
    rows.iter()
        .map(|row| Comparison { call, story, row, tellable: &tellable, known: &known }.compare(&mut used))
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

/// Whether a note mentions a text, as the database keeps its facts or in any way that people write them.
pub(in crate::scoring) fn is_mentioned(call: &Call, note: &str, wanted: &str) -> bool {
    let setup = call.setup();
    let writing = &setup.pack.writing;
    let Ok(template) = Template::parse(wanted) else { return false };
    let mut slots = template.slots();
    let alone = slots.next().filter(|slot| slots.next().is_none() && wanted == format!("{{{slot}}}"));
    let kind = alone.and_then(|slot| setup.scenario.kinds.kind(slot));
    // As it is said is what most notes hold, and the quickest to find.
    writing.mentions(None, note, &template.fill(|slot| setup.spoken(slot)))
        || writing.mentions(kind, note, &fill(call, wanted))
}

pub(in crate::scoring) fn fill(call: &Call, text: &str) -> String {
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
pub(super) struct FoundRow<'a> {
    pub table: usize,
    pub id: Option<&'a str>,
    pub values: Option<&'a [String]>,
}

impl FoundRow<'_> {
    fn saved(&self, slot: usize) -> String {
        self.values.map(|values| values[slot].clone()).unwrap_or_default()
    }
}

/// An expected field, as the scenario writes it.
pub(super) struct Expected<'a> {
    pub field: &'a str,
    pub slot: usize,
    pub spec: &'a FieldSource,
    pub text: &'a str,
    pub told_at: Option<Millis>,
}

/// Number of the row, field, kind and value of something expected.
type Truth = (usize, String, FieldKind, String);

/// What all rows of a call share. Truths and what was said are gathered for the first wrong field that asks.
pub(super) struct Known<'a> {
    pub duplicates: &'a [Duplicate],
    pub rows: &'a [&'a ExpectedRowSource],
    pub truths: OnceCell<Vec<Truth>>,
    /// Kind and value of what the caller said.
    pub said: OnceCell<Vec<(FieldKind, String)>>,
}

/// One expected row beside the call.
pub(super) struct Comparison<'a> {
    pub call: &'a Call,
    pub story: &'a Story<'a>,
    pub row: &'a ExpectedRowSource,
    pub tellable: &'a BTreeSet<String>,
    pub known: &'a Known<'a>,
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
        let fields = self.row.fields.iter().map(|(field, text)| (field, text, false));
        let notes = self.row.mentions.iter();
        let notes = notes.flat_map(|(field, texts)| texts.iter().map(move |text| (field, text, true)));
        let expected = fields.chain(notes).filter_map(|(field, text, mention)| {
            let told_at = self.told(field, text)?;
            let slot = pack.tables[number].field_index(field)?;
            let (_, spec) = pack.tables[number].field(slot)?;
            let expected = Expected { field, slot, spec, text, told_at };
            Some(if mention { self.mention(&found, &expected) } else { self.field(&found, &expected) })
        });
        let fields = expected.collect();
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
        let Some((field, value)) = &self.row.known_by else { return new().next().cloned() };
        let pack = &self.call.setup().pack;
        let slot = pack.tables[table].field_index(field)?;
        let (_, spec) = pack.tables[table].field(slot)?;
        let value = fill(self.call, value);
        let is_it = |id: &&String| {
            let row = self.call.database().row(table, id);
            row.is_some_and(|row| pack.writing.equal(&spec.kind, &row.values[slot], &value))
        };
        new().find(is_it).cloned()
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

    fn field(&self, found: &FoundRow<'_>, expected: &Expected<'_>) -> FieldResult {
        let writing = &self.call.setup().pack.writing;
        let (saved, truth) = (found.saved(expected.slot), fill(self.call, expected.text));
        // Most fields are right, and only a wrong one asks what is around it.
        let (class, untouched, elsewhere) = if writing.equal(&expected.spec.kind, &saved, &truth) {
            (FieldClass::Right, false, false)
        } else {
            let surroundings = Surroundings::new(self, found, expected, &saved, &truth);
            let around = surroundings.around();
            let class = classify(writing, &expected.spec.kind, &saved, &truth, &around);
            (class, around.untouched, around.in_namesake || around.in_duplicate)
        };
        FieldResult { untouched, elsewhere, ..self.result(found, expected, truth, class) }
    }

    fn mention(&self, found: &FoundRow<'_>, expected: &Expected<'_>) -> FieldResult {
        let saved = found.saved(expected.slot);
        let alternatives = || expected.text.split('|').map(str::trim).filter(|text| !text.is_empty());
        let class = if alternatives().any(|wanted| is_mentioned(self.call, &saved, wanted)) {
            FieldClass::Right
        } else if self.lost(found.id, expected.field).is_some() {
            FieldClass::Unsaved
        } else {
            FieldClass::Omitted
        };
        let setup = self.call.setup();
        let first = alternatives().next().and_then(|text| Template::parse(text).ok());
        let truth = first.map(|template| template.fill(|slot| setup.spoken(slot))).unwrap_or_default();
        FieldResult { mention: true, ..self.result(found, expected, truth, class) }
    }

    fn result(&self, found: &FoundRow<'_>, expected: &Expected<'_>, truth: String, class: FieldClass) -> FieldResult {
        let line = expected.told_at.and_then(|at| self.line_at(at));
        let (read_back_at, corrected) = self.read_back(expected);
        FieldResult {
            field: expected.field.to_owned(),
            label: expected.spec.label.clone(),
            saved: found.saved(expected.slot),
            truth,
            class,
            told_at: expected.told_at,
            told_line: line,
            told_text: line.and_then(|line| self.story.lines.get(line)).map(|line| line.text.to_string()),
            saved_at: self.saved_at(found.id, expected.field),
            read_back_at,
            caught: corrected && class == FieldClass::Right,
            mention: false,
            untouched: false,
            elsewhere: false,
        }
    }

    /// The line that was being said by somebody else than the operator, or had just been.
    fn line_at(&self, at: Millis) -> Option<usize> {
        self.story.lines.iter().rposition(|line| line.by != Speaker::Operator && line.at <= at)
    }

    /// When the field was last read back, and whether the caller ever put it right then.
    fn read_back(&self, expected: &Expected<'_>) -> (Option<Millis>, bool) {
        let template = Template::parse(expected.text).ok();
        let fact = template.as_ref().and_then(|template| template.slots().next()).map(told_by);
        let name = fact.map_or_else(|| expected.spec.label.to_lowercase(), str::to_owned);
        let mut last = None;
        let mut corrected = false;
        for event in self.story.events {
            let EventKind::ReadBack { fields, wrong } = &event.kind else { continue };
            if fields.iter().any(|(said, _)| *said == name) {
                last = Some(event.at);
                corrected |= wrong.iter().any(|fact| *fact == name);
            }
        }
        (last, corrected)
    }

    /// Everything that is expected of this call.
    pub(super) fn truths(&self) -> &[Truth] {
        self.known.truths.get_or_init(|| {
            let table = |row: &ExpectedRowSource| self.call.setup().pack.table(&row.table);
            let rows = self.known.rows.iter().enumerate();
            let fields = rows.flat_map(|(number, row)| row.fields.iter().map(move |field| (number, *row, field)));
            let truths = fields.filter_map(|(number, row, (field, text))| {
                let kind = table(row)?.source.fields.get(field)?.kind.clone();
                Some((number, field.clone(), kind, fill(self.call, text)))
            });
            truths.filter(|(.., value)| !value.is_empty()).collect()
        })
    }

    /// What was typed into this field and lost before it was saved.
    pub(super) fn lost(&self, id: Option<&str>, field: &str) -> Option<&str> {
        self.story.events.iter().rev().find_map(|event| {
            let EventKind::UnsavedLost { table, id: lost, fields, .. } = &event.kind else { return None };
            let meant = *table == self.row.table && self.is_this_row(id, lost.as_deref(), fields);
            let typed = fields.iter().find(|(name, value)| name == field && !value.is_empty());
            typed.filter(|_| meant).map(|(_, value)| value.as_str())
        })
    }

    fn is_this_row(&self, id: Option<&str>, lost: Option<&str>, fields: &[(SmolStr, SmolStr)]) -> bool {
        let typed = |wanted: &str| fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| value);
        match self.row.known_by.as_ref().and_then(|(field, value)| Some((typed(field)?, value))) {
            Some((typed, value)) => self.call.setup().pack.writing.same_code(typed, &fill(self.call, value)),
            None => id == lost,
        }
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
