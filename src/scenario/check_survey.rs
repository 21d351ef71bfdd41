//! The questions of a survey: what they ask, and whether their codes are those of the form.

use super::check::ScriptCheck;
use super::source::{FieldKind, QuestionSource, ReplySource};

impl ScriptCheck<'_> {
    pub fn questions(&mut self) {
        for (name, question) in &self.source.questions {
            self.text(&["questions", name, "text"], &question.text);
            self.codes(name, question);
            let asked = |reply: &ReplySource| reply.asks.as_ref() == Some(name);
            if !self.source.beats.values().flat_map(|beat| beat.replies.values()).any(|reply| asked(reply)) {
                let hint = Some(format!("give a reply asks: \"{name}\", or take the question out"));
                self.checker.warning("SL149", &["questions", name], format!("nobody asks \"{name}\""), hint);
            }
        }
    }

    /// A reply that asks a question which is there.
    pub fn asks(&mut self, path: &[&str], reply: &ReplySource) {
        if let Some(name) = &reply.asks {
            let known = self.source.questions.keys().map(String::as_str);
            self.checker.known("SL020", path, "question", name, known);
        }
    }

    fn codes(&mut self, name: &str, question: &QuestionSource) {
        let Some((table, field)) = &question.field else { return };
        let path = ["questions", name, "field"];
        if !self.table(&path, table) {
            return;
        }
        let pack = self.pack;
        let Some(fields) = pack.table(table).map(|table| &table.source.fields) else { return };
        let Some(form) = fields.get(field) else {
            self.checker.unknown("SL023", &path, "field", field, fields.keys().map(String::as_str));
            return;
        };
        let FieldKind::Choice(choices) = &form.kind else { return };
        let without = |one: &[String], other: &[String]| -> String {
            one.iter().filter(|code| !other.contains(code)).map(String::as_str).collect::<Vec<_>>().join(", ")
        };
        let wrong = [
            (without(&question.codes, choices), "the form does not take"),
            (without(choices, &question.codes), "only the form has"),
        ];
        for (codes, what) in wrong.into_iter().filter(|(codes, _)| !codes.is_empty()) {
            let message = format!("the codes of \"{name}\" are not those of {table}.{field}: {what} {codes}");
            let hint = Some("make the question's codes and the form's choices the same".to_owned());
            self.checker.error("SL150", &["questions", name, "codes"], message, hint);
        }
    }
}
