//! What was said, line by line; the line that is being said grows word by word, in step with the voice where its times are
//! known. A trainee may do without what others say, and then listens.

use accesskit::{Live, Node as Spoken, Role};
use bevy::a11y::AccessibilityNode;
use bevy::prelude::*;

use bevy::ui::Selected;

use super::show_if;
use super::voices::{AGAIN, Heard, Step};
use crate::app::actions::{ActionApp, ActionSpec, Chord, Does, Group};
use crate::app::audio::AudioStatus;
use crate::app::profile::Profile;
use crate::app::session::{Session, Words};
use crate::app::ui::prelude::*;
use crate::app::worker::Worker;
use crate::app::{AppSystems, Screen};
use crate::call::{Call, Event, EventKind, Millis, Mode, Speaker};

/// The action that does without captions, or takes them again.
const SWITCH: &str = "desk.captions";

pub(super) fn plugin(app: &mut App) {
    let switch_spec = ActionSpec::new(SWITCH, Screen::Desk).group(Group::Say).key(Chord::Plain('i')).when(may_switch);
    app.add_action(switch_spec, switch)
        .add_systems(Update, show_switch.in_set(AppSystems::Show).run_if(in_state(Screen::Desk)));
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

/// Whether a call is taken without captions: as it began in an assessment, as the trainee has it now otherwise.
fn captions_off(call: &Call, profile: &Profile, sound: &AudioStatus) -> bool {
    match call.setup().mode {
        Mode::Assessment => call.setup().captions_off && *sound == AudioStatus::Ready,
        Mode::Guided | Mode::Practice => profile.captions_off(sound),
    }
}

/// What is assessed is not switched in the middle; who needs captions has them.
fn may_switch(world: &World) -> bool {
    super::call(world).is_some_and(|call| call.setup().mode != Mode::Assessment)
        && !world.resource::<Profile>().needs_captions
        && *world.resource::<AudioStatus>() == AudioStatus::Ready
}

fn switch(mut profile: ResMut<Profile>, mut worker: ResMut<Worker>) {
    profile.change(&mut worker, |profile| profile.captions = !profile.captions);
}

/// The switch, and whether it stands in the mode of this call.
#[derive(Component, Debug, Clone, Copy, Default)]
struct Switch;

#[derive(Component, Debug, Clone, Copy, Default)]
struct Again;

fn show_switch(
    session: Res<Session>,
    profile: Res<Profile>,
    sound: Res<AudioStatus>,
    mut switches: Query<(Entity, &mut Node, Has<Selected>), With<Switch>>,
    mut again: Query<&mut Node, (With<Again>, Without<Switch>)>,
    mut commands: Commands,
) {
    let Some(live) = &session.live else { return };
    let heard = *sound == AudioStatus::Ready;
    let mode = live.call.setup().mode;
    for (button, mut node, marked) in &mut switches {
        show_if(&mut node, heard && mode != Mode::Assessment && !profile.needs_captions);
        let on = !profile.captions_off(&sound);
        if on && !marked {
            commands.entity(button).insert(Selected);
        } else if !on && marked {
            commands.entity(button).remove::<Selected>();
        }
    }
    for mut node in &mut again {
        show_if(&mut node, heard && mode == Mode::Guided);
    }
}

impl Said {
    /// As much of the line as has been heard: in step with the voice, or by its share of time.
    fn heard(&self, now: Millis, step: Step) -> String {
        match (&self.state, step) {
            (State::Whole, _) => self.text.clone(),
            (State::Cut(heard), _) => broken_off(heard),
            (State::Speaking, Step::Upto(end)) if end < self.text.len() => {
                broken_off(self.text.get(..end).unwrap_or_default())
            }
            (State::Speaking, Step::Upto(_)) => self.text.clone(),
            (State::Speaking, Step::Share) => {
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
    // What is switched on is marked, as on the line's buttons.
    let button = |id: &'static str| {
        bsn! {
            @PushButton { @skin: {Skin::Normal} }
            Does({id})
            Node { display: Display::None, min_height: px(26), padding: UiRect::axes(px(S2), px(0)) }
        }
    };
    let (again, switch) = (button(AGAIN), button(SWITCH));
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S2), flex_grow: 1.0, flex_basis: px(0), min_height: px(180) }
        Children [
            (
                Node { column_gap: px(S1), align_items: AlignItems::Center, flex_wrap: FlexWrap::Wrap, flex_shrink: 0.0, min_height: px(26) }
                Children [
                    (heading(title) Node { margin: UiRect::right(auto()) }),
                    ({again} Again),
                    ({switch} Switch),
                ]
            ),
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
    (profile, sound, heard): (Res<Profile>, Res<AudioStatus>, Res<Heard>),
    lists: Query<&Captions>,
    mut texts: Query<(&BubbleText, &Bubble, &mut Text)>,
    mut bubbles: Query<(&Bubble, &mut Edge, &mut AccessibilityNode)>,
) {
    let Some(live) = &session.live else { return };
    let Ok(captions) = lists.single() else { return };
    let off = live.show().is_none() && captions_off(&live.call, &profile, &sound);
    let switched = profile.is_changed() || sound.is_changed();
    let lively = |number: usize, shown: bool| switched || !shown || number + LIVELY >= captions.said.len();
    let now = live.call.now();
    let written = |said: &Said| {
        if off && said.by != Speaker::Operator && !heard.is_unspoken(said.at) {
            return words.get("desk-not-written");
        }
        said.heard(now, heard.step(said.at, now))
    };
    for (part, bubble, mut text) in &mut texts {
        let Some(said) = captions.said.get(bubble.0).filter(|_| lively(bubble.0, !text.0.is_empty())) else { continue };
        let now = match part {
            BubbleText::Words => written(said),
            BubbleText::When => when(said, &live.call, &words),
        };
        text.set_if_neq(Text(now));
    }
    for (bubble, mut edge, mut spoken) in &mut bubbles {
        let Some(said) = captions.said.get(bubble.0) else { continue };
        let plain = if said.by == Speaker::Operator { Token::AccentSoft } else { Token::Line };
        edge.set_if_neq(Edge(if said.state == State::Speaking { Token::Accent } else { plain }));
        if said.state != State::Speaking && spoken.label().is_none() {
            spoken.set_label(format!("{}: {}", who(said, &live.call, &words), written(said)));
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
