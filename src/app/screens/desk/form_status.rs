//! Below the form in front: saving and closing it, and whether it is kept.

use bevy::prelude::*;

use super::form::{Tried, forms_are_shown, may_edit};
use super::show_if;
use crate::app::AppSystems;
use crate::app::actions::Does;
use crate::app::session::{Session, Words};
use crate::app::ui::prelude::*;
use crate::call::{Call, Form};
use crate::text::Texts;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, show_status.in_set(AppSystems::Show).run_if(forms_are_shown))
        // After the buttons have taken the labels of their actions.
        .add_systems(Update, caption_buttons.after(AppSystems::Show).run_if(forms_are_shown));
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct StatusBar;

#[derive(Component, Debug, Clone, Copy, Default)]
struct StatusText;

#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
enum FormButton {
    #[default]
    Save,
    Discard,
}

/// The buttons of the form in front, and what became of it.
pub(super) fn status_bar() -> impl Scene {
    bsn! {
        StatusBar
        Node { align_items: AlignItems::Center, column_gap: px(S2), row_gap: px(S1), flex_wrap: FlexWrap::Wrap, flex_shrink: 0.0 }
        Children [
            (@PushButton { @skin: {Skin::Primary} } Does("desk.save") template_value(FormButton::Save)),
            (@PushButton Does("desk.discard") template_value(FormButton::Discard)),
            (status_line() Node { flex_grow: 1.0, flex_basis: px(160), min_width: px(0) }),
        ]
    }
}

/// Whether the form in front is kept, in words.
pub(in crate::app::screens) fn status_line() -> impl Scene {
    bsn! { StatusText text("", Type::Body, Token::Ink3) }
}

/// Whether the form is kept, in words.
fn status(call: &Call, form: &Form, tried: bool, words: &Texts) -> (String, Token) {
    let table = &call.setup().pack.tables[form.table];
    let blocking = call.problems(form).iter().filter(|(_, problem)| problem.blocks()).count();
    if tried && blocking > 0 && (form.is_unsaved() || form.id.is_none()) {
        return (words.with("desk-status-refused", &[("count", &blocking.to_string())]), Token::Bad);
    }
    if form.is_unsaved() {
        return (words.get("desk-status-unsaved"), Token::Warn);
    }
    let Some(id) = &form.id else { return (words.get("desk-status-new"), Token::Ink3) };
    if call.saved_rows().iter().any(|(number, row, _)| *number == form.table && row == id) {
        return (words.with("desk-status-saved", &[("what", &table.source.name), ("id", id)]), Token::Good);
    }
    let key = if table.source.edit { "desk-status-as-found" } else { "desk-status-read-only" };
    (words.with(key, &[("what", &table.source.name), ("id", id)]), Token::Ink3)
}

fn show_status(
    session: Res<Session>,
    words: Res<Words>,
    tried: Res<Tried>,
    mut texts: Query<(&mut Text, &mut Ink), With<StatusText>>,
    mut buttons: Query<(&FormButton, &mut Node)>,
) {
    let Some(live) = &session.live else { return };
    let front = live.call.front();
    let (shown, token) = match front {
        None => (words.get("desk-no-form"), Token::Ink3),
        Some(form) => status(&live.call, form, tried.has(form), &words),
    };
    for (mut text, mut ink) in &mut texts {
        text.set_if_neq(Text(shown.clone()));
        ink.set_if_neq(Ink(token));
    }
    for (button, mut node) in &mut buttons {
        let there = match button {
            FormButton::Save => front.is_some_and(|form| may_edit(&live.call, form)),
            FormButton::Discard => front.is_some(),
        };
        show_if(&mut node, there);
    }
}

/// The buttons name what they save, and whether closing throws anything away.
fn caption_buttons(session: Res<Session>, words: Res<Words>, mut buttons: Query<(&FormButton, &mut Caption)>) {
    let Some(live) = &session.live else { return };
    let Some(form) = live.call.front() else { return };
    let what = live.call.setup().pack.tables[form.table].source.name.to_lowercase();
    for (button, mut caption) in &mut buttons {
        let words = match button {
            FormButton::Save => words.with("desk-save", &[("what", &what)]),
            FormButton::Discard if form.is_unsaved() => words.get("desk-discard"),
            FormButton::Discard => words.get("desk-close"),
        };
        caption.set_if_neq(Caption(words));
    }
}
