//! What others say in the call is heard: spoken ahead of time, begun with its line, and broken off with it. A learner may
//! hear the last line again, and time stands still meanwhile.

use std::time::Duration;

use bevy::prelude::*;

use crate::app::actions::{ActionApp, ActionSpec, Chord, Group};
use crate::app::audio::{AudioStatus, PlayVoice, Saying, StopVoice};
use crate::app::session::{Happened, LiveCall, Operator, Session, Words};
use crate::app::ui::prelude::{Notice, Tone};
use crate::app::voice::{Spoken, VoiceSettings, Voices};
use crate::app::{AppSystems, Screen};
use crate::call::{Event, EventKind, Millis, Mode, Phase, Speaker};
use crate::voice::order_of;

/// A sound that comes this late is heard from its beginning; one that comes later, from where the line is.
const LATE_MS: u64 = 500;
/// The action that plays the last line again.
pub(super) const AGAIN: &str = "desk.again";

pub(super) fn plugin(app: &mut App) {
    let again = ActionSpec::new(AGAIN, Screen::Desk).group(Group::Say).key(Chord::Plain('p')).when(may_hear_again);
    app.init_resource::<Heard>()
        .add_action(again, hear_again)
        .add_systems(Update, (follow_events, play, leave).chain().in_set(AppSystems::Show));
}

/// What is heard of the call.
#[derive(Resource, Debug, Default)]
pub(super) struct Heard {
    /// The line that is being said and not heard yet: its order, and when it began.
    waiting: Option<(u64, Millis)>,
    /// The line that is heard.
    line: Option<HeardLine>,
    /// Lines that nothing could speak, by their beginning.
    unspoken: Vec<Millis>,
    /// The trouble was told.
    told: bool,
}

/// A line that is heard, or was heard last.
#[derive(Debug)]
struct HeardLine {
    began: Millis,
    /// How much later than its line the sound began.
    lag_ms: u64,
    play: PlayVoice,
    shown: Vec<(u64, usize)>,
}

/// How much of a line's caption can be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Nobody can tell: as much as its share of time.
    Share,
    /// So many bytes.
    Upto(usize),
}

impl Heard {
    /// How far a line that began at some time is heard.
    pub fn step(&self, began: Millis, now: Millis) -> Step {
        if let Some((_, at)) = self.waiting
            && at == began
            && now.since(began) <= LATE_MS
        {
            return Step::Upto(0);
        }
        let Some(line) = self.line.as_ref().filter(|line| line.began == began && !line.shown.is_empty()) else {
            return Step::Share;
        };
        let passed = now.since(began).saturating_sub(line.lag_ms);
        let said = line.shown.iter().take_while(|(at, _)| *at <= passed).last();
        Step::Upto(said.map_or(0, |(_, end)| *end))
    }

    /// Whether nothing could speak a line.
    pub fn is_unspoken(&self, began: Millis) -> bool {
        self.unspoken.contains(&began)
    }
}

fn follow_events(
    mut happened: MessageReader<Happened>,
    session: Res<Session>,
    (status, settings): (Res<AudioStatus>, Res<VoiceSettings>),
    mut voices: ResMut<Voices>,
    mut heard: ResMut<Heard>,
    mut stops: MessageWriter<StopVoice>,
) {
    for Happened(event) in happened.read() {
        if matches!(event.kind, EventKind::CallOffered { .. }) {
            (heard.line, heard.unspoken) = (None, Vec::new());
        }
        // What is watched faster than it was said is read.
        let hasty = |live: &&LiveCall| live.show().is_some_and(|show| show.speed() > 1);
        let heard_now = session.live.as_ref().filter(|live| *status == AudioStatus::Ready && !hasty(live));
        let Some(live) = heard_now else { continue };
        match &event.kind {
            EventKind::CallOffered { .. } => voices.ahead(&settings, &live.call),
            EventKind::LineStarted { by: Speaker::Operator, .. }
            | EventKind::LineCut { .. }
            | EventKind::HoldStarted { .. }
            | EventKind::TransferStarted { .. }
            | EventKind::CallEnded { .. } => {
                heard.waiting = None;
                stops.write(StopVoice);
            }
            // Who was speaking goes on where the call stood still.
            EventKind::CallPaused { .. } => {
                let began =
                    live.call.speaking().filter(|(by, ..)| **by != Speaker::Operator).map(|(_, _, began, _)| began);
                let line =
                    began.and_then(|began| live.events.iter().rfind(|event| event.at == began && is_line(event)));
                let order = line.and_then(|event| order_of(&live.call, event));
                heard.waiting = began.zip(order).map(|(began, order)| (voices.say(&settings, order), began));
            }
            EventKind::LineStarted { .. } => {
                let order = order_of(&live.call, event);
                heard.waiting = order.map(|order| (voices.say(&settings, order), event.at));
                voices.ahead(&settings, &live.call);
            }
            _ => {}
        }
    }
}

const fn is_line(event: &Event) -> bool {
    matches!(event.kind, EventKind::LineStarted { .. })
}

fn play(
    mut spoken: MessageReader<Spoken>,
    session: Res<Session>,
    words: Option<Res<Words>>,
    mut heard: ResMut<Heard>,
    mut plays: MessageWriter<PlayVoice>,
    mut notices: MessageWriter<Notice>,
) {
    for Spoken { number, sound, shown } in spoken.read() {
        let Some((_, began)) = heard.waiting.take_if(|(wanted, _)| wanted == number) else { continue };
        let Some(live) = &session.live else { continue };
        match sound {
            Ok(sound) => {
                let late = live.call.now().since(began);
                let (from_ms, lag_ms) = if late <= LATE_MS { (0, late) } else { (late, 0) };
                let play = PlayVoice { sound: sound.clone(), from_ms, until_ms: u64::MAX };
                heard.line = Some(HeardLine { began, lag_ms, play: play.clone(), shown: shown.clone() });
                plays.write(play);
            }
            Err(error) => {
                tracing::warn!(%error, "a line is not spoken");
                heard.unspoken.push(began);
                if let Some(words) = words.as_ref().filter(|_| !std::mem::replace(&mut heard.told, true)) {
                    let text = words.with("desk-no-voice", &[("cause", &error.to_string())]);
                    notices.write(Notice::new(Tone::Warn, text));
                }
            }
        }
    }
}

/// Only a learner has a second hearing for nothing. In the other modes it is the caller who is asked to say it again, as at a
/// real desk, and that is a move of the call with its price.
fn may_hear_again(world: &World) -> bool {
    let Some(live) = &world.resource::<Session>().live else { return false };
    let call = &live.call;
    call.setup().mode == Mode::Guided
        && world.resource::<Heard>().line.is_some()
        && matches!(call.phase(), Phase::Talking | Phase::Consulting)
        && call.speaking().is_none()
        && !call.others_are_next()
}

fn hear_again(heard: Res<Heard>, mut operator: Operator, mut plays: MessageWriter<PlayVoice>) {
    if let Some(line) = &heard.line {
        let play = PlayVoice { from_ms: 0, ..line.play.clone() };
        operator.stand_still(Duration::from_millis(play.sound.ms()));
        plays.write(play);
    }
}

/// A call that was left is heard no more.
fn leave(
    session: Res<Session>,
    saying: Res<Saying>,
    mut heard: ResMut<Heard>,
    mut was_live: Local<bool>,
    mut stops: MessageWriter<StopVoice>,
) {
    let live = session.live.is_some();
    if *was_live && !live {
        *heard = Heard { told: heard.told, ..Heard::default() };
        if saying.0.is_some() {
            stops.write(StopVoice);
        }
    }
    *was_live = live;
}
