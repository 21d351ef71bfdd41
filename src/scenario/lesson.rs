//! Lessons: read, and held against their pack and the call that they show.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use super::checker::{Checker, below};
use super::diagnostic::{Diagnostic, Severity, SourceFile};
use super::model::{Pack, Scenario};
use super::named::Named;
use super::pack_files::PackFiles;
use super::read::read;
use super::source::{ArticleSource, CurvePoint, KnowledgeSource, LessonPart, LessonSource, Moment};

/// A lesson of a pack.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// Name of its file.
    pub id: String,
    pub file: Arc<SourceFile>,
    pub source: LessonSource,
}

impl KnowledgeSource {
    /// An article or a policy by its number.
    #[must_use]
    pub fn entry(&self, id: &str) -> Option<&ArticleSource> {
        let of = |list: &Named<ArticleSource>| list.get(id).is_some();
        if of(&self.articles) { self.articles.get(id) } else { self.policies.get(id) }
    }
}

/// The lessons among the files of a pack that can be read.
pub(super) fn read_all(files: &PackFiles) -> (Vec<Arc<Lesson>>, Vec<Diagnostic>) {
    let (mut out, mut found) = (Vec::new(), Vec::new());
    for (path, file) in &files.files {
        let Some(id) = path.strip_prefix("lessons/").and_then(|name| name.strip_suffix(".ron")) else { continue };
        match read::<LessonSource>(file) {
            Ok(source) => out.push(Arc::new(Lesson { id: id.to_owned(), file: Arc::clone(file), source })),
            Err(problems) => found.extend(problems),
        }
    }
    (out, found)
}

/// What is wrong with the lessons of a pack, whose calls may not be read yet; those are left out then.
/// `later` are scenarios that are not among the files.
pub(super) fn check_all(pack: &mut Pack, later: &[(String, PathBuf)]) -> Vec<Diagnostic> {
    let paths = pack.files.files.keys().chain(later.iter().map(|(path, _)| path));
    let calls: BTreeSet<&str> = paths.filter_map(|path| path.strip_prefix("calls/")?.strip_suffix(".ron")).collect();
    let mut found = Vec::new();
    let mut wrong = BTreeSet::new();
    for lesson in &pack.drills.lessons {
        let problems = check(pack, lesson, &calls);
        if problems.iter().any(|problem| problem.severity == Severity::Error) {
            wrong.insert(lesson.id.clone());
        }
        found.extend(problems);
    }
    pack.drills.lessons.retain(|lesson| !wrong.contains(&lesson.id));
    found
}

fn check(pack: &Pack, lesson: &Lesson, calls: &BTreeSet<&str>) -> Vec<Diagnostic> {
    let mut check = Checker::new(&lesson.file);
    let source = &lesson.source;
    check.format(source.format);
    if source.parts.is_empty() {
        let hint = Some("tell what has to be known before the drill".to_owned());
        check.error("SL163", &["parts"], "the lesson tells nothing".to_owned(), hint);
    }
    for (number, part) in source.parts.iter().enumerate() {
        below(&["parts"], number, |path| {
            if let LessonPart::Article(id) = part
                && pack.knowledge.entry(id).is_none()
            {
                let known = pack.knowledge.articles.keys().chain(pack.knowledge.policies.keys());
                check.unknown("SL161", path, "article or policy", id, known.map(String::as_str));
            }
            if let Some((message, hint)) = amiss(part) {
                check.error("SL163", path, message.to_owned(), Some(hint.to_owned()));
            }
        });
    }
    if let Some(shown) = &source.demonstration {
        check.known("SL162", &["demonstration", "scenario"], "scenario", &shown.scenario, calls.iter().copied());
        for (number, comment) in shown.comments.iter().enumerate() {
            below(&["demonstration", "comments"], number, |path| match &comment.at {
                Moment::Opened(table) | Moment::Saved(table) => {
                    let known = pack.tables.iter().map(|table| table.name.as_str());
                    check.known("SL162", path, "table", table, known);
                }
                Moment::Transfer(to) => {
                    let known = pack.source.departments.keys().map(String::as_str);
                    check.known("SL162", path, "department", to, known);
                }
                _ => {}
            });
        }
    }
    check.found
}

/// What keeps a part from being shown, and what would help.
fn amiss(part: &LessonPart) -> Option<(&'static str, &'static str)> {
    let within = |count: usize, least: usize, most: usize| (least..=most).contains(&count);
    let fault = match part {
        LessonPart::List(entries) if entries.is_empty() => ("a list without entries", "write one thing an entry"),
        LessonPart::Steps { steps, .. } if !within(steps.len(), 2, 7) => {
            ("a picture of steps has two to seven of them", "join steps, or make two pictures")
        }
        LessonPart::Fork { answers, .. } if !within(answers.len(), 2, 4) => {
            ("a fork has two to four answers", "name the answers that lead to different things")
        }
        LessonPart::Compare { left, right, .. } if left.1.is_empty() || right.1.is_empty() => {
            ("a column of the comparison is empty", "write a line into each column")
        }
        LessonPart::Curve { points, .. } if !within(points.len(), 2, 8) => {
            ("a curve has two to eight points", "keep the points at which something happens")
        }
        LessonPart::Curve { points, .. } if points.iter().any(|point| point.patience > 100) => {
            ("patience goes from 0 to 100", "write 100 for a caller who is content")
        }
        LessonPart::Curve { points, .. } if !points.is_sorted_by(|a: &CurvePoint, b| a.at_s < b.at_s) => {
            ("the points of a curve go from left to right", "write the earlier one first, each with another time")
        }
        LessonPart::Form { fields, .. } if !within(fields.len(), 1, 8) => {
            ("a form in a picture has one to eight fields", "keep the fields that the lesson is about")
        }
        _ => return None,
    };
    Some(fault)
}

/// What lessons of the pack say of this call that is not so.
pub(super) fn against(pack: &Pack, scenario: &Scenario) -> Vec<Diagnostic> {
    let shows =
        |lesson: &&Arc<Lesson>| lesson.source.demonstration.as_ref().is_some_and(|shown| shown.scenario == scenario.id);
    let mut found = Vec::new();
    for lesson in pack.drills.lessons.iter().filter(shows) {
        let mut check = Checker::new(&lesson.file);
        let comments = lesson.source.demonstration.iter().flat_map(|shown| &shown.comments);
        for (number, comment) in comments.enumerate() {
            let (beat, reply) = match &comment.at {
                Moment::Beat(beat) => (beat, None),
                Moment::Reply(beat, reply) => (beat, Some(reply)),
                _ => continue,
            };
            below(&["demonstration", "comments"], number, |path| {
                let beats = scenario.beats.iter().map(|beat| beat.name.as_str());
                if !check.known("SL162", path, "beat", beat, beats) {
                    return;
                }
                let of = scenario.beats.iter().find(|own| own.name == *beat);
                if let (Some(of), Some(reply)) = (of, reply) {
                    check.known("SL162", path, "reply", reply, of.replies.iter().map(|reply| reply.name.as_str()));
                }
            });
        }
        found.extend(check.found);
    }
    found
}
