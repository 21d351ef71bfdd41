//! From a few answers to a whole scenario: the template of the kind, filled with what the pack offers.

use std::collections::BTreeSet;

use minijinja::Environment;
use serde::Serialize;

use super::field::{Around, Field, plain, proposed};
use super::kind::KindSource;
use super::offer::{Offer, fitting};
use crate::scenario::{FieldKind, GenerateSource, How, MakerSource, Pack, PackSource, Rule, Table};

const PARTS: &str = include_str!("../../assets/templates/parts.ron");

/// The templates by kind.
const TEMPLATES: [(&str, &str); 8] = [
    ("complaint", include_str!("../../assets/templates/complaint.ron")),
    ("repeated_question", include_str!("../../assets/templates/repeated_question.ron")),
    ("order", include_str!("../../assets/templates/order.ron")),
    ("consultation", include_str!("../../assets/templates/consultation.ron")),
    ("technical_fault", include_str!("../../assets/templates/technical_fault.ron")),
    ("survey", include_str!("../../assets/templates/survey.ron")),
    ("news", include_str!("../../assets/templates/news.ron")),
    ("lead", include_str!("../../assets/templates/lead.ron")),
];

/// What a new scenario is to be. Every name is one of the pack.
#[derive(Debug, Clone)]
pub struct Wishes {
    pub kind: String,
    pub title: String,
    pub rubric: String,
    pub line: String,
    pub temperament: String,
    /// The form in which it is written down, and its fields; a value where one was asked for.
    pub form: String,
    pub fields: Vec<(String, Option<String>)>,
    /// The department that it has to go to; none where it is solved at the desk.
    pub to: Option<String>,
    /// How often the caller asks again.
    pub repeats: u32,
    pub code: String,
}

impl Wishes {
    /// What is proposed for a kind of call: the form, the rubric and the line whose names fit best.
    #[must_use]
    pub fn proposed(offer: &Offer<'_>, name: &str, kind: &KindSource) -> Option<Self> {
        let pack = offer.pack;
        let form = fitting(&kind.forms, &offer.forms(), |table| format!("{} {}", table.name, table.source.name))?;
        let rubrics: Vec<&str> = pack.rubrics.keys().map(String::as_str).collect();
        let rubric = fitting(&[name.to_owned()], &rubrics, str::to_owned)?;
        let lines: Vec<(&str, &str)> =
            pack.source.lines.iter().map(|(id, line)| (id.as_str(), line.name.as_str())).collect();
        let (line, _) = fitting(&kind.lines, &lines, |(id, name)| format!("{id} {name}"))?;
        let tempers: Vec<&str> = pack.temperaments.keys().map(String::as_str).collect();
        let temperament = fitting(&["hostile".to_owned(), "angry".to_owned()], &tempers, str::to_owned)
            .filter(|_| name == "complaint")
            .or_else(|| calmest(pack))?;
        let mut wishes = Self {
            kind: name.to_owned(),
            title: kind.title.clone(),
            rubric: rubric.to_owned(),
            line: line.to_owned(),
            temperament: temperament.to_owned(),
            form: form.name.clone(),
            fields: Vec::new(),
            to: None,
            repeats: if name == "repeated_question" { 3 } else { 0 },
            code: String::new(),
        };
        wishes.take_form(offer, kind, &form.name);
        wishes.send(pack, kind, None);
        Some(wishes)
    }

    /// Another form, with the fields that are proposed for it.
    pub fn take_form(&mut self, offer: &Offer<'_>, kind: &KindSource, form: &str) {
        let Some(table) = offer.pack.table(form) else { return };
        let thing = thing_of(offer, kind, table);
        let thing = thing.map(|(table, fact)| (fact, table.name.as_str()));
        let thing = thing.as_ref().map(|(fact, table)| (fact.as_str(), *table));
        let around = Around { offer, kind, thing, parent: None };
        self.form = form.to_owned();
        self.fields = proposed(&around, table).into_iter().map(|id| (id.to_owned(), None)).collect();
    }

    /// Where it has to go, with the code that fits.
    pub fn send(&mut self, pack: &Pack, kind: &KindSource, to: Option<String>) {
        let words = if to.is_some() { &kind.sent } else { &kind.solved };
        let codes: Vec<(&str, &str)> =
            pack.source.dispositions.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect();
        let code = fitting(words, &codes, |(_, text)| text.to_owned());
        self.code = code.map(|(id, _)| id.to_owned()).unwrap_or_default();
        self.to = to;
    }
}

pub(super) fn calmest(pack: &Pack) -> Option<&str> {
    let most = pack.temperaments.values().map(|temperament| temperament.source.start).max()?;
    let calm = pack.temperaments.iter().find(|(_, temperament)| temperament.source.start == most);
    calm.map(|(id, _)| id.as_str())
}

/// What the caller rings about: a row that the record refers to and that belongs to a person.
fn thing_of<'a>(offer: &Offer<'a>, kind: &KindSource, record: &Table) -> Option<(&'a Table, String)> {
    let needed = |to: &str| {
        let refers = |kind: &FieldKind| matches!(kind, FieldKind::Reference(own) if own == to);
        record.source.fields.values().any(|field| refers(&field.kind) && field.required)
    };
    let tables = record.source.fields.values().filter_map(|field| match &field.kind {
        FieldKind::Reference(to) => offer.pack.table(to),
        _ => None,
    });
    let belongs = |table: &&Table| table.reference_to(&offer.people.name).is_some() && offer.has_rows(&table.name);
    let wanted = |table: &&Table| (kind.calls_for_proofs && !kind.outbound) || needed(&table.name);
    let table = tables.filter(belongs).find(wanted)?;
    Some((table, table.source.name.to_lowercase().replace([' ', '.', '{', '}', '"'], "_")))
}

#[derive(Debug, Serialize)]
struct Thing {
    table: String,
    fact: String,
    name: String,
    path: String,
    slot: String,
    set: Vec<Set>,
}

#[derive(Debug, Serialize)]
struct Set {
    field: String,
    value: String,
}

/// Something that proves who is calling, and how a caller says it.
#[derive(Debug, Clone, Serialize)]
struct Proof {
    path: String,
    name: String,
    says: String,
    says_after: String,
    short: String,
}

#[derive(Debug, Serialize)]
struct Record {
    table: String,
    name: String,
    fields: Vec<Field>,
}

#[derive(Debug, Serialize)]
struct Route {
    way: &'static str,
    to: String,
    name: String,
    wait: u32,
}

/// Everything that a template is filled with.
#[derive(Debug, Serialize)]
struct Page<'a> {
    kind: &'a str,
    title: &'a str,
    pack: &'a str,
    rubric: &'a str,
    line: &'a str,
    duty: &'static str,
    minutes: (u32, u32),
    difficulty: u32,
    temperament: &'a str,
    /// The calm twin's temperament.
    twin: Option<&'a str>,
    /// The caller begins in anger.
    hot: bool,
    outbound: bool,
    people: &'a str,
    /// The caller's name, and the first part of it.
    person: String,
    first_name: String,
    shows: Option<String>,
    repeats: u32,
    code: &'a str,
    mentions: &'a [String],
    route: Route,
    elsewhere: String,
    record: Record,
    child: Option<Record>,
    asked: Vec<Field>,
    thing: Option<Thing>,
    proofs: Vec<Proof>,
    read_back: Vec<String>,
    sum: String,
    note: Option<&'a str>,
    /// Flags that the rubric asks for and the template does not set.
    extra: Vec<String>,
    steps: Vec<Step>,
}

#[derive(Debug, Serialize)]
struct Step {
    flag: String,
    says: String,
}

/// The text of a scenario that plays, for a pack in which every wish has its name.
///
/// # Errors
/// When the template cannot be filled: a fault of the template.
pub fn write(offer: &Offer<'_>, kind: &KindSource, wishes: &Wishes) -> Result<String, minijinja::Error> {
    let no_form = || minijinja::Error::new(minijinja::ErrorKind::InvalidOperation, "the pack has no such form");
    let form = offer.pack.table(&wishes.form).ok_or_else(no_form)?;
    let (template, environment) = environment(&wishes.kind);
    let mut text = environment.render_str(&template, minijinja::value::Serde(page(offer, kind, wishes, form)))?;
    // Parts that are left out leave their empty lines behind.
    while text.contains("\n\n\n") {
        text = text.replace("\n\n\n", "\n\n");
    }
    Ok(format!("{}\n", text.trim()))
}

fn page<'a>(offer: &Offer<'a>, kind: &'a KindSource, wishes: &'a Wishes, form: &'a Table) -> Page<'a> {
    let pack = offer.pack;
    let thing = thing_of(offer, kind, form);
    let (record, child) = records(offer, kind, wishes, form);
    // What is ordered comes before where it goes.
    let all = || child.iter().flat_map(|child| &child.fields).chain(&record.fields);
    let asked: Vec<Field> = all().filter(|field| field.is_told()).cloned().collect();
    let is_customer = all().any(|field| field.value == "{caller.id}");
    let thing = thing.map(|(table, fact)| planted(pack, offer.people, table, fact));
    let known = !kind.outbound && (kind.calls_for_proofs || is_customer);
    let proofs = if known { proofs(offer, thing.as_ref()) } else { Vec::new() };
    let read_back = read_back(kind, wishes, (&asked, thing.as_ref().filter(|_| !proofs.is_empty())));
    let name = Offer::field_of(offer.people, |kind| *kind == FieldKind::Name).map_or("name", |(id, _)| id);
    let temperament = pack.temperaments.get(&wishes.temperament);
    let note = Offer::field_of(form, |kind| *kind == FieldKind::Note).map(|(id, _)| id);
    let extra = extra_flags(pack, kind, wishes);
    let step = |flag: &String, says: &String| Step { flag: flag.clone(), says: says.clone() };
    let steps = kind.steps.iter().map(|(flag, says)| step(flag, says));
    Page {
        kind: &wishes.kind,
        title: &wishes.title,
        pack: &pack.id,
        rubric: &wishes.rubric,
        line: &wishes.line,
        duty: kind.duty.id(),
        minutes: kind.minutes,
        difficulty: kind.difficulty,
        temperament: &wishes.temperament,
        twin: temperament.and_then(|own| offer.twin_of(own)),
        hot: temperament.is_some_and(|own| own.source.hostile || own.source.start < 45),
        outbound: kind.outbound,
        people: &offer.people.name,
        person: format!("{{caller.{name}}}"),
        first_name: format!("{{caller.{name}.first}}"),
        shows: shows(offer.people, kind),
        repeats: wishes.repeats,
        code: &wishes.code,
        mentions: &kind.mentions,
        route: route(&pack.source, wishes),
        elsewhere: elsewhere(&pack.source, wishes),
        sum: sum_of(pack, &asked),
        note: note.filter(|_| !kind.mentions.is_empty()),
        steps: steps.chain(extra.iter().map(|flag| step(flag, flag))).collect(),
        record,
        child,
        asked,
        thing,
        proofs,
        read_back,
        extra,
    }
}

/// The row that is expected, and the one that belongs to it.
fn records(offer: &Offer<'_>, kind: &KindSource, wishes: &Wishes, form: &Table) -> (Record, Option<Record>) {
    let thing = thing_of(offer, kind, form);
    let thing = thing.as_ref().map(|(table, fact)| (fact.as_str(), table.name.as_str()));
    let record = record(&Around { offer, kind, thing, parent: None }, form, &wishes.fields);
    let child = child_of(offer, &wishes.kind, form).map(|table| {
        let around = Around { offer, kind, thing, parent: Some(&form.name) };
        let fields: Vec<_> = proposed(&around, table).into_iter().map(|id| (id.to_owned(), None)).collect();
        self::record(&around, table, &fields)
    });
    (record, child)
}

/// What a reply of the template reads back.
fn read_back(kind: &KindSource, wishes: &Wishes, (asked, thing): (&[Field], Option<&Thing>)) -> Vec<String> {
    let thing =
        thing.filter(|_| kind.calls_for_proofs && wishes.kind != "consultation").map(|thing| thing.path.clone());
    let mut out: Vec<String> = thing.into_iter().collect();
    out.extend(asked.iter().filter(|field| field.read_back).map(|field| field.path.clone()));
    out.extend((wishes.kind == "survey").then(|| "score".to_owned()));
    out
}

fn environment(kind: &str) -> (String, Environment<'static>) {
    let own = TEMPLATES.iter().find(|(name, _)| *name == kind).map_or("", |(_, text)| *text);
    let mut environment = Environment::new();
    environment.add_filter("quoted", |text: String| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")));
    (format!("{PARTS}{own}"), environment)
}

fn record(around: &Around<'_>, table: &Table, fields: &[(String, Option<String>)]) -> Record {
    let known = fields.iter().filter_map(|(id, value)| Some((table.source.fields.get(id)?, id, value)));
    Record {
        table: table.name.clone(),
        name: plain(&table.source.name).to_lowercase(),
        fields: known.map(|(source, id, value)| around.field(id, source, value.as_deref())).collect(),
    }
}

/// Rows that belong to an order: its lines.
fn child_of<'a>(offer: &Offer<'a>, kind: &str, form: &Table) -> Option<&'a Table> {
    let belongs = |table: &&&Table| table.reference_to(&form.name).is_some();
    let needed = |table: &&&Table| {
        let own = table.reference_to(&form.name).and_then(|number| table.field(number));
        own.is_some_and(|(_, field)| field.required)
    };
    offer.forms().iter().filter(|_| kind == "order").filter(belongs).find(needed).copied()
}

/// The rows of a table after which the caller's own is made: the last of those in the state that most rows are in. A pack
/// writes its rows in the order of their lives, and the very last one may be hardly begun.
fn usual<'p>(pack: &'p Pack, table: &Table) -> Option<&'p GenerateSource> {
    let of_table = || pack.source.generate.iter().filter(|made| made.table == table.name);
    let state =
        table.source.fields.iter().find(|(_, field)| field.required && matches!(field.kind, FieldKind::Choice(_)));
    let state_of = |made: &'p GenerateSource| match state.and_then(|(id, _)| made.set.get(id)) {
        Some(MakerSource::Text(state)) => Some(state),
        _ => None,
    };
    let rows =
        |state: &String| of_table().filter(|made| state_of(made) == Some(state)).map(|made| made.count).sum::<u32>();
    of_table().max_by_key(|made| state_of(made).map(rows))
}

/// The caller's thing as it stands in the database: like the usual rows of its kind that the pack makes.
fn planted(pack: &Pack, people: &Table, table: &Table, fact: String) -> Thing {
    let like = usual(pack, table);
    let mut set = Vec::new();
    for (id, field) in &table.source.fields {
        let value = match (&field.kind, like.and_then(|made| made.set.get(id))) {
            (FieldKind::Reference(to), _) if *to == people.name => "{caller.id}".to_owned(),
            (_, Some(MakerSource::Text(text))) => text.clone(),
            (_, Some(MakerSource::Of(_, theirs))) if people.field_index(theirs).is_some() => {
                format!("{{caller.{theirs}}}")
            }
            (_, Some(MakerSource::DaysAgo(days, _))) => {
                pack.today.date().saturating_sub(jiff::Span::new().days(*days)).to_string()
            }
            (FieldKind::Choice(choices), _) if field.required => choices.first().cloned().unwrap_or_default(),
            _ => continue,
        };
        set.push(Set { field: id.clone(), value });
    }
    let path = format!("{fact}.id");
    let name = plain(&table.source.name).to_lowercase();
    Thing { table: table.name.clone(), slot: format!("{{{path}}}"), path, fact, name, set }
}

fn proofs(offer: &Offer<'_>, thing: Option<&Thing>) -> Vec<Proof> {
    let proof = |path: String, name: &str, says: &str, after: &str| {
        let slot = format!("{{{path}}}");
        let fill = |text: &str| text.replace("{}", &slot);
        Proof { name: name.to_owned(), says: fill(says), says_after: fill(after), short: slot.clone(), path }
    };
    let mut out = Vec::new();
    if let Some(thing) = thing {
        let name = format!("your {} number", thing.name);
        out.push(proof(thing.path.clone(), &name, "It's {}.", "the number is {}."));
    }
    // Only what stands in every row: nobody can tell an empty field.
    let made = |id: &String| {
        let mut own = offer.pack.source.generate.iter().filter(|made| made.table == offer.people.name);
        own.all(|made| made.set.contains_key(id))
    };
    for (id, field) in offer.people.source.fields.iter().filter(|(id, _)| made(id)) {
        let path = |part: &str| format!("caller.{id}{part}");
        out.push(match &field.kind {
            FieldKind::Phone => proof(
                path(".last4"),
                "the last four digits of your phone number",
                "The phone ends in {}.",
                "the phone ends in {}.",
            ),
            FieldKind::Address => {
                proof(path(".postcode"), "your postcode", "The postcode is {}.", "the postcode is {}.")
            }
            _ => continue,
        });
    }
    out.truncate(2);
    if out.len() < 2 { Vec::new() } else { out }
}

fn shows(people: &Table, kind: &KindSource) -> Option<String> {
    let phone = Offer::field_of(people, |kind| *kind == FieldKind::Phone).filter(|_| !kind.outbound);
    phone.map(|(id, _)| format!("{{caller.{id}}}"))
}

/// What it comes to: the price of the thing that is ordered, as often as it is, or a sum to be changed.
fn sum_of(pack: &Pack, asked: &[Field]) -> String {
    let priced = asked.iter().filter(|field| field.kind == "row").find_map(|field| {
        let table = field.maker.split('"').nth(1).and_then(|name| pack.table(name))?;
        let (id, _) = Offer::field_of(table, |kind| *kind == FieldKind::Money)?;
        Some(format!("{{{}.{id}}}", field.fact))
    });
    let count = asked.iter().find(|field| field.kind == "number").map(|field| field.slot.as_str());
    match (priced, count) {
        (Some(price), Some(count)) => format!("{price} * {count}"),
        (Some(price), None) => format!("{price} * 1"),
        (None, _) => "48.00".to_owned(),
    }
}

fn route(source: &PackSource, wishes: &Wishes) -> Route {
    let department = wishes.to.as_ref().and_then(|to| source.departments.get(to));
    let way = match department.and_then(|department| department.how.first()) {
        None => "solved",
        Some(How::Warm) => "warm",
        Some(How::Blind) => "blind",
    };
    Route {
        way,
        to: wishes.to.clone().unwrap_or_default(),
        name: department.map(|department| plain(&department.name)).unwrap_or_default(),
        wait: department.map_or(0, |department| department.wait_min),
    }
}

/// A department that the call does not belong to.
fn elsewhere(source: &PackSource, wishes: &Wishes) -> String {
    let mut others = source.departments.keys().filter(|id| Some(*id) != wishes.to.as_ref());
    others.next().or(source.departments.keys().next()).cloned().unwrap_or_default()
}

/// Flags that the rubric asks for and the template does not set.
fn extra_flags(pack: &Pack, kind: &KindSource, wishes: &Wishes) -> Vec<String> {
    let rubric = pack.rubrics.get(&wishes.rubric);
    let mut out = BTreeSet::new();
    for criterion in rubric.iter().flat_map(|rubric| rubric.source.criteria.values()) {
        match &criterion.rule {
            Rule::Flag(flag) => out.extend([flag.clone()]),
            Rule::Flags(flags) => out.extend(flags.iter().cloned()),
            _ => {}
        }
    }
    out.retain(|flag| !kind.steps.contains_key(flag));
    out.into_iter().collect()
}
