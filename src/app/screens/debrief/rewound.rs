//! Rewind: the ways to play on from a moment of the call, and both outcomes side by side when that was done.

use accesskit::Role;
use bevy::input_focus::InputFocus;
use bevy::prelude::*;

use super::{Goes, Reading, words};
use crate::app::actions::{ActionApp, ActionSpec, Actions, Chord};
use crate::app::screens::page::does;
use crate::app::session::{Debriefing, Operator, Session, Words};
use crate::app::ui::button::KeyShown;
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::call::{Decision, Millis, decision_by, decisions};
use crate::scoring::{CriterionDifference, NumberDifference, Points, difference};

const PLAY_ON: &str = "debrief.play-on";
/// Widths of the columns after the name: the first run, this run, the change.
const WIDTHS: [f32; 3] = [200.0, 200.0, 110.0];
/// The list of criteria leaves room for what stands below it; a call that was broken off changes nearly all of them.
const MOST_HEIGHT: f32 = 232.0;

pub(super) fn plugin(app: &mut App) {
    app.add_action(ActionSpec::new(PLAY_ON, Screen::Debrief).key(Chord::Plain('r')).when(may_play_on), play_on)
        .add_action(
            ActionSpec::new("debrief.first-run", Screen::Debrief).key(Chord::Plain('o')).when(has_first),
            back_to_first,
        )
        .add_observer(play_on_from_button)
        .add_systems(Update, show_key.in_set(AppSystems::Show).run_if(resource_exists::<Reading>));
}

/// Choosing this plays on from the decision at this action of the log.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct PlaysOn(usize);

/// A button that plays on from the decision by which a time could have come out otherwise; none before the first.
pub(super) fn button_by(decisions: &[Decision], at: Millis, words: &Words) -> Option<impl Scene + use<>> {
    decision_by(decisions, at).map(|decision| button(decision, words))
}

/// A button that plays on from where a line of the operator was said.
pub(super) fn button_at(decisions: &[Decision], at: Millis, words: &Words) -> Option<impl Scene + use<>> {
    let said = decisions.iter().find(|decision| decision.at == at && decision.said.is_some());
    said.map(|decision| button(decision, words))
}

fn button(decision: &Decision, words: &Words) -> impl Scene + use<> {
    let label = words.with("debrief-play-on", &[("at", &decision.at.clock())]);
    let line = decision.line;
    bsn! {
        @PushButton { @label: {label}, @skin: {Skin::Quiet} }
        template_value(PlaysOn(line))
        Node { min_height: px(26), padding: UiRect::axes(px(S2), px(0)), flex_shrink: 0.0 }
    }
}

/// The action of the log that playing on would take back: that of the button with the focus, else that of the chosen place.
fn target(reading: &Reading, focused: Option<&PlaysOn>) -> Option<usize> {
    let chosen = || decision_by(&reading.decisions, reading.at?).map(|decision| decision.line);
    focused.map(|button| button.0).or_else(chosen)
}

fn may_play_on(world: &World) -> bool {
    let focused = world.resource::<InputFocus>().get().and_then(|here| world.get::<PlaysOn>(here));
    world.get_resource::<Reading>().is_some_and(|reading| target(reading, focused).is_some())
}

fn play_on(reading: Res<Reading>, focus: Res<InputFocus>, buttons: Query<&PlaysOn>, mut operator: Operator) -> Result {
    let focused = focus.get().and_then(|here| buttons.get(here).ok());
    let Some(line) = target(&reading, focused) else { return Ok(()) };
    operator.play_on(line)?;
    Ok(())
}

fn play_on_from_button(activate: On<Activate>, buttons: Query<&PlaysOn>, mut operator: Operator) -> Result {
    if let Ok(button) = buttons.get(activate.entity) {
        operator.play_on(button.0)?;
    }
    Ok(())
}

/// The key stands on the button that it would press now.
fn show_key(
    reading: Res<Reading>,
    focus: Res<InputFocus>,
    actions: Res<Actions>,
    plain: Query<&PlaysOn>,
    mut buttons: Query<(Ref<PlaysOn>, &mut KeyShown)>,
) {
    let fresh = buttons.iter().any(|(button, _)| button.is_added());
    if !reading.is_changed() && !focus.is_changed() && !fresh {
        return;
    }
    let target = target(&reading, focus.get().and_then(|here| plain.get(here).ok()));
    let key = actions.get(PLAY_ON).and_then(|action| action.spec.key).map(Chord::shown).unwrap_or_default();
    for (button, mut shown) in &mut buttons {
        let key = if target == Some(button.0) { key.clone() } else { String::new() };
        shown.set_if_neq(KeyShown(key));
    }
}

fn has_first(world: &World) -> bool {
    world.resource::<Session>().debrief.as_ref().is_some_and(|debrief| debrief.first.is_some())
}

pub(super) fn back_to_first(mut session: ResMut<Session>, mut next: ResMut<NextState<Screen>>) {
    if let Some(screen) = session.back_to_first() {
        next.set(screen);
    }
}

/// Both outcomes side by side; nothing for a run of its own.
pub(super) fn outcomes(debrief: &Debriefing, words: &Words) -> Option<impl Scene + use<>> {
    if !debrief.is_rewound() {
        return None;
    }
    let title = words.get("debrief-outcomes");
    let note = note(debrief, words);
    let table: Box<dyn SceneList> = match &debrief.first {
        Some(first) => Box::new(side_by_side(first, debrief, words)),
        None => Box::new(bsn_list![text(words.get("debrief-outcomes-alone"), Type::Small, Token::Ink3)]),
    };
    let back: Vec<_> = debrief.first.iter().map(|_| does("debrief.first-run", Skin::Normal)).collect();
    Some(bsn! {
        card()
        Edge(Token::Warn)
        Node { flex_shrink: 0.0, row_gap: px(S2) }
        Children [
            (
                Node { flex_wrap: FlexWrap::Wrap, align_items: AlignItems::Center, column_gap: px(S3), row_gap: px(S1) }
                Children [
                    text(title, Type::BodyBold, Token::Ink),
                    (text(note, Type::Small, Token::Ink2) Node { flex_grow: 1.0, flex_basis: px(320), min_width: px(0) }),
                    {back},
                ]
            ),
            {table}
        ]
    })
}

/// Where the run was taken up, and that it does not count.
fn note(debrief: &Debriefing, words: &Words) -> String {
    let line = debrief.log.header.rewound.as_ref().and_then(|rewound| usize::try_from(rewound.line).ok());
    let made = debrief.first.as_ref().zip(line).and_then(|(first, line)| {
        decisions(first.call.setup(), &first.log).into_iter().find(|decision| decision.line == line)
    });
    match made {
        Some(decision) => {
            let what = words.decision(&decision, debrief.call.setup());
            words.with("debrief-outcomes-note", &[("at", &decision.at.clock()), ("what", &what)])
        }
        None => words.get("debrief-outcomes-no-attempt"),
    }
}

fn side_by_side(first: &Debriefing, second: &Debriefing, words: &Words) -> impl SceneList + use<> {
    let found = difference(&first.card, &second.card);
    let head = head_row(words);
    let ending = [words::ending(words, first), words::ending(words, second)];
    let mut rows = vec![row(words, words.get("debrief-outcomes-ending"), ending, None)];
    rows.extend(found.numbers.iter().map(|number| number_row(number, words)));
    let count = [found.critical.0.to_string(), found.critical.1.to_string()];
    let fewer = i64::try_from(found.critical.0).unwrap_or(0) - i64::try_from(found.critical.1).unwrap_or(0);
    rows.push(row(words, words.get("debrief-critical"), count, Some(judged(Some(fewer), words))));
    let verdict = |passed: bool| words.get(if passed { "verdict-passed" } else { "verdict-not-passed" });
    let passed = [verdict(found.passed.0), verdict(found.passed.1)];
    rows.push(row(words, words.get("debrief-outcomes-result"), passed, None));
    let rows: Vec<_> = rows.into_iter().map(under_a_line).collect();
    let title = words.get("debrief-outcomes-criteria");
    let criteria: Vec<Box<dyn SceneList>> = found
        .criteria
        .iter()
        .map(|criterion| Box::new(bsn_list![divider(), criterion_row(second, criterion, words)]) as Box<dyn SceneList>)
        .collect();
    let criteria: Box<dyn SceneList> = if criteria.is_empty() {
        Box::new(bsn_list![text(words.get("debrief-outcomes-same"), Type::Small, Token::Ink3)])
    } else {
        let (label, list) = (title.clone(), title.clone());
        let list = bsn_list![
            @PickList { @label: {list}, @gap: 0.0, @rows: {Box::new(criteria) as Box<dyn SceneList>} }
        ];
        Box::new(bsn_list![(@ScrollBox { @label: {label}, @content: {list} } Node { max_height: px(MOST_HEIGHT) })])
    };
    bsn_list![
        (Node { flex_direction: FlexDirection::Column, flex_shrink: 0.0 } Children [ head, {rows} ]),
        (text(title, Type::SmallBold, Token::Ink2) Node { margin: UiRect::top(px(S2)) }),
        {criteria},
    ]
}

fn under_a_line(row: Box<dyn Scene>) -> impl Scene {
    let row = vec![row];
    bsn! {
        Node { flex_direction: FlexDirection::Column, flex_shrink: 0.0 }
        Children [ divider(), {row} ]
    }
}

fn head_row(words: &Words) -> impl Scene + use<> {
    let cells = cells([words.get("debrief-outcomes-first"), words.get("debrief-outcomes-second")], Type::SmallBold);
    bsn! {
        Node { padding: UiRect::axes(px(S2), px(2)), flex_shrink: 0.0, column_gap: px(S2) }
        Children [ spacer(), {cells}, (Node { width: px(WIDTHS[2]), flex_shrink: 0.0 }) ]
    }
}

/// The two sides of a row.
fn cells(sides: [String; 2], style: Type) -> Vec<impl Scene + use<>> {
    let cell = |(side, width): (String, f32)| {
        bsn! {
            Node { width: px(width), flex_shrink: 1.0, min_width: px(60) }
            Children [ text(side, style, Token::Ink) ]
        }
    };
    sides.into_iter().zip(WIDTHS).map(cell).collect()
}

fn number_row(found: &NumberDifference, words: &Words) -> Box<dyn Scene> {
    let name = words::number(words, found.number);
    let score = |score: Option<u32>| score.map_or_else(|| words.get("debrief-not-counted"), |score| score.to_string());
    let points = found.change().unwrap_or(0).unsigned_abs().to_string();
    let change = match found.change() {
        None => (words.get("debrief-change-none"), Tone::Plain),
        Some(0) => (words.get("debrief-change-same"), Tone::Plain),
        Some(1..) => (words.with("debrief-change-more", &[("points", &points)]), Tone::Good),
        Some(_) => (words.with("debrief-change-less", &[("points", &points)]), Tone::Bad),
    };
    row(words, name, [score(found.before), score(found.after)], Some(change))
}

/// Better or worse, where points do not say it; none where one side could not have it.
fn judged(change: Option<i64>, words: &Words) -> (String, Tone) {
    match change {
        None => (words.get("debrief-change-none"), Tone::Plain),
        Some(0) => (words.get("debrief-change-same"), Tone::Plain),
        Some(1..) => (words.get("debrief-change-better"), Tone::Good),
        Some(_) => (words.get("debrief-change-worse"), Tone::Bad),
    }
}

/// What it is, the two sides and the change, and all of it in a sentence.
fn row(words: &Words, name: String, sides: [String; 2], change: Option<(String, Tone)>) -> Box<dyn Scene> {
    let said = words.with("debrief-outcomes-name", &[("what", &name), ("first", &sides[0]), ("second", &sides[1])]);
    let content = row_content(name, sides, change);
    Box::new(bsn! {
        spoken(Role::Note, said)
        Node { padding: UiRect::axes(px(S2), px(3)), flex_shrink: 0.0, column_gap: px(S2), align_items: AlignItems::Center }
        Children [ {content} ]
    })
}

fn row_content(name: String, sides: [String; 2], change: Option<(String, Tone)>) -> Box<dyn SceneList> {
    let cells = cells(sides, Type::BodyBold);
    let pill: Vec<_> =
        change.map(|(label, tone)| bsn! { @Pill { label: {label}, tone: {tone} } }).into_iter().collect();
    Box::new(bsn_list![
        (text(name, Type::Small, Token::Ink) Node { flex_grow: 1.0, flex_basis: px(0), min_width: px(0) }),
        {cells},
        (Node { width: px(WIDTHS[2]), flex_shrink: 0.0 } Children [ {pill} ]),
    ])
}

/// A criterion that came out otherwise; it leads to its evidence in this run.
fn criterion_row(second: &Debriefing, found: &CriterionDifference, words: &Words) -> impl Scene + use<> {
    let sides = [Points::written(found.before), Points::written(found.after)];
    let label =
        words.with("debrief-outcomes-name", &[("what", &found.label), ("first", &sides[0]), ("second", &sides[1])]);
    let evidence = second.card.criteria.iter().find(|criterion| criterion.id == found.id);
    let at = evidence.and_then(|criterion| criterion.evidence.first()).map_or(second.card.length, |moment| moment.at);
    let content = row_content(found.label.clone(), sides, Some(judged(found.change(), words)));
    bsn! {
        @PickRow { @label: {label}, @content: {content} }
        template_value(Goes { at, moment: None })
        Node { column_gap: px(S2), padding: UiRect::axes(px(S2), px(3)) }
    }
}
