//! From what an author wrote to what can be played: every name is looked up, every text parsed, every problem told at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::diagnostic::{Diagnostic, SourceFile, did_you_mean};
use super::facts::FactKinds;
use super::locate::Locator;
use super::model::{
    Beat, Branch, Cut, Ending, Habit, Habits, Pack, Reply, RoutePlan, Scenario, Target,
};
use super::named::{Named, Ordered};
use super::source::{BeatSource, BranchSource, Condition, FORMAT, HabitSource, MoveKind, ReplySource, ScenarioSource};
use super::template::Template;

/// Looks up names and parses texts of one file, and collects what it finds wrong.
pub(super) struct Checker<'a> {
    pub file: Arc<SourceFile>,
    locator: Locator<'a>,
    pub found: Vec<Diagnostic>,
}

impl<'a> Checker<'a> {
    pub fn new(file: &'a Arc<SourceFile>) -> Self {
        Self { file: Arc::clone(file), locator: Locator::new(&file.text), found: Vec::new() }
    }

    pub fn error(&mut self, code: &'static str, path: &[&str], message: String, hint: Option<String>) {
        let span = self.locator.span(path);
        self.found.push(Diagnostic::error(code, &self.file, span, message).hint_maybe(hint));
    }

    pub fn warning(&mut self, code: &'static str, path: &[&str], message: String, hint: Option<String>) {
        let span = self.locator.span(path);
        self.found.push(Diagnostic::warning(code, &self.file, span, message).hint_maybe(hint));
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
                let cut = list.char_indices().nth(120).map_or(list.len(), |(at, _)| at);
                list.truncate(cut);
                list.push('…');
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
    hash: String,
    file: &Arc<SourceFile>,
    source: ScenarioSource,
    pack: &Pack,
) -> (Option<Scenario>, Vec<Diagnostic>) {
    let mut check = ScriptCheck {
        checker: Checker::new(file),
        kinds: FactKinds::collect(&source, &pack.tables),
        beats: source.beats.keys().cloned().collect(),
        endings: source.endings.keys().cloned().collect(),
        pack,
    };
    check.checker.format(source.format);
    super::check_names::names(&mut check, &source);
    let beats: Vec<Beat> = source.beats.iter().map(|(name, beat)| check.beat(name, beat)).collect();
    let endings = check.endings(&source);
    let start = check.only_beat(&["start"], &source.start);
    let at_zero = check.at_zero(&source);
    let cuts = check.cuts(&source);
    let routes = check.routes(&source);
    let wrong_route = check.only_ending(&["wrong_route"], &source.wrong_route);
    let hang_up = check.branches(&["hang_up"], &source.hang_up);
    if !source.hang_up.iter().any(|branch| branch.conditions.is_empty()) {
        let hint = "let the last entry have no `if`".to_owned();
        check.checker.error("SL042", &["hang_up"], "no entry fits every hang-up by the operator".to_owned(), Some(hint));
    }
    let habits = check.habits(&source);
    super::check_flow::flow(&mut check.checker, &beats, start, &at_zero, &cuts, &routes);
    let ScriptCheck { checker, kinds, .. } = check;
    let found = checker.found;
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
    };
    (Some(scenario), found)
}

/// What is known while one scenario is checked.
pub(super) struct ScriptCheck<'a> {
    pub checker: Checker<'a>,
    pub kinds: FactKinds,
    pub beats: Vec<String>,
    pub endings: Vec<String>,
    pub pack: &'a Pack,
}

impl ScriptCheck<'_> {
    pub fn text(&mut self, path: &[&str], text: &str) -> Template {
        let kinds = std::mem::take(&mut self.kinds);
        let all: Vec<&str> = kinds.paths().collect();
        let template = self.checker.template(path, text, |slot| kinds.knows(slot), &all);
        self.kinds = kinds;
        template
    }

    fn texts(&mut self, path: &[&str], texts: &[String]) -> Vec<Template> {
        let mut out = Vec::new();
        for (number, text) in texts.iter().enumerate() {
            let number = number.to_string();
            let mut full = path.to_vec();
            full.push(&number);
            out.push(self.text(&full, text));
        }
        out
    }

    fn target(&mut self, path: &[&str], name: &str) -> Target {
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

    fn only_beat(&mut self, path: &[&str], name: &str) -> usize {
        let beats = self.beats.clone();
        self.checker.known("SL020", path, "beat", name, beats.iter().map(String::as_str));
        beats.iter().position(|beat| beat == name).unwrap_or(0)
    }

    fn only_ending(&mut self, path: &[&str], name: &str) -> usize {
        let endings = self.endings.clone();
        self.checker.known("SL020", path, "ending", name, endings.iter().map(String::as_str));
        endings.iter().position(|ending| ending == name).unwrap_or(0)
    }

    fn branches(&mut self, path: &[&str], branches: &[BranchSource]) -> Vec<Branch> {
        let mut out = Vec::new();
        for (number, branch) in branches.iter().enumerate() {
            let number = number.to_string();
            let mut at = path.to_vec();
            at.push(&number);
            self.conditions(&at, &branch.conditions);
            at.push("then");
            out.push(Branch { conditions: branch.conditions.clone(), then: self.target(&at, &branch.then) });
        }
        out
    }

    fn beat(&mut self, name: &str, source: &BeatSource) -> Beat {
        let path = ["beats", name];
        if source.says.is_empty() {
            let hint = "write two or three wordings, so that no two attempts sound alike".to_owned();
            self.checker.error("SL041", &path, format!("the beat \"{name}\" has no line"), Some(hint));
        }
        if let Some(department) = &source.department {
            self.department(&["beats", name, "department"], department);
        }
        let mut says_if = Vec::new();
        for (number, entry) in source.says_if.iter().enumerate() {
            let number = number.to_string();
            self.conditions(&["beats", name, "says_if", &number], &entry.conditions);
            let says = self.texts(&["beats", name, "says_if", &number, "says"], &entry.says);
            says_if.push((entry.conditions.clone(), says));
        }
        for fact in &source.tells {
            self.fact(&["beats", name, "tells"], fact);
        }
        let replies = source.replies.iter().map(|(reply, source)| self.reply(name, reply, source)).collect();
        Beat {
            name: name.to_owned(),
            says: self.texts(&["beats", name, "says"], &source.says),
            says_if,
            replies,
            moves: self.beat_moves(name, source),
            on_silence: self.habit(name, "on_silence", source.on_silence.as_ref()),
            interrupted: self.habit(name, "interrupted", source.interrupted.as_ref()),
            after_hold: self.habit(name, "after_hold", source.after_hold.as_ref()),
            then: source.then.as_ref().map(|then| self.target(&["beats", name, "then"], then)),
            source: source.clone(),
        }
    }

    fn beat_moves(&mut self, name: &str, source: &BeatSource) -> BTreeMap<MoveKind, usize> {
        let mut moves = BTreeMap::new();
        for (kind, reply) in &source.moves {
            let replies: Vec<&str> = source.replies.keys().map(String::as_str).collect();
            if self.checker.known("SL020", &["beats", name, "moves"], "reply", reply, replies) {
                moves.insert(*kind, source.replies.get_index_of(reply).unwrap_or(0));
            }
        }
        moves
    }

    fn habit(&mut self, beat: &str, field: &str, source: Option<&HabitSource>) -> Option<Habit> {
        let source = source?;
        let then = source.then.as_ref().map(|then| self.target(&["beats", beat, field, "then"], then));
        let says = self.texts(&["beats", beat, field, "says"], &source.says);
        Some(Habit { after_ms: source.after_s.map(|seconds| u64::from(seconds) * 1000), says, then })
    }

    fn reply(&mut self, beat: &str, name: &str, source: &ReplySource) -> Reply {
        let path = ["beats", beat, "replies", name];
        let at = |field: &'static str| [path[0], path[1], path[2], path[3], field];
        self.conditions(&at("needs"), &source.needs);
        for fact in &source.reads_back {
            self.fact(&at("reads_back"), fact);
        }
        if let Some(super::source::LineEffect::Consult(department)) = &source.line {
            self.department(&at("line"), department);
        }
        Reply {
            name: name.to_owned(),
            say: self.text(&at("say"), &source.say),
            then: self.target(&at("then"), &source.then),
            branches: self.branches(&at("branches"), &source.branches),
            source: source.clone(),
        }
    }

    fn endings(&mut self, source: &ScenarioSource) -> Vec<Ending> {
        let mut out = Vec::new();
        for (name, ending) in &source.endings {
            if self.beats.contains(name) {
                let hint = "beats and endings share their names, since `then` may lead to either".to_owned();
                self.checker.error("SL030", &["endings", name], format!("\"{name}\" is a beat too"), Some(hint));
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
            out.push((self.target(&["at_zero", &number, "then"], &zero.then), zero.restart));
        }
        out
    }

    fn cuts(&mut self, source: &ScenarioSource) -> Vec<Cut> {
        let mut out = Vec::new();
        for (number, cut) in source.cuts.iter().enumerate() {
            let number = number.to_string();
            self.conditions(&["cuts", &number, "if"], &cut.conditions);
            let then = self.target(&["cuts", &number, "then"], &cut.then);
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
            let hint = did_you_mean(fact, self.kinds.paths());
            self.checker.error("SL021", path, format!("there is no fact \"{fact}\""), hint);
        }
    }

    pub fn department(&mut self, path: &[&str], name: &str) {
        let pack = self.pack;
        self.checker.known("SL024", path, "department", name, pack.source.departments.keys().map(String::as_str));
    }

    pub fn table(&mut self, path: &[&str], name: &str) -> bool {
        let pack = self.pack;
        self.checker.known("SL022", path, "table", name, pack.tables.iter().map(|table| table.name.as_str()))
    }

    pub fn conditions(&mut self, path: &[&str], conditions: &[Condition]) {
        for condition in conditions {
            match condition {
                Condition::Fact(fact, _) | Condition::NotFact(fact, _) | Condition::Told(fact) | Condition::NotTold(fact) => {
                    self.fact(path, fact);
                }
                Condition::SavedWith(table, field, value) | Condition::NotSavedWith(table, field, value) => {
                    if self.table(path, table) {
                        super::check_names::field_value(self, path, table, field, value);
                    }
                }
                Condition::Opened(row) | Condition::NotOpened(row) => self.fact(path, &format!("{row}.id")),
                Condition::Saved(table) | Condition::NotSaved(table) => {
                    self.table(path, table);
                }
                Condition::Visited(beat) | Condition::NotVisited(beat) => {
                    let beats = self.beats.clone();
                    self.checker.known("SL020", path, "beat", beat, beats.iter().map(String::as_str));
                }
                Condition::PatienceBelow(_)
                | Condition::PatienceAtLeast(_)
                | Condition::Flag(_)
                | Condition::NotFlag(_)
                | Condition::Verified(_)
                | Condition::NotVerified(_)
                | Condition::TransferTold
                | Condition::Warned(_) => {}
            }
        }
    }
}

/// Flags that some reply sets.
pub(super) fn flags_set(beats: &Named<BeatSource>) -> BTreeSet<&str> {
    beats.values().flat_map(|beat| beat.replies.values()).flat_map(|reply| &reply.sets).map(String::as_str).collect()
}

/// A parsed bank of lines by universal move.
pub(super) fn answer_bank(
    texts: &Ordered<MoveKind, Vec<String>>,
    mut parse: impl FnMut(MoveKind, &[String]) -> Vec<Template>,
) -> BTreeMap<MoveKind, Vec<Template>> {
    texts.iter().map(|(kind, lines)| (*kind, parse(*kind, lines))).collect()
}
