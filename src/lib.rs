//! Steadyline: a desktop simulator in which a call-centre operator practises on scripted callers.
//!
//! # The house
//!
//! Data flows one way:
//!
//! ```text
//! RON file -> scenario -> call -> scoring -> store -> review -> cli, app
//!                           ^
//!        actions from app, terminal, bots
//! ```
//!
//! | room | its job | may know |
//! |---|---|---|
//! | [`scenario`] | packs and scenarios in RON: read, checked with places, made ready | nothing above it |
//! | [`call`] | the live call as a pure state machine: timed actions in, events out | `scenario` |
//! | [`scoring`] | a finished call's events in, a scorecard with evidence out | `scenario`, `call` |
//! | [`bots`] | players that act like people: walkthroughs, typed commands, bots that take any call, the search of all calls | the above |
//! | [`author`] | what helps a senior to write: templates, transcripts, translations | `scenario` |
//! | [`voice`] | a caller's line as a sound: recordings, speech engines, spoken writing | `scenario`, `call` |
//! | [`text`] | the words of the interface, through Fluent | `scenario`, `call`, `scoring` |
//! | [`store`] | attempts kept and queried | the above |
//! | [`review`] | what is read out of attempts and scripts: charts, graphs, figures of people, teams and scenarios, xAPI statements | `store`, `scoring` and below |
//! | [`cli`] | everything from a terminal | all but `app` |
//! | `app` | the window: screens, widgets, sound | all of them |
//!
//! # Invariants
//!
//! - The pure rooms (`scenario`, `call`, `scoring`, `author`, `bots`) have no clock, threads, environment or hash-map order; only
//!   the scenario loader reads files. `clippy.toml` names what is barred, the attributes below bar it.
//! - A call is an event log. The same pack, scenario, seed and timed actions give the same events, byte for byte; scores
//!   are derived from it and never typed in.
//! - Nothing below `app` names Bevy or kira: without the feature `app` they are not even built. `tests/model` holds which
//!   room may name which.
//! - Past the loader nothing authored is validated again.

#[cfg(feature = "app")]
pub mod app;
#[deny(clippy::disallowed_methods, clippy::iter_over_hash_type)]
pub mod author;
#[deny(clippy::disallowed_methods, clippy::iter_over_hash_type)]
pub mod bots;
#[deny(clippy::disallowed_methods, clippy::iter_over_hash_type)]
pub mod call;
pub mod cli;
#[deny(clippy::disallowed_methods, clippy::iter_over_hash_type)]
pub mod review;
#[deny(clippy::disallowed_methods, clippy::iter_over_hash_type)]
pub mod scenario;
#[deny(clippy::disallowed_methods, clippy::iter_over_hash_type)]
pub mod scoring;
pub mod store;
pub mod text;
pub mod voice;
