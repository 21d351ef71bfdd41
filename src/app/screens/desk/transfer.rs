//! Where to send the call, and how.

use bevy::prelude::*;

use super::choices::{self, Offered, Picked};
use crate::app::actions::{ActionApp, ActionSpec, Chord, Does};
use crate::app::session::{Operator, Session, Words};
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Dialog, Screen};
use crate::call::{Action, Form};
use crate::scenario::How;

pub(super) fn plugin(app: &mut App) {
    let spec = |id| ActionSpec::new(id, Screen::Desk).in_dialog(Dialog::Transfer);
    let chosen = |world: &World| !world.resource::<Offered>().chosen.is_empty();
    app.add_action(spec("desk.transfer_warm").key(Chord::Plain('w')).when(chosen), send(How::Warm))
        .add_action(spec("desk.transfer_blind").key(Chord::Plain('b')).when(chosen), send(How::Blind))
        .add_systems(OnEnter(Dialog::Transfer), open.run_if(in_state(Screen::Desk)))
        .add_systems(Update, take_pick.in_set(AppSystems::Act).run_if(in_state(Dialog::Transfer)));
}

/// Opens the dialog.
pub(super) fn ask(
    session: Res<Session>,
    words: Res<Words>,
    mut offered: ResMut<Offered>,
    mut dialog: ResMut<NextState<Dialog>>,
) {
    let Some(live) = &session.live else { return };
    *offered = Offered::new(choices::departments(&live.call, &words));
    dialog.set(Dialog::Transfer);
}

fn open(session: Res<Session>, offered: Res<Offered>, words: Res<Words>, mut commands: Commands) {
    let Some(live) = &session.live else { return };
    let unsaved = live.call.forms().iter().filter(|form| Form::is_unsaved(form)).count();
    let warning = if unsaved == 0 {
        String::new()
    } else {
        words.with("desk-transfer-unsaved", &[("count", &unsaved.to_string())])
    };
    let display = if unsaved == 0 { Display::None } else { Display::Flex };
    let (title, note) = (words.get("desk-transfer-title"), words.get("desk-transfer-note"));
    let buttons = choices::buttons(&offered, Dialog::Transfer);
    commands.spawn_scene(bsn! {
        @Modal {
            @title: {title},
            @width: 520.0,
            @content: {bsn_list![
                buttons,
                (text(warning, Type::Body, Token::Warn) Node { display: {display} }),
                dim(note),
                (
                    Node { column_gap: px(S2), row_gap: px(S2), flex_wrap: FlexWrap::Wrap }
                    Children [
                        (@PushButton { @skin: {Skin::Primary} } Does("desk.transfer_warm")),
                        (@PushButton Does("desk.transfer_blind")),
                    ]
                ),
            ]}
        }
        template(|_| Ok(DespawnOnExit(Dialog::Transfer)))
    });
}

fn take_pick(mut picked: MessageReader<Picked>, mut offered: ResMut<Offered>) {
    for Picked(at) in picked.read() {
        offered.chosen = vec![*at];
    }
}

fn send(how: How) -> impl Fn(Operator, Res<Offered>, ResMut<NextState<Dialog>>) + Send + Sync + 'static {
    move |mut operator: Operator, offered: Res<Offered>, mut dialog: ResMut<NextState<Dialog>>| {
        let Some(to) = offered.values().into_iter().next() else { return };
        operator.act(Action::Transfer { to, how });
        NextState::set_if_neq(&mut dialog, Dialog::None);
    }
}
