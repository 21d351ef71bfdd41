//! The hands of a bot: finds records, opens forms, types each thing once it was said, saves. One task at a time, each with
//! the time that it takes; what to do next is read from where the call stands, so no order is prescribed.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use super::plan::{Content, FieldPlan, Plan, RowPlan, is_said};
use super::typist::Typist;
use crate::call::{Action, Call, Event, EventKind, Form};
use crate::scenario::{FieldKind, Template};

/// A key takes a fifth of a second: 60 words a minute of five letters, a practised office typist.
const KEY_MS: u64 = 200;
/// From one field to the next.
const FIELD_MS: u64 = 500;
/// A choice out of a list.
const CHOICE_MS: u64 = 1_200;
/// One click where the eye knows the place: a new form, save.
const CLICK_MS: u64 = 800;
/// Looking through what a search found, and opening it.
const LOOK_MS: u64 = 1_500;
/// How often a form that will not be saved is tried.
const TRIES: u32 = 3;

/// One thing to do on the desk.
#[derive(Debug, Clone)]
pub(super) struct Task {
    pub action: Action,
    pub ms: u64,
    what: What,
}

impl Task {
    /// The form that it is done in.
    pub const fn form(&self) -> Option<u32> {
        match self.action {
            Action::Type { form, .. } | Action::Save(form) => Some(form),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum What {
    Search(usize),
    LookUp(usize),
    Form(Place),
    Type(Place),
    Save(Place),
}

/// Whether a form is saved when it is full, or now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    WhenFull,
    Now,
}

/// Which expected row, and which of several that are alike.
type Place = (usize, usize);

#[derive(Debug, Clone, Default)]
struct Sheet {
    form: Option<u32>,
    /// The row's number, once it has one.
    id: Option<String>,
    /// What was meant to stand in each field, whatever was typed.
    meant: BTreeMap<usize, String>,
    /// Fields that the system or the caller put right: now typed with care.
    careful: BTreeSet<usize>,
    dirty: bool,
    refused: u32,
    /// A save was forgotten: once in a call, until the next beat.
    forgot: Option<Lapse>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lapse {
    Now,
    Over,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    NotYet,
    Searched,
    Open,
}

pub(super) struct Clerk<'p> {
    plan: &'p Plan,
    found: Vec<Found>,
    sheets: BTreeMap<Place, Sheet>,
    /// The text of each field that does not change.
    texts: Vec<Vec<Option<String>>>,
    never: Vec<String>,
    idle: Option<Due>,
    pub typist: Option<Typist>,
}

impl<'p> Clerk<'p> {
    pub fn new(plan: &'p Plan, call: &Call, typist: Option<Typist>) -> Self {
        let never = plan.scenario.source.expect.never.iter().filter_map(|word| Template::parse(word).ok());
        let never = never.map(|word| word.fill(|slot| call.setup().canonical(slot)).to_lowercase());
        Self {
            plan,
            found: vec![Found::NotYet; plan.lookups.len()],
            sheets: BTreeMap::new(),
            texts: plan.rows.iter().map(|row| vec![None; row.fields.len()]).collect(),
            never: never.filter(|word| !word.is_empty()).collect(),
            idle: None,
            typist,
        }
    }

    /// Whether there was nothing to do, and nothing has happened since.
    pub const fn is_idle(&self, due: Due) -> bool {
        matches!((self.idle, due), (Some(Due::Now), _) | (Some(Due::WhenFull), Due::WhenFull))
    }

    /// Something has happened in the call.
    pub fn wake(&mut self, events: &[Event]) {
        for event in events {
            match &event.kind {
                EventKind::ReadBack { wrong, .. } if !wrong.is_empty() => {
                    self.idle = None;
                    self.put_right(wrong);
                }
                EventKind::TransferRefused { unmet: true, .. } => self.remember_to_save(),
                EventKind::BeatEntered { .. } => {
                    self.idle = None;
                    self.think_of_it();
                }
                EventKind::FactTold { .. }
                | EventKind::FlagSet { .. }
                | EventKind::RowSaved { .. }
                | EventKind::SaveRefused { .. }
                | EventKind::FormOpened { .. }
                | EventKind::UnsavedLost { .. }
                | EventKind::RowChangedBySystem { .. }
                | EventKind::CallEnded { .. } => self.idle = None,
                _ => {}
            }
        }
    }

    /// A forgotten save comes to mind as the call goes on.
    fn think_of_it(&mut self) {
        for sheet in self.sheets.values_mut().filter(|sheet| sheet.forgot == Some(Lapse::Now)) {
            sheet.forgot = Some(Lapse::Over);
            sheet.dirty = sheet.form.is_some();
        }
    }

    /// Somebody has just said that nothing is saved, or a line waits for it.
    pub fn remember_to_save(&mut self) {
        let Some(typist) = &mut self.typist else { return };
        typist.remember_to_save();
        self.idle = None;
        for sheet in self.sheets.values_mut().filter(|sheet| sheet.form.is_some()) {
            sheet.dirty = true;
        }
    }

    /// The caller put these facts right: what rests on them is typed again.
    fn put_right(&mut self, facts: &[SmolStr]) {
        for ((key, _), sheet) in &mut self.sheets {
            for field in self.plan.rows.iter().filter(|row| row.key == *key).flat_map(|row| &row.fields) {
                let Content::Value(template, _) = &field.content else { continue };
                if template.slots().any(|slot| facts.iter().any(|fact| fact == slot)) {
                    sheet.meant.remove(&field.slot);
                    sheet.careful.insert(field.slot);
                }
            }
        }
    }

    /// The next thing to do, if there is anything that can be done now.
    pub fn next(&mut self, call: &Call, due: Due) -> Option<Task> {
        if self.is_idle(due) {
            return None;
        }
        let task = self.look_up(call).or_else(|| self.fill_in(call, due));
        self.idle = task.is_none().then_some(due);
        task
    }

    fn look_up(&self, call: &Call) -> Option<Task> {
        let own_open = self.found.first().is_none_or(|found| *found == Found::Open);
        for (number, lookup) in self.plan.lookups.iter().enumerate() {
            let said = lookup.after.iter().find(|fact| call.told().contains_key(fact.as_str()));
            let ready = said.is_some() || (lookup.after.is_empty() && (number == 0 || own_open));
            match (self.found[number], said) {
                (Found::NotYet, Some(fact)) => {
                    let text = call.setup().canonical(fact);
                    let ms = LOOK_MS + KEY_MS * length(&text);
                    return Some(Task { action: Action::Search(text), ms, what: What::Search(number) });
                }
                (Found::NotYet | Found::Searched, _) if ready => {
                    let id = call.setup().value(&format!("{}.id", lookup.fact))?;
                    let table = self.plan.pack.tables[lookup.table].name.clone();
                    let action = Action::Open { table, id };
                    return Some(Task { action, ms: LOOK_MS, what: What::LookUp(number) });
                }
                _ => {}
            }
        }
        None
    }

    fn fill_in(&mut self, call: &Call, due: Due) -> Option<Task> {
        if self.found.first().is_some_and(|found| *found != Found::Open) {
            return None;
        }
        let plan = self.plan;
        let mut alike: BTreeMap<usize, usize> = BTreeMap::new();
        let mut full = None;
        for (number, row) in plan.rows.iter().enumerate() {
            if !call.all_hold(&row.conditions) {
                continue;
            }
            let nth = alike.entry(row.key).or_insert(0);
            let place = (row.key, *nth);
            *nth += 1;
            if let Some(task) = self.work_on(call, number, place) {
                return Some(task);
            }
            if full.is_none() && self.may_save(call, row, place, due) {
                full = Some(place);
            }
        }
        let form = self.sheets.get(&full?)?.form?;
        Some(Task { action: Action::Save(form), ms: CLICK_MS, what: What::Save(full?) })
    }

    /// Opens or makes the row's form, or types the next field that is known.
    fn work_on(&mut self, call: &Call, number: usize, place: Place) -> Option<Task> {
        let plan = self.plan;
        let row = &plan.rows[number];
        let sheet = self.sheets.entry(place).or_default();
        sheet.form = sheet.form.filter(|form| call.form(*form).is_some());
        if sheet.form.is_none() {
            sheet.meant.clear();
            sheet.dirty = false;
            return self.open(call, row, place);
        }
        for (at, field) in row.fields.iter().enumerate() {
            let Some(text) = self.text(call, number, at) else { continue };
            let sheet = self.sheets.get_mut(&place)?;
            if sheet.meant.get(&field.slot) == Some(&text) {
                continue;
            }
            let form = sheet.form?;
            let stands = call.form(form).is_some_and(|form| form.values[field.slot] == text);
            sheet.meant.insert(field.slot, text.clone());
            if stands {
                continue;
            }
            let careful = sheet.careful.contains(&field.slot);
            let typed = match &mut self.typist {
                Some(typist) if !careful => typist.types(field, text),
                _ => Some(text),
            };
            let Some(value) = typed else { continue };
            let ms = typing_ms(field, &value);
            let action = Action::Type { form, field: field.name.clone(), value };
            return Some(Task { action, ms, what: What::Type(place) });
        }
        None
    }

    fn open(&self, call: &Call, row: &RowPlan, place: Place) -> Option<Task> {
        let table = row.table_name.clone();
        let known = |field: &FieldPlan| match &field.content {
            Content::Value(template, facts) => is_said(call.told(), facts) && self.parents_saved(call, template),
            Content::Mentions(mentions) => mentions.iter().any(|(_, facts)| is_said(call.told(), facts)),
        };
        let rests = |field: &&FieldPlan| match &field.content {
            Content::Value(_, facts) => !facts.is_empty(),
            Content::Mentions(mentions) => mentions.iter().any(|(_, facts)| !facts.is_empty()),
        };
        let mut resting = row.fields.iter().filter(rests).peekable();
        let worth_it = resting.peek().is_none() || resting.any(known);
        let parents = row.fields.iter().all(|field| match &field.content {
            Content::Value(template, _) => self.parents_saved(call, template),
            Content::Mentions(_) => true,
        });
        if !worth_it || !parents {
            return None;
        }
        let fact_id = row.fact.as_ref().and_then(|fact| call.setup().value(&format!("{fact}.id")));
        let id = self.sheets.get(&place).and_then(|sheet| sheet.id.clone()).or(fact_id);
        let action = match id {
            Some(id) => Action::Open { table, id },
            None => Action::Create { table },
        };
        Some(Task { action, ms: CLICK_MS, what: What::Form(place) })
    }

    fn parents_saved(&self, call: &Call, template: &Template) -> bool {
        template
            .slots()
            .filter_map(|slot| slot.strip_prefix("new."))
            .all(|table| self.plan.pack.table_index(table).is_some_and(|number| call.new_row(number).is_some()))
    }

    /// What belongs into a field, as far as it is known.
    fn text(&mut self, call: &Call, number: usize, at: usize) -> Option<String> {
        if let Some(text) = &self.texts[number][at] {
            return Some(text.clone());
        }
        let plan = self.plan;
        let row = &plan.rows[number];
        match &row.fields[at].content {
            Content::Value(template, facts) => {
                if !is_said(call.told(), facts) || !self.parents_saved(call, template) {
                    return None;
                }
                let text = template.fill(|slot| match slot.strip_prefix("new.") {
                    Some(table) => {
                        let number = plan.pack.table_index(table);
                        number.and_then(|number| call.new_row(number)).unwrap_or_default().to_owned()
                    }
                    None => call.setup().canonical(slot),
                });
                self.texts[number][at] = Some(text.clone());
                Some(text)
            }
            Content::Mentions(mentions) => {
                let said: Vec<&(Vec<Template>, Vec<String>)> =
                    mentions.iter().filter(|(_, facts)| is_said(call.told(), facts)).collect();
                let text: Vec<String> = said.iter().filter_map(|(wordings, _)| self.wording(call, wordings)).collect();
                let text = (!text.is_empty()).then(|| text.join(". "));
                if said.len() == mentions.len() {
                    self.texts[number][at].clone_from(&text);
                }
                text
            }
        }
    }

    /// The first wording that names nothing forbidden.
    fn wording(&self, call: &Call, wordings: &[Template]) -> Option<String> {
        let mut texts = wordings.iter().map(|wording| wording.fill(|slot| call.setup().spoken(slot)));
        texts.find(|text| !self.never.iter().any(|word| text.to_lowercase().contains(word)))
    }

    /// Something was typed, the form will take it, and it is the moment: all of it stands, it is urgent, or another row
    /// waits for this one's number.
    fn may_save(&self, call: &Call, row: &RowPlan, place: Place, due: Due) -> bool {
        let Some(sheet) = self.sheets.get(&place) else { return false };
        let Some(form) = sheet.form.and_then(|form| call.form(form)) else { return false };
        if !sheet.dirty || sheet.refused >= TRIES || !self.required_stand(sheet, form) {
            return false;
        }
        let full = row.fields.iter().all(|field| sheet.meant.contains_key(&field.slot));
        full || due == Due::Now || (form.id.is_none() && self.is_waited_for(call, row))
    }

    /// Nothing required is missing, as far as the clerk knows: what was left out by mistake the form itself will tell.
    fn required_stand(&self, sheet: &Sheet, form: &Form) -> bool {
        let fields = self.plan.pack.tables[form.table].source.fields.values().zip(&form.values).enumerate();
        fields.into_iter().all(|(slot, (field, value))| {
            !field.required || !value.trim().is_empty() || sheet.meant.contains_key(&slot)
        })
    }

    fn is_waited_for(&self, call: &Call, row: &RowPlan) -> bool {
        let number = format!("new.{}", row.table_name);
        let others = self.plan.rows.iter().filter(|other| other.key != row.key && call.all_hold(&other.conditions));
        others.flat_map(|other| &other.fields).any(|field| match &field.content {
            Content::Value(template, _) => template.slots().any(|slot| slot == number),
            Content::Mentions(_) => false,
        })
    }

    /// Whether the typist does this at all: a save may be forgotten.
    pub fn skips(&mut self, task: &Task) -> bool {
        let What::Save(place) = task.what else { return false };
        let Some(sheet) = self.sheets.get_mut(&place).filter(|sheet| sheet.forgot.is_none()) else { return false };
        let forgets = self.typist.as_mut().is_some_and(Typist::forgets_to_save);
        if forgets {
            sheet.dirty = false;
            sheet.forgot = Some(Lapse::Now);
        }
        forgets
    }

    /// A task was done; `events` is what came of it.
    pub fn done(&mut self, task: &Task, events: &[Event]) {
        match task.what {
            What::Search(number) => self.found[number] = Found::Searched,
            What::LookUp(number) => self.found[number] = Found::Open,
            What::Form(place) => {
                let number = events.iter().find_map(|event| match &event.kind {
                    EventKind::FormOpened { form, id, .. } => Some((*form, id.as_ref().map(ToString::to_string))),
                    _ => None,
                });
                let sheet = self.sheets.entry(place).or_default();
                if let Some((form, id)) = number {
                    (sheet.form, sheet.id) = (Some(form), id);
                }
            }
            What::Type(place) => {
                if let Some(sheet) = self.sheets.get_mut(&place) {
                    sheet.dirty = true;
                }
            }
            What::Save(place) => self.saved(place, events),
        }
    }

    fn saved(&mut self, place: Place, events: &[Event]) {
        let plan = self.plan;
        let Some(sheet) = self.sheets.get_mut(&place) else { return };
        for event in events {
            match &event.kind {
                EventKind::RowSaved { id, .. } => (sheet.id, sheet.dirty) = (Some(id.to_string()), false),
                EventKind::SaveRefused { problems, .. } => {
                    sheet.refused += 1;
                    let fields = plan.rows.iter().filter(|row| row.key == place.0).flat_map(|row| &row.fields);
                    for field in fields.filter(|field| problems.iter().any(|(name, _)| *name == field.name)) {
                        sheet.meant.remove(&field.slot);
                        sheet.careful.insert(field.slot);
                    }
                }
                _ => {}
            }
        }
    }

    /// The form that already shows a row which was opened before: Open brought it to the front and made none.
    pub fn adopt(&mut self, task: &Task, call: &Call) {
        if let What::Form(place) = task.what
            && let Some(front) = call.front()
        {
            let sheet = self.sheets.entry(place).or_default();
            if sheet.form.is_none() {
                sheet.form = Some(front.number);
            }
        }
    }
}

fn length(text: &str) -> u64 {
    u64::try_from(text.chars().count()).unwrap_or(0)
}

fn typing_ms(field: &FieldPlan, value: &str) -> u64 {
    match field.kind {
        FieldKind::Choice(_) => CHOICE_MS,
        _ => FIELD_MS + KEY_MS * length(value),
    }
}
