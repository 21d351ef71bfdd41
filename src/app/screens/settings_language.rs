//! The language in which calls are played, of those into which some call here is translated.

use bevy::prelude::*;

use super::settings::{labelled, option, options};
use crate::app::session::{CallLanguage, Library, Words};
use crate::app::ui::prelude::*;
use crate::app::worker::{Request, Worker};
use crate::store::CALL_LANGUAGE;

#[derive(Component, Debug, Clone, PartialEq, Eq, Default)]
struct LanguageRow(String);

/// The choice; only a word where nothing is translated.
pub(super) fn languages(words: &Words, library: &Library, current: &CallLanguage) -> impl Scene + use<> {
    let label = words.get("settings-language");
    let all = library.languages();
    let note = words.get(if all.is_empty() { "settings-language-none" } else { "settings-language-note" });
    let rows: Vec<_> = std::iter::once(String::new())
        .chain(all)
        .map(|tag| {
            let name =
                if tag.is_empty() { words.get("settings-language-own") } else { CallLanguage::name(&words.0, &tag) };
            let row = option(name, tag == current.0);
            bsn! { {row} template_value(LanguageRow(tag)) }
        })
        .collect();
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S2) }
        Children [
            labelled(label.clone(), bsn! { options(label, Box::new(rows)) on(choose) }),
            text(note, Type::Small, Token::Ink3),
        ]
    }
}

fn choose(
    chosen: On<RowChosen>,
    rows: Query<&LanguageRow>,
    mut language: ResMut<CallLanguage>,
    mut worker: ResMut<Worker>,
) -> Result {
    let tag = rows.get(chosen.row)?.0.clone();
    language.set_if_neq(CallLanguage(tag.clone()));
    worker.ask(Request::SetSetting(CALL_LANGUAGE, tag));
    Ok(())
}
