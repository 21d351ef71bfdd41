//! The live call as a pure state machine: timed [`Action`]s in, [`Event`]s out.
//!
//! A [`Call`] has no clock, reads nothing and draws nothing. The same pack, scenario, seed and timed actions give the same
//! events, byte for byte, on every machine; so a [`Log`] of the actions is all that is kept, and everything else (debrief,
//! score, resume) is played again from it.

mod action;
mod base;
mod caller;
mod chance;
mod condition;
mod consult;
mod database;
mod desk;
mod drill_log;
mod drill_run;
mod event;
mod facts;
mod line;
mod lines;
mod list_run;
mod log;
mod machine;
mod moves;
mod onward;
mod read_through;
mod replay;
mod rewind;
mod say;
mod setup;
mod speech;
mod start;
mod state;
mod tidy_run;
mod told;
mod validate;
mod wording;

pub use action::Action;
pub use base::Base;
pub use database::{Database, Found, Row, SavedRow};
pub use drill_log::{AnyLog, DrillAction, DrillHeader, DrillLine, DrillLog, DrillTaken, read_any_log, read_drill_log};
pub use drill_run::{DrillEvent, DrillRun, DrillSetup, replay_drill, resume_drill, resume_drill_frozen};
pub use event::{Event, EventKind, Refusal, Speaker};
pub use facts::seed_reaching;
pub use list_run::{
    Attempt, Column, ListAction, ListDecision, ListEvent, ListEventKind, ListRefusal, ListRun, Noted, RING_OUT_MS,
    Worked,
};
pub use log::{Log, LogError, LogHeader, LogLine, Murmur, Rewound, json_line, read_log};
pub use machine::Call;
pub use read_through::{ReadThrough, Step, Stop, StopCause};
pub use replay::{ReplayError, replay, resume, resume_frozen};
pub use rewind::{Decision, NoDecision, Rewind, decision_by, decisions, rewind};
pub use setup::{CallOptions, Lengths, Mode, Setup};
pub use speech::{Millis, SpeakingRate, Speed};
pub use start::{NoBeat, StartAt};
pub use state::{Form, Mood, Phase};
pub use tidy_run::{Tidied, TidyAction, TidyEvent, TidyEventKind, TidyRefusal, TidyRun};
pub use told::{Glimpse, Happened};
pub use validate::{Problem, check_value};
