//! The operator's own notes, for this call only.

use bevy::input_focus::InputFocus;
use bevy::prelude::*;
use bevy::text::EditableText;

use super::enter_field;
use crate::app::Screen;
use crate::app::actions::{ActionApp, ActionSpec, Chord, Group};
use crate::app::session::{Operator, Session, Words};
use crate::app::ui::prelude::*;
use crate::call::Action;

pub(super) fn plugin(app: &mut App) {
    app.add_action(
        ActionSpec::new("desk.notes", Screen::Desk).group(Group::Knowledge).key(Chord::Ctrl('n')),
        go_to_notes,
    )
    .add_systems(OnEnter(Screen::Desk), fill.after(super::open));
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct NotesField;

/// The field, with its heading.
pub(super) fn field(words: &Words) -> impl Scene + use<> {
    let (label, placeholder) = (words.get("desk-notes"), words.get("desk-notes-empty"));
    bsn! {
        @Field {
            @label: {label},
            @placeholder: {placeholder},
            @key: "Ctrl N",
            @lines: 3.0
        }
        NotesField
        Node { flex_shrink: 0.0 }
        on(note)
    }
}

fn note(edited: On<FieldEdited>, mut operator: Operator) {
    operator.act(Action::Note(edited.text.clone()));
}

/// A call that is gone on with has notes already.
fn fill(session: Res<Session>, fields: Query<Entity, With<NotesField>>, mut commands: Commands) {
    let Some(live) = &session.live else { return };
    for field in &fields {
        commands.trigger(SetField { field, text: live.call.note().to_owned() });
    }
}

fn go_to_notes(
    fields: Query<&FieldParts, With<NotesField>>,
    mut editables: Query<&mut EditableText>,
    mut focus: ResMut<InputFocus>,
) {
    for parts in &fields {
        enter_field(parts.input, &mut focus, &mut editables);
        // Notes are added to, not replaced.
        if let Ok(mut editable) = editables.get_mut(parts.input) {
            editable.queue_edit(bevy::text::TextEdit::TextEnd(false));
        }
    }
}
