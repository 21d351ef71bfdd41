//! What was saved, field by field, against what the caller said.

use bevy::prelude::*;

use super::{Goes, words};
use crate::app::session::{Debriefing, Words};
use crate::app::ui::prelude::*;
use crate::scoring::{EXPERT_PER_THOUSAND, FieldClass, FieldResult, RowResult};

/// Shares of the width: field, saved, said, class, time.
const SHARES: [f32; 5] = [18.0, 25.0, 26.0, 20.0, 11.0];

pub(super) fn saved_against_said(debrief: &Debriefing, words: &Words) -> impl Scene + use<> {
    let title = words.get("debrief-fields");
    let tables: Vec<Box<dyn SceneList>> = debrief
        .card
        .rows
        .iter()
        .filter(|row| !row.fields.is_empty())
        .map(|row| {
            Box::new(bsn_list![row_name(debrief, row, words), field_list(debrief, row, words)]) as Box<dyn SceneList>
        })
        .collect();
    let none = tables.is_empty().then(|| text(words.get("debrief-fields-none"), Type::Body, Token::Ink3));
    let none: Vec<_> = none.into_iter().collect();
    let rate: Vec<_> = rate(debrief, words).into_iter().collect();
    let head = if none.is_empty() { vec![head_row(words)] } else { Vec::new() };
    bsn! {
        card()
        Node { row_gap: px(2) }
        Children [
            (text(title, Type::BodyBold, Token::Ink) Node { margin: UiRect::bottom(px(S1)) }),
            {none},
            {head},
            {tables},
            {rate}
        ]
    }
}

/// The same with nothing found about it: what was saved, and what the caller said.
pub(super) fn saved_and_said(debrief: &Debriefing, words: &Words) -> Box<dyn Scene> {
    let (title, fields) = (words.get("debrief-fields"), debrief.card.rows.iter());
    let tables: Vec<Box<dyn SceneList>> = fields
        .filter(|row| !row.fields.is_empty())
        .map(|row| {
            let fields: Vec<_> = row.fields.iter().map(|field| plain_row(debrief, &row.table, field, words)).collect();
            Box::new(bsn_list![row_name(debrief, row, words), { fields }]) as Box<dyn SceneList>
        })
        .collect();
    let none: Vec<_> = tables
        .is_empty()
        .then(|| text(words.get("debrief-fields-none"), Type::Body, Token::Ink3))
        .into_iter()
        .collect();
    Box::new(bsn! {
        card()
        Node { row_gap: px(2), flex_shrink: 0.0 }
        Children [ text(title, Type::BodyBold, Token::Ink), {none}, {tables} ]
    })
}

fn plain_row(debrief: &Debriefing, table: &str, field: &FieldResult, words: &Words) -> impl Scene + use<> {
    // Whether a note mentions something is for whoever scores it to see: the note stands there as it was saved.
    let truth =
        if field.mention { field.truth.clone() } else { words::value(words, debrief, table, field, &field.truth) };
    let saved = words::value(words, debrief, table, field, &field.saved);
    let args = [("field", field.label.as_str()), ("saved", saved.as_str()), ("truth", truth.as_str())];
    let said = words.with("score-field", &args);
    bsn! {
        spoken(accesskit::Role::Group, said)
        Node { padding: UiRect::axes(px(S2), px(3)), column_gap: px(S2), flex_shrink: 0.0 }
        Children [
            cell(field.label.clone(), Type::Small, Token::Ink2, 26.0),
            cell(saved, Type::Small, Token::Ink, 37.0),
            cell(truth, Type::Small, Token::Ink, 37.0),
        ]
    }
}

fn head_row(words: &Words) -> impl Scene + use<> {
    let names = ["debrief-fields-field", "debrief-fields-saved", "debrief-fields-truth", "", "debrief-fields-told"];
    let cells: Vec<_> = names
        .into_iter()
        .zip(SHARES)
        .map(|(key, share)| {
            cell(if key.is_empty() { String::new() } else { words.get(key) }, Type::SmallBold, Token::Ink2, share)
        })
        .collect();
    bsn! {
        Node { padding: UiRect::axes(px(S2), px(2)), flex_shrink: 0.0 }
        Children [ {cells} ]
    }
}

/// The record that the fields below belong to.
fn row_name(debrief: &Debriefing, row: &RowResult, words: &Words) -> impl Scene + use<> {
    let table =
        debrief.call.setup().pack.table(&row.table).map_or(row.table.as_str(), |table| table.source.name.as_str());
    let name = match &row.id {
        Some(id) => words.with("debrief-fields-row", &[("table", table), ("row", id)]),
        None => words.with("debrief-fields-row-unsaved", &[("table", table)]),
    };
    bsn! {
        text(name, Type::Small, Token::Ink3)
        Node { margin: UiRect { left: px(S2), right: px(0), top: px(S2), bottom: px(0) }, flex_shrink: 0.0 }
    }
}

fn field_list(debrief: &Debriefing, row: &RowResult, words: &Words) -> impl Scene + use<> {
    let rows: Vec<Box<dyn SceneList>> = row
        .fields
        .iter()
        .map(|field| {
            let line: Vec<_> = told_line(field, words).into_iter().collect();
            Box::new(bsn_list![divider(), field_row(debrief, &row.table, field, words), { line }]) as Box<dyn SceneList>
        })
        .collect();
    let label = words.get("debrief-fields");
    bsn! {
        @PickList { @label: {label}, @gap: 0.0, @rows: {Box::new(rows) as Box<dyn SceneList>} }
    }
}

fn field_row(debrief: &Debriefing, table: &str, field: &FieldResult, words: &Words) -> impl Scene + use<> {
    let right = field.class == FieldClass::Right;
    let (saved, truth) = if field.mention {
        let key = if right { "debrief-mentioned" } else { "debrief-not-mentioned" };
        (words.get(key), words.with("debrief-mention", &[("truth", &field.truth)]))
    } else {
        (
            words::value(words, debrief, table, field, &field.saved),
            words::value(words, debrief, table, field, &field.truth),
        )
    };
    let class = words::class(words, field.class);
    let read_back = class_words(field, words);
    let told = field.told_at.map_or_else(|| words.get("debrief-nobody-said"), |at| at.clock());
    let name = [("field", field.label.as_str()), ("saved", &saved), ("truth", &truth), ("class", &read_back)];
    let name = words.with("debrief-fields-name", &name);
    let (style, ink) = match (right, field.saved.is_empty()) {
        (true, _) => (Type::Small, Token::Ink),
        (false, true) => (Type::Small, Token::Ink3),
        (false, false) => (Type::SmallBold, Token::Ink),
    };
    let tone = tone_of(field.class);
    let [a, b, c, d, e] = SHARES;
    let content = bsn_list![
        cell(field.label.clone(), Type::Small, Token::Ink, a),
        cell(saved, style, ink, b),
        cell(truth, if right { Type::Small } else { Type::SmallBold }, Token::Ink, c),
        (
            Node { width: percent(d), flex_shrink: 0.0 }
            Children [ @Pill { label: {class}, tone: {tone} } ]
        ),
        cell(told, Type::Small, Token::Ink2, e),
    ];
    let at = field.told_at.or(field.saved_at).unwrap_or(debrief.card.length);
    bsn! {
        @PickRow { @label: {name}, @content: {content} }
        template_value(Goes { at, moment: None })
        Node { column_gap: px(0), padding: UiRect::axes(px(S2), px(3)) }
    }
}

/// The class; what was read back says so.
fn class_words(field: &FieldResult, words: &Words) -> String {
    let class = words::class(words, field.class);
    match (field.read_back_at, field.caught) {
        (None, _) => class,
        (Some(_), true) => words.with("debrief-fields-caught", &[("class", &class)]),
        (Some(_), false) => words.with("debrief-fields-read-back", &[("class", &class)]),
    }
}

/// Under a field that is wrong, the line that told the fact; under one that was wrong, what put it right.
fn told_line(field: &FieldResult, words: &Words) -> Option<impl Scene + use<>> {
    let line = match &field.told_text {
        _ if field.caught => class_words(field, words),
        Some(line) if field.class != FieldClass::Right => words.with("debrief-fields-line", &[("line", line)]),
        _ => return None,
    };
    Some(bsn! {
        text(line, Type::Small, Token::Ink3)
        Node { padding: UiRect { left: px(S2), right: px(S2), top: px(0), bottom: px(3) }, flex_shrink: 0.0 }
    })
}

/// How many fields were wrong, beside what a practised typist gets wrong.
fn rate(debrief: &Debriefing, words: &Words) -> Option<impl Scene + use<>> {
    let errors = debrief.card.field_errors;
    let (wrong, compared) = (errors.wrong.to_string(), errors.compared.to_string());
    let (rate, expert) = (format!("{:.1}", errors.per_thousand?), format!("{EXPERT_PER_THOUSAND:.2}"));
    let args = [("wrong", wrong.as_str()), ("compared", &compared), ("rate", &rate), ("expert", &expert)];
    let line = words.with("debrief-fields-rate", &args);
    Some(bsn! {
        text(line, Type::Small, Token::Ink2)
        Node { margin: UiRect { left: px(S2), right: px(0), top: px(S2), bottom: px(0) }, flex_shrink: 0.0 }
    })
}

fn cell(words: String, style: Type, ink: Token, share: f32) -> impl Scene {
    bsn! {
        Node { width: percent(share), flex_shrink: 0.0, padding: UiRect::right(px(S2)) }
        Children [ text(words, style, ink) ]
    }
}

const fn tone_of(class: FieldClass) -> Tone {
    match class {
        FieldClass::Right => Tone::Good,
        FieldClass::Omitted | FieldClass::Unsaved => Tone::Warn,
        FieldClass::Stale
        | FieldClass::Duplicate
        | FieldClass::WrongField
        | FieldClass::WrongRecord
        | FieldClass::Transposed
        | FieldClass::Misheard
        | FieldClass::Invented => Tone::Bad,
    }
}
