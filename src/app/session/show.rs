//! A lesson's demonstration: the expert's call plays by itself on the desk, to be watched. It is no attempt, and nothing of it
//! is kept.

use std::sync::Arc;

use super::{Happened, LiveCall, Operator, Session, now_text};
use crate::bots::Demonstration;
use crate::call::{Call, Event, Log, LogHeader, LogLine, Millis, Phase};
use crate::scenario::Lesson;
use crate::scoring::Scorecard;

/// How fast a demonstration can be watched.
const SPEEDS: [u32; 3] = [1, 2, 4];

/// What is shown, and how far it is.
#[derive(Debug)]
pub struct Show {
    pub lesson: Arc<Lesson>,
    /// What the expert comes to.
    pub card: Scorecard,
    /// The comments by their numbers in the lesson, each with its moment, in order.
    pub comments: Vec<(Millis, usize)>,
    lines: Vec<LogLine>,
    /// The next of the lines.
    next: usize,
    speed: u32,
}

impl Show {
    /// How many times as fast as it was.
    #[must_use]
    pub const fn speed(&self) -> u32 {
        self.speed
    }
}

impl LiveCall {
    /// What is shown, if this is a demonstration.
    #[must_use]
    pub const fn show(&self) -> Option<&Show> {
        self.show.as_ref()
    }

    /// Whether a demonstration has come to its end.
    #[must_use]
    pub fn is_shown_whole(&self) -> bool {
        self.show.as_ref().is_some_and(|show| show.next >= show.lines.len()) && self.call.phase() == Phase::Done
    }

    /// Goes on to a time: what the expert did by then is done.
    fn play_to(&mut self, now: Millis) -> Vec<Event> {
        let mut events = Vec::new();
        let Some(show) = &mut self.show else { return events };
        while let Some(line) = show.lines.get(show.next).filter(|line| line.at <= now) {
            events.extend(self.call.apply(line.at, &line.action));
            show.next += 1;
        }
        events.extend(self.call.advance_to(now));
        self.events.extend(events.iter().cloned());
        events
    }
}

impl Session {
    /// Leaves a demonstration.
    pub fn leave_show(&mut self) {
        self.live.take_if(|live| live.show.is_some());
    }
}

impl Operator<'_> {
    /// Lets a call that the expert has taken play on the desk.
    pub fn show(&mut self, lesson: &Arc<Lesson>, taken: Demonstration) {
        let comments = taken.in_order();
        let setup = Arc::clone(taken.played.call.setup());
        let header = LogHeader::new(&setup, "lesson", now_text());
        let (call, events) = Call::new(setup);
        self.happened.write_batch(events.iter().cloned().map(Happened));
        let show = Show {
            lesson: Arc::clone(lesson),
            card: taken.played.card,
            comments,
            lines: taken.played.log,
            next: 0,
            speed: SPEEDS[0],
        };
        let taken_up = (call.now(), self.time.elapsed());
        let log = Log { header, lines: Vec::new(), cut_off: false };
        self.session.live = Some(LiveCall {
            call,
            events,
            log,
            token: 0,
            first: None,
            of_author: false,
            show: Some(show),
            taken_up,
            paused: None,
            still: None,
        });
    }

    /// Plays on to the present.
    pub(super) fn play_along(&mut self) {
        let Some(live) = &mut self.session.live else { return };
        let now = live.now(&self.time);
        let events = live.play_to(now);
        self.happened.write_batch(events.into_iter().map(Happened));
    }

    /// Stops a demonstration, or lets it go on.
    pub fn pause_show(&mut self) {
        let time = self.time.elapsed();
        let Some(live) = self.session.live.as_mut().filter(|live| live.show.is_some()) else { return };
        let now = live.now(&self.time);
        live.taken_up = (now, time);
        live.paused = if live.paused.is_some() { None } else { Some(time) };
    }

    /// Plays a demonstration at the next of the speeds.
    pub fn change_speed(&mut self) {
        let time = self.time.elapsed();
        let Some(live) = &mut self.session.live else { return };
        let now = live.now(&self.time);
        let Some(show) = &mut live.show else { return };
        let at = SPEEDS.iter().position(|speed| *speed == show.speed).unwrap_or(0);
        show.speed = SPEEDS[(at + 1) % SPEEDS.len()];
        live.taken_up = (now, time);
        live.paused = live.paused.map(|_| time);
    }

    /// Goes to the next comment of a demonstration, or to its end.
    pub fn to_next_comment(&mut self) {
        let time = self.time.elapsed();
        let Some(live) = &mut self.session.live else { return };
        let Some(show) = &live.show else { return };
        let now = live.call.now();
        let next = show.comments.iter().map(|(at, _)| *at).find(|at| *at > now);
        let Some(to) = next.or_else(|| show.lines.last().map(|line| line.at)) else { return };
        live.taken_up = (to.max(now), time);
        live.paused = live.paused.map(|_| time);
    }
}
