//! `steadyline lesson`: a lesson read in the terminal, with its demonstration as a transcript.

use std::sync::Arc;

use super::packs::{self, Failure};
use super::{Common, Exit, complain, say, show};
use crate::bots::Demonstration;
use crate::call::Base;
use crate::scenario::{
    CurvePoint, DemonstrationSource, FormField, Lesson, LessonPart, Pack, Scenario, did_you_mean, pack_of,
};
use crate::text::Texts;

/// Read a lesson in the terminal, with the expert's call and what is said about it
///
/// Without a name all lessons are listed. The demonstration is taken by the expert bot as you read; comments stand in it at
/// their moments. It ends with 3 when a comment's moment never comes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The name of a lesson, or its file
    lesson: Option<String>,
    /// The text alone, without the demonstration
    #[arg(long)]
    text: bool,
}

pub(super) fn run(args: &Args, common: &Common) -> Exit {
    match lesson(args, common) {
        Ok(exit) => exit,
        Err((message, exit)) => {
            complain(&message);
            exit
        }
    }
}

fn lesson(args: &Args, common: &Common) -> Result<Exit, Failure> {
    let texts = Texts::english();
    let file = args.lesson.as_deref().map(std::path::Path::new);
    let scenarios = common.scenarios.clone().or_else(|| pack_of(file?));
    let loaded = packs::load(&Common { scenarios, ..common.clone() })?;
    let all = || loaded.packs.iter().flat_map(|pack| pack.drills.lessons.iter().map(move |lesson| (pack, lesson)));
    let Some(name) = &args.lesson else {
        for (pack, lesson) in all() {
            say(&format!("{:<24} {} ({})", lesson.id, lesson.source.title, pack.source.name));
        }
        return Ok(Exit::Fine);
    };
    let wanted = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let wanted = wanted.strip_suffix(".ron").unwrap_or(wanted);
    let Some((pack, lesson)) = all().find(|(_, lesson)| lesson.id == wanted) else {
        let names: Vec<&str> = all().map(|(_, lesson)| lesson.id.as_str()).collect();
        let hint = did_you_mean(wanted, names.iter().copied()).unwrap_or_default();
        let known = names.join(", ");
        return Err((texts.with("lesson-unknown", &[("name", name), ("hint", &hint), ("known", &known)]), Exit::Usage));
    };
    read(&texts, pack, lesson);
    match &lesson.source.demonstration {
        Some(source) if !args.text => demonstrate(&texts, pack, source),
        _ => Ok(Exit::Fine),
    }
}

fn read(texts: &Texts, pack: &Pack, lesson: &Lesson) {
    let duty = texts.get(&format!("duty-{}", lesson.source.duty.name()));
    let minutes = texts.with("lesson-minutes", &[("minutes", &lesson.source.minutes.to_string())]);
    say(&format!("{}\n{duty} · {} · {minutes}\n", lesson.source.title, pack.source.name));
    for part in &lesson.source.parts {
        say(&written(texts, pack, part));
        say("");
    }
}

/// A part in plain text.
fn written(texts: &Texts, pack: &Pack, part: &LessonPart) -> String {
    match part {
        LessonPart::Heading(text) => format!("{text}\n{}", "-".repeat(text.chars().count())),
        LessonPart::Text(text) => text.clone(),
        LessonPart::List(entries) => entries.iter().map(|entry| format!("- {entry}")).collect::<Vec<_>>().join("\n"),
        LessonPart::Say { when, poor, good, why } => {
            let said = |key: &str, words: &String| format!("  {}: {words}", texts.get(key));
            let when = (!when.is_empty()).then(|| said("lesson-when", when));
            let rest = [said("lesson-poor", poor), said("lesson-good", good), said("lesson-why", why)];
            when.into_iter().chain(rest).collect::<Vec<_>>().join("\n")
        }
        LessonPart::Article(id) => {
            let entry = pack.knowledge.entry(id);
            entry.map_or_else(String::new, |entry| format!("[{id}] {}: {}", entry.title, entry.text))
        }
        LessonPart::Steps { title, steps } => format!("{title}\n  {}", steps.join(" -> ")),
        LessonPart::Fork { question, answers } => {
            let lines = answers.iter().map(|(answer, then)| format!("\n  {answer} -> {then}"));
            format!("{question}{}", lines.collect::<String>())
        }
        LessonPart::Compare { title, left, right } => {
            let column = |(head, lines): &(String, Vec<String>)| {
                format!("\n  {head}{}", lines.iter().map(|line| format!("\n    - {line}")).collect::<String>())
            };
            format!("{title}{}{}", column(left), column(right))
        }
        LessonPart::Curve { title, points } => {
            let point = |CurvePoint { at_s, patience, label }: &CurvePoint| {
                let bar = "#".repeat(usize::try_from(patience / 5).unwrap_or(0));
                format!("\n  {}:{:02}  {bar:<20} {patience:>3}  {label}", at_s / 60, at_s % 60)
            };
            format!("{title}{}", points.iter().map(point).collect::<String>())
        }
        LessonPart::Form { title, fields } => {
            let field = |FormField { label, value, note }: &FormField| {
                let note = if note.is_empty() { String::new() } else { format!("  <- {note}") };
                format!("\n  {label}: [{value}]{note}")
            };
            format!("{title}{}", fields.iter().map(field).collect::<String>())
        }
    }
}

fn demonstrate(texts: &Texts, pack: &Arc<Pack>, source: &DemonstrationSource) -> Result<Exit, Failure> {
    let missing = || (texts.with("lesson-no-call", &[("name", &source.scenario)]), Exit::Content);
    let scenario: &Arc<Scenario> = pack.scenario(&source.scenario).ok_or_else(missing)?;
    let base = Arc::new(Base::lay_out(pack));
    let shown = Demonstration::take(pack, &base, scenario, source);
    say(&texts.with("lesson-demonstration", &[("title", &scenario.source.title)]));
    if !source.before.is_empty() {
        say(&format!("{}\n", source.before));
    }
    let setup = shown.played.call.setup();
    let mut comments = shown.in_order().into_iter().peekable();
    let mut events = shown.played.events.iter().peekable();
    while let Some(event) = events.next() {
        if let Some(line) = show::event(event, setup, texts) {
            say(&line);
        }
        // What is due at this moment stands behind everything that it brought.
        let next = events.peek().map(|next| next.at);
        while let Some((_, number)) = comments.next_if(|(at, _)| next.is_none_or(|next| *at < next)) {
            say(&texts.with("lesson-comment", &[("text", &source.comments[number].say)]));
        }
    }
    if !source.after.is_empty() {
        say(&format!("\n{}", source.after));
    }
    let unheard: Vec<usize> = shown.unheard().collect();
    for number in &unheard {
        let text = &source.comments[*number].say;
        complain(&texts.with("lesson-unheard", &[("text", text)]));
    }
    Ok(if unheard.is_empty() { Exit::Fine } else { Exit::Content })
}
