//! What a pack lends to every call, in another language: universal moves, temperaments' habits, departments, forms, codes and
//! boxes. Its table is `pack.de.csv` beside `pack.ron`. What is kept in the database and compared stays as it is: values of
//! choices, rows, names of people; so does the knowledge base, which is searched by its words.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::lesson;
use super::line::{Line, Place, Visit, Who, with_translations};
use super::sheet::Sheet;
use crate::scenario::bank::Banks;
use crate::scenario::lesson::Lesson;
use crate::scenario::model::{Drills, Move, Pack, Table, Temperament};
use crate::scenario::source::{MoveKind, PackSource, TemperamentSource};
use crate::scenario::template::Template;
use crate::scenario::writing::Writing;

/// The words of a pack.
#[derive(Debug, Clone)]
struct PackWords {
    main: PackSource,
    moves: Vec<(MoveKind, String, Vec<String>)>,
    temperaments: Vec<(String, TemperamentSource)>,
    lessons: Vec<Lesson>,
}

impl PackWords {
    fn of(pack: &Pack) -> Self {
        let of_move = |(kind, of): (&MoveKind, &Move)| {
            (*kind, of.label.clone(), of.says.iter().map(Template::text).collect::<Vec<_>>())
        };
        let of_temperament = |(name, of): (&String, &Arc<Temperament>)| (name.clone(), of.source.clone());
        Self {
            main: pack.source.clone(),
            moves: pack.moves.iter().map(of_move).collect(),
            temperaments: pack.temperaments.iter().map(of_temperament).collect(),
            lessons: pack.drills.lessons.iter().map(|lesson| Lesson::clone(lesson)).collect(),
        }
    }

    fn walk(&mut self, pack: &Pack, visit: &mut Visit<'_>) {
        for (kind, label, says) in &mut self.moves {
            let tone = pack.moves.get(kind).map_or_else(String::new, |of| format!("{:?}", of.tone));
            let said = Place { who: Who::Operator, place: "moves".to_owned(), tone };
            said.all(visit, &format!("moves/{kind:?}/says"), says);
            read("moves").one(visit, &format!("moves/{kind:?}/label"), label);
        }
        for (name, temperament) in &mut self.temperaments {
            walk_temperament(name, temperament, visit);
        }
        self.walk_main(visit);
        for lesson in &mut self.lessons {
            lesson::walk(&lesson.id, &mut lesson.source, visit);
        }
    }

    fn walk_main(&mut self, visit: &mut Visit<'_>) {
        let main = &mut self.main;
        for (id, department) in main.departments.iter_mut() {
            let slot = |part: &str| format!("departments/{id}/{part}");
            let read = read("departments");
            read.one(visit, &slot("name"), &mut department.name);
            read.one(visit, &slot("takes"), &mut department.takes);
            read.one(visit, &slot("will_not"), &mut department.will_not);
            read.one(visit, &slot("before"), &mut department.before);
            let said = Place { who: Who::Department, ..read };
            said.all(visit, &slot("answers"), &mut department.answers);
        }
        for (name, table) in main.tables.iter_mut() {
            let read = read("forms");
            read.one(visit, &format!("tables/{name}/name"), &mut table.name);
            read.one(visit, &format!("tables/{name}/plural"), &mut table.plural);
            for (field, source) in table.fields.iter_mut() {
                read.one(visit, &format!("tables/{name}/{field}/label"), &mut source.label);
                read.one(visit, &format!("tables/{name}/{field}/help"), &mut source.help);
            }
        }
        for (list, texts) in [("dispositions", &mut main.dispositions), ("ticks", &mut main.ticks)] {
            for (code, text) in texts.iter_mut() {
                read("wrap-up").one(visit, &format!("{list}/{code}"), text);
            }
        }
        for (id, line) in main.lines.iter_mut() {
            read("lines").one(visit, &format!("lines/{id}"), &mut line.name);
        }
    }
}

pub(super) fn read(place: &str) -> Place {
    Place { who: Who::Trainee, place: place.to_owned(), tone: String::new() }
}

fn walk_temperament(name: &str, of: &mut TemperamentSource, visit: &mut Visit<'_>) {
    let caller = Place { who: Who::Caller, place: name.to_owned(), tone: String::new() };
    let slot = |part: &str| format!("temperaments/{name}/{part}");
    caller.all(visit, &slot("silence"), &mut of.silence);
    caller.all(visit, &slot("interrupted"), &mut of.interrupted);
    caller.all(visit, &slot("after_hold"), &mut of.after_hold);
    caller.all(visit, &slot("repeats"), &mut of.repeats);
    caller.all(visit, &slot("corrects"), &mut of.corrects);
    for (kind, says) in of.answers.iter_mut() {
        caller.all(visit, &slot(&format!("answers/{kind:?}")), says);
    }
}

/// Every line that a pack lends to its calls.
#[must_use]
pub fn pack_lines(pack: &Pack) -> Vec<Line> {
    let mut out = Vec::new();
    PackWords::of(pack).walk(pack, &mut |line: &Line, _| {
        if super::line::has_words(&line.text) {
            out.push(line.clone());
        }
    });
    out
}

/// The pack in a language: with the lines of a merged sheet, and with dates and sums as that language writes them. Its calls
/// stay with the pack itself.
pub(in crate::scenario) fn in_language(pack: &Pack, lang: &str, merged: &Sheet) -> Pack {
    let mut words = PackWords::of(pack);
    with_translations(merged, |visit| words.walk(pack, visit));
    let PackWords { main, moves, temperaments, lessons } = words;
    let main = PackSource { locale: lang.to_owned(), ..main };
    let table = |table: &Table| {
        let source = main.tables.get(&table.name).unwrap_or(&table.source).clone();
        let (heading, detail) = (table.heading.clone(), table.detail.clone());
        Table { name: table.name.clone(), source, heading, detail }
    };
    let moves = moves.into_iter().filter_map(|(kind, label, says)| {
        let of = pack.moves.get(&kind)?;
        Some((kind, Move { label, says: parsed(&says), tone: of.tone, acts: of.acts.clone() }))
    });
    let temperaments = temperaments.into_iter().map(|(name, source)| (name, Arc::new(temperament(source))));
    Pack {
        id: pack.id.clone(),
        hash: pack.hash.clone(),
        files: Arc::clone(&pack.files),
        writing: Writing::new(lang, &main.currency, pack.today.date(), None),
        today: pack.today,
        holidays: pack.holidays.clone(),
        drills: Drills { lessons: lessons.into_iter().map(Arc::new).collect(), ..Drills::default() },
        tables: pack.tables.iter().map(table).collect(),
        people: pack.people.clone(),
        rows: pack.rows.clone(),
        knowledge: pack.knowledge.clone(),
        moves: moves.collect(),
        temperaments: temperaments.collect(),
        rubrics: pack.rubrics.clone(),
        banks: Banks::default(),
        scenarios: Vec::new(),
        languages: BTreeMap::new(),
        source: main,
    }
}

/// Translations have the placeholders of their lines; what cannot be read all the same is left out.
fn parsed(texts: &[String]) -> Vec<Template> {
    texts.iter().filter_map(|text| Template::parse(text).ok()).collect()
}

fn temperament(source: TemperamentSource) -> Temperament {
    Temperament {
        answers: source.answers.iter().map(|(kind, says)| (*kind, parsed(says))).collect(),
        interrupted: parsed(&source.interrupted),
        silence: parsed(&source.silence),
        after_hold: parsed(&source.after_hold),
        repeats: parsed(&source.repeats),
        corrects: parsed(&source.corrects),
        source,
    }
}
