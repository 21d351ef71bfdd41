//! The line: our clock, whom it rings, for how long, what picks up, and how far the list is.

use bevy::prelude::*;

use super::{act, list};
use crate::app::actions::{ActionApp, ActionSpec, Chord, Does, Group};
use crate::app::screens::desk::show_if;
use crate::app::screens::drill::said;
use crate::app::screens::page::Painter;
use crate::app::session::{Driller, Drilling, Words};
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::call::{DrillEvent, ListAction, ListEventKind, ListRun, Millis};
use crate::scenario::Dialler;

const DIAL: &str = "call_list.dial";
const SECOND: &str = "call_list.dial_second";
const HANG_UP: &str = "call_list.hang_up";
const TAKE: &str = "call_list.take_call";

/// So much of what happened is shown.
const LINES: usize = 12;

pub(super) fn plugin(app: &mut App) {
    let here = |id| ActionSpec::new(id, Screen::CallList).group(Group::Line);
    app.add_action(here(DIAL).key(Chord::Plain('d')).when(|world| may_dial(world, false)), dial(false))
        .add_action(here(SECOND).key(Chord::Plain('s')).when(|world| may_dial(world, true)), dial(true))
        .add_action(here(HANG_UP).key(Chord::Plain('h')).when(on_line), hang_up)
        .add_action(here(TAKE).key(Chord::Plain('t')).when(has_script), |mut driller: Driller| driller.take_call())
        .add_systems(
            Update,
            (show_clock, show_line, show_happened).chain().in_set(AppSystems::Show).run_if(in_state(Screen::CallList)),
        );
}

fn may_dial(world: &World, second: bool) -> bool {
    let Some(list) = list(world) else { return false };
    let Some(row) = list.front().map(|row| &list.rows()[row]) else { return false };
    let free = list.on_line().is_none() && list.waits_for_outcome().is_none();
    list.campaign().source.dialler == Dialler::Preview
        && free
        && !row.settled
        && (!second || !row.second_phone.is_empty())
}

fn on_line(world: &World) -> bool {
    list(world).is_some_and(|list| list.on_line().is_some())
}

fn has_script(world: &World) -> bool {
    world.resource::<Drilling>().live.as_ref().is_some_and(|live| live.script().is_some())
}

fn dial(second: bool) -> impl Fn(Driller, Res<Words>, MessageWriter<Notice>) + Send + Sync + 'static {
    move |mut driller, words, mut notices| {
        let Some(row) = driller.drilling.list().and_then(super::front) else { return };
        act(&mut driller, ListAction::Dial { row, second }, &words, &mut notices);
    }
}

fn hang_up(mut driller: Driller, words: Res<Words>, mut notices: MessageWriter<Notice>) {
    act(&mut driller, ListAction::HangUp, &words, &mut notices);
}

/// A text that follows the line.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
enum LineText {
    /// Our clock.
    #[default]
    Clock,
    Day,
    /// Whom it rings, or rang.
    Who,
    Number,
    /// For how long it has rung or been open.
    For,
    /// What is on the line, or what comes next.
    What,
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct LinePill;

#[derive(Component, Debug, Clone, Copy, Default)]
struct DoneBar;

#[derive(Component, Debug, Clone, Copy, Default)]
struct DoneLine;

/// What is only there when somebody on the line has something to say.
#[derive(Component, Debug, Clone, Copy, Default)]
struct TakeButton;

#[derive(Component, Debug, Clone, Copy, Default)]
struct Happened(usize);

pub(super) fn panel_of(list: &ListRun, words: &Words) -> impl Scene + use<> {
    let preview = list.campaign().source.dialler == Dialler::Preview;
    let (happened, done) = (words.get("list-happened"), words.get("list-done"));
    let buttons: Box<dyn SceneList> = if preview {
        Box::new(bsn_list![button(DIAL, Skin::Primary), button(SECOND, Skin::Normal), button(HANG_UP, Skin::Danger)])
    } else {
        Box::new(bsn_list![button(HANG_UP, Skin::Danger)])
    };
    let past = bsn_list![(Happened Node { flex_direction: FlexDirection::Column, row_gap: px(S2), flex_shrink: 0.0 })];
    bsn! {
        panel()
        Children [
            clock(),
            on_the_line(),
            (Node { column_gap: px(S2), flex_shrink: 0.0 } Children [ {buttons} ]),
            (
                @PushButton { @skin: {Skin::Primary} }
                Does(TAKE)
                TakeButton
                Node { display: Display::None, min_height: px(44), flex_shrink: 0.0 }
            ),
            (
                Node { flex_direction: FlexDirection::Column, row_gap: px(S1), flex_shrink: 0.0 }
                Children [
                    (DoneLine text("", Type::Small, Token::Ink2)),
                    (@Meter { label: {done} } DoneBar),
                ]
            ),
            heading(happened.clone()),
            (
                @ScrollBox { @label: {happened.clone()}, @tab_stop: true, @content: {past} }
                Node { flex_grow: 1.0, flex_basis: px(0), min_height: px(120) }
            ),
        ]
    }
}

fn button(action: &'static str, skin: Skin) -> impl Scene {
    bsn! {
        @PushButton { @skin: {skin}, @key_place: {KeyPlace::Below} }
        Does({action})
        Node { flex_grow: 1.0, flex_basis: px(0), min_height: px(54) }
    }
}

fn clock() -> impl Scene {
    bsn! {
        Node { justify_content: JustifyContent::SpaceBetween, align_items: AlignItems::FlexStart, flex_shrink: 0.0 }
        Children [
            (
                Node { flex_direction: FlexDirection::Column }
                Children [
                    (template_value(LineText::Clock) line("", Type::Number, Token::Ink)),
                    (template_value(LineText::Day) text("", Type::Small, Token::Ink3)),
                ]
            ),
            (
                @Pill
                LinePill
                Node { align_self: AlignSelf::FlexStart, margin: UiRect::top(px(S2)) }
            ),
        ]
    }
}

fn on_the_line() -> impl Scene {
    bsn! {
        Node { flex_direction: FlexDirection::Column, flex_shrink: 0.0, min_height: px(96) }
        Children [
            (
                Node { justify_content: JustifyContent::SpaceBetween, column_gap: px(S2), align_items: AlignItems::Baseline }
                Children [
                    (
                        Node { flex_grow: 1.0, flex_basis: px(0), min_width: px(0) }
                        Children [ (template_value(LineText::Who) text("", Type::Large, Token::Ink)) ]
                    ),
                    (template_value(LineText::For) line("", Type::Large, Token::Ink)),
                ]
            ),
            (template_value(LineText::Number) text("", Type::Body, Token::Ink3)),
            (template_value(LineText::What) text("", Type::Body, Token::Ink)),
        ]
    }
}

/// The row that the line is about: on it, or waiting for its outcome, or else the one in front.
fn about(list: &ListRun) -> Option<usize> {
    list.on_line().map(|(row, _)| row).or_else(|| list.waits_for_outcome())
}

fn show_clock(drilling: Res<Drilling>, words: Res<Words>, mut texts: Query<(&LineText, &mut Text)>) {
    let Some(list) = drilling.list() else { return };
    let now = list.clock(list.now());
    let row = about(list);
    let attempt = row.and_then(|row| list.rows()[row].attempts.last());
    for (part, mut shown) in &mut texts {
        let text = match part {
            LineText::Clock => said::time(now),
            LineText::Day => words
                .with("list-day", &[("weekday", &said::weekday(&words, now.date())), ("day", &words.day(now.date()))]),
            LineText::Who => {
                row.map_or_else(|| words.get("list-line-free"), |row| list.campaign().rows[row].name.clone())
            }
            LineText::Number => attempt.map(|attempt| attempt.number.clone()).unwrap_or_default(),
            LineText::For => match (list.on_line(), attempt) {
                (Some((_, None)), Some(attempt)) => Millis(list.now().since(attempt.at)).clock(),
                (Some(_), Some(attempt)) => {
                    Millis(list.now().since(attempt.at).saturating_sub(attempt.rang_ms)).clock()
                }
                _ => String::new(),
            },
            LineText::What => what(list, &words),
        };
        shown.set_if_neq(Text(text));
    }
}

/// What is on the line, or what comes next.
fn what(list: &ListRun, words: &Words) -> String {
    match list.on_line() {
        Some((_, Some(answered))) => return words.get(&format!("answered-{}", answered.name())),
        Some((_, None)) => return words.get("list-line-rings"),
        None => {}
    }
    if list.waits_for_outcome().is_some() {
        return words.get("list-line-outcome");
    }
    if list.campaign().source.dialler == Dialler::Preview {
        return words.get("list-line-preview");
    }
    match list.dials_at() {
        Some(at) => {
            let seconds = at.since(list.now()).div_ceil(1000);
            words.with("list-line-dials", &[("seconds", &seconds.to_string())])
        }
        None => words.get("list-line-none"),
    }
}

fn show_line(
    drilling: Res<Drilling>,
    words: Res<Words>,
    mut pills: Query<&mut Pill, With<LinePill>>,
    mut take: Query<&mut Node, With<TakeButton>>,
    mut bars: Query<&mut Meter, With<DoneBar>>,
    mut lines: Query<&mut Text, With<DoneLine>>,
) {
    let Some(list) = drilling.list() else { return };
    let (key, tone) = match list.on_line() {
        Some((_, None)) => ("list-phase-rings", Tone::Accent),
        Some((_, Some(_))) => ("list-phase-open", Tone::Good),
        None if list.waits_for_outcome().is_some() => ("list-phase-outcome", Tone::Warn),
        None => ("list-phase-free", Tone::Plain),
    };
    for mut pill in &mut pills {
        pill.set_if_neq(Pill { label: words.get(key), tone });
    }
    let script = drilling.live.as_ref().is_some_and(|live| live.script().is_some());
    for mut node in &mut take {
        show_if(&mut node, script);
    }
    let (all, done) = (list.rows().len(), list.rows().iter().filter(|row| row.settled).count());
    let label = words.with("list-done-count", &[("done", &done.to_string()), ("all", &all.to_string())]);
    #[expect(clippy::cast_precision_loss, reason = "a list has a few dozen rows")]
    let value = done as f32 * 100.0 / all.max(1) as f32;
    for mut bar in &mut bars {
        bar.set_if_neq(Meter { label: label.clone(), value, tone: Tone::Accent, mark: None });
    }
    for mut line in &mut lines {
        line.set_if_neq(Text(label.clone()));
    }
}

/// The latest things that happened, the newest first.
fn show_happened(drilling: Res<Drilling>, mut places: Query<(Entity, &mut Happened)>, mut painter: Painter) {
    let (Some(live), Some(list)) = (&drilling.live, drilling.list()) else { return };
    for (place, mut shown) in &mut places {
        if shown.0 == live.events.len() + 1 {
            continue;
        }
        shown.0 = live.events.len() + 1;
        let lines = live.events.iter().rev().filter_map(|event| happened_line(event, list, &painter.words));
        let lines: Vec<Box<dyn Scene>> =
            lines.take(LINES).map(|line| Box::new(text(line, Type::Small, Token::Ink2)) as Box<dyn Scene>).collect();
        painter.fill(place, lines);
    }
}

fn happened_line(event: &DrillEvent, list: &ListRun, words: &Words) -> Option<String> {
    let DrillEvent::List(event) = event else { return None };
    let (row, what) = match &event.kind {
        ListEventKind::Dialled { row, number, .. } => (*row, words.with("list-event-dialled", &[("number", number)])),
        ListEventKind::Answered { row, answered } => (*row, words.get(&format!("answered-{}", answered.name()))),
        ListEventKind::HungUp { row, .. } => (*row, words.get("list-event-hung-up")),
        ListEventKind::CallEnded { row, .. } => (*row, words.get("list-event-call-over")),
        ListEventKind::Decided { row, decision } => (*row, said::decision(words, decision)),
        ListEventKind::OutcomeNoted { row, code, .. } => (*row, said::outcome(words, list, code)),
        ListEventKind::Mended { row, value, .. } => (*row, words.with("list-event-mended", &[("value", value)])),
        ListEventKind::Looked { .. } | ListEventKind::Finished | ListEventKind::Refused { .. } => return None,
    };
    let at = said::time(list.clock(event.at));
    let row = &list.campaign().rows[row];
    Some(words.with("list-event", &[("at", &at), ("row", &row.number), ("name", &row.name), ("what", &what)]))
}
