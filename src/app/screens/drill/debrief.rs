//! The debrief of a drill: its numbers, every row with what was done and what is right, and what to work on next.

use bevy::input_focus::tab_navigation::TabGroup;
use bevy::prelude::*;

use super::{feedback, said};
use crate::app::Screen;
use crate::app::actions::{ActionApp, ActionSpec, Chord};
use crate::app::screens::debrief::judgement::{JudgedAnew, is_overruled, of_criterion, said_and_decided};
use crate::app::screens::debrief::numbers::numbers_asked_for;
use crate::app::screens::keys;
use crate::app::screens::moment::length;
use crate::app::screens::page::{ESCAPE, FirstFocus, Painter, does, way_back};
use crate::app::session::{DrillDebrief, Drilling, Library, Session, Words};
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, screens::standing::number_name};
use crate::call::{Attempt, DrillRun, ListRun};
use crate::scoring::{CriterionResult, WorkCause, WorkItem};

const AGAIN: &str = "drill_debrief.again";
const BACK: &str = "drill_debrief.back";
const WRONG: &str = "drill_debrief.wrong";

/// What is listed under "Work on next".
const MOST: usize = 3;

/// Widths in logical pixels: a row's number, and the mark whether it was right.
const NUMBER: f32 = 28.0;
const MARK: f32 = 84.0;

pub(super) fn plugin(app: &mut App) {
    let here = |id| ActionSpec::new(id, Screen::DrillDebrief);
    app.init_resource::<OnlyWrong>()
        .add_action(here(AGAIN).key(Chord::Plain('t')), try_again)
        .add_action(here(BACK).key(ESCAPE), go_back)
        .add_action(here(WRONG).key(Chord::Plain('w')), |mut only: ResMut<OnlyWrong>| only.0 = !only.0)
        .add_systems(OnEnter(Screen::DrillDebrief), open)
        .add_systems(
            Update,
            (show_rows.run_if(resource_changed::<OnlyWrong>), show_judged)
                .in_set(AppSystems::Show)
                .run_if(in_state(Screen::DrillDebrief)),
        );
}

/// Whether rows that are right are left out.
#[derive(Resource, Debug, Default)]
struct OnlyWrong(bool);

#[derive(Component, Debug, Clone, Copy, Default)]
struct RowsPlace;

#[derive(Component, Debug, Clone, Copy, Default)]
struct RowEntry;

/// Holds the numbers.
#[derive(Component, Debug, Clone, Copy, Default)]
struct NumbersPlace;

/// Holds what stands beside the rows.
#[derive(Component, Debug, Clone, Copy, Default)]
struct SidePlace;

/// What changes with what is decided.
fn show_judged(
    (drilling, judged): (Res<Drilling>, Res<JudgedAnew>),
    numbers: Query<(Entity, Ref<NumbersPlace>)>,
    sides: Query<Entity, With<SidePlace>>,
    verdicts: Query<Entity, With<Verdict>>,
    mut painter: Painter,
) {
    let (Some(debrief), Ok((numbers, made)), Ok(side)) = (&drilling.debrief, numbers.single(), sides.single()) else {
        return;
    };
    if !made.is_added() && !judged.is_changed() {
        return;
    }
    let shown = numbers_asked_for(&debrief.card, debrief.holds(), &painter.words);
    painter.fill(numbers, vec![Box::new(shown)]);
    let said = said_and_decided(debrief.sheet(), ("drill_debrief.comment", "drill_debrief.sign_off"), &painter.words);
    let beside: Vec<Box<dyn Scene>> = vec![
        Box::new(work_on_next(debrief, &painter.words)),
        Box::new(criteria(debrief, &painter.words)),
        Box::new(said),
    ];
    painter.fill(side, beside);
    if let Ok(place) = verdicts.single() {
        let shown = verdict(debrief, &painter.words);
        painter.fill(place, vec![Box::new(shown)]);
    }
}

/// Holds whether it is passed.
#[derive(Component, Debug, Clone, Copy, Default)]
struct Verdict;

fn verdict(debrief: &DrillDebrief, words: &Words) -> impl Scene + use<> {
    let (key, tone) =
        if debrief.holds().passed() { ("verdict-passed", Tone::Good) } else { ("verdict-not-passed", Tone::Bad) };
    let label = words.get(key);
    bsn! { @Pill { label: {label}, tone: {tone} } }
}

fn open(
    drilling: Res<Drilling>,
    session: Res<Session>,
    words: Res<Words>,
    mut only: ResMut<OnlyWrong>,
    mut next: ResMut<NextState<Screen>>,
    mut commands: Commands,
) {
    let Some(debrief) = &drilling.debrief else {
        next.set(way_back(&session));
        return;
    };
    // A change is what fills the rows.
    *only = OnlyWrong(false);
    let name = words.with("debrief-name", &[("title", debrief.drill.title())]);
    let content = bsn_list![
        (NumbersPlace Node { flex_direction: FlexDirection::Column, flex_shrink: 0.0 }),
        (
            StackBelow(900.0)
            Node { column_gap: px(S4), row_gap: px(S4), flex_shrink: 0.0, align_items: AlignItems::FlexStart }
            Children [
                (rows_card(&words) Span),
                (
                    SidePlace
                    Span(420.0)
                    Node { flex_direction: FlexDirection::Column, row_gap: px(S4) }
                ),
            ]
        ),
    ];
    commands.spawn_scene(bsn! {
        template(|_| Ok(DespawnOnExit(Screen::DrillDebrief)))
        TabGroup
        Fill(Token::Bg, Shade::Rest)
        Node { width: percent(100), height: percent(100), flex_direction: FlexDirection::Column }
        Children [
            head(debrief, &words),
            (
                @ScrollBox { @label: {name}, @pad: S5, @gap: S4, @content: {content} }
                Node { flex_grow: 1.0, flex_basis: px(0), min_height: px(0) }
            ),
        ]
    });
}

fn head(debrief: &DrillDebrief, words: &Words) -> impl Scene + use<> {
    let title = debrief.drill.title().to_owned();
    let mode = words.get(&format!("mode-{}", debrief.run.mode().key()));
    let args = [
        ("person", debrief.log.header.person.clone()),
        ("mode", mode),
        ("length", length(words, debrief.card.length.0)),
    ];
    let about = words.with("drill-about", &args.each_ref().map(|(name, value)| (*name, value.as_str())));
    bsn! {
        panel()
        Edge(Token::Line)
        Node {
            flex_direction: FlexDirection::Row,
            flex_wrap: FlexWrap::Wrap,
            align_items: AlignItems::Center,
            flex_shrink: 0.0,
            column_gap: px(S3),
            row_gap: px(S2),
            border: UiRect::bottom(px(1)),
            padding: UiRect::axes(px(S5), px(S2)),
        }
        Children [
            text(title, Type::Large, Token::Ink),
            (Verdict Node {}),
            (text(about, Type::Body, Token::Ink3) Node { flex_grow: 1.0, flex_basis: px(240), min_width: px(0) }),
            (
                Node { align_items: AlignItems::Center, column_gap: px(S3), margin: UiRect::left(auto()) }
                Children [
                    keys::button(),
                    does(BACK, Skin::Normal),
                    (does(AGAIN, Skin::Primary) FirstFocus),
                ]
            ),
        ]
    }
}

fn rows_card(words: &Words) -> impl Scene + use<> {
    let title = words.get("drill-row-by-row");
    bsn! {
        card()
        Node { row_gap: px(S1) }
        Children [
            (
                Node { align_items: AlignItems::Center, column_gap: px(S3) }
                Children [ text(title, Type::BodyBold, Token::Ink), spacer(), does(WRONG, Skin::Quiet) ]
            ),
            (RowsPlace Node { flex_direction: FlexDirection::Column, flex_shrink: 0.0 }),
        ]
    }
}

/// A row as it is debriefed.
struct Entry {
    number: String,
    name: String,
    did: String,
    right: String,
    findings: Vec<String>,
}

fn entries(debrief: &DrillDebrief, words: &Words) -> Vec<Entry> {
    let count = debrief.drill.rows();
    (0..count)
        .map(|at| match &debrief.run {
            DrillRun::List(run) => list_entry(debrief, run, at, words),
            DrillRun::Tidy(run) => {
                let row = &run.tidy().rows[at];
                Entry {
                    number: row.number.clone(),
                    name: words.with("drill-entry-name", &[("name", &row.cells[0]), ("code", &row.code)]),
                    did: said::tidied(words, run, at),
                    right: run
                        .tidy()
                        .right(at)
                        .0
                        .map_or_else(|| words.get("tidy-guided-leave"), |right| right.why.clone()),
                    findings: feedback::findings(&debrief.card, &row.number, words),
                }
            }
        })
        .collect()
}

fn list_entry(debrief: &DrillDebrief, run: &ListRun, at: usize, words: &Words) -> Entry {
    let (row, worked) = (&run.campaign().rows[at], &run.rows()[at]);
    let did = said::done(words, run, at);
    let did = if did.is_empty() { words.get("drill-did-nothing") } else { did.join("\n") };
    // What was right is what was right when it was decided.
    let decided = worked.decision.as_ref().map(|(at, _)| *at);
    let first = worked.attempts.first().map(|attempt: &Attempt| attempt.at).into_iter().chain(decided).min();
    let right = run.campaign().verdict(at, run.clock(first.unwrap_or(run.now())));
    let ending = worked.attempts.iter().filter_map(|attempt| attempt.ending.as_ref()).map(|ending| {
        let purpose = run.campaign().source.purposes.get(&row.purpose);
        let script = purpose.and_then(|purpose| debrief.pack.scenario(purpose.script.as_ref()?));
        let title = script.and_then(|script| script.source.endings.get(ending)).map_or(ending, |ending| &ending.title);
        words.with("list-call-ended", &[("ending", title)])
    });
    Entry {
        number: row.number.clone(),
        name: words.with("drill-entry-name", &[("name", &row.name), ("code", &row.purpose)]),
        did: std::iter::once(did).chain(ending).collect::<Vec<_>>().join("\n"),
        right: right
            .map(|right| words.with("list-guided", &[("right", &said::verdict(words, &right))]))
            .unwrap_or_default(),
        findings: feedback::findings(&debrief.card, &row.number, words),
    }
}

fn show_rows(
    drilling: Res<Drilling>,
    only: Res<OnlyWrong>,
    places: Query<Entity, With<RowsPlace>>,
    mut painter: Painter,
) {
    let (Some(debrief), Ok(place)) = (&drilling.debrief, places.single()) else { return };
    let all = entries(debrief, &painter.words);
    let shown: Vec<Box<dyn SceneList>> = all
        .iter()
        .filter(|entry| !only.0 || !entry.findings.is_empty())
        .map(|entry| Box::new(bsn_list![divider(), entry_scene(entry, &painter.words)]) as Box<dyn SceneList>)
        .collect();
    let label = painter.words.get("drill-row-by-row");
    let none = shown.is_empty().then(|| text(painter.words.get("drill-nothing-wrong"), Type::Body, Token::Ink3));
    let none: Vec<_> = none.into_iter().collect();
    let list = bsn! {
        Node { flex_direction: FlexDirection::Column }
        Children [
            {none},
            @PickList { @label: {label}, @gap: 0.0, @rows: {Box::new(shown) as Box<dyn SceneList>} },
        ]
    };
    painter.fill(place, vec![Box::new(list)]);
}

fn entry_scene(entry: &Entry, words: &Words) -> impl Scene + use<> {
    let right = entry.findings.is_empty();
    let (key, tone) = if right { ("class-right", Tone::Good) } else { ("drill-row-wrong", Tone::Bad) };
    let verdict = words.get(key);
    let args = [
        ("row", entry.number.as_str()),
        ("name", &entry.name),
        ("verdict", &verdict),
        ("did", &entry.did),
        ("found", &entry.findings.join(" ")),
    ];
    let label = words.with("drill-entry", &args);
    let found: Vec<_> = entry.findings.iter().map(|line| text(line.clone(), Type::Small, Token::Warn)).collect();
    let should: Vec<_> = (right && !entry.right.is_empty())
        .then(|| text(entry.right.clone(), Type::Small, Token::Ink3))
        .into_iter()
        .collect();
    let content = bsn_list![
        (line(entry.number.clone(), Type::Small, Token::Ink3) Node { width: px(NUMBER) }),
        (
            Node { flex_direction: FlexDirection::Column, flex_grow: 1.0, flex_basis: px(0), min_width: px(0), row_gap: px(1) }
            Children [
                text(entry.name.clone(), Type::BodyBold, Token::Ink),
                text(entry.did.clone(), Type::Small, Token::Ink2),
                {should},
                {found}
            ]
        ),
        (Node { width: px(MARK), flex_shrink: 0.0, justify_content: JustifyContent::FlexEnd } Children [ @Pill { label: {verdict}, tone: {tone} } ]),
    ];
    bsn! {
        @PickRow { @label: {label}, @content: {content} }
        RowEntry
        Node { align_items: AlignItems::FlexStart, padding: UiRect::axes(px(S2), px(S1)) }
    }
}

fn work_on_next(debrief: &DrillDebrief, words: &Words) -> impl Scene + use<> {
    let title = words.get("debrief-work");
    let items: Vec<_> = debrief.holds().work_on(MOST).iter().map(|item| work_item(item, words)).collect();
    let none: Vec<_> =
        items.is_empty().then(|| text(words.get("drill-work-none"), Type::Body, Token::Ink3)).into_iter().collect();
    bsn! { card() Children [ text(title, Type::BodyBold, Token::Ink), {none}, {items} ] }
}

fn work_item(item: &WorkItem<'_>, words: &Words) -> impl Scene + use<> {
    let lost = match item.number {
        Some(number) => words
            .with("debrief-lost", &[("points", &item.points().to_string()), ("number", &number_name(words, number))]),
        None => words.get("debrief-not-passed"),
    };
    let (label, better) = match &item.cause {
        WorkCause::Criterion(criterion) => {
            (criterion.label.clone(), words.with("debrief-better", &[("better", &criterion.better)]))
        }
        WorkCause::Critical(error) => (error.what.clone(), words.get("drill-critical-fails")),
    };
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(2), flex_shrink: 0.0 }
        Children [
            (
                Node { column_gap: px(S2), align_items: AlignItems::FlexStart }
                Children [
                    (text(label, Type::BodyBold, Token::Ink) Node { flex_grow: 1.0, flex_basis: px(0) }),
                    @Pill { label: {lost}, tone: {Tone::Warn} },
                ]
            ),
            text(better, Type::Small, Token::Ink2),
        ]
    }
}

fn criteria(debrief: &DrillDebrief, words: &Words) -> impl Scene + use<> {
    let title = words.get("action-debrief-criteria");
    let all = debrief.card.criteria.iter().enumerate();
    let lines: Vec<_> = all.map(|(at, criterion)| criterion_line(debrief, (at, criterion), words)).collect();
    bsn! { card() Node { row_gap: px(S2) } Children [ text(title, Type::BodyBold, Token::Ink), {lines} ] }
}

fn criterion_line(
    debrief: &DrillDebrief,
    (at, criterion): (usize, &CriterionResult),
    words: &Words,
) -> impl Scene + use<> {
    let points = |thousandths: u64| ((thousandths + 500) / 1000).to_string();
    let (said, tone) = if criterion.counted() {
        let args = [("earned", points(criterion.earned)), ("possible", points(criterion.possible))];
        let machine = [("points", args[0].1.clone()), args[1].clone()];
        let overruled = is_overruled(debrief.sheet(), criterion);
        let (key, args) = if overruled { ("judge-pill-machine", machine) } else { ("debrief-points", args) };
        let said = words.with(key, &args.each_ref().map(|(name, value)| (*name, value.as_str())));
        (
            said,
            if criterion.full() {
                Tone::Good
            } else if criterion.earned == 0 {
                Tone::Bad
            } else {
                Tone::Warn
            },
        )
    } else {
        (words.get("drill-criterion-none"), Tone::Plain)
    };
    let name = words
        .with("drill-criterion", &[("number", &number_name(words, criterion.number)), ("label", &criterion.label)]);
    let (held, offered) = of_criterion(debrief.sheet(), at, criterion, words);
    let held: Vec<_> = held.into_iter().map(|label| bsn! { @Pill { label: {label}, tone: {Tone::Accent} } }).collect();
    bsn! {
        Node { column_gap: px(S3), row_gap: px(S1), flex_wrap: FlexWrap::Wrap, align_items: AlignItems::FlexStart }
        Children [
            (text(name, Type::Small, Token::Ink) Node { flex_grow: 1.0, flex_basis: px(160), min_width: px(0) }),
            {held},
            @Pill { label: {said}, tone: {tone} },
            {offered},
        ]
    }
}

/// The same drill, as the pack has it today.
fn try_again(
    mut drilling: ResMut<Drilling>,
    mut session: ResMut<Session>,
    library: Res<Library>,
    mut next: ResMut<NextState<Screen>>,
) {
    let Some(debrief) = &drilling.debrief else { return };
    let (mode, pack, drill) = (debrief.run.mode(), debrief.pack.clone(), debrief.drill.clone());
    let today = library.packs.iter().find(|other| other.id == pack.id);
    let today = today.and_then(|pack| Some((pack.clone(), pack.drill(drill.id())?)));
    let (pack, drill) = today.unwrap_or((pack, drill));
    session.mode = mode;
    drilling.open(&pack, drill, &mut next);
}

fn go_back(drilling: Res<Drilling>, mut next: ResMut<NextState<Screen>>) {
    next.set(drilling.debrief.as_ref().map_or(Screen::Home, |debrief| debrief.from));
}
