//! Players that act through the same actions as people: walkthroughs that ship beside scenarios, and the words in which a
//! call is taken at a terminal.
//!
//! The room may know `scenario`, `call` and `scoring`; it reads no files and has no clock.

mod command;
mod walk;

pub use command::{Command, CommandError, Pace, Step, parse_step, perform};
pub use walk::{Walk, WalkError, WalkReport, parse_walk, run_walk};
