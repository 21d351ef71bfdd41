//! What a drill is about, before it is begun: what it trains, how long it takes, what is scored, and by which rules of which
//! day. Rules that are past their date are said, and nobody is assessed by them.

use bevy::prelude::*;

use super::said::hours_lines;
use crate::app::Screen;
use crate::app::actions::{ActionApp, ActionSpec, Actions, Chord, Does};
use crate::app::assigned::ToDo;
use crate::app::screens::briefing::{fact, scored};
use crate::app::screens::keys;
use crate::app::screens::page::{ESCAPE, FirstFocus, Page, page};
use crate::app::session::{ChosenDrill, Driller, Drilling, Session, Words};
use crate::app::ui::prelude::*;
use crate::call::Mode;
use crate::scenario::outgoing::{Dialling, Law};
use crate::scenario::{Dialler, Drill};

const START: &str = "drill_briefing.start";
const BACK: &str = "drill_briefing.back";

pub(super) fn plugin(app: &mut App) {
    let here = |id| ActionSpec::new(id, Screen::DrillBriefing);
    app.add_action(here(START).key(Chord::Plain('s')).when(may_start), |mut driller: Driller| driller.start())
        .add_action(here(BACK).key(ESCAPE), |mut next: ResMut<NextState<Screen>>| next.set(Screen::Home))
        .add_systems(OnEnter(Screen::DrillBriefing), open);
}

fn may_start(world: &World) -> bool {
    let (mode, todo) = (world.resource::<Session>().mode, world.resource::<ToDo>());
    let used_up = |chosen: &ChosenDrill| todo.is_used_up(&chosen.pack.id, chosen.drill.id(), mode);
    world.resource::<Drilling>().chosen.as_ref().is_some_and(|chosen| chosen.may_begin(mode) && !used_up(chosen))
}

/// How long a drill takes, how many rows it has, and how hard it is.
pub fn effort(words: &Words, drill: &Drill) -> String {
    let (least, most) = drill.minutes();
    let args = [
        ("least", least.to_string()),
        ("most", most.to_string()),
        ("rows", drill.rows().to_string()),
        ("level", words.get(&format!("level-{}", drill.difficulty()))),
    ];
    let key = match drill {
        Drill::List(list) if list.source.dialler == Dialler::Preview => "drill-effort-preview",
        Drill::List(_) => "drill-effort-progressive",
        Drill::Tidy(_) => "drill-effort-tidy",
    };
    words.with(key, &args.each_ref().map(|(name, value)| (*name, value.as_str())))
}

fn open(
    words: Res<Words>,
    (session, drilling, todo): (Res<Session>, Res<Drilling>, Res<ToDo>),
    actions: Res<Actions>,
    mut next: ResMut<NextState<Screen>>,
    mut commands: Commands,
) {
    let Some(chosen) = &drilling.chosen else {
        next.set(Screen::Home);
        return;
    };
    let mode = words.get(&format!("mode-{}", session.mode.key()));
    let bar: Box<dyn SceneList> =
        Box::new(bsn_list![(@Pill { label: {mode} }), spacer(), line(session.who.clone(), Type::Body, Token::Ink)]);
    let past: Vec<_> = chosen.past_rules().map(|rules| past_card(&words, rules, session.mode)).into_iter().collect();
    let rules: Vec<_> = rules_card(&words, chosen).into_iter().collect();
    let left: Box<dyn SceneList> =
        Box::new(bsn_list![the_case(&words, chosen, session.mode), { rules }, keys_card(&words, &actions, chosen)]);
    let rubric = chosen.pack.rubrics.get(chosen.drill.rubric());
    let right: Vec<_> = rubric.map(|rubric| scored(&words, rubric, "drill-scored-hint")).into_iter().collect();
    let content: Box<dyn SceneList> = Box::new(bsn_list![
        text(chosen.drill.title().to_owned(), Type::Title, Token::Ink),
        {past},
        (
            StackBelow(900.0)
            Node { column_gap: px(S4), row_gap: px(S4), align_items: AlignItems::FlexStart }
            Children [
                (Span Node { flex_direction: FlexDirection::Column, row_gap: px(S4), min_width: px(0) } Children [ {left} ]),
                (Span Node { flex_direction: FlexDirection::Column, min_width: px(0) } Children [ {right} ]),
            ]
        ),
    ]);
    let may = chosen.may_begin(session.mode);
    let hint = words.get(match (may, todo.is_used_up(&chosen.pack.id, chosen.drill.id(), session.mode)) {
        (true, false) => "drill-start-hint",
        (true, true) => "briefing-used-up",
        (false, _) => "drill-start-refused",
    });
    let focus_on_back: Box<dyn Scene> = if may { Box::new(()) } else { Box::new(bsn! { FirstFocus }) };
    let focus_on_start: Box<dyn Scene> = if may { Box::new(bsn! { FirstFocus }) } else { Box::new(()) };
    let foot: Box<dyn SceneList> = Box::new(bsn_list![
        (@PushButton { @skin: {Skin::Primary} } Does(START) {focus_on_start}),
        (@PushButton Does(BACK) {focus_on_back}),
        text(hint, Type::Small, Token::Ink3),
    ]);
    let title = words.get("briefing-title");
    commands.spawn_scene(page(Screen::DrillBriefing, Page { title, width: 1120.0, bar, content, foot: Some(foot) }));
}

/// Rules that are past their date, above everything else.
fn past_card(words: &Words, rules: &Dialling, mode: Mode) -> impl Scene + use<> {
    let until = words.day(rules.review_by);
    let refused = mode == Mode::Assessment;
    let (key, tone) = if refused { ("drill-rules-refused", Tone::Bad) } else { ("drill-rules-past", Tone::Warn) };
    let told = words.with(key, &[("rules", &rules.source.title), ("until", &until)]);
    let title = words.get(if refused { "drill-rules-refused-title" } else { "drill-rules-past-title" });
    bsn! {
        card()
        Edge({tone.ink()})
        Node { row_gap: px(S1) }
        Children [ text(title, Type::BodyBold, tone.ink()), body(told) ]
    }
}

fn the_case(words: &Words, chosen: &ChosenDrill, mode: Mode) -> impl Scene + use<> {
    let drill = &chosen.drill;
    let (least, most) = drill.minutes();
    let minutes = words.with("briefing-minutes", &[("least", &least.to_string()), ("most", &most.to_string())]);
    let facts = [
        ("briefing-company", chosen.pack.source.name.clone()),
        ("drill-trains", drill.trains().join(" · ")),
        ("briefing-length", minutes),
        ("drill-rows", drill.rows().to_string()),
        ("briefing-mode", words.get(&format!("drill-mode-{}", mode.key()))),
    ];
    let dialler = match drill {
        Drill::List(list) if list.source.dialler == Dialler::Preview => Some("drill-dialler-preview"),
        Drill::List(_) => Some("drill-dialler-progressive"),
        Drill::Tidy(_) => None,
    };
    let dialler = dialler.map(|key| ("drill-dialler", words.get(key)));
    let facts: Vec<_> = facts.into_iter().chain(dialler).map(|(label, value)| fact(words.get(label), value)).collect();
    bsn! {
        card()
        Children [
            body(drill.briefing().to_owned()),
            divider(),
            (Node { flex_direction: FlexDirection::Column, row_gap: px(S2) } Children [ {facts} ]),
        ]
    }
}

/// The rules that hold: what they are, where they hold and where they stand, and of which day they are.
fn rules_card(words: &Words, chosen: &ChosenDrill) -> Option<Box<dyn Scene>> {
    match &chosen.drill {
        Drill::List(list) => {
            let laws: Vec<_> = list.all_laws().into_iter().map(|law| law_card(words, law)).collect();
            let rules = dated_rules(words, &list.rules);
            Some(Box::new(bsn! {
                Node { flex_direction: FlexDirection::Column, row_gap: px(S4) }
                Children [ rules, {laws} ]
            }))
        }
        Drill::Tidy(tidy) => {
            let lines: Vec<_> =
                tidy.source.rules.iter().map(|rule| text(format!("· {rule}"), Type::Small, Token::Ink2)).collect();
            let title = words.get("drill-rules");
            Some(Box::new(bsn! { card() Node { row_gap: px(S2) } Children [ heading(title), {lines} ] }))
        }
    }
}

fn dated_rules(words: &Words, rules: &Dialling) -> impl Scene + use<> {
    let source = &rules.source;
    let as_of = source.as_of.parse().map_or_else(|_| source.as_of.clone(), |day| words.day(day));
    let counts = [
        ("all", source.attempts.to_string()),
        ("day", source.attempts_a_day.to_string()),
        ("part", source.attempts_a_part.to_string()),
    ];
    let attempts = words.with("drill-rules-attempts", &counts.each_ref().map(|(name, value)| (*name, value.as_str())));
    let facts = [
        ("drill-rules-where", source.jurisdiction.clone()),
        ("drill-rules-source", source.source.clone()),
        ("drill-rules-as-of", as_of),
        ("drill-rules-until", words.day(rules.review_by)),
        ("drill-rules-hours", hours_lines(words, rules).join("\n")),
        ("drill-rules-tries", attempts),
    ];
    let facts: Vec<_> = facts.into_iter().map(|(label, value)| fact(words.get(label), value)).collect();
    let title = words.get("drill-rules");
    let name = source.title.clone();
    bsn! {
        card()
        Node { row_gap: px(S2) }
        Children [ heading(title), text(name, Type::BodyBold, Token::Ink), {facts} ]
    }
}

/// A law that some of the rows come under besides.
fn law_card(words: &Words, law: &Law) -> impl Scene + use<> {
    let source = &law.source;
    let as_of = source.as_of.parse().map_or_else(|_| source.as_of.clone(), |day| words.day(day));
    let facts = [
        ("drill-rules-where", source.jurisdiction.clone()),
        ("drill-rules-source", source.source.clone()),
        ("drill-rules-as-of", as_of),
        ("drill-rules-until", words.day(law.review_by)),
        ("drill-law-says", words.law(source).join("\n")),
    ];
    let facts: Vec<_> = facts.into_iter().map(|(label, value)| fact(words.get(label), value)).collect();
    let (title, name) = (words.get("drill-law-head"), source.title.clone());
    bsn! {
        card()
        Node { row_gap: px(S2) }
        Children [ heading(title), text(name, Type::BodyBold, Token::Ink), {facts} ]
    }
}

fn keys_card(words: &Words, actions: &Actions, chosen: &ChosenDrill) -> impl Scene + use<> {
    let screen = match chosen.drill {
        Drill::List(_) => Screen::CallList,
        Drill::Tidy(_) => Screen::Tidy,
    };
    let keys: Vec<_> = keys::lines(actions, screen, false, words).iter().map(keys::line_scene).collect();
    bsn! {
        card()
        Children [
            heading(words.get("drill-keys")),
            text(words.get("keys-note"), Type::Small, Token::Ink3),
            (Node { column_gap: px(S4), row_gap: px(S2), flex_wrap: FlexWrap::Wrap } Children [ {keys} ]),
        ]
    }
}
