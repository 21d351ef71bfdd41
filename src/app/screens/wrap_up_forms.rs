//! What became of the forms when the call ended: lost with it, or still there to be put right and saved.

use bevy::prelude::*;
use smol_str::SmolStr;

use super::desk::records::form_tabs;
use super::desk::{form, form_status};
use super::moment::length;
use crate::app::session::{LiveCall, Words};
use crate::app::ui::prelude::*;
use crate::call::EventKind;
use crate::scenario::{How, Pack, Route};

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

fn lost_line(words: &Words, pack: &Pack, table: &str, id: Option<&str>, fields: &[(SmolStr, SmolStr)]) -> String {
    let Some(table) = pack.table(table) else { return table.to_owned() };
    let typed = fields.iter().map(|(name, value)| {
        let label = table.source.fields.get(name.as_str()).map_or(name.as_str(), |field| field.label.as_str());
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

/// The forms that are still open, as at the desk: what is not saved in them can be put right and saved. None if none is.
pub(super) fn records_card(words: &Words, live: &LiveCall) -> Option<impl Scene + use<>> {
    let (title, tabs) = (words.get("wrap-up-records"), form_tabs(words));
    (!live.call.forms().is_empty()).then(|| {
        bsn! {
            card()
            Children [ heading(title), tabs, form::body(), form_status::status_line() ]
        }
    })
}
