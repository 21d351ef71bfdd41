//! The replies that are open now, word for word, and in guided mode the hint for this step.

use bevy::prelude::*;

use super::{may_speak, show_if};
use crate::app::actions::{ActionApp, ActionSpec, Chord, Group};
use crate::app::screens::cards::{CARDS, Card, KEYS, cards, show_cards};
use crate::app::session::{Operator, Session, Words};
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::call::{Action, Call, Mode, Phase, Speaker};
use crate::scenario::Direction;

const IDS: [&str; CARDS] =
    ["desk.reply_1", "desk.reply_2", "desk.reply_3", "desk.reply_4", "desk.reply_5", "desk.reply_6"];

pub(super) fn plugin(app: &mut App) {
    add::<0>(app);
    add::<1>(app);
    add::<2>(app);
    add::<3>(app);
    add::<4>(app);
    add::<5>(app);
    app.add_systems(Update, (show_hint, show_turn).in_set(AppSystems::Show).run_if(in_state(Screen::Desk)))
        .add_systems(Update, show_replies.after(AppSystems::Show).run_if(in_state(Screen::Desk)));
}

fn add<const AT: usize>(app: &mut App) {
    let open = |world: &World| super::call(world).is_some_and(|call| may_speak(call) && call.replies().len() > AT);
    let spec = ActionSpec::new(IDS[AT], Screen::Desk).group(Group::Say).key(Chord::Plain(KEYS[AT]));
    app.add_action(spec.when(open), say::<AT>);
}

fn say<const AT: usize>(mut operator: Operator) {
    let Some(live) = &operator.session.live else { return };
    let name = live.call.replies().get(AT).map(|reply| reply.name.clone());
    if let Some(name) = name {
        operator.act(Action::Reply(name));
    }
}

/// Says whose turn it is while no reply is open.
#[derive(Component, Debug, Clone, Copy, Default)]
struct Turn;

#[derive(Component, Debug, Clone, Copy, Default)]
struct HintStrip;

#[derive(Component, Debug, Clone, Copy, Default)]
struct HintText;

pub(super) fn panel_of(words: &Words) -> impl Scene + use<> {
    let title = words.get("desk-replies");
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S1), min_height: px(194) }
        Children [
            (
                Node { column_gap: px(S3), align_items: AlignItems::Center, min_height: px(26), flex_shrink: 0.0 }
                Children [ heading(title), (Turn text("", Type::Small, Token::Ink3)), hint() ]
            ),
            cards(IDS, ButtonType::Body, S2),
        ]
    }
}

/// What a learner is told beside the step.
fn hint() -> impl Scene {
    bsn! {
        HintStrip
        Fill(Token::AccentSoft, Shade::Rest)
        Node {
            display: Display::None,
            flex_grow: 1.0,
            flex_basis: px(0),
            min_width: px(0),
            border_radius: BorderRadius::all(px(R_S)),
            padding: UiRect::axes(px(S3), px(2)),
        }
        Children [ (HintText text("", Type::Small, Token::Ink)) ]
    }
}

fn show_replies(session: Res<Session>, mut slots: Query<(&Card, &mut Caption, &mut Node)>) {
    let Some(live) = &session.live else { return };
    let texts: Vec<String> = live.call.replies().into_iter().map(|reply| live.call.reply_text(reply)).collect();
    show_cards(&mut slots, &texts);
}

fn show_turn(session: Res<Session>, words: Res<Words>, mut texts: Query<&mut Text, With<Turn>>) {
    let Some(live) = &session.live else { return };
    for mut text in &mut texts {
        let key = if live.is_still() { Some("desk-turn-again") } else { turn(&live.call) };
        text.set_if_neq(Text(key.map_or_else(String::new, |key| words.get(key))));
    }
}

fn turn(call: &Call) -> Option<&'static str> {
    match call.phase() {
        Phase::Ringing if call.setup().scenario.source.direction == Direction::Outbound => Some("desk-turn-dial"),
        Phase::Ringing => Some("desk-turn-ringing"),
        Phase::Dialling => Some("desk-turn-dialling"),
        Phase::OnHold => Some("desk-turn-hold"),
        Phase::Consulting if call.consulting().is_some_and(|(_, answered)| !answered) => Some("desk-turn-consult"),
        Phase::Talking if call.beat().is_none() && call.speaking().is_none() && !call.others_are_next() => {
            Some("desk-turn-greet")
        }
        _ => call.speaking().map(|(by, ..)| match by {
            Speaker::Operator => "desk-turn-speaking",
            Speaker::Caller => "desk-turn-listen",
            Speaker::Department(_) => "desk-turn-department",
        }),
    }
}

fn show_hint(
    session: Res<Session>,
    words: Res<Words>,
    mut strips: Query<&mut Node, With<HintStrip>>,
    mut texts: Query<&mut Text, With<HintText>>,
) {
    let Some(live) = &session.live else { return };
    let call = &live.call;
    let hint = match call.setup().mode {
        Mode::Guided => call.beat().map_or("", |beat| beat.source.hint.as_str()),
        Mode::Practice | Mode::Assessment => "",
    };
    let shown = if hint.is_empty() { String::new() } else { words.with("desk-hint", &[("hint", hint)]) };
    for mut node in &mut strips {
        show_if(&mut node, !hint.is_empty());
    }
    for mut text in &mut texts {
        text.set_if_neq(Text(shown.clone()));
    }
}
