//! Every line that can be heard in a scenario, with the id that its recording goes by.

use smol_str::SmolStr;

use crate::call::Speaker;
use crate::scenario::{Pack, Piece, Scenario, Temperament, Template};

/// A line of a caller or a department, in one of its wordings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptLine {
    /// `third_call_blender.opening.1`: letters, digits, `_` and `.` only.
    pub id: String,
    pub by: Speaker,
    pub template: Template,
    /// The words, where they are always the same: only such a line can be recorded.
    pub plain: Option<String>,
}

impl ScriptLine {
    fn new(id: String, by: Speaker, template: &Template) -> Self {
        let plain = match template.pieces() {
            [] => Some(String::new()),
            [Piece::Text(text)] => Some(text.to_string()),
            _ => None,
        };
        Self { id, by, template: template.clone(), plain }
    }

    /// Whether these are its words.
    #[must_use]
    pub fn said_as_written(&self, text: &str) -> bool {
        self.plain.as_deref() == Some(text)
    }
}

/// A name as a part of a file's name.
#[must_use]
pub fn slug(name: &str) -> String {
    name.chars().map(|one| if one.is_alphanumeric() { one.to_ascii_lowercase() } else { '_' }).collect()
}

/// The lines of a scenario with those of its callers' temperaments, or of one temperament, and of the departments.
#[must_use]
pub fn lines(pack: &Pack, scenario: &Scenario, of: Option<&Temperament>) -> Vec<ScriptLine> {
    let mut out = Vec::new();
    let mut add = |what: &str, by: &Speaker, templates: &[Template]| {
        for (number, template) in templates.iter().enumerate() {
            out.push(ScriptLine::new(format!("{what}.{}", number + 1), by.clone(), template));
        }
    };
    let caller = Speaker::Caller;
    for beat in &scenario.beats {
        let by = beat.source.department.as_ref().map_or(Speaker::Caller, |to| Speaker::Department(to.into()));
        let name = format!("{}.{}", scenario.id, slug(&beat.name));
        add(&name, &by, &beat.says);
        for (number, (_, says)) in beat.says_if.iter().enumerate() {
            add(&format!("{name}.if{}", number + 1), &by, says);
        }
        let habits =
            [("silence", &beat.on_silence), ("interrupted", &beat.interrupted), ("after_hold", &beat.after_hold)];
        for (what, habit) in habits.into_iter().filter_map(|(what, habit)| Some((what, habit.as_ref()?))) {
            add(&format!("{name}.{what}"), &caller, &habit.says);
        }
    }
    for ending in &scenario.endings {
        add(&format!("{}.{}", scenario.id, slug(&ending.name)), &caller, &ending.says);
    }
    let habits = &scenario.habits;
    for (what, says) in
        [("silence", &habits.silence), ("interrupted", &habits.interrupted), ("after_hold", &habits.after_hold)]
    {
        add(&format!("{}.habits.{what}", scenario.id), &caller, says);
    }
    for (kind, says) in &habits.answers {
        add(&format!("{}.habits.{}", scenario.id, slug(&format!("{kind:?}"))), &caller, says);
    }
    for (to, route) in &scenario.routes {
        let by = Speaker::Department(SmolStr::from(to));
        add(&format!("{}.refusal.{}", scenario.id, slug(to)), &by, &route.refusal);
    }
    let tempers = pack.temperaments.iter().filter(|(id, temper)| match of {
        Some(of) => std::ptr::eq(temper.as_ref(), of),
        None => is_of(scenario, id),
    });
    for (id, temper) in tempers {
        for (what, says) in temper_lines(temper) {
            add(&format!("temperament.{}.{what}", slug(id)), &caller, says);
        }
    }
    for (to, department) in &pack.source.departments {
        let says: Vec<Template> = department.answers.iter().filter_map(|text| Template::parse(text).ok()).collect();
        let by = Speaker::Department(SmolStr::from(to));
        add(&format!("department.{}", slug(to)), &by, &says);
        let own = Template::parse(&department.announcement).ok().filter(|own| !own.pieces().is_empty());
        add(&format!("department.{}.queue", slug(to)), &by, own.as_slice());
    }
    out
}

fn is_of(scenario: &Scenario, temperament: &str) -> bool {
    scenario.source.caller.temperament == temperament
        || scenario.twin.as_ref().is_some_and(|twin| twin.temperament == temperament)
}

fn temper_lines(temper: &Temperament) -> Vec<(String, &Vec<Template>)> {
    let banks = [
        ("interrupted", &temper.interrupted),
        ("silence", &temper.silence),
        ("after_hold", &temper.after_hold),
        ("repeats", &temper.repeats),
        ("corrects", &temper.corrects),
    ];
    let answers = temper.answers.iter().map(|(kind, says)| (slug(&format!("{kind:?}")), says));
    banks.into_iter().map(|(what, says)| (what.to_owned(), says)).chain(answers).collect()
}
