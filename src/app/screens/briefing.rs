//! What the call is about, before it rings: the case, the line, the mode, what is scored, and the keys.

use bevy::prelude::*;

use super::keys;
use super::page::{ESCAPE, FirstFocus, Page, page};
use super::standing::{NUMBERS, number_name};
use super::twin::label_of_other;
use crate::app::actions::{ActionApp, ActionSpec, Actions, Chord, Does};
use crate::app::assigned::ToDo;
use crate::app::audio::AudioStatus;
use crate::app::profile::Profile;
use crate::app::session::{CallLanguage, Chosen, Operator, Session, Words};
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::call::Mode;
use crate::scenario::{CriticalKind, Direction, Rubric, ScoreNumber};

pub(super) fn plugin(app: &mut App) {
    app.add_action(ActionSpec::new("briefing.start", Screen::Briefing).key(Chord::Plain('s')).when(chosen), start)
        .add_action(
            ActionSpec::new("briefing.back", Screen::Briefing).key(ESCAPE),
            |mut next: ResMut<NextState<Screen>>| {
                next.set(Screen::Home);
            },
        )
        .add_action(ActionSpec::new(OTHER, Screen::Briefing).key(Chord::Plain('w')).when(has_twin), take_other)
        .add_systems(OnEnter(Screen::Briefing), (label, open).chain())
        .add_systems(Update, show_used_up.in_set(AppSystems::Show).run_if(in_state(Screen::Briefing)));
}

const OTHER: &str = "briefing.twin";

/// What is assessed is not chosen at the last moment.
fn has_twin(world: &World) -> bool {
    let session = world.resource::<Session>();
    let twin = session.chosen.as_ref().is_some_and(|chosen| chosen.scenario.twin.is_some());
    twin && session.mode != Mode::Assessment
}

fn label(session: Res<Session>, words: Res<Words>, mut actions: ResMut<Actions>) {
    let Some(Chosen { pack, scenario, twin }) = &session.chosen else { return };
    actions.relabel(OTHER, label_of_other(&words, pack, scenario, *twin));
}

/// Turns to the briefing with the other caller.
fn take_other(mut session: ResMut<Session>, mut next: ResMut<NextState<Screen>>) {
    if let Some(chosen) = session.chosen.as_mut() {
        chosen.twin = !chosen.twin;
        next.set(Screen::Briefing);
    }
}

fn chosen(world: &World) -> bool {
    let session = world.resource::<Session>();
    session.chosen.as_ref().is_some_and(|chosen| !is_used_up(world.resource::<ToDo>(), chosen, session.mode))
}

/// A twin counts nowhere, so that it can always be taken.
fn is_used_up(todo: &ToDo, chosen: &Chosen, mode: Mode) -> bool {
    !chosen.twin && todo.is_used_up(&chosen.pack.id, &chosen.scenario.id, mode)
}

/// Says that no attempt is left, as soon as it is known.
fn show_used_up(
    todo: Res<ToDo>,
    session: Res<Session>,
    words: Res<Words>,
    mut hints: Query<(&mut Text, Ref<StartHint>)>,
) {
    let Some(chosen) = &session.chosen else { return };
    for (mut text, made) in &mut hints {
        if (todo.is_changed() || made.is_added()) && is_used_up(&todo, chosen, session.mode) {
            text.0 = words.get("briefing-used-up");
        }
    }
}

/// What is said beside the button that begins.
#[derive(Component, Debug, Clone, Copy, Default)]
struct StartHint;

fn start(mut operator: Operator) {
    operator.start_call();
}

fn open(
    words: Res<Words>,
    session: Res<Session>,
    (actions, language): (Res<Actions>, Res<CallLanguage>),
    (profile, sound): (Res<Profile>, Res<AudioStatus>),
    mut next: ResMut<NextState<Screen>>,
    mut commands: Commands,
) {
    let Some(chosen) = &session.chosen else {
        next.set(Screen::Home);
        return;
    };
    let mode = words.get(&format!("mode-{}", session.mode.key()));
    let twin = words.get("twin-pill");
    let twin: Vec<_> =
        chosen.twin.then(|| bsn! { @Pill { label: {twin}, tone: {Tone::Accent} } }).into_iter().collect();
    let bar: Box<dyn SceneList> = Box::new(bsn_list![
        (@Pill { label: {mode} }),
        {twin},
        spacer(),
        line(session.who.clone(), Type::Body, Token::Ink),
    ]);
    let further = listening(&words, &profile, &sound, session.mode);
    let further = further.into_iter().chain(language_line(&words, chosen, &language)).collect();
    let the_case = the_case(&words, (chosen, &session), &language, further);
    let left: Box<dyn SceneList> = Box::new(bsn_list![the_case, desk_keys(&words, &actions)]);
    let rubric = chosen.pack.rubrics.get(&chosen.scenario.source.rubric);
    let right: Vec<_> = rubric.map(|rubric| scored(&words, rubric, "briefing-scored-hint")).into_iter().collect();
    let content: Box<dyn SceneList> = Box::new(bsn_list![
        text(chosen.spoken(&language).source.title.clone(), Type::Title, Token::Ink),
        (
            StackBelow(900.0)
            Node { column_gap: px(S4), row_gap: px(S4), align_items: AlignItems::FlexStart }
            Children [
                (Span Node { flex_direction: FlexDirection::Column, row_gap: px(S4), min_width: px(0) } Children [ {left} ]),
                (Span Node { flex_direction: FlexDirection::Column, min_width: px(0) } Children [ {right} ]),
            ]
        ),
    ]);
    let other = chosen.scenario.twin.is_some() && session.mode != Mode::Assessment;
    let other: Vec<_> = other.then(|| bsn! { (@PushButton Does(OTHER)) }).into_iter().collect();
    let dials = chosen.scenario.source.direction == Direction::Outbound;
    let start_hint = if dials { "briefing-start-hint-dials" } else { "briefing-start-hint" };
    let foot: Box<dyn SceneList> = Box::new(bsn_list![
        (@PushButton { @skin: {Skin::Primary} } Does("briefing.start") FirstFocus),
        (@PushButton Does("briefing.back")),
        {other},
        (text(words.get(start_hint), Type::Small, Token::Ink3) StartHint),
    ]);
    let title = words.get("briefing-title");
    commands.spawn_scene(page(Screen::Briefing, Page { title, width: 1120.0, bar, content, foot: Some(foot) }));
}

/// What the trainee has chosen about how the caller is heard, where it is not as usual.
fn listening(words: &Words, profile: &Profile, sound: &AudioStatus, mode: Mode) -> Vec<(&'static str, String)> {
    let speed = profile.speed_in(mode);
    let percent = speed.percent().to_string();
    let slower =
        (!speed.is_usual()).then(|| ("briefing-speed", words.with("briefing-speed-is", &[("percent", &percent)])));
    let off = profile.captions_off(sound).then(|| ("briefing-captions", words.get("briefing-captions-off")));
    slower.into_iter().chain(off).collect()
}

fn the_case(
    words: &Words,
    (chosen, session): (&Chosen, &Session),
    language: &CallLanguage,
    further: Vec<(&'static str, String)>,
) -> impl Scene + use<> {
    let scenario = chosen.spoken(language);
    let source = &scenario.source;
    let pack = &chosen.pack.in_language_of(scenario).source;
    let line = pack.lines.get(&source.line);
    let line = line.map_or_else(|| source.line.clone(), |line| format!("{}, {}", line.name, line.number));
    let number = match (source.direction, source.caller.shows.is_empty()) {
        (Direction::Outbound, _) => "briefing-you-ring",
        (Direction::Inbound, true) => "briefing-number-withheld",
        (Direction::Inbound, false) => "briefing-number-shown",
    };
    let (least, most) = source.minutes;
    let minutes = words.with("briefing-minutes", &[("least", &least.to_string()), ("most", &most.to_string())]);
    let mode = words.get(&format!("home-mode-{}", session.mode.key()));
    let facts = [
        ("briefing-company", pack.name.clone()),
        ("briefing-line", line),
        ("briefing-number", words.get(number)),
        ("briefing-length", minutes),
        ("briefing-mode", mode),
    ];
    let twin = chosen.twin.then(|| ("briefing-caller", words.get("briefing-caller-calm")));
    let facts = facts.into_iter().chain(twin).chain(further);
    let facts: Vec<_> = facts.map(|(label, value)| fact(words.get(label), value)).collect();
    bsn! {
        card()
        Children [
            body(source.briefing.clone()),
            divider(),
            (Node { flex_direction: FlexDirection::Column, row_gap: px(S2) } Children [ {facts} ]),
        ]
    }
}

/// In which language the call is played, where that is not the pack's, or was to be another.
fn language_line(words: &Words, chosen: &Chosen, language: &CallLanguage) -> Option<(&'static str, String)> {
    let name = |tag: &str| CallLanguage::name(&words.0, tag);
    let own = chosen.pack.source.locale.split('-').next().unwrap_or_default();
    let said = match &chosen.spoken(language).lang {
        Some(tag) => name(tag),
        None if chosen.lacks(language) => {
            words.with("briefing-language-lacks", &[("wanted", &name(&language.0)), ("own", &name(own))])
        }
        None => return None,
    };
    Some(("briefing-language", said))
}

/// A line with a label.
pub(super) fn fact(label: String, value: String) -> impl Scene {
    bsn! {
        Node { column_gap: px(S3) }
        Children [
            (line(label, Type::Small, Token::Ink2) Node { width: px(110) }),
            (text(value, Type::Small, Token::Ink) Node { flex_grow: 1.0, flex_basis: px(0), min_width: px(0) }),
        ]
    }
}

fn desk_keys(words: &Words, actions: &Actions) -> impl Scene + use<> {
    let keys: Vec<_> = keys::lines(actions, Screen::Desk, false, words).iter().map(keys::line_scene).collect();
    bsn! {
        card()
        Children [
            heading(words.get("briefing-keys")),
            text(words.get("keys-note"), Type::Small, Token::Ink3),
            (Node { column_gap: px(S4), row_gap: px(S2), flex_wrap: FlexWrap::Wrap } Children [ {keys} ]),
        ]
    }
}

/// What the numbers are made of.
pub(super) fn scored(words: &Words, rubric: &Rubric, hint: &str) -> impl Scene + use<> {
    let numbers: Vec<_> = NUMBERS.iter().filter_map(|number| scored_number(words, rubric, *number)).collect();
    bsn! {
        card()
        Children [
            heading(words.get("briefing-scored")),
            text(words.get(hint), Type::Small, Token::Ink3),
            {numbers}
        ]
    }
}

/// What one number is made of; none if this kind of call has nothing of it.
fn scored_number(words: &Words, rubric: &Rubric, number: ScoreNumber) -> Option<impl Scene + use<>> {
    let pass = match number {
        ScoreNumber::Records => rubric.source.pass.records,
        ScoreNumber::Routing => rubric.source.pass.routing,
        ScoreNumber::Composure => rubric.source.pass.composure,
        ScoreNumber::Procedure => rubric.source.pass.procedure,
    };
    let pass = words.with("briefing-pass", &[("points", &pass.to_string())]);
    let of_number = rubric.source.criteria.values().filter(|criterion| criterion.number == number);
    let criteria: Vec<_> = of_number
        .map(|criterion| {
            criterion_line(words, &criterion.label, criterion.critical.as_ref().map(|critical| critical.kind))
        })
        .collect();
    let name = number_name(words, number);
    (!criteria.is_empty()).then(|| {
        bsn! {
            Node { flex_direction: FlexDirection::Column, row_gap: px(2) }
            Children [
                (
                    Node { column_gap: px(S2), align_items: AlignItems::Baseline }
                    Children [ text(name, Type::SmallBold, Token::Ink), text(pass, Type::Hint, Token::Ink3) ]
                ),
                {criteria}
            ]
        }
    })
}

fn criterion_line(words: &Words, label: &str, critical: Option<CriticalKind>) -> impl Scene + use<> {
    let critical = critical.map(|kind| match kind {
        CriticalKind::Customer => "critical-customer",
        CriticalKind::Business => "critical-business",
        CriticalKind::Compliance => "critical-compliance",
    });
    let words_after = critical.map_or_else(String::new, |key| format!(" ({})", words.get(key)));
    text(format!("· {label}{words_after}"), Type::Small, Token::Ink2)
}
