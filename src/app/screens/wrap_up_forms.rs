//! What became of the forms when the call ended: lost with it, or still to be saved.

use bevy::prelude::*;

use super::moment::length;
use super::page::{does, wrapping};
use super::wrap_up::save_one;
use crate::app::session::{LiveCall, Words};
use crate::app::ui::prelude::*;
use crate::call::{EventKind, Form};
use crate::scenario::{How, Pack, Route};

/// The form that a button saves.
#[derive(Component, Debug, Clone, Copy, Default)]
pub(super) struct SaveForm(pub(super) u32);

/// How the call ended and how long it was, without judging it.
pub(super) fn ended(words: &Words, live: &LiveCall) -> String {
    let pack = &live.call.setup().pack;
    let took = live.call.ended_at().map_or(0, |at| at.0);
    let how = match live.call.ending().map(|ending| &ending.source.route) {
        None | Some(Route::Solved) => words.get("wrap-up-ended"),
        Some(Route::Sent { to, how }) => {
            let key = match how {
                How::Warm => "wrap-up-sent-warm",
                How::Blind => "wrap-up-sent-blind",
            };
            words.with(key, &[("department", pack.department_name(to))])
        }
        Some(Route::Callback { .. }) => words.get("wrap-up-callback"),
        Some(Route::CutOff) => words.get("wrap-up-you-ended"),
        Some(Route::GaveUp) => words.get("wrap-up-caller-ended"),
    };
    format!("{how} {}", words.with("wrap-up-length", &[("length", &length(words, took))]))
}

/// What was typed and not saved when the call left the operator's hands; none if nothing was.
pub(super) fn lost_card(words: &Words, live: &LiveCall) -> Option<impl Scene + use<>> {
    let pack = &live.call.setup().pack;
    let lost: Vec<_> = live
        .events
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::UnsavedLost { table, id, fields, .. } => {
                Some(lost_line(words, pack, table, id.as_deref(), fields))
            }
            _ => None,
        })
        .map(body)
        .collect();
    (!lost.is_empty()).then(|| {
        bsn! {
            card()
            Edge(Token::Bad)
            Node { row_gap: px(S1) }
            Children [
                text(words.get("wrap-up-lost"), Type::SmallBold, Token::Bad),
                {lost}
                ,text(words.get("wrap-up-lost-hint"), Type::Small, Token::Ink3),
            ]
        }
    })
}

fn lost_line(words: &Words, pack: &Pack, table: &str, id: Option<&str>, fields: &[(String, String)]) -> String {
    let Some(table) = pack.table(table) else { return table.to_owned() };
    let typed = fields.iter().map(|(name, value)| {
        let label = table.source.fields.get(name).map_or(name.as_str(), |field| field.label.as_str());
        format!("{label} “{value}”")
    });
    let typed = typed.collect::<Vec<_>>().join(", ");
    format!("{}: {typed}", form_name(words, &table.source.name, id))
}

fn form_name(words: &Words, kind: &str, id: Option<&str>) -> String {
    match id {
        Some(id) => format!("{kind} {id}"),
        None => words.with("wrap-up-new", &[("what", &kind.to_lowercase())]),
    }
}

/// The forms that are still open with something unsaved in them; none if there are none.
pub(super) fn unsaved_card(words: &Words, live: &LiveCall) -> Option<impl Scene + use<>> {
    let unsaved: Vec<_> =
        live.call.forms().iter().filter(|form| form.is_unsaved()).map(|form| unsaved_row(words, live, form)).collect();
    (!unsaved.is_empty()).then(|| {
        bsn! {
            card()
            Edge(Token::Warn)
            Node { row_gap: px(S2) }
            Children [
                wrapping(Box::new(bsn_list![
                    text(words.get("wrap-up-unsaved"), Type::SmallBold, Token::Warn),
                    spacer(),
                    does("wrap_up.save", Skin::Normal),
                ])),
                {unsaved}
            ]
        }
    })
}

fn unsaved_row(words: &Words, live: &LiveCall, form: &Form) -> impl Scene + use<> {
    let table = &live.call.setup().pack.tables[form.table];
    let name = form_name(words, &table.source.name, form.id.as_deref());
    let typed = form.typed.iter().filter_map(|slot| table.field(*slot)).map(|(_, field)| field.label.clone());
    let typed = typed.collect::<Vec<_>>().join(", ");
    let blocked: Vec<String> = live
        .call
        .problems(form)
        .iter()
        .filter(|(_, problem)| problem.blocks())
        .map(|(field, problem)| {
            let label = table.source.fields.get(field).map_or(field.as_str(), |field| field.label.as_str());
            format!("{label}: {}", words.problem(problem))
        })
        .collect();
    let blocked: Vec<_> = (!blocked.is_empty())
        .then(|| words.with("wrap-up-blocked", &[("why", &blocked.join(" "))]))
        .map(|blocked| text(blocked, Type::Small, Token::Bad))
        .into_iter()
        .collect();
    let label = words.with("wrap-up-save", &[("what", &name)]);
    bsn! {
        Node { flex_wrap: FlexWrap::Wrap, align_items: AlignItems::Center, column_gap: px(S3), row_gap: px(S1) }
        Children [
            (@PushButton { @label: {label} } template_value(SaveForm(form.number)) on(save_one)),
            text(typed, Type::Small, Token::Ink2),
            {blocked}
        ]
    }
}
