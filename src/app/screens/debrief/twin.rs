//! What the hostile caller cost against the calm twin, and how a call after a hostile one went. Both come once the store
//! has told of the person's other calls; everything is counted in `review` and `scoring`.

use bevy::prelude::*;

use super::words;
use crate::app::actions::{ActionApp, ActionSpec, Actions, Chord};
use crate::app::screens::page::store_opened;
use crate::app::screens::standing::NUMBERS;
use crate::app::screens::twin::{label_of_other, temper};
use crate::app::session::{Debriefing, Library, Session, Words};
use crate::app::tempo::Settling;
use crate::app::ui::prelude::*;
use crate::app::worker::{Answer, Answered, Request, Worker};
use crate::app::{AppSystems, Screen};
use crate::call::{Millis, Setup};
use crate::review::{Marks, Recovery, counterpart, pair_of, recovery, twin_pairs};
use crate::scoring::{Measures, PAIRS_NEEDED, Side, TwinPair, over_pairs};
use crate::store::{AttemptFilter, AttemptSummary};

/// Takes the same scenario with the other caller.
pub(super) const OTHER: &str = "debrief.twin";

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Company>()
        .add_action(ActionSpec::new(OTHER, Screen::Debrief).key(Chord::Plain('w')).when(has_twin), take_other)
        .add_systems(OnEnter(Screen::Debrief), (label, ask))
        .add_systems(
            Update,
            (ask.run_if(store_opened), take, show).chain().in_set(AppSystems::Show).run_if(in_state(Screen::Debrief)),
        );
}

/// Where the comparison stands.
#[derive(Component, Debug, Clone, Copy, Default)]
pub(super) struct TwinPlace;

/// What the person's other calls say about this one, once it is known.
#[derive(Resource, Debug, Default)]
struct Company {
    asked: u64,
    pair: Option<TwinPair>,
    pairs: Vec<TwinPair>,
    recovery: Option<Recovery>,
}

fn has_twin(world: &World) -> bool {
    let debrief = world.resource::<Session>().debrief.as_ref();
    debrief.is_some_and(|debrief| debrief.call.setup().scenario.twin.is_some() && !debrief.of_author)
}

fn label(session: Res<Session>, words: Res<Words>, mut actions: ResMut<Actions>) {
    let Some(debrief) = &session.debrief else { return };
    let setup = debrief.call.setup();
    actions.relabel(OTHER, label_of_other(&words, &setup.pack, &setup.scenario, setup.twin));
}

/// The same scenario with the other caller, in the same mode.
fn take_other(mut session: ResMut<Session>, library: Res<Library>, mut next: ResMut<NextState<Screen>>) {
    let Some(debrief) = &session.debrief else { return };
    let setup = debrief.call.setup();
    let mode = setup.mode;
    session.chosen = Some(library.again(setup, !setup.twin));
    session.mode = mode;
    next.set(Screen::Briefing);
}

fn ask(session: Res<Session>, worker: Option<ResMut<Worker>>, mut company: ResMut<Company>) {
    *company = Company::default();
    let (Some(debrief), Some(mut worker)) = (session.debrief.as_ref().filter(|of| !of.of_author), worker) else {
        return;
    };
    company.asked = worker.ask(Request::Attempts(AttemptFilter { person: debrief.person.clone(), ..default() }));
}

fn take(mut answered: MessageReader<Answered>, session: Res<Session>, mut company: ResMut<Company>) {
    for Answered { number, answer } in answered.read() {
        let (Answer::Attempts(attempts), Some(debrief)) = (answer, &session.debrief) else { continue };
        if *number != company.asked {
            continue;
        }
        let Some(this) = attempts.iter().find(|attempt| is_this(attempt, debrief)) else { continue };
        company.pair = counterpart(attempts, this).and_then(|other| pair_of(this, other));
        company.pairs = twin_pairs(attempts, &debrief.person);
        company.recovery = recovery(attempts, this);
    }
}

fn is_this(attempt: &AttemptSummary, debrief: &Debriefing) -> bool {
    attempt.started_at == debrief.started_at && attempt.scenario == debrief.call.setup().scenario.id
}

fn show(
    company: Res<Company>,
    session: Res<Session>,
    words: Res<Words>,
    places: Query<(Entity, Ref<TwinPlace>)>,
    mut settling: ResMut<Settling>,
    mut commands: Commands,
) {
    let Some(debrief) = &session.debrief else { return };
    for (place, fresh) in &places {
        if !company.is_changed() && !fresh.is_added() {
            continue;
        }
        let setup = debrief.call.setup();
        let mut cards = Vec::new();
        if setup.scenario.twin.is_some() && !debrief.of_author {
            cards.push(commands.spawn_scene(twin_card(setup, &company, &words)).id());
        }
        if let Some(recovery) = &company.recovery {
            cards.push(commands.spawn_scene(recovery_card(recovery, &words)).id());
        }
        commands.entity(place).despawn_children().add_children(&cards);
        settling.request();
    }
}

fn twin_card(setup: &Setup, company: &Company, words: &Words) -> impl Scene + use<> {
    let temper = temper(&setup.pack, &setup.scenario);
    let title = words.with("debrief-twin", &[("temper", &temper)]);
    let mut content: Vec<Box<dyn SceneList>> = Vec::new();
    match &company.pair {
        Some(pair) => {
            content.push(table(pair, &temper, words));
            content.push(Box::new(bsn_list![caution(company.pairs.len(), words)]));
        }
        None => {
            let key = if setup.twin { "debrief-twin-only-calm" } else { "debrief-twin-only-hard" };
            let said = words.with(key, &[("temper", &temper)]);
            content.push(Box::new(bsn_list![text(said, Type::Body, Token::Ink2)]));
        }
    }
    if let Some(all) = over_pairs(&company.pairs) {
        let said = words.with("debrief-twin-all", &[("count", &company.pairs.len().to_string())]);
        let head = bsn! { text(said, Type::BodyBold, Token::Ink) Node { margin: UiRect::top(px(S2)) } };
        content.push(Box::new(bsn_list![head]));
        content.push(table(&all, &temper, words));
    }
    bsn! {
        card()
        Node { row_gap: px(S1), flex_shrink: 0.0 }
        Children [
            text(title, Type::BodyBold, Token::Ink),
            {content}
        ]
    }
}

/// One call is one call.
fn caution(pairs: usize, words: &Words) -> impl Scene + use<> {
    let said = if pairs < PAIRS_NEEDED {
        let args = [("needed", PAIRS_NEEDED.to_string()), ("count", pairs.to_string())];
        words.with("debrief-twin-caution", &[(args[0].0, &args[0].1), (args[1].0, &args[1].1)])
    } else {
        words.get("debrief-twin-this-pair")
    };
    bsn! { text(said, Type::Small, Token::Ink3) Node { margin: UiRect::top(px(S1)) } }
}

/// A line of a comparison: what, the sides, and what was lost in words with whether it is a loss.
struct Compared {
    what: String,
    sides: Vec<String>,
    lost: Option<(String, i64)>,
}

fn table(pair: &TwinPair, temper: &str, words: &Words) -> Box<dyn SceneList> {
    let (hard, calm, loss) = (&pair.hostile.measures, &pair.calm.measures, pair.loss());
    let number = |score: Option<u32>| score.map_or_else(|| words.get("debrief-not-counted"), |score| score.to_string());
    let mut lines = vec![
        Compared {
            what: words.get("debrief-twin-wrong"),
            sides: [hard, calm].map(|side| of_all(side.wrong, side.fields, words)).into(),
            lost: Some((more(loss.wrong, words), loss.wrong)),
        },
        Compared {
            what: words.get("debrief-twin-pace"),
            sides: [hard, calm].map(|side| seconds(side.pace(), words)).into(),
            lost: pace_lost(pair, words),
        },
        Compared {
            what: words.get("debrief-twin-missed"),
            sides: [hard, calm].map(|side: &Measures| of_all(side.missed, side.steps, words)).into(),
            lost: Some((more(loss.missed, words), loss.missed)),
        },
    ];
    for (at, of) in NUMBERS.into_iter().enumerate() {
        lines.push(Compared {
            what: words::number(words, of),
            sides: [&pair.hostile, &pair.calm].map(|side| number(side.numbers[at])).into(),
            lost: loss.numbers[at].map(|lost| (points(lost, words), lost)),
        });
    }
    let heads = [
        String::new(),
        words.with("debrief-twin-hard", &[("temper", temper)]),
        words.get("debrief-twin-calm"),
        words.get("debrief-twin-cost"),
    ];
    rows(heads.into(), lines, words)
}

fn recovery_card(of: &Recovery, words: &Words) -> impl Scene + use<> {
    let sides = [&of.this, &of.after, &of.usual];
    let share = |marks: &Marks| {
        let percent = marks.wrong_per_thousand.map(|share| ((share + 5) / 10).to_string());
        percent.map_or_else(
            || words.get("debrief-not-counted"),
            |percent| words.with("debrief-recovery-percent", &[("percent", &percent)]),
        )
    };
    let number = |marks: &Marks| marks.composure.map_or_else(|| words.get("debrief-not-counted"), |at| at.to_string());
    let line = |what: &str, sides: [String; 3]| Compared { what: what.to_owned(), sides: sides.into(), lost: None };
    let lines = vec![
        line(&words.get("debrief-twin-wrong"), sides.map(share)),
        line(&words.get("debrief-twin-pace"), sides.map(|marks| seconds(marks.pace, words))),
        line(&words.get("number-composure"), sides.map(number)),
    ];
    let heads = vec![
        String::new(),
        words.get("debrief-recovery-this"),
        words.with("debrief-recovery-after", &[("count", &of.cases.to_string())]),
        words.with("debrief-recovery-usual", &[("count", &of.others.to_string())]),
    ];
    let (title, note) = (words.get("debrief-recovery"), words.get("debrief-recovery-note"));
    let table = rows(heads, lines, words);
    bsn! {
        card()
        Node { row_gap: px(S1), flex_shrink: 0.0 }
        Children [
            text(title, Type::BodyBold, Token::Ink),
            text(note, Type::Small, Token::Ink3),
            {table}
        ]
    }
}

/// Shares of the width of a comparison's columns.
const SHARES: [f32; 4] = [22.0, 26.0, 26.0, 26.0];

fn rows(heads: Vec<String>, lines: Vec<Compared>, words: &Words) -> Box<dyn SceneList> {
    let cells: Vec<_> = heads
        .iter()
        .zip(SHARES)
        .map(|(head, share)| cell(text(head.clone(), Type::SmallBold, Token::Ink2), share))
        .collect();
    let lines: Vec<Box<dyn SceneList>> = lines
        .into_iter()
        .map(|line| Box::new(bsn_list![divider(), compared(line, &heads, words)]) as Box<dyn SceneList>)
        .collect();
    Box::new(bsn_list![
        (Node { padding: UiRect::axes(px(S2), px(2)), flex_shrink: 0.0 } Children [ {cells} ]),
        {lines},
    ])
}

fn compared(line: Compared, heads: &[String], words: &Words) -> impl Scene + use<> {
    let mut name: Vec<String> =
        heads.iter().skip(1).zip(&line.sides).map(|(head, side)| format!("{head} {side}")).collect();
    name.extend(line.lost.iter().map(|(said, _)| said.clone()));
    let name = words.with("debrief-twin-line", &[("what", &line.what), ("sides", &name.join(", "))]);
    let sides: Vec<_> = line
        .sides
        .iter()
        .zip(SHARES.into_iter().skip(1))
        .map(|(side, share)| cell(text(side.clone(), Type::Small, Token::Ink), share))
        .collect();
    let lost: Vec<_> = line
        .lost
        .into_iter()
        .map(|(label, lost)| {
            let tone = if lost > 0 { Tone::Warn } else { Tone::Good };
            cell(bsn! { @Pill { label: {label}, tone: {tone} } }, SHARES[3])
        })
        .collect();
    let what = line.what;
    bsn! {
        spoken(accesskit::Role::Note, name)
        Node { padding: UiRect::axes(px(S2), px(3)), flex_shrink: 0.0, align_items: AlignItems::Center }
        Children [ cell(text(what, Type::Small, Token::Ink), SHARES[0]), {sides}, {lost} ]
    }
}

fn cell(content: impl Scene, share: f32) -> impl Scene {
    let content: Vec<_> = vec![content];
    bsn! {
        Node { width: percent(share), flex_shrink: 0.0, padding: UiRect::right(px(S2)) }
        Children [ {content} ]
    }
}

/// `4 of 17`.
fn of_all(count: u32, all: u32, words: &Words) -> String {
    words.with("debrief-twin-of", &[("count", &count.to_string()), ("all", &all.to_string())])
}

fn seconds(pace: Option<Millis>, words: &Words) -> String {
    pace.map_or_else(
        || words.get("debrief-not-counted"),
        |pace| words.with("debrief-twin-seconds", &[("seconds", &whole_seconds(pace).to_string())]),
    )
}

fn more(lost: i64, words: &Words) -> String {
    said(lost, "debrief-twin-more", "debrief-twin-fewer", words)
}

fn points(lost: i64, words: &Words) -> String {
    said(lost, "debrief-twin-points-lost", "debrief-twin-points-won", words)
}

/// The difference of the seconds that are shown: two rounded numbers and a third that does not fit them look like a fault.
fn pace_lost(pair: &TwinPair, words: &Words) -> Option<(String, i64)> {
    let shown = |side: &Side| side.measures.pace().and_then(|pace| i64::try_from(whole_seconds(pace)).ok());
    let lost = shown(&pair.hostile)? - shown(&pair.calm)?;
    Some((said(lost, "debrief-twin-slower", "debrief-twin-faster", words), lost))
}

const fn whole_seconds(pace: Millis) -> u64 {
    (pace.0 + 500) / 1000
}

/// A loss or a gain by its size, or that there is neither.
fn said(lost: i64, worse: &str, better: &str, words: &Words) -> String {
    match lost {
        0 => words.get("debrief-twin-same"),
        1.. => words.with(worse, &[("count", &lost.to_string())]),
        _ => words.with(better, &[("count", &lost.abs().to_string())]),
    }
}
