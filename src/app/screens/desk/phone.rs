//! The phone: who rings, how long it takes, how the caller bears it, and the buttons of the line.

use bevy::prelude::*;
use bevy::ui::Selected;

use super::{captions, confirm, is_phase, show_if, transfer};
use crate::app::actions::{ActionApp, ActionSpec, Chord, Does, Group};
use crate::app::session::{LiveCall, Operator, Session, Words};
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::call::{Action, Call, EventKind, Millis, Mode, Mood, Phase};
use crate::scenario::Direction;

pub(super) fn plugin(app: &mut App) {
    let on_desk = |id| ActionSpec::new(id, Screen::Desk).group(Group::Line);
    app.add_action(
        on_desk("desk.answer").key(Chord::Plain('a')).when(|world| may_begin(world, Direction::Inbound)),
        does(Action::Answer),
    )
    .add_action(
        on_desk("desk.dial").key(Chord::Plain('a')).when(|world| may_begin(world, Direction::Outbound)),
        does(Action::Answer),
    )
    .add_action(on_desk("desk.mute").key(Chord::Plain('m')).when(|world| may_mute(world, false)), does(Action::Mute))
    .add_action(on_desk("desk.unmute").key(Chord::Plain('m')).when(|world| may_mute(world, true)), does(Action::Unmute))
    .add_action(
        on_desk("desk.hold").key(Chord::Plain('h')).when(|world| is_phase(world, Phase::Talking)),
        does(Action::Hold),
    )
    .add_action(
        on_desk("desk.resume").key(Chord::Plain('h')).when(|world| is_phase(world, Phase::OnHold)),
        does(Action::Resume),
    )
    .add_action(
        on_desk("desk.back").key(Chord::Plain('h')).when(|world| is_phase(world, Phase::Consulting)),
        does(Action::Back),
    )
    .add_action(on_desk("desk.join").key(Chord::Plain('t')).when(may_join), does(Action::Join))
    .add_action(
        on_desk("desk.transfer").key(Chord::Plain('t')).when(|world| is_phase(world, Phase::Talking)),
        transfer::ask,
    )
    .add_action(
        on_desk("desk.end").key(Chord::Plain('e')).when(|world| !is_phase(world, Phase::Ringing)),
        confirm::ask_end,
    )
    .add_systems(
        Update,
        (show_line, show_texts, show_patience, show_buttons).in_set(AppSystems::Show).run_if(in_state(Screen::Desk)),
    );
}

fn does(action: Action) -> impl Fn(Operator) + Send + Sync + 'static {
    move |mut operator: Operator| operator.act(action.clone())
}

fn may_begin(world: &World, direction: Direction) -> bool {
    super::call(world).is_some_and(|call| begins(call) == Some(direction))
}

/// Whether the phone waits to be answered or to be dialled, while it does.
fn begins(call: &Call) -> Option<Direction> {
    (call.phase() == Phase::Ringing).then(|| call.setup().scenario.source.direction)
}

fn may_mute(world: &World, muted: bool) -> bool {
    super::call(world).is_some_and(|call| call.is_muted() == muted && call.phase() == Phase::Talking)
}

fn may_join(world: &World) -> bool {
    super::call(world).and_then(Call::consulting).is_some_and(|(_, answered)| answered)
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct PhasePill;

#[derive(Component, Debug, Clone, Copy, Default)]
struct PatienceMeter;

/// A text that follows the call.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
enum PhoneText {
    #[default]
    Timer,
    /// What the line does, beside the pill: who is waited for, and how long.
    Line,
    Points,
    Mood,
}

/// A button whose action depends on what the line does.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Slot {
    #[default]
    Mute,
    Hold,
    Transfer,
}

/// When a button is there: while the phone waits to be answered or to be dialled, or after it.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
enum While {
    #[default]
    OnLine,
    Begins(Direction),
}

pub(super) fn panel_of(live: &LiveCall, words: &Words) -> impl Scene + use<> {
    let (who, rest) = (caller(live, words), timer(&live.call, words));
    let said = captions::panel_of(words);
    bsn! {
        panel()
        Children [
            who,
            rest,
            (
                template_value(PhoneText::Line)
                text("", Type::Small, Token::Warn)
                Node { display: Display::None }
            ),
            buttons(),
            said,
        ]
    }
}

fn caller(live: &LiveCall, words: &Words) -> impl Scene + use<> {
    let setup = live.call.setup();
    let from = live.events.iter().find_map(|event| match &event.kind {
        EventKind::CallOffered { from } => Some(from.clone()).filter(|from| !from.is_empty()),
        _ => None,
    });
    let from = from.map_or_else(|| words.get("desk-number-withheld"), String::from);
    let line_id = &setup.scenario.source.line;
    let name = setup.pack.source.lines.get(line_id).map_or(line_id.as_str(), |line| line.name.as_str());
    let line_name = format!("{} · {name}", setup.pack.source.name);
    bsn! {
        Node { justify_content: JustifyContent::SpaceBetween, align_items: AlignItems::FlexStart, column_gap: px(S2), flex_shrink: 0.0 }
        Children [
            (
                Node { flex_direction: FlexDirection::Column, flex_shrink: 1.0, min_width: px(0) }
                Children [ text(from, Type::Large, Token::Ink), text(line_name, Type::Small, Token::Ink3) ]
            ),
            (
                @Pill
                PhasePill
                Node { align_self: AlignSelf::FlexStart, margin: UiRect::top(px(2)) }
            ),
        ]
    }
}

fn timer(call: &Call, words: &Words) -> impl Scene + use<> {
    let display = if call.setup().mode == Mode::Assessment { Display::None } else { Display::Flex };
    let label = words.get("desk-patience");
    bsn! {
        Node { justify_content: JustifyContent::SpaceBetween, align_items: AlignItems::FlexEnd, flex_shrink: 0.0 }
        Children [
            (template_value(PhoneText::Timer) line("00:00", Type::Number, Token::Ink)),
            (
                Node { display: {display}, width: px(150), flex_direction: FlexDirection::Column, row_gap: px(S1) }
                Children [
                    (
                        Node { justify_content: JustifyContent::SpaceBetween }
                        Children [
                            (template_value(PhoneText::Mood) text("", Type::Tiny, Token::Ink3)),
                            (template_value(PhoneText::Points) line("", Type::Tiny, Token::Ink3)),
                        ]
                    ),
                    (@Meter { label: {label} } PatienceMeter),
                ]
            ),
        ]
    }
}

fn buttons() -> impl Scene {
    bsn! {
        Node { column_gap: px(S2), flex_shrink: 0.0 }
        Children [
            (
                @PushButton { @skin: {Skin::Primary} }
                Does("desk.answer")
                template_value(While::Begins(Direction::Inbound))
                Node { flex_grow: 1.0, min_height: px(54) }
            ),
            (
                @PushButton { @skin: {Skin::Primary} }
                Does("desk.dial")
                template_value(While::Begins(Direction::Outbound))
                Node { flex_grow: 1.0, min_height: px(54) }
            ),
            (line_button(Skin::Normal) template_value(Slot::Mute) Does("desk.mute")),
            (line_button(Skin::Normal) template_value(Slot::Hold) Does("desk.hold")),
            (line_button(Skin::Normal) template_value(Slot::Transfer) Does("desk.transfer")),
            (line_button(Skin::Danger) Does("desk.end")),
        ]
    }
}

fn line_button(skin: Skin) -> impl Scene {
    bsn! {
        @PushButton { @skin: {skin}, @key_place: {KeyPlace::Below} }
        template_value(While::OnLine)
        Node { flex_grow: 1.0, flex_basis: px(0), min_height: px(54) }
    }
}

const fn phase_look(phase: Phase) -> (&'static str, Tone) {
    match phase {
        Phase::Ringing => ("phase-ringing", Tone::Accent),
        Phase::Dialling => ("phase-dialling", Tone::Accent),
        Phase::Talking => ("phase-talking", Tone::Good),
        Phase::OnHold => ("phase-on-hold", Tone::Warn),
        Phase::Consulting => ("phase-consulting", Tone::Accent),
        Phase::WrapUp => ("phase-wrap-up", Tone::Plain),
        Phase::Done => ("phase-done", Tone::Plain),
    }
}

const fn mood_look(mood: Mood) -> (&'static str, Tone) {
    match mood {
        Mood::Calm => ("desk-mood-calm", Tone::Good),
        Mood::Tense => ("desk-mood-tense", Tone::Accent),
        Mood::Angry => ("desk-mood-angry", Tone::Warn),
        Mood::AtTheEnd => ("desk-mood-at-the-end", Tone::Bad),
    }
}

/// The pill, and what is only there while the phone rings.
fn show_line(
    session: Res<Session>,
    words: Res<Words>,
    mut pills: Query<&mut Pill, With<PhasePill>>,
    mut parts: Query<(&While, &mut Node)>,
) {
    let Some(live) = &session.live else { return };
    let phase = live.call.phase();
    let begins = begins(&live.call);
    let (key, tone) =
        if begins == Some(Direction::Outbound) { ("phase-to-dial", Tone::Accent) } else { phase_look(phase) };
    for mut pill in &mut pills {
        pill.set_if_neq(Pill { label: words.get(key), tone });
    }
    for (only, mut node) in &mut parts {
        let shown = match only {
            While::Begins(direction) => begins == Some(*direction),
            While::OnLine => begins.is_none(),
        };
        show_if(&mut node, shown);
    }
}

fn show_texts(session: Res<Session>, words: Res<Words>, mut texts: Query<(&PhoneText, &mut Text, &mut Node)>) {
    let Some(live) = &session.live else { return };
    let call = &live.call;
    for (part, mut shown, mut node) in &mut texts {
        let now = match part {
            PhoneText::Timer => Millis(call.now().since(call.answered_at().unwrap_or_default())).clock(),
            PhoneText::Line => line_state(live, &words).unwrap_or_default(),
            PhoneText::Points => (call.patience() / 1000).to_string(),
            PhoneText::Mood => words.get(mood_look(call.mood()).0),
        };
        show_if(&mut node, !now.is_empty());
        shown.set_if_neq(Text(now));
    }
}

/// What the line does that the pill does not say.
fn line_state(live: &LiveCall, words: &Words) -> Option<String> {
    let call = &live.call;
    let since = live.events.iter().rev().find(|event| matches!(event.kind, EventKind::PhaseChanged { .. }))?.at;
    let time = Millis(call.now().since(since)).clock();
    match call.phase() {
        Phase::OnHold => Some(words.with("desk-held-for", &[("time", &time)])),
        Phase::Talking if call.is_muted() => Some(words.get("desk-muted")),
        Phase::Consulting => {
            let (to, answered) = call.consulting()?;
            let source = &call.setup().pack.source;
            let name = call.setup().pack.department_name(to);
            if answered {
                return Some(words.with("desk-consult-answered", &[("department", name)]));
            }
            let minutes = source.departments.get(to).map_or(0, |department| department.wait_min).to_string();
            Some(words.with("desk-consult-ringing", &[("department", name), ("minutes", &minutes), ("time", &time)]))
        }
        _ => None,
    }
}

fn show_patience(session: Res<Session>, words: Res<Words>, mut meters: Query<&mut Meter, With<PatienceMeter>>) {
    let Some(live) = &session.live else { return };
    #[expect(clippy::cast_precision_loss, reason = "0 to 100")]
    let value = (live.call.patience() / 1000) as f32;
    let tone = mood_look(live.call.mood()).1;
    for mut meter in &mut meters {
        meter.set_if_neq(Meter { label: words.get("desk-patience"), value, tone, mark: None });
    }
}

/// The buttons change their action with the line; what is switched on is marked.
fn show_buttons(
    session: Res<Session>,
    mut slots: Query<(Entity, &Slot, &mut Does, Has<Selected>)>,
    mut commands: Commands,
) {
    let Some(live) = &session.live else { return };
    let (phase, muted) = (live.call.phase(), live.call.is_muted());
    for (button, slot, mut does, marked) in &mut slots {
        let (id, on) = match (slot, phase) {
            (Slot::Mute, _) if muted => ("desk.unmute", true),
            (Slot::Mute, _) => ("desk.mute", false),
            (Slot::Hold, Phase::OnHold) => ("desk.resume", true),
            (Slot::Hold, Phase::Consulting) => ("desk.back", false),
            (Slot::Hold, _) => ("desk.hold", false),
            (Slot::Transfer, Phase::Consulting) => ("desk.join", false),
            (Slot::Transfer, _) => ("desk.transfer", false),
        };
        does.set_if_neq(Does(id));
        if on && !marked {
            commands.entity(button).insert(Selected);
        } else if !on && marked {
            commands.entity(button).remove::<Selected>();
        }
    }
}
