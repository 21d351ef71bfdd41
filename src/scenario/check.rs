//! From what an author wrote to what can be played: every name is looked up, every text parsed, every problem told at once.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::bank::{Borrowed, Origin};
use super::diagnostic::{Diagnostic, SourceFile, did_you_mean};
use super::facts::{FactKinds, parts_of};
use super::locate::Locator;
use super::model::{Beat, Branch, Cut, Ending, Habits, Pack, RoutePlan, Scenario, Target};
use super::named::{Named, Ordered};
use super::source::{BeatSource, BranchSource, Condition, FORMAT, MoveKind, Route, ScenarioSource};
use super::template::Template;

/// Looks up names and parses texts of one file, and collects what it finds wrong.
pub(super) struct Checker<'a> {
    pub file: Arc<SourceFile>,
    locator: Locator<'a>,
    pub found: Vec<Diagnostic>,
    /// What was put into the file's contents out of other files.
    origins: Vec<Origin>,
}

impl<'a> Checker<'a> {
    pub fn new(file: &'a Arc<SourceFile>) -> Self {
        Self { file: Arc::clone(file), locator: Locator::new(&file.text), found: Vec::new(), origins: Vec::new() }
    }

    /// Knows what came out of banks, and what was wrong with that.
    pub fn borrowing(file: &'a Arc<SourceFile>, borrowed: Borrowed) -> Self {
        Self { found: borrowed.found, origins: borrowed.origins, ..Self::new(file) }
    }

    /// The file and the place in it where a thing was written.
    fn place(&self, path: &[&str]) -> (Arc<SourceFile>, Option<Range<usize>>) {
        let put = |origin: &&Origin| path.len() >= origin.at.len() && origin.at.iter().zip(path).all(|(a, b)| a == b);
        match self.origins.iter().filter(put).max_by_key(|origin| origin.at.len()) {
            Some(Origin { at, file, from }) => {
                let path: Vec<&str> = from.iter().map(String::as_str).chain(path[at.len()..].iter().copied()).collect();
                (Arc::clone(file), Locator::new(&file.text).span(&path))
            }
            None => (Arc::clone(&self.file), self.locator.span(path)),
        }
    }

    pub fn error(&mut self, code: &'static str, path: &[&str], message: String, hint: Option<String>) {
        let (file, span) = self.place(path);
        self.found.push(Diagnostic::error(code, &file, span, message).hint_maybe(hint));
    }

    pub fn warning(&mut self, code: &'static str, path: &[&str], message: String, hint: Option<String>) {
        let (file, span) = self.place(path);
        self.found.push(Diagnostic::warning(code, &file, span, message).hint_maybe(hint));
    }

    /// Complains unless `name` is among `known`.
    pub fn known<'k>(
        &mut self,
        code: &'static str,
        path: &[&str],
        what: &str,
        name: &str,
        known: impl IntoIterator<Item = &'k str>,
    ) -> bool {
        let known: Vec<&str> = known.into_iter().collect();
        if known.contains(&name) {
            return true;
        }
        let hint = did_you_mean(name, known.iter().copied()).or_else(|| {
            let mut list = known.join(", ");
            if list.len() > 120 {
                let cut = list.char_indices().map(|(at, _)| at).take_while(|at| *at <= 120).last().unwrap_or(0);
                list.truncate(list[..cut].rfind(',').unwrap_or(cut));
                list.push_str(", …");
            }
            (!list.is_empty()).then(|| format!("there are: {list}"))
        });
        self.error(code, path, format!("there is no {what} \"{name}\""), hint);
        false
    }

    pub fn format(&mut self, format: u32) {
        if format != FORMAT {
            let message = format!("this program reads format {FORMAT}, and the file says {format}");
            let hint = if format > FORMAT { "a newer Steadyline reads it" } else { "formats begin at 1" };
            self.error("SL005", &["format"], message, Some(hint.to_owned()));
        }
    }

    pub fn template(&mut self, path: &[&str], text: &str, knows: impl Fn(&str) -> bool, all: &[&str]) -> Template {
        match Template::parse(text) {
            Ok(template) => {
                for slot in template.slots() {
                    if !knows(slot) {
                        let hint = did_you_mean(slot, all.iter().copied());
                        self.error("SL021", path, format!("there is no fact \"{slot}\""), hint);
                    }
                }
                template
            }
            Err(error) => {
                let hint = "a placeholder is the name of a fact in braces, {caller.name}".to_owned();
                self.error("SL029", path, error.to_string(), Some(hint));
                Template::parse("").unwrap_or_else(|_| unreachable!("an empty text is a template"))
            }
        }
    }
}

/// Builds a scenario against its pack, or says everything that is wrong with it.
pub(super) fn scenario(
    id: &str,
    file: &Arc<SourceFile>,
    source: ScenarioSource,
    mut borrowed: Borrowed,
    pack: &Pack,
) -> (Option<Scenario>, Vec<Diagnostic>) {
    let hash = std::mem::take(&mut borrowed.hash);
    let mut check = ScriptCheck {
        checker: Checker::borrowing(file, borrowed),
        kinds: FactKinds::collect(&source, &pack.tables),
        beats: source.beats.keys().cloned().collect(),
        endings: source.endings.keys().cloned().collect(),
        flags: flags_set(&source.beats).into_iter().map(str::to_owned).collect(),
        proofs: source.proofs.len(),
        pack,
    };
    check.checker.format(source.format);
    super::check_names::names(&mut check, &source);
    super::check_facts::facts(&mut check, &source);
    super::check_names::expected(&mut check, &source);
    let beats: Vec<Beat> = source.beats.iter().map(|(name, beat)| check.beat(name, beat)).collect();
    let endings = check.endings(&source);
    let start = check.only_beat(&["start"], &source.start);
    let at_zero = check.at_zero(&source);
    let cuts = check.cuts(&source);
    let routes = check.routes(&source);
    let wrong_route = check.only_ending(&["wrong_route"], &source.wrong_route);
    let hang_up = check.hang_up(&source);
    let habits = check.habits(&source);
    let twin = super::check_twin::twin(&mut check, &source, &beats);
    super::check_flow::flow(&mut check.checker, &beats, start, &at_zero, &cuts, &routes);
    let ScriptCheck { checker, kinds, .. } = check;
    let mut found = checker.found;
    found.extend(super::check_draft::still_to_fill_in(file));
    if found.iter().any(|problem| problem.severity == super::diagnostic::Severity::Error) {
        return (None, found);
    }
    let scenario = Scenario {
        id: id.to_owned(),
        hash,
        file: Arc::clone(file),
        source,
        kinds,
        start,
        beats,
        endings,
        at_zero,
        cuts,
        routes,
        wrong_route,
        hang_up,
        habits,
        twin,
        lang: None,
        languages: BTreeMap::new(),
    };
    (Some(scenario), found)
}

/// What is known while one scenario is checked.
pub(super) struct ScriptCheck<'a> {
    pub checker: Checker<'a>,
    pub kinds: FactKinds,
    pub beats: Vec<String>,
    pub endings: Vec<String>,
    /// Flags that some reply sets.
    pub flags: BTreeSet<String>,
    /// How many proofs the caller can give.
    pub proofs: usize,
    pub pack: &'a Pack,
}

impl ScriptCheck<'_> {
    pub fn text(&mut self, path: &[&str], text: &str) -> Template {
        let template = self.checker.template(path, text, |_| true, &[]);
        for slot in template.slots() {
            self.fact(path, slot);
        }
        template
    }

    pub fn texts(&mut self, path: &[&str], texts: &[String]) -> Vec<Template> {
        let mut out = Vec::new();
        for (number, text) in texts.iter().enumerate() {
            let number = number.to_string();
            let mut full = path.to_vec();
            full.push(&number);
            out.push(self.text(&full, text));
        }
        out
    }

    pub fn target(&mut self, path: &[&str], name: &str) -> Target {
        match name {
            "stay" => return Target::Stay,
            "back" => return Target::Back,
            _ => {}
        }
        if let Some(beat) = self.beats.iter().position(|beat| beat == name) {
            return Target::Beat(beat);
        }
        if let Some(ending) = self.endings.iter().position(|ending| ending == name) {
            return Target::Ending(ending);
        }
        let known: Vec<String> = self.beats.iter().chain(&self.endings).cloned().collect();
        self.checker.known("SL020", path, "beat or ending", name, known.iter().map(String::as_str));
        Target::Stay
    }

    pub fn only_beat(&mut self, path: &[&str], name: &str) -> usize {
        let beats = self.beats.clone();
        self.checker.known("SL020", path, "beat", name, beats.iter().map(String::as_str));
        beats.iter().position(|beat| beat == name).unwrap_or(0)
    }

    pub fn only_ending(&mut self, path: &[&str], name: &str) -> usize {
        let endings = self.endings.clone();
        self.checker.known("SL020", path, "ending", name, endings.iter().map(String::as_str));
        endings.iter().position(|ending| ending == name).unwrap_or(0)
    }

    pub fn branches(&mut self, path: &[&str], branches: &[BranchSource]) -> Vec<Branch> {
        let mut out = Vec::new();
        for (number, branch) in branches.iter().enumerate() {
            let number = number.to_string();
            let mut at = path.to_vec();
            at.push(&number);
            at.push("if");
            self.conditions(&at, &branch.conditions);
            at.pop();
            at.push("then");
            out.push(Branch { conditions: branch.conditions.clone(), then: self.target(&at, &branch.then) });
        }
        out
    }

    fn endings(&mut self, source: &ScenarioSource) -> Vec<Ending> {
        let mut out = Vec::new();
        for name in
            source.endings.keys().chain(source.beats.keys()).filter(|name| matches!(name.as_str(), "stay" | "back"))
        {
            let section = if source.beats.contains_key(name) { "beats" } else { "endings" };
            let hint = "give it another name: `then: \"stay\"` and `then: \"back\"` lead elsewhere".to_owned();
            self.checker.error("SL030", &[section, name], format!("\"{name}\" has a meaning of its own"), Some(hint));
        }
        for (name, ending) in &source.endings {
            if self.beats.contains(name) {
                let hint = "beats and endings share their names, since `then` may lead to either".to_owned();
                self.checker.error("SL030", &["endings", name], format!("\"{name}\" is a beat too"), Some(hint));
            }
            match &ending.route {
                Route::Sent { to, .. } | Route::Callback { by: to } => self.department(&["endings", name, "route"], to),
                Route::Solved | Route::CutOff | Route::GaveUp => {}
            }
            let says = self.texts(&["endings", name, "says"], &ending.says);
            out.push(Ending { name: name.clone(), source: ending.clone(), says });
        }
        out
    }

    fn at_zero(&mut self, source: &ScenarioSource) -> Vec<(Target, i32)> {
        if source.at_zero.is_empty() {
            let hint = "name a beat or an ending: at_zero: [(then: \"gives up\")]".to_owned();
            self.checker.error("SL043", &["at_zero"], "nothing happens at zero patience".to_owned(), Some(hint));
        }
        let mut out = Vec::new();
        for (number, zero) in source.at_zero.iter().enumerate() {
            let number = number.to_string();
            self.points(&["at_zero", &number, "restart"], zero.restart);
            out.push((self.elsewhere(&["at_zero", &number, "then"], &zero.then), zero.restart));
        }
        out
    }

    /// A beat or an ending by its own name.
    fn elsewhere(&mut self, path: &[&str], name: &str) -> Target {
        let target = self.target(path, name);
        if matches!(name, "stay" | "back") {
            let hint = Some("name a beat or an ending".to_owned());
            self.checker.error("SL020", path, format!("\"{name}\" means nothing here"), hint);
        }
        target
    }

    fn hang_up(&mut self, source: &ScenarioSource) -> Vec<Branch> {
        if !source.hang_up.iter().any(|branch| branch.conditions.is_empty()) {
            let hint = "let the last entry have no `if`".to_owned();
            self.checker.error(
                "SL042",
                &["hang_up"],
                "no entry fits every hang-up by the operator".to_owned(),
                Some(hint),
            );
        }
        let mut out = Vec::new();
        for (number, branch) in source.hang_up.iter().enumerate() {
            let number = number.to_string();
            self.conditions(&["hang_up", &number, "if"], &branch.conditions);
            let then = Target::Ending(self.only_ending(&["hang_up", &number, "then"], &branch.then));
            out.push(Branch { conditions: branch.conditions.clone(), then });
        }
        out
    }

    fn cuts(&mut self, source: &ScenarioSource) -> Vec<Cut> {
        let mut out = Vec::new();
        for (number, cut) in source.cuts.iter().enumerate() {
            let number = number.to_string();
            self.conditions(&["cuts", &number, "if"], &cut.conditions);
            let then = self.elsewhere(&["cuts", &number, "then"], &cut.then);
            out.push(Cut { conditions: cut.conditions.clone(), then, once: cut.once });
        }
        out
    }

    fn routes(&mut self, source: &ScenarioSource) -> BTreeMap<String, RoutePlan> {
        let mut out = BTreeMap::new();
        for (name, route) in &source.routes {
            self.department(&["routes", name], name);
            self.conditions(&["routes", name, "needs"], &route.needs);
            let plan = RoutePlan {
                consult: route.consult.as_ref().map(|beat| self.only_beat(&["routes", name, "consult"], beat)),
                needs: route.needs.clone(),
                refusal: self.texts(&["routes", name, "refusal"], &route.refusal),
                blind: self.only_ending(&["routes", name, "blind"], &route.blind),
            };
            out.insert(name.clone(), plan);
        }
        out
    }

    fn habits(&mut self, source: &ScenarioSource) -> Habits {
        let habits = &source.habits;
        Habits {
            silence: self.texts(&["habits", "silence"], &habits.silence),
            silence_after_ms: habits.silence_after_s.map(|seconds| u64::from(seconds) * 1000),
            interrupted: self.texts(&["habits", "interrupted"], &habits.interrupted),
            after_hold: self.texts(&["habits", "after_hold"], &habits.after_hold),
            answers: habits
                .answers
                .iter()
                .map(|(kind, texts)| (*kind, self.texts(&["habits", "answers", &format!("{kind:?}")], texts)))
                .collect(),
        }
    }

    pub fn fact(&mut self, path: &[&str], fact: &str) {
        if !self.kinds.knows(fact) {
            let all: Vec<String> = self.kinds.paths().flat_map(|path| self.with_parts(path)).collect();
            let hint = did_you_mean(fact, all.iter().map(String::as_str));
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
            let number = number.to_string();
            let mut path = path.to_vec();
            path.push(&number);
            self.condition(&path, condition);
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
                let beats = self.beats.clone();
                self.checker.known("SL020", path, "beat", beat, beats.iter().map(String::as_str));
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
    fn flag(&mut self, path: &[&str], flag: &str) {
        if !self.flags.contains(flag) {
            let hint = did_you_mean(flag, self.flags.iter().map(String::as_str));
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
        let proofs = self.proofs;
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

/// Flags that some reply sets.
fn flags_set(beats: &Named<BeatSource>) -> BTreeSet<&str> {
    beats.values().flat_map(|beat| beat.replies.values()).flat_map(|reply| &reply.sets).map(String::as_str).collect()
}

/// A parsed bank of lines by universal move.
pub(super) fn answer_bank(
    texts: &Ordered<MoveKind, Vec<String>>,
    mut parse: impl FnMut(MoveKind, &[String]) -> Vec<Template>,
) -> BTreeMap<MoveKind, Vec<Template>> {
    texts.iter().map(|(kind, lines)| (*kind, parse(*kind, lines))).collect()
}
