//! What is known around a wrong field: what else was said, what stood there before, the namesake's values, what was lost.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::class::Around;
use super::rows::{Comparison, Expected, FoundRow};
use crate::call::EventKind;
use crate::scenario::{FactSource, FieldKind, Table, Template};

/// The texts that [`Around`] looks at.
pub(super) struct Surroundings<'a> {
    others: Vec<(FieldKind, String)>,
    namesake: Option<String>,
    old: Vec<String>,
    lost: Option<&'a str>,
    in_namesake: bool,
    in_duplicate: bool,
    untouched: bool,
}

impl<'a> Surroundings<'a> {
    pub fn new(
        of: &'a Comparison<'a>,
        found: &FoundRow<'_>,
        expected: &Expected<'_>,
        saved: &str,
        truth: &str,
    ) -> Self {
        let near = Near { of, found, expected, saved, truth };
        // An empty field is nobody else's and nothing old.
        let asked = !saved.is_empty();
        let not_true = |value: &String| value != truth && !value.is_empty();
        let old = || near.before().into_iter().chain(near.corrected()).chain(near.on_record()).filter(not_true);
        Self {
            others: if asked { near.others() } else { Vec::new() },
            namesake: if asked { near.namesake() } else { None },
            old: if asked { old().collect() } else { Vec::new() },
            lost: of.lost(found.id, expected.field),
            in_namesake: near.is_in_namesake(),
            in_duplicate: near.is_in_duplicate(),
            untouched: near.is_untouched(),
        }
    }

    pub fn around(&self) -> Around<'_> {
        Around {
            others: self.others.iter().map(|(kind, value)| (kind, value.as_str())).collect(),
            namesake: self.namesake.as_deref(),
            old: self.old.iter().map(String::as_str).collect(),
            lost: self.lost,
            in_namesake: self.in_namesake,
            in_duplicate: self.in_duplicate,
            untouched: self.untouched,
        }
    }
}

struct Near<'a> {
    of: &'a Comparison<'a>,
    found: &'a FoundRow<'a>,
    expected: &'a Expected<'a>,
    saved: &'a str,
    truth: &'a str,
}

impl Near<'_> {
    fn kind(&self) -> &FieldKind {
        &self.expected.spec.kind
    }

    fn table(&self) -> &Table {
        &self.of.call.setup().pack.tables[self.found.table]
    }

    /// Truths of other expected fields, and whatever else the caller said that is no choice and no small number.
    fn others(&self) -> Vec<(FieldKind, String)> {
        let writing = &self.of.call.setup().pack.writing;
        let truths = self.of.truths().iter();
        let truths = truths.filter(|(row, field, kind, _)| {
            // The quantities of two order lines may well be one number.
            let here = std::ptr::eq(self.of.known.rows[*row], self.of.row);
            if here { *field != self.expected.field } else { *kind != FieldKind::Number }
        });
        let said = self.of.known.said.get_or_init(|| self.said()).iter();
        let all = truths.map(|(_, _, kind, value)| (kind, value)).chain(said.map(|(kind, value)| (kind, value)));
        all.filter(|(kind, value)| *value != self.truth && !writing.equal(kind, value, self.truth))
            .map(|(kind, value)| (kind.clone(), value.clone()))
            .collect()
    }

    fn said(&self) -> Vec<(FieldKind, String)> {
        let setup = self.of.call.setup();
        let namesakes: Vec<&String> = self.namesakes().collect();
        let of_namesake =
            |fact: &str| fact.split_once('.').is_some_and(|(head, _)| namesakes.iter().any(|name| *name == head));
        let facts =
            self.of.story.told.keys().filter(|fact| setup.facts.contains_key(fact.as_str()) && !of_namesake(fact));
        let kinds = facts.filter_map(|fact| Some((setup.scenario.kinds.kind(fact)?.clone(), setup.canonical(fact))));
        let small = |kind: &FieldKind| matches!(kind, FieldKind::Number | FieldKind::Note | FieldKind::Choice(_));
        kinds.filter(|(kind, value)| !small(kind) && !value.is_empty()).collect()
    }

    fn namesakes(&self) -> impl Iterator<Item = &String> {
        let facts = self.of.call.setup().scenario.source.facts.iter();
        facts.filter(|(_, fact)| matches!(fact, FactSource::NamesakeOf(_))).map(|(name, _)| name)
    }

    /// What stood in the row before the call.
    fn before(&self) -> Option<String> {
        let row = self.of.call.setup().database.row(self.found.table, self.found.id?)?;
        row.values.get(self.expected.slot).cloned()
    }

    /// What the caller said before correcting it: other entries of the same choice, `size.first` beside `size.right`.
    fn corrected(&self) -> Vec<String> {
        let setup = self.of.call.setup();
        let Ok(template) = Template::parse(self.expected.text) else { return Vec::new() };
        let mut out = Vec::new();
        for slot in template.slots() {
            let Some((fact, _)) = slot.rsplit_once('.') else { continue };
            if !matches!(setup.scenario.source.facts.get(fact), Some(FactSource::Choose(_))) {
                continue;
            }
            let sibling =
                |told: &&SmolStr| told.as_str() != slot && told.rsplit_once('.').is_some_and(|(head, _)| head == fact);
            out.extend(self.of.story.told.keys().filter(sibling).filter_map(|sibling| setup.value(sibling)));
        }
        out
    }

    /// What the caller's own row held before the call in fields of this kind: the dead phone, the old address.
    fn on_record(&self) -> Vec<String> {
        if !matches!(self.kind(), FieldKind::Phone | FieldKind::Address) {
            return Vec::new();
        }
        let setup = self.of.call.setup();
        let caller = setup.value(&format!("{}.id", setup.scenario.source.caller.who));
        let find = |(number, table): (usize, &Table)| {
            let row = setup.database.row(number, caller.as_deref()?)?;
            let fields = table.source.fields.values().zip(&row.values);
            let same = fields.filter(|(spec, value)| spec.kind == *self.kind() && !value.is_empty());
            Some(same.map(|(_, value)| value.clone()).collect::<Vec<_>>())
        };
        setup.pack.tables.iter().enumerate().find_map(find).unwrap_or_default()
    }

    /// The near-namesake's value of this kind that was saved; for a reference, whichever of theirs it was.
    fn namesake(&self) -> Option<String> {
        let setup = self.of.call.setup();
        for name in self.namesakes() {
            let theirs = setup.value(&format!("{name}.id"));
            if let FieldKind::Reference(to) = self.kind() {
                let number = setup.pack.table_index(to)?;
                let row = self.of.call.database().row(number, self.saved);
                let is_theirs = row.is_some_and(|row| row.values.iter().any(|value| Some(value) == theirs.as_ref()));
                if is_theirs || theirs.as_deref() == Some(self.saved) {
                    return Some(self.saved.to_owned());
                }
                continue;
            }
            let prefix = format!("{name}.");
            let facts = setup.facts.iter().filter(|(path, _)| path.starts_with(&prefix));
            let mut same = facts.filter(|(path, _)| setup.scenario.kinds.kind(path) == Some(self.kind()));
            let equal = |value: &String| setup.pack.writing.equal(self.kind(), self.saved, value);
            if let Some((_, value)) = same.find(|(_, value)| equal(value)) {
                return Some(value.clone());
            }
        }
        None
    }

    /// Whether the truth was saved into the namesake's row of the same table.
    fn is_in_namesake(&self) -> bool {
        if self.of.row.row.is_none() || self.truth.is_empty() {
            return false;
        }
        let setup = self.of.call.setup();
        let ids: BTreeSet<String> = self.namesakes().filter_map(|name| setup.value(&format!("{name}.id"))).collect();
        self.of.story.events.iter().any(|event| match &event.kind {
            EventKind::RowSaved { table, id, changed, .. }
                if *table == self.of.row.table && ids.contains(id.as_str()) =>
            {
                let is_true = |value: &str| setup.pack.writing.equal(self.kind(), value, self.truth);
                changed.iter().any(|(field, _, value)| field == self.expected.field && is_true(value))
            }
            _ => false,
        })
    }

    /// Whether the truth was saved into a second row of the same person, or the field refers to that row.
    fn is_in_duplicate(&self) -> bool {
        let call = self.of.call;
        let pack = &call.setup().pack;
        self.of.known.duplicates.iter().any(|duplicate| {
            if let FieldKind::Reference(to) = self.kind() {
                return *to == duplicate.table && duplicate.id == self.saved && duplicate.of == self.truth;
            }
            let same = duplicate.table == self.of.row.table && Some(duplicate.of.as_str()) == self.found.id;
            let row = same.then(|| call.database().row(self.found.table, &duplicate.id)).flatten();
            row.is_some_and(|row| pack.writing.equal(self.kind(), &row.values[self.expected.slot], self.truth))
        })
    }

    /// Whether nobody typed into this field of a new row, so that its default stands.
    fn is_untouched(&self) -> bool {
        let spec = &self.table().source.fields[self.expected.field];
        if spec.default.is_empty() || self.saved != spec.default {
            return false;
        }
        let events = || self.of.story.events.iter().map(|event| &event.kind);
        let forms: BTreeSet<u32> = events()
            .filter_map(|kind| match kind {
                EventKind::RowSaved { form, id, new: true, .. } if Some(id.as_str()) == self.found.id => Some(*form),
                _ => None,
            })
            .collect();
        let typed = |kind: &EventKind| {
            matches!(kind, EventKind::FieldTyped { form, field, .. }
                if forms.contains(form) && field == self.expected.field)
        };
        !forms.is_empty() && !events().any(typed)
    }
}
