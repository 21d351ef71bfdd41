//! A question before something cannot be taken back: ending the call, leaving it, throwing typed work away.

use bevy::prelude::*;

use crate::app::actions::{ActionApp, ActionSpec, Chord, Does, Group};
use crate::app::session::{Operator, Session, Words};
use crate::app::ui::prelude::*;
use crate::app::{Dialog, Screen};
use crate::call::{Action, Form};

pub(super) fn plugin(app: &mut App) {
    let here = |id| ActionSpec::new(id, Screen::Desk).in_dialog(Dialog::Confirm);
    let ends = |world: &World| is_asked(world, |question| question == Question::End);
    let leaves = |world: &World| is_asked(world, |question| question == Question::Leave);
    let discards = |world: &World| is_asked(world, |question| matches!(question, Question::Discard(_)));
    app.init_resource::<Asked>()
        .add_action(ActionSpec::new("desk.leave", Screen::Desk).key(Chord::Named(KeyCode::Escape, "Esc")), ask_leave)
        .add_action(
            ActionSpec::new("desk.discard", Screen::Desk)
                .group(Group::Records)
                .key(Chord::Ctrl('w'))
                .when(super::records::has_form),
            discard,
        )
        .add_action(here("desk.end_now").key(Chord::Plain('e')).when(ends), end)
        .add_action(here("desk.leave_now").key(Chord::Plain('l')).when(leaves), leave)
        .add_action(here("desk.discard_now").key(Chord::Plain('d')).when(discards), discard_now)
        .add_action(here("desk.stay").key(Chord::Plain('s')), stay)
        .add_systems(OnEnter(Dialog::Confirm), open.run_if(in_state(Screen::Desk)));
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    End,
    Leave,
    Discard(u32),
}

#[derive(Resource, Debug, Default)]
pub(super) struct Asked(Option<Question>);

fn is_asked(world: &World, wanted: fn(Question) -> bool) -> bool {
    world.resource::<Asked>().0.is_some_and(wanted)
}

/// The button that leads away.
pub(super) fn leave_button() -> impl Scene {
    bsn! { @PushButton { @skin: {Skin::Quiet} } Does("desk.leave") }
}

/// A plain key must not end a call by a slip.
pub(super) fn ask_end(mut asked: ResMut<Asked>, mut dialog: ResMut<NextState<Dialog>>) {
    asked.0 = Some(Question::End);
    dialog.set(Dialog::Confirm);
}

fn ask_leave(mut asked: ResMut<Asked>, mut dialog: ResMut<NextState<Dialog>>) {
    asked.0 = Some(Question::Leave);
    dialog.set(Dialog::Confirm);
}

/// Closes the form in front; what was typed is only thrown away after a question.
fn discard(mut operator: Operator, mut asked: ResMut<Asked>, mut dialog: ResMut<NextState<Dialog>>) {
    let Some(front) = operator.session.live.as_ref().and_then(|live| live.call.front()) else { return };
    let (number, unsaved) = (front.number, Form::is_unsaved(front));
    if unsaved {
        asked.0 = Some(Question::Discard(number));
        dialog.set(Dialog::Confirm);
    } else {
        operator.act(Action::Discard(number));
    }
}

fn open(asked: Res<Asked>, session: Res<Session>, words: Res<Words>, mut commands: Commands) {
    let Some(question) = asked.0 else { return };
    let (key, does, skin) = match question {
        Question::End => ("end", "desk.end_now", Skin::Danger),
        Question::Leave => ("leave", "desk.leave_now", Skin::Primary),
        Question::Discard(_) => ("discard", "desk.discard_now", Skin::Danger),
    };
    let title = words.get(&format!("desk-confirm-{key}"));
    let kept = session.live.as_ref().is_none_or(|live| live.way_out() == Screen::Home);
    let note = match question {
        Question::Leave if !kept => words.get("desk-confirm-leave-trial"),
        _ => words.get(&format!("desk-confirm-{key}-note")),
    };
    let unsaved =
        session.live.as_ref().map_or(0, |live| live.call.forms().iter().filter(|form| Form::is_unsaved(form)).count());
    let warning = if question == Question::End && unsaved > 0 {
        words.with("desk-end-unsaved", &[("count", &unsaved.to_string())])
    } else {
        String::new()
    };
    let display = if warning.is_empty() { Display::None } else { Display::Flex };
    commands.spawn_scene(bsn! {
        @Modal {
            @title: {title},
            @width: 440.0,
            @content: {bsn_list![
                dim(note),
                (text(warning, Type::Body, Token::Warn) Node { display: {display} }),
                (
                    Node { column_gap: px(S2), row_gap: px(S2), flex_wrap: FlexWrap::Wrap }
                    Children [
                        (@PushButton Does("desk.stay")),
                        (@PushButton { @skin: {skin} } Does({does})),
                    ]
                ),
            ]}
        }
        template(|_| Ok(DespawnOnExit(Dialog::Confirm)))
    });
}

fn end(mut operator: Operator, mut dialog: ResMut<NextState<Dialog>>) {
    operator.act(Action::End);
    NextState::set_if_neq(&mut dialog, Dialog::None);
}

fn leave(mut operator: Operator, mut dialog: ResMut<NextState<Dialog>>, mut screen: ResMut<NextState<Screen>>) {
    let to = operator.leave_call();
    NextState::set_if_neq(&mut dialog, Dialog::None);
    NextState::set_if_neq(&mut screen, to);
}

fn discard_now(mut operator: Operator, asked: Res<Asked>, mut dialog: ResMut<NextState<Dialog>>) {
    if let Some(Question::Discard(number)) = asked.0 {
        operator.act(Action::Discard(number));
    }
    NextState::set_if_neq(&mut dialog, Dialog::None);
}

fn stay(mut dialog: ResMut<NextState<Dialog>>) {
    NextState::set_if_neq(&mut dialog, Dialog::None);
}
