//! The files of a pack against each other, and into the checked pack that scenarios are checked against.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{Date, DateTime};

use super::check::{Checker, answer_bank};
use super::diagnostic::{Diagnostic, Severity, SourceFile};
use super::facts::ALWAYS;
use super::model::{Move, Pack, Rubric, Table, Temperament};
use super::source::{
    FieldKind, KnowledgeSource, MakerSource, MoveKind, MovesSource, PackSource, PeopleSource, RowsSource, TableSource,
    TemperamentSource, TemperamentsSource,
};
use super::template::Template;

/// The read files of a pack.
pub(super) struct Parts {
    pub main: PackSource,
    pub people: PeopleSource,
    pub rows: RowsSource,
    pub knowledge: KnowledgeSource,
    pub moves: MovesSource,
    pub temperaments: TemperamentsSource,
    pub rubrics: BTreeMap<String, Arc<Rubric>>,
}

/// Placeholders of the moves beside those that every text has.
const IN_MOVES: [&str; 5] = ["form", "proofs", "department", "wait", "given"];

/// Builds a pack, or says what is wrong with it.
pub(super) fn pack(
    id: &str,
    hash: String,
    parts: Parts,
    file: &dyn Fn(&str) -> Option<Arc<SourceFile>>,
) -> (Option<Pack>, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let main_file = file("pack.ron").unwrap_or_default_file();
    let mut main = Checker::new(&main_file);
    main.format(parts.main.format);
    let today = practice_day(&mut main, &parts.main);
    let holidays = holidays(&mut main, &parts.main);
    let tables: Vec<Table> = parts.main.tables.iter().map(|(name, source)| table(&mut main, name, source)).collect();
    references(&mut main, &parts.main);
    makers(&mut main, &parts.main);
    found.append(&mut main.found);

    let rows_file = file("rows.ron").unwrap_or_default_file();
    let mut rows = Checker::new(&rows_file);
    fixed_rows(&mut rows, &parts);
    found.append(&mut rows.found);

    let people_file = file("people.ron").unwrap_or_default_file();
    let mut people = Checker::new(&people_file);
    people_lists(&mut people, &parts.people);
    found.append(&mut people.found);

    let moves_file = file("moves.ron").unwrap_or_default_file();
    let mut moves_check = Checker::new(&moves_file);
    let moves = moves(&mut moves_check, &parts.moves);
    found.append(&mut moves_check.found);

    let temper_file = file("temperaments.ron").unwrap_or_default_file();
    let mut temper_check = Checker::new(&temper_file);
    let temperaments = temperaments(&mut temper_check, parts.temperaments);
    found.append(&mut temper_check.found);

    for rubric in parts.rubrics.values() {
        let rubric_file = file(&format!("rubrics/{}.ron", rubric.id)).unwrap_or_default_file();
        let mut check = Checker::new(&rubric_file);
        check.format(rubric.source.format);
        found.append(&mut check.found);
    }
    if found.iter().any(|problem| problem.severity == Severity::Error) {
        return (None, found);
    }
    let pack = Pack {
        id: id.to_owned(),
        hash,
        source: parts.main,
        today,
        holidays,
        tables,
        people: parts.people,
        rows: parts.rows,
        knowledge: parts.knowledge,
        moves,
        temperaments,
        rubrics: parts.rubrics,
        scenarios: Vec::new(),
    };
    (Some(pack), found)
}

trait OrEmpty {
    fn unwrap_or_default_file(self) -> Arc<SourceFile>;
}

impl OrEmpty for Option<Arc<SourceFile>> {
    fn unwrap_or_default_file(self) -> Arc<SourceFile> {
        self.unwrap_or_else(|| Arc::new(SourceFile { name: String::new(), text: String::new() }))
    }
}

fn practice_day(check: &mut Checker<'_>, source: &PackSource) -> DateTime {
    source.practice_day.parse().unwrap_or_else(|_| {
        let message = format!("\"{}\" is no day and time", source.practice_day);
        check.error("SL050", &["practice_day"], message, Some("write it as 2026-10-13T10:20".to_owned()));
        DateTime::default()
    })
}

fn holidays(check: &mut Checker<'_>, source: &PackSource) -> Vec<Date> {
    let mut out = Vec::new();
    for day in &source.holidays {
        match day.parse() {
            Ok(date) => out.push(date),
            Err(_) => {
                check.error("SL050", &["holidays"], format!("\"{day}\" is no date"), Some("write it as 2026-12-25".to_owned()));
            }
        }
    }
    out
}

fn table(check: &mut Checker<'_>, name: &str, source: &TableSource) -> Table {
    let fields: Vec<&str> = source.fields.keys().map(String::as_str).collect();
    let knows = |slot: &str| slot == "id" || fields.contains(&slot);
    let heading = check.template(&["tables", name, "heading"], &source.heading, knows, &fields);
    let detail = check.template(&["tables", name, "detail"], &source.detail, knows, &fields);
    for field in &source.search {
        check.known("SL023", &["tables", name, "search"], "field", field, fields.iter().copied());
    }
    for (field, spec) in &source.fields {
        if let FieldKind::Choice(choices) = &spec.kind
            && !spec.default.is_empty()
        {
            let path = ["tables", name, "fields", field, "default"];
            check.known("SL028", &path, "choice", &spec.default, choices.iter().map(String::as_str));
        }
    }
    Table { name: name.to_owned(), source: source.clone(), heading, detail }
}

fn references(check: &mut Checker<'_>, source: &PackSource) {
    for (name, table) in &source.tables {
        for (field, spec) in &table.fields {
            if let FieldKind::Reference(to) = &spec.kind {
                let known = source.tables.keys().map(String::as_str);
                check.known("SL022", &["tables", name, "fields", field, "kind"], "table", to, known);
            }
        }
    }
}

fn makers(check: &mut Checker<'_>, source: &PackSource) {
    for (number, generate) in source.generate.iter().enumerate() {
        let number = number.to_string();
        let path = ["generate", number.as_str(), "table"];
        if !check.known("SL022", &path, "table", &generate.table, source.tables.keys().map(String::as_str)) {
            continue;
        }
        let Some(table) = source.tables.get(&generate.table) else { continue };
        for (field, maker) in &generate.set {
            let path = ["generate", number.as_str(), "set", field];
            check.known("SL023", &path, "field", field, table.fields.keys().map(String::as_str));
            match maker {
                MakerSource::Any(to) => {
                    check.known("SL022", &path, "table", to, source.tables.keys().map(String::as_str));
                }
                MakerSource::Of(reference, _) => {
                    check.known("SL023", &path, "field", reference, table.fields.keys().map(String::as_str));
                }
                _ => {}
            }
        }
    }
}

fn fixed_rows(check: &mut Checker<'_>, parts: &Parts) {
    check.format(parts.rows.format);
    for (name, rows) in &parts.rows.rows {
        if !check.known("SL022", &["rows", name], "table", name, parts.main.tables.keys().map(String::as_str)) {
            continue;
        }
        let Some(table) = parts.main.tables.get(name) else { continue };
        for (number, row) in rows.iter().enumerate() {
            let number = number.to_string();
            for field in row.set.keys() {
                let path = ["rows", name, &number, "set", field];
                check.known("SL023", &path, "field", field, table.fields.keys().map(String::as_str));
            }
        }
    }
}

fn people_lists(check: &mut Checker<'_>, people: &PeopleSource) {
    check.format(people.format);
    let lists = [
        ("first_names", people.first_names.is_empty()),
        ("surnames", people.surnames.is_empty()),
        ("streets", people.streets.is_empty()),
        ("towns", people.towns.is_empty()),
    ];
    for (name, empty) in lists {
        if empty {
            check.error("SL044", &[name], format!("the list {name} is empty"), Some("people are made out of it".to_owned()));
        }
    }
}

fn moves(check: &mut Checker<'_>, source: &MovesSource) -> BTreeMap<MoveKind, Move> {
    check.format(source.format);
    let mut out = BTreeMap::new();
    for (kind, source) in &source.moves {
        let name = format!("{kind:?}");
        let says = lines(check, &["moves", &name, "says"], &source.says);
        if says.is_empty() {
            check.error("SL041", &["moves", &name], "the move has no wording".to_owned(), None);
        }
        out.insert(*kind, Move { label: source.label.clone(), says, tone: source.tone, acts: source.acts.clone() });
    }
    out
}

fn lines(check: &mut Checker<'_>, path: &[&str], texts: &[String]) -> Vec<Template> {
    let known: Vec<&str> = ALWAYS.iter().chain(&IN_MOVES).copied().collect();
    texts.iter().map(|text| check.template(path, text, |slot| known.contains(&slot), &known)).collect()
}

fn temperaments(check: &mut Checker<'_>, source: TemperamentsSource) -> BTreeMap<String, Arc<Temperament>> {
    check.format(source.format);
    let mut out = BTreeMap::new();
    for (name, temperament) in &source.temperaments {
        out.insert(name.clone(), Arc::new(compile(check, name, temperament)));
    }
    out
}

fn compile(check: &mut Checker<'_>, name: &str, source: &TemperamentSource) -> Temperament {
    if !(0..=100).contains(&source.start) {
        check.error("SL051", &["temperaments", name, "start"], "patience is 0 to 100 points".to_owned(), None);
    }
    let mut bank = |field: &str, texts: &[String]| {
        if texts.is_empty() {
            check.error("SL041", &["temperaments", name, field], format!("{field} has no line"), None);
        }
        lines(check, &["temperaments", name, field], texts)
    };
    let interrupted = bank("interrupted", &source.interrupted);
    let silence = bank("silence", &source.silence);
    let after_hold = bank("after_hold", &source.after_hold);
    let repeats = bank("repeats", &source.repeats);
    let answers = answer_bank(&source.answers, |kind, texts| {
        lines(check, &["temperaments", name, "answers", &format!("{kind:?}")], texts)
    });
    Temperament { source: source.clone(), answers, interrupted, silence, after_hold, repeats }
}
