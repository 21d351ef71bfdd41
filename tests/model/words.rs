//! Every message that the code asks for is there in English.

use std::path::Path;

use steadyline::text::Texts;

use crate::world::root;

/// Quoted names that follow a call for words: `get("…")`, `with("…"`, `words("…"`, `Finding::new("…")`.
fn asked_for(text: &str, before: &str) -> Vec<String> {
    let calls = text.split(before).skip(1);
    calls
        .filter_map(|rest| rest.split_once('"'))
        .map(|(key, _)| key.to_owned())
        .filter(|key| !key.contains(['{', ' ', '/', '.']))
        .collect()
}

fn sources(folder: &Path, out: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            out.push(std::fs::read_to_string(path).expect("a source file"));
        }
    }
}

#[test]
fn every_message_is_there() {
    let texts = Texts::english();
    let mut missing = Vec::new();
    for room in ["text", "cli", "app", "scoring"] {
        let mut files = Vec::new();
        sources(&root().join("src").join(room), &mut files);
        for text in &files {
            let keys = ["words.get(\"", "words.with(\"", "texts.get(\"", "texts.with(\"", "words(\"", "self.get(\""];
            missing.extend(keys.iter().flat_map(|before| asked_for(text, before)).filter(|key| !texts.has(key)));
            let findings = ["Finding::new(\"", "said(line, \""].iter().flat_map(|before| asked_for(text, before));
            // In a sentence for the evidence, and in two or three words for the curve.
            let said = findings.flat_map(|key| [format!("finding-{key}"), format!("mark-{key}")]);
            missing.extend(said.filter(|key| !texts.has(key)));
        }
    }
    missing.sort();
    missing.dedup();
    assert!(missing.is_empty(), "no words for: {}", missing.join(", "));
}
