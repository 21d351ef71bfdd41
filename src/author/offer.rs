//! What a pack offers to a new scenario: whose calls there are, what is written down about them, where they can go.

use crate::scenario::{FieldKind, FieldSource, How, Pack, Table, Temperament};

/// A pack as a template asks about it.
#[derive(Debug)]
pub struct Offer<'a> {
    pub pack: &'a Pack,
    /// The table of the people who ring.
    pub people: &'a Table,
}

impl<'a> Offer<'a> {
    /// None for a pack without people or without a form that an operator can fill in.
    #[must_use]
    pub fn of(pack: &'a Pack) -> Option<Self> {
        let has = |table: &&Table, wanted: fn(&FieldKind) -> bool| {
            table.source.fields.values().any(|field| wanted(&field.kind))
        };
        let people = pack.tables.iter().find(|table| {
            pack.source.generate.iter().any(|made| made.table == table.name)
                && has(table, |kind| *kind == FieldKind::Name)
                && has(table, |kind| *kind == FieldKind::Phone)
        })?;
        let offer = Self { pack, people };
        (!offer.forms().is_empty()).then_some(offer)
    }

    /// Forms that an operator can fill in and of which a caller can tell every needed field.
    #[must_use]
    pub fn forms(&self) -> Vec<&'a Table> {
        let fits = |table: &&Table| {
            let needed = table.source.fields.values().filter(|field| field.required && field.default.is_empty());
            table.source.create
                && table.name != self.people.name
                && needed.into_iter().all(|field| self.can_tell(field))
        };
        self.pack.tables.iter().filter(fits).collect()
    }

    /// A caller can tell it, or it follows from who is calling.
    fn can_tell(&self, field: &FieldSource) -> bool {
        match &field.kind {
            FieldKind::Reference(table) => self.has_rows(table),
            FieldKind::Choice(choices) => !choices.is_empty(),
            _ => true,
        }
    }

    /// Rows of the table are there when a call begins.
    #[must_use]
    pub fn has_rows(&self, table: &str) -> bool {
        let made = self.pack.source.generate.iter().any(|made| made.table == table && made.count > 0);
        made || self.pack.rows.rows.get(table).is_some_and(|rows| !rows.is_empty())
    }

    /// Departments that take calls at the hour of the practice day, each with its way.
    #[must_use]
    pub fn departments(&self) -> Vec<(&'a str, How)> {
        let open = self.pack.source.departments.iter().filter(|(_, department)| self.pack.is_open(department));
        open.filter_map(|(id, department)| Some((id.as_str(), *department.how.first()?))).collect()
    }

    /// The temper of the calm twin of such a caller.
    #[must_use]
    pub fn twin_of(&self, own: &Temperament) -> Option<&'a str> {
        let most = self.pack.temperaments.values().map(|temperament| temperament.source.start).max()?;
        let calmest = self.pack.temperaments.iter().find(|(_, temperament)| temperament.source.start == most);
        calmest.filter(|_| most > own.source.start).map(|(id, _)| id.as_str())
    }

    /// The field of a table of this kind, the first one.
    #[must_use]
    pub fn field_of(table: &'a Table, wanted: impl Fn(&FieldKind) -> bool) -> Option<(&'a str, &'a FieldSource)> {
        table.source.fields.iter().find(|(_, field)| wanted(&field.kind)).map(|(id, field)| (id.as_str(), field))
    }
}

/// The first thing whose text holds one of the words, the words taken in order; else the first thing.
pub(super) fn fitting<T: Copy>(words: &[String], things: &[T], text: impl Fn(T) -> String) -> Option<T> {
    named(words, things, text).or(things.first().copied())
}

/// The first thing whose text holds one of the words, the words taken in order.
pub(super) fn named<T: Copy>(words: &[String], things: &[T], text: impl Fn(T) -> String) -> Option<T> {
    let hit = |word: &String| things.iter().find(|thing| text(**thing).to_lowercase().contains(word.as_str()));
    words.iter().find_map(hit).copied()
}
