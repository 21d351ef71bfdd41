//! An author's trial: a call on the desk and on the clock, of which nothing is kept.

use super::{Happened, LiveCall, Operator, now_text};
use crate::app::Screen;
use crate::call::{Call, Event, EventKind, Log, LogHeader};

impl LiveCall {
    /// What marks a run that counts nowhere; the name of a message.
    #[must_use]
    pub const fn mark(&self) -> Option<&'static str> {
        if let Some(show) = &self.show {
            return Some(if show.is_attempt() { "watch-attempt" } else { "lesson-show" });
        }
        match (self.of_author, self.is_rewound()) {
            (true, _) => Some("author-run"),
            (false, true) => Some("desk-rewound"),
            (false, false) => None,
        }
    }

    /// Where the desk leads back to.
    #[must_use]
    pub const fn way_out(&self) -> Screen {
        match &self.show {
            Some(show) if show.is_attempt() => Screen::Debrief,
            Some(_) => Screen::Lesson,
            None if self.of_author => Screen::Author,
            None => Screen::Home,
        }
    }
}

impl Operator<'_> {
    /// Lets an author take a call on the desk, from where it stands. The store hears nothing of it.
    pub fn try_out(&mut self, call: Call, events: Vec<Event>) {
        let header = LogHeader::new(call.setup(), "author", now_text());
        let log = Log { header, lines: Vec::new(), cut_off: false };
        // What came before the present beat was heard already.
        let entered = |event: &Event| matches!(event.kind, EventKind::BeatEntered { .. });
        let now = events.iter().rposition(entered).unwrap_or(0);
        self.happened.write_batch(events[now..].iter().cloned().map(Happened));
        let taken_up = (call.now(), self.time.elapsed());
        self.session.live = Some(LiveCall {
            call,
            events,
            log,
            token: 0,
            first: None,
            of_author: true,
            show: None,
            taken_up,
            paused: None,
            still: None,
        });
    }
}
