//! The desk: the phone and what was said, the records, the knowledge base, and what can be said next.
//!
//! One file a panel. This file assembles them and holds what several of them ask about the call.

use bevy::input::ButtonState;
use bevy::input::keyboard::{KeyCode, KeyboardInput};
use bevy::input_focus::tab_navigation::TabGroup;
use bevy::input_focus::{FocusCause, FocusedInput, InputFocus, InputFocusVisible};
use bevy::prelude::*;
use bevy::text::{EditableText, TextEdit};

use super::keys;
use crate::app::session::{Happened, LiveCall, Session, Words};
use crate::app::ui::field::InputOf;
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Dialog, Screen};
use crate::call::{Call, EventKind, Mode, Phase, Speaker};

mod captions;
mod choices;
mod confirm;
pub(super) mod form;
pub(super) mod form_status;
mod knowledge;
mod light;
mod moves;
mod notes;
mod paused;
mod phone;
mod queue;
pub(super) mod records;
mod related;
mod replies;
mod search;
mod sounds;
mod transfer;
mod voices;
mod watch;

pub(super) fn plugin(app: &mut App) {
    app.add_plugins((phone::plugin, captions::plugin, records::plugin, search::plugin, form::plugin, related::plugin))
        .add_plugins(form_status::plugin)
        .add_plugins((knowledge::plugin, notes::plugin, replies::plugin, moves::plugin, choices::plugin))
        .add_plugins((transfer::plugin, confirm::plugin, sounds::plugin, voices::plugin))
        .add_plugins((paused::plugin, queue::plugin, light::plugin, watch::plugin))
        .add_observer(leave_field)
        .add_systems(OnEnter(Screen::Desk), open)
        .add_systems(OnExit(Screen::Desk), close_dialog)
        .add_systems(OnExit(Dialog::None), show_focus)
        .add_systems(Update, tell_refusals.in_set(AppSystems::Show).run_if(in_state(Screen::Desk)))
        .add_systems(Update, scroll_columns.in_set(AppSystems::Show));
}

fn open(session: Res<Session>, words: Res<Words>, mut commands: Commands) {
    let Some(live) = &session.live else { return };
    commands.spawn_scene(desk(live, &session.who, &words));
}

fn desk(live: &LiveCall, who: &str, words: &Words) -> impl Scene + use<> {
    let call = &live.call;
    let left = phone::panel_of(live, words);
    let middle = records::panel_of(call, words);
    // What is said about a call that is watched takes the place of what one would look up.
    let right: Box<dyn Scene> = match live.show() {
        Some(show) => Box::new(watch::panel_of(show, words)),
        None => Box::new(knowledge::panel_of(words)),
    };
    let bottom = bottom(words);
    let top = top_bar(live, who, words);
    bsn! {
        template(|_| Ok(DespawnOnExit(Screen::Desk)))
        TabGroup
        Fill(Token::Line, Shade::Rest)
        Scrolls
        Node { width: percent(100), height: percent(100), flex_direction: FlexDirection::Column, row_gap: px(1), overflow: Overflow::scroll_y() }
        Children [
            top,
            (
                Columns
                StackBelow(900.0)
                Node { flex_grow: 1.0, flex_basis: px(0), min_height: px(280), column_gap: px(1), row_gap: px(1), overflow: Overflow::clip() }
                Children [
                    ({left} Span(300.0)),
                    ({middle} Span),
                    ({right} Span(320.0)),
                ]
            ),
            bottom,
        ]
    }
}

/// The row of panels.
#[derive(Component, Debug, Clone, Copy, Default)]
pub(super) struct Columns;

type ColumnsState = (Entity, &'static mut Node, Has<Stacked>, Has<Scrolls>);

/// Beside each other the panels scroll, each by itself; below each other all of them together do.
fn scroll_columns(mut rows: Query<ColumnsState, With<Columns>>, mut commands: Commands) {
    for (row, mut node, stacked, scrolls) in &mut rows {
        if stacked && !scrolls {
            node.overflow = Overflow::scroll_y();
            commands.entity(row).insert(Scrolls);
        } else if !stacked && scrolls {
            node.overflow = Overflow::clip();
            commands.entity(row).remove::<Scrolls>();
        }
    }
}

fn top_bar(live: &LiveCall, who: &str, words: &Words) -> impl Scene + use<> {
    let setup = live.call.setup();
    let (title, who) = (setup.scenario.source.title.clone(), who.to_owned());
    let mode: Vec<_> = live
        .show()
        .is_none()
        .then(|| words.get(mode_key(setup.mode)))
        .map(|label| bsn! { @Pill { label: {label} } })
        .into_iter()
        .collect();
    let leave: Vec<_> = live.show().is_none().then(confirm::leave_button).into_iter().collect();
    let product = words.get("desk-product");
    let mark: Vec<_> = live.mark().map(|key| mark_pill(words.get(key))).into_iter().collect();
    bsn! {
        panel()
        Node {
            flex_direction: FlexDirection::Row,
            align_items: AlignItems::Center,
            column_gap: px(S4),
            row_gap: px(S2),
            flex_wrap: FlexWrap::Wrap,
            padding: UiRect::axes(px(S4), px(S1)),
            flex_shrink: 0.0,
        }
        Children [
            line(product, Type::BodyBold, Token::Ink),
            line(title, Type::Body, Token::Ink3),
            {mode},
            {mark},
            light::light(),
            // They go to the next line together.
            (
                Node { align_items: AlignItems::Center, column_gap: px(S4), margin: UiRect::left(auto()) }
                Children [ keys::button(), {leave}, line(who, Type::Body, Token::Ink) ]
            ),
        ]
    }
}

/// Marks a run that counts nowhere.
pub(super) fn mark_pill(label: String) -> impl Scene {
    bsn! { @Pill { label: {label}, tone: {Tone::Warn} } }
}

fn bottom(words: &Words) -> impl Scene + use<> {
    let said = replies::panel_of(words);
    bsn! {
        panel()
        StackBelow(900.0)
        Node { flex_shrink: 0.0, column_gap: px(S4), row_gap: px(S3), padding: UiRect::axes(px(S4), px(S3)) }
        Children [
            ({said} Span),
            (moves::panel() Span(348.0)),
        ]
    }
}

/// The words of a mode.
const fn mode_key(mode: Mode) -> &'static str {
    match mode {
        Mode::Guided => "mode-guided",
        Mode::Practice => "mode-practice",
        Mode::Assessment => "mode-assessment",
    }
}

/// The call being taken, where there is one.
fn call(world: &World) -> Option<&Call> {
    world.resource::<Session>().live.as_ref().map(|live| &live.call)
}

/// Whether the call is in a phase.
fn is_phase(world: &World, phase: Phase) -> bool {
    call(world).is_some_and(|call| call.phase() == phase)
}

/// Whether it is the operator's turn to speak, or the caller can be talked over. A muted operator may try, and is told.
fn may_speak(call: &Call) -> bool {
    let on_line = match call.phase() {
        Phase::Talking => true,
        Phase::Consulting => call.consulting().is_some_and(|(_, answered)| answered),
        _ => false,
    };
    on_line
        && match call.speaking() {
            Some((by, ..)) => *by != Speaker::Operator,
            None => !call.others_are_next(),
        }
}

/// Two equal columns, however wide their content is.
pub(super) fn two_columns() -> Vec<RepeatedGridTrack> {
    RepeatedGridTrack::flex(2, 1.0)
}

/// Shows or hides a node; one that is as it should be is not touched.
pub(super) fn show_if(node: &mut Mut<Node>, shown: bool) {
    let display = if shown { Display::Flex } else { Display::None };
    if node.display != display {
        node.display = display;
    }
}

/// As much of a text as fits into so many characters, to the end of a word.
pub(super) fn excerpt(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else { return text.to_owned() };
    let cut = text[..end].rfind(' ').unwrap_or(end);
    format!("{}…", text[..cut].trim_end_matches([',', '.', ';', ':']))
}

/// A quiet text on one line, as much of it as there is room for.
pub(super) fn clipped(words: String) -> impl Scene {
    bsn! {
        Node { flex_grow: 1.0, flex_basis: px(0), min_width: px(0), overflow: Overflow::clip() }
        Pickable { should_block_lower: false, is_hoverable: false }
        Children [ line(words, Type::Small, Token::Ink3) ]
    }
}

/// Gives the focus to a field and marks what is in it, so that typing replaces it.
pub(super) fn enter_field(input: Entity, focus: &mut InputFocus, editables: &mut Query<&mut EditableText>) {
    focus.set(input, FocusCause::Navigated);
    if let Ok(mut editable) = editables.get_mut(input) {
        editable.queue_edit(TextEdit::SelectAll);
    }
}

/// Escape leaves a field, so that plain keys hold again.
fn leave_field(
    key: On<FocusedInput<KeyboardInput>>,
    inputs: Query<(), With<InputOf>>,
    screen: Res<State<Screen>>,
    mut focus: ResMut<InputFocus>,
) {
    let escape = key.input.key_code == KeyCode::Escape && key.input.state == ButtonState::Pressed;
    if escape && *screen.get() == Screen::Desk && inputs.contains(key.focused_entity) {
        focus.clear();
    }
}

/// A dialog that a key has opened shows where the keyboard stands in it.
fn show_focus(mut visible: ResMut<InputFocusVisible>) {
    visible.0 = true;
}

/// A call that ends by itself takes its questions with it.
fn close_dialog(mut dialog: ResMut<NextState<Dialog>>) {
    NextState::set_if_neq(&mut dialog, Dialog::None);
}

/// What could not be done is said in a notice.
fn tell_refusals(mut happened: MessageReader<Happened>, words: Res<Words>, mut notices: MessageWriter<Notice>) {
    for Happened(event) in happened.read() {
        if let EventKind::ActionRefused { refusal } = &event.kind {
            notices.write(Notice::new(Tone::Warn, words.refusal(*refusal)));
        }
    }
}
