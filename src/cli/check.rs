//! `steadyline check`: every problem of packs and scenarios, with place and hint.

use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use super::{Exit, complain, sarif, say};
use crate::bots::undoable;
use crate::scenario::{
    Diagnostic, LoadError, Loaded, Pack, Severity, bundled, checked, code, codes, did_you_mean, folder, pack_of,
};
use crate::text::Texts;
use crate::voice::check_recordings;

/// Check packs and scenarios, and say what is wrong where
///
/// A PATH is a folder with packs, a pack's folder, or files of a pack; without any, the bundled packs are checked.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 no errors, 2 usage, 3 errors, or warnings that are denied, 4 a path cannot be read."
)]
pub struct Args {
    /// Folders with packs, packs, or files of a pack
    paths: Vec<PathBuf>,
    /// One JSON object for programs
    #[arg(long)]
    json: bool,
    /// SARIF 2.1.0, for code review, editors and build servers
    #[arg(long, conflicts_with = "json")]
    sarif: bool,
    /// Treat warnings as errors: all of them, or those of one code
    #[arg(long, value_name = "warnings|CODE")]
    deny: Vec<String>,
    /// The same as --deny warnings
    #[arg(long, hide = true)]
    deny_warnings: bool,
    /// Say what a code means and what to do; without a code, list all codes
    #[arg(long, value_name = "CODE", num_args = 0..=1, default_missing_value = "", conflicts_with_all = ["paths", "sarif", "deny"])]
    explain: Option<String>,
}

pub(super) fn run(args: &Args) -> Exit {
    let texts = Texts::english();
    match args.explain.as_deref() {
        Some("") => return list(args.json),
        Some(name) => return explain(&texts, name, args.json),
        None => {}
    }
    if let Some(name) = args.deny.iter().find(|name| *name != "warnings" && code(name).is_none()) {
        complain(&no_such_code(&texts, name));
        return Exit::Usage;
    }
    let (mut all, unread) = load_all(&texts, &args.paths);
    for message in &unread {
        complain(message);
    }
    let recordings = recordings(&all);
    all.found.extend(recordings);
    let errors = all.errors();
    if args.sarif {
        say(&sarif::report(&all.found).to_string());
    } else if args.json {
        say(&json(&all).to_string());
    } else {
        tell(&texts, &all);
    }
    let is_denied = |problem: &Diagnostic| {
        let named = |name: &String| name == "warnings" || code(name).is_some_and(|code| code.id == problem.code);
        problem.severity == Severity::Warning && (args.deny_warnings || args.deny.iter().any(named))
    };
    if !unread.is_empty() {
        Exit::Unavailable
    } else if errors > 0 || all.found.iter().any(is_denied) {
        Exit::Content
    } else {
        Exit::Fine
    }
}

/// What is wrong with recorded lines. A pack that has some is read with its scenarios; the others were let go of.
fn recordings(all: &Loaded) -> Vec<Diagnostic> {
    let folders = all.packs.iter().filter_map(|pack| pack.files.folder.as_ref());
    let recorded = folders.filter(|at| at.join("voice").is_dir()).filter_map(|at| folder(at).ok());
    recorded
        .flat_map(|loaded| loaded.packs.iter().flat_map(|pack| check_recordings(pack)).collect::<Vec<_>>())
        .collect()
}

/// The problems with their lines, and how many there are.
fn tell(texts: &Texts, all: &Loaded) {
    let colour = std::io::stdout().is_terminal();
    for problem in &all.found {
        say(&problem.render(colour));
        say("");
    }
    let errors = all.errors();
    let counts = [all.packs.len(), all.scenarios, errors, all.found.len() - errors].map(|count| count.to_string());
    let [packs, scenarios, errors, warnings] = counts.each_ref().map(String::as_str);
    let counts = [("packs", packs), ("scenarios", scenarios), ("errors", errors), ("warnings", warnings)];
    say(&texts.with("cli-check-sum", &counts));
    let is_error = |problem: &&Diagnostic| problem.severity == Severity::Error;
    if let Some(first) = all.found.iter().find(is_error).or(all.found.first()) {
        say(&texts.with("cli-check-explain", &[("code", first.code)]));
    }
}

fn json(all: &Loaded) -> serde_json::Value {
    let errors = all.errors();
    let found: Vec<_> = all.found.iter().map(Diagnostic::to_json).collect();
    serde_json::json!({
        "version": 1,
        "packs": all.packs.len(),
        "scenarios": all.scenarios,
        "errors": errors,
        "warnings": all.found.len() - errors,
        "found": found,
    })
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn list(as_json: bool) -> Exit {
    if as_json {
        let all: Vec<_> = codes()
            .map(|code| serde_json::json!({ "code": code.id, "severity": code.severity, "title": code.title }))
            .collect();
        say(&serde_json::json!({ "version": 1, "codes": all }).to_string());
    } else {
        for code in codes() {
            say(&format!("{} {:7} {}", code.id, severity(code.severity), code.title));
        }
    }
    Exit::Fine
}

fn explain(texts: &Texts, name: &str, as_json: bool) -> Exit {
    let Some(code) = code(name) else {
        complain(&no_such_code(texts, name));
        return Exit::Usage;
    };
    if as_json {
        say(&serde_json::json!({
            "version": 1, "code": code.id, "severity": code.severity, "title": code.title, "text": code.text,
        })
        .to_string());
    } else {
        say(&format!("{}[{}]: {}\n\n{}", severity(code.severity), code.id, code.title, in_terminal(code.text)));
    }
    Exit::Fine
}

/// Examples are set in: the fences around them mean something in Markdown only.
fn in_terminal(text: &str) -> String {
    let mut example = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        if line.starts_with("```") {
            example = !example;
        } else if example && !line.is_empty() {
            lines.push(format!("    {line}"));
        } else {
            lines.push(line.to_owned());
        }
    }
    lines.join("\n")
}

fn no_such_code(texts: &Texts, name: &str) -> String {
    let hint = did_you_mean(&name.to_uppercase(), codes().map(|code| code.id)).unwrap_or_default();
    texts.with("cli-check-no-code", &[("name", name), ("hint", &hint)]).trim_end().to_owned()
}

/// What was found, and why some paths could not be looked at.
fn load_all(texts: &Texts, paths: &[PathBuf]) -> (Loaded, Vec<String>) {
    let (mut all, mut unread) = (Loaded::default(), Vec::new());
    if paths.is_empty() {
        let mut all = bundled();
        let done = all.packs.iter().flat_map(undoable).collect::<Vec<_>>();
        all.found.extend(done);
        return (all, unread);
    }
    let mut files: BTreeMap<PathBuf, Vec<&Path>> = BTreeMap::new();
    let mut add = |loaded: Loaded| {
        all.packs.extend(loaded.packs);
        all.found.extend(loaded.found);
        all.scenarios += loaded.scenarios;
    };
    for path in paths {
        if path.is_dir() {
            match with_drills(path) {
                Ok(loaded) => add(loaded),
                Err(error) => unread.push(error.to_string()),
            }
            continue;
        }
        match whose(texts, path) {
            Ok(pack) => files.entry(pack).or_default().push(path),
            Err(message) => unread.push(message),
        }
    }
    // Files of one pack share its reading.
    for (pack, files) in files {
        match with_drills(&pack) {
            Ok(loaded) => add(only(loaded, &pack, &files)),
            Err(error) => unread.push(error.to_string()),
        }
    }
    (all, unread)
}

/// What is wrong with the packs in a folder, and with which rows of their drills nobody can do what is right. A pack whose
/// lists lead to calls is read with its scenarios for that; the others were let go of.
fn with_drills(path: &Path) -> Result<Loaded, LoadError> {
    let mut loaded = checked(path)?;
    let leads = |pack: &Pack| {
        let mut purposes = pack.drills.campaigns.iter().flat_map(|list| list.source.purposes.values());
        purposes.any(|purpose| purpose.script.is_some())
    };
    let mut found = Vec::new();
    for pack in &loaded.packs {
        let whole = pack.files.folder.as_ref().filter(|_| leads(pack)).and_then(|at| folder(at).ok());
        let whole = whole.and_then(|whole| whole.packs.into_iter().next());
        found.extend(undoable(whole.as_ref().unwrap_or(pack)));
    }
    loaded.found.extend(found);
    Ok(loaded)
}

/// The pack that a file belongs to, or why it belongs to none.
fn whose(texts: &Texts, path: &Path) -> Result<PathBuf, String> {
    let shown = path.display().to_string();
    if path.symlink_metadata().is_err() {
        return Err(texts.with("cli-check-no-file", &[("path", &shown)]));
    }
    if path.extension().is_none_or(|ending| ending != "ron") {
        return Err(texts.with("cli-check-no-ron", &[("path", &shown)]));
    }
    pack_of(path).ok_or_else(|| texts.with("cli-check-no-pack", &[("path", &shown)]))
}

/// What was found in these files alone. What is wrong with the pack itself keeps every scenario of it from being checked.
fn only(mut loaded: Loaded, pack: &Path, files: &[&Path]) -> Loaded {
    let real = |file: &Path| std::path::absolute(file).unwrap_or_else(|_| file.to_path_buf());
    let (pack, mut asked): (PathBuf, Vec<PathBuf>) = (real(pack), files.iter().map(|file| real(file)).collect());
    // A drill is its rows too.
    let is_drill = |file: &&PathBuf| {
        let inside = file.strip_prefix(&pack);
        inside.is_ok_and(|inside| inside.starts_with("campaigns") || inside.starts_with("tidy"))
    };
    let tables: Vec<PathBuf> = asked.iter().filter(is_drill).map(|file| file.with_extension("csv")).collect();
    asked.extend(tables);
    loaded.found.retain(|problem| {
        let file = real(Path::new(&problem.file.name));
        let of_pack = [pack.clone(), pack.join("banks")];
        asked.contains(&file) || file.parent().is_some_and(|folder| of_pack.iter().any(|of| of == folder))
    });
    let is_call = |file: &&PathBuf| file.strip_prefix(&pack).is_ok_and(|inside| inside.starts_with("calls"));
    loaded.scenarios = asked.iter().filter(is_call).count();
    loaded
}
