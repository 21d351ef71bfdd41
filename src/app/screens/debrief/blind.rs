//! A call that is scored blind: what was said, what was saved, and how far each criterion is met. Nothing that the program or
//! others have found is shown before one's own scores are kept.

use std::collections::BTreeMap;

use bevy::prelude::*;

use super::{fields, judgement, transcript, words};
use crate::app::actions::{ActionApp, ActionSpec, Chord};
use crate::app::screens::page::{ESCAPE, FirstFocus, Page, does, page, way_back};
use crate::app::session::{Debriefing, Operator, Session, Words};
use crate::app::ui::prelude::*;
use crate::app::worker::{Answer, Answered, Rating, Request, Worker};
use crate::app::{AppSystems, Screen};
use crate::call::Millis;
use crate::scenario::ScoreNumber;
use crate::scoring::CriterionResult;
use crate::store::{AttemptId, Level};

const NUMBERS: [ScoreNumber; 4] =
    [ScoreNumber::Records, ScoreNumber::Routing, ScoreNumber::Composure, ScoreNumber::Procedure];

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Scoring>()
        .add_action(ActionSpec::new("score.keep", Screen::Score).key(Chord::Ctrl('s')), keep)
        .add_action(ActionSpec::new("score.replay", Screen::Score).key(Chord::Plain('v')), |mut operator: Operator| {
            operator.show_again(Vec::new(), Millis::default());
        })
        .add_action(ActionSpec::new("score.back", Screen::Score).key(ESCAPE), back)
        .add_systems(OnEnter(Screen::Score), open)
        .add_systems(Update, (answer, show_count).chain().in_set(AppSystems::Show).run_if(in_state(Screen::Score)));
}

/// What was given so far. It stays while the call is watched, and until another attempt is scored.
#[derive(Resource, Debug, Default)]
struct Scoring {
    of: Option<AttemptId>,
    /// By criterion; none where it cannot be said.
    given: BTreeMap<String, Option<Level>>,
    /// The number of the request that keeps it.
    asked: u64,
    wrong: Option<String>,
}

/// Gives a criterion its step, by its place on the card.
#[derive(Component, Debug, Clone, Copy, Default)]
struct Scores(usize);

/// Says how many are scored, or what is missing.
#[derive(Component, Debug, Clone, Copy, Default)]
struct CountLine;

fn open(
    session: Res<Session>,
    words: Res<Words>,
    mut scoring: ResMut<Scoring>,
    mut next: ResMut<NextState<Screen>>,
    mut commands: Commands,
) {
    let Some(debrief) = session.debrief.as_ref().filter(|debrief| debrief.blind) else {
        next.set(way_back(&session));
        return;
    };
    if scoring.of != debrief.id {
        *scoring = Scoring { of: debrief.id.clone(), ..Scoring::default() };
    }
    // A change is what writes the line.
    scoring.set_changed();
    let title = words.with("score-title", &[("title", &debrief.call.setup().scenario.source.title)]);
    let bar: Box<dyn SceneList> = Box::new(bsn_list![spacer(), does("score.back", Skin::Normal)]);
    let content: Box<dyn SceneList> = Box::new(bsn_list![
        text(words.get("score-rule"), Type::Small, Token::Ink2),
        (
            StackBelow(1000.0)
            Node { column_gap: px(S4), row_gap: px(S4), flex_shrink: 0.0 }
            Children [ (said(debrief, &words) Span), (judged(debrief, &scoring, &words) Span) ]
        ),
    ]);
    let foot: Box<dyn SceneList> = Box::new(bsn_list![
        (CountLine text("", Type::Small, Token::Ink2)),
        spacer(),
        does("score.replay", Skin::Normal),
        does("score.keep", Skin::Primary),
    ]);
    commands.spawn_scene(page(Screen::Score, Page { title, width: 1320.0, bar, content, foot: Some(foot) }));
}

/// The call, and what was saved in it: both stay in view while the criteria are gone through.
fn said(debrief: &Debriefing, words: &Words) -> impl Scene + use<> {
    let label = words.get("action-debrief-transcript");
    let lines = transcript::plain(debrief, words);
    let content = bsn_list![{ lines }];
    let saved = vec![fields::saved_and_said(debrief, words)];
    let fields = words.get("score-fields");
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S4), flex_shrink: 0.0 }
        Children [
            (
                card()
                Node { padding: UiRect::all(px(0)), flex_shrink: 0.0 }
                Children [(
                    @ScrollBox { @label: {label}, @pad: S4, @gap: S2, @tab_stop: true, @content: {content} }
                    FirstFocus
                    Node { height: vh(46), min_height: px(240) }
                )]
            ),
            (
                @ScrollBox { @label: {fields}, @tab_stop: true, @content: {bsn_list![{ saved }]} }
                Node { height: vh(26), min_height: px(140) }
            ),
        ]
    }
}

/// Every criterion that could occur, under its number.
fn judged(debrief: &Debriefing, scoring: &Scoring, words: &Words) -> impl Scene + use<> {
    let title = words.get("score-own");
    let parts: Vec<Box<dyn SceneList>> = NUMBERS
        .into_iter()
        .filter_map(|number| {
            let own = debrief.card.criteria.iter().enumerate();
            let own = own.filter(|(_, one)| one.number == number && one.counted());
            let rows: Vec<_> = own.map(|(at, one)| criterion(at, one, scoring, words)).collect();
            let head = words::number(words, number);
            (!rows.is_empty())
                .then(|| Box::new(bsn_list![text(head, Type::SmallBold, Token::Ink2), { rows }]) as Box<dyn SceneList>)
        })
        .collect();
    let label = title.clone();
    let content = bsn_list![(
        card()
        Node { row_gap: px(S3), flex_shrink: 0.0 }
        Children [ text(title, Type::BodyBold, Token::Ink), {parts} ]
    )];
    bsn! {
        @ScrollBox { @label: {label}, @content: {content} }
        Node { height: vh(74), min_height: px(380) }
    }
}

/// The steps, and that it cannot be said, as they are offered.
fn steps(words: &Words) -> Vec<String> {
    let cannot = words.get("score-cannot-say");
    Level::ALL.into_iter().map(|level| judgement::level(words, level)).chain(std::iter::once(cannot)).collect()
}

/// The place of a step among those that are offered.
fn place(given: Option<Level>) -> usize {
    given.and_then(|level| Level::ALL.iter().position(|known| *known == level)).unwrap_or(Level::ALL.len())
}

fn criterion(at: usize, one: &CriterionResult, scoring: &Scoring, words: &Words) -> impl Scene + use<> {
    let (label, options, placeholder) = (one.label.clone(), steps(words), words.get("score-choose"));
    let chosen = scoring.given.get(&one.id).map(|given| place(*given));
    let good = words.with("score-good", &[("better", &one.better)]);
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(2), flex_shrink: 0.0 }
        Children [
            (
                @Choice { @label: {label}, @options: {options}, @chosen: {chosen}, @placeholder: {placeholder} }
                Scores(at)
                Node { max_width: px(420) }
                on(score)
            ),
            text(good, Type::Hint, Token::Ink3),
        ]
    }
}

fn score(changed: On<ChoiceChanged>, scores: Query<&Scores>, session: Res<Session>, mut scoring: ResMut<Scoring>) {
    let (Ok(scores), Some(debrief)) = (scores.get(changed.choice), &session.debrief) else { return };
    if let Some(criterion) = debrief.card.criteria.get(scores.0) {
        scoring.given.insert(criterion.id.clone(), Level::ALL.get(changed.index).copied());
        scoring.wrong = None;
    }
}

fn show_count(
    session: Res<Session>,
    scoring: Res<Scoring>,
    words: Res<Words>,
    mut lines: Query<(&mut Text, &mut Ink), With<CountLine>>,
) {
    let Some(debrief) = session.debrief.as_ref().filter(|_| scoring.is_changed()) else { return };
    let (done, of) = (scoring.given.len(), debrief.card.criteria.iter().filter(|one| one.counted()).count());
    let count = words.with("score-count", &[("done", &done.to_string()), ("of", &of.to_string())]);
    for (mut text, mut ink) in &mut lines {
        text.0 = scoring.wrong.clone().unwrap_or_else(|| count.clone());
        ink.set_if_neq(Ink(if scoring.wrong.is_some() { Token::Bad } else { Token::Ink2 }));
    }
}

fn keep(session: Res<Session>, words: Res<Words>, mut scoring: ResMut<Scoring>, mut worker: ResMut<Worker>) {
    let Some((debrief, id)) = session.debrief.as_ref().and_then(|debrief| Some((debrief, debrief.id.clone()?))) else {
        return;
    };
    let mut counted = debrief.card.criteria.iter().filter(|one| one.counted());
    if let Some(missing) = counted.find(|one| !scoring.given.contains_key(&one.id)) {
        scoring.wrong = Some(words.with("score-missing", &[("criterion", &missing.label)]));
        return;
    }
    let given = scoring.given.iter().filter_map(|(criterion, given)| Some((criterion.clone(), (*given)?)));
    let rating = Rating { id, card: debrief.card.clone(), given: given.collect() };
    scoring.asked = worker.ask(Request::Rate(Box::new(rating)));
}

/// Once they are kept, everything is shown.
fn answer(
    mut answered: MessageReader<Answered>,
    words: Res<Words>,
    (mut session, mut scoring): (ResMut<Session>, ResMut<Scoring>),
    mut next: ResMut<NextState<Screen>>,
    mut notices: MessageWriter<Notice>,
) {
    for Answered { number, answer } in answered.read() {
        if *number != scoring.asked || *number == 0 {
            continue;
        }
        match answer {
            Answer::Done => {
                *scoring = Scoring::default();
                next.set(session.reveal());
                notices.write(Notice::new(Tone::Good, words.get("score-kept")));
            }
            Answer::Refused(why) => scoring.wrong = Some(why.clone()),
            _ => {}
        }
    }
}

fn back(session: Res<Session>, mut next: ResMut<NextState<Screen>>) {
    next.set(session.debrief.as_ref().map_or(Screen::Home, |debrief| debrief.from));
}
