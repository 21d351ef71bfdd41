//! Whether a condition of the script holds now.

use super::machine::Call;
use crate::scenario::Condition;

impl Call {
    /// Whether all of these hold at this moment.
    #[must_use]
    pub fn all_hold(&self, conditions: &[Condition]) -> bool {
        conditions.iter().all(|condition| self.holds(condition))
    }

    /// Whether the condition holds at this moment.
    #[must_use]
    pub fn holds(&self, condition: &Condition) -> bool {
        let state = &self.state;
        match condition {
            Condition::PatienceBelow(points) => state.patience < points * 1000,
            Condition::PatienceAtLeast(points) => state.patience >= points * 1000,
            Condition::Flag(flag) => state.flags.contains(flag.as_str()),
            Condition::NotFlag(flag) => !state.flags.contains(flag.as_str()),
            Condition::Fact(fact, value) => self.setup.value(fact).as_ref() == Some(value),
            Condition::NotFact(fact, value) => self.setup.value(fact).as_ref() != Some(value),
            Condition::Told(fact) => state.told.contains_key(fact.as_str()),
            Condition::NotTold(fact) => !state.told.contains_key(fact.as_str()),
            Condition::Saved(table) => self.has_saved(table),
            Condition::NotSaved(table) => !self.has_saved(table),
            Condition::SavedWith(table, field, value) => self.has_saved_with(table, field, value),
            Condition::NotSavedWith(table, field, value) => !self.has_saved_with(table, field, value),
            Condition::Visited(beat) => self.has_visited(beat),
            Condition::NotVisited(beat) => !self.has_visited(beat),
            Condition::Verified(count) => self.proofs_given() >= *count,
            Condition::NotVerified(count) => self.proofs_given() < *count,
            Condition::Opened(fact) => self.has_opened(fact),
            Condition::NotOpened(fact) => !self.has_opened(fact),
            Condition::Temperament(name) => self.setup.temper == *name,
            Condition::NotTemperament(name) => self.setup.temper != *name,
            Condition::TransferTold => state.transfer_told.is_some(),
            Condition::Warned(count) => state.warnings >= *count,
        }
    }

    /// How many of the scenario's proofs the caller has given.
    #[must_use]
    pub fn proofs_given(&self) -> u32 {
        let proofs = self.setup.scenario.source.proofs.iter();
        u32::try_from(proofs.filter(|proof| self.state.told.contains_key(proof.as_str())).count()).unwrap_or(u32::MAX)
    }

    fn has_saved(&self, table: &str) -> bool {
        let number = self.setup.pack.table_index(table);
        self.state.saved.iter().any(|(saved, ..)| Some(*saved) == number)
    }

    fn has_saved_with(&self, table: &str, field: &str, value: &str) -> bool {
        let pack = &self.setup.pack;
        let Some(number) = pack.table_index(table) else { return false };
        let Some(slot) = pack.tables[number].field_index(field) else { return false };
        let Ok(template) = crate::scenario::Template::parse(value) else { return false };
        let wanted = template.fill(|slot| self.setup.canonical(slot));
        let mut saved = self.state.saved.iter().filter(|(saved, ..)| *saved == number);
        saved.any(|(_, id, _)| self.state.database.row(number, id).is_some_and(|row| row.values[slot] == wanted))
    }

    fn has_opened(&self, fact: &str) -> bool {
        let id = self.setup.value(&format!("{fact}.id"));
        id.is_some_and(|id| self.state.opened_rows.iter().any(|(_, opened)| *opened == id))
    }

    fn has_visited(&self, beat: &str) -> bool {
        self.setup.scenario.beat_index(beat).is_some_and(|beat| self.visits(beat) > 0)
    }
}
