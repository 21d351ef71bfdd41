//! Every state that a call of a scenario can be in: what is reached and how, what never is, and where nobody gets on.
//!
//! The front door is [`Exploration::take`]. It looks from two sides. A search follows everything that can be done in an
//! abstract machine of the script: the beat, patience to the thousandth, flags, facts told, records, what was visited and
//! warned, as far as conditions look at them. What it finds is played in real calls and compared moment by moment. And a
//! look that allows too much says what no call can reach. What lies between the two is told apart: see [`Verdict`]. Where the
//! search comes to its bound first, a coarse machine is searched to the last of its states and proves what it can: patience
//! is told apart there only as far as conditions do, and what was paid for is forgotten. See [`Proved`].
//!
//! The search does what the script looks at: replies, the line talked over, silence, holds, mute, transfers, universal
//! moves, records and look-ups. It does not act in the breath between two lines or while a department's telephone rings,
//! types no wrong values, and makes one piece of desk work at one go.

mod atoms;
mod bounds;
mod choices;
mod desk;
mod element;
mod live;
mod machine;
mod novelty;
mod options;
mod outlook;
mod path;
mod patience;
mod proof;
mod report;
mod rules;
mod search;
mod space;
mod step;
mod walker;

pub use element::Element;
pub use outlook::{Outlook, WayThere, outlook};
pub use path::Path;
pub use report::{Coverage, Exploration, Limits, Part, Progress, Proved, Snag, Verdict, dead_parts, search_effort};
pub use search::Effort;
