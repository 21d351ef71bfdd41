//! `steadyline translate`: the lines of a scenario or a pack in a table beside it, and what of it is translated.

use std::path::{Path, PathBuf};

use super::new::shown;
use super::packs::{self, Failure};
use super::{Common, Exit, complain, say};
use crate::scenario::translation::{Line, Row, Sheet, State, lines, pack_lines};
use crate::scenario::{Scenario, folder, pack_of};
use crate::text::Texts;

/// Put the lines of a scenario or a pack into a table for translators, and say what is translated
///
/// The table lies beside the scenario, NAME.de.csv, or beside pack.ron, pack.de.csv, and keeps what is translated already:
/// run it again whenever the lines have changed or the table comes back. It ends with 3 when a translation has other
/// placeholders than its line.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A scenario's file, or its name with --scenarios; or a pack's folder, for what it lends to all of its calls
    #[arg(value_name = "SCENARIO|PACK")]
    what: String,
    /// The language, as de or pt-BR
    #[arg(long, value_name = "TAG")]
    lang: String,
    /// Only say how it stands, and write nothing
    #[arg(long)]
    report: bool,
    /// One JSON object for programs
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, common: &Common) -> Exit {
    let texts = Texts::english();
    match translate(args, common, &texts) {
        Ok(exit) => exit,
        Err((message, exit)) => {
            complain(&message);
            exit
        }
    }
}

fn translate(args: &Args, common: &Common, texts: &Texts) -> Result<Exit, Failure> {
    let lang = args.lang.as_str();
    if lang.parse::<unic_langid::LanguageIdentifier>().is_err()
        || !lang.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    {
        return Err((texts.with("translate-bad-lang", &[("lang", lang)]), Exit::Usage));
    }
    let Wanted { file, lines, languages } = wanted(args, common, texts)?;
    let table = file.with_extension(format!("{lang}.csv"));
    let failed = |key: &str, cause: String| texts.with(key, &[("file", &shown(&table)), ("cause", &cause)]);
    let before = match std::fs::read(&table) {
        Ok(bytes) => String::from_utf8(bytes)
            .map_err(|_| (failed("translate-cannot-read", "it is not UTF-8 text".to_owned()), Exit::Content))?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err((failed("translate-cannot-read", error.to_string()), Exit::Unavailable)),
    };
    let own = if before.is_empty() { Ok(Sheet::default()) } else { Sheet::read(&before) };
    let own = own.map_err(|error| (failed("translate-cannot-read", error.to_string()), Exit::Content))?;
    let merged = own.merged(&lines);
    let after = merged.text();
    let write = !args.report && after != before;
    if write {
        replace(&table, &after)
            .map_err(|error| (failed("translate-cannot-write", error.to_string()), Exit::Unavailable))?;
    }
    let report = Report::of(&merged);
    if args.json {
        say(&report.json(&table, lang).to_string());
    } else {
        report.print(texts, &table);
        let key = if write { "translate-written" } else { "translate-unchanged" };
        if !args.report {
            say(&texts.with(key, &[("file", &shown(&table))]));
        }
        if !languages.iter().any(|own| own == lang) {
            say(&texts.with("translate-claim", &[("lang", lang)]));
        }
    }
    Ok(if report.wrong.is_empty() { Exit::Fine } else { Exit::Content })
}

/// What is to be translated.
struct Wanted {
    /// Beside which the table lies.
    file: PathBuf,
    lines: Vec<Line>,
    /// The languages that it names.
    languages: Vec<String>,
}

fn wanted(args: &Args, common: &Common, texts: &Texts) -> Result<Wanted, Failure> {
    let path = Path::new(&args.what);
    let main = if path.is_dir() { path.join("pack.ron") } else { path.to_path_buf() };
    if main.is_file() && main.file_name().is_some_and(|name| name == "pack.ron") {
        let loaded = folder(main.parent().unwrap_or(path)).map_err(|error| (error.to_string(), Exit::Unavailable))?;
        let pack = loaded.packs.first().ok_or_else(|| broken(&main, texts))?;
        return Ok(Wanted { file: main, lines: pack_lines(pack), languages: pack.source.languages.clone() });
    }
    let file = scenario_file(args, common, texts)?;
    let scenario = scenario(&file, texts)?;
    Ok(Wanted { file, lines: lines(&scenario.source), languages: scenario.source.languages.clone() })
}

fn broken(file: &Path, texts: &Texts) -> Failure {
    (texts.with("translate-has-errors", &[("file", &shown(file))]), Exit::Content)
}

/// Half a table is never left behind: a new file takes the place of the old one.
fn replace(table: &Path, text: &str) -> std::io::Result<()> {
    let new = table.with_extension("csv.new");
    std::fs::write(&new, text)?;
    std::fs::rename(&new, table)
}

fn scenario_file(args: &Args, common: &Common, texts: &Texts) -> Result<PathBuf, Failure> {
    let path = PathBuf::from(&args.what);
    if path.is_file() {
        return Ok(path);
    }
    let nothing = || (texts.with("translate-no-file", &[("name", &args.what)]), Exit::Usage);
    if common.scenarios.is_none() {
        return Err(nothing());
    }
    let (_, scenario) = packs::find(&packs::load(common)?, &args.what)?;
    Some(PathBuf::from(&scenario.file.name)).filter(|file| file.is_file()).ok_or_else(nothing)
}

fn scenario(file: &Path, texts: &Texts) -> Result<std::sync::Arc<Scenario>, Failure> {
    let broken = || broken(file, texts);
    let pack = pack_of(file).ok_or_else(broken)?;
    let loaded = folder(&pack).map_err(|error| (error.to_string(), Exit::Unavailable))?;
    let id = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let found = loaded.packs.iter().find_map(|pack| pack.scenario(&id).cloned());
    found.ok_or_else(broken)
}

/// How a table stands.
struct Report<'s> {
    lines: usize,
    missing: Vec<&'s Row>,
    stale: Vec<&'s Row>,
    long: Vec<&'s Row>,
    wrong: Vec<(&'s Row, String)>,
    spoiled: Vec<(&'s Row, &'static str)>,
    unused: usize,
}

impl<'s> Report<'s> {
    fn of(sheet: &'s Sheet) -> Self {
        let of = |state: State| sheet.rows.iter().filter(move |row| row.state == state);
        let length = |row: &&Row| row.translation.chars().count();
        let used = || sheet.rows.iter().filter(|row| row.state != State::Unused);
        Self {
            lines: sheet.lines(),
            missing: of(State::Missing).collect(),
            stale: of(State::Stale).collect(),
            long: used()
                .filter(|row| length(row) > row.longest() && length(row) > row.source.chars().count())
                .collect(),
            wrong: used().filter_map(|row| Some((row, row.wrong_slots()?))).collect(),
            spoiled: used().filter_map(|row| Some((row, row.spoiled()?))).collect(),
            unused: of(State::Unused).count(),
        }
    }

    fn print(&self, texts: &Texts, table: &Path) {
        let count = |number: usize| number.to_string();
        say(&texts.with(
            "translate-report",
            &[
                ("file", &shown(table)),
                ("lines", &count(self.lines)),
                ("missing", &count(self.missing.len())),
                ("stale", &count(self.stale.len())),
                ("long", &count(self.long.len())),
                ("wrong", &count(self.wrong.len())),
                ("spoiled", &count(self.spoiled.len())),
                ("unused", &count(self.unused)),
            ],
        ));
        // A table that nobody has begun is missing as a whole: no need to list it.
        if self.missing.len() < self.lines {
            for row in &self.missing {
                say(&texts.with("translate-row-missing", &[("id", &row.id)]));
            }
        }
        for row in &self.stale {
            say(&texts.with("translate-row-stale", &[("id", &row.id)]));
        }
        for row in &self.long {
            let (length, longest) = (count(row.translation.chars().count()), count(row.longest()));
            say(&texts.with("translate-row-long", &[("id", &row.id), ("length", &length), ("longest", &longest)]));
        }
        for (row, why) in &self.wrong {
            say(&texts.with("translate-row-wrong", &[("id", &row.id), ("why", why)]));
        }
        for (row, why) in &self.spoiled {
            say(&texts.with("translate-row-spoiled", &[("id", &row.id), ("why", why)]));
        }
    }

    fn json(&self, table: &Path, lang: &str) -> serde_json::Value {
        let ids = |rows: &[&Row]| rows.iter().map(|row| row.id.clone()).collect::<Vec<_>>();
        let why = |row: &Row, why: &str| serde_json::json!({ "id": row.id, "why": why });
        serde_json::json!({
            "table": shown(table), "lang": lang, "lines": self.lines, "unused": self.unused,
            "missing": ids(&self.missing), "stale": ids(&self.stale), "long": ids(&self.long),
            "placeholders": self.wrong.iter().map(|(row, text)| why(row, text)).collect::<Vec<_>>(),
            "spoiled": self.spoiled.iter().map(|(row, text)| why(row, text)).collect::<Vec<_>>(),
        })
    }
}
