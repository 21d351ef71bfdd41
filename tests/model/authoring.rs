//! The author's commands in the terminal: what they write, ask and refuse.

use std::collections::BTreeMap;
use std::path::Path;

use assert_cmd::Command;
use steadyline::author::{Offer, draft, turns};
use steadyline::scenario::{PackFiles, Severity, kept};

use crate::world::TAMBLEWICK;

/// Runs the program in a folder: its exit code, output and complaints.
pub fn run(home: &Path, words: &[&str], typed: &str) -> (Option<i32>, String, String) {
    let mut command = Command::cargo_bin("steadyline").expect("the program is built");
    let out = command.current_dir(home).args(words).write_stdin(typed).output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (out.status.code(), text(&out.stdout), text(&out.stderr))
}

#[test]
fn new_writes_a_scenario_beside_a_copy_of_the_pack_and_overwrites_nothing() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let words = [
        "new",
        "late_again",
        "--pack",
        "tamblewick",
        "--yes",
        "--kind",
        "complaint",
        "--to",
        "claims",
        "--repeats",
        "2",
    ];
    let (code, out, complaint) = run(home.path(), &words, "");
    assert_eq!(code, Some(0), "{complaint}");
    assert!(out.contains("steadyline play my_scenarios") && !out.contains("Enter takes"), "{out}");
    let file = home.path().join("my_scenarios/tamblewick/calls/late_again.ron");
    let text = std::fs::read_to_string(&file).expect("it is written");
    assert!(text.contains("Consult(\"claims\")") && text.contains("\"asks again 2\"") && text.contains("// Change:"));
    let (code, out, _) = run(home.path(), &["check", "--deny-warnings", "my_scenarios"], "");
    assert_eq!(code, Some(0), "{out}");
    let (code, _, complaint) = run(home.path(), &words, "");
    assert_eq!(code, Some(2));
    assert!(complaint.contains("nothing is overwritten"), "{complaint}");
    assert_eq!(std::fs::read_to_string(&file).expect("it is there"), text);
    // In the pack's own folder the file goes into that pack.
    let (code, ..) = run(&home.path().join("my_scenarios/tamblewick"), &["new", "--yes", "--kind", "lead"], "");
    assert_eq!(code, Some(0));
    assert!(home.path().join("my_scenarios/tamblewick/calls/you_asked_us_to_ring.ron").is_file());
}

#[test]
fn new_asks_one_thing_a_line_and_asks_again_what_it_cannot_read() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let typed = "9\n2\nThe day\nenquiries\nCustomer, topic=refund date\n1\nconfused\nmany\n1\nthe_day\n";
    let (code, out, complaint) = run(home.path(), &["new", "--pack", "tamblewick"], typed);
    assert_eq!(code, Some(0), "{complaint}");
    assert!(complaint.contains("there is no kind “9”") && complaint.contains("a number from 0 to 5"), "{complaint}");
    assert!(out.starts_with("Enter takes what stands in square brackets"), "{out}");
    assert!(out.contains("  2 a question asked again and again (repeated_question)\n"), "{out}");
    let text = std::fs::read_to_string(home.path().join("my_scenarios/tamblewick/calls/the_day.ron"));
    let text = text.expect("it is written");
    assert!(text.contains("title: \"The day\"") && text.contains("temperament: \"confused\""));
    assert!(text.contains("\"topic\": Text(\"refund date\")") && !text.contains("\"date_told\""));
}

#[test]
fn new_refuses_what_the_pack_has_not_in_one_line() {
    let home = tempfile::tempdir().expect("a folder can be made");
    for (words, said) in [
        (&["--kind", "complain"][..], "there is no kind “complain”: did you mean \"complaint\"?"),
        (&["--pack", "acme"], "there is no pack “acme”: tamblewick, ottermoor"),
        (&["--to", "claim"], "there is no department “claim”: did you mean \"claims\"?"),
        (&["--temperament", "angry"], "there is no temperament “angry”"),
        (&["--field", "categori=damaged"], "there is no field “categori”: did you mean \"category\"?"),
        (&["--field", "category=brocken"], "there is no value “brocken”"),
        (&["--title", "Ärger, \"again\"\n{x}"], ""),
        (&["My Call"], "“My Call” cannot be the name of a scenario"),
        (&["../out"], "“../out” cannot be the name of a scenario"),
    ] {
        let pack = if words.contains(&"--pack") { &[][..] } else { &["--pack", "tamblewick"] };
        let words: Vec<&str> = ["new", "--yes"].iter().chain(pack).chain(words).copied().collect();
        let (code, _, complaint) = run(home.path(), &words, "");
        assert_eq!(code, Some(if said.is_empty() { 0 } else { 2 }), "{words:?}: {complaint}");
        assert!(complaint.starts_with(said), "{words:?}: {complaint}");
    }
    let (code, out, _) = run(home.path(), &["check", "--deny-warnings", "my_scenarios"], "");
    assert_eq!(code, Some(0), "{out}");
}

const TRANSCRIPT: &str = "\u{feff}Call of 3 May\r\n\r\n[00:01] Sarah: Good morning, Acme, Sarah speaking. How can I help?\r\n\
[00:05] Mrs Wray: Yes, hello. My name is Katherine Wray, and I rang on 28 April about order TW1234567.\r\n\
It's late, and I paid \u{a3}64.50 for it!\r\n[00:15] Sarah: I'm sorry, Mrs Wray. Which phone: the best one?\r\n\
[00:20] Mrs Wray: 07700 900312. I live at 4 Needle Street, Alderwick, QA4 7TB. It's kwray@home.example, {all} \"small\".\r\n\
[00:31] Sarah: That's 07700 900312. I'll ring you by 5 May, Katherine.\r\n[00:35] Mrs Wray: You'd better. Goodbye.\r\n";

#[test]
fn a_transcript_becomes_a_draft_that_loads_and_says_what_it_lacks() {
    let home = tempfile::tempdir().expect("a folder can be made");
    std::fs::write(home.path().join("bad call.txt"), TRANSCRIPT).expect("it can be written");
    let (code, _, complaint) =
        run(home.path(), &["new", "--yes", "--pack", "tamblewick", "--from-transcript", "bad call.txt"], "");
    assert_eq!(code, Some(0), "{complaint}");
    let file = home.path().join("my_scenarios/tamblewick/calls/bad_call.ron");
    let text = std::fs::read_to_string(&file).expect("it is written");
    for real in
        ["Wray", "Katherine", "Sarah", "07700", "900312", "Needle", "7TB", "kwray", "TW1234567", "64.50", "April"]
    {
        assert!(!text.contains(real), "{real} is somebody's\n{text}");
    }
    for line in [
        "says: [\"Yes, hello. My name is {caller.name}, and I rang on {day} about order {number}. It's late, and I paid {sum} for it!\"]",
        "say: \"I'm sorry, Mrs {caller.name.surname}. Which phone: the best one?\"",
        "say: \"That's {phone}. I'll ring you by {day_2}, {caller.name.first}.\"",
        "says: [\"You'd better. Goodbye.\"]",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let (code, out, _) = run(home.path(), &["check", "--json", "my_scenarios"], "");
    assert_eq!(code, Some(0), "it loads: {out}");
    let json: serde_json::Value = serde_json::from_str(&out).expect("it is JSON");
    let marks = text.lines().filter(|line| line.trim().starts_with("// FILL IN")).count();
    let found = json["found"].as_array().expect("a list");
    assert_eq!(found.iter().filter(|problem| problem["code"] == "SL094").count(), marks);
    // Where the marks are gone, nothing is said of them; the word in a line means nothing.
    let done = text.replace("// FILL IN", "// Done").replace("Goodbye.", "Goodbye. // FILL IN");
    std::fs::write(&file, done).expect("it can be written");
    let (_, out, _) = run(home.path(), &["check", "--json", "my_scenarios"], "");
    assert!(!out.contains("SL094"), "{out}");
}

#[test]
fn what_is_no_transcript_is_refused_in_one_line() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let huge = format!("Caller: Hello.\nOperator: {}\n", "So it is. ".repeat(100_000));
    for (text, said) in [
        (&b""[..], "the file is empty"),
        (b"It rang. Nobody spoke.\n", "no line begins with who is speaking"),
        (b"Caller: Hello?\n\nCaller: Hello?\n", "only \"caller\" speaks"),
        (b"\xff\xfeC\0a\0", "not UTF-8 text"),
        (huge.as_bytes(), "larger than 512 KB"),
    ] {
        std::fs::write(home.path().join("call.txt"), text).expect("it can be written");
        let (code, out, complaint) =
            run(home.path(), &["new", "--yes", "--pack", "tamblewick", "--from-transcript", "call.txt"], "");
        assert_eq!((code, complaint.lines().count()), (Some(3), 1), "{out}{complaint}");
        assert!(
            complaint.starts_with("The transcript call.txt cannot be read: ") && complaint.contains(said),
            "{complaint}"
        );
    }
    assert!(!home.path().join("my_scenarios").exists(), "nothing is left behind");
}

#[test]
fn every_piece_of_a_transcript_makes_a_draft_that_loads_or_is_refused() {
    let (pack, _) = &*TAMBLEWICK;
    let offer = Offer::of(pack).expect("it has people and forms");
    let own = pack.files.without_calls();
    let mut files: BTreeMap<String, String> = own.map(|(path, file)| (path.clone(), file.text.clone())).collect();
    let bytes = TRANSCRIPT.as_bytes();
    let mut drafts = 0;
    for cut in (0..bytes.len()).step_by(5) {
        let (before, after) = bytes.split_at(cut);
        let noisy = [before, "\\\"}{[00:99] \u{0}: «»“ #\nX: ".as_bytes(), after].concat();
        for piece in [before, after, noisy.as_slice()] {
            let Ok(turns) = turns(piece, None) else { continue };
            let text = draft(&offer, turns, "A \"title\" {").expect("the template holds");
            files.insert(format!("calls/draft_{drafts}.ron"), text);
            drafts += 1;
        }
    }
    assert!(drafts > 200, "only {drafts}");
    let loaded = kept(PackFiles::of_texts("tamblewick", files));
    let errors = loaded.found.iter().filter(|found| found.severity == Severity::Error);
    let errors: Vec<String> = errors.map(|found| found.render(false)).collect();
    assert!(errors.is_empty(), "{} errors\n{}", errors.len(), errors[..errors.len().min(3)].join("\n"));
}
