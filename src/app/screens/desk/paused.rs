//! A call whose sound is lost stands still until its trainee says how it goes on: nobody is scored for a plug that was
//! pulled out.

use bevy::prelude::*;

use crate::app::actions::{ActionApp, ActionSpec, Chord, Does};
use crate::app::audio::{AudioStatus, StopVoice};
use crate::app::session::{Operator, Session, Words};
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Dialog, Screen};
use crate::call::Phase;

pub(super) fn plugin(app: &mut App) {
    let here = |id| ActionSpec::new(id, Screen::Desk).in_dialog(Dialog::Paused);
    app.init_resource::<Trouble>()
        .add_action(here("desk.go_on").key(Chord::Plain('g')), close)
        .add_action(here("desk.leave_paused").key(Chord::Plain('l')), leave)
        .add_systems(OnEnter(Dialog::Paused), open.run_if(in_state(Screen::Desk)))
        .add_systems(OnExit(Dialog::Paused), go_on)
        .add_systems(Update, notice_loss.in_set(AppSystems::Act))
        .add_systems(Update, show_status.in_set(AppSystems::Show).run_if(in_state(Dialog::Paused)));
}

/// Why nothing was heard, while nothing is.
#[derive(Resource, Debug, Default)]
struct Trouble(Option<String>);

/// The line that says whether it is heard again.
#[derive(Component, Debug, Clone, Copy, Default)]
struct StatusLine;

/// After-call work needs no sound.
fn needs_sound(session: &Session) -> bool {
    session.live.as_ref().is_some_and(|live| !matches!(live.call.phase(), Phase::WrapUp | Phase::Done))
}

fn notice_loss(
    status: Res<AudioStatus>,
    words: Res<Words>,
    mut trouble: ResMut<Trouble>,
    mut operator: Operator,
    (current, mut dialog): (Res<State<Dialog>>, ResMut<NextState<Dialog>>),
    (mut stops, mut notices): (MessageWriter<StopVoice>, MessageWriter<Notice>),
) {
    if !status.is_changed() {
        return;
    }
    match (&*status, &trouble.0) {
        (AudioStatus::Lost(cause), None) => {
            trouble.0 = Some(cause.clone());
            if needs_sound(&operator.session) {
                operator.pause();
                stops.write(StopVoice);
                dialog.set(Dialog::Paused);
            } else {
                let cause = cause.trim_end_matches('.');
                notices.write(Notice::new(Tone::Warn, words.with("sound-lost", &[("cause", cause)])));
            }
        }
        (AudioStatus::Ready, Some(_)) => {
            trouble.0 = None;
            // The dialog says so itself.
            if *current.get() != Dialog::Paused {
                notices.write(Notice::new(Tone::Good, words.get("sound-back")));
            }
        }
        _ => {}
    }
}

fn open(trouble: Res<Trouble>, words: Res<Words>, mut commands: Commands) {
    let cause = trouble.0.clone().unwrap_or_default();
    let title = words.get("desk-paused");
    let why = words.with("desk-paused-cause", &[("cause", cause.trim_end_matches('.'))]);
    let lost = words.get("desk-paused-lost");
    commands.spawn_scene(bsn! {
        @Modal {
            @title: {title},
            @width: 460.0,
            @content: {bsn_list![
                body(why),
                (text(lost, Type::Body, Token::Ink2) StatusLine),
                (
                    Node { column_gap: px(S2), row_gap: px(S2), flex_wrap: FlexWrap::Wrap }
                    Children [
                        (@PushButton { @skin: {Skin::Primary} } Does("desk.go_on")),
                        (@PushButton Does("desk.leave_paused")),
                    ]
                ),
            ]}
        }
        template(|_| Ok(DespawnOnExit(Dialog::Paused)))
    });
}

fn show_status(status: Res<AudioStatus>, words: Res<Words>, mut lines: Query<&mut Text, With<StatusLine>>) {
    let key = if *status == AudioStatus::Ready { "desk-paused-back" } else { "desk-paused-lost" };
    for mut text in &mut lines {
        text.set_if_neq(Text(words.get(key)));
    }
}

fn close(mut dialog: ResMut<NextState<Dialog>>) {
    NextState::set_if_neq(&mut dialog, Dialog::None);
}

/// However the question was closed.
fn go_on(mut operator: Operator) {
    operator.go_on_after_pause();
}

fn leave(mut operator: Operator, mut dialog: ResMut<NextState<Dialog>>, mut screen: ResMut<NextState<Screen>>) {
    operator.leave_call();
    NextState::set_if_neq(&mut dialog, Dialog::None);
    NextState::set_if_neq(&mut screen, Screen::Home);
}
