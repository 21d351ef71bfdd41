//! What becomes of the row in front: put off, closed, asked about; or what came of the attempt that waits for it. Below it
//! the rules that hold.

use bevy::input_focus::{FocusCause, InputFocus};
use bevy::prelude::*;
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::{act, front, list};
use crate::app::actions::{ActionApp, ActionSpec, Chord, Group};
use crate::app::screens::drill::said::{self, REASONS};
use crate::app::screens::page::{FirstFocus, Painter, does};
use crate::app::session::{Driller, Drilling, LiveDrill, Words};
use crate::app::ui::choice::ChoiceParts;
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::call::{ListAction, ListRun};
use crate::scenario::Drill;

const PUT_OFF: &str = "call_list.put_off";
const CLOSE: &str = "call_list.close_row";
const ASK: &str = "call_list.ask";
const NOTE: &str = "call_list.note";

/// So many days can be chosen for a next attempt.
const DAYS: i64 = 21;

pub(super) fn plugin(app: &mut App) {
    let here = |id| ActionSpec::new(id, Screen::CallList).group(Group::Records);
    app.init_resource::<Draft>()
        .add_action(here(PUT_OFF).key(Chord::Plain('p')).when(may_decide), put_off)
        .add_action(here(CLOSE).key(Chord::Plain('c')).when(may_decide), close)
        .add_action(here(ASK).key(Chord::Plain('a')).when(may_decide), ask)
        .add_action(here(NOTE).key(Chord::Plain('o')).when(waits), note)
        .add_observer(choose_of)
        .add_systems(Update, show.in_set(AppSystems::Show).run_if(in_state(Screen::CallList)));
}

/// What is chosen of what can be.
#[derive(Resource, Debug, Default, Clone, PartialEq, Eq)]
struct Draft {
    day: Option<usize>,
    window: Option<usize>,
    reason: Option<usize>,
    outcome: Option<String>,
}

/// What a choice is about.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Of {
    #[default]
    Day,
    Window,
    Reason,
}

/// What there is to be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// What becomes of a row that waits.
    Row(usize),
    /// What came of an attempt.
    Outcome(usize),
    /// Nothing: the row is done, or the line is in use.
    Nothing { settled: bool },
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct DecidePlace(Option<Asked>);

#[derive(Component, Debug, Clone, Default)]
struct OutcomeRow(String);

fn asked(list: &ListRun) -> Asked {
    if let Some(row) = list.waits_for_outcome() {
        return Asked::Outcome(row);
    }
    let on_line = list.on_line().map(|(row, _)| row);
    match list.front() {
        Some(row) if !list.rows()[row].settled && on_line != Some(row) => Asked::Row(row),
        front => Asked::Nothing { settled: front.is_some_and(|row| list.rows()[row].settled) },
    }
}

fn may_decide(world: &World) -> bool {
    list(world).is_some_and(|list| matches!(asked(list), Asked::Row(_)))
}

fn waits(world: &World) -> bool {
    list(world).is_some_and(|list| list.waits_for_outcome().is_some())
}

/// The days that can be chosen.
fn days(list: &ListRun) -> Vec<Date> {
    let today = list.clock(list.now()).date();
    (0..DAYS).filter_map(|by| today.checked_add(by.days()).ok()).collect()
}

fn windows(list: &ListRun) -> Vec<String> {
    list.campaign().rules.window_names().map(str::to_owned).collect()
}

impl Draft {
    fn due(&self, list: &ListRun) -> Option<(Date, String)> {
        let day = *days(list).get(self.day?)?;
        Some((day, windows(list).get(self.window?)?.clone()))
    }
}

pub(super) fn panel_of(live: &LiveDrill, words: &Words) -> impl Scene + use<> {
    let rules: Vec<_> = rules(live, words).into_iter().collect();
    let label = words.get("drill-rules");
    let content = bsn_list![
        (DecidePlace::default() Node { flex_direction: FlexDirection::Column, row_gap: px(S3), flex_shrink: 0.0 }),
        divider(),
        {rules},
    ];
    bsn! {
        panel()
        Node { padding: UiRect::all(px(0)) }
        Children [
            (
                @ScrollBox { @label: {label}, @pad: S4, @gap: S3, @tab_stop: true, @content: {content} }
                Node { flex_grow: 1.0, flex_basis: px(0), min_height: px(0) }
            ),
        ]
    }
}

/// The rules, with the policy articles that they stand in.
fn rules(live: &LiveDrill, words: &Words) -> Option<impl Scene + use<>> {
    let Drill::List(campaign) = &live.drill else { return None };
    let source = &campaign.rules.source;
    let hours: Vec<_> = said::hours_lines(words, &campaign.rules)
        .into_iter()
        .map(|words| text(words, Type::Small, Token::Ink))
        .collect();
    let counts = [
        ("all", source.attempts.to_string()),
        ("day", source.attempts_a_day.to_string()),
        ("part", source.attempts_a_part.to_string()),
    ];
    let attempts = words.with("drill-rules-attempts", &counts.each_ref().map(|(name, value)| (*name, value.as_str())));
    let named = |id: &str| source.source.split(|sign: char| !sign.is_alphanumeric()).any(|word| word == id);
    let articles: Vec<Box<dyn SceneList>> = live
        .pack
        .knowledge
        .policies
        .iter()
        .filter(|(id, _)| named(id))
        .map(|(id, article)| {
            let title = format!("{id} · {}", article.title);
            let body = article.text.clone();
            Box::new(bsn_list![text(title, Type::SmallBold, Token::Ink), text(body, Type::Small, Token::Ink2)])
                as Box<dyn SceneList>
        })
        .collect();
    let (title, name) = (words.get("drill-rules"), source.title.clone());
    Some(bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S1), flex_shrink: 0.0 }
        Children [
            heading(title),
            text(name, Type::SmallBold, Token::Ink),
            {hours},
            text(attempts, Type::Small, Token::Ink2),
            {articles}
        ]
    })
}

fn show(
    drilling: Res<Drilling>,
    mut draft: ResMut<Draft>,
    mut places: Query<(Entity, &mut DecidePlace)>,
    mut painter: Painter,
) {
    let Some(list) = drilling.list() else { return };
    let now = asked(list);
    for (place, mut shown) in &mut places {
        if shown.0 == Some(now) {
            continue;
        }
        shown.0 = Some(now);
        *draft = Draft::default();
        let words = &painter.words;
        let scene: Box<dyn Scene> = match now {
            Asked::Row(row) => Box::new(decisions(list, row, words)),
            Asked::Outcome(row) => Box::new(outcomes(list, row, words)),
            Asked::Nothing { settled } => {
                let key = if settled { "list-row-done" } else { "list-line-in-use" };
                Box::new(text(words.get(key), Type::Small, Token::Ink3))
            }
        };
        painter.fill(place, vec![scene]);
    }
}

fn choice(of: Of, label: String, options: Vec<String>) -> impl Scene {
    bsn! {
        @Choice { @label: {label}, @options: {options} }
        template_value(of)
        Node { flex_grow: 1.0, flex_basis: px(0), min_width: px(0) }
    }
}

/// Day and window of a next attempt.
fn when(list: &ListRun, words: &Words) -> impl Scene + use<> {
    let days = days(list).into_iter().map(|day| said::day(words, day)).collect();
    let (day, window) = (words.get("list-choose-day"), words.get("list-choose-window"));
    let windows = windows(list);
    bsn! {
        Node { column_gap: px(S2), flex_shrink: 0.0 }
        Children [
            (choice(Of::Day, day, days) Node { flex_grow: 1.7 }),
            choice(Of::Window, window, windows),
        ]
    }
}

fn decisions(list: &ListRun, row: usize, words: &Words) -> impl Scene + use<> {
    let number = &list.campaign().rows[row].number;
    let title = words.with("list-decide", &[("row", number)]);
    let reasons = REASONS.map(|reason| said::reason(words, reason)).to_vec();
    let reason = words.get("list-choose-reason");
    let when = when(list, words);
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S3), flex_shrink: 0.0 }
        Children [
            heading(title),
            when,
            does(PUT_OFF, Skin::Normal),
            divider(),
            (Node { flex_shrink: 0.0 } Children [ choice(Of::Reason, reason, reasons) ]),
            does(CLOSE, Skin::Normal),
            divider(),
            does(ASK, Skin::Normal),
        ]
    }
}

fn outcomes(list: &ListRun, row: usize, words: &Words) -> impl Scene + use<> {
    let of = &list.campaign().rows[row];
    let title = words.with("list-outcome-of", &[("row", &of.number), ("name", &of.name)]);
    let label = words.get("list-outcomes");
    let codes = list.campaign().rules.source.outcomes.keys();
    let rows: Vec<_> = codes.map(|code| outcome_row(list, code, words)).collect();
    let (again, when) = (words.get("list-again"), when(list, words));
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S3), flex_shrink: 0.0 }
        Children [
            heading(title),
            (
                @PickList { @label: {label}, @gap: 0.0, @rows: {Box::new(rows) as Box<dyn SceneList>} }
                FirstFocus
                on(|chosen: On<RowChosen>, rows: Query<&OutcomeRow>, mut draft: ResMut<Draft>| -> Result {
                    draft.outcome = Some(rows.get(chosen.row)?.0.clone());
                    Ok(())
                })
            ),
            text(again, Type::Small, Token::Ink3),
            when,
            does(NOTE, Skin::Primary),
        ]
    }
}

fn outcome_row(list: &ListRun, code: &str, words: &Words) -> impl Scene + use<> {
    let name = list.campaign().rules.source.outcomes.get(code).map(|outcome| outcome.name.clone()).unwrap_or_default();
    let label = said::outcome(words, list, code);
    let shown = code.to_owned();
    let content = bsn_list![
        (line(shown, Type::SmallBold, Token::Ink2) Node { width: px(24) }),
        text(name, Type::Small, Token::Ink),
    ];
    let code = code.to_owned();
    bsn! {
        @PickRow { @label: {label}, @content: {content} }
        template_value(OutcomeRow(code))
        Node { padding: UiRect::axes(px(S2), px(3)), min_height: px(26) }
    }
}

fn choose_of(changed: On<ChoiceChanged>, choices: Query<&Of>, mut draft: ResMut<Draft>) {
    let Ok(of) = choices.get(changed.choice) else { return };
    let slot = match of {
        Of::Day => &mut draft.day,
        Of::Window => &mut draft.window,
        Of::Reason => &mut draft.reason,
    };
    *slot = Some(changed.index);
}

/// What an action lacks is where the keyboard goes.
fn go_to(of: Of, choices: &Query<(&Of, &ChoiceParts)>, focus: &mut InputFocus) {
    if let Some((_, parts)) = choices.iter().find(|(other, _)| **other == of) {
        focus.set(parts.face, FocusCause::Navigated);
    }
}

fn put_off(
    mut driller: Driller,
    draft: Res<Draft>,
    choices: Query<(&Of, &ChoiceParts)>,
    mut focus: ResMut<InputFocus>,
    (words, mut notices): (Res<Words>, MessageWriter<Notice>),
) {
    let Some(list) = driller.drilling.list() else { return };
    let (Some(row), Some((date, window))) = (front(list), draft.due(list)) else {
        return go_to(if draft.day.is_none() { Of::Day } else { Of::Window }, &choices, &mut focus);
    };
    act(&mut driller, ListAction::PutOff { row, date, window }, &words, &mut notices);
}

fn close(
    mut driller: Driller,
    draft: Res<Draft>,
    choices: Query<(&Of, &ChoiceParts)>,
    mut focus: ResMut<InputFocus>,
    (words, mut notices): (Res<Words>, MessageWriter<Notice>),
) {
    let Some(reason) = draft.reason.and_then(|at| REASONS.get(at)) else {
        return go_to(Of::Reason, &choices, &mut focus);
    };
    let Some(row) = driller.drilling.list().and_then(front) else { return };
    act(&mut driller, ListAction::Close { row, reason: *reason }, &words, &mut notices);
}

fn ask(mut driller: Driller, words: Res<Words>, mut notices: MessageWriter<Notice>) {
    let Some(row) = driller.drilling.list().and_then(front) else { return };
    act(&mut driller, ListAction::Ask(row), &words, &mut notices);
}

fn note(mut driller: Driller, draft: Res<Draft>, words: Res<Words>, mut notices: MessageWriter<Notice>) {
    let Some(code) = draft.outcome.clone() else {
        notices.write(Notice::new(Tone::Warn, words.get("list-outcome-first")));
        return;
    };
    let Some(list) = driller.drilling.list() else { return };
    let Some(row) = list.waits_for_outcome().map(|row| list.campaign().rows[row].number.clone()) else { return };
    let due = draft.due(list);
    act(&mut driller, ListAction::Outcome { row, code, due }, &words, &mut notices);
}
