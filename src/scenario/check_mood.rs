//! Conditions that never hold: moods that no caller of the scenario comes to, values that a fact never has, opposites.

use super::check::{Script, ScriptCheck};
use super::check_told::Told;
use super::check_ways::Reached;
use super::condition::contradiction;
use super::model::Temperament;
use super::source::{Act, Cause, Condition, FactSource, FieldKind, MoveKind};

/// Somebody who may ring in this scenario: the caller as written, or the twin.
struct Role<'a> {
    name: &'a str,
    temperament: &'a Temperament,
    start: i32,
    /// The most patience that is ever reached.
    top: i32,
    /// Where it is written.
    path: [&'static str; 2],
}

/// What is known of a script while its conditions are looked at.
struct Moods<'a> {
    roles: Vec<Role<'a>>,
    told: &'a Told<'a>,
    can_warn: bool,
}

/// Finds conditions that never hold, and callers whom silence never drives away.
pub(super) fn moods<'a>(check: &mut ScriptCheck<'a>, script: &Script<'a>, reached: &Reached, told: &Told<'a>) {
    let is_lost = |code: &str| matches!(code, "SL020" | "SL021" | "SL026" | "SL051" | "SL070");
    if check.checker.found.iter().any(|problem| is_lost(problem.code)) {
        return;
    }
    let source = check.source;
    let warns = source.beats.values().flat_map(|beat| beat.replies.values()).any(|r| r.acts.contains(&Act::Warn));
    let moods = Moods {
        roles: roles(check, script),
        told,
        can_warn: warns || check.pack.moves.contains_key(&MoveKind::WarnAbuse),
    };
    for (number, cut) in source.cuts.iter().enumerate() {
        moods.look(check, &["cuts", &number.to_string(), "if"], &cut.conditions);
    }
    for (number, branch) in source.hang_up.iter().enumerate() {
        moods.look(check, &["hang_up", &number.to_string(), "if"], &branch.conditions);
    }
    for (name, beat) in &source.beats {
        for (number, entry) in beat.says_if.iter().enumerate() {
            moods.look(check, &["beats", name, "says_if", &number.to_string(), "if"], &entry.conditions);
        }
        for (reply, source) in &beat.replies {
            moods.look(check, &["beats", name, "replies", reply, "needs"], &source.needs);
            for (number, branch) in source.branches.iter().enumerate() {
                let path = ["beats", name, "replies", reply, "branches", &number.to_string(), "if"];
                moods.look(check, &path, &branch.conditions);
            }
        }
    }
    expected(check, &moods);
    super::check_flow::behind_always(
        &mut check.checker,
        &["hang_up"],
        source.hang_up.iter().map(|branch| branch.conditions.as_slice()),
    );
    silence(check, script, reached, &moods.roles);
}

fn expected(check: &mut ScriptCheck<'_>, moods: &Moods<'_>) {
    let expect = &check.source.expect;
    for (number, row) in expect.records.iter().enumerate() {
        moods.look(check, &["expect", "records", &number.to_string(), "if"], &row.conditions);
    }
    moods.look(check, &["expect", "routing", "after"], &expect.routing.after);
    for (number, entry) in expect.codes.iter().enumerate() {
        moods.look(check, &["expect", "codes", &number.to_string(), "if"], &entry.conditions);
    }
    for (number, entry) in expect.ticks.iter().enumerate() {
        moods.look(check, &["expect", "ticks", &number.to_string(), "if"], &entry.conditions);
    }
    let codes = expect.codes.iter().map(|entry| entry.conditions.as_slice());
    super::check_flow::behind_always(&mut check.checker, &["expect", "codes"], codes);
}

fn roles<'a>(check: &ScriptCheck<'a>, script: &Script<'a>) -> Vec<Role<'a>> {
    let (source, pack) = (check.source, check.pack);
    let role = |name: &'a str, patience: Option<i32>, ceiling: Option<i32>, path| {
        let temperament = pack.temperaments.get(name)?;
        let ceiling = ceiling.unwrap_or(temperament.source.ceiling);
        let start = patience.unwrap_or(temperament.source.start).min(ceiling);
        let rises = temperament.source.deltas.values().any(|points| *points > 0);
        let restarts = source.at_zero.iter().map(|zero| zero.restart.min(ceiling));
        let top = if rises { ceiling } else { restarts.fold(start, i32::max) };
        Some(Role { name, temperament, start, top, path })
    };
    let caller = &source.caller;
    let own = role(&caller.temperament, caller.patience, caller.ceiling, ["caller", "temperament"]);
    let twin = script.twin.and_then(|twin| {
        let path = if source.twin.is_some() { ["twin", "temperament"] } else { ["caller", "temperament"] };
        role(&twin.temperament, twin.patience, twin.ceiling, path)
    });
    own.into_iter().chain(twin).collect()
}

impl Moods<'_> {
    fn look(&self, check: &mut ScriptCheck<'_>, path: &[&str], conditions: &[Condition]) {
        let never = conditions.iter().enumerate().find_map(|(number, condition)| {
            let why = self.never(check, path, condition, conditions)?;
            Some((number, why))
        });
        let never = never.or_else(|| {
            let (_, later) = contradiction(conditions)?;
            let why = "this and a condition before it in the list cannot hold at once".to_owned();
            Some((later, (why, "for \"or\" write two entries; all conditions of one have to hold".to_owned())))
        });
        let Some((number, (message, hint))) = never else { return };
        super::checker::below(path, number, |path| check.checker.warning("SL075", path, message, Some(hint)));
    }

    /// Why a condition never holds, and what to do.
    fn never(
        &self,
        check: &ScriptCheck<'_>,
        path: &[&str],
        condition: &Condition,
        with: &[Condition],
    ) -> Option<(String, String)> {
        match condition {
            Condition::PatienceAtLeast(points) => self.never_so_patient(*points, with),
            Condition::PatienceBelow(points) if *points <= 0 => {
                Some(("patience is never below 0".to_owned(), "what happens at 0 stands in `at_zero`".to_owned()))
            }
            Condition::Fact(fact, value) => never_the_value(check, fact, value),
            Condition::Told(fact) if !self.told.reached.contains(fact.as_str()) => {
                let hint = format!("let a line of the caller hold {{{fact}}}, or name it in a beat's `tells`");
                Some((format!("the caller never tells \"{fact}\""), hint))
            }
            Condition::Saved(table) | Condition::SavedWith(table, ..) => {
                let table = check.pack.table(table)?;
                let closed = !table.source.create && !table.source.edit;
                closed.then(|| {
                    let hint = "name a table with `create` or `edit` in pack.ron".to_owned();
                    (format!("no operator can save a row of {}", table.name), hint)
                })
            }
            Condition::Warned(count) if *count > 0 && !self.can_warn => {
                let hint = "let a reply have the act Warn, or give the pack the move WarnAbuse".to_owned();
                Some(("nothing here warns a caller".to_owned(), hint))
            }
            // Of other wordings that is told in words of their own.
            Condition::Temperament(name) if path.get(2) != Some(&"says_if") => {
                let nobody = !self.roles.iter().any(|role| role.name == name);
                let ours: Vec<String> = self.roles.iter().map(|role| format!("\"{}\"", role.name)).collect();
                nobody.then(|| {
                    let who = if ours.len() == 1 { "the caller is" } else { "the caller and the twin are" };
                    let hint = format!("{who} {}", ours.join(" and "));
                    (format!("nobody who rings in this scenario is \"{name}\""), hint)
                })
            }
            _ => None,
        }
    }

    fn never_so_patient(&self, points: i32, with: &[Condition]) -> Option<(String, String)> {
        // A list that is about one of the two callers is judged by that one.
        let is_meant = |role: &&Role<'_>| {
            with.iter().all(|condition| match condition {
                Condition::Temperament(name) => name == role.name,
                Condition::NotTemperament(name) => name != role.name,
                _ => true,
            })
        };
        let (top, name) = self.roles.iter().filter(is_meant).map(|role| (role.top, role.name)).max()?;
        (points > top).then(|| {
            let hint = format!("\"{name}\" comes to {top} points at most: write a lower number, or a higher `ceiling`");
            (format!("no caller of this scenario ever has {points} points of patience"), hint)
        })
    }
}

/// Every value that a fact can have, if they can be counted: as the database keeps them.
pub(super) fn values(check: &ScriptCheck<'_>, fact: &str) -> Option<Vec<String>> {
    let plain = |text: &String| (!text.contains('{')).then(|| text.clone());
    if let Some(source) = check.source.facts.get(fact) {
        return match source {
            FactSource::Number(list) => Some(list.iter().map(i64::to_string).collect()),
            FactSource::Text(text) => plain(text).map(|text| vec![text]),
            FactSource::OneOf(texts) => texts.iter().map(plain).collect(),
            _ => None,
        };
    }
    let (head, key) = fact.split_once('.')?;
    match check.source.facts.get(head) {
        Some(FactSource::Choose(sets)) => sets.iter().map(|set| set.get(key).cloned()).collect(),
        _ => match check.kinds.kind(fact) {
            // An empty field is a value too.
            Some(FieldKind::Choice(choices)) => Some(choices.iter().cloned().chain([String::new()]).collect()),
            _ => None,
        },
    }
}

fn never_the_value(check: &ScriptCheck<'_>, fact: &str, value: &str) -> Option<(String, String)> {
    let values = values(check, fact)?;
    if values.iter().any(|own| own == value) {
        return None;
    }
    let mut shown: Vec<String> = Vec::new();
    for value in values.iter().map(|value| format!("\"{value}\"")) {
        if !shown.contains(&value) {
            shown.push(value);
        }
    }
    let near = super::diagnostic::did_you_mean(value, values.iter().map(String::as_str));
    let hint = near.unwrap_or_else(|| format!("it can be: {}", shown.join(", ")));
    Some((format!("\"{fact}\" is never \"{value}\""), hint))
}

/// Silence has to come to an end by itself: the caller is led elsewhere, or loses patience with it.
fn silence(check: &mut ScriptCheck<'_>, script: &Script<'_>, reached: &Reached, roles: &[Role<'_>]) {
    let waits = |beat: &super::model::Beat| {
        beat.source.department.is_none()
            && !beat.replies.is_empty()
            && beat.on_silence.as_ref().is_none_or(|habit| habit.then.is_none())
    };
    let beats: Vec<&str> = script
        .beats
        .iter()
        .zip(&reached.beats)
        .filter(|(beat, reached)| **reached && waits(beat))
        .map(|(beat, _)| beat.name.as_str())
        .collect();
    let Some(first) = beats.first() else { return };
    for role in roles {
        // Each time costs less, down to the last step.
        if role.temperament.delta(Cause::Silence, usize::MAX) < 0 || role.start == 0 {
            continue;
        }
        let who = match beats.len() {
            1 => format!("\"{first}\" has"),
            all => format!("\"{first}\" and {} more have", all - 1),
        };
        let message = format!(
            "silence never ends a call with \"{}\": in the end it costs no patience, and {who} no `on_silence` that leads on",
            role.name
        );
        let hint =
            "price Silence below 0 in temperaments.ron, or give the beats an `on_silence` with a `then`".to_owned();
        check.checker.warning("SL076", &role.path, message, Some(hint));
    }
}
