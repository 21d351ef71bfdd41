//! The pictures of a lesson, drawn out of their words. A screen reader is told each as one sentence after the other.

use std::fmt::Write as _;

use accesskit::Role;
use bevy::prelude::*;

use super::parts::point;
use crate::app::session::Words;
use crate::app::ui::prelude::*;
use crate::scenario::{CurvePoint, FormField};

/// The frame of a picture, with what it says in words for who cannot see it.
fn picture(words: &Words, title: &str, told: &[String], content: Box<dyn SceneList>) -> impl Scene + use<> {
    let told = words.with("lesson-picture", &[("title", title), ("text", &told.join(". "))]);
    let title = title.to_owned();
    bsn! {
        spoken(Role::Figure, told)
        card()
        Fill(Token::Panel2, Shade::Rest)
        Children [ text(title, Type::SmallBold, Token::Ink2), {content} ]
    }
}

/// A box in a picture.
fn boxed(content: Box<dyn SceneList>, fill: Token, edge: Token) -> impl Scene {
    bsn! {
        Fill({fill}, Shade::Rest)
        Edge({edge})
        Node {
            flex_direction: FlexDirection::Column,
            row_gap: px(S1),
            min_width: px(0),
            border: UiRect::all(px(1)),
            border_radius: BorderRadius::all(px(R_M)),
            padding: UiRect::axes(px(S3), px(S2)),
        }
        Children [ {content} ]
    }
}

/// The head of an arrow that points to the right.
fn arrow() -> impl Scene {
    bsn! {
        Node {
            width: px(8),
            height: px(8),
            flex_shrink: 0.0,
            border: UiRect { left: px(0), top: px(2), right: px(2), bottom: px(0) },
            margin: UiRect::right(px(4)),
        }
        Edge(Token::Ink3)
        UiTransform { rotation: {Rot2::degrees(45.0)} }
    }
}

pub(super) fn steps(words: &Words, title: &str, steps: &[String]) -> impl Scene + use<> {
    let told: Vec<String> = steps.iter().enumerate().map(|(at, step)| format!("{} {step}", at + 1)).collect();
    let mut all: Vec<Box<dyn Scene>> = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let (number, said) = ((at + 1).to_string(), step.clone());
        let content: Box<dyn SceneList> = Box::new(bsn_list![(
            Node { column_gap: px(S2), align_items: AlignItems::Baseline }
            Children [ line(number, Type::TinyBold, Token::Accent), text(said, Type::Body, Token::Ink) ]
        )]);
        let more = at + 1 < steps.len();
        let arrow: Vec<_> = more.then(arrow).into_iter().collect();
        // A box and the arrow behind it go to the next line together.
        all.push(Box::new(bsn! {
            Node { align_items: AlignItems::Center, column_gap: px(S2) }
            Children [ boxed(content, Token::Panel, Token::LineStrong), {arrow} ]
        }));
    }
    let row: Box<dyn SceneList> = Box::new(bsn_list![(
        Node { flex_wrap: FlexWrap::Wrap, align_items: AlignItems::Center, column_gap: px(S2), row_gap: px(S2) }
        Children [ {all} ]
    )]);
    picture(words, title, &told, row)
}

pub(super) fn fork(words: &Words, question: &str, answers: &[(String, String)]) -> impl Scene + use<> {
    let told: Vec<String> = answers.iter().map(|(answer, then)| format!("{answer}: {then}")).collect();
    let branches: Vec<_> = answers
        .iter()
        .map(|(answer, then)| {
            let (answer, then) = (answer.clone(), then.clone());
            bsn! {
                Span
                Edge(Token::Accent)
                Fill(Token::Panel, Shade::Rest)
                Node {
                    flex_direction: FlexDirection::Column,
                    row_gap: px(S1),
                    min_width: px(0),
                    border: UiRect::top(px(3)),
                    border_radius: BorderRadius::all(px(R_S)),
                    padding: UiRect::axes(px(S3), px(S2)),
                }
                Children [ text(answer, Type::BodyBold, Token::Ink), text(then, Type::Small, Token::Ink2) ]
            }
        })
        .collect();
    let content: Box<dyn SceneList> = Box::new(bsn_list![(
        StackBelow(700.0)
        Node { column_gap: px(S3), row_gap: px(S2), align_items: AlignItems::Stretch }
        Children [ {branches} ]
    )]);
    picture(words, question, &told, content)
}

type Column = (String, Vec<String>);

pub(super) fn compare(words: &Words, title: &str, left: &Column, right: &Column) -> impl Scene + use<> {
    let told: Vec<String> = [left, right].iter().map(|(head, lines)| format!("{head}: {}", lines.join(", "))).collect();
    let columns: Vec<_> = [left, right]
        .into_iter()
        .map(|(head, lines)| {
            let lines: Vec<_> = lines.iter().map(|entry| point(entry.clone(), Type::Small)).collect();
            let head = head.clone();
            let content: Box<dyn SceneList> = Box::new(bsn_list![text(head, Type::BodyBold, Token::Ink), { lines }]);
            bsn! { boxed(content, Token::Panel, Token::Line) Span }
        })
        .collect();
    let content: Box<dyn SceneList> = Box::new(bsn_list![(
        StackBelow(700.0)
        Node { column_gap: px(S3), row_gap: px(S2), align_items: AlignItems::Stretch }
        Children [ {columns} ]
    )]);
    picture(words, title, &told, content)
}

pub(super) fn form(words: &Words, title: &str, fields: &[FormField]) -> impl Scene + use<> {
    let told: Vec<String> = fields
        .iter()
        .map(|FormField { label, value, note }| {
            let key = if note.is_empty() { "lesson-field" } else { "lesson-field-noted" };
            words.with(key, &[("label", label), ("value", value), ("note", note)])
        })
        .collect();
    let rows: Vec<_> = fields.iter().map(form_row).collect();
    let content: Box<dyn SceneList> = Box::new(bsn_list![(
        Node { flex_direction: FlexDirection::Column, row_gap: px(S3) }
        Children [ {rows} ]
    )]);
    picture(words, title, &told, content)
}

/// A field with its remark beside it.
fn form_row(field: &FormField) -> impl Scene + use<> {
    let FormField { label, value, note } = field.clone();
    let shown = if note.is_empty() { Display::None } else { Display::Flex };
    bsn! {
        StackBelow(700.0)
        Node { column_gap: px(S4), row_gap: px(S1), align_items: AlignItems::FlexEnd }
        Children [
            (
                Span
                Node { flex_direction: FlexDirection::Column, row_gap: px(2), min_width: px(0) }
                Children [
                    text(label, Type::Small, Token::Ink2),
                    (
                        Fill(Token::Panel, Shade::Rest)
                        Edge(Token::LineStrong)
                        Node { min_height: px(34), border: UiRect::all(px(1)), border_radius: BorderRadius::all(px(R_S)), padding: UiRect::axes(px(S3), px(S1)), align_items: AlignItems::Center }
                        Children [ text(value, Type::Body, Token::Ink) ]
                    ),
                ]
            ),
            (
                Span
                Edge(Token::Accent)
                Node { display: {shown}, min_width: px(0), border: UiRect::left(px(2)), padding: UiRect::axes(px(S3), px(S1)) }
                Children [ text(note, Type::Small, Token::Accent) ]
            ),
        ]
    }
}

pub(super) fn curve(words: &Words, title: &str, points: &[CurvePoint]) -> impl Scene + use<> {
    let clock = |at_s: u32| format!("{}:{:02}", at_s / 60, at_s % 60);
    let said = |point: &CurvePoint| {
        let args =
            [("at", clock(point.at_s)), ("patience", point.patience.to_string()), ("label", point.label.clone())];
        words.with("lesson-point", &args.each_ref().map(|(name, value)| (*name, value.as_str())))
    };
    let told: Vec<String> = points.iter().map(said).collect();
    let labelled = points.iter().filter(|point| !point.label.is_empty()).enumerate();
    let legend: Vec<_> = labelled
        .map(|(at, point)| {
            let (number, text_of) = ((at + 1).to_string(), said(point));
            bsn! {
                Node { column_gap: px(S2), align_items: AlignItems::Baseline }
                Children [
                    line(number, Type::SmallBold, Token::Accent),
                    (text(text_of, Type::Small, Token::Ink) Node { flex_grow: 1.0, flex_basis: px(0), min_width: px(0) }),
                ]
            }
        })
        .collect();
    let svg = drawn(points);
    let content: Box<dyn SceneList> = Box::new(bsn_list![
        (@Chart { @svg: {svg}, @label: {String::new()} } Node { height: px(190), aspect_ratio: {None} }),
        (Node { flex_direction: FlexDirection::Column, row_gap: px(S1) } Children [ {legend} ]),
    ]);
    picture(words, title, &told, content)
}

/// The curve with numbered points; the words stand below it.
fn drawn(points: &[CurvePoint]) -> String {
    const WIDE: f32 = 800.0;
    const HIGH: f32 = 190.0;
    const LEFT: f32 = 36.0;
    const RIGHT: f32 = 20.0;
    const TOP: f32 = 26.0;
    const BOTTOM: f32 = 14.0;
    let last = points.last().map_or(1, |point| point.at_s.max(1)) as f32;
    let x = |at_s: u32| LEFT + at_s as f32 / last * (WIDE - LEFT - RIGHT);
    let y = |patience: u32| TOP + (100.0 - patience.min(100) as f32) / 100.0 * (HIGH - TOP - BOTTOM);
    let mut svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" font-family="Noto Sans" font-size="13" fill="var(--ink-3)">"#
    );
    for level in [0, 50, 100] {
        let (at, end) = (y(level), WIDE - RIGHT);
        let _ = write!(
            svg,
            r#"<path d="M{LEFT} {at:.1}H{end}" stroke="var(--line-strong)"/><text x="{:.1}" y="{:.1}" text-anchor="end">{level}</text>"#,
            LEFT - 6.0,
            at + 4.5
        );
    }
    let path: Vec<String> =
        points.iter().map(|point| format!("{:.1} {:.1}", x(point.at_s), y(point.patience))).collect();
    let _ = write!(
        svg,
        r#"<path d="M{}" fill="none" stroke="var(--accent)" stroke-width="3" stroke-linejoin="round"/>"#,
        path.join("L")
    );
    for (at, point) in points.iter().filter(|point| !point.label.is_empty()).enumerate() {
        let (x, y) = (x(point.at_s), y(point.patience));
        let _ = write!(
            svg,
            r#"<circle cx="{x:.1}" cy="{y:.1}" r="11" fill="var(--accent)"/><text x="{x:.1}" y="{:.1}" text-anchor="middle" font-weight="700" fill="var(--accent-ink)">{}</text>"#,
            y + 4.6,
            at + 1
        );
    }
    svg.push_str("</svg>");
    svg
}
