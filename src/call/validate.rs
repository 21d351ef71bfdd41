//! What a form says about a value as it is typed, and the form in which the database keeps it.

use serde::Serialize;

use super::database::Database;
use crate::scenario::{FieldKind, FieldSource, Pack, expression};

/// Why a value cannot be saved. The wording is the screen's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    Required,
    NotAPhone,
    NotADate,
    NotMoney,
    NotANumber,
    NotAChoice,
    /// There is no such row in the table of this name.
    NoSuchRow(String),
    /// The row exists, and belongs to another row than the form does: another customer's order.
    BelongsElsewhere(String),
}

impl Problem {
    /// Whether it keeps a form from being saved. A reference that leads nowhere is warned of and let in, as real systems do.
    #[must_use]
    pub const fn blocks(&self) -> bool {
        !matches!(self, Self::NoSuchRow(_) | Self::BelongsElsewhere(_))
    }
}

/// A value in the form that the database keeps, right or wrong.
#[must_use]
pub(super) fn kept_value(pack: &Pack, database: &Database, field: &FieldSource, text: &str) -> String {
    match (check_value(pack, database, field, text), &field.kind) {
        (Ok(value), _) => value,
        (Err(_), FieldKind::Reference(_)) => row_number(text),
        (Err(_), _) => text.trim().to_owned(),
    }
}

fn row_number(text: &str) -> String {
    text.split_whitespace().collect::<String>().to_uppercase()
}

/// A value in the form that the database keeps, or what is wrong with it.
///
/// # Errors
/// The [`Problem`] a form shows under the field.
pub fn check_value(pack: &Pack, database: &Database, field: &FieldSource, text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return if field.required { Err(Problem::Required) } else { Ok(String::new()) };
    }
    let writing = &pack.writing;
    match &field.kind {
        FieldKind::Name | FieldKind::Address | FieldKind::Code | FieldKind::Note => Ok(text.to_owned()),
        FieldKind::Phone => writing.is_phone(text).then(|| text.to_owned()).ok_or(Problem::NotAPhone),
        FieldKind::Date => writing.date(text).map(|day| day.to_string()).ok_or(Problem::NotADate),
        FieldKind::Money => writing.money(text).map(expression::money_text).ok_or(Problem::NotMoney),
        FieldKind::Number => writing.number(text).map(|number| number.to_string()).ok_or(Problem::NotANumber),
        FieldKind::Choice(choices) => writing.choice(choices, text).cloned().ok_or(Problem::NotAChoice),
        FieldKind::Reference(to) => {
            referred_row(pack, database, to, text).ok_or_else(|| Problem::NoSuchRow(to.clone()))
        }
    }
}

/// The number of the row that is written: as it is kept, or without its hyphens.
fn referred_row(pack: &Pack, database: &Database, to: &str, text: &str) -> Option<String> {
    let table = pack.table_index(to)?;
    let id = row_number(text);
    if database.row(table, &id).is_some() {
        return Some(id);
    }
    let hyphens = |row: &&super::database::Row| row.id.contains('-') || id.contains(['-', '‑', '–']);
    database.rows(table).filter(hyphens).find(|row| pack.writing.same_code(&row.id, &id)).map(|row| row.id.clone())
}
