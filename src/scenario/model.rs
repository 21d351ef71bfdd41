//! Checked types: what a scenario and its pack are once every name in them is known to mean something.
//!
//! Nothing here is validated again. Beats, endings and replies are numbered; their names stay for logs and people.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{Date, DateTime, Time, Weekday};
use smol_str::SmolStr;

use super::bank::Banks;
use super::diagnostic::SourceFile;
use super::facts::FactKinds;
use super::lesson::Lesson;
use super::outgoing::{Campaign, Dialling, Law};
use super::pack_files::PackFiles;
use super::shared::Shared;
use super::source::{
    Act, BeatSource, Cause, Condition, Day, DepartmentSource, EndingSource, FieldKind, FieldSource, HoursSource,
    KnowledgeSource, MoveKind, PackSource, PeopleSource, ReplySource, RowsSource, RubricSource, ScenarioSource,
    TableSource, TemperamentSource, Tone,
};
use super::template::Template;
use super::tidy::Tidy;
use super::writing::Writing;

/// A company with everything that is needed to play calls at it.
#[derive(Debug)]
pub struct Pack {
    /// Name of the pack's folder.
    pub id: String,
    /// BLAKE3 of the pack's own files, scenarios and rubrics left out.
    pub hash: String,
    /// What it was read from.
    pub files: Arc<PackFiles>,
    pub source: PackSource,
    pub today: DateTime,
    /// What counts as the same value in the pack's language.
    pub writing: Writing,
    pub holidays: Vec<Date>,
    pub tables: Vec<Table>,
    pub people: PeopleSource,
    pub rows: RowsSource,
    pub knowledge: KnowledgeSource,
    pub moves: BTreeMap<MoveKind, Move>,
    pub temperaments: BTreeMap<String, Arc<Temperament>>,
    pub rubrics: BTreeMap<String, Arc<Rubric>>,
    /// What its scenarios and rubrics have in common.
    pub(super) banks: Banks,
    pub scenarios: Vec<Arc<Scenario>>,
    pub drills: Drills,
    /// What it lends to its calls in other languages, by tag: packs without scenarios.
    pub languages: BTreeMap<String, Arc<Self>>,
}

/// What a pack has beside calls.
#[derive(Debug, Default)]
pub struct Drills {
    /// The rules of dialling, by name.
    pub dialling: BTreeMap<String, Arc<Dialling>>,
    /// The laws that campaigns name, by name: the pack's own, and those that were lent to it.
    pub laws: BTreeMap<String, Arc<Law>>,
    pub campaigns: Vec<Arc<Campaign>>,
    /// Rows of the base to be put in order.
    pub tidies: Vec<Arc<Tidy>>,
    /// What is to be known before a drill, in the order of the files' names.
    pub lessons: Vec<Arc<Lesson>>,
}

impl Pack {
    /// The number of a table.
    #[must_use]
    pub fn table_index(&self, name: &str) -> Option<usize> {
        self.tables.iter().position(|table| table.name == name)
    }

    #[must_use]
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    #[must_use]
    pub fn scenario(&self, id: &str) -> Option<&Arc<Scenario>> {
        self.scenarios.iter().find(|scenario| scenario.id == id)
    }

    /// The pack in the language of a scenario.
    #[must_use]
    pub fn in_language_of<'p>(self: &'p Arc<Self>, scenario: &Scenario) -> &'p Arc<Self> {
        scenario.lang.as_ref().and_then(|lang| self.languages.get(lang)).unwrap_or(self)
    }

    /// Whether a department takes calls at the time of the practice day.
    #[must_use]
    pub fn is_open(&self, department: &DepartmentSource) -> bool {
        let today = match self.today.weekday() {
            Weekday::Monday => Day::Mon,
            Weekday::Tuesday => Day::Tue,
            Weekday::Wednesday => Day::Wed,
            Weekday::Thursday => Day::Thu,
            Weekday::Friday => Day::Fri,
            Weekday::Saturday => Day::Sat,
            Weekday::Sunday => Day::Sun,
        };
        let time = |text: &str| format!("{text}:00").parse::<Time>().unwrap_or_default();
        let open = |hours: &HoursSource| {
            hours.days.contains(&today) && (time(&hours.from)..time(&hours.to)).contains(&self.today.time())
        };
        department.hours.is_empty() || department.hours.iter().any(open)
    }

    /// A department's name for people; its id where the pack has none of that id.
    #[must_use]
    pub fn department_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.source.departments.get(id).map_or(id, |department| department.name.as_str())
    }
}

#[derive(Debug)]
pub struct Table {
    pub name: String,
    pub source: TableSource,
    pub heading: Template,
    pub detail: Template,
}

impl Table {
    #[must_use]
    pub fn field_index(&self, name: &str) -> Option<usize> {
        self.source.fields.get_index_of(name)
    }

    /// The field with this number.
    #[must_use]
    pub fn field(&self, index: usize) -> Option<(&str, &FieldSource)> {
        self.source.fields.get_index(index).map(|(name, field)| (name.as_str(), field))
    }

    /// The field of this table that refers to another table.
    #[must_use]
    pub fn reference_to(&self, table: &str) -> Option<usize> {
        self.source.fields.values().position(|field| matches!(&field.kind, FieldKind::Reference(to) if to == table))
    }
}

#[derive(Debug)]
pub struct Move {
    pub label: String,
    pub says: Vec<Template>,
    pub tone: Tone,
    pub acts: Vec<Act>,
}

#[derive(Debug)]
pub struct Temperament {
    pub source: TemperamentSource,
    pub answers: BTreeMap<MoveKind, Vec<Template>>,
    pub interrupted: Vec<Template>,
    pub silence: Vec<Template>,
    pub after_hold: Vec<Template>,
    pub repeats: Vec<Template>,
    pub corrects: Vec<Template>,
}

impl Temperament {
    /// Change of patience for the `nth` time (from 0) of a cause, in thousandths of a point.
    #[must_use]
    pub fn delta(&self, cause: Cause, nth: usize) -> i32 {
        let full = self.source.deltas.get(&cause).copied().unwrap_or(0) * 1000;
        let share =
            self.source.falling.get(&cause).and_then(|steps| steps.get(nth).or(steps.last())).copied().unwrap_or(100);
        full * i32::try_from(share).unwrap_or(100) / 100
    }
}

#[derive(Debug)]
pub struct Rubric {
    pub id: String,
    pub hash: String,
    pub source: RubricSource,
}

/// One scripted call, ready to be played.
#[derive(Debug)]
pub struct Scenario {
    /// Name of the file without its ending.
    pub id: String,
    pub hash: String,
    pub file: Arc<SourceFile>,
    pub source: ScenarioSource,
    pub kinds: FactKinds,
    pub start: usize,
    pub beats: Vec<Beat>,
    pub endings: Vec<Ending>,
    pub at_zero: Vec<(Target, i32)>,
    pub cuts: Vec<Cut>,
    pub routes: BTreeMap<String, RoutePlan>,
    pub wrong_route: usize,
    pub hang_up: Vec<Branch>,
    pub habits: Habits,
    /// None for a caller who is as calm as the pack's callers get.
    pub twin: Option<Twin>,
    /// The language of its lines, where it is not the pack's.
    pub lang: Option<String>,
    /// The same call in other languages, by tag.
    pub languages: BTreeMap<String, Arc<Scenario>>,
}

/// Who rings in the twin: the same person of another temper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twin {
    /// The temperament's id.
    pub temperament: String,
    pub patience: Option<i32>,
    pub ceiling: Option<i32>,
}

impl Scenario {
    /// The call with its lines in a language; none where it is not translated into that.
    #[must_use]
    pub fn in_language(&self, lang: &str) -> Option<&Arc<Self>> {
        self.languages.get(lang)
    }

    #[must_use]
    pub fn beat_index(&self, name: &str) -> Option<usize> {
        self.source.beats.get_index_of(name)
    }

    #[must_use]
    pub fn ending_index(&self, name: &str) -> Option<usize> {
        self.source.endings.get_index_of(name)
    }
}

/// Where a reply leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Beat(usize),
    Ending(usize),
    /// The line of this beat again.
    Stay,
    /// The beat that was cut into.
    Back,
}

#[derive(Debug)]
pub struct Branch {
    pub conditions: Vec<Condition>,
    pub then: Target,
}

#[derive(Debug)]
pub struct Cut {
    pub conditions: Vec<Condition>,
    pub then: Target,
    pub once: bool,
}

#[derive(Debug)]
pub struct RoutePlan {
    pub consult: Option<usize>,
    pub needs: Vec<Condition>,
    pub refusal: Vec<Template>,
    pub blind: usize,
}

/// What is said by habit, before the temperament's own lines are asked.
#[derive(Debug, Default)]
pub struct Habits {
    pub silence: Vec<Template>,
    pub silence_after_ms: Option<u64>,
    pub interrupted: Vec<Template>,
    pub after_hold: Vec<Template>,
    pub answers: BTreeMap<MoveKind, Vec<Template>>,
}

#[derive(Debug)]
pub struct Beat {
    pub name: String,
    /// The name, as events carry it.
    pub id: SmolStr,
    pub source: Shared<BeatSource>,
    pub says: Vec<Template>,
    pub says_if: Vec<(Vec<Condition>, Vec<Template>)>,
    pub replies: Vec<Reply>,
    pub moves: BTreeMap<MoveKind, usize>,
    pub on_silence: Option<Habit>,
    pub interrupted: Option<Habit>,
    pub after_hold: Option<Habit>,
    pub then: Option<Target>,
}

#[derive(Debug)]
pub struct Habit {
    pub after_ms: Option<u64>,
    pub says: Vec<Template>,
    pub then: Option<Target>,
}

#[derive(Debug)]
pub struct Reply {
    pub name: String,
    /// The name, as events carry it.
    pub id: SmolStr,
    /// What its line is called, `beat/reply`.
    pub line: SmolStr,
    pub source: Shared<ReplySource>,
    pub say: Template,
    pub then: Target,
    pub branches: Vec<Branch>,
}

#[derive(Debug)]
pub struct Ending {
    pub name: String,
    pub source: EndingSource,
    pub says: Vec<Template>,
}
