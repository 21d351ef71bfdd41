//! From what an author wrote to what can be played: every name is looked up, every text parsed, every problem told at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::bank::Borrowed;
use super::check_text;
use super::checker::{Checker, below};
use super::diagnostic::{Diagnostic, Severity, SourceFile};
use super::facts::FactKinds;
use super::model::{Beat, Branch, Cut, Ending, Habits, Pack, RoutePlan, Scenario, Target, Twin};
use super::named::{Named, Ordered};
use super::read::ReadOn;
use super::shared::Shared;
use super::source::{BeatSource, BranchSource, MoveKind, Route, ScenarioSource};
use super::template::Template;

/// How a scenario with errors is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judged {
    /// It is refused.
    Today,
    /// It was sound once and has been played: what later versions hold against a script does not make it unreadable.
    AsKept,
}

impl Judged {
    /// Whether a scenario with this problem is left out.
    fn refuses(self, problem: &Diagnostic) -> bool {
        problem.severity == Severity::Error && (self == Self::Today || !PLAYABLE.contains(&problem.code))
    }
}

/// Errors of scripts that can be played all the same; checks learned to find them after packs were kept.
const PLAYABLE: [&str; 6] = ["SL036", "SL072", "SL074", "SL077", "SL111", "SL160"];

/// Builds a scenario against its pack, or says everything that is wrong with it.
pub(super) fn scenario(
    (id, file): (&str, &Arc<SourceFile>),
    read: ReadOn<ScenarioSource>,
    pack: &Pack,
    judged: Judged,
) -> (Option<Scenario>, Vec<Diagnostic>) {
    let ReadOn { value, mended, mut found, texts } = read;
    let Some(mut source) = value else { return (None, found) };
    let borrowed = pack.banks.lend(&mut source, file);
    let locale = pack.source.locale.as_str();
    let Some(mended) = mended else {
        let (scenario, mut found) = check((id, file), &file.text, source, borrowed, (pack, judged));
        found.extend(check_text::noise(file, &file.text, texts, locale));
        return (scenario, found);
    };
    // What was taken out to read on must not be missed a second time.
    let (_, mut more) = check((id, file), &mended.text, source, borrowed, (pack, judged));
    more.extend(check_text::noise_in(file, &mended.text, locale));
    found.extend(more.into_iter().filter(|problem| mended.allows(problem)).map(|problem| mended.as_in_file(problem)));
    found.sort_by_key(|problem| problem.span.as_ref().map(|span| span.start));
    (None, found)
}

/// A scenario whose words are those of another language; what it takes from banks is in it already.
pub(super) fn lent(
    named: (&str, &Arc<SourceFile>),
    source: ScenarioSource,
    borrowed: Borrowed,
    pack: &Pack,
) -> (Option<Scenario>, Vec<Diagnostic>) {
    check(named, &named.1.text, source, borrowed, (pack, Judged::AsKept))
}

fn check(
    (id, file): (&str, &Arc<SourceFile>),
    text: &str,
    source: ScenarioSource,
    mut borrowed: Borrowed,
    (pack, judged): (&Pack, Judged),
) -> (Option<Scenario>, Vec<Diagnostic>) {
    let hash = std::mem::take(&mut borrowed.hash);
    let mut check = ScriptCheck {
        checker: Checker::borrowing(file, text, borrowed),
        kinds: FactKinds::collect(&source, &pack.tables),
        flags: flags_set(&source.beats),
        source: &source,
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
    check.questions();
    let habits = check.habits(&source);
    let twin = super::check_twin::twin(&mut check, &source, &beats);
    let script = Script {
        beats: &beats,
        start,
        at_zero: &at_zero,
        cuts: &cuts,
        routes: &routes,
        wrong_route,
        hang_up: &hang_up,
        twin: twin.as_ref(),
    };
    super::check_flow::flow(&mut check, &script);
    let ScriptCheck { checker, kinds, .. } = check;
    let mut found = checker.found;
    found.extend(super::check_draft::still_to_fill_in(file));
    if found.iter().any(|problem| judged.refuses(problem)) {
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

/// The parts of a script by their numbers, to be looked through as a whole.
#[derive(Clone, Copy)]
pub(super) struct Script<'a> {
    pub beats: &'a [Beat],
    pub start: usize,
    pub at_zero: &'a [(Target, i32)],
    pub cuts: &'a [Cut],
    pub routes: &'a BTreeMap<String, RoutePlan>,
    pub wrong_route: usize,
    pub hang_up: &'a [Branch],
    pub twin: Option<&'a Twin>,
}

/// What is known while one scenario is checked.
pub(super) struct ScriptCheck<'a> {
    pub checker: Checker<'a>,
    pub kinds: FactKinds,
    /// Flags that some reply sets.
    pub flags: BTreeSet<&'a str>,
    pub source: &'a ScenarioSource,
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
        let mut out = Vec::with_capacity(texts.len());
        for (number, text) in texts.iter().enumerate() {
            out.push(below(path, number, |path| self.text(path, text)));
        }
        out
    }

    pub fn target(&mut self, path: &[&str], name: &str) -> Target {
        match name {
            "stay" => return Target::Stay,
            "back" => return Target::Back,
            _ => {}
        }
        let source = self.source;
        if let Some(beat) = source.beats.get_index_of(name) {
            return Target::Beat(beat);
        }
        if let Some(ending) = source.endings.get_index_of(name) {
            return Target::Ending(ending);
        }
        let known = source.beats.keys().chain(source.endings.keys()).map(String::as_str);
        self.checker.unknown("SL020", path, "beat or ending", name, known);
        Target::Stay
    }

    pub fn only_beat(&mut self, path: &[&str], name: &str) -> usize {
        let beats = &self.source.beats;
        beats.get_index_of(name).unwrap_or_else(|| {
            self.checker.unknown("SL020", path, "beat", name, beats.keys().map(String::as_str));
            0
        })
    }

    pub fn only_ending(&mut self, path: &[&str], name: &str) -> usize {
        let endings = &self.source.endings;
        endings.get_index_of(name).unwrap_or_else(|| {
            self.checker.unknown("SL020", path, "ending", name, endings.keys().map(String::as_str));
            0
        })
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
            if source.beats.contains_key(name) {
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
}

/// Flags that some reply sets.
fn flags_set(beats: &Named<Shared<BeatSource>>) -> BTreeSet<&str> {
    beats.values().flat_map(|beat| beat.replies.values()).flat_map(|reply| &reply.sets).map(String::as_str).collect()
}

/// A parsed bank of lines by universal move.
pub(super) fn answer_bank(
    texts: &Ordered<MoveKind, Vec<String>>,
    mut parse: impl FnMut(MoveKind, &[String]) -> Vec<Template>,
) -> BTreeMap<MoveKind, Vec<Template>> {
    texts.iter().map(|(kind, lines)| (*kind, parse(*kind, lines))).collect()
}
