//! Banks: what several scenarios and rubrics of a pack have in common. It is put where it is taken, before anything is
//! checked, and its place is remembered, so that a diagnostic points into the file in which the thing is written.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash;
use std::sync::Arc;

use super::checker::Checker;
use super::diagnostic::{Diagnostic, SourceFile};
use super::named::{Named, Ordered};
use super::pack_files::PackFiles;
use super::read::read;
use super::source::{BankSource, BeatSource, FactSource, HabitsSource, PersonaSource, RubricSource, ScenarioSource};

/// Something that stands in another file than the one that is checked.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    /// Path of the thing where it was put.
    pub at: Vec<String>,
    pub file: Arc<SourceFile>,
    /// Its path in that file.
    pub from: Vec<String>,
}

/// What came of taking things out of banks.
pub(super) struct Borrowed {
    pub origins: Vec<Origin>,
    pub found: Vec<Diagnostic>,
    /// BLAKE3 of the file with the banks that it uses.
    pub hash: String,
}

/// The banks of one pack; one that cannot be read is there without contents.
#[derive(Debug, Default)]
pub(super) struct Banks(BTreeMap<String, Bank>);

#[derive(Debug)]
struct Bank {
    file: Arc<SourceFile>,
    source: Option<BankSource>,
}

impl Banks {
    /// Reads every bank, and says what is wrong with them by themselves.
    pub fn read(files: &PackFiles) -> (Self, Vec<Diagnostic>) {
        let mut found = Vec::new();
        let mut banks = BTreeMap::new();
        for (path, file) in &files.files {
            let Some(name) = path.strip_prefix("banks/").and_then(|name| name.strip_suffix(".ron")) else { continue };
            let source = read::<BankSource>(file).map_err(|problems| found.extend(problems)).ok();
            banks.insert(name.to_owned(), Bank { file: Arc::clone(file), source });
        }
        let banks = Self(banks);
        for (name, bank) in &banks.0 {
            let Some(source) = &bank.source else { continue };
            let mut check = Checker::new(&bank.file);
            check.format(source.format);
            for (number, other) in source.uses.iter().enumerate() {
                let number = number.to_string();
                if banks.known(&mut check, &["uses", &number], other)
                    && let Some(circle) = banks.circle(name, other)
                {
                    let hint = "let one of them do without the other".to_owned();
                    let message = format!("these banks use each other in a circle: {}", circle.join(", "));
                    check.error("SL092", &["uses", &number], message, Some(hint));
                }
            }
            found.append(&mut check.found);
        }
        (banks, found)
    }

    /// Personas whose temperament the pack has not; whoever takes one would be told at a place that is not theirs.
    pub fn personas_of<'t>(&self, temperaments: impl Iterator<Item = &'t str> + Clone) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for bank in self.0.values() {
            let mut check = Checker::new(&bank.file);
            for (name, persona) in bank.source.iter().flat_map(|source| &source.personas) {
                let path = ["personas", name, "temperament"];
                check.known("SL026", &path, "temperament", &persona.temperament, temperaments.clone());
            }
            found.append(&mut check.found);
        }
        found
    }

    /// A name of a bank that there is; a path is none.
    fn known(&self, check: &mut Checker<'_>, path: &[&str], name: &str) -> bool {
        if name.contains(['/', '\\', '.', ':']) {
            let hint = "name a file of the pack's folder banks, without its ending".to_owned();
            check.error("SL091", path, format!("\"{name}\" is a path, and may lead out of the pack"), Some(hint));
            return false;
        }
        check.known("SL090", path, "bank", name, self.0.keys().map(String::as_str))
    }

    /// The way from a bank through another back to it.
    fn circle(&self, from: &str, through: &str) -> Option<Vec<String>> {
        let mut ways = vec![vec![from.to_owned(), through.to_owned()]];
        let mut seen = BTreeSet::new();
        while let Some(way) = ways.pop() {
            let last = way.last()?.clone();
            if last == from {
                return Some(way);
            }
            let next = self.0.get(&last).and_then(|bank| bank.source.as_ref()).map(|source| source.uses.as_slice());
            for name in next.unwrap_or_default() {
                if seen.insert(name.clone()) {
                    ways.push(way.iter().chain([name]).cloned().collect());
                }
            }
        }
        None
    }

    /// The banks that a file uses, with those that they use, in the order in which they are named.
    fn used(&self, check: &mut Checker<'_>, uses: &[String]) -> Vec<(&Arc<SourceFile>, &BankSource)> {
        let mut open = Vec::new();
        for (number, name) in uses.iter().enumerate().rev() {
            if self.known(check, &["uses", &number.to_string()], name) {
                open.push(name);
            }
        }
        let mut seen = BTreeSet::new();
        let mut out = Vec::new();
        while let Some(name) = open.pop() {
            let Some(Bank { file, source }) = self.0.get(name).filter(|_| seen.insert(name)) else { continue };
            let Some(source) = source else {
                let hint = Some("what is wrong with it is told by itself".to_owned());
                check.error("SL090", &["uses"], format!("the bank \"{name}\" cannot be read"), hint);
                continue;
            };
            out.push((file, source));
            open.extend(source.uses.iter().rev());
        }
        out
    }

    /// Puts into a scenario what it takes.
    pub fn lend(&self, source: &mut ScenarioSource, file: &Arc<SourceFile>) -> Borrowed {
        let mut check = Checker::new(file);
        let banks = self.used(&mut check, &source.uses);
        let hash = hash(file, &banks);
        let mut loan = Loan { check, banks, origins: Vec::new() };
        loan.persona(source);
        loan.lists(&mut source.facts);
        let names: Vec<String> = source.beats.keys().cloned().collect();
        for name in names {
            if let Some(beat) = source.beats.get_mut(&name) {
                loan.replies(&name, beat);
            }
        }
        Borrowed { origins: loan.origins, found: loan.check.found, hash }
    }

    /// Puts into a rubric the criteria of the banks that it uses.
    pub fn lend_criteria(&self, source: &mut RubricSource, file: &Arc<SourceFile>) -> Borrowed {
        let mut check = Checker::new(file);
        let banks = self.used(&mut check, &source.uses);
        let mut origins = Vec::new();
        for (from, bank) in &banks {
            for (name, criterion) in &bank.criteria {
                if source.criteria.add(name.clone(), criterion.clone()) {
                    origins.push(origin(&["criteria", name], from, &["criteria", name]));
                }
            }
        }
        Borrowed { origins, found: check.found, hash: hash(file, &banks) }
    }
}

/// The hash of a file that uses nothing is its own, so that what was recorded of it holds.
fn hash(file: &SourceFile, banks: &[(&Arc<SourceFile>, &BankSource)]) -> String {
    if banks.is_empty() {
        return file.hash();
    }
    let mut hasher = blake3::Hasher::new();
    for text in [&file.text].into_iter().chain(banks.iter().map(|(file, _)| &file.text)) {
        hasher.update(text.as_bytes());
        hasher.update(&[0]);
    }
    hasher.finalize().to_hex().to_string()
}

fn origin(at: &[&str], file: &Arc<SourceFile>, from: &[&str]) -> Origin {
    let owned = |path: &[&str]| path.iter().map(|step| (*step).to_owned()).collect();
    Origin { at: owned(at), file: Arc::clone(file), from: owned(from) }
}

/// What one scenario takes.
struct Loan<'a> {
    check: Checker<'a>,
    banks: Vec<(&'a Arc<SourceFile>, &'a BankSource)>,
    origins: Vec<Origin>,
}

impl<'a> Loan<'a> {
    /// The first thing of this name among the banks.
    fn find<T>(
        &mut self,
        path: &[&str],
        what: &str,
        name: &str,
        of: impl Fn(&'a BankSource) -> &'a Named<T>,
    ) -> Option<(&'a Arc<SourceFile>, &'a T)> {
        let hit = self.banks.iter().find_map(|(file, bank)| Some((*file, of(bank).get(name)?)));
        if hit.is_none() {
            let all: Vec<&str> = self.banks.iter().flat_map(|(_, bank)| of(bank).keys()).map(String::as_str).collect();
            if self.banks.is_empty() {
                let hint = Some("name the bank that has it: uses: [\"…\"]".to_owned());
                self.check.error("SL093", path, format!("no bank is used that could have the {what} \"{name}\""), hint);
            } else {
                self.check.known("SL093", path, what, name, all);
            }
        }
        hit
    }

    fn persona(&mut self, source: &mut ScenarioSource) {
        let name = source.caller.persona.clone();
        if name.is_empty() {
            if source.caller.temperament.is_empty() {
                let hint = Some("name one of temperaments.ron, or a persona of a bank".to_owned());
                self.check.error("SL012", &["caller"], "the caller has no temperament".to_owned(), hint);
            }
            return;
        }
        let Some((file, persona)) = self.find(&["caller", "persona"], "persona", &name, |bank| &bank.personas) else {
            return;
        };
        let caller = &mut source.caller;
        // Points of patience belong to the temper: another temper does not take them over.
        if caller.temperament.is_empty() {
            caller.temperament.clone_from(&persona.temperament);
            self.came(&["caller", "temperament"], file, &["personas", &name, "temperament"]);
            for (field, own, theirs) in [
                ("patience", &mut caller.patience, persona.patience),
                ("ceiling", &mut caller.ceiling, persona.ceiling),
            ] {
                if own.is_none() && theirs.is_some() {
                    *own = theirs;
                    self.came(&["caller", field], file, &["personas", &name, field]);
                }
            }
        }
        if caller.shows.is_empty() {
            caller.shows.clone_from(&persona.shows);
            self.came(&["caller", "shows"], file, &["personas", &name, "shows"]);
        }
        let (voice, taken) = source.caller.voice.over(persona.voice);
        source.caller.voice = voice;
        for field in taken {
            self.came(&["caller", "voice", field], file, &["personas", &name, "voice", field]);
        }
        for (fact, maker) in &persona.facts {
            if source.facts.add(fact.clone(), maker.clone()) {
                self.came(&["facts", fact], file, &["personas", &name, "facts", fact]);
            }
        }
        self.habits(&mut source.habits, file, (&name, persona));
    }

    /// How a persona talks, where the scenario does not say otherwise.
    fn habits(&mut self, own: &mut HabitsSource, file: &Arc<SourceFile>, (name, persona): (&str, &PersonaSource)) {
        let theirs = &persona.habits;
        for (field, own, theirs) in [
            ("silence", &mut own.silence, &theirs.silence),
            ("interrupted", &mut own.interrupted, &theirs.interrupted),
            ("after_hold", &mut own.after_hold, &theirs.after_hold),
        ] {
            if own.is_empty() && !theirs.is_empty() {
                own.clone_from(theirs);
                self.came(&["habits", field], file, &["personas", name, "habits", field]);
            }
        }
        own.silence_after_s = own.silence_after_s.or(theirs.silence_after_s);
        for (kind, lines) in &theirs.answers {
            if own.answers.add(*kind, lines.clone()) {
                let kind = format!("{kind:?}");
                let from = ["personas", name, "habits", "answers", &kind];
                self.came(&["habits", "answers", &kind], file, &from);
            }
        }
    }

    fn lists(&mut self, facts: &mut Named<FactSource>) {
        let wanted = facts.iter().filter_map(|(name, fact)| match fact {
            FactSource::FromList(list) => Some((name.clone(), list.clone())),
            _ => None,
        });
        for (name, list) in wanted.collect::<Vec<_>>() {
            let path = ["facts", name.as_str()];
            let texts = match self.find(&path, "list", &list, |bank| &bank.lists) {
                Some((file, texts)) => {
                    self.came(&path, file, &["lists", &list]);
                    texts.clone()
                }
                // Told already; an empty text keeps the check of everything else going.
                None => vec![String::new()],
            };
            if let Some(fact) = facts.get_mut(&name) {
                *fact = FactSource::OneOf(texts);
            }
        }
    }

    fn replies(&mut self, name: &str, beat: &mut BeatSource) {
        for (reply, then) in beat.takes.clone().iter() {
            let path = ["beats", name, "takes", reply.as_str()];
            let Some((file, taken)) = self.find(&path, "reply", reply, |bank| &bank.replies) else { continue };
            let mut taken = taken.clone();
            taken.then.clone_from(then);
            if !beat.replies.add(reply.clone(), taken.into()) {
                let hint = Some("take it, or write it: not both".to_owned());
                self.check.error("SL030", &path, format!("the beat has a reply \"{reply}\" of its own"), hint);
                continue;
            }
            let put = ["beats", name, "replies", reply.as_str()];
            self.came(&put, file, &["replies", reply]);
            let own = Arc::clone(&self.check.file);
            self.came(&[put[0], put[1], put[2], put[3], "then"], &own, &path);
        }
    }

    fn came(&mut self, at: &[&str], file: &Arc<SourceFile>, from: &[&str]) {
        self.origins.push(origin(at, file, from));
    }
}

impl<K: Hash + Eq, V> Ordered<K, V> {
    /// Adds an entry unless there is one of this name; whether it was added.
    fn add(&mut self, key: K, value: V) -> bool {
        let free = !self.contains_key(&key);
        if free {
            self.insert(key, value);
        }
        free
    }
}
