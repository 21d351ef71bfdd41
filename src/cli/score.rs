//! `steadyline score`: scores a log again.

use std::path::PathBuf;

use super::{Common, Exit, complain, log_file, say};
use crate::call::replay;
use crate::scoring::{EXPERT_PER_THOUSAND, FieldClass, FieldErrors, Scorecard, score};
use crate::text::Texts;

/// Score a log again, with the evidence for every point
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The log
    log: PathBuf,
    /// One JSON object for programs
    #[arg(long)]
    json: bool,
    /// Score it even if the pack or scenario has changed since
    #[arg(long)]
    anyway: bool,
}

pub(super) fn run(args: &Args, common: &Common) -> Exit {
    let (setup, log) = match log_file::open(&args.log, common, args.anyway) {
        Ok(opened) => opened,
        Err((message, exit)) => {
            complain(&message);
            return exit;
        }
    };
    let (call, events) = replay(&setup, &log);
    let card = score(&call, &events);
    if args.json {
        say(&serde_json::to_string(&card).unwrap_or_default());
    } else {
        print_card(&card, &Texts::english());
    }
    Exit::Fine
}

/// The scorecard as a terminal shows it.
pub(super) fn print_card(card: &Scorecard, texts: &Texts) {
    say(&texts
        .with("cli-card-head", &[("ending", card.ending.as_deref().unwrap_or("–")), ("length", &card.length.clock())]));
    for number in &card.numbers {
        let name = texts.get(&format!("number-{}", format!("{:?}", number.number).to_lowercase()));
        let score = number.score.map_or_else(|| "–".to_owned(), |score| score.to_string());
        let verdict = texts.get(if number.passed() { "cli-passed" } else { "cli-not-passed" });
        say(&format!("  {name:<12} {score:>4}   {verdict} ({})", number.pass));
    }
    for error in &card.critical {
        let kind = texts.get(&format!("critical-{}", format!("{:?}", error.kind).to_lowercase()));
        say(&format!("  {} {kind}: {}", error.at.clock(), error.what));
    }
    print_fields(card, texts);
    let missed = card.criteria.iter().filter(|criterion| !criterion.full());
    for criterion in missed {
        say(&format!("- {} ({}/{})", criterion.label, criterion.earned / 1000, criterion.possible / 1000));
        for moment in &criterion.evidence {
            say(&format!("    {} {}", moment.at.clock(), texts.finding(&moment.finding)));
            if let Some(better) = &moment.better {
                say(&format!("          {}", texts.with("cli-better", &[("line", better)])));
            }
        }
        say(&format!("    {}", criterion.better));
    }
}

/// What was saved against what was said, with the line that said it where the two differ.
fn print_fields(card: &Scorecard, texts: &Texts) {
    for field in card.rows.iter().flat_map(|row| &row.fields) {
        let class = texts.get(&format!("class-{}", field.class.name()));
        say(&format!("  {:<24} {:<28} {:<28} {class}", field.label, short(&field.saved), short(&field.truth)));
        let wrong = field.class != FieldClass::Right;
        if let (true, Some(at), Some(line)) = (wrong, field.told_at, &field.told_text) {
            say(&format!("      {}", texts.with("cli-field-told", &[("at", &at.clock()), ("line", line)])));
        }
        if let Some(at) = field.read_back_at {
            let key = if field.caught { "cli-field-caught" } else { "cli-field-read-back" };
            say(&format!("      {}", texts.with(key, &[("at", &at.clock())])));
        }
    }
    let FieldErrors { wrong, compared, per_thousand } = card.field_errors;
    if let Some(rate) = per_thousand {
        let (wrong, compared) = (wrong.to_string(), compared.to_string());
        let (rate, expert) = (format!("{rate:.1}"), format!("{EXPERT_PER_THOUSAND:.2}"));
        let args = [("wrong", wrong.as_str()), ("compared", &compared), ("rate", &rate), ("expert", &expert)];
        say(&format!("  {}", texts.with("cli-field-errors", &args)));
    }
}

fn short(text: &str) -> String {
    if text.chars().count() <= 26 {
        return text.to_owned();
    }
    format!("{}…", text.chars().take(25).collect::<String>())
}
