//! The words of a line: which wording comes, and what stands in its placeholders.

use smol_str::SmolStr;

use super::machine::Call;
use super::speech::LEAST_MS;
use crate::scenario::facts::told_by;
use crate::scenario::{Piece, Template};

impl Call {
    /// One of several wordings: each is used once before any comes again.
    pub(super) fn wording<'t>(&mut self, what: &str, says: &'t [Template]) -> &'t Template {
        let count = self.state.wordings.entry(what.to_owned()).or_insert(0);
        let nth = *count;
        *count += 1;
        let order = self.setup.chance(what).order(says.len());
        &says[order[nth % says.len().max(1)]]
    }

    /// A habitual line, in one of its wordings.
    pub(super) fn habit_text(&mut self, what: &str, bank: impl Fn(&Self) -> &[Template]) -> SmolStr {
        let says = bank(self).to_vec();
        if says.is_empty() {
            return SmolStr::default();
        }
        let template = self.wording(what, &says).clone();
        self.fill(&template)
    }

    /// A text with the facts as people say them.
    pub(super) fn fill(&self, template: &Template) -> SmolStr {
        match template.plain() {
            Some(plain) => plain.clone(),
            None => template.fill(|slot| self.slot(slot)).into(),
        }
    }

    pub(super) fn slot(&self, slot: &str) -> String {
        match slot.strip_prefix("new.") {
            Some(table) => {
                let number = self.setup.pack.table_index(table);
                number.and_then(|number| self.new_row(number)).unwrap_or_default().to_owned()
            }
            None => self.setup.spoken(slot),
        }
    }

    pub(super) fn fact_value(&self, fact: &str) -> SmolStr {
        self.setup.value(fact).unwrap_or_else(|| self.slot(fact)).into()
    }

    /// The text, after how long each of its facts has been heard, and how long it takes to say.
    pub(super) fn fill_telling(&self, template: &Template) -> (SmolStr, Vec<(SmolStr, u64)>, u64) {
        if let Some(plain) = template.plain() {
            return (plain.clone(), Vec::new(), self.setup.rate.line_ms(plain));
        }
        let mut text = String::new();
        let mut tells = Vec::new();
        let mut spent = 0;
        for piece in template.pieces() {
            let said = match piece {
                Piece::Text(plain) => plain.clone(),
                Piece::Slot(slot) => self.slot(slot).into(),
            };
            spent += self.setup.rate.text_ms(&said);
            text.push_str(&said);
            if let Piece::Slot(slot) = piece
                && self.setup.has_value(slot)
            {
                tells.push((told_by(slot).into(), spent));
            }
        }
        (text.into(), tells, spent.max(LEAST_MS))
    }
}

/// The first bank that has any line.
pub(super) fn pick_bank<const N: usize>(banks: [&[Template]; N]) -> &[Template] {
    banks.into_iter().find(|bank| !bank.is_empty()).unwrap_or(&[])
}
