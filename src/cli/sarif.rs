//! What `check` found as SARIF 2.1.0, which code reviewers, editors and build servers read.

use serde_json::{Value, json};

use crate::scenario::{Diagnostic, Severity, codes};

/// One run of the checker.
pub(super) fn report(found: &[Diagnostic]) -> Value {
    let rules: Vec<Value> = codes()
        .map(|code| {
            json!({
                "id": code.id,
                "shortDescription": { "text": sentence(code.title) },
                "help": { "text": code.text, "markdown": code.text },
                "defaultConfiguration": { "level": level(code.severity) },
            })
        })
        .collect();
    let ids: Vec<&str> = codes().map(|code| code.id).collect();
    let results: Vec<Value> = found.iter().map(|problem| result(problem, &ids)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "steadyline", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn result(problem: &Diagnostic, ids: &[&str]) -> Value {
    let hint = problem.hint.as_deref().map(|hint| format!(" {}", sentence(hint))).unwrap_or_default();
    let mut place = json!({ "artifactLocation": { "uri": uri(&problem.file.name) } });
    if let (Some((line, column)), Some((end_line, end_column))) = (problem.place(), problem.end_place()) {
        place["region"] =
            json!({ "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column });
    }
    let mut result = json!({
        "ruleId": problem.code,
        "level": level(problem.severity),
        "message": { "text": format!("{}{hint}", sentence(&problem.message)) },
        "locations": [{ "physicalLocation": place }],
    });
    if let Some(rule) = ids.iter().position(|id| *id == problem.code) {
        result["ruleIndex"] = json!(rule);
    }
    result
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// A fragment as a sentence.
fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first: String = characters.next().into_iter().flat_map(char::to_uppercase).collect();
    let end = if text.ends_with(['.', '?', '!', ':']) { "" } else { "." };
    format!("{first}{}{end}", characters.as_str())
}

/// A file's name as a reference: relative names stay relative, and what means something in an address is written out.
fn uri(name: &str) -> String {
    let name = name.replace('\\', "/");
    let mut out = String::new();
    // C:/packs and /packs are whole addresses of files.
    if name.starts_with('/') {
        out.push_str("file://");
    } else if name.as_bytes().get(1) == Some(&b':') {
        out.push_str("file:///");
    }
    for byte in name.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            b':' if out.starts_with("file:") => out.push(':'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_addresses() {
        assert_eq!(uri("my packs/a#1.ron"), "my%20packs/a%231.ron");
        assert_eq!(uri("/home/jo/é.ron"), "file:///home/jo/%C3%A9.ron");
        assert_eq!(uri("C:\\packs\\a.ron"), "file:///C:/packs/a.ron");
    }
}
