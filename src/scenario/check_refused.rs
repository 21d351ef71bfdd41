//! What comes of a department that does not take a call.

use super::check::{Script, ScriptCheck};
use super::model::{Beat, Target};
use super::source::LineEffect;

/// Finds departments that can never answer, and beats in which nothing can be said when a department refuses.
pub(super) fn refusals(check: &mut ScriptCheck<'_>, script: &Script<'_>) {
    for beat in script.beats.iter().filter(|beat| beat.source.department.is_none()) {
        let path = ["beats", beat.name.as_str()];
        for reply in &beat.replies {
            let rung = match &reply.source.line {
                Some(LineEffect::Consult(to)) => Some(to.as_str()),
                _ => None,
            };
            let path = [path[0], path[1], "replies", &reply.name];
            if answers_nowhere(script, rung, reply.then) {
                never_answers(check, &[path[0], path[1], path[2], path[3], "then"], (rung, reply.then), script);
            }
            for (number, branch) in reply.branches.iter().enumerate() {
                if answers_nowhere(script, rung, branch.then) {
                    let number = number.to_string();
                    let path = [path[0], path[1], path[2], path[3], "branches", &number, "then"];
                    never_answers(check, &path, (rung, branch.then), script);
                }
            }
        }
        let Some(then) = beat.then.filter(|_| beat.replies.is_empty()) else { continue };
        if answers_nowhere(script, None, then) {
            never_answers(check, &[path[0], path[1], "then"], (None, then), script);
        } else if let Some(department) = department_of(script, then) {
            nothing_to_say(check, beat, department);
        }
    }
}

fn department_of<'s>(script: &Script<'s>, target: Target) -> Option<&'s str> {
    let Target::Beat(number) = target else { return None };
    script.beats.get(number)?.source.department.as_deref()
}

/// Whether this leads to the words of a department for which there is no route: it is rung, and refuses each time.
fn answers_nowhere(script: &Script<'_>, rung: Option<&str>, target: Target) -> bool {
    let own = department_of(script, target);
    own.is_some_and(|own| !script.routes.contains_key(rung.unwrap_or(own)))
}

fn never_answers(
    check: &mut ScriptCheck<'_>,
    path: &[&str],
    (rung, target): (Option<&str>, Target),
    script: &Script<'_>,
) {
    let Some(own) = department_of(script, target) else { return };
    let department = check.pack.department_name(rung.unwrap_or(own));
    let Target::Beat(number) = target else { return };
    let beat = &script.beats[number].name;
    let message = format!("{department} never says \"{beat}\": without an entry in `routes` it refuses every call");
    let id = rung.unwrap_or(own);
    let hint = format!("add `\"{id}\": (consult: \"{beat}\", blind: …)` to `routes`");
    check.checker.error("SL111", path, message, Some(hint));
}

fn nothing_to_say(check: &mut ScriptCheck<'_>, beat: &Beat, department: &str) {
    let department = check.pack.department_name(department);
    let message =
        format!("nothing can be said in \"{}\" when the operator comes back from {department} alone", beat.name);
    let hint = "give the beat a reply that leads there, in place of `then`: it can be said again".to_owned();
    check.checker.warning("SL110", &["beats", &beat.name, "then"], message, Some(hint));
}
