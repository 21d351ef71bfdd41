//! What supervisors read out of many attempts: team figures, scenario health, calibration. Pure: attempts in, figures out.

pub mod calibration;
mod case;
mod health;
mod person;
pub mod statistic;
pub mod summed;
mod team;

pub use crate::store::{ReplyChoice, outcome};
pub use case::{Case, Overridden};
pub use health::{Flag, Health, Item, ItemHealth, health};
pub use person::{FieldTally, PersonFigures, Step, person_figures};
pub use team::{
    Coaching, CriterionKey, HeatCell, HeatMap, HeatRow, NUMBERS, Numbers, Progress, Readiness, TeamFigures, Trend,
    coaching, heat_map, latest, progress, readiness, team_figures, trends,
};
