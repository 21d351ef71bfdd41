//! The question before a drill is finished while rows are left.

use bevy::prelude::*;

use crate::app::actions::{ActionApp, ActionSpec, Does};
use crate::app::session::{Driller, Drilling, Words};
use crate::app::ui::prelude::*;
use crate::app::{Dialog, Screen};
use crate::call::{DrillAction, DrillRun, ListAction, TidyAction};

pub(super) fn plugin(app: &mut App) {
    for (screen, stay, finish) in
        [(Screen::CallList, "call_list.stay", "call_list.finish_now"), (Screen::Tidy, "tidy.stay", "tidy.finish_now")]
    {
        app.add_action(ActionSpec::new(stay, screen).in_dialog(Dialog::Confirm), close)
            .add_action(ActionSpec::new(finish, screen).in_dialog(Dialog::Confirm), finish_now)
            .add_systems(OnExit(screen), close);
    }
    app.add_systems(OnEnter(Dialog::Confirm), open);
}

/// How many rows nothing was done about.
pub(super) fn left(run: &DrillRun) -> usize {
    match run {
        DrillRun::List(run) => run.rows().iter().filter(|row| !row.settled).count(),
        DrillRun::Tidy(run) => {
            run.rows().iter().filter(|row| row.into.is_none() && row.touched.is_none() && !row.settled).count()
        }
    }
}

/// Finishes the drill, after a question where rows are left.
pub(super) fn finish(mut driller: Driller, mut dialog: ResMut<NextState<Dialog>>) {
    let rows = driller.drilling.live.as_ref().map_or(0, |live| left(&live.run));
    if rows > 0 {
        dialog.set(Dialog::Confirm);
    } else {
        finish_it(&mut driller);
    }
}

fn finish_it(driller: &mut Driller) {
    let action = match driller.drilling.live.as_ref().map(|live| &live.run) {
        Some(DrillRun::List(_)) => DrillAction::List(ListAction::Finish),
        Some(DrillRun::Tidy(_)) => DrillAction::Tidy(TidyAction::Finish),
        None => return,
    };
    driller.act(action);
}

fn finish_now(mut driller: Driller, mut dialog: ResMut<NextState<Dialog>>) {
    dialog.set(Dialog::None);
    finish_it(&mut driller);
}

fn close(mut dialog: ResMut<NextState<Dialog>>) {
    NextState::set_if_neq(&mut dialog, Dialog::None);
}

fn open(drilling: Res<Drilling>, screen: Res<State<Screen>>, words: Res<Words>, mut commands: Commands) {
    let (stay, finish) = match screen.get() {
        Screen::CallList => ("call_list.stay", "call_list.finish_now"),
        Screen::Tidy => ("tidy.stay", "tidy.finish_now"),
        _ => return,
    };
    let Some(live) = &drilling.live else { return };
    let title = words.get("drill-confirm");
    let note = words.with("drill-confirm-note", &[("count", &left(&live.run).to_string())]);
    commands.spawn_scene(bsn! {
        @Modal {
            @title: {title},
            @width: 440.0,
            @content: {bsn_list![
                dim(note),
                (
                    Node { column_gap: px(S2), row_gap: px(S2), flex_wrap: FlexWrap::Wrap }
                    Children [
                        (@PushButton Does({stay})),
                        (@PushButton { @skin: {Skin::Primary} } Does({finish})),
                    ]
                ),
            ]}
        }
        template(|_| Ok(DespawnOnExit(Dialog::Confirm)))
    });
}
