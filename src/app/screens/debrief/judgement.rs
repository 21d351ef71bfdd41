//! What people said and decided about the attempt: comments, decisions beside the machine's, appeals with their rulings.

use bevy::ecs::system::SystemParam;
use bevy::prelude::*;

use super::judge::{Judges, Wish, ask_for};
use super::{Goes, Reading};
use crate::app::actions::{ActionApp, ActionSpec, Chord};
use crate::app::screens::moment::day_and_time;
use crate::app::screens::page::does;
use crate::app::session::{Debriefing, Drilling, Session, Sheet, Words};
use crate::app::ui::prelude::*;
use crate::app::worker::{Answer, Answered, Held, Request, Said, Worker};
use crate::app::{AppSystems, Dialog, Screen};
use crate::call::Millis;
use crate::scoring::{CriterionResult, points_written};
use crate::store::{Appeal, AttemptId, Comment, Level, PersonId, Rated};

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Asked>()
        .init_resource::<JudgedAnew>()
        .add_action(
            ActionSpec::new("debrief.comment", Screen::Debrief).key(Chord::Plain('c')).when(may_comment),
            comment,
        )
        .add_action(
            ActionSpec::new("debrief.sign_off", Screen::Debrief).key(Chord::Plain('o')).when(may_sign_off),
            sign_off,
        )
        .add_action(
            ActionSpec::new("drill_debrief.comment", Screen::DrillDebrief).key(Chord::Plain('c')).when(may_comment),
            comment,
        )
        .add_action(
            ActionSpec::new("drill_debrief.sign_off", Screen::DrillDebrief).key(Chord::Plain('o')).when(may_sign_off),
            sign_off,
        )
        .add_action(
            ActionSpec::new("debrief.put_up", Screen::Debrief).key(Chord::Plain('b')).when(may_put_up),
            |wish: ResMut<Wish>, sheets: Sheets, worker: ResMut<Worker>| send(Said::PutUp, wish, sheets, worker),
        )
        .add_systems(OnEnter(Screen::Debrief), |mut asked: ResMut<Asked>| *asked = Asked::default())
        .add_systems(OnEnter(Screen::DrillDebrief), |mut asked: ResMut<Asked>| *asked = Asked::default())
        .add_systems(
            Update,
            (ask.run_if(resource_exists::<Worker>), take)
                .chain()
                .before(super::show_part)
                .in_set(AppSystems::Show)
                .run_if(in_state(Screen::Debrief).or_else(in_state(Screen::DrillDebrief))),
        );
}

/// The attempt whose judgement was asked for.
#[derive(Resource, Debug, Default)]
struct Asked {
    of: Option<AttemptId>,
    /// It came while a dialog was open, which still has the focus to give back.
    fresh: bool,
}

/// The scorecard that is on the screen, of a call or of a drill.
#[derive(SystemParam)]
pub(super) struct Sheets<'w> {
    session: Res<'w, Session>,
    drilling: Res<'w, Drilling>,
    screen: Res<'w, State<Screen>>,
}

impl Sheets<'_> {
    /// Whether somebody sits there.
    pub(super) fn is_anybodys(&self) -> bool {
        !self.session.who.is_empty()
    }

    pub(super) fn sheet(&self) -> Option<Sheet<'_>> {
        match self.screen.get() {
            Screen::Debrief => Some(self.session.debrief.as_ref()?.sheet()),
            Screen::DrillDebrief => Some(self.drilling.debrief.as_ref()?.sheet()),
            _ => None,
        }
    }
}

fn held(world: &World) -> Option<&Held> {
    match world.resource::<State<Screen>>().get() {
        Screen::DrillDebrief => world.resource::<Drilling>().debrief.as_ref()?.judged.held.as_deref(),
        _ => world.resource::<Session>().debrief.as_ref()?.judged.held.as_deref(),
    }
}

fn may_comment(world: &World) -> bool {
    held(world).is_some_and(|held| held.may_comment)
}

fn may_sign_off(world: &World) -> bool {
    held(world).is_some_and(|held| held.may_judge)
}

fn may_put_up(world: &World) -> bool {
    held(world).is_some_and(|held| held.may_put_up)
}

/// A run that counts nowhere, or is kept nowhere, is not judged.
fn ask(sheets: Sheets, mut asked: ResMut<Asked>, mut worker: ResMut<Worker>) {
    let counts = |debrief: &Debriefing| !debrief.of_author && !debrief.is_rewound();
    if *sheets.screen.get() == Screen::Debrief && !sheets.session.debrief.as_ref().is_some_and(counts) {
        return;
    }
    let Some(id) = sheets.sheet().and_then(|sheet| sheet.id.cloned()) else { return };
    if asked.of.as_ref() != Some(&id) {
        asked.of = Some(id.clone());
        worker.ask(Request::Judgement(id));
    }
}

fn take(
    mut answered: MessageReader<Answered>,
    mut asked: ResMut<Asked>,
    (mut session, mut drilling): (ResMut<Session>, ResMut<Drilling>),
    (reading, dialog): (Option<ResMut<Reading>>, Res<State<Dialog>>),
    mut judged: ResMut<JudgedAnew>,
) {
    for Answered { answer, .. } in answered.read() {
        let Answer::Judgement { id, held } = answer else { continue };
        if let Some(debrief) = session.debrief.as_mut().filter(|debrief| debrief.id.as_ref() == Some(id)) {
            debrief.judged.take(&debrief.card, held.clone());
            asked.fresh = true;
        } else if let Some(debrief) = drilling.debrief.as_mut().filter(|debrief| debrief.id.as_ref() == Some(id)) {
            debrief.judged.take(&debrief.card, held.clone());
            asked.fresh = true;
        }
    }
    if !asked.fresh || *dialog.get() != Dialog::None {
        return;
    }
    asked.fresh = false;
    judged.0 += 1;
    if let Some(mut reading) = reading {
        reading.judged += 1;
    }
}

/// How often something was said or decided while this program runs: what shows it is drawn anew when it changes.
#[derive(Resource, Debug, Default)]
pub(in crate::app::screens) struct JudgedAnew(pub u32);

/// About the moment that is chosen, or about the whole.
fn comment(reading: Option<Res<Reading>>, mut wish: ResMut<Wish>, mut dialog: ResMut<NextState<Dialog>>) {
    let at = reading.and_then(|reading| reading.at);
    ask_for(Judges::Comment(at), &mut wish, &mut dialog);
}

fn sign_off(wish: ResMut<Wish>, sheets: Sheets, worker: ResMut<Worker>) {
    send(Said::SignOff, wish, sheets, worker);
}

fn send(said: Said, mut wish: ResMut<Wish>, sheets: Sheets, mut worker: ResMut<Worker>) {
    if let Some(sheet) = sheets.sheet() {
        wish.send(sheet, &mut worker, said);
    }
}

/// Who is meant, in words.
pub(super) fn who(held: &Held, by: Option<&PersonId>, words: &Words) -> String {
    match by {
        None => words.get("judge-owner"),
        Some(id) => held.names.get(id).cloned().unwrap_or_else(|| words.get("judge-erased")),
    }
}

fn written(text: Option<&String>, words: &Words) -> String {
    text.cloned().unwrap_or_else(|| words.get("judge-words-erased"))
}

fn moment(comment: &Comment, words: &Words) -> String {
    comment.moment.map_or_else(|| words.get("judge-whole"), Millis::clock)
}

/// The part of the debrief.
pub(in crate::app::screens) fn said_and_decided(
    sheet: Sheet<'_>,
    (comments_by, reviewed_by): (&'static str, &'static str),
    words: &Words,
) -> impl Scene + use<> {
    let none = Held::default();
    let held = sheet.held.unwrap_or(&none);
    let comments: Vec<Box<dyn Scene>> = match held.judgement.comments.as_slice() {
        [] => vec![Box::new(text(words.get("judge-no-comments"), Type::Body, Token::Ink3))],
        all => vec![Box::new(comment_list(held, all, words))],
    };
    let decided = decided(sheet, held, words);
    let decided: Vec<_> = decided.into_iter().map(|said| text(said, Type::Body, Token::Ink)).collect();
    let nothing: Vec<_> = decided
        .is_empty()
        .then(|| text(words.get("judge-no-decisions"), Type::Body, Token::Ink3))
        .into_iter()
        .collect();
    let sign_off: Vec<_> = held.may_judge.then(|| does(reviewed_by, Skin::Normal)).into_iter().collect();
    let put_up: Vec<_> = held.may_put_up.then(|| does("debrief.put_up", Skin::Normal)).into_iter().collect();
    let comment: Vec<_> = held.may_comment.then(|| does(comments_by, Skin::Normal)).into_iter().collect();
    let (title, decisions) = (words.get("judge-comments"), words.get("judge-decisions"));
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S4), flex_shrink: 0.0 }
        Children [
            (
                card()
                Node { flex_shrink: 0.0, row_gap: px(S2) }
                Children [
                    text(title, Type::BodyBold, Token::Ink),
                    {comments},
                    (Node { column_gap: px(S2) } Children [ {comment} ]),
                ]
            ),
            (
                card()
                Node { flex_shrink: 0.0, row_gap: px(S2) }
                Children [
                    text(decisions, Type::BodyBold, Token::Ink),
                    {nothing},
                    {decided},
                    (Node { column_gap: px(S2) } Children [ {sign_off}, {put_up} ]),
                ]
            ),
        ]
    }
}

fn comment_list(held: &Held, comments: &[Comment], words: &Words) -> impl Scene + use<> {
    let rows: Vec<_> = comments.iter().map(|comment| comment_row(held, comment, words)).collect();
    let label = words.get("judge-comments");
    bsn! {
        @PickList { @label: {label}, @gap: 2.0, @rows: {Box::new(rows) as Box<dyn SceneList>} }
        Node { margin: UiRect::left(px(-S2)) }
    }
}

fn comment_head(held: &Held, comment: &Comment, words: &Words) -> String {
    let by = who(held, comment.by.as_ref(), words);
    let at = day_and_time(words, &comment.at);
    let head = words.with("judge-comment-head", &[("by", &by), ("at", &at), ("moment", &moment(comment, words))]);
    if comment.private { format!("{head} · {}", words.get("judge-private")) } else { head }
}

/// A comment that is pinned leads to its place in the transcript.
fn comment_row(held: &Held, comment: &Comment, words: &Words) -> impl Scene + use<> {
    let said = written(comment.text.as_ref(), words);
    let by = who(held, comment.by.as_ref(), words);
    let label = words.with("judge-comment-name", &[("by", &by), ("moment", &moment(comment, words)), ("text", &said)]);
    let content = bsn_list![(
        Node { flex_direction: FlexDirection::Column, flex_grow: 1.0, flex_basis: px(0) }
        Children [
            text(said, Type::Body, Token::Ink),
            text(comment_head(held, comment, words), Type::Hint, Token::Ink3),
        ]
    )];
    let goes: Box<dyn Scene> = match comment.moment {
        Some(at) => Box::new(bsn! { template_value(Goes { at, moment: None }) }),
        None => Box::new(()),
    };
    bsn! {
        @PickRow { @label: {label}, @content: {content} }
        {goes}
        Node { padding: UiRect::axes(px(S2), px(S1)), align_items: AlignItems::FlexStart }
    }
}

/// What was said about a moment, in the transcript where it belongs.
pub(super) fn notes(sheet: Sheet<'_>, words: &Words) -> Vec<(Millis, String)> {
    let Some(held) = sheet.held else { return Vec::new() };
    let pinned = held.judgement.comments.iter().filter_map(|comment| Some((comment.moment?, comment)));
    pinned
        .map(|(at, comment)| {
            let by = who(held, comment.by.as_ref(), words);
            (at, words.with("watch-comment", &[("by", &by), ("text", &written(comment.text.as_ref(), words))]))
        })
        .collect()
}

/// Each decision, appeal and review in a sentence, in the order of the card.
fn decided(sheet: Sheet<'_>, held: &Held, words: &Words) -> Vec<String> {
    let judgement = &held.judgement;
    let label = |id: &str| {
        let found = sheet.card.criteria.iter().find(|criterion| criterion.id == id);
        found.map_or_else(|| id.to_owned(), |criterion| criterion.label.clone())
    };
    let when = |at: &str| day_and_time(words, at);
    let mut said: Vec<String> = Vec::new();
    for made in &judgement.overrides {
        let args = [
            ("criterion", label(&made.criterion)),
            ("points", points_written(made.earned)),
            ("possible", points_written(made.machine.possible)),
            ("machine", points_written(made.machine.earned)),
            ("by", who(held, made.by.as_ref(), words)),
            ("at", when(&made.at)),
            ("reason", written(made.reason.as_ref(), words)),
        ];
        said.push(words.with("judge-overridden", &args.each_ref().map(|(name, value)| (*name, value.as_str()))));
    }
    said.extend(judgement.appeals.iter().map(|appeal| appeal_said(appeal, &label(&appeal.criterion), held, words)));
    for review in &judgement.signed_off {
        let by = who(held, review.by.as_ref(), words);
        said.push(words.with("judge-signed-off", &[("by", &by), ("at", &when(&review.at))]));
    }
    if let Some(made) = &judgement.blind.put_up {
        let by = who(held, made.by.as_ref(), words);
        let key = if made.drawn { "judge-drawn" } else { "judge-put-up" };
        said.push(words.with(key, &[("by", &by), ("at", &when(&made.at))]));
    }
    said.extend(judgement.blind.ratings.iter().map(|rated| rated_said(rated, held, words)));
    said
}

/// What somebody gave blind: how often it was what the program gave, and where it was not.
fn rated_said(rated: &Rated, held: &Held, words: &Words) -> String {
    let (by, at) = (who(held, rated.by.as_ref(), words), day_and_time(words, &rated.at));
    let (same, otherwise): (Vec<_>, Vec<_>) = rated.scores.iter().partition(|one| one.given == one.program);
    let (same, of) = (same.len().to_string(), rated.scores.len().to_string());
    let head = words.with("judge-rated", &[("by", &by), ("at", &at), ("same", &same), ("of", &of)]);
    let told = otherwise.into_iter().map(|one| {
        let (given, program) = (level(words, one.given), level(words, one.program));
        words.with("judge-rated-otherwise", &[("criterion", &one.label), ("given", &given), ("program", &program)])
    });
    std::iter::once(head).chain(told).collect::<Vec<_>>().join(" ")
}

/// How far a criterion is met, in words.
pub(in crate::app::screens) fn level(words: &Words, level: Level) -> String {
    words.get(match level {
        Level::Met => "level-met",
        Level::Partly => "level-partly",
        Level::NotMet => "level-not-met",
    })
}

fn appeal_said(appeal: &Appeal, criterion: &str, held: &Held, words: &Words) -> String {
    let by = who(held, appeal.by.as_ref(), words);
    let (at, said) = (day_and_time(words, &appeal.at), written(appeal.text.as_ref(), words));
    let appealed = words.with("judge-appealed", &[("criterion", criterion), ("by", &by), ("at", &at), ("text", &said)]);
    let ruled = match &appeal.ruling {
        None => words.get("judge-appeal-waits"),
        Some(ruling) => {
            let by = who(held, ruling.by.as_ref(), words);
            let (at, reason) = (day_and_time(words, &ruling.at), written(ruling.reason.as_ref(), words));
            let key = if ruling.upheld { "judge-upheld" } else { "judge-rejected" };
            words.with(key, &[("by", &by), ("at", &at), ("reason", &reason)])
        }
    };
    format!("{appealed} {ruled}")
}

/// Whether somebody decided about a criterion.
pub(in crate::app::screens) fn is_overruled(sheet: Sheet<'_>, criterion: &CriterionResult) -> bool {
    sheet.held.is_some_and(|held| held.judgement.overrides.iter().any(|made| made.criterion == criterion.id))
}

/// What holds of a criterion beside what the machine gave, and what whoever reads it may do about it.
pub(in crate::app::screens) fn of_criterion(
    sheet: Sheet<'_>,
    number: usize,
    criterion: &CriterionResult,
    words: &Words,
) -> (Vec<String>, Vec<Box<dyn Scene>>) {
    let Some(held) = sheet.held.filter(|_| criterion.counted()) else { return (Vec::new(), Vec::new()) };
    let judgement = &held.judgement;
    let mut pills = Vec::new();
    let decided = judgement.overrides.iter().find(|made| made.criterion == criterion.id);
    if let Some(made) = decided {
        let (points, possible) = (points_written(made.earned), points_written(criterion.possible));
        pills.push(words.with("judge-pill-held", &[("points", &points), ("possible", &possible)]));
    }
    let waits = judgement.open_appeal(&criterion.id).is_some();
    if waits {
        pills.push(words.get("judge-pill-appeal"));
    }
    let appealed = judgement.appeals.iter().any(|appeal| appeal.criterion == criterion.id);
    let below = judgement
        .earned(&criterion.id, crate::scoring::Points { earned: criterion.earned, possible: criterion.possible })
        < criterion.possible;
    let offers = [
        (held.may_judge && waits, "judge-rule", Judges::Rule(number)),
        (held.may_judge && !waits, "judge-override", Judges::Override(number)),
        (held.may_judge && decided.is_some(), "judge-withdraw", Judges::Withdraw(number)),
        (held.may_appeal && !appealed && below, "judge-appeal", Judges::Appeal(number)),
    ];
    let buttons = offers.into_iter().filter(|(offered, ..)| *offered);
    let buttons = buttons.map(|(_, key, does)| button(words.get(key), &criterion.label, does, words)).collect();
    (pills, buttons)
}

fn button(label: String, criterion: &str, does: Judges, words: &Words) -> Box<dyn Scene> {
    let name = words.with("judge-button-name", &[("what", &label), ("criterion", criterion)]);
    Box::new(bsn! {
        @PushButton { @label: {label} }
        template_value(SpokenName(name))
        template_value(does)
        Node { min_height: px(28), padding: UiRect::axes(px(S2), px(0)), flex_shrink: 0.0 }
    })
}

/// A button beside a line of the transcript.
pub(super) fn comment_button(sheet: Sheet<'_>, at: Millis, words: &Words) -> Option<Box<dyn Scene>> {
    sheet.held.filter(|held| held.may_comment)?;
    let (label, name) = (words.get("judge-button-comment"), words.with("judge-comment-here", &[("at", &at.clock())]));
    Some(Box::new(bsn! {
        @PushButton { @label: {label}, @skin: {Skin::Quiet} }
        template_value(SpokenName(name))
        template_value(Judges::Comment(Some(at)))
        Node { min_height: px(26), padding: UiRect::axes(px(S2), px(0)), flex_shrink: 0.0 }
    }))
}
