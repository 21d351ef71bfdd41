//! The call in captions, with what happened between the lines, and the evidence where it belongs.

use bevy::prelude::*;

use super::timeline::moment_sign;
use super::{Reading, hear, judgement, rewound, words};
use crate::app::session::{Debriefing, Words};
use crate::app::ui::prelude::*;
use crate::app::ui::scroll::Wanted;
use crate::app::{AppSystems, Screen};
use crate::call::{EventKind, Millis, Mood, Speaker};
use crate::review::{KeyMoment, MomentKind, patience_over};
use crate::scoring::{Line, Story};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        Update,
        show_place.after(super::show_part).in_set(AppSystems::Show).run_if(in_state(Screen::Debrief)),
    );
}

/// A thing of the transcript, with its time.
#[derive(Component, Debug, Clone, Copy, Default)]
struct Caption {
    at: Millis,
    /// The moment whose evidence it shows.
    moment: Option<usize>,
}

/// What stands at one time comes in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Happened,
    Said,
    Evidence,
    Comment,
}

/// A thing of the transcript with its place in the order.
type Placed = (Millis, Rank, Box<dyn Scene>);

/// What was said and what happened, and of what is beside the lines what there is to a reading.
fn of_call(debrief: &Debriefing, reading: Option<&Reading>, words: &Words) -> Vec<Placed> {
    let story = Story::new(debrief.call.setup(), &debrief.events);
    let mut captions: Vec<Placed> = Vec::new();
    for said in &story.lines {
        captions.push((said.at, Rank::Said, Box::new(caption(debrief, reading, said, words))));
    }
    for event in &debrief.events {
        if let Some(what) = happened(debrief, &event.kind, words) {
            captions.push((event.at, Rank::Happened, Box::new(between(event.at, &what))));
        }
    }
    captions
}

/// The call without anything that was found in it.
pub(super) fn plain(debrief: &Debriefing, words: &Words) -> Vec<Box<dyn Scene>> {
    let mut captions = of_call(debrief, None, words);
    captions.sort_by_key(|(at, rank, _)| (*at, *rank));
    captions.into_iter().map(|(.., scene)| scene).collect()
}

pub(super) fn transcript(debrief: &Debriefing, reading: &Reading, words: &Words) -> impl Scene + use<> {
    let mut captions = of_call(debrief, Some(reading), words);
    for (number, moment) in reading.moments.iter().enumerate() {
        captions.push((moment.at, Rank::Evidence, Box::new(evidence(debrief, reading, number, words))));
    }
    for (at, note) in judgement::notes(debrief.sheet(), words) {
        captions.push((at, Rank::Comment, Box::new(comment(at, note))));
    }
    captions.sort_by_key(|(at, rank, _)| (*at, *rank));
    let captions: Vec<_> = captions.into_iter().map(|(.., scene)| scene).collect();
    let label = words.get("action-debrief-transcript");
    let content = bsn_list![{ captions }];
    bsn! {
        card()
        Node { padding: UiRect::all(px(0)), flex_shrink: 0.0 }
        Children [(
            @ScrollBox { @label: {label}, @pad: S4, @gap: S2, @tab_stop: true, @content: {content} }
            Node { height: vh(46), min_height: px(240) }
        )]
    }
}

fn caption(debrief: &Debriefing, reading: Option<&Reading>, said: &Line, words: &Words) -> impl Scene + use<> {
    let own = said.by == Speaker::Operator;
    let who = words::speaker(words, debrief, &said.by);
    let (fill, edge, align) = if own {
        (Token::AccentSoft, Token::AccentSoft, AlignSelf::FlexEnd)
    } else {
        (Token::Panel2, Token::Line, AlignSelf::FlexStart)
    };
    let at = said.at.clock();
    let head = match (said.tone, &said.by) {
        (Some(tone), Speaker::Operator) => {
            words.with("debrief-line-head-tone", &[("who", &who), ("at", &at), ("tone", &words::tone(words, tone))])
        }
        (_, Speaker::Caller) => {
            words.with("debrief-line-head-mood", &[("who", &who), ("at", &at), ("mood", &mood(words, said.mood))])
        }
        _ => words.with("debrief-line-head", &[("who", &who), ("at", &at)]),
    };
    let cut: Vec<_> = said.cut.then(|| cut_mark(words)).into_iter().collect();
    let play_on = reading.filter(|_| own).and_then(|reading| rewound::button_at(&reading.decisions, said.at, words));
    let play_on: Vec<_> = play_on.into_iter().collect();
    let (text_said, at) = (said.text.clone(), said.at);
    let hear: Vec<_> = reading.map(|_| hear::button(at, words)).into_iter().collect();
    let comment = reading.and_then(|_| judgement::comment_button(debrief.sheet(), at, words));
    let comment: Vec<_> = comment.into_iter().collect();
    bsn! {
        template_value(Caption { at, moment: None })
        Fill({fill})
        Edge({edge})
        Node {
            align_self: {align},
            max_width: percent(78),
            flex_shrink: 0.0,
            flex_direction: FlexDirection::Column,
            border: UiRect::all(px(1)),
            border_radius: BorderRadius::all(px(R_M)),
            padding: UiRect::axes(px(S3), px(6)),
        }
        Children [
            body(text_said),
            (
                Node { column_gap: px(S2), align_items: AlignItems::Center, flex_wrap: FlexWrap::Wrap }
                Children [ text(head, Type::Tiny, Token::Ink3), {cut}, {play_on}, {hear}, {comment} ]
            ),
        ]
    }
}

/// What somebody said about this moment.
fn comment(at: Millis, note: String) -> impl Scene {
    bsn! {
        template_value(Caption { at, moment: None })
        Fill(Token::AccentSoft)
        Edge(Token::Accent)
        Node {
            width: percent(100),
            flex_shrink: 0.0,
            border: UiRect::left(px(3)),
            padding: UiRect::axes(px(S3), px(S1)),
        }
        Children [ text(note, Type::Small, Token::Ink) ]
    }
}

fn cut_mark(words: &Words) -> impl Scene + use<> {
    let label = words.get("debrief-cut");
    bsn! { @Pill { label: {label}, tone: {Tone::Warn} } }
}

fn mood(words: &Words, mood: Mood) -> String {
    words.get(match mood {
        Mood::Calm => "mood-calm",
        Mood::Tense => "mood-tense",
        Mood::Angry => "mood-angry",
        Mood::AtTheEnd => "mood-at-the-end",
    })
}

/// What happened without being said.
fn between(at: Millis, what: &str) -> impl Scene + use<> {
    let words = format!("{} · {what}", at.clock());
    bsn! {
        template_value(Caption { at, moment: None })
        Node { align_self: AlignSelf::Center, flex_shrink: 0.0 }
        Children [ text(words, Type::Hint, Token::Ink3) ]
    }
}

fn happened(debrief: &Debriefing, event: &EventKind, words: &Words) -> Option<String> {
    let pack = &debrief.call.setup().pack;
    let seconds = |key: &str, ms: u64| Some(words.with(key, &[("seconds", &(ms / 1000).to_string())]));
    let department = |key: &str, to: &str| Some(words.with(key, &[("department", pack.department_name(to))]));
    let table =
        |table: &str| pack.table(table).map_or_else(|| table.to_owned(), |table| table.source.name.to_lowercase());
    match event {
        EventKind::CallAnswered { rang_ms } => seconds("debrief-happened-answered", *rang_ms),
        EventKind::DeadAir { silent_ms } => seconds("debrief-happened-dead-air", *silent_ms),
        EventKind::HoldStarted { announced: true } => Some(words.get("debrief-happened-hold")),
        EventKind::HoldStarted { announced: false } => Some(words.get("debrief-happened-hold-unannounced")),
        EventKind::HoldEnded { held_ms } => seconds("debrief-happened-hold-ended", *held_ms),
        EventKind::CallPaused { ms } => seconds("debrief-happened-paused", *ms),
        EventKind::MuteStarted => Some(words.get("debrief-happened-mute")),
        EventKind::MuteEnded { muted_ms } => seconds("debrief-happened-mute-ended", *muted_ms),
        EventKind::TransferStarted { to, .. } => department("debrief-happened-transfer", to),
        EventKind::TransferRefused { to, .. } => department("debrief-happened-refused", to),
        EventKind::CallersJoined { to, .. } => department("debrief-happened-joined", to),
        EventKind::RowSaved { table: of, id, .. } => {
            Some(words.with("debrief-happened-saved", &[("table", &table(of)), ("id", id)]))
        }
        EventKind::UnsavedLost { table: of, .. } => {
            Some(words.with("debrief-happened-unsaved", &[("table", &table(of))]))
        }
        EventKind::ArticleOpened { id } => {
            let article =
                pack.knowledge.articles.get(id.as_str()).or_else(|| pack.knowledge.policies.get(id.as_str()))?;
            Some(words.with("debrief-happened-article", &[("title", &article.title)]))
        }
        EventKind::CallEnded { .. } => {
            Some(words.with("debrief-happened-ended", &[("ending", &words::ending(words, debrief))]))
        }
        EventKind::WrapUpDone { code, .. } => Some(words.with("debrief-happened-wrap-up", &[("code", code)])),
        _ => None,
    }
}

/// What a moment lost or earned, and the better way.
fn evidence(debrief: &Debriefing, reading: &Reading, number: usize, words: &Words) -> impl Scene + use<> {
    let moment = &reading.moments[number];
    let lost = moment.kind == MomentKind::Lost;
    let fill = if lost { Token::BadSoft } else { Token::GoodSoft };
    let lines: Vec<_> =
        told(debrief, moment, words).into_iter().map(|(said, ink)| text(said, Type::Small, ink)).collect();
    let play_on = lost.then(|| rewound::button_by(&reading.decisions, moment.at, words)).flatten();
    let play_on: Vec<_> = play_on.into_iter().collect();
    let hear: Vec<_> = hear::button_by(debrief, moment.at, words).into_iter().collect();
    let (at, kind, name) = (moment.at, moment.kind, words::moment_name(words, moment));
    bsn! {
        template_value(Caption { at, moment: Some(number) })
        spoken(accesskit::Role::Note, name)
        Fill({fill})
        Edge({fill})
        Node {
            width: percent(100),
            flex_shrink: 0.0,
            column_gap: px(S3),
            align_items: AlignItems::FlexStart,
            border: UiRect::all(px(2)),
            border_radius: BorderRadius::all(px(R_S)),
            padding: UiRect::axes(px(S3), px(S1)),
        }
        Children [
            (
                Node { align_items: AlignItems::Center, column_gap: px(S2), min_height: px(19), flex_shrink: 0.0 }
                Children [ moment_sign(kind), line(at.clock(), Type::Small, Token::Ink2) ]
            ),
            (
                Node { flex_direction: FlexDirection::Column, flex_grow: 1.0, flex_basis: px(0) }
                Children [ {lines} ]
            ),
            (Node { flex_direction: FlexDirection::Column, flex_shrink: 0.0 } Children [ {hear}, {play_on} ]),
        ]
    }
}

/// What was done, the rules that it broke in words, and a better way: the script's own line where it has one.
fn told(debrief: &Debriefing, moment: &KeyMoment, words: &Words) -> Vec<(String, Token)> {
    let mut lines: Vec<(String, Token)> = Vec::new();
    for evidence in &moment.evidence {
        lines.push((words::finding(words, debrief, &evidence.finding), Token::Ink));
        if let Some(better) = &evidence.better {
            lines.push((words.with("debrief-better-line", &[("line", better)]), Token::Ink2));
        }
    }
    let mut criteria: Vec<usize> = moment.evidence.iter().filter_map(|evidence| evidence.criterion).collect();
    criteria.dedup();
    for number in criteria {
        lines.extend(words::rule(words, debrief, number).map(|rule| (rule, Token::Ink2)));
        let worded = moment.evidence.iter().any(|of| of.criterion == Some(number) && of.better.is_some());
        if let Some(criterion) = debrief.card.criteria.get(number).filter(|_| !worded) {
            lines.push((words.with("debrief-better", &[("better", &criterion.better)]), Token::Ink2));
        }
    }
    let fell = (moment.kind == MomentKind::Lost).then(|| patience_fell(debrief, moment, words)).flatten();
    lines.extend(fell.map(|said| (said, Token::Ink2)));
    lines
}

/// How much patience a harsh line cost, where the evidence does not say so itself.
fn patience_fell(debrief: &Debriefing, moment: &KeyMoment, words: &Words) -> Option<String> {
    let of_line = moment.evidence.iter().any(|evidence| evidence.finding.args.iter().any(|(name, _)| *name == "line"));
    let (before, after) =
        patience_over(&debrief.card.patience, moment.at).filter(|(before, after)| of_line && after < before)?;
    let points = |value: i32| (value / 1000).to_string();
    Some(words.with("debrief-patience", &[("before", &points(before)), ("after", &points(after))]))
}

/// Marks the chosen moment's evidence, and brings what was chosen into view.
fn show_place(
    reading: Option<Res<Reading>>,
    mut captions: Query<(Entity, Ref<Caption>, &Fill, Option<&mut Edge>)>,
    mut wanted: ResMut<Wanted>,
    mut waiting: Local<Option<Entity>>,
) {
    let Some(reading) = reading else { return };
    // One thing a frame is brought into view: the row of the moment goes first, so that its evidence has the last word.
    if wanted.0.is_none() {
        wanted.0 = waiting.take();
    }
    let fresh = captions.iter().any(|(_, caption, ..)| caption.is_added());
    if !reading.is_changed() && !fresh {
        return;
    }
    let mut place: Option<(Millis, Entity)> = None;
    for (entity, caption, fill, edge) in &mut captions {
        let (Some(number), Some(mut edge)) = (caption.moment, edge) else {
            let before = reading.at.is_some_and(|at| caption.at <= at);
            if reading.chosen.is_none() && before && place.is_none_or(|(at, _)| caption.at >= at) {
                place = Some((caption.at, entity));
            }
            continue;
        };
        let chosen = reading.chosen == Some(number);
        edge.set_if_neq(Edge(if chosen { Token::Focus } else { fill.0 }));
        if chosen {
            place = Some((caption.at, entity));
        }
    }
    *waiting = place.map(|(_, entity)| entity);
}
