//! The parts of a lesson that are words.

use bevy::prelude::*;

use super::pictures;
use crate::app::session::Words;
use crate::app::ui::prelude::*;
use crate::scenario::{DemonstrationSource, LessonPart, Pack};

/// A part as it is shown.
pub(super) fn part(words: &Words, pack: &Pack, part: &LessonPart) -> Box<dyn Scene> {
    match part {
        LessonPart::Heading(said) => {
            Box::new(bsn! { text(said.clone(), Type::Large, Token::Ink) Node { margin: UiRect::top(px(S3)) } })
        }
        LessonPart::Text(said) => Box::new(body(said.clone())),
        LessonPart::List(entries) => Box::new(list(entries)),
        LessonPart::Say { when, poor, good, why } => Box::new(two_ways(words, [when, poor, good, why])),
        LessonPart::Article(id) => Box::new(article(pack, id)),
        LessonPart::Steps { title, steps } => Box::new(pictures::steps(words, title, steps)),
        LessonPart::Fork { question, answers } => Box::new(pictures::fork(words, question, answers)),
        LessonPart::Compare { title, left, right } => Box::new(pictures::compare(words, title, left, right)),
        LessonPart::Curve { title, points } => Box::new(pictures::curve(words, title, points)),
        LessonPart::Form { title, fields } => Box::new(pictures::form(words, title, fields)),
    }
}

fn list(entries: &[String]) -> impl Scene + use<> {
    let all: Vec<_> = entries.iter().map(|entry| point(entry.clone(), Type::Body)).collect();
    bsn! { Node { flex_direction: FlexDirection::Column, row_gap: px(S2) } Children [ {all} ] }
}

/// An entry of a list, behind its dot.
pub(super) fn point(said: String, style: Type) -> impl Scene {
    bsn! {
        Node { column_gap: px(S3), align_items: AlignItems::FlexStart }
        Children [
            (
                Fill(Token::Accent, Shade::Rest)
                Node { width: px(6), height: px(6), flex_shrink: 0.0, margin: UiRect::top(px(8)), border_radius: BorderRadius::all(px(R_PILL)) }
            ),
            (text(said, style, Token::Ink) Node { flex_grow: 1.0, flex_basis: px(0), min_width: px(0) }),
        ]
    }
}

/// The same thing said badly and well, beside each other.
fn two_ways(words: &Words, [when, poor, good, why]: [&String; 4]) -> impl Scene + use<> {
    let asked: Vec<_> = (!when.is_empty())
        .then(|| {
            let said = words.with("lesson-quoted", &[("text", when)]);
            text(said, Type::Body, Token::Ink2)
        })
        .into_iter()
        .collect();
    let way = |key: &str, said: &str, tone: Tone| {
        let (label, said) = (words.get(key), words.with("lesson-quoted", &[("text", said)]));
        bsn! {
            Span
            Fill({tone.soft()}, Shade::Rest)
            Node {
                flex_direction: FlexDirection::Column,
                row_gap: px(S1),
                min_width: px(0),
                border_radius: BorderRadius::all(px(R_M)),
                padding: UiRect::axes(px(S4), px(S3)),
            }
            Children [ text(label, Type::SmallBold, tone.ink()), text(said, Type::Body, Token::Ink) ]
        }
    };
    let (poor, good) = (way("lesson-poor", poor, Tone::Bad), way("lesson-good", good, Tone::Good));
    let why = why.clone();
    bsn! {
        card()
        Children [
            {asked},
            (
                StackBelow(700.0)
                Node { column_gap: px(S3), row_gap: px(S3), align_items: AlignItems::Stretch }
                Children [ poor, good ]
            ),
            text(why, Type::Small, Token::Ink2),
        ]
    }
}

/// An article of the knowledge base, as the desk would show it.
fn article(pack: &Pack, id: &str) -> impl Scene + use<> {
    let entry = pack.knowledge.entry(id);
    let (title, said) = entry.map(|entry| (entry.title.clone(), entry.text.clone())).unwrap_or_default();
    bsn! {
        panel()
        Edge(Token::Accent)
        Node { border: UiRect::left(px(3)), row_gap: px(S1), padding: UiRect::axes(px(S4), px(S3)) }
        Children [
            text(format!("{id} · {title}"), Type::SmallBold, Token::Accent),
            text(said, Type::Small, Token::Ink2),
        ]
    }
}

/// What there is to watch.
pub(super) fn invitation(words: &Words, pack: &Pack, shown: &DemonstrationSource) -> impl Scene + use<> {
    let title = pack.scenario(&shown.scenario).map_or_else(String::new, |call| call.source.title.clone());
    let title = words.with("lesson-demonstration", &[("title", &title)]);
    let (before, how) = (shown.before.clone(), words.get("lesson-how-to-watch"));
    bsn! {
        card()
        Edge(Token::Accent)
        Node { row_gap: px(S2), margin: UiRect::top(px(S3)) }
        Children [
            text(title, Type::Large, Token::Ink),
            body(before),
            text(how, Type::Small, Token::Ink3),
        ]
    }
}
