//! The desk: search, forms, saving, articles, notes.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::action::Action;
use super::base::random_id;
use super::database::Row;
use super::event::{EventKind, Refusal};
use super::machine::Call;
use super::state::{Form, Phase};
use super::validate::{Problem, check_value, kept_value};
use crate::scenario::Template;

impl Call {
    /// Actions that only concern the screen in front of the operator.
    pub(super) fn at_the_desk(&mut self, action: &Action) {
        if self.state.phase == Phase::Done {
            return self.refuse(Refusal::NotNow);
        }
        match action {
            Action::Search(text) => self.emit(EventKind::Searched { text: text.into() }),
            Action::Open { table, id } => self.open(table, id),
            Action::Create { table } => self.create(table),
            Action::Focus(form) => self.bring_to_front(*form),
            Action::Type { form, field, value } => self.type_in(*form, field, value),
            Action::Save(form) => self.save(*form),
            Action::Discard(form) => self.discard(*form),
            Action::Find(text) => self.emit(EventKind::Searched { text: text.into() }),
            Action::Article(id) => self.article(id),
            Action::Note(text) => {
                self.state.note.clone_from(text);
                self.emit(EventKind::NoteTaken { text: text.into() });
            }
            _ => self.refuse(Refusal::NotNow),
        }
    }

    fn open(&mut self, table: &str, id: &str) {
        let Some(number) = self.setup.pack.table_index(table) else { return self.refuse(Refusal::NoSuchRow) };
        let Some(row) = self.state.database.row(number, id).cloned() else { return self.refuse(Refusal::NoSuchRow) };
        let open = self.state.forms.iter().find(|form| form.table == number && form.id.as_deref() == Some(id));
        if let Some(form) = open.map(|form| form.number) {
            return self.bring_to_front(form);
        }
        self.state.opened_rows.insert((number, id.into()));
        self.add_form(number, Some(row.id), row.values);
    }

    fn create(&mut self, table: &str) {
        let Some(number) = self.setup.pack.table_index(table) else { return self.refuse(Refusal::NoSuchRow) };
        let pack = std::sync::Arc::clone(&self.setup.pack);
        let table = &pack.tables[number];
        if !table.source.create {
            return self.refuse(Refusal::MayNotCreate);
        }
        let mut values: Vec<String> = table.source.fields.values().map(|field| field.default.clone()).collect();
        self.fill_references(number, &mut values);
        self.add_form(number, None, values);
    }

    /// A new row refers to the row in front, and to what that row itself refers to.
    fn fill_references(&self, table: usize, values: &mut [String]) {
        let pack = &self.setup.pack;
        let Some(front) = self.front() else { return };
        let own = front.id.clone().map(|id| (front.table, id));
        let theirs = pack.tables[front.table].source.fields.values().zip(&front.values).filter_map(|(field, value)| {
            let crate::scenario::FieldKind::Reference(to) = &field.kind else { return None };
            Some((pack.table_index(to)?, value.clone()))
        });
        for (to, id) in own.into_iter().chain(theirs) {
            if let Some(slot) = pack.tables[table].reference_to(&pack.tables[to].name)
                && values[slot].is_empty()
            {
                values[slot] = id;
            }
        }
    }

    fn add_form(&mut self, table: usize, id: Option<String>, values: Vec<String>) {
        self.state.forms_made += 1;
        let number = self.state.forms_made;
        self.state.forms.push(Form { number, table, id: id.clone(), values, typed: BTreeSet::new() });
        self.state.front = Some(number);
        let table = self.setup.pack.tables[table].name.as_str().into();
        self.emit(EventKind::FormOpened { form: number, table, id: id.map(SmolStr::from) });
    }

    fn bring_to_front(&mut self, form: u32) {
        if self.form(form).is_none() {
            return self.refuse(Refusal::NoSuchForm);
        }
        self.state.front = Some(form);
    }

    fn type_in(&mut self, form: u32, field: &str, value: &str) {
        let Some(at) = self.state.forms.iter().position(|open| open.number == form) else {
            return self.refuse(Refusal::NoSuchForm);
        };
        let number = self.state.forms[at].table;
        let table = &self.setup.pack.tables[number];
        let Some(slot) = table.field_index(field) else { return self.refuse(Refusal::NoSuchField) };
        if self.state.forms[at].id.is_some() && !table.source.edit {
            return self.refuse(Refusal::MayNotEdit);
        }
        let name = table.name.as_str().into();
        let open = &mut self.state.forms[at];
        value.clone_into(&mut open.values[slot]);
        open.typed.insert(slot);
        self.state.front = Some(form);
        self.emit(EventKind::FieldTyped { form, table: name, field: field.into(), value: value.into() });
    }

    /// What is wrong with the values of a form, by field.
    #[must_use]
    pub fn problems(&self, form: &Form) -> Vec<(SmolStr, Problem)> {
        let pack = &self.setup.pack;
        let fields = pack.tables[form.table].source.fields.iter();
        fields
            .zip(&form.values)
            .filter_map(|((name, field), value)| {
                let problem = match check_value(pack, &self.state.database, field, value) {
                    Ok(id) => self.belongs_elsewhere(form, field, &id),
                    Err(problem) => Some(problem),
                };
                problem.map(|problem| (name.into(), problem))
            })
            .collect()
    }

    /// A referred row has an owner too, and it is not the owner that this form names.
    fn belongs_elsewhere(&self, form: &Form, field: &crate::scenario::FieldSource, id: &str) -> Option<Problem> {
        let crate::scenario::FieldKind::Reference(to) = &field.kind else { return None };
        let pack = &self.setup.pack;
        let number = pack.table_index(to)?;
        let row = self.state.database.row(number, id)?;
        let mine = &pack.tables[form.table];
        let theirs = pack.tables[number].source.fields.values().zip(&row.values);
        let differs = theirs.filter_map(|(their, value)| {
            let crate::scenario::FieldKind::Reference(owner) = &their.kind else { return None };
            let slot = mine.reference_to(owner)?;
            Some(!form.values[slot].trim().is_empty() && !value.is_empty() && form.values[slot].trim() != value)
        });
        differs.into_iter().any(|differs| differs).then(|| Problem::BelongsElsewhere(to.clone()))
    }

    fn save(&mut self, number: u32) {
        let Some(at) = self.state.forms.iter().position(|open| open.number == number) else {
            return self.refuse(Refusal::NoSuchForm);
        };
        let pack = std::sync::Arc::clone(&self.setup.pack);
        let form = &self.state.forms[at];
        let table = &pack.tables[form.table];
        if form.id.is_some() && !table.source.edit {
            return self.refuse(Refusal::MayNotEdit);
        }
        let mut problems = self.problems(form);
        problems.retain(|(_, problem)| problem.blocks());
        if !problems.is_empty() {
            return self.emit(EventKind::SaveRefused { form: number, problems });
        }
        let kept: Vec<String> = table
            .source
            .fields
            .values()
            .zip(&form.values)
            .map(|(field, value)| kept_value(&pack, &self.state.database, field, value))
            .collect();
        let (table_number, new) = (form.table, form.id.is_none());
        let id = form.id.clone().unwrap_or_else(|| self.fresh_id(table_number));
        let before = self.state.database.row(table_number, &id).map(|row| row.values.clone());
        let changed = changes(table, before.as_deref(), &kept);
        self.state.database.put(table_number, Row { id: id.clone(), values: kept.clone() });
        let form = &mut self.state.forms[at];
        form.id = Some(id.clone());
        form.values = kept;
        form.typed.clear();
        self.state.opened_rows.insert((table_number, id.as_str().into()));
        if !self.state.saved.iter().any(|(saved, row, _)| *saved == table_number && *row == id) {
            self.state.saved.push((table_number, id.clone(), new));
        }
        self.emit(EventKind::RowSaved { form: number, table: table.name.as_str().into(), id: id.into(), new, changed });
    }

    fn fresh_id(&self, table: usize) -> String {
        let made = self.state.saved.len();
        let mut chance = self.setup.chance(&format!("new row {table} {made}"));
        loop {
            let id = random_id(&self.setup.pack.tables[table].source.id, &mut chance);
            if self.state.database.row(table, &id).is_none() {
                return id;
            }
        }
    }

    fn discard(&mut self, number: u32) {
        let Some(at) = self.state.forms.iter().position(|open| open.number == number) else {
            return self.refuse(Refusal::NoSuchForm);
        };
        self.state.forms.remove(at);
        if self.state.front == Some(number) {
            self.state.front = self.state.forms.last().map(|form| form.number);
        }
        self.emit(EventKind::FormClosed { form: number });
    }

    fn article(&mut self, id: &str) {
        let knowledge = &self.setup.pack.knowledge;
        if !knowledge.articles.contains_key(id) && !knowledge.policies.contains_key(id) {
            return self.refuse(Refusal::NoSuchArticle);
        }
        self.emit(EventKind::ArticleOpened { id: id.into() });
    }

    /// The call leaves the operator's hands: what was typed and not saved is gone.
    pub(super) fn lose_unsaved(&mut self) {
        let pack = std::sync::Arc::clone(&self.setup.pack);
        let lost: Vec<Form> = self.state.forms.iter().filter(|form| form.is_unsaved()).cloned().collect();
        for form in lost {
            let table = &pack.tables[form.table];
            let typed = form
                .typed
                .iter()
                .filter_map(|slot| Some((table.field(*slot)?.0.into(), form.values[*slot].as_str().into())));
            self.emit(EventKind::UnsavedLost {
                form: form.number,
                table: table.name.as_str().into(),
                id: form.id.as_ref().map(SmolStr::from),
                fields: typed.collect(),
            });
        }
        self.state.forms.retain(|form| !form.is_unsaved());
        if self.state.front.is_some_and(|front| self.form(front).is_none()) {
            self.state.front = self.state.forms.last().map(|form| form.number);
        }
    }

    /// What the company's systems write by themselves when a beat begins.
    pub(super) fn system_edits(&mut self, beat: usize) {
        if self.setup.scenario.beats[beat].source.system.is_empty() {
            return;
        }
        let setup = std::sync::Arc::clone(&self.setup);
        for edit in &setup.scenario.beats[beat].source.system {
            let Some(number) = setup.pack.table_index(&edit.table) else { continue };
            let Some(id) = self.new_row(number).map(str::to_owned) else { continue };
            let Some(mut row) = self.state.database.row(number, &id).cloned() else { continue };
            let mut changed = Vec::new();
            for (field, value) in &edit.set {
                let (Some(slot), Ok(template)) = (setup.pack.tables[number].field_index(field), Template::parse(value))
                else {
                    continue;
                };
                let value = template.fill(|path| setup.canonical(path));
                row.values[slot].clone_from(&value);
                changed.push((SmolStr::from(field), SmolStr::from(value)));
            }
            for form in self
                .state
                .forms
                .iter_mut()
                .filter(|form| form.table == number && form.id.as_deref() == Some(id.as_str()))
            {
                for (field, value) in &changed {
                    if let Some(slot) = setup.pack.tables[number].field_index(field) {
                        value.as_str().clone_into(&mut form.values[slot]);
                    }
                }
            }
            self.state.database.put(number, row);
            self.emit(EventKind::RowChangedBySystem { table: edit.table.as_str().into(), id: id.into(), changed });
        }
    }
}

fn changes(
    table: &crate::scenario::Table,
    before: Option<&[String]>,
    after: &[String],
) -> Vec<(SmolStr, SmolStr, SmolStr)> {
    let mut out = Vec::new();
    for (slot, name) in table.source.fields.keys().enumerate() {
        let old = before.map_or("", |values| values[slot].as_str());
        if old != after[slot] {
            out.push((name.into(), old.into(), after[slot].as_str().into()));
        }
    }
    out
}
