//! A desk that nobody has used for a while shows nothing until the same person is back. A call stands still meanwhile.

use bevy::input_focus::tab_navigation::TabGroup;
use bevy::input_focus::{FocusCause, InputFocus};
use bevy::prelude::*;

use super::page::does;
use crate::app::actions::{ActionApp, ActionSpec, run};
use crate::app::audio::StopVoice;
use crate::app::entry::Entry;
use crate::app::session::{Drilling, Operator, Session, Words};
use crate::app::ui::prelude::*;
use crate::app::worker::Worker;
use crate::app::{AppSystems, Dialog, Screen};

/// Above everything.
const Z_LOCK: i32 = 95;

pub(super) fn plugin(app: &mut App) {
    let here = |id| ActionSpec::everywhere(id).in_dialog(Dialog::Locked);
    app.add_action(here("locked.open").when(|world| !world.resource::<Entry>().waits()), unlock)
        .add_action(here("locked.leave"), leave)
        .add_systems(OnEnter(Dialog::Locked), (hold, open))
        .add_systems(OnExit(Dialog::Locked), |mut operator: Operator| operator.go_on_after_pause())
        .add_systems(Update, (take_focus, show_refused).in_set(AppSystems::Show).run_if(in_state(Dialog::Locked)));
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct PassphraseField;

fn hold(mut operator: Operator, mut stops: MessageWriter<StopVoice>) {
    operator.pause();
    stops.write(StopVoice);
}

fn open(words: Res<Words>, session: Res<Session>, entry: Res<Entry>, mut commands: Commands) {
    let title = words.with("locked-title", &[("person", &session.who)]);
    let minutes = entry.rule.map_or(0, |rule| rule.lock_after_min).to_string();
    let why = words.with("locked-why", &[("minutes", &minutes)]);
    let call: Vec<_> = session.live.is_some().then(|| body(words.get("locked-call"))).into_iter().collect();
    let label = words.get("sign-in-passphrase");
    commands.spawn_scene(bsn! {
        template(|_| Ok(DespawnOnExit(Dialog::Locked)))
        template(|_| Ok(TabGroup::modal()))
        spoken(accesskit::Role::Dialog, title.clone())
        GlobalZIndex({Z_LOCK})
        Fill(Token::Bg, Shade::Rest)
        Node {
            position_type: PositionType::Absolute,
            left: px(0),
            top: px(0),
            width: percent(100),
            height: percent(100),
            padding: UiRect::all(px(S4)),
            justify_content: JustifyContent::Center,
            align_items: AlignItems::Center,
        }
        Children [(
            card()
            Node { width: px(440), max_width: percent(100), padding: UiRect::all(px(S5)), row_gap: px(S4) }
            Children [
                text(title, Type::Large, Token::Ink),
                dim(why),
                {call},
                (
                    @Field { @label: {label}, @secret: true }
                    PassphraseField
                    on(|_: On<FieldSubmitted>, mut commands: Commands| commands.queue(run("locked.open")))
                ),
                (
                    Node { column_gap: px(S2), row_gap: px(S2), flex_wrap: FlexWrap::Wrap }
                    Children [ does("locked.open", Skin::Primary), does("locked.leave", Skin::Normal) ]
                ),
            ]
        )]
    });
}

fn take_focus(fresh: Query<&FieldParts, Added<PassphraseField>>, mut focus: ResMut<InputFocus>) {
    for parts in &fresh {
        focus.set(parts.input, FocusCause::Navigated);
    }
}

fn unlock(
    fields: Query<&FieldText, With<PassphraseField>>,
    session: Res<Session>,
    mut entry: ResMut<Entry>,
    mut worker: ResMut<Worker>,
) -> Result {
    entry.try_passphrase(&mut worker, &session.who, &fields.single()?.0);
    Ok(())
}

fn show_refused(entry: Res<Entry>, fields: Query<Entity, With<PassphraseField>>, mut commands: Commands) {
    let Ok(field) = fields.single() else { return };
    if let (true, Some(why)) = (entry.is_changed(), &entry.refused) {
        commands.entity(field).insert(FieldHint::Bad(why.clone()));
        commands.trigger(SetField { field, text: String::new() });
    }
}

/// Whoever is not back makes room: a call stays as it stands, and can be gone on with.
fn leave(
    mut operator: Operator,
    mut drilling: ResMut<Drilling>,
    mut dialog: ResMut<NextState<Dialog>>,
    mut screen: ResMut<NextState<Screen>>,
) {
    operator.leave_call();
    drilling.live = None;
    operator.session.who.clear();
    NextState::set_if_neq(&mut dialog, Dialog::None);
    NextState::set_if_neq(&mut screen, Screen::SignIn);
}
