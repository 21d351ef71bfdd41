//! `steadyline score`: scores a log or a kept attempt again, at a call or a drill, by the rubric of its day and by another.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::log_file::{self, Opened};
use super::packs::Failure;
use super::who::{self, Who};
use super::{Common, Exit, complain, difference, say};
use crate::call::{replay, replay_drill};
use crate::scenario::{Diagnostic, Pack, Rubric, SourceFile, rubric};
use crate::scoring::{self, EXPERT_PER_THOUSAND, FieldClass, FieldErrors, Scorecard, score, score_drill};
use crate::store::AttemptId;
use crate::text::Texts;

/// Score a log or a kept attempt again, with the evidence for every point
///
/// The rubric that was in force is used: that of the attempt's own day. A log whose pack, scenario or rubric has changed
/// since is refused, unless --anyway is given.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The log
    #[arg(required_unless_present = "attempt")]
    log: Option<PathBuf>,
    /// An attempt of the data folder by its key, as `export` writes it, instead of a log
    #[arg(long, value_name = "ID", conflicts_with = "log")]
    attempt: Option<String>,
    /// Score by this rubric too, and say what comes out otherwise
    #[arg(long, value_name = "RUBRIC")]
    with: Option<PathBuf>,
    /// One JSON object for programs
    #[arg(long)]
    json: bool,
    /// Score it even if the pack, scenario or rubric has changed since
    #[arg(long)]
    anyway: bool,
    #[command(flatten)]
    who: Who,
}

pub(super) fn run(args: &Args, common: &Common) -> Exit {
    match score_again(args, common) {
        Ok(()) => Exit::Fine,
        Err((message, exit)) => {
            complain(&message);
            exit
        }
    }
}

fn score_again(args: &Args, common: &Common) -> Result<(), Failure> {
    let opened = match (&args.attempt, &args.log) {
        (Some(id), _) => {
            let folder = who::folder(common);
            let (store, actor) = args.who.open_to_read(&folder)?;
            store.may_see(&actor, &AttemptId(id.clone())).map_err(|error| who::told(&folder, &error))?;
            log_file::kept(id, common, args.anyway)?
        }
        (None, Some(path)) => log_file::open_any(path, common, args.anyway)?,
        (None, None) => return Err(("give a log, or --attempt".to_owned(), Exit::Usage)),
    };
    let card = opened.card(None);
    let texts = Texts::english();
    let Some(path) = &args.with else {
        if args.json {
            say(&serde_json::to_string(&card).unwrap_or_default());
        } else {
            print_card(&card, &texts);
        }
        return Ok(());
    };
    let other = score_with(path, &opened)?;
    let found = scoring::difference(&card, &other);
    if args.json {
        say(&serde_json::json!({ "scorecard": card, "with": other, "difference": found }).to_string());
    } else {
        print_card(&card, &texts);
        let head = texts.with("cli-with-head", &[("before", &card.rubric), ("after", &path.display().to_string())]);
        difference::print(&found, &head, &texts);
    }
    Ok(())
}

impl Opened {
    /// Its scorecard by a rubric, or by that of its own day.
    pub(super) fn card(&self, rubric: Option<Rubric>) -> Scorecard {
        match self {
            Self::Call(setup, log) => {
                let setup = rubric.map_or_else(|| Arc::clone(setup), |rubric| Arc::new(setup.judged_by(rubric)));
                let (call, events) = replay(&setup, log);
                score(&call, &events)
            }
            Self::Drill(setup, log) => {
                let own = &setup.pack.rubrics[setup.drill.rubric()];
                score_drill(&replay_drill(setup, log).0, rubric.as_ref().unwrap_or(own))
            }
        }
    }

    fn pack(&self) -> &Arc<Pack> {
        match self {
            Self::Call(setup, _) => &setup.pack,
            Self::Drill(setup, _) => &setup.pack,
        }
    }
}

/// The scorecard of a log by the rubric in a file.
fn score_with(path: &Path, opened: &Opened) -> Result<Scorecard, Failure> {
    let text =
        std::fs::read_to_string(path).map_err(|error| (format!("{}: {error}", path.display()), Exit::Unavailable))?;
    let id = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let file = Arc::new(SourceFile { name: path.display().to_string(), text });
    let told = |found: Vec<Diagnostic>| {
        let lines: Vec<String> = found.iter().map(|problem| problem.render(false)).collect();
        (lines.join("\n"), Exit::Content)
    };
    let rubric = rubric(&id, &file, opened.pack()).map_err(told)?;
    Ok(opened.card(Some(rubric)))
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
