//! Whether what a scenario names is there: facts, departments, tables, flags, and what conditions ask for.

use super::check::ScriptCheck;
use super::checker::{below, there_are};
use super::diagnostic::did_you_mean;
use super::facts::parts_of;
use super::source::Condition;

impl ScriptCheck<'_> {
    pub fn fact(&mut self, path: &[&str], fact: &str) {
        if !self.kinds.knows(fact) {
            let all: Vec<String> = self.kinds.paths().flat_map(|path| self.with_parts(path)).collect();
            let heads = || {
                let mut heads: Vec<&str> = self.kinds.paths().filter_map(|path| path.split('.').next()).collect();
                heads.sort_unstable();
                heads.dedup();
                // Numbers of new rows are hardly what was meant.
                heads.retain(|head| *head != "new");
                heads
            };
            let hint = did_you_mean(fact, all.iter().map(String::as_str)).or_else(|| there_are(&heads()));
            self.checker.error("SL021", path, format!("there is no fact \"{fact}\""), hint);
        }
    }

    /// A fact and the parts that it can be asked for.
    fn with_parts(&self, path: &str) -> Vec<String> {
        let parts = self.kinds.kind(path).map_or(&[][..], parts_of);
        std::iter::once(path.to_owned()).chain(parts.iter().map(|part| format!("{path}.{part}"))).collect()
    }

    pub fn department(&mut self, path: &[&str], name: &str) {
        let pack = self.pack;
        self.checker.known("SL024", path, "department", name, pack.source.departments.keys().map(String::as_str));
    }

    /// A department that a reply rings: one that is closed all through the practice day's call never answers.
    pub fn rung(&mut self, path: &[&str], name: &str) {
        self.department(path, name);
        let pack = self.pack;
        if pack.source.departments.get(name).is_some_and(|department| !pack.is_open(department)) {
            let message = format!("the department \"{name}\" is closed at the practice day's hour, and this rings it");
            let hint = "ring another, let the reply offer a callback, or change the department's hours in pack.ron";
            self.checker.error("SL064", path, message, Some(hint.to_owned()));
        }
    }

    pub fn table(&mut self, path: &[&str], name: &str) -> bool {
        let pack = self.pack;
        self.checker.known("SL022", path, "table", name, pack.tables.iter().map(|table| table.name.as_str()))
    }

    pub fn conditions(&mut self, path: &[&str], conditions: &[Condition]) {
        for (number, condition) in conditions.iter().enumerate() {
            below(path, number, |path| self.condition(path, condition));
        }
    }

    fn condition(&mut self, path: &[&str], condition: &Condition) {
        match condition {
            Condition::Fact(fact, _)
            | Condition::NotFact(fact, _)
            | Condition::Told(fact)
            | Condition::NotTold(fact) => {
                self.fact(path, fact);
            }
            Condition::SavedWith(table, field, value) | Condition::NotSavedWith(table, field, value) => {
                if self.table(path, table) {
                    super::check_names::field_value(self, path, table, field, value);
                }
            }
            Condition::Opened(row) | Condition::NotOpened(row) => self.row_fact(path, row),
            Condition::Saved(table) | Condition::NotSaved(table) => {
                self.table(path, table);
            }
            Condition::Visited(beat) | Condition::NotVisited(beat) => {
                let beats = self.source.beats.keys().map(String::as_str);
                self.checker.known("SL020", path, "beat", beat, beats);
            }
            Condition::Flag(flag) | Condition::NotFlag(flag) => self.flag(path, flag),
            Condition::Verified(count) | Condition::NotVerified(count) => self.proofs_enough(path, *count),
            Condition::PatienceBelow(points) | Condition::PatienceAtLeast(points) => self.points(path, *points),
            Condition::Temperament(name) | Condition::NotTemperament(name) => {
                self.temperament(path, name);
            }
            Condition::TransferTold | Condition::Warned(_) => {}
        }
    }

    /// A flag that is asked for and never set is most likely misspelt.
    pub fn flag(&mut self, path: &[&str], flag: &str) {
        if !self.flags.contains(flag) {
            let hint = did_you_mean(flag, self.flags.iter().copied());
            let hint = hint.or_else(|| Some(format!("a reply sets it with sets: [\"{flag}\"]")));
            self.checker.error("SL033", path, format!("no reply sets the flag \"{flag}\""), hint);
        }
    }

    /// The fact holds a row.
    pub fn row_fact(&mut self, path: &[&str], name: &str) {
        if !self.kinds.knows(&format!("{name}.id")) {
            let rows: Vec<&str> = self.kinds.paths().filter_map(|path| path.strip_suffix(".id")).collect();
            let hint =
                did_you_mean(name, rows.iter().copied()).or_else(|| Some(format!("there are: {}", rows.join(", "))));
            self.checker.error("SL021", path, format!("no fact \"{name}\" holds a row"), hint);
        }
    }

    /// No more proofs are wanted than the caller can give.
    pub fn proofs_enough(&mut self, path: &[&str], wanted: u32) {
        let proofs = self.source.proofs.len();
        if usize::try_from(wanted).is_ok_and(|wanted| wanted > proofs) {
            let message = format!("{wanted} proofs are wanted, and `proofs` lists {proofs}");
            self.checker.error(
                "SL046",
                path,
                message,
                Some("ask for fewer, or list more facts in `proofs`".to_owned()),
            );
        }
    }

    /// Patience as the format counts it.
    pub fn points(&mut self, path: &[&str], points: i32) {
        if !(0..=100).contains(&points) {
            let hint = Some("write a whole number from 0 to 100".to_owned());
            self.checker.error("SL051", path, format!("patience is 0 to 100 points, not {points}"), hint);
        }
    }
}
