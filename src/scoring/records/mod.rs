//! Records: the saved rows against what this call disclosed, field by field, with a name for each thing that went wrong.

mod around;
mod class;
mod duplicate;
mod near;
mod rate;
mod rows;

use serde::{Deserialize, Serialize};

pub use class::{Around, FieldClass, classify};
pub use duplicate::Duplicate;
pub use rate::{EXPERT_PER_THOUSAND, FieldErrors};

pub(super) use duplicate::duplicates;
pub(super) use rows::{compare_rows, fill, is_mentioned};

use crate::call::Millis;

/// An expected row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowResult {
    pub table: String,
    /// The row that was compared; none if there was none.
    pub id: Option<String>,
    pub fields: Vec<FieldResult>,
}

/// An expected field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldResult {
    pub field: String,
    pub label: String,
    pub saved: String,
    pub truth: String,
    pub class: FieldClass,
    /// When the caller had said all of it; none for what nobody says, such as the customer's number.
    pub told_at: Option<Millis>,
    /// The line in which that was: its number in the story, and its words.
    pub told_line: Option<usize>,
    pub told_text: Option<String>,
    /// When the value that stands was saved.
    pub saved_at: Option<Millis>,
    /// When the value was last read back to the caller.
    pub read_back_at: Option<Millis>,
    /// The read-back showed a mistake, and it was put right.
    pub caught: bool,
    /// A note that must mention something, rather than hold a value.
    pub mention: bool,
    /// Nobody touched the field: what stands is what a new row begins with.
    pub untouched: bool,
    /// The truth was saved, but into another row.
    pub elsewhere: bool,
}

impl FieldResult {
    /// The key of the finding that says what went wrong.
    #[must_use]
    pub const fn finding(&self) -> &'static str {
        match self.class {
            FieldClass::Omitted if self.mention => "field-not-mentioned",
            FieldClass::Omitted if self.untouched => "field-untouched",
            FieldClass::Omitted if !self.saved.is_empty() => "field-incomplete",
            FieldClass::Omitted => "field-omitted",
            FieldClass::Unsaved => "field-unsaved",
            FieldClass::Stale => "field-stale",
            FieldClass::WrongField => "field-wrong-field",
            FieldClass::WrongRecord if self.elsewhere => "field-in-namesake",
            FieldClass::WrongRecord => "field-wrong-record",
            FieldClass::Duplicate => "field-duplicate",
            FieldClass::Transposed => "field-transposed",
            FieldClass::Misheard => "field-misheard",
            FieldClass::Invented | FieldClass::Right => "field-invented",
        }
    }
}
