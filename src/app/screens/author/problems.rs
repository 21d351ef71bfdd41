//! What `steadyline check` says of what was saved last: each problem with its lines of the file and a hint.

use std::path::Path;

use accesskit::Role;
use bevy::prelude::*;
use bevy::text::Underline;

use super::excerpt::{ExcerptLine, excerpt};
use super::{CapStacked, Open};
use crate::app::author::{Draft, Trouble, Version};
use crate::app::screens::page::Painter;
use crate::app::session::Words;
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::scenario::{Diagnostic, Severity};

/// A list of hundreds would not be read to its end, and takes long to draw.
const MOST: usize = 60;
/// Room for the numbers of lines.
const NUMBERS: f32 = 36.0;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, show.in_set(AppSystems::Show).run_if(in_state(Screen::Author)));
}

/// Where the problems stand, and the reading that they are of.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Problems(Option<u32>);

pub(super) fn panel_of(words: &Words) -> impl Scene + use<> {
    let label = words.get("action-author-problems");
    bsn! {
        @ScrollBox {
            @label: {label},
            @tab_stop: true,
            @content: {bsn_list![(
                Problems
                Node { flex_direction: FlexDirection::Column, row_gap: px(S3), flex_shrink: 0.0, padding: UiRect::right(px(14)) }
            )]}
        }
        CapStacked(280.0)
        Node { flex_grow: 1.0, flex_basis: px(0), min_height: px(120) }
    }
}

fn show(open: Open, mut places: Query<(Entity, &mut Problems)>, mut painter: Painter) {
    let Some(draft) = open.draft() else { return };
    for (place, mut shown) in &mut places {
        if shown.0 == Some(draft.readings) {
            continue;
        }
        shown.0 = Some(draft.readings);
        painter.fill(place, all(draft, &open.words));
    }
}

fn all(draft: &Draft, words: &Words) -> Vec<Box<dyn Scene>> {
    let mut out: Vec<Box<dyn Scene>> = Vec::new();
    if draft.version == Version::LastGood {
        let key = if draft.run.is_some() { "author-plays-last-good" } else { "author-plays-nothing" };
        out.push(Box::new(text(words.get(key), Type::Body, Token::Ink2)));
    }
    match &draft.trouble {
        Some(Trouble::Folder(error)) => out.push(Box::new(text(error.to_string(), Type::Body, Token::Bad))),
        Some(Trouble::Gone) => {
            let said = words.with("author-file-gone", &[("file", &draft.written.inside())]);
            out.push(Box::new(text(said, Type::Body, Token::Bad)));
        }
        None => {}
    }
    let cards = draft.problems.iter().take(MOST).map(|problem| card_of(problem, &inside(problem, draft), words));
    out.extend(cards.map(|card| Box::new(card) as Box<dyn Scene>));
    let more = draft.problems.len().saturating_sub(MOST);
    if more > 0 {
        out.push(Box::new(text(
            words.with("author-more-problems", &[("count", &more.to_string())]),
            Type::Small,
            Token::Ink2,
        )));
    }
    if draft.problems.is_empty() && draft.trouble.is_none() {
        let key = if draft.written.folder.is_some() { "author-no-problems" } else { "author-not-watched" };
        out.push(Box::new(dim(words.get(key))));
    }
    out
}

/// The file of a problem as its pack has it: the folder is the same for all of them.
fn inside(problem: &Diagnostic, draft: &Draft) -> String {
    let folder = draft.written.folder.as_ref();
    let inside = folder.and_then(|folder| Path::new(&problem.file.name).strip_prefix(folder).ok());
    inside.map_or_else(|| problem.file.name.clone(), |inside| inside.to_string_lossy().replace('\\', "/"))
}

fn card_of(problem: &Diagnostic, file: &str, words: &Words) -> impl Scene + use<> {
    let (key, tone) = match problem.severity {
        Severity::Error => ("author-error", Tone::Bad),
        Severity::Warning => ("author-warning", Tone::Warn),
    };
    let kind = words.with(key, &[("code", problem.code)]);
    let place = match problem.place() {
        Some((line, column)) => {
            words.with("author-place", &[("file", file), ("line", &line.to_string()), ("column", &column.to_string())])
        }
        None => file.to_owned(),
    };
    let name = [kind.clone(), problem.message.clone(), problem.hint.clone().unwrap_or_default(), place.clone()];
    let name = name.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(". ");
    let message = problem.message.clone();
    let lines: Vec<_> = excerpt(problem).into_iter().map(|line| source_line(line, words)).collect();
    let lines: Vec<_> = if lines.is_empty() { Vec::new() } else { vec![source(lines)] };
    let hint = problem.hint.as_ref().map(|hint| words.with("author-hint", &[("hint", hint)]));
    let hint: Vec<_> = hint.map(|hint| text(hint, Type::Body, Token::Ink)).into_iter().collect();
    bsn! {
        card()
        spoken(Role::Article, name)
        Node { flex_shrink: 0.0, row_gap: px(S2), padding: UiRect::all(px(S3)) }
        Children [
            (
                Node { column_gap: px(S2), row_gap: px(S1), flex_wrap: FlexWrap::Wrap, align_items: AlignItems::Center }
                Children [ @Pill { label: {kind}, tone: {tone} }, text(place, Type::Small, Token::Ink3) ]
            ),
            text(message, Type::BodyBold, Token::Ink),
            {lines},
            {hint},
        ]
    }
}

fn source(lines: Vec<impl Scene>) -> impl Scene {
    bsn! {
        Fill(Token::Panel2, Shade::Rest)
        Edge(Token::Line)
        Node {
            flex_direction: FlexDirection::Column,
            border: UiRect::all(px(1)),
            border_radius: BorderRadius::all(px(R_S)),
            padding: UiRect::axes(px(S2), px(S1)),
        }
        Children [ {lines} ]
    }
}

/// A line of the file. What is meant is bold and underlined, and its line has a sign before it.
fn source_line(of: ExcerptLine, words: &Words) -> impl Scene + use<> {
    let number = if of.meant { format!("> {}", of.number) } else { of.number.to_string() };
    let marked = if of.meant && of.marked.is_empty() { words.get("author-marked-here") } else { of.marked };
    let (before, after) = (of.before, of.after);
    let ink = if of.meant { Token::Ink } else { Token::Ink3 };
    bsn! {
        Node { column_gap: px(S2), flex_shrink: 0.0 }
        Children [
            (
                Node { width: px(NUMBERS), flex_shrink: 0.0, justify_content: JustifyContent::FlexEnd }
                Children [ line(number, Type::Small, ink) ]
            ),
            (
                text(before, Type::Small, ink)
                Node { flex_grow: 1.0, flex_basis: px(0), min_width: px(0) }
                Children [
                    (TextSpan({marked}) typeface(Type::SmallBold) Ink(Token::Bad) Underline),
                    (TextSpan({after}) typeface(Type::Small) Ink({ink})),
                ]
            ),
        ]
    }
}
