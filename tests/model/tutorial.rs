//! The tutorial does what it shows: its commands are run in order in a folder of their own, their output is compared with
//! what stands there, and its edits are made as it tells them.
//!
//! After a change of what a command prints: `UPDATE_TUTORIAL=1 cargo test --no-default-features --test model tutorial`, and
//! read the difference.
//!
//! In a `console` block a line with `$` is a command, lines with `>` right below are typed, the rest is output; a line `…`
//! stands for one or more lines, `(ends with 3)` for an exit code that is not 0. A block below **Save**, **Replace**, **Find** or
//! **Put** is an edit, one below **Look** has to stand in the file. Kept crates that run Markdown (trycmd) know no edits
//! between commands.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use regex::Regex;
use steadyline::scenario::{Mark, folder};

use crate::world::root;

/// The file of edits that name none.
const SCENARIO: &str = "my_scenarios/tamblewick/calls/delivered_it_says.ron";
const PICTURE: &str = "assets/pictures/tutorial.svg";

/// A fenced block.
#[derive(Debug)]
struct Block {
    kind: String,
    lines: Vec<String>,
    /// Line of the fence, from 1.
    line: usize,
    /// The last word of doing in the paragraph above, with what stands there in backticks behind it.
    deed: Option<(String, Vec<String>)>,
}

/// A command with what is shown of it.
#[derive(Debug, Default)]
struct Shown {
    command: String,
    typed: Vec<String>,
    output: Vec<String>,
    code: i32,
}

fn tutorial() -> PathBuf {
    root().join("scenarios/TUTORIAL.md")
}

fn blocks(markdown: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut paragraph = String::new();
    let mut over = false;
    let mut lines = markdown.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let Some(kind) = line.strip_prefix("```") else {
            if line.trim().is_empty() {
                over = true;
            } else {
                if std::mem::take(&mut over) {
                    paragraph.clear();
                }
                paragraph.push_str(line);
                paragraph.push(' ');
            }
            continue;
        };
        let text = lines.by_ref().map(|(_, line)| line.to_owned()).take_while(|line| line != "```").collect();
        blocks.push(Block { kind: kind.to_owned(), lines: text, line: number + 1, deed: deed(&paragraph) });
        paragraph.clear();
    }
    blocks
}

fn deed(paragraph: &str) -> Option<(String, Vec<String>)> {
    let words = ["Look", "Save", "Replace", "Find", "Put"];
    let last = words.into_iter().filter_map(|word| Some((paragraph.rfind(&format!("**{word}**"))?, word))).max()?;
    let named = paragraph[last.0..].split('`').skip(1).step_by(2).map(str::to_owned).collect();
    Some((last.1.to_owned(), named))
}

fn shown(lines: &[String]) -> Vec<Shown> {
    let mut all: Vec<Shown> = Vec::new();
    for line in lines {
        if let Some(command) = line.strip_prefix("$ ") {
            all.push(Shown { command: command.to_owned(), ..Shown::default() });
            continue;
        }
        let Some(last) = all.last_mut() else { continue };
        match (line.strip_prefix("> "), line.strip_prefix("(ends with ").and_then(|code| code.strip_suffix(')'))) {
            (Some(typed), _) if last.output.is_empty() => last.typed.push(typed.to_owned()),
            (_, Some(code)) => last.code = code.parse().expect("an exit code"),
            _ => last.output.push(line.clone()),
        }
    }
    all
}

/// The words of a command line; quotation marks hold some together.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for sign in command.chars() {
        match sign {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            _ => words.last_mut().expect("one word at least").push(sign),
        }
    }
    words.into_iter().filter(|word| !word.is_empty()).collect()
}

/// What a command prints, a line each, with its exit code.
fn run(home: &Path, shown: &Shown) -> (Vec<String>, i32) {
    let words = words(&shown.command);
    assert_eq!(words.first().map(String::as_str), Some("steadyline"), "{} is no command of ours", shown.command);
    let mut command = Command::cargo_bin("steadyline").expect("the program is built");
    for folder in ["HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"] {
        command.env(folder, home.join("home"));
    }
    let typed = shown.typed.iter().fold(String::new(), |typed, line| typed + line + "\n");
    let done = command.current_dir(home).args(&words[1..]).write_stdin(typed).assert();
    let output = done.get_output();
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    // Those that take long tell so on standard error, which a terminal shows as a bar.
    if !["explore", "graph", "voice"].contains(&words[1].as_str()) {
        text.push_str(&String::from_utf8_lossy(&output.stderr));
    }
    // The names of files are written as on this system.
    let mut lines: Vec<String> = text.lines().map(|line| line.trim_end().replace('\\', "/")).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    (lines, output.status.code().unwrap_or(-1))
}

/// Whether the output is as shown, where `…` stands for one or more lines.
fn is_as_shown(shown: &[String], printed: &[String]) -> bool {
    match shown.split_first() {
        None => printed.is_empty(),
        Some((first, rest)) if first == "…" => (1..=printed.len()).any(|gone| is_as_shown(rest, &printed[gone..])),
        Some((first, rest)) => printed.first() == Some(first) && is_as_shown(rest, &printed[1..]),
    }
}

/// What will be shown of new output: as many lines before and behind one `…` as there were.
fn newly_shown(shown: &[String], printed: Vec<String>) -> Vec<String> {
    let dots: Vec<usize> = (0..shown.len()).filter(|number| shown[*number] == "…").collect();
    match dots.as_slice() {
        [at] if shown.len() <= printed.len() => {
            let tail = shown.len() - at - 1;
            let mut new = printed[..*at].to_vec();
            new.push("…".to_owned());
            new.extend_from_slice(&printed[printed.len() - tail..]);
            new
        }
        _ => printed,
    }
}

/// Lines of an entry by its name, with the notes right above it.
fn entry(lines: &[&str], name: &str) -> Option<std::ops::Range<usize>> {
    let is_entry = |line: &str| line.trim_start().starts_with(&format!("\"{name}\": ("));
    let begins = (0..lines.len()).find(|number| is_entry(lines[*number]))?;
    let indent = lines[begins].len() - lines[begins].trim_start().len();
    let is_end =
        |line: &str| line.len() > indent && line[..indent].trim().is_empty() && line[indent..].starts_with(')');
    let ends = (begins + 1..lines.len()).find(|number| is_end(lines[*number]))?;
    let notes = lines[..begins].iter().rev().take_while(|line| line.trim_start().starts_with("//")).count();
    Some(begins - notes..ends + 1)
}

/// The edits of a reader, with what was last to be found.
#[derive(Debug, Default)]
struct Editor {
    wanted: Option<(String, String)>,
}

impl Editor {
    /// Does what the paragraph above a block says; an edit that cannot be made is an error.
    fn edit(&mut self, home: &Path, block: &Block) -> Result<(), String> {
        let Some((deed, named)) = &block.deed else {
            return Err("nobody says what to do with this".to_owned());
        };
        let text = block.lines.iter().fold(String::new(), |text, line| text + line + "\n");
        let of_name = |name: &&String| Path::new(name.as_str()).extension().is_some() && !name.contains(' ');
        let file = named.iter().find(of_name).map_or(SCENARIO, String::as_str);
        let path = home.join(file);
        let read = || fs::read_to_string(&path).map_err(|error| format!("{file}: {error}"));
        let write = |text: &str| fs::write(&path, text).map_err(|error| format!("{file}: {error}"));
        match deed.as_str() {
            "Look" => {
                let is_there = read()?.contains(&text);
                is_there.then_some(()).ok_or_else(|| format!("this does not stand in {file}"))
            }
            "Save" => write(&text),
            "Find" => {
                let count = read()?.matches(&text).count();
                self.wanted = Some((file.to_owned(), text));
                if count == 1 { Ok(()) } else { Err(format!("stands {count} times in {file}")) }
            }
            "Put" => {
                let (file, wanted) = self.wanted.take().ok_or("nothing was to be found before")?;
                let path = home.join(&file);
                let now = fs::read_to_string(&path).map_err(|error| format!("{file}: {error}"))?;
                fs::write(&path, now.replacen(&wanted, &text, 1)).map_err(|error| format!("{file}: {error}"))
            }
            _ => write(&replaced(&read()?, named, &text).ok_or(format!("there is no {named:?} in {file}"))?),
        }
    }
}

/// **Replace** everything above a line, everything from a line on, or an entry.
fn replaced(now: &str, named: &[String], text: &str) -> Option<String> {
    let what = named.first()?;
    let lines: Vec<&str> = now.lines().collect();
    // A marker is written with its indentation, a name of an entry without.
    let marked = lines.iter().position(|line| line == what);
    let gone = match marked {
        Some(at) if what.trim() == "beats: {" => 0..at,
        Some(at) => at..lines.len(),
        None => entry(&lines, what)?,
    };
    let mut new: Vec<&str> = lines[..gone.start].to_vec();
    new.extend(text.lines());
    new.extend(&lines[gone.end..]);
    Some(new.join("\n") + "\n")
}

/// Follows a tutorial; what is otherwise than it shows, and the tutorial as it would be right.
fn follow(markdown: &str, home: &Path) -> (String, String) {
    let mut differences = String::new();
    let mut editor = Editor::default();
    let mut right: Vec<String> = markdown.lines().map(str::to_owned).collect();
    let mut moved = 0_isize;
    for block in blocks(markdown) {
        if block.kind != "console" {
            if let Err(error) = editor.edit(home, &block) {
                let _ = writeln!(differences, "line {}: the edit cannot be made: {error}", block.line);
                break;
            }
            continue;
        }
        let mut new = Vec::new();
        for shown in shown(&block.lines) {
            let (printed, code) = run(home, &shown);
            let same = is_as_shown(&shown.output, &printed);
            if !same || code != shown.code {
                let (wanted, found) = (shown.output.join("\n"), printed.join("\n"));
                let _ = writeln!(
                    differences,
                    "line {}: $ {}\nis shown, ending with {}:\n{wanted}\nand prints, ending with {code}:\n{found}",
                    block.line, shown.command, shown.code
                );
            }
            new.push(format!("$ {}", shown.command));
            new.extend(shown.typed.iter().map(|line| format!("> {line}")));
            new.extend(if same { shown.output } else { newly_shown(&shown.output, printed) });
            new.extend((code != 0).then(|| format!("(ends with {code})")));
        }
        let begins = block.line.checked_add_signed(moved).expect("blocks stay in order");
        moved += new.len().cast_signed() - block.lines.len().cast_signed();
        right.splice(begins..begins + block.lines.len(), new);
    }
    (differences, right.join("\n") + "\n")
}

#[test]
fn the_tutorial_does_what_it_shows_and_ends_with_a_sound_scenario() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let markdown = fs::read_to_string(tutorial()).expect("the tutorial can be read");
    let (differences, right) = follow(&markdown, home.path());
    let drawn = fs::read_to_string(home.path().join("script.svg")).unwrap_or_default();
    if std::env::var_os("UPDATE_TUTORIAL").is_some() {
        fs::write(tutorial(), &right).expect("it can be written");
        fs::write(root().join(PICTURE), &drawn).expect("it can be written");
    }
    assert!(differences.is_empty(), "\n{differences}");
    let kept = fs::read_to_string(root().join(PICTURE)).expect("the picture is there");
    assert!(drawn == kept, "the picture is another: run with UPDATE_TUTORIAL=1, and look at it");
    let command = |line: &str| run(home.path(), &Shown { command: line.to_owned(), ..Shown::default() });
    assert_eq!(command("steadyline check my_scenarios --deny warnings").1, 0);
    for walk in ["perfect", "as_it_was"] {
        let file = SCENARIO.replace(".ron", &format!(".{walk}.walk"));
        assert_eq!(command(&format!("steadyline walk {file}")).1, 0, "{walk}");
    }
    let (said, code) = command(&format!("steadyline explore {SCENARIO} --states 200000"));
    assert_eq!(code, 0, "{}", said.join("\n"));
    assert!(said.iter().any(|line| line.trim_start().starts_with("Everything is reached")), "{}", said.join("\n"));
    would_be_used(home.path());
}

/// What a trainer asks of a drill: enough beats and wordings, and no judgement without a rule of the pack.
fn would_be_used(home: &Path) {
    let loaded = folder(&home.join("my_scenarios")).expect("the folder can be read");
    let pack = loaded.packs.first().expect("the pack is sound");
    let scenario = pack.scenario("delivered_it_says").expect("it is sound");
    assert!((8..=12).contains(&scenario.beats.len()), "{} beats", scenario.beats.len());
    let rules = Regex::new(r"\b[PA]\d{1,2}\b").expect("it is an expression");
    let mut cited = BTreeSet::new();
    for beat in &scenario.beats {
        assert!(beat.says.len() >= 3, "{} has {} wordings", beat.name, beat.says.len());
        for reply in &beat.replies {
            let critical = reply.source.critical.as_ref().map_or("", |critical| critical.what.as_str());
            cited.extend(rules.find_iter(&reply.source.why).map(|rule| rule.as_str().to_owned()));
            let named = rules.is_match(critical) || reply.source.critical.is_none();
            assert!(named, "{} of {} is critical by no rule", reply.name, beat.name);
            let tempts = reply.source.mark == Mark::Tempting;
            assert!(!tempts || rules.is_match(&reply.source.why), "{} of {} breaks no rule", reply.name, beat.name);
        }
    }
    assert!(cited.len() >= 5, "only {cited:?}");
    for rule in cited {
        let knowledge = &pack.knowledge;
        assert!(knowledge.articles.contains_key(&rule) || knowledge.policies.contains_key(&rule), "{rule} is no rule");
    }
}

const SMALL: &str = "**Save** this as `call.txt`:\n\n```text\nCaller: Hello?\nOperator: Hello.\n```\n\n**Find** in \
`call.txt`:\n\n```text\nOperator: Hello.\n```\n\n**Put** in its place:\n\n```text\nOperator: Goodbye.\n```\n\n```console\n\
$ steadyline new \"My Call\" --yes\n…\n(ends with 2)\n$ steadyline check --explain SL018\nerror[SL018]: the file cannot be \
read\n…\n```\n";

#[test]
fn a_small_tutorial_is_followed() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let (differences, right) = follow(SMALL, home.path());
    assert_eq!((differences.as_str(), right.as_str()), ("", SMALL));
    assert_eq!(
        fs::read_to_string(home.path().join("call.txt")).expect("saved"),
        "Caller: Hello?\nOperator: Goodbye.\n"
    );
}

#[test]
fn a_tutorial_that_shows_something_else_is_seen_and_mended() {
    for (from, to, said) in [
        ("cannot be read", "can be read", "is shown, ending with 0"),
        ("(ends with 2)\n", "", "and prints, ending with 2"),
        ("SL018\nerror", "SL018\n(ends with 3)\nerror", "is shown, ending with 3"),
        ("read\n…\n", "read\n", "and prints, ending with 0"),
    ] {
        let home = tempfile::tempdir().expect("a folder can be made");
        let wrong = SMALL.replacen(from, to, 1);
        assert_ne!(wrong, SMALL);
        let (differences, right) = follow(&wrong, home.path());
        assert!(differences.contains(said), "{from} -> {to}\n{differences}");
        let home = tempfile::tempdir().expect("a folder can be made");
        assert_eq!(follow(&right, home.path()).0, "", "{from} -> {to}\n{right}");
    }
}

#[test]
fn an_edit_that_cannot_be_made_ends_the_tutorial() {
    for (from, to, said) in [
        (
            "Find** in `call.txt`:\n\n```text\nOperator",
            "Find** in `call.txt`:\n\n```text\nClerk",
            "stands 0 times in call.txt",
        ),
        ("**Find** in `call.txt`", "**Find** in `other.txt`", "other.txt: "),
        ("**Find** in `call.txt`", "**Look** into `call.txt`", "nothing was to be found before"),
        (
            "**Find** in `call.txt`:\n\n```text\nOperator",
            "**Look** into `call.txt`:\n\n```text\nClerk",
            "does not stand in call.txt",
        ),
        ("**Put** in its place", "**Replace** the entry `opening` in `call.txt` with", "there is no [\"opening\""),
        ("**Save** this as `call.txt`:\n\n```text", "Here it is:\n\n```text", "nobody says what to do with this"),
    ] {
        let home = tempfile::tempdir().expect("a folder can be made");
        let wrong = SMALL.replacen(from, to, 1);
        assert_ne!(wrong, SMALL);
        let (differences, _) = follow(&wrong, home.path());
        assert!(differences.contains("the edit cannot be made") && differences.contains(said), "{differences}");
        assert!(!differences.contains("$ "), "nothing is run behind it: {differences}");
    }
}

#[test]
fn entries_are_replaced_whole() {
    let now = "(\n    beats: {\n        // A note.\n        \"one\": (\n            says: [],\n        ),\n        \"two\": (\n        ),\n    },\n    endings: {\n    },\n)\n";
    let with = |named: &str| replaced(now, &[named.to_owned()], "NEW\n").expect("it is there");
    assert_eq!(
        with("one"),
        now.replace("        // A note.\n        \"one\": (\n            says: [],\n        ),\n", "NEW\n")
    );
    assert_eq!(with("    beats: {"), now.replacen("(\n", "NEW\n", 1));
    assert_eq!(with("    endings: {"), now.replace("    endings: {\n    },\n)\n", "NEW\n"));
    assert_eq!(replaced(now, &["three".to_owned()], "NEW\n"), None);
}
