//! The files of a pack against each other, and into the checked pack that scenarios are checked against.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{Date, DateTime, Time};

use super::bank::{Banks, Borrowed};
use super::check::answer_bank;
use super::check_names::kept_value;
use super::check_rows;
use super::checker::Checker;
use super::diagnostic::{Diagnostic, Severity, SourceFile};
use super::facts::ALWAYS;
use super::model::{Drills, Move, Pack, Rubric, Table, Temperament};
use super::pack_files::PackFiles;
use super::source::{
    FieldKind, KnowledgeSource, MoveKind, MovesSource, PackSource, PeopleSource, RowsSource, TableSource,
    TemperamentSource, TemperamentsSource,
};
use super::template::Template;
use super::writing::{Writing, WritingSource};

/// The read files of a pack.
pub(super) struct Parts {
    pub main: PackSource,
    pub people: PeopleSource,
    pub rows: RowsSource,
    pub knowledge: KnowledgeSource,
    pub moves: MovesSource,
    pub temperaments: TemperamentsSource,
    pub banks: Banks,
    pub rubrics: BTreeMap<String, (Rubric, Borrowed)>,
    /// What the pack adds to its language, if it has such a file.
    pub writing: Option<WritingSource>,
}

/// Placeholders of the moves beside those that every text has.
const IN_MOVES: [&str; 4] = ["form", "proofs", "department", "wait"];
/// In a caller's correction.
const IN_CORRECTIONS: [&str; 2] = ["field", "truth"];

/// Builds a pack, or says what is wrong with it.
pub(super) fn pack(files: &Arc<PackFiles>, parts: Parts) -> (Option<Pack>, Vec<Diagnostic>) {
    let file = |name: &str| files.files.get(name).cloned();
    let mut found = Vec::new();
    let main_file = file("pack.ron").unwrap_or_default_file();
    let mut main = Checker::new(&main_file);
    main.format(parts.main.format);
    let today = practice_day(&mut main, &parts.main);
    let holidays = holidays(&mut main, &parts.main);
    let tables: Vec<Table> = parts.main.tables.iter().map(|(name, source)| table(&mut main, name, source)).collect();
    references(&mut main, &parts.main);
    check_rows::made_rows(&mut main, &parts.main);
    departments(&mut main, &parts.main);
    phones(&mut main, &parts.main);
    found.append(&mut main.found);

    let rows_file = file("rows.ron").unwrap_or_default_file();
    let mut rows = Checker::new(&rows_file);
    check_rows::fixed_rows(&mut rows, &parts.main, &parts.rows);
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

    let writing_file = file("writing.ron").unwrap_or_default_file();
    let mut writing_check = Checker::new(&writing_file);
    if let Some(source) = &parts.writing {
        writing(&mut writing_check, source);
    }
    found.append(&mut writing_check.found);

    let rubrics = rubrics(files, parts.rubrics, &moves, &mut found);
    if found.iter().any(|problem| problem.severity == Severity::Error) {
        return (None, found);
    }
    let pack = Pack {
        id: files.id.clone(),
        hash: files.own_hash(),
        files: Arc::clone(files),
        writing: Writing::new(&parts.main.locale, &parts.main.currency, today.date(), parts.writing.as_ref()),
        source: parts.main,
        today,
        holidays,
        drills: Drills::default(),
        tables,
        people: parts.people,
        rows: parts.rows,
        knowledge: parts.knowledge,
        moves,
        temperaments,
        rubrics,
        banks: parts.banks,
        scenarios: Vec::new(),
        languages: BTreeMap::new(),
    };
    (Some(pack), found)
}

/// The rubrics, with the criteria of the banks that they use.
fn rubrics(
    files: &PackFiles,
    read: BTreeMap<String, (Rubric, Borrowed)>,
    moves: &BTreeMap<MoveKind, Move>,
    found: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Arc<Rubric>> {
    let mut out = BTreeMap::new();
    for (id, (rubric, borrowed)) in read {
        let file = files.files.get(&format!("rubrics/{id}.ron")).cloned().unwrap_or_default_file();
        found.extend(super::check_rubric::rubric(&rubric, moves, Checker::borrowing(&file, &file.text, borrowed)));
        out.insert(id, Arc::new(rubric));
    }
    out
}

/// What a pack adds to its language.
fn writing(check: &mut Checker<'_>, source: &WritingSource) {
    check.format(source.format);
    for (field, wanted) in source.problems() {
        check.error(
            "SL058",
            &[field],
            format!("{field} does not hold what it should"),
            Some(format!("write {wanted}")),
        );
    }
}

/// How a range of phone numbers is written.
const PHONES: &str = "write the area, a space, and the first and last number: 07700 900000-900999";

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

fn departments(check: &mut Checker<'_>, source: &PackSource) {
    for (name, department) in &source.departments {
        if department.answers.is_empty() {
            let hint = Some("write what it says to a call that is not for it".to_owned());
            check.error(
                "SL041",
                &["departments", name, "answers"],
                format!("the department \"{name}\" has no answer"),
                hint,
            );
        }
        if department.how.is_empty() {
            let hint = Some("write how: [Warm], [Blind] or both".to_owned());
            check.error("SL044", &["departments", name, "how"], format!("there is no way to \"{name}\""), hint);
        }
        for (number, hours) in department.hours.iter().enumerate() {
            let number = number.to_string();
            let time = |text: &str| format!("{text}:00").parse::<Time>().ok().filter(|_| text.len() == 5);
            for (field, text) in [("from", &hours.from), ("to", &hours.to)] {
                if time(text).is_none() {
                    let hint = Some("write it as 09:00, to 23:59".to_owned());
                    check.error(
                        "SL050",
                        &["departments", name, "hours", &number, field],
                        format!("\"{text}\" is no time of day"),
                        hint,
                    );
                }
            }
            if let (Some(from), Some(to)) = (time(&hours.from), time(&hours.to))
                && from >= to
            {
                let hint = Some("split hours that go past midnight over two days".to_owned());
                check.error(
                    "SL050",
                    &["departments", name, "hours", &number],
                    "it closes before it opens".to_owned(),
                    hint,
                );
            }
        }
    }
}

fn phones(check: &mut Checker<'_>, source: &PackSource) {
    if source.phones.is_empty() {
        check.error("SL044", &["phones"], "there are no phone numbers".to_owned(), Some(PHONES.to_owned()));
    }
    for (number, range) in source.phones.iter().enumerate() {
        let numbers = range.rsplit_once(' ').map_or(range.as_str(), |(_, numbers)| numbers);
        let is_range = numbers.split_once('-').is_some_and(|(first, last)| {
            first.len() == last.len()
                && first.parse::<u32>().ok().zip(last.parse::<u32>().ok()).is_some_and(|(first, last)| first <= last)
        });
        if !is_range {
            check.error(
                "SL055",
                &["phones", &number.to_string()],
                format!("\"{range}\" is no range of numbers"),
                Some(PHONES.to_owned()),
            );
        }
    }
}

fn holidays(check: &mut Checker<'_>, source: &PackSource) -> Vec<Date> {
    let mut out = Vec::new();
    for (number, day) in source.holidays.iter().enumerate() {
        match day.parse() {
            Ok(date) => out.push(date),
            Err(_) => {
                check.error(
                    "SL050",
                    &["holidays", &number.to_string()],
                    format!("\"{day}\" is no date"),
                    Some("write it as 2026-12-25".to_owned()),
                );
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
        kept_value(check, &["tables", name, "fields", field, "default"], field, &spec.kind, &spec.default);
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
            check.error(
                "SL044",
                &[name],
                format!("the list {name} is empty"),
                Some("people are made out of it".to_owned()),
            );
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
            let hint = Some("write two or more, so that no two calls sound alike".to_owned());
            check.error("SL041", &["moves", &name], format!("the move {name} has no wording"), hint);
        }
        out.insert(*kind, Move { label: source.label.clone(), says, tone: source.tone, acts: source.acts.clone() });
    }
    out
}

fn lines(check: &mut Checker<'_>, path: &[&str], texts: &[String]) -> Vec<Template> {
    lines_with(check, path, texts, &IN_MOVES)
}

fn lines_with(check: &mut Checker<'_>, path: &[&str], texts: &[String], own: &[&str]) -> Vec<Template> {
    let known: Vec<&str> = ALWAYS.iter().chain(own).copied().collect();
    let mut out = Vec::new();
    for (number, text) in texts.iter().enumerate() {
        let number = number.to_string();
        let mut path = path.to_vec();
        path.push(&number);
        out.push(check.template(&path, text, |slot| known.contains(&slot), &known));
    }
    out
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
    for (field, points) in [("start", source.start), ("ceiling", source.ceiling)] {
        if !(0..=100).contains(&points) {
            let hint = Some("write a whole number from 0 to 100".to_owned());
            check.error(
                "SL051",
                &["temperaments", name, field],
                format!("patience is 0 to 100 points, not {points}"),
                hint,
            );
        }
    }
    if let Some((field, least, most)) = source.voice.problem() {
        let hint = Some(format!("{field} is from {least} to {most}, with what each mood adds"));
        check.error(
            "SL086",
            &["temperaments", name, "voice"],
            format!("the voice has a {field} that nobody has"),
            hint,
        );
    }
    let mut bank = |field: &str, texts: &[String], own: &[&str]| {
        if texts.is_empty() {
            let hint = Some("write two or more, so that no two calls sound alike".to_owned());
            check.error("SL041", &["temperaments", name, field], format!("{field} has no line"), hint);
        }
        lines_with(check, &["temperaments", name, field], texts, own)
    };
    let interrupted = bank("interrupted", &source.interrupted, &IN_MOVES);
    let silence = bank("silence", &source.silence, &IN_MOVES);
    let after_hold = bank("after_hold", &source.after_hold, &IN_MOVES);
    let repeats = bank("repeats", &source.repeats, &IN_MOVES);
    let corrects = bank("corrects", &source.corrects, &IN_CORRECTIONS);
    let answers = answer_bank(&source.answers, |kind, texts| {
        lines(check, &["temperaments", name, "answers", &format!("{kind:?}")], texts)
    });
    Temperament { source: source.clone(), answers, interrupted, silence, after_hold, repeats, corrects }
}
