//! The beats of a scenario: lines, replies, habits.

use std::collections::BTreeMap;

use super::check::ScriptCheck;
use super::checker::below;
use super::model::{Beat, Habit, Reply};
use super::shared::Shared;
use super::source::{BeatSource, HabitSource, LineEffect, MoveKind, ReplySource};

impl ScriptCheck<'_> {
    pub fn beat(&mut self, name: &str, source: &Shared<BeatSource>) -> Beat {
        let path = ["beats", name];
        if source.says.is_empty() {
            let hint = "write two or three wordings, so that no two attempts sound alike".to_owned();
            self.checker.error("SL041", &path, format!("the beat \"{name}\" has no line"), Some(hint));
        }
        if let Some(department) = &source.department {
            self.rung(&["beats", name, "department"], department);
        }
        let mut says_if = Vec::new();
        for (number, entry) in source.says_if.iter().enumerate() {
            let number = number.to_string();
            self.conditions(&["beats", name, "says_if", &number, "if"], &entry.conditions);
            if entry.says.is_empty() {
                let hint = Some("write a wording, or take the entry out".to_owned());
                self.checker.error(
                    "SL041",
                    &["beats", name, "says_if", &number, "says"],
                    "the other wording has no line".to_owned(),
                    hint,
                );
            }
            let says = self.texts(&["beats", name, "says_if", &number, "says"], &entry.says);
            says_if.push((entry.conditions.clone(), says));
        }
        for (number, fact) in source.tells.iter().enumerate() {
            self.fact(&["beats", name, "tells", &number.to_string()], fact);
        }
        for (number, edit) in source.system.iter().enumerate() {
            let number = number.to_string();
            if self.table(&["beats", name, "system", &number, "table"], &edit.table) {
                for (field, value) in &edit.set {
                    let path = ["beats", name, "system", &number, "set", field];
                    super::check_names::field_value(self, &path, &edit.table, field, value);
                }
            }
        }
        self.interrupted(name, source);
        let replies = source.replies.iter().map(|(reply, source)| self.reply(name, reply, source)).collect();
        Beat {
            name: name.to_owned(),
            id: name.into(),
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
            if self.checker.known("SL020", &["beats", name, "moves", &format!("{kind:?}")], "reply", reply, replies) {
                moves.insert(*kind, source.replies.get_index_of(reply).unwrap_or(0));
            }
        }
        moves
    }

    fn habit(&mut self, beat: &str, field: &str, source: Option<&HabitSource>) -> Option<Habit> {
        let source = source?;
        if source.after_s.is_some() && field != "on_silence" {
            let hint = Some("only on_silence waits for seconds".to_owned());
            self.checker.error("SL047", &["beats", beat, field, "after_s"], format!("{field} does not wait"), hint);
        }
        if source.says.is_empty() && source.then.is_none() && source.after_s.is_none() {
            let hint = Some("give it says or then, or take it out".to_owned());
            self.checker.warning("SL048", &["beats", beat, field], format!("{field} changes nothing"), hint);
        }
        let then = source.then.as_ref().map(|then| self.target(&["beats", beat, field, "then"], then));
        let says = self.texts(&["beats", beat, field, "says"], &source.says);
        Some(Habit { after_ms: source.after_s.map(|seconds| u64::from(seconds) * 1000), says, then })
    }

    fn reply(&mut self, beat: &str, name: &str, source: &Shared<ReplySource>) -> Reply {
        let path = ["beats", beat, "replies", name];
        let at = |field: &'static str| [path[0], path[1], path[2], path[3], field];
        self.conditions(&at("needs"), &source.needs);
        for (number, fact) in source.reads_back.iter().enumerate() {
            self.fact(&[path[0], path[1], path[2], path[3], "reads_back", &number.to_string()], fact);
        }
        for (number, flag) in source.clears.iter().enumerate() {
            below(&at("clears"), number, |path| self.flag(path, flag));
        }
        self.asks(&at("asks"), source);
        if let Some(LineEffect::Consult(department)) = &source.line {
            self.rung(&at("line"), department);
        }
        for (number, promise) in source.promises.iter().enumerate() {
            let number = number.to_string();
            let path = [path[0], path[1], path[2], path[3], "promises", &number, "value"];
            if self.table(&path, &promise.table) {
                super::check_names::field_value(self, &path, &promise.table, &promise.field, &promise.value);
            }
        }
        Reply {
            name: name.to_owned(),
            id: name.into(),
            line: smol_str::format_smolstr!("{beat}/{name}"),
            say: self.text(&at("say"), &source.say),
            then: self.target(&at("then"), &source.then),
            branches: self.branches(&at("branches"), &source.branches),
            source: source.clone(),
        }
    }

    /// Words for being talked over are never said where talking over costs nothing, or where the caller drops the line.
    fn interrupted(&mut self, name: &str, source: &BeatSource) {
        let Some(habit) = &source.interrupted else { return };
        let path = ["beats", name, "interrupted"];
        let why = if source.may_interrupt {
            Some("the beat has may_interrupt, so talking over it is let pass")
        } else if source.department.is_some() {
            Some("a department speaks, and talking over it is let pass")
        } else {
            None
        };
        if let Some(why) = why.filter(|_| !habit.says.is_empty() || habit.then.is_some()) {
            self.checker.warning(
                "SL048",
                &path,
                format!("this never comes: {why}"),
                Some("take one of the two out".to_owned()),
            );
        }
    }
}
