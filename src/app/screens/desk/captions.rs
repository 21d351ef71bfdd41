//! What was said, line by line; the line that is being said grows word by word.

use accesskit::{Live, Node as Spoken, Role};
use bevy::a11y::AccessibilityNode;
use bevy::prelude::*;

use crate::app::session::{Session, Words};
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::call::{Call, Event, EventKind, Millis, Speaker};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, (listen, show).chain().in_set(AppSystems::Show).run_if(in_state(Screen::Desk)));
}

/// The captions so far, and how many events they were made from.
#[derive(Component, Debug, Clone, Default)]
struct Captions {
    heard: usize,
    said: Vec<Said>,
}

/// One line of the call.
#[derive(Debug, Clone)]
struct Said {
    by: Speaker,
    text: String,
    at: Millis,
    ends: Millis,
    state: State,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Speaking,
    Whole,
    /// Talked over after these words.
    Cut(String),
}

impl Said {
    /// As much of the line as has been heard, by its share of time.
    fn heard(&self, now: Millis) -> String {
        match &self.state {
            State::Whole => self.text.clone(),
            State::Cut(heard) => broken_off(heard),
            State::Speaking => {
                let whole = self.ends.since(self.at).max(1);
                let count = self.text.chars().count() as u64;
                let passed = usize::try_from(count * now.since(self.at).min(whole) / whole).unwrap_or(usize::MAX);
                match self.text.char_indices().nth(passed) {
                    None => self.text.clone(),
                    Some((end, _)) => {
                        let words = self.text[..end].rfind(' ').map_or("", |space| &self.text[..space]);
                        broken_off(words)
                    }
                }
            }
        }
    }
}

/// Words that more would have followed.
fn broken_off(words: &str) -> String {
    format!("{}…", words.trim_end_matches(['.', ',', ';', ':', '…']))
}

/// A caption on the screen, by its number.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Bubble(usize);

/// The texts of a caption.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
enum BubbleText {
    #[default]
    Words,
    When,
}

pub(super) fn panel_of(words: &Words) -> impl Scene + use<> {
    let (title, label) = (words.get("desk-said"), words.get("desk-said"));
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S2), flex_grow: 1.0, flex_basis: px(0), min_height: px(180) }
        Children [
            heading(title),
            (
                @ScrollBox {
                    @label: {label},
                    @tab_stop: true,
                    @sticks_to_end: true,
                    @content: {bsn_list![(
                        Captions
                        Node { flex_direction: FlexDirection::Column, row_gap: px(S2), flex_shrink: 0.0, padding: UiRect::right(px(14)) }
                    )]}
                }
                Node { flex_grow: 1.0, flex_basis: px(0), min_height: px(0) }
            ),
        ]
    }
}

fn bubble(number: usize, mine: bool) -> impl Scene {
    let (fill, edge, align) = if mine {
        (Token::AccentSoft, Token::AccentSoft, AlignSelf::FlexEnd)
    } else {
        (Token::Panel2, Token::Line, AlignSelf::FlexStart)
    };
    bsn! {
        Bubble({number})
        template(|_| Ok(AccessibilityNode(Spoken::new(Role::Paragraph))))
        Fill({fill})
        Edge({edge})
        Node {
            align_self: {align},
            max_width: percent(94),
            flex_shrink: 0.0,
            flex_direction: FlexDirection::Column,
            border: UiRect::all(px(1)),
            border_radius: BorderRadius::all(px(R_M)),
            padding: UiRect::axes(px(S3), px(6)),
        }
        Children [
            (template_value(BubbleText::Words) Bubble({number}) body("")),
            (template_value(BubbleText::When) Bubble({number}) text("", Type::Tiny, Token::Ink3)),
        ]
    }
}

/// New events become captions.
fn listen(session: Res<Session>, mut lists: Query<(Entity, &mut Captions)>, mut commands: Commands) {
    let Some(live) = &session.live else { return };
    for (list, mut captions) in &mut lists {
        if captions.heard >= live.events.len() {
            continue;
        }
        let before = captions.said.len();
        for event in &live.events[captions.heard..] {
            take(&mut captions.said, event);
        }
        captions.heard = live.events.len();
        for number in before..captions.said.len() {
            let mine = captions.said[number].by == Speaker::Operator;
            let made = commands.spawn_scene(bubble(number, mine)).id();
            commands.entity(list).add_child(made);
        }
    }
}

fn take(said: &mut Vec<Said>, event: &Event) {
    match &event.kind {
        EventKind::LineStarted { by, text, ends, .. } => {
            said.push(Said {
                by: by.clone(),
                text: text.to_string(),
                at: event.at,
                ends: *ends,
                state: State::Speaking,
            });
        }
        EventKind::LineEnded { .. } => {
            if let Some(last) = said.last_mut() {
                last.state = State::Whole;
            }
        }
        EventKind::LineCut { heard, .. } => {
            if let Some(last) = said.last_mut() {
                last.state = State::Cut(heard.to_string());
            }
        }
        _ => {}
    }
}

/// Only the last captions can still change.
const LIVELY: usize = 3;

fn show(
    session: Res<Session>,
    words: Res<Words>,
    lists: Query<&Captions>,
    mut texts: Query<(&BubbleText, &Bubble, &mut Text)>,
    mut bubbles: Query<(&Bubble, &mut Edge, &mut AccessibilityNode)>,
) {
    let Some(live) = &session.live else { return };
    let Ok(captions) = lists.single() else { return };
    let lively = |number: usize, shown: bool| !shown || number + LIVELY >= captions.said.len();
    for (part, bubble, mut text) in &mut texts {
        let Some(said) = captions.said.get(bubble.0).filter(|_| lively(bubble.0, !text.0.is_empty())) else { continue };
        let now = match part {
            BubbleText::Words => said.heard(live.call.now()),
            BubbleText::When => when(said, &live.call, &words),
        };
        text.set_if_neq(Text(now));
    }
    for (bubble, mut edge, mut spoken) in &mut bubbles {
        let Some(said) = captions.said.get(bubble.0) else { continue };
        let plain = if said.by == Speaker::Operator { Token::AccentSoft } else { Token::Line };
        edge.set_if_neq(Edge(if said.state == State::Speaking { Token::Accent } else { plain }));
        if said.state != State::Speaking && spoken.label().is_none() {
            spoken.set_label(format!("{}: {}", who(said, &live.call, &words), said.heard(live.call.now())));
            spoken.set_live(Live::Polite);
        }
    }
}

fn who(said: &Said, call: &Call, words: &Words) -> String {
    match &said.by {
        Speaker::Caller => words.get("who-caller"),
        Speaker::Operator => words.get("who-you"),
        Speaker::Department(id) => call.setup().pack.department_name(id).to_owned(),
    }
}

fn when(said: &Said, call: &Call, words: &Words) -> String {
    let who = who(said, call, words);
    let time = Millis(said.at.since(call.answered_at().unwrap_or_default())).clock();
    let key = match said.state {
        State::Speaking => "desk-said-now",
        State::Whole => "desk-said-at",
        State::Cut(_) => "desk-said-cut",
    };
    words.with(key, &[("who", &who), ("time", &time)])
}
