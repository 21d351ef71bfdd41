//! `steadyline duties`: which drills train which duty of an operator, out of the files themselves.

use std::fmt::Write as _;

use super::packs;
use super::{Common, Exit, complain, say};
use crate::scenario::{Duty, Exercise, ExerciseKind, Pack};
use crate::text::Texts;

/// Show which drills train which duty, at which company and how hard
///
/// A drill stands under each duty that it names; under its main one without a mark. Duties that nobody can practise yet are said.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A table in Markdown
    #[arg(long)]
    markdown: bool,
    /// One JSON object for programs
    #[arg(long, conflicts_with = "markdown")]
    json: bool,
}

/// A drill under one of its duties.
struct Row<'p> {
    company: &'p str,
    exercise: Exercise<'p>,
    main: bool,
}

pub(super) fn run(args: &Args, common: &Common) -> Exit {
    let loaded = match packs::load(common) {
        Ok(loaded) => loaded,
        Err((message, exit)) => {
            complain(&message);
            return exit;
        }
    };
    let packs: Vec<&Pack> = loaded.packs.iter().map(AsRef::as_ref).collect();
    let texts = Texts::english();
    let printed = if args.json {
        json(&packs)
    } else if args.markdown {
        markdown(&packs, &texts)
    } else {
        plain(&packs, &texts)
    };
    say(printed.trim_end());
    Exit::Fine
}

/// The drills of a duty: those that are about it first, each from easy to hard.
fn rows<'p>(packs: &[&'p Pack], duty: Duty) -> Vec<Row<'p>> {
    let all = packs.iter().flat_map(|pack| pack.exercises().map(move |exercise| (*pack, exercise)));
    let mut rows: Vec<Row<'p>> = all
        .filter(|(_, exercise)| exercise.duties.contains(&duty))
        .map(|(pack, exercise)| Row { company: &pack.source.name, exercise, main: exercise.main() == Some(duty) })
        .collect();
    rows.sort_by_key(|row| (!row.main, row.exercise.difficulty, row.company, row.exercise.title));
    rows
}

fn duty_name(texts: &Texts, duty: Duty) -> String {
    texts.get(&format!("duty-{}", duty.name()))
}

fn level(texts: &Texts, exercise: &Exercise<'_>) -> String {
    texts.get(&format!("level-{}", exercise.difficulty.min(5)))
}

/// The title, and what it is beside a call.
fn title(texts: &Texts, row: &Row<'_>) -> String {
    let kind = match row.exercise.kind {
        ExerciseKind::Call => return row.exercise.title.to_owned(),
        ExerciseKind::List => "exercise-list",
        ExerciseKind::Tidy => "exercise-tidy",
    };
    texts.with("duties-title", &[("title", row.exercise.title), ("kind", &texts.get(kind))])
}

fn side(texts: &Texts, duty: Duty) -> String {
    texts.get(if duty.is_outgoing() { "duties-outgoing" } else { "duties-incoming" })
}

fn markdown(packs: &[&Pack], texts: &Texts) -> String {
    let heads = ["duties-duty", "duties-company", "duties-drill", "duties-level"].map(|key| texts.get(key));
    let mut out = format!("| {} |\n|---|---|---|---|\n", heads.join(" | "));
    for duty in Duty::ALL {
        let name = format!("{}: {}", side(texts, duty), duty_name(texts, duty));
        let rows = rows(packs, duty);
        if rows.is_empty() {
            let _ = writeln!(out, "| {name} | | {} | |", texts.get("duties-none"));
        }
        for (number, row) in rows.iter().enumerate() {
            let name = if number == 0 { name.as_str() } else { "" };
            let title = title(texts, row);
            let title = if row.main { title } else { texts.with("duties-also", &[("title", &title)]) };
            let _ = writeln!(out, "| {name} | {} | {title} | {} |", row.company, level(texts, &row.exercise));
        }
    }
    out.replace("|  |", "| |")
}

fn plain(packs: &[&Pack], texts: &Texts) -> String {
    let mut out = String::new();
    let longest = packs.iter().flat_map(|pack| pack.exercises()).map(|one| one.title.chars().count()).max();
    let wide = longest.unwrap_or(0) + 12;
    for (number, duty) in Duty::ALL.into_iter().enumerate() {
        let gap = if number == 0 { "" } else { "\n" };
        let _ = writeln!(out, "{gap}{}: {} ({})", side(texts, duty), duty_name(texts, duty), duty.id());
        let rows = rows(packs, duty);
        if rows.is_empty() {
            let _ = writeln!(out, "  {}", texts.get("duties-none"));
        }
        for row in rows {
            let title = title(texts, &row);
            let title = if row.main { title } else { texts.with("duties-also", &[("title", &title)]) };
            let (company, level) = (row.company, level(texts, &row.exercise));
            let _ = writeln!(out, "  {title:<wide$}  {company:<12}  {level:<14}  {}", row.exercise.id);
        }
    }
    out
}

fn json(packs: &[&Pack]) -> String {
    let duties: Vec<_> = Duty::ALL
        .into_iter()
        .map(|duty| {
            let drills: Vec<_> = rows(packs, duty)
                .iter()
                .map(|row| {
                    let Exercise { id, title, difficulty, .. } = row.exercise;
                    let company = row.company;
                    serde_json::json!({ "id": id, "title": title, "company": company, "level": difficulty, "main": row.main })
                })
                .collect();
            serde_json::json!({ "duty": duty.id(), "outgoing": duty.is_outgoing(), "drills": drills })
        })
        .collect();
    serde_json::json!({ "version": 1, "duties": duties }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn duties_that_nobody_can_practise_are_said() {
        let texts = Texts::english();
        assert_eq!(plain(&[], &texts).matches("no drill yet").count(), Duty::ALL.len());
        assert!(markdown(&[], &texts).contains("| Incoming: place an order | | no drill yet | |\n"));
    }
}
