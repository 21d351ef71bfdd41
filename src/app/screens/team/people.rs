//! Who is ready and who gets on; and what costs the team most points.

use bevy::prelude::*;

use super::{cell, headed, wide};
use crate::app::screens::standing::number_name;
use crate::app::session::Words;
use crate::app::ui::prelude::*;
use crate::review::figures::{Coaching, NUMBERS, Readiness, TeamFigures, Trend};

/// Widths in logical pixels: a name, a count, a change of a number.
const NAME: f32 = 180.0;
const COUNT: f32 = 76.0;
const GAIN: f32 = 92.0;

/// How many points of what costs most are listed.
const MOST: usize = 12;

pub(super) fn ready(team: &TeamFigures, words: &Words) -> Vec<Box<dyn Scene>> {
    let rows: Vec<_> = team.readiness.iter().map(|one| person(one, team, words)).collect();
    let heads: Vec<_> = [("report-person", NAME), ("report-ready-count", COUNT), ("report-not-yet-count", COUNT)]
        .into_iter()
        .chain([("report-not-taken", COUNT)])
        .map(|(key, width)| cell(width, text(words.get(key), Type::Tiny, Token::Ink3)))
        .collect();
    let gains: Vec<_> =
        NUMBERS.iter().map(|number| cell(GAIN, text(number_name(words, *number), Type::Tiny, Token::Ink3))).collect();
    let label = words.get("team-ready-list");
    let content: Box<dyn SceneList> = Box::new(bsn_list![
        (
            Node { column_gap: px(S2), flex_wrap: FlexWrap::Wrap, padding: UiRect::axes(px(S3), px(0)) }
            Children [ {heads}, {gains}, wide(text(words.get("report-missing"), Type::Tiny, Token::Ink3)) ]
        ),
        divider(),
        @PickList { @label: {label}, @rows: {Box::new(rows) as Box<dyn SceneList>} },
    ]);
    vec![headed(words.get("report-who-ready"), words.get("team-ready-rule"), content)]
}

fn person(one: &Readiness, team: &TeamFigures, words: &Words) -> impl Scene + use<> {
    let missing: Vec<&str> = team
        .progress
        .iter()
        .filter(|step| step.person == one.person && !step.ready)
        .map(|step| step.title.as_str())
        .collect();
    let missing = if missing.is_empty() { "–".to_owned() } else { missing.join("; ") };
    let trend = team.trends.iter().find(|trend| trend.person == one.person);
    let gains: Vec<String> = (0..NUMBERS.len()).map(|at| gained(trend, at)).collect();
    let counts = [one.ready, one.not_yet, one.not_taken].map(|count| count.to_string());
    let args = [
        ("person", one.person.as_str()),
        ("ready", &counts[0]),
        ("not-yet", &counts[1]),
        ("not-taken", &counts[2]),
        ("gained", &gains.join(", ")),
        ("missing", &missing),
    ];
    let label = words.with("team-person", &args);
    let name = one.person.clone();
    let counts: Vec<_> = counts.into_iter().map(|count| cell(COUNT, text(count, Type::Body, Token::Ink))).collect();
    let gains: Vec<_> = gains
        .into_iter()
        .map(|gain| {
            let colour =
                if gain.starts_with('–') && gain.len() > '–'.len_utf8() { Token::Bad } else { Token::Ink2 };
            cell(GAIN, text(gain, Type::Small, colour))
        })
        .collect();
    let content = bsn_list![
        cell(NAME, text(name, Type::BodyBold, Token::Ink)),
        { counts },
        { gains },
        wide(text(missing, Type::Small, Token::Ink2)),
    ];
    bsn! {
        @PickRow { @label: {label}, @content: {content} }
        Node { column_gap: px(S2), row_gap: px(2), flex_wrap: FlexWrap::Wrap, padding: UiRect::axes(px(S3), px(S1)) }
    }
}

/// From the first to the latest call at the same scenarios, in points.
fn gained(trend: Option<&Trend>, number: usize) -> String {
    match trend.and_then(|trend| trend.gained[number]) {
        None => "–".to_owned(),
        Some(gain) if gain < 0 => format!("–{}", gain.unsigned_abs()),
        Some(gain) => format!("+{gain}"),
    }
}

pub(super) fn coach(team: &TeamFigures, words: &Words) -> Vec<Box<dyn Scene>> {
    let rows: Vec<_> = team.coaching.iter().take(MOST).map(|one| coaching(one, words)).collect();
    let none: Vec<_> = rows
        .is_empty()
        .then(|| text(words.get("team-nothing-to-coach"), Type::Body, Token::Ink3))
        .into_iter()
        .collect();
    let label = words.get("team-coach-list");
    let content: Box<dyn SceneList> =
        Box::new(bsn_list![{none}, @PickList { @label: {label}, @rows: {Box::new(rows) as Box<dyn SceneList>} }]);
    let mut shown = vec![headed(words.get("report-coach-first"), words.get("team-coach-rule"), content)];
    if !team.critical.is_empty() {
        let errors: Vec<_> =
            team.critical.iter().map(|(what, calls, people)| critical(what, *calls, people, words)).collect();
        shown.push(headed(
            words.get("report-critical-head"),
            words.get("team-critical-rule"),
            Box::new(bsn_list![{ errors }]),
        ));
    }
    shown
}

fn coaching(one: &Coaching, words: &Words) -> impl Scene + use<> {
    let (missed, cases) = (one.missed.to_string(), one.cases.to_string());
    let lost = ((one.lost + 500) / 1000).to_string();
    let number = number_name(words, one.key.number);
    let what = words.with("team-coach-what", &[("number", &number), ("label", &one.label)]);
    let counts = words.with("team-coach-counts", &[("lost", &lost), ("missed", &missed), ("cases", &cases)]);
    let people = one.people.join(", ");
    let label = format!("{what}. {counts}. {people}");
    let content = bsn_list![
        (
            Node { flex_direction: FlexDirection::Column, flex_grow: 1.0, flex_basis: px(300), min_width: px(0), row_gap: px(2) }
            Children [ text(what, Type::BodyBold, Token::Ink), text(people, Type::Small, Token::Ink2) ]
        ),
        @Pill { label: {counts}, tone: {Tone::Warn} },
    ];
    bsn! {
        @PickRow { @label: {label}, @content: {content} }
        Node { column_gap: px(S3), align_items: AlignItems::FlexStart, padding: UiRect::axes(px(S2), px(S1)) }
    }
}

fn critical(what: &str, calls: usize, people: &[String], words: &Words) -> impl Scene + use<> {
    let counts = words.with("team-critical-calls", &[("count", &calls.to_string())]);
    let (what, people) = (what.to_owned(), people.join(", "));
    bsn! {
        Node { column_gap: px(S3), align_items: AlignItems::FlexStart, flex_shrink: 0.0, padding: UiRect::axes(px(S2), px(S1)) }
        Children [
            (
                Node { flex_direction: FlexDirection::Column, flex_grow: 1.0, flex_basis: px(300), min_width: px(0) }
                Children [ text(what, Type::Body, Token::Ink), text(people, Type::Small, Token::Ink2) ]
            ),
            @Pill { label: {counts}, tone: {Tone::Bad} },
        ]
    }
}
