//! The author's cookbook keeps its word: every scenario in it checks clean, and every walkthrough plays as it is written.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::sync::{Arc, LazyLock};

use steadyline::bots::{parse_walk, run_walk};
use steadyline::call::Base;
use steadyline::scenario::{Loaded, Mark, folder};
use tempfile::TempDir;

use crate::invalid::pack_with;
use crate::world::root;

/// A file that stands in the cookbook: its name is the last one between backticks above its fence.
#[derive(Debug)]
struct Block {
    file: String,
    text: String,
    /// Line of the fence, from 1.
    line: usize,
}

static COOKBOOK: LazyLock<String> =
    LazyLock::new(|| fs::read_to_string(root().join("scenarios/COOKBOOK.md")).expect("the cookbook can be read"));

/// The files of a text in Markdown, in order.
fn blocks(markdown: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut above = "";
    let mut lines = markdown.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let Some(kind) = line.strip_prefix("```") else {
            if !line.trim().is_empty() {
                above = line;
            }
            continue;
        };
        let text = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```");
        let text = text.fold(String::new(), |text, line| text + line + "\n");
        if matches!(kind, "ron" | "walk") {
            let file = above.split('`').skip(1).step_by(2).filter(|name| name.ends_with(&format!(".{kind}"))).last();
            let file = file.unwrap_or_else(|| panic!("line {}: no name of a .{kind} file stands above", number + 1));
            blocks.push(Block { file: file.to_owned(), text, line: number + 1 });
        }
    }
    blocks
}

/// The bundled pack with the scenarios of the cookbook instead of its own.
fn laid_out(blocks: &[Block]) -> (TempDir, Loaded) {
    let home = pack_with(&[]);
    for block in blocks {
        let file = home.path().join("tamblewick/calls").join(&block.file);
        assert!(!file.exists(), "line {}: {} stands there twice", block.line, block.file);
        fs::write(&file, &block.text).expect("the file can be written");
    }
    let loaded = folder(home.path()).expect("the folder can be read");
    (home, loaded)
}

/// What plays otherwise than it is written, with lines of the cookbook.
fn played(blocks: &[Block], loaded: &Loaded) -> String {
    let mut failed = String::new();
    let pack = loaded.packs.first().expect("the pack is sound");
    let base = Arc::new(Base::lay_out(pack));
    for block in blocks.iter().filter(|block| block.file.ends_with(".walk")) {
        let id = block.file.split('.').next().expect("a name");
        let Some(scenario) = pack.scenario(id) else {
            let _ = writeln!(failed, "line {}: no sound scenario for {}", block.line, block.file);
            continue;
        };
        let wrong = match parse_walk(&block.text) {
            Ok(walk) => run_walk(pack, &base, scenario, &walk).failed,
            Err(wrong) => wrong,
        };
        for error in wrong {
            let _ = writeln!(failed, "line {}, {}: {}", block.line + error.line, block.file, error.what);
        }
    }
    failed
}

#[test]
fn every_scenario_of_the_cookbook_checks_clean() {
    let blocks = blocks(&COOKBOOK);
    let (_home, loaded) = laid_out(&blocks);
    let found: Vec<String> = loaded.found.iter().map(|problem| problem.short()).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    let scenarios = loaded.packs.iter().flat_map(|pack| &pack.scenarios).count();
    assert_eq!(scenarios, blocks.iter().filter(|block| block.file.ends_with(".ron")).count());
    assert!(scenarios >= 10, "only {scenarios} scenarios");
}

#[test]
fn every_walkthrough_of_the_cookbook_plays_as_written() {
    let blocks = blocks(&COOKBOOK);
    let (_home, loaded) = laid_out(&blocks);
    let failed = played(&blocks, &loaded);
    assert!(failed.is_empty(), "\n{failed}");
}

#[test]
fn every_scenario_of_the_cookbook_is_played_right_and_wrong() {
    let blocks = blocks(&COOKBOOK);
    let mut played: BTreeMap<&str, BTreeSet<bool>> = BTreeMap::new();
    for block in blocks.iter().filter(|block| block.file.ends_with(".walk")) {
        let id = block.file.split('.').next().expect("a name");
        let numbers = ["records", "routing", "composure", "procedure"];
        let full = numbers.iter().all(|number| block.text.lines().any(|line| line == format!("score {number} 100")));
        played.entry(id).or_default().insert(full);
    }
    for block in blocks.iter().filter(|block| block.file.ends_with(".ron")) {
        let id = block.file.trim_end_matches(".ron");
        let both = BTreeSet::from([false, true]);
        assert_eq!(played.get(id), Some(&both), "line {}: {id} wants a full score and a flawed one", block.line);
    }
}

#[test]
fn good_replies_of_the_cookbook_are_neither_first_nor_longest() {
    let (_home, loaded) = laid_out(&blocks(&COOKBOOK));
    let mut given_away = String::new();
    for scenario in loaded.packs.iter().flat_map(|pack| &pack.scenarios) {
        for beat in scenario.beats.iter().filter(|beat| beat.replies.len() > 2) {
            let length = |number: usize| beat.replies[number].source.say.chars().count();
            let longest = (0..beat.replies.len()).max_by_key(|number| length(*number)).expect("a reply");
            for (what, number) in [("first", 0), ("longest", longest)] {
                if beat.replies[number].source.mark == Mark::Good {
                    let _ = writeln!(given_away, "{}: the good reply of \"{}\" is the {what}", scenario.id, beat.name);
                }
            }
        }
    }
    assert!(given_away.is_empty(), "\n{given_away}");
}

#[test]
fn a_broken_block_is_told_with_its_line() {
    let broken = COOKBOOK.replacen("score records 100", "score records 99", 1);
    let line = broken.lines().position(|line| line == "score records 99").expect("it was replaced") + 1;
    let blocks = blocks(&broken);
    let (_home, loaded) = laid_out(&blocks);
    let failed = played(&blocks, &loaded);
    assert!(failed.starts_with(&format!("line {line}, ")) && failed.lines().count() == 1, "{failed}");
    let misspelt = COOKBOOK.replacen("mark: Good", "mark: God", 1);
    let (_home, loaded) = laid_out(&self::blocks(&misspelt));
    assert_eq!(loaded.errors(), 1, "{:?}", loaded.found);
}
