//! What was played by whom, how it ended, and the ways on.

use bevy::prelude::*;

use super::twin::OTHER;
use super::words;
use crate::app::screens::keys;
use crate::app::screens::moment::length;
use crate::app::screens::page::{FirstFocus, does};
use crate::app::session::{Debriefing, Words};
use crate::app::ui::prelude::*;

/// The line under the title; the number of the attempt comes to it later.
#[derive(Component, Debug, Clone, Copy, Default)]
pub(super) struct About;

/// Holds the verdict.
#[derive(Component, Debug, Clone, Copy, Default)]
pub(super) struct Verdict;

pub(super) fn head(debrief: &Debriefing, words: &Words) -> impl Scene + use<> {
    let title = debrief.call.setup().scenario.source.title.clone();
    let about = about(debrief, words, None);
    let setup = debrief.call.setup();
    let twin = words.get("twin-pill");
    let twin: Vec<_> = setup.twin.then(|| bsn! { @Pill { label: {twin}, tone: {Tone::Accent} } }).into_iter().collect();
    let has_twin = setup.scenario.twin.is_some() && !debrief.of_author;
    let other: Vec<_> = has_twin.then(|| does(OTHER, Skin::Normal)).into_iter().collect();
    let label = words.get("desk-rewound");
    let of_author: Vec<_> = author_pill(debrief, words).into_iter().collect();
    let (back, again) = ways_on(debrief);
    let rewound: Vec<_> =
        debrief.is_rewound().then(|| bsn! { @Pill { label: {label}, tone: {Tone::Warn} } }).into_iter().collect();
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
            (Verdict Node {} Children [ verdict(debrief, words) ]),
            {twin},
            {rewound},
            {of_author},
            (text(about, Type::Body, Token::Ink3) About Node { flex_grow: 1.0, flex_basis: px(320), min_width: px(0) }),
            // They go to the next line together.
            (
                Node { align_items: AlignItems::Center, column_gap: px(S3), margin: UiRect::left(auto()) }
                Children [
                    keys::button(),
                    {back},
                    {other},
                    {again},
                ]
            ),
        ]
    }
}

/// Whether it is passed, as it holds.
pub(super) fn verdict(debrief: &Debriefing, words: &Words) -> impl Scene + use<> {
    let (key, tone) =
        if debrief.holds().passed() { ("verdict-passed", Tone::Good) } else { ("verdict-not-passed", Tone::Bad) };
    let label = words.get(key);
    bsn! { @Pill { label: {label}, tone: {tone} } }
}

/// Back, and what most do next.
fn ways_on(debrief: &Debriefing) -> (Box<dyn SceneList>, Box<dyn SceneList>) {
    if debrief.of_author {
        return (Box::new(bsn_list![(does("debrief.back", Skin::Primary) FirstFocus)]), Box::new(bsn_list![]));
    }
    let again = bsn_list![(does("debrief.again", Skin::Primary) FirstFocus)];
    (Box::new(bsn_list![does("debrief.back", Skin::Normal)]), Box::new(again))
}

/// An author's run is marked, and kept nowhere.
fn author_pill(debrief: &Debriefing, words: &Words) -> Option<impl Scene + use<>> {
    let label = words.get("author-run");
    debrief.of_author.then(|| bsn! { @Pill { label: {label}, tone: {Tone::Accent} } })
}

pub(super) fn about(debrief: &Debriefing, words: &Words, attempt: Option<usize>) -> String {
    let about = words.with(
        "debrief-about",
        &[
            ("person", &debrief.person),
            ("mode", &words::mode(words, debrief.call.setup().mode)),
            ("length", &length(words, debrief.card.length.0)),
            ("ending", &words::ending(words, debrief)),
        ],
    );
    let setup = debrief.call.setup();
    let speed = setup.speed.percent().to_string();
    let by_ear = setup.captions_off.then(|| words.get("debrief-by-ear"));
    let slower = (!setup.speed.is_usual()).then(|| words.with("debrief-speed", &[("percent", &speed)]));
    let about = std::iter::once(about).chain(by_ear).chain(slower).collect::<Vec<_>>().join(" · ");
    match attempt {
        Some(count) => words.with("debrief-about-attempt", &[("count", &count.to_string()), ("about", &about)]),
        None => about,
    }
}
