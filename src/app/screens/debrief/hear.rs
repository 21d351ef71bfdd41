//! Hear: a line of the call is said again as it was said in it, in the same voice and mood. The operator's own lines have a
//! voice of their own. Where nothing can be heard, the control says so, and the line is there to be read.

use std::time::Duration;

use accesskit::{Live, Node as Spoken_, Role};
use bevy::a11y::AccessibilityNode;
use bevy::ecs::system::SystemParam;
use bevy::input_focus::InputFocus;
use bevy::prelude::*;
use bevy::time::Real;

use super::{Open, Reading, words};
use crate::app::actions::{ActionApp, ActionSpec, Actions, Chord};
use crate::app::audio::{AudioStatus, PlayVoice, StopVoice};
use crate::app::session::{Debriefing, Session, Words};
use crate::app::ui::button::KeyShown;
use crate::app::ui::prelude::*;
use crate::app::voice::{Spoken, VoiceSettings, Voices};
use crate::app::{AppSystems, Screen};
use crate::call::{EventKind, Millis, Mood, Speaker};
use crate::voice::Order;

pub(super) const HEAR: &str = "debrief.hear";

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Hearing>()
        .add_action(ActionSpec::new(HEAR, Screen::Debrief).key(Chord::Plain('h')).when(may_hear), hear)
        .add_observer(hear_from_button)
        .add_systems(OnExit(Screen::Debrief), leave)
        .add_systems(
            Update,
            (play, show_caption, show_key.run_if(resource_exists::<Reading>))
                .chain()
                .in_set(AppSystems::Show)
                .run_if(in_state(Screen::Debrief)),
        );
}

/// Choosing this says the line that began at this time.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Hears(Millis);

/// Shows the line that is heard, or why it is not.
#[derive(Component, Debug, Clone, Copy, Default)]
struct HearCaption;

/// The line that is heard.
#[derive(Resource, Debug, Default)]
struct Hearing {
    /// The number of the order, while its sound is not there, and how much of it is heard.
    wanted: Option<(u64, u64)>,
    /// When the line began in its call, and when it is over in the time of the app.
    line: Option<(Millis, Option<Duration>)>,
    caption: String,
}

/// A line as it was said.
#[derive(Debug, Clone, PartialEq)]
struct Said {
    at: Millis,
    by: Speaker,
    text: String,
    mood: Mood,
    /// The time that it takes, and how much of that it was heard for.
    ms: u64,
    heard_ms: u64,
}

fn lines(debrief: &Debriefing) -> Vec<Said> {
    let mut out: Vec<Said> = Vec::new();
    for event in &debrief.events {
        match &event.kind {
            EventKind::LineStarted { by, text, mood, ends, .. } => {
                let ms = ends.since(event.at);
                out.push(Said {
                    at: event.at,
                    by: by.clone(),
                    text: text.to_string(),
                    mood: *mood,
                    ms,
                    heard_ms: u64::MAX,
                });
            }
            EventKind::LineCut { .. } => {
                if let Some(line) = out.last_mut() {
                    line.heard_ms = event.at.since(line.at);
                }
            }
            _ => {}
        }
    }
    out
}

/// The line that a moment is about: what somebody else had last begun to say by then.
fn line_by(debrief: &Debriefing, at: Millis) -> Option<Said> {
    let mut others = lines(debrief).into_iter().filter(|line| line.by != Speaker::Operator).peekable();
    let first = others.peek().cloned();
    others.take_while(|line| line.at <= at).last().or(first)
}

/// A button that says a line of the transcript.
pub(super) fn button(at: Millis, words: &Words) -> impl Scene + use<> {
    let label = words.with("debrief-hear-at", &[("at", &at.clock())]);
    bsn! {
        @PushButton { @label: {label}, @skin: {Skin::Quiet} }
        template_value(Hears(at))
        Node { min_height: px(26), padding: UiRect::axes(px(S2), px(0)), flex_shrink: 0.0 }
    }
}

/// The button of a moment, for the line that it is about; none in a call in which nobody spoke.
pub(super) fn button_by(debrief: &Debriefing, at: Millis, words: &Words) -> Option<impl Scene + use<>> {
    line_by(debrief, at).map(|line| button(line.at, words))
}

/// Where the line that is heard can be read.
pub(super) fn caption() -> impl Scene {
    bsn! {
        HearCaption
        template(|_| {
            let mut node = Spoken_::new(Role::Label);
            node.set_live(Live::Polite);
            Ok(AccessibilityNode(node))
        })
        text("", Type::Small, Token::Ink2)
    }
}

/// The line that is meant: that of the button with the focus, else that of the chosen moment or place.
fn target(debrief: &Debriefing, reading: &Reading, focused: Option<&Hears>) -> Option<Millis> {
    focused.map(|button| button.0).or_else(|| line_by(debrief, reading.at?).map(|line| line.at))
}

fn may_hear(world: &World) -> bool {
    let focused = world.resource::<InputFocus>().get().and_then(|here| world.get::<Hears>(here));
    focused.is_some() || world.get_resource::<Reading>().is_some_and(|reading| reading.at.is_some())
}

/// What it takes to say a line. It is there on every screen, as a button may be pressed on any.
#[derive(SystemParam)]
struct Booth<'w> {
    session: Res<'w, Session>,
    words: Res<'w, Words>,
    status: Res<'w, AudioStatus>,
    settings: Res<'w, VoiceSettings>,
    voices: ResMut<'w, Voices>,
    hearing: ResMut<'w, Hearing>,
    time: Res<'w, Time<Real>>,
    stops: MessageWriter<'w, StopVoice>,
}

impl Booth<'_> {
    /// Says the line that began at a time; the one that is being said stops.
    fn hear(&mut self, at: Millis) {
        let Some(debrief) = &self.session.debrief else { return };
        let now = self.time.elapsed();
        let is_heard =
            self.hearing.line.is_some_and(|(line, until)| line == at && until.is_none_or(|until| now < until));
        self.stops.write(StopVoice);
        self.hearing.wanted = None;
        if is_heard && self.hearing.line.is_some_and(|(_, until)| until.is_some()) {
            self.hearing.line = None;
            return;
        }
        let Some(said) = lines(debrief).into_iter().find(|line| line.at == at) else { return };
        let line = told(debrief, &said, &self.words);
        if let AudioStatus::Silent(cause) | AudioStatus::Lost(cause) = &*self.status {
            self.hearing.line = None;
            self.hearing.caption = not_heard(&self.words, cause, &line);
            return;
        }
        let order = Order::new(debrief.call.setup(), &said.by, said.mood, &said.text, said.ms);
        let number = self.voices.say(&self.settings, order);
        self.hearing.wanted = Some((number, said.heard_ms));
        self.hearing.line = Some((at, None));
        self.hearing.caption = line;
    }
}

/// Who says what when.
fn told(debrief: &Debriefing, said: &Said, words: &Words) -> String {
    let who = words::speaker(words, debrief, &said.by);
    words.with("debrief-hear-line", &[("who", &who), ("at", &said.at.clock()), ("line", &said.text)])
}

fn not_heard(words: &Words, cause: &str, line: &str) -> String {
    words.with("debrief-hear-not", &[("cause", cause.trim_end_matches('.')), ("line", line)])
}

fn hear(mut booth: Booth, reading: Res<Reading>, focus: Res<InputFocus>, buttons: Query<&Hears>) {
    let focused = focus.get().and_then(|here| buttons.get(here).ok());
    let at = booth.session.debrief.as_ref().and_then(|debrief| target(debrief, &reading, focused));
    if let Some(at) = at {
        booth.hear(at);
    }
}

fn hear_from_button(activate: On<Activate>, buttons: Query<&Hears>, mut booth: Booth) {
    if let Ok(button) = buttons.get(activate.entity) {
        booth.hear(button.0);
    }
}

/// The sound is there, or the reason why there is none.
fn play(
    mut spoken: MessageReader<Spoken>,
    words: Res<Words>,
    time: Res<Time<Real>>,
    mut hearing: ResMut<Hearing>,
    mut plays: MessageWriter<PlayVoice>,
) {
    for Spoken { number, sound, .. } in spoken.read() {
        let Some((_, until_ms)) = hearing.wanted.take_if(|(wanted, _)| wanted == number) else { continue };
        match sound {
            Ok(sound) => {
                let length = Duration::from_millis(sound.ms().min(until_ms));
                let over = time.elapsed() + length;
                if let Some((_, until)) = &mut hearing.line {
                    *until = Some(over);
                }
                plays.write(PlayVoice { sound: sound.clone(), from_ms: 0, until_ms });
            }
            Err(error) => {
                hearing.line = None;
                hearing.caption = not_heard(&words, &error.to_string(), &hearing.caption);
            }
        }
    }
}

fn show_caption(hearing: Res<Hearing>, mut captions: Query<&mut Text, With<HearCaption>>) {
    for mut text in &mut captions {
        text.set_if_neq(Text(hearing.caption.clone()));
    }
}

/// The key stands on the button that it would press now.
fn show_key(
    open: Open,
    focus: Res<InputFocus>,
    actions: Res<Actions>,
    plain: Query<&Hears>,
    mut buttons: Query<(Ref<Hears>, &mut KeyShown)>,
) {
    let fresh = buttons.iter().any(|(button, _)| button.is_added());
    let Some(debrief) =
        open.session.debrief.as_ref().filter(|_| open.reading.is_changed() || focus.is_changed() || fresh)
    else {
        return;
    };
    let target = target(debrief, &open.reading, focus.get().and_then(|here| plain.get(here).ok()));
    let key = actions.get(HEAR).and_then(|action| action.spec.key).map(Chord::shown).unwrap_or_default();
    for (button, mut shown) in &mut buttons {
        let key = if target == Some(button.0) { key.clone() } else { String::new() };
        shown.set_if_neq(KeyShown(key));
    }
}

fn leave(mut hearing: ResMut<Hearing>, mut stops: MessageWriter<StopVoice>) {
    if hearing.line.is_some() {
        stops.write(StopVoice);
    }
    *hearing = Hearing::default();
}
