//! A finished call's events in, a scorecard with evidence out. Pure: the same log always gives the same card.
//!
//! Three numbers and Procedure, each 100 × earned / possible, never blended; what could not occur in a call is not counted
//! as possible. Every lost point names its moment, what was done, and what would have been better.

mod calming;
mod card;
mod criteria;
mod difference;
mod drill;
mod list;
mod overrule;
mod procedure;
mod records;
mod routing;
mod story;
mod survey;
mod tidy;
mod twin;
mod typed;
mod verdict;
mod work;

pub use card::{CriterionResult, CriticalError, Finding, Moment, NumberResult, Scorecard, score};
pub use difference::{CriterionDifference, Difference, NumberDifference, Points, difference};
pub use drill::score_drill;
pub use list::{may_be_due_again, score_list};
pub use overrule::{Overrule, OverruleError, Overruled, points_of, points_written};
pub use records::{Around, Duplicate, EXPERT_PER_THOUSAND, FieldClass, FieldErrors, FieldResult, RowResult, classify};
pub use story::{Line, Story};
pub use tidy::score_tidy;
pub use twin::{Measures, Numbers, PAIRS_NEEDED, Side, TwinLoss, TwinPair, over_pairs};
pub use work::{WorkCause, WorkItem};
