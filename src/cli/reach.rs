//! What `steadyline explore` says without bots: parts that no call reaches, where nobody gets on, ways to every ending.

use std::path::Path as FilePath;
use std::sync::Arc;

use super::explore::{Chosen, name, progress};
use super::packs::{self, Failure};
use super::{Exit, complain, say};
use crate::bots::{Cast, Element, Exploration, Limits, NUMBERS, Path, Progress, Snag, Spread, Verdict};
use crate::call::{Base, Millis};
use crate::scenario::{Scenario, did_you_mean};
use crate::text::Texts;

/// What is asked for.
pub(super) struct Wish<'a> {
    pub limits: Limits,
    /// The language of the lines.
    pub lang: Option<&'a str>,
    /// A part to which the way is printed.
    pub to: Option<&'a str>,
    /// The file that it goes into; else standard output.
    pub output: Option<&'a FilePath>,
    /// A folder for walkthroughs.
    pub paths: Option<&'a FilePath>,
    pub json: bool,
}

pub(super) fn run(wish: &Wish<'_>, texts: &Texts, chosen: &Chosen) -> Exit {
    let mut exit = Exit::Fine;
    let mut all = Vec::new();
    for (pack, scenarios) in chosen {
        let base = Arc::new(Base::lay_out(pack));
        for scenario in scenarios {
            let scenario = match packs::in_language(Arc::clone(scenario), wish.lang) {
                Ok(scenario) => scenario,
                Err((message, code)) => {
                    complain(&message);
                    return code;
                }
            };
            let scenario = &scenario;
            let cast = Cast::train(pack, &base, scenario);
            let Some(found) = explore(wish, texts, scenario, &cast) else {
                exit = Exit::Content;
                continue;
            };
            let told = match (wish.paths, wish.to) {
                (Some(folder), _) => {
                    write_all(folder, scenario, &found).map_err(|message| (message, Exit::Unavailable))
                }
                _ => Ok(()),
            };
            let told = told.and_then(|()| match wish.to {
                Some(part) => {
                    let way = way_to(part, scenario, &found, texts).map_err(|message| (message, Exit::Usage));
                    way.and_then(|way| put_way(&way, wish.output, texts))
                }
                None => Ok(()),
            });
            if let Err((message, code)) = told {
                complain(&message);
                return code;
            }
            if found.has_faults() && wish.to.is_none() {
                exit = Exit::Bug;
            }
            if wish.json {
                all.push(serde_json::json!({ "scenario": scenario.id, "exploration": found }));
            } else if wish.to.is_none() {
                tell(scenario, &found, wish.limits, texts);
            }
        }
    }
    if wish.json {
        say(&serde_json::json!({ "scenarios": all }).to_string());
    }
    exit
}

fn explore(wish: &Wish<'_>, texts: &Texts, scenario: &Scenario, cast: &Cast) -> Option<Exploration> {
    let states = u64::try_from(wish.limits.states).unwrap_or(u64::MAX);
    let bar = progress(&texts.with("cli-reach-searches", &[("title", &scenario.source.title)]), states);
    let found = Exploration::take(cast, wish.limits, &mut |at| match at {
        Progress::Searched(states) => bar.set_position(u64::try_from(states).unwrap_or(0)),
        Progress::Played(number, of) => {
            bar.set_length(u64::try_from(of).unwrap_or(0));
            bar.set_position(u64::try_from(number).unwrap_or(0));
        }
    });
    bar.finish_and_clear();
    match found {
        Ok(found) => Some(found),
        Err(count) => {
            let args = [("title", scenario.source.title.as_str()), ("count", &count.to_string())];
            complain(&texts.with("cli-reach-too-large", &args));
            None
        }
    }
}

/// The way to a part as a walkthrough.
fn way_to(part: &str, scenario: &Scenario, found: &Exploration, texts: &Texts) -> Result<String, String> {
    let Some(known) = found.part(part) else {
        let names = scenario.beats.iter().map(|beat| beat.name.as_str());
        let names = names.chain(scenario.endings.iter().map(|ending| ending.name.as_str()));
        let hint = did_you_mean(part, names).map(|hint| format!(": {hint}")).unwrap_or_default();
        return Err(format!("{}{hint}", texts.with("cli-reach-no-part", &[("part", part)])));
    };
    match &known.path {
        Some(path) => Ok(path.walkthrough(&known.place)),
        None => {
            let verdict = texts.get(verdict_key(known.verdict));
            Err(texts.with("cli-reach-no-way", &[("part", &known.place), ("verdict", &verdict)]))
        }
    }
}

fn put_way(way: &str, output: Option<&FilePath>, texts: &Texts) -> Result<(), Failure> {
    let Some(file) = output else {
        say(way.trim_end());
        return Ok(());
    };
    std::fs::write(file, way).map_err(|error| (format!("{}: {error}", file.display()), Exit::Unavailable))?;
    say(&texts.with("cli-reach-written", &[("file", &file.display().to_string())]));
    Ok(())
}

fn write_all(folder: &FilePath, scenario: &Scenario, found: &Exploration) -> Result<(), String> {
    let cannot = |path: &FilePath, error: &std::io::Error| format!("{}: {error}", path.display());
    std::fs::create_dir_all(folder).map_err(|error| cannot(folder, &error))?;
    let parts = found.parts.iter().filter_map(|part| Some((part.place.clone(), part.path.as_ref()?)));
    let stuck = found.stuck.iter().map(|snag| (format!("stuck/{}", snag.beat), &snag.path));
    let speechless = found.speechless.iter().map(|snag| (format!("speechless/{}", snag.beat), &snag.path));
    let longest = found.longest.iter().map(|path| ("longest".to_owned(), path));
    let mut taken = std::collections::BTreeSet::new();
    for (place, path) in parts.chain(stuck).chain(speechless).chain(longest) {
        let mut file = format!("{}.{}", scenario.id, file_name(&place));
        while !taken.insert(file.clone()) {
            file.push('_');
        }
        let file = folder.join(format!("{file}.walk"));
        std::fs::write(&file, path.walkthrough(&place)).map_err(|error| cannot(&file, &error))?;
    }
    Ok(())
}

/// A place as the name of a file on every system: letters, digits, `-` and `_`.
fn file_name(place: &str) -> String {
    let safe = |sign: char| {
        if sign.is_alphanumeric() {
            sign
        } else if sign == '/' {
            '-'
        } else {
            '_'
        }
    };
    place.chars().map(safe).take(80).collect()
}

const fn verdict_key(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Reached => "cli-reach-reached",
        Verdict::Dead => "cli-reach-dead",
        Verdict::NeedsInput => "cli-reach-needs-input",
        Verdict::RanDry => "cli-reach-ran-dry",
    }
}

fn tell(scenario: &Scenario, found: &Exploration, limits: Limits, texts: &Texts) {
    say(&texts.with("cli-explore-title", &[("title", &scenario.source.title), ("id", &scenario.id)]));
    let states = thousands(found.states);
    say(&format!(
        "  {}",
        match found.bound {
            None => texts.with("cli-reach-whole", &[("states", &states)]),
            Some(asides) => {
                let most = thousands(limits.states);
                let narrow = thousands(found.narrow);
                texts.with("cli-reach-bound", &[("most", &most), ("asides", &asides.to_string()), ("narrow", &narrow)])
            }
        }
    ));
    proved(found, texts);
    coverage(found, texts);
    never(found, texts);
    snags(found, texts);
    sound(found, texts);
    endings(found, texts);
    lengths(found, texts);
    scores(found, texts);
    say("");
}

/// What holds of every call, although the search came to its bound.
fn proved(found: &Exploration, texts: &Texts) {
    let Some(proof) = &found.proof else { return };
    say(&format!("  {}", texts.with("cli-reach-proved", &[("states", &thousands(proof.states))])));
    if proof.stuck.is_empty() && proof.speechless.is_empty() {
        say(&format!("  {}", texts.get("cli-reach-gets-on")));
    }
    let open = |beats: &[String], found: &[Snag]| {
        let is_found = |beat: &&String| found.iter().any(|snag| snag.beat == **beat);
        beats.iter().filter(|beat| !is_found(beat)).cloned().collect::<Vec<_>>().join(", ")
    };
    let stuck = ("cli-reach-open-stuck", open(&proof.stuck, &found.stuck));
    let speechless = ("cli-reach-open-speechless", open(&proof.speechless, &found.speechless));
    for (key, beats) in [stuck, speechless].iter().filter(|(_, beats)| !beats.is_empty()) {
        say(&format!("  {}", texts.with(key, &[("beats", beats)])));
    }
}

fn coverage(found: &Exploration, texts: &Texts) {
    type Is = fn(&Element) -> bool;
    let kinds: [(String, Is); 4] = [
        (texts.get("cli-reach-beats"), |element| matches!(element, Element::Beat(_))),
        (texts.get("cli-reach-replies"), |element| matches!(element, Element::Reply(..))),
        (texts.get("cli-reach-endings"), |element| matches!(element, Element::Ending(_))),
        (texts.get("cli-reach-others"), |element| {
            !matches!(element, Element::Beat(_) | Element::Reply(..) | Element::Ending(_))
        }),
    ];
    for (what, is) in kinds {
        let parts: Vec<_> = found.parts.iter().filter(|part| is(&part.element)).collect();
        let reached = parts.iter().filter(|part| part.verdict == Verdict::Reached).count();
        let args = [("what", what.as_str()), ("reached", &reached.to_string()), ("all", &parts.len().to_string())];
        say(&format!("  {}", texts.with("cli-reach-covered", &args)));
    }
    let (calls, beats, replies) = (found.bots.calls, found.bots.beats, found.bots.replies);
    let args = [("calls", calls.to_string()), ("beats", beats.to_string()), ("replies", replies.to_string())];
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    say(&format!("  {}", texts.with("cli-reach-bots", &args)));
}

fn never(found: &Exploration, texts: &Texts) {
    for verdict in [Verdict::Dead, Verdict::NeedsInput, Verdict::RanDry] {
        let parts: Vec<_> = found.parts.iter().filter(|part| part.verdict == verdict).collect();
        if parts.is_empty() {
            continue;
        }
        say(&format!("  {}", texts.get(verdict_key(verdict))));
        for part in parts {
            say(&format!("    {}", part.place));
        }
    }
}

fn snags(found: &Exploration, texts: &Texts) {
    let lists = [(texts.get("cli-reach-stuck"), &found.stuck), (texts.get("cli-reach-speechless"), &found.speechless)];
    for (head, snags) in lists.iter().filter(|(_, snags)| !snags.is_empty()) {
        say(&format!("  {head}"));
        for snag in *snags {
            say(&format!("    {}{}", snag.beat, notes(&snag.path, texts)));
            say(&format!("      {}", snag.path.list()));
        }
    }
}

/// What an author wants to hear most, said where it holds.
fn sound(found: &Exploration, texts: &Texts) {
    let all = found.parts.iter().all(|part| part.verdict == Verdict::Reached);
    if all && found.stuck.is_empty() && found.speechless.is_empty() {
        // What a bound cut off was not looked at.
        let key = if found.bound.is_none() { "cli-reach-sound" } else { "cli-reach-sound-so-far" };
        say(&format!("  {}", texts.get(key)));
    }
}

fn endings(found: &Exploration, texts: &Texts) {
    say(&format!("  {}", texts.get("cli-reach-ways")));
    let endings = found.parts.iter().filter(|part| matches!(part.element, Element::Ending(_)));
    for (part, path) in endings.filter_map(|part| Some((part, part.path.as_ref()?))) {
        let ending = part.place.strip_prefix("endings/").unwrap_or(&part.place);
        say(&format!("    {ending} ({}){}", length(path, texts), notes(path, texts)));
        say(&format!("      {}", path.list()));
    }
}

fn lengths(found: &Exploration, texts: &Texts) {
    if let Some(path) = &found.shortest {
        say(&format!("  {}", texts.with("cli-reach-shortest", &[("length", &length(path, texts))])));
    }
    if let Some(path) = &found.longest {
        say(&format!("  {}", texts.with("cli-reach-longest", &[("length", &length(path, texts))])));
    }
    if let Some(beat) = &found.round {
        say(&format!("  {}", texts.with("cli-reach-round", &[("beat", beat)])));
    }
}

fn scores(found: &Exploration, texts: &Texts) {
    let number = |(number, spread): (_, &Option<Spread>)| {
        let Spread { median, least, most } = (*spread)?;
        let (least, median, most) = (least.to_string(), median.to_string(), most.to_string());
        let name = name(texts, number);
        let args = [("number", name.as_str()), ("least", &least), ("median", &median), ("most", &most)];
        Some(texts.with("cli-reach-score", &args))
    };
    let numbers: Vec<String> = NUMBERS.into_iter().zip(&found.numbers).filter_map(number).collect();
    let args = [("calls", found.calls.to_string()), ("numbers", numbers.join(", "))];
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    say(&format!("  {}", texts.with("cli-reach-scores", &args)));
}

fn length(path: &Path, texts: &Texts) -> String {
    let args =
        [("decisions", path.decisions.to_string()), ("time", Millis(path.ms).clock()), ("seed", path.seed.to_string())];
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    texts.with("cli-reach-length", &args)
}

/// What has to be said of a way beside its steps.
fn notes(path: &Path, texts: &Texts) -> String {
    let mut text = String::new();
    if path.twin {
        text.push_str(&format!(" {}", texts.get("cli-reach-twin")));
    }
    if let Some(otherwise) = &path.otherwise {
        text.push_str(&format!(" {}", texts.with("cli-reach-otherwise", &[("otherwise", otherwise)])));
    }
    text
}

/// `1,234,567`.
fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
