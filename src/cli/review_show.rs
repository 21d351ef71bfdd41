//! What `steadyline review` prints.

use std::collections::BTreeMap;

use super::say;
use crate::scoring::{Points, Scorecard};
use crate::store::{AttemptId, AuditEntry, AuditKind, Comment, Judgement, PersonId, ReviewLine};
use crate::text::Texts;

type Names = BTreeMap<PersonId, String>;

/// The name of somebody; who was erased has none any more.
fn name(texts: &Texts, names: &Names, id: Option<&PersonId>) -> String {
    match id {
        None => texts.get("review-owner"),
        Some(id) => names.get(id).cloned().unwrap_or_else(|| texts.get("review-erased")),
    }
}

/// A moment as lists show it, in universal time: `2026-05-31 08:00`.
fn when(rfc3339: &str) -> String {
    rfc3339.get(..16).unwrap_or(rfc3339).replace('T', " ")
}

/// A list of attempts, one a line; numbers that were overridden carry a mark.
pub(super) fn print_lines(texts: &Texts, lines: &[ReviewLine], json: bool) {
    if json {
        say(&serde_json::to_string_pretty(lines).unwrap_or_default());
        return;
    }
    let wide = |of: fn(&ReviewLine) -> &str| lines.iter().map(|line| of(line).chars().count()).max().unwrap_or(0);
    let (person, title) = (wide(|line| &line.attempt.person), wide(|line| &line.attempt.title));
    for line in lines {
        let of = &line.attempt;
        let when = when(&of.started_at);
        say(format!(
            "{when}  {:<person$}  {:<title$}  {}  {}  {}",
            of.person,
            of.title,
            numbers(line),
            of.id.0,
            remarks(texts, line)
        )
        .trim_end());
    }
    if lines.is_empty() {
        say(&texts.get("review-none"));
    } else if lines.iter().any(|line| line.ruled.is_some()) {
        say(&texts.get("review-mark"));
    }
}

fn numbers(line: &ReviewLine) -> String {
    let of = &line.attempt;
    let machine = [of.records, of.routing, of.composure, of.procedure];
    let held = line.ruled.as_ref().map_or(machine, |ruled| ruled.numbers);
    let shown = machine.iter().zip(held).map(|(machine, held)| {
        let mark = if *machine == held { " " } else { "*" };
        format!("{:>3}{mark}", held.map_or_else(|| "–".to_owned(), |score| score.to_string()))
    });
    shown.collect()
}

fn remarks(texts: &Texts, line: &ReviewLine) -> String {
    let of = &line.attempt;
    if of.interrupted() {
        return texts.get("review-interrupted");
    }
    let (critical, passed) =
        line.ruled.as_ref().map_or((of.critical(), of.passed), |ruled| (ruled.critical, ruled.passed));
    let mut remarks = vec![texts.get(if passed { "cli-passed" } else { "cli-not-passed" })];
    let mut counted = |key: &str, count: i64| {
        if count > 0 {
            remarks.push(texts.with(key, &[("count", &count.to_string())]));
        }
    };
    counted("review-critical", critical);
    counted("review-appeals-open", i64::try_from(line.open_appeals).unwrap_or(i64::MAX));
    counted("review-overrides", i64::try_from(line.overrides).unwrap_or(i64::MAX));
    counted("review-comments", i64::try_from(line.comments).unwrap_or(i64::MAX));
    if !line.reviewed {
        remarks.push(texts.get("review-unreviewed"));
    }
    // What the centre found, where it is more than that nothing is wrong.
    if let Some(verdict) = line.verdict.as_ref().filter(|verdict| *verdict != "sound") {
        remarks.push(texts.get(&format!("verdict-{verdict}")));
    }
    remarks.join(", ")
}

/// An attempt with its card and all that was said and decided about it.
pub(super) fn print_review(
    texts: &Texts,
    id: &AttemptId,
    card: &Scorecard,
    (held, names): (&Judgement, &Names),
    json: bool,
) {
    let (ruled, overruled) = card.overruled(&held.decisions());
    if json {
        let shown = serde_json::json!({
            "attempt": id, "machine": card, "ruled": (!overruled.is_empty()).then_some(&ruled.numbers),
            "passed": ruled.passed(), "judgement": held,
        });
        say(&shown.to_string());
        return;
    }
    for number in &ruled.numbers {
        let machine = card.number(number.number);
        let shown = |score: Option<u32>| score.map_or_else(|| "–".to_owned(), |score| score.to_string());
        let title = texts.get(&format!("number-{}", format!("{:?}", number.number).to_lowercase()));
        let beside = if machine == number.score {
            String::new()
        } else {
            texts.with("review-machine-number", &[("score", &shown(machine))])
        };
        say(format!("{title:<12} {:>4}  {beside}", shown(number.score)).trim_end());
    }
    for criterion in card.criteria.iter().filter(|criterion| criterion.counted()) {
        let machine = Points { earned: criterion.earned, possible: criterion.possible };
        say(&format!("  {:<24} {:>8}  {}", criterion.id, decimal(machine.earned, machine.possible), criterion.label));
        let decided = held.overrides.iter().find(|known| known.criterion == criterion.id);
        if let Some(decided) = decided {
            let by = name(texts, names, decided.by.as_ref());
            let points = decimal(decided.earned, machine.possible);
            let reason = decided.reason.clone().unwrap_or_else(|| texts.get("review-words-erased"));
            let args = [("points", points.as_str()), ("by", &by), ("at", &when(&decided.at)), ("reason", &reason)];
            say(&format!("      {}", texts.with("review-override-line", &args)));
        }
        for appeal in held.appeals.iter().filter(|appeal| appeal.criterion == criterion.id) {
            let by = name(texts, names, appeal.by.as_ref());
            let text = appeal.text.clone().unwrap_or_else(|| texts.get("review-words-erased"));
            let args = [("by", by.as_str()), ("at", &when(&appeal.at)), ("text", &text)];
            say(&format!("      {}", texts.with("review-appeal-line", &args)));
            let Some(ruling) = &appeal.ruling else {
                say(&format!("      {}", texts.get("review-appeal-waits")));
                continue;
            };
            let by = name(texts, names, ruling.by.as_ref());
            let reason = ruling.reason.clone().unwrap_or_else(|| texts.get("review-words-erased"));
            let key = if ruling.upheld { "review-upheld-line" } else { "review-rejected-line" };
            let args = [("by", by.as_str()), ("at", &when(&ruling.at)), ("reason", &reason)];
            say(&format!("      {}", texts.with(key, &args)));
        }
    }
    for comment in &held.comments {
        say(&comment_line(texts, names, comment));
    }
}

fn comment_line(texts: &Texts, names: &Names, comment: &Comment) -> String {
    let by = name(texts, names, comment.by.as_ref());
    let text = comment.text.clone().unwrap_or_else(|| texts.get("review-words-erased"));
    let moment = comment.moment.map_or_else(|| "–".to_owned(), |moment| moment.clock());
    let key = if comment.private { "review-private-line" } else { "review-comment-line" };
    texts.with(key, &[("moment", &moment), ("by", &by), ("at", &when(&comment.at)), ("text", &text)])
}

/// Points out of points, with decimals only where there are any: `7.5/10`.
fn decimal(earned: u64, possible: u64) -> String {
    let one = |thousandths: u64| {
        let text = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    format!("{}/{}", one(earned), one(possible))
}

/// The trail, one entry a line.
pub(super) fn print_audit(texts: &Texts, entries: &[AuditEntry], names: &Names, json: bool) {
    if json {
        say(&serde_json::to_string_pretty(entries).unwrap_or_default());
        return;
    }
    for entry in entries {
        let when = when(&entry.at);
        let who = name(texts, names, entry.actor.as_ref());
        let about = entry.subject.as_ref().map_or_else(String::new, |id| name(texts, names, Some(id)));
        let what = texts.get(&format!("audit-{}", entry.kind.name()));
        let mut parts = vec![format!("{:>5}  {when}  {who}: {what}", entry.seq)];
        parts.extend((!about.is_empty() && entry.subject != entry.actor).then_some(about));
        parts.extend(entry.attempt.as_ref().map(|id| id.0.clone()));
        parts.extend(entry.criterion.clone());
        parts.extend(facts(texts, entry));
        parts.extend(entry.words.as_ref().map(|words| format!("“{words}”")));
        say(&parts.join(" · "));
    }
    if entries.is_empty() {
        say(&texts.get("review-trail-empty"));
    }
}

/// What an entry says in numbers.
fn facts(texts: &Texts, entry: &AuditEntry) -> Option<String> {
    let number = |key: &str| entry.facts[key].as_u64();
    match entry.kind {
        AuditKind::Overridden | AuditKind::Ruled => {
            let Some(earned) = number("earned") else { return Some(texts.get("review-audit-rejected")) };
            let points = decimal(earned, number("possible").unwrap_or(0));
            let machine = decimal(number("machine").unwrap_or(0), number("possible").unwrap_or(0));
            Some(texts.with("review-audit-points", &[("points", &points), ("machine", &machine)]))
        }
        AuditKind::Commented if entry.facts["private"] == true => Some(texts.get("review-audit-private")),
        AuditKind::RolesSet => {
            let roles = entry.facts["roles"].as_array()?;
            let named = roles.iter().filter_map(|role| role.as_str()).map(|role| texts.get(&format!("role-{role}")));
            Some(named.collect::<Vec<_>>().join(", "))
        }
        _ => None,
    }
}
