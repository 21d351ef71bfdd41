//! Players that act through the same actions as people: walkthroughs that ship beside scenarios, the words in which a call
//! is taken at a terminal, bots that take any call by themselves, and a search of every call that there can be.
//!
//! The room may know `scenario`, `call` and `scoring`; it reads no files and has no clock.

mod cast;
mod centre;
mod clerk;
mod command;
mod coupling;
mod demonstration;
mod dice;
mod drill_command;
mod drill_expert;
mod drill_walk;
mod expect;
mod explore;
mod manner;
mod paperwork;
mod plan;
mod play;
mod random;
mod survey;
mod talk;
mod traffic;
mod typist;
mod walk;

pub use cast::Cast;
pub use centre::{CentrePlan, CentreSize, PlannedCall, Recruit, centre};
pub use command::{Command, CommandError, Pace, Step, parse_step, perform};
pub use demonstration::{Demonstration, due};
pub use drill_command::{drill_wait, parse_drill};
pub use drill_expert::undoable;
pub use drill_walk::{DrillWalk, DrillWalkReport, parse_drill_walk, run_drill_walk};
pub use expect::WalkHead;
pub use explore::{
    Coverage, Effort, Element, Exploration, Limits, Outlook, Part, Path, Progress, Proved, Snag, Verdict, WayThere,
    dead_parts, outlook, search_effort,
};
pub use manner::Bot;
pub use paperwork::{paperwork, right_wrap_up};
pub use play::Played;
pub use survey::{Fault, NUMBERS, Seen, Spread, Survey, Tally};
pub use traffic::traffic;
pub use walk::{BETWEEN, Walk, WalkError, WalkReport, parse_list, parse_walk, run_walk};
