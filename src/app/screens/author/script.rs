//! The call so far: what was said, in which beats, and what it did.

use accesskit::Role;
use bevy::prelude::*;

use super::{CapStacked, Open};
use crate::app::screens::page::Painter;
use crate::app::session::Words;
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::call::{Call, Event, EventKind, ReadThrough, Speaker, StartAt, Step};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, show.in_set(AppSystems::Show).run_if(in_state(Screen::Author)));
}

/// Where the call stands line by line.
#[derive(Component, Debug, Clone, Copy, Default)]
struct Lines;

/// Something of the call.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Item {
    Beat(String),
    Said {
        by: Speaker,
        text: String,
    },
    /// What it did.
    Note(String),
    /// The end of the call.
    Ending(String),
}

pub(super) fn panel_of(words: &Words) -> impl Scene + use<> {
    let label = words.get("desk-said");
    bsn! {
        @ScrollBox {
            @label: {label},
            @tab_stop: true,
            @sticks_to_end: true,
            @content: {bsn_list![(
                Lines
                Node { flex_direction: FlexDirection::Column, row_gap: px(S2), flex_shrink: 0.0, padding: UiRect::right(px(14)) }
            )]}
        }
        CapStacked(280.0)
        Node { flex_grow: 1.0, flex_basis: px(0), min_height: px(120) }
    }
}

fn show(open: Open, places: Query<(Entity, Ref<Lines>)>, mut painter: Painter) {
    for (place, fresh) in &places {
        if !open.author.is_changed() && !fresh.is_added() {
            continue;
        }
        let Some(run) = open.run() else {
            let nothing = open.words.get("author-nothing-to-play");
            painter.fill(place, vec![Box::new(dim(nothing))]);
            continue;
        };
        let items = items(run, &open.words).into_iter();
        let mut shown: Vec<Box<dyn Scene>> = items.map(|item| item_scene(item, run.call(), &open.words)).collect();
        if run.steps().last() == Some(&Step::CutIn) {
            shown.push(note(open.words.get("author-cutting-in")));
        }
        painter.fill(place, shown);
    }
}

/// Says that the author put the call there.
fn begun(start: &StartAt, words: &Words) -> Item {
    let points = start.patience.to_string();
    Item::Note(words.with("author-begun-at", &[("beat", &start.beat), ("points", &points)]))
}

fn items(run: &ReadThrough, words: &Words) -> Vec<Item> {
    let mut out = Vec::new();
    let mut staged = run.staged().peekable();
    // The flags of a state that is set need no word each.
    let mut staging = false;
    for (number, event) in run.events().iter().enumerate() {
        while let Some((_, start)) = staged.next_if(|(at, _)| *at <= number) {
            out.push(begun(start, words));
            staging = true;
        }
        match &event.kind {
            EventKind::BeatEntered { beat } => {
                staging = false;
                out.push(Item::Beat(beat.to_string()));
            }
            EventKind::FlagSet { .. } if staging => {}
            EventKind::LineStarted { by, text, .. } => out.push(Item::Said { by: by.clone(), text: text.to_string() }),
            EventKind::LineCut { heard, .. } => {
                if let Some(Item::Said { text, .. }) =
                    out.iter_mut().rev().find(|item| matches!(item, Item::Said { .. }))
                {
                    *text = words.with("author-cut", &[("heard", heard)]);
                }
            }
            EventKind::CallEnded { ending, .. } => out.push(Item::Ending(ending.to_string())),
            _ => out.extend(happened(event, run.call(), words).map(Item::Note)),
        }
    }
    out
}

/// What an event did, for whoever wrote the script; nothing for most.
fn happened(event: &Event, call: &Call, words: &Words) -> Option<String> {
    let pack = &call.setup().pack;
    let seconds = |ms: u64| (ms / 1000).to_string();
    let to = |key: &str, to: &str| Some(words.with(key, &[("department", pack.department_name(to))]));
    match &event.kind {
        EventKind::PatienceChanged { cause, by, patience, .. } => {
            let key = if *by < 0 { "author-patience-less" } else { "author-patience-more" };
            let (points, by) = ((patience / 1000).to_string(), (by / 1000).unsigned_abs().to_string());
            Some(words.with(key, &[("points", &points), ("by", &by), ("cause", &format!("{cause:?}"))]))
        }
        EventKind::FlagSet { flag } => Some(words.with("author-flag-set", &[("flag", flag)])),
        EventKind::DeadAir { silent_ms } => {
            Some(words.with("debrief-happened-dead-air", &[("seconds", &seconds(*silent_ms))]))
        }
        EventKind::HoldStarted { .. } => Some(words.get("debrief-happened-hold")),
        EventKind::HoldEnded { held_ms } => {
            Some(words.with("debrief-happened-hold-ended", &[("seconds", &seconds(*held_ms))]))
        }
        EventKind::TransferStarted { to: department, .. } => to("debrief-happened-transfer", department),
        EventKind::TransferRefused { to: department, .. } => to("debrief-happened-refused", department),
        EventKind::CallersJoined { to: department, .. } => to("debrief-happened-joined", department),
        EventKind::RowSaved { table, id, .. } => {
            let table = pack.table(table).map_or_else(|| table.to_string(), |table| table.source.name.to_lowercase());
            Some(words.with("debrief-happened-saved", &[("table", &table), ("id", id)]))
        }
        EventKind::WrapUpDone { code, .. } => Some(words.with("debrief-happened-wrap-up", &[("code", code)])),
        _ => None,
    }
}

fn item_scene(item: Item, call: &Call, words: &Words) -> Box<dyn Scene> {
    match item {
        Item::Beat(name) => Box::new(beat_sign(name)),
        Item::Note(said) => note(said),
        Item::Ending(name) => {
            let route =
                call.setup().scenario.ending_index(&name).map(|number| &call.setup().scenario.endings[number].source);
            let title = route.map_or_else(String::new, |ending| ending.title.clone());
            let said = words.with("author-ended", &[("ending", &name), ("title", &title)]);
            Box::new(text(said, Type::BodyBold, Token::Ink))
        }
        Item::Said { by, text } => {
            let who = match &by {
                Speaker::Caller => words.get("who-caller"),
                Speaker::Operator => words.get("who-you"),
                Speaker::Department(id) => call.setup().pack.department_name(id).to_owned(),
            };
            Box::new(said(who, text, by == Speaker::Operator))
        }
    }
}

fn note(said: String) -> Box<dyn Scene> {
    Box::new(text(said, Type::Small, Token::Ink3))
}

fn beat_sign(name: String) -> impl Scene {
    bsn! {
        Node { column_gap: px(S2), align_items: AlignItems::Center, flex_shrink: 0.0, margin: UiRect::top(px(S1)) }
        Children [
            line(name, Type::SmallBold, Token::Accent),
            (Fill(Token::Line, Shade::Rest) Node { height: px(1), flex_grow: 1.0 }),
        ]
    }
}

fn said(who: String, words: String, mine: bool) -> impl Scene {
    let (fill, edge, align) = if mine {
        (Token::AccentSoft, Token::AccentSoft, AlignSelf::FlexEnd)
    } else {
        (Token::Panel2, Token::Line, AlignSelf::FlexStart)
    };
    bsn! {
        spoken(Role::Paragraph, format!("{who}: {words}"))
        Fill({fill})
        Edge({edge})
        Node {
            align_self: {align},
            max_width: percent(88),
            flex_shrink: 0.0,
            flex_direction: FlexDirection::Column,
            border: UiRect::all(px(1)),
            border_radius: BorderRadius::all(px(R_M)),
            padding: UiRect::axes(px(S3), px(S1)),
        }
        Children [ body(words), text(who, Type::Tiny, Token::Ink3) ]
    }
}
