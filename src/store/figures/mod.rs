//! Figures: what is kept of each call, and summaries of it that lists and reports are read from without reading every attempt.
//!
//! The tables stand in `0033_figures.sql` of a desk and `0003_figures.sql` of the centre, in the same words; `base` asks both the same
//! questions. A desk brings its summaries up to date in the change in which a call is begun, finished, kept, judged or erased. The
//! centre does so when it has played an attempt again and found it sound.

pub(in crate::store) mod base;
pub(in crate::store) mod bulk;
mod desk;
pub(in crate::store) mod keep;
mod kept;
pub(in crate::store) mod list;
mod page;
pub(in crate::store) mod read;
mod sums;
pub(in crate::store) mod words;

pub(in crate::store) use desk::{relist, resum, rule, unlist};

pub(in crate::store) use page::{below, next};

pub use bulk::{Indexes, MadeCall, Template};
pub use kept::{Kept, ReplyChoice, outcome};
pub use list::ListFilter;
pub use page::Page;
pub use read::{Choice, FirstCall, PersonSum, ScenarioSums, Standing, TeamSums};
pub use sums::{Answer, PointSum};
pub use words::Words;
