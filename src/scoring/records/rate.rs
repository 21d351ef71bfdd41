//! Wrong fields per thousand, as the trade counts them.

use serde::{Deserialize, Serialize};

use super::{FieldClass, RowResult};

/// What a practised typist gets wrong of a thousand fields keyed once (Paulsen et al. 2012, doi 10.1371/journal.pone.0035087).
pub const EXPERT_PER_THOUSAND: f64 = 0.37;

/// How many of the compared fields were wrong. Notes that must mention something are no fields in this sense.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct FieldErrors {
    pub wrong: u32,
    pub compared: u32,
    /// None while nothing was compared.
    pub per_thousand: Option<f64>,
}

impl FieldErrors {
    /// A count of so many wrong ones.
    #[must_use]
    pub fn new(wrong: u32, compared: u32) -> Self {
        let per_thousand = (compared > 0).then(|| f64::from(wrong) * 1000.0 / f64::from(compared));
        Self { wrong, compared, per_thousand }
    }

    /// Over the rows of one call.
    #[must_use]
    pub fn of(rows: &[RowResult]) -> Self {
        let fields = || rows.iter().flat_map(|row| &row.fields).filter(|field| !field.mention);
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self::new(count(fields().filter(|field| field.class != FieldClass::Right).count()), count(fields().count()))
    }

    /// Over many calls: wrong fields and compared fields are added up, so that a long call weighs more than a short one.
    #[must_use]
    pub fn over(cards: impl IntoIterator<Item = Self>) -> Self {
        let sum = cards.into_iter().fold((0_u32, 0_u32), |(wrong, compared), one| {
            (wrong.saturating_add(one.wrong), compared.saturating_add(one.compared))
        });
        Self::new(sum.0, sum.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up_fields_and_not_rates() {
        let over = FieldErrors::over([FieldErrors::new(1, 4), FieldErrors::new(0, 996)]);
        assert_eq!((over.wrong, over.compared, over.per_thousand), (1, 1000, Some(1.0)));
        assert_eq!(FieldErrors::over([]).per_thousand, None);
    }
}
