//! The words of a lesson, which stand in the table of its pack.

use super::line::{Place, Visit};
use super::pack::read;
use crate::scenario::source::{LessonPart, LessonSource};

/// Goes by every text of a lesson that somebody reads. Slots of a part have its number: parts are seldom moved, and a text that
/// moves keeps its translation by its own words.
pub(super) fn walk(id: &str, lesson: &mut LessonSource, visit: &mut Visit<'_>) {
    let read = read("lessons");
    let slot = |part: &str| format!("lessons/{id}/{part}");
    read.one(visit, &slot("title"), &mut lesson.title);
    for (number, part) in lesson.parts.iter_mut().enumerate() {
        walk_part(&read, &slot(&number.to_string()), part, visit);
    }
    let Some(shown) = &mut lesson.demonstration else { return };
    read.one(visit, &slot("before"), &mut shown.before);
    for (number, comment) in shown.comments.iter_mut().enumerate() {
        read.one(visit, &slot(&format!("comments/{number}")), &mut comment.say);
    }
    read.one(visit, &slot("after"), &mut shown.after);
}

fn walk_part(read: &Place, slot: &str, part: &mut LessonPart, visit: &mut Visit<'_>) {
    let at = |name: &str| format!("{slot}/{name}");
    match part {
        LessonPart::Heading(text) | LessonPart::Text(text) => read.one(visit, slot, text),
        LessonPart::List(entries) => read.each(visit, slot, entries),
        LessonPart::Say { when, poor, good, why } => {
            for (name, text) in [("when", when), ("poor", poor), ("good", good), ("why", why)] {
                read.one(visit, &at(name), text);
            }
        }
        // What stands in the knowledge base is searched by its words, and stays as it is.
        LessonPart::Article(_) => {}
        LessonPart::Steps { title, steps } => {
            read.one(visit, &at("title"), title);
            read.each(visit, slot, steps);
        }
        LessonPart::Fork { question, answers } => {
            read.one(visit, &at("question"), question);
            for (number, (answer, then)) in answers.iter_mut().enumerate() {
                read.one(visit, &at(&format!("{number}/answer")), answer);
                read.one(visit, &at(&format!("{number}/then")), then);
            }
        }
        LessonPart::Compare { title, left, right } => {
            read.one(visit, &at("title"), title);
            for (name, (head, lines)) in [("left", left), ("right", right)] {
                read.one(visit, &at(name), head);
                read.each(visit, &at(name), lines);
            }
        }
        LessonPart::Curve { title, points } => {
            read.one(visit, &at("title"), title);
            for (number, point) in points.iter_mut().enumerate() {
                read.one(visit, &at(&number.to_string()), &mut point.label);
            }
        }
        LessonPart::Form { title, fields } => {
            read.one(visit, &at("title"), title);
            for (number, field) in fields.iter_mut().enumerate() {
                let at = |name: &str| at(&format!("{number}/{name}"));
                read.one(visit, &at("label"), &mut field.label);
                read.one(visit, &at("value"), &mut field.value);
                read.one(visit, &at("note"), &mut field.note);
            }
        }
    }
}
