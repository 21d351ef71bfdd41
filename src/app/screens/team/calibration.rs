//! Calibration: what waits for one's own scores, and how far raters agree with each other and with the program.

use bevy::prelude::*;

use super::{cell, headed, wide};
use crate::app::actions::{ActionApp, ActionSpec, Chord};
use crate::app::entry::Entry;
use crate::app::screens::debrief::judgement::level as level_words;
use crate::app::screens::moment::day_and_time;
use crate::app::screens::page::does;
use crate::app::session::{Operator, Words};
use crate::app::team::Team;
use crate::app::ui::prelude::*;
use crate::app::worker::{Answer, Answered, Request, Worker};
use crate::app::{AppSystems, Screen};
use crate::review::Calibrating;
use crate::review::figures::calibration::{CriterionAgreement, Disagreement, Kappa, ProgramAgreement, RaterDrift};
use crate::review::figures::statistic::Share;
use crate::store::{AttemptId, Calibrated, Level};

/// So many calls are drawn at a time: what a supervisor scores in a quarter of an hour.
const DRAWN: usize = 3;

/// More rows than these are in the report: every cell is a text to lay out.
const SHOWN: usize = 30;

/// Widths in logical pixels: a count, a share.
const COUNT: f32 = 84.0;
const SHARE: f32 = 120.0;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Known>()
        .add_action(ActionSpec::new("team.draw", Screen::Team).key(Chord::Plain('d')).when(may_draw), draw)
        .add_observer(take_off)
        .add_systems(OnEnter(Screen::Team), ask)
        .add_systems(Update, take.in_set(AppSystems::Show).run_if(in_state(Screen::Team)));
}

/// What is known of calibration.
#[derive(Resource, Debug, Default)]
pub(super) struct Known {
    found: Option<Box<Calibrating>>,
    asked: u64,
    /// The number of the request that draws or takes off.
    doing: u64,
}

/// Choosing this opens an attempt.
#[derive(Component, Debug, Clone, Default)]
struct Opens(String);

/// Choosing this takes an attempt off.
#[derive(Component, Debug, Clone, Default)]
struct TakesOff(String);

/// Raters are told apart by their names.
fn may_draw(world: &World) -> bool {
    let entry = world.resource::<Entry>();
    entry.roles_kept && entry.rights.supervises
}

fn ask(mut known: ResMut<Known>, worker: Option<ResMut<Worker>>) {
    if let Some(mut worker) = worker {
        known.asked = worker.ask(Request::Calibration);
    }
}

fn draw(team: Res<Team>, mut known: ResMut<Known>, mut worker: ResMut<Worker>) {
    known.doing = worker.ask(Request::Draw(team.team.clone(), DRAWN));
}

fn take_off(activate: On<Activate>, buttons: Query<&TakesOff>, mut known: ResMut<Known>, mut worker: ResMut<Worker>) {
    if let Ok(TakesOff(id)) = buttons.get(activate.entity) {
        known.doing = worker.ask(Request::TakeOff(AttemptId(id.clone())));
    }
}

fn open(chosen: On<RowChosen>, rows: Query<&Opens>, mut operator: Operator) -> Result {
    let Opens(id) = rows.get(chosen.row)?;
    operator.open_debrief(&AttemptId(id.clone()), Screen::Team);
    Ok(())
}

fn take(
    mut answered: MessageReader<Answered>,
    words: Res<Words>,
    mut known: ResMut<Known>,
    mut worker: ResMut<Worker>,
    mut notices: MessageWriter<Notice>,
) {
    for Answered { number, answer } in answered.read() {
        match answer {
            Answer::Calibration(found) if *number == known.asked => known.found = Some(found.clone()),
            Answer::Drawn(count) if *number == known.doing => {
                let tone = if *count == 0 { Tone::Warn } else { Tone::Good };
                notices.write(Notice::new(tone, words.with("team-drawn", &[("count", &count.to_string())])));
                known.asked = worker.ask(Request::Calibration);
            }
            Answer::Done if *number == known.doing && known.doing != 0 => {
                known.doing = 0;
                known.asked = worker.ask(Request::Calibration);
            }
            Answer::Refused(why) if *number == known.doing => {
                notices.write(Notice::new(Tone::Bad, why.clone()));
            }
            _ => {}
        }
    }
}

pub(super) fn all(known: &Known, entry: &Entry, words: &Words) -> Vec<Box<dyn Scene>> {
    let Some(found) = &known.found else { return vec![super::said(words.get("team-reading"))] };
    if !entry.roles_kept {
        return vec![super::said(words.get("team-calibration-names"))];
    }
    let mut shown = vec![waiting(found, words)];
    if found.attempts.iter().any(|one| !one.waits) {
        shown.push(put_up(found, words));
    }
    let figures = &found.figures;
    if !figures.disagreements.is_empty() {
        let rows: Vec<_> = figures.disagreements.iter().take(SHOWN).map(|one| differs(found, one, words)).collect();
        shown.push(list(("team-differ-head", "team-differ-rule"), rows, words));
    }
    if !figures.criteria.is_empty() {
        let rows = figures.criteria.iter().map(|one| agreement(found, one)).collect();
        let heads = ["report-criterion", "report-cases", "report-raters", "report-agreed", "report-kappa"];
        shown.push(table(("report-agreement", "report-agreement-rule"), &heads, rows, words));
    }
    if !figures.program.is_empty() {
        let rows = figures.program.iter().map(|one| of_program(found, one)).collect();
        let heads = ["report-criterion", "report-cases", "report-agreed", "report-kappa", "report-milder"];
        shown.push(table(("report-program", "report-program-rule"), &heads, rows, words));
    }
    if !figures.raters.is_empty() {
        let rows = figures.raters.iter().map(drift).collect();
        let heads = ["report-rater", "report-cases", "report-difference"];
        shown.push(table(("report-drift", "report-drift-rule"), &heads, rows, words));
    }
    shown
}

fn waiting(found: &Calibrating, words: &Words) -> Box<dyn Scene> {
    let rows: Vec<_> = found.attempts.iter().filter(|one| one.waits).map(|one| waits(one, words)).collect();
    let none: Vec<_> =
        rows.is_empty().then(|| text(words.get("team-waiting-none"), Type::Body, Token::Ink3)).into_iter().collect();
    let label = words.get("team-waiting-head");
    let list: Vec<_> = (!rows.is_empty())
        .then(|| {
            bsn! {
                @PickList { @label: {label}, @rows: {Box::new(rows) as Box<dyn SceneList>} }
                on(open)
            }
        })
        .into_iter()
        .collect();
    let content: Box<dyn SceneList> = Box::new(bsn_list![
        (Node { column_gap: px(S2) } Children [ does("team.draw", Skin::Primary) ]),
        {none},
        {list},
    ]);
    headed(words.get("team-waiting-head"), words.get("team-waiting-rule"), content)
}

/// Whose call it is is not said: it is no part of what is scored.
fn waits(one: &Calibrated, words: &Words) -> impl Scene + use<> {
    let (title, when) = (one.title.clone(), day_and_time(words, &one.started_at));
    let pill = words.get("attempts-blind");
    let label = [title.as_str(), &when, &pill].join(". ");
    let content = bsn_list![
        wide(text(title, Type::BodyBold, Token::Ink)),
        text(when, Type::Small, Token::Ink2),
        @Pill { label: {pill}, tone: {Tone::Accent} },
    ];
    row(label, one.attempt.0.clone(), content)
}

fn row(label: String, attempt: String, content: impl SceneList) -> impl Scene {
    bsn! {
        @PickRow { @label: {label}, @content: {Box::new(content) as Box<dyn SceneList>} }
        template_value(Opens(attempt))
        Node { column_gap: px(S3), row_gap: px(2), flex_wrap: FlexWrap::Wrap, align_items: AlignItems::Center, padding: UiRect::axes(px(S3), px(S1)) }
    }
}

/// What does not wait for whoever reads it, with what has come of it.
fn put_up(found: &Calibrating, words: &Words) -> Box<dyn Scene> {
    let rows: Vec<_> =
        found.attempts.iter().filter(|one| !one.waits).take(SHOWN).map(|one| other(one, words)).collect();
    let content: Box<dyn SceneList> = Box::new(bsn_list![{ rows }]);
    headed(words.get("team-put-up-head"), words.get("team-put-up-rule"), content)
}

fn other(one: &Calibrated, words: &Words) -> impl Scene + use<> {
    let (title, when) = (one.title.clone(), day_and_time(words, &one.started_at));
    let key = if one.put_up.is_some() { "calibrate-scored" } else { "calibrate-off" };
    let state = words.with(key, &[("count", &one.ratings.len().to_string())]);
    let label = [title.as_str(), &when, &state].join(". ");
    let take_off = words.get("team-take-off");
    let name = words.with("team-withdraw-name", &[("what", &take_off), ("title", &title)]);
    let id = one.attempt.0.clone();
    let button = (one.own && one.put_up.is_some()).then(|| {
        bsn! {
            @PushButton { @label: {take_off}, @skin: {Skin::Quiet} }
            template_value(SpokenName(name))
            template_value(TakesOff(id))
        }
    });
    let button: Vec<_> = button.into_iter().collect();
    bsn! {
        spoken(accesskit::Role::Group, label)
        Node { column_gap: px(S3), row_gap: px(2), flex_wrap: FlexWrap::Wrap, align_items: AlignItems::Center, flex_shrink: 0.0, padding: UiRect::axes(px(S3), px(S1)) }
        Children [
            wide(text(title, Type::Body, Token::Ink)),
            text(when, Type::Small, Token::Ink2),
            text(state, Type::Small, Token::Ink2),
            {button},
        ]
    }
}

/// One criterion of one call that raters see differently; it leads to the call.
fn differs(found: &Calibrating, one: &Disagreement, words: &Words) -> impl Scene + use<> {
    let criterion = found.label(&one.criterion).to_owned();
    let of = found.attempt(&one.attempt);
    let call = of.map_or_else(String::new, |of| format!("{} · {}", of.title, day_and_time(words, &of.started_at)));
    let given = |(rater, score): &(String, u32)| {
        let level = Level::ALL.into_iter().find(|level| level.per_cent() == *score);
        let given = level.map_or_else(|| score.to_string(), |level| level_words(words, level));
        words.with("team-differ-one", &[("rater", rater), ("given", &given)])
    };
    let scores = one.scores.iter().map(given).collect::<Vec<_>>().join(", ");
    let label = [criterion.as_str(), &call, &scores].join(". ");
    let content = bsn_list![
        (
            Node { flex_direction: FlexDirection::Column, flex_grow: 1.0, flex_basis: px(240), min_width: px(0) }
            Children [ text(criterion, Type::BodyBold, Token::Ink), text(call, Type::Small, Token::Ink3) ]
        ),
        text(scores, Type::Small, Token::Ink2),
    ];
    row(label, one.attempt.clone(), content)
}

fn list(head: (&str, &str), rows: Vec<impl Scene>, words: &Words) -> Box<dyn Scene> {
    let label = words.get(head.0);
    let list = bsn! {
        @PickList { @label: {label}, @rows: {Box::new(rows) as Box<dyn SceneList>} }
        on(open)
    };
    headed(words.get(head.0), words.get(head.1), Box::new(bsn_list![list]))
}

/// A row of a table: what it is about, and its figures.
type Line = (String, Vec<String>);

fn per_cent(of: Share) -> String {
    of.value().map_or_else(|| "–".to_owned(), |share| format!("{:.0} %", share * 100.0))
}

fn two(kappa: Option<f64>) -> String {
    kappa.map_or_else(|| "–".to_owned(), |kappa| format!("{kappa:.2}"))
}

fn agreement(found: &Calibrating, one: &CriterionAgreement) -> Line {
    let kappa = one.kappa.map(|kappa| match kappa {
        Kappa::Cohen(kappa) | Kappa::Fleiss(kappa) => kappa,
    });
    let figures = vec![one.cases.to_string(), one.raters.to_string(), per_cent(one.agreed), two(kappa)];
    (found.label(&one.criterion).to_owned(), figures)
}

fn of_program(found: &Calibrating, one: &ProgramAgreement) -> Line {
    let figures = vec![one.agreed.of.to_string(), per_cent(one.agreed), two(one.kappa), format!("{:+.0}", one.milder)];
    (found.label(&one.criterion).to_owned(), figures)
}

fn drift(one: &RaterDrift) -> Line {
    (one.rater.clone(), vec![one.all.1.to_string(), format!("{:+.1}", one.all.0)])
}

fn table(head: (&str, &str), heads: &[&str], lines: Vec<Line>, words: &Words) -> Box<dyn Scene> {
    let heads: Vec<String> = heads.iter().map(|key| words.get(key)).collect();
    let rows: Vec<_> = lines.into_iter().take(SHOWN).map(|line| table_row(line, &heads)).collect();
    let shown: Vec<_> = heads
        .iter()
        .skip(1)
        .map(|head| cell(width(heads.len()), text(head.clone(), Type::Tiny, Token::Ink3)))
        .collect();
    let first = heads.first().cloned().unwrap_or_default();
    let content: Box<dyn SceneList> = Box::new(bsn_list![
        (
            Node { column_gap: px(S2), flex_wrap: FlexWrap::Wrap, padding: UiRect::axes(px(S3), px(0)) }
            Children [ wide(text(first, Type::Tiny, Token::Ink3)), {shown} ]
        ),
        divider(),
        {rows},
    ]);
    headed(words.get(head.0), words.get(head.1), content)
}

/// Few columns have room for more.
const fn width(columns: usize) -> f32 {
    if columns > 3 { COUNT } else { SHARE }
}

/// What it is about with its figures under their heads, in a sentence for a screen reader.
fn table_row((name, figures): Line, heads: &[String]) -> impl Scene + use<> {
    let told: Vec<String> =
        heads.iter().skip(1).zip(&figures).map(|(head, figure)| format!("{head}: {figure}")).collect();
    let label = format!("{name}. {}", told.join(", "));
    let wide_enough = width(heads.len());
    let cells: Vec<_> =
        figures.into_iter().map(|figure| cell(wide_enough, text(figure, Type::Small, Token::Ink2))).collect();
    bsn! {
        spoken(accesskit::Role::Row, label)
        Node { column_gap: px(S2), row_gap: px(2), flex_wrap: FlexWrap::Wrap, flex_shrink: 0.0, padding: UiRect::axes(px(S3), px(S1)) }
        Children [ wide(text(name, Type::Body, Token::Ink)), {cells} ]
    }
}
