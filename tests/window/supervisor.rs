//! A supervisor signs in with a passphrase, reviews a call of the team, says and decides something about it, and looks at who is
//! ready, where points are lost, which drill is broken, and what is assigned.

use std::path::Path;
use std::process::Command;

use jiff::Timestamp;
use steadyline::store::{Actor, NewPerson, Role, SignInRule, Store};

use crate::Played;
use crate::keys::{press, type_text};
use crate::program::{Program, attempts};
use crate::reader::Reader;

const NAME: &str = "Sol Berg";
const SECRET: &str = "seven quiet lamps";
const COMMENT: &str = "Say the date first.";
const REASON: &str = "It was said before the hold.";

/// A small centre of bots, with its teams, and somebody who supervises both.
fn fill(data: &Path) {
    let made = Command::new(env!("CARGO_BIN_EXE_steadyline"))
        .args(["demo", "--people", "6", "--teams", "2", "--weeks", "2", "--calls", "2", "--data"])
        .arg(data)
        .status();
    assert!(made.expect("the program starts").success(), "the centre is made");
    let store = Store::open(data).expect("the store opens");
    let (owner, now) = (Actor::Owner, Timestamp::now());
    let teams = std::fs::read_to_string(data.join("teams.csv")).expect("the demo writes its teams");
    for line in teams.lines().skip(1) {
        let (team, person) = line.split_once(',').expect("a team and a person");
        store.join_team(&owner, person, team, now).expect("joined");
    }
    for (name, role) in [(NAME, Role::Supervisor), ("Ada Ruiz", Role::Administrator)] {
        let teams = ["Team 1".to_owned(), "Team 2".to_owned()].into();
        store
            .add_person(&owner, &NewPerson { name: name.to_owned(), roles: [role].into(), teams }, now)
            .expect("added");
        store.set_passphrase(&owner, name, SECRET, now).expect("set");
    }
    store.set_sign_in_rule(&owner, SignInRule { passphrase: true, lock_after_min: 10 }, now).expect("the rule is set");
}

fn has(tree: &[String], start: &str) -> bool {
    tree.iter().any(|node| node.split_once(" | ").is_some_and(|(_, name)| name.starts_with(start)))
}

/// Goes on with Tab until what has the focus is called so.
fn tab_to(reader: &Reader, name: &str) {
    for _ in 0..60 {
        if reader.focus().contains(name) {
            return;
        }
        press(&["Tab"]);
    }
    panic!("Tab does not lead to \"{name}\", but to {}", reader.focus());
}

pub fn scene() -> Played {
    let reader = Reader::start();
    let data = tempfile::tempdir().expect("a folder for the attempts");
    fill(data.path());
    let program = Program::start(&reader, data.path(), &[]);
    sign_in(&reader);
    review(&reader);
    team(&reader);
    program.said();
    program.kill();

    let store = Store::open_to_read(data.path()).expect("the store is read");
    let actor = store.actor(NAME).expect("the supervisor");
    let judged: Vec<_> = attempts(data.path())
        .into_iter()
        .filter_map(|attempt| store.judgement(&actor, &attempt.id).ok())
        .filter(|judgement| !judgement.comments.is_empty())
        .collect();
    let [judgement] = &judged[..] else { panic!("one attempt was commented on: {judged:#?}") };
    assert_eq!(judgement.comments[0].text.as_deref(), Some(COMMENT));
    assert_eq!(judgement.overrides.len(), 1, "{judgement:#?}");
    assert_eq!(judgement.overrides[0].reason.as_deref(), Some(REASON));
    assert_eq!(judgement.overrides[0].by.as_ref(), actor.id());
    store.verify_audit(None).expect("the trail is whole");
    Ok(())
}

fn sign_in(reader: &Reader) {
    reader.wait_for("the passphrase", |tree| has(tree, "Passphrase"));
    type_text(NAME);
    press(&["Return"]);
    type_text(SECRET);
    Program::picture("60_passphrase");
    let tree = reader.tree();
    assert!(!tree.iter().any(|node| node.contains(SECRET)), "a passphrase is read to nobody: {tree:#?}");
    press(&["Return"]);
    reader.wait_for("home", |tree| tree.iter().any(|node| node.starts_with("list box | Calls")));
}

fn review(reader: &Reader) {
    press(&["alt+a"]);
    let tree = reader.wait_for("the attempts", |tree| has(tree, "Not reviewed") && has(tree, "Below its pass mark"));
    assert!(!has(&tree, "Ada Ruiz,"), "who has taken no call stands in no list");
    reader.wait_for("rows", |tree| {
        tree.iter().any(|node| node.starts_with("list item | ") && node.contains("Composure"))
    });
    Program::picture("61_review");
    press(&["Down", "Return"]);
    reader.wait_for("the debrief", |tree| has(tree, "Said and decided"));
    press(&["alt+c"]);
    reader.wait_for("the form", |tree| has(tree, "What you want to say"));
    type_text(COMMENT);
    Program::picture("62_comment");
    press(&["ctrl+s"]);
    reader.wait_for("the debrief again", |tree| !has(tree, "What you want to say"));
    press(&["alt+4"]);
    reader.wait_for("the comment", |tree| tree.iter().any(|node| node.contains(COMMENT)));
    press(&["alt+2"]);
    reader.wait_for("the criteria", |tree| has(tree, "Decide otherwise: "));
    tab_to(reader, "Decide otherwise: ");
    press(&["Return"]);
    reader.wait_for("the form", |tree| has(tree, "Points, at most"));
    type_text("0.5");
    tab_to(reader, "Why");
    type_text(REASON);
    Program::picture("63_override");
    press(&["ctrl+s"]);
    reader.wait_for("the decision", |tree| has(tree, "Decided: 0.5 of"));
    Program::picture("64_overridden");
    press(&["Escape"]);
    reader.wait_for("the attempts", |tree| has(tree, "Below its pass mark"));
    press(&["Escape"]);
    reader.wait_for("home", |tree| tree.iter().any(|node| node.starts_with("list box | Calls")));
}

fn team(reader: &Reader) {
    press(&["alt+t"]);
    reader.wait_for("who is ready", |tree| tree.iter().any(|node| node.contains("Ready for ")));
    reader.wait_for("the choice of a team", |tree| tree.iter().any(|node| node == "combo box | Team"));
    Program::picture("65_ready");
    for (key, what, picture) in
        [("alt+2", "All: ", "66_heat"), ("alt+3", "points lost", "67_coach"), ("alt+4", "first call", "68_health")]
    {
        press(&[key]);
        reader.wait_for(picture, |tree| tree.iter().any(|node| node.contains(what)));
        Program::picture(picture);
    }
    press(&["alt+5"]);
    reader.wait_for("assignments", |tree| has(tree, "Assign something"));
    press(&["alt+a"]);
    reader.wait_for("the form", |tree| has(tree, "Attempts allowed"));
    Program::picture("69_assign");
    press(&["Escape"]);
    calibration(reader);
}

/// Calls are drawn, and one is scored without a word of what the program found in it.
fn calibration(reader: &Reader) {
    reader.wait_for("the tabs", |tree| !has(tree, "Attempts allowed"));
    press(&["alt+6"]);
    reader.wait_for("calibration", |tree| has(tree, "Draw three calls"));
    press(&["alt+d"]);
    let waits = |node: &String| node.starts_with("list item | ") && node.contains("Score it blind");
    reader.wait_for("what waits", |tree| tree.iter().any(waits));
    Program::picture("70_calibration");
    tab_to(reader, "Score it blind");
    press(&["Return"]);
    let tree = reader.wait_for("the form", |tree| has(tree, "Keep my scores"));
    let told = ["| Passed", "| Not passed", "| left out", "| never said"];
    assert!(!tree.iter().any(|node| told.iter().any(|words| node.ends_with(words))), "it is blind: {tree:#?}");
    // The call stands first, then what is to be scored.
    press(&["Tab", "Tab", "Return", "Down", "Return"]);
    reader.wait_for("a score", |tree| tree.iter().any(|node| node.contains("1 of ")));
    Program::picture("71_blind");
    press(&["ctrl+s"]);
    reader.wait_for("what is open", |tree| tree.iter().any(|node| node.contains("Still open: ")));
}
