//! Blind scores out of the store, as the figures of calibration take them, with names for people to read.

use std::collections::BTreeMap;

use crate::review::figures::calibration::{Calibration, Rating, calibration};
use crate::store::{Actor, Calibrated, PersonId, Store, StoreError};

/// What is known of calibration in a data folder.
#[derive(Debug, Clone)]
pub struct Calibrating {
    /// Every attempt that was put up, the latest first.
    pub attempts: Vec<Calibrated>,
    /// The figures name criteria by their ids and attempts by their keys.
    pub figures: Calibration,
    /// The wordings of criteria by their ids.
    pub labels: BTreeMap<String, String>,
}

impl Calibrating {
    /// As far as somebody may know of it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn of(store: &Store, actor: &Actor) -> Result<Self, StoreError> {
        let (attempts, names) = (store.calibration(actor)?, store.names()?);
        let mut labels = BTreeMap::new();
        let scores = attempts.iter().rev().flat_map(|one| &one.ratings).flat_map(|rated| &rated.scores);
        for score in scores {
            labels.insert(score.criterion.clone(), score.label.clone());
        }
        let figures = calibration(&ratings(&attempts, &names));
        Ok(Self { attempts, figures, labels })
    }

    /// A criterion in words.
    #[must_use]
    pub fn label<'a>(&'a self, criterion: &'a str) -> &'a str {
        self.labels.get(criterion).map_or(criterion, String::as_str)
    }

    /// An attempt by its key.
    #[must_use]
    pub fn attempt(&self, key: &str) -> Option<&Calibrated> {
        self.attempts.iter().find(|one| one.attempt.0 == key)
    }
}

/// Scores of whoever was erased are nobody's, and left out.
fn ratings(attempts: &[Calibrated], names: &BTreeMap<PersonId, String>) -> Vec<Rating> {
    let mut found = Vec::new();
    for one in attempts {
        for rated in &one.ratings {
            let Some(rater) = rated.by.as_ref().and_then(|by| names.get(by)) else { continue };
            found.extend(rated.scores.iter().map(|score| Rating {
                attempt: one.attempt.0.clone(),
                criterion: score.criterion.clone(),
                rater: rater.clone(),
                month: rated.at.chars().take(7).collect(),
                score: score.given.per_cent(),
                program: Some(score.program.per_cent()),
            }));
        }
    }
    found
}
