//! A call that plays by itself on the desk, to be watched: a lesson's demonstration, or an attempt that was made. It is no
//! attempt of its own, and nothing of it is kept.

use std::sync::Arc;

use super::{Debriefing, Happened, LiveCall, Operator, Session, now_text};
use crate::app::Screen;
use crate::bots::Demonstration;
use crate::call::{Call, Event, Log, LogHeader, LogLine, Millis, Phase, Setup};
use crate::scenario::Lesson;
use crate::scoring::Scorecard;

/// How fast a call can be watched.
const SPEEDS: [u32; 4] = [1, 2, 4, 8];

/// Who goes back within this time of a remark wants the one before it.
const SAME_REMARK_MS: u64 = 3_000;

/// What is watched.
#[derive(Debug)]
pub enum Shown {
    /// The expert's call of a lesson, with what the expert comes to.
    Lesson(Arc<Lesson>, Box<Scorecard>),
    /// A call that was taken, by whomever; its debrief waits for the end.
    Attempt(Box<Debriefing>),
}

/// What is said beside the call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    pub at: Millis,
    pub say: String,
}

/// What is shown, and how far it is.
#[derive(Debug)]
pub struct Show {
    pub of: Shown,
    /// In the order of the call.
    pub remarks: Vec<Remark>,
    lines: Vec<LogLine>,
    /// The next of the lines.
    next: usize,
    speed: u32,
}

impl Show {
    fn new(of: Shown, remarks: Vec<Remark>, lines: Vec<LogLine>) -> Self {
        Self { of, remarks, lines, next: 0, speed: SPEEDS[0] }
    }

    /// What is said before the call begins.
    #[must_use]
    pub fn before(&self) -> &str {
        match &self.of {
            Shown::Lesson(lesson, _) => lesson.source.demonstration.as_ref().map_or("", |shown| &shown.before),
            Shown::Attempt(_) => "",
        }
    }

    /// What is said after its end.
    #[must_use]
    pub fn after(&self) -> &str {
        match &self.of {
            Shown::Lesson(lesson, _) => lesson.source.demonstration.as_ref().map_or("", |shown| &shown.after),
            Shown::Attempt(_) => "",
        }
    }

    /// What the call comes to.
    #[must_use]
    pub const fn card(&self) -> &Scorecard {
        match &self.of {
            Shown::Lesson(_, card) => card,
            Shown::Attempt(debrief) => &debrief.card,
        }
    }

    /// Whether it is a call that somebody took.
    #[must_use]
    pub const fn is_attempt(&self) -> bool {
        matches!(self.of, Shown::Attempt(_))
    }

    /// Whether nothing that was scored may be said beside it.
    #[must_use]
    pub const fn is_blind(&self) -> bool {
        matches!(&self.of, Shown::Attempt(debrief) if debrief.blind)
    }

    /// How many times as fast as it was.
    #[must_use]
    pub const fn speed(&self) -> u32 {
        self.speed
    }
}

impl LiveCall {
    /// What is shown, if this call is watched.
    #[must_use]
    pub const fn show(&self) -> Option<&Show> {
        self.show.as_ref()
    }

    /// Whether a call that is watched has come to its end.
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
    /// Whether a demonstration plays on the desk.
    #[must_use]
    pub fn is_watching(&self) -> bool {
        self.live.as_ref().is_some_and(|live| live.show.is_some())
    }

    /// Leaves the call that is watched. Says where to go.
    pub fn leave_show(&mut self) -> Screen {
        match self.live.take_if(|live| live.show.is_some()).and_then(|live| live.show).map(|show| show.of) {
            Some(Shown::Attempt(debrief)) => {
                let screen = debrief.screen();
                self.debrief = Some(*debrief);
                screen
            }
            _ => Screen::Lesson,
        }
    }
}

impl Operator<'_> {
    /// Lets a call that the expert has taken play on the desk.
    pub fn show(&mut self, lesson: &Arc<Lesson>, taken: Demonstration) {
        let comments = lesson.source.demonstration.iter().flat_map(|source| &source.comments);
        let comments: Vec<&str> = comments.map(|comment| comment.say.as_str()).collect();
        let remark = |(at, number): (Millis, usize)| Some(Remark { at, say: (*comments.get(number)?).to_owned() });
        let remarks = taken.in_order().into_iter().filter_map(remark).collect();
        let setup = Arc::clone(taken.played.call.setup());
        let of = Shown::Lesson(Arc::clone(lesson), Box::new(taken.played.card));
        self.begin_show(setup, Show::new(of, remarks, taken.played.log), Millis::default());
    }

    /// Lets the call of the open debrief play on the desk once more, from a moment of it.
    pub fn show_again(&mut self, remarks: Vec<Remark>, from: Millis) {
        let Some(debrief) = self.session.debrief.take() else { return };
        let (setup, lines) = (Arc::clone(debrief.call.setup()), debrief.log.lines.clone());
        self.begin_show(setup, Show::new(Shown::Attempt(Box::new(debrief)), remarks, lines), from);
    }

    fn begin_show(&mut self, setup: Arc<Setup>, show: Show, from: Millis) {
        let header = LogHeader::new(&setup, "watched", now_text());
        let (call, events) = Call::new(setup);
        self.happened.write_batch(events.iter().cloned().map(Happened));
        self.session.live = Some(LiveCall {
            call,
            events,
            log: Log { header, lines: Vec::new(), cut_off: false },
            token: 0,
            first: None,
            of_author: false,
            show: Some(show),
            taken_up: (from, self.time.elapsed()),
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

    /// Stops what is watched, or lets it go on.
    pub fn pause_show(&mut self) {
        let time = self.time.elapsed();
        let Some(live) = self.session.live.as_mut().filter(|live| live.show.is_some()) else { return };
        let now = live.now(&self.time);
        live.taken_up = (now, time);
        live.paused = if live.paused.is_some() { None } else { Some(time) };
    }

    /// Plays what is watched at the next of the speeds.
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

    /// Goes to the next remark, or to the end.
    pub fn to_next_remark(&mut self) {
        let time = self.time.elapsed();
        let Some(live) = &mut self.session.live else { return };
        let Some(show) = &live.show else { return };
        let now = live.call.now();
        let next = show.remarks.iter().map(|remark| remark.at).find(|at| *at > now);
        let Some(to) = next.or_else(|| show.lines.last().map(|line| line.at)) else { return };
        live.taken_up = (to.max(now), time);
        live.paused = live.paused.map(|_| time);
    }

    /// Goes back to the remark before the one that was made last, or to the beginning: the call is played anew up to there.
    pub fn to_last_remark(&mut self) {
        let time = self.time.elapsed();
        let Some(mut live) = self.session.live.take() else { return };
        let Some(show) = live.show.take() else {
            self.session.live = Some(live);
            return;
        };
        let now = live.call.now();
        let made = show.remarks.iter().filter(|remark| remark.at <= now).map(|remark| remark.at);
        let to = made.rev().find(|at| now.since(*at) > SAME_REMARK_MS).unwrap_or_default();
        let setup = Arc::clone(live.call.setup());
        self.begin_show(setup, Show { next: 0, ..show }, to);
        if let Some(anew) = &mut self.session.live {
            anew.paused = live.paused.map(|_| time);
        }
    }
}
